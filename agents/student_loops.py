"""The loop under agents/student.py: who the students are."""

import numba


@numba.njit(cache=True)
def count_students(rows, education, origin, taste_gp, area, home_educated):  # type: ignore[no-untyped-def]
    """Of the students in ``rows``: (those at home who grew up in ``area`` [M], all who like general practice)."""
    rural, inclined = 0, 0
    for row in rows:
        town = origin[row]
        rural += (education[row] < home_educated) & (town >= 0) & area[town]
        inclined += taste_gp[row] > 0
    return rural, inclined
