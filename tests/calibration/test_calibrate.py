"""The whole calibration on a toy model: resume, poison, tables; and on a small Norway, two parameters recovered."""

import csv
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from calibration import calibrate as room
from calibration import store
from calibration.calibrate import Calibration, Plan
from calibration.counterparts import CalibrationError
from calibration.design import sobol
from calibration.emulator import fit_emulator
from calibration.hindcast import Job, Row, output_names, run_job, yearly_names
from calibration.priors import free_priors, to_cube
from calibration.sampler import Problem, sample
from calibration.targets import error_covariance, from_scale, load_targets, scaled_values
from scenarios.draws import load_posterior
from tests.norway import small_norway

TARGETS = load_targets()
PRIORS = free_priors()
PLAN = Plan(waves=(128, 64), predictive=24, truths=10)


def toy_run(job: Job, targets) -> Row:
    """A country where each target follows three parameters and the luck of its replicate, in sd of its error.

    What was observed is what the middle of the prior gives (with effects after 2022 at none).
    """
    u = PRIORS.shares(np.array([job.parameters[name] for name in PRIORS.names]))
    for place in PRIORS.pinned():
        u[place] += 0.5
    k = np.arange(len(targets))
    pull = 6.0 * (u[k % 30] - 0.5) + 3.0 * (u[(7 * k + 3) % 30] - 0.5) * u[(11 * k) % 30]
    luck = 0.3 * np.sin(job.replicate * 12.9898 + 78.233 * k)
    scaled = scaled_values(targets) + np.sqrt(np.diag(error_covariance(targets))) * (pull + luck)
    rest = np.ones(len(output_names(targets, job)) - len(targets))
    return Row(job.key, np.concatenate([from_scale(targets, scaled), rest]), 0.01)


def of_toy(patch) -> None:
    """The calibration's runs are those of the toy, and the sampler is short."""
    patch.setattr(store, "run_job", toy_run)
    patch.setattr("calibration.bank.fingerprint", lambda priors, seed: "toy")
    patch.setattr("calibration.reading.FINAL", (20, 60, 40, 40))
    patch.setattr("calibration.reading.NEXT", (20, 30, 20))
    patch.setattr(room, "CANDIDATES", 256)
    patch.setattr(room.Calibration, "write_rolling", lambda self, waves: None)  # tests/calibration/test_rolling.py


@pytest.fixture
def toy(monkeypatch):
    """See ``of_toy``."""
    of_toy(monkeypatch)


def calibrated(folder, last=2022, plan=PLAN, **settings):
    job = Calibration(folder, last, plan, command="test", **settings)
    return job.run(lambda text: None, lambda step, done, total: None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One finished calibration of the toy, for every test to copy: its folder and what it said."""
    with pytest.MonkeyPatch.context() as patch:
        of_toy(patch)
        folder = tmp_path_factory.mktemp("calibration")
        return folder, calibrated(folder)


def test_a_calibration_leaves_its_tables_and_fits_its_toy(whole):
    tmp_path, found = whole
    assert found["targets"] == 66 and found["inside_90"] >= 0.9 and found["beyond_4_sd"] == []
    posterior = load_posterior("until-2022", tmp_path)
    assert posterior.names == PRIORS.names and len(posterior.values) == 500
    for name in ("fit", "moved", "ruled-out", "coverage", "misfit"):
        assert (tmp_path / f"until-2022-{name}.csv").stat().st_size > 0
    record = json.loads((tmp_path / "until-2022.json").read_text())
    assert record["pinned"] == {"extra_applicants_yearly_2022": 0.0}
    assert [wave["runs"] for wave in record["waves"]] == [128, 64]
    with (tmp_path / "until-2022-fit.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 90 and sum(row["fitted"] == "True" for row in rows) == 66


def test_a_calibration_that_was_killed_gives_the_same_posterior(tmp_path, whole, toy):
    """Shards lost in both waves and half of the predictive runs: the same command, the same bytes."""
    shutil.copytree(whole[0], tmp_path / "b")
    for place in ("bank/wave-1", "bank/wave-202202", "predictive-2022"):
        shards = sorted((tmp_path / "b" / place).glob("runs-*.parquet"))
        for path in shards[::2]:
            path.unlink()
    (tmp_path / "b" / "until-2022.csv").unlink()
    calibrated(tmp_path / "b")
    for path in sorted(whole[0].glob("until-2022*.csv")):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_poisoned_figures_after_2022_do_not_move_the_posterior_of_2022(tmp_path, toy, monkeypatch):
    """Every target of 2023-2025 ten times as large: not a byte of the draws changes; those of until-2025 do."""
    small = replace(PLAN, waves=(64, 32), predictive=4, truths=2)
    calibrated(tmp_path / "a", plan=small)
    calibrated(tmp_path / "a", 2025, small)
    poisoned = tuple(t if t.use == "fit" else replace(t, value=10 * t.value) for t in TARGETS)
    monkeypatch.setattr(room, "load_targets", lambda: poisoned)
    calibrated(tmp_path / "b", plan=small)
    calibrated(tmp_path / "b", 2025, small)
    same = [
        (tmp_path / "a" / f"until-{last}.csv").read_bytes() == (tmp_path / "b" / f"until-{last}.csv").read_bytes()
        for last in (2022, 2025)
    ]
    assert same == [True, False]


def test_a_store_of_another_model_is_refused(tmp_path, whole, toy, monkeypatch):
    shutil.copytree(whole[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("calibration.bank.fingerprint", lambda priors, seed: "another")
    with pytest.raises(CalibrationError, match="another model"):
        calibrated(tmp_path)


TWO = ("cap_new_ratio", "lis1_giveup_abroad")
SEEN = ("list_cap_mean@2018", "list_length_mean@2018", "lis1_applicants@2018", "lis1_applicants@2017")


def test_two_parameters_are_recovered_on_a_small_norway():
    """64 runs of eighteen municipalities, 12 of them held out as truths with errors of 1 percent.

    A right 90 percent interval holds at least 8 of 12 truths but for 2 cases in 1 000 (two parameters: 4 in 1 000);
    the data must also narrow the posterior to under 60 percent of the prior.
    """
    priors = free_priors(names=TWO)
    u = sobol(64, 2, 1)
    names = yearly_names(2016, 2018)
    places = [names.index(name) for name in SEEN]
    values = np.array([
        run_job(Job(k, priors.parameters(point), k % 4, end_year=2018, geography=small_norway()), ()).values[places]
        for k, point in enumerate(u)
    ])  # fmt: skip
    y = np.log(values)
    errors = np.diag(np.full(len(SEEN), 0.01**2))
    held, spread = [], []
    for row in range(2, 62, 5):
        others = np.arange(64) != row
        problem = Problem(fit_emulator(u[others], y[others]), y[row] + 0.01 * np.sin(row * np.arange(1, 5)), errors)
        points = to_cube(sample(problem, 2, 1, row, 20, 60, 20).reshape(-1, 2))
        held.append(np.abs((points < u[row]).mean(axis=0) - 0.5) <= 0.45)
        spread.append(points.std(axis=0) * np.sqrt(12))
    assert (np.sum(held, axis=0) >= 8).all()
    assert (np.mean(spread, axis=0) < 0.6).all()
