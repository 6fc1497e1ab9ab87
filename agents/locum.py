"""Locums: what absence and vacancies ask for, who covers it, and at what price.

Most locum work is absence (parental, sick, courses, institution service), the rest vacancies; over 80 percent of
vacant lists have a locum (Helsedirektoratet 2019-2023). Supply is every locum at work, and part of the doctors who
wait for LIS1 as long as the exemption from the competence rule lets them (187 of about 900 in April 2022).
"""

import numba
import numpy as np

from agents import competence
from agents.alis import PRACTICE
from agents.country import Country
from agents.doctor import Stage
from agents.parameters import Parameter, declare

_LOCUM, _MUNICIPAL = int(Stage.LOCUM), int(Stage.MUNICIPAL)

declare(
    Parameter("locum_cover_max", 0.88, "share", 0.80, 0.95, "Helsedirektoratet 2023: 84-88 percent of vacant lists",
              "A", "vacant lists and absences covered when locums are plenty"),
    Parameter("locum_fte", 0.6, "FTE", 0.4, 0.9, "28 percent of lists had a locum in a month (2023)", "judgement",
              "working time of a locum present"),
    Parameter("locum_waiting_share", 0.35, "share", 0.15, 0.6, "187 locums without LIS1 (April 2022), 600 waiting", "B",
              "doctors waiting for LIS1 who work as locums while an exemption holds"),
    Parameter("locum_price_elasticity", 0.6, "power", 0.2, 1.2, "35 000 (2015) to 95 800 NOK a week (2023)",
              "judgement", "locum price index over (demand per supply, start = 1)"),
    Parameter("locum_price_pull", 0.3, "power", 0.0, 1.0, "assumption", "judgement",
              "locum choice and staying locum with the price index"),
    Parameter("locum_week_nok", 60000.0, "NOK/week", 33000.0, 96000.0,
              "32 950-39 900 (2015), 95 800 (2023), small places", "B", "price of a locum week at index 1, 2025 NOK"),
    Parameter("locum_ceiling_power", 0.3, "power", 0.0, 1.0, "assumption; prior includes zero", "judgement",
              "locum work on offer falls with (ceiling over market price) to this power"),
    Parameter("vacant_work_done", 0.85, "share", 0.6, 1.0, "patients of covered lists get nearly normal service",
              "judgement", "work of a vacant list done by its locum"),
)  # fmt: skip


def supply(w: Country, locums: np.ndarray, waiting: int) -> float:
    """FTE of these locums at work, and of so many who wait for LIS1, as far as the competence demand lets them."""
    p = w.parameters
    present = float(competence.presence(w, locums).sum())
    share = competence.waiting_share(w)
    if share > 0.0:
        present += share * p.locum_waiting_share * float(waiting)
    return present * p.locum_fte


def work(w: Country) -> None:
    """Demand by municipality, share covered, price index, and the work left to colleagues (loop vacancy_load)."""
    people, lists, towns, p = w.people, w.lists, w.towns, w.parameters
    size = len(towns.ids)
    unmanned = lists.vacant()
    present, away, counts, wanted, waiting = find_demand(
        people.rows(*PRACTICE), people.stage, people.away_until, people.municipality, unmanned, lists.municipality,
        people.rows(Stage.WAITING), people.starts_at, w.month, size,
    )  # fmt: skip
    absent, at_work, vacant = counts
    pressure = wanted / max(supply(w, present, waiting), 1e-9)
    usual = w.first("locum_pressure", pressure)  # 0 only on a map where nobody was away at the start
    index = (pressure / usual) ** p.locum_price_elasticity if usual > 0 else 1.0
    towns.locum_price, offered = under_ceiling(w, w.loop("locum_price", "locum_price", index))
    cover = p.locum_cover_max * min(1.0, 1.0 / max(pressure, 1e-9)) * offered
    towns.absent, towns.vacant = absent, vacant
    towns.locums = (absent + vacant) * cover
    towns.locums_on_vacant = vacant * cover
    per_gp = left_per_gp(
        unmanned, lists.municipality, away, people.municipality, people.list, lists.patients,
        1.0 - cover * p.vacant_work_done, 1.0 - cover, people.rows(Stage.LIS1_MUNICIPALITY), p.lis1_work_of_gp, at_work,
    )  # fmt: skip
    towns.uncovered_per_gp = w.loop("vacancy_load", "uncovered_per_gp", per_gp)
    w.ledger.nation("locum_week_nok", p.locum_week_nok * towns.locum_price)
    w.ledger.add("locum_months", towns.locums)
    w.ledger.add("locum_months_on_vacant_lists", towns.locums_on_vacant)


def under_ceiling(w: Country, index: float) -> tuple[float, float]:
    """(price index that is paid, part of the work still offered at it) under the price ceiling (lever F21)."""
    p = w.parameters
    highest = w.timeline.national("locum.price_ceiling_nok", w.month) / p.locum_week_nok
    if index <= highest:
        return index, 1.0
    return highest, (highest / index) ** p.locum_ceiling_power


@numba.njit(cache=True)
def find_demand(rows, stage, away_until, municipality, vacant, list_town, waiting, starts_at, month, towns):  # type: ignore[no-untyped-def]
    """(locums at work, GPs who are absent, rows of ``rows``; counts int64 (3, M); absent and vacant in the country;
    how many wait for LIS1 without a post to start in).

    ``rows`` are doctors in municipal practice, ``waiting`` for LIS1, ``vacant`` rows of lists. Counted by municipality
    are absent GPs, the other GPs, and vacant lists.
    """
    present, away = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    counts = np.zeros((3, towns), np.int64)
    locums, size = 0, 0
    for one in rows:
        row = np.uint64(one)
        gone, now = away_until[row] >= month, stage[row]
        gp = (now != _LOCUM) & (now != _MUNICIPAL)
        present[locums], away[size] = one, one
        locums += (now == _LOCUM) & (not gone)
        size += gone & gp
        counts[1, np.uint64(municipality[row])] += gp
    for row in away[:size]:
        counts[0, municipality[row]] += 1
        counts[1, municipality[row]] -= 1
    for row in vacant:
        counts[2, list_town[row]] += 1
    without_post = 0
    for row in waiting:
        without_post += starts_at[np.uint64(row)] < 0
    return present[:locums].copy(), away[:size].copy(), counts, size + vacant.size, without_post


@numba.njit(cache=True)
def left_per_gp(vacant, list_town, away, municipality, held, patients, part_of_vacant, part_of_away, lis1, work_of_lis1,
                at_work):  # type: ignore[no-untyped-def]  # fmt: skip
    """People for whom no locum does the work per GP ``at_work`` [M], float64 [M]; doctors in LIS1 count for a part.

    They are on vacant lists (rows) and on the main lists of GPs who are ``away`` (rows); of the people of each the part
    that is left. ``lis1``: rows of doctors who do ``work_of_lis1`` each.
    """
    towns = at_work.size
    on_vacant, of_away, relief = np.zeros(towns), np.zeros(towns), np.zeros(towns, np.int64)
    for row in vacant:
        on_vacant[list_town[row]] += patients[row] * part_of_vacant
    for row in away:
        of_away[municipality[row]] += patients[held[row]] * part_of_away
    for row in lis1:
        relief[municipality[row]] += 1
    for town in range(towns):
        on_vacant[town] = (on_vacant[town] + of_away[town]) / max(at_work[town] + relief[town] * work_of_lis1, 1.0)
    return on_vacant
