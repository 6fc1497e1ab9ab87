"""ALIS: training as GP specialist, and the supervisors it needs (levers A1-A3, A5-A10, A12-A14, A17, A18).

*In training*, *holds an ALIS agreement* and *the municipality receives the grant* are three things. Approval needs 60
months that count, 24 of them in open practice, and institution service by rule; a month counts when a supervisor was
there. The loop must be visible: a supervisor's hours now, a specialist, perhaps a supervisor, six years later.
"""

import numpy as np

from agents import alis_loops as loops
from agents import contract, cooperation, institution, luck, old_scheme
from agents.alis_loops import MUNICIPALITY
from agents.country import Country
from agents.doctor import GP_STAGES, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.training_costs import fee_over_record

MONTHS_NEEDED = 60.0  # spesialistforskriften; EU 2022
ROTA_POSITION = 2 / 6  # two weeks on, four off
_LOG_SMALL = np.log(5000 / 20000)  # towns.log_size of 5 000 inhabitants
NOT_ASKED = np.empty(0, bool)  # a trait by row of people that no rule asks for this month
PRACTICE = (*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)  # doctors in municipal practice, who may train
_IN_PRACTICE = np.isin(np.arange(len(Stage)), PRACTICE)

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
    Parameter("agreement_uptake_yearly", 0.7, "1/year", 0.3, 1.2, "grants 71 (2020), 564, 1 338, 1 838, 2 320 (2024)",
              "A", "trainees who get an ALIS agreement while a grant is offered",
              informed_by=("alis_agreements",)),
    Parameter("agreement_small_factor", 0.6, "ratio", 0.3, 1.0, "18.1 percent of grants under 10 000 inhabitants", "A",
              "uptake in municipalities under 5 000 inhabitants over elsewhere"),
    Parameter("agency_share", 0.4, "share", 0.1, 0.7, "share not found; agencies place most locum weeks",
              "judgement", "locums tied to an agency"),
    Parameter("ordered_supervisor", 0.3, "probability", 0.0, 0.6, "assumption; prior includes zero", "judgement",
              "an eligible GP who would not have asked to is ordered to supervise, where the duty covers it"),
    Parameter("rota_share", 0.08, "share", 0.02, 0.2, "the number of rota doctors was not found", "judgement",
              "locums who work two weeks on and four off"),
    Parameter("office_external_loss", 0.1, "share", 0.0, 0.25, "assumption; prior includes zero", "judgement",
              "external supervisors not found without an ALIS office"),
    Parameter("office_small_uptake", 0.8, "ratio", 0.6, 1.0, "assumption; prior includes zero effect", "judgement",
              "uptake of agreements under 5 000 inhabitants without an ALIS office over that with one"),
    Parameter("municipal_training_any", 0.8, "ratio", 0.5, 1.0, "assumption; prior includes zero effect", "judgement",
              "municipal doctors without list start GP training, where other training will do, over the old demand"),
    Parameter("specialist_fee_finish", 0.1, "ln/100 NOK", 0.0, 0.3, "assumption; prior includes zero", "judgement",
              "fall in leaving training with the specialist's fee over that on record"),
)  # fmt: skip


def supervisors(w: Country) -> np.ndarray:
    """Supervisors by municipality, int64 [M], by the rules in force there.

    Loop ``supervisor_stock``: while it is off, the stock stays as at run start, and new rules add to it or take from
    it what they make of the doctors of today.
    """
    return _of_stock(w, _look_at_practice(w, *_rules(w))[0])


def _rules(w: Country) -> tuple[np.ndarray, np.ndarray]:
    """Who may supervise, and where it is part of a GP's duty, [M] each."""
    rules = w.timeline.municipal
    return rules("alis.supervisor_rule", w.month), rules("alis.supervision_in_duty", w.month)


def _of_stock(w: Country, count: np.ndarray) -> np.ndarray:
    """Supervisors of whom so many are counted today, int64 [M], by ``supervisors``."""
    now = _rules(w)
    at_start = w.first("supervisor_rules", now)
    usual = w.loop("supervisor_stock", "supervisors", count)
    if w.switched_on("supervisor_stock") or all(np.array_equal(a, b) for a, b in zip(now, at_start, strict=True)):
        return usual  # type: ignore[no-any-return]
    return np.maximum(usual + count - _look_at_practice(w, *at_start)[0], 0)


def _look_at_practice(w: Country, rule: np.ndarray, in_duty: np.ndarray) -> tuple[np.ndarray, ...]:
    """Doctors in practice who may supervise and would, or must where it is part of a GP's duty, int64 [M]; learners.

    Of these the rows: of all, of those in training and, after their number, int64 [M], of those who could be.
    """
    people, p = w.people, w.parameters
    would = people.willing
    if len(w.while_same("supervision in duty", (in_duty,), lambda: np.flatnonzero(in_duty))):
        gps = people.rows(*GP_STAGES)
        ordered = w.lasting(Decision.ORDERED_SUPERVISOR, p.ordered_supervisor)[gps]
        would = would.copy()
        would[gps] |= ordered & (in_duty[people.municipality[gps]] > 0)
    judged = w.while_same("fit by judgement", (rule,), lambda: np.flatnonzero(rule == MUNICIPALITY))
    fit = w.lasting(Decision.FIT_SUPERVISOR, p.fit_share) if len(judged) else NOT_ASKED
    return loops.look_at_practice(  # type: ignore[no-any-return]
        people.rows(*PRACTICE), people.stage, people.municipality, would, people.specialist, people.in_training,
        people.lis1_done, people.gp_since, fit, rule, w.month, p.experienced_years,
    )  # fmt: skip


def trainees(w: Country) -> np.ndarray:
    """Rows of doctors in training in municipal practice, ascending, among those of ``update_supervision``."""
    return loops.in_training_among(w.towns.learners, w.people.in_training)


def update_supervision(w: Country) -> None:
    """Slots, trainees, and which trainees have a supervisor this month; senior trainees keep theirs first.

    Learners are noted, since until the month's training is over nobody but them is in training or under exemption.
    """
    people, towns = w.people, w.towns
    counted, towns.learners, rows, towns.trainees, towns.could_train = _look_at_practice(w, *_rules(w))
    towns.slots = (_of_stock(w, counted) * w.timeline.municipal("alis.supervisor_slots", w.month)).astype(np.int64)
    towns.helps = cooperation.lend(w, towns.slots, towns.trainees)
    places = towns.slots  # open to trainees
    if len(towns.helps):
        places = places + cooperation.balance(towns.helps, len(places))
    towns.without_supervisor, towns.free_slots, towns.slot_chance = loops.supervise(
        rows, people.municipality, people.id, people.training_months, people.supervised, places, towns.trainees,
        external_access(w), w.geo.trust, len(w.geo.trusts),
    )  # fmt: skip


def external_access(w: Country) -> np.ndarray:
    """Municipalities that find an external supervisor or an exemption this year, bool [M]; drawn once a year.

    An ALIS office helps to find one; when one opens or closes within the year, the same draw is judged anew.
    """
    p, year = w.parameters, w.month - w.month % 12
    office = w.timeline.municipal("alis.office", w.month)
    seen = w.towns.external_access
    if seen is None or seen[0] != year or seen[1] is not office or seen[2] is not p:
        chance = p.external_supervisor * np.where(office > 0, 1.0, 1.0 - p.office_external_loss)
        found = luck.happens(w.key, w.towns.ids, year, Decision.SUPERVISOR_EXTERNAL, chance)
        found.setflags(write=False)
        w.towns.external_access = seen = (year, office, p, found)
    return seen[3]  # type: ignore[no-any-return]


def start_rates(w: Country) -> np.ndarray:
    """Yearly rate of starting training by group (``loops.BOUND`` to ``OFF_LIST``) and age, float64 (4, 2).

    At once where the rule demands it, else when they like; from 50 on few who are free to choose start.
    """
    p, late = w.parameters, 0.2
    yearly: list[tuple[float, float]] = [(0.0, 0.0)] * 4
    yearly[loops.BOUND] = p.training_start_yearly, p.training_start_yearly
    yearly[loops.NEW] = p.training_start_new_yearly, p.training_start_new_yearly * late
    yearly[loops.FREE] = p.training_start_free_yearly, p.training_start_free_yearly * late
    yearly[loops.OFF_LIST] = p.training_start_off_list_yearly, p.training_start_off_list_yearly * late
    return np.array(yearly)


def start_training(w: Country) -> None:
    """Doctors who are not specialists (those of ``update_supervision``) start, where a supervisor is to be had.

    Who would start elsewhere is asked too, with the same draw, for the shadow count of model/turned_away.py.
    """
    people, towns = w.people, w.towns
    possible = (towns.free_slots > 0) | external_access(w)
    rates = w.while_same("start rates", (w.parameters,), lambda: monthly(start_rates(w)))
    would = luck.strikes(w.key, people.id, towns.could_train, w.month, Decision.TRAINING_START, rates.max(),
                         lambda near: start_chance(w, near, rates, towns.everywhere))  # fmt: skip
    can = possible[people.municipality[would]]
    begin_training(w, would[can])
    _turn_away(w, would[~can], possible)


def _turn_away(w: Country, rows: np.ndarray, possible: np.ndarray) -> None:
    """Shadow count: trainees without a supervisor, and doctors who would have started and still cannot."""
    people, shadow = w.people, w.ledger.turned_away
    shadow.add_amount("supervisors", w.towns.without_supervisor)
    shadow.stand("supervisors", rows, lambda found: loops.still_without(
        found, people.stage, people.municipality, people.specialist, people.in_training, _IN_PRACTICE, possible
    ), people.municipality)  # fmt: skip


def start_chance(w: Country, rows: np.ndarray, rates: np.ndarray, possible: np.ndarray) -> np.ndarray:
    """The chance of these doctors to start training this month [n], by ``start_rates`` a month, where possible [M].

    Less where the post is content with other training (C7); a rota doctor does not start if the months would not count
    (A9).
    """
    people, rule = w.people, w.timeline.national
    rota = NOT_ASKED if _rota_counts(w) else _rota(w)
    any_training = rule("competence.other_municipal", w.month) == "any_training"
    return loops.start_chances(  # type: ignore[no-any-return]
        rows, people.stage, people.municipality, people.list, people.grandfathered, people.training_months,
        people.gp_since, people.birth_month, rates, possible, rule("competence.exemption", w.month) != "none", rota,
        w.parameters.municipal_training_any if any_training else 1.0, w.month,
    )  # fmt: skip


def begin_training(w: Country, rows: np.ndarray) -> None:
    """These doctors are in GP training from now on."""
    people = w.people
    listed = loops.begin(rows, people.in_training, people.supervised, people.old_scheme, people.list,
                         w.month < old_scheme.NEW_RULES)  # fmt: skip
    w.ledger.event(Event.TRAINING_STARTED, rows)
    w.ledger.note("training_starts", len(rows))
    w.ledger.transfer(listed, Stage.GP_TRAINING)


def _rota(w: Country) -> np.ndarray:
    """Who as a locum is a rota doctor, of the kind that works two weeks of six, bool by row of ``people``."""
    return w.lasting(Decision.ROTA, w.parameters.rota_share)  # type: ignore[no-any-return]


def _rota_counts(w: Country) -> bool:
    """Does a third of a position count as open practice?"""
    return bool(w.timeline.national("alis.minimum_position", w.month) <= ROTA_POSITION)


def train(w: Country) -> None:
    """A month of training: agreements, months that count, institution service, dropout, approval."""
    rows = trainees(w)
    old_scheme.convert(w, rows)
    _agreements(w, rows)
    institution.serve(w, rows)
    ready = _count_months(w, rows)
    _drop_out(w, rows)
    _approve(w, ready)


def _agreements(w: Country, rows: np.ndarray) -> None:
    """While a grant is offered, trainees get an agreement; no grant, no agreement.

    Small municipalities ask less often, the more so without an ALIS office; agencies' doctors are barred by rule.
    """
    people, p, towns = w.people, w.parameters, w.towns
    offered, office = towns.grant_offered, w.timeline.municipal("alis.office", w.month)

    def chances() -> np.ndarray:
        uptake = p.agreement_small_factor * np.where(office > 0, 1.0, p.office_small_uptake)
        small = np.where(towns.log_size < _LOG_SMALL, uptake, 1.0)
        return monthly(p.agreement_uptake_yearly * small * (offered > 0))  # type: ignore[no-any-return]

    chance = w.while_same("agreement", (offered, office), chances)
    excluded = w.timeline.national("alis.agency_exclusion", w.month)
    barred = w.lasting(Decision.AGENCY, p.agency_share) if excluded else NOT_ASKED
    rows = loops.without_agreement(rows, people.stage, people.municipality, people.alis_agreement, offered, barred)
    agrees = luck.strikes(w.key, people.id, rows, w.month, Decision.GRANT, chance.max(),
                          lambda near: chance[people.municipality[near]])  # fmt: skip
    people.alis_agreement[agrees] = True


def _count_months(w: Country, rows: np.ndarray) -> np.ndarray:
    """A month more for these trainees; rows of those who have every month that is needed."""
    people, p = w.people, w.parameters
    return loops.count_months(  # type: ignore[no-any-return]
        rows, people.municipality, people.stage, people.fte, people.away_until, people.at_institution,
        people.supervised, people.old_scheme, people.introduced_until, people.training_months, people.open_months,
        people.institution_months, _rota(w), p.training_pace, 1.0 if old_scheme.hurries(w) else p.training_pace,
        ROTA_POSITION if _rota_counts(w) else 0.0, p.unsupervised_months, p.open_share_off_list, MONTHS_NEEDED,
        float(w.timeline.national("alis.open_practice_months", w.month)),
        w.timeline.municipal("alis.institution_service", w.month), w.month,
    )  # fmt: skip


def _drop_out(w: Country, rows: np.ndarray) -> None:
    people, p = w.people, w.parameters
    keener = np.exp(-p.specialist_fee_finish * fee_over_record(w) / 100.0)
    yearly = p.training_dropout_yearly * w.rate("training_dropout") * keener
    gone = luck.struck(w.key, people.id, rows, w.month, Decision.TRAINING_DROPOUT, monthly(yearly))
    if len(gone) == 0:
        return
    listed = loops.leave_training(gone, people.in_training, people.alis_agreement, people.old_scheme, people.list)
    contract.end_training_salary(w, gone)
    w.ledger.event(Event.TRAINING_LEFT, gone, Cause.DROPOUT)
    w.ledger.transfer(listed, Stage.GP_UNTRAINED)


def _approve(w: Country, ready: np.ndarray) -> None:
    """Those of ``ready`` who have not just left training are specialists."""
    people = w.people
    done = loops.approve(ready, people.in_training, people.specialist, people.away_until)
    listed = loops.leave_training(done, people.in_training, people.alis_agreement, people.old_scheme, people.list)
    contract.end_training_salary(w, done)
    w.ledger.transfer(listed, Stage.GP_SPECIALIST)
    w.ledger.event(Event.SPECIALIST_APPROVED, done, Cause.COMPLETED)
    w.ledger.nation("new_gp_specialists", len(done))
    w.ledger.note("new_gp_specialists_with_list", len(listed))
