"""Paired effects of all scenarios on the headline indicators, in the years read first, with 50 and 90 % intervals."""

from typing import Any

from model.indicators import HEADLINE
from scenarios.compare import national
from scenarios.figures import COLOURS, GREY, Drawn, Scene, canvas, save
from scenarios.numbers import shown
from scenarios.years import years_to_read

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
COLUMNS = ("diff_q05", "diff_q25", "diff_mean", "diff_q75", "diff_q95")


def draw_effects(scene: Scene) -> list[Drawn]:
    """One small chart for each headline indicator; nothing without a comparison."""
    if scene.effects is None:
        return []
    say, (base, *others) = scene.say, scene.names
    years = years_to_read(scene.study.years)
    table = national(scene.effects)
    table = table[table["indicator"].isin(HEADLINE) & table["year"].isin(years)]
    drawn = Drawn("effects", say("effects.title"), _text(scene, table, years[-1]), "effects")
    rows = len(years) * (len(others) + 1)
    with canvas(7.2, 2.0 + 3 * (0.35 + 0.17 * rows)) as figure:
        panels = figure.subplots(3, 2, sharey=True).ravel()
        for axes, indicator in zip(panels, HEADLINE, strict=True):
            _panel(axes, table[table["indicator"] == indicator], indicator, scene, years)
        subtitle = say("effects.subtitle", base=base, pairs=scene.pairs)
        figure.suptitle(f"{drawn.title}\n\n", x=0.01, ha="left", fontsize=11, fontweight="bold")
        figure.text(0.01, 0.985 - 0.28 / figure.get_figheight(), subtitle, fontsize=9, color=GREY, va="top")
        handles, labels = panels[0].get_legend_handles_labels()
        columns = min(3, len(labels))
        figure.legend(handles, labels, loc="outside lower left", ncols=columns, fontsize=9, frameon=False)
        return [save(figure, scene.folder, drawn, table)]


def _panel(axes: Any, table: Any, indicator: str, scene: Scene, years: list[int]) -> None:
    """One indicator: years from the top, the scenarios of a year beneath each other."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    say, others = scene.say, scene.names[1:]
    step = len(others) + 1
    for number, name in enumerate(others, 1):
        rows = table[table["scenario"] == name].set_index("year").reindex(years)
        low, lower, middle, upper, high = (shown(indicator, rows[column].to_numpy()) for column in COLUMNS)
        heights = [-(place * step + number - 1) for place in range(len(years))]
        colour = COLOURS[number % len(COLOURS)]
        axes.hlines(heights, low, high, color=colour, linewidth=1.2)
        axes.hlines(heights, lower, upper, color=colour, linewidth=3.6, alpha=0.55)
        mark = MARKERS[(number - 1) % len(MARKERS)]
        axes.plot(middle, heights, mark, color=colour, markersize=5, markeredgecolor="white",
                  markeredgewidth=0.5, label=name)  # fmt: skip
    axes.axvline(0, color=COLOURS[0], linewidth=1.0)
    axes.set_yticks([-(place * step + (len(others) - 1) / 2) for place in range(len(years))], [str(y) for y in years])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.significant(value, 4)))
    axes.set_title(f"{say.name(indicator)}\n({say.unit(indicator, difference=True)})", loc="left", fontsize=9)


def _small(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it begins with an abbreviation."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _text(scene: Scene, table: Any, year: int) -> str:
    """The figure in words: the effect on GPs in the last year."""
    say = scene.say
    rows = table[(table["indicator"] == "gps") & (table["year"] == year)]
    effects = [
        say("effects.text.one", scenario=row["scenario"], effect=say.change("gps", row["diff_mean"]),
            interval=say.interval(say.change("gps", row["diff_q05"]), say.change("gps", row["diff_q95"])))
        for _, row in rows.iterrows()
    ]  # fmt: skip
    names = say.joined([_small(say.name(name)) for name in HEADLINE])
    return say("effects.text", names=names, year=year, effects="; ".join(effects))
