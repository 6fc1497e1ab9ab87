"""What stands behind ``run.py calibrate`` and ``backtest``: from the words of a command line to folders and texts."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calibration.calibrate import QUICK, Calibration, Plan, write_rows
from calibration.priors import free_priors
from calibration.targets import CalibrationError, load_targets
from scenarios.draws import BACKTEST, FOLDER, load_posterior
from scenarios.terminal import Progress, text_table

YEARS = (2022, 2025)


class Bars:
    """One progress bar for each step of a long command."""

    def __init__(self) -> None:
        self.bars: dict[str, Progress] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Redraw the bar of this step; a finished one leaves its line."""
        bar = self.bars.setdefault(step, Progress(step))
        bar(done, total)
        if done == total:
            bar.close()

    def close(self) -> None:
        """Leave every line."""
        for bar in self.bars.values():
            bar.close()


def calibrate(
    until: int, quick: bool, workers: int, cluster: str | None, out: Path | None, seed: int, ship: bool
) -> tuple[str, Any]:
    """Fit to the targets known at the end of ``until``; text and object for the terminal."""
    if until not in YEARS:
        raise CalibrationError(f"--until {until}: expected 2022 (for the backtest) or 2025 (for projections)")
    if workers < 1:
        raise CalibrationError(f"--workers {workers}: expected 1 or more")
    if quick and ship:
        raise CalibrationError("--ship with --quick: only a full calibration is shipped; leave one of them out")
    folder = out or Path("results") / ("calibration-quick" if quick else "calibration")
    command = f"uv run run.py calibrate --until {until}" + (" --quick" if quick else "") + (" --ship" if ship else "")
    job = Calibration(folder, until, QUICK if quick else Plan(), workers, cluster, seed, command)
    bars = Bars()
    try:
        found = job.run(note, bars)
    finally:
        bars.close()
    if ship:
        for path in sorted(folder.glob(f"until-{until}*")):
            shutil.copy(path, FOLDER / path.name)
    return fit_text(job.name, folder, found), {"folder": str(folder), **found}


def note(text: str) -> None:
    """A line about the work, beside the results."""
    print(text, file=sys.stderr)


def fit_text(name: str, folder: Path, found: dict[str, Any]) -> str:
    """The fit in words."""
    beyond = ", ".join(found["beyond_4_sd"]) or "none"
    return (
        f"{name}: {found['inside_90']:.0%} of {found['targets']} targets lie inside the 90 percent predictive "
        f"interval; beyond 4 sd: {beyond}.\nMisfit of the fitted targets together: chi-square-like "
        f"{found['chi_square']:.0f} for {found['chi_square_targets']}.\n90 percent intervals held the truth in "
        f"{found['coverage_90_parameters']:.0%} (parameters) and {found['coverage_90_forecasts']:.0%} (forecasts) of "
        f"held-out runs.\nTables: {folder}/{name}-*.csv"
    )


def backtest(
    quick: bool, workers: int, cluster: str | None, out: Path | None, seed: int, ship: bool
) -> tuple[str, Any]:
    """The declared backtest of 2023-2025 with the shipped posterior until-2022."""
    from calibration.backtest import cohort_of, forecasts, summary, table
    from calibration.bank import fingerprint

    posterior, priors, targets = load_posterior(BACKTEST), free_priors(), load_targets()
    mark = fingerprint(priors, seed)
    check_model(posterior.record, mark)
    folder = out or Path("results") / ("backtest-quick" if quick else "backtest")
    bars = Bars()
    try:
        found = forecasts(posterior, priors, targets, folder / "runs", {"model": mark}, 24 if quick else 200, seed,
                          workers, cluster, bars)  # fmt: skip
    finally:
        bars.close()
    rows = table(targets, found, cohort_of(targets))
    scores = summary(rows)
    write_rows(folder / "backtest.csv", rows)
    write_rows(folder / "backtest-scores.csv", scores)
    if ship:
        for name in ("backtest.csv", "backtest-scores.csv"):
            shutil.copy(folder / name, FOLDER / name)
    return backtest_text(rows, scores, folder), {"folder": str(folder), "scores": scores, "rows": rows}


def check_model(record: Any, mark: str) -> None:
    """A posterior belongs to the model that made it."""
    if record.get("model") != mark:
        raise CalibrationError(
            f"posterior {record.get('name')}: fitted to a model with fingerprint {record.get('model')}; this one has "
            f"{mark}. Fit again: {record.get('command')}"
        )


def backtest_text(rows: Sequence[dict[str, Any]], scores: Sequence[dict[str, Any]], folder: Path) -> str:
    """The headline rows and the scores as tables."""
    head = ["target", "observed", "Legemod", "90 % interval", "carry forward", "linear trend", "cohort model"]
    by_id: dict[str, dict[str, Any]] = {}
    for row in rows:
        by_id.setdefault(row["id"], {})[row["method"]] = row
    lines = []
    for name, methods in by_id.items():
        mine = methods["legemod"]
        plain = [methods.get(method) for method in ("carry forward", "linear trend", "cohort model")]
        lines.append([
            name, f"{mine['observed']:,.5g}", f"{mine['median']:,.5g}", f"{mine['q05']:,.5g} to {mine['q95']:,.5g}",
            *(f"{one['median']:,.5g}" if one else "-" for one in plain),
        ])  # fmt: skip
    score_lines = [
        [s["method"], str(s["targets"]), f"{s['ape']:.1f}", f"{s['coverage']:.0%}", f"{s['crps_ratio']:.2f}"]
        for s in scores
    ]
    score_head = ["method", "targets", "mean error, %", "inside 90 %", "CRPS / carry forward"]
    return "\n\n".join([text_table(head, lines), text_table(score_head, score_lines), f"Tables: {folder}"])
