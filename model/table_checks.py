"""Sums and references that must agree inside a table and between tables.

Each check takes the table and ``read``, which returns another table of the same folder; it raises DataError.
"""

import math
from collections.abc import Callable

import numpy as np

from model.schema import DataError, Table

MUNICIPALITIES = 357  # Statistics Norway, KLASS 131, since 1 January 2024
SNAPSHOT = "2025-12"  # the month whose end the lists in municipalities.csv show

Read = Callable[[str], Table]


def _refuse(t: Table, row: int, column: str, given, expected, key: str = "") -> DataError:
    """The error for one place; ``row`` is the index of the row, -1 when the whole column is meant."""
    return DataError(f"{t.name}.csv", row + 2 if row >= 0 else 0, column, str(given), str(expected), key)


def check_municipalities(t: Table, read: Read) -> None:
    """357 municipalities in order; ages sum to inhabitants; lists and people agree with national counts."""
    if len(t) != MUNICIPALITIES:
        raise _refuse(t, -1, "number", f"{len(t)} municipalities", f"{MUNICIPALITIES} (2024 borders)")
    for i in np.flatnonzero(t["number"][1:] < t["number"][:-1]):
        raise _refuse(t, int(i) + 1, "number", t["number"][i + 1], "rows in ascending number")
    ages = np.sum([t[c] for c in t.columns if c.startswith("age_")], axis=0)
    for i in np.flatnonzero(ages != t["inhabitants_2026"]):
        expected = f"{ages[i]}, the sum of its nine age bands"
        raise _refuse(t, int(i), "inhabitants_2026", t["inhabitants_2026"][i], expected, str(t["number"][i]))
    _check_no_lists(t)
    seen: dict[str, str] = {}
    for row, (trust, region) in enumerate(zip(t["trust"], t["health_region"], strict=True)):
        if seen.setdefault(trust, region) != region:
            raise _refuse(t, row, "health_region", region, f"{seen[trust]}, as the others of {trust}")
    _check_national_sums(t, read("gp_national"), read("population_projection"))


def _check_no_lists(t: Table) -> None:
    """Where there are no lists there is nobody on them, and no more women than lists with a doctor."""
    without = (t["lists_with_doctor"] + t["lists_without_doctor"]) == 0
    for column in ("patients_with", "patients_without", "capacity", "lists_open"):
        for i in np.flatnonzero(without & (t[column] > 0)):
            raise _refuse(t, int(i), column, t[column][i], "0, for it has no lists", str(t["number"][i]))
    for i in np.flatnonzero(t["women_gps"] > t["lists_with_doctor"]):
        expected = f"at most {t['lists_with_doctor'][i]}, its lists with a doctor"
        raise _refuse(t, int(i), "women_gps", t["women_gps"][i], expected, str(t["number"][i]))


def _check_national_sums(t: Table, national: Table, projection: Table) -> None:
    """Sums over municipalities against the national rows of other tables."""
    at = _row(national, "date", SNAPSHOT)
    sums = {
        "lists_with_doctor": "lists_with_gp",
        "lists_without_doctor": "lists_vacant",
        "patients_with": "patients_with",
        "patients_without": "patients_without",
    }
    for column, other in sums.items():
        if t[column].sum() != national[other][at]:
            expected = f"a sum of {national[other][at]:.0f}, as {other} in gp_national.csv for {SNAPSHOT}"
            raise _refuse(t, -1, column, f"a sum of {t[column].sum()}", expected)
    people = int(projection["main"][_row(projection, "year", 2026)])
    if t["inhabitants_2026"].sum() != people:
        expected = f"a sum of {people}, as in population_projection.csv for 2026"
        raise _refuse(t, -1, "inhabitants_2026", f"a sum of {t['inhabitants_2026'].sum()}", expected)


def _row(t: Table, column: str, value) -> int:
    """The row where a column has this value; DataError when there is none."""
    found = np.flatnonzero(t[column] == value)
    if not len(found):
        raise _refuse(
            t, -1, column, f"no row with {value}", f"a row with {value}, for other tables lean on it"
        )
    return int(found[0])


def check_list_use(t: Table, read: Read) -> None:
    """Known municipalities; the people on the lists of each as counted."""
    m = read("municipalities")
    _known(t, m, "residence")
    lists = _known(t, m, "list_municipality")
    people = np.zeros(len(m), dtype=np.int64)
    np.add.at(people, lists, t["people"])
    patients = m["patients_with"] + m["patients_without"]
    for j in np.flatnonzero(people != patients):
        expected = f"{patients[j]}, the people on its lists in municipalities.csv"
        key = f"list_municipality {m['number'][j]}"
        raise _refuse(t, -1, "people", f"a sum of {people[j]}", expected, key)


def check_every_municipality(t: Table, read: Read) -> None:
    """Each municipality once (the key is unique by schema)."""
    m = read("municipalities")
    _known(t, m, "number")
    if len(t) != len(m):
        missing = sorted(set(m["number"]) - set(t["number"]))[0]
        raise _refuse(t, -1, "number", f"no row for {missing}", f"all {len(m)} municipalities")


def _known(t: Table, m: Table, column: str) -> np.ndarray:
    """Row in municipalities.csv of each number in a column; DataError for an unknown one."""
    index = {number: i for i, number in enumerate(m["number"])}
    for i, number in enumerate(t[column]):
        if number not in index:
            raise _refuse(t, i, column, number, "a number in municipalities.csv")
    return np.array([index[n] for n in t[column]])


def check_gp_national(t: Table, read: Read) -> None:
    """Lists = with doctor + vacant wherever all three are known."""
    for i in range(len(t)):
        total, parts = t["lists"][i], t["lists_with_gp"][i] + t["lists_vacant"][i]
        if not math.isnan(total - parts) and total != parts:
            expected = f"{parts:.0f}, lists_with_gp + lists_vacant"
            raise _refuse(t, i, "lists", f"{total:.0f}", expected, str(t["date"][i]))


def check_population_age(t: Table, read: Read) -> None:
    """Five-year groups against the nine bands of municipalities.csv, where their limits meet."""
    check_every_municipality(t, read)
    m = read("municipalities")
    rows = _known(t, m, "number")
    same = {
        "inhabitants_2026": [c for c in t.columns if c != "number"],
        "age_20_29": ["age_20_24", "age_25_29"],
        "age_30_49": ["age_30_34", "age_35_39", "age_40_44", "age_45_49"],
        "age_80_89": ["age_80_84", "age_85_89"],
        "age_90_plus": ["age_90_plus"],
    }
    for band, groups in same.items():
        people = np.sum([t[c] for c in groups], axis=0)
        for i in np.flatnonzero(people != m[band][rows]):
            expected = f"{m[band][rows[i]]}, {band} in municipalities.csv"
            raise _refuse(t, int(i), " + ".join(groups), people[i], expected, str(t["number"][i]))


def check_projection(t: Table, read: Read) -> None:
    """Years in order; the alternatives part after 2026, the low one lowest."""
    if (np.diff(t["year"]) <= 0).any():
        raise _refuse(t, -1, "year", "years out of order", "ascending years")
    for i, year in enumerate(t["year"]):
        ordered = t["low"][i] < t["main"][i] < t["high"][i]
        equal = t["low"][i] == t["main"][i] == t["high"][i]
        if not (equal if year <= 2026 else ordered):
            given = f"{t['main'][i]}, {t['low'][i]}, {t['high'][i]}"
            expected = "three equal numbers" if year <= 2026 else "low < main < high"
            raise _refuse(t, i, "main, low, high", given, expected, str(year))


def check_trends(t: Table, read: Read) -> None:
    """One row for each centrality class; counties that exist."""
    classes = sorted(t["area"][t["area_kind"] == "centrality"])
    if classes != list("123456"):
        raise _refuse(t, -1, "area", f"classes {', '.join(classes)}", "one row for each class 1 to 6")
    counties = set(read("municipalities")["county"])
    for i in np.flatnonzero(t["area_kind"] == "county"):
        if t["area"][i] not in counties:
            raise _refuse(t, int(i), "area", t["area"][i], "a county in municipalities.csv")


def check_contact_rates(t: Table, read: Read) -> None:
    """All nine bands (names and repeats are checked by the schema)."""
    if len(t) != 9:
        raise _refuse(t, -1, "band", f"{len(t)} bands", "nine")


def _check_total(t: Table, total: str, parts: tuple[str, ...], within: float = 0.0) -> None:
    """The parts of each row sum to its total."""
    sums = np.sum([t[c] for c in parts], axis=0)
    for i in np.flatnonzero(np.abs(sums - t[total]) > within):
        raise _refuse(t, int(i), total, t[total][i], f"{sums[i]:.6g}, {' + '.join(parts)}")


def check_study_places(t: Table, read: Read) -> None:
    """Places sum to the total; no year missing."""
    _check_total(t, "total", ("uio", "uib", "ntnu", "uit"))
    for i in np.flatnonzero(np.diff(t["year"]) != 1):
        raise _refuse(t, int(i) + 1, "year", t["year"][i + 1], f"{t['year'][i] + 1}, the next year")


def check_lis1_rounds(t: Table, read: Read) -> None:
    """Spring rounds are applied for in February and start in September, autumn ones September and March."""
    for i, (applied, start) in enumerate(zip(t["applied"], t["start"], strict=True)):
        year = int(applied[:4])
        due = (f"{year}-02", f"{year}-09") if t["round"][i] == "spring" else (f"{year}-09", f"{year + 1}-03")
        if (applied, start) != due:
            raise _refuse(t, i, "applied, start", f"{applied}, {start}", ", ".join(due), str(t["round"][i]))
        for column in ("applicants", "hired"):
            if math.isnan(t[column][i]) != (t[f"{column}_grade"][i] == "none"):
                given = f"{t[column][i]} of grade {t[f'{column}_grade'][i]}"
                raise _refuse(t, i, column, given, "a grade with a number, none without", str(applied))


def check_lis1_split(t: Table, read: Read) -> None:
    """Every hospital trust of the map; shares that sum to 1."""
    trusts = set(read("municipalities")["trust"])
    if set(t["trust"]) != trusts:
        odd = sorted(trusts ^ set(t["trust"]))[0]
        raise _refuse(t, -1, "trust", f"{odd} in one table only", "the trusts of municipalities.csv")
    for column in ("base_share", "share_2021"):
        if abs(t[column].sum() - 1) > 1e-6:
            raise _refuse(t, -1, column, f"a sum of {t[column].sum():.6f}", "a sum of 1")


def check_alis_by_size(t: Table, read: Read) -> None:
    """Private and salaried sum to the total; locums are among them."""
    _check_total(t, "total", ("private", "salaried"))


def check_municipal_fte(t: Table, read: Read) -> None:
    """Contract forms sum to the total but for printed rounding."""
    _check_total(t, "total", ("self_employed", "salaried", "turnus", "no_contract"), within=0.35)


def check_observed(t: Table, read: Read) -> None:
    """The backtest flag marks what lies after December 2022; national counts agree with gp_national.csv."""
    for i in np.flatnonzero((t["date"] > "2022-12") != (t["backtest"] == 1)):
        expected = "1" if t["date"][i] > "2022-12" else "0"
        raise _refuse(t, int(i), "backtest", t["backtest"][i], expected, str(t["date"][i]))
    national = read("gp_national")
    counted = {str(date): i for i, date in enumerate(national["date"])}
    columns = {name: name for name in ("gps", "lists", "lists_vacant")} | {
        "patients_without_gp": "patients_without"
    }
    for i in np.flatnonzero((t["area_kind"] == "nation") & (t["panel"] == "nation")):
        column, row = columns.get(str(t["series"][i])), counted.get(str(t["date"][i]))
        if column and row is not None and t["value"][i] != national[column][row]:
            expected = f"{national[column][row]:.0f}, as in gp_national.csv"
            key = f"{t['series'][i]}, {t['date'][i]}"
            raise _refuse(t, int(i), "value", f"{t['value'][i]:.0f}", expected, key)


CHECKS: dict[str, Callable[[Table, Read], None]] = {
    "municipalities": check_municipalities,
    "list_use": check_list_use,
    "legevakt_districts": check_every_municipality,
    "gp_national": check_gp_national,
    "population_age_2026": check_population_age,
    "population_projection": check_projection,
    "population_trends": check_trends,
    "contact_rates": check_contact_rates,
    "study_places": check_study_places,
    "lis1_rounds": check_lis1_rounds,
    "lis1_split": check_lis1_split,
    "alis_by_size_2021": check_alis_by_size,
    "municipal_fte_by_form": check_municipal_fte,
    "observed": check_observed,
}
