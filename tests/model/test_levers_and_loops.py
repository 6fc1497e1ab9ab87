"""Two scenarios begin from one country; named rates and feedback loops do what their names say."""

import numpy as np
import pytest

from agents.parameters import Parameters
from model.levers import LEVERS
from model.policy import RATE_NAMES, SWITCH_NAMES, World
from tests.norway import (
    change,
    country,
    output,
    passed,
    reform,
    unequal,
    unequal_columns,
)

MONTHS = 24


def base(months: int = MONTHS, **settings):
    return passed(country(months=months, **settings), months)


@pytest.fixture(scope="module")
def as_it_is():
    """Two years of a small Norway from January 2026 under the policy of record."""
    return base()


@pytest.mark.parametrize("start", ["2016", "2026"])
def test_two_scenarios_begin_from_the_same_country(start):
    """Levers changed from the first month of the run have not touched a doctor or a list before it."""
    early = [change(key, lever.trial, f"{start}-01", **lever.trial_where) for key, lever in LEVERS.items()]
    assert unequal_columns(country(start=start), country(reform(*early), start=start)) == []


@pytest.mark.parametrize("name", RATE_NAMES)
def test_every_named_rate_moves_something(as_it_is, name):
    assert unequal(output(as_it_is), output(base(world=World(rates={name: 3.0})))) != []


# Coefficients at the top of their ranges and many exits: a small Norway shows within two years what a loop does.
STRONG = {
    "exit_load": 1.5,
    "exit_oncall": 0.4,
    "lis1_giveup_power": 3.7,
    "cap_supply_power": 0.3,
    "locum_price_pull": 1.0,
}


def strongly(switches: dict[str, bool]):
    world = World(rates={"gp_exit": 3.0}, switches=switches)
    return base(world=world, parameters=Parameters.centre().replace(**STRONG))


@pytest.fixture(scope="module")
def all_loops_on():
    return strongly({})


@pytest.mark.parametrize("name", SWITCH_NAMES)
def test_every_feedback_loop_can_be_switched_off(all_loops_on, name):
    assert unequal(output(all_loops_on), output(strongly({name: False}))) != [], f"the switch {name} does nothing"


SEEN = {
    "oncall_exit": lambda w: w.towns.oncall,
    "hospital_saturation": lambda w: w.towns.hospital_pull,
    "locum_price": lambda w: w.towns.locum_price,
    "vacancy_load": lambda w: w.towns.uncovered_per_gp,
    "supervisor_stock": lambda w: w.towns.slots,
    "supply_caps": lambda w: w.towns.cap_norm,
}


@pytest.mark.parametrize("name", sorted(SEEN))
def test_a_loop_that_is_off_stays_at_its_value_at_run_start(name):
    for on in (True, False):
        w = passed(country(world=World(switches={name: on}), months=MONTHS), 1)
        first = np.array(SEEN[name](w), copy=True)
        passed(w, MONTHS - 1)
        assert np.array_equal(SEEN[name](w), first) != on
