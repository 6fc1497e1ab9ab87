"""The job market: vacant and soon vacant lists meet doctors who look for one (model.md 5.3).

Alternatives are (municipality, contract form) with weight times openings, plus *stay*; a doctor's preference list is
the ascending order of e/weight, cut at *stay* (exactly a logit choice); municipalities score the applicants; doctor-
proposing deferred acceptance with capacities.
"""

import numpy as np

from agents import luck
from agents.alis import external_access
from agents.contract import SALARIED
from agents.doctor import GP_STAGES
from agents.luck import Decision
from agents.parameters import Parameter, declare
from model import matching

_ORDER = "choice experiments rank non-money traits over income (2010); size is an assumption"
declare(
    Parameter("market_distance_home", 1.2, "logit/ln", 0.5, 2.0, "interns take first jobs near (Finnmark, ratio 2)",
              "judgement", "dislike of distance from home, per log(1 + km/60)"),
    Parameter("market_distance_origin", 0.5, "logit/ln", 0.1, 1.2, "Tromsø graduates: 82 and 38 percent stay",
              "judgement", "dislike of distance from where one grew up"),
    Parameter("market_centrality", 0.30, "logit/class", 0.1, 0.6, _ORDER, "judgement",
              "dislike of each class less central, before own taste"),
    Parameter("market_rural_taste", 0.35, "logit/class", 0.1, 0.7, _ORDER, "judgement",
              "own rural taste per class away from 3.5"),
    Parameter("market_income", 0.10, "logit/100 000 NOK", 0.0, 0.3, "Holte 2015; Australia: 64 percent of pay",
              "B", "income a year over the national mean"),
    Parameter("market_salary", 0.8, "logit/logit", 0.2, 1.5, "82 percent want salary in training (2019)", "B",
              "own wish for salary, when the post is salaried"),
    Parameter("market_colleagues", 0.15, "logit/ln", 0.0, 0.4, "Danish trainees want to share practice (2011)", "B",
              "log of the number of lists in the municipality"),
    Parameter("market_supervisor", 0.5, "logit", 0.0, 1.2, "survey 2022: supervision 79 percent", "B",
              "a supervisor's slot is free, for doctors not yet specialists"),
    Parameter("market_oncall", 0.10, "logit/ln", 0.0, 0.3, _ORDER, "judgement", "on-call shifts per doctor"),
    Parameter("market_place_sd", 0.9, "logit", 0.0, 1.5, "32-41 percent of vacant lists are vacant over a year",
              "judgement", "lasting differences between municipalities that nobody has measured"),
    Parameter("market_vacant_before", 4.0, "logit", 0.0, 8.0, "a third of vacant lists stay so for over a year",
              "judgement", "lasting dislike of a municipality per share of its lists vacant at run start"),
    Parameter("market_grant", 0.10, "logit/100 000 NOK", 0.0, 0.3, "no counterfactual; as income", "judgement",
              "ALIS grant passed on, for doctors not yet specialists"),
    Parameter("market_stay_outside", 1.5, "logit", -1.0, 4.0, "seekers find a list within about half a year",
              "judgement", "weight of going on as before, doctors without list"),
    Parameter("market_stay_gp", 2.1, "logit", 1.0, 7.0, "moves 4.5 percent of the stock a year", "judgement",
              "weight of staying, GPs with list"),
    Parameter("market_apply_monthly", 0.5, "1/month", 0.2, 1.0, "assumption", "judgement",
              "months in which a searching doctor applies"),
    Parameter("seekers_per_post", 3.2, "doctors/post", 0.5, 4.0, "equilibrium of the model in 2016", "judgement",
              "doctors without list who look for one, per post on offer, that counts as normal"),
    Parameter("score_specialist", 1.0, "logit", 0.0, 2.0, "assumption", "judgement", "specialist in the hiring score"),
    Parameter("score_tie", 0.8, "logit", 0.0, 2.0, "assumption", "judgement", "lives or grew up in the municipality"),
    Parameter("entry_lead_months", 3.0, "months", 1.0, 5.0, "assumption", "judgement", "acceptance to start, entrants"),
    Parameter("move_lead_months", 5.0, "months", 3.0, 7.0, "notice of six months, overlapping", "judgement",
              "acceptance to start, GPs who move"),
)  # fmt: skip

STAY = 1  # name of the alternative "stay"; places are named 10 x municipality number + form
LONGEST_LIST = 12  # applications a doctor ranks in a month


def meet(w) -> None:
    """One month of the market: openings, searchers, matching, acceptances."""
    town, form, count, first, lists_of_posts = openings(w)
    rows = searchers(w)
    _crowding(w, int(count.sum()))
    w.ledger.note("market_searchers", len(rows))
    w.ledger.note("market_posts", int(count.sum()))
    if len(rows) == 0 or len(town) == 0:
        return
    lives_in = w.country[np.where(w.people.home[rows] >= 0, w.people.home[rows], w.people.municipality[rows])]
    for country in range(int(w.country.max()) + 1):
        here, posts = rows[lives_in == country], np.flatnonzero(w.country[town] == country)
        if len(here) and len(posts):
            _match(w, here, town[posts], form[posts], count[posts], first[posts], lists_of_posts)


def _match(w, rows: np.ndarray, town, form, count, first, lists_of_posts) -> None:
    preferences, applications = rank(w, rows, town, form, count)
    _report_applicants(w, town, count, applications)
    assigned = matching.deferred_acceptance(preferences, scores(w, rows, town), count)
    accept(w, rows[assigned >= 0], assigned[assigned >= 0], lists_of_posts, first)


def _crowding(w, posts: int) -> None:
    """Doctors without list who look for one, per post, smoothed over a year; 1 = the reference."""
    seekers = int((w.people.seeking & (w.people.reserved < 0)).sum())
    now = seekers / max(posts, 1)
    if w.month < w.start_month:
        w.seekers_per_post = now  # the last month before the start
    w.seekers_per_post += (now - w.seekers_per_post) / 12.0
    w.towns.crowding = max(w.seekers_per_post, 0.01) / w.parameters.seekers_per_post


def openings(w) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Posts: municipality, form, number of lists, first list [K]; and the list rows by post, longest vacant first."""
    lists = w.lists
    rows = lists.open_rows()
    free = (lists.successor[rows] < 0) & ((lists.doctor[rows] < 0) | (lists.leaving_at[rows] >= 0))
    rows = rows[free]
    code = lists.municipality[rows].astype(np.int64) * 4 + lists.form[rows]
    since = np.where(lists.doctor[rows] < 0, lists.vacant_since[rows], lists.leaving_at[rows])
    order = np.lexsort((rows, since, code))
    rows, code = rows[order], code[order]
    posts, first, count = np.unique(code, return_index=True, return_counts=True)
    return posts // 4, posts % 4, count.astype(np.int64), first, rows


def searchers(w) -> np.ndarray:
    """Rows of doctors who apply this month: seekers without list, and GPs on the lookout."""
    people, p = w.people, w.parameters
    seekers = np.flatnonzero(people.seeking & (people.reserved < 0))
    holders = people.rows(*GP_STAGES)
    looking = holders[(people.searching_until[holders] >= w.month) & (people.leaves_at[holders] < 0)]
    rows = np.concatenate([seekers, looking[people.reserved[looking] < 0]])
    rows = rows[people.away_until[rows] < w.month]
    chance = min(1.0, p.market_apply_monthly * w.rate("search"))
    return rows[luck.happens(w.key, people.id[rows], w.month, Decision.SEARCH, chance)]


def place_value(w, town: np.ndarray, form: np.ndarray) -> np.ndarray:
    """What every doctor sees alike in a post, logit [K]."""
    p, towns, geo = w.parameters, w.towns, w.geo
    income = (w.money.income(town, form) - w.money.income_mean) / 1e5
    return (
        p.market_income * income
        - p.market_centrality * (geo.centrality[town] - 1.0)
        + p.market_colleagues * np.log(np.maximum(towns.lists_wanted[town], 1.0))
        - p.market_oncall * towns.oncall[town]
        + p.market_place_sd * w.place_luck[town]
    )


def rank(w, rows: np.ndarray, town: np.ndarray, form: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Preference lists int32 (n, <= 12), and how many searchers prefer each post to staying [K]."""
    people, p = w.people, w.parameters
    alike = place_value(w, town, form) + np.log(count)
    rural = w.geo.centrality[town] - 3.5
    grant = w.money.real(w.towns.grant_offered[town]) / 1e5 * p.career_grant_passed_on
    train = p.market_supervisor * (w.towns.free_slots[town] > 0) + p.market_grant * grant
    forbidden = np.where(can_train(w)[town], train, -np.inf)  # a post that may not hire who is not a specialist
    young = ~people.specialist[rows]
    # the last row of the distance tables is for "nowhere": no dislike of distance
    value = w.near_home[people.home[rows][:, None], town] + w.near_origin[people.origin[rows][:, None], town]
    value += np.where(young[:, None], alike + forbidden, alike)
    value += (p.market_rural_taste * people.taste_rural[rows])[:, None] * rural
    value[:, form == SALARIED] += (p.market_salary * people.wish_salary[rows])[:, None]
    holder = people.list[rows] >= 0
    # changing list inside the municipality gains little
    value -= (holder[:, None] & (people.municipality[rows][:, None] == town)) * 1.0
    weights = np.empty((len(rows), len(town) + 1))
    np.exp(value, out=weights[:, :-1])
    weights[:, -1] = np.exp(np.where(holder, p.market_stay_gp, p.market_stay_outside))
    names = np.append(w.geo.number[town].astype(np.int64) * 10 + form, STAY).astype(np.uint32)
    race = luck.race_scores(w.key, people.id[rows], w.month, Decision.MARKET, weights, names)
    return _preferences(race)


def _preferences(race: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Posts that win against staying, in order of arrival; few do, so only those are sorted."""
    posts = race.shape[1] - 1
    chooser, post = np.nonzero(race[:, :posts] < race[:, posts:])
    order = np.lexsort((race[chooser, post], chooser))
    chooser, post = chooser[order], post[order]
    place = np.arange(len(chooser)) - np.searchsorted(chooser, chooser)
    kept = place < LONGEST_LIST
    preferences = np.full((len(race), LONGEST_LIST), -1, np.int32)
    preferences[chooser[kept], place[kept]] = post[kept]
    return preferences, np.bincount(post, minlength=posts)


def can_train(w) -> np.ndarray:
    """Municipalities that may hire a doctor who is not a specialist, bool [M] (rule C1, with supervisors A5).

    From March 2017 a regular GP must be a specialist or in training: under the strict rule a municipality without a
    free slot or an external supervisor cannot hire one who is not. The temporary exemption, and the limited one of 2026
    with its twelve months in all, let a doctor begin while a supervisor is found.
    """
    rule = w.timeline.national("competence.exemption", w.month)
    if rule != "strict":
        return np.ones(len(w.towns.ids), bool)
    return (w.towns.free_slots > 0) | external_access(w)


def scores(w, rows: np.ndarray, town: np.ndarray) -> np.ndarray:
    """How municipalities rank applicants, float64 (n, K): specialist, local tie, interview noise."""
    people, p = w.people, w.parameters
    own = p.score_specialist * people.specialist[rows]
    tie = (people.home[rows][:, None] == town) | (people.origin[rows][:, None] == town)
    talk = luck.normal(w.key, people.id[rows], w.month, Decision.INTERVIEW)  # common to all: some interview well
    return own[:, None] + p.score_tie * tie + talk[:, None]


def accept(w, rows: np.ndarray, posts: np.ndarray, lists_of_posts: np.ndarray, first: np.ndarray) -> None:
    """Matched doctors are promised a list, those named first the one vacant longest; start after a lead.

    A contract does not start before the sitting doctor leaves. lists_of_posts: list rows by post; first: where the
    lists of each post begin there.
    """
    people, lists, p = w.people, w.lists, w.parameters
    order = np.lexsort((people.id[rows], posts))
    rows, posts = rows[order], posts[order]
    rank = np.arange(len(posts)) - np.searchsorted(posts, posts)
    target = lists_of_posts[first[posts] + rank]
    lists.successor[target] = rows
    people.reserved[rows] = target
    holder = people.list[rows] >= 0
    lead = np.where(holder, p.move_lead_months, p.entry_lead_months).astype(np.int64)
    people.starts_at[rows] = np.maximum(w.month + lead, lists.leaving_at[target])
    held = w.lists_of(rows[holder])
    lists.leaving_at[held] = people.starts_at[lists.doctor[held]]  # advertised at once


def _report_applicants(w, town: np.ndarray, count: np.ndarray, applications: np.ndarray) -> None:
    size = len(w.towns.ids)
    w.ledger.add("posts_advertised", np.bincount(town, count, size))
    w.ledger.add("post_applicants", np.bincount(town, applications, size))


