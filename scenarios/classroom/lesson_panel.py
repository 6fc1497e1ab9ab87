"""The lessons on the page: a choice, a scene, a prediction that opens Run, and the explanation read off the runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import reactive, render, ui

from scenarios.classroom.gathered import DIFFERENCE, Gathered
from scenarios.classroom.lessons import LESSONS, Fact, Lesson
from scenarios.classroom.panel import Job, Panel, Reader, resting
from scenarios.classroom.progress import Seen
from scenarios.classroom.readings import FEW, FEWEST, Effects, Question, Reading, read, verdict
from scenarios.classroom.settings import Settings, query_of
from scenarios.classroom.tables import around, table
from scenarios.classroom.words import words
from scenarios.classroom.years import TOLD
from scenarios.numbers import is_share
from scenarios.words import Language

Answers = Mapping[str, int]  # question -> band
CLASSES = 6  # of centrality, the last areas that are told of
FIRST, READY, RUNNING, OVER = "first", "ready", "running", "over"


@dataclass(frozen=True)
class _Asked:
    """A press of Run in a lesson: the job, and what was predicted before it."""

    job: Job
    answers: Answers


def place(lang: str) -> Tag:
    """The heading; what stands under it follows from the link."""
    return tags.section(
        tags.h2(words(lang, "lessons"), id="lessons"),
        ui.output_ui("lesson_choice"),
        ui.output_ui("lesson"),
        tags.div(ui.output_ui("explanation"), role="region", aria_label=words(lang, "lesson.explanation")),
        aria_labelledby="lessons",
    )


def wire(reader: Reader) -> None:
    """The lesson of one reader's link."""
    lang, here = reader.lang, LESSONS.get(reader.lesson)

    @render.ui
    def lesson_choice() -> TagList:
        return choice(here, lang)

    if here is not None:
        _wire_lesson(reader, here, lang)


def _wire_lesson(reader: Reader, here: Lesson, lang: str) -> None:
    asked: reactive.Value[_Asked | None] = reactive.Value(None)
    state: reactive.Value[str] = reactive.Value(FIRST)

    def answers() -> Answers | None:
        """What is chosen, once every question has an answer of its own."""
        given = {one.key: reader.input[_id(one)]() for one in here.questions}
        known = {one.key: one.bands.index(given[one.key]) for one in here.questions if given[one.key] in one.bands}
        return known if len(known) == len(here.questions) else None

    @render.ui
    def lesson() -> Tag:
        return scene(here, lang)

    @reactive.effect
    def _() -> None:
        ui.update_select("indicator", selected=here.indicator)

    @reactive.effect
    def _() -> None:
        ready = answers() is not None
        reader.held.set("" if ready else words(lang, "lesson.held"))
        ui.update_action_button("run", disabled=not ready)

    @reactive.effect
    def _() -> None:
        job = reader.job.get()
        with reactive.isolate():
            given = answers()
        if job is not None and given is not None:
            asked.set(_Asked(job, given))

    @reactive.effect
    def _() -> None:
        reader.tick.get()  # the state is kept apart from it: the explanation is not read out twice a second
        run = asked.get()
        if run is None:
            state.set(READY if answers() is not None else FIRST)
        else:
            state.set(OVER if resting(reader, run.job) else RUNNING)

    @render.ui
    def explanation() -> Any:
        now, run = state.get(), asked.get()
        if now != OVER or run is None:
            return tags.p(words(lang, f"lesson.{now}"), class_="note")
        return explained(here, run.job.settings, run.job.progress.seen(), run.job.gathered, run.answers, lang)


def choice(here: Lesson | None, lang: str) -> TagList:
    """Links to the lessons and out of them; the one that is open is marked."""
    links = [(key, words(lang, f"lesson.{key}.title")) for key in LESSONS] + [("", words(lang, "lessons.none"))]
    current = here.key if here else ""
    items = [
        tags.li(tags.a(title, href=f"?{_link(key, lang)}", aria_current="page" if key == current else None))
        for key, title in links
    ]
    lead = None if here else tags.p(words(lang, "lessons.lead"))
    return TagList(lead, tags.nav(tags.ul(*items, class_="lessons"), aria_labelledby="lessons"))


def _link(key: str, lang: str) -> str:
    set_up = LESSONS[key].set_up if key else {}
    return query_of(Settings(**set_up, lang=lang, lesson=key))


def scene(here: Lesson, lang: str) -> Tag:
    """What the lesson is about, and its questions."""
    return tags.div(
        tags.h3(words(lang, f"lesson.{here.key}.title")),
        tags.p(words(lang, f"lesson.{here.key}.scene")),
        tags.div(*(_radios(here, one, lang) for one in here.questions), class_="predicts"),
    )


def _radios(here: Lesson, question: Question, lang: str) -> Tag:
    """A group of radio buttons with a legend, none of them chosen, as an input of Shiny."""
    name, asked = _id(question), f"lesson.{here.key}.{question.key}"
    choices = [
        tags.label(
            tags.input(type="radio", name=name, value=band, class_="form-check-input"),
            words(lang, f"{asked}.{band}"),
        )
        for band in question.bands
    ]  # fmt: skip
    return tags.fieldset(tags.legend(words(lang, asked)), *choices, id=name, class_="shiny-input-radiogroup predict")


def _id(question: Question) -> str:
    return f"predict_{question.key}"


def explained(
    here: Lesson, settings: Settings, seen: Seen | None, gathered: Gathered, answers: Answers, lang: str
) -> Tag:
    """The explanation of runs that have ended, whatever they show."""
    if seen is None or not seen.whole:
        return tags.p(words(lang, "lesson.nothing"), class_="note")
    if not belongs(here, settings):
        return tags.p(words(lang, "lesson.other"), class_="note")
    effects = effects_of(seen, gathered)
    return tags.div(
        tags.h3(words(lang, "lesson.explanation"), id="explained"),
        *(_answered(here, one, read(one, effects), answers[one.key], lang) for one in here.questions),
        _facts(here, effects, seen.runs, lang),
        tags.p(words(lang, "lesson.read", read=here.read)),
        tags.h4(words(lang, "lesson.next")),
        tags.ul(*(
            tags.li(tags.a(
                words(lang, f"lesson.{here.key}.try.{n}"), href=f"?{query_of(Settings(**values, lang=lang))}"
            ))
            for n, values in enumerate(here.tries)
        )),
        class_="note",
    )  # fmt: skip


def belongs(here: Lesson, settings: Settings) -> bool:
    """Whether runs are of the lesson's set-up; how many pairs is the reader's affair."""
    meant = Settings(**here.set_up)
    return replace(settings, pairs=meant.pairs, lang=meant.lang, lesson="") == meant


def effects_of(seen: Seen, gathered: Gathered) -> Effects:
    """Differences pair by pair, of the nation, of a class of centrality, and of doctors."""

    def change(indicator: str, year: int, centrality: int | None) -> Any:
        if centrality is None and indicator in TOLD:
            at, k = seen.years.index(year), TOLD.index(indicator)
            return seen.other[:, at, k] - seen.base[:, at, k]
        areas = gathered.places(DIFFERENCE, indicator, year).areas
        return areas[:, 0 if centrality is None else centrality - 1 - CLASSES]

    return Effects(change, gathered.ways)


def _answered(here: Lesson, question: Question, reading: Reading, predicted: int, lang: str) -> Tag:
    """One question: what was predicted, what these runs show, whether they agree, and why it came so."""
    asked = f"lesson.{here.key}.{question.key}"
    bands = [words(lang, f"{asked}.{band}") for band in question.bands]
    judged = verdict(reading, predicted)
    return tags.div(
        tags.h4(words(lang, asked)),
        tags.p(words(lang, "lesson.predicted"), " ", tags.strong(bands[predicted]), tags.br(),
               _shown(question, reading, lang)),
        tags.p(tags.strong(words(lang, f"lesson.{judged}", pairs=reading.pairs, fewest=FEWEST))),
        tags.p(_why(asked, question, reading, bands, lang)) if judged != FEW else None,
    )  # fmt: skip


def _shown(question: Question, reading: Reading, lang: str) -> str:
    say, measure = Language(lang), question.measure
    middle, low, high = (measure.written(value, say) for value in (reading.middle, reading.low, reading.high))
    middle = f"{middle} {measure.unit(say)}".strip()
    if reading.pairs == 1:
        return words(lang, "lesson.one", middle=middle)
    return words(lang, "lesson.show", middle=middle, interval=say.interval(low, high), pairs=reading.pairs)


def _why(asked: str, question: Question, reading: Reading, bands: list[str], lang: str) -> str:
    """The text for what the runs show; where they do not tell, how far the interval reaches, and why."""
    if reading.told is None:
        untold = words(lang, "lesson.untold", first=bands[reading.first], last=bands[reading.last])
        return f"{untold} {words(lang, f'{asked}.open')}"
    return words(lang, f"{asked}.{question.bands[reading.told]}.why")


def _facts(here: Lesson, effects: Effects, pairs: int, lang: str) -> Tag:
    say = Language(lang)

    def cell(fact: Fact, year: int) -> str:
        return around(effects.change(fact.indicator, year, fact.centrality), fact.indicator, say, change=True)

    rows = [(_row(fact, say), *(cell(fact, year) for year in here.years)) for fact in here.facts]
    head = (words(lang, "table.what"), *(str(year) for year in here.years))
    return table(words(lang, "lesson.table", pairs=pairs), head, rows)


def _row(fact: Fact, say: Language) -> str:
    name = say.name(fact.indicator)
    if fact.centrality is not None:
        name = words(say.code, "lesson.class", name=name, centrality=fact.centrality)
    return f"{name} ({say.unit(fact.indicator, difference=True)})" if is_share(fact.indicator) else name


PANEL = Panel(place, wire)
