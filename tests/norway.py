"""A small Norway, and what tests ask of a run of it.

``small_norway`` has eighteen municipalities of every centrality class in three hospital trusts, two of them without a
GP list of their own: one twentieth of the country, a month in a few milliseconds. As a program the file runs one small
Norway and saves every array it gave, for tests that need a process of its own (another hash seed, nothing compiled):

    uv run python -m tests.norway 2026 24 saved.npz
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from agents.months import month_index
from model import workforce
from model.geography import Geography, load_geography
from model.ledger import RunOutput
from model.levers import LEVERS
from model.policy import PLACES, SWITCH_NAMES, Change, Policy, World
from model.workforce import Workforce

ROOT = Path(__file__).resolve().parent.parent
RECORD_MONTHS = 30 * 12  # the record holds no change later than so long from today

SMALL = (
    "3222", "3209", "3212", "3240", "3242",  # Lørenskog 1, Ullensaker 2, Nesodden 3, Eidsvoll 3, Hurdal 4 (Ahus)
    "5501", "5503", "5530", "5520", "5522", "5542",  # Tromsø 3, Harstad 4, Senja 5, Bardu 5, Salangen 6, Skjervøy 6
    "5518", "5528",  # Lavangen 6 and Dyrøy 6, without lists (UNN)
    "5601", "5603", "5607", "5610", "5614",  # Alta 4, Hammerfest 4, Vadsø 5, Karasjok 6, Loppa 6 (Finnmark)
)  # fmt: skip


@cache
def small_norway() -> Geography:
    """Eighteen municipalities in three trusts, 5.7 percent of the people."""
    return load_geography().subset(SMALL)


def country(policy: Policy | None = None, world: World | None = None, start: str = "2026", months: int = 24,
            **settings: Any) -> Workforce:  # fmt: skip
    """A country at its start, small unless a geography is given, whose ledger has room for ``months``."""
    settings.setdefault("geography", small_norway())
    end_year = int(start) + (months - 1) // 12
    return Workforce(policy or Policy.of_record(), world, start=start, end_year=end_year, **settings)


def passed(w: Workforce, months: int) -> Workforce:
    """The same country some months later."""
    for _ in range(months):
        w.step()
    return w


def output(w: Workforce) -> RunOutput:
    """What the run has counted so far."""
    return w.ledger.output(w.timings)


def change(lever: str, value: Any, begins: str, until: str | None = None, **where: Any) -> Change:
    """A change of one lever from a month such as "2027-01"."""
    return Change(lever, month_index(begins), None if until is None else month_index(until), value, where)


def reform(*changes: Change) -> Policy:
    """The policy of record with these changes."""
    return Policy.of_record().with_changes(changes)


def todays_values(key: str, geo: Geography, today: int) -> list[Change]:
    """What a lever is anyway from the month ``today`` until the record goes on, written out as changes.

    One for each value, with the places where it holds.
    """
    lever, line = LEVERS[key], Policy.of_record().compile(geo, today, today + RECORD_MONTHS)
    until = next((month for month in line.months(key) if month > today), None)
    if lever.scope == "national":
        return [Change(key, today, until, line.national(key, today))]
    read = {"municipality": line.municipal, "trust": line.trust, "place": line.place}[lever.scope]
    names = {"municipality": geo.numbers, "trust": geo.trusts, "place": PLACES}[lever.scope]
    now, places = read(key, today), np.array(names)
    return [
        Change(key, today, until, lever.decode(float(code)), {lever.scope: tuple(places[now == code].tolist())})
        for code in np.unique(now)
    ]


def loops_off() -> World:
    """The main world with every feedback loop frozen at its value at run start."""
    return World(switches=dict.fromkeys(SWITCH_NAMES, False))


# ------------------------------------------------------------------------------------ comparing two runs


def arrays(out: RunOutput) -> dict[str, np.ndarray]:
    """Every array of a run by a readable name; timings are left out, they are never the same."""
    named = {"months": out.months, "stages": out.stages, "moves": out.moves}
    for kind in ("municipal", "national", "notes", "books"):
        named |= {f"{kind}.{name}": array for name, array in getattr(out, kind).items()}
    if out.lives is not None:
        named |= {f"lives.{name}": array for name, array in out.lives.items()}
    return {name: named[name] for name in sorted(named)}


def digest(out: RunOutput) -> str:
    """SHA-256 over names, types, shapes and bytes of every array."""
    total = hashlib.sha256()
    for name, array in arrays(out).items():
        total.update(f"{name} {array.dtype} {array.shape}".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def unequal(one: RunOutput, other: RunOutput, months: int | None = None) -> list[str]:
    """Names of arrays that differ by a single bit, in the first ``months`` (None = all, with the lives).

    In the first months, a number that only one of the runs has come to count is one that is still 0.
    """
    first, second = arrays(one), arrays(other)
    if months is None:
        names = sorted(set(first) | set(second))
        return [n for n in names if n not in first or n not in second or not np.array_equal(first[n], second[n])]
    names = sorted(n for n in set(first) | set(second) if not n.startswith("lives"))
    begun = {n: (first.get(n, 0 * second.get(n, 0)), second.get(n, 0 * first.get(n, 0))) for n in names}
    return [n for n, (a, b) in begun.items() if not np.array_equal(a[:months], b[:months])]


def unequal_columns(one: Workforce, other: Workforce) -> list[str]:
    """Columns in which two populations of the same doctors in the same rows differ, and list columns that do."""
    names = one.people.column_names
    found = [n for n in names if not np.array_equal(one.people.column(n), other.people.column(n))]
    return found + [
        f"lists.{n}" for n in LIST_COLUMNS if not np.array_equal(getattr(one.lists, n), getattr(other.lists, n))
    ]


LIST_COLUMNS = ("municipality", "cap", "patients", "doctor", "successor", "form", "vacant_since", "leaving_at",
                "opened", "closed", "agreed_form", "training_salary", "locked_until")  # fmt: skip
ROWS_OF_LISTS = ("list", "reserved")  # doctor columns that hold the row of a list


def life_table(w: Workforce) -> np.ndarray:
    """Every column of every doctor, float64 (n, columns), with lists by name (municipality, month of opening).

    The row of a list is no name: when one run opens a list more, later lists stand a row further down.
    """
    columns = []
    for name in w.people.column_names:
        column = w.people.column(name)
        if name in ROWS_OF_LISTS:
            named = w.lists.municipality.astype(np.int64) * 10_000 + w.lists.opened
            column = np.where(column >= 0, np.append(named, -1)[column], -1)
        columns.append(column.astype(np.float64))
    return np.stack(columns, axis=1)


def changed_lives(one: Workforce, other: Workforce) -> np.ndarray:
    """Ids of doctors of ``one`` whose life in ``other`` differs in any column (all must still be there), uint32."""
    a, b = one.people, other.people
    order_a, order_b = np.argsort(a.id, kind="stable"), np.argsort(b.id, kind="stable")
    order_b = order_b[np.isin(b.id[order_b], a.id)]
    if not np.array_equal(a.id[order_a], b.id[order_b]):
        missing = np.setdiff1d(a.id, b.id)
        raise AssertionError(f"{len(missing)} doctors of one run are not in the other, the first {missing[:3]}")
    different = (life_table(one)[order_a] != life_table(other)[order_b]).any(axis=1)
    return a.id[order_a][different]


# ------------------------------------------------------------------------------- looking into the month


@contextmanager
def heard(module: Any, name: str, keep: Callable[..., bool] = lambda *_: True) -> Iterator[list[tuple[tuple, Any]]]:
    """While it lasts, (arguments, result) of every call of ``module.name`` made through the module and kept."""
    function, calls = getattr(module, name), []

    def listening(*arguments: Any) -> Any:
        result = function(*arguments)
        if keep(*arguments):
            calls.append((arguments, result))
        return result

    setattr(module, name, listening)
    try:
        yield calls
    finally:
        setattr(module, name, function)


@contextmanager
def watched(process: str, before: Callable[[Workforce], None] | None = None,
            after: Callable[[Workforce], None] | None = None) -> Iterator[None]:  # fmt: skip
    """While it lasts, ``before`` and ``after`` see the country around one process of every month, by its name."""
    listed = workforce.PROCESSES
    if process not in [name for name, _ in listed]:
        raise ValueError(f"no process {process!r}; the month has {', '.join(name for name, _ in listed)}")

    def around(run: Callable[[Any], None]) -> Callable[[Any], None]:
        def step(w: Any) -> None:
            if before:
                before(w)
            run(w)
            if after:
                after(w)

        return step

    workforce.PROCESSES = tuple((n, around(run) if n == process else run) for n, run in listed)
    try:
        yield
    finally:
        workforce.PROCESSES = listed


@lru_cache(maxsize=16)
def national(start: str, months: int, replicate: int = 0) -> RunOutput:
    """A run of all of Norway under the policy of record; computed once for all tests that ask the same."""
    w = country(start=start, months=months, geography=load_geography(), replicate=replicate)
    return output(passed(w, months))


def main(start: str, months: str, path: str) -> None:
    """Run one small Norway with lives and save every array."""
    out = output(passed(country(start=start, months=int(months), lives=True), int(months)))
    np.savez(path, digest=np.array(digest(out)), **arrays(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
