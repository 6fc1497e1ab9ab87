"""What is asked of Statistics Norway, and what the answers say: four sources, eight questions.

Of every table the metadata is asked first: variables are found by their labels, contents by code and word, years and
places by what there is. Nothing is guessed; what is not as expected is an AnswerError.

Forms of question and answer: the guides of PxWebApi 2 and KLASS at ssb.no, and JSON-stat 2.0.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from model.geography import LAST_YEAR, LIST_COLUMNS
from model.refresh_answers import (
    AnswerError,
    Cube,
    Description,
    Variable,
    people,
    read_correspondence,
    read_cube,
    read_description,
    some,
)
from model.table_checks import SNAPSHOT

POPULATION, PROJECTION, GP_LISTS, CENTRALITY = "07459", "14746", "12005", "128"
MUNICIPAL_STANDARD = "131"  # KLASS: municipalities
BORDERS_SINCE = 2024  # since then every municipality has its own number in 07459; earlier years are in other borders
MOST_CELLS = 800_000  # of one question, Statistics Norway
COUNTRY = "0"  # region code of the whole country in 07459 and 14746
AGE = re.compile(r"\d{3}\+?")
SEXES = {"1", "2"}
WORDS = {POPULATION: "befolkning", PROJECTION: "framskr", GP_LISTS: "fastlege"}  # each in the title of its table
# Column of municipalities.csv -> content of 12005 and a word that its label must hold
LISTS: Mapping[str, tuple[str, str]] = {
    "lists_with_doctor": ("KOSantallavtaler0001", ""),
    "lists_without_doctor": ("KOSantallavtaler0000", "uten"),
    "lists_open": ("KOSaapnelister0000", "åpne"),
    "patients_with": ("KOSantallpasient0000", "pasient"),
    "patients_without": ("KOSantallpasient0001", "uten"),
    "capacity": ("KOSkapasitet0000", "kapasitet"),
    "women_gps": ("KOSantallkvinnel0000", "kvinne"),
}
PERSONS = ("Personer1", "person")  # content of 07459
ALTERNATIVES = {"main": "(MMMM)", "low": "(LLML)", "high": "(HHMH)"}  # in labels of 14746; national growth


class Asks(Protocol):
    """What is needed of the net (``model.refresh_web.Web``)."""

    def get(self, url: str, question: Any = None) -> bytes:
        """The answer to a question."""


@dataclass(frozen=True)
class Addresses:
    """Where the two services answer."""

    statbank: str = "https://data.ssb.no/api/pxwebapi/v2"
    klass: str = "https://data.ssb.no/api/klass/v1"


@dataclass(frozen=True)
class Origin:
    """One answer: source, title, when the publisher updated it, address, what was asked, SHA-256 of the bytes."""

    source: str
    title: str
    updated: str
    address: str
    question: Any
    sha256: str


@dataclass(frozen=True)
class Found:
    """What the sources say; arrays are int64, municipalities in the order of municipalities.csv (M)."""

    inhabitants: Mapping[int, np.ndarray]  # year -> (M), 1 January
    ages: np.ndarray  # (M, A) by single year of age, 1 January of LAST_YEAR; the last holds all who are older
    lists: Mapping[str, np.ndarray]  # column of LIST_COLUMNS -> (M), end of SNAPSHOT
    has_lists: np.ndarray  # bool (M)
    projection: Mapping[int, tuple[int, int, int]]  # year -> main, low, high, 1 January
    centrality: np.ndarray  # (M) class 1 to 6
    origins: tuple[Origin, ...]
    notes: tuple[str, ...]  # what there is besides and is not used


@dataclass
class Inquiry:
    """One round of questions; keeps where each answer came from."""

    web: Asks
    addresses: Addresses
    origins: list[Origin] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def describe(self, table: str) -> Description:
        """The metadata of a table, whose title must be about what is looked for."""
        url = f"{self.addresses.statbank}/tables/{table}/metadata?lang=no&outputFormat=json-stat2"
        raw = self.web.get(url)
        found = read_description(raw, table)
        self._keep(f"table {table}", found.title, found.updated, url, None, raw)
        if WORDS[table] not in found.title.lower():
            raise AnswerError(f"table {table}", f"the title {found.title!r}", f"one with {WORDS[table]!r}")
        return found

    def numbers(self, description: Description, asked: Mapping[str, Sequence[str]]) -> Cube:
        """The numbers of a table for the values asked for, summed over sex and age where these are not asked for."""
        table = description.table
        summed = {one.code: _all_of(table, one) for one in description.variables if one.code not in asked}
        summed = {code: values for code, values in summed.items() if values}
        whole = {**asked, **summed}
        cells = int(np.prod([len(values) for values in whole.values()]))
        if cells > MOST_CELLS:
            raise AnswerError(f"table {table}", f"a question for {cells:,} cells", f"at most {MOST_CELLS:,}")
        url = f"{self.addresses.statbank}/tables/{table}/data?lang=no&outputFormat=json-stat2"
        selection = [{"variableCode": code, "valueCodes": list(values)} for code, values in whole.items()]
        raw = self.web.get(url, {"selection": selection})
        self._keep(f"table {table}", description.title, description.updated, url, _short(selection), raw)
        cube = read_cube(raw, table, whole)
        if not summed:
            return cube
        people(cube)  # no cell may be missing from a sum
        axes = tuple(range(len(asked), len(whole)))
        return Cube(table, cube.codes[: len(asked)], cube.values.sum(axis=axes), {})

    def correspondence(self) -> list[tuple[str, str, str]]:
        """(municipality, centrality class, valid from), all items since the borders of today; "to" is exclusive."""
        url = (
            f"{self.addresses.klass}/classifications/{MUNICIPAL_STANDARD}/corresponds.json?targetClassificationId="
            f"{CENTRALITY}&from={BORDERS_SINCE}-01-01&to={LAST_YEAR}-01-02"
        )
        raw = self.web.get(url)
        self._keep(f"KLASS {CENTRALITY}", "Sentralitet, correspondence with KLASS 131", "", url, None, raw)
        return read_correspondence(raw, f"KLASS {CENTRALITY}")

    def _keep(self, source: str, title: str, updated: str, url: str, question: Any, raw: bytes) -> None:
        self.origins.append(Origin(source, title, updated, url, question, hashlib.sha256(raw).hexdigest()))


def _short(selection: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A question in a line: the first values and how many there are."""
    return {one["variableCode"]: f"{', '.join(one['valueCodes'][:3])} ({len(one['valueCodes'])})" for one in selection}


def _all_of(table: str, one: Variable) -> tuple[str, ...]:
    """Values to sum over where a variable is not asked for: none if the table sums by itself, else all."""
    if one.may_be_left_out:
        return ()
    codes = tuple(one.names)
    if set(codes) == SEXES or _are_ages(codes):
        return codes
    raise AnswerError(
        f"table {table}", f"a variable {one.label!r} that cannot be left out", "one to leave out, or ages or sexes"
    )


def _are_ages(codes: Sequence[str]) -> bool:
    """Ages 000, 001 ... with the last one open, as in 105+."""
    plain = all(AGE.fullmatch(code) for code in codes) and [int(code[:3]) for code in codes] == list(range(len(codes)))
    return plain and codes[-1].endswith("+") and not any(code.endswith("+") for code in codes[:-1])


def _content(description: Description, code: str, word: str) -> str:
    """The code of a content, which the table must have and whose label and unit must fit."""
    metric, what = description.coded(description.metric), f"table {description.table}"
    if code not in metric.names:
        raise AnswerError(what, f"the contents {some([f'{k} ({v})' for k, v in metric.names.items()])}", code)
    label, unit = metric.names[code].lower(), metric.units.get(code) or {}
    base = str(unit.get("base", "")).lower()
    if word not in label:
        raise AnswerError(what, f"{code} called {metric.names[code]!r}", f"a label with {word!r}")
    if re.search(r"\d|prosent|promille", base) or unit.get("decimals", 0) not in (0, "0"):
        raise AnswerError(what, f"{code} in the unit {unit!r}", "whole persons, lists or doctors")
    return code


def _years(description: Description, wanted: Sequence[int]) -> dict[str, list[str]]:
    """The years as part of a question; AnswerError where the table lacks one."""
    there = tuple(description.coded(description.time).names)
    if missing := [year for year in wanted if str(year) not in there]:
        given = f"no {some([str(year) for year in missing])}, but years up to {max(there)}"
        raise AnswerError(
            f"table {description.table}", given, f"{', '.join(map(str, wanted))}, which the embedded tables have",
            "The table may have been begun anew, or its latest year withdrawn: try again later",
        )  # fmt: skip
    return {description.time: [str(year) for year in wanted]}


def _regions(description: Description, numbers: Sequence[str]) -> dict[str, list[str]]:
    """The municipalities as part of a question; AnswerError where the table does not know one."""
    region = description.called("region")
    if missing := [number for number in numbers if number not in region.names]:
        raise AnswerError(
            f"table {description.table}", f"no region {some(missing)}", f"all {len(numbers)} of municipalities.csv",
            "Municipalities may have been merged or renumbered; this version of Legemod knows those of 2024",
        )  # fmt: skip
    return {region.code: list(numbers)}


# The four sources


def population(inquiry: Inquiry, numbers: Sequence[str]) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Inhabitants by year (M), and by single year of age (M, A) on 1 January of the last year."""
    table = inquiry.describe(POPULATION)
    content = {table.metric: [_content(table, *PERSONS)]}
    age = table.called("alder")
    ages = tuple(age.names)
    if not _are_ages(ages):
        raise AnswerError(f"table {POPULATION}", f"the ages {some(ages)}", "000, 001 ... and an open last one, as 105+")
    years = range(BORDERS_SINCE, LAST_YEAR + 1)
    totals = people(
        inquiry.numbers(table, _regions(table, [*numbers, COUNTRY]) | content | _years(table, years))
    )[:, 0, :]
    by_age = people(
        inquiry.numbers(
            table, _regions(table, numbers) | {age.code: list(ages)} | content | _years(table, [LAST_YEAR])
        )
    )[:, :, 0, 0]
    _agree(f"table {POPULATION}", "the whole country", totals[-1], totals[:-1].sum(axis=0), "the sum of municipalities")
    summed = by_age.sum(axis=1)
    _agree(f"table {POPULATION}", "inhabitants", totals[:-1, -1], summed, "the sum of their ages", numbers)
    newer = [year for year in table.coded(table.time).names if year > str(LAST_YEAR)]
    if newer:
        inquiry.notes.append(_unused(POPULATION, newer, f"January {LAST_YEAR}"))
    return {year: totals[:-1, place] for place, year in enumerate(years)}, by_age


def _agree(
    what: str, name: str, given: np.ndarray, expected: np.ndarray, meaning: str, numbers: Sequence[str] | None = None
) -> None:
    """AnswerError unless two arrays are equal."""
    if wrong := np.flatnonzero(given != expected).tolist():
        told = [f"{given[i]:,}, not {expected[i]:,}" + (f" in {numbers[i]}" if numbers else "") for i in wrong]
        mend = "Municipalities may have been merged or renumbered, or the answer is not whole: try again later"
        raise AnswerError(what, f"{name} {some(told, '; ')}", meaning, mend)


def _unused(table: str, newer: Sequence[str], start: str) -> str:
    return f"table {table} has also {some(newer)}: not used, since this version of Legemod starts from {start}"


def gp_lists(
    inquiry: Inquiry, numbers: Sequence[str], without: Sequence[str]
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The seven list columns (M each) at the end of the snapshot, and which municipalities have lists, bool (M).

    without: municipalities that are known to have no lists, and may have no numbers; all others must have all seven.
    """
    table = inquiry.describe(GP_LISTS)
    codes = [_content(table, *LISTS[column]) for column in LIST_COLUMNS]
    region = table.called("region")
    there = [number for number in numbers if number in region.names or number not in without]
    year = int(SNAPSHOT[:4])
    asked = _regions(table, there) | {table.metric: codes} | _years(table, [year])
    cube = inquiry.numbers(table, asked)
    nothing = np.isnan(cube.values).all(axis=(1, 2)) & np.isin(there, without)
    rows = tuple(number for number, empty in zip(there, nothing, strict=True) if not empty)
    known = Cube(GP_LISTS, (rows, *cube.codes[1:]), cube.values[~nothing], _kept(cube, nothing))
    counted = np.zeros((len(numbers), len(codes)), dtype=np.int64)
    counted[[list(numbers).index(number) for number in rows]] = people(known)[:, :, 0]
    newer = [one for one in table.coded(table.time).names if one > str(year)]
    if newer:
        inquiry.notes.append(_unused(GP_LISTS, newer, f"the end of {SNAPSHOT}"))
    return dict(zip(LIST_COLUMNS, counted.T, strict=True)), counted[:, :2].sum(axis=1) > 0


def _kept(cube: Cube, dropped: np.ndarray) -> dict[tuple[int, ...], str]:
    """Symbols of the rows that are not dropped, by their new place."""
    new = np.cumsum(~dropped) - 1
    return {(int(new[row]), *rest): mark for (row, *rest), mark in cube.symbols.items() if not dropped[row]}


def projection(inquiry: Inquiry, wanted: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """(main, low, high) inhabitants of Norway on 1 January: of LAST_YEAR and those years wanted that are in reach."""
    table = inquiry.describe(PROJECTION)
    metric = table.coded(table.metric)
    codes = []
    for mark in ALTERNATIVES.values():
        found = [code for code, label in metric.names.items() if mark in label]
        if len(found) != 1:
            given = f"the contents {some(list(metric.names.values()))}"
            raise AnswerError(f"table {PROJECTION}", given, f"one with {mark}")
        codes.append(_content(table, found[0], ""))
    reached = max(table.coded(table.time).names)
    years = [year for year in wanted if str(year) <= reached]
    asked = _regions(table, [COUNTRY]) | {table.metric: codes} | _years(table, [LAST_YEAR, *years])
    counts = people(inquiry.numbers(table, asked))[0]
    if later := [str(year) for year in wanted if year not in years]:
        inquiry.notes.append(
            f"table {PROJECTION} ends in {reached}: {', '.join(later)} stay as they were; years between lie on a line "
            "from new to old"
        )
    return {year: (int(c[0]), int(c[1]), int(c[2])) for year, c in zip([LAST_YEAR, *years], counts.T, strict=True)}


def centrality(inquiry: Inquiry, numbers: Sequence[str]) -> np.ndarray:
    """Centrality class (M): the latest that each municipality was given by 1 January of the last year."""
    items = inquiry.correspondence()
    latest: dict[str, str] = {}
    for number, _, begins in items:
        latest[number] = max(begins, latest.get(number, ""))
    classes: dict[str, set[str]] = {}
    for number, target, begins in items:
        if begins == latest[number]:
            classes.setdefault(number, set()).add(target)
    what = f"KLASS {CENTRALITY}"
    if missing := [number for number in numbers if number not in classes]:
        raise AnswerError(what, f"no class for {some(missing)}", f"one for all {len(numbers)} municipalities")
    if double := [f"{number} ({', '.join(sorted(classes[number]))})" for number in numbers if len(classes[number]) > 1]:
        raise AnswerError(what, f"several classes at once for {some(double)}", "one")
    found = [next(iter(classes[number])).lstrip("0") for number in numbers]
    if odd := sorted({one for one in found if one not in list("123456")}):
        raise AnswerError(what, f"the classes {some(odd)}", "1 to 6")
    return np.array([int(one) for one in found])
