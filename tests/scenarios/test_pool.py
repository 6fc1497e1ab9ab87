"""Work on many processes: every result once, killed workers replaced, and a culprit stops no other."""

import os
import signal
from pathlib import Path

import pytest

from scenarios.pool import PoolError, parallel


def square(number: int, deadly: int = -1, marker: str = "") -> int:
    """The work. The deadly number kills its process: once if there is a marker to leave, else always."""
    if number == deadly and not (marker and Path(marker).exists()):
        if marker:
            Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


@pytest.mark.parametrize("workers", [1, 2])
def test_every_result_comes_once(workers):
    assert sorted(parallel(square, [(n,) for n in range(9)], workers)) == [n**2 for n in range(9)]


def test_a_killed_worker_costs_no_result(tmp_path):
    calls = [(n, 3, str(tmp_path / "killed")) for n in range(9)]
    assert sorted(parallel(square, calls, 2)) == [n**2 for n in range(9)]
    assert (tmp_path / "killed").exists()


def test_a_call_that_always_kills_its_worker_stops_no_other():
    """Not this process either, though it is the only call left in the end."""
    found = []
    with pytest.raises(PoolError, match=r"killed 3 times in a row.*1 of 9 tasks are not done; use fewer --workers"):
        for result in parallel(square, [(n, 3) for n in range(9)], 2):
            found.append(result)
    assert sorted(found) == [n**2 for n in range(9) if n != 3]
