"""How well the model has forecast: six series of the shipped backtest drawn again in the report's language.

The tables are those that `run.py backtest --ship` leaves in calibration/posterior/; nothing is computed here.
"""

import csv
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.months import month_index, year_of
from model.indicators import INDICATORS
from scenarios.draws import FOLDER, DrawsError
from scenarios.figures import COLOURS, GREY, Drawn, Scene, canvas, save
from scenarios.words import Language

SERIES = (
    "gps-2025-12", "lists_vacant-2025-12", "patients_without_gp-2025-12", "list_length_mean-2025-12",
    "gp_entries-2023-12", "gp_exits-2023-12",
)  # fmt: skip
METHODS = {
    "legemod": "backtest.legemod", "carry forward": "backtest.carry", "linear trend": "backtest.trend",
    "cohort model": "backtest.cohort",
}  # fmt: skip
MARKERS = ("o", "s", "^", "D")


@dataclass(frozen=True)
class Score:
    """One method: figures it forecast, share of them inside its 90 % interval, its CRPS over carry-forward's."""

    targets: int
    coverage: float
    crps_ratio: float


def read_backtest(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """A shipped table of the backtest as rows of texts; DrawsError saying how to make it if it is not there."""
    path = folder / f"{name}.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise DrawsError(f"{path}: {error.strerror}; make it with `run.py backtest --ship`") from None
    if not rows or "method" not in rows[0]:
        raise DrawsError(f"{path}: expected a column method and rows, as `run.py backtest --ship` writes them")
    return rows


def score(folder: Path = FOLDER) -> Score:
    """Legemod's row of the scores."""
    row = next(row for row in read_backtest("backtest-scores", folder) if row["method"] == "legemod")
    return Score(int(row["targets"]), float(row["coverage"]), float(row["crps_ratio"]))


def draw_backtest(scene: Scene) -> list[Drawn]:
    """Forecasts of 2023-25 by method, each series on its own scale."""
    import pandas

    say = scene.say
    rows = [row for row in read_backtest("backtest") if row["id"] in SERIES and row["method"] in METHODS]
    numeric = {name: float for name in ("observed", "median", "q05", "q95")}
    table = pandas.DataFrame(rows)[["id", "series", "date", "unit", "method", *numeric]].astype(numeric)
    drawn = Drawn("backtest", say("backtest.title"), _text(say, table), "backtest")
    with canvas(7.2, 5.2) as figure:
        panels = figure.subplots(2, 3).ravel()
        for axes, name in zip(panels, SERIES, strict=True):
            _panel(axes, table[table["id"] == name], say)
        figure.suptitle(f"{drawn.title}\n\n", x=0.01, ha="left", fontsize=11, fontweight="bold")
        line = 1 - 0.36 / figure.get_figheight()
        figure.text(0.01, line, say("backtest.subtitle"), fontsize=9, color=GREY, va="top")
        handles, labels = panels[1].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=9, frameon=False)
        return [save(figure, scene.folder, drawn, table)]


def _panel(axes: Any, rows: Any, say: Language) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    by_method = rows.set_index("method")
    axes.axhline(by_method["observed"].iloc[0], color=COLOURS[0], linewidth=1.4)
    for place, (method, key) in enumerate(METHODS.items()):
        if method in by_method.index:
            one = by_method.loc[method]
            axes.vlines(place, one["q05"], one["q95"], color=COLOURS[1 + place], linewidth=4, alpha=0.5)
            axes.plot([place], [one["median"]], MARKERS[place], color=COLOURS[1 + place], markersize=5, label=say(key))
    axes.set_xlim(-0.6, len(METHODS) - 0.4)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.significant(value, 4)))
    axes.tick_params(axis="y", labelsize=9)
    name, year = rows["series"].iloc[0], year_of(month_index(rows["date"].iloc[0]))
    kept = INDICATORS[name]
    title = say.of((kept.long_name, kept.long_name_nb)).partition(",")[0]
    axes.set_title(f"{_wrapped(title[0].upper() + title[1:])}\n{year} ({say.unit(name)})", loc="left", fontsize=8.5)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 28))


def _text(say: Language, table: Any) -> str:
    """The figure in words: GPs at the end of 2025."""
    row = table[(table["id"] == SERIES[0]) & (table["method"] == "legemod")].iloc[0]
    between = say.interval(say.level("gps", row["q05"]), say.level("gps", row["q95"]))
    observed = say.level("gps", row["observed"])
    return say("backtest.figure.text", gps=say.level("gps", row["median"]), interval=between, observed=observed)
