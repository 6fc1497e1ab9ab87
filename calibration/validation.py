"""``docs/validation.md``, written from the shipped tables: fit, known truth, backtest, what failed.

    uv run python -m calibration.validation > docs/validation.md

Every figure on the page stands in a table of ``calibration/posterior/``; the text around them is here. A part whose
table is not shipped yet says so.
"""

import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from calibration.history_words import sentences as history_sentences
from calibration.shipped_tables import Row, percent, record_of, rows_of, short, table
from calibration.targets import BACKTEST, load_targets
from calibration.validation_sensitivity import discovery_part, sensitivity_part

# Which mechanism is missing where the fit fails: targets, by the beginning of their id, and why.
MISSING = {
    "gps-2017": "GPs grow too slowly in the first two years after the start of 2016, whose doctors in search of a post "
    "and contracts under way are a guess",
    "salaried_share": "municipalities offered salary more readily from 2021 on; the model has one delay for all "
    "years",
    "alis_agreements-2022": "one rate of take-up cannot follow grants from 564 to 1 338 in a year",
    "alis_agreements-2021": "the grants of 2020-21 were given in regions, for part of the year and within a frame that "
    "ran out; in the model whoever has a training post can get one",
    "alis_agreements-2023": "grants grew faster than trainees: agreements were extended to doctors already in training "
    "and to locums, which the model lets happen at one rate only",
    "alis_agreements-2024": "as in 2023",
    "gp_entries-2023": "entries per LIS1 completer rose from 0.29 to 0.41 in 2023 (docs/odd.md section 11)",
    "contract_median_years-size<2000": "the published median is of 2001-14; small places since then have more salaried "
    "posts, and the model moves their doctors too seldom",
}


def why_missing(target: str) -> str:
    """The mechanism that a failed target lacks, or that it is not known."""
    return next((text for begin, text in MISSING.items() if target.startswith(begin)), "not known")


def page() -> str:
    """The whole page."""
    parts: list[Callable[[], str]] = [
        opening, method, fit_part, moved_part, truth_part, ruled_part, backtest_part, rolling_part, history_part,
        projection_part, sensitivity_part, discovery_part, limits,
    ]  # fmt: skip
    return "\n\n".join(part() for part in parts) + "\n"


def opening() -> str:
    """What the page is."""
    return (
        "# Validation: fit, known truth, backtest\n\n"
        "Printed by `uv run python -m calibration.validation > docs/validation.md` from the tables in\n"
        "`calibration/posterior/`. What was chosen by hand or in structure rests on 2016-2022; 2023-2025 is the\n"
        "declared backtest and was not tuned to."
    )


def method() -> str:
    """How the model was fitted."""
    record = record_of("until-2022")
    targets = load_targets()
    fit = sum(t.use != BACKTEST for t in targets)
    text = f"""## 1. Method

* **Targets**: {len(targets)} published figures (`calibration/targets.csv`), {fit} to December 2022 and
  {len(targets) - fit} of 2023-2025. Each has the standard deviation of its own error (rounding, definition, panel) and
  a discrepancy, the error the model keeps at its best. Counts are compared as logarithms. Discrepancies of one series
  in one area fade into each other over three years, so that five years of one series are not five independent tests.
* **Free parameters**: 30 of some 250, chosen by a screening of all; each declaration says which series should inform it
  (`uv run run.py parameters NAME`). Priors are uniform over the declared range. All others keep their central value.
* **Bank**: hindcasts 2016-2025 in waves: Sobol points of the prior, then points drawn from a widened posterior of the
  waves before. Sixteen common replicates of luck go round, so that no parameter is fitted to one world's accidents.
* **Emulator**: a response surface of second order for every target, ridge-regressed on the runs; the covariance of its
  left-out residuals (chance and lack of fit together) is part of the likelihood.
* **Posterior**: generalised elliptical slice sampling of 500 draws.
* **Not used**: Gaussian processes. With thirty parameters and some thousand runs the surface explains most of what is
  not chance and costs seconds; section 4 tries it on known truth. A semi-automatic ABC reading of the same bank stands
  in `calibration/semi_automatic.py` for comparison."""
    if record:
        waves = ", ".join(str(wave["runs"]) for wave in record["waves"])
        broken = sum(wave["broken"] for wave in record["waves"])
        hours = sum(wave["seconds"] for wave in record["waves"]) / 3600
        text += (
            f"\n\n`until-2022`: made by `{record['command']}`; waves of {waves} runs ({broken} broken, {hours:.1f} "
            f"core hours), {record['draws']} draws, split R-hat at most {record['rhat_largest']}."
        )
    return text


def fit_part() -> str:
    """The fit to 2022, target by target where it is bad."""
    rows = rows_of("until-2022-fit")
    if not rows:
        return "## 2. Fit to 2016-2022\n\nNot shipped yet."
    fitted = [row for row in rows if row["fitted"] == "True"]
    inside = sum(row["inside"] == "True" for row in fitted)
    misfit = rows_of("until-2022-misfit")[0]
    head = ["target", "published", "model", "90 % interval", "z", "mechanism that is missing"]
    bad = [row for row in fitted if row["inside"] != "True" or abs(float(row["z"])) > 2]
    lines = [[*_fit_cells(row), why_missing(row["id"])] for row in bad]
    whole = [[*_fit_cells(row)] for row in fitted]
    far = [row["id"] for row in fitted if abs(float(row["z"])) > 4]
    return f"""## 2. Fit to 2016-2022

{inside} of {len(fitted)} fitted targets ({inside / len(fitted):.0%}) lie inside the 90 percent predictive interval of
real runs at posterior draws; beyond four standard deviations: {", ".join(far) or "none"}. All together, correlations
counted, their misfit is {short(misfit["chi_square"])} for {misfit["targets"]} targets (like a chi-square).

![Fit](pictures/until-2022-fit.png)

Targets outside their interval or more than two standard deviations off:

{table(head, lines) if lines else "None."}

All fitted targets:

{table(head[:5], whole)}"""


def _fit_cells(row: Row) -> list[str]:
    return [row["id"], short(row["observed"]), short(row["median"]), f"{short(row['q05'])} to {short(row['q95'])}",
            f"{float(row['z']):+.1f}"]  # fmt: skip


def moved_part() -> str:
    """How far the parameters moved."""
    rows = rows_of("until-2022-moved")
    if not rows:
        return "## 3. What the data say about the parameters\n\nNot shipped yet."
    head = ["parameter", "prior", "by hand", "posterior", "narrowed", "on known truth", "said"]
    lines = [
        [f"`{r['parameter']}`", f"{short(r['prior_low'])} to {short(r['prior_high'])}", short(r["hand_value"]),
         f"{short(r['posterior_mean'])} ({short(r['posterior_q05'])} to {short(r['posterior_q95'])})",
         percent(r["narrowed"]), percent(r["recovered_on_known_truth"]), r["said"]]
        for r in rows
    ]  # fmt: skip
    stayed = [f"`{r['parameter']}`" for r in rows if r["said"] != "informed"]
    return f"""## 3. What the data say about the parameters

*Narrowed*: one less posterior over prior standard deviation; *on known truth*: the same, on average over held-out runs.
A parameter is *informed* from 20 percent on in both; else it is an *assumption*, and what depends on it rests on its
prior. That is a result, not a failure: {len(rows) - len(stayed)} of {len(rows)} are informed; not informed are
{", ".join(stayed)}.

![Prior and posterior](pictures/until-2022-moved.png)

{table(head, lines)}"""


def truth_part() -> str:
    """Coverage on known truth."""
    rows = rows_of("until-2022-coverage")
    if not rows:
        return "## 4. Known truth\n\nNot shipped yet."
    lines = []
    for wave in sorted({row["wave"] for row in rows}):
        for kind in ("parameter", "forecast"):
            part = [row for row in rows if row["wave"] == wave and row["kind"] == kind]
            ninety = [float(row["covered_90"]) for row in part]
            fifty = [float(row["covered_50"]) for row in part]
            lines.append([wave, kind, part[0]["truths"], str(len(part)), f"{sum(fifty) / len(fifty):.0%}",
                          f"{sum(ninety) / len(ninety):.0%}", f"{min(ninety):.0%} to {max(ninety):.0%}"])  # fmt: skip
    both = [[r["reading"], percent(r["covered_50"]), percent(r["covered_90"]), percent(r["posterior_sd_over_prior_sd"])]
            for r in rows_of("until-2022-readings")]  # fmt: skip
    other = table(["reading of wave 1", "50 % hold", "90 % hold", "posterior sd over prior sd"], both) if both else ""
    last = max(row["wave"] for row in rows)
    off = [f"`{r['name']}` {percent(r['covered_90'])}" for r in rows
           if r["wave"] == last and not 0.85 <= float(r["covered_90"]) <= 0.95]  # fmt: skip
    head = ["wave", "of", "truths", "quantities", "50 % intervals hold", "90 % intervals hold", "lowest to highest"]
    return f"""## 4. Known truth

The bank is read as if some of its own runs were Norway: held out, given errors of observation, and read with the
emulator of the others. Right intervals hold the truth as often as they say. With 300 truths a share of 90 percent is
known to within 3.4 percentage points.

{table(head, lines)}

Outside 85 to 95 percent in the last wave: {", ".join(off) or "none"}.

{other}

![Ranks of known truths](pictures/until-2022-ranks.png)"""


def ruled_part() -> str:
    """What ruled out most of the prior."""
    rows = rows_of("until-2022-ruled-out")
    if not rows:
        return "## 5. What is ruled out\n\nNot shipped yet."
    lines = []
    for wave in sorted({row["wave"] for row in rows}):
        part = [row for row in rows if row["wave"] == wave][:6]
        names = ", ".join(f"{row['target']} ({percent(row['alone'])})" for row in part)
        lines.append([wave, f"{float(part[0]['left']):.2%}", names])
    return f"""## 5. What is ruled out

History matching after each wave: the share of the prior that is left, and the targets that alone call most of it
implausible (more than three standard deviations off).

{table(["wave", "left", "targets that rule out most"], lines)}"""


def backtest_part() -> str:
    """The declared backtest."""
    rows, scores = rows_of("backtest"), rows_of("backtest-scores")
    if not rows:
        return "## 6. Backtest 2023-2025\n\nNot shipped yet."
    head = ["method", "targets", "mean error", "inside 90 %", "CRPS over carry-forward"]
    lines = [[s["method"], s["targets"], f"{float(s['ape']):.1f} %", percent(s["coverage"]), short(s["crps_ratio"])]
             for s in scores]  # fmt: skip
    methods = ("legemod", "reforms zero", "reforms prior", "loops off", "carry forward", "linear trend", "cohort model")
    by_id: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_id.setdefault(row["id"], {})[row["method"]] = row
    details = []
    loses = []
    for name, found in by_id.items():
        mine = found["legemod"]
        cells = [short(found[m]["median"]) if m in found else "-" for m in methods[1:]]
        details.append([name, short(mine["observed"]),
                        f"{short(mine['median'])} ({short(mine['q05'])} to {short(mine['q95'])})", *cells])  # fmt: skip
        plain = [m for m in ("carry forward", "linear trend") if m in found and
                 float(found[m]["crps"]) < float(mine["crps"])]  # fmt: skip
        if plain:
            loses.append(f"{name} (against {' and '.join(plain)})")
    return f"""## 6. Backtest 2023-2025

Posterior `until-2022` alone, policies as they were made; nothing was tuned to these years.

{table(head, lines)}

Legemod against each plainer forecast, on the targets both forecast (CRPS, geometric mean of ratios; under 1 Legemod is
better):

{table(["against", "targets", "CRPS ratio", "better on"], duels(by_id))}

*Reforms zero / prior*: coefficients of the basic grant, ALIS grants and extra applicants at zero, or drawn from their
prior. *Loops off*: every feedback switch off. Plain forecasts exist for fewer targets.

![Backtest](pictures/backtest.png)

{table(["target", "happened", "Legemod (90 %)", *methods[1:]], details)}

By CRPS Legemod loses to a plain forecast on: {"; ".join(loses) or "none"}.

Why. (1) What the forecast says of 2025 leans on the prior of the reforms' effects, which 2016-2022 could not teach:
with them at zero Legemod misses the turn of 2023 like the plain forecasts, so its right direction is a right prior, not
learned. (2) Its intervals are wide, since few years inform many parameters and the emulator's own error is part of the
posterior; CRPS makes it pay for that where a series stood still or ran straight on. (3) ALIS agreements, salaried posts
and the length of lists lack mechanisms (section 2)."""


def duels(by_id: Mapping[str, Mapping[str, Row]]) -> list[list[str]]:
    """Rows of Legemod against each plainer forecast."""
    lines = []
    for other in ("carry forward", "linear trend", "cohort model", "loops off", "reforms zero"):
        pairs = [(float(m["legemod"]["crps"]), float(m[other]["crps"])) for m in by_id.values() if other in m]
        ratio = math.exp(sum(math.log(a / b) for a, b in pairs) / len(pairs))
        lines.append([other, str(len(pairs)), f"{ratio:.2f}", str(sum(a < b for a, b in pairs))])
    return lines


def rolling_part() -> str:
    """Rolling origins."""
    rows = rows_of("rolling-scores")
    if not rows:
        return "## 7. Rolling origins\n\nNot shipped yet."
    head = ["origin", "years ahead", "method", "targets", "mean error", "inside 90 %", "CRPS over carry-forward"]
    lines = [[r["origin"] if r["origin"] != "0" else "all", r["horizon"] if r["horizon"] != "0" else "all", r["method"],
              r["targets"], f"{float(r['ape']):.1f} %", percent(r["coverage"]), short(r["crps_ratio"])]
             for r in rows]  # fmt: skip
    return f"""## 7. Rolling origins

The same bank, read with what was known at the end of 2020, 2021 and 2022, forecasting one to three years ahead; no new
runs. Only targets that every method forecasts.

{table(head, lines)}"""


def history_part() -> str:
    """History in words."""
    rows = rows_of("history")
    if not rows:
        return "## 8. History in words\n\nNot shipped yet."
    numbers = [{**row, **{key: float(row[key]) for key in ("mean", "q05", "q95")}} for row in rows]
    return "## 8. History in words\n\n" + "\n".join(f"* {text}" for text in history_sentences(numbers))


def projection_part() -> str:
    """The posterior of all years, which projections take."""
    rows, record = rows_of("until-2025-fit"), record_of("until-2025")
    if not rows:
        return "## 9. The posterior for projections\n\nNot shipped yet."
    inside = sum(row["inside"] == "True" for row in rows)
    misfit = rows_of("until-2025-misfit")[0]
    informed = sum(row["said"] == "informed" for row in rows_of("until-2025-moved"))
    off = [[*_fit_cells(row), why_missing(row["id"])] for row in rows if abs(float(row["z"])) > 2]
    return f"""## 9. The posterior for projections

`until-2025` was refitted with all {len(rows)} figures after the backtest was written down (`{record["command"]}`):
{inside} of {len(rows)} lie inside their 90 percent interval, the misfit of all is {short(misfit["chi_square"])}, and
{informed} of {len(record["free"])} parameters are informed. `run` and `compare` take their draws from it.

{table(["target", "published", "model", "90 % interval", "z", "mechanism that is missing"], off)}"""


def limits() -> str:
    """What stays open."""
    fixed = ", ".join(f"`{name}`" for name in fixed_and_strong())
    return f"""## 12. Limits

* The discrepancies are judgement (`calibration/targets.csv`); halving them would narrow every posterior.
* Parameters that act in history but are not free keep central values: their uncertainty is not in any interval. The
  screening says which of them move results most: {fixed or "not shipped yet"}.
  Those that history does not show (`posterior/unseen.csv`) rest on their prior, which studies of several draws go
  through.
* Panels of municipalities stand for their whole class; the model counts all municipalities.
* History has one Norway and one turn: reforms of 2022-23 moved together and cannot be told apart."""


def fixed_and_strong() -> list[str]:
    """Parameters that stand out in the screening and are neither fitted nor drawn from their prior, strongest first."""
    drawn = {row["parameter"] for row in rows_of("unseen")}
    return [
        row["parameter"] for row in rows_of("screening")
        if row["stands_out"] == "True" and row["free_in_fit"] == "False" and row["parameter"] not in drawn
    ]  # fmt: skip


def main() -> None:
    """Print the page."""
    sys.stdout.write(page())


if __name__ == "__main__":
    main()


PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation.md"
