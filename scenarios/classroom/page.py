"""The page at work: what happens in the browser when something is moved or pressed.

One reader = one Shiny session. Runs and figures are made in other processes; here only words are passed on.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import App, Inputs, Session, reactive, render, ui

from model.indicators import HEADLINE
from scenarios.changes import only_posts
from scenarios.classroom import ahead_panel, charts, layout, parts, sliders, tables, upload_panel
from scenarios.classroom.gathered import Gathered
from scenarios.classroom.live import Wanted, live, with_png
from scenarios.classroom.panel import Job, SetUp, resting
from scenarios.classroom.panels import ABOVE, RESULT
from scenarios.classroom.parts import note, picture, wrong
from scenarios.classroom.progress import Progress, tables_of
from scenarios.classroom.refusals import SettingsError, refusal
from scenarios.classroom.runs import Runs
from scenarios.classroom.settings import (
    LONGEST_LINK,
    SLIDERS,
    Settings,
    beyond_evidence,
    cases_of,
    checked,
    followed_of,
    query_of,
    read_query,
    scenario_text,
    tasks_of,
)
from scenarios.classroom.turns import FAILURES
from scenarios.classroom.upload_panel import Upload
from scenarios.classroom.words import LEVER_WORDS, words
from scenarios.classroom.years import Country, map_of
from scenarios.report_blocks import value_text
from scenarios.study import FIRST_YEARS
from scenarios.words import LANGUAGES, Language

LOOK_SECONDS = 0.5, 1.0  # between two looks at how far runs have come: before a pair is finished, and then


def app(runs: Runs, drawing: Executor, country: Country) -> App:
    """The application: ``runs`` makes the runs of all readers, ``drawing`` their figures; ``country`` gives the map."""
    return App(
        lambda request: opened(request.url.query), lambda i, o, s: _Reader(i, s, runs, drawing, country).begin()
    )


def opened(query: str) -> Tag:
    """The page for a link; what is wrong with the link is said, and the page is a fresh one."""
    try:
        return layout.page(read_query(query), ())
    except SettingsError as error:
        lang = _language_in(query)
        return layout.page(Settings(lang=lang), error.told(lang))


def _language_in(query: str) -> str:
    """The language of a link that has something else wrong."""
    asked = [lang for lang in LANGUAGES if f"lang={lang}" in query[-LONGEST_LINK:].split("&")]
    return asked[0] if asked else Settings().lang


def names_of(settings: Settings) -> tuple[str, str]:
    """What the two sides are called in figures and tables."""
    lang = settings.lang
    known = {"baseline": "referansebane"} if lang == "nb" else {}
    base, other = (known.get(name, name) for name in (settings.base, settings.other))
    if settings.levers:
        other = words(lang, "mine", other=other)
    return base, other if other != base else words(lang, "again", name=other)


class _Reader:
    """One session: its inputs, the job under way, the last figure drawn."""

    def __init__(self, inputs: Inputs, session: Session, runs: Runs, drawing: Executor, country: Country):
        self.input, self.session = inputs, session
        self.runs, self.drawing, self.country = runs, drawing, country
        self.job: reactive.Value[Job | None] = reactive.Value(None)
        self.stopped = reactive.Value(False)
        self.problems: reactive.Value[tuple[str, ...]] = reactive.Value(())
        self.held: reactive.Value[str] = reactive.Value("")
        self.file: reactive.Value[Upload | None] = reactive.Value(None)
        self.tick = reactive.Value(0)

    @property
    def lang(self) -> str:
        """The language of the page, from its link; a broken link has the default."""
        with reactive.isolate():
            return _safe(self.session.clientdata.url_search()).lang

    @property
    def lesson(self) -> str:
        """The lesson that the link opens, "" for none."""
        with reactive.isolate():
            return _safe(self.session.clientdata.url_search()).lesson

    def settings(self) -> Settings:
        """What is set now. SettingsError when it cannot be run."""
        get = self.input
        numbers = {key: get[key]() for key in ("year", "pairs", "end")}
        problems = [refusal("empty", key) for key, value in numbers.items() if not isinstance(value, int)]
        if problems:
            raise SettingsError(problems)
        places = {one: _number(get[one.id]()) for one in SLIDERS}
        moved = {one.lever: one.value(at) for one, at in places.items() if at is not None}
        on = set(get.loops() or ())
        off = tuple(name for name in layout.LOOP_WORDS if name not in on)
        sides = (get.start(), get.base(), get.other())
        return checked(Settings(*sides, moved, off=off, lang=self.lang, lesson=self.lesson, **numbers))

    def begin(self) -> None:
        """Wire the page."""
        self.session.on_ended(lambda: self.runs.leave(self.session.id))
        self._buttons()
        self._watch()
        self._texts()
        self._results()
        self._downloads()
        ahead_panel.wire(self)
        sliders.wire(self)
        upload_panel.wire(self)
        for panel in (*ABOVE, *RESULT):
            panel.wire(self)

    async def set_up(self) -> SetUp:
        """What is set now, ready to run; a file stands in place of the second side, its levers and the loops."""
        settings, file = self.settings(), self.file.get()
        names = names_of(settings)
        if file:
            settings = replace(settings, levers={}, off=(), lesson="")
            names = names_of(replace(settings, other=settings.base))[0], words(settings.lang, "file.name")
        because = words(settings.lang, "because")
        cases = await asyncio.to_thread(cases_of, settings, names, because, file.text if file else "")
        return SetUp(settings, names, cases)

    def _buttons(self) -> None:
        @reactive.effect
        @reactive.event(self.input.run)
        async def _() -> None:
            if held := self.held.get():
                self.problems.set((held,))
                return
            try:
                now = await self.set_up()
            except SettingsError as error:
                self.problems.set(error.told(self.lang))
                return
            self.problems.set(())
            self.runs.leave(self.session.id)
            settings, cases = now.settings, now.cases
            years = range(FIRST_YEARS[settings.start], settings.end + 1)
            gathered = Gathered(years, map_of(self.country), followed_of(settings, cases))
            progress, from_file = Progress(settings.pairs, years), self.file.get() is not None
            job = Job(
                settings, now.names, progress, gathered, only_posts(*cases), from_file, beyond_evidence(cases)
            )  # fmt: skip
            self.stopped.set(False)
            self.job.set(job)
            self.runs.ask(self.session.id, tasks_of(settings, cases), job.tell)

        @reactive.effect
        @reactive.event(self.input.stop)
        def _() -> None:
            job = self.job.get()
            if job and not job.progress.over:
                self.runs.leave(self.session.id)
                job.progress.stop()
                self.stopped.set(True)

        @reactive.effect
        @reactive.event(self.input.start, ignore_init=True)
        def _() -> None:
            fresh = {"2026": (2027, 2050), "2016": (2018, 2025)}[self.input.start()]
            ui.update_numeric("year", value=fresh[0])
            ui.update_numeric("end", value=fresh[1])

    def _watch(self) -> None:
        @reactive.effect
        def _() -> None:
            job = self.job.get()
            if job is None:
                return
            if not job.progress.over and not self.stopped.get():
                reactive.invalidate_later(LOOK_SECONDS[job.progress.finished > 0])
            with reactive.isolate():
                self.tick.set(self.tick.get() + 1)

        def wanted() -> Wanted | None:
            self.tick.get()
            job, indicator = self.job.get(), self.input.indicator()
            if job is None or (seen := job.progress.seen()) is None:
                return None
            rest = resting(self, job)
            names = tuple(HEADLINE) if rest else (indicator,)
            about = (job.settings.start, job.settings.lang, self.country)
            calls = [partial(charts.draw, seen, job.names, one, *about) for one in names]
            # Once all are drawn, another indicator is only shown.
            what = (job, rest or indicator, seen.whole)
            return Wanted(what, (seen.runs, len(seen.years) + seen.common), rest, tuple(calls))

        self.drawn = live(self, wanted)

    def _texts(self) -> None:
        @render.ui
        def language() -> Tag:
            now, lang = self._now(), self.lang
            other = "en" if lang == "nb" else "nb"
            return tags.a(words(lang, "other.language"), href=f"?{query_of(replace(now, lang=other))}", lang=other)

        @render.ui
        def link() -> Tag:
            return tags.p(tags.a(words(self.lang, "link"), href=f"?{query_of(self._now())}", id="share"))

        @render.ui
        def status() -> Any:
            self.tick.get()
            if problems := self.problems.get():
                return wrong(words(self.lang, "set.wrong"), problems)
            job = self.job.get()
            if job is None:
                return tags.p(self.held.get() or words(self.lang, "nothing.yet"))
            return tags.p(tables.status_of(job.progress, self.runs.readers, self.stopped.get(), self.lang))

        @render.ui
        def remarks() -> TagList:
            self.tick.get()
            job, lang = self.job.get(), self.lang
            return TagList(*(note(text) for text in _remarks(job, lang))) if job else TagList()

    def _shown(self) -> int:
        """Which figure is that of the indicator shown: alone while runs are under way, then one of all."""
        return HEADLINE.index(self.input.indicator()) if len(self.drawn.get().results) > 1 else 0

    def _chart(self) -> charts.Chart | None:
        """The figure of the indicator that is shown."""
        made = self.drawn.get().results
        return made[self._shown()] if made else None

    def _now(self) -> Settings:
        """What is set now; while that cannot be run, what the page was opened with."""
        try:
            return self.settings()
        except SettingsError:
            return _safe(self.session.clientdata.url_search())

    def _results(self) -> None:
        @render.ui
        def chart() -> Any:
            if error := self.drawn.get().error:
                return wrong(words(self.lang, "not.drawn"), [error])
            return picture(made) if (made := self._chart()) else TagList()

        @render.ui
        def numbers() -> Any:
            self.drawn.get()
            job = self.job.get()
            seen = job.progress.seen() if job else None
            return tables.numbers(seen, job.names, self.lang) if job and seen and seen.paired else TagList()

        @render.ui
        def gates() -> Any:
            self.drawn.get()
            job = self.job.get()
            seen = job.progress.seen() if job else None
            return tables.gates(seen, job.names, self.lang) if job and seen and seen.paired else TagList()

        @render.ui
        def all() -> Any:
            made = [one for one in self.drawn.get().results if one is not self._chart()]
            columns: Any = {"sm": 12, "xl": 6}
            return ui.layout_columns(*map(picture, made), col_widths=columns) if made else TagList()

        @render.ui
        def downloads() -> Any:
            if self._chart() is None:
                return TagList()
            return parts.downloads("figure", words(self.lang, "save.figure"), "data", words(self.lang, "save.data"))

    def _downloads(self) -> None:
        @render.download_button(filename="scenario.toml")
        def scenario() -> Iterator[str]:
            now, file = self._now(), self.file.get()
            yield file.text if file else scenario_text(now, names_of(now)[1], words(now.lang, "because"))

        @render.download_button(filename="legemod.png")
        async def figure() -> AsyncIterator[bytes]:
            if self._chart():
                yield (await with_png(self, self.drawn.get().calls[self._shown()])).png

        @render.download_button(filename="legemod.csv")
        def data() -> Iterator[str]:
            job = self.job.get()
            if job and (seen := job.progress.seen()):
                yield tables.csv_of(tables_of(seen, job.names))


def _safe(query: str) -> Settings:
    try:
        return read_query(query)
    except SettingsError:
        return Settings(lang=_language_in(query.removeprefix("?")))


def _number(value: object) -> float | None:
    """A slider's place, None at rest; anything else that is sent in its name is refused."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingsError([refusal("number", "?", given=repr(str(value)[:40]))])
    return float(value)


def _remarks(job: Job, lang: str) -> list[str]:
    """What a reader should know beside the numbers: few pairs, failed runs, values beyond the evidence."""
    progress = job.progress
    texts = [words(lang, one) if one in FAILURES else words(lang, "failed", text=one) for one in progress.errors]
    seen = progress.seen()
    if seen and seen.runs == 1:
        texts.append(words(lang, "first.only"))
    elif seen and seen.runs < 5:
        texts.append(words(lang, "few", done=seen.runs))
    if job.settings.base == job.settings.other and not job.settings.levers and not job.from_file:
        texts.append(words(lang, "same"))
    say = Language(lang)
    for lever, value in job.beyond:
        name = say.of(LEVER_WORDS[lever]) if lever in LEVER_WORDS else lever
        texts.append(words(lang, "beyond", lever=name, value=value_text(value, say)))
    return texts
