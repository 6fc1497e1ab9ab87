"""How often something holds in an ensemble, with an interval in which runs of one draw are not independent."""

from dataclasses import dataclass

import numpy as np

from scenarios.statistics import monte_carlo_error

Z90 = 1.6448536269514722  # 90 percent of a normal lies within so many standard deviations


@dataclass(frozen=True)
class Probability:
    """Share of runs in which something holds, its 90 percent interval, and what the interval rests on.

    effective: how many independent runs the ensemble is worth.
    """

    share: float
    low: float
    high: float
    held: int
    runs: int
    effective: float

    @property
    def text(self) -> str:
        """``15 % (3 of 20 runs; 90 % interval 5 to 37 %)``."""
        return f"{self.percent} ({self.held} of {self.runs} runs; 90 % interval {self.interval})"

    @property
    def percent(self) -> str:
        """``15 %``: the share of runs, which is not the probability itself where all runs or none agree."""
        return f"{100 * self.share:.0f} %"

    @property
    def interval(self) -> str:
        """``5 to 37 %``."""
        return f"{100 * self.low:.0f} to {100 * self.high:.0f} %"


def probability_of(held: np.ndarray) -> Probability:
    """The probability behind bool (draws, replicates).

    Interval: Wilson (1927) with the effective number of runs p(1 - p)/se², where se is the error of the share over
    draws as clusters (and over replicates, which all draws share: scenarios.statistics.monte_carlo_error). Where every
    run agrees there is no such error; then each draw (of a study of one draw, each replicate) counts once.
    """
    share = float(held.mean())
    effective = effective_runs(held)
    centre = (share + Z90**2 / (2 * effective)) / (1 + Z90**2 / effective)
    half = Z90 / (1 + Z90**2 / effective) * np.sqrt(share * (1 - share) / effective + Z90**2 / (4 * effective**2))
    low, high = max(0.0, float(centre - half)), min(1.0, float(centre + half))
    return Probability(share, low, high, int(held.sum()), held.size, effective)


def effective_runs(held: np.ndarray) -> float:
    """How many independent runs bool (draws, replicates) is worth: 1 to the number of runs."""
    draws, replicates = held.shape
    share = held.mean()
    if draws == 1:
        return float(replicates)
    if share in (0, 1):
        return float(draws)
    error = float(monte_carlo_error(held[:, :, None].astype(float))[0])
    return float(np.clip(share * (1 - share) / error**2 if error > 0 else held.size, 1, held.size))
