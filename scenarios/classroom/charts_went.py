"""Where the doctors went, drawn and told in the drawing process as in the report."""

from dataclasses import dataclass

import numpy as np

from model.results import NATION
from scenarios.classroom.charts import Chart, chart_of, study_of
from scenarios.classroom.progress import Seen, tables_of
from scenarios.classroom.years import Followed
from scenarios.destination_words import sentences, sentences_unscaled
from scenarios.destinations import changes_of, destinations_of
from scenarios.figures import Scene
from scenarios.flows import draw_flow
from scenarios.words import Language


@dataclass(frozen=True)
class WentWanted:
    """Doctors whose life differs, [pairs, from, to], the year they are looked up in, and the pairs they come from.

    posts_alone: whether both sides differ in LIS1 posts only, so that what happens may be told for 100 of them.
    """

    names: tuple[str, str]
    start: str
    followed: Followed
    posts_alone: bool
    ways: np.ndarray
    seen: Seen
    lang: str


@dataclass(frozen=True)
class Went:
    """The picture, none where no life differs, and what is said of it."""

    picture: Chart | None
    told: tuple[str, ...]


def draw_went(wanted: WentWanted, png: bool = False) -> Went:
    """Sentences and the picture of the finished pairs."""
    base, other = wanted.names
    year = wanted.followed.year
    keys = {"scenario": other, "base": base, "years_after": year - wanted.followed.begins, "year": year,
            "area_kind": "nation", "area": NATION}  # fmt: skip
    followed, say = [(keys, wanted.ways[:, None])], Language(wanted.lang)
    tables = {**tables_of(wanted.seen, wanted.names), "destinations": destinations_of(followed),
              "destination_changes": changes_of(followed)}  # fmt: skip
    tell = sentences if wanted.posts_alone else sentences_unscaled
    told = tuple(tell(tables["destination_changes"], tables["effects"], other, say))
    if not wanted.ways.any():
        return Went(None, told)
    study = study_of(wanted.names, wanted.start, wanted.seen.years[-1], len(wanted.ways), wanted.lang)
    return Went(chart_of(lambda folder: draw_flow(Scene(folder, study, tables, None, say, png), 1)), told)
