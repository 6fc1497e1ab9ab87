"""``--set lever=value[@YYYY-MM]``: one change given on the command line, everywhere."""

from collections.abc import Sequence
from typing import Any

from agents.months import month_text
from model.levers import LEVERS, lever_flaw
from model.levers_base import Flaw, Value, shown
from model.policy import Change
from scenarios.scenario_checks import Problem, ScenarioError, Window, month_of


def parse_set(text: str) -> tuple[str, Value, str | None]:
    """``lis1.state_posts=1500@2027-01`` as (lever, value, date or None); the date itself is checked later.

    The value is written as in a file, texts without quotes. ScenarioError says what is wrong with it.
    """
    key, equals, rest = text.partition("=")
    key, (given, at, date) = key.strip(), rest.partition("@")
    if not (equals and key and given.strip()) or (at and not date.strip()):
        example = "lever=value or lever=value@YYYY-MM"
        raise _set_error(text, Flaw(shown(text), example, "write for example lis1.state_posts=1500@2027-01"))
    if flaw := lever_flaw(key):
        raise _set_error(text, flaw)
    value = _value_of(given.strip(), LEVERS[key].kind)
    if flaw := LEVERS[key].flaw(value):
        raise _set_error(text, flaw._replace(given=given.strip()))
    return key, LEVERS[key].normal(value), date.strip() or None


def _value_of(given: str, kind: str) -> Any:
    """The value a text stands for: a number or a bool where it looks like one."""
    if kind == "bool":
        return {"true": True, "false": False}.get(given, given)
    for number in (int, float) if kind in ("int", "float") else ():
        try:
            return number(given)
        except ValueError:
            continue
    return given


def _set_error(text: str, flaw: Flaw) -> ScenarioError:
    return ScenarioError([Problem("--set", 0, text.partition("=")[0].strip() or text, *flaw)])


def set_changes(texts: Sequence[str], window: Window) -> list[Change]:
    """The changes of some ``--set`` texts; undated = from the start of the run.

    A lever set at several dates holds each value until the next. ScenarioError lists every mistake.
    """
    problems: list[Problem] = []
    found: dict[str, dict[int, Value]] = {}
    for text in texts:
        try:
            key, value, date = parse_set(text)
        except ScenarioError as error:
            problems += error.problems
            continue
        month, flaw = (window.start, None) if date is None else month_of(date, window)
        if month is not None and month in found.setdefault(key, {}):
            given = f"a second value from {month_text(month)}"
            flaw = Flaw(given, "one value a month for each lever", "leave one of them out")
        if flaw:
            problems += _set_error(text, flaw).problems
        elif month is not None:
            found[key][month] = value
    if problems:
        raise ScenarioError(problems)
    return [
        Change(key, month, min((m for m in dates if m > month), default=None), value)
        for key, dates in found.items()
        for month, value in sorted(dates.items())
    ]
