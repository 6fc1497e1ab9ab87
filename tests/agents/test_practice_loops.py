"""The compiled loops of training and of leaving against their plain twins and against formulas on whole columns."""

import numpy as np
import pytest

from agents import (
    alis,
    alis_loops,
    competence,
    contract,
    contract_loops,
    fastlege,
    fastlege_loops,
    institution,
    introduction,
    locum,
    luck,
)
from agents.doctor import COLUMNS, GP_STAGES, Stage
from agents.luck import Decision
from agents.row_loops import count_values, marked
from tests.norway import country, passed

MONTH, TOWNS, DOCTORS, LISTS = 1512, 7, 600, 400
ROWS = np.flatnonzero(np.arange(DOCTORS) % 3 > 0)
ROWS.setflags(write=False)


def made_up(seed: int = 1) -> dict[str, np.ndarray]:
    """Columns of doctors in which every case of the loops occurs, of the types of the population."""
    draw = np.random.default_rng(seed)
    column = {c.name: np.full(DOCTORS, c.default, c.dtype) for c in COLUMNS}
    for name in ("specialist", "in_training", "willing", "lis1_done", "grandfathered", "at_institution", "supervised",
                 "alis_agreement", "old_scheme"):  # fmt: skip
        column[name][:] = draw.random(DOCTORS) < 0.5
    column["stage"][:] = draw.choice([*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM], DOCTORS)
    column["municipality"][:] = draw.integers(0, TOWNS, DOCTORS)
    column["list"][:] = np.where(draw.random(DOCTORS) < 0.7, draw.integers(0, LISTS, DOCTORS), -1)
    column["birth_month"][:] = MONTH - draw.integers(28 * 12, 80 * 12, DOCTORS)
    column["gp_since"][:] = np.where(
        draw.random(DOCTORS) < 0.8, MONTH - draw.choice([0, 24, 59, 60, 61, 240], DOCTORS), -1
    )
    column["contract_since"][:] = MONTH - draw.integers(0, 90, DOCTORS)
    column["fte"][:] = draw.choice([0.5, 0.8, 1.0], DOCTORS)
    column["training_months"][:] = draw.choice([0.0, 20.3, 36.0, 59.9, 60.0, 70.1], DOCTORS)
    column["open_months"][:] = draw.choice([0.0, 23.9, 24.0, 40.7], DOCTORS)
    column["institution_months"][:] = draw.choice([0.0, 3.0, 6.0], DOCTORS)
    column["away_until"][:] = MONTH + draw.integers(-3, 4, DOCTORS)
    column["introduced_until"][:] = MONTH + draw.integers(-2, 2, DOCTORS)
    column["leaves_at"][:] = np.where(draw.random(DOCTORS) < 0.2, MONTH + draw.integers(0, 4, DOCTORS), -1)
    column["introduced_until"][draw.random(DOCTORS) < 0.3] = -1
    column["id"][:] = draw.permutation(DOCTORS) * 7919 % 100_003
    column["exempt_months"][:] = draw.choice([0.0, 11.9, 12.0, 13.5], DOCTORS)
    for name in ("starts_at", "bonded_until", "searching_until"):
        column[name][:] = MONTH + draw.integers(-2, 3, DOCTORS)
    column["reserved"][:] = np.where(draw.random(DOCTORS) < 0.2, draw.integers(0, LISTS, DOCTORS), -1)
    column["female"][:] = draw.random(DOCTORS) < 0.5
    return column


def places(seed: int = 2) -> dict[str, np.ndarray]:
    """Small arrays by municipality, and lists."""
    draw = np.random.default_rng(seed)
    by = {name: np.arange(TOWNS) % 2 == odd for name, odd in (("crowded", 1), ("possible", 0), ("offered", 1))}
    by["rule"] = np.arange(TOWNS) % 3 * 1.0
    by["slots"], by["trainees"], by["trust"] = (np.arange(TOWNS) * k % 5 for k in (9, 3, 0))
    by["slots"], by["trust"] = by["slots"] * 9, (np.arange(TOWNS) % 3).astype(np.int16)
    by["service"] = np.array([0.0, 6.0, 6.0, 4.5, 12.0, 6.0, 0.0])
    for name in ("uncovered", "need", "place", "oncall", "grant"):
        by[name] = draw.random(TOWNS) + 0.5
    by["patients"], by["cap"] = draw.integers(0, 1500, LISTS), draw.integers(300, 1300, LISTS)
    by["patients"][5], by["cap"][5] = 0, 0  # a list not yet in use
    by["doctor"], by["at"] = draw.integers(-1, DOCTORS, LISTS), draw.integers(0, TOWNS, LISTS)
    by["doctor"][::9] = -1
    by["patients"][by["doctor"] < 0] = 9_000  # vacant, nobody's load
    by["form"] = draw.choice([0, 2], LISTS).astype(np.int8)
    by["salary"] = draw.random(LISTS) < 0.5
    by["successor"] = np.where(draw.random(LISTS) < 0.3, draw.permutation(DOCTORS)[:LISTS], -1)
    for name in ("leaving_at", "vacant_since", "locked_until"):
        by[name] = np.where(draw.random(LISTS) < 0.5, MONTH + draw.integers(0, 3, LISTS), -1).astype(np.int16)
    for name in ("rule", "service"):  # as the timeline gives them
        by[name].setflags(write=False)
    return by


FIT = np.random.default_rng(3).random(DOCTORS) < 0.5
ROTA, AGENCY = (np.random.default_rng(seed).random(DOCTORS) < 0.5 for seed in (5, 6))
LOAD = np.random.default_rng(4).random(len(ROWS)) + 0.5
BANDS = np.array([40, 50], np.int16) * 12
RATES = np.arange(1.0, 9.0).reshape(4, 2) / 10
BASE = np.arange(3.0)
BASE.setflags(write=False)


def loop_calls(c, by):
    """Every loop with its arguments."""
    town, trainees = c["municipality"], ROWS[c["in_training"][ROWS]]
    return {
        alis_loops.look_at_practice: (
            ROWS, c["stage"], town, c["willing"], c["specialist"], c["in_training"], c["lis1_done"], c["gp_since"],
            FIT, by["rule"], MONTH, 5.0),
        alis_loops.in_training_among: (ROWS, c["in_training"]),
        alis_loops.supervise: (
            trainees, town, c["id"], c["training_months"], c["supervised"], by["slots"],
            np.bincount(town[trainees], minlength=TOWNS), by["possible"], by["trust"], 3),
        alis_loops.start_chances: (
            ROWS.copy(), c["stage"], town, c["list"], c["grandfathered"], c["training_months"], c["gp_since"],
            c["birth_month"], RATES, by["possible"], True, ROTA, 0.8, MONTH),
        alis_loops.without_agreement: (
            trainees, c["stage"], town, c["alis_agreement"], by["offered"] * 1e5, AGENCY),
        institution.look_at_service: (
            trainees, town, c["training_months"], c["institution_months"], c["away_until"], c["at_institution"],
            c["leaves_at"], c["list"], by["service"], 36.0, MONTH),
        alis_loops.count_months: (
            trainees, town, c["stage"], c["fte"], c["away_until"], c["at_institution"], c["supervised"],
            c["old_scheme"], c["introduced_until"], c["training_months"], c["open_months"], c["institution_months"],
            ROTA, 0.88, 1.0, 1 / 3, 0.3, 0.5, 60.0, 24.0, by["service"], MONTH),
        alis_loops.begin: (
            ROWS, c["in_training"], c["supervised"], c["old_scheme"], c["list"], False),
        alis_loops.leave_training: (ROWS, c["in_training"], c["alis_agreement"], c["old_scheme"], c["list"]),
        alis_loops.approve: (ROWS, c["in_training"], c["specialist"], c["away_until"]),
        institution.begin_service: (
            ROWS, ROWS % 7, FIT[ROWS], town, c["away_until"], c["at_institution"], TOWNS, MONTH),
        introduction.ended: (
            ROWS, c["stage"], c["list"], c["in_training"], c["reserved"], c["introduced_until"], MONTH),
        introduction.by_lot: (
            ROWS, c["id"][ROWS] % 100, 40, c["introduced_until"], c["reserved"], town, by["possible"]),
        competence.parts_allowed: (
            ROWS, c["specialist"], c["in_training"], c["lis1_done"], c["exempt_months"], 12, 0.25),
        competence.turning_weights: (
            ROWS, town, c["bonded_until"], by["slots"], by["possible"], 0.6, 0.15, 0.2, MONTH),
        introduction.with_agreement: (c["introduced_until"],),
        introduction.count_used: (ROWS, town, c["away_until"], TOWNS, MONTH),
        introduction.trainees_off_list: (ROWS, c["stage"], c["in_training"]),
        competence.use_exemption: (
            ROWS, c["stage"], c["specialist"], c["in_training"], c["lis1_done"], c["exempt_months"], c["away_until"],
            c["reserved"], np.float32(12), np.float32(0.6), np.float32(0.15), MONTH),
        locum.find_demand: (
            ROWS, c["stage"], c["away_until"], town, np.flatnonzero(by["doctor"] < 0), by["at"], ROWS[::3].copy(),
            c["starts_at"], MONTH, TOWNS),
        locum.left_per_gp: (
            np.flatnonzero(by["doctor"] < 0), by["at"], ROWS, town, np.abs(c["list"]), by["patients"], 0.3, 0.2,
            ROWS[::5].copy(), 0.5, np.arange(TOWNS) * 30),
        fastlege_loops.dated: (ROWS, c["leaves_at"], MONTH, MONTH + 1),
        fastlege_loops.highest_load: (
            by["doctor"], by["at"], by["patients"], by["cap"], by["uncovered"], by["need"]),
        fastlege_loops.load_carried: (
            ROWS, town, np.abs(c["list"]), by["patients"], by["cap"], by["uncovered"], by["need"]),
        fastlege_loops.exit_factors: (
            ROWS.copy(), town, np.abs(c["list"]), c["birth_month"], c["contract_since"], c["specialist"],
            c["in_training"], c["supervised"], c["alis_agreement"], c["bonded_until"], by["form"], by["patients"],
            by["cap"], by["uncovered"], by["need"], 1.02, np.empty(0), by["place"], by["oncall"], by["grant"], BANDS,
            BASE, 0.6, -0.17, 0.12, -0.1, 0.9, 0.26, -0.15, 0.4, 0.1, 62 * 12, MONTH),
        fastlege_loops.by_age: (ROWS, c["birth_month"], town, np.array([by["place"], by["oncall"]]), 60 * 12, MONTH),
        fastlege_loops.parental: (ROWS, c["birth_month"], c["female"], 0.13, 0.08, 43 * 12, MONTH),
        fastlege_loops.begin_leave: (
            ROWS, np.where(c["willing"][ROWS], 0.13, 0.0) / 0.18, LOAD % 1, c["female"], c["away_until"],
            c["at_institution"], MONTH),
        fastlege_loops.born_until: (ROWS, c["birth_month"], MONTH - 62 * 12),
        fastlege_loops.staying: (ROWS, c["leaves_at"], c["reserved"]),
        fastlege_loops.depart: (
            ROWS[::7], town, c["stage"], c["away_until"], c["at_institution"], np.arange(16) * 3, 7, 10,
            np.arange(16) < 6),
        fastlege_loops.begin_search: (
            ROWS, c["leaves_at"], c["reserved"], c["bonded_until"], c["searching_until"], MONTH, MONTH + 6),
        fastlege_loops.destination_weights: (
            ROWS, c["birth_month"], c["specialist"], RATES[0], RATES[1], 62 * 12, 0.2, MONTH),
        fastlege_loops.note_notice: (
            ROWS, c["stage"][ROWS], np.abs(c["list"]), by["form"], by["doctor"], by["leaving_at"], c["leaves_for"],
            c["leaves_at"], MONTH, 6, 3),
        contract_loops.notice_ends: (by["leaving_at"], by["doctor"], c["leaves_at"], MONTH),
        contract_loops.contracts_due: (by["successor"], c["starts_at"], MONTH),
        contract_loops.look_at_contracts: (
            ROWS, c["list"], np.arange(DOCTORS) % LISTS, town, c["lis1_done"], c["gp_since"], by["at"], MONTH),
        contract_loops.leave_practice: (
            ROWS, town, c["in_training"], c["alis_agreement"], c["seeking"]),
        contract_loops.give_up: (
            ROWS[::7], c["list"], c["leaves_at"], c["searching_until"], c["alis_agreement"], by["doctor"],
            by["vacant_since"], by["leaving_at"], by["locked_until"], by["form"], by["salary"], MONTH),
        contract_loops.caps_agreed: (
            ROWS, town[ROWS], by["form"][np.abs(c["list"][ROWS])], c["list_factor"], by["place"] * 1000, by["grant"],
            by["need"], by["oncall"], by["place"] * 900, 0.3, contract.SALARIED, 0.8, 0.97),
        contract_loops.settle: (
            ROWS[::7], np.arange(len(ROWS[::7])), town[ROWS[::7]], c["stage"], c["specialist"], c["in_training"],
            c["list"], c["municipality"], c["home"], c["contract_since"], c["reserved"], c["starts_at"],
            c["searching_until"], c["seeking"], c["gp_linked"], c["trust"], MONTH),
    }  # fmt: skip


def after(loop):
    """(columns before, by municipality, result, columns after) of one loop."""
    column, by = made_up(), places()
    result = loop(*loop_calls(column, by)[loop])  # type: ignore[operator]
    return made_up(), by, result, column


@pytest.mark.parametrize("loop", loop_calls(made_up(), places()), ids=lambda loop: loop.__name__)
def test_compiled_loop_and_plain_twin_decide_the_same(loop):
    plain_columns, by = made_up(), places()
    plain = getattr(loop, "py_func", loop)(*loop_calls(plain_columns, by)[loop])
    before, _, compiled, columns = after(loop)
    if plain is None:
        assert compiled is None
    else:
        pairs = zip(plain, compiled, strict=True) if isinstance(plain, tuple) else [(plain, compiled)]
        assert all(np.array_equal(one, other) for one, other in pairs)
        compiled = np.concatenate([np.ravel(part) for part in compiled]) if isinstance(compiled, tuple) else compiled
    for name, column in columns.items():
        assert np.array_equal(column, plain_columns[name]), name
    changed = any(not np.array_equal(columns[name], before[name]) for name in columns)
    assert changed or np.size(compiled) > 0


# --------------------------------------------------------------------------------------------- training


@pytest.mark.parametrize("rule", [None, "specialist", "experienced", "municipality"])
def test_who_counts_as_supervisor_under_each_rule(rule):
    """Under one rule everywhere, and under a different one in each municipality (None)."""
    c, by = made_up(), places()
    code = (
        by["rule"] if rule is None else np.full(TOWNS, float(["specialist", "experienced", "municipality"].index(rule)))
    )
    code.setflags(write=False)
    arguments = list(loop_calls(c, by)[alis_loops.look_at_practice])
    arguments[9] = code
    count = alis_loops.look_at_practice(*arguments)[0]
    here, town = code[c["municipality"][ROWS]], c["municipality"][ROWS]
    years = np.where(c["gp_since"][ROWS] >= 0, (MONTH - c["gp_since"][ROWS]) / 12.0, 0.0)
    eligible = c["specialist"][ROWS] | ((here >= 1) & ~c["in_training"][ROWS] & (years >= 5.0))
    eligible |= (here == 2) & FIT[ROWS] & (years >= 2.0)
    eligible &= c["willing"][ROWS] & (c["stage"][ROWS] != Stage.LOCUM)
    assert np.array_equal(count, np.bincount(town[eligible], minlength=TOWNS)) and count.min() > 0


@pytest.mark.parametrize("binds", [True, False])
def test_the_chance_to_start_training_depends_on_list_rule_and_age(binds):
    c, by = made_up(), places()
    arguments = list(loop_calls(c, by)[alis_loops.start_chances])
    arguments[10] = binds
    chance = alis_loops.start_chances(*arguments)
    listed, never = c["list"][ROWS] >= 0, c["training_months"][ROWS] == 0
    bound = listed & ~c["grandfathered"][ROWS] & never & binds
    new = listed & (MONTH - c["gp_since"][ROWS] < 60) & never
    late = MONTH - c["birth_month"][ROWS] >= 50 * 12
    group = np.where(bound, 0, np.where(listed, np.where(new, 1, 2), 3))
    expected = RATES[group, late.astype(int)] * by["possible"][c["municipality"][ROWS]]
    stage = c["stage"][ROWS]
    expected *= np.where(stage == Stage.MUNICIPAL, 0.8, np.where((stage == Stage.LOCUM) & ROTA[ROWS], 0.0, 1.0))
    assert np.array_equal(chance, expected)
    assert set(np.unique(group)) == ({0, 1, 2, 3} if binds else {1, 2, 3}) and 0 < late.mean() < 1


def test_doctors_past_fifty_seldom_start_but_where_the_rule_binds():
    yearly = alis.start_rates(country(months=12))
    assert yearly[alis_loops.BOUND, 0] == yearly[alis_loops.BOUND, 1] == 4.0
    assert np.array_equal(yearly[1:, 1], yearly[1:, 0] * 0.2) and (yearly > 0).all()


def test_months_of_training_add_up_as_on_whole_columns():
    c, _, _, then = after(alis_loops.count_months)
    rows = ROWS[c["in_training"][ROWS]]
    serving = c["at_institution"][rows]
    present = (c["away_until"][rows] < MONTH) | serving
    quality = np.where(c["supervised"][rows] | serving, 1.0, 0.3)
    locum_rota = (c["stage"][rows] == Stage.LOCUM) & ROTA[rows]
    pace = np.where(c["old_scheme"][rows], 1.0, 0.88) * np.where(locum_rota, 1 / 3, 1.0)
    gain = present * quality * c["fte"][rows] * np.where(serving, 1.0, pace)
    practice = (c["stage"][rows] != Stage.MUNICIPAL) | (c["introduced_until"][rows] >= MONTH)
    expected = {name: c[name].copy() for name in ("training_months", "open_months", "institution_months")}
    expected["training_months"][rows] += gain
    expected["open_months"][rows] += gain * np.where(practice, 1.0, 0.5) * ~serving
    expected["institution_months"][rows] += serving
    for name, column in expected.items():
        assert np.array_equal(then[name], column) and not np.array_equal(column, c[name]), name


def test_institution_service_is_due_after_three_years_for_the_months_that_are_missing():
    c, by, (_, found, months), _ = after(institution.look_at_service)
    rows = ROWS[c["in_training"][ROWS]]
    demanded = by["service"][c["municipality"][rows]]
    due = (c["training_months"][rows] >= 36) & (c["institution_months"][rows] < demanded)
    due &= (c["away_until"][rows] < MONTH) & (c["leaves_at"][rows] < 0)
    missing = demanded[due] - c["institution_months"][rows[due]]
    assert np.array_equal(found, rows[due]) and due.sum() > 5
    assert np.array_equal(months, missing.astype(np.int64)) and len(np.unique(months)) > 2


def test_service_that_is_over_ends_and_is_reported():
    c, _, (back, _, _), then = after(institution.look_at_service)
    rows = ROWS[c["in_training"][ROWS]]
    over = rows[c["at_institution"][rows] & (c["away_until"][rows] < MONTH)]
    listed = over[c["list"][over] >= 0]
    assert np.array_equal(back, listed) and 5 < len(listed) < len(over) and not then["at_institution"][over].any()
    others = np.setdiff1d(np.arange(DOCTORS), over)
    assert np.array_equal(then["at_institution"][others], c["at_institution"][others])


def test_trainees_are_found_and_counted_by_municipality():
    c, _, (_, learners, rows, trainees, others), _ = after(alis_loops.look_at_practice)
    assert np.array_equal(learners, np.union1d(rows, others))
    assert np.array_equal(rows, ROWS[c["in_training"][ROWS]]) and len(rows) > 100
    assert np.array_equal(trainees, np.bincount(c["municipality"][rows], minlength=TOWNS))
    could = c["lis1_done"][ROWS] & ~c["specialist"][ROWS] & ~c["in_training"][ROWS]
    assert np.array_equal(others, ROWS[could]) and 0 < len(others) < len(ROWS) - len(rows)


def test_who_comes_after_the_last_place_has_no_supervisor():
    """First served is who has most months, then the lower id; who finds help outside is short of nobody."""
    c, by, (without, _, _), then = after(alis_loops.supervise)
    rows = ROWS[c["in_training"][ROWS]]
    rows = rows[np.lexsort((c["id"][rows], -c["training_months"][rows]))]
    for town in range(TOWNS):
        here = rows[c["municipality"][rows] == town]
        beyond = here[by["slots"][town] :] if not by["possible"][town] else here[:0]
        assert without[town] == len(beyond) and np.array_equal(then["supervised"][here], ~np.isin(here, beyond))
    assert 0 < (without > 0).sum() < (~by["possible"]).sum()
    arguments = loop_calls(c, by)[alis_loops.supervise]
    number = without.astype(np.int64)
    assert not alis_loops.supervise(rows[:0], *arguments[1:6], number, *arguments[7:])[0].any()


def test_places_left_and_the_chance_of_one_in_the_area_of_the_trust():
    c, by = made_up(), places()
    arguments = list(loop_calls(c, by)[alis_loops.supervise])
    arguments[6] = by["trainees"]
    _, free, chance = alis_loops.supervise(ROWS[:0], *arguments[1:])
    assert np.array_equal(free, np.maximum(by["slots"] - by["trainees"], 0)) and 0 < (free == 0).sum() < TOWNS
    reach = np.bincount(by["trust"], np.minimum(by["trainees"] + 1, by["slots"]))
    assert np.array_equal(chance, (reach / np.bincount(by["trust"], by["trainees"] + 1))[by["trust"]])


def test_doctors_in_training_or_with_an_agreement_work_in_municipal_practice():
    """The month counts them among these alone."""
    w = passed(country(months=24), 24)
    outside = ~np.isin(w.people.stage, alis.PRACTICE)
    assert w.people.in_training.any() and not w.people.in_training[outside].any()
    assert w.people.alis_agreement.any() and not w.people.alis_agreement[outside].any()


def test_absent_gps_vacant_lists_and_the_work_that_no_locum_does():
    c, by, (present, away, (absent, at_work, unmanned), wanted, without_post), _ = after(locum.find_demand)
    gone, town, gp = c["away_until"][ROWS] >= MONTH, c["municipality"][ROWS], np.isin(c["stage"][ROWS], GP_STAGES)
    vacant = np.flatnonzero(by["doctor"] < 0)
    assert np.array_equal(present, ROWS[(c["stage"][ROWS] == Stage.LOCUM) & ~gone]) and len(present) > 0
    assert np.array_equal(away, ROWS[gone & gp]) and 0 < len(away) < gp.sum() < len(ROWS)
    assert np.array_equal(absent, np.bincount(town[gone & gp], minlength=TOWNS))
    assert np.array_equal(at_work, np.bincount(town[~gone & gp], minlength=TOWNS))
    assert np.array_equal(unmanned, np.bincount(by["at"][vacant], minlength=TOWNS))
    assert wanted == len(away) + len(vacant)
    assert without_post == (c["starts_at"][ROWS[::3]] < 0).sum()
    left = np.bincount(by["at"][vacant], by["patients"][vacant] * 0.3, TOWNS)
    left += np.bincount(town, by["patients"][np.abs(c["list"][ROWS])] * 0.2, TOWNS)
    lis1 = np.bincount(c["municipality"][ROWS[::5]], minlength=TOWNS)
    assert np.array_equal(after(locum.left_per_gp)[2], left / np.maximum(np.arange(TOWNS) * 30 + lis1 * 0.5, 1.0))


def test_who_holds_an_introduction_agreement_and_whose_ends():
    c, _, (others, done), then = after(introduction.ended)
    until, here = c["introduced_until"][ROWS], (c["stage"][ROWS] == Stage.MUNICIPAL) & (c["list"][ROWS] < 0)
    stay = here & c["in_training"][ROWS] & (until >= MONTH)
    assert np.array_equal(others, ROWS[stay]) and len(others)
    assert np.array_equal(done, ROWS[here & (until < MONTH) & (c["reserved"][ROWS] < 0)]) and len(done)
    assert np.array_equal(then["introduced_until"][ROWS], np.where(stay, until, -1))


def test_introduction_agreements_go_by_lot_to_trainees_without_agreement_or_promise():
    c, by, found, _ = after(introduction.by_lot)
    training = ROWS[c["in_training"][ROWS]]
    municipal, locums = (training[c["stage"][training] == stage] for stage in (Stage.MUNICIPAL, Stage.LOCUM))
    assert after(introduction.trainees_off_list)[2].tolist() == [*municipal, *locums]
    assert len(municipal) > 5 and len(locums) > 5
    assert np.array_equal(after(introduction.with_agreement)[2], np.flatnonzero(c["introduced_until"] >= 0))
    used, at_work, number = after(introduction.count_used)[2]
    present = ROWS[c["away_until"][ROWS] < MONTH]
    assert np.array_equal(used, np.bincount(c["municipality"][ROWS], minlength=TOWNS))
    assert np.array_equal(at_work, np.bincount(c["municipality"][present], minlength=TOWNS)) and number == len(present)
    may = (c["introduced_until"] < 0) & (c["reserved"] < 0) & by["possible"][c["municipality"]]
    rows = ROWS[may[ROWS]]
    order = np.argsort(c["id"][rows] % 100, kind="stable")
    assert np.array_equal(found, np.sort(rows[order[:40]])) and len(rows) > 41
    rows, lots = np.array([9, 4, 7, 2, 5]), np.array([3, 1, 3, 8, 1], np.uint32)
    free = np.full(10, -1, np.int16), np.full(10, -1), np.zeros(10, np.int64), np.ones(1, bool)
    expected = [[], [4], [4, 5], [4, 5, 9], [4, 5, 7, 9], [2, 4, 5, 7, 9], [2, 4, 5, 7, 9]]
    assert [introduction.by_lot(rows, lots, number, *free).tolist() for number in range(7)] == expected


@pytest.mark.parametrize("dtype", [np.uint8, np.int64])
def test_rows_are_counted_by_the_value_of_a_column(dtype):
    column = (np.arange(DOCTORS) % 9).astype(dtype) - dtype(dtype == np.int64)  # int64: -1 to 7
    expected = [np.count_nonzero(column[ROWS] == value) for value in range(5)]
    for loop in (count_values, getattr(count_values, "py_func", count_values)):
        assert loop(ROWS, column, 5).tolist() == expected
        assert loop(ROWS[:0], column, 2).tolist() == [0, 0]


def test_marked_rows_are_those_of_numpy():
    for size in (0, 7, 8, 9, 600):
        flag = np.random.default_rng(size).random(size) < 0.1
        assert np.array_equal(marked(flag), np.flatnonzero(flag))
        assert np.array_equal(getattr(marked, "py_func", marked)(flag), np.flatnonzero(flag))
    assert flag.any()


def test_training_begins_and_ends_in_every_column_and_the_listed_are_named():
    for loop, in_training in ((alis_loops.begin, True), (alis_loops.leave_training, False)):
        c, _, listed, then = after(loop)
        assert np.array_equal(listed, ROWS[c["list"][ROWS] >= 0]) and (then["in_training"][ROWS] == in_training).all()
        assert not then["old_scheme"][ROWS].any() and (then["supervised"][ROWS].all() == in_training)
        assert then["alis_agreement"][ROWS].any() == in_training
    c, _, done, then = after(alis_loops.approve)
    assert np.array_equal(done, ROWS[c["in_training"][ROWS]]) and then["specialist"][done].all()
    assert (then["away_until"][done] == -1).all()
    others = np.setdiff1d(np.arange(DOCTORS), done)
    assert all(np.array_equal(then[name][others], c[name][others]) for name in ("specialist", "away_until"))


def test_who_has_a_place_begins_service_and_the_others_wait_where_they_work():
    c, _, (waiting, by_town), then = after(institution.begin_service)
    going, staying = ROWS[FIT[ROWS]], ROWS[~FIT[ROWS]]
    assert np.array_equal(waiting, c["municipality"][staying])
    assert np.array_equal(by_town, np.bincount(waiting, minlength=TOWNS))
    assert then["at_institution"][going].all() and np.array_equal(then["away_until"][going], MONTH + going % 7 - 1)
    assert all(np.array_equal(then[name][staying], c[name][staying]) for name in ("at_institution", "away_until"))


def test_approval_needs_every_month():
    _, by, ready, c = after(alis_loops.count_months)
    enough = (c["training_months"] >= 60) & (c["open_months"] >= 24) & (c["away_until"] < MONTH)
    enough &= c["in_training"] & (c["institution_months"] >= by["service"][c["municipality"]])
    assert np.array_equal(ready, ROWS[enough[ROWS]]) and len(ready) > 5


def test_agreements_end_where_no_grant_is_offered():
    c, by, free, then = after(alis_loops.without_agreement)
    rows = ROWS[c["in_training"][ROWS]]
    offered = by["offered"][c["municipality"][rows]] & ~((c["stage"][rows] == Stage.LOCUM) & AGENCY[rows])
    assert np.array_equal(free, rows[offered & ~c["alis_agreement"][rows]]) and len(free) > 5
    assert not then["alis_agreement"][rows[~offered]].any()
    assert np.array_equal(then["alis_agreement"][rows[offered]], c["alis_agreement"][rows[offered]])


def test_external_supervisors_are_found_for_a_calendar_year():
    w = country(months=36)
    seen = []
    for month in range(w.start_month, w.start_month + 36):
        w.month = month
        year = month - month % 12
        drawn = luck.happens(w.key, w.towns.ids, year, Decision.SUPERVISOR_EXTERNAL, w.parameters.external_supervisor)
        assert np.array_equal(alis.external_access(w), drawn)
        seen.append(drawn)
    assert not np.array_equal(seen[0], seen[12]) or not np.array_equal(seen[12], seen[24])


def test_a_town_without_any_supervisor_trains_only_who_finds_one_outside():
    """No slots at all: the trainees of a municipality all have a supervisor from outside, or none has."""
    w = passed(country(months=12), 2)
    w.people.willing[:] = False
    alis.update_supervision(w)
    rows, people = alis.trainees(w), w.people
    assert np.array_equal(people.supervised[rows], alis.external_access(w)[people.municipality[rows]])
    assert w.towns.without_supervisor.sum() == (~people.supervised[rows]).sum() > 0


# ---------------------------------------------------------------------------------------------- leaving


def test_the_highest_load_is_that_of_a_list_with_a_doctor():
    _, by, highest, _ = after(fastlege_loops.highest_load)
    has = by["doctor"] >= 0
    extra, need = by["uncovered"][by["at"]], by["need"][by["at"]]
    assert highest == ((by["patients"] + extra) / np.maximum(by["cap"], 1) * need)[has].max()


def test_rows_dated_from_a_month_to_a_month():
    c, by, found, _ = after(fastlege_loops.dated)
    assert np.array_equal(found, ROWS[np.isin(c["leaves_at"][ROWS], (MONTH, MONTH + 1))])
    assert set(c["leaves_at"][found]) == {MONTH, MONTH + 1}
    _, _, ends, _ = after(contract_loops.notice_ends)
    held = by["doctor"][(by["doctor"] >= 0) & (by["leaving_at"] == MONTH)]
    assert np.array_equal(ends, np.unique(held[c["leaves_at"][held] == MONTH])) and len(ends) < len(held)
    _, _, due, _ = after(contract_loops.contracts_due)
    promised = by["successor"][by["successor"] >= 0]
    assert np.array_equal(due, np.sort(promised[c["starts_at"][promised] == MONTH])) and len(due)


def test_leave_begins_for_who_is_at_work_the_longer_the_likelier_a_child_is():
    c, _, gone, then = after(fastlege_loops.begin_leave)
    present = c["away_until"][ROWS] < MONTH
    assert np.array_equal(gone, ROWS[present]) and 0 < present.sum() < len(ROWS)
    child = (np.where(c["willing"][ROWS], 0.13, 0.0) / 0.18 > LOAD % 1)[present]
    months = np.where(child, np.where(c["female"][gone], 10, 4), 3)
    assert np.array_equal(then["away_until"][gone], MONTH + months - 1) and set(months) == {3, 4, 10}
    assert not then["at_institution"][gone].any()
    away = ROWS[~present]
    assert all(np.array_equal(then[name][away], c[name][away]) for name in ("away_until", "at_institution"))


def test_the_old_and_those_who_stay_are_found():
    c, _, old, _ = after(fastlege_loops.born_until)
    assert np.array_equal(old, ROWS[c["birth_month"][ROWS] <= MONTH - 62 * 12]) and 5 < len(old) < len(ROWS)
    assert fastlege_loops.born_until(ROWS, c["birth_month"], MONTH - 90 * 12).tolist() == []
    free = (c["leaves_at"][ROWS] < 0) & (c["reserved"][ROWS] < 0)
    assert np.array_equal(after(fastlege_loops.staying)[2], ROWS[free]) and 5 < free.sum() < len(ROWS)


def test_leavers_depart_to_the_stage_they_leave_for():
    c, _, (town, retired, cause, hospital, rest, stages, away), then = after(fastlege_loops.depart)
    rows = ROWS[::7]
    goal, at = c["stage"][rows], c["municipality"][rows]
    assert np.array_equal(town, at) and np.array_equal(retired, at[goal == 7]) and np.array_equal(cause, goal * 3)
    assert np.array_equal(hospital, rows[goal == 10]) and np.array_equal(rest, rows[goal != 10])
    assert np.array_equal(stages, goal[goal != 10]) and np.array_equal(away, rows[goal < 6])
    assert stages.dtype == np.uint8 and all(len(part) for part in (retired, hospital, rest, away))
    assert (then["away_until"][rows] == -1).all() and not then["at_institution"][rows].any()


def test_contracts_that_begin_are_those_of_movers_of_new_gps_and_of_who_comes_back():
    c, by, (movers, target, town, left, new, entered, fresh, back), then = after(contract_loops.look_at_contracts)
    moved, before = c["list"][ROWS] >= 0, c["lis1_done"][ROWS]  # here the column that says who has held a list
    at, was = by["at"][ROWS % LISTS], c["municipality"][ROWS]
    assert np.array_equal(target, ROWS % LISTS) and np.array_equal(town, at) and np.array_equal(movers, ROWS[moved])
    away = moved & (was != at)
    assert np.array_equal(left, was[away]) and np.array_equal(new, at[away]) and np.array_equal(entered, at[~moved])
    assert np.array_equal(fresh, ROWS[~moved & ~before]) and np.array_equal(back, ROWS[~moved & before])
    assert all(len(part) for part in (movers, left, fresh, back)) and then["lis1_done"][ROWS].all()
    assert (then["gp_since"][fresh] == MONTH).all()
    others = np.setdiff1d(np.arange(DOCTORS), fresh)
    assert np.array_equal(then["gp_since"][others], c["gp_since"][others])


def test_notice_and_its_end_on_two_lists_of_one_doctor():
    """Who holds two lists goes once, from both; lists of others stay as they are."""
    doctor, leaves_at = np.array([3, 1, -1, 3, 0]), np.array([-1, -1, -1, -1, -1], np.int16)
    leaving_at, held = np.full(5, -1, np.int16), np.array([4, 1, -1, 0, -1])
    rows, goals, leaves_for = np.array([3, 1]), np.array([8, 14], np.uint32), np.zeros(5, np.uint8)
    form = np.array([0, 2, 2, 2, 0], np.int8)
    fastlege_loops.note_notice(rows, goals, held, form, doctor, leaving_at, leaves_for, leaves_at, MONTH, 6, 3)
    assert (leaves_at - MONTH)[[1, 3]].tolist() == [3, 6] and leaves_for[[1, 3]].tolist() == [14, 8]
    assert leaving_at.tolist() == [MONTH + 6, MONTH + 3, -1, MONTH + 6, -1]
    assert contract_loops.notice_ends(leaving_at, doctor, leaves_at, MONTH + 6).tolist() == [3]
    vacant, locked = np.full(5, -1, np.int16), np.full(5, MONTH, np.int16)
    agrees, salary = np.ones(5, bool), np.array([True, True, False, False, False])
    contract_loops.give_up(
        np.array([3]), held, leaves_at, locked.copy(), agrees, doctor, vacant, leaving_at, locked, form, salary, MONTH
    )
    assert doctor.tolist() == [-1, 1, -1, -1, 0] and vacant.tolist() == [MONTH, -1, -1, MONTH, -1]
    assert form.tolist() == [0, 2, 2, 2, 0] and salary.tolist() == [False, True, False, False, False]
    assert held[3] == leaves_at[3] == -1 and leaves_at[1] == MONTH + 3 and agrees.tolist() == [1, 1, 1, 0, 1]


def test_caps_agreed_are_the_norm_times_the_own_wish_below_the_ceiling():
    c, by, caps, _ = after(contract_loops.caps_agreed)
    town, salaried = c["municipality"][ROWS], by["form"][np.abs(c["list"][ROWS])] == contract.SALARIED
    wanted = by["place"][town] * 1000 * c["list_factor"][ROWS] * (1 + 0.3 * by["grant"][town])
    wanted *= by["need"][town] * by["oncall"][town] * np.where(salaried, 0.8, 1.0) / 0.97
    below = wanted < by["place"][town] * 900
    assert np.abs(caps - np.minimum(np.rint(wanted), by["place"][town] * 900))[below].max() == 0 < below.mean() < 1
    assert np.array_equal(caps[~below], (by["place"][town] * 900).astype(int)[~below])


@pytest.mark.parametrize("frozen", [False, True])
def test_what_multiplies_the_hazard_of_exit(frozen):
    """Load is that of today, or the one given while its loop is frozen."""
    c, by = made_up(), places()
    arguments = list(loop_calls(c, by)[fastlege_loops.exit_factors])
    arguments[16] = LOAD if frozen else np.empty(0)
    (base, factors, bound), anybody_bound = fastlege_loops.exit_factors(*arguments)
    today = fastlege_loops.load_carried(*loop_calls(c, by)[fastlege_loops.load_carried]) / 1.02
    town, age = c["municipality"][ROWS], MONTH - c["birth_month"][ROWS]
    old = age >= 62 * 12
    assert np.array_equal(base, np.searchsorted(BANDS, age, side="right"))
    assert np.array_equal(bound, c["bonded_until"][ROWS] >= MONTH) and 0 < bound.sum() < len(ROWS) and anybody_bound
    strain = 0.6 * ((LOAD if frozen else today) - 1) + 0.12 * by["oncall"][town]
    expected = -0.17 * by["place"][town] + strain - 0.15 * c["specialist"][ROWS]
    expected += 0.4 * (c["in_training"][ROWS] & ~c["supervised"][ROWS])
    expected += 0.1 * (by["form"][np.abs(c["list"][ROWS])] == contract.SALARIED)
    expected += 0.26 * (MONTH - c["contract_since"][ROWS] < 36)
    expected -= 0.1 * by["grant"][town] / 0.9e5 * c["alis_agreement"][ROWS]
    assert factors == pytest.approx(np.where(old, strain / 2, expected), abs=1e-12) and 0 < old.mean() < 1


def test_no_hazard_of_exit_lies_above_its_bound():
    w = passed(country(months=24), 1)
    for _ in range(12):
        w.step()
        rows = w.people.rows(*GP_STAGES)
        assert fastlege.load(w, rows).max() <= fastlege.highest_load(w, rows)
        hazard, bound = fastlege.exit_hazard(w, rows), fastlege.highest_exit(w, rows)
        assert hazard.max() <= bound * (1 + 1e-9) < 20 * hazard.max()


def test_contracts_begin_in_the_month_they_were_agreed_for():
    w, begun = country(months=12), 0
    for _ in range(12):
        people = w.people
        due = np.flatnonzero((people.reserved >= 0) & (people.starts_at == w.month))
        target = people.reserved[due].copy()
        contract.start_contracts(w)
        assert np.array_equal(people.list[due], target) and np.array_equal(w.lists.doctor[target], due)
        assert (people.reserved[due] == -1).all() and (people.contract_since[due] == w.month).all()
        begun += len(due)
        w.step()
    assert begun > 10
