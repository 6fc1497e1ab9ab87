"""The three lessons as data: what each puts in place, what it asks, how the answer is read off, what to look at.

Nothing here says how a lesson ends: that is read off the runs just made (``readings.py``), and there is a text for
every end (``words_lessons.py``). What the runs showed when the lessons were made stands in docs/classroom.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from scenarios.classroom.readings import InYear, LowestYear, Moved, Question
from scenarios.destinations import NAMES


@dataclass(frozen=True)
class Fact:
    """A row of the table beside the explanation: the effect on an indicator, in a class of centrality or the nation."""

    indicator: str
    centrality: int | None = None


@dataclass(frozen=True)
class Lesson:
    """key: in links and texts. set_up: what differs from a fresh page (base, other, pairs, end; no lever, so that
    sliders stand at today's value). indicator: the chart that is shown. facts, years: rows and columns of the table.
    read: where the mechanism stands. tries: set-ups to try next.
    """

    key: str
    set_up: Mapping[str, Any]
    indicator: str
    questions: tuple[Question, ...]
    facts: tuple[Fact, ...]
    years: tuple[int, ...]
    read: str
    tries: tuple[Mapping[str, Any], ...]


def _settings(**values: Any) -> Mapping[str, Any]:
    return MappingProxyType(values)


_QUEUE = Lesson(
    key="queue",
    set_up=_settings(other="more-lis1", pairs=6, end=2040),
    indicator="lis1_waiting",
    questions=(
        Question("line", InYear("lis1_waiting", 2030), ("empty", "shorter", "same", "longer"), (-100.0, -25.0, 25.0)),
        Question("gps", InYear("gps", 2030), ("fewer", "same", "some", "many"), (-25.0, 25.0, 150.0)),
    ),
    facts=(Fact("lis1_waiting"), Fact("gps"), Fact("list_length_mean")),
    years=(2028, 2030, 2035, 2040),
    read="docs/odd.md, 7.3-7.5, 7.8",
    tries=(_settings(other="gp-linked-lis1", end=2040), _settings(base="more-lis1", other="lis1-for-all", end=2040)),
)

_SUPERVISORS = Lesson(
    key="supervisors",
    set_up=_settings(other="bonding-3-years", pairs=6, end=2050),
    indicator="supervisor_slots_less_need",
    questions=(
        Question(
            "turn", LowestYear("supervisor_slots_less_need", tuple(range(2027, 2051))), ("soon", "years", "late"),
            (2032, 2042),
        ),
        Question("end", InYear("supervisor_slots_less_need", 2050), ("fewer", "same", "more"), (-50.0, 50.0)),
    ),
    facts=(Fact("supervisor_slots_less_need"), Fact("gps")),
    years=(2030, 2036, 2043, 2050),
    read="docs/odd.md, 7.9",
    tries=(_settings(other="relaxed-supervisor", end=2040), _settings(other="training-cooperation", end=2040)),
)  # fmt: skip

_ELSEWHERE = tuple(name for name in NAMES if name != "gp_5_6")
_PLACES = Lesson(
    key="places",
    set_up=_settings(other="salary-or-office", pairs=6, end=2036),
    indicator="gps",
    questions=(
        Question("who", Moved(("gp_5_6",), ("gp_1_2", "gp_3_4")), ("remote", "alike", "central"), (-10.0, 10.0)),
        Question("all", Moved(_ELSEWHERE, ("gp_5_6",)), ("fewer", "same", "more"), (-40.0, 40.0)),
    ),
    facts=(
        Fact("gps_per_10000", 2), Fact("gps_per_10000", 6), Fact("gps_per_10000"),
        Fact("patients_without_gp_share", 2), Fact("patients_without_gp_share", 6), Fact("patients_without_gp_share"),
    ),
    years=(2028, 2032, 2036),
    read="docs/odd.md, 7.7-7.8, 7.14",
    tries=(_settings(other="oncall-relief", end=2036), _settings(other="rural-income", end=2036)),
)  # fmt: skip

LESSONS: dict[str, Lesson] = {lesson.key: lesson for lesson in (_QUEUE, _SUPERVISORS, _PLACES)}
