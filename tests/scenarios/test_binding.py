"""What binds: each gate by hand, in the area where the results show it."""

import numpy as np
import pytest

from model.results import Layout
from model.turned_away import GATES as HELD_GATES
from scenarios.binding import GATES, what_binds
from scenarios.evaluation import Evaluated
from scenarios.goals import Target
from tests.scenarios.fake import case

# A country and one class in which no gate is short.
OPEN = {
    "lis1_waiting": 0, "lis1_posts": 1000, "lis1_unfilled": 0, "alis": 100, "alis_without_supervisor": 0,
    "supervisor_slots_less_need": 20, "lists": 400, "lists_vacant": 2, "gp_seekers": 50, "applicants_per_post": 3.0,
    "free_places": 1000, "hospital_trainees": 1000, "hospital_specialists": 9000,
}  # fmt: skip
NATIONAL = ("lis1_waiting", "lis1_posts", "lis1_unfilled", "gp_seekers", "hospital_trainees", "hospital_specialists")


def evaluated(first=None, held=None, **local):
    """One run of two years: the values of OPEN but for those given; in the first year those of ``first``.

    held: who is held back in centrality 6 in the second year, by gate and run."""
    rows = [(name, "nation", "Norway") for name in GATES]
    rows += [(name, "centrality", "6") for name in GATES if name not in NATIONAL]
    now = OPEN | local
    before = OPEN | (first or {})
    values = np.array([[before[name], now[name]] for name, _, _ in rows], float)
    counts = np.zeros((4, 2, len(HELD_GATES)))
    for gate, by_run in (held or {}).items():
        counts[:, 1, HELD_GATES.index(gate)] = by_run
    held_back = {("nation", "Norway"): counts + 1, ("centrality", "6"): counts}
    return Evaluated(case(), values[None, None], Layout(tuple(rows), (2026, 2027)), held_back)


def sentences(base=None, **changed):
    target = Target("patients_without_gp_share", "centrality", ("6",), False, (2027,))
    return what_binds(base or evaluated(), evaluated(**changed), target).sentences


def test_open_gates_bind_nothing():
    assert sentences() == ("none of the gates read is short: see gates.csv",)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"lis1_unfilled": 60}, "LIS1 applicants: 60 of 1000 posts stand empty"),
        ({"lis1_waiting": 300}, "LIS1 posts: 300 doctors wait for one of 1000 posts"),
        ({"alis_without_supervisor": 10}, "supervisors: 10 of 100 trainees (centrality 6) have none; places less"),
        ({"lists_vacant": 40, "gp_seekers": 39}, "doctors who want a list: 40 of 400 lists (centrality 6) are vacant"),
        ({"lists_vacant": 40, "gp_seekers": 41}, "willingness to go there: 40 of 400 lists"),
        ({"free_places": -70}, "room on lists: few are vacant (2), but they hold 70 people above their caps"),
        ({"hospital_specialists": 10_000}, "hospitals: they employ 1000 doctors more than in 2026 (+10%)"),
    ],
)  # fmt: skip
def test_each_gate_says_what_is_short(changed, says):
    (sentence,) = sentences(**changed)
    assert sentence.startswith(says)


def test_gates_are_read_in_the_area_where_results_show_them_and_before_and_after():
    target = Target("patients_without_gp_share", "centrality", ("6",), False, (2027,))
    gates = {gate.indicator: gate for gate in what_binds(evaluated(), evaluated(alis=140), target).gates}
    assert (gates["alis"].area, gates["alis"].base, gates["alis"].changed) == ("centrality 6", 100, 140)
    assert gates["lis1_posts"].area == "Norway" and list(gates) == list(GATES)


def test_who_is_held_back_is_told_first_largest_first():
    target = Target("patients_without_gp_share", "centrality", ("6",), False, (2027,))
    now = evaluated(held={"gp_applicants": [10, 20, 30, 40], "supervisors": [24, 24, 24, 24], "lists": 0.4})
    found = what_binds(evaluated(held={"gp_applicants": 12}), now, target)
    assert found.sentences == (
        "held back in centrality 6 in 2027, doctor-years, mean (90 % of runs): GP lists without an applicant 25 "
        "(12 to 38; 12 without it); doctors without a supervisor 24 (24 to 24; 0 without it). The first is the "
        "largest in 50 % of runs",
        "none of the gates read is short: see gates.csv",
    )
    first, second, third = found.held[:3]
    assert [first.gate, second.gate, third.gate] == ["gp_applicants", "supervisors", "lists"]
    assert (first.q05, first.q95, second.largest) == (pytest.approx(11.5), pytest.approx(38.5), 0.5)


def test_of_municipalities_the_nation_is_read():
    target = Target("patients_without_gp_share", "municipality", ("5601",), False, (2027,))
    held = what_binds(evaluated(), evaluated(), target).held
    assert {one.area for one in held} == {"Norway"} and {one.changed for one in held} == {1.0}
