"""Posterior files: read, chosen from, and refused when broken."""

import json

import numpy as np
import pytest

from agents.parameters import REGISTRY
from scenarios import draws
from scenarios.draws import DrawsError, available, load_posterior

NAMES = ("career_gp_share", "exit_62_66")


def written(folder, rows=None, header=("draw", "weight", *NAMES), record=None):
    rows = rows if rows is not None else [[0, 0.25, 0.2, 0.08], [1, 0.5, 0.25, 0.1], [2, 0.25, 0.15, 0.12]]
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    (folder / "mine.csv").write_text("\n".join(lines) + "\n")
    (folder / "mine.json").write_text(json.dumps(record if record is not None else {"free": list(NAMES)}))
    return folder


def test_a_draw_changes_the_free_parameters_only(tmp_path):
    found = load_posterior("mine", written(tmp_path))
    drawn = found.parameters(1)
    assert drawn["career_gp_share"] == 0.25 and drawn["exit_62_66"] == 0.1
    assert drawn["exit_67_69"] == REGISTRY["exit_67_69"].value
    assert available(tmp_path) == ("mine",)


def test_chosen_draws_follow_the_weights_and_begin_in_the_middle(tmp_path):
    found = load_posterior("mine", written(tmp_path))
    many = found.chosen(1001)
    assert many[0] == 1  # nearest to the weighted mean
    shares = np.bincount(many[1:], minlength=3) / 1000
    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.01)
    assert found.chosen(1).tolist() == [1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"header": ("draw", "weight", "career_gp_share")}, "column exit_62_66 is missing"),
        ({"header": ("draw", "weight", *NAMES, "joy")}, "joy is no parameter"),
        ({"header": ("weight", "draw", *NAMES)}, "row 1: the columns begin with weight, draw"),
        ({"rows": []}, "no draws"),
        ({"rows": [[0, 1.0, 0.2]]}, "row 2: 3 cells"),
        ({"rows": [[0, 1.0, "x", 0.1]]}, "row 2, column career_gp_share: 'x'"),
        ({"rows": [[0, 1.0, "nan", 0.1]]}, "finite"),
        ({"rows": [[0, 0.4, 0.2, 0.1]]}, "column weight: sums to 0.4"),
        ({"rows": [[0, 1.0, 0.9, 0.1]]}, "row 2, column career_gp_share: 0.9; expected 0.1 to 0.3"),
        ({"record": []}, "expected a JSON object"),
    ],
)
def test_broken_files_are_refused_with_file_row_and_column(tmp_path, change, expected):
    with pytest.raises(DrawsError, match=expected) as error:
        load_posterior("mine", written(tmp_path, **change))
    assert str(tmp_path / "mine") in str(error.value)


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(DrawsError, match="did you mean mine"):
        load_posterior("mime", written(tmp_path))


def test_one_draw_is_the_centre_and_several_are_the_posterior_of_the_start(tmp_path, monkeypatch):
    """A hindcast takes the posterior of 2022, a projection that of 2025, each draw once and in order."""
    for name, value in (("until-2022", 0.2), ("until-2025", 0.25)):
        folder = written(tmp_path, rows=[[0, 0.5, value, 0.08], [1, 0.5, value, 0.12]])
        (folder / "mine.csv").rename(folder / f"{name}.csv")
        (folder / "mine.json").rename(folder / f"{name}.json")
    monkeypatch.setattr(draws, "FOLDER", tmp_path)
    assert draws.parameters_of_draw("2026", 0, 1)["career_gp_share"] == REGISTRY["career_gp_share"].value
    assert draws.parameters_of_draw("2026", 1, 2)["career_gp_share"] == 0.25
    assert draws.parameters_of_draw("2016", 1, 2)["career_gp_share"] == 0.2
    found = {draws.parameters_of_draw("2026", k, 3)["exit_62_66"] for k in range(3)}
    assert found == {0.08, 0.12}
    assert draws.digest("2016", tmp_path) != draws.digest("2026", tmp_path)


def test_several_draws_without_a_posterior_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(draws, "FOLDER", tmp_path)
    with pytest.raises(DrawsError, match="there is no posterior 'until-2025'"):
        draws.parameters_of_draw("2026", 1, 2)
