"""report.html: one self-contained page with question, answer, table, figures, method, warnings and record.

Figures are inline SVG with title and description for screen readers; there is no script and nothing is
fetched.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from model.archive import replacing
from model.indicators import HEADLINE, INDICATORS
from scenarios.compare import headline_rows, national, plain
from scenarios.figures import Drawn
from scenarios.numbers import NO_VALUE, change, interval, level, number, shown_unit
from scenarios.study import Study, record_of, warnings_of
from scenarios.terminal import LUCK_AND_DRAWS, LUCK_ONLY, better

if TYPE_CHECKING:
    from scenarios.pipeline import Results

TEMPLATES = Path(__file__).parent / "templates"
ANSWER_YEAR = 2035


def write_report(results: "Results", drawn: Sequence[Drawn]) -> None:
    """Write report.html into the results folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    page = environment.get_template("report.html.j2").render(context(results, drawn))
    with replacing(results.folder / "report.html") as temporary:
        temporary.write_text(page, "utf-8")


def context(results: "Results", drawn: Sequence[Drawn]) -> dict[str, Any]:
    """Everything the page shows, as texts."""
    study = results.study
    base, *others = study.cases
    record = record_of(study, "complete")
    return {
        "lang": study.lang,
        "title": question(study),
        "scenarios": [{"name": case.name, "title": case.title, "text": case.text} for case in study.cases],
        "answers": [
            {"name": case.name, "sentences": answer(results, case.name)} for case in others or [base]
        ],
        "tables": [table_of(rows) for rows in results.headlines()],
        "costs": costs_rows(results.tables["costs"]) if "costs" in results.tables else [],
        "figures": [
            {
                "svg": inline_svg(results.folder / "figures" / f"{one.name}.svg", f"f{number}", one),
                "title": one.title, "description": one.description, "data": f"figures/{one.name}.csv",
            }
            for number, one in enumerate(drawn)
        ],
        "study": study,
        "runs": study.draws * study.replicates,
        "luck_only": LUCK_ONLY if study.draws == 1 else LUCK_AND_DRAWS,
        "better": better_text(),
        "warnings": warnings_of(study),
        "record": {key: record[key] for key in ("start", "end", "seed", "draws", "replicates", "lang")},
        "digests": {**record["digests"], **{f"scenario {case.name}": case.digest for case in study.cases}},
        "versions": record["versions"],
        "resolved": json.dumps(
            {case.name: case.resolved for case in study.cases}, indent=1, ensure_ascii=False, default=str
        ),
    }  # fmt: skip


def question(study: Study) -> str:
    """The question in one line."""
    base, *others = study.cases
    if not others:
        return f"What happens to GPs in Norway under \u201c{base.title}\u201d until {study.end_year}?"
    titles = " or ".join(f"\u201c{case.title}\u201d" for case in others)
    return f"What changes for GPs in Norway under {titles}, against \u201c{base.title}\u201d?"


def answer(results: "Results", scenario: str) -> list[str]:
    """Three sentences with their uncertainty: GPs, inhabitants without a GP, and where it may get stuck."""
    years = results.study.years
    year = ANSWER_YEAR if ANSWER_YEAR in years else years[-1]
    if results.effects is None:
        return _levels_answer(results, scenario, year)
    base = results.study.cases[0].name
    rows = {
        row["indicator"]: row
        for row in headline_rows(results.yearly, results.effects, scenario, base)
        if row["year"] == year
    }
    share = "patients_without_gp_share"
    return [
        f"The number of GPs in December {year} differs by {_effect('gps', rows)} from the "
        f"{level('gps', rows['gps']['base_mean'])} of {base}.",
        f"The share of listed inhabitants without a regular GP differs by {_effect(share, rows)} from the "
        f"{level(share, rows[share]['base_mean'])} percent of {base}.",
        f"Doctors waiting for LIS1 differ by {_effect('lis1_waiting', rows)}, and supervisor places less "
        f"trainees by {_effect('supervisor_slots_less_need', rows)}.",
    ]


def _effect(name: str, rows: dict[str, dict[str, Any]]) -> str:
    """``+210.0 doctors (90 % interval ...; better in >99 % of pairs)``."""
    row = rows[name]
    unit = shown_unit(name, difference=True)
    if row["diff_q05"] == row["diff_q95"] == 0:
        return f"exactly 0 {unit} in all pairs"
    between = interval(change(name, row["diff_q05"]), change(name, row["diff_q95"]))
    return f"{change(name, row['diff_mean'])} {unit} (90 % interval {between}; better in {better(row)} of the pairs)"


def _levels_answer(results: "Results", scenario: str, year: int) -> list[str]:
    texts = {}
    for name in HEADLINE:
        row = national(results.yearly, scenario=scenario, indicator=name, year=year).iloc[0]
        low, high = (level(name, plain(row[column])) for column in ("q05", "q95"))
        texts[name] = f"{level(name, plain(row['mean']))} (90 % interval {interval(low, high)})"
    return [
        f"In December {year} Norway has {texts['gps']} GPs with lists of {texts['list_length_mean']} people.",
        f"{texts['patients_without_gp_share']} percent of listed inhabitants have no regular GP, on "
        f"{texts['lists_vacant']} vacant lists.",
        f"{texts['lis1_waiting']} doctors wait for LIS1, and supervisor places less trainees are "
        f"{texts['supervisor_slots_less_need']}.",
    ]


def table_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The headline rows of one scenario as a table of texts, grouped by indicator."""
    paired = "diff_mean" in rows[0]
    groups: list[dict[str, Any]] = []
    for row in rows:
        name = row["indicator"]
        if not groups or groups[-1]["name"] != name:
            text = INDICATORS[name].long_name.removeprefix("share of ")
            unit = shown_unit(name)
            extra = shown_unit(name, difference=True)
            label = f"{text[0].upper()}{text[1:]}, {unit}"
            label += f" (effect: {extra})" if paired and extra != unit else ""
            groups.append({"name": name, "label": label, "rows": []})
        cells = [level(name, row["base_mean"]), _between(level, row, "base")]
        if paired:
            cells += [change(name, row["diff_mean"]), _between(change, row, "diff"), better(row)]
        groups[-1]["rows"].append({"year": row["year"], "cells": cells})
    head = [rows[0]["base"], "90 % interval"] + (["Effect", "90 % interval", "Better"] if paired else [])
    caption = f"{rows[0]['scenario']} against {rows[0]['base']}" if paired else rows[0]["base"]
    return {"caption": f"{caption}, Norway, December", "head": head, "groups": groups, "paired": paired}


def costs_rows(costs: Any) -> list[dict[str, Any]]:
    """Rows of the table of costs: scenario, period, extra cost by payer, GP-years, price, who came anyway."""
    return [
        {
            "scenario": row["scenario"], "period": f"{row['from_year']}-{row['year']}",
            "payers": [millions(row[f"extra_{payer}"]) for payer in ("state", "folketrygd", "patient", "municipal")],
            "total": _with_interval(row, "extra_total", millions),
            "gp_years": _with_interval(row, "gp_years", lambda years: number(years, 0, sign=True)),
            "price": price_text(row),
            "anyway": NO_VALUE if math.isnan(row["came_anyway"]) else f"{number(100 * row['came_anyway'], 1)} %",
        }
        for _, row in costs.iterrows()
    ]  # fmt: skip


def millions(nok: float) -> str:
    """``+1 234`` million NOK."""
    return number(nok / 1e6, 0, sign=True)


def price_text(row: Any) -> str:
    """Million NOK per GP-year with its interval; a dash where GP-years cannot be told from none."""
    if math.isnan(row["nok_per_gp_year"]):
        return NO_VALUE
    return _with_interval(row, "nok_per_gp_year", lambda nok: number(nok / 1e6, 2))


def _with_interval(row: Any, name: str, write: Callable[[float], str]) -> str:
    """A column of the costs with its interval: ``+1 234 (+800 to +1 600)``."""
    return f"{write(row[name])} ({interval(write(row[f'{name}_low']), write(row[f'{name}_high']))})"


def _between(write: Any, row: dict[str, Any], part: str) -> str:
    name = row["indicator"]
    return interval(write(name, row[f"{part}_q05"]), write(name, row[f"{part}_q95"]))


def better_text() -> str:
    """Which way counts as better, in words."""
    words = {"higher": "more", "lower": "less"}
    parts = [
        f"{words[INDICATORS[name].better]} for {INDICATORS[name].long_name}"
        for name in HEADLINE
        if INDICATORS[name].better in words
    ]
    return "; ".join(parts)


def inline_svg(path: Path, prefix: str, drawn: Drawn) -> str:
    """An SVG file as a part of a page: no prologue, no metadata, own ids, a title and a description."""
    text = path.read_text("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<(metadata|title)>.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', text)
    head, rest = text.split(">", 1)
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    head += f' role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
    names = f'<title id="{prefix}-title">{escape(drawn.title)}</title>'
    names += f'<desc id="{prefix}-desc">{escape(drawn.description)}</desc>'
    return head + names + rest.strip()
