"""The door: every command answers, errors are one message, and the exit code says how it went."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scenarios import commands
from scenarios.ensemble import Engine
from scenarios.study import ROOT
from tests.scenarios import fake
from tests.scenarios.toy_door import no_pages

SMALL = ["--end", "2027", "--draws", "1", "--replicates", "2", "--workers", "1"]


@pytest.fixture(scope="module")
def door():
    """run.py of this checkout, whatever an installed copy is called."""
    spec = importlib.util.spec_from_file_location("legemod_door", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ask(door, monkeypatch, tmp_path, request):
    """Ask the door something in an empty folder, with the toy model behind it; pages are drawn for tests of reports."""
    if "report" not in request.node.name:
        monkeypatch.setattr("scenarios.pipeline.write_pages", no_pages)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "engine_of", fake.policy_engine)
    monkeypatch.setattr(commands, "digests", lambda: {"code": "toy"})
    return lambda *words: CliRunner().invoke(door.cli, list(words), prog_name="run.py")


def pages_of(group, name=""):
    """Every command of the door with its words."""
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from pages_of(command, f"{name} {word}")
        else:
            yield f"{name} {word}".strip(), command


# Help and speed


def test_every_command_has_help_with_an_example(door):
    for words, command in pages_of(door.cli):
        text = CliRunner().invoke(door.cli, [*words.split(), "--help"], prog_name="run.py").output
        assert "Example: uv run run.py" in text and words.split()[0] in text, words
        assert "--debug" in text, words
        assert command.help, words
    assert {words for words, _ in pages_of(door.cli)} >= {
        "run", "compare", "scenarios list", "scenarios show", "scenarios check", "scenarios new", "levers",
        "parameters", "trace", "bench", "data check", "report",
    }  # fmt: skip


def test_help_imports_nothing_heavy():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['run.py', '--help']\n"
        "import runpy\n"
        f"try: runpy.run_path({str(ROOT / 'run.py')!r}, run_name='__main__')\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'mesa', 'numba', 'matplotlib', 'model'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


# Running


def test_run_prints_the_headlines_and_leaves_a_folder(ask, tmp_path):
    answer = ask("run", "baseline", *SMALL)
    assert answer.exit_code == 0, answer.output
    assert "patients_without_gp_share (percent)" in answer.stdout and "2027" in answer.stdout
    (folder,) = (tmp_path / "results").iterdir()
    assert folder.name.startswith("baseline-") and (folder / "report.html").is_file()
    assert str(folder.relative_to(tmp_path)) in answer.stdout
    again = ask("run", "baseline", *SMALL)
    assert again.exit_code == 0 and "was complete already; nothing was run" in again.stdout


def test_compare_prints_one_json_object_and_nothing_else(ask, tmp_path):
    answer = ask("compare", "baseline", "more-lis1", *SMALL, "--json", "--out", "here")
    assert answer.exit_code == 0, answer.output
    value = json.loads(answer.stdout)
    assert answer.stderr == ""
    assert value["scenarios"] == ["baseline", "more-lis1"] and value["folder"] == "here"
    assert value["runs"] == 4 and not value["already_complete"]
    gps = [row for row in value["headline"] if row["indicator"] == "gps"]
    assert [row["year"] for row in gps] == [2027] and gps[0]["diff_mean"] > 0
    assert (tmp_path / "here" / "effects.csv").is_file()


def test_compare_with_set_alone_compares_the_base_with_itself(ask):
    answer = ask("compare", "baseline", "--set", "lis1.state_posts=1500@2027-01", *SMALL, "--json")
    value = json.loads(answer.stdout)
    assert value["scenarios"] == ["baseline", "baseline+set"]
    assert any("lis1.state_posts" in text for text in value["warnings"])  # beyond the evidence


def test_set_applies_to_every_scenario_named(ask):
    answer = ask(
        "compare", "baseline", "more-lis1", "--set", "lis1.gp_linked_posts=100", *SMALL, "--out", "here"
    )
    assert answer.exit_code == 0, answer.output
    record = json.loads(Path("here/run.json").read_text())
    for scenario in record["scenarios"]:
        assert scenario["resolved"]["layers"][-1][0]["lever"] == "lis1.gp_linked_posts"


def test_a_report_can_be_had_in_norwegian_at_once_or_later(ask):
    assert ask("run", "baseline", *SMALL, "--lang", "nb", "--out", "here").exit_code == 0
    assert "Hva skjer med fastlegene i Norge" in Path("here/report.html").read_text("utf-8")
    answer = ask("report", "here", "--lang", "en", "--json")
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["lang"] == "en"
    assert "What happens to GPs in Norway" in Path("here/report.html").read_text("utf-8")


# What cannot be done


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "basline"], 'did you mean "baseline"?'),
        (["report", "nowhere"], "expected a results folder"),
        (["run", "baseline", "--draws", "0"], "--draws 0: expected 1 or more"),
        (["run", "baseline", "--end", "2070"], "--end 2070: expected 2026 to 2060"),
        (["run", "baseline", "--data", "elsewhere"], "--data elsewhere: no such folder"),
        (["run", "baseline", "--workers", "0"], "--workers 0: expected 1 or more"),
        (["run", "baseline", "--set", "lis1.state_post=3"], 'did you mean "lis1.state_posts"?'),
        (["compare", "baseline"], "nothing to compare it with"),
        (["compare", "baseline", "baseline"], "'baseline' is named twice"),
        (["levers", "lis1.state_post"], 'did you mean "lis1.state_posts"?'),
        (["parameters", "gp_exitt"], "expected a declared parameter"),
        (["trace", "17", "--scenario", "baseline"], "an id looks like 2031-08/uit/017"),
        (["trace", "2031-08/uit/017", "--scenario", "baseline", "--replicate", "-1"], "expected 0 or more"),
        (["trace", "2031-08/uit/017", "--scenario", "baseline", "--draw", "1"], "or --draws with the number"),
        (["trace", "2031-08/uit/017", "--scenario", "baseline", "--draw", "4", "--draws", "4"], "expected 0 to 3"),
        (["trace", "2031-08/uit/017", "--scenario", "baseline", "--draws", "0"], "expected 1 or more"),
        (["bench", "--years", "0"], "--years 0: expected 1 to 35"),
        (["scenarios", "show", "nowhere.toml"], "expected a scenario of the library"),
    ],
)
def test_errors_are_one_message_and_exit_2(ask, words, message):
    answer = ask(*words)
    assert answer.exit_code == 2, answer.output
    assert message in answer.stderr and answer.stdout == "" and "Traceback" not in answer.stderr


def test_foreign_folders_are_refused_at_the_door(ask, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not touch")
    answer = ask("run", "baseline", *SMALL, "--out", "mine")
    assert answer.exit_code == 2 and "choose another --out" in answer.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_debug_shows_the_traceback(ask):
    answer = ask("run", "basline", "--debug")
    assert answer.exit_code != 0 and type(answer.exception).__name__ == "ScenarioError"


def test_an_error_of_ours_admits_it_and_points_to_debug(ask, monkeypatch):
    def broken():
        raise KeyError("lists")

    monkeypatch.setattr(commands, "engine_of", broken)
    answer = ask("run", "baseline", *SMALL)
    assert answer.exit_code == 2
    assert (
        "something went wrong inside Legemod: KeyError: 'lists'" in answer.stderr
        and "--debug" in answer.stderr
    )


def test_ctrl_c_exits_130_and_says_what_is_kept(ask, monkeypatch):
    monkeypatch.setattr(commands, "engine_of", lambda: Engine(_interrupted, fake.country))
    answer = ask("run", "baseline", *SMALL)
    assert answer.exit_code == 130
    assert "1 of 2 runs are finished and kept in results" in answer.stderr


def _interrupted(task):
    if task.replicate == 1:
        raise KeyboardInterrupt
    return fake.simulate_policy(task)


def test_failed_runs_exit_2_and_name_the_first(ask, monkeypatch):
    monkeypatch.setattr(commands, "engine_of", lambda: Engine(_failing, fake.country))
    answer = ask("run", "baseline", *SMALL)
    assert answer.exit_code == 2 and "1 of 2 runs failed" in answer.stderr and "bad luck" in answer.stderr


def _failing(task):
    if task.replicate == 1:
        raise ValueError("bad luck")
    return fake.simulate_policy(task)


def test_another_package_of_our_name_stops_the_start(door, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        door.check_floors(tmp_path)
    assert stop.value.code == 2
    message = capsys.readouterr().err
    assert "'agents'" in message and str(ROOT / "agents") in message and "uv run run.py" in message
    door.check_floors(ROOT)  # ours


# Scenarios, levers, parameters, data


def test_a_new_scenario_is_good_and_is_not_overwritten(ask):
    assert ask("scenarios", "new", "mine.toml").exit_code == 0
    answer = ask("scenarios", "check", "mine.toml", "--json")
    assert answer.exit_code == 0 and json.loads(answer.stdout)["good"] is True
    again = ask("scenarios", "new", "mine.toml")
    assert again.exit_code == 2 and "exists already" in again.stderr


def test_a_wrong_scenario_exits_1_with_every_mistake(ask):
    Path("bad.toml").write_text(
        'titel = "x"\n[[change]]\nlever = "lis1.state_posts"\nfrom = "2027-13"\nvalue = 1\n'
    )
    answer = ask("scenarios", "check", "bad.toml")
    assert answer.exit_code == 1 and "titel" in answer.stdout and "2027-13" in answer.stdout
    value = json.loads(ask("scenarios", "check", "bad.toml", "--json").stdout)
    assert value["good"] is False and len(value["problems"]) >= 2 and value["problems"][0]["mend"]


def test_the_library_can_be_listed_and_shown(ask):
    names = [one["name"] for one in json.loads(ask("scenarios", "list", "--json").stdout)["items"]]
    assert "baseline" in names
    for name in names:
        shown = ask("scenarios", "show", name)
        assert shown.exit_code == 0 and shown.stdout.startswith(f"{name}: "), name
    assert "world" in json.loads(ask("scenarios", "show", names[0], "--json").stdout)


def test_levers_are_listed_by_group_in_the_order_of_the_rows(ask):
    from model.levers import GROUPS, LEVERS, NOT_MODELLED

    listed = ask("levers").stdout
    lines = listed.splitlines()
    assert max(map(len, lines)) <= 150, "the table must fit on a wide terminal"
    heads = [line for line in lines if line in {group.upper() for group in GROUPS}]
    assert heads == [group.upper() for group in GROUPS]
    value = json.loads(ask("levers", "--json").stdout)["items"]
    keys = [one["key"] for one in value]
    assert sorted(keys) == sorted({*LEVERS, *NOT_MODELLED})
    assert [line.split()[-1] for line in lines if line.split()[-1:] and line.split()[-1] in NOT_MODELLED] == [
        key for key in keys if key in NOT_MODELLED
    ]
    places = [next(n for n, line in enumerate(lines) if f" {key} " in f" {line} ") for key in keys]
    assert places == sorted(places), "text and JSON have the same order"
    firsts = [("ELCAF".index(one["rows"][0]["row"][0]), int(one["rows"][0]["row"][1:])) for one in value]
    assert firsts == sorted(firsts)
    for key, place in zip(keys, places, strict=True):
        below = " ".join(" ".join(lines[place + 1 : place + 3]).split())
        if key in NOT_MODELLED:
            assert "not modelled: " + NOT_MODELLED[key].partition(": ")[2][:60] in below
        else:
            lever = LEVERS[key]
            assert lever.unit in below and "allowed" in below and "evidence" in below, key
            words = lines[place].split()
            assert {lever.first_indicator, lever.sign, str(lever.lag_months), lever.grade, lever.scope} <= {*words}


def test_a_lever_prints_what_its_declaration_says(ask):
    from agents.months import month_text
    from model.lever_rows import ROWS, rows_of
    from model.levers import LEVERS

    for key, lever in LEVERS.items():
        text = " ".join(ask("levers", key).stdout.split())
        for part in (
            lever.unit,
            lever.today,
            lever.text,
            f"{lever.first_indicator}, sign {lever.sign}, from {lever.lag_months} months on, when set to",
            *(f"{row} {ROWS[row]}" for row in rows_of(lever.row)),
            *(f"{name} = " for name in lever.beside),
            *(entry.document for entry in lever.history),
            *(month_text(entry.month) for entry in lever.history),
        ):
            assert " ".join(str(part).split()) in text, (key, part)


def test_a_lever_as_json(ask):
    from model.levers import LEVERS

    value = json.loads(ask("levers", "lis1.state_posts", "--json").stdout)
    assert value["history"][-1]["value"] == LEVERS["lis1.state_posts"].history[-1].value
    assert value["trial"] == 1500 and value["beside"] == {}
    assert value["rows"] == [{"row": "L1", "name": "Number of state posts"}]
    beside = next(lever for lever in LEVERS.values() if lever.beside)
    assert json.loads(ask("levers", beside.key, "--json").stdout)["beside"] == dict(beside.beside)
    refused = ask("levers", "alis.svalbard")
    assert refused.exit_code == 2 and "not modelled" in refused.stderr


def test_parameters_print_value_range_source_and_grade(ask):
    listed = json.loads(ask("parameters", "--json").stdout)["items"]
    assert len(listed) > 50
    one = listed[0]
    text = " ".join(ask("parameters", one["name"]).stdout.split())
    assert " ".join(one["source"].split()) in text and f"grade: {one['grade']}" in text


def test_events_are_a_closed_list(ask):
    value = json.loads(ask("parameters", "--events", "--json").stdout)
    assert "specialist_approved" in value["events"] and "gp_training" in value["stages"]


def test_data_check_says_yes_and_no(ask, monkeypatch):
    good = ask("data", "check")
    assert good.exit_code == 0 and "all good" in good.stdout
    monkeypatch.setattr("model.tables.check_all", lambda *_: ["gp.csv, row 3: given x; expected y"])
    bad = ask("data", "check")
    assert bad.exit_code == 1 and "row 3" in bad.stdout


# One life


def test_a_life_is_told_in_order_and_in_words(ask):
    answer = ask("trace", "2026-01/uit/000", "--scenario", "baseline", "--end", "2026")
    assert answer.exit_code == 0, answer.output
    lines = answer.stdout.splitlines()
    assert lines[0] == "Doctor 2026-01/uit/000, a woman who began medicine at the University of Tromsø in January 2026."
    assert lines[1] == "Scenario baseline (seed 1, replicate 0):"
    assert lines[2].startswith("  January 2026, ") and "takes the medical degree" in lines[2]
    assert "becomes a GP for the first time in Oslo" in lines[3]


def test_a_life_is_told_in_norwegian(ask):
    answer = ask("trace", "2026-01/uit/000", "--scenario", "baseline", "--end", "2026", "--lang", "nb")
    assert "en kvinne som begynte på medisin" in answer.stdout and "blir fastlege for første gang" in answer.stdout


def test_a_life_of_a_folder_is_told_again_with_its_draw(ask):
    words = ("trace", "2026-01/uit/000", "--scenario", "baseline", "--end", "2026", "--draws", "3")
    value = json.loads(ask(*words, "--draw", "2", "--json").stdout)
    assert {key: value[key] for key in ("seed", "draw", "draws", "replicate")} == {
        "seed": 1, "draw": 2, "draws": 3, "replicate": 0}  # fmt: skip
    assert "(seed 1, draw 2 of 0-2, replicate 0)" in ask(*words, "--draw", "2").stdout


def test_two_lives_that_are_the_same_are_told_once(ask):
    words = ("trace", "2026-01/uit/002", "--scenario", "baseline", "--against", "more-lis1", "--end", "2027")
    answer = ask(*words)
    assert answer.exit_code == 0, answer.output
    assert "Scenarios baseline and more-lis1" in answer.stdout and "same to the end" in answer.stdout
    assert answer.stdout.count("dies") == 1
    value = json.loads(ask(*words, "--json").stdout)
    assert value["lives"]["baseline"][-1]["text"] == "dies" and set(value["lives"]) == {"baseline", "more-lis1"}


def test_an_unknown_doctor_is_said_to_be_unknown_and_one_to_ask_for_is_named(ask):
    answer = ask("trace", "2031-08/uit/017", "--scenario", "baseline", "--end", "2026")
    assert answer.exit_code == 2 and "nothing happens to such a doctor" in answer.stderr
    named = answer.stderr.split("in these runs ")[1].split()[0]
    assert ask("trace", named, "--scenario", "baseline", "--end", "2026").exit_code == 0


def test_bench_text_says_what_is_counted():
    from scenarios.bench import bench_text

    value = {
        "months": 300, "seconds_per_run": 2.0, "seconds_to_build": 0.5, "doctor_months": 20_000_000,
        "hindcast_seconds": 0.4, "ns_per_doctor_month": 100.0, "raw_random_bits_seconds": 0.4,
        "ratio_to_raw_random_bits": 5.0,
        "workers": 2, "runs_per_hour": 3000.0, "peak_worker_megabytes": 400.0,
        "start_seconds": {"help": 0.1, "one_year_warm": 3.0, "one_year_cold": 60.0},
        "seconds_by_process": {"market": 0.5, "leaving": 1.0}, "scaling": {"copies": 8, "cost_ratio": 8.2},
    }  # fmt: skip
    text = bench_text(value)
    assert "20 words per doctor-month" in text and "20 000 000" in text and "8 countries" in text
    assert text.index("leaving") < text.index("market")  # slowest first
