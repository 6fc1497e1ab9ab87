"""The door with the toy model behind it, as a process of its own that tests may kill.

``python -m tests.scenarios.toy_door run baseline ...``; each run takes TOY_SECONDS at least. Figures and report are
left out: they have tests of their own.
"""

import os
import time
from functools import partial
from typing import Any

import run
from scenarios import commands, pipeline
from scenarios.ensemble import Engine
from tests.scenarios import fake


def simulate_slowly(seconds: float, task: Any) -> Any:
    """A toy run, after a while."""
    time.sleep(seconds)
    return fake.simulate_policy(task)


def no_pages(results: Any, geography: Any) -> None:
    """In place of figures and report."""
    (results.folder / "figures").mkdir(exist_ok=True)
    (results.folder / "report.html").touch()


def slow_engine() -> Engine:
    """Toy model on the toy country, taking its time."""
    return Engine(partial(simulate_slowly, float(os.environ.get("TOY_SECONDS", "0"))), fake.country)


if __name__ == "__main__":
    commands.engine_of = slow_engine
    commands.digests = lambda: {"code": "toy"}
    pipeline.write_pages = no_pages
    run.main()
