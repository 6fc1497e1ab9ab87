"""Boxes of failures: planted ones are found, none is told where there is none."""

from itertools import pairwise

import numpy as np
import pytest

from calibration.design import noise, sobol
from calibration.discovery import Box, best_box, boxes, in_words, peeled, ranges_text, report, without_idle
from calibration.targets import CalibrationError

NAMES = ("career_crowding", "exit_under_40", "market_centrality", "LIS1 starts a year")


def cases(count: int = 512, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Four conditions in 0..1 and an error of failing."""
    return sobol(count, 4, seed, 11), noise((count, 1), seed, 80)[:, 0]


def planted(x: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Nine of ten fail where the first is under 0.4 and the third over 0.5, one of twenty elsewhere."""
    inside = (x[:, 0] < 0.4) & (x[:, 2] > 0.5)
    return np.where(inside, chance < 1.28, chance < -1.645)


def test_a_planted_box_is_found():
    x, chance = cases()
    failed = planted(x, chance)
    found = boxes(x, failed, 1)
    box = found[0]
    assert set(box.limits) == {0, 2}
    assert box.limits[0][0] == -np.inf and box.limits[0][1] == pytest.approx(0.4, abs=0.05)
    assert box.limits[2][1] == np.inf and box.limits[2][0] == pytest.approx(0.5, abs=0.05)
    assert box.density > 0.8 and box.coverage > 0.65
    inside = box.inside(x)
    assert (box.cases, box.failures) == (inside.sum(), failed[inside].sum())


def test_two_planted_boxes_are_found_one_after_the_other():
    x, _ = cases(1024)
    failed = ((x[:, 0] < 0.4) & (x[:, 1] < 0.4)) | ((x[:, 2] > 0.7) & (x[:, 3] > 0.7))
    found = boxes(x, failed, 1)
    assert {tuple(sorted(box.limits)) for box in found[:2]} == {(0, 1), (2, 3)}
    assert sum(box.coverage for box in found[:2]) > 0.8


def test_failures_by_chance_alone_have_no_box():
    told = sum(bool(boxes(*_shuffled(seed), seed)) for seed in range(1, 7))
    assert told <= 1


def _shuffled(seed: int) -> tuple[np.ndarray, np.ndarray]:
    x, chance = cases(128, seed)
    return x, chance < -0.5


def test_peeling_narrows_step_by_step_and_stops():
    x, chance = cases()
    way = peeled(x, planted(x, chance))
    sizes = [box.cases for box in way]
    assert sizes[0] == 512 and all(a > b for a, b in pairwise(sizes)) and sizes[-1] >= 41
    assert max(box.density for box in way) > 0.85


def test_idle_conditions_are_dropped():
    x, chance = cases()
    failed = planted(x, chance)
    limits = {0: (-np.inf, 0.4), 1: (0.03, np.inf), 2: (0.5, np.inf)}
    inside = Box(limits).inside(x)
    box = Box(limits, int(inside.sum()), int(failed[inside].sum()), len(x), int(failed.sum()))
    assert set(without_idle(box, x, failed).limits) == {0, 2}
    assert set(best_box(x, failed).limits) == {0, 2}


def test_a_condition_of_few_values_is_no_trap():
    x, chance = cases()
    x = np.column_stack([x, np.where(chance > 0, 2027.0, 2030.0)])
    found = boxes(x, x[:, 4] == 2030.0, 1)
    assert set(found[0].limits) == {4} and found[0].density == 1.0 == found[0].coverage


def test_words():
    box = Box({0: (-np.inf, -0.4), 3: (1500.0, np.inf), 1: (0.03, 0.05)}, 50, 42, 200, 69)
    assert in_words("more-lis1", box, NAMES) == (
        "more-lis1 fails mostly when career_crowding is at most -0.4 and exit_under_40 is 0.03 to 0.05 and LIS1 starts "
        "a year is at least 1500: 84% of such cases fail (42 of 50), 61% of all failures lie there."
    )
    x, chance = cases(128)
    none = report("more-lis1", "fewer", x, np.zeros(128, bool), NAMES, 1)
    assert none == "more-lis1: fails its goal (fewer) in 0 of 128 cases."
    told = report("more-lis1", "fewer", x, planted(x, chance), NAMES, 1)
    assert "mostly when career_crowding is at most 0.39" in told and "market_centrality is at least 0.49" in told
    assert "1250" in ranges_text(("LIS1 starts a year",), [(1250.0, 2000.0)])


@pytest.mark.parametrize("failed", [np.zeros(3, bool), np.zeros(128)])
def test_bad_tables_are_refused(failed):
    with pytest.raises(CalibrationError, match="one row of conditions and one yes or no for each case"):
        boxes(cases(128)[0], failed, 1)
