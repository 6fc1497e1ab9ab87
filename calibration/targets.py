"""What the model is held against: published observations, each with its error, read from ``targets.csv``.

A row is one observation of one series at one date: its value, the standard deviation of its error (sampling, rounding,
definition; the column ``error`` says which), and a *discrepancy*, the standard deviation of what the model leaves out
and no parameter can mend. ``use`` is *fit* (to December 2022) or *backtest* (2023-2025). The model's counterpart is
computed in ``calibration/counterparts.py`` by the definition of the statistic.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agents.months import month_index, month_text
from agents.parameters import GRADES

TARGETS = Path(__file__).parent / "targets.csv"
FIT, BACKTEST = "fit", "backtest"
LAST_FIT = month_index("2022-12")
FIRST_MONTH, LAST_MONTH = month_index("2016-01"), month_index("2025-12")
COLUMNS = (
    "id", "series", "date", "months", "area_kind", "area", "panel", "value", "unit", "sd", "discrepancy", "use",
    "error", "source", "grade",
)  # fmt: skip
MEMORY_YEARS = 3.0  # discrepancies of one series in one area fade into each other over this time

# On which scale a series is fitted. Counts that run over orders of magnitude across the prior are compared as
# logarithms (after adding the number given, so that none is a number too), the others as they are.
LOG_OFFSET = {
    "gps": 0.0, "lists": 0.0, "list_length_mean": 0.0, "list_cap_mean": 0.0, "gp_specialists": 0.0,
    "lists_vacant": 10.0, "lists_vacant_over_12_months": 10.0, "patients_without_gp": 5000.0,
    "lis1_applicants": 0.0, "lis1_completed": 0.0, "alis_agreements": 10.0, "new_gp_specialists": 0.0,
    "gp_exits": 0.0, "gp_entries": 0.0, "locums_present": 10.0, "contract_median_years": 0.0,
    "patients_without_gp_share": 1.0,
}  # fmt: skip
PLAIN = ("women_share", "salaried_share", "lis1_hired_share")
SERIES = (*LOG_OFFSET, *PLAIN)


class CalibrationError(ValueError):
    """Targets, priors, a store or a posterior are not what they should be; the text says where and how to mend."""


@dataclass(frozen=True)
class Target:
    """One observation. months: length of a flow in months, 0 for a stock; month: number of the last of them."""

    id: str
    series: str
    date: str
    months: int
    area_kind: str
    area: str
    panel: str
    value: float
    unit: str
    sd: float
    discrepancy: float
    use: str
    error: str
    source: str
    grade: str

    @property
    def month(self) -> int:
        """Month number of the date."""
        return month_index(self.date)

    @property
    def place(self) -> tuple[str, str, str]:
        """Series and area: discrepancies of one place are correlated over time."""
        return self.series, self.area_kind, self.area


def load_targets(path: Path = TARGETS) -> tuple[Target, ...]:
    """All targets in file order. Raises CalibrationError naming file, row, column and what was expected."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            header, rows = reader.fieldnames or [], list(reader)
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read ({error.strerror}); expected the table of targets") from None
    if tuple(header) != COLUMNS:
        raise CalibrationError(f"{path}, row 1: the columns are {', '.join(header)}; expected {', '.join(COLUMNS)}")
    problems: list[str] = []
    targets = [_target(row, number, problems) for number, row in enumerate(rows, 2)]
    found = [target for target in targets if target is not None]
    problems += _doubled(found)
    if problems:
        raise CalibrationError("\n".join(f"{path}, {problem}" for problem in problems))
    return tuple(found)


def _target(row: dict[str, str], number: int, problems: list[str]) -> Target | None:
    """One row checked; its mistakes are added to ``problems``."""
    before = len(problems)
    numbers = {name: _number(row, name, number, problems) for name in ("months", "value", "sd", "discrepancy")}

    def wrong(column: str, expected: str) -> None:
        problems.append(f"row {number}, column {column}: {row[column]!r}; expected {expected}")

    if row["series"] not in SERIES:
        wrong("series", f"a series that the model counts: {', '.join(SERIES)}")
    if row["use"] not in (FIT, BACKTEST):
        wrong("use", "fit or backtest, one of them")
    if row["grade"] not in (*GRADES, "derived", "assumed"):
        wrong("grade", f"one of {', '.join((*GRADES, 'derived', 'assumed'))}")
    for column in ("id", "area", "unit", "error", "source"):
        if not row[column].strip():
            wrong(column, "a text")
    for column in ("sd", "discrepancy"):
        if numbers[column] is not None and numbers[column] <= 0:
            wrong(column, "a number over 0")
    try:
        month = month_index(row["date"])
    except ValueError:
        wrong("date", "a month such as 2022-12")
    else:
        if not FIRST_MONTH <= month <= LAST_MONTH:
            wrong("date", f"a month of a hindcast, {month_text(FIRST_MONTH)} to {month_text(LAST_MONTH)}")
        elif (row["use"] == FIT) != (month <= LAST_FIT) and row["use"] in (FIT, BACKTEST):
            wrong("use", f"fit to {month_text(LAST_FIT)}, backtest after it (the date is {row['date']})")
    if len(problems) > before:
        return None
    plain = {name: row[name] for name in COLUMNS if name not in numbers}
    return Target(**plain, **{**numbers, "months": int(numbers["months"])})  # type: ignore[arg-type]


def _number(row: dict[str, str], column: str, number: int, problems: list[str]) -> float:
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = float("nan")
    if not np.isfinite(value):
        problems.append(f"row {number}, column {column}: {row[column]!r}; expected a number")
        return None  # type: ignore[return-value]
    return value


def _doubled(targets: list[Target]) -> list[str]:
    """An observation that stands twice, by id or by what it observes."""
    problems, ids, seen = [], {}, {}  # type: ignore[var-annotated]
    for target in targets:
        what = (*target.place, target.date, target.months)
        if target.id in ids:
            problems.append(f"id {target.id!r} stands twice; expected an id of its own for each row")
        elif what in seen:
            problems.append(f"ids {seen[what]!r} and {target.id!r} observe the same; expected one row and one use")
        ids[target.id] = seen[what] = target.id
    return problems


def until(targets: tuple[Target, ...], year: int) -> tuple[Target, ...]:
    """The targets that somebody could know at the end of a year."""
    return tuple(target for target in targets if target.month <= month_index(f"{year}-12"))


# ---- the scale of the fit ----------------------------------------------------------------------------------------


def to_scale(targets: tuple[Target, ...], values: np.ndarray) -> np.ndarray:
    """Values [..., targets] on the scale of the fit; a value a logarithm cannot take becomes NaN (a broken run)."""
    out = np.asarray(values, float).copy()
    for k, target in enumerate(targets):
        if target.series in LOG_OFFSET:
            shifted = out[..., k] + LOG_OFFSET[target.series]
            out[..., k] = np.log(np.where(shifted > 0, shifted, np.nan))
    return out


def from_scale(targets: tuple[Target, ...], scaled: np.ndarray) -> np.ndarray:
    """Back from the scale of the fit to the unit of the statistic."""
    out = np.asarray(scaled, float).copy()
    for k, target in enumerate(targets):
        if target.series in LOG_OFFSET:
            out[..., k] = np.exp(out[..., k]) - LOG_OFFSET[target.series]
    return out


def scaled_values(targets: tuple[Target, ...]) -> np.ndarray:
    """The observed values on the scale of the fit, float64 [targets]."""
    return to_scale(targets, np.array([target.value for target in targets]))


def _per_unit(targets: tuple[Target, ...]) -> np.ndarray:
    """How much one unit of each statistic is on the scale of the fit, at its value (delta method)."""
    return np.array([
        1.0 / (t.value + LOG_OFFSET[t.series]) if t.series in LOG_OFFSET else 1.0 for t in targets
    ])  # fmt: skip


def error_covariance(targets: tuple[Target, ...]) -> np.ndarray:
    """Covariance of (observation - model at its best) on the scale of the fit, float64 [targets, targets].

    Errors of observations are independent. Discrepancies of one series in one area are correlated by
    exp(-years apart / MEMORY_YEARS): five years of one series are not five independent tests of the model.
    """
    unit = _per_unit(targets)
    sd, gap = (np.array([getattr(t, name) for t in targets]) * unit for name in ("sd", "discrepancy"))
    years = np.array([t.month for t in targets]) / 12.0
    same = np.array([[a.place == b.place for b in targets] for a in targets])
    memory = np.where(same, np.exp(-np.abs(years[:, None] - years) / MEMORY_YEARS), 0.0)
    return np.diag(sd**2) + memory * gap[:, None] * gap
