"""Compiled loops over lists and GPs for what rules of income ask of them. Columns are those of model/lists.py."""

import numba
import numpy as np


@numba.njit(cache=True)
def _on_offer(closed, doctor, successor, leaving_at):  # type: ignore[no-untyped-def]
    """Whether somebody may take this list: vacant or about to be, promised to nobody, not closed.

    Values of one list, not columns: a column that is passed on is counted up and down, at ten times the cost.
    """
    return (doctor < 0 or leaving_at >= 0) and successor < 0 and not closed


@numba.njit(cache=True)
def missing_at_start(closed, doctor, successor, leaving_at, form, municipality, patients, wanted, salaried):  # type: ignore[no-untyped-def]
    """Mean number of patients that a self-employed GP's list on offer lacks of ``wanted`` [M], float64 [M]."""
    offered = np.zeros(wanted.size)
    missing = np.zeros(wanted.size)
    for row in range(closed.size):
        if form[row] != salaried and _on_offer(closed[row], doctor[row], successor[row], leaving_at[row]):
            town = municipality[row]
            offered[town] += 1.0
            missing[town] += max(wanted[town] - patients[row], 0.0)
    return missing / np.maximum(offered, 1.0)


@numba.njit(cache=True)
def share_left_behind(closed, doctor, successor, leaving_at, vacant_since, opened, form, municipality, towns,
                      salaried):  # type: ignore[no-untyped-def]  # fmt: skip
    """Self-employed GPs' lists on offer that somebody leaves or has left, over all on offer, float64 [M].

    A list that nobody has had yet fell vacant in the month it opened. 1 where none is on offer: one that falls free
    would be left by somebody.
    """
    offered = np.zeros(towns)
    left = np.zeros(towns)
    for row in range(closed.size):
        if form[row] != salaried and _on_offer(closed[row], doctor[row], successor[row], leaving_at[row]):
            town = municipality[row]
            offered[town] += 1.0
            if doctor[row] >= 0 or opened[row] < vacant_since[row]:
                left[town] += 1.0
    return np.where(offered > 0, left / np.maximum(offered, 1.0), 1.0)


@numba.njit(cache=True)
def lists_in_form(form, doctor, municipality, wanted, towns):  # type: ignore[no-untyped-def]
    """Lists with a doctor in a contract form: (by municipality int64 [M], in all)."""
    count, every = np.zeros(towns, np.int64), 0
    for row in range(form.size):
        if form[row] == wanted and doctor[row] >= 0:
            count[municipality[row]] += 1
            every += 1
    return count, every


@numba.njit(cache=True)
def missing_on_new(gps, contract_since, list_held, form, municipality, patients, after, wanted, salaried):  # type: ignore[no-untyped-def]
    """Patients that lists of self-employed GPs with contracts begun after a month lack of ``wanted`` [M], [M]."""
    missing = np.zeros(wanted.size)
    for row in gps:
        held = list_held[row]
        if contract_since[row] > after and form[held] != salaried:
            town = municipality[held]
            missing[town] += max(wanted[town] - patients[held], 0.0)
    return missing
