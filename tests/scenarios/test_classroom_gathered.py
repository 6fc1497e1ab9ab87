"""What finished pairs leave behind by place and by doctor."""

import numpy as np
import pytest

from agents.doctor import Stage
from scenarios.classroom.charts_map import MapWanted, draw_map, errors_of_chance
from scenarios.classroom.charts_went import WentWanted, draw_went
from scenarios.classroom.gathered import BASE, DIFFERENCE, OTHER, Gathered, Moments
from scenarios.classroom.progress import Progress
from scenarios.classroom.turns import Told
from scenarios.classroom.years import MAPPED, Detail, Followed, Year, kinds_of
from scenarios.destinations import NAMES
from tests.scenarios import fake

FEW = sum(len(kind.names) for kind in kinds_of(fake.country())[:-1])
SHARE = MAPPED[0]


def census(*stages: Stage) -> dict[str, np.ndarray]:
    """Doctors 1, 2, ... in Oslo in December 2027."""
    count = len(stages)
    return {"year": np.array([2027]), "doctor": np.arange(1, count + 1, dtype=np.uint32),
            "stage": np.array([stages], np.uint8), "municipality": np.zeros((1, count), np.int16)}  # fmt: skip


def told(gathered: Gathered, task: int, *shares: float, stage: Stage = Stage.LOCUM) -> None:
    """Years 2026, 2027, ...: this share in every municipality, twice as much in the areas before them."""
    for k, share in enumerate(shares):
        places = np.full((len(MAPPED), FEW + 10), share, np.float32)
        places[:, :FEW] *= 2
        here = census(stage, Stage.RETIRED) if k == 1 else None
        gathered.tell(Told(task, Year(2026 + k, np.zeros(8), np.zeros(8), Detail(places, here))))


@pytest.fixture
def gathered() -> Gathered:
    return Gathered((2026, 2027), fake.country(), Followed(2026, 2027))


def test_means_over_whole_pairs_alone_with_the_error_of_the_difference(gathered):
    told(gathered, 0, 0.25, 0.5)
    told(gathered, 3, 0.5, 0.75)
    told(gathered, 5, 1.0, 1.0)
    assert gathered.pairs == 0 and np.isnan(gathered.places(BASE, SHARE, 2027).mean).all()
    told(gathered, 1, 0.5, 1.0)
    told(gathered, 2, 0.5, 0.5)
    assert gathered.pairs == 2
    base, other, change = (gathered.places(side, SHARE, 2027) for side in (BASE, OTHER, DIFFERENCE))
    assert set(base.mean) == {0.5} and set(other.mean) == {0.875} and set(change.mean) == {0.375}
    np.testing.assert_allclose(change.error, 0.125)  # of 0.5 and 0.25: sd 0.177 / sqrt 2
    assert change.areas.tolist() == [[1.0] * FEW, [0.5] * FEW]


def test_nothing_is_kept_of_a_pair_that_is_folded_in_or_has_lost_one_side(gathered):
    told(gathered, 0, 0.5, 0.5)
    gathered.tell(Told(1, done=True, error="no luck"))
    gathered.tell(Told(9, done=True, error="no luck"))
    told(gathered, 8, 0.5, 0.5)
    for pair in range(1, 4):
        told(gathered, 2 * pair, 0.5, 0.5)
        told(gathered, 2 * pair + 1, 0.5, 0.5)
    assert gathered.pairs == 3 and not gathered._waiting


def test_a_run_that_is_made_again_counts_once(gathered):
    told(gathered, 0, 0.25)
    told(gathered, 0, 0.5, 0.5)
    told(gathered, 1, 0.75, 0.75)
    assert set(gathered.places(DIFFERENCE, SHARE, 2026).mean) == {0.25}


def test_every_changed_life_has_one_way(gathered):
    told(gathered, 0, 0.5, 0.5, stage=Stage.LOCUM)
    told(gathered, 1, 0.5, 0.5, stage=Stage.GP_SPECIALIST)
    (ways,) = gathered.ways()
    assert ways.sum() == 1 and ways[NAMES.index("locum"), NAMES.index("gp_1_2")] == 1


def test_a_municipality_without_a_value_in_one_pair_has_that_of_the_others():
    moments = Moments((3,))
    for values in ([1.0, np.nan, np.nan], [2.0, 4.0, np.nan]):
        moments.add(np.array(values))
    np.testing.assert_array_equal(moments.mean(...), [1.5, 4.0, np.nan])
    np.testing.assert_array_equal(moments.error(...), [0.5, np.nan, np.nan])


# What is drawn of it


def map_wanted(gathered: Gathered, side: str, lang: str) -> MapWanted:
    names = ("today", "mine")
    return MapWanted(fake.country, names, side, SHARE, "2026", 2027, gathered.places(side, SHARE, 2027), lang)


@pytest.mark.parametrize("lang, said", [("en", "mine less today, December 2027"), ("nb", "mine minus today, desember")])
def test_a_map_says_what_it_shows_and_which_counties_and_is_the_same_twice(gathered, lang, said):
    for pair, change in enumerate((0.25, 0.375)):
        told(gathered, 2 * pair, 0.25, 0.25)
        told(gathered, 2 * pair + 1, 0.25, 0.25 + change)
    first, again = (draw_map(map_wanted(gathered, DIFFERENCE, lang)) for _ in range(2))
    assert first == again and said in first.description and "Finnmark" in first.description
    assert "2026" not in first.title and first.png == b""  # drawn for download alone
    assert draw_map(map_wanted(gathered, DIFFERENCE, lang), png=True).png.startswith(b"\x89PNG")
    level = draw_map(map_wanted(gathered, OTHER, lang))
    assert "mine" in level.description and "56" in level.description  # percent: 25 and half of 25 and 37.5


def test_few_pairs_need_a_larger_change_to_be_more_than_chance():
    assert errors_of_chance(2) == pytest.approx(12.706, abs=0.001)  # Student's t, one degree of freedom
    assert errors_of_chance(11) == pytest.approx(2.228, abs=0.001)


def went_wanted(ways: np.ndarray, lang: str, alone: bool = True) -> WentWanted:
    progress = Progress(2, (2026, 2027))
    for task, gps in enumerate((100.0, 101.0, 100.0, 103.0)):
        for year in (2026, 2027):
            nation = np.array([gps, 0.1, 9, 900, 50, 5, 1200 + 50 * (task % 2), 3])
            progress.tell(Told(task, Year(year, nation, np.ones(8))))
    return WentWanted(("today", "mine"), "2026", Followed(2026, 2027), alone, ways, progress.seen(), lang)


def test_sentences_and_picture_are_those_of_the_report():
    ways = np.zeros((2, len(NAMES), len(NAMES)), np.int32)
    ways[:, NAMES.index("waiting"), NAMES.index("gp_5_6")] = (2, 4)
    found = draw_went(went_wanted(ways, "en"))
    text = " ".join(found.told)
    assert "mine offers 50 more LIS1 posts a year than today" in text and "the lives of 3 doctors (2 to 4)" in text
    assert "in centrality 5-6" in text and "Pairs of runs compared: 2" in text
    mixed = " ".join(draw_went(went_wanted(ways, "en", alone=False)).told)
    assert "100 extra posts" not in mixed and "the lives of 3 doctors (2 to 4)" in mixed and "Net change: " in mixed
    assert found.picture and "GP list, centrality 5-6" in found.picture.svg


def test_where_no_life_differs_it_is_said_and_nothing_is_drawn():
    found = draw_went(went_wanted(np.zeros((2, len(NAMES), len(NAMES)), np.int32), "nb"))
    assert found.picture is None and "livet til 0 leger" in " ".join(found.told)
