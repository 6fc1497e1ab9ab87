"""What a scenario costs, whom, and what it buys: sums over the years from its first change, from pairs of runs.

Three questions of whoever pays. How much more does each payer spend? How many GP-years does that buy, and at how many
NOK each? And of the doctors who came: how many would have come anyway? The last is read by name: a doctor who was no
GP before the first change, is one in December under the scenario, and is one in the same December of the paired run
without it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from agents.names import CHANNELS
from model.results import NATION
from scenarios.collected import Ensemble
from scenarios.statistics import interval_of_mean
from scenarios.years import first_year, years_to_read

PAYERS = {
    "state": "cost_state_nok",
    "folketrygd": "cost_folketrygd_nok",
    "patient": "cost_patient_nok",
    "municipal": "cost_municipal_nok",
}


def costs_table(ensemble: Ensemble) -> Any:
    """A data frame, one row for each scenario and year read first, sums from the scenario's first year on.

    Columns: scenario, base, from_year, year; for each payer and in ``total`` extra_* (mean NOK of 2025), _low and _high
    (90 percent interval of the mean); gp_years and covered_years (people with a regular GP) likewise; nok_per_gp_year
    with _low and _high, empty when the interval of GP-years holds 0; came (doctors new as GPs under the scenario);
    came_anyway (share of them who are GPs in the paired run too); pairs.
    """
    import pandas

    study = ensemble.study
    base, *others = study.cases
    rows = []
    for number, case in enumerate(others, 1):
        begins = first_year(case, study)
        sums = differences(ensemble, number, begins)
        anyway = list(_came(ensemble, number, begins))
        for year in years_to_read(study.years):
            if year < begins:
                continue
            place = year - study.years[0]
            row: dict[str, Any] = {"scenario": case.name, "base": base.name, "from_year": begins, "year": year}
            found = {name: values[..., place] for name, values in sums.items()}
            for name, values in found.items():
                row |= _interval(name, values)
            row |= _price(found["extra_total"], found["gp_years"])
            came, stayed = (np.array([pair[i].get(year, 0) for pair in anyway], float) for i in (0, 1))
            row |= {"came": came.mean(), "came_anyway": stayed.sum() / came.sum() if came.sum() else np.nan}
            rows.append(row | {"pairs": len(anyway)})
    return pandas.DataFrame(rows)


def differences(ensemble: Ensemble, scenario: int, begins: int) -> dict[str, np.ndarray]:
    """Scenario less base, summed from the first year on: name -> (draws, replicates, years)."""
    study, layout = ensemble.study, ensemble.layout
    names = {**{f"extra_{payer}": name for payer, name in PAYERS.items()},
             "gp_years": "gps", "covered_years": "patients_with_gp"}  # fmt: skip
    at = {row: place for place, row in enumerate(layout.rows)}
    after = np.array(study.years) >= begins
    found = {}
    for name, indicator in names.items():
        row, years = at[(indicator, "nation", NATION)], len(layout.years)
        cells = slice(row * years, (row + 1) * years)
        difference = ensemble.values(scenario, cells) - ensemble.values(0, cells)
        found[name] = (difference * after).cumsum(axis=2)
    found["extra_total"] = sum((found[f"extra_{payer}"] for payer in PAYERS), np.zeros(1))
    return found


def _interval(name: str, values: np.ndarray) -> dict[str, float]:
    """Mean over pairs (draws, replicates) and the 90 percent interval of that mean."""
    low, high = (float(end[0]) for end in interval_of_mean(values[..., None]))
    return {name: float(values.mean()), f"{name}_low": low, f"{name}_high": high}


def _price(cost: np.ndarray, gained: np.ndarray) -> dict[str, float]:
    """NOK per GP-year: ratio of means of pairs (draws, replicates), 90 percent interval to the first order.

    Without a value where GP-years cannot be told from none: a price per nothing is no number.
    """
    names = ("nok_per_gp_year", "nok_per_gp_year_low", "nok_per_gp_year_high")
    around = _interval("gained", gained)
    if not (around["gained_low"] > 0 or around["gained_high"] < 0):
        return dict.fromkeys(names, np.nan)
    price = float(cost.sum() / gained.sum())
    low, high = interval_of_mean(_pseudo_values(cost, gained)[..., None])
    half = float(high[0] - low[0]) / 2
    return dict(zip(names, (price, price - half, price + half), strict=True))


def _pseudo_values(cost: np.ndarray, gained: np.ndarray) -> np.ndarray:
    """What each pair adds to the ratio of means, to the first order (draws, replicates); their mean is the ratio."""
    price = cost.sum() / gained.sum()
    return price + (cost - price * gained) / gained.mean()


def _came(ensemble: Ensemble, scenario: int, begins: int) -> Iterator[tuple[dict[int, int], dict[int, int]]]:
    """For each pair, by year: doctors new as GPs under the scenario, and those of them who are GPs in the base too."""
    years = [year for year in years_to_read(ensemble.study.years) if year >= begins]
    for (_, with_it), (_, without) in zip(ensemble.runs(scenario), ensemble.runs(0), strict=True):
        changed, base = with_it.roll(), without.roll()
        earlier = np.unique(base["doctor"][base["year"] < begins])
        of_the_start = (changed["doctor"] >> 14 & 63) == CHANNELS["start_gp"]
        earlier = np.union1d(earlier, changed["doctor"][of_the_start])
        came, anyway = {}, {}
        for year in years:
            now = np.setdiff1d(changed["doctor"][changed["year"] == year], earlier)
            came[year] = len(now)
            anyway[year] = int(np.isin(now, base["doctor"][base["year"] == year]).sum())
        yield came, anyway


def lever_costs(ensemble: Ensemble) -> Any:
    """A data frame: scenario, payer, lever, year, mean NOK of 2025 that levers with a price of their own cost."""
    import pandas

    study = ensemble.study
    rows = []
    for number, case in enumerate(study.cases):
        totals: dict[str, np.ndarray] = {}
        for _, run in ensemble.runs(number):
            for name, values in run.costs().items():
                totals[name] = totals.get(name, np.zeros(len(values))) + values
        runs = study.draws * study.replicates
        for name in sorted(totals):
            payer, lever = name.split(" ", 1)
            rows += [
                {"scenario": case.name, "payer": payer, "lever": lever, "year": year, "nok": value / runs}
                for year, value in zip(study.years, totals[name], strict=True)
            ]
    return pandas.DataFrame(rows, columns=["scenario", "payer", "lever", "year", "nok"])
