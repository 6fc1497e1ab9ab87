"""From an ensemble to the two tidy tables, yearly levels and paired effects, and the few rows read first.

Effects are paired: the same draw and replicate of scenario and base share their luck, so what differs is
the policy. Nothing is read from the difference of two separate means.
"""

from typing import Any

import numpy as np

from model.indicators import HEADLINE, INDICATORS
from model.results import NATION, Layout
from scenarios.collected import Ensemble
from scenarios.statistics import QUANTILES, distribution, share_better, variance_saved
from scenarios.years import years_to_read


def yearly_table(ensemble: Ensemble) -> Any:
    """Levels: scenario, year, area_kind, area, indicator, unit, mean, q05 to q95, mcse, runs (a data
    frame)."""
    import pandas

    parts = []
    for number, case in enumerate(ensemble.study.cases):
        for cells in ensemble.blocks():
            columns = _keys(ensemble.layout, cells)
            statistics = distribution(ensemble.values(number, cells))
            names = ("mean", *QUANTILES, "mcse", "runs")
            parts.append(
                pandas.DataFrame(
                    {"scenario": case.name, **columns, **{name: statistics[name] for name in names}}
                )
            )
    return pandas.concat(parts, ignore_index=True)


def effects_table(ensemble: Ensemble) -> Any:
    """Paired effects of every scenario against the first one (a data frame with the columns of effects.csv).

    p_better: share of pairs that are better, a tie counting one half. variance_saved: how many times fewer
    runs pairing needs than two separate samples; empty where nothing varies.
    """
    import pandas

    base, *others = ensemble.study.cases
    parts = []
    for number, case in enumerate(others, 1):
        for cells in ensemble.blocks():
            columns = _keys(ensemble.layout, cells)
            effects = _effects(
                ensemble.values(0, cells), ensemble.values(number, cells), columns["indicator"]
            )
            parts.append(pandas.DataFrame({"scenario": case.name, "base": base.name, **columns, **effects}))
    return pandas.concat(parts, ignore_index=True)


def _keys(layout: Layout, cells: slice) -> dict[str, Any]:
    """The key columns of a slice of cells (whole rows x years)."""
    years = len(layout.years)
    rows = layout.rows[cells.start // years : cells.stop // years]
    return {
        "year": np.tile(np.array(layout.years), len(rows)),
        "area_kind": np.repeat([row[1] for row in rows], years).astype(object),
        "area": np.repeat([row[2] for row in rows], years).astype(object),
        "indicator": np.repeat([row[0] for row in rows], years).astype(object),
        "unit": np.repeat([INDICATORS[row[0]].unit for row in rows], years).astype(object),
    }


def _effects(base: np.ndarray, other: np.ndarray, indicators: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics of other - base, both (draws, replicates, cells)."""
    difference = other - base
    found = distribution(difference)
    better = np.full(len(indicators), np.nan)
    for direction in ("higher", "lower"):
        chosen = np.array([INDICATORS[name].better == direction for name in indicators])
        better[chosen] = share_better(difference[:, :, chosen], direction)
    return {
        "diff_mean": found["mean"],
        **{f"diff_{name}": found[name] for name in QUANTILES if name != "q50"},
        "mcse": found["mcse"],
        "p_better": better,
        "variance_saved": variance_saved(base, other),
        "runs": found["runs"],
    }


def national(table: Any, **where: Any) -> Any:
    """The rows of a yearly or effects table for the nation, and for the given columns' values."""
    rows = table
    for column, value in {"area_kind": "nation", "area": NATION, **where}.items():
        rows = rows[rows[column] == value]  # one after another: few of the rows are the nation's
    return rows


def headline_rows(yearly: Any, effects: Any | None, scenario: str, base: str) -> list[dict[str, Any]]:
    """The six headline indicators in the years read first: level of the base and, where there is one, the
    paired effect of the scenario. Plain numbers; None where there is no value."""
    rows = []
    years = years_to_read(sorted(yearly["year"].unique()))
    yearly, effects = national(yearly), None if effects is None else national(effects)
    for indicator in HEADLINE:
        for year in years:
            level = national(yearly, scenario=base, indicator=indicator, year=year).iloc[0]
            row: dict[str, Any] = {
                "scenario": scenario,
                "base": base,
                "indicator": indicator,
                "year": int(year),
            }
            row |= {"unit": str(level["unit"])}
            row |= {f"base_{name}": plain(level[name]) for name in ("mean", "q05", "q95")}
            if effects is not None:
                effect = national(effects, scenario=scenario, indicator=indicator, year=year).iloc[0]
                names = ("diff_mean", "diff_q05", "diff_q95", "p_better", "variance_saved")
                row |= {name: plain(effect[name]) for name in names} | {"pairs": int(effect["runs"])}
            rows.append(row)
    return rows


def plain(value: Any) -> float | None:
    """A JSON number, None for NaN or infinity."""
    return float(value) if np.isfinite(value) else None
