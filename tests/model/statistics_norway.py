"""A stand-in for Statistics Norway. Its answers have the forms that the guides of PxWebApi 2, JSON-stat 2 and KLASS
describe, and are made here by the project from its own embedded tables: none is copied from the service.

``Norway().get`` stands in for the net; ``serve`` puts it behind a real HTTP server on loopback. ``bend`` changes an
answer before it leaves, as a mistake or a change at the publisher would.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from model.geography import AGE_COLUMNS, LIST_COLUMNS
from model.refresh_sources import LISTS, Addresses
from model.tables import read_table

ADDRESSES = Addresses("http://made.here/statbank", "http://made.here/klass")
AGES = [f"{age:03d}" for age in range(105)] + ["105+"]
MARKS = {"Personer": "Hovedalternativet (MMMM)", "Personer1": "Lav nasjonal vekst (LLML)",
         "Personer2": "Høy nasjonal vekst (HHMH)", "Personer3": "Høy nettoinnvandring (MMMH)"}  # fmt: skip
LIST_LABELS = {
    "lists_with_doctor": "Antall fastlegeavtaler", "lists_without_doctor": "Antall lister uten lege",
    "lists_open": "Antall åpne lister", "patients_with": "Antall pasienter på liste med lege",
    "patients_without": "Antall pasienter på liste uten lege", "capacity": "Kapasitet hos fastlegene",
    "women_gps": "Antall kvinnelige leger",
}  # fmt: skip
Bend = Callable[[dict[str, Any]], Any]


def single_ages() -> np.ndarray:
    """People by single year (M, 106) that sum to the five-year groups and to the nine bands of the tables.

    Inside the narrowest part that the tables know, all are as old as its youngest.
    """
    m, five = read_table("municipalities"), read_table("population_age_2026")
    ends = {}
    groups = [column for column in five.columns if column != "number"]
    for columns, t in ((groups, five), (AGE_COLUMNS, m)):
        below = np.cumsum([t[column] for column in columns], axis=0)
        starts = [int(column.split("_")[1]) for column in columns]
        ends |= dict(zip([*starts[1:], 106], below, strict=True))
    ages, last, before = np.zeros((len(m), 106), np.int64), 0, 0
    for start in sorted(ends):
        ages[:, last] = ends[start] - before
        last, before = start, ends[start]
    return ages


class Norway:
    """The four sources. ``values`` by table: array over its variables, NaN for a cell without a number."""

    def __init__(self) -> None:
        m, p = read_table("municipalities"), read_table("population_projection")
        self.numbers = [str(number) for number in m["number"]]
        self.values: dict[str, np.ndarray] = {}
        self.variables: dict[str, dict[str, tuple[str, dict[str, str], bool]]] = {}
        self.symbols: dict[str, str] = {"07459": "..", "12005": ".", "14746": ":"}
        self.titles = {
            "07459": "07459: Befolkning, etter region, kjønn, alder, statistikkvariabel og år",
            "12005": "12005: Fastlegelister og fastlegekonsultasjoner, etter region, statistikkvariabel og år",
            "14746": "14746: Framskrevet folkemengde 1. januar, etter region, kjønn, alder, statistikkvariabel og år",
        }
        self._population(m)
        self._lists(m)
        self._projection(p)
        self.classes = {number: f"0{c}" for number, c in zip(self.numbers, m["centrality"], strict=True)}
        self.bends: dict[tuple[str, str], Bend] = {}
        self.asked: list[str] = []

    def _population(self, m: Any) -> None:
        places = dict(zip(self.numbers, map(str, m["name"]), strict=True))
        regions = {"0": "Hele landet", **places, "0101": "Halden (-2019)"}
        years = ["2023", "2024", "2025", "2026"]
        self.variables["07459"] = {
            "Region": ("region", regions, True),
            "Kjonn": ("kjønn", {"2": "Kvinner", "1": "Menn"}, True),
            "Alder": ("alder", {age: f"{age} år" for age in AGES}, True),
            "ContentsCode": ("statistikkvariabel", {"Personer1": "Personer"}, False),
            "Tid": ("år", {year: year for year in years}, False),
        }
        cube = np.zeros((len(regions), 2, 106, 1, 4))
        ages = single_ages()
        cube[1:-1, 0, :, 0, 3], cube[1:-1, 1, :, 0, 3] = ages // 2, ages - ages // 2
        for place, year in enumerate(years[:3]):
            cube[1:-1, 0, 40, 0, place] = m[f"inhabitants_{year}"]
        cube[0] = cube[1:-1].sum(axis=0)
        self.values["07459"] = cube

    def _lists(self, m: Any) -> None:
        regions = {"EAK": "Landet", **dict(zip(self.numbers, map(str, m["name"]), strict=True))}
        codes = {LISTS[column][0]: LIST_LABELS[column] for column in LIST_COLUMNS}
        self.variables["12005"] = {
            "KOKkommuneregion0000": ("region", regions, False),
            "ContentsCode": ("statistikkvariabel", {**codes, "KOSreservekapasi0000": "Reservekapasitet"}, False),
            "Tid": ("år", {"2024": "2024", "2025": "2025"}, False),
        }
        counts = np.stack([m[column] for column in LIST_COLUMNS], axis=1).astype(float)
        counts[m["lists_with_doctor"] + m["lists_without_doctor"] == 0] = np.nan
        cube = np.zeros((len(regions), 8, 2))
        cube[1:, :7, 1] = counts
        self.values["12005"] = cube

    def _projection(self, p: Any) -> None:
        years = [str(year) for year in range(2026, 2101)]
        self.variables["14746"] = {
            "Region": ("region", {"0": "Hele landet", "0301": "Oslo"}, True),
            "Kjonn": ("kjønn", {"1": "Menn", "2": "Kvinner"}, True),
            "Alder": ("alder", {age: f"{age} år" for age in AGES}, True),
            "ContentsCode": ("statistikkvariabel", MARKS, False),
            "Tid": ("år", {year: year for year in years}, False),
        }
        cube = np.zeros((2, 2, 106, 4, len(years)))
        for row, year in enumerate(p["year"]):
            if str(year) in years:
                cube[0, 0, 30, :3, years.index(str(year))] = [p[name][row] for name in ("main", "low", "high")]
        self.values["14746"] = cube

    def bend(self, table: str, part: str, change: Bend) -> "Norway":
        """Let ``change(answer)`` alter a table's answers in place, or give others; part: metadata, data or klass."""
        self.bends[table, part] = change
        return self

    def get(self, url: str, question: Any = None) -> bytes:
        """The answer, as bytes; a bend may give bytes itself."""
        self.asked.append(url)
        if "/klass/" in url:
            key, answer = ("128", "klass"), self._correspondence()
        else:
            table, part = url.split("/tables/")[1].split("?")[0].split("/")
            key, answer = (table, part), self._dataset(table, question)
        changed = self.bends.get(key, lambda _: None)(answer)
        changed = answer if changed is None else changed
        return changed if isinstance(changed, bytes) else json.dumps(changed, ensure_ascii=False).encode()

    def _correspondence(self) -> dict[str, Any]:
        return {"correspondenceItems": [
            {"sourceCode": number, "sourceName": "", "targetCode": target, "targetName": f"Sentralitet {target}",
             "validFrom": "2024-01-01", "validTo": None}
            for number, target in self.classes.items()
        ]}  # fmt: skip

    def _dataset(self, table: str, question: Any) -> dict[str, Any]:
        """JSON-stat 2: the metadata without a question, else the cells asked for, others summed over."""
        variables, asked = self.variables[table], None
        if question is not None:
            asked = {one["variableCode"]: one["valueCodes"] for one in question["selection"]}
            left_out = [code for code in variables if code not in asked]
            assert all(variables[code][2] for code in left_out), f"{left_out} may not be left out"
        kept = [code for code in variables if asked is None or code in asked]
        names = {code: [one for one in variables[code][1] if asked is None or one in asked[code]] for code in kept}
        answer: dict[str, Any] = {
            "version": "2.0", "class": "dataset", "label": self.titles[table], "source": "Statistisk sentralbyrå",
            "updated": "2026-02-19T07:00:00Z", "id": kept, "size": [len(names[code]) for code in kept],
            "role": {"time": ["Tid"], "metric": ["ContentsCode"], "geo": [kept[0]]},
            "dimension": {code: self._dimension(table, code, names[code]) for code in kept},
        }  # fmt: skip
        if asked is not None:
            answer |= self._cells(table, asked, names)
        return answer

    def _dimension(self, table: str, code: str, names: list[str]) -> dict[str, Any]:
        label, texts, may_go = self.variables[table][code]
        category: dict[str, Any] = {
            "index": {one: place for place, one in enumerate(names)}, "label": {one: texts[one] for one in names}
        }  # fmt: skip
        if code == "ContentsCode":
            category["unit"] = {one: {"base": "personer", "decimals": 0} for one in names}
        return {"label": label, "category": category, "extension": {"elimination": may_go}}

    def _cells(self, table: str, asked: dict[str, list[str]], names: dict[str, list[str]]) -> dict[str, Any]:
        cube, axis = self.values[table], 0
        for code, (_, texts, _) in self.variables[table].items():
            if code in asked:
                cube = cube.take([list(texts).index(one) for one in names[code]], axis=axis)
                axis += 1
            else:
                cube = cube.sum(axis=axis)
        flat = cube.ravel()
        return {
            "value": [None if np.isnan(one) else int(one) for one in flat],
            "status": {str(place): self.symbols[table] for place in np.flatnonzero(np.isnan(flat))},
        }


@contextmanager
def serve(reply: Callable[[str, Any], tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A server on loopback, its address while it lasts; reply(path, question) gives status, headers and bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            question = json.loads(self.rfile.read(size)) if size else None
            status, headers, content = reply(self.path, question)
            self.send_response(status)
            usual = {"Content-Type": "application/json", "Content-Length": str(len(content))}
            for name, value in {**usual, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
