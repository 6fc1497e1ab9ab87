"""Shadow counts: who was turned away is counted where and as long as said, and the run is the same without counting."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents import alis, career, hospital, luck
from agents.luck import Decision
from agents.parameters import Parameters
from model.market_loops import left_over, still_looking
from model.turned_away import GATES, TurnedAway, union
from tests.norway import change, country, output, passed, reform


def shadow(months: int = 2) -> TurnedAway:
    one = TurnedAway(months, 3)
    one.t = 0
    return one


def test_towns_and_nowhere_are_counted_apart():
    one = shadow()
    one.add("lis1_posts", np.array([2, 0, 2, -1]), 6)
    one.add_amount("lis1_posts", np.array([0.5, 0.0, 0.0]))
    assert one.counts["lis1_posts"].tolist() == [[6.5, 0, 12, 6], [0, 0, 0, 0]]
    with pytest.raises(KeyError):
        one.add("parking", np.array([0]))


def test_who_stands_is_counted_every_month_until_the_gate_opens_or_he_goes():
    one, place, waits = shadow(3), np.array([0, 1, 2]), np.array([True, True, True])
    one.stand("lists", np.array([2, 0]), lambda rows: waits[rows], place)
    waits[0] = False
    one.t = 1
    one.stand("lists", np.array([1, 2]), lambda rows: waits[rows], place)
    one.t, waits[1:] = 2, False
    one.stand("lists", np.array([], np.int64), lambda rows: waits[rows], place)
    waits[:] = True
    assert one.counts["lists"].tolist() == [[1, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]], "nobody twice, nobody back"


def test_rows_that_join_are_merged_and_a_place_that_is_none_is_refused():
    assert union(np.array([1, 4, 9]), np.array([0, 4, 5])).tolist() == [0, 1, 4, 5, 9]
    assert union(np.empty(0, np.int64), np.array([3])).tolist() == [3]
    with pytest.raises(IndexError):
        shadow().add("lists", np.array([3]))


def test_before_the_first_month_nothing_is_counted_but_people_stand():
    one = TurnedAway(1, 2)
    one.stand("lists", np.array([1]), lambda rows: rows >= 0, np.array([0, 1]))
    one.add("lists", np.array([0]))
    assert not one.counts["lists"].any()
    one.t = 0
    one.stand("lists", np.array([], np.int64), lambda rows: rows >= 0, np.array([0, 1]))
    assert one.counts["lists"].tolist() == [[0, 1, 0]]


def test_who_was_turned_away_from_a_list_and_looks_on():
    """1 stood and got one, 2 stood and searched, 5 is new, 7 has stopped; 3 holds a list and is on the lookout."""
    held = np.full(9, -1)
    seeking, reserved = np.array([0, 1, 1, 0, 1, 1, 1, 0, 1], bool), held.copy()
    held[3], reserved[1] = 4, 6
    found = still_looking(np.array([1, 2, 4, 7]), np.array([1, 2, 5, 3]), held, seeking, reserved)
    assert found.tolist() == [2, 4, 5]
    row = np.zeros(3, np.float32)
    left_over(row, np.array([0, 1, 2]), np.array([-1, -1, 8]), np.array([-1, 5, -1]), np.array([1, 1, 0]))
    assert row.tolist() == [0, 1, 0]


# In a small Norway


@pytest.fixture(scope="module")
def base():
    return output(passed(country(months=24), 24))


def test_every_gate_is_counted_by_month_and_place(base):
    assert tuple(base.turned_away) == GATES
    for gate, counts in base.turned_away.items():
        assert counts.shape == (24, 19) and counts.dtype == np.float32, gate
        assert (counts >= 0).all(), gate


def test_lis1_posts_are_those_of_the_round_whom_nobody_hired(base):
    left = base.national["lis1_applicants"] - base.national["lis1_hired"]
    assert left[1] > 0 and np.array_equal(base.turned_away["lis1_posts"].sum(axis=1), 6 * left)


def test_posts_without_applicants_lie_in_the_area_of_their_trust():
    """Far more posts than applicants: six months for each, in the trusts whose posts are left."""
    found = output(passed(country(reform(change("lis1.state_posts", 3000, "2026-09")), months=24), 24))
    empty, counted = found.national["lis1_unfilled"], found.turned_away["lis1_applicants"]
    assert empty.sum() > 20
    assert counted.sum(axis=1) == pytest.approx(6 * empty, rel=1e-5)
    assert not counted[:, -1].any()
    assert not found.turned_away["lis1_posts"][20].any(), "all are hired"


def test_vacant_lists_without_a_promise_are_some_of_the_vacant(base):
    vacant = base.municipal["lists_vacant"]
    free = base.turned_away["gp_applicants"][:, :-1]
    assert free.sum() > 0 and free[1:].sum() <= vacant[:-1].sum() + base.municipal["contracts_ended"].sum()


def test_trainees_and_starters_without_supervisor_stand_where_there_is_none():
    """Nobody may supervise and no help from outside: who would start stands, and nobody starts."""
    p = Parameters({**Parameters.centre(), "external_supervisor": 0.0, "willing_supervisor_share": 0.0})
    w = country(months=12, parameters=p)
    w.people.willing[:] = False
    found = output(passed(w, 12))
    without = found.municipal["alis_without_supervisor"]
    standing = found.turned_away["supervisors"][:, :-1] - without
    assert (standing >= 0).all() and standing[-1].sum() > standing[0].sum() > 0
    assert not found.notes.get("training_starts", np.zeros(1)).any()


def test_no_supervisor_is_missing_where_all_may_and_help_is_sure():
    p = Parameters({**Parameters.centre(), "external_supervisor": 1.0, "office_external_loss": 0.0})
    assert not output(passed(country(months=6, parameters=p), 6)).turned_away["supervisors"].any()


def test_budgets_hold_back_lists_where_there_is_no_money():
    w, rich = passed(country(months=12), 1), passed(country(months=12), 1)  # January gives a new budget
    w.towns.budget_left[:] = -1e9
    rich.towns.budget_left[:] = 1e12
    poor, paid = output(passed(w, 11)), output(passed(rich, 11))
    assert poor.turned_away["budgets"][1:].sum() > 0 and not paid.turned_away["budgets"][1:].any()
    assert not poor.municipal["lists_opened"][1:].any() and paid.municipal["lists_opened"][1:].any()


def test_doctors_who_look_for_a_list_stand_until_promised_one():
    w = country(months=12)
    for month in range(12):
        w.step()
        people = w.people
        looking = np.count_nonzero(people.seeking) + w.ledger.municipal["gp_entries"][month].sum()
        assert w.ledger.turned_away.counts["lists"][month].sum() <= looking
    assert w.ledger.turned_away.counts["lists"].sum() > 0


def turned_from_hospital(pull: float, rows: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Months counted, choices made at this pull, and those at a pull of 1, of doctors with equal weights."""
    ids, key = np.arange(rows, dtype=np.uint32), luck.key_of(1, 0)
    w = SimpleNamespace(
        key=key, month=1512, people=SimpleNamespace(id=ids, home=np.zeros(rows, np.int64)),
        towns=SimpleNamespace(hospital_pull=pull), ledger=SimpleNamespace(turned_away=shadow()),
    )  # fmt: skip
    weights = np.tile([0.3, 0.5 * pull, 0.05, 0.1, 0.03, 0.02], (rows, 1))
    picked, at_one = (
        career.CHOICES[luck.race(key, ids, 1512, Decision.CAREER, table, career.CHOICES)]
        for table in (weights, np.where(np.arange(6) == career.HOSPITAL, 0.5, weights))
    )
    before = weights.copy()
    hospital.turn_away(w, np.arange(rows), Decision.CAREER, weights, career.CHOICES, picked, career.HOSPITAL, 0.5)
    assert np.array_equal(weights, before)
    return w.ledger.turned_away.counts["hospital_posts"], picked, at_one


@pytest.mark.parametrize("pull", [0.0, 0.4, 1.0, 1.3])
def test_hospital_turns_away_whom_a_pull_of_one_would_take(pull):
    counts, picked, at_one = turned_from_hospital(pull)
    turned = np.count_nonzero((at_one == career.HOSPITAL) & (picked != career.HOSPITAL)) if pull < 1 else 0
    assert counts.sum() == 12 * turned and (turned > 30) == (pull < 1)


def test_asking_who_else_would_start_moves_no_draw():
    """Starts are those of the rule that asks only where a supervisor is to be had."""
    w = passed(country(months=12), 3)
    alis.update_supervision(w)
    possible = (w.towns.free_slots > 0) | alis.external_access(w)
    rates = alis.monthly(alis.start_rates(w))
    rows = np.flatnonzero(
        np.isin(w.people.stage, alis.PRACTICE) & ~w.people.specialist & ~w.people.in_training & w.people.lis1_done
    )
    chance = alis.start_chance(w, rows, rates, possible)
    expected = rows[luck.happens(w.key, w.people.id[rows], w.month, Decision.TRAINING_START, chance)]
    alis.start_training(w)
    assert np.array_equal(rows[w.people.in_training[rows]], expected) and not possible.all()
