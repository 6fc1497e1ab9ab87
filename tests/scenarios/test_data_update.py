"""`run.py data update` from the door to a run on the new tables. The project makes the answers; the net is not used."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from model.refresh import update
from model.tables import data_digest
from scenarios import data_commands
from tests.model.statistics_norway import ADDRESSES, Norway
from tests.scenarios.test_door import door  # noqa: F401  a fixture
from tests.scenarios.toy_door import no_pages

RUN = ["--end", "2027", "--draws", "1", "--replicates", "1", "--workers", "1"]


@pytest.fixture
def norway():
    return Norway()


@pytest.fixture
def ask(door, norway, monkeypatch, tmp_path):  # noqa: F811
    """Ask the door in an empty folder on 22 November 2026, with a Norway of our own instead of the net."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(data_commands, "web_of", lambda: norway)
    monkeypatch.setattr(data_commands, "today_of", lambda: date(2026, 11, 22))
    monkeypatch.setattr("scenarios.pipeline.write_pages", no_pages)
    monkeypatch.setattr(data_commands, "update", lambda *a, **more: update(*a, addresses=ADDRESSES, **more))
    return lambda *words: CliRunner().invoke(door.cli, list(words), prog_name="run.py")


def slower(norway):
    """Fewer people in 2030 in the main alternative."""
    norway.values["14746"][0, 0, 30, 0, 4] = 5_700_000


def test_an_update_tells_what_changed_and_how_to_use_it(ask, norway):
    slower(norway)
    answer = ask("data", "update")
    assert answer.exit_code == 0, answer.output
    line = next(line for line in answer.stdout.splitlines() if line.startswith("inhabitants 2030, main"))
    assert line.split()[-3:] == ["5,749,712", "5,700,000", "-49,712"]
    assert "New cells in population_projection." in answer.stdout
    assert "uv run run.py run baseline --data data-2026-11-22" in answer.stdout
    again = ask("data", "update")
    assert again.exit_code == 2 and "data-2026-11-22 exists already" in again.stderr and again.stdout == ""


def test_a_run_takes_the_new_tables_and_says_so(ask, norway):
    """A national run of 2026-2027; a copy of the same tables would have been the study without --data."""
    slower(norway)
    assert ask("data", "update", "--out", "new").exit_code == 0
    assert ask("data", "check", "--data", "new").exit_code == 0
    answer = ask("run", "baseline", *RUN, "--data", "new", "--out", "results")
    assert answer.exit_code == 0, answer.output
    assert "warning: baseline: tables of new" in answer.stdout
    record = json.loads(Path("results/run.json").read_text())
    assert record["digests"]["data"] == data_digest(Path("new")) != data_digest()
    rows = [row for row in Path("results/yearly.csv").read_text().splitlines() if ",nation,Norway,inhabitants," in row]
    decembers = [5_627_400 + (5_700_000 - 5_627_400) / 4 * years for years in (11 / 12, 1 + 11 / 12)]
    assert [float(row.split(",")[6]) for row in rows] == pytest.approx(decembers, rel=1e-6)
    refused = ask("verify", "results")
    assert refused.exit_code == 2 and "give the same tables with --data" in refused.stderr
    same = ask("verify", "results", "--data", "new", "--workers", "1")
    assert same.exit_code == 0 and "all the same" in same.stdout


def test_questions_take_the_new_tables_and_say_so(ask, norway):
    """One national run of 2026 each; with the tables of Legemod they are other questions."""
    slower(norway)
    assert ask("data", "update", "--out", "new").exit_code == 0
    sizes = ["--draws", "1", "--replicates", "1", "--workers", "1"]
    goal = ["attain", "gps > 5000 by 2026", "baseline", *sizes, "--out", "answer"]
    answer = ask(*goal, "--data", "new")
    assert answer.exit_code == 0 and "tables of new" in answer.stdout, answer.output
    record = json.loads(Path("answer/attain.json").read_text())
    assert record["digests"]["data"] == data_digest(Path("new")) != data_digest()
    refused = ask(*goal)
    assert refused.exit_code == 2 and "answers another question" in refused.stderr
    assert ask("search", "none.toml", "--data", "newer").stderr.startswith("Error: --data newer: no such folder")
    one = ["trace", "2026-01/imm_gp/000", "--scenario", "baseline", "--end", "2026"]
    assert "2026-01/imm_gp/000" in ask(*one, "--data", "new").stdout
    assert ask(*one, "--data", "newer").stderr.startswith("Error: --data newer: no such folder")


def test_a_dry_run_and_json(ask, norway):
    slower(norway)
    answer = ask("data", "update", "--dry-run", "--json")
    value = json.loads(answer.stdout)
    assert (value["folder"], value["changed"]) == (None, ["population_projection"])
    assert {"what": "inhabitants 2030, main", "before": 5749712, "now": 5700000} in value["totals"]
    assert "Nothing was written" in ask("data", "update", "--dry-run").stdout and list(Path().iterdir()) == []


def test_a_doubt_is_one_message_and_exit_2(ask, norway):
    norway.titles["12005"] = "12005: Tannlegar"
    norway.values["14746"][0, 0, 30, 0, 4] = 9_000_000
    norway.classes.pop("0301")
    answer = ask("data", "update")
    assert answer.exit_code == 2 and answer.stdout == "" and "Traceback" not in answer.stderr
    assert answer.stderr.startswith("Error: 2 doubts about what Statistics Norway answered")
    assert list(Path().iterdir()) == []
    for words in ("'12005: Tannlegar'", "no class for 0301", "Try again on another day"):
        assert words in answer.stderr
