"""Rules around GP training, each in small: who may supervise, train, be approved, serve, and what it costs whom."""

import numpy as np
import pytest

from agents import alis, career, competence, institution, introduction, luck, old_scheme, rule_turns, training_costs
from agents.doctor import FOREIGN, GP_STAGES, Stage
from agents.institution import ServicePosts
from agents.luck import Decision
from agents.months import month_index
from agents.parameters import Parameters
from tests.norway import change, country, loops_off, output, passed, reform, unequal

NOW = "2026-01"


def under(*changes, months: int = 24, **settings):
    """A small country in its first month, with these levers changed from the first month on."""
    return country(reform(*(change(*given, NOW) for given in changes)), months=months, **settings)


def some(w, stage: Stage, number: int, **columns) -> np.ndarray:
    """The first doctors of a stage, with columns set."""
    rows = w.people.rows(stage)[:number]
    assert len(rows) == number
    for name, value in columns.items():
        w.people.column(name)[rows] = value
    return rows


# ------------------------------------------------------------------------------------------ supervisors, offices


def test_gps_ordered_to_supervise_are_some_of_those_who_did_not_want_to():
    usual, duty = under(), under(("alis.supervision_in_duty", True))
    more = alis.supervisors(duty) - alis.supervisors(usual)
    people = duty.people
    gps = people.rows(*GP_STAGES)
    unwilling = gps[people.specialist[gps] & ~people.willing[gps]]
    ordered = luck.happens(duty.key, people.id[unwilling], 0, Decision.ORDERED_SUPERVISOR, 0.3)
    expected = np.bincount(people.municipality[unwilling[ordered]], minlength=len(more))
    assert np.array_equal(more, expected) and 0 < more.sum() < 0.5 * len(unwilling)
    assert np.array_equal(people.willing, usual.people.willing)


def test_rules_on_supervision_act_while_the_stock_of_supervisors_is_frozen():
    usual, duty = under(world=loops_off()), under(("alis.supervision_in_duty", True), world=loops_off())
    assert (alis.supervisors(duty) > alis.supervisors(usual)).any()
    before = alis.supervisors(usual).copy()
    usual.people.willing[:] = False
    assert np.array_equal(alis.supervisors(usual), before)


def test_without_an_office_fewer_external_supervisors_are_found_and_none_elsewhere_is_lost():
    usual, without = under(), under(("alis.office", False))
    found, still = alis.external_access(usual), alis.external_access(without)
    assert (still <= found).all()
    draw = luck.uniform(usual.key, usual.towns.ids, usual.month, Decision.SUPERVISOR_EXTERNAL)
    p = usual.parameters
    assert np.array_equal(still, draw < p.external_supervisor * (1 - p.office_external_loss))


# ------------------------------------------------------------------------------------------------------ approval


@pytest.mark.parametrize(("demanded", "approved"), [(0, True), (24, True), (25, False)])
def test_months_of_open_practice_hold_up_the_approval(demanded, approved):
    w = under(("alis.open_practice_months", demanded))
    rows = alis.trainees(w)[:3]
    w.people.training_months[rows], w.people.open_months[rows] = 60.0, 24.0
    w.people.institution_months[rows], w.people.away_until[rows] = 12.0, -1
    alis._approve(w, alis._count_months(w, rows))
    assert (w.people.specialist[rows] == approved).all()


def test_a_third_of_a_position_counts_at_a_third_where_it_counts_at_all():
    gains = {}
    for least in (0.5, 0.0):
        w = under(("alis.minimum_position", least), parameters=Parameters.centre().replace(rota_share=0.2))
        w.people.in_training[w.people.rows(Stage.LOCUM)] = True
        rows = alis.trainees(w)
        w.people.away_until[rows], w.people.at_institution[rows], w.people.supervised[rows] = -1, False, True
        w.people.fte[rows], w.people.training_months[rows], w.people.old_scheme[rows] = 1.0, 10.0, False
        alis._count_months(w, rows)
        gains[least] = w.people.training_months[rows] - 10.0
        drawn = luck.happens(w.key, w.people.id[rows], 0, Decision.ROTA, 0.2)
        assert np.array_equal(alis._rota(w)[rows], drawn)
        rota = drawn & (w.people.stage[rows] == Stage.LOCUM)
    assert rota.any() and not rota.all() and (drawn & ~rota).any()
    assert gains[0.5][~rota] == pytest.approx(0.88, rel=1e-5) and (gains[0.5][rota] == 0).all()
    assert gains[0.0][rota] == pytest.approx(0.88 / 3, rel=1e-5)
    assert np.array_equal(gains[0.0][~rota], gains[0.5][~rota])


def test_what_a_post_demands_decides_who_starts_training():
    w = under(("competence.other_municipal", "gp_training"), ("alis.minimum_position", 0.0))
    rows = np.concatenate([w.people.rows(Stage.MUNICIPAL), w.people.rows(Stage.LOCUM)])
    everywhere, certain = np.ones(len(w.towns.ids), bool), np.ones((4, 2))
    assert (alis.start_chance(w, rows, certain, everywhere) == 1.0).all()
    w = under()
    factor = alis.start_chance(w, rows, certain, everywhere)
    municipal = w.people.stage[rows] == Stage.MUNICIPAL
    rota = alis._rota(w)[rows] & ~municipal
    assert np.array_equal(factor, np.where(municipal, 0.8, np.where(rota, 0.0, 1.0))) and rota.any()


def test_agency_locums_hold_no_agreement_while_they_are_locums():
    w = under()
    rows = alis.trainees(w)
    w.people.alis_agreement[rows] = True
    w.towns.grant_offered = np.full(len(w.towns.ids), 367_000.0)
    alis._agreements(w, rows)
    tied = w.lasting(Decision.AGENCY, w.parameters.agency_share)[rows] & (w.people.stage[rows] == Stage.LOCUM)
    assert np.array_equal(w.people.alis_agreement[rows], ~tied) and tied.any()
    assert (w.people.stage[rows[tied]] == Stage.LOCUM).all()


# ---------------------------------------------------------------------------------------------------- old scheme


def test_trainees_left_under_the_old_rules_hurry_before_the_deadline_and_lose_months_after_it():
    w = country(months=24)
    assert old_scheme.hurries(w)  # the last year before 31 December 2026
    rows = alis.trainees(w)
    old = w.people.old_scheme[rows]
    assert 0 < old.sum() < len(rows) and (w.people.training_months[rows[old]] >= 30).all()
    w.people.training_months[rows] = 40.0
    old_scheme.convert(w, rows)
    assert (w.people.training_months[rows] == 40.0).all()
    w.month = month_index("2027-01")
    assert not old_scheme.hurries(w)
    old_scheme.convert(w, rows)
    old_scheme.convert(w, rows)  # once only
    assert np.array_equal(w.people.training_months[rows], np.where(old, 34.0, 40.0))


def test_everybody_in_training_in_2016_is_under_the_old_rules_and_nobody_hurries():
    w = country(start="2016", months=24)
    assert w.people.old_scheme[alis.trainees(w)].all()
    for month in range(w.start_month, w.end_month):
        w.month = month
        assert not old_scheme.hurries(w)


# --------------------------------------------------------------------------------------------- institution service


def due_now(w, number: int = 40) -> np.ndarray:
    """So many trainees due for service, nobody else."""
    people = w.people
    rows = alis.trainees(w)[:number]
    people.training_months[rows], people.institution_months[rows] = 40.0, 0.0
    people.away_until[rows], people.at_institution[rows], people.leaves_at[rows] = -1, False, -1
    return rows


def test_who_is_due_waits_for_a_place_and_is_counted():
    w = passed(country(months=24), 1)
    rows = due_now(w)
    w.people.institution_months[rows[::2]] = 2.0
    w.people.training_months[rows[-1]] = 35.0
    w.ledger.begin(w.month)
    institution.serve(w, rows)
    assert not w.people.at_institution[rows[-1]] and w.people.away_until[rows[-1]] == -1
    rows = rows[:-1]
    placed = luck.happens(w.key, w.people.id[rows], w.month, Decision.INSTITUTION_PLACE, 1 - np.exp(-0.5))
    assert np.array_equal(w.people.at_institution[rows], placed) and 0 < placed.sum() < len(rows)
    assert (w.people.away_until[rows[placed]] == w.month + 5 - w.people.institution_months[rows[placed]]).all()
    assert (w.people.away_until[rows[~placed]] == -1).all()
    waiting = w.ledger.municipal["institution_waiting"][w.ledger.t]
    assert np.array_equal(waiting, np.bincount(w.people.municipality[rows[~placed]], minlength=len(waiting)))


def test_who_is_due_in_a_country_and_for_how_long():
    w = passed(country(months=24), 1)
    rows, people = alis.trainees(w), w.people
    due_now(w, 20)
    demanded = w.timeline.municipal("alis.institution_service", w.month)
    arguments = (rows, people.municipality, people.training_months, people.institution_months, people.away_until,
                 people.at_institution, people.leaves_at, people.list, demanded, 36.0, w.month)  # fmt: skip
    people.institution_months[rows[:5]] = 2.0
    _, found, months = institution.look_at_service(*arguments)
    missing = people.institution_months[rows] < demanded[people.municipality[rows]]
    due = missing & (people.training_months[rows] >= 36) & (people.away_until[rows] < w.month)
    expected = rows[due & (people.leaves_at[rows] < 0)]
    assert np.array_equal(found, expected) and 20 <= len(found) < len(rows)
    assert months[:5].tolist() == [4] * 5 and (months[5:20] == 6).all()


def test_earmarked_posts_take_those_who_wait_in_their_area_as_long_as_one_is_free():
    usual, more = passed(country(months=24), 1), passed(under(("alis.hospital_posts", 2)), 1)
    placed = []
    for w in (usual, more):
        rows = due_now(w)
        w.hospitals.service_posts = ServicePosts(len(w.geo.trusts))
        institution.serve(w, rows)
        placed.append(w.people.at_institution[rows].copy())
    assert (placed[1] >= placed[0]).all()
    trust = w.geo.trust[w.people.municipality[rows]]
    waiting = np.bincount(trust[~placed[0]], minlength=len(w.geo.trusts))
    taken = np.bincount(trust[placed[1] & ~placed[0]], minlength=len(w.geo.trusts))
    assert np.array_equal(taken, np.minimum(waiting, 2)) and taken.any()
    assert np.array_equal(w.hospitals.service_posts.occupied, taken)
    w.hospitals.service_posts.release(w.month + 6)
    assert not w.hospitals.service_posts.occupied.any()


# -------------------------------------------------------------------------------------------------- introduction


def test_introduction_agreements_are_filled_by_lot_and_end_after_two_years():
    w = under(("alis.introduction_agreements", 400), months=12)
    people = w.people
    people.introduced_until[:] = -1
    new = introduction.fill(w, 5)
    assert len(new) == 5 and people.in_training[new].all() and (people.stage[new] == Stage.MUNICIPAL).all()
    assert (people.introduced_until[new] == w.month + 23).all()
    people.training_months[new], people.open_months[new] = 10.0, 10.0
    people.away_until[new], people.supervised[new] = -1, True
    alis._count_months(w, new)
    assert np.array_equal(people.open_months[new], people.training_months[new])
    people.introduced_until[new[0]] = w.month - 1
    people.in_training[new[1]] = False
    assert np.array_equal(introduction.end(w, new), new[2:])
    assert (people.introduced_until[new[:2]] == -1).all()


def test_no_more_agreements_than_places_and_all_are_paid():
    w = passed(under(("alis.introduction_agreements", 400), months=36), 36)
    out = output(w)
    used = out.municipal["introduction_agreements"].sum(axis=1)
    assert 0 < used.max() <= round(400 * w.scale) and used[-1] > used[0]
    paid = out.costs["folketrygd alis.introduction_agreements"]
    assert (paid <= used * 461_000 / 12 + 1).all() and (paid > 0.7 * used * 461_000 / 12 - 1).all()


# ---------------------------------------------------------------------------------------------------- competence


def test_the_clock_counts_days_worked_by_locums_without_training():
    w = country(months=24)
    people = w.people
    rows = some(w, Stage.LOCUM, 6, specialist=False, in_training=False, lis1_done=True, away_until=-1, seeking=False)
    people.specialist[rows[0]], people.in_training[rows[1]], people.away_until[rows[2]] = True, True, w.month
    people.exempt_months[rows[3]] = 12.0
    alis.update_supervision(w)  # looks for whom the month's training concerns
    competence.count_months(w)
    assert people.exempt_months[rows] == pytest.approx([0, 0, 0, 12 + 0.6 / 3, 0.6, 0.6])
    assert competence.presence(w, rows).tolist() == pytest.approx([1, 1, 1, 1 / 3, 1, 1])


def test_until_training_is_over_nobody_but_learners_trains_or_is_under_exemption():
    w = passed(country(months=24), 6)
    people = w.people
    alis.update_supervision(w)
    for step in (alis.start_training, alis.train, introduction.agree):
        step(w)
        here = people.rows(*alis.PRACTICE)
        concerned = here[people.in_training[here] | (people.lis1_done[here] & ~people.specialist[here])]
        assert 0 < len(concerned) < len(here) and np.isin(concerned, w.towns.learners).all()


@pytest.mark.parametrize(
    ("rule", "spent", "waiting"), [("none", 1, 1), ("temporary", 1, 1), ("limited", 1 / 3, 1 / 3), ("strict", 0, 0)]
)
def test_what_each_rule_leaves_to_who_has_used_the_months_and_to_who_waits(rule, spent, waiting):
    w = under(("competence.exemption", rule))
    rows = some(w, Stage.LOCUM, 2, specialist=False, in_training=False, lis1_done=True)
    w.people.exempt_months[rows] = (12.0, 11.9)
    assert competence.presence(w, rows).tolist() == pytest.approx([spent, 1])
    assert competence.waiting_share(w) == pytest.approx(waiting)
    supervised = under(("competence.exemption", rule), ("lis1.supervised_practice", True))
    assert competence.waiting_share(supervised) == 0


def test_the_clock_stands_at_zero_when_the_limited_exemption_begins():
    w = country(start="2016", months=132)
    for month, kept in (("2025-12", True), ("2026-01", False)):
        w.month = month_index(month)
        rows = some(w, Stage.LOCUM, 2)
        w.people.exempt_months[:] = 7.0
        competence._begin_anew(w)
        assert (w.people.exempt_months[rows] == (7.0 if kept else 0.0)).all()


def test_who_has_used_the_months_turns_to_training_hospital_or_other_work():
    w = passed(country(months=24), 1)
    w.parameters = w.parameters.replace(exemption_end_yearly=1.5)
    rows = some(w, Stage.LOCUM, 30, specialist=False, in_training=False, lis1_done=True, exempt_months=20.0)
    w.people.bonded_until[rows[:10]] = w.month + 12
    competence._turn(w, rows)
    turned = w.people.in_training[rows] | (w.people.stage[rows] != Stage.LOCUM)
    assert 0 < turned.sum() < 30
    assert np.isin(w.people.stage[rows], (Stage.LOCUM, Stage.HOSPITAL_TRAINEE, Stage.OTHER)).all()
    assert (w.people.stage[rows[:10]] == Stage.LOCUM).all()


# -------------------------------------------------------------------------------------------------------- career


def test_private_care_campaign_and_open_posts_change_what_is_weighed_and_nothing_else():
    base = under()
    rows = base.people.rows(Stage.LIS1_MUNICIPALITY)[:20]
    usual, table = career.weights(base, rows), career._hazards(base)
    private = under(("competence.private_care", True))
    weighed = career.weights(private, rows)
    assert weighed[:, career.OTHER] == pytest.approx(0.8 * usual[:, career.OTHER])
    assert np.array_equal(np.delete(weighed, career.OTHER, 1), np.delete(usual, career.OTHER, 1))
    added = career._hazards(private) - table
    assert added[Stage.OTHER, career.GP] == pytest.approx(0.02) and np.count_nonzero(added) == 1
    weighed = career.weights(under(("campaign.general_practice", True)), rows)
    assert weighed[:, career.GP] == pytest.approx(np.exp(0.05) * usual[:, career.GP])
    assert np.array_equal(weighed[:, 1:], usual[:, 1:])
    closed = career._hazards(under(("competence.other_municipal", "gp_training")))
    lost = table - closed
    assert lost[Stage.HOSPITAL_TRAINEE, career.MUNICIPAL] == 0.005 and np.count_nonzero(lost) == 1


def test_bonded_doctors_stay_with_their_choice():
    w = passed(country(months=24), 1)
    free = np.concatenate([w.people.rows(Stage.LOCUM), w.people.rows(Stage.MUNICIPAL)])
    w.parameters = w.parameters.replace(seeker_stop_yearly=0.6)
    columns = career.hazard_columns(w)
    pull = career.keenest(w, columns)
    assert len(career.lose_patience(w, free)[0]) > 0 and len(career.reconsider(w, free, columns, pull)[0]) > 0
    w.people.bonded_until[free] = w.month
    assert len(career.lose_patience(w, free)[0]) == len(career.reconsider(w, free, columns, pull)[0]) == 0


def test_specialists_trained_abroad_turn_to_general_practice_only_when_lis1_is_not_asked():
    assert len(rule_turns.foreign_specialists(country(months=24))) == 0
    w = under(("lis1.exempt_foreign_specialists", True))
    w.parameters = w.parameters.replace(foreign_specialist_to_gp_yearly=0.02)
    rows = w.people.rows(Stage.HOSPITAL_SPECIALIST)
    w.people.education[rows], w.people.birth_month[rows] = FOREIGN, w.month - 45 * 12
    w.people.education[rows[::2]] = 0
    found = np.concatenate([rule_turns.foreign_specialists(w) for w.month in range(w.start_month, w.start_month + 24)])
    assert len(found) > 0 and not np.isin(found, rows[::2]).any()


# --------------------------------------------------------------------------------------------------------- money


def costs(*changes, months: int = 2, **settings) -> dict[str, float]:
    """What levers cost in the last of some months, by payer and lever."""
    out = output(passed(under(*changes, months=12, **settings), months))
    return {name: values[months - 1] for name, values in out.costs.items()}


def test_who_pays_for_offices_and_group_supervision():
    paid = costs()
    assert paid["state alis.office"] == round(18 * 123_000 / 12)
    assert paid["state alis.group_supervision"] > 0 and "municipal alis.group_supervision" not in paid
    moved = costs(("alis.group_supervision", False), ("alis.office", False))
    assert "state alis.group_supervision" not in moved and "state alis.office" not in moved
    assert moved["municipal alis.group_supervision"] == pytest.approx(paid["state alis.group_supervision"], rel=0.02)


def test_municipalities_are_relieved_when_the_state_takes_group_supervision_over():
    w = country(start="2016", months=120)
    w.towns.trainees = np.ones(len(w.towns.ids), np.int64)
    for month, expected in (("2024-12", 0.0), ("2025-01", -15_000 / 12)):
        w.month = month_index(month)
        training_costs._group_supervision(w)
        assert w.money.settle()[1] == pytest.approx(expected, abs=1)


def test_national_insurance_pays_or_saves_what_the_fee_departs_from_that_on_record():
    assert "folketrygd finance.specialist_fee_nok" not in costs()
    lower = costs(("finance.specialist_fee_nok", 20.0), months=1)["folketrygd finance.specialist_fee_nok"]
    higher = costs(("finance.specialist_fee_nok", 220.0), months=1)["folketrygd finance.specialist_fee_nok"]
    assert lower < 0 and higher == pytest.approx(-lower, rel=0.01)


# ----------------------------------------------------------------------------------------------- nothing for nothing

TODAY = (
    ("competence.exemption_months", 12), ("competence.yearly_months", 4), ("alis.agency_exclusion", True),
    ("alis.introduction_agreements", 65), ("alis.supervision_in_duty", False), ("alis.open_practice_months", 24),
    ("alis.minimum_position", 0.5), ("alis.hospital_posts", 0), ("alis.office", True),
    ("alis.group_supervision", True), ("finance.specialist_fee_nok", 120.0), ("competence.private_care", False),
    ("competence.other_municipal", "any_training"), ("lis1.exempt_foreign_specialists", False),
    ("campaign.general_practice", False), ("locum.price_ceiling_nok", 1_000_000), ("lis1.supervised_practice", False),
)  # fmt: skip


def test_todays_values_change_nothing():
    one = output(passed(country(months=18), 18))
    other = output(passed(country(reform(*(change(key, value, NOW) for key, value in TODAY)), months=18), 18))
    assert unequal(one, other) == []
