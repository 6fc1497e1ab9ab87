"""Columns that grow, and an AgentSet that is honest about every method Mesa gives it."""

import copy
import gc
import pickle
from dataclasses import dataclass

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesa.agentset import AgentSet, GroupBy

from agents.luck import make_id
from agents.population import Doctor, Doctors, Population


@dataclass(frozen=True)
class Column:
    name: str
    dtype: str
    default: float


COLUMNS = [
    Column("id", "uint32", 0),
    Column("stage", "uint8", 9),
    Column("fte", "float32", 1.0),
    Column("municipality", "int16", -1),
    Column("female", "bool", False),
]


def five(capacity: int = 2) -> Population:
    population = Population(None, COLUMNS, capacity)
    ids = make_id(1579, "uit", np.arange(5))
    population.add(5, id=ids, stage=np.array([3, 1, 2, 1, 3]), female=[True, False, True, False, False])
    return population


def rows_of(doctors) -> list[int]:
    return [doctor.row for doctor in doctors]


# ----------------------------------------------------------------------------------------- columns


def test_add_gives_rows_defaults_and_live_columns():
    population = five()
    rows = population.add(2, id=make_id(1580, "uib", np.arange(2)), fte=0.5)
    assert rows.tolist() == [5, 6]
    assert rows.dtype == np.int64
    assert population.n == len(population) == 7
    assert population.stage.tolist() == [3, 1, 2, 1, 3, 9, 9]
    assert population.fte.tolist() == [1, 1, 1, 1, 1, 0.5, 0.5]
    assert population.municipality.tolist() == [-1] * 7
    assert [population.column(one.name).dtype for one in COLUMNS] == [np.dtype(one.dtype) for one in COLUMNS]


def test_writing_into_a_column_is_writing_into_the_population():
    population = five()
    population.stage[1:3] = 7
    population.fte += 1
    population.fte *= 2
    assert population.stage.tolist() == [3, 7, 7, 1, 3]
    assert population.get("fte") == [4.0] * 5
    population.add(100, id=make_id(1580, "uib", np.arange(100)))
    assert population.stage[:5].tolist() == [3, 7, 7, 1, 3]


@given(st.lists(st.integers(0, 40), max_size=12))
def test_any_batches_leave_what_one_batch_would_have_left(batches):
    total = sum(batches)
    ids, fte = make_id(1500, "uio", np.arange(total)), np.linspace(0, 1, total, dtype=np.float32)
    population, start = Population(None, COLUMNS, capacity=1), 0
    for k in batches:
        population.add(k, id=ids[start : start + k], fte=fte[start : start + k])
        start += k
    assert np.array_equal(population.id, ids)
    assert np.array_equal(population.fte, fte)
    assert (population.stage == 9).all()
    population.check()


def test_rows_by_stage():
    population = five()
    assert population.rows(1).tolist() == [1, 3]
    assert population.rows(3, 1).tolist() == [0, 1, 3, 4]
    assert population.rows(200).tolist() == []
    assert population.rows(1, 2, 3).dtype == np.int64
    with pytest.raises(ValueError, match="at least one stage"):
        population.rows()


@pytest.mark.parametrize(
    ("k", "values", "says"),
    [
        (2, {"id": [1, 2], "stagee": 1}, "no column 'stagee'; did you mean stage"),
        (2, {"id": [1, 2], "stage": [1, 2, 3]}, r"stage needs one value or 2, got shape \(3,\)"),
        (2, {"id": [1, 2], "stage": 256}, "stage holds uint8, which cannot hold 256"),
        (2, {"id": [1, 2], "stage": [1, 1.5]}, "cannot hold 1.5"),
        (2, {"id": [1, 2], "municipality": -40000}, "cannot hold -40000"),
        (2, {"id": [1, 2], "municipality": np.nan}, "cannot hold nan"),
        (2, {"id": [1, 2], "fte": 1e300}, "cannot hold 1e"),
        (2, {"id": [1, 2], "fte": "half"}, "holds float32; got 'half'"),
        (2, {"id": [-1, 2]}, "id holds uint32, which cannot hold -1"),
        (2, {"id": [7, 7]}, "ids of their own"),
        (2, {"id": 7}, "ids of their own"),
        (2, {"stage": 1}, "the column id"),
        (-1, {"id": 7}, "k of 0 or more"),
    ],
)
def test_a_wrong_batch_is_refused_and_nothing_is_added(k, values, says):
    population = five()
    with pytest.raises(ValueError, match=says):
        population.add(k, **values)
    assert population.n == 5
    assert population.stage.tolist() == [3, 1, 2, 1, 3]


def test_check_names_ids_used_twice():
    population = five()
    population.check()
    population.add(1, id=make_id(1579, "uit", 3))
    with pytest.raises(ValueError, match="1 ids belong to more than one doctor: 2031-08/uit/003"):
        population.check()


@pytest.mark.parametrize("name", ["add", "get", "set", "rows", "n", "model", "unique_id", "step", "a b"])
def test_a_column_cannot_hide_a_method(name):
    with pytest.raises(ValueError, match="cannot be called"):
        Population(None, [*COLUMNS, Column(name, "int8", 0)])


def test_columns_are_checked():
    with pytest.raises(ValueError, match="distinct names"):
        Population(None, [*COLUMNS, COLUMNS[1]])
    with pytest.raises(ValueError, match="id with dtype uint32"):
        Population(None, COLUMNS[1:])
    with pytest.raises(ValueError, match="which cannot hold 400"):
        Population(None, [*COLUMNS, Column("code", "uint8", 400)])
    with pytest.raises(ValueError, match="capacity"):
        Population(None, COLUMNS, capacity=0)


def test_a_column_is_written_into_and_never_replaced():
    population = five()
    with pytest.raises(AttributeError, match=r"pop\.stage\[rows\] ="):
        population.stage = np.zeros(5, np.uint8)
    with pytest.raises(AttributeError, match="'stags' is not one"):
        population.stags = None
    with pytest.raises(AttributeError, match="did you mean stage"):
        population.column("stagee")


# ------------------------------------------------------------------------------------------- views


def test_a_view_reads_and_writes_the_columns():
    population = five()
    doctor = population.view(2)
    assert isinstance(doctor, mesa.Agent)
    assert doctor.unique_id == "2031-08/uit/002"
    assert (doctor.stage, doctor.fte, doctor.female) == (2, 1.0, True)
    doctor.stage = 5
    doctor.female = False
    assert population.stage.tolist() == [3, 1, 5, 1, 3]
    population.fte[2] = 0.25
    assert doctor.fte == 0.25
    assert doctor == population.view(2)
    assert doctor != population.view(3)
    assert doctor != five().view(2)
    assert len({doctor, population.view(2)}) == 1
    assert "stage" in dir(doctor)
    assert "2031-08/uit/002" in repr(doctor)


def test_a_view_outlives_growth_of_the_storage():
    population = five()
    doctor = population.view(1)
    population.add(1000, id=make_id(1580, "uib", np.arange(1000)))
    doctor.stage = 8
    assert population.stage[1] == 8


def test_a_view_is_neither_registered_nor_kept():
    model = mesa.Model(rng=1)
    population = Population(model, COLUMNS)
    population.add(3, id=make_id(1579, "uit", np.arange(3)))
    assert population.view(0).model is model
    assert len(list(population)) == 3
    assert len(model.agents) == 0
    gc.collect()
    alive = [one for one in gc.get_objects() if type(one) is Doctor and one.population is population]
    assert alive == []


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda d: d.stagee, AttributeError, "did you mean stage"),
        (lambda d: setattr(d, "stagee", 1), AttributeError, "did you mean stage"),
        (lambda d: setattr(d, "unique_id", "x"), AttributeError, "no column 'unique_id'"),
        (lambda d: setattr(d, "stage", 2.5), ValueError, "cannot hold 2.5"),
        (lambda d: d.random, AttributeError, "agents/luck.py"),
        (lambda d: d.rng, AttributeError, "agents/luck.py"),
        (lambda d: d.remove(), TypeError, "column stage"),
        (lambda d: d.step(), TypeError, "works on columns"),
        (lambda d: d.advance(), TypeError, "works on columns"),
        (lambda d: Doctor.create_agents(None, 3), TypeError, "Population.add"),
        (lambda d: Doctor.from_dataframe(None, None), TypeError, "Population.add"),
    ],
)
def test_a_view_names_the_alternative(ask, error, says):
    with pytest.raises(error, match=says):
        ask(five().view(2))


def test_the_tests_above_know_every_public_member_of_mesas_agent():
    """A member that a newer Mesa adds must be met here first: a view has no state of its own for it."""
    met = {"advance", "create_agents", "from_dataframe", "random", "remove", "rng", "scenario", "step"}
    assert {name for name in dir(mesa.Agent) if not name.startswith("_")} == met
    model = mesa.Model(rng=1)
    population = Population(model, COLUMNS)
    population.add(1, id=make_id(1579, "uit", 0))
    assert population.view(0).scenario is model.scenario
    assert population.view(0).pos is None


@pytest.mark.parametrize("row", [-1, 5])
def test_there_is_no_view_outside_the_rows(row):
    with pytest.raises(IndexError, match=r"rows 0\.\.4"):
        five().view(row)


# --------------------------------------------------------------------- each public method of AgentSet


def works_add(doctors):
    with pytest.raises(TypeError, match=r"number of new doctors|Population\.add"):
        doctors.add(five().view(0))


def works_agg(doctors):
    stages = doctors.get("stage")
    assert doctors.agg("stage", sum) == sum(stages)
    assert doctors.agg("stage", [min, max, len]) == [1, 3, len(stages)]


def works_count(doctors):
    assert doctors.count(doctors[0]) == 1
    assert doctors.count(five().view(0)) == 0


def works_do(doctors):
    met = []
    assert doctors.do(lambda doctor, more: met.append((doctor.row, more)), more=4) is doctors
    assert met == [(row, 4) for row in rows_of(doctors)]
    doctors.do("__setattr__", "fte", 0.75)
    assert set(doctors.get("fte")) == {0.75}
    with pytest.raises(TypeError, match="works on columns"):
        doctors.do("step")


def works_get(doctors):
    population = doctors.population
    assert doctors.get("stage") == [int(population.stage[row]) for row in rows_of(doctors)]
    assert doctors.get(["stage", "fte"])[0] == [population.stage[doctors[0].row], 1.0]
    assert doctors.get([]) == [[] for _ in doctors]
    assert doctors.get("unique_id") == [doctor.unique_id for doctor in doctors]
    assert doctors.get("beard", handle_missing="default", default_value=7) == [7] * len(doctors)
    with pytest.raises(AttributeError, match="no column 'beard'"):
        doctors.get("beard")
    with pytest.raises(ValueError, match="'error' or 'default'"):
        doctors.get("stage", handle_missing="ignore")


def works_groupby(doctors):
    groups = doctors.groupby("stage")
    assert isinstance(groups, GroupBy)
    assert sum(groups.count().values()) == len(doctors)
    assert all(set(group.get("stage")) == {stage} for stage, group in groups)
    assert groups.agg("fte", sum) == {stage: float(n) for stage, n in groups.count().items()}
    assert list(groups.groups) == list(dict.fromkeys(doctors.get("stage")))
    lists = doctors.groupby(lambda doctor: doctor.stage > 1, result_type="list")
    assert all(type(group) is list for _, group in lists)
    assert sum(lists.count().values()) == len(doctors)
    with pytest.raises(ValueError, match="'agentset' or 'list'"):
        doctors.groupby("stage", result_type="set")


def works_index(doctors):
    assert [doctors.index(doctor) for doctor in doctors] == list(range(len(doctors)))
    with pytest.raises(ValueError):
        doctors.index(five().view(0))


def works_isdisjoint(doctors):
    assert doctors.isdisjoint(five())
    assert not doctors.isdisjoint(doctors)


def works_map(doctors):
    assert doctors.map(lambda doctor, add: doctor.row + add, 10) == [row + 10 for row in rows_of(doctors)]
    assert doctors.map("__repr__") == [repr(doctor) for doctor in doctors]


def works_select(doctors):
    chosen = doctors.select(lambda doctor: doctor.stage > 1)
    assert isinstance(chosen, AgentSet)
    assert rows_of(chosen) == [doctor.row for doctor in doctors if doctor.stage > 1]
    assert rows_of(doctors.select()) == rows_of(doctors)
    assert rows_of(doctors.select(at_most=2)) == rows_of(doctors)[:2]
    assert len(doctors.select(at_most=0.5)) == len(doctors) // 2
    assert len(doctors.select(agent_type=Doctor)) == len(doctors)
    assert len(doctors.select(agent_type=str)) == 0
    with pytest.raises(TypeError, match="keep what select returns"):
        doctors.select(at_most=1, inplace=True)


def works_set(doctors):
    assert doctors.set("municipality", 12) is doctors
    changed = np.flatnonzero(doctors.population.municipality == 12)
    assert changed.tolist() == sorted(rows_of(doctors))
    with pytest.raises(AttributeError, match="did you mean stage"):
        doctors.set("stagee", 1)
    with pytest.raises(ValueError, match="cannot hold 300"):
        doctors.set("stage", 300)


def works_sort(doctors):
    rows = rows_of(doctors)
    stage = doctors.population.stage
    assert rows_of(doctors.sort("stage")) == sorted(rows, key=lambda r: stage[r], reverse=True)
    assert rows_of(doctors.sort("stage", ascending=True)) == sorted(rows, key=lambda r: stage[r])
    assert rows_of(doctors.sort(lambda doctor: -doctor.row)) == sorted(rows)
    with pytest.raises(TypeError, match="keep what sort returns"):
        doctors.sort("stage", inplace=True)


def works_to_list(doctors):
    listed = doctors.to_list()
    assert type(listed) is list
    assert listed == list(doctors)
    assert all(isinstance(doctor, Doctor) for doctor in listed)


def refuses(name, says, *arguments):
    def check(doctors):
        before = rows_of(doctors)
        with pytest.raises(TypeError, match=says):
            getattr(doctors, name)(*(argument(doctors) for argument in arguments))
        assert rows_of(doctors) == before

    return check


REMOVED = "never removed .* write the column stage"
METHODS = {
    "add": works_add,
    "agg": works_agg,
    "clear": refuses("clear", REMOVED),
    "count": works_count,
    "discard": refuses("discard", REMOVED, lambda doctors: doctors[0]),
    "do": works_do,
    "get": works_get,
    "groupby": works_groupby,
    "index": works_index,
    "isdisjoint": works_isdisjoint,
    "map": works_map,
    "pop": refuses("pop", REMOVED),
    "remove": refuses("remove", REMOVED, lambda doctors: doctors[0]),
    "select": works_select,
    "set": works_set,
    "shuffle": refuses("shuffle", "agents/luck.py"),
    "shuffle_do": refuses("shuffle_do", "agents/luck.py", lambda doctors: "step"),
    "sort": works_sort,
    "to_list": works_to_list,
}
SETS = {
    "population": five,
    "selection": lambda: five().select(lambda doctor: doctor.row != 1),
    "sorted": lambda: five().sort("stage"),
}


def test_the_table_below_holds_every_public_method_of_mesas_agentset():
    assert {name for name in dir(AgentSet) if not name.startswith("_")} == set(METHODS)


@pytest.mark.parametrize("kind", SETS)
@pytest.mark.parametrize("name", METHODS)
def test_each_method_works_or_names_the_alternative(name, kind):
    METHODS[name](SETS[kind]())


# ------------------------------------------------------------------------------- operators of AgentSet

OPERATORS = {
    "__and__": lambda a, b: rows_of(a & b) == [0],
    "__rand__": lambda a, b: rows_of(a.__rand__(b)) == [0],
    "__or__": lambda a, b: rows_of(a | b) == [0, 4, 2],
    "__ror__": lambda a, b: set(rows_of(a.__ror__(b))) == {0, 2, 4},
    "__sub__": lambda a, b: rows_of(a - b) == [4],
    "__rsub__": lambda a, b: rows_of(a.__rsub__(b)) == [2],
    "__xor__": lambda a, b: rows_of(a ^ b) == [4, 2],
    "__rxor__": lambda a, b: set(rows_of(a.__rxor__(b))) == {2, 4},
    "__lt__": lambda a, b: (a & b) < a and not a < a,
    "__le__": lambda a, b: a <= a and not a <= b,
    "__gt__": lambda a, b: a > (a & b) and not a > a,
    "__ge__": lambda a, b: a >= a and not b >= a,
    "__eq__": lambda a, b: a == a.sort("fte") and bool(a != b),
    "__ne__": lambda a, b: a != b,
    "__contains__": lambda a, b: a[1] in a and a[1] not in b and 4 not in a,
    "__iter__": lambda a, b: rows_of(iter(a)) == [0, 4],
    "__len__": lambda a, b: len(a) == 2 and bool(a) and not (a & b.select(at_most=0)),
    "__getitem__": lambda a, b: a[-1].row == 4 and rows_of(a[:1]) == [0],
    "__reversed__": lambda a, b: rows_of(reversed(a)) == [4, 0],
    "__getstate__": lambda a, b: rows_of(pickle.loads(pickle.dumps(a))) == [0, 4],
    "__setstate__": lambda a, b: pickle.loads(pickle.dumps(a)).get("stage") == [3, 3],
}
IN_PLACE = {"__iand__", "__ior__", "__isub__", "__ixor__"}
PLUMBING = {"__class_getitem__", "__hash__", "__init__", "__slots__", "__subclasshook__"}


def test_the_tables_hold_every_operator_of_mesas_agentset():
    above_object = {
        name
        for kind in AgentSet.__mro__[:-1]
        for name, value in vars(kind).items()
        if name.startswith("__") and (callable(value) or isinstance(value, classmethod))
    }
    assert above_object <= set(OPERATORS) | IN_PLACE | PLUMBING | {"__init_subclass__"}


@pytest.mark.parametrize("name", OPERATORS)
def test_each_operator_works(name):
    population = five()
    first = population.select(lambda doctor: doctor.stage == 3)
    second = population.select(lambda doctor: doctor.female)
    assert OPERATORS[name](first, second)


@pytest.mark.parametrize("name", sorted(IN_PLACE))
def test_no_operator_removes_doctors(name):
    population = five()
    with pytest.raises(TypeError, match=REMOVED):
        getattr(population, name)(population)


def test_sets_of_two_populations_do_not_mix():
    with pytest.raises(TypeError, match="one population"):
        five() | five()


def test_mesas_generator_is_out_of_reach():
    for doctors in (five(), five().select()):
        with pytest.raises(AttributeError, match=r"agents/luck\.py"):
            doctors.random  # noqa: B018


def test_a_selection_keeps_its_rows_while_the_population_grows():
    population = five()
    everyone = copy.copy(population)
    population.add(1, id=make_id(1580, "uib", 0))
    assert type(everyone) is Doctors
    assert (len(everyone), len(population)) == (5, 6)
    assert everyone < population
    gc.collect()
    assert len(everyone.to_list()) == 5
    assert repr(everyone) == "<Doctors of 5 doctors>"


def test_a_deep_or_pickled_copy_is_independent():
    population = five()
    for other in (copy.deepcopy(population), pickle.loads(pickle.dumps(population))):
        assert other.n == 5
        other.stage[:] = 0
        other.add(1, id=make_id(1580, "uib", 0))
        assert population.stage.tolist() == [3, 1, 2, 1, 3]
        assert other.stage.tolist() == [0, 0, 0, 0, 0, 9]
