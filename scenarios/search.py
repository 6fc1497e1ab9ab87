"""Which packages of levers do most for the money: a search with few runs, then the best again with fresh luck.

1. Packages are tried with few draws and replicates; those whose mean extra cost a year keeps to the budget and that
   neither the base nor another one beats (no worse in any objective, better in one) form a first frontier.
2. A first frontier flatters itself: it was chosen for its luck. Each of its packages, and the base, is run again with
   another seed and all draws; only these runs are shown. Packages that fall off are counted.
3. Regret: for every draw of the parameters, how much worse a package is than the best package of the frontier in that
   draw, objective by objective. Small everywhere means that not knowing the parameters hardly matters for the choice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.levers_base import Value, shown
from model.results import NATION
from scenarios.costs import PAYERS
from scenarios.evaluation import Evaluated
from scenarios.optimiser import Choice, explore
from scenarios.search_file import Question

# Gives the evaluation of a package; None: the base.
Ask = Callable[[Choice | None], Evaluated]


@dataclass(frozen=True)
class Scored:
    """One package in every run: objectives (objectives, draws, replicates), extra cost a year (draws, replicates).

    changes: objectives less the base's in the same draw and replicate; cost too is against the base.
    """

    choice: Choice
    objectives: np.ndarray
    changes: np.ndarray
    cost: np.ndarray

    def means(self, question: Question) -> np.ndarray:
        """Means of the objectives, signed so that less is better."""
        return signs(question) * self.objectives.mean(axis=(1, 2))

    def base_means(self, question: Question) -> np.ndarray:
        """The base's means of the same runs, signed so that less is better."""
        return signs(question) * (self.objectives - self.changes).mean(axis=(1, 2))

    def over(self, question: Question) -> float:
        """NOK a year by which the mean cost exceeds the budget; 0 or less: it keeps to it."""
        return float(self.cost.mean()) - question.budget


def signs(question: Question) -> np.ndarray:
    """+1 for what shall become less, -1 for what shall become more."""
    return np.array([one.sign for one in question.objectives], float)


def scored(question: Question, choice: Choice, package: Evaluated, base: Evaluated) -> Scored:
    """A package against the base, run by run."""
    cost = extra_cost(question, package, base)
    pairs = [
        (cost, np.zeros_like(cost)) if one.target is None
        else (one.read(package.values, package.layout), one.read(base.values, base.layout))
        for one in question.objectives
    ]  # fmt: skip
    own, of_base = (np.stack(values) for values in zip(*pairs, strict=True))
    return Scored(choice, own, own - of_base, cost)


def extra_cost(question: Question, package: Evaluated, base: Evaluated) -> np.ndarray:
    """NOK of 2025 a year (draws, replicates): mean over the years from the first change, for the payers that count."""
    after = np.array(package.layout.years) >= question.first_year
    names = [PAYERS[payer] for payer in question.payers]
    extra = [package.series(name, "nation", NATION) - base.series(name, "nation", NATION) for name in names]
    return np.asarray(np.sum(extra, axis=0)[..., after].mean(axis=2))


def beaten_by(means: np.ndarray, others: Sequence[np.ndarray]) -> int | None:
    """The first of the others that is no worse in any objective and better in one; None if none is."""
    return next((k for k, other in enumerate(others) if (other <= means).all() and (other < means).any()), None)


def frontier(question: Question, tried: Sequence[Scored]) -> list[Scored]:
    """Packages within the budget that neither the base nor another such package beats; equals stay, in order."""
    within = [one for one in tried if one.over(question) <= 0]
    means = [one.means(question) for one in within] + [one.base_means(question) for one in within[:1]]
    return [one for one, own in zip(within, means, strict=False) if beaten_by(own, means) is None]


@dataclass(frozen=True)
class Dropped:
    """A package of the first frontier that the fresh runs do not bear out."""

    package: Scored
    why: str


@dataclass(frozen=True)
class Searched:
    """What a search found: all packages tried, the frontier as run again (best in the first objective first), the rest.

    regret: (packages, objectives, draws), 0 or more, in the unit of the objective.
    """

    question: Question
    tried: tuple[Scored, ...]
    shown: tuple[Scored, ...]
    dropped: tuple[Dropped, ...]
    regret: np.ndarray

    @property
    def on_frontier(self) -> np.ndarray:
        """Share of draws in which a package of the frontier is beaten by no other of it, (packages,)."""
        means = _by_draw(self.question, self.shown)
        draws = range(means.shape[2])
        free = [[beaten_by(own[:, d], list(means[:, :, d])) is None for d in draws] for own in means]
        return np.array(free, float).mean(axis=1) if len(means) else np.zeros(0)


def search(
    question: Question, evaluations: int, seed: int, quick: Ask, fresh: Ask, say: Callable[[int], None]
) -> Searched:
    """Explore with quick runs, then run the first frontier again. say(packages): how many are run again."""
    base = quick(None)
    tried: list[Scored] = []

    def judge(choice: Choice) -> tuple[Sequence[float], float]:
        tried.append(scored(question, choice, quick(choice), base))
        return tried[-1].means(question).tolist(), tried[-1].over(question)

    explore([knob.values for knob in question.knobs], evaluations, len(question.objectives), seed, judge)
    chosen = frontier(question, tried)
    say(len(chosen))
    if not chosen:
        return Searched(question, tuple(tried), (), (), np.zeros((0, len(question.objectives), 0)))
    again = fresh(None)
    return confirmed(question, tried, [scored(question, one.choice, fresh(one.choice), again) for one in chosen])


def confirmed(question: Question, tried: Sequence[Scored], again: Sequence[Scored]) -> Searched:
    """The frontier of the packages run again; what falls off, and why."""
    kept = sorted(frontier(question, again), key=lambda one: (one.means(question).tolist(), one.cost.mean()))
    means = [one.means(question) for one in kept]
    dropped = []
    for one in again:
        if one.over(question) > 0:
            dropped.append(Dropped(one, "over the budget"))
        elif beaten_by(one.means(question), [one.base_means(question)]) is not None:
            dropped.append(Dropped(one, "beaten by the base"))
        elif (place := beaten_by(one.means(question), means)) is not None:
            dropped.append(Dropped(one, f"beaten by {label(place)}"))
    return Searched(question, tuple(tried), tuple(kept), tuple(dropped), regret(question, kept))


def regret(question: Question, packages: Sequence[Scored]) -> np.ndarray:
    """(packages, objectives, draws): how much worse than the best of these packages in the same draw."""
    means = _by_draw(question, packages)
    return means - means.min(axis=0, keepdims=True) if len(packages) else means


def _by_draw(question: Question, packages: Sequence[Scored]) -> np.ndarray:
    """(packages, objectives, draws): means over replicates, signed so that less is better."""
    if not packages:
        return np.zeros((0, len(question.objectives), 0))
    return np.stack([one.objectives.mean(axis=2) for one in packages]) * signs(question)[None, :, None]


def label(place: int) -> str:
    """A, B, ..., Z, A1, B1, ..."""
    return chr(ord("A") + place % 26) + (str(place // 26) if place >= 26 else "")


def package_text(question: Question, choice: Sequence[Value]) -> str:
    """``lis1.state_posts 1300, alis.grant_nok 200000``."""
    return ", ".join(f"{knob.lever.key} {shown(value)}" for knob, value in zip(question.knobs, choice, strict=True))


def names_of(question: Question) -> list[str]:
    """The objectives' names in tables: the indicator, numbered where two objectives look at the same."""
    names = [one.indicator for one in question.objectives]
    return [f"{name}_{names[: k + 1].count(name)}" if names.count(name) > 1 else name for k, name in enumerate(names)]


def keys_of(question: Question) -> list[str]:
    """The levers' columns in tables, numbered where one lever stands for several places."""
    keys: list[Any] = [knob.lever.key for knob in question.knobs]
    return [f"{key}_{keys[: k + 1].count(key)}" if keys.count(key) > 1 else key for k, key in enumerate(keys)]
