"""A second reading of the same bank: semi-automatic approximate Bayesian computation (Fearnhead and Prangle 2012).

Each parameter's posterior mean is regressed on the noisy outputs of the bank's runs; these predictions are the
summaries. Runs whose summaries lie nearest to the observed ones are kept and moved by local linear regression
(Beaumont, Zhang and Balding 2002). It needs no emulator of the likelihood and no covariance of the chance; it needs
many more runs. It stands beside the emulator's posterior as a check (``docs/validation.md`` compares their coverage).
"""

import numpy as np
from scipy import linalg

from calibration.design import noise

FEWEST = 200  # accepted runs below which the adjustment's intervals are too narrow
RIDGE = 1e-2


def noisy(values: np.ndarray, errors: np.ndarray, seed: int, stream: int) -> np.ndarray:
    """What would be observed in the worlds of these runs: values [n, K] with errors of the given covariance."""
    root = linalg.cholesky(errors, lower=True)
    return values + noise(values.shape, seed, stream) @ root.T


def posterior(
    z: np.ndarray, seen: np.ndarray, observed: np.ndarray, share: float = 0.05
) -> tuple[np.ndarray, np.ndarray]:
    """(draws z [m, d], weights [m] summing to 1) given noisy outputs ``seen`` [n, K] of runs at z [n, d]."""
    centre, scale = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-12)
    x, at = (seen - centre) / scale, (observed - centre) / scale
    gram = x.T @ x + RIDGE * len(x) * np.eye(x.shape[1])
    slope = np.linalg.solve(gram, x.T @ (z - z.mean(axis=0)))
    summaries, wanted = x @ slope, at @ slope
    spread = np.maximum(summaries.std(axis=0), 1e-12)
    distance = np.sqrt((((summaries - wanted) / spread) ** 2).sum(axis=1))
    number = min(max(int(share * len(z)), FEWEST), len(z))
    near = np.argsort(distance, kind="stable")[:number]
    weights = 1.0 - (distance[near] / distance[near[-1]]) ** 2
    weights[-1] = 1e-9
    inside = np.hstack([np.ones((number, 1)), (summaries[near] - wanted) / spread])
    weighted = inside * weights[:, None]
    beta = np.linalg.solve(weighted.T @ inside + 1e-8 * np.eye(inside.shape[1]), weighted.T @ z[near])
    return z[near] - inside[:, 1:] @ beta[1:], weights / weights.sum()
