"""Data for others: tables open as they are in R, Stata and Excel, months.nc opens with units.

Read back with plain readers (csv, pyarrow, xarray), not with our own.
"""

import csv
import math
import re

import pyarrow.parquet as pq
import pytest
import xarray

from model.indicators import INDICATORS
from scenarios.collected import collect
from scenarios.pipeline import TABLES, execute
from tests.scenarios import fake
from tests.scenarios.toy_door import no_pages

TEXT = {"scenario", "base", "area_kind", "area", "indicator", "unit", "payer", "lever", "digest", "from", "to", "part",
        "destination", "against", "bottleneck", "quantity", "other", "cheaper", "because", "measure"}  # fmt: skip
MAY_LACK = {("uncertainty.csv", "base")}  # a level has no base
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")  # dot decimals, no thousands, nothing but a number


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A small finished folder, kept and spread replicates both."""
    sizes = {"draws": 2, "replicates": 3, "end_year": 2027, "keep": 2, "lives": True}
    study = fake.study(fake.case("base"), fake.case("more", gps=1.0), **sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scenarios.pipeline.write_pages", no_pages)
        patch.setattr("scenarios.pipeline.remove_runs", lambda folder: None)  # to compare with what was simulated
        return execute(study, tmp_path_factory.mktemp("results") / "out", fake.engine(), workers=1)


@pytest.fixture(scope="module")
def tables(results):
    """Every CSV table beside the figures: name -> (header, rows)."""
    read = {}
    for path in sorted(results.folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file, strict=True)
        read[path.name] = header, rows
    return read


def test_every_table_is_one_header_and_rows_of_its_width(tables):
    assert {*tables} == {f"{table.name}.csv" for table in TABLES}
    for name, (header, rows) in tables.items():
        assert len(set(header)) == len(header) and (rows or name == "ranking.csv"), name  # one scenario has no rank
        for column in header:  # Stata: 32 characters at most
            assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", column), f"{name}: {column}"
        assert all(len(row) == len(header) for row in rows), name


def not_plain(tables):
    """(table, column, cell) of what is no text where texts stand, else neither a plain number nor empty."""
    for name, (header, rows) in tables.items():
        for column, *cells in zip(header, *rows, strict=True):
            for cell in {*cells}:
                empty = cell == "" and (column not in TEXT or (name, column) in MAY_LACK)
                if not (empty or (cell if column in TEXT else NUMBER.fullmatch(cell))):
                    yield name, column, cell


def test_every_cell_is_a_text_a_plain_number_or_empty(tables):
    assert list(not_plain(tables)) == []


def test_tables_are_utf8_without_a_mark_and_end_their_lines_in_one_way(results):
    for path in results.folder.glob("*.csv"):
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n"), path.name
    assert "Trøndelag" in (results.folder / "yearly.csv").read_text("utf-8")


def test_the_parquet_table_says_the_same_as_the_csv(results, tables):
    header, rows = tables["yearly.csv"]
    table = pq.read_table(results.folder / "yearly.parquet")
    assert table.column_names == header and table.num_rows == len(rows)
    for column, *cells in zip(header, *rows, strict=True):
        values = table[column].to_pylist()
        if column in TEXT:
            assert values == cells, column
        else:
            for value, cell in zip(values, cells, strict=True):
                if cell == "":
                    assert value is None or math.isnan(value), column
                else:
                    assert math.isclose(value, float(cell), rel_tol=1e-7), column
    kinds = {name: str(table.schema.field(name).type) for name in header}
    assert {kinds[name] for name in header if name in TEXT} <= {"string", "large_string"}
    assert kinds["mean"] == "double" and kinds["year"] == "int64"


def test_a_table_says_what_was_simulated(results, tables):
    """One number by hand: mean over six runs of December's GPs in Oslo."""
    with xarray.open_dataset(results.folder / "months.nc", engine="netcdf4") as months:
        kept = months.gps.sel(scenario="base", municipality="0301", month="2027-12-01").values
    assert kept.shape == (2, 2)
    ensemble = collect(results.study, results.folder, fake.country())
    gps = [run.month("gps")[-1, 0] for place, run in ensemble.runs(0)]
    assert kept.ravel().tolist() == [gps[0], gps[1], gps[3], gps[4]]
    header, rows = tables["yearly.csv"]
    keys = ["base", "2027", "municipality", "0301", "gps"]
    assert header[:5] == ["scenario", "year", "area_kind", "area", "indicator"]
    (row,) = [dict(zip(header, row, strict=True)) for row in rows if row[:5] == keys]
    assert float(row["mean"]) == pytest.approx(sum(gps) / 6) and row["runs"] == "6"


def test_months_open_with_units_names_and_kinds(results):
    with xarray.open_dataset(results.folder / "months.nc", engine="netcdf4") as months:
        assert set(months.dims) == {"scenario", "draw", "replicate", "month", "municipality"}
        assert all(isinstance(number, str) for number in months.municipality.values.tolist())
        assert str(months.month.values[0])[:10] == "2026-01-01"
        for name, variable in months.data_vars.items():
            if name == "municipality_name":
                assert variable.attrs["long_name"]
                continue
            row = INDICATORS[re.sub("_(mean|sd)$", "", name)]
            assert variable.attrs["units"] == row.unit and variable.attrs["kind"] == row.kind, name
            assert variable.attrs["long_name"].endswith(row.long_name), name
        for name in months.coords:
            assert months[name].attrs["long_name"], name


def test_lives_open_as_plain_columns(results):
    table = pq.read_table(results.folder / "lives.parquet")
    assert table.column_names[:5] == ["scenario", "draw", "replicate", "doctor", "month"]
    assert re.fullmatch(r"\d{4}-\d{2}", table["month"][0].as_py()) and table["doctor"][0].as_py().count("/") == 2
