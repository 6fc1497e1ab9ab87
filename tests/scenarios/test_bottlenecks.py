"""What was the bottleneck: doctor-years by year and area, which was the largest, in a table, in words and drawn."""

import numpy as np
import pytest

from model.archive import by_year
from model.turned_away import GATES
from scenarios.bottleneck_figure import draw_bottlenecks
from scenarios.bottleneck_words import sentences
from scenarios.bottlenecks import BOTTLENECKS, bottlenecks_table, largest
from scenarios.collected import collect
from scenarios.compare import national
from scenarios.ensemble import run_missing
from scenarios.figures import Scene
from scenarios.words import Language
from tests.scenarios import fake

EN = Language()


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    study = fake.study(fake.case("base"), fake.case("more", gps=1.0), replicates=4, end_year=2031)
    folder = tmp_path_factory.mktemp("bottlenecks")
    run_missing(study, folder, fake.engine(), workers=1)
    return collect(study, folder, fake.country())


@pytest.fixture(scope="module")
def table(ensemble):
    return bottlenecks_table(ensemble)


def value(table, **where):
    for column, wanted in where.items():
        table = table[table[column] == wanted]
    assert len(table) == 1
    return table.iloc[0]


def test_twelve_months_make_a_doctor_year():
    months = np.zeros((24, 3), np.float32)
    months[:12, 0], months[20, 2] = 2.0, 6.0
    assert by_year(months).tolist() == [[2, 0, 0], [0, 0, 0.5]]


def test_the_nation_holds_who_lives_nowhere_and_areas_do_not(table):
    """20 applicants in Oslo and 4 nowhere; 9 without supervisor over the nine other places."""
    base = table[(table["scenario"] == "base") & (table["year"] == 2030)]
    assert value(base, area_kind="nation", bottleneck="lis1_posts")["turned_away_mean"] == 24
    assert value(base, area_kind="centrality", area="1", bottleneck="lis1_posts")["turned_away_mean"] == 20
    assert value(base, area_kind="centrality", area="6", bottleneck="lis1_posts")["turned_away_mean"] == 0
    assert value(base, area_kind="nation", bottleneck="supervisors")["turned_away_mean"] == pytest.approx(9)
    north = value(base, area_kind="health_region", area="Nord", bottleneck="supervisors")
    assert north["turned_away_mean"] == pytest.approx(4) and north["q05"] == north["q95"] and north["runs"] == 4


def test_the_largest_of_the_year_and_place_binds(table):
    rows = table[(table["scenario"] == "base") & (table["year"] == 2030)]
    assert value(rows, area_kind="nation", bottleneck="lis1_posts")["binding"] == 1
    assert value(rows, area_kind="health_region", area="Nord", bottleneck="supervisors")["binding"] == 1
    assert rows[rows["area_kind"] == "nation"]["binding"].sum() == 1
    town = rows[(rows["area_kind"] == "municipality") & (rows["area"] == "5014")]
    assert town["bottleneck"].tolist() == ["supervisors"] and town["binding"].tolist() == [1]


def test_shares_of_equal_ones_and_of_none():
    found = np.array([[3.0, 1.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    assert largest(found).tolist() == [[1, 0, 0], [0.5, 0.5, 0], [0, 0, 0]]


def test_every_gate_has_words_and_rows_in_every_year_of_the_nation(table):
    assert tuple(BOTTLENECKS) == GATES and all(all(words) for words in BOTTLENECKS.values())
    assert len(national(table)) == 2 * 6 * len(GATES)
    assert set(table[table["area_kind"] == "municipality"]["year"]) == {2026, 2030, 2031}


def test_a_single_scenario_has_its_bottlenecks_too(tmp_path):
    study = fake.study(fake.case("alone"), replicates=1, end_year=2027)
    run_missing(study, tmp_path, fake.engine(), workers=1)
    table = bottlenecks_table(collect(study, tmp_path, fake.country()))
    assert sentences(table, "alone", EN)[0].startswith("alone, 2026: most are applicants without a LIS1 post, 24")


def test_sentences_say_what_was_largest_and_whether_it_moved(table):
    found = sentences(table, "base", EN)
    assert found[0].startswith("base, 2026: most are applicants without a LIS1 post, 24 on average")
    assert any(text.startswith("The bottleneck under base is the same") for text in found)
    moved = table.copy()
    late = (moved["year"] == 2031) & (moved["bottleneck"] == "lists") & (moved["area_kind"] == "nation")
    moved.loc[late, "turned_away_mean"] = 99.0
    text = "moves under base: in 2026 applicants without a LIS1 post, in 2031 doctors who seek a GP list in vain."
    assert f"The bottleneck {text}" in sentences(moved, "base", EN)
    assert any("Flaskehalsen flytter seg med base" in line for line in sentences(moved, "base", Language("nb")))
    nobody = table.assign(turned_away_mean=0.0)
    assert sentences(nobody, "base", EN)[0] == "Nobody was turned away in 2026."


def test_the_picture_names_every_gate_and_is_the_same_twice(ensemble, table, tmp_path):
    scene = Scene(tmp_path, ensemble.study, {"bottlenecks": table}, fake.country(), EN)
    (drawn,) = draw_bottlenecks(scene)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(first) == {f"bottlenecks.{end}" for end in ("svg", "png", "csv")} and drawn.description
    draw_bottlenecks(scene)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    text = first["bottlenecks.svg"].decode()
    assert "Mean of 4 runs" in text and "Norway" in text
    assert all(words[0][1:] in text for words in BOTTLENECKS.values())
