"""tables.xlsx: the tables of a results folder for those who work in a spreadsheet.

One sheet a table, numbers as numbers, units in a column or in the heads, the head row frozen. Of the yearly tables
there is what people look up by hand: every indicator of the nation, the headline indicators of regions, counties and
classes; the rest is in the CSV and Parquet files. The workbook is the same in both languages: its first sheet explains
it in both. Same tables, same bytes.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from model.archive import replacing
from model.indicators import HEADLINE
from scenarios.compare import national
from scenarios.years import years_to_read

if TYPE_CHECKING:
    from scenarios.pipeline import Results

MOST_ROWS = 1_048_576  # of a sheet, head included
CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed: the same tables give the same bytes
MONEY = ("extra_", "nok")  # columns of costs in NOK

# What a sheet holds, in English and Norwegian (bokmål).
ABOUT: dict[str, tuple[str, str]] = {
    "headline": (
        "Headline indicators in the years read first: levels, and effects against the base",
        "Hovedindikatorene i de viktigste årene: nivåer, og virkninger mot grunnlaget",
    ),
    "effects": (
        "Paired effects by year: all indicators for Norway, headline indicators for regions, counties and classes",
        "Parvise virkninger etter år: alle indikatorer for Norge, hovedindikatorer for regioner, fylker og klasser",
    ),
    "yearly": (
        "Levels by year: all indicators for Norway, headline indicators for regions, counties and classes",
        "Nivåer etter år: alle indikatorer for Norge, hovedindikatorer for regioner, fylker og klasser",
    ),
    "costs": ("Extra cost by payer, GP-years and their price", "Merkostnad etter betaler, fastlegeårsverk og pris"),
    "lever_costs": ("What levers with a price of their own cost", "Hva virkemidler med egen pris koster"),
    "tenure": ("Share of list contracts that last longer", "Andel listeavtaler som varer lenger"),
    "waiting": (
        "Share of those who began to wait for LIS1 who still wait, or have started",
        "Andel av dem som begynte å vente på LIS1 som fortsatt venter, eller har startet",
    ),
    "uncertainty": ("Spread from parameters and from chance", "Spredning fra parametere og fra tilfeldigheter"),
    "displacement": (
        "GPs by name: new, lost, moved, by county and centrality",
        "Fastleger etter navn: nye, tapte, flyttede, etter fylke og sentralitet",
    ),
    "more_gps": (
        "What a difference in GPs is made of: people on lists, fewer without a GP, shorter lists",
        "Hva en forskjell i fastleger består av: flere på liste, færre uten fastlege, kortere lister",
    ),
    "capacity": ("Effects on heads and capacity", "Virkninger på hoder og kapasitet"),
    "destinations": (
        "Doctors whose life differs: from where in the base, to where in the scenario",
        "Leger som får et annet liv: hvor i grunnlaget, hvor i scenarioet",
    ),
    "destination_changes": ("Net change of each destination", "Netto endring for hvert sted"),
    "ranking": ("Which scenario is cheaper per GP-year, or why not said", "Hva som er billigst per fastlegeårsverk"),
    "bottlenecks": (
        "Who was held back where, in doctor-years (municipalities: bottlenecks.csv)",
        "Hvem som ble holdt igjen hvor, i legeårsverk (kommuner: bottlenecks.csv)",
    ),
}
LEFT_OUT = ("runs",)  # for `run.py verify`, not for people
NOTES = (
    ("A row is a line of the CSV file of the same name; an empty cell is no value.",
     "En rad er en linje i CSV-filen med samme navn; tom celle er ingen verdi."),
    ("q05 to q95: quantiles over runs (diff_: over pairs of runs). mcse: Monte Carlo standard error of the mean.",
     "q05 til q95: kvantiler over kjøringer (diff_: over par av kjøringer). mcse: standardfeil av snittet."),
    ("All areas and indicators, municipalities one by one: yearly.csv and effects.csv. Months: months.nc.",
     "Alle områder og indikatorer, kommune for kommune: yearly.csv og effects.csv. Måneder: months.nc."),
)  # fmt: skip


def write_workbook(results: "Results") -> None:
    """Write tables.xlsx into the results folder."""
    import xlsxwriter

    sheets = {"headline": headline(results), **_sheets(results.tables)}
    with replacing(results.folder / "tables.xlsx") as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"nan_inf_to_errors": False})
        book.set_properties({"title": "Legemod", "created": CREATED})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _read_me(book, bold, results, sheets)
        for name, table in sheets.items():
            _sheet(book, bold, name, table)
        book.close()


def _sheets(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _fitting(name, table) for name, table in tables.items() if name not in LEFT_OUT}


def headline(results: "Results") -> Any:
    """Headline indicators as a data frame: levels of every scenario and, beside them, the effects."""
    keys = ["scenario", "year", "indicator", "unit"]
    years = years_to_read(results.study.years)

    def chosen(table: Any) -> Any:
        rows = national(table)
        return rows[rows["indicator"].isin(HEADLINE) & rows["year"].isin(years)]

    levels = chosen(results.yearly)[[*keys, "mean", "q05", "q95", "runs"]]
    if results.effects is None:
        return levels
    effects = chosen(results.effects)[[*keys, "base", "diff_mean", "diff_q05", "diff_q95", "p_better"]]
    return levels.merge(effects, on=keys, how="left")


def _fitting(name: str, table: Any) -> Any:
    """What a sheet holds of a table: of the yearly ones every indicator of the nation, and the headline indicators of
    larger areas. ValueError if it is still longer than a sheet."""
    if name == "bottlenecks":
        table = table[table["area_kind"] != "municipality"]
    if {"area_kind", "indicator"} <= set(table):
        larger = (table["area_kind"] != "municipality") & table["indicator"].isin(HEADLINE)
        table = table[(table["area_kind"] == "nation") | larger]
    if len(table) >= MOST_ROWS:
        raise ValueError(f"table {name}: {len(table)} rows; a sheet of tables.xlsx holds {MOST_ROWS - 1}")
    return table


def _read_me(book: Any, bold: Any, results: "Results", sheets: dict[str, Any]) -> None:
    """The first sheet: what was run, and what each sheet holds, in both languages."""
    study, sheet = results.study, book.add_worksheet("read me")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 70)
    rows: list[tuple[Any, ...]] = [("Legemod", "English", "Bokmål")]
    rows += [(case.name, case.title, case.titled("nb")) for case in study.cases]
    rows += [
        ("years", f"{study.years[0]}-{study.end_year}", f"{study.years[0]}-{study.end_year}"),
        ("runs", f"{study.draws} draws x {study.replicates} replicates of each scenario",
         f"{study.draws} trekninger x {study.replicates} gjentak av hvert scenario"),
        ("identity", study.identity, study.identity),
    ]  # fmt: skip
    rows += [(name, *ABOUT[name]) for name in sheets]
    rows += [("", *pair) for pair in NOTES]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, bold if number == 0 else None)


def _sheet(book: Any, bold: Any, name: str, table: Any) -> None:
    """One table: heads with units, the head row frozen, numbers as numbers."""
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table)), len(table.columns) - 1)
    for column, head in enumerate(table.columns):
        values = table[head].tolist()
        widest = max((len(str(value)) for value in values[:200]), default=0)
        sheet.set_column(column, column, max(9, min(28, widest + 2)))
        sheet.write_string(0, column, _head(name, head), bold)
        sheet.write_column(1, column, [None if _empty(value) else value for value in values])


def _head(table: str, column: str) -> str:
    """The name of a column with its unit, where the table has no column of units."""
    if table == "costs" and any(part in column for part in MONEY):
        return f"{column} (NOK of 2025)"
    units = {"gp_years": "years", "covered_years": "person-years", "came": "doctors", "came_anyway": "share"}
    stem = column.removesuffix("_low").removesuffix("_high")
    if table == "costs" and stem in units:
        return f"{column} ({units[stem]})"
    return f"{column} (NOK of 2025)" if column == "nok" else column


def _empty(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
