"""How long doctors wait for LIS1 in every scenario, person by person: the table and its figure.

A wait begins when a doctor has the degree and wants LIS1, and is over when LIS1 starts or the doctor gives up. Waits
seen anywhere in the run count, those begun before it from the length they had then (model/tenure.py).
"""

from typing import Any

import numpy as np

from model.results import NATION
from model.tenure import incidence
from scenarios.collected import Ensemble
from scenarios.figures import DASHES, MOST_BANDS, Drawn, Scene, canvas, heading, legend, number_axis, save
from scenarios.statistics import distribution
from scenarios.tenure import curve, padded

LONGEST_YEARS = 6
STEP_MONTHS = 1
MEASURES = ("waiting", "started")  # share still waiting; share who have started LIS1; the rest gave up
READ_YEARS = 2.0  # after so long it is said in words


def waiting_table(ensemble: Ensemble) -> Any:
    """A data frame: scenario, area_kind, area, measure, years since the wait began, unit, mean, q05 to q95, runs.

    The value is a share of those who began to wait; empty where no run has anybody waiting that long. Norway only.
    """
    import pandas

    study, first = ensemble.study, ensemble.study.first_month
    last = first + 12 * len(study.years) - 1
    durations = np.arange(0, 12 * LONGEST_YEARS + 1, STEP_MONTHS)
    parts = []
    for number, case in enumerate(study.cases):
        found = []
        for _, run in ensemble.runs(number):
            waits = run.waits()
            begun, end = waits["begun"].astype(np.int64), waits["end"].astype(np.int64)
            found.append([padded(one, durations) for one in incidence(begun, end, first, last, waits["started"])])
        for measure, curves in zip(MEASURES, zip(*found, strict=True), strict=True):
            values = np.stack(curves).reshape(study.draws, study.replicates, -1)
            statistics = distribution(values)
            names = ("mean", "q05", "q25", "q50", "q75", "q95", "runs")
            keys = {"scenario": case.name, "area_kind": "nation", "area": NATION, "measure": measure,
                    "years": durations / 12.0, "unit": "share"}  # fmt: skip
            parts.append(pandas.DataFrame({**keys, **{name: statistics[name] for name in names}}))
    return pandas.concat(parts, ignore_index=True)


def draw_waiting(scene: Scene) -> list[Drawn]:
    """Share still waiting and share who have started LIS1, by scenario. Nothing where nobody is seen to wait."""
    if "waiting" not in scene.tables or scene.tables["waiting"]["mean"].isna().all():
        return []
    say, table = scene.say, scene.tables["waiting"]
    drawn = Drawn("waiting", say("waiting.title"), _text(scene), "waits")
    with canvas(5.8, 6.2) as figure:
        panels = figure.subplots(2, 1, sharex=True)
        for axes, measure in zip(panels, MEASURES, strict=True):
            for number, name in enumerate(scene.names):
                rows = table[(table["measure"] == measure) & (table["scenario"] == name)]
                curve(axes, rows, number, name, banded=number < MOST_BANDS)
            number_axis(axes, say)
            axes.set_ylim(0, 100)
            axes.set_ylabel(say("tenure.percent"))
        years = scene.study.years
        subtitle = say("waiting.subtitle", runs=scene.runs, first=years[0], last=years[-1])
        heading(panels[0], f"{drawn.title}: {say('waiting.waiting')}", subtitle)
        panels[1].set_title(say("waiting.started"), loc="left", fontsize=9.5)
        panels[1].set_xlabel(say("waiting.axis"))
        legend(panels[0], min(len(scene.names), len(DASHES)))
        return [save(figure, scene.folder, drawn, table)]


def _text(scene: Scene) -> str:
    """The figure in words: who has started and who waits after two years, in every scenario."""
    return f"{scene.say('waiting.text')} {' '.join(_told(scene, name) for name in scene.names)}"


def _told(scene: Scene, name: str) -> str:
    say, table = scene.say, scene.tables["waiting"]
    rows = table[(table["scenario"] == name) & (table["years"] == READ_YEARS)].set_index("measure")

    def share(measure: str) -> tuple[str, str]:
        row = rows.loc[measure]
        low, high = (say.number(100 * row[column], 0) for column in ("q05", "q95"))
        return say.number(100 * row["mean"], 0), say.interval(low, high)

    (waiting, waiting_between), (started, started_between) = map(share, MEASURES)
    return say("waiting.text.one", name=name, started=started, started_between=started_between, waiting=waiting,
               waiting_between=waiting_between)  # fmt: skip
