"""Life records written by hand, in the columns of lives.parquet."""

import numpy as np

from agents.doctor import Cause, Event, Stage
from agents.months import month_index
from agents.names import parse_id

PLACES = ("Oslo", "Bergen", "Alta")
FIRST, LAST = month_index("2026-01"), month_index("2050-12")
WOMAN, MAN, SITTING = (parse_id(text) for text in ("2021-08/uib/047", "2026-08/uit/001", "2025-12/start_gp/0007"))
BORN = month_index("2001-01")
_AFTER = {
    Event.ENROLLED: Stage.STUDENT, Event.LIS1_STARTED: Stage.LIS1_HOSPITAL, Event.LIS1_COMPLETED: Stage.LOCUM,
    Event.GP_ENTERED: Stage.GP_UNTRAINED, Event.GP_RETURNED: Stage.GP_UNTRAINED, Event.GP_MOVED: Stage.GP_UNTRAINED,
    Event.CONTRACT_STARTED: Stage.GP_UNTRAINED, Event.HOSPITAL_STARTED: Stage.HOSPITAL_TRAINEE, Event.DIED: Stage.DEAD,
    Event.CONTRACT_ENDED: Stage.OTHER, Event.GP_EXITED: Stage.OTHER, Event.GP_RETIRED: Stage.RETIRED,
}  # fmt: skip


def lives(*rows):
    """Rows (doctor, month, event, town = -1, cause = NONE, contract months = -1), in the order in which they happen."""
    full = [(*row, *(-1, Cause.NONE, -1)[len(row) - 3 :]) for row in rows]
    full.sort(key=lambda row: (month_index(row[1]), row[0]))
    now: dict[int, Stage] = {}
    after = []
    for row in full:
        now[row[0]] = _AFTER.get(row[2], now.get(row[0], Stage.WAITING))
        after.append(now[row[0]])
    doctor, month, event, town, cause, months = zip(*full, strict=True) if full else ((),) * 6
    at = np.array([month_index(one) for one in month], np.int32)
    return {
        "doctor": np.array(doctor, np.uint32), "month": at, "event": np.array(event, np.uint8),
        "municipality": np.array(town, np.int16), "cause": np.array(cause, np.uint8),
        "contract_months": np.array(months, np.int16), "age_years": ((at - BORN) / 12.0).astype(np.float32),
        "female": np.array([one != MAN for one in doctor], bool),
        "from_stage": np.zeros(len(full), np.uint8),
        "to_stage": np.array(after, np.uint8),
    }  # fmt: skip


def entry(doctor, month, town, cause=Cause.TAKE_OVER):
    """The two records of a first list."""
    return (doctor, month, Event.GP_ENTERED, town), (doctor, month, Event.CONTRACT_STARTED, town, cause)


def exit_(doctor, month, town, cause, months):
    """The two records of a doctor who leaves the scheme."""
    return (
        (doctor, month, Event.GP_EXITED, town, Cause.OWN_CHOICE),
        (doctor, month, Event.CONTRACT_ENDED, town, cause, months),
    )
