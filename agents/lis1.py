"""LIS1: twelve months in hospital, then six in a municipality of the trust's area (EU 2022; spesialistforskriften).

The round itself, who gets which post, is model/allocation.py. Here: starting, going on to the municipality, quitting,
residual posts, completing, giving up the queue and coming back to it.
"""

import numpy as np

from agents import lis1_loops as loops
from agents import luck
from agents.country import Country
from agents.doctor import ABROAD, HOME_EDUCATED, NEVER, NOBODY, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.student import FLOW_CHECK, NOT_APPLYING

HOSPITAL_MONTHS, MUNICIPAL_MONTHS = 12, 6
RETURN_WITHIN = 60  # months: who has been out of the queue for five years is settled elsewhere (assumption)

declare(
    Parameter("lis1_giveup_home", 0.06, "probability/round", 0.0, 0.10, FLOW_CHECK, "B",
              "give-up per failed round at a hiring chance of one half, trained in Norway"),
    Parameter("lis1_giveup_abroad", 0.13, "probability/round", 0.02, 0.26, FLOW_CHECK, "B",
              "the same, Norwegians trained abroad"),
    Parameter("lis1_giveup_other", 0.38, "probability/round", 0.08, 0.58, FLOW_CHECK, "B",
              "the same, other applicants"),
    Parameter("lis1_giveup_power", 1.5, "power", 0.2, 3.7, FLOW_CHECK, "B",
              "give-up grows with ((1 - chance) / 0.5) to this power"),
    Parameter("lis1_giveup_per_failure", 0.15, "share", 0.0, 0.5, "assumption from the sticky queue of 2023",
              "judgement", "give-up grows by this share with each failed round before"),
    Parameter("lis1_return_yearly", 0.06, "1/year", 0.0, 0.12, "flow check: 3-6 percent a half-year when chances rise",
              "judgement", "doctors who gave up the queue and come back, at a hiring chance of one half"),
    Parameter("lis1_quit_yearly", 0.05, "1/year", 0.0, 0.15, "EU 2022: late quitting is common in less central places",
              "judgement", "quitting the municipal part, centrality 1-4 and no quarantine"),
    Parameter("lis1_quit_rural_factor", 2.5, "ratio", 1.0, 5.0, "EU 2022, direction only", "judgement",
              "quitting in centrality 5-6 over elsewhere"),
    Parameter("lis1_quarantine_effect", 0.10, "1/month", 0.0, 0.3, "assumption: six months halve quitting", "judgement",
              "fall in the log of quitting per month of quarantine"),
    Parameter("lis1_residual_fill_yearly", 1.5, "1/year", 1.0, 8.0, "residual posts: only their balance is seen",
              "judgement", "a doctor without the municipal part takes a residual post"),
    Parameter("lis1_work_of_gp", 0.5, "GP", 0.3, 0.7, "model design", "judgement",
              "patient work of a LIS1 doctor in a municipality, in GPs"),
    Parameter("lis1_good_placement_taste", 0.15, "logit", 0.0, 0.4, "rural postgraduate training, odds ratio 4.57",
              "judgement", "rise in taste for general practice after a completed municipal part"),
)  # fmt: skip


def kind_of(education: np.ndarray) -> np.ndarray:
    """0 trained in Norway, 1 Norwegian trained abroad, 2 other."""
    return np.where(education < HOME_EDUCATED, 0, np.where(education == ABROAD, 1, 2))


def give_up(w: Country, failed: np.ndarray, chance: float) -> None:
    """After a round: some of those without a post leave the queue, more readily the lower the chance was."""
    p, people = w.parameters, w.people
    chance = w.loop("queue_giveup", "lis1_chance", chance)
    base = np.array([p.lis1_giveup_home, p.lis1_giveup_abroad, p.lis1_giveup_other])[kind_of(people.education[failed])]
    rounds_before = people.failed_rounds[failed] - 1.0
    risk = base * (2.0 * (1.0 - chance)) ** p.lis1_giveup_power * (1 + p.lis1_giveup_per_failure * rounds_before)
    risk = 1.0 - np.exp(-risk * w.rate("lis1_giveup"))
    gone = failed[luck.happens(w.key, people.id[failed], w.month, Decision.LIS1_GIVEUP, risk)]
    people.applies_from[gone] = NOT_APPLYING
    w.ledger.event(Event.LIS1_GAVE_UP, gone, Cause.NOT_HIRED)
    w.ledger.note("lis1_gave_up", len(gone))
    w.ledger.transfer(gone[people.stage[gone] == Stage.WAITING], Stage.OTHER)


def come_back(w: Country, chance: float) -> None:
    """Before a round: doctors outside who never did LIS1 return to the queue, more when the last chance was good."""
    p, people = w.parameters, w.people
    rows = people.rows(Stage.OTHER)
    rows = rows[~people.lis1_done[rows] & (people.graduates_at[rows] < w.month) & (people.failed_rounds[rows] > 0)]
    rows = rows[w.month - people.since[rows] < RETURN_WITHIN]
    chance = w.loop("queue_giveup", "lis1_chance_back", chance)
    yearly = p.lis1_return_yearly * (2.0 * chance) ** 2 * w.rate("lis1_return")
    back = rows[luck.happens(w.key, people.id[rows], w.month, Decision.LIS1_RETURN, 1.0 - np.exp(-yearly / 2.0))]
    people.applies_from[back] = w.month
    w.ledger.transfer(back, Stage.WAITING)
    w.ledger.event(Event.LIS1_RETURNED, back)


def start_posts(w: Country) -> None:
    """First of September and of March: accepted doctors with a degree begin; posts of the others stay empty."""
    people = w.people
    rows = people.rows(Stage.WAITING)
    rows = rows[(people.starts_at[rows] == w.month) & ~people.lis1_hospital_done[rows]]
    if len(rows) == 0:
        return
    waited = w.month - np.maximum(people.applies_from[rows], people.graduates_at[rows])
    w.ledger.nation("lis1_wait_months", float(np.maximum(waited, 0).sum()))
    w.ledger.transfer(rows, Stage.LIS1_HOSPITAL)
    people.starts_at[rows] = NEVER
    people.lis1_months[rows] = 0
    w.ledger.event(Event.LIS1_STARTED, rows)


def progress(w: Country) -> None:
    """A month of LIS1: quitting, residual posts, the end of the hospital part, completion."""
    quit_municipal_part(w)
    take_residual_posts(w)
    people = w.people
    for stage, length, then in (
        (Stage.LIS1_MUNICIPALITY, MUNICIPAL_MONTHS, complete),
        (Stage.LIS1_HOSPITAL, HOSPITAL_MONTHS, go_to_municipality),
    ):
        done = loops.pass_month(people.rows(stage), people.since, people.lis1_months, w.month, length)
        if stage == Stage.LIS1_HOSPITAL and len(done):
            done = np.union1d(done, without_municipal_part(w))
        then(w, done)


def without_municipal_part(w: Country) -> np.ndarray:
    """Doctors who quit the municipal part and may begin it anew with the next group: the right to a place remains."""
    people = w.people
    rows = people.rows(Stage.WAITING)
    return rows[people.lis1_hospital_done[rows] & (people.starts_at[rows] <= w.month)]


def go_to_municipality(w: Country, rows: np.ndarray) -> None:
    """Each trust's doctors share the places of its municipalities; they choose in the order of a lottery.

    Places follow the weights of the geography (turnus FTE per 10 000 by centrality, SSB 2015): a doctor has a right to
    a place in the trust's area. Who chooses: near home, and central or rural by own taste.
    """
    if len(rows) == 0:
        return
    people = w.people
    people.municipality[rows] = choose_places(w, rows)
    people.lis1_hospital_done[rows] = True
    people.starts_at[rows] = NEVER
    people.lis1_months[rows] = 0
    w.ledger.transfer(rows, Stage.LIS1_MUNICIPALITY)
    w.ledger.event(Event.LIS1_TO_MUNICIPALITY, rows)


def choose_places(w: Country, rows: np.ndarray) -> np.ndarray:
    """Municipality (index) of each doctor: serial choice by lottery number among the places of the own trust."""
    people, geo, hospitals = w.people, w.geo, w.hospitals
    trust = people.trust[rows].astype(np.int64)
    towns = hospitals.towns  # [T, most municipalities of a trust], padded with -1
    weight = np.where(towns >= 0, geo.lis1_municipal_weight[towns], 0.0)
    number = np.bincount(trust, minlength=len(towns))
    starts = np.arange(len(towns) + 1) * towns.shape[1]
    shared = w.matching.share_out(number, weight.ravel(), starts).reshape(towns.shape)
    places = np.zeros(len(geo.number), np.int64)
    np.add.at(places, towns[towns >= 0], shared[towns >= 0])
    options = towns[trust]
    # the race of agents/luck.py, run among the places of the own trust only: e / weight, first wins
    names = np.where(options >= 0, geo.number[options], 0).astype(np.uint32)
    ids = np.repeat(people.id[rows], options.shape[1])
    e = -np.log(luck.uniform(w.key, ids, w.month, Decision.LIS1_MUNICIPALITY, names.ravel())).reshape(options.shape)
    scores = e / np.exp(liking_of_places(w, rows, options))
    lottery = luck.uniform(w.key, people.id[rows], w.month, Decision.LIS1_LOTTERY)
    return loops.choose_in_turn(np.lexsort((people.id[rows], lottery)), options, scores, places)


def liking_of_places(w: Country, rows: np.ndarray, options: np.ndarray) -> np.ndarray:
    """How doctors like municipalities for the municipal part, logit (n, k): near home, central or rural by taste."""
    people = w.people
    liking = w.near_place[people.home[rows][:, None], options]
    liking += (people.taste_rural[rows] * 0.5)[:, None] * (w.geo.centrality - 3.5)[options]
    return liking


def quit_municipal_part(w: Country) -> None:
    """Some leave the municipal part, more in small remote places, fewer under a quarantine; a place falls empty."""
    p, people, geo = w.parameters, w.people, w.geo
    quarantine = w.timeline.national("lis1.quarantine", w.month)
    rural = np.where(geo.centrality >= 5, p.lis1_quit_rural_factor, 1.0)
    yearly = p.lis1_quit_yearly * rural * np.exp(-p.lis1_quarantine_effect * quarantine) * w.rate("lis1_quit")
    chance = monthly(yearly)  # by municipality
    rows = people.rows(Stage.LIS1_MUNICIPALITY)
    gone = luck.strikes(w.key, people.id, rows, w.month, Decision.LIS1_QUIT, chance.max(),
                        lambda near: chance[people.municipality[near]])  # fmt: skip
    if len(gone) == 0:
        return
    town, left = people.municipality[gone].astype(np.int64), MUNICIPAL_MONTHS - people.lis1_months[gone]
    w.residual_posts.extend(zip(town.tolist(), left.tolist(), strict=True))
    w.ledger.event(Event.LIS1_QUIT, gone, Cause.OWN_CHOICE)
    people.municipality[gone] = NOBODY
    people.starts_at[gone] = w.month + max(1, quarantine)  # may take a residual post from this month
    w.ledger.transfer(gone, Stage.WAITING)


def take_residual_posts(w: Country) -> None:
    """Doctors who lack the municipal part take the residual posts there are; empty ones count as unfilled months."""
    people, geo = w.people, w.geo
    if not w.residual_posts:
        return
    chance = monthly(w.parameters.lis1_residual_fill_yearly)
    takers = luck.struck(w.key, people.id, without_municipal_part(w), w.month, Decision.LIS1_RESIDUAL, chance)
    # the most central posts go first: that is why the others are hard to fill
    posts = sorted(w.residual_posts, key=lambda post: (geo.centrality[post[0]], geo.number[post[0]], post[1]))
    for row, (town, _) in zip(takers, posts, strict=False):
        people.municipality[row] = town
        people.starts_at[row] = NEVER
    taken = takers[: len(posts)]
    w.ledger.transfer(taken, Stage.LIS1_MUNICIPALITY)
    w.ledger.event(Event.LIS1_TO_MUNICIPALITY, taken, Cause.RULE)
    w.residual_posts = [(town, left - 1) for town, left in posts[len(taken) :] if left > 1]
    empty = np.array([town for town, _ in posts[len(taken) :]], np.int64)
    w.ledger.flow("lis1_months_unfilled", empty)


def complete(w: Country, rows: np.ndarray) -> None:
    """LIS1 done: a good municipal part leaves a liking for general practice and a tie to the place."""
    people = w.people
    people.lis1_done[rows] = True
    people.taste_gp[rows] += w.parameters.lis1_good_placement_taste
    people.home[rows] = people.municipality[rows]
    w.ledger.event(Event.LIS1_COMPLETED, rows, Cause.COMPLETED)
    w.ledger.nation("lis1_completed", len(rows))
    w.completers = rows
