"""Compiled loops over all GP lists, row by row, for what municipalities see and decide. Closed lists are passed over.

Columns are those of model/lists.py; arrays over municipalities [M] are composed before, in agents/municipality.py.
Within a municipality a lower row is an older list: sums of fractions run in that order.
"""

import numba
import numpy as np

LISTS, VACANT, SALARIED_LISTS, LISTED, WITHOUT_GP = range(5)  # lists of three kinds; people on lists, on vacant lists


@numba.njit(cache=True)
def count_lists(closed, municipality, doctor, form, patients, cap, salaried, towns):  # type: ignore[no-untyped-def]
    """Counts int64 (5, M), by the names above; and the sum of caps and the number of lists with a doctor."""
    counts = np.zeros((5, towns), np.int64)
    caps, sitting = 0, 0
    for row in range(closed.size):
        if closed[row]:
            continue
        town = municipality[row]
        counts[LISTS, town] += 1
        counts[LISTED, town] += patients[row]
        if form[row] == salaried:
            counts[SALARIED_LISTS, town] += 1
        if doctor[row] < 0:
            counts[VACANT, town] += 1
            counts[WITHOUT_GP, town] += patients[row]
        else:
            caps += cap[row]
            sitting += 1
    return counts, caps, sitting


@numba.njit(cache=True)
def count_doctors(rows, municipality, birth_month, born_after, towns):  # type: ignore[no-untyped-def]
    """Doctors of these rows who work in each municipality and were born after a month, int64 [M]."""
    doctors = np.zeros(towns, np.int64)
    for row in rows:
        if birth_month[row] > born_after and municipality[row] >= 0:
            doctors[municipality[row]] += 1
    return doctors


@numba.njit(cache=True)
def over_district(district, number):  # type: ignore[no-untyped-def]
    """The sum of ``number`` [M] over the district that a municipality lies in, int64 [M]."""
    every = np.zeros(district.size, np.int64)  # no more districts than municipalities
    out = np.empty(district.size, np.int64)
    for town in range(district.size):
        every[district[town]] += number[town]
    for town in range(district.size):
        out[town] = every[district[town]]
    return out


@numba.njit(cache=True)
def mean_of_district(district, number, value):  # type: ignore[no-untyped-def]
    """The mean of ``value`` [M] over a municipality's district, weighted by ``number``, float64 [M]; 1 without any."""
    every = np.zeros(district.size)
    total = np.zeros(district.size)
    out = np.ones(district.size)
    for town in range(district.size):
        every[district[town]] += number[town]
        total[district[town]] += number[town] * value[town]
    for town in range(district.size):
        if every[district[town]] > 0:
            out[town] = total[district[town]] / max(every[district[town]], 1.0)
    return out


@numba.njit(cache=True)
def shares_of_region(counts, trust, trusts):  # type: ignore[no-untyped-def]
    """Over the trust's area, as a young doctor sees it: (vacant lists, salaried lists), of all, float64 [M] each."""
    area = np.zeros((3, trusts), np.int64)
    vacant, salaried = np.empty(trust.size), np.empty(trust.size)
    for town in range(trust.size):
        area[0, trust[town]] += counts[LISTS, town]
        area[1, trust[town]] += counts[VACANT, town]
        area[2, trust[town]] += counts[SALARIED_LISTS, town]
    for town in range(trust.size):
        every = max(area[0, trust[town]], 1)
        vacant[town] = area[1, trust[town]] / every
        salaried[town] = area[2, trust[town]] / every
    return vacant, salaried


@numba.njit(cache=True)
def people_on_lists(counts):  # type: ignore[no-untyped-def]
    """(people a list float64, people with a GP int64, share of those without one float64), [M] each."""
    towns = counts.shape[1]
    mean, with_gp, without = np.empty(towns), np.empty(towns, np.int64), np.empty(towns)
    for town in range(towns):
        mean[town] = counts[LISTED, town] / max(counts[LISTS, town], 1)
        with_gp[town] = counts[LISTED, town] - counts[WITHOUT_GP, town]
        without[town] = counts[WITHOUT_GP, town] / max(counts[LISTED, town], 1)
    return mean, with_gp, without


@numba.njit(cache=True)
def count_places(closed, municipality, doctor, cap, local):  # type: ignore[no-untyped-def]
    """Places by municipality, float64 [M]: the caps of lists with a doctor, and ``local`` [M] for a vacant list."""
    places = np.zeros(local.size)
    for row in range(closed.size):
        if not closed[row]:
            town = municipality[row]
            places[town] += cap[row] if doctor[row] >= 0 else local[town]
    return places


@numba.njit(cache=True)
def choose_closures(closed, municipality, doctor, successor, vacant_since, patients, vacant_before, few, surplus):  # type: ignore[no-untyped-def]
    """Lists to close, rows int64: one at most in a municipality, never its last.

    A list can close if nobody has it or is promised it, it fell vacant in or before the month ``vacant_before``, has
    less than ``few`` [M] patients, and the municipality has a ``surplus`` [M]. The one with fewest patients closes; of
    equal ones the oldest.
    """
    number = np.zeros(few.size, np.int64)
    smallest = np.full(few.size, -1, np.int64)
    for row in range(closed.size):
        if closed[row]:
            continue
        town = municipality[row]
        number[town] += 1
        if doctor[row] >= 0 or successor[row] >= 0 or vacant_since[row] > vacant_before:
            continue
        if not surplus[town] or patients[row] >= few[town]:
            continue
        if smallest[town] < 0 or patients[row] < patients[smallest[town]]:
            smallest[town] = row
    return smallest[(smallest >= 0) & (number > 1)]


@numba.njit(cache=True)
def choose_forms(closed, municipality, doctor, successor, vacant_since, form, vacant_before, rule, affordable,
                 private, salaried):  # type: ignore[no-untyped-def]  # fmt: skip
    """Write the form of every list that is vacant and promised to nobody.

    ``rule`` [M]: 0 no salary is offered, and a list turned salaried goes back to practice; 1 salary where it is
    ``affordable`` [M] and the list fell vacant in or before the month ``vacant_before``; 2 salary always.
    """
    for row in range(closed.size):
        if closed[row] or doctor[row] >= 0 or successor[row] >= 0:
            continue
        town = municipality[row]
        if rule[town] == 0:
            if form[row] == salaried:
                form[row] = private
        elif rule[town] == 2 or (rule[town] == 1 and affordable[town] and vacant_since[row] <= vacant_before):
            form[row] = salaried
