"""Fixtures of the scenario tests."""

import pytest

from tests.scenarios.drawn import drawn  # noqa: F401  a fixture of all of them


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a scenario file in the current folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def writer(text: str, name: str = "mine.toml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return writer
