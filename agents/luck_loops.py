"""The loops under agents/luck.py: Philox, words, thresholds and races, compiled and as plain numpy twins.

Arguments are checked in agents/luck.py and have one type each: keys and names are whole numbers, ids uint32[n].
``NUMBA_DISABLE_JIT=1`` runs everything on the twins.
"""

import numba
import numpy as np

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLY_0, _MULTIPLY_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
PER_WORD = 1.0 / 4294967296.0
# Above this e / weight loses digits; weights are relative, so a caller can always rescale.
HEAVIEST = 1e200
_BLOCK = 1024  # words drawn before they are looked at: they stay in the nearest cache
NO_ROW = "a row lies outside the population, or in a group without a bound"

# ------------------------------------------------------------------------------------------ words


def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Ten rounds of Philox4x32 on uint64 that hold 32 bits: scalars when compiled, arrays in the twin."""
    for _ in range(10):
        p0 = _MULTIPLY_0 * c0
        p1 = _MULTIPLY_1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


# forceinline, since a call inside the loops below would keep them from running several lanes wide (11 ns a
# draw against 2)
philox_compiled = numba.njit(forceinline=True)(philox)


@numba.njit(cache=True)
def words_compiled(k0, k1, ids, month, decision, alternative):  # type: ignore[no-untyped-def]
    """Words for ids that all ask about the same alternative."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    c3 = np.uint64(alternative)
    out = np.empty(ids.size, np.uint32)
    for i in range(ids.size):
        out[i] = philox_compiled(np.uint64(ids[i]), c1, c2, c3, key0, key1)[0]
    return out


@numba.njit(cache=True)
def words_each_compiled(k0, k1, ids, month, decision, alternatives):  # type: ignore[no-untyped-def]
    """Words for ids that each ask about an alternative of their own."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    out = np.empty(ids.size, np.uint32)
    for i in range(ids.size):
        c3 = np.uint64(alternatives[i])
        out[i] = philox_compiled(np.uint64(ids[i]), c1, c2, c3, key0, key1)[0]
    return out


@numba.njit(cache=True)
def words_by_decision_compiled(k0, k1, ids, month, decisions):  # type: ignore[no-untyped-def]
    """Words for ids that ask about several decisions, uint32 (decisions, ids)."""
    key0, key1, c1 = np.uint64(k0), np.uint64(k1), np.uint64(month)
    out = np.empty((decisions.size, ids.size), np.uint32)
    for j in range(decisions.size):
        c2, row = np.uint64(decisions[j]), out[j]
        for i in range(ids.size):
            row[i] = philox_compiled(np.uint64(ids[i]), c1, c2, np.uint64(0), key0, key1)[0]
    return out


@numba.njit(cache=True)
def words_by_alternative_compiled(k0, k1, ids, month, decision, alternatives):  # type: ignore[no-untyped-def]
    """Words for ids that all ask about each of the same alternatives, uint32 (ids, alternatives)."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    out = np.empty((ids.size, alternatives.size), np.uint32)
    for i in range(ids.size):
        c0, row = np.uint64(ids[i]), out[i]
        for j in range(alternatives.size):
            row[j] = philox_compiled(c0, c1, c2, np.uint64(alternatives[j]), key0, key1)[0]
    return out


def words_plain(k0, k1, ids, month, decision, alternative):  # type: ignore[no-untyped-def]
    """Twin of the loops above; broadcasts, so it also serves the twins of the race."""
    c0, c3 = np.asarray(ids).astype(np.uint64), np.asarray(alternative).astype(np.uint64)
    c1, c2 = np.full(c0.shape, month, np.uint64), np.full(c0.shape, decision, np.uint64)
    return philox(c0, c1, c2, c3, np.uint64(k0), np.uint64(k1))[0].astype(np.uint32)


def words_by_decision_plain(k0, k1, ids, month, decisions):  # type: ignore[no-untyped-def]
    drawn = [words_plain(k0, k1, ids, month, decision, 0) for decision in decisions]
    return np.array(drawn, np.uint32).reshape(decisions.size, ids.size)


def words_by_alternative_plain(k0, k1, ids, month, decision, alternatives):  # type: ignore[no-untyped-def]
    return words_plain(k0, k1, ids[:, None] + np.zeros_like(alternatives), month, decision, alternatives)


# ------------------------------------------------------------------------------------------ thresholds


@numba.njit(cache=True)
def below_compiled(drawn, p):  # type: ignore[no-untyped-def]
    """(word < p * 2^32, number of p outside [0, 1] or NaN). A word is exact in a float64."""
    out = np.empty(drawn.size, np.bool_)
    wrong = 0
    for i in range(drawn.size):
        out[i] = np.float64(drawn[i]) < p[i] * 4294967296.0
        wrong += not ((p[i] >= 0.0) & (p[i] <= 1.0))
    return out, wrong


def below_plain(drawn, p):  # type: ignore[no-untyped-def]
    wrong = int(np.count_nonzero(~((p >= 0.0) & (p <= 1.0))))
    if wrong:
        return np.zeros(drawn.size, np.bool_), wrong
    return drawn.astype(np.uint64) < np.ceil(p * 4294967296.0).astype(np.uint64), 0


@numba.njit(cache=True)
def near_everybody_compiled(k0, k1, ids, month, decision, threshold):  # type: ignore[no-untyped-def]
    """Rows of all ``ids`` whose word lies below ``threshold`` (up to 2^32), int64, and these words."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    rows, words, found = np.empty(ids.size, np.int64), np.empty(ids.size, np.uint32), 0
    drawn = np.empty(_BLOCK, np.uint32)
    for start in range(0, ids.size, _BLOCK):
        block = ids[start : start + _BLOCK]
        for i in range(block.size):  # kept apart from the search, so that it runs several lanes wide
            drawn[i] = philox_compiled(np.uint64(block[i]), c1, c2, np.uint64(0), key0, key1)[0]
        for i in range(block.size):
            if np.int64(drawn[i]) < threshold:
                rows[found], words[found] = start + i, drawn[i]
                found += 1
    return rows[:found].copy(), words[:found].copy()


@numba.njit(cache=True)
def near_compiled(k0, k1, ids, rows, month, decision, threshold):  # type: ignore[no-untyped-def]
    """Those of ``rows`` (of ``ids``) whose word lies below ``threshold``, and these words."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    size = np.uint64(ids.size)
    out, words, found = np.empty(rows.size, np.int64), np.empty(rows.size, np.uint32), 0
    drawn = np.empty(_BLOCK, np.uint32)
    for start in range(0, rows.size, _BLOCK):
        block, outside = rows[start : start + _BLOCK], np.int64(0)
        for i in range(block.size):
            outside += np.uint64(block[i]) >= size  # below 0 becomes huge
        if outside:
            raise ValueError(NO_ROW)
        for i in range(block.size):
            drawn[i] = ids[np.uint64(block[i])]
        for i in range(block.size):
            drawn[i] = philox_compiled(np.uint64(drawn[i]), c1, c2, np.uint64(0), key0, key1)[0]
        for i in range(block.size):
            if np.int64(drawn[i]) < threshold:
                out[found], words[found] = block[i], drawn[i]
                found += 1
    return out[:found].copy(), words[:found].copy()


@numba.njit(cache=True)
def near_by_compiled(k0, k1, ids, rows, group, month, decision, thresholds):  # type: ignore[no-untyped-def]
    """``near_compiled`` with a threshold for each group, int64[G]; returns those of the rows found, too.

    ``group`` says for all ``ids`` which is theirs.
    """
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    size = np.uint64(ids.size)
    out, words, found = np.empty(rows.size, np.int64), np.empty(rows.size, np.uint32), 0
    drawn, limits = np.empty(_BLOCK, np.uint32), np.empty(_BLOCK, np.int64)
    below = np.empty(rows.size, np.int64)
    for start in range(0, rows.size, _BLOCK):
        block, outside = rows[start : start + _BLOCK], np.int64(0)
        for i in range(block.size):
            outside += np.uint64(block[i]) >= size
        if outside:
            raise ValueError(NO_ROW)
        for i in range(block.size):
            row = np.uint64(block[i])
            if group[row] >= thresholds.size:
                raise ValueError(NO_ROW)
            drawn[i], limits[i] = ids[row], thresholds[group[row]]
        for i in range(block.size):
            drawn[i] = philox_compiled(np.uint64(drawn[i]), c1, c2, np.uint64(0), key0, key1)[0]
        for i in range(block.size):
            if np.int64(drawn[i]) < limits[i]:
                out[found], words[found], below[found] = block[i], drawn[i], limits[i]
                found += 1
    return out[:found].copy(), words[:found].copy(), below[:found].copy()


@numba.njit(cache=True)
def settle_compiled(near, drawn, limits, p):  # type: ignore[no-untyped-def]
    """(those of ``near`` with word < p * 2^32, index of the first p that is none or above its limit, or -1).

    limits: thresholds that ``near`` was found with, one for each or one for all, int64.
    """
    out, found, wrong = np.empty(near.size, np.int64), 0, -1
    for i in range(near.size):
        threshold = p[i] * 4294967296.0
        if not (0.0 <= threshold <= np.float64(limits[i % limits.size])):
            return out[:0].copy(), i
        if np.float64(drawn[i]) < threshold:
            out[found] = near[i]
            found += 1
    return out[:found].copy(), wrong


def near_everybody_plain(k0, k1, ids, month, decision, threshold):  # type: ignore[no-untyped-def]
    drawn = words_plain(k0, k1, ids, month, decision, 0)
    rows = np.flatnonzero(drawn < threshold)
    return rows, drawn[rows]


def near_plain(k0, k1, ids, rows, month, decision, threshold):  # type: ignore[no-untyped-def]
    if rows.size and not (rows.min() >= 0 and rows.max() < ids.size):
        raise ValueError(NO_ROW)
    drawn = words_plain(k0, k1, ids[rows], month, decision, 0)
    near = drawn < threshold
    return rows[near], drawn[near]


def near_by_plain(k0, k1, ids, rows, group, month, decision, thresholds):  # type: ignore[no-untyped-def]
    if rows.size and not (rows.min() >= 0 and rows.max() < ids.size and group[rows].max() < thresholds.size):
        raise ValueError(NO_ROW)
    drawn, limits = words_plain(k0, k1, ids[rows], month, decision, 0), thresholds[group[rows]]
    near = drawn < limits
    return rows[near], drawn[near], limits[near]


def settle_plain(near, drawn, limits, p):  # type: ignore[no-untyped-def]
    wrong = np.flatnonzero(~((p >= 0.0) & (p * 4294967296.0 <= limits)))
    if wrong.size:
        return near[:0], int(wrong[0])
    return near[drawn.astype(np.uint64) < np.ceil(p * 4294967296.0).astype(np.uint64)], -1


# ------------------------------------------------------------------------------------------ traits


@numba.njit(cache=True)
def invert_compiled(drawn, weights):  # type: ignore[no-untyped-def]
    """(thing picked for each word by inversion of the cumulated weights, int64; whether the weights will do)."""
    total = np.empty(weights.size, np.float64)
    until, good = 0.0, True
    for thing in range(weights.size):
        good &= weights[thing] >= 0.0
        until += weights[thing]
        total[thing] = until
    if not (good and 0.0 < until < np.inf):
        return np.empty(0, np.int64), False
    out = np.empty(drawn.size, np.int64)
    for i in range(drawn.size):
        mark = (np.float64(drawn[i]) + 0.5) * PER_WORD * until
        low, high = 0, weights.size
        while low < high:  # the first thing whose total lies above the mark
            middle = (low + high) // 2
            if total[middle] <= mark:
                low = middle + 1
            else:
                high = middle
        out[i] = low
    return out, True


def invert_plain(drawn, weights):  # type: ignore[no-untyped-def]
    total = np.cumsum(weights)
    if total.size == 0 or not (weights >= 0.0).all() or not 0.0 < total[-1] < np.inf:
        return np.empty(0, np.int64), False
    return np.searchsorted(total, (drawn + 0.5) * PER_WORD * total[-1], side="right"), True


# ------------------------------------------------------------------------------------------ races


@numba.njit(cache=True)
def race_compiled(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    """(index of the first to finish or -1, number of bad weights). weights is (n, k) or, shared, (1, k)."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    n, k = ids.size, alternatives.size
    out = np.empty(n, np.int64)
    drawn = np.empty(k, np.uint32)
    wrong = 0
    for row in weights:
        for j in range(k):
            wrong += not ((row[j] >= 0.0) & (row[j] <= HEAVIEST))
    for i in range(n):
        c0 = np.uint64(ids[i])
        row = weights[i % weights.shape[0]]
        for j in range(k):  # kept apart from the search, so that it runs several lanes wide
            drawn[j] = philox_compiled(c0, c1, c2, np.uint64(alternatives[j]), key0, key1)[0]
        best, first = np.inf, -1
        for j in range(k):
            u = (np.float64(drawn[j]) + 0.5) * PER_WORD
            # -log u > 1 - u by a margin far above rounding, so whoever fails here cannot win
            if row[j] > 0.0 and 1.0 - u < best * row[j]:
                score = -np.log(u) / row[j]
                if score < best:
                    best, first = score, j
        out[i] = first
    return out, wrong


def race_plain(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    scores, wrong = scores_plain(k0, k1, ids, month, decision, weights, alternatives)
    if alternatives.size == 0:
        return np.full(ids.size, -1, np.int64), wrong
    return np.where(np.isfinite(scores.min(axis=1)), scores.argmin(axis=1), -1), wrong


@numba.njit(cache=True)
def scores_compiled(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    """(e / weight of shape (n, k), number of bad weights)."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    out = np.empty((ids.size, alternatives.size), np.float64)
    wrong = 0
    for row in weights:
        for j in range(alternatives.size):
            wrong += not ((row[j] >= 0.0) & (row[j] <= HEAVIEST))
    for i in range(ids.size):
        row = weights[i % weights.shape[0]]
        for j in range(alternatives.size):
            c0, c3 = np.uint64(ids[i]), np.uint64(alternatives[j])
            u = (np.float64(philox_compiled(c0, c1, c2, c3, key0, key1)[0]) + 0.5) * PER_WORD
            out[i, j] = -np.log(u) / row[j] if row[j] > 0.0 else np.inf
    return out, wrong


def scores_plain(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    wrong = int(np.count_nonzero(~((weights >= 0.0) & (weights <= HEAVIEST))))
    drawn = words_plain(k0, k1, ids[:, None], month, decision, alternatives[None, :])
    e = -np.log((drawn + 0.5) * PER_WORD)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return np.where(weights > 0.0, e / weights, np.inf), wrong


if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
    words, words_each, words_by_decision = words_plain, words_plain, words_by_decision_plain
    words_by_alternative = words_by_alternative_plain
    below, settle, invert, race, scores = below_plain, settle_plain, invert_plain, race_plain, scores_plain
    near_everybody, near, near_by = near_everybody_plain, near_plain, near_by_plain
else:
    words, words_each, words_by_decision = words_compiled, words_each_compiled, words_by_decision_compiled
    words_by_alternative = words_by_alternative_compiled
    below, settle, invert, race, scores = (
        below_compiled, settle_compiled, invert_compiled, race_compiled, scores_compiled)  # fmt: skip
    near_everybody, near, near_by = near_everybody_compiled, near_compiled, near_by_compiled
