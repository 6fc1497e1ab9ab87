"""What `search` says and leaves behind: the frontier as text, table and picture, and every package tried."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.archive import write_record, write_table
from scenarios.evaluation import Sizes
from scenarios.numbers import change, interval, is_share, level, number, shown_unit
from scenarios.search import Scored, Searched, keys_of, label, names_of, package_text
from scenarios.search_file import COST, Objective
from scenarios.terminal import LUCK_AND_DRAWS, LUCK_ONLY, text_table

MILLION = 1e6


@dataclass(frozen=True)
class SearchPage:
    """A finished search with the sizes of its two rounds."""

    found: Searched
    quick: Sizes
    fresh: Sizes
    warnings: tuple[str, ...] = ()


def cost_text(value: float) -> str:
    """NOK as millions, with a sign."""
    return number(value / MILLION, 0, sign=True)


def level_text(one: Objective, value: float) -> str:
    """A level of an objective as people read it."""
    return cost_text(value) if one.indicator == COST else level(one.indicator, value)


def change_text(one: Objective, value: float) -> str:
    """A difference of an objective as people read it."""
    return cost_text(value) if one.indicator == COST else change(one.indicator, value)


def unit_text(one: Objective, difference: bool = False) -> str:
    """The unit as people read it."""
    return "million NOK a year" if one.indicator == COST else shown_unit(one.indicator, difference)


def middle(values: np.ndarray) -> tuple[float, float, float]:
    """Mean, 5 and 95 percent of all runs."""
    low, high = np.quantile(values, (0.05, 0.95))
    return float(values.mean()), float(low), float(high)


# Text


def text_of(page: SearchPage, folder: Path) -> str:
    """For people."""
    found, question = page.found, page.found.question
    aims = "\n".join(f"objective: {one.text}" for one in question.objectives)
    payers = ", ".join(question.payers)
    money = f"budget: {number(question.budget / MILLION, 0)} million NOK of 2025 a year ({payers})"
    parts = [f"{question.title}\n{aims}\n{money}", rounds_text(page)]
    if found.shown:
        parts += [_frontier_text(page), dropped_text(found), _regret_text(page)]
    else:
        parts += [empty_text(found)]
    parts += ["\n".join(f"warning: {text}" for text in page.warnings)] if page.warnings else []
    parts.append(LUCK_ONLY if page.fresh.draws == 1 else LUCK_AND_DRAWS)
    parts.append(f"{folder}: tried.csv (first round)" + ", frontier.csv, regret.csv, frontier.png" * bool(found.shown))
    return "\n\n".join(part for part in parts if part)


def rounds_text(page: SearchPage) -> str:
    """How many packages were tried of how many, and what was run again."""
    found = page.found
    within = sum(one.over(found.question) <= 0 for one in found.tried)
    first = (
        f"{len(found.tried)} of {found.question.combinations} packages tried ({page.quick.words}, seed "
        f"{page.quick.seed}); {within} keep to the budget"
    )
    again = len(found.shown) + len(found.dropped)
    if not again:
        return f"{first}."
    return (
        f"{first}, {again} of them beaten neither by another nor by the base. Run again: {again} "
        f"({page.fresh.words}, seed "
        f"{page.fresh.seed}); only those runs are shown."
    )


def empty_text(found: Searched) -> str:
    """Why there is nothing to show."""
    if found.dropped:
        return "No package is left: " + dropped_text(found)
    if any(one.over(found.question) <= 0 for one in found.tried):
        return "No package tried within the budget is better than the base in any objective: the base beats them all."
    cheapest = min(found.tried, key=lambda one: one.cost.mean())
    cost = cost_text(float(cheapest.cost.mean()))
    return (
        f"No package tried keeps to the budget: the cheapest ({package_text(found.question, cheapest.choice)}) costs "
        f"{cost} million NOK a year. Raise the budget or let the ranges begin at today's values."
    )


def _frontier_text(page: SearchPage) -> str:
    found, question = page.found, page.found.question
    head = ["", *keys_of(question)]
    for one in question.objectives:
        head += [f"{one.indicator} ({unit_text(one)})", "against base", "90 % of pairs"]
    head += ["cost, million NOK a year", "90 % of pairs"]
    base = ["base", *("" for _ in question.knobs)]
    for k, one in enumerate(question.objectives):
        own = found.shown[0].objectives[k] - found.shown[0].changes[k]
        base += [level_text(one, float(own.mean())), "", ""]
    rows = [[*base, "", ""], *(_package_row(page, place, one) for place, one in enumerate(found.shown))]
    return "The frontier: packages within the budget that neither the base nor another of them beats\n" + text_table(
        head, rows
    )


def _package_row(page: SearchPage, place: int, package: Scored) -> list[str]:
    row = [label(place), *map(str, package.choice)]
    for k, one in enumerate(page.found.question.objectives):
        mean, low, high = middle(package.changes[k])
        row += [level_text(one, float(package.objectives[k].mean())), change_text(one, mean)]
        row.append(interval(change_text(one, low), change_text(one, high)))
    mean, low, high = middle(package.cost)
    return [*row, cost_text(mean), interval(cost_text(low), cost_text(high))]


def dropped_text(found: Searched) -> str:
    """How many packages fell off when run again, and why."""
    if not found.dropped:
        return "Run again, every one of them stays on the frontier."
    why = [one.why for one in found.dropped]
    over, beaten = why.count("over the budget"), len(why) - why.count("over the budget")
    counted = [f"{over} over the budget"] * bool(over) + [f"{beaten} beaten by another or the base"] * bool(beaten)
    said = "; ".join(f"{package_text(found.question, one.package.choice)}: {one.why}" for one in found.dropped)
    return f"Run again, {len(why)} of {len(why) + len(found.shown)} fell off ({', '.join(counted)}): {said}."


def _regret_text(page: SearchPage) -> str:
    found, question = page.found, page.found.question
    if page.fresh.draws == 1:
        return "Regret needs several draws (--final-draws)."
    if len(found.shown) == 1:
        return "Regret needs two packages to choose between: one alone is its own best."
    head = ["regret", *(f"{one.indicator}, {word}" for one in question.objectives for word in ("mean", "most"))]
    rows = [
        [label(place), *(_regret_cell(one, value) for one, draws in zip(question.objectives, own, strict=True)
                         for value in (draws.mean(), draws.max())), f"{100 * share:.0f} %"]
        for place, (own, share) in enumerate(zip(found.regret, found.on_frontier, strict=True))
    ]  # fmt: skip
    lines = [
        f"Regret: how much worse than the best of the frontier, over {page.fresh.draws} draws of the parameters "
        "(the mean, and the draw where it is most)",
        text_table([*head, "on the frontier in"], rows),
        *(least_regret(page, k) for k in range(len(question.objectives))),
    ]
    return "\n".join(lines)


def _regret_cell(one: Objective, value: float) -> str:
    return change_text(one, float(value)).lstrip("+")


def least_regret(page: SearchPage, k: int) -> str:
    """For one objective, in words: the package whose worst draw is least bad."""
    found = page.found
    one, most = found.question.objectives[k], found.regret[:, k].max(axis=1)
    place = int(most.argmin())
    unit = unit_text(one, difference=True)
    if most[place] == 0:
        return f"{one.indicator}: {label(place)} is the best, or as good as any, in every draw."
    return (
        f"{one.indicator}: {label(place)} is safest; where the draw suits it least it is "
        f"{_regret_cell(one, most[place])} {unit} worse than the best, on average "
        f"{_regret_cell(one, found.regret[place, k].mean())}."
    )


# Tables


def write_page(page: SearchPage, folder: Path, record: dict[str, Any]) -> None:
    """tried.csv, frontier.csv, regret.csv, frontier.svg/png and the record with the answer."""
    import pandas

    write_table(
        folder, "tried", pandas.DataFrame([tried_row(page.found, one) for one in page.found.tried]), parquet=False
    )
    if page.found.shown:
        table = pandas.DataFrame(frontier_rows(page))
        write_table(folder, "frontier", table, parquet=False)
        write_table(folder, "regret", pandas.DataFrame(regret_rows(page)), parquet=False)
        draw_frontier(page, folder)
    write_record(folder, {**record, "state": "complete", "answer": as_value(page)}, "search.json")


def tried_row(found: Searched, one: Scored) -> dict[str, Any]:
    """A package of the first round: means only, of few runs."""
    question = found.question
    row: dict[str, Any] = dict(zip(keys_of(question), one.choice, strict=True))
    row |= {name: float(values.mean()) for name, values in zip(names_of(question), one.objectives, strict=True)}
    row |= {"cost_nok_a_year": float(one.cost.mean()), "within_budget": one.over(question) <= 0}
    again = {kept.choice for kept in found.shown} | {lost.package.choice for lost in found.dropped}
    return row | {"run_again": one.choice in again, "on_frontier": one.choice in {kept.choice for kept in found.shown}}


def frontier_rows(page: SearchPage) -> list[dict[str, Any]]:
    """A package a row: values, and for each objective level, paired change and regret with what is around them."""
    found, question = page.found, page.found.question
    rows = []
    for place, one in enumerate(found.shown):
        row: dict[str, Any] = {"package": label(place)} | dict(zip(keys_of(question), one.choice, strict=True))
        for k, name in enumerate(names_of(question)):
            for part, values in ((name, one.objectives[k]), (f"{name}_change", one.changes[k])):
                row |= dict(zip((part, f"{part}_q05", f"{part}_q95"), middle(values), strict=True))
            row |= {f"{name}_regret_mean": float(found.regret[place, k].mean())}
            row |= {f"{name}_regret_max": float(found.regret[place, k].max())}
        row |= dict(zip(("cost_nok_a_year", "cost_q05", "cost_q95"), middle(one.cost), strict=True))
        row |= {"within_budget_share": float((one.cost <= question.budget).mean())}
        rows.append(row | {"on_frontier_share": float(found.on_frontier[place]), "runs": one.cost.size})
    return rows


def regret_rows(page: SearchPage) -> list[dict[str, Any]]:
    """package, objective, draw, regret."""
    return [
        {"package": label(place), "objective": one.text, "draw": draw, "regret": float(value)}
        for place, own in enumerate(page.found.regret)
        for one, draws in zip(page.found.question.objectives, own, strict=True)
        for draw, value in enumerate(draws)
    ]


def as_value(page: SearchPage) -> dict[str, Any]:
    """For programs."""
    found = page.found
    return {
        "title": found.question.title,
        "question": found.question.plain(),
        "tried": len(found.tried),
        "combinations": found.question.combinations,
        "frontier": frontier_rows(page),
        "dropped": [
            dict(zip(keys_of(found.question), one.package.choice, strict=True)) | {"why": one.why}
            for one in found.dropped
        ],
        "warnings": list(page.warnings),
    }


# Picture


def draw_frontier(page: SearchPage, folder: Path) -> None:
    """frontier.svg, frontier.png: the first objective against each other one, and against cost, as paired changes."""
    import pandas

    from scenarios.figures import Drawn, canvas, heading, save

    found, question = page.found, page.found.question
    first, *others = range(len(question.objectives))
    title = "Packages that no other beats"
    drawn = Drawn("frontier", title, f"{rounds_text(page)} {dropped_text(found)}")
    xs: list[tuple[str, list[np.ndarray], Objective | None]] = [
        (_axis(question.objectives[k]), [one.changes[k] for one in found.shown], question.objectives[k]) for k in others
    ]
    if all(one.indicator != COST for one in question.objectives):
        xs.append(("extra cost (million NOK a year)", [one.cost for one in found.shown], None))
    ys = [one.changes[first] for one in found.shown]
    with canvas(5.8, 0.9 + 3.2 * len(xs)) as figure:
        panels = figure.subplots(len(xs), 1, squeeze=False)[:, 0]
        for axes, (name, values, objective) in zip(panels, xs, strict=True):
            _panel(axes, values, objective, ys, question.objectives[first])
            axes.set_xlabel(name, fontsize=9.5)
            axes.set_ylabel(_axis(question.objectives[first]), fontsize=9.5)
            if objective is None:
                axes.axvline(question.budget / MILLION, color="#555555", linestyle=(0, (1.2, 1.6)), linewidth=1.2)
        words = f"Differences from {question.base.name}; points: means, bars: 90 % of the pairs\n{page.fresh.words}"
        heading(panels[0], title, words + "; dotted: the budget" * (xs[-1][2] is None))
        save(figure, folder, drawn, pandas.DataFrame(frontier_rows(page)))


def _axis(one: Objective) -> str:
    """Indicator, area and unit on lines of their own: names are long and panels low."""
    parts = one.target.parts if one.target else ()
    area = f"{parts[0] if len(parts) == 1 else 'worst area'}: " if parts else ""
    way = "less" if one.sign > 0 else "more"
    return f"{one.indicator}\n{area}{unit_text(one, difference=True)}\n({way} is better)"


def _drawn(one: Objective | None, values: np.ndarray) -> np.ndarray:
    if one is None or one.indicator == COST:
        return values / MILLION
    return values * 100 if is_share(one.indicator) else values


def _panel(axes: Any, xs: list[np.ndarray], x_of: Objective | None, ys: list[np.ndarray], y_of: Objective) -> None:
    """One point with both its intervals for each package, named by its letter; the base stands at 0, 0."""
    from scenarios.figures import COLOURS

    axes.axhline(0, color="#999999", linewidth=0.8)
    axes.axvline(0, color="#999999", linewidth=0.8)
    axes.plot([0], [0], "s", color=COLOURS[0], markersize=5)
    axes.annotate("base", (0, 0), (5, 5), textcoords="offset points", fontsize=9)
    for place, (x, y) in enumerate(zip(xs, ys, strict=True)):
        (at, left, right), (height, low, high) = middle(_drawn(x_of, x)), middle(_drawn(y_of, y))
        colour = COLOURS[1 + place % (len(COLOURS) - 1)]
        bars = {"xerr": [[at - left], [right - at]], "yerr": [[height - low], [high - height]]}
        axes.errorbar(at, height, **bars, fmt="o", color=colour, linewidth=1.0, capsize=2, markersize=5)
        axes.annotate(label(place), (at, height), (5, 4), textcoords="offset points", fontsize=9.5, fontweight="bold")
