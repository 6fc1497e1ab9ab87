"""Fan charts of the headline indicators: levels of every scenario above, paired effects below.

One style for all: colours of Okabe and Ito, told apart in grey print by their line style. Every figure is
written as SVG and PNG with the numbers it shows in a CSV file beside it; the same numbers give the same
bytes.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.months import month_index
from model.indicators import HEADLINE, INDICATORS
from model.results import NATION
from scenarios.compare import national
from scenarios.numbers import MINUS, change, interval, is_share, level, shown, shown_unit
from scenarios.study import Study

# Okabe and Ito (2008), base in black; the dash pattern repeats what the colour says.
COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES: tuple[Any, ...] = (
    "-", (0, (5, 2)), (0, (1.2, 1.6)), (0, (6, 2, 1.2, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (2, 4)),
)  # fmt: skip
MOST_BANDS = 2  # more bands than this in one panel hide each other: the rest get a bar at the right
GREY = "#555555"

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "legemod",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.7,
    "xtick.color": "#222222",
    "ytick.color": "#222222",
    "figure.facecolor": "white",
}


_LONG_DECIMALS = re.compile(r"(\.\d\d)\d{2,}")  # a hundredth of a point is finer than any screen


@dataclass(frozen=True)
class Drawn:
    """A figure on disk: file name without ending, its title, and a sentence or two for those who cannot see
    it."""

    name: str
    title: str
    description: str


@contextmanager
def canvas(width: float, height: float) -> Iterator[Any]:
    """An empty figure in the house style, drawn without any window or global state."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*")
        yield Figure(figsize=(width, height), layout="constrained")


def save(figure: Any, folder: Path, drawn: Drawn, data: Any) -> Drawn:
    """Write NAME.svg, NAME.png and NAME.csv."""
    metadata = {"Title": drawn.title, "Description": drawn.description, "Date": None}
    path = folder / f"{drawn.name}.svg"
    figure.savefig(path, metadata=metadata)
    path.write_text(_LONG_DECIMALS.sub(r"\1", path.read_text("utf-8")), "utf-8")
    figure.savefig(folder / f"{drawn.name}.png", dpi=160, metadata={"Title": drawn.title, "Software": None})
    data.to_csv(folder / f"{drawn.name}.csv", index=False, float_format="%.8g", lineterminator="\n")
    return drawn


def heading(axes: Any, title: str, subtitle: str) -> None:
    """Title in bold, what is shown in a smaller line below it, both flush left."""
    lines = subtitle.count("\n") + 1
    axes.set_title(title, loc="left", fontweight="bold", fontsize=11, pad=8 + 12.5 * lines)
    axes.annotate(
        subtitle,
        (0, 1),
        (0, 6),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=9,
        color=GREY,
        linespacing=1.3,
    )


def draw_fans(folder: Path, study: Study, yearly: Any, effects: Any | None) -> list[Drawn]:
    """One fan chart for each headline indicator."""
    return [draw_fan(folder, study, yearly, effects, indicator) for indicator in HEADLINE]


def draw_fan(folder: Path, study: Study, yearly: Any, effects: Any | None, indicator: str) -> Drawn:
    """Levels (median, 50 and 90 percent bands) and, below, the paired effects of the scenarios."""
    names = [case.name for case in study.cases]
    levels = national(yearly, indicator=indicator)
    drawn = Drawn(f"fan-{indicator}", _title(indicator), describe(study, levels, effects, indicator))
    with canvas(5.8, 5.6 if len(names) > 1 else 3.9) as figure:
        if len(names) > 1:
            top, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
            _effect_panel(below, names, national(effects, indicator=indicator), indicator)
            below.set_xlabel("December of year" if INDICATORS[indicator].kind != "flow" else "Year")
        else:
            top = figure.subplots()
        _level_panel(top, names, levels, indicator)
        observed = observed_points(indicator)
        _draw_observed(top, observed, indicator)
        heading(top, drawn.title, f"Norway. {_runs_text(study)}.\n{_bands_text(names)}")
        _legend(top, len(names) + bool(observed))
        return save(figure, folder, drawn, _data(levels, effects, indicator, observed))


def _title(indicator: str) -> str:
    text = INDICATORS[indicator].long_name.removeprefix("share of ")
    return f"{text[0].upper()}{text[1:]} ({shown_unit(indicator)})"


def _runs_text(study: Study) -> str:
    runs = study.draws * study.replicates
    return f"{runs} run{'s' if runs > 1 else ''} of each scenario"


def _bands_text(names: Sequence[str]) -> str:
    if len(names) <= MOST_BANDS:
        return "Line: median; bands: 50 and 90 % of the runs"
    return "Line: median; bands: 50 and 90 % of the first; bars: 90 % of the others at the end"


def _level_panel(axes: Any, names: Sequence[str], levels: Any, indicator: str) -> None:
    for number, name in enumerate(names):
        rows = levels[levels["scenario"] == name]
        banded = number == 0 or len(names) <= MOST_BANDS
        _fan(axes, rows, ("q05", "q25", "q50", "q75", "q95"), number, name, indicator, banded)
    _number_axis(axes)


def _effect_panel(axes: Any, names: Sequence[str], effects: Any, indicator: str) -> None:
    axes.axhline(0, color=COLOURS[0], linewidth=1.0)
    columns = ("diff_q05", "diff_q25", "diff_mean", "diff_q75", "diff_q95")
    for number, name in enumerate(names[1:], 1):
        rows = effects[effects["scenario"] == name]
        _fan(axes, rows, columns, number, name, indicator, banded=number <= MOST_BANDS)
    unit = shown_unit(indicator, difference=True)
    _number_axis(axes)
    axes.set_title(
        f"Paired effect against {names[0]} ({unit})\nLine: mean; bands: 50 and 90 % of the pairs",
        loc="left", fontsize=9, color=GREY,
    )  # fmt: skip


def _fan(
    axes: Any, rows: Any, columns: Sequence[str], number: int, name: str, indicator: str, banded: bool
) -> None:
    colour, years = COLOURS[number % len(COLOURS)], rows["year"]
    low, lower, middle, upper, high = (shown(indicator, rows[column].to_numpy()) for column in columns)
    if banded:
        axes.fill_between(years, low, high, color=colour, alpha=0.14, linewidth=0)
        axes.fill_between(years, lower, upper, color=colour, alpha=0.26, linewidth=0)
    else:
        end = years.iloc[-1] + 0.35 * number  # beside the last year, one after the other
        axes.vlines(end, low[-1], high[-1], color=colour, linewidth=2.2)
    style = DASHES[number % len(DASHES)]
    marker = "o" if len(years) == 1 else None  # one year is a point, not a line
    axes.plot(years, middle, color=colour, linestyle=style, linewidth=1.9, label=name, marker=marker)


def _number_axis(axes: Any) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.margins(x=0.03)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))


def _tick(value: float) -> str:
    text = f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace(",", " ").replace("-", MINUS)


def _legend(axes: Any, entries: int) -> None:
    if entries > 1:
        legend = axes.legend(loc="best", fontsize=9, handlelength=3.2, frameon=True, fancybox=False)
        legend.get_frame().set(facecolor="white", alpha=1.0, edgecolor="#cccccc", linewidth=0.7)


def observed_points(indicator: str) -> list[tuple[float, float]]:
    """(year, value) of what was counted in the whole country, from model/data/observed.csv.

    A count at the end of December 2024 stands at 2024, as the yearly values of a run do.
    """
    from model.tables import read_table, table_names

    if "observed" not in table_names():
        return []
    table = read_table("observed")
    chosen = (table["series"] == indicator) & (table["panel"] == "nation") & (table["months"] == 0)
    ends = [month_index(str(date)) + 1 for date in table["date"][chosen]]
    years = [1900 + end / 12 - 1 for end in ends]
    percent = 100.0 if is_share(indicator) else 1.0
    return sorted(zip(years, (table["value"][chosen] / percent).tolist(), strict=True))


def _draw_observed(axes: Any, points: Sequence[tuple[float, float]], indicator: str) -> None:
    if points:
        years, values = zip(*points, strict=True)
        axes.scatter(
            years, [shown(indicator, value) for value in values],
            s=16, facecolor="white", edgecolor=COLOURS[0], linewidth=1.1, zorder=5, label="observed",
        )  # fmt: skip


def _data(levels: Any, effects: Any | None, indicator: str, observed: Sequence[tuple[float, float]]) -> Any:
    """The numbers of a figure: levels, the effects joined to them, and what was observed."""
    import pandas

    if effects is not None:
        keys = ["scenario", "year", "area_kind", "area", "indicator", "unit"]
        rows = national(effects, indicator=indicator).drop(columns=["base", "runs", "mcse"])
        levels = levels.merge(rows, on=keys, how="left")
    seen = pandas.DataFrame(observed, columns=["year", "mean"])
    seen = seen.assign(scenario="observed", area_kind="nation", area=NATION, indicator=indicator)
    seen["unit"] = INDICATORS[indicator].unit
    return pandas.concat([levels, seen], ignore_index=True)[list(levels.columns)]


def describe(study: Study, levels: Any, effects: Any | None, indicator: str) -> str:
    """The figure in words: levels of the base in the first and last year, effects in the last."""
    base, *others = (case.name for case in study.cases)
    rows = levels[levels["scenario"] == base]
    parts = []
    for _, row in rows.iloc[[0, -1]].iterrows():
        low, high = level(indicator, row["q05"]), level(indicator, row["q95"])
        parts.append(f"{level(indicator, row['q50'])} in {row['year']} (90 % interval {interval(low, high)})")
    text = f"{base}: {parts[0]}, {parts[1]}."
    for name in others:
        last = national(effects, scenario=name, indicator=indicator).iloc[-1]
        low, high = change(indicator, last["diff_q05"]), change(indicator, last["diff_q95"])
        text += (
            f" {name} less {base} in {last['year']}: {change(indicator, last['diff_mean'])} "
            f"{shown_unit(indicator, difference=True)} (90 % interval {interval(low, high)})."
        )
    return text
