"""Emulator, sampler, history matching and the semi-automatic reading, each against what is known in closed form."""

import numpy as np
import pytest
from scipy.special import ndtr

from calibration.coverage import held_out, held_out_semi_automatic
from calibration.design import noise, replicates, sobol
from calibration.emulator import features, fit_emulator
from calibration.history import CUT, matching, summary, third_largest
from calibration.priors import to_cube, to_normal
from calibration.sampler import Problem, mixing, sample
from calibration.semi_automatic import noisy
from calibration.targets import load_targets

SIX = load_targets()[:6]


def quadratic_world(n: int = 256, d: int = 3, chance: float = 0.0):
    """Outputs of second order in u, with noise."""
    u = sobol(n, d, 1)
    x = 2 * u - 1
    y = np.stack([1 + x[:, 0] - 2 * x[:, 1] + x[:, 0] * x[:, 2], 3 * x[:, 1] ** 2 + x[:, 2]], axis=1)
    return u, y + chance * noise(y.shape, 1, 3)


# ---- design


def test_sobol_points_are_even_longer_designs_begin_with_shorter_and_other_seeds_differ():
    points = sobol(256, 30, 1)
    assert points.mean(axis=0) == pytest.approx(np.full(30, 0.5), abs=0.02)
    assert points.min() > 0 and points.max() < 1
    assert (sobol(512, 30, 1)[:256] == points).all()
    assert not np.isclose(sobol(256, 30, 2), points).all(axis=0).any()
    with pytest.raises(ValueError, match="power of two"):
        sobol(100, 3, 1)


def test_common_luck_goes_round():
    assert replicates(np.arange(40)).tolist() == [*range(16), *range(16), *range(8)]


# ---- emulator


def test_terms_are_counted_and_centred():
    u = sobol(1024, 4, 1)
    terms = features(u)
    assert terms.shape == (1024, 1 + 4 + 4 + 6)
    assert np.abs(terms[:, 1:].mean(axis=0)).max() < 0.02


def test_a_surface_of_second_order_is_found_exactly():
    u, y = quadratic_world()
    found = fit_emulator(u, y)
    fresh = sobol(64, 3, 5)
    x = 2 * fresh - 1
    truth = np.stack([1 + x[:, 0] - 2 * x[:, 1] + x[:, 0] * x[:, 2], 3 * x[:, 1] ** 2 + x[:, 2]], axis=1)
    assert found.predict(fresh) == pytest.approx(truth, abs=5e-3)
    assert found.explained.min() > 0.999


def test_chance_of_single_runs_becomes_residual_variance():
    """512 runs: the standard error of a variance is 6 percent, four of them allowed (false alarm under 1 in 10 000)."""
    u, y = quadratic_world(512, chance=0.5)
    found = fit_emulator(u, y)
    assert np.diag(found.residual) == pytest.approx([0.25, 0.25], rel=0.25)
    assert abs(found.residual[0, 1]) < 0.05


def test_left_out_errors_are_those_of_refitting():
    """Leave-one-out residuals of the closed form against really leaving a run out, at the same penalty."""
    u, y = quadratic_world(64, chance=0.3)
    whole = fit_emulator(u, y)
    direct = []
    for row in range(0, 64, 8):
        others = np.arange(64) != row
        direct.append(y[row] - fit_emulator(u[others], y[others]).predict(u[[row]])[0])
    spread = np.sqrt(np.diag(whole.residual))
    assert np.std(direct, axis=0) == pytest.approx(spread, rel=0.9)  # eight rows only
    assert np.abs(np.mean(direct, axis=0)).max() < 2 * spread.max()


# ---- sampler


def by_quadrature(slope: float, observed: float, sd: float) -> tuple[float, float]:
    """Posterior mean and sd of z for y = slope (2u - 1) + error, prior z standard normal."""
    z = np.linspace(-6, 6, 20_001)
    height = np.exp(-0.5 * z**2 - 0.5 * ((slope * (2 * ndtr(z) - 1) - observed) / sd) ** 2)
    height /= height.sum()
    mean = (height * z).sum()
    return float(mean), float(np.sqrt((height * (z - mean) ** 2).sum()))


def test_draws_agree_with_quadrature():
    """Two outputs that each tell one of three parameters; the third keeps its prior. 4 800 correlated draws: errors of
    the means stay under 0.08 (about five standard errors)."""
    u = sobol(256, 3, 1)
    y = (2 * u[:, :2] - 1) * [1.0, 2.0]
    errors = np.diag([0.2**2, 0.5**2])
    found = sample(Problem(fit_emulator(u, y), np.array([0.4, -1.5]), errors), 3, 1, 1)
    flat = found.reshape(-1, 3)
    for k, (slope, observed, sd) in enumerate([(1.0, 0.4, 0.2), (2.0, -1.5, 0.5)]):
        mean, spread = by_quadrature(slope, observed, sd)
        assert flat[:, k].mean() == pytest.approx(mean, abs=0.08)
        assert flat[:, k].std() == pytest.approx(spread, rel=0.12)
    assert flat[:, 2].mean() == pytest.approx(0, abs=0.1)
    assert flat[:, 2].std() == pytest.approx(1, rel=0.12)
    assert mixing(found).max() < 1.1


def test_pinned_coordinates_do_not_take_part():
    """With the informative parameter pinned at the truth the other keeps its prior, though both move the output."""
    u = sobol(256, 2, 1)
    y = (2 * u[:, [0]] - 1) + 0.001 * (2 * u[:, [1]] - 1)
    found = sample(Problem(fit_emulator(u, y), np.array([0.5]), np.array([[0.1**2]]), ((0, 0.75),)), 2, 1, 1)
    assert found.reshape(-1, 2)[:, 1].std() == pytest.approx(1, rel=0.12)


def test_the_same_names_give_the_same_draws():
    u, y = quadratic_world()
    problem = Problem(fit_emulator(u, y), np.array([1.0, 0.5]), np.eye(2))
    assert (sample(problem, 3, 1, 1, 4, 5) == sample(problem, 3, 1, 1, 4, 5)).all()
    assert not (sample(problem, 3, 1, 1, 4, 5) == sample(problem, 3, 1, 2, 4, 5)).any()


# ---- history matching


def test_the_truth_is_kept_and_the_target_that_rules_out_is_named():
    u = sobol(256, 2, 1)
    y = np.column_stack([2 * u[:, 0] - 1, *(0.001 * u[:, 1] for _ in range(5))])
    y[:, 1] = y[:, 2] = y[:, 0]  # three outputs say the same, so the third largest counts
    truth = np.array([0.7, 0.4])
    observed = np.array([0.4, 0.4, 0.4, *[0.001 * 0.4] * 3])
    found = matching(fit_emulator(u, y), observed, np.diag(np.full(6, 0.1**2)))
    assert found.plausible(truth[None])[0]
    assert not found.plausible(np.array([[0.1, 0.4]]))[0]
    left, lines = summary(found, sobol(1024, 2, 3), SIX)
    assert left == pytest.approx(0.3, abs=0.03)  # |2u - 1 - 0.4| <= 0.3
    assert {line.target for line in lines[:3]} == {t.id for t in SIX[:3]}
    assert lines[0].alone == pytest.approx(1 - left, abs=0.01) and lines[-1].alone == 0


def test_third_largest():
    assert third_largest(np.array([[1.0, 9.0, 5.0, CUT], [4.0, 1.0, 1.0, 1.0]])).tolist() == [3.0, 1.0]


# ---- known truth


def test_intervals_hold_the_truth_as_often_as_they_say():
    """64 truths, four parameters, five noisy outputs of second order. A 90 percent interval that is right covers at
    least 0.77 of 64 truths but for 1 case in 1 000; the mean of four lies between 0.83 and 0.97."""
    u = sobol(256, 4, 1)
    x = 2 * u - 1
    a, b, c, d = x.T
    y = np.stack([a + b, b - c**2, c + 0.3 * a, 0.2 * d, a + b + c], axis=1)
    y = y + 0.1 * noise(y.shape, 1, 3)
    errors = np.diag(np.full(5, 0.15**2))
    check = held_out(u, y, y[:, :1] * 2 + 0.2 * noise((256, 1), 1, 4), errors, 64, 1)
    covered = check.covered(check.ranks, 0.9)
    assert covered.min() > 0.77 and 0.83 <= covered.mean() <= 0.97
    assert 0.36 <= check.covered(check.ranks, 0.5).mean() <= 0.64
    assert 0.77 <= check.covered(check.forecast_ranks, 0.9)[0] <= 1
    assert check.shrink[3] > 0.6 > check.shrink[1]  # the fourth is hardly seen
    other = held_out_semi_automatic(u, y, errors, 64, 1)
    assert 0.80 <= other.covered(other.ranks, 0.9).mean() <= 0.98
    assert other.shrink[1] < 0.6 < other.shrink[3] + 0.4


def test_errors_that_are_too_small_are_found_out():
    """The check can fail: a reading told of a third of the real error covers far less than 90 percent."""
    u = sobol(256, 2, 1)
    y = 2 * u - 1
    errors = np.diag(np.full(2, 0.3**2))
    seen = noisy(y, errors, 1, 7)
    emulator = fit_emulator(u, y)
    ranks = [
        (to_cube(sample(Problem(emulator, seen[row], errors / 9), 2, 1, row, 10, 20).reshape(-1, 2)) < u[row]).mean(0)
        for row in range(0, 256, 8)
    ]
    assert (np.abs(np.array(ranks) - 0.5) <= 0.45).mean() < 0.75


def test_cube_and_normal_scores_are_inverse():
    u = np.array([0.001, 0.5, 0.9])
    assert to_cube(to_normal(u)) == pytest.approx(u)
