"""Screening: which of all parameters an answer hangs on, from few runs.

A two-level design of resolution IV (Box and Hunter 1961, from a Hadamard matrix and its mirror image), each parameter
one standard deviation of its prior above or below the middle. Every run tells of every parameter, so the chance in an
effect falls with all runs; interactions of two do not bias it. Effects that turn round in the middle of a range are not
seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from calibration.design import WORLDS
from calibration.priors import Priors
from calibration.targets import CalibrationError

ONE_SD = 1.0 / np.sqrt(12.0)  # of a uniform prior, in shares of its range
CHANCE_OF_FALSE_ALARM = 0.05  # over a whole screening, all outcomes together


@dataclass(frozen=True)
class Screening:
    """Effects [factors, K] of going from one sd under to one sd over the middle, and their standard errors.

    shares: part of the variance of each outcome over the runs. limit: the |t| that no factor without effect reaches
    in 19 of 20 screenings, all factors and outcomes together.
    """

    effects: np.ndarray
    errors: np.ndarray
    shares: np.ndarray
    limit: float

    @property
    def t(self) -> np.ndarray:
        """Largest |effect / standard error| of each factor over the outcomes."""
        return np.abs(self.effects / np.maximum(self.errors, 1e-300)).max(axis=1)


def screening_signs(factors: int) -> np.ndarray:
    """Signs int8 [runs, factors] of a design of resolution IV; runs = twice the next power of two.

    Columns of a Sylvester matrix whose number has its top bit set: products of two of them are columns without it.
    """
    if factors < 1:
        raise CalibrationError(f"a screening of {factors} factors; expected 1 or more")
    half = max(1 << (factors - 1).bit_length(), 2 * WORLDS)  # worlds are blocks, crossed with every column
    rows, columns = np.arange(2 * half)[:, None], half + np.arange(factors)
    return (1 - 2 * (np.bitwise_count(rows & columns) & 1).astype(np.int8)).astype(np.int8)


def groups_of(names: Sequence[str], most: int) -> tuple[tuple[str, ...], ...]:
    """Names in the order of the alphabet, in at most ``most`` groups as even as can be; alone if there is room."""
    ordered = sorted(names)
    parts = np.array_split(np.arange(len(ordered)), min(most, len(ordered)))
    return tuple(tuple(ordered[i] for i in part) for part in parts)


def screening_points(signs: np.ndarray, groups: Sequence[Sequence[str]], priors: Priors) -> np.ndarray:
    """Shares u [runs, parameters] of the prior range; all parameters of a group go together. Dummies come last."""
    u = np.full((len(signs), priors.size), 0.5)
    for k, group in enumerate(groups):
        for name in group:
            u[:, priors.index(name)] += ONE_SD * signs[:, k]
    return u


def screen(signs: np.ndarray, y: np.ndarray, worlds: np.ndarray) -> Screening:
    """Least squares of outcomes y [n, K] on signs [n, factors] and the world of each run [n].

    The error is what no single factor explains: chance, and interactions of two.
    """
    blocks = (worlds[:, None] == np.unique(worlds)).astype(float)
    x = np.hstack([signs.astype(float), blocks])
    freedom = len(x) - int(np.linalg.matrix_rank(x))
    if freedom < 1:
        raise CalibrationError(f"a screening of {signs.shape[1]} factors by {len(x)} good runs; expected more runs")
    inverse = np.linalg.pinv(x.T @ x)
    slopes = inverse @ (x.T @ y)
    left = ((y - x @ slopes) ** 2).sum(axis=0) / freedom
    size = signs.shape[1]
    spread = np.maximum(y.var(axis=0), 1e-300)
    chance = CHANCE_OF_FALSE_ALARM / (2 * size * y.shape[1])
    return Screening(
        2.0 * slopes[:size], 2.0 * np.sqrt(np.diag(inverse)[:size, None] * left), slopes[:size] ** 2 / spread,
        float(stats.t.isf(chance, freedom)),
    )  # fmt: skip
