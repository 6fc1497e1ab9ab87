"""Scenario files that tests write."""

from agents.months import month_index

START, END = month_index("2026-01"), month_index("2050-12")

GOOD = """
title = "Test"

[[change]]
lever = "lis1.state_posts"
from = "2027-01"
value = 1300
"""


def one(lever: str = "lis1.state_posts", **keys: str) -> str:
    """A file with one change; keys as TOML, "" = left out, ``from_`` is from."""
    lines = {"lever": f'"{lever}"', "from": '"2027-01"', "value": "1300"}
    lines |= {key.rstrip("_"): value for key, value in keys.items()}
    return 'title = "Test"\n\n[[change]]\n' + "".join(f"{k} = {v}\n" for k, v in lines.items() if v)
