"""The door with the toy model behind it, as a process of its own that tests may kill.

``python -m tests.scenarios.toy_door run baseline ...``; each run takes TOY_SECONDS at least. Figures and report are
left out: they have tests of their own.
"""

import importlib.util
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scenarios import commands, pipeline
from scenarios.ensemble import Engine
from scenarios.study import ROOT
from tests.scenarios import fake


def simulate_slowly(seconds: float, task: Any) -> Any:
    """A toy run, after a while."""
    time.sleep(seconds)
    return fake.simulate_policy(task)


def no_pages(results: Any, geography: Any) -> None:
    """In place of figures and report."""
    (results.folder / "figures").mkdir(exist_ok=True)
    for name in ("report.html", "tables.xlsx"):
        (results.folder / name).touch()


def slow_engine() -> Engine:
    """Toy model on the toy country, taking its time."""
    return Engine(partial(simulate_slowly, float(os.environ.get("TOY_SECONDS", "0"))), fake.country)


@contextmanager
def toy_model_in(folder: Path) -> Iterator[Callable[..., Any]]:
    """The door of this process, in a folder, with the toy model behind it: ask(*words) gives its answer."""
    spec = importlib.util.spec_from_file_location("legemod_door", ROOT / "run.py")
    assert spec and spec.loader
    door = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(door)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(commands, "engine_of", fake.policy_engine)
        patch.setattr(commands, "digests", lambda: {"code": "toy"})
        patch.setattr(pipeline, "write_pages", no_pages)
        yield lambda *words: CliRunner().invoke(door.cli, [str(word) for word in words], prog_name="run.py")


if __name__ == "__main__":
    commands.engine_of = slow_engine
    commands.digests = lambda: {"code": "toy"}
    pipeline.write_pages = no_pages
    import run

    run.main()
