"""How good a forecast was: absolute percentage error, coverage, and the continuous ranked probability score."""

import numpy as np
from scipy.special import ndtr


def absolute_percentage_error(forecast: float, observed: float) -> float:
    """100 |forecast - observed| / |observed|; NaN where nothing was observed to divide by."""
    return 100.0 * abs(forecast - observed) / abs(observed) if observed else float("nan")


def crps_of_draws(draws: np.ndarray, observed: float) -> float:
    """CRPS of an ensemble [n] in the unit of the statistic: E|X - y| - E|X - X'| / 2 (Gneiting, Raftery 2007).

    The second mean is over pairs of different draws (the fair score of Ferro 2014), so that few draws are not favoured.
    """
    x = np.sort(np.asarray(draws, float))
    n = len(x)
    if n == 0:
        return float("nan")
    error = np.abs(x - observed).mean()
    if n == 1:
        return float(error)
    pairs = 2.0 * (x * (2 * np.arange(1, n + 1) - n - 1)).sum() / (n * (n - 1))  # mean |X - X'| of different draws
    return float(error - 0.5 * pairs)


def crps_of_normal(mean: float, sd: float, observed: float) -> float:
    """CRPS of a normal forecast (Gneiting and Raftery 2007, eq. 21); |mean - observed| where sd is 0."""
    if sd <= 0:
        return abs(mean - observed)
    z = (observed - mean) / sd
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    return float(sd * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi)))


def interval(draws: np.ndarray, level: float) -> tuple[float, float]:
    """Central interval of the draws."""
    low, high = np.quantile(np.asarray(draws, float), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def covers(draws: np.ndarray, observed: float, level: float) -> bool:
    """Does the central interval of the draws hold what was observed?"""
    low, high = interval(draws, level)
    return low <= observed <= high
