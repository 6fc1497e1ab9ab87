"""ALIS: training as GP specialist, and the supervisors it needs (levers A1, A2, A5, A10, A14).

*In training*, *holds an ALIS agreement* and *the municipality receives the grant* are three things. Approval needs 60
months that count, 24 of them in open practice, and institution service by rule; a month counts when a supervisor was
there. The loop must be visible: a supervisor's hours now, a specialist, perhaps a supervisor, six years later.
"""

import numpy as np

from agents import alis_loops as loops
from agents import luck
from agents.alis_loops import MUNICIPALITY
from agents.country import Country
from agents.doctor import GP_STAGES, NEVER, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

MONTHS_NEEDED, OPEN_MONTHS_NEEDED = 60.0, 24.0  # spesialistforskriften; EU 2022
SUPERVISION_HOURS = 42.0  # a trainee and year (Meld. St. 23 chapter 7)
SERVICE_AFTER_MONTHS = 36.0  # months of training before institution service
_LOG_SMALL = np.log(5000 / 20000)  # towns.log_size of 5 000 inhabitants
PRACTICE = (*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)  # doctors in municipal practice, who may train

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
    people, p = w.people, w.parameters
    rows = people.rows(*PRACTICE)
    rule = w.timeline.municipal("alis.supervisor_rule", w.month)
    fit = np.zeros(len(rows), bool)  # matters under the rule `municipality` alone
    if (rule == MUNICIPALITY).any():
        fit = luck.happens(w.key, people.id[rows], 0, Decision.FIT_SUPERVISOR, p.fit_share)
    count = loops.count_supervisors(
        rows, people.stage, people.municipality, people.willing, people.specialist, people.in_training,
        people.gp_since, fit, rule, w.month, p.experienced_years,
    )  # fmt: skip
    return w.loop("supervisor_stock", "supervisors", count)


def trainees(w: Country) -> np.ndarray:
    """Rows of doctors in training in municipal practice, ascending."""
    return loops.in_training_among(w.people.rows(*PRACTICE), w.people.in_training)


def update_supervision(w: Country) -> None:
    """Slots, trainees, and which trainees have a supervisor this month; senior trainees keep theirs first."""
    people, towns = w.people, w.towns
    each = w.timeline.municipal("alis.supervisor_slots", w.month)
    towns.slots = (supervisors(w) * each).astype(np.int64)
    size = len(towns.slots)
    rows = trainees(w)
    towns.trainees = np.bincount(people.municipality[rows], minlength=size)
    open_to_trainees = towns.slots + _pooled(w, towns.slots, towns.trainees)
    crowded = (towns.trainees > open_to_trainees) & ~external_access(w)
    rows = loops.all_supervised_but(rows, people.municipality, people.supervised, crowded)
    town = people.municipality[rows]
    order = np.lexsort((people.id[rows], -people.training_months[rows], town))
    town = town[order]
    rank = np.arange(len(rows)) - np.searchsorted(town, town)
    without = rows[order[rank >= open_to_trainees[town]]]
    people.supervised[without] = False
    towns.without_supervisor = np.bincount(people.municipality[without], minlength=size)
    towns.free_slots = np.maximum(open_to_trainees - towns.trainees, 0)
    trust, trusts, with_one_more = w.geo.trust, len(w.geo.trusts), towns.trainees + 1.0
    reach = np.bincount(trust, np.minimum(with_one_more, open_to_trainees), trusts)
    need = np.bincount(trust, with_one_more, trusts)
    towns.slot_chance = (reach / np.maximum(need, 1e-9))[trust]


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
    """Municipalities that find an external supervisor or an exemption this year, bool [M]; drawn once a year."""
    chance, year = w.parameters.external_supervisor, w.month - w.month % 12
    seen = getattr(w.towns, "external_access", None)
    if seen is None or seen[0] != (year, chance):
        found = luck.happens(w.key, w.towns.ids, year, Decision.SUPERVISOR_EXTERNAL, chance)
        found.setflags(write=False)
        w.towns.external_access = seen = ((year, chance), found)
    return seen[1]


def start_rates(w: Country) -> np.ndarray:
    """Yearly rate of starting training by group (``loops.BOUND`` to ``OFF_LIST``) and age, float64 (4, 2).

    At once where the rule demands it, else when they like; from 50 on few who are free to choose start.
    """
    p = w.parameters
    yearly = np.empty((4, 2))
    yearly[loops.BOUND] = p.training_start_yearly
    yearly[loops.NEW] = p.training_start_new_yearly
    yearly[loops.FREE] = p.training_start_free_yearly
    yearly[loops.OFF_LIST] = p.training_start_off_list_yearly
    yearly[loops.NEW :, 1] *= 0.2
    return yearly


def start_training(w: Country) -> None:
    """Doctors who are not specialists start, by ``start_rates``, where a supervisor is to be had."""
    people, towns = w.people, w.towns
    possible = (towns.free_slots > 0) | external_access(w)
    rule_binds = w.timeline.national("competence.exemption", w.month) != "none"
    rates = monthly(start_rates(w))

    def chances(rows: np.ndarray) -> np.ndarray:
        return loops.start_chances(
            rows, people.municipality, people.list, people.grandfathered, people.training_months, people.gp_since,
            people.birth_month, rates, possible, rule_binds, w.month,
        )  # fmt: skip

    rows = loops.not_yet_in_training(people.rows(*PRACTICE), people.specialist, people.in_training, people.lis1_done)
    new = luck.strikes(w.key, people.id, rows, w.month, Decision.TRAINING_START, rates.max(), chances)
    people.in_training[new] = True
    people.supervised[new] = True
    w.ledger.event(Event.TRAINING_STARTED, new)
    w.ledger.note("training_starts", len(new))
    holders = new[people.list[new] >= 0]
    w.ledger.transfer(holders, Stage.GP_TRAINING)


def train(w: Country) -> None:
    """A month of training: agreements, months that count, institution service, dropout, approval."""
    rows = trainees(w)
    _agreements(w, rows)
    _institution_service(w, rows)
    _count_months(w, rows)
    _drop_out(w, rows)
    _approve(w, rows)


def _agreements(w: Country, rows: np.ndarray) -> None:
    """While a grant is offered, trainees get an agreement; no grant, no agreement."""
    people, p, towns = w.people, w.parameters, w.towns
    offered = towns.grant_offered > 0
    small = np.where(towns.log_size < _LOG_SMALL, p.agreement_small_factor, 1.0)
    chance = monthly(p.agreement_uptake_yearly * small * offered)
    rows = loops.without_agreement(rows, people.municipality, people.alis_agreement, offered)
    agrees = luck.happens(w.key, people.id[rows], w.month, Decision.GRANT, chance[people.municipality[rows]])
    people.alis_agreement[rows[agrees]] = True


def _institution_service(w: Country, rows: np.ndarray) -> None:
    """After three years of training the doctor serves in an institution; the list is left to a locum meanwhile."""
    people, p = w.people, w.parameters
    back = loops.back_from_institution(rows, people.at_institution, people.away_until, w.month)
    listed = back[people.list[back] >= 0]
    stays = luck.happens(w.key, people.id[listed], w.month, Decision.INSTITUTION_RETURN, p.institution_return)
    lost = listed[~stays]
    w.leave_scheme(lost[(people.leaves_at[lost] < 0) & (people.reserved[lost] < 0)])
    demanded = w.timeline.municipal("alis.institution_service", w.month)
    loops.go_to_institution(
        rows, people.municipality, people.training_months, people.institution_months, people.away_until,
        people.at_institution, people.leaves_at, demanded, SERVICE_AFTER_MONTHS, w.month,
    )  # fmt: skip


def _count_months(w: Country, rows: np.ndarray) -> None:
    people, p = w.people, w.parameters
    loops.count_months(
        rows, people.stage, people.list, people.fte, people.away_until, people.at_institution, people.supervised,
        people.training_months, people.open_months, people.institution_months, p.training_pace,
        p.unsupervised_months, p.open_share_off_list, w.month,
    )  # fmt: skip


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
    done = loops.ready_for_approval(
        rows, people.municipality, people.in_training, people.training_months, people.open_months,
        people.institution_months, people.away_until, MONTHS_NEEDED, OPEN_MONTHS_NEEDED,
        w.timeline.municipal("alis.institution_service", w.month), w.month,
    )  # fmt: skip
    people.specialist[done] = True
    people.in_training[done] = False
    people.alis_agreement[done] = False
    people.away_until[done] = NEVER
    holders = people.list[done] >= 0
    w.ledger.transfer(done[holders], Stage.GP_SPECIALIST)
    w.ledger.event(Event.SPECIALIST_APPROVED, done, Cause.COMPLETED)
    w.ledger.nation("new_gp_specialists", len(done))
    w.ledger.note("new_gp_specialists_with_list", np.count_nonzero(holders))
