"""GP lists and the people on them (model.md 5.7).

Patients are whole persons, counted by the list's municipality. Every month each municipality's lists hold exactly the
people whom the fixed cross-border matrix sends there: with a regular GP plus without = listed population. Caps and
free places are explicit state, the start may exceed caps, and nothing is clipped.
"""

from typing import Any, NamedTuple

import numpy as np

from agents import luck, practice
from agents.doctor import GP_STAGES, NEVER, NOBODY, Column, Stage
from agents.fastlege import load_carried
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.row_loops import with_value
from model import lists_loops as loops

LONG_VACANT = 12  # months
BREAK_POINT_NOK = 131.0  # less basic grant per patient above 1 000, May 2020 to April 2023 (Ekspertutvalget 2022)

declare(
    Parameter("vacant_move_yearly", 0.35, "1/year", 0.2, 4.0, "flow check: people per vacant list 595-685", "judgement",
              "people on a vacant list move to free places in the municipality"),
    Parameter("cap_drift_break_point", -12.0, "patients/year", -20.0, 0.0, "flow check: total cap 2020-2023",
              "judgement", "yearly change of a sitting GP's cap while the basic grant falls by 131 NOK above 1 000",
              informed_by=("list_cap_mean", "list_length_mean")),
    Parameter("cap_drift_other", 0.0, "patients/year", -10.0, 10.0, "flow check: total cap 2016-2020", "judgement",
              "yearly change of a sitting GP's cap at other times",
              informed_by=("list_cap_mean", "list_length_mean")),
    Parameter("contacts_per_patient_yearly", 3.0, "contacts/year", 2.8, 3.2, "SSB 2023: 3.0 GP contacts a person",
              "A", "work one place on a list stands for"),
    Parameter("working_hours_yearly", 2200.0, "hours/year", 1900.0, 2400.0, "49.0 hours a week (2018), 45 weeks", "A",
              "regular working hours of a full-time GP"),
    Parameter("introduction_extra_work", 0.57, "share", 0.4, 0.75, "57 percent is extra activity (Hdir 2024)",
              "B", "what a doctor in an introduction agreement adds, over a GP with a list of local length"),
    Parameter("lock_yearly", 0.25, "1/year", 0.05, 0.6, "flow check: 10 000-15 000 free places on locked lists in 2022",
              "judgement", "GPs with more work than agreed to who lock their list"),
    Parameter("lock_months", 12.0, "months", 6.0, 24.0, "assumption", "judgement", "how long a list is locked"),
    Parameter("lock_outflow_yearly", 0.10, "1/year", 0.04, 0.15, "20 000 places on 566 locked lists: 35 each (2024)",
              "judgement", "patients who die, move or change GP, less those who may enter, on a locked list"),
)  # fmt: skip

COLUMNS = (
    Column("municipality", "int64", NOBODY, "municipality", "whose list it is"),
    Column("cap", "int64", 0, "people", "list cap agreed"),
    Column("patients", "int64", 0, "people", "people on the list"),
    Column("doctor", "int64", NOBODY, "doctor row", "who holds it; -1 = vacant"),
    Column("successor", "int64", NOBODY, "doctor row", "who has accepted the list"),
    Column("form", "int8", 0, "code", "0 private practice, 1 agreement 8.2, 2 salaried"),
    Column("agreed_form", "int8", NOBODY, "code", "form from the successor's contract on; -1 = as it stands"),
    Column("vacant_since", "int16", NEVER, "month", "vacant since"),
    Column("leaving_at", "int16", NEVER, "month", "month the sitting doctor's notice runs out"),
    Column("opened", "int16", NEVER, "month", "month it was opened; -1 = there at the start"),
    Column("closed", "bool", False, "-", "closed: no longer a list"),
    Column("training_salary", "bool", False, "-", "salaried for the training of the doctor who has it"),
    Column("locked_until", "int16", NEVER, "month", "locked below its cap until this month"),
)


class ListCounts(NamedTuple):
    """Lists by municipality, int64 [M] each, but the last."""

    lists: np.ndarray
    vacant: np.ndarray
    long_vacant: np.ndarray  # for more than 12 months
    patients_with_gp: np.ndarray
    patients_without_gp: np.ndarray
    places: np.ndarray  # caps of lists with a doctor
    salaried: np.ndarray  # salaried posts with a doctor
    office: np.ndarray  # lists under agreement 8.2 with a doctor
    locked: np.ndarray  # free places on locked lists with a doctor
    at_work: np.ndarray  # places on lists whose doctor is not away, on salaried ones by hours, float64


class Lists:
    """All GP lists as columns; rows are never removed. People taken off a list are placed within the month."""

    municipality: np.ndarray
    cap: np.ndarray
    patients: np.ndarray
    doctor: np.ndarray
    successor: np.ndarray
    form: np.ndarray
    agreed_form: np.ndarray
    vacant_since: np.ndarray
    leaving_at: np.ndarray
    opened: np.ndarray
    closed: np.ndarray
    training_salary: np.ndarray
    locked_until: np.ndarray

    def __init__(self, municipalities: int, capacity: int = 8192):
        self.size = 0
        self.municipalities = municipalities
        self._store = {c.name: np.full(capacity, c.default, c.dtype) for c in COLUMNS}
        self._order, self._start = np.empty(0, np.int64), np.zeros(municipalities + 1, np.int64)
        self._ordered = 0  # lists when they were put in order
        self._in_order = False
        self._ended: tuple[int, ListCounts] | None = None
        self._expose()

    def _expose(self) -> None:
        for name, array in self._store.items():
            setattr(self, name, array[: self.size])

    def add(self, number: int, **values: Any) -> np.ndarray:
        """Append lists; returns their rows int64 [number]."""
        while self.size + number > len(self._store["cap"]):
            for column in COLUMNS:
                array = self._store[column.name]
                more = np.full(len(array), column.default, array.dtype)
                self._store[column.name] = np.concatenate([array, more])
        first, self.size = self.size, self.size + number
        self._expose()
        for name, value in values.items():
            self._store[name][first : self.size] = value
        self._in_order = False
        return np.arange(first, self.size)

    def open_rows(self) -> np.ndarray:
        """Rows of lists that are not closed, sorted by municipality, then by age (the permanent order of ties)."""
        if not self._in_order:
            self._order, self._start = loops.order_by_town(
                self._order, self._start, self._ordered, self.municipality, self.closed
            )
            self._ordered, self._in_order = self.size, True
        return self._order

    def group_start(self) -> np.ndarray:
        """First position of each municipality in ``open_rows``, int64 [M + 1]."""
        self.open_rows()
        return self._start

    def vacant(self) -> np.ndarray:
        """Rows of open lists without a doctor."""
        return with_value(self.open_rows(), self.doctor, NOBODY)

    def unpromised(self) -> np.ndarray:
        """Rows of vacant lists that nobody is promised."""
        return loops.unpromised(self.open_rows(), self.doctor, self.successor)  # type: ignore[no-any-return]

    def counts(self, w: Any) -> "ListCounts":
        """Open lists, vacant ones, people and places by municipality, now."""
        p = w.parameters
        counted, at_work = loops.count_lists(
            self.open_rows(), self.group_start(), self.doctor, self.patients, self.cap, self.form, self.vacant_since,
            w.month - LONG_VACANT, self.locked_until, w.people.away_until, w.month,
            p.capacity_salaried_hours / p.cap_salaried_factor,
        )  # fmt: skip
        return ListCounts._make((*counted, at_work))

    def month_end(self, w: Any) -> "ListCounts":
        """``counts`` for the last processes of a month, money and stocks, after which no list changes any more."""
        if self._ended is None or self._ended[0] != w.month:
            self._ended = w.month, self.counts(w)
        return self._ended[1]

    def open(self, towns: np.ndarray, caps: np.ndarray, month: int) -> np.ndarray:
        """Open a new, vacant, empty list in private practice in each of these municipalities."""
        return self.add(len(towns), municipality=towns, cap=caps, vacant_since=month, opened=month)

    def close(self, rows: np.ndarray) -> None:
        """Close lists; their people get another place this month."""
        self.patients[rows] = 0
        self.closed[rows] = True
        self._in_order = False

    def set_doctor(self, rows: np.ndarray, doctors: np.ndarray, caps: np.ndarray) -> None:
        """A doctor takes each list with the cap agreed; people above a lower cap get another place."""
        self.doctor[rows] = doctors
        self.successor[rows] = NOBODY
        self.vacant_since[rows] = NEVER
        self.leaving_at[rows] = NEVER
        self.locked_until[rows] = NEVER
        self.cap[rows] = caps
        self.patients[rows] = np.minimum(self.patients[rows], caps)


def place_people(w: Any) -> None:
    """Everybody listed gets a place: after this every municipality's lists hold its listed people exactly.

    Newcomers, people whose list closed or shrank, and leavers (negative pool, taken from all lists alike).

    Own free places first, then vacant lists (people without a regular GP), then above the caps where a municipality
    has neither: children of listed patients and returners may enter closed lists (FOR-2012-08-29-843 § 4).
    """
    lists = w.lists
    loops.place_everybody(
        lists.open_rows(), lists.group_start(), lists.doctor, lists.cap, lists.patients, lists.locked_until,
        w.listed_now, w.month,
    )  # fmt: skip


def leave_vacant_lists(w: Any) -> None:
    """People on vacant lists move to free places of the municipality at a rate."""
    lists = w.lists
    loops.leave_vacant(
        lists.open_rows(), lists.group_start(), lists.doctor, lists.cap, lists.patients, lists.locked_until,
        monthly(w.parameters.vacant_move_yearly), w.month,
    )  # fmt: skip


def drift_caps(w: Any) -> None:
    """January: sitting GPs change their caps; a grant that falls above 1 000 patients makes long lists pay less (F5).

    No cap is raised above the ceiling in force (F15); those above it already stay.
    """
    if w.month % 12:
        return
    p, lists = w.parameters, w.lists
    share = w.timeline.national("finance.break_point_nok", w.month) / BREAK_POINT_NOK
    step = w.whole("cap_drift", share * p.cap_drift_break_point + (1.0 - share) * p.cap_drift_other)
    rows = lists.open_rows()
    rows = rows[lists.doctor[rows] >= 0]
    caps = np.maximum(lists.cap[rows] + step, 1)
    if step > 0:
        highest = w.timeline.municipal("practice.list_ceiling", w.month)[lists.municipality[rows]].astype(np.int64)
        caps = np.minimum(caps, np.maximum(highest, lists.cap[rows]))
    lists.cap[rows] = caps


def lock(w: Any) -> None:
    """GPs with more work than they agreed to lock their list for a time (F14); where they may not, locks end.

    More work: patients and uncovered work of the place above the cap, by need, as in ``agents.fastlege.load``. Nobody
    new gets a place on a locked list, so that free places arise as patients die, move or change GP: the people who
    would have come in their stead find one on other lists of the municipality, as far as those without a GP leave any.
    """
    people, lists, p = w.people, w.lists, w.parameters
    rule = w.timeline.municipal("lists.locking", w.month)
    barred = w.while_same("where no list is locked", (rule,), lambda: np.flatnonzero(rule <= 0))
    if len(barred):
        lists.locked_until[np.isin(lists.municipality, barred)] = NEVER
    if not w.timeline.anywhere("lists.locking", w.month):
        return
    doctors = luck.struck(
        w.key, people.id, people.rows(*GP_STAGES), w.month, Decision.LIST_LOCK, monthly(p.lock_yearly)
    )
    busy = load_carried(w, doctors) > practice.hours_freed(w)
    if len(barred):
        busy &= ~np.isin(lists.municipality[people.list[doctors]], barred)
    loops.lock_and_change(
        lists.open_rows(), lists.group_start(), lists.doctor, lists.cap, lists.patients, lists.locked_until,
        monthly(p.lock_outflow_yearly), w.month, doctors, busy, people.list, people.leaves_at,
        w.month + round(p.lock_months) - 1,
    )  # fmt: skip


def capacity(w: Any, now: ListCounts | None = None) -> np.ndarray:
    """Contacts a year that doctors at work can give, by municipality [M].

    Places on lists times contacts a place; a salaried GP's fewer hours serve a shorter list, so that
    a place there has more of them; helpers (F8, F9) and less paperwork (F18) let a list serve more; hours with
    students (E5) and trainees (A6) are not given to patients; locums, LIS1 doctors and doctors in introduction
    agreements (A4) add their share. now: lists as counted; of the month's end if not given.
    """
    people, p, towns, now = w.people, w.parameters, w.towns, now or w.lists.month_end(w)
    hours = w.timeline.national("alis.supervision_hours", w.month)
    return loops.capacity(  # type: ignore[no-any-return]
        now.at_work, towns.helpers, practice.hours_freed(w) - practice.hours_with_students(w),
        people.rows(Stage.LIS1_MUNICIPALITY), people.municipality, p.lis1_work_of_gp, towns.cap_norm, towns.locums,
        p.vacant_work_done, towns.introduced, p.introduction_extra_work, towns.trainees, towns.slots,
        hours / p.working_hours_yearly, p.contacts_per_patient_yearly,
    )  # fmt: skip


def count(w: Any) -> None:
    """Stocks of lists, patients, their GPs and other doctors of municipal practice at month end."""
    ledger, towns, now, doctors = w.ledger, w.towns, w.lists.month_end(w), w.money.practice
    ledger.stock("lists", now.lists)
    ledger.stock("lists_vacant", now.vacant)
    ledger.stock("lists_vacant_over_12_months", now.long_vacant)
    ledger.stock("patients_with_gp", now.patients_with_gp)
    ledger.stock("patients_without_gp", now.patients_without_gp)
    ledger.stock("list_capacity", now.places)
    ledger.stock("locked_places", now.locked)
    ledger.stock("gps_salaried", doctors.gps_salaried)
    ledger.stock("gps_office_agreement", doctors.gps_office_agreement)
    ledger.stock("gps", doctors.gps)
    ledger.stock("gp_specialists", doctors.gp_specialists)
    ledger.stock("gps_women", doctors.gps_women)
    ledger.stock("bonded_doctors", bonded(w))
    ledger.stock("alis", doctors.alis)
    ledger.stock("alis_agreements", doctors.alis_agreements)
    ledger.stock("alis_without_supervisor", towns.without_supervisor)
    ledger.stock("supervisor_slots", towns.slots)
    ledger.stock("gps_untrained", doctors.gps_untrained)
    ledger.stock("municipal_doctors_off_list", doctors.municipal_doctors_off_list)


def bonded(w: Any) -> np.ndarray:
    """Doctors bound by a LIS1 contract, from hiring until the duty ends, by municipality of work (E7), int64 [M].

    In the hospital part of LIS1, and before, at the largest municipality of the trust.
    """
    people, size = w.people, w.lists.municipalities
    if people.n == 0 or (people.bond_months.max() <= 0 and people.bonded_until.max() < w.month):
        return np.zeros(size, np.int64)
    return loops.count_bonded(  # type: ignore[no-any-return]
        people.stage, people.bond_months, people.bonded_until, people.municipality, people.trust, w.hospitals.centre,
        size, w.month,
    )  # fmt: skip
