"""Shadow counts: who was turned away where, so that one sees which thing binds and the bottleneck move.

Nothing here is read by the month and nothing is drawn that is not drawn anyway: where a process lets a draw decide, the
same draw says who would have gone on without the one limit. The unit is months in which a doctor, a post or a list is
held back; twelve make a doctor-year. Who is turned away is held back until the next chance:

* ``lis1_posts``: applicants of a round whom no trust hires, six months each, to the next round (model/allocation.py);
* ``lis1_applicants``: posts of a round that nobody takes, six months each, spread over the trust's municipalities by
  their weight of LIS1 places;
* ``supervisors``: trainees without a supervisor this month; and doctors who would have started to train, for as long as
  their municipality has neither a free place nor help from outside (agents/alis.py);
* ``service_places``: trainees due for institution service who found no place this month (agents/institution.py);
* ``hospital_posts``: doctors who at the end of LIS1, of their patience or of a list would have chosen hospital, had
  openings per taker been no weight (agents/hospital.py, a soft limit and no queue). They choose something else and are
  not asked again, so each is booked for twelve months: a year's count is the number turned away in it;
* ``lists``: doctors without a list who applied and found none on offer that they prefer to waiting, or lost it to
  others, for as long as they look on (model/market.py), by the municipality where they live;
* ``gp_applicants``: vacant lists that nobody is promised after the month's market;
* ``budgets``: lists that a municipality would have opened, for as long as it lacks both the list and the money; and
  vacant lists offered without the extra pay that is usual there, because the year's budget is spent
  (agents/municipality.py). Salary on offer needs less money left than extra pay does, and is not counted again.

A vacant list may be held back by budget and for want of applicants both: counts are not to be added up.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

GATES = (
    "lis1_posts", "lis1_applicants", "supervisors", "service_places", "hospital_posts", "lists", "gp_applicants",
    "budgets",
)  # fmt: skip


class TurnedAway:
    """Months held back by gate: ``counts[gate]`` float32 (T, M + 1); the last column is for nowhere in Norway (-1)."""

    def __init__(self, months: int, towns: int):
        self.t = -1  # before the first month nothing is counted
        self.counts = {gate: np.zeros((months, towns + 1), np.float32) for gate in GATES}
        self.standing = {gate: np.empty(0, np.int64) for gate in GATES}

    def add(self, gate: str, towns: np.ndarray, months: float = 1.0) -> None:
        """So many months for each municipality index given, -1 = nowhere."""
        counts = self.counts[gate]
        if self.t >= 0 and len(towns):
            add_each(counts[self.t], towns, months)

    def add_amount(self, gate: str, months: np.ndarray) -> None:
        """Months by municipality, [M] or, with nowhere, [M + 1]."""
        if self.t >= 0:
            self.counts[gate][self.t, : len(months)] += months

    def stand(self, gate: str, new: np.ndarray, still: Callable[[np.ndarray], Any], place: np.ndarray) -> None:
        """``new`` rows join those who stand before a gate; all for whom ``still(rows)`` holds, bool [n], stay a month.

        new: ascending, int64. place: municipality of every row of which ``new`` are some.
        """
        rows = self.standing[gate]
        if len(new):
            rows = union(rows, new)
        if len(rows):
            self.keep(gate, rows[still(rows)], place)

    def keep(self, gate: str, rows: np.ndarray, place: np.ndarray) -> None:
        """These rows, ascending, and no others stand before a gate this month."""
        self.standing[gate] = rows
        if self.t >= 0 and len(rows):
            add_at(self.counts[gate][self.t], rows, place)


@numba.njit(cache=True)
def add_each(row, towns, months):  # type: ignore[no-untyped-def]
    """Add so many months to ``row`` [M + 1] for each of ``towns``, -1 = the last; IndexError for one that is none."""
    for town in towns:
        if not -1 <= town < row.size - 1:
            raise IndexError("no such municipality")
        row[town] += months


@numba.njit(cache=True)
def add_at(row, rows, place):  # type: ignore[no-untyped-def]
    """Add one month to ``row`` [M + 1] at the ``place`` of each of these rows of the population."""
    for one in rows:
        row[place[one]] += 1.0


@numba.njit(cache=True)
def union(rows, new):  # type: ignore[no-untyped-def]
    """Rows in one or both of two ascending arrays, ascending int64."""
    out = np.empty(rows.size + new.size, np.int64)
    i, j, size = 0, 0, 0
    while i < rows.size or j < new.size:
        if j == new.size or (i < rows.size and rows[i] < new[j]):
            out[size] = rows[i]
            i += 1
        else:
            if i < rows.size and rows[i] == new[j]:
                i += 1
            out[size] = new[j]
            j += 1
        size += 1
    return out[:size].copy()
