"""Can a goal be reached? Its probability under scenarios, and the value of one lever that makes it probable enough.

The probability is the share of runs (parameter draws x replicates) in which every goal holds. All runs share their luck
draw by draw and replicate by replicate, so values of a lever are compared in the same worlds. The search bisects a
ladder of values; it begins at both ends, which shows the way the lever works, and looks at values between before it
says that none will do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from agents.months import month_text
from model.levers_base import Flaw, Lever, Value, shown
from model.policy_areas import normal_where, where_text
from scenarios.evaluation import Evaluated
from scenarios.goals import Goal, all_held
from scenarios.probability import Probability, probability_of

RUNGS = 200  # a ladder has about so many values unless --step says otherwise
BETWEEN = (0.25, 0.5, 0.75)  # places looked at before a lever is said not to reach a goal


@dataclass(frozen=True)
class Part:
    """One goal in one area and year: share of runs that keep it, and the values in words of numbers."""

    goal: Goal
    area: str
    place: int
    year: int
    share: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Answer:
    """What one scenario says to the goals: their probability together, and each part by itself."""

    name: str
    probability: Probability
    parts: tuple[Part, ...]
    warnings: tuple[str, ...] = ()

    @property
    def worst(self) -> Part:
        """The part kept in the fewest runs; among equals the one that misses by most of its bound."""
        return min(self.parts, key=lambda part: (part.share, -miss_of(part)))


def miss_of(part: Part) -> float:
    """Mean shortfall relative to the size of the bound."""
    return float(part.goal.shortfall(np.array(part.mean))) / (abs(part.goal.bound) or 1.0)


def answer_of(evaluated: Evaluated, goals: Sequence[Goal]) -> Answer:
    """The answer of an evaluated scenario."""
    values, layout = evaluated.values, evaluated.layout
    parts = [part for goal in goals for part in _parts(goal, goal.target.read(values, layout))]
    chance = probability_of(all_held(goals, values, layout))
    return Answer(evaluated.case.name, chance, tuple(parts), evaluated.case.warnings)


def _parts(goal: Goal, found: np.ndarray) -> list[Part]:
    held = goal.held(found)
    return [
        Part(goal, area, place, year, float(held[:, :, place, at].mean()), float(found[:, :, place, at].mean()),
             *(float(bound) for bound in np.quantile(found[:, :, place, at], (0.05, 0.95))))
        for place, area in enumerate(goal.target.parts)
        for at, year in enumerate(goal.target.years)
    ]  # fmt: skip


@dataclass(frozen=True)
class Knob:
    """One lever as it is turned: from which month, where, and the values it may take here, in order."""

    lever: Lever
    month: int
    where: dict[str, tuple[str | int, ...]]
    values: tuple[Value, ...]

    @property
    def warning(self) -> str:
        """Why the area may not be meant so, or an empty text: one value everywhere where the record has several."""
        placed = next((entry.where for entry in reversed(self.lever.history) if entry.where), None)
        if self.where or not placed:
            return ""
        area = where_text(normal_where(placed))
        return f"{self.lever.key} is set everywhere, but on record it differs by place ({area}); where narrows it"

    @property
    def words(self) -> str:
        """``lis1.state_posts from 2027-01, everywhere``."""
        return f"{self.lever.key} from {month_text(self.month)}, {where_text(self.where)}"


def ladder(lever: Lever, low: float, high: float, step: float | None = None) -> tuple[Value, ...]:
    """The values of a number between low and high: both ends, and round multiples of the step between them.

    Without a step: the round number (1, 2 or 5 times a power of ten) that makes about RUNGS of them. Values the lever
    refuses are left out.
    """
    width = step or round_step((high - low) / RUNGS)
    if lever.kind == "int":
        width = max(1, round(width))
    inside = np.arange(np.floor(low / width) + 1, np.ceil(high / width)) * width
    values = [low, *(round(float(value), 10) for value in inside if low < value < high), high]
    typed = [lever.decode(value) for value in dict.fromkeys(values)]
    return tuple(value for value in typed if lever.flaw(value) is None)


def round_step(width: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is no wider."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(power * max(factor for factor in (1, 2, 5) if factor * power <= width * (1 + 1e-12)))


@dataclass(frozen=True)
class Tried:
    """One value of the lever and what it gives."""

    value: Value
    answer: Answer

    @property
    def share(self) -> float:
        """Share of runs in which the goals hold."""
        return self.answer.probability.share


@dataclass(frozen=True)
class Found:
    """What a search of a lever found.

    way: "up" (more of it helps), "down", "either" (both ends reach), "hump" (neither end reaches, a value between
    does), "none" (no value tried reaches), "each" (a lever of names, every one tried). value: the smallest (down: the
    largest) found that reaches, None if none does. tried: in the order of values. falls: what goes against one
    direction.
    """

    knob: Knob
    wanted: float
    way: str
    value: Value | None
    tried: tuple[Tried, ...]
    falls: tuple[str, ...] = ()

    @property
    def best(self) -> Tried:
        """The value with the highest probability; among equals the one that misses by least where it misses most."""
        return max(self.tried, key=lambda tried: (tried.share, -miss_of(tried.answer.worst)))

    def at(self, value: Value) -> Tried:
        """What a value gave."""
        return next(tried for tried in self.tried if tried.value == value)


def find_value(knob: Knob, wanted: float, ask: Callable[[Value], Answer]) -> Found:
    """The smallest value (or the largest, where less is better) whose probability is at least ``wanted``."""
    tried: dict[int, Tried] = {}

    def reaches(place: int) -> bool:
        if place not in tried:
            tried[place] = Tried(knob.values[place], ask(knob.values[place]))
        return tried[place].share >= wanted

    last = len(knob.values) - 1
    if knob.lever.kind in ("bool", "enum"):
        good = [place for place in range(last + 1) if reaches(place)]
        return _found(knob, wanted, "each" if good else "none", good[0] if good else None, tried)
    low, high = reaches(0), reaches(last)
    if low == high:
        return _same_at_both_ends(knob, wanted, reaches, low, tried)
    bad, good_end = (0, last) if high else (last, 0)
    place = _bisect(bad, good_end, reaches)
    return _found(knob, wanted, "up" if high else "down", place, tried)


def _bisect(bad: int, good: int, reaches: Callable[[int], bool]) -> int:
    """The place nearest to ``bad`` that reaches, if what reaches lies on one side."""
    while abs(good - bad) > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if reaches(middle) else (good, middle)
    return good


def _same_at_both_ends(
    knob: Knob, wanted: float, reaches: Callable[[int], bool], both: bool, tried: dict[int, Tried]
) -> Found:
    """Both ends reach, or neither: look between them before anything is said."""
    last = len(knob.values) - 1
    between = sorted({round(share * last) for share in BETWEEN} - {0, last})
    good = [place for place in between if reaches(place)]
    if both:
        return _found(knob, wanted, "either", 0, tried)
    if not good:
        return _found(knob, wanted, "none", None, tried)
    below = max(place for place in tried if place < good[0])
    return _found(knob, wanted, "hump", _bisect(below, good[0], reaches), tried)


def _found(knob: Knob, wanted: float, way: str, place: int | None, tried: dict[int, Tried]) -> Found:
    ordered = tuple(tried[key] for key in sorted(tried))
    value = None if place is None else knob.values[place]
    return Found(knob, wanted, way, value, ordered, _falls(ordered, way))


def _falls(tried: Sequence[Tried], way: str) -> tuple[str, ...]:
    """Where the probability goes against the way the ends show."""
    if way == "each":
        return ()
    if way not in ("up", "down"):
        shares = [one.share for one in tried]
        steady = shares in (sorted(shares), sorted(shares, reverse=True))
        return () if steady else ("the probability goes up and down along the lever",)
    order = tried if way == "up" else tried[::-1]
    return tuple(
        f"the probability falls from {100 * one.share:.0f} % at {shown(one.value)} to {100 * other.share:.0f} % at "
        f"{shown(other.value)}"
        for one, other in pairwise(order)
        if other.share < one.share
    )


def knob_flaws(lever: Lever, between: Sequence[Any] | None, step: float | None) -> list[tuple[str, Flaw]]:
    """What is wrong with the range given for a lever, as (option, flaw)."""
    if lever.kind in ("bool", "enum"):
        given = [("--between", between), ("--step", step)]
        mend = "leave it out: every value is tried"
        return [(name, Flaw(f"a range for {lever.key}", lever.expected(), mend)) for name, value in given if value]
    flaws = [("--between", flaw) for value in between or () if (flaw := lever.flaw(value))]
    if between and not flaws and between[0] >= between[1]:
        mend = "give the lower value first, then a higher one"
        flaws.append(("--between", Flaw(f"{between[0]} to {between[1]}", "a range with more than one value", mend)))
    if step is not None and (step <= 0 or (lever.kind == "int" and step != int(step))):
        number = "a whole number above 0" if lever.kind == "int" else "a number above 0"
        flaws.append(("--step", Flaw(f"{step:g}", number, "leave --step out, or choose a larger one")))
    return flaws
