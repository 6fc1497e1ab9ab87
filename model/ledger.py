"""The ledger: stocks at month end, flows by cause, and the conservation of doctors, lists and people.

Processes report what they changed; nothing else is counted. ``transfer`` is the only way a doctor's stage changes, so
that for every stage and month stock = before + in - out holds by construction of the record, and tests compare the
record with the columns.
"""

from dataclasses import dataclass
from typing import Any

import numba
import numpy as np

from agents.doctor import GP_STAGES, NOBODY, Cause, Event, Stage
from agents.months import month_of_year, year_of
from agents.stage_rows import NO_STAGE
from model.life_records import LifeRecords
from model.turned_away import TurnedAway

STAGES = len(Stage)
COST = "cost "  # notes that begin so are costs: payer and lever follow
ALONE = [np.array([stage], np.uint8) for stage in range(STAGES)]  # one stage for all who move to it


@dataclass
class RunOutput:
    """One run: months [T], municipal arrays (T, M), national arrays (T,), lives by event, seconds per process.

    stages: doctors by stage at month end (T, 16). moves: transfers by month, from and to stage (T, 17, 16), where the
    last "from" is entering the model.
    """

    months: np.ndarray
    municipal: dict[str, np.ndarray]
    national: dict[str, np.ndarray]
    lives: dict[str, np.ndarray] | None
    timings: dict[str, float]
    stages: np.ndarray
    moves: np.ndarray
    notes: dict[str, np.ndarray]  # national numbers for looking into a run, not results (T,)
    books: dict[str, np.ndarray]  # municipal accounts for the tests of conservation (T, M)
    roll: dict[str, np.ndarray]  # who was GP in December, year by year: year, doctor, municipality (flat, [n])
    census: dict[str, np.ndarray]  # where everybody was in December: year [Y], doctor [n], stage, municipality [Y, n]
    turned_away: dict[str, np.ndarray]  # months held back by gate (T, M + 1), see model/turned_away.py
    contracts: dict[str, np.ndarray]  # every list contract: begun, end (after the run: still held), municipality
    waits: dict[str, np.ndarray]  # every wait for LIS1: begun, end (after the run: still waiting), started

    @property
    def costs(self) -> dict[str, np.ndarray]:
        """What each lever cost its payers, NOK by month (T,): ``"state alis.office"``."""
        return {name.removeprefix(COST): values for name, values in self.notes.items() if name.startswith(COST)}


class Ledger:
    """Counts of one run. ``begin(month)`` opens a month; everything reported until the next belongs to it."""

    def __init__(self, w: Any, months: np.ndarray, lives: bool):
        self.w = w
        self.months = months
        self.size = len(w.geo.number)
        self.municipal: dict[str, np.ndarray] = {}
        self.national: dict[str, np.ndarray] = {}
        self.notes: dict[str, np.ndarray] = {}
        self.books: dict[str, np.ndarray] = {}
        self.stages = np.zeros((len(months), STAGES), np.int64)
        self.moves = np.zeros((len(months), STAGES + 1, STAGES), np.int64)
        self.uncounted = np.zeros((STAGES + 1, STAGES), np.int64)  # moves before the first month
        self.lives = LifeRecords() if lives else None
        self.roll: list[tuple[np.ndarray, ...]] = []
        self.census: list[tuple[int, np.ndarray, np.ndarray]] = []
        self.turned_away = TurnedAway(len(months), self.size)
        self.contracts: list[tuple[np.ndarray, ...]] = []  # ended: begun, end, municipality
        self.waits: list[tuple[np.ndarray, ...]] = []  # over: begun, end, started
        self.t = -1  # before the first month nothing is counted

    def expect(self, national: tuple[str, ...], municipal: tuple[str, ...]) -> None:
        """Numbers that every run reports, 0 where nothing happens."""
        for name in national:
            self.national[name] = np.zeros(len(self.months))
        for name in municipal:
            self.municipal[name] = np.zeros((len(self.months), self.size))

    def begin(self, month: int) -> None:
        """Open a month."""
        self.t = self.turned_away.t = int(month - self.months[0])
        if self.lives is not None:
            self.lives.begin(self.w.people)

    def _row(self, name: str) -> np.ndarray:
        rows = self.municipal.get(name)
        if rows is None:
            rows = self.municipal[name] = np.zeros((len(self.months), self.size), np.float64)
        return rows[self.t]  # type: ignore[no-any-return]

    def flow(self, name: str, municipality: np.ndarray) -> None:
        """Add one for each municipality index given."""
        if self.t < 0:
            return
        row = self._row(name)
        if len(municipality):
            outside = add_one_each(row, np.array(municipality, np.int64))
            if outside:
                raise ValueError(f"flow {name}: {outside} of {len(municipality)} lie in no municipality")

    def add(self, name: str, amount: np.ndarray) -> None:
        """Add an amount per municipality [M]."""
        if self.t >= 0:
            row = self._row(name)
            row += amount

    def stock(self, name: str, amount: np.ndarray) -> None:
        """Set a stock per municipality [M]."""
        if self.t >= 0:
            self._row(name)[:] = amount

    def nation(self, name: str, amount: float) -> None:
        """Add to a national number."""
        self._add_national(self.national, name, amount)

    def note(self, name: str, amount: float) -> None:
        """Add to a national number that is not a result."""
        self._add_national(self.notes, name, amount)

    def _add_national(self, where: dict[str, np.ndarray], name: str, amount: float) -> None:
        if self.t < 0:
            return
        if name not in where:
            where[name] = np.zeros(len(self.months))
        where[name][self.t] += amount

    def book(self, name: str, amount: np.ndarray) -> None:
        """Add to a municipal account [M]."""
        if self.t < 0:
            return
        if name not in self.books:
            self.books[name] = np.zeros((len(self.months), self.size))
        self.books[name][self.t] += amount

    def arrive(self, rows: np.ndarray) -> None:
        """Doctors or students who entered the model this month."""
        if self.t >= 0:
            self.moves[self.t, STAGES] += np.bincount(self.w.people.stage[rows], minlength=STAGES)

    def transfer(self, rows: np.ndarray, stage: Any) -> None:
        """Change stage: the only way. stage: one Stage or an array [n]."""
        if len(rows) == 0:
            return
        people = self.w.people
        after = stage.astype(np.uint8) if isinstance(stage, np.ndarray) else ALONE[stage]
        moves = self.moves[self.t] if self.t >= 0 else self.uncounted
        rows = np.array(rows, np.int64)
        change_stage(rows, after, people.stage, people.since, self.w.month, moves, *people.stage_moves(len(rows)))

    def event(self, event: Event, rows: np.ndarray, cause: Any = Cause.NONE, contract_months: Any = None) -> None:
        """Note an event in the lives of these doctors (kept only when lives are recorded; ended contracts always)."""
        if event == Event.CONTRACT_ENDED and self.t >= 0:
            self._contracts_ended(rows, contract_months)
        if self.lives is not None and self.t >= 0 and len(rows):
            self.lives.note(self.w.people, rows, event, cause, contract_months)

    def _contracts_ended(self, rows: np.ndarray, months: Any) -> None:
        end = np.full(len(rows), self.w.month, np.int16)
        town = self.w.people.municipality[rows].astype(np.int16)
        self.contracts.append(((end - months).astype(np.int16), end, town))

    def waited(self, rows: np.ndarray, started: bool) -> None:
        """These doctors, with a degree, wait for LIS1 no longer: they start, or they give up."""
        if self.t < 0 or len(rows) == 0:
            return
        end = np.full(len(rows), self.w.month, np.int16)
        self.waits.append((np.minimum(self._waits_since(rows), end), end, np.full(len(rows), started)))

    def _waits_since(self, rows: np.ndarray) -> np.ndarray:
        """From when these doctors have wanted LIS1 and had the degree for it, int16."""
        people = self.w.people
        return np.maximum(people.applies_from[rows], people.graduates_at[rows])

    def _all_waits(self) -> dict[str, np.ndarray]:
        """Waits that were over in the run, in the order in which they were, and then those of who waits still."""
        people, last = self.w.people, self.months[-1]
        rows = people.rows(Stage.WAITING)
        rows = rows[~people.lis1_hospital_done[rows]]
        since = self._waits_since(rows)
        since = since[since <= last]
        standing = (since, np.full(len(since), last + 1, np.int16), np.zeros(len(since), bool))
        columns = zip(*self.waits, standing, strict=True)
        return dict(zip(("begun", "end", "started"), map(np.concatenate, columns), strict=True))

    def _all_contracts(self) -> dict[str, np.ndarray]:
        """Contracts that ended in the run, in the order they did, and then those still held."""
        people = self.w.people
        held = people.rows(*GP_STAGES)
        after = np.full(len(held), self.months[-1] + 1, np.int16)
        running = (people.contract_since[held], after, people.municipality[held].astype(np.int16))
        columns = zip(*self.contracts, running, strict=True)
        return dict(zip(("begun", "end", "municipality"), map(np.concatenate, columns), strict=True))

    def close(self) -> None:
        """End of month: doctors by stage; events of the month get the stage before and after it."""
        self.stages[self.t] = count_stages(self.w.people.stage)
        if month_of_year(self.w.month) == 12:
            self._call_the_roll()
        if self.lives is not None:
            self.lives.close(self.w.people, self.w.month)

    def _call_the_roll(self) -> None:
        """December: who is GP, and where; and where all are. Comparisons follow doctors by name from run to run."""
        people = self.w.people
        self.census.append((year_of(self.w.month), people.stage.copy(), people.municipality.astype(np.int16)))
        rows = people.rows(*GP_STAGES)
        years = np.full(len(rows), year_of(self.w.month), np.int16)
        self.roll.append((years, people.id[rows], people.municipality[rows].astype(np.int16)))

    def _census(self) -> dict[str, np.ndarray]:
        """year int16 [Y], doctor uint32 [n], stage uint8 and municipality int16 [Y, n]: NO_STAGE, NOBODY before entry.

        Rows stand in the order of entry and are never removed, so those of a December are the first of the last.
        """
        people, decembers = self.w.people, len(self.census)
        stage = np.full((decembers, people.n), NO_STAGE, np.uint8)
        municipality = np.full((decembers, people.n), NOBODY, np.int16)
        for at, (_, stages, towns) in enumerate(self.census):
            stage[at, : len(stages)], municipality[at, : len(towns)] = stages, towns
        years = np.array([year for year, *_ in self.census], np.int16)
        return {"year": years, "doctor": people.id.copy(), "stage": stage, "municipality": municipality}

    def output(self, timings: dict[str, float]) -> RunOutput:
        """Everything counted, as arrays."""
        municipal = {name: array.astype(np.float32) for name, array in self.municipal.items()}
        lives = None if self.lives is None else self.lives.all()
        empty = (np.empty(0, np.int16), np.empty(0, np.uint32), np.empty(0, np.int16))
        called = zip(empty, *self.roll, strict=True)
        roll = dict(zip(("year", "doctor", "municipality"), map(np.concatenate, called), strict=True))
        return RunOutput(self.months, municipal, self.national, lives, timings, self.stages, self.moves,
                         self.notes, self.books, roll, self._census(), self.turned_away.counts,
                         self._all_contracts(), self._all_waits())  # fmt: skip


@numba.njit(cache=True)
def change_stage(rows, after, stage, since, month, moves, moved, before, place):  # type: ignore[no-untyped-def]
    """Write the new stages, one each or one for all, and their month, and count the moves (from, to).

    The rows and their stages until now are noted in ``moved`` and ``before`` from a ``place`` on.
    """
    for i in range(rows.size):
        row, to = rows[i], after[i % after.size]
        moved[place + i], before[place + i] = row, stage[row]
        moves[stage[row], to] += 1
        stage[row] = to
        since[row] = month


@numba.njit(cache=True)
def add_one_each(row, towns):  # type: ignore[no-untyped-def]
    """Add one to ``row`` [M] for each of ``towns``; returns how many of these are no municipality."""
    outside = 0
    for town in towns:
        if 0 <= town < row.size:
            row[town] += 1.0
        else:
            outside += 1
    return outside


@numba.njit(cache=True)
def count_stages(stage):  # type: ignore[no-untyped-def]
    """Rows by stage, int64 [16]. Neighbours count in turns into four tables, which do not wait for each other."""
    table = np.zeros((4, STAGES), np.int64)
    for row in range(stage.size):
        table[row % 4, stage[row]] += 1
    return table[0] + table[1] + table[2] + table[3]
