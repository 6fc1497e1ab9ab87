"""Where work is spread: over processes of this machine, or over the workers of a Dask scheduler that runs already.

One call, ``parallel``, and results in whatever order they come. The work makes its own errors into results; what is
raised here is about the workers: none there, of another version, gone.

When a worker process is killed, loky gives up the whole pool. It is started again with what is missing as long as
something gets done; the suspects, which were handed out when it died, come last and one at a time, so that a culprit
stops no other. A Dask scheduler does the like by itself.
"""

import ctypes
import gc
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache, partial
from threading import Thread
from typing import Any

VAIN_RESTARTS = 2  # in a row without a single result, before giving up; for each suspect, when only these are left
IDLE_SECONDS = 300  # after which worker processes end
THREADS = tuple(f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMBA", "NUMEXPR"))
ANSWER_SECONDS = 10  # for a scheduler
WORKER_SECONDS = 60  # for the first worker of a cluster
GIVE_BACK_SECONDS = 3.0  # looking through a process takes a tenth of a second; a national run takes more than this
_given_back = [0.0]  # when this process last gave memory back
Results = Generator[Any, None, None]


class PoolError(RuntimeError):
    """There are no workers to do the work, or they are of another version, or they are gone."""


def parallel(
    work: Callable[..., Any], arguments: Iterable[tuple], workers: int, cluster: str | None = None
) -> Results:
    """work(*arguments) in worker processes, in whatever order they finish; in this process for one worker.

    cluster: address of a running Dask scheduler instead. PoolError if what is missing cannot be made; what was given
    before stands. Closing the generator early stops the work.
    """
    calls = list(arguments)
    if cluster is not None:
        return _on_cluster(work, calls, cluster)
    if workers == 1 or not calls:
        return (_worked(work, call) for call in calls)
    return _in_processes(work, calls, workers)


# Processes of this machine


def _in_processes(work: Callable[..., Any], calls: list[tuple], workers: int) -> Results:
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    processes = min(workers, len(calls))
    fresh, suspects = deque(range(len(calls))), deque[int]()
    handed_out: dict[Future, int] = {}
    deaths = 0  # since the last result
    done = False
    try:
        while fresh or suspects or handed_out:
            left = len(fresh) + len(suspects) + len(handed_out)
            if deaths > VAIN_RESTARTS * (1 if fresh else len(suspects)):
                raise PoolError(
                    f"worker processes were killed {deaths} times in a row, most often because memory ran out, and "
                    f"{left} of {len(calls)} tasks are not done; use fewer --workers"
                )
            queue, at_once = (fresh, 2 * processes) if fresh else (suspects, 1)
            with suppress(BrokenProcessPool):  # then those which were handed out say so too
                while queue and len(handed_out) < at_once:
                    future = _submit(processes, work, calls[queue[0]])
                    handed_out[future] = queue.popleft()
            ended = wait(handed_out, return_when=FIRST_COMPLETED).done
            if any(isinstance(future.exception(), BrokenProcessPool) for future in ended):
                ended, deaths = wait(handed_out).done, deaths + 1  # the whole pool is gone
            for future in ended:
                number = handed_out.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(number)
                    continue
                deaths = 0
                yield future.result()
        done = True
    finally:
        if not done:
            _pool(processes).shutdown(kill_workers=True)


def _pool(processes: int) -> Any:
    """The processes, each of one thread; they stay for the next work, and are new ones if one of them died."""
    from joblib.externals.loky import get_reusable_executor

    return get_reusable_executor(processes, timeout=IDLE_SECONDS, env=dict.fromkeys(THREADS, "1"))


def _submit(processes: int, work: Callable[..., Any], call: tuple) -> Future:
    return _pool(processes).submit(_in_worker, os.getpid(), work, call)  # type: ignore[no-any-return]


def _in_worker(command: int, work: Callable[..., Any], call: tuple) -> Any:
    _leave_with(command)
    result = _worked(work, call)
    _spare_what_is_loaded(getattr(work, "__qualname__", ""))
    return result


def _worked(work: Callable[..., Any], call: tuple) -> Any:
    """The work; the memory that it held goes back to the system, if the last time is some seconds ago.

    A country and its parts know each other, so they stay until cycles are looked for, which Python does by the number
    of objects, not by their size; and freed arrays leave holes. A worker grew by 40 MB a run, to 1.2 GB.
    """
    try:
        return work(*call)
    finally:
        if time.monotonic() - _given_back[0] > GIVE_BACK_SECONDS:
            gc.collect()
            if (trim := _trim()) is not None:
                trim(0)
            _given_back[0] = time.monotonic()


@cache
def _spare_what_is_loaded(work: str) -> None:
    """What the first call of a work loaded, libraries and tables, is not looked through for cycles after others."""
    gc.freeze()


@cache
def _trim() -> Callable[[int], int] | None:
    """``malloc_trim`` of the C library, None where it has none."""
    try:
        return ctypes.CDLL(None).malloc_trim  # type: ignore[no-any-return]
    except (AttributeError, OSError, TypeError):  # no glibc: macOS, Windows, musl
        return None


@cache
def _leave_with(command: int) -> None:
    """End this process when its command is gone: after kill -9 it would wait for ever to hand over a large result."""

    def watch() -> None:
        while os.getppid() == command:
            time.sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


# A cluster


def _on_cluster(work: Callable[..., Any], calls: list[tuple], address: str) -> Results:
    """By Dask's own calls: joblib's would run here, unasked, on a cluster of one thread, and hear of no end."""
    with _client(address) as client:
        from dask.distributed import CancelledError, KilledWorker, as_completed

        killed: list[str] = []
        for future in as_completed(client.map(partial(_elsewhere, work, fingerprint()), calls, pure=False)):
            try:
                result = future.result()
            except KilledWorker as error:
                killed.append(str(error).splitlines()[0])
                continue
            except (CancelledError, OSError) as error:
                raise PoolError(
                    f"--cluster {address}: the scheduler is gone; start it again, or leave --cluster out"
                ) from error
            yield result
        if killed:
            raise PoolError(
                f"--cluster {address}: workers died over {len(killed)} of {len(calls)} tasks, most often because "
                f"memory ran out; give them more. First: {killed[0]}"
            )


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection to a Dask scheduler that has workers, closed with the work."""
    try:
        from dask.distributed import Client
    except ImportError:
        raise PoolError("--cluster needs Dask; install it with `uv sync --extra cluster`") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # one message, ours
    try:
        client = Client(address, timeout=f"{ANSWER_SECONDS}s")
    except (OSError, ValueError, TimeoutError) as error:
        raise PoolError(
            f"--cluster {address}: no Dask scheduler answers there ({error}); expected an address such as "
            "tcp://127.0.0.1:8786 of a scheduler that runs"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            raise PoolError(
                f"--cluster {address}: the scheduler has had no worker for {WORKER_SECONDS} seconds; start one with "
                f"`uv run dask worker {address}`"
            ) from None
        yield client


def _elsewhere(work: Callable[..., Any], expected: dict[str, str], call: tuple) -> Any:
    """The work on a worker that may be another machine: only with our code, data and packages."""
    found = fingerprint()
    if differ := sorted(name for name in expected if found.get(name) != expected[name]):
        from socket import gethostname

        raise PoolError(
            f"a worker of the cluster, on {gethostname()}, has another version of {', '.join(differ)}; its results "
            "would be other ones. Give every worker this checkout and these packages (`uv sync --extra cluster`)"
        )
    return _worked(work, call)


@cache
def fingerprint() -> dict[str, str]:
    """Digests of code and data, and package versions: what decides a result besides the arguments."""
    from model.tables import data_digest
    from scenarios.draws import available, file_digest
    from scenarios.study import code_digest, package_versions

    posteriors = {f"posterior {name}": file_digest(name) for name in available()}
    posteriors["unseen"] = file_digest("unseen")
    return {"code": code_digest(), "data": data_digest(), **posteriors, **package_versions()}
