"""ALIS: training as GP specialist, and the supervisors it needs (levers A1, A2, A5, A10, A14).

*In training*, *holds an ALIS agreement* and *the municipality receives the grant* are three things. Approval needs 60
months that count, 24 of them in open practice, and institution service by rule; a month counts when a supervisor was
there. The loop must be visible: a supervisor's hours now, a specialist, perhaps a supervisor, six years later.
"""

import numpy as np

from agents import luck
from agents.country import Country
from agents.doctor import GP_STAGES, NEVER, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

MONTHS_NEEDED, OPEN_MONTHS_NEEDED = 60.0, 24.0  # spesialistforskriften; EU 2022
SUPERVISION_HOURS = 42.0  # a trainee and year (Meld. St. 23 chapter 7)
SPECIALIST, EXPERIENCED, MUNICIPALITY = range(3)  # alis.supervisor_rule

declare(
    Parameter("training_pace", 0.88, "months/month", 0.75, 1.0, "approval after 6-7 years (flow check)", "B",
              "months that count per month at work with a supervisor, full time"),
    Parameter("training_dropout_yearly", 0.03, "1/year", 0.01, 0.085, "flow check", "judgement",
              "trainees who stop training"),
    Parameter("training_start_yearly", 4.0, "1/year", 0.5, 8.0, "assumption", "judgement",
              "GPs bound by the competence rule start training once a supervisor is there"),
    Parameter("training_start_new_yearly", 2.0, "1/year", 0.5, 6.0, "390-430 starts a year 2010-2022", "judgement",
              "new GPs (under five years) not bound by the rule start training"),
    Parameter("training_start_free_yearly", 0.06, "1/year", 0.01, 0.15, "390 starts a year 2017-2022", "judgement",
              "other GPs not bound by the rule start training"),
    Parameter("training_start_off_list_yearly", 1.0, "1/year", 0.2, 1.5, "40 percent of grants without list (2023)",
              "judgement", "locums and municipal doctors without list start training"),
    Parameter("unsupervised_months", 0.3, "share", 0.0, 0.7, "assumption", "judgement",
              "share of a month that counts without a supervisor (exemptions, later recognition)"),
    Parameter("open_share_off_list", 0.5, "share", 0.2, 0.8, "introduction agreements, locum posts: counts unknown",
              "judgement", "open practice in a training month of a municipal doctor without list"),
    Parameter("external_supervisor", 0.75, "probability", 0.4, 0.95, "blocked posts are rare", "judgement",
              "a municipality short of supervisors finds an external one or an exemption in a year"),
    Parameter("experienced_years", 5.0, "years", 3.0, 10.0, "assumption on the rule's content", "judgement",
              "years as GP before a non-specialist may supervise under the rule `experienced`"),
    Parameter("fit_share", 0.7, "share", 0.3, 0.9, "assumption", "judgement",
              "GPs with two years of practice whom a municipality judges fit under the rule `municipality`"),
    Parameter("institution_return", 0.95, "probability", 0.85, 1.0, "KS slides: some do not return", "judgement",
              "trainees who come back to their list after institution service"),
    Parameter("agreement_uptake_yearly", 0.7, "1/year", 0.3, 1.2, "grants 71 (2020), 564, 1 338, 1 838, 2 320 (2024)",
              "A", "trainees who get an ALIS agreement while a grant is offered"),
    Parameter("agreement_small_factor", 0.6, "ratio", 0.3, 1.0, "18.1 percent of grants under 10 000 inhabitants", "A",
              "uptake in municipalities under 5 000 inhabitants over elsewhere"),
)  # fmt: skip


def supervisors(w: Country) -> np.ndarray:
    """Slots for trainees by municipality, int64 [M], by the rule in force there. Loop ``supervisor_stock``."""
    people = w.people
    rows = people.rows(*GP_STAGES, Stage.MUNICIPAL)
    rows = rows[people.willing[rows]]
    town_rule = w.timeline.municipal("alis.supervisor_rule", w.month)
    if not town_rule.any():  # specialists only, everywhere
        rows = rows[people.specialist[rows]]
        count = np.bincount(people.municipality[rows], minlength=len(w.geo.number))
        return w.loop("supervisor_stock", "supervisors", count)
    rule = town_rule[people.municipality[rows]]
    years = np.where(people.gp_since[rows] >= 0, (w.month - people.gp_since[rows]) / 12.0, 0.0)
    outside_training = ~people.in_training[rows]
    fit = luck.happens(w.key, people.id[rows], 0, Decision.FIT_SUPERVISOR, w.parameters.fit_share)
    eligible = (
        people.specialist[rows]
        | ((rule >= EXPERIENCED) & outside_training & (years >= w.parameters.experienced_years))
        | ((rule == MUNICIPALITY) & fit & (years >= 2.0))
    )
    count = np.bincount(people.municipality[rows[eligible]], minlength=len(w.geo.number))
    return w.loop("supervisor_stock", "supervisors", count)


def update_supervision(w: Country) -> None:
    """Slots, trainees, and which trainees have a supervisor this month; senior trainees keep theirs first."""
    people, towns = w.people, w.towns
    each = w.timeline.municipal("alis.supervisor_slots", w.month)
    towns.slots = (supervisors(w) * each).astype(np.int64)
    rows = people.rows(*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)
    rows = rows[people.in_training[rows]]
    town = people.municipality[rows].astype(np.int64)
    towns.trainees = np.bincount(town, minlength=len(towns.slots))
    lent = _pooled(w, towns.slots, towns.trainees)
    people.supervised[rows] = True
    crowded = (towns.trainees > towns.slots + lent) & ~external_access(w)
    rows = rows[crowded[town]]
    town = people.municipality[rows].astype(np.int64)
    order = np.lexsort((people.id[rows], -people.training_months[rows], town))
    rank = np.arange(len(rows)) - np.searchsorted(town[order], town[order])
    without = rows[order][rank >= (towns.slots + lent)[town[order]]]
    people.supervised[without] = False
    towns.without_supervisor = np.bincount(people.municipality[without], minlength=len(towns.slots))
    towns.free_slots = np.maximum(towns.slots + lent - towns.trainees, 0)
    reach = np.minimum(towns.trainees + 1, towns.slots + lent)
    need = np.bincount(w.geo.trust, towns.trainees + 1.0, len(w.geo.trusts))
    towns.slot_chance = (np.bincount(w.geo.trust, reach, len(w.geo.trusts)) / np.maximum(need, 1e-9))[w.geo.trust]


def _pooled(w: Country, slots: np.ndarray, trainees: np.ndarray) -> np.ndarray:
    """Slots lent between members of a training cooperation in one labour-market region (lever A14), int64 [M]."""
    member = w.timeline.municipal("alis.training_cooperation", w.month) > 0
    if not member.any():
        return np.zeros_like(slots)
    region = w.geo.labour_region
    size = int(region.max()) + 1
    spare = np.bincount(region, np.where(member, np.maximum(slots - trainees, 0), 0), size).astype(np.int64)
    short = np.where(member, np.maximum(trainees + 1 - slots, 0), 0)
    start = np.searchsorted(region[w.by_region], np.arange(size + 1))
    lent = np.zeros_like(slots)
    lent[w.by_region] = w.matching.fill_capped(spare, short[w.by_region], start)
    return lent


def external_access(w: Country) -> np.ndarray:
    """Municipalities that find an external supervisor or an exemption this year, bool [M]."""
    year = w.month - w.month % 12
    return luck.happens(w.key, w.towns.ids, year, Decision.SUPERVISOR_EXTERNAL, w.parameters.external_supervisor)


def start_training(w: Country) -> None:
    """Non-specialists start: at once where the rule demands it and a supervisor is there, else when they like."""
    p, people, towns = w.parameters, w.people, w.towns
    rows = people.rows(*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)
    rows = rows[~people.specialist[rows] & ~people.in_training[rows] & people.lis1_done[rows]]
    town = people.municipality[rows]
    listed = people.list[rows] >= 0
    rule = w.timeline.national("competence.exemption", w.month)
    # who has once left training is tolerated in the list, as rules on losing it are not applied in practice
    bound = listed & ~people.grandfathered[rows] & (rule != "none") & (people.training_months[rows] == 0)
    new = listed & (w.month - people.gp_since[rows] < 60) & (people.training_months[rows] == 0)
    free = np.where(new, p.training_start_new_yearly, p.training_start_free_yearly)
    yearly = np.where(bound, p.training_start_yearly, np.where(listed, free, p.training_start_off_list_yearly))
    young = w.month - people.birth_month[rows] < 50 * 12
    possible = (towns.free_slots[town] > 0) | external_access(w)[town]
    yearly = yearly * possible * np.where(young | bound, 1.0, 0.2)
    new = rows[luck.happens(w.key, people.id[rows], w.month, Decision.TRAINING_START, monthly(yearly))]
    people.in_training[new] = True
    people.supervised[new] = True
    w.ledger.event(Event.TRAINING_STARTED, new)
    w.ledger.note("training_starts", len(new))
    holders = new[people.list[new] >= 0]
    w.ledger.transfer(holders, Stage.GP_TRAINING)


def train(w: Country) -> None:
    """A month of training: agreements, months that count, institution service, dropout, approval."""
    people = w.people
    rows = people.rows(*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)
    rows = rows[people.in_training[rows]]
    _agreements(w, rows)
    _institution_service(w, rows)
    _count_months(w, rows)
    _drop_out(w, rows)
    _approve(w, rows[people.in_training[rows]])


def _agreements(w: Country, rows: np.ndarray) -> None:
    people, p = w.people, w.parameters
    offered = w.towns.grant_offered > 0
    people.alis_agreement[rows[~offered[people.municipality[rows]]]] = False  # no grant, no agreement
    rows = rows[~people.alis_agreement[rows]]
    town = people.municipality[rows]
    small = np.where(w.towns.log_size[town] < np.log(5000 / 20000), p.agreement_small_factor, 1.0)
    yearly = p.agreement_uptake_yearly * small * offered[town]
    people.alis_agreement[rows[luck.happens(w.key, people.id[rows], w.month, Decision.GRANT, monthly(yearly))]] = True


def _institution_service(w: Country, rows: np.ndarray) -> None:
    """After three years of training the doctor serves in an institution; the list is left to a locum meanwhile."""
    people = w.people
    back = rows[people.at_institution[rows] & (people.away_until[rows] < w.month)]
    people.at_institution[back] = False
    listed = back[people.list[back] >= 0]
    lost = listed[~luck.happens(w.key, people.id[listed], w.month, Decision.INSTITUTION_RETURN,
                                w.parameters.institution_return)]  # fmt: skip
    w.leave_scheme(lost[(people.leaves_at[lost] < 0) & (people.reserved[lost] < 0)])
    months = w.timeline.municipal("alis.institution_service", w.month)[people.municipality[rows]]
    due = (people.training_months[rows] >= 36) & (people.institution_months[rows] < months)
    due &= (people.away_until[rows] < w.month) & (people.leaves_at[rows] < 0)
    going = rows[due]
    people.away_until[going] = w.month + (months[due] - people.institution_months[going]).astype(np.int64) - 1
    people.at_institution[going] = True


def _count_months(w: Country, rows: np.ndarray) -> None:
    people, p = w.people, w.parameters
    serving = people.at_institution[rows]
    present = (people.away_until[rows] < w.month) | serving
    quality = np.where(people.supervised[rows] | serving, 1.0, p.unsupervised_months)
    gain = present * quality * people.fte[rows] * np.where(serving, 1.0, p.training_pace)
    people.training_months[rows] += gain
    people.institution_months[rows] += serving
    in_practice = (people.list[rows] >= 0) | (people.stage[rows] == Stage.LOCUM)
    people.open_months[rows] += gain * np.where(in_practice, 1.0, p.open_share_off_list) * ~serving


def _drop_out(w: Country, rows: np.ndarray) -> None:
    people = w.people
    yearly = w.parameters.training_dropout_yearly * w.rate("training_dropout")
    gone = rows[luck.happens(w.key, people.id[rows], w.month, Decision.TRAINING_DROPOUT, monthly(yearly))]
    people.in_training[gone] = False
    people.alis_agreement[gone] = False
    w.ledger.event(Event.TRAINING_LEFT, gone, Cause.DROPOUT)
    w.ledger.transfer(gone[people.list[gone] >= 0], Stage.GP_UNTRAINED)


def _approve(w: Country, rows: np.ndarray) -> None:
    people = w.people
    served = w.timeline.municipal("alis.institution_service", w.month)[people.municipality[rows]]
    ready = (people.training_months[rows] >= MONTHS_NEEDED) & (people.open_months[rows] >= OPEN_MONTHS_NEEDED)
    done = rows[ready & (people.institution_months[rows] >= served) & (people.away_until[rows] < w.month)]
    people.specialist[done] = True
    people.in_training[done] = False
    people.alis_agreement[done] = False
    people.away_until[done] = NEVER
    holders = people.list[done] >= 0
    w.ledger.transfer(done[holders], Stage.GP_SPECIALIST)
    w.ledger.event(Event.SPECIALIST_APPROVED, done, Cause.COMPLETED)
    w.ledger.nation("new_gp_specialists", len(done))
    w.ledger.note("new_gp_specialists_with_list", int(holders.sum()))
