"""History in words: what leaving out each reform says, as sentences with intervals and with what they rest on."""

from collections.abc import Mapping, Sequence
from typing import Any

from calibration.attribution import FALL, GPS, POLICY, RECORD, SHARE, TOGETHER, WORLD, YEARS
from calibration.targets import CalibrationError
from model.tables import read_table

NOT_SWITCHED = (
    "Not left out, because the model cannot run without them: the size and age of the population, the many GPs born "
    "in the 1950s who retired, immigration of doctors, and how posts are shared between the two LIS1 rounds. Two rules "
    "are dated in the code and not by a lever: the training rules of March 2019, and notice and grandfathering. "
    "Quarantine, supervisor rules and the list ceiling have no dated change in these years."
)
NOT_TOLD_APART = (
    "What the data cannot tell apart: the reforms of 2022-23 came within two years of one another and of the change "
    "in the numbers. The basic grant, ALIS grants, LIS1 output, salary offers of municipalities and, as far as "
    "hospital posts fill up, fewer openings there can all raise GP numbers from 2022 on, in one country, once. The "
    "data can bear their sum; how it is shared out among them rests on the priors."
)


def published_share(date: str) -> float:
    """Published share of listed people without a GP at the end of a month, percent (table ``observed``)."""
    seen = read_table("observed")
    hit = (seen["series"] == SHARE) & (seen["date"] == date) & (seen["panel"] == "nation")
    if not hit.any():
        raise CalibrationError(f"observed.csv has no national {SHARE} of {date}")
    return float(seen["value"][hit][0])


def sentences(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The history in plain English: the levels, each reform (largest effect on the share first), and the limits."""
    by = {(row["reform"], row["indicator"], row["when"]): row for row in rows}
    peak, low = published_share("2023-07"), published_share("2025-12")
    level = [by[RECORD, SHARE, str(year)] for year in YEARS]
    out = [
        f"Published: {peak:.1f} percent of listed people had no GP in July 2023, {low:.1f} percent in December 2025.",
        "The model, with the policies that were made, has " + ", ".join(
            f"{row['mean']:.1f} percent ({row['q05']:.1f} to {row['q95']:.1f}) in December {row['when']}"
            for row in level) + "; in brackets 90 percent intervals.",
        _fall(by[RECORD, SHARE, FALL]),
    ]  # fmt: skip
    names = list(dict.fromkeys(row["reform"] for row in rows if row["kind"] != "level"))
    names.sort(key=lambda name: -max(abs(by[name, SHARE, str(year)]["mean"]) for year in YEARS))
    for kind in (TOGETHER, POLICY, WORLD):
        out += [_sentence(name, by) for name in names if by[name, SHARE, "2025"]["kind"] == kind]
    return [*out, NOT_SWITCHED, NOT_TOLD_APART]


def _fall(row: Mapping[str, Any]) -> str:
    """How much of the published fall the model shows at all: what it does not show, no policy here explains."""
    seen = published_share("2025-12") - published_share("2023-12")
    text = f"From December 2023 to December 2025 the share changed by {seen:+.1f} percentage points; in the model "
    text += f"by {_effect(row, 1)}."
    if not row["q05"] <= seen <= row["q95"]:
        text += " The difference between the two is explained by nothing in the model."
    return text


def _sentence(name: str, by: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> str:
    """One reform: what it did to the share by each December and between the last two, and to GP numbers."""
    share = [by[name, SHARE, str(year)] for year in YEARS]
    text = f"{name[0].upper()}{name[1:]}: "
    if all(row["mean"] == row["q05"] == row["q95"] == 0.0 for row in (*share, by[name, GPS, "2025"])):
        text += "no effect at all in the model."
    else:
        text += "share without a GP, percentage points, " + ", ".join(
            f"{_effect(row, 2)} by December {row['when']}" for row in share
        )
        text += f", {_effect(by[name, SHARE, FALL], 2)} of the change from {FALL}"
        text += f"; GPs {_effect(by[name, GPS, '2025'], 0)} by December 2025."
        if all(row["q05"] <= 0.0 <= row["q95"] for row in share):
            text += " No effect on the share can be told from none."
    rests = share[0]["rests_on"]
    used = share[0]["coefficients"].replace(" ", ", ")
    why = {
        "assumption": f" *Assumption*: history says nothing about what decides the size ({used}); posterior and prior "
                      "are the same, or the value was set by hand.",
        "partly informed": f" Partly *assumption* ({used})." if used else " Partly *assumption*.",
        "not said": f" Whether history informed it ({used}) is not known: there is no table of what moved.",
    }  # fmt: skip
    return text + why.get(rests, "")


def _effect(row: Mapping[str, Any], digits: int) -> str:
    """``-0.31 (-0.52 to -0.10)``, with signs and thousands apart; none where no run differs, as before a reform."""
    if row["mean"] == row["q05"] == row["q95"] == 0.0:
        return "none"
    middle, low, high = (_signed(row[name], digits) for name in ("mean", "q05", "q95"))
    return f"{middle} ({low} to {high})"


def _signed(value: float, digits: int) -> str:
    """With its sign, unless it is rounded to zero."""
    text = f"{value:+,.{digits}f}"
    return text[1:] if float(text.replace(",", "")) == 0.0 else text
