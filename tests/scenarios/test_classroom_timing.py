"""What `bench --classroom` measures, with the toy model in place of the national one."""

import pytest

from scenarios.classroom import timing
from scenarios.classroom.timing import timing_text
from scenarios.ensemble import Task
from scenarios.study import StudyError
from tests.scenarios import fake
from tests.scenarios.classroom_toy import toy_years
from tests.scenarios.test_classroom_runs import cannot_begin
from tests.scenarios.test_door import ask, door  # noqa: F401  fixtures


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setenv("TOY_YEAR_SECONDS", "0.02")
    for name, value in (("national_years", toy_years), ("warm_up", None), ("load_geography", fake.country)):
        monkeypatch.setattr(timing, name, value)
    monkeypatch.setattr(timing, "LOOK_SECONDS", 2)


def test_a_press_at_once_makes_every_run_and_one_after_a_look_finds_the_base(toy):
    text, value = timing.timing(3, 2, 2030)
    assert [value[key]["before"] for key in ("at_once", "after_a_look", "same_base")] == [0, 3, 3]
    assert value["years"] == 5 and value["workers"] == 2
    # six runs of five years by two workers, and half of them
    assert value["at_once"]["seconds"] > 6 * 5 * 0.02 / 2 and value["same_base"]["seconds"] > 3 * 5 * 0.02 / 2
    assert 0 < value["at_once"]["first_year_seconds"] < value["at_once"]["seconds"]
    assert text == timing_text(value) and "3 pairs of 5 years, 2 workers" in text and "after 2 s at the page" in text


def test_the_door_measures_twenty_pairs(ask, monkeypatch):  # noqa: F811
    asked = []
    monkeypatch.setattr(timing, "timing", lambda *given: asked.append(given) or ("told", {}))
    answer = ask("bench", "--classroom", "--workers", "3")
    assert answer.exit_code == 0 and answer.output == "told\n" and asked == [(20, 3)]


def test_no_workers_are_refused_and_a_run_that_fails_is_said(toy, monkeypatch):
    with pytest.raises(StudyError, match="--workers 0: expected 1 or more"):
        timing.timing(1, 0)
    broken = Task(fake.case(fail=(0,)), 0, 0, "2026", 2030, 1, False)
    monkeypatch.setattr(timing, "tasks_of", lambda settings, cases: [broken, broken])
    with pytest.raises(StudyError, match="toy failure in replicate 0"):
        timing.timing(1, 1, 2030)
    monkeypatch.setattr(timing, "warm_up", cannot_begin)
    with pytest.raises(StudyError, match="no worker process could be started"):
        timing.timing(1, 1, 2030)
