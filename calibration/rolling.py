"""Rolling origins: what the bank would have forecast at the end of 2020, 2021 and 2022 for one to three years ahead.

No new runs are made. The bank's runs go on to 2025, so an emulator of all targets says what each point of the prior has
later; the posterior of an origin is read from the targets known then. The forecast is the emulator at its draws, with
chance and lack of fit drawn from the emulator's residuals, and errors of observation. Beside it stand the plain
forecasts made at the same origin from the same targets.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import linalg

from agents.months import month_index
from calibration.backtest import LAST, Forecast, listed_people, plain_forecasts, summary
from calibration.bank import Wave
from calibration.cohort import Cohort, fit_cohort
from calibration.design import noise
from calibration.emulator import fit_emulator
from calibration.priors import Priors
from calibration.reading import DRAWS, columns, read, teachers
from calibration.targets import CalibrationError, Target, error_covariance, from_scale

ORIGINS = (2020, 2021, 2022)
HORIZONS = (1, 2, 3)
FIRST_SUM = 2019  # the first year for which people on lists with and without a GP are both published
LEGEMOD = "legemod"
METHODS = (LEGEMOD, "carry forward", "linear trend", "cohort model")


def horizon(target: Target, origin: int) -> int:
    """Years ahead, whole and begun: December of the next year is 1, the January after it 2."""
    return -((month_index(f"{origin}-12") - target.month) // 12)


def ahead(targets: Sequence[Target], origin: int) -> tuple[Target, ...]:
    """The targets of the three years after an origin."""
    return tuple(t for t in targets if 1 <= horizon(t, origin) <= HORIZONS[-1])


def forecast_draws(
    waves: tuple[Wave, ...], targets: tuple[Target, ...], origin: int, priors: Priors, seed: int, draws: int = DRAWS
) -> np.ndarray:
    """What would be observed of the targets ahead, float64 [draws, targets ahead], in their units.

    The posterior is read from the targets known at the origin; the emulator of those ahead has the same teachers.
    """
    later = ahead(targets, origin)
    reading = read(waves, targets, origin, priors, seed, draws)
    u, values = teachers(waves, targets, reading.targets)
    mine = fit_emulator(u, values[:, columns(targets, later)])
    scaled = mine.predict(reading.u)
    for stream, spread in ((61, mine.residual), (62, error_covariance(later))):
        root = linalg.cholesky(spread + 1e-12 * np.eye(len(spread)), lower=True)
        scaled = scaled + noise(scaled.shape, seed, 100 * stream + origin % 100) @ root.T
    return from_scale(later, scaled)


def listed_known(origin: int, last: int = LAST) -> dict[int, float]:
    """People on lists by year from 2016, by the sums published up to the origin and the straight line through them."""
    known = range(FIRST_SUM, origin + 1)
    if len(known) < 2:
        raise CalibrationError(f"origin {origin}: people on lists are known from {FIRST_SUM}; expected a later origin")
    sums = listed_people(FIRST_SUM, origin)
    line = np.polyfit(known, [sums[year] for year in known], 1)
    return {year: sums[year] if year in known else float(np.polyval(line, year)) for year in range(2016, last + 1)}


def cohort_at(targets: tuple[Target, ...], origin: int) -> Cohort:
    """The cohort model fitted to what was known at the origin."""
    return fit_cohort(targets, origin, LAST, listed_known(origin))


def rolling(
    waves: tuple[Wave, ...], targets: tuple[Target, ...], priors: Priors, seed: int,
    origins: Sequence[int] = ORIGINS, draws: int = DRAWS,
) -> list[dict[str, Any]]:  # fmt: skip
    """One row for each origin, target of its next three years, and method that has a forecast of it."""
    rows = []
    for origin in origins:
        later, cohort = ahead(targets, origin), cohort_at(targets, origin)
        if not later:
            raise CalibrationError(f"origin {origin}: no target lies in the three years after it")
        mine = forecast_draws(waves, targets, origin, priors, seed, draws)
        for k, target in enumerate(later):
            methods = {LEGEMOD: Forecast(mine[:, k]), **plain_forecasts(target, targets, origin, cohort)}
            about = {
                "origin": origin, "horizon": horizon(target, origin), "id": target.id, "series": target.series,
                "date": target.date, "area": target.area, "unit": target.unit, "observed": target.value,
            }  # fmt: skip
            rows += [{**about, "method": name, **one.row(target.value)} for name, one in methods.items()]
    return rows


def rolling_summary(rows: Sequence[Mapping[str, Any]], common: bool = False) -> list[dict[str, Any]]:
    """By origin, horizon and method: number of targets, mean absolute percentage error, coverage of the 90 percent
    interval, and CRPS relative to carry-forward on the targets that both forecast.

    Rows with origin 0 are over all origins; those whose horizon is 0, over all horizons of an origin. Methods forecast
    different targets; with ``common`` only those that every method forecasts are counted.
    """
    if common:
        names = [(row["origin"], row["id"]) for row in rows]
        rows = [row for row, name in zip(rows, names, strict=True) if names.count(name) == len(METHODS)]
    out = []
    for origin in (*sorted({row["origin"] for row in rows}), 0):
        for years in (*HORIZONS, 0):
            mine = [{**row, "id": f"{row['id']} from {row['origin']}"} for row in rows
                    if origin in (row["origin"], 0) and years in (row["horizon"], 0)]  # fmt: skip
            out += [{"origin": origin, "horizon": years, **line} for line in summary(mine)]
    return out
