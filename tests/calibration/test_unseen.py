"""What history does not show: told apart by runs, and the list that comes with Legemod still true."""

from types import SimpleNamespace

import numpy as np

from agents.parameters import REGISTRY, Parameters
from calibration.unseen import candidates, counts, everything, moved, projection, same, told_apart
from calibration.used import hindcast
from scenarios.draws import unseen_rows


def toy(parameters):
    """A run in which ``exit_67_69`` moves GPs and ``lis1_start_nok`` a cost; nothing else acts."""
    return SimpleNamespace(
        municipal={"gps": np.array([parameters["exit_67_69"], np.nan])},
        national={"cost_state_nok": np.array([parameters["lis1_start_nok"]])},
        roll={"doctor": np.array([7])},
    )


def test_counts_leave_out_costs_and_halving_finds_who_acts():
    names = ["bond_accept", "exit_67_69", "lis1_start_nok", "salary_after_months"]
    assert told_apart(toy, counts, names) == ["exit_67_69"]
    assert told_apart(toy, everything, names) == ["exit_67_69", "lis1_start_nok"]
    assert told_apart(toy, counts, ["bond_accept"]) == []


def test_the_list_holds_no_parameter_that_a_fit_could_tell():
    listed = [row["parameter"] for row in unseen_rows()]
    assert set(listed) <= set(candidates()) and listed == sorted(listed)
    assert not any(REGISTRY[name].informed_by for name in listed)


def test_history_is_the_same_with_all_of_them_moved_together():
    """Every second one low, the others high: 2016-2025 to the last count. One that is not on the list shows at once."""
    listed = [row["parameter"] for row in unseen_rows()]
    low, high = moved(listed[::2], "low"), moved(listed[1::2], "high")
    corner = low.replace(**{name: high[name] for name in listed[1::2]})
    centre = hindcast(2025, Parameters.centre())
    assert same(counts(centre), counts(hindcast(2025, corner)))
    assert "exit_67_69" not in listed
    early = hindcast(2016, Parameters.centre())
    assert not same(counts(early), counts(hindcast(2016, moved(["exit_67_69"], "high"))))


def test_the_baseline_is_the_same_with_the_idle_ones_moved_together():
    """Those said to do nothing in the baseline: to December 2028, costs too."""
    idle = [row["parameter"] for row in unseen_rows() if row["baseline"] == "nothing"]
    assert idle and "bond_accept" in idle and "lis1_start_nok" not in idle
    run = projection("baseline", 2028)
    assert same(everything(run(Parameters.centre())), everything(run(moved(idle, "high"))))
