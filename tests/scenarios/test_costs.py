"""What scenarios cost and buy: sums, prices, and who would have come anyway, read from pairs."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.months import month_index
from agents.names import make_id
from scenarios.collected import collect
from scenarios.costs import _came, _price, costs_table, first_year, lever_costs
from scenarios.ensemble import run_missing
from tests.scenarios import fake


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    cases = (fake.case("base"), fake.case("same"), fake.case("more", gps=1.0))
    study, folder = fake.study(*cases, replicates=4, end_year=2036), tmp_path_factory.mktemp("costs")
    run_missing(study, folder, fake.engine(), workers=1)
    return collect(study, folder, fake.country())


def test_sums_run_from_the_first_year_and_over_all_payers(ensemble):
    table = costs_table(ensemble)
    row = table[(table["scenario"] == "more") & (table["year"] == 2036)].iloc[0]
    layout = ensemble.layout
    place = layout.rows.index(("cost_state_nok", "nation", "Norway"))
    cells = slice(place * len(layout.years), (place + 1) * len(layout.years))
    difference = (ensemble.values(2, cells) - ensemble.values(0, cells)).sum(axis=2).mean()
    assert row["extra_state"] == pytest.approx(difference)
    payers = [row[f"extra_{payer}"] for payer in ("state", "folketrygd", "patient", "municipal")]
    assert row["extra_total"] == pytest.approx(sum(payers))
    assert row["gp_years"] > 0 and row["gp_years_low"] <= row["gp_years"] <= row["gp_years_high"]
    assert row["nok_per_gp_year"] == pytest.approx(row["extra_total"] / row["gp_years"])


def test_an_identical_scenario_buys_nothing_at_no_price(ensemble):
    table = costs_table(ensemble)
    same = table[table["scenario"] == "same"]
    assert (same["gp_years"] == 0).all() and (same["extra_total"] == 0).all()
    assert same["nok_per_gp_year"].isna().all(), "a price per nothing is no number"
    assert (same["came_anyway"].dropna() == 1).all()


def test_no_price_where_gains_cannot_be_told_from_none():
    assert np.isnan(_price(np.array([[1.0, 2.0, 3.0]]), np.array([[5.0, -6.0, 2.0]]))["nok_per_gp_year"])
    told = _price(np.array([[10.0, 12.0, 11.0]]), np.array([[5.0, 6.0, 5.5]]))
    assert told["nok_per_gp_year"] == pytest.approx(2.0)
    assert told["nok_per_gp_year_high"] - told["nok_per_gp_year_low"] == pytest.approx(0.0, abs=1e-9)


def test_the_interval_of_a_price_holds_the_true_one():
    """20 000 NOK over 10 GP-years, both noisy, 8 pairs, 2 000 studies: 90 +- 2 percent (false alarm < 0.3 percent)."""
    rng = np.random.default_rng(8)
    gained = rng.normal(10, 1, (2000, 1, 8))
    cost = 2000 * gained + rng.normal(0, 1000, (2000, 1, 8))
    found = [_price(*pair) for pair in zip(cost, gained, strict=True)]
    held = [one["nok_per_gp_year_low"] < 2000 < one["nok_per_gp_year_high"] for one in found]
    assert 0.88 < np.mean(held) < 0.92


def test_who_would_have_come_anyway_is_followed_by_name():
    """Two come under the scenario, one of them in the base too; who was there before the change does not count."""
    there, old = 7, int(make_id(month_index("2026-01"), "start_gp", 3))

    def run(doctors_2030):
        years = [2026] * 1 + [2030] * len(doctors_2030)
        return SimpleNamespace(roll=lambda: {"year": np.array(years), "doctor": np.array([there, *doctors_2030])})

    runs = {1: run([there, old, 100, 101]), 0: run([there, 100, 102])}
    pair = SimpleNamespace(
        study=SimpleNamespace(years=tuple(range(2026, 2031))),
        runs=lambda scenario: [((scenario, 0, 0), runs[scenario])],
    )
    [(came, anyway)] = list(_came(pair, 1, 2027))
    assert came == {2030: 2} and anyway == {2030: 1}


def test_the_first_year_is_that_of_the_first_change(ensemble):
    change = SimpleNamespace(from_month=month_index("2029-05"))
    case = SimpleNamespace(policy=SimpleNamespace(layers=((change,),)))
    assert first_year(case, ensemble.study) == 2029
    assert first_year(ensemble.study.cases[0], ensemble.study) == 2026


def test_costs_of_levers_are_kept_by_payer_and_year(ensemble):
    table = lever_costs(ensemble)
    grant = table[(table["scenario"] == "more") & (table["lever"] == "alis.grant_nok")]
    assert (grant["payer"] == "state").all() and (grant["nok"] == 12e6).all() and len(grant) == 11
