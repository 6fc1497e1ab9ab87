"""Where the doctors went: every doctor whose life differs between base and scenario, followed by name.

Some years after a scenario's first change each doctor of a pair of runs is looked up in both. The life differs when
the destination does, or, for GPs, the municipality. A doctor may be in one of the two runs alone (a larger intake).

Much of what differs is exchange: one doctor more in a market, and others get other lists, as many up as down. So gross
flows are shown beside the net change of each destination, which is what the policy adds there. Net changes of GP lists
are those of ``gps`` in effects.csv, doctor by doctor.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from agents.doctor import GP_STAGES, Stage
from agents.stage_rows import NO_STAGE
from model.results import NATION
from scenarios.collected import Ensemble
from scenarios.statistics import distribution
from scenarios.years import first_year, followed_years

# Name in the tables: English, Norwegian.
DESTINATIONS = {
    "not_in_model": ("not in the model", "ikke i modellen"),
    "student": ("student", "student"),
    "waiting": ("waiting for LIS1", "venter på LIS1"),
    "lis1": ("in LIS1", "i LIS1"),
    "gp_1_2": ("GP list, centrality 1-2", "fastlege, sentralitet 1-2"),
    "gp_3_4": ("GP list, centrality 3-4", "fastlege, sentralitet 3-4"),
    "gp_5_6": ("GP list, centrality 5-6", "fastlege, sentralitet 5-6"),
    "municipal": ("municipal doctor without a list", "kommunelege uten liste"),
    "locum": ("locum", "vikar"),
    "hospital": ("hospital", "sykehus"),
    "outside": ("other work, leave or abroad", "annet arbeid, permisjon eller utlandet"),
    "ended": ("retired or dead", "pensjonert eller død"),
    "gp_here": ("GP list in this class", "fastlege i denne klassen"),
    "gp_elsewhere": ("GP list in another class", "fastlege i en annen klasse"),
}
NAMES = tuple(DESTINATIONS)
GP_LISTS = ("gp_1_2", "gp_3_4", "gp_5_6")
GP_BY_CLASS = dict(zip(range(1, 7), np.repeat(GP_LISTS, 2).tolist(), strict=True))
# Doctors in training without a list are municipal doctors or locums; those who dropped out do other work.
OF_STAGE = {
    Stage.STUDENT: "student",
    Stage.WAITING: "waiting",
    Stage.LIS1_HOSPITAL: "lis1",
    Stage.LIS1_MUNICIPALITY: "lis1",
    Stage.MUNICIPAL: "municipal",
    Stage.HOSPITAL_TRAINEE: "hospital",
    Stage.HOSPITAL_SPECIALIST: "hospital",
    Stage.LOCUM: "locum",
    Stage.LEAVE: "outside",
    Stage.OTHER: "outside",
    Stage.ABROAD: "outside",
    Stage.RETIRED: "ended",
    Stage.DEAD: "ended",
}
CLASSES = range(1, 7)
AREAS = (("nation", NATION), *(("centrality", str(number)) for number in CLASSES))
_CODE = {name: code for code, name in enumerate(NAMES)}
_GP_CODES = np.array([_CODE[name] for name in GP_LISTS])

# Keys of the tables (scenario, base, years_after, year, area_kind, area), and the changed lives there, (draws,
# replicates, from, to).
Followed = Iterable[tuple[dict[str, Any], np.ndarray]]
Side = tuple[np.ndarray, np.ndarray]  # of each doctor: code of the destination, class of a GP's municipality (0 = none)


def codes_of_stages(stages: Iterable[Any]) -> np.ndarray:
    """Code of the destination by stage, uint8 [256]; GPs have that of centrality 1-2, to be told apart by place.

    ValueError for a stage without a destination.
    """
    table = np.full(256, _CODE["not_in_model"], np.uint8)
    for stage in stages:
        if stage not in OF_STAGE and stage not in GP_STAGES:
            raise ValueError(f"stage {stage!r} has no destination; give it one in scenarios/destinations.py, OF_STAGE")
        table[stage] = _CODE[OF_STAGE.get(stage, "gp_1_2")]
    return table


_OF_STAGE_CODE = codes_of_stages(Stage)
_OF_CLASS_CODE = np.array([0, *(_CODE[GP_BY_CLASS[number]] for number in CLASSES)], np.uint8)


def look_up(
    census: dict[str, np.ndarray], year: int, places: np.ndarray, names: int
) -> tuple[np.ndarray, np.ndarray]:
    """Stage and municipality in a December of so many names; NO_STAGE and -1 for who is not there.

    places: where the doctors of the census stand among the names.
    """
    at = int(np.flatnonzero(census["year"] == year)[0])
    stage, municipality = np.full(names, NO_STAGE, np.uint8), np.full(names, -1, np.int64)
    stage[places], municipality[places] = census["stage"][at], census["municipality"][at]
    return stage, municipality


def destinations(stage: np.ndarray, municipality: np.ndarray, centrality: np.ndarray) -> Side:
    """Code of the destination [n], and class of the municipality of those who are GPs, 0 for all others [n]."""
    gp = np.isin(stage, GP_STAGES)
    classes = np.where(gp, np.append(centrality, 0)[municipality], 0).astype(np.int64)
    return np.where(gp, _OF_CLASS_CODE[classes], _OF_STAGE_CODE[stage]), classes


def flows_of_pair(
    base: dict[str, np.ndarray], other: dict[str, np.ndarray], years: Sequence[int], centrality: np.ndarray
) -> np.ndarray:
    """Doctors whose life differs in these Decembers, int64 (years, areas, from, to), by destination in the base and
    the scenario.

    In an area of AREAS other than the nation: those who are GPs there in one of the runs or both.
    """
    names = np.union1d(base["doctor"], other["doctor"])
    places = [np.searchsorted(names, census["doctor"]) for census in (base, other)]
    both = [(base, places[0]), (other, places[1])]
    return np.stack(
        [_flows([look_up(census, year, place, len(names)) for census, place in both], centrality) for year in years]
    )


def _flows(both: list[tuple[np.ndarray, np.ndarray]], centrality: np.ndarray) -> np.ndarray:
    """Flows of one December, (areas, from, to); both: stage and municipality of the same doctors in either run."""
    before, after = both
    differs = (before[0] != after[0]) | (before[1] != after[1])  # the others need no second look
    sides = [destinations(stage[differs], town[differs], centrality) for stage, town in (before, after)]
    (code, at), (code_then, at_then) = sides
    moved = (at > 0) & (at_then > 0) & (before[1] != after[1])[differs]
    changed = (code != code_then) | moved
    code, at, code_then, at_then = (part[changed] for part in (code, at, code_then, at_then))
    found = [_count(code, code_then)]
    for number in CLASSES:
        here = (at == number) | (at_then == number)
        sides = [(code[here], at[here]), (code_then[here], at_then[here])]
        found.append(_count(*(_seen_from(number, *side) for side in sides)))
    return np.stack(found)


def _seen_from(number: int, code: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Destinations as a class of centrality sees them: GP here, or elsewhere."""
    gp = np.where(at == number, _CODE["gp_here"], _CODE["gp_elsewhere"])
    return np.where(at > 0, gp, code)


def _count(code: np.ndarray, then: np.ndarray) -> np.ndarray:
    size = len(NAMES)
    return np.bincount(code.astype(np.int64) * size + then, minlength=size * size).reshape(size, size)


def flows(ensemble: Ensemble, scenario: int, years: list[int]) -> np.ndarray:
    """Changed lives of every pair of runs, (draws, replicates, years, areas, from, to)."""
    study = ensemble.study
    centrality = np.asarray(ensemble.geography.centrality).astype(np.int64)
    pairs = (flows_of_pair(base, other, years, centrality) for base, other in _pairs(ensemble, scenario))
    found = ensemble.once(("flows", scenario), lambda: ensemble.scratch(pairs, np.int32))
    return found.reshape(study.draws, study.replicates, *found.shape[1:])


def _pairs(ensemble: Ensemble, scenario: int) -> Iterator[tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]:
    for (_, base), (_, other) in zip(ensemble.runs(0), ensemble.runs(scenario), strict=True):
        yield base.census(), other.census()


def destinations_table(ensemble: Ensemble) -> Any:
    """Gross flows, a data frame: scenario, base, years_after (the first change), year, area_kind, area, from, to,
    doctors_mean, q05, q95, mcse, pairs.

    from and to are names of DESTINATIONS, in the base and under the scenario; pairs of names that no doctor went are
    left out. The doctors of an area and year sum to the number of lives that differ (destination_changes.csv).
    """
    return destinations_of(_followed(ensemble))


def destinations_of(followed: Followed) -> Any:
    """``destinations_table`` of other flows than an ensemble's."""
    import pandas

    rows, size = [], len(NAMES)
    for keys, found in followed:
        statistics = distribution(found.reshape(*found.shape[:2], -1))
        for way in np.flatnonzero(statistics["mean"]):
            columns = {name: statistics[name][way] for name in ("q05", "q95", "mcse")}
            rows.append({**keys, "from": NAMES[way // size], "to": NAMES[way % size],
                         "doctors_mean": statistics["mean"][way], **columns,
                         "pairs": statistics["runs"][way]})  # fmt: skip
    names = ("scenario", "base", "years_after", "year", "area_kind", "area", "from", "to")
    return pandas.DataFrame(rows, columns=[*names, "doctors_mean", "q05", "q95", "mcse", "pairs"])


def changes_table(ensemble: Ensemble) -> Any:
    """Of the lives that differ, those at each destination: a data frame with the keys of ``destinations_table``,
    destination, base_mean, scenario_mean, and their difference net_mean with net_q05, net_q95, net_mcse; pairs.

    The row ``all`` holds the number of lives that differ (with its interval as q05 and q95); the other rows sum to it.
    """
    return changes_of(_followed(ensemble))


def changes_of(followed: Followed) -> Any:
    """``changes_table`` of other flows than an ensemble's."""
    import pandas

    rows = []
    for keys, found in followed:
        pairs = found.shape[0] * found.shape[1]
        before, after = found.sum(axis=3), found.sum(axis=2)
        lives = distribution(before.sum(axis=2, keepdims=True))
        net = distribution(after - before)
        empty = {"q05": np.nan, "q95": np.nan}
        number = {"base_mean": lives["mean"][0], "scenario_mean": lives["mean"][0]}
        whole = {"q05": lives["q05"][0], "q95": lives["q95"][0], "net_mean": 0.0, "net_q05": 0.0, "net_q95": 0.0,
                 "net_mcse": 0.0}  # fmt: skip
        rows.append({**keys, "destination": "all", **number, **whole, "pairs": pairs})
        for code in np.flatnonzero((before + after).sum(axis=(0, 1))):
            number = {"base_mean": before[..., code].mean(), "scenario_mean": after[..., code].mean()}
            change = {f"net_{name}": net[name][code] for name in ("mean", "q05", "q95", "mcse")}
            rows.append({**keys, "destination": NAMES[code], **number, **empty, **change, "pairs": pairs})
    return pandas.DataFrame(rows)


def _followed(ensemble: Ensemble) -> Followed:
    study = ensemble.study
    for number, case in enumerate(study.cases[1:], 1):
        begins, years = first_year(case, study), followed_years(case, study)
        found = flows(ensemble, number, years)
        for at, year in enumerate(years):
            for place, (kind, area) in enumerate(AREAS):
                keys = {"scenario": case.name, "base": study.cases[0].name, "years_after": year - begins,
                        "year": year, "area_kind": kind, "area": area}  # fmt: skip
                yield keys, np.array(found[:, :, at, place])
