"""Frontier, fresh runs and regret by hand, and the optimiser on a toy with a known frontier."""

import numpy as np
import pytest

from scenarios.evaluation import Sizes
from scenarios.optimiser import OptimiserMissing, explore, first_points
from scenarios.search import Scored, beaten_by, confirmed, frontier, label, regret
from scenarios.search_file import load_question
from scenarios.search_page import SearchPage, dropped_text, least_regret
from tests.scenarios import fake
from tests.scenarios.test_search_file import GOOD


@pytest.fixture
def question(write):
    """Less of the first objective, more of the second, for 300 million a year."""
    return load_question(write(GOOD, "search.toml"), fake.country())


def package(name, first, second, million=0.0):
    """A package by the values of its objectives in two draws of one replicate."""
    objectives = np.array([first, second], float).reshape(2, -1, 1)
    return Scored((name,), objectives, objectives, np.full(objectives.shape[1:], million * 1e6))


def names(packages):
    return [one.choice[0] for one in packages]


def test_the_frontier_keeps_what_no_other_within_the_budget_beats(question):
    best_first = package("best in the first", [1, 1], [5, 5])
    best_second = package("best in the second", [3, 3], [9, 9])
    beaten = package("beaten", [3, 3], [8, 8])
    dear = package("dear", [0, 0], [10, 10], million=300.1)
    just = package("just within", [2, 2], [7, 7], million=300)
    found = frontier(question, [best_first, best_second, beaten, dear, just])
    assert names(found) == ["best in the first", "best in the second", "just within"]


def test_what_the_base_beats_is_not_worth_its_price(question):
    worse = package("worse than doing nothing", [1, 1], [-1, -1])  # the base of these packages has 0 and 0
    better = package("better in the second", [1, 1], [2, 2])
    assert names(frontier(question, [worse])) == []
    found = confirmed(question, [], [worse, better])
    assert names(found.shown) == ["better in the second"] and found.dropped[0].why == "beaten by the base"


def test_equal_packages_do_not_beat_each_other():
    one = np.array([1.0, 2.0])
    assert beaten_by(one, [one, np.array([1.0, 3.0])]) is None
    assert beaten_by(one, [one, np.array([1.0, 1.0])]) == 1


def test_regret_is_the_loss_to_the_best_of_the_same_draw(question):
    a, b = package("a", [1, 6], [5, 5]), package("b", [3, 2], [9, 4])
    # first objective, less is better: best 1 and 2; second, more is better: best 9 and 5
    np.testing.assert_array_equal(regret(question, [a, b]), [[[0, 4], [4, 0]], [[2, 0], [0, 1]]])


def test_regret_means_over_replicates_first(question):
    values = np.array([[[1.0, 3.0]], [[5.0, 5.0]]])
    a = Scored(("a",), values, values, np.zeros((1, 2)))
    b = package("b", [2.5], [5])
    assert regret(question, [a, b])[:, 0, 0].tolist() == [0, 0.5]


def test_what_falls_off_when_run_again_is_dropped_and_counted(question):
    again = [package("a", [1, 2], [5, 5]), package("b", [2, 2], [4, 4]), package("c", [0, 0], [9, 9], million=301)]
    found = confirmed(question, [], again)
    assert names(found.shown) == ["a"]
    assert [(one.package.choice[0], one.why) for one in found.dropped] == [
        ("b", "beaten by A"),
        ("c", "over the budget"),
    ]


def test_dropped_packages_and_regret_are_said_in_words(question):
    def with_rule(one):
        return Scored((one.choice[0], "experienced"), one.objectives, one.changes, one.cost)

    again = [with_rule(package(1300, [1, 2], [5, 5])), with_rule(package(1400, [2, 3], [4, 4])),
             with_rule(package(1219, [0, 4], [3, 3]))]  # fmt: skip
    found = confirmed(question, [], again)
    assert dropped_text(found).startswith("Run again, 2 of 3 fell off (2 beaten by another or the base)")
    page = SearchPage(
        confirmed(question, [], [again[0], with_rule(package(1219, [0, 1.5], [3, 3]))]), *(Sizes(2035, 2, 1, 1),) * 2
    )
    assert page.found.on_frontier.tolist() == [1, 1]
    assert least_regret(page, 0).startswith("lis1_waiting: A is the best, or as good as any, in every draw")
    assert "gps: B is the best" in least_regret(page, 1)


def test_labels_go_on_after_z():
    assert [label(k) for k in (0, 25, 26)] == ["A", "Z", "A1"]


# The optimiser

GRID = tuple(range(21))


def toy(x, y):
    """Two objectives that pull x apart, y best at 10 in both; x + y at most 22."""
    return [(20 - x) + abs(y - 10), x + abs(y - 10)], x + y - 22


def tried(evaluations, seed=1, options=(GRID, GRID)):
    found = {}

    def judge(choice):
        assert choice not in found, "nothing is tried twice"
        found[choice] = toy(*choice)
        return found[choice]

    explore(options, evaluations, 2, seed, judge)
    return found


def test_few_packages_are_gone_through_whole(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "optuna", None)  # not even needed
    found = tried(12, options=((0, 5, 10), (9, 10, 11, 12)))
    assert len(found) == 12
    with pytest.raises(OptimiserMissing, match="uv sync --extra search"):
        tried(11, options=((0, 5, 10), (9, 10, 11, 12)))


def test_the_known_frontier_is_found_within_the_budget():
    found = {choice: means for choice, (means, over) in tried(60).items() if over <= 0}
    # the true frontier is y = 10, x = 0 to 12, where the objectives sum to 20
    sums = sorted(sum(means) for means in found.values())
    assert sums[0] == 20 and sum(total <= 24 for total in sums) >= 10
    near = [choice for choice, means in found.items() if sum(means) <= 24]
    assert max(x for x, _ in near) - min(x for x, _ in near) >= 8, "and along its length"


def test_the_same_seed_proposes_the_same_and_another_seed_others():
    assert list(tried(20)) == list(tried(20)) != list(tried(20, seed=2))


def test_first_points_fill_the_space():
    places = np.array(list(first_points((GRID, GRID), 32, 1)))
    assert places.shape == (16, 2) and places.min() >= 0 and places.max() <= 20
    for column in places.T:
        assert len(set(np.minimum(column // 5.25, 3))) == 4, "every quarter of every range"
