"""Offices, contracts and exits under the levers of practice: what is paid for is taken up, and rules bind."""

from dataclasses import dataclass

import numpy as np
import pytest

from agents import contract, fastlege, practice
from agents.doctor import GP_STAGES, NEVER
from agents.forms import PRIVATE, SALARIED
from model import lists as process
from tests.norway import change, country, passed, reform

HERE = ["5501", "5520"]  # Tromsø and Bardu


def with_levers(*changes, months: int = 24, **settings):
    """A small country under these changes, one month in."""
    return passed(country(reform(*changes), months=months, **settings), 1)


def gps(w) -> np.ndarray:
    return w.people.rows(*GP_STAGES)


# ------------------------------------------------------------------------------------ nurses, teams, paperwork


def test_offices_take_up_delegated_consultations_over_years_large_municipalities_first():
    w = passed(country(months=24), 12)
    share, size = w.towns.nurse_adoption, w.towns.log_size
    assert (share > 0.05).all() and (share < 0.7).all()
    assert (np.diff(share[np.argsort(size)]) >= 0).all() and share.max() > share.min()
    assert np.allclose(w.towns.helpers, 1.0 + w.parameters.nurse_gain * share)


def test_a_month_of_take_up_and_the_consultations_that_it_adds_compiled_and_plain():
    had, speed, listed = np.array([0.0, 0.25, 1.0]), np.array([0.1, 0.2, 0.3]), np.array([5000, 900, 40])
    for loop in (practice.delegate, practice.delegate.py_func):
        offices, extra = loop(had, speed, listed, 0.02, 3.0)
        assert np.array_equal(offices, had + speed * (1.0 - had)) and offices[2] == 1.0
        assert np.array_equal(extra, listed * (0.02 * offices) * 3.0)


def test_delegated_consultations_end_with_the_refund_and_so_does_its_cost():
    w = passed(country(reform(change("practice.nurse_consultations", False, "2027-01")), months=120), 12)
    had = w.towns.nurse_adoption.copy()
    passed(w, 1)
    assert (w.towns.nurse_adoption < had).all()
    passed(w, 60)
    assert (w.towns.nurse_adoption == 0.0).all() and (w.towns.helpers == 1.0).all()
    cost = w.ledger.notes["cost folketrygd practice.nurse_consultations"]
    assert (cost[:12] > 0).all() and (cost[12:] == 0).all()


def test_a_team_grant_raises_helpers_where_it_is_paid_and_is_charged_to_the_state_as_hired():
    w = with_levers(change("practice.team_grant_nok", 300_000, "2026-01", municipality=HERE))
    there = np.isin([n[:4] for n in w.geo.numbers], HERE)
    first = w.towns.team_nok.copy()
    assert (first[there] > 0).all() and (first[~there] == 0).all() and (first < 300_000).all()
    passed(w, 12)
    assert (w.towns.team_nok[there] > 5 * first[there]).all() and (w.towns.team_nok < 300_000).all()
    number = np.bincount(w.people.municipality[gps(w)], minlength=len(there))
    cost = w.ledger.notes["cost state practice.team_grant_nok"][12]
    assert cost == pytest.approx((number * w.towns.team_nok).sum() / 12, rel=0.02)
    gain = w.parameters.team_gain * w.towns.team_nok / 1e5
    assert np.allclose(w.towns.helpers, (1 + w.parameters.nurse_gain * w.towns.nurse_adoption) * (1 + gain))


def test_a_cut_grant_lets_helpers_go_at_the_offices_own_expense():
    w = country(
        reform(change("practice.team_grant_nok", 300_000, "2026-01"),
               change("practice.team_grant_nok", 0, "2026-07")), months=48)  # fmt: skip
    passed(w, 6)
    had = w.towns.team_nok.copy()
    passed(w, 1)
    assert (w.towns.team_nok > 0).all() and (w.towns.team_nok < had).all()
    passed(w, 40)
    assert (w.towns.team_nok < 1000).all()
    assert (w.ledger.notes["cost state practice.team_grant_nok"][6:] == 0).all()


def test_helpers_raise_what_lists_serve_and_what_a_new_gp_agrees_to_alone():
    w = with_levers()
    rows = gps(w)[:40]
    town, form = w.people.municipality[rows], np.zeros(40, np.int8)
    w.towns.helpers = np.ones(len(w.towns.ids))
    caps, served = contract.new_cap(w, rows, town, form), process.capacity(w)
    w.towns.helpers = np.full(len(w.towns.ids), 1.1)
    assert np.abs(contract.new_cap(w, rows, town, form) - 1.1 * caps).max() <= 1.1
    has = served > 0  # locums and LIS1 doctors have no more help than before
    more = process.capacity(w)[has] / served[has]
    assert more.min() > 1.0 and more.max() < 1.11 and np.median(more) > 1.08


def test_hours_freed_of_paperwork_serve_patients_and_ease_the_load_of_every_gp():
    base, freed = with_levers(), with_levers(change("practice.paperwork_hours", 3.2, "2026-01"))
    ratio = practice.hours_freed(freed) / practice.hours_freed(base)
    assert practice.hours_freed(freed) == pytest.approx(1 + 3.2 * 45 / 2200)
    for loops in (True, False):  # a lever acts whether or not feedback is frozen
        base.switched_on = freed.switched_on = lambda _, on=loops: on
        assert np.allclose(fastlege.load(base, gps(base)[:50]), fastlege.load(freed, gps(base)[:50]) * ratio)
    assert process.capacity(freed).sum() == pytest.approx(process.capacity(base).sum() * ratio, rel=0.01)


# ------------------------------------------------------------------------------------------------ contracts


def test_nobody_agrees_on_more_than_the_ceiling_and_running_contracts_keep_theirs():
    base, low = with_levers(), with_levers(change("practice.list_ceiling", 700, "2026-01", municipality=HERE))
    rows = gps(base)[:200]
    town, form = base.people.municipality[rows], np.zeros(200, np.int8)
    before, after = contract.new_cap(base, rows, town, form), contract.new_cap(low, rows, town, form)
    there = np.isin(np.array([n[:4] for n in base.geo.numbers])[town], HERE)
    assert np.array_equal(after, np.where(there, np.minimum(before, 700), before)) and before.max() > 700
    sitting = (low.lists.doctor >= 0) & (low.lists.doctor == base.lists.doctor)
    assert np.array_equal(low.lists.cap[sitting], base.lists.cap[sitting])


def test_a_cap_above_the_ceiling_does_not_rise_and_does_not_fall():
    w = country(reform(change("practice.list_ceiling", 1000, "2026-01")), months=12)
    w.parameters = w.parameters.replace(cap_drift_other=10.0)
    before = w.lists.cap.copy()
    process.drift_caps(w)
    has = w.lists.doctor >= 0
    assert np.array_equal(w.lists.cap[has], np.where(before >= 1000, before, np.minimum(before + 10, 1000))[has])


def test_half_a_break_point_is_half_the_drift():
    w = country(reform(change("finance.break_point_nok", 65.5, "2026-01")), months=12)
    before = w.lists.cap.copy()
    process.drift_caps(w)
    assert set((w.lists.cap - before)[w.lists.doctor >= 0].tolist()) == {-6}


def test_salary_for_the_training_ends_with_the_training_or_the_contract():
    w = with_levers()
    trained, leaves, salaried = gps(w)[[0, 1, 2]]
    mine = w.people.list[[trained, leaves, salaried]]
    w.lists.form[mine] = SALARIED
    w.lists.training_salary[mine[:2]] = True
    contract.end_training_salary(w, np.array([trained]))
    assert w.lists.form[mine].tolist() == [PRIVATE, SALARIED, SALARIED]
    contract.vacate(w, np.array([leaves, salaried]), contract.Cause.DEATH)
    assert w.lists.form[mine].tolist() == [PRIVATE, PRIVATE, SALARIED] and not w.lists.training_salary[mine].any()


# ---------------------------------------------------------------------------------------------------- exits


def test_those_above_a_lower_age_limit_give_notice_at_once_and_those_near_it_in_time():
    w = with_levers(change("contract.age_limit", 67, "2026-03"))
    month = w.month
    passed(w, 1)
    near = w.people.birth_month <= month + 1 + fastlege.NOTICE_MONTHS - 67 * 12
    old = gps(w)[near[gps(w)]]
    assert (w.people.leaves_at[old] < 0).any()
    passed(w, 1)
    rest = old[(w.people.list[old] >= 0) & (w.people.reserved[old] < 0)]
    assert (w.people.leaves_at[rest] >= 0).all()
    young = gps(w)[w.people.birth_month[gps(w)] > month + 8 + fastlege.NOTICE_MONTHS - 67 * 12]
    assert (w.people.leaves_at[young] < 0).mean() > 0.95


def test_a_higher_fee_keeps_specialists_under_62_and_nobody_else():
    base, paid = with_levers(), with_levers(change("finance.specialist_fee_nok", 320.0, "2026-01"))
    rows = gps(base)
    old = base.month - base.people.birth_month[rows] >= fastlege.OLD_FROM
    concerned = base.people.specialist[rows] & ~old
    ratio = fastlege.exit_hazard(paid, rows) / fastlege.exit_hazard(base, rows)
    assert np.allclose(ratio[concerned], np.exp(-2 * base.parameters.exit_fee)) and concerned.any()
    assert np.allclose(ratio[~concerned], 1.0)


def test_a_bond_holds_gps_where_they_are():
    w = with_levers()
    w.parameters = w.parameters.replace(gp_search_yearly=0.2)
    rows = gps(w)
    free = fastlege.exit_hazard(w, rows)
    w.people.bonded_until[rows[::2]] = w.month
    held = fastlege.exit_hazard(w, rows)
    assert np.allclose(held[::2], w.parameters.bond_stay_factor * free[::2])
    assert np.array_equal(held[1::2], free[1::2])
    before = w.people.searching_until.copy()
    for _ in range(6):
        fastlege.look_around(w)
        w.month += 1
        w.people.bonded_until[rows[::2]] = w.month
    looks = w.people.searching_until != before
    assert looks[rows[1::2]].any() and not looks[rows[::2]].any()


# --------------------------------------------------------------------------------------- hours of capacity


@dataclass
class _Hours:
    trainee: float
    weeks: float


@pytest.mark.parametrize("given", [_Hours(42.0, 6.0), _Hours(84.0, 6.0), _Hours(42.0, 12.0)])
def test_hours_with_trainees_and_students_are_not_given_to_patients(given):
    w = with_levers(change("alis.supervision_hours", given.trainee, "2026-01"),
                    change("education.gp_placement_weeks", given.weeks, "2026-01"))  # fmt: skip
    base = with_levers(change("alis.supervision_hours", 0.0, "2026-01"),
                       change("education.gp_placement_weeks", 6.0, "2026-01"))  # fmt: skip
    less = (process.capacity(base) - process.capacity(w)).sum() / w.parameters.contacts_per_patient_yearly
    trained = np.minimum(w.towns.trainees, w.towns.slots) * given.trainee / 2200 * w.towns.cap_norm
    assert practice.hours_with_students(base) == 0.0
    places = process.capacity(base).sum() / w.parameters.contacts_per_patient_yearly
    taught = practice.hours_with_students(w) * places
    assert less == pytest.approx(trained.sum() + taught, rel=0.06)
    assert (practice.hours_with_students(w) > 0) == (given.weeks > 6)


def test_doctors_in_introduction_agreements_add_what_is_not_other_doctors_work():
    w = with_levers()
    w.towns.introduced = np.zeros(len(w.towns.ids))
    before = process.capacity(w)
    w.towns.introduced = np.arange(len(w.towns.ids), dtype=float)
    more = (process.capacity(w) - before) / w.parameters.contacts_per_patient_yearly
    assert np.allclose(more, w.parameters.introduction_extra_work * w.towns.introduced * w.towns.cap_norm)


# ---------------------------------------------------------------------------------------------------- locks


@pytest.fixture
def busy():
    """A country in which one municipality's GPs have more work than agreed to, and others less."""
    w = country(reform(change("lists.locking", False, "2026-03", municipality=HERE)), months=24)
    w.lists.locked_until[:] = NEVER
    w.parameters = w.parameters.replace(lock_yearly=0.6)
    return w


def test_only_gps_with_more_work_than_agreed_to_lock_their_list(busy):
    w = busy
    rows = gps(w)
    w.lists.patients[w.people.list[rows[::2]]] //= 2
    loaded = fastlege.load(w, rows) > 1.0
    process.lock(w)
    locked = w.lists.locked_until[w.people.list[rows]] >= w.month
    assert locked.any() and not locked[~loaded].any() and not loaded[::2].any()
    assert set(w.lists.locked_until[w.lists.locked_until >= 0].tolist()) == {w.month + 11}


def test_a_locked_list_takes_nobody_from_vacant_lists_and_its_free_places_are_counted(busy):
    w = busy
    lists = w.lists
    has = lists.doctor >= 0
    lists.locked_until[has] = w.month + 5
    lists.cap[has] = np.maximum(lists.cap, lists.patients + 40)[has]
    before = lists.patients.copy()
    process.leave_vacant_lists(w)
    assert np.array_equal(lists.patients, before)
    free = np.bincount(lists.municipality, np.where(has & ~lists.closed, lists.cap - lists.patients, 0))
    assert np.array_equal(lists.counts(w).locked, free.astype(np.int64)) and free.sum() > 40
    lists.locked_until[has] = w.month - 1
    process.leave_vacant_lists(w)
    assert (lists.patients[has] > before[has]).any() and lists.counts(w).locked.sum() == 0


def test_locks_end_where_and_when_locking_does(busy):
    w = busy
    w.lists.locked_until[w.lists.doctor >= 0] = w.month + 20

    def locked(there: bool) -> np.ndarray:
        area = np.isin(np.array([n[:4] for n in w.geo.numbers])[w.lists.municipality], HERE)
        return w.lists.locked_until[area == there] >= w.month

    passed(w, 2)
    assert locked(True).any() and locked(False).any()
    passed(w, 1)
    assert not locked(True).any() and locked(False).any()
    passed(w, 6)
    assert not locked(True).any() and locked(False).any()


def test_a_new_doctor_opens_the_list(busy):
    w = busy
    doctor = gps(w)[:1]
    mine = w.people.list[doctor]
    w.lists.locked_until[mine] = w.month + 9
    contract.vacate(w, doctor, contract.Cause.DEATH)
    assert (w.lists.locked_until[mine] == NEVER).all()


def test_some_lists_are_locked_when_the_run_begins():
    w = country(months=12)
    locked = w.lists.locked_until >= w.month
    assert 5 < locked.sum() < 0.3 * len(locked) and (w.lists.doctor[locked] >= 0).all()
    assert w.lists.locked_until.max() < w.month + w.parameters.lock_months - 1
