"""Levers of LIS1: bonded and self-created posts, named municipalities, grants, residual posts, promised training."""

import numpy as np
import pytest

from agents import bonding, lis1, lis1_loops, own_posts
from agents.doctor import GP_STAGES, NEVER, Cause, Event, Stage
from agents.months import month_index
from agents.parameters import Parameters
from model import allocation
from model.geography import load_geography
from model.policy import World
from tests.norway import change, country, heard, output, passed, reform, small_norway, unequal

CENTRE = Parameters.centre()


def on(lever: str, value, begins: str = "2026-02", **settings):
    """A small country under one changed lever."""
    return country(reform(change(lever, value, begins)), **settings)


def total(w, name: str) -> float:
    out = output(w)
    return float((out.municipal[name] if name in out.municipal else out.national[name]).sum())


# ------------------------------------------------------------------------------------------- bonded posts


def bonded(years: float = 3.0, price: int = 200_000, months: int = 48, **settings):
    """Norway with 200 bonded posts a year from 2026."""
    changes = (("bonding.posts", 200), ("bonding.years", years), ("bonding.breach_nok", price))
    policy = reform(*(change(lever, value, "2026-01") for lever, value in changes))
    return country(policy, geography=load_geography(), months=months, **settings)


def test_bonded_posts_come_on_top_and_go_to_whom_the_round_left():
    w, plain = passed(bonded(), 2), passed(country(geography=load_geography()), 2)
    bound = np.flatnonzero(w.people.bond_months > 0)
    assert total(w, "lis1_posts") == total(plain, "lis1_posts") + 100
    assert total(w, "lis1_hired") == total(plain, "lis1_hired") + len(bound) and 50 < len(bound) <= 100
    assert (w.people.bond_months[bound] == 36).all()
    assert (w.people.starts_at[bound] == month_index("2026-09")).all() and (w.people.trust[bound] >= 0).all()
    assert (plain.people.failed_rounds[bound] > 0).all(), "the ordinary round hires as it did"
    others = np.setdiff1d(np.arange(w.people.n), bound)
    assert np.array_equal(w.people.starts_at[others], plain.people.starts_at[others])
    assert (w.people.failed_rounds[bound] == plain.people.failed_rounds[bound] - 1).all()


def test_fewer_bind_themselves_for_longer():
    settings = {"parameters": CENTRE.replace(bond_accept=-1.0)}
    short, long = (passed(bonded(years, **settings), 2).people for years in (1.0, 6.0))
    bound = [set(np.flatnonzero(people.bond_months > 0).tolist()) for people in (short, long)]
    assert len(bound[1]) < len(bound[0])
    assert set(short.bond_months.tolist()) == {0, 12} and set(long.bond_months.tolist()) == {0, 72}


@pytest.fixture(scope="module")
def after_lis1():
    """Forty-eight months with bonds that last, and the doctors whose duty began."""
    w = passed(bonded(years=10.0, price=5_000_000, lives=True), 40)
    return w, np.flatnonzero(w.people.bonded_until >= w.month)


def test_after_lis1_the_duty_begins_and_the_bound_look_for_lists_in_rural_places(after_lis1):
    w, bound = after_lis1
    people = w.people
    assert len(bound) > 100 and (people.bond_months[bound] == 0).all() and people.lis1_done[bound].all()
    assert np.isin(people.stage[bound], (*GP_STAGES, Stage.LOCUM, Stage.MUNICIPAL)).all()
    listed = bound[people.list[bound] >= 0]
    assert len(listed) > 5 and (w.geo.centrality[people.municipality[listed]] >= bonding.RURAL).all()
    free = bound[(people.list[bound] < 0) & (people.stage[bound] == Stage.LOCUM)]
    assert people.seeking[free].all()
    assert total(w, "bonding_breaches") == 0, "nobody pays five million a year"


def test_who_breaks_off_pays_for_the_years_left_and_chooses_a_career():
    w = passed(bonded(years=2.0, price=100_000, parameters=CENTRE.replace(bond_breach_yearly=0.6)), 30)
    people = w.people
    with heard(w.money, "owe", lambda _, __, lever: lever == "bonding.breach_nok") as paid:
        for _ in range(18):
            bound = people.bonded_until >= w.month
            until = people.bonded_until.copy()
            month, before = w.month, total(w, "bonding_breaches")
            passed(w, 1)
            broken = np.flatnonzero(bound & (people.bonded_until[: len(bound)] == NEVER))
            broken = broken[~np.isin(people.stage[broken], (Stage.RETIRED, Stage.DEAD))]
            assert total(w, "bonding_breaches") - before == len(broken)
            price = sum(-amount for (_, amount, _), _ in paid)
            assert price == pytest.approx(100_000 * (until[broken] - month).sum() / 12)
            paid.clear()
    assert total(w, "bonding_breaches") > 5


def test_a_lower_price_breaks_more_duties():
    dear, cheap = (passed(bonded(price=price), 40) for price in (1_000_000, 0))
    assert total(cheap, "bonding_breaches") > 3 * total(dear, "bonding_breaches") + 5


def test_without_bonded_posts_nothing_of_bonding_matters():
    other = country(reform(change("bonding.years", 9.0, "2026-01"), change("bonding.breach_nok", 1_000, "2026-01")))
    assert unequal(output(passed(other, 24)), output(passed(country(), 24))) == []


# -------------------------------------------------------------------------------------- self-created posts


def with_own_posts(**settings):
    """Norway where municipalities create posts readily; the first lives."""
    ready = CENTRE.replace(own_post_yearly=2.0, own_post_share_nok=300_000.0)
    return country(parameters=ready, geography=load_geography(), lives=True, **settings)


def test_a_municipality_creates_a_post_for_a_doctor_of_the_queue_with_a_tie():
    w = passed(with_own_posts(), 3)
    people, geo = w.people, w.geo
    posted = people.starts_at >= 0
    vacant = w.towns.vacant.copy()
    passed(w, 1)
    new = np.flatnonzero(people.own_post & (people.starts_at == w.month))
    town = people.lis1_town[new]
    assert len(new) > 0 and not posted[new[new < len(posted)]].any() and (vacant[town] > 0).all()
    assert (people.trust[new] == geo.trust[town]).all()
    area = np.append(geo.trust, -1)
    assert ((area[people.home[new]] == geo.trust[town]) | (area[people.origin[new]] == geo.trust[town])).all()
    assert np.array_equal(np.bincount(town, minlength=len(geo.number)), w.ledger.municipal["lis1_own_posts"][3])
    passed(w, 1)
    assert (people.stage[new] == Stage.LIS1_HOSPITAL).all() and (people.starts_at[new] == NEVER).all()


def test_own_posts_do_twelve_months_in_hospital_and_six_in_the_municipality_agreed_on():
    w = passed(with_own_posts(months=36), 6)
    people = w.people
    first = np.flatnonzero(people.own_post & (people.stage == Stage.LIS1_HOSPITAL))
    town, since = people.lis1_town[first].copy(), people.since[first].copy()
    passed(w, 24)
    lives = output(w).lives
    quit_ids = lives["doctor"][lives["event"] == Event.LIS1_QUIT]
    stayed = ~np.isin(people.id[first], quit_ids)
    assert stayed.sum() > 3
    for row, place, month in zip(first[stayed], town[stayed], since[stayed], strict=True):
        mine = lives["doctor"] == people.id[row]
        when = {Event(e): m for e, m in zip(lives["event"][mine], lives["month"][mine], strict=True)}
        where = lives["municipality"][mine & (lives["event"] == Event.LIS1_TO_MUNICIPALITY)]
        assert when[Event.LIS1_TO_MUNICIPALITY] == month + 12 and when[Event.LIS1_COMPLETED] == month + 18
        assert where.tolist() == [place]
    assert not people.own_post[first[stayed]].any() and (people.lis1_town[first[stayed]] == -1).all()


def test_the_municipality_may_come_first():
    policy = reform(change("lis1.order", "municipality_first", "2026-01"))
    w = passed(with_own_posts(policy=policy, months=36), 6)
    people = w.people
    first = np.flatnonzero(people.municipal_first & (people.stage == Stage.LIS1_MUNICIPALITY))
    town, since = people.lis1_town[first].copy(), people.since[first].copy()
    assert len(first) > 5 and (people.municipality[first] == town).all()
    assert not people.lis1_hospital_done[first].any()
    passed(w, 24)
    lives = output(w).lives
    left = np.isin(people.id[first], lives["doctor"][lives["event"] == Event.LIS1_QUIT])
    done = lives["event"] == Event.LIS1_COMPLETED
    ends = dict(zip(lives["doctor"][done].tolist(), lives["month"][done].tolist(), strict=True))
    stayed = first[~left]
    assert len(stayed) > 3 and [ends[i] for i in people.id[stayed]] == (since[~left] + 18).tolist()
    assert (people.lis1_done & people.lis1_hospital_done)[stayed].all() and not people.municipal_first[stayed].any()


def test_who_quits_a_municipal_part_that_came_first_is_back_in_the_queue_and_leaves_no_residual_post():
    policy = reform(change("lis1.order", "municipality_first", "2026-01"))
    w = passed(with_own_posts(policy=policy, months=36), 6)
    people = w.people
    first = np.flatnonzero(people.municipal_first & (people.stage == Stage.LIS1_MUNICIPALITY))
    quits, posts = first[:2], list(w.residual_posts)
    with heard(lis1, "monthly"):
        original = lis1.luck.strikes
        lis1.luck.strikes = lambda *_, **__: quits
        try:
            lis1.quit_municipal_part(w)
        finally:
            lis1.luck.strikes = original
    assert w.residual_posts == posts
    assert (people.stage[quits] == Stage.WAITING).all() and (people.starts_at[quits] == NEVER).all()
    assert not people.own_post[quits].any() and not people.municipal_first[quits].any()
    assert np.isin(quits, allocation.applicants(w, w.month + 7)).all()


def test_readiness_rises_with_the_grant_there_alone_and_ends_with_the_budget():
    w = passed(on("lis1.own_posts_grant_nok", 1_000_000, "2026-06", months=24), 4)
    everywhere = np.arange(len(w.geo.number))
    before = own_posts.readiness(w, everywhere)
    w.month = month_index("2026-07")
    after = own_posts.readiness(w, everywhere)
    assert (after >= before).all() and (after > before).any()
    w.towns.budget_left[:] = -1_000_000.0
    assert (own_posts.readiness(w, everywhere) == 0).all()


def test_a_doctor_with_a_tie_is_taken_once_from_the_queue():
    starts, done = np.array([-1, -1, -1, 7, -1]), np.array([False, False, True, False, False])
    home, origin = np.array([0, 3, 0, 0, -1]), np.array([-1, 1, 0, 0, 2])
    for queue, ties in ((own_posts.in_queue, own_posts.with_tie),
                        (own_posts.in_queue.py_func, own_posts.with_tie.py_func)):  # fmt: skip
        free = queue(np.arange(5), starts, done, np.array([1, 2, 1, 1, 3]), 2)
        assert free.tolist() == [0, 1]
        everybody, trust = np.arange(5), np.array([8, 8, 9, 9])
        assert ties(everybody, home, origin, trust, 8).tolist() == [0, 1, 2, 3]
        everybody[1] = -1
        assert ties(everybody, home, origin, trust, 8).tolist() == [0, 2, 3]
        assert ties(everybody, home, origin, trust, 9).tolist() == [4]


def test_who_pays_for_a_self_created_post():
    w = passed(country(reform(change("lis1.own_posts_grant_nok", 250_000, "2026-01"))), 3)
    rows = w.people.rows(Stage.WAITING)[:2]
    w.money.settle()
    own_posts.agree(w, rows, np.array([4, 4]))
    owed, by_town = w.money.settle()
    assert owed["state"] == 500_000
    assert by_town[4] == 2 * (CENTRE.own_post_share_nok - 250_000) and by_town.sum() == by_town[4]
    w.ledger.transfer(rows, Stage.LIS1_HOSPITAL)
    own_posts._relieve_state(w)
    running = w.people.own_post[w.people.rows(Stage.LIS1_HOSPITAL, Stage.LIS1_MUNICIPALITY)].sum()
    assert w.money.settle()[0]["state"] == -np.rint(running * CENTRE.lis1_start_nok / 18) < 0


def test_no_post_is_created_where_it_is_not_allowed():
    w = country(reform(change("lis1.own_posts", False, "2026-01")), parameters=CENTRE.replace(own_post_yearly=2.0))
    assert total(passed(w, 24), "lis1_own_posts") == 0 and not w.people.own_post.any()


# ---------------------------------------------------------------------------------------- the municipal part


def test_named_places_go_to_the_strongest_tie_first():
    w = on("lis1.named_municipality", True, "2026-03", geography=load_geography())
    passed(w, 2)
    with heard(lis1_loops, "choose_in_turn") as calls, heard(lis1, "choose_places") as asked:
        passed(w, 1)  # March: a group begins its municipal part
    ((order, ends, options, *_), chosen), ((_, rows), _) = calls[0], asked[0]
    home, around = w.people.home[rows], np.split(options, ends[:-1])
    near = [w.near_place[home[i], around[i]].max() if home[i] >= 0 else -np.inf for i in range(len(rows))]
    near = np.array(near)
    assert len(rows) == len(order) == len(chosen) > 500 and (np.diff(near[order][np.isfinite(near[order])]) <= 0).all()
    assert np.isfinite(near[order])[: np.isfinite(near).sum()].all(), "who has no home in the country comes last"


def test_quitting_falls_only_in_parts_that_began_under_named_places():
    w = passed(on("lis1.named_municipality", True, "2026-06"), 9)
    rows = w.people.rows(Stage.LIS1_MUNICIPALITY)
    w.people.since[rows[0]] = month_index("2026-03")
    named = lis1.place_was_named(w, rows)
    assert named[0] == 0 and np.array_equal(named, (w.people.since[rows] >= month_index("2026-06")).astype(int))
    assert named.any()


def test_residual_posts_go_in_turn_to_the_first_wanted():
    wants = np.array([[True, True, False], [True, True, False], [True, True, False], [False, False, False]])
    assert lis1_loops.first_come(wants).tolist() == [0, 1, -1]
    assert lis1_loops.first_come(np.empty((0, 2), bool)).tolist() == [-1, -1]


def test_residual_posts_are_filled_sooner_where_the_grant_is_larger_and_without_advertising():
    geo = small_norway()
    policy = reform(change("lis1.municipal_grant_nok", 240_000, "2026-02", municipality=[geo.numbers[3]]))
    w = passed(country(policy), 2)
    usual = 1 - np.exp(-CENTRE.lis1_residual_fill_yearly / 12)
    chance = lis1.residual_chance(w)
    assert chance[3] == pytest.approx(1 - np.exp(-CENTRE.lis1_residual_fill_yearly * np.exp(0.2) / 12))
    assert np.delete(chance, 3) == pytest.approx(usual)
    direct = lis1.residual_chance(passed(on("lis1.residual_rule", "direct"), 2))
    assert direct == pytest.approx(1 - np.exp(-1.5 * CENTRE.lis1_residual_fill_yearly / 12))


def test_a_taker_whom_only_the_larger_grant_moves_takes_that_post_and_no_other():
    geo = small_norway()
    world = World(rates={"lis1_quit": 5.0})
    policy = reform(change("lis1.municipal_grant_nok", 2_000_000, "2026-01", municipality=[geo.numbers[3]]))
    settings = {"parameters": CENTRE.replace(lis1_grant_fill=0.6), "months": 24}
    w = passed(country(policy, world, **settings), 6)
    rows = w.people.rows(Stage.LIS1_HOSPITAL)[:6].copy()
    w.ledger.transfer(rows, Stage.WAITING)
    w.people.lis1_hospital_done[rows] = True
    w.people.starts_at[rows] = w.month - 1
    w.residual_posts = [(town, 5) for town in (3, 5, 6, 7)]
    lis1.take_residual_posts(w)
    taken = rows[w.people.stage[rows] == Stage.LIS1_MUNICIPALITY]
    assert 3 in w.people.municipality[taken], "a factor of a hundred thousand takes the post at once"
    assert (3, 4) not in w.residual_posts


def test_the_state_pays_the_grant_above_the_usual_but_not_for_own_posts():
    w = passed(on("lis1.municipal_grant_nok", 200_000), 3)
    rows = w.people.rows(Stage.LIS1_HOSPITAL)[:3].copy()
    w.people.own_post[rows[0]] = True
    w.money.settle()
    lis1.begin_municipal_part(w, rows, np.array([3, 3, 5]))
    assert w.money.settle()[0]["state"] == 2 * 60_000


def test_a_whole_course_promises_training_to_those_with_a_tie():
    geo = small_norway()
    town = 8
    w = passed(country(reform(change("alis.whole_course", True, "2026-02", municipality=[geo.numbers[town]]))), 3)
    people = w.people
    rows = people.rows(Stage.LIS1_HOSPITAL)[:3].copy()
    people.gp_linked[rows] = False
    away = int(np.flatnonzero(geo.labour_region != geo.labour_region[town])[0])
    people.home[rows], people.origin[rows] = [away, away, town], [away, town, -1]
    before = w.ledger.municipal["lis1_linked"][w.ledger.t].copy()
    lis1.begin_municipal_part(w, rows, np.full(3, town))
    assert people.gp_linked[rows].tolist() == [False, True, True]
    assert (w.ledger.municipal["lis1_linked"][w.ledger.t] - before).tolist()[town] == 2
    people.gp_linked[rows] = False
    lis1.begin_municipal_part(w, rows, np.full(3, town + 1))
    assert not people.gp_linked[rows].any()


def test_more_give_up_the_queue_when_they_may_only_work_supervised():
    gone = []
    for value in (False, True):
        w = passed(on("lis1.supervised_practice", value, months=24), 4)
        rows = np.flatnonzero(w.people.applies_from < 32000)[:2000]
        w.people.failed_rounds[rows] = 1
        w.ledger.notes.pop("lis1_gave_up", None)
        w.ledger.transfer(rows, Stage.STUDENT)  # who gives up as a student keeps the place of study
        lis1.give_up(w, rows, 0.5)
        gone.append(float(w.ledger.notes["lis1_gave_up"].sum()))
    assert gone[1] == pytest.approx(1.3 * gone[0], rel=0.15) and gone[1] > gone[0]


def test_quits_are_counted_where_the_place_falls_empty():
    w = passed(country(world=World(rates={"lis1_quit": 5.0}), months=24, lives=True), 24)
    out = output(w)
    quits = out.lives["event"] == Event.LIS1_QUIT
    assert quits.sum() == out.municipal["lis1_quits"].sum() > 5
    assert np.array_equal(
        np.bincount(out.lives["municipality"][quits], minlength=18), out.municipal["lis1_quits"].sum(axis=0)
    )
    assert (out.lives["cause"][quits] == Cause.OWN_CHOICE).all()
