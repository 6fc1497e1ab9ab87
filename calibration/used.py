"""What a hindcast reads: every column, dated rule, value of the start and parameter, and why it may.

Nothing is declared twice: a hindcast is run while it is listened to, and what it asked for is joined with the reasons
below. A read without a reason is an error. ``calibration/used.csv`` is the output of

    uv run python -m calibration.used > calibration/used.csv

Marks as in ``docs/starts.md``: P published by the end of 2016, S counts a time before the start, G geography,
N population, D dated policy, L later knowledge, J judgement.
"""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from agents.months import month_text
from agents.parameters import REGISTRY, Parameters
from calibration.targets import CalibrationError
from model import demography, start_values, tables
from model.geography import AGE_COLUMNS, FIRST_YEAR, LAST_YEAR, Geography, load_geography
from model.ledger import RunOutput
from model.levers import LEVERS, RECORDS
from model.policy import Policy, Timeline
from model.schema import Table
from model.start_values import StartValues
from model.workforce import Workforce

USED = Path(__file__).parent / "used.csv"
COLUMNS = ("table", "column", "dates", "kind", "mark", "through", "why")
START, GEOGRAPHY, POPULATION = "start fact", "geography", "population"
POLICY, ASSUMPTION, NOT_READ = "dated policy", "assumption", "loaded, not read"

# Fields of the map and the columns of ``municipalities`` they are made of; a field not named here is a column itself.
LISTS_ARE_THERE = ("lists_with_doctor", "lists_without_doctor")
INHABITANTS = tuple(f"inhabitants_{year}" for year in range(FIRST_YEAR, LAST_YEAR + 1))
MADE_OF: dict[str, tuple[str, ...]] = {
    "numbers": ("number",), "names": ("name",), "counties": ("county",), "health_regions": ("health_region",),
    "trusts": ("trust",), "trust_region": ("trust", "health_region"), "labour_regions": ("labour_region",),
    "size_class": ("inhabitants_2026",), "size_classes": (), "distance_km": ("lat", "lon"),
    "near": ("lat", "lon", *LISTS_ARE_THERE), "inhabitants_2016_2026": INHABITANTS, "by_age_2026": tuple(AGE_COLUMNS),
    "has_lists": LISTS_ARE_THERE, "legevakt_district": (), "list_use": ("inhabitants_2026",),
    "lis1_municipal_weight": ("centrality", "inhabitants_2026", *LISTS_ARE_THERE), "scale": (),
}  # fmt: skip
OTHER_TABLES = {"legevakt_district": "legevakt_districts", "list_use": "list_use"}  # fields made of whole tables


class Reason(NamedTuple):
    """Why a hindcast may read something: dates it speaks of, kind, mark, and the reason in words."""

    dates: str
    kind: str
    mark: str
    why: str


# By table and column (or pattern); the first that fits.
REASONS: tuple[tuple[str, str, Reason], ...] = (
    ("municipalities", "inhabitants_2026",
     Reason("2026-01", POPULATION, "N", "listed people; also size classes, origins, arrivals and LIS1 places")),
    ("municipalities", "inhabitants_*", Reason("{year}-01", POPULATION, "N", "listed people")),
    ("municipalities", "age_*", Reason("2026-01", POPULATION, "N", "need, cast back by population_trends")),
    ("municipalities", "lists_with*", Reason("2025-12", START, "L", "only whether there are lists in a municipality")),
    ("municipalities", "centrality", Reason("2024", GEOGRAPHY, "G", "classes of 2024 for all years")),
    ("municipalities", "*", Reason("2024", GEOGRAPHY, "G", "the map, in borders of 2024")),
    ("legevakt_districts", "*", Reason("2024", GEOGRAPHY, "G, L", "on-call districts; membership is assumed")),
    ("list_use", "*", Reason("2025-12", POPULATION, "L", "whose lists people are on: fitted to people on lists, no "
                             "count of GPs")),
    ("lis1_split", "*", Reason("about 2018", ASSUMPTION, "P, N, L", "shares of LIS1 posts by trust, assumed")),
    ("contact_rates", "*", Reason("2023", POPULATION, "L", "need by age")),
    ("population_trends", "older_per_year", Reason("2016 to 2026", POPULATION, "N, L", "ages before 2026")),
    ("population_trends", "area*", Reason("", POPULATION, "N", "where a trend holds")),
    ("population_*", "*", Reason("2026 to 2060", POPULATION, "N", "people from 2027 on: without effect before")),
    ("vital_rates", "*", Reason("2026 to 2060", POPULATION, "N", "people from 2027 on: without effect before")),
)  # fmt: skip

# Values of the start of January 2016 (model/start_values.py), marks as in docs/starts.md.
START_MARKS: Mapping[str, str] = {
    "gps": "S", "lists_with_doctor": "L", "lists_vacant": "L", "patients_vacant": "L", "specialists": "S",
    "women_share": "L", "salaried_share": "J, L", "trainees_with_list": "J", "trainees_without_list": "J",
    "agreement_share": "D", "locums": "J", "municipal": "S, J", "hospital_trainees": "L", "hospital_specialists": "S",
    "hospital_openings": "J", "abroad_per_class": "P, L", "double_class": "L", "waiting": "L", "gave_up": "L",
    "former_gps": "J, L", "lis1_hospital": "P, J", "lis1_municipality": "P, J", "lis1_accepted": "P, J",
    "seekers": "J", "entries_yearly": "L", "moves_yearly": "J", "completers_yearly": "L", "mean_cap_over_list": "L",
    "men_by_age": "L", "women_by_age": "L",
    "AGE_FROM": "L", "LIST_LENGTH_2015": "S, L, J", "OSLO": "G",
    "OSLO_LIST_LENGTH_2015": "S", "WITHOUT_GP_2015": "S", "SPECIALIST_BY_SIZE_2015": "S",
    "SPECIALIST_BY_AGE": "J, L", "SALARIED_BY_CLASS": "J",
}  # fmt: skip


@dataclass
class Heard:
    """What a run asked for. columns: by table; levers, records: first and last month asked for."""

    columns: dict[str, set[str]] = field(default_factory=dict)
    map_fields: set[str] = field(default_factory=set)
    levers: dict[str, tuple[int, int]] = field(default_factory=dict)
    records: dict[str, tuple[int, int]] = field(default_factory=dict)
    start: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)

    def month(self, kept: dict[str, tuple[int, int]], key: str, month: int) -> None:
        """A dated value was asked for in this month."""
        first, last = kept.get(key, (month, month))
        kept[key] = (min(first, month), max(last, month))


# ---- listening ---------------------------------------------------------------------------------------------------


class _Columns(dict[str, Any]):
    """Columns of a table that tell when they are read."""

    def __init__(self, columns: Mapping[str, Any], seen: set[str]):
        super().__init__(columns)
        self._seen = seen

    def __getitem__(self, name: str) -> Any:
        self._seen.add(name)
        return super().__getitem__(name)


class _Parameters(Parameters):
    """A draw of parameters that tells when one is read."""

    heard: set[str]

    def __getattribute__(self, name: str) -> Any:
        if name in REGISTRY:
            object.__getattribute__(self, "heard").add(name)
        return super().__getattribute__(name)

    def __getitem__(self, name: str) -> float:
        self.heard.add(name)
        return super().__getitem__(name)


@contextmanager
def tables_through(change: Callable[[Table], Table]) -> Iterator[None]:
    """While it lasts, every table that is read comes through ``change``; maps and populations are built anew."""
    if problems := tables.check_all():  # read and checked before, so that checks read nothing now
        raise CalibrationError("\n".join(problems))
    original = tables._read

    def forget() -> None:
        load_geography.cache_clear()
        demography._country.cache_clear()

    forget()
    try:
        with _instead(tables, "_read", lambda name, folder: change(original(name, folder))):
            yield
    finally:
        forget()


@contextmanager
def _instead(owner: Any, name: str, value: Any) -> Iterator[None]:
    """While it lasts, ``owner.name`` is ``value``."""
    mine = name in vars(owner)
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if mine:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


def hindcast(end_year: int, parameters: Parameters | None = None, seed: int = 1) -> RunOutput:
    """One national hindcast with the policies that were made."""
    return Workforce(Policy.of_record(), None, parameters, start="2016", end_year=end_year, seed=seed).run()


def listen(end_year: int = 2025) -> Heard:
    """What one hindcast asks for, from building the country to its last month."""
    heard = Heard()
    parameters = _Parameters(Parameters.centre())
    object.__setattr__(parameters, "heard", heard.parameters)

    def change(table: Table) -> Table:
        return Table(table.name, _Columns(table.columns, heard.columns.setdefault(table.name, set())))

    with tables_through(change):
        load_geography(), load_geography(None)  # building a map looks at all of its fields: only the run counts
        with ExitStack() as stack:
            for owner, name, value in _ears(heard):
                stack.enter_context(_instead(owner, name, value))
            hindcast(end_year, parameters)
    return heard


def _ears(heard: Heard) -> list[tuple[Any, str, Any]]:
    """What stands in for the doors through which a run reads: (owner, name, function)."""
    at, record, dated = Policy.at, Policy.record, Timeline._at

    def policy_at(self: Policy, key: str, geo: Any, month: int) -> Any:
        heard.month(heard.levers, key, month)
        return at(self, key, geo, month)

    def policy_record(self: Policy, name: str, month: int) -> float:
        heard.month(heard.records, name, month)
        return record(self, name, month)

    def timeline_at(self: Timeline, scope: str, key: str, month: int) -> Any:
        heard.month(heard.levers, key, month)
        return dated(self, scope, key, month)

    def noting(names: frozenset[str], kept: set[str]) -> Callable[[Any, str], Any]:
        def read(self: Any, name: str) -> Any:
            if name in names:
                kept.add(name)
            return object.__getattribute__(self, name)

        return read

    of_map, of_start = (frozenset(f.name for f in fields(one)) for one in (Geography, StartValues))
    return [
        (Policy, "at", policy_at), (Policy, "record", policy_record), (Timeline, "_at", timeline_at),
        (Geography, "__getattribute__", noting(of_map, heard.map_fields)),
        (StartValues, "__getattribute__", noting(of_start, heard.start)),
    ]  # fmt: skip


# ---- the table ---------------------------------------------------------------------------------------------------


def used(heard: Heard) -> list[dict[str, str]]:
    """One row for each thing read: tables, values of the start, dated rules, parameters. In the order of COLUMNS."""
    return [*_column_rows(heard), *_start_rows(heard), *_lever_rows(heard), *_parameter_rows(heard)]


def carriers(heard: Heard) -> dict[str, list[str]]:
    """Columns of ``municipalities`` that a run reads -> fields of the map through which it does."""
    found: dict[str, list[str]] = {}
    for name in (f.name for f in fields(Geography)):
        for column in MADE_OF.get(name, (name,)) if name in heard.map_fields else ():
            found.setdefault(column, []).append(name)
    return found


def _column_rows(heard: Heard) -> list[dict[str, str]]:
    unread = {table for name, table in OTHER_TABLES.items() if name not in heard.map_fields}
    rows = []
    for table in tables.table_names():
        through = carriers(heard) if table == "municipalities" else {}
        for column in tables.units(table):
            if column not in heard.columns.get(table, ()):
                continue
            if table in unread or (table == "municipalities" and column not in through):
                rows.append(_row(table, column, "", NOT_READ, "", "", "on the map; no process asks for it"))
                continue
            reason = reason_for(table, column)
            dates = reason.dates.format(year=column[-4:])
            rows.append(_row(table, column, dates, *reason[1:3], " ".join(through.get(column, ())), reason.why))
    return rows


def reason_for(table: str, column: str) -> Reason:
    """Why a hindcast may read a column. CalibrationError where nobody has said."""
    for name, pattern, reason in REASONS:
        if fnmatch(table, name) and fnmatch(column, pattern):
            return reason
    raise CalibrationError(
        f"a hindcast reads {table}.csv, column {column}, and calibration/used.py has no reason why it may; "
        "give one in REASONS, or do not read it"
    )


def _start_rows(heard: Heard) -> list[dict[str, str]]:
    constants = [name for name in vars(start_values) if name.isupper() and not name.startswith("START")]
    names = [f.name for f in fields(StartValues) if f.name in heard.start] + constants
    if missing := [name for name in names if name not in START_MARKS]:
        raise CalibrationError(f"model/start_values.py: {', '.join(missing)} without a mark in calibration/used.py")
    why = "stock or share of January 2016; source in model/start_values.py"
    return [_row("start_values", name, "2016-01", START, START_MARKS[name], "", why) for name in names]


def _lever_rows(heard: Heard) -> list[dict[str, str]]:
    histories = {**{key: LEVERS[key].history for key in LEVERS}, **RECORDS}
    asked = {**heard.levers, **heard.records}
    rows = []
    for key in (key for key in histories if key in asked):
        first, last = asked[key]
        months = sorted({entry.month for entry in histories[key] if entry.month <= last})
        begun = max((month for month in months if month <= first), default=months[0])  # in force when first asked for
        in_force = [month for month in months if month >= begun]
        texts = [entry.document for entry in histories[key] if entry.month in in_force]
        mark = "D, J" if any("assum" in text or "carried" in text for text in texts) else "D"
        name = "levers" if key in LEVERS else "records"
        why = "rules in force, by the dates they had; documents in the history of the lever"
        rows.append(_row(name, key, " ".join(map(month_text, in_force)), POLICY, mark, "", why))
    return rows


def _parameter_rows(heard: Heard) -> list[dict[str, str]]:
    rows = []
    for name in sorted(heard.parameters):
        parameter = REGISTRY[name]
        if parameter.informed_by:
            mark, why = "L", "free: fitted to the targets known at the end of the posterior's year"
        elif parameter.grade == "judgement":
            mark, why = "J", "kept at its central value, a judgement"
        else:
            mark, why = "L", "kept at its central value; the source may be later than 2016"
        rows.append(_row("parameters", name, "", ASSUMPTION, mark, "", why))
    return rows


def _row(*cells: str) -> dict[str, str]:
    return dict(zip(COLUMNS, cells, strict=True))


def write(rows: Sequence[Mapping[str, str]], file: Any) -> None:
    """The rows as CSV."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    write(used(listen()), sys.stdout)
