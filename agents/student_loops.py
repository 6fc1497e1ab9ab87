"""The loop under agents/student.py: who the students are."""

import numba
import numpy as np


@numba.njit(cache=True)
def count_students(rows, education, origin, taste_gp, area, home_educated):  # type: ignore[no-untyped-def]
    """Of the students in ``rows``: (those at home who grew up in ``area`` [M], all who like general practice)."""
    rural, inclined = 0, 0
    for i in range(rows.size):
        row = np.uint64(rows[i])  # never negative, so that no read looks whether it is: a third of the time
        town = origin[row]
        if town >= 0 and education[row] < home_educated:
            rural += area[np.uint64(town)]
        inclined += taste_gp[row] > 0
    return rural, inclined
