"""Where a value holds: ``where = { centrality = [5, 6], county = "Nordland" }`` as a selection of units.

A value's units are those of its lever's scope: the nation, the hospital trusts, the places of education or
the municipalities. Names inside one key add up (5 or 6), keys narrow one another (and in Nordland). ``{}`` is
everywhere.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from agents.doctor import PLACES
from model.levers_base import Flaw, Value, shown, unknown
from model.phrases import either, phrase

# Keys a scope understands. The others divide finer than the scope, or across it.
WHERE_KEYS: dict[str, tuple[str, ...]] = {
    "national": (),
    "place": ("place",),
    "trust": ("trust", "health_region"),
    "municipality": ("centrality", "county", "health_region", "trust", "municipality", "size"),
}
ALL_KEYS = ("centrality", "county", "health_region", "trust", "municipality", "size", "place")
EXAMPLES = {
    "centrality": "[5, 6]",
    "county": '"Nordland"',
    "health_region": '"Helse Nord"',
    "trust": '"Helgelandssykehuset HF"',
    "municipality": '["0301", "1103"]',
    "size": '"<2000"',
    "place": '"uit"',
}
KINDS = {
    "county": phrase("a county"),
    "health_region": phrase("a health region"),
    "trust": phrase("a trust"),
    "municipality": phrase("a municipality"),
    "size": phrase("a size"),
    "place": phrase("a place"),
}
# From coarse to fine: between two selections of the same units, the finer key is the narrower one.
_FINENESS = ("health_region", "centrality", "size", "county", "trust", "place", "municipality")


class PolicyError(ValueError):
    """A policy that cannot be: an unknown lever, a wrong value, an unknown place, an overlap."""


def normal_where(where: Mapping[str, Any] | None, geo: Any = None) -> dict[str, tuple[str | int, ...]]:
    """The same area in one spelling: keys in order, each with a sorted tuple of its names.

    With ``geo`` a municipality given by name becomes its number.
    """
    spelled: dict[str, tuple[str | int, ...]] = {}
    for key in sorted(where or {}):
        given = (where or {})[key]
        names = tuple(given) if isinstance(given, (list, tuple, set, frozenset)) else (given,)
        if key == "municipality" and geo is not None:
            names = tuple(n if n in geo.numbers else geo.numbers[geo.names.index(n)] for n in names)
        spelled[key] = tuple(sorted(set(names), key=str))
    return spelled


def where_flaws(where: object, scope: str, geo: Any = None) -> list[tuple[str, Flaw]]:
    """Everything wrong with an area for a lever of this scope, as (key, flaw).

    Without ``geo`` only the form is checked; with it also that every name exists and that somebody lives
    there.
    """
    if not isinstance(where, Mapping):
        mend = phrase("write for example {example}", example="where = { centrality = [5, 6] }")
        return [("where", Flaw(shown(where), phrase("a table of areas"), mend))]
    flaws = [(f"where.{key}", flaw) for key in where if (flaw := _key_flaw(key, scope))]
    if flaws:
        return flaws
    for key, given in where.items():
        flaws += [(f"where.{key}", flaw) for flaw in _name_flaws(key, given, geo)]
    if not flaws and geo is not None and not select(normal_where(where), scope, geo).any():
        given = ", ".join(f"{key} = {_listed(names)}" for key, names in normal_where(where).items())
        mend = phrase("widen one of the keys: keys narrow one another, names inside one key add up")
        flaws.append(("where", Flaw(given, phrase("an area with at least one municipality"), mend)))
    return flaws


def _listed(names: tuple[str | int, ...]) -> str:
    return "[" + ", ".join(shown(name) for name in names) + "]"


def _key_flaw(key: str, scope: str) -> Flaw | None:
    """A key that is unknown, or divides finer than the scope."""
    allowed = WHERE_KEYS[scope]
    if key in allowed:
        return None
    if key not in ALL_KEYS:
        return unknown(key, ALL_KEYS, phrase("a kind of area ({names})", names=", ".join(ALL_KEYS)))
    if not allowed:
        expected = phrase("no where: the lever is one value for the whole country")
        return Flaw(key, expected, phrase("leave where out"))
    examples = either(*(f"{k} = {EXAMPLES[k]}" for k in allowed))
    mend = phrase("use {examples}, or leave where out", examples=examples)
    return Flaw(key, phrase("an area no finer than the lever's scope ({scope})", scope=phrase(scope)), mend)


def _name_flaws(key: str, given: object, geo: Any) -> list[Flaw]:
    """Wrong types, empty lists and unknown names in one key."""
    names = given if isinstance(given, (list, tuple)) else [given]
    if not names:
        mend = phrase("write for example {example}, or leave it out", example=f"{key} = {EXAMPLES[key]}")
        return [Flaw("[]", phrase("at least one name"), mend)]
    return [flaw for name in names if (flaw := _one_name_flaw(key, name, geo))]


def _one_name_flaw(key: str, name: object, geo: Any) -> Flaw | None:
    """None when ``name`` is a name under this key; without ``geo`` most names cannot be looked up."""
    example = phrase("write for example {example}", example=f"{key} = {EXAMPLES[key]}")
    whole = isinstance(name, int) and not isinstance(name, bool)
    if key == "centrality":
        right = isinstance(name, int) and whole and 1 <= name <= 6
        return None if right else Flaw(shown(name), phrase("a centrality class, 1 (most central) to 6"), example)
    if key == "municipality" and whole:
        mend = phrase('write "{number:04d}", in quotes', number=name)
        return Flaw(shown(name), phrase("a municipality number as text, four digits"), mend)
    if not isinstance(name, str):
        return Flaw(shown(name), phrase("the name of {kind}, in quotes", kind=KINDS[key]), example)
    if key == "municipality":
        return _municipality_flaw(name, geo) if geo is not None else None
    names = _names_of(key, geo)
    if names is None or name in names:
        return None
    if key == "place":
        return unknown(name, names, phrase("the name of a place of education"))
    return unknown(name, names, phrase("the name of {kind}", kind=KINDS[key]))


def _municipality_flaw(name: str, geo: Any) -> Flaw | None:
    """A municipality is named by its number, or by a name that only one municipality has."""
    if name in geo.numbers:
        return None
    bearers = [geo.numbers[i] for i, other in enumerate(geo.names) if other == name]
    if len(bearers) == 1:
        return None
    if bearers:
        mend = phrase("several have this name: write the number, {numbers}", numbers=_listed(tuple(bearers)))
        return Flaw(shown(name), phrase("one municipality"), mend)
    return unknown(name, (*geo.names, *geo.numbers), phrase("a municipality, by number or name"))


def _names_of(key: str, geo: Any) -> tuple[str, ...] | None:
    """Every name under a key; None when there is no map to look on."""
    if key == "place":
        return PLACES
    if geo is None:
        return None
    held = {
        "county": "counties",
        "health_region": "health_regions",
        "trust": "trusts",
        "size": "size_classes",
    }
    return getattr(geo, held[key])


def unit_count(scope: str, geo: Any) -> int:
    """How many units values of this scope differ between."""
    if scope in ("national", "place"):
        return 1 if scope == "national" else len(PLACES)
    return len(geo.trusts if scope == "trust" else geo.numbers)


def select(where: Mapping[str, tuple[str | int, ...]], scope: str, geo: Any, recorded: bool = False) -> np.ndarray:
    """The units that lie in ``where``, as bool (units of the scope).

    recorded: an area of the record, whose names lie on the map of Norway; on another they may select nothing. Else, on
    the whole country (``geo.scale`` 1) every name must exist, else PolicyError. On a part of it, or on
    copies, a trust or municipality that is not there selects nothing.
    """
    chosen = np.ones(unit_count(scope, geo), dtype=bool)
    for key, names in where.items():
        chosen &= _units_of(key, names, scope, geo, recorded)
    return chosen


def _units_of(key: str, names: tuple[str | int, ...], scope: str, geo: Any, recorded: bool) -> np.ndarray:
    """Units that bear one of the names under one key."""
    if key not in WHERE_KEYS[scope]:
        raise PolicyError(f"where = {{ {key} = ... }}: {_key_flaw(key, scope)}")
    wrong = [flaw for name in names if (flaw := _one_name_flaw(key, name, geo))]
    if wrong and not recorded and (geo.scale == 1.0 or key not in ("trust", "municipality")):
        raise PolicyError(f"where = {{ {key} = ... }}: {wrong[0]}")
    if key == "place":
        return np.array([place in names for place in PLACES])
    if key == "centrality":
        return np.isin(geo.centrality, [int(name) for name in names])
    if key == "municipality":
        # 0301-2 is a copy of 0301, and "Oslo 2" of "Oslo" (Geography.replicate): they follow the original
        pairs = zip(geo.numbers, (_original(name) for name in geo.names), strict=True)
        return np.array([number.partition("-")[0] in names or name in names for number, name in pairs])
    held = _names_of(key, geo) or ()
    listed = np.array([(_original(name) if key == "trust" else name) in names for name in held], dtype=bool)
    if scope == "trust":
        return listed if key == "trust" else listed[geo.trust_region]
    return listed[geo.size_class if key == "size" else getattr(geo, key)]


def _original(name: str) -> str:
    """The name without the number that a copy of the map puts behind it."""
    return re.sub(r" \d+$", "", name)


def breadth(where: Mapping[str, tuple[str | int, ...]], chosen: np.ndarray) -> tuple[int, int, int, int]:
    """Sorts selections from narrow to wide: by number of units, then (on small maps) by how it is written."""
    finest = max((_FINENESS.index(key) for key in where), default=-1)
    return int(chosen.sum()), -len(where), -finest, sum(len(names) for names in where.values())


def clash(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether two selections overlap without one lying wholly and properly inside the other."""
    both = int((first & second).sum())
    nested = both in (int(first.sum()), int(second.sum())) and first.sum() != second.sum()
    return both > 0 and not nested


def where_text(where: Mapping[str, tuple[Value, ...]]) -> str:
    """``everywhere``, or ``centrality 5, 6; county Nordland``."""
    named = "; ".join(f"{key} {', '.join(map(str, names))}" for key, names in where.items())
    return named or phrase("everywhere")
