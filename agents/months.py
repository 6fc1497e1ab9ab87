"""Calendar months as whole numbers: month 0 is January 1900.

One number per month keeps arithmetic plain (18 months later is ``+ 18``) and fits the twelve bits that an
agent's id gives to its entry month (agents/luck.py), which reaches the year 2241.
"""

import re

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def month_index(text: str) -> int:
    """``"2026-01"`` -> 1512. Raises ValueError, saying what was expected, for anything else."""
    match = _MONTH.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) <= 2200:
        raise ValueError(f"{text!r} is not a month; expected YYYY-MM, for example 2027-01")
    return (int(match[1]) - 1900) * 12 + int(match[2]) - 1


def month_text(month: int) -> str:
    """1512 -> ``"2026-01"``."""
    return f"{1900 + month // 12:04d}-{month % 12 + 1:02d}"


def year_of(month: int) -> int:
    """Calendar year of a month index."""
    return 1900 + month // 12


def month_of_year(month: int) -> int:
    """1 for January to 12 for December."""
    return month % 12 + 1
