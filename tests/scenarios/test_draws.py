"""Posterior files: read, chosen from, and refused when broken."""

import json

import numpy as np
import pytest

from agents.parameters import REGISTRY
from scenarios import draws
from scenarios.draws import DrawsError, available, load_posterior
from scenarios.study import record_of
from scenarios.terminal import LUCK_AND_DRAWS
from tests.scenarios import fake

NAMES = ("career_gp_share", "exit_62_66")


def written(folder, rows=None, header=("draw", "weight", *NAMES), record=None):
    rows = rows if rows is not None else [[0, 0.25, 0.2, 0.08], [1, 0.5, 0.25, 0.1], [2, 0.25, 0.15, 0.12]]
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    (folder / "mine.csv").write_text("\n".join(lines) + "\n")
    (folder / "mine.json").write_text(json.dumps(record if record is not None else {"free": list(NAMES)}))
    return folder


def unseen(folder, *rows):
    """A list of parameters that history does not show, in an empty folder's stead."""
    draws.unseen_rows.cache_clear()
    folder.mkdir(exist_ok=True)
    lines = ["parameter,baseline", *(",".join(row) for row in rows)]
    (folder / "unseen.csv").write_text("\n".join(lines) + "\n")
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
    monkeypatch.setattr(draws, "FOLDER", unseen(tmp_path))
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


# What history does not show

QUIET = (("bond_accept", "nothing"), ("lis1_start_nok", "acts"))


def test_draws_cut_the_prior_into_equal_parts_and_take_each_once(tmp_path):
    folder = unseen(tmp_path, *QUIET)
    assert draws.unseen_draw(0, 11, folder) == {}, "the first draw is the central one"
    found = [draws.unseen_draw(draw, 11, folder) for draw in range(1, 11)]
    for name, _ in QUIET:
        one = REGISTRY[name]
        shares = [(values[name] - one.low) / (one.high - one.low) for values in found]
        assert sorted(shares) == pytest.approx(np.arange(0.05, 1, 0.1))
        assert shares != sorted(shares)
    orders = [np.argsort([values[name] for values in found]).tolist() for name, _ in QUIET]
    assert orders[0] != orders[1], "two parameters must not move together"


def test_a_draw_of_a_study_holds_posterior_and_prior(tmp_path, monkeypatch):
    folder = written(unseen(tmp_path, *QUIET))
    for end in ("csv", "json"):
        (folder / f"mine.{end}").rename(folder / f"until-2025.{end}")
    monkeypatch.setattr(draws, "FOLDER", folder)
    first, second = (draws.parameters_of_draw("2026", draw, 2) for draw in (0, 1))
    low, high = REGISTRY["bond_accept"].low, REGISTRY["bond_accept"].high
    assert first["bond_accept"] == REGISTRY["bond_accept"].value and second["bond_accept"] == (low + high) / 2
    assert first["career_gp_share"] == 0.25 and second["exit_67_69"] == REGISTRY["exit_67_69"].value


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("joy", "acts")], "row 2: 'joy'"),
        ([("career_gp_share", "acts")], "'career_gp_share'; expected a parameter of the model, not free"),
        ([QUIET[0], QUIET[0]], "row 3: 'bond_accept'; .* named once"),
        ([("bond_accept", "maybe")], "row 2, column baseline: 'maybe'"),
    ],
)
def test_a_broken_list_of_what_history_does_not_show_is_refused(tmp_path, rows, expected):
    with pytest.raises(DrawsError, match=expected):
        draws.unseen_rows(unseen(tmp_path, *rows))


def test_the_list_comes_with_legemod_and_its_absence_is_said(tmp_path):
    draws.unseen_rows.cache_clear()
    assert len(draws.unseen_rows()) > 20 and len(draws.unseen_digest()) == 64
    with pytest.raises(DrawsError, match=r"python -m calibration\.unseen"):
        draws.unseen_rows(tmp_path)


def test_the_record_says_what_the_draws_are_of():
    assert "central" in record_of(fake.study(draws=1), "complete")["draws_of"]
    assert "unseen.csv" in record_of(fake.study(draws=3), "complete")["draws_of"] and "unseen.csv" in LUCK_AND_DRAWS
