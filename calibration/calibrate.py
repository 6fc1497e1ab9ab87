"""The whole calibration as one resumable command: waves of a bank, a posterior, known truth, and the fit.

    wave 1      Sobol points of the prior
    matching    after each wave, what is ruled out and by which target
    wave 2      points drawn from a widened posterior of the waves before
    reading     posterior draws by emulator
    truth       after each wave, coverage over runs of it that are held out
    predictive  real runs at posterior draws: the fit table

Everything lands in one folder; the same command finds what is finished and goes on. Files: ``posterior.csv`` and
``.json``, ``fit.csv``, ``moved.csv``, ``ruled_out.csv``, ``coverage.csv``.
"""

import csv
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from calibration import coverage, emulator, sampler
from calibration.bank import Bank, Wave
from calibration.coverage import (
    LEVELS,
    Coverage,
    held_out,
    held_out_semi_automatic,
    load_coverage,
    save_coverage,
)
from calibration.design import sobol
from calibration.history import summary
from calibration.predictive import (
    chi_square,
    fit_table,
    jobs_at,
    parameters_of,
    predict,
    predictive_rows,
    run_jobs,
)
from calibration.priors import Priors, free_priors
from calibration.reading import Reading, columns, finished, match, next_points, read, teachers, widened
from calibration.sampler import Problem
from calibration.store import digest
from calibration.targets import CalibrationError, Target, error_covariance, load_targets, until
from scenarios.draws import load_posterior
from scenarios.study import package_versions

CANDIDATES = 1 << 16  # points of the prior that matching sorts into plausible and ruled out
# ten forecasts whose intervals are tried on known truth: targets of 2023-25, one of each series
FORECASTS = (
    "gps-2023-12", "gps-2025-12", "lists-2025-12", "lists_vacant-2025-12", "patients_without_gp-2025-12",
    "list_length_mean-2025-12", "gp_entries-2023-12", "gp_exits-2023-12", "lis1_applicants-2023-09",
    "gp_specialists-2023-10",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Sizes of a calibration: runs of each wave (the first a power of two), predictive runs, truths per wave."""

    waves: tuple[int, ...] = (512, 512)
    predictive: int = 200
    truths: int = 300


QUICK = Plan(waves=(256, 128), predictive=40, truths=60)


@dataclass
class Calibration:
    """What a calibration does and where. ``last``: the last year whose targets it may know, 2022 or 2025."""

    folder: Path
    last: int
    plan: Plan
    workers: int = 1
    cluster: str | None = None
    seed: int = 1
    command: str = ""

    def __post_init__(self) -> None:
        self.targets = load_targets()
        self.priors: Priors = free_priors()
        self.bank = Bank(self.folder / "bank", self.priors, self.targets, self.seed, self.workers, self.cluster)

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets this calibration may know."""
        return until(self.targets, self.last)

    def run(self, say: Callable[[str], None], progress: Callable[[str, int, int], None]) -> dict[str, Any]:
        """All steps. Returns the summary that the command prints."""
        waves: tuple[Wave, ...] = ()
        wide: Problem | None = None
        ruled_out: list[dict[str, Any]] = []
        checks: dict[int, Coverage] = {}
        for number, size in enumerate(self.plan.waves, 1):
            waves += (self.wave(number, size, wide, progress),)
            if self.last == 2022 or number == len(self.plan.waves):  # the first wave is tried once, with 2022
                checks[number] = self.truth(waves, wide, partial(progress, f"known truth, wave {number}"))
            found = match(waves, self.targets, self.fitted)
            left, lines = summary(found, sobol(CANDIDATES, self.priors.size, self.seed, 2), self.fitted)
            ruled_out += [{"wave": number, "left": left, **vars(line)} for line in lines]
            wide = widened(found, self.fitted)
            say(f"wave {number}: {len(waves[-1].u)} runs, {waves[-1].broken} broken; {left:.2%} of the prior stays")
        reading = read(waves, self.targets, self.last, self.priors, self.seed)
        write_posterior(self.folder / self.name, reading, self.priors, self.record(waves, reading))
        say(f"posterior: {len(reading.u)} draws, split R-hat at most {reading.rhat.max():.3f}")
        rows = self.predictive(partial(progress, "predictive runs"))
        self.write_tables(reading, ruled_out, checks, rows)
        if self.last == 2022:
            self.write_rolling(waves)
            self.write_comparison(waves[0], checks[1])
        return summary_of(rows, checks[max(checks)], reading, {target.id for target in self.fitted})

    def wave(self, number: int, size: int, wide: Problem | None, progress: Callable[[str, int, int], None]) -> Wave:
        """One wave, made or found. The first serves every calibration; a later one belongs to its last year."""
        bar = partial(progress, f"wave {number}")
        if wide is None:
            return self.bank.first(size, bar)
        place = 100 * self.last + number
        return self.bank.run(place, next_points(wide, size, self.priors.size, self.seed, place), bar)

    @property
    def name(self) -> str:
        """Name of the posterior: ``until-2022``."""
        return f"until-{self.last}"

    def truth(self, waves: tuple[Wave, ...], wide: Problem | None, progress: Callable[[int, int], None]) -> Coverage:
        """Coverage over held-out runs of the last wave, whose truths come from the prior or a widened posterior.

        Kept in the folder: the same command finds it again.
        """
        u, values = teachers(waves, self.targets, self.fitted)
        fitted, ahead = (columns(self.targets, chosen) for chosen in (self.fitted, self.forecast_targets))
        own = len(finished(waves[-1:], self.targets)[0])
        code = [inspect.getsource(room) for room in (coverage, emulator, sampler)]
        about = [targets_digest(self.fitted), self.plan.truths, self.seed, len(u), float(values.sum()), code]
        path = self.folder / f"truth-{self.last}-{len(waves)}-{digest(about)}.npz"
        if path.is_file():
            return load_coverage(path)
        found = held_out(
            u, values[:, fitted], values[:, ahead], error_covariance(self.fitted), self.plan.truths, self.seed,
            own, () if wide is None else (wide,), self.workers, progress,
        )  # fmt: skip
        save_coverage(path, found)
        return found

    @property
    def forecast_targets(self) -> tuple[Target, ...]:
        """The ten forecasts tried on known truth."""
        by_id = {target.id: target for target in self.targets}
        return tuple(by_id[name] for name in FORECASTS)

    def predictive(self, progress: Callable[[int, int], None]) -> tuple[list[dict[str, Any]], tuple[float, int]]:
        """Real runs at the posterior's draws: fit table, and the misfit of the fitted targets together.

        Their statistics are kept as ``until-...-predictive.csv``, from which the fit table follows.
        """
        posterior = load_posterior(self.name, self.folder)
        jobs = jobs_at(parameters_of(posterior, self.plan.predictive), self.seed)
        mark = {"model": self.bank.mark}
        runs = run_jobs(
            self.folder / f"predictive-{self.last}", jobs, self.targets, mark, self.workers, self.cluster, progress
        )
        found = predict(runs, self.targets, self.seed)
        drawn = posterior.chosen(self.plan.predictive)[runs.keys[runs.good]]
        write_rows(self.folder / f"{self.name}-predictive.csv", predictive_rows(found, drawn, runs))
        return fit_table(found), chi_square(found, columns(self.targets, self.fitted).tolist())

    def record(self, waves: tuple[Wave, ...], reading: Reading) -> dict[str, Any]:
        """Where the posterior comes from."""
        return {
            "name": self.name, "command": self.command, "until": self.last, "model": self.bank.mark,
            "free": list(self.priors.names),
            "pinned": {self.priors.names[k]: float(self.priors.values(np.full(self.priors.size, s))[k])
                       for k, s in reading.pinned},
            "targets": len(reading.targets), "targets_digest": targets_digest(reading.targets), "seed": self.seed,
            "waves": [{"runs": len(w.u), "broken": w.broken, "seconds": round(w.seconds)} for w in waves],
            "draws": len(reading.u), "rhat_largest": round(float(reading.rhat.max()), 4),
            "versions": package_versions(),
        }  # fmt: skip

    def write_tables(
        self, reading: Reading, ruled_out: Sequence[Mapping[str, Any]], checks: Mapping[int, Coverage],
        rows: tuple[list[dict[str, Any]], tuple[float, int]],
    ) -> None:  # fmt: skip
        """fit, moved, ruled-out and coverage as CSV, named after the posterior."""
        table, (misfit, number) = rows
        fitted = {target.id for target in self.fitted}
        write_rows(self.folder / f"{self.name}-fit.csv", [{**row, "fitted": row["id"] in fitted} for row in table])
        write_rows(self.folder / f"{self.name}-moved.csv", moved(reading, self.priors, checks[max(checks)]))
        write_rows(self.folder / f"{self.name}-ruled-out.csv", ruled_out)
        write_rows(
            self.folder / f"{self.name}-coverage.csv",
            [row for wave, check in checks.items() for row in coverage_rows(wave, check, self.priors)],
        )
        write_rows(self.folder / f"{self.name}-misfit.csv", [{"chi_square": misfit, "targets": number}])

    def write_comparison(self, first: Wave, check: Coverage) -> None:
        """Coverage and width of the semi-automatic reading of wave 1 beside those of the emulator's."""
        u, values = finished((first,), self.targets)
        y = values[:, columns(self.targets, self.fitted)]
        other = held_out_semi_automatic(u, y, error_covariance(self.fitted), self.plan.truths, self.seed)
        rows = [
            {
                "reading": name, "truths": len(one.ranks),
                **{f"covered_{int(100 * level)}": float(one.covered(one.ranks, level).mean()) for level in LEVELS},
                "posterior_sd_over_prior_sd": float(one.shrink.mean()),
            }
            for name, one in (("emulator", check), ("semi-automatic", other))
        ]  # fmt: skip
        write_rows(self.folder / f"{self.name}-readings.csv", rows)

    def write_rolling(self, waves: tuple[Wave, ...]) -> None:
        """Rolling origins 2020-22 from the same runs."""
        from calibration.rolling import rolling, rolling_summary

        rows = rolling(waves, self.targets, self.priors, self.seed)
        write_rows(self.folder / "rolling.csv", rows)
        write_rows(self.folder / "rolling-scores.csv", rolling_summary(rows, common=True))


def targets_digest(targets: Sequence[Target]) -> str:
    """What was fitted: ids, values and errors."""
    return digest([[t.id, t.value, t.sd, t.discrepancy] for t in targets])


def write_posterior(stem: Path, reading: Reading, priors: Priors, record: Mapping[str, Any]) -> None:
    """``until-....csv`` and ``.json``: draws in the units of the parameters, six digits, and where they come from."""
    values = priors.values(reading.u)
    weight = f"{1.0 / len(values):.10g}"
    lines = [",".join(["draw", "weight", *priors.names])]
    lines += [",".join([str(k), weight, *(f"{x:.6g}" for x in row)]) for k, row in enumerate(values)]
    stem.parent.mkdir(parents=True, exist_ok=True)
    stem.with_suffix(".csv").write_text("\n".join(lines) + "\n", "utf-8")
    stem.with_suffix(".json").write_text(json.dumps(dict(record), indent=1) + "\n", "utf-8")


def moved(reading: Reading, priors: Priors, check: Coverage) -> list[dict[str, Any]]:
    """How far each free parameter moved: prior and posterior, and whether the data said anything about it.

    narrowed: 1 - posterior sd / prior sd; recovered: the same over known truths; said: *informed* from 0.2 on in both,
    else *assumption* (the posterior is about the prior), *pinned* where kept at no effect.
    """
    from agents.parameters import REGISTRY

    values, rows, pinned = priors.values(reading.u), [], dict(reading.pinned)
    for k, name in enumerate(priors.names):
        prior_sd = (priors.high[k] - priors.low[k]) / np.sqrt(12.0)
        narrowed, recovered = 1.0 - values[:, k].std() / prior_sd, 1.0 - check.shrink[k]
        said = "pinned" if k in pinned else "informed" if min(narrowed, recovered) >= 0.2 else "assumption"
        rows.append({
            "parameter": name, "unit": REGISTRY[name].unit, "prior_low": priors.low[k], "prior_high": priors.high[k],
            "hand_value": REGISTRY[name].value, "posterior_mean": float(values[:, k].mean()),
            "posterior_q05": float(np.quantile(values[:, k], 0.05)),
            "posterior_q95": float(np.quantile(values[:, k], 0.95)),
            "shift_in_prior_sd": float((values[:, k].mean() - (priors.low[k] + priors.high[k]) / 2) / prior_sd),
            "narrowed": float(narrowed), "recovered_on_known_truth": float(recovered),
            "informed_by": " ".join(REGISTRY[name].informed_by), "said": said,
        })  # fmt: skip
    return rows


def coverage_rows(wave: int, check: Coverage, priors: Priors) -> list[dict[str, Any]]:
    """Share of known truths inside the 50 and 90 percent intervals, by name, with a histogram of ranks."""
    rows = []
    for kind, names, ranks in (
        ("parameter", priors.names, check.ranks), ("forecast", FORECASTS, check.forecast_ranks)
    ):  # fmt: skip
        for k, name in enumerate(names):
            bins = np.histogram(ranks[:, k], bins=10, range=(0, 1))[0]
            rows.append({
                "wave": wave, "kind": kind, "name": name, "truths": len(ranks),
                **{f"covered_{int(100 * level)}": float(check.covered(ranks, level)[k]) for level in LEVELS},
                "rank_histogram": " ".join(map(str, bins)),
            })  # fmt: skip
    return rows


def summary_of(
    rows: tuple[list[dict[str, Any]], tuple[float, int]], check: Coverage, reading: Reading, ids: set[str]
) -> dict[str, Any]:
    """What the command prints at the end."""
    table, (misfit, number) = rows
    fitted = [row for row in table if row["id"] in ids]
    return {
        "targets": len(fitted), "inside_90": float(np.mean([row["inside"] for row in fitted])),
        "beyond_4_sd": [row["id"] for row in fitted if abs(row["z"]) > 4], "chi_square": misfit,
        "chi_square_targets": number, "coverage_90_parameters": float(check.covered(check.ranks, 0.9).mean()),
        "coverage_90_forecasts": float(check.covered(check.forecast_ranks, 0.9).mean()),
        "rhat_largest": float(reading.rhat.max()),
    }  # fmt: skip


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """A small CSV: floats with seven digits."""
    if not rows:
        raise CalibrationError(f"{path}: nothing to write")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow([f"{x:.7g}" if isinstance(x, float) else x for x in row.values()])
