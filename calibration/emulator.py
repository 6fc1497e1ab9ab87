"""A fast stand-in for the model: what each output would be at parameters nobody has run.

For every output a response surface of second order in the free parameters (all squares and products), fitted by ridge
regression to the runs of a bank, and the covariance of what it misses. What it misses is the chance of single runs and
the lack of fit together; both are uncertainty of a prediction, so they are used as one. Penalties are chosen for each
output by generalised cross-validation (Golub, Heath and Wahba 1979).
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

PENALTIES = 10.0 ** np.arange(-4.0, 4.01, 0.5)


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

    The residuals are those of leave-one-out predictions, so lack of fit is not understated.
    """
    n = len(u)
    terms = features(u)[:, 1:]
    shift = terms.mean(axis=0)
    left, sizes, right = linalg.svd(terms - shift, full_matrices=False)
    mean = y.mean(axis=0)
    turned = left.T @ (y - mean)
    coefficients = np.empty((terms.shape[1], y.shape[1]))
    missed = np.empty_like(y)
    fits = [_shrunk(left, sizes, turned, y - mean, n * penalty) for penalty in PENALTIES]
    best = np.argmin([fit[0] for fit in fits], axis=0)  # penalty of least cross-validated error, by output
    for k, choice in enumerate(best):
        _, shrink, kept, leverage = fits[choice]
        coefficients[:, k] = right.T @ (shrink * turned[:, k])
        missed[:, k] = (y[:, k] - mean[k] - left @ (kept * turned[:, k])) / (1.0 - leverage)
    constant = mean - shift @ coefficients
    explained = 1.0 - missed.var(axis=0) / np.maximum(y.var(axis=0), 1e-300)
    return Emulator(
        np.vstack([constant, coefficients]), np.cov(missed, rowvar=False).reshape(y.shape[1], -1), explained
    )


def _shrunk(left, sizes, turned, y, penalty):  # type: ignore[no-untyped-def]
    """(cross-validated squared error by output, factors of the coefficients, of the fit, leverage of each row)."""
    kept = sizes**2 / (sizes**2 + penalty)
    leverage = np.minimum((left**2) @ kept + 1.0 / len(left), 1.0 - 1e-6)
    missed = y - left @ (kept[:, None] * turned)
    error = (missed**2).sum(axis=0) / (1.0 - leverage.mean()) ** 2
    return error, sizes / (sizes**2 + penalty), kept, leverage
