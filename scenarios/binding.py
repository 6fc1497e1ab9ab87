"""What binds where a goal is out of reach: who is held back at each gate, and the waiting rooms of the career path.

The shadow counts of ``scenarios.bottlenecks`` say where doctors, posts and lists stand idle; the indicators say why.
Along the path from degree to list there are four gates: LIS1 posts, supervisors, lists and those who want them, and the
hospitals that compete. At each gate either places or doctors are short, and more of the other does not help. The
indicators say which; they show where doctors are held up, not that opening the gate would be enough.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.results import NATION
from model.turned_away import GATES as GATE_NAMES
from scenarios.bottlenecks import BOTTLENECKS, largest
from scenarios.evaluation import Evaluated
from scenarios.goals import Target
from scenarios.numbers import interval, level, number, shown_unit

GATES = (
    "lis1_waiting", "lis1_posts", "lis1_unfilled", "alis", "alis_without_supervisor", "supervisor_slots_less_need",
    "lists", "lists_vacant", "gp_seekers", "applicants_per_post", "free_places", "hospital_trainees",
    "hospital_specialists",
)  # fmt: skip
TOLD, HALF = 3, 0.5  # gates named at most, of those that hold back a doctor for half a year
NOTICEABLE = 0.05  # a twentieth of what passes a gate: below that it is not said to bind


@dataclass(frozen=True)
class Gate:
    """One indicator at a gate: where, and its mean in the year of the goal under base and changed scenario."""

    indicator: str
    area: str
    base: float
    changed: float

    @property
    def text(self) -> str:
        """The row in words."""
        name = self.indicator
        return f"{name} ({shown_unit(name)}), {self.area}: {level(name, self.base)} -> {level(name, self.changed)}"


@dataclass(frozen=True)
class Held:
    """Who stood before a gate in a year of the goal, doctor-years: mean under base and changed scenario, the middle 90
    percent of the runs of the changed one, and the share of them in which no other gate held back more."""

    gate: str
    area: str
    year: int
    base: float
    changed: float
    q05: float
    q95: float
    largest: float

    @property
    def text(self) -> str:
        """The row in words."""
        base, mean, low, high = (number(one, 0) for one in (self.base, self.changed, self.q05, self.q95))
        return f"{BOTTLENECKS[self.gate][0]} {mean} ({interval(low, high)}; {base} without it)"


@dataclass(frozen=True)
class Bottleneck:
    """The gates read, who was held back at each, and sentences on those that bind under the changed scenario."""

    gates: tuple[Gate, ...]
    held: tuple[Held, ...]
    sentences: tuple[str, ...]


# How bottlenecks are found: (base, changed, target, place of the area among the target's) -> Bottleneck.
Finder = Callable[[Evaluated, Evaluated, Target, int], Bottleneck]


def what_binds(base: Evaluated, changed: Evaluated, target: Target, part: int = 0) -> Bottleneck:
    """The gates in the target's last year: of its area where the results show them there, else of the whole country."""
    areas = target.areas if target.pooled else (target.areas[part],)
    where = (target.kind, areas, target.parts[0 if target.pooled else part])
    gates = tuple(_gate(name, base, changed, where, target.years[-1]) for name in GATES)
    now = {gate.indicator: gate for gate in gates}
    national = {
        name: _mean(changed, name, "nation", (NATION,), target.years[-1]) for name in ("lists_vacant", "gp_seekers")
    }
    found = [*_lis1(now), *_supervision(now), *_lists(now, national, where[2]), *_hospitals(base, now)]
    held = _held(base, changed, where, target.years[-1])
    told = _turned_away(held)
    return Bottleneck(gates, held, (*told, *(found or ["none of the gates read is short: see gates.csv"])))


def _held(
    base: Evaluated, changed: Evaluated, where: tuple[str, tuple[str, ...], str], year: int
) -> tuple[Held, ...]:
    """Who was held back at each gate, the largest first: in the area, or in the nation if areas are municipalities."""
    kind, areas, label = where
    if not all((kind, area) in changed.held_back for area in areas):
        kind, areas, label = "nation", (NATION,), NATION
    before, now = (
        sum((one.held_back[kind, area][:, one.layout.years.index(year)] for area in areas), np.zeros(1))
        for one in (base, changed)
    )
    low, high = np.quantile(now, (0.05, 0.95), axis=0)
    columns = zip(GATE_NAMES, before.mean(0), now.mean(0), low, high, largest(now).mean(0), strict=True)
    held = [Held(gate, label, year, *map(float, numbers)) for gate, *numbers in columns]
    return tuple(sorted(held, key=lambda one: -one.changed))


def _turned_away(held: tuple[Held, ...]) -> list[str]:
    """The gates that hold back most, in one sentence; nothing where nobody is held back."""
    most = [one for one in held if one.changed >= HALF][:TOLD]
    if not most:
        return []
    first = most[0]
    return [
        f"held back in {first.area} in {first.year}, doctor-years, mean (90 % of runs): "
        + "; ".join(one.text for one in most)
        + f". The first is the largest in {100 * first.largest:.0f} % of runs"
    ]


def _gate(name: str, base: Evaluated, changed: Evaluated, where: tuple[str, tuple[str, ...], str], year: int) -> Gate:
    kind, areas, label = where
    single = len(areas) == 1 or name != "applicants_per_post"  # a ratio of several areas is no sum of ratios
    if not single or not all((name, kind, area) in changed.layout.index for area in areas):
        kind, areas, label = "nation", (NATION,), NATION
    return Gate(name, label, *(_mean(one, name, kind, areas, year) for one in (base, changed)))


def _mean(one: Evaluated, name: str, kind: str, areas: tuple[str, ...], year: int) -> float:
    """Mean over runs, added over areas; NaN where no run has a value."""
    at = one.layout.years.index(year)
    values = sum((one.series(name, kind, area)[..., at] for area in areas), np.zeros(1))
    held = values[np.isfinite(values)]
    return float(held.mean()) if held.size else float("nan")


def _lis1(now: dict[str, Gate]) -> list[str]:
    posts, empty, waiting = (now[name].changed for name in ("lis1_posts", "lis1_unfilled", "lis1_waiting"))
    if empty > NOTICEABLE * posts:
        return [f"LIS1 applicants: {empty:.0f} of {posts:.0f} posts stand empty in the year; more posts add no doctors"]
    if waiting > NOTICEABLE * posts:
        return [f"LIS1 posts: {waiting:.0f} doctors wait for one of {posts:.0f} posts a year"]
    return []


def _supervision(now: dict[str, Gate]) -> list[str]:
    without, trainees = now["alis_without_supervisor"], now["alis"]
    if without.changed <= NOTICEABLE * trainees.changed:
        return []
    spare = now["supervisor_slots_less_need"].changed
    return [
        f"supervisors: {without.changed:.0f} of {trainees.changed:.0f} trainees ({without.area}) have none; "
        f"places less trainees there: {spare:+.0f}"
    ]


def _lists(now: dict[str, Gate], national: dict[str, float], area: str) -> list[str]:
    vacant, lists = now["lists_vacant"].changed, now["lists"].changed
    if vacant <= NOTICEABLE * lists / 5:  # one list in a hundred: what a goal of one percent turns on
        free = now["free_places"].changed
        return [f"room on lists: few are vacant ({vacant:.0f}), but they hold {-free:.0f} people above their caps"] * (
            free < 0
        )
    seekers, everywhere = national["gp_seekers"], national["lists_vacant"]
    share = f"{vacant:.0f} of {lists:.0f} lists ({area}) are vacant"
    if seekers < everywhere:
        return [f"doctors who want a list: {share}; in Norway {seekers:.0f} seek one and {everywhere:.0f} are vacant"]
    return [
        f"willingness to go there: {share}, although in Norway {seekers:.0f} doctors look for a list and only "
        f"{everywhere:.0f} are vacant"
    ]


def _hospitals(base: Evaluated, now: dict[str, Gate]) -> list[str]:
    names = ("hospital_trainees", "hospital_specialists")
    then = sum(_mean(base, name, "nation", (NATION,), base.layout.years[0]) for name in names)
    later = sum(now[name].changed for name in names)
    if later <= then * (1 + NOTICEABLE):
        return []
    more, since = f"{later - then:.0f} doctors", base.layout.years[0]
    return [f"hospitals: they employ {more} more than in {since} ({later / then - 1:+.0%})"]
