"""Forecasts from rolling origins, read from a made bank: what they know, what they cover, and how they are scored."""

from dataclasses import replace

import numpy as np
import pytest

from calibration import reading
from calibration.bank import Wave
from calibration.priors import free_priors
from calibration.rolling import (
    METHODS,
    ahead,
    cohort_at,
    forecast_draws,
    horizon,
    listed_known,
    plain_forecasts,
    rolling,
    rolling_summary,
)
from calibration.targets import CalibrationError, from_scale, load_targets, scaled_values

TARGETS = load_targets()
PRIORS = free_priors(names=["career_basic_grant", "career_gp_share", "exit_62_66", "extra_applicants_yearly_2022"])
TRUTH = np.array([0.7, 0.3, 0.6, 0.0])


def made_bank(n=160, seed=4):
    """A bank whose statistics are straight lines in the parameters, with little chance; at TRUTH they are Norway's."""
    rng = np.random.default_rng(seed)
    u = rng.uniform(size=(n, PRIORS.size))
    slopes = rng.normal(0.0, 0.1, (PRIORS.size, len(TARGETS)))
    scaled = scaled_values(TARGETS) + (u - TRUTH) @ slopes + rng.normal(0, 0.002, (n, len(TARGETS)))
    values = np.hstack([from_scale(TARGETS, scaled), np.zeros((n, 3))])  # yearly numbers stand behind the targets
    return (Wave(1, u, values, np.arange(n), 0, 1.0),)


BANK = made_bank()


@pytest.fixture(scope="module", autouse=True)
def few_steps():
    """Short chains: four parameters and straight lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FINAL", (20, 80, 40))
        yield


@pytest.fixture(scope="module")
def rows():
    return rolling(BANK, TARGETS, PRIORS, 1, draws=120)


def test_horizons_are_counted_in_years_begun():
    by_id = {t.id: t for t in TARGETS}
    december, september = by_id["gps-2023-12"], by_id["lis1_applicants-2023-09"]
    assert [horizon(december, origin) for origin in (2020, 2021, 2022, 2023)] == [3, 2, 1, 0]
    assert [horizon(september, origin) for origin in (2020, 2022, 2023)] == [3, 1, 0]
    assert horizon(replace(december, date="2024-01"), 2022) == 2
    for origin in (2020, 2021, 2022):
        assert all(f"{origin}-12" < t.date <= f"{origin + 3}-12" for t in ahead(TARGETS, origin))
        assert {horizon(t, origin) for t in ahead(TARGETS, origin)} >= {1, 2}


def test_every_target_ahead_has_a_row_of_each_method_that_knows_something(rows):
    for origin in (2020, 2021, 2022):
        mine = [row for row in rows if row["origin"] == origin]
        later = ahead(TARGETS, origin)
        assert [row["id"] for row in mine if row["method"] == "legemod"] == [t.id for t in later]
        cohort = cohort_at(TARGETS, origin)
        for target in later:
            named = {row["method"] for row in mine if row["id"] == target.id}
            assert named == {"legemod", *plain_forecasts(target, TARGETS, origin, cohort)}
    assert {row["method"] for row in rows} == set(METHODS)


def test_a_bank_that_is_norway_forecasts_it(rows):
    """Where one point of the prior is Norway, the intervals hold what was observed and beat carry-forward."""
    mine = [row for row in rows if row["method"] == "legemod"]
    assert np.mean([row["inside"] for row in mine]) > 0.85
    over_all = {line["method"]: line for line in rolling_summary(rows) if (line["origin"], line["horizon"]) == (0, 0)}
    assert over_all["legemod"]["crps_ratio"] < 0.7
    assert over_all["carry forward"]["crps_ratio"] == pytest.approx(1.0)


@pytest.mark.parametrize("origin", [2020, 2021, 2022])
def test_nothing_observed_after_the_origin_is_known(origin):
    """Other later observations: the same forecasts of every method, to the last bit but for their own errors."""
    poisoned = tuple(replace(t, value=1.7 * t.value) if t.date > f"{origin}-12" else t for t in TARGETS)
    # errors of observation are in the scale of the value: keep them out of the comparison
    plain = [replace(t, sd=1e-9, discrepancy=1e-9) if t.date > f"{origin}-12" else t for t in TARGETS]
    wrong = [replace(t, sd=1e-9, discrepancy=1e-9) if t.date > f"{origin}-12" else t for t in poisoned]
    one, other = (forecast_draws(BANK, tuple(ts), origin, PRIORS, 1, 60) for ts in (plain, wrong))
    assert one == pytest.approx(other, rel=1e-5)
    before, after = cohort_at(TARGETS, origin), cohort_at(poisoned, origin)
    assert before == after
    for target, same in zip(ahead(TARGETS, origin), ahead(poisoned, origin), strict=True):
        assert plain_forecasts(target, TARGETS, origin, before) == plain_forecasts(same, poisoned, origin, after)


def test_what_was_known_does_move_the_forecast():
    moved = tuple(replace(t, value=1.03 * t.value) if t.date <= "2020-12" else t for t in TARGETS)
    one, other = (forecast_draws(BANK, ts, 2020, PRIORS, 1, 60) for ts in (TARGETS, moved))
    assert abs(np.median(one / other, axis=0) - 1).max() > 1e-3


def test_effects_after_2022_stay_at_none():
    """A bank in which only the pinned effect moves GPs of 2024-25: a reading to 2022 forecasts them at no effect."""
    (wave,) = BANK
    at = [t.id for t in TARGETS].index("gps-2025-12")
    place = PRIORS.index("extra_applicants_yearly_2022")
    values = wave.values.copy()
    values[:, at] = np.exp(np.log(TARGETS[at].value) + 0.5 * wave.u[:, place])
    bank = (replace(wave, values=values),)
    drawn = forecast_draws(bank, TARGETS, 2022, PRIORS, 1, 200)
    k = [t.id for t in ahead(TARGETS, 2022)].index("gps-2025-12")
    assert np.median(drawn[:, k]) == pytest.approx(TARGETS[at].value, rel=0.01)


def test_the_summary_counts_by_origin_and_horizon(rows):
    lines = rolling_summary(rows)
    for line in lines:
        mine = [row for row in rows if row["method"] == line["method"]
                and line["origin"] in (0, row["origin"]) and line["horizon"] in (0, row["horizon"])]  # fmt: skip
        assert line["targets"] == len(mine)
        assert line["ape"] == pytest.approx(np.mean([row["ape"] for row in mine]))
        assert line["coverage"] == pytest.approx(np.mean([row["inside"] for row in mine]))
    assert {(line["origin"], line["horizon"]) for line in lines} >= {(2020, 1), (2022, 3), (0, 1), (0, 0), (2021, 0)}


def test_on_common_targets_every_method_has_as_many(rows):
    for origin in (0, 2020, 2021, 2022):
        lines = [
            line for line in rolling_summary(rows, common=True) if (line["origin"], line["horizon"]) == (origin, 0)
        ]
        assert len(lines) == len(METHODS) and len({line["targets"] for line in lines}) == 1
        assert 0 < lines[0]["targets"] < len([row for row in rows if row["method"] == "legemod"])


def test_people_on_lists_are_those_known_at_the_origin():
    known = listed_known(2021)
    assert known[2020] == 5_289_342 + 107_595 and known[2021] == 5_290_049 + 138_453
    assert known[2022] != 5_259_147 + 212_289
    assert listed_known(2022)[2022] == 5_259_147 + 212_289
    with pytest.raises(CalibrationError, match="expected a later origin"):
        listed_known(2019)
