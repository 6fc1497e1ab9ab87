"""Training cooperations: places are lent inside a region, by the nearest who can spare them, and to nobody twice."""

import numpy as np

from agents import cooperation
from model.geography import load_geography
from tests.norway import change, country, passed, reform

TOGETHER = reform(change("alis.training_cooperation", True, "2026-01"))


def test_without_cooperation_nobody_helps_anybody():
    w = passed(country(months=12), 2)
    assert w.towns.helps.shape == (0, 3)
    assert not cooperation.balance(w.towns.helps, len(w.geo.number)).any()


def test_places_are_lent_inside_the_region_and_no_more_than_there_are():
    w = passed(country(TOGETHER, months=12, geography=load_geography()), 3)
    lender, borrower, places = w.towns.helps.T
    assert len(places) > 20 and (places > 0).all() and (lender != borrower).all()
    assert np.array_equal(w.geo.labour_region[lender], w.geo.labour_region[borrower])
    size = len(w.geo.number)
    given, received = np.bincount(lender, places, size), np.bincount(borrower, places, size)
    assert (given <= np.maximum(w.towns.slots - w.towns.trainees, 0)).all(), "a place that is taken was lent"
    assert (received <= np.maximum(w.towns.trainees + 1 - w.towns.slots, 0)).all(), "more than was lacking"
    assert cooperation.balance(w.towns.helps, size).sum() == 0


def test_the_nearest_helps_first_and_a_place_lent_is_no_longer_free():
    w = country(TOGETHER, months=12, geography=load_geography())
    region = np.flatnonzero(np.bincount(w.geo.labour_region) >= 5)[0]
    short, *others = np.flatnonzero(w.geo.labour_region == region).tolist()
    slots, trainees = np.zeros(len(w.geo.number), np.int64), np.zeros(len(w.geo.number), np.int64)
    trainees[short], slots[others] = 3, 2
    helps = cooperation.lend(w, slots, trainees)
    nearest = sorted(others, key=lambda town: w.geo.distance_km[short, town])
    assert helps[helps[:, 1] == short].tolist() == [[nearest[0], short, 2], [nearest[1], short, 2]]
    balance = cooperation.balance(helps, len(slots))
    assert balance[short] == 4 and (balance[nearest[:2]] == -2).all() and (balance[nearest[2:]] == 0).all()
