"""Parameters and chance told apart: known variances, exact cases, and what cannot be told."""

import numpy as np
import pytest

from scenarios.collected import collect
from scenarios.ensemble import Engine, run_missing
from scenarios.uncertainty import in_words, mean_squares, parts, uncertainty_table
from tests.scenarios import fake


def test_the_parts_of_known_variances_come_back_without_bias():
    """4 000 studies of 4 draws x 3 replicates: means within 4 standard errors of the truth (false alarm < 1e-3)."""
    rng = np.random.default_rng(11)
    studies = 4000
    values = (
        rng.normal(0, 2.0, (4, 1, studies)) + rng.normal(0, 1.0, (1, 3, studies)) + rng.normal(0, 0.5, (4, 3, studies))
    )
    squares = mean_squares(values)
    for found, true in ((squares.parameters, 4.0), (squares.chance, 1.25)):
        assert abs(found.mean() - true) < 4 * found.std() / np.sqrt(studies)
    whole = squares.parameters + squares.chance
    assert abs(whole.mean() - 5.25) < 4 * whole.std() / np.sqrt(studies)


def test_chance_is_the_mean_variance_within_a_draw():
    values = np.random.default_rng(3).normal(size=(5, 4, 7))
    np.testing.assert_allclose(mean_squares(values).chance, values.var(axis=1, ddof=1).mean(axis=0))


def test_parameters_that_do_not_matter_are_seldom_said_to():
    """The F test at 5 percent on 4 000 studies without an effect (standard error 0.35 points; false alarm < 1e-3)."""
    rng = np.random.default_rng(12)
    values = rng.normal(0, 1.0, (1, 3, 4000)) + rng.normal(0, 1.0, (4, 3, 4000))
    assert 0.038 < (mean_squares(values).chance_of_none <= 0.05).mean() < 0.062


def test_a_table_by_hand():
    """Draws 4 apart and luck 2 apart, no interaction: variances 8 and 2, the rest nothing."""
    found = parts(np.array([[[0.0], [2.0]], [[4.0], [6.0]]]))
    assert found["mean"][0] == 3.0
    assert found["variance_parameters"][0] == 8.0 and found["variance_chance"][0] == 2.0
    assert found["sd"][0] == np.sqrt(10) and found["share_parameters"][0] == pytest.approx(0.8)


def test_what_cannot_be_told_is_empty():
    runs = np.random.default_rng(4).normal(size=(3, 3, 2))
    one_draw, one_replicate = parts(runs[:1]), parts(runs[:, :1])
    assert np.isnan(one_draw["sd_parameters"]).all() and np.isnan(one_draw["sd"]).all()
    np.testing.assert_allclose(one_draw["sd_chance"], runs[0].std(axis=0, ddof=1))
    for name in ("sd", "sd_parameters", "sd_chance", "share_parameters", "chance_of_none"):
        assert np.isnan(one_replicate[name]).all(), name
    below = parts(np.array([[[0.0], [2.0]], [[2.0], [0.0]]]))  # draws alike, all interaction
    assert below["variance_parameters"][0] < 0 and np.isnan(below["sd_parameters"][0])
    runs[0, 0, 0] = np.nan
    assert np.isnan(parts(runs)["sd"][0]) and np.isfinite(mean_squares(runs).chance[1])


def test_the_table_holds_levels_and_paired_effects(tmp_path):
    study = fake.study(fake.case("base"), fake.case("more", gps=1.0), draws=2, replicates=3)
    run_missing(study, tmp_path, Engine(_with_draws, fake.country), workers=1)
    ensemble = collect(study, tmp_path, fake.country())
    table = uncertainty_table(ensemble)
    keys = ["scenario", "base", "year", "indicator"]
    assert not table.duplicated(keys).any() and len(table) == 3 * 7 * 6
    level = table[(table["scenario"] == "base") & (table["indicator"] == "gps") & (table["year"] == 2031)].iloc[0]
    assert level["sd_parameters"] == pytest.approx(100.0 / np.sqrt(2)), "the second draw has 100 GPs more"
    assert in_words(level).startswith("mostly parameters")
    assert (table["quantity"] == "effect").sum() == len(table) / 3
    effect = table[(table["base"] == "base") & (table["indicator"] == "gps") & (table["year"] == 2031)].iloc[0]
    assert effect["variance_parameters"] == pytest.approx(0, abs=1e-9), "pairs share the draw"


def _with_draws(task):
    run = fake.simulate(task)
    run.municipal["gps"][:, 0] += 100 * task.draw
    return run


def test_words_say_what_is_missing():
    row = {"draws": 1, "replicates": 5, "variance_parameters": np.nan, "variance_chance": 1.0}
    assert "one draw" in in_words(row)
    assert "one replicate" in in_words(row | {"draws": 4, "replicates": 1})
    several = row | {"draws": 4, "variance_parameters": 0.1, "chance_of_none": 0.4}
    assert "4 draws cannot tell" in in_words(several)
