"""What is wrong with settings, in the language of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.levers import LEVERS
from scenarios.classroom.words import CLASSROOM, LEVER_WORDS
from scenarios.words import Language

LABELLED = ("start", "base", "other", "year", "end", "pairs")  # settings that have a label of this name on the page

REFUSALS: dict[str, tuple[str, str]] = {
    "one.of": ("{name} = {given}: expected one of {names}", "{name} = {given}: forventet en av {names}"),
    "library": (
        "{name} = {given}: expected a scenario of the library", "{name} = {given}: forventet et scenario i biblioteket",
    ),
    "loop": ("{name} = {given}: expected a feedback loop", "{name} = {given}: forventet en tilbakekobling"),
    "between": ("{name} = {given}: expected {low} to {high}", "{name} = {given}: forventet {low} til {high}"),
    "not.a.lever": ("{name} = {given}: expected a lever of the page", "{name} = {given}: forventet et av virkemidlene"),
    "lever": (
        "{name} = {given}: expected a number from {low} to {high}", "{name} = {given}: forventet et tall fra {low} "
        "til {high}",
    ),
    "thousands": (
        "{name} = {given}: the unit is NOK; expected 0, or at least 1 000 and at most {high}",
        "{name} = {given}: enheten er kroner; forventet 0, eller minst 1 000 og høyst {high}",
    ),
    "whole": ("{name} = {given}: expected a whole number", "{name} = {given}: forventet et helt tall"),
    "empty": ("{name}: expected a whole number", "{name}: forventet et helt tall"),
    "number": ("{name} = {given}: expected a number", "{name} = {given}: forventet et tall"),
    "twice": ("{name} is given twice; give it once", "{name} er oppgitt to ganger; oppgi det én gang"),
    "unknown": ("{name}: no setting has this name", "{name}: ingen innstilling heter dette"),
    "long": (
        "the link is {given} characters long; expected at most {high}", "lenken er {given} tegn lang; forventet høyst "
        "{high}",
    ),
    "unreadable": (
        "the link cannot be read; expected name=value parts joined by &",
        "lenken kan ikke leses; forventet deler på formen navn=verdi med & mellom",
    ),
    "file.size": (
        "the file holds {given} bytes; expected a scenario file of at most {high}",
        "filen er på {given} byte; forventet en scenariofil på høyst {high}",
    ),
    "file.text": (
        "the file is no text in UTF-8; expected a scenario file as the button above saves it",
        "filen er ikke tekst i UTF-8; forventet en scenariofil slik knappen over lagrer den",
    ),
    "file": ("{given}", "{given}"),
}  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """One thing that is wrong: a text of ``REFUSALS``, the setting, and what was given and expected."""

    text: str
    name: str = ""
    values: tuple[tuple[str, Any], ...] = ()

    def told(self, lang: str) -> str:
        """In words."""
        said = Language(lang)
        values = {key: said.told(one) if isinstance(one, str) else one for key, one in self.values}
        return said.of(REFUSALS[self.text]).format(name=_name(self.name, lang), **values)


def refusal(text: str, name: str = "", **values: Any) -> Refusal:
    """What is wrong with the setting ``name``; values: what stands in the text."""
    return Refusal(text, name, tuple(values.items()))


def _name(name: str, lang: str) -> str:
    """A setting as the page calls it, with its name in a link or a file."""
    lever = name if "." in name else name.replace("_", ".", 1)  # in a link its dot is a line
    pair = CLASSROOM[name] if name in LABELLED else LEVER_WORDS.get(lever)
    return f"{Language(lang).of(pair)} ({name})" if pair else name


class SettingsError(ValueError):
    """Settings that cannot be used; ``problems``: one English text each."""

    def __init__(self, refusals: Sequence[Refusal]):
        self.refusals = tuple(refusals)
        self.problems = self.told("en")
        super().__init__("; ".join(self.problems))

    def told(self, lang: str) -> tuple[str, ...]:
        """What is wrong, one text each."""
        return tuple(one.told(lang) for one in self.refusals)


def lever_refusal(key: str, value: float) -> Refusal | None:
    """None for a value that the lever of this name takes."""
    if key not in LEVERS:
        return refusal("not.a.lever", key, given=repr(value))
    if not LEVERS[key].flaw(value):
        return None
    low, high = (f"{bound:,.12g}".replace(",", " ") for bound in LEVERS[key].bounds)
    inside = LEVERS[key].bounds[0] <= value <= LEVERS[key].bounds[1]
    return refusal("thousands" if inside else "lever", key, given=f"{value:.12g}", low=low, high=high)
