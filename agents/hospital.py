"""Hospital trusts: they hire LIS1 doctors, trainees and specialists up to posts that grow by a set rate.

A saturating hospital is what turns extra LIS1 posts into extra GPs or into nothing: the fewer posts there are per
doctor who wants one, the weaker the pull (model.md 5.2; lever of its own: ``hospital_posts_growth``).
"""

from typing import Any

import mesa
import numpy as np

from agents import luck
from agents.career_loops import add_staff, openings, weights_of_trusts
from agents.contract import leave_practice
from agents.country import Country
from agents.doctor import Event, Stage
from agents.institution import ServicePosts
from agents.luck import Decision
from agents.months import month_index
from agents.parameters import Parameter, declare, monthly

PROJECTION = month_index("2026-01")

declare(
    Parameter("hospital_growth_history", 0.029, "1/year", 0.022, 0.034,
              "Helsedirektoratet: doctor FTE 15 189 (2015) to 18 559 (2022)", "A",
              "growth of hospital doctor posts a year until 2025; later years are a world setting"),
    Parameter("hospital_takers_per_completer", 0.55, "share", 0.4, 0.7,
              "posts by position 2018 and 71 percent of new FTE 2015-2023", "judgement",
              "doctors a year, per LIS1 completer, who would take a hospital post if posts were no limit"),
    Parameter("hospital_pull_power", 1.0, "power", 0.0, 2.0, "assumption", "judgement",
              "weight of hospital in career choice grows with (posts per taker) to this power",
              informed_by=("gps", "locums_present")),
    Parameter("hospital_training_years", 8.5, "years", 7.0, 10.0,
              "Legeforeningen 2018: 6 305 trainees, mean age 36; approval after 8.4 years in all (2004)", "B",
              "mean time as hospital trainee"),
)  # fmt: skip


class Hospital(mesa.Agent):
    """One hospital trust, an ordinary Mesa agent over the arrays of ``Hospitals``."""

    def __init__(self, model: mesa.Model, index: int):
        super().__init__(model)
        self.index = index

    @property
    def name(self) -> str:
        """Name of the trust."""
        return self.model.geo.trusts[self.index]

    @property
    def doctors(self) -> int:
        """Trainees and specialists at work now."""
        return int(self.model.hospitals.staff()[self.index])

    @property
    def posts(self) -> float:
        """Posts for trainees and specialists at the present month."""
        return float(self.model.hospitals.posts(self.model.month)[self.index])


class Hospitals:
    """State of all trusts, arrays [T]: posts at start, share of LIS1 posts, distance to every municipality."""

    def __init__(self, w: Country, lis1_share: np.ndarray, posts_at_start: np.ndarray):
        geo = w.geo
        self.w = w
        self.lis1_share = lis1_share
        self.posts_at_start = posts_at_start
        self.centre = np.array([self._largest(geo, t) for t in range(len(geo.trusts))])
        self.name = geo.number[self.centre].astype(np.int64)  # permanent name: number of its largest municipality
        self.luck_name = self.name.astype(np.uint32)
        self.distance_km = geo.distance_km[:, self.centre].astype(float)
        # what a doctor living in a municipality makes of the distance [M+1, T]; the last row is for "nowhere", -1
        self.nearness = np.vstack([np.exp(-np.log1p(self.distance_km / 50.0)), np.ones(len(self.name))])
        self.towns = self._areas(geo)
        self.counted, self.hired = -1, 0  # staff at the last count, hired since
        self.service_posts = ServicePosts(len(self.name))  # earmarked for GP trainees
        self.lis1_chance = 0.5  # share of applicants hired in the last round
        self.staff_now = np.rint(posts_at_start).astype(np.int64)  # doctors by trust when last counted, this month
        self.trainees = np.empty(0, np.int64)  # rows of those who were in training when last counted
        self.open_now = posts_at_start  # openings as seen this month [T]
        self.completers_yearly = 0.0  # LIS1 completers of the last twelve months, smoothed
        self.outflow_yearly = 0.0  # doctors who leave hospital work in a year, smoothed
        self.inflow_yearly = 0.0  # specialists who come from other countries in a year, smoothed

    @staticmethod
    def _largest(geo, trust: int) -> int:
        members = np.flatnonzero(geo.trust == trust)
        return int(members[np.argmax(geo.inhabitants_2016_2026[-1][members])])

    @staticmethod
    def _areas(geo) -> np.ndarray:
        """Municipalities with lists by trust, int64 [T, most] padded with -1.

        A trust whose area has no lists (only in a small part of the map) sends its doctors anywhere.
        """
        serves = (geo.trust == np.arange(len(geo.trusts))[:, None]) & geo.has_lists
        serves[~serves.any(axis=1)] = geo.has_lists
        towns = np.full((len(serves), int(serves.sum(axis=1).max())), -1, np.int64)
        for trust, mine in enumerate(serves):
            towns[trust, : mine.sum()] = np.flatnonzero(mine)
        return towns

    def staff(self) -> np.ndarray:
        """Hospital doctors by trust, int64 [T]."""
        people, staff = self.w.people, np.zeros(len(self.name), np.int64)
        for stage in (Stage.HOSPITAL_TRAINEE, Stage.HOSPITAL_SPECIALIST):
            add_staff(people.rows(stage), people.trust, staff)
        return staff

    def posts(self, month: int) -> np.ndarray:
        """Posts by trust at ``month``: the start stock grown by history, then by the world setting."""
        growth, ahead = self._growth(month)
        return self.posts_at_start * growth * ahead

    def _growth(self, month: int) -> tuple[float, float]:
        """What posts have grown by until ``month`` since the start, in history and ahead of it."""
        w = self.w
        past = min(month, PROJECTION) - min(w.start_month, PROJECTION)
        ahead = max(month, PROJECTION) - max(w.start_month, PROJECTION)
        growth = (1 + w.parameters.hospital_growth_history) ** (past / 12.0)
        return growth, (1 + w.world.hospital_posts_growth) ** (ahead / 12.0)

    def openings(self) -> np.ndarray:
        """Posts that fall open within a year by trust: growth and replacement, less arrivals from abroad. >= 0."""
        found: np.ndarray = openings(
            self.posts_at_start, *self._growth(self.w.month + 12), self.staff_now,
            self.outflow_yearly - self.inflow_yearly,
        )  # fmt: skip
        return found

    def pull(self) -> float:
        """Openings per doctor who would like one, to a power; 1 = enough for all. Loop ``hospital_saturation``."""
        self.open_now = self.w.loop("hospital_saturation", "hospital_openings", self.openings())
        takers = self.w.parameters.hospital_takers_per_completer * self.completers_yearly
        ratio = float(self.open_now.sum() / max(takers, 1e-9)) if takers > 0 else 1.0
        return self.w.loop("hospital_saturation", "hospital_pull", ratio**self.w.parameters.hospital_pull_power)

    def smooth(self, completed: int, arrived: int) -> None:
        """Monthly: update the smoothed yearly flows (mean age of a year); who left is what staff lacks."""
        self.staff_now, self.trainees = self.staff(), self.w.people.rows(Stage.HOSPITAL_TRAINEE)
        now = int(self.staff_now.sum())
        left = self.counted + self.hired + arrived - now if self.counted >= 0 else round(self.outflow_yearly / 12.0)
        self.counted, self.hired = now, 0
        self.completers_yearly += (12.0 * completed - self.completers_yearly) / 12.0
        self.outflow_yearly += (12.0 * left - self.outflow_yearly) / 12.0
        self.inflow_yearly += (12.0 * arrived - self.inflow_yearly) / 12.0


def hire(w: Country, rows: np.ndarray) -> None:
    """Doctors who chose hospital work become trainees at a trust near home, weighted by its openings."""
    if len(rows) == 0:
        return
    people, hospitals = w.people, w.hospitals
    weights = weights_of_trusts(rows, people.home, hospitals.nearness, hospitals.open_now)
    trust = luck.race(w.key, people.id[rows], w.month, Decision.HOSPITAL_TRUST, weights, hospitals.luck_name)
    hospitals.hired += len(rows)
    people.trust[rows] = trust
    leave_practice(w, rows)
    w.ledger.transfer(rows, Stage.HOSPITAL_TRAINEE)
    w.ledger.event(Event.HOSPITAL_STARTED, rows)


TURNED_AWAY_MONTHS = 12  # nobody asks again soon: a year's count is the number turned away in it


def turn_away(w: Country, rows: np.ndarray, decision: Decision, weights: np.ndarray, choices: np.ndarray,
              picked: np.ndarray, hospital: int, full: Any) -> None:  # fmt: skip
    """Shadow count (model/turned_away.py): who would have chosen hospital if there were openings for all.

    weights (n, k) and names uint32 [k] of a choice just made; picked: names chosen [n]; hospital: its name; full: its
    weight at a pull of 1, one for all or [n]. Nobody is turned away at a pull of 1 or more.
    """
    if w.towns.hospital_pull >= 1.0 or len(rows) == 0:
        return
    others = picked != hospital
    rows, free = rows[others], np.where(choices == hospital, np.reshape(full, (-1, 1)), weights)[others]
    would = choices[luck.race(w.key, w.people.id[rows], w.month, decision, free, choices)] == hospital
    note_turned_away(w, rows[would])


def note_turned_away(w: Country, rows: np.ndarray) -> None:
    """These doctors would have chosen hospital if there were openings for all."""
    w.ledger.turned_away.add("hospital_posts", w.people.home[rows], TURNED_AWAY_MONTHS)


def approve_specialists(w: Country) -> None:
    """Hospital trainees become specialists: a constant hazard after four years, mean time as declared."""
    people = w.people
    yearly = 1.0 / (w.parameters.hospital_training_years - 4.0)
    rows = w.hospitals.trainees  # whoever came or left since, this month, has not been four years in this stage
    done = luck.struck(w.key, people.id, rows, w.month, Decision.HOSPITAL_APPROVAL, monthly(yearly))
    done = done[people.since[done] <= w.month - 48]
    w.ledger.transfer(done, Stage.HOSPITAL_SPECIALIST)
    w.ledger.event(Event.HOSPITAL_SPECIALIST_APPROVED, done)
