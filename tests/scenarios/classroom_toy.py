"""The toy model behind the classroom, told year by year; importable by its worker processes.

TOY_YEAR_SECONDS: how long a year takes.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

from model.archive import census_of
from scenarios.classroom.years import Year, year_of_run
from tests.scenarios import fake


def toy_years(task: Any) -> Iterator[Year]:
    """A toy run in which posts added by a scenario add GPs. Policies of ``fake.case`` may fail, die or sleep."""
    policy = task.case.policy
    if isinstance(policy, dict):
        run, seconds = fake.simulate(task), policy.get("year", 0.0)
    else:
        changed = [float(c.value) for layer in policy.layers for c in layer if c.lever == "lis1.state_posts"]
        extra = (changed[-1] / 1219 - 1) * 4 if changed else 0.0
        run = fake.toy_run(_months(task), task.seed * 1000 + task.replicate, extra)
        seconds = float(os.environ.get("TOY_YEAR_SECONDS", "0"))
    for begun in range(0, len(run.months), 12):
        time.sleep(seconds)
        if isinstance(policy, dict) and policy.get("die"):
            os._exit(9)
        year = 1900 + int(run.months[begun]) // 12
        census = census_of(run, (year,)) if year in task.followed else None
        yield year_of_run(run, slice(begun, begun + 12), fake.country(), census)


def _months(task: Any) -> Any:
    import numpy as np

    return np.arange(1392 if task.start == "2016" else 1512, (task.end_year - 1899) * 12)
