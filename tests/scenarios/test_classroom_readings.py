"""How the answer to a question of a lesson is read off pairs made by hand: every end of every kind of question."""

import numpy as np
import pytest

from scenarios.classroom.readings import (
    AGAINST,
    FEW,
    FEWEST,
    FITS,
    OPEN,
    Effects,
    InYear,
    LowestYear,
    Moved,
    Question,
    read,
    verdict,
)
from scenarios.destinations import NAMES
from scenarios.words import Language

GPS = Question("gps", InYear("gps", 2030), ("fewer", "same", "more"), (-10.0, 10.0))
EN, NB = Language("en"), Language("nb")


def no_ways() -> np.ndarray:
    raise AssertionError("this question is not of doctors")


def effects(*pairs: float) -> Effects:
    """The same effect in every year."""
    return Effects(lambda indicator, year, centrality: np.array(pairs), no_ways)


def by_year(table: dict[int, list[float]]):
    """Effects [pairs] by year."""
    return Effects(lambda indicator, year, centrality: np.array(table[year]), no_ways)


@pytest.mark.parametrize(
    "pairs, told",
    [
        ((20, 30, 40, 50, 60), 2),
        ((-20, -30, -40, -50, -60), 0),
        ((-5, 0, 5, 1, 2), 1),
        ((5, 8, 12, 20, 30), None),
        ((-90, -50, 0, 50, 90), None),
        ((20, 30, 40, 50), None),  # one pair too few
        ((0, 0, 0, 0, 0), 1),
    ],
)
def test_the_runs_tell_an_answer_where_the_whole_interval_lies_in_it(pairs, told):
    assert read(GPS, effects(*pairs)).told == told


def test_the_interval_is_that_of_the_tables():
    reading = read(GPS, effects(0, 10, 20, 30, 40))
    assert (reading.middle, reading.low, reading.high, reading.pairs) == (20, pytest.approx(2), pytest.approx(38), 5)
    assert (reading.first, reading.last) == (1, 2)


@pytest.mark.parametrize(
    "pairs, predicted, judged",
    [
        ((20, 30, 40, 50, 60), 2, FITS),
        ((20, 30, 40, 50, 60), 1, AGAINST),
        ((20, 30, 40, 50, 60), 0, AGAINST),
        ((5, 8, 12, 20, 30), 2, OPEN),
        ((5, 8, 12, 20, 30), 1, OPEN),
        ((5, 8, 12, 20, 30), 0, AGAINST),  # whichever of the two it is, it is not this
        ((20, 30, 40, 50), 2, FEW),
        ((20, 30, 40, 50), 0, FEW),
        ((20,), 2, FEW),
    ],
)
def test_a_prediction_is_judged_by_the_interval(pairs, predicted, judged):
    assert verdict(read(GPS, effects(*pairs)), predicted) == judged


def test_an_edge_belongs_to_the_answer_above_it():
    assert [GPS.band_of(value) for value in (-10.1, -10, 0, 9.9, 10)] == [0, 1, 1, 1, 2]


def test_moves_are_net_of_those_the_other_way_round():
    ways = np.zeros((2, len(NAMES), len(NAMES)), np.int32)
    towns, rural, hospital = (NAMES.index(name) for name in ("gp_1_2", "gp_5_6", "hospital"))
    ways[0, rural, towns], ways[0, towns, rural], ways[0, hospital, rural], ways[0, rural, rural] = 7, 2, 20, 90
    ways[1, towns, rural] = 4
    found = Effects(lambda *_: np.zeros(2), lambda: ways)
    moved = Moved(("gp_5_6",), ("gp_1_2", "gp_3_4"))
    assert moved.of(found).tolist() == [5, -4]
    assert Moved(tuple(name for name in NAMES if name != "gp_5_6"), ("gp_5_6",)).of(found).tolist() == [15, 4]
    assert (moved.written(5.0, EN), moved.written(-4.5, NB), moved.unit(NB)) == ("+5.0", "−4,5", "leger")


def test_the_lowest_year_is_the_first_where_it_is_lowest_twice():
    lowest = LowestYear("gps", (2029, 2030, 2031))
    assert lowest.of(by_year({2029: [0, -1, 3], 2030: [-5, -1, 2], 2031: [-4, 0, 1]})).tolist() == [2030, 2029, 2031]


def test_the_interval_of_years_is_made_of_years():
    lowest = LowestYear("gps", (2029, 2030))
    assert lowest.interval(np.array([2029.0, 2030, 2031, 2033, 2034, 2040])) == (2031, 2029, 2040)
    assert lowest.written(2031.0, NB) == "2031"


def test_numbers_are_written_with_sign_and_unit_of_a_difference():
    share = InYear("patients_without_gp_share", 2036)
    assert (share.written(0.0102, EN), share.unit(EN)) == ("+1.02", "percentage points")
    assert (share.written(-0.0102, NB), share.unit(NB)) == ("−1,02", "prosentpoeng")
    assert LowestYear("gps", (2030,)).unit(EN) == ""


def test_fewer_pairs_than_are_asked_for_would_too_often_tell_what_is_luck_alone():
    def missed(pairs: int) -> float:
        """How often the interval of pairs without any effect lies on one side of zero."""
        low, high = np.quantile(np.random.default_rng(1).normal(size=(pairs, 20_000)), (0.05, 0.95), axis=0)
        return float(((low > 0) | (high < 0)).mean())

    assert missed(FEWEST) < 0.10 < missed(FEWEST - 1)
