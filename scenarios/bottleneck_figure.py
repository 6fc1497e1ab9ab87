"""The bottlenecks over the years, one panel for each gate, all on one scale so that the largest is seen to move."""

from typing import Any

from scenarios.bottleneck_words import moved
from scenarios.bottlenecks import BOTTLENECKS
from scenarios.compare import national
from scenarios.figures import COLOURS, DASHES, GREY, MOST_BANDS, Drawn, Scene, canvas, save
from scenarios.numbers import capital

COLUMNS = 2


def draw_bottlenecks(scene: Scene) -> list[Drawn]:
    """Mean and 90 percent band of every scenario by year."""
    if "bottlenecks" not in scene.tables:
        return []
    say, names, table = scene.say, scene.names, scene.tables["bottlenecks"]
    rows = national(table)
    text = " ".join(line for name in names for line in moved(table, name, say))
    drawn = Drawn("bottlenecks", say("gate.title"), text, "bottlenecks")
    bands = len(names) <= MOST_BANDS
    subtitle = say("gate.subtitle.bands" if bands else "gate.subtitle.bars", runs=scene.pairs)
    with canvas(7.6, 8.8) as figure:
        panels = figure.subplots(-(-len(BOTTLENECKS) // COLUMNS), COLUMNS, sharex=True, sharey=True)
        for axes, gate in zip(panels.flat, BOTTLENECKS, strict=True):
            _panel(axes, rows[rows["bottleneck"] == gate], names)
            words = say.of(BOTTLENECKS[gate])
            axes.set_title(capital(words), loc="left", fontsize=9.5)
        panels.flat[0].set_ylim(0, None)
        for axes in panels[-1]:
            axes.set_xlabel(say("gate.year"))
        handles, labels = panels[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=9, handlelength=3.2, frameon=False)
        figure.suptitle(" \n ", fontsize=15)  # room for the two lines below
        figure.text(0.01, 0.993, drawn.title, fontsize=11, fontweight="bold", va="top")
        figure.text(0.01, 0.969, subtitle, fontsize=9, color=GREY, va="top")
        return [save(figure, scene.folder, drawn, rows)]


def _panel(axes: Any, rows: Any, names: list[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    for number, name in enumerate(names):
        mine = rows[rows["scenario"] == name]
        years, colour = mine["year"].to_numpy(), COLOURS[number % len(COLOURS)]
        low, high = mine["q05"].to_numpy(), mine["q95"].to_numpy()
        if len(names) <= MOST_BANDS:
            axes.fill_between(years, low, high, color=colour, alpha=0.2, linewidth=0)
        else:
            axes.vlines(years[-1] + 0.4 * (number + 1), low[-1], high[-1], color=colour, linewidth=2.0)
        marker = "o" if len(years) == 1 else None  # one year is a point, not a line
        axes.plot(years, mine["turned_away_mean"], color=colour, linestyle=DASHES[number % len(DASHES)],
                  linewidth=1.8, label=name, marker=marker)  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
