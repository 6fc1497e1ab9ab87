"""The declared backtest: the posterior of 2022 forecasts 2023-2025, and is scored beside plainer forecasts.

Nothing is tuned to these years. Forecasts of Legemod are real runs at draws of ``until-2022`` with the policies that
were made. Beside them stand carry-forward, a linear trend, the cohort model, and Legemod with every feedback loop off.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from agents.parameters import Parameters
from calibration.baselines import carry_forward, linear_trend
from calibration.cohort import Cohort, fit_cohort
from calibration.design import noise
from calibration.predictive import Prediction, jobs_at, kept_prediction, parameters_of, predict, run_jobs
from calibration.priors import AFTER_2022, Priors
from calibration.scores import absolute_percentage_error, covers, crps_of_draws, crps_of_normal, interval
from calibration.targets import BACKTEST, Target
from model.tables import read_table
from model.world import SWITCH_NAMES, World
from scenarios.draws import Posterior

ORIGIN, LAST = 2022, 2025
# Coefficients of what changed around and after 2022; history cannot tell them apart (docs/validation.md).
REFORMS = ("career_basic_grant", "career_grant", *AFTER_2022)
METHODS = ("legemod", "reforms zero", "reforms prior", "loops off", "carry forward", "linear trend", "cohort model")


@dataclass(frozen=True)
class Forecast:
    """One method's forecast of one target, in its unit: draws, or mean and sd."""

    draws: np.ndarray | None = None
    mean: float = float("nan")
    sd: float = 0.0

    def row(self, observed: float) -> dict[str, Any]:
        """Median, 90 percent interval, absolute percentage error, CRPS, and whether the interval holds the value."""
        if self.draws is not None:
            middle, (low, high) = float(np.median(self.draws)), interval(self.draws, 0.9)
            crps, inside = crps_of_draws(self.draws, observed), covers(self.draws, observed, 0.9)
        else:
            middle, low, high = self.mean, self.mean - 1.645 * self.sd, self.mean + 1.645 * self.sd
            crps, inside = crps_of_normal(self.mean, self.sd, observed), low <= observed <= high
        return {"median": middle, "q05": low, "q95": high, "ape": absolute_percentage_error(middle, observed),
                "crps": crps, "inside": inside}  # fmt: skip


def variants(posterior: Posterior, priors: Priors, count: int, seed: int) -> dict[str, tuple[list[Parameters], World]]:
    """What is run beside the posterior's own predictive runs: the reforms' effects at zero and at their prior, and all
    loops off."""
    draws = parameters_of(posterior, count)
    u = priors_of(REFORMS, priors, count, seed)
    zero = [one.replace(**dict.fromkeys(REFORMS, 0.0)) for one in draws]
    prior = [one.replace(**values) for one, values in zip(draws, u, strict=True)]
    still = World(switches=dict.fromkeys(SWITCH_NAMES, False))
    return {"reforms zero": (zero, World()), "reforms prior": (prior, World()), "loops off": (draws, still)}


def priors_of(names: Sequence[str], priors: Priors, count: int, seed: int) -> list[dict[str, float]]:
    """Draws of these parameters from their prior, one dict each."""
    from scipy.special import ndtr

    shares = ndtr(noise((count, len(names)), seed, 41))
    at = [priors.index(name) for name in names]
    values = priors.low[at] + (priors.high[at] - priors.low[at]) * shares
    return [dict(zip(names, map(float, row), strict=True)) for row in values]


def forecasts(
    posterior: Posterior, priors: Priors, targets: tuple[Target, ...], folder: Path, mark: Mapping[str, Any],
    count: int, seed: int, workers: int, cluster: str | None = None,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> dict[str, Prediction]:  # fmt: skip
    """The predictive runs of the posterior, as they came with it, and those of every variant, made or found here."""
    found = {"legemod": kept_prediction(posterior.name, targets, seed)}
    for name, (draws, world) in variants(posterior, priors, count, seed).items():
        place = folder / name.replace(" ", "-")
        runs = run_jobs(
            place,
            jobs_at(draws, seed, world),
            targets,
            {**mark, "variant": name},
            workers,
            cluster,
            partial(progress, name),
        )
        found[name] = predict(runs, targets, seed)
    return found


def listed_people(first: int, last: int) -> dict[int, float]:
    """People on lists by year: published sums where there are some, straight lines between and beside them."""
    table = read_table("observed")
    sums: dict[int, float] = {}
    for name in ("patients_with_gp", "patients_without_gp"):
        for i in np.flatnonzero(
            (table["series"] == name) & (table["area_kind"] == "nation") & (table["panel"] == "nation")
        ):
            date = str(table["date"][i])
            if date.endswith("-12") and int(date[:4]) <= ORIGIN:
                sums[int(date[:4])] = sums.get(int(date[:4]), 0.0) + float(table["value"][i])
    years = [year for year, total in sums.items() if total > 4e6]
    values = [sums[year] for year in years]
    line = np.polyfit(years, values, 1)
    return {
        year: float(np.interp(year, years, values))
        if min(years) <= year <= max(years)
        else float(np.polyval(line, year))
        for year in range(first, last + 1)
    }


def plain_forecasts(target: Target, targets: Sequence[Target], origin: int, cohort: Cohort) -> dict[str, Forecast]:
    """The forecasts that need no workforce, with the error of the observation; without those that know nothing."""
    found = {
        "carry forward": carry_forward(target, targets, origin),
        "linear trend": linear_trend(target, targets, origin),
        "cohort model": cohort.forecast(target),
    }
    return {name: Forecast(mean=one[0], sd=float(np.hypot(one[1], target.sd))) for name, one in found.items() if one}


def table(
    targets: tuple[Target, ...], predictions: Mapping[str, Prediction], cohort: Cohort, origin: int = ORIGIN
) -> list[dict[str, Any]]:
    """One row for each backtest target and method that has a forecast of it."""
    rows = []
    for k, target in enumerate(targets):
        if target.use != BACKTEST:
            continue
        by_method = {
            name: Forecast(found.observable[:, k]) for name, found in predictions.items()
        }
        by_method |= plain_forecasts(target, targets, origin, cohort)
        rows += [
            {"id": target.id, "series": target.series, "date": target.date, "area": target.area, "unit": target.unit,
             "observed": target.value, "method": name, **one.row(target.value)}
            for name, one in by_method.items()
        ]  # fmt: skip
    return rows


def summary(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """By method: targets forecast, mean absolute percentage error, coverage of the 90 percent interval, and CRPS
    relative to carry-forward on the targets both forecast (under 1 is better)."""
    base = {row["id"]: row["crps"] for row in rows if row["method"] == "carry forward"}
    out = []
    for method in METHODS:
        mine = [row for row in rows if row["method"] == method]
        if not mine:
            continue
        both = [row for row in mine if base.get(row["id"], 0) > 0]
        ratio = np.exp(np.mean([np.log(max(row["crps"], 1e-12) / base[row["id"]]) for row in both])) if both else np.nan
        out.append({
            "method": method, "targets": len(mine), "ape": float(np.mean([row["ape"] for row in mine])),
            "coverage": float(np.mean([row["inside"] for row in mine])), "crps_ratio": float(ratio),
        })  # fmt: skip
    return out


def cohort_of(targets: tuple[Target, ...], origin: int = ORIGIN) -> Cohort:
    """The cohort model fitted to the origin."""
    return fit_cohort(targets, origin, LAST, listed_people(2016, LAST))
