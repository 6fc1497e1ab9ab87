"""Matching doctors with places and sharing whole numbers: pure functions on arrays, without luck.

The compiled loops stand beside plain twins (``_plain``), which also serve when ``NUMBA_DISABLE_JIT=1``.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NONE = -1  # no alternative; end of a preference list


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
    if np.isnan(opinion).any():
        row, column = (int(x) for x in np.argwhere(np.isnan(opinion))[0])
        raise ValueError(f"scores[{row}, {column}] is not a number")
    return _deferred(lists, opinion, seats)


@numba.njit(cache=True)
def _behind(scores, school, a, b):  # type: ignore[no-untyped-def]
    """Whether the alternative would rather lose applicant a than applicant b."""
    return scores[a, school] < scores[b, school] or (scores[a, school] == scores[b, school] and a > b)


@numba.njit(cache=True)
def _sift(heap, size, scores, school):  # type: ignore[no-untyped-def]
    """Move the head of a heap, whose head is the weakest applicant held, down to where it belongs."""
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _behind(scores, school, heap[child + 1], heap[child]):
            child += 1
        if _behind(scores, school, heap[at], heap[child]):
            break
        heap[at], heap[child] = heap[child], heap[at]
        at = child


@numba.njit(cache=True)
def _push(heap, size, scores, school):  # type: ignore[no-untyped-def]
    """Move the last of a heap up to where it belongs."""
    at = size - 1
    while at > 0 and _behind(scores, school, heap[at], heap[(at - 1) // 2]):
        above = (at - 1) // 2
        heap[at], heap[above] = heap[above], heap[at]
        at = above


@numba.njit(cache=True)
def _deferred_compiled(lists, scores, seats):  # type: ignore[no-untyped-def]
    """Each alternative holds its applicants in a heap with the weakest on top; the displaced propose on."""
    n, length = lists.shape
    start = np.zeros(seats.size + 1, np.int64)
    for school in range(seats.size):
        start[school + 1] = start[school] + min(seats[school], n)
    held = np.empty(start[-1], np.int64)
    size = np.zeros(seats.size, np.int64)
    tried = np.zeros(n, np.int64)
    for first in range(n):
        proposer = first
        while proposer >= 0 and tried[proposer] < length and lists[proposer, tried[proposer]] >= 0:
            school = lists[proposer, tried[proposer]]
            tried[proposer] += 1
            heap = held[start[school] : start[school + 1]]
            if size[school] < heap.size:
                heap[size[school]] = proposer
                size[school] += 1
                _push(heap, size[school], scores, school)
                proposer = -1
            elif heap.size > 0 and _behind(scores, school, heap[0], proposer):
                proposer, heap[0] = heap[0], proposer
                _sift(heap, size[school], scores, school)
    out = np.full(n, -1, np.int64)
    for school in range(seats.size):
        for i in range(size[school]):
            out[held[start[school] + i]] = school
    return out


def _deferred_plain(lists, scores, seats):  # type: ignore[no-untyped-def]
    """Twin: rounds in which all the unplaced propose at once; a different order, the same matching."""
    held: list[list[int]] = [[] for _ in range(seats.size)]
    options = [row[: row.index(NONE)] if NONE in row else row for row in lists.tolist()]
    tried = [0] * len(options)
    free = list(range(len(options)))
    while free:
        asked: dict[int, list[int]] = {}
        for applicant in free:
            if tried[applicant] < len(options[applicant]):
                asked.setdefault(options[applicant][tried[applicant]], []).append(applicant)
                tried[applicant] += 1
        free = []
        for school, new in asked.items():
            ranked = sorted(held[school] + new, key=lambda a: (-scores[a, school], a))
            held[school], refused = ranked[: seats[school]], ranked[seats[school] :]
            free += refused
    out = np.full(len(options), NONE, np.int64)
    for school, applicants in enumerate(held):
        out[applicants] = school
    return out


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
    return _serial(queue, lists, seats)


@numba.njit(cache=True)
def _serial_compiled(order, lists, seats):  # type: ignore[no-untyped-def]
    left = seats.copy()
    out = np.full(lists.shape[0], -1, np.int64)
    for row in order:
        for place in range(lists.shape[1]):
            choice = lists[row, place]
            if choice < 0:
                break
            if left[choice] > 0:
                left[choice] -= 1
                out[row] = choice
                break
    return out


def _serial_plain(order, lists, seats):  # type: ignore[no-untyped-def]
    left = seats.tolist()
    out = np.full(lists.shape[0], NONE, np.int64)
    for row in order.tolist():
        options = lists[row].tolist()
        options = options[: options.index(NONE)] if NONE in options else options
        out[row] = next((choice for choice in options if left[choice] > 0), NONE)
        if out[row] != NONE:
            left[out[row]] -= 1
    return out


def _checked_lists(preferences: Any, capacity: Any) -> tuple[NDArray[np.int32], Ints]:
    """Preferences and capacity in the dtypes of the loops, or a ValueError saying what is wrong where."""
    given, seats = np.asarray(preferences), np.asarray(capacity)
    if given.ndim != 2 or given.dtype.kind not in "iu":
        raise ValueError(f"preferences must be whole numbers (n, L), got {given.dtype}, shape {given.shape}")
    if seats.ndim != 1 or (seats.dtype.kind not in "iu" and seats.size):
        raise ValueError(f"capacity must be whole numbers (k,), got {seats.dtype} of shape {seats.shape}")
    if (seats < 0).any():
        at = int(np.flatnonzero(seats < 0)[0])
        raise ValueError(f"capacity[{at}] must be 0 or more, got {seats[at]}")
    # what does not fit in 32 bits becomes -2, which the next check refuses
    wide = given.astype(np.int64)
    lists = np.where((wide >= -1) & (wide < 2**31), wide, -2).astype(np.int32, order="C")
    bad = _bad_entry(lists, seats.size)
    if bad >= 0:
        row, place = divmod(int(bad), lists.shape[1])
        raise ValueError(
            f"preferences[{row}, {place}] is {given[row, place]}; expected an alternative 0..{seats.size - 1}"
            " that does not come twice in its row, or -1 from the end of the list on"
        )
    return lists, np.ascontiguousarray(seats, dtype=np.int64)


@numba.njit(cache=True)
def _bad_entry_compiled(lists, k):  # type: ignore[no-untyped-def]
    """Flat position of the first entry that is out of range, repeated in its row or after a -1; else -1."""
    seen = np.full(k, -1, np.int64)
    for row in range(lists.shape[0]):
        ended = False
        for place in range(lists.shape[1]):
            choice = lists[row, place]
            if choice == -1:
                ended = True
            elif ended or choice < 0 or choice >= k or seen[choice] == row:
                return row * lists.shape[1] + place
            else:
                seen[choice] = row
    return -1


def _bad_entry_plain(lists, k):  # type: ignore[no-untyped-def]
    for row, options in enumerate(lists.tolist()):
        for place, choice in enumerate(options):
            after_end = choice != NONE and NONE in options[:place]
            if after_end or not NONE <= choice < k or (choice != NONE and choice in options[:place]):
                return row * lists.shape[1] + place
    return -1


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
    return _share(amounts, weights, starts)


def fill_capped(amount: Any, room: Any, group_start: Any) -> Ints:
    """Fill items in proportion to their room, never above it: int64[N].

    As ``share_out`` with weight = ``room`` (int64[N]); where an amount exceeds the whole room of its group,
    everything is filled and the rest is left over (callers see what remains).
    """
    amounts, rooms, starts = _checked_groups(amount, room, group_start)
    before = np.concatenate(([0.0], np.cumsum(rooms)))
    if np.any(rooms != np.floor(rooms)) or before[-1] >= 2**53:
        raise ValueError("room must be whole numbers that sum to less than 2^53")
    total = (before[starts[1:]] - before[starts[:-1]]).astype(np.int64)
    return _share(np.minimum(amounts, total), rooms, starts)


def _checked_groups(amount: Any, weight: Any, group_start: Any) -> tuple[Ints, Floats, Ints]:
    given, weights = np.asarray(amount), np.ascontiguousarray(weight, dtype=np.float64)
    starts = np.ascontiguousarray(group_start, dtype=np.int64)
    if given.dtype.kind not in "iu" and given.size:
        raise ValueError(f"amount must be whole numbers, got {given.dtype}")
    amounts = np.ascontiguousarray(given, dtype=np.int64)
    if starts.shape != (amounts.size + 1,) or starts[0] != 0 or starts[-1] != weights.size:
        raise ValueError(f"group_start must be {amounts.size + 1} positions from 0 to {weights.size}")
    if (np.diff(starts) < 0).any():
        raise ValueError(f"group_start must not fall, got {starts}")
    if (amounts < 0).any():
        at = int(np.flatnonzero(amounts < 0)[0])
        raise ValueError(f"amount[{at}] must be 0 or more, got {amounts[at]}")
    good = (weights >= 0.0) & (weights < np.inf)
    if not good.all():
        at = int(np.flatnonzero(~good)[0])
        raise ValueError(f"item {at} must have a finite weight or room of 0 or more, got {weights[at]}")
    # beyond this, rounding could add up to a whole unit
    if float(amounts.max(initial=0)) * max(weights.size, 1) >= 2.0**50 or not weights.sum() < 1e280:
        raise ValueError("the amounts or the sum of the weights are too large to share out exactly")
    return amounts, weights, starts


@numba.njit(cache=True)
def _share_compiled(amounts, weights, starts):  # type: ignore[no-untyped-def]
    out = np.zeros(weights.size, np.int64)
    for group in range(amounts.size):
        first, last = starts[group], starts[group + 1]
        total = 0.0
        for i in range(first, last):
            total += weights[i]
        if total == 0.0 or amounts[group] == 0:
            continue
        left = amounts[group]
        order = np.empty(last - first, np.int64)
        for i in range(first, last):
            exact = np.float64(amounts[group]) * weights[i] / total
            out[i] = np.int64(exact)
            left -= out[i]
            # the remainder in steps of 2^-30, so that rounding makes no difference between equal ones
            rank = np.int64(1073741824) - np.int64(np.rint((exact - np.floor(exact)) * 1073741824.0))
            order[i - first] = rank * np.int64(4294967296) + (i - first)
        order.sort()
        for place in range(left):
            out[first + order[place] % np.int64(4294967296)] += 1
    return out


def _share_plain(amounts, weights, starts):  # type: ignore[no-untyped-def]
    out = np.zeros(weights.size, np.int64)
    for amount, first, last in zip(amounts, starts[:-1], starts[1:], strict=True):
        part = weights[first:last]
        total = np.cumsum(part)[-1] if part.size else 0.0  # sums in order, as the compiled loop does
        if total == 0.0:
            continue
        exact = float(amount) * part / total
        whole = np.floor(exact)
        left = int(amount - whole.sum())
        order = np.argsort(-np.rint((exact - whole) * 2.0**30), kind="stable")
        out[first:last] = whole
        out[first + order[:left]] += 1
    return out


if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
    _deferred, _serial, _share, _bad_entry = _deferred_plain, _serial_plain, _share_plain, _bad_entry_plain
else:
    _deferred, _serial = _deferred_compiled, _serial_compiled
    _share, _bad_entry = _share_compiled, _bad_entry_compiled
