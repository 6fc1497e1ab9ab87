"""Loops over doctors with a list for ``agents.fastlege``, compiled; ``rows`` are rows of the population.

What policy and places decide comes in as small arrays by municipality [M]; the loops only look it up.
"""

import numba
import numpy as np

from agents.contract_loops import held_by
from agents.doctor import NEVER
from agents.forms import SALARIED

NEW_CONTRACT_MONTHS = 36


@numba.njit(cache=True)
def dated(rows, months, first, last):  # type: ignore[no-untyped-def]
    """Those of ``rows`` whose month in the column ``months`` lies in first..last, int64."""
    found = np.empty(rows.size, np.int64)
    number = 0
    for row in rows:
        found[number] = row
        number += (first <= months[row]) & (months[row] <= last)
    return found[:number].copy()


@numba.njit(cache=True)
def born_until(rows, birth_month, latest):  # type: ignore[no-untyped-def]
    """Those of ``rows`` born in month ``latest`` or before, int64: as a rule nobody, which takes one quick look."""
    first = latest + 1
    for row in rows:
        first = min(first, np.int64(birth_month[np.uint64(row)]))
    if first > latest:
        return rows[:0].copy()
    return dated(rows, birth_month, first, latest)


@numba.njit(cache=True)
def staying(rows, leaves_at, reserved):  # type: ignore[no-untyped-def]
    """Those of ``rows`` who have neither given notice nor been promised another list, int64."""
    found, number = np.empty(rows.size, np.int64), 0
    for row in rows:
        found[number] = row
        number += (leaves_at[row] < 0) & (reserved[row] < 0)
    return found[:number].copy()


@numba.njit(cache=True)
def load_carried(rows, municipality, held, patients, cap, uncovered_per_gp, need):  # type: ignore[no-untyped-def]
    """Patients and uncovered work over the cap, by need, of these GPs, float64 [rows]; uncovered_per_gp, need [M]."""
    out = np.empty(rows.size, np.float64)
    for i in range(rows.size):
        mine, town = held[rows[i]], municipality[rows[i]]
        out[i] = (patients[mine] + uncovered_per_gp[town]) / max(cap[mine], 1) * need[town]
    return out


@numba.njit(cache=True)
def highest_load(doctor, municipality, patients, cap, uncovered_per_gp, need):  # type: ignore[no-untyped-def]
    """The largest ``agents.fastlege.load`` over all lists with a doctor; uncovered_per_gp, need [M]."""
    highest, nearly = 0.0, 0.0
    for i in range(doctor.size):
        town = municipality[i]
        work = patients[i] + uncovered_per_gp[town]
        if work * need[town] >= nearly * cap[i] and doctor[i] >= 0:  # nearly always less: then nothing is divided
            highest = max(highest, work / max(cap[i], 1) * need[town])
            nearly = highest * (1.0 - 1e-12)  # so that rounding hides nobody
    return highest


@numba.njit(cache=True)
def exit_factors(rows, municipality, held, birth_month, contract_since, specialist, in_training, supervised,
                 alis_agreement, bonded_until, form, patients, cap, uncovered_per_gp, need, eased, load, log_size,
                 oncall, grant, bands, base, on_load, on_size, on_oncall, on_grant, level, new, specialists,
                 no_supervisor, salaried, old_from, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """What the hazard of exit of these GPs is made of, float64 (3, rows): a base, the log of factors, who is bound.

    By age band (its first month of age in ``bands``, from the second on) the ``base``. The log adds up: from the
    municipality [M] ``log_size``, ``oncall`` and, for a trainee with agreement, the ``grant`` (nominal NOK, at this
    price ``level``), each at its weight ``on_...``; ``load`` [rows] over 1, or if empty that of today (as in
    ``load_carried``) as far as it is not ``eased``; a ``new`` contract, ``specialists``, trainees with
    ``no_supervisor``, ``salaried``. From the age ``old_from`` (months) on half the load and on-call count, and nothing
    else. The last is 1 for who is bound to the place, else 0; also returned is whether anybody is.
    """
    anybody_bound = False
    out = np.empty((3, rows.size), np.float64)
    for i in range(rows.size):
        row = rows[i]
        town, mine, age = municipality[row], held[row], month - int(birth_month[row])
        band = 0
        while band < bands.size and age >= bands[band]:
            band += 1
        out[0, i] = base[band]
        out[2, i] = bonded_until[row] >= month
        anybody_bound |= bonded_until[row] >= month
        if load.size:
            felt = load[i]
        else:
            felt = (patients[mine] + uncovered_per_gp[town]) / max(cap[mine], 1) * need[town] / eased
        strain = on_load * (felt - 1.0) + on_oncall * oncall[town]
        if age >= old_from:
            out[1, i] = strain / 2
            continue
        status = specialists if specialist[row] else 0.0
        if in_training[row] and not supervised[row]:
            status += no_supervisor
        if form[mine] == SALARIED:
            status += salaried
        if alis_agreement[row]:
            status += on_grant * (grant[town] / level) / 1e5
        if month - int(contract_since[row]) < NEW_CONTRACT_MONTHS:
            status += new
        out[1, i] = on_size * log_size[town] + status + strain
    return out, anybody_bound


@numba.njit(cache=True)
def by_age(rows, birth_month, municipality, value, old_from, month):  # type: ignore[no-untyped-def]
    """The ``value`` (2, M), of the young or from the age ``old_from`` (months) on, for each of ``rows``; float64."""
    out = np.empty(rows.size, np.float64)
    for i in range(rows.size):
        row = rows[i]
        late = 1 if month - int(birth_month[row]) >= old_from else 0
        out[i] = value[late, municipality[row]]
    return out


@numba.njit(cache=True)
def parental(rows, birth_month, female, of_women, of_men, before, month):  # type: ignore[no-untyped-def]
    """Of women or of men for ``rows`` younger than ``before`` (months), 0 for others; float64 [rows]."""
    out = np.empty(rows.size, np.float64)
    for i in range(rows.size):
        share = of_women if female[rows[i]] else of_men
        out[i] = share if month - int(birth_month[rows[i]]) < before else 0.0
    return out


@numba.njit(cache=True)
def begin_leave(rows, with_child, drawn, female, away_until, at_institution, month):  # type: ignore[no-untyped-def]
    """Those of ``rows`` at work, int64, are away from this month on: ten or four months, women or men, else three.

    The longer times are those with a child: a draw in (0, 1) decides, by how probable it is that the leave is one
    ``with_child`` [n].
    """
    gone, number = np.empty(rows.size, np.int64), 0
    for i in range(rows.size):
        row = rows[i]
        if away_until[row] >= month:
            continue
        months = 3
        if drawn[i] < with_child[i]:
            months = 10 if female[row] else 4
        away_until[row] = month + months - 1
        at_institution[row] = False
        gone[number] = row
        number += 1
    return gone[:number].copy()


@numba.njit(cache=True)
def depart(rows, municipality, leaves_for, away_until, at_institution, causes, retired, hospital, elsewhere):  # type: ignore[no-untyped-def]
    """Where leavers go, whose absence ends here.

    Returns their municipalities, those of the ``retired``, the cause of each contract's end (``causes`` by stage), who
    goes to the ``hospital``, the others and their stages, and who leaves municipal practice but for the hospital
    (``elsewhere``, bool by stage).
    """
    town, of_retired = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    cause, to_hospital = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    rest, stages = np.empty(rows.size, np.int64), np.empty(rows.size, np.uint8)
    away = np.empty(rows.size, np.int64)
    old, hired, others, out = 0, 0, 0, 0
    for i in range(rows.size):
        row = rows[i]
        goal = leaves_for[row]
        away_until[row] = NEVER
        at_institution[row] = False
        town[i], cause[i] = municipality[row], causes[goal]
        of_retired[old], to_hospital[hired], away[out] = municipality[row], row, row
        rest[others], stages[others] = row, goal
        old += goal == retired
        hired += goal == hospital
        others += goal != hospital
        out += elsewhere[goal]
    return (town, of_retired[:old].copy(), cause, to_hospital[:hired].copy(), rest[:others].copy(),
            stages[:others].copy(), away[:out].copy())  # fmt: skip


@numba.njit(cache=True)
def begin_search(rows, leaves_at, reserved, bonded_until, searching_until, month, until):  # type: ignore[no-untyped-def]
    """``rows`` are on the lookout ``until`` a month: those who stay and are not bound, nor on the lookout already."""
    for row in rows:
        free = leaves_at[row] < 0 and reserved[row] < 0
        if free and searching_until[row] < month and bonded_until[row] < month:
            searching_until[row] = until


@numba.njit(cache=True)
def destination_weights(rows, birth_month, specialist, young, old, old_from, hospital, month):  # type: ignore[no-untyped-def]
    """Weights of destinations, (rows, K), of the ``young`` [K] or ``old``, and what the first has at normal pull.

    A GP specialist seldom starts over in hospital, the first destination. At normal pull the weight of ``hospital``
    is that of the young who are no specialists, 0 that of others.
    """
    weights, normal = np.empty((rows.size, young.size), np.float64), np.empty(rows.size, np.float64)
    for i in range(rows.size):
        late = month - int(birth_month[rows[i]]) >= old_from
        for goal in range(young.size):
            weights[i, goal] = old[goal] if late else young[goal]
        if specialist[rows[i]]:
            weights[i, 0] = 0.0
        normal[i] = 0.0 if late or specialist[rows[i]] else hospital
    return weights, normal


@numba.njit(cache=True)
def note_notice(rows, goals, held, form, doctor, leaving_at, leaves_for, leaves_at, month, notice, of_salaried):  # type: ignore[no-untyped-def]
    """``rows`` go to these ``goals`` when the notice of so many months has run out, that of their main list."""
    for i in range(rows.size):
        row = rows[i]
        leaves_for[row] = goals[i]
        leaves_at[row] = month + (of_salaried if form[held[row]] == SALARIED else notice)
    for at in held_by(rows, doctor, leaves_at.size):
        leaving_at[at] = leaves_at[doctor[at]]
