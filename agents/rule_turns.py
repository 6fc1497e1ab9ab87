"""Changes of course that a rule alone gives reason for (levers A3, L12); the usual ones are in agents.career."""

import numpy as np

from agents import alis, luck
from agents.career_loops import own_hazards
from agents.country import Country
from agents.doctor import FOREIGN, IMM_SPEC, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

declare(
    Parameter("agency_to_gp_factor", 1.1, "ratio", 1.0, 1.5, "assumption; prior includes zero effect", "judgement",
              "locums tied to an agency who look for a list, where they get no ALIS agreement, over elsewhere"),
    Parameter("foreign_specialist_to_gp_yearly", 0.005, "1/year", 0.0, 0.02, "assumption; prior includes zero",
              "judgement", "hospital specialists trained abroad who turn to general practice once LIS1 is not asked"),
)  # fmt: skip

LATEST_MONTHS = 50 * 12  # beyond this age few begin a second specialty (alis.start_rates)


def agency_locums(w: Country, columns: tuple, highest: float) -> np.ndarray:
    """Locums of agencies, barred from ALIS agreements, who look for a list for that reason, rows (A3).

    columns: what their usual hazards come from (``career.reconsider``); highest: no locum's usual yearly hazard of
    turning to general practice is above it.
    """
    people = w.people
    more = w.parameters.agency_to_gp_factor - 1.0
    if more == 0.0 or not w.timeline.national("alis.agency_exclusion", w.month):
        return np.empty(0, np.int64)

    def chances(near: np.ndarray) -> np.ndarray:
        barred = alis.tied_to_agency(w, near) & ~people.specialist[near]
        barred &= people.lis1_done[near] & ~people.seeking[near]
        return np.where(barred, monthly(own_hazards(near, *columns)[:, 0] * more), 0.0)

    bound = monthly(highest * more * (1 + 1e-9))
    return luck.strikes(w.key, people.id, people.rows(Stage.LOCUM), w.month, Decision.AGENCY_LEAVES, bound, chances)


def foreign_specialists(w: Country) -> np.ndarray:
    """Hospital specialists trained abroad who turn to general practice, as LIS1 is not asked of them, rows (L12)."""
    if not w.timeline.national("lis1.exempt_foreign_specialists", w.month):
        return np.empty(0, np.int64)
    people = w.people
    rows = people.rows(Stage.HOSPITAL_SPECIALIST)
    abroad = np.isin(people.education[rows], (FOREIGN, IMM_SPEC))
    rows = rows[abroad & (w.month - people.birth_month[rows] < LATEST_MONTHS)]
    chance = monthly(w.parameters.foreign_specialist_to_gp_yearly)
    return luck.struck(w.key, people.id, rows, w.month, Decision.FOREIGN_SPECIALIST, chance)
