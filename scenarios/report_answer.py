"""The question and the answer of the report: for each scenario three sentences, each with its uncertainty."""

import math
from typing import Any

from model.indicators import HEADLINE
from scenarios.compare import headline_rows, national, plain
from scenarios.numbers import is_share, shown
from scenarios.report_blocks import Block, Page, text
from scenarios.study import Study
from scenarios.words import Language

ANSWER_YEAR = 2035
MANY = 3  # more scenarios than this are counted in the question, not named
FEW_PAIRS = 10
SHARE = "patients_without_gp_share"
# More, fewer, cannot be told, the same.
GPS_KEYS = ("answer.gps.more", "answer.gps.fewer", "answer.gps.unsure", "answer.gps.same")
SHARE_KEYS = ("answer.share.more", "answer.share.fewer", "answer.share.unsure", "answer.share.same")


def question(study: Study, say: Language) -> str:
    """The question in one line."""
    base, *others = (case.titled(say.code) for case in study.cases)
    if not others:
        return say("question.levels", title=base, year=study.end_year)
    if len(others) > MANY:
        return say("question.many", count=len(others), base=base)
    titles = say("question.or").join(say("question.quoted", title=title) for title in others)
    return say("question.effects", titles=titles, base=base)


def answer_blocks(page: Page) -> list[Block]:
    """The answer for each scenario, and what its intervals hold."""
    say, study = page.say, page.results.study
    base, *others = study.cases
    blocks = []
    for case in others or [base]:
        name, title = (case.name, case.titled(say.code)) if len(others) > 1 else ("", "")
        blocks.append(Block("answer", {"name": name, "title": title, "text": " ".join(answer(page, case.name))}))
    blocks.append(text(say("note.luck") if study.draws == 1 else say("note.draws"), "note"))
    pairs = study.draws * study.replicates
    if others and pairs < FEW_PAIRS:
        few = say("note.few", pairs=pairs, draws=study.draws, replicates=study.replicates)
        blocks.append(text(few, "note"))
    return blocks


def answer_year(study: Study) -> int:
    """The year that the answer speaks of."""
    return ANSWER_YEAR if ANSWER_YEAR in study.years else study.years[-1]


def answer(page: Page, scenario: str) -> list[str]:
    """Three sentences: GPs, inhabitants without a GP, and what it costs (or who waits for LIS1)."""
    results, year = page.results, answer_year(page.results.study)
    if results.effects is None:
        return _levels(page, scenario, year)
    base = page.names[0]
    all_rows = headline_rows(results.yearly, results.effects, scenario, base)
    rows = {row["indicator"]: row for row in all_rows if row["year"] == year}
    return [
        _change(page.say, rows["gps"], GPS_KEYS),
        _change(page.say, rows[SHARE], SHARE_KEYS),
        _third(page, scenario, year, rows["lis1_waiting"]),
    ]


def _change(say: Language, row: dict[str, Any], keys: tuple[str, str, str, str]) -> str:
    """More, fewer, cannot be told, or the same: whichever the 90 percent interval allows."""
    name, low, high = row["indicator"], row["diff_q05"], row["diff_q95"]
    more, fewer, unsure, same = keys
    key = more if low > 0 else fewer if high < 0 else same if low == high == 0 else unsure

    def told(value: float, sign: bool = True) -> str:
        """Whole doctors: a tenth of a doctor is more than anybody wants to know in a sentence."""
        decimals = 2 if is_share(name) else 0 if abs(row["diff_mean"]) >= 10 else 1
        return say.number(shown(name, value), decimals, sign)

    return say(
        key, year=row["year"], base=row["base"], base_level=say.level(name, row["base_mean"]),
        effect=told(row["diff_mean"]), amount=told(abs(row["diff_mean"]), sign=False),
        interval=say.interval(told(low), told(high)),
    )  # fmt: skip


def _third(page: Page, scenario: str, year: int, waiting: dict[str, Any]) -> str:
    """What it costs until the year, or, where no costs are known, the queue for LIS1."""
    say, costs = page.say, page.table("costs")
    rows = None if costs is None else costs[(costs["scenario"] == scenario) & (costs["year"] == year)]
    if rows is None or not len(rows):
        between = say.interval(*(say.change("lis1_waiting", waiting[f"diff_{q}"]) for q in ("q05", "q95")))
        return say("answer.lis1", effect=say.change("lis1_waiting", waiting["diff_mean"]), interval=between)
    row = rows.iloc[0]
    low, high = (millions(say, row[f"extra_total_{end}"]) for end in ("low", "high"))
    told = {
        "first": row["from_year"], "year": year, "cost": millions(say, row["extra_total"]),
        "interval": say.interval(low, high),
    }  # fmt: skip
    if math.isnan(row["nok_per_gp_year"]):
        return say("answer.cost.none", **told)
    gp_years = say.number(row["gp_years"], 0, sign=True)
    if row["extra_total_high"] < 0:
        del told["cost"]
        return say("answer.cost.saved", saved=millions(say, -row["extra_total"]).lstrip("+"), gp_years=gp_years, **told)
    if row["gp_years"] < 0:
        return say("answer.cost.lost", gp_years=gp_years, **told)
    return say("answer.cost.price", price=say.number(row["nok_per_gp_year"] / 1e6, 1), **told)


def millions(say: Language, nok: float) -> str:
    """``+1 234`` million NOK."""
    return say.number(nok / 1e6, 0, sign=True)


def _levels(page: Page, scenario: str, year: int) -> list[str]:
    say, texts = page.say, {}
    for name in HEADLINE:
        row = national(page.results.yearly, scenario=scenario, indicator=name, year=year).iloc[0]
        low, high = (say.level(name, plain(row[column])) for column in ("q05", "q95"))
        texts[name] = say("within", value=say.level(name, plain(row["mean"])), interval=say.interval(low, high))
    return [
        say("answer.levels.gps", year=year, gps=texts["gps"], length=texts["list_length_mean"]),
        say("answer.levels.share", share=texts[SHARE], vacant=texts["lists_vacant"]),
        say("answer.levels.lis1", waiting=texts["lis1_waiting"], slots=texts["supervisor_slots_less_need"]),
    ]
