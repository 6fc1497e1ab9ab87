"""What a link, a slider and a saved file may say, and what is refused."""

import re
import string
import tomllib

import pytest
from hypothesis import given, settings, strategies

from model.levers import LEVERS
from model.policy import Change
from model.world import SWITCH_NAMES
from scenarios.changes import only_posts
from scenarios.classroom.refusals import REFUSALS, SettingsError
from scenarios.classroom.scenario_values import known_of, rest_of, steps_of
from scenarios.classroom.settings import (
    LONGEST_LINK,
    SLIDERS,
    Settings,
    base_text,
    beyond_evidence,
    case_of_text,
    cases_of,
    checked,
    followed_of,
    query_of,
    read_query,
    scenario_text,
    tasks_of,
)
from scenarios.classroom.words import LEVER_WORDS, LOOP_WORDS, TEXTS, words
from scenarios.classroom.years import Followed
from scenarios.commands import check_scenario
from scenarios.words import WordsError

MOVED = Settings(
    other="more-lis1", levers={"lis1.gp_linked_posts": 206, "finance.basic_grant_share": 0.5}, year=2029,
    off=("load_exit",), pairs=3, end=2040, lang="en",
)  # fmt: skip


def test_ten_sliders_stand_at_todays_value_and_within_the_allowed_range():
    assert len(SLIDERS) == 10
    for one in SLIDERS:
        lever = LEVERS[one.lever]
        assert lever.history[-1].value == one.today, one.lever
        assert lever.flaw(one.value(one.low)) is None and lever.flaw(one.value(one.high)) is None, one.lever
        steps = (one.today - one.low) / one.step
        assert steps == pytest.approx(round(steps)), f"{one.lever}: today's value is no step of the slider"


def test_a_link_restores_what_was_set():
    assert read_query(query_of(MOVED)) == MOVED
    assert read_query("") == Settings()
    assert query_of(Settings()) == "lang=nb"


def test_a_link_into_the_past_ends_there():
    assert (read_query("start=2016").end, read_query("start=2016").year) == (2025, 2018)


@pytest.mark.parametrize(
    "query, said",
    [
        ("base=../../etc/passwd", "expected a scenario of the library"),
        ("other=%3Cscript%3Ealert(1)%3C/script%3E", "expected a scenario of the library"),
        ("lis1_state_posts=99999", "expected"),
        ("lis1_state_posts=nan", "expected a number"),
        ("lis1_state_posts=1e400", "expected a number"),
        ("lis1_state_posts=__import__('os')", "expected a number"),
        ("pairs=1000", "expected 1 to 50"),
        ("pairs=-1", "expected a whole number"),
        ("pairs=٣", "expected a whole number"),
        ("end=2090", "expected 2027 to 2060"),
        ("year=2051", "expected 2026 to 2050"),
        ("off=gravity", "expected a feedback loop"),
        ("lang=se", "expected one of en, nb"),
        ("start=1999", "expected one of 2026, 2016"),
        ("pairs=3&pairs=4", "given twice"),
        ("__class__=x", "no setting has this name"),
        ("levers=x", "no setting has this name"),
        ("a", "cannot be read"),
        ("other=%ff%fe", "cannot be read"),
        ("x=" + "y" * LONGEST_LINK, "characters long"),
        ("&".join(f"k{n}=1" for n in range(99)), "cannot be read"),
    ],
)
def test_a_hostile_link_is_refused_with_a_message(query, said):
    with pytest.raises(SettingsError) as refused:
        read_query(query)
    assert said in str(refused.value) and len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "query, said",
    [
        ("base=x", "Sammenlign med (base) = 'x': forventet et scenario i biblioteket"),
        ("pairs=1000", "Par av kjøringer (pairs) = 1000: forventet 1 til 50"),
        ("lis1_state_posts=x", "LIS1-stillinger, oppstarter per år (lis1_state_posts) = 'x': forventet et tall"),
        ("lis1_state_posts=99999", "(lis1.state_posts) = 99999: forventet et tall fra 0 til "),
        ("alis_grant_nok=367", "(alis.grant_nok) = 367: enheten er kroner; forventet 0, eller minst 1 000"),
        ("x{y}=1", "'x{y}': ingen innstilling heter dette"),
        ("off=gravity", "forventet en tilbakekobling"),
        ("a", "lenken kan ikke leses"),
    ],
)
def test_what_is_wrong_is_told_in_norwegian_too(query, said):
    with pytest.raises(SettingsError) as refused:
        read_query(query)
    assert said in refused.value.told("nb")[0] and refused.value.told("en") == refused.value.problems


def test_every_refusal_stands_in_both_languages_with_the_same_places():
    for key, (english, norwegian) in REFUSALS.items():
        places = [re.findall(r"{\w+}", text) for text in (english, norwegian)]
        assert sorted(places[0]) == sorted(places[1]) and (english == norwegian) == (key == "file")


def test_what_is_wrong_with_a_file_is_told_in_the_language_of_the_page():
    text = 'title = "T"\n[[change]]\nlever = "lis1.state_post"\nfrom = "2041-01"\nvalue = 1300\n'
    with pytest.raises(SettingsError) as refused:
        case_of_text(text, "file", "2026", 2040)
    date, lever = refused.value.told("nb")
    assert lever == (
        'file.toml, linje 3, endring 1: lever: oppgitt "lis1.state_post"; forventet et virkemiddel som Legemod kjenner '
        '(`run.py levers` viser alle). Slik rettes det: mente du "lis1.state_posts"?'
    )
    assert "linje 4, endring 1: from:" in date and "en måned i kjøringen (2026-01 til 2040-12)" in date
    assert refused.value.problems[1].startswith('file.toml, line 3, change 1: lever: given "lis1.state_post"; expected')
    with pytest.raises(SettingsError) as refused:
        case_of_text("title = T", "file", "2026", 2040)
    assert "finnes bare på engelsk: «Invalid value" in refused.value.told("nb")[0]


def test_every_mistake_of_a_link_is_named_at_once():
    with pytest.raises(SettingsError) as refused:
        read_query("base=x&other=y&pairs=0")
    assert len(refused.value.problems) == 3


@settings(max_examples=200, deadline=None)
@given(strategies.text(string.printable, max_size=60))
def test_any_link_is_read_or_refused(text):
    try:
        read = read_query(text)
    except SettingsError:
        return
    assert checked(read) == read


def test_the_saved_file_passes_the_check_and_says_what_was_set(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(scenario_text(MOVED, 'Mine "so far"\n\\', "in class"), encoding="utf-8")
    good, text, _ = check_scenario(str(path))
    assert good, text
    saved = tomllib.loads(path.read_text("utf-8"))
    assert saved["title"] == 'Mine "so far" \\' and saved["base"] == "more-lis1"
    assert {one["lever"]: (one["value"], one["from"]) for one in saved["change"]} == {
        "lis1.gp_linked_posts": (206, "2029-01"), "finance.basic_grant_share": (0.5, "2029-01"),
    }  # fmt: skip
    assert saved["switches"] == {"load_exit": "off"}


def test_what_is_run_is_the_saved_file_with_the_loops_frozen_on_both_sides():
    base, other = cases_of(MOVED, ("today", "mine"), "in class")
    assert (base.name, other.name) == ("today", "mine")
    assert base.world.switches == other.world.switches == {"load_exit": False}
    assert base.policy.layers == ()
    assert {c.lever: c.value for c in other.policy.layers[-1]} == dict(MOVED.levers)
    assert case_of_text(base_text(MOVED), "base", "2026", 2040).world == base.world


@pytest.mark.parametrize("query, alone", [
    ("other=more-lis1", True), ("other=more-lis1&base=lis1-for-all", True), ("bonding_posts=100", True),
    ("other=more-lis1&finance_basic_grant_share=0.5", False), ("other=expert-committee-2022", False),
    ("other=more-lis1&base=supervision-shared", False),
])  # fmt: skip
def test_what_happens_is_told_for_100_posts_only_where_nothing_but_posts_differs(query, alone):
    assert only_posts(*cases_of(read_query(query), ("a", "b"), "")) is alone


def test_doctors_are_looked_up_ten_years_after_the_first_change_or_at_the_end():
    def when(query: str) -> Followed | None:
        now = read_query(query)
        return followed_of(now, cases_of(now, ("a", "b"), ""))

    assert when("other=more-lis1") == Followed(2027, 2037)
    assert when("other=more-lis1&end=2031") == Followed(2027, 2031)
    assert when("start=2016&lis1_state_posts=1100") == Followed(2018, 2025)
    assert when("") == Followed(2027, 2037)  # as after a slider is moved, for the base is run before that
    assert when("year=2030") == when("year=2030&bonding_posts=100") == Followed(2030, 2040)


def test_the_past_can_be_run_with_a_lever_moved():
    past = read_query("start=2016&lis1_state_posts=1100")
    tasks = tasks_of(past, cases_of(past, ("a", "b"), ""))
    assert (tasks[0].start, tasks[0].end_year) == ("2016", 2025)
    assert [(c.value, c.from_month) for c in tasks[1].case.policy.layers[-1]] == [(1100, 118 * 12)]


def test_a_scenario_that_does_not_fit_the_start_is_refused():
    with pytest.raises(SettingsError, match="2016-01 to 2025-12"):
        cases_of(Settings(start="2016", other="more-lis1", end=2025, year=2018), ("a", "b"), "")


@pytest.mark.parametrize("base", ["/etc/passwd", "../mine", "nothing.toml"])
def test_a_file_may_not_make_the_server_read_another(base):
    with pytest.raises(SettingsError, match="expected a scenario of the library"):
        case_of_text(f'title = "x"\nbase = "{base}"\n', "other", "2026", 2030)


def test_pairs_share_draw_and_luck_and_differ_from_one_another():
    tasks = tasks_of(MOVED, cases_of(MOVED, ("a", "b"), ""))
    assert [(one.draw, one.replicate, one.case.name) for one in tasks] == [
        (0, 0, "a"), (0, 0, "b"), (1, 1, "a"), (1, 1, "b"), (2, 2, "a"), (2, 2, "b"),
    ]  # fmt: skip
    assert {one.draws for one in tasks} == {3} and {one.end_year for one in tasks} == {2040}


def test_values_beyond_the_evidence_are_remarked_on():
    def found(settings: Settings, file: str = "") -> tuple[tuple[str, object], ...]:
        return beyond_evidence(cases_of(settings, ("a", "b"), "", file))

    assert found(MOVED) == (  # the first by the library, the others by sliders
        ("lis1.state_posts", 1500), ("finance.basic_grant_share", 0.5), ("lis1.gp_linked_posts", 206),
    )  # fmt: skip
    assert found(Settings(levers={"lis1.state_posts": 1000})) == ()
    assert found(Settings(other="rural-income")) != ()  # a scenario of the library
    mine = 'title = "x"\n' + 2 * '[[change]]\nlever = "practice.list_ceiling"\nfrom = "{}"\n{}value = 700\n'
    file = mine.format("2030-01", 'until = "2031-01"\n', "2032-01", "")
    assert found(Settings(), file) == (("practice.list_ceiling", 700),)  # said once


def test_a_slider_at_rest_stands_where_the_scenario_puts_it_and_says_so():
    posts, grant = (one for one in SLIDERS if one.lever in ("lis1.state_posts", "finance.basic_grant_share"))
    assert (rest_of(posts, "baseline"), known_of("baseline", "en")) == (1219, {})
    assert rest_of(posts, "more-lis1") == 1500
    assert known_of("more-lis1", "en") == {"lis1_state_posts": "the scenario sets 1 500 from 2027-09"}
    assert known_of("baseline-planned", "nb")[grant.id] == (
        "scenarioet setter 0,38 fra 2026, 0,41 fra 2026-07, 0,44 fra 2027-07"
    )


def test_a_later_layer_replaces_an_earlier_one_and_its_end_gives_back_what_was_before():
    def change(first: int, until: int | None, value: float, **where: tuple) -> Change:
        return Change("practice.list_ceiling", first, until, value, where)

    base, child = (change(1524, None, 1200),), (change(1536, 1548, 900), change(1530, None, 700, centrality=(6,)))
    found = steps_of("practice.list_ceiling", (base, child))
    assert found == [(1524, 1200.0), (1536, 900.0), (1548, 1200.0)]
    assert steps_of("practice.list_ceiling", (child,)) == [(1536, 900.0), (1548, None)]


def test_every_text_is_there_in_both_languages():
    for key, pair in {**TEXTS, **LEVER_WORDS, **LOOP_WORDS}.items():
        places = [{name for _, name, *_ in string.Formatter().parse(text) if name} for text in pair]
        assert len(pair) == 2 and all(pair) and places[0] == places[1], key
    assert set(LEVER_WORDS) == {one.lever for one in SLIDERS} and set(LOOP_WORDS) == set(SWITCH_NAMES)
    with pytest.raises(WordsError):
        words("nb", "no such text")
