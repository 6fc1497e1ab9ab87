"""Where the doctors went, in words, from the tables of a finished study."""

from typing import Any

from scenarios.compare import national
from scenarios.destinations import DESTINATIONS, GP_LISTS
from scenarios.words import Language

YEARS = 10  # after the first change; fewer where the run ends before


def looked_at(changes: Any, scenario: str) -> Any:
    """Rows of the nation for one scenario in the year that is YEARS after its first change, or the last before."""
    rows = national(changes, scenario=scenario)
    within = rows["years_after"][rows["years_after"] <= YEARS]
    return rows[rows["years_after"] == within.max()]


def sentences(changes: Any, effects: Any, scenario: str, say: Language) -> list[str]:
    """What became of the doctors under a scenario: some sentences with 90 percent intervals over the pairs.

    changes, effects: the data frames of destination_changes.csv and effects.csv. Where the scenario offers more LIS1
    posts than its base, numbers are for 100 extra posts a year.
    """
    rows = looked_at(changes, scenario)
    whole = rows[rows["destination"] == "all"].iloc[0]
    posts = extra_posts(effects, scenario, whole["year"] - whole["years_after"], whole["year"])
    return _sentences(rows, effects, scenario, posts, say)


def sentences_unscaled(changes: Any, effects: Any, scenario: str, say: Language) -> list[str]:
    """``sentences`` for a scenario that changes more than LIS1 posts: numbers are never for 100 extra posts."""
    return _sentences(looked_at(changes, scenario), effects, scenario, 0.0, say)


def _sentences(rows: Any, effects: Any, scenario: str, posts: float, say: Language) -> list[str]:
    whole = rows[rows["destination"] == "all"].iloc[0]
    known = {"scenario": scenario, "base": whole["base"], "year": whole["year"], "after": whole["years_after"]}
    text = [lives_sentence(whole, scenario, say)]
    net = rows[rows["destination"] != "all"]
    moved = float(net["net_mean"].abs().sum()) / 2
    if whole["base_mean"] > 0:
        share = 100 * (1 - moved / whole["base_mean"])
        text.append(say("went.exchange", share=">99" if 99.5 <= share < 100 else whole_number(share, say)))
    scale = 100 / posts if posts > 0 else 1.0
    if posts > 0:
        told = _of_posts(rows, effects, scenario, scale, say)
        text.insert(0, say("went.posts", posts=whole_number(posts, say), **known, **told))
    if changed := _changes(net, scale, say):
        text.append(say("went.net.scaled", changes=changed) if posts > 0 else say("went.net", changes=changed))
    else:
        text.append(say("went.nothing"))
    return [*text, say("went.brackets", pairs=whole["pairs"])]


def lives_sentence(whole: Any, scenario: str, say: Language) -> str:
    """How many lives differ, from the row ``all`` of ``looked_at``."""
    return say(
        "went.lives", scenario=scenario, base=whole["base"], year=whole["year"], after=whole["years_after"],
        lives=whole_number(whole["base_mean"], say), between=between(whole, "", say),
    )  # fmt: skip


def whole_number(value: float, say: Language, sign: bool = False) -> str:
    """A number of doctors as people read it; what rounds to none is 0, without a sign."""
    return say.number(value, 0, sign) if round(value) else "0"


def between(row: Any, part: str, say: Language, scale: float = 1.0, sign: bool = False) -> str:
    """The 90 percent interval of a row as people read it; part: what stands before q05 and q95."""
    return say.interval(*(whole_number(scale * row[f"{part}{name}"], say, sign) for name in ("q05", "q95")))


def extra_posts(effects: Any, scenario: str, first: int, last: int) -> float:
    """LIS1 posts a year that the rounds of these years offer beyond the base, 0 where they offer no more."""
    found = national(effects, scenario=scenario, indicator="lis1_posts")
    mean = float(found[found["year"].between(first, last)]["diff_mean"].mean())
    return mean if mean >= 1 else 0.0


def _of_posts(rows: Any, effects: Any, scenario: str, scale: float, say: Language) -> dict[str, str]:
    last, after = int(rows["year"].iloc[0]), int(rows["years_after"].iloc[0])
    gps = national(effects, scenario=scenario, indicator="gps", year=last).iloc[0]
    rural = _net(rows, "gp_5_6")
    empty = national(effects, scenario=scenario, indicator="lis1_unfilled")
    empty = empty[empty["year"].between(last - after, last)]["diff_mean"].mean()
    return {
        "gp": whole_number(scale * gps["diff_mean"], say), "gp_between": between(gps, "diff_", say, scale),
        "rural": whole_number(scale * rural["net_mean"], say), "rural_between": between(rural, "net_", say, scale),
        "unfilled": whole_number(scale * empty, say),
    }  # fmt: skip


def _net(rows: Any, destination: str) -> Any:
    """Net change of a destination; 0 where nobody whose life differs comes from there or goes there."""
    found = rows[rows["destination"] == destination]
    return found.iloc[0] if len(found) else dict.fromkeys(("net_mean", "net_q05", "net_q95"), 0.0)


def _changes(net: Any, scale: float, say: Language) -> str:
    """Net changes of GP lists by centrality, and of all other destinations whose interval leaves out 0."""
    told = (net["net_q05"] > 0) | (net["net_q95"] < 0)
    if not told.any():
        return ""
    shown = net[told | net["destination"].isin(GP_LISTS)]
    return "; ".join(
        f"{say.of(DESTINATIONS[row['destination']])} {whole_number(scale * row['net_mean'], say, True)} "
        f"({between(row, 'net_', say, scale, sign=True)})"
        for _, row in shown.iterrows()
    )
