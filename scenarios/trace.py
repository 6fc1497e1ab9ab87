"""One doctor's life as a story, alone or beside the same doctor's life under another scenario."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.months import month_text
from scenarios.ensemble import Engine, Task
from scenarios.study import Case, StudyError

# {place} = in which municipality, {why} = the cause in brackets; other events are told by their name.
SENTENCES = {
    "enrolled": "begins medical school",
    "graduated": "takes the medical degree",
    "dropped_out": "leaves medical school",
    "immigrated": "comes to Norway as a doctor{place}",
    "lis1_hired": "is given a LIS1 post",
    "lis1_started": "starts the hospital part of LIS1",
    "lis1_to_municipality": "goes on to the municipal part of LIS1{place}",
    "lis1_quit": "quits LIS1{place}{why}",
    "lis1_completed": "completes LIS1",
    "lis1_gave_up": "gives up waiting for LIS1",
    "lis1_returned": "applies for LIS1 again after giving up",
    "gp_entered": "becomes a GP with a first list{place}{why}",
    "gp_returned": "comes back to general practice{place}{why}",
    "contract_started": "starts a list contract{place}{why}",
    "contract_ended": "ends a list contract{place}{why}",
    "gp_moved": "moves to a list{place}",
    "gp_exited": "leaves the GP scheme{place}{why}",
    "gp_retired": "retires as a GP{place}",
    "training_started": "starts GP specialty training{place}",
    "training_left": "leaves GP specialty training{place}{why}",
    "specialist_approved": "is approved as GP specialist{place}",
    "locum_started": "works as a locum{place}{why}",
    "hospital_started": "goes to a hospital{why}",
    "hospital_specialist_approved": "is approved as hospital specialist",
    "municipal_started": "becomes a municipal doctor without a list{place}{why}",
    "leave_started": "goes on leave{place}{why}",
    "left_other": "leaves for other work{why}",
    "notice_given": "gives notice{place}{why}",
    "bonded": "takes a bonded LIS1 post{place}",
    "bond_broken": "breaks off the duty bound to{place}{why}",
    "introduction_started": "begins an introduction agreement{place}",
    "emigrated": "emigrates",
    "retired": "retires",
    "died": "dies",
}


@dataclass(frozen=True)
class Moment:
    """One event of a life, in words."""

    month: str
    age: float
    text: str


def trace(
    doctor: str, cases: list[Case], engine: Engine, start: str, end_year: int, seed: int, replicate: int
) -> tuple[str, Any]:
    """Run each case once and tell this doctor's life in each: (text, JSON value).

    StudyError if the id cannot be read or no case knows the doctor.
    """
    number = _number(doctor)
    lives = {}
    for case in cases:
        run = engine.simulate(Task(case, 0, replicate, start, end_year, seed, True))
        lives[case.name] = life_of(run.lives, number, engine.geography().names)
    if not any(lives.values()):
        raise StudyError(
            f"doctor {doctor}: nothing happens to such a doctor in {' or '.join(lives)} (seed {seed}, "
            f"replicate {replicate}); ids stand in lives.parquet of a run with --lives"
        )
    names = list(lives)
    parts = [story(doctor, name, lives[name], seed, replicate) for name in names]
    if len(names) == 2:
        parts.append(parting(lives[names[0]], lives[names[1]], *names))
    value = {name: [dict(vars(moment)) for moment in moments] for name, moments in lives.items()}
    return "\n\n".join(parts), {"doctor": doctor, "seed": seed, "replicate": replicate, "lives": value}


def _number(doctor: str) -> int:
    from agents.luck import parse_id

    try:
        return int(parse_id(doctor))
    except ValueError as error:
        raise StudyError(f"doctor {doctor!r}: {error}; an id looks like 2031-08/uit/017") from error


def life_of(lives: Mapping[str, np.ndarray], number: int, places: tuple[str, ...]) -> list[Moment]:
    """The events of one doctor, in the order in which they happened."""
    from agents.doctor import Cause, Event

    moments = []
    for row in np.flatnonzero(lives["doctor"] == number):
        event = Event(int(lives["event"][row])).name.lower()
        cause = Cause(int(lives["cause"][row])).name.lower()
        at = int(lives["municipality"][row])
        place = f" in {places[at]}" if at >= 0 else ""
        why = f" ({cause.replace('_', ' ')})" if cause != "none" else ""
        text = SENTENCES.get(event, event.replace("_", " ")).format(place=place, why=why)
        months = int(lives["contract_months"][row])
        text += f", after {months} months on the list" if event == "contract_ended" and months >= 0 else ""
        age = round(float(lives["age_years"][row]), 1)
        moments.append(Moment(month_text(int(lives["month"][row])), age, text))
    return moments


def story(doctor: str, scenario: str, moments: list[Moment], seed: int, replicate: int) -> str:
    """The life as lines: month, age, what happened."""
    head = f"{doctor} under {scenario} (seed {seed}, replicate {replicate})"
    if not moments:
        return f"{head}\n  no such doctor in this run"
    return "\n".join([head, *(f"  {moment.month}  {moment.age:4.1f}  {moment.text}" for moment in moments)])


def parting(one: list[Moment], other: list[Moment], first: str, second: str) -> str:
    """Where two lives of the same doctor part."""
    for place in range(max(len(one), len(other))):
        left = one[place] if place < len(one) else None
        right = other[place] if place < len(other) else None
        if left != right:
            tell = [
                f"{name}: {moment.month} {moment.text}" if moment else f"{name}: nothing more"
                for name, moment in ((first, left), (second, right))
            ]
            return "The lives part here. " + "; ".join(tell)
    return "The two lives are the same to the end."
