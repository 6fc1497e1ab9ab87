"""Matching doctors with places and sharing whole numbers: pure functions on arrays, without luck."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.matching_loops import (
    AMOUNT_NEGATIVE,
    NONE,
    SOUND,
    STARTS_FALL,
    WEIGHT_WRONG,
    bad_entry,
    deferred,
    flaw_of_groups,
    room_by_group,
    serial,
    share,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


# --------------------------------------------------------------------------------- deferred acceptance


def deferred_acceptance(preferences: Any, scores: Any, capacity: Any) -> Ints:
    """The applicant-optimal stable matching (Gale and Shapley 1962), alternative or -1 for each: int64[n].

    ``preferences`` int32 (n, L), alternatives 0..k-1 in each applicant's order, -1 ends a list;
    ``scores`` float64 (n, k), what each alternative thinks of each applicant: higher is better, and of two
    equal ones the lower row comes first; ``capacity`` int64[k] seats. ValueError naming row and column for
    an unknown or repeated alternative, a NaN score or a negative capacity.
    """
    lists, seats = _checked_lists(preferences, capacity)
    opinion = np.ascontiguousarray(scores, dtype=np.float64)
    if opinion.shape != (lists.shape[0], seats.size):
        raise ValueError(f"scores have shape {opinion.shape}, expected ({lists.shape[0]}, {seats.size})")
    if opinion.size and np.isnan(opinion.min()):  # the least is none if any is none
        row, column = (int(x) for x in np.argwhere(np.isnan(opinion))[0])
        raise ValueError(f"scores[{row}, {column}] is not a number")
    return deferred(lists, opinion, seats)


def blocking_pairs(assignment: Any, preferences: Any, scores: Any, capacity: Any) -> list[tuple[int, int]]:
    """(applicant, alternative) pairs that would rather have each other: none in a stable matching.

    An applicant blocks with an alternative listed above the present one if it has an empty seat or holds
    somebody it likes less (lower score; among equals, a higher row). Arguments as in ``deferred_acceptance``.
    """
    lists, seats = _checked_lists(preferences, capacity)
    opinion, placed = np.asarray(scores), np.asarray(assignment)
    held = [np.flatnonzero(placed == school).tolist() for school in range(seats.size)]
    found = []
    for applicant, row in enumerate(lists.tolist()):
        for school in row:
            if school in (NONE, placed[applicant]):
                break
            own = (-opinion[applicant, school], applicant)
            rivals = held[school]
            full = len(rivals) >= seats[school]
            if not full or any((-opinion[rival, school], rival) > own for rival in rivals):
                found.append((applicant, school))
    return found


# ---------------------------------------------------------------------------------- serial dictatorship


def serial_dictatorship(order: Any, preferences: Any, capacity: Any) -> Ints:
    """Each row in ``order`` takes the first alternative on its list that has a seat left; int64[n], -1 none.

    ``order`` holds each row once at most; rows left out choose nothing. ``preferences`` and ``capacity`` as
    in ``deferred_acceptance``. ValueError for a row that is out of range or comes twice.
    """
    lists, seats = _checked_lists(preferences, capacity)
    queue = np.ascontiguousarray(order, dtype=np.int64)
    n = lists.shape[0]
    if queue.ndim != 1 or (queue.size and (queue.min() < 0 or queue.max() >= n)):
        raise ValueError(f"order must hold rows 0..{n - 1}, got {queue}")
    if queue.size != np.unique(queue).size:
        raise ValueError("order holds a row more than once; expected each row once at most")
    return serial(queue, lists, seats)


def _checked_lists(preferences: Any, capacity: Any) -> tuple[NDArray[np.int32], Ints]:
    """Preferences and capacity in the dtypes of the loops, or a ValueError saying what is wrong where."""
    given, seats = np.asarray(preferences), np.asarray(capacity)
    if given.ndim != 2 or given.dtype.kind not in "iu":
        raise ValueError(f"preferences must be whole numbers (n, L), got {given.dtype}, shape {given.shape}")
    if seats.ndim != 1 or (seats.dtype.kind not in "iu" and seats.size):
        raise ValueError(f"capacity must be whole numbers (k,), got {seats.dtype} of shape {seats.shape}")
    if seats.size and seats.min() < 0:
        at = int(np.flatnonzero(seats < 0)[0])
        raise ValueError(f"capacity[{at}] must be 0 or more, got {seats[at]}")
    if given.dtype == np.int32:
        lists = np.ascontiguousarray(given)
    else:  # what does not fit in 32 bits becomes -2, which the next check refuses
        wide = given.astype(np.int64)
        lists = np.where((wide >= -1) & (wide < 2**31), wide, -2).astype(np.int32, order="C")
    bad = bad_entry(lists, seats.size)
    if bad >= 0:
        row, place = divmod(int(bad), lists.shape[1])
        raise ValueError(
            f"preferences[{row}, {place}] is {given[row, place]}; expected an alternative 0..{seats.size - 1}"
            " that does not come twice in its row, or -1 from the end of the list on"
        )
    return lists, np.ascontiguousarray(seats, dtype=np.int64)


# ------------------------------------------------------------------------------------ whole-number shares


def share_out(amount: Any, weight: Any, group_start: Any) -> Ints:
    """Whole numbers in proportion to weights, group by group (largest remainder): int64[N].

    ``amount`` int64[G] to share in each group; ``weight`` float64[N], 0 or more, items sorted by group;
    ``group_start`` int64[G+1], items of group g are group_start[g] .. group_start[g+1]-1. Each group's shares
    sum exactly to its amount, and each lies within 1 of the exact proportion; equal remainders go to the
    earlier item. A group without any weight gets zeros (callers see what remains). ValueError naming the item
    for a negative, infinite or NaN weight, and for a negative amount.
    """
    amounts, weights, starts = _checked_groups(amount, weight, group_start)
    return share(amounts, weights, starts)


def fill_capped(amount: Any, room: Any, group_start: Any) -> Ints:
    """Fill items in proportion to their room, never above it: int64[N].

    As ``share_out`` with weight = ``room`` (int64[N]); where an amount exceeds the whole room of its group,
    everything is filled and the rest is left over (callers see what remains).
    """
    amounts, rooms, starts = _checked_groups(amount, room, group_start)
    total, whole = room_by_group(rooms, starts)
    if not whole:
        raise ValueError("room must be whole numbers that sum to less than 2^53")
    return share(np.minimum(amounts, total), rooms, starts)


def _checked_groups(amount: Any, weight: Any, group_start: Any) -> tuple[Ints, Floats, Ints]:
    """Amounts, weights and starts in the dtypes of the loops, or a ValueError saying what is wrong where."""
    amounts, weights = np.asarray(amount), np.ascontiguousarray(weight, dtype=np.float64)
    starts = np.ascontiguousarray(group_start, dtype=np.int64)
    if amounts.dtype != np.int64 or not amounts.flags.c_contiguous:
        if amounts.dtype.kind not in "iu" and amounts.size:
            raise ValueError(f"amount must be whole numbers, got {amounts.dtype}")
        amounts = np.ascontiguousarray(amounts, dtype=np.int64)
    if not weights.flags.writeable:  # a type of its own, for which the loops would be compiled once more
        weights = weights.copy()
    if starts.shape != (amounts.size + 1,) or starts[0] != 0 or starts[-1] != weights.size:
        raise ValueError(f"group_start must be {amounts.size + 1} positions from 0 to {weights.size}")
    flaw, at = flaw_of_groups(amounts, weights, starts)
    if flaw == SOUND:
        return amounts, weights, starts
    if flaw == STARTS_FALL:
        raise ValueError(f"group_start must not fall, got {starts}")
    if flaw == AMOUNT_NEGATIVE:
        raise ValueError(f"amount[{at}] must be 0 or more, got {amounts[at]}")
    if flaw == WEIGHT_WRONG:
        raise ValueError(f"item {at} must have a finite weight or room of 0 or more, got {weights[at]}")
    raise ValueError("the amounts or the sum of the weights are too large to share out exactly")
