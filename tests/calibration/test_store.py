"""Finished runs on disk: resumed stores are the same, others are refused, broken runs are data."""

import json
from dataclasses import replace

import numpy as np
import pytest

from agents.parameters import Parameters
from calibration import store as room
from calibration.bank import jobs_of
from calibration.hindcast import Job, Row, output_names, run_job, yearly_names
from calibration.priors import free_priors
from calibration.store import RECORD, Store, fill
from calibration.targets import CalibrationError, load_targets
from tests.norway import small_norway

TARGETS = load_targets()
MARK = {"program": "test", "model": "one"}


def fake_run(job: Job, targets) -> Row:
    """A run that costs nothing: its values follow from its key; every seventh breaks."""
    size = len(output_names(targets, job))
    if job.key % 7 == 6:
        return Row(job.key, np.full(size, np.nan), 0.1, "ValueError: no market")
    return Row(job.key, np.arange(size) * 0.001 + job.key, 0.1)


@pytest.fixture
def fake(monkeypatch):
    """The store's runs are fake ones; the list says which were made."""
    made = []
    monkeypatch.setattr(room, "run_job", lambda job, targets: made.append(job.key) or fake_run(job, targets))
    return made


def jobs(count: int) -> list[Job]:
    return [Job(key, Parameters.centre(), key % 4) for key in range(count)]


def open_store(folder, mark=MARK) -> Store:
    return Store(folder, mark, output_names(TARGETS, jobs(1)[0]))


def test_a_resumed_store_makes_only_what_is_missing_and_reads_the_same(tmp_path, fake):
    whole = fill(open_store(tmp_path / "a"), jobs(40), TARGETS, 1)
    assert len(fake) == 40
    fill(open_store(tmp_path / "b"), jobs(40), TARGETS, 1)
    lost = sorted((tmp_path / "b").glob("runs-*.parquet"))[1:3]
    for path in lost:  # what kill -9 leaves: some shards there, some not, a half-written one under its temporary name
        path.unlink()
    (tmp_path / "b" / ".runs-0000008.parquet.123").write_bytes(b"half a shard")
    fake.clear()
    again = fill(open_store(tmp_path / "b"), jobs(40), TARGETS, 1)
    assert sorted(fake) == list(range(8, 24))
    assert (again.keys == whole.keys).all() and again.broken == whole.broken
    assert np.array_equal(again.values, whole.values, equal_nan=True)


def test_shards_are_read_by_key_whatever_their_order(tmp_path, fake):
    store = open_store(tmp_path)
    store.write([fake_run(job, TARGETS) for job in jobs(24)[16:]])
    store.write([fake_run(job, TARGETS) for job in jobs(24)[:8]])
    found = fill(store, jobs(24), TARGETS, 1)
    assert found.keys.tolist() == list(range(24)) and sorted(fake) == list(range(8, 16))


def test_broken_runs_are_kept_and_counted(tmp_path, fake):
    found = fill(open_store(tmp_path), jobs(16), TARGETS, 1)
    assert (~found.good).nonzero()[0].tolist() == [6, 13]
    assert np.isnan(found.values[6]).all() and "no market" in found.broken[6]


def test_progress_counts_what_was_found(tmp_path, fake):
    fill(open_store(tmp_path), jobs(8), TARGETS, 1)
    seen = []
    fill(open_store(tmp_path), jobs(24), TARGETS, 1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(8, 24), (16, 24), (24, 24)]


def test_a_store_of_another_model_or_other_outputs_is_refused(tmp_path, fake):
    fill(open_store(tmp_path), jobs(8), TARGETS, 1)
    with pytest.raises(CalibrationError, match=r"another model \(model differ"):
        open_store(tmp_path, {**MARK, "model": "two"})
    with pytest.raises(CalibrationError, match="outputs differ"):
        Store(tmp_path, MARK, output_names(TARGETS[:3], jobs(1)[0]))
    assert json.loads((tmp_path / RECORD).read_text())["model"] == "one"


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CalibrationError, match="choose another --out"):
        open_store(tmp_path)


def test_a_run_that_breaks_becomes_a_row():
    """A country whose supply of doctors is refused by the model itself: the error is data."""
    job = Job(3, Parameters.centre(), 0, end_year=2015, geography=small_norway())
    row = run_job(job, ())
    assert row.broken.startswith("ValueError: end_year 2015")
    assert row.key == 3 and row.values.size == 0


def test_a_real_run_gives_every_number():
    """Small Norway for two years: all yearly numbers are there and those of a second run are the same."""
    job = Job(0, Parameters.centre(), 1, end_year=2017, geography=small_norway())
    row = run_job(job, ())
    assert not row.broken and row.values.size == len(yearly_names(2016, 2017)) == len(output_names((), job))
    assert np.isfinite(row.values).all()
    assert (run_job(job, ()).values == row.values).all()
    assert (run_job(replace(job, replicate=2), ()).values != row.values).any()


def test_jobs_of_a_bank_share_the_luck_of_sixteen_worlds():
    priors = free_priors()
    made = jobs_of(np.full((18, priors.size), 0.5), priors, 1)
    assert [job.replicate for job in made] == [*range(16), 0, 1]
    assert made[0].parameters[priors.names[0]] == pytest.approx((priors.low[0] + priors.high[0]) / 2)
