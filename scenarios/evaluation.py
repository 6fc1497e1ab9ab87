"""One scenario run many times and kept as yearly values: what searches ask again and again.

Every evaluation is a study of one case in a folder of its own, OUT/evaluations/NAME-HASH8, with the luck of every other
evaluation of the same seed: draw by draw and replicate by replicate, two of them differ by policy alone. A finished
evaluation is found again, a started one goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from model.archive import load_record, replacing, write_record
from model.policy import Change
from model.results import AreaKind, Layout, area_kinds, layout_of
from scenarios.bottlenecks import held_back
from scenarios.collected import Ensemble, collect
from scenarios.ensemble import Engine, kept_on_disk, run_missing
from scenarios.scenario import Placed, Scenario, content, resolved
from scenarios.study import Case, Study, StudyError, alone_in, record_of, remove_runs, state_of

EVALUATIONS, VALUES, HELD = "evaluations", "values.npy", "held_back.npz"
SECONDS_PER_YEAR = 0.08  # of one core, for a first guess; `run.py bench` measures it


@dataclass(frozen=True)
class Evaluated:
    """Yearly values of every run of a case: float64 (draws, replicates, rows, years), rows and years of the layout.

    held_back: doctor-years before each gate of ``scenarios.bottlenecks``, by kind of area and area: (runs, years,
    gates).
    """

    case: Case
    values: np.ndarray
    layout: Layout
    held_back: Mapping[tuple[str, str], np.ndarray]

    def series(self, indicator: str, kind: str, area: str) -> np.ndarray:
        """(draws, replicates, years) of one row; KeyError naming the triple if there is none."""
        return np.asarray(self.values[:, :, self.layout.index[indicator, kind, area]])


@dataclass
class Evaluator:
    """Evaluates cases in a folder.

    planned: runs the whole question may take at most; done: runs there are so far; made: of them not found, but run.
    """

    folder: Path
    engine: Engine
    workers: int
    digests: Mapping[str, str]
    progress: Callable[[int, int], None]
    planned: int = 0
    done: int = 0
    made: int = 0
    _layouts: dict[tuple[int, ...], Layout] = field(default_factory=dict, repr=False)

    def __call__(self, case: Case, sizes: "Sizes") -> Evaluated:
        """The evaluation of a case: read if it is finished, else run to its end."""
        study = sizes.study(case, self.digests)
        folder = self.folder / EVALUATIONS / study.name
        state = state_of(folder, study, (VALUES, HELD))
        if state != "complete":
            self._run(study, folder)
        self.done += study.runs
        if study.years not in self._layouts:
            self._layouts[study.years] = layout_of(self.engine.geography(), study.years)
        return Evaluated(case, np.load(folder / VALUES), self._layouts[study.years], self._held_back(folder))

    def _kinds(self) -> list[AreaKind]:
        return [kind for kind in area_kinds(self.engine.geography()) if kind.kind != "municipality"]

    def _held_back(self, folder: Path) -> dict[tuple[str, str], np.ndarray]:
        with np.load(folder / HELD) as found:
            return {
                (kind.kind, area): counts[:, :, place]
                for kind in self._kinds()
                for counts in [found[kind.kind]]
                for place, area in enumerate(kind.names)
            }

    def _run(self, study: Study, folder: Path) -> None:
        with kept_on_disk(study, folder), alone_in(folder):
            write_record(folder, record_of(study, "partial"))
            run_missing(study, folder, self.engine, self.workers, self._bar)
            ensemble = collect(study, folder, self.engine.geography())
            shape = (study.draws, study.replicates, len(ensemble.layout.rows), len(study.years))
            with replacing(folder / VALUES) as temporary, temporary.open("wb") as file:
                np.save(file, np.stack([run.summary for _, run in ensemble.runs()]).reshape(shape))
            with replacing(folder / HELD) as temporary, temporary.open("wb") as file:
                np.savez(file, allow_pickle=False, **self._held_by_kind(ensemble))
            write_record(folder, record_of(study, "complete"))
            remove_runs(folder)

    def _held_by_kind(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        """Who was held back in every run, by kind of area: (runs, years, areas, gates)."""
        kinds = self._kinds()
        counts = (run.turned_away() for _, run in ensemble.runs())
        by_run = [[held_back(one, kind) for kind in kinds] for one in counts]
        return {kind.kind: np.stack(found) for kind, found in zip(kinds, zip(*by_run, strict=True), strict=True)}

    def _bar(self, done: int, total: int) -> None:
        self.made += 1
        self.progress(self.done + done, max(self.planned, self.done + total))


@dataclass(frozen=True)
class Sizes:
    """How a case is evaluated: last year, parameter draws, replicates, seed."""

    end_year: int
    draws: int
    replicates: int
    seed: int

    def study(self, case: Case, digests: Mapping[str, str]) -> Study:
        """The study of one case; StudyError naming every size that cannot be."""
        return Study((case,), end_year=self.end_year, seed=self.seed, draws=self.draws,
                     replicates=self.replicates, keep=self.replicates, digests=self.digests_of(digests))  # fmt: skip

    def digests_of(self, digests: Mapping[str, str]) -> dict[str, str]:
        """The digests given, and of what several draws are taken from."""
        from scenarios.draws import draw_digests

        return {**digests, **draw_digests("2026", self.draws)}

    @property
    def runs(self) -> int:
        """Runs of one evaluation."""
        return self.draws * self.replicates

    def plain(self) -> dict[str, int]:
        """As JSON."""
        return dict(vars(self))

    @property
    def words(self) -> str:
        """``4 draws x 1 replicate``."""
        return " x ".join(
            f"{count} {word}{'s' if count > 1 else ''}"
            for count, word in ((self.draws, "draw"), (self.replicates, "replicate"))
        )

    def time_text(self, evaluations: int, workers: int) -> str:
        """How many runs so many evaluations are, and a first guess at the time they take."""
        runs = evaluations * self.runs
        seconds = runs * (self.end_year - 2025) * SECONDS_PER_YEAR / workers
        spent = f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
        return f"at most {runs} runs ({evaluations} x {self.words}), roughly {spent}"


def case_with(scenario: Scenario, changes: Sequence[Change], name: str, title: str, end_year: int) -> Case:
    """The case of a scenario with changes on top, as ``--set`` puts them. ScenarioError if levers then contradict."""
    from agents.months import month_index

    layer = tuple(Placed(change, "lever", 0, 0) for change in changes)
    whole = replace(scenario, name=name, title=title, layers=(*scenario.layers, layer) if layer else scenario.layers)
    policy, world = resolved(whole, month_index("2026-01"), month_index(f"{end_year}-12"))
    return Case(name, title, content(whole), policy, world, scenario.warnings, scenario.text)


def open_folder(folder: Path, record: str, identity: str, about: Mapping[str, Any]) -> None:
    """Begin a folder, or go on in it. StudyError if it holds anything else: nothing is overwritten."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not (folder / record).is_file():
            raise StudyError(f"{folder} holds other files and no {record}; choose another --out or empty it")
        if load_record(folder, record).get("identity") != identity:
            raise StudyError(
                f"{folder} answers another question ({record}: goal, scenario, lever, size, seed, code or data "
                "differ); choose another --out or remove that folder"
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_record(folder, {"program": "Legemod", "identity": identity, **about}, record)
