"""What has been told of a set of paired runs so far, as the tables that figures are drawn from."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np

from model.indicators import INDICATORS
from model.results import NATION
from model.turned_away import GATES
from scenarios.classroom.turns import Told
from scenarios.classroom.years import TOLD, Year
from scenarios.statistics import distribution


@dataclass(frozen=True)
class Seen:
    """Paired runs as far as they are looked at together.

    years [Y]; base and other: indicators of ``TOLD``, float64 [runs, Y, 8]; base_gates and other_gates: doctor-years
    [runs, Y, 8]. Of the first pair on its way, base may be ahead and other be shorter, or have no years yet. whole:
    whether these are finished pairs and not the first on its way.
    """

    years: tuple[int, ...]
    base: np.ndarray
    other: np.ndarray
    base_gates: np.ndarray
    other_gates: np.ndarray
    whole: bool

    @property
    def runs(self) -> int:
        """Runs of each scenario."""
        return len(self.base)

    @property
    def paired(self) -> bool:
        """Whether there is anything to compare."""
        return self.common > 0

    @property
    def common(self) -> int:
        """Years that both sides have come to."""
        return min(self.base.shape[1], self.other.shape[1])


class Progress:
    """Tasks 0, 2, 4 are runs of the base, 1, 3, 5 those of the other scenario; told from another thread."""

    def __init__(self, pairs: int, years: Sequence[int]):
        self.pairs, self.years = pairs, tuple(years)
        self.begun, self.ended = time.monotonic(), 0.0
        self._lock = Lock()
        self._told: list[list[Year]] = [[] for _ in range(2 * pairs)]
        self._done = [False] * (2 * pairs)
        self._errors: list[str] = []
        self._years_again = 0  # years told of runs made before
        self.made_before = 0  # runs that had been made before they were asked for
        self.version = 0  # grows with every word
        self.first_year_after: float | None = None  # seconds

    def tell(self, told: Told) -> None:
        """A word of a worker."""
        with self._lock:
            self.version += 1
            if told.year is not None:
                if told.year.year == self.years[0]:
                    self._told[told.task].clear()  # a run that is made again begins anew
                self._told[told.task].append(replace(told.year, detail=None))
                self._years_again += told.again
                self.first_year_after = self.first_year_after or time.monotonic() - self.begun
            if told.error:
                self._errors.append(told.error)
            self.made_before += told.done and told.again
            self._done[told.task] |= told.done
            if all(self._done):
                self.ended = time.monotonic()

    @property
    def errors(self) -> tuple[str, ...]:
        """What failed, each text once."""
        with self._lock:
            return tuple(dict.fromkeys(self._errors))

    @property
    def over(self) -> bool:
        """Whether every run has ended."""
        return all(self._done)

    @property
    def finished(self) -> int:
        """Whole pairs."""
        return len(self._whole())

    @property
    def seconds(self) -> float:
        """Since the start, to the end."""
        return (self.ended or time.monotonic()) - self.begun

    def stop(self) -> None:
        """The reader has had enough: the clock stands still."""
        self.ended = time.monotonic()

    def seconds_left(self) -> float | None:
        """At the pace kept so far by runs that are made now; None until there is one."""
        with self._lock:
            told, again = sum(len(years) for years in self._told), self._years_again
            lost = sum(len(self.years) - len(y) for y, done in zip(self._told, self._done, strict=True) if done)
        left = 2 * self.pairs * len(self.years) - told - lost
        made = told - again
        return None if made < 5 else self.seconds * left / made

    def _whole(self) -> list[int]:
        full = [len(years) == len(self.years) for years in self._told]
        return [p for p in range(self.pairs) if full[2 * p] and full[2 * p + 1]]

    def seen(self) -> Seen | None:
        """The finished pairs; before there is one, the first pair as far as it has come; None before its first year."""
        with self._lock:
            chosen = self._whole()
            if chosen:
                base, other = ([self._told[2 * p + k] for p in chosen] for k in (0, 1))
                return _seen(self.years, base, other, True)
            first, second = self._told[:2]
            return _seen(self.years, [first], [second[: len(first)]], False) if first else None


def _seen(years: tuple[int, ...], base: list[list[Year]], other: list[list[Year]], whole: bool) -> Seen:
    def stacked(runs: list[list[Year]], what: str, width: int) -> np.ndarray:
        return np.array([[getattr(year, what) for year in run] for run in runs]).reshape(len(runs), -1, width)

    def both(what: str, width: int) -> tuple[np.ndarray, np.ndarray]:
        return stacked(base, what, width), stacked(other, what, width)

    return Seen(years[: len(base[0])], *both("nation", len(TOLD)), *both("gates", len(GATES)), whole)


def tables_of(seen: Seen, names: tuple[str, str]) -> dict[str, Any]:
    """``yearly`` and, once there are pairs, ``effects``: data frames with the columns that figures read."""
    import pandas

    shown = [(names[0], seen.base)] + ([(names[1], seen.other)] if seen.paired else [])
    tables = {"yearly": pandas.concat([_frame(name, seen.years, values, "") for name, values in shown])}
    if seen.paired:
        differences = seen.other[:, : seen.common] - seen.base[:, : seen.common]
        tables["effects"] = _frame(names[1], seen.years, differences, "diff_").assign(base=names[0])
    return tables


def _frame(name: str, years: tuple[int, ...], values: np.ndarray, part: str) -> Any:
    """Statistics over the runs, one row for each indicator and year."""
    import pandas

    years = years[: values.shape[1]]
    statistics = distribution(values.transpose(0, 2, 1).reshape(len(values), 1, -1))
    columns = {f"{part}{key}": statistics[key] for key in ("mean", "q05", "q25", "q50", "q75", "q95")}
    return pandas.DataFrame({
        "scenario": name, "year": np.tile(years, len(TOLD)), "area_kind": "nation", "area": NATION,
        "indicator": np.repeat(np.array(TOLD, object), len(years)),
        "unit": np.repeat(np.array([INDICATORS[one].unit for one in TOLD], object), len(years)),
        **columns, "mcse": statistics["mcse"], "runs": statistics["runs"],
    })  # fmt: skip
