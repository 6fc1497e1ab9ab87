"""What is free in a fit: the parameters whose declaration says which targets inform them, and their priors.

The prior of a free parameter is uniform over its declared range. A fit works in the unit cube u (share of the range)
or in z, the standard normal score of u. All other parameters keep their central value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
from agents.parameters import REGISTRY, Parameter, Parameters
from calibration.targets import SERIES, CalibrationError

# Effects of what came after 2022. A fit that ends in 2022 cannot see them: there they keep the value given here, which
# is no effect, unless a forecast is asked for with the effects at their prior.
AFTER_2022 = {"extra_applicants_yearly_2022": 0.0}
FEWEST, MOST = 15, 30


@dataclass(frozen=True)
class Priors:
    """The free parameters in the order of their names, and their ranges [d]."""

    names: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray

    @property
    def size(self) -> int:
        """Number of free parameters."""
        return len(self.names)

    def values(self, u: np.ndarray) -> np.ndarray:
        """Unit cube -> values of the parameters, both [..., d]."""
        return self.low + (self.high - self.low) * np.asarray(u)

    def shares(self, values: np.ndarray) -> np.ndarray:
        """Values of the parameters -> unit cube, both [..., d]."""
        return (np.asarray(values) - self.low) / (self.high - self.low)

    def parameters(self, u: np.ndarray) -> Parameters:
        """One draw of all parameters from one point of the unit cube [d]."""
        value = np.clip(self.values(u), self.low, self.high)  # rounding of the last place only
        return Parameters.centre().replace(**dict(zip(self.names, value.tolist(), strict=True)))

    def index(self, name: str) -> int:
        """Where a free parameter stands."""
        return self.names.index(name)

    def pinned(self) -> dict[int, float]:
        """Places and shares (u) of the effects after 2022 that a fit to 2022 keeps at none."""
        at = {self.index(name): value for name, value in AFTER_2022.items() if name in self.names}
        return {i: float((value - self.low[i]) / (self.high[i] - self.low[i])) for i, value in at.items()}


def free_priors(registry: Mapping[str, Parameter] = REGISTRY, names: Sequence[str] | None = None) -> Priors:
    """The priors of all free parameters, or of those named. CalibrationError for an empty range or unknown targets."""
    free = [
        registry[name] for name in (sorted(names) if names else sorted(registry)) if names or registry[name].informed_by
    ]
    problems = []
    for p in free:
        if not p.low < p.high:
            problems.append(f"{p.name}: its prior is empty, {p.low} to {p.high}; expected low < high")
        for series in p.informed_by:
            if series not in SERIES:
                problems.append(f"{p.name}: informed by {series!r}; expected series of targets: {', '.join(SERIES)}")
    if names is None and not FEWEST <= len(free) <= MOST:
        problems.append(f"{len(free)} parameters are free; expected {FEWEST} to {MOST}")
    if problems:
        raise CalibrationError("priors: " + "; ".join(problems))
    bounds = np.array([[p.low, p.high] for p in free])
    return Priors(tuple(p.name for p in free), bounds[:, 0], bounds[:, 1])


def to_normal(u: np.ndarray) -> np.ndarray:
    """Unit cube -> standard normal scores."""
    return ndtri(u)


def to_cube(z: np.ndarray) -> np.ndarray:
    """Standard normal scores -> unit cube, kept off its faces by 1e-9."""
    return np.clip(ndtr(z), 1e-9, 1.0 - 1e-9)
