"""The dated policy: the record, layers of changes, and the timeline that a run reads."""

import pickle
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.months import month_index, month_text
from model.geography import load_geography
from model.levers import LEVERS
from model.levers_base import Lever
from model.policy import PLACES, Change, Policy, PolicyError, World, overlaps
from tests.norway import todays_values

START, END = month_index("2016-01"), month_index("2050-12")
JAN_27, JAN_30 = month_index("2027-01"), month_index("2030-01")


@dataclass(frozen=True)
class Fake:
    """Eight municipalities in two counties, three trusts and two regions."""

    numbers: tuple[str, ...] = ("0301", "3201", "4601", "4602", "4603", "1801", "1802", "1803")
    names: tuple[str, ...] = ("A", "B", "C", "D", "E", "F", "G", "H")
    counties: tuple[str, ...] = ("East", "Vestland", "Nordland")
    county: Any = None
    health_regions: tuple[str, ...] = ("Helse Sør-Øst", "Helse Vest", "Helse Nord")
    health_region: Any = None
    trusts: tuple[str, ...] = ("Ahus HF", "Bergen HF", "Bodø HF")
    trust: Any = None
    trust_region: Any = None
    centrality: Any = None
    size_classes: tuple[str, ...] = ("<2000", "2000-4999", ">=5000")
    size_class: Any = None
    scale: float = 1.0


def fake(scale: float = 1.0) -> Fake:
    area = np.array([0, 0, 1, 1, 1, 2, 2, 2], np.int8)
    return Fake(
        county=area,
        health_region=area,
        trust=area,
        trust_region=np.arange(3, dtype=np.int8),
        centrality=np.array([1, 2, 2, 5, 6, 4, 6, 6], np.int8),
        size_class=np.array([2, 2, 2, 1, 0, 2, 1, 0], np.int8),
        scale=scale,
    )


GEO = fake()


def change(lever: str, value: Any, start: int = JAN_27, until: int | None = None, **where: Any) -> Change:
    return Change(lever, start, until, value, where)


# --- layers ---


def test_until_is_exclusive_and_falls_back():
    policy = Policy.of_record().with_changes([change("lis1.state_posts", 1500, JAN_27, JAN_30)])
    line = policy.compile(GEO, START, END)
    seen = [line.national("lis1.state_posts", m) for m in (JAN_27 - 1, JAN_27, JAN_30 - 1, JAN_30)]
    assert seen == [1219, 1500, 1500, 1219]


def test_a_change_can_begin_in_the_first_and_in_the_last_month():
    policy = Policy.of_record().with_changes(
        [change("lis1.quarantine", 6, START), change("lis1.allocation", "lottery", END)]
    )
    line = policy.compile(GEO, START, END)
    assert line.national("lis1.quarantine", START) == 6 and line.months("lis1.quarantine") == (START,)
    assert line.national("lis1.allocation", END) == "lottery"
    assert line.national("lis1.allocation", END - 1) == "application"


def test_a_later_layer_replaces_an_earlier_one_from_its_own_date():
    first = Policy.of_record().with_changes(
        [change("lis1.state_posts", 1300, JAN_27, JAN_30), change("lis1.state_posts", 1600, JAN_30)]
    )
    both = first.with_changes([change("lis1.state_posts", 1400, JAN_27 + 12)]).compile(GEO, START, END)
    seen = [both.national("lis1.state_posts", m) for m in (JAN_27, JAN_27 + 11, JAN_27 + 12, JAN_30, END)]
    assert seen == [1300, 1300, 1400, 1400, 1400]


def test_a_change_outlasts_later_entries_of_the_record():
    policy = Policy.of_record().with_changes([change("lis1.state_posts", 1000, month_index("2020-01"))])
    assert policy.compile(GEO, START, END).national("lis1.state_posts", END) == 1000


def test_the_narrower_area_wins_inside_a_layer_whatever_the_order():
    wide, narrow = change("alis.grant_nok", 1_000), change("alis.grant_nok", 2_000, centrality=[6])
    narrowest = change("alis.grant_nok", 3_000, centrality=[6], county="Vestland")
    for layer in ([wide, narrow, narrowest], [narrowest, narrow, wide], [narrow, wide, narrowest]):
        line = Policy.of_record().with_changes(layer).compile(GEO, START, END)
        assert line.municipal("alis.grant_nok", JAN_27).tolist() == [1000, 1000, 1000, 1000, 3000, 1000, 2000, 2000]


def test_a_wide_later_layer_replaces_a_narrow_earlier_one():
    policy = Policy.of_record().with_changes([change("alis.grant_nok", 5_000, municipality="0301")])
    line = policy.with_changes([change("alis.grant_nok", 7_000)]).compile(GEO, START, END)
    assert set(line.municipal("alis.grant_nok", END)) == {7000.0}


def test_overlaps_that_are_not_nested_are_refused():
    in_county, in_class = (
        change("alis.grant_nok", 1_000, county="Vestland"),
        change("alis.grant_nok", 2_000, centrality=6),
    )
    assert overlaps([in_county, in_class], GEO) == [(0, 1)]
    with pytest.raises(PolicyError, match="overlap"):
        Policy.of_record().with_changes([in_county, in_class]).compile(GEO, START, END)
    same = [change("lis1.state_posts", 1300), change("lis1.state_posts", 1400, JAN_30)]
    assert overlaps(same, GEO) == [(0, 1)]
    apart = [change("alis.grant_nok", 1_000, county="Vestland"), change("alis.grant_nok", 2_000, county="Nordland")]
    assert overlaps(apart, GEO) == []
    in_turn = [change("lis1.state_posts", 1300, JAN_27, JAN_30), change("lis1.state_posts", 1400, JAN_30)]
    assert overlaps(in_turn, GEO) == []


def test_trusts_and_places():
    policy = Policy.of_record().with_changes(
        [
            change("lis1.regional_split", 2.0, health_region="Helse Vest"),
            change("lis1.regional_split", 3, trust="Bodø HF"),
            change("education.study_places", 300, place=["uib", "uit"]),
        ]
    )
    line = policy.compile(GEO, START, END)
    assert line.trust("lis1.regional_split", JAN_27).tolist() == [1, 2, 3]
    assert line.place("education.study_places", JAN_27).tolist() == [296, 300, 131, 300]
    assert PLACES == ("uio", "uib", "ntnu", "uit")


def test_wrong_changes_are_all_named_at_once():
    wrong = [
        change("lis1.stat_posts", 1),
        change("alis.grant_nok", 0.5, place="uit"),
        change("lis1.state_posts", 1300, JAN_30, JAN_27),
        change("lis1.state_posts", 1300, centrality=6),
    ]
    with pytest.raises(PolicyError) as error:
        Policy.of_record().with_changes(wrong)
    said = str(error.value)
    assert all(
        part in said
        for part in ("lis1.state_posts", "0.5", "where.place", "2027-01 must come after", "whole country")
    )


def test_an_area_that_is_no_table_is_named():
    with pytest.raises(PolicyError, match=r'alis.grant_nok: where: given "Oslo"'):
        Policy.of_record().with_changes([Change("alis.grant_nok", JAN_27, None, 1_000, "Oslo")])  # type: ignore


def test_more_linked_posts_than_posts_is_impossible():
    policy = Policy.of_record().with_changes([change("lis1.state_posts", 50, JAN_30)])
    with pytest.raises(PolicyError, match=r"66 linked posts with 50 state posts in 2030-01"):
        policy.compile(GEO, START, END)


# --- the timeline ---


@pytest.mark.parametrize("key", LEVERS)
def test_setting_todays_value_compiles_to_the_identical_timeline(key):
    geo, today = load_geography(), month_index("2026-01")
    base = Policy.of_record().compile(geo, START, END)
    same = todays_values(key, geo, today)
    assert Policy.of_record().with_changes(same).compile(geo, START, END) == base
    other = next(v for v in _other_values(LEVERS[key]) if v != same[0].value)
    changed = Policy.of_record().with_changes([Change(key, today, None, other)]).compile(geo, START, END)
    assert changed != base, "another value must be seen"


def _other_values(lever: Lever) -> tuple:
    if lever.kind == "enum":
        return lever.names
    if lever.kind == "bool":
        return (True, False)
    kind = int if lever.kind == "int" else float
    return tuple(kind(bound) for bound in lever.allowed) if lever.key != "lis1.state_posts" else (1500, 1000)


def test_the_same_object_while_nothing_changes():
    policy = Policy.of_record().with_changes(
        [
            change("alis.grant_nok", 400_000, JAN_27, centrality=6),
            change("alis.grant_nok", 367_000, JAN_30, county="East"),
        ]
    )
    line = policy.compile(GEO, START, END)
    from_2022 = line.municipal("alis.grant_nok", month_index("2022-03"))
    assert line.municipal("alis.grant_nok", JAN_27 - 1) is from_2022
    assert line.municipal("alis.grant_nok", JAN_27) is not from_2022
    assert line.municipal("alis.grant_nok", END) is line.municipal("alis.grant_nok", JAN_27), (
        "2030 sets what is there"
    )
    assert JAN_30 not in line.months("alis.grant_nok") and JAN_27 in line.months("alis.grant_nok")
    with pytest.raises(ValueError):
        from_2022[0] = 1.0


def test_kinds_of_national_values():
    line = Policy.of_record().compile(GEO, START, END)
    assert type(line.national("lis1.state_posts", END)) is int
    assert type(line.national("finance.basic_grant_share", END)) is float
    assert line.national("lis1.allocation", END) == "application"
    assert line.municipal("contract.salaried_offer", END).tolist() == [1.0] * 8
    assert line.municipal("alis.training_cooperation", END).dtype == np.float64


def test_reading_wrongly_says_how_to_read():
    line = Policy.of_record().compile(GEO, START, END)
    with pytest.raises(PolicyError, match=r"timeline\.national"):
        line.municipal("lis1.state_posts", END)
    with pytest.raises(PolicyError, match=r"lis1\.state_posts"):
        line.national("lis1.state_post", END)
    with pytest.raises(PolicyError, match="2016-01 to 2050-12"):
        line.national("lis1.state_posts", END + 1)
    with pytest.raises(PolicyError, match="2016-01 to 2050-12"):
        line.municipal("alis.grant_nok", START - 1)


def test_a_later_start_sees_the_same_values():
    whole = Policy.of_record().compile(GEO, START, END)
    late = Policy.of_record().compile(GEO, month_index("2026-01"), END)
    for month in range(month_index("2026-01"), END + 1, 7):
        assert np.array_equal(
            whole.municipal("alis.grant_nok", month), late.municipal("alis.grant_nok", month)
        )
        assert whole.national("lis1.state_posts", month) == late.national("lis1.state_posts", month)


# --- parts and copies of the map ---


def test_places_that_are_not_on_the_whole_map_stop_the_run_and_on_a_part_select_nothing():
    policy = Policy.of_record().with_changes([change("alis.grant_nok", 1_000, municipality="9999")])
    with pytest.raises(PolicyError, match="9999"):
        policy.compile(GEO, START, END)
    line = policy.compile(fake(scale=0.1), START, END)
    assert line == Policy.of_record().compile(fake(scale=0.1), START, END)
    wrong = Policy.of_record().with_changes([change("alis.grant_nok", 1_000, county="Vestlan")])
    with pytest.raises(PolicyError, match="Vestland"):
        wrong.compile(fake(scale=0.1), START, END)


def test_part_and_copies_of_the_map_take_the_values_of_the_whole():
    geo = load_geography()
    policy = Policy.of_record().with_changes(
        [
            change("alis.grant_nok", 1_000),
            change("alis.grant_nok", 2_000, centrality=6),
            change("alis.grant_nok", 3_000, centrality=6, county="Finnmark"),
            change("alis.grant_nok", 4_000, municipality="5601"),
            change("lis1.regional_split", 2, trust="Finnmarkssykehuset HF"),
        ]
    )
    whole = policy.compile(geo, START, END)
    rows = [i for i, c in enumerate(geo.counties) if c == "Finnmark"]
    numbers = [n for n, c in zip(geo.numbers, geo.county, strict=True) if c in rows]
    part = geo.subset(numbers)
    small = policy.compile(part, START, END).municipal("alis.grant_nok", END)
    assert small.tolist() == [whole.municipal("alis.grant_nok", END)[geo.index(n)] for n in part.numbers]
    copies = policy.compile(part.replicate(2), START, END)
    assert copies.municipal("alis.grant_nok", END).tolist() == [*small, *small]
    assert copies.trust("lis1.regional_split", END).tolist() == [2.0, 2.0]


def test_policy_and_world_travel_to_workers():
    policy = Policy.of_record("2025-12").with_changes([change("alis.grant_nok", 1_000, centrality=[6, 5])])
    assert pickle.loads(pickle.dumps(policy)) == policy
    world = World(rates={"gp_exit": 2})
    assert pickle.loads(pickle.dumps(world)) == world
    assert policy.layers[0][0].where == {"centrality": (5, 6)}


# --- random changes against a month-by-month evaluation ---

KEYS = {"alis.grant_nok": st.integers(1_000, 2_000_000), "practice.capacity_per_gp": st.floats(0.5, 2.0)}
# each layer is nested: everywhere, a county, one class of it
AREAS = st.sampled_from(
    [{}, {"county": "Vestland"}, {"county": "Vestland", "centrality": 6}, {"municipality": "0301"}]
)


@st.composite
def layers(draw):
    made = []
    for _ in range(draw(st.integers(0, 3))):
        layer = []
        for _ in range(draw(st.integers(1, 4))):
            key = draw(st.sampled_from(sorted(KEYS)))
            start = draw(st.integers(START, START + 200))
            until = draw(st.none() | st.integers(1, 60).map(lambda n, s=start: s + n))
            layer.append(Change(key, start, until, draw(KEYS[key]), draw(AREAS)))
        kept = []
        for one in layer:  # a pair that overlaps without nesting would be refused
            if not overlaps([*kept, one], GEO):
                kept.append(one)
        made.append(kept)
    return made


def _lies_in(i: int, where: dict) -> bool:
    own = {
        "county": GEO.counties[GEO.county[i]],
        "centrality": int(GEO.centrality[i]),
        "municipality": GEO.numbers[i],
        "health_region": GEO.health_regions[GEO.health_region[i]],
    }
    return all(own[key] in names for key, names in where.items())


def _naive(key: str, month: int, made: list[list[Change]]) -> list[float]:
    """The value of each municipality, one by one: the last thing that was said about it."""
    values = []
    for i in range(len(GEO.numbers)):
        value = None
        for entry in LEVERS[key].history:
            if entry.month <= month and _lies_in(i, dict(entry.where or {})):
                value = entry.value
        for layer in made:
            said = [c for c in layer if c.lever == key and _lies_in(i, dict(c.where))]
            said = [
                c for c in said if c.from_month <= month and (c.until_month is None or month < c.until_month)
            ]
            size = [sum(_lies_in(j, dict(c.where)) for j in range(len(GEO.numbers))) for c in said]
            value = said[size.index(min(size))].value if said else value
        values.append(float(value))
    return values


@settings(deadline=None, derandomize=True, max_examples=60)
@given(layers())
def test_the_timeline_equals_a_month_by_month_evaluation(made):
    policy, end = Policy.of_record(), START + 280
    for layer in made:
        policy = policy.with_changes(layer)
    line = policy.compile(GEO, START, end)
    for key in KEYS:
        before = None
        for month in range(START, end + 1):
            values = line.municipal(key, month)
            if before is None or values is not before:
                assert before is None or not np.array_equal(values, before), "a new object means a new value"
                assert month in line.months(key)
            before = values
            if month % 3 == 0 or month in line.months(key):
                assert values.tolist() == _naive(key, month, made), month_text(month)
