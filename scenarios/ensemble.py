"""Many runs: scenarios x parameter draws x replicates, each kept as it finishes, reduced in one fixed order.

The same replicate has the same luck in every scenario and draw, so scenarios can be compared pair by pair.
A finished run is a file in OUT/runs; the same command again finds it and runs only what is missing. When
all are there they are read in (scenario, draw, replicate) order, so the tables do not depend on the number
of workers.
"""

import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.archive import save_run
from model.results import summarise
from scenarios.study import Case, Study

RUNS = "runs"


class EnsembleError(RuntimeError):
    """Some runs failed, or worker processes died twice. Its note is the traceback of the first failed run."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C: what is finished is kept."""

    def __init__(self, done: int, total: int, folder: Path):
        self.done, self.total, self.folder = done, total, folder
        super().__init__(
            f"stopped; {done} of {total} runs are finished and kept in {folder}. The same command continues."
        )


@dataclass(frozen=True)
class Task:
    """One run to make: which case, parameter draw and replicate, and when and with what seed."""

    case: Case
    draw: int
    replicate: int
    start: str
    end_year: int
    seed: int
    lives: bool
    draws: int = 1


@dataclass(frozen=True)
class Engine:
    """What a worker needs: simulate(task) gives a run (model.results.RunArrays), geography() its map."""

    simulate: Callable[[Task], Any]
    geography: Callable[[], Any]


@dataclass(frozen=True)
class Outcome:
    """What a worker reports: nothing but an error text if the run failed."""

    place: tuple[int, int, int]
    error: str = ""
    trace: str = ""


def national_engine() -> Engine:
    """The engine of real runs: the whole model on the whole country."""
    from model.geography import load_geography

    return Engine(simulate, load_geography)


def simulate(task: Task) -> Any:
    """Run the model once: with the central parameters, or with the task's draw of the start's posterior."""
    from model.workforce import Workforce
    from scenarios.draws import parameters_of_draw

    return Workforce(
        task.case.policy,
        task.case.world,
        parameters_of_draw(task.start, task.draw, task.draws),
        start=task.start,
        end_year=task.end_year,
        seed=task.seed,
        replicate=task.replicate,
        lives=task.lives,
    ).run()


def places(study: Study) -> list[tuple[int, int, int]]:
    """All (scenario, draw, replicate) in the order in which results are reduced and written."""
    return list(np.ndindex(len(study.cases), study.draws, study.replicates))


def run_path(folder: Path, study: Study, place: tuple[int, int, int]) -> Path:
    """Where one finished run is kept."""
    scenario, draw, replicate = place
    return folder / RUNS / f"{scenario:02d}-{study.cases[scenario].label}-d{draw:04d}-r{replicate:04d}.npz"


def missing_runs(folder: Path, study: Study) -> list[tuple[int, int, int]]:
    """The runs still to make, replicate by replicate, so that an early stop leaves whole pairs."""
    left = [place for place in places(study) if not run_path(folder, study, place).is_file()]
    return sorted(left, key=lambda place: (place[1], place[2], place[0]))


def run_missing(
    study: Study,
    folder: Path,
    engine: Engine,
    workers: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Make every run of the study that is not on disk yet.

    progress(done, total) is called after each run. Raises Interrupted on Ctrl-C, EnsembleError if a run
    failed (the others are kept) or if workers died again after one restart.
    """
    (folder / RUNS).mkdir(parents=True, exist_ok=True)
    failed: list[Outcome] = []
    total = study.runs
    try:
        for attempt in (1, 2):
            missing = missing_runs(folder, study)
            failed = []
            try:
                for number, outcome in enumerate(_outcomes(study, folder, engine, workers, missing), 1):
                    failed += [outcome] if outcome.error else []
                    progress(total - len(missing) + number - len(failed), total)
                break
            except _dead_worker() as dead:
                if attempt == 2:
                    raise EnsembleError(_death_message(folder)) from dead
    except KeyboardInterrupt:
        done = total - len(missing_runs(folder, study))
        raise Interrupted(done, total, folder) from None
    if failed:
        first = min(failed, key=lambda outcome: outcome.place)
        error = EnsembleError(_failure_message(study, first, len(failed), total))
        error.add_note(first.trace)
        raise error


def _outcomes(
    study: Study, folder: Path, engine: Engine, workers: int, missing: list[tuple[int, int, int]]
) -> Iterator[Outcome]:
    jobs = [(_task(study, place), engine, place, run_path(folder, study, place)) for place in missing]
    if workers == 1 or len(jobs) <= 1:
        return (run_one(*job) for job in jobs)
    return _in_processes(jobs, workers)


def _in_processes(jobs: list[tuple], workers: int) -> Iterator[Outcome]:
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", inner_max_num_threads=1):
        pool = Parallel(n_jobs=min(workers, len(jobs)), return_as="generator_unordered", batch_size=1)
        yield from pool(delayed(run_one)(*job) for job in jobs)


def _dead_worker() -> tuple[type[BaseException], ...]:
    from concurrent.futures.process import BrokenProcessPool

    from joblib.externals.loky.process_executor import TerminatedWorkerError

    return (BrokenProcessPool, TerminatedWorkerError)


def _task(study: Study, place: tuple[int, int, int]) -> Task:
    scenario, draw, replicate = place
    case = study.cases[scenario]
    return Task(case, draw, replicate, study.start, study.end_year, study.seed, study.lives, study.draws)


def run_one(task: Task, engine: Engine, place: tuple[int, int, int], path: Path) -> Outcome:
    """Make, reduce and keep one run; an exception becomes part of the outcome."""
    try:
        begun = time.perf_counter()
        run = engine.simulate(task)
        summary = summarise(run, engine.geography())
        save_run(path, run, summary, time.perf_counter() - begun)
    except Exception as error:
        return Outcome(place, f"{type(error).__name__}: {error}", traceback.format_exc())
    return Outcome(place)


def _failure_message(study: Study, first: Outcome, failed: int, total: int) -> str:
    scenario, draw, replicate = first.place
    return (
        f"{failed} of {total} runs failed, so no results are written; finished runs are kept. First: "
        f"scenario {study.cases[scenario].name!r}, draw {draw}, replicate {replicate}: {first.error}"
    )


def _death_message(folder: Path) -> str:
    return (
        f"worker processes were killed twice, most often because memory ran out; finished runs are kept in "
        f"{folder}. Run the same command with fewer --workers."
    )
