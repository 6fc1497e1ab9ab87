"""The page as HTML: what stands where, with the settings of the link already in place."""

from collections.abc import Sequence
from typing import Any

from htmltools import Tag, tags
from shiny import ui

from model.indicators import HEADLINE
from scenarios.classroom import ahead_panel, sliders, upload_panel
from scenarios.classroom.panels import ABOVE, RESULT
from scenarios.classroom.parts import wrong
from scenarios.classroom.settings import MOST_PAIRS, Settings
from scenarios.classroom.words import LOOP_WORDS, words
from scenarios.scenario import available
from scenarios.words import LANGUAGES, Language

# No smooth scrolling: a button that is pressed while the page still glides to what was set before is missed.
STYLE = """
:root { scroll-behavior: auto !important }
html { font-size: 18px }
body { color: #1a1a1a; background: #fff }
main { max-width: 1500px; margin: 0 auto; padding: .5rem }
h1 { font-size: 1.7rem } h2 { font-size: 1.35rem } h3 { font-size: 1.1rem; font-weight: 600 }
label, .form-check, select, input, .btn, table { font-size: 1rem !important }
input[type=range] { width: 100%; height: 1.6rem; accent-color: #0b5394 }
.lever { margin-bottom: .9rem } .lever label { display: block; margin: 0; font-weight: 600 }
.lever .known { color: #444 } .lever output { font-weight: 700; float: right; margin-left: .7rem }
:focus-visible { outline: 3px solid #b34700 !important; outline-offset: 2px }
.btn { min-height: 2.6rem } .btn-primary { background: #0b5394; border-color: #0b5394 }
.bar { position: sticky; top: 0; z-index: 9; background: #fff; display: flex; flex-wrap: wrap; gap: .4rem 1rem;
  align-items: center; padding: .5rem 0; margin-bottom: .8rem; border-bottom: 2px solid #0b5394 }
.bar p { margin: 0 } html { scroll-padding-top: 6rem }
#chart img, #all img, #map img, #went img { width: 100%; max-width: 1000px; height: auto }
.note { border-left: 5px solid #0b5394; padding: .3rem .8rem; margin: .6rem 0; background: #f2f6fa }
.wrong { border-left-color: #a40000; background: #fdf1f1 }
h4 { font-size: 1rem; font-weight: 600 } .predict legend { font-size: 1rem; font-weight: 600 }
.predicts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2rem }
.predict label { display: flex; gap: .6rem; align-items: baseline; padding: .15rem 0 }
.predict input { flex: none; position: relative; top: .2rem }
.lessons { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; list-style: none; padding: 0 }
.lessons [aria-current] { font-weight: 700; color: #1a1a1a }
.wide { overflow-x: auto } td, th { padding: .25rem .6rem; vertical-align: top } th { text-align: left }
td { text-align: right; white-space: nowrap }
summary { font-weight: 600; margin: .5rem 0 } a { color: #0b5394 }
.recalculating { opacity: 1 !important }
.shiny-input-container:not(.shiny-input-container-inline) { width: 100%; max-width: 100% }
"""


def page(settings: Settings, problems: Sequence[str]) -> Tag:
    """The whole page in the language of the settings; problems: what was wrong with the link."""
    lang = settings.lang
    columns: Any = {"sm": 12, "lg": (4, 8)}
    body = tags.main(
        tags.div(ui.output_ui("language"), style="float: right"),
        tags.h1(words(lang, "title")),
        tags.p(words(lang, "lead")),
        wrong(words(lang, "link.wrong"), problems) if problems else None,
        *(panel.place(lang) for panel in ABOVE),
        _bar(lang),
        ui.layout_columns(_set_up(settings), _result(lang), col_widths=columns),
        tags.footer(tags.p(words(lang, "footer"))),
        tags.script(ui.HTML(sliders.SCRIPT)),
    )
    head = ui.head_content(tags.link(rel="icon", href="data:,"), tags.style(STYLE))
    return ui.page_fluid(head, body, title=words(lang, "title"), lang=lang)


def _set_up(now: Settings) -> Tag:
    lang = now.lang
    titles = dict(available(lang))
    starts = {start: words(lang, f"start.{start}") for start in ("2026", "2016")}
    return tags.section(
        tags.h2(words(lang, "set.up"), id="set-up"),
        ui.input_select("start", words(lang, "start"), starts, selected=now.start),
        ui.input_select("base", words(lang, "base"), titles, selected=now.base),
        ui.input_select("other", words(lang, "other"), titles, selected=now.other),
        tags.h3(words(lang, "levers")),
        tags.p(words(lang, "levers.hint")),
        ui.input_numeric("year", words(lang, "year"), now.year, min=2016, max=2060),
        *sliders.levers_of(now),
        _loops(now),
        ui.input_numeric("end", words(lang, "end"), now.end, min=2017, max=2060),
        ui.input_numeric("pairs", words(lang, "pairs"), now.pairs, min=1, max=MOST_PAIRS),
        tags.h2(words(lang, "save")),
        ui.output_ui("link"),
        tags.p(ui.download_button("scenario", words(lang, "save.scenario"))),
        upload_panel.place(lang),
        aria_labelledby="set-up",
    )


def _loops(now: Settings) -> Tag:
    lang = now.lang
    choices = {name: pair[LANGUAGES.index(lang)] for name, pair in LOOP_WORDS.items()}
    on = [name for name in choices if name not in now.off]
    return tags.details(
        tags.summary(words(lang, "loops")),
        ui.input_checkbox_group("loops", words(lang, "loops.hint"), choices, selected=on),
        open="" if now.off else None,
    )


def _bar(lang: str) -> Tag:
    """The buttons and how far runs have come, in sight wherever one reads."""
    return tags.div(
        ui.input_action_button("run", words(lang, "run"), class_="btn-primary"),
        ui.input_action_button("stop", words(lang, "stop")),
        tags.div(ui.output_ui("status"), role="status"),
        ahead_panel.place(lang),
        class_="bar",
    )


def _result(lang: str) -> Tag:
    say = Language(lang)
    return tags.section(
        tags.h2(words(lang, "result"), id="result"),
        ui.output_ui("remarks"),
        ui.input_select("indicator", words(lang, "indicator"), {name: say.name(name) for name in HEADLINE}),
        ui.output_ui("chart"),
        ui.output_ui("downloads"),
        ui.output_ui("numbers"),
        ui.output_ui("gates"),
        *(panel.place(lang) for panel in RESULT),
        ui.output_ui("all"),
        aria_labelledby="result",
    )
