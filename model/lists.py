"""GP lists and the people on them (model.md 5.7).

Patients are whole persons, counted by the list's municipality. Every month each municipality's lists hold exactly the
people whom the fixed cross-border matrix sends there: with a regular GP plus without = listed population. Caps and
free places are explicit state, the start may exceed caps, and nothing is clipped.
"""

from typing import Any

import numpy as np

from agents.alis import SUPERVISION_HOURS
from agents.contract import SALARIED
from agents.doctor import GP_STAGES, NEVER, NOBODY, Stage
from agents.months import month_index
from agents.parameters import Parameter, declare, monthly
from model import matching

BREAK_POINT = (month_index("2020-05"), month_index("2023-05"))  # basic grant falls above 1 000 patients (EU 2022)

declare(
    Parameter("vacant_move_yearly", 0.35, "1/year", 0.2, 4.0, "flow check: people per vacant list 595-685", "judgement",
              "people on a vacant list move to free places in the municipality"),
    Parameter("cap_drift_break_point", -12.0, "patients/year", -20.0, 0.0, "flow check: total cap 2020-2023",
              "judgement", "yearly change of a sitting GP's cap while the basic grant had a break-point at 1 000"),
    Parameter("cap_drift_other", 0.0, "patients/year", -10.0, 10.0, "flow check: total cap 2016-2020", "judgement",
              "yearly change of a sitting GP's cap at other times"),
    Parameter("contacts_per_patient_yearly", 3.0, "contacts/year", 2.8, 3.2, "SSB 2023: 3.0 GP contacts a person",
              "A", "work one place on a list stands for"),
    Parameter("working_hours_yearly", 2200.0, "hours/year", 1900.0, 2400.0, "49.0 hours a week (2018), 45 weeks", "A",
              "regular working hours of a full-time GP"),
)  # fmt: skip

_COLUMNS: dict[str, tuple[str, Any]] = {
    "municipality": ("int64", NOBODY),
    "cap": ("int64", 0),
    "patients": ("int64", 0),
    "doctor": ("int64", NOBODY),
    "successor": ("int64", NOBODY),  # doctor who has accepted the list
    "form": ("int8", 0),  # 0 private practice, 1 agreement 8.2, 2 salaried
    "vacant_since": ("int16", NEVER),
    "leaving_at": ("int16", NEVER),  # month the sitting doctor's notice runs out
    "opened": ("int16", NEVER),
    "closed": ("bool", False),
}


class Lists:
    """All GP lists as columns; rows are never removed. People taken off a list are placed within the month."""

    municipality: np.ndarray
    cap: np.ndarray
    patients: np.ndarray
    doctor: np.ndarray
    successor: np.ndarray
    form: np.ndarray
    vacant_since: np.ndarray
    leaving_at: np.ndarray
    opened: np.ndarray
    closed: np.ndarray

    def __init__(self, municipalities: int, capacity: int = 8192):
        self.size = 0
        self.municipalities = municipalities
        self._store = {name: np.full(capacity, default, dtype) for name, (dtype, default) in _COLUMNS.items()}
        self._order: np.ndarray | None = None
        self._expose()

    def _expose(self) -> None:
        for name, array in self._store.items():
            setattr(self, name, array[: self.size])

    def add(self, number: int, **values: Any) -> np.ndarray:
        """Append lists; returns their rows int64 [number]."""
        while self.size + number > len(self._store["cap"]):
            for name, array in self._store.items():
                self._store[name] = np.concatenate([array, np.full(len(array), _COLUMNS[name][1], array.dtype)])
        rows = np.arange(self.size, self.size + number)
        self.size += number
        self._expose()
        for name, value in values.items():
            self._store[name][rows] = value
        self._order = None
        return rows

    def open_rows(self) -> np.ndarray:
        """Rows of lists that are not closed, sorted by municipality, then by age (the permanent order of ties)."""
        if self._order is None:
            rows = np.flatnonzero(~self.closed)
            self._order = rows[np.argsort(self.municipality[rows], kind="stable")]
            self._start = np.searchsorted(self.municipality[self._order], np.arange(self.municipalities + 1))
        return self._order

    def group_start(self) -> np.ndarray:
        """First position of each municipality in ``open_rows``, int64 [M + 1]."""
        self.open_rows()
        return self._start

    def vacant(self) -> np.ndarray:
        """Rows of open lists without a doctor."""
        rows = self.open_rows()
        return rows[self.doctor[rows] < 0]

    def open(self, towns: np.ndarray, caps: np.ndarray, month: int) -> np.ndarray:
        """Open a new, vacant, empty list in private practice in each of these municipalities."""
        return self.add(len(towns), municipality=towns, cap=caps, vacant_since=month, opened=month)

    def close(self, rows: np.ndarray) -> None:
        """Close lists; their people get another place this month."""
        self.patients[rows] = 0
        self.closed[rows] = True
        self._order = None

    def set_doctor(self, rows: np.ndarray, doctors: np.ndarray, caps: np.ndarray) -> None:
        """A doctor takes each list with the cap agreed; people above a lower cap get another place."""
        self.doctor[rows] = doctors
        self.successor[rows] = NOBODY
        self.vacant_since[rows] = NEVER
        self.leaving_at[rows] = NEVER
        self.cap[rows] = caps
        self.patients[rows] = np.minimum(self.patients[rows], caps)


def place_people(w: Any) -> None:
    """Everybody listed gets a place: after this every municipality's lists hold its listed people exactly.

    Newcomers, people whose list closed or shrank, and leavers (negative pool, taken from all lists alike).

    Own free places first, then vacant lists (people without a regular GP), then above the caps where a municipality
    has neither: children of listed patients and returners may enter closed lists (FOR-2012-08-29-843 § 4).
    """
    lists = w.lists
    rows, start = lists.open_rows(), lists.group_start()
    town = lists.municipality[rows]
    current = np.bincount(town, lists.patients[rows], lists.municipalities).astype(np.int64)
    pool = w.listed_now - current  # who has no list this month, newcomers among them
    leavers = matching.share_out(np.maximum(-pool, 0), lists.patients[rows].astype(float), start)
    lists.patients[rows] -= leavers
    _fill(lists, rows, start, np.maximum(pool, 0))


def _fill(lists: Lists, rows: np.ndarray, start: np.ndarray, arriving: np.ndarray) -> None:
    with_doctor = lists.doctor[rows] >= 0
    room = np.where(with_doctor, np.maximum(lists.cap[rows] - lists.patients[rows], 0), 0)
    placed = matching.fill_capped(arriving, room, start)
    lists.patients[rows] += placed
    left = arriving - np.add.reduceat(np.append(placed, 0), start[:-1]) * (start[1:] > start[:-1])
    if not left.any():
        return
    town = lists.municipality[rows]
    has_vacant = np.bincount(town[~with_doctor], minlength=lists.municipalities) > 0
    weight = np.where(has_vacant[town], ~with_doctor, with_doctor) * np.maximum(lists.cap[rows], 1).astype(float)
    lists.patients[rows] += matching.share_out(left, weight, start)


def leave_vacant_lists(w: Any) -> None:
    """People on vacant lists move to free places of the municipality at a rate."""
    lists = w.lists
    rows, start = lists.open_rows(), lists.group_start()
    town, vacant = lists.municipality[rows], lists.doctor[rows] < 0
    room = np.where(vacant, 0, np.maximum(lists.cap[rows] - lists.patients[rows], 0))
    waiting = np.bincount(town[vacant], lists.patients[rows][vacant], lists.municipalities)
    moving = np.floor(waiting * monthly(w.parameters.vacant_move_yearly)).astype(np.int64)
    free = np.bincount(town, room, lists.municipalities).astype(np.int64)
    moving = np.minimum(moving, free)
    lists.patients[rows] += matching.fill_capped(moving, room, start)
    lists.patients[rows] -= matching.share_out(moving, np.where(vacant, lists.patients[rows], 0).astype(float), start)


def drift_caps(w: Any) -> None:
    """January: sitting GPs change their caps; the break-point years made long lists pay less."""
    if w.month % 12:
        return
    inside = BREAK_POINT[0] <= w.month < BREAK_POINT[1]
    change = w.parameters.cap_drift_break_point if inside else w.parameters.cap_drift_other
    rows = w.lists.open_rows()
    rows = rows[w.lists.doctor[rows] >= 0]
    step = w.whole("cap_drift", change)
    w.lists.cap[rows] = np.maximum(w.lists.cap[rows] + step, 1)


def capacity(w: Any) -> np.ndarray:
    """Contacts a year that doctors at work can give, by municipality [M].

    Places on lists times contacts a place; a salaried GP's fewer hours serve a shorter list, so that
    a place there has more of them;
    supervision hours are not given to patients; locums and LIS1 doctors add their share.
    """
    lists, people, p, towns = w.lists, w.people, w.parameters, w.towns
    rows = lists.open_rows()
    rows = rows[lists.doctor[rows] >= 0]
    present = people.away_until[lists.doctor[rows]] < w.month
    hours = np.where(lists.form[rows] == SALARIED, p.capacity_salaried_hours / p.cap_salaried_factor, 1.0)
    size = lists.municipalities
    places = np.bincount(lists.municipality[rows], lists.cap[rows] * present * hours, size)
    lis1 = people.rows(Stage.LIS1_MUNICIPALITY)
    places += np.bincount(people.municipality[lis1], minlength=size) * p.lis1_work_of_gp * towns.cap_norm
    places += towns.locums * p.vacant_work_done * towns.cap_norm
    places -= np.minimum(towns.trainees, towns.slots) * (SUPERVISION_HOURS / p.working_hours_yearly) * towns.cap_norm
    return np.maximum(places, 0.0) * p.contacts_per_patient_yearly


def count(w: Any) -> None:
    """Stocks of lists and patients at month end."""
    lists, ledger, people = w.lists, w.ledger, w.people
    rows = lists.open_rows()
    town = lists.municipality[rows]
    has = lists.doctor[rows] >= 0
    size = lists.municipalities
    ledger.stock("lists", np.bincount(town, minlength=size))
    ledger.stock("lists_vacant", np.bincount(town[~has], minlength=size))
    long_vacant = ~has & (w.month - lists.vacant_since[rows] > 12)
    ledger.stock("lists_vacant_over_12_months", np.bincount(town[long_vacant], minlength=size))
    ledger.stock("patients_with_gp", np.bincount(town[has], lists.patients[rows[has]], size))
    ledger.stock("patients_without_gp", np.bincount(town[~has], lists.patients[rows[~has]], size))
    ledger.stock("list_capacity", np.bincount(town[has], lists.cap[rows[has]], size))
    holders = people.rows(*GP_STAGES)
    salaried = holders[lists.form[people.list[holders]] == SALARIED]
    ledger.stock("gps_salaried", np.bincount(people.municipality[salaried], minlength=size))
