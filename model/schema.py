"""What a table must look like: columns declared in schema.csv, cells parsed and checked one by one.

A schema is the list of columns declared for a table. A Table is what comes out: numpy arrays by column. A
DataError says file, row, column, what stands there, what was expected and how to mend it.
"""

import csv
import difflib
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from agents.months import month_index

SCHEMA_NAME = "schema"
KINDS = ("text", "number", "int", "float", "month")
EMPTY = ("no", "0", "unknown")


class DataError(ValueError):
    """A table does not hold what its schema or a sum demands.

    Attributes: ``file`` (name of the file), ``row`` (line in the file, the header is line 1; 0 = whole file),
    ``column``, ``given``, ``expected``.
    """

    def __init__(self, file: str, row: int, column: str, given: str, expected: str, key: str = ""):
        self.file, self.row, self.column, self.given, self.expected = file, row, column, given, expected
        where = f"{file}, row {row}" if row else file
        where += f" ({key})" if key else ""
        where += f", column {column}" if column else ""
        super().__init__(
            f"{where}: given {given}; expected {expected}. "
            f"Mend that place in the file, or put back the file that came with Legemod."
        )


@dataclass(frozen=True)
class Column:
    """One row of schema.csv: what a column of a table must look like."""

    name: str
    kind: str  # text | number (municipality number as text) | int | float | month (YYYY-MM as text)
    key: bool  # part of the key that must be unique
    empty: str  # "no", "0" (zero, in all such columns of a row at once), "unknown" (NaN; float only)
    lowest: float
    highest: float
    allowed: tuple[str, ...]  # the names a text may take; () = any text

    def expected(self) -> str:
        """What a cell of this column must be, in words."""
        if self.kind == "text":
            return f"one of {', '.join(self.allowed)}" if self.allowed else "a text that is not empty"
        if self.kind == "number":
            return "a municipality number: four digits with leading zero, for example 0301"
        if self.kind == "month":
            return "a month as YYYY-MM, for example 2026-01"
        noun = "a whole number" if self.kind == "int" else "a number"
        return f"{noun} from {self.lowest:.12g} to {self.highest:.12g}"

    def parse(self, cell: str):
        """The value of one cell; ValueError when it is not what the column demands."""
        if cell == "" and self.empty != "no":
            return 0 if self.empty == "0" else math.nan
        if self.kind in ("int", "float"):
            if cell != cell.strip() or "_" in cell:  # Python would read 1_000 and " 1" as numbers
                raise ValueError
            value = int(cell) if self.kind == "int" else float(cell)
            if not self.lowest <= value <= self.highest:
                raise ValueError
            return value
        if self.kind == "month":
            month_index(cell)
        elif self.kind == "number" and not (len(cell) == 4 and cell.isascii() and cell.isdigit()):
            raise ValueError
        if cell == "" or cell != cell.strip() or (self.allowed and cell not in self.allowed):
            raise ValueError
        return cell


@dataclass(frozen=True)
class Table:
    """A checked table of ``len(t)`` rows: ``t["column"]`` is a read-only array (int64, float64 or text)."""

    name: str
    columns: dict[str, np.ndarray]

    def __getitem__(self, column: str) -> np.ndarray:
        if column not in self.columns:
            raise KeyError(f"{self.name}.csv has no column {column!r}; it has {', '.join(self.columns)}")
        return self.columns[column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def row_of(self, column: str, value) -> int:
        """The first row whose ``column`` equals ``value``; KeyError naming both if there is none."""
        found = np.flatnonzero(self[column] == value)
        if not len(found):
            raise KeyError(f"{self.name}.csv has no row with {column} = {value!r}")
        return int(found[0])


def read_lines(path: Path) -> list[list[str]]:
    """The cells of a CSV file, header first; DataError when it is missing, empty or not UTF-8."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
    except FileNotFoundError:
        raise DataError(path.name, 0, "", "no such file", f"a table in {path.parent.name}/") from None
    except UnicodeDecodeError as error:
        raise DataError(
            path.name, 0, "", f"bytes that are not UTF-8 ({error.reason})", "UTF-8 text"
        ) from None
    if len(lines) < 2:
        raise DataError(path.name, 0, "", f"{len(lines)} lines", "a header line and at least one row")
    for i, line in enumerate(lines):
        if len(line) != len(lines[0]):
            raise DataError(
                path.name, i + 1, "", f"{len(line)} cells", f"{len(lines[0])} cells, as in the header"
            )
    return lines


def _check_header(file: str, header: list[str], names: list[str]) -> None:
    for name in names:
        if name not in header:
            near = difflib.get_close_matches(name, header, 1)
            given = f"no such column (is it {near[0]!r}?)" if near else "no such column"
            raise DataError(file, 1, name, given, "the columns " + ", ".join(names))
    for i, name in enumerate(header):
        if name not in names or name in header[:i]:
            given = "the column twice" if name in names else "a column that is not declared in schema.csv"
            raise DataError(file, 1, name, given, "the columns " + ", ".join(names))


def _check_empty_together(file: str, lines: list[list[str]], names: list[str]) -> None:
    """Cells that may be empty for zero are so in the whole row or not at all: no number is forgotten."""
    places = [lines[0].index(name) for name in names]
    for i, row in enumerate(lines[1:]):
        empty = [name for name, place in zip(names, places, strict=True) if row[place] == ""]
        if empty and len(empty) < len(names):
            expected = f"a number, or nothing in any of {', '.join(names)}"
            raise DataError(file, i + 2, empty[0], "nothing", expected, row[0])


def parse_columns(file: str, lines: list[list[str]], declared: list[Column]) -> dict[str, np.ndarray]:
    """All cells parsed column by column, the keys checked for repeats."""
    header, rows = lines[0], lines[1:]
    _check_header(file, header, [c.name for c in declared])
    key_places = [header.index(c.name) for c in declared if c.key]
    seen: dict[tuple[str, ...], int] = {}
    for i, row in enumerate(rows):
        key = tuple(row[p] for p in key_places)
        if key_places and seen.setdefault(key, i + 2) != i + 2:
            column = ", ".join(header[p] for p in key_places)
            raise DataError(
                file, i + 2, column, f"{', '.join(key)} again", f"each key once (it is on row {seen[key]})"
            )
    _check_empty_together(file, lines, [c.name for c in declared if c.empty == "0"])
    columns = {}
    for c in declared:
        place, values = header.index(c.name), []
        for i, row in enumerate(rows):
            try:
                values.append(c.parse(row[place]))
            except ValueError:
                key_text = ", ".join(row[p] for p in key_places)
                raise DataError(file, i + 2, c.name, repr(row[place]), c.expected(), key_text) from None
        kind = {"int": np.int64, "float": np.float64}.get(c.kind, np.str_)
        columns[c.name] = np.array(values, dtype=kind)
        columns[c.name].setflags(write=False)
    return columns


def schema_columns() -> list[Column]:
    """The schema of schema.csv itself."""

    def text(name: str, key: bool = False, allowed: tuple[str, ...] = ()) -> Column:
        return Column(name, "text", key, "no", 0, 0, allowed)

    bound = [Column(name, "float", False, "unknown", -1e12, 1e12, ()) for name in ("lowest", "highest")]
    return [
        text("table", True),
        text("column", True),
        text("kind", False, KINDS),
        text("key", False, ("yes", "no")),
        text("empty", False, EMPTY),
        *bound,
        text("allowed"),
        text("unit"),
    ]


@lru_cache(maxsize=8)
def read_schemas(folder: Path) -> dict[str, list[Column]]:
    """Table name -> declared columns, from schema.csv."""
    file = f"{SCHEMA_NAME}.csv"
    t = parse_columns(file, read_lines(folder / file), schema_columns())
    schemas: dict[str, list[Column]] = {}
    for i, table in enumerate(t["table"]):
        names = () if t["allowed"][i] == "any" else tuple(str(t["allowed"][i]).split("|"))
        column = Column(
            str(t["column"][i]), str(t["kind"][i]), t["key"][i] == "yes", str(t["empty"][i]),
            float(t["lowest"][i]), float(t["highest"][i]), names,
        )  # fmt: skip
        if column.kind in ("int", "float") and not column.lowest <= column.highest:
            raise DataError(
                file, i + 2, "lowest", f"{column.lowest} to {column.highest}", "a range of numbers"
            )
        schemas.setdefault(str(table), []).append(column)
    return schemas
