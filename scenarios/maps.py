"""Maps of Norway with a bubble for every municipality: size = inhabitants, colour = people without a
regular GP.

The projection is plain: longitude times the cosine of 65 degrees north against latitude, nearly true to
area at the middle of the country. A difference map says the direction by the shape of the mark as well as
by its colour.
"""

import math
from itertools import pairwise
from typing import Any

import numpy as np

from scenarios.compare import national
from scenarios.figures import Drawn, Scene, canvas, heading, save
from scenarios.words import Language

SHARE = "patients_without_gp_share"
LEVEL_CLASSES = (0.0, 1.0, 2.5, 5.0, 10.0, 20.0, 100.0)  # percent
CHANGE_CLASSES = (0.5, 2.0, 5.0)  # percentage points, either way
CHANGE_MARKS = (  # marker and colour, from many fewer to many more; the marker says the direction in grey print too
    ("v", "#084594"), ("v", "#4292c6"), ("v", "#9ecae1"), ("o", "#eeeeee"),
    ("^", "#fdae6b"), ("^", "#e6550d"), ("^", "#8c2d04"),
)  # fmt: skip
# Number: (name on the map, offset of the text in points from the middle of the mark)
PLACES = {
    "0301": ("Oslo", (25, -2)), "4601": ("Bergen", (-17, 0)), "5001": ("Trondheim", (18, -2)),
    "1103": ("Stavanger", (-13, 0)), "4204": ("Kristiansand", (4, -14)), "5501": ("Tromsø", (-11, 5)),
    "1804": ("Bodø", (22, 2)), "5601": ("Alta", (7, -6)), "5605": ("Kirkenes", (2, -12)),
    "1508": ("Ålesund", (-10, 4)), "1833": ("Mo i Rana", (8, 0)), "5025": ("Røros", (8, 0)),
    "5007": ("Namsos", (-12, 7)),
}  # fmt: skip
SIZE_BANDS = (0, 5_000, 20_000, 100_000)  # smaller places are drawn over larger ones


def draw_maps(scene: Scene) -> list[Drawn]:
    """The base at the end of the run and, for every other scenario, its paired effect."""
    return [draw_level_map(scene), *(draw_change_map(scene, number) for number in range(1, len(scene.names)))]


def _by_municipality(table: Any, geography: Any, column: str, scenario: str, year: int) -> Any:
    """One row per municipality in the geography's order: number, name, place, people, percent."""
    import pandas

    chosen = table[
        (table["area_kind"] == "municipality") & (table["indicator"] == SHARE)
        & (table["scenario"] == scenario) & (table["year"] == year)
    ]  # fmt: skip
    share = chosen.set_index("area")[column].reindex(list(geography.numbers)).to_numpy(np.float64)
    return pandas.DataFrame(
        {
            "municipality": list(geography.numbers),
            "name": list(geography.names),
            "lat": geography.lat,
            "lon": geography.lon,
            "inhabitants_2026": geography.inhabitants_2016_2026[-1],
            "percent": share * 100.0,
        }
    )


def draw_level_map(scene: Scene) -> Drawn:
    """Share without a regular GP in the last year of the base, mean of the runs."""
    from matplotlib import colormaps
    from matplotlib.colors import BoundaryNorm, ListedColormap

    say, base, year = scene.say, scene.names[0], scene.study.end_year
    rows = _by_municipality(scene.yearly, scene.geography, "mean", base, year)
    over, worst = int((rows["percent"] > 10).sum()), _listed(rows.nlargest(3, "percent"), say)
    text = say("map.text", count=len(rows), base=base, year=year, over=over, worst=worst)
    drawn = Drawn("map-base", say("map.title", year=year), text, "places")
    shades = ListedColormap(colormaps["YlGnBu"](np.linspace(0.04, 1.0, len(LEVEL_CLASSES) - 1)))
    with canvas(5.8, 6.4) as figure:
        axes = _country(figure)
        listed = rows[np.isfinite(rows["percent"])].sort_values("inhabitants_2026", ascending=False)
        marks = axes.scatter(
            *_project(listed), s=_area(listed), c=listed["percent"], cmap=shades,
            norm=BoundaryNorm(LEVEL_CLASSES, shades.N), edgecolor="#333333", linewidth=0.4, zorder=3,
        )  # fmt: skip
        _no_lists(axes, rows)
        _labels(axes, rows)
        _level_key(figure, axes, marks, say)
        heading(axes, drawn.title, f"{say('map.subtitle', base=base, runs=scene.pairs)}\n{say('map.size')}")
        return save(figure, scene.folder, drawn, rows)


def _level_key(figure: Any, axes: Any, marks: Any, say: Language) -> None:
    bar = figure.colorbar(marks, cax=axes.inset_axes((0.76, 0.06, 0.05, 0.34)))
    bar.ax.set_title(say("map.percent"), fontsize=9, loc="left")
    bar.ax.set_yticks(LEVEL_CLASSES, [say.significant(value, 3) for value in LEVEL_CLASSES], fontsize=9)
    bar.outline.set_linewidth(0.4)


def draw_change_map(scene: Scene, number: int) -> Drawn:
    """Paired effect on the share without a regular GP in the last year: triangles down are improvements.

    A change that is no larger than two Monte Carlo standard errors is shown as none: 357 noisy means always
    hold some large ones.
    """
    say, base, year = scene.say, scene.names[0], scene.study.end_year
    case = scene.study.cases[number]
    rows = _by_municipality(scene.effects, scene.geography, "diff_mean", case.name, year)
    error = _by_municipality(scene.effects, scene.geography, "mcse", case.name, year)["percent"]
    rows["standard_error"] = error
    rows["class"] = _change_class(rows["percent"], error)
    title = say("map.change.title", year=year)
    drawn = Drawn(f"map-effect-{number}-{case.label}", title, _change_text(scene, case.name, rows), "places")
    with canvas(5.8, 6.4) as figure:
        axes = _country(figure)
        for place, mark in rows[np.isfinite(rows["percent"])].groupby("class"):
            _change_marks(axes, mark, *CHANGE_MARKS[place])
        _no_lists(axes, rows)
        _labels(axes, rows)
        _change_key(axes, say)
        lines = (
            say("map.change.subtitle", scenario=case.name, base=base, pairs=scene.pairs),
            say("map.size"), say("map.change.chance"),
        )  # fmt: skip
        heading(axes, title, "\n".join(lines))
        return save(figure, scene.folder, drawn, rows)


def _change_text(scene: Scene, scenario: str, rows: Any) -> str:
    """The map of changes in words."""
    say, year, none = scene.say, scene.study.end_year, len(CHANGE_CLASSES)
    whole = national(scene.effects, scenario=scenario, indicator=SHARE, year=year).iloc[0]
    known = rows[np.isfinite(rows["percent"])]["class"]
    return say(
        "map.change.text", count=len(rows), scenario=scenario, base=scene.names[0], year=year,
        fewer=int((known < none).sum()), more=int((known > none).sum()),
        edge=say.number(CHANGE_CLASSES[0], 1), norway=say.number(whole["diff_mean"] * 100, 2, sign=True),
    )  # fmt: skip


def _change_marks(axes: Any, rows: Any, marker: str, colour: str) -> None:
    """The marks of one class, smaller places over larger ones."""
    for order, low in enumerate(reversed(SIZE_BANDS)):
        some = rows[_size_band(rows) == low]
        axes.scatter(
            *_project(some), s=_area(some), marker=marker, c=colour, zorder=2 + order, edgecolor="#333333",
            linewidth=0.4,
        )  # fmt: skip


def _change_class(percent: Any, error: Any) -> np.ndarray:
    """Index in CHANGE_MARKS of each change in percentage points; within two standard errors it is chance."""
    edges = (*(-edge for edge in reversed(CHANGE_CLASSES)), *CHANGE_CLASSES)
    classes = np.where(
        percent > 0, np.searchsorted(edges, percent, side="right"), np.searchsorted(edges, percent)
    )
    return np.where(np.abs(percent) <= 2.0 * error, len(CHANGE_CLASSES), classes)


def _size_band(rows: Any) -> np.ndarray:
    return np.array(SIZE_BANDS)[np.searchsorted(SIZE_BANDS, rows["inhabitants_2026"], side="right") - 1]


def change_labels(say: Language) -> list[str]:
    """The classes of change in words, in the order of CHANGE_MARKS."""
    edges = [say.significant(edge, 3) for edge in CHANGE_CLASSES]

    def one_way(way: str) -> list[str]:
        between = [
            say("map.change.between", low=low, high=high, way=way)
            for low, high in pairwise(edges)
        ]
        return [*between, say("map.change.over", high=edges[-1], way=way)]

    fewer, more = one_way(say("map.change.fewer")), one_way(say("map.change.more"))
    return [*reversed(fewer), say("map.change.less"), *more]


def _change_key(axes: Any, say: Language) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="", marker=marker, markersize=7, markerfacecolor=colour, label=label,
               markeredgecolor="#333333", markeredgewidth=0.4)
        for (marker, colour), label in zip(CHANGE_MARKS, change_labels(say), strict=True)
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower right", fontsize=9, title=say("map.change.key"),
        title_fontsize=9, labelspacing=0.5, frameon=False, bbox_to_anchor=(1.0, 0.04),
    )  # fmt: skip


def _country(figure: Any) -> Any:
    axes = figure.subplots()
    axes.set_aspect("equal")
    axes.axis("off")
    return axes


def _project(rows: Any) -> tuple[np.ndarray, np.ndarray]:
    return rows["lon"].to_numpy() * math.cos(math.radians(65.0)), rows["lat"].to_numpy()


def _area(rows: Any) -> np.ndarray:
    """Bubble area in square points: proportional to people, but never too small to see."""
    return np.maximum(rows["inhabitants_2026"].to_numpy() / 550.0, 9.0)


def _no_lists(axes: Any, rows: Any) -> None:
    """Municipalities without GP lists are marked, not coloured as if nobody lacked a GP."""
    empty = ~np.isfinite(rows["percent"].to_numpy())
    x, y = _project(rows)
    axes.scatter(x[empty], y[empty], s=14, marker="x", color="#777777", linewidth=0.8, zorder=4)


def _labels(axes: Any, rows: Any) -> None:
    x, y = _project(rows)
    for number, (name, offset) in PLACES.items():
        found = np.flatnonzero(rows["municipality"].to_numpy() == number)
        if len(found):
            axes.annotate(
                name, (x[found[0]], y[found[0]]), offset, textcoords="offset points", fontsize=9,
                ha="right" if offset[0] < 0 else "left", va="center", color="#111111", zorder=9,
            )  # fmt: skip


def _listed(rows: Any, say: Language) -> str:
    return ", ".join(f"{row['name']} {say.number(row['percent'], 0)}" for _, row in rows.iterrows())
