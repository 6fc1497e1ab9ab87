"""What a scenario may assume about the world that is nobody's policy: people, need, hospitals, named rates,
loops.

A setting holds for the whole run. Rates are factors on named yearly rates of the model (1 = as fitted).
Switches freeze a feedback loop at its value at the start of the run (False = off).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from model.levers_base import Flaw, number_flaw, shown, unknown
from model.phrases import either, phrase

RATES = {
    "gp_exit": "GPs under 62 who leave the scheme",
    "gp_retirement": "GPs from 62 who leave the scheme",
    "gp_move": "sitting GPs who look for another list",
    "lis1_quit": "doctors who quit the municipal part of LIS1",
    "lis1_giveup": "applicants without a post who give up LIS1",
    "lis1_return": "doctors who gave up and apply for LIS1 again",
    "training_dropout": "trainees who leave GP training",
    "student_dropout": "students in Norway who leave medical school",
    "abroad_return": "graduates abroad who apply in Norway",
    "immigration": "doctors who come from other countries",
    "locum_stop": "locums who turn to other work, seekers who lose patience",
    "hospital_exit": "hospital doctors who leave or retire",
    "search": "doctors who look for a list and apply in a month",
}
SWITCHES = {
    "load_exit": "load in exit, need included, at the municipality's mean",
    "vacancy_load": "uncovered patients per GP and strain",
    "oncall_exit": "number of doctors in on-call strain, in exit and market",
    "supervisor_stock": "supervisors by municipality; new rules add and take what they make of today's doctors",
    "hospital_saturation": "hospital pull and openings",
    "queue_giveup": "hiring chance in give-up and in comeback",
    "locum_price": "market price index of locums",
    "neighbour_competition": "crowding and salaried share in career choice, local subsidies in the income doctors see",
    "supply_caps": "crowding, shortage and today's mean cap, in new caps",
}
RATE_NAMES, SWITCH_NAMES = tuple(RATES), tuple(SWITCHES)
DEMOGRAPHIES = ("main", "low", "high")
RATE_RANGE = (0.0, 5.0)


class WorldSetting(NamedTuple):
    """A single number of ``[world]``: range, unit, default and what the default rests on."""

    name: str
    unit: str
    low: float
    high: float
    default: float
    grade: str
    text: str


WORLD_SETTINGS: dict[str, WorldSetting] = {
    "hospital_posts_growth": WorldSetting(
        "hospital_posts_growth", "share a year", 0.0, 0.03, 0.02, "C",
        "Growth of doctors' posts in hospitals, beside the replacement of those who retire. Doctor years of "
        "work in the specialist services grew 2.9 percent a year in 2015-22 and 2.4 percent from 2022 to "
        "2023 (Helsedirektoratet, Allmennlegetjenesten, årsrapport 2023, table 6.2, SSB 13953). The default "
        "of 2 percent for projections is an assumption a little below the last growth seen: it was slowing, "
        "and 2.9 percent to 2050 would double hospital doctors. Results after 2040 depend on it strongly. It "
        "holds from January 2026; until then posts "
        "grow by the parameter hospital_growth_history.",
    ),
    "need_growth": WorldSetting(
        "need_growth", "share a year", 0.0, 0.02, 0.005, "C",
        "Growth of the need for general practice per head of the same age, beside the change of ages in the "
        "projection. The default is an assumption; local use is no guide, for it is low where doctors are "
        "missing.",
    ),
}  # fmt: skip


def world_flaws(settings: Mapping[str, object]) -> list[tuple[str, Flaw]]:
    """Everything wrong with the settings of a world, as (dotted key such as ``rates.gp_exit``, flaw)."""
    flaws: list[tuple[str, Flaw]] = []
    allowed = ("demography", *WORLD_SETTINGS, "rates", "switches")
    for key, value in settings.items():
        if key == "demography":
            if value not in DEMOGRAPHIES:
                names = ", ".join(map(shown, DEMOGRAPHIES))
                what = phrase("one of the national alternatives {names}", names=names)
                flaws.append((key, unknown(value, DEMOGRAPHIES, what)))
        elif key in WORLD_SETTINGS:
            setting = WORLD_SETTINGS[key]
            if flaw := number_flaw(value, (setting.low, setting.high), setting.unit):
                flaws.append((key, flaw))
        elif key in ("rates", "switches"):
            flaws += _named_flaws(key, value)
        else:
            flaws.append((key, unknown(key, allowed, phrase("a setting of [world]"))))
    return flaws


def _named_flaws(key: str, values: object) -> list[tuple[str, Flaw]]:
    """Flaws of the tables ``rates`` (factors by name) and ``switches`` (True or False by name)."""
    if not isinstance(values, Mapping):
        example = key + (" = { gp_exit = 1.2 }" if key == "rates" else ' = { load_exit = "off" }')
        mend = phrase("write for example {example}", example=example)
        return [(key, Flaw(shown(values), phrase("a table of {key} by name", key=key), mend))]
    names = RATE_NAMES if key == "rates" else SWITCH_NAMES
    what = phrase("a named rate") if key == "rates" else phrase("a feedback loop that can be switched")
    flaws: list[tuple[str, Flaw]] = []
    for name, value in values.items():
        if name not in names:
            flaws.append((f"{key}.{name}", unknown(name, names, what)))
        elif key == "rates":
            if flaw := number_flaw(value, RATE_RANGE, "times the fitted rate"):
                flaws.append((f"rates.{name}", flaw))
        elif not isinstance(value, bool):
            flaw = Flaw(shown(value), either('"on"', '"off"'), phrase('write "on" or "off", in quotes'))
            flaws.append((f"switches.{name}", flaw))
    return flaws


@dataclass(frozen=True)
class World:
    """The assumptions of one run; checked when made (ValueError naming every wrong key).

    demography: national alternative of Statistics Norway. hospital_posts_growth, need_growth: shares a year.
    rates: factor by name of RATE_NAMES. switches: True (on) or False (off) by name of SWITCH_NAMES.
    """

    demography: str = "main"
    hospital_posts_growth: float = WORLD_SETTINGS["hospital_posts_growth"].default
    need_growth: float = WORLD_SETTINGS["need_growth"].default
    rates: Mapping[str, float] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if flaws := world_flaws(vars(self)):
            raise ValueError("\n".join(f"world: {key}: {flaw}" for key, flaw in flaws))
        object.__setattr__(self, "hospital_posts_growth", float(self.hospital_posts_growth))
        object.__setattr__(self, "need_growth", float(self.need_growth))
        object.__setattr__(self, "rates", {name: float(self.rates[name]) for name in sorted(self.rates)})
        object.__setattr__(self, "switches", {name: self.switches[name] for name in sorted(self.switches)})

    def rate(self, name: str) -> float:
        """The factor on a named rate; 1 where the scenario says nothing. KeyError for an unknown name."""
        if name not in RATE_NAMES:
            raise KeyError(f"no rate {name!r}; the named rates are {', '.join(RATE_NAMES)}")
        return self.rates.get(name, 1.0)

    def on(self, name: str) -> bool:
        """Whether a feedback loop runs; True where the scenario says nothing. KeyError if unknown."""
        if name not in SWITCH_NAMES:
            raise KeyError(f"no switch {name!r}; the switches are {', '.join(SWITCH_NAMES)}")
        return self.switches.get(name, True)
