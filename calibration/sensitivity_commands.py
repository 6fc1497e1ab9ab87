"""What stands behind ``run.py sensitivity``: screening, shares of the variance, value of information, discovery.

All runs go from January 2026 to 2050 and are kept as they come; the same command goes on where it stopped. Tables in
the folder: ``screening.csv``, ``sobol.csv``, ``value_of_information.csv`` and ``discovery.txt``.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from agents.months import month_index
from agents.parameters import REGISTRY, Parameters
from calibration.bank import fingerprint
from calibration.calibrate import write_rows
from calibration.commands import Bars, check_model, check_ship, check_workers, shipped
from calibration.design import replicates, sobol
from calibration.discovery import ranges_text, report
from calibration.figures import draw_sensitivity
from calibration.hindcast import Row
from calibration.indices import Shares, Worth, refits, shares, worth
from calibration.priors import free_priors
from calibration.screening import Screening, groups_of, screen, screening_points, screening_signs
from calibration.sensitivity import (
    DUMMY,
    FIRST_YEAR,
    OUTCOMES,
    Branch,
    Inputs,
    Point,
    outcomes_of,
    points_at,
    run_point,
    run_points,
    value_names,
)
from calibration.sensitivity_questions import (
    BASE,
    FULL,
    GOAL,
    GOAL_TEXT,
    PACKAGES,
    QUICK,
    RANGES,
    SHARE,
    Plan,
    PolicyRange,
    Question,
    answers,
    questions,
)
from calibration.sensitivity_tables import draws_words, screening_rows, sobol_rows, words, worth_rows
from calibration.store import Runs, Store, digest, run_digest
from calibration.targets import CalibrationError
from model.workforce import Workforce
from scenarios.draws import PROJECTION, DrawsError, available, load_posterior
from scenarios.scenario import Scenario, content, load_scenario, resolved

TOGETHER = "all three packages"
SIZED = ", sized"
DUMMIES = 2


@dataclass
class Sensitivity:
    """One sensitivity analysis in a folder. mark: what the model does, found by a run if empty.

    geography: all of Norway if None. work: makes one point. said: what a reader must know of the runs.
    """

    folder: Path
    plan: Plan = field(default_factory=Plan)
    workers: int = 1
    cluster: str | None = None
    seed: int = 1
    geography: Any = None
    mark: str = ""
    bars: Any = None
    work: Callable[[Point], Row] = run_point
    said: list[str] = field(default_factory=list)

    @cached_property
    def library(self) -> dict[str, tuple[Scenario, Branch]]:
        """The base and the packages, ready to run."""
        start, end = month_index(f"{FIRST_YEAR}-01"), month_index(f"{self.plan.years[-1]}-12")
        found = {}
        for name in (BASE, *PACKAGES):
            scenario = load_scenario(name, start=start, end=end)
            found[name] = (scenario, (name, *resolved(scenario, start, end)))
        return found

    @cached_property
    def model(self) -> str:
        """What the model does under the packages, as 16 digits: every array of one run away from the centre.

        Another text of the code that computes the same has the same mark, as in ``calibration/bank.py``.
        """
        if self.mark:
            return self.mark
        free = free_priors()
        _, policy, world = self.together()
        run = Workforce(
            policy, world, free.parameters(sobol(4, free.size, self.seed)[3]), self.geography, start=str(FIRST_YEAR),
            end_year=self.plan.years[-1], seed=self.seed,
        ).run()  # fmt: skip
        return run_digest(run, repr([(name, one.value, one.low, one.high) for name, one in sorted(REGISTRY.items())]))

    def together(self) -> Branch:
        """The base with the changes of every package."""
        _, policy, world = self.library[BASE][1]
        changes = [one for name in PACKAGES for one in self.library[name][0].changes]
        return TOGETHER, policy.with_changes(changes), world

    def sized(self, chosen: PolicyRange, size: int) -> Branch:
        """The base with a package of this size."""
        _, policy, world = self.library[BASE][1]
        changes = self.library[chosen.package][0].changes
        january = month_index(f"{size}-01") if chosen.begins else 0
        new = [replace(one, from_month=january) if chosen.begins else replace(one, value=size) for one in changes]
        return chosen.package + SIZED, policy.with_changes(new), world

    def sizes(self) -> np.ndarray:
        """Sizes of the packages at every point, int64 [points, packages]."""
        power = 1 << max(self.plan.points - 1, 0).bit_length()
        u = sobol(power, len(RANGES), self.seed, 5)[: self.plan.points]
        return np.array([[one.size(share) for one, share in zip(RANGES, row, strict=True)] for row in u])

    def store(self, name: str, branches: Sequence[str], u: np.ndarray, names: Sequence[str]) -> Store:
        """The store of one step: it belongs to this model, these scenarios and these points."""
        record = {
            "program": f"Legemod sensitivity, {name}", "model": self.model, "seed": self.seed,
            "scenarios": digest([content(scenario) for scenario, _ in self.library.values()]),
            "ranges": digest([list(vars(one).values()) for one in RANGES]), "inputs": digest(list(names)),
            "points": hashlib.sha256(np.round(u, 12).tobytes()).hexdigest()[:16],
        }  # fmt: skip
        return Store(self.folder / name, record, value_names(branches, self.plan.years))

    def fill(self, step: str, branches: Sequence[str], u: np.ndarray, names: Sequence[str], points: Sequence[Point],
             shard: int) -> Runs:  # fmt: skip
        """Make what is missing of a step; CalibrationError if fewer than half of its runs gave numbers."""
        runs = run_points(self.store(step, branches, u, names), points, self.workers, self.cluster,
                          lambda done, total: self.bars and self.bars(step, done, total), self.work, shard)  # fmt: skip
        first = next((text for text in runs.broken if text), "")
        if first:
            self.said.append(f"{step}: {int((~runs.good).sum())} of {len(points)} points broke, the first with {first}")
        if runs.good.sum() * 2 < len(points):
            raise CalibrationError(
                f"{step}: {int(runs.good.sum())} of {len(points)} points gave numbers, expected at least half; the "
                f"first that broke: {first}"
            )
        return runs

    # -- screening

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All parameters of the model, alone or in groups, then the dummies."""
        parameters = tuple(Parameters.centre())
        return (*groups_of(parameters, self.plan.factors - DUMMIES), *([(DUMMY,)] * DUMMIES))

    def screening(self) -> tuple[Screening, tuple[Question, ...]]:
        """Effects of all parameters on the base and on the packages together."""
        groups = self.groups()
        real = groups[:-DUMMIES]
        priors = free_priors(names=[name for group in real for name in group])
        signs = screening_signs(len(groups))
        u = screening_points(signs, real, priors)
        branches = (self.library[BASE][1], self.together())
        worlds = replicates(np.arange(len(u)))
        points = [
            Point(k, priors.parameters(row), int(worlds[k]), branches, self.plan.years, self.seed, self.geography)
            for k, row in enumerate(u)
        ]
        names = [branch[0] for branch in branches]
        runs = self.fill("screening", names, u, priors.names, points, shard=4)
        asked = questions(names, self.plan.years, OUTCOMES)
        good = runs.keys[runs.good]
        y = answers(runs.values[runs.good], len(names), asked, len(self.plan.years))
        return screen(signs[good], y, worlds[good]), asked

    def screened(self) -> None:
        """The table of the screening alone."""
        found, asked = self.screening()
        write_rows(self.folder / "screening.csv", screening_rows(found, asked, self.groups()))

    def extras(self, found: Screening) -> tuple[str, ...]:
        """Parameters that no target informs and that screening finds strongest, if it looked at each alone."""
        groups = self.groups()
        strongest = np.argsort(-found.t, kind="stable")
        names = [groups[k][0] for k in strongest if len(groups[k]) == 1 and groups[k][0] != DUMMY]
        fixed = [name for name in names if not REGISTRY[name].informed_by]
        return tuple(fixed[: self.plan.extras])

    # -- points

    def inputs(self, extras: Sequence[str]) -> Inputs:
        """The free parameters at their posterior if one is shipped, and further parameters at their prior."""
        free = free_priors()
        posterior = None
        if PROJECTION in available():
            posterior = load_posterior(PROJECTION)
            check_model(posterior.record, fingerprint(free, int(posterior.record.get("seed", 1))))
            if unknown := [name for name in posterior.names if name not in free.names]:
                raise DrawsError(f"posterior {PROJECTION}: {', '.join(unknown)} is not free any more; fit again")
        return Inputs(free_priors(names=[*free.names, *extras]), posterior)

    def points(self, inputs: Inputs) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
        """(u [n, d], values [n, ...], sizes [n, packages], names of branches) of the points that gave numbers."""
        u, sizes = inputs.draws(self.plan.points, self.seed, 4), self.sizes()
        fixed = tuple(branch for _, branch in self.library.values())

        def branches(k: int) -> tuple[Branch, ...]:
            return (*fixed, *(self.sized(one, int(size)) for one, size in zip(RANGES, sizes[k], strict=True)))

        points = points_at(inputs, u, branches, self.plan.years, self.seed, self.geography)
        names = tuple(branch[0] for branch in points[0].branches)
        runs = self.fill("points", names, np.hstack([u, sizes]), inputs.names, points, shard=1)
        good = runs.keys[runs.good]
        return u[good], runs.values[runs.good], sizes[good], names

    # -- everything

    def run(self) -> dict[str, Any]:
        """All steps; the tables are written and what they say is returned."""
        found, screened = self.screening()
        inputs = self.inputs(self.extras(found))
        u, values, sizes, names = self.points(inputs)
        asked = questions(names[: 1 + len(PACKAGES)], self.plan.years)
        y = answers(values, len(names), asked, len(self.plan.years))
        emulators = refits(u, y, self.plan.halves, self.seed)
        parts = shares(emulators, inputs, self.plan.design, self.seed)
        columns = [k for k, q in enumerate(asked) if q.at[0] and q.outcome == SHARE and q.year == self.plan.years[0]]
        value = worth(emulators, columns, inputs.draws(self.plan.draws, self.seed, 6), -1.0)
        told = self.discovery(inputs, u, values, sizes, names)
        return self.written(found, screened, self.groups(), inputs, asked, y, parts, value, told)

    def discovery(self, inputs: Inputs, u: np.ndarray, values: np.ndarray, sizes: np.ndarray,
                  names: Sequence[str]) -> str:  # fmt: skip
        """When each package, at a size of its own at every point, fails its goal."""
        levels = outcomes_of(values, len(names), len(self.plan.years))[:, :, OUTCOMES.index(SHARE), 0]
        x, goal = inputs.priors.values(u[:, :-1]), GOAL_TEXT.format(year=self.plan.years[0])
        parts = [f"Cases: {len(u)} draws ({draws_words(inputs)}), each with every package at a size of its own."]
        for k, one in enumerate(RANGES):
            failed = levels[:, names.index(one.package + SIZED)] > (1.0 - GOAL) * levels[:, 0]
            conditions = np.column_stack([x, sizes[:, k]])
            parts.append(report(one.package, goal, conditions, failed, (*inputs.priors.names, one.words), self.seed))
        return "\n\n".join(parts)

    def written(
        self, found: Screening, screened: Sequence[Question], groups: Sequence[Sequence[str]], inputs: Inputs,
        asked: Sequence[Question], y: np.ndarray, parts: Shares, value: Worth, told: str,
    ) -> dict[str, Any]:  # fmt: skip
        """The tables in the folder, and the same as plain values."""
        tables = {
            "screening": screening_rows(found, screened, groups),
            "sobol": sobol_rows(parts, asked, inputs.names, y),
            "value_of_information": worth_rows(value, inputs.names),
        }
        for name, rows in tables.items():
            write_rows(self.folder / f"{name}.csv", rows)
        ranges = ranges_text([one.words for one in RANGES], [(one.low, one.high) for one in RANGES])
        ranges += "\n" + ranges_text(inputs.priors.names, list(zip(inputs.priors.low, inputs.priors.high, strict=True)))
        (self.folder / "discovery.txt").write_text(f"{told}\n\nVaried:\n{ranges}\n", "utf-8")
        return {
            "folder": str(self.folder), "draws": draws_words(inputs), "points": len(y), "broken": self.said,
            "limit_t": found.limit,
            "best_package": PACKAGES[value.chosen], "perfect_information": value.everything, "discovery": told,
            **tables,
        }  # fmt: skip


def sensitivity(
    quick: bool, workers: int, cluster: str | None = None, out: Path | None = None, seed: int = 1, ship: bool = False
) -> tuple[str, Any]:
    """The whole analysis; text and object for the terminal."""
    check_workers(workers)
    check_ship(quick, ship)
    if seed < 0:
        raise CalibrationError(f"--seed {seed}: expected 0 or more")
    folder = out or Path("results") / ("sensitivity-quick" if quick else "sensitivity")
    bars = Bars()
    analysis = Sensitivity(folder, QUICK if quick else FULL, workers, cluster, seed, bars=bars)
    try:
        analysis.screened()
        shipped(folder, ("screening.csv",), ship)  # the next steps take hours: what is known is there meanwhile
        found = analysis.run()
    finally:
        bars.close()
    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    draw_sensitivity(figures, found["sobol"])
    shipped(folder, ("sobol.csv", "value_of_information.csv", "discovery.txt"), ship)
    return words(found, quick), found
