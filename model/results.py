"""One run reduced to years: every indicator by year and area, as one labelled array.

The areas are the nation, health regions, counties, classes of centrality and of size, and, for the headline
indicators, every municipality. All are those of the list's (practice) municipality, not of residence.
Sums run in the order of municipality numbers and never through threaded libraries, so that the same run gives
the same bytes on any number of cores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from agents.months import month_of_year, month_text, year_of
from model.indicators import FLOW, INDICATORS, RATIO, VARIABLES, Indicator, check_variables

NATION = "Norway"
AREA_KINDS = ("nation", "health_region", "county", "centrality", "size", "municipality")


class ResultsError(ValueError):
    """A run's arrays do not fit its months or geography, or a result file is not what it should be."""


class RunArrays(Protocol):
    """What a run hands over: months (T,), municipal name -> (T, M), national name -> (T,), lives, timings.

    costs: NOK by month (T,) by payer and lever. roll: GPs of each December, flat columns year, doctor, municipality.
    census: everybody in December: year [Y], doctor [n], stage and municipality [Y, n]. turned_away: months held back by
    gate, (T, M + 1).
    contracts: list contracts, flat columns begun, end, municipality. waits: waits for LIS1, begun, end, started.
    """

    months: np.ndarray
    municipal: dict[str, np.ndarray]
    national: dict[str, np.ndarray]
    lives: dict[str, np.ndarray] | None
    timings: dict[str, float]
    roll: dict[str, np.ndarray]
    census: dict[str, np.ndarray]
    turned_away: dict[str, np.ndarray]
    contracts: dict[str, np.ndarray]
    waits: dict[str, np.ndarray]

    @property
    def costs(self) -> dict[str, np.ndarray]: ...


@dataclass(frozen=True)
class AreaKind:
    """One way of dividing the country: names of the areas and, for each municipality, its area's index."""

    kind: str
    names: tuple[str, ...]
    group: np.ndarray

    @cached_property
    def _order(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.group, kind="stable")
        return order, np.flatnonzero(np.diff(self.group[order], prepend=-1))

    def total(self, values: np.ndarray) -> np.ndarray:
        """Sum (Y, M) over municipalities -> (Y, areas), in float64 and in a fixed order."""
        order, starts = self._order
        return np.add.reduceat(values[:, order].astype(np.float64), starts, axis=1)


def area_kinds(geography: Any) -> tuple[AreaKind, ...]:
    """The divisions of a geography in AREA_KINDS order; areas without a municipality are left out."""
    count = len(geography.numbers)
    centrality_names = tuple(str(number) for number in range(1, 7))
    return (
        AreaKind("nation", (NATION,), np.zeros(count, np.int64)),
        _kind("health_region", geography.health_regions, geography.health_region),
        _kind("county", geography.counties, geography.county),
        _kind("centrality", centrality_names, np.asarray(geography.centrality).astype(np.int64) - 1),
        _kind("size", geography.size_classes, geography.size_class),
        AreaKind("municipality", tuple(geography.numbers), np.arange(count)),
    )


def _kind(kind: str, names: Any, group: np.ndarray) -> AreaKind:
    present, compact = np.unique(np.asarray(group).astype(np.int64), return_inverse=True)
    return AreaKind(kind, tuple(str(names[index]) for index in present), compact)


@dataclass(frozen=True)
class Layout:
    """Rows of a summary, (indicator, area_kind, area), and its years: the same for every run of a study."""

    rows: tuple[tuple[str, str, str], ...]
    years: tuple[int, ...]

    @cached_property
    def index(self) -> dict[tuple[str, str, str], int]:
        """Row number by (indicator, area_kind, area)."""
        return {row: number for number, row in enumerate(self.rows)}


def layout_of(geography: Any, years: tuple[int, ...]) -> Layout:
    """All rows a summary has: national indicators for the nation, municipal ones for every area kind,
    single municipalities for the headline indicators only."""
    rows, kinds = [], area_kinds(geography)
    for indicator in INDICATORS.values():
        for kind in kinds:
            if has_area_kind(indicator, kind.kind):
                rows += [(indicator.name, kind.kind, name) for name in kind.names]
    return Layout(tuple(rows), years)


def has_area_kind(indicator: Indicator, kind: str) -> bool:
    """Whether yearly tables show this indicator for areas of this kind."""
    if kind == "nation":
        return True
    return not indicator.national and (kind != "municipality" or indicator.headline)


@dataclass(frozen=True)
class Summary:
    """One run by year: values float64 (rows, years); NaN where a ratio has nothing to divide by."""

    layout: Layout
    values: np.ndarray

    def get(self, indicator: str, area_kind: str = "nation", area: str = NATION) -> np.ndarray:
        """One series over the years. Raises KeyError naming the triple if there is no such row."""
        return self.values[self.layout.index[indicator, area_kind, area]]


def whole_years(months: np.ndarray) -> tuple[int, ...]:
    """The calendar years of a run, which must start in January, end in December and miss no month."""
    first, last = int(months[0]), int(months[-1])
    whole = month_of_year(first) == 1 and month_of_year(last) == 12
    if not whole or not np.array_equal(months, np.arange(first, last + 1)):
        raise ResultsError(
            f"months {month_text(first)} to {month_text(last)} ({len(months)}) are not whole calendar "
            "years; expected every month from a January to a December"
        )
    return tuple(range(year_of(first), year_of(last) + 1))


def summarise(run: RunArrays, geography: Any) -> Summary:
    """Reduce a run to years and areas.

    Yearly stock = December, flow = sum of the year, ratio = from summed numerators and denominators. Raises
    IndicatorError for a variable too many or too few, ResultsError for shapes or months that do not fit.
    """
    check_variables(run.municipal, run.national)
    years = whole_years(run.months)
    _check_shapes(run, len(geography.numbers))
    layout = layout_of(geography, years)
    yearly = _Yearly(run)
    blocks = {kind.kind: _Block(yearly, kind) for kind in area_kinds(geography)}
    values = np.empty((len(layout.rows), len(years)))
    row = 0
    for indicator in INDICATORS.values():
        for kind, block in blocks.items():
            if has_area_kind(indicator, kind):
                part = block.evaluate(indicator)
                values[row : row + part.shape[1]] = part.T
                row += part.shape[1]
    return Summary(layout, values)


@dataclass(frozen=True)
class _Part:
    """Some months of a run, as precise as a finished run."""

    municipal: dict[str, np.ndarray]
    national: dict[str, np.ndarray]


def values_of_year(run: Any, kinds: Sequence[AreaKind], indicators: Sequence[str], months: slice) -> np.ndarray:
    """Indicators in one whole year of a run, finished or under way, as summarised: float64 [indicators, areas].

    Areas: those of all ``kinds``, one kind after the other.
    run: months, municipal and national arrays. months: January to December of the year, as positions.
    """
    whole_years(run.months[months])
    read = {name for indicator in indicators for name in INDICATORS[indicator].variables}
    municipal = {name: run.municipal[name][months].astype(np.float32) for name in read if name in run.municipal}
    part = _Part(municipal, {name: run.national[name][months] for name in read if name in run.national})
    yearly = _Yearly(part)
    blocks = [_Block(yearly, kind) for kind in kinds]
    return np.array([
        np.concatenate([block.evaluate(INDICATORS[name])[0] for block in blocks]) for name in indicators
    ])  # fmt: skip


def _check_shapes(run: RunArrays, municipalities: int) -> None:
    length = len(run.months)
    expected: Mapping[str, tuple[int, ...]] = {
        **dict.fromkeys(run.municipal, (length, municipalities)),
        **dict.fromkeys(run.national, (length,)),
    }
    for name, values in (*run.municipal.items(), *run.national.items()):
        if values.shape != expected[name]:
            raise ResultsError(f"variable {name!r} has shape {values.shape}; expected {expected[name]}")


class _Yearly:
    """The variables of a run by year, each worked out once for all kinds of area."""

    def __init__(self, run: "RunArrays | _Part"):
        self.run = run
        self._known: dict[tuple[str, str], np.ndarray] = {}

    def municipal(self, name: str, how: str) -> np.ndarray:
        """(Y, M) of a municipal variable, as ``_by_year`` says."""
        if (name, how) not in self._known:
            self._known[name, how] = _by_year(self.run.municipal[name], how)
        return self._known[name, how]


class _Block:
    """Yearly totals of one kind of area, each variable reduced once."""

    def __init__(self, yearly: _Yearly, kind: AreaKind):
        self.yearly, self.kind = yearly, kind
        self._totals: dict[tuple[str, str], np.ndarray] = {}

    def evaluate(self, indicator: Indicator) -> np.ndarray:
        """(Y, areas) of one indicator."""
        if not indicator.derived:
            return self._total(indicator.name)
        if indicator.threshold is not None:
            return self.kind.total(_over_threshold(self.yearly, indicator))
        top = self._signed(indicator.plus, indicator.minus, mean=False)
        if not indicator.over:
            return top * indicator.factor
        bottom = self._signed(indicator.over, indicator.over_minus, mean=_is_flow(indicator.plus))
        return indicator.factor * divide(top, bottom)

    def _signed(self, plus: tuple[str, ...], minus: tuple[str, ...], mean: bool) -> np.ndarray:
        total = sum(self._total(name, mean) for name in plus)
        return np.asarray(total - sum(self._total(name, mean) for name in minus))

    def _total(self, name: str, mean: bool = False) -> np.ndarray:
        how = "sum" if VARIABLES[name].kind == FLOW else "mean" if mean else "last"
        if (name, how) not in self._totals:
            if name in self.yearly.run.national:
                total = _by_year(self.yearly.run.national[name][:, None], how)
            else:
                total = self.kind.total(self.yearly.municipal(name, how))
            self._totals[name, how] = total
        return self._totals[name, how]


def _is_flow(names: tuple[str, ...]) -> bool:
    return all(VARIABLES[name].kind == FLOW for name in names)


def _by_year(values: np.ndarray, how: str) -> np.ndarray:
    """(T, N) by month -> (Y, N): December, sum of the year, or mean of its month ends."""
    months = values.reshape(-1, 12, values.shape[1])
    if how == "last":
        return months[:, 11].astype(np.float64)
    return months.astype(np.float64).sum(axis=1) / (12.0 if how == "mean" else 1.0)


def _over_threshold(yearly: _Yearly, indicator: Indicator) -> np.ndarray:
    """(Y, M): 1 where a municipality's December ratio exceeds the indicator's threshold."""
    top = sum(yearly.municipal(name, "last") for name in indicator.plus)
    bottom = sum(yearly.municipal(name, "last") for name in indicator.over)
    with np.errstate(invalid="ignore"):
        return (divide(np.asarray(top), np.asarray(bottom)) > indicator.threshold).astype(np.float64)


def divide(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """top / bottom, NaN (no value) where the denominator is zero."""
    return np.divide(top, bottom, out=np.full(np.broadcast(top, bottom).shape, np.nan), where=bottom != 0)


def monthly_ratios(municipal: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The derived indicators that months.nc shows by month and municipality, float32 (T, M)."""
    return {
        name: divide(
            np.asarray(sum(municipal[n] for n in row.plus), np.float64),
            np.asarray(sum(municipal[n] for n in row.over), np.float64),
        ).astype(np.float32)
        for name, row in INDICATORS.items()
        if row.monthly and row.kind == RATIO
    }
