"""How fast the model runs here, measured on whole runs of the whole country.

What is counted. A run: building the country and every month of it, after one warm-up run, so that compiled
code is loaded. A doctor-month: one row of the population (student, doctor, retired or dead) in one month;
rows stay for ever, so this is what the columns hold. Raw random bits: as many calls of agents.luck.words on
full columns as make DRAWS_PER_DOCTOR_MONTH words for every doctor-month, the least any keyed model of that
many decisions would pay.
"""

import json
import os
import subprocess
import sys
import tempfile
from time import perf_counter
from typing import Any

import numpy as np

from scenarios import pool
from scenarios.bench_ensemble import ensemble_cost, ensemble_rows, peak_megabytes
from scenarios.ensemble import national_engine
from scenarios.study import ROOT, StudyError
from scenarios.terminal import text_table

DRAWS_PER_DOCTOR_MONTH = 20
SCALE = 8  # copies of the country in the scaling test
RUNS = 5  # of which the middle one is told


def bench(years: int, scaling: bool, workers: int) -> tuple[str, Any]:
    """Measure; years: length of each run from 2026. Returns the text and the numbers as JSON values."""
    if not 1 <= years <= 35:
        raise StudyError(f"--years {years}: expected 1 to 35")
    one_run(1)  # warm-up: loads or compiles everything
    # The middle one of several: the pace of a machine changes from one minute to the next.
    found = sorted((one_run(years) for _ in range(RUNS)), key=lambda run: float(run["seconds"]))[RUNS // 2]
    seconds = found["seconds"]
    bits = raw_bits_seconds(found["doctor_months"])
    value: dict[str, Any] = {
        "months": years * 12,
        "seconds_per_run": seconds,
        "seconds_to_build": found["build_seconds"],
        "seconds_by_process": found["timings"],
        "doctor_months": found["doctor_months"],
        "ns_per_doctor_month": 1e9 * seconds / found["doctor_months"],
        "draws_per_doctor_month_assumed": DRAWS_PER_DOCTOR_MONTH,
        "raw_random_bits_seconds": bits,
        "ratio_to_raw_random_bits": seconds / bits,
        "hindcast_seconds": hindcast_seconds(),
        "start_seconds": start_times(workers),
        **parallel(years, workers),
        "ensemble": ensemble_cost(years, workers),
    }
    if scaling:
        value["scaling"] = scaling_cost(seconds, years)
    return bench_text(value), value


def one_run(years: int, copies: int = 1) -> dict[str, Any]:
    """One baseline run from January 2026: seconds in all and by process, and the doctor-months it held."""
    from agents.parameters import Parameters
    from model.geography import load_geography
    from model.policy import Policy, World
    from model.workforce import Workforce

    geography = load_geography() if copies == 1 else load_geography().replicate(copies)
    begun = perf_counter()
    country = Workforce(
        Policy.of_record(), World(), Parameters.centre(), geography=geography, start="2026",
        end_year=2025 + years,
    )  # fmt: skip
    built = perf_counter()
    doctor_months = 0
    for _ in range(years * 12):
        country.step()
        doctor_months += len(country.people)
    return {
        "seconds": perf_counter() - begun,
        "build_seconds": built - begun,
        "doctor_months": doctor_months,
        "timings": dict(country.timings),
    }


def hindcast_seconds() -> float:
    """Median of five hindcasts from January 2016 to December 2022, as a fit makes them (it reads no lives)."""
    from model.policy import Policy
    from model.workforce import Workforce

    seconds = []
    for replicate in range(6):
        begun = perf_counter()
        Workforce(Policy.of_record(), start="2016", end_year=2022, replicate=replicate).run()
        seconds.append(perf_counter() - begun)
    return float(np.median(seconds[1:]))  # the first loads what only hindcasts call


def raw_bits_seconds(doctor_months: int) -> float:
    """Seconds to make DRAWS_PER_DOCTOR_MONTH random words for every doctor-month, and nothing else."""
    from agents.luck import Decision, key_of, words

    key, decision = key_of(1, 0), next(iter(Decision))
    ids = np.arange(50_000, dtype=np.uint32)
    calls = max(1, round(doctor_months * DRAWS_PER_DOCTOR_MONTH / len(ids)))
    words(key, ids, 1512, decision)
    sample = min(calls, 2_000)
    begun = perf_counter()
    for month in range(sample):
        words(key, ids, 1512 + month % 300, decision)
    return (perf_counter() - begun) * calls / sample


def start_times(workers: int) -> dict[str, float]:
    """Seconds of a fresh process: --help; and to the end of a one-year run, with compiled code kept or
    not. As in every command that makes runs, what is not compiled is compiled by the workers together."""
    probe = f"from scenarios.bench import first_year; first_year({workers})"
    with tempfile.TemporaryDirectory() as empty:
        return {
            "help": _process_seconds([str(ROOT / "run.py"), "--help"]),
            "one_year_warm": _process_seconds(["-c", probe]),
            "one_year_cold": _process_seconds(["-c", probe], NUMBA_CACHE_DIR=empty),
        }


def first_year(workers: int) -> None:
    """What a command does until its first run of one year is made."""
    national_engine().prepare(workers)
    one_run(1)


def _process_seconds(arguments: list[str], **environment: str) -> float:
    begun = perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **environment}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return perf_counter() - begun


def parallel(years: int, workers: int) -> dict[str, Any]:
    """Runs per hour with all workers busy, and the largest memory of one worker (megabytes)."""
    list(pool.parallel(one_run, [(1,)] * workers, workers))  # warm-up
    begun = perf_counter()
    peaks = list(pool.parallel(_run_and_peak, [(years,)] * (2 * workers), workers))
    seconds = perf_counter() - begun
    return {
        "workers": workers,
        "runs_per_hour": 3600 * 2 * workers / seconds,
        "peak_worker_megabytes": max(peaks),
    }


def _run_and_peak(years: int) -> float:
    """Run as an ensemble does (engine, task, summary) and say the process's largest memory so far, in MB."""
    from model.policy import Policy, World
    from model.results import summarise
    from scenarios.ensemble import Task
    from scenarios.study import Case

    engine = national_engine()
    case = Case("baseline", "", {}, Policy.of_record(), World())
    summarise(engine.simulate(Task(case, 0, 0, "2026", 2025 + years, 1, False)), engine.geography())
    return peak_megabytes()


def scaling_cost(seconds: float, years: int) -> dict[str, float]:
    """Cost of a country of SCALE copies against SCALE times the cost of one: 1 = in proportion."""
    large = one_run(years, SCALE)["seconds"]
    return {"copies": SCALE, "seconds": large, "cost_ratio": large / seconds}


def bench_text(value: dict[str, Any]) -> str:
    """The numbers as two tables."""
    start = value["start_seconds"]
    rows = [
        ("months in a run", f"{value['months']}"),
        (f"seconds per run, the middle one of {RUNS}", f"{value['seconds_per_run']:.2f}"),
        ("  of them building the country", f"{value['seconds_to_build']:.2f}"),
        ("doctor-months in a run (rows x months)", f"{value['doctor_months']:,}".replace(",", " ")),
        ("ns per doctor-month", f"{value['ns_per_doctor_month']:.1f}"),
        (f"raw random bits, {DRAWS_PER_DOCTOR_MONTH} words per doctor-month (s)",
         f"{value['raw_random_bits_seconds']:.2f}"),
        ("run / raw random bits", f"{value['ratio_to_raw_random_bits']:.1f}"),
        ("a hindcast 2016-2022 (s)", f"{value['hindcast_seconds']:.2f}"),
        (f"runs per hour, {value['workers']} workers", f"{value['runs_per_hour']:.0f}"),
        ("peak memory of a worker (MB)", f"{value['peak_worker_megabytes']:.0f}"),
        ("start: --help (s)", f"{start['help']:.2f}"),
        ("start and one year, compiled code kept (s)", f"{start['one_year_warm']:.2f}"),
        ("start and one year, nothing compiled (s)", f"{start['one_year_cold']:.1f}"),
    ]  # fmt: skip
    rows += ensemble_rows(value["ensemble"]) if "ensemble" in value else []
    if "scaling" in value:
        scale = value["scaling"]
        rows.append(
            (f"cost of {scale['copies']} countries in one / cost of one", f"{scale['cost_ratio']:.1f}")
        )
    whole = value["seconds_per_run"]
    times = sorted(value["seconds_by_process"].items(), key=lambda pair: -pair[1])
    parts = [(name, f"{seconds:.3f}", f"{100 * seconds / whole:.0f}") for name, seconds in times]
    return f"{text_table(('measured', 'here'), rows)}\n\n" + text_table(
        ("process of the month", "seconds", "%"), parts
    )


if __name__ == "__main__":
    print(json.dumps(one_run(1), indent=1, default=str))
