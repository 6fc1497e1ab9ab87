"""Parameters that history says nothing about: at either end of their range 2016-2025 is the same to the last count.

A fit to history cannot tell them, whatever it is fitted to: the likelihood does not hold them, so that their posterior
is their prior, and independent of what was fitted. Most are effects of levers nobody has pulled, and prices. Studies of
several draws take them from their prior (scenarios/draws.py). How it is found out: by running. Each parameter that is
not free is set to both ends of its range in a hindcast of January 2016 to December 2025, and every count of every
month, municipality and doctor is compared; only what things cost may differ. The table is the output of

    uv run python -m calibration.unseen > calibration/posterior/unseen.csv

(some ten minutes on one core), and

    uv run python -m calibration.unseen more-lis1 relaxed-supervisor

tells which of them change nothing in the baseline but change these scenarios, to December 2037: what these assume.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
from agents.months import month_index
from agents.parameters import REGISTRY, Parameters
from calibration.used import hindcast
from model.ledger import RunOutput
from model.workforce import Workforce

COLUMNS = ("parameter", "baseline")
SHORT, LONG = 2017, 2025  # most parameters show themselves within two years
PROJECTED, ASKED = 2031, 2037
Runs = Callable[[Parameters], Any]


def counts(run: Any) -> dict[str, np.ndarray]:
    """Every array of a run but what things cost: municipal, national, and who was GP where each December."""
    arrays = {**run.municipal, **run.national, **{f"roll {name}": values for name, values in run.roll.items()}}
    return {name: values for name, values in arrays.items() if not name.startswith("cost_")}


def everything(run: Any) -> dict[str, np.ndarray]:
    """Every array of a run."""
    return {**run.municipal, **run.national, **{f"roll {name}": values for name, values in run.roll.items()}}


def same(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> bool:
    """Equal to the last bit (no value equals no value)."""
    return all(np.array_equal(values, other[name], equal_nan=values.dtype.kind == "f") for name, values in one.items())


def moved(names: Iterable[str], end: str) -> Parameters:
    """The centre with these parameters at their "low" or "high" end."""
    return Parameters.centre().replace(**{name: float(getattr(REGISTRY[name], end)) for name in names})


def changes(run: Runs, seen: Callable[[Any], Mapping[str, np.ndarray]], names: Sequence[str], centre: Any) -> bool:
    """Whether these parameters, moved together to either end, change what is seen of a run."""
    return any(not same(centre, seen(run(moved(names, end)))) for end in ("low", "high"))


def told_apart(run: Runs, seen: Callable[[Any], Mapping[str, np.ndarray]], names: Sequence[str]) -> list[str]:
    """Which of the parameters change what is seen of a run, by halving; each is at last tried alone."""
    centre = seen(run(Parameters.centre()))

    def halves(some: Sequence[str]) -> list[str]:
        if not some or not changes(run, seen, some, centre):
            return []
        if len(some) == 1:
            return list(some)
        middle = len(some) // 2
        return halves(some[:middle]) + halves(some[middle:])

    return halves(list(names))


def candidates() -> list[str]:
    """Parameters that are not free in a fit and have a range."""
    return [name for name, one in sorted(REGISTRY.items()) if not one.informed_by and one.low < one.high]


def unseen() -> list[str]:
    """The candidates that change no count of history: first the short way, then over all years, at last together."""
    left = candidates()
    for end_year in (SHORT, LONG):
        shown = set(_alone(partial(hindcast, end_year), counts, left))
        left = [name for name in left if name not in shown]
    return left


def _alone(run: Runs, seen: Callable[[Any], Mapping[str, np.ndarray]], names: Sequence[str]) -> list[str]:
    centre = seen(run(Parameters.centre()))
    found = []
    for number, name in enumerate(names, 1):
        if changes(run, seen, [name], centre):
            found.append(name)
        print(f"{number}/{len(names)} {name}: {'seen' if name in found else 'unseen'}", file=sys.stderr)
    return found


def table() -> list[dict[str, str]]:
    """Rows of unseen.csv: the parameter, and whether it changes anything in the baseline from 2026 on."""
    names = unseen()
    acts = set(told_apart(projection("baseline", PROJECTED), everything, names))
    return [{"parameter": name, "baseline": "acts" if name in acts else "nothing"} for name in names]


def projection(scenario: str, end_year: int) -> Runs:
    """Runs of a scenario of the library (or a file) from January 2026 with other parameters."""
    from scenarios.scenario import load_scenario, resolved

    window = month_index("2026-01"), month_index(f"{end_year}-12")
    policy, world = resolved(load_scenario(scenario, start=window[0], end=window[1]), *window)

    def run_of(parameters: Parameters) -> RunOutput:
        with Workforce(policy, world, parameters, start="2026", end_year=end_year, seed=1) as country:
            return country.run()

    return run_of


def assumed_by(scenario: str, names: Sequence[str]) -> list[str]:
    """Which of the parameters change counts or costs of a scenario."""
    return told_apart(projection(scenario, ASKED), everything, names)


def main(scenarios: Sequence[str]) -> None:
    """Write the table, or what the given scenarios assume."""
    if not scenarios:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table())
        return
    from scenarios.draws import unseen_rows

    quiet = [row["parameter"] for row in unseen_rows() if row["baseline"] == "nothing"]
    for scenario in scenarios:
        print(f"{scenario}: {', '.join(assumed_by(scenario, quiet)) or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1:])
