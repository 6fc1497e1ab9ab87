"""The pieces of more GPs sum to the whole, each stands for what it says, and heads are told from capacity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.collected import collect
from scenarios.ensemble import run_missing
from scenarios.splits import (
    PIECES,
    capacity_in_words,
    capacity_table,
    logarithmic_mean,
    more_gps_table,
    split,
    split_in_words,
)
from tests.scenarios import fake


def series(gps, covered, uncovered):
    values = {"gps": gps, "patients_with_gp": covered, "patients_without_gp": uncovered}
    return {name: np.array([value]) for name, value in values.items()}


COUNTS = st.floats(1, 1e7)


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
@settings(derandomize=True, deadline=None)
def test_pieces_sum_to_the_whole(g1, c1, u1, g0, c0, u0):
    found = split(series(g1, c1, u1), series(g0, c0, u0))
    total = sum(found[piece][0] for piece in PIECES)
    assert total == pytest.approx(g1 - g0, abs=1e-6 * max(g1, g0))


@pytest.mark.parametrize(
    ("after", "piece"),
    [((110, 110_000, 11_000), "population"), ((105, 105_000, 5_000), "fewer_without_gp"),
     ((125, 100_000, 10_000), "shorter_lists")],
)  # fmt: skip
def test_each_piece_alone(after, piece):
    found = split(series(*map(float, after)), series(100.0, 100_000.0, 10_000.0))
    assert found[piece][0] == pytest.approx(found["gps"][0]) and found["gps"][0] == after[0] - 100
    assert all(found[other][0] == pytest.approx(0, abs=1e-9) for other in PIECES if other != piece)


def test_a_place_without_gps_has_no_split():
    found = split(series(3.0, 3000.0, 0.0), series(0.0, 0.0, 3000.0))
    assert found["gps"][0] == 3 and all(np.isnan(found[piece][0]) for piece in PIECES)


def test_the_logarithmic_mean_lies_between_and_has_no_hole():
    assert logarithmic_mean(np.array([2.0]), np.array([2.0]))[0] == 2.0
    assert 2.0 < logarithmic_mean(np.array([2.0]), np.array([4.0]))[0] < 3.0  # below the plain mean
    assert np.isnan(logarithmic_mean(np.array([0.0]), np.array([4.0]))[0])


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    folder = tmp_path_factory.mktemp("splits")
    study = fake.study(fake.case("base"), fake.case("same"), fake.case("more", gps=1.0))
    run_missing(study, folder, fake.engine(), workers=1)
    return collect(study, folder, fake.country())


def test_the_table_adds_up_against_base_and_first_year(ensemble):
    table = more_gps_table(ensemble)
    wide = table.pivot(index=["scenario", "against", "year", "area_kind", "area"], columns="part", values="mean")
    whole = wide[list(PIECES)].sum(axis=1, skipna=False)
    known = whole.notna()
    assert known.mean() > 0.95
    np.testing.assert_allclose(whole[known], wide["gps"][known], atol=1e-9)
    assert set(wide.index.get_level_values("against")) == {"base: base", "year: 2026"}
    assert (wide.xs(2026, level="year").xs("year: 2026", level="against") == 0).all(axis=None)
    assert (wide.xs("same", level="scenario").xs("base: base", level="against")["gps"] == 0).all()
    texts = split_in_words(table, "more", 2031)
    assert len(texts) == 2 and texts[0].startswith("more, December 2031 against base: +")


def test_heads_and_capacity_are_told_apart(ensemble):
    table = capacity_table(ensemble)
    row = table[(table["scenario"] == "more") & (table["year"] == 2031) & (table["area"] == "Norway")]
    row = row.set_index("indicator")
    gps = ensemble.series([("gps", "nation", "Norway")])["gps", "nation", "Norway"][:, 0, :, -1]
    assert row.loc["gps", "percent"] == pytest.approx((100 * (gps[2] - gps[0]) / gps[0]).mean())
    assert row.loc["gps", "percent_less_heads"] == 0
    places = row.loc["list_capacity"]  # the toy's caps do not follow its GPs
    assert places["diff_mean"] == 0 and places["less_heads_high"] < 0
    assert "not in step with heads" in capacity_in_words(table, "more", 2031)[1]
    assert "no difference from heads" in capacity_in_words(table, "same", 2031)[0]
