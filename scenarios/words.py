"""The language of pages and figures: one catalogue, English and Norwegian (bokmål) side by side, and numbers to match.

``Language("nb")("section.answer")`` is a text of the catalogue; the other methods write numbers, units and names of
indicators, levers and parameters. Tables (CSV, Parquet, NetCDF) are not translated.
"""

from dataclasses import dataclass
from typing import Any

from model.indicators import INDICATORS
from model.phrases import Phrase
from scenarios import numbers
from scenarios.words_comparison import COMPARISON
from scenarios.words_figures import FIGURES
from scenarios.words_followed import FOLLOWED
from scenarios.words_lives import LIVES
from scenarios.words_maps import MAPS
from scenarios.words_mistakes import MISTAKES
from scenarios.words_names import GRADES, PLACES_NB, ROWS_NB, UNITS_NB
from scenarios.words_parameters import PARAMETER_UNITS, PARAMETERS
from scenarios.words_report import REPORT

CATALOGUE: dict[str, tuple[str, str]] = {**REPORT, **COMPARISON, **FOLLOWED, **FIGURES, **LIVES, **MAPS}
LANGUAGES = ("en", "nb")


class WordsError(KeyError):
    """A text or a language that is not in the catalogue."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Language:
    """Texts and numbers in one language: "en", or "nb" for Norwegian (bokmål)."""

    code: str = "en"

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise WordsError(f"language {self.code!r}: expected one of {', '.join(LANGUAGES)}")

    def __call__(self, key: str, **values: Any) -> str:
        """A text of the catalogue with its places filled in."""
        if key not in CATALOGUE:
            raise WordsError(f"text {key!r} is not in the catalogue; add it in both languages (scenarios/words_*.py)")
        return self.of(CATALOGUE[key]).format(**values)

    def of(self, pair: tuple[str, str]) -> str:
        """The text of this language."""
        return pair[LANGUAGES.index(self.code)]

    def told(self, text: str) -> str:
        """A phrase of the floors below in this language, and said to be English where it is; a plain text as it is."""
        if self.code == "en" or not isinstance(text, Phrase):
            return str(text)
        if text.template not in MISTAKES:
            return f"(finnes bare på engelsk: «{text}»)"
        values = {name: self.told(one) if isinstance(one, str) else one for name, one in text.values.items()}
        return MISTAKES[text.template].format(**values)

    def counted(self, count: int, one: str, many: str) -> str:
        """A text for one or for many, by their keys."""
        return self(one) if count == 1 else self(many, count=self.number(count, 0))

    # Numbers

    def number(self, value: float | None, decimals: int, sign: bool = False) -> str:
        """``1 234.5`` or ``1 234,5``."""
        return numbers.number(value, decimals, sign, self.code)

    def level(self, indicator: str, value: float | None) -> str:
        """A level of an indicator."""
        return numbers.level(indicator, value, self.code)

    def change(self, indicator: str, value: float | None) -> str:
        """A difference of an indicator, with its sign."""
        return numbers.change(indicator, value, self.code)

    def interval(self, low: str, high: str) -> str:
        """``low to high``."""
        return numbers.interval(low, high, self.code)

    def around(self, mean: float, low: float, high: float, decimals: int) -> str:
        """A difference with its interval: ``+12 (+3 to +20)``."""
        return numbers.around(mean, low, high, decimals, self.code)

    def significant(self, value: float, digits: int) -> str:
        """A number with so many significant digits."""
        return numbers.significant(value, digits, self.code)

    # Names

    def name(self, indicator: str) -> str:
        """What an indicator counts, begun with a capital; of a share, what it is a share of."""
        row = INDICATORS[indicator]
        text = self.of((row.long_name.removeprefix("share of "), row.long_name_nb.removeprefix("andel ")))
        return numbers.capital(text)

    def unit(self, indicator: str, difference: bool = False) -> str:
        """The unit of an indicator as people read it."""
        text = numbers.shown_unit(indicator, difference)
        return self.of((text, UNITS_NB.get(text, text)))

    def title(self, indicator: str) -> str:
        """Name and unit."""
        return self("figure.title", name=self.name(indicator), unit=self.unit(indicator))

    def rows(self, rows: str) -> str:
        """Names of rows of the lever table: ``"A1, A2"``."""
        from model.lever_rows import ROWS, rows_of

        return "; ".join(self.of((ROWS[row], ROWS_NB[row])) for row in rows_of(rows))

    def parameter(self, name: str) -> str:
        """A parameter in plain words."""
        return self.of(PARAMETERS[name])

    def parameter_unit(self, unit: str) -> str:
        """The unit of a parameter."""
        return self.of(PARAMETER_UNITS[unit])

    def grade(self, grade: str) -> str:
        """A grade of evidence in words."""
        return self.of(GRADES[grade])

    def where(self, where: Any) -> str:
        """An area of a change: ``centrality 5, 6``."""
        if not where:
            return self("unknown.everywhere")
        kinds = ((kind, self.of((kind.replace("_", " "), PLACES_NB.get(kind, kind)))) for kind in where)
        return "; ".join(f"{word} {', '.join(str(name) for name in where[kind])}" for kind, word in kinds)

    def joined(self, texts: list[str]) -> str:
        """``a, b and c``."""
        if len(texts) < 2:
            return "".join(texts)
        return f"{', '.join(texts[:-1])}{self('list.and')}{texts[-1]}"
