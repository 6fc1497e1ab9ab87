"""Scores against the formulas they are published with."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr, ndtri

from calibration.scores import absolute_percentage_error, covers, crps_of_draws, crps_of_normal, interval


def test_absolute_percentage_error():
    assert absolute_percentage_error(90, 120) == 25.0
    assert np.isnan(absolute_percentage_error(1, 0))


@pytest.mark.parametrize(("mean", "sd", "observed"), [(0, 1, 0), (3, 2, -1), (10, 0.5, 11)])
def test_crps_of_a_normal_is_the_integral_it_stands_for(mean, sd, observed):
    """CRPS = integral of (F(x) - 1[x >= y])^2 (Matheson and Winkler 1976)."""
    below = quad(lambda x: ndtr((x - mean) / sd) ** 2, mean - 12 * sd, observed)[0]
    above = quad(lambda x: (1 - ndtr((x - mean) / sd)) ** 2, observed, max(mean, observed) + 12 * sd)[0]
    assert crps_of_normal(mean, sd, observed) == pytest.approx(below + above, rel=1e-6)


def test_crps_of_draws_is_the_mean_over_pairs():
    draws, y = np.array([1.0, 4.0, 6.0]), 3.0
    pairs = np.mean([abs(a - b) for i, a in enumerate(draws) for j, b in enumerate(draws) if i != j])
    assert crps_of_draws(draws, y) == pytest.approx(np.abs(draws - y).mean() - pairs / 2)


def test_crps_of_many_normal_draws_is_that_of_the_normal():
    draws = 5 + 2 * ndtri((np.arange(20_000) + 0.5) / 20_000)
    assert crps_of_draws(draws, 6.5) == pytest.approx(crps_of_normal(5, 2, 6.5), rel=1e-3)


def test_one_draw_or_no_spread_is_the_absolute_error():
    assert crps_of_draws(np.array([2.0]), 5.0) == 3.0
    assert crps_of_normal(2.0, 0.0, 5.0) == 3.0


def test_intervals_and_coverage():
    draws = np.arange(101.0)
    assert interval(draws, 0.9) == pytest.approx((5.0, 95.0))
    assert covers(draws, 94.9, 0.9)
    assert not covers(draws, 95.1, 0.9)
