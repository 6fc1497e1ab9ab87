"""What `compare` answers beside its tables: how many runs a precision needs, and whether signs hold on every base."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model.archive import write_record
from scenarios import commands
from scenarios.collected import collect
from scenarios.commands import RunOptions, compared_cases, refuse_unavailable, study_of
from scenarios.ensemble import run_missing
from scenarios.precision import parse_wanted, pilot_of, plan, plan_text
from scenarios.study import record_of, state_of
from scenarios.terminal import Progress


def plan_precision(base: str, others: Sequence[str], wanted: Sequence[str], options: RunOptions) -> tuple[str, Any]:
    """Make the pilot (or find it) and say how many runs each wanted precision needs; nothing else is run."""
    refuse_unavailable(options)
    study = study_of(compared_cases(base, others, options), options)
    asked = parse_wanted(wanted, study.years)
    pilot = pilot_of(study)
    folder = options.out or Path("results") / f"pilot-{pilot.name}"
    workers, engine = options.workers or os.cpu_count() or 1, commands.engine_of()
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
