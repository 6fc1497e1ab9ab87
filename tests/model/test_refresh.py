"""Tables fetched anew: same answers, same bytes; revised numbers reach their cells; a doubt writes nothing.

The answers are made by the project from its own tables (tests/model/statistics_norway.py).
"""

import csv
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from model import refresh
from model.refresh import DoubtsError, update
from model.refresh_answers import AnswerError, people, read_cube, read_json
from model.refresh_sources import MOST_CELLS, Inquiry
from model.refresh_tables import FED
from model.refresh_web import RefreshError
from model.tables import DATA_FOLDER, check_all, data_digest, read_table, table_names, units
from tests.model.statistics_norway import ADDRESSES, Norway

DAY = date(2026, 11, 22)


@pytest.fixture
def norway() -> Norway:
    return Norway()


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "data-2026-11-22"


def ask(norway, out, **more):
    return update(out, DAY, norway, ADDRESSES, **more)


def refused(norway, out) -> list[str]:
    """The doubts; the folder above is empty then, down to hidden files."""
    with pytest.raises(DoubtsError, match="nothing was written and the old tables stay") as caught:
        ask(norway, out)
    assert list(out.parent.iterdir()) == []
    return caught.value.doubts


def rows_of(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def add(norway, table, amount, *place):
    """Change one number of a table; place by position, from the end for the last."""
    norway.values[table][place] += amount


# What comes out


def test_answers_made_of_the_embedded_tables_give_them_back_byte_by_byte(norway, out):
    made = ask(norway, out)
    for path in DATA_FOLDER.glob("*.csv"):
        assert (out / path.name).read_bytes() == path.read_bytes(), path.name
    assert made.changed == () and made.notes == () and made.digest == data_digest(out) == data_digest()
    assert all(before == now for _, before, now in made.totals)
    assert len(norway.asked) == 8, "few questions"
    assert sorted(path.name for path in out.parent.iterdir()) == [out.name]


def revise(norway) -> None:
    """30 more people aged 40 in Oslo, a list filled and a new class in Eigersund, 50 more on lists in Haugesund,
    a slower projection."""
    oslo, eigersund, haugesund = 1, 2, 4
    for region in (0, oslo):
        add(norway, "07459", 30, region, 0, 40, 0, 3)
    for content, amount in ((0, 1), (1, -1), (3, 900), (4, -900)):
        add(norway, "12005", amount, eigersund, content, 1)
    add(norway, "12005", 50, haugesund, 3, 1)
    add(norway, "14746", -9712, 0, 0, 30, 0, 4)
    norway.values["14746"][0, :, :, :, 0] = 0
    norway.values["14746"][0, 0, 30, :, 0] = 5_627_430
    norway.classes["1101"] = "03"


@pytest.fixture(scope="module")
def revised(tmp_path_factory):
    """What a revision gives, and its folder."""
    norway, out = Norway(), tmp_path_factory.mktemp("revised") / "data-2026-11-22"
    revise(norway)
    return update(out, DAY, norway, ADDRESSES), out


def test_revised_numbers_reach_their_cells_and_no_others(revised):
    made, out = revised
    assert check_all(out) == []
    assert set(made.changed) == set(FED), made.changed
    old, new = (rows_of(folder / "municipalities.csv") for folder in (DATA_FOLDER, out))
    both = zip(old, new, strict=True)
    changed = {(row["name"], c): (row[c], now[c]) for row, now in both for c in row if row[c] != now[c]}
    assert changed == {
        ("Oslo", "inhabitants_2026"): ("728714", "728744"),
        ("Oslo", "age_30_49"): ("241232", "241262"),
        ("Eigersund", "centrality"): ("4", "3"),
        ("Eigersund", "lists_with_doctor"): ("11", "12"),
        ("Eigersund", "lists_without_doctor"): ("2", "1"),
        ("Eigersund", "patients_with"): ("13761", "14661"),
        ("Eigersund", "patients_without"): ("1782", "882"),
        ("Haugesund", "patients_with"): ("44027", "44077"),
    }
    five = {row["number"]: row for row in rows_of(out / "population_age_2026.csv")}
    assert five["0301"]["age_40_44"] == "53027"
    projection = {row["year"]: row for row in rows_of(out / "population_projection.csv")}
    assert projection["2026"]["main"] == projection["2026"]["high"] == "5627430"
    assert (projection["2030"]["main"], projection["2030"]["low"]) == ("5740000", "5608599")
    assert projection["2030"]["source"] == "SSB table 14746, fetched 2026-11-22"
    assert projection["2050"]["source"].startswith("SSB, National population projections 2024")
    counted = next(row for row in rows_of(out / "gp_national.csv") if row["date"] == "2025-12")
    assert (counted["lists"], counted["lists_with_gp"], counted["lists_vacant"]) == ("5944", "5748", "196")
    assert counted["patients_without"] == "116999"
    assert counted["source"].startswith("SSB table 12005, fetched 2026-11-22")
    seen = {row["series"]: row["value"] for row in rows_of(out / "observed.csv")
            if (row["date"], row["area_kind"], row["panel"]) == ("2025-12", "nation", "nation")}  # fmt: skip
    assert (seen["patients_without_gp"], seen["patients_without_gp_share"]) == ("116999", "2.081")
    assert ("inhabitants 1 January 2026", 5_627_400, 5_627_430) in made.totals
    assert ("municipalities in another centrality class", 0, 1) in made.totals


def test_list_use_is_fitted_again_to_the_new_people_on_lists(revised):
    old, new = (read_table("list_use", folder) for folder in (None, revised[1]))
    listed = [int(use["people"][use["list_municipality"] == "1106"].sum()) for use in (old, new)]
    assert listed == [44_357, 44_407], "50 more on the lists of Haugesund"


def test_the_folder_says_table_by_table_where_it_comes_from(revised):
    out = revised[1]
    text, record = (out / "README.md").read_text("utf-8"), json.loads((out / "fetched.json").read_text("utf-8"))
    for name in table_names():
        assert f"| {name}.csv | " in text
    assert "| study_places.csv | carried over | no |" in text and "CC BY 4.0" in text and "2026-11-22" in text
    assert (out / "README-carried-over.md").read_bytes() == (DATA_FOLDER / "README.md").read_bytes()
    assert {one["source"] for one in record["answers"]} == {"table 07459", "table 12005", "table 14746", "KLASS 128"}
    assert record["digest"] == data_digest(out) and len(record["answers"][0]["sha256"]) == 64


def test_every_table_that_is_fed_exists():
    assert set(FED) <= set(table_names()) and "centrality" in units("municipalities")


def test_what_this_version_cannot_use_is_told(norway, out):
    def add_year(answer):
        category = answer["dimension"]["Tid"]["category"]
        if "2026" in category["index"] and "2023" in category["index"]:
            category["index"]["2027"], category["label"]["2027"] = 4, "2027"
            answer["size"][-1] += 1

    def end_in_2050(answer):
        category = answer["dimension"]["Tid"]["category"]
        category["index"] = {year: place for year, place in category["index"].items() if year <= "2050"}
        answer["size"][-1] = len(category["index"])

    norway.bend("07459", "metadata", add_year).bend("14746", "metadata", end_in_2050)
    notes = ask(norway, out).notes
    assert notes == (
        "table 07459 has also 2027: not used, since this version of Legemod starts from January 2026",
        "table 14746 ends in 2050: 2075, 2100 stay as they were; years between lie on a line from new to old",
    )
    assert (out / "population_projection.csv").read_bytes() == (DATA_FOLDER / "population_projection.csv").read_bytes()


# Doubts: what happens to an answer, and what is said


def drop(table, code, value):
    """Metadata without one value of a variable."""

    def change(answer):
        category = answer["dimension"][code]["category"]
        category["index"] = {one: i for i, one in enumerate(k for k in category["index"] if k != value)}
        answer["size"][answer["id"].index(code)] -= 1

    return lambda norway: norway.bend(table, "metadata", change)


def put(table, part, *path, to):
    """An answer with one of its parts replaced."""

    def change(answer):
        place = answer
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return lambda norway: norway.bend(table, part, change)


def cell(table, value, *place):
    return lambda norway: norway.values[table].__setitem__(place, value)


def cut(answer):
    whole = json.dumps(answer).encode()
    return whole[: len(whole) * 2 // 3]


def said_twice(answer):
    return json.dumps(answer).replace('"0301": 0', '"0301": 0, "0301": 0', 1).encode()


def fewer_regions(answer):
    names = list(answer["dimension"]["Region"]["category"]["index"])[:-1]
    answer["dimension"]["Region"]["category"]["index"] = names
    answer["size"][0] -= 1
    answer["value"] = answer["value"][: -len(answer["value"]) // (len(names) + 1)]


def other_age(answer):
    if "Alder" in answer["id"]:
        answer["value"][7] = 999_999


def halve_lists(norway):
    norway.values["12005"][1:, 0, 1] //= 2


def more_women(norway):
    """One woman more than there are lists, in a place with two."""
    place = np.flatnonzero(norway.values["12005"][:, 0, 1] == 2)[0]
    norway.values["12005"][place, 6, 1] = 3


def classes(**changes):
    return lambda norway: norway.classes.update(changes)


def many_classes(norway):
    for number in norway.numbers[:20]:
        norway.classes[number] = "05"


DOUBTS = {
    "truncated": (lambda n: n.bend("07459", "data", cut), "JSON that is broken at character", "may have broken off"),
    "truncated metadata": (lambda n: n.bend("12005", "metadata", cut), "table 12005: given JSON that is broken",),
    "renamed variable": (put("07459", "metadata", "dimension", "Region", "label", to="regioner"),
                         "the variables regioner, kjønn, alder", "(is it 'regioner'?)", "expected one called 'region'"),
    "renamed table": (put("12005", "metadata", "label", to="12005: Tannlegar"), "'12005: Tannlegar'", "'fastlege'"),
    "renamed content": (put("12005", "metadata", "dimension", "ContentsCode", "category", "label",
                            "KOSantallavtaler0000", to="Lister i alt"), "KOSantallavtaler0000 called 'Lister i alt'"),
    "content gone": (drop("12005", "ContentsCode", "KOSkapasitet0000"), "expected KOSkapasitet0000"),
    "renamed alternative": (put("14746", "metadata", "dimension", "ContentsCode", "category", "label", "Personer1",
                                to="Lav vekst"), "expected one with (LLML)"),
    "other unit": (put("07459", "metadata", "dimension", "ContentsCode", "category", "unit", "Personer1",
                       to={"base": "1 000 personer", "decimals": 0}), "in the unit", "expected whole persons"),
    "empty table": (put("12005", "metadata", "dimension", "Tid", "category", to={"index": {}, "label": {}}),
                    "no value of Tid: an empty table"),
    "no cells": (put("07459", "data", "value", to=[]), "given 0 cells; expected"),
    "cells gone": (put("07459", "data", "value", to=None), "given none; expected"),
    "not JSON-stat": (lambda n: n.bend("14746", "metadata", lambda _: {"error": "down"}), "expected JSON-stat 2"),
    "other role": (put("07459", "metadata", "role", to={}), "given None as time; expected one variable"),
    "merged": (drop("07459", "Region", "1580"), "no region 1580", "merged or renumbered"),
    "fewer regions": (lambda n: n.bend("07459", "data", fewer_regions), "given nothing for region"),
    "said twice": (lambda n: n.bend("07459", "data", said_twice), "0301 more than once; expected each name once"),
    "latest year gone": (drop("12005", "Tid", "2025"), "no 2025, but years up to 2024", "latest year withdrawn"),
    "older year only": (drop("07459", "Tid", "2026"), "no 2026, but years up to 2025"),
    "below zero": (cell("12005", -1, 1, 6, 1), "-1 for 0301, KOSantallkvinnel0000", "no number below 0"),
    "part of a person": (put("07459", "data", "value", 3, to=1.5), "expected whole numbers"),
    "a text": (put("07459", "data", "value", 3, to="12"), "'12' as number 4"),
    "a symbol": (cell("12005", np.nan, 1, 4, 1), "no number, '.' (cannot occur) for 0301, KOSantallpasient0001"),
    "lists gone": (cell("12005", np.nan, 1, slice(0, 7), 1), "7 of 2,457 cells otherwise", "(cannot occur)"),
    "a sum with a hole": (cell("14746", np.nan, 0, 1, 50, 1, 4), "no number, ':' (confidential)"),
    "country apart": (lambda n: add(n, "07459", 500, 0, 0, 40, 0, 3), "the whole country 5,627,900, not 5,627,400"),
    "ages apart": (lambda n: n.bend("07459", "data", other_age), "inhabitants 728,714, not", "the sum of their ages"),
    "too many people": (lambda n: [add(n, "07459", 20_000, r, 0, 40, 0, 3) for r in (0, 1)],
                        "inhabitants 2026: 0301 Oslo given 748,714, before 728,714; expected within 2 percent or 20",
                        "aged 30-49 in 2026: given"),
    "lists halved": (halve_lists, "lists_with_doctor: given", "expected 5,747 within 5 percent",
                     "1103 Stavanger given 69, before 138"),
    "projection out of order": (cell("14746", 6_200_000, 0, 0, 30, 1, 24), "expected low < main < high"),
    "projection far off": (cell("14746", 8_000_000, 0, 0, 30, 0, 24), "main 2050: given 8,000,000, expected 6,146,321"),
    "projection from elsewhere": (cell("14746", 5_600_000, 0, 0, 30, 0, 0), "expected 5,627,400 as counted"),
    "no class": (lambda n: n.classes.pop("5601"), "KLASS 128: given no class for 5601"),
    "strange class": (classes(**{"5601": "07"}), "the classes 7; expected 1 to 6"),
    "two classes up": (classes(**{"1101": "02"}), "1101 Eigersund given 2, before 4; expected one class up or down"),
    "new standard": (many_classes, "and 1", "expected at most 10 in another class"),
    "no correspondences": (put("128", "klass", "correspondenceItems", to=[]), "KLASS 128: given an empty list"),
    "other KLASS answer": (lambda n: n.bend("128", "klass", lambda _: {"codes": []}), "without correspondenceItems"),
    "two classes at once": (lambda n: n.bend("128", "klass", lambda a: a["correspondenceItems"].append(
        {**a["correspondenceItems"][0], "targetCode": "02"})), "several classes at once for 0301 (01, 02)"),
    "rule of the tables": (more_women, "women_gps: given 3; expected at most 2, its lists with a doctor"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubt_keeps_the_old_tables_and_says_why(name, norway, out):
    happen, *said = DOUBTS[name]
    happen(norway)
    told = "\n".join(refused(norway, out))
    for words in said:
        assert words in told, told


def test_all_doubts_are_told_at_once(norway, out):
    for name in ("truncated", "renamed table", "renamed alternative", "no class"):
        DOUBTS[name][0](norway)
    told = refused(norway, out)
    assert len(told) == 4 and [text.split(":")[0] for text in told] == [
        "table 07459", "table 12005", "table 14746", "KLASS 128"
    ]  # fmt: skip


def test_a_symbol_is_no_zero_even_where_there_are_no_lists(norway, out):
    """Rollag has no lists: all seven cells without a number stay empty; one number among them is a doubt."""
    rollag = 1 + norway.numbers.index("3336")
    assert np.isnan(norway.values["12005"][rollag, :7, 1]).all()
    norway.values["12005"][rollag, 0, 1] = 1
    assert "no number, '.' (cannot occur) for 3336" in "\n".join(refused(norway, out))


def test_the_latest_class_counts(norway, out):
    def once_more(answer):
        answer["correspondenceItems"].append({"sourceCode": "0301", "targetCode": "06", "validFrom": "2020-01-01"})

    assert ask(norway.bend("128", "klass", once_more), out).changed == ()


# Writing


def test_nothing_is_overwritten_and_nothing_is_asked_then(norway, out):
    out.mkdir()
    with pytest.raises(RefreshError, match="exists already, and nothing is overwritten"):
        ask(norway, out)
    assert norway.asked == [] and list(out.iterdir()) == []
    with pytest.raises(RefreshError, match="no such folder; make it first"):
        ask(norway, out / "far" / "away")


def test_a_dry_run_writes_nothing(norway, out):
    add(norway, "14746", -9712, 0, 0, 30, 0, 4)
    made = ask(norway, out, dry_run=True)
    assert made.folder is None and made.changed == ("population_projection",) and list(out.parent.iterdir()) == []


@pytest.mark.parametrize("where", ["copyfile", "rename"])
def test_a_full_disk_leaves_nothing_behind(where, norway, out, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*{"copyfile": (shutil, "copyfile", full), "rename": (refresh.os, "rename", full)}[where])
    with pytest.raises(RefreshError, match=r"could not be written \(No space left on device\), so the old ones stay"):
        ask(norway, out)
    assert list(out.parent.iterdir()) == []


def test_ctrl_c_leaves_nothing_behind(norway, out, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(refresh, "_sign", stop)
    with pytest.raises(KeyboardInterrupt):
        ask(norway, out)
    assert list(out.parent.iterdir()) == []


# Reading JSON-stat


def small(**changes) -> bytes:
    dimension = {
        "Region": {"label": "region", "category": {"index": ["0301", "1101"], "label": {"0301": "Oslo"}}},
        "ContentsCode": {"label": "statistikkvariabel", "category": {"index": {"Folk": 0}}},
        "Tid": {"label": "år", "category": {"index": {"2026": 1, "2025": 0}}},
    }
    answer = {
        "version": "2.0", "class": "dataset", "id": list(dimension), "size": [2, 1, 2], "dimension": dimension,
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]}, "value": [1, 2, 3, None], "status": {"3": ".."},
    }  # fmt: skip
    return json.dumps(answer | changes).encode()


ASKED = {"Tid": ["2026", "2025"], "Region": ["1101", "0301"], "ContentsCode": ["Folk"]}


@pytest.mark.parametrize("changes", [{}, {"value": {"0": 1, "1": 2, "2": 3}}, {"status": ["", "", None, ".."]}])
def test_every_form_of_json_stat_gives_the_order_asked_for(changes):
    cube = read_cube(small(**changes), "07459", ASKED)
    assert np.array_equal(cube.values[:, :, 0], [[np.nan, 2], [3, 1]], equal_nan=True)
    assert dict(cube.symbols) == {(0, 0, 0): ".."}
    with pytest.raises(AnswerError, match=r"no number, '\.\.' \(missing\) for 2026, 1101"):
        people(cube)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"size": [2, 1, 3]}, "expected sizes"),
        ({"value": {"4": 1}}, "a cell at place 4"),
        ({"id": ["Region", "Tid"], "size": [2, 2]}, "given roles Tid, ContentsCode"),
        ({"value": [1, 2, True, 4]}, "True as number 3"),
        ({"version": "1.0"}, "expected JSON-stat 2"),
        ({"dimension": {}}, "expected id, size, dimension and role"),
    ],
)
def test_what_is_no_json_stat_is_refused(changes, said):
    with pytest.raises(AnswerError, match=said):
        read_cube(small(**changes), "07459", ASKED)


@pytest.mark.parametrize(("raw", "said"), [
    (b'{"a": NaN}', "given NaN; expected a number"), (b"\xff\xfe", "not UTF-8"), (b"[" * 100_000, "nested|broken"),
    (b'{"a": 1, "a": 2}', "a more than once"),
])  # fmt: skip
def test_what_is_no_json_is_refused(raw, said):
    with pytest.raises(AnswerError, match=said):
        read_json(raw, "table 07459")


def test_a_table_that_does_not_sum_by_itself_is_summed(norway, out):
    for table in ("07459", "14746"):
        variables = norway.variables[table]
        for code in ("Kjonn", "Alder"):
            variables[code] = (*variables[code][:2], False)
    assert ask(norway, out).changed == ()


def test_a_question_stays_below_the_limit_of_cells(norway):
    inquiry = Inquiry(norway, ADDRESSES)
    table = inquiry.describe("07459")
    asked = {one.code: tuple(one.names) * (40 if one.code == "Tid" else 1) for one in table.variables}
    with pytest.raises(AnswerError, match=f"expected at most {MOST_CELLS:,}"):
        inquiry.numbers(table, asked)
