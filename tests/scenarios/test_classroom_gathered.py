"""What finished pairs leave behind by place and by doctor."""

import numpy as np
import pytest

from agents.doctor import Stage
from scenarios.classroom.gathered import BASE, DIFFERENCE, OTHER, Gathered, Moments
from scenarios.classroom.runs import Told
from scenarios.classroom.years import MAPPED, Detail, Year, kinds_of
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
    return Gathered((2026, 2027), fake.country(), 2027)


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
