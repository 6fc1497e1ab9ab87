"""The embedded tables: read here and nowhere else, and checked while reading.

Every table is ``model/data/NAME.csv`` (UTF-8, comma, one header line). ``schema.csv`` in the same folder
declares each column; ``README.md`` says where each comes from. A wrong cell, and sums that do not agree
between tables, stop the run with a DataError that says where and what was expected.
"""

import difflib
import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.schema import (
    SCHEMA_NAME,
    DataError,
    Table,
    parse_columns,
    read_lines,
    read_schemas,
    schema_columns,
)
from model.table_checks import CHECKS

__all__ = [
    "DATA_FOLDER",
    "DataError",
    "Table",
    "check_all",
    "data_digest",
    "read_table",
    "table_names",
    "units",
]

DATA_FOLDER = Path(__file__).parent / "data"


def table_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the tables declared in schema.csv, in its order."""
    return tuple(read_schemas(folder or DATA_FOLDER))


def units(name: str, folder: Path | None = None) -> dict[str, str]:
    """Column -> unit of one table, as declared in schema.csv."""
    folder = folder or DATA_FOLDER
    t = parse_columns(f"{SCHEMA_NAME}.csv", read_lines(folder / f"{SCHEMA_NAME}.csv"), schema_columns())
    return {str(t["column"][i]): str(t["unit"][i]) for i in np.flatnonzero(t["table"] == name)}


def read_table(name: str, folder: Path | None = None) -> Table:
    """The table ``model/data/<name>.csv`` (or the one in ``folder``), checked against its schema; cached.

    Raises DataError for a wrong file, KeyError for a name that schema.csv does not declare.
    """
    return _read(name, Path(folder) if folder else DATA_FOLDER)


@lru_cache(maxsize=64)
def _read(name: str, folder: Path) -> Table:
    schemas = read_schemas(folder)
    if name not in schemas:
        near = difflib.get_close_matches(name, schemas, 1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise KeyError(f"no table {name!r}{hint}; schema.csv declares {', '.join(schemas)}")
    path = folder / f"{name}.csv"
    table = Table(name, parse_columns(path.name, read_lines(path), schemas[name]))
    if name in CHECKS:
        CHECKS[name](table, lambda other: _read(other, folder))
    return table


def check_all(folder: Path | None = None) -> list[str]:
    """Every table read and checked: a message for each that is wrong, an empty list when all are right."""
    problems = []
    try:
        names = table_names(folder)
    except DataError as error:
        return [str(error)]
    for name in names:
        try:
            read_table(name, folder)
        except DataError as error:
            problems.append(str(error))
    return list(dict.fromkeys(problems))


def data_digest(folder: Path | None = None) -> str:
    """SHA-256 (64 hexadecimal digits) over names and bytes of all tables in the folder, schema included."""
    digest = hashlib.sha256()
    for path in sorted((folder or DATA_FOLDER).glob("*.csv")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
