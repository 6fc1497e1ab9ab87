"""What "more GPs" is made of, and whether heads say the same as capacity.

GPs are people on lists, times the share with a GP, over people per GP. A difference in GPs is split exactly by the
logarithmic mean (LMDI I; Ang 2005, "The LMDI approach to decomposition analysis: a practical guide"): with
L(a, b) = (a - b) / ln(a / b), which is a where both are equal,

    GPs1 - GPs0 = L(GPs1, GPs0) * (ln people1/people0 + ln share1/share0 - ln per_gp1/per_gp0)

The three terms are *population* (more people on lists), *fewer_without_gp* and *shorter_lists*; they sum to the whole,
in each run or pair and so in their means. The split is bookkeeping of what happened, not of causes: a GP who opens a
list in a place where nobody lacked one shows as shorter lists.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.indicators import INDICATORS
from model.results import NATION
from scenarios.collected import Ensemble
from scenarios.numbers import around, interval, number
from scenarios.statistics import distribution, interval_of_mean

KINDS = ("nation", "centrality")
PIECES = ("population", "fewer_without_gp", "shorter_lists")
MEASURES = ("gps", "capacity", "list_capacity")
_NEEDED = ("gps", "patients_with_gp", "patients_without_gp")

Series = Mapping[str, np.ndarray]


def logarithmic_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(a - b) / ln(a / b), a where equal; NaN unless both are above zero."""
    good = (a > 0) & (b > 0)
    ratio = np.divide(a, b, out=np.ones(np.broadcast(a, b).shape), where=good)
    log = np.log(ratio)
    mean = np.divide(a - b, log, out=np.array(np.broadcast_to(a, log.shape), float), where=log != 0)
    return np.where(good, mean, np.nan)


def split(after: Series, before: Series) -> dict[str, np.ndarray]:
    """Difference in GPs and its pieces from gps, patients_with_gp and patients_without_gp, any shape.

    NaN for the pieces where GPs or people with a GP are none before or after: there is nothing to divide by.
    """
    gps, people, share, per_gp = (
        [np.asarray(part, float) for part in parts] for parts in zip(_factors(after), _factors(before), strict=True)
    )
    weight = logarithmic_mean(*gps)
    pieces = [weight * sign * _log_ratio(*both) for sign, both in ((1, people), (1, share), (-1, per_gp))]
    return {"gps": gps[0] - gps[1], **dict(zip(PIECES, pieces, strict=True))}


def _factors(series: Series) -> tuple[np.ndarray, ...]:
    gps, covered = series["gps"], series["patients_with_gp"]
    people = covered + series["patients_without_gp"]
    return gps, people, _over(covered, people), _over(covered, gps)


def _over(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.divide(a, b, out=np.full(np.shape(a), np.nan), where=b > 0)


def _log_ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    good = (a > 0) & (b > 0)
    return np.log(np.divide(a, b, out=np.full(np.shape(a), np.nan), where=good))


def more_gps_table(ensemble: Ensemble) -> Any:
    """A data frame: scenario, against, year, area_kind, area, part, unit, mean, q05, q95, mcse, runs.

    against: the base ("base: NAME", the same year, pair by pair) or the scenario's own first December ("year: 2026").
    part: gps and the three pieces.
    """
    import pandas

    study = ensemble.study
    areas = _areas(ensemble)
    series = ensemble.series([(name, *area) for name in _NEEDED for area in areas])
    tables = []
    for scenario, case in enumerate(study.cases):
        for area in areas:
            levels = [{name: series[name, *area][one] for name in _NEEDED} for one in (scenario, 0)]
            own = {name: values[:, :, :1] for name, values in levels[0].items()}
            compared = {f"year: {study.years[0]}": own, f"base: {study.cases[0].name}": levels[1]}
            for against, before in list(compared.items())[: 2 if scenario else 1]:
                for part, values in split(levels[0], before).items():
                    keys = {"scenario": case.name, "against": against, "year": study.years, "area_kind": area[0],
                            "area": area[1], "part": part, "unit": "doctors"}  # fmt: skip
                    tables.append(pandas.DataFrame({**keys, **_shown(values)}))
    return pandas.concat(tables, ignore_index=True)


def _areas(ensemble: Ensemble) -> list[tuple[str, str]]:
    return [row[1:] for row in ensemble.layout.rows if row[0] == "gps" and row[1] in KINDS]


def _shown(values: np.ndarray) -> dict[str, np.ndarray]:
    found = distribution(values)
    return {name: found[name] for name in ("mean", "q05", "q95", "mcse", "runs")}


def capacity_table(ensemble: Ensemble) -> Any:
    """Heads and capacity, a data frame: scenario, base, year, area_kind, area, indicator, unit, diff_mean, diff_q05,
    diff_q95, mcse, percent, percent_q05, percent_q95, percent_less_heads, less_heads_low, less_heads_high, runs.

    Paired effects on gps, capacity and list_capacity, in their units and in percent of the base; percent_less_heads is
    the percent effect less that on gps, with the 90 percent interval of its mean.
    """
    import pandas

    base, *others = ensemble.study.cases
    areas = _areas(ensemble)
    series = ensemble.series([(name, *area) for name in MEASURES for area in areas])
    tables = []
    for scenario, case in enumerate(others, 1):
        for area in areas:
            levels = {name: series[name, *area][[0, scenario]] for name in MEASURES}
            for name in MEASURES:
                keys = {"scenario": case.name, "base": base.name, "year": ensemble.study.years, "area_kind": area[0],
                        "area": area[1], "indicator": name, "unit": INDICATORS[name].unit}  # fmt: skip
                tables.append(pandas.DataFrame({**keys, **_beside_heads(levels[name], levels["gps"])}))
    return pandas.concat(tables, ignore_index=True)


def _beside_heads(levels: np.ndarray, heads: np.ndarray) -> dict[str, np.ndarray]:
    """Effect in the unit, in percent, and in percent less that on heads; levels (base and scenario, ...)."""
    percent = _percent(levels)
    apart = percent - _percent(heads)
    effect, relative = _shown(levels[1] - levels[0]), _shown(percent)
    low, high = interval_of_mean(apart)
    return {
        **{f"diff_{part}": effect[part] for part in ("mean", "q05", "q95")}, "mcse": effect["mcse"],
        "percent": relative["mean"], "percent_q05": relative["q05"], "percent_q95": relative["q95"],
        "percent_less_heads": _shown(apart)["mean"], "less_heads_low": low, "less_heads_high": high,
        "runs": effect["runs"],
    }  # fmt: skip


def _percent(levels: np.ndarray) -> np.ndarray:
    """Paired effect in percent of the base; NaN where the base has none."""
    return 100.0 * _over(levels[1] - levels[0], levels[0])


def split_in_words(table: Any, scenario: str, year: int) -> list[str]:
    """For the nation, what more (or fewer) GPs are made of: against the base, then against the first year."""
    nation = table[(table["scenario"] == scenario) & (table["year"] == year) & (table["area"] == NATION)]
    texts = []
    for against in sorted(nation["against"].unique()):
        row = {one["part"]: one for _, one in nation[nation["against"] == against].iterrows()}
        texts.append(
            f"{scenario}, December {year} {_against(against)}: {_text(row['gps'])} GPs, of them "
            f"{_text(row['population'])} for more people on lists, {_text(row['fewer_without_gp'])} for fewer people "
            f"without a GP, {_text(row['shorter_lists'])} for shorter lists."
        )
    return texts


def _against(text: str) -> str:
    """``base: baseline`` -> ``against baseline``; ``year: 2026`` -> ``since 2026``."""
    kind, _, name = text.partition(": ")
    return f"{'since' if kind == 'year' else 'against'} {name}"


def capacity_in_words(table: Any, scenario: str, year: int) -> list[str]:
    """For the nation, effects on heads and capacity in percent, and where they disagree."""
    nation = table[(table["scenario"] == scenario) & (table["year"] == year) & (table["area"] == NATION)]
    rows = {row["indicator"]: row for _, row in nation.iterrows()}
    heads = rows["gps"]["percent"]
    texts = []
    for name, what in (("capacity", "contacts GPs can give"), ("list_capacity", "places on lists")):
        row = rows[name]
        apart = row["less_heads_low"] > 0 or row["less_heads_high"] < 0
        verdict = "no difference from heads can be told"
        if apart:
            opposite = row["percent"] * heads < 0 and not (_holds_zero(row) or _holds_zero(rows["gps"]))
            verdict = "the other way than heads" if opposite else "not in step with heads"
        low, high = (number(row[f"less_heads_{end}"], 2, sign=True) for end in ("low", "high"))
        texts.append(
            f"{scenario}, December {year}: GPs {number(heads, 2, sign=True)} %, {what} "
            f"{number(row['percent'], 2, sign=True)} % (less heads {interval(low, high)}): {verdict}."
        )
    return texts


def _holds_zero(row: Any) -> bool:
    return row["percent_q05"] <= 0 <= row["percent_q95"]


def _text(row: Any) -> str:
    return around(row["mean"], row["q05"], row["q95"])
