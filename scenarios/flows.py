"""Where the doctors went as an alluvial picture: the base at the left, the scenario at the right.

A band is as thick as the mean number of doctors who went that way, of those whose life differs. Colours group the
destinations; every end of a band is labelled, so that nothing hangs on colour.
"""

from textwrap import fill
from typing import Any

import numpy as np

from scenarios.compare import national
from scenarios.destination_words import between, lives_sentence, looked_at, whole_number
from scenarios.destinations import DESTINATIONS, GP_LISTS, NAMES
from scenarios.figures import COLOURS, GREY, Drawn, Scene, canvas, heading, save
from scenarios.numbers import capital
from scenarios.words import Language

COLOUR_OF = {
    **dict.fromkeys(GP_LISTS, COLOURS[1]),
    **dict.fromkeys(("not_in_model", "student", "waiting", "lis1"), COLOURS[5]),
    **dict.fromkeys(("municipal", "locum"), COLOURS[4]),
    "hospital": COLOURS[3],
    **dict.fromkeys(("outside", "ended"), GREY),
}
LEAST = 0.056  # of the height: room for a label of two lines, however thin the band
GAP = 0.012
WIDE, TITLE_WIDE = 100, 76  # letters beside one another in a subtitle and in a title
INNER, BAR = (0.36, 0.64), 0.025  # bars stand here, the labels beside them
SMOOTH = np.linspace(0.0, 1.0, 41)


def draw_flows(scene: Scene) -> list[Drawn]:
    """One picture for each scenario compared, 10 years after its first change (or the last looked at before)."""
    if "destinations" not in scene.tables:
        return []
    return [draw_flow(scene, number) for number in range(1, len(scene.names))]


def draw_flow(scene: Scene, number: int) -> Drawn:
    """The picture of one scenario, by its number among the scenarios."""
    say, scenario = scene.say, scene.names[number]
    changes = scene.tables["destination_changes"]
    rows = looked_at(changes, scenario)
    whole = rows[rows["destination"] == "all"].iloc[0]
    year = int(whole["year"])
    ways = national(scene.tables["destinations"], scenario=scenario, year=year)
    title = say("flow.title", after=whole["years_after"], scenario=scenario)
    text = lives_sentence(whole, scenario, say)
    drawn = Drawn(f"flows-{number}-{scene.study.cases[number].label}", title, text, "destinations")
    subtitle = say(
        "flow.subtitle", year=year, base=whole["base"], scenario=scenario, pairs=whole["pairs"],
        lives=whole_number(whole["base_mean"], say), between=between(whole, "", say),
    )  # fmt: skip
    with canvas(7.6, 6.6) as figure:
        axes = figure.subplots()
        _alluvium(axes, ways, rows.set_index("destination"), say)
        for x, side, words in ((INNER[0], "right", say("flow.left")), (INNER[1], "left", say("flow.right"))):
            axes.text(x, -0.025, words, ha=side, va="bottom", fontweight="bold", fontsize=9.5)
        heading(axes, fill(title, TITLE_WIDE), "\n".join(fill(line, WIDE) for line in subtitle.split("\n")))
        return save(figure, scene.folder, drawn, ways, scene.png)


def _alluvium(axes: Any, ways: Any, rows: Any, say: Language) -> None:
    """Bars, bands and labels; heights are shares of all lives that differ."""
    axes.set_axis_off()
    total = max(float(ways["doctors_mean"].sum()), 1e-9)
    table = np.zeros((len(NAMES), len(NAMES)))
    for _, way in ways.iterrows():
        table[NAMES.index(way["from"]), NAMES.index(way["to"])] = way["doctors_mean"] / total
    shown = [code for code in range(len(NAMES)) if table[code].any() or table[:, code].any()]
    before, after = (_tops(heights) for heights in (table.sum(axis=1)[shown], table.sum(axis=0)[shown]))
    top = dict(zip(shown, before, strict=True)), dict(zip(shown, after, strict=True))
    begin, end = dict(top[0]), dict(top[1])
    for origin in shown:
        for goal in shown:
            if thick := table[origin, goal]:
                _band(axes, begin[origin], end[goal], thick, COLOUR_OF[NAMES[origin]])
                begin[origin] += thick
                end[goal] += thick
    for code in shown:
        _bars(axes, NAMES[code], rows.loc[NAMES[code]], top[0][code], top[1][code], table, code, say)
    heights = [table.sum(axis=1)[shown], table.sum(axis=0)[shown]]
    axes.set_ylim(max(float(np.maximum(side, LEAST).sum() + GAP * len(shown)) for side in heights), -0.07)
    axes.set_xlim(0, 1)


def _tops(heights: np.ndarray) -> np.ndarray:
    """Where bars of these heights begin, from 0 at the top down, none with less room than a label needs."""
    room = np.maximum(heights, LEAST) + GAP
    return np.cumsum(room) - room + (np.maximum(heights, LEAST) - heights) / 2


def _band(axes: Any, begin: float, end: float, thick: float, colour: str) -> None:
    ease = 3 * SMOOTH**2 - 2 * SMOOTH**3
    middle = begin + (end - begin) * ease
    x = INNER[0] + BAR + (INNER[1] - INNER[0] - 2 * BAR) * SMOOTH
    axes.fill_between(x, middle, middle + thick, color=colour, alpha=0.42, linewidth=0)


def _bars(
    axes: Any, name: str, row: Any, before: float, after: float, table: np.ndarray, code: int, say: Language
) -> None:
    """The two bars of a destination and what is said beside them."""
    text, colour = capital(say.of(DESTINATIONS[name])), COLOUR_OF[name]
    heights = (table[code].sum(), table[:, code].sum())
    for x, start, height in zip((INNER[0], INNER[1] - BAR), (before, after), heights, strict=True):
        axes.fill_between((x, x + BAR), start, start + height, color=colour, linewidth=0)
    if heights[0]:
        axes.text(INNER[0] - 0.012, before + heights[0] / 2, f"{text}  {whole_number(row['base_mean'], say)}",
                  ha="right", va="center", fontsize=9)  # fmt: skip
    net = f"{whole_number(row['net_mean'], say, True)} ({between(row, 'net_', say, sign=True)})"
    axes.text(INNER[1] + 0.012, after + heights[1] / 2, f"{whole_number(row['scenario_mean'], say)}  {text}\n{net}",
              ha="left", va="center", fontsize=9, linespacing=1.15)  # fmt: skip
