"""Levers, their record, areas and worlds: what is declared, and what is refused with help."""

from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest

from agents.doctor import PLACES
from agents.months import month_index
from model.geography import load_geography
from model.indicators import INDICATORS
from model.levers import LEVERS, NOT_MODELLED, RECORDS, lever_flaw
from model.levers_base import GROUPS, Lever, dated
from model.policy import Change, Policy, PolicyError
from model.policy_areas import WHERE_KEYS, normal_where, select, where_flaws
from model.tables import read_table
from model.world import RATE_NAMES, SWITCH_NAMES, WORLD_SETTINGS, World

START, END = month_index("2016-01"), month_index("2050-12")
RECORD_START = month_index("2012-01")


# --- declarations ---


@pytest.mark.parametrize("lever", LEVERS.values(), ids=LEVERS)
def test_every_lever_is_fully_declared(lever: Lever):
    assert lever.group in GROUPS and lever.row and lever.unit
    assert lever.first_indicator in INDICATORS
    assert lever.history[0].month <= month_index("2016-01"), "a run from 2016 must find a value"
    assert all(entry.document for entry in lever.history)
    dated_or_assumed = [mark for mark in (" 20", "(20", "-20", "assumption") if mark in lever.today]
    assert dated_or_assumed, "today's rule names a dated document, or says that it is an assumption"
    for entry in lever.history:
        keys = set(entry.where or {})
        assert keys <= set(WHERE_KEYS[lever.scope])
    assert lever.flaw(lever.trial) is None
    assert all(LEVERS[key].flaw(value) is None for key, value in lever.beside.items())
    if lever.evidence is not None and lever.kind in ("enum", "bool"):
        assert set(lever.evidence) <= set(lever.names or (False, True))
    elif lever.evidence is not None:
        assert lever.allowed[0] <= lever.evidence[0] <= lever.evidence[1] <= lever.allowed[1]


def test_declared_areas_are_on_the_map():
    geo = load_geography()
    for lever in LEVERS.values():
        for entry in lever.history:
            assert where_flaws(dict(entry.where or {}), lever.scope, geo) == []


def test_a_wrong_declaration_is_refused():
    good = {f.name: getattr(LEVERS["lis1.quarantine"], f.name) for f in fields(Lever) if f.init}
    wrong = {
        "group": "LIS2",
        "scope": "county",
        "kind": "number",
        "grade": "D",
        "sign": "up",
        "history": (dated("2020-01", 99, "above the allowed range"),),
        "lag_months": -1,
    }
    for name, value in wrong.items():
        with pytest.raises(ValueError, match=r"lis1\.quarantine"):
            Lever(**(good | {name: value}))
    for history in (
        (),
        (dated("2020-01", 1, "x", trust=("a",)),),
        (dated("2020-01", 1, "x"), dated("2019-01", 1, "x")),
    ):
        with pytest.raises(ValueError, match="history"):
            Lever(**(good | {"history": history}))


def test_lever_names_have_helpful_flaws():
    assert lever_flaw("lis1.state_posts") is None
    assert "lis1.state_posts" in lever_flaw("lis1.stat_post").mend
    assert "lis1.state_posts" in lever_flaw("state_posts").mend
    for key, reason in NOT_MODELLED.items():
        assert key not in LEVERS and "not modelled" in lever_flaw(key).mend and reason in lever_flaw(key).mend


@pytest.mark.parametrize(
    "key, value, part",
    [
        ("lis1.state_posts", 1500.0, "1500, without decimals"),
        ("lis1.state_posts", "1500", "without quotes"),
        ("lis1.state_posts", True, "whole number"),
        ("lis1.state_posts", -1, "at least 0"),
        ("lis1.state_posts", 3001, "at most 3000"),
        ("finance.basic_grant_share", 34, "0.34"),
        ("finance.basic_grant_share", float("nan"), "finite"),
        ("finance.basic_grant_share", float("inf"), "finite"),
        ("alis.training_cooperation", "true", "without quotes"),
        ("alis.training_cooperation", 1, "true or false"),
        ("alis.supervisor_rule", "experiense", "experienced"),
        ("alis.supervisor_rule", 1, "in quotes"),
    ],
)
def test_wrong_values_have_flaws_that_say_how_to_mend(key, value, part):
    assert part in LEVERS[key].flaw(value).mend


def test_the_right_values_have_no_flaw():
    assert LEVERS["practice.capacity_per_gp"].flaw(1) is None
    assert LEVERS["practice.capacity_per_gp"].flaw(0.5) is None
    assert LEVERS["practice.capacity_per_gp"].flaw(2) is None
    assert LEVERS["alis.training_cooperation"].flaw(False) is None


def test_evidence_warns_only_outside():
    posts = LEVERS["lis1.state_posts"]
    assert posts.warning(946) == posts.warning(1219) == "" and "946 to 1219" in posts.warning(1220)
    assert "specialist" in LEVERS["alis.supervisor_rule"].warning("municipality")
    assert LEVERS["alis.supervisor_rule"].warning("specialist") == ""
    assert LEVERS["lis1.quarantine"].warning(24) == "", "no evidence, nothing to be beyond of"


# --- the record ---


def test_the_record_has_the_published_values():
    line = Policy.of_record().compile(load_geography(), START, END)
    posts = {"2016-01": 946, "2020-08": 946, "2020-09": 1085, "2021-09": 1079, "2022-09": 1110}
    posts |= {"2023-09": 1162, "2024-09": 1185, "2025-08": 1185, "2025-09": 1219, "2050-12": 1219}
    for month, count in posts.items():
        assert line.national("lis1.state_posts", month_index(month)) == count
    rule = {"2016-12": "none", "2017-03": "strict", "2020-05": "temporary", "2025-12": "temporary"}
    for month, name in (rule | {"2026-01": "limited"}).items():
        assert line.national("competence.exemption", month_index(month)) == name
    assert line.national("lis1.gp_linked_posts", month_index("2024-08")) == 0
    assert line.national("lis1.gp_linked_posts", month_index("2024-09")) == 66
    shares = {"2023-04": 0.27, "2023-05": 0.32, "2024-01": 0.34}
    assert all(line.national("finance.basic_grant_share", month_index(m)) == v for m, v in shares.items())


def test_study_places_are_those_of_the_table():
    geo, policy, table = load_geography(), Policy.of_record(), read_table("study_places")
    for row, year in enumerate(table["year"]):
        places = policy.at("education.study_places", geo, month_index(f"{year}-08"))
        assert places.tolist() == [table[place][row] for place in PLACES], year
    published = {2007: 580, 2018: 636, 2022: 731, 2023: 761, 2024: 781}
    for year, total in published.items():
        assert policy.at("education.study_places", geo, month_index(f"{year}-08")).sum() == total
    line = policy.compile(geo, START, END)
    assert line.place("education.study_places", START).sum() == 621, "the class of August 2015"
    assert line.place("education.rural_quota", END).tolist() == [0, 0, 0, 0.6]
    with pytest.raises(PolicyError, match=r"education\.study_places"):
        policy.at("education.study_place", geo, START)


def test_grants_by_place_and_date():
    geo = load_geography()
    line = Policy.of_record().compile(geo, START, END)

    def grant(month):
        return line.municipal("alis.grant_nok", month_index(month))

    north = (geo.health_region == geo.health_regions.index("Helse Nord")) & (geo.centrality >= 5)
    west = (geo.health_region == geo.health_regions.index("Helse Vest")) & (geo.centrality >= 5)
    assert grant("2018-12").max() == 0
    assert north.sum() > 20 and west.sum() > 20
    assert (grant("2019-01") == 200_000 * north + 150_000 * west).all()
    assert (grant("2020-01") == 229_600).all() and (grant("2022-02") == 229_600).all()
    assert (grant("2022-03") == 367_000).all()
    supplement = line.municipal("alis.centrality6_supplement_nok", month_index("2022-03"))
    assert (supplement == 200_000 * (geo.centrality == 6)).all()


def test_lis1_spring_share():
    policy = Policy.of_record()
    assert policy.record("lis1_spring_share", START) == 456 / 946
    assert policy.record("lis1_spring_share", month_index("2021-03")) == 575 / 1085
    assert policy.record("lis1_spring_share", END) == 610 / 1219
    for entry in RECORDS["lis1_spring_share"]:
        posts = policy.national_steps("lis1.state_posts", RECORD_START, END).at(entry.month)
        in_september = posts * entry.value
        assert in_september == pytest.approx(round(in_september), abs=1e-9), "whole posts in each round"
    with pytest.raises(PolicyError, match="2012-01"):
        policy.record("lis1_spring_share", RECORD_START - 1)
    with pytest.raises(PolicyError, match="lis1_spring_share"):
        policy.record("lis1_spring_shares", START)


def test_lis1_posts_are_those_of_the_rounds():
    policy, table, compared = Policy.of_record(), read_table("lis1_rounds"), 0
    for start, posts in zip(table["start"], table["posts"], strict=True):
        month = month_index(str(start))
        if month < START or np.isnan(posts):
            continue
        share = policy.record("lis1_spring_share", month)
        of_the_round = share if str(start).endswith("-09") else 1.0 - share
        assert round(policy.at("lis1.state_posts", None, month) * of_the_round) == posts, start
        compared += 1
    assert compared >= 20


def test_history_stops_where_it_is_told_to():
    old = Policy.of_record(until="2025-12").compile(load_geography(), START, END)
    assert old.national("competence.exemption", END) == "temporary"
    assert old.national("lis1.state_posts", END) == 1219
    with_january = Policy.of_record(until="2026-01").compile(load_geography(), START, END)
    assert with_january.national("competence.exemption", END) == "limited", "the month named still counts"
    older = Policy.of_record(until="2018-06")
    assert older.compile(load_geography(), START, END).national("lis1.state_posts", END) == 946
    assert older.compile(load_geography(), START, END).municipal("alis.grant_nok", END).max() == 0
    assert older.record("lis1_spring_share", END) == 456 / 946
    kept = older.with_changes([Change("lis1.state_posts", month_index("2027-01"), None, 1000)]).compile(
        load_geography(), START, END
    )
    assert kept.national("competence.exemption", END) == "strict", "changes keep the cut"


def test_before_the_record_there_is_no_value():
    with pytest.raises(PolicyError, match=r"on record from .*asked for 2006"):
        Policy.of_record().compile(load_geography(), month_index("2006-01"), END)
    with pytest.raises(PolicyError, match="before its start"):
        Policy.of_record().compile(load_geography(), END, START)


# --- areas ---


def test_areas_on_the_real_map():
    geo = load_geography()
    assert select({}, "municipality", geo).sum() == 357
    north = select({"county": ("Nordland", "Troms", "Finnmark")}, "municipality", geo)
    assert (north == select({"health_region": ("Helse Nord",)}, "municipality", geo)).all()
    oslo = select(normal_where({"municipality": "Oslo"}), "municipality", geo)
    assert [geo.numbers[i] for i in np.flatnonzero(oslo)] == ["0301"]
    assert normal_where({"municipality": ["Oslo", "1103"]}, geo) == {"municipality": ("0301", "1103")}
    small = select({"size": ("<2000",), "centrality": (6,)}, "municipality", geo)
    assert 0 < small.sum() < (geo.centrality == 6).sum()
    assert select({"health_region": ("Helse Nord",)}, "trust", geo).sum() == 4


@pytest.mark.parametrize(
    "where, scope, key, part",
    [
        ({"centralty": 6}, "municipality", "where.centralty", "centrality"),
        ({"centrality": 7}, "municipality", "where.centrality", "centrality = [5, 6]"),
        ({"centrality": "6"}, "municipality", "where.centrality", "centrality = [5, 6]"),
        ({"centrality": True}, "municipality", "where.centrality", "centrality = [5, 6]"),
        ({"county": "Nordlan"}, "municipality", "where.county", "Nordland"),
        ({"county": 18}, "municipality", "where.county", "Nordland"),
        ({"county": []}, "municipality", "where.county", "Nordland"),
        ({"municipality": 301}, "municipality", "where.municipality", '"0301"'),
        ({"municipality": "Herøy"}, "municipality", "where.municipality", "Herøy (Nordland)"),
        ({"municipality": "9999"}, "municipality", "where.municipality", "?"),
        ({"place": "uit"}, "municipality", "where.place", "leave where out"),
        ({"municipality": "0301"}, "trust", "where.municipality", "leave where out"),
        ({"centrality": 6}, "national", "where.centrality", "leave where out"),
        ({"county": "Oslo"}, "place", "where.county", "leave where out"),
        ({"place": "uitt"}, "place", "where.place", "uit"),
        ({"trust": "Helse Bergen"}, "trust", "where.trust", "Helse Bergen HF"),
        ({"county": "Oslo", "centrality": [6]}, "municipality", "where", "widen"),
        ("Oslo", "municipality", "where", "where = {"),
    ],
)
def test_wrong_areas(where, scope, key, part):
    flaws = where_flaws(where, scope, load_geography())
    assert [k for k, _ in flaws] == [key]
    assert part in flaws[0][1].mend


def test_a_name_that_two_municipalities_bear_must_be_a_number():
    geo = SimpleNamespace(numbers=("1515", "1818"), names=("Herøy", "Herøy"), scale=1.0)
    ((key, flaw),) = where_flaws({"municipality": "Herøy"}, "municipality", geo)
    assert key == "where.municipality" and '"1515", "1818"' in flaw.mend
    assert where_flaws({"municipality": "1818"}, "municipality", geo) == []


# --- the world ---


def test_the_plain_world():
    world = World()
    assert (world.demography, world.hospital_posts_growth, world.need_growth) == ("main", 0.02, 0.005)
    assert all(world.rate(name) == 1.0 for name in RATE_NAMES) and all(
        world.on(name) for name in SWITCH_NAMES
    )
    assert len(RATE_NAMES) == 13 and len(SWITCH_NAMES) == 9
    for setting in WORLD_SETTINGS.values():
        assert setting.low <= setting.default <= setting.high and setting.text


def test_a_world_with_wishes():
    world = World(demography="high", rates={"gp_exit": 2}, switches={"load_exit": False})
    assert world.rate("gp_exit") == 2.0 and world.rate("gp_move") == 1.0
    assert not world.on("load_exit") and world.on("supply_caps")
    with pytest.raises(KeyError, match="gp_exit"):
        world.rate("gp_exits")
    with pytest.raises(KeyError, match="load_exit"):
        world.on("load")


def test_a_wrong_world_names_every_mistake():
    with pytest.raises(ValueError) as error:
        World("middle", 0.031, float("nan"), {"gp_exits": 1, "gp_exit": 5.1}, {"load_exit": 1})
    said = str(error.value)
    for part in ("demography", "0.03 ", "nan", "rates.gp_exits", "rates.gp_exit:", "switches.load_exit"):
        assert part in said
