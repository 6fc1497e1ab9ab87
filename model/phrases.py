"""Texts for people that can be said in another language: English as it stands, and what it was put together of.

A phrase is its English text and is used as such everywhere. It also keeps its template and what fills it, so that the
edge can put the same together in another language (``Language.told`` in ``scenarios/words.py``). The floors below know
English alone: a check is written once, and its message with it.
"""

from collections.abc import Mapping
from functools import reduce


class Phrase(str):
    """An English text. template: as written in the code. values: what fills its places; phrases among them."""

    template: str
    values: Mapping[str, object]


def phrase(template: str, /, **values: object) -> Phrase:
    """``phrase("choose at least {low:.12g}", low=0.5)``; a brace that is one is doubled, as in ``str.format``."""
    made = Phrase(template.format(**values))
    made.template, made.values = template, values
    return made


def either(*ways: str) -> str:
    """``a or b or c``."""
    return reduce(lambda one, other: phrase("{one} or {other}", one=one, other=other), ways)
