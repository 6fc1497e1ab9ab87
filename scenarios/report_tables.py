"""The tables of the report: headline levels and effects, and costs by payer and per GP-year."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from model.indicators import HEADLINE, INDICATORS
from scenarios.numbers import NO_VALUE
from scenarios.report_answer import millions
from scenarios.report_blocks import Block, Page, figures, table, text
from scenarios.report_comparison import ranking_blocks
from scenarios.terminal import better
from scenarios.words import Language


def effects_blocks(page: Page) -> list[Block]:
    """One table for each scenario, the figure of all effects, and how to read them."""
    say = page.say
    tables = [headline_table(rows, say) for rows in page.results.headlines()]
    if page.results.effects is None:
        return [*tables, text(say("levels.note"), "note")]
    note = text(say("effects.note", better=better_text(say)), "note")
    return [*tables, note, *figures(page, "effects")]


def headline_table(rows: Sequence[dict[str, Any]], say: Language) -> Block:
    """The headline rows of one scenario, grouped by indicator."""
    paired = "diff_mean" in rows[0]
    groups: list[tuple[str, list[list[str]]]] = []
    for row in rows:
        label = _label(row["indicator"], paired, say)
        if not groups or groups[-1][0] != label:
            groups.append((label, []))
        groups[-1][1].append(_cells(row, paired, say))
    between = say("table.interval")
    head = [say("table.year"), rows[0]["base"], between]
    head += [say("table.effect"), between, say("table.better")] if paired else []
    key = "table.effects" if paired else "table.levels"
    return table(say(key, scenario=rows[0]["scenario"], base=rows[0]["base"]), head, groups)


def _label(name: str, paired: bool, say: Language) -> str:
    unit, extra = say.unit(name), say.unit(name, difference=True)
    if paired and extra != unit:
        return say("table.label.effect", name=say.name(name), unit=unit, extra=extra)
    return say("table.label", name=say.name(name), unit=unit)


def _cells(row: dict[str, Any], paired: bool, say: Language) -> list[str]:
    name = row["indicator"]
    cells = [str(row["year"]), say.level(name, row["base_mean"]), _between(say, say.level, row, "base")]
    if paired:
        cells += [say.change(name, row["diff_mean"]), _between(say, say.change, row, "diff"), better(row)]
    return cells


def _between(say: Language, write: Callable[..., str], row: dict[str, Any], part: str) -> str:
    name = row["indicator"]
    return say.interval(write(name, row[f"{part}_q05"]), write(name, row[f"{part}_q95"]))


def better_text(say: Language) -> str:
    """Which way counts as better, in words."""
    parts = []
    for way, key in (("higher", "better.higher"), ("lower", "better.lower")):
        rows = [INDICATORS[name] for name in HEADLINE if INDICATORS[name].better == way]
        names = [say.of((row.long_name, row.long_name_nb)) for row in rows]
        parts += [say(key, names=say.joined(names))] if names else []
    return "; ".join(parts)


def costs_blocks(page: Page) -> list[Block]:
    """Extra cost by payer, GP-years gained and their price; nothing without a comparison."""
    say, costs = page.say, page.table("costs")
    if costs is None:
        return []
    head = [
        say("costs.scenario"), say("costs.years"), say("costs.state"), say("costs.folketrygd"), say("costs.patient"),
        say("costs.municipal"), say("costs.total"), say("costs.gp_years"), say("costs.price"), say("costs.anyway"),
    ]  # fmt: skip
    rows = [cost_row(row, say) for _, row in costs.iterrows()]
    costs_table = table(say("costs.caption"), head, [("", rows)])
    return [costs_table, text(say("costs.note"), "note"), *ranking_blocks(page)]


def cost_row(row: Any, say: Language) -> list[str]:
    """Scenario, period, extra cost by payer, GP-years, price, who came anyway."""
    anyway = row["came_anyway"]
    return [
        row["scenario"],
        f"{row['from_year']}-{row['year']}",
        *(millions(say, row[f"extra_{payer}"]) for payer in ("state", "folketrygd", "patient", "municipal")),
        _with_interval(say, row, "extra_total", lambda nok: millions(say, nok)),
        _with_interval(say, row, "gp_years", lambda years: say.number(years, 0, sign=True)),
        price_text(row, say),
        NO_VALUE if math.isnan(anyway) else say("costs.percent", value=say.number(100 * anyway, 0)),
    ]


def price_text(row: Any, say: Language) -> str:
    """Million NOK per GP-year with its interval; a dash where GP-years cannot be told from none."""
    if math.isnan(row["nok_per_gp_year"]):
        return NO_VALUE
    return _with_interval(say, row, "nok_per_gp_year", lambda nok: say.number(nok / 1e6, 2))


def _with_interval(say: Language, row: Any, name: str, write: Callable[[float], str]) -> str:
    """A column of the costs with its interval: ``+1 234 (+800 to +1 600)``."""
    low, high = write(row[f"{name}_low"]), write(row[f"{name}_high"])
    return f"{write(row[name])} ({say.interval(low, high)})"
