"""Posterior draws by emulator: generalised elliptical slice sampling (Nishihara, Murray and Adams 2014).

The prior is standard normal in z (uniform in the cube u = Phi(z)); the likelihood compares the observed values with the
emulator's, with observation error, discrepancy, and what the emulator misses (chance and lack of fit) in one
covariance. Each posterior gets a normal approximation by Gauss-Newton steps; slices are taken on ellipses of that
approximation, widened, so chains mix fast and no step size is tuned.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from agents import luck
from agents.names import Decision
from calibration.emulator import Emulator
from calibration.priors import to_cube

WIDER = 1.3  # standard deviations of the reference normal over those of the approximation
CHAINS, STEPS, BURN_IN = 40, 300, 100
ADAPTING = 1 << 20  # streams of the steps that find a reference lie so far from those that use it


@dataclass(frozen=True)
class Problem:
    """What is to be inferred: emulator of the fitted outputs, observed values [K] and error covariance on its scale.

    pinned: coordinates kept at a share u of their range. given: inferences whose likelihood is part of the prior of
    this one (the design of a later wave is drawn from such a one).
    """

    emulator: Emulator
    observed: np.ndarray
    errors: np.ndarray
    pinned: tuple[tuple[int, float], ...] = ()
    given: tuple["Problem", ...] = ()

    @property
    def whitener(self) -> np.ndarray:
        """Lower triangular inverse root of the whole covariance [K, K]: whitened misfits are standard normal."""
        whole = self.errors + self.emulator.residual
        return linalg.solve_triangular(linalg.cholesky(whole, lower=True), np.eye(len(whole)), lower=True)


Misfit = Callable[[np.ndarray], np.ndarray]


def whitened(problem: Problem) -> Misfit:
    """The function z [n, d] -> whitened misfits [n, K] of the problem and of those given with it."""
    parts = [(one, one.whitener) for one in (problem, *problem.given)]
    return lambda z: np.hstack([_misfits(one, whitener, z) for one, whitener in parts])


def _misfits(problem: Problem, whitener: np.ndarray, z: np.ndarray) -> np.ndarray:
    u = to_cube(z)
    for place, share in problem.pinned:
        u[:, place] = share
    return (problem.emulator.predict(u) - problem.observed) @ whitener.T


def normal_approximation(misfit: Misfit, dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """(mode [d], covariance [d, d]) of the posterior in z by damped Gauss-Newton steps from the prior mean."""
    z, eye, step = np.zeros(dimensions), np.eye(dimensions), 1e-3
    for _ in range(25):
        around = np.vstack([z, z + step * eye, z - step * eye])
        found = misfit(around)
        slope = (found[1 : dimensions + 1] - found[dimensions + 1 :]).T / (2 * step)  # [K, d]
        precision = slope.T @ slope + eye
        towards = np.linalg.solve(precision, slope.T @ (slope @ z - found[0]))
        tries = z + np.array([1.0, 0.5, 0.25, 0.1, 0.0])[:, None] * (towards - z)
        best = tries[int(np.argmax(-(misfit(tries) ** 2).sum(axis=1) - (tries**2).sum(axis=1)))]
        if np.abs(best - z).max() < 1e-4:
            break
        z = best
    return z, np.linalg.inv(precision)


def sample(
    problem: Problem, dimensions: int, seed: int, stream: int, chains: int = CHAINS, keep: int = STEPS,
    burn_in: int = BURN_IN, adapt: int = 0,
) -> np.ndarray:  # fmt: skip
    """States z [keep, chains, d] after burn-in of parallel chains; pinned coordinates hold draws of no meaning.

    adapt: first so many steps with the reference of ``normal_approximation``; the states of their second half give the
    reference of the rest, which lies better where the posterior is not normal.
    """
    misfit = whitened(problem)
    mode, covariance = normal_approximation(misfit, dimensions)
    start = None
    if adapt:
        first = _chains(misfit, mode, covariance, None, seed, stream + ADAPTING, chains, adapt)[adapt // 2 :]
        pooled = first.reshape(-1, dimensions)
        mode, covariance, start = pooled.mean(axis=0), np.cov(pooled, rowvar=False), first[-1]
    return _chains(misfit, mode, covariance, start, seed, stream, chains, burn_in + keep)[burn_in:]


def _chains(misfit, mode, covariance, start, seed, stream, chains, steps):  # type: ignore[no-untyped-def]
    """States z [steps, chains, d] of slices on ellipses of a widened normal; start z [chains, d], None = from it."""
    dimensions = len(mode)
    root = WIDER * linalg.cholesky(covariance, lower=True)
    key, ids = luck.key_of(seed, stream), np.arange(chains, dtype=np.uint32)
    cells = np.arange(chains * dimensions, dtype=np.uint32)

    def normals(step: int) -> np.ndarray:
        return luck.normal(key, cells, step, Decision.SAMPLER_NORMAL).reshape(chains, dimensions)

    def height(x: np.ndarray) -> np.ndarray:
        """Log of target over reference at x, coordinates in which the reference is standard normal."""
        z = mode + x @ root.T
        return 0.5 * ((x**2).sum(axis=1) - (misfit(z) ** 2).sum(axis=1) - (z**2).sum(axis=1))

    x = normals(0) if start is None else linalg.solve_triangular(root, (start - mode).T, lower=True).T
    now = height(x)
    states = np.empty((steps, chains, dimensions))
    for step in range(1, steps + 1):
        x, now = _slice(x, now, normals(step), height, key, ids, step)
        states[step - 1] = mode + x @ root.T
    return states


def _slice(x, now, other, height, key, ids, step):  # type: ignore[no-untyped-def]
    """One elliptical slice step of every chain: shrink the bracket until the level is met."""
    level = now + np.log(luck.uniform(key, ids, step, Decision.SAMPLER_LEVEL))
    angle = 2 * np.pi * luck.uniform(key, ids, step, Decision.SAMPLER_ANGLE)
    low, high = angle - 2 * np.pi, angle.copy()
    out, reached, open_ = x.copy(), now.copy(), np.arange(len(x))
    for shrink in range(1, 200):
        turn = angle[open_, None]
        trial = x[open_] * np.cos(turn) + other[open_] * np.sin(turn)
        found = height(trial)
        good = found > level[open_]
        out[open_[good]], reached[open_[good]] = trial[good], found[good]
        open_ = open_[~good]
        if len(open_) == 0:
            return out, reached
        negative = angle[open_] < 0
        low[open_] = np.where(negative, angle[open_], low[open_])
        high[open_] = np.where(negative, high[open_], angle[open_])
        fresh = luck.uniform(key, ids[open_], step, Decision.SAMPLER_ANGLE, shrink)
        angle[open_] = low[open_] + (high[open_] - low[open_]) * fresh
    return out, reached  # a bracket of almost no width: the chain stays where it was


def mixing(states: np.ndarray) -> np.ndarray:
    """Split R-hat of each coordinate [d] (Gelman and others, Bayesian Data Analysis): near 1 when chains agree."""
    half = len(states) // 2
    parts = np.concatenate([states[:half], states[half : 2 * half]], axis=1)  # [half, 2 chains, d]
    within = parts.var(axis=0, ddof=1).mean(axis=0)
    between = parts.mean(axis=0).var(axis=0, ddof=1)
    return np.sqrt((half - 1) / half + between / np.maximum(within, 1e-300))
