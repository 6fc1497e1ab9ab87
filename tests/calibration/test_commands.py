"""The door of the calibration: what cannot be done is refused in one message; a cluster does the same as processes."""

import importlib.util
import json

import numpy as np
import pytest
from click.testing import CliRunner

from agents.parameters import Parameters
from calibration import commands, store
from calibration.hindcast import Job, Row, output_names
from calibration.store import Store, fill
from calibration.targets import CalibrationError, load_targets
from scenarios.draws import FOLDER, load_posterior
from scenarios.pool import PoolError, parallel
from scenarios.study import ROOT

TARGETS = load_targets()


@pytest.fixture(scope="module")
def door():
    """run.py of this checkout."""
    spec = importlib.util.spec_from_file_location("legemod_door", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["calibrate", "--until", "2023"], "--until 2023: expected 2022"),
        (["calibrate", "--workers", "0"], "--workers 0: expected 1 or more"),
        (["calibrate", "--quick", "--ship"], "only a full result is shipped"),
        (["backtest", "--workers", "-1"], "--workers -1: expected 1 or more"),
    ],
)
def test_what_cannot_be_done_is_refused(door, tmp_path, monkeypatch, words, expected):
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(door.cli, words, prog_name="run.py")
    assert answer.exit_code == 2 and expected in answer.output
    assert "Traceback" not in answer.output and list(tmp_path.iterdir()) == []


def test_a_posterior_of_another_model_is_refused():
    with pytest.raises(CalibrationError, match=r"Fit again: uv run run\.py calibrate"):
        commands.check_model(load_posterior("until-2022").record, "0000")


def test_an_out_folder_with_other_files_is_refused(door, tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.bank.fingerprint", lambda priors, seed: "toy")
    (tmp_path / "bank" / "wave-1").mkdir(parents=True)
    (tmp_path / "bank" / "wave-1" / "notes.txt").write_text("mine")
    answer = CliRunner().invoke(door.cli, ["calibrate", "--out", str(tmp_path)], prog_name="run.py")
    assert answer.exit_code == 2 and "choose another --out" in answer.output


def test_every_shipped_table_is_small():
    """Files that come with the project stay readable and light."""
    for path in FOLDER.iterdir():
        assert path.suffix in (".csv", ".json", ".txt") and path.stat().st_size < 400_000, path.name
    assert json.loads((FOLDER / "until-2022.json").read_text())["command"].startswith("uv run run.py calibrate")


def toy(job: Job, targets) -> Row:
    return Row(job.key, np.full(len(output_names(targets, job)), float(job.key)), 0.0)


def test_a_cluster_gives_what_processes_give(tmp_path, monkeypatch):
    """A scheduler of Dask on this machine: the same rows, kept by the process that asked."""
    from distributed import LocalCluster

    monkeypatch.setattr(store, "run_job", toy)
    jobs = [Job(key, Parameters.centre(), 0) for key in range(20)]
    names = output_names(TARGETS, jobs[0])
    plain = fill(Store(tmp_path / "a", {"model": "toy"}, names), jobs, TARGETS, 1)
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        spread = fill(Store(tmp_path / "b", {"model": "toy"}, names), jobs, TARGETS, 1, address)
    assert (plain.keys == spread.keys).all() and (plain.values == spread.values).all()


def test_a_scheduler_that_does_not_answer_is_named():
    with pytest.raises(PoolError, match="no Dask scheduler answers there"):
        list(parallel(abs, [(1,), (2,)], 1, "tcp://127.0.0.1:9"))
