"""How many runs a wanted precision needs, told before they are made, from a pilot of eight pairs.

The precision is the half-width of the 90 percent interval of a mean paired effect. With D draws and R replicates the
variance that the tables report for that mean (scenarios/statistics.py) is expected to be

    var(a) / D + var(b) / R + 2 var(e) / (D R)            (var / R with one draw)

a, b and e as in scenarios/uncertainty.py, estimated from the mean squares of the pilot; one below zero counts as none.
More replicates lower the second and the third term only: what the draws of the parameters add stays. *Likely* takes the
pilot at its word, with Student's t of the study's own interval. *Safe* takes the t of the pilot where it is wider
(Satterthwaite 1946; Stein 1945 for one draw), since eight pairs know a spread poorly: with one draw it keeps its
promise nine times in ten or more.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import Any

import numpy as np

from model.indicators import INDICATORS
from model.levers_base import unknown
from model.results import NATION
from scenarios.collected import Ensemble
from scenarios.numbers import number, shown, shown_unit
from scenarios.study import Study, StudyError
from scenarios.uncertainty import Squares, mean_squares

SHARE = 0.90
MOST_PAIRS = 1_000_000
REPLICATES = (2, 3, 4, 6, 8, 12, 16, 24, 32)  # looked at for each number of draws


class PrecisionError(StudyError):
    """A wanted precision that cannot be read or met; the text says what was expected."""


@dataclass(frozen=True)
class Wanted:
    """A half-width in the unit in which the indicator is shown (shares: percentage points)."""

    indicator: str
    year: int
    half: float

    @property
    def text(self) -> str:
        """As people say it."""
        return f"{self.indicator} {self.year} +-{self.half:g} {shown_unit(self.indicator, difference=True)}"


@dataclass(frozen=True)
class Size:
    """Draws and replicates; None where no size within MOST_PAIRS will do."""

    draws: int
    replicates: int

    @property
    def pairs(self) -> int:
        """Number of pairs."""
        return self.draws * self.replicates


def parse_wanted(texts: Iterable[str], years: Sequence[int]) -> tuple[Wanted, ...]:
    """``gps@2035=10`` as typed. PrecisionError naming every mistake: indicator, year, number."""
    found, problems = [], []
    for text in texts:
        parts = re.fullmatch(r"\s*([^@=]+?)\s*@\s*([^@=]+?)\s*=\s*([^@=]+?)\s*", text)
        if parts is None:
            problems.append(f"--precision {text}: expected INDICATOR@YEAR=HALF-WIDTH, such as gps@2035=10")
            continue
        name, year, half = parts.groups()
        wrong = [f"--precision {text}: {flaw}" for flaw in _flaws(name, year, half, years)]
        problems += wrong
        if not wrong:
            found.append(Wanted(name, int(year), float(half)))
    if problems:
        raise PrecisionError("; ".join(problems))
    return tuple(found)


def _flaws(name: str, year: str, half: str, years: Sequence[int]) -> list[str]:
    flaws = []
    if name not in INDICATORS:
        flaw = unknown(name, INDICATORS, "an indicator of yearly.csv")
        flaws.append(f"{flaw}")
    if not year.isdigit() or int(year) not in years:
        flaws.append(f"year {year}; expected {years[0]} to {years[-1]}, the years of the runs")
    try:
        good = float(half) > 0 and isfinite(float(half))
    except ValueError:
        good = False
    return flaws if good else [*flaws, f"half-width {half}; expected a number above 0"]


def pilot_of(study: Study) -> Study:
    """Eight pairs of the same comparison: four draws of two replicates, or one draw of eight."""
    draws, replicates = (1, 8) if study.draws == 1 else (4, 2)
    return replace(study, draws=draws, replicates=replicates, lives=False)


@dataclass(frozen=True)
class Expected:
    """Variance of the mean that a study is expected to report, with the degrees of freedom of its own interval, and
    those of the pilot that says so."""

    variance: float
    own: float
    pilot: float


def expected(squares: Squares, size: Size) -> Expected:
    """What to expect of a study of this size, from the pilot's mean squares of one cell."""
    if squares.draws == 1:
        return Expected(float(squares.between_replicates[0]) / size.pairs, size.pairs - 1.0, squares.replicates - 1.0)
    rest, d, r = float(squares.rest[0]), squares.draws, squares.replicates
    draws, luck = float(squares.between_draws[0]), float(squares.between_replicates[0])
    by_draws = 1 / (r * size.draws) if draws > rest else 0.0
    by_luck = 1 / (d * size.replicates) if luck > rest else 0.0
    over_draws = by_draws * (draws - rest) + rest / size.pairs
    over_luck = by_luck * (luck - rest) + rest / size.pairs
    own = _satterthwaite((over_draws, size.draws - 1), (over_luck, size.replicates - 1))
    pilot = _satterthwaite(
        (by_draws * draws, d - 1), (by_luck * luck, r - 1),
        ((2 / size.pairs - by_draws - by_luck) * rest, (d - 1) * (r - 1)),
    )  # fmt: skip
    return Expected(over_draws + over_luck, own, pilot)


def _satterthwaite(*terms: tuple[float, float]) -> float:
    """Degrees of freedom of a sum of estimated variances (each with its own); infinite where there is none."""
    spread = sum(term**2 / freedom for term, freedom in terms)
    return sum(term for term, _ in terms) ** 2 / spread if spread else float("inf")


def half_width(squares: Squares, size: Size, safe: bool) -> float:
    """Half-width of the 90 percent interval expected of a study of this size."""
    from scipy.special import stdtrit

    found = expected(squares, size)
    if found.variance == 0:
        return 0.0
    freedom = min(found.own, found.pilot) if safe else found.own
    return float(stdtrit(freedom, 0.5 + SHARE / 2) * np.sqrt(found.variance))


def needed(squares: Squares, half: float, safe: bool) -> Size | None:
    """The smallest study that is expected to be as precise; None beyond MOST_PAIRS."""
    if squares.draws == 1:
        return _least(lambda n: Size(1, n), squares, half, safe, first=2)
    sizes = [_least(lambda n, r=r: Size(n, r), squares, half, safe, first=2) for r in REPLICATES]
    return min((size for size in sizes if size), key=lambda size: (size.pairs, size.replicates), default=None)


def replicates_alone(squares: Squares, draws: int, half: float, safe: bool) -> Size | None:
    """The least replicates that do with this number of draws; None where the draws alone spread too far."""
    return _least(lambda n: Size(draws, n), squares, half, safe, first=2)


def _least(size_of: Any, squares: Squares, half: float, safe: bool, first: int) -> Size | None:
    """The smallest n for which size_of(n) is precise enough: doubling, then halving the interval."""
    low, high = first, first
    while half_width(squares, size_of(high), safe) > half:
        low, high = high + 1, high * 2
        if size_of(high).pairs > MOST_PAIRS:
            return None
    while low < high:
        middle = (low + high) // 2
        good = half_width(squares, size_of(middle), safe) <= half
        low, high = (low, middle) if good else (middle + 1, high)
    return size_of(low)


def plan(ensemble: Ensemble, wanted: Sequence[Wanted], draws: int, workers: int) -> list[dict[str, Any]]:
    """One row for each scenario and wanted precision, from the pilot's runs; draws: those that the study would take.

    Keys: scenario, wanted, pilot_half (a study as large as the pilot), likely and safe (draws, replicates, runs,
    minutes or None), alone (replicates with ``draws`` draws, or None), floor (what those draws leave).
    """
    study = ensemble.study
    series = ensemble.series([(one.indicator, "nation", NATION) for one in wanted])
    seconds = np.mean([run.timings()["run"] for _, run in ensemble.runs()])
    rows = []
    for scenario, case in enumerate(study.cases[1:], 1):
        for one in wanted:
            levels = shown(one.indicator, series[one.indicator, "nation", NATION][..., [study.years.index(one.year)]])
            squares = mean_squares(levels[scenario] - levels[0])
            if not np.isfinite(squares.between_replicates).all():
                raise PrecisionError(f"{one.text}: some runs have no value there, so nothing can be planned")
            row = {"scenario": case.name, "wanted": one.text, "half": one.half}
            row["pilot_half"] = half_width(squares, Size(study.draws, study.replicates), safe=False)
            for name, safe in (("likely", False), ("safe", True)):
                row[name] = _with_time(needed(squares, one.half, safe), len(study.cases), float(seconds), workers)
            if study.draws > 1:
                alone = replicates_alone(squares, draws, one.half, safe=False)
                row |= {"draws": draws, "alone": alone.replicates if alone else None}
                row["floor"] = half_width(squares, Size(draws, 10**9), safe=False)
            rows.append(row)
    return rows


def _with_time(size: Size | None, scenarios: int, seconds: float, workers: int) -> dict[str, Any] | None:
    if size is None:
        return None
    runs = size.pairs * scenarios
    rounds = ceil(runs / max(1, min(workers, runs)))
    return {"draws": size.draws, "replicates": size.replicates, "runs": runs, "minutes": rounds * seconds / 60}


def plan_text(rows: Sequence[dict[str, Any]], workers: int) -> str:
    """The plan in words, a paragraph for each row."""
    parts = [
        f"Half-widths of 90 percent intervals of mean paired effects; times with {workers} workers on this machine."
    ]
    for row in rows:
        lines = [f"{row['scenario']}, {row['wanted']} (eight pairs: about +-{number(row['pilot_half'], 2)}):"]
        lines += [f"  {name}: {_size_text(row[name])}" for name in ("likely", "safe")]
        if "alone" in row:
            lines.append(f"  {_alone_text(row)}")
        parts.append("\n".join(lines))
    parts.append("safe: eight pairs know a spread poorly; this many will do unless the pilot was uncommonly calm.")
    return "\n".join(parts)


def _size_text(size: dict[str, Any] | None) -> str:
    if size is None:
        return f"no study of {number(MOST_PAIRS, 0)} pairs or fewer will do"
    minutes = number(size["minutes"], 0 if size["minutes"] >= 10 else 1)
    return (
        f"--draws {size['draws']} --replicates {size['replicates']} ({number(size['runs'], 0)} runs, {minutes} minutes)"
    )


def _alone_text(row: dict[str, Any]) -> str:
    if row["alone"] is None:
        left = number(row["floor"], 2)
        return f"with {row['draws']} draws replicates alone never do: the draws leave +-{left} however many there are"
    return f"with {row['draws']} draws: {row['alone']} replicates likely do"
