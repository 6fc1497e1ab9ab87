"""What stands behind `attain`: from the words of a command line to runs, an answer, text and JSON."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.months import month_index, month_text
from model.levers import LEVERS, lever_flaw
from model.levers_base import Flaw, Value, mistakes, shown
from model.policy import Change
from model.policy_areas import normal_where, where_flaws
from scenarios import commands
from scenarios.attain import Answer, Found, Knob, answer_of, find_value, knob_flaws, ladder
from scenarios.attain_page import Page, as_value, text_of, write_page
from scenarios.binding import what_binds
from scenarios.evaluation import Evaluated, Evaluator, Sizes, case_with, open_folder
from scenarios.goals import parse_goals
from scenarios.scenario import Scenario, load_scenario
from scenarios.scenario_checks import Window, month_of
from scenarios.study import FIRST_YEARS, LAST_YEARS, Case, StudyError, digest_of, slug
from scenarios.terminal import Progress

YEARS = range(FIRST_YEARS["2026"], LAST_YEARS["2026"] + 1)


class QuestionError(ValueError):
    """A lever, date, place or range of `attain` that cannot be; lists every mistake."""

    def __init__(self, flaws: Sequence[tuple[str, Flaw]]):
        self.flaws = list(flaws)
        super().__init__(mistakes(len(self.flaws), "question", (f"{key}: {flaw}" for key, flaw in self.flaws)))


@dataclass(frozen=True)
class AttainOptions:
    """The options of `attain`, as typed."""

    goals: tuple[str, ...]
    lever: str | None
    begins: str
    where: tuple[str, ...]
    between: tuple[str, str] | None
    step: float | None
    wanted: float
    draws: int
    replicates: int
    seed: int
    end: int | None
    workers: int | None
    out: Path | None
    data: Path | None


def attain(goal: str, names: Sequence[str], options: AttainOptions) -> tuple[bool, str, Any]:
    """Whether a lever asked about can do it (no lever: True), and the answer as text and as JSON values.

    The answer: the probability of the goals under the scenarios, and the value of the lever that makes it enough.
    """
    engine = commands.engine_with(options.data)
    goals = parse_goals((goal, *options.goals), engine.geography(), YEARS)
    end = _last_year(options.end, max(one.target.years[-1] for one in goals))
    sizes = Sizes(end, options.draws, options.replicates, options.seed)
    if doubled := sorted({name for name in names if list(names).count(name) > 1}):
        raise StudyError(f"scenario {doubled[0]!r} is named twice; give each once")
    knob = _knob(options, end, engine.geography())
    loaded = [load_scenario(name, start=month_index("2026-01"), end=month_index(f"{end}-12")) for name in names]
    plain = [case_with(one, (), one.name, one.title, end) for one in loaded]
    cases = commands.told_of_tables(plain, options.data)
    sizes.study(cases[0], {})  # refuses sizes that cannot be before anything is written
    record = question_record(
        cases, sizes, {"goals": [one.text for one in goals]} | _knob_record(knob, options.wanted / 100), options.data
    )
    folder = options.out or Path("results") / f"attain-{slug('-'.join(names))[:40]}-{record['identity'][:8]}"
    evaluator = evaluator_in(folder, "attain.json", record, options.workers, options.data)
    count = len(cases) + (_most(knob) if knob else 0)
    progress = begin(evaluator, sizes, count)
    try:
        evaluated = [evaluator(case, sizes) for case in cases]
        answers = tuple(answer_of(one, goals) for one in evaluated)
        unsure = tuple(f"{answer.name}: {text}" for answer in answers for text in answer.warnings)
        page = Page(goals, sizes, answers, unsure=unsure)
        if knob:
            page = _with_lever(page, knob, options.wanted / 100, loaded[0], evaluated[0], evaluator)
    finally:
        progress.close()
    write_page(page, folder, record)
    good = page.found is None or page.found.value is not None
    return good, text_of(page, folder), {"folder": str(folder), "runs_made": evaluator.made, **as_value(page)}


def _with_lever(
    page: Page, knob: Knob, wanted: float, scenario: Scenario, base: Evaluated, evaluator: Evaluator
) -> Page:
    """The page with the search of a lever on top of its first scenario."""
    kept: dict[Value, Evaluated] = {}

    def ask(value: Value) -> Answer:
        change = Change(knob.lever.key, knob.month, None, value, knob.where)
        name = f"{scenario.name}+{knob.lever.key}={value}"
        case = case_with(scenario, [change], name, f"{scenario.title}, {change}", page.sizes.end_year)
        kept[value] = evaluator(case, page.sizes)
        return answer_of(kept[value], page.goals)

    found = find_value(knob, wanted, ask)
    unsure = [
        f"{knob.lever.key} = {shown(one.value)}: {text}"
        for one in _told(found)
        if (text := knob.lever.warning(one.value))
    ]
    unsure += [knob.warning] if knob.warning else []
    bottleneck = None
    if found.value is None:
        worst = found.best.answer.worst
        bottleneck = what_binds(base, kept[found.best.value], worst.goal.target, worst.place)
    return Page(page.goals, page.sizes, page.answers, found, bottleneck, (*page.unsure, *unsure))


def _told(found: Found) -> list[Any]:
    """The value the answer names."""
    return [found.best if found.value is None else found.at(found.value)]


def _knob(options: AttainOptions, end: int, geography: Any) -> Knob | None:
    """The lever of the question; QuestionError listing every mistake."""
    if not 0 < options.wanted < 100:
        mend = "write for example --probability 80"
        raise QuestionError(
            [("--probability", Flaw(f"{options.wanted:g}", "a percentage above 0 and below 100", mend))]
        )
    if options.lever is None:
        given = {"--where": options.where, "--between": options.between, "--step": options.step}
        mend = "add --lever, or leave it out"
        flaws = [(name, Flaw("no --lever", "a lever to turn", mend)) for name, value in given.items() if value]
        if flaws:
            raise QuestionError(flaws)
        return None
    if flaw := lever_flaw(options.lever):
        raise QuestionError([("--lever", flaw)])
    lever = LEVERS[options.lever]
    month, wrong = month_of(options.begins, Window(month_index("2026-01"), month_index(f"{end}-12")))
    flaws = [("--from", wrong)] if wrong else []
    where, wrong_places = _where(options.where)
    flaws += wrong_places or [
        ("--where", one) for _, one in where_flaws(where, lever.scope, geography if where else None)
    ]
    between = [_typed(text, lever.kind) for text in options.between] if options.between else None
    flaws += knob_flaws(lever, between, options.step)
    if flaws or month is None:
        raise QuestionError(flaws)
    values: Sequence[Value] = lever.names if lever.kind == "enum" else (False, True)
    if lever.kind in ("int", "float"):
        low, high = between or lever.bounds
        values = ladder(lever, low, high, options.step)
    return Knob(lever, month, normal_where(where, geography if where else None), tuple(values))


def _where(texts: Sequence[str]) -> tuple[dict[str, Any], list[tuple[str, Flaw]]]:
    """``centrality=5,6`` as in a scenario file's where."""
    where: dict[str, Any] = {}
    flaws = []
    for text in texts:
        key, equals, names = (part.strip() for part in text.partition("="))
        given = [name.strip() for name in names.split(",") if name.strip()]
        if not equals or not given or key in where:
            mend = "write for example centrality=5,6"
            flaws.append(("--where", Flaw(shown(text), "KIND=NAME[,NAME], each kind once", mend)))
        where[key] = [int(name) if key == "centrality" and name.isdigit() else name for name in given]
    return where, flaws


def _typed(text: str, kind: str) -> Any:
    """A value as typed: a number where it looks like one, for the lever's own check to refuse."""
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


def _knob_record(knob: Knob | None, wanted: float) -> dict[str, Any]:
    if knob is None:
        return {}
    where = {key: list(names) for key, names in knob.where.items()}
    return {
        "lever": knob.lever.key,
        "from": month_text(knob.month),
        "where": where,
        "values": list(knob.values),
        "wanted": wanted,
    }


def _most(knob: Knob) -> int:
    """How many values a search may try: both ends and the bisection, or the places between; every name."""
    count = len(knob.values)
    if knob.lever.kind in ("bool", "enum"):
        return count
    return min(count, 2 + max(3, count.bit_length()))


def _last_year(end: int | None, goal: int) -> int:
    """The last year of the runs: the goals' unless --end says more."""
    if end is not None and not goal <= end <= LAST_YEARS["2026"]:
        span = f"{goal} (the last year of the goals) to {LAST_YEARS['2026']}"
        raise StudyError(f"--end {end}: expected {span}, or leave it out")
    return end if end is not None else goal


def question_record(
    cases: Sequence[Case], sizes: Sizes, question: dict[str, Any], data: Path | None
) -> dict[str, Any]:
    """What decides the answer, and its hash; data: the folder of the tables, where they are not those of Legemod."""
    about = {"question": question, "scenarios": [[case.name, case.resolved] for case in cases], "sizes": sizes.plain()}
    about["digests"] = sizes.digests_of(commands.digests_on(data))
    return {"program": "Legemod", "identity": digest_of(about), **about}


def evaluator_in(
    folder: Path, name: str, record: dict[str, Any], workers: int | None, data: Path | None
) -> Evaluator:
    """An evaluator for the folder of this question; StudyError if the folder holds anything else."""
    if workers is not None and workers < 1:
        raise StudyError(f"--workers {workers}: expected 1 or more")
    open_folder(folder, name, record["identity"], record)
    engine, digests = commands.engine_with(data), commands.digests_on(data)
    return Evaluator(folder, engine, workers or os.cpu_count() or 1, digests, lambda *_: None)


def begin(evaluator: Evaluator, sizes: Sizes, evaluations: int) -> Progress:
    """Say how much there is to do, and show how it goes on."""
    evaluator.planned = evaluations * sizes.runs
    text = sizes.time_text(evaluations, evaluator.workers)
    if sys.stderr.isatty():
        print(f"{text}; finished runs are kept and not made again", file=sys.stderr)
    progress = Progress("runs")
    evaluator.progress = progress
    return progress
