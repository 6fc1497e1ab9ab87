"""The dated policy: the rules of record, what a scenario changes in them, and the values month by month.

``Policy.of_record()`` is every lever's history. ``policy.with_changes([...])`` puts a layer of changes on
top: a layer replaces what lies below it from each change's ``from_month`` on (until ``until_month``,
exclusive), history included. Inside one layer the narrower area wins over the wider; changes that overlap
otherwise are refused. ``policy.compile(geo, start_month, end_month)`` makes the Timeline that a run reads.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from agents.doctor import PLACES
from agents.months import month_index, month_text
from model.levers import LEVERS, RECORDS, lever_flaw
from model.levers_base import SCOPES, Dated, Flaw, Lever, Value, nearest, shown, unknown
from model.phrases import Phrase, phrase
from model.policy_areas import PolicyError, breadth, clash, normal_where, select, where_flaws, where_text
from model.world import RATE_NAMES, SWITCH_NAMES, WORLD_SETTINGS, World, world_flaws

__all__ = [
    "LEVERS",
    "PLACES",
    "RATE_NAMES",
    "SWITCH_NAMES",
    "WORLD_SETTINGS",
    "Change",
    "Policy",
    "PolicyError",
    "Steps",
    "Timeline",
    "World",
    "impossible",
    "overlaps",
    "world_flaws",
]


@dataclass(frozen=True)
class Change:
    """One change of one lever, in force from ``from_month`` until ``until_month`` (exclusive; None = to the
    end).

    where: names by kind of area (model/policy_areas.py); empty = everywhere. because: the user's own reason.
    """

    lever: str
    from_month: int
    until_month: int | None
    value: Value
    where: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    because: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.where, Mapping):
            object.__setattr__(self, "where", normal_where(self.where))
        if self.lever in LEVERS and LEVERS[self.lever].flaw(self.value) is None:
            object.__setattr__(self, "value", LEVERS[self.lever].normal(self.value))

    def active(self, month: int) -> bool:
        """Whether the change is in force in this month."""
        return self.from_month <= month and (self.until_month is None or month < self.until_month)

    def edges(self) -> list[int]:
        """The months at which the change begins and, if it does, ends."""
        return [self.from_month] if self.until_month is None else [self.from_month, self.until_month]

    def meets(self, other: "Change") -> bool:
        """Whether two changes are in force together in some month."""
        first_common = max(self.from_month, other.from_month)
        return self.active(first_common) and other.active(first_common)

    def flaws(self) -> list[str]:
        """What is wrong with the change in itself, places apart."""
        if flaw := lever_flaw(self.lever):
            return [f"lever: {flaw}"]
        lever = LEVERS[self.lever]
        found = [f"{self.lever}: value: {flaw}"] if (flaw := lever.flaw(self.value)) else []
        found += [f"{self.lever}: {key}: {flaw}" for key, flaw in where_flaws(self.where, lever.scope)]
        if self.until_month is not None and self.until_month <= self.from_month:
            begins, ends = month_text(self.from_month), month_text(self.until_month)
            found.append(f"{self.lever}: until {ends} must come after from {begins}")
        return found

    def said(self) -> Phrase:
        """``lis1.state_posts = 1300 from 2027-01 until 2029-01, everywhere``."""
        value, begins, where = shown(self.value), month_text(self.from_month), where_text(self.where)
        if self.until_month is None:
            return phrase(
                "{lever} = {value} from {begins}, {where}", lever=self.lever, value=value, begins=begins, where=where
            )
        return phrase(
            "{lever} = {value} from {begins} until {ends}, {where}",
            lever=self.lever, value=value, begins=begins, ends=month_text(self.until_month), where=where,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.said()


def overlaps(changes: Sequence[Change], geo: Any) -> list[tuple[int, int]]:
    """Pairs of positions of changes to one lever that meet in time and place, neither being narrower."""
    found = []
    chosen = [select(change.where, LEVERS[change.lever].scope, geo) for change in changes]
    for j, second in enumerate(changes):
        for i, first in enumerate(changes[:j]):
            if first.lever == second.lever and first.meets(second) and clash(chosen[i], chosen[j]):
                found.append((i, j))
    return found


@dataclass(frozen=True)
class Policy:
    """The rules of record with layers of changes on top; immutable.

    layers: oldest first. until_month: history after this month is left out (None = all of it).
    """

    layers: tuple[tuple[Change, ...], ...] = ()
    until_month: int | None = None

    @classmethod
    def of_record(cls, until: str | None = None) -> "Policy":
        """The rules as they were and are. ``until="2025-12"`` knows nothing that came into force later."""
        return cls(until_month=None if until is None else month_index(until))

    def with_changes(self, changes: Iterable[Change]) -> "Policy":
        """A policy with one more layer on top. PolicyError naming every wrong change."""
        layer = tuple(changes)
        if flaws := [flaw for change in layer for flaw in change.flaws()]:
            raise PolicyError("\n".join(flaws))
        return Policy((*self.layers, layer), self.until_month) if layer else self

    def history(self, entries: tuple[Dated, ...]) -> tuple[Dated, ...]:
        """The entries of a history that this policy knows of."""
        return tuple(d for d in entries if self.until_month is None or d.month <= self.until_month)

    def record(self, name: str, month: int) -> float:
        """A dated figure that is nobody's lever, such as "lis1_spring_share" (model/levers.py, RECORDS)."""
        if name not in RECORDS:
            raise PolicyError(f"record: {unknown(name, RECORDS, 'a dated record')}")
        entries = self.history(RECORDS[name])
        place = bisect_right([d.month for d in entries], month)
        if not place:
            begins = month_text(RECORDS[name][0].month)
            raise PolicyError(f"{name} is on record from {begins}; asked for {month_text(month)}")
        return float(entries[place - 1].value)

    def compile(self, geo: Any, start_month: int, end_month: int) -> "Timeline":
        """Values of every lever from start to end (both included) on this map.

        PolicyError when the record of a lever begins later, a named place does not exist, or changes overlap.
        """
        if start_month > end_month:
            raise PolicyError(f"the run ends {month_text(end_month)}, before its start {month_text(start_month)}")
        if geo.scale == 1.0:  # on a part of the map two areas can look alike that are not
            for layer in self.layers:
                for i, j in overlaps(layer, geo):
                    raise PolicyError(f"two changes overlap and neither is narrower: {layer[i]}; {layer[j]}")
        if flaws := impossible(self, start_month, end_month):
            raise PolicyError("\n".join(f"{key}: {flaw}" for key, flaw in flaws))
        steps = {key: self._steps(lever, geo, start_month, end_month) for key, lever in LEVERS.items()}
        return Timeline(start_month, end_month, steps)

    def national_steps(self, key: str, start_month: int, end_month: int) -> "Steps":
        """The values of one national lever between two months; needs no map."""
        if key not in LEVERS or LEVERS[key].scope != "national":
            raise PolicyError(_wrong_key("national", key))
        return self._steps(LEVERS[key], None, start_month, end_month)

    def at(self, key: str, geo: Any, month: int) -> Any:
        """The value of one lever in one month (as the Timeline gives it), also before the run begins."""
        if key not in LEVERS:
            raise PolicyError(_wrong_key("", key))
        return self._steps(LEVERS[key], geo, month, month).values[0]

    def _steps(self, lever: Lever, geo: Any, start: int, end: int) -> "Steps":
        """The months at which a lever's values change, with the values; equal neighbours joined.

        What a lever is on record alone is worked out once for a map and kept there: every run on it asks again.
        """
        of_map = getattr(geo, "kept", None)
        if of_map is None or any(change.lever == lever.key for layer in self.layers for change in layer):
            return self._steps_anew(lever, geo, start, end)
        name = ("steps", lever.key, self.until_month, start, end)
        kept = of_map.get(name)
        if kept is None or kept[0] is not lever:
            kept = of_map[name] = lever, self._steps_anew(lever, geo, start, end)
        return kept[1]  # type: ignore[no-any-return]

    def _steps_anew(self, lever: Lever, geo: Any, start: int, end: int) -> "Steps":
        scope = lever.scope
        history = [(d, select(normal_where(d.where), scope, geo, recorded=True)) for d in self.history(lever.history)]
        if not history or history[0][0].month > start:
            begins = month_text(lever.history[0].month)
            raise PolicyError(f"{lever.key} is on record from {begins}; asked for {month_text(start)}")
        changes = [[c for c in layer if c.lever == lever.key] for layer in self.layers]
        layers = [[(c, select(c.where, scope, geo)) for c in layer] for layer in changes]
        edges = {d.month for d, _ in history} | {m for layer in changes for c in layer for m in c.edges()}
        months: list[int] = []
        values: list[Any] = []
        for month in sorted({start, *(m for m in edges if start < m <= end)}):
            value = _value_in(month, lever, history, layers)
            if not months or not np.array_equal(value, values[-1]):
                value.setflags(write=False)
                months.append(month)
                values.append(value)
        if scope == "national":
            values = [lever.decode(float(value[0])) for value in values]
        return Steps(tuple(months), tuple(values))


def impossible(policy: Policy, start_month: int, end_month: int) -> list[tuple[str, Flaw]]:
    """Levers that contradict one another: posts linked to GP training are some of the state's posts."""
    linked = policy.national_steps("lis1.gp_linked_posts", start_month, end_month)
    posts = policy.national_steps("lis1.state_posts", start_month, end_month)
    for month in sorted({*linked.months, *posts.months}):
        tied, all_posts = linked.at(month), posts.at(month)
        if tied > all_posts:
            given = phrase(
                "{tied} linked posts with {posts} state posts in {month}",
                tied=tied, posts=all_posts, month=month_text(month),
            )  # fmt: skip
            expected = phrase("no more linked posts than lis1.state_posts, which they are part of")
            return [("lis1.gp_linked_posts", Flaw(given, expected, phrase("lower the one or raise the other")))]
    return []


def _value_in(
    month: int,
    lever: Lever,
    history: list[tuple[Dated, np.ndarray]],
    layers: list[list[tuple[Change, np.ndarray]]],
) -> np.ndarray:
    """The values of one month as codes, float64 (units): history in order of date, then layer on layer."""
    values = np.zeros(len(history[0][1]))
    for entry, units in history:
        if entry.month <= month:
            values[units] = lever.code(entry.value)
    for layer in layers:
        active = [(change, units) for change, units in layer if change.active(month)]
        for change, units in sorted(active, key=lambda pair: breadth(pair[0].where, pair[1]), reverse=True):
            values[units] = lever.code(change.value)
    return values


class Steps(NamedTuple):
    """The values of one lever: ``values[i]`` holds from ``months[i]`` until the next month in the list."""

    months: tuple[int, ...]
    values: tuple[Any, ...]

    def at(self, month: int) -> Any:
        """The value in force in a month, which must not lie before the first."""
        return self.values[bisect_right(self.months, month) - 1]


class Timeline:
    """What a run reads: the value of each lever in each month from ``start`` to ``end``, both included.

    ``national`` gives a plain Python value. ``municipal`` (M,), ``trust`` (T,) and ``place`` (4,) give
    read-only float64 arrays, the same object as long as nothing changes; an enum is the index of its name in
    the lever's ``names``, a bool is 0 or 1. A lever is read by its own scope. PolicyError for a wrong key,
    scope or month.
    """

    def __init__(self, start: int, end: int, steps: Mapping[str, Steps]):
        self.start, self.end = start, end
        # last answer by scope and key: from and until when, value, and whether it is anything but 0 somewhere
        self._now: dict[str, dict[str, tuple[int, int, Any, bool]]] = {scope: {} for scope in SCOPES}
        self._national, self._municipal = self._now["national"], self._now["municipality"]
        self._steps: dict[str, dict[str, Steps]] = {}
        for key, content in steps.items():
            self._steps.setdefault(LEVERS[key].scope, {})[key] = content

    def national(self, key: str, month: int) -> Any:
        """Value of a national lever: int, float, bool or the name of an enum."""
        kept = self._national.get(key)
        if kept is None or not kept[0] <= month < kept[1]:
            kept = self._at("national", key, month)
        return kept[2]

    def municipal(self, key: str, month: int) -> np.ndarray:
        """Values of a municipal lever, float64 (M,)."""
        kept = self._municipal.get(key)
        if kept is None or not kept[0] <= month < kept[1]:
            kept = self._at("municipality", key, month)
        return kept[2]  # type: ignore[no-any-return]

    def anywhere(self, key: str, month: int) -> bool:
        """Whether a municipal lever is anything but 0 in some municipality; looked up once for each of its values."""
        kept = self._municipal.get(key)
        if kept is None or not kept[0] <= month < kept[1]:
            kept = self._at("municipality", key, month)
        return kept[3]

    def trust(self, key: str, month: int) -> np.ndarray:
        """Values of a lever of the hospital trusts, float64 (T,)."""
        return self._at("trust", key, month)[2]

    def place(self, key: str, month: int) -> np.ndarray:
        """Values of a lever of the places of education, float64 (4,) in the order of PLACES."""
        return self._at("place", key, month)[2]

    def months(self, key: str) -> tuple[int, ...]:
        """The months from which a new value of this lever holds; the first is the start of the run."""
        if key not in LEVERS:
            raise PolicyError(_wrong_key("", key))
        return self._steps[LEVERS[key].scope][key].months

    def _at(self, scope: str, key: str, month: int) -> tuple[int, int, Any, bool]:
        kept = self._now[scope].get(key)
        if kept is not None and kept[0] <= month < kept[1]:
            return kept
        try:
            steps = self._steps[scope][key]
        except KeyError:
            raise PolicyError(_wrong_key(scope, key)) from None
        if not self.start <= month <= self.end:
            window = f"{month_text(self.start)} to {month_text(self.end)}"
            raise PolicyError(f"{key}: asked for month {month}; the timeline holds {window}")
        place = bisect_right(steps.months, month)
        until = steps.months[place] if place < len(steps.months) else self.end + 1
        value = steps.values[place - 1]
        anywhere = isinstance(value, np.ndarray) and bool(value.any())
        kept = max(steps.months[place - 1], self.start), until, value, anywhere
        self._now[scope][key] = kept
        return kept

    def __eq__(self, other: object) -> bool:
        """Exactly the same values in the same months (to the last bit)."""
        if not isinstance(other, Timeline):
            return NotImplemented
        same_window = (self.start, self.end) == (other.start, other.end)
        mine, theirs = self._flat(), other._flat()
        return same_window and mine.keys() == theirs.keys() and all(_same(mine[k], theirs[k]) for k in mine)

    __hash__ = None  # type: ignore[assignment]

    def _flat(self) -> dict[str, Steps]:
        return {key: steps for group in self._steps.values() for key, steps in group.items()}


def _same(one: Steps, other: Steps) -> bool:
    """Whether two step lists hold the same months and the same values."""
    return one.months == other.months and all(
        np.array_equal(a, b) for a, b in zip(one.values, other.values, strict=True)
    )


def _wrong_key(scope: str, key: str) -> str:
    """What to say when a lever is not found in a scope: unknown, or read by the wrong scope."""
    reader = {"national": "national", "municipality": "municipal", "trust": "trust", "place": "place"}
    if key in LEVERS:
        right = LEVERS[key].scope
        return f"{key} has the scope {right}, not {scope}: read it with timeline.{reader[right]}(key, month)"
    return f"no lever {key!r}; {nearest(key, LEVERS) or 'see run.py levers'}"
