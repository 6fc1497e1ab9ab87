"""What a command computes: the scenarios, the sizes, the seed; and the folder that belongs to exactly that.

A results folder is named after the study and a hash of everything that decides its numbers: resolved
scenarios, seed, sizes, and digests of code, data and parameters. The same study finds its folder again;
another one never writes in it.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from agents.months import month_index
from model.archive import load_record

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("agents", "model", "scenarios")
PACKAGES = ("mesa", "numpy", "scipy", "numba", "pandas", "pyarrow", "netcdf4", "matplotlib", "joblib")
FIRST_YEARS = {"2026": 2026, "2016": 2016}
LOCK = ".lock"
LEFTOVER = ".*.tmp"  # model.archive.replacing
LAST_YEARS = {"2026": 2060, "2016": 2025}
DRAWS_OF = (
    "all parameters at their central values",
    "fitted parameters from the posterior; those history does not show (calibration/posterior/unseen.csv) from their "
    "prior, but in the first draw; all others at their central values",
)


class StudyError(ValueError):
    """The study cannot be run as asked, or its folder holds something else."""


@dataclass(frozen=True)
class Case:
    """One scenario ready to run: its name, what it resolves to (plain JSON values), policy and world."""

    name: str
    title: str
    resolved: Mapping[str, Any]
    policy: Any
    world: Any
    warnings: tuple[str, ...] = ()
    text: str = ""
    title_nb: str = ""
    text_nb: str = ""

    def titled(self, lang: str) -> str:
        """The title in English, or in Norwegian where one is given."""
        return self.title_nb if lang == "nb" and self.title_nb else self.title

    def told(self, lang: str) -> str:
        """What the scenario is, in English or, where it is given, in Norwegian."""
        return self.text_nb if lang == "nb" and self.title_nb else self.text

    @property
    def label(self) -> str:
        """The name as it may stand in a file name."""
        return slug(self.name)

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved scenario."""
        return digest_of(self.resolved)


@dataclass(frozen=True)
class Study:
    """Cases and sizes. The first case is the base of every comparison."""

    cases: tuple[Case, ...]
    start: str = "2026"
    end_year: int = 2050
    seed: int = 1
    draws: int = 1
    replicates: int = 20
    keep: int = 20
    lives: bool = False
    lang: str = "en"
    digests: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [case.name for case in self.cases]
        doubled = sorted({name for name in names if names.count(name) > 1})
        problems = [f"scenario {name!r} is named twice; give each once" for name in doubled]
        problems += _size_problems(self)
        if problems:
            raise StudyError("; ".join(problems))

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years of every run."""
        return tuple(range(FIRST_YEARS[self.start], self.end_year + 1))

    @property
    def first_month(self) -> int:
        """Month number of the first January."""
        return month_index(f"{self.years[0]}-01")

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.cases) * self.draws * self.replicates

    @cached_property
    def identity(self) -> str:
        """Hash of everything that decides the numbers of the results folder; the language of its pages does not."""
        return digest_of(
            {
                "scenarios": [[case.name, case.resolved] for case in self.cases],
                "sizes": [self.start, self.end_year, self.draws, self.replicates, self.keep, self.lives],
                "seed": self.seed,
                "digests": dict(self.digests),
            }
        )

    @property
    def name(self) -> str:
        """Folder name: NAME-HASH8."""
        return f"{slug('-vs-'.join(case.name for case in self.cases))}-{self.identity[:8]}"


def _size_problems(study: Study) -> list[str]:
    if study.start not in FIRST_YEARS:
        return [f"--start {study.start}: expected one of {', '.join(FIRST_YEARS)}"]
    problems = []
    first, last = FIRST_YEARS[study.start], LAST_YEARS[study.start]
    if not first <= study.end_year <= last:
        problems.append(f"--end {study.end_year}: expected {first} to {last} with --start {study.start}")
    sizes = (("--draws", study.draws, 1), ("--replicates", study.replicates, 1), ("--keep", study.keep, 1))
    for option, value, lowest in sizes:
        if value < lowest:
            problems.append(f"{option} {value}: expected {lowest} or more")
    return problems


def slug(text: str) -> str:
    """A text as part of a file name: plain letters, digits, dot, dash and underscore, 60 at most."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:60].strip("-.") or "unnamed"


def digest_of(value: Any) -> str:
    """SHA-256 of plain values written as canonical JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def code_digest(root: Path = ROOT) -> str:
    """SHA-256 over the names and bytes of the program's own files, scenario library apart."""
    total = hashlib.sha256()
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*")):
            if path.suffix in (".py", ".j2"):
                total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def package_versions() -> dict[str, str]:
    """Installed versions of the packages that can change a number or a file."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def record_of(study: Study, state: str) -> dict[str, Any]:
    """run.json: everything needed to know what was run, and to run it again."""
    return {
        "program": "Legemod",
        "state": state,
        "identity": study.identity,
        "scenarios": [
            {
                "name": case.name,
                "title": case.title,
                "title_nb": case.title_nb,
                "text": case.text,
                "text_nb": case.text_nb,
                "warnings": list(case.warnings),
                "digest": case.digest,
                "resolved": case.resolved,
            }
            for case in study.cases
        ],
        "start": study.start,
        "end": study.end_year,
        "seed": study.seed,
        "draws": study.draws,
        "draws_of": DRAWS_OF[study.draws > 1],
        "replicates": study.replicates,
        "keep": study.keep,
        "lives": study.lives,
        "lang": study.lang,
        "digests": dict(study.digests),
        "versions": package_versions(),
        "warnings": warnings_of(study),
    }


def warnings_of(study: Study) -> list[str]:
    """What the report repeats: values outside the evidence, each once, with its scenario."""
    return [f"{case.name}: {text}" for case in study.cases for text in case.warnings]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Make the folder and hold it for this process alone; the lock dies with the process and leaves nothing behind.

    StudyError if another process holds it. What a killed process left half written is removed.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StudyError(
            f"{folder} is in use: another command is working on the same results; wait for it, or choose another --out"
        ) from None
    try:
        for path in folder.rglob(LEFTOVER):
            path.unlink()
        yield
    finally:
        (folder / LOCK).unlink(missing_ok=True)  # while it is held: whoever waits sees that the name is gone
        lock.release()


def _holds_something(folder: Path) -> bool:
    """Whether there is more than what an early end leaves: the lock, and a first file half written."""
    return any(path.name != LOCK and not path.match(LEFTOVER) for path in folder.iterdir())


def state_of(folder: Path, study: Study, files: tuple[str, ...]) -> str:
    """One of new, partial, complete (all ``files`` there); StudyError if the folder is another study's."""
    if not folder.exists() or (folder.is_dir() and not _holds_something(folder)):
        return "new"
    if not (folder / "run.json").is_file():
        raise StudyError(f"{folder} holds other files and no run.json; choose another --out or empty it")
    record = load_record(folder)
    if record.get("identity") != study.identity:
        raise StudyError(
            f"{folder} holds the results of another study ({_titles(record)}; scenario, seed, size, code, "
            "data or parameters differ); choose another --out or remove that folder"
        )
    if record.get("state") == "complete" and all((folder / name).exists() for name in files):
        return "complete"
    if record.get("versions") != package_versions():
        raise StudyError(
            f"{folder} was begun with other package versions, and runs of both may not be mixed; remove it"
        )
    return "partial"


def _titles(record: Mapping[str, Any]) -> str:
    names = [str(one.get("name")) for one in record.get("scenarios", []) if isinstance(one, dict)]
    return ", ".join(names) or "unnamed"


def remove_runs(folder: Path) -> None:
    """Drop the single runs once their contents are in the result files."""
    shutil.rmtree(folder / "runs", ignore_errors=True)
