"""Work on many processes: every result once, killed workers replaced, and a culprit stops no other."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from scenarios import pool
from scenarios.pool import PoolError, parallel


def square(number: int, deadly: int = -1, marker: str = "") -> int:
    """The work. The deadly number kills its process: once if there is a marker to leave, else always."""
    if number == deadly and not (marker and Path(marker).exists()):
        if marker:
            Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


KEPT = []


def resident() -> float:
    """Memory of this process, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def leave_holes() -> float:
    """What this process holds when the work begins. The work leaves 200 MB that know one another, and holes in them."""
    before = resident()
    blocks: list = [bytearray(2000) for _ in range(100_000)]
    KEPT.extend(blocks[::100])
    blocks.append(blocks)
    return before


@pytest.mark.skipif(pool._trim() is None, reason="this C library gives memory back by itself or not at all")
def test_what_the_work_frees_goes_back_to_the_system(monkeypatch):
    monkeypatch.setattr(pool, "GIVE_BACK_SECONDS", 0.0)
    held = list(parallel(leave_holes, [()] * 4, 1))
    assert max(held) - held[0] < 60, held


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


def test_several_culprits_cost_no_result_but_their_own():
    """What was done when a pool died counts, however quick the work; the message says how much is missing."""
    found = []
    with pytest.raises(PoolError, match=r"3 of 30 tasks are not done"):
        for result in parallel(square_or_die, [(n,) for n in range(30)], 2):
            found.append(result)
    assert sorted(found) == [n**2 for n in range(30) if n % 10]


def square_or_die(number: int) -> int:
    """Each tenth number kills its process."""
    return square(number, number if number % 10 == 0 else -1)


def test_work_left_early_leaves_no_process():
    results = parallel(square, [(n,) for n in range(100)], 2)
    next(results)
    results.close()
    assert not [one for one in psutil.Process().children() if "popen_loky" in " ".join(one.cmdline())]
