"""One run of the calibration: parameters in, the model's counterparts of the targets and a yearly table out.

A run that breaks (no GPs left, an empty market) is a result too: its row says so and holds no values.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agents.months import month_index
from agents.parameters import Parameters
from calibration.counterparts import counterparts, indicator_value
from calibration.targets import Target
from model.indicators import INDICATORS
from model.ledger import RunOutput
from model.policy import Policy
from model.world import World

# National indicators kept for every year, beside the targets: what forecasts and scores are about.
YEARLY = (
    "gps", "lists", "lists_vacant", "patients_without_gp", "patients_without_gp_share", "list_length_mean",
    "list_cap_mean", "gp_entries", "gp_exits", "lis1_applicants", "lis1_hired", "lis1_completed", "lis1_waiting",
    "alis", "alis_agreements", "gp_specialists", "new_gp_specialists", "salaried_share", "supervisor_slots_less_need",
)  # fmt: skip
SPRING = "lis1_applicants_spring"  # the round of February alone, as it is published


@dataclass(frozen=True)
class Job:
    """One run to make. ``key`` names it in its store; policy and world are those of record unless given."""

    key: int
    parameters: Parameters
    replicate: int
    start: str = "2016"
    end_year: int = 2025
    seed: int = 1
    policy: Any = None
    world: Any = None
    geography: Any = None


@dataclass(frozen=True)
class Row:
    """What a run gave. values: targets, then yearly numbers, in the order of ``output_names``; NaN if it broke."""

    key: int
    values: np.ndarray
    seconds: float
    broken: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def yearly_names(first: int, last: int) -> tuple[str, ...]:
    """Names of the yearly numbers: ``gps@2019`` and so on."""
    return tuple(f"{name}@{year}" for name in (*YEARLY, SPRING) for year in range(first, last + 1))


def output_names(targets: tuple[Target, ...], job: Job) -> tuple[str, ...]:
    """Names of a row's values."""
    return tuple(t.id for t in targets) + yearly_names(int(job.start), job.end_year)


def run_job(job: Job, targets: tuple[Target, ...]) -> Row:
    """Make one run. An exception of the model becomes a broken row that names it."""
    from model.workforce import Workforce

    begun = time.perf_counter()
    size = len(output_names(targets, job))
    try:
        with Workforce(
            job.policy or Policy.of_record(), job.world or World(), job.parameters, job.geography, start=job.start,
            end_year=job.end_year, seed=job.seed, replicate=job.replicate,
        ) as workforce:  # fmt: skip
            run = workforce.run()
            values = np.concatenate([counterparts(run, workforce, targets), yearly(run)])
    except Exception as error:
        return Row(job.key, np.full(size, np.nan), time.perf_counter() - begun, f"{type(error).__name__}: {error}")
    return Row(job.key, values, time.perf_counter() - begun)


def yearly(run: RunOutput) -> np.ndarray:
    """The national numbers of every whole year, float64, in the order of ``yearly_names``."""
    years = len(run.months) // 12
    numbers = [_by_year(run, name, years) for name in YEARLY]
    rounds = run.national["lis1_applicants"].reshape(years, 12)
    february = (month_index("2016-02") - month_index("2016-01")) % 12
    return np.concatenate([*numbers, rounds[:, february]])


def _by_year(run: RunOutput, name: str, years: int) -> np.ndarray:
    """An indicator of the nation by year, float64 [years]: December of a stock, the sum of a flow's months."""
    everywhere = np.ones(run.municipal["gps"].shape[1], bool)
    months = (slice(12 * year, 12 * year + 12) for year in range(years))
    return np.array([indicator_value(run, INDICATORS[name], at, everywhere) for at in months])
