"""report.html: one self-contained page in English or Norwegian (bokmål), from the question to the record of the run.

A page is a list of sections, each a heading, an anchor and a function that makes its blocks; one that makes none (a
table that this study does not have) is left out. Figures are inline SVG with title and description for screen readers;
there is no script and nothing is fetched.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.archive import replacing
from scenarios.backtest_figure import score
from scenarios.figures import Drawn
from scenarios.report_answer import answer_blocks, question
from scenarios.report_blocks import Block, Code, Page, figures, text
from scenarios.report_comparison import gains_blocks
from scenarios.report_followed import bottlenecks_blocks, destinations_blocks
from scenarios.report_tables import costs_blocks, effects_blocks
from scenarios.report_unknown import unknown_blocks
from scenarios.study import record_of, warnings_of
from scenarios.words import Language

if TYPE_CHECKING:
    from scenarios.pipeline import Results

TEMPLATES = Path(__file__).parent / "templates"
LONG_TEXT = 800  # characters; a longer text of a scenario is folded away


@dataclass(frozen=True)
class Section:
    """A part of the page. anchor: its id, also the section that figures name; heading: a key of the catalogue."""

    anchor: str
    heading: str
    make: Callable[[Page], list[Block]]


def time_blocks(page: Page) -> list[Block]:
    """Fan charts of the headline indicators."""
    return figures(page, "time")


def places_blocks(page: Page) -> list[Block]:
    """Maps and small multiples by centrality."""
    return figures(page, "places")


def waits_blocks(page: Page) -> list[Block]:
    """How long doctors wait for LIS1, and how long they keep a list."""
    return figures(page, "waits")


def backtest_blocks(page: Page) -> list[Block]:
    """Forecasts of 2023-25 made from 2022, and how well they did."""
    say, found = page.say, score()
    words = say(
        "backtest.text", targets=found.targets, covered=say.number(100 * found.coverage, 0),
        score=say.number(found.crps_ratio, 2),
    )  # fmt: skip
    return [text(words), *figures(page, "backtest"), text(say("backtest.note"), "note")]


def method_blocks(page: Page) -> list[Block]:
    """How the numbers were made, on less than a page."""
    say, study = page.say, page.results.study
    runs = say.counted(study.draws * study.replicates, "times.one", "times.many")
    if study.draws == 1:
        made = say("method.runs.central", runs=runs)
    else:
        draws = say.counted(study.draws, "draws.one", "draws.many")
        replicates = say.counted(study.replicates, "replicates.one", "replicates.many")
        made = say("method.runs", runs=runs, draws=draws, replicates=replicates)
    model = say("method.model", first=study.years[0], last=study.end_year)
    return [text(words) for words in (model, made, say("method.numbers"), say("method.more"))]


def record_blocks(page: Page) -> list[Block]:
    """Seeds, sizes, digests, versions; the scenarios in full and the program's own warnings (in English)."""
    say, study = page.say, page.results.study
    record = record_of(study, "complete")
    digests = {
        "code": say("record.code"), "data": say("record.data"), "parameters": say("record.parameters"),
        "posterior": say("record.posterior"), "unseen": say("record.unseen"),
    }  # fmt: skip
    cases = {say("record.scenario", name=case.name): case.digest for case in study.cases}
    facts = [
        (say("record.start"), study.start), (say("record.end"), study.end_year), (say("record.seed"), study.seed),
        (say("record.draws"), study.draws), (say("record.replicates"), study.replicates),
        (say("record.identity"), Code(study.identity)),
        *((say("record.digest", what=digests[name]), Code(value)) for name, value in study.digests.items()),
        *((say("record.digest", what=what), Code(value)) for what, value in cases.items()),
        (say("record.packages"), ", ".join(f"{name} {number}" for name, number in record["versions"].items())),
    ]  # fmt: skip
    resolved = {case.name: case.resolved for case in study.cases}
    blocks = [Block("facts", {"facts": facts})]
    if warned := warnings_of(study):
        blocks.append(Block("details", {"summary": say("record.warnings"), "text": "\n".join(warned)}))
    told = json.dumps(resolved, indent=1, ensure_ascii=False, sort_keys=True, default=str)
    return [*blocks, Block("details", {"summary": say("record.resolved"), "text": told})]


SECTIONS = (
    Section("answer", "section.answer", answer_blocks),
    Section("effects", "section.effects", effects_blocks),
    Section("gains", "section.gains", gains_blocks),
    Section("time", "section.time", time_blocks),
    Section("places", "section.places", places_blocks),
    Section("waits", "section.waits", waits_blocks),
    Section("destinations", "section.destinations", destinations_blocks),
    Section("bottlenecks", "section.bottlenecks", bottlenecks_blocks),
    Section("costs", "section.costs", costs_blocks),
    Section("unknown", "section.unknown", unknown_blocks),
    Section("backtest", "section.backtest", backtest_blocks),
    Section("method", "section.method", method_blocks),
    Section("record", "section.record", record_blocks),
)


def write_report(results: "Results", drawn: Sequence[Drawn], say: Language) -> None:
    """Write report.html into the results folder."""
    page = Page(results, drawn, say)
    html = environment().get_template("report.html.j2").render(context(page))
    with replacing(results.folder / "report.html") as temporary:
        temporary.write_text(html, "utf-8")


def environment() -> Any:
    """The templates, strict about what they are given; numbers do not break over lines."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def whole_numbers(value: Any) -> Any:
        plain = isinstance(value, str) and not isinstance(value, Markup)
        return re.sub(r"(?<=\d) (?=\d{3}(?!\d)|%)", "\u00a0", value) if plain else value

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=whole_numbers,
    )  # fmt: skip
    made.tests["code"] = lambda value: isinstance(value, Code)
    return made


def context(page: Page) -> dict[str, Any]:
    """Everything the page shows."""
    study, say = page.results.study, page.say
    made = [(section, section.make(page)) for section in SECTIONS]
    return {
        "say": say,
        "title": question(study, say),
        "scenarios": [
            {
                "name": case.name, "title": case.titled(say.code), "text": case.told(say.code).strip(),
                "base": case is study.cases[0], "long": len(case.told(say.code)) > LONG_TEXT,
                "foreign": say.code != "en" and not case.title_nb,
            }
            for case in study.cases
        ],
        "sections": [
            {"anchor": section.anchor, "heading": heading(section, page), "blocks": blocks}
            for section, blocks in made
            if blocks
        ],
    }  # fmt: skip


def heading(section: Section, page: Page) -> str:
    """The heading of a section; a single scenario has levels where others have effects."""
    if section.anchor == "effects" and page.results.effects is None:
        return page.say("section.levels")
    return page.say(section.heading)
