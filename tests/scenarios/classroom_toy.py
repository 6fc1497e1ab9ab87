"""The toy model behind the classroom, told year by year; importable by its worker processes.

TOY_YEAR_SECONDS: how long a year takes.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

from agents.doctor import Event
from agents.names import make_id
from model.archive import census_of
from scenarios.classroom.years import Year, kinds_of, with_lives, year_of_run
from tests.scenarios import fake
from tests.scenarios.lives import entry, lives


def toy_years(task: Any) -> Iterator[Year]:
    """A toy run in which posts added by a scenario add GPs. Policies of ``fake.case`` may fail, die or sleep."""
    policy, extra = task.case.policy, 0.0
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
        told = year_of_run(run, slice(begun, begun + 12), kinds_of(fake.country()), census)
        last = begun + 12 >= len(run.months)
        yield with_lives(told, toy_lives(extra > 0)) if task.lives and last else told


def toy_lives(more: bool) -> dict[str, Any]:
    """Four doctors. With more posts one becomes a GP and another does not, a third gets a list elsewhere."""
    a, b, c, d = (int(make_id(1460, "uib", number)) for number in range(4))
    hired = [(doctor, "2026-02", Event.LIS1_HIRED) for doctor in (a, b, c, d)]
    first, town = (a, 8) if more else (b, 0)
    lists = [*entry(first, "2027-03", 3), *entry(c, "2028-01", town)]
    return lives(*hired, *lists, (d, "2028-06", Event.HOSPITAL_STARTED))


def _months(task: Any) -> Any:
    import numpy as np

    return np.arange(1392 if task.start == "2016" else 1512, (task.end_year - 1899) * 12)
