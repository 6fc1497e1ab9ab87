"""Rows kept by stage are always those that a look through all rows would find, whatever moved in between."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import stage_rows
from agents.luck import make_id
from agents.population import Population
from agents.stage_rows import StageRows, repair
from tests.agents.test_population import COLUMNS

GROUPS = ((1,), (2, 3), (3, 0), (0, 1, 2, 3), (7,))


def looked_for(stage: np.ndarray, group: tuple[int, ...]) -> list[int]:
    return np.flatnonzero(np.isin(stage, group)).tolist()


@st.composite
def months(draw):
    """First stages, then rounds of moves (row, new stage) with the groups asked for after each."""
    stages = st.integers(0, 4)
    first = draw(st.lists(stages, min_size=20, max_size=60))
    move = st.tuples(st.integers(0, len(first) - 1), stages)
    rounds = st.tuples(st.lists(move, max_size=6), st.lists(st.sampled_from(GROUPS), max_size=3), st.booleans())
    return first, draw(st.lists(rounds, max_size=8))


@settings(max_examples=200, deadline=None)
@given(months(), st.sampled_from([0.0, 1.0]), st.sampled_from([5, 10_000]))
def test_rows_kept_are_the_rows_looked_for(case, repair_below, moves_kept):
    """Repaired or looked for anew, with room for few moves or for many; arrays handed out stay as they were."""
    first, rounds = case
    stage = np.array(first, np.uint8)
    kept, handed_out = StageRows(), []
    stage_rows.REPAIR_BELOW, before_part = repair_below, stage_rows.REPAIR_BELOW
    stage_rows.MOVES_KEPT, before_kept = moves_kept, stage_rows.MOVES_KEPT
    try:
        for group in GROUPS:
            kept.rows(group, stage)
        for moves, groups, forget in rounds:
            for row, to in moves:
                was = stage[row]
                stage[row] = to
                kept.note(np.array([row]), np.array([was]))
            if forget:
                kept.forget()
            for group in groups:
                rows = kept.rows(group, stage)
                assert rows.tolist() == looked_for(stage, group)
                assert rows.dtype == np.int64 and not rows.flags.writeable
                assert kept.rows(group, stage) is rows, "nobody moved: the same array"
                handed_out.append((rows, rows.tolist()))
        assert all(rows.tolist() == as_it_was for rows, as_it_was in handed_out)
    finally:
        stage_rows.REPAIR_BELOW, stage_rows.MOVES_KEPT = before_part, before_kept


def test_a_move_that_is_not_noted_is_not_seen_until_everything_is_forgotten():
    """So the noting matters: the test above could fail."""
    stage = np.array([1, 2, 1], np.uint8)
    kept = StageRows()
    assert kept.rows((1,), stage).tolist() == [0, 2]
    stage[1] = 1
    assert kept.rows((1,), stage).tolist() == [0, 2]
    kept.forget()
    assert kept.rows((1,), stage).tolist() == [0, 1, 2]


def test_new_doctors_are_among_the_rows_of_their_stage():
    population = Population(None, COLUMNS, 2)
    assert population.rows(3, 9).tolist() == []
    for entry in range(40):
        population.add(2, id=make_id(1500, "uio", np.arange(2 * entry, 2 * entry + 2)), stage=np.array([3, 4]))
        population.add(1, id=make_id(1501, "uio", entry))
        assert population.rows(3, 9).tolist() == looked_for(population.stage, (3, 9))
        assert population.rows(9).tolist() == looked_for(population.stage, (9,))
    population.view(0).stage = 9
    assert population.rows(9).tolist()[:2] == [0, 2]


@pytest.mark.parametrize("seed", range(5))
def test_the_loops_and_their_plain_twins_agree(seed):
    draw = np.random.default_rng(seed)
    stage = draw.integers(0, 6, 300).astype(np.uint8)
    wanted = np.zeros(256, bool)
    wanted[[2, 5]] = True
    rows = np.flatnonzero(wanted[stage])
    rows.setflags(write=False)
    moved = draw.integers(0, 300, 40)  # some of them twice
    before = stage[moved]
    stage[moved] = draw.integers(0, 6, 40)
    mended = repair(rows, moved, before, 0, 40, stage, wanted)
    assert np.array_equal(mended, repair.py_func(rows, moved, before, 0, 40, stage, wanted))
    assert np.array_equal(mended, np.flatnonzero(wanted[stage]))
    assert not np.array_equal(mended, rows) and repair(mended, moved, before, 0, 0, stage, wanted) is None


@pytest.mark.parametrize("size", [0, 1, 2, 5, 400])
def test_crossed_rows_are_sorted_whatever_their_number_and_order(size):
    draw = np.random.default_rng(size)
    for crossed in (draw.integers(0, 300, size), np.arange(size)[::-1].copy(), np.arange(size)):
        expected = np.sort(crossed)
        twin = crossed.copy()
        stage_rows._sort(crossed)
        stage_rows._sort.py_func(twin)
        assert np.array_equal(crossed, expected) and np.array_equal(twin, expected)
