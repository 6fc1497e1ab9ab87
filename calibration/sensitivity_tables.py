"""What a sensitivity analysis found, for people: rows of its tables, and words for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agents.parameters import REGISTRY
from calibration.indices import Shares, Worth
from calibration.screening import Screening
from calibration.sensitivity import DUMMY, Inputs
from calibration.sensitivity_questions import BASE, Question, missing_datum
from scenarios.terminal import text_table

CHANCE = "(chance and lack of fit)"
LEAST_SHARE = 0.01  # of the variance; smaller ones are in the table, not in words and pictures
INDICES = ("first", "first_low", "first_high", "total", "total_low", "total_high")


# ---- tables ------------------------------------------------------------------------------------------------------


def screening_rows(
    found: Screening, asked: Sequence[Question], groups: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    """One row a parameter, the strongest first. Effects: from one prior sd under the middle to one sd over it."""
    alone = all(len(group) == 1 for group in groups)
    rows = []
    for k in np.argsort(-found.t, kind="stable"):
        for name in groups[k]:
            rows.append({
                "parameter": name, **({} if alone else {"group": f"{int(k) + 1} ({len(groups[k])} together)"}),
                "free_in_fit": name != DUMMY and bool(REGISTRY[name].informed_by), "largest_t": float(found.t[k]),
                "stands_out": bool(found.t[k] > found.limit),
                **{q.column: float(found.effects[k, j]) for j, q in enumerate(asked)},
            })  # fmt: skip
    return rows


def sobol_rows(parts: Shares, asked: Sequence[Question], names: Sequence[str], y: np.ndarray) -> list[dict[str, Any]]:
    """Indices of every number people ask about, the largest total first, then the share of chance."""
    rows = []
    for k, q in enumerate(asked):
        head = {"scenario": q.branch, "outcome": q.outcome, "year": q.year, "mean": float(y[:, k].mean()),
                "sd": float(y[:, k].std())}  # fmt: skip
        for j in np.argsort(-parts.total[:, k], kind="stable"):
            numbers = {name: float(getattr(parts, name)[j, k]) for name in INDICES}
            rows.append({**head, "parameter": names[j], **numbers})
        chance = (float(parts.chance[k]), float(parts.chance_low[k]), float(parts.chance_high[k]))
        rows.append({**head, "parameter": CHANCE, **dict(zip(INDICES, chance * 2, strict=True))})
    return rows


def by_number(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, Any], list[Mapping[str, Any]]]:
    """Rows of ``sobol_rows``, or of the table read back, by scenario, outcome and year."""
    numbers: dict[tuple[str, str, Any], list[Mapping[str, Any]]] = {}
    for row in rows:
        numbers.setdefault((row["scenario"], row["outcome"], row["year"]), []).append(row)
    return numbers


def strongest(rows: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """Of the rows of a number, the largest shares of LEAST_SHARE or more, and chance, which is last."""
    return [*[row for row in rows[:-1] if float(row["total"]) >= LEAST_SHARE][:most], rows[-1]]


def worth_rows(value: Worth, names: Sequence[str]) -> list[dict[str, Any]]:
    """One row a parameter, the one most worth knowing first, with the datum that would tell it."""
    rows = []
    for j in np.argsort(-value.each, kind="stable"):
        name = names[j]
        rows.append({
            "parameter": name, "worth_percentage_points": float(value.each[j]), "low": float(value.low[j]),
            "high": float(value.high[j]),
            "of_perfect_information": float(value.each[j] / value.everything) if value.everything else 0.0,
            "changes_choice": float(value.changes[j]),
            "informed_by": " ".join(REGISTRY[name].informed_by) if name != DUMMY else "",
            "missing_datum": missing_datum(name),
        })  # fmt: skip
    return rows


# ---- words -------------------------------------------------------------------------------------------------------


def draws_words(inputs: Inputs) -> str:
    """Where the parameter draws come from."""
    if inputs.posterior is None:
        return "prior of the parameters: no posterior is shipped yet"
    others = inputs.priors.size - len(inputs.posterior.names)
    return f"posterior {inputs.posterior.name}" + (f"; {others} further parameters at their prior" if others else "")


def words(found: dict[str, Any], quick: bool) -> str:
    """What was found, for people."""
    parts = [f"Draws: {found['draws']}; {found['points']} points."]
    parts += found["broken"]
    if quick:
        parts.append("Quick sizes show what the tables look like; their numbers are mostly chance.")
    parts += [_screening_words(found), _sobol_words(found), _worth_words(found), found["discovery"]]
    return "\n\n".join([*parts, f"Tables: {found['folder']}"])


def _screening_words(found: dict[str, Any]) -> str:
    rows = found["screening"]
    out = [row for row in rows if row["stands_out"]]
    dummy = max(row["largest_t"] for row in rows if row["parameter"] == DUMMY)
    lines = [[row["parameter"], "yes" if row["free_in_fit"] else "no", f"{row['largest_t']:.1f}"] for row in out[:12]]
    head = (
        f"Screening: {len(out)} of {sum(row['parameter'] != DUMMY for row in rows)} parameters stand out from chance "
        f"(|t| over {found['limit_t']:.1f}; the dummy has {dummy:.1f})."
    )
    if "group" in rows[0]:
        head += " Parameters were moved in groups: a group that stands out does so for one or more of its members."
    return head + ("\n" + text_table(["parameter", "free in a fit", "largest |t|"], lines) if lines else "")


def _sobol_words(found: dict[str, Any]) -> str:
    """The three largest shares of each number, one percent or more, and chance."""
    lines = []
    for (scenario, outcome, year), rows in by_number(found["sobol"]).items():
        label = Question(scenario, outcome, year, (int(scenario != BASE), 0, 0)).words
        for place, row in enumerate(strongest(rows, 3)):
            total = "" if row["parameter"] == CHANCE else f"{row['total']:.0%}"
            lines.append([
                label if place == 0 else "", row["parameter"], f"{row['first']:.0%}",
                f"{row['first_low']:.0%} to {row['first_high']:.0%}", total,
            ])  # fmt: skip
    head = ["what varies", "because of", "alone", "90 % interval", "with others"]
    return "Shares of the variance, parameters taken as independent of one another\n" + text_table(head, lines, 2)


def _worth_words(found: dict[str, Any]) -> str:
    rows = [row for row in found["value_of_information"] if row["parameter"] != DUMMY][:3]
    dummy = next(row for row in found["value_of_information"] if row["parameter"] == DUMMY)
    best = found["best_package"]
    lines = [
        f"Which package lowers the share without a GP most? Today's answer: {best}. Knowing every parameter would be "
        f"worth {found['perfect_information']:.3f} percentage points (a dummy: "
        f"{dummy['worth_percentage_points']:.3f}). Most worth knowing:"
    ]
    for row in rows:
        lines.append(
            f"  {row['parameter']}: {row['worth_percentage_points']:.3f} percentage points (90 % interval "
            f"{row['low']:.3f} to {row['high']:.3f}); another choice in {row['changes_choice']:.0%} of cases. "
            f"Missing: {row['missing_datum']}."
        )
    return "\n".join(lines)
