"""Do the runs of a results folder come out the same again? A sample of them is run once more from run.json alone.

run.json holds what each scenario resolves to, so a scenario file that is gone or changed does not matter. Code, data,
parameters, posterior and packages must be those of the folder: another version may rightly give other numbers, so it
proves nothing. Runs are compared by the digests in runs.csv, which cover every array that the tables are made of.
"""

import csv
import io
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.months import month_index
from model.archive import SavedRun, existing
from model.policy import Change, Policy
from model.world import World
from scenarios.ensemble import Engine, Outcome, Place, named_runs, places, run_one, task_of
from scenarios.finished import record_of_folder, refuse_other_version, study_of_record
from scenarios.pool import parallel
from scenarios.study import Case, Study, digest_of
from scenarios.terminal import text_table


class VerifyError(ValueError):
    """Runs of a folder cannot be compared; the text says what stands in the way."""


@dataclass(frozen=True)
class Checked:
    """One run of the sample: its digest in runs.csv and the one it has now."""

    scenario: str
    draw: int
    replicate: int
    kept: str
    now: str

    @property
    def same(self) -> bool:
        """Whether the run came out the same."""
        return self.kept == self.now


@dataclass(frozen=True)
class Verdict:
    """The sample of a folder: which runs were compared, of how many in all."""

    folder: Path
    runs: int
    checked: tuple[Checked, ...]

    @property
    def good(self) -> bool:
        """Whether every run compared came out the same."""
        return all(one.same for one in self.checked)

    def text(self) -> str:
        """A table of the runs compared, and the answer."""
        head = ("scenario", "draw", "replicate", "kept", "now", "")
        rows = [
            (one.scenario, str(one.draw), str(one.replicate), one.kept, one.now, "same" if one.same else "DIFFERS")
            for one in self.checked
        ]
        differ = sum(not one.same for one in self.checked)
        answer = f"{differ} of {len(rows)} runs differ" if differ else f"{len(rows)} of {self.runs} runs, all the same"
        return f"{text_table(head, rows)}\n\n{self.folder}: {answer}."

    def values(self) -> dict[str, Any]:
        """The same as JSON values."""
        checked = [{**vars(one), "same": one.same} for one in self.checked]
        return {"folder": str(self.folder), "good": self.good, "runs": self.runs, "checked": checked}


def verify(
    folder: Path, runs: int, engine: Engine, workers: int, digests_of: Callable[[str, int], Mapping[str, str]]
) -> Verdict:
    """Run a sample of a finished folder again, in the order of the study.

    digests_of(start, draws): digests of the code and data at hand, by name. FolderError if the folder is not a finished
    one, or not of this version, VerifyError if it lacks digests; a run that differs is an answer, not an error.
    """
    if runs < 1:
        raise VerifyError(f"--runs {runs}: expected 1 or more")
    record = record_of_folder(folder)
    refuse_other_version(folder, record, digests_of(record["start"], record["draws"]), packages=True)
    study = study_of_record(folder, record, case_again)
    kept = _kept_digests(folder, study)
    chosen = sample(study, runs)
    engine.prepare(workers)
    with closing(parallel(run_one, [(task_of(study, place), engine, place) for place in chosen], workers)) as made:
        outcomes: dict[Place, Outcome] = {outcome.place: outcome for outcome in made}
    if failed := [outcomes[place] for place in chosen if outcomes[place].error]:
        raise VerifyError(f"{len(failed)} of {len(chosen)} runs failed:\n  {named_runs(study, failed)}")
    checked = [
        Checked(study.cases[place[0]].name, place[1], place[2], kept[place], _digest(outcomes[place].packed))
        for place in chosen
    ]
    return Verdict(folder, study.runs, tuple(checked))


def _digest(packed: bytes) -> str:
    return SavedRun(io.BytesIO(packed)).digest()


def case_again(scenario: Mapping[str, Any]) -> Case:
    """A scenario ready to run, from what it resolved to (scenarios.scenario.content)."""
    resolved = scenario["resolved"]
    policy = Policy.of_record()
    for layer in resolved["layers"]:
        policy = policy.with_changes(_change(one) for one in layer)
    return Case(scenario["name"], scenario["title"], resolved, policy, World(**resolved["world"]))


def _change(plain: Mapping[str, Any]) -> Change:
    until = None if plain["until"] is None else month_index(plain["until"])
    where = {kind: tuple(names) for kind, names in plain["where"].items()}
    return Change(plain["lever"], month_index(plain["from"]), until, plain["value"], where)


def _kept_digests(folder: Path, study: Study) -> dict[Place, str]:
    """Digests of runs.csv by place."""
    with existing(folder, "runs.csv").open(newline="", encoding="utf-8") as file:
        rows = {(row["scenario"], row["draw"], row["replicate"]): row["digest"] for row in csv.DictReader(file)}
    named = {place: (study.cases[place[0]].name, str(place[1]), str(place[2])) for place in places(study)}
    if {*named.values()} != {*rows}:
        raise VerifyError(f"{folder}/runs.csv does not list the {study.runs} runs of run.json, each once")
    return {place: rows[name] for place, name in named.items()}


def sample(study: Study, count: int) -> list[Place]:
    """``count`` runs by a fixed rule, in order: the first, the last, and others by turns of the scenarios.

    Within a scenario the turn goes by the SHA-256 of the run's place, which spreads over draws and replicates.
    """
    first, *between = places(study)
    if count >= study.runs:
        return [first, *between]
    if count == 1:
        return [first]
    *between, last = between
    turns: dict[Place, tuple[int, int]] = {}
    for scenario in range(len(study.cases)):
        mine = sorted((place for place in between if place[0] == scenario), key=lambda place: digest_of(list(place)))
        turns |= {place: (turn, (scenario - 1) % len(study.cases)) for turn, place in enumerate(mine)}
    return sorted([first, last, *sorted(between, key=lambda place: turns[place])[: count - 2]])
