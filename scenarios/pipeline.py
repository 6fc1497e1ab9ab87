"""From a study to its results folder: run what is missing, then tables, months.nc, lives, figures, report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.archive import load_record, load_table, replacing, write_record, write_table
from scenarios.bottlenecks import bottlenecks_table
from scenarios.collected import Ensemble, collect, runs_table, write_all_lives, write_months
from scenarios.compare import effects_table, headline_rows, yearly_table
from scenarios.costs import costs_table, lever_costs
from scenarios.destinations import changes_table, destinations_table
from scenarios.displacement import displacement_table
from scenarios.ensemble import Engine, Interrupted, kept_on_disk, run_missing
from scenarios.ranking import ranking_table
from scenarios.splits import capacity_table, more_gps_table
from scenarios.study import Study, alone_in, record_of, remove_runs, state_of
from scenarios.tenure import tenure_table
from scenarios.uncertainty import uncertainty_table
from scenarios.waiting import waiting_table


@dataclass(frozen=True)
class Table:
    """A table of the folder, NAME.csv (and .parquet). make(ensemble) gives the data frame; paired: needs a base."""

    name: str
    make: Callable[[Ensemble], Any]
    paired: bool = True
    parquet: bool = False


TABLES = (
    Table("yearly", yearly_table, paired=False, parquet=True),
    Table("effects", effects_table),
    Table("costs", costs_table),
    Table("lever_costs", lever_costs),
    Table("runs", runs_table, paired=False),
    Table("uncertainty", uncertainty_table, paired=False),
    Table("displacement", displacement_table),
    Table("more_gps", more_gps_table, paired=False),
    Table("capacity", capacity_table),
    Table("destinations", destinations_table),
    Table("destination_changes", changes_table),
    Table("ranking", ranking_table),
    Table("bottlenecks", bottlenecks_table, paired=False),
    Table("tenure", tenure_table, paired=False),
    Table("waiting", waiting_table, paired=False),
)


@dataclass(frozen=True)
class Results:
    """A finished folder: its state before (new, partial, complete) and its tables (data frames) by name."""

    study: Study
    folder: Path
    state: str
    tables: Mapping[str, Any]

    @property
    def yearly(self) -> Any:
        """Levels of every scenario by year and area."""
        return self.tables["yearly"]

    @property
    def effects(self) -> Any | None:
        """Paired effects; None for a single scenario."""
        return self.tables.get("effects")

    def headlines(self) -> list[list[dict[str, Any]]]:
        """The rows read first: one block per scenario compared, or one for a single scenario."""
        base, *others = (case.name for case in self.study.cases)
        return [headline_rows(self.yearly, self.effects, name, base) for name in others or [base]]


def result_files(study: Study) -> tuple[str, ...]:
    """Everything a finished folder holds."""
    files = ["timings.json", "months.nc", "figures", "report.html", "tables.xlsx"]
    for table in tables_of(study):
        files += [f"{table.name}.csv"] + ([f"{table.name}.parquet"] if table.parquet else [])
    return (*files, *(["lives.parquet"] if study.lives else []))


def tables_of(study: Study) -> list[Table]:
    """The tables that this study's folder holds."""
    return [table for table in TABLES if len(study.cases) > 1 or not table.paired]


def execute(
    study: Study,
    folder: Path,
    engine: Engine,
    workers: int,
    say: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cluster: str | None = None,
) -> Results:
    """Bring the folder to completion, or do nothing if it is complete already.

    cluster: address of a running Dask scheduler instead of worker processes. Raises StudyError if the folder belongs to
    another study or is in use, Interrupted on Ctrl-C, and EnsembleError if runs failed, the workers are gone or the
    disk takes no more; finished runs are kept.
    """
    if (state := state_of(folder, study, result_files(study))) == "complete":
        return finished(study, folder, engine.geography)
    with kept_on_disk(study, folder), alone_in(folder):
        if state_of(folder, study, result_files(study)) == "complete":  # by whoever held it before
            return finished(study, folder, engine.geography)
        write_record(folder, record_of(study, "partial"))
        run_missing(study, folder, engine, workers, progress, cluster)
        say("writing tables, figures and report")
        try:
            results = write_results(collect(study, folder, engine.geography()), engine.geography(), state)
        except KeyboardInterrupt:
            raise Interrupted(study.runs, study.runs, folder) from None
        write_record(folder, record_of(study, "complete"))
        remove_runs(folder)
    return results


def finished(study: Study, folder: Path, geography: Callable[[], Any]) -> Results:
    """A complete folder read back; its pages are made again where they are in another language than the study's."""
    results = Results(study, folder, "complete", load_tables(study, folder))
    if load_record(folder).get("lang") != study.lang:
        write_pages(results, geography())
        write_record(folder, record_of(study, "complete"))
    return results


def write_results(ensemble: Ensemble, geography: Any, state: str) -> Results:
    """Every file of the folder but the record."""
    study, folder = ensemble.study, ensemble.folder
    results = Results(study, folder, state, write_tables(ensemble))
    with replacing(folder / "months.nc") as temporary:
        write_months(ensemble, geography, temporary)
    if study.lives:
        write_all_lives(ensemble, geography, folder / "lives.parquet")
    write_record(folder, timings_of(ensemble), "timings.json")
    write_pages(results, geography)
    return results


def write_tables(ensemble: Ensemble) -> dict[str, Any]:
    """Every table of the folder, written and read back by name: pages are made from what stands on disk."""
    for table in tables_of(ensemble.study):
        write_table(ensemble.folder, table.name, table.make(ensemble), parquet=table.parquet)
    return load_tables(ensemble.study, ensemble.folder)


def load_tables(study: Study, folder: Path) -> dict[str, Any]:
    """Every table of a folder by name."""
    return {table.name: load_table(folder, table.name) for table in tables_of(study)}


def write_pages(results: Results, geography: Any) -> None:
    """figures/, report.html and tables.xlsx."""
    from scenarios.pages import make_pages

    make_pages(results, geography)


def timings_of(ensemble: Ensemble) -> dict[str, Any]:
    """Mean seconds of a run, whole and by process of the month."""
    totals: dict[str, float] = {}
    for _, run in ensemble.runs():
        for name, seconds in run.timings().items():
            totals[name] = totals.get(name, 0.0) + seconds / ensemble.study.runs
    return {"runs": ensemble.study.runs, "seconds_per_run": totals}
