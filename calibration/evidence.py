"""``docs/evidence.md``: what every parameter rests on, how it was set, and how much results move with it.

    uv run python -m calibration.evidence > docs/evidence.md

Value, range, source and grade stand in the declarations; what the fit says in ``until-2025-moved.csv``; what moves with
a parameter in ``screening.csv`` (both in ``calibration/posterior/``). A part whose table is not shipped yet says so.
"""

import csv
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from agents.parameters import GRADES, REGISTRY, Parameter
from calibration.sensitivity import DUMMY
from calibration.sensitivity_questions import SHARE
from calibration.targets import CalibrationError
from scenarios.documents import number, parameters_by_room, table
from scenarios.draws import FOLDER
from scenarios.study import ROOT

PAGE = ROOT / "docs" / "evidence.md"
POSTERIOR = "until-2025"
NOT_SHIPPED = "not shipped yet"
KNOWN = ("parameter", "group", "free_in_fit", "largest_t", "stands_out")  # other columns of a screening are questions
GRADE_TEXTS = {
    "A": "an official statistic or a paper that was read",
    "B": "quoted second hand",
    "C": "unverified, used for ranges alone",
    "judgement": "ours: what seemed reasonable beside the source named, or without one",
}

SAID = {
    "informed": ("informed", "the figures narrow its range by a fifth or more, in the fit and on known truth"),
    "assumption": ("rests on its prior", "the figures say little of it"),
    "pinned": ("kept at no effect", "for a second reading of the figures"),
}

type Rows = Mapping[str, Mapping[str, str]]


def rows_by_parameter(name: str, folder: Path) -> dict[str, dict[str, str]]:
    """A shipped table by parameter, {} where there is none yet.

    CalibrationError for a parameter that is not declared: the table is of another model.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = {row["parameter"]: row for row in csv.DictReader(file)}
    if unknown := sorted(set(rows) - set(REGISTRY) - {DUMMY}):
        raise CalibrationError(f"{path.name}: no parameter {', '.join(unknown)} is declared; make the table anew")
    return rows


def page(folder: Path = FOLDER) -> str:
    """The whole page, from the tables in a folder."""
    moved, screening = rows_by_parameter(f"{POSTERIOR}-moved", folder), rows_by_parameter("screening", folder)
    parts = [opening(), grades_part(), set_part(moved), moves_part(screening)]
    parts += [room_part(room, declared, moved, screening) for room, declared in parameters_by_room().items()]
    return "\n\n".join(parts) + "\n"


def opening() -> str:
    """What the page is."""
    return """# Evidence ledger

What every parameter rests on. Printed by `uv run python -m calibration.evidence > docs/evidence.md` from the
declarations and the tables in `calibration/posterior/`; do not edit it by hand. [parameters.md](parameters.md) says
what each does, [levers.md](levers.md) what each rule rests on, `model/data/README.md` what each table rests on."""


def grades_part() -> str:
    """How many parameters have which grade, and what the grades mean."""
    grades = Counter(p.grade for p in REGISTRY.values())
    rows = [(grade, str(grades[grade]), GRADE_TEXTS[grade]) for grade in GRADES]
    return (
        f"## Grades\n\n{table(('grade', 'parameters', 'source is'), [*rows, ('all', str(len(REGISTRY)), '')])}\n\n"
        "The grade is that of the source, not of the number: also where the source is good, what the model needs is\n"
        "often not what was counted. Ranges are 5-95 percent and ours in all grades."
    )


def set_part(moved: Rows) -> str:
    """How parameters were set, with counts."""
    free = [p for p in REGISTRY.values() if p.informed_by]
    text = (
        "## How they were set\n\n"
        f"* **By hand** ({len(REGISTRY) - len(free)}): set once, on the source named; runs keep the value.\n"
        f"* **Fitted** ({len(free)}): free in the fit to published figures; runs take draws of `{POSTERIOR}`."
    )
    if not moved:
        return f"{text}\n  What the fit says of each: {NOT_SHIPPED}."
    said = Counter(row["said"] for row in moved.values())
    lines = [f"  * *{words}* ({said[name]}): {meaning};" for name, (words, meaning) in SAID.items() if said[name]]
    counts = "\n".join(lines)
    return f"{text}\n{counts[:-1]}.\n\nShown: mean and 90 percent interval; [validation.md](validation.md) has the fit."


def moves_part(screening: Rows) -> str:
    """How to read what results move with each parameter."""
    if not screening:
        return f"""## How much results move

The screening of all parameters is {NOT_SHIPPED} (`uv run run.py sensitivity --ship`); the last column is empty until
then. [validation.md](validation.md) shows what is known of the fitted ones."""
    stands = sum(row["stands_out"] == "True" for name, row in screening.items() if name != DUMMY)
    asked = questions_of(screening)
    return f"""## How much results move

From `calibration/posterior/screening.csv`: the effect of going from one standard deviation of the range below its
middle to one above, on **{shown_of(asked)}** (percentage points where a share). *t* is the largest effect over its
error among {len(asked)} questions; parameters in **bold** ({stands}) stand out from chance, all questions and
parameters together. Of the others the screening cannot say which way they move a result."""


def questions_of(screening: Rows) -> list[str]:
    """The questions a screening asked, in the order of its columns."""
    row = next(iter(screening.values()))
    if asked := [column for column in row if column not in KNOWN]:
        return asked
    raise CalibrationError("screening.csv: no question among its columns; make it anew with `run.py sensitivity`")


def shown_of(asked: Sequence[str]) -> str:
    """The question shown: the first on the share of people without a GP, if there is one."""
    return next((question for question in asked if question.startswith(SHARE)), asked[0])


def room_part(room: str, declared: Sequence[Parameter], moved: Rows, screening: Rows) -> str:
    """The ledger of one room."""
    head = ("parameter", "value", "range", "unit", "source", "grade", "how set", "results move")
    rows = [
        (
            f"`{p.name}`", number(p.value), f"{number(p.low)} to {number(p.high)}", p.unit, p.source, p.grade,
            how_set(p, moved), moves(p.name, screening),
        )
        for p in declared
    ]  # fmt: skip
    return f"## `{room}`\n\n{table(head, rows)}"


def how_set(parameter: Parameter, moved: Rows) -> str:
    """By hand, or fitted with what the posterior says."""
    if not parameter.informed_by:
        return "by hand"
    row = moved.get(parameter.name)
    if row is None:
        return f"fitted: {NOT_SHIPPED}"
    if row["said"] not in SAID:
        raise CalibrationError(f"{POSTERIOR}-moved.csv: {row['said']!r} is none of {', '.join(SAID)}; make it anew")
    words = SAID[row["said"]][0]
    mean, low, high = (f"{float(row[key]):.3g}" for key in ("posterior_mean", "posterior_q05", "posterior_q95"))
    return f"fitted, {words}: {mean} ({low} to {high})"


def moves(name: str, screening: Rows) -> str:
    """The effect on the question shown and the largest t; empty where there is no screening."""
    if not screening:
        return ""
    row = screening.get(name)
    if row is None:
        return "not screened"
    effect = f"{float(row[shown_of(questions_of(screening))]):+.3g}, t {float(row['largest_t']):.1f}"
    effect += f", group {row['group']}" if row.get("group") else ""
    return f"**{effect}**" if row["stands_out"] == "True" else effect


if __name__ == "__main__":
    sys.stdout.write(page())
