"""What stands behind the door's commands: from the words of a command line to studies, texts and JSON."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from agents.months import month_index
from scenarios.ensemble import Engine, national_engine
from scenarios.other_tables import engine_on, tables_in
from scenarios.pipeline import Results, execute
from scenarios.study import FIRST_YEARS, LAST_YEARS, Case, Study, StudyError, code_digest, digest_of
from scenarios.terminal import LUCK_AND_DRAWS, LUCK_ONLY, Progress, headline_text

# How a run is made; the tests put a toy model here.
engine_of: Callable[[], Engine] = national_engine


@dataclass(frozen=True)
class RunOptions:
    """The options that `run` and `compare` share, as typed."""

    start: str
    end: int | None
    draws: int
    replicates: int
    seed: int
    workers: int | None
    out: Path | None
    lives: bool
    sets: tuple[str, ...]
    lang: str
    data: Path | None
    keep: int
    as_json: bool
    cluster: str | None = None

    @property
    def last_year(self) -> int:
        """The year given, else 2050 (2025 for the start in 2016)."""
        return self.end if self.end is not None else min(2050, LAST_YEARS[self.start])


def refuse_unavailable(options: RunOptions) -> None:
    """StudyError for options that cannot be met."""
    if options.data is not None:
        tables_in(options.data)
    if options.workers is not None and options.workers < 1:
        raise StudyError(f"--workers {options.workers}: expected 1 or more")
    if options.workers is not None and options.cluster is not None:
        raise StudyError("--workers are processes here, --cluster is somewhere else; give one of the two")


def cases_of(names: Sequence[str], start: str, last_year: int, sets: Sequence[str]) -> list[Case]:
    """The scenarios of these names or files, checked and resolved for the run; ``--set`` applies to all."""
    return [load_case(name, start, last_year, sets) for name in names]


def load_case(name: str, start: str, last_year: int, sets: Sequence[str], suffix: str = "") -> Case:
    """One scenario ready to run. Raises ScenarioError listing every mistake."""
    from scenarios.scenario import content, load_scenario, resolved

    first, last = month_index(f"{FIRST_YEARS[start]}-01"), month_index(f"{last_year}-12")
    scenario = load_scenario(name, start=first, end=last, sets=tuple(sets))
    policy, world = resolved(scenario, first, last)
    note = f" ({', '.join(sets)})" if suffix else ""
    title, title_nb = (one + note for one in (scenario.title, scenario.titled("nb")))
    return Case(
        scenario.name + suffix, title, content(scenario), policy, world, scenario.warnings, scenario.text,
        title_nb, scenario.text_nb,
    )  # fmt: skip


def compared_cases(base: str, others: Sequence[str], options: RunOptions) -> list[Case]:
    """Base first. Without other scenarios the base is compared with itself under ``--set``."""
    if others:
        return cases_of([base, *others], options.start, options.last_year, options.sets)
    if not options.sets:
        raise StudyError(
            f"compare {base}: nothing to compare it with; name another scenario, or give --set lever=value"
        )
    plain = load_case(base, options.start, options.last_year, ())
    return [plain, load_case(base, options.start, options.last_year, options.sets, suffix="+set")]


def digests() -> dict[str, str]:
    """SHA-256 of code, embedded data and central parameters."""
    import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
    from agents.parameters import Parameters
    from model.tables import data_digest

    return {
        "code": code_digest(),
        "data": data_digest(),
        "parameters": digest_of(dict(sorted(Parameters.centre().items()))),
    }


def study_of(cases: Sequence[Case], options: RunOptions) -> Study:
    """The study of a command; StudyError naming every size that cannot be, DrawsError if its posterior lacks."""
    return Study(
        tuple(told_of_tables(cases, options.data)), options.start, options.last_year, options.seed, options.draws,
        options.replicates, options.keep, options.lives, options.lang,
        digests_of(options.start, options.draws, options.data),
    )  # fmt: skip


def digests_on(data: Path | None) -> dict[str, str]:
    """``digests()``, with that of the tables in the folder ``data`` where one is given."""
    return digests() if data is None else {**digests(), "data": tables_in(data).digest}


def digests_of(start: str, draws: int, data: Path | None = None) -> dict[str, str]:
    """What decides a study besides its record: ``digests()``, and with several draws what these are drawn from.

    data: the folder of the tables, where they are not those that come with Legemod.
    """
    found = digests_on(data)
    if draws == 1:
        return found
    from scenarios.draws import draw_digests

    return {**found, **draw_digests(start, draws)}


def told_of_tables(cases: Sequence[Case], data: Path | None) -> list[Case]:
    """The cases with the warning that they are run on other tables, where ``data`` holds others."""
    if data is None:
        return list(cases)
    tables = tables_in(data)
    return [tables.told_in(case) for case in cases]


def engine_with(data: Path | None) -> Engine:
    """How a run is made: on the tables that come with Legemod, or on those of the folder ``data``."""
    return engine_of() if data is None else engine_on(tables_in(data))


def run_study(
    make_cases: Callable[[], Sequence[Case]], options: RunOptions, write: Callable[[str], None]
) -> None:
    """Run or finish a study and write what a person (or, with --json, a program) wants to read."""
    refuse_unavailable(options)
    study = study_of(make_cases(), options)
    folder = options.out or Path("results") / study.name
    progress = Progress(f"{study.runs} runs")
    try:
        workers = options.workers or os.cpu_count() or 1
        results = execute(study, folder, engine_with(options.data), workers, _note, progress, options.cluster)
    finally:
        progress.close()
    write(json_text(results) if options.as_json else results_text(results))


def verify_folder(
    folder: Path, runs: int, workers: int | None, data: Path | None = None
) -> tuple[bool, str, Any]:
    """Whether a sample of the runs of a finished folder comes out the same again, in words and as values."""
    from scenarios.verify import verify

    if workers is not None and workers < 1:
        raise StudyError(f"--workers {workers}: expected 1 or more")
    engine, same = engine_with(data), partial(digests_of, data=data)
    verdict = verify(folder, runs, engine, workers or os.cpu_count() or 1, same)
    return verdict.good, verdict.text(), verdict.values()


def make_report(
    folder: Path, lang: str | None, as_json: bool, write: Callable[[str], None], data: Path | None = None
) -> None:
    """Make the pages of a finished folder again, in its own language or another."""
    from scenarios.remake import remake

    results = remake(folder, lang, partial(digests_of, data=data), engine_with(data).geography)
    page = results.folder / "report.html"
    value = {"folder": str(folder), "report": str(page), "lang": results.study.lang, "identity": results.study.identity}
    write(as_object(value) if as_json else f"{page}: written in {LANGUAGE_NAMES[results.study.lang]}, with its figures")


LANGUAGE_NAMES = {"en": "English", "nb": "Norwegian (bokmål)"}


def _note(text: str) -> None:
    """Said to people who watch; never part of the output."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def results_text(results: Results) -> str:
    """Headline tables, warnings, and where everything lies."""
    study = results.study
    parts = [headline_text(rows) for rows in results.headlines()]
    parts.append(LUCK_ONLY if study.draws == 1 else LUCK_AND_DRAWS)
    warnings = [f"warning: {case.name}: {text}" for case in study.cases for text in case.warnings]
    parts += ["\n".join(warnings)] if warnings else []
    done = "was complete already; nothing was run" if results.state == "complete" else "complete"
    parts.append(f"{results.folder}: {done} ({study.runs} runs). Report: {results.folder / 'report.html'}")
    return "\n\n".join(parts)


def json_text(results: Results) -> str:
    """The same as one JSON object."""
    study = results.study
    return json.dumps(
        {
            "folder": str(results.folder),
            "state": "complete",
            "already_complete": results.state == "complete",
            "identity": study.identity,
            "runs": study.runs,
            "scenarios": [case.name for case in study.cases],
            "warnings": [f"{case.name}: {text}" for case in study.cases for text in case.warnings],
            "headline": [row for rows in results.headlines() for row in rows],
        },
        ensure_ascii=False,
        indent=1,
    )


def measure_pairing(workers: int | None) -> tuple[str, Any]:
    """What common luck saves (`bench --pairing`)."""
    from scenarios.pairing import pairing

    if workers is not None and workers < 1:
        raise StudyError(f"--workers {workers}: expected 1 or more")
    return pairing(engine_of(), workers or os.cpu_count() or 1)


def measure_classroom(workers: int | None) -> tuple[str, Any]:
    """How long a class waits for its runs (`bench --classroom`)."""
    from scenarios.classroom.timing import timing

    return timing(20, (os.cpu_count() or 1) if workers is None else workers)


def as_object(value: Any) -> str:
    """One JSON object: lists are put under "items"."""
    whole = value if isinstance(value, dict) else {"items": value}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def message_of(error: Exception) -> str:
    """One message for a person. An error that is not ours says so and how to see more."""
    if type(error).__module__.partition(".")[0] in ("agents", "model", "scenarios", "calibration"):
        return f"Error: {error}"
    if isinstance(error, OSError):
        return f"Error: {error.filename or ''}: {error.strerror or error}; check the path, space and rights"
    return (
        f"Error: something went wrong inside Legemod: {type(error).__name__}: {error}\n"
        "Run the same command with --debug to see where."
    )


def check_scenario(file: str) -> tuple[bool, str, Any]:
    """Whether a scenario file can be used, with every mistake or every warning in words."""
    from scenarios.scenario import ScenarioError, load_scenario

    try:
        scenario = load_scenario(file)
    except ScenarioError as error:
        return False, str(error), {"good": False, "problems": [dict(vars(p)) for p in error.problems]}
    lines = [f"{file}: good ({scenario.title})", *(f"warning: {text}" for text in scenario.warnings)]
    return True, "\n".join(lines), {"good": True, "problems": [], "warnings": list(scenario.warnings)}


def new_scenario(file: Path) -> str:
    """Write the commented template; StudyError if the file exists."""
    from scenarios.scenario import new_template

    if file.exists():
        raise StudyError(f"{file} exists already; choose another name")
    file.write_text(new_template(), "utf-8")
    return f"wrote {file}; check it with `run.py scenarios check {file}`"


def check_data(folder: Path | None = None) -> tuple[bool, str, Any]:
    """Whether every embedded table, or every table of ``folder``, keeps its rules, with every mistake in words."""
    from model.tables import check_all, data_digest, table_names

    problems = check_all(folder)
    if problems:
        return False, "\n".join(problems), {"good": False, "problems": problems}
    names, digest = list(table_names(folder)), data_digest(folder)
    text = f"{len(names)} tables, all good: {', '.join(names)}\ndigest {digest}"
    return True, text, {"good": True, "problems": [], "tables": names, "digest": digest}


def trace_doctor(
    doctor: str, scenario: str, against: str | None, start: str, end: int | None, seed: int, draw: int, draws: int,
    replicate: int, lang: str, data: Path | None = None,
) -> tuple[str, Any]:  # fmt: skip
    """One doctor's life under one or two scenarios, in the run that such an ensemble would make."""
    from scenarios.ensemble import Task
    from scenarios.trace import trace

    last = end if end is not None else min(2050, LAST_YEARS[start])
    if not FIRST_YEARS[start] <= last <= LAST_YEARS[start]:
        raise StudyError(f"--end {last}: expected {FIRST_YEARS[start]} to {LAST_YEARS[start]}")
    if replicate < 0:
        raise StudyError(f"--replicate {replicate}: expected 0 or more")
    if draws < 1:
        raise StudyError(f"--draws {draws}: expected 1 or more, the number that the run was one of")
    if not 0 <= draw < draws:
        expected = f"0 to {draws - 1}" if draws > 1 else "0, or --draws with the number that it is one of"
        raise StudyError(f"--draw {draw}: expected {expected}")
    cases = cases_of([scenario] + ([against] if against else []), start, last, ())
    tasks = [Task(case, draw, replicate, start, last, seed, True, draws) for case in cases]
    return trace(doctor, tasks, engine_with(data), lang)
