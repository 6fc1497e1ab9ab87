"""LIS1 posts that a municipality and its hospital create themselves (levers L2, L9; FOR-2024-12-16-3129 §§ 11-12).

A municipality with a vacant list weighs what a post costs it against the locum it saves, and opens one for a doctor in
the queue who has a tie to the area. The doctor skips the national round and is promised the municipality. Paid for
when agreed on, the month before the start; the state pays nothing but the grant of the lever.
"""

import numba
import numpy as np

from agents import lis1, luck
from agents.country import Country
from agents.doctor import EDUCATION, NOBODY, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.row_loops import marked

LIS1_MONTHS = lis1.HOSPITAL_MONTHS + lis1.MUNICIPAL_MONTHS
WEEKS_PER_MONTH = 4.35

declare(
    Parameter("own_post_share_nok", 600_000.0, "NOK/post", 300_000.0, 1_200_000.0,
              "municipal half-year costs 0.2-1.4 MNOK (EU 2022); share of the hospital part assumed", "judgement",
              "what a self-created LIS1 post of 18 months costs the municipality, 2025 NOK"),
    Parameter("own_post_yearly", 0.5, "1/year", 0.05, 2.0, "assumption: 10-40 posts a year; none counted yet",
              "judgement", "a municipality with a vacant list that is fully ready creates a LIS1 post"),
    Parameter("own_post_scale_nok", 300_000.0, "NOK", 100_000.0, 1_000_000.0, "assumption", "judgement",
              "net cost over which a municipality's readiness to create a post falls, logistic, 2025 NOK"),
)  # fmt: skip


def month(w: Country) -> None:
    """Municipalities that may and want to create posts find a doctor for them; running posts are not the state's."""
    _relieve_state(w)
    if not w.timeline.anywhere("lis1.own_posts", w.month):
        return
    allowed, has_lists = w.timeline.municipal("lis1.own_posts", w.month), w.geo.has_lists
    may = w.while_same("own posts", (allowed, has_lists), lambda: (allowed > 0) & has_lists)
    town, yearly = np.flatnonzero(may & (w.towns.vacant > 0)), w.parameters.own_post_yearly
    most = monthly(yearly) * (1 + 1e-9)  # at a readiness of 1, which rounding must not lift above its bound
    opening = luck.strikes(w.key, w.town_names, town, w.month, Decision.OWN_POST, most,
                           lambda near: monthly(yearly * readiness(w, near)))  # fmt: skip
    if len(opening):
        agree(w, *choose_doctors(w, opening))


def costs(w: Country) -> tuple[np.ndarray, np.ndarray]:
    """(what a post costs the municipality, what the state gives for it), 2025 NOK [M]; the grant may be the larger."""
    nominal, level = w.timeline.municipal("lis1.own_posts_grant_nok", w.month), w.money.level
    grant = w.while_same("own post grant", (nominal, level), lambda: w.money.real(nominal))
    cost = w.while_same("own post cost", (grant, w.parameters), lambda: w.parameters.own_post_share_nok - grant)
    return cost, grant


def readiness(w: Country, towns: np.ndarray) -> np.ndarray:
    """How ready these municipalities are to create a post, 0-1 [n]: net of the locum saved, and 0 beyond the budget."""
    p = w.parameters
    cost = costs(w)[0][towns]
    saved = lis1.MUNICIPAL_MONTHS * WEEKS_PER_MONTH * p.lis1_work_of_gp * p.locum_week_nok * w.towns.locum_price
    ready = 1.0 / (1.0 + np.exp((cost - saved) / p.own_post_scale_nok))
    return np.where(w.towns.budget_left[towns] >= cost, ready, 0.0)


def choose_doctors(w: Country, opening: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each municipality in ``opening`` takes one doctor of the queue with a tie: (rows, towns).

    By taste for general practice and, since the hospital has a say, by education as in the rounds.
    """
    people, trust = w.people, w.geo.trust
    waiting = people.rows(Stage.WAITING)
    free = in_queue(waiting, people.starts_at, people.lis1_hospital_done, people.applies_from, w.month)
    trained = w.while_same("own post weights", (w.parameters,), lambda: weights_by_education(w))
    chosen, towns = [], []
    for town in opening:
        tied = with_tie(free, people.home, people.origin, trust, trust[town])
        if len(tied) == 0:
            continue
        rows = free[tied]
        liking = trained[people.education[rows]] * np.exp(people.taste_gp[rows].astype(float))
        first = luck.race(w.key, w.town_names[town : town + 1], w.month, Decision.OWN_POST_CHOICE, liking,
                          people.id[rows])[0]  # fmt: skip
        chosen.append(free[tied[first]])
        towns.append(town)
        free[tied[first]] = NOBODY
    return np.array(chosen, np.int64), np.array(towns, np.int64)


def weights_by_education(w: Country) -> np.ndarray:
    """What a place of education is worth to hospitals when they hire, by its code, float64 [8]."""
    weight = np.array([1.0, w.parameters.lis1_weight_abroad, w.parameters.lis1_weight_other])
    return weight[lis1.kind_of(np.arange(len(EDUCATION)))]  # type: ignore[no-any-return]


@numba.njit(cache=True)
def in_queue(waiting, starts_at, hospital_done, applies_from, month):  # type: ignore[no-untyped-def]
    """Those of ``waiting`` who apply this month, have no post and lack the hospital part of LIS1, rows int64."""
    found, number = np.empty(waiting.size, np.int64), 0
    for row in waiting:
        found[number] = row
        number += (starts_at[row] < 0) & (not hospital_done[row]) & (applies_from[row] <= month)
    return found[:number].copy()


@numba.njit(cache=True)
def with_tie(rows, home, origin, trust, at):  # type: ignore[no-untyped-def]
    """Places in ``rows`` of who lives or grew up in the area of the trust ``at``, int64; -1 among them is nobody.

    trust: in whose area each municipality lies [M].
    """
    found, number = np.empty(rows.size, np.int64), 0
    for place in range(rows.size):
        row = rows[place]
        if row < 0:
            continue
        lives_there = home[row] >= 0 and trust[home[row]] == at
        if lives_there or (origin[row] >= 0 and trust[origin[row]] == at):
            found[number] = place
            number += 1
    return found[:number].copy()


def agree(w: Country, rows: np.ndarray, towns: np.ndarray) -> None:
    """Posts are agreed on: they start next month, in hospital or, where the order allows, in the municipality."""
    if len(rows) == 0:
        return
    people, geo = w.people, w.geo
    people.own_post[rows] = True
    people.lis1_town[rows] = towns
    people.trust[rows] = geo.trust[towns]
    people.starts_at[rows] = w.month + 1
    people.municipal_first[rows] = w.timeline.national("lis1.order", w.month) == "municipality_first"
    w.ledger.event(Event.LIS1_HIRED, rows, Cause.HIRED)
    w.ledger.flow("lis1_own_posts", towns)
    number = np.bincount(towns, minlength=len(geo.number))
    cost, grant = costs(w)
    w.money.owe("municipal", np.maximum(cost, 0.0) * number, "lis1.own_posts")
    if grant.any():
        w.money.owe("state", float((grant * number).sum()), "lis1.own_posts_grant_nok")


def _relieve_state(w: Country) -> None:
    """Posts of municipalities run without the state's money, which finance charges for every LIS1 doctor."""
    running = count_running(w.people.own_post, w.people.stage, int(Stage.LIS1_HOSPITAL), int(Stage.LIS1_MUNICIPALITY))
    if running:
        w.money.owe("state", -running * w.parameters.lis1_start_nok / LIS1_MONTHS, "lis1.own_posts")


@numba.njit(cache=True)
def count_running(own_post, stage, one, other):  # type: ignore[no-untyped-def]
    """How many doctors are in a post of their own and in one of two stages."""
    number = 0
    for row in marked(own_post):
        number += (stage[row] == one) | (stage[row] == other)
    return number
