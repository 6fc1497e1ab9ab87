"""Where the doctors went: those whose life differs, from finished pairs."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import render, ui

from scenarios.classroom.charts_went import WentWanted, draw_went
from scenarios.classroom.live import Wanted, live, stages, with_png
from scenarios.classroom.panel import Panel, Reader, resting
from scenarios.classroom.parts import downloads, note, picture, wrong
from scenarios.classroom.words import words

LEAST_PAIRS = 2  # one alone cannot tell policy from chance


def place(lang: str) -> Tag:
    """Heading, sentences, the picture."""
    return tags.section(
        tags.h3(words(lang, "went"), id="went-head"),
        ui.output_ui("went"),
        ui.output_ui("went_downloads"),
        aria_labelledby="went-head",
    )


def wire(reader: Reader) -> None:
    """Draw it anew as pairs are finished."""

    def wanted() -> Wanted | None:
        reader.tick.get()
        job = reader.job.get()
        if job is None or (followed := job.gathered.followed) is None:
            return None
        ways, seen = job.gathered.ways(), job.progress.seen()
        if len(ways) < LEAST_PAIRS or seen is None or not seen.whole:
            return None
        asked = WentWanted(job.names, job.settings.start, followed, job.posts_alone, ways, seen, reader.lang)
        return Wanted((job,), stages(len(ways)), resting(reader, job), (partial(draw_went, asked),))

    made = live(reader, wanted)

    @render.ui
    def went() -> Any:
        now, lang = made.get(), reader.lang
        if now.error:
            return wrong(words(lang, "not.drawn"), [now.error])
        if now.results:
            found = now.results[0]
            return TagList(tags.ul(*map(tags.li, found.told)), picture(found.picture) if found.picture else None)
        return note(words(lang, "went.later")) if reader.job.get() else TagList()

    @render.ui
    def went_downloads() -> Any:
        if not (results := made.get().results) or results[0].picture is None:
            return TagList()
        return downloads("went_png", words(reader.lang, "save.figure"), "went_data", words(reader.lang, "save.data"))

    @render.download_button(filename="legemod-doctors.png")
    async def went_png() -> AsyncIterator[bytes]:
        for call in made.get().calls:
            yield (await with_png(reader, call)).picture.png

    @render.download_button(filename="legemod-doctors.csv")
    def went_data() -> Iterator[str]:
        if results := made.get().results:
            yield results[0].picture.csv


PANEL = Panel(place, wire)
