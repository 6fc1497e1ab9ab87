"""Which of two scenarios buys a GP-year more cheaply, said only where it holds over the draws of what nobody knows.

A draw takes the fitted parameters from their posterior and those that history does not show from their prior
(scenarios/draws.py), so an order that hangs on an assumption turns from draw to draw. In each draw, extra cost and
GP-years are means over its pairs, from each scenario's first change on (scenarios/costs.py):

* both gain GP-years: the lower price a GP-year is the cheaper one, if at least one of them costs more than the base;
* one gains, and the other costs more and gains none: the one that gains is cheaper;
* anything else (two savings, GP-years lost for money saved, nothing for nothing) has no order by price, and counts for
  neither.

An order is stated if it holds in 90 percent of ten draws or more, and the GP-years of both can be told from none.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.collected import Ensemble
from scenarios.costs import differences
from scenarios.numbers import number
from scenarios.statistics import interval_of_mean
from scenarios.years import first_year, years_to_read

SHARE = 0.90
FEWEST_DRAWS = 10


def cheaper(cost: np.ndarray, gained: np.ndarray, other_cost: np.ndarray, other_gained: np.ndarray) -> np.ndarray:
    """For each draw 1 (the first is cheaper), -1 (the other is), 0 (the same price), NaN (no order by price)."""
    gains, other_gains = gained > 0, other_gained > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        by_price = np.sign(other_cost / other_gained - cost / gained)
    order = np.full(len(cost), np.nan)
    both = gains & other_gains & ((cost > 0) | (other_cost > 0))
    order[both] = by_price[both]
    order[gains & ~other_gains & (other_cost > 0)] = 1.0
    order[~gains & other_gains & (cost > 0)] = -1.0
    return order


def ranking_table(ensemble: Ensemble) -> Any:
    """A data frame, one row for each two scenarios and year read first.

    Columns: scenario, other, year, draws, scenario_cheaper, other_cheaper, no_order (shares of draws), nok_per_gp_year,
    other_nok_per_gp_year (ratios of means; empty where GP-years cannot be told from none), cheaper (the scenario that
    is said to be, or empty), because (why not).
    """
    import pandas

    study = ensemble.study
    cases = study.cases[1:]
    sums = [_by_year(ensemble, number_of) for number_of in range(1, len(study.cases))]
    rows = []
    for year in years_to_read(study.years):
        begun = [n for n, case in enumerate(cases) if first_year(case, study) <= year]
        for place, one in enumerate(begun):
            for other in begun[place + 1 :]:
                first, second = (_until(cases[n].name, sums[n], year - study.years[0]) for n in (one, other))
                rows.append({"year": year, **ranked(first, second)})
    columns = ["scenario", "other", "year", "draws", "scenario_cheaper", "other_cheaper", "no_order",
               "nok_per_gp_year", "other_nok_per_gp_year", "cheaper", "because"]  # fmt: skip
    return pandas.DataFrame(rows, columns=columns)


def _by_year(ensemble: Ensemble, scenario: int) -> tuple[np.ndarray, np.ndarray]:
    """Extra cost and GP-years (draws, replicates, years), summed from the scenario's first year."""
    found = differences(ensemble, scenario, first_year(ensemble.study.cases[scenario], ensemble.study))
    return found["extra_total"], found["gp_years"]


Sums = tuple[str, np.ndarray, np.ndarray]  # name, cost and GP-years (draws, replicates)


def _until(name: str, sums: tuple[np.ndarray, np.ndarray], place: int) -> Sums:
    return name, sums[0][..., place], sums[1][..., place]


def ranked(first: Sums, second: Sums) -> dict[str, Any]:
    """What is said of two scenarios, each with its name and its cost and GP-years (draws, replicates)."""
    means = [values.mean(axis=1) for one in (first, second) for values in one[1:]]
    order = cheaper(*means)
    shares = [float((order == sign).mean()) for sign in (1, -1)]
    untold = [one[0] for one in (first, second) if not _told(one[2])]
    because = _because(len(order), shares, untold, (first[0], second[0]))
    return {
        "scenario": first[0], "other": second[0], "draws": len(order), "scenario_cheaper": shares[0],
        "other_cheaper": shares[1], "no_order": 1 - sum(shares), "nok_per_gp_year": _price(first),
        "other_nok_per_gp_year": _price(second), "because": because,
        "cheaper": "" if because else (first[0] if shares[0] > shares[1] else second[0]),
    }  # fmt: skip


def _told(gained: np.ndarray) -> bool:
    """Whether the mean of GP-years can be told from none."""
    low, high = interval_of_mean(gained[..., None])
    return bool(low[0] > 0 or high[0] < 0)


def _price(one: Sums) -> float:
    return float(one[1].sum() / one[2].sum()) if _told(one[2]) else float("nan")


def _because(draws: int, shares: Sequence[float], untold: Sequence[str], names: tuple[str, str]) -> str:
    """Why two scenarios cannot be ranked; an empty text if they can."""
    if draws < FEWEST_DRAWS:
        return f"{draws} draws are too few to see {SHARE:.0%} of them; take {FEWEST_DRAWS} or more"
    if untold:
        return f"the GP-years of {' and of '.join(untold)} cannot be told from none"
    if max(shares) >= SHARE:
        return ""
    first, second, neither = (number(100 * share, 0) for share in (*shares, 1 - sum(shares)))
    return (
        f"the order hangs on what nobody knows: {names[0]} is cheaper in {first} %, {names[1]} in {second} % and "
        f"neither in {neither} % of {draws} draws"
    )


def in_words(row: Any) -> str:
    """One row as a sentence."""
    until = f"To {row['year']}"
    if row["cheaper"] not in (row["scenario"], row["other"]):
        return f"{until}, {row['scenario']} and {row['other']} cannot be ranked by price, because {row['because']}."
    first = row["cheaper"] == row["scenario"]
    low, high = (row["scenario"], row["other"]) if first else (row["other"], row["scenario"])
    share = row["scenario_cheaper" if first else "other_cheaper"]
    saves = ", and saves money" if row["nok_per_gp_year" if first else "other_nok_per_gp_year"] < 0 else ""
    often = f"in {number(100 * share, 0)} % of {row['draws']} draws"
    return f"{until}, {low} is cheaper a GP-year than {high}, {often}{saves}."
