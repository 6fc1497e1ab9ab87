"""The embedded tables: right as they stand, and refused with a useful message when they are not."""

import csv
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.tables import DATA_FOLDER, DataError, check_all, data_digest, read_table, table_names, units


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables that a test may break."""
    copy = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, copy)
    return copy


def rewrite(path: Path, change) -> None:
    """The file with ``change(rows)`` applied to its lists of cells (header first)."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def put(row_key: str, column: str, value: str):
    """A change: the cell of ``column`` in the row that starts with ``row_key`` becomes ``value``."""

    def change(rows: list[list[str]]) -> None:
        place = rows[0].index(column)
        next(row for row in rows if row[0] == row_key)[place] = value

    return change


def people_without_lists(rows: list[list[str]]) -> None:
    """Rollag, which has no lists, gets 40 people on them."""
    row = next(row for row in rows if row[0] == "3336")
    row[rows[0].index("lists_with_doctor") :] = ["0", "0", "0", "40", "0", "0", "0"]


def refusal(folder: Path, table: str, change) -> DataError:
    rewrite(folder / f"{table}.csv", change)
    with pytest.raises(DataError) as caught:
        read_table(table, folder)
    return caught.value


def test_every_table_is_right_as_shipped():
    assert check_all() == []


def test_every_file_is_declared_and_every_declared_table_has_a_file():
    files = {path.stem for path in DATA_FOLDER.glob("*.csv")} - {"schema"}
    assert files == set(table_names())


def test_columns_are_typed_read_only_arrays():
    t = read_table("municipalities")
    assert t["number"][0] == "0301" and t["name"][0] == "Oslo"
    assert t["centrality"].dtype == np.int64 and t["lat"].dtype == np.float64
    with pytest.raises(ValueError):
        t["lat"][0] = 0
    with pytest.raises(KeyError, match="has no column 'latitude'"):
        t["latitude"]
    assert len(t) == 357


def test_an_empty_cell_is_zero_only_for_the_six_without_lists():
    with (DATA_FOLDER / "municipalities.csv").open(newline="", encoding="utf-8") as file:
        empty = {row["name"] for row in csv.DictReader(file) if row["capacity"] == ""}
    assert empty == {"Rollag", "Bygland", "Evenes", "Ibestad", "Lavangen", "Dyrøy"}
    t = read_table("municipalities")
    assert set(t["name"][t["lists_with_doctor"] + t["lists_without_doctor"] == 0]) == empty


def test_an_empty_cell_beside_filled_ones_is_not_taken_for_zero(folder):
    error = refusal(folder, "municipalities", put("1108", "women_gps", ""))
    assert error.column == "women_gps" and error.given == "nothing" and "lists_with_doctor" in error.expected


def test_a_wrong_number_is_named_with_file_row_column_given_and_expected(folder):
    error = refusal(folder, "municipalities", put("1108", "centrality", "7"))
    with (folder / "municipalities.csv").open(encoding="utf-8") as file:
        line = next(i for i, text in enumerate(file, start=1) if text.startswith("1108,"))
    assert (error.file, error.row, error.column) == ("municipalities.csv", line, "centrality")
    assert error.given == "'7'" and error.expected == "a whole number from 1 to 6"
    for part in ("municipalities.csv", f"row {line}", "(1108)", "column centrality", "'7'", "1 to 6", "Mend"):
        assert part in str(error)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("inhabitants_2026", "12 345", "a whole number from 100"),
        ("inhabitants_2026", "12345.5", "a whole number from 100"),
        ("inhabitants_2026", "12_345", "a whole number from 100"),
        ("inhabitants_2026", " 12345", "a whole number from 100"),
        ("lat", "nord", "a number from 57 to 72"),
        ("lat", "nan", "a number from 57 to 72"),
        ("county", "Viken", "one of Oslo, Rogaland"),
        ("name", "", "a text that is not empty"),
        ("name", " Sandnes", "a text that is not empty"),
        ("centrality", "", "a whole number from 1 to 6"),
    ],
)
def test_cells_that_are_not_what_the_column_declares(folder, column, value, expected):
    error = refusal(folder, "municipalities", put("1108", column, value))
    assert error.column == column and error.given == repr(value) and error.expected.startswith(expected)


def test_a_municipality_number_that_lost_its_zero(folder):
    error = refusal(folder, "list_use", lambda rows: rows[1].__setitem__(0, "301"))
    assert (error.row, error.column) == (2, "residence") and "leading zero" in error.expected


def test_a_month_that_does_not_exist(folder):
    error = refusal(folder, "gp_national", put("2019-12", "date", "2019-13"))
    assert error.column == "date" and "YYYY-MM" in error.expected


def test_a_missing_column_names_the_nearest(folder):
    def rename(rows):
        rows[0][rows[0].index("patients_with")] = "patient_with"

    error = refusal(folder, "municipalities", rename)
    assert (error.row, error.column) == (1, "patients_with") and "'patient_with'" in error.given


def test_an_unknown_column_and_a_column_twice(folder):
    error = refusal(folder, "doctor_fte", lambda rows: [row.append("1") for row in rows])
    assert error.column == "1" and "not declared" in error.given
    shutil.copy(DATA_FOLDER / "locums.csv", folder)
    error = refusal(folder, "locums", lambda rows: [row.append(row[0]) for row in rows])
    assert error.column == "series" and "twice" in error.given


def test_a_short_row(folder):
    error = refusal(folder, "doctor_fte", lambda rows: rows[3].pop())
    assert error.row == 4 and error.given == "4 cells" and "5 cells" in error.expected


def test_a_repeated_key_names_both_rows(folder):
    error = refusal(folder, "municipalities", lambda rows: rows.insert(5, list(rows[1])))
    assert (error.row, error.column) == (6, "number")
    assert error.given == "0301 again" and "row 2" in error.expected


def test_a_file_that_is_missing_empty_or_not_utf_8(folder):
    (folder / "locums.csv").unlink()
    with pytest.raises(DataError, match=r"locums\.csv: given no such file"):
        read_table("locums", folder)
    (folder / "doctor_fte.csv").write_text("year,hospital\n", encoding="utf-8")
    with pytest.raises(DataError, match="a header line and at least one row"):
        read_table("doctor_fte", folder)
    (folder / "gp_panels.csv").write_bytes("panel,år\n".encode("latin-1"))
    with pytest.raises(DataError, match="not UTF-8"):
        read_table("gp_panels", folder)


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(KeyError, match="did you mean 'municipalities'"):
        read_table("municipality")


@pytest.mark.parametrize(
    ("table", "change", "column", "expected"),
    [
        (
            "municipalities",
            put("1103", "age_0_5", "9000"),
            "inhabitants_2026",
            "the sum of its nine age bands",
        ),
        ("municipalities", put("1103", "lists_with_doctor", "170"), "lists_with_doctor", "a sum of 5747"),
        ("municipalities", put("1103", "patients_without", "5000"), "patients_without", "a sum of 117899"),
        ("municipalities", people_without_lists, "patients_with", "0, for it has no lists"),
        ("municipalities", put("1103", "women_gps", "1999"), "women_gps", "at most"),
        ("municipalities", put("1103", "health_region", "Helse Nord"), "health_region", "as the others of"),
        ("municipalities", lambda rows: rows.pop(9), "number", "357 (2024 borders)"),
        ("municipalities", lambda rows: rows.append(rows.pop(1)), "number", "rows in ascending number"),
        ("list_use", put("0301", "people", "700000"), "people", "people on its lists in municipalities.csv"),
        (
            "list_use",
            put("0301", "list_municipality", "9999"),
            "list_municipality",
            "a number in municipalities",
        ),
        ("legevakt_districts", lambda rows: rows.pop(1), "number", "all 357 municipalities"),
        ("gp_national", put("2022-12", "lists", "5396"), "lists", "5395, lists_with_gp + lists_vacant"),
        (
            "population_age_2026",
            put("0301", "age_20_24", "0"),
            None,
            "inhabitants_2026 in municipalities.csv",
        ),
        ("population_projection", put("2050", "low", "6200000"), "main, low, high", "low < main < high"),
        ("population_trends", lambda rows: rows.pop(3), "area", "one row for each class 1 to 6"),
        ("contact_rates", lambda rows: rows.pop(3), "band", "nine"),
        ("study_places", put("2024", "uio", "300"), "total", "uio + uib + ntnu + uit"),
        ("study_places", lambda rows: rows.pop(3), "year", "the next year"),
        ("lis1_rounds", put("2022-02", "start", "2022-08"), "applied, start", "2022-02, 2022-09"),
        ("lis1_rounds", put("2022-02", "applicants", ""), "applicants", "none without"),
        ("lis1_split", put("Vestre Viken HF", "base_share", "0.5"), "base_share", "a sum of 1"),
        (
            "lis1_split",
            put("Vestre Viken HF", "trust", "Vestre Viken"),
            "trust",
            "the trusts of municipalities",
        ),
        ("alis_by_size_2021", put("<2000", "total", "5"), "total", "private + salaried"),
        ("municipal_fte_by_form", put("2012", "turnus", "500"), "total", "self_employed + salaried"),
    ],
)
def test_sums_and_references_that_do_not_agree(folder, table, change, column, expected):
    error = refusal(folder, table, change)
    assert error.file == f"{table}.csv"
    assert column is None or error.column == column
    assert expected in error.expected


def test_a_national_count_that_moved_is_seen_from_the_municipalities(folder):
    rewrite(folder / "gp_national.csv", put("2025-12", "patients_with", "5504388"))
    problems = check_all(folder)
    assert any("patients_with" in p and "5504387" in p and "5504388" in p for p in problems)


def test_the_backtest_flag_and_the_national_counts_of_observed(folder):
    def flip(rows):
        rows[1][-1] = "1" if rows[1][-1] == "0" else "0"

    assert refusal(folder, "observed", flip).column == "backtest"
    shutil.copy(DATA_FOLDER / "observed.csv", folder)

    def miscount(rows):
        row = next(r for r in rows if r[0] == "lists_vacant" and r[1] == "2022-12" and r[3] == "nation")
        row[5] = "503"

    read_table.__globals__["_read"].cache_clear()
    error = refusal(folder, "observed", miscount)
    assert error.given == "503" and "310, as in gp_national.csv" in error.expected


def test_check_all_reports_every_wrong_table_and_does_not_stop_at_the_first(folder):
    rewrite(folder / "doctor_fte.csv", put("2015", "hospital", "many"))
    rewrite(folder / "locums.csv", put("locums_present", "unit", ""))
    problems = check_all(folder)
    assert len(problems) == 2
    assert any("doctor_fte.csv" in p for p in problems) and any("locums.csv" in p for p in problems)


def test_a_broken_schema_is_itself_a_data_error(folder):
    rewrite(folder / "schema.csv", lambda rows: rows[1].__setitem__(2, "numeral"))
    assert "schema.csv" in check_all(folder)[0] and "text, number, int" in check_all(folder)[0]


def test_the_digest_follows_every_byte_and_name(folder):
    before = data_digest(folder)
    assert before == data_digest() and re.fullmatch(r"[0-9a-f]{64}", before)
    rewrite(folder / "doctor_fte.csv", put("2015", "hospital", "15190"))
    changed = data_digest(folder)
    (folder / "doctor_fte.csv").rename(folder / "doctor_ftes.csv")
    assert len({before, changed, data_digest(folder)}) == 3


def test_every_column_has_a_unit_and_a_place_in_the_readme():
    readme = (DATA_FOLDER / "README.md").read_text(encoding="utf-8")
    everywhere = readme.split("\n## ")[0]
    for table in table_names():
        section = next(s for s in readme.split("\n## ") if s.startswith(f"{table}.csv"))
        for column, unit in units(table).items():
            names = {column, re.sub(r"_\d{4}$", "_YYYY", column), re.sub(r"_\d+_\d+$", "_A_B", column)}
            named = any(f"`{name}`" in section or f"`{name}`" in everywhere for name in names)
            assert unit and named, f"{table}.{column} is not described in README.md"


def test_the_readme_has_no_section_for_a_table_that_is_gone():
    readme = (DATA_FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\w+)\.csv", readme, re.M)) == set(table_names())


def test_published_counts_stand_as_published():
    """A few numbers typed here again from the sources, against a slip in the tables."""
    n = read_table("gp_national")
    at = n.row_of("date", "2022-12")
    assert [n[c][at] for c in ("gps", "lists", "lists_vacant", "patients_without")] == [
        5057,
        5395,
        310,
        212289,
    ]
    rounds = read_table("lis1_rounds")
    at = rounds.row_of("applied", "2021-09")
    assert [rounds[c][at] for c in ("posts", "applicants", "hired")] == [525, 916, 528]
    panels = read_table("gp_panels")
    at = np.flatnonzero(
        (panels["panel"] == "240 municipalities 2020-2025")
        & (panels["area"] == "6")
        & (panels["year"] == 2023)
    )
    assert panels["share_without_gp"][at] == [18.3] and panels["list_length_mean"][at] == [583]
    fte = read_table("doctor_fte")
    assert fte["hospital"][fte.row_of("year", 2022)] == 18559
    assert read_table("contact_rates")["gp_per_person"].tolist() == [
        1.9,
        1.4,
        2.4,
        2.6,
        3.2,
        3.5,
        3.9,
        4.8,
        3.5,
    ]


def test_row_of_says_what_was_sought():
    with pytest.raises(KeyError, match="no row with year = 1066"):
        read_table("study_places").row_of("year", 1066)
