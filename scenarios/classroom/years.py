"""A run told year by year, so that a line can grow on the screen before the run is over."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from model.indicators import HEADLINE
from model.results import AreaKind, area_kinds, values_of_year
from model.turned_away import GATES
from scenarios.classroom.packed_lives import pack_lives
from scenarios.ensemble import Task
from scenarios.other_tables import OtherTables
from scenarios.other_tables import map_of as other_map

TOLD = (*HEADLINE, "lis1_posts", "lis1_unfilled")  # of the nation
MAPPED = ("patients_without_gp_share", "gps_per_10000", "lists_vacant_share", "list_length_mean")


@dataclass(frozen=True)
class Followed:
    """When doctors are looked up: the year of a scenario's first change, and the December in which it is done."""

    begins: int
    year: int


@dataclass(frozen=True)
class Detail:
    """What is told of a year by place and by doctor, looked at only when a pair is finished.

    places: indicators of ``MAPPED`` in all areas of ``kinds_of``, float32 [4, areas]. census: where everybody was in
    December (model.results.RunArrays) in a year that is followed. lives: with the last year of a run that records them,
    packed (packed_lives.py).
    """

    places: np.ndarray
    census: dict[str, np.ndarray] | None = None
    lives: bytes = b""


@dataclass(frozen=True)
class Year:
    """What the page is told of one year of a run.

    nation: indicators of ``TOLD``, float64 [8]. gates: doctor-years held back at each gate of ``GATES``, float64 [8].
    """

    year: int
    nation: np.ndarray
    gates: np.ndarray
    detail: Detail | None = None


Stream = Callable[[Task], Iterator[Year]]


Country = Callable[[], Any]


@cache
def map_of(country: Country) -> Any:
    """A map, read once in each process; runs do not change it."""
    return country()


def kinds_of(geography: Any) -> tuple[AreaKind, ...]:
    """The areas that are told of: the nation, counties, classes of centrality, and then every municipality."""
    kinds = {kind.kind: kind for kind in area_kinds(geography)}
    return tuple(kinds[name] for name in ("nation", "county", "centrality", "municipality"))


def national_years(task: Task) -> Iterator[Year]:
    """The whole model on the whole country, year by year: the numbers of ``scenarios.ensemble.simulate``."""
    from model.geography import load_geography

    return years_on(map_of(load_geography), task)


def years_on_tables(tables: OtherTables, task: Task) -> Iterator[Year]:
    """``national_years`` on other tables than those of Legemod."""
    return years_on(other_map(tables), task)


def years_on(norway: Any, task: Task) -> Iterator[Year]:
    """The whole model on a map, year by year."""
    from model.workforce import Workforce
    from scenarios.draws import parameters_of_draw

    with Workforce(
        task.case.policy, task.case.world, parameters_of_draw(task.start, task.draw, task.draws), norway,
        start=task.start, end_year=task.end_year, seed=task.seed, replicate=task.replicate, lives=task.lives,
    ) as w:  # fmt: skip
        first, last, kinds = w.month, w.end_month, kinds_of(norway)
        for begun in range(0, last - first + 1, 12):
            for _ in range(12):
                w.step()
            year, stage, municipality = w.ledger.census[-1]
            census = {"year": np.array([year]), "doctor": w.people.id.copy(), "stage": stage[None],
                      "municipality": municipality[None]}  # fmt: skip
            told = year_of_run(w.ledger, slice(begun, begun + 12), kinds, census if year in task.followed else None)
            yield with_lives(told, w.ledger.lives.all()) if w.ledger.lives and w.month > last else told


def same_run(task: Task) -> bytes:
    """One name for all tasks of which ``national_years`` tells the same, whatever their scenarios are called."""
    return pickle.dumps(replace(task, case=(task.case.policy, task.case.world)))  # type: ignore[arg-type]


def with_lives(year: Year, lives: dict[str, np.ndarray]) -> Year:
    """The last year of a run, with its records of lives."""
    if year.detail is None or not lives:
        return year
    return replace(year, detail=replace(year.detail, lives=pack_lives(lives)))


def year_of_run(
    ledger: Any, months: slice, kinds: Sequence[AreaKind], census: dict[str, np.ndarray] | None
) -> Year:
    """One finished year of a ledger, or of any run with its arrays: months, municipal, national, turned_away.

    kinds: ``kinds_of`` the map. census: that of the year, where it is followed.
    """
    counts = getattr(ledger.turned_away, "counts", ledger.turned_away)
    held = np.array([counts[gate][months].sum(dtype=np.float64) / 12 for gate in GATES])
    nation = values_of_year(ledger, kinds[:1], TOLD, months)[:, 0]
    places = values_of_year(ledger, kinds, MAPPED, months).astype(np.float32)
    return Year(1900 + int(ledger.months[months][0]) // 12, nation, held, Detail(places, census))


def warm_up(stream: Stream = national_years) -> None:
    """Read map and draws and load the compiled code, so that the first press of the button answers at once."""
    from model.policy import Policy, World
    from scenarios.study import Case

    case = Case("warm", "warm", {}, Policy.of_record(), World())
    for _ in stream(Task(case, 0, 0, "2026", 2026, 1, False, 2)):
        pass
