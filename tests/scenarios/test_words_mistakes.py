"""Mistakes in scenario files in Norwegian: every message that the checks can make has one, and none is unused.

What the messages say when a file is really wrong stands in test_scenario_mistakes.py, which asks both languages.
"""

import ast
import string

import pytest

from model.levers import LEVERS, NOT_MODELLED
from model.levers_base import SCOPES
from model.phrases import either, phrase
from model.world import WORLD_SETTINGS
from scenarios.scenario_checks import Problem
from scenarios.study import ROOT
from scenarios.words import Language
from scenarios.words_mistakes import MISTAKES
from tests.scenarios.norwegian import english_in, in_norwegian, wording

# The rooms that find what is wrong with a scenario file.
ROOMS = [
    ROOT / "model" / f"{name}.py" for name in ("phrases", "levers_base", "levers", "policy", "policy_areas", "world")
] + [ROOT / "scenarios" / f"{name}.py" for name in ("scenario", "scenario_checks")]
SAME = {"{where}, {key}: {flaw}"}  # places alone
MADE_OF = {"Flaw", "Problem", "unknown"}  # what a message is handed to
PARTS = {"given", "expected", "mend", "what"}  # what its parts are called before
NB = Language("nb")


def calls(name: str) -> list[ast.Call]:
    trees = (ast.parse(path.read_text("utf-8")) for path in ROOMS)
    every = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in every if ast.unparse(call.func) == name]


def declared() -> set[str]:
    """Texts of declarations that messages take up."""
    units = {lever.unit for lever in LEVERS.values() if lever.kind != "enum"}
    return units | {setting.unit for setting in WORLD_SETTINGS.values()} | {*SCOPES, *NOT_MODELLED.values()}


def test_every_message_of_the_checks_has_a_norwegian_wording_and_none_is_unused():
    first = [call.args[0] for call in calls("phrase")]
    written = {one.value for one in first if isinstance(one, ast.Constant)}
    taken_up = {ast.unparse(one) for one in first if not isinstance(one, ast.Constant)}
    assert taken_up == {"unit", "self.unit", "scope", "NOT_MODELLED[key]"}  # what declared() lists
    assert written | declared() | {"times the fitted rate"} == set(MISTAKES)


@pytest.mark.parametrize("english, norwegian", MISTAKES.items())
def test_a_wording_has_the_same_places_and_no_english_word(english, norwegian):
    places = [sorted((name, form) for _, name, form, _ in string.Formatter().parse(text) if name)
              for text in (english, norwegian)]  # fmt: skip
    assert places[0] == places[1] and norwegian.strip()
    assert (english == norwegian) == (english in SAME)
    assert english_in(wording(norwegian)) == set()


def test_nothing_in_words_is_said_but_by_a_phrase():
    """Names and signs may stand bare; a text of two words or more must be a phrase, or it stays English."""
    bare = []
    for path in ROOMS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            parts = []
            if isinstance(node, ast.Call) and ast.unparse(node.func) in MADE_OF:
                parts = [*node.args, *(one.value for one in node.keywords)]
            elif isinstance(node, ast.Assign) and {ast.unparse(one) for one in node.targets} & PARTS:
                parts = [node.value]
            bare += [ast.unparse(part) for part in parts if in_words(part)]
    assert bare == ["'a dated record'"]  # the model's own question, never a file's


def in_words(part: ast.expr) -> bool:
    """Whether a text of several words stands here without a phrase around it."""
    if isinstance(part, ast.JoinedStr):
        return any(isinstance(one, ast.Constant) and str(one.value).strip(" `\"'{}=,") for one in part.values)
    return isinstance(part, ast.Constant) and isinstance(part.value, str) and any(map(str.islower, part.value))


def test_a_phrase_is_its_english_text():
    said = phrase("choose at least {low:.12g}", low=0.5)
    assert said == "choose at least 0.5" and f"{said}!" == "choose at least 0.5!" and NB.told(said) == "velg minst 0.5"
    assert Language("en").told(said) == said and NB.told("lis1.state_posts") == "lis1.state_posts"
    assert either("a", "b", "c") == "a or b or c" and NB.told(either("a", "b", "c")) == "a eller b eller c"
    assert phrase("write {example}", example="{ }") == "write { }"


def test_what_no_wording_is_known_for_is_said_to_be_english():
    assert NB.told(phrase("a lever of {whom}", whom="mine")) == "(finnes bare på engelsk: «a lever of mine»)"


def test_the_check_of_norwegian_can_fail():
    assert english_in("oppgitt 3; expected en tittel") == {"expected"}
    for part in ("a title that is a text", phrase("a text of {whom}", whom="hers")):
        with pytest.raises(AssertionError):
            in_norwegian(Problem("mine.toml", 3, "title", "3", part, phrase("write a number")))
