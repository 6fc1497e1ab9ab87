"""Forecasts anybody can make without a model of the workforce: carry forward, and a straight line."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from calibration.targets import Target


def past(target: Target, targets: Sequence[Target], origin: int) -> list[Target]:
    """Observations of the same series, place and season that were known at the end of year ``origin``, oldest first."""
    same = [
        t for t in targets
        if t.place == target.place and t.panel == target.panel and int(t.date[:4]) <= origin
        and (t.months == 0 or t.date[5:] == target.date[5:])
    ]  # fmt: skip
    return sorted(same, key=lambda t: t.month)


def carry_forward(target: Target, targets: Sequence[Target], origin: int) -> tuple[float, float] | None:
    """(last value known, sd): the sd is that of the yearly steps seen so far, growing with the root of time.

    None where nothing was known. One value alone gives no spread: sd 0.
    """
    known = past(target, targets, origin)
    if not known:
        return None
    years = (target.month - known[-1].month) / 12.0
    steps = [(b.value - a.value) / np.sqrt((b.month - a.month) / 12.0) for a, b in pairwise(known)]
    spread = float(np.sqrt(np.mean(np.square(steps)))) if steps else 0.0
    return known[-1].value, spread * float(np.sqrt(years))


def linear_trend(target: Target, targets: Sequence[Target], origin: int) -> tuple[float, float] | None:
    """(straight line through what was known, sd of its prediction by least squares); None below two values."""
    known = past(target, targets, origin)
    if len(known) < 2:
        return None
    x, y = np.array([t.month / 12.0 for t in known]), np.array([t.value for t in known])
    slope, level = np.polyfit(x - x.mean(), y, 1)
    ahead = target.month / 12.0 - x.mean()
    rest = y - level - slope * (x - x.mean())
    if len(known) == 2:
        return float(level + slope * ahead), 0.0
    variance = (rest**2).sum() / (len(known) - 2)
    spread = variance * (1.0 + 1.0 / len(known) + ahead**2 / ((x - x.mean()) ** 2).sum())
    return float(level + slope * ahead), float(np.sqrt(spread))
