"""What a hindcast reads: the table is fresh, every read has a reason, and no later count of doctors is among them."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from agents.months import month_index
from calibration import used as listening
from calibration.targets import CalibrationError
from calibration.used import COLUMNS, NOT_READ, USED, Heard, carriers, hindcast, listen, tables_through, used, write
from model import schema
from model.geography import LIST_COLUMNS, load_geography
from model.schema import Table
from model.start_values import STARTS
from model.tables import DATA_FOLDER, read_table, table_names
from tests.norway import unequal

TIMES = ("date", "applied", "year")  # columns that say when a row was counted
PEOPLE = ("population_age_2026", "population_projection", "population_trends", "vital_rates", "contact_rates")
LAST = "2022"


@pytest.fixture(scope="module")
def heard():
    return listen(2025)


@pytest.fixture(scope="module")
def clean():
    return hindcast(2022)


def later(table: Table) -> np.ndarray:
    """Rows counted after 2022, bool [rows]."""
    if table.name.endswith("_2023"):
        return np.ones(len(table), bool)
    times = [name for name in TIMES if name in table.columns]
    return np.array([str(text)[:4] > LAST for text in table[times[0]]]) if times else np.zeros(len(table), bool)


def poison(table: Table) -> Table:
    """The table with every count after 2022 made wrong: later rows, and lists at the end of 2025 (not whether any)."""
    if table.name in PEOPLE:
        return table
    rows, columns = later(table), dict(table.columns)
    for name, values in table.columns.items():
        if values.dtype.kind == "U" or name in TIMES:
            continue
        if table.name == "municipalities":
            columns[name] = np.where(values > 0, 3 * values + 1, 0) if name in LIST_COLUMNS else values
        else:
            columns[name] = np.where(rows, 3 * values + 1, values)
    return Table(table.name, columns)


def test_the_committed_table_is_what_a_hindcast_reads_today(heard):
    fresh = io.StringIO()
    write(used(heard), fresh)
    assert USED.read_text("utf-8") == fresh.getvalue(), (
        "calibration/used.csv is stale: uv run python -m calibration.used > calibration/used.csv"
    )


def test_the_table_names_columns_that_exist_with_marks_and_kinds():
    with USED.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len({(row["table"], row["column"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] and row["why"]
        assert set(row["mark"].replace(",", " ").split()) <= set("PSGNDLJ")
        assert row["mark"] or row["kind"] == NOT_READ
    tables = {row["table"] for row in rows} - {"start_values", "levers", "records", "parameters"}
    assert tables <= set(table_names())
    by = {(row["table"], row["column"]): row for row in rows}
    assert by["lis1_split", "base_share"]["kind"] == "assumption"
    assert ("lis1_split", "extra_2020") not in by
    assert by["levers", "finance.break_point_nok"]["dates"] == "2012-01 2020-05 2023-05"
    assert by["levers", "education.study_places"]["dates"].startswith("2010-08 2011-08")
    assert by["municipalities", "capacity"]["kind"] == NOT_READ
    assert ("parameters", "career_gp_share") in by


def test_no_column_read_counts_doctors_after_2022(heard):
    """Tables of counts are not opened at all, and of the snapshot of 2025 only whether a municipality has lists."""
    counts = {name for name in table_names() if later(read_table(name)).any()} - set(PEOPLE)
    assert {"observed", "gp_national", "gp_panels", "lis1_rounds", "gp_entrants_2023", "locums"} <= counts
    assert not counts & {name for name, columns in heard.columns.items() if columns}
    through = {field for column in LIST_COLUMNS for field in carriers(heard).get(column, ())}
    assert "has_lists" in through and through <= {"has_lists", "near", "lis1_municipal_weight"}


def test_a_hindcast_to_2022_is_the_same_when_every_later_count_is_wrong(clean, monkeypatch):
    monkeypatch.setitem(STARTS, "2026", None)
    with tables_through(poison):
        for name in ("observed", "gp_national", "gp_panels", "lis1_rounds", "gp_entrants_2023", "municipalities"):
            now, true = read_table(name), original(name)
            assert any(not np.array_equal(now[c], true[c]) for c in now.columns if now[c].dtype.kind != "U"), name
        assert load_geography().lists_with_doctor.sum() > 10_000
        poisoned = hindcast(2022)
    assert unequal(clean, poisoned) == []
    assert load_geography().lists_with_doctor.sum() < 6_000  # nothing wrong is left behind


def original(name: str) -> Table:
    """The table as it stands in its file, whatever reads go through now."""
    lines = schema.read_lines(DATA_FOLDER / f"{name}.csv")
    return Table(name, schema.parse_columns(f"{name}.csv", lines, schema.read_schemas(DATA_FOLDER)[name]))


@pytest.mark.parametrize("name", ["list_use", "contact_rates"])
def test_what_is_marked_as_later_knowledge_does_reach_the_run(clean, name):
    """People on lists of 2025 and use of 2023 are read: the poison would show if a count of doctors were too."""

    def wrong(table: Table) -> Table:
        if table.name != name:
            return table
        column = {"list_use": "people", "contact_rates": "gp_per_person"}[name]
        values = table[column].copy()
        values[::2] = values[::2] * 2
        return Table(name, {**table.columns, column: values})

    with tables_through(wrong):
        assert unequal(clean, hindcast(2022, seed=1)) != []


def test_a_read_without_a_reason_is_an_error(heard):
    with pytest.raises(CalibrationError, match=r"reads observed.csv, column value"):
        used(replace(heard, columns={**heard.columns, "observed": {"value"}}))
    with pytest.raises(CalibrationError, match="without a mark"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(listening, "START_MARKS", {"gps": "S"})
        used(heard)


def test_dates_are_those_in_force_while_somebody_asked():
    heard = Heard(levers={"finance.break_point_nok": (month_index("2020-01"), month_index("2022-12"))})
    rows = {row["column"]: row for row in used(heard)}
    assert rows["finance.break_point_nok"]["dates"] == "2012-01 2020-05"  # that of 2023 nobody asked for
