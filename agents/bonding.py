"""Bonded LIS1 posts: a post now against a duty to work in municipalities of centrality 5-6 later (levers E7).

Offered after each round to those it did not hire (model/allocation.py). At the end of LIS1 the duty begins: the doctor
looks for a list there and works as a locum meanwhile, and chooses no career. The duty can be broken off at a price.
"""

import numpy as np

from agents import luck
from agents.country import Country
from agents.doctor import GP_STAGES, NEVER, ON_THE_LOOKOUT, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.row_loops import marked

RURAL = 5  # least centrality class that counts for the duty

declare(
    Parameter("bond_accept", 0.5, "logit", -1.5, 2.0, "assumption; no bonding in Norway", "judgement",
              "accepting a bonded LIS1 post, before failed rounds, years and taste"),
    Parameter("bond_accept_per_failure", 0.3, "logit/round", 0.0, 0.8, "assumption", "judgement",
              "accepting a bonded post, per LIS1 round without an offer"),
    Parameter("bond_accept_per_year", 0.3, "logit/year", 0.0, 0.8, "assumption", "judgement",
              "fall in accepting a bonded post, per year bound"),
    Parameter("bond_accept_rural", 0.5, "logit/logit", 0.0, 1.5, "assumption", "judgement",
              "accepting a bonded post, by rural taste"),
    Parameter("bond_breach_yearly", 0.25, "1/year", 0.05, 0.6, "assumption; schemes abroad lose 10-50 percent",
              "judgement", "breaking off a duty that costs nothing to break, while no list is found"),
    Parameter("bond_breach_with_list", 0.3, "ratio", 0.05, 1.0, "assumption", "judgement",
              "breaking off the duty with a list in the area, over without"),
    Parameter("bond_breach_scale_nok", 300_000.0, "NOK", 100_000.0, 1_000_000.0, "assumption", "judgement",
              "price at which breaking off falls to a third (1/e), 2025 NOK"),
)  # fmt: skip


def accepts(w: Country, rows: np.ndarray) -> np.ndarray:
    """Who of these, whom the round did not hire, would take a bonded post, bool [n]."""
    p, people = w.parameters, w.people
    years = w.timeline.national("bonding.years", w.month)
    value = (
        p.bond_accept + p.bond_accept_per_failure * (people.failed_rounds[rows] + 1.0)
        - p.bond_accept_per_year * years + p.bond_accept_rural * people.taste_rural[rows]
    )  # fmt: skip
    return luck.happens(w.key, people.id[rows], w.month, Decision.BOND_ACCEPT, 1.0 / (1.0 + np.exp(-value)))


def sign(w: Country, rows: np.ndarray) -> None:
    """These doctors have taken a bonded post: the length of the duty is that of today's contract."""
    w.people.bond_months[rows] = round(12 * w.timeline.national("bonding.years", w.month))
    w.ledger.event(Event.BONDED, rows)


def begin_duty(w: Country, rows: np.ndarray) -> np.ndarray:
    """LIS1 is done: bonded doctors among these look for a list where they must. Returns the others."""
    people = w.people
    bonded = people.bond_months[rows] > 0
    if not bonded.any():
        return rows
    bound = rows[bonded]
    people.bonded_until[bound] = w.month + people.bond_months[bound]
    people.bond_months[bound] = 0
    people.seeking[bound] = True
    w.ledger.transfer(bound, Stage.LOCUM)
    w.ledger.event(Event.LOCUM_STARTED, bound)
    return rows[~bonded]


def keep_or_break(w: Country) -> None:
    """Monthly: some break off their duty, pay for the years left, and choose as others do."""
    people = w.people
    if people.bonded_until.max(initial=NEVER) < w.month:  # nobody is bound: seen sooner than by looking for rows
        return
    rows = marked(people.bonded_until >= w.month)
    ended = np.isin(people.stage[rows], (Stage.RETIRED, Stage.DEAD))
    people.bonded_until[rows[ended]] = NEVER
    rows = rows[~ended]
    away = _works_elsewhere(w, rows)
    chance = monthly(_breach_yearly(w, rows))
    breaks = away | luck.happens(w.key, people.id[rows], w.month, Decision.BOND_BREACH, chance)
    _break_off(w, rows[breaks])
    _choose_anew(w, rows[breaks & ~away])


def _works_elsewhere(w: Country, rows: np.ndarray) -> np.ndarray:
    """Who has left for other work, or for a list outside the area of the duty, bool [n]: that is a breach."""
    people = w.people
    stage, town = people.stage[rows], people.municipality[rows]
    elsewhere = (Stage.HOSPITAL_TRAINEE, Stage.HOSPITAL_SPECIALIST, Stage.OTHER, Stage.ABROAD)
    return np.isin(stage, elsewhere) | (np.isin(stage, GP_STAGES) & (w.geo.centrality[town] < RURAL))


def _years_left(w: Country, rows: np.ndarray) -> np.ndarray:
    return (w.people.bonded_until[rows] - w.month) / 12.0


def _breach_yearly(w: Country, rows: np.ndarray) -> np.ndarray:
    """Yearly hazard of breaking off [n]: lower with a list in the area, and the lower the dearer."""
    p, people = w.parameters, w.people
    price = w.timeline.national("bonding.breach_nok", w.month) * _years_left(w, rows)
    has_list = (people.list[rows] >= 0) | (people.reserved[rows] >= 0)
    return (
        p.bond_breach_yearly
        * np.where(has_list, p.bond_breach_with_list, 1.0)
        * np.exp(-price / p.bond_breach_scale_nok)
    )


def _break_off(w: Country, rows: np.ndarray) -> None:
    """The duty ends before its time, at the price of today a year, paid to the state (2025 kroner)."""
    price = w.timeline.national("bonding.breach_nok", w.month) * _years_left(w, rows)
    if price.any():
        w.money.owe("state", -float(price.sum()), "bonding.breach_nok")
    w.people.bonded_until[rows] = NEVER
    w.ledger.event(Event.BOND_BROKEN, rows, Cause.OWN_CHOICE)
    w.ledger.nation("bonding_breaches", len(rows))


def _choose_anew(w: Country, rows: np.ndarray) -> None:
    """Free again: who has a list looks for another; who has none in sight chooses a career this month."""
    people = w.people
    gps = rows[np.isin(people.stage[rows], GP_STAGES)]
    gps = gps[(people.leaves_at[gps] < 0) & (people.reserved[gps] < 0)]
    people.searching_until[gps] = w.month + ON_THE_LOOKOUT
    free = rows[np.isin(people.stage[rows], (Stage.LOCUM, Stage.MUNICIPAL)) & (people.reserved[rows] < 0)]
    people.seeking[free] = False
    w.completers = np.concatenate([w.completers, free])
