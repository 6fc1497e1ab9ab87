"""The old scheme of specialisation: who was in GP training before March 2019 may finish by its rules (lever A18).

The rule has a deadline that is known a year ahead. In the last year those left hurry; who is left when it has passed
is converted to the new rules and loses some months that do not count there.
"""

import numpy as np

from agents.country import Country
from agents.months import month_index
from agents.parameters import Parameter, declare

NEW_RULES = month_index("2019-03")  # spesialistforskriften part 2 and 3, in force 1 March 2019
KNOWN_AHEAD_MONTHS = 12

declare(
    Parameter("old_scheme_share", 0.06, "share", 0.02, 0.15, "the number left in 2026 was not found", "judgement",
              "trainees of January 2026 who began before March 2019"),
    Parameter("old_scheme_lost_months", 6.0, "months", 0.0, 18.0, "assumption; prior includes zero", "judgement",
              "months of training lost in the conversion to the new rules"),
)  # fmt: skip


def in_force(w: Country, month: int) -> bool:
    """May who began before March 2019 finish by the old rules in this month?"""
    return bool(w.timeline.national("alis.old_scheme", month))


def hurries(w: Country) -> bool:
    """Is this the last year before the deadline? A month of training then counts in full for those concerned."""
    return in_force(w, w.month) and not in_force(w, w.month + KNOWN_AHEAD_MONTHS)


def convert(w: Country, rows: np.ndarray) -> None:
    """When the deadline has passed: trainees (rows) still under the old rules go over to the new ones."""
    if in_force(w, w.month):
        return
    if w.month > max(w.start_month, NEW_RULES) and not in_force(w, w.month - 1):
        return  # nobody is left, and nobody begins under them
    people = w.people
    left = rows[people.old_scheme[rows]]
    if len(left) == 0:
        return
    less = people.training_months[left] - w.parameters.old_scheme_lost_months
    people.training_months[left] = np.maximum(less, 0.0)
    people.old_scheme[left] = False
    w.ledger.note("old_scheme_converted", len(left))
