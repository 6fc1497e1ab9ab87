"""The LIS1 round: who is hired by which trust (levers L1, L3-L7, L10, and E7's bonded posts).

Rounds close in February (start 1 September) and September (start 1 March). Posts are starts a year, split over the
two rounds and the trusts. Mechanisms: *application* (trusts score applicants, deferred acceptance), *lottery* (random
serial dictatorship, the rule until 2012) and *municipality_first* (scores of motive and local tie). Some may be placed
before the others: those who want a rural trust (L6), and new graduates where LIS1 is part of the degree (L10). Bonded
posts are offered afterwards to whom nobody hired.
"""

from collections.abc import Callable

import numpy as np

from agents import bonding, lis1, luck
from agents.doctor import Event, Stage
from agents.luck import Decision
from agents.months import month_of_year
from agents.parameters import Parameter, declare
from agents.student import FLOW_CHECK
from model import allocation_loops as loops
from model import matching

declare(
    Parameter("lis1_weight_abroad", 0.53, "weight, home = 1", 0.44, 0.66, FLOW_CHECK, "B",
              "hiring weight of Norwegians trained abroad",
              informed_by=("lis1_hired_share",)),
    Parameter("lis1_weight_other", 0.09, "weight, home = 1", 0.03, 0.17, FLOW_CHECK, "B",
              "hiring weight of other applicants",
              informed_by=("lis1_hired_share",)),
    Parameter("lis1_score_social", 0.10, "logit/sd", 0.0, 0.3, "Drange 2020: social origin gains, sign only", "A",
              "social origin in the trusts' score"),
    Parameter("lis1_score_tie", 0.30, "logit", 0.0, 1.0, "assumption", "judgement",
              "applicant grew up in the trust's area"),
    Parameter("lis1_score_gp_taste", -0.05, "logit/logit", -0.3, 0.0, "hospitals recruit their own: assumption",
              "judgement", "taste for general practice in the trusts' score"),
    Parameter("lis1_score_months", 0.05, "logit/round", 0.0, 0.2, "assumption", "judgement",
              "relevant work while waiting, per failed round"),
    Parameter("lis1_prefer_distance", 1.0, "logit/ln", 0.3, 2.0, "assumption", "judgement",
              "applicants' dislike of distance, per log(1 + km/50)"),
    Parameter("lis1_rural_tie", 1.0, "logit", 0.0, 2.0, "assumption", "judgement",
              "local tie in the scores of a round of their own for rural trusts; rural taste counts as it is"),
    Parameter("lis1_linked_taste", 1.0, "logit/logit", 0.3, 2.0, "assumption", "judgement",
              "weight of taste for general practice in liking a post linked to GP training"),
)  # fmt: skip

ROUND_START = {2: 7, 9: 6}  # month of application -> months until the posts start
MONTHS_TO_NEXT_ROUND = 6  # from one start to the next
LINKED = 1 << 16  # name of a trust's linked posts among the alternatives: trust name + this
RURAL_SHARE = 1 / 3  # a trust is rural from this share of its people in centrality 5-6 on (lever L6)


def lis1_round(w) -> None:
    """3. LIS1 round in February and September: comebacks, matching, bonded posts, give-up; nothing in other months."""
    if month_of_year(w.month) not in ROUND_START:
        return
    start = w.month + ROUND_START[month_of_year(w.month)]
    lis1.come_back(w, w.hospitals.lis1_chance)
    rows = applicants(w, start)
    capacity = add_seats_for_graduates(w, rows, np.concatenate(posts_by_trust(w, start)))
    assigned = _by_country(w, rows, capacity, _match)
    hired = assigned >= 0
    _hire(w, rows[hired], assigned[hired], start)
    bonded_posts, bound = bonded_round(w, rows[~hired], start)
    hired |= np.isin(rows, bound)
    _report(w, rows, hired, int(capacity.sum()) + bonded_posts)
    _turn_away(w, rows, hired, capacity.reshape(2, -1).sum(axis=0) + w.share_whole(bonded_posts, _rural_weight(w)))
    failed = rows[~hired]
    w.people.failed_rounds[failed] += 1
    w.hospitals.lis1_chance = float(hired.sum() / max(len(rows), 1))
    lis1.give_up(w, failed, w.hospitals.lis1_chance)


def applicants(w, start: int) -> np.ndarray:
    """Rows of doctors waiting without a post, and of students who take their degree before the posts start."""
    people = w.people
    students, waiting = people.rows(Stage.STUDENT), people.rows(Stage.WAITING)
    ready = students[people.graduates_at[students] < start], waiting[~people.lis1_hospital_done[waiting]]
    rows = np.sort(np.concatenate(ready), kind="stable")  # merges what is in order already
    return rows[(people.applies_from[rows] <= w.month) & (people.starts_at[rows] < 0)]


def posts_by_trust(w, start: int) -> tuple[np.ndarray, np.ndarray]:
    """State posts of this round by trust: ordinary, and linked to GP training. Whole posts, exact sums.

    Ordinary posts follow the share of each trust (model/data) times the lever ``lis1.regional_split``; linked posts
    follow the weight of rural municipal places in the trust's area (weak recruitment first, Hdir 2024).
    """
    share = share_of_year(w, start)
    total = round(w.timeline.national("lis1.state_posts", start) * share * w.scale)
    linked = min(total, round(w.timeline.national("lis1.gp_linked_posts", start) * share * w.scale))
    return w.share_whole(total - linked, _ordinary_weight(w, start)), w.share_whole(linked, _rural_weight(w))


def share_of_year(w, start: int) -> float:
    """Share of a year's starts that lies in the round which starts in this month."""
    spring = w.policy.record("lis1_spring_share", start)
    return spring if month_of_year(start) == 9 else 1.0 - spring


def _ordinary_weight(w, start: int) -> np.ndarray:
    return w.hospitals.lis1_share * w.timeline.trust("lis1.regional_split", start)


def _rural_weight(w) -> np.ndarray:
    """Weight of rural municipal places in the areas of trusts [T]; equal on a map without such places."""
    rural = np.bincount(w.geo.trust, w.geo.lis1_municipal_weight * (w.geo.centrality >= 5), len(w.geo.trusts))
    return rural if rural.sum() > 0 else np.ones(len(rural))


def _lives_in(w, rows: np.ndarray) -> np.ndarray:
    """Copy of the map each doctor lives in (all 0 on the real one) [n]."""
    home = w.people.home[rows]
    return np.where(home >= 0, w.country[home], w.people.id[rows] % (int(w.country.max()) + 1))


def _by_country(w, rows: np.ndarray, capacity: np.ndarray, match: Callable[..., np.ndarray]) -> np.ndarray:
    """Post of each applicant (trust, or trust + number of trusts where linked), -1 = none."""
    if w.countries == 1:
        return match(w, rows, capacity, np.arange(len(capacity)))
    lives_in = _lives_in(w, rows)
    lies_in = np.tile(w.country[w.hospitals.centre], 2)
    assigned = np.full(len(rows), -1, np.int64)
    for country in range(w.countries):
        here, posts = lives_in == country, np.flatnonzero(lies_in == country)
        if here.any():
            got = match(w, rows[here], capacity, posts)
            assigned[here] = np.where(got >= 0, posts[got], -1)
    return assigned


def _match(w, rows: np.ndarray, capacity: np.ndarray, posts: np.ndarray) -> np.ndarray:
    """Position in ``posts`` of each applicant's post, -1 = none: those placed first, then all the others."""
    preferences, seats = _preferences(w, rows, capacity, posts), capacity[posts]
    first, rural = first_applicants_at_home(w, rows), _rural_trusts(w)[posts % len(w.hospitals.name)]
    if first.any():
        got = _place(w, rows, first, preferences, seats, posts)
        seats = seats - np.bincount(got[got >= 0], minlength=len(seats))
    else:
        got = np.full(len(rows), -1, np.int64)
    if rural.any():
        early = rural_round(w, rows, got < 0, preferences, np.where(rural, seats, 0), posts)
        seats = seats - np.bincount(early[early >= 0], minlength=len(seats))
        got = np.maximum(got, early)
    return np.maximum(got, _place(w, rows, got < 0, preferences, seats, posts))


def _place(w, rows: np.ndarray, who: np.ndarray, preferences: np.ndarray, seats: np.ndarray, posts: np.ndarray):
    """Positions in ``posts`` of those of ``rows`` marked by ``who``, -1 for the others, by the rule in force."""
    got = np.full(len(rows), -1, np.int64)
    if not who.all():
        rows, preferences = rows[who], preferences[who]
    rule = w.timeline.national("lis1.allocation", w.month)
    if rule == "lottery":
        drawn = luck.uniform(w.key, w.people.id[rows], w.month, Decision.LIS1_LOTTERY)
        got[who] = matching.serial_dictatorship(np.lexsort((w.people.id[rows], drawn)), preferences, seats)
    else:
        scores = _scores(w, rows, posts, motive=rule == "municipality_first")
        got[who] = matching.deferred_acceptance(preferences, scores, seats)
    return got


# ---------------------------------------------------------------- who is placed before the others, and after them


def first_applicants_at_home(w, rows: np.ndarray) -> np.ndarray:
    """New graduates of Norwegian schools, whom the state owes a post while LIS1 is part of the degree (L10), bool."""
    if not w.timeline.national("lis1.part_of_degree", w.month):
        return np.zeros(len(rows), bool)
    return (w.people.failed_rounds[rows] == 0) & (lis1.kind_of(w.people.education[rows]) == 0)


def add_seats_for_graduates(w, rows: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """The posts, with more in ordinary shares where there are more new graduates at home than posts (L10)."""
    first = first_applicants_at_home(w, rows)
    if not first.any():
        return capacity
    lies_in = w.country[w.hospitals.centre]
    trusts = len(lies_in)
    for country, number in enumerate(np.bincount(_lives_in(w, rows[first]))):
        here = lies_in == country
        missing = int(number - capacity[np.tile(here, 2)].sum())
        if missing > 0:
            capacity = capacity.copy()
            capacity[:trusts] += w.share_whole(missing, _ordinary_weight(w, w.month) * here)
    return capacity


def _rural_trusts(w) -> np.ndarray:
    """Trusts whose posts are filled in a round of their own first, bool [T]: rural ones, under lever L6."""
    geo = w.geo
    if not w.timeline.national("lis1.rural_first", w.month):
        return np.zeros(len(geo.trusts), bool)
    people = geo.inhabitants_2016_2026[-1].astype(float)
    rural = np.bincount(geo.trust, people * (geo.centrality >= 5), len(geo.trusts))
    return rural >= RURAL_SHARE * np.bincount(geo.trust, people, len(geo.trusts))


def rural_round(w, rows: np.ndarray, who: np.ndarray, preferences: np.ndarray, seats: np.ndarray, posts: np.ndarray):
    """Posts of rural trusts, for whom they come first or who have a tie there; positions in ``posts``, -1 none.

    Trusts choose by tie and rural taste, beside education and merit. seats: 0 where a trust is not rural.
    """
    people, p = w.people, w.parameters
    trust = posts % len(w.hospitals.name)
    tied = _tied(w, people.home[rows], trust) | _tied(w, people.origin[rows], trust)
    who = who & ((seats[preferences[:, 0]] > 0) | (tied & (seats > 0)).any(axis=1))
    got = np.full(len(rows), -1, np.int64)
    liked = merit(w, rows) + _education_weight(w, rows) + people.taste_rural[rows]
    scores = liked[:, None] + p.lis1_rural_tie * tied
    got[who] = matching.deferred_acceptance(preferences[who], scores[who], seats)
    return got


def _tied(w, towns: np.ndarray, trust: np.ndarray) -> np.ndarray:
    """Which of these towns lie in the area of which trust, bool (n, posts); nowhere lies in none."""
    return lis1.trust_of(w, towns)[:, None] == trust


def bonded_round(w, rows: np.ndarray, start: int) -> tuple[int, np.ndarray]:
    """Bonded posts (E7) for those whom the round left: (posts offered, rows of the doctors who took one).

    Offered in order of education and merit; who accepts takes the trust liked best that has one left. Posts lie where
    rural municipal places do, as linked ones.
    """
    total = round(w.timeline.national("bonding.posts", start) * share_of_year(w, start) * w.scale)
    if total == 0:
        return 0, rows[:0]
    seats = np.concatenate([w.share_whole(total, _rural_weight(w)), np.zeros(len(w.geo.trusts), np.int64)])
    willing = rows[bonding.accepts(w, rows)]
    assigned = _by_country(w, willing, seats, _in_order_of_merit)
    took = assigned >= 0
    _hire(w, willing[took], assigned[took], start)
    bonding.sign(w, willing[took])
    return total, willing[took]


def _in_order_of_merit(w, rows: np.ndarray, capacity: np.ndarray, posts: np.ndarray) -> np.ndarray:
    order = np.lexsort((w.people.id[rows], -(merit(w, rows) + _education_weight(w, rows))))
    return matching.serial_dictatorship(order, _preferences(w, rows, capacity, posts), capacity[posts])


# ------------------------------------------------------------------------------- preferences and scores


def _preferences(w, rows: np.ndarray, capacity: np.ndarray, posts: np.ndarray) -> np.ndarray:
    """Applicants rank the posts that have seats, as positions in ``posts``: int32 (n, posts with seats)."""
    people, hospitals = w.people, w.hospitals
    offered = np.flatnonzero(capacity[posts] > 0)
    trust, linked = posts[offered] % len(hospitals.name), posts[offered] >= len(hospitals.name)
    names = (hospitals.name[trust] + LINKED * linked).astype(np.uint32)
    weights = _weights(w, rows, trust, linked, capacity[posts[offered]])
    # the race of agents/luck.py, e / weight, run to the last
    drawn = luck.words_by_alternative(w.key, people.id[rows], w.month, Decision.LIS1_TRUST_TASTE, names)
    arrival = luck.as_uniform(drawn)
    np.log(arrival, out=arrival)
    arrival /= np.negative(weights, out=weights)
    return in_order(arrival, offered)


def in_order(times: np.ndarray, names: np.ndarray) -> np.ndarray:
    """``names`` of the columns of each row of ``times`` (float64, 0 or more) from the earliest to the latest, int32.

    A third of the time of ``argsort``: the bits of a positive float sort as the float does, and the last few of them,
    in the eleventh digit and beyond, give way to the number of the column, which is carried along. Times are lost.
    """
    low = (1 << max(times.shape[1] - 1, 1).bit_length()) - 1
    bits = times.view(np.int64)
    loops.carry_columns(bits, low)
    bits.sort(axis=1)
    return loops.names_of_columns(bits, low, names)


def _weights(w, rows: np.ndarray, trust: np.ndarray, linked: np.ndarray, seats: np.ndarray) -> np.ndarray:
    """What posts weigh for applicants, float64 (n, posts): distance from home, seats; linked posts also by taste."""
    p, people, hospitals = w.parameters, w.people, w.hospitals
    far = w.while_same("dislike of distance", (hospitals, p), lambda: _dislike_of_distance(w))[:, trust]
    value = loops.values_of_posts(
        people.home[rows], np.log(np.maximum(seats, 0.1)) - far, p.lis1_linked_taste * people.taste_gp[rows],
        int(np.argmax(np.append(linked, True))),
    )  # fmt: skip
    return np.exp(value, out=value)


def _dislike_of_distance(w) -> np.ndarray:
    """What applicants of a municipality make of the distance to a trust, logit [M + 1, T]; the last row: nowhere, 0."""
    far = np.log1p(w.hospitals.distance_km / 50.0)
    return w.parameters.lis1_prefer_distance * np.vstack([far, np.zeros(far.shape[1])])


def merit(w, rows: np.ndarray) -> np.ndarray:
    """Merit as the trusts see it this round, Gumbel [n]."""
    return -np.log(-np.log(luck.uniform(w.key, w.people.id[rows], w.month, Decision.MERIT)))


def _education_weight(w, rows: np.ndarray) -> np.ndarray:
    """Log of the hiring weight of where a doctor was trained [n]."""
    p = w.parameters
    weight = np.log([1.0, p.lis1_weight_abroad, p.lis1_weight_other])
    return weight[lis1.kind_of(w.people.education[rows])]


def _scores(w, rows: np.ndarray, posts: np.ndarray, motive: bool) -> np.ndarray:
    """Scores by post, float64 (n, posts). Common merit is Gumbel: hiring draws without replacement by education weight.

    Linked posts are hired on GP motive, as all are under ``municipality_first``.
    """
    people, p = w.people, w.parameters
    trusts = len(w.hospitals.name)
    trust, ordinary = posts % trusts, 0 if motive else int(np.searchsorted(posts, trusts))  # ordinary posts come first
    common = merit(w, rows)
    grew_up = lis1.trust_of(w, people.origin[rows])
    taste = people.taste_gp[rows]
    record = (
        _education_weight(w, rows) + p.lis1_score_social * people.social[rows] + p.lis1_score_gp_taste * taste
        + p.lis1_score_months * people.failed_rounds[rows]
    )  # fmt: skip
    tied = common + p.lis1_score_tie
    return loops.scores_by_post(common + record, tied + record, common + taste, tied + taste, grew_up, trust, ordinary)


def _hire(w, rows: np.ndarray, trust: np.ndarray, start: int) -> None:
    people, trusts = w.people, len(w.hospitals.name)
    people.trust[rows] = trust % trusts
    people.gp_linked[rows] = trust >= trusts
    people.starts_at[rows] = start
    w.ledger.event(Event.LIS1_HIRED, rows)


def _turn_away(w, rows: np.ndarray, hired: np.ndarray, posts: np.ndarray) -> None:
    """Shadow counts (model/turned_away.py): applicants without a post, and posts [T] without an applicant."""
    shadow, geo, trusts = w.ledger.turned_away, w.geo, len(w.geo.trusts)
    shadow.add("lis1_posts", w.people.home[rows[~hired]], MONTHS_TO_NEXT_ROUND)
    empty = posts - np.bincount(w.people.trust[rows[hired]], minlength=trusts)
    if empty.any():
        places = np.bincount(geo.trust, geo.lis1_municipal_weight, trusts)
        share = geo.lis1_municipal_weight / np.where(places > 0, places, 1.0)[geo.trust]
        spread = np.append(empty[geo.trust] * share, empty[places == 0].sum())
        shadow.add_amount("lis1_applicants", spread * MONTHS_TO_NEXT_ROUND)


def _report(w, rows: np.ndarray, hired: np.ndarray, posts: int) -> None:
    ledger, people, chosen = w.ledger, w.people, rows[hired]
    kinds = lis1.kind_of(people.education[rows])
    applied, got = np.bincount(kinds, minlength=3), np.bincount(kinds[hired], minlength=3)
    ledger.nation("lis1_applicants", len(rows))
    ledger.nation("lis1_first_applicants", int(np.count_nonzero(people.failed_rounds[rows] == 0)))
    ledger.nation("lis1_posts", posts)
    ledger.nation("lis1_hired", len(chosen))
    ledger.nation("lis1_unfilled", posts - len(chosen))
    ledger.nation("lis1_hired_home_educated", int(got[0]))
    grew_up = lis1.trust_of(w, people.origin[chosen])
    ledger.nation("lis1_hired_with_tie", int(np.count_nonzero(grew_up == people.trust[chosen])))
    for kind, name in enumerate(("home", "abroad", "other")):
        ledger.note(f"lis1_applicants_{name}", int(applied[kind]))
        ledger.note(f"lis1_hired_{name}", int(got[kind]))
