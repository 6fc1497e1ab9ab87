"""A parameter is declared once, beside the process that uses it.

A room writes ``declare(Parameter(...), ...)`` at import; ``REGISTRY`` then holds every parameter of the model in
the order of declaration, and ``run.py parameters`` prints it. ``Parameters`` is one draw: a value for each name.
The range (low, high) is the prior a calibration starts from: uniform between the two unless a room says otherwise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import numpy as np

GRADES = ("A", "B", "C", "judgement")


class ParameterError(ValueError):
    """A parameter was declared twice, is unknown, or lies outside its range."""


@dataclass(frozen=True)
class Parameter:
    """One number the model needs and nobody can look up in a law.

    value: the central value; low, high: 5-95 percent range used as prior; grade: evidence grade of the source
    (A official statistic or paper read, B second hand, C unverified, judgement = ours); text: what it does.
    informed_by: series of targets (calibration/targets.csv) that should inform it; with some, it is free in a fit.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    grade: str
    text: str
    informed_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ParameterError(f"{self.name}: value {self.value} lies outside its range {self.low} to {self.high}")
        if self.grade not in GRADES:
            raise ParameterError(f"{self.name}: grade {self.grade!r} is not one of {', '.join(GRADES)}")
        if not (self.unit and self.source and self.text):
            raise ParameterError(f"{self.name}: unit, source and text must all be given")


REGISTRY: dict[str, Parameter] = {}


def declare(*parameters: Parameter) -> None:
    """Add parameters to the registry; a name declared twice is an error."""
    for parameter in parameters:
        if REGISTRY.get(parameter.name, parameter) != parameter:
            raise ParameterError(f"{parameter.name}: declared twice; choose another name")
        REGISTRY[parameter.name] = parameter


class Parameters(Mapping[str, float]):
    """A value for every declared parameter; read as ``p.lis1_giveup_home`` or ``p["lis1_giveup_home"]``."""

    def __init__(self, values: Mapping[str, float]):
        self._values = dict(values)
        self.__dict__.update(self._values)  # plain attributes: processes read them every month

    @classmethod
    def centre(cls) -> "Parameters":
        """The central value of every parameter declared so far."""
        return cls({name: parameter.value for name, parameter in REGISTRY.items()})

    def replace(self, **changes: float) -> "Parameters":
        """A copy with some values changed. Unknown names and values outside the range are refused."""
        for name, value in changes.items():
            if name not in self._values:
                near = get_close_matches(name, self._values, 1)
                hint = f"; did you mean {near[0]}?" if near else "; see `run.py parameters`"
                raise ParameterError(f"parameter {name!r} is not known{hint}")
            parameter = REGISTRY[name]
            if not parameter.low <= value <= parameter.high:
                raise ParameterError(
                    f"{name} = {value} {parameter.unit}: expected {parameter.low} to {parameter.high}"
                )
        return Parameters({**self._values, **changes})

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:  # only reached when the name is not declared
        raise AttributeError(f"parameter {name!r} is not declared")


def monthly(yearly: Any) -> Any:
    """Yearly rate (a hazard, per year) -> monthly probability, 1 - exp(-rate/12). Scalars and arrays alike."""
    return _monthly_of_one(yearly) if isinstance(yearly, float) else 1.0 - np.exp(-yearly / 12.0)


@lru_cache(1024)
def _monthly_of_one(yearly: float) -> Any:
    """Most rates are the same month after month."""
    return 1.0 - np.exp(-yearly / 12.0)
