"""Every command in README and docs runs in its smoke form, and every link inside the project leads somewhere."""

import importlib.util
import os
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scenarios import commands as room
from scenarios import pipeline
from scenarios.study import ROOT
from tests import documents
from tests.documents import SMOKE, commands, documented, links, missing_link, pages, smoke_of, words_of
from tests.scenarios import fake

COMMANDS = documented()


@pytest.fixture(scope="module")
def door():
    """run.py of this checkout."""
    spec = importlib.util.spec_from_file_location("legemod_door_of_documents", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """An empty folder, the toy country behind the door; figures and report, slow to draw, have tests of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(room, "engine_of", fake.policy_engine)
    monkeypatch.setattr(room, "digests", lambda: {"code": "toy"})
    monkeypatch.setattr(pipeline, "write_pages", lambda *_: None)
    return tmp_path


def read_and_helped(group: click.Group, words: list[str]) -> None:
    """The options of a documented command are read, and it has a --help; nothing is run."""
    command, context = group, click.Context(group, info_name="run.py")
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, words)
        assert command is not None, name
    command.make_context(command.name, list(words), parent=context)
    assert command.get_help(click.Context(command, info_name=command.name, parent=context))


def try_module(words: list[str]) -> None:
    """``python -m ROOM``: a room with a main part."""
    spec = importlib.util.find_spec(words[4])
    assert spec is not None and 'if __name__ == "__main__":' in Path(spec.origin).read_text("utf-8"), words[4]


def try_tool(words: list[str]) -> None:
    """A program of the environment, and the files it is given."""
    assert shutil.which(words[2], path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"), words[2]
    paths = [word.partition("::")[0] for word in words[3:] if "/" in word]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def try_extra(words: list[str]) -> None:
    """``uv sync --extra X``: X is an extra of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [words[place + 1] for place, word in enumerate(words) if word == "--extra"]
    assert set(asked) <= set(project["optional-dependencies"])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_documented_command_works(command, door, folder):
    smoke = smoke_of(command)
    assert smoke is not None, f"{command} ({', '.join(COMMANDS[command])}): give it a row in tests/documents.py"
    words = shlex.split(command)
    if smoke.how == "run":
        if "my-scenario.toml" in words and "new" not in words:
            (folder / "my-scenario.toml").write_text(readme_scenario(), "utf-8")
        answer = CliRunner().invoke(door.cli, [*words_of(command), *smoke.more], prog_name="run.py")
        assert answer.exit_code == 0, answer.output
    elif smoke.how == "parse":
        read_and_helped(door.cli, words_of(command))
    else:
        {"module": try_module, "tool": try_tool, "extra": try_extra}[smoke.how](words)


def readme_scenario() -> str:
    """The scenario file that the README shows."""
    return (ROOT / "README.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]


def test_the_pages_hold_commands():
    assert len(COMMANDS) > 20 and "uv run run.py compare baseline more-lis1 relaxed-supervisor" in COMMANDS


def test_the_version_is_one(door):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"Legemod, version {version}\n" == CliRunner().invoke(door.cli, ["--version"], prog_name="run.py").output
    assert f'\nversion: "{version}"\n' in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"Version {version}." in (ROOT / "docs" / "cite.md").read_text("utf-8")


def test_the_readme_is_short_enough_to_be_read():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 150


def test_every_page_is_found_from_the_readme():
    """By the links and paths that lead there, from page to page."""
    seen, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        seen.add(page)
        for target in links(page.read_text("utf-8")):
            path = target.partition("#")[0]
            place = (ROOT / path[1:] if path.startswith("/") else page.parent / path).resolve()
            left += [place] if place.suffix == ".md" and place.is_file() and place not in seen else []
    assert [page.name for page in pages() if page not in seen] == []


def test_every_link_inside_the_project_leads_somewhere():
    missing = [missing_link(target, page) for page in pages() for target in links(page.read_text("utf-8"))]
    assert [text for text in missing if text] == []


# The tests can fail


def test_a_command_that_nobody_knows_is_seen():
    text = "try `uv run run.py fly\nhome` or\n```\nuv run run.py levers X   # one\nuv run python -m a.b > c.md\n```\n"
    assert list(commands(text)) == ["uv run run.py levers X", "uv run python -m a.b", "uv run run.py fly home"]
    assert smoke_of("uv run run.py fly home") is None and smoke_of("uv run run.py runner") is None


@pytest.mark.parametrize("words", [["calibrate", "--untill", "2022"], ["backtest", "2022"], ["scenarios", "chek", "x"]])
def test_a_long_command_with_wrong_options_is_seen(words, door):
    with pytest.raises((click.UsageError, AssertionError)):
        read_and_helped(door.cli, words)


@pytest.mark.parametrize("target", ["odd.md#99-nothing", "nothing.md", "/agents/nobody.py", "/docs/*.rst"])
def test_a_dead_link_is_seen(target):
    assert missing_link(target, ROOT / "docs" / "limits.md")
    assert missing_link("odd.md#4-design-concepts", ROOT / "docs" / "limits.md") is None
    assert missing_link("/agents/*_loops.py", ROOT / "docs" / "limits.md") is None


def test_rows_of_the_table_say_why_a_command_is_not_run():
    assert [row for row in SMOKE if row.how == "parse" and row.tag not in ("long", "net", "server")] == []
    assert documents.HOW_TO.is_dir()
