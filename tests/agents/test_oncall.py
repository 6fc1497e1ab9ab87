"""On-call shifts: who shares them, what the rules take off, and that nothing outside a district changes."""

import numpy as np
import pytest

from agents import oncall
from agents.doctor import GP_STAGES, Stage
from tests.norway import change, country, output, passed, reform, small_norway


def after(lever, value, months=1, **where):
    return passed(country(reform(change(lever, value, "2026-01", **where))), months)


def test_gps_take_the_shifts_of_their_district_by_number():
    """With no rule at all every shift is shared by the doctors under 60 of the district, GPs and the others."""
    w = country()
    people, district = w.people, small_norway().legevakt_district
    young = np.flatnonzero(people.birth_month > w.month - 60 * 12)

    def by_town(*stages):
        rows = young[np.isin(people.stage[young], stages)]
        return np.bincount(people.municipality[rows], minlength=len(district))

    gps, every = by_town(*GP_STAGES), by_town(*GP_STAGES, Stage.LIS1_MUNICIPALITY, Stage.MUNICIPAL)
    w.ledger.begin(w.month)
    oncall.strain(w)
    factor = oncall.rota(oncall.municipal_part(w), every, district) * oncall.national_part(w, "lis1_courses", 6)
    expected = gps / np.maximum(np.bincount(district, every), 1)[district] * 2 * 365.25 / 12 * factor
    assert np.allclose(output(w).municipal["oncall_shifts"][0], expected, rtol=1e-6) and (gps < every).any()


def test_a_rota_is_the_mean_of_its_municipalities_by_doctors():
    district, doctors = np.array([0, 0, 1, 2]), np.array([10, 30, 5, 0])
    assert np.allclose(oncall.rota(np.array([0.0, 1.0, 0.5, 0.3]), doctors, district), [0.75, 0.75, 0.5, 1.0])


def test_duty_changes_the_district_by_its_doctors_and_no_other():
    pair = [country(), after("oncall.gp_duty", 0.0, municipality=("5501",))]
    pair[0].step()
    district, tromso = small_norway().legevakt_district, small_norway().index("5501")
    inside = district == district[tromso]
    strain = [w.towns.oncall for w in pair]
    shifts = [output(w).municipal["oncall_shifts"][0] for w in pair]
    assert (strain[1][inside] < strain[0][inside]).all() and np.isfinite(strain[1]).all()
    assert np.array_equal(strain[1][~inside], strain[0][~inside])
    assert (shifts[1][tromso] < shifts[0][tromso]) and np.array_equal(shifts[1][~inside], shifts[0][~inside])


def test_shifts_that_others_take_are_paid_by_the_municipality():
    w, today = after("oncall.gp_duty", 0.25, municipality=("5501",)), passed(country(), 1)
    cost = w.parameters.oncall_shift_nok * 0.75 * w.towns.oncall_shifts[small_norway().index("5501")]
    assert output(w).notes["cost municipal oncall.gp_duty"][0] == pytest.approx(cost, abs=1) and cost > 0
    assert "cost municipal oncall.gp_duty" not in output(today).notes


def test_rules_of_2016_leave_the_number_of_doctors_alone():
    """Under them, without grant and with today's duty, strain is the log of 25 over the doctors of the district."""
    w = country(start="2016", months=12)
    w.step()
    doctors = 25.0 * np.exp(-w.towns.oncall)
    assert np.allclose(doctors, np.rint(doctors), atol=1e-6) and len(np.unique(np.rint(doctors))) > 3


def test_back_up_and_others_move_the_shifts_of_all():
    w = country()
    p = w.parameters
    assert oncall.national_part(w, "lis1", 0) == 1.0
    assert oncall.national_part(w, "lis1", 12) == pytest.approx(1 - p.oncall_others_share)
    by_rule = [oncall.national_part(w, rule, 6) for rule in ("strict", "lis1_courses", "lis1")]
    assert by_rule[0] > by_rule[1] > by_rule[2]
    assert by_rule[0] / by_rule[2] == pytest.approx(1 + p.oncall_backup)
    runs = (after("competence.oncall_alone", "strict"), passed(country(), 1), after("competence.legevakt_months", 12))
    shifts = [output(run).municipal["oncall_shifts"][0].sum() for run in runs]
    assert shifts[0] > shifts[1] > shifts[2]


def test_the_grant_is_paid_to_those_who_ask_and_relieves_their_doctors():
    w, off = (after("oncall.grant_nok", value) for value in (1_540_000, 0))
    asks = oncall.asks(w)
    assert 0 < asks.sum() < len(asks) and np.array_equal(asks, oncall.asks(off))
    part = oncall.municipal_part(w)
    assert np.allclose(part[asks], np.exp(-2 * w.parameters.oncall_grant_effect)) and (part[~asks] == 1).all()
    assert output(w).notes["cost state oncall.grant_nok"][0] == pytest.approx(asks.sum() * 1_540_000 / 12, abs=1)
    assert "cost state oncall.grant_nok" not in output(off).notes


def test_with_the_loop_off_rules_still_act():
    from tests.norway import loops_off

    months = 6
    plain = passed(country(world=loops_off()), months)
    eased = passed(country(reform(change("oncall.gp_duty", 0.5, "2026-04")), loops_off()), months)
    first = plain.frozen["oncall_doctors"]
    assert np.array_equal(first, eased.frozen["oncall_doctors"])
    assert (eased.towns.oncall < plain.towns.oncall).all()
