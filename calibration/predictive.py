"""What a posterior says about the statistics: real runs at its draws, each with luck of its own, and the fit table."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg

from agents.parameters import Parameters
from calibration.design import noise
from calibration.hindcast import Job, output_names
from calibration.store import Runs, Store, digest, fill
from calibration.targets import CalibrationError, Target, error_covariance, from_scale, scaled_values, to_scale
from scenarios.draws import FOLDER, Posterior

FRESH = 1000  # replicates of predictive runs begin here: luck that no bank has seen


@dataclass(frozen=True)
class Prediction:
    """Simulated statistics of runs [n, targets] in their units, with and without errors of observation."""

    targets: tuple[Target, ...]
    simulated: np.ndarray
    observable: np.ndarray

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Central predictive interval of what would be observed, [targets] each."""
        return tuple(np.quantile(self.observable, [(1 - level) / 2, (1 + level) / 2], axis=0))  # type: ignore[return-value]


def jobs_at(parameters: Sequence[Parameters], seed: int, world: Any = None, policy: Any = None) -> list[Job]:
    """One hindcast for each parameter draw, each in a world of its own."""
    return [Job(k, one, FRESH + k, seed=seed, world=world, policy=policy) for k, one in enumerate(parameters)]


def run_jobs(
    folder: Path, jobs: Sequence[Job], targets: tuple[Target, ...], mark: dict[str, Any], workers: int,
    cluster: str | None = None, progress: Callable[[int, int], None] = lambda done, total: None,
) -> Runs:  # fmt: skip
    """Make these runs, or find them: the folder is theirs alone."""
    values = digest([[job.replicate, dict(job.parameters)] for job in jobs])
    store = Store(
        folder, {"program": "Legemod predictive runs", **mark, "draws": values}, output_names(targets, jobs[0])
    )
    return fill(store, jobs, targets, workers, cluster, progress)


def predict(runs: Runs, targets: tuple[Target, ...], seed: int) -> Prediction:
    """Statistics of finished runs, and what would be observed: errors drawn on the scale of the fit."""
    simulated = runs.values[runs.good][:, : len(targets)]
    scaled = to_scale(targets, simulated)
    root = linalg.cholesky(error_covariance(targets), lower=True)
    return Prediction(targets, simulated, from_scale(targets, scaled + noise(scaled.shape, seed, 31) @ root.T))


def parameters_of(posterior: Posterior, count: int) -> list[Parameters]:
    """``count`` draws of a posterior, spread over its weights."""
    return [posterior.parameters(int(draw)) for draw in posterior.chosen(count)]


def predictive_rows(found: Prediction, draws: np.ndarray, runs: Runs) -> list[dict[str, Any]]:
    """One row a run: its draw of the posterior, its replicate, and the simulated value of every target."""
    keys = runs.keys[runs.good]
    return [
        {
            "draw": int(draw),
            "replicate": FRESH + int(key),
            **dict(zip((t.id for t in found.targets), row.tolist(), strict=True)),
        }
        for draw, key, row in zip(draws, keys, found.simulated, strict=True)
    ]


def kept_prediction(name: str, targets: tuple[Target, ...], seed: int, folder: Path = FOLDER) -> Prediction:
    """The predictive runs that came with a posterior, from ``NAME-predictive.csv``. CalibrationError if it lacks."""
    path = folder / f"{name}-predictive.csv"
    if not path.is_file():
        raise CalibrationError(
            f"{path}: the predictive runs of {name} are not there; make them with `run.py calibrate`"
        )
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    missing = [t.id for t in targets if not rows or t.id not in rows[0]]
    if missing:
        raise CalibrationError(f"{path}, row 1: column {missing[0]} is missing; expected one for each target")
    simulated = np.array([[float(row[t.id]) for t in targets] for row in rows])
    return predict(Runs(np.arange(len(rows)), simulated, np.zeros(len(rows)), ("",) * len(rows)), targets, seed)


def fit_table(found: Prediction) -> list[dict[str, Any]]:
    """One row a target: observed value, predictive median and 90 percent interval, z, and whether it lies inside.

    z: (observed - mean of the runs) over the root of the variance of the runs, of the error and of the discrepancy, on
    the scale of the fit.
    """
    targets = found.targets
    scaled = to_scale(targets, found.simulated)
    errors = np.diag(error_covariance(targets))
    z = (scaled_values(targets) - np.nanmean(scaled, axis=0)) / np.sqrt(np.nanvar(scaled, axis=0, ddof=1) + errors)
    low, high = np.nanquantile(found.observable, [0.05, 0.95], axis=0)
    middle = np.nanmedian(found.simulated, axis=0)
    return [
        {
            "id": t.id, "series": t.series, "date": t.date, "area": t.area, "unit": t.unit, "use": t.use,
            "observed": t.value, "median": float(middle[k]), "q05": float(low[k]), "q95": float(high[k]),
            "z": float(z[k]), "inside": bool(low[k] <= t.value <= high[k]),
        }
        for k, t in enumerate(targets)
    ]  # fmt: skip


def chi_square(found: Prediction, fitted: Sequence[int]) -> tuple[float, int]:
    """(misfit of these targets together, their number): about a chi-square if the model holds."""
    chosen = tuple(found.targets[k] for k in fitted)
    scaled = to_scale(chosen, found.simulated[:, list(fitted)])
    whole = error_covariance(chosen) + np.cov(scaled, rowvar=False)
    gap = scaled_values(chosen) - scaled.mean(axis=0)
    return float(gap @ np.linalg.solve(whole, gap)), len(chosen)
