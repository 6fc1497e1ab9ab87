"""Rows of the population that a column marks or that hold a value in it, and how many rows hold each value."""

import numba
import numpy as np


@numba.njit(cache=True)
def marked(flag):  # type: ignore[no-untyped-def]
    """Rows where a column of flags is set, int64, ascending: ``np.flatnonzero`` for flags that few rows have.

    Eight flags are looked at together, as one number.
    """
    found = np.empty(flag.size, np.int64)
    eights = flag[: flag.size // 8 * 8].view(np.uint64)
    size = 0
    for place in range(eights.size):
        if eights[place] != 0:
            for row in range(8 * place, 8 * place + 8):
                found[size] = row
                size += flag[row]
    for row in range(8 * eights.size, flag.size):
        found[size] = row
        size += flag[row]
    return found[:size].copy()


@numba.njit(cache=True)
def with_value(rows, column, value):  # type: ignore[no-untyped-def]
    """Those of ``rows`` whose ``column`` holds this whole number, int64: ``rows[column[rows] == value]``."""
    found = np.empty(rows.size, np.int64)
    size = 0
    for row in rows:
        if column[row] == value:  # for few, so that guessing no is nearly always right
            found[size] = row
            size += 1
    return found[:size].copy()


@numba.njit(cache=True)
def count_values(rows, column, values):  # type: ignore[no-untyped-def]
    """How many of these rows hold each of 0 .. ``values`` - 1 in a column, int64 [values]; others are not counted."""
    count = np.zeros(values, np.int64)
    for row in rows:
        if 0 <= column[row] < values:
            count[column[row]] += 1
    return count
