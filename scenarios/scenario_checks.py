"""Reads one scenario file and finds every mistake in it, each with file, line, key, and how to mend it.

A mistake never hides another: all keys of all changes are looked at before anything is refused.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from agents.months import month_index, month_text
from model.levers_base import Flaw, mistakes, shown, unknown
from model.phrases import Phrase, either, phrase
from model.world import SWITCH_NAMES, world_flaws

TOP_KEYS = ("title", "title_nb", "text", "text_nb", "references", "base", "change", "world", "switches")
CHANGE_KEYS = ("lever", "from", "until", "value", "where", "because")
TEXT_KEYS = ("title", "title_nb", "text", "text_nb", "base")
DEEPEST, DIGITS = 50, 18  # tables inside tables; digits of a whole number, as TOML promises to read them
EARLIEST, LATEST = month_index("2016-01"), month_index("2060-12")  # no run begins earlier or ends later


@dataclass(frozen=True)
class Problem:
    """One mistake in what a user wrote. line is 0 where it cannot be told."""

    file: str
    line: int
    key: str
    given: str
    expected: str
    mend: str

    def said(self) -> Phrase:
        """Where it is, what is wrong and how to mend it."""
        where = phrase("{file}, line {line}", file=self.file, line=self.line) if self.line else self.file
        flaw = Flaw(self.given, self.expected, self.mend)
        return phrase("{where}, {key}: {flaw}", where=where, key=self.key, flaw=flaw.said())

    def __str__(self) -> str:
        return self.said()


class ScenarioError(ValueError):
    """A scenario that cannot be used; ``problems`` lists every mistake."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(mistakes(len(problems), "scenario", problems))


class Window(NamedTuple):
    """First and last month of the run a scenario is meant for."""

    start: int = EARLIEST
    end: int = LATEST


class Lines:
    """Finds the line of a key in TOML text; tomllib itself does not tell."""

    _HEADER = re.compile(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
    _KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*[=.]""")

    def __init__(self, text: str):
        self._found: dict[tuple[str, int, str], int] = {}
        table, nth, count, inside = "", 0, 0, ""
        for number, line in enumerate(text.splitlines(), 1):
            if inside:  # a text over several lines
                inside = "" if inside in line else inside
            elif header := self._HEADER.match(line):
                table, _, rest = (part.strip(" \"'") for part in header[2].partition("."))
                count += table == "change" and not rest
                nth = count if table == "change" else 0
                self._found.setdefault((table, nth, rest.partition(".")[0]), number)
            else:
                if key := self._KEY.match(line):
                    self._found.setdefault((table, nth, key[1] or key[2] or key[3]), number)
                inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")

    def of(self, table: str, nth: int, key: str) -> int:
        """Line of ``key`` in a table (of the nth ``[[change]]``), else of the table's head, else 0."""
        tries = [(table, nth, key), (table, nth, ""), (table, 1, ""), ("", 0, table)] if table else [("", 0, key)]
        return next((self._found[name] for name in [*tries, (key, 0, "")] if name in self._found), 0)


@dataclass
class Draft:
    """One file while it is read: what it says, and what is wrong with it."""

    file: str
    lines: Lines
    window: Window
    geography: Callable[[], Any]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, key: str, flaw: Flaw, table: str = "", nth: int = 0) -> None:
        """Note one mistake; ``key`` may be dotted, its first part is looked for in the file."""
        line = self.lines.of(table, nth, key.partition(".")[0])
        path = change_key(nth, key) if nth else ".".join(part for part in (table, key) if part)
        self.problems.append(Problem(self.file, line, path, *flaw))


def change_key(nth: int, key: str) -> Phrase:
    """A key of the nth change, as mistakes name it."""
    return phrase("change {nth}: {key}", nth=nth, key=key)


def read_toml(file: str, text: str) -> tuple[dict[str, Any], list[Problem]]:
    """The content of TOML text, or the one place where it stops being TOML or goes beyond all measure."""
    try:
        data = tomllib.loads(text)
        flaw = _beyond(data)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 0
        lines = text.splitlines()
        given = f"`{lines[line - 1].strip()}`" if 0 < line <= len(lines) else phrase("the end of the file")
        given = phrase("{text} ({error})", text=given, error=error)  # Python's own words, which are English alone
        mend = phrase('put texts, names and dates in quotes ("2027-01"); write true and false in small letters')
        if "Cannot overwrite" in str(error) or "Cannot declare" in str(error):
            mend = phrase("give each key once; begin every change with its own [[change]]")
        return {}, [Problem(file, line, phrase("file"), given, "TOML 1.0", mend)]
    except RecursionError:
        flaw = _too_deep()
    except ValueError:  # of a number with thousands of digits
        flaw = _too_large()
    return ({}, [Problem(file, 0, phrase("file"), *flaw)]) if flaw else (data, [])


def _beyond(data: Mapping[str, Any]) -> Flaw | None:
    """What no message could show: a table too deep or a whole number too large. Not by recursion, which has an end."""
    left: list[tuple[Any, int]] = [(data, 0)]
    while left:
        content, depth = left.pop()
        if depth > DEEPEST:
            return _too_deep()
        if isinstance(content, int) and abs(content) >= 10**DIGITS:
            return _too_large()
        inside = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
        left += [(one, depth + 1) for one in inside]
    return None


def _too_deep() -> Flaw:
    expected = phrase("lists and tables at most {deepest} deep", deepest=DEEPEST)
    return Flaw(phrase("lists or tables inside one another without end"), expected, phrase("close each bracket"))


def _too_large() -> Flaw:
    given = phrase("a whole number of more than {digits} digits", digits=DIGITS)
    expected = phrase("whole numbers of at most {digits} digits", digits=DIGITS)
    return Flaw(given, expected, phrase("write a smaller number"))


def check_top(draft: Draft, data: Mapping[str, Any]) -> None:
    """Keys that are unknown at the top of the file, and texts that are no texts."""
    for key in data:
        if key not in TOP_KEYS:
            what = phrase("a key of a scenario file ({names})", names=", ".join(TOP_KEYS))
            draft.wrong(key, unknown(key, TOP_KEYS, what))
    if "title" not in data:
        mend = phrase('write title = "..." at the top of the file')
        draft.wrong("title", Flaw(phrase("nothing"), phrase("a title"), mend))
    for key in TEXT_KEYS:
        if key in data and (not isinstance(data[key], str) or not data[key].strip()):
            mend = phrase("write {example}", example=f'{key} = "..."')
            draft.wrong(key, Flaw(shown(data[key]), phrase("a text in quotes"), mend))
    references = data.get("references", [])
    if not isinstance(references, list) or not all(isinstance(name, str) and name for name in references):
        mend = phrase("write {example}", example='references = ["...", "..."]')
        draft.wrong("references", Flaw(shown(references), phrase("a list of documents in quotes"), mend))


def change_tables(draft: Draft, data: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """The ``[[change]]`` tables, numbered from 1."""
    changes = data.get("change", [])
    if isinstance(changes, list) and all(isinstance(change, dict) for change in changes):
        return list(enumerate(changes, 1))
    given = "[change]" if isinstance(changes, dict) else shown(changes)
    mend = phrase("write [[change]], with two brackets, above each change")
    draft.wrong("", Flaw(given, phrase("tables [[change]]"), mend), "change")
    return []


def check_change_keys(draft: Draft, nth: int, change: Mapping[str, Any]) -> None:
    """Keys that are unknown or missing in one change."""
    for key in change:
        if key in CHANGE_KEYS:
            continue
        flaw = unknown(key, CHANGE_KEYS, phrase("a key of a change ({names})", names=", ".join(CHANGE_KEYS)))
        if key in TOP_KEYS:
            flaw = flaw._replace(mend=phrase("move it to the top of the file, above the first [[change]]"))
        draft.wrong(key, flaw, "change", nth)
    for key, example in (("lever", '"lis1.state_posts"'), ("value", "1500")):
        if key not in change:
            mend = phrase("write for example {example}", example=f"{key} = {example}")
            flaw = Flaw(phrase("nothing"), phrase("the {key} of the change", key=key), mend)
            draft.wrong(key, flaw, "change", nth)
    if "because" in change and not isinstance(change["because"], str):
        mend = phrase("write {example}", example='because = "..."')
        draft.wrong("because", Flaw(shown(change["because"]), phrase("a text in quotes"), mend), "change", nth)


def steps_of(draft: Draft, nth: int, change: Mapping[str, Any]) -> list[tuple[int | None, int | None, Any]]:
    """The change as spells (from, until, value): one, or with ``value = { "2027-01" = ... }`` one a date.

    A date that is wrong is None; its problem has been noted.
    """
    until = _month(draft, nth, "until", change["until"], closing=True) if "until" in change else None
    value = change.get("value")
    if not isinstance(value, dict):
        if "from" not in change:
            mend = phrase("write for example {example}", example='from = "2027-01"')
            flaw = Flaw(phrase("nothing"), phrase("the month the change begins"), mend)
            draft.wrong("from", flaw, "change", nth)
            return [(None, until, value)]
        begins = _month(draft, nth, "from", change["from"])
        _check_order(draft, nth, begins, until)
        return [(begins, until, value)]
    if "from" in change:
        expected = phrase("either from or steps by date in value")
        draft.wrong("from", Flaw(shown(change["from"]), expected, phrase("leave from out")), "change", nth)
    if not value:
        mend = phrase("write for example {example}", example='value = { "2027-01" = 1300 }')
        draft.wrong("value", Flaw("{}", phrase("at least one dated value"), mend), "change", nth)
    dates = [(_month(draft, nth, "value", date), content) for date, content in value.items()]
    dates.sort(key=lambda pair: pair[0] or 0)
    ends = [*(month for month, _ in dates[1:]), until][: len(dates)]
    _check_order(draft, nth, dates[-1][0] if dates else None, until)
    return [(month, end, content) for (month, content), end in zip(dates, ends, strict=True)]


def _check_order(draft: Draft, nth: int, begins: int | None, until: int | None) -> None:
    if begins is not None and until is not None and until <= begins:
        expected = phrase(
            "a month after {begins}: until is the first month without the change", begins=month_text(begins)
        )
        mend = phrase("choose a later until, or leave it out")
        draft.wrong("until", Flaw(f'"{month_text(until)}"', expected, mend), "change", nth)


def _month(draft: Draft, nth: int, key: str, given: object, closing: bool = False) -> int | None:
    """The month of a date written YYYY-MM that lies in the run, else None with the problem noted."""
    month, flaw = month_of(given, draft.window, closing)
    if flaw:
        draft.wrong(key, flaw, "change", nth)
    return month


def month_of(given: object, window: Window, closing: bool = False) -> tuple[int | None, Flaw | None]:
    """A date written YYYY-MM as a month in the window. ``closing`` allows the month just after its end."""
    try:
        month = month_index(given) if isinstance(given, str) else None
    except ValueError:
        month = None
    if month is None:
        mend = phrase('write year and month in quotes, for example "2027-01"; months run from 01 to 12')
        return None, Flaw(shown(given), phrase("a month that exists, as YYYY-MM"), mend)
    if window.start <= month <= window.end + closing:
        return month, None
    first, last = month_text(window.start), month_text(window.end)
    expected = phrase("a month inside the run ({first} to {last})", first=first, last=last)
    return None, Flaw(shown(given), expected, phrase("move the date into the run, or choose another --start or --end"))


def world_settings(draft: Draft, data: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of ``[world]`` and ``[switches]`` that are right, as model.world takes them."""
    world, switches = (_table(draft, data, name) for name in ("world", "switches"))
    settings = dict(world)
    if "switches" in settings:
        mend = phrase("write [{table}] on a line of its own", table="switches")
        flaw = Flaw(phrase("switches inside [world]"), phrase("a table of its own"), mend)
        draft.wrong("switches", flaw, "world")
        del settings["switches"]
    for key, flaw in world_flaws(settings):
        draft.wrong(key, flaw, "world")
        if key.startswith("rates."):
            settings["rates"] = {n: v for n, v in settings["rates"].items() if f"rates.{n}" != key}
        else:
            settings.pop(key, None)
    loops: dict[str, bool] = {}
    for name, value in switches.items():
        if name not in SWITCH_NAMES:
            flaw = unknown(name, SWITCH_NAMES, phrase("a feedback loop that can be switched"))
            draft.wrong(name, flaw, "switches")
        elif value not in ("on", "off"):
            flaw = Flaw(shown(value), either('"on"', '"off"'), phrase('write "on" or "off", in quotes'))
            draft.wrong(name, flaw, "switches")
        else:
            loops[name] = value == "on"
    return settings | ({"switches": loops} if loops else {})


def _table(draft: Draft, data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One table of the file; anything else under its name is noted and empty."""
    content = data.get(name, {})
    if isinstance(content, dict):
        return content
    mend = phrase("write [{table}] on a line of its own", table=name)
    draft.wrong("", Flaw(shown(content), phrase("a table"), mend), name)
    return {}
