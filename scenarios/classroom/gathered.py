"""What finished pairs leave behind by place and by doctor: means over municipalities, and who went where.

A pair is folded in when both its runs are there, and then forgotten, so that a reader's memory stays flat however many
pairs are run: sums for municipalities, single values for counties and classes of centrality only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from scenarios.classroom.turns import Told
from scenarios.classroom.years import MAPPED, Detail, Followed, kinds_of
from scenarios.destinations import flows_of_pair

BASE, OTHER, DIFFERENCE = "base", "other", "difference"
SIDES = (BASE, OTHER, DIFFERENCE)


class Moments:
    """Mean and standard error of each cell over pairs, one pair at a time (Welford); NaN in a pair is left out."""

    def __init__(self, shape: tuple[int, ...]):
        self.count, self._mean, self._squares = np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape)

    def add(self, values: np.ndarray) -> None:
        """One more pair."""
        there = np.isfinite(values)
        self.count += there
        before = np.where(there, values - self._mean, 0.0)
        self._mean += before / np.maximum(self.count, 1)
        self._squares += np.where(there, before * (values - self._mean), 0.0)

    def mean(self, cells: Any) -> np.ndarray:
        """Of some cells; NaN where no pair has a value."""
        return np.where(self.count[cells] > 0, self._mean[cells], np.nan)

    def error(self, cells: Any) -> np.ndarray:
        """Standard error of the mean; NaN for fewer than two pairs."""
        count = self.count[cells]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(count > 1, np.sqrt(self._squares[cells] / (count - 1) / count), np.nan)


@dataclass(frozen=True)
class Places:
    """One indicator in one year: mean [municipalities], of a difference its standard error, and of the nation, counties
    and classes of centrality the values of every pair [pairs, areas]."""

    mean: np.ndarray
    error: np.ndarray
    areas: np.ndarray


class Gathered:
    """Tasks 0, 2, 4 are runs of the base, 1, 3, 5 those of the other scenario; told from another thread.

    years: of every run. followed: when doctors are looked up, None for never.
    """

    def __init__(self, years: Sequence[int], geography: Any, followed: Followed | None):
        self.years, self.followed = tuple(years), followed
        kinds = kinds_of(geography)
        self._few = sum(len(kind.names) for kind in kinds[:-1])
        shape = (len(self.years), len(MAPPED), len(kinds[-1].names))
        self._moments = {side: Moments(shape) for side in SIDES}
        self._areas: dict[str, list[np.ndarray]] = {side: [] for side in SIDES}
        self._ways: list[np.ndarray] = []
        self._centrality = np.asarray(geography.centrality).astype(np.int64)
        self._waiting: dict[int, list[Detail]] = {}
        self._lost: set[int] = set()  # pairs of which a run failed
        self._lock = Lock()

    @property
    def pairs(self) -> int:
        """How many are folded in."""
        return len(self._areas[BASE])

    def tell(self, told: Told) -> None:
        """A word of a worker."""
        pair = told.task // 2
        if told.error:
            self._lost.add(pair)
        if pair in self._lost:
            self._forget(pair)
        elif told.year is not None and told.year.detail is not None:
            if told.year.year == self.years[0]:
                self._waiting[told.task] = []  # a run that is made again begins anew
            self._waiting[told.task].append(told.year.detail)
            sides = [self._waiting.get(2 * pair + k, []) for k in (0, 1)]
            if all(len(side) == len(self.years) for side in sides):
                with self._lock:
                    self._fold(*sides)
                self._forget(pair)

    def _forget(self, pair: int) -> None:
        for task in (2 * pair, 2 * pair + 1):
            self._waiting.pop(task, None)

    def _fold(self, base: list[Detail], other: list[Detail]) -> None:
        before, after = (np.array([detail.places for detail in side], np.float64) for side in (base, other))
        for side, values in zip(SIDES, (before, after, after - before), strict=True):
            self._moments[side].add(values[..., self._few :])
            self._areas[side].append(values[..., : self._few].astype(np.float32))
        if self.followed is not None:
            at = self.years.index(self.followed.year)
            census = base[at].census, other[at].census
            if census[0] is not None and census[1] is not None:
                nation = flows_of_pair(census[0], census[1], [self.followed.year], self._centrality)[0][0]
                self._ways.append(nation.astype(np.int32))

    def places(self, side: str, indicator: str, year: int) -> Places:
        """An indicator of ``MAPPED`` in a year, on one of ``SIDES``."""
        cells = (self.years.index(year), MAPPED.index(indicator))
        with self._lock:
            found = self._moments[side]
            areas = np.array([values[cells] for values in self._areas[side]], np.float64)
            return Places(found.mean(cells), found.error(cells), areas)

    def ways(self) -> np.ndarray:
        """Doctors whose life differs, by destination in the base and in the other: int32 [pairs, from, to]."""
        with self._lock:
            return np.array(self._ways, np.int32)
