"""What `compare` answers beside its tables: how many runs a precision needs, and whether signs hold on every base."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model.archive import load_table, write_record, write_table
from scenarios import commands
from scenarios.collected import collect
from scenarios.commands import RunOptions, compared_cases, refuse_unavailable, study_of
from scenarios.compare import plain
from scenarios.ensemble import run_missing
from scenarios.pipeline import execute
from scenarios.precision import parse_wanted, pilot_of, plan, plan_text
from scenarios.signs import BASES, cases_on, check_base, signs_table, signs_text
from scenarios.study import StudyError, digest_of, record_of, slug, state_of
from scenarios.terminal import Progress


def asked(base: str, others: Sequence[str], wanted: Sequence[str], signs: bool, options: RunOptions) -> tuple[str, Any]:
    """What was asked for, one of the two; StudyError for both at once."""
    if wanted and signs:
        raise StudyError("--precision and --check-signs: give one of them; the first only plans, the second runs")
    return check_signs(base, others, options) if signs else plan_precision(base, others, wanted, options)


def plan_precision(base: str, others: Sequence[str], wanted: Sequence[str], options: RunOptions) -> tuple[str, Any]:
    """Make the pilot (or find it) and say how many runs each wanted precision needs; nothing else is run."""
    refuse_unavailable(options)
    study = study_of(compared_cases(base, others, options), options)
    asked = parse_wanted(wanted, study.years)
    pilot = pilot_of(study)
    folder = options.out or Path("results") / f"pilot-{pilot.name}"
    workers, engine = options.workers or os.cpu_count() or 1, commands.engine_with(options.data)
    state_of(folder, pilot, ("pilot.json",))
    folder.mkdir(parents=True, exist_ok=True)
    write_record(folder, record_of(pilot, "partial"))
    progress = Progress(f"pilot of {pilot.runs} runs")
    try:
        run_missing(pilot, folder, engine, workers, progress)
    finally:
        progress.close()
    rows = plan(collect(pilot, folder, engine.geography()), asked, study.draws, workers)
    return f"{plan_text(rows, workers)}\nThe pilot is kept in {folder}; nothing else was run.", rows


def check_signs(base: str, others: Sequence[str], options: RunOptions) -> tuple[str, Any]:
    """The comparison on each of the three baselines, a finished results folder each, and signs.csv beside them."""
    refuse_unavailable(options)
    check_base(base, others, options.sets)
    studies = {
        one: study_of(cases_on(one, others, options.start, options.last_year, options.sets), options) for one in BASES
    }
    identity = digest_of([study.identity for study in studies.values()])
    names = "-".join(others) or "set"
    folder = options.out or Path("results") / f"signs-{slug(names)}-{identity[:8]}"
    workers, effects = options.workers or os.cpu_count() or 1, {}
    for one, study in studies.items():
        progress = Progress(f"{one}: {study.runs} runs")
        try:
            execute(study, folder / one, commands.engine_with(options.data), workers, progress=progress)
        finally:
            progress.close()
        effects[one] = load_table(folder / one, "effects")  # as written, so that a resumed check says the same
    table = signs_table(effects, studies)
    write_table(folder, "signs", table)
    text = f"{signs_text(table)}\n{folder}: signs.csv, and a results folder for each baseline."
    return text, {"folder": str(folder), "signs": [_plain_row(row) for row in table.to_dict("records")]}


def _plain_row(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(value) if isinstance(value, float) else value for key, value in row.items()}
