"""What a chosen scenario itself sets of the levers on the page, for a slider must not pretend otherwise."""

from collections.abc import Mapping
from functools import cache

from agents.months import month_text
from model.policy import Change
from scenarios.classroom.settings import SLIDERS, Slider
from scenarios.classroom.words import words
from scenarios.scenario import load_scenario
from scenarios.words import Language

Step = tuple[int, float | None]  # from this month on: a value; None: the rules of record again


@cache
def layers_of(name: str) -> tuple[tuple[Change, ...], ...]:
    """The changes of a library scenario that touch the page's levers, its bases first."""
    on_page = {one.lever for one in SLIDERS}
    layers = load_scenario(name).layers
    return tuple(tuple(one.change for one in layer if one.change.lever in on_page) for layer in layers)


def steps_of(lever: str, layers: tuple[tuple[Change, ...], ...]) -> list[Step]:
    """The values by date that hold everywhere; a layer replaces those before it, as in a run."""
    wide = [[change for change in layer if change.lever == lever and not change.where] for layer in layers]
    months = sorted({edge for layer in wide for change in layer for edge in change.edges()})
    found: list[Step] = []
    for month in months:
        now = next((float(c.value) for layer in reversed(wide) for c in layer if c.active(month)), None)
        if not found or found[-1][1] != now:
            found.append((month, now))
    return found


def written(value: float, say: Language) -> str:
    """A lever's value as people read it: ``1 500``, ``0.34``."""
    return say.number(value, 0) if value == round(value) else say.significant(value, 5)


def rest_of(one: Slider, scenario: str) -> float:
    """Where a slider stands when it is not moved: at the scenario's last value, or today's."""
    steps = steps_of(one.lever, layers_of(scenario))
    return one.today if not steps or steps[-1][1] is None else steps[-1][1]


def known_of(scenario: str, lang: str) -> Mapping[str, str]:
    """For each slider that the scenario sets, by id: the values and since when, in words."""
    layers = layers_of(scenario)
    return {one.id: text for one in SLIDERS if (text := _told(one, layers, Language(lang)))}


def _told(one: Slider, layers: tuple[tuple[Change, ...], ...], say: Language) -> str:
    parts = [_step(value, month, "", say) for month, value in steps_of(one.lever, layers)]
    placed = [c for layer in layers for c in layer if c.lever == one.lever and c.where]
    parts += [_step(float(c.value), c.from_month, f" ({say.where(c.where)})", say) for c in placed]
    return words(say.code, "scenario.sets", steps=", ".join(parts)) if parts else ""


def _step(value: float | None, month: int, where: str, say: Language) -> str:
    date = month_text(month).removesuffix("-01")
    if value is None:
        return words(say.code, "scenario.step.back", date=date)
    return words(say.code, "scenario.step", value=written(value, say), date=date) + where
