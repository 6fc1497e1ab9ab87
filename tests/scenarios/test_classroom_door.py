"""The command ``classroom``: where it may be served, and what it says when it cannot be."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from shiny.reactive import _core

from scenarios import compile_ahead
from scenarios.classroom import serve
from scenarios.classroom.serve import ClassroomError, address, bound, check_host
from scenarios.pool import PoolError
from scenarios.study import ROOT
from tests.scenarios.toy_door import toy_model_in


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_addresses_of_this_machine_are_allowed(host):
    check_host(host, open_to_network=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "10.0.0.1"])
def test_others_only_when_asked_for(host):
    with pytest.raises(ClassroomError, match="--open-to-network"):
        check_host(host, open_to_network=False)
    check_host(host, open_to_network=True)


def test_a_name_is_no_address():
    with pytest.raises(ClassroomError, match="expected an address"):
        check_host("example.org", open_to_network=True)


def test_a_port_that_is_taken_is_said():
    with bound("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        assert address(first) == f"http://127.0.0.1:{port}"
        with pytest.raises(ClassroomError, match=f"--port {port}: .*choose another"):
            bound("127.0.0.1", port)


def test_a_port_is_given_back():
    with bound("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))


@pytest.mark.parametrize("words, said", [
    (["--host", "0.0.0.0"], "--open-to-network"), (["--port", "70000"], "--port 70000"),
    (["--workers", "0"], "1 or more"),
])  # fmt: skip
def test_the_door_refuses_with_one_message(tmp_path, words, said):
    with toy_model_in(tmp_path) as ask:
        answer = ask("classroom", *words)
    assert answer.exit_code == 2 and answer.output.startswith("Error: ") and said in answer.output


def test_without_shiny_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "shiny", None)
    monkeypatch.delitem(sys.modules, "scenarios.classroom.page", raising=False)
    monkeypatch.delitem(sys.modules, "scenarios.classroom.layout", raising=False)
    with toy_model_in(tmp_path) as ask:
        answer = ask("classroom", "--port", "0")
    assert answer.exit_code == 2 and "uv sync --extra classroom" in answer.output, answer.output


def test_the_engine_is_the_national_model():
    engine = serve.engine_of()
    assert (engine.stream.__name__, engine.country.__name__) == ("national_years", "load_geography") and engine.warm


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.5])
def test_ctrl_c_while_its_processes_are_loading_ends_it_without_a_traceback(seconds):
    """As in a terminal, where every process of the command hears it."""
    command = [sys.executable, "-m", "tests.scenarios.toy_classroom", "classroom", "--port", "0", "--workers", "2"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout and "classroom is at" in process.stdout.readline()
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in out + err, err


@pytest.mark.parametrize(("workers", "compiled", "done"), [(2, False, True), (2, True, False), (1, False, False)])
def test_the_model_is_compiled_once_before_several_workers_begin(monkeypatch, tmp_path, workers, compiled, done):
    asked, said, mark = [], [], tmp_path / "mark"
    if compiled:
        mark.touch()
    monkeypatch.setattr(compile_ahead, "_mark", lambda: mark)
    monkeypatch.setattr(compile_ahead, "parallel", lambda work, calls, processes: iter([asked.append(processes)]))
    serve.engine_of().prepare(workers, said.append)
    assert (asked, len(said)) == (([2], 1) if done else ([], 0))


def test_workers_that_are_killed_while_compiling_are_said(monkeypatch, tmp_path):
    def killed(work, calls, processes):
        raise PoolError("worker processes were killed")

    monkeypatch.setattr(compile_ahead, "_mark", lambda: tmp_path / "mark")
    monkeypatch.setattr(compile_ahead, "parallel", killed)
    with pytest.raises(ClassroomError, match="were killed"):
        serve.engine_of().prepare(2, print)


def test_a_timer_that_ctrl_c_finds_waiting_prints_no_traceback_but_another_error_does(capsys):
    serve._hush_cancelled_timers()
    for error in (asyncio.CancelledError(), ValueError("of ours")):
        try:
            raise error
        except BaseException:
            _core.traceback.print_exc()
    assert "of ours" in (told := capsys.readouterr().err) and "CancelledError" not in told
