"""Money: what a GP earns in a post, and who pays for the month (constant 2025 NOK, whole kroner).

Anchors: self-employed GPs' gross income by list length 2020 (SSB); cost of the GP scheme 2023 by payer (Helsedirek-
toratet): basic grant 4 261, refunds 7 291, co-payments 2 379 MNOK; a LIS1 start costs the state about 2.05 MNOK.
"""

from typing import Any, NamedTuple

import numba
import numpy as np

from agents.alis import PRACTICE
from agents.doctor import Stage
from agents.forms import OFFICE, PRIVATE, SALARIED
from agents.months import month_index
from agents.parameters import Parameter, declare
from model import incomes, incomes_loops

# Price level, 2025 = 1. 2019-2023 from nominal and real growth of the GP scheme's cost (36.8 and 18.6 percent);
# 2.5 percent a year before and 3.5 percent after are assumptions.
_YEARS = np.array([2012, 2019, 2022, 2023, 2025], float)
_LEVEL = np.array([0.841, 1.0, 1.119, 1.1535, 1.2356]) / 1.2356
PRICES_FIXED = month_index("2025-12")
FORMS = 3  # contract forms of a list (agents/forms.py)
PAYERS = ("state", "folketrygd", "patient")  # and municipalities, each for itself
SUBSIDY_MONTHS = 36  # a new contract draws the municipality's extra pay for so long

declare(
    Parameter("gp_income_base_nok", 1_090_000.0, "NOK/year", 900_000.0, 1_300_000.0,
              "SSB 2020: gross income by list length, line through five groups", "A",
              "personal gross income of a self-employed GP (after practice costs), part apart from the list, 2025 NOK"),
    Parameter("gp_income_per_patient_nok", 1000.0, "NOK/year", 850.0, 1200.0, "SSB 2020, the same line", "A",
              "gross income per patient on the list, 2025 NOK"),
    Parameter("gp_salary_nok", 1_350_000.0, "NOK/year", 1_000_000.0, 1_700_000.0, "ALIS-Nord cases, cost 1.8-2.4 MNOK",
              "judgement", "pay of a salaried GP, 2025 NOK"),
    Parameter("basic_grant_nok", 905.0, "NOK/patient/year", 800.0, 1000.0, "841.8 NOK in 2023 (tariff), to 2025", "A",
              "basic grant per patient at the share of 2023, 2025 NOK; with refund and co-payment the whole"),
    Parameter("refund_nok", 1475.0, "NOK/patient/year", 1300.0, 1650.0, "7 291 MNOK (2023) over listed people", "A",
              "national insurance refunds per patient at a share of 32 percent, 2025 NOK"),
    Parameter("copayment_nok", 480.0, "NOK/patient/year", 430.0, 530.0, "2 379 MNOK (2023) over listed people", "A",
              "patients' payments per patient, 2025 NOK"),
    Parameter("lis1_start_nok", 2_440_000.0, "NOK/start", 1_900_000.0, 2_900_000.0, "78 MNOK for 38 posts (2020)", "A",
              "state cost of one LIS1 start over 18 months, 2025 NOK"),
    Parameter("locum_income_nok", 1_400_000.0, "NOK/year", 1_000_000.0, 1_800_000.0, "ALIS-Nord cases: 1.0-2.4 MNOK",
              "judgement", "fees and grants a locum on a vacant list earns the municipality, 2025 NOK"),
    Parameter("alis_grant_paid_share", 0.65, "share", 0.45, 1.0, "240 474 (2024) of at most 367 000 NOK", "A",
              "mean ALIS grant paid over the maximum"),
    Parameter("external_supervisor_nok", 80_000.0, "NOK/year", 30_000.0, 150_000.0, "assumption: 42 hours and travel",
              "judgement", "municipal cost of an external supervisor, a trainee and year"),
)  # fmt: skip


def price_level(month: int) -> float:
    """Price level of a month, 2025 = 1; later nominal values are read as 2025 NOK."""
    if month > PRICES_FIXED:
        return 1.0
    return float(np.interp(1900 + month / 12.0, _YEARS + 0.5, _LEVEL))


class Money:
    """Prices and incomes of the month."""

    def __init__(self, w: Any):
        self.w = w
        self.level = price_level(w.start_month)
        self.usual = np.zeros((FORMS, len(w.geo.number)))  # incomes that posts are compared with
        self.owed = dict.fromkeys(PAYERS, 0.0)  # of this month, by levers, NOK
        self.owed_by_town = np.zeros(len(w.geo.number))
        self.practice: PracticeCounts | None = None  # at the end of the month

    def renew(self) -> None:
        """Monthly: the price level."""
        self.level = price_level(self.w.month)

    def owe(self, payer: str, amount: Any, lever: str) -> None:
        """A lever costs a payer something this month, NOK (2025), whole kroner; below 0 it saves or brings in.

        payer: "state", "folketrygd" or "patient" with one amount, or "municipal" with one a municipality [M], which
        is taken from its budget for extra spending. Kept by lever and payer for whoever asks what a lever costs.
        """
        if payer == "municipal":
            amounts = np.rint(np.asarray(amount, float))
            self.owed_by_town += amounts
            total = float(amounts.sum())
        else:
            total = float(round(float(amount)))
            self.owed[payer] += total  # KeyError: there are no other payers
        self.w.ledger.note(f"cost {payer} {lever}", total)

    def settle(self) -> tuple[dict[str, float], np.ndarray]:
        """What levers cost this month by payer, and by municipality [M]; begins anew."""
        owed, by_town = self.owed, self.owed_by_town
        self.owed, self.owed_by_town = dict.fromkeys(PAYERS, 0.0), np.zeros(len(by_town))
        return owed, by_town

    def buy_practices(self) -> None:
        """Municipalities pay their share of the practices that are taken over this month (lever F12)."""
        w = self.w
        guarantee = w.timeline.municipal("practice.takeover_guarantee", w.month)
        if w.timeline.anywhere("practice.takeover_guarantee", w.month):
            price = incomes.practice_price(w) * guarantee
            self.owe("municipal", price * incomes.take_overs(w), "practice.takeover_guarantee")

    def compare_with_now(self) -> None:
        """Once, at the start: the incomes that posts are compared with in the whole run, NOK (3, M) by form.

        A national mean; and for the self-employed the equalisation that their place has at the start (lever F4), for
        what doctors thought of places was measured while it was paid, as it has been since 2001.
        """
        w = self.w
        lists = np.maximum(w.towns.lists_wanted, 1e-9)
        equal = incomes.equalisation(w, w.towns.listed_mean, self.grant_rate())
        self.usual = np.zeros((FORMS, len(lists)))
        self.usual[:SALARIED] += equal
        self.usual += float(np.average(self.by_form()[PRIVATE] - equal, weights=lists))

    def real(self, nominal: Any) -> Any:
        """Dated nominal NOK -> constant 2025 NOK."""
        return nominal / self.level

    def grant_rate(self) -> float:
        """Basic grant per patient, 2025 NOK a year, at the share in force."""
        return _split(self.w.parameters, self.w.timeline.national("finance.basic_grant_share", self.w.month))[0]

    def by_form(self) -> np.ndarray:
        """Yearly gross income of a new GP by contract form and municipality, 2025 NOK (3, M).

        The basic-grant share is budget-neutral: fees fall as it rises, so it moves risk (career choice), not the mean;
        and with the rate what is paid by the rate (model/incomes.py).
        """
        w, p = self.w, self.w.parameters
        cap = w.towns.cap_norm
        supplement = w.timeline.municipal("finance.centrality_supplement_nok", w.month)
        # off: municipalities do not outbid each other, offers stay as at run start
        subsidy = w.loop("neighbour_competition", "subsidy", w.towns.subsidy)
        out: np.ndarray = incomes_by_form(
            subsidy, w.timeline.municipal("finance.loan_writeoff_nok", w.month), cap, supplement,
            incomes.with_grant(w, self.grant_rate()), self.level, p.loan_debt_share, p.gp_income_base_nok,
            p.gp_income_per_patient_nok, p.gp_salary_nok,
        )  # fmt: skip
        gains = incomes.practice(w)
        if gains is not None:
            out[PRIVATE] += gains[0]
            out[OFFICE] += gains[1]
        return out

    def income(self, town: np.ndarray, form: np.ndarray) -> np.ndarray:
        """Yearly gross income of a new GP in a post, 2025 NOK [K]."""
        return self.by_form()[form, town]

    def advantage(self, town: np.ndarray, form: np.ndarray) -> np.ndarray:
        """Income of a new GP in a post over what it is compared with, 2025 NOK [K]."""
        return (self.by_form() - self.usual)[form, town]


class PracticeCounts(NamedTuple):
    """Doctors in municipal practice by municipality of work, int64 [M] each."""

    gps_salaried: np.ndarray
    gps_office_agreement: np.ndarray
    gps: np.ndarray
    gp_specialists: np.ndarray
    gps_women: np.ndarray
    alis: np.ndarray  # in GP training
    alis_agreements: np.ndarray
    gps_untrained: np.ndarray  # neither specialist nor in training
    municipal_doctors_off_list: np.ndarray
    recent: np.ndarray  # GPs whose contract began lately
    young: np.ndarray  # doctors, but locums, of an age at which study debt is written off there


def charge(w: Any) -> None:
    """11. Costs of the month by payer; municipal extra spending is taken from the year's budget."""
    towns, ledger, p = w.towns, w.ledger, w.parameters
    now = w.lists.month_end(w)
    written_off = incomes.loan(w)
    counts, missing, grants = paid_for(w, written_off)
    w.money.practice = doctors = PracticeCounts(*counts)
    patients = now.patients_with_gp
    listed = int(patients.sum())
    share = w.timeline.national("finance.basic_grant_share", w.month)
    grant, refund, copayment = _split(p, share)
    with_grant = incomes.pay_with_grant(w, now, grant, missing)
    incomes.owe(w, now, doctors.young, written_off)
    owed, owed_by_town = w.money.settle()
    supplement, cost, spent, towns.budget_left, incomes_of_gps = settle_accounts(
        patients, grant, with_grant, w.timeline.municipal("finance.centrality_supplement_nok", w.month), w.money.level,
        owed_by_town, now.salaried, towns.locums_on_vacant, doctors.recent, towns.subsidy, towns.trainees, towns.slots,
        p.salaried_net_cost_nok, p.locum_week_nok * towns.locum_price * 48 - p.locum_income_nok,
        p.external_supervisor_nok, towns.spent, towns.budget_left, w.money.by_form()[PRIVATE], now.lists,
    )  # fmt: skip
    ledger.add("cost_municipal_nok", cost)
    ledger.stock("gp_income_sum_nok", incomes_of_gps)
    ledger.book("budget_spent_nok", spent)
    ledger.book("budget_left_nok", towns.budget_left)
    towns.spent = np.zeros(len(patients))
    ledger.nation("cost_folketrygd_nok", round(listed * refund / 12.0 + float(supplement.sum())) + owed["folketrygd"])
    ledger.nation("cost_patient_nok", round(listed * copayment / 12.0) + owed["patient"])
    ledger.nation("cost_state_nok", round(_state(w, grants)) + owed["state"])


def paid_for(w: Any, written_off: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts of doctors in practice (11, M), patients missing on new lists [M], and ALIS grants a year."""
    people, lists = w.people, w.lists
    return incomes_loops.count_practice(  # type: ignore[no-any-return]
        people.rows(*PRACTICE), people.stage, people.municipality, people.list, people.specialist, people.female,
        people.in_training, people.alis_agreement, people.birth_month, people.contract_since, lists.form,
        lists.municipality, lists.patients, w.timeline.municipal("finance.startup_list", w.month),
        w.money.real(w.towns.grant_offered), written_off, w.month - incomes.DEBT_UNTIL, w.month - SUBSIDY_MONTHS,
        w.month - incomes.STARTUP_MONTHS,
    )  # fmt: skip


@numba.njit(cache=True)
def incomes_by_form(subsidy, loan, cap, supplement, with_grant, level, indebted, base, per_patient, salary):  # type: ignore[no-untyped-def]
    """Yearly gross income of a new GP, float64 (3, M) by contract form: the self-employed by their list, or a salary.

    By municipality: what everybody gets there, a subsidy and, as far as doctors are ``indebted`` (share), what is
    written off of a study loan (nominal NOK); the list of a new GP, the supplement (nominal NOK a patient) and what
    comes with the basic grant.
    """
    out = np.empty((FORMS, cap.size))
    for town in range(cap.size):
        everybody = subsidy[town] + indebted * (loan[town] / level)
        private = base + per_patient * cap[town] + supplement[town] / level * cap[town]
        out[PRIVATE, town] = everybody + (private + with_grant[town])
        out[OFFICE, town] = out[PRIVATE, town]
        out[SALARIED, town] = everybody + salary
    return out


@numba.njit(cache=True)
def settle_accounts(patients, grant, with_grant, supplement, level, owed, salaried, locums, recent, subsidy, trainees,
                    slots, of_salaried, of_locum, of_external, spent, left, income, lists):  # type: ignore[no-untyped-def]  # fmt: skip
    """A month's accounts by municipality, NOK, float64 (5, M).

    In turn the ``supplement`` paid (nominal, a patient and year); what the municipality pays, the basic ``grant`` (a
    patient and year), what comes with it (a year) and its extra spending; the last with what was ``spent`` before in
    the month; what is ``left`` of its budget then; and GPs' income of a year, that of a list times lists.

    Extra spending is what levers are ``owed``, and a twelfth, in whole NOK, of what is paid a year for salaried lists,
    locums on vacant lists, ``recent`` contracts at the subsidy of the place, and trainees beyond supervisors' slots.
    """
    out = np.empty((5, patients.size))
    for town in range(patients.size):
        yearly = salaried[town] * of_salaried + locums[town] * of_locum + recent[town] * subsidy[town]
        yearly += max(trainees[town] - slots[town], 0) * of_external
        extra = owed[town] + np.rint(yearly / 12.0)
        out[0, town] = supplement[town] / level * patients[town] / 12.0
        out[1, town] = np.rint(patients[town] * grant / 12.0 + with_grant[town] / 12.0) + (spent[town] + extra)
        out[2, town], out[3, town] = spent[town] + extra, left[town] - extra
        out[4, town] = income[town] * lists[town]
    return out


def _split(p: Any, share: float) -> tuple[float, float, float]:
    """Basic grant, refund and co-payment per patient and year at a basic-grant share of the whole, NOK.

    The shift is neutral: what the grant gains, the refunds lose, and the co-payments once there are no refunds left.
    """
    total = p.basic_grant_nok + p.refund_nok + p.copayment_nok
    grant = share * total
    fees = total - grant
    copayment = min(p.copayment_nok, fees)
    return grant, fees - copayment, copayment


def _state(w: Any, grants: np.ndarray) -> float:
    """State: LIS1 posts, and ALIS grants for agreements in force (paid in arrears; counted when earned)."""
    p = w.parameters
    lis1 = len(w.people.rows(Stage.LIS1_HOSPITAL)) + len(w.people.rows(Stage.LIS1_MUNICIPALITY))
    return lis1 * p.lis1_start_nok / 18.0 + float(grants.sum()) * p.alis_grant_paid_share / 12.0
