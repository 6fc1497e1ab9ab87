"""How long list contracts last, or waits: the share not over by time since they began, with delayed entry.

A run sees contracts from its first month on. One begun before enters with the duration it had then, and one that
outlasts the window is censored, so that old and young contracts count only for the durations at which they were seen.
"""

import numpy as np


def survival(begun: np.ndarray, end: np.ndarray, first: int, last: int) -> np.ndarray:
    """Share of contracts that last longer than d months, float64 [longest duration seen + 2], d = 0, 1, ...

    begun, end: first month of each contract and the month it ended, or one after ``last``, int64 [n]; first, last: the
    window, month numbers. NaN from the duration on at which nobody is at risk any more. Empty if no contract is seen.
    """
    return incidence(begun, end, first, last, np.zeros(len(begun), bool))[0]


def incidence(
    begun: np.ndarray, end: np.ndarray, first: int, last: int, caused: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(share not over after d months, share over by then for one cause): Kaplan-Meier and Aalen-Johansen (1978).

    caused: whether what ended each spell, or will, is that cause, bool [n]. Other arguments and lengths: ``survival``.
    """
    seen = (end >= first) & (begun <= last)
    if not seen.any():
        return np.empty(0), np.empty(0)
    entry = np.maximum(first - begun[seen], 0)
    over = end[seen] <= last
    duration = np.where(over, end[seen], last + 1) - begun[seen]
    size = int(duration.max()) + 2
    ends = np.bincount(duration[over], minlength=size)
    for_cause = np.bincount(duration[over & caused[seen]], minlength=size)
    stays = np.bincount(duration, minlength=size)
    # at risk at duration d: entered before it (or begun in the window) and not over before it
    at_risk = np.cumsum(np.bincount(entry, minlength=size)) - np.cumsum(stays) + stays
    share = np.cumprod(1.0 - ends / np.maximum(at_risk, 1))
    reached = np.cumsum(np.append(1.0, share[:-1]) * for_cause / np.maximum(at_risk, 1))
    gone = np.flatnonzero(at_risk > 0)[-1] + 1
    share[gone:] = reached[gone:] = np.nan
    return share, reached


def median_years(share: np.ndarray) -> float:
    """Duration in years at which half have ended, from a curve by month; NaN if it is not reached."""
    below = np.flatnonzero(share <= 0.5)
    return float(below[0]) / 12.0 if len(below) else np.nan
