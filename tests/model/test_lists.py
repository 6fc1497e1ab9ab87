"""Lists and the people on them: whole persons, own free places first, nothing clipped, ties by age of the list."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.contract import SALARIED
from agents.doctor import GP_STAGES
from agents.months import month_index
from agents.parameters import Parameters
from model import lists as process
from model.lists import Lists
from tests.norway import change, country, passed, reform


def some_lists(rows: list[tuple[int, int, int, int]], towns: int = 3) -> Lists:
    """Lists from (municipality, cap, patients, doctor or -1)."""
    lists = Lists(towns, capacity=2)
    for town, cap, patients, doctor in rows:
        vacant_since = -1 if doctor >= 0 else 1500
        lists.add(
            1, municipality=town, cap=cap, patients=patients, doctor=doctor, vacant_since=vacant_since, opened=1400
        )
    return lists


def stage_for(lists: Lists, listed: list[int], month: int = 1512, **parameters: float) -> SimpleNamespace:
    """The little that a process of the lists asks of the country."""
    return SimpleNamespace(lists=lists, listed_now=np.array(listed, np.int64), month=month,
                           parameters=Parameters.centre().replace(**parameters))  # fmt: skip


def in_town(lists: Lists, values: np.ndarray) -> np.ndarray:
    return np.bincount(lists.municipality, values, lists.municipalities).astype(np.int64)


# --------------------------------------------------------------------------------------------- the columns


def test_lists_grow_and_keep_what_they_held():
    lists = some_lists([(i % 3, 1000 + i, i, i) for i in range(40)])
    assert lists.size == 40 and lists.cap.tolist() == [1000 + i for i in range(40)]
    assert lists.patients.tolist() == list(range(40))
    row = lists.open(np.array([2]), np.array([800]), 1515)
    assert (lists.doctor[row], lists.patients[row], lists.cap[row], lists.vacant_since[row]) == (-1, 0, 800, 1515)
    assert lists.vacant().tolist() == row.tolist()


def test_open_lists_stand_by_municipality_and_then_by_age():
    lists = some_lists([(2, 1, 0, 0), (0, 1, 0, 1), (2, 1, 0, 2), (1, 1, 0, -1), (0, 1, 0, 3)])
    assert lists.open_rows().tolist() == [1, 4, 3, 0, 2]
    assert lists.group_start().tolist() == [0, 2, 3, 5]
    lists.close(np.array([3]))
    assert lists.open_rows().tolist() == [1, 4, 0, 2] and lists.group_start().tolist() == [0, 2, 2, 4]
    lists.add(1, municipality=1, cap=5)
    assert lists.open_rows().tolist() == [1, 4, 5, 0, 2]


def test_a_closed_list_is_empty_and_its_people_get_another_place():
    lists = some_lists([(0, 1000, 700, 5), (0, 1000, 300, -1), (1, 1000, 10, -1)])
    lists.close(np.array([1, 2]))
    assert lists.patients.tolist() == [700, 0, 0] and lists.closed.tolist() == [False, True, True]
    process.place_people(stage_for(lists, [1000, 0, 0]))
    assert lists.patients.tolist() == [1000, 0, 0]


def test_a_doctor_who_takes_a_list_at_a_lower_cap_sends_the_rest_elsewhere():
    lists = some_lists([(0, 1300, 1250, -1), (1, 900, 850, -1)])
    lists.leaving_at[:], lists.successor[:] = 1512, 7
    lists.set_doctor(np.array([0, 1]), np.array([7, 8]), np.array([1000, 1100]))
    assert lists.patients.tolist() == [1000, 850]
    assert lists.cap.tolist() == [1000, 1100] and lists.doctor.tolist() == [7, 8]
    assert (lists.vacant_since == -1).all() and (lists.leaving_at == -1).all() and (lists.successor == -1).all()


# ------------------------------------------------------------------------------------------ people on lists


@st.composite
def towns_with_people(draw):
    """Up to three municipalities with a few lists each, and the people they must hold."""
    rows, listed = [], []
    for town in range(3):
        for _ in range(draw(st.integers(1, 4))):
            cap, doctor = draw(st.integers(1, 1500)), draw(st.sampled_from([-1, 9]))
            rows.append((town, cap, draw(st.integers(0, 1800)), doctor))
        listed.append(draw(st.integers(0, 7000)))
    return some_lists(rows), listed


@settings(max_examples=150)
@given(towns_with_people())
def test_after_placing_every_municipality_holds_its_listed_people_exactly(case):
    lists, listed = case
    before, has = lists.patients.copy(), lists.doctor >= 0
    process.place_people(stage_for(lists, listed))
    assert in_town(lists, lists.patients).tolist() == listed
    assert (lists.patients >= 0).all()
    grown = lists.patients > before
    over = has & (lists.patients > np.maximum(lists.cap, before))
    vacant_here = in_town(lists, (~has).astype(float))[lists.municipality] > 0
    assert not (over & vacant_here).any(), "above the cap although a list without a doctor could take them"
    free = has & (lists.patients < lists.cap)
    left_over = grown & ~has
    assert not (left_over[:, None] & free & (lists.municipality[:, None] == lists.municipality)).any(), (
        "people without a regular GP although there was a place"
    )
    assert not (grown & (in_town(lists, before)[lists.municipality] > np.array(listed)[lists.municipality])).any()


def test_where_there_is_neither_place_nor_vacant_list_people_enter_above_the_caps():
    lists = some_lists([(0, 1000, 1000, 1), (0, 500, 500, 2), (1, 1, 0, 3), (2, 1, 0, 4)])
    process.place_people(stage_for(lists, [1530, 0, 0]))
    assert lists.patients.tolist() == [1020, 510, 0, 0] and lists.cap.tolist() == [1000, 500, 1, 1]


def test_of_equal_lists_the_older_gets_the_odd_person():
    lists = some_lists([(0, 1000, 0, 1), (0, 1000, 0, 2), (0, 1000, 0, 3), (1, 1, 0, 1), (2, 1, 0, 1)])
    process.place_people(stage_for(lists, [100, 0, 0]))
    assert lists.patients.tolist() == [34, 33, 33, 0, 0]


@settings(max_examples=100)
@given(towns_with_people(), st.floats(0.2, 4.0))
def test_people_leave_vacant_lists_for_free_places_of_their_own_municipality(case, yearly):
    lists, _ = case
    before, has = lists.patients.copy(), lists.doctor >= 0
    process.leave_vacant_lists(stage_for(lists, [0, 0, 0], vacant_move_yearly=yearly))
    assert np.array_equal(in_town(lists, lists.patients), in_town(lists, before))
    assert (lists.patients[~has] <= before[~has]).all() and (lists.patients >= 0).all()
    assert (lists.patients[has] <= np.maximum(lists.cap[has], before[has])).all()
    room = in_town(lists, np.where(has, np.maximum(lists.cap - before, 0), 0))
    waiting = in_town(lists, np.where(has, 0, before))
    moved = in_town(lists, np.where(has, 0, before - lists.patients))
    assert moved.tolist() == np.minimum(np.floor(waiting * (1 - np.exp(-yearly / 12))), room).tolist()


def test_caps_of_sitting_gps_drift_in_january_and_only_theirs():
    months = [month_index("2021-01"), month_index("2021-02"), month_index("2019-01"), month_index("2024-01")]
    w = country(start="2016", months=108)
    occupied = w.lists.doctor >= 0
    for month in months:
        before, w.month = w.lists.cap.copy(), month
        process.drift_caps(w)
        change = np.unique((w.lists.cap - before)[occupied]).tolist()
        expected = w.parameters.cap_drift_break_point if month == months[0] else w.parameters.cap_drift_other
        assert change == [round(expected) if month % 12 == 0 else 0]
        assert np.array_equal(w.lists.cap[~occupied], before[~occupied])


# ----------------------------------------------------------------------------------------------- capacity


@pytest.fixture
def a_practice():
    """A small Norway after a quarter, salaried GPs with few hours and long lists, and a self-employed GP there."""
    plain = reform(change("practice.paperwork_hours", 0.0, "2026-01"),
                   change("practice.nurse_consultations", False, "2026-01"),
                   change("education.gp_placement_weeks", 6.0, "2026-01"))  # fmt: skip
    short = Parameters.centre().replace(capacity_salaried_hours=0.80, cap_salaried_factor=0.95)
    w = passed(country(plain, months=12, parameters=short), 3)
    rows = w.people.rows(*GP_STAGES)
    return w, rows[(w.lists.form[w.people.list[rows]] != SALARIED) & (w.people.away_until[rows] < w.month)][0]


def capacity(w) -> np.ndarray:
    """What doctors could give now, as lists are in the middle of the month."""
    return process.capacity(w, w.lists.counts(w))


def lost(w, before: np.ndarray, town: int) -> float:
    """Capacity lost in a municipality, in places on lists; nothing may change elsewhere."""
    less = (before - capacity(w)) / w.parameters.contacts_per_patient_yearly
    assert np.allclose(np.delete(less, town), 0.0, atol=1e-9)
    return float(less[town])


def test_a_gp_on_leave_gives_no_capacity(a_practice):
    w, doctor = a_practice
    full, town = capacity(w), w.people.municipality[doctor]
    w.people.away_until[doctor] = w.month
    assert lost(w, full, town) == pytest.approx(w.lists.cap[w.lists.doctor == doctor].sum())


def test_a_salaried_gp_gives_capacity_by_hours_over_the_shorter_list(a_practice):
    """Of a list a fifth shorter with a seventh fewer hours, each place gets a little more of the doctor."""
    w, doctor = a_practice
    full, town = capacity(w), w.people.municipality[doctor]
    w.lists.form[w.people.list[doctor]] = SALARIED
    p = w.parameters
    cap = w.lists.cap[w.people.list[doctor]]
    assert lost(w, full, town) == pytest.approx(cap * (1 - p.capacity_salaried_hours / p.cap_salaried_factor))


def test_a_supervised_trainee_takes_42_hours_of_a_year(a_practice):
    w, doctor = a_practice
    town = w.people.municipality[doctor]
    w.towns.slots = w.towns.trainees + 1
    full = capacity(w)
    w.towns.trainees = w.towns.trainees + (np.arange(len(full)) == town)
    assert lost(w, full, town) == pytest.approx(42 / w.parameters.working_hours_yearly * w.towns.cap_norm[town])


def test_counted_lists_are_the_lists():
    w = passed(country(months=12), 7)
    counted, lists = {n: a[6] for n, a in w.ledger.municipal.items()}, w.lists
    open_rows = ~lists.closed
    has = lists.doctor >= 0
    assert np.array_equal(counted["lists"], in_town(lists, open_rows.astype(float)))
    assert np.array_equal(counted["lists_vacant"], in_town(lists, (open_rows & ~has).astype(float)))
    long = open_rows & ~has & (w.month - 1 - lists.vacant_since > 12)
    assert np.array_equal(counted["lists_vacant_over_12_months"], in_town(lists, long.astype(float)))
    assert np.array_equal(counted["patients_with_gp"], in_town(lists, lists.patients * has))
    assert np.array_equal(counted["list_capacity"], in_town(lists, lists.cap * has))
    holders = w.people.rows(*GP_STAGES)
    salaried = lists.form[w.people.list[holders]] == SALARIED
    by_hand = np.bincount(w.people.municipality[holders[salaried]], minlength=len(w.geo.number))
    assert np.array_equal(counted["gps_salaried"], by_hand)
