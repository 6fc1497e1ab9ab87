"""The bottlenecks in words: which held back most in which year, English and Norwegian (bokmål)."""

from typing import Any

from scenarios.bottlenecks import BOTTLENECKS
from scenarios.compare import national
from scenarios.destination_words import LANGUAGES, whole_number
from scenarios.numbers import number
from scenarios.years import years_to_read

WORDS = {
    "en": {
        "nation": (
            "{scenario}, {year}: most are {what}, {mean} on average through the year ({low} to {high}), the most in "
            "{binding} percent of the runs; next {next}, {next_mean} ({next_low} to {next_high})."
        ),
        "move": "The bottleneck moves: in {first} {before}, in {last} {after}.",
        "stay": "The bottleneck is the same in {first} and in {last}: {before}.",
        "rural": "In centrality 5-6 in {year}: {parts}.",
        "none": "Nobody was turned away in {year}.",
        "brackets": "In brackets: 90 % interval over {runs} runs.",
    },
    "nb": {
        "nation": (
            "{scenario}, {year}: flest er {what}, {mean} i snitt gjennom året ({low} til {high}), flest i {binding} "
            "prosent av kjøringene; deretter {next}, {next_mean} ({next_low} til {next_high})."
        ),
        "move": "Flaskehalsen flytter seg: i {first} {before}, i {last} {after}.",
        "stay": "Flaskehalsen er den samme i {first} og i {last}: {before}.",
        "rural": "I sentralitet 5-6 i {year}: {parts}.",
        "none": "Ingen ble avvist i {year}.",
        "brackets": "I parentes: 90 % intervall over {runs} kjøringer.",
    },
}


def sentences(table: Any, scenario: str, lang: str = "en") -> list[str]:
    """Which gates held back most in the first year and those read first, whether that moved, and in small places.

    table: the data frame of bottlenecks.csv. KeyError for a language there are no words for.
    """
    words, at = WORDS[lang], LANGUAGES.index(lang)
    rows = national(table, scenario=scenario)
    years = sorted({int(rows["year"].min()), *years_to_read(sorted(rows["year"].unique().tolist()))})
    text, tops = [], []
    for year in years:
        first, second = _ordered(rows[rows["year"] == year])
        if first["turned_away_mean"] == 0:
            text.append(words["none"].format(year=year))
            continue
        tops.append((year, BOTTLENECKS[first["bottleneck"]][at]))
        text.append(words["nation"].format(
            scenario=scenario, year=year, what=tops[-1][1], binding=number(100 * first["binding"], 0),
            next=BOTTLENECKS[second["bottleneck"]][at], **_numbers(first, ""), **_numbers(second, "next_"),
        ))  # fmt: skip
    if len(tops) > 1:
        (begin, before), (end, after) = tops[0], tops[-1]
        moved = words["stay" if before == after else "move"]
        text.append(moved.format(first=begin, before=before, last=end, after=after))
    text.append(words["brackets"].format(runs=int(rows["runs"].max())))
    return [*text, *_rural(table, scenario, years[-1], words, at)]


def _ordered(rows: Any) -> tuple[Any, Any]:
    """The two largest of a year."""
    ordered = rows.sort_values("turned_away_mean", ascending=False, kind="stable")
    return ordered.iloc[0], ordered.iloc[1]


def _numbers(row: Any, part: str) -> dict[str, str]:
    values = (("mean", row["turned_away_mean"]), ("low", row["q05"]), ("high", row["q95"]))
    return {f"{part}{name}": whole_number(value) for name, value in values}


def _rural(table: Any, scenario: str, year: int, words: Any, at: int) -> list[str]:
    """The three largest over centrality 5 and 6 together; sums of means, so without an interval."""
    chosen = (table["area_kind"] == "centrality") & table["area"].isin(["5", "6"])
    rows = table[chosen & (table["scenario"] == scenario) & (table["year"] == year)]
    sums = rows.groupby("bottleneck", sort=True)["turned_away_mean"].sum().sort_values(ascending=False, kind="stable")
    parts = [f"{BOTTLENECKS[name][at]} {number(value, 0)}" for name, value in sums.head(3).items() if value >= 0.5]
    return [words["rural"].format(year=year, parts=", ".join(parts))] if parts else []
