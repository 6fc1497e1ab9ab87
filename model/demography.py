"""Inhabitants by municipality and age, 2016 to 2060: counted, then projected.

Totals to 2026 are counted. Ages before 2026 are cast back: the share aged 67 and more follows a straight line
by centrality class. From 2026 each municipality grows at the rate of its class plus a part of its own past
difference from the class, scaled every year to the national projection (Statistics Norway 2024: main, low,
high). Ages follow cohorts: one year older, deaths by a Gompertz curve fitted to life expectancy, births by
total fertility, young people moving to the centres, and migration filling up to the total.
``model/data/README.md`` says which numbers are published and which are assumed.
"""

from functools import lru_cache
from pathlib import Path

import numba
import numpy as np

from model.geography import AGE_BANDS, FIRST_YEAR, LAST_YEAR, Geography, load_geography
from model.rounding import whole_rows
from model.tables import Table, read_table

ALTERNATIVES = ("main", "low", "high")
FINAL_YEAR = 2060
OLDEST = 100  # the last single year of age holds everybody aged 100 and more
BAND_STARTS = (0, 6, 16, 20, 30, 50, 67, 80, 90)
OLD_BANDS = 6  # the bands from 67-79 on
# Assumptions (calibrated together to what Statistics Norway says about 2050, see model/data/README.md).
OWN_TREND_KEPT = 0.3  # part of a municipality's own difference from its class, 2016-26, that goes on
OWN_TREND_LIMIT = 0.015  # a year; larger differences are mergers, reception centres, chance
BIRTHS = {"main": 1.0, "low": 0.8, "high": 1.17}  # against the main alternative
DEATHS = {"main": 1.0, "low": 1.12, "high": 0.88}
MOVING_AGES = slice(19, 25)
MOTHER_AGE, MOTHER_AGE_SD = 31.0, 5.2  # years
GOMPERTZ_SLOPE = 0.108  # a year: mortality doubles every 6.4 years of age
LIFE_EXPECTANCY_2026 = 83.6  # years, between 83.3 (2024) and 84.3 (2030), vital_rates.csv
MIGRATION_BY_AGE = np.interp(
    np.arange(OLDEST + 1), [0, 5, 17, 20, 24, 30, 40, 60, 100], [0.6, 0.5, 0.4, 1, 1.6, 1.3, 0.6, 0.08, 0.04]
)


class Demography:
    """Inhabitants of the municipalities of a map under one national alternative (main, low or high).

    ``inhabitants(year)`` is int64 (M, 9) by the age bands of the contact rates, ``total(year)`` int64 (M),
    both on 1 January and read-only. A subset or a replicated map sees the same people as the whole country.
    """

    def __init__(self, geo: Geography, alternative: str = "main", folder: Path | None = None):
        if alternative not in ALTERNATIVES:
            raise ValueError(f"no population alternative {alternative!r}; expected one of {', '.join(ALTERNATIVES)}")
        self.alternative = alternative
        name = ("inhabitants", alternative, folder)
        if name not in geo.kept:
            geo.kept[name] = _on_map(geo, alternative, folder)
        self._by_age, self._total = geo.kept[name]

    def inhabitants(self, year: int) -> np.ndarray:
        """Inhabitants by age band on 1 January, int64 (M, 9); ValueError outside 2016-2060."""
        return self._by_age[_year_index(year)]

    def during(self, year: int, part: float) -> np.ndarray:
        """Inhabitants by age band when ``part`` of a year has passed, on the line to the next, float64 (M, 9)."""
        return _on_line(self.inhabitants(year), self.inhabitants(min(year + 1, FINAL_YEAR)), part)

    def total(self, year: int) -> np.ndarray:
        """Inhabitants on 1 January, int64 (M); ValueError outside 2016-2060."""
        return self._total[_year_index(year)]


def _on_map(geo: Geography, alternative: str, folder: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """Inhabitants of a map in all years, int64 (45, M, 9) by age band and (45, M) in all; read-only."""
    country = load_geography(folder)
    rows = [country.index(number.split("-")[0]) for number in geo.numbers]
    by_age = np.ascontiguousarray(_country(alternative, folder)[:, rows])
    total = by_age.sum(axis=2)
    by_age.setflags(write=False)
    total.setflags(write=False)
    return by_age, total


@numba.njit(cache=True)
def _on_line(now, then, part):  # type: ignore[no-untyped-def]
    """now + (then - now) * part, float64 (M, 9)."""
    out = np.empty(now.shape)
    for town in range(now.shape[0]):
        for band in range(now.shape[1]):
            out[town, band] = now[town, band] + (then[town, band] - now[town, band]) * part
    return out


def contact_rates(folder: Path | None = None) -> np.ndarray:
    """GP consultations per person and year by age band, float64 (9). Source: Statistics Norway, 2023."""
    t = read_table("contact_rates", folder)
    rates = dict(zip(map(str, t["band"]), t["gp_per_person"], strict=True))
    return np.array([rates[band] for band in AGE_BANDS])


def _year_index(year: int) -> int:
    if not FIRST_YEAR <= year <= FINAL_YEAR:
        raise ValueError(f"no population for {year}; expected a year from {FIRST_YEAR} to {FINAL_YEAR}")
    return year - FIRST_YEAR


@lru_cache(maxsize=8)
def _country(alternative: str, folder: Path | None) -> np.ndarray:
    """All years, int64 (45, M, 9): cast back, counted, projected."""
    geo, trends = load_geography(folder), read_table("population_trends", folder)
    past = [_cast_back(geo, trends, year) for year in range(FIRST_YEAR, LAST_YEAR)]
    ages = single_ages(geo, read_table("population_age_2026", folder))
    future = _project(geo, trends, ages, alternative, folder)
    return np.stack([*past, geo.by_age_2026, *future])


def _by_class(geo: Geography, trends: Table, column: str) -> np.ndarray:
    """A column of population_trends.csv for each municipality's centrality class, float64 (M)."""
    rows = np.flatnonzero(trends["area_kind"] == "centrality")
    classes = {int(trends["area"][row]): float(trends[column][row]) for row in rows}
    return np.array([classes[int(c)] for c in geo.centrality])


def _cast_back(geo: Geography, trends: Table, year: int) -> np.ndarray:
    """Inhabitants by band in a year before 2026, int64 (M, 9): counted totals, older share along its line."""
    mix = geo.by_age_2026 / geo.inhabitants_2026[:, None]
    change = _by_class(geo, trends, "older_per_year") / 100 * (LAST_YEAR - year)
    class_share = np.array([_older_share(geo, c) for c in geo.centrality])
    older = mix[:, OLD_BANDS:].sum(axis=1)
    older_then = older * (1 - change / class_share)
    mix = np.concatenate(
        [
            mix[:, :OLD_BANDS] * ((1 - older_then) / (1 - older))[:, None],
            mix[:, OLD_BANDS:] * (older_then / older)[:, None],
        ],
        axis=1,
    )
    totals = geo.inhabitants_2016_2026[year - FIRST_YEAR]
    return whole_rows(mix * totals[:, None], totals)


def _older_share(geo: Geography, centrality: int) -> float:
    """Share aged 67 and more in a centrality class, 2026."""
    people = geo.by_age_2026[geo.centrality == centrality].sum(axis=0)
    return float(people[OLD_BANDS:].sum() / people.sum())


def single_ages(geo: Geography, five_year: Table) -> np.ndarray:
    """Inhabitants by single year of age 2026, float64 (M, 101): lines with slopes through the counts known.

    Summed over five-year groups and bands it gives them back, but for rounding in floats.
    """
    rows = np.array([geo.index(number) for number in five_year["number"]])
    groups = np.empty((len(geo), 19))
    groups[rows] = np.stack([five_year[c] for c in five_year.columns if c != "number"], axis=1)
    below = np.cumsum(np.column_stack([np.zeros(len(geo)), groups]), axis=1)  # people under 0, 5 ...
    knots = dict(zip(range(0, 95, 5), below.T[:19], strict=True))
    knots |= dict(zip(BAND_STARTS[1:], np.cumsum(geo.by_age_2026, axis=1).T[:-1], strict=True))
    alive = np.cumprod(survival(LIFE_EXPECTANCY_2026))[90:]  # the shape of those aged 90 and more
    oldest = np.cumsum(alive) / alive.sum()
    knots |= {91 + k: below[:, 18] + share * groups[:, 18] for k, share in enumerate(oldest)}
    starts = np.array(sorted(knots))
    return _sloped(starts, np.diff([knots[age] for age in starts], axis=0)).T


def _sloped(starts: np.ndarray, people: np.ndarray) -> np.ndarray:
    """People of each single age from people (K, M) of groups that start at ``starts`` (K + 1, with the end).

    Inside a group ages lie on a line with the gentler slope towards its two neighbours, level where these
    differ in sign: sums are kept and nothing falls below zero.
    """
    width, middle = np.diff(starts), (starts[1:] + starts[:-1]) / 2
    mean = people / width[:, None]
    step = np.diff(mean, axis=0) / np.diff(middle)[:, None]
    level = np.zeros((1, people.shape[1]))  # the first and the last group have one neighbour: no slope
    before, after = np.concatenate([level, step]), np.concatenate([step, level])
    gentle = np.sign(before) * np.minimum(np.abs(before), np.abs(after))
    slope = np.where(before * after > 0, gentle, 0.0)
    group = np.repeat(np.arange(len(width)), width)
    age = np.arange(starts[0], starts[-1]) + 0.5
    return mean[group] + slope[group] * (age - middle[group])[:, None]


def _project(
    geo: Geography, trends: Table, ages: np.ndarray, alternative: str, folder: Path | None
) -> list[np.ndarray]:
    """2027 to 2060: a list of int64 (M, 9)."""
    vital, national = read_table("vital_rates", folder), read_table("population_projection", folder)
    growth, total = _growth(geo, trends), geo.inhabitants_2026.astype(np.float64)
    years = []
    for year in range(LAST_YEAR, FINAL_YEAR):
        people = _national(national, alternative, year + 1)
        total = total * np.exp(growth)
        total *= people / total.sum()
        ages = _one_year(geo, trends, ages, vital, year, alternative)
        ages = _migrate(ages, total)
        whole = whole_rows(total[None, :], np.array([people]))[0]
        bands = np.add.reduceat(ages, BAND_STARTS, axis=1)
        years.append(whole_rows(bands * (whole / bands.sum(axis=1))[:, None], whole))
    return years


def _national(national: Table, alternative: str, year: int) -> int:
    """National inhabitants on 1 January, interpolated from 2026 on."""
    known = national["year"] >= LAST_YEAR
    return round(float(np.interp(year, national["year"][known], national[alternative][known])))


def _growth(geo: Geography, trends: Table) -> np.ndarray:
    """Yearly growth before scaling to the nation, float64 (M): class, part of the own difference, county."""
    counted = geo.inhabitants_2016_2026
    span = LAST_YEAR - FIRST_YEAR
    own = np.log(counted[-1] / counted[0]) / span
    groups = geo.centrality[:, None] == geo.centrality
    of_class = np.log((groups @ counted[-1]) / (groups @ counted[0])) / span
    growth = OWN_TREND_KEPT * np.clip(own - of_class, -OWN_TREND_LIMIT, OWN_TREND_LIMIT)
    growth += _by_class(geo, trends, "growth_per_year") / 100
    for kind, area, change in zip(trends["area_kind"], trends["area"], trends["growth_per_year"], strict=True):
        if kind == "county":
            growth[geo.county == geo.counties.index(str(area))] += change / 100
    return growth


def _one_year(geo: Geography, trends: Table, ages: np.ndarray, vital: Table, year: int, alternative: str) -> np.ndarray:
    """A year of births, deaths and young people moving to the centres, float64 (M, 101)."""
    fertility = np.interp(year, vital["year"], vital["total_fertility"]) * BIRTHS[alternative]
    survive = survival(float(np.interp(year, vital["year"], vital["life_expectancy"]))) ** DEATHS[alternative]
    older = np.zeros_like(ages)
    older[:, 1:] = ages[:, :-1] * survive[:-1]
    older[:, -1] += ages[:, -1] * survive[-1]
    older[:, 0] = (ages * _mothers()).sum(axis=1) * fertility / 2  # half of the people are women
    leaving = older[:, MOVING_AGES] * _by_class(geo, trends, "young_leaving")[:, None]
    coming = _by_class(geo, trends, "young_coming") * older.sum(axis=1)
    older[:, MOVING_AGES] += (coming / coming.sum())[:, None] * leaving.sum(axis=0) - leaving
    return older


def _mothers() -> np.ndarray:
    """Share of a woman's births at each age, float64 (101): a normal curve cut at 16 and 46."""
    age = np.arange(OLDEST + 1)
    births = np.exp(-0.5 * ((age - MOTHER_AGE) / MOTHER_AGE_SD) ** 2) * ((age >= 16) & (age < 46))
    return births / births.sum()


@lru_cache(maxsize=256)
def survival(life_expectancy: float) -> np.ndarray:
    """Chance of living one more year at each age, float64 (101), for a life expectancy at birth in years."""
    low, high = -14.0, -6.0
    age = np.arange(OLDEST + 11) + 0.5
    for _ in range(60):
        level = (low + high) / 2
        alive = np.exp(-np.concatenate([[0.0], np.cumsum(np.exp(level + GOMPERTZ_SLOPE * age))]))
        years = (alive[:-1] + alive[1:]).sum() / 2
        low, high = (level, high) if years > life_expectancy else (low, level)
    chance = np.exp(-np.exp(level + GOMPERTZ_SLOPE * age[: OLDEST + 1]))
    chance.setflags(write=False)
    return chance


def _migrate(ages: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Migration of all ages that brings each municipality to its total, float64 (M, 101).

    Those who leave are like those who live there, those who come half like them and half like the country,
    both weighted by how readily each age moves.
    """
    missing = (total - ages.sum(axis=1))[:, None]
    local = ages * MIGRATION_BY_AGE
    country = local.sum(axis=0) / local.sum()
    local /= local.sum(axis=1, keepdims=True)
    return ages + missing * np.where(missing < 0, local, (local + country) / 2)
