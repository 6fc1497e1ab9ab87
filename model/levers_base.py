"""What a lever is: one policy instrument with its rule today, its dated history and the values it may take.

The declarations stand in ``model/levers_*.py``, one room a group; ``model/levers.py`` gathers them. A new
lever is one more ``Lever(...)`` in its group's tuple: the scenario files, ``run.py levers``, the timeline and
the tests read the declaration and need nothing else.

Money. A lever in NOK holds nominal kroner of the month asked for up to December 2025 and kroner of 2025 from
then on, so one table of price indexes by month turns a timeline into the constant kroner of 2025 that results
use.
"""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from agents.months import month_index, month_text
from model.phrases import Phrase, either, phrase

SCOPES = ("national", "trust", "place", "municipality")
KINDS = ("int", "float", "bool", "enum")
GROUPS = ("Education", "LIS1", "Competence", "Training", "Finance and organisation")
GRADES = ("A", "B", "C")
SIGNS = ("+", "-", "unknown")
RECORD_START = "2012-01"  # the record goes back to here: rules already in force then are dated to it

LARGE_NOK, SMALL_NOK = 500_000, 1_000  # a lever that may exceed the one is not meant to lie between 0 and the other

type Value = int | float | bool | str
type Where = Mapping[str, tuple[str | int, ...]]


class Flaw(NamedTuple):
    """One mistake in something a person wrote: what was given, what was expected, how to mend it.

    What stands in the reader's language (expected, mend, "nothing" given) is a phrase (``model/phrases.py``); names and
    what the person wrote are plain texts.
    """

    given: str
    expected: str
    mend: str

    def said(self) -> Phrase:
        """The three together."""
        stop = "" if self.mend.endswith("?") else "."
        return phrase("given {given}; expected {expected}. To mend it: {mend}{stop}", **self._asdict(), stop=stop)

    def __str__(self) -> str:
        return self.said()


def mistakes(count: int, where: str, lines: Iterable[object]) -> str:
    """``2 mistakes in the goals``, then each in a line of its own: what errors that list everything at once say."""
    head = "1 mistake" if count == 1 else f"{count} mistakes"
    return f"{head} in the {where}\n" + "\n".join(f"  {line}" for line in lines)


def nearest(name: str, names: Iterable[str]) -> str:
    """``did you mean "x"?`` for the known name most like ``name``, else an empty text."""
    known = list(names)
    lowered = {k.lower(): k for k in known}
    given = str(name).lower()
    # a part of a name is often all that a person remembers: "state_posts", "Karasjok"
    parts = [k for k in known if len(given) > 3 and given in k.lower()]
    if 1 <= len(parts) <= 3:
        return phrase("did you mean {names}?", names=either(*(f'"{k}"' for k in parts)))
    found = difflib.get_close_matches(given, lowered, 1, cutoff=0.5)
    return phrase("did you mean {names}?", names=f'"{lowered[found[0]]}"') if found else ""


def unknown(name: object, names: Iterable[str], what: str) -> Flaw:
    """The flaw of a name that is not known; ``what`` was expected. Gives the nearest known name or some."""
    known = list(names)
    few = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return Flaw(shown(name), what, nearest(str(name), known) or phrase("choose one of {names}", names=few))


def shown(value: object) -> str:
    """A value as TOML writes it: texts in double quotes, true and false in small letters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def number_expected(allowed: tuple[float, float], unit: str, whole: bool) -> str:
    """``a whole number from 0 to 3000 (starts a year)``."""
    low, high = allowed
    if whole:
        return phrase("a whole number from {low:.12g} to {high:.12g} ({unit})", low=low, high=high, unit=phrase(unit))
    return phrase("a number from {low:.12g} to {high:.12g} ({unit})", low=low, high=high, unit=phrase(unit))


def number_flaw(value: object, allowed: tuple[float, float], unit: str, whole: bool = False) -> Flaw | None:
    """None when ``value`` is a number in the range, else what is wrong with it: type, unit or range."""
    expected = number_expected(allowed, unit, whole)
    if isinstance(value, bool) or not isinstance(value, (int,) if whole else (int, float)):
        return Flaw(shown(value), expected, _type_mend(value, whole))
    low, high = allowed
    if low <= value <= high:  # refuses nan too
        return None
    if not math.isfinite(value):
        mend = phrase("write a finite number")
    elif unit.startswith("share") and value >= 1 and low <= value / 100 <= high:
        mend = phrase("a share is written {share:.6g}, not {value:.6g} percent", share=value / 100, value=value)
    elif value < low:
        mend = phrase("choose at least {low:.12g}", low=low)
    else:
        mend = phrase("choose at most {high:.12g}", high=high)
    return Flaw(shown(value), expected, mend)


def _type_mend(value: object, whole: bool) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return phrase("write {value:.0f}, without decimals", value=value)
    if isinstance(value, str):
        return phrase("write the number alone, without quotes, unit or spaces")
    return phrase("write a whole number") if whole else phrase("write a number")


class Dated(NamedTuple):
    """A value in force from ``month`` (as in agents/months.py) on, everywhere or in ``where``."""

    month: int
    value: Value
    where: Where | None
    document: str


def dated(month: str, value: Value, document: str, **where: tuple[str | int, ...]) -> Dated:
    """``dated("2022-03", 200_000, "EU 2022", centrality=(6,))``: one line of a lever's history."""
    return Dated(month_index(month), value, where or None, document)


@dataclass(frozen=True)
class Lever:
    """One policy instrument. Everything a user is told about it is printed from this declaration.

    key: the name in scenario files. row: row(s) in the project's lever table, such as "L1".
    scope: the finest unit a value can differ between (national, trust, place of education, municipality).
    allowed: (lowest, highest) of a number, the names of an enum, () for a bool; other values are refused.
    evidence: the values whose effect has been seen somewhere, as a range or as names; None where nothing is
        known to judge by. Values outside run with a warning.
    grade: evidence grade of the value in force today.
    today: the rule in words, with document and date.
    history: values by date; later entries override earlier ones where they apply.
    trial: the value that sign and lag speak of, put in place of today's everywhere (or in ``trial_where``).
    first_indicator: the result that should move first when it is. sign: which way. lag_months: the earliest delay.
    text: the mechanism, and what is not known about it.
    beside: other levers that must be set for this one to matter, with the values that the trial gives them.
    lead_months: how long before its date a lever acts (posts are filled by the round before they start).
    """

    key: str
    row: str
    group: str
    scope: str
    kind: str
    unit: str
    allowed: tuple[float, ...] | tuple[str, ...]
    evidence: tuple[float, ...] | tuple[str, ...] | None
    grade: str
    today: str
    history: tuple[Dated, ...]
    trial: Value
    first_indicator: str
    sign: str
    lag_months: int
    text: str
    beside: Mapping[str, Value] = field(default_factory=dict)
    lead_months: int = 0
    trial_where: Where = field(default_factory=dict)
    names: tuple[str, ...] = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(str(n) for n in self.allowed) if self.kind == "enum" else ())
        known = (
            (self.group, GROUPS),
            (self.scope, SCOPES),
            (self.kind, KINDS),
            (self.grade, GRADES),
            (self.sign, SIGNS),
        )
        for given, names in known:
            if given not in names:
                raise ValueError(f"{self.key}: {given!r} is not one of {', '.join(names)}")
        if not self.history or self.history[0].where is not None:
            raise ValueError(f"{self.key}: the history must begin with a value that holds everywhere")
        if [d.month for d in self.history] != sorted(d.month for d in self.history):
            raise ValueError(f"{self.key}: the history must be in order of date")
        for entry in self.history:
            if flaw := self.flaw(entry.value):
                raise ValueError(f"{self.key}, {month_text(entry.month)}: {flaw}")
        if flaw := self.flaw(self.trial):
            raise ValueError(f"{self.key}, trial: {flaw}")
        if not (self.unit and self.today and self.text and self.lag_months >= 0):
            raise ValueError(f"{self.key}: unit, today and text must be given and the lag cannot be negative")

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value of a number."""
        return float(self.allowed[0]), float(self.allowed[-1])

    def expected(self) -> str:
        """What a value of this lever must be, in words."""
        if self.kind == "bool":
            return phrase("true or false ({unit})", unit=phrase(self.unit))
        if self.kind == "enum":
            return phrase("one of {names}", names=", ".join(shown(name) for name in self.names))
        return number_expected(self.bounds, self.unit, self.kind == "int")

    def flaw(self, value: object) -> Flaw | None:
        """None when ``value`` may be given to this lever, else what is wrong with it: type, unit or range."""
        if self.kind == "enum":
            wrong = not isinstance(value, str) or value not in self.names
            return Flaw(shown(value), self.expected(), self._enum_mend(value)) if wrong else None
        if self.kind == "bool":
            mend = phrase("write true or false, without quotes")
            return None if isinstance(value, bool) else Flaw(shown(value), self.expected(), mend)
        return self._thousands_flaw(value) or number_flaw(value, self.bounds, self.unit, whole=self.kind == "int")

    def _thousands_flaw(self, value: object) -> Flaw | None:
        """An amount of money written in thousands or millions: 367 or 0.367 where 367 000 NOK is meant."""
        in_nok = self.unit.startswith("NOK") and self.bounds[1] >= LARGE_NOK
        if not in_nok or isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < SMALL_NOK:
            return None
        if value < 10:
            mend = phrase("the unit is NOK: write {nok:.0f} for {value:g} million", nok=value * 1_000_000, value=value)
        else:
            mend = phrase("the unit is NOK: write {nok:.0f} for {value:g} thousand", nok=value * 1_000, value=value)
        return Flaw(shown(value), self.expected(), mend)

    def _enum_mend(self, value: object) -> str:
        if not isinstance(value, str):
            return phrase("write one of the names, in quotes")
        example = phrase("write one of the names, such as {name}", name=shown(self.names[0]))
        return nearest(value, self.names) or example

    def normal(self, value: Value) -> Value:
        """The same value in the lever's own type (1 given to a float lever is 1.0)."""
        return float(value) if self.kind == "float" else value

    def code(self, value: Value) -> float:
        """The value as a number: an enum's place among its names, a bool as 0 or 1."""
        return float(self.names.index(str(value))) if self.kind == "enum" else float(value)

    def decode(self, code: float) -> Value:
        """The Python value of a number made by ``code``."""
        if self.kind == "enum":
            return self.names[int(code)]
        return {"int": int, "float": float, "bool": bool}[self.kind](code)

    def warning(self, value: Value) -> str:
        """Why ``value`` is beyond what has been seen, or an empty text."""
        if self.evidence is None:
            return ""
        if self.kind in ("enum", "bool"):
            seen = ", ".join(shown(name) for name in dict.fromkeys(self.evidence))
            return "" if value in self.evidence else f"beyond the evidence, which knows only {seen}"
        low, high = (float(bound) for bound in self.evidence)
        if low <= float(value) <= high:
            return ""
        covered = f"{low:.12g} to {high:.12g}" if low < high else f"only {low:.12g}"
        return f"beyond the evidence, which covers {covered} {self.unit.partition(' (')[0]}"
