"""The public names of docs/api.md exist, are documented and typed, and their types travel with the packages."""

import importlib
import inspect
import re
import tomllib

import pytest

from scenarios.study import ROOT

ROW = re.compile(r"^\| `([\w.]+)` \| (.+?) \|", re.MULTILINE)
PUBLIC = [
    (module, name)
    for module, names in ROW.findall((ROOT / "docs" / "api.md").read_text("utf-8"))
    for name in re.findall(r"`(\w+)`", names)
]
FLOORS = ("agents", "model", "scenarios", "calibration")


def untyped(made) -> list[str]:
    """Parameters and returns of a function without a type."""
    known = inspect.signature(made)
    missing = [p.name for p in known.parameters.values() if p.annotation is p.empty and p.name != "self"]
    return missing + (["return"] if known.return_annotation is known.empty else [])


def problems(module: str, name: str) -> list[str]:
    """What a public name lacks."""
    room = importlib.import_module(module)
    thing = getattr(room, name, None)
    if thing is None:
        return ["no such name"]
    found = [] if (thing.__doc__ or "").strip() else ["no docstring"]
    if thing.__module__ != module and name not in getattr(room, "__all__", ()):
        found.append(f"defined in {thing.__module__}")
    if not inspect.isclass(thing):
        return found + untyped(thing)
    for method, made in vars(thing).items():
        public = method == "__init__" or not method.startswith("_")
        if public and inspect.isfunction(made):
            found += [f"{method}: {what}" for what in untyped(made) if (method, what) != ("__init__", "return")]
            found += [f"{method}: no docstring"] if method != "__init__" and not made.__doc__ else []
    return found


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_a_public_name_is_there_documented_and_typed(module, name):
    assert problems(module, name) == []


def test_what_a_name_lacks_is_seen():
    assert problems("model.policy", "Polcy") == ["no such name"]
    assert problems("model.workforce", "Policy") == ["defined in model.policy"]
    assert untyped(lambda x: x) == ["x", "return"]
    assert len(PUBLIC) > 40


def test_types_travel_with_every_floor():
    assert [floor for floor in FLOORS if not (ROOT / floor / "py.typed").is_file()] == []
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(FLOORS) <= set(wheel["only-include"])
