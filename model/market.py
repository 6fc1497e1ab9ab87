"""The job market: vacant and soon vacant lists meet doctors who look for one (model.md 5.3).

Alternatives are (municipality, contract form) with weight times openings, plus *stay*; a doctor's preference list is
the ascending order of e/weight, cut at *stay* (exactly a logit choice); municipalities score the applicants; doctor-
proposing deferred acceptance with capacities.
"""

import numpy as np

from agents import forms, luck
from agents.alis import external_access
from agents.doctor import GP_STAGES
from agents.forms import SALARIED
from agents.luck import Decision
from agents.parameters import Parameter, declare
from model import matching
from model.market_loops import (
    add_training,
    choose_searchers,
    find_openings,
    left_over,
    like_posts,
    prefer_to_staying,
    promise,
    score_with_ties,
    still_looking,
    value_places,
    who_apply,
)

_ORDER = "choice experiments rank non-money traits over income (2010); size is an assumption"
declare(
    Parameter("market_distance_home", 1.2, "logit/ln", 0.5, 2.0, "interns take first jobs near (Finnmark, ratio 2)",
              "judgement", "dislike of distance from home, per log(1 + km/60)"),
    Parameter("market_distance_origin", 0.5, "logit/ln", 0.1, 1.2, "Tromsø graduates: 82 and 38 percent stay",
              "judgement", "dislike of distance from where one grew up"),
    Parameter("market_centrality", 0.30, "logit/class", 0.1, 0.6, _ORDER, "judgement",
              "dislike of each class less central, before own taste",
              informed_by=("patients_without_gp_share", "list_length_mean")),
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
              "judgement", "lasting differences between municipalities that nobody has measured",
              informed_by=("lists_vacant_over_12_months", "lists_vacant")),
    Parameter("market_vacant_before", 4.0, "logit", 0.0, 8.0, "a third of vacant lists stay so for over a year",
              "judgement", "lasting dislike of a municipality per share of its lists vacant at run start"),
    Parameter("market_grant", 0.10, "logit/100 000 NOK", 0.0, 0.3, "no counterfactual; as income", "judgement",
              "ALIS grant passed on, for doctors not yet specialists"),
    Parameter("market_office", 0.3, "logit", 0.0, 0.8, "assumption; prior includes zero", "judgement",
              "an own practice in the municipality's office, which one need not buy or run (agreement 8.2)"),
    Parameter("market_guidance", 0.1, "logit", 0.0, 0.4, "no evaluation; prior includes zero", "judgement",
              "posts of a municipality with vacant lists that is guided in describing and advertising them"),
    Parameter("market_stay_outside", 1.5, "logit", -1.0, 4.0, "seekers find a list within about half a year",
              "judgement", "weight of going on as before, doctors without list",
              informed_by=("lists_vacant", "patients_without_gp", "lists_vacant_over_12_months")),
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
HEAVIEST = 1e200  # weights above this lose digits, as in agents/luck.py


def meet(w) -> None:
    """7. One month of the market: openings meet searchers, lists are promised."""
    town, form, count, first, lists_of_posts = openings(w)
    rows, without_list = searchers(w)
    posts = int(count.sum())
    _crowding(w, without_list, posts)
    w.ledger.note("market_searchers", len(rows))
    w.ledger.note("market_posts", posts)
    if len(rows) and len(town):
        _match_all(w, rows, town, form, count, first, lists_of_posts)
    _turn_away(w, rows, lists_of_posts)


def _match_all(w, rows: np.ndarray, town, form, count, first, lists_of_posts) -> None:
    """Copies of the map have markets of their own."""
    if w.countries == 1:
        _match(w, rows, town, form, count, first, lists_of_posts)
        return
    lives_in = w.country[np.where(w.people.home[rows] >= 0, w.people.home[rows], w.people.municipality[rows])]
    lies_in = w.country[town]
    for country in range(w.countries):
        here, open_here = rows[lives_in == country], np.flatnonzero(lies_in == country)
        if len(here) and len(open_here):
            _match(w, here, town[open_here], form[open_here], count[open_here], first[open_here], lists_of_posts)


def _match(w, rows: np.ndarray, town, form, count, first, lists_of_posts) -> None:
    preferences, applications = rank(w, rows, town, form, count)
    _report_applicants(w, town, count, applications)
    rows, preferences = who_apply(rows, preferences)  # the others rather stay as they are
    assigned = matching.deferred_acceptance(preferences, scores(w, rows, town), count)
    matched = np.flatnonzero(assigned >= 0)
    rows, posts = rows[matched], assigned[matched]
    accept(w, rows, posts, agreed_forms(w, rows, town[posts], form[posts]), lists_of_posts, first)


def _turn_away(w, rows: np.ndarray, on_offer: np.ndarray) -> None:
    """Shadow counts (model/turned_away.py): searchers who still have no list, and vacant lists promised to nobody."""
    people, lists, shadow = w.people, w.lists, w.ledger.turned_away
    unlucky = still_looking(shadow.standing["lists"], rows, people.list, people.seeking, people.reserved)
    shadow.keep("lists", unlucky, people.home)
    if shadow.t >= 0:
        free = shadow.counts["gp_applicants"][shadow.t]
        left_over(free, on_offer, lists.doctor, lists.successor, lists.municipality)


def _crowding(w, without_list: int, posts: int) -> None:
    """Doctors without list who look for one, per post, smoothed over a year; 1 = the reference."""
    now = without_list / max(posts, 1)
    if w.month < w.start_month:
        w.seekers_per_post = now  # the last month before the start
    w.seekers_per_post += (now - w.seekers_per_post) / 12.0
    w.towns.crowding = max(w.seekers_per_post, 0.01) / w.parameters.seekers_per_post


def openings(w) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Posts: municipality, form, number of lists, first list [K]; and the list rows by post, longest vacant first."""
    lists = w.lists
    posts, rows = find_openings(
        lists.closed, lists.doctor, lists.successor, lists.leaving_at, lists.vacant_since, lists.municipality,
        forms.on_offer(w), len(w.towns.ids),
    )  # fmt: skip
    town, form, count, first = posts
    return town, form, count, first, rows


def searchers(w) -> tuple[np.ndarray, int]:
    """Rows of doctors who apply this month, seekers without list before GPs on the lookout; and seekers in all."""
    people, p = w.people, w.parameters
    rows, without_list = choose_searchers(
        people.seeking, people.rows(*GP_STAGES), people.searching_until, people.reserved, people.leaves_at,
        people.away_until, w.month,
    )  # fmt: skip
    chance = min(1.0, p.market_apply_monthly * w.rate("search"))
    return luck.struck(w.key, people.id, rows, w.month, Decision.SEARCH, chance), without_list


def place_value(w, town: np.ndarray, form: np.ndarray) -> np.ndarray:
    """What every doctor sees alike in a post, logit [K]."""
    p, towns, geo, money = w.parameters, w.towns, w.geo, w.money
    value: np.ndarray = value_places(
        town, form, money.by_form(), money.usual, geo.centrality, np.log(np.maximum(towns.lists_wanted, 1.0)),
        towns.oncall, w.place_luck, p.market_income, p.market_centrality, p.market_colleagues, p.market_oncall,
        p.market_place_sd, p.market_office,
    )  # fmt: skip
    if w.timeline.anywhere("municipality.guidance", w.month):
        guided = w.timeline.municipal("municipality.guidance", w.month)
        value += p.market_guidance * (guided * (towns.vacant > 0))[town]
    return value


def rank(w, rows: np.ndarray, town: np.ndarray, form: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Preference lists int32 (n, <= 12), and how many searchers prefer each post to staying [K]."""
    names = np.full(len(town) + 1, STAY, np.uint32)
    names[:-1] = w.geo.number[town] * 10 + form
    return prefer(w.key, w.people.id[rows], w.month, weights(w, rows, town, form, count), names)


def weights(w, rows: np.ndarray, town: np.ndarray, form: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Weight of each post and, in the last column, of staying for each searcher, float64 (n, K + 1)."""
    people, towns, p = w.people, w.towns, w.parameters
    alike = add_training(
        place_value(w, town, form), np.log(count), town, towns.free_slots, towns.grant_offered, w.money.level,
        can_train(w), p.market_supervisor, p.market_grant, p.career_grant_passed_on,
    )  # fmt: skip
    value = like_posts(
        rows, people.home, people.origin, people.municipality, people.list, people.specialist, people.bonded_until,
        people.taste_rural, people.wish_salary, np.float32(p.market_rural_taste), np.float32(p.market_salary),
        w.geo.log_distance, -p.market_distance_home, -p.market_distance_origin, town, form, w.geo.centrality, alike,
        salary_gain(w, town, form), p.market_stay_gp, p.market_stay_outside, w.month,
    )  # fmt: skip
    return np.exp(value, out=value)


def salary_gain(w, town: np.ndarray, form: np.ndarray) -> np.ndarray:
    """What a salary during training would add to a post in practice for whoever is no specialist, logit [K] (A12).

    Before the doctor's own wish for salary; -inf where it is not offered.
    """
    gain = np.full(len(town), -np.inf)
    if not w.timeline.anywhere("alis.salaried_posts", w.month):
        return gain
    offered = w.timeline.municipal("alis.salaried_posts", w.month)
    posts = np.flatnonzero((offered[town] > 0) & (form != SALARIED))
    if len(posts):
        salary = place_value(w, town[posts], np.full(len(posts), SALARIED))
        gain[posts] = salary - place_value(w, town[posts], form[posts])
    return gain


def agreed_forms(w, rows: np.ndarray, town: np.ndarray, form: np.ndarray) -> np.ndarray:
    """Contract forms that these doctors take these posts in, [n] each: who likes salary in training more, takes it."""
    if not w.timeline.anywhere("alis.salaried_posts", w.month):
        return form
    people = w.people
    wish = np.float32(w.parameters.market_salary) * people.wish_salary[rows]
    prefers = ~people.specialist[rows] & (salary_gain(w, town, form) + wish > 0)
    return np.where(prefers, SALARIED, form)


def prefer(key: np.ndarray, ids: np.ndarray, month: int, weights: np.ndarray, names: np.ndarray):
    """Posts that win the race of agents/luck.py against staying, as preference lists, and how often each does.

    ``weights`` (n, K + 1) and ``names`` uint32 [K + 1], *stay* last. ValueError for a weight that is no number.
    """
    if not weights.max() <= HEAVIEST:
        raise ValueError(f"weights of posts must be numbers up to {HEAVIEST:g}, got {weights.max()}")
    drawn = luck.words_by_alternative(key, ids, month, Decision.MARKET, names)
    return prefer_to_staying(drawn, weights, LONGEST_LIST)


def can_train(w) -> np.ndarray:
    """Municipalities that may hire a doctor who is not a specialist, bool [M] (rule C1, with supervisors A5).

    From March 2017 a regular GP must be a specialist or in training: under the strict rule a municipality without a
    free slot or an external supervisor cannot hire one who is not. The temporary exemption, and the limited one of 2026
    with its twelve months in all, let a doctor begin while a supervisor is found.
    """
    rule = w.timeline.national("competence.exemption", w.month)
    if rule != "strict":
        return w.towns.everywhere  # type: ignore[no-any-return]
    return (w.towns.free_slots > 0) | external_access(w)


def scores(w, rows: np.ndarray, town: np.ndarray) -> np.ndarray:
    """How municipalities rank applicants, float64 (n, K): specialist, local tie, interview noise."""
    people, p = w.people, w.parameters
    talk = luck.normal(w.key, people.id[rows], w.month, Decision.INTERVIEW)  # common to all: some interview well
    return score_with_ties(
        rows, people.home, people.origin, people.specialist, talk, town, p.score_specialist, p.score_tie
    )


def accept(w, rows: np.ndarray, posts: np.ndarray, agreed: np.ndarray, lists_of_posts: np.ndarray,
           first: np.ndarray) -> None:  # fmt: skip
    """Matched doctors are promised a list, those named first the one vacant longest; start after a lead.

    A contract does not start before the sitting doctor leaves. lists_of_posts: list rows by post; first: where the
    lists of each post begin there; agreed: contract form by doctor.
    """
    people, lists, p = w.people, w.lists, w.parameters
    target, moves = promise(
        rows, people.id[rows], posts, lists_of_posts, first, lists.successor, lists.leaving_at, people.list,
        people.reserved, people.starts_at, w.month + int(p.move_lead_months), w.month + int(p.entry_lead_months),
    )  # fmt: skip
    forms.agree(w, target, agreed)
    held = w.lists_of(rows[moves])
    lists.leaving_at[held] = people.starts_at[lists.doctor[held]]  # advertised at once


def _report_applicants(w, town: np.ndarray, count: np.ndarray, applications: np.ndarray) -> None:
    size = len(w.towns.ids)
    w.ledger.add("posts_advertised", np.bincount(town, count, size))
    w.ledger.add("post_applicants", np.bincount(town, applications, size))
