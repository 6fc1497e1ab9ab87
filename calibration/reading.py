"""From a bank to a posterior: which runs teach, what the emulator says, the draws and how far each parameter moved."""

from dataclasses import dataclass

import numpy as np

from calibration.bank import Wave
from calibration.emulator import Emulator, fit_emulator
from calibration.history import Matching, matching
from calibration.priors import Priors, to_cube
from calibration.sampler import Problem, mixing, sample
from calibration.targets import Target, error_covariance, scaled_values, to_scale, until

DRAWS = 500
WIDER_ERRORS = 2.0
# Chains, steps kept, steps before them and steps to find a reference, of a posterior. A third of the steps left a split
# R-hat of 1.10 for `cap_drift_other`, whose mean then lay 0.3 standard deviations elsewhere; now 1.03 at most.
FINAL = (50, 3000, 400, 400)
NEXT = (40, 300, 100)  # and of the points of a wave


@dataclass(frozen=True)
class Reading:
    """A posterior read from a bank: what was fitted, with which emulator, and u [draws, d] of equal weight.

    rhat [d]: split R-hat of the chains; pinned: coordinates kept at none.
    """

    until: int
    targets: tuple[Target, ...]
    emulator: Emulator
    u: np.ndarray
    rhat: np.ndarray
    pinned: tuple[tuple[int, float], ...]


def finished(waves: tuple[Wave, ...], targets: tuple[Target, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(u [n, d], values of the targets on the scale of the fit [n, K]) of all runs that have them all."""
    size = len(targets)
    u = np.concatenate([wave.u for wave in waves])
    values = to_scale(targets, np.concatenate([wave.values[:, :size] for wave in waves]))
    whole = np.isfinite(values).all(axis=1)
    return u[whole], values[whole]


def teachers(
    waves: tuple[Wave, ...], targets: tuple[Target, ...], fitted: tuple[Target, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Runs an emulator of the last wave learns from: u [n, d], values of all targets [n, K].

    All of the later waves, and those of the first that it does not rule out itself: a surface of second order is good
    over the part of the prior that matters, not over all of it.
    """
    u, values = finished(waves[:1], targets)
    if len(waves) == 1:
        return u, values
    first = matching(
        fit_emulator(u, values[:, columns(targets, fitted)]), scaled_values(fitted), error_covariance(fitted)
    )
    near = first.plausible(u)
    later_u, later = finished(waves[1:], targets)
    return np.vstack([u[near], later_u]), np.vstack([values[near], later])


def columns(targets: tuple[Target, ...], chosen: tuple[Target, ...]) -> np.ndarray:
    """Where the chosen targets stand among all."""
    places = {target.id: k for k, target in enumerate(targets)}
    return np.array([places[target.id] for target in chosen])


def problem_of(emulator: Emulator, targets: tuple[Target, ...], pinned: tuple[tuple[int, float], ...]) -> Problem:
    """The inference for targets that the emulator predicts, in that order."""
    return Problem(emulator, scaled_values(targets), error_covariance(targets), pinned)


def match(waves: tuple[Wave, ...], targets: tuple[Target, ...], fitted: tuple[Target, ...]) -> Matching:
    """History matching of the fitted targets, taught by these waves."""
    u, values = teachers(waves, targets, fitted)
    emulator = fit_emulator(u, values[:, columns(targets, fitted)])
    return matching(emulator, scaled_values(fitted), error_covariance(fitted))


def widened(found: Matching, fitted: tuple[Target, ...]) -> Problem:
    """The inference that the points of the next wave are drawn from: variances of the errors WIDER_ERRORS times."""
    return Problem(found.emulator, scaled_values(fitted), WIDER_ERRORS * error_covariance(fitted))


def next_points(wide: Problem, size: int, dimensions: int, seed: int, stream: int) -> np.ndarray:
    """Points u [size, d] of a wave: draws of a widened posterior."""
    flat = sample(wide, dimensions, seed, stream, *NEXT).reshape(-1, dimensions)
    return to_cube(flat[np.linspace(0, len(flat) - 1, size).astype(int)])


def read(
    waves: tuple[Wave, ...], targets: tuple[Target, ...], last: int, priors: Priors, seed: int, draws: int = DRAWS
) -> Reading:
    """The posterior given what was known at the end of year ``last``.

    Effects of what came after 2022 are kept at none in a reading that ends before them.
    """
    fitted = until(targets, last)
    emulator = match(waves, targets, fitted).emulator
    pinned = tuple(sorted(priors.pinned().items())) if last <= 2022 else ()
    states = sample(problem_of(emulator, fitted, pinned), priors.size, seed, last, *FINAL)
    free = [k for k in range(priors.size) if k not in dict(pinned)]
    rhat = np.ones(priors.size)
    rhat[free] = mixing(states)[free]
    flat = states.reshape(-1, priors.size)  # step by step, all chains of a step together
    every = flat[np.linspace(0, len(flat) - 1, draws).astype(int)]
    points = to_cube(every)
    for place, share in pinned:
        points[:, place] = share
    return Reading(last, fitted, emulator, points, rhat, pinned)
