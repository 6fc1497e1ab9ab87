"""Gained, lost and moved by name: a pair counted by hand, and the identity in every area of a toy."""

import numpy as np
import pytest

from scenarios.collected import collect
from scenarios.compare import effects_table
from scenarios.displacement import PARTS, displacement_table, in_words, parts_of_pair
from scenarios.ensemble import run_missing
from tests.scenarios import fake


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    folder = tmp_path_factory.mktemp("displacement")
    study = fake.study(fake.case("base"), fake.case("same"), fake.case("more", gps=1.0), draws=2, replicates=2)
    run_missing(study, folder, fake.engine(), workers=1)
    return collect(study, folder, fake.country())


def test_a_pair_by_hand():
    """Four municipalities in two areas. 1 stays; 2 moves to the other area; 3 within; 4 is lost; 5 and 6 are gained."""
    group = np.array([0, 0, 1, 1])
    scenario = np.array([1, 2, 3, 5, 6]), np.array([0, 2, 1, 3, 3])
    base = np.array([4, 3, 2, 1]), np.array([3, 0, 1, 0])
    found = dict(zip(PARTS, parts_of_pair(*scenario, *base, group, 2).tolist(), strict=True))
    assert found == {
        "change": [-1, 2], "gained": [0, 2], "lost": [0, 1], "moved_in": [0, 1], "moved_out": [1, 0],
        "moved_within": [1, 0], "net_new": [0, 1], "net_moved": [-1, 1],
    }  # fmt: skip


def test_change_is_new_and_moved_in_every_area_and_equals_the_paired_effect(ensemble):
    table = displacement_table(ensemble)
    keys = ["scenario", "year", "area_kind", "area"]
    wide = table.pivot(index=keys, columns="part", values="mean")
    np.testing.assert_allclose(wide["change"], wide["gained"] - wide["lost"] + wide["moved_in"] - wide["moved_out"])
    effects = effects_table(ensemble).query("indicator == 'gps'").set_index(keys)
    np.testing.assert_allclose(wide["change"], effects.loc[wide.index, "diff_mean"])
    assert (wide.xs("more", level="scenario")["change"] > 0).any()
    for kind in ("county", "centrality"):
        over = wide.xs(kind, level="area_kind").groupby(["scenario", "year"])[["net_new", "net_moved"]].sum()
        nation = wide.xs("nation", level="area_kind").droplevel("area")
        np.testing.assert_allclose(over["net_new"], nation.loc[over.index, "net_new"])
        assert (over["net_moved"] == 0).all()


def test_nobody_is_displaced_where_nothing_changes(ensemble):
    table = displacement_table(ensemble)
    same = table[table["scenario"] == "same"]
    assert (same[["mean", "q05", "q95", "mcse"]] == 0).all(axis=None)
    assert in_words(table, "same", 2031) == [
        "same, December 2031: 0 GPs in Norway. By name, 0 are GPs under same only and 0 only in the base; 0 are GPs in "
        "both, in another municipality."
    ]
