"""Compiled loops over lists and GPs for what rules of income ask of them. Columns are those of model/lists.py."""

import numba
import numpy as np

from agents.doctor import Stage
from agents.forms import SALARIED

_TRAINING, _SPECIALIST, _LOCUM = int(Stage.GP_TRAINING), int(Stage.GP_SPECIALIST), int(Stage.LOCUM)


@numba.njit(cache=True)
def _on_offer(closed, doctor, successor, leaving_at):  # type: ignore[no-untyped-def]
    """Whether somebody may take this list: vacant or about to be, promised to nobody, not closed.

    Values of one list, not columns: a column that is passed on is counted up and down, at ten times the cost.
    """
    return (doctor < 0 or leaving_at >= 0) and successor < 0 and not closed


@numba.njit(cache=True)
def missing_at_start(closed, doctor, successor, leaving_at, form, municipality, patients, wanted):  # type: ignore[no-untyped-def]
    """Mean number of patients that a self-employed GP's list on offer lacks of ``wanted`` [M], float64 [M]."""
    offered = np.zeros(wanted.size)
    missing = np.zeros(wanted.size)
    for row in range(closed.size):
        if _on_offer(closed[row], doctor[row], successor[row], leaving_at[row]) and form[row] != SALARIED:
            town = municipality[row]
            offered[town] += 1.0
            missing[town] += max(wanted[town] - patients[row], 0.0)
    for town in range(wanted.size):
        missing[town] /= max(offered[town], 1.0)
    return missing


@numba.njit(cache=True)
def beyond_rate(cap, listed_mean, reference, adjusts, missing, rate, bend, break_point, startup):  # type: ignore[no-untyped-def]
    """What the grant of a list of local length (``cap``) is beyond the rate per patient, NOK a year [M].

    For what ``listed_mean`` lacks of the ``reference``; by the adjustment of the rate per patient, less one; less
    ``bend`` for each patient above the break point; and ``startup`` for each patient ``missing`` at the start.
    """
    out = np.empty(cap.size)
    for town in range(cap.size):
        money = max(reference[town] - listed_mean[town], 0.0) * rate + adjusts[town] * rate * cap[town]
        out[town] = money - bend * max(cap[town] - break_point, 0.0) + startup * missing[town]
    return out


@numba.njit(cache=True)
def paid_with_grant(lists, vacant, salaried, with_gp, without_gp, reference, adjusts, missing, rate):  # type: ignore[no-untyped-def]
    """Paid to self-employed GPs beyond the rate, NOK a year, float64 (3, M): equalisation, adjustment, start-up list.

    lists, vacant, salaried lists, people with and without GP by municipality; the rest as in ``beyond_rate``, but
    ``missing`` is in all, on lists begun lately.
    """
    out = np.empty((3, lists.size))
    for town in range(lists.size):
        listed_mean = (with_gp[town] + without_gp[town]) / max(lists[town], 1)
        private = lists[town] - vacant[town] - salaried[town]
        out[0, town] = private * (max(reference[town] - listed_mean, 0.0) * rate)
        out[1, town] = adjusts[town] * rate * with_gp[town]
        out[2, town] = rate * missing[town]
    return out


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
def doctors_paid_for(rows, stage, municipality, birth_month, contract_since, list_held, alis_agreement, form,
                     list_municipality, patients, wanted, grant, writes_off, born_after, recent_after, new_after):  # type: ignore[no-untyped-def]  # fmt: skip
    """What doctors in municipal practice (``rows``) are paid for, by municipality.

    GPs with contracts begun after ``recent_after`` int64 [M]; doctors born after a month who are no locums, where the
    place ``writes_off`` debt (NOK [M]), int64 [M];
    patients that lists of self-employed GPs with contracts begun after ``new_after``, no less, lack of ``wanted`` [M],
    float64 [M]; and the ``grant`` of each who has an agreement, by ``rows``.
    """
    recent, young, missing = np.zeros(wanted.size, np.int64), np.zeros(wanted.size, np.int64), np.zeros(wanted.size)
    grants, agreements = np.empty(rows.size), 0
    for row in rows:
        town, since = municipality[row], contract_since[row]
        grants[agreements] = grant[town]
        agreements += alis_agreement[row]
        if writes_off[town] != 0.0 and town >= 0 and birth_month[row] > born_after and stage[row] != _LOCUM:
            young[town] += 1
        if since > recent_after and _TRAINING <= stage[row] <= _SPECIALIST:
            recent[town] += 1
            held = list_held[row]
            if since > new_after and form[held] != SALARIED:
                at = list_municipality[held]
                missing[at] += max(wanted[at] - patients[held], 0.0)
    return recent, young, missing, grants[:agreements].copy()
