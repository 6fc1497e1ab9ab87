"""The loops under agents/lis1.py: months that pass, and places chosen in turn."""

import numba
import numpy as np

from agents.doctor import NEVER, NOBODY


@numba.njit(cache=True)
def pass_month(rows, since, lis1_months, month, length):  # type: ignore[no-untyped-def]
    """One month more for those of ``rows`` who began before ``month``; returns those who have ``length`` months now."""
    done, number = np.empty(rows.size, np.int64), 0
    for row in rows:
        if since[row] < month:
            months = np.int64(lis1_months[row]) + 1
            lis1_months[row] = months
            if months >= length:
                done[number] = row
                number += 1
    return done[:number].copy()


@numba.njit(cache=True)
def liking_of_places(homes, taste, trust, towns, size, near_place, rural):  # type: ignore[no-untyped-def]
    """Municipalities of each doctor's ``trust`` [n], doctor by doctor, int64 [size], and how they are liked, logit.

    Liking is nearness to home, and taste [n] times ``rural`` [M]. towns (T, k), padded with -1; near_place (M + 1, M),
    the last row for who lives nowhere (-1).
    """
    options, liking, place = np.empty(size, np.int64), np.empty(size, np.float64), 0
    for doctor in range(homes.size):
        near = near_place[homes[doctor]]
        for town in towns[trust[doctor]]:
            if town >= 0:
                options[place] = town
                liking[place] = near[town] + np.float64(taste[doctor]) * rural[town]
                place += 1
    return options, liking


@numba.njit(cache=True)
def choose_in_turn(order, ends, options, scores, places):  # type: ignore[no-untyped-def]
    """Town of each chooser: in turn, the one of lowest score among the own options with a place left; -1 if none.

    order: choosers in turn; options, scores: towns and their scores, chooser by chooser until ``ends`` [n]; places [M].
    """
    left = places.copy()
    out = np.full(order.size, -1, np.int64)
    for chooser in order:
        lowest, best = np.inf, -1
        for option in range(ends[chooser - 1] if chooser else 0, ends[chooser]):
            better = (scores[option] < lowest) & (left[options[option]] > 0)  # written without a branch to guess
            lowest = scores[option] if better else lowest
            best = option if better else best
        if best >= 0:
            out[chooser] = options[best]
            left[out[chooser]] -= 1
    return out


@numba.njit(cache=True)
def first_come(wants):  # type: ignore[no-untyped-def]
    """Who takes each post: in turn, each taker the first post left among those wanted, bool (takers, posts); or -1."""
    out = np.full(wants.shape[1], -1, np.int64)
    for taker in range(wants.shape[0]):
        for post in range(wants.shape[1]):
            if wants[taker, post] and out[post] < 0:
                out[post] = taker
                break
    return out


@numba.njit(cache=True)
def _leave_own_post(row, own_post, municipal_first, lis1_town):  # type: ignore[no-untyped-def]
    """A post that a municipality created is held no longer by this doctor."""
    own_post[row] = municipal_first[row] = False
    lis1_town[row] = NOBODY


@numba.njit(cache=True)
def leave_part(rows, municipality, starts_at, trust, own_post, municipal_first, lis1_town, lis1_hospital_done, again):  # type: ignore[no-untyped-def]
    """These doctors quit the municipal part, and may take a residual post from the month ``again``.

    A post that a municipality created is held no longer; who has done nothing of LIS1 yet is back in the queue.
    """
    for row in rows:
        municipality[row] = NOBODY
        starts_at[row] = again
        if own_post[row]:
            if not lis1_hospital_done[row]:
                starts_at[row] = NEVER
                trust[row] = NOBODY
            _leave_own_post(row, own_post, municipal_first, lis1_town)


@numba.njit(cache=True)
def complete(rows, lis1_done, taste_gp, home, municipality, own_post, municipal_first, lis1_town, gained):  # type: ignore[no-untyped-def]
    """LIS1 is done: the taste is ``gained`` and home is where the last part was; no municipality's own post is held."""
    for row in rows:
        lis1_done[row] = True
        taste_gp[row] += np.float32(gained)
        home[row] = municipality[row]
        _leave_own_post(row, own_post, municipal_first, lis1_town)
