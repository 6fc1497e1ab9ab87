"""How long list contracts last in every scenario: the table and its figure.

Contracts seen anywhere in the run, those begun before it from the duration they had then (model/tenure.py).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from model.results import NATION
from model.tenure import survival
from scenarios.collected import Ensemble
from scenarios.figures import COLOURS, DASHES, GREY, Drawn, Scene, canvas, heading, legend, number_axis, save
from scenarios.statistics import distribution

LONGEST_YEARS = 20
STEP_MONTHS = 3
CLASSES = {"1-2": (1, 2), "3-4": (3, 4), "5-6": (5, 6)}  # centrality, two and two: single classes are few contracts


def tenure_table(ensemble: Ensemble) -> Any:
    """A data frame: scenario, area_kind, area, years since the contract began, unit, mean, q05 to q95, runs.

    The value is the share of contracts that last longer; empty where no run has anybody at risk any more. Areas: Norway
    and pairs of centrality classes.
    """
    import pandas

    study, months = ensemble.study, ensemble.study.first_month
    last = months + 12 * len(study.years) - 1
    durations = np.arange(0, 12 * LONGEST_YEARS + 1, STEP_MONTHS)
    parts = []
    for number, case in enumerate(study.cases):
        found: dict[tuple[str, str], list[np.ndarray]] = {}
        for _, run in ensemble.runs(number):
            for area, begun, end in _by_area(run.contracts(), ensemble.centrality):
                found.setdefault(area, []).append(padded(survival(begun, end, months, last), durations))
        for (kind, place), curves in found.items():
            values = np.stack(curves).reshape(study.draws, study.replicates, -1)
            statistics = distribution(values)
            names = ("mean", "q05", "q25", "q50", "q75", "q95", "runs")
            keys = {"scenario": case.name, "area_kind": kind, "area": place, "years": durations / 12.0, "unit": "share"}
            parts.append(pandas.DataFrame({**keys, **{name: statistics[name] for name in names}}))
    return pandas.concat(parts, ignore_index=True)


def _by_area(
    contracts: dict[str, np.ndarray], centrality: np.ndarray
) -> Iterator[tuple[tuple[str, str], np.ndarray, np.ndarray]]:
    """((kind, area), begun, end) for the nation and each pair of centrality classes that has municipalities."""
    begun, end = contracts["begun"].astype(np.int64), contracts["end"].astype(np.int64)
    yield ("nation", NATION), begun, end
    place = centrality[contracts["municipality"]]
    for name, classes in CLASSES.items():
        if np.isin(centrality, classes).any():
            here = np.isin(place, classes)
            yield ("centrality", name), begun[here], end[here]


def padded(curve: np.ndarray, durations: np.ndarray) -> np.ndarray:
    """A curve by month at these durations; NaN beyond what was seen."""
    padded = np.append(curve, np.full(max(0, durations[-1] + 1 - len(curve)), np.nan))
    return padded[durations]


def draw_tenure(scene: Scene) -> list[Drawn]:
    """Share of contracts still held: by scenario, and in the base by centrality. Nothing where no contract is seen."""
    if "tenure" not in scene.tables or scene.tables["tenure"]["mean"].isna().all():
        return []
    say, table, base = scene.say, scene.tables["tenure"], scene.names[0]
    norway = table[table["area_kind"] == "nation"]
    classes = table[(table["scenario"] == base) & (table["area_kind"] == "centrality")]
    drawn = Drawn("tenure", say("tenure.title"), _text(scene, norway[norway["scenario"] == base]), "waits")
    with canvas(5.8, 6.2) as figure:
        top, below = figure.subplots(2, 1, sharex=True)
        for number, name in enumerate(scene.names):
            curve(top, norway[norway["scenario"] == name], number, name, banded=number == 0)
        for number, (name, rows) in enumerate(classes.groupby("area", sort=False)):
            curve(below, rows, number, say("centrality.class", number=name), banded=True)
        for axes in (top, below):
            number_axis(axes, say)
            axes.set_ylim(0, 100)
            axes.set_ylabel(say("tenure.percent"))
            legend(axes, 2)
        years = scene.study.years
        heading(top, drawn.title, say("tenure.subtitle", runs=scene.runs, first=years[0], last=years[-1]))
        top.annotate(say("tenure.scenarios"), (0.02, 0.05), xycoords="axes fraction", fontsize=9, color=GREY)
        below.set_title(say("tenure.classes", base=base), loc="left", fontsize=9, color=GREY)
        below.set_xlabel(say("tenure.axis"))
        return [save(figure, scene.folder, drawn, table)]


def curve(axes: Any, rows: Any, number: int, label: str, banded: bool) -> None:
    """Means of a share over ``years`` in percent, with their 90 percent band."""
    colour = COLOURS[number % len(COLOURS)]
    if banded:
        axes.fill_between(rows["years"], 100 * rows["q05"], 100 * rows["q95"], color=colour, alpha=0.16, linewidth=0)
    style = DASHES[number % len(DASHES)]
    axes.plot(rows["years"], 100 * rows["mean"], color=colour, linestyle=style, linewidth=1.9, label=label)


def _text(scene: Scene, rows: Any) -> str:
    """The figure in words: the median of the base, and how many are left after five years."""
    say, base = scene.say, scene.names[0]
    five = rows[rows["years"] == 5.0].iloc[0]
    between = say.interval(*(say.number(100 * five[column], 0) for column in ("q05", "q95")))
    share = say.number(100 * five["mean"], 0)
    half = rows[rows["mean"] <= 0.5]
    if len(half):
        median = say.number(half["years"].iloc[0], 1)
        return say("tenure.text", base=base, median=median, share=share, interval=between)
    return say("tenure.text.long", base=base, last=LONGEST_YEARS, share=share, interval=between)
