"""The pages of a finished results folder made again, in either language, from the folder alone.

Nothing is run and no table is changed. A folder that is not a finished one of this version of Legemod is refused, with
what differs and what to do, before anything is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.archive import write_record
from scenarios.finished import FolderError, record_of_folder, refuse_other_version, study_of_record
from scenarios.study import record_of

if TYPE_CHECKING:
    from scenarios.pipeline import Results


def remake(
    folder: Path, lang: str | None, digests: Callable[[str, int], Mapping[str, str]], geography: Callable[[], Any]
) -> "Results":
    """Make figures, report and workbook again; ``lang`` None keeps the folder's language.

    digests(start, draws): those of this version (code, data, parameters ...); geography: the map. FolderError if the
    folder is not a finished one of this version.
    """
    from scenarios.pipeline import Results, load_tables, result_files, write_pages

    record = record_of_folder(folder)
    refuse_other_version(folder, record, digests(record["start"], record["draws"]), packages=False)
    study = replace(study_of_record(folder, record), lang=lang or record["lang"])
    made_here = ("figures", "report.html", "tables.xlsx")
    missing = [name for name in result_files(study) if name not in made_here and not (folder / name).exists()]
    if missing:
        raise FolderError(f"{folder}: {', '.join(missing)} is missing; run the same command again")
    results = Results(study, folder, "complete", load_tables(study, folder))
    write_pages(results, geography())
    write_record(folder, {**record_of(study, "complete"), "versions": record["versions"]})
    return results
