"""Tables in the documents that are printed from the code, between two marks:

    <!-- printed: month -->
    ...
    <!-- end -->

    uv run python -m scenarios.documents            # prints every marked part anew, in place
    uv run python -m scenarios.documents --check    # changes nothing; exit 1 naming the parts that are not current

``PARTS`` names what can be printed. A mark with another name, or without an end, is refused (DocumentError).
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import model.workforce as workforce  # declares every parameter
from agents.doctor import COLUMNS, GP_STAGES, Cause, Column, Event, Stage
from agents.parameters import GRADES, REGISTRY, Parameter
from model.indicators import DERIVED, FLOW, HEADLINE, MUNICIPAL, NATIONAL, RATIO, STOCK, VARIABLES, Indicator
from model.lever_rows import ROWS, rows_of
from model.levers import LEVERS, NOT_MODELLED
from model.levers_base import nearest
from model.lists import COLUMNS as LIST_COLUMNS
from model.world import RATE_RANGE, RATES, SWITCHES, WORLD_SETTINGS
from scenarios.describe import lever_groups
from scenarios.study import ROOT

MARKED = re.compile(r"(<!-- printed: (?P<name>[a-z0-9 -]+) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)
FLOORS = ("agents", "model")
BEGINS = re.compile(r"^<!-- printed:", re.MULTILINE)


class DocumentError(ValueError):
    """A mark in a document cannot be read, or names nothing that can be printed."""


# ---- what can be printed -----------------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; bars inside cells are escaped."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" for _ in head) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(value: float) -> str:
    """A number as people read it, six digits at most, blanks between thousands."""
    return f"{value:,.6g}".replace(",", " ") if abs(value) >= 10_000 else f"{value:g}"


@cache
def rooms_of_parameters() -> dict[str, str]:
    """The file in which each parameter is declared, by name: ``{"fit_share": "agents/alis.py"}``."""
    return {
        str(call.args[0].value): path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in sorted((ROOT / floor).glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Parameter"
        and call.args and isinstance(call.args[0], ast.Constant)
    }  # fmt: skip


def parameters_by_room() -> dict[str, list[Parameter]]:
    """All declared parameters by file, in the order of declaration."""
    rooms: dict[str, list[Parameter]] = {}
    for name, room in rooms_of_parameters().items():
        if name in REGISTRY:
            rooms.setdefault(room, []).append(REGISTRY[name])
    if missing := set(REGISTRY) - {p.name for found in rooms.values() for p in found}:
        raise DocumentError(f"no room declares {', '.join(sorted(missing))}; write Parameter(\"name\", ...) in full")
    return rooms


def parameters() -> str:
    """Every parameter by room: value, range, grade, what it does."""
    head = ("parameter", "value", "range", "unit", "grade", "what it does")
    parts = []
    for room, declared in parameters_by_room().items():
        rows = [
            (f"`{p.name}`", number(p.value), f"{number(p.low)} to {number(p.high)}", p.unit, p.grade, p.text)
            for p in declared
        ]
        parts.append(f"### `{room}`\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def parameter_counts() -> str:
    """How many parameters there are, by grade, and how many are free in a fit."""
    grades = Counter(p.grade for p in REGISTRY.values())
    rows = [
        (grade, str(grades[grade]), str(sum(bool(p.informed_by) for p in REGISTRY.values() if p.grade == grade)))
        for grade in GRADES
    ]
    free = sum(bool(p.informed_by) for p in REGISTRY.values())
    return table(("grade", "parameters", "of them free in a fit"), [*rows, ("all", str(len(REGISTRY)), str(free))])


def _columns(columns: Sequence[Column]) -> str:
    return table(("column", "type", "unit", "what"), [(f"`{c.name}`", c.dtype, c.unit, c.text) for c in columns])


def stages() -> str:
    """Stages of a working life."""
    holds = {stage: "yes" for stage in GP_STAGES}
    rows = [(str(int(s)), s.name.lower().replace("_", " "), holds.get(s, "")) for s in Stage]
    return table(("number", "stage", "holds a list"), rows)


def events() -> str:
    """What can happen in a life, and why: the closed lists of lives.parquet."""
    rows = [
        (what, ", ".join(f"{one.name.lower()} {int(one)}" for one in kind))
        for what, kind in (("event", Event), ("cause", Cause))
    ]
    return table(("column", "names and numbers"), rows)


def month() -> str:
    """The processes of a month in their order, with the first line of their docstrings and the rooms they call."""
    rows = [
        (str(place), f"**{name}**", first_line(process), ", ".join(f"`{room}`" for room in rooms_called(process)))
        for place, (name, process) in enumerate(workforce.PROCESSES, 1)
    ]
    return table(("no", "process", "what happens", "code"), rows)


def first_line(process: Callable[..., Any]) -> str:
    """The first line of a docstring, without the number it may begin with."""
    lines = (process.__doc__ or "").strip().splitlines()
    if not lines:
        raise DocumentError(f"{process.__module__}.{process.__name__} has no docstring; say what it does in one line")
    return re.sub(r"^\d+\. ", "", lines[0])


def rooms_called(process: Callable[..., Any]) -> list[str]:
    """The files of a process: where it stands and the rooms it calls by name."""
    space = process.__globals__  # type: ignore[attr-defined]
    code = process.__code__  # type: ignore[attr-defined]
    called = [space[name] for name in code.co_names if isinstance(space.get(name), ModuleType)]
    names = [process.__module__, *(room.__name__ for room in called if room.__name__.partition(".")[0] in FLOORS)]
    return [name.replace(".", "/") + ".py" for name in dict.fromkeys(names)]


def levers() -> str:
    """Keys of all levers by group, with the row of the lever table each serves."""
    rows = [
        (group, ", ".join(f"`{key}` ({LEVERS[key].row})" for key in keys if key in LEVERS))
        for group, keys in lever_groups().items()
    ]
    served = {row for lever in LEVERS.values() for row in rows_of(lever.row)}
    unmoved = ", ".join(reason.partition(":")[0] for reason in NOT_MODELLED.values())
    counts = (
        f"{len(LEVERS)} levers serve {len(served)} of the {len(ROWS)} rows of the lever table; "
        f"{len(NOT_MODELLED)} rows have nothing to move ({unmoved})."
    )
    return f"{counts}\n\n{table(('group', 'levers (row)'), rows)}"


def world() -> str:
    """Settings of [world] that are one number."""
    rows = [
        (f"`{s.name}`", number(s.default), f"{number(s.low)} to {number(s.high)}", s.unit, s.grade, s.text)
        for s in WORLD_SETTINGS.values()
    ]
    return table(("setting", "default", "allowed", "unit", "grade", "what"), rows)


def rates() -> str:
    """Named rates that a scenario may multiply."""
    low, high = RATE_RANGE
    head = f"Factors from {number(low)} to {number(high)}; 1 = as fitted."
    return f"{head}\n\n{table(('rate', 'of whom'), [(f'`{name}`', text) for name, text in RATES.items()])}"


def switches() -> str:
    """Feedback loops that a scenario may freeze."""
    return table(("switch", "what it freezes"), [(f"`{name}`", text) for name, text in SWITCHES.items()])


def _variables(rows: Mapping[str, Indicator]) -> str:
    head = ("variable", "kind", "unit", "what", "better")
    return table(head, [(f"`{i.name}`", i.kind, i.unit, i.long_name, i.better) for i in rows.values()])


def derived() -> str:
    """Indicators made from variables, with their formulas; the six of the headline are marked."""
    head = ("indicator", "kind", "unit", "what", "formula", "better")
    rows = []
    for i in DERIVED.values():
        name = f"**`{i.name}`**" if i.name in HEADLINE else f"`{i.name}`"
        mean = " (a stock under a flow is its mean over the twelve months)" if _person_years(i) else ""
        rows.append((name, i.kind, i.unit, i.long_name, i.formula + mean, i.better))
    return table(head, rows)


def _person_years(i: Indicator) -> bool:
    above, below = ({VARIABLES[name].kind for name in names} for names in (i.plus, i.over))
    return i.kind == RATIO and above == {FLOW} and below == {STOCK}


PARTS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "parameter counts": parameter_counts,
    "doctor columns": lambda: _columns(COLUMNS),
    "list columns": lambda: _columns(LIST_COLUMNS),
    "stages": stages,
    "events": events,
    "month": month,
    "levers": levers,
    "world": world,
    "rates": rates,
    "switches": switches,
    "municipal variables": lambda: _variables(MUNICIPAL),
    "national variables": lambda: _variables(NATIONAL),
    "derived indicators": derived,
}


# ---- documents ---------------------------------------------------------------------------------------------------


def documents(home: Path = ROOT) -> list[Path]:
    """README.md and every page under docs/."""
    return [home / "README.md", *sorted((home / "docs").rglob("*.md"))]


def printed_anew(text: str, where: str = "the page") -> tuple[str, list[str]]:
    """The text with its marked parts printed anew, and the names of those that were not current."""
    stale = []

    def fill(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in PARTS:
            hint = nearest(name, PARTS) or f"choose one of {', '.join(PARTS)}"
            raise DocumentError(f"{where}: nothing is printed under the name {name!r}; {hint}")
        body = f"\n{PARTS[name]()}\n\n"
        if body != found["body"]:
            stale.append(name)
        return found[1] + body + found[4]

    found = list(MARKED.finditer(text))
    if len(found) != len(BEGINS.findall(text)) or any(BEGINS.search(one["body"]) for one in found):
        mark = "<!-- printed: NAME -->"
        raise DocumentError(f"{where}: a part begins with {mark} and has no <!-- end -->; write it below the table")
    return MARKED.sub(fill, text), stale


def renew(pages: Sequence[Path], write: bool) -> list[str]:
    """``page: part`` for each part that was not current; with ``write`` the pages are printed anew."""
    stale = []
    for page in pages:
        text, names = printed_anew(page.read_text("utf-8"), page.name)
        stale += [f"{page.name}: {name}" for name in names]
        if write and names:
            page.write_text(text, "utf-8")
    return stale


def main(words: Sequence[str]) -> int:
    """0: all is current or has been printed anew; 1: --check found parts that are not; 2: a word or mark is wrong."""
    if list(words) not in ([], ["--check"]):
        print(f"Error: {' '.join(words)}: expected nothing or --check", file=sys.stderr)
        return 2
    try:
        stale = renew(documents(), write=not words)
    except DocumentError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    for line in stale:
        print(f"{line}: {'not current; run `uv run python -m scenarios.documents`' if words else 'printed anew'}")
    return 1 if words and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
