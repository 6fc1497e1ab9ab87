"""The how-to pages, done: their files and edits are made in a copy of the project, and their commands run there.

<!-- file: PATH --> before a fence: the fence is that file, complete. <!-- edit: PATH -->: the fence is a diff whose
parts (between @@) each fit the file in one place only. A fence of sh: commands. A comment after a command says what is
expected: "refused" an exit code other than 0; "long" that it is not run here, only its files are looked for.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.study import ROOT

PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
PARTS = ("agents", "model", "scenarios", "calibration", "tests", "docs", "run.py", "pyproject.toml", "README.md")
MARK = r"(?:<!-- (?P<what>file|edit): (?P<path>\S+) -->\n)?"
STEP = re.compile(MARK + r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(text: str) -> Iterator[tuple[str, str, str]]:
    """(what, path, body) of each fence: what is file, edit or sh. A fence of another kind needs no doing."""
    for found in STEP.finditer(text):
        if found["what"] or found["kind"] == "sh":
            yield found["what"] or "sh", found["path"] or "", found["body"]


def edited(text: str, diff: str) -> str:
    """The text with every part of the diff applied; AssertionError unless each fits in exactly one place."""
    for part in re.split(r"^@@\n", diff, flags=re.MULTILINE):
        lines = part.splitlines(keepends=True)
        assert all(line[0] in " +-" for line in lines if line.strip()), part
        old = "".join(line[1:] if line.strip() else line for line in lines if line[0] != "+")
        new = "".join(line[1:] if line.strip() else line for line in lines if line[0] != "-")
        assert text.count(old) == 1, f"{text.count(old)} places, expected one, for\n{part}"
        text = text.replace(old, new)
    return text


def arguments(words: list[str]) -> list[str]:
    """A command as this Python runs it."""
    assert words[:2] == ["uv", "run"], words
    if words[2] == "pytest":
        return [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *words[3:]]
    return [sys.executable, *(words[3:] if words[2] == "python" else words[2:])]


def run(line: str, folder: Path) -> None:
    """One command of a page in the copy, as its comment expects."""
    command, _, comment = line.partition("    # ")
    command, _, target = command.partition(" > ")
    words = arguments(shlex.split(command))
    if comment.startswith("long"):
        assert [word for word in words if word.startswith("tests/") and not (folder / word).exists()] == []
        return
    keep = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    keep.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(words, cwd=folder, env=keep, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode != 0) == comment.startswith("refused"), f"{line}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    if target:
        (folder / target.strip()).write_text(done.stdout, "utf-8")


@pytest.fixture
def copy(tmp_path):
    """The project, with what was compiled of it, so that nothing is compiled again."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("pictures", ".git"))
        else:
            shutil.copy2(source, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_works(page, copy):
    done = 0
    for what, path, body in steps(page.read_text("utf-8")):
        place = copy / path
        if what == "file":
            assert not place.exists(), f"{path} exists already"
            place.write_text(body, "utf-8")
        elif what == "edit":
            place.write_text(edited(place.read_text("utf-8"), body), "utf-8")
        else:
            for line in body.splitlines():
                run(line, copy)
                done += 1
    assert done >= 3, "a page ends with commands that check what it did"


# The test can fail


def test_a_part_that_fits_nowhere_or_twice_is_seen():
    assert edited("a\nb\nc\n", " a\n-b\n+B\n@@\n+d\n c\n") == "a\nB\nd\nc\n"
    for text in ("a\n", "b\nb\n"):
        with pytest.raises(AssertionError, match="places, expected one"):
            edited(text, "-b\n+B\n")


def test_a_command_that_fails_is_seen(tmp_path):
    with pytest.raises(AssertionError, match="No module named"):
        run("uv run python -m nothing.there", tmp_path)
    run("uv run python -m nothing.there    # refused", tmp_path)
    with pytest.raises(AssertionError):
        run("uv run python -c pass    # refused", tmp_path)
