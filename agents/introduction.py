"""Introduction agreements: doctors in training without a list work on the lists of others with refunds (lever A4).

A place is filled at a hazard, by lot among the doctors in training without a list: the scheme began with 65 places in
March 2022, 17 were in use eight months later and 49 after two years. For up to two years the doctor is a municipal
doctor, no locum; every month counts as open practice. Afterwards many look for a list.
"""

import numba
import numpy as np

from agents import career, luck
from agents.country import Country
from agents.doctor import NEVER, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

LONGEST_MONTHS = 24  # two years at most (EU 2022)
_MUNICIPAL, _LOCUM = int(Stage.MUNICIPAL), int(Stage.LOCUM)
_NEVER = np.uint64(0x8000_8000_8000_8000)  # the signs of four months of which none is set

declare(
    Parameter("introduction_fill_yearly", 1.0, "1/year", 0.3, 3.0, "17 of 65 in use (Nov 2022), 49 (March 2024)", "B",
              "a free place in the scheme finds a doctor"),
    Parameter("introduction_start_share", 0.75, "share", 0.5, 1.0, "49 of 65 in use (March 2024)", "B",
              "places in use when a run starts with the scheme in force"),
    Parameter("introduction_looks", 0.6, "probability", 0.2, 1.0, "assumption", "judgement",
              "looks for a list when the agreement ends"),
    Parameter("introduction_seeks_yearly", 0.08, "1/year", 0.0, 0.3, "as locums over municipal doctors",
              "judgement", "begins to look for a list while the agreement runs, over other municipal doctors"),
    Parameter("introduction_folketrygd_nok", 461_000.0, "NOK/year", 400_000.0, 520_000.0,
              "430 000 NOK (2023), to 2025", "A", "refunds of one agreement, 2025 NOK"),
    Parameter("introduction_patient_nok", 82_000.0, "NOK/year", 70_000.0, 95_000.0, "77 000 NOK (2023), to 2025", "A",
              "patients' payments for one agreement, 2025 NOK"),
)  # fmt: skip


def agree(w: Country) -> None:
    """A month of the scheme: agreements end, free places are filled, what is used is counted and paid."""
    people, towns, p = w.people, w.towns, w.parameters
    size = len(towns.ids)
    offered = round(w.timeline.national("alis.introduction_agreements", w.month) * w.scale)
    introduced = with_agreement(people.introduced_until)
    if offered == 0 and len(introduced) == 0:
        towns.introduced = np.zeros(size)
        w.ledger.stock("introduction_agreements", towns.introduced)
        return
    introduced = end(w, introduced)
    number = w.whole("introductions", max(offered - len(introduced), 0) * monthly(p.introduction_fill_yearly))
    if number:
        introduced = np.concatenate([introduced, fill(w, number)])
    look(w, introduced)
    used, towns.introduced, at_work = count_used(introduced, people.municipality, people.away_until, size, w.month)
    w.ledger.stock("introduction_agreements", used)
    w.money.owe("folketrygd", at_work * p.introduction_folketrygd_nok / 12.0, "alis.introduction_agreements")
    w.money.owe("patient", at_work * p.introduction_patient_nok / 12.0, "alis.introduction_agreements")


def end(w: Country, introduced: np.ndarray) -> np.ndarray:
    """Agreements end with training, with a list, on leaving municipal work, and after two years. Returns the others."""
    people = w.people
    others, done = ended(
        introduced, people.stage, people.list, people.in_training, people.reserved, people.introduced_until, w.month
    )
    if len(done):
        chance = w.parameters.introduction_looks
        looks = done[luck.happens(w.key, people.id[done], w.month, Decision.INTRODUCTION, chance, 1)]
        if len(looks):
            career.go(w, looks, np.full(len(looks), career.GP))
    return others  # type: ignore[no-any-return]


def look(w: Country, introduced: np.ndarray) -> None:
    """Some begin to look for a list before the agreement ends; it runs on until they have one."""
    people = w.people
    chance = monthly(w.parameters.introduction_seeks_yearly)
    seek = introduced[luck.happens(w.key, people.id[introduced], w.month, Decision.INTRODUCTION, chance, 2)]
    if len(seek):
        people.seeking[seek[people.reserved[seek] < 0]] = True


def fill(w: Country, number: int) -> np.ndarray:
    """So many doctors in training without a list, by lot, take an agreement where they work, rows."""
    people = w.people
    rows = trainees_off_list(w.towns.learners, people.stage, people.in_training)
    new = by_lot(
        rows, luck.words(w.key, people.id[rows], w.month, Decision.INTRODUCTION), number, people.introduced_until,
        people.reserved, people.municipality, w.geo.has_lists,
    )  # fmt: skip
    people.introduced_until[new] = w.month + LONGEST_MONTHS - 1
    w.ledger.transfer(new[people.stage[new] == Stage.LOCUM], Stage.MUNICIPAL)
    w.ledger.event(Event.INTRODUCTION_STARTED, new)
    return new


def begin(w: Country, rows: np.ndarray) -> None:
    """Agreements in use at the start of a run, at every stage of their two years, for trainees without list (rows)."""
    people = w.people
    places = round(w.timeline.national("alis.introduction_agreements", w.month) * w.scale)
    number = round(places * w.parameters.introduction_start_share)
    rows = rows[people.in_training[rows] & w.geo.has_lists[people.municipality[rows]]]
    lot = luck.uniform(w.key, people.id[rows], w.month, Decision.INTRODUCTION)
    chosen = rows[np.argsort(lot, kind="stable")[:number]]
    part = luck.uniform(w.key, people.id[chosen], 0, Decision.INTRODUCTION)
    people.introduced_until[chosen] = w.month + np.floor(LONGEST_MONTHS * part).astype(np.int64)


@numba.njit(cache=True)
def with_agreement(introduced_until):  # type: ignore[no-untyped-def]
    """Rows of the population with an introduction agreement, few, ascending int64; four are looked at together."""
    found = np.empty(introduced_until.size, np.int64)
    fours = introduced_until[: introduced_until.size // 4 * 4].view(np.uint64)
    size = 0
    for place in range(fours.size):
        if fours[place] & _NEVER != _NEVER:
            for row in range(4 * place, 4 * place + 4):
                found[size] = row
                size += introduced_until[row] >= 0
    for row in range(4 * fours.size, introduced_until.size):
        found[size] = row
        size += introduced_until[row] >= 0
    return found[:size].copy()


@numba.njit(cache=True)
def count_used(introduced, municipality, away_until, towns, month):  # type: ignore[no-untyped-def]
    """(agreements of these doctors by municipality int64, of them who is at work float64 [M], how many are in all)."""
    used, present, number = np.zeros(towns, np.int64), np.zeros(towns), 0
    for row in introduced:
        if municipality[row] < 0:
            raise ValueError("a doctor with an introduction agreement works in no municipality")
        used[municipality[row]] += 1
        if away_until[row] < month:
            present[municipality[row]] += 1.0
            number += 1
    return used, present, number


@numba.njit(cache=True)
def trainees_off_list(learners, stage, in_training):  # type: ignore[no-untyped-def]
    """Those in training among ``learners`` (of ``alis.update_supervision``), int64: municipal doctors, then locums."""
    found, number = np.empty(learners.size, np.int64), np.uint64(0)
    for each in learners:
        found[number] = each
        number += np.uint64(in_training[np.uint64(each)])
    out, size, locums = np.empty(number, np.int64), 0, 0
    for row in found[:number]:
        out[size], found[locums] = row, row
        size += stage[row] == _MUNICIPAL
        locums += stage[row] == _LOCUM
    for row in found[:locums]:
        out[size] = row
        size += 1
    return out[:size].copy()


@numba.njit(cache=True)
def ended(introduced, stage, held, in_training, reserved, introduced_until, month):  # type: ignore[no-untyped-def]
    """(rows whose agreement goes on, rows whose two years are over and who wait for no list); agreements end here."""
    others, done = np.empty(introduced.size, np.int64), np.empty(introduced.size, np.int64)
    left, over = 0, 0
    for row in introduced:
        here = stage[row] == _MUNICIPAL and held[row] < 0
        expired = introduced_until[row] < month
        if here and in_training[row] and not expired:
            others[left] = row
            left += 1
            continue
        introduced_until[row] = NEVER
        if here and expired and reserved[row] < 0:
            done[over] = row
            over += 1
    return others[:left].copy(), done[:over].copy()


@numba.njit(cache=True)
def by_lot(rows, lots, number, introduced_until, reserved, municipality, has_lists):  # type: ignore[no-untyped-def]
    """So many of ``rows`` with the lowest ``lots``, the first of equals, ascending int64; all if there are no more.

    Only of those without an agreement or a promised list, where there are lists (``has_lists``, bool [M]).
    """
    places, size = np.empty(min(number, rows.size) + 1, np.int64), 0  # the lowest so far, by lot
    for place in range(rows.size):
        row, at = rows[place], size
        if size == number and (size == 0 or lots[places[size - 1]] <= lots[place]):
            continue  # nearly always: nothing else of the doctor is looked at
        if introduced_until[row] >= 0 or reserved[row] >= 0 or not has_lists[municipality[row]]:
            continue
        while at > 0 and lots[places[at - 1]] > lots[place]:
            places[at] = places[at - 1]
            at -= 1
        places[at] = place  # the last may be one too many, and is overwritten by the next
        size = min(size + 1, number)
    out = np.empty(size, np.int64)
    for i in range(size):
        at = i
        while at > 0 and out[at - 1] > rows[places[i]]:
            out[at] = out[at - 1]
            at -= 1
        out[at] = rows[places[i]]
    return out
