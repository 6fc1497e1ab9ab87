"""Every library scenario runs ten years, and ends in a country that still holds together."""

import numpy as np
import pytest

from scenarios.scenario import available, load_scenario, resolved
from tests.norway import country, output, passed
from tests.scenarios.files import END, START

YEARS = 10


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, _ in available()])
def test_a_scenario_runs_ten_years(name):
    policy, world, *_ = resolved(load_scenario(name, start=START, end=END), START, END)
    out = output(passed(country(policy, world, months=12 * YEARS), 12 * YEARS))
    for kind in (out.municipal, out.national):
        assert all(np.isfinite(values).all() for values in kind.values())
    with_gp, without = (out.municipal[f"patients_{part}_gp"].sum(axis=1) for part in ("with", "without"))
    listed = with_gp + without
    assert (np.abs(np.diff(listed)) < 0.01 * listed[:-1]).all(), "people on lists follow the population"
    gps = out.municipal["gps"].sum(axis=1)
    assert 0.6 * gps[0] < gps[-1] < 1.6 * gps[0]
