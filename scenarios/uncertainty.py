"""Where the spread of a number comes from: parameters nobody knows exactly, and the luck of single lives and places.

Runs are a crossed design of D draws of the parameters and R replicates of luck, and all draws meet the same luck:

    x[d, r] = mean + a[d] + b[r] + e[d, r]

a is what a draw adds whatever the luck, b what the luck adds whatever the parameters, e how the two meet. The variance
of one run is var(a) + var(b) + var(e); *parameters* is var(a), the variance of the expected value over the draws, and
*chance* is var(b) + var(e), the mean variance within a draw. From the mean squares of the two-way table without
repetition (Searle, Casella and McCulloch 1992, chapter 4), each without bias:

    parameters = (MS draws - MS rest) / R          chance = (MS replicates + (D - 1) MS rest) / D

An estimate without bias falls below zero now and then where the truth is near zero; such a variance is shown as it is
and has no standard deviation. With one draw nothing is known of the parameters; with one replicate nothing can be told
apart, as all draws share its luck: what cannot be told is empty. Draws are spread evenly over the posterior, and the
first is its most central one, so few draws show a little less than the whole spread of the parameters.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.indicators import HEADLINE, INDICATORS
from model.results import NATION
from scenarios.collected import Ensemble
from scenarios.numbers import number

MEASURED = (*HEADLINE, "capacity")
TOLD = 0.05  # error of the first kind when parameters are said to matter
MOSTLY = 0.6  # a part of the variance that is called most of it


@dataclass(frozen=True)
class Squares:
    """Mean squares of each cell [cells] between draws, between replicates and of the rest; D draws, R replicates."""

    draws: int
    replicates: int
    between_draws: np.ndarray
    between_replicates: np.ndarray
    rest: np.ndarray

    @property
    def parameters(self) -> np.ndarray:
        """Variance from the parameters; NaN with one draw or one replicate."""
        return (self.between_draws - self.rest) / self.replicates

    @property
    def chance(self) -> np.ndarray:
        """Variance from luck, shared by the draws or not; NaN with one replicate."""
        if self.draws == 1:
            return self.between_replicates
        return (self.between_replicates + (self.draws - 1) * self.rest) / self.draws

    @property
    def chance_of_none(self) -> np.ndarray:
        """Chance of draws lying so far apart if parameters did not matter (F test); NaN where nothing can be told."""
        from scipy.special import fdtrc

        if self.draws == 1 or self.replicates == 1:
            return np.full(len(self.rest), np.nan)
        degrees = self.draws - 1, (self.draws - 1) * (self.replicates - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return fdtrc(*degrees, self.between_draws / self.rest)


def mean_squares(values: np.ndarray) -> Squares:
    """Mean squares of runs (draws, replicates, cells). A cell in which a run has no value has none."""
    draws, replicates, cells = values.shape
    by_draw, by_replicate = values.mean(axis=1), values.mean(axis=0)
    unknown = np.full(cells, np.nan)
    rest = values - by_draw[:, None] - by_replicate[None] + values.mean(axis=(0, 1))
    freedom = (draws - 1) * (replicates - 1)
    return Squares(
        draws,
        replicates,
        replicates * by_draw.var(axis=0, ddof=1) if draws > 1 else unknown,
        draws * by_replicate.var(axis=0, ddof=1) if replicates > 1 else unknown,
        (rest**2).sum(axis=(0, 1)) / freedom if freedom else unknown,
    )


def parts(values: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of the table for runs (draws, replicates, cells): mean, sd_*, share_parameters, chance_of_none."""
    squares = mean_squares(values)
    parameters, chance = squares.parameters, squares.chance
    whole = parameters + chance
    share = np.divide(parameters, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return {
        "mean": values.mean(axis=(0, 1)),
        "sd": _root(whole),
        "sd_parameters": _root(parameters),
        "sd_chance": _root(chance),
        "variance_parameters": parameters,
        "variance_chance": chance,
        "share_parameters": share,
        "chance_of_none": squares.chance_of_none,
    }


def _root(variance: np.ndarray) -> np.ndarray:
    """Standard deviation; none for an estimate below zero."""
    return np.sqrt(variance, out=np.full(len(variance), np.nan), where=variance >= 0)


def uncertainty_table(ensemble: Ensemble) -> Any:
    """A data frame: levels of every scenario and paired effects against the first, headline indicators and capacity.

    Columns: scenario, base (empty for a level), quantity (level or effect), year, area_kind, area, indicator, unit,
    mean; sd, sd_parameters and sd_chance (in the unit); variance_parameters, variance_chance (its square);
    share_parameters (of the variance); chance_of_none (that draws lie so far apart though parameters do not matter);
    draws, replicates.
    """
    import pandas

    study = ensemble.study
    rows = [(name, "nation", NATION) for name in MEASURED]
    series = ensemble.series(rows)
    parts_of = []
    for number_of, case in enumerate(study.cases):
        for base in ("", study.cases[0].name) if number_of else ("",):
            for name, *area in rows:
                levels = series[name, area[0], area[1]]
                values = levels[number_of] - levels[0] if base else levels[number_of]
                keys = {
                    "scenario": case.name, "base": base, "quantity": "effect" if base else "level",
                    "year": study.years, "area_kind": area[0], "area": area[1], "indicator": name,
                    "unit": INDICATORS[name].unit,
                }  # fmt: skip
                parts_of.append(pandas.DataFrame({**keys, **parts(values)}))
    return pandas.concat(parts_of, ignore_index=True).assign(draws=study.draws, replicates=study.replicates)


def in_words(row: Any) -> str:
    """What one row says: which part of the spread is parameters, or why nobody can tell."""
    if row["draws"] == 1:
        return "one draw: what the parameters add cannot be told; the spread shown is chance alone"
    if row["replicates"] == 1:
        return "one replicate: parameters and chance cannot be told apart; take 2 or more"
    if row["variance_parameters"] == 0 == row["variance_chance"]:
        return "the same in every run"
    if not row["chance_of_none"] <= TOLD:
        return f"{row['draws']} draws cannot tell what the parameters add from none"
    share = row["share_parameters"]
    source = "mostly parameters" if share >= MOSTLY else "mostly chance" if share <= 1 - MOSTLY else "both"
    return f"{source}: parameters are {number(100 * share, 0)} % of the variance"
