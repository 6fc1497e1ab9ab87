"""What an ensemble costs beside its runs, measured: handing over and keeping runs, and reading them back.

Overhead: the same runs in the same warm processes, bare (nothing is reduced, handed over or kept) and as an ensemble.
Reading back: a fresh process makes every table of two scenarios from many stored runs of the whole country (links to
one run that was made) and says its largest memory.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from scenarios.collected import collect
from scenarios.ensemble import Task, national_engine, places, run_missing, run_path, simulate, task_of
from scenarios.pipeline import write_tables
from scenarios.pool import parallel
from scenarios.study import ROOT, Case, Study

PAIR = ("baseline", "other")  # compared, so that a run keeps where every doctor is, too
TURNS = 8  # bare runs and ensembles, one after the other
STORED = (40, 400)  # runs read back: memory should hardly grow from one to the other


def ensemble_cost(years: int, workers: int) -> dict[str, Any]:
    """Overhead over bare runs, size of a stored run, and seconds and memory of reading back, as JSON values."""
    study = _study(years, workers, PAIR)
    tasks = [(task_of(study, place),) for place in places(study)]
    bare = whole = 0.0
    with TemporaryDirectory() as home:
        list(parallel(_bare, [(_task(1),)] * workers, workers))  # warm-up
        # By turns, for the pace of a machine changes from one minute to the next; and each goes first as often as the
        # other, so that one which only ever falls, or rises, is not taken for overhead.
        for turn in range(TURNS):
            folder = Path(home) / str(turn)
            for kind in ("bare", "whole") if turn % 2 == 0 else ("whole", "bare"):
                begun = perf_counter()
                if kind == "bare":
                    list(parallel(_bare, tasks, workers))
                    bare += perf_counter() - begun
                else:
                    run_missing(study, folder, national_engine(), workers)
                    whole += perf_counter() - begun
        one = run_path(folder, study, (0, 0, 0))
        return {
            "runs": TURNS * study.runs,
            "bare_seconds": bare,
            "seconds": whole,
            "overhead_percent": 100 * (whole - bare) / bare,
            "minutes_per_1000_runs": 1000 * whole / (TURNS * study.runs) / 60,
            "megabytes_per_run": one.stat().st_size / 1e6,
            "read_back": [_in_a_fresh_process(one, years, count) for count in STORED],
        }


def _study(years: int, replicates: int, names: Sequence[str]) -> Study:
    from model.policy import Policy
    from model.world import World

    cases = tuple(Case(name, "", {}, Policy.of_record(), World()) for name in names)
    return Study(cases, end_year=2025 + years, replicates=replicates)


def _task(years: int) -> Task:
    return task_of(_study(years, 1, ("baseline",)), (0, 0, 0))


def _bare(task: Task) -> None:
    simulate(task)


def _in_a_fresh_process(run: Path, years: int, count: int) -> dict[str, float]:
    code = f"from scenarios.bench_ensemble import read_back; read_back({str(run)!r}, {years}, {count})"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout)


def read_back(run: str, years: int, count: int) -> None:
    """Print seconds and peak megabytes of making the tables of ``count`` stored runs, all links to ``run``."""
    study = _study(years, count // 2, PAIR)
    with TemporaryDirectory(dir=Path(run).parent) as home:
        (Path(home) / "runs").mkdir()
        for place in places(study):
            os.link(run, run_path(Path(home), study, place))
        begun = perf_counter()
        write_tables(collect(study, Path(home), national_engine().geography()))
        seconds = perf_counter() - begun
    print(json.dumps({"runs": count, "seconds": seconds, "peak_megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    """Largest memory of this process so far; on Linux getrusage would include that of the command which began it."""
    status = Path("/proc/self/status")
    if status.is_file():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def ensemble_rows(value: dict[str, Any]) -> list[tuple[str, str]]:
    """The numbers as rows of a table: what was measured, and its value."""
    rows = [
        (f"ensemble over bare runs, {value['runs']} runs (%)", f"{value['overhead_percent']:+.1f}"),
        ("minutes for 1 000 such runs at this pace", f"{value['minutes_per_1000_runs']:.0f}"),
        ("a stored run (MB)", f"{value['megabytes_per_run']:.2f}"),
    ]
    for back in value["read_back"]:
        rows += [
            (f"tables of {back['runs']} stored runs (s)", f"{back['seconds']:.1f}"),
            ("  peak memory of the command (MB)", f"{back['peak_megabytes']:.0f}"),
        ]
    return rows
