"""Tables fetched anew from Statistics Norway, into a folder of their own: ``run.py data update``.

1. Four sources are asked (model/refresh_sources.py) and their answers read (refresh_answers.py).
2. A copy of the embedded tables gets the new cells (refresh_tables.py).
3. What was found is compared with the tables at hand (refresh_doubts.py), and the copy is held to the rules of the
   embedded tables (table_checks.py).
4. Without a doubt the copy becomes the folder, in one step. With one nothing is written, and the message lists all.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from model.geography import LAST_YEAR, LIST_COLUMNS
from model.refresh_answers import AnswerError
from model.refresh_doubts import doubts
from model.refresh_sources import (
    Addresses,
    Asks,
    Found,
    Inquiry,
    centrality,
    gp_lists,
    population,
    projection,
)
from model.refresh_tables import FED, rebuild
from model.refresh_web import RefreshError, user_agent
from model.tables import DATA_FOLDER, Table, check_all, data_digest, read_table, table_names

LICENCE = "CC BY 4.0"
PROVENANCE, CARRIED = "fetched.json", "README-carried-over.md"


class DoubtsError(RefreshError):
    """What was fetched is not to be believed as it is. Attribute ``doubts``: one text each."""

    def __init__(self, found: list[str]):
        self.doubts = found
        number = "1 doubt" if len(found) == 1 else f"{len(found)} doubts"
        super().__init__(
            f"{number} about what Statistics Norway answered, so nothing was written and the old tables stay:\n  "
            + "\n  ".join(found)
            + "\nTry again on another day. If it stays so, look at the source: when the change is real, copy "
            "model/data, change the cells by hand, and give the copy with --data (`run.py data check --data DIR` "
            "checks it)"
        )


@dataclass(frozen=True)
class Update:
    """What an update found. folder: where the new tables are, None if nothing was to be written."""

    folder: Path | None
    day: date
    changed: tuple[str, ...]  # tables with a new cell
    totals: tuple[tuple[str, int, int], ...]  # what, before, now
    notes: tuple[str, ...]
    digest: str


def update(
    out: Path, day: date, web: Asks, addresses: Addresses | None = None, dry_run: bool = False, base: Path = DATA_FOLDER
) -> Update:
    """Fetch, check and write; RefreshError saying why when it cannot be done, and then nothing is written.

    out: the new folder, which must not exist. day: the date it is signed with. dry_run: stop before writing.
    """
    if not dry_run:
        _refuse_taken(out)
    found = fetch(web, addresses or Addresses(), base)
    if told := doubts(found, read_table("municipalities", base), read_table("population_projection", base)):
        raise DoubtsError(told)
    with _on_disk(out), _workshop(out, dry_run) as folder:
        changed = rebuild(base, folder, found, f"fetched {day.isoformat()}")
        if told := [text.partition(" Mend that place")[0] for text in check_all(folder)]:
            raise DoubtsError(told)
        made = Update(
            None if dry_run else out, day, tuple(changed), totals(base, folder), found.notes, data_digest(folder)
        )
        _sign(folder, found, made)
        shutil.copyfile(base / "README.md", folder / CARRIED)
        if not dry_run:
            _refuse_taken(out)
            os.rename(folder, out)
    return made


def fetch(web: Asks, addresses: Addresses, base: Path = DATA_FOLDER) -> Found:
    """Ask all four sources; DoubtsError with all that is wrong in their answers, WebError at the first that fails."""
    t = read_table("municipalities", base)
    numbers = [str(number) for number in t["number"]]
    without = [str(number) for number in t["number"][t["lists_with_doctor"] + t["lists_without_doctor"] == 0]]
    wanted = [int(year) for year in read_table("population_projection", base)["year"] if year > LAST_YEAR]
    inquiry = Inquiry(web, addresses)
    sources: list[Callable[[], Any]] = [
        partial(population, inquiry, numbers),
        partial(gp_lists, inquiry, numbers, without),
        partial(projection, inquiry, wanted),
        partial(centrality, inquiry, numbers),
    ]
    answers, told = [], []
    for ask in sources:
        try:
            answers.append(ask())
        except AnswerError as error:
            told.append(str(error))
    if told:
        raise DoubtsError(told)
    (inhabitants, ages), (lists, has_lists), projected, classes = answers
    return Found(
        inhabitants, ages, lists, has_lists, projected, classes, tuple(inquiry.origins), tuple(inquiry.notes)
    )


def _refuse_taken(out: Path) -> None:
    if out.exists() or out.is_symlink():
        raise RefreshError(f"{out} exists already, and nothing is overwritten; choose another --out or remove it")
    if not out.absolute().parent.is_dir():
        raise RefreshError(f"{out.absolute().parent}: no such folder; make it first, or choose another --out")


@contextmanager
def _workshop(out: Path, dry_run: bool) -> Iterator[Path]:
    """A folder to build in, beside ``out`` so that it can be renamed in one step; it is gone in the end."""
    where = None if dry_run else out.absolute().parent
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", suffix=".tmp", dir=where) as shed:
        folder = Path(shed) / "tables"
        folder.mkdir()
        yield folder


@contextmanager
def _on_disk(out: Path) -> Iterator[None]:
    """A disk that is full or may not be written: one message."""
    try:
        yield
    except OSError as error:
        raise RefreshError(
            f"{out}: the new tables could not be written ({error.strerror or error}), so the old ones stay; make room "
            "or mend the rights there, or choose another --out"
        ) from error


# What it says


def totals(base: Path, folder: Path) -> tuple[tuple[str, int, int], ...]:
    """National figures that a source feeds: (what, before, now)."""
    before, now = ({name: read_table(name, one) for name in FED} for one in (base, folder))
    rows = [
        (name, int(old), int(new))
        for (name, old), (_, new) in zip(_figures(before).items(), _figures(now).items(), strict=True)
    ]
    moved = before["municipalities"]["centrality"] != now["municipalities"]["centrality"]
    return (*rows, ("municipalities in another centrality class", 0, int(moved.sum())))


def _figures(tables: Mapping[str, Table]) -> dict[str, np.int64]:
    m, p = tables["municipalities"], tables["population_projection"]
    found = {f"inhabitants 1 January {year}": m[f"inhabitants_{year}"].sum() for year in (2024, 2025, LAST_YEAR)}
    found["of these aged 67 or more"] = sum(m[f"age_{band}"].sum() for band in ("67_79", "80_89", "90_plus"))
    found |= {column.replace("_", " "): m[column].sum() for column in LIST_COLUMNS}
    for i in np.flatnonzero(p["year"] > LAST_YEAR):
        found |= {f"inhabitants {p['year'][i]}, {name}": p[name][i] for name in ("main", "low", "high")}
    return found


def _sign(folder: Path, found: Found, made: Update) -> None:
    """README.md and fetched.json of the new folder: where every table and column comes from."""
    (folder / "README.md").write_text(_readme(folder, found, made), "utf-8")
    record = {
        "program": user_agent(),
        "fetched": made.day.isoformat(),
        "licence": LICENCE,
        "changed": list(made.changed),
        "notes": list(made.notes),
        "digest": made.digest,
        "answers": [asdict(origin) for origin in found.origins],
    }
    (folder / PROVENANCE).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _readme(folder: Path, found: Found, made: Update) -> str:
    lines = [
        f"# Tables fetched on {made.day.isoformat()}",
        "",
        f"Made by {user_agent()} from the tables that come with Legemod (`model/data`). Cells named below were "
        f"fetched anew from Statistics Norway ({LICENCE}); everything else is carried over unchanged, and "
        f"`{CARRIED}` (that of `model/data`) says where it comes from, of what date, and under what licence.",
        "",
        "| table | fetched: source, columns | cells changed |",
        "|---|---|---|",
    ]
    for name in table_names(folder):
        fed = "; ".join(f"{source}: {columns}" for source, columns in FED.get(name, {}).items())
        lines.append(f"| {name}.csv | {fed or 'carried over'} | {'yes' if name in made.changed else 'no'} |")
    lines += ["", "| source | title | updated by the publisher | publisher, licence |", "|---|---|---|---|"]
    for one in {origin.source: origin for origin in found.origins}.values():
        updated = one.updated or "not told"
        lines.append(f"| {one.source} | {one.title} | {updated} | Statistics Norway (SSB), {LICENCE} |")
    lines += ["", *(f"* {note}" for note in made.notes)]
    lines += [
        "* Carried over though of the same sources: inhabitants before 2024 (other borders), `centrality_index` (not "
        "in the correspondence), figures by panel in `observed.csv` and `gp_panels.csv`.",
        f"* `{PROVENANCE}` holds every question, and a digest (SHA-256) of every answer.",
    ]
    return "\n".join(lines) + "\n"
