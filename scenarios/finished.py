"""A finished results folder read back: its record, its study, and whether this version of Legemod made it.

Whoever reads a folder again (``report``, ``verify``) begins here, so that what is no finished folder of this version is
refused in the same words, before anything is run or written.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from model.archive import load_record
from model.results import ResultsError
from scenarios.study import Case, Study, package_versions

EXPECTED = "expected a results folder written by `run.py run` or `run.py compare`"
WORDS = {
    "code": "the program", "data": "the data", "parameters": "the central parameters", "posterior": "the posterior",
    "unseen": "the parameters history does not show",
}  # fmt: skip


class FolderError(ValueError):
    """A folder that cannot be read back; the text says why and what to do."""


def record_of_folder(folder: Path) -> dict[str, Any]:
    """The record of a finished folder; FolderError if there is none, or if it says that runs are missing."""
    if not folder.is_dir():
        raise FolderError(f"{folder} is {'a file' if folder.exists() else 'not there'}; {EXPECTED}")
    if not (folder / "run.json").is_file():
        raise FolderError(f"{folder} holds no run.json; {EXPECTED}")
    try:
        record = load_record(folder)
    except ResultsError as error:
        raise FolderError(str(error)) from None
    if not isinstance(record, dict) or record.get("program") != "Legemod" or not {"start", "draws"} <= {*record}:
        raise FolderError(f"{folder / 'run.json'} is the record of something else; {EXPECTED}")
    if record.get("state") != "complete":
        raise FolderError(f"{folder} is not finished; run the command that began it again, it goes on where it stopped")
    return record


def plain_case(one: Mapping[str, Any]) -> Case:
    """A scenario of a record without policy and world: enough for pages, not for runs."""
    return Case(
        one["name"], one["title"], one["resolved"], None, None, tuple(one["warnings"]), one["text"], one["title_nb"],
        one["text_nb"],
    )  # fmt: skip


def study_of_record(
    folder: Path, record: Mapping[str, Any], case_of: Callable[[Mapping[str, Any]], Case] = plain_case
) -> Study:
    """The study that a record tells of; FolderError if the record does not agree with its own identity."""
    try:
        cases = tuple(case_of(one) for one in record["scenarios"])
        study = Study(
            cases, record["start"], record["end"], record["seed"], record["draws"], record["replicates"],
            record["keep"], record["lives"], record["lang"], record["digests"],
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FolderError(
            f"{folder / 'run.json'} cannot be read as a study ({type(error).__name__}: {error}); it was changed, or "
            "written by an older version of Legemod: run the command again into another --out"
        ) from None
    if study.identity != record.get("identity"):
        raise FolderError(
            f"{folder / 'run.json'} was changed after it was written: it no longer agrees with its own identity "
            f"{str(record.get('identity'))[:8]}; run the command again into another --out"
        )
    return study


def refuse_other_version(folder: Path, record: Mapping[str, Any], here: Mapping[str, str], packages: bool) -> None:
    """FolderError naming every digest (and, if asked, package) that is not the folder's.

    here: digests of this version by name. packages: whether other packages matter too, as they do where runs are made.
    """
    differ = _differences(record.get("digests", {}), here)
    differ += _differences(record.get("versions", {}), package_versions()) if packages else []
    if differ:
        other = record.get("digests", {}).get("data") != here.get("data")
        hint = " If it was run with --data, give the same tables with --data." if other else ""
        raise FolderError(
            f"{folder} was made by another version of Legemod; not the same: {', '.join(differ)}. Use the version "
            "that made it, or run the command again with this one into another --out; nothing was run or written."
            + hint
        )


def _differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [
        f"{WORDS.get(name, name)} (then {str(then.get(name))[:12]}, now {str(now.get(name))[:12]})"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
