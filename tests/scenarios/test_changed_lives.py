"""Choosing whom to tell of: doctors whose way onto a list differs, by rule, the same for the same runs."""

import numpy as np

from agents.doctor import Cause, Event
from agents.names import make_id
from scenarios.changed_lives import KINDS, by_doctor, changed_lives, in_turn, partings
from tests.scenarios.lives import LAST, SITTING, entry, exit_, lives

A, B, C, D, E = (int(make_id(1460, "uib", number)) for number in range(5))
HIRED = Event.LIS1_HIRED


def hired(*doctors):
    return [(doctor, "2027-02", HIRED) for doctor in doctors]


def test_the_parting_is_the_first_record_that_differs():
    base = lives((A, "2027-02", HIRED), (A, "2030-01", Event.RETIRED), (B, "2027-02", HIRED), (C, "2028-01", HIRED))
    other = lives((A, "2027-02", HIRED), (A, "2029-01", Event.RETIRED), (B, "2027-02", HIRED), (D, "2028-05", HIRED))
    doctors, months = partings(by_doctor(base), by_doctor(other))
    assert doctors.tolist() == [A, C, D]
    assert (months - 1512).tolist() == [36, 24, 28]


def test_a_difference_of_cause_or_place_alone_is_a_difference():
    left = (B, "2030-01", Event.LEFT_OTHER, -1)
    base = lives((A, "2030-01", Event.LOCUM_STARTED, 0), left, *hired(C))
    other = lives((A, "2030-01", Event.LOCUM_STARTED, 1), (*left, Cause.TO_OTHER), *hired(C))
    found = changed_lives(base, other, LAST)
    assert (found.lives, found.known, found.doctors) == (2, 3, ())  # neither has to do with a list


def test_each_kind_of_difference_is_named():
    base = lives(
        *hired(A), *entry(B, "2030-01", 0), *entry(C, "2030-01", 0), *entry(D, "2030-01", 0),
        *entry(E, "2030-01", 0), *exit_(SITTING, "2030-01", 0, Cause.TO_LOCUM, 90),
    )  # fmt: skip
    other = lives(
        *entry(A, "2031-01", 0), *hired(B), *entry(C, "2030-01", 1), *entry(D, "2029-01", 0), *entry(E, "2032-01", 0),
    )  # fmt: skip
    found = changed_lives(base, other, LAST)
    assert found.counts == {
        "gained": 1, "lost": 1, "longer": 1, "shorter": 0, "elsewhere": 1, "earlier": 1, "later": 1,
    }  # fmt: skip
    kinds = dict(zip(found.doctors, found.kinds, strict=True))
    assert kinds == {A: "gained", B: "lost", C: "elsewhere", D: "earlier", E: "later", SITTING: "longer"}


def test_years_on_a_list_count_moves_once_and_five_years_are_needed():
    def career(end):
        move = [(A, "2032-01", Event.CONTRACT_ENDED, 0, Cause.MOVE, 24), (A, "2032-01", Event.GP_MOVED, 1, Cause.MOVE)]
        return lives(*entry(A, "2030-01", 0), *move, *exit_(A, end, 1, Cause.TO_OTHER, 1))

    assert changed_lives(career("2035-01"), career("2039-12"), LAST).kinds == ()
    assert changed_lives(career("2035-01"), career("2040-01"), LAST).kinds == ("longer",)
    assert changed_lives(career("2040-01"), career("2035-01"), LAST).kinds == ("shorter",)


def test_kinds_take_turns_the_earliest_parting_begins_and_months_vary_before_any_comes_again():
    gained, lost, elsewhere = (KINDS.index(kind) for kind in ("gained", "lost", "elsewhere"))
    kinds = np.array([gained, gained, gained, lost, elsewhere, -1])
    parted = np.array([20, 20, 30, 20, 10, 5])
    assert in_turn(kinds, parted, 9).tolist() == [4, 0, 3, 2, 1]
    assert in_turn(kinds, parted, 2).tolist() == [4, 0]
    more_lost = np.array([gained, lost, lost])
    assert in_turn(more_lost, np.array([20, 20, 20]), 9).tolist() == [1, 0, 2]


def test_the_same_runs_give_the_same_doctors_in_the_same_order_whatever_the_order_of_the_records():
    base, other = lives(*hired(A, B, C)), lives(*entry(C, "2031-01", 0), *entry(A, "2030-01", 1), *hired(B))
    found = changed_lives(base, other, LAST)
    assert found.doctors == (A, C) and found == changed_lives(base, other, LAST)
    back = {name: values[::-1] for name, values in base.items()}  # one record each: any order is chronological
    assert changed_lives(back, other, LAST) == found


def test_nothing_differs_in_equal_runs_or_without_records():
    one = lives(*entry(A, "2030-01", 0))
    assert changed_lives(one, one, LAST).doctors == () and changed_lives(one, one, LAST).lives == 0
    assert changed_lives(lives(), lives(), LAST).known == 0
