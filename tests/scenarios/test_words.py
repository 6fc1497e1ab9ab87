"""The catalogue: both languages whole, the same places to fill, nothing unused, numbers in each language's way."""

import ast
import string
from pathlib import Path

import pytest

import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
from agents.parameters import REGISTRY
from model.indicators import INDICATORS
from model.lever_rows import ROWS
from model.levers import LEVERS
from scenarios.drivers import DRIVERS, ON_THE_WAY, drivers_of
from scenarios.maps import KINDS
from scenarios.study import ROOT
from scenarios.words import CATALOGUE, Language, WordsError
from scenarios.words_figures import FIGURES
from scenarios.words_names import GRADES, PLACES_NB, ROWS_NB, UNITS_NB
from scenarios.words_parameters import PARAMETER_UNITS, PARAMETERS
from scenarios.words_report import REPORT

ROOMS = [path for path in sorted((ROOT / "scenarios").rglob("*.py")) if not path.name.startswith("words_")]
NB = Language("nb")
# Texts that are the same in both languages, because they are names, numbers or forms alone.
SAME = {
    "fan.base", "figure.title", "table.label", "costs.scenario", "costs.percent", "record.start", "record.scenario",
    "unknown.parameter", "backtest.legemod", "map.change.over",
}  # fmt: skip

# Keys that maps put together: what each kind of map says.
PARTS_OF_MAPS = ("title", "percent", "text", "change.title", "change.subtitle", "change.key", "change.fewer",
                 "change.more", "change.unit")  # fmt: skip


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def texts_of(path: Path) -> set[str]:
    """Every text that stands in a room, f-strings apart."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_text_stands_in_both_languages_with_the_same_places():
    assert not REPORT.keys() & FIGURES.keys()
    for key, (english, norwegian) in CATALOGUE.items():
        assert english.strip() and norwegian.strip(), key
        assert places(english) == places(norwegian), key
        assert (english == norwegian) == (key in SAME), key


def test_every_text_used_is_there_and_none_is_unused():
    template = (ROOT / "scenarios" / "templates" / "report.html.j2").read_text("utf-8")
    used = {key for path in ROOMS for key in texts_of(path) if key in CATALOGUE}
    used |= {key for key in CATALOGUE if f'say("{key}"' in template}
    used |= {f"{kind.key}.{part}" for kind in KINDS.values() for part in PARTS_OF_MAPS}
    assert used == set(CATALOGUE), f"unused: {sorted(set(CATALOGUE) - used)}"
    for path in (path for path in ROOMS if "import Language" in path.read_text("utf-8")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            said = isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == "say" and call.args
            if said and isinstance(call.args[0], ast.Constant):
                assert call.args[0].value in CATALOGUE, (path.name, call.args[0].value)


def test_an_unknown_text_or_language_is_refused_in_words():
    with pytest.raises(WordsError, match="not in the catalogue"):
        NB("section.nothing")
    with pytest.raises(WordsError, match="expected one of en, nb"):
        Language("sv")


def test_numbers_are_written_as_each_language_writes_them():
    assert Language("en").number(1234.5, 1) == "1 234.5" and NB.number(1234.5, 1) == "1 234,5"
    assert NB.change("patients_without_gp_share", -0.0123) == "−1,23"
    assert NB.interval("1", "2") == "1 til 2" and NB.level("gps", 5715.0) == "5 715"
    assert [NB.significant(value, 4) for value in (0.25, 999.0, 1000.0, 12345.6, -2.5)] == [
        "0,25", "999", "1 000", "12 346", "−2,5",
    ]  # fmt: skip


def test_names_of_the_field_are_there_in_norwegian():
    assert ROWS_NB.keys() == ROWS.keys()
    assert {row.unit for row in INDICATORS.values()} <= UNITS_NB.keys()
    assert {one.grade for one in (*REGISTRY.values(), *LEVERS.values())} <= set(GRADES)
    assert NB.title("patients_without_gp_share") == "Innbyggere på liste uten fast lege (prosent)"
    assert NB.where({"centrality": [5, 6]}) == "sentralitet 5, 6" and NB.where({}) == "overalt"
    assert {"centrality", "county", "municipality"} <= PLACES_NB.keys()


def test_every_lever_names_declared_parameters_and_they_have_words():
    assert DRIVERS.keys() == LEVERS.keys()
    named = {name for names in DRIVERS.values() for name in names} | set(ON_THE_WAY)
    assert named <= REGISTRY.keys() and named == set(PARAMETERS)
    assert {REGISTRY[name].unit for name in named} == set(PARAMETER_UNITS)
    assert all(names for names in DRIVERS.values()), "a lever without a parameter needs none of these tables"
    own, way = drivers_of(("alis.office", "alis.supervisor_rule"))
    assert own[0] == "office_external_loss" and not set(own) & set(way) and set(way) <= set(ON_THE_WAY)
