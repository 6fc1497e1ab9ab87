"""A scenario file of the reader's own: it stands in place of the scenario, the levers and the loops of the page.

The file is checked as ``scenarios check`` checks it, and may build on the library alone. What is wrong with it is said,
and nothing changes.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import reactive, render, ui

from scenarios.classroom.panel import Reader
from scenarios.classroom.refusals import SettingsError, refusal
from scenarios.classroom.settings import LONGEST_FILE, case_of_text
from scenarios.classroom.words import words

SHOWN = 60  # letters of a file's name that are shown


@dataclass(frozen=True)
class Upload:
    """A file that can be run: its name as it is shown, and its text."""

    name: str
    text: str


def place(lang: str) -> Tag:
    """Where a file is chosen, and what stands in the page's place meanwhile."""
    chosen = ui.input_file(
        "file", words(lang, "file"), accept=[".toml"], button_label=words(lang, "file.choose"),
        placeholder=words(lang, "file.none"),
    )  # fmt: skip
    return tags.div(chosen, tags.div(ui.output_ui("file_now"), role="status"))


def read(path: Path) -> str:
    """The text of an uploaded file. SettingsError where it is too long or no text."""
    if (size := path.stat().st_size) > LONGEST_FILE:
        raise SettingsError([refusal("file.size", given=f"{size:,}".replace(",", " "), high=LONGEST_FILE)])
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError([refusal("file.text")]) from None


def wire(reader: Reader) -> None:
    """Take a file in, say that it is in, take it away."""

    @reactive.effect
    @reactive.event(reader.input.file)
    async def _() -> None:
        given = reader.input.file()
        if not given:
            return
        try:
            text, now = read(Path(given[0]["datapath"])), reader.settings()
            await asyncio.to_thread(case_of_text, text, "file", now.start, now.end)
        except SettingsError as error:
            reader.problems.set(error.told(reader.lang))
            return
        reader.problems.set(())
        reader.file.set(Upload(given[0]["name"][:SHOWN], text))

    @reactive.effect
    @reactive.event(reader.input.file_away)
    def _() -> None:
        reader.file.set(None)

    @render.ui
    def file_now() -> Any:
        file, lang = reader.file.get(), reader.lang
        if file is None:
            return TagList()
        away = ui.input_action_button("file_away", words(lang, "file.away"))
        return TagList(tags.p(words(lang, "file.in", name=file.name)), away)
