"""Loops over all lists, for municipalities: against formulas in numpy, and compiled against plain."""

import numpy as np

from agents import municipality_loops as loops

TOWNS, NUMBER, MONTH = 7, 300, 1500


def noise(step: float, shape: int = NUMBER) -> np.ndarray:
    """Numbers in [0, 1) without a pattern, without a generator: fractions of multiples of a surd."""
    return np.modf(np.arange(1, shape + 1) * np.sqrt(step) * 37.7)[0]


def columns() -> dict[str, np.ndarray]:
    """Lists of seven municipalities in no order: two thirds vacant, a few closed; the last municipality has one."""
    town = (noise(2) * (TOWNS - 1)).astype(np.int64)
    town[150] = TOWNS - 1
    vacant = (noise(3) < 0.67) | (town == TOWNS - 1)
    return {
        "closed": (noise(5) < 0.1) & (town < TOWNS - 1), "municipality": town, "doctor": np.where(vacant, -1, 9),
        "successor": np.where(vacant & (noise(6) < 0.3) & (town < TOWNS - 1), 4, -1),
        "vacant_since": np.where(vacant, MONTH - 40 * noise(7), -1).astype(np.int16),
        "patients": (20 * noise(10)).astype(np.int64), "cap": (900 + 300 * noise(11)).astype(np.int64),
        "form": (3 * noise(13)).astype(np.int8),
    }  # fmt: skip


def given(lists: dict[str, np.ndarray], *names: str) -> tuple[np.ndarray, ...]:
    return tuple(lists[name].copy() for name in names)


def test_lists_and_the_people_on_them_are_counted():
    lists = columns()
    arguments = given(lists, "closed", "municipality", "doctor", "form", "patients", "cap")
    counts, caps, sitting = loops.count_lists(*arguments, 2, TOWNS)
    is_open, vacant = ~lists["closed"], lists["doctor"] < 0

    def by_town(which, weight=None):
        return np.bincount(lists["municipality"][which], None if weight is None else weight[which], TOWNS)

    assert np.array_equal(counts[loops.LISTS], by_town(is_open))
    assert np.array_equal(counts[loops.VACANT], by_town(is_open & vacant))
    assert np.array_equal(counts[loops.SALARIED_LISTS], by_town(is_open & (lists["form"] == 2)))
    assert np.array_equal(counts[loops.LISTED], by_town(is_open, lists["patients"]))
    assert np.array_equal(counts[loops.WITHOUT_GP], by_town(is_open & vacant, lists["patients"]))
    assert caps / sitting == lists["cap"][is_open & ~vacant].mean()
    plain = loops.count_lists.py_func(*arguments, 2, TOWNS)
    assert np.array_equal(plain[0], counts) and plain[1:] == (caps, sitting)


def test_doctors_under_an_age_are_counted_where_they_work():
    rows = np.flatnonzero(noise(2) < 0.8)
    town, born = (9 * noise(3)).astype(np.int64) - 2, (900 * noise(5)).astype(np.int16)
    doctors = loops.count_doctors(rows, town, born, 450, TOWNS)
    young = rows[(born[rows] > 450) & (town[rows] >= 0)]
    assert np.array_equal(doctors, np.bincount(town[young], minlength=TOWNS)) and doctors.min() > 0
    assert np.array_equal(doctors, loops.count_doctors.py_func(rows, town, born, 450, TOWNS))


def test_places_are_caps_and_for_a_vacant_list_the_local_length():
    """Sums of fractions run in the order of the rows, so they are equal to the last bit."""
    lists, local = columns(), 1000.0 + noise(17, TOWNS)
    arguments = (*given(lists, "closed", "municipality", "doctor", "cap"), local)
    rows = np.flatnonzero(~lists["closed"])
    town = lists["municipality"][rows]
    expected = np.bincount(town, np.where(lists["doctor"][rows] >= 0, lists["cap"][rows], local[town]), TOWNS)
    assert np.array_equal(loops.count_places(*arguments), expected)
    assert np.array_equal(loops.count_places.py_func(*arguments), expected)


def test_the_smallest_of_the_lists_long_vacant_is_closed_and_never_the_last():
    lists, few = columns(), np.full(TOWNS, 15.0)
    surplus = np.arange(TOWNS) != 2
    names = ("closed", "municipality", "doctor", "successor", "vacant_since", "patients")
    arguments = (*given(lists, *names), MONTH - 18.0, few, surplus)
    chosen = loops.choose_closures(*arguments)
    expected = []
    for town in (0, 1, 3, 4, 5):
        here = (lists["municipality"] == town) & ~lists["closed"] & (lists["doctor"] < 0) & (lists["successor"] < 0)
        rows = np.flatnonzero(here & (MONTH - lists["vacant_since"] >= 18.0) & (lists["patients"] < 15))
        expected.append(rows[np.argmin(lists["patients"][rows])])
    assert chosen.tolist() == expected
    assert lists["doctor"][150] < 0 and 150 not in chosen  # the only list of the last municipality
    assert np.array_equal(loops.choose_closures.py_func(*arguments), chosen)


def test_forms_follow_the_rule_of_the_municipality():
    """0 never, and back to practice; 1 where affordable and vacant for long; 2 always. Others stay as they are."""
    lists = columns()
    rule, affordable = np.array([0.0, 1, 2, 1, 0, 2, 1]), np.array([True, True, False, False, False, True, True])
    names = ("closed", "municipality", "doctor", "successor", "vacant_since", "form")
    after = []
    for loop in (loops.choose_forms, loops.choose_forms.py_func):
        arguments = given(lists, *names)
        loop(*arguments, MONTH - 12.0, rule, affordable, 0, 2)
        after.append(arguments[-1])
    town, before = lists["municipality"], lists["form"]
    free = ~lists["closed"] & (lists["doctor"] < 0) & (lists["successor"] < 0)
    waited = MONTH - lists["vacant_since"] >= 12.0
    offered = free & ((rule[town] == 2) | ((rule[town] == 1) & waited & affordable[town]))
    back = free & (rule[town] == 0) & (before == 2)
    assert np.array_equal(after[0], np.where(offered, 2, np.where(back, 0, before)))
    assert np.array_equal(after[0], after[1])
    assert offered.sum() > 20 and back.sum() > 5 and (free & ~offered & (before == 1)).sum() > 5


def test_sums_and_means_over_the_district():
    district, number = np.array([0, 0, 1, 2, 2, 1, 3], np.int16), np.array([2, 3, 4, 0, 0, 6, 7])
    value = noise(17, TOWNS)
    every = np.bincount(district, number)
    for loop in (loops.over_district, getattr(loops.over_district, "py_func", loops.over_district)):
        assert np.array_equal(loop(district, number), every[district])
    for loop in (loops.mean_of_district, getattr(loops.mean_of_district, "py_func", loops.mean_of_district)):
        mean = np.bincount(district, number * value) / np.maximum(every, 1)
        assert np.array_equal(loop(district, number, value), np.where(every > 0, mean, 1.0)[district])


def test_shares_of_the_region_and_people_on_lists():
    counts = (9 * noise(3, 5 * TOWNS)).astype(np.int64).reshape(5, TOWNS)
    counts[loops.LISTED] += counts[loops.WITHOUT_GP]
    counts[loops.LISTS, 2] = counts[loops.LISTED, 3] = counts[loops.WITHOUT_GP, 3] = 0
    trust = np.array([0, 1, 2, 0, 1, 1, 0], np.int16)
    every = np.maximum(np.bincount(trust, counts[loops.LISTS]), 1)
    shares = [(np.bincount(trust, counts[kind]) / every)[trust] for kind in (loops.VACANT, loops.SALARIED_LISTS)]
    people = (
        counts[loops.LISTED] / np.maximum(counts[loops.LISTS], 1), counts[loops.LISTED] - counts[loops.WITHOUT_GP],
        counts[loops.WITHOUT_GP] / np.maximum(counts[loops.LISTED], 1),
    )  # fmt: skip
    for loop, arguments, expected in (
        (loops.shares_of_region, (counts, trust, 3), shares), (loops.people_on_lists, (counts,), people),
    ):  # fmt: skip
        for found in (loop(*arguments), getattr(loop, "py_func", loop)(*arguments)):
            assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
