"""What a page is made of: blocks of a few kinds, which templates/report.html.j2 knows how to show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from model.levers_base import shown
from scenarios.figures import Drawn
from scenarios.words import Language

if TYPE_CHECKING:
    from scenarios.pipeline import Results


@dataclass(frozen=True)
class Page:
    """What sections are made from: a finished folder, its figures, the language."""

    results: "Results"
    drawn: Sequence[Drawn]
    say: Language

    @property
    def names(self) -> list[str]:
        """Names of the scenarios, base first."""
        return [case.name for case in self.results.study.cases]

    def table(self, name: str) -> Any | None:
        """A table of the folder, None where this study has none of that name or it has no rows."""
        table = self.results.tables.get(name)
        return None if table is None or not len(table) else table


class Code(str):
    """A word of the program (a name, a value of a lever): shown as such, the same in every language."""


@dataclass(frozen=True)
class Block:
    """One piece of a section. kind: text, note, answer, heading, table, figure, items, facts or details."""

    kind: str
    content: Mapping[str, Any] = field(default_factory=dict)


def text(words: str, kind: str = "text") -> Block:
    """A paragraph (kind: text, note or heading)."""
    return Block(kind, {"text": words})


def table(
    caption: str, head: Sequence[str], groups: Sequence[tuple[str, Sequence[Sequence[str]]]], words: bool = False
) -> Block:
    """A table: groups of rows, each under its label (none where it is empty); the first cell of a row names it.

    words: the cells are words, to be read from the left, not numbers.
    """
    return Block("table", {"caption": caption, "head": head, "groups": groups, "words": words})


def items(texts: Sequence[str]) -> Block:
    """A list."""
    return Block("items", {"items": texts})


def figures(page: Page, section: str) -> list[Block]:
    """The figures of a section, in the order they were drawn."""
    chosen = [(number, one) for number, one in enumerate(page.drawn) if one.section == section]
    return [figure(page, one, f"f{number}") for number, one in chosen]


def figure(page: Page, drawn: Drawn, prefix: str) -> Block:
    """A figure with its description and the name of the file with its numbers."""
    svg = inline_svg(page.results.folder / "figures" / f"{drawn.name}.svg", prefix, drawn)
    data = page.say("figure.data", file=f"figures/{drawn.name}.csv")
    return Block("figure", {"svg": svg, "caption": f"{drawn.description} {data}"})


def inline_svg(path: Path, prefix: str, drawn: Drawn) -> str:
    """An SVG file as a part of a page: no prologue, no metadata, own ids, a title and a description."""
    text = path.read_text("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<(metadata|title)>.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', text)
    head, rest = text.split(">", 1)
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    head += f' role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
    names = f'<title id="{prefix}-title">{escape(drawn.title)}</title>'
    names += f'<desc id="{prefix}-desc">{escape(drawn.description)}</desc>'
    return head + names + rest.strip()


def value_text(value: Any, say: Language) -> str:
    """A value of a lever: yes or no, a number, or a word of the program."""
    if isinstance(value, bool):
        return say("unknown.yes") if value else say("unknown.no")
    if isinstance(value, (int, float)):
        return _plain_number(value, say)
    return Code(shown(value).strip('"'))


def _plain_number(value: float, say: Language) -> str:
    """A number with as many decimals as it needs."""
    decimals = 0 if float(value).is_integer() else len(f"{value:.12g}".partition(".")[2])
    return say.number(value, decimals)
