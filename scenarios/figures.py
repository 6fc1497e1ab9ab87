"""The house style of figures, and fan charts: levels of every scenario above, paired effects below.

One style for all: colours of Okabe and Ito, told apart in grey print by their line style. Every figure is
written as SVG and PNG with the numbers it shows in a CSV file beside it; the same numbers give the same
bytes. Texts are in the language of the scene; the CSV files are not translated.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.months import month_index
from model.archive import write_csv
from model.indicators import HEADLINE, INDICATORS
from model.results import NATION
from scenarios.compare import national
from scenarios.numbers import is_share, shown
from scenarios.study import Study
from scenarios.words import Language

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
    """A figure on disk: file name without ending, its title, a sentence or two for those who cannot see it, and the
    section of the report that shows it (its anchor)."""

    name: str
    title: str
    description: str
    section: str = "time"


@dataclass(frozen=True)
class Scene:
    """What figures are drawn from: where they go, the study, its tables by name, the map, the language; png: whether
    each is written as PNG, too, which takes as long as the SVG."""

    folder: Path
    study: Study
    tables: Mapping[str, Any]
    geography: Any
    say: Language
    png: bool = True

    @property
    def names(self) -> list[str]:
        """Names of the scenarios, base first."""
        return [case.name for case in self.study.cases]

    @property
    def yearly(self) -> Any:
        """Levels."""
        return self.tables["yearly"]

    @property
    def effects(self) -> Any | None:
        """Paired effects; None for a single scenario."""
        return self.tables.get("effects")

    @property
    def pairs(self) -> int:
        """Runs of each scenario, or pairs of runs."""
        return self.study.draws * self.study.replicates

    @property
    def counted_in(self) -> Path | None:
        """Folder of the tables with what was counted; None: those of Legemod, also where there is no map."""
        return None if self.geography is None else self.geography.folder  # type: ignore[no-any-return]

    @property
    def runs(self) -> str:
        """The number of runs in words."""
        return self.say.counted(self.pairs, "figure.runs.one", "figure.runs.many")


@contextmanager
def canvas(width: float, height: float) -> Iterator[Any]:
    """An empty figure in the house style, drawn without any window or global state."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*")
        yield Figure(figsize=(width, height), layout="constrained")


def save(figure: Any, folder: Path, drawn: Drawn, data: Any, png: bool = True) -> Drawn:
    """Write NAME.svg, NAME.csv and, unless it is not wanted, NAME.png."""
    metadata = {"Title": drawn.title, "Description": drawn.description, "Date": None}
    path = folder / f"{drawn.name}.svg"
    figure.savefig(path, metadata=metadata)
    path.write_text(_LONG_DECIMALS.sub(r"\1", path.read_text("utf-8")), "utf-8")
    if png:
        figure.set_layout_engine("none")  # places are found once; the PNG takes those of the SVG
        figure.savefig(folder / f"{drawn.name}.png", dpi=160, metadata={"Title": drawn.title, "Software": None})
    write_csv(data, folder / f"{drawn.name}.csv")
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


def draw_fans(scene: Scene) -> list[Drawn]:
    """One fan chart for each headline indicator, and the wait for LIS1."""
    return [draw_fan(scene, name) for name in HEADLINE] + [draw_fan(scene, "lis1_wait_mean", "waits")]


def draw_fan(scene: Scene, indicator: str, section: str = "time") -> Drawn:
    """Levels (median, 50 and 90 percent bands) and, below, the paired effects of the scenarios."""
    names, say = scene.names, scene.say
    levels = national(scene.yearly, indicator=indicator)
    drawn = Drawn(f"fan-{indicator}", say.title(indicator), describe(scene, levels, indicator), section)
    with canvas(5.8, 5.6 if len(names) > 1 else 3.9) as figure:
        if len(names) > 1:
            top, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
            _effect_panel(below, scene, indicator)
            below.set_xlabel(say("figure.december") if INDICATORS[indicator].kind != "flow" else say("figure.year"))
        else:
            top = figure.subplots()
        level_panel(top, scene, levels, indicator)
        observed = observed_points(indicator, scene.counted_in)
        _draw_observed(top, observed, indicator, say("figure.observed"))
        heading(top, drawn.title, f"{say('figure.norway', runs=scene.runs)}\n{bands_text(scene)}")
        legend(top, len(names) + bool(observed))
        return save(figure, scene.folder, drawn, _data(levels, scene.effects, indicator, observed), scene.png)


def bands_text(scene: Scene) -> str:
    """What line and bands of a level are."""
    return scene.say("figure.bands") if len(scene.names) <= MOST_BANDS else scene.say("figure.bands.first")


def level_panel(axes: Any, scene: Scene, levels: Any, indicator: str, most: int = 7) -> None:
    """Levels of every scenario over the years; ``levels``: rows of yearly for one indicator and area; ``most``: years
    written along the bottom."""
    for number, name in enumerate(scene.names):
        rows = levels[levels["scenario"] == name]
        banded = number == 0 or len(scene.names) <= MOST_BANDS
        _fan(axes, rows, ("q05", "q25", "q50", "q75", "q95"), number, name, indicator, banded)
    number_axis(axes, scene.say, most)


def _effect_panel(axes: Any, scene: Scene, indicator: str) -> None:
    axes.axhline(0, color=COLOURS[0], linewidth=1.0)
    effects = national(scene.effects, indicator=indicator)
    columns = ("diff_q05", "diff_q25", "diff_mean", "diff_q75", "diff_q95")
    for number, name in enumerate(scene.names[1:], 1):
        rows = effects[effects["scenario"] == name]
        _fan(axes, rows, columns, number, name, indicator, banded=number <= MOST_BANDS)
    number_axis(axes, scene.say)
    unit = scene.say.unit(indicator, difference=True)
    text = scene.say("figure.effect", base=scene.names[0], unit=unit)
    axes.set_title(f"{text}\n{scene.say('figure.effect.bands')}", loc="left", fontsize=9, color=GREY)


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


def number_axis(axes: Any, say: Language, most: int = 7) -> None:
    """Few round numbers on both axes, written as the language does; years along the bottom."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.margins(x=0.03)
    axes.xaxis.set_major_locator(MaxNLocator(most, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.significant(value, 4)))


def legend(axes: Any, entries: int) -> None:
    """A legend where there is more than one thing to tell apart."""
    if entries > 1:
        box = axes.legend(loc="best", fontsize=9, handlelength=3.2, frameon=True, fancybox=False)
        box.get_frame().set(facecolor="white", alpha=1.0, edgecolor="#cccccc", linewidth=0.7)


def observed_points(indicator: str, tables: Path | None = None) -> list[tuple[float, float]]:
    """(year, value) of what was counted in the whole country, from observed.csv of Legemod or of the folder ``tables``.

    A count at the end of December 2024 stands at 2024, as the yearly values of a run do.
    """
    from model.tables import read_table, table_names

    if "observed" not in table_names(tables):
        return []
    table = read_table("observed", tables)
    chosen = (table["series"] == indicator) & (table["panel"] == "nation") & (table["months"] == 0)
    ends = [month_index(str(date)) + 1 for date in table["date"][chosen]]
    years = [1900 + end / 12 - 1 for end in ends]
    percent = 100.0 if is_share(indicator) else 1.0
    return sorted(zip(years, (table["value"][chosen] / percent).tolist(), strict=True))


def _draw_observed(axes: Any, points: Sequence[tuple[float, float]], indicator: str, label: str) -> None:
    if points:
        years, values = zip(*points, strict=True)
        axes.scatter(
            years, [shown(indicator, value) for value in values],
            s=16, facecolor="white", edgecolor=COLOURS[0], linewidth=1.1, zorder=5, label=label,
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


def describe(scene: Scene, levels: Any, indicator: str) -> str:
    """The figure in words: levels of the base in the first and last year, effects in the last."""
    say, (base, *others) = scene.say, scene.names
    rows = levels[levels["scenario"] == base]
    parts = []
    for _, row in rows.iloc[[0, -1]].iterrows():
        between = say.interval(say.level(indicator, row["q05"]), say.level(indicator, row["q95"]))
        parts.append(say("fan.level", value=say.level(indicator, row["q50"]), year=row["year"], interval=between))
    text = say("fan.base", base=base, first=parts[0], last=parts[1])
    for name in others:
        last = national(scene.effects, scenario=name, indicator=indicator).iloc[-1]
        between = say.interval(say.change(indicator, last["diff_q05"]), say.change(indicator, last["diff_q95"]))
        text += say(
            "fan.effect", scenario=name, base=base, year=last["year"], interval=between,
            effect=say.change(indicator, last["diff_mean"]), unit=say.unit(indicator, difference=True),
        )  # fmt: skip
    return text
