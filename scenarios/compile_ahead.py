"""Compiling before the first run: by all worker processes together, each loop once.

Numba compiles a loop when it is called for the first time and keeps what it made beside the code. On a machine where
nothing is kept yet, every worker process would compile all of them, one after the other, and all the same ones. The
loops that a run calls and the types they are called with stand in ``compiled_loops.csv``, printed by

    uv run python -m scenarios.compile_ahead > scenarios/compiled_loops.csv

so that they can be shared out. A loop that is missing there is compiled when it is called, as ever.
"""

import csv
import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.pool import parallel
from scenarios.study import ROOT

TABLE = ROOT / "scenarios" / "compiled_loops.csv"
FLOORS = ("agents", "model")  # whose loops they are
Loop = tuple[str, str, str]  # room, name, types of the arguments as numba writes them


def compile_ahead(workers: int, before: Callable[[], object] = lambda: None) -> None:
    """Have every loop compiled and kept, unless that was done before for this code; nothing for a single worker.

    Whether it was done says an empty file where numba keeps what it compiles. before: called if there is something to
    do. Raises PoolError if workers are killed.
    """
    mark = _mark()
    if workers == 1 or mark is None or mark.exists():
        return
    before()
    for _ in parallel(compile_one, loops(), workers):
        pass
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def loops() -> list[Loop]:
    """The loops of a run, one row for each set of types."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [(row["room"], row["loop"], row["types"]) for row in csv.DictReader(lines)]


def compile_one(room: str, name: str, types: str) -> None:
    """Compile a loop for arguments of these types, or load it where it is kept; nothing if the loop is gone."""
    loop: Any = getattr(import_module(room), name, None)
    if not hasattr(loop, "compile"):
        return
    collecting = gc.isenabled()
    gc.disable()  # numba makes a million objects a loop, hardly one of them in cycles
    try:
        loop.compile(_types(types))
    except Exception:  # another numba may name types otherwise; what is truly wrong is said when the loop is called
        return
    finally:
        if collecting:
            gc.enable()


def loops_called() -> Iterator[Loop]:
    """The loops that this process has called, or loaded to call, and with which types; in the order of the alphabet."""
    from numba.core.registry import CPUDispatcher

    for room, module in sorted(sys.modules.items()):
        if room.partition(".")[0] not in FLOORS:
            continue
        for name, loop in sorted(vars(module).items()):
            if isinstance(loop, CPUDispatcher) and (loop.py_func.__module__, loop.py_func.__name__) == (room, name):
                yield from ((room, name, types) for types in sorted(map(repr, loop.signatures)))


def _types(text: str) -> Any:
    from numba import types

    return eval(text, {"__builtins__": {}}, vars(types))  # our own table, in numba's own words


def _mark() -> Path | None:
    """The file that says that this code is compiled; None where nothing is compiled, or kept."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return None
    place = Path(os.environ.get("NUMBA_CACHE_DIR") or ROOT / FLOORS[0] / "__pycache__")
    if not os.access(place if place.exists() else place.parent, os.W_OK):
        return None
    total = hashlib.sha256(f"{sys.version} {version('numba')}".encode() + TABLE.read_bytes())
    for room in sorted({room for room, *_ in loops()}):
        total.update((ROOT / f"{room.replace('.', '/')}.py").read_bytes())
    return place / f"compiled-{total.hexdigest()[:16]}"


def first_years() -> None:
    """Call what runs call: the first year of a projection, and of a hindcast."""
    from model.policy import Policy
    from model.workforce import Workforce

    for start in ("2026", "2016"):
        Workforce(Policy.of_record(), start=start, end_year=int(start)).run()


if __name__ == "__main__":
    # Once before, in another process: where a caller is compiled, the loops inside it count as called, too.
    subprocess.run([sys.executable, "-c", f"from {__spec__.name} import first_years; first_years()"], check=True)
    first_years()
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("room", "loop", "types"))
    table.writerows(loops_called())
