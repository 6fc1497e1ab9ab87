"""What a scenario changes, and what of it another does not."""

from collections.abc import Mapping
from typing import Any

from model.levers import LEVERS
from scenarios.study import Case

POSTS = {"lis1.state_posts", "lis1.gp_linked_posts", "bonding.posts"}  # levers that are numbers of LIS1 posts


def changes_of(case: Case) -> list[Mapping[str, Any]]:
    """The changes that a case resolves to, as plain values; a lever of another version is left to the record."""
    layers = case.resolved.get("layers", ())
    return [change for layer in layers for change in layer if change["lever"] in LEVERS]


def own_changes(case: Case, base: Case) -> list[Mapping[str, Any]]:
    """The changes that the base does not have."""
    known = changes_of(base) if case is not base else []
    return [change for change in changes_of(case) if change not in known]


def only_posts(base: Case, case: Case) -> bool:
    """Whether LIS1 posts are all that differs: then what happens may be told for 100 of them."""
    changed = [*own_changes(case, base), *own_changes(base, case)]
    return {one["lever"] for one in changed} <= POSTS and case.resolved.get("world") == base.resolved.get("world")
