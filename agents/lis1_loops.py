"""The loops under agents/lis1.py: months that pass, and places chosen in turn."""

import numba
import numpy as np


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
def liking_of_places(homes, taste, options, near_place, rural):  # type: ignore[no-untyped-def]
    """Liking of doctors for their ``options`` (n, k), logit: nearness to home, taste [n] times ``rural`` [M].

    near_place (M + 1, M), the last row for who lives nowhere (-1); 0 where there is no option (-1).
    """
    out = np.zeros(options.shape, np.float64)
    for doctor in range(homes.size):
        near = near_place[homes[doctor]]
        for place in range(options.shape[1]):
            town = options[doctor, place]
            if town >= 0:
                out[doctor, place] = near[town] + np.float64(taste[doctor]) * rural[town]
    return out


@numba.njit(cache=True)
def choose_in_turn(order, options, scores, places):  # type: ignore[no-untyped-def]
    """Town of each chooser: in turn, the one of lowest score among the own options with a place left; -1 if none.

    order: choosers in turn; options, scores (n, k): towns (-1 is no option) and their scores; places [M].
    """
    left = places.copy()
    out = np.full(order.size, -1, np.int64)
    for chooser in order:
        lowest = np.inf
        for option in range(options.shape[1]):
            town = options[chooser, option]
            if town >= 0 and left[town] > 0 and scores[chooser, option] < lowest:
                lowest = scores[chooser, option]
                out[chooser] = town
        if out[chooser] >= 0:
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
