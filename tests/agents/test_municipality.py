"""Municipal decisions on lists: openings in proportion to what is missing, and the lists that new GPs take."""

import numpy as np
import pytest

from agents.municipality import follows, open_lists, update_norm
from agents.parameters import Parameters, monthly
from model.geography import load_geography
from tests.norway import country


def lists_by_town(w) -> np.ndarray:
    return np.bincount(w.lists.municipality[w.lists.open_rows()], minlength=len(w.geo.number))


def opened(gap: np.ndarray, budget: float, **settings) -> np.ndarray:
    """Lists opened in one month by municipality, and what they cost, for these missing lists."""
    w = country(**settings)
    w.towns.budget_left[:] = budget
    before = lists_by_town(w)
    open_lists(w, gap)
    number = lists_by_town(w) - before
    assert np.array_equal(budget - w.towns.budget_left, np.rint(w.parameters.open_list_cost_nok * number))
    return number


def test_a_city_that_lacks_many_lists_opens_several_in_a_month():
    w = country()
    due = monthly(w.parameters.open_yearly) / w.parameters.open_gap_lists * 35.0
    assert due > 5
    number = opened(np.full(len(w.geo.number), 35.0), 1e9)
    assert set(number.tolist()) <= {int(due), int(due) + 1}


def test_openings_are_in_proportion_on_average():
    """A gap twice as large is met by twice as many: over 357 municipalities, three standard errors."""
    size = len(load_geography().number)
    rate = monthly(country().parameters.open_yearly) / country().parameters.open_gap_lists
    for gap in (1.0, 2.0, 20.0):
        number = opened(np.full(size, gap), 1e9, geography=load_geography())
        assert number.mean() == pytest.approx(rate * gap, abs=3 * 0.5 / np.sqrt(size))


def test_no_more_are_opened_than_the_budget_pays_for():
    w = country()
    cost = w.parameters.open_list_cost_nok
    assert (opened(np.full(len(w.geo.number), 35.0), 2.9 * cost) == 2).all()
    assert not opened(np.full(len(w.geo.number), 35.0), -cost).any()


def test_new_gps_of_class_1_follow_shorter_lists_as_far_as_the_parameter_says():
    norms = {}
    for power in (0.0, 0.5, 1.0):
        values = {**Parameters.centre(), "cap_class1_follows": power, "cap_new_ratio": 0.8, "cap_peer_weight": 1.0}
        w = country(parameters=Parameters(values), geography=load_geography())
        central = w.geo.centrality == 1
        assert (follows(w) == np.where(central, power, 1.0)).all()
        mean = w.first("usual_cap", 1000.0)
        update_norm(w, 0.9 * mean)
        norms[power] = w.towns.cap_norm / (w.towns.cap_local * mean)
        assert norms[power][central] == pytest.approx(0.72**power) and norms[power][~central] == pytest.approx(0.72)
