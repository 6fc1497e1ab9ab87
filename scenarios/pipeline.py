"""From a study to its results folder: run what is missing, then tables, months.nc, lives, figures, report."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.archive import load_table, replacing, write_record, write_table
from scenarios.collected import Ensemble, collect, write_all_lives, write_months
from scenarios.compare import effects_table, headline_rows, yearly_table
from scenarios.costs import costs_table, lever_costs
from scenarios.ensemble import Engine, Interrupted, run_missing
from scenarios.study import Study, record_of, remove_runs, state_of


@dataclass(frozen=True)
class Results:
    """A finished folder: its state before (new, partial, complete) and the two tables."""

    study: Study
    folder: Path
    state: str
    yearly: Any
    effects: Any | None
    costs: Any | None = None

    def headlines(self) -> list[list[dict[str, Any]]]:
        """The rows read first: one block per scenario compared, or one for a single scenario."""
        base, *others = (case.name for case in self.study.cases)
        return [headline_rows(self.yearly, self.effects, name, base) for name in others or [base]]


def result_files(study: Study) -> tuple[str, ...]:
    """Everything a finished folder holds."""
    files: tuple[str, ...] = (
        "timings.json",
        "months.nc",
        "yearly.csv",
        "yearly.parquet",
        "figures",
        "report.html",
    )
    files += ("effects.csv", "costs.csv", "lever_costs.csv") if len(study.cases) > 1 else ()
    return files + (("lives.parquet",) if study.lives else ())


def execute(
    study: Study,
    folder: Path,
    engine: Engine,
    workers: int,
    say: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Results:
    """Bring the folder to completion, or do nothing if it is complete already.

    Raises StudyError if the folder belongs to another study, Interrupted on Ctrl-C and EnsembleError if a run
    failed; in both cases finished runs are kept.
    """
    state = state_of(folder, study, result_files(study))
    if state == "complete":
        paired = len(study.cases) > 1
        effects, costs = (load_table(folder, name) if paired else None for name in ("effects", "costs"))
        return Results(study, folder, state, load_table(folder, "yearly"), effects, costs)
    folder.mkdir(parents=True, exist_ok=True)
    write_record(folder, record_of(study, "partial"))
    run_missing(study, folder, engine, workers, progress)
    say("writing tables, figures and report")
    try:
        results = write_results(collect(study, folder, engine.geography()), engine.geography(), state)
    except KeyboardInterrupt:
        raise Interrupted(study.runs, study.runs, folder) from None
    write_record(folder, record_of(study, "complete"))
    remove_runs(folder)
    return results


def write_results(ensemble: Ensemble, geography: Any, state: str) -> Results:
    """Every file of the folder but the record."""
    study, folder = ensemble.study, ensemble.folder
    results = Results(study, folder, state, *write_tables(ensemble))
    with replacing(folder / "months.nc") as temporary:
        write_months(ensemble, geography, temporary)
    if study.lives:
        write_all_lives(ensemble, geography, folder / "lives.parquet")
    write_record(folder, timings_of(ensemble), "timings.json")
    write_pages(results, geography)
    return results


def write_tables(ensemble: Ensemble) -> tuple[Any, Any | None, Any | None]:
    """yearly.csv, yearly.parquet and, with more than one scenario, effects.csv, costs.csv and lever_costs.csv."""
    yearly = yearly_table(ensemble)
    write_table(ensemble.folder, "yearly", yearly, parquet=True)
    if len(ensemble.study.cases) == 1:
        return yearly, None, None
    effects, costs = effects_table(ensemble), costs_table(ensemble)
    write_table(ensemble.folder, "effects", effects)
    write_table(ensemble.folder, "costs", costs)
    write_table(ensemble.folder, "lever_costs", lever_costs(ensemble))
    return yearly, effects, costs


def write_pages(results: Results, geography: Any) -> None:
    """figures/ and report.html."""
    from scenarios.figures import draw_fans
    from scenarios.maps import draw_maps
    from scenarios.report import write_report

    figures = results.folder / "figures"
    figures.mkdir(exist_ok=True)
    drawn = draw_fans(figures, results.study, results.yearly, results.effects)
    drawn += draw_maps(figures, results.study, results.yearly, results.effects, geography)
    write_report(results, drawn)


def timings_of(ensemble: Ensemble) -> dict[str, Any]:
    """Mean seconds of a run, whole and by process of the month."""
    totals: dict[str, float] = {}
    for _, run in ensemble.runs():
        for name, seconds in run.timings().items():
            totals[name] = totals.get(name, 0.0) + seconds / ensemble.study.runs
    return {"runs": ensemble.study.runs, "seconds_per_run": totals}
