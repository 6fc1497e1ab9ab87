"""The table of what municipalities lack after a run from 2016."""

import numpy as np
import pytest

from calibration.lists_missing import standing, table


def test_sums_and_spread_are_told_by_number_of_lists():
    lists = np.array([[1, 3, 50, 90], [1, 2, 50, 90]])
    lacked = np.array([[0.5, -1.0, 1.0, 2.0], [-0.5, 1.0, 0.0, 0.0]])
    text = table(lacked, lists, np.array([[0, 0, 1, 2], [0, 1, 0, 0]]))
    assert text.splitlines()[:2] == [
        "lists opened in 2025, sum over the country, by draw: 3, 1", "lists lacked, sum over the country, by draw: 2, 0"
    ]  # fmt: skip
    assert f"mean {100 * (2.5 / 144 + 0.5 / 143) / 2:.2f}, from {100 * 0.5 / 143:.2f} to {100 * 2.5 / 144:.2f}" in text
    rows = {line[:12].strip(): line[12:].split() for line in text.splitlines()[5:]}
    assert rows == {
        "1 to 1": ["1.0", "0.00", "0.50"], "2 to 3": ["1.0", "0.00", "1.00"], "40 to 79": ["1.0", "0.50", "0.50"],
        "80 and more": ["1.0", "1.00", "1.00"],
    }  # fmt: skip


@pytest.mark.slow
def test_the_central_draw_stands_within_the_prior_of_the_start():
    """A draw of 351 municipalities: the sum is that of its parameters, so only its prior's range is asked for."""
    lacked, lists, opened = next(standing(1))
    assert len(lacked) == 351 and -0.012 < lacked.sum() / lists.sum() < 0.012
    assert 0.4 < lacked.std() < 1.2 and 50 < opened.sum() < 300
