"""How long contracts last, by hand; and that a run keeps every contract, with or without lives."""

import numpy as np
import pytest

from model.tenure import median_years, survival
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


@pytest.mark.slow
def test_a_run_keeps_every_contract_that_ended_and_every_one_still_held():
    run = national("2026", 12)
    ended = run.contracts["end"] <= run.months[-1]
    assert ended.sum() == run.municipal["contracts_ended"].sum() > 100
    assert (~ended).sum() == run.municipal["gps"][-1].sum()
    assert (run.contracts["begun"] <= run.contracts["end"]).all()
    by_town = np.bincount(run.contracts["municipality"][ended], minlength=run.municipal["gps"].shape[1])
    assert np.array_equal(by_town, run.municipal["contracts_ended"].sum(axis=0))
