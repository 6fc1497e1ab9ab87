"""The loops under agents/career.py and agents/hospital.py: who may change course, who is old, who works where."""

import numba
import numpy as np

from agents.contract_loops import leave_practice
from agents.doctor import NEVER, NOBODY, Stage

_MUNICIPAL, _TRAINEE = np.uint8(Stage.MUNICIPAL), np.uint8(Stage.HOSPITAL_TRAINEE)
_LOCUM, _ABROAD = np.uint8(Stage.LOCUM), np.uint8(Stage.ABROAD)  # after locums come those who work elsewhere


@numba.njit(cache=True)
def choosers(trainees, stage, gp_before, seeking, reserved, birth_month, born_after, locum, tied, lis1_done,
             specialist):  # type: ignore[no-untyped-def]  # fmt: skip
    """Three groups of rows without a list, int64 each, the last two ascending.

    Who may change course: ``trainees`` (of hospitals, all of them), municipal doctors and locums who do not look for a
    list, and of these, too, former GPs who work elsewhere and were born after ``born_after``. Who looks for a list and
    is promised none. Those of the first in stage ``locum`` (255: nobody) marked ``tied`` (by row) who might look for
    one: LIS1 is done, they are no specialists.
    """
    concerned = np.empty(stage.size, np.uint8)  # kept apart from the search, so that it runs several lanes wide
    for row in range(stage.size):
        here = stage[row]
        practises, elsewhere = (here == _MUNICIPAL) | (here == _LOCUM), (here > _LOCUM) & (here <= _ABROAD)
        training = here == _TRAINEE
        concerned[row] = practises | (elsewhere & gp_before[row]) | ((elsewhere | training) & seeking[row])
    found, number = np.empty(stage.size, np.int64), np.int64(0)
    for row in range(stage.size):
        found[number] = row
        number += np.int64(concerned[row])
    may, size = np.empty(trainees.size + number, np.int64), trainees.size
    for i in range(size):
        may[i] = trainees[i]
    former, looking, barred = np.empty(number, np.int64), np.empty(number, np.int64), np.empty(number, np.int64)
    left, look, bar = 0, 0, 0
    for who in found[:number]:  # what few columns say; the others are looked up for those alone who are left
        here, looks = stage[np.uint64(who)], seeking[np.uint64(who)]
        may[size] = former[left] = looking[look] = barred[bar] = who
        size += (here <= _LOCUM) & (not looks)
        left += (here > _LOCUM) & (not looks)
        look += looks
        bar += (here == locum) & (not looks)
    for who in former[:left]:
        may[size] = who
        size += birth_month[who] > born_after
    looking, barred, look, bar = looking[:look], barred[:bar], 0, 0
    for who in looking:
        looking[look] = who
        look += reserved[who] < 0
    for who in barred:
        barred[bar] = who
        bar += tied[who] & lis1_done[who] & (not specialist[who])
    return may[:size], looking[:look].copy(), barred[:bar].copy()


@numba.njit(cache=True)
def liking_of_practice(rows, municipality, taste_gp, gp_linked, wish_salary, attraction, salaried_share, linked,
                       salary):  # type: ignore[no-untyped-def]  # fmt: skip
    """Logit of general practice for these doctors [n]: attraction [M] of where they are, own taste, ``linked`` for a
    post linked to GP training, and ``salary`` times the wish for one (in single precision, as it is kept) times the
    share of posts with salary [M]."""
    out = np.empty(rows.size, np.float64)
    for i in range(rows.size):
        row = rows[i]
        town, wish = municipality[row], np.float32(salary) * wish_salary[row]
        liking = attraction[town] + np.float64(taste_gp[row]) + linked * gp_linked[row]
        out[i] = liking + np.float64(wish) * salaried_share[town]
    return out


@numba.njit(cache=True)
def own_hazards(rows, stage, home, taste_gp, specialist, table, attraction, mean):  # type: ignore[no-untyped-def]
    """Yearly hazards of these doctors by choice, float64 (n, 6): those of the stage [16, 6], own taste, and place.

    attraction [M]: logit that policy and strain add to general practice at home; who has no home in the country sees
    that of the first municipality. mean: divided out, see ``career.weights``. Choice 0 is general practice, 1 hospital.
    """
    out = np.empty((rows.size, table.shape[1]), np.float64)
    for i in range(rows.size):
        row = rows[i]
        for choice in range(table.shape[1]):
            out[i, choice] = table[stage[row], choice]
        out[i, 0] *= np.exp(attraction[max(home[row], 0)] + np.float64(taste_gp[row]) - mean)
        if specialist[row]:  # a GP specialist seldom starts over in hospital
            out[i, 1] = 0.0
    return out


@numba.njit(cache=True)
def bounds_of_change(table, keenest):  # type: ignore[no-untyped-def]
    """Monthly chances by stage, float64 [16], that no doctor's ``chances_of_change`` exceeds.

    keenest: what own taste and place make of the hazard of general practice at most.
    """
    out = np.empty(table.shape[0], np.float64)
    for stage in range(table.shape[0]):
        yearly = table[stage, 0] * max(keenest - 1.0, 0.0)
        for choice in range(table.shape[1]):
            yearly += table[stage, choice]
        out[stage] = 1.0 - np.exp(-yearly * (1 + 1e-9) / 12.0)
    return out


@numba.njit(cache=True)
def chances_of_change(rows, lis1_done, seeking, bonded_until, month, stage, home, taste_gp, specialist, table,
                      attraction, mean):  # type: ignore[no-untyped-def]  # fmt: skip
    """Monthly chances [n] of any change, from the sum of ``own_hazards`` over the choices; 0 for who may not choose.

    Who has LIS1, does not look for a list and is not bonded may. The other arguments are those of ``own_hazards``,
    which this repeats row by row.
    """
    out = np.zeros(rows.size, np.float64)
    for i in range(rows.size):
        row = rows[i]
        if seeking[row] or not lis1_done[row] or bonded_until[row] >= month:
            continue
        yearly = table[stage[row], 0] * np.exp(attraction[max(home[row], 0)] + np.float64(taste_gp[row]) - mean)
        for choice in range(1, table.shape[1]):
            if choice > 1 or not specialist[row]:
                yearly += table[stage[row], choice]
        out[i] = 1.0 - np.exp(-yearly / 12.0)
    return out


@numba.njit(cache=True)
def turning_away(rows, bonded_until, specialist, month, weights):  # type: ignore[no-untyped-def]
    """Those of ``rows`` who are not bonded in ``month``, and their weights of the choices, float64 (n, k).

    They are ``weights`` [k]; but a GP specialist does not start over in hospital, choice 1.
    """
    free, shares, number = np.empty(rows.size, np.int64), np.empty((rows.size, weights.size), np.float64), 0
    for row in rows:
        if bonded_until[row] < month:
            free[number] = row
            for choice in range(weights.size):
                shares[number, choice] = weights[choice]
            if specialist[row]:
                shares[number, 1] = 0.0
            number += 1
    return free[:number].copy(), shares[:number].copy()


@numba.njit(cache=True)
def born_until(latest, birth_month, stage, stages, first):  # type: ignore[no-untyped-def]
    """Rows from ``first`` on, born in month ``latest`` or before and in a stage marked ``stages`` [16], int64."""
    found, number = np.empty(max(stage.size - first, 0), np.int64), 0
    for row in range(first, stage.size):
        found[number] = row
        number += (birth_month[row] <= latest) & stages[stage[row]]
    return found[:number].copy()


@numba.njit(cache=True)
def born_after(month, rows, birth_month, stage, wanted):  # type: ignore[no-untyped-def]
    """Those of ``rows`` born after ``month`` and in the stage ``wanted``, int64."""
    found, number = np.empty(rows.size, np.int64), 0
    for row in rows:
        found[number] = row
        number += (birth_month[row] > month) & (stage[row] == wanted)
    return found[:number].copy()


@numba.njit(cache=True)
def by_age_and_stage(rows, stage, birth_month, month, ages, chance):  # type: ignore[no-untyped-def]
    """Chances [n] of doctors from a table (ages, 16): the row of the highest of ``ages`` (years, rising) reached."""
    out = np.empty(rows.size, np.float64)
    for i in range(rows.size):
        months, reached = month - np.int64(birth_month[rows[i]]), 0
        while reached + 1 < ages.size and months >= 12 * ages[reached + 1]:
            reached += 1
        out[i] = chance[reached, stage[rows[i]]]
    return out


@numba.njit(cache=True)
def mortality(rows, stage, birth_month, month, by_age, first_out):  # type: ignore[no-untyped-def]
    """Chances of death [n] from a table by age in months, the last for all older; 0 from stage ``first_out`` on."""
    out = np.zeros(rows.size, np.float64)
    for i in range(rows.size):
        if stage[rows[i]] < first_out:
            out[i] = by_age[min(month - np.int64(birth_month[rows[i]]), by_age.size - 1)]
    return out


@numba.njit(cache=True)
def quit_work(rows, reserved, successor, starts_at, municipality, in_training, alis_agreement, seeking):  # type: ignore[no-untyped-def]
    """These doctors work no more: no place, training, agreement or search, and the lists they had accepted are free."""
    for row in rows:
        if reserved[row] >= 0:
            successor[reserved[row]] = NOBODY
            reserved[row] = NOBODY
        starts_at[row] = NEVER
    leave_practice(rows, municipality, in_training, alis_agreement, seeking)


@numba.njit(cache=True)
def turn(rows, picked, next_stage, stage, home, municipality, seeking, in_training, alis_agreement, locum, municipal,
         centre):  # type: ignore[no-untyped-def]  # fmt: skip
    """Doctors turn to the choices ``picked`` [n]: write where they work and whether they look for a list.

    next_stage: stage of each choice; who picks 0, general practice, looks for a list; who picks 1, hospital, is passed
    over here. A locum works at home, or at the ``centre`` where there is none; a municipal doctor at home, or where
    now. Who goes elsewhere leaves municipal practice. Returns whose stage changes (of locums, those who are none yet),
    and the new stages.
    """
    moved, goals, number = np.empty(rows.size, np.int64), np.empty(rows.size, np.uint8), 0
    for i in range(rows.size):
        if picked[i] == 1:
            continue
        row, goal = rows[i], next_stage[picked[i]]
        seeking[row] = picked[i] == 0 or (seeking[row] and goal == locum)
        moved[number], goals[number] = row, goal
        number += goal != locum or stage[row] != locum
        if goal == locum:
            municipality[row] = home[row] if home[row] >= 0 else centre
        elif goal == municipal:
            if home[row] >= 0:
                municipality[row] = home[row]
        else:
            municipality[row] = -1
            in_training[row] = False
            alis_agreement[row] = False
    return moved[:number].copy(), goals[:number].copy()


@numba.njit(cache=True)
def weights_of_trusts(rows, home, nearness, openings):  # type: ignore[no-untyped-def]
    """What trusts weigh for these doctors, float64 (n, T): nearness (M + 1, T) to home times openings [T].

    Who lives nowhere (-1) has the last row; a trust without openings keeps a trace of a weight.
    """
    out = np.empty((rows.size, openings.size), np.float64)
    for i in range(rows.size):
        near = nearness[home[rows[i]]]
        for trust in range(openings.size):
            out[i, trust] = near[trust] * (openings[trust] + 1e-6)
    return out


@numba.njit(cache=True)
def add_staff(rows, trust, staff):  # type: ignore[no-untyped-def]
    """Count these hospital doctors in ``staff`` [T] by trust."""
    for place in range(rows.size):
        where = trust[np.uint64(rows[place])]
        if where < 0:
            raise ValueError("a hospital doctor belongs to no trust")
        staff[where] += 1


@numba.njit(cache=True)
def openings(posts_at_start, growth, ahead, staff, replaced):  # type: ignore[no-untyped-def]
    """Posts that fall open by trust, float64 [T], 0 or more: all posts, grown, less ``staff`` that stays.

    Posts grow by two factors, and doctors to be ``replaced`` are spread by staff.
    """
    every = 0
    for trust in range(staff.size):
        every += staff[trust]
    out = np.empty(staff.size, np.float64)
    for trust in range(staff.size):
        found = posts_at_start[trust] * growth * ahead - staff[trust] + replaced * staff[trust] / max(every, 1)
        out[trust] = max(found, 0.0)
    return out
