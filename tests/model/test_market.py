"""The market for lists and the choice of a career: the logit, stability, and promises that are kept.

Statistical tests run on fixed seeds; each states the chance that a correct model would fail it.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest

from agents import luck
from agents.doctor import GP_STAGES, Stage
from agents.forms import OFFICE, PRIVATE, SALARIED
from agents.luck import Decision
from agents.months import month_index
from model import market, market_loops, matching
from model.geography import load_geography
from tests.norway import change, country, heard, output, passed, reform, watched


def of(decision: Decision):
    """Keep the calls of a draw that are about one decision: (key, ids, month, decision, weights, alternatives)."""
    return lambda *arguments: arguments[3] == decision


@dataclass
class Market:
    """One month's market as it was heard: state before and after, and the matching between."""

    month: int
    before: dict = field(repr=False)
    after: dict = field(repr=False)
    arguments: tuple = field(repr=False)
    assigned: np.ndarray = field(repr=False)


def state(w) -> dict:
    people, lists = w.people, w.lists
    names = ("list", "reserved", "starts_at", "seeking", "searching_until", "leaves_at", "away_until")
    kept = {name: people.column(name).copy() for name in names}
    return kept | {f"lists.{n}": getattr(lists, n).copy() for n in
                   ("doctor", "successor", "leaving_at", "vacant_since", "municipality", "form", "closed")}  # fmt: skip


@cache
def markets(start: str) -> tuple[Market, ...]:
    """Every market of eighteen months of Norway."""
    found: list[Market] = []
    before: dict = {}
    with heard(matching, "deferred_acceptance") as calls:

        def begin(w):
            calls.clear()
            before.update(state(w))

        def end(w):
            ((arguments, assigned),) = calls
            found.append(Market(w.month, dict(before), state(w), arguments, assigned))

        with watched("market", begin, end):
            passed(country(start=start, months=18, geography=load_geography()), 18)
    return tuple(found)


STARTS = pytest.mark.parametrize("start", ["2016", "2026"])


@STARTS
def test_there_is_a_market_every_month(start):
    assert len(markets(start)) == 18
    assert all((m.assigned >= 0).sum() > 5 for m in markets(start))


@STARTS
def test_no_doctor_and_post_would_rather_have_each_other(start):
    for m in markets(start):
        preferences, scores, seats = m.arguments
        assert matching.blocking_pairs(m.assigned, preferences, scores, seats) == []
        assert (np.bincount(m.assigned[m.assigned >= 0], minlength=len(seats)) <= seats).all()


@STARTS
def test_only_doctors_who_look_are_promised_a_list_and_only_lists_that_fall_free(start):
    for m in markets(start):
        new = np.flatnonzero((m.after["reserved"] >= 0) & (m.before["reserved"] < 0))
        assert len(new) == (m.assigned >= 0).sum()
        assert np.array_equal(
            m.after["reserved"][m.before["reserved"] >= 0], m.before["reserved"][m.before["reserved"] >= 0]
        )
        holder = m.before["list"][new] >= 0
        looks = (m.before["searching_until"][new] >= m.month) & (m.before["leaves_at"][new] < 0)
        assert np.where(holder, looks, m.before["seeking"][new]).all()
        assert (m.before["away_until"][new] < m.month).all()
        target = m.after["reserved"][new]
        assert len(np.unique(target)) == len(target)
        assert (m.before["lists.successor"][target] < 0).all() and not m.before["lists.closed"][target].any()
        free = (m.before["lists.doctor"][target] < 0) | (m.before["lists.leaving_at"][target] >= 0)
        assert free.all()


@STARTS
def test_a_contract_starts_after_the_lead_and_not_before_the_sitting_doctor_leaves(start):
    p = country(months=1).parameters
    for m in markets(start):
        new = np.flatnonzero((m.after["reserved"] >= 0) & (m.before["reserved"] < 0))
        lead = np.where(m.before["list"][new] >= 0, p.move_lead_months, p.entry_lead_months).astype(int)
        leaving = m.before["lists.leaving_at"][m.after["reserved"][new]]
        assert np.array_equal(m.after["starts_at"][new], np.maximum(m.month + lead, leaving))
        movers = new[m.before["list"][new] >= 0]
        # the list a mover leaves is advertised for the day the mover goes
        assert np.array_equal(m.after["lists.leaving_at"][m.before["list"][movers]], m.after["starts_at"][movers])


@STARTS
def test_of_the_lists_of_a_post_the_longest_vacant_is_filled_first(start):
    """Vacant lists by their date, then lists that fall free by the date they do."""
    names = ("municipality", "form", "doctor", "successor", "vacant_since", "leaving_at", "closed")
    for m in markets(start):
        lists = {n: m.before[f"lists.{n}"] for n in names}
        post = lists["municipality"].astype(int) * 4 + lists["form"]
        since = np.where(lists["doctor"] < 0, lists["vacant_since"], lists["leaving_at"])
        open_post = (lists["successor"] < 0) & ~lists["closed"] & (since >= 0)
        filled = open_post & (m.after["lists.successor"] >= 0)
        passed_over = open_post & ~filled
        for one in np.flatnonzero(filled):
            assert not (since[passed_over & (post == post[one])] < since[one]).any()


def excess(choice: np.ndarray, weights: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Standard scores of how often each group of alternatives was chosen against the logit shares of all choosers."""
    share = weights / weights.sum(axis=1, keepdims=True)
    member = groups[:, None] == np.unique(groups)
    p = share @ member
    drawn = member[choice]
    return (drawn - p).sum(axis=0) / np.sqrt((p * (1 - p)).sum(axis=0))


@STARTS
def test_what_doctors_like_best_in_the_market_is_the_logit(start):
    """Head of every preference list, by centrality of the place (stay apart). False alarm: 7 scores at 4 sd, 0.0005."""
    geo = load_geography()
    at = dict(zip(geo.number.tolist(), geo.centrality.tolist(), strict=True))
    total = np.zeros((3, 7))
    with heard(market, "prefer") as calls:
        passed(country(start=start, months=12, geography=geo), 12)
    assert len(calls) > 12
    for (_, _, _, weights, names), (preferences, _) in calls:
        groups = np.array([0 if name == market.STAY else at[int(name) // 10] for name in names])
        member = groups[:, None] == np.arange(7)
        p = weights / weights.sum(axis=1, keepdims=True) @ member
        drawn = member[preferences[:, 0]]  # -1, nothing is better than staying, is the last alternative
        total += np.stack([drawn.sum(axis=0), p.sum(axis=0), (p * (1 - p)).sum(axis=0)])
    chosen, expected, variance = total
    assert expected.min() > 20
    assert np.abs((chosen - expected) / np.sqrt(variance)).max() < 4


def noise(shape: int | tuple[int, ...], step: float) -> np.ndarray:
    """Numbers in [0, 1) without a pattern, without a generator: fractions of multiples of a surd."""
    return np.modf(np.arange(1, np.prod(shape) + 1) * np.sqrt(step) * 37.7)[0].reshape(shape)


def test_preference_lists_are_the_race_cut_at_staying():
    """As race_scores orders the alternatives; with thirty posts better than staying a list ends at twelve."""
    key, ids = luck.key_of(5, 0), np.arange(200, dtype=np.uint32)
    names = np.append(np.arange(30) * 10, market.STAY).astype(np.uint32)
    weights = np.exp(6.0 * noise((200, 31), 2.0) - 3.0)
    weights[:, -1] = np.where(np.arange(200) < 100, 3.0, 1e-4)
    weights[noise((200, 31), 3.0) < 0.1] = 0.0
    weights[:, -1] = np.maximum(weights[:, -1], 1e-4)
    preferences, applications = market.prefer(key, ids, 1512, weights, names)
    scores = luck.race_scores(key, ids, 1512, Decision.MARKET, weights, names)
    better = scores[:, :-1] < scores[:, -1:]
    assert np.array_equal(applications, better.sum(axis=0))
    for own, order, many in zip(preferences, np.argsort(scores[:, :-1], axis=1), better.sum(axis=1), strict=True):
        listed = min(many, market.LONGEST_LIST)
        assert own[:listed].tolist() == order[:listed].tolist() and (own[listed:] == -1).all()
    assert better.sum(axis=1).max() > market.LONGEST_LIST and better.sum(axis=1).min() == 0


def test_a_weight_that_is_no_number_is_refused():
    for wrong in (np.nan, np.inf):
        with pytest.raises(ValueError, match="weights of posts"):
            market.prefer(luck.key_of(1, 0), np.zeros(1, np.uint32), 1512, np.array([[wrong, 1.0]]),
                          np.array([10, market.STAY], np.uint32))  # fmt: skip


def made_up_lists(number: int = 400, towns: int = 6) -> dict[str, np.ndarray]:
    """Columns of lists, half of them vacant, a tenth closed."""
    notice = noise(number, 6) < 0.3
    doctor = np.where(noise(number, 2) < 0.5, -1, np.arange(number))
    return {
        "closed": noise(number, 3) < 0.1, "doctor": doctor, "successor": np.where(noise(number, 5) < 0.2, 7, -1),
        "leaving_at": np.where((doctor >= 0) & notice, 100 + 5 * noise(number, 7), -1).astype("int16"),
        "vacant_since": np.where(doctor < 0, 90 + 5 * noise(number, 10), -1).astype("int16"),
        "municipality": (towns * noise(number, 11)).astype(np.int64), "form": (3 * noise(number, 13)).astype("int8"),
    }  # fmt: skip


def test_openings_are_sorted_by_post_then_by_date_then_by_age():
    lists = made_up_lists()
    found = market_loops.find_openings(*lists.values(), 6)
    plain = market_loops.find_openings.py_func(*lists.values(), 6)
    assert all(np.array_equal(a, b) for a, b in zip(found, plain, strict=True))
    rows = np.flatnonzero(
        ~lists["closed"] & (lists["successor"] < 0) & ((lists["doctor"] < 0) | (lists["leaving_at"] >= 0))
    )
    code = (lists["municipality"] * 4 + lists["form"])[rows]
    since = np.where(lists["doctor"] < 0, lists["vacant_since"], lists["leaving_at"])[rows]
    order = np.lexsort((rows, since, code))
    posts, first, count = np.unique(code[order], return_index=True, return_counts=True)
    assert np.array_equal(found[0], [posts // 4, posts % 4, count, first]) and np.array_equal(found[1], rows[order])
    assert len(posts) > 10 and count.max() > 5


def test_nobody_applies_who_is_away_or_promised_a_list():
    seeking, of_practice = np.arange(0, 40), np.arange(30, 100)
    searching = np.where(noise(100, 2) < 0.8, 60, 59).astype(np.int16)
    reserved = np.where(noise(100, 3) < 0.3, 5, -1)
    leaves_at, away = (np.where(noise(100, step) < 0.3, 60, -1).astype(np.int16) for step in (5, 7))
    arguments = (np.isin(np.arange(100), seeking), of_practice, searching, reserved, leaves_at, away, 60)
    rows, waiting = market_loops.choose_searchers(*arguments)
    here = (reserved < 0) & (away < 60)
    gps = of_practice[(here & (searching >= 60) & (leaves_at < 0))[of_practice]]
    assert rows.tolist() == [*seeking[here[seeking]], *gps]
    assert waiting == (reserved[seeking] < 0).sum() > here[seeking].sum() > 0 < len(gps)
    plain = market_loops.choose_searchers.py_func(*arguments)
    assert np.array_equal(plain[0], rows) and plain[1] == waiting


def test_who_would_rather_stay_applies_nowhere():
    rows, preferences = np.array([4, 7, 9]), np.array([[2, -1], [-1, -1], [0, 1]], np.int32)
    for loop in (market_loops.who_apply, market_loops.who_apply.py_func):
        found, own = loop(rows, preferences)
        assert found.tolist() == [4, 9] and np.array_equal(own, preferences[[0, 2]]) and own.dtype == np.int32


def test_liking_a_post_is_the_sum_of_what_is_declared():
    """Against numpy, to the last bit; doctors from nowhere (-1) mind no distance."""
    n, towns = 30, 5
    distance = np.vstack([noise((towns, towns), 2), np.zeros(towns)])
    home, origin, municipality = ((noise(n, s) * (towns + 1)).astype(np.int64) - 1 for s in (5, 6, 7))
    list_held = np.where(noise(n, 8) < 0.5, 3, -1)
    specialist = noise(n, 10) < 0.5
    taste, wish = noise(n, 11).astype(np.float32), noise(n, 12).astype(np.float32)
    town, form = np.array([0, 0, 2, 4]), np.array([PRIVATE, SALARIED, OFFICE, SALARIED])
    alike, centrality = noise((2, 4), 13), np.array([1, 6, 2, 3, 5], np.int8)
    salaried, rural = form == SALARIED, centrality[town] - 3.5
    alike[1, 2] = -np.inf
    gain = np.array([-0.2, -np.inf, -np.inf, -np.inf])  # of salary in training, offered with the first post alone
    rows = np.arange(n)[::-1]
    bonded = np.where(noise(n, 15) < 0.2, 61, 60).astype(np.int16)
    arguments = (rows, home, origin, municipality, list_held, specialist, bonded, taste, wish, np.float32(0.35),
                 np.float32(0.8), distance.T.copy(), -1.2, -0.5, town, form, centrality, alike, gain, 2.5, 1.5,
                 61)  # fmt: skip
    value = -1.2 * distance[home[rows]][:, town] + -0.5 * distance[origin[rows]][:, town]
    value += np.where(specialist[rows][:, None], alike[0], alike[1])
    value += (0.35 * taste[rows])[:, None] * rural
    value[:, salaried] += (0.8 * wish[rows])[:, None]
    better = (gain + (np.float32(0.8) * wish[rows]).astype(float)[:, None] > 0) & ~specialist[rows][:, None]
    assert better.any(0).tolist() == [True, False, False, False] and not better[:, 0].all()
    value += np.where(better, gain + (np.float32(0.8) * wish[rows]).astype(float)[:, None], 0.0)
    value -= (list_held[rows] >= 0)[:, None] & (municipality[rows][:, None] == town)
    value[np.ix_(bonded[rows] == 61, centrality[town] < 5)] = -np.inf
    assert (bonded == 61).sum() > 3
    for loop in (market_loops.like_posts, market_loops.like_posts.py_func):
        assert np.array_equal(loop(*arguments)[:, :-1], value)
        assert np.array_equal(loop(*arguments)[:, -1], np.where(list_held[rows] >= 0, 2.5, 1.5))


def test_of_the_doctors_of_a_post_the_first_by_name_gets_the_list_first_named():
    rows, ids = np.array([4, 0, 3, 1]), np.array([40, 9, 7, 8], np.uint32)
    posts, first, lists_of_posts = np.array([1, 0, 1, 1]), np.array([0, 2]), np.array([5, 6, 2, 0, 4, 1])
    for loop in (market_loops.promise, market_loops.promise.py_func):
        successor, reserved, starts_at = np.full(7, -1), np.full(5, -1), np.full(5, -1, np.int16)
        leaving_at, held = np.array([-1, 0, 70, 0, 0, 62, 0], np.int16), np.array([-1, 3, -1, -1, 3])
        target, moves = loop(
            rows, ids, posts, lists_of_posts, first, successor, leaving_at, held, reserved, starts_at, 65, 63
        )
        assert target.tolist() == [4, 5, 2, 0] and moves.tolist() == [True, False, False, True]
        assert successor[target].tolist() == [4, 0, 3, 1] and reserved[rows].tolist() == target.tolist()
        assert starts_at[rows].tolist() == [65, 63, 70, 65]


def test_what_lis1_completers_choose_is_the_logit():
    """Six careers, two years of Norway. False alarm: 6 scores at 4 sd, 0.0004."""
    with heard(luck, "race", of(Decision.CAREER)) as calls:
        passed(country(months=24, geography=load_geography()), 24)
    weights = np.concatenate([arguments[4] for arguments, _ in calls])
    choice = np.concatenate([chosen for _, chosen in calls])
    assert len(choice) > 2000 and weights.shape[1] == 6
    assert np.abs(excess(choice, weights, np.arange(6))).max() < 4


def test_career_weights_are_the_declared_shares_at_the_reference():
    """Without grant, vacancies, taste, with supervisors and hospital posts for all: the shares that are declared."""
    from agents import career

    w = passed(country(months=24, geography=load_geography()), 1)
    p, rows = w.parameters, w.people.rows(Stage.LIS1_MUNICIPALITY)
    w.towns.attraction = np.zeros(len(w.geo.number))
    w.towns.salaried_share = np.zeros(len(w.geo.number))
    w.towns.hospital_pull = w.towns.locum_price = 1.0
    w.people.gp_linked[rows] = False
    w.people.taste_gp[rows] = p.taste_gp_sd**2 / 2 + p.lis1_good_placement_taste
    found = career.weights(w, rows)
    declared = [
        p.career_gp_share,
        None,
        p.career_municipal_share,
        p.career_locum_share,
        p.career_other_share,
        p.career_abroad_share,
    ]
    declared[1] = 1.0 - sum(share for share in declared if share is not None)
    assert np.allclose(found, np.tile(declared, (len(rows), 1)), rtol=1e-6)


def test_policy_moves_career_weights_of_general_practice_alone():
    """A grant twice as large raises what general practice weighs and leaves the weight of every other career."""
    from agents import career

    pair = []
    for policy in (None, reform(change("alis.grant_nok", 734_000, "2026-01"))):
        w = passed(country(policy, months=24), 1)
        pair.append(career.weights(w, w.people.rows(Stage.LIS1_MUNICIPALITY)))
    assert (pair[1][:, 0] > pair[0][:, 0]).all()
    assert np.array_equal(pair[0][:, 1:], pair[1][:, 1:])


def test_who_is_no_specialist_is_hired_only_where_training_is_possible():
    """From March 2017 until the temporary exemption of May 2020 (rule C1, with supervisors A5)."""
    blocked = []
    with watched("market", None, lambda w: blocked.append(_young_where_none_can_train(w))):
        passed(
            country(reform(change("competence.exemption", "strict", "2026-02")), months=24, geography=load_geography()),
            12,
        )
    assert sum(barred for barred, _ in blocked[1:]) > 0, "no post was barred: the rule is not put to the test"
    assert [hired for _, hired in blocked[1:]] == [0] * 11


def _young_where_none_can_train(w) -> tuple[int, int]:
    """Posts in places that cannot train, and non-specialists promised one of them this month."""
    people, lists = w.people, w.lists
    barred = ~market.can_train(w)
    new = np.flatnonzero((people.reserved >= 0) & (people.starts_at >= w.month))
    just = new[_accepted_now(w, new)]
    posts = barred[lists.municipality[lists.vacant()]].sum()
    return int(posts), int((barred[lists.municipality[people.reserved[just]]] & ~people.specialist[just]).sum())


def _accepted_now(w, rows: np.ndarray) -> np.ndarray:
    """Which of these promises are of this month: kept by list row in an attribute of the test's own."""
    seen = getattr(w, "seen_promises", set())
    w.seen_promises = set(zip(rows.tolist(), w.people.reserved[rows].tolist(), strict=True))
    return np.array(
        [pair not in seen for pair in zip(rows.tolist(), w.people.reserved[rows].tolist(), strict=True)], bool
    )


def test_a_specialist_and_a_local_come_first():
    """Municipalities score specialists and people with a tie higher by the declared amounts."""
    w = passed(country(months=24), 2)
    people, p = w.people, w.parameters
    rows = people.rows(*GP_STAGES)[:50]
    town = np.arange(len(w.geo.number))
    score = market.scores(w, rows, town)
    talk = luck.normal(w.key, people.id[rows], w.month, Decision.INTERVIEW)
    tie = (people.home[rows][:, None] == town) | (people.origin[rows][:, None] == town)
    assert np.allclose(score - talk[:, None], p.score_specialist * people.specialist[rows][:, None] + p.score_tie * tie)
    assert tie.any() and not tie.all()


def test_applicants_per_post_are_counted():
    """Posts advertised are the lists that fall free or stand vacant; nobody applies where nothing is advertised."""
    m = output(passed(country(start="2016", months=12, geography=load_geography()), 12)).municipal
    assert (m["post_applicants"][m["posts_advertised"] == 0] == 0).all()
    assert m["posts_advertised"].sum() > 0 < m["post_applicants"].sum()
    assert (m["posts_advertised"].sum(axis=0)[~load_geography().has_lists] == 0).all()


def test_a_search_that_never_happens_hires_nobody_new():
    """The rate ``search`` at zero: contracts agreed before the start begin, and no more."""
    from model.policy import World

    w = passed(country(world=World(rates={"search": 0.0}), start="2016", months=24), 24)
    entries = output(w).municipal["gp_entries"].sum(axis=1)
    assert entries[9:].sum() == 0
    assert (w.people.reserved >= 0).sum() == 0
    assert month_index("2016-01") + 24 == w.month
