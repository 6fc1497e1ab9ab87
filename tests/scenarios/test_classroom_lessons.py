"""The lessons as data, their links, and the explanation for every end of every question."""

from types import SimpleNamespace

import numpy as np
import pytest

from model.levers import LEVERS
from scenarios.classroom.lesson_panel import belongs, effects_of, explained
from scenarios.classroom.lessons import LESSONS, Lesson
from scenarios.classroom.progress import Seen
from scenarios.classroom.readings import InYear, LowestYear, Question, read
from scenarios.classroom.settings import (
    Settings,
    SettingsError,
    base_text,
    case_of_text,
    cases_of,
    followed_of,
    query_of,
    read_query,
)
from scenarios.classroom.words import words
from scenarios.classroom.words_lessons import LESSON_WORDS
from scenarios.classroom.years import MAPPED, TOLD
from scenarios.destinations import NAMES
from scenarios.study import FIRST_YEARS

EVERY = [(lesson, question) for lesson in LESSONS.values() for question in lesson.questions]
NAMED = [f"{lesson.key}-{question.key}" for lesson, question in EVERY]


def settings_of(key: str, **changed: object) -> Settings:
    return Settings(**{**LESSONS[key].set_up, "lesson": key, **changed})


def runs(years: tuple[int, ...], difference: np.ndarray, whole: bool = True) -> Seen:
    """Pairs whose other side differs by [pairs, years] in every indicator."""
    base = np.full((*difference.shape, len(TOLD)), 100.0)
    gates = np.zeros((*difference.shape, 8))
    return Seen(years, base, base + difference[..., None], gates, gates, whole)


def places(years: tuple[int, ...], difference: np.ndarray, two: float = 0.0) -> SimpleNamespace:
    """What is gathered by place: the same difference everywhere, ``two`` times it more in class 2."""

    def of(side: str, indicator: str, year: int) -> SimpleNamespace:
        assert side == "difference" and indicator in MAPPED
        column = difference[:, years.index(year)][:, None]
        areas = np.repeat(column, 1 + 3 + 6, axis=1)
        areas[:, -5] *= 1 + two
        return SimpleNamespace(areas=areas)

    def ways() -> np.ndarray:
        """As many doctors as the last difference moved from class 5-6 to 1-2 where it is positive, else from 3-4."""
        found, last = np.zeros((len(difference), len(NAMES), len(NAMES)), np.int32), difference[:, -1].round()
        found[:, NAMES.index("gp_5_6"), NAMES.index("gp_1_2")] = np.maximum(last, 0)
        found[:, NAMES.index("gp_3_4"), NAMES.index("gp_5_6")] = np.maximum(-last, 0)
        return found

    return SimpleNamespace(places=of, ways=ways)


def shown(key: str, difference: np.ndarray, answers: dict[str, int], lang: str = "en", **more: object) -> str:
    years = tuple(range(2026, int(LESSONS[key].set_up["end"]) + 1))
    filled = np.zeros((len(difference), len(years))) + difference
    return str(explained(
        LESSONS[key], settings_of(key, **more), runs(years, filled), places(years, filled, two=1.0), answers, lang
    ))  # fmt: skip


def test_there_are_three_with_two_questions_each_of_three_or_four_answers():
    assert list(LESSONS) == ["queue", "supervisors", "places"]
    for lesson, question in EVERY:
        assert len(lesson.questions) == 2 and 3 <= len(question.bands) <= 4
        assert len(question.edges) == len(question.bands) - 1 and list(question.edges) == sorted(set(question.edges))


def test_what_a_lesson_asks_and_shows_lies_within_its_runs():
    for lesson in LESSONS.values():
        link = read_query(f"lesson={lesson.key}")
        assert not link.levers and set(lesson.set_up) <= {"base", "other", "pairs", "end"}
        years = range(FIRST_YEARS[link.start], link.end + 1)
        asked = [year for one in lesson.questions for year in _years(one.measure)]
        assert {*asked, *lesson.years} <= set(years)
        for fact in lesson.facts:
            assert fact.indicator in (TOLD if fact.centrality is None else MAPPED) or fact.indicator in MAPPED
        assert lesson.indicator in TOLD[:6] and lesson.tries


def _years(measure: object) -> tuple[int, ...]:
    if isinstance(measure, InYear):
        return (measure.year,)
    return measure.years if isinstance(measure, LowestYear) else (2036,)  # of doctors: the year that is followed


def test_every_text_is_there_and_none_is_left_over():
    needed = {f"lesson.{lesson.key}.{part}" for lesson in LESSONS.values() for part in ("title", "scene")}
    needed |= {f"lesson.{one.key}.try.{n}" for one in LESSONS.values() for n in range(len(one.tries))}
    for lesson, question in EVERY:
        asked = f"lesson.{lesson.key}.{question.key}"
        needed |= {asked, f"{asked}.open", *(f"{asked}.{band}{end}" for band in question.bands for end in ("", ".why"))}
    own = {key for key in LESSON_WORDS if key.split(".")[1:2] and key.split(".")[1] in LESSONS}
    assert own == needed


def test_the_scenes_say_what_the_scenarios_set():
    def changes(key: str) -> dict:
        case = case_of_text(base_text(Settings(base=LESSONS[key].set_up["other"])), "other", "2026", 2040)
        return {change.lever: (change.value, change.from_month) for layer in case.policy.layers for change in layer}

    september, january = (2027 - 1900) * 12 + 8, (2027 - 1900) * 12
    assert changes("queue") == {"lis1.state_posts": (1500, september)}
    assert LEVERS["lis1.state_posts"].history[-1].value == 1219
    bond = changes("supervisors")
    assert bond["bonding.posts"] == (150, september) and bond["bonding.years"] == (3.0, september)
    assert LEVERS["alis.supervisor_rule"].history[-1].value == "specialist"
    assert changes("places") == {
        "contract.salaried_offer": ("always", january), "contract.office_agreement": (True, january)
    }  # fmt: skip
    assert LEVERS["contract.salaried_offer"].history[-1].value == "local"
    for number in ("1\u00a0500", "1\u00a0219"):
        assert all(number in text for text in LESSON_WORDS["lesson.queue.scene"])


def test_the_third_lesson_follows_doctors_to_the_year_it_asks_for():
    settings = settings_of("places")
    followed = followed_of(settings, cases_of(settings, ("a", "b"), ""))
    assert followed is not None and followed.year == 2036 == settings.end


# Links


@pytest.mark.parametrize("key", LESSONS)
def test_a_lesson_is_in_the_link_and_what_is_moved_after_it_too(key):
    link = settings_of(key, lang="en")
    assert query_of(link) == f"lesson={key}&lang=en" and read_query(query_of(link)) == link
    moved = settings_of(key, pairs=10, other="baseline", levers={"lis1.state_posts": 1500}, off=("load_exit",))
    assert read_query(query_of(moved)) == moved


@pytest.mark.parametrize(
    "query, said",
    [
        ("lesson=../../etc/passwd", "expected one of queue, supervisors, places"),
        ("lesson=%3Cscript%3E", "expected one of"),
        ("lesson=queue&lesson=places", "given twice"),
        ("lesson=" + "q" * 500, "expected one of"),
        ("lesson=queue&end=2099", "expected 2027 to 2060"),
    ],
)
def test_a_hostile_lesson_is_refused(query, said):
    with pytest.raises(SettingsError) as refused:
        read_query(query)
    assert said in str(refused.value) and len(str(refused.value)) < 400


# The explanation

PAIRS = np.linspace(0.9, 1.1, 6)[:, None]


def effects_that_end_in(lesson: Lesson, question: Question, band: int) -> np.ndarray:
    """Differences [pairs, years] by which the runs tell this answer; found by trying sizes and turns."""
    years = np.arange(2026, lesson.set_up["end"] + 1)
    for size in (-1000, -200, -60, -15, -1.0, -0.001, 0, 0.001, 1.0, 15, 60, 200, 1000):
        for turn in (2026, 2028, 2035, 2045):
            shape = np.where(years >= turn, 1.0, 0.0) if size > 0 else np.exp(-((years - turn) ** 2) / 500)
            seen = runs(tuple(years), PAIRS * size * shape)
            found = read(question, effects_of(seen, places(tuple(years), PAIRS * size * shape, two=1.0)))
            if found.told == band:
                return PAIRS * size * shape
    raise AssertionError(f"nothing ends in {question.bands[band]}")


@pytest.mark.parametrize("lesson, question", EVERY, ids=NAMED)
def test_there_is_an_end_for_whatever_the_runs_show(lesson, question):
    asked = f"lesson.{lesson.key}.{question.key}"
    for number, band in enumerate(question.bands):
        difference = effects_that_end_in(lesson, question, number)
        for lang in ("en", "nb"):
            found = shown(lesson.key, difference, {one.key: 0 for one in lesson.questions}, lang)
            whys = [one for one in question.bands if _escaped(words(lang, f"{asked}.{one}.why")) in found]
            assert whys == [band]


def _escaped(text: str) -> str:
    from htmltools import tags

    return str(tags.p(text))[3:-4]


def test_numbers_are_read_off_the_runs_and_the_prediction_is_repeated():
    difference = np.array([-210.0, -220, -230, -240, -250, -260])[:, None]
    found = shown("queue", difference, {"line": 0, "gps": 2})
    assert "More than 100 fewer" in found and "−235.0 people (90 % interval −257.5 to −212.5, 6 pairs)" in found
    assert "Your prediction fits these runs." in found and words("en", "lesson.queue.line.empty.why") in found
    assert "−235.0 doctors (90 % interval −257.5 to −212.5, 6 pairs)" in found
    assert found.count("does not fit") == 1
    assert "docs/odd.md" in found and 'href="?other=gp-linked-lis1&amp;end=2040&amp;lang=en"' in found


def test_where_the_interval_reaches_into_several_answers_the_runs_do_not_tell():
    found = shown("queue", np.array([-120.0, -90, -60, -110, -80, -70])[:, None], {"line": 1, "gps": 2})
    assert "cannot tell whether your prediction is right" in found
    assert "reaches from “More than 100 fewer” to “25 to 100 fewer”" in found
    assert words("en", "lesson.queue.line.open") in found
    assert not any(words("en", f"lesson.queue.line.{band}.why") in found for band in ("empty", "shorter"))


def test_of_few_pairs_nothing_is_concluded():
    for pairs in (1, 2, 4):
        found = shown("queue", np.full((pairs, 1), -200.0), {"line": 0, "gps": 0}, pairs=pairs)
        assert "too few" in found and "fits" not in found
        assert ("without any interval" in found) == (pairs == 1)
        assert words("en", "lesson.queue.line.empty.why") not in found


def test_runs_of_another_set_up_are_not_explained():
    answers = {"line": 0, "gps": 0}
    moved = {"levers": {"lis1.state_posts": 1400}}
    for changed in ({"other": "baseline"}, {"end": 2041}, moved, {"off": ("load_exit",)}, {"year": 2028}):
        assert not belongs(LESSONS["queue"], settings_of("queue", **changed))
    assert belongs(LESSONS["queue"], settings_of("queue", pairs=20, lang="en"))
    assert "another set-up" in shown("queue", PAIRS, answers, other="baseline")


def test_before_a_pair_is_finished_there_is_nothing_to_explain():
    lesson, years = LESSONS["queue"], tuple(range(2026, 2030))
    on_its_way = runs(years, np.zeros((1, 4)), whole=False)
    for seen in (None, on_its_way):
        found = str(explained(lesson, settings_of("queue"), seen, places(years, np.zeros((1, 4))), {}, "en"))
        assert "nothing to explain" in found


def test_what_to_try_next_opens_as_a_set_up_without_lesson():
    for lesson in LESSONS.values():
        for values in lesson.tries:
            meant = Settings(**values)
            assert read_query(query_of(meant)) == meant and not meant.lesson and meant.other != lesson.set_up["other"]


def test_a_class_of_centrality_is_found_among_the_areas():
    years = (2026, 2027)
    effects = effects_of(runs(years, np.ones((2, 2))), places(years, np.ones((2, 2)), two=4.0))
    assert effects.change("gps_per_10000", 2027, 2).tolist() == [5, 5]
    for indicator, centrality in (("gps_per_10000", 6), ("gps_per_10000", None), ("gps", None)):
        assert effects.change(indicator, 2026, centrality).tolist() == [1, 1]
