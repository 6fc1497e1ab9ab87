"""What a GP earns beyond fees and the rate per patient, who pays for it, and in which form a post is had."""

import numpy as np
import pytest

from agents import contract, forms
from agents.alis import PRACTICE
from agents.doctor import GP_STAGES, NOBODY, Cause, Stage
from agents.forms import OFFICE, PRIVATE, SALARIED
from model import finance, incomes, incomes_loops, market
from tests.norway import change, country, heard, output, passed, reform, small_norway


def with_change(lever, value, months=1, **where):
    """A small Norway some months on, with one change from its first month."""
    return passed(country(reform(change(lever, value, "2026-01", **where))), months)


def advertised(w):
    """Rows of self-employed GPs' lists that are on offer."""
    lists = w.lists
    return np.flatnonzero(((lists.doctor < 0) | (lists.leaving_at >= 0)) & (lists.successor < 0) & ~lists.closed
                          & (lists.form != SALARIED))  # fmt: skip


# ---------------------------------------------------------------------------- with the basic grant


def test_equalisation_is_the_mean_rate_for_what_the_mean_list_lacks():
    w = country()
    reference = w.timeline.municipal("finance.equalisation_list", w.month)
    small = reference == 1200
    assert small.any() and (reference[~small] == 0).all()
    mean = np.full(len(small), 700.0)
    mean[np.flatnonzero(small)[0]] = 1300.0
    found = incomes.equalisation(w, mean, 900.0)
    assert np.array_equal(found, np.where(small & (mean < 1200), 500 * 900.0, 0.0))


def test_equalisation_is_paid_with_the_grant_for_each_self_employed_gp_and_not_from_the_extra_budget():
    pair = [with_change("finance.equalisation_list", value) for value in (0, 2000)]
    w, now = pair[1], pair[1].lists.counts(pair[1])
    mean = (now.patients_with_gp + now.patients_without_gp) / np.maximum(now.lists, 1)
    each = np.maximum(2000 - mean, 0) * w.money.grant_rate() / 12
    paid = np.subtract(*(output(x).municipal["cost_municipal_nok"][0] for x in pair[::-1]))
    assert np.allclose(paid, each * (now.lists - now.vacant - now.salaried), rtol=1e-4, atol=4)
    assert np.array_equal(*(x.towns.budget_left for x in pair))


def test_equalisation_of_the_start_is_what_posts_are_compared_with():
    """No place is liked more for what it had when places were measured; when it ends, its posts lose it all."""
    pair = [country(), country(reform(change("finance.equalisation_list", 0, "2026-01")))]
    town = np.arange(len(small_norway()))
    for w in pair:
        w.step()
    equal = incomes.equalisation(pair[0], pair[0].towns.listed_mean, pair[0].money.grant_rate())
    for form, lost in ((PRIVATE, equal), (OFFICE, equal), (SALARIED, 0 * equal)):
        before, after = (w.money.advantage(town, np.full(len(town), form)) for w in pair)
        assert np.allclose(before - after, lost, atol=1)
    assert np.array_equal(pair[0].money.usual, pair[1].money.usual) and equal.max() > 200_000


def test_patient_adjustment_moves_money_and_leaves_its_sum():
    w = with_change("finance.patient_adjustment", 1.0)
    people = w.towns.with_gp
    moved = incomes.adjustment(w, people)
    assert abs(moved @ people) < 1e-6 * people.sum() and moved.min() < -0.01 < 0.05 < moved.max()
    need = w.need / w.inhabitants
    assert np.array_equal(np.argsort(moved), np.argsort(need))
    half = incomes.adjustment(with_change("finance.patient_adjustment", 0.5), people)
    assert np.allclose(half * 2, moved)
    assert incomes.adjustment(with_change("finance.patient_adjustment", 0.0), people) is None


def test_break_point_takes_from_lists_above_a_thousand():
    pair = [with_change("finance.break_point_nok", value) for value in (0.0, 100.0)]
    town = np.arange(len(small_norway()))
    for form, rate in ((PRIVATE, 100.0), (SALARIED, 0.0)):
        income = [w.money.income(town, np.full(len(town), form)) for w in pair]
        assert np.allclose(income[0] - income[1], rate * np.maximum(pair[0].towns.cap_norm - 1000, 0))
    lists = pair[1].lists
    long = (lists.doctor >= 0) & (lists.form != SALARIED)
    saved = 100 * np.maximum(lists.patients[long] - 1000, 0).sum() / 12
    assert output(pair[1]).notes["cost municipal finance.break_point_nok"][0] == pytest.approx(-saved, abs=1)


def test_short_new_lists_are_paid_as_longer_ones():
    w = with_change("finance.startup_list", 900, months=6)
    people, lists, rate = w.people, w.lists, w.money.grant_rate()
    gps = people.rows(*GP_STAGES)
    held = people.list[gps]
    new = (people.contract_since[gps] > w.month - 1 - incomes.STARTUP_MONTHS) & (lists.form[held] != SALARIED)
    missing = np.maximum(900 - lists.patients[held[new]], 0)
    note = output(w).notes["cost municipal finance.startup_list"][5]
    assert missing.sum() > 0 and note == pytest.approx(missing.sum() * rate / 12, rel=1e-6)


def test_a_post_on_offer_is_worth_the_start_up_payment_of_its_list():
    w = with_change("finance.startup_list", 900)
    off = with_change("finance.startup_list", 0)
    rows = advertised(w)
    town = w.lists.municipality[rows]
    missing = np.maximum(900 - w.lists.patients[rows], 0)
    mean = np.bincount(town, missing, len(small_norway())) / np.maximum(np.bincount(town, minlength=18), 1)
    extra = incomes.with_grant(w, 900.0) - incomes.with_grant(off, 900.0)
    assert mean.max() > 0 and np.allclose(extra, w.parameters.startup_income_share * 900.0 * mean)


def test_loops_over_lists_say_the_same_compiled_or_not():
    w = passed(country(), 6)
    lists = w.lists
    arguments = (lists.closed, lists.doctor, lists.successor, lists.leaving_at, lists.vacant_since, lists.opened,
                 lists.form, lists.municipality, 18, SALARIED)  # fmt: skip
    found = incomes_loops.share_left_behind(*arguments)
    assert np.array_equal(found, incomes_loops.share_left_behind.py_func(*arguments)) and found.max() > 0


def test_doctors_in_practice_are_counted_with_what_they_are_paid_for():
    """By kind; new contracts, debt where it is written off, patients missing on new lists, grants of agreements."""
    w = passed(country(), 6)
    lists, people, month = w.lists, w.people, w.month
    rows = people.rows(*PRACTICE)
    wanted, grant, writes_off = np.full(18, 900.0), np.arange(18) * 1e4, np.arange(18) % 3 * 1e3
    lists.form[people.list[people.rows(*GP_STAGES)[::7]]] = OFFICE
    arguments = (
        rows, people.stage, people.municipality, people.list, people.specialist, people.female, people.in_training,
        people.alis_agreement, people.birth_month, people.contract_since, lists.form, lists.municipality,
        lists.patients, wanted, grant, writes_off, month - 540, month - 36, month - 24,
    )  # fmt: skip
    gps, town = people.rows(*GP_STAGES), people.municipality
    form = lists.form[people.list[gps]]
    recent = gps[people.contract_since[gps] > month - 36]
    owing = (people.birth_month > month - 540) & (people.stage != Stage.LOCUM) & (writes_off[town] > 0)
    groups = [gps[form == SALARIED], gps[form == OFFICE], gps, gps[people.specialist[gps]], gps[people.female[gps]],
              rows[people.in_training[rows]], rows[people.alis_agreement[rows]], people.rows(Stage.GP_UNTRAINED),
              people.rows(Stage.MUNICIPAL), recent, rows[owing[rows]]]  # fmt: skip
    expected = [np.bincount(town[group], minlength=18) for group in groups]
    held = people.list[gps[people.contract_since[gps] > month - 24]]
    held = held[lists.form[held] != SALARIED]
    lacks = np.bincount(lists.municipality[held], np.maximum(900 - lists.patients[held], 0), 18)
    for loop in (incomes_loops.count_practice, incomes_loops.count_practice.py_func):
        counts, missing, grants = loop(*arguments)
        assert np.array_equal(counts, expected) and (counts.sum(axis=1) > 0).all() and len(recent) > len(held) > 0
        assert np.array_equal(missing, lacks) and missing.sum() > 0
        assert np.array_equal(grants, grant[town[groups[6]]]) and len(grants) > 0


def test_loops_over_municipalities_say_what_the_formulas_say():
    w = passed(country(), 6)
    size, cap = len(w.towns.ids), w.towns.cap_norm
    subsidy, extra = np.arange(size) * 1000.0, np.arange(size) * -300.5
    supplement, loan = np.arange(size) % 3 * 40.0, np.arange(size) % 4 * 30_000.0
    supplement.setflags(write=False)
    loan.setflags(write=False)
    trainees, slots = np.arange(size) % 5, np.arange(size) % 3
    for by_form in (finance.incomes_by_form, finance.incomes_by_form.py_func):
        income = by_form(subsidy, loan, cap, supplement, extra, 0.9, 0.7, 1e6, 1000.0, 1.3e6)
        everybody = subsidy + 0.7 * (loan / 0.9)
        own = everybody + (1e6 + 1000.0 * cap + supplement / 0.9 * cap + extra)
        assert np.allclose(income, [own, own, everybody + 1.3e6], rtol=1e-15, atol=0)
    patients, spent, left = np.arange(size) * 700, np.arange(size) * 10.0, np.full(size, 5e6)
    for accounts in (finance.settle_accounts, finance.settle_accounts.py_func):
        found = accounts(patients, 900.0, extra, supplement, 0.9, spent, trainees, cap, slots, subsidy, trainees, slots,
                         5e5, 1.5e6, 8e4, spent, left, cap, patients)  # fmt: skip
        yearly = trainees * 5e5 + cap * 1.5e6 + slots * subsidy + np.maximum(trainees - slots, 0) * 8e4
        paid = spent + np.rint(yearly / 12)
        assert np.allclose(found[0], supplement / 0.9 * patients / 12, rtol=1e-14, atol=0)
        assert np.array_equal(found[1], np.rint(patients * 900 / 12 + extra / 12) + spent + paid)
        assert np.array_equal(found[2:], [spent + paid, left - paid, cap * patients])
    mean, reference, adjusts = cap - 40.0, cap - np.arange(size) * 5.0, np.arange(size) / 50
    rows = w.lists
    columns = (rows.closed, rows.doctor, rows.successor, rows.leaving_at, rows.form, rows.municipality, rows.patients)
    offered = np.flatnonzero(~rows.closed & ((rows.doctor < 0) | (rows.leaving_at >= 0)) & (rows.successor < 0)
                             & (rows.form != SALARIED))  # fmt: skip
    number = np.maximum(np.bincount(rows.municipality[offered], minlength=size), 1)
    lacks = np.bincount(rows.municipality[offered], np.maximum(900 - rows.patients[offered], 0), size) / number
    for beyond in (incomes_loops.beyond_rate, incomes_loops.beyond_rate.py_func):
        found = beyond(*columns, np.full(size, 900.0), cap, mean, reference, adjusts, 900.0, 100.0, 1000, 180.0)
        money = np.maximum(reference - mean, 0) * 900 + adjusts * 900 * cap - 100 * np.maximum(cap - 1000, 0)
        assert np.allclose(found, money + 180 * lacks, rtol=1e-14, atol=0) and lacks.max() > 0
    lists, private = np.arange(size) + 4, np.arange(size) + 4 - slots - 1
    for paid in (incomes_loops.paid_with_grant, incomes_loops.paid_with_grant.py_func):
        equal, adjusted, bent, startup, every = paid(
            lists, slots, lists - lists + 1, trainees, lists, mean, adjusts, slots, trainees * 1.0, 900.0, 50.0
        )
        lack = np.maximum(mean - (trainees + lists) / lists, 0)
        assert np.allclose(equal, private * lack * 900) and np.array_equal(startup, slots * 900.0)
        assert np.allclose(adjusted, adjusts * 900 * trainees) and np.array_equal(bent, trainees * -50.0)
        assert np.array_equal(every, equal + adjusted + bent + startup)


# ---------------------------------------------------------------------------- loans, practices, offices


def test_loans_are_pay_in_every_form_and_cost_the_state_for_the_young():
    w = with_change("finance.loan_writeoff_nok", 100_000, municipality=("5601",))
    off = with_change("finance.loan_writeoff_nok", 0, municipality=("5601",))
    alta, share = small_norway().index("5601"), w.parameters.loan_debt_share
    gain = w.money.by_form() - off.money.by_form()
    assert np.allclose(gain[:, alta], share * 100_000) and not np.delete(gain, alta, 1).any()
    rows = w.people.rows(*GP_STAGES, Stage.MUNICIPAL)
    born = w.people.birth_month[rows] > w.month - 1 - 45 * 12
    young = (born & (w.people.municipality[rows] == alta)).sum()
    notes = [output(x).notes["cost state finance.loan_writeoff_nok"][0] for x in (w, off)]
    assert young > 0 and notes[0] - notes[1] == pytest.approx(young * share * 100_000 / 12, abs=1)


def test_a_guarantee_takes_the_price_off_lists_that_somebody_leaves():
    w, off = (with_change("practice.takeover_guarantee", value) for value in (0.5, 0.0))
    rows = advertised(w)
    left = (w.lists.doctor[rows] >= 0) | (w.lists.opened[rows] < w.lists.vacant_since[rows])
    town = w.lists.municipality[rows]
    number = np.bincount(town, minlength=18)
    share = np.where(number > 0, np.bincount(town, left, 18) / np.maximum(number, 1), 1.0)
    gain = w.money.by_form() - off.money.by_form()
    assert np.allclose(gain[PRIVATE], 0.5 * incomes.practice_price(w) / 10 * share) and not gain[SALARIED].any()
    price = incomes.practice_price(w)
    assert price[small_norway().centrality == 1].min() > price[small_norway().centrality == 6].max()


def test_the_municipality_pays_when_a_guaranteed_take_over_begins():
    w = country(reform(change("practice.takeover_guarantee", 1.0, "2026-01")))
    due, begun = 0.0, 0.0
    for _ in range(12):
        lists, month = w.lists, w.month
        before = [lists.doctor.copy(), lists.opened.copy(), lists.vacant_since.copy()]
        w.step()
        people = w.people
        gps = people.rows(*GP_STAGES)
        started = people.list[gps[people.contract_since[gps] == month]]
        old = started[started < len(before[0])]
        had = (before[0][old] >= 0) | (before[1][old] < before[2][old])
        private = old[had & (w.lists.form[old] == PRIVATE)]
        due += incomes.practice_price(w)[w.lists.municipality[private]].sum()
        begun += len(private)
    assert begun > 5
    assert output(w).notes["cost municipal practice.takeover_guarantee"].sum() == pytest.approx(due, abs=12)


def test_lists_of_practice_are_offered_with_an_office_where_it_is_the_rule():
    w = passed(country(reform(change("contract.office_agreement", True, "2026-01", municipality=("5501",)))), 12)
    lists, people, tromso = w.lists, w.people, small_norway().index("5501")
    offered = forms.on_offer(w)
    here = lists.municipality == tromso
    assert np.array_equal(offered, np.where(here & (lists.form != SALARIED), OFFICE, lists.form))
    gps = people.rows(*GP_STAGES)
    fresh = people.contract_since[gps] >= w.start_month + 5  # agreed on after the lever began
    form, inside = lists.form[people.list[gps]], people.municipality[gps] == tromso
    assert (form[fresh & inside] != PRIVATE).all() and (form[fresh & inside] == OFFICE).any()
    assert not (form[~inside] == OFFICE).any()
    assert output(w).municipal["gps_office_agreement"][11, tromso] == (form == OFFICE).sum()
    cost = output(w).notes["cost municipal contract.office_agreement"][11]
    assert cost == pytest.approx((form == OFFICE).sum() * w.parameters.office_net_cost_nok / 12, abs=1)


def test_an_office_has_no_price_some_rent_and_is_liked():
    w = with_change("contract.office_agreement", True)
    own, office, _ = w.money.by_form()
    gain = incomes.practice(w)[1]
    assert np.allclose(office - own, gain) and gain.max() > 0
    town = np.arange(18)
    value = [market.place_value(w, town, np.full(18, form)) for form in (PRIVATE, OFFICE)]
    p = w.parameters
    assert np.allclose(value[1] - value[0], p.market_office + p.market_income * gain / 1e5)


def test_an_office_ends_with_the_rule_when_the_list_changes_hands():
    w = passed(country(reform(change("contract.office_agreement", True, "2026-01", "2027-01"))), 12)
    office = w.lists.form == OFFICE
    assert office.any() and (forms.on_offer(w)[office] == PRIVATE).all()
    row = np.flatnonzero(office)[:1]
    w.lists.successor[row] = 0
    forms.agree(w, row, forms.on_offer(w)[row])
    assert w.lists.form[row] == OFFICE and w.lists.agreed_form[row] == PRIVATE
    forms.begin(w, row)
    assert w.lists.form[row] == PRIVATE and w.lists.agreed_form[row] == NOBODY and not w.lists.training_salary[row]


def test_who_becomes_a_specialist_before_the_start_takes_the_list_as_it_stands():
    w = country()
    row = np.flatnonzero((w.lists.form == PRIVATE) & ~w.lists.closed)[:2]
    w.lists.successor[row] = 0, 1
    w.people.specialist[:2] = False, True
    forms.agree(w, row, np.full(2, SALARIED))
    assert (w.lists.form[row] == PRIVATE).all()
    forms.begin(w, row)
    assert w.lists.form[row].tolist() == [SALARIED, PRIVATE] and w.lists.training_salary[row].tolist() == [True, False]


@pytest.mark.parametrize("office", [False, True])
def test_a_list_salaried_for_one_training_is_had_by_the_successor_as_agreed(office):
    """Salary for the training of the one who leaves ends; the next in training has salary again, another has not."""
    w = country(reform(change("contract.office_agreement", office, "2026-01")))
    lists, people, bought = w.lists, w.people, incomes.take_overs(w).sum()
    rows = np.flatnonzero((lists.form == PRIVATE) & (lists.doctor >= 0) & (lists.successor < 0))[:2]
    lists.form[rows], lists.training_salary[rows] = SALARIED, True
    as_before = OFFICE if office else PRIVATE
    assert (forms.on_offer(w)[rows] == as_before).all()
    next_ones = np.flatnonzero(people.seeking & ~people.specialist & (people.reserved < 0))[:2]
    people.starts_at[next_ones], people.reserved[next_ones], lists.successor[rows] = w.month, rows, next_ones
    forms.agree(w, rows, np.array([SALARIED, as_before]))
    assert incomes.take_overs(w).sum() - bought == (not office), "private practice alone has a price"
    contract.vacate(w, lists.doctor[rows], Cause.MOVE)
    forms.begin(w, rows)
    assert lists.form[rows].tolist() == [SALARIED, as_before]
    assert lists.training_salary[rows].tolist() == [True, False] and (lists.agreed_form[rows] == NOBODY).all()


def test_who_likes_salary_in_training_more_takes_it_and_specialists_do_not():
    w = passed(country(reform(change("alis.salaried_posts", True, "2026-01", municipality=("5501",)))), 1)
    tromso, alta = (small_norway().index(number) for number in ("5501", "5601"))
    town, form = np.array([tromso, tromso, alta]), np.array([PRIVATE, SALARIED, PRIVATE])
    gain = market.salary_gain(w, town, form)
    value = market.place_value(w, town[:2], np.array([PRIVATE, SALARIED]))
    assert gain[0] == value[1] - value[0] and np.isneginf(gain[1:]).all()
    people = w.people
    rows = np.flatnonzero(people.seeking & ~people.specialist)[:3]
    people.wish_salary[rows] = np.array([9.0, 9.0, -9.0])
    people.specialist[rows[1]] = True
    assert market.agreed_forms(w, rows, town[[0, 0, 0]], form[[0, 0, 0]]).tolist() == [SALARIED, PRIVATE, PRIVATE]
    assert market.agreed_forms(w, rows, town[[2, 2, 2]], form[[2, 2, 2]]).tolist() == [PRIVATE] * 3
    count = np.ones(3)
    with_salary = market.weights(w, rows, town, form, count)
    off = passed(country(), 1)
    off.people.wish_salary[rows], off.people.specialist[rows[1]] = people.wish_salary[rows], True
    without = market.weights(off, rows, town, form, count)
    raised = with_salary > without
    assert raised.tolist() == [[True, False, False, False]] + [[False] * 4] * 2
    assert np.array_equal(with_salary[~raised], without[~raised])


def test_a_list_taken_with_salary_in_training_is_salaried_from_the_start():
    w = passed(country(reform(change("alis.salaried_posts", True, "2026-01"))), 14)
    lists, people = w.lists, w.people
    rows = np.flatnonzero(lists.training_salary)
    assert len(rows) > 3 and (lists.form[rows] == SALARIED).all()
    assert not people.specialist[lists.doctor[rows]].any()
    assert not passed(country(), 14).lists.training_salary.any()


# ---------------------------------------------------------------------------- who sees a post


def test_guidance_helps_posts_of_municipalities_with_vacant_lists_alone():
    w, off = (with_change("municipality.guidance", value) for value in (True, False))
    town = np.arange(18)
    gain = np.subtract(*(market.place_value(x, town, np.zeros(18, int)) for x in (w, off)))
    assert np.allclose(gain, w.parameters.market_guidance * (w.towns.vacant > 0)) and 0 < (gain > 0.01).sum() < 18
    assert output(w).notes["cost state municipality.guidance"][0] > 0


def test_bonded_doctors_apply_in_the_least_central_places_alone():
    w = passed(country(), 1)
    rows = np.flatnonzero(w.people.seeking)[:2]
    w.people.bonded_until[rows] = w.month, w.month - 1
    town, centrality = np.arange(18), small_norway().centrality
    value = market.weights(w, rows, town, np.zeros(18, int), np.ones(18, int))
    assert np.array_equal(value[0, :-1] > 0, centrality >= 5) and (value[1] > 0).all() and value[0, -1] > 0


def test_income_of_a_post_is_summed_over_lists():
    w = country()
    with heard(finance.Money, "by_form") as calls:
        w.step()
    out = output(w).municipal
    expected = calls[-1][1][PRIVATE] * out["lists"][0]
    assert np.allclose(out["gp_income_sum_nok"][0], expected, rtol=1e-6) and expected.sum() > 0
