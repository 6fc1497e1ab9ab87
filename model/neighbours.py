"""Two assumptions about neighbours, fitted once: who uses whose GP lists, who shares a legevakt.

Neither is published by municipality. ``list_use.csv`` and ``legevakt_districts.csv`` in model/data hold the
result of the two ``fit_`` functions here (a test fits them again and compares), so that whoever knows
better can edit a row. Distances are great-circle kilometres between the municipal centres.
"""

import numpy as np

from model.rounding import whole_rows

EARTH_RADIUS_KM = 6371.0088
# The gravity seed of list use. Assumptions: most people use a list at home; others go where it is near,
# inside the same labour-market region first; people who study or have moved have a list in a university city.
USE_ELSEWHERE = 0.05  # share of the inhabitants in the seed who use a list in another municipality nearby
DECAY_KM, REACH_KM, SAME_REGION = 20.0, 80.0, 2.0
CITIES = {"0301": 0.004, "4601": 0.003, "5001": 0.003, "5501": 0.003}  # Oslo, Bergen, Trondheim, Tromsø
WHOLE_COUNTRY = "0301"  # the other three draw on their own health region
SMALLEST_FLOW = 4.0  # fitted flows of fewer people are left out
# NKLM, Nasjonalt legevaktregister 2024: 167 services, 83 for one municipality and 84 shared.
ALONE, SHARED, LARGEST_DISTRICT = 83, 84, 8


def distances_km(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Great-circle distances float64 (M, M) between points given in degrees (haversine formula)."""
    a, b = np.radians(lat), np.radians(lon)
    h = np.sin((a[:, None] - a) / 2) ** 2 + np.cos(a[:, None]) * np.cos(a) * np.sin((b[:, None] - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))


def fit_margins(
    seed: np.ndarray, rows: np.ndarray, columns: np.ndarray, steps: int, close: float
) -> np.ndarray:
    """Iterative proportional fitting: ``seed`` (R, C) scaled to sums ``rows`` (R) and ``columns`` (C).

    The last step scales the columns, so column sums are exact; it ends when they were within ``close``
    before. Raises ValueError when a column that must have people has no place to take them from.
    """
    fitted = np.array(seed, dtype=np.float64)
    empty = np.flatnonzero((columns > 0) & (fitted.sum(axis=0) <= 0))
    if len(empty):
        raise ValueError(f"column {empty[0]} must hold {columns[empty[0]]:.0f} people but its seed is empty")
    for _ in range(steps):
        sums = fitted.sum(axis=1)
        fitted *= np.divide(rows, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
        sums = fitted.sum(axis=0)
        fitted *= np.divide(columns, sums, out=np.zeros_like(sums), where=sums > 0)
        if np.abs(sums - columns).max() < close:
            break
    return fitted


def widen_seed(seed: np.ndarray, distance: np.ndarray, has_lists: np.ndarray) -> np.ndarray:
    """The seed with the three nearest municipalities with lists added to every row that reaches none."""
    seed = seed.copy()
    away = np.where(has_lists, distance, np.inf)
    for i in np.flatnonzero(seed.sum(axis=1) <= 0):
        nearest = np.argsort(away[i], kind="stable")[: min(3, int(has_lists.sum()))]
        seed[i, nearest] = 1.0
    return seed


def gravity_seed(numbers, patients, distance, labour_region, health_region) -> np.ndarray:
    """Shares (M, M) before fitting: where the inhabitants of each municipality have their list."""
    has_lists = patients > 0
    same = labour_region[:, None] == labour_region
    seed = np.exp(-distance / DECAY_KM) * np.where(same, SAME_REGION, 1.0) * ((distance < REACH_KM) | same)
    seed *= np.sqrt(patients)
    np.fill_diagonal(seed, 0.0)
    off_diagonal = distance + np.where(np.eye(len(patients), dtype=bool), np.inf, 0.0)
    seed = widen_seed(seed, off_diagonal, has_lists)
    seed *= USE_ELSEWHERE / seed.sum(axis=1, keepdims=True)
    np.fill_diagonal(seed, np.where(has_lists, 1 - USE_ELSEWHERE, 0.0))
    for number, share in CITIES.items():
        for city in np.flatnonzero(np.asarray(numbers) == number):
            drawn = (health_region == health_region[city]) | (number == WHOLE_COUNTRY)
            seed[:, city] += share * drawn
    return seed


def fit_list_use(numbers, inhabitants, patients, distance, labour_region, health_region) -> np.ndarray:
    """People living in i with a list in j, int64 (M residence, M list municipality).

    Column sums are the list patients exactly; row sums are near ``inhabitants`` x listed people / all people.
    """
    rows = inhabitants * (patients.sum() / inhabitants.sum())
    columns = patients.astype(np.float64)
    seed = gravity_seed(numbers, columns, distance, labour_region, health_region) * rows[:, None]
    first = fit_margins(seed, rows, columns, steps=2000, close=1.0)
    kept = np.where(first >= SMALLEST_FLOW, first, 0.0)
    return whole_rows(fit_margins(kept, rows, columns, steps=6000, close=1.0).T, patients).T


def fit_legevakt_districts(inhabitants, distance, labour_region) -> np.ndarray:
    """District number int64 (M), 1.. in order of the first municipality: 83 alone and 84 shared.

    Assumption: those with many inhabitants or far from their nearest neighbour are alone; the others join the
    nearest, inside the same labour-market region first, no more than eight together.
    """
    nearest = np.sort(distance + np.where(np.eye(len(distance), dtype=bool), np.inf, 0), axis=1)[:, 0]
    alone_score = 0.5 * np.log(inhabitants / 1000) + nearest / 25
    alone = np.argsort(-alone_score, kind="stable")[:ALONE]
    together = np.setdiff1d(np.arange(len(inhabitants)), alone)
    cost = distance * np.where(labour_region[:, None] == labour_region, 0.5, 1.0)
    groups = _join_nearest(cost[np.ix_(together, together)], SHARED)
    members = [together[group] for group in groups] + [np.array([i]) for i in alone]
    districts = np.zeros(len(inhabitants), dtype=np.int64)
    for number, group in enumerate(sorted(members, key=lambda g: g.min()), start=1):
        districts[group] = number
    return districts


def _join_nearest(cost: np.ndarray, wanted: int) -> list[np.ndarray]:
    """Average-linkage grouping of n places into ``wanted`` groups of 2 to LARGEST_DISTRICT: index arrays.

    Single places are joined before groups are; a joined group costs more the larger it gets.
    """
    between = cost.copy()  # sum of costs between the members of two groups
    size = np.ones(len(cost), dtype=np.int64)
    group = np.arange(len(cost))
    for _ in range(len(cost) - wanted):
        joint = size[:, None] + size
        mean = between / np.maximum(size[:, None] * size, 1) * (1 + 0.2 * (joint - 2))
        forbidden = (joint > LARGEST_DISTRICT) | (size == 0) | (size == 0)[:, None]
        if (size == 1).any():
            forbidden |= (size != 1)[:, None]
        np.fill_diagonal(forbidden, True)
        a, b = divmod(int(np.argmin(np.where(forbidden, np.inf, mean))), len(cost))
        a, b = min(a, b), max(a, b)
        group[group == b] = a
        between[a] += between[b]
        between[:, a] += between[:, b]
        size[a], size[b] = size[a] + size[b], 0
    return [np.flatnonzero(group == a) for a in np.flatnonzero(size)]
