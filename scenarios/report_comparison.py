"""The report on what a comparison is made of: new GPs or displaced ones, prices in order, parameters or chance."""

from typing import Any

import numpy as np

from model.results import NATION
from scenarios.numbers import NO_VALUE
from scenarios.ranking import FEWEST_DRAWS
from scenarios.report_blocks import Block, Page, items, table, text
from scenarios.splits import MEASURES, PIECES
from scenarios.uncertainty import TOLD
from scenarios.words import Language
from scenarios.years import years_to_read


def gains_blocks(page: Page) -> list[Block]:
    """For each scenario what more GPs are made of, and by centrality who is new and who displaced."""
    say, split, displaced = page.say, page.table("more_gps"), page.table("displacement")
    if displaced is None or split is None:
        return []
    names = page.names[1:]
    made = [_split_table(page, split, name) for name in names]
    made.append(_capacity_table(page, page.results.tables["capacity"]))
    by_class = [_displaced_table(page, displaced, name) for name in names]
    return [*made, text(say("split.note"), "note"), *by_class, text(say("displaced.note"), "note")]


def _split_table(page: Page, split: Any, scenario: str) -> Block:
    say, base = page.say, page.names[0]
    rows = []
    for year in years_to_read(page.results.study.years):
        there = (split["scenario"] == scenario) & (split["against"] == f"base: {base}") & (split["area"] == NATION)
        parts = split[there & (split["year"] == year)].set_index("part")
        rows.append([str(year), *(_change(say, parts.loc[part]) for part in ("gps", *PIECES))])
    head = [
        say("table.year"), say("split.gps"), say("split.population"), say("split.fewer"), say("split.shorter"),
    ]  # fmt: skip
    return table(say("split.caption", scenario=scenario, base=base), head, [("", rows)])


def _capacity_table(page: Page, capacity: Any) -> Block:
    """Heads and what they can do, in percent of the base: a group of rows for each scenario."""
    say, years = page.say, years_to_read(page.results.study.years)
    nation = capacity[capacity["area"] == NATION].set_index(["scenario", "year", "indicator"])
    groups = [
        (name, [[str(year), *(_percent(say, nation.loc[(name, year, one)]) for one in MEASURES)] for year in years])
        for name in page.names[1:]
    ]
    head = [say("table.year"), say("split.gps"), say("split.capacity"), say("split.places")]
    return table(say("split.heads", base=page.names[0]), head, groups)


def _displaced_table(page: Page, displaced: Any, scenario: str) -> Block:
    say, year = page.say, years_to_read(page.results.study.years)[-1]
    mine = displaced[(displaced["scenario"] == scenario) & (displaced["year"] == year)]
    rows = []
    for kind, label in (("centrality", None), ("nation", say("displaced.norway"))):
        for area, found in mine[mine["area_kind"] == kind].groupby("area", sort=True):
            parts = found.set_index("part")
            rows.append([label or str(area), *(_change(say, parts.loc[p]) for p in ("change", "net_new", "net_moved"))])
    head = [say("displaced.area"), say("displaced.change"), say("displaced.new"), say("displaced.moved")]
    return table(say("displaced.caption", scenario=scenario, base=page.names[0], year=year), head, [("", rows)])


def _change(say: Language, row: Any) -> str:
    """A difference with its 90 percent interval; ``0`` where there is none in any run."""
    return say.around(row["mean"], row["q05"], row["q95"], 0)


def _percent(say: Language, row: Any) -> str:
    return say.around(row["percent"], row["percent_q05"], row["percent_q95"], 2)


# ---- prices in order


def ranking_blocks(page: Page) -> list[Block]:
    """For the last year read, which of two scenarios is cheaper, or why nobody can tell; nothing for one scenario."""
    say, ranking = page.say, page.table("ranking")
    if ranking is None:
        return []
    last = ranking[ranking["year"] == ranking["year"].max()]
    told = [_ranked(say, row) for _, row in last.iterrows()]
    return [text(say("ranking.heading"), "heading"), items(told)]


def _ranked(say: Language, row: Any) -> str:
    known = {"year": row["year"], "draws": row["draws"]}
    shares = {row["scenario"]: row["scenario_cheaper"], row["other"]: row["other_cheaper"]}
    both = {"one": row["scenario"], "other": row["other"]}
    if isinstance(row["cheaper"], str) and row["cheaper"]:
        dear = next(name for name in shares if name != row["cheaper"])
        share = say.number(100 * shares[row["cheaper"]], 0)
        return say("ranking.told", cheap=row["cheaper"], dear=dear, share=share, **known)
    if row["draws"] < FEWEST_DRAWS:
        return say("ranking.few", **both, **known)
    if np.isnan(row["nok_per_gp_year"]) or np.isnan(row["other_nok_per_gp_year"]):
        return say("ranking.untold", year=row["year"], **both)
    share, other = (say.number(100 * value, 0) for value in shares.values())
    return say("ranking.turns", share=share, share_other=other, **both, **known)


# ---- parameters or chance


def spread_blocks(page: Page, year: int) -> list[Block]:
    """Where the spread of each scenario's effects in a year comes from; nothing without a comparison."""
    say, found = page.say, page.table("uncertainty")
    if found is None or len(page.names) == 1:
        return []
    tables = [_spread_table(say, found, name, year) for name in page.names[1:]]
    return [text(say("spread.heading"), "heading"), *tables, text(say("spread.note"), "note")]


def _spread_table(say: Language, found: Any, scenario: str, year: int) -> Block:
    rows = found[(found["scenario"] == scenario) & (found["quantity"] == "effect")]
    cells = []
    for _, row in rows[rows["year"] == year].iterrows():
        name = row["indicator"]
        spread = say.change(name, row["sd"]).lstrip("+") if row["sd"] > 0 else NO_VALUE
        told = row["chance_of_none"] <= TOLD
        share = say("costs.percent", value=say.number(100 * min(row["share_parameters"], 1.0), 0)) if told else ""
        cells.append([f"{say.name(name)}, {say.unit(name, difference=True)}", spread, share or say("spread.untold")])
    head = [say("spread.effect"), say("spread.sd"), say("spread.share")]
    return table(say("spread.caption", scenario=scenario, year=year), head, [("", cells)])
