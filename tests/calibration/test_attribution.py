"""What is left out of the record, paired runs on a small Norway, and the history in words."""

from dataclasses import replace

import numpy as np
import pytest

from agents.months import month_index
from agents.parameters import REGISTRY, Parameters
from calibration import attribution
from calibration.attribution import (
    GPS,
    JOINT,
    OTHERS,
    RECORD,
    REFORMS,
    SHARE,
    YEARS,
    Reform,
    changes_of,
    check_reforms,
    documents,
    grounds,
    read_said,
    recorded_changes,
    run_attribution,
    table,
    without,
)
from calibration.hindcast import yearly_names
from calibration.history_words import NOT_TOLD_APART, _effect, sentences
from calibration.store import Runs
from calibration.targets import CalibrationError
from model.geography import load_geography
from model.levers import LEVERS
from model.policy import Policy
from scenarios.draws import Posterior
from tests.norway import small_norway

START, END = month_index("2016-01"), month_index("2025-12")
BY_NAME = {reform.name: reform for reform in (*REFORMS, *JOINT, *OTHERS)}
BASIC = BY_NAME["the rise of the basic grant, 2023-24"]


def test_every_change_of_the_record_belongs_to_one_reform():
    check_reforms()
    with pytest.raises(CalibrationError, match=r"finance\.basic_grant_share of 2023-05: no reform"):
        check_reforms([reform for reform in REFORMS if reform is not BASIC])
    with pytest.raises(CalibrationError, match=r"2024-01: the rise of the basic grant, 2023-24, again"):
        check_reforms([*REFORMS, replace(BASIC, name="again")])
    with pytest.raises(CalibrationError, match=r"no change of finance\.basic_grant_share from 2019-01 to 2019-02"):
        changes_of(Reform("wrong", (("finance.basic_grant_share", "2019-01", "2019-02"),)))


def test_names_documents_and_coefficients_are_there():
    assert len(BY_NAME) == len(REFORMS) + len(JOINT) + len(OTHERS)
    assert all(documents(reform) for reform in (*REFORMS, *JOINT))
    assert "1 May 2023" in documents(BASIC)
    for reform in BY_NAME.values():
        assert set(reform.coefficients) <= set(REGISTRY), reform.name


@pytest.mark.parametrize("reform", [*REFORMS, *JOINT], ids=lambda reform: reform.name)
def test_a_reform_left_out_leaves_everything_else(reform):
    """Its levers keep what they were the month before; every other value of every month is that of the record."""
    geo = small_norway() if reform in JOINT else load_geography()
    record = Policy.of_record().compile(geo, START, END)
    other = without(reform, geo).compile(geo, START, END)
    left_out = changes_of(reform)
    for key, lever in LEVERS.items():
        read = {"national": "national", "municipality": "municipal", "trust": "trust", "place": "place"}[lever.scope]
        months = sorted({START, *record.months(key), *other.months(key)})
        for month in months:
            was, now = getattr(record, read)(key, month), getattr(other, read)(key, month)
            if month not in left_out.get(key, ()):
                last = max((m for k, m in recorded_changes() if k == key and m <= month), default=START)
                stays = last not in left_out.get(key, ())
                assert np.array_equal(was, now) or not stays, (key, month)
            else:
                assert np.array_equal(now, getattr(other, read)(key, month - 1)), (key, month)


def test_the_break_point_left_out_never_was_and_all_of_the_record_left_out_is_2016():
    geo = small_norway()
    bend = without(BY_NAME["the break point of the basic grant, May 2020 to April 2023"], geo)
    steps = bend.national_steps("finance.break_point_nok", START, END)
    assert steps.values == (0.0,)
    pilots = without(BY_NAME["ALIS pilots and packages, 2017-23"], geo).compile(geo, START, END)
    assert pilots.municipal("alis.grant_nok", month_index("2019-12")).max() == 0
    assert pilots.municipal("alis.grant_nok", month_index("2020-01")).min() == 229_600
    still = without(BY_NAME["every dated change of 2016-25 together"], geo).compile(geo, START, END)
    assert all(still.months(key) == (START,) for key in LEVERS)


def posterior(**values):
    """Two draws of some parameters."""
    rows = np.array([[low, high] for low, high in values.values()]).T
    return Posterior("trial", tuple(values), rows, np.array([0.5, 0.5]), {})


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Paired runs of a small Norway: a reform that acts, one that only costs, and the hospitals."""
    chosen = [BY_NAME[name] for name in ("every dated change of 2016-25 together", "growth of hospital posts",
              "hospitals' pull following their open posts", "group supervision paid by the state, 2025")]  # fmt: skip
    folder = tmp_path_factory.mktemp("attribution")
    said = folder / "moved.csv"
    said.write_text("parameter,said\ncareer_basic_grant,assumption\ncareer_gp_share,informed\n", "utf-8")
    draws, steps = posterior(career_basic_grant=(0.1, 0.2)), []

    def run(mark):
        return run_attribution(draws, folder / "runs", {"model": mark}, 2, 3, 1, reforms=chosen, geo=small_norway(),
                               moved=said, progress=lambda *step: steps.append(step))  # fmt: skip

    first, made = run("m"), len(steps)
    assert run("m") == first
    assert len(steps) < 2 * made  # the second time everything was found, nothing made
    with pytest.raises(CalibrationError, match="another model"):
        run("n")
    return first


def test_paired_runs_give_effects(rows):
    by = {(row["reform"], row["indicator"], row["when"]): row for row in rows}
    assert all(row["pairs"] == 2 for row in rows)
    assert 0 < by[RECORD, SHARE, "2022"]["mean"] < 30
    assert by["every dated change of 2016-25 together", GPS, "2025"]["mean"] != 0
    assert by["growth of hospital posts", GPS, "2025"]["mean"] != 0
    assert by["hospitals' pull following their open posts", GPS, "2025"]["mean"] != 0
    paid = [row for row in rows if row["reform"] == "group supervision paid by the state, 2025"]
    assert all(row["mean"] == 0 for row in paid if row["when"] in ("2022", "2023"))  # nothing before its date


def test_sentences_hold_numbers_marks_and_limits(rows):
    told = sentences(rows)
    text = "\n".join(told)
    assert told[-1] == NOT_TOLD_APART and "4.2 percent" in told[0] and "2.1 percent" in told[0]
    for year in YEARS:
        assert f"in December {year}" in told[1]
    assert "Growth of hospital posts: share without a GP" in text and "*Assumption*" in text
    assert told[2].startswith("From December 2023 to December 2025 the share changed by -1.8 percentage points")


def made(values: np.ndarray, broken=()):
    """Runs whose yearly numbers are all the same number, by run."""
    size = len(yearly_names(2016, 2025))
    texts = tuple("broken" if k in broken else "" for k in range(len(values)))
    filled = np.repeat(np.asarray(values, float)[:, None], size, axis=1)
    return Runs(np.arange(len(values)), filled, np.ones(len(values)), texts)


def test_effects_are_record_less_left_out_pair_by_pair():
    record, other = made(np.arange(11.0)), made(np.arange(11.0) ** 2, broken=(3,))
    found = table(record, {BASIC.name: other}, [BASIC], {"career_basic_grant": "informed"})
    row = next(r for r in found if (r["reform"], r["indicator"], r["when"]) == (BASIC.name, GPS, "2022"))
    keys = np.array([k for k in range(11) if k != 3])
    effect = keys - keys**2
    assert row["pairs"] == 10 and row["mean"] == pytest.approx(effect.mean())
    assert (row["q05"], row["q95"]) == pytest.approx(tuple(np.quantile(effect, [0.05, 0.95])))
    share = next(r for r in found if (r["reform"], r["indicator"], r["when"]) == (BASIC.name, SHARE, "2022"))
    assert share["mean"] == pytest.approx(100 * effect.mean()) and share["rests_on"] == "informed"
    with pytest.raises(CalibrationError, match="no pair of runs"):
        table(made(np.ones(1)), {BASIC.name: made(np.ones(1), broken=(0,))}, [BASIC], None)


def test_what_an_effect_rests_on(tmp_path):
    two = replace(BASIC, coefficients=("career_basic_grant", "career_grant"))
    assert grounds(two, {"career_basic_grant": "informed", "career_grant": "assumption"}) == "partly informed"
    assert grounds(BASIC, {"career_basic_grant": "assumption"}) == "assumption"
    assert grounds(BASIC, {}) == "assumption"  # not free: set by hand
    assert grounds(BASIC, {"career_basic_grant": "informed"}) == "informed"
    assert grounds(BASIC, None) == "not said"
    assert grounds(replace(BASIC, coefficients=()), {}) == "counted"
    with pytest.raises(CalibrationError, match="is no parameter"):
        grounds(replace(BASIC, coefficients=("career_wishes",)), {})
    assert read_said(tmp_path / "none.csv") is None
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(CalibrationError, match="columns parameter and said"):
        read_said(tmp_path / "wrong.csv")


def test_no_effect_is_said_to_be_none():
    same = made(np.full(4, 0.02))
    told = sentences(table(same, {BASIC.name: same}, [BASIC], {"career_basic_grant": "assumption"}))
    mine = next(text for text in told if text.startswith("The rise of the basic grant"))
    assert "no effect at all in the model" in mine and "*Assumption*" in mine
    assert "2.0 percent (2.0 to 2.0) in December 2022" in told[1]
    assert "explained by nothing in the model" in told[2]  # a share that stays does not fall by 1.8


def test_what_rounds_to_zero_has_no_sign_and_what_no_run_shows_is_none():
    def row(*numbers):
        return dict(zip(("mean", "q05", "q95"), numbers, strict=True))

    assert _effect(row(-0.004, -0.02, 0.004), 2) == "0.00 (-0.02 to 0.00)"
    assert _effect(row(1234.4, -0.4, 2000.0), 0) == "+1,234 (0 to +2,000)"
    assert _effect(row(0.0, 0.0, 0.0), 2) == "none" != _effect(row(0.0, 0.0, 0.001), 2)


def test_hospital_growth_may_leave_its_range():
    assert REGISTRY["hospital_growth_history"].low > 0
    taken = Parameters({**Parameters.centre(), **OTHERS[0].parameters})
    assert taken.hospital_growth_history == 0
    assert attribution.FIRST == "2016-02"
