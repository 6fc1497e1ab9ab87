"""The country and its month: ``Workforce.step`` reads as the list of model.md section 4."""

import operator
from collections.abc import Callable
from time import perf_counter
from typing import Any

import mesa
import numpy as np

from agents import (
    alis,
    career,
    competence,
    contract,
    contract_loops,
    fastlege,
    hospital,
    introduction,
    lis1,
    locum,
    luck,
    municipality,
    own_posts,
    practice,
    recognition,
    student,
    training_costs,
)
from agents.doctor import COLUMNS, PLACES, Cause, Stage
from agents.luck import Decision
from agents.months import month_index, month_of_year, year_of
from agents.parameters import Parameters
from agents.population import Population
from agents.row_loops import count_values
from model import allocation, finance, lists, lists_loops, market, matching
from model import start as start_stocks
from model.demography import Demography, contact_rates
from model.geography import Geography, load_geography
from model.ledger import Ledger, RunOutput
from model.policy import Policy, Timeline
from model.start_values import STARTS
from model.world import World

SCHOOL_TOWNS = {"uio": "0301", "uib": "4601", "ntnu": "5001", "uit": "5501"}


class Workforce(mesa.Model):
    """Norway's GP workforce, one agent for each doctor, list, municipality and trust, month by month.

    policy: dated rules. world: demography, rates, switches. parameters: one draw. geography: all of Norway, or a
    subset. start: "2016" (hindcast) or "2026" (projection). seed, replicate: the luck of this run. lives: record
    every event. Run with ``run()``, or month by month with ``step()``.
    """

    def __init__(
        self, policy: Policy, world: World | None = None, parameters: Parameters | None = None,
        geography: Geography | None = None, start: str = "2026", end_year: int = 2050, seed: int = 1,
        replicate: int = 0, lives: bool = False,
    ):  # fmt: skip
        super().__init__(rng=0)  # Mesa's own generators exist but are never used
        self.policy, self.world = policy, world or World()
        self.parameters = parameters or Parameters.centre()
        self.geo = geography or load_geography()
        self.scale = float(self.geo.scale)
        self.key = luck.key_of(seed, replicate)
        if start not in STARTS:
            raise ValueError(f"start {start!r} is not known; expected one of {', '.join(STARTS)}")
        self.start_month = month_index(f"{start}-01")
        self.end_month = month_index(f"{end_year}-12")
        if self.end_month < self.start_month:
            raise ValueError(f"end_year {end_year} lies before its start, January {start}; give {start} or later")
        self.month = self.start_month
        # start stocks are built under the record alone: two scenarios begin from the same country, to the last doctor
        scenario = policy.compile(self.geo, self.start_month, self.end_month + 12)
        self.timeline: Timeline | RecordAtStart = RecordAtStart(policy, self.geo, self.start_month)
        self.matching = matching
        self.frozen: dict[str, Any] = {}
        self._seen: dict[str, Any] = {}
        self._carry: dict[str, float] = {}
        self._made: dict[str, tuple[tuple[Any, ...], Any]] = {}
        self._traits: dict[tuple[int, float], tuple[np.ndarray, int]] = {}  # with room at the end; known of so many
        self.residual_posts: list[tuple[int, int]] = []
        self.arrivals: dict[int, dict[str, np.ndarray]] = {}
        self.completers = np.empty(0, np.int64)
        self.seekers_per_post = 1.0
        self.timings: dict[str, float] = {}
        self._prepare_map()
        self.people = Population(self, COLUMNS, capacity=int(90_000 * max(self.scale, 0.02)))
        self.ledger = Ledger(self, np.arange(self.start_month, self.end_month + 1), lives)
        self.ledger.expect(ALWAYS_COUNTED, ALWAYS_COUNTED_BY_TOWN)
        self.money = finance.Money(self)
        start_stocks.build(self, start)
        self.timeline = scenario
        for index in range(len(self.geo.number)):
            municipality.Municipality(self, index)  # registers with the model: model.agents_by_type
        for index in range(len(self.geo.trusts)):
            hospital.Hospital(self, index)

    def _prepare_map(self) -> None:
        geo = self.geo
        self.demography = Demography(geo, self.world.demography, geo.folder)
        self.contacts = contact_rates(geo.folder)
        self.near_place = geo.nearness
        self.country = geo.copy_of_map  # nobody moves between copies
        self.countries = int(self.country.max()) + 1
        self.by_region = np.argsort(geo.labour_region, kind="stable")
        at = {number[:4]: int(region) for number, region in zip(geo.numbers, geo.health_region, strict=True)}
        self.school_region = [at.get(SCHOOL_TOWNS[place], -1) for place in PLACES]
        self.town_names = town_ids(geo)
        self.place_luck = luck.normal(self.key, self.town_names, 0, Decision.PLACE_LUCK)

    def population_of_month(self) -> None:
        """Inhabitants of this month and whom the lists must hold."""
        population(self)

    # ---- what processes ask the country for -------------------------------------------------------------------

    def switched_on(self, switch: str) -> bool:
        """Is this feedback loop on?"""
        return self.world.on(switch)

    def loop(self, switch: str, name: str, value: Any) -> Any:
        """The value while its loop is on; the value at run start while it is off."""
        if self.switched_on(switch):
            return value
        return self.frozen.setdefault(name, value)

    def first(self, name: str, value: Any) -> Any:
        """The value seen first in this run, whatever the switches."""
        return self._seen.setdefault(name, value)

    def lasting(self, decision: Decision, share: float) -> np.ndarray:
        """Who has a trait of life that a share of doctors have, bool by row of ``people``; drawn once for each."""
        people = self.people
        kept, known = self._traits.get((decision, share), (np.empty(0, bool), 0))
        if known < people.n:
            if len(kept) < people.n:  # room for those who enter later, too
                kept = np.concatenate([kept[:known], np.empty(2 * people.n - known, bool)])
            kept[known : people.n] = luck.happens(self.key, people.id[known:], 0, decision, share)
            self._traits[decision, share] = kept, people.n
        return kept[: people.n]

    def while_same(self, name: str, made_of: tuple[Any, ...], make: Callable[[], np.ndarray]) -> np.ndarray:
        """What ``make`` gives, read-only, worked out anew only when an object that it is made of is another one.

        For what follows from rules alone: the timeline hands out the same array until the rule changes.
        """
        kept = self._made.get(name)
        if kept is None or not all(map(operator.is_, kept[0], made_of)):
            value = make()
            value.setflags(write=False)
            kept = self._made[name] = made_of, value
        return kept[1]  # type: ignore[no-any-return]

    def rate(self, name: str) -> float:
        """Multiplier on a named rate (world settings)."""
        return self.world.rate(name)

    def whole(self, name: str, amount: float) -> int:
        """Whole units of an amount; the fraction is carried to the next call of the same name."""
        total = self._carry.get(name, 0.5) + amount
        whole = int(np.floor(total))
        self._carry[name] = total - whole
        return whole

    def share_whole(self, total: int, weight: np.ndarray) -> np.ndarray:
        """Whole shares of a total by weight, largest remainder, int64."""
        weight = np.asarray(weight, float)
        return matching.share_out(np.array([total]), weight, np.array([0, len(weight)]))

    def lists_of(self, rows: np.ndarray) -> np.ndarray:
        """Rows of the lists these doctors hold (a few hold two), ascending."""
        if len(rows) == 0:
            return np.empty(0, np.int64)
        return contract_loops.held_by(np.array(rows, np.int64), self.lists.doctor, self.people.n)

    def vacate(self, rows: np.ndarray, cause: Cause) -> None:
        """A GP is gone without notice (death)."""
        town = self.people.municipality[rows]
        self.ledger.flow("gp_exits", town)
        contract.vacate(self, rows, cause)

    def leave_scheme(self, rows: np.ndarray) -> None:
        """These GPs give notice."""
        fastlege.leave_scheme(self, rows)

    def hire_in_hospital(self, rows: np.ndarray) -> None:
        """These doctors go to a hospital."""
        hospital.hire(self, rows)

    # ---- the month ----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One month: population, students, LIS1, careers, municipalities, market, training, leaving, lists, money.

        The order is that of the design: who is free is known before municipalities decide, who is hired before who
        leaves, and lists are filled after both. Each process is timed.
        """
        self.ledger.begin(self.month)
        for name, process in PROCESSES:
            begun = perf_counter()
            process(self)
            self.timings[name] = self.timings.get(name, 0.0) + perf_counter() - begun
        self.month += 1

    def run(self) -> RunOutput:
        """All months from start to end."""
        while self.month <= self.end_month:
            self.step()
        return self.ledger.output(self.timings)

    def __enter__(self) -> "Workforce":
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of everything, for who makes many runs: after ``with`` the country is of no use.

        Its parts know the country and it knows them, so that their memory would be free only when Python next looks
        for such circles: several finished countries would pile up.
        """
        self.__dict__.clear()


class RecordAtStart:
    """What is read as policy while the start stocks are built: the record of the start, whatever month is asked for.

    A scenario changes nothing before its own months.
    """

    def __init__(self, policy: Policy, geo: Geography, start: int):
        self._record, self._start = Policy(until_month=policy.until_month).compile(geo, start, start), start

    def national(self, key: str, month: int) -> Any:
        """Value of a national lever."""
        return self._record.national(key, self._start)

    def municipal(self, key: str, month: int) -> np.ndarray:
        """Values by municipality, float64 [M]."""
        return self._record.municipal(key, self._start)

    def anywhere(self, key: str, month: int) -> bool:
        """Whether a municipal lever is anything but 0 in some municipality."""
        return self._record.anywhere(key, self._start)

    def trust(self, key: str, month: int) -> np.ndarray:
        """Values by trust, float64 [T]."""
        return self._record.trust(key, self._start)

    def place(self, key: str, month: int) -> np.ndarray:
        """Values by place of education, float64 [4]."""
        return self._record.place(key, self._start)


def town_ids(geo: Geography) -> np.ndarray:
    """Names of municipalities for luck, uint32 [M]: official number (copies of the map count on)."""
    number = geo.number.astype(np.int64)
    return luck.make_id(number // 16384, luck.CHANNELS["municipality"], number % 16384)


def population(w: Workforce) -> None:
    """1. Inhabitants along the projection, monthly between two Januaries, and whom the lists must hold."""
    name = ("people of a month", w.demography.alternative, w.month)
    if name not in w.geo.kept:
        w.geo.kept[name] = people_of_month(w)
    w.inhabitants, contacts, w.listed_now = w.geo.kept[name]
    growth = (1.0 + w.world.need_growth) ** (max(w.month - month_index("2026-01"), 0) / 12.0)
    w.need = contacts * growth


def people_of_month(w: Workforce) -> tuple[np.ndarray, ...]:
    """Inhabitants, contacts that they need a year and people on lists, read-only [M]: the same in all runs on a map."""
    year, part = year_of(w.month), (month_of_year(w.month) - 1) / 12.0
    ages = w.demography.during(year, part)
    inhabitants, use = ages.sum(axis=1), w.geo.list_use
    listed = lists_loops.people_by_list(use.indptr, use.indices, use.data, inhabitants)
    people = inhabitants, ages @ w.contacts, w.share_whole(round(float(listed.sum())), listed)
    for each in people:
        each.setflags(write=False)
    return people


def students(w: Workforce) -> None:
    """2. Intake, dropout, return from abroad, graduation, service abroad, immigration."""
    student.enrol(w)
    student.drop_out(w)
    student.decide_return(w)
    student.graduate(w)
    recognition.month(w)
    student.immigrate(w)
    student.count(w)


def lis1_month(w: Workforce) -> None:
    """4. Posts start, months pass, some quit, some complete."""
    lis1.start_posts(w)
    lis1.progress(w)


def career_choice(w: Workforce) -> None:
    """5. Completers choose, others reconsider, hospital doctors qualify; retirement and death outside the lists."""
    w.hospitals.smooth(len(w.completers), w.arrived_in_hospital)
    career.choose(w)
    hospital.approve_specialists(w)
    career.retire_and_die(w)


def municipalities(w: Workforce) -> None:
    """6. What everybody sees this month, then what municipalities decide."""
    municipality.look(w)
    w.money.renew()
    municipality.decide(w)
    own_posts.month(w)


def training(w: Workforce) -> None:
    """8. Supervisors, starts, months, institution service, approval; who may work without training, and how long."""
    alis.update_supervision(w)
    alis.start_training(w)
    alis.train(w)
    introduction.agree(w)
    competence.count_months(w)
    training_costs.charge(w)
    w.ledger.nation("gp_seekers", int(np.count_nonzero(w.people.seeking)))


def leaving(w: Workforce) -> None:
    """9. Notices run out, contracts agreed before begin, absences, and new notices."""
    fastlege.leave(w)
    contract.start_contracts(w)
    fastlege.take_leave(w)
    fastlege.look_around(w)
    fastlege.give_notice(w)


def lists_and_patients(w: Workforce) -> None:
    """10. Helpers, caps, locks, people who come, go and change lists; locums for whom is away."""
    practice.take_up(w)
    lists.drift_caps(w)
    lists.lock(w)
    lists.place_people(w)
    lists.leave_vacant_lists(w)
    locum.work(w)


def count(w: Workforce) -> None:
    """12. Stocks at month end; nothing is drawn here."""
    people, ledger, size = w.people, w.ledger, len(w.geo.number)
    lists.count(w)
    lis1_rows = people.rows(Stage.LIS1_MUNICIPALITY)
    ledger.stock("lis1_municipality", count_values(lis1_rows, people.municipality, size))
    ledger.stock("inhabitants", w.inhabitants)
    ledger.stock("need", w.need)
    ledger.stock("capacity", lists.capacity(w))
    ledger.close()
    stages = ledger.stages[ledger.t]
    waiting = people.rows(Stage.WAITING)
    ledger.nation("lis1_waiting", int(np.count_nonzero(people.starts_at[waiting] < 0)))
    for name, stage in (("students", Stage.STUDENT), ("lis1_hospital", Stage.LIS1_HOSPITAL),
                        ("hospital_trainees", Stage.HOSPITAL_TRAINEE),
                        ("hospital_specialists", Stage.HOSPITAL_SPECIALIST)):  # fmt: skip
        ledger.nation(name, int(stages[stage]))


ALWAYS_COUNTED = ("graduates", "lis1_first_applicants", "lis1_applicants", "lis1_posts", "lis1_hired", "lis1_unfilled",
                  "lis1_wait_months", "lis1_completed", "lis1_hired_home_educated", "lis1_hired_with_tie",
                  "bonding_breaches", "new_gp_specialists", "immigrated")  # fmt: skip
ALWAYS_COUNTED_BY_TOWN = ("lists_opened", "lists_closed", "gp_entries", "gp_exits", "gp_retirements", "gp_moves_in",
                          "gp_moves_out", "contracts_ended", "lis1_months_unfilled", "lis1_quits",
                          "lis1_linked", "lis1_own_posts", "posts_advertised",
                          "post_applicants")  # fmt: skip

PROCESSES = (
    ("population", population),
    ("students", students),
    ("lis1 round", allocation.lis1_round),
    ("lis1 progress", lis1_month),
    ("career choice", career_choice),
    ("municipalities", municipalities),
    ("market", market.meet),
    ("training", training),
    ("leaving", leaving),
    ("lists and patients", lists_and_patients),
    ("money", finance.charge),
    ("count", count),
)
