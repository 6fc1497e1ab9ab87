"""What a locum week costs and how much of the demand is covered, under a ceiling on the price (lever F21)."""

import numpy as np
import pytest

from agents import locum
from tests.norway import change, country, loops_off, reform


def capped(nok: int, **settings):
    return country(reform(change("locum.price_ceiling_nok", nok, "2026-01")), months=12, **settings)


@pytest.mark.parametrize(("index", "paid", "offered"), [(0.5, 0.5, 1.0), (1.0, 2 / 3, (2 / 3) ** 0.3)])
def test_a_ceiling_binds_only_below_the_market(index, paid, offered):
    assert locum.under_ceiling(capped(40_000), index) == pytest.approx((paid, offered))
    assert locum.under_ceiling(country(months=12), index) == (index, 1.0)


@pytest.mark.parametrize("world", [None, loops_off()], ids=["loops on", "loops off"])
def test_a_binding_ceiling_lowers_price_and_cover_at_once(world):
    free, bound = country(months=12, world=world), capped(20_000, world=world)
    for w in (free, bound):
        w.ledger.begin(w.month)
        locum.work(w)
    assert bound.towns.locum_price == pytest.approx(1 / 3) and free.towns.locum_price > 1 / 3
    less = (1 / 3 / free.towns.locum_price) ** 0.3
    assert bound.towns.locums == pytest.approx(free.towns.locums * less) and np.any(free.towns.locums > 0)
    assert bound.ledger.national["locum_week_nok"][0] == pytest.approx(20_000)
