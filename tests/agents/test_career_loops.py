"""The compiled loops of careers and LIS1 against their plain twins and numpy formulas, on made-up doctors."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents import career, career_loops, lis1_loops, luck, row_loops
from agents.doctor import GP_STAGES, Stage
from agents.parameters import monthly
from agents.stage_rows import NO_STAGE

KEY, COUNT, MONTH = luck.key_of(11, 2), 4000, 1512
ROWS = np.flatnonzero(luck.happens(KEY, np.arange(COUNT), 1, 1, 0.7))
TOWNS = 12


def draw(decision: int) -> np.ndarray:
    return luck.uniform(KEY, np.arange(COUNT), 0, decision)


def doctors() -> SimpleNamespace:
    """Columns as those of the population, at random."""
    return SimpleNamespace(
        stage=np.floor(16 * draw(1)).astype(np.uint8),
        lis1_done=draw(2) < 0.9,
        seeking=draw(3) < 0.2,
        reserved=np.where(draw(4) < 0.3, 5, -1),
        gp_before=draw(5) < 0.5,
        birth_month=(MONTH - 12 * (25 + 75 * draw(6))).astype(np.int16),
        taste_gp=luck.normal(KEY, np.arange(COUNT), 0, 7).astype(np.float32),
        home=np.floor((TOWNS + 1) * draw(8)).astype(np.int64) - 1,
        specialist=draw(9) < 0.3,
        trust=np.floor(5 * draw(10)).astype(np.int64),
        since=(MONTH - np.floor(3 * draw(11))).astype(np.int16),
        lis1_months=np.floor(13 * draw(12)).astype(np.int8),
    )


def agree(kernel, *arguments):
    """What the compiled loop gives, after its plain twin has given the same."""
    compiled, plain = kernel(*arguments), kernel.py_func(*arguments)
    several = isinstance(compiled, tuple)
    for one, other in zip(compiled if several else (compiled,), plain if several else (plain,), strict=True):
        np.testing.assert_array_equal(one, other)
    return compiled


def test_who_may_change_course_who_looks_and_is_promised_nothing_and_locums_who_are_barred():
    d, tied = doctors(), draw(21) < 0.5
    trainees = np.flatnonzero(d.stage == Stage.HOSPITAL_TRAINEE)
    columns, rest = (d.stage, d.gp_before, d.seeking, d.reserved, d.birth_month), (d.lis1_done, d.specialist)
    may, looking, barred = agree(career_loops.choosers, trainees, *columns, MONTH - 744, int(Stage.LOCUM), tied, *rest)
    practising = np.isin(d.stage, (Stage.MUNICIPAL, Stage.LOCUM)) & ~d.seeking
    elsewhere = np.isin(d.stage, career.ELSEWHERE) & ~d.seeking
    comes_back = elsewhere & d.gp_before & (MONTH - d.birth_month < 62 * 12)
    assert may.tolist() == [*trainees, *np.flatnonzero(practising), *np.flatnonzero(comes_back)]
    assert 0 < comes_back.sum() < (elsewhere & d.gp_before).sum() < elsewhere.sum()
    assert np.array_equal(looking, np.flatnonzero(d.seeking & (d.reserved < 0) & np.isin(d.stage, career.STAGES_OPEN)))
    assert 0 < len(looking) < d.seeking.sum()
    might = (d.stage == Stage.LOCUM) & d.lis1_done & ~d.specialist & ~d.seeking
    assert np.array_equal(barred, np.flatnonzero(might & tied)) and 0 < len(barred) < might.sum()
    nobody = np.zeros(COUNT, bool)
    may, looking, barred = agree(career_loops.choosers, trainees, d.stage, nobody, nobody, *columns[3:], MONTH - 744,
                                 NO_STAGE, tied[:0], *rest)  # fmt: skip
    assert np.array_equal(np.sort(may), np.flatnonzero(np.isin(d.stage, career.PRACTISING)))
    assert len(looking) == len(barred) == 0
    empty = [column[:0] for column in (trainees, *columns)]
    assert [len(rows) for rows in agree(career_loops.choosers, *empty, 0, NO_STAGE, tied[:0], *rest)] == [0, 0, 0]


def test_hazards_follow_stage_taste_place_and_specialty():
    d, attraction = doctors(), np.linspace(-1, 1, TOWNS)
    table = luck.uniform(KEY, np.arange(96), 0, 20).reshape(16, 6)
    arguments = (ROWS, d.stage, d.home, d.taste_gp, d.specialist, table, attraction, 0.32)
    found = career_loops.own_hazards(*arguments)
    np.testing.assert_array_max_ulp(found, career_loops.own_hazards.py_func(*arguments), 4)
    expected = table[d.stage[ROWS]]
    expected[:, career.GP] *= np.exp(attraction[np.maximum(d.home[ROWS], 0)] + d.taste_gp[ROWS] - 0.32)
    expected[d.specialist[ROWS], career.HOSPITAL] = 0.0
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    bonded = np.where(draw(22) < 0.1, MONTH, MONTH - 1).astype(np.int16)
    who = (d.lis1_done, d.seeking, bonded, MONTH)
    chances = career_loops.chances_of_change(ROWS, *who, *arguments[1:])
    plain = career_loops.chances_of_change.py_func(ROWS, *who, *arguments[1:])
    np.testing.assert_allclose(chances, plain, rtol=1e-13)
    may = (d.lis1_done & ~d.seeking & (bonded < MONTH))[ROWS]
    np.testing.assert_allclose(chances, np.where(may, monthly(expected.sum(axis=1)), 0.0), rtol=1e-13)
    assert 0 < may.sum() < len(ROWS)


def test_practice_is_liked_by_place_taste_link_and_wish_for_a_salary():
    d, attraction, share = doctors(), np.linspace(-1, 1, TOWNS), np.linspace(0, 1, TOWNS)
    town, linked = np.maximum(d.home, 0), draw(23) < 0.3
    wish = luck.normal(KEY, np.arange(COUNT), 0, 24).astype(np.float32)
    found = agree(
        career_loops.liking_of_practice, ROWS, town, d.taste_gp, linked, wish, attraction, share, 1.2, 0.25
    )
    at = town[ROWS]
    expected = attraction[at] + d.taste_gp[ROWS] + 1.2 * linked[ROWS] + 0.25 * wish[ROWS] * share[at]
    assert np.array_equal(found, expected)


def test_no_chance_of_change_is_above_the_bound_of_the_stage():
    d, attraction = doctors(), np.linspace(-1, 1, TOWNS)
    table = luck.uniform(KEY, np.arange(96), 0, 20).reshape(16, 6)
    table[3] = 0.0
    free = np.zeros(COUNT, np.int16)
    who = (np.ones(COUNT, bool), np.zeros(COUNT, bool), free, MONTH)
    chances = career_loops.chances_of_change(
        ROWS, *who, d.stage, d.home, d.taste_gp, np.zeros(COUNT, bool), table, attraction, 0.32
    )
    keenest = np.exp(1.0 + d.taste_gp.max() - 0.32)
    bounds = career_loops.bounds_of_change(table, keenest)
    np.testing.assert_allclose(bounds, career_loops.bounds_of_change.py_func(table, keenest), rtol=1e-13)
    np.testing.assert_allclose(bounds, monthly(table.sum(axis=1) + table[:, career.GP] * (keenest - 1)), rtol=1e-8)
    assert (chances <= bounds[d.stage[ROWS]]).all() and bounds[3] == 0.0


def test_who_turns_elsewhere_works_there_and_looks_for_a_list_only_when_told():
    stage = np.array([Stage.HOSPITAL_TRAINEE, *4 * (Stage.LOCUM,), Stage.OTHER, Stage.LOCUM], np.uint8)
    picked = np.array([career.GP, career.LOCUM, *2 * (career.MUNICIPAL,), career.ABROAD, career.GP, career.HOSPITAL])
    for loop in (career_loops.turn, getattr(career_loops.turn, "py_func", career_loops.turn)):
        home, town = np.array([4, -1, 5, -1, 6, -1, 7]), np.array([0, 1, 2, 3, 4, -1, 8])
        seeking, trains, agreed = np.array([0, 1, 1, 0, 1, 0, 1], bool), np.ones(7, bool), np.ones(7, bool)
        moved, goals = loop(np.arange(7), picked, career.NEXT_STAGE, stage, home, town, seeking, trains, agreed,
                            int(Stage.LOCUM), int(Stage.MUNICIPAL), 9)  # fmt: skip
        assert moved.tolist() == [0, 2, 3, 4, 5]
        assert goals.tolist() == [Stage.LOCUM, Stage.MUNICIPAL, Stage.MUNICIPAL, Stage.ABROAD, Stage.LOCUM]
        assert town.tolist() == [4, 9, 5, 3, -1, 9, 8], "the hospital's are seen to elsewhere"
        assert seeking.tolist() == [True, True, False, False, False, True, True]
        assert trains.tolist() == agreed.tolist() == [True, True, True, True, False, True, True]


def test_who_turns_to_hospital_weighs_trusts_by_nearness_and_openings():
    near, openings = np.array([[1.0, 0.5], [0.25, 1.0], [0.7, 0.7]]), np.array([3.0, 0.0])
    found = agree(career_loops.weights_of_trusts, np.array([2, 0, 1]), np.array([1, -1, 0]), near, openings)
    assert np.array_equal(found, near[[0, 1, 2]] * (openings + 1e-6))


def test_seekers_who_lose_patience_are_free_and_specialists_do_not_start_over():
    d, weights = doctors(), np.arange(6.0)
    bonded = np.where(draw(22) < 0.3, MONTH, MONTH - 1).astype(np.int16)
    rows, shares = agree(career_loops.turning_away, ROWS, bonded, d.specialist, MONTH, weights)
    assert np.array_equal(rows, ROWS[bonded[ROWS] < MONTH]) and 0 < len(rows) < len(ROWS)
    expected = np.tile(weights, (len(rows), 1))
    expected[d.specialist[rows], career.HOSPITAL] = 0.0
    assert np.array_equal(shares, expected)


def test_posts_fall_open_by_growth_and_replacement_and_never_below_none():
    posts, staff = np.array([100.0, 50.0, 10.0]), np.array([90, 40, 20])
    found = agree(career_loops.openings, posts, 1.1, 1.02, staff, 30.0)
    assert np.array_equal(found, np.maximum(posts * 1.1 * 1.02 - staff + 30.0 * staff / 150, 0.0)) and found[2] == 0.0


def test_the_old_are_found_in_the_stages_asked_for():
    d = doctors()
    rest = d.birth_month, d.stage, career.WITHOUT_LIST
    old = agree(career_loops.born_until, MONTH - 744, *rest, 0)
    aged = (MONTH - d.birth_month) / 12.0 >= 62
    early = d.birth_month[:3000], d.stage[:3000], career.NOT_GONE
    year = agree(career_loops.born_until, MONTH - 732, *early, 0)
    came = agree(career_loops.born_until, MONTH - 744, *rest, 3000)
    assert np.array_equal(came, old[old >= 3000]) and np.isin(old[old < 3000], year).all()
    assert agree(career_loops.born_until, MONTH, *rest, COUNT).tolist() == []
    young = agree(career_loops.born_after, MONTH - 744, ROWS, d.birth_month, d.stage, int(Stage.HOSPITAL_SPECIALIST))
    assert np.array_equal(young, ROWS[~aged[ROWS] & (d.stage[ROWS] == Stage.HOSPITAL_SPECIALIST)]) and len(young) > 0
    assert np.array_equal(old, np.flatnonzero(aged & career.WITHOUT_LIST[d.stage]))
    assert not career.WITHOUT_LIST[[*GP_STAGES, Stage.RETIRED, Stage.DEAD]].any() and 0 < len(old) < aged.sum()


def test_chances_of_retirement_step_up_at_their_ages():
    d = doctors()
    ages, chance = np.array([0, 62, 67, 70]), np.arange(64.0).reshape(4, 16)
    found = agree(career_loops.by_age_and_stage, ROWS, d.stage, d.birth_month, MONTH, ages, chance)
    age = (MONTH - d.birth_month[ROWS]) / 12.0
    step = np.where(age < 62, 0, np.where(age < 67, 1, np.where(age < 70, 2, 3)))
    assert np.array_equal(found, chance[step, d.stage[ROWS]])
    born = np.array([MONTH - 12 * 67, MONTH - 12 * 67 + 1], np.int16)
    at_the_edge = career_loops.by_age_and_stage(np.arange(2), np.zeros(2, np.uint8), born, MONTH, ages, chance)
    assert at_the_edge.tolist() == [32.0, 16.0]


def test_mortality_is_that_of_the_age_and_none_for_who_has_left():
    d, by_age = doctors(), np.arange(12.0 * 80 + 1)
    found = agree(career_loops.mortality, ROWS, d.stage, d.birth_month, MONTH, by_age, int(Stage.RETIRED))
    expected = by_age[np.minimum(MONTH - d.birth_month[ROWS], 960)] * (d.stage[ROWS] < Stage.RETIRED)
    assert np.array_equal(found, expected)
    assert (found == 0).any() and (found == 960).any()


def test_staff_is_counted_by_trust_and_nobody_belongs_to_none():
    d = doctors()
    for count in (career_loops.add_staff, career_loops.add_staff.py_func):
        staff = np.zeros(6, np.int64)
        count(ROWS[:1000], d.trust, staff)
        count(ROWS[1000:], d.trust, staff)
        assert staff.tolist() == np.bincount(d.trust[ROWS], minlength=6).tolist()
    d.trust[ROWS[3]] = -1
    for count in (career_loops.add_staff, career_loops.add_staff.py_func):
        with pytest.raises(ValueError, match="no trust"):
            count(ROWS, d.trust, staff)


def test_who_works_no_more_leaves_place_training_search_and_the_list_promised():
    for loop in (career_loops.quit_work, career_loops.quit_work.py_func):
        reserved, successor, starts = np.array([2, -1, 0]), np.array([2, -1, 0]), np.array([9, 8, 7], np.int16)
        town, trains, agreed, seeking = np.array([4, 5, 6]), np.ones(3, bool), np.ones(3, bool), np.ones(3, bool)
        loop(np.array([0, 1]), reserved, successor, starts, town, trains, agreed, seeking)
        assert reserved.tolist() == [-1, -1, 0] and successor.tolist() == [2, -1, -1] and starts.tolist() == [-1, -1, 7]
        assert town.tolist() == [-1, -1, 6] and trains.tolist() == agreed.tolist() == seeking.tolist() == [0, 0, 1]


def test_a_month_of_lis1_passes_for_those_who_began_before_it():
    d, twin = doctors(), doctors()
    done = lis1_loops.pass_month(ROWS, d.since, d.lis1_months, MONTH, 12)
    assert np.array_equal(done, lis1_loops.pass_month.py_func(ROWS, twin.since, twin.lis1_months, MONTH, 12))
    assert np.array_equal(d.lis1_months, twin.lis1_months)
    before, served = doctors().lis1_months, np.zeros(COUNT, bool)
    served[ROWS] = d.since[ROWS] < MONTH
    assert np.array_equal(d.lis1_months, before + served)
    assert np.array_equal(done, np.flatnonzero(served & (d.lis1_months >= 12)))
    assert 0 < len(done) < served.sum() < len(ROWS)


def test_rows_that_hold_a_value():
    d = doctors()
    d.since[ROWS[-1]] = MONTH  # the last one, too
    found = agree(row_loops.with_value, ROWS, d.since, MONTH)
    assert np.array_equal(found, ROWS[d.since[ROWS] == MONTH]) and ROWS[-1] in found
    assert agree(row_loops.with_value, ROWS[:0], d.since, MONTH).tolist() == []


def test_places_are_liked_near_home_and_by_taste_and_who_lives_nowhere_has_no_distance():
    near = np.array([[0.0, -1.0], [-1.0, 0.0], [0.0, 0.0]])
    homes, taste, trust = np.array([1, -1, 0]), np.array([2.0, 1.0, 4.0], np.float32), np.array([1, 0, 2])
    towns = np.array([[1, 0, -1], [0, 1, -1], [1, -1, -1]])
    options, liked = agree(lis1_loops.liking_of_places, homes, taste, trust, towns, 5, near, np.array([-0.5, 1.5]))
    assert options.tolist() == [0, 1, 1, 0, 1] and liked.tolist() == [-2.0, 3.0, 1.5, -0.5, 5.0]


def test_places_are_chosen_in_turn_by_the_lowest_score_that_is_left():
    choosers, of_first, of_second = 60, [1, 2, 5], [3, 0, 7, 11]
    options = np.array((of_first + of_second) * 30)
    ends = np.cumsum([3, 4] * 30)
    scores = luck.uniform(KEY, np.arange(len(options)), 0, 30)
    order = np.argsort(luck.uniform(KEY, np.arange(choosers), 0, 31))
    places = np.array([4, 9, 3, 8, 0, 11, 0, 5, 0, 0, 0, 2])
    taken = agree(lis1_loops.choose_in_turn, order, ends, options, scores, places)
    left = places.copy()
    for chooser in order:
        own = range(ends[chooser] - (4 if chooser % 2 else 3), ends[chooser])
        open_to = [(scores[k], options[k]) for k in own if left[options[k]] > 0]
        assert taken[chooser] == (min(open_to)[1] if open_to else -1)
        if open_to:
            left[taken[chooser]] -= 1
    assert (taken == -1).sum() == 30 - 23 + 30 - 19
    assert places[3] == 8, "the places given are not written into"


def test_who_quits_a_municipal_part_loses_an_own_post_and_is_back_in_the_queue_where_nothing_is_done():
    for loop in (lis1_loops.leave_part, lis1_loops.leave_part.py_func):
        town, starts, trust = np.array([4, 5, 6, 7]), np.full(4, -1, np.int16), np.array([1, 2, 3, 4])
        own, first, of_post = np.array([0, 1, 1, 1], bool), np.array([0, 1, 0, 1], bool), np.array([-1, 5, 6, 7])
        loop(np.arange(3), town, starts, trust, own, first, of_post, np.array([1, 0, 1, 0], bool), MONTH)
        assert town.tolist() == [-1, -1, -1, 7] and starts.tolist() == [MONTH, -1, MONTH, -1]
        assert trust.tolist() == [1, -1, 3, 4] and of_post.tolist() == [-1, -1, -1, 7]
        assert own.tolist() == first.tolist() == [False, False, False, True]


def test_lis1_done_leaves_a_taste_and_a_home():
    for loop in (lis1_loops.complete, lis1_loops.complete.py_func):
        done, own, first = np.zeros(3, bool), np.ones(3, bool), np.ones(3, bool)
        taste, home = np.array([0.1, 0.2, 0.3], np.float32), np.zeros(3, np.int64)
        town, of_post = np.array([4, 5, 6]), np.array([4, 5, 6])
        expected = taste + np.array([0.15, 0.15, 0.0], np.float32)
        loop(np.arange(2), done, taste, home, town, own, first, of_post, 0.15)
        assert np.array_equal(taste, expected) and home.tolist() == [4, 5, 0] and of_post.tolist() == [-1, -1, 6]
        assert done.tolist() == [True, True, False] and own.tolist() == first.tolist() == [False, False, True]
