"""An order by price is said only where it holds over the draws; undefined prices count for nobody."""

import numpy as np
import pytest

from scenarios.collected import collect
from scenarios.costs import costs_table
from scenarios.ensemble import run_missing
from scenarios.ranking import cheaper, in_words, ranked, ranking_table
from tests.scenarios import fake


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((10, 5), (30, 5), 1),  # 2 against 6 a GP-year
        ((30, 5), (10, 5), -1),
        ((10, 5), (4, 2), 0),
        ((-10, 5), (30, 5), 1),  # saves and gains
        ((10, 5), (30, -1), 1),  # the other pays for a loss
        ((30, 0), (10, 5), -1),
        ((-10, 5), (-30, 5), np.nan),  # two savings: less a GP-year is not worse
        ((10, 5), (-30, -1), np.nan),  # money saved for GPs lost
        ((10, -5), (30, -5), np.nan),
        ((0, 0), (0, 0), np.nan),
    ],
)
def test_the_order_in_a_draw(first, second, expected):
    values = [np.array([value], float) for value in (*first, *second)]
    np.testing.assert_equal(cheaper(*values)[0], expected)


GAINED = np.tile([100.0, 120.0], (10, 1))  # ten draws of two replicates


def costed(name, by_draw, gained=GAINED):
    """A scenario that costs so much a GP-year in each draw."""
    return name, np.array(by_draw)[:, None] * np.abs(gained), gained


def test_an_order_that_holds_in_nine_of_ten_draws_is_said():
    row = ranked(costed("cheap", [1.0] * 10), costed("dear", [2.0] * 9 + [0.5]))
    assert row["scenario_cheaper"] == 0.9 and row["cheaper"] == "cheap" and row["because"] == ""
    assert (row["nok_per_gp_year"], row["other_nok_per_gp_year"]) == (pytest.approx(1.0), pytest.approx(1.85))
    assert in_words(row | {"year": 2028}) == "To 2028, cheap is cheaper a GP-year than dear, in 90 % of 10 draws."
    turned = ranked(costed("dear", [2.0] * 10), costed("cheap", [1.0] * 10))
    assert in_words(turned | {"year": 2028}).startswith("To 2028, cheap is cheaper a GP-year than dear, in 100 %")
    saving = ranked(costed("dear", [2.0] * 10), costed("saving", [-1.0] * 10))
    assert in_words(saving | {"year": 2028}).endswith("of 10 draws, and saves money.")


def test_an_order_that_turns_is_not_said_though_the_means_differ():
    row = ranked(costed("cheap", [1.0] * 10), costed("dear", [9.0] * 8 + [0.5] * 2))
    assert row["cheaper"] == "" and row["other_nok_per_gp_year"] > 5 * row["nok_per_gp_year"]
    assert "cheap is cheaper in 80 %, dear in 20 % and neither in 0 % of 10 draws" in row["because"]


def test_what_gains_nothing_and_few_draws_are_not_ranked():
    noise = np.tile([-3.0, 4.0], (10, 1)) * np.linspace(-1, 1, 10)[:, None]
    row = ranked(costed("cheap", [1.0] * 10), costed("idle", [1.0] * 10, noise))
    assert row["because"] == "the GP-years of idle cannot be told from none" and np.isnan(row["other_nok_per_gp_year"])
    few = ranked(costed("cheap", [1.0] * 4, GAINED[:4]), costed("dear", [2.0] * 4, GAINED[:4]))
    assert few["scenario_cheaper"] == 1.0 and few["cheaper"] == "" and "4 draws are too few" in few["because"]


def test_the_table_has_a_row_for_each_two_scenarios(tmp_path):
    study = fake.study(fake.case("base"), *(fake.case(name, gps=1.0) for name in "abc"), draws=2, replicates=1)
    run_missing(study, tmp_path, fake.engine(), workers=1)
    ensemble = collect(study, tmp_path, fake.country())
    table = ranking_table(ensemble)
    pairs = list(zip(table["scenario"], table["other"], strict=True))
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")] * 2 and table["year"].tolist() == [2030] * 3 + [2031] * 3
    costs = costs_table(ensemble).set_index(["scenario", "year"])
    said = table.iloc[3]
    assert said["nok_per_gp_year"] == pytest.approx(costs.loc[("a", 2031), "nok_per_gp_year"], nan_ok=True)
