"""`attain` at the door, with a toy model whose answers are known."""

import json
from pathlib import Path

import pytest

from scenarios import commands
from tests.scenarios import toy_levers
from tests.scenarios.test_door import door  # noqa: F401

SMALL = ["--draws", "1", "--replicates", "5", "--workers", "1"]
QUEUE = "lis1_waiting < 525 by 2027"  # with 1500 posts the queues of five runs are 500, 510, ... 540


@pytest.fixture
def ask(door, monkeypatch, tmp_path):  # noqa: F811
    """Ask the door something in an empty folder, with the toy of known answers behind it."""
    from click.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "engine_of", toy_levers.engine)
    monkeypatch.setattr(commands, "digests", lambda: {"code": "toy"})
    return lambda *words: CliRunner().invoke(door.cli, list(words), prog_name="run.py")


def runs_made():
    return len(toy_levers.ASKED.read_text().splitlines())


def contents(folder):
    return {path: path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def test_the_probability_is_the_share_of_runs(ask, tmp_path):
    answer = ask("attain", QUEUE, "baseline", "more-lis1", *SMALL, "--out", "here", "--json")
    assert answer.exit_code == 0, answer.output
    value = json.loads(answer.stdout)
    shares = {one["scenario"]: (one["probability"], one["held"], one["runs"]) for one in value["scenarios"]}
    assert shares == {"baseline": (0.0, 0, 5), "more-lis1": (0.6, 3, 5)}  # more-lis1: 1500 posts
    assert value["scenarios"][1]["low"] < 0.6 < value["scenarios"][1]["high"]
    assert value["runs_made"] == 10 == runs_made()
    assert any(text.startswith("more-lis1: ") and "beyond the evidence" in text for text in value["warnings"])


def test_the_known_threshold_is_found_and_resumed_with_the_same_bytes(ask):
    words = [
        "attain",
        QUEUE,
        "baseline",
        *SMALL,
        "--lever",
        toy_levers.POSTS,
        "--between",
        "1480",
        "1520",
        "--step",
        "1",
    ]
    answer = ask(*words, "--out", "here")
    assert answer.exit_code == 0, answer.output
    # four of five runs are 80 percent: the queue of the fourth, 2000 - posts + 30, is below 525 from 1506 posts on
    assert "The smallest value that reaches 80 percent: 1506" in answer.stdout
    assert "80 % (4 of 5 runs; 90 % interval" in answer.stdout
    assert "lis1.state_posts = 1506: beyond the evidence" in answer.stdout
    before, made = contents("here"), runs_made()
    again = ask(*words, "--out", "here")
    assert again.stdout == answer.stdout and contents("here") == before and runs_made() == made


def test_a_stopped_search_goes_on_where_it_was(ask, monkeypatch):
    words = [
        "attain",
        QUEUE,
        "baseline",
        *SMALL,
        "--lever",
        toy_levers.POSTS,
        "--between",
        "1219",
        "2000",
        "--step",
        "200",
        "--out",
        "here",
    ]
    whole = toy_levers.simulate

    def stops(task):
        if task.case.name.endswith("=2000") and task.replicate == 3:
            raise KeyboardInterrupt
        return whole(task)

    monkeypatch.setattr(toy_levers, "simulate", stops)
    stopped = ask(*words)
    assert stopped.exit_code == 130 and "3 of 5 runs are finished and kept" in stopped.stderr
    made = runs_made()
    monkeypatch.setattr(toy_levers, "simulate", whole)
    assert ask(*words).exit_code == 0
    lines = toy_levers.ASKED.read_text().splitlines()
    assert len(lines) > made and len(set(lines)) == len(lines), "no run is made twice"


def test_out_of_reach_is_said_with_what_binds(ask):
    answer = ask("attain", "lis1_waiting < 100 by 2027", "baseline", *SMALL, "--lever", toy_levers.POSTS,
                 "--between", "1219", "1800", "--out", "here")  # fmt: skip
    assert answer.exit_code == 1, answer.output
    assert "No value tried reaches 80 percent" in answer.stdout
    assert "Kept least: lis1_waiting in Norway 2027, mean 220 people" in answer.stdout
    assert "LIS1 applicants: 900 of 1800 posts stand empty" in answer.stdout
    gates = Path("here/gates.csv").read_text()
    assert "lis1_posts,Norway,1000,1800" in gates.replace(".0", "")


def test_further_goals_must_hold_too(ask):
    words = ["attain", QUEUE, "more-lis1", *SMALL, "--json"]
    both = json.loads(ask(*words, "--goal", "lis1_waiting > 505 by 2027").stdout)
    assert both["scenarios"][0]["held"] == 2  # 510 and 520


def test_draws_are_clusters_and_their_runs_are_counted(ask):
    answer = ask("attain", QUEUE, "more-lis1", "--draws", "3", "--replicates", "2", "--workers", "1", "--json")
    one = json.loads(answer.stdout)["scenarios"][0]
    assert (one["held"], one["runs"]) == (3, 6) and 1 <= one["effective_runs"] < 6


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([QUEUE, "basline"], 'did you mean "baseline"?'),
        (["lis1_waitng < 5 by 2027", "baseline"], 'did you mean "lis1_waiting"?'),
        ([QUEUE, "baseline", "--goal", "lis1_waiting > 600 by 2027"], "it contradicts"),
        ([QUEUE, "baseline", "--end", "2026"], "--end 2026: expected 2027"),
        ([QUEUE, "baseline", "--probability", "0"], "above 0 and below 100"),
        ([QUEUE, "baseline", "--between", "1", "2"], "add --lever"),
        ([QUEUE, "baseline", "--lever", "lis1.state_post"], 'did you mean "lis1.state_posts"?'),
        ([QUEUE, "baseline", "--lever", toy_levers.POSTS, "--from", "2040-01"], "inside the run"),
        ([QUEUE, "baseline", "--lever", toy_levers.POSTS, "--where", "centrality=5"], "leave where out"),
        ([QUEUE, "baseline", "--lever", toy_levers.POSTS, "--where", "centrality"], "KIND=NAME"),
        ([QUEUE, "baseline", "--lever", toy_levers.POSTS, "--between", "9", "5"], "the lower value first"),
        ([QUEUE, "baseline", "--draws", "0"], "--draws 0: expected 1 or more"),
        ([QUEUE, "baseline", "--workers", "0"], "--workers 0: expected 1 or more"),
        ([QUEUE, "baseline", "baseline"], "'baseline' is named twice"),
    ],
)
def test_questions_that_cannot_be_are_refused_and_nothing_is_written(ask, tmp_path, words, message):
    answer = ask("attain", *words)
    assert answer.exit_code == 2 and message in answer.stderr, answer.output
    assert answer.stdout == "" and list(tmp_path.iterdir()) == []


def test_a_folder_of_another_question_is_left_alone(ask):
    assert ask("attain", QUEUE, "baseline", *SMALL, "--out", "here").exit_code == 0
    before = contents("here")
    answer = ask("attain", "lis1_waiting < 526 by 2027", "baseline", *SMALL, "--out", "here")
    assert answer.exit_code == 2 and "answers another question" in answer.stderr and contents("here") == before
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("do not touch")
    answer = ask("attain", QUEUE, "baseline", *SMALL, "--out", "mine")
    assert answer.exit_code == 2 and [path.name for path in Path("mine").iterdir()] == ["thesis.txt"]
