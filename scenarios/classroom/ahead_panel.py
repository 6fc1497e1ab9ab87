"""The base, run as it is set while nobody waits, and how far that has come."""

from threading import Event
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import reactive, render, ui

from scenarios.classroom.panel import Reader
from scenarios.classroom.refusals import SettingsError
from scenarios.classroom.settings import base_tasks_of
from scenarios.classroom.words import words

LOOK_SECONDS = 1.0


def place(lang: str) -> Tag:
    """Beside the buttons; not read out, since it changes every other second."""
    return tags.div(ui.output_ui("base_made"))


def wire(reader: Reader) -> None:
    """Wish for the runs of the base whenever something is set, until Run or Stop is pressed or the page closed."""
    wished: reactive.Value[tuple[bytes, ...]] = reactive.Value(())
    who, closed = reader.session.id, Event()

    @reactive.effect
    async def _() -> None:
        try:
            set_up = await reader.set_up()
        except SettingsError:  # said when Run is pressed
            tasks = []
        else:
            tasks = base_tasks_of(set_up.settings, set_up.cases)
        if not closed.is_set():  # meanwhile
            wished.set(reader.runs.ahead(who, tasks))

    @reactive.effect
    def _() -> None:
        reader.stopped.get()
        if reader.job.get() is not None:  # what is pressed for is asked for itself, and after a stop there is peace
            wished.set(reader.runs.ahead(who, ()))

    @reader.session.on_ended
    def _() -> None:
        closed.set()
        reader.runs.ahead(who, ())

    @render.ui
    def base_made() -> Any:
        names = wished.get()
        if not names:
            return TagList()
        made = reader.runs.kept(names)
        if made < len(names):
            reactive.invalidate_later(LOOK_SECONDS)
        return tags.p(words(reader.lang, "base.made", made=made, runs=len(names)))
