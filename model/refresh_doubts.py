"""Is what was fetched to be believed? Every figure is of a date that the tables at hand have too, so it may differ from
theirs by a revision, not by more. What differs by more is a doubt, and one doubt keeps the old tables.

The limits are judgement: Statistics Norway has not revised a count of 1 January so far, preliminary GP lists by a few
in a hundred, and a new projection of the same year by a few percent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.geography import AGE_BANDS, AGE_COLUMNS, LAST_YEAR
from model.refresh_answers import some
from model.refresh_sources import CENTRALITY, GP_LISTS, POPULATION, PROJECTION, Found
from model.refresh_tables import bands
from model.schema import Table

CLASSES_CHANGED = 10  # municipalities in another centrality class; more is a new standard, not a correction
PROJECTED = ("main", "low", "high")


@dataclass(frozen=True)
class Limit:
    """How far a count may be from the one at hand: ``percent`` of it or ``count``, whichever is more."""

    percent: float
    count: int

    def __str__(self) -> str:
        return f"within {self.percent:g} percent" + (f" or {self.count}" if self.count else "")

    def broken(self, before: np.ndarray, now: np.ndarray) -> np.ndarray:
        """Where it is not kept, bool."""
        return np.abs(now - before) > np.maximum(np.abs(before) * self.percent / 100, self.count)


NATION: Mapping[str, Limit] = {POPULATION: Limit(0.5, 0), GP_LISTS: Limit(5, 0), PROJECTION: Limit(10, 0)}
PLACE: Mapping[str, Limit] = {  # one municipality; "patients": a list or two may have lost or found its doctor
    POPULATION: Limit(2, 20), GP_LISTS: Limit(25, 400), "lists": Limit(25, 3), "patients": Limit(25, 2000),
}  # fmt: skip


def doubts(found: Found, municipalities: Table, projection: Table) -> list[str]:
    """Every doubt in words: what was given, what was expected; empty when there is none."""
    return [
        *_people(found, municipalities),
        *_lists(found, municipalities),
        *_projection(found, projection),
        *_centrality(found, municipalities),
    ]


def _compared(
    source: str, name: str, before: np.ndarray, now: np.ndarray, place: Limit, keys: Sequence[str], nation: Limit
) -> list[str]:
    """Doubts about one column: its sum, and single municipalities."""
    told = []
    if nation.broken(before.sum(), now.sum()):
        told.append(f"{source}, {name}: given {now.sum():,} in all, expected {before.sum():,} {nation}")
    if wrong := np.flatnonzero(place.broken(before, now)).tolist():
        cases = [f"{keys[i]} given {now[i]:,}, before {before[i]:,}" for i in wrong]
        told.append(f"{source}, {name}: {some(cases, '; ')}; expected {place}")
    return told


def _keys(t: Table) -> list[str]:
    return [f"{number} {name}" for number, name in zip(t["number"], t["name"], strict=True)]


def _people(found: Found, t: Table) -> list[str]:
    source, limits, told = f"table {POPULATION}", (PLACE[POPULATION], NATION[POPULATION]), []
    for year, people in found.inhabitants.items():
        before = t[f"inhabitants_{year}"]
        told += _compared(source, f"inhabitants {year}", before, people, limits[0], _keys(t), limits[1])
    nine = bands(found.ages, [int(band.split("-")[0].rstrip("+")) for band in AGE_BANDS])
    for band, column, people in zip(AGE_BANDS, AGE_COLUMNS, nine.T, strict=True):
        told += _compared(source, f"aged {band} in {LAST_YEAR}", t[column], people, limits[0], _keys(t), limits[1])
    return told


def _lists(found: Found, t: Table) -> list[str]:
    source, told = f"table {GP_LISTS}", []
    for column, now in found.lists.items():
        place = PLACE["patients" if column.startswith("patients") or column == "capacity" else "lists"]
        few = t[column].sum() < 1000  # vacant lists: 197, of which a handful are many percent
        told += _compared(source, column, t[column], now, place, _keys(t), Limit(20, 0) if few else NATION[GP_LISTS])
    before, now = (one["patients_with"] + one["patients_without"] for one in (t, found.lists))
    told += _compared(source, "people on lists", before, now, PLACE[GP_LISTS], _keys(t), NATION[GP_LISTS])
    had = t["lists_with_doctor"] + t["lists_without_doctor"] > 0
    if (wrong := np.flatnonzero(had != found.has_lists)).size:
        cases = [f"{_keys(t)[i]} {'has lists now' if found.has_lists[i] else 'has no lists any more'}" for i in wrong]
        told.append(f"{source}: {some(cases, '; ')}; expected lists where there were some")
    return told


def _projection(found: Found, t: Table) -> list[str]:
    source, told, limit = f"table {PROJECTION}", [], NATION[PROJECTION]
    counted = int(found.inhabitants[LAST_YEAR].sum())
    if any(abs(one - counted) > 0.001 * counted for one in found.projection[LAST_YEAR]):
        given = ", ".join(f"{one:,}" for one in found.projection[LAST_YEAR])
        told.append(f"{source}, {LAST_YEAR}: given {given}, expected {counted:,} as counted, within 0.1 percent")
    for year, numbers in found.projection.items():
        main, low, high = numbers
        if year > LAST_YEAR and not low < main < high:
            told.append(f"{source}, {year}: given {main:,}, low {low:,}, high {high:,}; expected low < main < high")
        for name, now in zip(PROJECTED, numbers, strict=True):
            before = t[name][t.row_of("year", year)]
            if limit.broken(np.array(before), np.array(now)):
                told.append(f"{source}, {name} {year}: given {now:,}, expected {before:,} {limit}")
    return told


def _centrality(found: Found, t: Table) -> list[str]:
    source, before, told = f"KLASS {CENTRALITY}", t["centrality"], []
    moved = np.flatnonzero(found.centrality != before)
    cases = [f"{_keys(t)[i]} given {found.centrality[i]}, before {before[i]}" for i in moved]
    if len(moved) > CLASSES_CHANGED:
        told.append(f"{source}: {some(cases, '; ')}; expected at most {CLASSES_CHANGED} in another class")
    elif far := [case for case, i in zip(cases, moved, strict=True) if abs(found.centrality[i] - before[i]) > 1]:
        told.append(f"{source}: {some(far, '; ')}; expected one class up or down at most")
    return told
