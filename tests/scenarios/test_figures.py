"""Figures and report: complete, the same bytes each time, readable without colour, without anything from
outside."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pandas
import pytest

from model.indicators import HEADLINE
from scenarios import figures
from scenarios.compare import national
from scenarios.maps import _change_class, draw_change_map
from scenarios.pipeline import execute, write_pages
from tests.scenarios import fake

pytestmark = pytest.mark.filterwarnings("error::UserWarning")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    study = fake.study(
        fake.case("base"), fake.case("more", gps=1.0), fake.case("<b>odd & name</b>", gps=0.5), end_year=2036
    )
    return execute(study, tmp_path_factory.mktemp("figures"), fake.engine(), workers=1)


@pytest.fixture(scope="module")
def page(results):
    return (results.folder / "report.html").read_text("utf-8")


def drawn_names():
    return [
        *(f"fan-{name}" for name in HEADLINE), "map-base", "map-effect-1-more", "map-effect-2-b-odd-name-b",
    ]  # fmt: skip


def test_every_figure_comes_as_svg_png_and_csv(results):
    found = {path.name for path in (results.folder / "figures").iterdir()}
    assert found == {f"{name}.{end}" for name in drawn_names() for end in ("svg", "png", "csv")}


def test_the_same_numbers_give_the_same_bytes(results, tmp_path):
    before = {path: path.read_bytes() for path in (results.folder / "figures").iterdir()}
    report = (results.folder / "report.html").read_bytes()
    write_pages(results, fake.country())
    assert {path: path.read_bytes() for path in before} == before
    assert (results.folder / "report.html").read_bytes() == report


@pytest.mark.parametrize("name", drawn_names())
def test_svg_is_well_formed_has_text_and_no_date(results, name):
    text = (results.folder / "figures" / f"{name}.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)
    words = " ".join("".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "Norway" in words or "December" in words  # letters, not outlines
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


def test_a_municipality_without_lists_is_no_success(results, tmp_path):
    effects = results.effects.copy()
    chosen = (effects["area"] == "0301") & (effects["area_kind"] == "municipality")
    effects.loc[chosen, "diff_mean"] = np.nan
    drawn = draw_change_map(tmp_path, results.study, effects, 1, fake.country())
    data = pandas.read_csv(tmp_path / f"{drawn.name}.csv")
    assert data["percent"].isna().sum() == 1 and (tmp_path / f"{drawn.name}.png").stat().st_size > 5000


def test_one_scenario_of_one_year_and_one_run_can_be_drawn(tmp_path):
    study = fake.study(replicates=1, end_year=2026)
    results = execute(study, tmp_path, fake.engine(), workers=1)
    assert results.effects is None and (tmp_path / "figures" / "fan-gps.png").exists()
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "<h2>Levels</h2>" in text and "1 run of each scenario" in text


# The report


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]


def test_the_page_needs_nothing_from_outside(page):
    tags = _Page(page).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "embed"}
    for tag, attributes in tags:
        assert "src" not in attributes and not any(name.startswith("on") for name in attributes)
        for name in ("href", "xlink:href"):
            assert attributes.get(name, "#").startswith("#"), (tag, attributes)
    assert "@import" not in page and not re.search(r"url\((?!#)", page)


def test_figures_are_named_for_those_who_cannot_see_them(page):
    svgs = [attributes for tag, attributes in _Page(page).tags if tag == "svg"]
    assert len(svgs) == len(drawn_names())
    ids = _Page(page).ids
    assert len(ids) == len(set(ids)), "an id stands twice"
    for attributes in svgs:
        assert attributes["role"] == "img"
        assert set(attributes["aria-labelledby"].split()) <= set(ids)
        assert "viewbox" in attributes and "width" not in attributes
    for used in re.findall(r'(?:url\(#|href="#)([^)"]+)', page):
        assert used in ids, used


def test_tables_have_captions_and_scopes(page):
    tags = _Page(page).tags
    tables = [tag for tag, _ in tags if tag == "table"]
    assert len(tables) == 3 == [tag for tag, _ in tags].count("caption")
    assert all(
        attributes.get("scope") in ("col", "row", "rowgroup") for tag, attributes in tags if tag == "th"
    )


def test_text_of_users_is_escaped(page):
    assert "<b>odd" not in page and "&lt;b&gt;odd &amp; name&lt;/b&gt;" in page


def test_the_answer_has_three_sentences_with_their_uncertainty(results):
    from scenarios.report import answer

    sentences = answer(results, "more")
    assert len(sentences) == 3 and all(sentence.endswith(".") for sentence in sentences)
    assert all("90 % interval" in sentence or "exactly 0" in sentence for sentence in sentences)
    effect = national(results.effects, scenario="more", indicator="gps", year=2035).iloc[0]
    assert f"+{effect['diff_mean']:.1f} doctors" in sentences[0] and ">83 % of the pairs" in sentences[0]


def test_warnings_and_record_are_repeated(tmp_path):
    from dataclasses import replace

    warned = replace(fake.case("base"), warnings=("value far beyond the evidence",))
    study = fake.study(warned, replicates=1, end_year=2026, digests={"code": "c0ffee"})
    execute(study, tmp_path, fake.engine(), workers=1)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "base: value far beyond the evidence" in text and "c0ffee" in text and "central values" in text
