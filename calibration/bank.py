"""The bank: runs over the prior that every reading shares, made once, wave by wave, and kept.

Wave 1 visits the whole prior. A later wave visits what the waves before it leave likely for a set of targets
(``calibration/reading.py``); its points follow from the finished runs before it, so a resumed wave is the same wave.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.design import replicates, sobol
from calibration.hindcast import Job, output_names
from calibration.priors import Priors
from calibration.store import Runs, Store, digest, fill, run_digest
from calibration.targets import CalibrationError, Target
from model.policy import Policy
from model.workforce import Workforce

PROBE = 3  # the design point whose run is the model's fingerprint: away from the centre, so that every free one acts


@dataclass(frozen=True)
class Wave:
    """One wave with its finished runs: points u [n, d] and values [n, outputs] of those that did not break."""

    number: int
    u: np.ndarray
    values: np.ndarray
    keys: np.ndarray
    broken: int
    seconds: float


def fingerprint(priors: Priors, seed: int) -> str:
    """What the model does, as 16 digits: every array of one hindcast away from the centre, tables and priors.

    Another text of the code that computes the same has the same fingerprint; any change of the hindcast has another.
    """
    u = sobol(1 << PROBE, priors.size, seed)[PROBE]
    run = Workforce(Policy.of_record(), None, priors.parameters(u), start="2016", end_year=2025, seed=seed).run()
    ranges = [[name, *bounds] for name, *bounds in zip(priors.names, priors.low, priors.high, strict=True)]
    return run_digest(run, json.dumps(ranges))


def jobs_of(u: np.ndarray, priors: Priors, seed: int, first_key: int = 0) -> list[Job]:
    """One hindcast to 2025 at each point, going round the common replicates."""
    keys = np.arange(first_key, first_key + len(u))
    return [
        Job(int(key), priors.parameters(point), int(replicate), seed=seed)
        for key, point, replicate in zip(keys, u, replicates(keys), strict=True)
    ]


@dataclass
class Bank:
    """Waves of runs in a folder. seed: of the design and of the runs' luck."""

    folder: Path
    priors: Priors
    targets: tuple[Target, ...]
    seed: int = 1
    workers: int = 1
    cluster: str | None = None
    mark: str = ""

    def record(self, wave: int, u: np.ndarray) -> dict[str, Any]:
        """Whose runs these are. The first wave is known by its first point: a longer Sobol design begins the same."""
        self.mark = self.mark or fingerprint(self.priors, self.seed)
        u = u if wave > 1 else u[:1]
        return {
            "program": "Legemod calibration", "model": self.mark, "free": digest(self.priors.names), "seed": self.seed,
            "wave": wave, "points": hashlib.sha256(np.round(u, 12).tobytes()).hexdigest()[:16],
        }  # fmt: skip

    def store(self, wave: int, u: np.ndarray) -> Store:
        """The store of a wave."""
        names = output_names(self.targets, jobs_of(u[:1], self.priors, self.seed)[0])
        return Store(self.folder / f"wave-{wave}", self.record(wave, u), names)

    def run(self, wave: int, u: np.ndarray, progress: Callable[[int, int], None] = lambda done, total: None) -> Wave:
        """Make what is missing of a wave and give it whole."""
        runs = fill(
            self.store(wave, u), jobs_of(u, self.priors, self.seed), self.targets, self.workers, self.cluster, progress
        )
        return whole(wave, u, runs)

    def first(self, size: int, progress: Callable[[int, int], None] = lambda done, total: None) -> Wave:
        """Wave 1: Sobol points of the whole prior."""
        return self.run(1, sobol(size, self.priors.size, self.seed), progress)


def whole(wave: int, u: np.ndarray, runs: Runs) -> Wave:
    """Points and values of the runs that gave numbers everywhere."""
    if len(runs.keys) < len(u):
        raise CalibrationError(f"wave {wave}: {len(runs.keys)} of {len(u)} runs are there; run the same command again")
    good = runs.good
    return Wave(
        wave, u[runs.keys[good]], runs.values[good], runs.keys[good], int((~good).sum()), float(runs.seconds.sum())
    )
