"""Known truth: the same bank read as if some of its own runs were Norway.

Rows are held out in turn, so that no run is both truth and teacher: the emulator is fitted to the others, the held-out
row gets observation errors, and its posterior is compared with the parameters that made it. Right intervals hold the
truth as often as they say; the rank of the truth among its posterior draws is uniform.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.emulator import fit_emulator
from calibration.priors import to_cube, to_normal
from calibration.sampler import Problem, sample
from calibration.semi_automatic import noisy, posterior
from model.archive import replacing
from scenarios.pool import parallel

LEVELS = (0.5, 0.9)
FOLDS = 10


@dataclass(frozen=True)
class Coverage:
    """Ranks (share of posterior draws below the truth) of parameters [truths, d] and of forecasts [truths, F].

    shrink [d]: mean posterior sd over prior sd of u; near 1 where the data say nothing.
    """

    ranks: np.ndarray
    forecast_ranks: np.ndarray
    shrink: np.ndarray

    def covered(self, ranks: np.ndarray, level: float) -> np.ndarray:
        """Share of truths inside the central interval of this level, by column."""
        return (np.abs(ranks - 0.5) <= level / 2).mean(axis=0)


def save_coverage(path: Path, check: Coverage) -> None:
    """Keep a finished check, whole or not at all."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, ranks=check.ranks, forecast_ranks=check.forecast_ranks, shrink=check.shrink)


def load_coverage(path: Path) -> Coverage:
    """A check that was kept."""
    with np.load(path) as found:
        return Coverage(found["ranks"], found["forecast_ranks"], found["shrink"])


def held_out(
    u: np.ndarray, y: np.ndarray, forecasts: np.ndarray, errors: np.ndarray, truths: int, seed: int,
    own: int | None = None, given: tuple[Problem, ...] = (), workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Coverage:  # fmt: skip
    """Coverage of the emulator's posterior. u [n, d], y [n, K] and forecasts [n, F] on the scale of the fit.

    Truths are among the last ``own`` rows, whose parameters were drawn from the prior, or from the prior with the
    likelihood of the inferences ``given``; that is then their prior here.
    """
    n = len(u)
    first = n - (own or n)
    seen = noisy(y, errors, seed, 7)
    chosen = np.linspace(first, n - 1, min(truths, n - first)).astype(int)
    calls = [(u, y, forecasts, seen, errors, chosen[fold::FOLDS], seed, given) for fold in range(FOLDS)]
    found = []
    for part in parallel(_fold, calls, workers):
        found += part
        progress(len(found), len(chosen))
    found.sort(key=lambda one: one[0])
    ranks, forecast_ranks, spread = (np.array([one[k] for one in found]) for k in (1, 2, 3))
    return Coverage(ranks, forecast_ranks, spread.mean(axis=0))


def _fold(u, y, forecasts, seen, errors, mine, seed, given):  # type: ignore[no-untyped-def]
    """(row, ranks of parameters, of forecasts, posterior sd over that of the cube) of each held-out row of a fold."""
    d, outputs = u.shape[1], y.shape[1]
    teach = np.ones(len(u), bool)
    teach[mine] = False
    both = fit_emulator(u[teach], np.hstack([y, forecasts])[teach])
    fitted, later = both.take(np.arange(outputs)), both.take(np.arange(outputs, outputs + forecasts.shape[1]))
    out = []
    for row in mine.tolist():
        problem = Problem(fitted, seen[row], errors, (), given)
        states = sample(problem, d, seed, 1000 + row, chains=20, keep=80, burn_in=40)
        points = to_cube(states.reshape(-1, d))
        guess = later.predict(points) + _chance(later.residual, len(points), seed, row)
        spread = points.std(axis=0) / np.sqrt(1 / 12)
        out.append((row, (points < u[row]).mean(axis=0), (guess < forecasts[row]).mean(axis=0), spread))
    return out


def _chance(residual: np.ndarray, rows: int, seed: int, stream: int) -> np.ndarray:
    """Chance and lack of fit of a forecast, drawn from the emulator's residual covariance."""
    from scipy import linalg

    from calibration.design import noise

    root = linalg.cholesky(residual + 1e-12 * np.eye(len(residual)), lower=True)
    return noise((rows, len(residual)), seed, 5000 + stream) @ root.T


def held_out_semi_automatic(u: np.ndarray, y: np.ndarray, errors: np.ndarray, truths: int, seed: int) -> Coverage:
    """Coverage of the semi-automatic reading of the same runs, for comparison; parameters only."""
    seen, z = noisy(y, errors, seed, 7), to_normal(u)
    ranks, spread = [], []
    for row in np.linspace(0, len(u) - 1, min(truths, len(u))).astype(int):
        others = np.arange(len(u)) != row
        draws, weights = posterior(z[others], seen[others], seen[row])
        points = to_cube(draws)
        ranks.append(((draws < z[row]) * weights[:, None]).sum(axis=0))
        spread.append(np.sqrt(weights @ (points - weights @ points) ** 2) / np.sqrt(1 / 12))
    return Coverage(np.array(ranks), np.empty((len(ranks), 0)), np.mean(spread, axis=0))
