"""A fast stand-in for the model: what each output would be at parameters nobody has run.

For every output a response surface of second order in the free parameters (all squares and products), fitted by ridge
regression to the runs of a bank, and the covariance of what it misses. What it misses is the chance of single runs and
the lack of fit together; both are uncertainty of a prediction, so they are used as one. Penalties are chosen for each
output by the error of left-out predictions (Allen 1974, PRESS).
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

PENALTIES = 10.0 ** np.arange(-4.0, 4.01, 0.5)
SCALES = (0.0, 0.1, 0.3, 1.0)  # of squares and products beside the parameters themselves


def features(u: np.ndarray) -> np.ndarray:
    """Terms of the surface at points u [n, d] in the unit cube: 1, x, x^2 - 1/3, products; x = 2u - 1.

    Squares less their mean over the cube, so that the first term is the mean of the prior.
    """
    x = 2.0 * np.atleast_2d(u) - 1.0
    first, second = np.triu_indices(x.shape[1], 1)
    return np.hstack([np.ones((len(x), 1)), x, x**2 - 1.0 / 3.0, x[:, first] * x[:, second]])


@dataclass(frozen=True)
class Emulator:
    """Fitted surfaces of K outputs: coefficients [terms, K] and covariance of the residuals [K, K].

    explained [K]: share of the variance over the bank that left-out predictions explain.
    """

    coefficients: np.ndarray
    residual: np.ndarray
    explained: np.ndarray

    def predict(self, u: np.ndarray) -> np.ndarray:
        """Means [n, K] at points u [n, d]."""
        return features(u) @ self.coefficients

    def take(self, outputs: np.ndarray) -> "Emulator":
        """The same for some outputs only."""
        return Emulator(self.coefficients[:, outputs], self.residual[np.ix_(outputs, outputs)], self.explained[outputs])


def fit_emulator(u: np.ndarray, y: np.ndarray) -> Emulator:
    """Surfaces for y [n, K] at u [n, d]; all finite, n over 2 d.

    Squares and products are scaled by one of SCALES (0: none at all) before the ridge: with some hundred runs the many
    products would else drown the parameters and bend the surface where there are no runs. Scale and penalty are chosen
    for each output by the error of left-out predictions, which is also the residual: lack of fit is not understated.
    """
    n, d = u.shape
    terms, mean = features(u)[:, 1:], y.mean(axis=0)
    shift = terms.mean(axis=0)
    first, second = (terms - shift)[:, :d], (terms - shift)[:, d:]
    grams = first @ first.T, second @ second.T
    missed = (y - mean) * (n / max(n - 1, 1))  # of the mean alone, each run left out in turn
    error, dual, scales = (missed**2).sum(axis=0), np.zeros_like(missed), np.zeros(y.shape[1])
    for scale in SCALES:
        sizes, left = linalg.eigh(grams[0] + scale**2 * grams[1])
        sizes, turned = np.maximum(sizes, 0.0), left.T @ (y - mean)
        for penalty in n * PENALTIES:
            kept = sizes / (sizes + penalty)
            leverage = np.minimum((left**2) @ kept + 1.0 / n, 1.0 - 1e-6)
            gaps = (y - mean - left @ (kept[:, None] * turned)) / (1.0 - leverage)[:, None]
            squares = (gaps**2).sum(axis=0)
            better = squares < error
            error[better], missed[:, better], scales[better] = squares[better], gaps[:, better], scale
            dual[:, better] = left @ (turned[:, better] / (sizes + penalty)[:, None])
    coefficients = np.vstack([first.T @ dual, scales**2 * (second.T @ dual)])
    explained = 1.0 - missed.var(axis=0) / np.maximum(y.var(axis=0), 1e-300)
    residual = np.cov(missed, rowvar=False).reshape(y.shape[1], -1)
    return Emulator(np.vstack([mean - shift @ coefficients, coefficients]), residual, explained)
