"""Compiled loops over the GP lists: their order, counts by municipality, room, and the work of their doctors.

``rows`` are open lists by municipality, ``start`` the first position of each municipality in them, [M + 1]. Each loop
is plain Python too, which serves when ``NUMBA_DISABLE_JIT=1``. Sums are taken over all lists times whether they count,
not behind a branch that nobody can foresee: a branch mistaken costs as much as ten additions. Where all lists are
looked at, places and rows are made unsigned to index: a signed number is asked each time if it counts from the end.
"""

import numba
import numpy as np

from agents.doctor import Stage
from agents.forms import OFFICE, SALARIED
from agents.row_loops import marked
from model.matching_loops import share

GONE = (int(Stage.RETIRED), int(Stage.DEAD))


@numba.njit(cache=True)
def order_by_town(before, begin, known, municipality, closed):  # type: ignore[no-untyped-def]
    """Rows of lists not closed by municipality, then by age, and where each municipality begins, [M + 1].

    ``before`` and ``begin`` are this order when there were ``known`` lists: some have closed since, others come last.
    """
    rows, start = np.empty(before.size + municipality.size - known, np.int64), np.zeros_like(begin)
    for row in range(known, municipality.size):
        start[municipality[row] + 1] += not closed[row]
    place, size = np.empty(begin.size, np.int64), 0  # where the next new list of each municipality goes
    for town in range(begin.size - 1):
        for old in range(begin[town], begin[town + 1]):
            rows[np.uint64(size)] = before[np.uint64(old)]
            size += not closed[np.uint64(before[np.uint64(old)])]
        place[town] = size
        size += start[town + 1]
        start[town + 1] = size
    for row in range(known, municipality.size):
        if not closed[row]:
            rows[place[municipality[row]]] = row
            place[municipality[row]] += 1
    return rows[:size], start


@numba.njit(cache=True)
def on_offer(closed, doctor, successor, leaving_at):  # type: ignore[no-untyped-def]
    """Rows of lists that are vacant or fall free and are promised to nobody, ascending int64."""
    open_now = np.empty(closed.size, np.bool_)
    for row in range(closed.size):  # kept apart from the search, so that it runs several lanes wide
        open_now[row] = ((doctor[row] < 0) | (leaving_at[row] >= 0)) & (successor[row] < 0) & (not closed[row])
    return marked(open_now)


@numba.njit(cache=True)
def unpromised(rows, doctor, successor):  # type: ignore[no-untyped-def]
    """Those of these rows that are vacant lists which nobody is promised, int64."""
    found, size = np.empty(rows.size, np.int64), 0
    for row in rows:
        if doctor[np.uint64(row)] < 0 and successor[np.uint64(row)] < 0:  # few, so that guessing no is right
            found[size] = row
            size += 1
    return found[:size].copy()


@numba.njit(cache=True)
def count_lists(rows, start, doctor, patients, cap, form, vacant_since, since, locked_until, away_until, month,
                of_salaried):  # type: ignore[no-untyped-def]  # fmt: skip
    """By municipality, in the order of ``ListCounts``: int64 (9, M), and places at work float64 [M].

    Long vacant: since before month ``since``. At work are doctors who are not away (a column of doctors); a place on a
    list of a salaried GP counts ``of_salaried``.
    """
    out, at_work = np.zeros((9, start.size - 1), np.int64), np.zeros(start.size - 1)
    for town in range(start.size - 1):
        sitting, long_vacant, everybody, with_gp, places, salaried, locked, office = 0, 0, 0, 0, 0, 0, 0, 0
        working = 0.0
        for place in range(start[town], start[town + 1]):
            row = np.uint64(rows[np.uint64(place)])
            holder, people, size, kind = doctor[row], patients[row], cap[row], form[row]
            everybody += people
            if holder >= 0:  # for nearly all, so that guessing so is nearly always right
                sitting += 1
                with_gp += people
                places += size
                salaried += kind == SALARIED
                office += kind == OFFICE
                locked += max(size - people, 0) * (locked_until[row] >= month)
                working += size * (of_salaried if kind == SALARIED else 1.0) * (away_until[np.uint64(holder)] < month)
            else:
                long_vacant += vacant_since[row] < since
        number = start[town + 1] - start[town]
        out[0, town], out[1, town], out[2, town] = number, number - sitting, long_vacant
        out[3, town], out[4, town], out[5, town], out[6, town] = with_gp, everybody - with_gp, places, salaried
        out[7, town], out[8, town] = office, locked
        at_work[town] = working
    return out, at_work


@numba.njit(cache=True)
def room_and_people(rows, start, doctor, cap, patients, locked_until, month):  # type: ignore[no-untyped-def]
    """By municipality, int64 [M]: free places on lists with a doctor, people on all lists, people on vacant lists.

    A locked list has no free place. Then lists with free places: (their rows, places, where each municipality begins).
    """
    towns = start.size - 1
    free, listed, without_gp = np.zeros(towns, np.int64), np.zeros(towns, np.int64), np.zeros(towns, np.int64)
    at, places, part = np.empty(rows.size, np.int64), np.empty(rows.size), np.zeros(start.size, np.int64)
    size = 0
    for town in range(towns):
        room, everybody, sitting = 0, 0, 0
        for place in range(start[town], start[town + 1]):
            row = np.uint64(rows[np.uint64(place)])
            has, people = doctor[row] >= 0, patients[row]
            own = max(cap[row] - people, 0) * ((locked_until[row] < month) & has)
            everybody += people
            sitting += people * has
            room += own
            at[size], places[size] = row, own  # overwritten by the next, unless it has places
            size += own > 0
        free[town], listed[town], without_gp[town] = room, everybody, everybody - sitting
        part[town + 1] = size
    return free, listed, without_gp, (at[:size], places[:size], part)


@numba.njit(cache=True)
def people_to_take(rows, start, doctor, patients, leaving, vacant_only):  # type: ignore[no-untyped-def]
    """Lists with people where people leave [M]: (their rows, people, where each municipality begins in them)."""
    out, people, part = np.empty(rows.size, np.int64), np.empty(rows.size), np.zeros(start.size, np.int64)
    size = 0
    for town in range(start.size - 1):
        if leaving[town] > 0:
            for place in range(start[town], start[town + 1]):
                row = rows[place]
                if patients[row] > 0 and (doctor[row] < 0 or not vacant_only):
                    out[size], people[size] = row, patients[row]
                    size += 1
        part[town + 1] = size
    return out[:size], people[:size], part


@numba.njit(cache=True)
def lists_to_crowd(rows, start, doctor, cap, left):  # type: ignore[no-untyped-def]
    """Lists that take people without a free place [M], vacant ones if there are any: (rows, caps, begins)."""
    out, size_of, part = np.empty(rows.size, np.int64), np.empty(rows.size), np.zeros(start.size, np.int64)
    size = 0
    for town in range(start.size - 1):
        if left[town] > 0:
            has_vacant = False
            for place in range(start[town], start[town + 1]):
                has_vacant = has_vacant or doctor[rows[place]] < 0
            for place in range(start[town], start[town + 1]):
                row = rows[place]
                if (doctor[row] < 0) == has_vacant:
                    out[size], size_of[size] = row, max(cap[row], 1)
                    size += 1
        part[town + 1] = size
    return out[:size], size_of[:size], part


# Amounts [M] are shared out among the lists concerned alone: half of the lists have no free place, most municipalities
# no vacant list. The loops below write ``patients``.


ON, OFF = np.int64(1), np.int64(-1)  # not literals, for each of which the loop would be compiled


@numba.njit(cache=True)
def _move(patients, amount, among, sign):  # type: ignore[no-untyped-def]
    """An amount of people [M] comes ``ON`` these lists or gets ``OFF`` them, in proportion to their weights."""
    at, weight, part = among
    number = share(amount, weight, part)
    for town in range(amount.size):
        if amount[town] > 0:
            for i in range(part[town], part[town + 1]):
                patients[at[i]] += sign * number[i]


@numba.njit(cache=True)
def place_everybody(rows, start, doctor, cap, patients, locked_until, listed, month):  # type: ignore[no-untyped-def]
    """The lists of every municipality come to hold its ``listed`` people [M], see ``model.lists.place_people``."""
    free, present, _, places = room_and_people(rows, start, doctor, cap, patients, locked_until, month)
    towns = listed.size
    leaving, placed, left = np.zeros(towns, np.int64), np.zeros(towns, np.int64), np.zeros(towns, np.int64)
    crowded = False
    for town in range(towns):
        pool = listed[town] - present[town]  # who has no list this month, newcomers among them
        leaving[town] = max(-pool, 0)
        placed[town] = min(max(pool, 0), free[town])
        left[town] = max(pool, 0) - placed[town]
        crowded = crowded or left[town] > 0
    _move(patients, placed, places, ON)
    _move(patients, leaving, people_to_take(rows, start, doctor, patients, leaving, np.bool_(False)), OFF)
    if crowded:
        _move(patients, left, lists_to_crowd(rows, start, doctor, cap, left), ON)


@numba.njit(cache=True)
def leave_vacant(rows, start, doctor, cap, patients, locked_until, chance, month):  # type: ignore[no-untyped-def]
    """Of the people on vacant lists the part ``chance`` moves to free places of the municipality, as far as any are."""
    free, _, moving, places = room_and_people(rows, start, doctor, cap, patients, locked_until, month)
    for town in range(moving.size):
        moving[town] = min(int(moving[town] * chance), free[town])
    _move(patients, moving, places, ON)
    _move(patients, moving, people_to_take(rows, start, doctor, patients, moving, np.bool_(True)), OFF)


@numba.njit(cache=True)
def leave_locked(rows, start, doctor, patients, locked_until, room, chance, month):  # type: ignore[no-untyped-def]
    """People who leave locked lists, taken off these here, int64 [M]: of each ``chance``, to the nearest person.

    No more than there is ``room`` for, [M].
    """
    out, locked = np.zeros(room.size, np.int64), np.empty(rows.size, np.int64)
    for town in range(room.size):
        left = room[town]
        if left <= 0:
            continue
        size = 0
        for place in range(start[town], start[town + 1]):  # kept apart, for nobody can foresee which lists are locked
            row = np.uint64(rows[np.uint64(place)])
            locked[size] = row
            size += (doctor[row] >= 0) & (locked_until[row] >= month)
        for row in locked[:size]:
            going = min(int(patients[row] * chance + 0.5), left)
            patients[row] -= going
            left -= going
        out[town] = room[town] - left
    return out


@numba.njit(cache=True)
def lock_and_change(rows, start, doctor, cap, patients, locked_until, chance, month, doctors, busy, own_list, leaves_at,
                    until):  # type: ignore[no-untyped-def]  # fmt: skip
    """Lists of ``busy`` ones of these doctors are locked ``until`` a month, if they have not given notice already.

    Who then leaves a locked list (``leave_locked``) gets a free place on another of the municipality, as far as people
    on vacant lists, who come first, leave any.
    """
    for i in range(doctors.size):
        mine = own_list[doctors[i]]
        if busy[i] and leaves_at[doctors[i]] < 0 and locked_until[mine] < month:
            locked_until[mine] = until
    free, _, without_gp, places = room_and_people(rows, start, doctor, cap, patients, locked_until, month)
    left = leave_locked(rows, start, doctor, patients, locked_until, free - without_gp, chance, month)
    _move(patients, left, places, ON)


@numba.njit(cache=True)
def capacity(at_work, helpers, eased, lis1, municipality, of_lis1, cap_norm, locums, of_locum, introduced,
             of_introduced, trainees, slots, of_trainee, contacts):  # type: ignore[no-untyped-def]  # fmt: skip
    """Contacts a year that doctors at work can give, float64 [M]; see ``model.lists.capacity``.

    By municipality: places ``at_work``, times the ``helpers``' gain and what hours ``eased`` leave; the list of a new
    GP, in parts of which doctors in LIS1 (``lis1``: rows), locums, doctors in introduction agreements and, taken off,
    supervised trainees count; then the ``contacts`` a place stands for.
    """
    doctors, out = np.zeros(at_work.size, np.int64), np.empty(at_work.size)
    for row in lis1:
        doctors[municipality[row]] += 1
    for town in range(at_work.size):
        local = cap_norm[town]
        places = at_work[town] * (helpers[town] * eased) + doctors[town] * of_lis1 * local
        places += (locums[town] * of_locum + introduced[town] * of_introduced) * local
        places -= min(trainees[town], slots[town]) * of_trainee * local
        out[town] = max(places, 0.0) * contacts
    return out


@numba.njit(cache=True)
def count_bonded(stage, bond_months, bonded_until, municipality, trust, centre, towns, month):  # type: ignore[no-untyped-def]
    """Doctors bound now or from the end of LIS1 by municipality of work, else by ``centre`` of their trust; int64 [M].

    Who is retired or dead is bound no more; who works in no municipality and no trust yet is not counted.
    """
    out = np.zeros(towns, np.int64)
    for row in range(stage.size):
        if (bond_months[row] > 0 or bonded_until[row] >= month) and stage[row] not in GONE:
            if municipality[row] >= 0:
                out[municipality[row]] += 1
            elif trust[row] >= 0:
                out[centre[trust[row]]] += 1
    return out


@numba.njit(cache=True)
def people_by_list(first, towns, share, inhabitants):  # type: ignore[no-untyped-def]
    """People by municipality of their list, float64 [M].

    Each municipality's inhabitants have lists in ``towns[first[m] : first[m + 1]]``, in these shares.
    """
    out = np.zeros(inhabitants.size)
    for home in range(inhabitants.size):
        for entry in range(first[home], first[home + 1]):
            out[towns[entry]] += share[entry] * inhabitants[home]
    return out
