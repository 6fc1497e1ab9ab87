"""Answers of Statistics Norway read and checked: JSON-stat 2 of the Statbank, correspondences of KLASS.

A cell without a number stays without one: its symbol (".", "..", ":") is kept for the message and never read as 0.
Every AnswerError says which table, what was given, what was expected and how to mend it.
"""

import difflib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.refresh_web import RefreshError

SHOWN = 5  # of many, how many a message names
SYMBOLS = {
    ".": "cannot occur", "..": "missing", "...": "not yet published", ":": "confidential", "-": "nil",
    "*": "preliminary",
}  # fmt: skip
CHANGED = "Statistics Norway may have changed the table; this version of Legemod cannot read it"


class AnswerError(RefreshError):
    """An answer is not what was asked for."""

    def __init__(self, what: str, given: str, expected: str, mend: str = CHANGED):
        super().__init__(f"{what}: given {given}; expected {expected}. {mend}")


@dataclass(frozen=True)
class Variable:
    """A variable of a table: its values by code, in order, the unit of each where one is told."""

    code: str
    label: str
    names: Mapping[str, str]
    units: Mapping[str, Mapping[str, Any]]
    may_be_left_out: bool  # then the table sums over it


@dataclass(frozen=True)
class Description:
    """What a table holds: title, when it was updated, its variables; which one is time, which one the contents."""

    table: str
    title: str
    updated: str
    variables: tuple[Variable, ...]
    time: str
    metric: str

    def coded(self, code: str) -> Variable:
        """The variable with this code, which the table has."""
        return next(one for one in self.variables if one.code == code)

    def called(self, label: str) -> Variable:
        """The variable with this label (its code may be any); AnswerError naming those there are."""
        found = [one for one in self.variables if one.label.strip().lower() == label]
        if len(found) != 1:
            labels = [one.label for one in self.variables]
            near = difflib.get_close_matches(label, labels, 1)
            hint = f" (is it {near[0]!r}?)" if near else ""
            given = f"the variables {', '.join(labels)}{hint}"
            raise AnswerError(f"table {self.table}", given, f"one called {label!r}")
        return found[0]


@dataclass(frozen=True)
class Cube:
    """Numbers asked for, float64, one axis for each variable asked for in that order; NaN where there is none."""

    table: str
    codes: tuple[tuple[str, ...], ...]
    values: np.ndarray
    symbols: Mapping[tuple[int, ...], str]

    def places(self, where: np.ndarray) -> str:
        """The first cells of a bool array in words, with value or symbol."""
        found = [tuple(map(int, place)) for place in np.argwhere(where)]
        return some([f"{self._value(at)} for {self._name(at)}" for at in found], "; ")

    def _name(self, at: tuple[int, ...]) -> str:
        return ", ".join(codes[place] for codes, place in zip(self.codes, at, strict=True) if len(codes) > 1)

    def _value(self, at: tuple[int, ...]) -> str:
        if not math.isnan(self.values[at]):
            return f"{self.values[at]:g}"
        symbol = self.symbols.get(at, "")
        return f"no number, {symbol!r} ({SYMBOLS.get(symbol, 'a symbol')})" if symbol else "no number"


def some(items: Sequence[str], between: str = ", ") -> str:
    """The first items, and how many more there are."""
    more = f"{between}and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return between.join(items[:SHOWN]) + more


def read_json(raw: bytes, what: str) -> Any:
    """The value of a JSON text; AnswerError for one that breaks off, repeats a name or is none at all."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if doubled := sorted({name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()):
            raise AnswerError(what, f"{some(doubled)} more than once", "each name once")
        return dict(pairs)

    def refuse(word: str) -> Any:
        raise AnswerError(what, word, "a number")

    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=refuse)
    except UnicodeDecodeError:
        raise AnswerError(what, "bytes that are not UTF-8", "JSON", "Try again later") from None
    except json.JSONDecodeError as error:
        given = f"JSON that is broken at character {error.pos:,} of {len(error.doc):,}"
        raise AnswerError(what, given, "JSON to its end", "The answer may have broken off: try again") from None
    except RecursionError:
        raise AnswerError(what, "JSON nested without end", "a table") from None


# The Statbank


def read_description(raw: bytes, table: str) -> Description:
    """The metadata of a table (PxWebApi 2, JSON-stat 2 without numbers)."""
    return _description(_dataset(raw, table), table)


def _dataset(raw: bytes, table: str) -> dict[str, Any]:
    found = read_json(raw, f"table {table}")
    if not isinstance(found, dict) or found.get("class") != "dataset" or not str(found.get("version")).startswith("2."):
        raise AnswerError(f"table {table}", f"JSON beginning {raw[:60].decode('utf-8', 'replace')!r}", "JSON-stat 2")
    return found


def _description(found: Mapping[str, Any], table: str) -> Description:
    what = f"table {table}"
    try:
        ids, sizes, dimensions, role = found["id"], found["size"], found["dimension"], found.get("role") or {}
        variables = tuple(_variable(code, dimensions[code], what) for code in ids)
        time, metric = (_single(role.get(name), name, what) for name in ("time", "metric"))
        title, updated = str(found.get("label", "")), str(found.get("updated", ""))
    except (KeyError, TypeError, AttributeError) as error:
        raise AnswerError(what, f"no {error}", "id, size, dimension and role of JSON-stat 2") from None
    if [len(one.names) for one in variables] != list(sizes) or len(set(ids)) != len(ids):
        given = ", ".join(f"{one.code} {len(one.names)}" for one in variables)
        raise AnswerError(what, f"variables with {given} values", f"sizes {sizes}")
    if not {time, metric} <= set(ids):
        raise AnswerError(what, f"roles {time}, {metric}", f"two of {', '.join(ids)}")
    return Description(table, title, updated, variables, time, metric)


def _single(codes: Any, role: str, what: str) -> str:
    if not isinstance(codes, list) or len(codes) != 1:
        raise AnswerError(what, f"{codes!r} as {role}", "one variable")
    return str(codes[0])


def _variable(code: str, dimension: Mapping[str, Any], what: str) -> Variable:
    category = dimension["category"]
    labels = category.get("label") or {}
    index = category.get("index", list(labels))
    if isinstance(index, dict):
        if sorted(index.values()) != list(range(len(index))):
            raise AnswerError(what, f"places of {code} that are not 0 to {len(index) - 1}", "each place once")
        index = sorted(index, key=lambda one: index[one])
    if len(set(index)) != len(index):
        doubled = sorted({one for one in index if index.count(one) > 1})
        raise AnswerError(what, f"{some(doubled)} more than once in {code}", "each value once")
    if not index:
        raise AnswerError(what, f"no value of {code}: an empty table", "at least one")
    extension = dimension.get("extension") or {}
    return Variable(
        code, str(dimension.get("label", code)), {str(one): str(labels.get(one, one)) for one in index},
        category.get("unit") or {}, bool(extension.get("elimination", False)),
    )  # fmt: skip


def read_cube(raw: bytes, table: str, asked: Mapping[str, Sequence[str]]) -> Cube:
    """The numbers asked for: exactly these variables and values, put into the order of the question."""
    what = f"table {table}"
    found = _dataset(raw, table)
    description = _description(found, table)
    ids = [one.code for one in description.variables]
    if set(ids) != set(asked):
        raise AnswerError(what, f"the variables {', '.join(ids)}", f"those asked for: {', '.join(asked)}")
    for one in description.variables:
        _same_values(what, one, asked[one.code])
    sizes = [len(one.names) for one in description.variables]
    values, symbols = _numbers(found, math.prod(sizes), what)
    there = [list(one.names) for one in description.variables]
    order = [ids.index(code) for code in asked]
    pick = np.ix_(*[[there[place].index(code) for code in asked[ids[place]]] for place in order])
    cube = values.reshape(sizes).transpose(order)[pick]
    marks = np.array(symbols, dtype=object).reshape(sizes).transpose(order)[pick]
    kept = {tuple(map(int, at)): str(marks[tuple(at)]) for at in np.argwhere(marks != "")}
    return Cube(table, tuple(tuple(codes) for codes in asked.values()), cube, kept)


def _same_values(what: str, one: Variable, asked: Iterable[str]) -> None:
    asked = list(asked)
    if missing := [code for code in asked if code not in one.names]:
        raise AnswerError(what, f"nothing for {one.label} {some(missing)}", f"all {len(asked)} values asked for")
    if extra := [code for code in one.names if code not in set(asked)]:
        raise AnswerError(what, f"{one.label} {some(extra)}", f"only the {len(asked)} values asked for")


def _numbers(found: Mapping[str, Any], count: int, what: str) -> tuple[np.ndarray, list[str]]:
    """Values (NaN where there is none) and symbols, flat; both may come as list or by place."""
    values = _flat(found.get("value"), count, None, f"{what}, numbers")
    status = found.get("status")
    symbols = [status] * count if isinstance(status, str) else _flat(status or {}, count, "", f"{what}, symbols")
    for place, value in enumerate(values):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise AnswerError(what, f"{value!r} as number {place + 1}", "a number, or null with a symbol")
    numbers = np.array([math.nan if value is None else float(value) for value in values])
    return numbers, ["" if one is None else str(one) for one in symbols]


def _flat(values: Any, count: int, nothing: Any, what: str) -> list[Any]:
    if isinstance(values, list):
        if len(values) != count:
            raise AnswerError(what, f"{len(values):,} cells", f"{count:,}, the product of the sizes")
        return values
    if not isinstance(values, dict):
        raise AnswerError(what, "none", f"{count:,} cells")
    flat = [nothing] * count
    for place, value in values.items():
        if not place.isdigit() or int(place) >= count:
            raise AnswerError(what, f"a cell at place {place}", f"places 0 to {count - 1:,}")
        flat[int(place)] = value
    return flat


def people(cube: Cube) -> np.ndarray:
    """The cube as whole numbers, int64; AnswerError naming cells without a number, below 0 or in parts."""
    for where, expected in (
        (np.isnan(cube.values), "a number in every cell"),
        (cube.values < 0, "no number below 0"),
        (cube.values != np.round(cube.values), "whole numbers"),
    ):
        if where.any():
            given = f"{int(where.sum())} of {where.size:,} cells otherwise ({cube.places(where)})"
            raise AnswerError(f"table {cube.table}", given, expected)
    return cube.values.astype(np.int64)


# KLASS


def read_correspondence(raw: bytes, what: str) -> list[tuple[str, str, str]]:
    """(source code, target code, valid from as YYYY-MM-DD or "") of every item."""
    found = read_json(raw, what)
    items = found.get("correspondenceItems") if isinstance(found, dict) else None
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise AnswerError(what, "JSON without correspondenceItems", "a list of correspondences")
    if not items:
        raise AnswerError(what, "an empty list", "a centrality class for each municipality")
    try:
        return [(str(one["sourceCode"]), str(one["targetCode"]), str(one.get("validFrom") or "")) for one in items]
    except KeyError as error:
        raise AnswerError(what, f"an item without {error}", "sourceCode and targetCode") from None
