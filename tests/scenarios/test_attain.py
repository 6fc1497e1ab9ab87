"""The search of a lever's value: known thresholds, directions, and what is said where there is none."""

import pytest

from agents.months import month_index
from model.levers import LEVERS
from scenarios.attain import Answer, Knob, find_value, knob_flaws, ladder, round_step
from scenarios.attain_page import verdict
from scenarios.probability import Probability

POSTS = LEVERS["lis1.state_posts"]


def knob(values, lever=POSTS):
    return Knob(lever, month_index("2027-01"), {}, tuple(values))


def answers(share_of, asked=None):
    """Answers with a known share of 100 runs."""

    def ask(value):
        if asked is not None:
            asked.append(value)
        share = share_of(value)
        return Answer(str(value), Probability(share, share, share, round(100 * share), 100, 100), ())

    return ask


def test_the_smallest_value_is_found_where_more_helps():
    asked = []
    found = find_value(knob(range(1000, 2001)), 0.8, answers(lambda v: 1.0 if v >= 1337 else 0.1, asked))
    assert (found.way, found.value) == ("up", 1337)
    assert len(asked) <= 13 and len(set(asked)) == len(asked), "both ends and ten halvings, none asked twice"
    assert asked[:2] == [1000, 2000]
    assert verdict(found).startswith("The smallest value that reaches 80 percent: 1337")


def test_the_largest_value_is_found_where_less_helps():
    found = find_value(knob(range(0, 500, 10)), 0.8, answers(lambda v: 0.9 if v <= 120 else 0.2))
    assert (found.way, found.value) == ("down", 120)
    assert "Less is better" in verdict(found)


def test_exactly_the_wanted_share_reaches_it():
    assert find_value(knob(range(11)), 0.8, answers(lambda v: v / 10)).value == 8


def test_a_value_between_the_ends_is_found_though_neither_end_reaches():
    found = find_value(knob(range(101)), 0.8, answers(lambda v: 1.0 if 40 <= v <= 60 else 0.0))
    assert (found.way, found.value) == ("hump", 40)
    assert found.falls == ("the probability goes up and down along the lever",)


def test_both_ends_reaching_is_said():
    found = find_value(knob(range(101)), 0.8, answers(lambda v: 0.9))
    assert (found.way, found.value) == ("either", 0) and "does not decide" in verdict(found)
    assert "Every value tried reaches it" in verdict(found)
    dip = find_value(knob(range(101)), 0.8, answers(lambda v: 0.1 if v == 50 else 0.9))
    assert "short of it: 50" in verdict(dip)


def test_a_probability_that_falls_on_the_way_is_told():
    bumpy = {0: 0.0, 4: 0.6, 6: 0.5, 7: 0.9, 8: 1.0}
    found = find_value(knob(range(9)), 0.8, answers(lambda v: bumpy.get(v, 0.5)))
    assert found.value == 7
    assert found.falls == ("the probability falls from 60 % at 4 to 50 % at 6",)


def test_names_are_tried_one_by_one():
    rule = LEVERS["alis.supervisor_rule"]
    good = rule.names[-1]
    found = find_value(knob(rule.names, rule), 0.8, answers(lambda v: float(v == good)))
    assert (found.way, found.value, len(found.tried)) == ("each", good, len(rule.names))


def test_one_value_everywhere_is_warned_of_where_the_record_differs_by_place():
    supplement = LEVERS["alis.centrality6_supplement_nok"]
    everywhere = knob((0, 200_000), supplement)
    assert "is set everywhere, but on record it differs by place (centrality 6)" in everywhere.warning
    assert Knob(supplement, everywhere.month, {"centrality": (6,)}, (0, 200_000)).warning == ""
    assert knob(range(9)).warning == ""


def test_ladders_are_round_whole_and_hold_both_ends():
    assert ladder(POSTS, 1219, 2000, 100) == (1219, *range(1300, 2000, 100), 2000)
    assert ladder(POSTS, 10, 13) == (10, 11, 12, 13)
    share = LEVERS["finance.basic_grant_share"]
    found = ladder(share, 0.2, 0.3)
    assert found[0] == 0.2 and found[-1] == 0.3 and 100 < len(found) < 502
    assert all(share.flaw(value) is None for value in found)


@pytest.mark.parametrize(("width", "step"), [(9.9, 5), (10, 10), (0.034, 0.02), (1999, 1000)])
def test_steps_are_round(width, step):
    assert round_step(width) == pytest.approx(step)


@pytest.mark.parametrize(
    ("key", "between", "step", "says"),
    [
        ("lis1.state_posts", (1500, 1500), None, "a range with more than one value"),
        ("lis1.state_posts", (1500, 99_999), None, "choose at most"),
        ("lis1.state_posts", (1.5, 1500), None, "a whole number"),
        ("lis1.state_posts", None, 0.0, "a whole number above 0"),
        ("alis.supervisor_rule", (1, 2), None, "every value is tried"),
    ],
)
def test_ranges_that_cannot_be_are_refused(key, between, step, says):
    assert says in "".join(str(flaw) for _, flaw in knob_flaws(LEVERS[key], between, step))
