"""Result files: one finished run, lives.parquet, tables and the record of the study; months.nc: months_file.py.

Every file is written under a temporary name and renamed when whole: a file that exists can be trusted.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from agents.months import month_text
from model.indicators import DERIVED, VARIABLES
from model.results import ResultsError, RunArrays, Summary, monthly_ratios

MONTH_VARIABLES = (*VARIABLES, *(name for name, row in DERIVED.items() if row.monthly))
LIFE_COLUMNS = (
    "doctor", "month", "age_years", "female", "event", "from_stage", "to_stage", "municipality", "cause",
    "contract_months",
)  # fmt: skip
SAMPLE = 8_192  # bytes of an array by which its packing is judged
_STORED_AS = ("int16", "int32", "float32", "float64")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside ``path``; rename it to ``path`` if the block ends well, else remove it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


# One finished run


def pack_run(run: RunArrays, summary: Summary, seconds: float, followed: Sequence[int] = ()) -> bytes:
    """A finished run as the bytes of its file, monthly variables in the narrowest type that holds them exactly.

    followed: years whose census is kept. ResultsError if the run has no December of one of them.
    """
    arrays = {"summary": summary.values, "months": run.months}
    arrays |= {f"month/{name}": narrow(values) for name, values in _monthly(run).items()}
    arrays |= {f"roll/{name}": values for name, values in run.roll.items()}
    arrays |= {f"census/{name}": values for name, values in census_of(run, followed).items()}
    arrays |= {f"turned_away/{name}": by_year(values) for name, values in run.turned_away.items()}
    arrays |= {f"contract/{name}": values for name, values in run.contracts.items()}
    arrays |= {f"wait/{name}": values for name, values in run.waits.items()}
    arrays |= {f"cost/{name}": values.reshape(-1, 12).sum(axis=1) for name, values in run.costs.items()}
    if run.lives is not None:
        if missing := [name for name in LIFE_COLUMNS if name not in run.lives]:
            raise ResultsError(
                f"lives lack {', '.join(missing)}; expected the columns {', '.join(LIFE_COLUMNS)}"
            )
        arrays |= {f"life/{name}": run.lives[name] for name in LIFE_COLUMNS}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, values in arrays.items():
            values = np.ascontiguousarray(values)
            archive.compression = zipfile.ZIP_DEFLATED if _worth_packing(values) else zipfile.ZIP_STORED
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array_header_1_0(member, np.lib.format.header_data_from_array_1_0(values))
                member.write(values.data)  # ``write_array`` would copy it first
        archive.compression = zipfile.ZIP_DEFLATED
        about = {
            "digest": digest_of_arrays(arrays),
            "timings": {**run.timings, "run": seconds},
            "dtypes": {name: str(arrays[f"month/{name}"].dtype) for name in MONTH_VARIABLES},
        }
        archive.writestr("about.json", json.dumps(about))
    return packed.getvalue()


def _worth_packing(values: np.ndarray) -> bool:
    """Whether deflating saves a third, judged by some of the middle; of a float32 that changes every month it does not,
    and five such variables would take nearly half of the time that all take."""
    if values.nbytes <= 16 * SAMPLE:
        return True
    middle = values.nbytes // 2
    sample = values.reshape(-1).view(np.uint8)[middle : middle + SAMPLE].tobytes()
    return len(zlib.compress(sample, 1)) < 2 * SAMPLE / 3


def digest_of_arrays(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256, 16 hex digits, of the arrays of a finished run by name; lives apart, which only some studies keep."""
    total = hashlib.sha256()
    for name in sorted(name for name in arrays if not name.startswith("life/")):
        values = np.ascontiguousarray(arrays[name])
        total.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        total.update(values.data)
    return total.hexdigest()[:16]


def save_run(path: Path, packed: bytes) -> None:
    """Keep a packed run, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(packed)


def census_of(run: RunArrays, years: Sequence[int]) -> dict[str, np.ndarray]:
    """The census of these years, without doctors who come later; empty for no years."""
    if not years:
        return {}
    from agents.stage_rows import NO_STAGE

    census = run.census
    if missing := sorted(set(years) - set(census["year"].tolist())):
        first, last = census["year"][0], census["year"][-1]
        raise ResultsError(f"no census of {', '.join(map(str, missing))}; the run has those of {first} to {last}")
    asked = np.isin(census["year"], years)
    there = (census["stage"][asked] != NO_STAGE).any(axis=0)
    kept = {name: census[name][asked][:, there] for name in ("stage", "municipality")}
    return {"year": census["year"][asked], "doctor": census["doctor"][there], **kept}


def by_year(months: np.ndarray) -> np.ndarray:
    """Doctor-years float32 (Y, M + 1) of months held back (T, M + 1)."""
    years = months.astype(np.float64).reshape(-1, 12, months.shape[1]).sum(axis=1) / 12.0
    return years.astype(np.float32)


def _monthly(run: RunArrays) -> dict[str, np.ndarray]:
    return {**run.municipal, **run.national, **monthly_ratios(run.municipal)}


def narrow(values: np.ndarray) -> np.ndarray:
    """int16 or int32 where every value is a whole number that fits, else the float it is."""
    if values.dtype.kind == "f" and np.isfinite(values).all() and (values == np.rint(values)).all():
        largest = float(np.abs(values).max(initial=0.0))
        if largest <= 32_767:
            return values.astype(np.int16)
        if largest <= 2_147_483_647:
            return values.astype(np.int32)
    return values


class SavedRun:
    """A finished run on disk, or its packed bytes; arrays are read when asked for."""

    def __init__(self, path: Path | IO[bytes]):
        try:
            self._file = np.load(path, allow_pickle=False)
            self._about = json.loads(self._file["about.json"])
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ResultsError(f"{path} is not a saved run ({error}); delete it and run again") from error

    @property
    def summary(self) -> np.ndarray:
        """Yearly values (rows, years), as in model.results.Summary."""
        return self._file["summary"]

    @property
    def months(self) -> np.ndarray:
        """Month numbers (T,)."""
        return self._file["months"]

    def month(self, name: str) -> np.ndarray:
        """One monthly variable, (T, M) or (T,)."""
        return self._file[f"month/{name}"]

    def digest(self) -> str:
        """What ``digest_of_arrays`` gave when the run was made."""
        return self._about["digest"]

    def dtypes(self) -> dict[str, str]:
        """Stored type of every monthly variable."""
        return self._about["dtypes"]

    def lives(self) -> dict[str, np.ndarray]:
        """Columns of the events of all lives, empty if they were not kept."""
        return self._starting_with("life/")

    def roll(self) -> dict[str, np.ndarray]:
        """Who was GP in December: flat columns year, doctor, municipality."""
        return self._starting_with("roll/")

    def census(self) -> dict[str, np.ndarray]:
        """Where everybody was in the Decembers kept: year [Y], doctor [n], stage and municipality [Y, n]."""
        return self._starting_with("census/")

    def turned_away(self) -> dict[str, np.ndarray]:
        """Doctor-years held back by gate and year, (Y, M + 1); the last column is for nowhere in Norway."""
        return self._starting_with("turned_away/")

    def waits(self) -> dict[str, np.ndarray]:
        """Every wait for LIS1: flat columns begun, end (months; after the run: still waiting), started."""
        return self._starting_with("wait/")

    def contracts(self) -> dict[str, np.ndarray]:
        """Every list contract: flat columns begun, end (months; after the run: still held), municipality."""
        return self._starting_with("contract/")

    def costs(self) -> dict[str, np.ndarray]:
        """NOK by year (Y,) that levers cost, by payer and lever."""
        return self._starting_with("cost/")

    def _starting_with(self, part: str) -> dict[str, np.ndarray]:
        return {name.removeprefix(part): self._file[name] for name in self._file.files if name.startswith(part)}

    def timings(self) -> dict[str, float]:
        """Seconds per process of the month, and ``run`` for the whole."""
        return self._about["timings"]

    def close(self) -> None:
        """Release the file."""
        self._file.close()


def widest(kinds: Sequence[str]) -> str:
    """The type that holds all of the given ones exactly (an int32 beside a float32 was itself a float32)."""
    return max(kinds, key=_STORED_AS.index)


# lives.parquet


def write_lives(
    path: Path, runs: Iterator[tuple[str, int, int, Mapping[str, np.ndarray]]], numbers: Sequence[str]
) -> None:
    """All events of all lives, run by run. Each item: scenario, draw, replicate, columns of one run."""
    import pyarrow
    import pyarrow.parquet

    with replacing(path) as temporary:
        writer = None
        for scenario, draw, replicate, columns in runs:
            table = pyarrow.table(_life_columns(scenario, draw, replicate, columns, numbers))
            writer = writer or pyarrow.parquet.ParquetWriter(temporary, table.schema, compression="zstd")
            writer.write_table(table)
        if writer is None:
            raise ResultsError(f"no run to write to {path}")
        writer.close()


def _life_columns(
    scenario: str, draw: int, replicate: int, columns: Mapping[str, np.ndarray], numbers: Sequence[str]
) -> dict[str, Any]:
    """One run's events as Arrow columns; -1 (nobody, never) and "not in the model before" become empty."""
    import pyarrow as pa

    from agents.doctor import Cause, Event, Stage
    from agents.luck import id_text
    from agents.stage_rows import NO_STAGE

    count = len(columns["doctor"])
    months = np.unique(columns["month"])
    people, person = np.unique(columns["doctor"], return_inverse=True)
    place = pa.array(columns["municipality"].astype(np.int16), mask=columns["municipality"] < 0)
    contract = columns["contract_months"].astype(np.int16)
    return {
        "scenario": _words(np.zeros(count, np.int16), [scenario]),
        "draw": pa.array(np.full(count, draw, np.int32)),
        "replicate": pa.array(np.full(count, replicate, np.int32)),
        "doctor": _words(person.astype(np.int32), [id_text(int(one)) for one in people]),
        "month": _words(
            np.searchsorted(months, columns["month"]).astype(np.int16), [month_text(int(m)) for m in months]
        ),
        "age_years": pa.array(columns["age_years"].astype(np.float32)),
        "female": pa.array(columns["female"].astype(bool)),
        "event": _words(columns["event"], _names(Event)),
        "from_stage": _words(columns["from_stage"], _names(Stage), columns["from_stage"] == NO_STAGE),
        "to_stage": _words(columns["to_stage"], _names(Stage)),
        "municipality": pa.DictionaryArray.from_arrays(place, pa.array(numbers)).cast(pa.string()),
        "cause": _words(columns["cause"], _names(Cause)),
        "contract_months": pa.array(contract, mask=contract < 0),
    }


def _words(codes: np.ndarray, names: Sequence[str], empty: np.ndarray | None = None) -> Any:
    import pyarrow as pa

    numbers = pa.array(codes.astype(np.int32), mask=empty)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(names)).cast(pa.string())


def _names(kind: Any) -> list[str]:
    """Lower-case names by code; codes never used get an empty name that no row points to."""
    names = [""] * (max(kind) + 1)
    for member in kind:
        names[member] = member.name.lower()
    return names


def load_lives(folder: Path) -> Any:
    """lives.parquet of a results folder as a data frame."""
    import pandas

    return pandas.read_parquet(existing(folder, "lives.parquet"))


# Tables and records


def write_table(folder: Path, name: str, frame: Any, parquet: bool = False) -> None:
    """Write NAME.csv (and NAME.parquet); numbers with eight significant digits, no value = empty cell."""
    with replacing(folder / f"{name}.csv") as temporary:
        write_csv(frame, temporary)
    if parquet:
        with replacing(folder / f"{name}.parquet") as temporary:
            frame.to_parquet(temporary, index=False)


def write_csv(frame: Any, target: Path | None = None) -> str | None:
    """A data frame as CSV, into a file or, without one, as text: numbers with eight digits, no value = empty.

    A column of numbers is put into words at once; pandas' own ``float_format`` asks one by one, in twice the time.
    """
    words = frame.copy(deep=False)
    for name in frame.columns:
        if isinstance(frame[name].dtype, np.dtype) and frame[name].dtype.kind == "f":
            values = frame[name].to_numpy()
            texts = np.array(("%.8g," * len(values) % tuple(values.tolist())).split(",")[:-1], object)
            texts[np.isnan(values)] = ""
            words[name] = texts
    return words.to_csv(target, index=False, lineterminator="\n")  # type: ignore[no-any-return]


def load_table(folder: Path, name: str) -> Any:
    """yearly.csv or effects.csv of a results folder as a data frame; areas stay text."""
    import pandas

    return pandas.read_csv(existing(folder, f"{name}.csv"), dtype={"area": str}, keep_default_na=True)


def write_record(folder: Path, record: Mapping[str, Any], name: str = "run.json") -> None:
    """Write the record of a study (or its timings) as readable JSON."""
    with replacing(folder / name) as temporary:
        temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def load_record(folder: Path, name: str = "run.json") -> dict[str, Any]:
    """Read run.json or timings.json of a results folder."""
    path = existing(folder, name)
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ResultsError(f"{path} is not readable JSON ({error})") from error


def existing(folder: Path, name: str) -> Path:
    """Path of a result file that must exist."""
    path = Path(folder) / name
    if not path.is_file():
        raise ResultsError(
            f"{path} does not exist; expected a results folder written by `run.py run` or compare"
        )
    return path
