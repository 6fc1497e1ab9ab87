"""How many runs a precision needs: known variances, a promise kept, and words that are refused."""

import json

import numpy as np
import pytest

from scenarios.precision import (
    PrecisionError,
    Size,
    expected,
    half_width,
    needed,
    parse_wanted,
    pilot_of,
    replicates_alone,
)
from scenarios.statistics import interval_of_mean
from scenarios.uncertainty import Squares, mean_squares
from tests.scenarios import fake
from tests.scenarios.test_door import ask, door  # noqa: F401  fixtures

T9 = 1.8331129  # Student's t, 9 degrees of freedom, 95 percent


def known(parameters: float, luck: float, rest: float, draws: int = 4, replicates: int = 2) -> Squares:
    """Mean squares as they are expected for these variances."""
    between_draws, between_luck = rest + replicates * parameters, rest + draws * luck
    return Squares(draws, replicates, *(np.array([value]) for value in (between_draws, between_luck, rest)))


def test_one_draw_by_hand():
    """Variance 100, wanted +-2: t with 69 degrees of freedom is 1.667, (1.667 * 10 / 2)^2 = 69.5, so 70 replicates."""
    squares = Squares(1, 8, np.array([np.nan]), np.array([100.0]), np.array([np.nan]))
    assert needed(squares, 2.0, safe=False) == Size(1, 70)
    safe = needed(squares, 2.0, safe=True)
    assert safe is not None and safe.replicates == 90  # t with 7 degrees of freedom: 1.895


def test_several_draws_by_hand():
    squares = known(parameters=36.0, luck=4.0, rest=9.0)
    assert expected(squares, Size(10, 5)).variance == pytest.approx(36 / 10 + 4 / 5 + 2 * 9 / 50)
    size = needed(squares, 3.0, safe=False)
    assert size is not None and half_width(squares, size, safe=False) <= 3.0
    assert half_width(squares, Size(size.draws - 1, size.replicates), safe=False) > 3.0, "one draw fewer does not do"


def test_replicates_alone_cannot_lower_what_the_draws_add():
    squares = known(parameters=36.0, luck=4.0, rest=9.0)
    floor = T9 * 6 / np.sqrt(10)
    assert replicates_alone(squares, 10, floor * 0.99, safe=False) is None
    enough = replicates_alone(squares, 10, floor * 1.2, safe=False)
    assert enough is not None and half_width(squares, Size(10, enough.replicates - 1), safe=False) > floor * 1.2


def test_an_estimate_below_zero_counts_as_none_and_no_spread_needs_no_more():
    alike = Squares(4, 2, np.array([1.0]), np.array([1.0]), np.array([8.0]))  # both below the rest
    assert expected(alike, Size(4, 2)).variance == pytest.approx(2 * 8 / 8)
    assert needed(known(0.0, 0.0, 0.0), 1.0, safe=True) == Size(2, 2)
    assert needed(known(0.0, 0.0, 1e12), 1e-3, safe=False) is None


def test_the_safe_number_keeps_its_promise():
    """600 pilots of 8 pairs with sd 10, wanted +-4; then as many runs as told, all of them new.

    The mean lies within 4 of the truth in 90 percent or more (Stein 1945; false alarm < 1e-3).
    """
    rng = np.random.default_rng(21)
    held = []
    for pilot in rng.normal(50, 10, (600, 1, 8, 1)):
        size = needed(mean_squares(pilot), 4.0, safe=True)
        assert size is not None
        held.append(abs(rng.normal(50, 10 / np.sqrt(size.replicates)) - 50) < 4)
    assert np.mean(held) > 0.86


def test_the_likely_size_gives_the_interval_asked_for():
    """Known variances: the reported interval of 300 studies of the likely size is on average as wide as asked."""
    size = needed(known(parameters=36.0, luck=0.0, rest=9.0), 2.0, safe=False)
    assert size is not None
    rng = np.random.default_rng(22)
    values = rng.normal(0, 6, (size.draws, 1, 300)) + rng.normal(0, 3, (size.draws, size.replicates, 300))
    low, high = interval_of_mean(values)
    assert np.mean(high - low) / 2 == pytest.approx(2.0, rel=0.12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gsp@2035=10", 'did you mean "gps"'),
        ("gps@2055=10", "year 2055; expected 2026 to 2050"),
        ("gps@2035=0", "half-width 0; expected a number above 0"),
        ("gps@2035=ten", "half-width ten"),
        ("gps@2035=nan", "half-width nan"),
        ("gps=10", "expected INDICATOR@YEAR=HALF-WIDTH"),
    ],
)
def test_bad_words_are_refused(text, said):
    with pytest.raises(PrecisionError, match=said):
        parse_wanted([text], range(2026, 2051))


def test_the_pilot_has_eight_pairs():
    study = fake.study(fake.case("base"), fake.case("more"), draws=10, replicates=2)
    assert (pilot_of(study).draws, pilot_of(study).replicates) == (4, 2)
    one = fake.study(fake.case("base"), fake.case("more"), draws=1)
    assert (pilot_of(one).draws, pilot_of(one).replicates) == (1, 8)


def test_the_door_plans_and_runs_no_more(ask, tmp_path):  # noqa: F811
    words = ["compare", "baseline", "more-lis1", "--end", "2028", "--draws", "1", "--workers", "1"]
    answer = ask(*words, "--precision", "gps@2028=5", "--precision", "patients_without_gp_share@2027=0.1", "--json")
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.output)["items"]
    assert [row["wanted"] for row in rows] == [
        "gps 2028 +-5 doctors", "patients_without_gp_share 2027 +-0.1 percentage points",
    ]  # fmt: skip
    assert rows[0]["likely"]["draws"] == 1 and rows[0]["safe"]["runs"] >= rows[0]["likely"]["runs"]
    [folder] = (tmp_path / "results").iterdir()
    assert len(list((folder / "runs").iterdir())) == 16 and not (folder / "effects.csv").exists()
    refused = ask(*words, "--precision", "gsp@2028=5")
    assert refused.exit_code == 2 and 'did you mean "gps"' in refused.output
