"""A life in words: every event and cause in both languages, what belongs together told once, where two lives part."""

import re
from itertools import product

import pytest

from agents.doctor import Cause, Event, Stage
from agents.names import CHANNELS
from scenarios.life import ONE_THING, Record, beside, life_of, line, sentence, time_words, who
from scenarios.trace import stories, story
from scenarios.words import Language
from scenarios.words_lives import CAME, CAUSES, MONTHS, SAID, SENTENCES, STAGES, TOGETHER
from tests.scenarios.lives import FIRST, LAST, MAN, PLACES, SITTING, WOMAN, entry, exit_, lives

EN, NB = Language("en"), Language("nb")
RAW = {member.name.lower() for one in (Event, Cause) for member in one if "_" in member.name}


def told(rows, number=WOMAN, say=EN):
    return life_of(lives(*rows), number, PLACES, FIRST, LAST, say)


def texts(rows, number=WOMAN, say=EN):
    return [moment.text for moment in told(rows, number, say).moments]


# Every event and cause


def test_every_event_cause_stage_channel_and_month_has_words():
    assert set(SENTENCES) == set(Event) and set(CAUSES) == set(Cause) and set(STAGES) == set(Stage)
    assert set(CAME) == set(CHANNELS) - {"municipality", "trust"} and len(MONTHS) == 12
    pairs = [*SENTENCES.values(), *TOGETHER.values(), *STAGES.values(), *CAME.values()]
    for english, norwegian in pairs:
        assert english and norwegian and english != norwegian
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", norwegian)), english


@pytest.mark.parametrize("say", [EN, NB], ids=["en", "nb"])
def test_every_event_with_every_cause_is_a_sentence_without_raw_names(say):
    for event, cause in product(Event, Cause):
        text = sentence(Record(event, cause, 1, 30, 0), PLACES, say)
        plain = sentence(Record(event, Cause.NONE, 1, 30, 0), PLACES, say)
        assert text[0].islower() and not re.search(r"[{}_]|  ", text), text
        assert not RAW & set(re.findall(r"[a-z_]+", text)), text
        silent = cause == Cause.NONE or (event, cause) in SAID
        assert (text == plain) == silent, (event, cause)


def test_no_pair_is_both_silent_and_a_sentence_of_its_own():
    assert not SAID & set(TOGETHER)
    assert set(ONE_THING.values()) <= {event for pair in ONE_THING for event in pair}


# One month


def test_a_first_list_is_told_once_with_place_and_age():
    life = told([*entry(WOMAN, "2030-07", 1)])
    assert len(life.moments) == 1
    assert line(life.moments[0], EN) == (
        "July 2030, 29 years: becomes a GP for the first time and takes over a list in Bergen"
    )
    assert line(told([*entry(WOMAN, "2030-07", 1, Cause.NEW_LIST)], say=NB).moments[0], NB) == (
        "Juli 2030, 29 år: blir fastlege for første gang og åpner en ny liste i Bergen"
    )


def test_leaving_a_list_says_how_long_and_for_what_and_the_hospital_is_not_said_twice():
    rows = [*exit_(WOMAN, "2033-01", 2, Cause.TO_HOSPITAL, 30), (WOMAN, "2033-01", Event.HOSPITAL_STARTED)]
    assert texts(rows) == [
        "stops being a GP in Alta after 2 years and 6 months on the list, to begin specialty training in a hospital"
    ]


def test_a_move_names_both_places_and_inside_one_municipality_just_that_one():
    def move(town, to):
        return [
            (WOMAN, "2033-01", Event.CONTRACT_ENDED, town, Cause.MOVE, 12),
            (WOMAN, "2033-01", Event.GP_MOVED, to, Cause.MOVE),
            (WOMAN, "2033-01", Event.CONTRACT_STARTED, to, Cause.NEW_LIST),
        ]

    assert texts(move(0, 2)) == ["moves from Oslo after 1 year on the list and opens a new list in Alta"]
    assert texts(move(0, 0), say=NB) == ["bytter liste i Oslo etter 1 år på listen"]


def test_things_of_one_month_stand_on_one_line_and_a_place_is_named_once():
    rows = [
        (WOMAN, "2029-03", Event.LIS1_COMPLETED, 1, Cause.COMPLETED), (WOMAN, "2029-03", Event.LOCUM_STARTED, 1),
        (WOMAN, "2029-09", Event.LOCUM_STARTED, 2), (WOMAN, "2029-09", Event.TRAINING_STARTED, 2),
        (WOMAN, "2029-09", Event.LEAVE_STARTED, 2),
    ]  # fmt: skip
    assert texts(rows) == [
        "completes LIS1 and begins to work as a locum",
        "begins to work as a locum in Alta; begins specialty training in general practice (ALIS); goes on leave",
    ]


def test_lis1_in_the_other_order_and_a_bonded_post_are_told_as_such():
    rows = [
        (WOMAN, "2027-02", Event.LIS1_HIRED), (WOMAN, "2027-02", Event.BONDED),
        (WOMAN, "2027-09", Event.LIS1_STARTED), (WOMAN, "2027-09", Event.LIS1_TO_MUNICIPALITY, 2),
    ]  # fmt: skip
    assert texts(rows, say=NB) == ["får en LIS1-stilling med bindingstid", "begynner i LIS1 med kommunedelen i Alta"]


def test_a_gp_who_dies_is_told_once():
    rows = [
        (WOMAN, "2040-01", Event.CONTRACT_ENDED, 0, Cause.DEATH, 5), (WOMAN, "2040-01", Event.DIED, 0, Cause.DEATH),
    ]  # fmt: skip
    life = told(rows)
    assert [moment.text for moment in life.moments] == ["dies as a GP in Oslo after 5 months on the list"]
    assert life.end == ""


# The whole


def test_times_are_said_in_years_and_months():
    assert [time_words(months, EN) for months in (0, 1, 12, 25, 30)] == [
        "0 months", "1 month", "1 year", "2 years and 1 month", "2 years and 6 months",
    ]  # fmt: skip
    assert time_words(25, NB) == "2 år og 1 måned"


def test_who_it_is_comes_from_the_id():
    assert who(WOMAN, True, NB) == "en kvinne som begynte på medisin ved Universitetet i Bergen i august 2021"
    assert who(SITTING, None, EN) == "a doctor who was a GP at the end of December 2025"


def test_years_as_a_gp_are_added_up_and_the_end_of_the_run_is_told():
    rows = [*entry(WOMAN, "2030-01", 1), *exit_(WOMAN, "2032-01", 1, Cause.TO_OTHER, 24),
            (WOMAN, "2050-07", Event.GP_RETURNED, 2),
            (WOMAN, "2050-07", Event.CONTRACT_STARTED, 2, Cause.NEW_LIST)]  # fmt: skip
    life = told(rows)
    assert life.gp.format(scenario="x") == (
        "x: becomes a GP in January 2030 in Bergen, 29 years old; on a list for 2 years and 6 months in all."
    )
    assert life.end == (
        "December 2050, 49 years: here the run ends; GP in Alta, neither specialist nor in training"
    )
    assert told([(WOMAN, "2030-01", Event.LIS1_HIRED)], say=NB).gp.format(scenario="x") == "x: er aldri fastlege."


def test_a_gp_from_the_start_keeps_the_list_where_nothing_happens():
    life = told([], SITTING)
    assert life.there and not life.moments and "on a list for another 25 years" in life.gp
    left = told([*exit_(SITTING, "2028-01", 0, Cause.TO_LOCUM, 90)], SITTING)
    assert "another 2 years in all" in left.gp
    assert not told([], MAN).there  # a student of the autumn of 2026, who is not in this run


# Two lives


def pair(one, other, number=WOMAN, say=EN):
    return {"base": told(one, number, say), "reform": told(other, number, say)}


SHARED = ((WOMAN, "2027-02", Event.LIS1_HIRED), (WOMAN, "2027-09", Event.LIS1_STARTED))
LATE = (WOMAN, "2049-05", Event.HOSPITAL_STARTED)


def test_equal_lives_are_told_once_and_said_to_be_equal():
    text = stories("ID", pair(SHARED, SHARED), "RUN", EN)
    assert "The two lives are the same to the end" in text and text.count("gets a LIS1 post") == 1


def test_what_two_lives_share_is_told_once_before_and_after():
    text = stories("ID", pair([*SHARED, *entry(WOMAN, "2030-01", 0), LATE], [*SHARED, LATE]), "RUN", EN)
    lines = text.splitlines()
    assert lines[0] == "Doctor ID, a woman who began medicine at the University of Bergen in August 2021."
    assert "base: becomes a GP in January 2030 in Oslo" in lines[2] and lines[3] == "reform: not a GP at any time."
    assert "Until January 2030 the two lives are the same." in lines
    assert any(one.startswith("Here the lives part, in January 2030. base: becomes a GP") for one in lines)
    assert any(one.endswith("reform: nothing that month.") for one in lines)
    assert text.count("gets a LIS1 post") == text.count("May 2049, 48 years") == text.count("here the run ends") == 1
    assert lines.index("Under base:") < lines.index("Under reform:") < lines.index(
        "From May 2049 the two lives are the same again."
    )


def test_the_same_words_in_another_place_or_stage_are_not_the_same_again():
    leave = (WOMAN, "2040-01", Event.LEAVE_STARTED)
    one, other = (told([*entry(WOMAN, "2030-01", town), (*leave, town)]) for town in (0, 1))
    assert one.moments[-1].text == other.moments[-1].text == "goes on leave"
    assert beside(one.moments, other.moments).again == ()
    moved = told([*entry(WOMAN, "2031-01", 0), (*leave, 0)])
    assert [moment.month for moment in beside(one.moments, moved.moments).again] == ["2040-01"]


def test_a_doctor_of_one_run_alone_is_said_to_be_missing_in_the_other():
    text = stories("ID", pair([], [(MAN, "2026-08", Event.ENROLLED)], MAN, NB), "RUN", NB)
    assert "Legen finnes ikke i denne kjøringen" in text and "en mann som begynte på medisin" in text
    text = stories("ID", pair([], [*exit_(SITTING, "2028-01", 0, Cause.TO_LOCUM, 90)], SITTING), "RUN", EN)
    assert "Nothing happens to this doctor in this run" in text


def test_one_life_alone_is_a_head_and_its_lines():
    text = story("ID", told(SHARED, say=NB), "RUN", NB)
    assert text.splitlines()[1:3] == ["RUN", "  Februar 2027, 26 år: får en LIS1-stilling"]
