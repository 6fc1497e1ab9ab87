"""Whether what is said of a mistake is Norwegian: no word that only the English texts use, names apart."""

import re
import string

from model.phrases import Phrase
from model.policy_areas import ALL_KEYS
from scenarios.scenario_checks import CHANGE_KEYS, TOP_KEYS, Problem
from scenarios.words import Language
from scenarios.words_mistakes import MISTAKES

NAMES = {*TOP_KEYS, *CHANGE_KEYS, *ALL_KEYS, "rates"}  # stand outside quotes too, as keys of the file
QUOTED = re.compile(r'"[^"]*"|`[^`]*`|«[^»]*»')  # what the file says or is to say, and Python's own words
COMPOUND = re.compile(r"\w+(?:[.-]\w+)+")  # levers, files, keys of tables


def words(text: str) -> set[str]:
    """Words in small letters."""
    return set(re.findall(r"[a-zæøå_]+", text.lower()))


def wording(template: str) -> str:
    """A template without its places."""
    return " ".join(literal for literal, *_ in string.Formatter().parse(template))


ENGLISH = {word for text in MISTAKES for word in words(wording(text))} - {
    word for text in MISTAKES.values() for word in words(wording(text))
}


def english_in(text: str) -> set[str]:
    """English words of a Norwegian text."""
    return words(COMPOUND.sub(" ", QUOTED.sub(" ", text))) & ENGLISH - NAMES


def in_norwegian(problem: Problem) -> str:
    """The problem in Norwegian; AssertionError where it is not, or says another thing than the English."""
    said = Language("nb").told(problem.said())
    assert english_in(said) == set(), said
    assert said != str(problem) and "(finnes bare" not in said
    for part in leaves(problem.said()):
        assert part in said
    return said


def leaves(text: Phrase) -> list[str]:
    """Texts that were filled in as they stand: names, and what the file says."""
    filled = [one for one in text.values.values() if isinstance(one, str)]
    return [leaf for one in filled for leaf in (leaves(one) if isinstance(one, Phrase) else [one])]
