"""The map against published sums, and what subset and replicate must keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import neighbours
from model.geography import LIST_COLUMNS, fit_legevakt_districts, fit_list_use, load_geography
from model.rounding import whole_rows
from model.tables import read_table

GEO = load_geography()
NORTH = [
    n for n, r in zip(GEO.numbers, GEO.health_region, strict=True) if GEO.health_regions[r] == "Helse Nord"
]
# SSB table 12005, 31 December 2025, by centrality class: lists with and without a GP, people on them.
BY_CLASS = {
    1: (873, 0, 1_080_201, 0),
    2: (1440, 31, 1_542_234, 20_139),
    3: (1467, 20, 1_415_092, 13_436),
    4: (906, 56, 770_225, 38_207),
    5: (720, 60, 512_971, 32_787),
    6: (341, 30, 183_664, 13_330),
}
BY_SIZE = [(162, 13), (437, 34), (579, 42), (658, 33), (1410, 42), (2501, 33)]
CLASS_PEOPLE_2026 = {1: 1_031_128, 2: 1_543_128, 3: 1_450_738, 4: 824_469, 5: 567_037, 6: 210_900}


def listed(geo):
    return geo.list_use.T @ geo.inhabitants_2026


def test_national_sums():
    assert (
        len(GEO) == 357 and len(GEO.trusts) == 19 and len(GEO.counties) == 15 and len(GEO.health_regions) == 4
    )
    assert GEO.lists_with_doctor.sum() + GEO.lists_without_doctor.sum() == 5944
    assert GEO.patients.sum() == 5_622_286
    assert GEO.inhabitants_2026.sum() == 5_627_400 == GEO.by_age_2026.sum()
    assert GEO.women_gps.sum() == 2869 and GEO.lists_open.sum() == 1340
    assert (~GEO.has_lists).sum() == 6 and GEO.inhabitants_2026[~GEO.has_lists].sum() == 7382
    assert GEO.scale == 1.0


def test_sums_by_class_as_published():
    for c, expected in BY_CLASS.items():
        inside = GEO.centrality == c
        columns = (GEO.lists_with_doctor, GEO.lists_without_doctor, GEO.patients_with, GEO.patients_without)
        assert tuple(int(column[inside].sum()) for column in columns) == expected
        assert GEO.inhabitants_2026[inside].sum() == CLASS_PEOPLE_2026[c]
    for c, expected_lists in enumerate(BY_SIZE):
        inside = GEO.size_class == c
        assert (GEO.lists_with_doctor[inside].sum(), GEO.lists_without_doctor[inside].sum()) == expected_lists


def test_classes_follow_the_index_and_the_inhabitants():
    limits = {1: (925, 1000), 2: (870, 924), 3: (775, 869), 4: (670, 774), 5: (565, 669), 6: (0, 564)}
    for c, (low, high) in limits.items():
        index = GEO.centrality_index[GEO.centrality == c]
        assert low <= index.min() and index.max() <= high
    assert GEO.size_classes[GEO.size_class[GEO.index("0301")]] == ">=50 000"
    assert (
        GEO.inhabitants_2026[GEO.size_class == 0].max()
        < 2000
        <= GEO.inhabitants_2026[GEO.size_class == 1].min()
    )


def test_haram_is_parted_from_alesund_before_2024():
    alesund, haram = GEO.names.index("Ålesund"), GEO.names.index("Haram")
    ratio = GEO.inhabitants_2016_2026[:, haram] / GEO.inhabitants_2016_2026[:, alesund]
    assert ratio.max() / ratio.min() < 1.02
    growth = np.diff(GEO.inhabitants_2016_2026, axis=0) / GEO.inhabitants_2016_2026[:-1]
    assert np.abs(growth[:, GEO.inhabitants_2026 > 2000]).max() < 0.095  # no merger left in the series


def test_every_trust_lies_in_the_region_of_its_municipalities():
    assert (GEO.trust_region[GEO.trust] == GEO.health_region).all()
    assert GEO.trusts[GEO.trust[GEO.index("0301")]] == "Oslo universitetssykehus HF"


def test_arrays_cannot_be_written():
    for array in (GEO.number, GEO.distance_km, GEO.patients_with, GEO.list_use.data, GEO.subset(NORTH).near):
        with pytest.raises(ValueError):
            array[0] = 0


def test_distances_and_neighbours():
    oslo, bergen = GEO.index("0301"), GEO.index("4601")
    assert GEO.distance_km[oslo, bergen] == pytest.approx(305, abs=5)
    assert (GEO.distance_km == GEO.distance_km.T).all() and (np.diag(GEO.distance_km) == 0).all()
    near = np.take_along_axis(GEO.distance_km, GEO.near.astype(int), axis=1)
    assert (np.diff(near, axis=1) >= 0).all()
    assert GEO.has_lists[GEO.near].all() and not (GEO.near == np.arange(357)[:, None]).any()
    for i in (oslo, GEO.names.index("Rollag")):
        others = np.flatnonzero(GEO.has_lists & (np.arange(357) != i))
        assert GEO.near[i, 0] == others[np.argmin(GEO.distance_km[i, others])]


def test_list_use_gives_back_the_people_on_the_lists_exactly():
    assert np.abs(listed(GEO) - GEO.patients).max() < 1e-6
    assert (GEO.list_use.data > 0).all() and GEO.list_use.shape == (357, 357)


def test_list_use_is_plausible():
    use = GEO.list_use.toarray()
    assert np.abs(use.sum(axis=1) - 0.99909).max() < 0.005  # listed people / inhabitants, everywhere alike
    own = np.diag(use)[GEO.has_lists] / use.sum(axis=1)[GEO.has_lists]
    assert (own > 0.8).mean() > 0.8 and own.min() > 0.4
    assert use[:, ~GEO.has_lists].sum() == 0 and (use[~GEO.has_lists].sum(axis=1) > 0.99).all()
    cities = [GEO.index(number) for number in neighbours.CITIES]
    crossing = use * GEO.inhabitants_2026[:, None]
    crossing[:, cities] = 0  # people of university cities come from far
    assert crossing[GEO.distance_km > 150].sum() < 0.0002 * GEO.patients.sum()
    oslo = GEO.index("0301")
    assert (use[:, oslo] > 0).sum() > 150 and use[oslo, oslo] > 0.95


def test_the_stored_list_use_is_the_fit():
    t = read_table("list_use")
    place = {n: i for i, n in enumerate(GEO.numbers)}
    stored = np.zeros((357, 357), dtype=np.int64)
    stored[[place[n] for n in t["residence"]], [place[n] for n in t["list_municipality"]]] = t["people"]
    distance = neighbours.distances_km(GEO.lat, GEO.lon)
    fitted = fit_list_use(
        GEO.numbers, GEO.inhabitants_2026, GEO.patients, distance, GEO.labour_region, GEO.health_region
    )
    assert (fitted.sum(axis=0) == GEO.patients).all()
    # The last digit of a sum may differ between processors and turn a rounding: one person in a few cells.
    assert np.abs(fitted - stored).max() <= 1 and (fitted != stored).sum() <= 20


def test_legevakt_districts_are_as_many_as_published_and_are_the_fit():
    size = np.bincount(GEO.legevakt_district)
    assert len(size) == 167 and (size == 1).sum() == 83 and (size > 1).sum() == 84
    assert size[size > 1].mean() == pytest.approx(3.3, abs=0.05)
    distance = neighbours.distances_km(GEO.lat, GEO.lon)
    fitted = fit_legevakt_districts(GEO.inhabitants_2026, distance, GEO.labour_region)
    assert (fitted - 1 == GEO.legevakt_district).all()
    assert size[GEO.legevakt_district[GEO.index("0301")]] == 1
    together = GEO.legevakt_district[:, None] == GEO.legevakt_district
    assert np.median(GEO.distance_km[together & ~np.eye(357, dtype=bool)]) < 40


def test_lis1_slots_lean_to_the_least_central():
    weight = GEO.lis1_municipal_weight
    assert weight.sum() == pytest.approx(1) and (weight[~GEO.has_lists] == 0).all()
    assert (
        0.30 < weight[GEO.centrality >= 5].sum() < 0.40
    )  # SSB 2015: 35 percent in the least central quarter
    per_head = weight / GEO.inhabitants_2026
    big, small = GEO.index("0301"), int(np.flatnonzero((GEO.centrality == 6) & GEO.has_lists)[0])
    assert per_head[small] / per_head[big] == pytest.approx(2.6 / 0.5)


def test_a_subset_keeps_its_people_lists_and_trusts():
    north = GEO.subset(list(reversed(NORTH)))
    rows = [GEO.index(n) for n in NORTH]
    assert north.numbers == tuple(NORTH) and len(north) == 80
    for column in LIST_COLUMNS:
        assert (getattr(north, column) == getattr(GEO, column)[rows]).all()
    assert (north.inhabitants_2016_2026 == GEO.inhabitants_2016_2026[:, rows]).all()
    assert (
        {north.trusts[t] for t in north.trust}
        == {GEO.trusts[GEO.trust[i]] for i in rows}
        == set(north.trusts)
    )
    assert [north.trusts[t] for t in north.trust] == [GEO.trusts[GEO.trust[i]] for i in rows]
    assert (north.trust_region[north.trust] == north.health_region).all()
    assert (north.distance_km == GEO.distance_km[np.ix_(rows, rows)]).all()
    assert north.scale == pytest.approx(GEO.inhabitants_2026[rows].sum() / 5_627_400)


def test_a_subset_balances_its_list_use_again():
    north = GEO.subset(NORTH)
    assert np.abs(listed(north) - north.patients).max() < 1e-6
    share = north.list_use.sum(axis=1)
    assert np.abs(share - north.patients.sum() / north.inhabitants_2026.sum()).max() < 0.01
    oslo = GEO.subset(["0301"])
    assert listed(oslo) == pytest.approx(oslo.patients) and (oslo.near == -1).all()


def test_a_place_without_lists_finds_the_nearest_in_a_subset_far_away():
    small = GEO.subset(["0301", "5528"])  # Oslo and Dyrøy
    assert small.list_use.toarray()[1, 0] > 0 and np.abs(listed(small) - small.patients).max() < 1e-6


def test_subsets_that_cannot_be():
    with pytest.raises(KeyError, match="did you mean 0301"):
        GEO.subset(["301"])
    for numbers, message in ((["0301", "0301"], "each once"), ([], "at least one"), (["5528"], "GP list")):
        with pytest.raises(ValueError, match=message):
            GEO.subset(numbers)


@given(st.sets(st.sampled_from(GEO.numbers), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_any_subset_with_lists_conserves_people(numbers):
    if not any(GEO.has_lists[GEO.index(n)] for n in numbers):
        return
    part = GEO.subset(sorted(numbers))
    assert np.abs(listed(part) - part.patients).max() < 1e-6
    assert part.near.max() < len(part) and (part.near >= -1).all()
    assert len(np.unique(part.legevakt_district)) == part.legevakt_district.max() + 1


def test_replicate_is_linear():
    north = GEO.subset(NORTH)
    three = north.replicate(3)
    assert len(three) == 3 * len(north) and len(three.trusts) == 3 * len(north.trusts)
    assert three.scale == pytest.approx(3 * north.scale)
    for column in (*LIST_COLUMNS, "lis1_municipal_weight", "by_age_2026"):
        one, many = getattr(north, column), getattr(three, column)
        assert np.allclose(many.sum(axis=0), 3 * one.sum(axis=0))
        assert (many == np.concatenate([one] * 3)).all()
    assert (three.inhabitants_2016_2026.sum(axis=1) == 3 * north.inhabitants_2016_2026.sum(axis=1)).all()
    assert np.abs(listed(three) - np.tile(listed(north), 3)).max() < 1e-6
    assert len(set(three.numbers)) == len(set(three.number.tolist())) == len(three)
    assert three.numbers[0] == north.numbers[0] and three.numbers[80] == north.numbers[0] + "-2"


def test_copies_do_not_touch():
    two = GEO.subset(NORTH[:30]).replicate(2)
    assert two.list_use[:30][:, 30:].nnz == 0 and two.distance_km[:30, 30:].min() == 20_000
    assert set(two.trust[:30]).isdisjoint(two.trust[30:])
    assert set(two.legevakt_district[:30]).isdisjoint(two.legevakt_district[30:])
    assert set(two.labour_region[:30]).isdisjoint(two.labour_region[30:])
    assert two.near[30:].min() >= 30 and two.near[:30].max() < 30
    assert GEO.replicate(1).numbers == GEO.numbers
    with pytest.raises(ValueError, match="1 or more"):
        GEO.replicate(0)
    with pytest.raises(ValueError, match="no copy itself"):
        two.replicate(2)


def test_fitting_refuses_a_column_nobody_can_fill():
    with pytest.raises(ValueError, match="column 1 must hold 5 people"):
        neighbours.fit_margins(np.array([[1.0, 0.0]]), np.array([10.0]), np.array([5.0, 5.0]), 10, 1.0)


@given(st.lists(st.lists(st.floats(0, 50), min_size=4, max_size=4), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whole_rows_sum_and_stay_within_one(rows):
    values = np.array(rows)
    totals = np.round(values.sum(axis=1)).astype(np.int64)
    scaled = (
        values * np.divide(totals, values.sum(axis=1), out=np.ones(len(values)), where=totals > 0)[:, None]
    )
    scaled[totals == 0] = 0
    whole = whole_rows(scaled, totals)
    assert (whole.sum(axis=1) == totals).all() and (np.abs(whole - scaled) < 1 + 1e-9).all()


def test_whole_rows_gives_ties_to_the_earlier_and_refuses_wrong_sums():
    assert whole_rows(np.array([[0.5, 0.5, 1.0]]), np.array([2])).tolist() == [[1, 0, 1]]
    for values, total in (([[1.0, 2.0]], [9]), ([[5.0, 5.0]], [3]), ([[-1.0, 4.0]], [3])):
        with pytest.raises(ValueError, match="row 0 sums to"):
            whole_rows(np.array(values), np.array(total))
