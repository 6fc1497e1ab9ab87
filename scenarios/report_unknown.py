"""What the model does not know: the levers a study changes and their evidence, the parameters behind, known limits."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
from agents.parameters import REGISTRY, Parameter
from model.levers import LEVERS
from scenarios.changes import changes_of, own_changes
from scenarios.draws import FOLDER, DrawsError, parameters_of_draw, posterior_of
from scenarios.drivers import drivers_of
from scenarios.report_answer import answer_year
from scenarios.report_blocks import Block, Code, Page, items, table, text, value_text
from scenarios.report_comparison import spread_blocks
from scenarios.study import Case, Study
from scenarios.words import Language

# What history said of a parameter -> the text; one that is not free is held at one value.
KNOWN = {"": "unknown.fixed", "pinned": "unknown.fixed", "informed": "unknown.informed"}


def unknown_blocks(page: Page) -> list[Block]:
    """How to read the answer, levers with their evidence, warnings, parameters of each scenario, known limits."""
    say, study = page.say, page.results.study
    base, *others = study.cases
    blocks = [text(say("unknown.intro")), *levers_blocks(study, say), *warnings_blocks(study, say)]
    tables = [parameters_table(case, base, study, say) for case in others or [base]]
    blocks += [*tables, text(say("unknown.note"), "note"), *spread_blocks(page, answer_year(study))]
    return [*blocks, text(say("unknown.limits"), "heading"), items(limits(study, say))]


# Levers


def levers_blocks(study: Study, say: Language) -> list[Block]:
    """The table of the levers changed; nothing where none is."""
    base, *others = study.cases
    rows = [row for case in others or [base] for row in _lever_rows(case, base, say)]
    if not rows:
        return []
    head = [
        say("costs.scenario"), say("unknown.lever"), say("unknown.value"), say("unknown.from"), say("unknown.where"),
        say("unknown.evidence"), say("unknown.within"), say("unknown.grade"),
    ]  # fmt: skip
    return [table(say("unknown.levers"), head, [("", rows)], words=True)]


def _lever_rows(case: Case, base: Case, say: Language) -> Iterator[list[str]]:
    for change in own_changes(case, base):
        lever = LEVERS[change["lever"]]
        yield [
            case.name, f"{say.rows(lever.row)} ({lever.key})", value_text(change["value"], say), change["from"],
            say.where(change["where"]), evidence_text(lever, say), _within(lever, change["value"], say),
            say.grade(lever.grade),
        ]  # fmt: skip


def evidence_text(lever: Any, say: Language) -> str:
    """The values of a lever whose effect has been seen."""
    if lever.evidence is None:
        return say("unknown.evidence.none")
    words = [value_text(value, say) for value in dict.fromkeys(lever.evidence)]
    if isinstance(lever.evidence[0], (bool, str)):
        return Code(", ".join(words)) if isinstance(lever.evidence[0], str) else ", ".join(words)
    return words[0] if len(words) == 1 else say("unknown.evidence.range", low=words[0], high=words[-1])


def _within(lever: Any, value: Any, say: Language) -> str:
    if lever.evidence is None:
        return say("unknown.nothing")
    return say("unknown.no") if lever.warning(value) else say("unknown.yes")


def warnings_blocks(study: Study, say: Language) -> list[Block]:
    """Values beyond the evidence, in words; other warnings of the program are counted and stand in the record."""
    told, given = [], 0
    for case in study.cases:
        beyond = [change for change in changes_of(case) if LEVERS[change["lever"]].warning(change["value"])]
        told += [_beyond(case.name, change, say) for change in beyond]
        given += len(case.warnings)
    words = list(dict.fromkeys(told))
    if given > len(told):
        words.append(say("unknown.warnings.given", count=given, record=say("section.record")))
    heading = text(say("unknown.warnings"), "heading")
    return [heading, items(words) if words else text(say("unknown.warnings.none"))]


def _beyond(name: str, change: Mapping[str, Any], say: Language) -> str:
    lever = LEVERS[change["lever"]]
    value, evidence = value_text(change["value"], say), evidence_text(lever, say)
    return say(
        "unknown.warnings.beyond", scenario=name, lever=f"{say.rows(lever.row)} ({lever.key})", value=value,
        month=change["from"], evidence=evidence,
    )  # fmt: skip


# Parameters


def parameters_table(case: Case, base: Case, study: Study, say: Language) -> Block:
    """The parameters behind the levers of a case, and those on the way of every effect."""
    own, way = drivers_of(tuple(dict.fromkeys(change["lever"] for change in own_changes(case, base))))
    used, said = values_used(study, (*own, *way)), said_of(study)
    head = [
        say("unknown.parameter"), say("unknown.unit"), say("unknown.used"), say("unknown.range"),
        say("unknown.known"), say("unknown.grade"),
    ]  # fmt: skip
    groups = [
        (label, [_parameter_row(REGISTRY[name], used[name], said, say) for name in names])
        for label, names in ((say("unknown.own"), own), (say("unknown.way"), way))
        if names
    ]
    key = "unknown.parameters" if case is not base else "unknown.parameters.base"
    return table(say(key, scenario=case.name), head, groups, words=True)


def values_used(study: Study, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The value of each parameter in every draw of the study, float64 [draws]."""
    draws = [parameters_of_draw(study.start, draw, study.draws) for draw in range(study.draws)]
    return {name: np.array([parameters[name] for parameters in draws]) for name in names}


def said_of(study: Study) -> dict[str, str]:
    """What history said about each free parameter (informed, assumption, pinned), from the shipped table of what moved.

    Nothing is free in a study of one draw. DrawsError if the table is not there.
    """
    if study.draws == 1:
        return {}
    path = FOLDER / f"{posterior_of(study.start)}-moved.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return {row["parameter"]: row["said"] for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise DrawsError(f"{path}: {error}; expected the table that `run.py calibrate --ship` writes") from None


def _parameter_row(parameter: Parameter, values: np.ndarray, said: Mapping[str, str], say: Language) -> list[str]:
    low, high = (say.significant(value, 3) for value in (parameter.low, parameter.high))
    state = said.get(parameter.name, "")
    drawn = not state and np.ptp(values) > 0.0  # not fitted, but not held either
    known = "unknown.unseen" if drawn else KNOWN.get(state, "unknown.assumption")
    return [
        f"{say.parameter(parameter.name)} ({parameter.name})", say.parameter_unit(parameter.unit),
        _used(values, say), say.interval(low, high), say(known), say.grade(parameter.grade),
    ]  # fmt: skip


def _used(values: np.ndarray, say: Language) -> str:
    """The mean over the draws with the interval of 90 percent of them; one number where they agree."""
    middle = say.significant(float(values.mean()), 3)
    if np.ptp(values) == 0.0:
        return middle
    low, high = (say.significant(float(value), 3) for value in np.quantile(values, [0.05, 0.95]))
    return f"{middle} ({say.interval(low, high)})"


# Limits


def limits(study: Study, say: Language) -> list[str]:
    """What holds for every study."""
    growth = study.cases[0].resolved.get("world", {}).get("hospital_posts_growth")
    if growth is None:
        hospital = say("unknown.limit.hospital.unknown")
    else:
        hospital = say("unknown.limit.hospital", growth=say.number(100 * growth, 1))
    return [hospital, say("unknown.limit.places"), say("unknown.limit.learning")]
