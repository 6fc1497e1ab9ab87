"""Many runs: same results on any number of workers, resumable, paired, and honest about what failed."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from model.archive import load_lives, load_record, load_table
from model.months_file import load_months
from scenarios.collected import collect
from scenarios.ensemble import Engine, EnsembleError, Interrupted, missing_runs, run_missing, run_path
from scenarios.pipeline import execute, result_files
from scenarios.study import Study, StudyError, code_digest, slug, state_of
from tests.scenarios import fake
from tests.scenarios.toy_door import no_pages

FILES = ("yearly.csv", "yearly.parquet", "effects.csv", "costs.csv", "lever_costs.csv", "runs.csv", "destinations.csv",
         "destination_changes.csv", "bottlenecks.csv", "lives.parquet")  # fmt: skip


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch):
    """Pages have their own tests (test_figures.py, test_report.py); here they would take most of the time."""
    monkeypatch.setattr("scenarios.pipeline.write_pages", no_pages)


def two_scenarios(**sizes):
    return fake.study(fake.case("base"), fake.case("more", gps=1.0), **sizes)


def test_files_are_byte_equal_across_workers_and_resume(tmp_path):
    study = two_scenarios(lives=True, keep=2)
    alone, together, resumed = (tmp_path / name for name in ("alone", "together", "resumed"))
    execute(study, alone, fake.engine(), workers=1)
    execute(study, together, fake.engine(), workers=2)
    run_missing(study, resumed, fake.engine(), workers=1)
    for place in [(1, 0, 0), (0, 0, 2)]:
        run_path(resumed, study, place).unlink()
    (resumed / "run.json").write_text((alone / "run.json").read_text().replace('"complete"', '"partial"'))
    execute(study, resumed, fake.engine(), workers=2)
    for other in (together, resumed):
        for name in FILES:
            assert (other / name).read_bytes() == (alone / name).read_bytes(), f"{other.name}/{name}"
        with load_months(alone) as one, load_months(other) as two:
            assert one.identical(two)


def test_the_same_command_runs_only_what_is_missing(tmp_path):
    log = tmp_path / "log"
    study = fake.study(fake.case("base", log=str(log)), replicates=3)
    run_missing(study, tmp_path / "out", fake.engine(), workers=1)
    run_path(tmp_path / "out", study, (0, 0, 1)).unlink()
    log.write_text("")
    run_missing(study, tmp_path / "out", fake.engine(), workers=1)
    assert log.read_text().split() == ["base", "1"]


def test_a_complete_folder_is_left_alone(tmp_path):
    study = two_scenarios()
    first = execute(study, tmp_path / "out", fake.engine(), workers=1)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    again = execute(study, tmp_path / "out", Engine(_must_not_run, fake.country), workers=1)
    assert (first.state, again.state) == ("new", "complete")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == stamps
    assert again.headlines()[0][0]["base_mean"] == pytest.approx(
        first.headlines()[0][0]["base_mean"], rel=1e-6
    )
    assert not (tmp_path / "out" / "runs").exists()


def _must_not_run(task):
    raise AssertionError("a complete folder must not be run again")


def test_a_complete_folder_that_lost_a_file_is_made_again(tmp_path):
    study = fake.study(replicates=2)
    execute(study, tmp_path, fake.engine(), workers=1)
    (tmp_path / "yearly.csv").unlink()
    assert state_of(tmp_path, study, result_files(study)) == "partial"
    execute(study, tmp_path, fake.engine(), workers=1)
    assert (tmp_path / "yearly.csv").is_file()


def test_foreign_folders_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StudyError, match=r"no run\.json; choose another --out"):
        execute(fake.study(), tmp_path, fake.engine(), workers=1)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "change",
    [{"seed": 2}, {"replicates": 2}, {"end_year": 2030}, {"lives": True}, {"digests": {"code": "x"}}],
)
def test_another_study_may_not_use_the_folder(tmp_path, change):
    first = fake.study(replicates=1)
    execute(first, tmp_path, fake.engine(), workers=1)
    other = fake.study(**{"replicates": 1, **change})
    assert other.name != first.name
    with pytest.raises(StudyError, match="another study"):
        execute(other, tmp_path, fake.engine(), workers=1)


def test_runs_of_other_package_versions_are_not_mixed(tmp_path):
    study = fake.study(replicates=1)
    execute(study, tmp_path, fake.engine(), workers=1)
    text = (tmp_path / "run.json").read_text().replace('"complete"', '"partial"')
    version = load_record(tmp_path)["versions"]["numpy"]
    (tmp_path / "run.json").write_text(text.replace(f'"numpy": "{version}"', '"numpy": "0.1"'))
    with pytest.raises(StudyError, match="other package versions"):
        execute(study, tmp_path, fake.engine(), workers=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failed_run_is_reported_and_the_others_are_kept(tmp_path, workers):
    study = fake.study(fake.case("base"), fake.case("sick", fail=(1, 2)), replicates=3)
    with pytest.raises(EnsembleError) as error:
        execute(study, tmp_path, fake.engine(), workers)
    assert "2 of 6 runs failed" in str(error.value)
    assert "scenario 'sick', draw 0, replicate 1: ValueError: toy failure in replicate 1" in str(error.value)
    assert "toy_run" in error.value.__notes__[0] or "simulate" in error.value.__notes__[0]
    assert missing_runs(tmp_path, study) == [(1, 0, 1), (1, 0, 2)]
    assert not (tmp_path / "yearly.csv").exists()


def test_a_run_that_fails_once_is_made_again_at_the_end(tmp_path):
    log = tmp_path / "log"
    study = fake.study(fake.case("base", log=str(log), marker=str(tmp_path / "failed")), replicates=3)
    run_missing(study, tmp_path / "out", Engine(_fail_once, fake.country), workers=1)
    assert missing_runs(tmp_path / "out", study) == []
    assert log.read_text().split() == ["base", "0", "base", "2", "base", "1"]


def _fail_once(task):
    marker = Path(task.case.policy["marker"])
    if task.replicate == 1 and not marker.exists():
        marker.touch()
        raise OSError("a passing trouble")
    return fake.simulate(task)


def test_ten_failed_runs_are_named_and_the_rest_counted(tmp_path):
    study = fake.study(fake.case("sick", fail=tuple(range(12))), replicates=13)
    with pytest.raises(EnsembleError) as error:
        run_missing(study, tmp_path, fake.engine(), workers=1)
    text = str(error.value)
    assert "12 of 13 runs failed twice" in text and f"1 of 13 runs are finished and kept in {tmp_path}" in text
    assert text.count("scenario 'sick', draw 0, replicate") == 10 and "replicate 9: ValueError" in text
    assert text.endswith("and 2 more")


def test_a_lock_without_its_process_and_half_a_record_are_no_other_files(tmp_path):
    """What kill -9 in the first moment leaves; and nothing of it stays."""
    (tmp_path / ".lock").touch()
    (tmp_path / ".run.json.17.tmp").write_text("{")
    execute(fake.study(replicates=1), tmp_path, fake.engine(), workers=1)
    assert not list(tmp_path.glob(".*"))


def test_runs_are_listed_with_digests_that_luck_and_policy_change(tmp_path):
    execute(two_scenarios(replicates=2), tmp_path / "a", fake.engine(), workers=1)
    execute(two_scenarios(replicates=2, lives=True), tmp_path / "b", fake.engine(), workers=1)
    one, two = (load_table(tmp_path / name, "runs") for name in "ab")
    assert list(one.columns) == ["scenario", "draw", "replicate", "digest"]
    assert one["digest"].is_unique and len(one) == 4 and one["digest"].str.fullmatch("[0-9a-f]{16}").all()
    assert one.equals(two), "the same run, with or without its lives"


def test_a_run_with_wrong_variables_fails_by_name(tmp_path):
    with pytest.raises(EnsembleError, match="'gps' is missing"):
        run_missing(fake.study(replicates=1), tmp_path, Engine(_without_gps, fake.country), workers=1)


def _without_gps(task):
    run = fake.simulate(task)
    del run.municipal["gps"]
    return run


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    with pytest.raises(Interrupted) as stop:
        run_missing(fake.study(), tmp_path, Engine(_stop_at_second, fake.country), workers=1)
    assert (stop.value.done, stop.value.total) == (1, 3)
    assert "1 of 3 runs are finished and kept" in str(stop.value)
    assert len(list((tmp_path / "runs").iterdir())) == 1


def _stop_at_second(task):
    if task.replicate == 1:
        raise KeyboardInterrupt
    return fake.simulate(task)


def test_a_killed_worker_costs_one_restart_and_no_run(tmp_path):
    marker = tmp_path / "killed"
    study = fake.study(fake.case("base", marker=str(marker)), replicates=3)
    run_missing(study, tmp_path / "out", Engine(_die_once, fake.country), workers=2)
    assert marker.exists() and missing_runs(tmp_path / "out", study) == []


def _die_once(task):
    marker = Path(task.case.policy["marker"])
    if task.replicate == 1 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return fake.simulate(task)


def test_progress_counts_every_run_once(tmp_path):
    seen = []
    run_missing(fake.study(), tmp_path, fake.engine(), 1, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_runs_are_made_pair_by_pair(tmp_path):
    order = missing_runs(tmp_path, two_scenarios(replicates=2))
    assert order == [(0, 0, 0), (1, 0, 0), (0, 0, 1), (1, 0, 1)]


def test_beyond_keep_only_mean_and_spread_are_stored(tmp_path):
    study = two_scenarios(replicates=4, keep=3)
    run_missing(study, tmp_path / "single", fake.engine(), workers=1)
    runs = collect(study, tmp_path / "single", fake.country()).runs(1)
    gps = np.stack([run.month("gps") for _, run in runs])
    execute(study, tmp_path / "whole", fake.engine(), workers=1)
    with load_months(tmp_path / "whole") as months:
        assert months.sizes["replicate"] == 3
        np.testing.assert_array_equal(months.gps.values[1, 0], gps[:3])
        np.testing.assert_allclose(months.gps_mean.values[1, 0], gps.mean(axis=0), rtol=1e-6)
        np.testing.assert_allclose(months.gps_sd.values[1, 0], gps.std(axis=0, ddof=1), rtol=1e-5, atol=1e-6)


def test_the_record_says_what_was_run(tmp_path):
    study = two_scenarios(replicates=2, digests={"code": "abc"})
    execute(study, tmp_path, fake.engine(), workers=1)
    record = load_record(tmp_path)
    assert (record["state"], record["identity"], record["seed"], record["end"]) == (
        "complete", study.identity, 1, 2031,
    )  # fmt: skip
    assert [one["name"] for one in record["scenarios"]] == ["base", "more"]
    assert record["scenarios"][1]["resolved"]["policy"] == {"gps": 1.0}
    assert record["digests"] == {"code": "abc"} and "numpy" in record["versions"]
    timings = load_record(tmp_path, "timings.json")
    assert timings["runs"] == 4 and timings["seconds_per_run"]["market"] == 0.25
    assert all((tmp_path / name).exists() for name in result_files(study))


def test_tables_have_the_promised_columns(tmp_path):
    execute(two_scenarios(replicates=2), tmp_path, fake.engine(), workers=1)
    keys = ["year", "area_kind", "area", "indicator", "unit"]
    quantiles = ["q05", "q25", "q50", "q75", "q95"]
    yearly, effects = (load_table(tmp_path, name) for name in ("yearly", "effects"))
    assert list(yearly.columns) == ["scenario", *keys, "mean", *quantiles, "mcse", "runs"]
    differences = ["diff_mean", "diff_q05", "diff_q25", "diff_q75", "diff_q95"]
    told = ["mcse", "p_better", "variance_saved", "runs"]
    assert list(effects.columns) == ["scenario", "base", *keys, *differences, *told]
    assert set(load_table(tmp_path, "yearly")["area"]) >= {"0301", "Norway"}  # numbers stay text


def test_lives_lie_in_order_of_scenario_and_replicate(tmp_path):
    execute(two_scenarios(lives=True, replicates=2), tmp_path, fake.engine(), workers=2)
    lives = load_lives(tmp_path)
    order = lives[["scenario", "draw", "replicate"]].drop_duplicates().to_numpy().tolist()
    assert order == [["base", 0, 0], ["base", 0, 1], ["more", 0, 0], ["more", 0, 1]]


# Sizes and names


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ({"draws": 0}, "--draws 0: expected 1 or more"),
        ({"end_year": 2061}, "expected 2026 to 2060"),
        ({"start": "2016", "end_year": 2030}, "expected 2016 to 2025 with --start 2016"),
        ({"replicates": 0}, "--replicates 0: expected 1 or more"),
        ({"keep": 0, "replicates": -1}, "--replicates -1: expected 1 or more; --keep 0"),
        ({"start": "2020"}, "--start 2020: expected one of 2026, 2016"),
    ],
)
def test_sizes_that_cannot_be_are_refused(sizes, words):
    with pytest.raises(StudyError) as error:
        fake.study(**sizes)
    assert words in str(error.value)


def test_a_scenario_named_twice_is_refused():
    with pytest.raises(StudyError, match="'base' is named twice"):
        fake.study(fake.case("base"), fake.case("base"))


def test_the_folder_name_depends_on_content_not_on_wording():
    one = Study((fake.case("a", x=1, y=2),))
    two = Study((fake.case("a", y=2, x=1),))
    assert one.name == two.name and one.name.startswith("a-") and len(one.name) == len("a-") + 8
    assert Study((fake.case("a", x=1, y=3),)).name != one.name


def test_names_are_safe_in_file_names():
    assert slug("Mine: æ/../b c") == "Mine-..-b-c"
    assert slug("///") == "unnamed" and len(slug("x" * 300)) == 60


def test_the_code_digest_sees_every_room(tmp_path):
    for floor in ("agents", "model", "scenarios"):
        (tmp_path / floor).mkdir()
        (tmp_path / floor / "room.py").write_text("a = 1\n")
    before = code_digest(tmp_path)
    (tmp_path / "scenarios" / "room.py").write_text("a = 2\n")
    changed = code_digest(tmp_path)
    (tmp_path / "model" / "room.py").rename(tmp_path / "model" / "hall.py")
    assert len({before, changed, code_digest(tmp_path)}) == 3
