"""`search` at the door, with a toy model whose frontier is known."""

import json
from pathlib import Path

import pandas
import pytest

from scenarios import search_file
from tests.scenarios import toy_levers
from tests.scenarios.test_attain_door import ask, contents, door, runs_made  # noqa: F401

# Posts shorten the queue and cost 12 million a year each; linked posts are best at 40: the frontier has 40 of them.
FILE = f"""title = "Two levers of the toy"
objectives = ["minimise lis1_waiting by 2028", "minimise bonded_doctors by 2028", "minimise extra_cost"]
budget_nok_a_year = 6_000_000_000

[[lever]]
lever = "{toy_levers.POSTS}"
from = "2027-01"
values = [1250, 1500, 1750]

[[lever]]
lever = "{toy_levers.LINKED}"
from = "2027-01"
values = [20, 40, 60]
"""
WORDS = ["search", "my.toml", "--draws", "2", "--final-draws", "2", "--final-replicates", "1", "--workers", "1",
         "--out", "here"]  # fmt: skip


@pytest.fixture
def written(ask):  # noqa: F811
    """The search file in the folder of the test."""
    Path("my.toml").write_text(FILE)
    return ask


def test_the_known_frontier_is_found_run_again_and_resumed(written):
    answer = written(*WORDS)
    assert answer.exit_code == 0, answer.output
    table = pandas.read_csv("here/frontier.csv")
    # the queue of two runs is 2000 - posts + 0 or 20; 1750 posts cost 9 billion, which is too much
    assert table[toy_levers.POSTS].tolist() == [1500, 1250] and table[toy_levers.LINKED].tolist() == [40, 40]
    assert table["lis1_waiting"].tolist() == [510, 760] and table["lis1_waiting_q05"].tolist() == [501, 751]
    assert table["lis1_waiting_change"].tolist() == [-500, -250]  # the base: 1000 posts, a queue of 1000 and 1020
    assert table["extra_cost"].tolist() == [6e9, 3e9] and table["within_budget_share"].tolist() == [1, 1]
    assert table["lis1_waiting_regret_max"].tolist() == [0, 250] and table["extra_cost_regret_max"].tolist() == [3e9, 0]
    assert (
        "9 of 9 packages tried" in answer.stdout and "6 keep to the budget, 2 of them beaten neither" in answer.stdout
    )
    assert "every one of them stays on the frontier" in answer.stdout
    assert "lis1_waiting: A is the best, or as good as any, in every draw" in answer.stdout
    assert {"frontier.svg", "frontier.png", "tried.csv", "regret.csv"} <= {path.name for path in Path("here").iterdir()}
    seeds = {line.split()[-3] for line in toy_levers.ASKED.read_text().splitlines()}
    assert seeds == {"1", "2"}, "the frontier is run again with fresh luck"
    before, made = contents("here"), runs_made()
    again = written(*WORDS)
    assert again.stdout == answer.stdout and contents("here") == before and runs_made() == made
    value = json.loads(written(*WORDS, "--json").stdout)
    assert (
        value["tried"] == 9 and [one["package"] for one in value["frontier"]] == ["A", "B"] and value["runs_made"] == 0
    )


def test_fresh_luck_that_goes_against_a_package_drops_it(written, monkeypatch):
    whole = toy_levers.simulate

    def turned(task):
        run = whole(task)
        if task.seed == 2 and task.case.name == "1250+40":
            run.national["cost_state_nok"] += 1e9
        return run

    monkeypatch.setattr(toy_levers, "simulate", turned)
    answer = written(*WORDS)
    assert answer.exit_code == 0, answer.output
    assert "Run again, 1 of 2 fell off (1 over the budget)" in answer.stdout
    assert pandas.read_csv("here/frontier.csv")[toy_levers.POSTS].tolist() == [1500]


def test_no_package_within_the_budget_is_a_plain_no(written):
    Path("my.toml").write_text(FILE.replace("6_000_000_000", "2_000_000_000"))
    answer = written(*WORDS)
    assert answer.exit_code == 1, answer.output
    assert "No package tried keeps to the budget: the cheapest" in answer.stdout and "+3 000 million" in answer.stdout
    assert not Path("here/frontier.csv").exists()


def test_mistakes_are_refused_and_nothing_is_written(written, tmp_path):
    Path("my.toml").write_text(FILE.replace("6_000_000_000", "0").replace("bonded_doctors", "bonded"))
    answer = written(*WORDS)
    assert answer.exit_code == 2 and answer.stderr.startswith("Error: 2 mistakes in the search file")
    Path("my.toml").write_text(FILE)
    assert "--evaluations 1: expected 2" in written(*WORDS, "--evaluations", "1").stderr
    assert "--draws 0: expected 1" in written(*WORDS, "--draws", "0").stderr
    assert "--final-draws 0: expected 1" in written(*WORDS, "--final-draws", "0").stderr
    assert [path.name for path in tmp_path.iterdir()] == ["my.toml"]


def test_a_new_search_file_is_good_and_is_not_overwritten(ask):  # noqa: F811
    assert ask("new-search", "mine.toml").exit_code == 0
    assert Path("mine.toml").read_text() == search_file.new_template()
    again = ask("new-search", "mine.toml")
    assert again.exit_code == 2 and "exists already" in again.stderr
