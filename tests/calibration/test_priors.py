"""Free parameters: their number, their priors, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from agents.parameters import REGISTRY
from calibration.priors import AFTER_2022, FEWEST, MOST, free_priors
from calibration.targets import CalibrationError


def test_between_fifteen_and_thirty_parameters_are_free():
    priors = free_priors()
    assert FEWEST <= priors.size <= MOST
    assert list(priors.names) == sorted(priors.names)
    assert all(REGISTRY[name].informed_by for name in priors.names)


def test_shares_and_values_are_inverse_and_the_corners_are_the_range():
    priors = free_priors()
    assert (priors.values(np.zeros(priors.size)) == priors.low).all()
    assert (priors.values(np.ones(priors.size)) == priors.high).all()
    u = np.linspace(0.1, 0.9, priors.size)
    assert priors.shares(priors.values(u)) == pytest.approx(u)
    assert priors.parameters(u)[priors.names[3]] == pytest.approx(priors.values(u)[3])


def test_parameters_that_are_not_free_keep_their_central_value():
    priors = free_priors()
    drawn = priors.parameters(np.full(priors.size, 0.2))
    assert all(drawn[name] == REGISTRY[name].value for name in REGISTRY if name not in priors.names)


def test_effects_after_2022_are_pinned_at_none():
    priors = free_priors()
    pinned = priors.pinned()
    assert len(pinned) == len(AFTER_2022)
    for place, share in pinned.items():
        assert priors.values(np.full(priors.size, share))[place] == AFTER_2022[priors.names[place]]


def test_an_empty_prior_or_an_unknown_series_is_refused_by_name():
    name = free_priors().names[0]
    empty = {**REGISTRY, name: replace(REGISTRY[name], low=REGISTRY[name].value, high=REGISTRY[name].value)}
    with pytest.raises(CalibrationError, match=f"{name}: its prior is empty"):
        free_priors(empty)
    lost = {**REGISTRY, name: replace(REGISTRY[name], informed_by=("happiness",))}
    with pytest.raises(CalibrationError, match=f"{name}: informed by 'happiness'"):
        free_priors(lost)


def test_too_few_free_parameters_are_refused():
    few = {name: replace(p, informed_by=()) for name, p in REGISTRY.items()}
    with pytest.raises(CalibrationError, match="0 parameters are free"):
        free_priors(few)
