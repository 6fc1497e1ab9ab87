"""Paired effects, pooled quantiles, Monte Carlo error, and the rows read first."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.indicators import HEADLINE
from scenarios import collected
from scenarios.collected import collect
from scenarios.compare import effects_table, headline_rows, national, yearly_table
from scenarios.ensemble import Engine, run_missing
from scenarios.numbers import change, interval, level, probability
from scenarios.statistics import (
    QUANTILES,
    distribution,
    interval_of_mean,
    monte_carlo_error,
    share_better,
    variance_saved,
)
from scenarios.terminal import LUCK_ONLY, Progress, headline_text, text_table
from scenarios.years import years_to_read
from tests.scenarios import fake


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    study = fake.study(fake.case("base"), fake.case("same"), fake.case("more", gps=1.0), replicates=5)
    run_missing(study, folder, fake.engine(), workers=1)
    return collect(study, folder, fake.country())


@pytest.fixture(scope="module")
def yearly(ensemble):
    return yearly_table(ensemble)


@pytest.fixture(scope="module")
def effects(ensemble):
    return effects_table(ensemble)


# Tables


def test_an_identical_scenario_differs_by_exactly_zero(effects):
    same = effects[effects["scenario"] == "same"]
    known = same[same["runs"] > 0]
    assert len(known) > 0.9 * len(same)
    for column in ("diff_mean", "diff_q05", "diff_q25", "diff_q75", "diff_q95", "mcse"):
        assert (known[column] == 0.0).all(), column
    directed = known[known["p_better"].notna()]
    assert (directed["p_better"] == 0.5).all() and known["variance_saved"].isna().all()


def test_differences_are_taken_pair_by_pair(ensemble, effects):
    row = national(effects, scenario="more", indicator="gps", year=2031).iloc[0]
    gps = {
        scenario: np.array([run.month("gps")[-1].sum() for _, run in ensemble.runs(scenario)], float)
        for scenario in (0, 2)
    }
    pairs = gps[2] - gps[0]
    assert row["diff_mean"] == pairs.mean() and row["runs"] == 5
    assert row["diff_q05"] == pytest.approx(np.quantile(pairs, 0.05))
    assert row["mcse"] == pytest.approx(pairs.std(ddof=1) / math.sqrt(5))
    separate = gps[0].var(ddof=1) + gps[2].var(ddof=1)
    assert row["variance_saved"] == pytest.approx(separate / pairs.var(ddof=1))
    assert row["variance_saved"] > 2  # common luck is worth something
    assert row["p_better"] == 1.0


def test_better_is_the_declared_direction(effects):
    vacant = national(effects, scenario="more", indicator="lists_vacant", year=2031).iloc[0]
    assert vacant["diff_q95"] < 0 and vacant["p_better"] == 1.0
    neutral = national(effects, scenario="more", indicator="inhabitants", year=2031).iloc[0]
    assert neutral["diff_mean"] == 0 and math.isnan(neutral["p_better"])


def test_levels_are_pooled_over_runs(ensemble, yearly):
    row = national(yearly, scenario="base", indicator="gps", year=2028).iloc[0]
    runs = [run.month("gps")[35].sum() for _, run in ensemble.runs(0)]
    assert row["mean"] == np.mean(runs) and row["q50"] == np.median(runs) and row["runs"] == 5
    assert row["unit"] == "doctors"


def test_tables_do_not_depend_on_how_many_cells_are_read_at_once(ensemble, yearly, effects, monkeypatch):
    monkeypatch.setattr(collected, "MOST", 2000)
    assert len(list(ensemble.blocks())) > 5
    assert yearly_table(ensemble).equals(yearly) and effects_table(ensemble).equals(effects)


def test_every_key_stands_once(yearly, effects):
    keys = ["scenario", "year", "area_kind", "area", "indicator"]
    assert not yearly.duplicated(keys).any() and not effects.duplicated(keys).any()
    assert len(yearly) == 3 * len(effects) / 2


def test_a_run_without_a_value_is_left_out_and_counted(tmp_path):
    study = fake.study(fake.case("base"), replicates=3)
    run_missing(study, tmp_path, Engine(_one_run_without_lists_in_oslo, fake.country), workers=1)
    table = yearly_table(collect(study, tmp_path, fake.country()))
    chosen = (table["indicator"] == "list_length_mean") & (table["area"] == "0301")
    assert (table[chosen]["runs"] == 2).all() and table[chosen]["mean"].notna().all()


def _one_run_without_lists_in_oslo(task):
    run = fake.simulate(task)
    if task.replicate == 1:
        run.municipal["lists"][:, 0] = run.municipal["lists_vacant"][:, 0] = 0
    return run


# Statistics


CELLS = st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), min_size=1, max_size=12)


@given(CELLS)
@settings(derandomize=True, deadline=None)
def test_quantiles_are_numpys(values):
    found = distribution(np.array(values)[None, :, None])
    known = [value for value in values if not math.isnan(value)]
    assert found["runs"][0] == len(known)
    for name, share in QUANTILES.items():
        expected = np.quantile(known, share) if known else math.nan
        np.testing.assert_allclose(found[name][0], expected, rtol=1e-12, atol=1e-6)


def test_error_of_one_draw_is_the_textbook_one():
    values = np.array([1.0, 2.0, 4.0, 9.0])
    assert monte_carlo_error(values[None, :, None])[0] == pytest.approx(values.std(ddof=1) / 2)
    assert math.isnan(monte_carlo_error(values[None, :1, None])[0])


def test_error_of_several_draws_is_never_too_small():
    """Crossed draws and replicates, 2 000 studies: the reported error covers the true one (false alarm <
    1e-6)."""
    rng = np.random.default_rng(5)
    draw, luck = rng.normal(0, 2, (2000, 6, 1)), rng.normal(0, 1, (2000, 1, 8))
    studies = draw + luck + rng.normal(0, 0.5, (2000, 6, 8))
    reported = monte_carlo_error(np.moveaxis(studies, 0, 2))
    true = studies.mean(axis=(1, 2)).std()
    assert 1.0 * true < np.sqrt((reported**2).mean()) < 1.15 * true


def test_the_paired_interval_holds_a_known_effect():
    """A policy that adds 10 to noisy worlds, 8 pairs, 4 000 studies: 90 percent, +- 2 (false alarm < 1e-4)."""
    rng = np.random.default_rng(6)
    base = rng.normal(5000, 40, (1, 8, 4000))
    other = base + 10 + rng.normal(0, 6, (1, 8, 4000))
    low, high = interval_of_mean(other - base)
    assert 0.88 < ((low < 10) & (high > 10)).mean() < 0.92


@pytest.mark.parametrize(("draws", "replicates", "least"), [(10, 2, 0.855), (4, 2, 0.88), (5, 8, 0.88)])
def test_the_interval_of_several_draws_holds_about_what_it_says(draws, replicates, least):
    """Draws that differ by 6, worlds of luck by 4, 4 000 studies: 90 percent and more (false alarm < 1e-3).

    Ten draws of two worlds are the hard case, 87 percent: two worlds say little of the luck that all draws share.
    """
    rng = np.random.default_rng(7)
    values = 10 + rng.normal(0, 6, (draws, 1, 4000)) + rng.normal(0, 4, (1, replicates, 4000))
    low, high = interval_of_mean(values + rng.normal(0, 3, values.shape))
    assert least < ((low < 10) & (high > 10)).mean() < 0.995


def test_an_effect_that_never_varies_has_an_interval_of_no_width():
    low, high = interval_of_mean(np.full((3, 2, 1), 7.0))
    assert low[0] == high[0] == 7.0 and np.isnan(interval_of_mean(np.ones((1, 1, 1)))[0][0])


def test_ties_count_one_half():
    pairs = np.array([[[1.0], [0.0], [-2.0], [3.0], [math.nan]]])
    assert share_better(pairs, "higher")[0] == 2.5 / 4
    assert share_better(pairs, "lower")[0] == 1.5 / 4
    assert math.isnan(share_better(pairs, "none")[0])


def test_variance_saved_says_what_pairing_is_worth():
    base = np.array([1.0, 5.0, 3.0])[None, :, None]
    assert math.isnan(variance_saved(base, base + 7.0)[0])
    assert math.isnan(variance_saved(base * 0, base * 0 + 1)[0])
    assert math.isnan(variance_saved(base[:, :1], base[:, :1])[0])
    other = base[:, ::-1] * 2
    expected = (base.var(ddof=1) + other.var(ddof=1)) / (other - base).var(ddof=1)
    assert variance_saved(base, other)[0] == pytest.approx(expected)


# What is read first


def test_years_to_read():
    assert years_to_read(range(2026, 2051)) == [2030, 2035, 2040, 2050]
    assert years_to_read(range(2026, 2045)) == [2030, 2035, 2040, 2044]
    assert years_to_read(range(2016, 2026)) == [2025]


def test_headline_rows_hold_level_and_paired_effect(yearly, effects):
    rows = headline_rows(yearly, effects, "more", "base")
    assert [(row["indicator"], row["year"]) for row in rows] == [
        (name, year) for name in HEADLINE for year in (2030, 2031)
    ]
    first = rows[0]
    assert first["base_q05"] <= first["base_mean"] <= first["base_q95"] and first["pairs"] == 5
    assert first["diff_mean"] == national(effects, scenario="more", indicator="gps", year=2030).iloc[0]["diff_mean"]
    alone = headline_rows(yearly, None, "base", "base")
    assert "diff_mean" not in alone[0] and len(alone) == 12


def test_the_terminal_table_is_aligned_and_says_nothing_where_nothing_differs(yearly, effects):
    text = headline_text(headline_rows(yearly, effects, "same", "base"))
    lines = text.splitlines()
    assert lines[0] == "same against base" and len({len(line) for line in lines[3:]}) == 1
    assert all(line.endswith("-") for line in lines[3:])
    assert "0 to 0" in lines[3]


def test_numbers_are_written_for_people():
    assert level("gps", 5614.4) == "5 614"
    assert level("patients_without_gp_share", 0.0388) == "3.9"
    assert change("patients_without_gp_share", -0.0012) == "\u22120.12"
    assert change("patients_without_gp_share", -0.00001) == "0.00"  # nothing, as written, has no direction
    assert change("gps", 1234.5) == "+1 234.5" and change("gps", 0.0) == "0"
    assert level("gps", math.nan) == "-" and interval("-", "3") == "-"
    assert level("exit_rate", 0.0612) == "0.06"


@pytest.mark.parametrize(
    ("share", "pairs", "text"),
    [(1.0, 20, ">98 %"), (0.0, 20, "<2 %"), (0.95, 20, "95 %"), (1.0, 1000, ">99 %"), (0.5, 4, "50 %"),
     (math.nan, 20, "-"), (None, 20, "-")],
)  # fmt: skip
def test_few_pairs_are_never_certainty(share, pairs, text):
    assert probability(share, pairs) == text


def test_text_table_refuses_nothing_and_lines_up():
    lines = text_table(("name", "n"), [("a", "1"), ("longer", "22")]).splitlines()
    assert lines == ["name     n", "------  --", "a        1", "longer  22"]


def test_the_caveat_says_what_the_intervals_leave_out():
    assert "parameters" in LUCK_ONLY


class _Terminal:
    def __init__(self, watched):
        self.watched, self.text = watched, ""

    def isatty(self):
        return self.watched

    def write(self, text):
        self.text += text

    def flush(self):
        pass


@pytest.mark.parametrize(("watched", "patience", "shown"), [(True, 0, True), (True, 60, False), (False, 0, False)])
def test_progress_is_for_people_who_wait(watched, patience, shown):
    terminal = _Terminal(watched)
    bar = Progress("runs", terminal, patience)
    bar(1, 4)
    bar.close()
    assert ("1/4" in terminal.text) == shown
