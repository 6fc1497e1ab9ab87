"""Danish KBU and Swedish AT: what a year of service after a degree abroad counts for in Norway (lever L11).

Norwegians who study in Denmark can do the service there. While it counts, they do it before they come home: for all of
LIS1, for its hospital part, or, as until March 2019, for hospital training alone, which then asked no LIS1 of doctors
trained in the EEA.
"""

import numpy as np

from agents import luck
from agents.country import Country
from agents.doctor import ABROAD, NEVER, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare
from agents.row_loops import with_value

SERVICE_MONTHS = 12  # KBU is one year

declare(
    Parameter("kbu_share", 0.11, "share", 0.08, 0.16, "346 of 3 100 students abroad were in Denmark (2018-19)", "B",
              "Norwegians abroad who can do KBU or AT and would if it counts"),
    Parameter("kbu_done_share", 0.5, "share", 0.2, 0.8, "assumption", "judgement",
              "of those who wait for LIS1 when KBU and AT begin to count, those who have done the service"),
)  # fmt: skip


def can_serve(w: Country, rows: np.ndarray) -> np.ndarray:
    """Who of these studied where KBU or AT is offered, bool [n]: a trait of those who studied abroad."""
    people = w.people
    trait = luck.happens(w.key, people.id[rows], 0, Decision.KBU, w.parameters.kbu_share)
    return trait & (people.education[rows] == ABROAD)


def stays_to_serve(w: Country, rows: np.ndarray) -> np.ndarray:
    """Of this year's graduates who mean to come home, those who serve abroad first, since it counts. Returns rows."""
    if w.timeline.national("lis1.recognise_foreign", w.month) == "none":
        return rows[:0]
    serves = rows[can_serve(w, rows)]
    w.people.away_until[serves] = w.people.graduates_at[serves] + SERVICE_MONTHS
    return serves


def month(w: Country) -> None:
    """Those whose service abroad ends come home; a rule that begins to count reaches those who wait already."""
    key = "lis1.recognise_foreign"
    rule, before = w.timeline.national(key, w.month), w.timeline.national(key, max(w.month - 1, w.start_month))
    come_home(w, rule)
    if rule not in ("none", before):
        recognise(w, those_who_have_served(w), rule)


def come_home(w: Country, rule: str) -> None:
    """Those whose service abroad ends this month, whatever it counts for now."""
    people = w.people
    home = with_value(people.rows(Stage.ABROAD), people.away_until, w.month)
    home = home[~people.lis1_done[home]] if len(home) else home
    if len(home):
        people.away_until[home] = NEVER
        recognise(w, home, rule)


def those_who_have_served(w: Country) -> np.ndarray:
    """Doctors in the LIS1 queue, not hired, who have done KBU or AT while they waited. Returns rows."""
    people = w.people
    rows = people.rows(Stage.WAITING)
    rows = rows[(people.starts_at[rows] < 0) & (people.graduates_at[rows] < w.month)]
    rows = rows[can_serve(w, rows)]
    return rows[luck.happens(w.key, people.id[rows], 0, Decision.KBU_DONE, w.parameters.kbu_done_share)]


def recognise(w: Country, rows: np.ndarray, rule: str) -> None:
    """Service abroad counts: for LIS1, after which a career is chosen, for part of it, or for nothing."""
    people = w.people
    nowhere = w.hospitals.centre[0]
    home = np.where(people.home[rows] >= 0, people.home[rows], nowhere)
    people.applies_from[rows] = w.month
    if rule == "hospital_training":  # without LIS1 there is no refund in general practice: to hospital, and to stay
        w.hire_in_hospital(rows)
        return
    if rule == "all":
        people.municipality[rows] = home
        people.lis1_done[rows] = people.lis1_hospital_done[rows] = True
        w.ledger.event(Event.LIS1_COMPLETED, rows, Cause.RULE)
        w.completers = np.concatenate([w.completers, rows])
        return
    if rule == "hospital_part":
        people.lis1_hospital_done[rows] = True
        people.trust[rows] = w.geo.trust[home]
        people.starts_at[rows] = w.month  # a right to a municipal part with the next group
    w.ledger.transfer(rows[people.stage[rows] != Stage.WAITING], Stage.WAITING)
