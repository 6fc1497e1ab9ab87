"""New GPs or the same GPs elsewhere: who is a GP under a scenario, read by name from the lists of each December.

For each pair of runs a doctor is *gained* (GP under the scenario only), *lost* (GP in the base only) or in both, and
then possibly in another municipality. In every area, and for the nation,

    change = gained - lost + moved_in - moved_out

*net_new* = gained - lost sums over areas to the national gain; *net_moved* = moved_in - moved_out sums to nothing: it
is displacement, what one area has and another lacks. Single names say more than policy does: a doctor who takes a list
sets others free to move, so *gained* and *lost* hold many who changed places with one another. Only the net figures are
the scenario's doing, and they have the intervals to be read by.
"""

from typing import Any

import numpy as np

from model.results import NATION, AreaKind
from scenarios.collected import Ensemble
from scenarios.numbers import around, number
from scenarios.statistics import distribution
from scenarios.years import years_to_read

KINDS = ("nation", "county", "centrality")
PARTS = ("change", "gained", "lost", "moved_in", "moved_out", "moved_within", "net_new", "net_moved")
Roll = dict[str, np.ndarray]


def displacement_table(ensemble: Ensemble) -> Any:
    """A data frame: scenario, base, year, area_kind, area, part, unit, mean, q05, q95, mcse, pairs.

    Parts as above; moved_within counts GPs of both runs in another municipality of the same area. Years read first.
    """
    import pandas

    study = ensemble.study
    kinds = [kind for kind in ensemble.areas if kind.kind in KINDS]
    years = years_to_read(study.years)
    base, *others = study.cases
    tables = []
    for number_of, case in enumerate(others, 1):
        pairs = zip(ensemble.runs(number_of), ensemble.runs(0), strict=True)
        counted = np.stack([_counts(other.roll(), without.roll(), years, kinds) for (_, other), (_, without) in pairs])
        shape = (study.draws, study.replicates, -1)
        found = distribution(counted.reshape(shape))
        keys = [
            {"scenario": case.name, "base": base.name, "year": year, "area_kind": kind.kind, "area": area,
             "part": part, "unit": "doctors"}
            for year in years for kind in kinds for area in kind.names for part in PARTS
        ]  # fmt: skip
        table = pandas.DataFrame(keys)
        columns = {name: found[name] for name in ("mean", "q05", "q95", "mcse")}
        tables.append(table.assign(**columns, pairs=len(counted)))
    return pandas.concat(tables, ignore_index=True)


def _counts(other: Roll, base: Roll, years: list[int], kinds: list[AreaKind]) -> np.ndarray:
    """Parts of one pair, flat: years x areas of each kind x PARTS."""
    columns = []
    for year in years:
        there, here = _where(other, year), _where(base, year)
        for kind in kinds:
            columns.append(parts_of_pair(*there, *here, kind.group, len(kind.names)).T.ravel())
    return np.concatenate(columns)


def _where(roll: Roll, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Doctors who are GPs in December of a year, and their municipalities."""
    then = roll["year"] == year
    return roll["doctor"][then], roll["municipality"][then]


def parts_of_pair(
    doctors: np.ndarray, places: np.ndarray, base_doctors: np.ndarray, base_places: np.ndarray, group: np.ndarray,
    areas: int,
) -> np.ndarray:  # fmt: skip
    """Parts [PARTS, areas] from doctors and municipalities under the scenario and in the base.

    group: the area of each municipality; areas: how many there are.
    """
    _, at, base_at = np.intersect1d(doctors, base_doctors, assume_unique=True, return_indices=True)

    def count(municipalities: np.ndarray) -> np.ndarray:
        return np.bincount(group[municipalities], minlength=areas)

    now, before = places[at], base_places[base_at]
    elsewhere = now != before
    leaves = group[now] != group[before]
    gained, lost = count(np.delete(places, at)), count(np.delete(base_places, base_at))
    moved_in, moved_out = count(now[leaves]), count(before[leaves])
    within = count(now[elsewhere & ~leaves])
    change = count(places) - count(base_places)
    return np.stack([change, gained, lost, moved_in, moved_out, within, gained - lost, moved_in - moved_out])


def in_words(table: Any, scenario: str, year: int) -> list[str]:
    """Net national gain, then where GPs are more and fewer by centrality, told apart into new and displaced."""
    rows = table[(table["scenario"] == scenario) & (table["year"] == year)]
    nation = _parts(rows, "nation", NATION)
    gained, lost, elsewhere = (number(nation[part]["mean"], 0) for part in ("gained", "lost", "moved_within"))
    texts = [
        f"{scenario}, December {year}: {_text(nation['change'])} GPs in Norway. By name, {gained} are GPs under "
        f"{scenario} only and {lost} only in the base; {elsewhere} are GPs in both, in another municipality."
    ]
    for area in rows[rows["area_kind"] == "centrality"]["area"].unique():
        parts = _parts(rows, "centrality", area)
        if parts["change"]["q05"] == parts["change"]["q95"] == 0:
            continue
        texts.append(
            f"Centrality {area}: {_text(parts['change'])}, of them {_text(parts['net_new'])} new to the scheme and "
            f"{_text(parts['net_moved'])} displaced from or to other classes."
        )
    return texts


def _parts(rows: Any, kind: str, area: str) -> dict[str, Any]:
    chosen = rows[(rows["area_kind"] == kind) & (rows["area"] == area)]
    return {row["part"]: row for _, row in chosen.iterrows()}


def _text(row: Any) -> str:
    return around(row["mean"], row["q05"], row["q95"])
