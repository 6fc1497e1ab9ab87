"""Every lever in a paired experiment: what it should move first moves, which way it is said to, and not before.

The same three replicates of all of Norway from January 2026, with and without the value that the declaration speaks of
(``Lever.trial``, beside ``Lever.beside``), in force from 2027.
"""

from functools import cache

import numpy as np
import pytest

from agents.months import month_index
from model.geography import load_geography
from model.indicators import DERIVED
from model.ledger import RunOutput
from model.lever_rows import ROWS, rows_of
from model.levers import LEVERS, NOT_MODELLED
from model.levers_base import Lever
from model.policy import Change, Policy
from tests.norway import country, loops_off, output, passed, todays_values, unequal

BEGINS, FIRST = month_index("2027-01"), 12  # the date of every trial, and its place among the months of the run
REPLICATES = 3
SEEN_WITHIN = 15  # months after the earliest lag: a round of each kind, and its starts, lie in them


def trial_changes(lever: Lever) -> list[Change]:
    return [Change(lever.key, BEGINS, None, lever.trial, lever.trial_where)]


@cache
def run(beside: tuple, changed: str, replicate: int, months: int) -> RunOutput:
    """One run; ``beside`` and the changed lever ("" = none) say its policy."""
    policy = Policy.of_record().with_changes([Change(key, BEGINS, None, value) for key, value in beside])
    if changed:
        policy = policy.with_changes(trial_changes(LEVERS[changed]))
    w = country(policy, months=months, geography=load_geography(), replicate=replicate)
    return output(passed(w, months))


def months_of(lever: Lever) -> int:
    """Months that show the lever: in whole years, so that trials share their base runs."""
    return -12 * (-(FIRST + lever.lag_months + SEEN_WITHIN) // 12)


def series(out: RunOutput, name: str) -> np.ndarray:
    """The nation's monthly series of a variable or of an indicator made from variables, float64 [T]."""

    def summed(names: tuple[str, ...]) -> np.ndarray:
        return sum((nation(name) for name in names), np.zeros(len(out.months)))

    def nation(name: str) -> np.ndarray:
        return out.municipal[name].astype(float).sum(axis=1) if name in out.municipal else out.national[name]

    if name not in DERIVED:
        return nation(name)
    made = DERIVED[name]
    return (summed(made.plus) - summed(made.minus)) / (summed(made.over) - summed(made.over_minus) if made.over else 1)


def differences(lever: Lever) -> list[np.ndarray]:
    """Trial less base of the first indicator, by month, one series a replicate."""
    beside = tuple(sorted(lever.beside.items()))
    pairs = [
        (run(beside, "", r, months_of(lever)), run(beside, lever.key, r, months_of(lever))) for r in range(REPLICATES)
    ]
    return [series(b, lever.first_indicator) - series(a, lever.first_indicator) for a, b in pairs]


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(LEVERS))
def test_the_first_indicator_moves_as_declared(key):
    """By more than its paired error, in the sign stated; where no sign is known, it moves."""
    lever = LEVERS[key]
    shown = [found[FIRST - lever.lead_months + lever.lag_months :] for found in differences(lever)]
    if lever.sign == "unknown":
        assert all(found.any() for found in shown), f"{key}: {lever.first_indicator} has not moved"
        return
    moved = np.array([found.mean() for found in shown]) * (1 if lever.sign == "+" else -1)
    error = moved.std(ddof=1) / np.sqrt(REPLICATES)
    assert moved.mean() > error, f"{key}: {lever.first_indicator} {lever.sign} expected, moved by {moved} that way"


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(LEVERS))
def test_nothing_moves_before_its_date(key):
    """No array differs before it; posts are advertised and filled by the round before they start (lead_months)."""
    lever = LEVERS[key]
    beside = tuple(sorted(lever.beside.items()))
    base, trial = (run(beside, name, 0, months_of(lever)) for name in ("", key))
    assert unequal(base, trial, FIRST - lever.lead_months) == []
    assert unequal(base, trial) != []


@cache
def frozen(beside: tuple, changed: str) -> RunOutput:
    """Three years of the nation with every feedback loop off."""
    policy = Policy.of_record().with_changes([Change(key, BEGINS, None, value) for key, value in beside])
    if changed:
        policy = policy.with_changes(trial_changes(LEVERS[changed]))
    return output(passed(country(policy, loops_off(), months=36, geography=load_geography()), 36))


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(LEVERS))
def test_with_every_loop_off_a_lever_still_acts_directly(key):
    beside = tuple(sorted(LEVERS[key].beside.items()))
    base, trial = frozen(beside, ""), frozen(beside, key)
    moved = [name for name in unequal(base, trial, 36) if name.startswith(("municipal.", "national.", "stages"))]
    assert moved, f"{key} acts through feedback alone"


def test_todays_values_written_out_change_nothing():
    """Every lever set to what it is: the same values in every month, and not a bit of a run differs."""
    geo = load_geography()
    written = Policy.of_record().with_changes([change for key in LEVERS for change in todays_values(key, geo, BEGINS)])
    end = month_index("2030-12")
    assert written.compile(geo, BEGINS - 12, end) == Policy.of_record().compile(geo, BEGINS - 12, end)
    plain, same = (passed(country(policy, months=24), 24) for policy in (Policy.of_record(), written))
    assert unequal(output(plain), output(same)) == []


def test_every_row_of_the_table_is_a_lever_or_said_not_to_be_modelled():
    served = {row for lever in LEVERS.values() for row in rows_of(lever.row)}
    left_out = {reason.partition(":")[0] for reason in NOT_MODELLED.values()}
    assert served | left_out == set(ROWS)
    assert served & left_out == set()
    assert left_out == {"C9", "A19", "F7", "F11"}, "only where the row itself says that there is nothing to move"
