"""People by place and age against what Statistics Norway counted and projects."""

import numpy as np
import pytest

from model.demography import ALTERNATIVES, Demography, contact_rates, single_ages, survival
from model.geography import AGE_BANDS, load_geography
from model.tables import read_table

GEO = load_geography()
MAIN = Demography(GEO)
SIXTY_SEVEN = AGE_BANDS.index("67-79")
EIGHTY = AGE_BANDS.index("80-89")


def county(name):
    return GEO.county == GEO.counties.index(name)


def old_share(year, inside, demography=MAIN, band=SIXTY_SEVEN):
    return demography.inhabitants(year)[inside][:, band:].sum() / demography.total(year)[inside].sum()


def test_counted_years_are_exact():
    for year in range(2016, 2027):
        assert (MAIN.total(year) == GEO.inhabitants_2016_2026[year - 2016]).all()
    assert (MAIN.inhabitants(2026) == GEO.by_age_2026).all()


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_national_totals_follow_the_projection(alternative):
    demography = Demography(GEO, alternative)
    t = read_table("population_projection")
    for year in (2026, 2030, 2050):
        assert demography.total(year).sum() == t[alternative][t.row_of("year", year)]
    halfway = (t[alternative][t.row_of("year", 2030)] + t[alternative][t.row_of("year", 2050)]) / 2
    assert demography.total(2040).sum() == pytest.approx(halfway, abs=1)
    for year in range(2016, 2061):
        people = demography.inhabitants(year)
        assert people.shape == (357, 9) and people.dtype == np.int64 and people.min() >= 0
        assert (people.sum(axis=1) == demography.total(year)).all()


def test_alternatives_part_after_2026_and_stay_in_order():
    low, high = Demography(GEO, "low"), Demography(GEO, "high")
    assert (low.inhabitants(2026) == high.inhabitants(2026)).all()
    assert (low.inhabitants(2019) == MAIN.inhabitants(2019)).all()
    for year in (2027, 2035, 2060):
        assert low.total(year).sum() < MAIN.total(year).sum() < high.total(year).sum()


def test_where_people_live_in_2050():
    """SSB 2024: 226 of 357 municipalities grow from 2024, Oslo by 100 000; Nordland -1 (2022: -2) percent."""
    before, after = MAIN.total(2024), MAIN.total(2050)
    assert 200 <= (after > before).sum() <= 250
    assert 90_000 <= (after - before)[GEO.index("0301")] <= 110_000
    nordland = after[county("Nordland")].sum() / before[county("Nordland")].sum() - 1
    assert -0.025 <= nordland <= -0.005
    change = [after[GEO.centrality == c].sum() / before[GEO.centrality == c].sum() - 1 for c in range(1, 7)]
    assert change[0] > 0.10 and change[1] > 0.10 > change[3] > change[4] > 0 > change[5]


def test_how_old_they_are_in_2050():
    """SSB 2024: twice as many aged 80 and more as in 2024; the less central, the older."""
    shares = [old_share(2050, GEO.centrality == c) for c in range(1, 7)]
    assert (np.diff(shares) > 0).all()
    before, after = (MAIN.inhabitants(year)[:, EIGHTY:].sum() for year in (2024, 2050))
    assert 2.0 < after / before < 2.6
    assert MAIN.inhabitants(2060)[:, SIXTY_SEVEN:].sum() > MAIN.inhabitants(2050)[:, SIXTY_SEVEN:].sum()


def test_share_aged_seventy_in_2050_by_class():
    """SSB 2022 and 2024: 16 to 17 percent in the most central class, 25 to 26 in the least central."""
    from model import demography as d  # the single years of age are inside

    trends, vital = read_table("population_trends"), read_table("vital_rates")
    ages = single_ages(GEO, read_table("population_age_2026"))
    for year in range(2026, 2050):
        ages = d._migrate(
            d._one_year(GEO, trends, ages, vital, year, "main"), MAIN.total(year + 1).astype(float)
        )
        assert ages.min() >= 0
    share = [ages[GEO.centrality == c, 70:].sum() / ages[GEO.centrality == c].sum() for c in range(1, 7)]
    assert share[0] == pytest.approx(0.17, abs=0.01) and share[5] == pytest.approx(0.255, abs=0.01)
    assert 0.19 < ages[:, 70:].sum() / ages.sum() < 0.22


def test_ages_before_2026_were_younger_and_move_smoothly():
    for c in range(1, 7):
        inside = GEO.centrality == c
        shares = [old_share(year, inside) for year in range(2016, 2027)]
        assert (np.diff(shares) > 0).all() and np.ptp(np.diff(shares)) < 0.001


def test_no_jump_between_counted_and_projected_ages():
    for band in range(9):
        people = np.array([MAIN.inhabitants(year)[:, band].sum() for year in range(2020, 2036)])
        growth = np.abs(np.diff(people) / people[:-1])
        assert growth[6] < 0.075  # 2026 to 2027; those born after the war turn 80
        assert growth.max() < 0.10


def test_need_per_head_rises_with_age():
    rates = contact_rates()
    per_head = [(MAIN.inhabitants(y) @ rates).sum() / MAIN.total(y).sum() for y in (2016, 2026, 2040, 2050)]
    assert (np.diff(per_head) > 0).all() and per_head[1] == pytest.approx(3.0, abs=0.1)  # SSB 2023: 3.0


def test_a_subset_and_a_copy_see_the_same_people():
    part = GEO.subset(["0301", "5501", "3336"])
    rows = [GEO.index(n) for n in part.numbers]
    assert (Demography(part).inhabitants(2040) == MAIN.inhabitants(2040)[rows]).all()
    twice = Demography(part.replicate(2)).total(2040)
    assert (twice == np.tile(MAIN.total(2040)[rows], 2)).all()


def test_single_ages_sum_to_the_bands_and_the_groups():
    ages = single_ages(GEO, read_table("population_age_2026"))
    bands = np.add.reduceat(ages, (0, 6, 16, 20, 30, 50, 67, 80, 90), axis=1)
    assert np.abs(bands - GEO.by_age_2026).max() < 1e-6 and ages.min() >= 0
    groups = np.add.reduceat(ages, range(0, 95, 5), axis=1)[:, :18]
    t = read_table("population_age_2026")
    expected = np.stack([t[f"age_{5 * k}_{5 * k + 4}"] for k in range(18)], axis=1)
    assert np.abs(groups - expected).max() < 1e-6


def test_survival_gives_back_the_life_expectancy():
    alive = np.concatenate([[1.0], np.cumprod(survival(83.3))])
    assert (alive[:-1] + alive[1:]).sum() / 2 == pytest.approx(83.3, abs=0.1)
    assert (survival(87.4) > survival(83.3)).all() and (np.diff(survival(83.3)) < 0).all()


def test_years_and_alternatives_outside_are_refused():
    for year in (2015, 2061):
        with pytest.raises(ValueError, match="from 2016 to 2060"):
            MAIN.inhabitants(year)
    with pytest.raises(ValueError, match="main, low, high"):
        Demography(GEO, "medium")


def test_people_cannot_be_overwritten():
    for array in (MAIN.inhabitants(2030), MAIN.total(2030)):
        with pytest.raises(ValueError):
            array[0] = 0
