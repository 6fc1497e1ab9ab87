"""The loops under model/allocation.py: what posts are worth to applicants, and applicants to trusts."""

import numba
import numpy as np


@numba.njit(cache=True)
def values_of_posts(homes, by_home, taste, first_linked):  # type: ignore[no-untyped-def]
    """Value of posts for applicants, logit float64 (n, posts): ``by_home`` (M + 1, posts), and taste where linked.

    homes: municipality of each applicant, -1 = nowhere, the last row; taste [n]: added from post ``first_linked`` on.
    """
    out = np.empty((homes.size, by_home.shape[1]), np.float64)
    for applicant in range(homes.size):
        mine, like = by_home[homes[applicant]], np.float64(taste[applicant])
        for post in range(first_linked):
            out[applicant, post] = mine[post]
        for post in range(first_linked, mine.size):
            out[applicant, post] = mine[post] + like
    return out


@numba.njit(cache=True)
def scores_by_post(ordinary, ordinary_tied, linked, linked_tied, grew_up, trust, first_linked):  # type: ignore[no-untyped-def]
    """Scores of applicants, float64 (n, posts): by kind of post, and whether the applicant grew up in its trust's area.

    The four scores and ``grew_up`` (trust, -1 = none) by applicant [n]; trust [posts]; posts from ``first_linked`` on
    are linked ones.
    """
    out = np.empty((grew_up.size, trust.size), np.float64)
    for applicant in range(grew_up.size):
        at, row = grew_up[applicant], out[applicant]
        usual, tied = ordinary[applicant], ordinary_tied[applicant]
        for post in range(first_linked):
            row[post] = tied if trust[post] == at else usual
        usual, tied = linked[applicant], linked_tied[applicant]
        for post in range(first_linked, trust.size):
            row[post] = tied if trust[post] == at else usual
    return out


@numba.njit(cache=True)
def carry_columns(bits, low):  # type: ignore[no-untyped-def]
    """The last bits of each of ``bits`` (n, columns), those set in ``low``, give way to the number of its column."""
    for row in range(bits.shape[0]):
        for column in range(bits.shape[1]):
            bits[row, column] = (bits[row, column] & ~low) | column


@numba.njit(cache=True)
def names_of_columns(bits, low, names):  # type: ignore[no-untyped-def]
    """The name of the column that each of ``bits`` (n, columns) carries in the bits set in ``low``, int32."""
    out = np.empty(bits.shape, np.int32)
    for row in range(bits.shape[0]):
        for column in range(bits.shape[1]):
            out[row, column] = names[bits[row, column] & low]
    return out
