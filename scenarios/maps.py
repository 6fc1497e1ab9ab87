"""Maps of Norway with a bubble for every municipality: size = inhabitants, colour = an indicator, most often people
without a regular GP.

The projection is plain: longitude times the cosine of 65 degrees north against latitude, nearly true to
area at the middle of the country. A difference map says the direction by the shape of the mark as well as
by its colour.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from textwrap import fill
from typing import Any

import numpy as np

from model.indicators import HIGHER, INDICATORS
from scenarios.compare import national
from scenarios.figures import Drawn, Scene, canvas, heading, save
from scenarios.numbers import is_share, shown
from scenarios.words import Language


@dataclass(frozen=True)
class Kind:
    """What is mapped: an indicator, edges of the classes of its level and of its change either way, in its shown unit.

    key: what its texts in the catalogue begin with. decimals: of a level in words.
    """

    indicator: str
    levels: tuple[float, ...]
    changes: tuple[float, float, float]
    key: str
    decimals: int = 0


SHARE = Kind("patients_without_gp_share", (0.0, 1.0, 2.5, 5.0, 10.0, 20.0, 100.0), (0.5, 2.0, 5.0), "map")
KINDS = {
    kind.indicator: kind
    for kind in (
        SHARE,
        Kind("gps_per_10000", (0.0, 6.0, 8.0, 10.0, 12.0, 16.0, 100.0), (0.2, 0.5, 1.0), "map.gps", 1),
        Kind("lists_vacant_share", (0.0, 1.0, 2.5, 5.0, 10.0, 20.0, 100.0), (0.5, 2.0, 5.0), "map.vacant"),
        Kind("list_length_mean", (0.0, 600.0, 800.0, 900.0, 1000.0, 1100.0, 3000.0), (5.0, 20.0, 50.0), "map.length"),
    )
}


@dataclass(frozen=True)
class Chance:
    """What a map of changes takes for chance: a mean within so many standard errors of 0; said with these texts."""

    errors: float = 2.0
    note: str = "map.change.chance"
    text: str = "map.change.text"


TWO_ERRORS = Chance()
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
WIDE = 82  # letters of a subtitle beside one another
SIZE_BANDS = (0, 5_000, 20_000, 100_000)  # smaller places are drawn over larger ones


def draw_maps(scene: Scene) -> list[Drawn]:
    """The base at the end of the run and, for every other scenario, its paired effect."""
    return [draw_level_map(scene), *(draw_change_map(scene, number) for number in range(1, len(scene.names)))]


def _by_municipality(table: Any, geography: Any, kind: Kind, column: str, scenario: str, year: int) -> Any:
    """One row per municipality in the geography's order: number, name, place, people, value in its shown unit."""
    import pandas

    chosen = table[
        (table["area_kind"] == "municipality") & (table["indicator"] == kind.indicator)
        & (table["scenario"] == scenario) & (table["year"] == year)
    ]  # fmt: skip
    found = chosen.set_index("area")[column].reindex(list(geography.numbers)).to_numpy(np.float64)
    return pandas.DataFrame(
        {
            "municipality": list(geography.numbers),
            "name": list(geography.names),
            "lat": geography.lat,
            "lon": geography.lon,
            "inhabitants_2026": geography.inhabitants_2016_2026[-1],
            "value": shown(kind.indicator, found),
        }
    )


def _to_save(rows: Any, kind: Kind) -> Any:
    return rows.rename(columns={"value": "percent"}) if is_share(kind.indicator) else rows


def draw_level_map(scene: Scene, kind: Kind = SHARE, number: int = 0) -> Drawn:
    """An indicator in the last year of a scenario, by its number among the scenarios; mean of the runs."""
    from matplotlib import colormaps
    from matplotlib.colors import BoundaryNorm, ListedColormap

    say, name, year = scene.say, scene.names[number], scene.study.end_year
    rows = _by_municipality(scene.yearly, scene.geography, kind, "mean", name, year)
    drawn = Drawn("map-base", say(f"{kind.key}.title", year=year), _level_text(rows, kind, name, year, say), "places")
    shades = ListedColormap(colormaps["YlGnBu"](np.linspace(0.04, 1.0, len(kind.levels) - 1)))
    with canvas(5.8, 6.4) as figure:
        axes = _country(figure)
        listed = rows[np.isfinite(rows["value"])].sort_values("inhabitants_2026", ascending=False)
        marks = axes.scatter(
            *_project(listed), s=_area(listed), c=listed["value"], cmap=shades,
            norm=BoundaryNorm(kind.levels, shades.N), edgecolor="#333333", linewidth=0.4, zorder=3,
        )  # fmt: skip
        _no_lists(axes, rows)
        _labels(axes, rows)
        _level_key(figure, axes, marks, kind, say)
        heading(axes, drawn.title, f"{fill(say('map.subtitle', base=name, runs=scene.pairs), WIDE)}\n{say('map.size')}")
        return save(figure, scene.folder, drawn, _to_save(rows, kind), scene.png)


def _level_text(rows: Any, kind: Kind, name: str, year: int, say: Language) -> str:
    """The map of a level in words."""
    over, most = int((rows["value"] > 10).sum()), _listed(rows.nlargest(3, "value"), say, kind)
    least = _listed(rows.nsmallest(3, "value"), say, kind)
    return say(f"{kind.key}.text", count=len(rows), base=name, year=year, over=over, worst=most, least=least)


def _level_key(figure: Any, axes: Any, marks: Any, kind: Kind, say: Language) -> None:
    bar = figure.colorbar(marks, cax=axes.inset_axes((0.76, 0.06, 0.05, 0.34)))
    bar.ax.set_title(say(f"{kind.key}.percent"), fontsize=9, loc="left")
    bar.ax.set_yticks(kind.levels, [say.significant(value, 3) for value in kind.levels], fontsize=9)
    bar.outline.set_linewidth(0.4)


def draw_change_map(scene: Scene, number: int, kind: Kind = SHARE, chance: Chance = TWO_ERRORS) -> Drawn:
    """Paired effect on an indicator in the last year: triangles down are fewer, blue ones are improvements.

    A change that may be chance, within two Monte Carlo standard errors most often, is shown as none: 357 noisy means
    always hold some large ones.
    """
    say, base, year = scene.say, scene.names[0], scene.study.end_year
    case = scene.study.cases[number]
    rows = _by_municipality(scene.effects, scene.geography, kind, "diff_mean", case.name, year)
    error = _by_municipality(scene.effects, scene.geography, kind, "mcse", case.name, year)["value"]
    rows["standard_error"] = error
    rows["class"] = _change_class(rows["value"], error, kind.changes, chance.errors)
    title = say(f"{kind.key}.change.title", year=year)
    text = _change_text(scene, case.name, rows, kind, chance)
    drawn = Drawn(f"map-effect-{number}-{case.label}", title, text, "places")
    marks = change_marks(kind)
    with canvas(5.8, 6.4) as figure:
        axes = _country(figure)
        for place, mark in rows[np.isfinite(rows["value"])].groupby("class"):
            _change_marks(axes, mark, *marks[place])
        _no_lists(axes, rows)
        _labels(axes, rows)
        _change_key(axes, kind, say)
        lines = (
            say(f"{kind.key}.change.subtitle", scenario=case.name, base=base, pairs=scene.pairs),
            say("map.size"), say(chance.note),
        )  # fmt: skip
        heading(axes, title, "\n".join(fill(line, WIDE) for line in lines))
        return save(figure, scene.folder, drawn, _to_save(rows, kind), scene.png)


def change_marks(kind: Kind) -> tuple[tuple[str, str], ...]:
    """Marker and colour of each class: the marker points up for more, the colour is blue for better."""
    if INDICATORS[kind.indicator].better != HIGHER:
        return CHANGE_MARKS
    colours = [colour for _, colour in reversed(CHANGE_MARKS)]
    return tuple((marker, colour) for (marker, _), colour in zip(CHANGE_MARKS, colours, strict=True))


def _change_text(scene: Scene, scenario: str, rows: Any, kind: Kind, chance: Chance) -> str:
    """The map of changes in words."""
    say, year, none = scene.say, scene.study.end_year, len(kind.changes)
    whole = national(scene.effects, scenario=scenario, indicator=kind.indicator, year=year).iloc[0]
    known = rows[np.isfinite(rows["value"])]["class"]
    return say(
        chance.text, count=len(rows), scenario=scenario, base=scene.names[0], year=year,
        fewer=int((known < none).sum()), more=int((known > none).sum()),
        edge=say.number(kind.changes[0], 1), unit=say(f"{kind.key}.change.unit"),
        lower=say(f"{kind.key}.change.fewer"), higher=say(f"{kind.key}.change.more"),
        norway=say.number(shown(kind.indicator, whole["diff_mean"]), 2, sign=True),
    )  # fmt: skip


def _change_marks(axes: Any, rows: Any, marker: str, colour: str) -> None:
    """The marks of one class, smaller places over larger ones."""
    for order, low in enumerate(reversed(SIZE_BANDS)):
        some = rows[_size_band(rows) == low]
        axes.scatter(
            *_project(some), s=_area(some), marker=marker, c=colour, zorder=2 + order, edgecolor="#333333",
            linewidth=0.4,
        )  # fmt: skip


def _change_class(
    changes: Any, error: Any, classes: tuple[float, ...] = SHARE.changes, errors: float = TWO_ERRORS.errors
) -> np.ndarray:
    """Index in CHANGE_MARKS of each change in its shown unit; within so many standard errors it is chance."""
    edges = (*(-edge for edge in reversed(classes)), *classes)
    found = np.where(changes > 0, np.searchsorted(edges, changes, side="right"), np.searchsorted(edges, changes))
    return np.where(np.abs(changes) <= errors * error, len(classes), found)


def _size_band(rows: Any) -> np.ndarray:
    return np.array(SIZE_BANDS)[np.searchsorted(SIZE_BANDS, rows["inhabitants_2026"], side="right") - 1]


def change_labels(say: Language, kind: Kind = SHARE) -> list[str]:
    """The classes of change in words, in the order of CHANGE_MARKS."""
    edges = [say.significant(edge, 3) for edge in kind.changes]

    def one_way(way: str) -> list[str]:
        between = [
            say("map.change.between", low=low, high=high, way=way)
            for low, high in pairwise(edges)
        ]
        return [*between, say("map.change.over", high=edges[-1], way=way)]

    fewer, more = (one_way(say(f"{kind.key}.change.{way}")) for way in ("fewer", "more"))
    return [*reversed(fewer), say("map.change.less"), *more]


def _change_key(axes: Any, kind: Kind, say: Language) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="", marker=marker, markersize=7, markerfacecolor=colour, label=label,
               markeredgecolor="#333333", markeredgewidth=0.4)
        for (marker, colour), label in zip(change_marks(kind), change_labels(say, kind), strict=True)
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower right", fontsize=9, title=say(f"{kind.key}.change.key"),
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
    empty = ~np.isfinite(rows["value"].to_numpy())
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


def _listed(rows: Any, say: Language, kind: Kind) -> str:
    return ", ".join(f"{row['name']} {say.number(row['value'], kind.decimals)}" for _, row in rows.iterrows())
