"""Runs behind a sensitivity analysis: draws of the parameters, and the runs of every branch at each of them.

A point is one draw and one common replicate with all of its branches, so that effects are paired. Points are kept in a
store as they come; those that it has are not made again. What the runs tell: ``calibration/screening.py`` and
``calibration/indices.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.parameters import Parameters
from calibration.design import replicates, sobol
from calibration.hindcast import Job, Row, run_job, yearly_names
from calibration.priors import Priors
from calibration.store import Runs, Store, fill_with
from calibration.targets import CalibrationError
from scenarios.draws import Posterior

OUTCOMES = ("gps", "patients_without_gp_share")
DUMMY = "(dummy)"  # a parameter that does nothing: what is said of it is chance
FIRST_YEAR = 2026

Branch = tuple[str, Any, Any]  # name, policy, world


# ---- runs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """Runs to make with one draw and one replicate: the branches, the first of them the base, from January 2026.

    years: those whose outcomes are kept, ascending.
    """

    key: int
    parameters: Parameters
    replicate: int
    branches: tuple[Branch, ...]
    years: tuple[int, ...]
    seed: int = 1
    geography: Any = None


def value_names(branches: Sequence[str], years: Sequence[int]) -> tuple[str, ...]:
    """Names of a point's values: branch by branch, outcome by outcome, year by year."""
    return tuple(f"{branch}:{outcome}@{year}" for branch in branches for outcome in OUTCOMES for year in years)


def run_point(point: Point) -> Row:
    """Make the runs of a point. One broken run makes the whole point broken: nothing could be paired."""
    wanted = [f"{outcome}@{year}" for outcome in OUTCOMES for year in point.years]
    names = yearly_names(FIRST_YEAR, point.years[-1])
    at = [names.index(name) for name in wanted]
    values, seconds, broken = [], 0.0, ""
    for name, policy, world in point.branches:
        job = Job(point.key, point.parameters, point.replicate, str(FIRST_YEAR), point.years[-1], point.seed, policy,
                  world, point.geography)  # fmt: skip
        try:
            row = run_job(job, ())
        except Exception as error:  # corners of the prior are odd countries; one may not end hours of runs
            broken = f"{name}: {type(error).__name__}: {error}"
            break
        values.append(row.values[at])
        seconds += row.seconds
        if not np.isfinite(values[-1]).all():
            broken = f"{name}: {row.broken or 'an outcome has no value'}"
            break
    size = len(wanted) * len(point.branches)
    return Row(point.key, np.full(size, np.nan) if broken else np.concatenate(values), seconds, broken)


def run_points(
    store: Store, points: Sequence[Point], workers: int, cluster: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None, work: Callable[[Point], Row] = run_point,
    shard: int = 1,
) -> Runs:  # fmt: skip
    """Make the points that the store lacks, and give all of its rows. shard: points a worker makes before it reports.

    work(point) makes one; progress(done, total) is called after each shard.
    """
    if points and value_names([b[0] for b in points[0].branches], points[0].years) != store.names:
        raise CalibrationError(f"{store.folder}: the points give other outcomes than the store keeps")
    return fill_with(store, points, work, workers, cluster, progress, shard)


def outcomes_of(values: np.ndarray, branches: int, years: int) -> np.ndarray:
    """Values of points [n, ...] as levels [n, branches, outcomes, years]."""
    return values.reshape(len(values), branches, len(OUTCOMES), years)


# ---- draws of the parameters -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inputs:
    """What varies: parameters with their prior ranges, and a dummy behind them. u are shares of the prior ranges.

    posterior: joint draws of some of the parameters; the others are uniform over their prior.
    """

    priors: Priors
    posterior: Posterior | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters, then the dummy."""
        return (*self.priors.names, DUMMY)

    @property
    def size(self) -> int:
        """Number of inputs, the dummy too."""
        return self.priors.size + 1

    def draws(self, count: int, seed: int, stream: int) -> np.ndarray:
        """Joint draws u [count, size]."""
        u = sobol(1 << max(count - 1, 0).bit_length(), self.size, seed, stream)[:count]
        if self.posterior is not None:
            places, known = self._known()
            u[:, places] = known[self.posterior.chosen(count)]
        return u

    def marginal(self, v: np.ndarray) -> np.ndarray:
        """Independent uniforms v [n, size] -> u, each input with its own distribution, as if independent."""
        u = v.copy()
        if self.posterior is not None:
            places, known = self._known()
            for place, column in zip(places, known.T, strict=True):
                order = np.argsort(column, kind="stable")
                weights = self.posterior.weights[order]
                u[:, place] = np.interp(v[:, place], np.cumsum(weights) - weights / 2.0, column[order])
        return u

    def parameters(self, u: np.ndarray) -> Parameters:
        """One draw of all parameters from one point u [size]."""
        return self.priors.parameters(u[:-1])

    def _known(self) -> tuple[list[int], np.ndarray]:
        """Places of the posterior's parameters and its draws there in shares of the prior ranges."""
        assert self.posterior is not None
        places = [self.priors.index(name) for name in self.posterior.names]
        low, high = self.priors.low[places], self.priors.high[places]
        return places, np.clip((self.posterior.values - low) / (high - low), 0.0, 1.0)


def points_at(
    inputs: Inputs, u: np.ndarray, branches: Callable[[int], tuple[Branch, ...]], years: tuple[int, ...], seed: int,
    geography: Any = None,
) -> list[Point]:  # fmt: skip
    """A point for each row of u, going round the common replicates. branches(row) gives what is run there."""
    worlds = replicates(np.arange(len(u)))
    return [
        Point(k, inputs.parameters(row), int(worlds[k]), branches(k), years, seed, geography)
        for k, row in enumerate(u)
    ]  # fmt: skip
