"""Doctors as columns: numpy arrays that grow, and a Mesa AgentSet over them.

The month works on columns (``pop.stage[rows]``), never on single doctors. Rows stand in the order of entry
and are never removed: who has left has a stage that says so.
"""

import difflib
import operator
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from agents.names import id_text
from agents.stage_rows import NO_STAGE, StageRows
from agents.views import Doctor, Doctors, Rows, fitted

__all__ = ["Doctor", "Doctors", "Population"]


class ColumnLike(Protocol):
    """What a population asks of a column (agents/doctor.py has the real ones)."""

    @property
    def name(self) -> str: ...
    @property
    def dtype(self) -> Any: ...
    @property
    def default(self) -> Any: ...


class Population(Doctors):
    """All doctors. ``pop.<column>`` is the live array of length ``pop.n``.

    ``columns`` are objects with name, dtype and default (agents/doctor.py); ``id`` (uint32) must be one of
    them. An array taken from ``pop.<column>`` before ``pop.add`` does not show the new rows and, once the
    storage has grown, no longer belongs to the population: take it again after adding.
    """

    def __init__(self, model: Any, columns: Sequence[ColumnLike], capacity: int = 1024) -> None:
        if operator.index(capacity) < 1:
            raise ValueError(f"capacity must be 1 or more, got {capacity}")
        self.__dict__.update(_model=model, n=0, _rows=StageRows(), _columns={column.name: column for column in columns})
        for name in self._columns:
            if not name.isidentifier() or name == "n" or hasattr(Population, name) or hasattr(Doctor, name):
                raise ValueError(f"a column cannot be called {name!r}: the population or Mesa uses that name")
        if len(self._columns) != len(columns) or np.dtype(self._dtype("id")) != np.uint32:
            raise ValueError("columns need distinct names, and one called id with dtype uint32")
        self.__dict__["_store"] = {name: self._new(name, capacity) for name in self._columns}
        self._refresh(0)

    @property
    def population(self) -> "Population":  # type: ignore[override]
        return self

    @property
    def row_numbers(self) -> Rows:
        return np.arange(self.n, dtype=np.int64)

    @property
    def model(self) -> Any:
        return self._model

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in the order of their declaration."""
        return tuple(self._columns)

    def column(self, name: str) -> np.ndarray:
        """The live array of a column by name; AttributeError, with the nearest name, if there is none."""
        if name not in self._columns:
            near = difflib.get_close_matches(name, self._columns, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; expected one of {', '.join(self._columns)}"
            raise AttributeError(f"doctors have no column {name!r}{hint}")
        return self.__dict__[name]

    def add(self, k: int, **values: Any) -> Rows:  # type: ignore[override]
        """Add ``k`` doctors; returns their rows, int64[k].

        ``values`` are columns: one value for all or an array[k]; a column not given takes its default, and
        ``id`` must be given. Nothing is added if anything is wrong: TypeError for a k that is no number,
        ValueError for an unknown column, a wrong length, a value the dtype cannot hold or a repeated id.
        Ids used before are found by ``check``.
        """
        if not hasattr(k, "__index__"):
            raise TypeError(f"add takes a number of new doctors and their columns, got {k!r}")
        k = operator.index(k)
        if k < 0 or "id" not in values:
            raise ValueError(f"add needs k of 0 or more and the column id, got k = {k}, {list(values)}")
        batch = {name: self._batch(name, given, k) for name, given in values.items()}
        ids = np.sort(batch["id"], axis=None)  # one for each, or one for all
        if len(ids) < k or (ids[1:] == ids[:-1]).any():
            raise ValueError(f"the {k} new doctors need ids of their own; some are repeated")
        start = self.n
        self._reserve(start + k)
        for name, column in batch.items():  # rows beyond n still hold the defaults
            self._store[name][start : start + k] = column
        self._refresh(start + k)
        rows = np.arange(start, start + k, dtype=np.int64)
        self.stage_moved(rows, NO_STAGE)
        return rows

    def rows(self, *stages: int) -> Rows:
        """Rows whose ``stage`` is one of ``stages``, ascending, int64, read-only.

        Kept from one question to the next: who writes into ``pop.stage`` notes it in ``stage_moves`` (the ledger's
        ``transfer``, the only way a stage changes in a run, does), or tells ``stage_moved`` or ``stage_touched``.
        """
        if not stages:
            raise ValueError("rows needs at least one stage")
        return self._rows.rows(stages, self.stage)

    def stage_moved(self, rows: Rows, before: Any) -> None:
        """These rows have changed stage; before: their stage until now, one for all or uint8[n]."""
        self._rows.note(rows, before)

    def stage_moves(self, number: int) -> tuple[Rows, Any, int]:
        """Room to note so many rows that change stage now, for whoever changes it: rows, stages before, first place."""
        return self._rows.room(number)

    def stage_touched(self) -> None:
        """Stages were written past the ledger: forget the rows kept."""
        self._rows.forget()

    def view(self, row: int) -> Doctor:
        """The doctor in a row. IndexError outside 0..n-1."""
        if not 0 <= operator.index(row) < self.n:
            raise IndexError(f"row {row} does not exist; the population has rows 0..{self.n - 1}")
        return Doctor(self, row)

    def check(self) -> None:
        """ValueError naming the ids that more than one row carries. Sorts the ids, so not for each month."""
        ids, times = np.unique(self.id, return_counts=True)
        if (times > 1).any():
            twice = ", ".join(id_text(one) for one in ids[times > 1][:5])
            raise ValueError(f"{int((times > 1).sum())} ids belong to more than one doctor: {twice}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._columns and value is self.__dict__[name]:  # the last step of pop.column += 1
            return
        if name in self._columns:
            raise AttributeError(f"write into the column: pop.{name}[rows] = ... (or [:] for all doctors)")
        raise AttributeError(f"a population has columns only, and {name!r} is not one of them")

    def __len__(self) -> int:
        return self.n

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Doctor) and agent.population is self and 0 <= agent.row < self.n

    def __copy__(self) -> Doctors:
        return Doctors(self, self.row_numbers)

    # --- storage

    def _dtype(self, name: str) -> Any:
        return self._columns[name].dtype if name in self._columns else None

    def _new(self, name: str, capacity: int) -> np.ndarray:
        column = self._columns[name]
        empty = np.empty(capacity, dtype=column.dtype)
        empty[:] = fitted(name, column.default, empty.dtype)
        return empty

    def _batch(self, name: str, given: Any, k: int) -> np.ndarray:
        if name not in self._columns:
            near = difflib.get_close_matches(name, self._columns, 1)
            raise ValueError(f"doctors have no column {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
        dtype = self._store[name].dtype
        if isinstance(given, np.ndarray) and given.shape == (k,):
            if given.dtype == dtype:
                return given
            if given.dtype.kind in "iu" and dtype.kind in "iu":
                cast = given.astype(dtype)
                if (cast == given).all():  # what does not survive is named below
                    return cast
        if np.shape(given) not in ((), (k,)):
            raise ValueError(f"column {name} needs one value or {k}, got shape {np.shape(given)}")
        return fitted(name, given, dtype)

    def _reserve(self, rows: int) -> None:
        size = self._store["id"].size
        if rows <= size:
            return
        while size < rows:
            size *= 2
        for name, old in self._store.items():
            self._store[name] = self._new(name, size)
            self._store[name][: self.n] = old[: self.n]

    def _refresh(self, n: int) -> None:
        self.__dict__["n"] = n
        self.__dict__.update({name: column[:n] for name, column in self._store.items()})

    def __getstate__(self) -> dict[str, Any]:
        columns = list(self._columns.values())
        kept = {name: column[: self.n].copy() for name, column in self._store.items()}
        return {"model": self._model, "columns": columns, "kept": kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        n = state["kept"]["id"].size
        Population.__init__(self, state["model"], state["columns"], max(n, 1))
        for name, kept in state["kept"].items():
            self._store[name][:n] = kept
        self._refresh(n)
