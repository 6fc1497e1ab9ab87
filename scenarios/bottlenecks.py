"""What was the bottleneck: shadow counts of model/turned_away.py by year and area, and which of them was the largest.

The unit is doctor-years: a doctor kept for a year from the next step, or a LIS1 post or a list without a doctor for a
year. A year's count is the mean number that stood before a gate on a day of that year.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from model.results import area_kinds
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

    study = ensemble.study
    parts = []
    for number, case in enumerate(study.cases):
        for kind, names, found in _by_kind(ensemble, number):
            years, areas = len(study.years), len(names)
            statistics = distribution(found.reshape(study.draws, study.replicates, -1))
            binding = largest(found).mean(axis=0).ravel()
            columns = {"turned_away_mean": statistics["mean"]}
            columns |= {name: statistics[name] for name in ("q05", "q95", "mcse", "runs")}
            rows = pandas.DataFrame({
                "scenario": case.name, "year": np.repeat(study.years, areas * len(GATES)), "area_kind": kind,
                "area": np.tile(np.repeat(np.array(names, object), len(GATES)), years),
                "bottleneck": np.tile(np.array(GATES, object), years * areas), **columns, "binding": binding,
            })  # fmt: skip
            if kind == "municipality":
                read = rows["year"].isin({study.years[0], *years_to_read(study.years)})
                rows = rows[read & (rows["turned_away_mean"] > 0)]
            parts.append(rows)
    return pandas.concat(parts, ignore_index=True)


def largest(found: np.ndarray) -> np.ndarray:
    """Share of each gate (the last axis) in being the largest; equal ones share, none is where all are 0."""
    top = (found == found.max(axis=-1, keepdims=True)) & (found > 0)
    return top / np.maximum(top.sum(axis=-1, keepdims=True), 1)


def _by_kind(ensemble: Ensemble, scenario: int) -> Iterator[tuple[str, tuple[str, ...], np.ndarray]]:
    """Kind of area, names, and doctor-years of every run: (runs, years, areas, gates)."""
    kinds = [kind for kind in area_kinds(ensemble.geography) if kind.kind in KINDS]
    totals: dict[str, list[np.ndarray]] = {kind.kind: [] for kind in kinds}
    for _, run in ensemble.runs(scenario):
        counts = run.turned_away()
        for kind in kinds:
            by_gate = np.stack([kind.total(counts[gate][:, :-1]) for gate in GATES], axis=-1)
            if kind.kind == "nation":
                by_gate[:, 0] += np.stack([counts[gate][:, -1] for gate in GATES], axis=-1)
            totals[kind.kind].append(by_gate)
    for kind in kinds:
        yield kind.kind, kind.names, np.stack(totals[kind.kind])
