"""Loops over lists that change hands for ``agents.contract`` and ``agents.fastlege``, compiled.

``rows`` are rows of the population; columns of doctors and of lists are read and written in place.
"""

import numba
import numpy as np

from agents.doctor import NEVER, NOBODY, Stage
from agents.forms import PRIVATE

_TRAINING, _UNTRAINED, _SPECIALIST = int(Stage.GP_TRAINING), int(Stage.GP_UNTRAINED), int(Stage.GP_SPECIALIST)


@numba.njit(cache=True)
def _insert(found, number, row):  # type: ignore[no-untyped-def]
    """Put a row among the first ``number`` of ``found``, ascending, unless it is there; how many there are now."""
    place = number
    while place > 0 and found[place - 1] > row:
        place -= 1
    if place > 0 and found[place - 1] == row:
        return number
    for later in range(number, place, -1):
        found[later] = found[later - 1]
    found[place] = row
    return number + 1


@numba.njit(cache=True)
def notice_ends(leaving_at, doctor, leaves_at, month):  # type: ignore[no-untyped-def]
    """Doctors who gave notice until this month, ascending int64, by the lists they hold (a few hold two)."""
    found = np.empty(doctor.size, np.int64)
    number = 0
    for held in range(doctor.size):
        if leaving_at[held] == month and doctor[held] >= 0 and leaves_at[doctor[held]] == month:
            number = _insert(found, number, doctor[held])
    return found[:number].copy()


@numba.njit(cache=True)
def contracts_due(successor, starts_at, month):  # type: ignore[no-untyped-def]
    """Doctors promised a list whose contract begins this month, ascending int64."""
    found = np.empty(successor.size, np.int64)
    number = 0
    for held in range(successor.size):
        found[number] = successor[held]  # everybody who is promised one, without a branch to guess
        number += successor[held] >= 0
    due = 0
    for row in found[:number]:
        if starts_at[row] == month:
            due = _insert(found, due, row)
    return found[:due].copy()


@numba.njit(cache=True)
def look_at_contracts(rows, held, reserved, municipality, gp_before, gp_since, at, month):  # type: ignore[no-untyped-def]
    """Of doctors whose contracts begin, who all have held a list from now on: who moves, and what for.

    Returns, int64 each, who has a list, the lists promised, the municipalities of these (``at``, by list), those that
    movers leave and come to, those of who has no list, and of these who never had one and who had.
    """
    movers, target, town = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    left, new, entered = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    fresh, back = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    moving, away, first = 0, 0, 0
    for i in range(rows.size):
        row = rows[i]
        target[i] = reserved[row]
        town[i] = at[reserved[row]]
        if held[row] >= 0:
            movers[moving] = row
            moving += 1
            left[away], new[away] = municipality[row], town[i]
            away += municipality[row] != town[i]  # the others change list inside the municipality
        else:
            enters = i - moving
            entered[enters] = town[i]
            fresh[first], back[enters - first] = row, row
            if not gp_before[row]:
                gp_since[row] = month
                first += 1
        gp_before[row] = True
    enter = rows.size - moving
    return (movers[:moving].copy(), target, town, left[:away].copy(), new[:away].copy(), entered[:enter].copy(),
            fresh[:first].copy(), back[: enter - first].copy())  # fmt: skip


@numba.njit(cache=True)
def leave_practice(rows, municipality, in_training, alis_agreement, seeking):  # type: ignore[no-untyped-def]
    """``rows`` have no place in municipal practice any more, nor training, agreement or search."""
    for row in rows:
        municipality[row] = NOBODY
        in_training[row] = alis_agreement[row] = seeking[row] = False


@numba.njit(cache=True)
def held_by(holders, doctor, people):  # type: ignore[no-untyped-def]
    """Rows of lists whose doctor is one of ``holders``, ascending; people: number of doctors there are."""
    mine = np.zeros(people, np.bool_)
    for holder in holders:
        mine[holder] = True
    out = np.empty(doctor.size, np.int64)
    size = 0
    for row in range(doctor.size):
        if doctor[row] >= 0 and mine[doctor[row]]:
            out[size] = row
            size += 1
    return out[:size].copy()


@numba.njit(cache=True)
def give_up(rows, list_held, leaves_at, searching_until, alis_agreement, doctor, vacant_since, leaving_at,
            locked_until, form, training_salary, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """``rows`` have no list any more, nor notice, search or agreement; all they held are vacant from this month.

    A list that was salaried for the training of its doctor is private practice again.
    """
    for row in rows:
        list_held[row] = NOBODY
        leaves_at[row] = NEVER
        searching_until[row] = NEVER
        alis_agreement[row] = False
    for held in held_by(rows, doctor, list_held.size):
        doctor[held] = NOBODY
        vacant_since[held] = month
        leaving_at[held] = NEVER
        locked_until[held] = NEVER
        if training_salary[held]:
            form[held] = PRIVATE
            training_salary[held] = False


@numba.njit(cache=True)
def caps_agreed(rows, town, form, list_factor, norm, shortage, capacity, helpers, ceiling, pull, salaried, of_salaried,
                form_mean):  # type: ignore[no-untyped-def]  # fmt: skip
    """Caps of these doctors in these contract forms, whole patients, int64 [rows]; see ``agents.contract.new_cap``.

    By municipality [M]: the ``norm``, the ``shortage`` that raises it by ``pull``, what helpers let a GP carry
    (``capacity`` x ``helpers``) and the ``ceiling``.
    """
    caps = np.empty(rows.size, np.int64)
    for i in range(rows.size):
        at = town[i]
        cap = norm[at] * list_factor[rows[i]] * (1.0 + pull * shortage[at]) * (capacity[at] * helpers[at])
        cap = cap * (of_salaried if form[i] == salaried else 1.0) / form_mean
        caps[i] = int(min(np.rint(cap), ceiling[at]))
    return caps


@numba.njit(cache=True)
def settle(rows, target, town, stage, specialist, in_training, list_held, municipality, home, contract_since, reserved,
           starts_at, searching_until, seeking, gp_linked, trust, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """``rows`` have these lists from this month on, and live and work there; (who is no GP yet, their stages)."""
    entering, becomes = np.empty(rows.size, np.int64), np.empty(rows.size, np.uint8)
    number = 0
    for i in range(rows.size):
        row = rows[i]
        list_held[row] = target[i]
        municipality[row] = home[row] = town[i]
        contract_since[row] = month
        reserved[row] = trust[row] = NOBODY
        starts_at[row] = searching_until[row] = NEVER
        seeking[row] = gp_linked[row] = False
        if not _TRAINING <= stage[row] <= _SPECIALIST:
            entering[number] = row
            now = _TRAINING if in_training[row] else _UNTRAINED
            becomes[number] = _SPECIALIST if specialist[row] else now
            number += 1
    return entering[:number].copy(), becomes[:number].copy()
