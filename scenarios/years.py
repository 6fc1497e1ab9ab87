"""Which years a study reads: those read first, and those some years after a scenario's first change."""

from collections.abc import Sequence
from typing import Any

from agents.months import year_of

READ_FIRST = (2030, 2035, 2040, 2050)
YEARS_AFTER = (1, 5, 10, 20)  # after the year of a scenario's first change


def years_to_read(years: Sequence[int]) -> list[int]:
    """2030, 2035, 2040, 2050 where the run has them, and always its last year."""
    return sorted({year for year in READ_FIRST if year in years} | {years[-1]})


def first_year(case: Any, study: Any) -> int:
    """The year of the first change of a scenario, the first of the run at the earliest."""
    layers = getattr(case.policy, "layers", ())
    begins = min((change.from_month for layer in layers for change in layer), default=study.first_month)
    return year_of(max(begins, study.first_month))


def followed_years(case: Any, study: Any) -> list[int]:
    """Years in which the doctors of a scenario are looked up: 1, 5, 10 and 20 after its first, and those read first."""
    return followed_from(first_year(case, study), study)


def followed_from(begins: int, study: Any) -> list[int]:
    """Those years, for changes that begin in this one."""
    after = {begins + years for years in YEARS_AFTER if begins + years in study.years}
    return sorted(after | {year for year in years_to_read(study.years) if year >= begins})


def followed_by_study(study: Any) -> tuple[int, ...]:
    """The years of all comparisons of a study; none for a single scenario."""
    return tuple(sorted({year for case in study.cases[1:] for year in followed_years(case, study)}))
