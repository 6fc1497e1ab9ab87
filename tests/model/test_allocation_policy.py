"""Who is placed before the others in a LIS1 round: rural trusts' own round, and new graduates of Norwegian schools."""

import numpy as np
import pytest

from agents import lis1
from agents.doctor import Stage
from agents.months import month_index
from model import allocation, matching
from model.geography import load_geography
from tests.norway import change, country, heard, output, passed, reform

START = month_index("2026-09")


def at_the_round(*changes, **settings):
    """Norway in February 2026, before its LIS1 round, under these changes from 2026."""
    policy = reform(*(change(lever, value, "2026-01") for lever, value in changes))
    return passed(country(policy, geography=load_geography(), **settings), 1)


def hired(w) -> tuple[np.ndarray, np.ndarray]:
    """Run the round: (rows of the applicants, who of them has a post)."""
    with heard(allocation, "applicants") as asked:
        allocation.lis1_round(w)
    rows = asked[0][1]
    return rows, w.people.starts_at[rows] == START


def test_rural_trusts_are_those_with_a_third_of_their_people_in_the_least_central_classes():
    w = at_the_round(("lis1.rural_first", True))
    rural = allocation._rural_trusts(w)
    geo = w.geo
    people = geo.inhabitants_2016_2026[-1]
    for trust, name in enumerate(geo.trusts):
        mine = geo.trust == trust
        share = people[mine & (geo.centrality >= 5)].sum() / people[mine].sum()
        assert rural[trust] == (share >= 1 / 3), name
    assert 3 <= rural.sum() < len(rural) / 2
    assert not allocation._rural_trusts(at_the_round()).any()


def test_the_rural_round_is_stable_and_for_those_with_a_tie_or_a_rural_first_wish():
    w = at_the_round(("lis1.rural_first", True))
    rural = allocation._rural_trusts(w)
    with heard(allocation, "rural_round") as early, heard(matching, "deferred_acceptance") as rounds:
        rows, _ = hired(w)
    ((_, _, _, preferences, seats, posts), got) = early[0]
    trust = posts % len(w.geo.trusts)
    assert (seats[~rural[trust]] == 0).all() and len(rounds) == 2
    area = np.append(w.geo.trust, -1)
    tied = np.isin(area[w.people.home[rows]], np.flatnonzero(rural)) | np.isin(
        area[w.people.origin[rows]], np.flatnonzero(rural)
    )
    placed = got >= 0
    assert placed.sum() > 50 and rural[trust[got[placed]]].all()
    assert (tied | rural[trust[preferences[:, 0]]])[placed].all()
    ((lists, scores, capacity), assigned) = rounds[0]
    assert matching.blocking_pairs(assigned, lists, scores, capacity) == []


def test_the_rural_round_hires_as_many_in_all_and_more_with_a_tie():
    plain, rural = at_the_round(), at_the_round(("lis1.rural_first", True))
    (_, one), (_, other) = hired(plain), hired(rural)
    assert one.sum() == other.sum()
    ties = [output(w).national["lis1_hired_with_tie"].sum() for w in (plain, rural)]
    assert ties[1] > ties[0]


@pytest.mark.parametrize("rule", ["application", "lottery", "municipality_first"])
def test_while_lis1_is_part_of_the_degree_each_new_graduate_at_home_has_a_post(rule):
    w = at_the_round(("lis1.part_of_degree", True), ("lis1.allocation", rule))
    first = w.people.failed_rounds == 0
    rows, got = hired(w)
    owed = first[rows] & (lis1.kind_of(w.people.education[rows]) == 0)
    assert got[owed].all() and (~got).sum() > 100 and got[~owed].any()
    assert output(w).national["lis1_posts"].sum() == 610


def test_seats_are_added_only_for_graduates_without_one():
    w = at_the_round(("lis1.part_of_degree", True), ("lis1.state_posts", 300), ("lis1.gp_linked_posts", 0))
    first = w.people.failed_rounds == 0
    rows, got = hired(w)
    owed = first[rows] & (lis1.kind_of(w.people.education[rows]) == 0)
    out = output(w).national
    assert out["lis1_posts"].sum() == owed.sum() == got.sum() > 150 and got[owed].all()


def test_those_hired_are_counted_by_education_and_tie():
    w = at_the_round()
    rows, got = hired(w)
    people, chosen = w.people, rows[got]
    national = output(w).national
    assert national["lis1_hired_home_educated"].sum() == (people.education[chosen] < 4).sum() > 0
    tie = (people.origin[chosen] >= 0) & (w.geo.trust[people.origin[chosen]] == people.trust[chosen])
    assert national["lis1_hired_with_tie"].sum() == tie.sum() > 0


def test_on_copies_of_the_map_nobody_is_hired_across():
    changes = [change("lis1.rural_first", True, "2026-01"), change("lis1.part_of_degree", True, "2026-01"),
               change("bonding.posts", 300, "2026-01")]  # fmt: skip
    w = passed(country(reform(*changes), geography=load_geography().replicate(2)), 2)
    people = w.people
    posted = np.flatnonzero((people.starts_at == START) & np.isin(people.stage, (Stage.WAITING, Stage.STUDENT)))
    lives = people.home[posted]
    here = w.country[lives] == w.country[w.hospitals.centre[people.trust[posted]]]
    assert len(posted) > 1000 and (here | (lives < 0)).all()
    assert (people.bond_months[posted] > 0).sum() > 100
