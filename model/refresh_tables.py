"""A folder of tables in which only what was fetched is new: cells of six tables; all else is carried over as it was."""

import csv
import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from model.geography import AGE_BANDS, AGE_COLUMNS, LAST_YEAR, LIST_COLUMNS, fit_list_use
from model.neighbours import distances_km
from model.refresh_sources import GP_LISTS, PROJECTION, Found
from model.table_checks import SNAPSHOT
from model.tables import read_table

Rows = list[dict[str, str]]
FIVE_YEARS = f"population_age_{LAST_YEAR}"
# Which columns each source feeds; every other column of every table is carried over.
FED: Mapping[str, Mapping[str, str]] = {
    "municipalities": {
        "07459": f"inhabitants_2024 to inhabitants_{LAST_YEAR}, the nine age bands",
        "12005": "the seven list columns",
        "KLASS 128": "centrality",
    },
    FIVE_YEARS: {"07459": "all columns"},
    "population_projection": {"07459": f"the row {LAST_YEAR}", "14746": "later rows that the table reaches"},
    "gp_national": {"12005": f"the row {SNAPSHOT}"},
    "observed": {"12005": f"national counts of {SNAPSHOT}"},
    "list_use": {"07459 and 12005": "fitted anew where people or lists changed (assumed, model/neighbours.py)"},
}


def rebuild(base: Path, folder: Path, found: Found, source: str) -> list[str]:
    """Copy the tables of ``base`` into ``folder`` and put in what was found; the names of tables that changed.

    source: how a new number is signed in columns called source. A table with no new cell keeps its bytes.
    """
    for path in sorted(base.glob("*.csv")):
        shutil.copyfile(path, folder / path.name)
    national = _nation(found)
    edits: dict[str, Callable[[Rows], None]] = {
        "municipalities": lambda rows: _municipalities(rows, found),
        FIVE_YEARS: lambda rows: _five_years(rows, found),
        "population_projection": lambda rows: _projection(rows, found, source),
        "gp_national": lambda rows: _gp_national(rows, national, source),
        "observed": lambda rows: _observed(rows, national, source),
    }
    changed = [name for name, edit in edits.items() if _edit(folder / f"{name}.csv", edit)]
    if "municipalities" in changed and _fit_list_use(base, folder, found):
        changed.append("list_use")
    return changed


def _edit(path: Path, edit: Callable[[Rows], None]) -> bool:
    """Apply an edit to the rows of a file; whether a cell changed."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    before = [dict(row) for row in rows]
    edit(rows)
    if rows == before:
        return False
    _write(path, list(before[0]), [list(row.values()) for row in rows])
    return True


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), "utf-8")


def bands(ages: np.ndarray, starts: Sequence[int]) -> np.ndarray:
    """Single ages (M, A) summed to bands that begin at ``starts``, the last one open: int64 (M, len(starts))."""
    return np.add.reduceat(ages, list(starts), axis=1)


def _municipalities(rows: Rows, found: Found) -> None:
    nine = bands(found.ages, [int(band.split("-")[0].rstrip("+")) for band in AGE_BANDS])
    for i, row in enumerate(rows):
        row |= {f"inhabitants_{year}": str(people[i]) for year, people in found.inhabitants.items()}
        row |= {column: str(nine[i, band]) for band, column in enumerate(AGE_COLUMNS)}
        row |= {column: str(found.lists[column][i]) if found.has_lists[i] else "" for column in LIST_COLUMNS}
        row["centrality"] = str(found.centrality[i])


def _five_years(rows: Rows, found: Found) -> None:
    columns = [column for column in rows[0] if column != "number"]
    groups = bands(found.ages, [int(column.split("_")[1]) for column in columns])
    for row, counts in zip(rows, groups, strict=True):
        row |= {column: str(count) for column, count in zip(columns, counts, strict=True)}


def _projection(rows: Rows, found: Found, source: str) -> None:
    counted = str(found.inhabitants[LAST_YEAR].sum())
    for row in rows:
        year = int(row["year"])
        if year == LAST_YEAR:
            row |= dict.fromkeys(("main", "low", "high"), counted)
        elif year in found.projection and year > LAST_YEAR:
            new = dict(zip(("main", "low", "high"), map(str, found.projection[year]), strict=True))
            if any(row[name] != value for name, value in new.items()):
                row |= {**new, "source": f"SSB table {PROJECTION}, {source}", "grade": "A"}


def _nation(found: Found) -> dict[str, float]:
    """National figures of the snapshot by their name in observed.csv: sums, and what is derived from them."""
    total = {column: int(found.lists[column].sum()) for column in LIST_COLUMNS}
    filled, vacant = total["lists_with_doctor"], total["lists_without_doctor"]
    people = total["patients_with"] + total["patients_without"]
    return {
        "lists": filled + vacant,
        "lists_with_gp": filled,
        "lists_vacant": vacant,
        "patients_with_gp": total["patients_with"],
        "patients_without_gp": total["patients_without"],
        "patients_without_gp_share": round(100 * total["patients_without"] / people, 3),
        "list_capacity": total["capacity"],
        "list_length_mean": round(total["patients_with"] / filled),
        "list_length_mean_all": round(people / (filled + vacant)),
        "list_cap_mean": round(total["capacity"] / filled),
        "women_share": round(100 * total["women_gps"] / filled, 1),
    }


COLUMN_OF = {"patients_with_gp": "patients_with", "patients_without_gp": "patients_without"}  # in gp_national.csv


def _gp_national(rows: Rows, national: Mapping[str, float], source: str) -> None:
    row = next(row for row in rows if row["date"] == SNAPSHOT)
    new = {COLUMN_OF.get(name, name): f"{value:.12g}" for name, value in national.items()}
    new = {column: value for column, value in new.items() if column in row}
    if any(row[column] != value for column, value in new.items()):
        row |= {**new, "source": f"SSB table {GP_LISTS}, {source}, sums and what is derived from them"}


def _observed(rows: Rows, national: Mapping[str, float], source: str) -> None:
    for row in rows:
        mine = (row["date"], row["area_kind"], row["panel"]) == (SNAPSHOT, "nation", "nation")
        if mine and row["series"] in national and row["value"] != f"{national[row['series']]:.12g}":
            new = f"{national[row['series']]:.12g}"
            row |= {"value": new, "source": f"SSB table {GP_LISTS}, {source}, sums and what is derived from them"}


def _fit_list_use(base: Path, folder: Path, found: Found) -> bool:
    """Fit list_use.csv again if people or listed people changed; whether it was."""
    old = read_table("municipalities", base)
    people, patients = found.inhabitants[LAST_YEAR], found.lists["patients_with"] + found.lists["patients_without"]
    if (old[f"inhabitants_{LAST_YEAR}"] == people).all() and (
        old["patients_with"] + old["patients_without"] == patients
    ).all():
        return False
    numbers = [str(number) for number in old["number"]]
    labour, health = (np.unique(old[name], return_inverse=True)[1] for name in ("labour_region", "health_region"))
    distance = distances_km(old["lat"], old["lon"])
    fitted = fit_list_use(numbers, people, patients, distance, labour, health)
    at = np.argwhere(fitted > 0)
    _write(
        folder / "list_use.csv", ["residence", "list_municipality", "people"],
        [[numbers[i], numbers[j], str(fitted[i, j])] for i, j in at],
    )  # fmt: skip
    return True
