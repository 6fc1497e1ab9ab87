"""One doctor's life as a story, alone or beside the same doctor's life under another scenario."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agents.months import month_index
from scenarios.changed_lives import changed_lives
from scenarios.ensemble import Engine, Task
from scenarios.life import Beside, Life, beside, life_of, line, month_words
from scenarios.numbers import capital
from scenarios.study import FIRST_YEARS, StudyError
from scenarios.words import Language

Lives = Mapping[str, np.ndarray]


def trace(doctor: str, tasks: Sequence[Task], engine: Engine, lang: str = "en") -> tuple[str, Any]:
    """Make one run, or one of each of two scenarios, and tell this doctor's life in each: (text, JSON value).

    tasks: with ``lives``, alike but for the case. StudyError if the id cannot be read or no run knows the doctor; it
    names one that has a life to tell.
    """
    number, say, one = _number(doctor), Language(lang), tasks[0]
    first, last = month_index(f"{FIRST_YEARS[one.start]}-01"), month_index(f"{one.end_year}-12")
    places = engine.geography().names
    recorded = {task.case.name: engine.simulate(task).lives for task in tasks}
    lives = {name: life_of(found, number, places, first, last, say) for name, found in recorded.items()}
    drawn = say("life.draw", draw=one.draw, last=one.draws - 1) if one.draws > 1 else ""
    sizes = {"seed": one.seed, "draw": drawn, "replicate": one.replicate}
    if not any(life.moments for life in lives.values()):
        hint, scenarios = _hint(list(recorded.values()), last, say), say("life.or").join(lives)
        raise StudyError(say("life.unknown", doctor=doctor, scenarios=scenarios, hint=hint, **sizes))
    names = list(lives)
    if len(names) == 1:
        run = say("life.run", scenario=names[0], **sizes)
        text = story(doctor, lives[names[0]], run, say)
    else:
        run = say("life.runs", first=names[0], second=names[1], **sizes)
        text = stories(doctor, lives, run, say)
    record = {key: getattr(one, key) for key in ("seed", "draw", "draws", "replicate")}
    return text, {"doctor": doctor, **record, "lives": {name: _value(life) for name, life in lives.items()}}


def _value(life: Life) -> list[dict[str, Any]]:
    return [{"month": moment.month, "age": moment.age, "text": moment.text} for moment in life.moments]


def _number(doctor: str) -> int:
    from agents.names import parse_id

    try:
        return int(parse_id(doctor))
    except ValueError as error:
        raise StudyError(f"doctor {doctor!r}: {error}; an id looks like 2031-08/uit/017") from error


def _hint(recorded: list[Lives], last: int, say: Language) -> str:
    """A doctor to ask for instead: one whose life differs between two runs, else the one to whom most happens."""
    from agents.names import id_text

    chosen: tuple[int, ...] = ()
    if len(recorded) == 2:
        chosen = changed_lives(recorded[0], recorded[1], last, most=1).doctors
    if not chosen and recorded[0] and len(recorded[0]["doctor"]):
        doctors, times = np.unique(recorded[0]["doctor"], return_counts=True)
        chosen = (int(doctors[times.argmax()]),)
    return say("life.hint", doctor=id_text(chosen[0])) if chosen else say("life.hint.none")


def story(doctor: str, life: Life, run: str, say: Language) -> str:
    """One life as lines, under a head and a line that names the run."""
    head = say("life.head", doctor=doctor, who=life.who)
    return "\n".join([head, run, *_lines(life.moments, life, say)])


def stories(doctor: str, lives: Mapping[str, Life], run: str, say: Language) -> str:
    """Two lives of one doctor: told once as long as they are the same, then one after the other."""
    (first, one), (second, other) = lives.items()
    told = beside(one.moments, other.moments)
    known = one if one.moments else other
    parts = [say("life.head", doctor=doctor, who=known.who), run]
    parts += [life.gp.format(scenario=name) for name, life in lives.items()]
    if not told.parts:
        return "\n".join([*parts, "", say("life.same"), *_lines(told.shared, one, say)])
    if told.shared:
        parts += ["", say("life.same.until", month=_month(told.parts, say)), *_lines(told.shared, None, say)]
    parts += ["", parting(told, (first, second), say)]
    for name, life, apart in ((first, one, told.apart[0]), (second, other, told.apart[1])):
        ends = None if told.again else life
        parts += [say("life.under", scenario=name), *_lines(apart, ends, say)]
    if told.again:
        parts += ["", say("life.same.again", month=_month(told.again[0].month, say)), *_lines(told.again, one, say)]
    return "\n".join(parts)


def parting(told: Beside, names: tuple[str, str], say: Language) -> str:
    """When two lives part and what happens in each in that month."""
    texts = [next((moment.text for moment in side if moment.month == told.parts), "") for side in told.apart]
    one, other = (text or say("life.part.nothing") for text in texts)
    return say("life.part", month=_month(told.parts, say), first=names[0], one=one, second=names[1], other=other)


def _lines(moments: Any, ends: Life | None, say: Language) -> list[str]:
    """Lines of a part of a life; ends: the life whose end it is, if any."""
    lines = [line(moment, say) for moment in moments]
    if ends is not None and not lines:
        key = "life.not.there" if not ends.there else "life.nothing.more" if ends.moments else "life.nothing"
        lines.append(capital(say(key)))
    if ends is not None and ends.end:
        lines.append(ends.end)
    return [f"  {text}" for text in lines]


def _month(text: str, say: Language) -> str:
    return month_words(month_index(text), say)
