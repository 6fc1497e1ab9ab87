"""What was the bottleneck: shadow counts of model/turned_away.py by year and area, and which of them was the largest.

The unit is doctor-years: a doctor kept for a year from the next step, or a LIS1 post or a list without a doctor for a
year. A year's count is the mean number that stood before a gate on a day of that year.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from model.results import AreaKind
from model.turned_away import GATES
from scenarios.collected import Ensemble
from scenarios.statistics import distribution
from scenarios.years import years_to_read

# What stands before the gate: English, Norwegian.
BOTTLENECKS = {
    "lis1_posts": ("applicants without a LIS1 post", "søkere uten LIS1-stilling"),
    "lis1_applicants": ("LIS1 posts without an applicant", "LIS1-stillinger uten søker"),
    "supervisors": ("doctors without a supervisor", "leger uten veileder"),
    "service_places": ("trainees waiting for institution service", "ALIS som venter på institusjonstjeneste"),
    "hospital_posts": ("doctors turned away from hospital", "leger sykehuset ikke hadde plass til"),
    "lists": ("doctors who seek a GP list in vain", "leger som forgjeves søker fastlegeliste"),
    "gp_applicants": ("GP lists without an applicant", "fastlegelister uten søker"),
    "budgets": ("lists a municipality could not afford", "lister kommunen ikke hadde råd til"),
}
KINDS = ("nation", "health_region", "centrality", "municipality")
KEYS = ("scenario", "year", "area_kind", "area", "bottleneck")


def bottlenecks_table(ensemble: Ensemble) -> Any:
    """A data frame: scenario, year, area_kind, area, bottleneck, turned_away_mean (doctor-years), q05, q95, mcse, runs,
    binding (share of the runs in which it was the largest of the area and year; equal ones share).

    The nation includes doctors who live nowhere in Norway yet. Municipalities are shown in the first year and those
    read first, where somebody was turned away in some run.
    """
    import pandas

    parts = []
    for number, case in enumerate(ensemble.study.cases):
        keys, found = _by_area(ensemble, number)
        for first in range(0, len(keys), block := ensemble.at_once(len(GATES))):
            counts = np.array(found[:, first : first + block])
            cells = counts.reshape(ensemble.study.draws, ensemble.study.replicates, -1)
            statistics = distribution(cells)
            columns = {"turned_away_mean": statistics["mean"]}
            columns |= {name: statistics[name] for name in ("q05", "q95", "mcse", "runs")}
            columns_of_keys = zip(*keys[first : first + block], strict=True)
            year, kind, area = (np.repeat(column, len(GATES)) for column in columns_of_keys)
            rows = pandas.DataFrame({
                "scenario": case.name, "year": year, "area_kind": kind, "area": area.astype(object),
                "bottleneck": np.tile(np.array(GATES, object), len(counts[0])), **columns,
                "binding": largest(counts).mean(axis=0).ravel(),
            })  # fmt: skip
            parts.append(rows[(rows["area_kind"] != "municipality") | (rows["turned_away_mean"] > 0)])
    return pandas.concat(parts, ignore_index=True)


def largest(found: np.ndarray) -> np.ndarray:
    """Share of each gate (the last axis) in being the largest; equal ones share, none is where all are 0."""
    top = (found == found.max(axis=-1, keepdims=True)) & (found > 0)
    return top / np.maximum(top.sum(axis=-1, keepdims=True), 1)


def _by_area(ensemble: Ensemble, scenario: int) -> tuple[list[tuple[int, str, str]], np.ndarray]:
    """(year, kind of area, area) of each cell, and doctor-years of every run there: (runs, cells, gates)."""
    years = ensemble.study.years
    kinds = [kind for kind in ensemble.areas if kind.kind in KINDS]
    read = {years[0], *years_to_read(years)}
    shown = {kind.kind: [y for y in years if y in read or kind.kind != "municipality"] for kind in kinds}
    keys = [(year, kind.kind, area) for kind in kinds for year in shown[kind.kind] for area in kind.names]
    return keys, ensemble.scratch(_cells(ensemble, scenario, kinds, shown), np.float64)


def _cells(
    ensemble: Ensemble, scenario: int, kinds: list[AreaKind], shown: dict[str, list[int]]
) -> Iterator[np.ndarray]:
    """Doctor-years of each run (cells, gates), kind by kind and year by year."""
    years = ensemble.study.years
    for _, run in ensemble.runs(scenario):
        counts, cells = run.turned_away(), []
        for kind in kinds:
            at = [years.index(year) for year in shown[kind.kind]]
            cells.append(held_back(counts, kind)[at].reshape(-1, len(GATES)))
        yield np.concatenate(cells)


def held_back(counts: Mapping[str, np.ndarray], kind: AreaKind) -> np.ndarray:
    """Doctor-years of one run (``SavedRun.turned_away``) by year, area of a kind and gate: (years, areas, gates).

    The nation holds those outside Norway too.
    """
    by_gate = np.stack([kind.total(counts[gate][:, :-1]) for gate in GATES], axis=-1)
    if kind.kind == "nation":
        by_gate[:, 0] += np.stack([counts[gate][:, -1] for gate in GATES], axis=-1)
    return by_gate
