"""What stands behind ``run.py calibrate`` and ``backtest``: from the words of a command line to folders and texts."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calibration.calibrate import QUICK, Calibration, Plan, write_rows
from calibration.priors import free_priors
from calibration.targets import CalibrationError, load_targets
from scenarios.draws import BACKTEST, FOLDER, PROJECTION, load_posterior
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
    check_workers(workers)
    check_ship(quick, ship)
    folder = out or Path("results") / ("calibration-quick" if quick else "calibration")
    command = f"uv run run.py calibrate --until {until}" + (" --quick" if quick else "") + (" --ship" if ship else "")
    job = Calibration(folder, until, QUICK if quick else Plan(), workers, cluster, seed, command)
    bars = Bars()
    try:
        found = job.run(note, bars)
    finally:
        bars.close()
    draw(folder, job.name)
    made = [*sorted(folder.glob(f"until-{until}*")), *sorted(folder.glob("rolling*.csv"))]
    shipped(folder, [path.name for path in made], ship)
    return fit_text(job.name, folder, found), {"folder": str(folder), **found}


def draw(folder: Path, name: str) -> None:
    """The pictures of a finished calibration, in the folder's ``figures``."""
    from calibration.figures import draw_fit, draw_moved, draw_ranks

    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    draw_fit(figures, read_rows(folder / f"{name}-fit.csv"), name)
    draw_moved(figures, read_rows(folder / f"{name}-moved.csv"), name)
    draw_ranks(figures, read_rows(folder / f"{name}-coverage.csv"), name)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """A small table of ours, numbers as numbers."""
    import pandas as pd

    return pd.read_csv(path).to_dict("records")


def check_workers(workers: int) -> None:
    """CalibrationError below one."""
    if workers < 1:
        raise CalibrationError(f"--workers {workers}: expected 1 or more")


def check_ship(quick: bool, ship: bool) -> None:
    """CalibrationError for a quick result that is to be shipped."""
    if quick and ship:
        raise CalibrationError("--ship with --quick: only a full result is shipped; leave one of them out")


def shipped(folder: Path, names: Sequence[str], ship: bool) -> None:
    """Copy these tables to where the program and its documents read them, if asked to."""
    if ship:
        FOLDER.mkdir(exist_ok=True)
        for name in names:
            shutil.copy(folder / name, FOLDER / name)


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
    from calibration.figures import draw_backtest

    check_workers(workers)
    check_ship(quick, ship)
    posterior, priors, targets = load_posterior(BACKTEST), free_priors(), load_targets()
    mark = fingerprint(priors, seed)
    check_model(posterior.record, mark)
    folder = out or Path("results") / ("backtest-quick" if quick else "backtest")
    bars = Bars()
    try:
        found = forecasts(posterior, priors, targets, folder / "runs", {"model": mark}, 12 if quick else 100, seed,
                          workers, cluster, bars)  # fmt: skip
    finally:
        bars.close()
    rows = table(targets, found, cohort_of(targets))
    scores = summary(rows)
    write_rows(folder / "backtest.csv", rows)
    write_rows(folder / "backtest-scores.csv", scores)
    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    draw_backtest(figures, rows)
    shipped(folder, ("backtest.csv", "backtest-scores.csv"), ship)
    return backtest_text(rows, scores, folder), {"folder": str(folder), "scores": scores, "rows": rows}


def history(quick: bool, workers: int, cluster: str | None, out: Path | None, seed: int, ship: bool) -> tuple[str, Any]:
    """Which dated changes the model holds responsible for the shortage and its end, by leaving each out."""
    from calibration.attribution import run_attribution
    from calibration.bank import fingerprint
    from calibration.history_words import sentences

    check_workers(workers)
    check_ship(quick, ship)
    posterior = load_posterior(PROJECTION)
    mark = fingerprint(free_priors(), seed)
    check_model(posterior.record, mark)
    folder = out or Path("results") / ("history-quick" if quick else "history")
    bars = Bars()
    try:
        rows = run_attribution(posterior, folder / "runs", {"model": mark}, 4 if quick else 16, seed, workers, cluster,
                               bars)  # fmt: skip
    finally:
        bars.close()
    told = sentences(rows)
    write_rows(folder / "history.csv", rows)
    (folder / "history.txt").write_text("\n".join(told) + "\n", "utf-8")
    shipped(folder, ("history.csv",), ship)
    return "\n\n".join(told), {"folder": str(folder), "rows": rows, "sentences": told}


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
