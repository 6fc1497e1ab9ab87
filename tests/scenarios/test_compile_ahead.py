"""Loops compiled before the first run: all that a run calls, shared out, once."""

import csv
import subprocess
import sys

import pytest

from scenarios import compile_ahead as ahead
from scenarios.study import ROOT


def test_the_table_holds_every_loop_that_a_run_calls_with_its_types():
    command = [sys.executable, "-m", "scenarios.compile_ahead"]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    called = {(row["room"], row["loop"], row["types"]) for row in csv.DictReader(answer.stdout.splitlines())}
    missing = sorted(called - set(ahead.loops()))
    assert len(called) > 100
    assert not missing, "print the table anew: uv run python -m scenarios.compile_ahead > scenarios/compiled_loops.csv"


def test_every_row_of_the_table_is_a_loop_of_today_and_its_types_are_known():
    from importlib import import_module

    rows = ahead.loops()
    assert len(set(rows)) == len(rows)
    for room, name, types in rows:
        assert hasattr(getattr(import_module(room), name), "compile"), f"{room}.{name} is gone: print the table anew"
        assert isinstance(ahead._types(types), tuple)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The loops that were shared out; nothing is compiled."""
    found = []

    def parallel(work, calls, workers):
        assert work is ahead.compile_one
        found.extend(calls)
        return iter([None] * len(calls))

    monkeypatch.setattr(ahead, "parallel", parallel)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    return found


def test_they_are_shared_out_once(asked):
    ahead.compile_ahead(2)
    assert asked == ahead.loops()
    ahead.compile_ahead(2)
    assert len(asked) == len(ahead.loops())


def test_another_code_is_compiled_again(asked, monkeypatch, tmp_path):
    ahead.compile_ahead(2)
    rows = ahead.loops()
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("room,loop,types\n" + '{},{},"{}"\n'.format(*rows[0]), encoding="utf-8")
    monkeypatch.setattr(ahead, "TABLE", shorter)
    ahead.compile_ahead(2)
    assert asked == [*rows, rows[0]]


def test_one_worker_has_nobody_to_share_with(asked):
    ahead.compile_ahead(1)
    assert not asked


def test_nothing_is_done_where_nothing_is_compiled(asked, monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    ahead.compile_ahead(2)
    assert not asked


def test_one_is_compiled_for_the_types_it_is_given():
    from agents.row_loops import with_value

    types = "(Array(int64, 1, 'C', False, aligned=True), Array(uint16, 1, 'C', False, aligned=True), uint16)"
    assert ahead._types(types) not in with_value.signatures
    ahead.compile_one("agents.row_loops", "with_value", types)
    assert ahead._types(types) in with_value.signatures


def test_a_loop_or_a_type_that_is_gone_stops_nothing():
    ahead.compile_one("agents.row_loops", "no_such_loop", "(int64,)")
    ahead.compile_one("agents.row_loops", "with_value", "(Vector(int64),)")
