"""The map: municipalities of the base, of the other scenario or their difference by year, from finished pairs."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

from htmltools import Tag, TagList, tags
from shiny import render, ui

from model.archive import write_csv
from scenarios.classroom.charts_map import MapWanted, draw_map
from scenarios.classroom.gathered import DIFFERENCE, SIDES
from scenarios.classroom.live import Wanted, live, stages, with_png
from scenarios.classroom.panel import Job, Panel, Reader, resting
from scenarios.classroom.parts import downloads, note, picture, wrong
from scenarios.classroom.tables import around, table
from scenarios.classroom.words import words
from scenarios.classroom.years import MAPPED, kinds_of, map_of
from scenarios.words import Language


def place(lang: str) -> Tag:
    """Heading, choices, the slider of years, the map and its table."""
    say = Language(lang)
    return tags.section(
        tags.h3(words(lang, "map"), id="map-head"),
        ui.layout_columns(
            ui.input_select("map_what", words(lang, "map.what"), {name: say.name(name) for name in MAPPED}),
            ui.input_select("map_side", words(lang, "map.side"), {side: words(lang, f"map.{side}") for side in SIDES}),
        ),
        ui.output_ui("map_slider"),
        ui.output_ui("map_picture"),
        tags.details(tags.summary(words(lang, "map.table")), ui.output_ui("map_table")),
        ui.output_ui("map_downloads"),
        aria_labelledby="map-head",
    )


def wire(reader: Reader) -> None:
    """Draw the map anew for every choice, and as pairs are finished."""
    get = reader.input

    def wanted() -> Wanted | None:
        reader.tick.get()
        job, side = reader.job.get(), get.map_side()
        if job is None or job.gathered.pairs < (2 if side == DIFFERENCE else 1):
            return None
        if (year := get.map_year()) not in job.gathered.years:
            return None  # the slider of the job before
        places = job.gathered.places(side, get.map_what(), year)
        begun, indicator = job.settings.start, get.map_what()
        asked = MapWanted(reader.country, job.names, side, indicator, begun, year, places, reader.lang)
        what = (job, asked.side, asked.indicator, asked.year)
        return Wanted(what, stages(len(places.areas)), resting(reader, job), (partial(draw_map, asked),))

    made = live(reader, wanted)

    @render.ui
    def map_slider() -> Any:
        job = reader.job.get()
        return slider(job.gathered.years, reader.lang) if job else TagList()

    @render.ui
    def map_picture() -> Any:
        now = made.get()
        if now.error:
            return wrong(words(reader.lang, "not.drawn"), [now.error])
        if now.results:
            return tags.div(picture(now.results[0]), tags.p(now.results[0].description), id="map")
        reader.tick.get()
        job = reader.job.get()
        if job is None:
            return TagList()
        return note(words(reader.lang, "map.two" if job.gathered.pairs else "map.later"))

    @render.ui
    def map_table() -> Any:
        job = _drawn_for(made.get())
        return areas_table(job, get.map_what(), get.map_year(), reader) if job else TagList()

    @render.ui
    def map_downloads() -> Any:
        if not made.get().results:
            return TagList()
        return downloads("map_png", words(reader.lang, "map.save"), "map_data", words(reader.lang, "map.save.data"))

    @render.download_button(filename="legemod-map.png")
    async def map_png() -> AsyncIterator[bytes]:
        for call in made.get().calls:
            yield (await with_png(reader, call)).png

    @render.download_button(filename="legemod-map.csv")
    def map_data() -> Iterator[str]:
        if job := reader.job.get():
            yield csv_of(job, get.map_what(), map_of(reader.country))


def _drawn_for(made: Any) -> Job | None:
    return made.what[0] if made.results else None


def slider(years: tuple[int, ...], lang: str) -> Tag:
    """Years as a slider of the browser's own, reachable by keyboard, at the last."""
    bounds: dict[str, Any] = {"min": years[0], "max": years[-1], "step": 1, "value": years[-1]}
    return tags.div(
        tags.output(str(years[-1]), id="map_year_now", for_="map_year"),
        tags.label(words(lang, "map.year"), for_="map_year"),
        tags.input(type="range", id="map_year", data_plain="", data_exact=years[-1], **bounds),
        class_="lever",
    )


def areas_table(job: Job, indicator: str, year: int, reader: Reader) -> Tag:
    """Norway, counties and classes of centrality in one year, both sides and the difference."""
    lang, say = reader.lang, Language(reader.lang)
    sides = [job.gathered.places(side, indicator, year).areas for side in SIDES]
    names = [
        words(lang, "map.nation") if kind.kind == "nation" else words(lang, f"map.{kind.kind}", name=name)
        for kind in kinds_of(map_of(reader.country))[:-1]
        for name in kind.names
    ]
    rows = [
        (name, *(around(side[:, at], indicator, say, side is sides[2]) for side in sides))
        for at, name in enumerate(names)
    ]
    caption = words(lang, "map.table.caption", what=say.title(indicator), year=year, pairs=len(sides[0]))
    head = (words(lang, "table.what"), *job.names, words(lang, "table.difference"))
    return table(caption, head, rows)


def csv_of(job: Job, indicator: str, geography: Any) -> str:
    """Every municipality in every year: means of both sides and of the difference, with its standard error."""
    import pandas

    frames = []
    for year in job.gathered.years:
        base, other, change = (job.gathered.places(side, indicator, year) for side in SIDES)
        frames.append(pandas.DataFrame({
            "year": year, "municipality": list(geography.numbers), "name": list(geography.names),
            "indicator": indicator, "base": job.names[0], "scenario": job.names[1], "base_mean": base.mean,
            "scenario_mean": other.mean, "diff_mean": change.mean, "diff_mcse": change.error,
            "pairs": len(change.areas),
        }))  # fmt: skip
    return str(write_csv(pandas.concat(frames)))


PANEL = Panel(place, wire)
