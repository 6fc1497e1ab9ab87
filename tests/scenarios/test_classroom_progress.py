"""From the words of the workers to the tables that figures are drawn from."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.classroom import charts
from scenarios.classroom.progress import Progress, tables_of
from scenarios.classroom.tables import csv_of, numbers, status_of
from scenarios.classroom.turns import Told
from scenarios.classroom.years import Year

NAMES = ("base", "mine")


def year(number: int, gps: float) -> Year:
    return Year(number, np.array([gps, 0.02, 100.0, 900.0, 300.0, 10.0, 1200.0, 5.0]), np.arange(8.0))


def told(progress: Progress, task: int, *gps: float, done: bool = True) -> None:
    for k, value in enumerate(gps):
        progress.tell(Told(task, year(2026 + k, value)))
    if done:
        progress.tell(Told(task, done=True, seconds=1.0))


def effect(progress: Progress) -> list[float]:
    table = tables_of(progress.seen(), NAMES)["effects"]
    return list(table[table["indicator"] == "gps"]["diff_mean"])


def test_nothing_told_nothing_seen():
    progress = Progress(2, range(2026, 2029))
    assert progress.seen() is None and progress.seconds_left() is None and not progress.over
    assert "2" in status_of(progress, 2, False, "en")


def test_the_first_pair_grows_and_the_base_is_never_cut_back():
    progress = Progress(2, range(2026, 2029))
    told(progress, 0, 100, 101, 102)
    assert not progress.seen().paired and len(tables_of(progress.seen(), NAMES)) == 1
    told(progress, 1, 105, done=False)
    seen = progress.seen()
    assert (len(seen.years), seen.common, seen.whole) == (3, 1, False) and effect(progress) == [5.0]
    assert "2026" in str(numbers(seen, NAMES, "en"))


def test_only_whole_pairs_count_once_there_is_one_and_they_are_paired_by_number():
    progress = Progress(3, range(2026, 2028))
    told(progress, 4, 300, 300)
    told(progress, 5, 330, 330)
    told(progress, 0, 100, 100)
    told(progress, 1, 110, done=False)
    assert progress.seen().runs == 1 and effect(progress) == [30.0, 30.0]
    progress.tell(Told(1, year(2027, 120)))
    assert progress.finished == 2 and effect(progress) == [20.0, 25.0]


def test_a_run_that_is_made_again_begins_anew():
    progress = Progress(1, range(2026, 2028))
    told(progress, 0, 1, done=False)
    told(progress, 0, 100, 101)
    assert list(progress.seen().base[0, :, 0]) == [100, 101]


def test_the_time_left_goes_by_the_runs_that_are_made_now():
    progress = Progress(2, range(2026, 2036))
    for number in range(2026, 2036):
        progress.tell(Told(0, year(number, 1), again=True))
    assert progress.seconds_left() is None  # ten years told at once are no pace
    for number in range(2026, 2031):
        progress.tell(Told(1, year(number, 1)))
    progress.stop()
    assert progress.seconds_left() == pytest.approx(progress.seconds * 25 / 5)


def test_runs_made_before_they_were_asked_for_are_told_of():
    progress = Progress(1, range(2026, 2028))
    told(progress, 1, 100, 101)
    for number in (2026, 2027):
        progress.tell(Told(0, year(number, 1), again=True))
    progress.tell(Told(0, done=True, again=True))
    assert status_of(progress, 0, False, "en").endswith(" 1 of 2 runs had been made before you pressed.")
    fresh = Progress(1, range(2026, 2027))
    told(fresh, 0, 100)
    told(fresh, 1, 101)
    assert status_of(fresh, 0, False, "en").endswith(" s.")


def test_a_failed_run_ends_and_its_pair_is_left_out():
    progress = Progress(2, range(2026, 2028))
    told(progress, 0, 100, 101)
    progress.tell(Told(1, done=True, error="no luck"))
    told(progress, 2, 100, 100)
    told(progress, 3, 107, 107)
    assert progress.over and progress.errors == ("no luck",) and effect(progress) == [7.0, 7.0]
    assert status_of(progress, 0, False, "nb") == "Stoppet med 1 av 2 par ferdige."


def test_the_table_for_others_holds_levels_and_effects():
    progress = Progress(2, range(2026, 2028))
    for task, value in enumerate((100, 110, 200, 230)):
        told(progress, task, value, value)
    lines = csv_of(tables_of(progress.seen(), NAMES)).splitlines()
    assert len(lines) == 1 + 2 * 2 * 8
    found = next(one for one in lines if one.startswith("mine,2027"))
    row = dict(zip(lines[0].split(","), found.split(","), strict=True))
    assert (float(row["mean"]), float(row["diff_mean"]), row["runs"]) == (170.0, 20.0, "2")


@pytest.mark.parametrize("lang, said", [("en", "mine less base in 2027"), ("nb", "mine minus base i 2027")])
def test_a_chart_says_in_words_what_it_shows_and_is_the_same_twice(lang, said):
    progress = Progress(2, range(2026, 2028))
    for task, value in enumerate((5600, 5610, 5650, 5680)):
        told(progress, task, value, value)
    first, again = (charts.draw(progress.seen(), NAMES, "gps", "2026", lang) for _ in range(2))
    assert said in first.description and first.svg.startswith("<?xml")
    saved = charts.draw(progress.seen(), NAMES, "gps", "2026", lang, png=True)
    assert first == again == replace(saved, png=b"") and saved.png.startswith(b"\x89PNG")
