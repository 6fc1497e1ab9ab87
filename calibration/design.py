"""Which points of the prior a bank of runs visits, and which replicate of the luck each meets.

Sobol points (Joe and Kuo 2008), shifted by a draw of ``agents/luck.py`` for each dimension (Cranley and Patterson
1976). The first 2^m points of a longer design are those of a shorter one, so a bank can be prolonged.
"""

import numpy as np
from scipy.stats import qmc

from agents import luck
from agents.names import Decision

WORLDS = 16  # replicates that a bank goes round: common luck across the draws, without fitting to one world's accidents


def sobol(count: int, dimensions: int, seed: int, stream: int = 0) -> np.ndarray:
    """``count`` points (a power of two) in the unit cube, float64 [count, dimensions]."""
    power = int(count).bit_length() - 1
    if count != 1 << power:
        raise ValueError(f"{count} Sobol points; expected a power of two")
    points = qmc.Sobol(dimensions, scramble=False).random_base2(power)
    shift = luck.uniform(luck.key_of(seed, stream), np.arange(dimensions, dtype=np.uint32), 0, Decision.DESIGN)
    return np.clip((points + shift) % 1.0, 1e-9, 1.0 - 1e-9)


def replicates(keys: np.ndarray) -> np.ndarray:
    """The replicate of each run of a bank: it goes round WORLDS."""
    return np.asarray(keys) % WORLDS


def noise(shape: tuple[int, int], seed: int, stream: int) -> np.ndarray:
    """Standard normal draws [rows, columns] by name: row and column of a table of draws."""
    rows, columns = shape
    key = luck.key_of(seed, stream)
    ids = np.arange(rows, dtype=np.uint32)
    return np.stack([luck.normal(key, ids, 0, Decision.CALIBRATION_NOISE, c) for c in range(columns)], axis=1)
