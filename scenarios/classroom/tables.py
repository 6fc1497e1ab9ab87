"""The texts and tables beside the figures: how far the runs have come, the last year in numbers, what held back."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from htmltools import Tag, tags

from model.archive import write_csv
from model.indicators import HEADLINE
from model.turned_away import GATES
from scenarios.bottlenecks import BOTTLENECKS
from scenarios.classroom.progress import Progress, Seen
from scenarios.classroom.words import words
from scenarios.words import Language


def status_of(progress: Progress, readers: int, stopped: bool, lang: str) -> str:
    """One line: waiting, running with the time left, stopped or finished."""
    done, pairs, seen = progress.finished, progress.pairs, progress.seen()
    if stopped:
        return words(lang, "stopped", done=done, pairs=pairs)
    if progress.over:
        if done < pairs:
            return words(lang, "stopped", done=done, pairs=pairs)
        text = words(lang, "finished", pairs=pairs, seconds=Language(lang).number(progress.seconds, 0))
        before = words(lang, "made.before", made=progress.made_before, runs=2 * pairs)
        return f"{text} {before}" if progress.made_before else text
    if seen is None:
        return words(lang, "waiting", readers=readers)
    seconds = progress.seconds_left()
    left = "" if seconds is None else words(lang, "left", seconds=Language(lang).number(_rough(seconds), 0))
    known = {"done": done, "pairs": pairs, "left": left}
    return words(lang, "running.on", **known) if seen.whole else words(lang, "running", year=seen.years[-1], **known)


def _rough(seconds: float) -> float:
    """Seconds as one says them, upwards: a multiple of 5, from a minute on of 20."""
    step = 20 if seconds > 60 else 5
    return max(step, step * ceil(seconds / step))


def numbers(seen: Seen, names: tuple[str, str], lang: str) -> Tag:
    """The six headline indicators in the last year seen: both sides and the paired difference."""
    say, last = Language(lang), seen.common - 1
    rows = []
    for k, name in enumerate(HEADLINE):
        base, other = seen.base[:, last, k], seen.other[:, last, k]
        levels = (around(base, name, say), around(other, name, say))
        change = around(other - base, name, say, change=True)
        rows.append((say.title(name), *levels, change))
    head = (words(lang, "table.what"), *names, words(lang, "table.difference"))
    return table(words(lang, "table", year=seen.years[last]), head, rows)


def gates(seen: Seen, names: tuple[str, str], lang: str) -> Tag:
    """Doctor-years held back at each gate in the last year seen, the largest of the base first."""
    say, last = Language(lang), seen.common - 1
    order = np.argsort(-seen.base_gates[:, last].mean(axis=0), kind="stable")
    rows = []
    for k in order:
        base, other = seen.base_gates[:, last, k], seen.other_gates[:, last, k]
        what = say.of(BOTTLENECKS[GATES[k]])
        cells = [_plain(values, say) for values in (base, other)]
        rows.append((f"{what[0].upper()}{what[1:]}", *cells, _plain(other - base, say, sign=True)))
    head = (words(lang, "table.what"), *names, words(lang, "table.difference"))
    return table(words(lang, "gates", year=seen.years[last]), head, rows)


def around(values: np.ndarray, indicator: str, say: Language, change: bool = False) -> str:
    """Mean and, of more than one run, the interval that holds 90 percent of them."""
    write = say.change if change else say.level
    return _with_interval(values, lambda value: write(indicator, value), say)


def _plain(values: np.ndarray, say: Language, sign: bool = False) -> str:
    return _with_interval(values, lambda value: say.number(value, 0, sign) if round(value) else "0", say)


def _with_interval(values: np.ndarray, write: Any, say: Language) -> str:
    mean = write(float(values.mean()))
    if len(values) == 1:
        return str(mean)
    low, high = (write(float(np.quantile(values, share))) for share in (0.05, 0.95))
    return f"{mean} ({say.interval(low, high)})"


def table(caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Tag:
    """A table that scrolls by itself where it is too wide, also by keyboard."""
    top = tags.thead(tags.tr(*(tags.th(text, scope="col") for text in head)))
    body = tags.tbody(
        *(tags.tr(tags.th(first, scope="row"), *(tags.td(text) for text in rest)) for first, *rest in rows)
    )
    made = tags.table(tags.caption(caption, style="caption-side: top; color: #1a1a1a"), top, body, class_="table")
    return tags.div(made, class_="wide", tabindex="0", role="region", aria_label=caption)


def csv_of(tables: dict[str, Any]) -> str:
    """Levels and paired effects of all years and indicators in one table."""
    frame = tables["yearly"]
    if "effects" in tables:
        keys = ["scenario", "year", "area_kind", "area", "indicator", "unit"]
        frame = frame.merge(tables["effects"].drop(columns=["base", "mcse", "runs"]), on=keys, how="left")
    return str(write_csv(frame))
