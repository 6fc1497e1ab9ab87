"""What Legemod promises about luck (docs/guarantees.md), each promise by name.

Runs are compared by every bit of every array, and doctors by every column, with the same seed and replicate.
"""

import os
import subprocess
import sys
from collections import defaultdict

import numpy as np
import pytest

from agents import luck, student
from agents.doctor import ABROAD, IMM_GP, Stage
from agents.luck import Decision
from agents.months import month_index
from model.geography import load_geography
from model.levers import LEVERS
from model.policy import RATE_NAMES, SWITCH_NAMES, World
from tests.norway import (
    ROOT,
    arrays,
    change,
    changed_lives,
    country,
    digest,
    loops_off,
    output,
    passed,
    reform,
    small_norway,
    todays_values,
    unequal,
    unequal_columns,
)

MONTHS = 24
TODAY = month_index("2026-06")


def base(months: int = MONTHS, **settings):
    return passed(country(months=months, **settings), months)


@pytest.fixture(scope="module")
def as_it_is():
    """Two years of a small Norway from January 2026 under the policy of record."""
    return base()


def assert_same_lives(one, other):
    assert unequal(output(one), output(other)) == []
    assert unequal_columns(one, other) == []


# ------------------------------------------------------------------------------ same seed, same bytes


@pytest.mark.parametrize("start", ["2016", "2026"])
def test_no_policy_change_gives_exactly_zero_difference(start):
    assert_same_lives(base(start=start, lives=True), base(start=start, lives=True))


def test_no_policy_change_gives_exactly_zero_difference_in_norway():
    norway = load_geography()
    assert_same_lives(base(6, geography=norway, lives=True), base(6, geography=norway, lives=True))


def test_another_seed_or_replicate_is_another_country(as_it_is):
    for settings in ({"seed": 2}, {"replicate": 1}):
        assert "municipal.gp_exits" in unequal(output(as_it_is), output(base(**settings)))


def saved_run(path, start: str, **environment: str) -> dict:
    """The arrays of a small Norway run in a process of its own."""
    command = [sys.executable, "-m", "tests.norway", start, str(MONTHS), str(path)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    with np.load(path) as saved:
        return dict(saved)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["2016", "2026"])
def test_same_bytes_in_other_processes_and_hash_seeds(tmp_path, start):
    here = digest(output(base(start=start, lives=True)))
    runs = [saved_run(tmp_path / f"{seed}.npz", start, PYTHONHASHSEED=seed) for seed in ("1", "4242")]
    assert [str(run["digest"]) for run in runs] == [here, here]


@pytest.mark.slow
@pytest.mark.parametrize("start", ["2016", "2026"])
def test_same_bytes_with_nothing_compiled(tmp_path, start):
    """Exactly the same, floats too: no compiled loop makes a float that is reported.

    What could differ in the last place is the logarithm of a race (numba's and numpy's); that would show here only when
    two alternatives finish within one part in 10^15 of one another.
    """
    compiled = arrays(output(base(start=start, lives=True)))
    plain = saved_run(tmp_path / "plain.npz", start, NUMBA_DISABLE_JIT="1")
    plain.pop("digest")
    assert set(compiled) == set(plain)
    assert [name for name in compiled if not np.array_equal(compiled[name], plain[name])] == []


# ---------------------------------------------------------- an inert policy changes no life, nor does a record


@pytest.mark.parametrize("key", sorted(LEVERS))
def test_an_inert_policy_changes_no_life(as_it_is, key):
    assert_same_lives(as_it_is, base(policy=reform(*todays_values(key, small_norway(), TODAY))))


@pytest.mark.parametrize(
    "inert",
    [
        change("lis1.state_posts", 2000, "2029-01"),  # after the run
        change("lis1.allocation", "lottery", "2027-03", "2027-09"),  # between two rounds of application
        change("education.study_places", 500, "2027-02", "2027-08"),  # no class enters then
        change("contract.salaried_offer", "always", "2026-02", municipality=["5518", "5528"]),  # no lists there
        change("practice.capacity_per_gp", 1.5, "2026-02", municipality=["5518", "5528"]),
    ],
    ids=lambda c: str(c),
)
def test_a_change_that_touches_nobody_changes_no_life(as_it_is, inert):
    assert_same_lives(as_it_is, base(policy=reform(inert)))


def test_neutral_settings_of_the_world_change_no_life(as_it_is):
    world = World(rates=dict.fromkeys(RATE_NAMES, 1.0), switches=dict.fromkeys(SWITCH_NAMES, True))
    assert_same_lives(as_it_is, base(world=world))


def test_recording_lives_changes_no_life(as_it_is):
    recorded = base(lives=True)
    assert len(output(recorded).lives["doctor"]) > 1000
    assert [n for n in unequal(output(as_it_is), output(recorded)) if not n.startswith("lives.")] == []
    assert unequal_columns(as_it_is, recorded) == []


def test_an_extra_recorded_array_changes_no_life(as_it_is):
    w = country(months=MONTHS)
    for _ in range(MONTHS):
        w.step()
        w.ledger.stock("women", np.bincount(w.people.municipality[w.people.female & (w.people.list >= 0)],
                                            minlength=len(w.geo.number)))  # fmt: skip
        w.ledger.nation("oldest", float(w.people.birth_month.min()))
    assert unequal(output(as_it_is), output(w)) == ["municipal.women", "national.oldest"]
    assert unequal_columns(as_it_is, w) == []


# ------------------------------------------------------------------------------- one doctor more or less


def enter(w, channel: str, stage: Stage, education: int, home: str | None = None, **columns) -> int:
    """One more person comes in, with a name that nobody has; returns the id."""
    ids = luck.make_id(w.month, luck.CHANNELS[channel], np.array([16_383 - stage]))
    traits = student.draw_traits(w, ids, np.array([-1 if home is None else w.geo.index(home)]))
    traits.update(columns)
    traits.setdefault("birth_month", w.month - 12 * 30)
    w.people.add(1, id=ids, stage=stage, education=education, since=w.month, **traits)
    return int(ids[0])


def graduate_who_stays_abroad(w) -> int:
    return enter(
        w, "abroad", Stage.STUDENT, ABROAD, "5501", graduates_at=w.month + 9, applies_from=student.NOT_APPLYING
    )


def doctor_in_other_work(w) -> int:
    return enter(w, "start_outside", Stage.OTHER, ABROAD, "0301" if "0301" in w.geo.numbers else "5501",
                 graduates_at=w.month - 60, applies_from=student.NOT_APPLYING)  # fmt: skip


def emigrant(w) -> int:
    return enter(w, "start_outside", Stage.ABROAD, ABROAD, "5501", lis1_done=True)


@pytest.mark.parametrize("who", [graduate_who_stays_abroad, doctor_in_other_work, emigrant])
@pytest.mark.parametrize("arrives", [0, 7])
def test_an_entrant_who_never_applies_changes_no_other_life_with_all_loops_on(as_it_is, who, arrives):
    w = passed(country(months=MONTHS), arrives)
    extra = who(w)
    passed(w, MONTHS - arrives)
    assert w.people.n == as_it_is.people.n + 1 and (w.people.id == extra).sum() == 1
    assert changed_lives(as_it_is, w).tolist() == []
    for name in ("cap", "patients", "form", "vacant_since", "leaving_at", "opened", "closed"):
        assert np.array_equal(getattr(as_it_is.lists, name), getattr(w.lists, name)), name
    himself = {"stages", "moves", "national.students", "national.graduates"}
    assert set(unequal(output(as_it_is), output(w))) <= himself


@pytest.mark.slow
def test_entrants_who_never_apply_change_no_other_life_in_norway():
    """All three at once among 40 000: nothing counts heads that anybody feels."""
    one, other = (passed(country(geography=load_geography(), months=18), 2) for _ in range(2))
    for who in (graduate_who_stays_abroad, doctor_in_other_work, emigrant):
        who(other)
    passed(one, 14)
    passed(other, 14)
    assert other.people.n == one.people.n + 3
    assert changed_lives(one, other).tolist() == []


def contests(w) -> dict[int, set]:
    """What each doctor (by id) holds that others may want: a LIS1 post, a municipal place, a list or a promised one.

    Lists count by municipality: who takes or frees one there changes how many are on offer and how long the others are.
    """
    people, lists = w.people, w.lists
    held = defaultdict(set)
    hired = np.flatnonzero((people.starts_at >= 0) & (people.trust >= 0) & (people.reserved < 0))
    for row in hired.tolist():
        held[int(people.id[row])].add(("LIS1 post", int(people.trust[row]), int(people.starts_at[row])))
    for row in people.rows(Stage.LIS1_MUNICIPALITY).tolist():
        held[int(people.id[row])].add(("LIS1 place", int(people.trust[row]), int(people.since[row])))
    for row in np.flatnonzero(people.own_post & (people.lis1_town >= 0)).tolist():
        held[int(people.id[row])].add(("own post", int(people.lis1_town[row])))
    for whose in (lists.doctor, lists.successor):  # a few doctors hold two
        for one in np.flatnonzero(whose >= 0).tolist():
            held[int(people.id[whose[one]])].add(("lists", int(lists.municipality[one])))
    return held


def followed(one, other, months: int):
    """Run both on; ids whose lives differ in any month, and what each doctor held in either run in any month."""
    changed: set[int] = set()
    held = defaultdict(set)
    for _ in range(months):
        for w in (one, other):
            w.step()
            for doctor, keys in contests(w).items():
                held[doctor] |= keys
        changed |= set(changed_lives(one, other).tolist())
    return changed, held


def reached(entrant: int, changed: set, held: dict) -> set:
    """Those of the changed whom a chain of shared contests joins to the entrant."""
    found, edge = {entrant}, {entrant}
    while edge:
        wanted = set().union(*(held[doctor] for doctor in edge))
        edge = {doctor for doctor in changed - found if held[doctor] & wanted}
        found |= edge
    return found - {entrant}


@pytest.mark.slow
@pytest.mark.parametrize("merit", range(3))
def test_one_who_takes_a_lis1_seat_changes_only_lives_along_the_displacement_chain(merit):
    """Until LIS1 is nearly done, 25 months later: those displaced, and those they displace in turn."""
    one, other = (country(world=loops_off(), geography=load_geography(), months=30, replicate=merit) for _ in range(2))
    passed(one, 2)  # the first round has set the chance that give-up is frozen at
    passed(other, 2)
    entrant = enter(other, "foreign", Stage.WAITING, 0, "4601", graduates_at=other.month - 1, applies_from=other.month,
                    failed_rounds=60)  # fmt: skip
    changed, held = followed(one, other, 25)
    assert any(key[0] == "LIS1 post" for key in held[entrant]), "the entrant took no seat: choose another"
    assert 1 <= len(changed) <= 60
    aside = {luck.id_text(doctor) for doctor in changed - reached(entrant, changed, held)}
    assert aside == set(), "these lives changed and no chain of contests joins them to the entrant"


@pytest.mark.slow
@pytest.mark.parametrize(("replicate", "town"), [(0, "5601"), (0, "4601"), (1, "1804"), (2, "3222")])
def test_one_who_takes_a_list_changes_only_lives_along_the_displacement_chain(replicate, town):
    """Ten months on the market for lists: those displaced, those whose old list falls free, and so on."""
    settings = {"world": loops_off(), "geography": load_geography(), "replicate": replicate}
    one, other = (passed(country(**settings), 2) for _ in range(2))
    entrant = enter(other, "imm_gp", Stage.LOCUM, IMM_GP, town, lis1_done=True, lis1_hospital_done=True,
                    specialist=True, seeking=True, municipality=other.geo.index(town), origin=-1)  # fmt: skip
    changed, held = followed(one, other, 10)
    assert any(key[0] == "lists" for key in held[entrant]), "the entrant took no list: choose another"
    assert len(changed) <= 60
    aside = {luck.id_text(doctor) for doctor in changed - reached(entrant, changed, held)}
    assert aside == set(), "these lives changed and no chain of contests joins them to the entrant"


def test_with_all_loops_off_one_seeker_more_changes_nothing_that_others_see():
    """Else every doctor in the country would feel one more, however little, and not the displaced alone."""
    one, other = (passed(country(world=loops_off(), months=MONTHS), 2) for _ in range(2))
    enter(other, "imm_gp", Stage.LOCUM, IMM_GP, "5601", lis1_done=True, lis1_hospital_done=True, specialist=True,
          seeking=True, municipality=other.geo.index("5601"), origin=-1)  # fmt: skip
    seen = {"seekers per post": lambda w: w.towns.crowding_seen, "caps of new GPs": lambda w: w.towns.cap_norm}
    passed(one, 8)
    passed(other, 8)
    assert [name for name, look in seen.items() if not np.array_equal(look(one), look(other))] == []


LARGER = {
    "uit": {"policy": reform(change("education.study_places", 300, "2026-08", place=["uit"]))},
    "abroad": {"policy": reform(change("education.abroad_places", 620, "2026-08"))},
}


@pytest.mark.parametrize("place", sorted(LARGER))
def test_all_draws_of_all_other_ids_stay_the_same(place):
    """A larger class renames nobody, there or elsewhere: everybody in the class of 2026 keeps every trait and draw."""
    one, other = (base(8, geography=load_geography(), **settings) for settings in ({}, LARGER[place]))
    assert np.array_equal(one.key, other.key)
    more = np.setdiff1d(other.people.id, one.people.id)
    assert len(more) > 50 and {luck.id_text(i).split("/")[1] for i in more} == {place}
    assert np.setdiff1d(one.people.id, other.people.id).size == 0
    assert changed_lives(one, other).tolist() == []
    for decision in Decision:
        a, b = (luck.words(w.key, np.sort(one.people.id), w.month, decision) for w in (one, other))
        assert np.array_equal(a, b), decision.name
