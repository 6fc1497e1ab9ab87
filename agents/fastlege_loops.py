"""Loops over doctors with a list for ``agents.fastlege``, compiled; ``rows`` are rows of the population.

What policy and places decide comes in as small arrays by municipality [M]; the loops only look it up.
"""

import numba
import numpy as np

from agents.contract import SALARIED

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
def highest_load(doctor, municipality, patients, cap, uncovered_per_gp, need):  # type: ignore[no-untyped-def]
    """The largest ``agents.fastlege.load`` over all lists with a doctor; uncovered_per_gp, need [M]."""
    highest = 0.0
    for i in range(doctor.size):
        if doctor[i] >= 0:
            town = municipality[i]
            highest = max(highest, (patients[i] + uncovered_per_gp[town]) / max(cap[i], 1) * need[town])
    return highest


@numba.njit(cache=True)
def exit_factors(rows, municipality, held, birth_month, contract_since, specialist, in_training, supervised,
                 alis_agreement, form, place, oncall, grant, strain, new, specialists, no_supervisor, salaried,
                 old_from, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """Log of all that multiplies the base hazard of exit of these GPs, float64 [rows].

    By municipality [M]: ``place``, ``oncall`` (strain added to each doctor's own, ``strain`` [rows]), ``grant`` of a
    trainee with agreement. By doctor: ``new`` contract, ``specialists``, trainees with ``no_supervisor``,
    ``salaried``. From the age ``old_from`` (months) on half the strain counts, and nothing else.
    """
    total = np.empty(rows.size, np.float64)
    for i in range(rows.size):
        row = rows[i]
        town = municipality[row]
        strains = strain[i] + oncall[town]
        if month - int(birth_month[row]) >= old_from:
            total[i] = strains / 2
            continue
        status = specialists if specialist[row] else 0.0
        if in_training[row] and not supervised[row]:
            status += no_supervisor
        if form[held[row]] == SALARIED:
            status += salaried
        if alis_agreement[row]:
            status += grant[town]
        if month - int(contract_since[row]) < NEW_CONTRACT_MONTHS:
            status += new
        total[i] = place[town] + status + strains
    return total
