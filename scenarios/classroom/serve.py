"""The classroom's server: on this machine alone unless told otherwise, and gone without a trace after Ctrl-C."""

import asyncio
import ipaddress
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from scenarios.classroom.years import Stream, national_years, same_run, warm_up, years_on_tables
from scenarios.ensemble import Task
from scenarios.other_tables import OtherTables, map_of, tables_in

MISSING = "the classroom needs Shiny; install it with `uv sync --extra classroom`"


class ClassroomError(ValueError):
    """The page cannot be served as asked."""


@dataclass(frozen=True)
class Engine:
    """What stands behind the page: the model, its map, what warms a worker up, where needed, what tells which tasks
    make the same run, and what is to be done before so many workers begin (workers, where to say it)."""

    stream: Stream
    country: Callable[[], Any]
    warm: Callable[[], None] | None = None
    same: Callable[[Task], bytes] | None = same_run
    prepare: Callable[[int, Callable[[str], None]], None] | None = None


def engine_of() -> Engine:
    """The national model; tests put a toy here."""
    from model.geography import load_geography

    return Engine(national_years, load_geography, warm_up, prepare=_compile)


def engine_on(tables: OtherTables) -> Engine:
    """The national model on other tables than those of Legemod."""
    stream = partial(years_on_tables, tables)
    return Engine(stream, partial(map_of, tables), partial(warm_up, stream), prepare=_compile)


def _compile(workers: int, write: Callable[[str], None]) -> None:
    """Compile the model by all processes together, where that was not done before: else each would compile it all."""
    from scenarios.compile_ahead import compile_ahead
    from scenarios.pool import PoolError

    text = "The model is compiled here for the first time, which takes about half a minute ..."
    try:
        compile_ahead(workers, lambda: write(text))
    except PoolError as error:
        raise ClassroomError(str(error)) from None


def open_classroom(
    host: str, port: int, workers: int | None, open_to_network: bool, write: Callable[[str], None],
    data: Path | None = None,
) -> None:  # fmt: skip
    """Serve the page until Ctrl-C. ClassroomError for an address that is refused or in use, or without Shiny.

    data: a folder with other tables; StudyError if they will not do.
    """
    check_host(host, open_to_network)
    tables = None if data is None else tables_in(data)
    workers = (os.cpu_count() or 1) if workers is None else workers
    if workers < 1:
        raise ClassroomError(f"--workers {workers}: expected 1 or more")
    try:
        import uvicorn

        from scenarios.classroom.page import app
    except ImportError as error:
        raise ClassroomError(f"{MISSING} ({error})") from None
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from scenarios.classroom.charts import drawing_process
    from scenarios.classroom.runs import Runs

    _hush_cancelled_timers()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # begun in the background, Ctrl-C would be ignored
    with bound(host, port) as listening:
        engine = engine_of() if tables is None else engine_on(tables)
        if engine.prepare:
            engine.prepare(workers, write)
        drawing = drawing_process(engine.country)
        try:
            with Runs(engine.stream, workers, engine.warm, engine.same) as runs:
                # Names of this machine alone: a page elsewhere cannot reach in by giving its own name our address.
                names = ["*"] if open_to_network or ":" in host else ["127.0.0.1", "localhost", host]
                served = TrustedHostMiddleware(app(runs, drawing, engine.country), allowed_hosts=names)
                if open_to_network:
                    write(f"Warning: {host} can be reached by others on this network, who may run the model here.")
                if tables and tables.warning:
                    write(f"Warning: {tables.warning}.")
                write(f"The classroom is at {address(listening)} (Ctrl-C ends it).")
                config = uvicorn.Config(served, log_level="error", timeout_graceful_shutdown=1, ws_max_size=1_000_000)
                uvicorn.Server(config).run(sockets=[listening])
        finally:
            drawing.shutdown(wait=True, cancel_futures=True)


class _UnlessCancelled:
    """Stands for ``traceback`` where Shiny's timers print one, also when Ctrl-C finds them waiting for their turn."""

    @staticmethod
    def print_exc() -> None:
        if not isinstance(sys.exception(), asyncio.CancelledError):
            traceback.print_exc()


def _hush_cancelled_timers() -> None:
    from shiny.reactive import _core

    _core.traceback = _UnlessCancelled  # type: ignore[assignment]


def check_host(host: str, open_to_network: bool) -> None:
    """ClassroomError unless the address is one of this machine alone, or the network was asked for."""
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise ClassroomError(f"--host {host}: expected an address such as 127.0.0.1 or ::1, or localhost") from None
    if not own and not open_to_network:
        raise ClassroomError(
            f"--host {host}: others on the network could then reach the page and run the model here; use 127.0.0.1, "
            "or add --open-to-network if that is what you want"
        )


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; ClassroomError if the port is taken. port 0: any free one."""
    if not 0 <= port <= 65_535:
        raise ClassroomError(f"--port {port}: expected 0 (any free one) to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        text = f"--host {host} --port {port}: {error.strerror}; choose another --port, or 0 for any free one"
        raise ClassroomError(text) from None
    listening.listen(128)
    return listening


def address(listening: socket.socket) -> str:
    """What to write in the browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
