"""Luck: right bits, fair draws, and the promises that common random numbers rest on.

Statistical tests run on fixed seeds, so they pass or fail for good; the false-alarm rate stated is the chance
that a faultless generator would have failed when the seed was first written down.
"""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from agents import luck, luck_loops
from agents.luck import Decision, happens, key_of, make_id, normal, race, race_scores, uniform, words

ROOT = Path(__file__).parents[2]
KEY = key_of(20260101, 3)
MANY = np.concatenate([make_id(1400 + month, "uit", np.arange(10_000)) for month in range(20)])
FEW = MANY[:500]
PLACES = np.array([301, 1103, 4601, 5001, 5501, 5610], dtype=np.uint32)

# Published with Random123 (kat_vectors): counter, key, output of philox4x32-10.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


# ------------------------------------------------------------------------------------------- bits


@pytest.mark.parametrize("philox", [luck_loops.philox, luck_loops.philox_compiled], ids=["plain", "compiled"])
@pytest.mark.parametrize(("counter", "key", "published"), KNOWN)
def test_philox_gives_the_published_words(philox, counter, key, published):
    out = philox(*(np.uint64(x) for x in counter + key))
    assert " ".join(f"{int(word):08x}" for word in out) == published


@pytest.mark.parametrize(("counter", "key", "published"), KNOWN)
def test_a_draw_is_the_first_word_of_its_counter(counter, key, published):
    c0, c1, c2, c3 = counter
    ids, key = np.full(3, c0, np.uint32), np.array(key, np.uint32)
    first = int(published[:8], 16)
    assert words(key, ids, c1, c2, c3).tolist() == [first] * 3
    assert words(key, ids, c1, c2, np.full(3, c3, np.uint32)).tolist() == [first] * 3


def test_meaning_of_seeds_and_names_has_not_changed():
    """Results are published with their seed; these words may never change."""
    assert key_of(1, 0).tolist() == [2886983116, 1034311412]
    ids = np.array([luck.parse_id("2031-08/uit/017"), luck.parse_id("2026-01/start_gp/5801")], np.uint32)
    assert words(key_of(1, 0), ids, 1580, Decision.MARKET, 5501).tolist() == [2708334718, 4212140738]


def test_seeds_and_replicates_share_no_key():
    keys = {tuple(key_of(seed, replicate).tolist()) for seed in range(60) for replicate in range(60)}
    assert len(keys) == 3600
    with pytest.raises(ValueError, match="seed -1"):
        key_of(-1, 0)


# ------------------------------------------------------------------------------------------ twins


def test_compiled_words_and_twin_agree_on_every_bit():
    k0, k1 = KEY.tolist()
    same = luck_loops.words_compiled(k0, k1, FEW, 1512, 33, 301)
    assert np.array_equal(same, luck_loops.words_plain(k0, k1, FEW, 1512, 33, 301))
    each = FEW[::-1].copy()
    assert np.array_equal(
        luck_loops.words_each_compiled(k0, k1, FEW, 1512, 33, each), luck_loops.words_plain(k0, k1, FEW, 1512, 33, each)
    )


def test_words_by_alternative_are_the_words_of_each_pair():
    k0, k1 = KEY.tolist()
    table = luck.words_by_alternative(KEY, FEW, 1512, Decision.MARKET, PLACES)
    assert np.array_equal(table, np.transpose([words(KEY, FEW, 1512, Decision.MARKET, place) for place in PLACES]))
    plain = luck_loops.words_by_alternative_plain(k0, k1, FEW, 1512, int(Decision.MARKET), PLACES)
    assert np.array_equal(table, plain) and plain.dtype == np.uint32
    assert luck.words_by_alternative(KEY, FEW[:0], 1512, 1, PLACES).shape == (0, 6)


def test_compiled_thresholds_and_twin_agree_at_the_edge_of_each_word():
    drawn = words(KEY, FEW, 1512, 1)
    exact = drawn.astype(np.float64) / 2**32
    for p in (exact, np.nextafter(exact, 1), np.nextafter(exact, 0), (drawn + 1.0) / 2**32):
        compiled, plain = luck_loops.below_compiled(drawn, p)[0], luck_loops.below_plain(drawn, p)[0]
        assert np.array_equal(compiled, plain)
    assert not luck_loops.below_compiled(drawn, exact)[0].any()
    assert luck_loops.below_compiled(drawn, np.nextafter(exact, 1))[0].all()


@pytest.mark.parametrize("shared", [True, False])
def test_compiled_race_and_twin_choose_the_same(shared):
    k0, k1 = KEY.tolist()
    weights = np.exp(6 * uniform(KEY, make_id(0, 0, np.arange(3000)), 0, 99)).reshape(500, 6)
    weights[weights < 20] = 0.0
    weights[7] = 0.0
    weights = weights[:1] if shared else weights
    arguments = (k0, k1, FEW, 1512, 50, weights, PLACES)
    choice, wrong = luck_loops.race_compiled(*arguments)
    assert np.array_equal(choice, luck_loops.race_plain(*arguments)[0])
    scores, _ = luck_loops.scores_compiled(*arguments)
    np.testing.assert_array_max_ulp(scores, luck_loops.scores_plain(*arguments)[0], 4)
    assert wrong == 0
    assert (choice == -1).any() == (not shared)
    assert np.array_equal(choice, np.where(np.isfinite(scores.min(1)), scores.argmin(1), -1))


def test_skipped_logarithms_change_no_choice_in_a_national_market():
    """150 doctors, 250 lists, weights over six orders of magnitude: the bound -log u > 1 - u skips most."""
    names = np.arange(301, 551, dtype=np.uint32)
    weights = np.exp(2 * normal(KEY, make_id(0, 0, np.arange(16000)), 0, 99)[:12500]).repeat(3).reshape(150, 250)
    chosen = race(KEY, FEW[:150], 1512, Decision.MARKET, weights, names)
    scores = race_scores(KEY, FEW[:150], 1512, Decision.MARKET, weights, names)
    assert np.array_equal(chosen, scores.argmin(axis=1))
    assert np.unique(chosen).size > 50


OTHER_PROCESS = """
import hashlib, numpy as np
from agents.luck import *
key = key_of(5, 6)
ids = make_id(1600, "ntnu", np.arange(999))
names = np.array([301, 4601, 5501], dtype=np.uint32)
out = [words(key, ids, 1700, Decision.MOVE, 7), words(key, ids, 1700, Decision.MOVE, ids),
       happens(key, ids, 1700, Decision.DEATH, np.linspace(0, 1, 999)), happens(key, ids, 1700, 9, 0.25),
       race(key, ids, 1700, Decision.MARKET, np.array([1.0, 2.5, 0.0]), names)]
print(hashlib.sha256(b"".join(one.astype(np.int64).tobytes() for one in out)).hexdigest())
"""


def test_same_bytes_in_other_processes_hash_seeds_and_without_compilation():
    started = []
    for settings in ({"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "4711"}, {"NUMBA_DISABLE_JIT": "1"}):
        command = [sys.executable, "-c", OTHER_PROCESS]
        environment = {**os.environ, **settings}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True))
    digests = {process.communicate(timeout=120)[0].strip() for process in started}
    assert all(process.returncode == 0 for process in started)
    assert len(digests) == 1
    assert len(digests.pop()) == len(hashlib.sha256().hexdigest())


# ------------------------------------------------------------------------- striking some of many

EVERYBODY = MANY[:30_000]
SOME = np.flatnonzero(happens(KEY, EVERYBODY, 1500, 1, 0.4))
GROUP = (np.arange(EVERYBODY.size) % 5).astype(np.uint8)
BOUNDS = np.array([0.0, 1e-4, 0.02, 0.9, 1.0])


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("threshold", [0, 1, 40_000_000, 2**32 - 1, 2**32])
def test_compiled_search_and_twin_find_the_same_rows(threshold):
    k0, k1 = KEY.tolist()
    for rows in (SOME, SOME[:0], SOME[::-1].copy()):
        arguments = (k0, k1, EVERYBODY, rows, 1512, 33, threshold)
        assert same(luck_loops.near_compiled(*arguments), luck_loops.near_plain(*arguments))
    arguments = (k0, k1, EVERYBODY, 1512, 33, threshold)
    compiled = luck_loops.near_everybody_compiled(*arguments)
    assert same(compiled, luck_loops.near_everybody_plain(*arguments))
    assert np.array_equal(compiled[1], words(KEY, EVERYBODY[compiled[0]], 1512, 33))


def test_compiled_search_by_group_and_twin_find_the_same_rows():
    k0, k1 = KEY.tolist()
    thresholds = np.ceil(BOUNDS * 2**32).astype(np.int64)
    arguments = (k0, k1, EVERYBODY, SOME, GROUP, 1512, 33, thresholds)
    compiled = luck_loops.near_by_compiled(*arguments)
    assert same(compiled, luck_loops.near_by_plain(*arguments))
    near, drawn, limits = compiled
    p = uniform(KEY, EVERYBODY[near], 1, 1) * limits / 2**32
    assert same(luck_loops.settle_compiled(near, drawn, limits, p), luck_loops.settle_plain(near, drawn, limits, p))
    p[77] = np.nextafter(1.0, 2.0)
    for settle in (luck_loops.settle_compiled, luck_loops.settle_plain):
        hit, wrong = settle(near, drawn, limits, p)
        assert (hit.size, wrong) == (0, 77)


def test_compiled_inversion_and_twin_pick_the_same():
    weights = uniform(KEY, FEW, 3, 3)
    weights[::7] = 0.0
    drawn = words(KEY, MANY, 1, 2)
    picked, good = luck_loops.invert_compiled(drawn, weights)
    assert good
    assert same((picked, good), luck_loops.invert_plain(drawn, weights))
    assert (weights[picked] > 0).all()
    for bad in (weights[:0], np.zeros(3), np.array([1.0, -1e-9]), np.array([1.0, np.nan]), np.array([np.inf])):
        assert not luck_loops.invert_compiled(drawn, bad)[1]
        assert not luck_loops.invert_plain(drawn, bad)[1]
        with pytest.raises(ValueError, match="weights for decision ORIGIN"):
            luck.pick(KEY, FEW, 1, Decision.ORIGIN, bad)


def test_words_of_several_decisions_are_those_of_each():
    asked = (Decision.SEX, Decision.MOVE, 7)
    several = luck.words_by_decision(KEY, FEW, 1512, asked)
    assert same(several, [words(KEY, FEW, 1512, decision) for decision in asked])
    k0, k1 = KEY.tolist()
    assert same(several, luck_loops.words_by_decision_plain(k0, k1, FEW, 1512, np.array(asked)))
    assert np.array_equal(luck.as_normal(several[1]), normal(KEY, FEW, 1512, Decision.MOVE))


@pytest.mark.parametrize("p", [0.0, 1e-4, 0.3, 1.0])
def test_struck_are_those_to_whom_it_happens(p):
    assert np.array_equal(
        luck.struck(KEY, EVERYBODY, SOME, 1600, 72, p), SOME[happens(KEY, EVERYBODY[SOME], 1600, 72, p)]
    )


@pytest.mark.parametrize("rows", [SOME, None])
def test_strikes_are_what_happens_whatever_the_bound(rows):
    who = np.arange(EVERYBODY.size) if rows is None else rows
    p = 0.02 * uniform(KEY, EVERYBODY, 9, 9)
    expected = who[happens(KEY, EVERYBODY[who], 1600, 72, p[who])]
    assert expected.size > 50
    for bound in (p.max(), 0.1, 3.0):
        assert np.array_equal(luck.strikes(KEY, EVERYBODY, rows, 1600, 72, bound, lambda near: p[near]), expected)


def test_strikes_by_group_are_what_happens():
    p = BOUNDS[GROUP] * uniform(KEY, EVERYBODY, 9, 9)
    struck = luck.strikes(KEY, EVERYBODY, SOME, 1600, 72, BOUNDS, lambda near: p[near], GROUP)
    assert np.array_equal(struck, SOME[happens(KEY, EVERYBODY[SOME], 1600, 72, p[SOME])])


def test_a_probability_above_its_bound_and_a_row_that_is_none_are_refused():
    def too_much(near):
        return np.full(near.size, 0.5)

    with pytest.raises(ValueError, match=r"GP_EXIT: p reaches 0\.5, .* bound 0\.4"):
        luck.strikes(KEY, EVERYBODY, SOME, 1, Decision.GP_EXIT, 0.4, too_much)
    with pytest.raises(ValueError, match=r"GP_EXIT: p reaches 0\.5"):
        luck.strikes(KEY, EVERYBODY, SOME, 1, Decision.GP_EXIT, BOUNDS, too_much, GROUP)
    with pytest.raises(ValueError, match="chances of shape"):
        luck.strikes(KEY, EVERYBODY, SOME, 1, Decision.GP_EXIT, 0.4, lambda near: np.zeros(near.size + 1))
    for wrong in (np.array([3, EVERYBODY.size]), np.array([-1])):
        with pytest.raises(ValueError, match="outside the population"):
            luck.struck(KEY, EVERYBODY, wrong, 1, 1, 0.5)
    with pytest.raises(ValueError, match="contiguous int64"):
        luck.struck(KEY, EVERYBODY, SOME[::2], 1, 1, 0.5)
    with pytest.raises(ValueError, match="without a bound"):
        luck.strikes(KEY, EVERYBODY, SOME, 1, 1, BOUNDS[:4], too_much, GROUP)


# ---------------------------------------------------------------------------------------- fairness


@pytest.mark.parametrize("p", [1e-4, 0.03, 0.5, 0.97])
def test_happens_as_often_as_p(p):
    """200 000 draws within 5 standard deviations: false alarm 6e-7 for each p."""
    share = happens(KEY, MANY, 1600, Decision.GP_EXIT, p).mean()
    assert abs(share - p) < 5 * np.sqrt(p * (1 - p) / MANY.size)


def test_p_zero_never_and_p_one_always():
    assert not happens(KEY, MANY, 1600, Decision.GP_EXIT, 0.0).any()
    assert happens(KEY, MANY, 1600, Decision.GP_EXIT, 1.0).all()
    p = np.tile([0.0, 1.0], MANY.size // 2)
    assert np.array_equal(happens(KEY, MANY, 1600, Decision.GP_EXIT, p), p == 1.0)


def test_one_p_for_all_is_the_same_as_one_each():
    for p in (0.0, 1e-9, 0.3, 1 - 2**-33, 1.0):
        each = np.full(FEW.size, p)
        assert np.array_equal(happens(KEY, FEW, 1600, 1, p), happens(KEY, FEW, 1600, 1, each))


def test_a_larger_p_keeps_all_who_were_struck_before():
    small, large = (happens(KEY, MANY, 1600, Decision.GP_EXIT, p) for p in (0.10, 0.12))
    assert (large >= small).all()
    assert large.sum() > small.sum()


def test_uniform_is_even_and_never_0_or_1():
    """Kolmogorov-Smirnov at 1e-6."""
    u = uniform(KEY, MANY, 1600, Decision.MERIT)
    assert stats.kstest(u, "uniform").pvalue > 1e-6
    assert np.array_equal(u, (words(KEY, MANY, 1600, Decision.MERIT) + 0.5) / 2**32)
    assert 0.0 < u.min() < 1e-3
    assert 1 - 1e-3 < u.max() < 1.0


def test_normal_is_standard_normal_and_rises_with_the_uniform():
    """Kolmogorov-Smirnov at 1e-6."""
    z = normal(KEY, MANY, 1600, Decision.MERIT)
    assert stats.kstest(z, "norm").pvalue > 1e-6
    assert np.allclose(stats.norm.cdf(z), uniform(KEY, MANY, 1600, Decision.MERIT), rtol=1e-12)


def test_each_part_of_the_name_gives_a_draw_of_its_own():
    """Correlation of 200 000 pairs below 5 / sqrt(n): false alarm 6e-7 for each of the 15 pairs."""
    draws = [
        uniform(KEY, MANY, 1600, Decision.MOVE),
        uniform(KEY, MANY, 1601, Decision.MOVE),
        uniform(KEY, MANY, 1600, Decision.LEAVE),
        uniform(KEY, MANY, 1600, Decision.MOVE, 1),
        uniform(key_of(20260101, 4), MANY, 1600, Decision.MOVE),
        uniform(KEY, MANY + np.uint32(1), 1600, Decision.MOVE, MANY),
    ]
    correlation = np.corrcoef(draws) - np.eye(len(draws))
    assert np.abs(correlation).max() < 5 / np.sqrt(MANY.size)


def test_neighbouring_ids_and_months_are_independent():
    """Lag-one correlations below 5 / sqrt(n): false alarm 6e-7 each."""
    over_ids = uniform(KEY, MANY, 1600, Decision.MOVE)
    over_months = np.array([uniform(KEY, FEW[:1], month, Decision.MOVE)[0] for month in range(4000)])
    for draws in (over_ids, over_months):
        assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 5 / np.sqrt(draws.size)


# ----------------------------------------------------------------------------------- choosing by race


def test_race_is_the_logit():
    """Chi-square over five alternatives, 200 000 choosers, at 1e-6; the one of weight 0 is never chosen."""
    weights = np.exp(np.array([0.0, 1.0, -2.0, 0.5, 2.0, -np.inf]))
    chosen = np.bincount(race(KEY, MANY, 1600, Decision.MARKET, weights, PLACES), minlength=6)
    expected = weights / weights.sum() * MANY.size
    assert chosen[5] == 0
    assert stats.chisquare(chosen[:5], expected[:5]).pvalue > 1e-6


def test_a_changed_weight_only_moves_those_whom_it_wins_or_loses():
    weights = np.array([1.0, 2.0, 3.0, 1.0, 0.5, 0.7])
    before = race(KEY, MANY, 1600, Decision.MARKET, weights, PLACES)
    for factor in (1.4, 0.6, 0.0):
        changed = weights.copy()
        changed[2] *= factor
        after = race(KEY, MANY, 1600, Decision.MARKET, changed, PLACES)
        moved = before != after
        assert moved.any()
        assert ((after if factor > 1 else before)[moved] == 2).all()


def test_a_new_alternative_disturbs_only_those_it_wins():
    weights = np.array([1.0, 2.0, 3.0, 1.0, 0.5, 0.7])
    before = PLACES[:5][race(KEY, MANY, 1600, Decision.MARKET, weights[:5], PLACES[:5])]
    after = PLACES[race(KEY, MANY, 1600, Decision.MARKET, weights, PLACES)]
    assert (after[before != after] == PLACES[5]).all()
    assert (before != after).any()


def test_luck_follows_the_name_and_not_the_position():
    weights = np.array([1.0, 2.0, 3.0, 1.0, 0.5, 0.7])
    order = np.array([4, 0, 5, 2, 1, 3])
    one = PLACES[race(KEY, FEW, 1600, Decision.MARKET, weights, PLACES)]
    other = PLACES[order][race(KEY, FEW, 1600, Decision.MARKET, weights[order], PLACES[order])]
    assert np.array_equal(one, other)
    backwards = race(KEY, FEW[::-1].copy(), 1600, Decision.MARKET, weights, PLACES)
    assert np.array_equal(PLACES[backwards[::-1]], one)
    alone = race(KEY, FEW[77:78], 1600, Decision.MARKET, weights, PLACES)
    assert PLACES[alone[0]] == one[77]


def test_the_head_of_the_score_list_is_the_choice_and_scale_does_not_matter():
    weights = np.array([1.0, 2.0, 3.0, 1.0, 0.5, 0.0])
    scores = race_scores(KEY, FEW, 1600, Decision.MARKET, weights, PLACES)
    chosen = race(KEY, FEW, 1600, Decision.MARKET, weights, PLACES)
    assert np.array_equal(scores.argmin(axis=1), chosen)
    assert np.isinf(scores[:, 5]).all()
    assert np.isfinite(scores[:, :5]).all()
    assert np.array_equal(race(KEY, FEW, 1600, Decision.MARKET, weights * 2.0**600, PLACES), chosen)
    assert np.array_equal(race(KEY, FEW, 1600, Decision.MARKET, weights * 2.0**-600, PLACES), chosen)


def test_shared_weights_are_the_same_weights_for_each():
    weights = np.array([1.0, 2.0, 3.0, 1.0, 0.5, 0.7])
    each = np.tile(weights, (FEW.size, 1))
    for ask in (race, race_scores):
        assert np.array_equal(ask(KEY, FEW, 1, 2, weights, PLACES), ask(KEY, FEW, 1, 2, each, PLACES))


def test_nothing_to_choose_and_nobody_to_choose():
    assert race(KEY, FEW, 1, 2, np.zeros(6), PLACES).tolist() == [-1] * FEW.size
    assert race(KEY, FEW, 1, 2, np.zeros(0), PLACES[:0]).tolist() == [-1] * FEW.size
    nobody = FEW[:0]
    assert race(KEY, nobody, 1, 2, np.ones((0, 6)), PLACES).shape == (0,)
    assert race_scores(KEY, nobody, 1, 2, np.ones(6), PLACES).shape == (0, 6)
    assert happens(KEY, nobody, 1, 2, np.zeros(0)).shape == (0,)
    assert normal(KEY, nobody, 1, 2).shape == (0,)


# ---------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("bad", [-1e-12, 1 + 1e-12, np.nan, np.inf, -np.inf])
def test_a_probability_that_is_none_is_named(bad):
    p = np.full(FEW.size, 0.5)
    p[123] = bad
    with pytest.raises(ValueError, match=r"p\[123\] for decision GP_EXIT"):
        happens(KEY, FEW, 1600, Decision.GP_EXIT, p)
    with pytest.raises(ValueError, match="p for decision GP_EXIT"):
        happens(KEY, FEW, 1600, Decision.GP_EXIT, bad)


@pytest.mark.parametrize("bad", [-1e-300, np.nan, np.inf, 1e201])
@pytest.mark.parametrize("ask", [race, race_scores])
def test_a_weight_that_is_none_is_named(ask, bad):
    weights = np.ones((FEW.size, 6))
    weights[9, 2] = bad
    with pytest.raises(ValueError, match=r"weights\[9, 2\] \(alternative 4601\) for decision MARKET"):
        ask(KEY, FEW, 1600, Decision.MARKET, weights, PLACES)
    with pytest.raises(ValueError, match=r"weights\[2\] \(alternative 4601\)"):
        ask(KEY, FEW, 1600, Decision.MARKET, weights[9], PLACES)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: words(KEY, np.array([1, -1]), 1, 1), "ids must lie in"),
        (lambda: words(KEY, np.array([1.0]), 1, 1), "ids must be whole numbers"),
        (lambda: words(KEY, np.array([[1]]), 1, 1), "one-dimensional"),
        (lambda: words(KEY, FEW, -1, 1), "month must lie in"),
        (lambda: words(KEY, FEW, 1, 2**32), "decision must lie in"),
        (lambda: words(KEY, FEW, 1, 1, -3), "alternative must lie in"),
        (lambda: words(KEY, FEW, 1, 1, FEW[:3]), "500 ids but 3 alternatives"),
        (lambda: happens(KEY, FEW, 1, 1, np.zeros(3)), r"500 ids but p has shape \(3,\)"),
        (lambda: race(KEY, FEW, 1, 1, np.ones((500, 5)), PLACES), r"expected \(500, 6\)"),
        (lambda: race(KEY, FEW, 1, 1, np.ones(5), PLACES), r"shared by all, \(6,\)"),
    ],
)
def test_arguments_that_would_change_on_the_way_are_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# ------------------------------------------------------------------------------ no other generator

OTHER_GENERATORS = {"random", "secrets", "uuid", "numpy.random"}
OTHER_DRAWS = {"random", "rng", "default_rng", "RandomState", "rvs", "shuffle", "shuffle_do", "urandom"}


def other_luck(source: str) -> list[str]:
    """Lines of a module that import, or reach for, a generator other than agents/luck.py."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name in OTHER_GENERATORS]
        elif isinstance(node, ast.ImportFrom):
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            wrong = node.module in OTHER_GENERATORS or not OTHER_GENERATORS.isdisjoint(whole)
            names = whole if wrong else []
        elif isinstance(node, ast.Attribute) and node.attr in OTHER_DRAWS:
            names = [node.attr]
        found += [f"line {node.lineno}: {name}" for name in names]
    return found


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import numpy.random as r",
        "from random import gauss",
        "from numpy import random",
        "from numpy.random import default_rng",
        "import numpy as np\nnp.random.seed(1)",
        "g = np.random.default_rng(3)",
        "x = model.rng.normal()",
        "x = model.random.choice([1])",
        "agents.shuffle_do('step')",
        "x = norm.rvs()",
    ],
)
def test_the_search_finds_another_generator(source):
    assert other_luck(source)


def test_there_is_no_other_generator_in_the_house():
    rooms = [ROOT / "run.py"]
    for floor in ("agents", "model", "scenarios", "calibration"):
        rooms += (ROOT / floor).rglob("*.py")
    rooms.remove(ROOT / "agents" / "luck.py")
    assert len(rooms) > 6
    found = {str(room.relative_to(ROOT)): other_luck(room.read_text("utf-8")) for room in rooms}
    assert {room: lines for room, lines in found.items() if lines} == {}
