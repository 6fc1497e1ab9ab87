"""The plain model that Legemod must beat: a national, yearly stock-flow model fitted to the same data.

    completers(t)  = 1.02 x LIS1 posts begun 18 months before
    entries(t)     = share x completers weighted over the last five years
    GPs(t)         = GPs(t-1) x (1 - exit) + entries(t)
    lists(t)       = lists(t-1) + opened + answer x (vacant(t-1) - vacant(2 years before t))
    vacant(t)      = lists(t) - lists per GP x GPs(t)
    without GP(t)  = people on a vacant list x vacant(t)
    list length(t) = (listed people(t) - without GP(t)) / lists with GP(t)

Four numbers are fitted by least squares to observations up to the origin: ``share``, ``exit``, ``opened`` and
``answer``. It knows no places, no policy but LIS1 posts, and no choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from calibration.targets import Target, until
from model.tables import read_table

LAG_WEIGHTS = (0.45, 0.25, 0.15, 0.10, 0.05)  # of completers over five years (judgement of the national flow check)
COMPLETERS_PER_HIRED = 1.02  # 1 106 completed in 2023 / 1 081 hired 18 months before
LISTS_PER_GP = 1.006  # 4 884 / 4 858 at the end of 2019
FIRST = 2016
START = {"gps": 4599.0, "lists": 4672.0}  # January 2016: model/start_values.py


@dataclass(frozen=True)
class Rates:
    """The four fitted numbers: entries per completer, yearly exit share, lists opened a year, answer to vacancies."""

    share: float
    exit: float
    opened: float
    answer: float


def gps_over_years(start: float, entries: Sequence[float], exit_share: float) -> np.ndarray:
    """GPs at the end of each year.

    With constant entries e this is e/x + (start - e/x)(1 - x)^t, the closed form that its test holds it against.
    """
    out, stock = [], start
    for entered in entries:
        stock = stock * (1.0 - exit_share) + entered
        out.append(stock)
    return np.array(out)


def completers(last: int) -> dict[int, float]:
    """LIS1 completers by year: posts of the autumn and spring rounds 18 months and more before."""
    rounds = read_table("lis1_rounds")
    posts = {str(d): float(p) for d, p in zip(rounds["applied"], rounds["posts"], strict=True)}
    out = {}
    for year in range(FIRST - len(LAG_WEIGHTS), last + 1):
        # who began 1 September two years before is done 1 March; who began 1 March the year before, 1 September
        begun = [posts.get(f"{year - 2}-02"), posts.get(f"{year - 2}-09")]
        known = [number for number in begun if number is not None]
        out[year] = COMPLETERS_PER_HIRED * (sum(known) / len(known) * 2 if known else 946.0)
    return out


def path(rates: Rates, last: int, mean_vacant: float, listed: Mapping[int, float]) -> dict[str, dict[int, float]]:
    """Every series by year from 2016 to ``last``. listed: people on lists by year; mean_vacant: on a vacant one."""
    years = range(FIRST, last + 1)
    done = completers(last)
    entries = [
        rates.share * sum(w * done[year - lag] for lag, w in enumerate(LAG_WEIGHTS)) for year in years
    ]  # fmt: skip
    gps = gps_over_years(START["gps"], entries, rates.exit)
    lists, vacant = START["lists"], [START["lists"] - LISTS_PER_GP * START["gps"]] * 3
    out: dict[str, dict[int, float]] = {name: {} for name in (
        "gps", "lists", "lists_vacant", "patients_without_gp", "list_length_mean", "gp_entries", "gp_exits",
        "lis1_completed")}  # fmt: skip
    before = START["gps"]
    for year, entered, stock in zip(years, entries, gps, strict=True):
        lists += rates.opened + rates.answer * (vacant[-1] - vacant[-3])
        free = lists - LISTS_PER_GP * stock
        vacant.append(free)
        without = mean_vacant * max(free, 0.0)
        row = (stock, lists, free, without, (listed[year] - without) / (LISTS_PER_GP * stock), entered,
               rates.exit * before, done[year])  # fmt: skip
        for name, value in zip(out, row, strict=True):
            out[name][year] = float(value)
        before = stock
    return out


@dataclass(frozen=True)
class Cohort:
    """The fitted model: rates, series by year, and the sd of its misfits up to the origin, by series.

    That sd is taken as its error of one year ahead; it grows with the root of the years.
    """

    rates: Rates
    series: Mapping[str, Mapping[int, float]]
    spread: Mapping[str, float]
    origin: int

    def forecast(self, target: Target) -> tuple[float, float] | None:
        """(mean, sd) for a national December stock or a year's flow; None for what it does not know."""
        if target.area_kind != "nation" or target.series not in self.series or not target.date.endswith("-12"):
            return None
        year = int(target.date[:4])
        ahead = max(year - self.origin, 1)
        return self.series[target.series][year], self.spread.get(target.series, 0.0) * float(np.sqrt(ahead))


def fit_cohort(targets: tuple[Target, ...], origin: int, last: int, listed: Mapping[int, float]) -> Cohort:
    """Fit to the targets up to the end of ``origin``; listed: people on lists by year 2016 to ``last``."""
    known = [
        t for t in until(targets, origin)
        if t.area_kind == "nation" and t.date.endswith("-12") and t.series in
        ("gps", "lists", "lists_vacant", "patients_without_gp", "gp_exits")
    ]  # fmt: skip
    vacant = {t.date: t.value for t in known if t.series == "lists_vacant"}
    people = [t.value / vacant[t.date] for t in known if t.series == "patients_without_gp" and t.date in vacant]
    mean_vacant = float(np.mean(people))

    def misfits(x: np.ndarray) -> np.ndarray:
        found = path(Rates(*x), origin, mean_vacant, listed)
        return np.array([
            (found[t.series][int(t.date[:4])] - t.value) / np.hypot(t.sd, t.discrepancy) for t in known
        ])  # fmt: skip

    best = least_squares(misfits, x0=[0.35, 0.06, 100.0, 0.3], bounds=([0.1, 0.02, 0.0, 0.0], [0.8, 0.12, 300.0, 2.0]),
                         x_scale=[0.1, 0.01, 50.0, 0.5])  # fmt: skip
    rates = Rates(*map(float, best.x))
    series = path(rates, last, mean_vacant, listed)
    spread = {
        name: float(
            np.sqrt(np.mean([(series[name][int(t.date[:4])] - t.value) ** 2 for t in known if t.series == name]))
        )
        for name in {t.series for t in known}
    }
    return Cohort(rates, series, spread, origin)
