"""Whole people from shares: sums stay exact, nobody is split."""

import numpy as np


def whole_rows(values: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Whole numbers int64 (R, C) near ``values`` (R, C), each row summing to ``totals`` (R).

    Largest remainder; ties go to the earlier column. ``values`` must not be negative and each row must sum to
    its total but for rounding (ValueError naming the row).
    """
    values, totals = np.asarray(values, dtype=np.float64), np.asarray(totals, dtype=np.int64)
    whole = np.floor(values).astype(np.int64)
    missing = totals - whole.sum(axis=1)
    wrong = np.flatnonzero((values < 0).any(axis=1) | (missing < 0) | (missing > values.shape[1]))
    if len(wrong):
        row = wrong[0]
        raise ValueError(
            f"row {row} sums to {values[row].sum():.6g}; expected {totals[row]} and nothing negative"
        )
    order = np.argsort(-(values - whole), axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(values.shape[1])[None, :], axis=1)
    return whole + (rank < missing[:, None])
