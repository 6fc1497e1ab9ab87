"""The base, run as it is set while nobody waits, and how far that has come."""

from typing import Any

from htmltools import Tag, TagList, tags
from shiny import reactive, render, ui

from scenarios.classroom.panel import Reader
from scenarios.classroom.refusals import SettingsError
from scenarios.classroom.settings import tasks_of
from scenarios.classroom.words import words

LOOK_SECONDS = 1.0


def place(lang: str) -> Tag:
    """Beside the buttons; not read out, since it changes every other second."""
    return tags.div(ui.output_ui("base_made"))


def wire(reader: Reader) -> None:
    """Wish for the runs of the base whenever something is set."""
    wished: reactive.Value[tuple[bytes, ...]] = reactive.Value(())

    @reactive.effect
    async def _() -> None:
        try:
            set_up = await reader.set_up()
        except SettingsError:  # said when Run is pressed
            tasks = []
        else:
            tasks = tasks_of(set_up.settings, set_up.cases)[:: len(set_up.cases)]
        if not reader.ended:  # meanwhile
            wished.set(reader.runs.ahead(reader.session.id, tasks))

    @reactive.effect
    @reactive.event(reader.job)
    def _() -> None:
        wished.set(())  # what is pressed for is told of elsewhere

    @render.ui
    def base_made() -> Any:
        names = wished.get()
        if not names:
            return TagList()
        made = reader.runs.kept(names)
        if made < len(names):
            reactive.invalidate_later(LOOK_SECONDS)
        return tags.p(words(reader.lang, "base.made", made=made, runs=len(names)))
