"""Changes of course that a rule alone gives reason for (levers A3, L12); the usual ones are in agents.career."""

import numpy as np

from agents import luck
from agents.career_loops import own_hazards
from agents.country import Country
from agents.doctor import FOREIGN, IMM_SPEC, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.stage_rows import NO_STAGE

declare(
    Parameter("agency_to_gp_factor", 1.1, "ratio", 1.0, 1.5, "assumption; prior includes zero effect", "judgement",
              "locums tied to an agency who look for a list, where they get no ALIS agreement, over elsewhere"),
    Parameter("foreign_specialist_to_gp_yearly", 0.005, "1/year", 0.0, 0.02, "assumption; prior includes zero",
              "judgement", "hospital specialists trained abroad who turn to general practice once LIS1 is not asked"),
)  # fmt: skip

LATEST_MONTHS = 50 * 12  # beyond this age few begin a second specialty (alis.start_rates)


NOT_ASKED = NO_STAGE, np.empty(0, bool)


def tied_locums(w: Country) -> tuple[int, np.ndarray]:
    """The stage of locums, and who is tied to an agency when a locum, bool by row (A3).

    No stage and nobody where nothing follows from it. Locums are few: they are found quicker among all, beside who
    looks for a list (``career_loops.choosers``), than as a group of their own that is mended every month.
    """
    p = w.parameters
    if p.agency_to_gp_factor == 1.0 or not w.timeline.national("alis.agency_exclusion", w.month):
        return NOT_ASKED
    return int(Stage.LOCUM), w.lasting(Decision.AGENCY, p.agency_share)


def agency_locums(w: Country, barred: np.ndarray, columns: tuple, keenest: float) -> np.ndarray:
    """Locums of agencies, barred from ALIS agreements, who look for a list for that reason, rows (A3).

    columns: what their usual hazards come from (``career.hazard_columns``); keenest: ``career.keenest``.
    """
    if len(barred) == 0:
        return barred
    table, more = columns[4], w.parameters.agency_to_gp_factor - 1.0
    bound = monthly(table[Stage.LOCUM, 0] * keenest * more * (1 + 1e-9))
    return luck.strikes(w.key, w.people.id, barred, w.month, Decision.AGENCY_LEAVES, bound,
                        lambda near: monthly(own_hazards(near, *columns)[:, 0] * more))  # fmt: skip


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
