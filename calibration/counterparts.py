"""What a run says where a statistic was published: the model's counterpart of each target.

Most series are indicators of ``model/indicators.py`` at the month of the target (stocks, shares) or summed over the
months that it covers (flows). Three are not: the share hired in a LIS1 round by country of education, locums at work,
and the median duration of list contracts.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from agents.doctor import Stage
from calibration.targets import CalibrationError, Target
from model.indicators import FLOW, INDICATORS, Indicator
from model.ledger import RunOutput
from model.tenure import median_years, survival

PERCENT = 100.0


def counterparts(run: RunOutput, workforce: Any, targets: Sequence[Target]) -> np.ndarray:
    """The run's value of each target, float64 [targets]; NaN for what lies after its last month or has no value.

    workforce: the Workforce that ran, for its map.
    """
    out = np.full(len(targets), np.nan)
    for k, target in enumerate(targets):
        if target.month > run.months[-1]:
            continue
        if target.series == "contract_median_years":
            begun, end, where = (run.contracts[name].astype(np.int64) for name in ("begun", "end", "municipality"))
            area = area_mask(workforce.geo, target)
            out[k] = median_contract_years(begun, end, where, area, first_month(target), target.month)
        else:
            out[k] = _value(run, workforce.geo, target)
    return out


def first_month(target: Target) -> int:
    """The first month that a flow covers; a stock's own month."""
    return target.month - max(target.months, 1) + 1


def area_mask(geo: Any, target: Target) -> np.ndarray:
    """The municipalities of the target's area, bool [M]. Panels of municipalities stand for their whole class."""
    if target.area_kind == "nation":
        return np.ones(len(geo.number), bool)
    if target.area_kind == "centrality":
        return geo.centrality == int(target.area)
    if target.area_kind == "municipality" and target.area in geo.numbers:
        return np.arange(len(geo.numbers)) == geo.index(target.area)
    if target.area_kind == "size" and target.area in geo.size_classes:
        return geo.size_class == geo.size_classes.index(target.area)
    raise CalibrationError(f"target {target.id}: area {target.area_kind} {target.area!r} is not counted by the model")


def _value(run: RunOutput, geo: Any, target: Target) -> float:
    at = slice(int(first_month(target) - run.months[0]), int(target.month - run.months[0]) + 1)
    if target.series == "lis1_hired_share":
        hired, applied = (run.notes[f"lis1_{what}_{target.area}"][at].sum() for what in ("hired", "applicants"))
        return PERCENT * hired / applied if applied else np.nan
    if target.series == "locums_present":
        return float(run.stages[at.stop - 1, Stage.LOCUM])
    if target.series not in INDICATORS:
        raise CalibrationError(f"target {target.id}: series {target.series!r} is not counted by the model")
    value = indicator_value(run, INDICATORS[target.series], at, area_mask(geo, target))
    return PERCENT * value if target.unit == "percent" else value


def indicator_value(run: RunOutput, indicator: Indicator, at: slice, area: np.ndarray) -> float:
    """An indicator over the municipalities of an area: stocks at the last month, flows summed."""
    if not indicator.derived:
        return _variable(run, indicator, at, area)
    top = _signed(run, indicator.plus, indicator.minus, at, area)
    if not indicator.over:
        return indicator.factor * top
    below = _signed(run, indicator.over, indicator.over_minus, at, area)
    return indicator.factor * top / below if below else np.nan


def _signed(run: RunOutput, plus: tuple[str, ...], minus: tuple[str, ...], at: slice, area: np.ndarray) -> float:
    return sum(_variable(run, INDICATORS[name], at, area) for name in plus) - sum(
        _variable(run, INDICATORS[name], at, area) for name in minus
    )


def _variable(run: RunOutput, indicator: Indicator, at: slice, area: np.ndarray) -> float:
    by_month = run.national[indicator.name][at] if indicator.national else run.municipal[indicator.name][at][:, area]
    return float(by_month.sum(dtype=float)) if indicator.kind == FLOW else float(by_month[-1].sum(dtype=float))


# ---- how long list contracts last --------------------------------------------------------------------------------


def median_contract_years(
    begun: np.ndarray, end: np.ndarray, where: np.ndarray, area: np.ndarray, first: int, last: int
) -> float:
    """Median duration in years by Kaplan-Meier, of contracts seen from ``first`` to ``last``; NaN if not reached.

    begun, end, where [n] as in ``RunOutput.contracts``; area bool [M]. Contracts older than the window enter with the
    duration that they had at its start (delayed entry), those that outlast it are censored.
    """
    here = area[where]
    return median_years(survival(begun[here], end[here], first, last))
