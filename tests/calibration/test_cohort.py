"""The plain cohort model: closed form, and a fit that finds the rates that made its data."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.cohort import LISTS_PER_GP, Rates, completers, fit_cohort, gps_over_years, path
from calibration.targets import load_targets

LISTED = {year: 5.4e6 for year in range(2016, 2026)}


def test_constant_entries_follow_the_closed_form():
    """N(t) = e/x + (N0 - e/x)(1 - x)^t."""
    entries, exit_share, start = 340.0, 0.06, 4599.0
    stock = gps_over_years(start, [entries] * 30, exit_share)
    years = np.arange(1, 31)
    level = entries / exit_share
    assert stock == pytest.approx(level + (start - level) * (1 - exit_share) ** years)


def test_completers_follow_posts_eighteen_months_before():
    done = completers(2025)
    # 548 begun in September 2021 (applied in spring) and March 2022 (applied in autumn) are done in 2023
    assert done[2023] == pytest.approx(1.02 * (554 + 525), rel=0.01)
    assert done[2023] == pytest.approx(1106, rel=0.03)  # published


def test_stocks_fit_together():
    found = path(Rates(0.35, 0.06, 90.0, 0.3), 2025, 640.0, LISTED)
    for year in range(2016, 2026):
        assert found["lists"][year] - LISTS_PER_GP * found["gps"][year] == pytest.approx(found["lists_vacant"][year])
        held = found["list_length_mean"][year] * LISTS_PER_GP * found["gps"][year]
        assert held + found["patients_without_gp"][year] == pytest.approx(LISTED[year])
    assert found["gps"][2017] == pytest.approx(found["gps"][2016] - found["gp_exits"][2017] + found["gp_entries"][2017])


def test_the_fit_finds_the_rates_that_made_the_data():
    truth = Rates(0.33, 0.055, 85.0, 0.4)
    made = path(truth, 2022, 620.0, LISTED)
    targets = tuple(
        replace(t, value=made[t.series][int(t.date[:4])])
        for t in load_targets()
        if t.use == "fit" and t.area_kind == "nation" and t.series in made and t.date.endswith("-12")
    )
    found = fit_cohort(targets, 2022, 2025, LISTED)
    for name in ("share", "exit", "opened", "answer"):
        assert getattr(found.rates, name) == pytest.approx(getattr(truth, name), rel=0.02)
    assert found.spread["gps"] < 1.0


def test_nothing_after_the_origin_moves_the_fit():
    targets = load_targets()
    poisoned = tuple(replace(t, value=9 * t.value) if t.use == "backtest" else t for t in targets)
    assert fit_cohort(targets, 2022, 2025, LISTED) == fit_cohort(poisoned, 2022, 2025, LISTED)
