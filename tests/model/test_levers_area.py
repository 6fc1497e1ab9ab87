"""A lever changed in one area leaves every weight, chance and eligibility outside it as they were.

Two runs of a small Norway, with and without a change in Helse Nord, are heard in the first month in which it is in
force: whatever is asked of luck, for doctors and municipalities of the other region and alternatives there, is asked
with the same probability or weight in both.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import numpy as np
import pytest

from agents import luck
from agents.luck import Decision
from agents.months import month_index
from model import market
from model.levers import LEVERS
from model.policy import Change, Policy
from tests.norway import country, heard, passed, small_norway

BEGINS = month_index("2027-01")
AREA = {"health_region": ("Helse Nord",)}
# a lever of the places of education or of the whole country has no area among municipalities
LOCAL = sorted(key for key, lever in LEVERS.items() if lever.scope in ("municipality", "trust"))
NAMED_BY_PLACE = {Decision.MARKET: 10, Decision.HOSPITAL_TRUST: 1}  # alternatives are municipality numbers times this

Asked = dict[tuple[int, int, int], float]  # (decision, id, alternative): probability or weight


@contextmanager
def asked_of_luck() -> Iterator[Asked]:
    """While it lasts, every probability and weight that is asked of luck."""
    found: Asked = {}

    def note(decision: int, ids: Any, values: Any, alternatives: Any = (0,)) -> None:
        table = np.broadcast_to(np.asarray(values, float).reshape(-1, len(alternatives)), (len(ids), len(alternatives)))
        for one, row in zip(np.asarray(ids).tolist(), table.tolist(), strict=True):
            found.update({(int(decision), one, int(a)): v for a, v in zip(alternatives, row, strict=True)})

    with ExitStack() as stack:
        happens = stack.enter_context(heard(luck, "happens"))
        strikes = stack.enter_context(heard(luck, "strikes"))
        struck = stack.enter_context(heard(luck, "struck"))
        races = stack.enter_context(heard(luck, "race"))
        scores = stack.enter_context(heard(luck, "race_scores"))
        preferred = stack.enter_context(heard(market, "prefer"))
        yield found
    for (_, ids, _, decision, p, *_), _ in happens:
        note(decision, ids, p)
    for (_, ids, rows, _, decision, p), _ in struck:
        note(decision, ids[rows], p)
    for (_, ids, _, _, decision, bound, *_), hit in strikes:
        note(decision, ids[hit], np.ones(len(hit)) if len(hit) else [0.0])
        assert np.isfinite(np.asarray(bound, float)).all()
    for (_, ids, _, decision, weights, alternatives), _ in races + scores:
        note(decision, ids, weights, np.asarray(alternatives).tolist())
    for (_, ids, _, weights, names), _ in preferred:
        note(Decision.MARKET, ids, weights, names.tolist())


@cache
def first_month(beside: tuple, key: str) -> tuple[Asked, set[int]]:
    """What is asked in the first month of the change, and the ids of doctors and places outside the area.

    beside: what the lever needs everywhere, in both runs. key: the lever changed in the area, "" for none.
    """
    policy = Policy.of_record().with_changes([Change(name, BEGINS, None, value) for name, value in beside])
    if key:
        policy = policy.with_changes([Change(key, BEGINS, None, LEVERS[key].trial, AREA)])
    w = passed(country(policy, months=24), BEGINS - month_index("2026-01"))
    north = w.geo.health_region == w.geo.health_regions.index("Helse Nord")
    of_trust = w.geo.trust_region == w.geo.health_regions.index("Helse Nord")
    people = w.people
    inside = np.append(north, False)  # -1 is nowhere
    in_trust = np.append(of_trust, False)
    within = inside[people.home] | inside[people.municipality] | inside[people.origin] | in_trust[people.trust]
    outside = set(people.id[~within].tolist()) | set(w.towns.ids[~north].tolist())
    with asked_of_luck() as found:
        w.step()
    return found, outside


def lies_inside(decision: int, alternative: int) -> bool:
    """Whether an alternative is a place of the area."""
    if decision not in NAMED_BY_PLACE:
        return False
    geo = small_norway()
    place = np.flatnonzero(geo.number == alternative // NAMED_BY_PLACE[Decision(decision)])
    return len(place) == 1 and geo.health_regions[geo.health_region[place[0]]] == "Helse Nord"


@pytest.mark.parametrize("key", LOCAL)
def test_nothing_outside_the_area_is_asked_otherwise(key):
    beside = tuple(sorted(LEVERS[key].beside.items()))
    (base, outside), (trial, _) = first_month(beside, ""), first_month(beside, key)
    common = [name for name in base if name in trial and name[1] in outside and not lies_inside(name[0], name[2])]
    assert len(common) > 500, "the comparison must see the other region"
    different = {name: (base[name], trial[name]) for name in common if base[name] != trial[name]}
    assert different == {}
