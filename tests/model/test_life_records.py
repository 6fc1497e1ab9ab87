"""Records of lives against a month worked out by hand."""

from types import SimpleNamespace

import numpy as np

from agents.doctor import Cause, Event, Stage
from agents.stage_rows import NO_STAGE
from model.life_records import ROOM, LifeRecords

MONTH = 1512


def people(number: int) -> SimpleNamespace:
    """Doctors whose ids fall with the row, born in rows of 12 months, all students in municipality = row."""
    return SimpleNamespace(
        n=number, id=np.arange(number, 0, -1).astype(np.uint32), stage=np.full(number, Stage.STUDENT, np.uint8),
        municipality=np.arange(number, dtype=np.int64), birth_month=(MONTH - 12 * np.arange(number)).astype(np.int16),
        female=np.arange(number) % 2 == 0,
    )  # fmt: skip


def test_events_of_a_month_stand_by_doctor_and_then_as_they_happened():
    records, some = LifeRecords(), people(3)
    records.begin(some)
    after = people(4)  # one enters, with the lowest id
    after.id = np.array([30, 20, 10, 5], np.uint32)
    records.note(after, np.array([0, 2]), Event.CONTRACT_ENDED, np.array([Cause.MOVE, Cause.AGE]), np.array([7, 9]))
    after.stage[2] = Stage.RETIRED
    after.municipality[2] = -1
    records.note(after, np.array([3, 2]), Event.RETIRED, Cause.AGE, None)
    records.close(after, MONTH)
    found = records.all()
    assert {name: column.tolist() for name, column in found.items()} == {
        "doctor": [5, 10, 10, 30],
        "month": [MONTH] * 4,
        "event": [Event.RETIRED, Event.CONTRACT_ENDED, Event.RETIRED, Event.CONTRACT_ENDED],
        "from_stage": [NO_STAGE, Stage.STUDENT, Stage.STUDENT, Stage.STUDENT],
        "to_stage": [Stage.STUDENT, Stage.RETIRED, Stage.RETIRED, Stage.STUDENT],
        "municipality": [3, 2, -1, 0],
        "cause": [Cause.AGE, Cause.AGE, Cause.AGE, Cause.MOVE],
        "contract_months": [-1, 9, -1, 7],
        "age_years": [3.0, 2.0, 2.0, 0.0],
        "female": [False, True, True, True],
    }


def test_a_month_without_events_leaves_nothing_and_a_full_one_loses_nothing():
    records, some = LifeRecords(), people(ROOM)
    records.begin(some)
    records.close(some, MONTH)
    assert records.all() == {}
    for month in (MONTH + 1, MONTH + 2):
        records.begin(some)
        for event in (Event.ENROLLED, Event.GRADUATED, Event.EMIGRATED):
            records.note(some, np.arange(ROOM), event, Cause.NONE, None)
        records.close(some, month)
    found = records.all()
    assert len(found["doctor"]) == 6 * ROOM
    assert found["event"][:4].tolist() == [Event.ENROLLED, Event.GRADUATED, Event.EMIGRATED, Event.ENROLLED]
    assert np.unique(found["doctor"], return_counts=True)[1].tolist() == [6] * ROOM
    assert (np.bincount(found["month"])[MONTH + 1 :] == 3 * ROOM).all()
