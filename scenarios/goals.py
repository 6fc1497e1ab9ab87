"""Goals in words: ``patients_without_gp_share < 1 % in every centrality class by 2035``.

A goal is an indicator, a bound, an area and years:

    INDICATOR  <, <=, > or >=  NUMBER[ %]  [in AREA]  by YEAR | from YEAR to YEAR

``by 2035`` is December 2035 for stocks and ratios of stocks, the whole of 2035 for flows; ``from 2030 to 2035`` is each
of those years. A share is written in percent or as a number below 1. AREA is Norway (left out: the same), one area
(``county Nordland``, ``health region Helse Nord``, ``centrality 6``, ``size class 2000-4999``, ``municipality Bodø``),
several classes taken together (``centrality 5-6``), or every area of a kind, each by itself (``every centrality
class``). Areas are those of the list's municipality.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.indicators import FLOW, INDICATORS, RATIO, VARIABLES, Indicator
from model.levers_base import Flaw, mistakes, nearest, shown, unknown
from model.results import NATION, AreaKind, Layout, area_kinds, divide, has_area_kind
from scenarios.numbers import is_share

FORM = "INDICATOR < NUMBER[ %] [in AREA] by YEAR"
EXAMPLE = "patients_without_gp_share < 1 % in every centrality class by 2035"
AREAS = "Norway, every centrality class, every county, centrality 5-6, county Nordland, municipality Bodø"
# The words for a kind of area, longest first.
KINDS = {
    "centrality class": "centrality", "centrality": "centrality", "health region": "health_region", "county": "county",
    "size class": "size", "municipality": "municipality",
}  # fmt: skip
ANY_SHARE = "capacity_per_need"  # a share that may exceed the whole


class GoalError(ValueError):
    """Goals that cannot be used; ``flaws`` lists every mistake with the text it stands in."""

    def __init__(self, flaws: Sequence[tuple[str, Flaw]]):
        self.flaws = list(flaws)
        super().__init__(mistakes(len(self.flaws), "goals", (f"{text}: {flaw}" for text, flaw in self.flaws)))


@dataclass(frozen=True)
class Target:
    """What is looked at: an indicator in areas of one kind (each by itself, or pooled together) in some years."""

    indicator: str
    kind: str
    areas: tuple[str, ...]
    pooled: bool
    years: tuple[int, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The areas that have a value of their own, in words."""
        word = "" if self.kind == "nation" else f"{self.kind.replace('_', ' ')} "
        return (f"{word}{'+'.join(self.areas)}",) if self.pooled else tuple(f"{word}{area}" for area in self.areas)

    @property
    def when(self) -> str:
        """The years as in a goal."""
        first, last = self.years[0], self.years[-1]
        return f"by {last}" if first == last else f"from {first} to {last}"

    def read(self, values: np.ndarray, layout: Layout) -> np.ndarray:
        """Yearly values (draws, replicates, rows, years) -> (draws, replicates, parts, years of the target).

        GoalError where the indicator has nothing to divide by in some run: no value neither meets nor misses a goal.
        """
        at = [layout.years.index(year) for year in self.years]

        def rows(name: str) -> np.ndarray:
            places = [layout.index[name, self.kind, area] for area in self.areas]
            return values[:, :, places][..., at]

        found = _together(INDICATORS[self.indicator], rows) if self.pooled else rows(self.indicator)
        if (missing := ~np.isfinite(found)).any():
            _, _, part, year = np.argwhere(missing)[0]
            where = f"{self.parts[part]} in {self.years[year]}"
            given = f"no value for {where} in {missing[:, :, part, year].sum()} runs"
            mend = "the indicator has nothing to divide by there; choose a larger area or another indicator"
            flaw = Flaw(given, "a value in every run", mend)
            raise GoalError([(self.indicator, flaw)])
        return found


def _together(row: Indicator, rows: Any) -> np.ndarray:
    """Values of several areas taken together: counts are added, ratios made from added counts."""

    def added(plus: tuple[str, ...], minus: tuple[str, ...]) -> np.ndarray:
        total = sum(rows(name).sum(axis=2, keepdims=True) for name in plus)
        return np.asarray(total - sum(rows(name).sum(axis=2, keepdims=True) for name in minus))

    if row.kind != RATIO:
        return added((row.name,), ())
    return row.factor * divide(added(row.plus, row.minus), added(row.over, row.over_minus))


@dataclass(frozen=True)
class Goal:
    """A target and the bound it shall keep, in the unit of the indicator (a share as a number)."""

    text: str
    target: Target
    sense: str
    bound: float

    def held(self, found: np.ndarray) -> np.ndarray:
        """bool, shape of ``found``: where the bound is kept."""
        compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[self.sense]
        return np.asarray(compare(found, self.bound))

    def shortfall(self, found: np.ndarray) -> np.ndarray:
        """How far values lie on the wrong side of the bound; negative where it is kept."""
        return found - self.bound if self.upper else self.bound - found

    @property
    def upper(self) -> bool:
        """Whether the bound is one from above."""
        return self.sense in ("<", "<=")


def all_held(goals: Sequence[Goal], values: np.ndarray, layout: Layout) -> np.ndarray:
    """bool (draws, replicates): runs in which every goal holds in every area and year it names."""
    return np.all([goal.held(goal.target.read(values, layout)).all(axis=(2, 3)) for goal in goals], axis=0)


def parse_goals(texts: Sequence[str], geography: Any, years: Sequence[int]) -> tuple[Goal, ...]:
    """The goals of some texts; ``years``: those a run may cover. GoalError lists every mistake, contradictions last."""
    flaws: list[tuple[str, Flaw]] = []
    goals = []
    for text in texts:
        goal, wrong = parse_goal(text, geography, years)
        flaws += [(text, flaw) for flaw in wrong]
        goals += [goal] if goal else []
    if not flaws:
        flaws = contradictions(goals, geography)
    if flaws:
        raise GoalError(flaws)
    return tuple(goals)


def parse_goal(text: str, geography: Any, years: Sequence[int]) -> tuple[Goal | None, list[Flaw]]:
    """One goal, or everything that is wrong with its text."""
    parts = re.fullmatch(r"\s*(\S+?)\s*(<=|>=|<|>)\s*(.*)", text)
    if not parts:
        return None, [Flaw(shown(text), FORM, f'write for example "{EXAMPLE}"')]
    rest = re.fullmatch(r"([^a-z]*?)\s*(%|percent)?\s*((?:in|by|from)\b.*)?", parts[3])
    if not rest:
        return None, [Flaw(shown(parts[3]), f"a number, then [in AREA] by YEAR ({FORM})", f'as in "{EXAMPLE}"')]
    target, flaws = parse_target(parts[1], rest[3] or "", geography, years)
    bound = _bound(parts[1], rest[1].strip(), bool(rest[2]), flaws)
    if flaws or target is None or bound is None:
        return None, flaws
    return Goal(" ".join(text.split()), target, parts[2], bound), []


def parse_target(indicator: str, rest: str, geography: Any, years: Sequence[int]) -> tuple[Target | None, list[Flaw]]:
    """The target of an indicator's name and ``[in AREA] by YEAR``, or everything that is wrong with them."""
    flaws: list[Flaw] = []
    if indicator not in INDICATORS:
        flaws.append(unknown(indicator, INDICATORS, "an indicator (the column `indicator` of yearly.csv)"))
    when = re.search(r"\s*\b(?:by\s+(\S+)|from\s+(\S+)\s+to\s+(\S+))\s*$", rest)
    span = _span(when, years, flaws)
    area = re.sub(r"^\s*in\s+", "", rest[: when.start()] if when else rest).strip()
    kind, areas, pooled = _area(area or NATION, area_kinds(geography), geography, flaws)
    if indicator in INDICATORS and kind:
        _check_kind(INDICATORS[indicator], kind, pooled, flaws)
    return (None if flaws else Target(indicator, kind, areas, pooled, span)), flaws


def _span(when: Any, years: Sequence[int], flaws: list[Flaw]) -> tuple[int, ...]:
    expected = f"by YEAR, or from YEAR to YEAR, in {years[0]} to {years[-1]}"
    if not when:
        flaws.append(Flaw("no year", expected, 'end the goal with, for example, "by 2035"'))
        return ()
    given = [when[1], when[1]] if when[1] else [when[2], when[3]]
    if not all(word.isdigit() and int(word) in years for word in given) or int(given[0]) > int(given[1]):
        flaws.append(Flaw(shown(when[0].strip()), expected, 'end the goal with, for example, "by 2035"'))
        return ()
    return tuple(range(int(given[0]), int(given[1]) + 1))


def _bound(indicator: str, given: str, percent: bool, flaws: list[Flaw]) -> float | None:
    """The number of a goal in the indicator's unit; None with a flaw noted."""
    if not re.fullmatch(r"[-+]?\d{1,3}( ?\d{3})*(\.\d+)?|[-+]?\d*(\.\d+)?", given) or not given.strip("+-"):
        mend = "write a decimal point, not a comma" if "," in given else "write for example 1 or 0.5"
        flaws.append(Flaw(shown(given), "a number", mend))
        return None
    value = float(given.replace(" ", ""))
    if indicator not in INDICATORS:
        return value
    share = is_share(indicator)
    if percent and not share:
        flaws.append(Flaw(f"{given} %", f"a number in {INDICATORS[indicator].unit}: it is no share", "leave % out"))
    if share and not percent and abs(value) >= 1:
        mend = f"write {given} % for {given} percent, or {value / 100:g}"
        flaws.append(Flaw(given, "a share in percent, or as a number below 1", mend))
    if share and percent and not 0 <= value <= 100 and indicator != ANY_SHARE:
        flaws.append(Flaw(f"{given} %", "0 to 100 %", "no share lies beyond that: choose a bound within it"))
    return value / 100 if percent else value


def _area(text: str, kinds: Sequence[AreaKind], geography: Any, flaws: list[Flaw]) -> tuple[str, tuple[str, ...], bool]:
    """Kind, names and whether they are taken together; ("", (), False) with a flaw noted."""
    by_kind = {kind.kind: kind.names for kind in kinds}
    if text.lower() in (NATION.lower(), "the nation", "norge"):
        return "nation", (NATION,), False
    every, _, rest = text.partition(" ")
    said = (rest if every == "every" else text).lower()
    word = next((word for word in KINDS if re.match(rf"{word}(e?s)?\b", said)), "")
    if not word:
        return _bare(text, by_kind, flaws)
    kind = KINDS[word]
    if every == "every":
        return kind, by_kind[kind], False
    name = re.sub(rf"^{word}(e?s)?\s*", "", text, flags=re.IGNORECASE)
    found = _names(kind, name, by_kind[kind], geography)
    if isinstance(found, Flaw):
        flaws.append(found)
        return "", (), False
    return kind, found, len(found) > 1


def _bare(text: str, by_kind: dict[str, tuple[str, ...]], flaws: list[Flaw]) -> tuple[str, tuple[str, ...], bool]:
    """An area without the word for its kind is a county or a health region."""
    for kind in ("county", "health_region"):
        if text in by_kind[kind]:
            return kind, (text,), False
    names = [name for kind in ("county", "health_region") for name in by_kind[kind]]
    flaws.append(Flaw(shown(text), f"an area, such as {AREAS}", nearest(text, names) or "name the kind of area first"))
    return "", (), False


def _names(kind: str, given: str, known: tuple[str, ...], geography: Any) -> tuple[str, ...] | Flaw:
    """The areas of a kind that a text names, joined by commas, ``and`` or ``+``; ``5-6`` is a span of classes."""
    if kind == "centrality" and (span := re.fullmatch(r"(\d)\s*-\s*(\d)", given)):
        names = [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    else:
        whole = given in known or (kind == "municipality" and given in geography.names)
        names = [given] if whole else [part.strip() for part in re.split(r",|\band\b|\+", given)]
    found = [_one_name(kind, name, known, geography) for name in names or [given]]
    wrong = next((name for name in found if isinstance(name, Flaw)), None)
    return wrong or tuple(dict.fromkeys(str(name) for name in found))


def _one_name(kind: str, given: str, known: tuple[str, ...], geography: Any) -> str | Flaw:
    """One area's name as results write it: a municipality's number."""
    if given in known:
        return given
    if kind != "municipality":
        return unknown(given, known, f"the name of a {kind.replace('_', ' ')}")
    bearers = [number for number, name in zip(known, geography.names, strict=True) if name == given]
    if len(bearers) == 1:
        return bearers[0]
    if bearers:
        return Flaw(shown(given), "one municipality", f"several have this name: write {' or '.join(bearers)}")
    return unknown(given, (*geography.names, *known), "a municipality, by name or number")


def _check_kind(row: Indicator, kind: str, pooled: bool, flaws: list[Flaw]) -> None:
    """Whether results show the indicator for such areas, and can put them together."""
    if not has_area_kind(row, kind):
        why = "it is known for the whole country only" if row.national else "headline indicators alone have that"
        flaws.append(Flaw(f"{row.name} by {kind}", f"an area the results show it for ({why})", "choose another area"))
    elif pooled and row.kind == RATIO and (_mixed(row) or kind == "municipality"):
        mend = "repeat the goal with one class each, or write every " + kind
        flaws.append(Flaw(f"{row.name} of several areas together", "an indicator that can be added up", mend))


def _mixed(row: Indicator) -> bool:
    """A flow over person-years: the mean stock of the year is not in the yearly results."""
    top, below = VARIABLES[row.plus[0]], [VARIABLES[name] for name in row.over]
    return top.kind == FLOW and any(one.kind != FLOW for one in below)


def contradictions(goals: Sequence[Goal], geography: Any) -> list[tuple[str, Flaw]]:
    """Pairs of goals that cannot hold together: bounds on one indicator, year and area that leave nothing between.

    Areas are compared by their municipalities, so a county of one municipality is that municipality. A bound in every
    one of several areas is one on them together too: the same for a ratio, the sum for a count.
    """
    kinds = {kind.kind: kind for kind in area_kinds(geography)}
    bounds: dict[tuple[str, int, frozenset[int]], list[tuple[float, Goal]]] = {}
    for goal in goals:
        for towns, value in _cells(goal, kinds):
            for year in goal.target.years:
                bounds.setdefault((goal.target.indicator, year, towns), []).append((value, goal))
    found: dict[tuple[str, str], Flaw] = {}
    for (_, year, _), entries in bounds.items():
        highs, lows = ([(v, g) for v, g in entries if g.upper == side] for side in (True, False))
        for high, one in highs:
            for low, other in lows:
                if low > high or (low == high and (one.sense, other.sense) != ("<=", ">=")):
                    found.setdefault((one.text, other.text), _clash(one, other, year))
    return [(one, flaw) for (one, _), flaw in found.items()]


def _cells(goal: Goal, kinds: dict[str, AreaKind]) -> list[tuple[frozenset[int], float]]:
    """(municipalities, bound) that a goal says, or implies for its areas together."""
    target, kind = goal.target, kinds[goal.target.kind]
    towns = [frozenset(np.flatnonzero(kind.group == kind.names.index(area)).tolist()) for area in target.areas]
    together = frozenset[int]().union(*towns)
    if target.pooled or len(towns) == 1:
        return [(together, goal.bound)]
    factor = 1 if INDICATORS[target.indicator].kind == RATIO else len(towns)
    return [*((part, goal.bound) for part in towns), (together, goal.bound * factor)]


def _clash(one: Goal, other: Goal, year: int) -> Flaw:
    given = f'it contradicts "{other.text}" in {year}'
    return Flaw(given, "goals that can hold together", "change one of the two bounds, or leave one goal out")
