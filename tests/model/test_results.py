"""A run reduced to years: stocks, flows, ratios, areas; and the files that keep it."""

import zipfile

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import luck
from agents.luck import Decision
from model.archive import (
    LIFE_COLUMNS,
    MONTH_VARIABLES,
    SavedRun,
    narrow,
    pack_run,
    save_run,
    write_csv,
    write_lives,
    write_table,
)
from model.indicators import (
    DERIVED,
    FLOW,
    HEADLINE,
    INDICATORS,
    MUNICIPAL,
    NATIONAL,
    RATIO,
    STOCK,
    VARIABLES,
    IndicatorError,
)
from model.months_file import MonthsFile, load_months
from model.results import AREA_KINDS, ResultsError, area_kinds, layout_of, summarise, values_of_year, whole_years
from tests.scenarios.fake import country, toy_run

MONTHS = np.arange(1512, 1512 + 36)


@pytest.fixture
def run():
    return toy_run(MONTHS, seed=3, extra=1.0, lives=True)


# The table of indicators


def test_every_formula_uses_declared_variables_of_one_meaning():
    for row in DERIVED.values():
        names = (*row.plus, *row.minus, *row.over, *row.over_minus)
        assert set(names) <= set(VARIABLES), row.name
        assert (row.kind == RATIO) == bool(row.over and row.threshold is None), row.name
        numerator = {VARIABLES[name].kind for name in (*row.plus, *row.minus)}
        assert len(numerator) == 1, f"{row.name} adds stocks to flows"
        if not row.national:
            assert not any(VARIABLES[name].national for name in names), row.name


def test_the_table_is_complete_and_names_are_unique():
    assert len(INDICATORS) == len(MUNICIPAL) + len(NATIONAL) + len(DERIVED)
    assert len(HEADLINE) == 6 and all(INDICATORS[name].headline for name in HEADLINE)
    assert sum(row.headline for row in INDICATORS.values()) == 6
    for row in INDICATORS.values():
        assert row.unit and row.long_name and row.long_name_nb, row.name
        assert row.kind in (STOCK, FLOW, RATIO) and row.better in ("higher", "lower", "none"), row.name
        assert bool(row.formula) == row.derived


def test_formula_is_printed_as_people_write_it():
    assert DERIVED["list_length_mean"].formula == "patients_with_gp / (lists - lists_vacant)"
    assert DERIVED["gps_per_10000"].formula == "10000 x gps / inhabitants"


# Reduction to years


def test_stock_is_december_and_flow_is_the_sum_of_the_year(run):
    summary = summarise(run, country())
    gps, exits = run.municipal["gps"].sum(axis=1), run.municipal["gp_exits"].sum(axis=1)
    assert summary.layout.years == (2026, 2027, 2028)
    np.testing.assert_array_equal(summary.get("gps"), gps[11::12])
    np.testing.assert_array_equal(
        summary.get("gp_exits"), [exits[:12].sum(), exits[12:24].sum(), exits[24:].sum()]
    )
    np.testing.assert_array_equal(
        summary.get("graduates"), run.national["graduates"].reshape(3, 12).sum(axis=1)
    )
    np.testing.assert_array_equal(summary.get("lis1_waiting"), run.national["lis1_waiting"][11::12])


def test_ratio_is_from_sums_not_a_mean_of_ratios(run):
    share = summarise(run, country()).get("patients_without_gp_share")
    without, with_gp = (
        run.municipal[f"patients_{name}_gp"][11::12].sum(axis=1) for name in ("without", "with")
    )
    np.testing.assert_allclose(share, without / (with_gp + without), rtol=1e-6)


def test_a_flow_is_divided_by_the_mean_stock_of_the_year(run):
    rate = summarise(run, country()).get("exit_rate", "centrality", "6")
    remote = country().centrality == 6
    exits = run.municipal["gp_exits"][:, remote].sum(axis=1).reshape(3, 12).sum(axis=1)
    at_risk = run.municipal["gps"][:, remote].sum(axis=1).reshape(3, 12).mean(axis=1)
    np.testing.assert_allclose(rate, exits / at_risk, rtol=1e-6)


def test_list_length_counts_only_lists_with_a_doctor(run):
    length = summarise(run, country()).get("list_length_mean", "municipality", "0301")
    lists, vacant, people = (
        run.municipal[name][11::12, 0] for name in ("lists", "lists_vacant", "patients_with_gp")
    )
    np.testing.assert_allclose(length, people / (lists - vacant), rtol=1e-6)


def test_municipalities_over_ten_percent_are_counted_one_by_one(run):
    run.municipal["patients_without_gp"][:] = 0
    run.municipal["patients_with_gp"][:] = 900
    run.municipal["patients_without_gp"][:, [2, 7]] = 100  # exactly 10 percent is not over
    run.municipal["patients_without_gp"][:, 5] = 101
    summary = summarise(run, country())
    name = "municipalities_over_10_percent_uncovered"
    np.testing.assert_array_equal(summary.get(name), [1, 1, 1])
    np.testing.assert_array_equal(summary.get(name, "county", "Trøndelag"), [1, 1, 1])
    np.testing.assert_array_equal(summary.get(name, "county", "Vestland"), [0, 0, 0])


def test_areas_of_every_kind_add_up_to_the_nation(run):
    summary = summarise(run, country())
    for name in ("gps", "gp_exits", "supervisor_slots_less_need", "lists_vacant"):
        for kind in area_kinds(country()):
            if (name, kind.kind, kind.names[0]) in summary.layout.index:
                total = sum(summary.get(name, kind.kind, area) for area in kind.names)
                np.testing.assert_array_equal(total, summary.get(name), err_msg=f"{name} by {kind.kind}")


def test_single_municipalities_are_shown_for_headline_indicators_only():
    layout = layout_of(country(), (2026,))
    single = {row[0] for row in layout.rows if row[1] == "municipality"}
    assert single == {name for name in HEADLINE if not INDICATORS[name].national}
    assert {row[1] for row in layout.rows} == set(AREA_KINDS)
    assert {row[1] for row in layout.rows if row[0] == "lis1_waiting"} == {"nation"}
    assert ("gps", "size", "<2000") not in layout.index  # no such municipality in the toy country


def test_nothing_to_divide_by_is_no_value_not_zero(run):
    run.municipal["lists"][:, 0] = run.municipal["lists_vacant"][:, 0]
    assert np.isnan(summarise(run, country()).get("list_length_mean", "municipality", "0301")).all()


# Errors


def test_unknown_and_missing_variables_are_all_named(run):
    run.municipal["gpss"] = run.municipal.pop("gps")
    run.municipal["applicants_per_post"] = run.municipal["lists"]
    run.national["alis"] = run.national.pop("students")
    with pytest.raises(IndicatorError) as error:
        summarise(run, country())
    text = str(error.value)
    for part in ("'gpss'", "'gps' is missing", "post_applicants / posts_advertised", "'students' is missing"):
        assert part in text
    assert "declared as municipal" in text


def test_wrong_shape_names_the_variable_and_both_shapes(run):
    run.municipal["alis"] = run.municipal["alis"][:, :9]
    with pytest.raises(ResultsError, match=r"'alis' has shape \(36, 9\); expected \(36, 10\)"):
        summarise(run, country())


@pytest.mark.parametrize("months", [MONTHS[:-1], MONTHS[1:], np.delete(MONTHS, 5), MONTHS[::-1]])
def test_years_must_be_whole(months):
    with pytest.raises(ResultsError, match="whole calendar"):
        whole_years(months)


# Files


@given(
    st.lists(
        st.floats(-3e9, 3e9, width=32) | st.integers(-40_000, 40_000).map(float), min_size=1, max_size=20
    )
)
@settings(derandomize=True, deadline=None)
def test_narrow_keeps_every_value(values):
    array = np.array(values, np.float32)
    np.testing.assert_array_equal(narrow(array).astype(np.float64), array.astype(np.float64))


def test_narrow_chooses_the_smallest_type_and_keeps_missing_values():
    kinds = {
        "int16": [32_767.0, -3.0],
        "int32": [32_768.0, 0.0],
        "float64": [0.5, 1.0],
    }
    for kind, values in kinds.items():
        assert narrow(np.array(values)).dtype == kind
    assert np.isnan(narrow(np.array([1.0, np.nan], np.float32))[1])


def test_a_year_under_way_reads_only_what_its_indicators_are_made_of_and_is_that_of_the_finished_run(run):
    kinds, names = area_kinds(country()), ("lists_vacant_share", "gps", "supervisor_slots_less_need", "lis1_posts")
    whole = summarise(run, country())
    nation = values_of_year(run, kinds[:1], names, slice(12, 24))
    np.testing.assert_array_equal(nation[:, 0], [whole.get(name)[1] for name in names])
    needed = {"lists_vacant", "lists", "gps", "supervisor_slots", "alis"}
    run.municipal = {name: values for name, values in run.municipal.items() if name in needed}
    run.national = {"lis1_posts": run.national["lis1_posts"]}
    np.testing.assert_array_equal(values_of_year(run, kinds[:1], names, slice(12, 24)), nation)


def test_a_saved_run_comes_back_as_it_was(tmp_path, run):
    summary = summarise(run, country())
    save_run(tmp_path / "one.npz", pack_run(run, summary, 1.5))
    saved = SavedRun(tmp_path / "one.npz")
    np.testing.assert_array_equal(saved.summary, summary.values)
    np.testing.assert_array_equal(saved.months, run.months)
    for name in (*MUNICIPAL, *NATIONAL):
        np.testing.assert_array_equal(saved.month(name), {**run.municipal, **run.national}[name])
        assert saved.dtypes()[name] == str(saved.month(name).dtype)
    assert set(saved.lives()) == set(LIFE_COLUMNS)
    np.testing.assert_array_equal(saved.lives()["doctor"], run.lives["doctor"])
    assert saved.timings() == {"market": 0.25, "leaving": 0.125, "run": 1.5}
    assert [path.name for path in tmp_path.iterdir()] == ["one.npz"]


def test_what_hardly_packs_is_stored_as_it_is_and_all_comes_back(tmp_path, run):
    noise = luck.uniform(luck.key_of(1, 0), np.arange(50_000), 0, Decision.BIRTH).astype(np.float32)
    given = {"begun": noise, "end": np.zeros(50_000), "municipality": noise[:1000]}
    run.contracts.clear()
    run.contracts.update(given)
    packed = pack_run(run, summarise(run, country()), 1.0)
    save_run(tmp_path / "one.npz", packed)
    with zipfile.ZipFile(tmp_path / "one.npz") as archive:
        kind = {name: archive.getinfo(f"contract/{name}.npy").compress_type for name in given}
    assert kind == {"begun": zipfile.ZIP_STORED, "end": zipfile.ZIP_DEFLATED, "municipality": zipfile.ZIP_DEFLATED}
    assert len(packed) < noise.nbytes + 200_000
    for name, values in SavedRun(tmp_path / "one.npz").contracts().items():
        np.testing.assert_array_equal(values, given[name])


def test_a_damaged_run_says_which_file_and_what_to_do(tmp_path):
    (tmp_path / "bad.npz").write_bytes(b"PK but not a zip file")
    with pytest.raises(ResultsError, match=r"bad\.npz is not a saved run.*delete it"):
        SavedRun(tmp_path / "bad.npz")


def test_lives_without_a_column_are_refused(tmp_path, run):
    del run.lives["to_stage"]
    with pytest.raises(ResultsError, match="lives lack to_stage"):
        save_run(tmp_path / "one.npz", pack_run(run, summarise(run, country()), 1.0))
    assert not list(tmp_path.iterdir())


def test_months_file_carries_units_kinds_and_values(tmp_path, run):
    save_run(tmp_path / "one.npz", pack_run(run, summarise(run, country()), 1.0))
    saved = SavedRun(tmp_path / "one.npz")
    file = MonthsFile(
        tmp_path / "months.nc", ["base"], 1, 1, run.months, country(), saved.dtypes(), spread=False
    )
    file.write(0, 0, 0, saved)
    file.close()
    with load_months(tmp_path) as data:
        assert data.sizes == {"scenario": 1, "draw": 1, "replicate": 1, "month": 36, "municipality": 10}
        assert list(data.municipality.values) == list(country().numbers)
        assert str(data.month.values[13])[:10] == "2027-02-01"
        for name in MONTH_VARIABLES:
            assert data[name].attrs["units"] == INDICATORS[name].unit
            assert data[name].attrs["kind"] == INDICATORS[name].kind
            assert data[name].attrs["long_name"] == INDICATORS[name].long_name
        assert data.gps.dtype == np.int16 and data.locum_months.dtype == np.float32
        assert data.gps.encoding["zlib"] and data.gps.encoding["complevel"] == 1
        np.testing.assert_array_equal(data.gps.values[0, 0, 0], run.municipal["gps"])
        np.testing.assert_array_equal(data.lis1_waiting.values[0, 0, 0], run.national["lis1_waiting"])
        with np.errstate(all="ignore"):
            expected = run.municipal["post_applicants"] / run.municipal["posts_advertised"]
        expected[run.municipal["posts_advertised"] == 0] = np.nan
        np.testing.assert_allclose(data.applicants_per_post.values[0, 0, 0], expected, rtol=1e-6)


def test_lives_are_written_in_words(tmp_path, run):
    from model.archive import load_lives

    write_lives(tmp_path / "lives.parquet", iter([("base", 0, 2, run.lives)]), country().numbers)
    lives = load_lives(tmp_path)
    assert list(lives.columns) == ["scenario", "draw", "replicate", "doctor", *LIFE_COLUMNS[1:]]
    first, last = lives.iloc[0], lives.iloc[-1]
    assert (first["doctor"], first["event"], first["from_stage"]) == (
        "2026-01/uit/000",
        "graduated",
        "student",
    )
    assert first["municipality"] is None or first["municipality"] != first["municipality"]
    assert (last["event"], last["municipality"], last["cause"], last["month"]) == (
        "died", "5601", "death", "2026-06",
    )  # fmt: skip
    assert lives["from_stage"].isna().tolist() == [False, False, True, False, False, False]
    assert last["contract_months"] == 40 and lives["contract_months"].isna().sum() == 5

def test_a_table_is_written_as_pandas_would_write_it(tmp_path):
    """Eight digits, empty cells, quotes where a text needs them; whatever the numbers."""
    draw = np.random.default_rng(1)
    frame = pandas.DataFrame({
        "name": ['a, "b"', "æ", "", None] * 100,
        "year": np.arange(400, dtype=np.int16),
        "there": draw.random(400) > 0.5,
        "mean": draw.normal(size=400) * 10.0 ** draw.integers(-12, 13, 400),
        "single": draw.normal(size=400).astype(np.float32),
        2030: np.tile([np.nan, np.inf, -np.inf, -0.0, 1e8], 80),
    })  # fmt: skip
    for rows in (frame, frame.iloc[:0]):
        before = rows.copy()
        expected = rows.to_csv(None, index=False, float_format="%.8g", lineterminator="\n")
        assert write_csv(rows) == expected and rows.equals(before)
        write_table(tmp_path, "t", rows)
        assert (tmp_path / "t.csv").read_bytes().decode() == expected
