"""Goals: what may be said, what is refused and how, what contradicts what, and what a goal reads from results."""

import numpy as np
import pytest

from model.results import layout_of, summarise
from scenarios.goals import GoalError, all_held, parse_goal, parse_goals
from tests.scenarios import fake

YEARS = range(2026, 2061)


def parsed(*texts):
    return parse_goals(texts, fake.country(), YEARS)


@pytest.fixture(scope="module")
def results():
    """Values (1, 2, rows, 2) of two toy runs of two years, and their layout."""
    months = np.arange(1512, 1512 + 24)
    place = fake.country()
    runs = [summarise(fake.toy_run(months, seed), place).values for seed in (1, 2)]
    return np.stack(runs)[None], layout_of(place, (2026, 2027))


@pytest.mark.parametrize(
    ("text", "kind", "areas", "pooled", "years", "bound"),
    [
        ("gps > 5 500 by 2030", "nation", ("Norway",), False, (2030,), 5500),
        ("gps>=5500 in Norway from 2029 to 2030", "nation", ("Norway",), False, (2029, 2030), 5500),
        ("lists_vacant_share < 1 % in every centrality by 2035", "centrality", tuple("123456"), False, (2035,), 0.01),
        ("lists_vacant_share < 0.01 in centrality 5-6 by 2035", "centrality", ("5", "6"), True, (2035,), 0.01),
        ("lists_vacant <= 3 in centrality 1, 3 and 5 by 2035", "centrality", ("1", "3", "5"), True, (2035,), 3),
        ("gps > 10 in county Nordland by 2035", "county", ("Nordland",), False, (2035,), 10),
        ("gps > 10 in Nordland by 2035", "county", ("Nordland",), False, (2035,), 10),
        ("gps > 10 in health region Midt-Norge by 2035", "health_region", ("Midt-Norge",), False, (2035,), 10),
        ("gps > 10 in municipality Bodø by 2035", "municipality", ("1804",), False, (2035,), 10),
        ("gps > 10 in municipality 1804 by 2035", "municipality", ("1804",), False, (2035,), 10),
        ("gps > 10 in size class 2000-4999 by 2035", "size", ("2000-4999",), False, (2035,), 10),
    ],
)  # fmt: skip
def test_what_a_goal_says(text, kind, areas, pooled, years, bound):
    (goal,) = parsed(text)
    target = goal.target
    assert (target.kind, target.areas, target.pooled, target.years) == (kind, areas, pooled, years)
    assert goal.bound == pytest.approx(bound)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("gps 5500 by 2030", "write for example"),
        ("gpss > 5500 by 2030", 'did you mean "gps"?'),
        ("gps > many by 2030", "as in"),
        ("gps > 5,5 by 2030", "write a decimal point"),
        ("gps > 10 % by 2030", "leave % out"),
        ("lists_vacant_share < 1 by 2030", "write 1 % for 1 percent, or 0.01"),
        ("lists_vacant_share < 101 % by 2030", "no share lies beyond that"),
        ("gps > 5500", 'end the goal with, for example, "by 2035"'),
        ("gps > 5500 by 2070", "in 2026 to 2060"),
        ("gps > 5500 from 2035 to 2030", "in 2026 to 2060"),
        ("gps > 10 in Nordlnd by 2030", 'did you mean "Nordland"?'),
        ("gps > 10 in municipality Bodo by 2030", 'did you mean "Bodø"?'),
        ("gps > 10 in centrality 7 by 2030", "choose one of 1, 2"),
        ("students > 10 in every county by 2030", "the whole country only"),
        ("alis > 1 in every municipality by 2030", "headline indicators alone"),
        ("exit_rate < 0.05 in centrality 5-6 by 2030", "repeat the goal with one class each"),
        ("patients_without_gp_share < 5 % in municipality Bodø, Alta by 2030", "repeat the goal"),
    ],
)
def test_what_is_refused_says_how_to_mend_it(text, mend):
    with pytest.raises(GoalError) as refused:
        parsed(text)
    assert mend in str(refused.value) and text in str(refused.value)


def test_every_mistake_of_every_goal_is_told_at_once():
    with pytest.raises(GoalError) as refused:
        parsed("gpss > 1,5 in Nordlnd by 1999", "lists_vacant < 1 % by 2030")
    assert len(refused.value.flaws) == 5


@pytest.mark.parametrize(
    "pair",
    [
        ("gps > 5500 by 2030", "gps < 5000 by 2030"),
        ("gps > 5500 by 2030", "gps <= 5500 by 2030"),
        ("gps > 5500 by 2030", "gps < 5000 from 2029 to 2031"),
        ("gps > 100 in county Oslo by 2030", "gps < 50 in municipality 0301 by 2030"),  # the same municipality
        ("lists_vacant_share < 1 % in every county by 2030", "lists_vacant_share > 2 % by 2030"),
        ("gps > 100 in every centrality class by 2030", "gps < 600 in Norway by 2030"),  # six times 100
        ("lists_vacant_share < 1 % in every county by 2030", "lists_vacant_share > 1 % in county Nordland by 2030"),
    ],
)
def test_goals_that_contradict_are_refused(pair):
    with pytest.raises(GoalError, match="it contradicts"):
        parsed(*pair)


@pytest.mark.parametrize(
    "pair",
    [
        ("gps >= 5500 by 2030", "gps <= 5500 by 2030"),
        ("gps > 5500 by 2031", "gps < 5000 by 2030"),
        ("gps > 100 in every centrality class by 2030", "gps < 601 in Norway by 2030"),
        ("lists_vacant_share < 1 % in centrality 5 by 2030", "lists_vacant_share > 2 % by 2030"),
    ],
)
def test_goals_that_can_hold_together_are_not(pair):
    assert len(parsed(*pair)) == 2


def test_areas_together_are_counted_together(results):
    values, layout = results
    goal, share = parsed("gps > 1 in centrality 5-6 by 2027", "lists_vacant_share < 9 % in centrality 5-6 by 2026")

    def of(name, area, at):
        return values[:, :, layout.index[name, "centrality", area], at]

    np.testing.assert_array_equal(goal.target.read(values, layout)[:, :, 0, 0], of("gps", "5", 1) + of("gps", "6", 1))
    vacant, lists = (of(name, "5", 0) + of(name, "6", 0) for name in ("lists_vacant", "lists"))
    np.testing.assert_allclose(share.target.read(values, layout)[:, :, 0, 0], vacant / lists)


def test_all_goals_must_hold_in_every_area_and_year(results):
    values, layout = results
    gps = values[0, :, layout.index["gps", "nation", "Norway"]]
    bound = int(gps[:, 1].min())
    (one,) = parsed(f"gps > {bound} by 2027")
    np.testing.assert_array_equal(all_held([one], values, layout)[0], gps[:, 1] > bound)
    every = parsed("gps > 1 in every centrality class from 2026 to 2027")
    assert all_held(every, values, layout).all()
    lowest = values[0, :, [layout.index["gps", "centrality", c] for c in "123456"]].min()
    none = parsed("gps > 1 by 2027", f"gps > {int(lowest)} in every centrality class from 2026 to 2027")
    assert not all_held(none, values, layout).all()


def test_no_value_neither_meets_nor_misses(results):
    values, layout = results
    holed = values.copy()
    holed[0, 1, layout.index["lists_vacant_share", "county", "Oslo"], 0] = np.nan
    (goal,) = parsed("lists_vacant_share < 9 % in every county by 2026")
    with pytest.raises(GoalError, match="no value for county Oslo in 2026 in 1 runs"):
        goal.target.read(holed, layout)


def test_shortfall_is_positive_on_the_wrong_side():
    below, above = parsed("gps < 10 by 2030", "gps > 5 in county Oslo by 2030")
    assert below.shortfall(np.array([12.0, 9.0])).tolist() == [2, -1]
    assert above.shortfall(np.array([3.0, 9.0])).tolist() == [2, -4]


def test_a_text_that_is_no_goal_gives_one_flaw():
    goal, flaws = parse_goal("more doctors, please", fake.country(), YEARS)
    assert goal is None and len(flaws) == 1
