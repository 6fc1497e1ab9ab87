"""One doctor's life in words, from the records of a run: who, what happened when and where, how it stood at last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import Any

import numpy as np

from agents.doctor import GP_STAGES, Cause, Event, Stage
from agents.months import month_index, month_of_year, month_text, year_of
from agents.names import CHANNELS, id_text
from scenarios.numbers import capital
from scenarios.words import Language
from scenarios.words_lives import CAME, CAUSES, MONTHS, SAID, SENTENCES, STAGES, TOGETHER

# Two records that are one thing for people: the event that is told, with what the other one knows.
ONE_THING = {
    (Event.GP_EXITED, Event.CONTRACT_ENDED): Event.GP_EXITED,
    (Event.GP_EXITED, Event.HOSPITAL_STARTED): Event.GP_EXITED,
    (Event.GP_RETIRED, Event.CONTRACT_ENDED): Event.GP_RETIRED,
    (Event.CONTRACT_ENDED, Event.DIED): Event.CONTRACT_ENDED,
    (Event.CONTRACT_ENDED, Event.GP_MOVED): Event.GP_MOVED,
    (Event.GP_MOVED, Event.CONTRACT_STARTED): Event.GP_MOVED,
    (Event.GP_ENTERED, Event.CONTRACT_STARTED): Event.GP_ENTERED,
    (Event.GP_RETURNED, Event.CONTRACT_STARTED): Event.GP_RETURNED,
    (Event.LIS1_HIRED, Event.BONDED): Event.BONDED,
    (Event.LIS1_STARTED, Event.LIS1_TO_MUNICIPALITY): Event.LIS1_STARTED,
}
WITH_PLACE = {*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM, Stage.LIS1_MUNICIPALITY}


@dataclass(frozen=True)
class Record:
    """One event: municipality index or -1, months of a contract that ended or -1, municipality of a list left or -1."""

    event: Event
    cause: Cause
    town: int
    months: int
    left: int = -1


@dataclass(frozen=True)
class Moment:
    """One month of a life in which something happened, in words; the stage and municipality (or -1) after it."""

    month: str
    age: float
    text: str
    stage: int
    town: int


@dataclass(frozen=True)
class Life:
    """A life in one run.

    who: the doctor in words. moments: what happened, in order. end: how it stands when the run ends, or "". gp: its
    years as a GP in one sentence with a place for {scenario}. there: whether the doctor is in this run at all.
    """

    who: str
    moments: tuple[Moment, ...]
    end: str
    gp: str
    there: bool = True


@dataclass(frozen=True)
class Beside:
    """Two lives of one doctor beside each other: what they share at first, each apart, and the end if it is shared."""

    shared: tuple[Moment, ...]
    apart: tuple[tuple[Moment, ...], tuple[Moment, ...]]
    again: tuple[Moment, ...]
    parts: str  # the month in which they part, "2031-08", or "" for equal lives


def life_of(
    lives: Mapping[str, np.ndarray], number: int, places: Sequence[str], first: int, last: int, say: Language
) -> Life:
    """The life of the doctor with this id. first, last: months of the run; places: names of the municipalities."""
    rows = np.flatnonzero(lives["doctor"] == number)
    months = groupby(rows.tolist(), key=lambda row: int(lives["month"][row]))
    moments = tuple(_moment(lives, list(same), places, say) for _, same in months)
    there = len(rows) > 0 or number >> 20 < first
    ends = _end(moments, _age(lives, rows, last), places, last, say) if moments else ""
    gp = _gp(lives, number, rows, places, first, last, say)
    return Life(who(number, _sex(lives, rows), say), moments, ends, gp, there)


def who(number: int, female: bool | None, say: Language) -> str:
    """A doctor in words, by what the id tells; female: None where it is not known."""
    channel = id_text(number).split("/")[1]
    came = say.of(CAME[channel]).format(month=month_words(number >> 20, say))
    key = "life.somebody" if female is None else "life.woman" if female else "life.man"
    return say(key, came=came)


def month_words(month: int, say: Language) -> str:
    """``August 2031``, ``august 2031``."""
    return f"{say.of(MONTHS[month_of_year(month) - 1])} {year_of(month)}"


def time_words(months: int, say: Language) -> str:
    """``9 months``, ``2 years and 6 months``."""
    years, rest = divmod(months, 12)
    parts = [say.counted(years, "life.year", "life.years")] if years else []
    parts += [say.counted(rest, "life.month", "life.months")] if rest or not years else []
    return say("life.and").join(parts)


def line(moment: Moment, say: Language) -> str:
    """A moment on a line of its own: month, age, what happened."""
    month = month_words(month_index(moment.month), say)
    return capital(say("life.moment", month=month, age=int(moment.age), text=moment.text))


def beside(one: Sequence[Moment], other: Sequence[Moment]) -> Beside:
    """Where two lives part, and where they are the same again to the end."""
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    left, right = tuple(one[same:]), tuple(other[same:])
    if not left and not right:
        return Beside(tuple(one), ((), ()), (), "")
    again = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(left[::-1], right[::-1], strict=False))))
    months = [side[0].month for side in (left, right) if side]
    cut = (left[: len(left) - again], right[: len(right) - again])
    return Beside(tuple(one[:same]), cut, left[len(left) - again :], min(months))


# A month


def _moment(lives: Mapping[str, np.ndarray], rows: list[int], places: Sequence[str], say: Language) -> Moment:
    clauses = _clauses(_joined([_record(lives, row) for row in rows]), places, say)
    plain = len(clauses) == 2 and not any(say("life.and") in clause for clause in clauses)
    text = (say("life.and") if plain else "; ").join(clauses)
    last = rows[-1]
    month, age = int(lives["month"][last]), float(lives["age_years"][last])
    stage, town = int(lives["to_stage"][last]), int(lives["municipality"][last])
    return Moment(month_text(month), round(age, 2), text, stage, town if stage in WITH_PLACE else -1)


def _record(lives: Mapping[str, np.ndarray], row: int) -> Record:
    event, cause, town, months = (
        int(lives[name][row]) for name in ("event", "cause", "municipality", "contract_months")
    )
    return Record(Event(event), Cause(cause), town, months)


def _joined(records: list[Record]) -> list[Record]:
    """Neighbours that are one thing for people are told as one."""
    done: list[Record] = []
    for record in records:
        if done and (done[-1].event, record.event) in ONE_THING:
            done.append(_as_one(done.pop(), record))
        else:
            done.append(record)
    return done


def _as_one(first: Record, second: Record) -> Record:
    kept, told = (first, second) if ONE_THING[first.event, second.event] == first.event else (second, first)
    if told.event == Event.LIS1_TO_MUNICIPALITY:
        return replace(kept, cause=Cause.TO_MUNICIPAL, town=told.town)
    contract = told.event in (Event.CONTRACT_STARTED, Event.CONTRACT_ENDED)
    left = told.town if told.event == Event.CONTRACT_ENDED and kept.event == Event.GP_MOVED else kept.left
    cause = told.cause if contract and left != kept.town else kept.cause  # within a municipality: a change of list
    return replace(kept, cause=cause, months=max(kept.months, told.months), left=left)


def _clauses(records: list[Record], places: Sequence[str], say: Language) -> list[str]:
    """What happened, one after the other; a place is named once."""
    said, clauses = -1, []
    for record in records:
        clauses.append(sentence(record, places if record.town != said else (), say))
        said = record.town if record.town >= 0 else said
    return clauses


def sentence(record: Record, places: Sequence[str], say: Language) -> str:
    """An event with its cause in words; without names of places no place is named."""
    own = TOGETHER.get((record.event, record.cause))
    words = say.of(own or SENTENCES[record.event])
    silent = own or (record.event, record.cause) in SAID
    known = {
        "place": _place("life.place", record.town, places, say),
        "left": _place("life.left", record.left, places, say),
        "stay": say("life.stay", time=time_words(record.months, say)) if record.months >= 0 else "",
    }
    return words.format(**known) + ("" if silent else say.of(CAUSES[record.cause]))


def _place(key: str, town: int, places: Sequence[str], say: Language) -> str:
    return say(key, town=places[town]) if town >= 0 and places else ""


# The whole


def _sex(lives: Mapping[str, np.ndarray], rows: np.ndarray) -> bool | None:
    return bool(lives["female"][rows[0]]) if len(rows) else None


def _age(lives: Mapping[str, np.ndarray], rows: np.ndarray, month: int) -> float:
    """Age in a month, years; 0 where nothing is known."""
    return float(lives["age_years"][rows[0]] + (month - lives["month"][rows[0]]) / 12.0) if len(rows) else 0.0


def _end(moments: tuple[Moment, ...], age: float, places: Sequence[str], last: int, say: Language) -> str:
    stage, town = Stage(moments[-1].stage), moments[-1].town
    if stage in (Stage.DEAD, Stage.RETIRED):
        return ""
    state = say.of(STAGES[stage]).format(place=_place("life.place", town, places, say))
    return capital(say("life.end", month=month_words(last, say), age=int(age), state=state))


def _gp(
    lives: Mapping[str, np.ndarray], number: int, rows: np.ndarray, places: Sequence[str], first: int, last: int,
    say: Language,
) -> str:  # fmt: skip
    """The years as a GP in a sentence, with {scenario} left open."""
    events, month = lives["event"][rows], lives["month"][rows].astype(int)
    enters = np.isin(events, (Event.GP_ENTERED, Event.GP_RETURNED))
    leaves = (events == Event.CONTRACT_ENDED) & (lives["cause"][rows] != Cause.MOVE)
    before = was_gp_before(number)
    left = last + 1 - month
    time = time_words(int((last + 1 - first) * before + left[enters].sum() - left[leaves].sum()), say)
    if before:
        return say("life.gp.before", scenario="{scenario}", time=time)
    if not enters.any():
        return say("life.never", scenario="{scenario}")
    row = rows[enters][0]
    place = _place("life.place", int(lives["municipality"][row]), places, say)
    begins, age = month_words(int(lives["month"][row]), say), int(lives["age_years"][row])
    return say("life.gp", scenario="{scenario}", month=begins, place=place, age=age, time=time)


def was_gp_before(number: Any) -> Any:
    """Whether doctors with these ids were GPs when the run began."""
    return (number >> 14 & 63) == CHANNELS["start_gp"]
