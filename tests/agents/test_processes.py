"""The processes of a doctor's life: closed forms, lengths set by rule, events that tell the story of the columns."""

from functools import cache

import numpy as np
import pytest

from agents import luck, municipality, student
from agents.contract import SALARIED
from agents.doctor import GP_STAGES, HOME_EDUCATED, Cause, Event, Stage
from agents.luck import Decision
from agents.months import month_index, month_of_year
from agents.parameters import monthly
from model.geography import load_geography
from model.policy import World
from tests.norway import change, country, output, passed, reform

# ------------------------------------------------------------------------------------------- closed forms


@pytest.mark.parametrize("yearly", [0.0, 0.012, 0.06, 0.7, 5.0])
def test_twelve_months_compound_to_the_yearly_rate(yearly):
    assert (1 - monthly(yearly)) ** 12 == pytest.approx(np.exp(-yearly), rel=1e-12)
    assert np.array_equal(monthly(np.array([yearly, yearly])), np.repeat(monthly(yearly), 2))


def test_a_monthly_probability_stays_below_one_and_grows_with_the_rate():
    rates = np.linspace(0, 400, 4001)
    chances = monthly(rates)
    assert chances[0] == 0 and (np.diff(chances) >= 0).all() and (chances <= 1).all()
    assert monthly(1e-9) == pytest.approx(1e-9 / 12, rel=1e-6)


def test_a_constant_hazard_gives_the_geometric_life_table():
    """200 000 lives, 20 years at 0.06 a year. False alarm: 240 months and their total at 4.5 sd, 0.002."""
    key, ids = luck.key_of(7, 0), luck.make_id(1300, "uio", np.arange(16_384))
    p, alive, deaths = monthly(0.06), np.ones(16_384 * 12, bool), []
    names = np.concatenate([luck.make_id(1300 + k, "uio", np.arange(16_384)) for k in range(12)])
    assert np.array_equal(names[:16_384], ids)
    for month in range(1512, 1512 + 240):
        struck = alive & luck.happens(key, names, month, Decision.GP_EXIT, p)
        deaths.append(struck.sum())
        alive &= ~struck
    expected = len(names) * p * (1 - p) ** np.arange(240)
    assert np.abs((np.array(deaths) - expected) / np.sqrt(expected)).max() < 4.5
    survivors = len(names) * (1 - p) ** 240
    assert survivors == pytest.approx(len(names) * np.exp(-0.06 * 20))
    assert abs(alive.sum() - survivors) < 4.5 * np.sqrt(survivors * (1 - survivors / len(names)))


@pytest.mark.slow
def test_students_leave_at_the_constant_hazard_of_the_finishing_share():
    """Five times the usual dropout: 0.96 to the fifth of a class reach six years. False alarm: 0.0005 (4.5 sd)."""
    w = country(world=World(rates={"student_dropout": 5.0}), months=84, geography=load_geography())
    passed(w, 8)
    people = w.people
    entered = np.flatnonzero((people.stage == Stage.STUDENT) & (people.since == month_index("2026-08")))
    entered = entered[people.education[entered] < HOME_EDUCATED]  # abroad, the share who apply covers dropout
    p, size = monthly(-np.log(0.96) / 6 * 5), len(entered)
    assert size > 500
    for month in range(1, 70):
        w.step()
        expected = size * (1 - p) ** month  # enrolled and exposed in August already
        share = expected / size
        left = (w.people.stage[entered] == Stage.STUDENT).sum()
        first_month = size * p  # whether a class is exposed in its first month is no part of the closed form
        assert abs(left - expected) < 4.5 * np.sqrt(size * share * (1 - share)) + first_month + 1
    assert share == pytest.approx(0.96 ** (5 * 69 / 72))


# ------------------------------------------------------------------------------------------------- events


class Story:
    """The lives of a run, and what to ask them."""

    def __init__(self, w):
        self.w, self.out = w, output(w)
        self.lives = self.out.lives

    def of(self, *events: Event, cause: Cause | None = None) -> dict[str, np.ndarray]:
        wanted = np.isin(self.lives["event"], events)
        if cause is not None:
            wanted &= self.lives["cause"] == cause
        return {name: column[wanted] for name, column in self.lives.items()}

    def between(self, first: Event, then: Event, cause: Cause | None = None) -> np.ndarray:
        """Months from each first event to the next event of the other kind in the same life, where there is one."""
        begun, ended = self.of(first), self.of(then, cause=cause)
        found = []
        for doctor in np.intersect1d(begun["doctor"], ended["doctor"]):
            ends = np.sort(ended["month"][ended["doctor"] == doctor])
            for month in begun["month"][begun["doctor"] == doctor]:
                later = ends[ends >= month]
                found += [later[0] - month] if len(later) else []
        return np.array(found)


@cache
def story(start: str = "2026", months: int = 96) -> Story:
    """Eight years of a small Norway with lives."""
    return Story(passed(country(start=start, months=months, lives=True), months))


def test_arrivals_drawn_a_year_at_a_time_are_those_of_each_month_by_itself():
    w, months = country(), np.array([1512, 1513, 1514])
    number = np.array([[1, 3, 0, 2], [0, 0, 0, 0], [2, 0, 1, 4]])
    together = student._arrivals(w, months, number)
    for at, (begin, end) in zip((0, 1, 2), ((0, 6), (6, 6), (6, 13)), strict=True):
        alone = student._arrivals(w, months[at : at + 1], number[at : at + 1])
        assert alone.keys() == together.keys() and len(alone["id"]) == end - begin
        assert all(np.array_equal(alone[name], together[name][begin:end]) for name in alone)
    year = student.arrivals_until_december(passed(country(), 9))
    assert list(year) == [month_index("2026-10"), month_index("2026-11"), month_index("2026-12")]
    assert all((columns["id"] >> 20 == month).all() for month, columns in year.items())


def test_events_and_the_ledger_count_the_same():
    s, months = story(), 96
    by_month = {e: np.bincount(s.of(e)["month"] - s.out.months[0], minlength=months) for e in Event}
    national, municipal = s.out.national, {n: a.sum(axis=1, dtype=float) for n, a in s.out.municipal.items()}
    assert np.array_equal(by_month[Event.GRADUATED], national["graduates"])
    assert np.array_equal(by_month[Event.LIS1_HIRED], national["lis1_hired"] + municipal["lis1_own_posts"])
    assert np.array_equal(by_month[Event.LIS1_COMPLETED], national["lis1_completed"])
    assert np.array_equal(by_month[Event.SPECIALIST_APPROVED], national["new_gp_specialists"])
    assert np.array_equal(by_month[Event.IMMIGRATED], national["immigrated"])
    assert np.array_equal(by_month[Event.GP_ENTERED] + by_month[Event.GP_RETURNED], municipal["gp_entries"])
    assert np.array_equal(by_month[Event.CONTRACT_ENDED], municipal["contracts_ended"])
    assert np.array_equal(municipal["contracts_ended"], municipal["gp_exits"] + by_month[Event.GP_MOVED])
    assert (by_month[Event.GP_MOVED] >= municipal["gp_moves_in"]).all() and municipal["gp_moves_in"].sum() > 0
    died = s.of(Event.DIED)
    gps_dead = np.bincount(died["month"][np.isin(died["from_stage"], GP_STAGES)] - s.out.months[0], minlength=months)
    exits = by_month[Event.GP_EXITED] + by_month[Event.GP_RETIRED] + gps_dead
    assert np.array_equal(exits, municipal["gp_exits"])
    assert np.array_equal(by_month[Event.GP_RETIRED], municipal["gp_retirements"])


def test_events_stand_by_month_then_doctor_and_say_where_the_doctor_came_from():
    lives = story().lives
    order = np.lexsort((lives["doctor"], lives["month"]))
    assert np.array_equal(lives["month"], lives["month"][order]) and np.array_equal(
        lives["doctor"], lives["doctor"][order]
    )
    came = np.isin(lives["event"], (Event.ENROLLED, Event.IMMIGRATED))
    assert (lives["from_stage"][came] == 255).all() and (lives["from_stage"][~came] < len(Stage)).mean() > 0.99
    assert np.isin(lives["event"], list(Event)).all() and np.isin(lives["cause"], list(Cause)).all()


def test_the_dead_and_the_retired_do_nothing_more():
    s = story()
    for last, allowed in ((Event.DIED, ()), (Event.RETIRED, ())):
        ended = s.of(last)
        end = dict(zip(ended["doctor"].tolist(), ended["month"].tolist(), strict=True))
        assert len(end) > 20
        later = [
            (luck.id_text(d), Event(e).name)
            for d, m, e in zip(
                s.lives["doctor"].tolist(), s.lives["month"].tolist(), s.lives["event"].tolist(), strict=True
            )
            if d in end and m > end[d] and e not in allowed
        ]
        assert later == []


# ------------------------------------------------------------------------------------- lengths set by rule


def test_a_degree_takes_six_years():
    assert set(story().between(Event.ENROLLED, Event.GRADUATED).tolist()) == {
        70,
        71,
    }  # August to June, January to December


def test_lis1_is_twelve_months_in_hospital_and_six_in_a_municipality():
    s = story()
    assert set(s.between(Event.LIS1_STARTED, Event.LIS1_TO_MUNICIPALITY).tolist()) == {12}
    quits = set(s.of(Event.LIS1_QUIT)["doctor"].tolist())
    sent, done = s.of(Event.LIS1_TO_MUNICIPALITY, cause=Cause.NONE), s.of(Event.LIS1_COMPLETED)
    came = dict(zip(sent["doctor"].tolist(), sent["month"].tolist(), strict=True))
    lasted = [
        m - came[d]
        for d, m in zip(done["doctor"].tolist(), done["month"].tolist(), strict=True)
        if d in came and d not in quits
    ]
    assert len(lasted) > 100 and set(lasted) == {6}


def test_lis1_starts_in_march_and_september_and_once_in_a_life():
    started = story().of(Event.LIS1_STARTED)
    of_rounds = started["month"][started["cause"] == Cause.NONE]  # municipalities' own posts start in any month
    assert {month_of_year(int(m)) for m in of_rounds} == {3, 9}
    assert len(np.unique(started["doctor"])) == len(started["doctor"])
    completed = story().of(Event.LIS1_COMPLETED)["doctor"]
    assert len(np.unique(completed)) == len(completed)


def test_nobody_starts_lis1_before_the_degree():
    s = story()
    degree = dict(zip(s.of(Event.GRADUATED)["doctor"].tolist(), s.of(Event.GRADUATED)["month"].tolist(), strict=True))
    started = s.of(Event.LIS1_STARTED)
    assert all(
        degree[d] < m for d, m in zip(started["doctor"].tolist(), started["month"].tolist(), strict=True) if d in degree
    )


@pytest.mark.parametrize(("quarantine", "earliest"), [(0, 1), (6, 6)])
def test_who_quits_the_municipal_part_takes_a_residual_post_after_the_quarantine(quarantine, earliest):
    policy = reform(change("lis1.quarantine", quarantine, "2026-02"))
    world = World(rates={"lis1_quit": 5.0})
    s = Story(passed(country(policy, world, months=48, lives=True), 48))
    waits = s.between(Event.LIS1_QUIT, Event.LIS1_TO_MUNICIPALITY, cause=Cause.RULE)
    assert len(waits) > 10 and waits.min() >= earliest
    assert waits.min() <= earliest + 3
    assert s.out.municipal["lis1_months_unfilled"].sum() > 0


def test_notice_lasts_six_months_or_three_for_the_salaried():
    s = story()
    lasted = np.concatenate([s.between(Event.NOTICE_GIVEN, end) for end in (Event.GP_RETIRED, Event.GP_EXITED)])
    assert {3, 6} <= set(lasted.tolist()) and np.isin(
        lasted, (3, 6)
    ).mean() > 0.97  # the rest: a second notice later on
    w = passed(country(months=12), 1)
    people, lists = w.people, w.lists
    before = people.leaves_at.copy()
    gps = people.rows(*GP_STAGES)
    staying = gps[(before[gps] < 0) & (people.reserved[gps] < 0)]
    w.leave_scheme(staying[:40])
    form = lists.form[people.list[staying[:40]]]
    assert np.array_equal(people.leaves_at[staying[:40]] - w.month, np.where(form == SALARIED, 3, 6))


def test_nobody_becomes_a_specialist_without_the_months_that_are_demanded():
    w = country(months=48)
    seen = 0
    for _ in range(48):
        before = w.people.specialist.copy()
        w.step()
        people = w.people
        new = np.flatnonzero(people.specialist[: len(before)] & ~before)
        seen += len(new)
        assert (people.training_months[new] >= 60).all() and (people.open_months[new] >= 24).all()
        assert (people.institution_months[new] >= 6).all()
        assert not people.in_training[new].any()
    assert seen > 20


@pytest.mark.parametrize(("start", "limit"), [("2016", 75), ("2026", 80)])
def test_no_gp_is_older_than_the_law_allows(start, limit):
    """Even if nobody retired of their own will; the youngest over 70 reach the limit within eight years."""
    months = 96
    w = country(world=World(rates={"gp_retirement": 0.0}), start=start, months=months)
    oldest = 0.0
    for _ in range(months):
        w.step()
        gps = w.people.rows(*GP_STAGES)
        oldest = max(oldest, (w.month - 1 - w.people.birth_month[gps].min()) / 12)
        assert oldest <= limit
    assert oldest > limit - 1


def test_one_list_a_month_is_closed_where_there_are_too_many_and_never_the_last():
    """Vacant for long, with few patients, more places than people: one a month, the smallest first."""
    w = passed(country(months=12), 1)
    town = w.geo.index("5607")
    here = np.flatnonzero(w.lists.municipality == town)
    w.vacate(np.unique(w.lists.doctor[here][w.lists.doctor[here] >= 0]), Cause.DEATH)
    w.lists.vacant_since[here], w.lists.successor[here] = w.month - 60, -1
    w.lists.patients[here] = 10 + np.arange(len(here))
    w.listed_now = w.listed_now * (np.arange(len(w.geo.number)) != town)
    assert len(here) > 3
    for month in range(len(here) + 3):
        municipality.decide(w)
        closed = here[w.lists.closed[here]]
        assert len(closed) == min(month + 1, len(here) - 1)
        assert closed.tolist() == here[: len(closed)].tolist()


def test_training_stands_still_without_work_and_counts_in_part_without_supervisor():
    """A month counts fte x pace with a supervisor, a share of it without, and nothing on leave."""
    from agents import alis

    w = passed(country(months=12), 4)
    people, p = w.people, w.parameters
    rows = people.rows(Stage.GP_TRAINING)
    rows = rows[
        (people.training_months[rows] < 30) & (people.away_until[rows] < w.month) & ~people.at_institution[rows]
    ][:30]
    people.supervised[rows[:10]], people.supervised[rows[10:]] = False, True
    people.away_until[rows[20:]] = w.month + 3
    before = people.training_months[rows].astype(float).copy()
    alis.train(w)
    gain = people.training_months[rows] - before
    full = people.fte[rows] * p.training_pace
    assert np.allclose(gain[:10], full[:10] * p.unsupervised_months, atol=1e-4)
    assert np.allclose(gain[10:20], full[10:20], atol=1e-4)
    assert np.allclose(gain[20:], 0.0)
