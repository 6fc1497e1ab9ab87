"""The parts of the validation page on sensitivity: what the answers hang on, and when packages fail."""

from collections.abc import Sequence

from calibration.sensitivity_questions import number_words
from calibration.sensitivity_tables import by_number, strongest
from calibration.shipped_tables import Row, percent, rows_of, short, table
from scenarios.draws import FOLDER

HEAD = "## 10. What the answers hang on"


def sensitivity_part() -> str:
    """Which parameters the answers hang on, and what knowing them is worth."""
    screened, sobol, worth = (rows_of(name) for name in ("screening", "sobol", "value_of_information"))
    if not screened:
        return f"{HEAD}\n\nNot shipped yet: `uv run run.py sensitivity --ship`."
    told = f"{HEAD}\n\n`uv run run.py sensitivity --ship`. {screening_words(screened)}"
    if not (sobol and worth):
        return f"{told}\n\nShares of the variance and the value of information are not shipped yet."
    return f"{told}\n\n{shares_words(sobol)}\n\n{worth_words(sobol, worth)}"


def screening_words(screened: Sequence[Row]) -> str:
    """Which parameters move anything."""
    real = [row for row in screened if not row["parameter"].startswith("(")]
    out = [row for row in real if row["stands_out"] == "True"]
    names = ", ".join(f"`{row['parameter']}`" for row in out[:20])
    return f"""**Screening** moves all {len(real)} parameters at once, one prior standard deviation
up or down (two-level design of resolution IV, Box and Hunter 1961): {len(out)} stand out from chance; the strongest
are {names}. What each moves: `calibration/posterior/screening.csv`, and the last column of `docs/evidence.md`."""


def shares_words(sobol: Sequence[Row]) -> str:
    """What the spread of each number people ask about comes from."""
    return f"""**Shares of the variance** over the posterior (fitted parameters) and the prior (the others that the
screening found strongest), by number people ask about; *alone* is the first-order Sobol index, *with others* the total
one, parameters taken as independent; shares below one percent are left to `calibration/posterior/sobol.csv`. The last
row of each is chance (the luck of single runs) and what the surface does not explain: where it is nearly all, no
parameter moves the number much beyond luck in one pair of runs, as far as a surface through 256 points shows.

![Shares of the variance](pictures/sensitivity.png)

{table(["number", "parameter", "alone", "90 % interval", "with others"], _sobol_lines(sobol))}"""


def worth_words(sobol: Sequence[Row], worth: Sequence[Row]) -> str:
    """The three parameters most worth knowing."""
    head = ["parameter", "worth, percentage points", "90 % interval", "changes the choice", "datum that is missing"]
    lines = [
        [f"`{row['parameter']}`", short(row["worth_percentage_points"]), f"{short(row['low'])} to {short(row['high'])}",
         percent(row["changes_choice"]), row["missing_datum"]]
        for row in worth if not row["parameter"].startswith("(")
    ][:3]  # fmt: skip
    dummy = next(row for row in worth if row["parameter"].startswith("("))
    year, nothing = sobol[0]["year"], short(dummy["worth_percentage_points"])
    return f"""**Value of information**: which package lowers the share without a GP most in {year}? Knowing a parameter
before choosing is worth, in percentage points of that share (a dummy: {nothing}):

{table(head, lines)}"""


def _sobol_lines(rows: Sequence[Row]) -> list[list[str]]:
    """The four largest shares of each number, one percent or more, then chance."""
    lines = []
    for key, part in by_number(rows).items():
        label = number_words(*key)
        for place, row in enumerate(strongest(part, 4)):
            chance = row is part[-1]
            lines.append([
                label if place == 0 else "", row["parameter"] if chance else f"`{row['parameter']}`",
                percent(row["first"]), f"{percent(row['first_low'])} to {percent(row['first_high'])}",
                "" if chance else percent(row["total"]),
            ])  # fmt: skip
    return lines


def discovery_part() -> str:
    """When packages fail."""
    path = FOLDER / "discovery.txt"
    if not path.is_file():
        return "## 11. When packages fail\n\nNot shipped yet: `uv run run.py sensitivity --ship`."
    told = path.read_text("utf-8").strip()
    return (
        "## 11. When packages fail\n\nBoxes of conditions found by patient rule induction (Friedman and Fisher 1999), "
        f"in words.\n\n```\n{told}\n```"
    )
