"""Loops over all lists, for municipalities: against formulas in numpy, and compiled against plain."""

import numpy as np
import pytest

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


def in_order(lists: dict[str, np.ndarray], which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows of these lists by municipality and age, where those of each municipality begin)."""
    rows = np.flatnonzero(which)
    rows = rows[np.argsort(lists["municipality"][rows], kind="stable")]
    return rows, np.searchsorted(lists["municipality"][rows], np.arange(TOWNS + 1))


def both(loop, *arguments):
    """What the compiled loop gives, after its plain twin has given the same."""
    compiled, plain = loop(*arguments), getattr(loop, "py_func", loop)(*arguments)
    several = isinstance(compiled, tuple)
    for one, other in zip(compiled if several else (compiled,), plain if several else (plain,), strict=True):
        assert np.array_equal(one, other)
    return compiled


def test_lists_and_the_people_on_them_are_counted():
    lists = columns()
    lists["closed"] |= lists["municipality"] == 4  # a municipality without lists
    is_open, vacant, trust = ~lists["closed"], lists["doctor"] < 0, np.array([0, 1, 2, 0, 3, 1, 0], np.int16)
    counts, shares, caps, sitting = both(
        loops.count_lists, *in_order(lists, is_open), *given(lists, "doctor", "form", "patients", "cap"), 2, trust, 4
    )

    def by_town(which, weight=None):
        return np.bincount(lists["municipality"][which], None if weight is None else weight[which], TOWNS)

    number, empty = by_town(is_open), by_town(is_open & vacant)
    listed, without = by_town(is_open, lists["patients"]), by_town(is_open & vacant, lists["patients"])
    assert np.array_equal(counts[loops.LISTS], number) and number[4] == 0
    assert np.array_equal(counts[loops.VACANT], empty)
    assert np.array_equal(counts[loops.SALARIED_LISTS], by_town(is_open & (lists["form"] == 2)))
    assert np.array_equal(counts[loops.LISTED], listed)
    assert np.array_equal(counts[loops.WITHOUT_GP], without)
    assert np.array_equal(counts[loops.WITH_GP], listed - without)
    assert caps / sitting == lists["cap"][is_open & ~vacant].mean()
    every = np.maximum(np.bincount(trust, number), 1)
    expected = [listed / np.maximum(number, 1), without / np.maximum(listed, 1)]
    expected += [(np.bincount(trust, counts[kind]) / every)[trust] for kind in (loops.VACANT, loops.SALARIED_LISTS)]
    assert np.array_equal(shares, expected)


def test_doctors_under_an_age_are_counted_where_they_work():
    rows = np.flatnonzero(noise(2) < 0.8)
    town, born = (8 * noise(3)).astype(np.int64) - 1, (900 * noise(5)).astype(np.int16)
    young = rows[(born[rows] > 450) & (town[rows] >= 0)]
    doctors = np.bincount(town[young], minlength=TOWNS)
    district, gps = np.array([0, 0, 1, 2, 2, 1, 3], np.int16), rows[rows % 3 == 0]
    counts = both(loops.count_on_call, gps, rows[rows % 3 == 1], rows[rows % 3 == 2], town, born, 450, district)
    assert np.array_equal(counts[loops.GPS], np.bincount(town[young[young % 3 == 0]], minlength=TOWNS))
    assert np.array_equal(counts[loops.DOCTORS], doctors) and doctors.min() > 0
    assert np.array_equal(counts[loops.AROUND], np.bincount(district, doctors)[district])


def test_places_are_caps_and_for_a_vacant_list_the_local_length():
    """Sums of fractions run in the order of the rows, so they are equal to the last bit."""
    lists, norm, ceiling = columns(), 1000.0 + noise(17, TOWNS), np.full(TOWNS, 1000.5)
    people, buffer, shortage = 900 * np.arange(TOWNS), 1 + noise(19, TOWNS), noise(23, TOWNS)
    has_lists, local = np.arange(TOWNS) != 2, np.minimum(norm, ceiling)
    rows, start = in_order(lists, ~lists["closed"])
    town = lists["municipality"][rows]
    places = np.bincount(town, np.where(lists["doctor"][rows] >= 0, lists["cap"][rows], local[town]), TOWNS)
    expected = np.where(has_lists, (people * buffer + 0.4 * shortage * people - places) / local, 0.0)
    found = both(loops.missing_lists, rows, start, *given(lists, "doctor", "cap"), norm, ceiling, has_lists, people,
                 buffer, shortage, 0.4)  # fmt: skip
    assert np.array_equal(found, expected) and (found < 0).any() and (found > 0).any()


def test_lists_are_opened_in_proportion_to_what_is_missing_and_what_the_budget_pays_for_is_known():
    gap, budget = np.array([0.6, 0.7, 1.4, 35.0, -3.0, 2.1, 0.7]), np.array([0.0, 9, 2, 9, -5, 1.5, 2])
    ready, sure, chance, paid = both(loops.ready_to_open, gap, budget, 0.7, 0.25, 2.0)
    assert ready.tolist() == [1, 2, 3, 5, 6]
    assert sure.tolist() == [0, 0, 12, 0, 0] and chance[2] == pytest.approx(0.5)
    assert np.allclose(sure + chance, 0.25 * gap[ready] / 0.7) and (chance >= 0).all() and (chance < 1).all()
    assert paid.tolist() == [0, 4, 1, 4, 0, 0, 1]


def test_lists_are_opened_as_far_as_the_budget_pays_and_where_it_does_not_is_named():
    ready, sure, more = np.array([1, 2, 3, 5, 6]), np.array([0, 0, 12, 1, 0]), np.arange(5) < 3
    paid, budget, spent = np.array([0, 4, 1, 4, 0, 0, 1]), np.arange(7) * 9.0, np.arange(7) / 4
    norm, ceiling = np.array([900.0, 1000.4, 1200, 1100, 700, 800, 650]), np.full(7, 1050.0)
    cost = 2.3  # of several lists in whole kroner
    where, caps, short, left, now_spent = both(
        loops.open_and_pay, ready, sure, more, paid, norm, ceiling, budget, spent, cost
    )
    assert where.tolist() == [1, 2, 3, 3, 3, 3] and caps.tolist() == [1000, 1050, 1050, 1050, 1050, 1050]
    assert short.tolist() == [3, 5]
    costs = np.array([0.0, 2, 2, 9, 0, 0, 0])
    assert np.array_equal(left, budget - costs) and np.array_equal(now_spent, spent + costs)


def test_the_smallest_of_the_lists_long_vacant_is_closed_and_never_the_last():
    lists, norm = columns(), np.linspace(28.0, 32.0, TOWNS)
    missing, few = np.where(np.arange(TOWNS) == 2, -0.7, -0.8), 0.5
    is_open = ~lists["closed"]
    free, _ = in_order(lists, is_open & (lists["doctor"] < 0) & (lists["successor"] < 0))
    _, start = in_order(lists, is_open)
    of_lists = (start, *given(lists, "municipality", "vacant_since", "patients"))
    arguments = (*of_lists, MONTH - 18.0, norm, few, missing, -0.7)
    chosen = both(loops.choose_closures, free, *arguments)
    expected = []
    for town in (0, 1, 3, 4, 5):
        rows = free[lists["municipality"][free] == town]
        rows = rows[(MONTH - lists["vacant_since"][rows] >= 18.0) & (lists["patients"][rows] < few * norm[town])]
        expected.append(rows[np.argmin(lists["patients"][rows])])
    assert chosen.tolist() == expected
    assert 150 in free and 150 not in chosen  # the only list of the last municipality
    assert len(both(loops.choose_closures, free[:0], *arguments)) == 0


def test_forms_follow_the_rule_of_the_municipality():
    """0 never, and back to practice; 1 where affordable and vacant for long; 2 always. Others stay as they are."""
    lists = columns()
    rule, affordable = np.array([0.0, 1, 2, 1, 0, 2, 1]), np.array([True, True, False, False, False, True, True])
    town, before = lists["municipality"], lists["form"]
    free = ~lists["closed"] & (lists["doctor"] < 0) & (lists["successor"] < 0)
    after = []
    for loop in (loops.choose_forms, getattr(loops.choose_forms, "py_func", loops.choose_forms)):
        arguments = (np.flatnonzero(free), *given(lists, "municipality", "vacant_since", "form"))
        loop(*arguments, MONTH - 12.0, rule, np.where(affordable, 100.0, 99.0), 100.0, 0, 2)
        after.append(arguments[-1])
    waited = MONTH - lists["vacant_since"] >= 12.0
    offered = free & ((rule[town] == 2) | ((rule[town] == 1) & waited & affordable[town]))
    back = free & (rule[town] == 0) & (before == 2)
    assert np.array_equal(after[0], np.where(offered, 2, np.where(back, 0, before)))
    assert np.array_equal(after[0], after[1])
    assert offered.sum() > 20 and back.sum() > 5 and (free & ~offered & (before == 1)).sum() > 5


def test_extra_pay_is_offered_as_long_as_the_budget_lasts():
    free, town = np.array([0, 1, 3, 4]), np.array([0, 1, 2, 2, 4])
    vacant, budget = np.array([1, 1, 0, 0, 0, 2, 0]), np.array([100.0, 101, 0, 101, 0, 500, 0])
    pay, without = both(loops.extra_pay, free, town, vacant, budget, 100.0)
    assert pay.tolist() == [0, 100, 0, 0, 0, 100, 0]
    assert without.tolist() == [0, 2, 4]
    pay, without = both(loops.extra_pay, free, town, vacant, budget + 1, 100.0)
    assert pay.tolist() == [100, 100, 0, 0, 0, 100, 0] and len(without) == 0


def test_attraction_is_the_mean_of_the_area_by_lists():
    trust, lists = np.array([0, 1, 2, 0, 1, 1, 0], np.int16), np.array([3, 0, 0, 7, 1, 2, 1])
    grant, chance, vacant = 3e5 * noise(2, TOWNS), noise(3, TOWNS), noise(5, TOWNS)
    found = both(loops.attraction_of_areas, grant, chance, vacant, lists, trust, 3, 0.9, 0.6, 0.03, 0.5, 1.1, 0.2, -0.1)
    value = 0.03 * (grant / 0.9 / 1e5 * 0.6) - 0.5 * (1.0 - chance) + 0.2 - 1.1 * vacant + -0.1
    weight = np.maximum(lists, 1e-9)
    assert np.array_equal(found, (np.bincount(trust, value * weight) / np.bincount(trust, weight))[trust])


def test_sums_and_means_over_the_district():
    district, number = np.array([0, 0, 1, 2, 2, 1, 3], np.int16), np.array([2, 3, 4, 0, 0, 6, 7])
    value = noise(17, TOWNS)
    every = np.bincount(district, number)
    assert np.array_equal(both(loops.over_district, district, number), every[district])
    mean = np.bincount(district, number * value) / np.maximum(every, 1)
    expected = np.where(every > 0, mean, 1.0)[district]
    assert np.array_equal(both(loops.mean_of_district, district, number, value), expected)


def test_shifts_are_shared_by_the_district_and_strain_by_whom_it_sees():
    district, part = np.array([0, 0, 1, 2, 2, 1, 3], np.int16), noise(17, TOWNS)
    doctors, gps = np.array([2, 3, 4, 0, 0, 6, 7]), np.array([1, 3, 2, 0, 0, 6, 5])
    around = np.bincount(district, doctors)[district].astype(np.int64)
    seen = doctors + np.arange(TOWNS)
    found = both(loops.share_shifts, np.array([gps, doctors, around]), seen, part, district, 60.0, 0.9, 25.0, 0.8, 0.1)
    assert np.array_equal(found[0], 60.0 * doctors / np.maximum(around, 1))
    assert np.array_equal(found[1], 60.0 * 0.9 * part * gps / np.maximum(around, 1))
    assert np.array_equal(found[2], 25.0 / np.maximum(np.bincount(district, seen)[district], 1.0))
    assert np.array_equal(found[3], 0.1 + (1.0 - 0.1) * (0.8 * part))
