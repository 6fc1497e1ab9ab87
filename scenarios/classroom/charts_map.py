"""The map of the page, drawn in the drawing process by the maps of the report."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from model.indicators import INDICATORS
from model.results import NATION
from scenarios.classroom.charts import Chart, chart_of, study_of
from scenarios.classroom.gathered import BASE, DIFFERENCE, Places
from scenarios.classroom.years import Country, kinds_of, map_of
from scenarios.figures import Drawn, Scene
from scenarios.maps import KINDS, Chance, draw_change_map, draw_level_map
from scenarios.words import Language


@dataclass(frozen=True)
class MapWanted:
    """An indicator in a year on one of ``gathered.SIDES``, with what pairs say of it; names: base and other."""

    country: Country
    names: tuple[str, str]
    side: str
    indicator: str
    start: str
    year: int
    places: Places
    lang: str


def draw_map(wanted: MapWanted, png: bool = False) -> Chart:
    """The map; its words name the counties too."""
    chart = chart_of(partial(_draw, wanted, png))
    return replace(chart, description=f"{chart.description} {counties_text(wanted)}")


def _draw(wanted: MapWanted, png: bool, folder: Path) -> Drawn:
    kind, pairs, say = KINDS[wanted.indicator], len(wanted.places.areas), Language(wanted.lang)
    study = study_of(wanted.names, wanted.start, wanted.year, pairs, wanted.lang)
    country = map_of(wanted.country)
    name = wanted.names[0 if wanted.side == BASE else 1]
    if wanted.side == DIFFERENCE:
        effects = _frame(wanted, country, name, "diff_mean")
        few = Chance(errors_of_chance(pairs), "map.change.chance.few", "map.change.text.few")
        return draw_change_map(Scene(folder, study, {"effects": effects}, country, say, png), 1, kind, few)
    yearly = _frame(wanted, country, name, "mean")
    return draw_level_map(Scene(folder, study, {"yearly": yearly}, country, say, png), kind, wanted.names.index(name))


def errors_of_chance(pairs: int) -> float:
    """Half of the 95 percent interval of a mean over so many pairs, in standard errors (Student's t)."""
    return float(stdtrit(pairs - 1, 0.975))


def _frame(wanted: MapWanted, country: Any, scenario: str, column: str) -> Any:
    """The rows of yearly.csv or effects.csv that a map reads: municipalities and the nation."""
    import pandas

    areas = [*country.numbers, NATION]
    values = np.append(wanted.places.mean, wanted.places.areas[:, 0].mean())
    return pandas.DataFrame({
        "scenario": scenario, "year": wanted.year, "area": areas,
        "area_kind": ["municipality"] * len(country.numbers) + ["nation"], "indicator": wanted.indicator,
        "unit": INDICATORS[wanted.indicator].unit, column: values, "mcse": np.append(wanted.places.error, np.nan),
    })  # fmt: skip


def counties_text(wanted: MapWanted) -> str:
    """The highest and the lowest counties in words."""
    say, kinds = Language(wanted.lang), kinds_of(map_of(wanted.country))
    names = kinds[1].names
    means = wanted.places.areas[:, 1 : 1 + len(names)].mean(axis=0)
    write = say.change if wanted.side == DIFFERENCE else say.level
    order = [at for at in np.argsort(-means, kind="stable") if np.isfinite(means[at])]

    def told(some: list[int]) -> str:
        return ", ".join(f"{names[at]} {write(wanted.indicator, means[at])}" for at in some)

    unit = say.unit(wanted.indicator, difference=wanted.side == DIFFERENCE)
    return say("map.counties", unit=unit, most=told(order[:3]), least=told(order[::-1][:3]))
