"""Training cooperations: which municipality lends its free supervisor places to which (lever A14).

Members of one labour-market region help one another. Each has room for one trainee more than it has; what it lacks is
lent by the nearest member with places to spare, and a place lent is not free for the lender's own next trainee.
"""

import numpy as np

from agents.country import Country

Ints = np.ndarray
NO_HELP = np.empty((0, 3), np.int64)


def lend(w: Country, slots: Ints, trainees: Ints) -> Ints:
    """Who helps whom this month: int64 (k, 3), rows of lender, borrower, places; no row where nobody cooperates.

    slots, trainees: by municipality, int64 [M]. What a region can spare is shared among its members by what they lack.
    """
    if not w.timeline.anywhere("alis.training_cooperation", w.month):
        return NO_HELP
    member = w.timeline.municipal("alis.training_cooperation", w.month) > 0
    region = w.geo.labour_region
    size = int(region.max()) + 1
    spare = np.where(member, np.maximum(slots - trainees, 0), 0).astype(np.int64)
    short = np.where(member, np.maximum(trainees + 1 - slots, 0), 0)
    start = np.searchsorted(region[w.by_region], np.arange(size + 1))
    shared = w.matching.fill_capped(
        np.bincount(region, spare, size).astype(np.int64), short[w.by_region].astype(np.int64), start
    )
    pairs: list[tuple[int, int, int]] = []
    for borrower, wanted in zip(w.by_region.tolist(), shared.tolist(), strict=True):
        if wanted:
            pairs += _from_the_nearest(w, borrower, wanted, spare)
    return np.array(pairs, np.int64).reshape(-1, 3)


def _from_the_nearest(w: Country, borrower: int, wanted: int, spare: Ints) -> list[tuple[int, int, int]]:
    """Places for one borrower, from the nearest members of its region that can spare some; ``spare`` is used up."""
    region, found = w.geo.labour_region, []
    lenders = np.flatnonzero((region == region[borrower]) & (spare > 0))
    for lender in lenders[np.argsort(w.geo.distance_km[borrower, lenders], kind="stable")].tolist():
        given = min(wanted, int(spare[lender]))
        spare[lender] -= given
        wanted -= given
        found.append((lender, borrower, given))
        if wanted == 0:
            break
    return found


def balance(pairs: Ints, municipalities: int) -> Ints:
    """Places received less places given, by municipality, int64 [M]; sums to 0."""
    received = np.bincount(pairs[:, 1], pairs[:, 2], municipalities)
    given = np.bincount(pairs[:, 0], pairs[:, 2], municipalities)
    return (received - given).astype(np.int64)
