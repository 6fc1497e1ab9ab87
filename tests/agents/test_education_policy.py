"""Levers of the study: places abroad, campuses, weeks in a GP office, placements for those abroad, KBU and AT."""

import numpy as np
import pytest

from agents import recognition, student
from agents.doctor import ABROAD, HOME_EDUCATED, Event, Stage
from agents.luck import Decision, happens
from agents.months import month_index
from agents.parameters import Parameters
from model.geography import load_geography
from tests.norway import change, country, output, passed, reform, unequal

CENTRE = Parameters.centre()


def entered(w, month: str, abroad: bool = False) -> np.ndarray:
    """Rows of the students who began in a month."""
    people = w.people
    began = (people.since == month_index(month)) & (people.stage == Stage.STUDENT)
    return np.flatnonzero(began & ((people.education == ABROAD) == abroad))


def test_students_abroad_follow_the_places_and_their_level():
    usual, fewer = (
        len(entered(passed(country(policy), 8), "2026-08", abroad=True))
        for policy in (None, reform(change("education.abroad_places", 258, "2026-02")))
    )
    assert fewer == pytest.approx(usual * 258 / 517, abs=1)
    level = passed(country(parameters=CENTRE.replace(abroad_intake_level=1.2)), 8)
    assert len(entered(level, "2026-08", abroad=True)) == pytest.approx(1.2 * usual, abs=1)


def test_the_start_stock_abroad_follows_the_level():
    one, more = (country(parameters=CENTRE.replace(abroad_intake_level=level)) for level in (1.0, 1.2))
    abroad = [int((w.people.education[w.people.rows(Stage.STUDENT)] == ABROAD).sum()) for w in (one, more)]
    assert abroad[1] == pytest.approx(1.2 * abroad[0], abs=6)


def test_students_of_a_campus_are_the_same_people_with_more_taste_for_practice_and_rural_places():
    policy = reform(change("education.decentralised_share", 0.5, "2026-02"))
    w, plain = passed(country(policy), 8), passed(country(), 8)
    rows = entered(w, "2026-08")
    assert np.array_equal(w.people.id[rows], plain.people.id[rows])
    new = w.people.campus[rows] & ~plain.people.campus[rows]
    assert new.any() and (~w.people.campus[rows]).any()
    for name, rise in (("taste_gp", CENTRE.campus_taste_gp), ("taste_rural", CENTRE.campus_taste_rural)):
        more = w.people.column(name)[rows] - plain.people.column(name)[rows]
        assert more[new] == pytest.approx(rise, abs=1e-6)
        assert (more[~new] == 0).all()
    assert not w.people.campus[entered(w, "2026-08", abroad=True)].any()


def test_weeks_in_a_gp_office_raise_the_taste_at_the_degree_and_take_hours_at_once():
    policy = reform(change("education.gp_placement_weeks", 16, "2026-03", place=["uib"]))
    w, plain = country(policy), country()
    assert student.placement_hours(w) == student.placement_hours(plain) > 0  # eight weeks at UiT on record
    passed(w, 2), passed(plain, 2)
    assert student.placement_hours(w) > student.placement_hours(plain)
    bergen = np.count_nonzero(w.people.education[w.people.rows(Stage.STUDENT)] == 1)
    passed(w, 1), passed(plain, 1)
    more = student.placement_hours(w) - student.placement_hours(plain)
    assert more == pytest.approx(bergen / 6 * 10 * CENTRE.gp_placement_hours, rel=0.02)
    passed(w, 3), passed(plain, 3)  # June
    new = np.flatnonzero((plain.people.graduates_at == month_index("2026-06")) & (plain.people.since > 1512))
    taught = plain.people.education[new] == 1
    rise = w.people.taste_gp[new] - plain.people.taste_gp[new]
    assert rise[taught] == pytest.approx(10 * CENTRE.gp_placement_taste, abs=1e-6)
    assert taught.any() and (rise[~taught] == 0).all()


def test_placements_for_those_abroad_bring_more_of_them_home_and_only_them():
    policy = reform(change("education.abroad_gp_placement", True, "2026-12"))
    few = CENTRE.replace(abroad_apply_share=0.79, abroad_gp_placement_return=0.8)
    w, plain = (passed(country(p, parameters=few), 13) for p in (policy, None))
    mine = (plain.people.graduates_at == month_index("2027-06")) & (plain.people.education == ABROAD)
    rise = w.people.taste_gp - plain.people.taste_gp
    assert rise[mine] == pytest.approx(CENTRE.abroad_gp_placement_taste, abs=1e-6)
    assert (rise[~mine] == 0).all()
    comes, came = (x.people.applies_from[mine] != student.NOT_APPLYING for x in (w, plain))
    assert comes.sum() > came.sum() and (comes | ~came).all()
    odds = 0.79 / 0.21 * np.exp(0.8)
    drawn = happens(w.key, w.people.id[mine], 0, Decision.ABROAD_RETURN, odds / (1 + odds))
    assert np.array_equal(comes, drawn)


def test_students_counted_are_the_students_there_are():
    w = passed(country(), 9)
    out, people, geo = output(w), w.people, w.geo
    rows = people.rows(Stage.STUDENT)
    origin = people.origin[rows]
    north = geo.health_region == geo.health_regions.index("Helse Nord")
    area = (origin >= 0) & ((geo.centrality >= 5) | north)[origin]
    assert out.national["students_rural_origin"][8] == (area & (people.education[rows] < HOME_EDUCATED)).sum() > 0
    assert out.national["students_gp_inclined"][8] == (people.taste_gp[rows] > 0).sum() > 0


# ------------------------------------------------------------------------------------------ KBU and AT


def served_abroad(w) -> np.ndarray:
    """Rows of this year's graduates abroad who do a year of service there."""
    abroad = w.people.rows(Stage.ABROAD)
    return abroad[~w.people.lis1_done[abroad] & (w.people.away_until[abroad] >= w.month)]


@pytest.mark.parametrize(("rule", "done"), [("all", True), ("hospital_part", False)])
def test_who_can_do_the_service_does_it_and_comes_home_a_year_later(rule, done):
    policy = reform(change("lis1.recognise_foreign", rule, "2027-01"))
    w = passed(country(policy, months=36, geography=load_geography(), lives=True), 18)
    serving = served_abroad(w)
    assert len(serving) > 20 and recognition.can_serve(w, serving).all()
    assert (w.people.graduates_at[serving] == month_index("2027-06")).all()
    passed(w, 11)
    assert (w.people.stage[serving] == Stage.ABROAD).all()
    passed(w, 1)  # June 2028
    assert (w.people.lis1_done[serving] == done).all() and w.people.lis1_hospital_done[serving].all()
    if done:
        lives = output(w).lives
        noted = lives["doctor"][(lives["event"] == Event.LIS1_COMPLETED) & (lives["month"] == w.month - 1)]
        assert np.isin(w.people.id[serving], noted).all()
    else:
        assert (w.people.stage[serving] == Stage.WAITING).sum() + (
            w.people.stage[serving] == Stage.LIS1_MUNICIPALITY
        ).sum() == len(serving)
        passed(w, 4)  # the next group begins its municipal part in September
        assert np.isin(w.people.stage[serving], (Stage.LIS1_MUNICIPALITY, Stage.WAITING)).all()
        assert (w.people.stage[serving] == Stage.LIS1_MUNICIPALITY).any()


def test_a_service_that_counts_no_more_leads_into_the_queue():
    rules = (change("lis1.recognise_foreign", "all", "2027-01", "2027-06"),)
    w = passed(country(reform(*rules), months=36, geography=load_geography()), 18)
    serving = served_abroad(w)
    passed(w, 12)
    assert len(serving) > 20 and (w.people.stage[serving] == Stage.WAITING).all()
    assert not w.people.lis1_hospital_done[serving].any()
    assert (w.people.applies_from[serving] == month_index("2028-06")).all()


def test_a_rule_that_begins_reaches_those_who_wait_and_have_served():
    settings = {"parameters": CENTRE.replace(kbu_share=0.16, kbu_done_share=0.8), "months": 36}
    w = passed(country(reform(change("lis1.recognise_foreign", "all", "2027-01")), replicate=3, **settings), 12)
    served = recognition.those_who_have_served(w)
    waiting = w.people.rows(Stage.WAITING).copy()
    passed(w, 1)
    assert w.people.lis1_done[served].all() and not np.isin(w.people.stage[served], (Stage.WAITING,)).any()
    others = np.setdiff1d(waiting, served)
    assert not w.people.lis1_done[others].any()


def test_nobody_serves_while_it_counts_for_nothing():
    w = passed(country(), 18)
    assert len(served_abroad(w)) == 0
    never = CENTRE.replace(kbu_share=0.08, kbu_done_share=0.2)
    assert unequal(output(w), output(passed(country(parameters=never), 18))) == []


def test_before_march_2019_the_service_counts():
    w = country(start="2016")
    assert len(served_abroad(w)) > 0  # of the class of 2015
    passed(w, 6)
    assert len(served_abroad(w)) > 0  # of the class of 2016, since June
