"""Runs on other tables than those that come with Legemod: a folder as `data update` writes it, given with ``--data``.

The folder is checked by the same rules before anything runs, its digest takes the place of the embedded one in the
study, and every worker makes sure that it reads the same bytes.
"""

from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from scenarios.compile_ahead import compile_ahead
from scenarios.ensemble import Engine, Task, simulate
from scenarios.study import Case, StudyError

SHOWN = 5  # mistakes of a folder that a message names


@dataclass(frozen=True)
class OtherTables:
    """A checked folder of tables: where it lies (absolute), its digest, and what a study on it should say."""

    folder: Path
    digest: str
    warning: str

    def told_in(self, case: Case) -> Case:
        """The case with the warning; unchanged where the tables are those of Legemod, byte by byte."""
        return replace(case, warnings=(*case.warnings, self.warning)) if self.warning else case


def tables_in(folder: Path) -> OtherTables:
    """The tables of a folder, checked by the rules of the embedded ones; StudyError naming what is wrong."""
    from model.tables import DATA_FOLDER, check_all, data_digest

    place, schema = folder.resolve(), "schema.csv"
    if not place.is_dir():
        raise StudyError(f"--data {folder}: no such folder; expected one as `run.py data update` writes it")
    if not (place / schema).is_file() or (place / schema).read_bytes() != (DATA_FOLDER / schema).read_bytes():
        raise StudyError(
            f"--data {folder}: {schema} is missing or not that of this version of Legemod; make the folder again "
            "with `run.py data update`, or begin with a copy of model/data"
        )
    if problems := check_all(place):
        more = f"\n  and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise StudyError(f"--data {folder}:\n  " + "\n  ".join(problems[:SHOWN]) + more)
    digest = data_digest(place)
    if digest == data_digest():
        return OtherTables(place, digest, "")
    return OtherTables(
        place, digest,
        f"tables of {folder.name} (digest {digest[:12]}), not those that come with Legemod, to which parameters and "
        "posterior are fitted",
    )  # fmt: skip


def engine_on(tables: OtherTables) -> Engine:
    """The whole model on the whole country of these tables."""
    return Engine(partial(simulate_on, tables), partial(map_of, tables), compile_ahead)


def simulate_on(tables: OtherTables, task: Task) -> Any:
    """Run the model once on these tables; StudyError where a worker does not find the same ones."""
    return simulate(task, map_of(tables))


@cache
def map_of(tables: OtherTables) -> Any:
    """The map of these tables."""
    from model.geography import load_geography
    from model.tables import data_digest

    found = data_digest(tables.folder) if tables.folder.is_dir() else "no such folder"
    if found != tables.digest:
        raise StudyError(
            f"{tables.folder}: expected tables with digest {tables.digest[:12]}, found {found[:14]}; they must not "
            "change while runs are made, and every worker needs them at this place"
        )
    return load_geography(tables.folder)
