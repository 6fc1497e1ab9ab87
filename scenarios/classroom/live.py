"""A picture that follows what is set and what has come: drawn in the drawing process, one at a time for a reader."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from shiny import reactive

from scenarios.classroom.panel import Reader

REST = 12.0  # between two pictures of runs under way, times what the last one took: the machine is left to the runs
LEAST_SECONDS = 2.0


@dataclass(frozen=True)
class Wanted:
    """What should be seen: ``calls`` for the drawing process (functions of a module with their arguments, as partial).

    what: drawn at once when it changes, for the reader has asked for it. come: how far runs have come; may wait a
    while, unless nothing more is to come (last): runs and pictures share the machine.
    """

    what: Any
    come: Any
    last: bool
    calls: tuple[Callable[[], Any], ...]


@dataclass(frozen=True)
class Made:
    """What was drawn last: for which ``what``, by which calls, and what each gave; in its place an error in words."""

    what: Any = None
    calls: tuple[Callable[[], Any], ...] = ()
    results: tuple[Any, ...] = ()
    error: str = ""


def stages(pairs: int) -> int:
    """How far runs have come for a picture of means over pairs: worth drawing anew with 2, 8 and 32 of them."""
    return pairs.bit_length() // 2


async def with_png(reader: Reader, call: Callable[..., Any]) -> Any:
    """The same picture once more, for download: on the page nobody looks at its PNG, which takes as long again."""
    return await asyncio.get_running_loop().run_in_executor(reader.drawing, partial(call, png=True))


def live(reader: Reader, wanted: Callable[[], Wanted | None]) -> reactive.Value[Made]:
    """Keep a picture drawn for a reader. ``wanted`` is asked again whenever what it reads changes; None: nothing."""
    made: reactive.Value[Made] = reactive.Value(Made())
    last: dict[str, Any] = {"what": None, "come": None, "begun": 0.0, "took": 0.0}

    @reactive.extended_task
    async def draw(now: Wanted) -> Made:
        loop = asyncio.get_running_loop()
        asked = [loop.run_in_executor(reader.drawing, call) for call in now.calls]
        try:
            return Made(now.what, now.calls, tuple(await asyncio.gather(*asked)))
        except Exception as error:
            return Made(now.what, error=f"{type(error).__name__}: {error}")
        finally:
            last["took"] = time.monotonic() - last["begun"]

    @reactive.effect
    def _() -> None:
        now, busy = wanted(), draw.status() == "running"
        if now is None:
            last["what"] = None
            made.set(Made())
            return
        new = now.what != last["what"]
        rested = time.monotonic() - last["begun"] > max(LEAST_SECONDS, REST * last["took"])
        if busy and new:
            draw.cancel()  # what has not begun; the rest is drawn for nobody
        if busy or not (new or (now.come != last["come"] and (rested or now.last))):
            return
        last.update(what=now.what, come=now.come, begun=time.monotonic())
        draw(now)

    @reactive.effect
    def _() -> None:
        if draw.status() == "success" and draw.result().what == last["what"]:
            made.set(draw.result())

    reader.session.on_ended(draw.cancel)
    return made
