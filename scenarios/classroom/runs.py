"""Runs for several readers at once: a few warm worker processes, told year by year, fair, and stopped when one leaves.

Why not joblib or concurrent.futures, which make the runs everywhere else: their tasks give one result at the end and
cannot be stopped once they have begun. Here each worker holds one end of a pipe. Up comes every year of its run; down
goes a word to stop, which it looks for between two years. When the parent is gone, the pipe ends, and so does the
worker.

Turns are fair by reader (turns.py).

What a finished run told is kept for a while: who asks for the same run again, or for another scenario over the same
base, is told at once. Who asks for a run that is under way waits for its end: a class that opens the same lesson has
each run made once. While nobody waits, workers make runs that readers are likely to ask for (ahead.py).
"""

import contextlib
import multiprocessing
import os
import signal
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from threading import Lock, Thread
from typing import Any

from scenarios.classroom.ahead import Ahead
from scenarios.classroom.spared import spared
from scenarios.classroom.turns import KILLED, NO_WORKER, Queue, Tell, Told, Waiting
from scenarios.classroom.years import Stream, Year
from scenarios.ensemble import Task

TRIES = 2  # a run whose process dies is made once more
KEPT = 160  # finished runs whose years are kept, 0.6 MB each; the one not asked for longest is forgotten first
STOP = "stop"


@dataclass
class _Worker:
    """A process, the pipe to it, what it is doing, what it has told of that, and whether it is still wanted."""

    process: Any
    pipe: Connection
    doing: Waiting | None = None
    wanted: bool = True
    ready: bool = False
    told: list[Year] = field(default_factory=list)


class Runs:
    """The workers and the line before them; use as a context, or ``close`` at the end.

    stream: the engine, a function that worker processes can import. warm: called once in each worker at
    its start, where given. same: gives tasks one name that make the same run; None: every run is made, none is kept.
    """

    def __init__(
        self, stream: Stream, workers: int, warm: Callable[[], None] | None = None,
        same: Callable[[Task], bytes] | None = None,
    ):  # fmt: skip
        if workers < 1:
            raise ValueError(f"{workers} workers; expected 1 or more")
        self._make, self._same = (stream, warm), same
        self._kept: OrderedDict[bytes, list[Year]] = OrderedDict()
        self._context = multiprocessing.get_context("spawn")  # a fork would copy the threads and pipes of the server
        self._lock, self._queue, self._ahead, self._closed = Lock(), Queue(), Ahead(), False
        self._wake, self._bell = multiprocessing.Pipe(duplex=False)
        self._workers = [self._begin() for _ in range(workers)]
        self._thread = Thread(target=self._serve, name="classroom-runs", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Runs":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # For readers

    def ask(self, who: str, tasks: Sequence[Task], tell: Tell) -> None:
        """Make these runs for a reader, after those asked for before. ``tell`` is called from another thread."""
        with self._lock:
            for number, task in enumerate(tasks):
                name = self._same(task) if self._same else b""
                self._queue.add(Waiting(who, number, task, tell, name=name))
            for one in self._stop(lambda one: one.ahead and not self._queue.awaits(one.name)):
                self._ahead.put_back(one)
        if self._workers:
            self._ring()
        else:
            self._refuse_all()

    def leave(self, who: str) -> None:
        """Drop what the reader waits for and stop what runs at its next year; nothing more of it is told."""
        with self._lock:
            self._queue.drop(who)
            self._stop(lambda one: not one.ahead and one.who == who)

    def ahead(self, who: str, tasks: Sequence[Task]) -> tuple[bytes, ...]:
        """Make these runs while nobody waits and keep what they tell, in place of those that this reader had in mind
        before; of these, what is under way stops at its next year. The names of the runs; none where no run is kept."""
        if self._same is None:
            return ()
        wished = {self._same(task): task for task in tasks}
        with self._lock:
            self._ahead.wish(who, wished)
            self._stop(
                lambda one: one.ahead and one.who == who and one.name not in wished
                and not self._queue.awaits(one.name)
            )  # fmt: skip
        self._ring()
        return tuple(wished)

    def kept(self, names: Sequence[bytes]) -> int:
        """How many of the runs of these names are made and kept."""
        with self._lock:
            return sum(name in self._kept for name in names)

    @property
    def busy(self) -> int:
        """How many workers are at a run."""
        with self._lock:
            return sum(worker.doing is not None for worker in self._workers)

    @property
    def readers(self) -> int:
        """How many readers have a run waiting or under way."""
        with self._lock:
            doing = [worker.doing for worker in self._workers if worker.doing and worker.wanted]
            at_work = {one.who for one in doing if not one.ahead}
            return len(at_work | set(self._queue.readers))

    @property
    def ready(self) -> bool:
        """Whether a worker is warm."""
        return any(worker.ready for worker in self._workers)

    @property
    def all_ready(self) -> bool:
        """Whether all workers are warm."""
        return all(worker.ready for worker in self._workers)

    def close(self, seconds: float = 5.0) -> None:
        """Stop everything and wait for the processes to end; those that do not are ended."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._ring()
        self._thread.join()
        for worker in self._workers:
            worker.pipe.close()
        end = time.monotonic() + seconds
        for worker in self._workers:
            worker.process.join(max(0.0, end - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    # The thread

    def _begin(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        process = self._context.Process(target=_work, args=(theirs, *self._make), daemon=True)
        with spared():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _ring(self) -> None:
        _send(self._bell, None)

    def _stop(self, unwanted: Callable[[Waiting], bool]) -> list[Waiting]:
        """Workers at such a run are told to stop, and what they still say of it is not passed on. The runs."""
        stopped = []
        for worker in self._workers:
            if worker.doing and worker.wanted and unwanted(worker.doing):
                worker.wanted = False
                _send(worker.pipe, STOP)
                stopped.append(worker.doing)
        return stopped

    def _serve(self) -> None:
        while not self._closed:
            self._tell_again()
            self._take_over()
            self._hand_out()
            for pipe in wait([self._wake, *(worker.pipe for worker in self._workers)]):
                if pipe is self._wake:
                    self._wake.recv()
                else:
                    self._hear(next(worker for worker in self._workers if worker.pipe is pipe))

    def _tell_again(self) -> None:
        """Whoever waits for a run that is kept is told of it, worker or not."""
        while not self._closed:
            with self._lock:
                one = self._queue.told_by(self._kept)
                if one is None:
                    return
                self._kept.move_to_end(one.name)
                years = self._kept[one.name]
            for year in years:
                one.tell(Told(one.number, year, again=True))
            one.tell(Told(one.number, done=True, again=True))

    def _take_over(self) -> None:
        """Who asks for a run that is being made ahead is told its years so far, and the others as they come."""
        for worker in self._workers:
            with self._lock:
                ahead = worker.doing if worker.wanted else None
                one = self._queue.told_by({ahead.name}) if ahead and ahead.ahead else None
                if one is None:
                    continue
                one.tries += 1
                worker.doing, years = one, list(worker.told)
            for year in years:
                one.tell(Told(one.number, year, again=True))

    def _keep(self, one: Waiting, years: list[Year]) -> None:
        self._kept[one.name] = years
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _hand_out(self) -> None:
        with self._lock:
            under_way = {worker.doing.name for worker in self._workers if worker.doing and worker.wanted}
            for worker in self._workers:
                if not worker.ready or worker.doing is not None:
                    continue
                if one := self._queue.next(under_way) or self._ahead.next(under_way, self._kept):
                    under_way.add(one.name)
                    worker.doing, worker.wanted, worker.told = one, True, []
                    one.tries += 1
                    _send(worker.pipe, one.task)

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return self._died(worker)
        if said is None:
            worker.ready = True
            return
        with self._lock:
            one, wanted = worker.doing, worker.wanted
            if one and one.name and said.year is not None:
                worker.told.append(said.year)
            if said.done:
                worker.doing = None
                if one and one.name and not said.error:
                    self._keep(one, worker.told)
        if one and wanted:
            one.tell(Told(one.number, said.year, said.done, said.seconds, said.error))

    def _died(self, worker: _Worker) -> None:
        """A new process in its place; its run is made again once, by another worker perhaps."""
        with self._lock:
            one, wanted, was_ready = worker.doing, worker.wanted, worker.ready
            if one and wanted and one.tries < TRIES and not one.ahead:
                self._queue.add(one, first=True)
                one = None
            worker.doing = None
            worker.pipe.close()
            if was_ready:
                self._workers[self._workers.index(worker)] = self._begin()
            else:
                self._workers.remove(worker)  # it cannot even begin: another would not either
        if one and wanted:
            one.tell(Told(one.number, done=True, error=KILLED))
        if not self._workers:
            self._refuse_all()

    def _refuse_all(self) -> None:
        """There is no worker left: say so to everybody who waits."""
        while one := self._queue.next():
            one.tell(Told(one.number, done=True, error=NO_WORKER))


def _send(pipe: Connection, what: Any) -> None:
    """To a process that may be gone: that is heard of at the other end."""
    with contextlib.suppress(OSError):
        pipe.send(what)


# The process


def _work(pipe: Connection, stream: Stream, warm: Callable[[], None] | None) -> None:
    """A worker: warm up, then run after run until the pipe ends. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # the page answers first
    try:
        if warm is not None:
            warm()
        pipe.send(None)
        while True:
            task = pipe.recv()
            if task != STOP:  # one that came too late
                pipe.send(_one_run(pipe, stream, task))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _one_run(pipe: Connection, stream: Stream, task: Task) -> Told:
    """Tell every year of a run; its end, or an error, or that it was stopped."""
    begun = time.perf_counter()
    try:
        for year in stream(task):
            if pipe.poll() and pipe.recv() == STOP:
                return Told(0, done=True, error=STOP)
            pipe.send(Told(0, year))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        return Told(0, done=True, error=f"{type(error).__name__}: {error}")
    return Told(0, done=True, seconds=time.perf_counter() - begun)
