"""Does a headline keep its sign whatever the rules it is laid on? The same changes on three baselines of the library.

*baseline* holds the rules in force, *baseline-2025-rules* those of December 2025, *baseline-planned* those announced.
A sign is told where the 90 percent interval of the mean paired effect leaves out zero (Student's t on the Monte Carlo
error, degrees of freedom of the draws, or of the replicates of a single draw); so where there is no effect, one sign in
ten is told by chance. It *holds* if all three tell the same, *turns* if two tell opposite ones, else it is *unclear*.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.months import month_index
from model.indicators import HEADLINE
from model.policy import World
from scenarios.compare import national
from scenarios.numbers import MINUS, change
from scenarios.scenario import Scenario, content, load_scenario, resolved
from scenarios.study import FIRST_YEARS, Case, Study, StudyError
from scenarios.terminal import text_table
from scenarios.years import years_to_read

BASES = ("baseline", "baseline-2025-rules", "baseline-planned")
NONE, UNTOLD = "0", "?"
COLUMNS = ("scenario", "indicator", "year", "base", "unit", "diff_mean", "low", "high", "sign", "on_all")


class SignsError(StudyError):
    """Scenarios whose changes cannot be laid on the three baselines; the text says which and why."""


def cases_on(base: str, others: Sequence[str], start: str, last_year: int, sets: Sequence[str]) -> list[Case]:
    """The cases of one comparison: ``base``, then each scenario's own changes laid on it.

    SignsError for a scenario that is one of the three or is built on one of the latter two, ScenarioError for mistakes.
    """
    months = month_index(f"{FIRST_YEARS[start]}-01"), month_index(f"{last_year}-12")
    rules = load_scenario(base, start=months[0], end=months[1])
    if rules.world != World():
        raise SignsError(f"--check-signs: {base} has a [world] of its own; expected baselines that differ in rules")
    plain = load_scenario(base, start=months[0], end=months[1], sets=tuple(sets) if others else ())
    laid = [_laid(load_scenario(name, start=months[0], end=months[1], sets=tuple(sets)), rules) for name in others]
    if not others:
        laid = [replace(load_scenario(base, start=months[0], end=months[1], sets=tuple(sets)), name="set")]
    return [_case(one, months) for one in (plain, *laid)]


def _laid(scenario: Scenario, rules: Scenario) -> Scenario:
    """The scenario's own changes on these rules."""
    if scenario.name in BASES and scenario.path is None:
        raise SignsError(
            f"--check-signs: {scenario.name} is itself one of the three baselines; name scenarios to lay on them"
        )
    for name in BASES[1:]:
        others = load_scenario(name).layers
        if scenario.layers[: len(others)] == others:
            raise SignsError(
                f"--check-signs: {scenario.name} is built on {name}, so its changes cannot be laid on the other "
                'baselines; give it base = "baseline"'
            )
    return replace(scenario, layers=(*rules.layers, *scenario.layers))


def _case(scenario: Scenario, months: tuple[int, int]) -> Case:
    policy, world = resolved(scenario, *months)
    return Case(scenario.name, scenario.title, content(scenario), policy, world, scenario.warnings, scenario.text)


def check_base(base: str, others: Sequence[str], sets: Sequence[str]) -> None:
    """SignsError unless the base is the baseline and there is something to lay on it."""
    if base != BASES[0]:
        raise SignsError(f"--check-signs: the base is {base}; expected {BASES[0]}, then exchanged for the others")
    if not others and not sets:
        raise SignsError("--check-signs: nothing to lay on the baselines; name a scenario, or give --set lever=value")


def signs_table(effects: Mapping[str, Any], studies: Mapping[str, Study]) -> Any:
    """A data frame with the columns COLUMNS, from the effects table and the study of each base.

    low, high: 90 percent interval of the mean; sign: +, −, 0 (nothing in any pair), ? (not told); on_all: holds, turns,
    unclear or none.
    """
    import pandas

    first = next(iter(studies.values()))
    rows = []
    for case in first.cases[1:]:
        for indicator in HEADLINE:
            for year in years_to_read(first.years):
                where = {"scenario": case.name, "indicator": indicator, "year": year}
                found = [_row(base, national(table, **where).iloc[0], studies[base]) for base, table in effects.items()]
                on_all = verdict([row["sign"] for row in found])
                rows += [{**where, **row, "on_all": on_all} for row in found]
    return pandas.DataFrame(rows, columns=COLUMNS)


def _row(base: str, effect: Any, study: Study) -> dict[str, Any]:
    from scipy.special import stdtrit

    freedom = study.draws - 1 if study.draws > 1 else study.replicates - 1
    mean = effect["diff_mean"]
    half = stdtrit(freedom, 0.95) * effect["mcse"] if freedom and effect["mcse"] else effect["mcse"]
    low, high = mean - half, mean + half
    return {
        "base": base,
        "unit": effect["unit"],
        "diff_mean": mean,
        "low": low,
        "high": high,
        "sign": sign_of(low, high),
    }


def sign_of(low: float, high: float) -> str:
    """Sign of an effect whose mean lies between; ? where that holds zero or is not known."""
    if low == high == 0:
        return NONE
    return "+" if low > 0 else MINUS if high < 0 else UNTOLD


def verdict(signs: Iterable[str]) -> str:
    """What the signs on all bases say together."""
    told = set(signs)
    if {"+", MINUS} <= told:
        return "turns"
    if told == {NONE}:
        return "none"
    return "holds" if told in ({"+"}, {MINUS}) else "unclear"


def signs_text(table: Any) -> str:
    """The table in words: a line for each scenario, indicator and year, then what holds and what turns."""
    bases = list(table["base"].unique())
    body = []
    for (scenario, indicator, year), rows in table.groupby(["scenario", "indicator", "year"], sort=False):
        effects = [f"{change(indicator, row['diff_mean'])} ({row['sign']})" for _, row in rows.iterrows()]
        body.append((scenario, indicator, str(year), *effects, rows["on_all"].iloc[0]))
    lines = [text_table(("scenario", "indicator", "year", *bases, "sign"), body, left=2)]
    heads = table.drop_duplicates(["scenario", "indicator", "year"])
    for scenario, rows in heads.groupby("scenario", sort=False):
        counts = [f"{(rows['on_all'] == word).sum()} {text}" for word, text in _WORDS.items()]
        lines.append(f"{scenario}: of {len(rows)} headlines {', '.join(counts)}.")
        lines += [
            f"  turns: {row['indicator']} {row['year']}" for _, row in rows.iterrows() if row["on_all"] == "turns"
        ]
    lines.append("(+), (−): told from none in its 90 percent interval; (?): not told; (0): nothing in any pair.")
    return "\n".join(lines)


_WORDS = {"holds": "hold their sign", "turns": "turn it", "unclear": "are not told on all", "none": "are exactly none"}
