"""Looking at doctors one by one: a view of a row, and a set of rows that is an honest Mesa AgentSet.

A ``Doctor`` is a view of one row of a population (agents/population.py), made when somebody asks and never
stored, for tests, for tracing one life and for teaching. Every method that Mesa's AgentSet has either works
on ``Doctors``, over views, or raises saying what to use instead. None of them is fast: the month works on
columns.
"""

import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

import numpy as np
from mesa.agent import Agent
from mesa.agentset import AgentSet, GroupBy
from numpy.typing import NDArray

from agents.names import id_text

Rows = NDArray[np.int64]


def _no_luck(name: str) -> str:
    return f"{name} would draw from Mesa's own generator; draw by name with agents/luck.py instead"


def fitted(name: str, given: Any, dtype: np.dtype) -> np.ndarray:
    """``given`` in the column's dtype; ValueError where the column could not hold a value as it is."""
    if isinstance(given, int) and dtype.kind in "iu" and _RANGE[dtype][0] <= given <= _RANGE[dtype][1]:
        return np.array(given, dtype)
    array = np.asarray(given)
    if array.dtype == dtype:
        return array
    if array.dtype.kind not in "biuf":
        raise ValueError(f"column {name} holds {dtype}; got {given!r}")
    if array.dtype.kind == "b" or array.size == 0:
        return array.astype(dtype)
    low, high = array.min(), array.max()  # NaN shows in both
    least, most = _RANGE[dtype]
    whole = dtype.kind in "biu"
    holds = least <= low and high <= most if whole else not (most < high < np.inf or -np.inf < low < least)
    cast = array.astype(dtype) if holds else array
    if not holds or (whole and array.dtype.kind == "f" and (cast != array).any()):
        good = (array >= least) & (array <= most) & ((np.floor(array) == array) | (not whole))
        raise ValueError(f"column {name} holds {dtype}, which cannot hold {array[~good].ravel()[0]}")
    return cast


_RANGE: dict[np.dtype, tuple[float, float]] = {
    np.dtype("bool"): (0, 1),
    **{
        np.dtype(n): (np.iinfo(n).min, np.iinfo(n).max)
        for n in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")
    },
    **{np.dtype(n): (float(np.finfo(n).min), float(np.finfo(n).max)) for n in ("float32", "float64")},
}


class Doctor(Agent):
    """View of one row: attributes read and write the columns of the population.

    ``unique_id`` is the permanent id as text, ``row`` the row. Two views of one row are equal. A view is not
    registered with the model, and luck, steps and removal are not its own: it raises naming the alternative.
    """

    # Agent.__init__ is left out on purpose: it would register the view with the model.
    def __init__(self, population: Any, row: int) -> None:
        object.__setattr__(self, "population", population)
        object.__setattr__(self, "row", int(row))

    @property
    def model(self) -> Any:
        return self.population.model

    @property
    def unique_id(self) -> str:
        return id_text(self.population.id[self.row])

    @property
    def pos(self) -> None:
        """Always None: a doctor's place is the column ``municipality``."""
        return None

    @property
    def random(self) -> NoReturn:
        raise AttributeError(_no_luck("Doctor.random"))

    @property
    def rng(self) -> NoReturn:
        raise AttributeError(_no_luck("Doctor.rng"))

    def __getattr__(self, name: str) -> Any:
        if name in ("random", "rng"):  # Python asks here again after the property has raised
            raise AttributeError(_no_luck(f"Doctor.{name}"))
        if name.startswith("__") or name in ("population", "row"):  # asked by copy and pickle before __init__
            raise AttributeError(name)
        return self.population.column(name)[self.row].item()

    def __setattr__(self, name: str, value: Any) -> None:
        column = self.population.column(name)
        column[self.row] = fitted(name, value, column.dtype)
        if name == "stage":
            self.population.stage_touched()

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.population.column_names})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Doctor) and (self.population is other.population and self.row == other.row)

    def __hash__(self) -> int:
        return hash(self.row)  # not the address of the population, which differs from run to run

    def __repr__(self) -> str:
        return f"Doctor({self.unique_id!r}, row {self.row})"

    def remove(self) -> NoReturn:
        raise TypeError("doctors are never removed; write the column stage (and since) instead")

    def step(self) -> NoReturn:
        raise TypeError("a doctor has no step: the month works on columns, see model/workforce.py")

    advance = step

    @classmethod
    def create_agents(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("doctors enter by Population.add(k, id=..., column=...)")

    from_dataframe = create_agents


class Doctors(AgentSet):
    """Some rows of a population as an AgentSet: what ``select``, ``sort`` and ``groupby`` return.

    The rows are fixed when it is made (``row_numbers``, int64); the values are read live.
    """

    def __init__(self, population: Any, rows: Any) -> None:
        # AgentSet.__init__ is left out on purpose: it holds agents weakly, and nothing else holds a view.
        self.population = population
        self._chosen = np.asarray(rows, dtype=np.int64)

    @property
    def row_numbers(self) -> Rows:
        """Rows in the order of this set, int64: the way back to the columns."""
        return self._chosen

    @property
    def model(self) -> Any:
        return self.population.model

    @property
    def random(self) -> NoReturn:
        raise AttributeError(_no_luck("AgentSet.random"))

    # --- looking

    def __len__(self) -> int:
        return len(self.row_numbers)

    def __iter__(self) -> Iterator[Doctor]:
        return (Doctor(self.population, row) for row in self.row_numbers.tolist())

    def __contains__(self, agent: object) -> bool:
        mine = isinstance(agent, Doctor) and agent.population is self.population
        return mine and bool((self.row_numbers == agent.row).any())  # type: ignore[attr-defined]

    def __getitem__(self, item: Any) -> Any:
        """The doctor at a place in this set, or a list of doctors for a slice."""
        picked = self.row_numbers[item]
        return self._views(picked) if isinstance(item, slice) else Doctor(self.population, picked)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} doctors>"

    def to_list(self) -> list[Doctor]:
        """All doctors of the set as views."""
        return self._views(self.row_numbers)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Values as a list, or a list of lists for several names, as in Mesa."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', got {handle_missing!r}")
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*columns, strict=True)] if columns else [[] for _ in self]
        if attr_names in self.population.column_names:
            return self.population.column(attr_names)[self.row_numbers].tolist()
        if handle_missing == "default":
            return [getattr(doctor, attr_names, default_value) for doctor in self]
        return [getattr(doctor, attr_names) for doctor in self]

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """``func`` (or each of several) of the list of values of an attribute."""
        values = self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    # --- choosing

    def select(
        self,
        filter_func: Callable[[Doctor], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> "Doctors":
        """Doctors for whom ``filter_func`` is true, at most so many (a float up to 1.0: that share)."""
        if inplace:
            self._stays("select(inplace=True)", "keep what select returns")
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        rows: list[int] = []
        for doctor in self:
            if len(rows) >= at_most:
                break
            if (filter_func is None or filter_func(doctor)) and isinstance(doctor, agent_type or Doctor):
                rows.append(doctor.row)
        return Doctors(self.population, rows)

    def sort(
        self, key: Callable[[Doctor], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> "Doctors":
        """Doctors by attribute or function; descending unless told; equals keep their order, as in Mesa."""
        if inplace:
            self._stays("sort(inplace=True)", "keep what sort returns")
        by = operator.attrgetter(key) if isinstance(key, str) else key
        return self._of(sorted(self, key=by, reverse=not ascending))

    def groupby(self, by: Callable | str, result_type: str = "agentset") -> GroupBy:
        """Mesa's GroupBy of sets (or of lists of views) by attribute or function."""
        if result_type not in ("agentset", "list"):
            raise ValueError(f"result_type is 'agentset' or 'list', got {result_type!r}")
        of = operator.attrgetter(by) if isinstance(by, str) else by
        groups: dict[Any, list[Doctor]] = {}
        for doctor in self:
            groups.setdefault(of(doctor), []).append(doctor)
        if result_type == "list":
            return GroupBy(dict(groups))
        return GroupBy({name: self._of(doctors) for name, doctors in groups.items()})

    # --- doing

    def set(self, attr_name: str, value: Any) -> "Doctors":
        """Write one value to a column of all doctors in the set."""
        column = self.population.column(attr_name)
        column[self.row_numbers] = fitted(attr_name, value, column.dtype)
        return self

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> "Doctors":
        """Call a function on each doctor, or a method by name."""
        self.map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """The same, returning the results."""
        if isinstance(method, str):
            return [getattr(doctor, method)(*args, **kwargs) for doctor in self]
        return [method(doctor, *args, **kwargs) for doctor in self]

    # --- what a set over columns cannot do

    def shuffle(self, inplace: bool = False) -> NoReturn:
        raise TypeError(_no_luck("shuffle"))

    def shuffle_do(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(_no_luck("shuffle_do"))

    def add(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a selection is fixed; new doctors enter by Population.add(k, id=..., column=...)")

    def _fixed(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("doctors are never removed from a population; write the column stage instead")

    discard = remove = pop = clear = _update = _fixed
    __ior__ = __iand__ = __isub__ = __ixor__ = _fixed

    def _stays(self, what: str, instead: str) -> NoReturn:
        raise TypeError(f"{what}: rows stay in the order of entry; {instead}")

    # --- inside

    def _views(self, rows: Rows) -> list[Doctor]:
        return [Doctor(self.population, row) for row in rows.tolist()]

    def _of(self, doctors: Iterable[Doctor]) -> "Doctors":
        return Doctors(self.population, [doctor.row for doctor in doctors])

    def _from_iterable(self, doctors: Iterable[Doctor]) -> "Doctors":  # type: ignore[override]
        """Result of ``&``, ``|``, ``-`` and ``^``."""
        found = list(dict.fromkeys(doctors))
        if not all(isinstance(d, Doctor) and d.population is self.population for d in found):
            raise TypeError("sets of doctors can only be combined within one population")
        return self._of(found)

    def __getstate__(self) -> dict[str, Any]:
        return {"population": self.population, "rows": self._chosen}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Doctors.__init__(self, state["population"], state["rows"])
