"""Shares of the variance of an answer, and what knowing one parameter would be worth.

Shares: real runs at draws of the parameters, a response surface of second order, and first-order and total indices of
the surface (Saltelli and others 2010; estimators of SALib). What the surface misses (the chance of single runs, and
lack of fit) is a share of its own.

Value of information: how much better one could choose if one parameter were known, by regression of the surface's
benefits on it (Strong, Oakley and Brennan 2014).

Intervals refit the surface to random halves of the runs. A half drawn without replacement has the sampling error of
the whole (Shao and Wu 1989), and no run stands in it twice, which would spoil left-out predictions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from agents import luck
from agents.names import Decision
from calibration.design import sobol
from calibration.emulator import Emulator, features, fit_emulator
from calibration.sensitivity import Inputs
from calibration.targets import CalibrationError

HALVES_STREAM = 7000  # streams of luck that halves of the runs are drawn from
ROUNDING = 1e-12  # a gain below this is rounding of sums
TERMS = 4  # powers of a parameter that benefits are regressed on


# ---- shares of the variance --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shares:
    """First-order and total indices [d, K] as shares of the whole variance, and the share of chance [K].

    low, high of each: a 90 percent interval. first and chance add up to less than one: the rest are interactions.
    """

    first: np.ndarray
    first_low: np.ndarray
    first_high: np.ndarray
    total: np.ndarray
    total_low: np.ndarray
    total_high: np.ndarray
    chance: np.ndarray
    chance_low: np.ndarray
    chance_high: np.ndarray


def halves(count: int, number: int, seed: int) -> list[np.ndarray]:
    """``number`` random halves of ``count`` rows, each without replacement and ascending."""
    rows = np.arange(count, dtype=np.uint32)
    drawn = [luck.uniform(luck.key_of(seed, HALVES_STREAM + b), rows, 0, Decision.CALIBRATION_NOISE)
             for b in range(number)]  # fmt: skip
    return [np.sort(np.argsort(one, kind="stable")[: count // 2]) for one in drawn]


def refits(u: np.ndarray, y: np.ndarray, number: int, seed: int) -> list[Emulator]:
    """The surface of all runs first, then those of random halves."""
    if len(u) < 4:
        raise CalibrationError(f"{len(u)} good points; expected 4 or more for a response surface")
    return [fit_emulator(u, y), *(fit_emulator(u[half], y[half]) for half in halves(len(u), number, seed))]


def indices(
    surfaces: Callable[[np.ndarray], np.ndarray], a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(first-order [d, K], total [d, K], variance [K]) of K functions; a, b [n, d] are independent draws of inputs."""
    from SALib.analyze.sobol import first_order, total_order

    at_a, at_b = surfaces(a), surfaces(b)
    centre = np.concatenate([at_a, at_b]).mean(axis=0)
    at_a, at_b = at_a - centre, at_b - centre
    first, total = [], []
    for j in range(a.shape[1]):
        mixed = a.copy()
        mixed[:, j] = b[:, j]
        at_mixed = surfaces(mixed) - centre
        first.append(first_order(at_a, at_mixed, at_b))
        total.append(total_order(at_a, at_mixed, at_b))
    return np.array(first), np.array(total), np.concatenate([at_a, at_b]).var(axis=0)


def shares(emulators: Sequence[Emulator], inputs: Inputs, size: int, seed: int) -> Shares:
    """Shares of the variance by the first emulator, intervals by the others. size: rows of the design, a power of 2."""
    v = sobol(size, 2 * inputs.size, seed, 3)
    a, b = inputs.marginal(v[:, : inputs.size]), inputs.marginal(v[:, inputs.size :])
    coefficients = np.hstack([emulator.coefficients for emulator in emulators])
    first, total, variance = indices(lambda u: features(u) @ coefficients, a, b)
    missed = np.concatenate([np.diag(emulator.residual) for emulator in emulators])
    chance = missed / np.maximum(variance + missed, 1e-300)
    fits = len(emulators)
    return Shares(
        *_interval((first * (1.0 - chance)).reshape(len(first), fits, -1).swapaxes(0, 1)),
        *_interval((total * (1.0 - chance)).reshape(len(total), fits, -1).swapaxes(0, 1)),
        *_interval(chance.reshape(fits, -1)),
    )


def _interval(fits: np.ndarray, highest: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(value, low, high) of numbers [fits, ...]: the first, and the spread of the others about it; 0 to highest."""
    value = fits[0]
    if len(fits) < 3:
        return value.clip(0.0, highest), value.clip(0.0, highest), value.clip(0.0, highest)
    low, high = np.quantile(fits[1:] - fits[1:].mean(axis=0), [0.05, 0.95], axis=0)
    return value.clip(0.0, highest), (value + low).clip(0.0, highest), (value + high).clip(0.0, highest)


# ---- value of information ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Worth:
    """What knowing would add to the benefit of the choice, in the benefit's unit: of everything, of each input [d].

    chosen: the best choice now; changes [d]: share of cases in which knowing the input changes it.
    """

    chosen: int
    everything: float
    each: np.ndarray
    low: np.ndarray
    high: np.ndarray
    changes: np.ndarray


def partial_information(x: np.ndarray, benefit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(expected gain, share of cases with another choice) [...] of knowing x [m] before one of A choices is made.

    benefit [m, ..., A]; its expectation given x is a polynomial fitted by least squares.
    """
    spread = x.std()
    powers = np.vander((x - x.mean()) / (spread if spread > 0 else 1.0), TERMS + 1)
    base = linalg.qr(powers, mode="economic")[0] if spread > 0 else np.full((len(x), 1), len(x) ** -0.5)
    flat = benefit.reshape(len(x), -1)
    expected = (base @ (base.T @ flat)).reshape(benefit.shape)
    mean = benefit.mean(axis=0)
    gain = expected.max(axis=-1).mean(axis=0) - mean.max(axis=-1)
    return np.where(gain > ROUNDING, gain, 0.0), (expected.argmax(axis=-1) != mean.argmax(axis=-1)).mean(axis=0)


def perfect_information(benefit: np.ndarray) -> float:
    """Expected gain of knowing everything before the choice; benefit [m, A]."""
    return max(float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max()), 0.0)


def worth(emulators: Sequence[Emulator], columns: Sequence[int], u: np.ndarray, sign: float) -> Worth:
    """Value of knowing each input. columns: outputs of the emulators, one a choice; u [m, d]: joint draws.

    sign: +1 if more of the output is better, -1 if less.
    """
    stacked = np.hstack([emulator.coefficients[:, list(columns)] for emulator in emulators])
    benefit = (sign * features(u) @ stacked).reshape(len(u), len(emulators), len(columns))
    found = [partial_information(u[:, j], benefit) for j in range(u.shape[1])]
    each, low, high = _interval(np.array([gain for gain, _ in found]).T, np.inf)
    mine = benefit[:, 0]
    changes = np.array([share[0] for _, share in found])
    return Worth(int(mine.mean(axis=0).argmax()), perfect_information(mine), each, low, high, changes)
