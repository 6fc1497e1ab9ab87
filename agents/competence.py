"""The competence demand on doctors who are neither GP specialists nor in training (levers C1-C4).

Kompetansekravforskriften lets them work in the municipal service for some months in all, counted in days worked, and
from 2026 for some months of each year as well (FOR-2025-05-23-838; the clock stood at zero on 1 January 2026). Who has
used the months up works only what the yearly exemption allows, and turns to GP training, to hospital or to other work.
"""

import numba
import numpy as np

from agents import alis, career, luck
from agents.country import Country
from agents.doctor import Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

TRAIN = 6  # one more choice beside those of agents.career
_LOCUM = int(Stage.LOCUM)
CHOICES = np.array([TRAIN, career.HOSPITAL, career.OTHER], np.uint32)

declare(
    Parameter("exemption_end_yearly", 0.75, "1/year", 0.2, 1.5, "assumption", "judgement",
              "locums who have used up their exemption, with no work left, turn to training, hospital, other work"),
    Parameter("exemption_end_training", 0.6, "weight", 0.2, 0.9, "assumption: training is what the rule asks for",
              "judgement", "of them to GP training, where a supervisor is within reach"),
    Parameter("exemption_end_hospital", 0.2, "weight", 0.05, 0.5, "assumption", "judgement",
              "of them to hospital, at normal pull; the rest to other work"),
)  # fmt: skip


def counted(w: Country) -> bool:
    """Does a rule count the months worked under exemption?"""
    return w.timeline.national("competence.exemption", w.month) in ("strict", "limited")


def yearly_share(w: Country) -> float:
    """Part of a year that may be worked without training and beyond the months in all, 0 under the strict rule."""
    if w.timeline.national("competence.exemption", w.month) != "limited":
        return 0.0
    return float(w.timeline.national("competence.yearly_months", w.month)) / 12.0


def presence(w: Country, locums: np.ndarray) -> np.ndarray:
    """The part of their usual work that locums may do this month, float64 [n]."""
    if not counted(w):
        return np.ones(len(locums))
    people, most = w.people, w.timeline.national("competence.exemption_months", w.month)
    return parts_allowed(  # type: ignore[no-any-return]
        locums, people.specialist, people.in_training, people.lis1_done, people.exempt_months, most, yearly_share(w)
    )


def waiting_share(w: Country) -> float:
    """The part of the year that doctors who wait for LIS1 may work on their own (C1, C4, L15)."""
    if w.timeline.national("lis1.supervised_practice", w.month):
        return 0.0
    rule = w.timeline.national("competence.exemption", w.month)
    return 1.0 if rule in ("none", "temporary") else yearly_share(w)


def count_months(w: Country) -> None:
    """A month of the clock: locums at work use up their exemption; who has none left may turn to something else."""
    _begin_anew(w)
    if not counted(w):
        return
    people, fte, most = w.people, w.parameters.locum_fte, w.timeline.national("competence.exemption_months", w.month)
    number, spent = use_exemption(
        w.towns.learners, people.stage, people.specialist, people.in_training, people.lis1_done,
        people.exempt_months, people.away_until, people.reserved, np.float32(most), np.float32(fte),
        np.float32(fte * yearly_share(w)), w.month,
    )  # fmt: skip
    w.ledger.note("exemptions_spent", number)
    _turn(w, spent)


def _begin_anew(w: Country) -> None:
    """The clock stands at zero for everybody when the limited exemption begins (rule, § 4)."""
    if w.month == w.start_month or w.timeline.national("competence.exemption", w.month) != "limited":
        return
    if w.timeline.national("competence.exemption", w.month - 1) != "limited":
        w.people.exempt_months[:] = 0.0


def _turn(w: Country, spent: np.ndarray) -> None:
    """Who may no longer work as before turns to GP training, hospital or other work, the less the more is left."""
    people, p = w.people, w.parameters
    chance = monthly(p.exemption_end_yearly * (1.0 - yearly_share(w)))
    rows = luck.struck(w.key, people.id, spent, w.month, Decision.EXEMPTION_END, chance)
    if len(rows) == 0:
        return
    weights = turning_weights(
        rows, people.municipality, people.bonded_until, w.towns.free_slots, alis.external_access(w),
        p.exemption_end_training, p.exemption_end_hospital * w.towns.hospital_pull,
        max(1.0 - p.exemption_end_training - p.exemption_end_hospital, 0.0), w.month,
    )  # fmt: skip
    picked = luck.race(w.key, people.id[rows], w.month, Decision.EXEMPTION_END, weights, CHOICES)
    alis.begin_training(w, rows[picked == 0])
    elsewhere = picked > 0  # -1: nothing was open to them
    if elsewhere.any():
        career.go(w, rows[elsewhere], CHOICES[picked[elsewhere]])


@numba.njit(cache=True)
def parts_allowed(locums, specialist, in_training, lis1_done, exempt_months, most, part):  # type: ignore[no-untyped-def]
    """1, but for whom the competence demand is on and ``most`` months of exemption are used ``part``, float64 [n]."""
    parts = np.ones(locums.size)
    for i in range(locums.size):
        row = locums[i]
        if lis1_done[row] and not specialist[row] and not in_training[row] and exempt_months[row] >= np.float32(most):
            parts[i] = part
    return parts


@numba.njit(cache=True)
def turning_weights(rows, municipality, bonded_until, free_slots, external, training, hospital, other, month):  # type: ignore[no-untyped-def]
    """Weights of ``CHOICES``, float64 (rows, 3): ``training`` where a supervisor is within reach, by municipality.

    A bond holds doctors in the municipalities: nothing else is open to them.
    """
    weights = np.empty((rows.size, 3), np.float64)
    for i in range(rows.size):
        town, bound = municipality[rows[i]], bonded_until[rows[i]] >= month
        weights[i, 0] = training if free_slots[town] > 0 or external[town] else 0.0
        weights[i, 1] = 0.0 if bound else hospital
        weights[i, 2] = 0.0 if bound else other
    return weights


@numba.njit(cache=True)
def use_exemption(learners, stage, specialist, in_training, lis1_done, exempt_months, away_until, reserved, most, work,
                  work_beyond, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """A month's ``work`` (FTE) is added to the months of locums at work on whom the competence demand is.

    learners: those of ``alis.update_supervision``, on nobody else the demand is. From ``most`` months on
    ``work_beyond`` is added. Returns how many had used theirs up, and those of them who are not promised a list, int64.
    """
    spent, many = np.empty(learners.size, np.int64), np.uint64(0)
    for each in learners:  # the locums for now
        spent[many] = each
        many += np.uint64(stage[np.uint64(each)] == _LOCUM)
    number, free = 0, 0
    for row in spent[:many]:
        if not lis1_done[row] or specialist[row] or in_training[row]:
            continue
        over = exempt_months[row] >= most
        if away_until[row] < month:
            exempt_months[row] += work_beyond if over else work
        if over:
            number += 1
            spent[free] = row
            free += reserved[row] < 0
    return number, spent[:free].copy()
