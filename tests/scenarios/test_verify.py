"""A results folder can be made again from its record alone, and one that differs or cannot be tried says so."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from agents.months import month_index
from model.geography import load_geography
from scenarios import commands
from scenarios.ensemble import Engine
from scenarios.scenario import LIBRARY, content, load_scenario, resolved
from scenarios.verify import case_again, sample
from tests.scenarios import fake
from tests.scenarios.toy_door import toy_model_in

MINE = """
title = "Mine"
base = "more-lis1"

[[change]]
lever = "alis.supervisor_rule"
from = "2027-01"
value = "experienced"
where = { centrality = [5, 6] }
"""


@pytest.fixture
def ask(tmp_path):
    with toy_model_in(tmp_path) as ask:
        yield ask


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A finished folder of a scenario file that is gone by now."""
    home = tmp_path_factory.mktemp("made")
    with toy_model_in(home) as ask:
        Path("mine.toml").write_text(MINE)
        answer = ask(
            "compare", "baseline", "mine.toml", "--end", "2027", "--draws", "1", "--replicates", "3", "--workers", "1",
            "--set", "lis1.gp_linked_posts=100", "--out", "done",
        )  # fmt: skip
        assert answer.exit_code == 0, answer.output
        Path("mine.toml").unlink()
    return home / "done"


@pytest.fixture
def folder(ask, made, tmp_path):
    """The finished folder, for this test alone."""
    return shutil.copytree(made, tmp_path / "done")


def test_a_folder_comes_out_the_same_again_without_its_scenario_file(ask, folder):
    answer = ask("verify", "done", "--runs", "4", "--workers", "1")
    assert answer.exit_code == 0, answer.output
    assert "done: 4 of 6 runs, all the same." in answer.stdout and "DIFFERS" not in answer.stdout
    value = json.loads(ask("verify", "done", "--workers", "1", "--json").stdout)
    assert value["good"] and value["runs"] == 6 and len(value["checked"]) == 3
    assert {len(one["kept"]) for one in value["checked"]} == {16} and all(one["same"] for one in value["checked"])


def test_a_run_that_differs_is_named_and_exits_1(ask, folder, monkeypatch):
    monkeypatch.setattr(commands, "engine_of", lambda: Engine(_one_gp_more, fake.country))
    answer = ask("verify", "done", "--runs", "6", "--workers", "1")
    assert answer.exit_code == 1 and "1 of 6 runs differ" in answer.stdout
    (line,) = [line for line in answer.stdout.splitlines() if "DIFFERS" in line]
    assert line.split()[:3] == ["mine", "0", "1"]


def _one_gp_more(task):
    run = fake.simulate_policy(task)
    if (task.case.name, task.replicate) == ("mine", 1):
        run.municipal["gps"][-1, 3] += 1
    return run


def test_timings_are_no_part_of_a_digest(ask, folder, monkeypatch):
    monkeypatch.setattr(commands, "engine_of", lambda: Engine(_slower, fake.country))
    assert ask("verify", "done", "--workers", "1").exit_code == 0


def _slower(task):
    run = fake.simulate_policy(task)
    run.timings["market"] = 99.0
    return run


def edit(folder, change):
    record = json.loads((folder / "run.json").read_text("utf-8"))
    change(record)
    (folder / "run.json").write_text(json.dumps(record), "utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r.update(state="partial"), "is not finished; run the command that began it again"),
        (lambda r: r["digests"].update(code="older"), "not the same: the program (then older, now toy)"),
        (lambda r: r["versions"].update(numpy="1.0"), "numpy (then 1.0, now"),
        (lambda r: r["digests"].update(posterior="abc"), "the posterior (then abc, now None)"),
        (lambda r: r["scenarios"][1]["resolved"]["layers"][-1][0].update(value=99), "no longer agrees with its own"),
        (lambda r: r.update(seed=2), "no longer agrees with its own identity"),
        (lambda r: r["scenarios"][0].pop("resolved"), "cannot be read as a study (KeyError: 'resolved')"),
        (lambda r: r.update(program="Other"), "run.json is the record of something else"),
    ],
)
def test_what_cannot_be_verified_is_refused_and_nothing_is_run(ask, folder, monkeypatch, change, words):
    monkeypatch.setattr(commands, "engine_of", lambda: Engine(_must_not_run, fake.country))
    edit(folder, change)
    answer = ask("verify", "done", "--workers", "1")
    assert answer.exit_code == 2 and words in answer.stderr, answer.output
    assert answer.stdout == "" and "Traceback" not in answer.stderr


def _must_not_run(task):
    raise AssertionError("nothing may be run")


def test_no_folder_and_no_runs_are_refused(ask, folder):
    assert "expected a results folder" in ask("verify", "nowhere").stderr
    assert "--runs 0: expected 1 or more" in ask("verify", "done", "--runs", "0").stderr
    assert "--workers 0: expected 1 or more" in ask("verify", "done", "--workers", "0").stderr
    rows = (folder / "runs.csv").read_text().splitlines()
    (folder / "runs.csv").write_text("\n".join(rows[:-1]) + "\n")
    assert "does not list the 6 runs" in ask("verify", "done").stderr
    (folder / "runs.csv").unlink()
    assert all(ask("verify", *words).exit_code == 2 for words in (["nowhere"], ["done"]))


def test_runs_that_fail_now_are_named(ask, folder, monkeypatch):
    monkeypatch.setattr(commands, "engine_of", lambda: Engine(_must_not_run, fake.country))
    answer = ask("verify", "done", "--workers", "1")
    assert answer.exit_code == 2 and "3 of 3 runs failed:\n  scenario 'baseline', draw 0, replicate 0" in answer.stderr


def test_the_sample_is_fixed_and_spread():
    study = fake.study(fake.case("a"), fake.case("b"), fake.case("c"), draws=5, replicates=4)
    assert sample(study, 1) == [(0, 0, 0)] and sample(study, 2) == [(0, 0, 0), (2, 4, 3)]
    chosen = sample(study, 12)
    assert chosen == sorted(set(chosen)) and len(chosen) == 12 and {(0, 0, 0), (2, 4, 3)} <= {*chosen}
    assert [{one[part] for one in chosen} for part in range(3)] == [{0, 1, 2}, {0, 1, 2, 3, 4}, {0, 1, 2, 3}]
    assert {one[0] for one in sample(study, 3)} == {0, 1, 2}
    assert len(sample(study, 60)) == len(sample(study, 99)) == 60


def test_every_library_scenario_comes_back_from_its_record():
    """Through JSON and back: the same levers at the same times in the same places, and the same world."""
    start, end = month_index("2026-01"), month_index("2050-12")
    for path in sorted(LIBRARY.glob("*.toml")):
        scenario = load_scenario(path.stem, start=start, end=end)
        policy, world = resolved(scenario, start, end)
        plain = json.loads(json.dumps(content(scenario)))
        again = case_again({"name": path.stem, "title": "", "resolved": plain})
        assert again.world == world, path.stem
        assert [set(map(_said, layer)) for layer in again.policy.layers] == [
            set(map(_said, layer)) for layer in policy.layers
        ], path.stem


def _said(change):
    return (change.lever, change.from_month, change.until_month, repr(change.value), repr(change.where))


def test_the_order_inside_a_layer_does_not_matter():
    """The record sorts the changes of a layer: a scenario of many places compiles to the same values."""
    start, end, geo = month_index("2026-01"), month_index("2050-12"), load_geography()
    scenario = load_scenario("white-paper-2025", start=start, end=end)
    policy, _ = resolved(scenario, start, end)
    plain = json.loads(json.dumps(content(scenario)))
    again = case_again({"name": "x", "title": "", "resolved": plain}).policy
    for lever in {change.lever for layer in policy.layers for change in layer}:
        for month in range(start, end, 6):
            np.testing.assert_array_equal(policy.at(lever, geo, month), again.at(lever, geo, month), err_msg=lever)
