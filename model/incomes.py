"""Income of a GP beyond salary, fees and the rate per patient: rules of the basic grant, loans, prices of practices.

What is paid with the basic grant (levers F2, F4, F5, F6) passes through the municipality and is covered as the grant
is: it counts as the municipality's cost, and not against its budget for extra spending. All amounts are 2025 NOK a
year, and what a doctor sees in a post is what somebody then pays.
"""

from typing import Any

import numpy as np

from agents.forms import PRIVATE, SALARIED
from agents.parameters import Parameter, declare
from model import incomes_loops as loops

BREAK_POINT = 1000  # patients (basic grant 2020-2023; Ekspertutvalget 2022)
STARTUP_MONTHS = 24  # a short list is paid as a longer one for at most so long (Fastlegetariffen 2023-2024)
DEBT_UNTIL = 45 * 12  # months of age until which doctors have study debt left
WITH_GRANT = tuple(
    f"cost municipal finance.{lever}"
    for lever in (
        "equalisation_list",
        "patient_adjustment",
        "break_point_nok",
        "startup_list",
    )
)  # what municipalities pay with the basic grant, as noted
PRICE_YEARS = 10.0  # over which whoever takes over pays for a practice

declare(
    Parameter("startup_income_share", 0.2, "share", 0.0, 0.4, "assumption: two of five years, less as lists fill",
              "judgement", "start-up payment of the first month in the yearly income that a contract is judged by"),
    Parameter("loan_debt_share", 0.7, "share", 0.4, 0.9, "assumption", "judgement",
              "doctors under 45 with study debt left"),
    Parameter("practice_price_central_nok", 1_000_000.0, "NOK", 200_000.0, 2_500_000.0, "not found: assumption",
              "judgement", "price of a practice that is taken over in the most central places, 2025 NOK"),
    Parameter("practice_price_rural_nok", 200_000.0, "NOK", 0.0, 600_000.0, "not found: assumption", "judgement",
              "price of a practice in the least central places (between them in proportion to the class), 2025 NOK"),
    Parameter("office_rent_nok", 50_000.0, "NOK/year", 0.0, 200_000.0, "assumption", "judgement",
              "what a GP pays for a municipal office beyond the running cost of an own one, 2025 NOK"),
    Parameter("office_net_cost_nok", 150_000.0, "NOK/year", 0.0, 400_000.0, "assumption", "judgement",
              "municipal net cost of a GP in its office (agreement 8.2), 2025 NOK"),
    Parameter("guidance_nok", 100_000.0, "NOK/year", 0.0, 300_000.0, "assumption", "judgement",
              "state cost of guiding a municipality with vacant lists, 2025 NOK"),
)  # fmt: skip


def with_grant(w: Any, rate: float) -> np.ndarray:
    """What a self-employed GP's basic grant is beyond the rate per patient, of a list of local length, NOK a year [M].

    rate: basic grant per patient and year. The new GP's list is the norm of the place; one that begins short is paid
    the start-up list (F6) for a time, counted by ``startup_income_share``.
    """
    lists, towns, national = w.lists, w.towns, w.timeline.national
    startup = w.timeline.municipal("finance.startup_list", w.month)
    adjusts = towns.nothing
    share = national("finance.patient_adjustment", w.month)
    if share:
        made_of = w.need, w.inhabitants, towns.with_gp, share
        adjusts = w.while_same("patient adjustment", made_of, lambda: adjustment(w, towns.with_gp))
    return loops.beyond_rate(  # type: ignore[no-any-return]
        lists.closed, lists.doctor, lists.successor, lists.leaving_at, lists.form, lists.municipality, lists.patients,
        startup, towns.cap_norm, towns.listed_mean, w.timeline.municipal("finance.equalisation_list", w.month), adjusts,
        rate, w.money.real(national("finance.break_point_nok", w.month)), BREAK_POINT,
        w.parameters.startup_income_share * rate,
    )  # fmt: skip


def equalisation(w: Any, listed_mean: np.ndarray, rate: float) -> np.ndarray:
    """Grant of a self-employed GP for what the municipality's mean list lacks of the reference (F4), NOK a year [M]."""
    reference = w.timeline.municipal("finance.equalisation_list", w.month)
    return np.maximum(reference - listed_mean, 0.0) * rate


def adjustment(w: Any, with_gp: np.ndarray) -> np.ndarray | None:
    """Grant per patient over the national rate, less one, by what the inhabitants need (F2) [M]; None: one rate.

    The mean over the nation's patients with a GP (``with_gp`` [M]) is zero: the sum paid is that of one rate.
    """
    share = w.timeline.national("finance.patient_adjustment", w.month)
    if not share:
        return None
    each = w.while_same("need of each", (w.need, w.inhabitants), lambda: w.need / np.maximum(w.inhabitants, 1.0))
    mean = float(each @ with_gp) / max(float(with_gp.sum()), 1.0)
    adjusted: np.ndarray = share * (each / mean - 1.0)
    return adjusted


def loan(w: Any) -> np.ndarray:
    """Study debt written off for a doctor who has some (F22), NOK a year [M]."""
    written_off: np.ndarray = w.money.real(w.timeline.municipal("finance.loan_writeoff_nok", w.month))
    return written_off


def practice_price(w: Any) -> np.ndarray:
    """Price of a practice that is taken over, NOK [M]: less where the place is less central."""
    p = w.parameters
    rural = (w.geo.centrality - 1.0) / 5.0
    return p.practice_price_central_nok + (p.practice_price_rural_nok - p.practice_price_central_nok) * rural


def practice(w: Any) -> tuple[np.ndarray, np.ndarray] | None:
    """What private practice and a municipal office gain over a practice bought, NOK a year [M] each; None: nothing.

    Income is measured after the costs of the practice, its price among them. A guarantee (F12) takes its share of the
    price off, for the part of the lists on offer that somebody leaves; in an office (F10) there is none, but some rent.
    """
    guarantee = w.timeline.municipal("practice.takeover_guarantee", w.month)
    anywhere = w.timeline.anywhere
    if not anywhere("practice.takeover_guarantee", w.month) and not anywhere("contract.office_agreement", w.month):
        return None
    lists = w.lists
    left = loops.share_left_behind(
        lists.closed, lists.doctor, lists.successor, lists.leaving_at, lists.vacant_since, lists.opened, lists.form,
        lists.municipality, len(w.towns.ids), SALARIED,
    )  # fmt: skip
    price = practice_price(w) / PRICE_YEARS * left
    return price * guarantee, price - w.parameters.office_rent_nok


def take_overs(w: Any) -> np.ndarray:
    """Private practices that change hands this month, by municipality [M]: promised, begun now, had before."""
    lists = w.lists
    rows = np.flatnonzero(lists.successor >= 0)
    rows = rows[w.people.starts_at[lists.successor[rows]] == w.month]
    form = np.where(lists.agreed_form[rows] >= 0, lists.agreed_form[rows], lists.form[rows])
    had = (lists.doctor[rows] >= 0) | (lists.opened[rows] < lists.vacant_since[rows])
    return np.bincount(lists.municipality[rows[had & (form == PRIVATE)]], minlength=len(w.towns.ids))


def pay_with_grant(w: Any, now: Any, rate: float, missing: np.ndarray) -> np.ndarray:
    """What municipalities pay with the basic grant beyond its rate, NOK a year [M]; a month of it is noted by lever.

    now: lists by municipality (``Lists.counts``); rate: basic grant per patient and year; missing: what lists begun
    lately lack of the start-up list, patients [M].
    """
    lists, month = w.lists, w.month
    adjusts, none = adjustment(w, now.patients_with_gp), np.zeros(len(missing))
    beyond = none
    bend = w.money.real(w.timeline.national("finance.break_point_nok", month))
    if bend:
        long = np.flatnonzero((lists.doctor >= 0) & (lists.form != SALARIED) & (lists.patients > BREAK_POINT))
        beyond = np.bincount(lists.municipality[long], lists.patients[long] - BREAK_POINT, len(missing))
    paid = loops.paid_with_grant(
        now.lists, now.vacant, now.salaried, now.patients_with_gp, now.patients_without_gp,
        w.timeline.municipal("finance.equalisation_list", month),
        none if adjusts is None else adjusts, missing, beyond, rate, bend,
    )  # fmt: skip
    in_force = True, adjusts is not None, bool(bend), w.timeline.anywhere("finance.startup_list", month)
    for lever, yearly, holds in zip(WITH_GRANT, paid, in_force, strict=False):  # the last of ``paid`` is all of them
        if holds:
            w.ledger.note(lever, float(round(float(yearly.sum()) / 12.0)))
    return paid[-1]  # type: ignore[no-any-return]


def owe(w: Any, now: Any, young: np.ndarray, written_off: np.ndarray) -> None:
    """What the levers of income and offices cost this month beside the basic grant: state and municipal budgets.

    young: doctors whose debt is written off in the place (GPs, trainees, municipal doctors), and written_off: what of
    it a year (``loan``), by municipality [M].
    """
    p = w.parameters
    if w.timeline.anywhere("finance.loan_writeoff_nok", w.month):
        w.money.owe("state", float(young @ written_off) * p.loan_debt_share / 12.0, "finance.loan_writeoff_nok")
    if w.timeline.anywhere("municipality.guidance", w.month):
        guided = w.timeline.municipal("municipality.guidance", w.month)
        w.money.owe("state", float(guided @ (now.vacant > 0)) * p.guidance_nok / 12.0, "municipality.guidance")
    if now.office.any():
        w.money.owe("municipal", now.office * p.office_net_cost_nok / 12.0, "contract.office_agreement")
