"""Nothing that is finished is lost: kill -9 of the command or of a worker, a scheduler that goes, a full or read-only
disk. The same command goes on and ends with the bytes of an undisturbed one."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from model.archive import save_run, write_record
from model.months_file import load_months
from scenarios import commands, ensemble
from scenarios.ensemble import Engine, EnsembleError, run_missing, run_path
from scenarios.pipeline import execute
from scenarios.study import ROOT, record_of
from tests.scenarios import fake
from tests.scenarios.toy_door import toy_model_in

WORDS = ["compare", "baseline", "more-lis1", "--end", "2027", "--draws", "1", "--replicates", "6", "--lives"]
FILES = ("yearly.csv", "yearly.parquet", "effects.csv", "costs.csv", "lever_costs.csv", "runs.csv", "lives.parquet")
PATIENCE = 120  # seconds; a loaded machine is slow, and nothing here measures speed


@pytest.fixture
def ask(tmp_path):
    """ask(out, more words): the same command in this process."""
    with toy_model_in(tmp_path) as door:
        yield lambda out, *more: door(*WORDS, "--out", out, *(more or ("--workers", "1")))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The folder that an undisturbed command leaves."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with toy_model_in(folder) as door:
        assert door(*WORDS, "--out", "whole", "--workers", "1").exit_code == 0
    return folder / "whole"


@pytest.fixture
def begin(tmp_path):
    """Begin the same command in a process of its own, its runs slow; it is killed at the latest at the end."""
    begun = []

    def beginner(out, seconds="0.3"):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOY_SECONDS": seconds}
        words = [sys.executable, "-m", "tests.scenarios.toy_door", *WORDS, "--out", str(out), "--workers", "2"]
        begun.append(subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return begun[-1]

    yield beginner
    for process in begun:
        process.kill()
        process.communicate()


def runs_in(out: Path) -> list[Path]:
    return sorted((out / "runs").glob("*.npz"))


def wait_for(what, process):
    """Until what() is true; the process must still be at work then."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def assert_same(out: Path, undisturbed: Path) -> None:
    assert sorted(p.name for p in out.iterdir()) == sorted(p.name for p in undisturbed.iterdir())
    for name in FILES:
        assert (out / name).read_bytes() == (undisturbed / name).read_bytes(), name
    with load_months(out) as one, load_months(undisturbed) as two:
        assert one.identical(two)


def test_kill_9_of_a_worker_and_of_the_command_loses_nothing(ask, begin, tmp_path, whole):
    """Meanwhile a second command keeps out; in the end the bytes are those of an undisturbed one."""
    out = tmp_path / "out"
    process = begin(out)
    wait_for(lambda: len(runs_in(out)) >= 2, process)
    workers = [one for one in psutil.Process(process.pid).children() if "popen_loky" in " ".join(one.cmdline())]
    workers[0].kill()
    before = len(runs_in(out))
    wait_for(lambda: len(runs_in(out)) > before, process)  # with new workers, by itself
    refused = ask(out)
    assert refused.exit_code == 2 and f"{out} is in use" in refused.stderr and "Traceback" not in refused.stderr
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path.name for path in runs_in(out)}
    assert 3 <= len(kept) < 12 and not (out / "yearly.csv").exists() and (out / ".lock").exists()
    (out / "runs" / ".00-baseline-d0000-r0005.npz.1.tmp").write_bytes(b"half a run")
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "save_run", lambda path, packed: made.append(path.name) or save_run(path, packed))
        assert ask(out).exit_code == 0
    assert len(made) == 12 - len(kept) and not {*made} & kept
    assert_same(out, whole)
    assert psutil.wait_procs(workers, timeout=PATIENCE)[1] == [], "workers outlive their command"


# A cluster


@pytest.fixture(scope="module")
def scheduler():
    """A Dask scheduler with one worker, in a process of its own: (process, address)."""
    code = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    cluster = LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None,\n"
        "                           protocol='tcp', host='127.0.0.1')\n"
        "    print(cluster.scheduler_address, flush=True)\n"
        "    input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = process.stdout.readline().strip()
    assert address.startswith("tcp://"), process.poll()
    yield process, address
    process.kill()
    process.wait()


def test_a_cluster_gives_the_bytes_of_processes(scheduler, ask, tmp_path, whole):
    assert ask("out", "--cluster", scheduler[1]).exit_code == 0
    assert_same(tmp_path / "out", whole)


def test_a_worker_of_another_version_is_refused(scheduler, ask, tmp_path, monkeypatch):
    monkeypatch.setattr("scenarios.pool.fingerprint", lambda: {"code": "older", "numpy": "2.5.5"})
    answer = ask("out", "--cluster", scheduler[1])
    assert answer.exit_code == 2 and "has another version of code" in answer.stderr
    assert runs_in(tmp_path / "out") == []


def test_a_scheduler_that_goes_is_one_message_and_finished_runs_stay(scheduler, ask, tmp_path, whole, monkeypatch):
    process, address = scheduler

    def keep_and_kill(path, packed):
        save_run(path, packed)
        if len(runs_in(tmp_path / "out")) == 3:
            process.kill()

    with monkeypatch.context() as patch:
        patch.setattr(ensemble, "save_run", keep_and_kill)
        patch.setattr(commands, "engine_of", lambda: Engine(_slowly, fake.country))
        answer = ask("out", "--cluster", address)
    assert answer.exit_code == 2, answer.output
    assert f"--cluster {address}: the scheduler is gone" in answer.stderr and "Traceback" not in answer.output
    kept = len(runs_in(tmp_path / "out"))
    assert 3 <= kept < 12 and f"{kept} of 12 runs are finished and kept in out" in answer.stderr
    assert ask("out").exit_code == 0
    assert_same(tmp_path / "out", whole)


def _slowly(task):
    time.sleep(0.5)
    return fake.simulate_policy(task)


def test_an_address_where_nobody_answers(ask):
    answer = ask("out", "--cluster", "tcp://127.0.0.1:9")
    assert answer.exit_code == 2 and "no Dask scheduler answers there" in answer.stderr
    both = ask("out", "--cluster", "tcp://127.0.0.1:9", "--workers", "2")
    assert both.exit_code == 2 and "give one of the two" in both.stderr


# Disks


@contextmanager
def files_of_at_most(size: int):
    """Every file this process writes may hold so many bytes and no more, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("too_large", "kept"), [("one run", 0), ("months.nc", 12), ("yearly.csv", 12)])
def test_a_full_disk_is_one_message_and_finished_runs_stay(ask, tmp_path, whole, too_large, kept):
    study = fake.study(replicates=1)
    run_missing(study, tmp_path / "one", fake.engine(), workers=1)
    sizes = {"one run": run_path(tmp_path / "one", study, (0, 0, 0)).stat().st_size // 4}
    sizes |= {name: (whole / name).stat().st_size - 1 for name in ("months.nc", "yearly.csv")}
    with files_of_at_most(sizes[too_large]):
        answer = ask("out")
    assert answer.exit_code == 2 and "Traceback" not in answer.output
    assert f"{kept} of 12 runs are finished and kept in out" in answer.stderr
    assert "could not be written" in answer.stderr and "Make room there" in answer.stderr
    assert len(runs_in(tmp_path / "out")) == kept
    assert not [path for path in (tmp_path / "out").rglob(".*")], "nothing half written stays"
    assert ask("out").exit_code == 0
    assert_same(tmp_path / "out", whole)


@contextmanager
def held_to_the_rights_of_files():
    """Take from the administrator, for a while, the power to write anywhere (the capability CAP_DAC_OVERRIDE)."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()  # version 3; two of three sets
    assert libc.capget(header, sets) == 0
    effective = sets[0]
    sets[0] = effective & ~(1 << 1)
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(header, sets) == 0


def test_a_read_only_folder_is_one_message_and_finished_runs_stay(ask, tmp_path):
    out = tmp_path / "out"
    study = fake.study(fake.case("base"), fake.case("more", gps=1.0))
    run_missing(study, out, fake.engine(), workers=1)
    run_path(out, study, (1, 0, 2)).unlink()
    write_record(out, record_of(study, "partial"))
    for folder in (out / "runs", out):
        folder.chmod(0o555)
    try:
        with held_to_the_rights_of_files(), pytest.raises(EnsembleError) as error:
            execute(study, out, fake.engine(), workers=1)
        with held_to_the_rights_of_files():
            below = ask(out / "below")
    finally:
        for folder in (out, out / "runs"):
            folder.chmod(0o755)
    assert "Permission denied; 5 of 6 runs are finished and kept in" in str(error.value)
    assert below.exit_code == 2 and f"{out / 'below'} could not be written: Permission denied" in below.stderr
    assert len(runs_in(out)) == 5
