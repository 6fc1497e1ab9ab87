"""Where the doctors went, in words, from the tables of a finished study: English and Norwegian (bokmål)."""

from typing import Any

from scenarios.compare import national
from scenarios.destinations import DESTINATIONS, GP_LISTS
from scenarios.numbers import number

YEARS = 10  # after the first change; fewer where the run ends before
LANGUAGES = ("en", "nb")

WORDS = {
    "en": {
        "between": "{} to {}",
        "posts": (
            "{scenario} offers {posts} more LIS1 posts a year than {base}. Of 100 extra posts a year, {gp} more "
            "doctors ({gp_between}) are in a GP list after {after} years, in December {year}, {rural} of them "
            "({rural_between}) in centrality 5-6; {unfilled} of the 100 find no applicant."
        ),
        "lives": (
            "After {after} years, in December {year}, the lives of {lives} doctors ({between}) differ between "
            "{base} and {scenario}."
        ),
        "exchange": (
            "{share} percent of that is exchange: a destination loses as many as it gains, for one doctor more in"
            " a place moves others."
        ),
        "net": "Net change{scaled}: {changes}.",
        "scaled": " for 100 extra posts a year",
        "nothing": "No destination gains or loses more doctors than chance alone explains.",
        "brackets": "Pairs of runs compared: {pairs}; in brackets: 90 % interval over them.",
    },
    "nb": {
        "between": "{} til {}",
        "posts": (
            "{scenario} gir {posts} flere LIS1-stillinger i året enn {base}. Av 100 ekstra stillinger i året er "
            "{gp} flere leger ({gp_between}) fastleger etter {after} år, i desember {year}, {rural} av dem "
            "({rural_between}) i sentralitet 5-6; {unfilled} av de 100 får ingen søker."
        ),
        "lives": (
            "Etter {after} år, i desember {year}, er livet til {lives} leger ({between}) forskjellig i {base} og "
            "{scenario}."
        ),
        "exchange": (
            "{share} prosent av det er bytter: en gruppe taper like mange som den vinner, for én lege mer på et "
            "sted flytter andre."
        ),
        "net": "Netto endring{scaled}: {changes}.",
        "scaled": " for 100 ekstra stillinger i året",
        "nothing": "Ingen gruppe vinner eller taper flere leger enn tilfeldigheter alene forklarer.",
        "brackets": "Par av kjøringer sammenlignet: {pairs}; i parentes: 90 % intervall over dem.",
    },
}


def looked_at(changes: Any, scenario: str) -> Any:
    """Rows of the nation for one scenario in the year that is YEARS after its first change, or the last before."""
    rows = national(changes, scenario=scenario)
    within = rows["years_after"][rows["years_after"] <= YEARS]
    return rows[rows["years_after"] == within.max()]


def sentences(changes: Any, effects: Any, scenario: str, lang: str = "en") -> list[str]:
    """What became of the doctors under a scenario: some sentences with 90 percent intervals over the pairs.

    changes, effects: the data frames of destination_changes.csv and effects.csv. Where the scenario offers more LIS1
    posts than its base, numbers are for 100 extra posts a year. KeyError for a language there are no words for.
    """
    words, rows = WORDS[lang], looked_at(changes, scenario)
    whole = rows[rows["destination"] == "all"].iloc[0]
    known = {"scenario": scenario, "base": whole["base"], "year": whole["year"], "after": whole["years_after"]}
    lives = {"lives": whole_number(whole["base_mean"]), "between": _between(words, whole, "", 1.0)}
    text = [words["lives"].format(**lives, **known)]
    net = rows[rows["destination"] != "all"]
    moved = float(net["net_mean"].abs().sum()) / 2
    if whole["base_mean"] > 0:
        share = 100 * (1 - moved / whole["base_mean"])
        text.append(words["exchange"].format(share=">99" if 99.5 <= share < 100 else whole_number(share)))
    posts = extra_posts(effects, scenario, whole["year"] - whole["years_after"], whole["year"])
    scale = 100 / posts if posts > 0 else 1.0
    if posts > 0:
        text.insert(0, words["posts"].format(posts=whole_number(posts), **known,
                                             **_of_posts(words, rows, effects, scenario, scale)))  # fmt: skip
    changed = _changes(words, net, scale, lang)
    scaled = words["scaled"] if posts > 0 else ""
    text.append(words["net"].format(changes=changed, scaled=scaled) if changed else words["nothing"])
    return [*text, words["brackets"].format(pairs=whole["pairs"])]


def whole_number(value: float, sign: bool = False) -> str:
    """A number of doctors as people read it; what rounds to none is 0, without a sign."""
    return number(value, 0, sign) if round(value) else "0"


def extra_posts(effects: Any, scenario: str, first: int, last: int) -> float:
    """LIS1 posts a year that the rounds of these years offer beyond the base, 0 where they offer no more."""
    found = national(effects, scenario=scenario, indicator="lis1_posts")
    mean = float(found[found["year"].between(first, last)]["diff_mean"].mean())
    return mean if mean >= 1 else 0.0


def _of_posts(words: Any, rows: Any, effects: Any, scenario: str, scale: float) -> dict[str, str]:
    last, after = int(rows["year"].iloc[0]), int(rows["years_after"].iloc[0])
    gps = national(effects, scenario=scenario, indicator="gps", year=last).iloc[0]
    rural = rows[rows["destination"] == "gp_5_6"].iloc[0]
    empty = national(effects, scenario=scenario, indicator="lis1_unfilled")
    empty = empty[empty["year"].between(last - after, last)]["diff_mean"].mean()
    return {
        "gp": whole_number(scale * gps["diff_mean"]), "gp_between": _between(words, gps, "diff_", scale),
        "rural": whole_number(scale * rural["net_mean"]), "rural_between": _between(words, rural, "net_", scale),
        "unfilled": whole_number(scale * empty),
    }  # fmt: skip


def _changes(words: Any, net: Any, scale: float, lang: str) -> str:
    """Net changes of GP lists by centrality, and of all other destinations whose interval leaves out 0."""
    told = (net["net_q05"] > 0) | (net["net_q95"] < 0)
    if not told.any():
        return ""
    shown = net[told | net["destination"].isin(GP_LISTS)]
    return "; ".join(
        f"{DESTINATIONS[row['destination']][LANGUAGES.index(lang)]} {whole_number(scale * row['net_mean'], True)} "
        f"({_between(words, row, 'net_', scale, sign=True)})"
        for _, row in shown.iterrows()
    )


def _between(words: Any, row: Any, part: str, scale: float, sign: bool = False) -> str:
    low, high = (whole_number(scale * row[f"{part}{name}"], sign) for name in ("q05", "q95"))
    return str(words["between"]).format(low, high)
