"""The bottlenecks in words: which held back most in which year."""

from typing import Any

from scenarios.bottlenecks import BOTTLENECKS
from scenarios.compare import national
from scenarios.destination_words import whole_number
from scenarios.words import Language


def sentences(table: Any, scenario: str, say: Language) -> list[str]:
    """Which gates held back most in the first year and the last, whether that moved, and in small places.

    table: the data frame of bottlenecks.csv.
    """
    rows = national(table, scenario=scenario)
    years = sorted({int(rows["year"].min()), int(rows["year"].max())})
    text = [_of_year(rows[rows["year"] == year], scenario, year, say) for year in years]
    return [*text, *moved(table, scenario, say), *_rural(table, scenario, years[-1], say)]


def _of_year(rows: Any, scenario: str, year: int, say: Language) -> str:
    first, second = _ordered(rows)
    if first["turned_away_mean"] == 0:
        return say("gate.none", year=year)
    what, after = (say.of(BOTTLENECKS[row["bottleneck"]]) for row in (first, second))
    return say(
        "gate.nation", scenario=scenario, year=year, what=what, binding=say.number(100 * first["binding"], 0),
        next=after, **_numbers(first, "", say), **_numbers(second, "next_", say),
    )  # fmt: skip


def moved(table: Any, scenario: str, say: Language) -> list[str]:
    """Whether another gate holds back most in the last year than in the first; nothing where nobody was held back."""
    rows = national(table, scenario=scenario)
    begin, end = int(rows["year"].min()), int(rows["year"].max())
    tops = [_ordered(rows[rows["year"] == year])[0] for year in (begin, end)]
    if begin == end or any(top["turned_away_mean"] == 0 for top in tops):
        return []
    before, after = (say.of(BOTTLENECKS[top["bottleneck"]]) for top in tops)
    known = {"scenario": scenario, "first": begin, "last": end, "before": before}
    return [say("gate.stay", **known) if before == after else say("gate.move", after=after, **known)]


def _ordered(rows: Any) -> tuple[Any, Any]:
    """The two largest of a year."""
    ordered = rows.sort_values("turned_away_mean", ascending=False, kind="stable")
    return ordered.iloc[0], ordered.iloc[1]


def _numbers(row: Any, part: str, say: Language) -> dict[str, str]:
    values = (("mean", row["turned_away_mean"]), ("low", row["q05"]), ("high", row["q95"]))
    return {f"{part}{name}": whole_number(value, say) for name, value in values}


def _rural(table: Any, scenario: str, year: int, say: Language) -> list[str]:
    """The three largest over centrality 5 and 6 together; sums of means, so without an interval."""
    chosen = (table["area_kind"] == "centrality") & table["area"].isin(["5", "6"])
    rows = table[chosen & (table["scenario"] == scenario) & (table["year"] == year)]
    sums = rows.groupby("bottleneck", sort=True)["turned_away_mean"].sum().sort_values(ascending=False, kind="stable")
    largest = [(name, value) for name, value in sums.head(3).items() if value >= 0.5]
    parts = [f"{say.of(BOTTLENECKS[name])} {say.number(value, 0)}" for name, value in largest]
    return [say("gate.rural", year=year, parts=", ".join(parts))] if parts else []
