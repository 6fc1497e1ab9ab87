"""One doctor's life in the classroom: records on their way, who is told of, and how two columns read."""

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from agents.doctor import Cause, Event
from scenarios.classroom.first_pair import Doctor, FirstPair, Lives, tell_lives
from scenarios.classroom.lives_panel import about, told, words_again
from scenarios.classroom.packed_lives import pack_lives, unpack_lives
from scenarios.classroom.settings import Settings, cases_of, scenario_text, tasks_of
from scenarios.classroom.turns import Told
from scenarios.classroom.years import with_lives
from scenarios.ensemble import Task
from scenarios.life import life_of
from scenarios.words import Language
from tests.scenarios import fake
from tests.scenarios.classroom_toy import toy_lives, toy_years
from tests.scenarios.lives import FIRST, LAST, MAN, PLACES, SITTING, WOMAN, entry, exit_, lives

NAMES = ("base", "reform")


def task(recorded, replicate=0):
    return Task(fake.case("base"), 0, replicate, "2026", 2028, 1, recorded, 2)


def page(number, base, other, say):
    sides = (life_of(lives(*rows), number, PLACES, FIRST, LAST, say) for rows in (base, other))
    return str(told(Doctor("id", tuple(sides)), NAMES, say))


# On the way


def test_records_come_through_packing_as_they_were_by_doctor():
    rows = lives(*entry(WOMAN, "2030-07", 1), (MAN, "2026-08", Event.ENROLLED), (WOMAN, "2027-02", Event.LIS1_HIRED))
    back = unpack_lives(pack_lives(rows))
    order = np.argsort(rows["doctor"], kind="stable")
    for name, values in back.items():
        np.testing.assert_array_equal(values, rows[name][order])
    assert len(back["doctor"]) == 4


def test_only_the_first_pair_records_lives():
    settings = Settings(other="more-lis1", pairs=3, end=2028)
    asked = tasks_of(settings, cases_of(settings, ("a", "b"), "test"))
    assert [one.lives for one in asked] == [True, True, False, False, False, False]


def test_they_are_told_with_the_last_year_alone_and_only_where_asked_for():
    assert [bool(year.detail.lives) for year in toy_years(task(True))] == [False, False, True]
    assert not any(year.detail.lives for year in toy_years(task(False)))
    last = list(toy_years(task(False)))[-1]
    assert with_lives(last, {}).detail.lives == b""


def test_the_first_pair_is_kept_until_it_is_forgotten_and_no_other_is():
    kept = FirstPair()
    year = list(toy_years(task(True)))[-1]
    kept.tell(Told(0, year))
    kept.tell(Told(3, year))
    assert kept.packed() is None
    kept.tell(Told(1, year))
    assert kept.packed() == (year.detail.lives, year.detail.lives) and not kept.told
    kept.forget()
    assert kept.packed() is None and kept.told


@pytest.mark.parametrize("settings, from_file", [
    (Settings(other="more-lis1", pairs=3, end=2028), False),
    (Settings(other="more-lis1", levers={"alis.grant_nok": 300_000}, year=2028, end=2030, lang="en"), False),
    (Settings(start="2016", other="baseline", levers={"lis1.state_posts": 1100}, year=2018, pairs=1, end=2020), False),
    (Settings(pairs=4, end=2030), True),
])  # fmt: skip
def test_the_command_beside_a_life_makes_the_runs_of_the_first_pair(settings, from_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = scenario_text(Settings(other="more-lis1"), "mine", "test") if from_file else ""
    Path("scenario.toml").write_text(file or scenario_text(settings, "mine", "test"), "utf-8")
    told = []

    def trace(doctor, tasks, engine, lang):
        told.append((doctor, tasks, lang))
        return "", {}

    monkeypatch.setattr("scenarios.trace.trace", trace)
    asked = tasks_of(settings, cases_of(settings, ("a", "b"), "test", file))[:2]
    command = words_again("2031-08/uit/017", settings, from_file).removeprefix("uv run run.py ").split()
    door = runpy.run_path(str(Path(__file__).parents[2] / "run.py"))["cli"]
    answer = CliRunner().invoke(door, [*command, "--json"])
    assert answer.exit_code == 0, answer.output
    (doctor, tasks, lang) = told[0]
    assert (doctor, lang) == ("2031-08/uit/017", settings.lang)
    for mine, theirs in zip(tasks, asked, strict=True):
        assert replace(mine, case=theirs.case, followed=theirs.followed) == theirs
        assert (mine.case.world, mine.case.policy) == (theirs.case.world, theirs.case.policy)


def test_lives_under_frozen_loops_cannot_be_told_again():
    assert words_again("2031-08/uit/017", Settings(off=("load_exit",)), False) == ""


# Who is told of


@pytest.fixture(scope="module")
def found():
    packed = tuple(pack_lives(toy_lives(more)) for more in (False, True))
    return {lang: tell_lives(packed, fake.country, "2026", 2050, lang) for lang in ("en", "nb")}


def test_those_whose_way_to_a_list_differs_are_told_of_in_the_language_asked_for(found):
    en, nb = found["en"], found["nb"]
    assert (en.changed, en.known, en.gained, en.lost) == (3, 4, 1, 1)
    assert [doctor.id for doctor in en.doctors] == [f"2021-09/uib/00{k}" for k in (0, 1, 2)]
    assert "takes over a list in Voss" in en.doctors[0].lives[1].moments[-1].text
    assert "overtar en liste i Voss" in nb.doctors[0].lives[1].moments[-1].text
    assert found["nb"].doctors[0].who.startswith("en kvinne som begynte på medisin")


def test_who_it_is_comes_from_the_run_in_which_more_is_known():
    packed = tuple(pack_lives(lives(*rows)) for rows in ([], entry(MAN, "2030-01", 0)))
    doctor = tell_lives(packed, fake.country, "2026", 2050, "en").doctors[0]
    assert doctor.who.startswith("a man who began")


@pytest.mark.parametrize("lang, said, exchange", [("en", "+20 on balance", "exchange"), ("nb", "+20", "bytter")])
def test_how_much_is_exchange_is_said_where_most_is(lang, said, exchange):
    some = (Doctor("x", ()),)
    mostly = str(about(Lives(1000, 5000, 120, 100, some), lang))
    assert said in mostly and exchange in mostly and "1 000" in mostly
    hardly = str(about(Lives(1000, 5000, 700, 10, some), lang))
    assert "+690" in hardly and exchange not in hardly


def test_nothing_to_tell_is_said():
    assert "the same on both sides" in str(about(Lives(0, 9, 0, 0, ()), "en"))
    assert "7 of 9 doctors" in str(about(Lives(7, 9, 0, 0, ()), "en"))


# Two columns


def test_what_is_shared_stands_once_and_the_rest_in_two_columns():
    shared = (WOMAN, "2027-02", Event.LIS1_HIRED)
    late = (WOMAN, "2049-05", Event.HOSPITAL_STARTED)
    html = page(WOMAN, [shared, late], [shared, *entry(WOMAN, "2030-01", 0), late], Language("en"))
    assert html.count("gets a LIS1 post") == html.count("begins specialty training in a hospital") == 1
    assert html.count("<h4") == 2 and html.index("Without the changes (base)") < html.index("With the changes (reform)")
    assert html.index("the two lives are the same.") < html.index("Here the lives part") < html.index("same again")
    assert html.count("here the run ends") == 1
    assert "Nothing more happens to this doctor." in html


def test_a_doctor_missing_on_one_side_and_one_to_whom_nothing_happens_are_told_apart():
    newcomer = page(MAN, [], entry(MAN, "2030-01", 0), Language("nb"))
    assert "Legen finnes ikke i denne kjøringen." in newcomer
    sitting = page(SITTING, exit_(SITTING, "2030-01", 0, Cause.TO_LOCUM, 90), [], Language("nb"))
    assert "Ingenting skjer med legen i denne kjøringen." in sitting and "er fastlege når kjøringen begynner" in sitting


def test_names_of_scenarios_cannot_break_the_page():
    life = life_of(lives(*entry(WOMAN, "2030-01", 0)), WOMAN, PLACES, FIRST, LAST, Language("en"))
    html = str(told(Doctor("id", (life, replace(life, moments=()))), ("<b>", "{x}"), Language("en")))
    assert "<b>" not in html and "{x}" in html
