"""History matching: which part of the prior no error can reconcile with the observations (Craig and others 1997;
Vernon, Goldstein and Bower 2010).

The implausibility of a point for a target is the distance between emulator and observation in standard deviations of
all that lies between them: observation error, discrepancy, chance and the emulator's own error. A point is ruled out
when its third largest implausibility exceeds 3, so that one target the model cannot meet anywhere, for a mechanism
that is missing, does not empty the space.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.emulator import Emulator
from calibration.targets import Target

CUT, RANK = 3.0, 3


@dataclass(frozen=True)
class Matching:
    """Emulator, observed values [K] and variances [K] on the scale of the fit."""

    emulator: Emulator
    observed: np.ndarray
    variance: np.ndarray

    def implausibility(self, u: np.ndarray) -> np.ndarray:
        """[n, K] at points u [n, d]."""
        return np.abs(self.emulator.predict(u) - self.observed) / np.sqrt(self.variance)

    def plausible(self, u: np.ndarray) -> np.ndarray:
        """Which points are not ruled out, bool [n]."""
        return third_largest(self.implausibility(u)) <= CUT


def matching(emulator: Emulator, observed: np.ndarray, errors: np.ndarray) -> Matching:
    """From the covariance of the errors; the emulator's residual variance is added."""
    return Matching(emulator, observed, np.diag(errors) + np.diag(emulator.residual))


def third_largest(implausibility: np.ndarray) -> np.ndarray:
    """The RANK-th largest of each row [n] (the largest where there are fewer)."""
    columns = implausibility.shape[1]
    return np.partition(implausibility, columns - min(RANK, columns), axis=1)[:, columns - min(RANK, columns)]


@dataclass(frozen=True)
class RuledOut:
    """What one target did in a wave: share of the points it alone calls implausible, and of those ruled out by all
    of them together to which it contributed; best: least implausibility anywhere."""

    target: str
    alone: float
    contributed: float
    best: float


def summary(found: Matching, u: np.ndarray, targets: Sequence[Target]) -> tuple[float, list[RuledOut]]:
    """(share of the points left, one line per target, those that rule out most first)."""
    implausible = found.implausibility(u)
    left = third_largest(implausible) <= CUT
    out = implausible[~left] > CUT
    lines = [
        RuledOut(
            target.id, float((implausible[:, k] > CUT).mean()), float(out[:, k].mean()) if len(out) else 0.0,
            float(implausible[:, k].min()),
        )
        for k, target in enumerate(targets)
    ]  # fmt: skip
    return float(left.mean()), sorted(lines, key=lambda line: -line.alone)
