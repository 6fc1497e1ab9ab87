"""Compiled loops of matching and sharing, and their plain twins (``_plain``), which serve when nothing is compiled.

What goes in has been checked by model/matching.py, or is what the check itself looks at.
"""

import numba
import numpy as np

NONE = -1  # no alternative; end of a preference list


# --------------------------------------------------------------------------------- deferred acceptance


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
def deferred_compiled(lists, scores, seats):  # type: ignore[no-untyped-def]
    """Each alternative holds its applicants in a heap with the weakest on top; the displaced propose on."""
    n, length = lists.shape
    start = np.zeros(seats.size + 1, np.int64)
    for school in range(seats.size):
        start[school + 1] = start[school] + min(seats[school], n)
    held = np.empty(start[-1], np.int64)
    size = np.zeros(seats.size, np.int64)
    tried = np.zeros(n, np.int64)
    # score of the weakest where no seat is left: who scores less is refused without a look at the heap
    weakest = np.full(seats.size, -np.inf)
    for first in range(n):
        proposer = first
        while proposer >= 0:
            options, opinions, place = lists[proposer], scores[proposer], tried[proposer]
            while place < length and options[place] >= 0 and opinions[options[place]] < weakest[options[place]]:
                place += 1
            tried[proposer] = place + 1
            if place >= length or options[place] < 0:
                break
            school = options[place]
            heap = held[start[school] : start[school + 1]]
            if size[school] < heap.size:
                heap[size[school]] = proposer
                size[school] += 1
                _push(heap, size[school], scores, school)
                proposer = -1
            elif heap.size > 0 and _behind(scores, school, heap[0], proposer):
                proposer, heap[0] = heap[0], proposer
                _sift(heap, size[school], scores, school)
            if heap.size > 0 and size[school] == heap.size:
                weakest[school] = scores[heap[0], school]
    out = np.full(n, -1, np.int64)
    for school in range(seats.size):
        for i in range(size[school]):
            out[held[start[school] + i]] = school
    return out


def deferred_plain(lists, scores, seats):  # type: ignore[no-untyped-def]
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


# ---------------------------------------------------------------------------------- serial dictatorship


@numba.njit(cache=True)
def serial_compiled(order, lists, seats):  # type: ignore[no-untyped-def]
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


def serial_plain(order, lists, seats):  # type: ignore[no-untyped-def]
    left = seats.tolist()
    out = np.full(lists.shape[0], NONE, np.int64)
    for row in order.tolist():
        options = lists[row].tolist()
        options = options[: options.index(NONE)] if NONE in options else options
        out[row] = next((choice for choice in options if left[choice] > 0), NONE)
        if out[row] != NONE:
            left[out[row]] -= 1
    return out


# ------------------------------------------------------------------------------------ preference lists


@numba.njit(cache=True)
def bad_entry_compiled(lists, k):  # type: ignore[no-untyped-def]
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


def bad_entry_plain(lists, k):  # type: ignore[no-untyped-def]
    for row, options in enumerate(lists.tolist()):
        for place, choice in enumerate(options):
            after_end = choice != NONE and NONE in options[:place]
            if after_end or not NONE <= choice < k or (choice != NONE and choice in options[:place]):
                return row * lists.shape[1] + place
    return -1


# ------------------------------------------------------------------------------------ whole-number shares


SOUND, STARTS_FALL, AMOUNT_NEGATIVE, WEIGHT_WRONG, TOO_LARGE = range(5)
FEW = 40  # up to so many remainders it is quicker to compare all with all, without a branch to guess, than to sort


@numba.njit(cache=True)
def flaw_of_groups(amounts, weights, starts):  # type: ignore[no-untyped-def]
    """(the first kind of flaw there is, where)."""
    largest, total = 0, 0.0
    for group in range(amounts.size):
        if starts[group + 1] < starts[group]:
            return STARTS_FALL, group
    for group in range(amounts.size):
        if amounts[group] < 0:
            return AMOUNT_NEGATIVE, group
        largest = max(largest, amounts[group])
    for i in range(weights.size):
        if not (weights[i] >= 0.0 and weights[i] < np.inf):
            return WEIGHT_WRONG, i
        total += weights[i]
    # beyond this, rounding could add up to a whole unit
    if np.float64(largest) * max(weights.size, 1) >= 1125899906842624.0 or not total < 1e280:  # 2^50
        return TOO_LARGE, 0
    return SOUND, 0


@numba.njit(cache=True)
def room_by_group(rooms, starts):  # type: ignore[no-untyped-def]
    """(sum of the rooms in each group int64[G], whether all are whole numbers that float64 adds up exactly)."""
    out = np.zeros(starts.size - 1, np.int64)
    sound, everywhere = True, 0.0
    for group in range(out.size):
        total = 0.0
        for i in range(starts[group], starts[group + 1]):
            sound &= rooms[i] == np.floor(rooms[i])
            total += rooms[i]
        everywhere += total
        if everywhere < 9007199254740992.0:  # 2^53
            out[group] = np.int64(total)
    return out, sound and everywhere < 9007199254740992.0


@numba.njit(cache=True)
def _smallest_first(keys, size, number):  # type: ignore[no-untyped-def]
    """Put the ``number`` smallest of the first ``size`` keys, no two alike, in front in any order: half a quicksort."""
    first, last = 0, size - 1
    while first < last:
        middle = keys[(first + last) // 2]
        low, high = first, last
        while low <= high:
            while keys[low] < middle:
                low += 1
            while keys[high] > middle:
                high -= 1
            if low <= high:
                keys[low], keys[high] = keys[high], keys[low]
                low += 1
                high -= 1
        if number - 1 <= high:
            last = high
        elif number - 1 >= low:
            first = low
        else:
            break


@numba.njit(cache=True)
def share_compiled(amounts, weights, starts):  # type: ignore[no-untyped-def]
    out = np.zeros(weights.size, np.int64)
    order = np.empty(weights.size, np.int64)
    for group in range(amounts.size):
        if amounts[group] == 0:
            continue
        first, last = starts[group], starts[group + 1]
        total = 0.0
        for i in range(first, last):
            total += weights[i]
        if total == 0.0:
            continue
        left, candidates = amounts[group], 0
        for i in range(first, last):
            if weights[i] == 0.0:
                continue
            exact = np.float64(amounts[group]) * weights[i] / total
            out[i] = np.int64(exact)
            left -= out[i]
            # the remainder in steps of 2^-30, so that rounding makes no difference between equal ones
            rank = np.int64(1073741824) - np.int64(np.rint((exact - np.floor(exact)) * 1073741824.0))
            order[candidates] = rank * np.int64(4294967296) + (i - first)
            candidates += 1
        if left == 0:
            continue
        if candidates <= FEW:
            for i in range(candidates):
                before = 0
                for j in range(candidates):
                    before += order[j] < order[i]
                out[first + order[i] % np.int64(4294967296)] += before < left
            continue
        _smallest_first(order, candidates, left)
        for place in range(left):
            out[first + order[place] % np.int64(4294967296)] += 1
    return out


def share_plain(amounts, weights, starts):  # type: ignore[no-untyped-def]
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
    deferred, serial, share, bad_entry = deferred_plain, serial_plain, share_plain, bad_entry_plain
else:
    deferred, serial = deferred_compiled, serial_compiled
    share, bad_entry = share_compiled, bad_entry_compiled
