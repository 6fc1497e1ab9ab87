"""How long contracts last, by hand; and that a run keeps every contract, with or without lives."""

import numpy as np
import pytest

from agents.doctor import Stage
from model.tenure import incidence, median_years, survival
from tests.norway import national


def test_a_curve_falls_where_contracts_end():
    begun, end = np.full(4, 100), np.array([112, 112, 124, 500])  # a year, a year, two years, longer than seen
    share = survival(begun, end, 100, 199)
    assert share[11] == 1.0 and share[12] == 0.5 and share[23] == 0.5 and share[24] == 0.25
    assert median_years(share) == 1.0


def test_old_contracts_count_only_from_the_age_they_were_first_seen_at():
    begun, end = np.array([100, 100, 40, 40]), np.array([112, 500, 500, 500])
    share = survival(begun, end, 100, 199)
    assert share[12] == 0.5, "those begun at 40 were sixty months old before they were seen"


def test_beyond_what_was_seen_there_is_no_value():
    share = survival(np.array([100]), np.array([500]), 100, 109)
    assert len(share) == 12 and share[10] == 1.0 and np.isnan(share[11]) and np.isnan(median_years(share))
    assert len(survival(np.array([10]), np.array([20]), 100, 109)) == 0


def test_two_ways_out_share_what_is_over():
    """Four begin: one starts after a year and one gives up then, one starts after two, one waits on."""
    begun, end = np.full(4, 100), np.array([112, 112, 124, 500])
    waiting, started = incidence(begun, end, 100, 199, np.array([True, False, True, False]))
    assert np.array_equal(waiting, survival(begun, end, 100, 199), equal_nan=True)
    assert (started[11], started[12], started[23], started[24]) == (0.0, 0.25, 0.25, 0.5)
    assert waiting[24] + started[24] == 0.75  # a quarter gave up


def test_a_wait_seen_in_part_counts_for_the_part_seen():
    """Of two at risk at twelve months one starts; the one cut off at six months tells nothing of later."""
    begun, end = np.array([100, 100, 194]), np.array([112, 500, 500])
    _, started = incidence(begun, end, 100, 199, np.array([True, False, False]))
    assert started[12] == 0.5


@pytest.mark.slow
def test_a_run_keeps_every_wait_for_lis1():
    run = national("2026", 12)
    waits, last = run.waits, run.months[-1]
    assert (waits["begun"] <= waits["end"]).all() and waits["end"].min() >= run.months[0]
    assert waits["started"].sum() == run.moves[:, Stage.WAITING, Stage.LIS1_HOSPITAL].sum() > 1000
    over = waits["end"] <= last
    assert (over & ~waits["started"]).sum() == run.moves[:, Stage.WAITING, Stage.OTHER].sum() > 0
    hired_of_rounds = waits["end"][waits["started"]] - waits["begun"][waits["started"]]
    assert hired_of_rounds.sum() == pytest.approx(run.national["lis1_wait_months"].sum(), rel=0.02)


@pytest.mark.slow
def test_a_run_keeps_every_contract_that_ended_and_every_one_still_held():
    run = national("2026", 12)
    ended = run.contracts["end"] <= run.months[-1]
    assert ended.sum() == run.municipal["contracts_ended"].sum() > 100
    assert (~ended).sum() == run.municipal["gps"][-1].sum()
    assert (run.contracts["begun"] <= run.contracts["end"]).all()
    by_town = np.bincount(run.contracts["municipality"][ended], minlength=run.municipal["gps"].shape[1])
    assert np.array_equal(by_town, run.municipal["contracts_ended"].sum(axis=0))
