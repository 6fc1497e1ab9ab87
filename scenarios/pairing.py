"""What the common luck of scenario and base is worth: the variance saved by pairing, ten years after the change.

    uv run run.py bench --pairing

runs the base and three packages with the central parameters, each pair with its own luck, and prints how many times
fewer runs pairing needs than two separate samples would (scenarios/statistics.py, variance_saved).
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model.indicators import HEADLINE
from model.results import NATION
from scenarios.collected import Ensemble, collect
from scenarios.ensemble import Engine, run_missing
from scenarios.numbers import number
from scenarios.statistics import variance_saved
from scenarios.study import Study
from scenarios.terminal import Progress, text_table

SCENARIOS = ("baseline", "more-lis1", "relaxed-supervisor", "centrality6-double")
REPLICATES, LAST_YEAR = 8, 2037  # the packages begin in 2027
AIM = 10.0


def pairing(engine: Engine, workers: int) -> tuple[str, Any]:
    """Make the runs and measure: text, and rows as JSON values."""
    from scenarios.commands import cases_of

    study = Study(tuple(cases_of(SCENARIOS, "2026", LAST_YEAR, ())), end_year=LAST_YEAR, replicates=REPLICATES)
    progress = Progress(f"{study.runs} runs")
    with tempfile.TemporaryDirectory() as folder:
        try:
            run_missing(study, Path(folder), engine, workers, progress)
        finally:
            progress.close()
        rows = saved(collect(study, Path(folder), engine.geography()))
    return pairing_text(rows, study), rows


def saved(ensemble: Ensemble) -> list[dict[str, Any]]:
    """Variance saved in the last year, for each scenario and headline indicator, with a rough 90 percent interval.

    The interval takes the variances for independent, of 2(R - 1) and R - 1 degrees of freedom (F).
    """
    from scipy.special import fdtri

    study = ensemble.study
    series = ensemble.series([(name, "nation", NATION) for name in HEADLINE])
    degrees = 2 * study.draws * (study.replicates - 1), study.draws * (study.replicates - 1)
    low, high = 1 / fdtri(*degrees, 0.95), 1 / fdtri(*degrees, 0.05)
    rows = []
    for scenario, case in enumerate(study.cases[1:], 1):
        for name in HEADLINE:
            levels = series[name, "nation", NATION][..., -1:]
            factor = float(variance_saved(levels[0], levels[scenario])[0])
            rows.append({"scenario": case.name, "indicator": name, "year": study.end_year, "variance_saved": factor,
                         "low": factor * low, "high": factor * high})  # fmt: skip
    return rows


def pairing_text(rows: Sequence[dict[str, Any]], study: Study) -> str:
    """The rows as a table and how many reach the aim."""
    body = [
        (row["scenario"], row["indicator"], *(number(row[name], 1) for name in ("variance_saved", "low", "high")))
        for row in rows
    ]
    reached = sum(row["variance_saved"] >= AIM for row in rows)
    head = ("scenario", "indicator", "variance saved", "low", "high")
    return (
        f"December {study.end_year}, {study.draws} draw, {study.replicates} pairs; low to high: about 90 percent\n"
        f"{text_table(head, body, left=2)}\n{reached} of {len(rows)} save {AIM:g} times or more."
    )
