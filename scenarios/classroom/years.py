"""A run told year by year, so that a line can grow on the screen before the run is over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from model.indicators import HEADLINE
from model.results import national_values
from model.turned_away import GATES
from scenarios.ensemble import Task


@dataclass(frozen=True)
class Year:
    """What the page is told of one year of a run.

    headline: the six indicators of the nation, float64 [6]. gates: doctor-years held back at each gate of
    ``GATES``, float64 [8].
    """

    year: int
    headline: np.ndarray
    gates: np.ndarray


Stream = Callable[[Task], Iterator[Year]]


@cache
def _norway() -> Any:
    """The map, read once in each worker; runs do not change it."""
    from model.geography import load_geography

    return load_geography()


def national_years(task: Task) -> Iterator[Year]:
    """The whole model on the whole country, year by year: the numbers of ``scenarios.ensemble.simulate``."""
    from model.workforce import Workforce
    from scenarios.draws import parameters_of_draw

    w = Workforce(
        task.case.policy, task.case.world, parameters_of_draw(task.start, task.draw, task.draws), _norway(),
        start=task.start, end_year=task.end_year, seed=task.seed, replicate=task.replicate,
    )  # fmt: skip
    first, last = w.month, w.end_month
    for begun in range(0, last - first + 1, 12):
        for _ in range(12):
            w.step()
        yield year_of_run(w.ledger, slice(begun, begun + 12), _norway())


def year_of_run(ledger: Any, months: slice, geography: Any) -> Year:
    """One finished year of a ledger, or of any run with its arrays: months, municipal, national, turned_away."""
    counts = getattr(ledger.turned_away, "counts", ledger.turned_away)
    held = np.array([counts[gate][months].sum(dtype=np.float64) / 12 for gate in GATES])
    values = national_values(ledger, geography, HEADLINE, months)
    return Year(1900 + int(ledger.months[months][0]) // 12, values, held)


def warm_up() -> None:
    """Read map and draws and load the compiled code, so that the first press of the button answers at once."""
    from model.policy import Policy, World
    from scenarios.study import Case

    case = Case("warm", "warm", {}, Policy.of_record(), World())
    for _ in national_years(Task(case, 0, 0, "2026", 2026, 1, False, 2)):
        pass


