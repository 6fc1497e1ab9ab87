"""Pictures of a calibration: fit and backtest series by series, priors and posteriors, ranks of known truths."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np

from agents.months import month_index
from calibration.sensitivity_questions import number_words
from calibration.sensitivity_tables import by_number, strongest
from scenarios.figures import COLOURS, GREY, Drawn, canvas, save

INTERVAL, POINT = COLOURS[1], COLOURS[0]
Rows = Sequence[Mapping[str, Any]]


def _frame(rows: Rows) -> Any:
    import pandas as pd

    return pd.DataFrame([dict(row) for row in rows])


def _panels(number: int, columns: int) -> tuple[int, int]:
    return -(-number // columns), columns


def draw_fit(folder: Path, rows: Rows, name: str) -> Drawn:
    """Every series of targets as a small chart: published values with what the posterior predicts for them."""
    table = _frame(rows)
    groups = [(f"{series}, {area}", part) for (series, area), part in table.groupby(["series", "area"], sort=False)]
    high, wide = _panels(len(groups), 5)
    drawn = Drawn(
        f"{name}-fit",
        "Published figures and what the fitted model predicts",
        f"{len(groups)} small charts. Dots: published; bars: 90 percent predictive interval of real runs at posterior "
        "draws, with errors of observation; open dots: not used in the fit.",
    )
    with canvas(14, 2.1 * high) as figure:
        axes = np.atleast_1d(figure.subplots(high, wide)).ravel()
        for axis, (title, part) in zip(axes, groups, strict=False):
            when = [1900 + month_index(date) / 12 for date in part["date"]]
            axis.vlines(when, part["q05"], part["q95"], color=INTERVAL, lw=5, alpha=0.45)
            axis.plot(when, part["median"], "_", color=INTERVAL, ms=9)
            used = part["fitted"].astype(bool).to_numpy()
            axis.plot(np.array(when)[used], part["observed"][used], "o", color=POINT, ms=4)
            axis.plot(np.array(when)[~used], part["observed"][~used], "o", color=POINT, ms=5, mfc="white")
            axis.set_title(title.replace(", Norway", "").replace("_", " "), fontsize=8.5, loc="left")
            axis.tick_params(labelsize=7.5)
            axis.set_xlim(2015.5, 2026.3)
            axis.margins(y=0.2)
        for axis in axes[len(groups) :]:
            axis.set_axis_off()
        figure.suptitle(
            f"{drawn.title} ({name}). Dots: published (open: after the fit). Bars: 90 percent predictive interval.",
            fontsize=11, x=0.01, ha="left",
        )  # fmt: skip
        return save(figure, folder, drawn, table)


def draw_moved(folder: Path, rows: Rows, name: str) -> Drawn:
    """Prior and posterior of every free parameter on one scale: its prior range from 0 to 1."""
    table = _frame(rows).iloc[::-1].reset_index(drop=True)
    span = table["prior_high"] - table["prior_low"]
    low, high, middle, hand = (
        (table[column] - table["prior_low"]) / span
        for column in ("posterior_q05", "posterior_q95", "posterior_mean", "hand_value")
    )
    drawn = Drawn(
        f"{name}-moved",
        "How far the data moved each free parameter",
        "One line a parameter: grey the prior range, blue the 90 percent posterior interval with its mean, a cross the "
        "value set by hand before. A blue line as long as the grey one says that the data know nothing.",
    )
    with canvas(9, 0.3 * len(table) + 1.2) as figure:
        axis = figure.subplots()
        rows_at = np.arange(len(table))
        axis.hlines(rows_at, 0, 1, color="#dddddd", lw=7)
        axis.hlines(rows_at, low, high, color=INTERVAL, lw=4, alpha=0.7)
        axis.plot(middle, rows_at, "o", color=INTERVAL, ms=5)
        axis.plot(hand, rows_at, "x", color=POINT, ms=5)
        labels = [f"{p}  ({said})" for p, said in zip(table["parameter"], table["said"], strict=True)]
        axis.set_yticks(rows_at, labels, fontsize=8)
        axis.set_xlabel("place in the prior range (0 = low end, 1 = high end)")
        axis.set_title(f"{drawn.title} ({name})", loc="left", fontsize=11)
        axis.grid(axis="y", visible=False)
        return save(figure, folder, drawn, table.iloc[::-1])


def draw_ranks(folder: Path, rows: Rows, name: str) -> Drawn:
    """Rank histograms of known truths: flat where the posterior is right."""
    table = _frame(rows)
    table = table[table["wave"] == table["wave"].max()].reset_index(drop=True)
    high, wide = _panels(len(table), 8)
    drawn = Drawn(
        f"{name}-ranks",
        "Ranks of known truths among their posterior draws",
        "One histogram of ten bins for each free parameter and forecast; flat bars mean that intervals hold the truth "
        "as often as they say. Dashed lines: where 98 percent of the bars of a flat histogram lie.",
    )
    with canvas(13, 1.35 * high) as figure:
        axes = np.atleast_1d(figure.subplots(high, wide, sharey=True)).ravel()
        for axis, row in zip(axes, table.itertuples(), strict=False):
            counts = np.array([int(x) for x in row.rank_histogram.split()])
            mean = counts.sum() / len(counts)
            colour = INTERVAL if row.kind == "parameter" else GREY
            axis.bar(np.arange(len(counts)) + 0.5, counts, width=0.9, color=colour)
            for edge in (-1, 1):
                axis.axhline(mean + edge * 2.33 * np.sqrt(mean * 0.9), color=POINT, lw=0.7, ls="--")
            axis.set_title(f"{row.name}\n{row.covered_90:.0%} in 90 %", fontsize=6.5)
            axis.set_xticks([])
            axis.tick_params(labelsize=6.5)
        for axis in axes[len(table) :]:
            axis.set_axis_off()
        return save(figure, folder, drawn, table)


def draw_backtest(folder: Path, rows: Rows) -> Drawn:
    """Forecasts of 2023-25 made from 2022, by method, each target on its own scale."""
    table = _frame(rows)
    methods = ["legemod", "carry forward", "linear trend", "cohort model"]
    ids = list(dict.fromkeys(table["id"]))
    high, wide = _panels(len(ids), 6)
    drawn = Drawn(
        "backtest",
        "Forecasts of 2023-2025 from what was known in 2022",
        f"{len(ids)} small charts. Line: what happened. Bars: 90 percent intervals of Legemod, carry-forward, a linear "
        "trend and the cohort model.",
    )
    with canvas(14, 2.0 * high) as figure:
        axes = np.atleast_1d(figure.subplots(high, wide)).ravel()
        for axis, name in zip(axes, ids, strict=False):
            part = table[table["id"] == name].set_index("method")
            axis.axhline(part["observed"].iloc[0], color=POINT, lw=1.2)
            for place, method in enumerate(methods):
                if method not in part.index:
                    continue
                one = part.loc[method]
                colour = COLOURS[1 + place]
                axis.vlines(place, one["q05"], one["q95"], color=colour, lw=5, alpha=0.5)
                axis.plot([place], [one["median"]], "o", color=colour, ms=4)
            axis.set_xticks(range(len(methods)), ["L", "c", "t", "s"], fontsize=8)
            axis.set_xlim(-0.6, len(methods) - 0.4)
            title = name.replace("patients_without_gp_share", "share without gp").replace("_", " ")
            axis.set_title(title, fontsize=7.5, loc="left")
            axis.tick_params(axis="y", labelsize=7)
        for axis in axes[len(ids) :]:
            axis.set_axis_off()
        figure.suptitle(
            f"{drawn.title}. Line: what happened. L Legemod, c carry-forward, t linear trend, s cohort model.",
            fontsize=11, x=0.01, ha="left",
        )  # fmt: skip
        return save(figure, folder, drawn, table)


def draw_sensitivity(folder: Path, rows: Rows) -> Drawn:
    """Shares of the variance of every number people ask about: its largest parameters and chance."""
    table = _frame(rows)
    groups = by_number(rows)
    high, wide = _panels(len(groups), 3)
    drawn = Drawn(
        "sensitivity",
        "What the answers hang on",
        f"{len(groups)} small charts, one for each number. Bars: first-order share of the variance of the strongest "
        "parameters (one percent or more) and of chance, with 90 percent intervals; open circles: total share, "
        "interactions included.",
    )
    with canvas(14, 2.3 * high) as figure:
        axes = np.atleast_1d(figure.subplots(high, wide, sharex=True)).ravel()
        for axis, ((scenario, outcome, year), part) in zip(axes, groups.items(), strict=False):
            shown = _frame(strongest(part, 6)[::-1])
            at = np.arange(len(shown))
            axis.barh(at, shown["first"], color=[GREY, *[INTERVAL] * (len(shown) - 1)], alpha=0.6, height=0.65)
            axis.hlines(at, shown["first_low"], shown["first_high"], color=POINT, lw=1.3)
            axis.plot(shown["total"].iloc[1:], at[1:], "o", color=POINT, ms=4, mfc="white")
            axis.set_yticks(at, shown["parameter"], fontsize=7.5)
            axis.set_title(fill(number_words(scenario, outcome, year), 42), fontsize=8.5, loc="left")
            axis.tick_params(axis="x", labelsize=7.5)
            axis.set_xlim(0, 1)
            axis.set_ylim(-0.7, 6.7)
        for axis in axes[len(groups) :]:
            axis.set_axis_off()
        figure.suptitle(
            f"{drawn.title}. Bars: share of the variance alone, with 90 percent interval; circles: with interactions.",
            fontsize=11, x=0.01, ha="left",
        )  # fmt: skip
        return save(figure, folder, drawn, table)
