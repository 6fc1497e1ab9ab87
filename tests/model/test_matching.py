"""Matching: stable, best for applicants, within capacity; shares that add up."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import matching_loops
from model.matching import (
    blocking_pairs,
    deferred_acceptance,
    fill_capped,
    serial_dictatorship,
    share_out,
)

# ------------------------------------------------------------------------------------------- markets


@st.composite
def markets(draw, most_applicants=12, most_places=5):
    """(preferences, scores, capacity); lists of any length, scores with many ties, capacities from 0."""
    n, k = draw(st.integers(0, most_applicants)), draw(st.integers(1, most_places))
    preferences = np.full((n, k), -1, np.int32)
    for row in range(n):
        listed = draw(st.permutations(range(k)))[: draw(st.integers(0, k))]
        preferences[row, : len(listed)] = listed
    scores = draw(st.lists(st.integers(0, 3), min_size=n * k, max_size=n * k))
    capacity = draw(st.lists(st.integers(0, 3), min_size=k, max_size=k))
    return preferences, np.array(scores, float).reshape(n, k), np.array(capacity, np.int64)


def big_market(n, k, seats):
    """A market of the size of a national round, without a generator: fractions of multiples of surds."""
    noise = np.modf(np.outer(np.arange(1, n + 1), np.sqrt(np.arange(2, k + 2))) * 37.7)[0]
    taste = np.modf(np.outer(np.arange(1, n + 1), np.cbrt(np.arange(2, k + 2))) * 91.3)[0]
    preferences = np.argsort(taste + np.linspace(0, 1, k), axis=1).astype(np.int32)
    return preferences, noise, np.full(k, seats, np.int64)


def rank(preferences, row, choice):
    """Place of a choice on the list of a row; being unplaced ranks below everything listed."""
    listed = [one for one in preferences[row].tolist() if one >= 0]
    return listed.index(choice) if choice >= 0 else len(listed)


def stable_matchings(preferences, scores, capacity):
    """Every stable matching of a tiny market, by trying all assignments."""
    options = [[-1, *(one for one in row.tolist() if one >= 0)] for row in preferences]
    for trial in itertools.product(*options):
        used = np.bincount([one for one in trial if one >= 0], minlength=capacity.size)
        if (used <= capacity).all() and not blocking_pairs(trial, preferences, scores, capacity):
            yield trial


@given(markets())
def test_deferred_acceptance_is_stable_and_keeps_capacity(market):
    preferences, _, capacity = market
    placed = deferred_acceptance(*market)
    assert placed.dtype == np.int64
    assert blocking_pairs(placed, *market) == []
    assert (np.bincount(placed[placed >= 0], minlength=capacity.size) <= capacity).all()
    assert all(choice == -1 or choice in preferences[row] for row, choice in enumerate(placed))


@given(markets())
def test_no_empty_seat_is_wanted(market):
    preferences, _, capacity = market
    placed = deferred_acceptance(*market)
    empty = capacity - np.bincount(placed[placed >= 0], minlength=capacity.size) > 0
    for row, choice in enumerate(placed):
        better = preferences[row, : rank(preferences, row, choice)]
        assert not empty[better].any()


@given(markets(most_applicants=4, most_places=3))
def test_no_stable_matching_is_better_for_any_applicant(market):
    placed = deferred_acceptance(*market)
    all_stable = list(stable_matchings(*market))
    assert tuple(placed.tolist()) in all_stable
    for other in all_stable:
        for row, choice in enumerate(other):
            assert rank(market[0], row, placed[row]) <= rank(market[0], row, choice)


def test_the_applicants_best_is_chosen_where_two_matchings_are_stable():
    """Each side prefers the other's second: applicants get their first."""
    preferences = np.array([[0, 1], [1, 0]], np.int32)
    scores = np.array([[0.0, 1.0], [1.0, 0.0]])
    capacity = np.array([1, 1])
    assert set(stable_matchings(preferences, scores, capacity)) == {(0, 1), (1, 0)}
    assert deferred_acceptance(preferences, scores, capacity).tolist() == [0, 1]


@given(markets())
def test_compiled_and_plain_deferred_acceptance_agree(market):
    assert np.array_equal(matching_loops.deferred_compiled(*market), matching_loops.deferred_plain(*market))


@pytest.mark.parametrize(("n", "k", "seats"), [(1300, 25, 38), (300, 300, 1)])
def test_national_rounds_agree_and_are_stable(n, k, seats):
    market = big_market(n, k, seats)
    placed = deferred_acceptance(*market)
    assert np.array_equal(placed, matching_loops.deferred_plain(*market))
    assert blocking_pairs(placed, *market) == []
    assert np.count_nonzero(placed >= 0) == min(n, k * seats)


def test_of_equal_scores_the_lower_row_comes_first():
    preferences = np.zeros((5, 1), np.int32)
    scores = np.array([[1.0], [2.0], [2.0], [1.0], [2.0]])
    assert deferred_acceptance(preferences, scores, [2]).tolist() == [-1, 0, 0, -1, -1]
    assert deferred_acceptance(preferences, scores, [4]).tolist() == [0, 0, 0, -1, 0]


def test_blocking_pairs_names_the_pairs():
    preferences = np.array([[0, 1], [0, -1], [1, 0]], np.int32)
    scores = np.array([[3.0, 1.0], [2.0, 9.0], [1.0, 1.0]])
    assert blocking_pairs([1, 0, -1], preferences, scores, [1, 1]) == [(0, 0)]
    assert blocking_pairs([0, -1, -1], preferences, scores, [1, 1]) == [(2, 1)]
    assert blocking_pairs([-1, -1, 1], preferences, scores, [2, 1]) == [(0, 0), (0, 1), (1, 0)]
    assert blocking_pairs([0, -1, 1], preferences, scores, [1, 1]) == []


# ----------------------------------------------------------------------------------- serial dictatorship


@given(markets(), st.randoms(use_true_random=False))
def test_each_dictator_takes_the_best_of_what_is_left(market, mixer):
    preferences, _, capacity = market
    order = list(range(len(preferences)))
    mixer.shuffle(order)
    order = order[: len(order) - len(order) // 4]
    placed = serial_dictatorship(np.array(order, int), preferences, capacity)
    left = capacity.copy()
    for row in order:
        wanted = [one for one in preferences[row].tolist() if one >= 0 and left[one] > 0]
        assert placed[row] == (wanted[0] if wanted else -1)
        left[placed[row]] -= placed[row] >= 0
    assert (left >= 0).all()
    assert all(placed[row] == -1 for row in set(range(len(preferences))) - set(order))
    queue = np.array(order, np.int64)
    assert np.array_equal(placed, matching_loops.serial_compiled(queue, preferences, capacity))
    assert np.array_equal(placed, matching_loops.serial_plain(queue, preferences, capacity))


@given(markets())
def test_common_scores_make_deferred_acceptance_a_serial_dictatorship(market):
    preferences, scores, capacity = market
    common = np.repeat(scores[:, :1], capacity.size, axis=1)
    order = np.argsort(-common[:, 0], kind="stable")
    placed = deferred_acceptance(preferences, common, capacity)
    assert np.array_equal(placed, serial_dictatorship(order, preferences, capacity))


GOOD = np.array([[0, 1], [1, -1]], np.int32)


@pytest.mark.parametrize(
    ("preferences", "scores", "capacity", "says"),
    [
        (
            [[0, 2], [1, -1]],
            np.zeros((2, 2)),
            [1, 1],
            r"preferences\[0, 1\] is 2; expected an alternative 0\.\.1",
        ),
        ([[0, -2], [1, -1]], np.zeros((2, 2)), [1, 1], r"preferences\[0, 1\] is -2"),
        ([[0, 1], [1, 1]], np.zeros((2, 2)), [1, 1], r"preferences\[1, 1\] is 1"),
        ([[0, 1], [-1, 1]], np.zeros((2, 2)), [1, 1], r"preferences\[1, 1\] is 1"),
        ([[0, 1], [1, 2**32]], np.zeros((2, 2)), [1, 1], r"preferences\[1, 1\] is 4294967296"),
        ([0, 1], np.zeros((2, 2)), [1, 1], r"whole numbers \(n, L\)"),
        ([[0.0, 1.0]], np.zeros((2, 2)), [1, 1], r"whole numbers \(n, L\)"),
        (GOOD, np.zeros((2, 3)), [1, 1], r"scores have shape \(2, 3\), expected \(2, 2\)"),
        (GOOD, np.array([[0, 0], [0, np.nan]]), [1, 1], r"scores\[1, 1\] is not a number"),
        (GOOD, np.zeros((2, 2)), [1, -1], r"capacity\[1\] must be 0 or more, got -1"),
        (GOOD, np.zeros((2, 2)), [1.5, 1.0], "capacity must be whole numbers"),
    ],
)
def test_a_wrong_market_is_refused(preferences, scores, capacity, says):
    with pytest.raises(ValueError, match=says):
        deferred_acceptance(preferences, scores, capacity)


@pytest.mark.parametrize(("order", "says"), [([0, 0], "more than once"), ([2], r"rows 0\.\.1"), ([-1], "rows 0")])
def test_a_wrong_order_is_refused(order, says):
    with pytest.raises(ValueError, match=says):
        serial_dictatorship(order, GOOD, [1, 1])


@given(st.lists(st.lists(st.integers(-2, 4), min_size=3, max_size=3), min_size=1, max_size=4))
def test_compiled_and_plain_checks_of_lists_agree(lists):
    array = np.array(lists, np.int32)
    assert matching_loops.bad_entry_compiled(array, 3) == matching_loops.bad_entry_plain(array, 3)


# ------------------------------------------------------------------------------------ whole-number shares


@st.composite
def groups(draw, weights):
    """(amount, weight, group_start); groups may be empty or without weight."""
    sizes = draw(st.lists(st.integers(0, 7), min_size=1, max_size=5))
    amount = draw(st.lists(st.integers(0, 5000), min_size=len(sizes), max_size=len(sizes)))
    weight = draw(st.lists(weights, min_size=sum(sizes), max_size=sum(sizes)))
    start = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return np.array(amount, np.int64), np.array(weight), start


ANY_WEIGHT = st.one_of(st.just(0.0), st.floats(1e-9, 1e9), st.integers(1, 4).map(float))
ROOM = st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 3000))


@given(groups(ANY_WEIGHT))
def test_shares_add_up_and_lie_within_one_of_the_exact_proportion(case):
    amount, weight, start = case
    shares = share_out(amount, weight, start)
    for g in range(amount.size):
        part, got = [Fraction(w) for w in weight[start[g] : start[g + 1]]], shares[start[g] : start[g + 1]]
        if sum(part) == 0:
            assert not got.any()
            continue
        assert got.sum() == amount[g]
        for share, w in zip(got.tolist(), part, strict=True):
            assert abs(share - int(amount[g]) * w / sum(part)) < 1 + Fraction(1, 10**6)
            assert w > 0 or share == 0


@given(groups(st.integers(0, 40)))
def test_the_largest_remainders_round_up_and_of_equals_the_first(case):
    amount, weight, start = case
    shares = share_out(amount, weight.astype(float), start)
    for g in range(amount.size):
        part = [int(w) for w in weight[start[g] : start[g + 1]]]
        if sum(part) == 0:
            continue
        exact = [Fraction(int(amount[g]) * w, sum(part)) for w in part]
        whole = [int(one) for one in exact]
        by_remainder = sorted(range(len(part)), key=lambda i: (whole[i] - exact[i], i))
        for i in by_remainder[: int(amount[g]) - sum(whole)]:
            whole[i] += 1
        assert shares[start[g] : start[g + 1]].tolist() == whole


@given(groups(ROOM))
def test_filling_never_exceeds_room_and_leaves_none_that_was_wanted(case):
    amount, room, start = case
    filled = fill_capped(amount, room.astype(np.int64), start)
    assert (filled >= 0).all()
    assert (filled <= room).all()
    for g in range(amount.size):
        part = slice(start[g], start[g + 1])
        assert filled[part].sum() == min(amount[g], room[part].sum())


@given(groups(ANY_WEIGHT))
def test_compiled_and_plain_shares_agree(case):
    amount, weight, start = case
    weight = weight.astype(float)
    compiled, plain = (
        one(amount, weight, start) for one in (matching_loops.share_compiled, matching_loops.share_plain)
    )
    assert np.array_equal(compiled, plain)


@pytest.mark.parametrize("size", [matching_loops.FEW, matching_loops.FEW + 1, 300])
def test_remainders_are_found_alike_among_few_and_among_many(size):
    draw = np.random.default_rng(size)
    weight = draw.integers(0, 50, 3 * size).astype(float)  # some alike, some 0
    case = draw.integers(0, 1000, 3), weight, np.arange(4) * size
    weight[:size] = draw.integers(1, 50, size)  # as many candidates as items
    assert np.array_equal(matching_loops.share_compiled(*case), matching_loops.share_plain(*case))


@given(groups(ROOM))
def test_compiled_and_plain_rooms_agree(case):
    _, room, start = case
    for rooms in (room.astype(float), room / 2.0):
        compiled, whole = matching_loops.room_by_group(rooms, start)
        plain, also_whole = matching_loops.room_by_group.py_func(rooms, start)
        assert np.array_equal(compiled, plain) and whole == also_whole == (rooms == np.floor(rooms)).all()
        if whole:
            assert compiled.tolist() == [int(rooms[a:b].sum()) for a, b in itertools.pairwise(start)]


def test_shares_by_hand():
    assert share_out([10], [1.0, 1.0, 1.0], [0, 3]).tolist() == [4, 3, 3]
    assert share_out([7, 5, 0], [2.0, 1.0, 0.0, 0.0, 9.0], [0, 2, 4, 5]).tolist() == [5, 2, 0, 0, 0]
    assert fill_capped([10], [3, 0, 4], [0, 3]).tolist() == [3, 0, 4]
    assert fill_capped([3], [3, 0, 3], [0, 3]).tolist() == [2, 0, 1]
    assert share_out([5_627_400], [1.0] * 357, [0, 357]).sum() == 5_627_400


@pytest.mark.parametrize(
    ("amount", "weight", "start", "says"),
    [
        ([5], [1.0, -1.0], [0, 2], "item 1 must have a finite weight or room of 0 or more, got -1.0"),
        ([5], [1.0, np.nan], [0, 2], "item 1"),
        ([5], [1.0, np.inf], [0, 2], "item 1"),
        ([-5], [1.0, 1.0], [0, 2], r"amount\[0\] must be 0 or more, got -5"),
        ([5.5], [1.0, 1.0], [0, 2], "amount must be whole numbers"),
        ([5], [1.0, 1.0], [0, 3], "2 positions from 0 to 2"),
        ([5], [1.0, 1.0], [0, 1, 2], "2 positions from 0 to 2"),
        ([5, 5, 5], [1.0, 1.0], [0, 2, 1, 2], "must not fall"),
        ([2**60], [1.0, 1.0], [0, 2], "too large"),
        ([5], [1e300, 1e300], [0, 2], "too large"),
    ],
)
def test_wrong_shares_are_refused(amount, weight, start, says):
    with pytest.raises(ValueError, match=says):
        share_out(amount, weight, start)


def test_room_is_counted_in_whole_patients():
    with pytest.raises(ValueError, match="whole numbers"):
        fill_capped([5], [1.5, 1.0], [0, 2])
