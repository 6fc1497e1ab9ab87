"""LIS1 rounds in the running model: stable, within capacity, and following the levers.

Every round is heard through the functions it calls: who applies (``allocation.applicants``) and the matching of
``model.matching`` with its preferences, scores and capacity.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from agents import luck
from agents.doctor import Stage
from agents.lis1 import kind_of
from agents.luck import Decision
from agents.months import month_index, month_of_year
from model import allocation, matching
from model.geography import load_geography
from tests.norway import change, country, heard, output, passed, reform, watched


@dataclass
class Round:
    """One round as it was heard."""

    month: int
    rows: np.ndarray
    rule: str  # name of the matching function
    arguments: tuple
    assigned: np.ndarray
    taste: np.ndarray
    kind: np.ndarray
    linked: np.ndarray
    trust: np.ndarray
    starts_at: np.ndarray
    ids: np.ndarray


def listen(w, months: int) -> list[Round]:
    """Run the months; every LIS1 round there was."""
    rounds: list[Round] = []
    with (
        heard(allocation, "applicants") as asked,
        heard(matching, "deferred_acceptance") as stable,
        heard(matching, "serial_dictatorship") as served,
        watched("lis1 round", lambda _: [calls.clear() for calls in (asked, stable, served)],
                lambda w: rounds.extend(_round(w, asked, stable, served))),
    ):  # fmt: skip
        passed(w, months)
    return rounds


def _round(w, asked, stable, served) -> list[Round]:
    if not asked:
        return []
    (_, rows), ((arguments, assigned),) = asked[0], [*stable, *served]
    people = w.people
    rule = "deferred_acceptance" if stable else "serial_dictatorship"
    return [
        Round(w.month, rows, rule, arguments, assigned, people.taste_gp[rows].copy(), kind_of(people.education[rows]),
              people.gp_linked[rows].copy(), people.trust[rows].copy(), people.starts_at[rows].copy(),
              people.id[rows].copy())
    ]  # fmt: skip


@cache
def rounds_under(rule: str, norway: bool = False, linked: int = 300) -> tuple[Round, ...]:
    policy = reform(change("lis1.allocation", rule, "2026-01"), change("lis1.gp_linked_posts", linked, "2026-01"))
    w = country(policy, geography=load_geography()) if norway else country(policy)
    return tuple(listen(w, 24))


RULES = ("application", "lottery", "municipality_first")


def capacity(one: Round) -> np.ndarray:
    return np.asarray(one.arguments[2])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("norway", [False, True])
def test_there_is_a_round_in_february_and_september(rule, norway):
    assert [month_of_year(one.month) for one in rounds_under(rule, norway)] == [2, 9, 2, 9]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("norway", [False, True])
def test_capacity_is_never_exceeded_and_the_hired_hold_what_they_were_given(rule, norway):
    for one in rounds_under(rule, norway):
        hired, trusts = one.assigned >= 0, len(capacity(one)) // 2
        assert (np.bincount(one.assigned[hired], minlength=2 * trusts) <= capacity(one)).all()
        assert np.array_equal(one.trust[hired], one.assigned[hired] % trusts)
        assert np.array_equal(one.linked[hired], one.assigned[hired] >= trusts)
        assert (one.starts_at[hired] == one.month + {2: 7, 9: 6}[month_of_year(one.month)]).all()
        assert (one.starts_at[~hired] < 0).all()
        assert hired.sum() > 20


@pytest.mark.parametrize("rule", ["application", "municipality_first"])
@pytest.mark.parametrize("norway", [False, True])
def test_no_blocking_pair(rule, norway):
    for one in rounds_under(rule, norway):
        assert one.rule == "deferred_acceptance"
        preferences, scores, seats = one.arguments
        assert matching.blocking_pairs(one.assigned, preferences, scores, seats) == []


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("norway", [False, True])
def test_no_empty_seat_is_wanted(rule, norway):
    """Whoever prefers a trust with an empty seat to what was given would have had it."""
    for one in rounds_under(rule, norway):
        preferences, seats = np.asarray(one.arguments[-2 if rule == "lottery" else 0]), capacity(one)
        taken = np.bincount(one.assigned[one.assigned >= 0], minlength=len(seats))
        for own, given in zip(preferences, one.assigned, strict=True):
            wanted = own[: np.flatnonzero(own == given)[0]] if given >= 0 else own[own >= 0]
            assert (taken[wanted] == seats[wanted]).all()


@pytest.mark.parametrize("norway", [False, True])
def test_the_lottery_serves_applicants_in_the_order_of_their_draws(norway):
    key = country(months=1).key
    for one in rounds_under("lottery", norway):
        assert one.rule == "serial_dictatorship"
        order, preferences, seats = one.arguments
        drawn = luck.uniform(key, one.ids, one.month, Decision.LIS1_LOTTERY)
        assert np.array_equal(order, np.lexsort((one.ids, drawn)))
        left = np.asarray(seats).copy()
        for row in order:
            options = [choice for choice in preferences[row] if choice >= 0 and left[choice] > 0]
            assert one.assigned[row] == (options[0] if options else -1)
            if options:
                left[options[0]] -= 1


@pytest.mark.parametrize("posts", [1, 2, 19, 32, 38, 64, 65])
def test_posts_are_ranked_from_the_earliest_to_the_latest(posts):
    times = -np.log(np.modf(np.arange(1, 40 * posts + 1) * np.sqrt(2.0) * 37.7)[0]).reshape(40, posts)
    times[times > 3.0] *= 1e6
    names = 100 - np.arange(posts)
    assert np.array_equal(allocation.in_order(times.copy(), names), names[np.argsort(times, axis=1)])


def test_municipality_first_hires_on_taste_for_general_practice():
    """Those hired like general practice more than those turned away; hospitals that choose do not care, or less."""
    gap = {}
    for rule in RULES:
        ordinary = [(r.taste, (r.assigned >= 0) & ~r.linked, r.assigned < 0) for r in rounds_under(rule, True)]
        gap[rule] = np.mean([taste[hired].mean() - taste[failed].mean() for taste, hired, failed in ordinary])
    assert gap["municipality_first"] > 0.3
    assert abs(gap["lottery"]) < 0.15  # se of a difference of means: 0.8 * sqrt(1/550 + 1/450), over four rounds 0.025
    assert gap["application"] < 0.1


def test_posts_linked_to_gp_training_are_hired_on_that_motive_under_every_rule_but_the_lottery():
    for rule in ("application", "municipality_first"):
        for one in rounds_under(rule, True):
            hired = one.assigned >= 0
            assert one.taste[one.linked].mean() > one.taste[hired & ~one.linked].mean() + 0.2


def test_trained_in_norway_are_hired_first_then_norwegians_from_abroad():
    """77, 57 and 11 percent hired in autumn 2016; the order holds in every round, the lottery does not know it."""
    for one in rounds_under("application", True, linked=0):
        share = [(one.assigned[one.kind == kind] >= 0).mean() for kind in range(3)]
        assert share[0] > share[1] + 0.05 and share[1] > share[2] + 0.2
    for one in rounds_under("lottery", True, linked=0):
        share = [(one.assigned[one.kind == kind] >= 0).mean() for kind in range(2)]
        assert abs(share[0] - share[1]) < 0.12


# --------------------------------------------------------------------------------------- posts and levers


def posts_by_year(policy=None, start: str = "2026", months: int = 36) -> list[float]:
    """Posts of a September and the March after it, national."""
    w = country(policy, start=start, months=months, geography=load_geography())
    posts = output(passed(w, months)).national["lis1_posts"]
    rounds = posts[posts > 0]
    return [float(sum(rounds[i : i + 2])) for i in range(0, len(rounds), 2)]


def test_state_posts_are_starts_a_year():
    assert posts_by_year(start="2016") == [946.0, 946.0, 946.0]
    more = reform(change("lis1.state_posts", 1501, "2027-09"), change("lis1.gp_linked_posts", 333, "2027-09"))
    assert posts_by_year(more) == [1219.0, 1501.0, 1501.0]  # linked posts lie inside the state's posts


class Rule:
    """A timeline that knows the three levers of posts."""

    def __init__(self, posts: int, linked: int, split: np.ndarray):
        self.levers = {"lis1.state_posts": posts, "lis1.gp_linked_posts": linked, "lis1.regional_split": split}

    def national(self, key, month):
        return self.levers[key]

    trust = national


@pytest.fixture(scope="module")
def norway():
    return country(months=1, geography=load_geography())


def shared_out(w, posts: int, linked: int = 0, split: np.ndarray | None = None) -> list[np.ndarray]:
    """Ordinary and linked posts of both rounds of a year, by trust."""
    kept, w.timeline = w.timeline, Rule(posts, linked, np.ones(len(w.geo.trusts)) if split is None else split)
    try:
        return [part for start in ("2026-09", "2027-03") for part in allocation.posts_by_trust(w, month_index(start))]
    finally:
        w.timeline = kept


def test_any_number_of_state_posts_comes_out_whole_over_the_two_rounds(norway):
    wrong = [
        posts for posts in range(0, 3001) if sum(part.sum() for part in shared_out(norway, posts, posts // 7)) != posts
    ]
    assert wrong == []


def test_linked_posts_are_taken_from_the_state_posts_and_lie_where_recruitment_is_weak(norway):
    without, linked = shared_out(norway, 1219), shared_out(norway, 1219, 400)
    for ordinary_before, ordinary, tied in zip(without[0::2], linked[0::2], linked[1::2], strict=True):
        assert ordinary.sum() + tied.sum() == ordinary_before.sum()
    tied = linked[1] + linked[3]
    assert tied.sum() == 400
    oslo = norway.geo.trust[norway.geo.index("0301")]
    finnmark = norway.geo.trust[norway.geo.index("5601")]
    assert tied[oslo] == 0 < tied[finnmark]


def test_regional_split_is_relative(norway):
    ones = np.ones(len(norway.geo.trusts))
    same, doubled = shared_out(norway, 1219, split=ones), shared_out(norway, 1219, split=2 * ones)
    assert all(np.array_equal(a, b) for a, b in zip(same, doubled, strict=True))
    none_there = ones.copy()
    none_there[3] = 0.0
    shifted = shared_out(norway, 1219, split=none_there)
    assert shifted[0][3] == 0 and shifted[0].sum() == same[0].sum()
    assert (np.delete(shifted[0], 3) >= np.delete(same[0], 3)).all()


def test_a_change_of_study_places_moves_graduates_six_years_later():
    """800 more places in Tromsø from August 2026: more graduates from June 2032, none before, less dropout after."""
    months = 12 * 8
    more = reform(change("education.study_places", 957, "2026-08", place=["uit"]))
    before, after = (output(passed(country(policy, months=months), months)).national for policy in (None, more))
    graduates = after["graduates"] - before["graduates"]
    june_2032 = month_index("2032-06") - month_index("2026-01")
    assert not graduates[:june_2032].any()
    extra = 800 * country(months=1).scale
    finish = 0.96 ** (70 / 72)
    for year in (0, 12):
        # sd of survivors: sqrt(46 * 0.04), plus a whole person of rounding in each class
        assert graduates[june_2032 + year] == pytest.approx(extra * finish, abs=4 * (extra * 0.04) ** 0.5 + 2)
    students = after["students"] - before["students"]
    assert not students[:7].any() and students[7] == pytest.approx(extra, abs=1)


def test_everybody_who_applies_waits_or_studies_and_is_without_a_post():
    w = country(months=24)
    seen = []

    def before(w):
        if month_of_year(w.month) in (2, 9):
            rows = allocation.applicants(w, w.month + 7)
            people = w.people
            assert np.isin(people.stage[rows], (Stage.WAITING, Stage.STUDENT)).all()
            assert (people.starts_at[rows] < 0).all() and not people.lis1_done[rows].any()
            assert not people.lis1_hospital_done[rows].any()
            assert (people.applies_from[rows] <= w.month).all()
            seen.append(len(rows))

    with watched("lis1 round", before):
        passed(w, 24)
    assert len(seen) == 4 and min(seen) > 30
