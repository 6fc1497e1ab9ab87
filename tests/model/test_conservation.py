"""Nobody appears or vanishes: doctors, lists, people on lists and municipal budgets, every month, everywhere.

The books are compared with the columns after every month, under the policy of record on the national map and, on a
small Norway, under policies, worlds and parameters that hypothesis draws from everything that may be set.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from agents.doctor import GP_STAGES, Stage
from agents.months import month_index, month_text
from agents.parameters import REGISTRY, Parameters
from model.geography import load_geography
from model.levers import LEVERS
from model.policy import RATE_NAMES, SWITCH_NAMES, Change, Policy, World
from tests.norway import country, output, small_norway

STAGES = len(Stage)
ON_A_PLACE = (*GP_STAGES, Stage.LIS1_MUNICIPALITY, Stage.MUNICIPAL, Stage.LOCUM)
IN_A_TRUST = (Stage.LIS1_HOSPITAL, Stage.HOSPITAL_TRAINEE, Stage.HOSPITAL_SPECIALIST)
CAN_TRAIN = (*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)


# ---------------------------------------------------------------------------------- what must always hold


def check_doctors(w) -> None:
    """Every doctor has one stage, a place that fits it, and is found again by stage."""
    people, lists = w.people, w.lists
    people.check()
    for stage in Stage:
        assert np.array_equal(people.rows(stage), np.flatnonzero(people.stage == stage)), stage.name
    on_list = people.list >= 0
    assert np.array_equal(on_list, np.isin(people.stage, GP_STAGES)), "on a list and in a stage without one"
    assert (people.municipality[np.isin(people.stage, ON_A_PLACE)] >= 0).all()
    assert (people.trust[np.isin(people.stage, IN_A_TRUST)] >= 0).all()
    assert (people.municipality < len(w.geo.number)).all() and (people.trust < len(w.geo.trusts)).all()
    assert np.array_equal(people.municipality[on_list], lists.municipality[people.list[on_list]])
    assert np.isin(people.stage[people.in_training], CAN_TRAIN).all()
    assert not (people.in_training & people.specialist).any()
    assert not (people.alis_agreement & ~people.in_training).any()
    for stage, right in (
        (Stage.GP_SPECIALIST, people.specialist),
        (Stage.GP_TRAINING, people.in_training),
        (Stage.GP_UNTRAINED, ~people.in_training & ~people.specialist),
    ):
        assert right[people.rows(stage)].all(), f"{stage.name} with the training of another stage"


def check_lists(w) -> None:
    """Lists and doctors point at one another; promises come in pairs; closed lists are empty."""
    people, lists = w.people, w.lists
    holders = np.flatnonzero(people.list >= 0)
    assert np.array_equal(lists.doctor[people.list[holders]], holders), "a GP's main list has another doctor"
    held = np.flatnonzero(lists.doctor >= 0)
    assert (people.list[lists.doctor[held]] >= 0).all(), "a list is held by somebody without a main list"
    promised = np.flatnonzero(people.reserved >= 0)
    assert np.array_equal(lists.successor[people.reserved[promised]], promised)
    waiting = np.flatnonzero(lists.successor >= 0)
    assert np.array_equal(people.reserved[lists.successor[waiting]], waiting)
    assert (people.starts_at[promised] > w.month - 1).all(), "a promised contract was forgotten"
    assert not lists.closed[waiting].any() and not lists.closed[held].any()
    assert (lists.patients[lists.closed] == 0).all()
    assert np.array_equal(lists.doctor < 0, lists.vacant_since >= 0), "vacant lists, and only they, have a date"
    leaving = np.maximum(people.leaves_at[lists.doctor[held]], np.where(
        people.reserved[lists.doctor[held]] >= 0, people.starts_at[lists.doctor[held]], -1))  # fmt: skip
    assert np.array_equal(lists.leaving_at[held], leaving), "a list and its doctor disagree when the doctor leaves"


def check_people_on_lists(w) -> None:
    """With and without a regular GP make up the listed population of every municipality, exactly."""
    lists, t = w.lists, w.ledger.t
    assert (lists.patients >= 0).all() and (lists.cap[~lists.closed] > 0).all()
    with_gp, without = (w.ledger.municipal[name][t] for name in ("patients_with_gp", "patients_without_gp"))
    assert np.array_equal(with_gp + without, w.listed_now)
    assert np.array_equal(np.bincount(lists.municipality, lists.patients, len(w.geo.number)), w.listed_now)
    listed = w.geo.list_use.T @ w.inhabitants
    assert w.listed_now.sum() == round(float(listed.sum()))
    assert np.abs(w.listed_now - listed).max() < 1.0


def check_ledger(w, stages_before: np.ndarray) -> None:
    """Stocks by stage are those of the month before plus who came less who went; and they are the columns."""
    t = w.ledger.t
    moves = w.ledger.moves[t]
    assert np.array_equal(w.ledger.stages[t], stages_before + moves.sum(axis=0) - moves[:STAGES].sum(axis=1))
    assert np.array_equal(w.ledger.stages[t], np.bincount(w.people.stage, minlength=STAGES))
    assert w.ledger.stages[t].sum() == w.people.n
    assert w.ledger.stages[t].sum() - stages_before.sum() == moves[STAGES].sum()


def checked_run(w, months: int):
    """The run, checked after every month, and then its books."""
    people, size = w.people, len(w.geo.number)
    gps = np.bincount(people.municipality[people.rows(*GP_STAGES)], minlength=size)
    lists = np.bincount(w.lists.municipality[w.lists.open_rows()], minlength=size)
    budget = w.towns.budget_left.copy()
    for _ in range(months):
        stages = np.bincount(people.stage, minlength=STAGES)
        try:
            w.step()
            check_doctors(w)
            check_lists(w)
            check_people_on_lists(w)
            check_ledger(w, stages)
        except AssertionError as error:
            raise AssertionError(f"{month_text(w.month - 1)}: {error}") from error
    check_books(output(w), months, gps, lists, budget)
    return w


def check_books(out, months: int, gps: np.ndarray, lists: np.ndarray, budget: np.ndarray) -> None:
    """Stock = stock before + in - out, for GPs, lists and budgets of every municipality and month."""
    m = {name: array[:months].astype(np.float64) for name, array in out.municipal.items()}
    came, went = m["gp_entries"] + m["gp_moves_in"], m["gp_exits"] + m["gp_moves_out"]
    assert np.array_equal(m["gps"], gps + np.cumsum(came - went, axis=0))
    assert np.array_equal(m["gps"].sum(axis=1), out.stages[:months, list(GP_STAGES)].sum(axis=1))
    # a contract that ends and is neither an exit nor a move away is a change of list inside the municipality
    assert (m["contracts_ended"] >= m["gp_exits"] + m["gp_moves_out"]).all()
    assert np.array_equal(m["gp_moves_in"].sum(axis=1), m["gp_moves_out"].sum(axis=1))
    assert (m["gp_retirements"] <= m["gp_exits"]).all()
    assert np.array_equal(m["lists"], lists + np.cumsum(m["lists_opened"] - m["lists_closed"], axis=0))
    assert (m["lists_vacant"] <= m["lists"]).all() and (m["lists_vacant_over_12_months"] <= m["lists_vacant"]).all()
    left, renewed, spent = (
        out.books.get(f"budget_{name}_nok", np.zeros_like(m["gps"]))[:months] for name in ("left", "renewed", "spent")
    )
    assert np.array_equal(left, budget + np.cumsum(renewed - spent, axis=0))
    # what group supervision costs a municipality counts against the start, so that it can save that much and no more
    # (trainees when it is charged: some of them stop, or leave, before the month ends)
    trainees = m["alis"] + m["contracts_ended"] + 3.0
    floor = {"cost_municipal_nok": -np.ceil(trainees * REGISTRY["group_supervision_nok"].high / 12.0)}
    for name in m:
        assert np.isfinite(m[name]).all() and (m[name] >= floor.get(name, 0.0)).all(), name
    none = np.zeros(len(out.months))
    entered = out.notes.get("gp_first_entries", none) + out.notes.get("gp_returns", none)
    assert np.array_equal(entered[:months], m["gp_entries"].sum(axis=1))
    hired, unfilled, posts = (out.national[f"lis1_{name}"][:months] for name in ("hired", "unfilled", "posts"))
    assert np.array_equal(hired + unfilled, posts) and (unfilled >= 0).all()


# ----------------------------------------------------------------------------------------- the country


@pytest.mark.parametrize("start", ["2016", "2026"])
def test_nobody_is_lost_in_norway(start):
    checked_run(country(start=start, months=18, geography=load_geography()), 18)


@pytest.mark.parametrize("start", ["2016", "2026"])
def test_nobody_is_lost_in_a_small_norway(start):
    checked_run(country(start=start, months=60), 60)


def values_of(lever):
    """Any value a lever allows."""
    if lever.kind == "bool":
        return st.booleans()
    if lever.kind == "enum":
        return st.sampled_from(lever.allowed)
    numbers = st.integers(*lever.allowed) if lever.kind == "int" else st.floats(*lever.allowed)
    return numbers.filter(lambda value: lever.flaw(value) is None)  # thousands for kroner are refused


def areas_of(lever):
    """Everywhere, or part of the small map that the lever's scope can tell apart."""
    geo = small_norway()
    wheres = {
        "municipality": [
            {"centrality": [5, 6]}, {"municipality": [geo.numbers[3]]}, {"health_region": [geo.health_regions[0]]}
        ],
        "trust": [{"trust": [geo.trusts[0]]}],
        "place": [{"place": ["uit"]}],
    }  # fmt: skip
    return st.sampled_from([{}, *wheres.get(lever.scope, [])])


@st.composite
def policies(draw, start: str, months: int):
    """Up to six levers changed, each at a month of the run, some for a while only."""
    begin = month_index(f"{start}-01")
    keys = draw(st.lists(st.sampled_from(sorted(LEVERS)), max_size=6, unique=True))
    changes = []
    for key in keys:
        first = begin + draw(st.integers(0, months - 1))
        until = draw(st.one_of(st.none(), st.integers(first + 1, first + 12)))
        value = draw(values_of(LEVERS[key]))
        changes.append(Change(key, first, until, value, draw(areas_of(LEVERS[key]))))
    linked = [c.value for c in changes if c.lever == "lis1.gp_linked_posts"]
    posts = [c.value for c in changes if c.lever == "lis1.state_posts"]
    assume(min([*posts, 946]) >= max([*linked, 66]))  # linked posts are some of the state's posts
    return Policy.of_record().with_changes(changes)


WORLDS = st.builds(
    World,
    demography=st.sampled_from(["main", "low", "high"]),
    hospital_posts_growth=st.floats(0.0, 0.03),
    need_growth=st.floats(0.0, 0.02),
    rates=st.dictionaries(st.sampled_from(RATE_NAMES), st.floats(0.0, 5.0)),
    switches=st.dictionaries(st.sampled_from(SWITCH_NAMES), st.booleans()),
)


@st.composite
def parameter_draws(draw):
    """The centre, with up to eight parameters at any value of their range."""
    names = draw(st.lists(st.sampled_from(sorted(REGISTRY)), max_size=8, unique=True))
    return {n: draw(st.floats(REGISTRY[n].low, REGISTRY[n].high)) for n in names}


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_nobody_is_lost_whatever_is_decided(data):
    start = data.draw(st.sampled_from(["2016", "2026"]), "start")
    months = data.draw(st.integers(14, 30), "months")
    w = country(
        data.draw(policies(start, months), "policy"), data.draw(WORLDS, "world"), start, months,
        parameters=Parameters.centre().replace(**data.draw(parameter_draws(), "parameters")),
        replicate=data.draw(st.integers(0, 9), "replicate"),
    )  # fmt: skip
    checked_run(w, months)


def test_municipal_accounts_are_in_whole_kroner_whatever_a_parameter_is():
    """A posterior draw is no round number; what is charged is."""
    odd = Parameters.centre().replace(
        open_list_cost_nok=299_999.37, salaried_net_cost_nok=500_000.21, subsidy_per_gp_nok=150_000.77,
        external_supervisor_nok=80_000.13, locum_week_nok=60_000.41,
    )  # fmt: skip
    w = checked_run(country(months=24, parameters=odd), 24)
    for name, book in w.ledger.books.items():
        assert np.array_equal(book, np.rint(book)), name


# ---------------------------------------------------------------------- the checks themselves can fail


def spoil_stage(w):
    w.people.stage[w.people.rows(Stage.GP_SPECIALIST)[0]] = Stage.LOCUM


def spoil_promise(w):
    w.people.reserved[np.flatnonzero(w.people.reserved >= 0)[0]] = -1


def spoil_holder(w):
    w.lists.doctor[np.flatnonzero(w.lists.doctor >= 0)[0]] = -1


def spoil_patients(w):
    w.lists.patients[np.flatnonzero(w.lists.patients > 0)[0]] -= 1


@pytest.mark.parametrize(
    ("spoil", "check"),
    [(spoil_stage, check_doctors), (spoil_promise, check_lists), (spoil_holder, check_lists),
     (spoil_patients, check_people_on_lists)],
)  # fmt: skip
def test_a_lost_doctor_list_or_patient_is_noticed(spoil, check):
    w = country(months=12)
    for _ in range(3):
        w.step()
    check(w)
    spoil(w)
    with pytest.raises(AssertionError):
        check(w)
