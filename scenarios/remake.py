"""The pages of a finished results folder made again, in either language, from the folder alone.

Nothing is run and no table is changed. A folder that is not a finished one of this version of Legemod is refused, with
what differs and what to do, before anything is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.archive import load_record, write_record
from scenarios.study import Case, Study, StudyError, record_of

if TYPE_CHECKING:
    from scenarios.pipeline import Results

WORDS = {
    "code": "the program", "data": "the data", "parameters": "the central parameters", "posterior": "the posterior",
    "unseen": "the parameters history does not show",
}  # fmt: skip


class FolderError(ValueError):
    """A folder whose report cannot be made; the text says why and what to do."""


def remake(
    folder: Path, lang: str | None, digests: Callable[[str, int], Mapping[str, str]], geography: Callable[[], Any]
) -> "Results":
    """Make figures, report and workbook again; ``lang`` None keeps the folder's language.

    digests(start, draws): those of this version (code, data, parameters ...); geography: the map. FolderError if the
    folder is not a finished one of this version.
    """
    from scenarios.pipeline import Results, load_tables, result_files, write_pages

    record = record_of_folder(folder)
    study = replace(study_of_record(folder, record), lang=lang or record["lang"])
    _check_version(folder, study, digests(study.start, study.draws))
    made_here = ("figures", "report.html", "tables.xlsx")
    missing = [name for name in result_files(study) if name not in made_here and not (folder / name).exists()]
    if missing:
        raise FolderError(f"{folder}: {', '.join(missing)} is missing; run the same command again")
    results = Results(study, folder, "complete", load_tables(study, folder))
    write_pages(results, geography())
    write_record(folder, {**record_of(study, "complete"), "versions": record["versions"]})
    return results


def record_of_folder(folder: Path) -> dict[str, Any]:
    """The record of a finished folder; FolderError if there is none, or if it says that runs are missing."""
    expected = "expected a results folder written by `run.py run` or `run.py compare`"
    if not folder.is_dir():
        raise FolderError(f"{folder} is {'a file' if folder.exists() else 'not there'}; {expected}")
    if not (folder / "run.json").is_file():
        raise FolderError(f"{folder} holds no run.json; {expected}")
    record = load_record(folder)
    if record.get("program") != "Legemod":
        raise FolderError(f"{folder / 'run.json'} is the record of something else; {expected}")
    if record.get("state") != "complete":
        raise FolderError(f"{folder} is not finished; run the command that began it again, it goes on where it stopped")
    return record


def study_of_record(folder: Path, record: Mapping[str, Any]) -> Study:
    """The study that a record tells of, without policies: enough for pages, not for runs."""
    try:
        cases = tuple(_case(one) for one in record["scenarios"])
        study = Study(
            cases, record["start"], record["end"], record["seed"], record["draws"], record["replicates"],
            record["keep"], record["lives"], record["lang"], record["digests"],
        )  # fmt: skip
    except (KeyError, TypeError, StudyError) as error:
        raise FolderError(
            f"{folder / 'run.json'} lacks or garbles {error}; it was written by an older version of Legemod: run the "
            "command again into another --out"
        ) from None
    if study.identity != record.get("identity"):
        raise FolderError(
            f"{folder / 'run.json'} was changed after it was written: what it says does not give its identity "
            f"{str(record.get('identity'))[:8]}; run the command again into another --out"
        )
    return study


def _case(one: Mapping[str, Any]) -> Case:
    return Case(
        one["name"], one["title"], one["resolved"], None, None, tuple(one["warnings"]), one["text"], one["title_nb"],
        one["text_nb"],
    )  # fmt: skip


def _check_version(folder: Path, study: Study, here: Mapping[str, str]) -> None:
    """FolderError naming what differs between the version that made the folder and this one."""
    then = study.digests
    differs = [WORDS.get(name, name) for name in sorted({*here, *then}) if here.get(name) != then.get(name)]
    if differs:
        raise FolderError(
            f"{folder} was made by another version of Legemod (not the same: {' and '.join(differs)}). Use the version "
            "that made it, or run the command again with this one into another --out; nothing was written"
        )
