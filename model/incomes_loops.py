"""Compiled loops over lists and GPs for what rules of income ask of them. Columns are those of model/lists.py.

Rows are made unsigned where a loop reads many columns: a signed number is asked each time if it counts from the end.
"""

import numba
import numpy as np

from agents.doctor import Stage
from agents.forms import OFFICE, SALARIED
from model.lists_loops import on_offer

_LOCUM, _MUNICIPAL, _UNTRAINED = int(Stage.LOCUM), int(Stage.MUNICIPAL), int(Stage.GP_UNTRAINED)


@numba.njit(cache=True)
def beyond_rate(closed, doctor, successor, leaving_at, form, municipality, patients, wanted, cap, listed_mean,
                reference, adjusts, rate, bend, break_point, startup):  # type: ignore[no-untyped-def]  # fmt: skip
    """What the grant of a list of local length (``cap``) is beyond the rate per patient, NOK a year [M].

    For what ``listed_mean`` lacks of the ``reference``; by the adjustment of the rate per patient, less one; less
    ``bend`` for each patient above the break point; and ``startup`` for each patient that a self-employed GP's list on
    offer, in the mean, lacks of ``wanted``. By municipality, but for the columns of lists that come first.
    """
    offered, missing, out = np.zeros(cap.size), np.zeros(cap.size), np.empty(cap.size)
    for row in on_offer(closed, doctor, successor, leaving_at):
        if form[row] != SALARIED:
            town = municipality[row]
            offered[town] += 1.0
            missing[town] += max(wanted[town] - patients[row], 0.0)
    for town in range(cap.size):
        lacks = missing[town] / max(offered[town], 1.0)
        money = max(reference[town] - listed_mean[town], 0.0) * rate + adjusts[town] * rate * cap[town]
        out[town] = money - bend * max(cap[town] - break_point, 0.0) + startup * lacks
    return out


@numba.njit(cache=True)
def paid_with_grant(lists, vacant, salaried, with_gp, without_gp, reference, adjusts, missing, beyond, rate, bend):  # type: ignore[no-untyped-def]
    """Paid to self-employed GPs beyond the rate, NOK a year, float64 (5, M).

    In turn equalisation, adjustment of the rate, less above the break point, start-up list, and all of them. Lists,
    vacant and salaried ones, people with and without GP by municipality; the rest as in ``beyond_rate``, but
    ``missing`` is in all, on lists begun lately, and ``beyond`` patients above the break point.
    """
    out = np.empty((5, lists.size))
    for town in range(lists.size):
        listed_mean = (with_gp[town] + without_gp[town]) / max(lists[town], 1)
        private = lists[town] - vacant[town] - salaried[town]
        equal = private * (max(reference[town] - listed_mean, 0.0) * rate)
        adjusted, bent, startup = adjusts[town] * rate * with_gp[town], -bend * beyond[town], rate * missing[town]
        out[0, town], out[1, town], out[2, town], out[3, town] = equal, adjusted, bent, startup
        out[4, town] = equal + adjusted + bent + startup
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
    for row in on_offer(closed, doctor, successor, leaving_at):
        if form[row] != salaried:
            town = municipality[row]
            offered[town] += 1.0
            if doctor[row] >= 0 or opened[row] < vacant_since[row]:
                left[town] += 1.0
    return np.where(offered > 0, left / np.maximum(offered, 1.0), 1.0)


@numba.njit(cache=True)
def count_practice(rows, stage, municipality, own_list, specialist, female, in_training, alis_agreement, birth_month,
                   contract_since, form, list_municipality, patients, wanted, grant, writes_off, born_after,
                   recent_after, new_after):  # type: ignore[no-untyped-def]  # fmt: skip
    """Doctors in municipal practice (``rows``) by municipality of work, and what they are paid for.

    Counts int64 (11, M), in the order of ``PracticeCounts``: recent are GPs with contracts begun after
    ``recent_after``, young are doctors born after ``born_after`` who are no locums, where the place ``writes_off`` debt
    (NOK [M]). Then the patients that lists of self-employed GPs with contracts begun after ``new_after``, no less, lack
    of ``wanted`` [M], by municipality of the list float64 [M]; and the ``grant`` [M] of each who has an agreement, in
    the order of ``rows``.
    """
    towns = wanted.size
    # all counts of a municipality side by side; sums without branches, which would often be guessed wrong
    seen, missing = np.zeros((towns, 16), np.int32), np.zeros(towns)
    grants, agreements = np.empty(rows.size), 0
    new, news = np.empty(rows.size, np.int64), 0
    for one in rows:
        row = np.uint64(one)
        town, now, held = np.uint64(municipality[row]), stage[row], max(own_list[row], 0)
        gp, agreed, how = (now != _LOCUM) & (now != _MUNICIPAL), alis_agreement[row], form[np.uint64(held)]
        mine = seen[town]
        mine[0] += gp & (how == SALARIED)
        mine[1] += gp & (how == OFFICE)
        mine[2] += gp
        mine[3] += gp & specialist[row]
        mine[4] += gp & female[row]
        mine[5] += in_training[row]
        mine[6] += agreed
        mine[7] += now == _UNTRAINED
        mine[8] += now == _MUNICIPAL
        mine[9] += gp & (contract_since[row] > recent_after)
        mine[10] += (birth_month[row] > born_after) & (now != _LOCUM)
        new[news] = held
        news += gp & (contract_since[row] > new_after) & (how != SALARIED)
        grants[agreements] = grant[town]
        agreements += agreed
    for held in new[:news]:
        at = list_municipality[held]
        missing[at] += max(wanted[at] - patients[held], 0.0)
    out = np.empty((11, towns), np.int64)
    for place in range(towns):
        for kind in range(11):
            out[kind, place] = seen[place, kind]
        if writes_off[place] == 0.0:
            out[10, place] = 0
    return out, missing, grants[:agreements].copy()
