"""Proposes packages to try: a space-filling start, then Optuna's multi-objective TPE with the budget as a constraint.

Tree-structured Parzen estimators (Bergstra and others 2011; Ozaki and others 2022 for several objectives) make much
of few, dear evaluations. On a toy of three levers with a budget, 40 evaluations covered 91 percent of the true
frontier's hypervolume; NSGA-II (Optuna, pymoo) 84 to 89 percent, no better than points at random. Ranges that hold no
more packages than may be tried are gone through whole.

Optuna draws from its own generator, seeded with a word of ours (Decision.PACKAGE_SEARCH): the same search makes the
same proposals, and finds the runs it made before.
"""

import itertools
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from agents import luck
from agents.names import Decision
from model.levers_base import Value

FIRST_SHARE, MOST_FIRST = 0.5, 24  # of the evaluations, and at most: points laid out before anything is learned
MOST_ASKS = 20  # proposals for each package tried; repeats cost nothing but time

type Choice = tuple[Value, ...]
# Means of the objectives (all to be made small) and what is over the budget (0 or less: within).
type Judged = tuple[Sequence[float], float]


class OptimiserMissing(RuntimeError):
    """Optuna is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "search needs the library optuna, which is not installed; run `uv sync --extra search`, or list so few "
            "values that --evaluations covers every package"
        )


def explore(
    options: Sequence[Sequence[Value]], evaluations: int, objectives: int, seed: int, judge: Callable[[Choice], Judged]
) -> None:
    """Ask ``judge`` about at most ``evaluations`` different packages, each a choice of one of every lever's options."""
    if np.prod([float(len(values)) for values in options]) <= evaluations:
        for choice in itertools.product(*options):
            judge(choice)
        return
    study, optuna = _study(objectives, seed, evaluations)
    seen: dict[Choice, Judged] = {}
    for place in first_points(options, evaluations, seed):
        study.enqueue_trial({f"lever {k}": int(at) for k, at in enumerate(place)})
    for _ in range(MOST_ASKS * evaluations):
        trial = study.ask()
        choice = tuple(values[trial.suggest_int(f"lever {k}", 0, len(values) - 1)] for k, values in enumerate(options))
        if choice not in seen:
            seen[choice] = judge(choice)
        means, over = seen[choice]
        trial.set_constraint("budget", float(over))
        study.tell(trial, [float(mean) for mean in means], state=optuna.trial.TrialState.COMPLETE)
        if len(seen) == evaluations:
            return


def first_points(options: Sequence[Sequence[Value]], evaluations: int, seed: int) -> Iterator[np.ndarray]:
    """Places in each lever's options that fill the space: a Sobol sequence, shifted by luck."""
    from scipy.stats import qmc

    count = first_count(evaluations)
    points = qmc.Sobol(len(options), scramble=False).random_base2(int(np.ceil(np.log2(count))))[:count]
    ids = np.arange(len(options), dtype=np.uint32)
    shift = luck.uniform(luck.key_of(seed, 0), ids, 0, Decision.PACKAGE_SEARCH, 1)
    sizes = np.array([len(values) for values in options])
    yield from np.floor((points + shift) % 1.0 * sizes).astype(int)


def version_used() -> str:
    """Which Optuna proposes: another version may propose other packages."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("optuna")
    except PackageNotFoundError:
        return "not installed"


def first_count(evaluations: int) -> int:
    """How many points are laid out before anything is learned."""
    return max(1, min(MOST_FIRST, round(FIRST_SHARE * evaluations)))


def _study(objectives: int, seed: int, evaluations: int) -> tuple[Any, Any]:
    try:
        import optuna
    except ImportError:
        raise OptimiserMissing from None
    word = luck.words(luck.key_of(seed, 0), np.zeros(1, np.uint32), 0, Decision.PACKAGE_SEARCH, 0)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=int(word[0]), multivariate=True, n_startup_trials=first_count(evaluations)
        )
    return optuna.create_study(directions=["minimize"] * objectives, sampler=sampler), optuna
