"""The figures of the page, in the house style, drawn in a process of their own so that the page answers meanwhile."""

import signal
import tempfile
from base64 import b64encode
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType

import numpy as np

from model.indicators import HEADLINE
from scenarios.classroom.progress import Seen, tables_of
from scenarios.classroom.spared import spared
from scenarios.classroom.years import TOLD, Country, map_of
from scenarios.figures import Drawn, Scene, draw_fan
from scenarios.study import Case, Study
from scenarios.words import Language


@dataclass(frozen=True)
class Chart:
    """A figure for the page and for download: SVG text, the numbers as CSV, title and words, and PNG bytes where these
    were asked for."""

    svg: str
    csv: str
    title: str
    description: str
    png: bytes = b""

    @property
    def address(self) -> str:
        """The SVG as a data address: nothing is fetched."""
        return "data:image/svg+xml;base64," + b64encode(self.svg.encode()).decode()


def draw(
    seen: Seen, names: tuple[str, str], indicator: str, start: str, lang: str, country: Country | None = None,
    png: bool = False,
) -> Chart:  # fmt: skip
    """The fan chart of one headline indicator; what was counted is that of the map, where one is given."""
    shown = names if seen.paired else names[:1]
    study = study_of(shown, start, seen.years[-1], seen.runs, lang)
    tables, say = tables_of(seen, names), Language(lang)
    norway = None if country is None else map_of(country)
    return chart_of(lambda folder: draw_fan(Scene(folder, study, tables, norway, say, png), indicator))


def study_of(names: Sequence[str], start: str, end: int, pairs: int, lang: str) -> Study:
    """A study as figures read one: its sizes and what the sides are called; it cannot be run."""
    cases = tuple(Case(name, name, MappingProxyType({}), None, None) for name in names)
    return Study(cases, start, end, draws=pairs, replicates=1, lang=lang)


def chart_of(make: Callable[[Path], Drawn]) -> Chart:
    """What ``make`` draws into a folder, without the folder."""
    with tempfile.TemporaryDirectory(prefix="legemod-") as folder:
        drawn = make(Path(folder))
        svg, csv, png = (Path(folder) / f"{drawn.name}.{ending}" for ending in ("svg", "csv", "png"))
        drawn_too = png.read_bytes() if png.exists() else b""
        return Chart(svg.read_text("utf-8"), csv.read_text("utf-8"), drawn.title, drawn.description, drawn_too)


_ONE = np.ones((1, 2, len(TOLD)))
_SAMPLE = Seen((2026, 2027), _ONE, _ONE, _ONE, _ONE, whole=False)  # drawn once, to load fonts and the map


def _quiet() -> None:
    """In the drawing process: Ctrl-C is the parent's business; matplotlib is loaded before it is needed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import matplotlib.figure  # noqa: F401


def drawing_process(country: Country) -> ProcessPoolExecutor:
    """One process that draws, begun at once; submit ``draw`` to it. country: gives the map that pictures are of."""
    process = ProcessPoolExecutor(1, get_context("spawn"), _quiet)
    with spared():
        process.submit(draw, _SAMPLE, ("a", "b"), HEADLINE[0], "2026", "en", country)
    return process
