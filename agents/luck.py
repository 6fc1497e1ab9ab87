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

The compiled loops and their plain numpy twins stand in agents/luck_loops.py; here arguments are checked, the usual
types first, since a month asks some sixty times.
"""

import hashlib
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from agents import luck_loops
from agents.luck_loops import HEAVIEST, PER_WORD
from agents.names import CHANNELS, Decision, id_text, make_id, parse_id

__all__ = [
    "CHANNELS",
    "Decision",
    "as_normal",
    "as_uniform",
    "below",
    "happens",
    "id_text",
    "key_of",
    "make_id",
    "normal",
    "parse_id",
    "pick",
    "race",
    "race_scores",
    "strikes",
    "struck",
    "uniform",
    "words",
    "words_by_alternative",
    "words_by_decision",
]

UInt32s = NDArray[np.uint32]
Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]


def key_of(seed: int, replicate: int) -> UInt32s:
    """Philox key, uint32[2]: a hash of (seed, replicate), so that neighbouring seeds share nothing."""
    seed, replicate = operator.index(seed), operator.index(replicate)
    if seed < 0 or replicate < 0:
        raise ValueError(f"seed and replicate must be 0 or more, got seed {seed}, replicate {replicate}")
    digest = hashlib.sha256(f"legemod seed {seed} replicate {replicate}".encode()).digest()
    return np.frombuffer(digest[:8], dtype="<u4").astype(np.uint32)


# ------------------------------------------------------------------------------------------- checks

_UINT32 = np.dtype(np.uint32)
_INT64 = np.dtype(np.int64)
_WORDS = 4294967296.0  # how many there are


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


def _threshold(p: Any, decision: int) -> int:
    """A word below this number means that an event of probability ``p`` happens: 0 to 2^32."""
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"p for decision {_decision_name(decision)} must lie in [0, 1], got {p}")
    return math.ceil(float(p) * _WORDS)


def _decision_name(decision: int) -> str:
    return Decision(decision).name if decision in Decision else str(decision)


# ------------------------------------------------------------------------------------------- draws


def words(key: UInt32s, ids: Any, month: int, decision: int, alternative: Any = 0) -> UInt32s:
    """One word per id, uint32[n]: 32 fair bits that only these names decide.

    ``ids`` uint32[n]; ``alternative`` a permanent name (number) shared by all or uint32[n].
    ValueError for numbers outside 0..2^32-1 or lengths that differ.
    """
    k0, k1 = key.tolist()
    ids = _uint32s(ids, "ids")
    month, decision = _word(month, "month"), _word(decision, "decision")
    if type(alternative) is int or np.ndim(alternative) == 0:
        return luck_loops.words(k0, k1, ids, month, decision, _word(alternative, "alternative"))
    each = _uint32s(alternative, "alternative")
    if each.size != ids.size:
        raise ValueError(f"{ids.size} ids but {each.size} alternatives; expected one each, or one for all")
    return luck_loops.words_each(k0, k1, ids, month, decision, each)


def words_by_decision(key: UInt32s, ids: Any, month: int, decisions: Sequence[int]) -> UInt32s:
    """``words`` of the same ids for several decisions at once, uint32 (decisions, ids)."""
    k0, k1 = key.tolist()
    asked = np.array([_word(decision, "decision") for decision in decisions], np.int64)
    return luck_loops.words_by_decision(k0, k1, _uint32s(ids, "ids"), _word(month, "month"), asked)


def words_by_alternative(key: UInt32s, ids: Any, month: int, decision: int, alternatives: Any) -> UInt32s:
    """``words`` of the same ids for each of several alternatives, uint32 (ids, alternatives)."""
    k0, k1 = key.tolist()
    ids, alternatives = _uint32s(ids, "ids"), _uint32s(alternatives, "alternatives")
    month, decision = _word(month, "month"), _word(decision, "decision")
    return luck_loops.words_by_alternative(k0, k1, ids, month, decision, alternatives)


def as_uniform(drawn: UInt32s) -> Floats:
    """Words as uniform draws in (0, 1), float64: (word + 0.5) / 2^32, so neither 0 nor 1."""
    return (drawn.astype(np.float64) + 0.5) * PER_WORD


def as_normal(drawn: UInt32s) -> Floats:
    """Words as standard normal draws, float64, by the inverse distribution function."""
    return ndtri(as_uniform(drawn))


def uniform(key: UInt32s, ids: Any, month: int, decision: int, alternative: Any = 0) -> Floats:
    """Uniform draws in (0, 1), float64[n]. See ``words`` and ``as_uniform``."""
    return as_uniform(words(key, ids, month, decision, alternative))


def below(drawn: UInt32s, p: Any, decision: int) -> NDArray[np.bool_]:
    """Whether the event that these words decide happens: ``happens`` for words drawn before. Arguments as there."""
    if isinstance(p, float) or np.ndim(p) == 0:
        return drawn < _threshold(p, decision)
    chances = np.ascontiguousarray(p, dtype=np.float64)
    if chances.shape != drawn.shape:
        raise ValueError(f"{drawn.size} ids but p has shape {chances.shape}; expected one each or one for all")
    out, wrong = luck_loops.below(drawn, chances)
    if wrong:
        i = int(np.flatnonzero(~((chances >= 0.0) & (chances <= 1.0)))[0])
        name = _decision_name(decision)
        raise ValueError(f"p[{i}] for decision {name} must lie in [0, 1], got {chances[i]} ({wrong} such)")
    return out


def happens(key: UInt32s, ids: Any, month: int, decision: int, p: Any, alternative: Any = 0) -> NDArray[np.bool_]:
    """Whether the event happens to each id, bool[n]; ``p`` is a probability for all or float64[n].

    p = 0 never happens and p = 1 always does; a larger p keeps all who were struck at a smaller one.
    ValueError naming the index when a p is NaN or outside [0, 1].
    """
    return below(words(key, ids, month, decision, alternative), p, decision)


def struck(key: UInt32s, ids: UInt32s, rows: Int64s, month: int, decision: int, p: float) -> Int64s:
    """Those of ``rows`` whom an event strikes that is equally likely for all, int64: ``rows[happens(...)]`` in one.

    ``ids`` are those of the whole population, ``rows`` the rows concerned.
    """
    return _near(key, ids, rows, month, decision, p)[0]


def strikes(
    key: UInt32s, ids: UInt32s, rows: Int64s | None, month: int, decision: int, bound: Any,
    chances: Callable[[Int64s], Any], group: NDArray[np.uint8] | None = None,
) -> Int64s:  # fmt: skip
    """Those of ``rows`` whom an event strikes, int64: ``happens`` at a fraction of the cost.

    ``ids`` are those of the whole population, ``rows`` the rows concerned, None = everybody. ``chances(near)`` gives
    the probabilities of the few rows whose word lies below ``bound``; the outcome is that of ``happens`` on all of
    them. The caller knows that no probability exceeds ``bound``: ValueError when one of ``near`` does. With ``group``,
    a code 0..G-1 of everybody in the population (such as the stage), ``bound`` is float64[G], one for each code.
    """
    if group is None:
        highest = min(float(bound), 1.0)
        near, drawn = _near(key, ids, rows, month, decision, highest)
        limits = np.array([_threshold(highest, decision)])
    else:
        near, drawn, limits = _near_by(key, ids, rows, month, decision, bound, group)
    if near.size == 0:
        return near
    p = np.ascontiguousarray(chances(near), np.float64)
    if p.shape != near.shape:
        raise ValueError(f"{near.size} rows but chances of shape {p.shape}")
    hit, wrong = luck_loops.settle(near, drawn, limits, p)
    if wrong >= 0:
        name, limit = _decision_name(decision), limits[wrong % limits.size] / _WORDS
        raise ValueError(f"decision {name}: p reaches {p[wrong]:.6g}, which is none or above its bound {limit:.6g}")
    return hit


def _near(key, ids, rows, month, decision, p):  # type: ignore[no-untyped-def]
    """(rows whose word lies below p, their words)."""
    k0, k1 = key.tolist()
    month, decision, threshold = _word(month, "month"), _word(decision, "decision"), _threshold(p, decision)
    if rows is None:
        return luck_loops.near_everybody(k0, k1, _uint32s(ids, "ids"), month, decision, threshold)
    ids, rows = _population(ids, rows)
    return luck_loops.near(k0, k1, ids, rows, month, decision, threshold)


def _near_by(key, ids, rows, month, decision, bound, group):  # type: ignore[no-untyped-def]
    """(rows whose word lies below the p of their group, their words, their thresholds)."""
    k0, k1 = key.tolist()
    ids, rows = _population(ids, rows)
    month, decision = _word(month, "month"), _word(decision, "decision")
    if group.shape != ids.shape or group.dtype != np.uint8:
        raise ValueError(f"group must be uint8 ({ids.size},), a code for each id, got {group.dtype} {group.shape}")
    thresholds = np.array([_threshold(min(p, 1.0), decision) for p in bound.tolist()])
    return luck_loops.near_by(k0, k1, ids, rows, group, month, decision, thresholds)


def _population(ids: UInt32s, rows: Int64s) -> tuple[UInt32s, Int64s]:
    """Ids of everybody and rows among them, as the loops take them (these refuse rows that do not exist)."""
    if rows.dtype != _INT64 or rows.ndim != 1 or not rows.flags.c_contiguous:
        raise ValueError(f"rows must be a contiguous int64 vector, got {rows.dtype} of shape {rows.shape}")
    if rows.flags.writeable:  # a loop is compiled again for arrays that may be written
        rows = rows.view()
        rows.setflags(write=False)
    return _uint32s(ids, "ids"), rows


def normal(key: UInt32s, ids: Any, month: int, decision: int, alternative: Any = 0) -> Floats:
    """Standard normal draws, float64[n], by the inverse distribution function. See ``words``."""
    return as_normal(words(key, ids, month, decision, alternative))


def pick(key: UInt32s, ids: Any, month: int, decision: int, weights: Any) -> NDArray[np.int64]:
    """One of k things for each id by inversion of the cumulated weights, int64[n].

    For traits whose weights no policy changes (where somebody grew up): one draw an id, whatever k. Choices that
    policy can change run a ``race``. ``weights`` float64 (k,), shared by all; ValueError if none is above 0.
    """
    out, good = luck_loops.invert(words(key, ids, month, decision), np.ascontiguousarray(weights, np.float64))
    if not good:
        raise ValueError(f"weights for decision {_decision_name(decision)} must be 0 or more and sum to more than 0")
    return out


def race(key: UInt32s, ids: Any, month: int, decision: int, weights: Any, alternatives: Any) -> NDArray[np.int64]:
    """Each id chooses one alternative with probability weight / sum of weights: int64[n], -1 if all are 0.

    ``weights`` float64 (n, k), or (k,) shared by all; ``alternatives`` uint32[k], permanent names such as
    municipality numbers: the draw follows the name, never the position. Adding an alternative or changing a
    weight only moves the ids which that alternative wins or loses. ValueError for a weight that is negative,
    NaN or above 1e200, naming where.
    """
    return _run_race(luck_loops.race, key, ids, month, decision, weights, alternatives)


def race_scores(key: UInt32s, ids: Any, month: int, decision: int, weights: Any, alternatives: Any) -> Floats:
    """Finishing times of the same race, float64 (n, k): e / weight, inf where the weight is 0.

    Ascending order is a preference list; its head is what ``race`` chooses. Arguments and errors as there.
    """
    return _run_race(luck_loops.scores, key, ids, month, decision, weights, alternatives)


def _run_race(kernel, key, ids, month, decision, weights, alternatives):  # type: ignore[no-untyped-def]
    k0, k1 = key.tolist()
    ids, alternatives = _uint32s(ids, "ids"), _uint32s(alternatives, "alternatives")
    month, decision = _word(month, "month"), _word(decision, "decision")
    table = np.ascontiguousarray(weights, dtype=np.float64)
    shared = table.ndim == 1
    if table.shape != ((alternatives.size,) if shared else (ids.size, alternatives.size)):
        raise ValueError(
            f"weights have shape {table.shape}; expected ({ids.size}, {alternatives.size}) or,"
            f" shared by all, ({alternatives.size},)"
        )
    out, wrong = kernel(k0, k1, ids, month, decision, table[None, :] if shared else table, alternatives)
    if wrong:
        at = tuple(int(x) for x in np.argwhere(~((table >= 0.0) & (table <= HEAVIEST)))[0])
        where = ", ".join(str(x) for x in at)
        raise ValueError(
            f"weights[{where}] (alternative {alternatives[at[-1]]}) for decision {_decision_name(decision)}"
            f" must lie in 0..{HEAVIEST:g}, got {table[at]} ({wrong} such)"
        )
    return out
