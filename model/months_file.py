"""months.nc: every month of every run, a NetCDF-4 file that is written run by run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agents.months import month_text
from model.archive import MONTH_VARIABLES, SavedRun, existing
from model.indicators import INDICATORS


class MonthsFile:
    """months.nc, run by run: NetCDF-4 by scenario, draw, replicate, month and municipality."""

    def __init__(
        self,
        path: Path,
        scenarios: Sequence[str],
        draws: int,
        kept: int,
        months: np.ndarray,
        geography: Any,
        dtypes: Mapping[str, str],
        spread: bool,
    ):
        """kept: replicates stored whole; spread: also store mean and sd over all replicates."""
        from netCDF4 import Dataset

        self.file = Dataset(path, "w", format="NETCDF4")
        self.file.title = "Legemod: GP workforce by month and municipality"
        self._coordinates(scenarios, draws, kept, months, geography)
        run_dimensions = ("scenario", "draw", "replicate")
        for name in MONTH_VARIABLES:
            self._variable(name, dtypes[name], run_dimensions, "")
            if spread:
                self._variable(f"{name}_mean", "float32", run_dimensions[:2], "mean over replicates of ")
                self._variable(f"{name}_sd", "float32", run_dimensions[:2], "sd over replicates of ")

    def _coordinates(
        self, scenarios: Sequence[str], draws: int, kept: int, months: np.ndarray, geography: Any
    ) -> None:
        days = [int(np.datetime64(month_text(int(month)), "D").astype(int)) for month in months]
        values: dict[str, tuple[Any, Any, str, str]] = {
            "scenario": (str, scenarios, "", "scenario"),
            "draw": ("int32", range(draws), "1", "draw of the parameters"),
            "replicate": ("int32", range(kept), "1", "replicate: same luck in every scenario"),
            "month": ("int32", days, "days since 1970-01-01", "first day of the month"),
            "municipality": (str, geography.numbers, "", "municipality number, text"),
        }
        for name, (dtype, data, unit, text) in values.items():
            self.file.createDimension(name, len(data))
            variable = self.file.createVariable(name, dtype, (name,))
            variable[:] = np.array(data, dtype=object if dtype is str else dtype)
            variable.long_name = text
            if unit:
                variable.units = unit
        self.file["month"].calendar = "standard"
        names = self.file.createVariable("municipality_name", str, ("municipality",))
        names[:] = np.array(geography.names, dtype=object)
        names.long_name = "name of the municipality"

    def _variable(self, name: str, dtype: str, run_dimensions: tuple[str, ...], of: str) -> None:
        row = INDICATORS[name.removesuffix("_mean").removesuffix("_sd") if of else name]
        within = ("month",) if row.national else ("month", "municipality")
        sizes = tuple(len(self.file.dimensions[dimension]) for dimension in within)
        variable = self.file.createVariable(
            name,
            dtype,
            (*run_dimensions, *within),
            compression="zlib",
            complevel=1,
            chunksizes=(*(1,) * len(run_dimensions), *sizes),
        )
        variable.units, variable.long_name, variable.kind = row.unit, f"{of}{row.long_name}", row.kind

    def write(self, scenario: int, draw: int, replicate: int, run: SavedRun) -> None:
        """Store one run whole."""
        for name in MONTH_VARIABLES:
            self.file[name][scenario, draw, replicate] = run.month(name)

    def write_spread(self, scenario: int, draw: int, name: str, mean: np.ndarray, sd: np.ndarray) -> None:
        """Store mean and standard deviation over replicates of one variable."""
        self.file[f"{name}_mean"][scenario, draw] = mean
        self.file[f"{name}_sd"][scenario, draw] = sd

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


def load_months(folder: Path) -> Any:
    """months.nc of a results folder as an xarray Dataset, read when asked for."""
    import xarray

    return xarray.open_dataset(existing(folder, "months.nc"), engine="netcdf4")
