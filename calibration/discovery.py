"""When does a package fail its goal? Boxes of conditions that hold most of the failures, told in words.

The patient rule induction method (Friedman and Fisher 1999) as used for scenario discovery (Bryant and Lempert 2010):
a box that holds all cases is peeled, a thin slice of one condition at a time, where failures are fewest; then its
edges are pasted outwards again where that helps, and conditions that add nothing are dropped. A box is told only if it
is denser than the best boxes of the same cases with their failures shuffled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from agents import luck
from agents.names import Decision
from calibration.targets import CalibrationError
from scenarios.terminal import text_table

PEEL = 0.05  # share of a box's cases that one slice takes
LEAST = 0.08  # share of all cases that a box must hold
SHUFFLES = 39  # a box must beat 38 of 39: one false alarm in twenty or fewer
STREAM = 8000  # of the luck that shuffles


@dataclass(frozen=True)
class Box:
    """Conditions: column -> (lowest, highest value inside). cases, failures: numbers inside; of all: of everything."""

    limits: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    cases: int = 0
    failures: int = 0
    all_cases: int = 0
    all_failures: int = 0

    def inside(self, x: np.ndarray) -> np.ndarray:
        """Which rows of x [n, d] lie in the box, bool [n]."""
        good = np.ones(len(x), bool)
        for column, (low, high) in self.limits.items():
            good &= (x[:, column] >= low) & (x[:, column] <= high)
        return good

    @property
    def density(self) -> float:
        """Share of the cases inside that fail."""
        return self.failures / self.cases if self.cases else 0.0

    @property
    def coverage(self) -> float:
        """Share of all failures that lie inside."""
        return self.failures / self.all_failures if self.all_failures else 0.0

    @property
    def score(self) -> float:
        """How far the failures inside exceed their expected number, in standard deviations."""
        share = self.all_failures / self.all_cases if self.all_cases else 0.0
        if not 0.0 < share < 1.0:
            return 0.0
        return (self.failures - self.cases * share) / float(np.sqrt(max(self.cases, 1) * share * (1.0 - share)))


def boxes(x: np.ndarray, failed: np.ndarray, seed: int, most: int = 3) -> list[Box]:
    """At most ``most`` boxes, each found in the cases that those before it leave. x [n, d]; failed bool [n]."""
    if x.ndim != 2 or failed.shape != (len(x),) or failed.dtype != bool:
        raise CalibrationError(
            f"discovery: conditions {x.shape} and failures {failed.dtype} {failed.shape}; expected one row of "
            "conditions and one yes or no for each case"
        )
    found: list[Box] = []
    left = np.ones(len(x), bool)
    while len(found) < most and 0 < failed[left].sum() < left.sum():
        box = best_box(x[left], failed[left])
        if not box.limits or box.score <= shuffled_score(x[left], failed[left], seed, len(found)):
            break
        found.append(_counted(box.limits, x, failed))
        left &= ~box.inside(x)
    return found


def best_box(x: np.ndarray, failed: np.ndarray) -> Box:
    """The box of the highest score on the way of peeling, pasted, without conditions that add nothing."""
    box = max(peeled(x, failed), key=lambda one: one.score)
    return without_idle(pasted(box, x, failed), x, failed)


def shuffled_score(x: np.ndarray, failed: np.ndarray, seed: int, number: int) -> float:
    """The score that chance reaches: second best of boxes found in the same cases with failures shuffled."""
    rows, scores = np.arange(len(x), dtype=np.uint32), []
    for k in range(SHUFFLES):
        key = luck.key_of(seed, STREAM + 100 * number + k)
        order = np.argsort(luck.uniform(key, rows, 0, Decision.CALIBRATION_NOISE), kind="stable")
        scores.append(best_box(x, failed[order]).score)
    return sorted(scores)[-2]


def peeled(x: np.ndarray, failed: np.ndarray) -> list[Box]:
    """Boxes from all cases inwards: each loses the slice whose loss leaves the highest share of failures."""
    limits: dict[int, tuple[float, float]] = {}
    inside = np.ones(len(x), bool)
    way = [_counted(limits, x, failed)]
    least = max(int(np.ceil(LEAST * len(x))), 2)
    while True:
        step = _best_slice(x, failed, inside, least)
        if step is None:
            return way
        column, low, high = step
        limits = {**limits, column: (low, high)}
        inside = inside & (x[:, column] >= low) & (x[:, column] <= high)
        way.append(_counted(_unbounded(limits, x), x, failed))


def _best_slice(
    x: np.ndarray, failed: np.ndarray, inside: np.ndarray, least: int
) -> tuple[int, float, float] | None:
    """(column, new lowest, new highest) of the peel that leaves the densest box; None if each leaves too few."""
    mine, fails = x[inside], failed[inside]
    edges = np.quantile(mine, [PEEL, 1.0 - PEEL], axis=0)
    best, found = -np.inf, None
    for column in range(x.shape[1]):
        values = mine[:, column]
        for kept in (values > max(edges[0, column], values.min()), values < min(edges[1, column], values.max())):
            count = int(kept.sum())
            if count < least:
                continue
            # gain of density for each case given up: a coarse condition may not win by a large slice
            gain = (fails[kept].mean() - fails.mean()) / (len(fails) - count)
            if gain > best:
                best, found = gain, (column, float(values[kept].min()), float(values[kept].max()))
    return found


def pasted(box: Box, x: np.ndarray, failed: np.ndarray) -> Box:
    """The box with its edges moved outwards, a thin slice at a time, while the score rises."""
    while True:
        trials = [
            _counted(_unbounded({**box.limits, column: new}, x), x, failed)
            for column in box.limits for new in _pastes(box, column, x)
        ]  # fmt: skip
        better = max(trials, key=lambda one: one.score, default=box)
        if better.score <= box.score:
            return box
        box = better


def _pastes(box: Box, column: int, x: np.ndarray) -> list[tuple[float, float]]:
    """The range of one condition, wider by a slice of the cases that all other conditions let in."""
    low, high = box.limits[column]
    others = Box({k: v for k, v in box.limits.items() if k != column}).inside(x)
    values = np.sort(x[others, column])
    slice_ = max(int(PEEL * box.cases), 1)
    below, above = values[values < low], values[values > high]
    wider = [(float(below[-min(slice_, len(below))]), high)] if len(below) else []
    return wider + ([(low, float(above[min(slice_, len(above)) - 1]))] if len(above) else [])


def without_idle(box: Box, x: np.ndarray, failed: np.ndarray) -> Box:
    """The box without bounds that might have narrowed it so by chance (one-sided binomial, 5 percent), one by one."""
    while bounds := [(k, side) for k in box.limits for side in (0, 1) if np.isfinite(box.limits[k][side])]:
        wider = {bound: _counted(_without(box, *bound), x, failed) for bound in bounds}
        chances = {bound: stats.binom.sf(box.failures - 1, box.cases, wider[bound].density) for bound in bounds}
        idle = max(chances, key=lambda bound: chances[bound])
        if chances[idle] <= 0.05:
            return box
        box = wider[idle]
    return box


def _without(box: Box, column: int, side: int) -> dict[int, tuple[float, float]]:
    """The limits without one bound; side 0 is the lower."""
    low, high = box.limits[column]
    new = (-np.inf, high) if side == 0 else (low, np.inf)
    limits = {**box.limits, column: new}
    return {k: v for k, v in limits.items() if np.isfinite(v).any()}


def _unbounded(limits: Mapping[int, tuple[float, float]], x: np.ndarray) -> dict[int, tuple[float, float]]:
    """Limits at which the cases end are no limits."""
    out = {}
    for column, (low, high) in limits.items():
        low = -np.inf if low <= x[:, column].min() else low
        high = np.inf if high >= x[:, column].max() else high
        if np.isfinite(low) or np.isfinite(high):
            out[column] = (low, high)
    return out


def _counted(limits: Mapping[int, tuple[float, float]], x: np.ndarray, failed: np.ndarray) -> Box:
    inside = Box(limits).inside(x)
    return Box(dict(limits), int(inside.sum()), int(failed[inside].sum()), len(x), int(failed.sum()))


# ---- in words ----------------------------------------------------------------------------------------------------


def in_words(package: str, box: Box, names: Sequence[str]) -> str:
    """One box as a sentence."""
    conditions = " and ".join(_condition(names[k], *box.limits[k]) for k in sorted(box.limits))
    return (
        f"{package} fails mostly when {conditions}: {box.density:.0%} of such cases fail "
        f"({box.failures} of {box.cases}), {box.coverage:.0%} of all failures lie there."
    )


def _condition(name: str, low: float, high: float) -> str:
    if not np.isfinite(low):
        return f"{name} is at most {high:.4g}"
    return f"{name} is at least {low:.4g}" if not np.isfinite(high) else f"{name} is {low:.4g} to {high:.4g}"


def report(package: str, goal: str, x: np.ndarray, failed: np.ndarray, names: Sequence[str], seed: int) -> str:
    """What is said about one package: how often it fails, and when mostly."""
    share = f"{package}: fails its goal ({goal}) in {failed.sum()} of {len(failed)} cases."
    found = boxes(x, failed, seed)
    if not failed.any() or failed.all():
        return share
    if not found:
        return share + " No conditions were found that tell failures from other cases better than chance would."
    return "\n".join([share, *(f"  {in_words(package, box, names)}" for box in found)])


def ranges_text(names: Sequence[str], ranges: Sequence[tuple[float, float]]) -> str:
    """What was varied, as a table."""
    rows = [[name, f"{low:.6g}", f"{high:.6g}"] for name, (low, high) in zip(names, ranges, strict=True)]
    return text_table(["condition", "lowest", "highest"], rows)
