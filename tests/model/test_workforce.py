"""The country as a Mesa model, what it accepts, and where it may read."""

import ast
import gc
import random
import subprocess
import sys
import weakref
from contextlib import nullcontext
from pathlib import Path

import mesa
import numpy as np
import pytest

import agents
import calibration
import model
import scenarios
from agents.doctor import COLUMNS, GP_STAGES, Stage
from agents.hospital import Hospital
from agents.municipality import Municipality
from agents.parameters import REGISTRY, ParameterError, Parameters, declare
from model import workforce
from model.geography import load_geography
from model.indicators import check_variables
from model.policy import Policy, PolicyError, World
from model.workforce import Workforce
from tests.norway import ROOT, SMALL, change, country, digest, output, passed, reform, small_norway, watched

# ------------------------------------------------------------------------------------------------- Mesa


def test_municipalities_and_trusts_are_ordinary_mesa_agents():
    w = country(months=1, geography=load_geography())
    assert isinstance(w, mesa.Model)
    assert len(w.agents_by_type[Municipality]) == 357
    assert len(w.agents_by_type[Hospital]) == len(w.geo.trusts) and 19 <= len(w.geo.trusts) <= 20
    assert set(w.agents_by_type) == {Municipality, Hospital}  # doctors are columns, not registered one by one
    assert w.agents_by_type[Municipality].get("name") == list(w.geo.names)


def test_the_memory_of_a_released_country_is_free_at_once():
    """Without the search for circles, which runs now and then; what the run gave is kept."""
    gc.collect()
    gc.disable()
    try:
        for released in (False, True):
            w = country(months=1)
            with w if released else nullcontext():
                out, ledger = w.run(), weakref.ref(w.ledger)
            del w
            assert (ledger() is None) == released
        assert out.municipal["gps"].sum() > 0
    finally:
        gc.enable()


class Poison:
    """Stands where a generator would: any use is an error."""

    def __getattr__(self, name):
        raise AssertionError(f"Mesa's own randomness was asked for {name}")

    def __call__(self, *_, **__):
        raise AssertionError("Mesa's own randomness was called")


def test_mesas_generators_are_never_used():
    w, usual = country(months=12), country(months=12)
    for name in ("random", "rng"):
        setattr(w, name, Poison())
        with pytest.raises(AssertionError):
            getattr(w, name).random()
    passed(w, 3)
    assert digest(output(w)) == digest(output(passed(usual, 3)))


def test_global_generators_are_never_used(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a global generator was used")

    w = country(months=12)
    for name in ("random", "randint", "choice", "shuffle", "uniform", "gauss", "sample"):
        monkeypatch.setattr(random, name, refuse)
    for name in ("random", "rand", "randn", "randint", "choice", "shuffle", "permutation", "default_rng", "uniform"):
        monkeypatch.setattr(np.random, name, refuse)
    passed(w, 9)


def test_running_is_stepping():
    run = country(months=12).run()
    stepped = output(passed(country(months=12), 12))
    assert digest(run) == digest(stepped)
    assert len(run.months) == 12 and run.stages.shape == (12, 16) and run.moves.shape == (12, 17, 16)
    assert set(run.timings) == {name for name, _ in workforce.PROCESSES}
    assert all(array.shape == (12, len(small_norway())) for array in run.municipal.values())
    assert all(array.shape == (12,) for array in run.national.values())


@pytest.mark.parametrize("start", ["2016", "2026"])
def test_a_run_gives_every_declared_variable_and_no_other(start):
    """Even one month of the smallest map, in which little happens."""
    out = output(passed(country(start=start, months=12, geography=load_geography().subset(["5610"])), 1))
    check_variables(out.municipal, out.national)


def test_the_month_is_the_list_of_the_design():
    """Training stands after the market, leaving after both, counting last."""
    names = [name for name, _ in workforce.PROCESSES]
    assert names[:6] == ["population", "students", "lis1 round", "lis1 progress", "career choice", "municipalities"]
    assert names[6:] == ["market", "training", "leaving", "lists and patients", "money", "count"]


def test_counting_draws_nothing(monkeypatch):
    from agents import luck

    def refuse(*_, **__):
        raise AssertionError("counting drew")

    drawn = ("words", "uniform", "happens", "normal", "race", "race_scores")
    kept = {name: getattr(luck, name) for name in drawn}
    w = country(months=12)

    def stop(_):
        for name in drawn:
            monkeypatch.setattr(luck, name, refuse)

    def go(_):
        for name in drawn:
            monkeypatch.setattr(luck, name, kept[name])

    with watched("count", stop, go):
        passed(w, 3)
    assert output(w).municipal["gps"][2].sum() > 100


# ---------------------------------------------------------------------------------- views over the columns


def test_municipalities_see_what_the_arrays_hold():
    w = passed(country(months=12), 5)
    for place in w.agents_by_type[Municipality]:
        t = place.index
        assert place.name == w.geo.names[t]
        assert place.gps == w.ledger.municipal["gps"][4, t]
        assert place.lists_vacant == w.ledger.municipal["lists_vacant"][4, t]
        assert place.budget_left == w.towns.budget_left[t]
    assert sum(place.gps for place in w.agents_by_type[Municipality]) > 200


def test_trusts_see_what_the_arrays_hold():
    w = passed(country(months=12), 5)
    hospitals = list(w.agents_by_type[Hospital])
    assert [h.name for h in hospitals] == list(w.geo.trusts)
    staff = w.people.rows(Stage.HOSPITAL_TRAINEE, Stage.HOSPITAL_SPECIALIST)
    assert [h.doctors for h in hospitals] == np.bincount(w.people.trust[staff], minlength=3).tolist()
    assert [h.posts for h in hospitals] == w.hospitals.posts(w.month).tolist() and min(h.posts for h in hospitals) > 0


def test_the_agent_set_of_doctors_is_the_columns():
    w = passed(country(months=12), 5)
    people = w.people
    assert isinstance(people, mesa.agent.AgentSet) and len(people) == people.n
    rows = np.array([0, 7, people.n // 2, people.n - 1])
    for row in rows:
        doctor = people.view(row)
        assert all(getattr(doctor, column.name) == people.column(column.name)[row] for column in COLUMNS)
    gps = people.select(lambda doctor: doctor.stage in GP_STAGES)
    assert len(gps) == len(people.rows(*GP_STAGES)) == output(w).municipal["gps"][4].sum()
    assert gps.get("municipality") == people.municipality[people.rows(*GP_STAGES)].tolist()


# ---------------------------------------------------------------------------------------------- bad input


def test_parameters_refuse_what_is_unknown_or_out_of_range():
    p = Parameters.centre()
    with pytest.raises(ParameterError, match=r"'exit_undr_40' is not known; did you mean exit_under_40\?"):
        p.replace(exit_undr_40=0.05)
    with pytest.raises(ParameterError, match="'zzz' is not known; see"):
        p.replace(zzz=1.0)
    low, high = REGISTRY["exit_under_40"].low, REGISTRY["exit_under_40"].high
    for wrong in (low / 2, high * 2, float("nan")):
        with pytest.raises(ParameterError, match=f"exit_under_40 = {wrong} 1/year: expected {low} to {high}"):
            p.replace(exit_under_40=wrong)
    assert p.replace(exit_under_40=low).exit_under_40 == low and p.exit_under_40 == REGISTRY["exit_under_40"].value
    with pytest.raises(AttributeError, match="'exit_undr_40' is not declared"):
        _ = p.exit_undr_40


def test_every_parameter_has_unit_source_and_a_range_around_its_value():
    assert len(REGISTRY) > 100
    assert set(Parameters.centre()) == set(REGISTRY)
    for parameter in REGISTRY.values():
        assert parameter.low <= parameter.value <= parameter.high
        assert parameter.unit and parameter.source and parameter.text
    one = next(iter(REGISTRY.values()))
    with pytest.raises(ParameterError, match="declared twice"):
        declare(type(one)(one.name, one.value, one.unit, one.low - 1, one.high, one.source, one.grade, one.text))
    with pytest.raises(ParameterError, match="lies outside its range"):
        type(one)("x", 2.0, "1", 0.0, 1.0, "s", "A", "t")


def test_a_run_refuses_what_it_cannot_do():
    for end_year in (2024, 2025):
        with pytest.raises(ValueError, match="before its start"):
            Workforce(Policy.of_record(), geography=small_norway(), start="2026", end_year=end_year)
    with pytest.raises(ValueError, match="2016"):  # which starts there are
        Workforce(Policy.of_record(), geography=small_norway(), start="2020")
    with pytest.raises(ValueError, match="seed"):
        Workforce(Policy.of_record(), geography=small_norway(), seed=-1)
    with pytest.raises(PolicyError, match="linked"):
        country(reform(change("lis1.state_posts", 10, "2027-09")))
    with pytest.raises(ValueError, match="gp_exitt"):
        World(rates={"gp_exitt": 2.0})
    with pytest.raises(ValueError, match="load_exitt"):
        World(switches={"load_exitt": False})


def test_two_countries_do_not_share_state():
    """Running one leaves another, and the map, as they were."""
    quiet, busy = country(months=12), country(months=12)
    before = {name: quiet.people.column(name).copy() for name in quiet.people.column_names}
    passed(busy, 12)
    assert all(np.array_equal(before[name], quiet.people.column(name)) for name in before)
    assert digest(output(passed(quiet, 12))) == digest(output(busy))
    with pytest.raises(ValueError):
        busy.geo.centrality[0] = 3


@pytest.mark.parametrize("numbers", [["0301"], ["5601"], ["5518", "5601"], list(SMALL[:5]), ["4629", "4601"]])
def test_any_map_with_a_list_runs(numbers):
    """From the capital alone to a few hundred people."""
    w = country(geography=load_geography().subset(numbers), months=18)
    out = output(passed(w, 18))
    assert np.array_equal(
        out.municipal["patients_with_gp"][17] + out.municipal["patients_without_gp"][17], w.listed_now
    )


# ---------------------------------------------------------------------------------------------- structure

FLOORS = ("agents", "model", "scenarios", "calibration")
SOURCES = [ROOT / "run.py", *(path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")))]


def test_the_packages_are_ours():
    """Other distributions claim names such as ``agents``."""
    for package in (agents, model, scenarios, calibration):
        assert Path(package.__file__).resolve().parent == ROOT / package.__name__
    program = [sys.executable, "-c", "import agents; print(agents.__file__)"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).resolve() == ROOT / "agents" / "__init__.py"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_names_a_place_outside_the_packages(path):
    text = path.read_text(encoding="utf-8")
    for word in ("../", "/work/", "/home/", "/tmp/", "shared/", "Path.home", "expanduser"):
        assert word not in text, f"{path.name} names {word}"


def test_a_run_reads_nothing_outside_the_packages():
    """Every file opened while a small Norway is built and run belongs to Legemod or to Python's own installation."""
    program = (
        "import sys, os\n"
        "opened = []\n"
        "from tests.norway import country, passed\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "passed(country(months=12), 12)\n"
        "print('\\n'.join(opened))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    inside = [ROOT, Path(sys.prefix), Path(sys.base_prefix)]
    names = [name for name in done.stdout.split("\n") if name and not name.isdigit()]
    outside = [n for n in names if not any((ROOT / n).resolve().is_relative_to(place.resolve()) for place in inside)]
    tables = [name for name in names if name.endswith(".csv")]
    assert outside == [] and tables and all("model/data" in name for name in tables)


def test_the_search_for_upward_imports_sees_one():
    tree = ast.parse("from model import market\nimport scenarios.study")
    assert imported(tree) == {"model", "scenarios"}


def imported(tree: ast.AST) -> set[str]:
    """Top-level names a module imports, wherever the import stands."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_nothing_from_above_and_nothing_from_tests(floor):
    above = {*FLOORS[FLOORS.index(floor) + 1 :], "tests", "run"}
    for path in (ROOT / floor).rglob("*.py"):
        assert not imported(ast.parse(path.read_text(encoding="utf-8"))) & above, path.name
