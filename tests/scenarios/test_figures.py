"""Figures: complete, the same bytes each time, readable without colour, their numbers beside them."""

import re
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pandas
import pytest

from model.indicators import HEADLINE
from scenarios import figures
from scenarios.compare import national
from scenarios.figures import Scene
from scenarios.maps import (
    CHANGE_MARKS,
    KINDS,
    Chance,
    _change_class,
    change_labels,
    change_marks,
    draw_change_map,
    draw_level_map,
)
from scenarios.pipeline import execute
from scenarios.tenure import draw_tenure
from scenarios.waiting import draw_waiting
from scenarios.words import LANGUAGES, Language
from tests.scenarios import fake
from tests.scenarios.drawn import results_of

pytestmark = pytest.mark.filterwarnings("error::UserWarning")


@pytest.fixture(scope="module")
def results(drawn):
    return results_of(drawn, "en")


def drawn_names():
    return [
        "effects", *(f"fan-{name}" for name in (*HEADLINE, "lis1_wait_mean")), "map-base", "map-effect-1-more",
        "map-effect-2-b-odd-name-b", "centrality-patients_without_gp_share", "centrality-gps_per_10000", "waiting",
        "tenure", "flows-1-more", "flows-2-b-odd-name-b", "bottlenecks", "backtest",
    ]  # fmt: skip


def scene_of(results, folder, lang="en", **tables):
    """What a figure is drawn from, some tables put in place of the folder's."""
    return Scene(folder, results.study, {**results.tables, **tables}, fake.country(), Language(lang))


def test_every_figure_comes_as_svg_png_and_csv(results):
    found = {path.name for path in (results.folder / "figures").iterdir()}
    assert found == {f"{name}.{end}" for name in drawn_names() for end in ("svg", "png", "csv")}


@pytest.mark.parametrize("name", drawn_names())
def test_svg_is_well_formed_has_text_and_no_date(results, name):
    text = (results.folder / "figures" / f"{name}.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)
    words = " ".join("".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert re.search("Norway|December|Centrality", words)  # letters, not outlines
    assert "<dc:date>" not in text and not re.search(r"\.\d{4,}", text)


def test_titles_say_what_unit_area_runs_and_interval(results):
    text = (results.folder / "figures" / "fan-patients_without_gp_share.svg").read_text("utf-8")
    for part in ("Listed inhabitants without a regular GP (percent)", "Norway. 3 runs of each scenario",
                 "bands: 50 and 90 %", "Paired effect against base (percentage points)"):  # fmt: skip
        assert part in text, part


def test_lines_differ_without_colour():
    assert len(set(map(str, figures.DASHES))) == len(figures.DASHES) == len(figures.COLOURS)


def test_the_csv_beside_a_fan_holds_what_is_drawn(results):
    data = pandas.read_csv(results.folder / "figures" / "fan-gps.csv")
    last = data[(data["scenario"] == "more") & (data["year"] == 2036)].iloc[0]
    level = national(results.yearly, scenario="more", indicator="gps", year=2036).iloc[0]
    effect = national(results.effects, scenario="more", indicator="gps", year=2036).iloc[0]
    assert last["q95"] == pytest.approx(level["q95"]) and last["diff_mean"] == pytest.approx(
        effect["diff_mean"]
    )
    observed = data[data["scenario"] == "observed"]
    assert len(observed) == len(figures.observed_points("gps"))


def test_observed_points_stand_where_yearly_values_do():
    points = dict(figures.observed_points("gps"))
    assert points[2022.0] == 5057  # end of 2022, Helsedirektoratet's yearly report
    assert figures.observed_points("lis1_waiting") == []
    share = dict(figures.observed_points("patients_without_gp_share"))
    assert 0.01 < share[2022.0] < 0.05  # percent in the table, share here


def test_the_map_shows_every_municipality_in_its_place(results):
    data = pandas.read_csv(results.folder / "figures" / "map-base.csv", dtype={"municipality": str})
    assert list(data["municipality"]) == list(fake.country().numbers)
    chosen = results.yearly[
        (results.yearly["area"] == "1875") & (results.yearly["indicator"] == "patients_without_gp_share")
        & (results.yearly["scenario"] == "base") & (results.yearly["year"] == 2036)
    ]  # fmt: skip
    shown = data[data["municipality"] == "1875"]["percent"].iloc[0]
    assert shown == pytest.approx(100 * chosen["mean"].iloc[0])


def test_change_classes_are_symmetric_and_keep_small_changes_apart():
    values = np.array([-9.0, -3.0, -0.5, -0.49, 0.0, 0.49, 0.5, 3.0, 9.0])
    assert list(_change_class(values, np.zeros(9))) == [0, 1, 2, 3, 3, 3, 4, 5, 6]


def test_a_change_within_two_standard_errors_is_shown_as_none():
    changes, errors = np.array([-6.0, -6.0, 6.0, 6.0, 6.0]), np.array([3.0, 2.9, 3.0, 2.9, np.nan])
    assert list(_change_class(changes, errors)) == [3, 0, 3, 6, 6]  # one pair has no error to compare with


def test_up_is_more_and_blue_is_better_whatever_is_mapped():
    share, gps = (change_marks(KINDS[name]) for name in ("patients_without_gp_share", "gps_per_10000"))
    assert [marker for marker, _ in share] == [marker for marker, _ in gps] == list("vvvo^^^")
    assert share[0][1] == gps[-1][1] == "#084594" and share[-1][1] == gps[0][1] == "#8c2d04"


def test_every_kind_of_map_is_drawn_and_told(results, tmp_path):
    few = Chance(12.7, "map.change.chance.few", "map.change.text.few")
    for lang, (name, kind) in product(LANGUAGES, KINDS.items()):
        tables = {key: results.tables[key] for key in ("yearly", "effects")}
        tables = {key: table[table["indicator"] == "gps"].assign(indicator=name) for key, table in tables.items()}
        scene = scene_of(results, tmp_path, lang, **tables)
        level, change = draw_level_map(scene, kind, 1), draw_change_map(scene, 1, kind, few)
        assert "2036" in level.title and "Tromsø" in (tmp_path / f"{level.name}.svg").read_text("utf-8")
        assert "10 " in level.description and "95 %" in change.description and "2036" in change.title


def test_a_municipality_without_lists_is_no_success(results, tmp_path):
    effects = results.effects.copy()
    chosen = (effects["area"] == "0301") & (effects["area_kind"] == "municipality")
    effects.loc[chosen, "diff_mean"] = np.nan
    drawn = draw_change_map(scene_of(results, tmp_path, effects=effects), 1)
    data = pandas.read_csv(tmp_path / f"{drawn.name}.csv")
    assert data["percent"].isna().sum() == 1 and (tmp_path / f"{drawn.name}.png").stat().st_size > 5000


def test_one_scenario_of_one_year_and_one_run_can_be_drawn(tmp_path):
    study = fake.study(replicates=1, end_year=2026)
    results = execute(study, tmp_path, fake.engine(), workers=1)
    assert results.effects is None and (tmp_path / "figures" / "fan-gps.png").exists()
    text = (tmp_path / "report.html").read_text("utf-8")
    assert ">Levels</h2>" in text and "1 run of each scenario" in text
    assert not (tmp_path / "figures" / "effects.svg").exists()


def test_classes_of_change_are_told_in_order_for_both_ways():
    told = change_labels(Language("nb"))
    assert len(told) == len(CHANGE_MARKS)
    assert told == [
        "over 5 færre", "2 til 5 færre", "0,5 til 2 færre", "mindre, eller tilfeldig", "0,5 til 2 flere",
        "2 til 5 flere", "over 5 flere",
    ]  # fmt: skip


def test_the_effect_figure_holds_every_scenario_and_headline(results):
    data = pandas.read_csv(results.folder / "figures" / "effects.csv")
    assert set(data["indicator"]) == set(HEADLINE) and set(data["scenario"]) == {"more", "<b>odd & name</b>"}
    assert sorted(set(data["year"])) == [2030, 2035, 2036]


def test_small_multiples_show_every_class_and_start_shares_at_nothing(results):
    data = pandas.read_csv(results.folder / "figures" / "centrality-patients_without_gp_share.csv")
    assert sorted(set(data["area"])) == [1, 2, 3, 4, 5, 6] and len(set(data["scenario"])) == 3
    text = (results.folder / "figures" / "centrality-patients_without_gp_share.svg").read_text("utf-8")
    for number in range(1, 7):
        assert f"Centrality {number}" in text


def test_waiting_is_the_curve_of_those_who_want_lis1(results, tmp_path):
    """In the toy six of ten start after half a year (seven with more GPs), two in ten wait on.

    Of 22 cohorts the last is seen for half a year only, and nobody of it starts: 126 of 220."""
    table = results.tables["waiting"].set_index(["scenario", "measure", "years"])["mean"]
    assert table["base", "waiting", 0.0] == 1.0 and table["base", "started", 0.0] == 0.0
    assert table["base", "started", 0.5] == pytest.approx(126 / 220)
    assert table["base", "waiting", 0.5] == pytest.approx(94 / 220)
    assert table["more", "started", 2.0] == table["more", "started", 0.5] == pytest.approx(147 / 220)
    (drawn,) = draw_waiting(scene_of(results, tmp_path, "nb"))
    assert "base: etter to år har 57 prosent startet" in drawn.description
    assert draw_waiting(scene_of(results, tmp_path, waiting=results.tables["waiting"].assign(mean=np.nan))) == []


def test_tenure_is_the_curve_of_the_contracts(results, tmp_path):
    table = results.tables["tenure"]
    assert set(table["area"]) == {"Norway", "1-2", "3-4", "5-6"}
    norway = table[(table["area"] == "Norway") & (table["scenario"] == "base")].set_index("years")["mean"]
    assert norway[4.75] == 1.0 and 0.3 < norway[5.0] < 0.4  # two thirds of the toy's contracts end at five years
    assert norway.is_monotonic_decreasing
    (drawn,) = draw_tenure(scene_of(results, tmp_path, "nb"))
    assert "halvparten avsluttet etter 5,0 år" in drawn.description
    assert draw_tenure(scene_of(results, tmp_path, tenure=table.assign(mean=np.nan))) == []


def test_figures_speak_the_language_of_the_study(results, tmp_path):
    figures.draw_fan(scene_of(results, tmp_path, "nb"), "patients_without_gp_share")
    text = (tmp_path / "fan-patients_without_gp_share.svg").read_text("utf-8")
    assert "Innbyggere på liste uten fast lege (prosent)" in text and "Norge. 3 kjøringer av hvert scenario" in text
    assert re.search(r">−?\d+,\d+<", text) and not re.search(r">−?\d+\.\d+<", text)
    english, other = (
        (folder / "fan-patients_without_gp_share.csv").read_bytes() for folder in (results.folder / "figures", tmp_path)
    )
    assert english == other, "the numbers beside a figure have no language"
