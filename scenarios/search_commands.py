"""What stands behind `search` and `new-search`: from a search file to runs, a frontier, text and JSON."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.levers_base import shown
from scenarios import commands
from scenarios.decide_commands import begin, evaluator_in, question_record
from scenarios.evaluation import Evaluated, Sizes, case_with
from scenarios.optimiser import Choice, version_used
from scenarios.search import search as look
from scenarios.search_file import load_question, new_template
from scenarios.search_page import SearchPage, as_value, text_of, write_page
from scenarios.study import Case, StudyError, slug


@dataclass(frozen=True)
class SearchOptions:
    """The options of `search`, as typed."""

    evaluations: int
    draws: int
    replicates: int
    final_draws: int
    final_replicates: int
    seed: int
    workers: int | None
    out: Path | None
    data: Path | None


def search(file: str, options: SearchOptions) -> tuple[bool, str, Any]:
    """Whether a search file has a frontier, and the frontier; the seed of its fresh runs is the next one."""
    question = load_question(file, commands.engine_with(options.data).geography())
    quick, fresh = _rounds(question.end_year, options)
    plain = case_with(question.base, (), question.base.name, question.base.title, question.end_year)
    [base] = commands.told_of_tables([plain], options.data)
    quick.study(base, {})  # refuses sizes that cannot be before anything is written
    settings = question.plain() | {"title": question.title, "evaluations": options.evaluations, "fresh": fresh.plain()}
    settings["optuna"] = version_used()
    record = question_record([base], quick, settings, options.data)
    folder = options.out or Path("results") / f"search-{slug(Path(file).stem)[:40]}-{record['identity'][:8]}"
    evaluator = evaluator_in(folder, "search.json", record, options.workers, options.data)
    most = min(options.evaluations, question.combinations)
    progress = begin(evaluator, quick, most + 1)

    def asker(sizes: Sizes) -> Callable[[Choice | None], Evaluated]:
        def ask(choice: Choice | None) -> Evaluated:
            if choice is None:
                return evaluator(base, sizes)
            name = "+".join(str(value) for value in choice)
            changes = question.changes(choice)
            return evaluator(case_with(question.base, changes, name, question.title, question.end_year), sizes)

        return ask

    def say(packages: int) -> None:
        evaluator.planned = evaluator.done + (packages + 1) * fresh.runs
        if sys.stderr.isatty():
            print(f"\nagain: {fresh.time_text(packages + 1, evaluator.workers)}", file=sys.stderr)

    try:
        found = look(question, options.evaluations, options.seed, asker(quick), asker(fresh), say)
    finally:
        progress.close()
    page = SearchPage(found, quick, fresh, tuple(_beyond(base, question, found)))
    write_page(page, folder, record)
    value = {"folder": str(folder), "runs_made": evaluator.made, **as_value(page)}
    return bool(found.shown), text_of(page, folder), value


def _rounds(end: int, options: SearchOptions) -> tuple[Sizes, Sizes]:
    """Sizes of the first round and of the fresh runs; StudyError for those that cannot be."""
    if options.evaluations < 2:
        raise StudyError(f"--evaluations {options.evaluations}: expected 2 or more")
    for name, value in (("--final-draws", options.final_draws), ("--final-replicates", options.final_replicates)):
        if value < 1:
            raise StudyError(f"{name} {value}: expected 1 or more")
    quick = Sizes(end, options.draws, options.replicates, options.seed)
    return quick, Sizes(end, options.final_draws, options.final_replicates, options.seed + 1)


def _beyond(base: Case, question: Any, found: Any) -> list[str]:
    """Warnings of the base, and values of shown packages that lie outside the evidence, each once."""
    said = list(base.warnings)
    said += [knob.warning for knob in question.knobs if knob.warning]
    for k, knob in enumerate(question.knobs):
        values = dict.fromkeys(one.choice[k] for one in found.shown)
        said += [
            f"{knob.lever.key} = {shown(value)}: {text}" for value in values if (text := knob.lever.warning(value))
        ]
    return said


def new_search(file: Path) -> str:
    """Write the commented search file; StudyError if the file exists."""
    if file.exists():
        raise StudyError(f"{file} exists already; choose another name")
    file.write_text(new_template(), "utf-8")
    return f"wrote {file}; try it with `run.py search {file}`"
