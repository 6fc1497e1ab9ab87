"""A toy model whose answers to levers are known exactly, for the tests of `attain` and `search`.

With run number k = draw x replicates + replicate (0, 1, ...), every month:

* lis1_waiting = 1000 - (LIS1 posts - 1000) + 10 k: more posts, a shorter queue
* bonded doctors = (linked posts - 40)² in Oslo, none elsewhere: best at 40
* hospital_trainees = LIS1 posts + 5 x linked posts
* the state pays 1 million a month for each LIS1 post
"""

from pathlib import Path
from typing import Any

import numpy as np

from scenarios.ensemble import Engine
from tests.scenarios import fake

POSTS, LINKED = "lis1.state_posts", "lis1.gp_linked_posts"
ASKED = Path("asked.log")  # every run made, in the folder of the test


def value_of(policy: Any, key: str, default: float) -> float:
    """What the topmost layer that names a lever says."""
    found = [change.value for layer in policy.layers for change in layer if change.lever == key]
    return float(found[-1]) if found else default


def simulate(task: Any) -> fake.ToyRun:
    """A run of the toy."""
    with ASKED.open("a") as log:
        log.write(f"{task.case.name} {task.seed} {task.draw} {task.replicate}\n")
    posts, linked = (value_of(task.case.policy, key, start) for key, start in ((POSTS, 1000), (LINKED, 0)))
    months = np.arange(1512, (task.end_year - 1900 + 1) * 12)
    run = fake.toy_run(months, task.replicate)
    number = task.draw * 2 + task.replicate if task.draws > 1 else task.replicate
    run.national["lis1_waiting"] = np.full(len(months), 1000 - (posts - 1000) + 10.0 * number)
    run.national["lis1_posts"] = np.full(len(months), posts / 12)
    run.national["lis1_unfilled"] = np.full(len(months), posts / 24)
    run.national["hospital_trainees"] = np.full(len(months), posts + 5 * linked)
    run.national["cost_state_nok"] = np.full(len(months), 1e6 * posts)
    for name in ("cost_folketrygd_nok", "cost_patient_nok"):
        run.national[name] = np.zeros(len(months))
    bonded = np.zeros((len(months), 10), np.float32)
    bonded[:, 0] = (linked - 40) ** 2
    run.municipal |= {"bonded_doctors": bonded, "cost_municipal_nok": np.zeros_like(bonded)}
    return run


def engine() -> Engine:
    """The toy on the toy country."""
    return Engine(simulate, fake.country)
