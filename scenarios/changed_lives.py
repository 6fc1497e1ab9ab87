"""Whom to tell of: doctors whose way onto a GP list differs between two runs with the same luck.

A life differs when any record of it does. Most that do are exchange: one doctor gets the list another would have had,
and once a life has parted, the same luck meets other questions. So doctors are chosen by rule, not for their effect:
those whose lives part first come first (the policy reached them with the fewest others in between), kinds of
difference take turns, and the counts of all kinds are given beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.doctor import Cause, Event
from scenarios.life import was_gp_before

Lives = Mapping[str, np.ndarray]
CHOSEN = 24
LONG_MONTHS, SOON_MONTHS = 60, 12  # a career that is so much longer, a first list so much earlier, is another one
COMPARED = ("month", "event", "municipality", "cause", "contract_months")

# How a way onto a list differs, seen from the scenario; the first that holds. Gained: a GP under the scenario alone.
KINDS = ("gained", "lost", "longer", "shorter", "elsewhere", "earlier", "later")


@dataclass(frozen=True)
class Changed:
    """What differs between two runs.

    lives: doctors whose life differs, of ``known`` to whom anything happens. counts: those of each kind of KINDS.
    doctors: ids in the order in which they are to be told; kinds: the kind of each.
    """

    lives: int
    known: int
    counts: Mapping[str, int]
    doctors: tuple[int, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Careers:
    """Of each doctor in one run [n].

    gp: ever a GP. months: on lists; of who was a GP before, less the whole run (differences between runs are true).
    begun, town: month and municipality of the first list begun in the run, -1 for none.
    """

    gp: np.ndarray
    months: np.ndarray
    begun: np.ndarray
    town: np.ndarray


def changed_lives(base: Lives, other: Lives, last: int, most: int = CHOSEN) -> Changed:
    """Compare the life records of two runs (columns of lives.parquet), and choose up to ``most`` doctors to tell of.

    last: last month of both runs.
    """
    base, other = by_doctor(base), by_doctor(other)
    known = np.union1d(base["doctor"], other["doctor"])
    doctors, parted = partings(base, other)
    before, after = careers(base, doctors, last), careers(other, doctors, last)
    kinds = kinds_of(before, after)
    counts = {name: int(np.count_nonzero(kinds == code)) for code, name in enumerate(KINDS)}
    chosen = in_turn(kinds, parted, most)
    named = tuple(KINDS[code] for code in kinds[chosen])
    return Changed(len(doctors), len(known), counts, tuple(doctors[chosen].tolist()), named)


def by_doctor(lives: Lives) -> dict[str, np.ndarray]:
    """Records of each doctor together, in the order in which they happened."""
    order = np.argsort(lives["doctor"], kind="stable")
    return {name: lives[name][order] for name in ("doctor", *COMPARED)}


def partings(base: Lives, other: Lives) -> tuple[np.ndarray, np.ndarray]:
    """Ids of doctors whose records differ, ascending [n], and the month in which they first do [n].

    Both sides in the order of ``by_doctor``: the k-th record of a doctor in one run is held against the k-th in the
    other.
    """
    one, two = (side["doctor"].astype(np.int64) << 12 | _ordinal(side["doctor"]) for side in (base, other))
    _, at, there = np.intersect1d(one, two, assume_unique=True, return_indices=True)
    same = np.all([base[name][at] == other[name][there] for name in COMPARED], axis=0)
    doctors, months = [], []
    for side, matched in ((base, at[same]), (other, there[same])):
        differs = np.ones(len(side["doctor"]), bool)
        differs[matched] = False
        doctors.append(side["doctor"][differs])
        months.append(side["month"][differs])
    doctor, month = np.concatenate(doctors), np.concatenate(months)
    order = np.lexsort((month, doctor))
    names, first = np.unique(doctor[order], return_index=True)
    return names, month[order][first]


def _ordinal(doctor: np.ndarray) -> np.ndarray:
    """0, 1, 2, ... within each doctor of a sorted column."""
    _, first, size = np.unique(doctor, return_index=True, return_counts=True)
    return np.arange(len(doctor)) - np.repeat(first, size)


def careers(lives: Lives, doctors: np.ndarray, last: int) -> Careers:
    """As GPs until the month ``last``, of these doctors (ids ascending)."""
    mine = np.flatnonzero(np.isin(lives["doctor"], doctors))
    who, event = np.searchsorted(doctors, lives["doctor"][mine]), lives["event"][mine]
    month, town = lives["month"][mine].astype(np.int64), lives["municipality"][mine]
    enters = (event == Event.GP_ENTERED) | (event == Event.GP_RETURNED)
    leaves = (event == Event.CONTRACT_ENDED) & (lives["cause"][mine] != Cause.MOVE)
    left = last + 1 - month
    months = np.bincount(who[enters], left[enters], len(doctors)) - np.bincount(who[leaves], left[leaves], len(doctors))
    begun, at = np.full(len(doctors), -1), np.full(len(doctors), -1)
    entered, place = np.unique(who[enters], return_index=True)  # the first of each
    begun[entered], at[entered] = month[enters][place], town[enters][place]
    return Careers(was_gp_before(doctors) | (begun >= 0), months.astype(np.int64), begun, at)


def kinds_of(before: Careers, after: Careers) -> np.ndarray:
    """Index into KINDS of each doctor [n], -1 where the way onto a list hardly differs."""
    longer, sooner = after.months - before.months, before.begun - after.begun
    both = before.gp & after.gp
    entered = both & (before.begun >= 0) & (after.begun >= 0)
    holds = (
        after.gp & ~before.gp, before.gp & ~after.gp, both & (longer >= LONG_MONTHS), both & (longer <= -LONG_MONTHS),
        entered & (before.town != after.town), entered & (sooner >= SOON_MONTHS), entered & (sooner <= -SOON_MONTHS),
    )  # fmt: skip
    return np.select(holds, range(len(KINDS)), -1)


def in_turn(kinds: np.ndarray, parted: np.ndarray, most: int) -> np.ndarray:
    """Places of the doctors to tell of, in order [up to most].

    Within a kind by the month in which the lives part, then by id, and one of each month before a second of any. The
    kinds take turns; the one whose first lives part first begins, of equals the first in KINDS, but ``lost`` before
    ``gained`` where more doctors are.
    """
    mirrored = np.count_nonzero(kinds == 1) > np.count_nonzero(kinds == 0)
    ranked = []
    for code in range(len(KINDS)):
        mine = np.flatnonzero(kinds == code)
        if len(mine):
            mine = mine[np.argsort(parted[mine], kind="stable")]
            mine = mine[np.argsort(_ordinal(parted[mine]), kind="stable")]
            ranked.append((parted[mine[0]], 1 - code if mirrored and code < 2 else code, mine))
    ranked.sort(key=lambda row: row[:2])
    rounds = [(turn, k, place) for k, row in enumerate(ranked) for turn, place in enumerate(row[2][:most].tolist())]
    return np.array([place for *_, place in sorted(rounds)[:most]], np.int64)
