"""Many runs: scenarios x parameter draws x replicates, each kept as it finishes, reduced in one fixed order.

The same replicate has the same luck in every scenario and draw, so scenarios can be compared pair by pair.
A worker makes the bytes of a finished run, so that it need not share this disk; they become a file in OUT/runs here.
The same command again finds it and runs only what is missing. When all are there they are read in (scenario, draw,
replicate) order, so the tables do not depend on the number of workers.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.archive import pack_run, save_run
from model.results import summarise
from scenarios.compile_ahead import compile_ahead
from scenarios.pool import PoolError, parallel
from scenarios.study import Case, Study
from scenarios.years import followed_by_study

RUNS = "runs"
NAMED = 10  # failed runs that a message names
Place = tuple[int, int, int]  # scenario, draw, replicate


class EnsembleError(RuntimeError):
    """Runs failed twice, the workers are gone or the disk takes no more. A note: traceback of the first failed run."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C: what is finished is kept."""

    def __init__(self, done: int, total: int, folder: Path):
        self.done, self.total, self.folder = done, total, folder
        super().__init__(
            f"stopped; {done} of {total} runs are finished and kept in {folder}. The same command continues."
        )


@dataclass(frozen=True)
class Task:
    """One run to make: which case, parameter draw and replicate, and when and with what seed.

    followed: the years in which it is kept where every doctor was.
    """

    case: Case
    draw: int
    replicate: int
    start: str
    end_year: int
    seed: int
    lives: bool
    draws: int = 1
    followed: tuple[int, ...] = ()


def _nothing_to_do(workers: int) -> None:
    """No engine but that of the nation has anything to prepare."""


@dataclass(frozen=True)
class Engine:
    """What a worker needs: simulate(task) gives a run (model.results.RunArrays), geography() its map.

    prepare(workers): what is to be done here before so many worker processes make runs, if anything.
    """

    simulate: Callable[[Task], Any]
    geography: Callable[[], Any]
    prepare: Callable[[int], None] = _nothing_to_do


@dataclass(frozen=True)
class Outcome:
    """What a worker reports: the bytes of a finished run, or an error text if the run failed."""

    place: Place
    packed: bytes = b""
    error: str = ""
    trace: str = ""


def national_engine() -> Engine:
    """The engine of real runs: the whole model on the whole country."""
    from model.geography import load_geography

    return Engine(simulate, load_geography, compile_ahead)


def simulate(task: Task, geography: Any = None) -> Any:
    """Run the model once: with the central parameters, or with the task's draw of the start's posterior.

    geography: the map of other tables (scenarios/other_tables.py); None: of those that come with Legemod.
    """
    from model.workforce import Workforce
    from scenarios.draws import parameters_of_draw

    with Workforce(
        task.case.policy,
        task.case.world,
        parameters_of_draw(task.start, task.draw, task.draws),
        geography,
        start=task.start,
        end_year=task.end_year,
        seed=task.seed,
        replicate=task.replicate,
        lives=task.lives,
    ) as country:
        return country.run()


def places(study: Study) -> list[Place]:
    """All (scenario, draw, replicate) in the order in which results are reduced and written."""
    return list(np.ndindex(len(study.cases), study.draws, study.replicates))


def run_path(folder: Path, study: Study, place: Place) -> Path:
    """Where one finished run is kept."""
    scenario, draw, replicate = place
    return folder / RUNS / f"{scenario:02d}-{study.cases[scenario].label}-d{draw:04d}-r{replicate:04d}.npz"


def missing_runs(folder: Path, study: Study) -> list[Place]:
    """The runs still to make, replicate by replicate, so that an early stop leaves whole pairs."""
    left = [place for place in places(study) if not run_path(folder, study, place).is_file()]
    return sorted(left, key=lambda place: (place[1], place[2], place[0]))


def run_missing(
    study: Study,
    folder: Path,
    engine: Engine,
    workers: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cluster: str | None = None,
) -> None:
    """Make every run of the study that is not on disk yet; one that fails is tried once more when the others are done.

    progress(done, total) is called after each run. cluster: address of a running Dask scheduler. Raises Interrupted on
    Ctrl-C, EnsembleError if runs failed twice, the workers are gone or the disk takes no more; finished runs are kept.
    """
    with kept_on_disk(study, folder):
        (folder / RUNS).mkdir(parents=True, exist_ok=True)
        try:
            missing = missing_runs(folder, study)
            if missing and cluster is None:
                engine.prepare(workers)
            failed = _run(study, folder, engine, missing, workers, cluster, progress)
            again = [outcome.place for outcome in failed]
            failed = _run(study, folder, engine, again, workers, cluster, progress)
        except KeyboardInterrupt:
            raise Interrupted(_done(study, folder), study.runs, folder) from None
        except PoolError as error:
            raise EnsembleError(f"{error}; {_kept(study, folder)}, and the same command continues") from error
    if failed:
        failed.sort(key=lambda outcome: outcome.place)
        failure = EnsembleError(
            f"{len(failed)} of {study.runs} runs failed twice, so no results are written; {_kept(study, folder)}:\n"
            f"  {named_runs(study, failed)}"
        )
        failure.add_note(failed[0].trace)
        raise failure


def _run(
    study: Study, folder: Path, engine: Engine, missing: Sequence[Place], workers: int, cluster: str | None,
    progress: Callable[[int, int], None],
) -> list[Outcome]:  # fmt: skip
    """Make these runs and keep them as they come; the failed ones are given back."""
    failed = []
    done = study.runs - len(missing)
    calls = [(task_of(study, place), engine, place) for place in missing]
    with closing(parallel(run_one, calls, workers, cluster)) as outcomes:
        for outcome in outcomes:
            if outcome.error:
                failed.append(outcome)
            else:
                save_run(run_path(folder, study, outcome.place), outcome.packed)
                done += 1
            progress(done, study.runs)
    return failed


def task_of(study: Study, place: Place) -> Task:
    """The run of a study at this place."""
    scenario, draw, replicate = place
    case = study.cases[scenario]
    sizes = (study.start, study.end_year, study.seed, study.lives, study.draws)
    return Task(case, draw, replicate, *sizes, followed=followed_by_study(study))


def run_one(task: Task, engine: Engine, place: Place) -> Outcome:
    """Make, reduce and pack one run; an exception becomes part of the outcome."""
    try:
        begun = time.perf_counter()
        run = engine.simulate(task)
        summary = summarise(run, engine.geography())
        return Outcome(place, pack_run(run, summary, time.perf_counter() - begun, task.followed))
    except Exception as error:
        return Outcome(place, b"", f"{type(error).__name__}: {error}", traceback.format_exc())


@contextmanager
def kept_on_disk(study: Study, folder: Path) -> Iterator[None]:
    """A disk that is full or may not be written: one message that says so, what is kept, and how to mend it."""
    try:
        yield
    except OSError as error:
        raise EnsembleError(
            f"{error.filename or folder} could not be written: {error.strerror or error}; {_kept(study, folder)}. Make "
            "room there or mend the rights, and the same command continues"
        ) from error


def named_runs(study: Study, failed: Sequence[Outcome]) -> str:
    """Failed runs in words, the first ten by name."""
    named = [
        f"scenario {study.cases[scenario].name!r}, draw {draw}, replicate {replicate}: {outcome.error}"
        for outcome in failed[:NAMED]
        for scenario, draw, replicate in [outcome.place]
    ]
    return "\n  ".join(named) + (f"\n  and {len(failed) - NAMED} more" if len(failed) > NAMED else "")


def _done(study: Study, folder: Path) -> int:
    return study.runs - len(missing_runs(folder, study))


def _kept(study: Study, folder: Path) -> str:
    return f"{_done(study, folder)} of {study.runs} runs are finished and kept in {folder}"
