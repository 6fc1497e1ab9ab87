"""Municipalities: how many lists they want, what they offer, and what they can pay.

The number of lists is a municipal decision that can bind (model.md 5.5). A municipality opens a list when its people
outgrow the places its lists have, or when many of them lack a GP; it closes a list that few people use. State is kept
in arrays over all municipalities (``Towns``); a ``Municipality`` is an ordinary Mesa agent looking at its own place.
"""

from typing import Any

import mesa
import numpy as np

from agents import luck, oncall
from agents import municipality_loops as loops
from agents.career import attraction
from agents.contract import SALARIED
from agents.country import Country
from agents.doctor import GP_STAGES
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly

declare(
    Parameter("open_gap_lists", 0.7, "lists", 0.3, 1.0, "assumption", "judgement",
              "missing places, in lists of local length, at which a municipality opens a list"),
    Parameter("places_wanted", 0.99, "ratio", 0.97, 1.01, "lists grew less in 2016 than in 2017-19", "judgement",
              "places a municipality wants per listed person, over those at the start of 2016"),
    Parameter("start_missing_share", 0.002, "share of lists", -0.012, 0.012,
              "runs from 2016 with the posterior, January 2026 (docs/starts.md)", "judgement",
              "lists that municipalities lack at the start of 2026, in proportion to those they have"),
    Parameter("start_missing_sd", 0.65, "lists", 0.4, 0.9,
              "runs from 2016 with the posterior, January 2026 (docs/starts.md)", "judgement",
              "spread over municipalities, standard deviation, of the lists they lack at the start of 2026"),
    Parameter("open_yearly", 2.0, "1/year", 0.5, 6.0, "openings lag need by about half a year", "judgement",
              "speed of opening a list once the gap is there"),
    Parameter("open_shortage", 0.5, "lists/list-equivalent", 0.0, 1.5,
              "flow check: 15 (0-40) openings per point of inhabitants without GP", "judgement",
              "people without a GP count as missing places by this share",
              informed_by=("lists", "lists_vacant", "patients_without_gp")),
    Parameter("close_after_months", 18.0, "months", 9.0, 36.0, "assumption", "judgement",
              "a vacant list with few patients is closed after this time"),
    Parameter("close_share", 0.45, "share of local list", 0.2, 0.7, "assumption", "judgement",
              "few patients: less than this share of a list of local length"),
    Parameter("salary_after_months", 1.0, "months", 1.0, 15.0, "salaried share 14.0 (2019) to 17.8 percent (2022)",
              "judgement", "a municipality that decides itself offers salary after so many months vacant",
              informed_by=("salaried_share",)),
    Parameter("subsidy_per_gp_nok", 150000.0, "NOK/year", 0.0, 400000.0,
              "233 municipalities spent 813 MNOK beyond the main model (2021)", "judgement",
              "local extra pay a short municipality offers with a vacant list, 2025 NOK"),
    Parameter("salaried_net_cost_nok", 500000.0, "NOK/year", 200000.0, 900000.0,
              "ALIS-Nord: net cost 0.5-0.9 MNOK where legible", "B", "municipal net cost of a salaried list"),
    Parameter("open_list_cost_nok", 300000.0, "NOK", 100000.0, 600000.0, "assumption: equipment and start",
              "judgement", "municipal cost of opening a list"),
    Parameter("budget_slack", 0.15, "share", 0.0, 0.5, "assumption", "judgement",
              "room in the municipal extra budget over its cost at start"),
    Parameter("budget_follows", 0.8, "share", 0.2, 1.0, "extra spending 378 (2017) to 813 MNOK (2021)", "judgement",
              "share of a year's overdraft that the next year's budget is raised by"),
)  # fmt: skip


class Municipality(mesa.Agent):
    """One municipality, an ordinary Mesa agent over the arrays of ``Towns``."""

    def __init__(self, model: mesa.Model, index: int):
        super().__init__(model)
        self.index = index

    @property
    def name(self) -> str:
        """Official name."""
        return self.model.geo.names[self.index]

    @property
    def gps(self) -> int:
        """GPs by main list, now."""
        people = self.model.people
        return int((people.municipality[people.rows(*GP_STAGES)] == self.index).sum())

    @property
    def lists_vacant(self) -> int:
        """Lists without a doctor, now."""
        lists = self.model.lists
        return int((lists.municipality[lists.vacant()] == self.index).sum())

    @property
    def budget_left(self) -> float:
        """Left of this year's budget for extra spending, 2025 NOK."""
        return float(self.model.towns.budget_left[self.index])


class Towns:
    """State of all municipalities, arrays [M]; filled at start and updated once a month."""

    def __init__(self, w: Country, cap_local: np.ndarray, buffer: np.ndarray):
        geo, size = w.geo, len(w.geo.number)
        zero = np.zeros(size)
        self.ids = w.town_names
        self.nothing = zero.copy()  # for what no rule gives anywhere; read-only
        self.nothing.setflags(write=False)
        self.cap_local = cap_local  # local list length over the national mean, from the start
        self.cap_norm = cap_local  # cap of a new GP this month, before the doctor's own wish
        self.form_mean = 1.0  # mean form factor of new GPs, so that cap_norm is a mean over forms
        self.buffer = buffer  # places wanted per listed person
        self.log_size = np.log(np.maximum(geo.inhabitants_2016_2026[-1], 200) / 20000.0)
        self.slots = self.trainees = self.free_slots = self.without_supervisor = np.zeros(size, np.int64)
        self.slot_chance = np.ones(size)
        self.learners = np.empty(0, np.int64)  # rows of doctors in practice who are in training or could be
        self.could_train = np.empty(0, np.int64)  # rows of doctors in practice who could begin to train this month
        self.everywhere = np.ones(size, bool)
        self.grant_offered = self.attraction = self.subsidy = self.vacant_share = zero
        self.lists_wanted = self.salaried_share = self.oncall = self.uncovered_per_gp = zero
        self.oncall_shifts = zero  # a month, on the part of the municipality's doctors
        self.absent = self.vacant = self.locums = self.locums_on_vacant = self.shortage = zero
        self.shortage_for_caps = self.listed_mean = self.with_gp = zero
        self.introduced = zero  # doctors in introduction agreements
        self.helps = np.empty((0, 3), np.int64)  # places lent in training cooperations: lender, borrower, places
        self.nurse_adoption = self.team_nok = zero  # see agents/practice.py; helpers: what both add to a list, 1 = 0
        self.helpers = np.ones(size)
        self.hospital_pull = self.locum_price = 1.0
        self.crowding_seen = 1.0  # the same, as those who choose see it (loop neighbour_competition)
        self.crowding = 1.0  # seekers per post over what counts as normal
        self.need = np.ones(size)  # need per inhabitant over that at run start
        self.budget_yearly = zero.copy()
        self.budget_left = zero.copy()
        self.spent = zero.copy()
        self.external_access: tuple[Any, ...] | None = None  # what was drawn last, see agents/alis.py
        self.asks_for_oncall_grant: np.ndarray | None = None  # drawn when first asked for, see agents/oncall.py


def look(w: Country) -> None:
    """Once a month: what a municipality and the doctors there see before anybody decides."""
    lists, towns, geo = w.lists, w.towns, w.geo
    counts, shares, caps, sitting = loops.count_lists(
        lists.open_rows(), lists.group_start(), lists.doctor, lists.form, lists.patients, lists.cap, SALARIED,
        geo.trust, len(geo.trusts),
    )  # fmt: skip
    towns.lists_wanted = counts[loops.LISTS]
    towns.vacant_share = w.loop("vacancy_load", "vacant_share", shares[loops.VACANT_AROUND])
    towns.salaried_share = w.loop("neighbour_competition", "salaried_share", shares[loops.SALARIED_AROUND])
    towns.crowding_seen = w.loop("neighbour_competition", "crowding", towns.crowding)
    update_norm(w, caps / max(sitting, 1))
    need = w.while_same("need of each", (w.need, w.inhabitants), lambda: w.need / np.maximum(w.inhabitants, 1.0))
    towns.need = need / w.first("need", need)
    towns.listed_mean, towns.with_gp = shares[loops.LIST_LENGTH], counts[loops.WITH_GP]
    towns.shortage = shares[loops.SHARE_WITHOUT]
    towns.shortage_for_caps = w.loop("supply_caps", "shortage_for_caps", towns.shortage)
    grant = w.timeline.municipal("alis.grant_nok", w.month)
    more = w.timeline.municipal("alis.centrality6_supplement_nok", w.month)
    towns.grant_offered = w.while_same("grant offered", (grant, more), lambda: grant + more * (grant > 0))
    towns.hospital_pull = w.hospitals.pull()
    towns.oncall = oncall.strain(w)
    towns.attraction = attraction(w)


def update_norm(w: Country, mean_cap: float) -> None:
    """Caps new GPs want and get this month [M]: below those of sitting GPs, lower still where doctors queue up.

    New doctors measure their wish by what is usual (``mean_cap`` of the sitting), and want less (caps of new GPs and of
    leavers, Oslo Economics in Helsedirektoratet 2023); the more seekers per post above normal, the more municipalities
    give in (loop ``supply_caps``). In the most central class, where practices are bought with their lists, new GPs
    take over nearly what was usual at the start: the shortening counts to the power ``cap_class1_follows`` there.
    """
    towns, p = w.towns, w.parameters
    now = w.loop("supply_caps", "usual_cap_now", mean_cap)
    at_start = w.first("usual_cap", now)
    usual = p.cap_peer_weight * now + (1.0 - p.cap_peer_weight) * at_start
    crowding = w.loop("supply_caps", "crowding_for_caps", towns.crowding)
    shorter = (p.cap_new_ratio * usual / at_start) ** follows(w)
    towns.cap_norm = at_start * shorter * max(crowding, 1.0) ** -p.cap_supply_power * towns.cap_local


def follows(w: Country) -> np.ndarray:
    """To which power the shorter lists of new GPs count in each municipality [M]: 1, less in centrality 1."""
    power: np.ndarray = w.while_same(
        "follows", (w.geo.centrality,), lambda: np.where(w.geo.centrality == 1, w.parameters.cap_class1_follows, 1.0)
    )
    return power


def decide(w: Country) -> None:
    """Open and close lists, choose contract forms, offer subsidies, within the budget of the year."""
    renew_budget(w)
    missing = missing_lists(w)
    open_lists(w, missing)
    free = w.lists.unpromised()
    if close_lists(w, missing, free):
        free = w.lists.unpromised()
    offer_forms(w, free)
    offer_subsidies(w, free)
    oncall.pay(w)
    w.money.buy_practices()


def renew_budget(w: Country) -> None:
    """January: a new year's budget for extra spending; what was left lapses, part of an overdraft becomes budget.

    Municipal extra spending on GPs doubled from 378 MNOK (2017) to 813 (2021) as vacancies did: councils follow, late.
    """
    towns = w.towns
    if w.month % 12 == 0:
        towns.budget_yearly = towns.budget_yearly + np.rint(
            w.parameters.budget_follows * np.maximum(-towns.budget_left, 0.0)
        )
        w.ledger.book("budget_renewed_nok", towns.budget_yearly - towns.budget_left)
        towns.budget_left = towns.budget_yearly.copy()


def missing_lists(w: Country) -> np.ndarray:
    """Lists of local length that a municipality lacks [M]: its people's places less the caps of all its lists."""
    lists, towns = w.lists, w.towns
    gap: np.ndarray = loops.missing_lists(
        lists.open_rows(), lists.group_start(), lists.doctor, lists.cap, towns.cap_norm,
        w.timeline.municipal("practice.list_ceiling", w.month), w.geo.has_lists, w.listed_now, towns.buffer,
        towns.shortage, w.parameters.open_shortage,
    )  # fmt: skip
    return gap


def open_lists(w: Country, gap: np.ndarray) -> None:
    """Lists are opened, vacant, in proportion to the gap once it is large enough, as many as the budget pays for.

    The whole part of what is due in a month is opened for sure, the rest by chance: a city that lacks twenty lists
    opens several, where a single chance could open but one. Of a town whose budget falls short one list is counted as
    held back, for as long as it could not pay for one.
    """
    p, towns = w.parameters, w.towns
    ready, sure, chance, paid = loops.ready_to_open(
        gap, towns.budget_left, p.open_gap_lists, monthly(p.open_yearly), p.open_list_cost_nok
    )
    more = luck.happens(w.key, towns.ids[ready], w.month, Decision.LIST_OPEN, chance)
    where, caps, short, left, spent = loops.open_and_pay(
        ready, sure, more, paid, towns.cap_norm, w.timeline.municipal("practice.list_ceiling", w.month),
        towns.budget_left, towns.spent, p.open_list_cost_nok,
    )  # fmt: skip
    w.ledger.turned_away.stand("budgets", short, lambda found: paid[found] == 0, np.arange(len(paid)))
    if len(where):
        w.lists.open(where, caps, w.month)
        w.ledger.flow("lists_opened", where)
        towns.budget_left, towns.spent = left, spent


def close_lists(w: Country, missing: np.ndarray, free: np.ndarray) -> bool:
    """A list long vacant with few patients is closed, never the last one; its people go to other lists.

    One a month in each municipality, the smallest first. free: rows of the lists that nobody has or is promised.
    Returns whether any was closed.
    """
    p, lists, towns = w.parameters, w.lists, w.towns
    rows = loops.choose_closures(
        free, lists.group_start(), lists.municipality, lists.vacant_since, lists.patients,
        w.month - p.close_after_months, towns.cap_norm, p.close_share, missing, -p.open_gap_lists,
    )  # fmt: skip
    if len(rows):
        lists.close(rows)
        w.ledger.flow("lists_closed", lists.municipality[rows])
    return len(rows) > 0


def offer_forms(w: Country, free: np.ndarray) -> None:
    """Vacant lists become salaried posts: never, always, or by the municipality's own rule (levers F10, A12).

    free: rows of the lists that nobody has or is promised.
    """
    p, lists = w.parameters, w.lists
    rule = w.timeline.municipal("contract.salaried_offer", w.month)  # 0 never, 1 local, 2 always
    loops.choose_forms(free, lists.municipality, lists.vacant_since, lists.form, w.month - p.salary_after_months, rule,
                       w.towns.budget_left, p.salaried_net_cost_nok / 12.0, 0, SALARIED)  # fmt: skip


def offer_subsidies(w: Country, free: np.ndarray) -> None:
    """Municipalities with vacant lists offer extra pay while the budget lasts, NOK a year per new GP [M].

    free: rows of the lists that nobody has or is promised; those without extra pay for want of money are noted.
    """
    towns = w.towns
    towns.subsidy, without = loops.extra_pay(
        free, w.lists.municipality, towns.vacant, towns.budget_left, w.parameters.subsidy_per_gp_nok
    )
    w.ledger.turned_away.add("budgets", without)
