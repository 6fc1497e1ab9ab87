"""A finished study read back: yearly values of every run for the tables, months.nc and lives.parquet.

Always in (scenario, draw, replicate) order, and run by run, so that memory stays flat however many runs
there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from errno import EIO
from functools import cached_property
from io import BufferedRandom
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from model.archive import MONTH_VARIABLES, SavedRun, widest, write_lives
from model.months_file import MonthsFile
from model.results import AreaKind, Layout, area_kinds, layout_of
from scenarios.ensemble import EnsembleError, missing_runs, places, run_path
from scenarios.study import Study

# Numbers that tables look at together, 32 MB; statistics make some eight copies, so memory stays below half a gigabyte
# however many runs there are.
MOST = 4_000_000


@dataclass(frozen=True)
class Ensemble:
    """All runs of a finished study: yearly values by run, where the whole runs lie, and the map they ran on."""

    study: Study
    folder: Path
    layout: Layout
    geography: Any
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def areas(self) -> tuple[AreaKind, ...]:
        """The divisions of the map."""
        return area_kinds(self.geography)

    @property
    def centrality(self) -> np.ndarray:
        """Class of each municipality, 1 to 6."""
        return np.asarray(self.geography.centrality)

    def values(self, scenario: int, cells: slice) -> np.ndarray:
        """Yearly values (draws, replicates, cells) of one scenario; cells = rows x years, flattened."""
        per_scenario = self.study.draws * self.study.replicates
        found = np.empty((per_scenario, cells.stop - cells.start))
        for number in range(per_scenario):
            self._summaries.seek(8 * ((scenario * per_scenario + number) * self._cells + cells.start))
            self._summaries.readinto(found[number].data)
        return found.reshape(self.study.draws, self.study.replicates, -1)

    @property
    def _cells(self) -> int:
        return len(self.layout.rows) * len(self.layout.years)

    @cached_property
    def _summaries(self) -> BufferedRandom:
        """The summaries of all runs one after the other, unpacked: each run is opened once, however often the tables
        ask. A file without a name beside the runs, 8 bytes a number, gone with this object or with the process."""
        file = TemporaryFile(dir=self.folder)  # noqa: SIM115  it lives as long as this object
        for _, run in self.runs():
            file.write(np.ascontiguousarray(run.summary, np.float64).data)
        file.flush()
        return file  # type: ignore[return-value]  # what a binary TemporaryFile is

    def scratch(self, arrays: Iterable[np.ndarray], dtype: Any) -> np.ndarray:
        """Arrays of one shape stacked [n, ...] in a file without a name beside the runs, so that memory stays flat; it
        is gone with the array."""
        file, number, shape = TemporaryFile(dir=self.folder), 0, ()  # noqa: SIM115  it lives as long as the array
        for number, array in enumerate(arrays, 1):  # noqa: B007
            shape = array.shape
            file.write(np.ascontiguousarray(array, dtype).data)
        file.flush()
        return np.memmap(file, dtype, "r", shape=(number, *shape))

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made when first asked for under this key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def series(self, rows: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], np.ndarray]:
        """Yearly values (scenarios, draws, replicates, years) of some rows (indicator, area_kind, area)."""
        years, cases = len(self.layout.years), range(len(self.study.cases))
        found = {}
        for row in rows:
            first = self.layout.index[row] * years
            found[row] = np.stack([self.values(case, slice(first, first + years)) for case in cases])
        return found

    def blocks(self) -> Iterator[slice]:
        """Slices of cells, each holding at most ``MOST`` numbers over the runs of one scenario."""
        cells = self._cells
        years = len(self.layout.years)
        rows = self.at_once(years)
        for first in range(0, cells, rows * years):
            yield slice(first, min(first + rows * years, cells))

    def at_once(self, numbers: int) -> int:
        """How many things to look at together that have so many numbers in each run, of one scenario; at least one."""
        return max(1, MOST // (self.study.draws * self.study.replicates * numbers))

    def runs(self, scenario: int | None = None) -> Iterator[tuple[tuple[int, int, int], SavedRun]]:
        """Saved runs in (scenario, draw, replicate) order, each open only while it is looked at."""
        for place in places(self.study):
            if scenario is None or place[0] == scenario:
                run = SavedRun(run_path(self.folder, self.study, place))
                try:
                    yield place, run
                finally:
                    run.close()


def collect(study: Study, folder: Path, geography: Any) -> Ensemble:
    """The ensemble of a folder in which every run is finished; EnsembleError if one is missing."""
    missing = missing_runs(folder, study)
    if missing:
        raise EnsembleError(f"{len(missing)} runs are missing in {folder}; run the same command again")
    return Ensemble(study, folder, layout_of(geography, study.years), geography)


def runs_table(ensemble: Ensemble) -> Any:
    """Every run with its digest, a data frame: scenario, draw, replicate, digest (model.archive.digest_of_arrays)."""
    import pandas

    names = [case.name for case in ensemble.study.cases]
    rows = [(names[scenario], draw, replicate, run.digest()) for (scenario, draw, replicate), run in ensemble.runs()]
    return pandas.DataFrame(rows, columns=["scenario", "draw", "replicate", "digest"])


def write_months(ensemble: Ensemble, geography: Any, path: Path) -> None:
    """months.nc: the first ``keep`` replicates whole; with more of them, mean and sd over all replicates."""
    try:
        _write_months(ensemble, geography, path)
    except RuntimeError as error:
        if "NetCDF" not in str(error):
            raise
        raise OSError(EIO, f"{error} (most often a full disk)", str(path)) from error


def _write_months(ensemble: Ensemble, geography: Any, path: Path) -> None:
    study = ensemble.study
    kept = min(study.keep, study.replicates)
    names = [case.name for case in study.cases]
    spread = study.replicates > kept
    dtypes = _dtypes(run for place, run in ensemble.runs() if place[2] < kept)
    months = next(run.months for _, run in ensemble.runs())
    file = MonthsFile(path, names, study.draws, kept, months, geography, dtypes, spread)
    try:
        moments: dict[str, _Moments] = {}
        for (scenario, draw, replicate), run in ensemble.runs():
            if replicate < kept:
                file.write(scenario, draw, replicate, run)
            if not spread:
                continue
            for name in MONTH_VARIABLES:
                if replicate == 0:
                    moments[name] = _Moments()
                moments[name].add(run.month(name))
                if replicate == study.replicates - 1:
                    file.write_spread(scenario, draw, name, moments[name].mean, moments[name].sd)
    finally:
        file.close()


def _dtypes(runs: Iterable[SavedRun]) -> dict[str, str]:
    found: dict[str, list[str]] = {name: ["int16"] for name in MONTH_VARIABLES}
    for run in runs:
        for name, dtype in run.dtypes().items():
            found[name].append(dtype)
    return {name: widest(kinds) for name, kinds in found.items()}


class _Moments:
    """Mean and standard deviation over runs, one run at a time (Welford), so memory stays flat."""

    def __init__(self) -> None:
        self.count, self.mean, self._squares = 0, np.zeros(()), np.zeros(())

    def add(self, values: np.ndarray) -> None:
        self.count += 1
        change = values.astype(np.float64) - self.mean
        self.mean = self.mean + change / self.count
        self._squares = self._squares + change * (values - self.mean)

    @property
    def sd(self) -> np.ndarray:
        return np.sqrt(self._squares / (self.count - 1))


def write_all_lives(ensemble: Ensemble, geography: Any, path: Path) -> None:
    """lives.parquet from the kept runs."""
    names = [case.name for case in ensemble.study.cases]
    write_lives(
        path,
        (
            (names[scenario], draw, replicate, run.lives())
            for (scenario, draw, replicate), run in ensemble.runs()
        ),
        geography.numbers,
    )
