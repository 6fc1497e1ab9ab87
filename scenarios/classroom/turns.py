"""Whose run is next: tasks of several readers in one line, and what they are told.

Turns are fair by reader: whoever has waited longest for a worker is next, whatever the length of the others' queues.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from scenarios.classroom.years import Year
from scenarios.ensemble import Task

# errors that the page has words for (words.py); any other is the text of an exception
FAILURES = KILLED, NO_WORKER = "failed.killed", "failed.no.worker"


@dataclass(frozen=True)
class Told:
    """What becomes of one task: a year of it, its end (seconds it took), or an error in place of the rest.

    again: told of a run made before.
    """

    task: int
    year: Year | None = None
    done: bool = False
    seconds: float = 0.0
    error: str = ""
    again: bool = False


Tell = Callable[[Told], None]


@dataclass
class Waiting:
    """A task of a reader: its number among the reader's tasks, whom to tell, how often it was begun, and the name that
    it shares with tasks which give the same run, if these are kept. ahead: nobody has asked for it yet (ahead.py)."""

    who: str
    number: int
    task: Task
    tell: Tell
    tries: int = 0
    name: bytes = b""
    ahead: bool = False


@dataclass
class Queue:
    """Tasks by reader; ``next`` takes one of the reader who has had to wait longest since the last turn."""

    readers: "OrderedDict[str, deque[Waiting]]" = field(default_factory=OrderedDict)

    def add(self, one: Waiting, first: bool = False) -> None:
        """At the end of the reader's own tasks, or before them."""
        tasks = self.readers.setdefault(one.who, deque())
        (tasks.appendleft if first else tasks.append)(one)

    def next(self, under_way: Container[bytes] = ()) -> Waiting | None:
        """The next task that makes no run which is ``under_way``; its reader goes to the end of the line."""
        found = self._first(lambda one: not one.name or one.name not in under_way)
        if found and found.who in self.readers:
            self.readers.move_to_end(found.who)
        return found

    def told_by(self, kept: Container[bytes]) -> Waiting | None:
        """A task whose run is ``kept``, or else can be told at once; nobody's turn changes."""
        return self._first(lambda one: one.name in kept)

    def _first(self, wanted: Callable[[Waiting], bool]) -> Waiting | None:
        """The first that is ``wanted``, reader by reader, taken out."""
        for who, tasks in self.readers.items():
            for at, one in enumerate(tasks):
                if wanted(one):
                    del tasks[at]
                    if not tasks:
                        del self.readers[who]
                    return one
        return None

    def awaits(self, name: bytes) -> bool:
        """Whether a reader waits for the run of this name."""
        return any(one.name == name for tasks in self.readers.values() for one in tasks)

    def drop(self, who: str) -> None:
        """Forget a reader."""
        self.readers.pop(who, None)
