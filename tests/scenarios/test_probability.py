"""Probabilities of an ensemble: Wilson's interval, and what clusters do to it."""

import numpy as np
import pytest

from scenarios.probability import effective_runs, probability_of


def test_one_draw_is_wilsons_interval_of_independent_runs():
    held = np.zeros((1, 20), bool)
    held[0, :5] = True
    found = probability_of(held)
    # (p + z²/2n -+ z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n) with z = 1.645, p = 0.25, n = 20
    assert (found.low, found.high) == pytest.approx((0.12738, 0.43220), abs=1e-5)
    assert found.text == "25 % (5 of 20 runs; 90 % interval 13 to 43 %)"


def test_all_runs_agreeing_is_no_certainty_and_each_draw_counts_once():
    found = probability_of(np.ones((10, 2), bool))
    assert found.effective == 10 and found.high == 1 and found.low == pytest.approx(10 / (10 + 1.64485**2), abs=1e-4)
    assert probability_of(np.zeros((1, 8), bool)).high == pytest.approx(1.64485**2 / (8 + 1.64485**2), abs=1e-4)


def test_runs_of_a_draw_that_agree_count_as_few():
    clustered = np.repeat([[True], [False], [True], [False]], 50, axis=1)
    # var of draw means 1/3 over 4 draws; replicates do not differ: p(1-p) / (1/12) = 3
    assert effective_runs(clustered) == pytest.approx(3)


def test_runs_that_differ_within_draws_count_for_more_but_never_more_than_there_are():
    mixed = np.tile([True, False], (6, 10))
    assert 1 <= effective_runs(mixed) <= 120
    latin = np.array([[True, False, False], [False, True, False], [False, False, True]])
    assert effective_runs(latin) == 9
