"""Screening, shares of the variance and the value of information, held against what is known in closed form."""

import csv
import json
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from agents.parameters import Parameters
from calibration import sensitivity_commands as commands
from calibration import sensitivity_tables as tables
from calibration import shipped_tables
from calibration import validation_sensitivity as validation
from calibration.design import noise, replicates, sobol
from calibration.emulator import fit_emulator
from calibration.figures import draw_sensitivity
from calibration.hindcast import Row
from calibration.indices import (
    halves,
    indices,
    partial_information,
    perfect_information,
    refits,
    shares,
    worth,
)
from calibration.priors import Priors, free_priors
from calibration.screening import groups_of, screen, screening_points, screening_signs
from calibration.sensitivity import DUMMY, OUTCOMES, Inputs, Point, points_at, run_point, run_points, value_names
from calibration.sensitivity_commands import Sensitivity
from calibration.sensitivity_questions import MISSING, PACKAGES, RANGES, Plan, missing_datum
from calibration.store import Store
from calibration.targets import CalibrationError
from scenarios.draws import Posterior
from tests.norway import small_norway

UNIT = Priors(("a", "b", "c"), np.zeros(3), np.ones(3))


def test_saltelli_indices_of_ishigami():
    """Closed form of Ishigami and Homma (1990) with a = 7, b = 0.1."""
    v = sobol(1 << 13, 6, 1, 3)
    first, total, variance = indices(ishigami, v[:, :3], v[:, 3:])
    assert first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert variance[0] == pytest.approx(13.844, rel=0.02)


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * u - 1.0)
    return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]


def linear_runs(count: int, seed: int, chance: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Runs of 4 a + 2 b + 0 c + chance; the dummy is the last column of u."""
    u = sobol(1 << (count - 1).bit_length(), 4, seed, 4)[:count]
    return u, (4 * u[:, 0] + 2 * u[:, 1] + chance * noise((count, 1), seed, 77)[:, 0])[:, None]


def test_shares_of_a_linear_function_with_chance():
    """Variances 16/12, 4/12, 0 and 0.25: shares 0.696, 0.174, 0, and chance 0.130."""
    u, y = linear_runs(256, 1)
    found = shares(refits(u, y, 40, 1), Inputs(UNIT), 1024, 1)
    assert found.first[:, 0] == pytest.approx([0.696, 0.174, 0.0, 0.0], abs=0.04)
    assert found.total[:, 0] == pytest.approx([0.696, 0.174, 0.0, 0.0], abs=0.04)
    assert found.chance[0] == pytest.approx(0.130, abs=0.03)
    assert found.total[3, 0] < 0.01  # the dummy


def test_many_products_do_not_drown_the_parameters():
    """With 40 inputs a surface of second order has 860 terms; 200 runs still show the two that matter."""
    u = sobol(256, 40, 1, 4)[:200]
    y = (4 * u[:, 0] + 2 * u[:, 1] + 0.3 * noise((200, 1), 1, 78)[:, 0])[:, None]
    assert fit_emulator(u, y).explained[0] > 0.85


def test_surface_finds_an_interaction():
    u = sobol(256, 4, 1, 4)
    y = ((2 * u[:, 0] - 1) * (2 * u[:, 1] - 1))[:, None]
    found = shares(refits(u, y, 5, 1), Inputs(UNIT), 1024, 1)
    assert found.first[:2, 0].max() < 0.03 and found.total[:2, 0].min() > 0.9


def test_intervals_hold_the_truth():
    """90 percent intervals of the largest index hold it in most of 20 repetitions, and are not the whole of 0 to 1."""
    truth, held, widths = (16 / 12) / (16 / 12 + 4 / 12 + 1.0), 0, []
    for seed in range(20):
        u, y = linear_runs(128, seed, chance=1.0)
        found = shares(refits(u, y, 40, seed), Inputs(UNIT), 256, seed)
        held += bool(found.first_low[0, 0] <= truth <= found.first_high[0, 0])
        widths.append(found.first_high[0, 0] - found.first_low[0, 0])
    assert held >= 14 and np.mean(widths) < 0.35


def test_halves_are_halves_and_repeatable():
    one = halves(31, 3, 1)
    assert all(len(np.unique(half)) == 15 and half.max() < 31 for half in one)
    assert any((one[0] != other).any() for other in one[1:])
    assert all((a == b).all() for a, b in zip(one, halves(31, 3, 1), strict=True))


# ---- value of information ----------------------------------------------------------------------------------------


def test_partial_information_of_a_linear_gaussian_choice():
    """Nothing against m + a x + b z: knowing x is worth a phi(m/a) + m Phi(m/a) - max(m, 0)."""
    m, a, b = -0.4, 1.0, 0.7
    draws = stats.norm.ppf(sobol(1 << 13, 2, 1, 9))
    benefit = np.column_stack([np.zeros(len(draws)), m + a * draws[:, 0] + b * draws[:, 1]])
    for column, size in ((0, a), (1, b)):
        gain, changes = partial_information(draws[:, column], benefit)
        assert gain == pytest.approx(size * stats.norm.pdf(m / size) + m * stats.norm.cdf(m / size), rel=0.03)
        assert changes == pytest.approx(stats.norm.cdf(m / size), abs=0.02)
    whole = float(np.hypot(a, b))
    expected = whole * stats.norm.pdf(m / whole) + m * stats.norm.cdf(m / whole)
    assert perfect_information(benefit) == pytest.approx(expected, rel=0.03)


def test_worth_of_a_dummy_is_nothing():
    u, y = linear_runs(256, 1)
    other = np.column_stack([y[:, 0], np.full(len(y), 3.0)])
    found = worth(refits(u, other, 10, 1), (0, 1), Inputs(UNIT).draws(2048, 1, 6), 1.0)
    assert found.each.argmax() == 0 and found.each[3] < 0.02 * found.everything
    assert found.each[0] <= found.everything and found.low[0] <= found.each[0] <= found.high[0]
    less = worth(refits(u, other + np.array([1.0, 0.0]), 10, 1), (0, 1), Inputs(UNIT).draws(2048, 1, 6), -1.0)
    assert less.chosen == 1  # less is better


# ---- screening ---------------------------------------------------------------------------------------------------


def test_screening_signs_are_orthogonal_to_one_another_pairs_and_worlds():
    signs = screening_signs(40).astype(int)
    assert signs.shape == (128, 40) and (signs.T @ signs == 128 * np.eye(40)).all()
    pairs = signs[:, :, None] * signs[:, None, :]
    assert not np.einsum("ri,rjk->ijk", signs, pairs).any()
    worlds = replicates(np.arange(128))[:, None] == np.arange(16)
    assert not (signs.T @ worlds).any()


def test_screening_finds_the_parameters_that_act():
    names = [f"p{k:02d}" for k in range(60)]
    priors = Priors(tuple(names), np.zeros(60), np.ones(60))
    groups = (*groups_of(names, 60), (DUMMY,))
    signs, worlds = screening_signs(61), replicates(np.arange(128))
    u = screening_points(signs, groups[:-1], priors)
    y = 3 * u[:, 7] - 2 * u[:, 11] + 5 * (u[:, 1] - 0.5) * (u[:, 2] - 0.5) + worlds + 0.2 * noise((128, 1), 1, 79)[:, 0]
    found = screen(signs, y[:, None], worlds)
    assert set(np.flatnonzero(found.t > found.limit)) == {7, 11}
    sd = 1 / np.sqrt(12)
    assert found.effects[[7, 11], 0] == pytest.approx([6 * sd, -4 * sd], abs=0.2)
    lost = np.arange(128) != 5  # one broken run
    assert set(np.flatnonzero(screen(signs[lost], y[lost, None], worlds[lost]).t > found.limit)) == {7, 11}


def test_every_parameter_is_screened_alone_or_in_a_group():
    names = [f"p{k:03d}" for k in range(100)]
    groups = groups_of(names, 30)
    assert len(groups) == 30 and sorted(name for group in groups for name in group) == names
    assert groups_of(names[:5], 30) == tuple((name,) for name in names[:5])
    full = Sensitivity(None, Plan(), mark="x").groups()  # type: ignore[arg-type]
    assert {name for group in full for name in group} == {*Parameters.centre(), DUMMY}


def test_screening_refuses_too_few_runs():
    with pytest.raises(CalibrationError, match="expected more runs"):
        screen(screening_signs(32)[:20], np.zeros((20, 1)), np.zeros(20))
    with pytest.raises(CalibrationError, match="expected 1 or more"):
        screening_signs(0)


# ---- draws -------------------------------------------------------------------------------------------------------


def test_inputs_follow_the_posterior_where_there_is_one():
    values = np.column_stack([np.linspace(0.2, 0.4, 50), np.linspace(0.9, 0.7, 50)])
    posterior = Posterior("p", ("a", "c"), values, np.full(50, 0.02), {})
    inputs = Inputs(UNIT, posterior)
    u = inputs.draws(40, 1, 4)
    assert u.shape == (40, 4) and u[:, 0].min() >= 0.2 and u[:, 0].max() <= 0.4
    assert np.corrcoef(u[:, 0], u[:, 2])[0, 1] < -0.99  # joint draws
    assert u[:, 1].min() < 0.1 and u[:, 1].max() > 0.9  # at its prior
    alone = inputs.marginal(sobol(256, 4, 1, 3))
    assert alone[:, 0].min() >= 0.2 and alone[:, 0].max() <= 0.4
    assert abs(np.corrcoef(alone[:, 0], alone[:, 2])[0, 1]) < 0.2


def test_a_shipped_posterior_is_used_if_it_is_of_this_model(monkeypatch, tmp_path):
    free = free_priors()
    values = np.tile((free.low + free.high) / 2, (5, 1))
    posterior = Posterior("until-2025", free.names, values, np.full(5, 0.2), {"model": "this", "command": "fit it"})
    monkeypatch.setattr(commands, "available", lambda: ("until-2025",))
    monkeypatch.setattr(commands, "load_posterior", lambda name: posterior)
    monkeypatch.setattr(commands, "fingerprint", lambda priors, seed: "this")
    mine = Sensitivity(tmp_path, Plan(), mark="x")
    inputs = mine.inputs(("experienced_years",))
    u = inputs.draws(8, 1, 4)
    assert np.ptp(u[:, inputs.names.index(free.names[0])]) == 0 < np.ptp(u[:, inputs.names.index("experienced_years")])
    assert tables.draws_words(inputs) == "posterior until-2025; 1 further parameters at their prior"
    monkeypatch.setattr(commands, "fingerprint", lambda priors, seed: "another")
    with pytest.raises(CalibrationError, match="Fit again: fit it"):
        mine.inputs(())


def test_the_model_is_known_by_what_it_does(tmp_path):
    """The same run has the same mark; other years another."""
    one, same, other = (
        Sensitivity(tmp_path, Plan(years=years), geography=small_norway()).model
        for years in ((2027, 2028), (2027, 2028), (2027,))
    )
    assert one == same != other


# ---- runs --------------------------------------------------------------------------------------------------------

YEARS = (2035, 2050)
BRANCHES = ("baseline", "other")


def fake(point) -> Row:
    """A model in one line: levels by branch, outcome and year."""
    names = [branch[0] for branch in point.branches]
    pull, chance = point.parameters.career_gp_share, noise((1, 1), 1, 9000 + point.key)[0, 0]
    levels = [
        (5000.0 if outcome == "gps" else 0.05) * (1 + 0.01 * place * (pull - 0.2) + 0.001 * chance)
        for place, _ in enumerate(names) for outcome in OUTCOMES for _ in point.years
    ]  # fmt: skip
    return Row(point.key, np.array(levels), 0.0, "planned" if point.key == 1 else "")


def points(count: int) -> list[Point]:
    inputs = Inputs(free_priors())
    branches = tuple((name, None, None) for name in BRANCHES)
    return points_at(inputs, inputs.draws(count, 1, 4), lambda k: branches, YEARS, 1)


def test_points_are_resumed_where_they_stopped(tmp_path):
    names, calls = value_names(BRANCHES, YEARS), []

    def counted(point):
        calls.append(point.key)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return fake(point)

    store = Store(tmp_path / "a", {"model": "x"}, names)
    with pytest.raises(KeyboardInterrupt):
        run_points(store, points(8), 1, work=counted)
    whole = run_points(store, points(8), 1, work=counted)
    assert len(calls) == 4 + 5  # the three finished are not made again
    once = run_points(Store(tmp_path / "b", {"model": "x"}, names), points(8), 1, work=fake, shard=3)
    assert (whole.keys == once.keys).all() and np.array_equal(whole.values, once.values, equal_nan=True)
    assert whole.broken == once.broken and not whole.good[1]


def test_points_of_another_store_are_refused(tmp_path):
    store = Store(tmp_path / "a", {"model": "x"}, value_names(("baseline",), YEARS))
    with pytest.raises(CalibrationError, match="other outcomes than the store keeps"):
        run_points(store, points(2), 1, work=fake)
    with pytest.raises(CalibrationError, match="another model"):
        Store(tmp_path / "a", {"model": "y"}, value_names(("baseline",), YEARS))


def test_a_broken_run_breaks_its_point(monkeypatch):
    def raises(job, targets):
        raise TypeError("an odd country")

    monkeypatch.setattr("calibration.sensitivity.run_job", raises)
    row = run_point(points(1)[0])
    assert row.broken == "baseline: TypeError: an odd country" and np.isnan(row.values).all()
    assert len(row.values) == 2 * 2 * 2


def test_the_whole_analysis_with_a_toy_model(tmp_path):
    plan = Plan(factors=32, points=24, design=64, halves=4, draws=128)
    found = Sensitivity(tmp_path / "out", plan, mark="toy", work=fake).run()
    names = sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_file())
    assert names == ["discovery.txt", "screening.csv", "sobol.csv", "value_of_information.csv"]
    with (tmp_path / "out" / "screening.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["parameter"] for row in rows} == {*Parameters.centre(), DUMMY}
    assert rows[0]["group"] == next(row["group"] for row in rows if row["parameter"] == "career_gp_share")
    effect = [row for row in found["sobol"] if row["scenario"] == PACKAGES[0] and row["year"] == 2035]
    assert effect[0]["parameter"] == "career_gp_share" and effect[0]["total"] > 0.3
    assert "1 of 24 points broke" in " ".join(found["broken"])
    text = tables.words(found, quick=True)
    assert "prior of the parameters" in text or "posterior" in text
    assert "Missing: " in text and json.dumps(found)
    again = Sensitivity(tmp_path / "out", plan, mark="toy", work=lambda point: 1 / 0).run()  # type: ignore[arg-type]
    assert json.dumps(again) == json.dumps(found)


def test_tables_are_printed_and_drawn_for_the_page(tmp_path, monkeypatch):
    plan = Plan(factors=32, points=24, design=64, halves=4, draws=128)
    found = Sensitivity(tmp_path / "out", plan, mark="toy", work=fake).run()
    for room in (validation, shipped_tables):
        monkeypatch.setattr(room, "FOLDER", tmp_path / "out")
    page = validation.sensitivity_part()
    worth = next(row for row in found["value_of_information"] if row["parameter"] != DUMMY)
    assert "`career_gp_share`" in page and f"effect of {PACKAGES[0]} on GPs 2035" in page
    assert worth["missing_datum"] in page and "Cases: 23 draws" in validation.discovery_part()
    drawn = draw_sensitivity(tmp_path, found["sobol"])
    assert {(tmp_path / f"{drawn.name}.{kind}").stat().st_size > 0 for kind in ("svg", "png", "csv")} == {True}
    for name in ("sobol.csv", "discovery.txt"):
        (tmp_path / "out" / name).unlink()
    page = validation.sensitivity_part()
    assert "stand out from chance" in page and "Shares of the variance and the value of information are not" in page
    for room in (validation, shipped_tables):
        monkeypatch.setattr(room, "FOLDER", tmp_path)
    assert "Not shipped yet" in validation.sensitivity_part() and "Not shipped yet" in validation.discovery_part()


def test_one_point_of_the_real_model(tmp_path):
    """A small Norway to 2028, the base and two packages at a size of their own."""
    mine = Sensitivity(tmp_path, Plan(points=1, years=(2027, 2028)), mark="x", geography=small_norway())
    sized = [mine.sized(one, one.low) for one in RANGES[:2]]
    branches = (mine.library["baseline"][1], *sized)
    point = Point(0, Parameters.centre(), 0, branches, (2027, 2028), 1, small_norway())
    row = run_point(point)
    levels = row.values.reshape(3, 2, 2)
    assert not row.broken and (levels[:, 0] > 200).all() and (levels[:, 1] < 0.3).all() and (levels[:, 1] >= 0).all()
    assert (run_point(point).values == row.values).all()


def test_packages_together_change_what_each_changes():
    mine = Sensitivity(None, Plan(), mark="x")  # type: ignore[arg-type]
    together = {change.lever for change in mine.together()[1].layers[-1]}
    assert together == {change.lever for name in PACKAGES for change in mine.library[name][0].changes}
    assert mine.sized(RANGES[0], 1700)[1].layers[-1][0].value == 1700
    assert mine.sizes().shape == (256, 3) and (mine.sizes() >= [one.low for one in RANGES]).all()
    assert (mine.sizes() <= [one.high for one in RANGES]).all()


# ---- words and mistakes ------------------------------------------------------------------------------------------


def test_missing_data_name_parameters_of_the_model():
    assert not set(MISSING) - set(Parameters.centre())
    assert all(missing_datum(name) for name in (*Parameters.centre(), DUMMY))


@pytest.mark.parametrize(("option", "value"), [("workers", 0), ("seed", -1)])
def test_bad_options_are_named(tmp_path, option, value):
    options = {"workers": 1, "seed": 1, "out": tmp_path / "out", option: value}
    with pytest.raises(CalibrationError, match=f"--{option} {value}: expected"):
        commands.sensitivity(True, **options)


def test_mostly_broken_runs_are_an_error(tmp_path):
    def broken(point):
        return SimpleNamespace(**{**vars(fake(point)), "broken": "empty country"})

    with pytest.raises(CalibrationError, match=r"0 of 64 points gave numbers.*empty country"):
        Sensitivity(tmp_path / "out", Plan(factors=32, points=4), mark="toy", work=broken).screening()


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "screening").mkdir()
    (tmp_path / "screening" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(CalibrationError, match="choose another --out"):
        Sensitivity(tmp_path, Plan(factors=32), mark="toy", work=fake).screening()
