"""Institution service of GP trainees: half a year in a hospital or another specialised institution (levers A10, A11).

Who is due waits for a place and trains on meanwhile. Ordinary places come with a hazard; posts that a trust keeps for
GP trainees take those of its area at once, as long as one of them is free.
"""

import numba
import numpy as np

from agents import luck
from agents.country import Country
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

SERVICE_AFTER_MONTHS = 36.0  # months of training before institution service

declare(
    Parameter("institution_return", 0.95, "probability", 0.85, 1.0, "KS slides: some do not return", "judgement",
              "trainees who come back to their list after institution service"),
    Parameter("institution_place_yearly", 6.0, "1/year", 2.0, 12.0, "waiting times were not found (EU 2022: hospitals "
              "may be full)", "judgement",
              "a trainee due for institution service finds an ordinary place: two months on average"),
)  # fmt: skip


def serve(w: Country, rows: np.ndarray) -> None:
    """Trainees (rows) come back from service or leave the list for good; those who are due go or wait."""
    people = w.people
    back, due, months = look_at_service(
        rows, people.municipality, people.training_months, people.institution_months, people.away_until,
        people.at_institution, people.leaves_at, people.list, w.timeline.municipal("alis.institution_service", w.month),
        SERVICE_AFTER_MONTHS, w.month,
    )  # fmt: skip
    if come_back(w, back):
        stays = people.leaves_at[due] < 0
        due, months = due[stays], months[stays]
    going = _places(w, due, months)
    waiting, by_town = begin_service(
        due, months, going, people.municipality, people.away_until, people.at_institution, len(w.towns.ids), w.month
    )
    w.ledger.stock("institution_waiting", by_town)
    w.ledger.turned_away.add("service_places", waiting)


def come_back(w: Country, back: np.ndarray) -> bool:
    """Service of these GPs is over; some do not return and give notice. Whether anybody does."""
    people, p = w.people, w.parameters
    if len(back) == 0:
        return False
    lost = back[~luck.happens(w.key, people.id[back], w.month, Decision.INSTITUTION_RETURN, p.institution_return)]
    w.leave_scheme(lost[(people.leaves_at[lost] < 0) & (people.reserved[lost] < 0)])
    return len(lost) > 0


def _places(w: Country, due: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Which of those due for so many months have a place, bool [n]: an ordinary one, or one kept by their trust."""
    people = w.people
    chance = monthly(w.parameters.institution_place_yearly)
    placed = luck.happens(w.key, people.id[due], w.month, Decision.INSTITUTION_PLACE, chance)
    earmarked = w.timeline.trust("alis.hospital_posts", w.month)
    posts = w.hospitals.service_posts
    posts.release(w.month)
    if not len(w.while_same("earmarked posts", (earmarked,), lambda: np.flatnonzero(earmarked))):
        return placed
    waiting = np.flatnonzero(~placed)
    trust = w.geo.trust[people.municipality[due[waiting]]]
    order = np.lexsort((people.id[due[waiting]], -people.training_months[due[waiting]], trust))  # longest trained first
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(trust[order], trust[order])
    taken = rank < (earmarked - posts.occupied)[trust]
    posts.occupy(trust[taken], w.month + months[waiting[taken]])
    placed[waiting[taken]] = True
    return placed


class ServicePosts:
    """Earmarked posts in use, by trust [T], and when they fall free; one stays empty when its doctor leaves early."""

    def __init__(self, trusts: int):
        self.occupied = np.zeros(trusts, np.int64)
        self._free_at: dict[int, np.ndarray] = {}

    def occupy(self, trust: np.ndarray, until: np.ndarray) -> None:
        """One post each in these trusts, free again in month ``until``."""
        size = len(self.occupied)
        self.occupied += np.bincount(trust, minlength=size)
        for month in np.unique(until).tolist():
            ends = np.bincount(trust[until == month], minlength=size)
            self._free_at[month] = self._free_at.get(month, 0) + ends

    def release(self, month: int) -> None:
        """Posts whose term ends this month."""
        if month in self._free_at:
            self.occupied -= self._free_at.pop(month)


@numba.njit(cache=True)
def begin_service(due, months, going, municipality, away_until, at_institution, towns, month):  # type: ignore[no-untyped-def]
    """Those of ``due`` who are ``going``, bool each, begin the service of so many months; the others wait.

    Returns the municipalities of these and how many wait in each, int64 [M].
    """
    waiting, number = np.empty(due.size, np.int64), 0
    by_town = np.zeros(towns, np.int64)
    for i in range(due.size):
        row = due[i]
        if going[i]:
            away_until[row] = month + months[i] - 1
            at_institution[row] = True
        else:
            if municipality[row] < 0:
                raise ValueError("a trainee who waits for institution service works in no municipality")
            waiting[number] = municipality[row]
            by_town[municipality[row]] += 1
            number += 1
    return waiting[:number].copy(), by_town


@numba.njit(cache=True)
def look_at_service(trainees, municipality, training_months, institution_months, away_until, at_institution, leaves_at,
                    held, demanded, months_before, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """(who has a list and whose service is over; who is due for service; whole months that these lack), int64 each.

    Service that is over ends here. Due are trainees with ``months_before`` months behind them and service ``demanded``
    [M] ahead, present and staying.
    """
    back, found = np.empty(trainees.size, np.int64), np.empty(trainees.size, np.int64)
    months = np.empty(trainees.size, np.int64)
    over, number = 0, 0
    for each in trainees:
        row = np.uint64(each)
        present = away_until[row] < month
        if at_institution[row] and present:
            at_institution[row] = False
            back[over] = each
            over += held[row] >= 0
        found[number] = each
        number += (training_months[row] >= months_before) & present
    due = 0
    for row in found[:number]:
        missing = demanded[municipality[row]] - float(institution_months[row])
        if missing > 0.0 and leaves_at[row] < 0:  # few, most have been there
            found[due], months[due] = row, int(missing)
            due += 1
    return back[:over].copy(), found[:due].copy(), months[:due].copy()
