"""What the office lets a GP carry: nurses' consultations, paid helpers, less paperwork (levers F8, F9, F18).

A refund or a grant hires nobody by itself: offices take it up over years (of GPs asked, 86, 50 and 26 percent name
money, space and staff as what hinders them), and give it up sooner when it ends. What offices have taken up stands
in ``towns.nurse_adoption`` (share) and ``towns.team_nok`` (kroner per GP); what it adds, in ``towns.helpers``.
"""

import numba
import numpy as np

from agents.country import Country
from agents.doctor import GP_STAGES
from agents.parameters import Parameter, declare, monthly
from agents.student import placement_hours

_WEAK = "assumption; prior includes zero"
declare(
    Parameter("nurse_gain", 0.02, "share", 0.0, 0.08, f"{_WEAK}; pilot: 50 percent fee cover was hard to reach",
              "judgement", "what delegated consultations add to what a list can serve, where all offices have them"),
    Parameter("nurse_take_up_yearly", 0.3, "1/year", 0.1, 1.0, "assumption", "judgement",
              "offices that begin with delegated consultations in a municipality of 20 000, while there is a refund"),
    Parameter("nurse_size_power", 0.2, "power", 0.0, 0.4, "assumption: a nurse needs several GPs", "judgement",
              "take-up by (inhabitants / 20 000) to this power"),
    Parameter("nurse_refund_nok", 200.0, "NOK/consultation", 100.0, 350.0,
              "assumption; a GP's consultation: refund of about 490 NOK", "judgement",
              "refund of a delegated consultation that would not have been given, 2025 NOK"),
    Parameter("team_gain", 0.05, "share/100 000 NOK", 0.0, 0.15, _WEAK, "judgement",
              "what 100 000 NOK of other personnel a year add to what a GP can serve"),
    Parameter("team_take_up_yearly", 0.4, "1/year", 0.15, 1.0, "half of GPs lack space, a quarter staff (survey)",
              "judgement", "offices that hire for a grant"),
    Parameter("helpers_end_yearly", 2.0, "1/year", 0.5, 6.0, "assumption: notice of staff", "judgement",
              "offices that give up delegated consultations or helpers no longer paid for"),
    Parameter("working_weeks_yearly", 45.0, "weeks", 43.0, 47.0, "49.0 hours a week (2018), 45 weeks", "A",
              "weeks a year in practice"),
)  # fmt: skip


def take_up(w: Country) -> None:
    """Once a month: offices begin with what is paid for and give up what is not; helpers' gain [M] from both."""
    nurses, teams = _nurses(w), _teams(w)
    if nurses or teams:
        p, towns = w.parameters, w.towns
        helpers = 1.0 + p.nurse_gain * towns.nurse_adoption
        towns.helpers = helpers * (1.0 + p.team_gain * towns.team_nok / 1e5) if teams else helpers


def _nurses(w: Country) -> bool:
    """Refund for delegated consultations (F8): take-up moves; True if any office has them."""
    p, towns = w.parameters, w.towns
    if w.timeline.national("practice.nurse_consultations", w.month):
        speed = w.while_same("nurses", (p, towns.log_size), lambda: monthly(
            p.nurse_take_up_yearly * np.exp(p.nurse_size_power * towns.log_size)
        ))  # fmt: skip
        towns.nurse_adoption, extra = delegate(
            towns.nurse_adoption, speed, w.listed_now, p.nurse_gain, p.contacts_per_patient_yearly
        )
        w.money.owe("folketrygd", float(extra.sum()) * p.nurse_refund_nok / 12.0, "practice.nurse_consultations")
        return True
    had = towns.nurse_adoption.any()
    if had:
        towns.nurse_adoption = _given_up(w, towns.nurse_adoption)
    return bool(had)


def _teams(w: Country) -> bool:
    """Grant for other personnel (F9), 2025 NOK per GP and year [M]: hired over years, charged as hired.

    After a cut offices let the difference go over months, at their own expense. True if anybody has helpers.
    """
    towns, p = w.towns, w.parameters
    if not w.timeline.anywhere("practice.team_grant_nok", w.month) and not towns.team_nok.any():
        return False
    grant = w.money.real(w.timeline.municipal("practice.team_grant_nok", w.month))
    kept = grant + _given_up(w, np.maximum(towns.team_nok - grant, 0.0))
    hired = towns.team_nok + monthly(p.team_take_up_yearly) * (grant - towns.team_nok)
    towns.team_nok = np.where(grant >= towns.team_nok, hired, kept)
    gps = np.bincount(w.people.municipality[w.people.rows(*GP_STAGES)], minlength=len(grant))
    cost = float((gps * np.minimum(towns.team_nok, grant)).sum())
    w.money.owe("state", cost / 12.0, "practice.team_grant_nok")
    return True


def _given_up(w: Country, amount: np.ndarray) -> np.ndarray:
    """What is left after a month of what nobody pays for any longer; below a thousandth it is gone."""
    left = amount * (1.0 - monthly(w.parameters.helpers_end_yearly))
    return np.where(left < 1e-3, 0.0, left)


def hours_freed(w: Country) -> float:
    """A GP's year with less paperwork over the year without: 1 + hours freed over hours worked (F18)."""
    weekly = w.timeline.national("practice.paperwork_hours", w.month)
    return 1.0 + weekly * w.parameters.working_weeks_yearly / w.parameters.working_hours_yearly


def hours_with_students(w: Country) -> float:
    """Share of GPs' year given to students beyond six weeks of placement each, which the work of GPs has in it (E5)."""
    hours = placement_hours(w)
    return hours / (w.parameters.working_hours_yearly * max(len(w.people.rows(*GP_STAGES)), 1)) if hours else 0.0


@numba.njit(cache=True)
def delegate(adoption, speed, listed, gain, contacts):  # type: ignore[no-untyped-def]
    """(offices with delegated consultations after a month at this ``speed``, share; their extra consultations a year).

    By municipality, float64 [M]; ``listed``: people on lists, for each of whom so many ``contacts`` a year are given.
    """
    offices, extra = np.empty(adoption.size), np.empty(adoption.size)
    for town in range(adoption.size):
        offices[town] = adoption[town] + speed[town] * (1.0 - adoption[town])
        extra[town] = listed[town] * (gain * offices[town]) * contacts
    return offices, extra
