"""The table of targets: what it holds, what is refused, and how its errors add up."""

import numpy as np
import pytest

from calibration.targets import (
    FIT,
    MEMORY_YEARS,
    TARGETS,
    CalibrationError,
    error_covariance,
    from_scale,
    load_targets,
    scaled_values,
    to_scale,
    until,
)
from model.tables import read_table

ROWS = TARGETS.read_text("utf-8").splitlines()


def changed(tmp_path, row: int, column: str, text: str):
    """A copy of the table with one cell changed (row as in the file, 1 is the header)."""
    import csv
    import io

    table = list(csv.reader(ROWS))
    table[row - 1][table[0].index(column)] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    path = tmp_path / "targets.csv"
    path.write_text(out.getvalue(), "utf-8")
    return path


def test_number_and_split():
    targets = load_targets()
    assert 50 <= len(targets) <= 90
    assert {t.use for t in targets} == {"fit", "backtest"}
    assert all((t.date <= "2022-12") == (t.use == FIT) for t in targets)
    assert until(targets, 2022) == tuple(t for t in targets if t.use == FIT)


def test_values_are_those_of_the_observed_table():
    """Targets that stand in model/data/observed.csv too say the same there; only a few are our own arithmetic."""
    table = read_table("observed")
    rows = zip(*(table[c] for c in ("series", "date", "area_kind", "area", "panel", "value")), strict=True)
    observed = {tuple(map(str, row[:5])): float(row[5]) for row in rows}
    own = set()
    for target in load_targets():
        key = (target.series, target.date, target.area_kind, target.area, target.panel)
        if key in observed and target.series != "new_gp_specialists":
            assert observed[key] == pytest.approx(target.value), target.id
        else:
            own.add(target.series)
    assert own == {"gps", "new_gp_specialists", "contract_median_years"}


@pytest.mark.parametrize(
    ("row", "column", "text", "expected"),
    [
        (2, "series", "gps_total", "a series that the model counts"),
        (3, "sd", "", "expected a number"),
        (3, "sd", "0", "over 0"),
        (4, "discrepancy", "-1", "over 0"),
        (4, "date", "2015-12", "2016-01 to 2025-12"),
        (5, "date", "2022-13", "a month such as"),
        (6, "use", "both", "fit or backtest"),
        (6, "use", "backtest", "fit to 2022-12"),
        (7, "grade", "X", "one of"),
        (7, "error", " ", "a text"),
        (8, "value", "many", "expected a number"),
    ],
)
def test_wrong_cells_are_refused_with_file_row_and_column(tmp_path, row, column, text, expected):
    path = changed(tmp_path, row, column, text)
    with pytest.raises(CalibrationError) as error:
        load_targets(path)
    assert str(path) in str(error.value)
    assert f"row {row}, column {column}" in str(error.value)
    assert expected in str(error.value)


def test_doubled_ids_and_double_uses_are_refused(tmp_path):
    first = ROWS[1].split(",")[0]
    path = tmp_path / "targets.csv"
    path.write_text("\n".join([*ROWS, ROWS[1]]) + "\n", "utf-8")
    with pytest.raises(CalibrationError, match="stands twice"):
        load_targets(path)
    path.write_text("\n".join([*ROWS, ROWS[1].replace(first, "other", 1)]) + "\n", "utf-8")
    with pytest.raises(CalibrationError, match="observe the same"):
        load_targets(path)


def test_other_columns_or_no_file_are_refused(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text("\n".join(line.partition(",")[2] for line in ROWS), "utf-8")
    with pytest.raises(CalibrationError, match="row 1: the columns are"):
        load_targets(path)
    with pytest.raises(CalibrationError, match="cannot be read"):
        load_targets(tmp_path / "none.csv")


def test_errors_add_up_as_stated():
    """Variance = sd^2 + discrepancy^2 in the unit of the statistic; covariance only inside one series and area."""
    targets = load_targets()
    whole = error_covariance(targets)
    ids = [t.id for t in targets]
    women = targets[ids.index("women_share-2022-12")]
    k = ids.index(women.id)
    assert whole[k, k] == pytest.approx(women.sd**2 + women.discrepancy**2)
    a, b = ids.index("gps-2019-12"), ids.index("gps-2022-12")
    one, other = targets[a], targets[b]
    expected = np.exp(-3 / MEMORY_YEARS) * one.discrepancy / one.value * other.discrepancy / other.value
    assert whole[a, b] == pytest.approx(expected)
    assert whole[a, ids.index("lists-2022-12")] == 0
    assert np.linalg.eigvalsh(whole).min() > 0


def test_scales_go_there_and_back_and_a_broken_value_is_no_number():
    targets = load_targets()
    values = np.array([t.value for t in targets])
    assert from_scale(targets, scaled_values(targets)) == pytest.approx(values)
    values[0] = -1.0  # no number of GPs
    assert np.isnan(to_scale(targets, values)[0])
    assert np.isfinite(to_scale(targets, values)[1:]).all()
