"""Records of lives: what happened to whom, in which month and where, kept only where lives are asked for.

Events are noted as they happen, into columns with room to spare, and put in order when their month is over.
"""

from typing import Any

import numba
import numpy as np

from agents.stage_rows import NO_STAGE

NO_MONTHS = np.array([-1], np.int16)  # contract_months of what ends no contract
ROOM = 4096  # events of a month to begin with; doubled where they are more


class LifeRecords:
    """Events of one run; ``begin`` opens a month and ``close`` ends it. Between them events are noted."""

    def __init__(self) -> None:
        self.months: list[dict[str, np.ndarray]] = []  # finished months in which something happened
        self._row = np.empty(ROOM, np.int64)
        self._town, self._contract = np.empty(ROOM, np.int16), np.empty(ROOM, np.int16)
        self._event, self._cause = np.empty(ROOM, np.uint8), np.empty(ROOM, np.uint8)
        self._size = 0

    def begin(self, people: Any) -> None:
        """A month begins: who is in the model has the stage of now before its events."""
        self._stage_before = people.stage.copy()

    def note(self, people: Any, rows: np.ndarray, event: int, cause: Any, contract_months: Any) -> None:
        """An event in the lives of these doctors, where they work now; cause and months one for all or one each [n]."""
        end = self._size + len(rows)
        if end > len(self._row):
            self._make_room(end)
        causes = np.array(cause, np.uint8, ndmin=1)
        ended = NO_MONTHS.copy() if contract_months is None else np.array(contract_months, np.int16, ndmin=1)
        note_events(
            np.array(rows, np.int64), int(event), causes, ended, people.municipality, self._size, self._row,
            self._event, self._cause, self._contract, self._town,
        )  # fmt: skip
        self._size = end

    def _make_room(self, size: int) -> None:
        for name in ("_row", "_event", "_cause", "_contract", "_town"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.empty(max(size, len(old)), old.dtype)]))

    def close(self, people: Any, month: int) -> None:
        """The month is over: its events by doctor and then in the order they happened, with the stage after it."""
        if self._size == 0:
            return
        order = np.argsort(people.id[self._row[: self._size]], kind="stable")
        rows = self._row[order]
        entered = np.full(people.n - len(self._stage_before), NO_STAGE, np.uint8)
        before = np.append(self._stage_before, entered)
        age = ((month - people.birth_month[rows]) / 12.0).astype(np.float32)
        self.months.append({
            "doctor": people.id[rows], "month": np.full(len(rows), month, np.int32), "event": self._event[order],
            "from_stage": before[rows], "to_stage": people.stage[rows], "municipality": self._town[order],
            "cause": self._cause[order], "contract_months": self._contract[order], "age_years": age,
            "female": people.female[rows],
        })  # fmt: skip
        self._size = 0

    def all(self) -> dict[str, np.ndarray]:
        """Every event of the finished months; no columns at all where nothing happened."""
        if not self.months:
            return {}
        return {name: np.concatenate([month[name] for month in self.months]) for name in self.months[0]}


@numba.njit(cache=True)
def note_events(rows, event, cause, contract, municipality, place, row, events, causes, contracts, town):  # type: ignore[no-untyped-def]
    """Write an event of these rows into the columns from ``place`` on; cause and contract [n], or [1] for all."""
    for i in range(rows.size):
        row[place + i], events[place + i] = rows[i], event
        causes[place + i], contracts[place + i] = cause[i % cause.size], contract[i % contract.size]
        town[place + i] = municipality[rows[i]]
