"""What a command says: plain tables, the headline block, a progress bar for people who watch."""

import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any, TextIO

from model.indicators import INDICATORS
from scenarios.numbers import change, interval, level, probability, shown_unit

LUCK_ONLY = (
    "Intervals show the luck of single lives and places; parameters stand at their central values, and how "
    "unsure they are is not in the intervals."
)
LUCK_AND_DRAWS = (
    "Intervals hold the luck of single lives and places, how unsure the fitted parameters are, and the prior of those "
    "that history says nothing about: effects of levers nobody has pulled, prices, some of the start of 2026 "
    "(calibration/posterior/unseen.csv). Parameters that act in history but were not fitted keep central values "
    "(docs/validation.md, section 3)."
)


class Progress:
    """A bar on a terminal, shown once the work has taken two seconds; silent anywhere else."""

    def __init__(self, text: str, stream: TextIO | None = None, patience: float = 2.0):
        self.text, self.stream, self.patience = text, stream or sys.stderr, patience
        self.begun = time.monotonic()
        self.shown = False
        self.found: int | None = None  # runs that an earlier command had finished

    def __call__(self, done: int, total: int) -> None:
        """Redraw; done of total."""
        elapsed = time.monotonic() - self.begun
        self.found = done - 1 if self.found is None else self.found
        if not self.stream.isatty() or elapsed < self.patience:
            return
        width = max(10, min(40, shutil.get_terminal_size().columns - len(self.text) - 30))
        full = round(width * done / total)
        left = elapsed / max(1, done - self.found) * (total - done)
        self.shown = True
        self.stream.write(f"\r{self.text} [{'#' * full}{'.' * (width - full)}] {done}/{total}, {left:4.0f} s left ")
        self.stream.flush()

    def close(self) -> None:
        """Leave the bar's line."""
        if self.shown:
            self.stream.write("\n")
            self.shown = False


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Columns in line: the first ``left`` flush left, numbers flush right, two blanks between."""
    lines = [list(head), *[list(row) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def headline_text(rows: Sequence[dict[str, Any]]) -> str:
    """The headline rows of one scenario (scenarios.compare.headline_rows) as a table."""
    paired = "diff_mean" in rows[0]
    head = ["indicator", "year", rows[0]["base"], "90 % interval"]
    head += ["effect", "90 % interval", "better"] if paired else []
    lines, previous = [], ""
    for row in rows:
        name = row["indicator"]
        label = f"{name} ({shown_unit(name)})" if name != previous else ""
        line = [label, str(row["year"]), level(name, row["base_mean"]), _interval(level, row, "base")]
        if paired:
            line += [change(name, row["diff_mean"]), _interval(change, row, "diff"), better(row)]
        lines.append(line)
        previous = name
    title = f"{rows[0]['scenario']} against {rows[0]['base']}" if paired else rows[0]["base"]
    return f"{title}\n{text_table(head, lines)}"


def _interval(write: Any, row: dict[str, Any], part: str) -> str:
    name = row["indicator"]
    return interval(write(name, row[f"{part}_q05"]), write(name, row[f"{part}_q95"]))


def better(row: dict[str, Any]) -> str:
    """Probability of being better; nothing to say where no pair differs or no direction is better."""
    if INDICATORS[row["indicator"]].better == "none" or row["diff_q05"] == row["diff_q95"] == 0:
        return "-"
    return probability(row["p_better"], row["pairs"])
