"""Rows of the population by group of stages, kept from one question to the next.

Whoever changes a stage notes the rows that moved. A group that is asked for again is repaired with those who moved
since, a few hundred a month, instead of being looked for among all rows.
"""

from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NO_STAGE = 255  # stage of somebody before entry into the model; no group holds it
MOVES_KEPT = 65_536  # after so many moves every group is forgotten and noting starts again
GAPS = (132, 57, 23, 10, 4, 1)
REPAIR_BELOW = 1 / 16  # with more moves than this part of all rows, looking through all rows is quicker


@dataclass
class _Group:
    wanted: NDArray[np.bool_]  # by stage, [256]
    rows: Ints  # as of the first ``seen`` moves noted
    seen: int


class StageRows:
    """Groups of stages and the moves that may have changed them."""

    def __init__(self) -> None:
        self._moved = np.empty(MOVES_KEPT, np.int64)
        self._before = np.empty(MOVES_KEPT, np.uint8)
        self.forget()

    def forget(self) -> None:
        """Stages may be anything now: every group is looked for anew when asked for."""
        self._groups: dict[tuple[int, ...], _Group] = {}
        self._moves = 0

    def note(self, rows: Any, before: Any) -> None:
        """These rows moved; before: their stage until now, one for all or uint8[n]."""
        end = self._moves + len(rows)
        if end > MOVES_KEPT:
            self.forget()
        elif self._groups:
            self._moved[self._moves : end] = rows
            self._before[self._moves : end] = before
            self._moves = end

    def room(self, number: int) -> tuple[Ints, NDArray[np.uint8], int]:
        """Where to note so many moves that happen now: columns of rows and of stages before, and the first place."""
        place = self._moves
        if place + number > MOVES_KEPT:
            self.forget()
            return np.empty(number, np.int64), np.empty(number, np.uint8), 0
        if self._groups:
            self._moves += number
        return self._moved, self._before, place

    def rows(self, stages: tuple[int, ...], stage: NDArray[np.uint8]) -> Ints:
        """Rows whose ``stage`` is one of ``stages``, ascending, read-only."""
        group = self._groups.get(stages)
        if group is None:
            group = self._groups[stages] = _Group(_members(stages), np.empty(0, np.int64), -1)
        elif group.seen == self._moves:
            return group.rows
        if group.seen < 0 or self._moves - group.seen > REPAIR_BELOW * len(stage):
            group.rows = np.flatnonzero(_found(stages, stage))
            group.rows.setflags(write=False)
        else:
            mended = repair(group.rows, self._moved, self._before, group.seen, self._moves, stage, group.wanted)
            if mended is not None:
                group.rows = mended
                group.rows.setflags(write=False)
        group.seen = self._moves
        return group.rows


def _found(stages: tuple[int, ...], stage: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each is in one of a few stages, compared as plain numbers: far quicker than a look into ``wanted``."""
    found = stage == int(stages[0])
    for other in stages[1:]:
        found |= stage == int(other)
    return found


def _members(stages: tuple[int, ...]) -> NDArray[np.bool_]:
    wanted = np.zeros(256, bool)
    wanted[list(stages)] = True
    return wanted


@numba.njit(cache=True)
def _copy(rows, into):  # type: ignore[no-untyped-def]
    """Write ``rows`` to the front of ``into``; as a slice assignment it would take ten seconds to compile."""
    for place in range(rows.size):
        into[place] = rows[place]


@numba.njit(cache=True)
def _sort(crossed):  # type: ignore[no-untyped-def]
    """Ascending, in place, by Shell's method with Ciura's gaps: a few hundred rows, most of them in order."""
    for gap in GAPS:
        for i in range(gap, crossed.size):
            row, at = crossed[i], i
            while at >= gap and crossed[at - gap] > row:
                crossed[at] = crossed[at - gap]
                at -= gap
            crossed[at] = row


@numba.njit(cache=True)
def repair(rows, moved, before, start, end, stage, wanted):  # type: ignore[no-untyped-def]
    """``rows`` (ascending) without those of ``moved[start:end]`` that left the group, and with those that came.

    before: stage of each of ``moved`` until it moved. None if nobody crossed the border of the group.
    """
    crossed, many = np.empty(end - start, np.int64), 0
    for i in range(start, end):
        if wanted[before[i]] != wanted[stage[moved[i]]]:  # who comes and goes again is found too, harmlessly
            crossed[many] = moved[i]
            many += 1
    if many == 0:
        return None
    crossed = crossed[:many]
    _sort(crossed)
    out = np.empty(rows.size + crossed.size, np.int64)
    size, at, last = 0, 0, -1
    for row in crossed:
        if row == last:
            continue
        last = row
        low, high = at, rows.size  # the first place from ``at`` on whose row is not below this one, by halving
        while low < high:
            middle = (low + high) // 2
            if rows[middle] < row:
                low = middle + 1
            else:
                high = middle
        _copy(rows[at:low], out[size:])
        size += low - at
        at = low
        if at < rows.size and rows[at] == row:
            at += 1
        if wanted[stage[row]]:
            out[size] = row
            size += 1
    _copy(rows[at:], out[size:])
    return out[: size + rows.size - at]
