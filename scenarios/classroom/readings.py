"""How the answer to a question of a lesson is read off paired runs: pure functions of the effects in each pair.

An answer is a band of the real line. A question's measure gives one number for each pair; the interval that holds 90
percent of them lies in one band, and then the runs tell, or it reaches into several, and then they do not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scenarios.destinations import NAMES
from scenarios.words import Language

# Of five pairs without any effect the interval misses zero in 8 of 100 cases, of six in 4, of four in 15 (normal luck).
FEWEST = 5

FEW, FITS, AGAINST, OPEN = "few", "fits", "against", "open"
VERDICTS = (FEW, FITS, AGAINST, OPEN)


@dataclass(frozen=True)
class Effects:
    """What differs between the two sides of each pair.

    change: scenario less base in December, float64 [pairs], of an indicator, a year and a class of centrality (None:
    the nation). ways: doctors whose life differs in the year that is followed, by destination in the base and in the
    scenario, in the order of ``scenarios.destinations.NAMES``: int32 [pairs, from, to].
    """

    change: Callable[[str, int, int | None], np.ndarray]
    ways: Callable[[], np.ndarray]


class Measure(Protocol):
    """One number for each pair, and how numbers of it are written."""

    def of(self, effects: Effects) -> np.ndarray:
        """float64 [pairs]."""
        ...

    def interval(self, values: np.ndarray) -> tuple[float, float, float]:
        """Middle, and the ends of the interval that holds 90 percent of the pairs."""
        ...

    def written(self, value: float, say: Language) -> str:
        """A number as people read it, without its unit."""
        ...

    def unit(self, say: Language) -> str:
        """The unit, "" for a year."""
        ...


class _Amounts:
    """Measures that are amounts."""

    def interval(self, values: np.ndarray) -> tuple[float, float, float]:
        """Mean and quantiles, as in the tables of the page."""
        low, high = np.quantile(values, (0.05, 0.95))
        return float(values.mean()), float(low), float(high)


@dataclass(frozen=True)
class InYear(_Amounts):
    """The effect on a national indicator in December of a year."""

    indicator: str
    year: int

    def of(self, effects: Effects) -> np.ndarray:
        """In the unit of the indicator."""
        return effects.change(self.indicator, self.year, None)

    def written(self, value: float, say: Language) -> str:
        """With its sign."""
        return say.change(self.indicator, value)

    def unit(self, say: Language) -> str:
        """That of a difference."""
        return say.unit(self.indicator, difference=True)


@dataclass(frozen=True)
class Moved(_Amounts):
    """Doctors who are in ``before`` in the base and in ``after`` in the scenario, less those the other way round."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    def of(self, effects: Effects) -> np.ndarray:
        """Doctors."""
        before, after = ([NAMES.index(name) for name in side] for side in (self.before, self.after))
        ways = effects.ways().astype(np.float64)
        return ways[:, before][:, :, after].sum(axis=(1, 2)) - ways[:, after][:, :, before].sum(axis=(1, 2))

    def written(self, value: float, say: Language) -> str:
        """With its sign."""
        return say.number(value, 1, sign=True)

    def unit(self, say: Language) -> str:
        """Doctors."""
        return say.unit("gps", difference=True)


@dataclass(frozen=True)
class LowestYear:
    """The year in which the effect on a national indicator is lowest; the first of them where it is so in several."""

    indicator: str
    years: tuple[int, ...]

    def of(self, effects: Effects) -> np.ndarray:
        """Years."""
        lowest = np.array([effects.change(self.indicator, year, None) for year in self.years]).argmin(axis=0)
        return np.array(self.years, np.float64)[lowest]

    def interval(self, values: np.ndarray) -> tuple[float, float, float]:
        """Median and the pairs next outside 5 and 95 percent: years of some pair, never between two."""
        low = np.quantile(values, 0.05, method="lower")
        high = np.quantile(values, 0.95, method="higher")
        return float(np.quantile(values, 0.5, method="lower")), float(low), float(high)

    def written(self, value: float, say: Language) -> str:
        """The year."""
        return f"{value:.0f}"

    def unit(self, say: Language) -> str:
        """None."""
        return ""


@dataclass(frozen=True)
class Question:
    """key: in the texts. bands: the answers from the lowest up; edges: where one ends and the next begins."""

    key: str
    measure: Measure
    bands: tuple[str, ...]
    edges: tuple[float, ...]

    def band_of(self, value: float) -> int:
        """The answer in which a number lies; an edge belongs to the upper."""
        return int(np.searchsorted(self.edges, value, side="right"))


@dataclass(frozen=True)
class Reading:
    """What the runs say to a question: the interval, of how many pairs, the first and last answer it reaches into."""

    middle: float
    low: float
    high: float
    pairs: int
    first: int
    last: int

    @property
    def told(self) -> int | None:
        """The answer that the runs give; None where they do not tell."""
        return self.first if self.pairs >= FEWEST and self.first == self.last else None


def read(question: Question, effects: Effects) -> Reading:
    """What these runs say to a question. At least one pair."""
    values = question.measure.of(effects)
    middle, low, high = question.measure.interval(values)
    return Reading(middle, low, high, len(values), question.band_of(low), question.band_of(high))


def verdict(reading: Reading, predicted: int) -> str:
    """Whether a prediction fits: FITS, AGAINST (the interval lies outside it), OPEN (it reaches in and out), or FEW."""
    if reading.pairs < FEWEST:
        return FEW
    if not reading.first <= predicted <= reading.last:
        return AGAINST
    return FITS if reading.told is not None else OPEN
