"""Search files: what they say, and every mistake at once with its line and how to mend it."""

import pytest

from scenarios.search_file import SearchError, load_question, new_template, parse_objective
from tests.scenarios import fake

GOOD = """title = "Two levers"
objectives = ["minimise lis1_waiting by 2030", "maximise gps in centrality 5-6 by 2035"]
budget_nok_a_year = 300_000_000

[[lever]]
lever = "lis1.state_posts"
from = "2027-09"
between = [1219, 1419]
step = 100

[[lever]]
lever = "alis.supervisor_rule"
from = "2028-01"
where = { centrality = [5, 6] }
"""


def question(write, text=GOOD):
    return load_question(write(text, "search.toml"), fake.country())


def refused(write, text):
    with pytest.raises(SearchError) as error:
        question(write, text)
    return error.value.problems


def test_what_a_file_says(write):
    found = question(write)
    assert found.base.name == "baseline" and found.payers == ("state", "folketrygd", "municipal")
    assert [(one.sign, one.indicator) for one in found.objectives] == [(1, "lis1_waiting"), (-1, "gps")]
    assert found.knobs[0].values == (1219, 1300, 1400, 1419) and "experienced" in found.knobs[1].values
    assert (found.end_year, found.first_year) == (2035, 2027)
    assert found.combinations == 4 * len(found.knobs[1].values)
    posts, rule = found.changes((1300, "experienced"))
    assert (posts.value, rule.value, dict(rule.where)) == (1300, "experienced", {"centrality": (5, 6)})


def test_the_template_loads_on_the_map_of_norway(write):
    from model.geography import load_geography

    found = load_question(write(new_template(), "new.toml"), load_geography())
    assert len(found.objectives) == 2 and len(found.knobs) == 2 and found.knobs[1].values == (200_000, 300_000, 400_000)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ('title = "Two levers"', "", "title", "a title"),
        ("budget_nok_a_year = 300_000_000", "budget_nok_a_year = 0", "budget_nok_a_year", "above 0"),
        ("budget_nok_a_year = 300_000_000", "budget_nok_a_year = -5.0", "budget_nok_a_year", "above 0"),
        ("budget_nok_a_year = 300_000_000", "", "budget_nok_a_year", "write budget_nok_a_year"),
        ("= 300_000_000", "= 300", "budget_nok_a_year", "write 300000000 for 300 million"),
        ("between = [1219, 1419]", "between = [1219, 1219]", "lever 1: between", "more than one value"),
        ("between = [1219, 1419]", "between = [1419, 1219]", "lever 1: between", "the lower value first"),
        ("between = [1219, 1419]", "between = 1219", "lever 1: between", "[lowest, highest]"),
        ("between = [1219, 1419]\nstep = 100", "values = [1219]", "lever 1: values", "at least two different values"),
        ("step = 100", "step = 0", "lever 1: step", "above 0"),
        ("step = 100", "steps = 100", "lever 1: steps", 'did you mean "step"?'),
        ("lis1.state_posts", "lis1.state_post", "lever 1: lever", 'did you mean "lis1.state_posts"?'),
        ('from = "2027-09"', 'from = "2040-01"', "lever 1: from", "a month inside the run"),
        ("centrality = [5, 6]", "centrality = [7]", "lever 2: where.centrality", "1 (most central) to 6"),
        ("by 2030", "by 1999", "objectives", "by YEAR"),
        ('"maximise gps in centrality 5-6 by 2035"', '"maximise lis1_waiting by 2030"', "objectives", "opposite"),
        ('"maximise gps in centrality 5-6 by 2035"', '"minimise lis1_waiting by 2030"', "objectives", "twice"),
        (', "maximise gps in centrality 5-6 by 2035"', "", "objectives", "two or three"),
        ("maximise gps", "improve gps", "objectives", "minimise INDICATOR"),
        ("maximise gps", "maximise gpss", "objectives", 'did you mean "gps"?'),
        ("maximise gps in centrality 5-6 by 2035", "maximise extra_cost", "objectives", "only be made smaller"),
        ('title = "Two levers"', 'title = "x"\npayers = ["the state"]', "payers", "whose cost counts"),
        ('title = "Two levers"', 'title = "x"\npayers = []', "payers", "whose cost counts"),
        ('title = "Two levers"', 'title = "x"\nbase = "basline"', "scenario", 'did you mean "baseline"?'),
        ('"alis.supervisor_rule"', '"lis1.state_posts"', "lever 2: where.centrality", "leave where out"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_what_was_expected(write, old, new, key, says):
    assert old in GOOD
    problems = refused(write, GOOD.replace(old, new, 1))
    assert key in {problem.key for problem in problems}
    assert any(problem.key == key and says in str(problem) for problem in problems), [str(p) for p in problems]


def test_one_lever_twice_in_a_place_is_refused(write):
    twice = GOOD + '\n[[lever]]\nlever = "lis1.state_posts"\nfrom = "2030-01"\nvalues = [1300, 1400]\n'
    (problem,) = refused(write, twice)
    assert problem.key == "lever 3: lever" and "each lever once in a place" in str(problem)


def test_every_mistake_is_told_at_once_with_its_line(write):
    text = GOOD.replace("300_000_000", "0").replace("step = 100", "step = -1").replace("[5, 6]", "[9]")
    found = {problem.key: problem.line for problem in refused(write, text)}
    assert found == {"budget_nok_a_year": 3, "lever 1: step": 9, "lever 2: where.centrality": 14}


def test_a_file_that_is_not_there_is_said(write):
    with pytest.raises(SearchError, match="new-search"):
        load_question("nowhere.toml", fake.country())


def test_the_worst_area_counts_and_the_mean_year():
    import numpy as np

    from model.results import Layout

    layout = Layout((("gps", "centrality", "1"), ("gps", "centrality", "2")), (2029, 2030))
    place = fake.ToyCountry(centrality=np.array([1, 2] * 5, np.int8))
    values = np.array([[[[10.0, 20.0], [14.0, 12.0]]]])
    less, _ = parse_objective("minimise gps in every centrality class from 2029 to 2030", place)
    more, _ = parse_objective("maximise gps in every centrality class from 2029 to 2030", place)
    assert less.read(values, layout).item() == 15 and more.read(values, layout).item() == 13
