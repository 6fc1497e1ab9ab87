"""The workers of the classroom: told year by year, fair, stopped in time, and gone at the end."""

import time
from dataclasses import replace
from queue import Empty, SimpleQueue

import numpy as np
import pytest

from model.archive import census_of
from model.results import summarise
from scenarios.classroom import runs as rooms
from scenarios.classroom.ahead import Ahead
from scenarios.classroom.packed_lives import unpack_lives
from scenarios.classroom.runs import Runs
from scenarios.classroom.turns import FAILURES, KILLED, NO_WORKER, Queue, Waiting
from scenarios.classroom.words import TEXTS
from scenarios.classroom.years import MAPPED, TOLD, kinds_of, national_years, same_run
from scenarios.ensemble import Task, simulate
from tests.scenarios import fake
from tests.scenarios.classroom_toy import toy_years

PATIENCE = 20.0


def task(replicate: int = 0, end: int = 2030, **policy: object) -> Task:
    return Task(fake.case(**policy), 0, replicate, "2026", end, 1, False)


def heard(box: SimpleQueue, ends: int) -> list:
    """Everything told until so many tasks have ended."""
    told, until = [], time.monotonic() + PATIENCE
    while sum(one.done for _, one in told) < ends:
        told.append(box.get(timeout=max(0.01, until - time.monotonic())))
    return told


@pytest.fixture(scope="module")
def one_worker():
    with Runs(toy_years, 1) as runs:
        yield runs


def asked(runs: Runs, box: SimpleQueue, who: str, *tasks: Task) -> None:
    runs.ask(who, tasks, lambda told: box.put((who, told)))


def test_every_year_is_told_and_is_that_of_the_finished_run(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", task(end=2028))
    told = [one for _, one in heard(box, 1)]
    assert [one.year.year for one in told[:-1]] == [2026, 2027, 2028] and told[-1].done
    whole = summarise(fake.simulate(task(end=2028)), fake.country())
    for k, name in enumerate(TOLD):
        np.testing.assert_array_equal([one.year.nation[k] for one in told[:-1]], whole.get(name))


def test_places_are_those_of_the_finished_run_and_everybody_is_told_in_the_year_that_is_followed(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", replace(task(end=2028), followed=(2027,)))
    details = [one.year.detail for _, one in heard(box, 1)[:-1]]
    run, country = fake.simulate(task(end=2028)), fake.country()
    whole, names = summarise(run, country), [(kind.kind, name) for kind in kinds_of(country) for name in kind.names]
    for k, name in enumerate(MAPPED):
        for at, (kind, area) in enumerate(names):
            if (name, kind, area) in whole.layout.index:
                expected = whole.get(name, kind, area).astype(np.float32)
                np.testing.assert_array_equal([one.places[k, at] for one in details], expected)
    assert [one.census is None for one in details] == [True, False, True]
    for name, values in census_of(run, (2027,)).items():
        np.testing.assert_array_equal(details[1].census[name], values)


def test_gates_are_doctor_years_with_those_who_live_nowhere(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", task(end=2026))
    gates = heard(box, 1)[0][1].year.gates
    assert gates[0] == 24 and gates[2] == pytest.approx(9, rel=1e-6) and gates[5] == 0


def test_turns_go_round_the_readers_whatever_they_asked_for():
    queue = Queue()
    for who in "aaaabbc":
        queue.add(Waiting(who, 0, task(), print))
    turns = [one.who for _ in range(7) if (one := queue.next())]
    assert "".join(turns) == "abcabaa" and queue.next() is None


def test_a_second_reader_is_served_before_the_first_is_through(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", task(0, year=0.2), *(task(k) for k in range(1, 4)))
    box.get(timeout=PATIENCE)  # the first is under way
    asked(one_worker, box, "bo", task(9))
    ends = [who for who, one in heard(box, 5) if one.done]
    assert ends == ["ada", "ada", "bo", "ada", "ada"]


def test_a_reader_who_leaves_stops_the_run_between_two_years(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", task(end=2060, year=0.1), task(1, end=2060, year=0.1))
    box.get(timeout=PATIENCE)
    begun = time.monotonic()
    one_worker.leave("ada")
    asked(one_worker, box, "bo", task(2, end=2026))
    while True:
        who, told = box.get(timeout=PATIENCE)
        if who == "bo" and told.done:
            break
    assert time.monotonic() - begun < 1.5  # the run of ada would have taken three seconds more
    with pytest.raises(Empty):
        box.get(timeout=0.3)


def test_a_run_that_fails_is_told_and_the_worker_goes_on(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", task(3, fail=(3,)), task(4))
    told = [one for _, one in heard(box, 2)]
    assert "toy failure in replicate 3" in told[0].error and told[0].done
    assert told[-1].done and not told[-1].error


def test_a_run_whose_process_dies_is_tried_twice_and_then_told(one_worker):
    box = SimpleQueue()
    asked(one_worker, box, "ada", task(die=True), task(1))
    told = [one for _, one in heard(box, 2)]
    assert next(one.error for one in told if one.task == 0 and one.done) == KILLED
    assert [one.error for one in told if one.task == 1 and one.done] == [""]


def values(told: list) -> list:
    return [(one.task, one.year.year, one.year.nation.tolist()) for one in told if one.year]


def test_a_run_made_before_is_told_again_without_a_worker():
    box = SimpleQueue()
    with Runs(toy_years, 1, same=same_run) as runs:
        asked(runs, box, "ada", task(end=2028), task(1, end=2028))
        first = [one for _, one in heard(box, 2)]
        asked(runs, box, "bo", task(2, end=2060, year=0.2))
        box.get(timeout=PATIENCE)  # the only worker is busy, for seconds
        asked(runs, box, "cy", task(end=2028), task(1, end=2028))
        told = [box.get(timeout=2.0) for _ in first]
        assert {who for who, _ in told} == {"cy"}
        runs.leave("bo")
    again = [one for _, one in told]
    assert values(again) == values(first) and len(values(again)) == 6
    assert all(one.again for one in again) and not any(one.again for one in first)
    assert [one.done for one in again] == [one.done for one in first]


def test_readers_who_ask_for_the_same_runs_at_once_have_each_made_once():
    box, same = SimpleQueue(), [task(k, end=2028, year=0.1) for k in range(3)]
    with Runs(toy_years, 2, same=same_run) as runs:
        for who in ("ada", "bo", "cy"):
            asked(runs, box, who, *same)
        told = heard(box, 9)
    ends = [(one.task, one.again) for _, one in told if one.done]
    assert sorted(ends) == [(k, again) for k in range(3) for again in (False, True, True)]
    for who in ("ada", "bo", "cy"):
        assert sorted(values([one for name, one in told if name == who])) == sorted(
            (k, year, gps) for k, year, gps in values([one for _, one in told if not one.again])
        )


def test_runs_that_failed_or_were_stopped_are_made_anew():
    box = SimpleQueue()
    with Runs(toy_years, 1, same=same_run) as runs:
        for _ in range(2):
            asked(runs, box, "ada", task(3, fail=(3,)))
            told = heard(box, 1)[-1][1]
            assert "toy failure" in told.error and not told.again
        long = task(end=2030, year=0.1)
        asked(runs, box, "ada", long)
        box.get(timeout=PATIENCE)
        runs.leave("ada")
        asked(runs, box, "bo", long)
        told = [one for who, one in heard(box, 1) if who == "bo"]
    assert len(values(told)) == 5 and not any(one.again for one in told)


def test_the_run_not_asked_for_longest_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(rooms, "KEPT", 2)
    box = SimpleQueue()
    with Runs(toy_years, 1, same=same_run) as runs:
        found = []
        for replicate in (0, 1, 0, 2, 0, 1):
            asked(runs, box, "ada", task(replicate, end=2026))
            found.append(heard(box, 1)[-1][1].again)
    assert found == [False, False, True, False, True, False]


def test_a_reader_who_leaves_is_told_of_no_further_run_that_is_kept():
    box, three = SimpleQueue(), [task(k, end=2026) for k in range(3)]
    with Runs(toy_years, 1, same=same_run) as runs:
        asked(runs, box, "ada", *three)
        heard(box, 3)

        def tell(told):
            box.put(("bo", told))
            runs.leave("bo")

        runs.ask("bo", three, tell)
        assert [one.task for _, one in heard(box, 1)] == [0, 0]
        asked(runs, box, "cy", *three)
        assert {who for who, _ in heard(box, 3)} == {"cy"}


def ahead(*tasks: Task) -> list[Task]:
    """Tasks that nobody has asked for yet, slow enough to be found under way."""
    return [replace(one, case=fake.case(year=0.15)) for one in tasks]


def until(true: object) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_runs_made_ahead_are_told_to_nobody_and_kept_for_who_asks():
    box, wished = SimpleQueue(), [task(k, end=2027) for k in range(3)]
    with Runs(toy_years, 2, same=same_run) as runs:
        runs.ahead("ada", wished)
        until(lambda: len(runs._kept) == 3)
        assert runs.readers == 0
        asked(runs, box, "bo", *wished, task(3, end=2027))
        told = heard(box, 4)
    assert sorted((one.task, one.again) for _, one in told if one.done) == [(0, True), (1, True), (2, True), (3, False)]
    assert len(values([one for _, one in told])) == 8


def test_who_waits_goes_before_runs_made_ahead_which_stop_unless_they_are_those_asked_for():
    box, (wanted, other) = SimpleQueue(), ahead(task(0, end=2032), task(1, end=2060))
    with Runs(toy_years, 2, same=same_run) as runs:
        runs.ahead("ada", [wanted, other])
        until(lambda: all(len(worker.told) > 1 for worker in runs._workers))
        begun = time.monotonic()
        asked(runs, box, "bo", wanted, task(2, end=2026))
        told = [one for _, one in heard(box, 2)]
        assert time.monotonic() - begun < 4  # ``other`` would have taken more than five seconds
    years = [(one.year.year, one.again) for one in told if one.task == 0 and one.year]
    assert [year for year, _ in years] == list(range(2026, 2033))
    assert years[0][1] and not years[-1][1]  # what was known at once, the rest as it came
    assert {one.task for one in told if one.done} == {0, 1} and not any(one.again for one in told if one.done)


def test_a_run_made_ahead_that_had_to_give_way_is_made_afterwards_unless_nobody_wishes_for_it():
    (one, two), box = ahead(task(0, end=2033), task(1, end=2033)), SimpleQueue()
    with Runs(toy_years, 1, same=same_run) as runs:
        runs.ahead("ada", [one, two])
        until(lambda: runs.busy == 1)
        asked(runs, box, "bo", task(2, end=2026))
        assert heard(box, 1)[-1][1].done and runs.kept([same_run(one)]) == 0
        until(lambda: runs.kept([same_run(one), same_run(two)]) == 2)
        runs.ahead("ada", ahead(task(3, end=2060)))
        until(lambda: runs.busy == 1)
        asked(runs, box, "bo", task(4, end=2026))
        runs.ahead("ada", ())
        assert heard(box, 1)[-1][1].done
        until(lambda: runs.busy == 0)
        time.sleep(0.3)
        assert runs.busy == 0


def test_who_wishes_something_else_or_leaves_stops_what_is_made_ahead():
    (first, second, third), box = ahead(*(task(k, end=2060) for k in range(3))), SimpleQueue()
    with Runs(toy_years, 1, same=same_run) as runs:
        runs.ahead("ada", [first, second])
        until(lambda: runs.busy == 1)
        under_way = runs._workers[0].doing
        runs.ahead("ada", [third, first])
        time.sleep(0.4)
        assert runs._workers[0].doing is under_way  # it is still wished for
        runs.leave("ada")  # nothing that was asked for
        time.sleep(0.4)
        assert runs._workers[0].doing is under_way
        runs.ahead("ada", ())
        until(lambda: runs.busy == 0)
        asked(runs, box, "bo", task(end=2026))
        assert heard(box, 1)[-1][1].done and runs.busy == 0


def test_a_run_made_ahead_that_fails_or_dies_is_made_properly_when_asked_for_and_then_told():
    box = SimpleQueue()
    for policy in ({"fail": (3,)}, {"die": True}):
        with Runs(toy_years, 1, same=same_run) as runs:
            runs.ahead("ada", [task(3, **policy), task(4)])
            until(lambda runs=runs: len(runs._kept) == 1)
            asked(runs, box, "bo", task(3, **policy), task(4))
            ends = {one.task: one for _, one in heard(box, 2) if one.done}
            assert ends[0].error and not ends[0].again and ends[1].again


def test_where_no_run_is_kept_none_is_made_ahead(one_worker):
    one_worker.ahead("ada", [task()])
    time.sleep(0.2)
    assert one_worker.busy == 0 and not one_worker._kept


def test_wishes_are_taken_reader_by_reader_each_once_and_not_those_kept_or_under_way():
    wishes = Ahead()
    wishes.wish("a", {b"1": task(1), b"2": task(2), b"3": task(3)})
    wishes.wish("b", {b"2": task(2), b"4": task(4)})
    wishes.wish("c", {})
    taken = []
    while one := wishes.next({b"1"}, {b"3"}):
        assert one.ahead and one.who in "ab"
        taken.append((one.who, one.name))
    assert taken == [("a", b"2"), ("b", b"2"), ("b", b"4")]
    assert wishes.next((), ()).name == b"1" and wishes.next((), ()) is None and not wishes.wishes


def test_tasks_share_a_name_exactly_if_they_make_the_same_run():
    one = task(1, end=2028)
    assert same_run(one) == same_run(replace(one, case=replace(one.case, name="other", title="Other")))
    others = (
        task(2, end=2028), task(1, end=2029), task(1, end=2028, gps=3), replace(one, draw=1), replace(one, draws=5),
        replace(one, seed=2), replace(one, lives=True), replace(one, followed=(2027,)), replace(one, start="2016"),
    )  # fmt: skip
    assert len({same_run(each) for each in (one, *others)}) == 1 + len(others)


def cannot_begin() -> None:
    raise SystemExit(3)


def test_workers_that_cannot_begin_are_said_to_be_missing():
    box = SimpleQueue()
    with Runs(toy_years, 2, cannot_begin) as runs:
        asked(runs, box, "ada", task())
        assert heard(box, 1)[0][1].error == NO_WORKER


def test_what_the_workers_may_say_of_themselves_stands_in_both_languages():
    assert set(FAILURES) <= set(TEXTS) and all(all(TEXTS[one]) for one in FAILURES)


def test_nothing_is_left_when_it_closes():
    runs = Runs(toy_years, 2)
    asked(runs, SimpleQueue(), "ada", task(end=2060, year=5.0), task(1, end=2060, year=5.0))
    time.sleep(1.0)
    processes = [worker.process for worker in runs._workers]
    begun = time.monotonic()
    runs.close(seconds=0.5)
    assert time.monotonic() - begun < 3.0 and not any(one.is_alive() for one in processes)


@pytest.mark.slow
def test_the_national_model_told_by_year_is_the_run_of_the_ensembles():
    from model.geography import load_geography
    from model.policy import Policy, World
    from scenarios.study import Case

    national = Task(Case("base", "", {}, Policy.of_record(), World()), 1, 1, "2026", 2027, 1, True, 2, (2026,))
    first, again = (list(national_years(national)) for _ in range(2))
    run = simulate(national)
    whole = summarise(run, load_geography())
    for k, name in enumerate(TOLD):
        np.testing.assert_array_equal([year.nation[k] for year in first], whole.get(name))
        np.testing.assert_array_equal([year.nation[k] for year in again], whole.get(name))
    shares = [whole.get("patients_without_gp_share", "municipality", number) for number in load_geography().numbers]
    np.testing.assert_array_equal(first[1].detail.places[0, -len(shares) :], np.array(shares, np.float32)[:, 1])
    for name, values in census_of(run, (2026,)).items():
        np.testing.assert_array_equal(first[0].detail.census[name], values)
    assert first[0].detail.lives == b""
    recorded, order = unpack_lives(first[1].detail.lives), np.argsort(run.lives["doctor"], kind="stable")
    for name, values in recorded.items():
        np.testing.assert_array_equal(values, run.lives[name][order])
    assert first[0].gates[0] == pytest.approx(run.turned_away["lis1_posts"][:12].sum() / 12)
