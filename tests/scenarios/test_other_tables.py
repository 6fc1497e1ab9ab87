"""Runs on other tables: checked before, all of a run's tables from one folder, the same bytes for every worker."""

import shutil

import numpy as np
import pytest

from model.demography import Demography
from model.geography import load_geography
from model.policy import Policy
from model.start_lists import lis1_share
from model.tables import DATA_FOLDER, data_digest
from model.turned_away import GATES
from model.world import World
from scenarios import commands
from scenarios.classroom import serve
from scenarios.classroom.charts import draw
from scenarios.classroom.progress import Seen
from scenarios.classroom.years import TOLD
from scenarios.ensemble import Task
from scenarios.figures import observed_points
from scenarios.other_tables import engine_on, map_of, tables_in
from scenarios.study import Case, StudyError
from tests.norway import SMALL, country

CASE = Case("baseline", "As it is", {}, None, None, ("known before",))


@pytest.fixture
def folder(tmp_path):
    """A copy of the tables, for a test to change."""
    return shutil.copytree(DATA_FOLDER, tmp_path / "other")


def change(folder, table, old, new):
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_a_copy_of_the_tables_is_the_same_study(folder):
    tables = tables_in(folder)
    assert tables.digest == data_digest() and tables.told_in(CASE) is CASE
    assert commands.digests_of("2026", 1, folder) == commands.digests_of("2026", 1)


def test_other_tables_are_another_study_that_says_so(folder):
    change(folder, "population_projection", "5749712", "5700000")
    tables = tables_in(folder)
    assert tables.digest == data_digest(folder) != data_digest()
    assert commands.digests_of("2026", 1, folder)["data"] == tables.digest
    known, told = tables.told_in(CASE).warnings
    assert known == "known before" and "tables of other" in told and "posterior are fitted" in told


def test_every_table_of_a_run_is_read_from_the_folder(folder):
    """One number changed in each table that a run reads; on a part of the map too."""
    change(folder, "population_projection", "2030,5749712", "2030,5700000")
    change(folder, "contact_rates", "0-5,1.9,", "0-5,2.9,")
    change(folder, "lis1_split", "Akershus universitetssykehus HF,0.0444", "Akershus universitetssykehus HF,0.0544")
    change(folder, "lis1_split", "Helgelandssykehuset HF,0.02767", "Helgelandssykehuset HF,0.01767")
    other, own = map_of(tables_in(folder)), load_geography()
    assert Demography(other, "main", other.folder).total(2030).sum() == 5_700_000
    assert Demography(own).total(2030).sum() == 5_749_712
    share = dict(zip(other.trusts, lis1_share(other) - lis1_share(own), strict=True))
    assert share["Akershus universitetssykehus HF"] == pytest.approx(0.01, abs=1e-4)
    small, before = country(geography=other.subset(SMALL), months=1), country(months=1)
    assert small.contacts[0] == 2.9 and before.contacts[0] == 1.9
    assert (small.demography.total(2030) < before.demography.total(2030)).all()
    assert np.array_equal(small.demography.total(2026), before.demography.total(2026))


def test_a_figure_shows_what_these_tables_have_counted(folder):
    change(folder, "observed", "gps,2024-04,", "gps,2024-03,")
    assert observed_points("gps", folder) != observed_points("gps")


def test_the_page_for_teaching_runs_on_the_folder(folder):
    """The same year where the tables are a copy; another list length where more people live, and other counts."""

    def first_year(stream):
        return next(stream(Task(baseline, 0, 0, "2026", 2026, 1, False, 2)))

    baseline = Case("baseline", "As it is", {}, Policy.of_record(), World())
    own, copy = first_year(serve.engine_of().stream), first_year(serve.engine_on(tables_in(DATA_FOLDER)).stream)
    assert np.array_equal(own.nation, copy.nation)
    assert np.array_equal(own.detail.places, copy.detail.places, equal_nan=True)
    change(folder, "population_projection", "2030,5749712", "2030,5870000")
    change(folder, "observed", "gps,2024-04,", "gps,2024-03,")
    engine = serve.engine_on(tables_in(folder))
    length = TOLD.index("list_length_mean")
    assert first_year(engine.stream).nation[length] > own.nation[length] + 1
    assert engine.country().folder == folder
    seen = Seen((2026, 2027), *(np.ones((1, 2, len(some))) for some in (TOLD, TOLD, GATES, GATES)), whole=True)
    own_chart, other_chart = (
        draw(seen, ("a", "b"), "gps", "2026", "en", country) for country in (None, engine.country)
    )
    assert "observed,2023.3333," in own_chart.csv and "observed,2023.25," in other_chart.csv


def test_a_folder_that_will_not_do_opens_no_page(tmp_path):
    with pytest.raises(StudyError, match="no such folder"):
        serve.open_classroom("127.0.0.1", 0, 1, False, print, tmp_path / "nowhere")


def test_tables_that_change_after_they_were_checked_stop_the_run(folder):
    tables = tables_in(folder)
    change(folder, "population_projection", "5749712", "5700000")
    with pytest.raises(StudyError, match="must not change while runs are made"):
        engine_on(tables).geography()


def test_a_wrong_folder_is_refused_with_what_is_wrong(folder, tmp_path):
    with pytest.raises(StudyError, match=r"no such folder; expected one as `run.py data update` writes it"):
        tables_in(tmp_path / "nowhere")
    change(folder, "population_projection", "2030,5749712", "2030,57497")
    change(folder, "contact_rates", "0-5,1.9,", "0-5,,")
    with pytest.raises(StudyError) as caught:
        tables_in(folder)
    assert "population_projection.csv, row 4" in str(caught.value) and "contact_rates.csv, row 2" in str(caught.value)
    good, text, _ = commands.check_data(folder)
    assert not good and "population_projection.csv, row 4" in text and commands.check_data()[0]
    change(folder, "schema", "contact_rates,gp_per_person,", "contact_rates,gp_a_person,")
    with pytest.raises(StudyError, match="not that of this version"):
        tables_in(folder)
