"""What a panel of the page is, and what it may know of the reader it is shown to.

A panel has a room of its own with two functions: its place on the page, and what happens in it for one reader.
``panels.py`` lists them.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, Protocol

from htmltools import Tag
from shiny import reactive

from model.levers_base import Value
from scenarios.classroom.first_pair import FirstPair
from scenarios.classroom.gathered import Gathered
from scenarios.classroom.progress import Progress
from scenarios.classroom.runs import Runs
from scenarios.classroom.settings import Settings
from scenarios.classroom.turns import Told
from scenarios.classroom.years import Country
from scenarios.study import Case


@dataclass(frozen=True)
class Job:
    """What was asked for with one press of the button.

    posts_alone: both sides differ in LIS1 posts only. from_file: the second side is a file of the reader's.
    beyond: levers and values of either side that lie beyond what has been seen.
    """

    settings: Settings
    names: tuple[str, str]
    progress: Progress
    gathered: Gathered
    posts_alone: bool
    from_file: bool = False
    beyond: tuple[tuple[str, Value], ...] = ()
    first: FirstPair = field(default_factory=FirstPair)

    def tell(self, told: Told) -> None:
        """A word of a worker."""
        self.gathered.tell(told)
        self.first.tell(told)
        self.progress.tell(told)


@dataclass(frozen=True)
class SetUp:
    """What is set, what the two sides are called, and both ready to run."""

    settings: Settings
    names: tuple[str, str]
    cases: tuple[Case, Case]


class Reader(Protocol):
    """One session of the page.

    drawing: the process that draws. country: gives the map, a function of a module. job: what was last asked for. tick:
    grows every second or sooner while it runs, and once at its end. stopped: whether the reader stopped it. held: why
    Run is not to be pressed now, "" where it may be. problems: what is wrong with what was asked for. file: the
    scenario file that stands in place of what is set (``upload_panel.Upload``), None for none.
    """

    input: Any
    session: Any
    runs: Runs
    drawing: Executor
    country: Country
    job: reactive.Value[Job | None]
    stopped: reactive.Value[bool]
    held: reactive.Value[str]
    problems: reactive.Value[tuple[str, ...]]
    file: reactive.Value[Any]
    tick: reactive.Value[int]

    @property
    def lang(self) -> str:
        """The language of the page."""
        ...

    @property
    def lesson(self) -> str:
        """The lesson that the link opens, "" for none."""
        ...

    def settings(self) -> Settings:
        """What is set now. SettingsError when it cannot be run."""
        ...

    async def set_up(self) -> SetUp:
        """What is set now, ready to run. SettingsError when it cannot be."""
        ...


def resting(reader: Reader, job: Job) -> bool:
    """Whether nothing more is to come of a job."""
    return job.progress.over or reader.stopped.get()


@dataclass(frozen=True)
class Panel:
    """place: the HTML for a language. wire: called once for each reader, in its session; registers what answers it."""

    place: Callable[[str], Tag]
    wire: Callable[[Reader], None]
