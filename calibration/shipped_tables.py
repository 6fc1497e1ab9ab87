"""Tables of ``calibration/posterior/`` read back, and how the validation page writes their cells."""

import csv
import json
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.draws import FOLDER

Row = Mapping[str, str]


def rows_of(name: str) -> list[dict[str, str]]:
    """A shipped table, [] where there is none yet."""
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def record_of(name: str) -> dict[str, Any]:
    """The record of a shipped posterior, {} where there is none."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" for _ in head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def short(text: str) -> str:
    """A number with four digits, thousands apart: ``5 057``, ``0.318``."""
    value = float(text)
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.4g}" if abs(value) >= 100 else f"{value:.3g}"


def percent(text: str) -> str:
    """A share in percent."""
    return f"{100 * float(text):.0f} %"
