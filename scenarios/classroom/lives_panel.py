"""One doctor's life in two columns, without and with the changes, from the first pair of runs; then another's."""

from functools import partial
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import reactive, render, ui

from agents.months import month_index
from scenarios.classroom.first_pair import Doctor, Lives, tell_lives
from scenarios.classroom.live import Wanted, live
from scenarios.classroom.panel import Panel, Reader, resting
from scenarios.classroom.parts import note, wrong
from scenarios.classroom.settings import Settings, draws_of
from scenarios.classroom.words import words
from scenarios.life import Life, Moment, beside, month_words
from scenarios.numbers import capital
from scenarios.trace import parting
from scenarios.words import Language

LINE = "list-style: none; padding-left: .7rem; border-left: 3px solid #767676"
HEAD = "font-size: 1.05rem; font-weight: 600"
COMMAND = "font-size: inherit; overflow-wrap: anywhere"
# Two columns where there is room for them, one above the other on a phone.
SIDE_BY_SIDE = "display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 0 1.5rem"


def place(lang: str) -> Tag:
    """Heading, what the lives stand for, the button, who it is, the life."""
    return tags.section(
        tags.h3(words(lang, "lives"), id="lives-head"),
        ui.output_ui("lives_about"),
        tags.p(ui.input_action_button("lives_next", words(lang, "lives.next"), disabled=True)),
        tags.div(ui.output_ui("lives_who"), role="status"),
        ui.output_ui("lives_told"),
        aria_labelledby="lives-head",
    )


def wire(reader: Reader) -> None:
    """Tell of a doctor as soon as the first pair is finished, and of the next one at every press of the button."""
    at = reactive.Value(0)

    def wanted() -> Wanted | None:
        reader.tick.get()
        job = reader.job.get()
        if job is None or not (job.first.told or job.first.packed()):
            return None
        if (packed := job.first.packed()) is None:
            return Wanted((job,), 0, True, ())  # as it was told
        call = partial(tell_lives, packed, reader.country, job.settings.start, job.settings.end, reader.lang)
        return Wanted((job,), 0, True, (call,))

    made = live(reader, wanted)

    def shown() -> Doctor | None:
        results = made.get().results
        doctors = results[0].doctors if results else ()
        return doctors[at.get() % len(doctors)] if doctors else None

    @reactive.effect
    def _() -> None:
        results, job = made.get().results, reader.job.get()
        if results and job and made.get().what == (job,):
            job.first.forget()
        ui.update_action_button("lives_next", disabled=not (results and len(results[0].doctors) > 1))

    @reactive.effect
    @reactive.event(reader.job)
    def _() -> None:
        at.set(0)

    @reactive.effect
    @reactive.event(reader.input.lives_next)
    def _() -> None:
        at.set(at.get() + 1)

    @render.ui
    def lives_about() -> Any:
        now, job = made.get(), reader.job.get()
        if now.error:
            return wrong(words(reader.lang, "lives.failed"), [now.error])
        if now.results:
            return about(now.results[0], reader.lang)
        reader.tick.get()
        lost = job is not None and resting(reader, job) and not job.first.packed() and not job.first.told
        return note(words(reader.lang, "lives.lost" if lost else "lives.later"))

    @render.ui
    def lives_who() -> Any:
        doctor = shown()
        if doctor is None:
            return TagList()
        number = len(made.get().results[0].doctors)
        known = {"at": at.get() % number + 1, "all": number, "who": doctor.who}
        return tags.p(words(reader.lang, "lives.who", **known))

    @render.ui
    def lives_told() -> Any:
        doctor, job = shown(), reader.job.get()
        if doctor is None or job is None:
            return TagList()
        command = words_again(doctor.id, job.settings, job.from_file)
        again = tags.p(words(reader.lang, "lives.again"), " ", tags.code(command, style=COMMAND)) if command else None
        return TagList(told(doctor, job.names, Language(reader.lang)), again)


def words_again(doctor: str, settings: Settings, from_file: bool) -> str:
    """The command that tells this life again, with the second scenario saved from the page if it is not in the library.

    "" where loops are frozen: they are in the base, too, which the page does not save.
    """
    if settings.off:
        return ""
    other = "scenario.toml" if settings.levers or from_file else settings.other
    given = [f"--scenario {settings.base} --against {other} --end {settings.end} --draws {draws_of(settings)}"]
    given += [f"--{key} {getattr(settings, key)}" for key, usual in (("start", "2026"), ("lang", "en"))
              if getattr(settings, key) != usual]  # fmt: skip
    return f"uv run run.py trace {doctor} {' '.join(given)}"


def about(found: Lives, lang: str) -> Tag:
    """What differs in this pair, and what one life among them can show."""
    say = Language(lang)
    if not found.changed:
        return note(words(lang, "lives.equal"))
    keys = ("changed", "known", "gained", "lost")
    numbers: dict[str, Any] = {key: say.number(getattr(found, key), 0) for key in keys}
    if not found.doctors:
        return note(words(lang, "lives.elsewhere", changed=numbers["changed"], known=numbers["known"]))
    net = found.gained - found.lost
    balance = say.number(net, 0, sign=True) if net else "0"
    texts = [words(lang, "lives.count", net=balance, **numbers)]
    if 2 * abs(net) < found.changed:
        texts.append(words(lang, "lives.exchange"))
    return tags.div(tags.p(" ".join(texts)), tags.p(words(lang, "lives.chosen")), class_="note")


def told(doctor: Doctor, names: tuple[str, str], say: Language) -> Tag:
    """Both lives: once as long as they are the same, then beside each other, and once again if they come together."""
    one, other = doctor.lives
    both = beside(one.moments, other.moments)
    sides = (words(say.code, "lives.without"), words(say.code, "lives.with"))
    heads = [f"{side} ({name})" for side, name in zip(sides, names, strict=True)]
    summary = [life.gp.format(scenario=side) for side, life in zip(sides, doctor.lives, strict=True)]
    parts: list[Any] = [tags.ul(*map(tags.li, summary))]
    if both.shared:
        parts += [tags.p(say("life.same.until", month=_month(both.parts, say))), _moments(both.shared, say)]
    parts.append(tags.p(parting(both, sides, say), class_="note"))
    ended = bool(both.again)
    columns = [
        tags.div(tags.h4(head, style=HEAD), *_column(apart, life, ended, say))
        for head, life, apart in zip(heads, doctor.lives, both.apart, strict=True)
    ]
    parts.append(tags.div(*columns, style=SIDE_BY_SIDE))
    if both.again:
        month = _month(both.again[0].month, say)
        parts += [tags.p(say("life.same.again", month=month)), _moments(both.again, say), tags.p(one.end)]
    return tags.div(*parts, id="life")


def _column(apart: tuple[Moment, ...], life: Life, ended: bool, say: Language) -> list[Tag]:
    """One side where the lives are apart; its end unless both end together."""
    if apart:
        return [_moments(apart, say)] + ([] if ended else [tags.p(life.end)])
    key = "life.not.there" if not life.there else "life.nothing.more" if life.moments else "life.nothing"
    return [tags.p(capital(say(key)) + ".")] + ([] if ended else [tags.p(life.end)])


def _moments(moments: tuple[Moment, ...], say: Language) -> Tag:
    """What happened, in order: month, age, and in plain words what."""
    rows = []
    for moment in moments:
        rest = say("life.moment", month="", age=int(moment.age), text=moment.text)
        rows.append(tags.li(tags.strong(capital(_month(moment.month, say))), rest))
    return tags.ol(*rows, style=LINE, role="list")


def _month(text: str, say: Language) -> str:
    return month_words(month_index(text), say)


PANEL = Panel(place, wire)
