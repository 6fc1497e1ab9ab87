"""Compiled loops over GP lists for what municipalities see and decide, and over municipalities.

Columns are those of model/lists.py. ``rows`` are open lists sorted by municipality and then by age, and ``start``
[M + 1] says where those of each municipality begin (``Lists.open_rows``, ``Lists.group_start``): sums of fractions run
in that order. Rows are made unsigned to index columns: a signed number is asked each time whether it counts from the
end. Arrays over municipalities [M] are composed in agents/municipality.py and agents/oncall.py.
"""

import numba
import numpy as np

# what ``count_lists`` counts: lists of three kinds; people on lists, on vacant lists, on others
LISTS, VACANT, SALARIED_LISTS, LISTED, WITHOUT_GP, WITH_GP = range(6)
# shares that follow: people a list, without a GP; lists of the trust's area vacant, salaried
LIST_LENGTH, SHARE_WITHOUT, VACANT_AROUND, SALARIED_AROUND = range(4)
GPS, DOCTORS, AROUND = range(3)  # what ``count_on_call`` counts


@numba.njit(cache=True)
def count_lists(rows, start, doctor, form, patients, cap, salaried, trust, trusts):  # type: ignore[no-untyped-def]
    """(counts int64 (6, M), shares float64 (4, M) by the names above; sum of caps, and number, of lists with a doctor).

    Shares of lists are seen over the area of the trust, as a young doctor sees them.
    """
    towns = trust.size
    counts, shares = np.zeros((6, towns), np.int64), np.empty((4, towns))
    area = np.zeros((3, trusts), np.int64)
    caps, sitting = 0, 0
    for town in range(towns):
        vacant, paid, listed, without = 0, 0, 0, 0
        for place in range(start[town], start[town + 1]):
            row = np.uint64(rows[np.uint64(place)])
            empty, people = doctor[row] < 0, patients[row]
            listed += people
            paid += form[row] == salaried
            vacant += empty
            without += people * empty
            caps += cap[row] * (not empty)
        number = start[town + 1] - start[town]
        sitting += number - vacant
        counts[LISTS, town], counts[VACANT, town], counts[SALARIED_LISTS, town] = number, vacant, paid
        counts[LISTED, town], counts[WITHOUT_GP, town], counts[WITH_GP, town] = listed, without, listed - without
        shares[LIST_LENGTH, town] = listed / max(number, 1)
        shares[SHARE_WITHOUT, town] = without / max(listed, 1)
        for kind in range(3):
            area[kind, trust[town]] += counts[kind, town]
    for town in range(towns):
        every = max(area[LISTS, trust[town]], 1)
        shares[VACANT_AROUND, town] = area[VACANT, trust[town]] / every
        shares[SALARIED_AROUND, town] = area[SALARIED_LISTS, trust[town]] / every
    return counts, shares, caps, sitting


@numba.njit(cache=True)
def attraction_of_areas(grant, slot_chance, vacant_share, lists, trust, trusts, level, passed_on, of_grant,
                        of_supervision, of_strain, secure, crowded):  # type: ignore[no-untyped-def]  # fmt: skip
    """Logit that policy and strain add to general practice: mean of the trust's area by lists, float64 [M].

    By municipality: the grant (nominal NOK at a price ``level``, of which a share is ``passed_on``), the chance of a
    supervisor, the share of lists vacant, and lists. Weights ``of`` these: for 100 000 NOK, for none to all. What
    ``secure`` income and a ``crowded`` market add is the same everywhere.
    """
    total, every = np.zeros(trusts), np.zeros(trusts)
    out = np.empty(trust.size)
    for town in range(trust.size):
        value = of_grant * (grant[town] / level / 1e5 * passed_on) - of_supervision * (1.0 - slot_chance[town])
        value = value + secure - of_strain * vacant_share[town] + crowded
        weight = max(float(lists[town]), 1e-9)
        total[trust[town]] += value * weight
        every[trust[town]] += weight
    for town in range(trust.size):
        out[town] = total[trust[town]] / every[trust[town]]
    return out


@numba.njit(cache=True)
def count_on_call(gps, lis1, others, municipality, birth_month, born_after, district):  # type: ignore[no-untyped-def]
    """Doctors born after a month, int64 (3, M) by the names above: GPs, all of these rows, all of the district."""
    counts = np.zeros((3, district.size), np.int64)
    seen = np.zeros(district.size + 1, np.int64)  # the last is who works nowhere, -1
    for row in gps:
        seen[municipality[np.uint64(row)]] += birth_month[np.uint64(row)] > born_after
    for town in range(district.size):
        counts[GPS, town] = seen[town]
    for row in lis1:
        seen[municipality[np.uint64(row)]] += birth_month[np.uint64(row)] > born_after
    for row in others:
        seen[municipality[np.uint64(row)]] += birth_month[np.uint64(row)] > born_after
    around = over_district(district, seen)
    for town in range(district.size):
        counts[DOCTORS, town], counts[AROUND, town] = seen[town], around[town]
    return counts


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
def share_shifts(counts, seen, part, district, a_month, everywhere, doctors, relative, left):  # type: ignore[no-untyped-def]
    """Shifts of a municipality's doctors on their part, shifts of its GPs, and two factors of strain, float64 (4, M).

    counts: of ``count_on_call``; seen: doctors by municipality as far as strain feels them; part: of the shifts of the
    district, by its rules (``everywhere``: by those of the nation). Strain grows with each factor: ``doctors`` over
    those of the district, and shifts ``relative`` to those that strain was measured under, down to what is ``left``.
    """
    around, out = over_district(district, seen), np.empty((4, part.size))
    for town in range(part.size):
        every = max(counts[AROUND, town], 1)
        out[0, town] = a_month * counts[DOCTORS, town] / every
        out[1, town] = a_month * everywhere * part[town] * counts[GPS, town] / every
        out[2, town] = doctors / max(float(around[town]), 1.0)
        out[3, town] = left + (1.0 - left) * (relative * part[town])
    return out


@numba.njit(cache=True)
def missing_lists(rows, start, doctor, cap, norm, ceiling, has_lists, people, buffer, shortage,
                  of_shortage):  # type: ignore[no-untyped-def]  # fmt: skip
    """Lists of local length that a municipality lacks, float64 [M]; 0 where there are none at all.

    Its people's places, wanted with a ``buffer`` and the more the larger its ``shortage``, less the places it has: the
    caps of lists with a doctor, and for a vacant list the ``norm`` below the ``ceiling``.
    """
    out = np.zeros(norm.size)
    for town in range(norm.size):
        if not has_lists[town]:
            continue
        local, places = min(norm[town], ceiling[town]), 0.0
        for place in range(start[town], start[town + 1]):
            row = np.uint64(rows[np.uint64(place)])
            places += cap[row] if doctor[row] >= 0 else local
        wanted = people[town] * buffer[town] + of_shortage * shortage[town] * people[town]
        out[town] = (wanted - places) / local
    return out


@numba.njit(cache=True)
def ready_to_open(gap, budget_left, from_gap, speed, cost):  # type: ignore[no-untyped-def]
    """(municipalities that lack so many lists int64, lists each opens this month for sure int64, the chance of one
    more, and by municipality the most it can pay for, int64 [M]).

    gap, budget_left [M]; speed: lists opened in a month at the gap ``from_gap`` from which lists are opened, in
    proportion more at a larger one; cost: of opening one, above 0.
    """
    ready, sure, chance = np.empty(gap.size, np.int64), np.empty(gap.size, np.int64), np.empty(gap.size)
    paid, number = np.empty(gap.size, np.int64), 0
    for town in range(gap.size):
        paid[town] = int(max(budget_left[town], 0.0) / cost)
        if gap[town] >= from_gap:
            expected = speed * (gap[town] / from_gap)
            ready[number], sure[number], chance[number] = town, int(expected), expected - int(expected)
            number += 1
    return ready[:number].copy(), sure[:number].copy(), chance[:number].copy(), paid


@numba.njit(cache=True)
def open_and_pay(ready, sure, more, paid, norm, ceiling, budget_left, spent, cost):  # type: ignore[no-untyped-def]
    """(municipality and cap of each list opened, municipalities that cannot pay for all, int64; the budget left and
    what is spent then, NOK [M]).

    The first four are those of ``ready_to_open``, ``more``: whether chance opens one more. A cap is the ``norm`` [M],
    below the ceiling (lever F15).
    """
    number, short, few, total = np.empty(ready.size, np.int64), np.empty(ready.size, np.int64), 0, 0
    left, spent = budget_left.copy(), spent.copy()
    for i in range(ready.size):
        town, due = ready[i], sure[i] + more[i]
        number[i] = min(due, paid[town])
        total += number[i]
        left[town] -= np.rint(cost * number[i])
        spent[town] += np.rint(cost * number[i])
        short[few] = town
        few += due > paid[town]
    where, caps, size = np.empty(total, np.int64), np.empty(total, np.int64), 0
    for i in range(ready.size):
        for _ in range(number[i]):
            where[size], caps[size] = ready[i], np.int64(np.rint(min(norm[ready[i]], ceiling[ready[i]])))
            size += 1
    return where, caps, short[:few].copy(), left, spent


@numba.njit(cache=True)
def choose_closures(free, start, municipality, vacant_since, patients, vacant_before, norm, few, missing,
                    surplus):  # type: ignore[no-untyped-def]  # fmt: skip
    """Lists to close, rows int64: one at most in a municipality, never its last.

    Of the vacant lists promised to nobody, ``free`` (in the order of ``rows``), one can close that fell vacant in or
    before the month ``vacant_before``, has less than ``few`` times the ``norm`` [M] of patients, where lists
    ``missing`` [M] are below ``surplus``. The one with fewest patients closes; of equal ones the oldest.
    """
    chosen, number = np.empty(free.size, np.int64), 0
    for row in free:
        town = municipality[row]
        if vacant_since[row] > vacant_before or start[town + 1] - start[town] < 2:
            continue
        if not missing[town] < surplus or patients[row] >= few * norm[town]:
            continue
        if number > 0 and municipality[chosen[number - 1]] == town:
            if patients[row] < patients[chosen[number - 1]]:
                chosen[number - 1] = row
        else:
            chosen[number] = row
            number += 1
    return chosen[:number].copy()


@numba.njit(cache=True)
def choose_forms(free, municipality, vacant_since, form, vacant_before, rule, budget_left, cost, private,
                 salaried):  # type: ignore[no-untyped-def]  # fmt: skip
    """Write the form of every list in ``free``: those vacant and promised to nobody.

    ``rule`` [M]: 0 no salary is offered, and a list turned salaried goes back to practice; 1 salary where what is left
    of the budget [M] covers the ``cost`` and the list fell vacant in or before the month ``vacant_before``; 2 always.
    """
    for row in free:
        town = municipality[row]
        if rule[town] == 0:
            if form[row] == salaried:
                form[row] = private
        elif rule[town] == 2 or (rule[town] == 1 and budget_left[town] >= cost and vacant_since[row] <= vacant_before):
            form[row] = salaried


@numba.njit(cache=True)
def extra_pay(free, municipality, vacant, budget_left, amount):  # type: ignore[no-untyped-def]
    """(extra pay on offer float64 [M], municipalities of the lists ``free`` that go without it for want of money).

    The ``amount`` is offered where lists are ``vacant`` [M] and more than that is left of the budget [M]; lists that go
    without are named as long as some municipality would offer it and cannot.
    """
    pay = np.zeros(vacant.size)
    towns, number = np.empty(free.size, np.int64), 0
    short = False
    for town in range(vacant.size):
        if vacant[town] > 0:
            if budget_left[town] > amount:
                pay[town] = amount
            else:
                short = True
    for row in free:
        towns[number] = municipality[row]
        number += short and not budget_left[municipality[row]] > amount
    return pay, towns[:number].copy()
