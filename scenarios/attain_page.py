"""What `attain` says and leaves behind: text, tables, a picture of probability against the lever's value."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.archive import write_record, write_table
from model.indicators import INDICATORS
from model.levers_base import shown as written
from scenarios.attain import Answer, Found, Part, Tried
from scenarios.binding import Bottleneck
from scenarios.evaluation import Sizes
from scenarios.goals import Goal
from scenarios.numbers import interval, level, shown_unit
from scenarios.terminal import LUCK_AND_DRAWS, LUCK_ONLY, text_table

INTERVAL = (
    "Probability: share of runs in which every goal holds. 90 % interval: Wilson's, with the draws of the fitted "
    "parameters as clusters."
)


@dataclass(frozen=True)
class Page:
    """Everything `attain` found."""

    goals: tuple[Goal, ...]
    sizes: Sizes
    answers: tuple[Answer, ...]
    found: Found | None = None
    bottleneck: Bottleneck | None = None
    unsure: tuple[str, ...] = ()  # values outside the evidence


def text_of(page: Page, folder: Path) -> str:
    """For people."""
    said = "\n".join(f"goal: {goal.text}" for goal in page.goals)
    parts = [said, _answers_text(page.answers)]
    parts += [_found_text(page)] if page.found else []
    parts += ["\n".join(f"warning: {text}" for text in page.unsure)] if page.unsure else []
    luck = LUCK_ONLY if page.sizes.draws == 1 else LUCK_AND_DRAWS
    parts.append(f"{INTERVAL} {page.sizes.words} each, seed {page.sizes.seed}.\n{luck}")
    parts.append(f"{folder}: attain.csv (probabilities), goals.csv (each goal by area and year)" + _more_files(page))
    return "\n\n".join(parts)


def _more_files(page: Page) -> str:
    more = ", lever.csv and lever.png (values tried)" if page.found else ""
    return more + (", held_back.csv, gates.csv (what binds)" if page.bottleneck else "")


def _answers_text(answers: Sequence[Answer]) -> str:
    head = [
        "scenario",
        "probability",
        "90 % interval",
        "runs",
        "kept least: where",
        "kept in",
        "mean there",
        "90 % of runs",
    ]
    rows = []
    for answer in answers:
        chance, worst = answer.probability, answer.worst
        row = [answer.name, chance.percent, chance.interval, f"{chance.held} of {chance.runs}"]
        rows.append([*row, *_part_cells(worst)])
    return text_table(head, rows)


def _part_cells(part: Part) -> list[str]:
    name = part.goal.target.indicator
    values = interval(level(name, part.low), level(name, part.high))
    mean = f"{level(name, part.mean)} {shown_unit(name)}"
    return [f"{name}, {part.area} {part.year}", f"{100 * part.share:.0f} %", mean, values]


def _found_text(page: Page) -> str:
    found = page.found
    assert found is not None
    lines = [f"{found.knob.words}; on top of {page.answers[0].name}", tried_text(found.tried), verdict(found)]
    lines += [f"note: {text}: more is not always better, or it is luck" for text in found.falls]
    if page.bottleneck:
        lines.append(
            "What binds there (where doctors, posts and lists are held up, not proof that opening it is enough)"
        )
        lines += [f"  {sentence}" for sentence in page.bottleneck.sentences]
    return "\n".join(lines)


def tried_text(tried: Sequence[Tried]) -> str:
    """The values tried as a table."""
    rows = [[written(one.value), one.answer.probability.percent, one.answer.probability.interval] for one in tried]
    return text_table(["value", "probability", "90 % interval"], rows)


def verdict(found: Found) -> str:
    """What the search of a lever found, in one or two sentences."""
    wanted, unit = f"{100 * found.wanted:.0f} percent", found.knob.lever.unit
    if found.value is None:
        best = found.best
        worst = best.answer.worst
        name, area = worst.goal.target.indicator, f"{worst.area} {worst.year}"
        return (
            f"No value tried reaches {wanted}: the best, {written(best.value)} ({unit}), gives "
            f"{best.answer.probability.text}. Kept least: {name} in {area}, mean {level(name, worst.mean)} "
            f"{shown_unit(name)} (90 % of runs {interval(level(name, worst.low), level(name, worst.high))})."
        )
    chance = found.at(found.value).answer.probability
    sure = "" if chance.low >= found.wanted else f" The interval reaches below {wanted}: more runs may move it."
    what = {
        "up": "The smallest value that reaches", "down": "Less is better: the largest value that reaches",
        "either": "Both ends of the range reach it, so the lever does not decide; the lowest value that reaches",
        "hump": "Neither end of the range reaches it, a value between does; the smallest found that reaches",
        "each": "The first value that reaches",
    }[found.way]  # fmt: skip
    return f"{what} {wanted}: {written(found.value)} ({unit}), with {chance.text}.{sure}{_missing(found)}"


def _missing(found: Found) -> str:
    """Values tried that do not reach although more of them should, or (names) those that do not."""
    if found.way not in ("either", "each"):
        return ""
    short = [written(one.value) for one in found.tried if one.share < found.wanted]
    return f" Tried and short of it: {', '.join(short)}." if short else " Every value tried reaches it."


def write_page(page: Page, folder: Path, record: dict[str, Any]) -> None:
    """attain.csv, goals.csv, lever.csv, held_back.csv, gates.csv, lever.svg/png, and the record with the answer."""
    import pandas

    answers = _all_answers(page)
    write_table(folder, "attain", pandas.DataFrame([_chance_row(one) for one in page.answers]), parquet=False)
    write_table(folder, "goals", pandas.DataFrame([row for one in answers for row in _part_rows(one)]), parquet=False)
    if page.found:
        table = pandas.DataFrame([{"value": one.value, **_chance_row(one.answer)} for one in page.found.tried])
        write_table(folder, "lever", table, parquet=False)
        draw_lever(page, folder, table)
    if page.bottleneck:
        gates = [vars(gate) | {"unit": INDICATORS[gate.indicator].unit} for gate in page.bottleneck.gates]
        write_table(folder, "gates", pandas.DataFrame(gates), parquet=False)
        write_table(folder, "held_back", pandas.DataFrame([vars(one) for one in page.bottleneck.held]), parquet=False)
    write_record(folder, {**record, "state": "complete", "answer": as_value(page)}, "attain.json")


def _all_answers(page: Page) -> list[Answer]:
    return [*page.answers, *(one.answer for one in page.found.tried)] if page.found else list(page.answers)


def _chance_row(answer: Answer) -> dict[str, Any]:
    chance = answer.probability
    return {
        "scenario": answer.name, "probability": chance.share, "low": chance.low, "high": chance.high,
        "held": chance.held, "runs": chance.runs, "effective_runs": chance.effective,
    }  # fmt: skip


def _part_rows(answer: Answer) -> list[dict[str, Any]]:
    return [
        {"scenario": answer.name, "goal": part.goal.text, "area": part.area, "year": part.year,
         "share_held": part.share, "unit": INDICATORS[part.goal.target.indicator].unit, "mean": part.mean,
         "q05": part.low, "q95": part.high}
        for part in answer.parts
    ]  # fmt: skip


def as_value(page: Page) -> dict[str, Any]:
    """For programs."""
    value: dict[str, Any] = {
        "goals": [goal.text for goal in page.goals],
        "scenarios": [_answer_value(answer) for answer in page.answers],
        "warnings": list(page.unsure),
    }
    if page.found:
        value["lever"] = {
            "lever": page.found.knob.words, "wanted": page.found.wanted, "way": page.found.way,
            "value": page.found.value, "verdict": verdict(page.found), "falls": list(page.found.falls),
            "tried": [{"value": one.value, **_answer_value(one.answer)} for one in page.found.tried],
        }  # fmt: skip
    if page.bottleneck:
        value["binds"] = list(page.bottleneck.sentences)
    return value


def _answer_value(answer: Answer) -> dict[str, Any]:
    worst = answer.worst
    return _chance_row(answer) | {
        "kept_least": {"goal": worst.goal.text, "area": worst.area, "year": worst.year, "share_held": worst.share,
                        "mean": worst.mean, "q05": worst.low, "q95": worst.high}
    }  # fmt: skip


def draw_lever(page: Page, folder: Path, table: Any) -> None:
    """lever.svg, lever.png: probability of the goals by value of the lever, with its 90 percent intervals."""
    from scenarios.figures import COLOURS, DASHES, Drawn, canvas, heading, save

    found = page.found
    assert found is not None
    name = found.knob.lever.key
    drawn = Drawn("lever", f"Probability that the goals are met, by {name}", verdict(found))
    names = found.knob.lever.kind in ("bool", "enum")
    with canvas(5.8, 3.9) as figure:
        axes = figure.subplots()
        at = range(len(table)) if names else table["value"]
        low, middle, high = (100 * table[column] for column in ("low", "probability", "high"))
        axes.errorbar(at, middle, (middle - low, high - middle), fmt="o", color=COLOURS[1], capsize=3, linewidth=1.3)
        axes.axhline(100 * found.wanted, color=COLOURS[0], linestyle=DASHES[1], linewidth=1.0)
        if names:
            axes.set_xticks(list(at), [written(value) for value in table["value"]])
        axes.set_ylim(-4, 104)
        axes.set_ylabel("percent")
        axes.set_xlabel(f"{name} ({found.knob.lever.unit.partition(' (')[0]})")
        heading(
            axes, drawn.title, f"{page.sizes.words}; bars: 90 % intervals; dashed: {100 * found.wanted:.0f} percent"
        )
        save(figure, folder, drawn, table)
