"""Luck by name: every draw belongs to one actor, one month, one decision and, if any, one alternative.

A draw is the first word of Philox4x32-10 (Salmon and others 2011, "Parallel random numbers: as easy as
1, 2, 3") with the counter (id, month, decision, alternative) and a key made of the seed and the replicate.
Nothing is consumed from a stream, so

* the order in which actors are handled, and the presence of other actors, changes nobody's luck;
* two runs with the same seed meet the same luck wherever they ask the same question, so a difference between
  them is the doing of the policy.

Choices are made by an exponential race: alternative a finishes at e / weight, with e exponential and its own;
the first to finish is chosen. That is exactly the logit, and a changed weight of one alternative only moves
the choosers which that alternative wins or loses.

The compiled loops sit beside plain numpy twins; ``NUMBA_DISABLE_JIT=1`` runs everything on the twins.
"""

import hashlib
import operator
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from agents.names import CHANNELS, Decision, id_text, make_id, parse_id

__all__ = [
    "CHANNELS",
    "Decision",
    "happens",
    "id_text",
    "key_of",
    "make_id",
    "normal",
    "parse_id",
    "race",
    "race_scores",
    "uniform",
    "words",
]

UInt32s = NDArray[np.uint32]
Floats = NDArray[np.float64]


def key_of(seed: int, replicate: int) -> UInt32s:
    """Philox key, uint32[2]: a hash of (seed, replicate), so that neighbouring seeds share nothing."""
    seed, replicate = operator.index(seed), operator.index(replicate)
    if seed < 0 or replicate < 0:
        raise ValueError(f"seed and replicate must be 0 or more, got seed {seed}, replicate {replicate}")
    digest = hashlib.sha256(f"legemod seed {seed} replicate {replicate}".encode()).digest()
    return np.frombuffer(digest[:8], dtype="<u4").astype(np.uint32)


# ------------------------------------------------------------------------------------ loops and twins

_UINT32 = np.dtype(np.uint32)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLY_0, _MULTIPLY_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_PER_WORD = 1.0 / 4294967296.0
# Above this e / weight loses digits; weights are relative, so a caller can always rescale.
_HEAVIEST = 1e200


def _philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Ten rounds of Philox4x32 on uint64 that hold 32 bits: scalars when compiled, arrays in the twin."""
    for _ in range(10):
        p0 = _MULTIPLY_0 * c0
        p1 = _MULTIPLY_1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


# forceinline, since a call inside the loops below would keep them from running several lanes wide (11 ns a
# draw against 2)
_philox_compiled = numba.njit(forceinline=True)(_philox)


@numba.njit(cache=True)
def _words_compiled(k0, k1, ids, month, decision, alternative):  # type: ignore[no-untyped-def]
    """Words for ids that all ask about the same alternative."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    c3 = np.uint64(alternative)
    out = np.empty(ids.size, np.uint32)
    for i in range(ids.size):
        out[i] = _philox_compiled(np.uint64(ids[i]), c1, c2, c3, key0, key1)[0]
    return out


@numba.njit(cache=True)
def _words_each_compiled(k0, k1, ids, month, decision, alternatives):  # type: ignore[no-untyped-def]
    """Words for ids that each ask about an alternative of their own."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    out = np.empty(ids.size, np.uint32)
    for i in range(ids.size):
        c3 = np.uint64(alternatives[i])
        out[i] = _philox_compiled(np.uint64(ids[i]), c1, c2, c3, key0, key1)[0]
    return out


def _words_plain(k0, k1, ids, month, decision, alternative):  # type: ignore[no-untyped-def]
    """Twin of both loops above; broadcasts, so it also serves the twins of the race."""
    c0, c3 = np.asarray(ids).astype(np.uint64), np.asarray(alternative).astype(np.uint64)
    c1, c2 = np.full(c0.shape, month, np.uint64), np.full(c0.shape, decision, np.uint64)
    return _philox(c0, c1, c2, c3, np.uint64(k0), np.uint64(k1))[0].astype(np.uint32)


@numba.njit(cache=True)
def _below_compiled(drawn, p):  # type: ignore[no-untyped-def]
    """(word < p * 2^32, number of p outside [0, 1] or NaN). A word is exact in a float64."""
    out = np.empty(drawn.size, np.bool_)
    wrong = 0
    for i in range(drawn.size):
        out[i] = np.float64(drawn[i]) < p[i] * 4294967296.0
        wrong += not ((p[i] >= 0.0) & (p[i] <= 1.0))
    return out, wrong


def _below_plain(drawn, p):  # type: ignore[no-untyped-def]
    wrong = int(np.count_nonzero(~((p >= 0.0) & (p <= 1.0))))
    if wrong:
        return np.zeros(drawn.size, np.bool_), wrong
    return drawn.astype(np.uint64) < np.ceil(p * 4294967296.0).astype(np.uint64), 0


@numba.njit(cache=True)
def _race_compiled(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    """(index of the first to finish or -1, number of bad weights). weights is (n, k) or, shared, (1, k)."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    n, k = ids.size, alternatives.size
    out = np.empty(n, np.int64)
    drawn = np.empty(k, np.uint32)
    wrong = 0
    for row in weights:
        for j in range(k):
            wrong += not ((row[j] >= 0.0) & (row[j] <= _HEAVIEST))
    for i in range(n):
        c0 = np.uint64(ids[i])
        row = weights[i % weights.shape[0]]
        for j in range(k):  # kept apart from the search, so that it runs several lanes wide
            drawn[j] = _philox_compiled(c0, c1, c2, np.uint64(alternatives[j]), key0, key1)[0]
        best, first = np.inf, -1
        for j in range(k):
            u = (np.float64(drawn[j]) + 0.5) * _PER_WORD
            # -log u > 1 - u by a margin far above rounding, so whoever fails here cannot win
            if row[j] > 0.0 and 1.0 - u < best * row[j]:
                score = -np.log(u) / row[j]
                if score < best:
                    best, first = score, j
        out[i] = first
    return out, wrong


def _race_plain(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    scores, wrong = _scores_plain(k0, k1, ids, month, decision, weights, alternatives)
    if alternatives.size == 0:
        return np.full(ids.size, -1, np.int64), wrong
    return np.where(np.isfinite(scores.min(axis=1)), scores.argmin(axis=1), -1), wrong


@numba.njit(cache=True)
def _scores_compiled(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    """(e / weight of shape (n, k), number of bad weights)."""
    key0, key1, c1, c2 = np.uint64(k0), np.uint64(k1), np.uint64(month), np.uint64(decision)
    out = np.empty((ids.size, alternatives.size), np.float64)
    wrong = 0
    for row in weights:
        for j in range(alternatives.size):
            wrong += not ((row[j] >= 0.0) & (row[j] <= _HEAVIEST))
    for i in range(ids.size):
        row = weights[i % weights.shape[0]]
        for j in range(alternatives.size):
            c0, c3 = np.uint64(ids[i]), np.uint64(alternatives[j])
            u = (np.float64(_philox_compiled(c0, c1, c2, c3, key0, key1)[0]) + 0.5) * _PER_WORD
            out[i, j] = -np.log(u) / row[j] if row[j] > 0.0 else np.inf
    return out, wrong


def _scores_plain(k0, k1, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    wrong = int(np.count_nonzero(~((weights >= 0.0) & (weights <= _HEAVIEST))))
    drawn = _words_plain(k0, k1, ids[:, None], month, decision, alternatives[None, :])
    e = -np.log((drawn + 0.5) * _PER_WORD)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return np.where(weights > 0.0, e / weights, np.inf), wrong


if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
    _words, _words_each, _below = _words_plain, _words_plain, _below_plain
    _race, _scores = _race_plain, _scores_plain
else:
    _words, _words_each, _below = _words_compiled, _words_each_compiled, _below_compiled
    _race, _scores = _race_compiled, _scores_compiled


# ------------------------------------------------------------------------------------------- draws


def _uint32s(values: Any, name: str) -> UInt32s:
    """A contiguous uint32 vector; refuses what would change on the way (negative, fractional, too large)."""
    array = np.asarray(values)
    if array.dtype == _UINT32 and array.ndim == 1 and array.flags.c_contiguous:
        return array
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, got shape {array.shape}")
    if array.dtype != _UINT32 and array.size:
        if array.dtype.kind not in "iu":
            raise ValueError(f"{name} must be whole numbers, got {array.dtype}")
        if array.min() < 0 or array.max() > 0xFFFFFFFF:
            raise ValueError(f"{name} must lie in 0..2^32-1, got {array.min()}..{array.max()}")
    return np.ascontiguousarray(array, dtype=np.uint32)


def _word(value: Any, name: str) -> int:
    number = operator.index(value)
    if not 0 <= number <= 0xFFFFFFFF:
        raise ValueError(f"{name} must lie in 0..2^32-1, got {number}")
    return number


def words(key: UInt32s, ids: Any, month: int, decision: int, alternative: Any = 0) -> UInt32s:
    """One word per id, uint32[n]: 32 fair bits that only these names decide.

    ``ids`` uint32[n]; ``alternative`` a permanent name (number) shared by all or uint32[n].
    ValueError for numbers outside 0..2^32-1 or lengths that differ.
    """
    k0, k1 = key.tolist()
    ids = _uint32s(ids, "ids")
    month, decision = _word(month, "month"), _word(decision, "decision")
    if np.ndim(alternative) == 0:
        return _words(k0, k1, ids, month, decision, _word(alternative, "alternative"))
    each = _uint32s(alternative, "alternative")
    if each.size != ids.size:
        raise ValueError(f"{ids.size} ids but {each.size} alternatives; expected one each, or one for all")
    return _words_each(k0, k1, ids, month, decision, each)


def uniform(key: UInt32s, ids: Any, month: int, decision: int, alternative: Any = 0) -> Floats:
    """Uniform draws in (0, 1), float64[n]: (word + 0.5) / 2^32, so neither 0 nor 1. See ``words``."""
    return (words(key, ids, month, decision, alternative).astype(np.float64) + 0.5) * _PER_WORD


def happens(
    key: UInt32s, ids: Any, month: int, decision: int, p: Any, alternative: Any = 0
) -> NDArray[np.bool_]:
    """Whether the event happens to each id, bool[n]; ``p`` is a probability for all or float64[n].

    p = 0 never happens and p = 1 always does; a larger p keeps all who were struck at a smaller one.
    ValueError naming the index when a p is NaN or outside [0, 1].
    """
    drawn = words(key, ids, month, decision, alternative)
    if np.ndim(p) == 0:
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"p for decision {_decision_name(decision)} must lie in [0, 1], got {p}")
        # as a Python integer, since 2^32 itself (p = 1) does not fit in 32 bits
        return drawn < int(np.ceil(float(p) * 4294967296.0))
    chances = np.ascontiguousarray(p, dtype=np.float64)
    if chances.shape != drawn.shape:
        raise ValueError(
            f"{drawn.size} ids but p has shape {chances.shape}; expected one each or one for all"
        )
    out, wrong = _below(drawn, chances)
    if wrong:
        i = int(np.flatnonzero(~((chances >= 0.0) & (chances <= 1.0)))[0])
        name = _decision_name(decision)
        raise ValueError(f"p[{i}] for decision {name} must lie in [0, 1], got {chances[i]} ({wrong} such)")
    return out


def strikes(
    key: UInt32s, ids: Any, rows: NDArray[np.int64], month: int, decision: int, bound: float,
    chances: Callable[[NDArray[np.int64]], Any],
) -> NDArray[np.int64]:  # fmt: skip
    """Those of ``rows`` whom an event strikes, int64: ``happens`` at a fraction of the cost.

    ``ids`` are those of the whole population, ``rows`` the rows concerned. ``chances(near)`` gives the probabilities
    of the few rows whose word lies below ``bound``; the outcome is that of ``happens`` on all of them. The caller
    knows that no probability exceeds ``bound``: ValueError when one of ``near`` does.
    """
    near = rows[happens(key, ids[rows], month, decision, min(float(bound), 1.0))]
    if near.size == 0:
        return near
    p = np.asarray(chances(near), np.float64)
    if p.max() > bound:
        raise ValueError(f"decision {_decision_name(decision)}: p reaches {p.max():.6g}, above its bound {bound:.6g}")
    return near[happens(key, ids[near], month, decision, p)]


def normal(key: UInt32s, ids: Any, month: int, decision: int, alternative: Any = 0) -> Floats:
    """Standard normal draws, float64[n], by the inverse distribution function. See ``words``."""
    return ndtri(uniform(key, ids, month, decision, alternative))


def pick(key: UInt32s, ids: Any, month: int, decision: int, weights: Any) -> NDArray[np.int64]:
    """One of k things for each id by inversion of the cumulated weights, int64[n].

    For traits whose weights no policy changes (where somebody grew up): one draw an id, whatever k. Choices that
    policy can change run a ``race``. ``weights`` float64 (k,), shared by all; ValueError if none is above 0.
    """
    total = np.cumsum(np.asarray(weights, np.float64))
    if total.size == 0 or not 0.0 < total[-1] < np.inf or (np.diff(total) < 0.0).any():
        raise ValueError(f"weights for decision {_decision_name(decision)} must be 0 or more and sum to more than 0")
    return np.searchsorted(total, uniform(key, ids, month, decision) * total[-1], side="right")


def race(
    key: UInt32s, ids: Any, month: int, decision: int, weights: Any, alternatives: Any
) -> NDArray[np.int64]:
    """Each id chooses one alternative with probability weight / sum of weights: int64[n], -1 if all are 0.

    ``weights`` float64 (n, k), or (k,) shared by all; ``alternatives`` uint32[k], permanent names such as
    municipality numbers: the draw follows the name, never the position. Adding an alternative or changing a
    weight only moves the ids which that alternative wins or loses. ValueError for a weight that is negative,
    NaN or above 1e200, naming where.
    """
    return _run_race(_race, key, ids, month, decision, weights, alternatives)


def race_scores(key: UInt32s, ids: Any, month: int, decision: int, weights: Any, alternatives: Any) -> Floats:
    """Finishing times of the same race, float64 (n, k): e / weight, inf where the weight is 0.

    Ascending order is a preference list; its head is what ``race`` chooses. Arguments and errors as there.
    """
    return _run_race(_scores, key, ids, month, decision, weights, alternatives)


def _run_race(kernel, key, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    k0, k1 = key.tolist()
    ids, alternatives = _uint32s(ids, "ids"), _uint32s(alternatives, "alternatives")
    month, decision = _word(month, "month"), _word(decision, "decision")
    shared = np.ndim(weights) == 1
    table = np.ascontiguousarray(weights, dtype=np.float64)
    if table.shape != ((alternatives.size,) if shared else (ids.size, alternatives.size)):
        raise ValueError(
            f"weights have shape {table.shape}; expected ({ids.size}, {alternatives.size}) or,"
            f" shared by all, ({alternatives.size},)"
        )
    out, wrong = kernel(k0, k1, ids, month, decision, table[None, :] if shared else table, alternatives)
    if wrong:
        at = tuple(int(x) for x in np.argwhere(~((table >= 0.0) & (table <= _HEAVIEST)))[0])
        where = ", ".join(str(x) for x in at)
        raise ValueError(
            f"weights[{where}] (alternative {alternatives[at[-1]]}) for decision {_decision_name(decision)}"
            f" must lie in 0..{_HEAVIEST:g}, got {table[at]} ({wrong} such)"
        )
    return out


def _decision_name(decision: int) -> str:
    return Decision(decision).name if decision in Decision else str(decision)
