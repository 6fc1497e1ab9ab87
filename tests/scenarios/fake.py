"""A toy country and a toy model for the tests of ensembles, tables, figures and the door.

``simulate`` has the shape of the real thing: same luck for a replicate in every scenario, a policy that
adds GPs and LIS1 posts, and every variable of model/indicators.py by month. It must be importable by worker
processes.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from model.indicators import MUNICIPAL, NATIONAL
from scenarios.ensemble import Engine
from scenarios.study import Case, Study

_NAMES = ("Oslo", "Eigersund", "Bergen", "Voss", "Trondheim", "Frøya", "Bodø", "Hamarøy", "Tromsø", "Alta")
_PEOPLE = (728_714, 15_546, 295_000, 16_800, 216_000, 5_400, 53_700, 2_700, 78_700, 21_300)


@dataclass(frozen=True)
class ToyCountry:
    """Ten municipalities with the attributes of model.geography.Geography that tables and maps read."""

    numbers: tuple[str, ...] = (
        "0301", "1101", "4601", "4621", "5001", "5014", "1804", "1875", "5501", "5601",
    )  # fmt: skip
    names: tuple[str, ...] = _NAMES
    county: Any = field(default_factory=lambda: np.array([0, 1, 2, 2, 3, 3, 4, 4, 5, 6], np.int8))
    counties: tuple[str, ...] = ("Oslo", "Rogaland", "Vestland", "Trøndelag", "Nordland", "Troms", "Finnmark")
    health_region: Any = field(default_factory=lambda: np.array([0, 1, 1, 1, 2, 2, 3, 3, 3, 3], np.int8))
    health_regions: tuple[str, ...] = ("Sør-Øst", "Vest", "Midt-Norge", "Nord")
    centrality: Any = field(default_factory=lambda: np.array([1, 4, 2, 4, 2, 6, 3, 6, 3, 5], np.int8))
    size_class: Any = field(default_factory=lambda: np.array([5, 3, 5, 3, 5, 2, 5, 1, 5, 4], np.int8))
    size_classes: tuple[str, ...] = (
        "<2000", "2000-4999", "5000-9999", "10 000-19 999", "20 000-49 999", ">=50 000",
    )  # fmt: skip
    lat: Any = field(
        default_factory=lambda: np.array([59.9, 58.5, 60.4, 60.6, 63.4, 63.7, 67.3, 68.1, 69.6, 70.0])
    )
    lon: Any = field(
        default_factory=lambda: np.array([10.7, 6.0, 5.3, 6.4, 10.4, 8.8, 14.4, 15.6, 19.0, 23.3])
    )
    folder: Path | None = None
    inhabitants_2016_2026: Any = field(default_factory=lambda: np.tile(np.array(_PEOPLE, np.int64), (11, 1)))


@dataclass
class ToyRun:
    """The arrays of model.results.RunArrays."""

    months: np.ndarray
    municipal: dict[str, np.ndarray]
    national: dict[str, np.ndarray]
    lives: dict[str, np.ndarray] | None
    timings: dict[str, float]
    roll: dict[str, np.ndarray]
    costs: dict[str, np.ndarray]
    census: dict[str, np.ndarray]
    turned_away: dict[str, np.ndarray]
    contracts: dict[str, np.ndarray]
    waits: dict[str, np.ndarray]


def country() -> ToyCountry:
    """The toy country (a function, as model.geography.load_geography is)."""
    return ToyCountry()


def simulate(task: Any) -> ToyRun:
    """A run whose noise depends on seed and replicate only, and whose level on the policy too.

    task.case.policy: dict with "gps" (extra GPs per 10 000 people after ten years), "fail" (replicates that
    raise), "sleep" (seconds), "log" (a file that gets a line per run).
    """
    policy = task.case.policy
    if task.replicate in policy.get("fail", ()):
        raise ValueError(f"toy failure in replicate {task.replicate}")
    time.sleep(policy.get("sleep", 0.0))
    if "log" in policy:
        with Path(policy["log"]).open("a") as log:
            log.write(f"{task.case.name} {task.replicate}\n")
    first = 1392 if task.start == "2016" else 1512
    months = np.arange(first, (task.end_year - 1900 + 1) * 12)
    return toy_run(months, task.seed * 1000 + task.replicate, policy.get("gps", 0.0), task.lives)


def toy_run(
    months: np.ndarray, seed: int, extra: float = 0.0, lives: bool = False, place: Any = None
) -> ToyRun:
    """Deterministic arrays of plausible size."""
    place = place or country()
    rng = np.random.default_rng(seed)
    people = place.inhabitants_2016_2026[-1][None, :] * (1 + 0.0005 * np.arange(len(months)))[:, None]
    ramp = np.clip(np.arange(len(months)) / 120, 0, 1)[:, None]
    noise = rng.normal(0, 0.02, (len(months), 1)).cumsum(0) + rng.normal(0, 0.05, people.shape)
    gps = np.maximum(0, np.rint(people / 10_000 * (9.5 + noise + extra * ramp)))
    remote = np.asarray(place.centrality)[None, :] / 6.0
    vacant = np.rint(gps * np.clip(0.08 * remote + noise / 40 - extra * ramp / 60, 0, 1))
    municipal = {name: rng.integers(0, 9, people.shape).astype(float) for name in MUNICIPAL}
    municipal |= {
        "gps": gps, "lists": gps + vacant, "lists_vacant": vacant, "inhabitants": np.rint(people),
        "patients_without_gp": np.rint(vacant * 900), "alis": np.rint(gps * 0.25),
        "patients_with_gp": np.rint(np.maximum(people - vacant * 900, 0)), "need": people * 3.1,
        "supervisor_slots": np.rint(gps * 0.3 + ramp * extra), "locum_months": vacant * 0.81,
        "gp_exits": rng.binomial(gps.astype(int), 0.005).astype(float),
        "list_capacity": np.rint(people * 1.02),
    }  # fmt: skip
    national = {name: rng.integers(0, 99, len(months)).astype(float) for name in NATIONAL}
    national["lis1_waiting"] = 900 + np.rint(noise[:, 0] * 300) - np.rint(120 * extra * ramp[:, 0])
    national["cost_state_nok"] = np.rint(rng.normal(2e9, 1e7, len(months)))
    return ToyRun(
        months,
        {name: values.astype(np.float32) for name, values in municipal.items()},
        national,
        toy_lives(months, rng) if lives else None,
        {"market": 0.25, "leaving": 0.125},
        toy_roll(months, gps),
        {"state alis.grant_nok": np.full(len(months), 1e6 * extra)},
        toy_census(months, gps),
        toy_turned_away(months, gps, extra),
        toy_contracts(months, len(place.numbers)),
        toy_waits(months, extra),
    )


def toy_waits(months: np.ndarray, extra: float) -> dict[str, np.ndarray]:
    """Ten waits begun every half-year: six start LIS1 after six months (seven with ``extra``), the others in turn give
    up after a year and wait on."""
    begun = np.repeat(months[::6], 10)
    started = np.tile(np.arange(10) < (7 if extra > 0 else 6), len(months[::6]))
    length = np.where(started, 6, np.where(np.arange(len(begun)) % 2 == 0, 12, len(months)))
    end = np.minimum(begun + length, months[-1] + 1)
    return {
        "begun": begun.astype(np.int16), "end": end.astype(np.int16), "started": started & (end <= months[-1])
    }  # fmt: skip


def toy_contracts(months: np.ndarray, towns: int) -> dict[str, np.ndarray]:
    """Forty contracts in each municipality, begun every half-year from twenty years before; most end at five years."""
    begun = np.tile(months[0] - 240 + 6 * np.arange(40), towns)
    end = np.where(np.arange(len(begun)) % 3 > 0, begun + 60, months[-1] + 1)
    return {
        "begun": begun.astype(np.int16), "end": np.minimum(end, months[-1] + 1).astype(np.int16),
        "municipality": np.repeat(np.arange(towns), 40).astype(np.int16),
    }  # fmt: skip


def toy_roll(months: np.ndarray, gps: np.ndarray) -> dict[str, np.ndarray]:
    """GPs of each December: doctors are numbered within a municipality, so that the first of them stay."""
    years, doctors, towns = [], [], []
    for t in range(11, len(months), 12):
        for town, number in enumerate(gps[t].astype(int)):
            years += [1900 + int(months[t]) // 12] * number
            doctors += range(town * 10_000, town * 10_000 + number)
            towns += [town] * number
    return {
        "year": np.array(years, np.int16), "doctor": np.array(doctors, np.uint32),
        "municipality": np.array(towns, np.int16),
    }  # fmt: skip


def toy_census(months: np.ndarray, gps: np.ndarray) -> dict[str, np.ndarray]:
    """Everybody in December: the doctors of ``toy_roll``, in hospital in the years in which they are no GPs."""
    from agents.doctor import Stage

    decembers = gps[11::12].astype(int)
    towns = np.repeat(np.arange(gps.shape[1]), decembers.max(axis=0))
    ordinal = np.concatenate([np.arange(most) for most in decembers.max(axis=0)])
    gp = ordinal < decembers[:, towns]
    return {
        "year": (1900 + months[11::12] // 12).astype(np.int16),
        "doctor": (towns * 10_000 + ordinal).astype(np.uint32),
        "stage": np.where(gp, Stage.GP_SPECIALIST, Stage.HOSPITAL_SPECIALIST).astype(np.uint8),
        "municipality": np.where(gp, towns, -1).astype(np.int16),
    }


def toy_turned_away(months: np.ndarray, gps: np.ndarray, extra: float) -> dict[str, np.ndarray]:
    """Months held back: 20 applicants in Oslo and 4 nowhere; elsewhere 9 without supervisor, fewer with more GPs."""
    from model.turned_away import GATES

    counts = {gate: np.zeros((len(months), gps.shape[1] + 1), np.float32) for gate in GATES}
    counts["lis1_posts"][:, 0], counts["lis1_posts"][:, -1] = 20.0, 4.0
    counts["supervisors"][:, 1:-1] = 9.0 / (gps.shape[1] - 1) / (1.0 + extra)
    return counts


def toy_lives(months: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """A few events in the columns of a real run."""
    from agents.luck import make_id

    count = 6
    doctors = np.repeat(make_id(int(months[0]), "uit", np.arange(3)), 2).astype(np.uint32)
    return {
        "doctor": doctors,
        "month": (months[0] + np.arange(count)).astype(np.int32),
        "event": np.array([1, 10, 1, 10, 1, 25], np.uint8),
        "from_stage": np.array([0, 1, 255, 1, 0, 6], np.uint8),  # 255: not in the model before
        "to_stage": np.array([1, 4, 1, 4, 1, 15], np.uint8),
        "municipality": np.array([-1, 0, -1, 8, -1, 9], np.int16),
        "cause": np.array([0, 1, 0, 1, 0, 20], np.uint8),
        "contract_months": np.array([-1, -1, -1, -1, -1, 40], np.int16),
        "age_years": rng.uniform(25, 70, count).astype(np.float32),
        "female": np.array([True, True, False, False, True, True]),
    }


def case(name: str = "base", **policy: Any) -> Case:
    """A toy scenario."""
    return Case(name, f"Toy {name}", {"title": f"Toy {name}", "policy": policy}, policy, None)


def study(*cases: Case, **sizes: Any) -> Study:
    """A small study: 2026-2031, three replicates unless said otherwise."""
    return Study(cases or (case(),), **{"end_year": 2031, "replicates": 3, **sizes})


def engine() -> Engine:
    """Toy model on the toy country."""
    return Engine(simulate, country)


def simulate_policy(task: Any) -> ToyRun:
    """As ``simulate`` for real policies: every layer of changes adds one GP per 10 000 people."""
    months = np.arange(1512, (task.end_year - 1900 + 1) * 12)
    return toy_run(months, task.seed * 1000 + task.replicate, float(len(task.case.policy.layers)), task.lives)


def policy_engine() -> Engine:
    """Toy model on the toy country, for scenarios read from files."""
    return Engine(simulate_policy, country)
