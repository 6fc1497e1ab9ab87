"""What a sensitivity analysis asks: its sizes, the packages and their ranges, the numbers, and what nobody has counted.

A question is a level in the base or the paired effect of a package, in one year. Packages are sized in ranges for the
discovery. For each parameter, the datum that would tell it has words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.parameters import REGISTRY
from calibration.sensitivity import DUMMY, OUTCOMES, outcomes_of
from scenarios.numbers import is_share

BASE = "baseline"
PACKAGES = ("more-lis1", "relaxed-supervisor", "centrality6-double")
SHARE = "patients_without_gp_share"
GOAL = 0.1  # a package is to lower the share of people without a GP by this part of it, in the first of the years
GOAL_TEXT = "a tenth fewer people without a GP in {year} than in the base"


@dataclass(frozen=True)
class Plan:
    """Sizes. factors: of the screening, dummies too (parameters go in groups if they are more); runs are twice that.

    extras: screened parameters, not free in a fit, that vary beside the free ones; points: draws with runs of every
    branch; design: rows of the variance design on the surface; halves: refits for intervals; draws: for the decision.
    """

    factors: int = 256
    extras: int = 10
    points: int = 256
    design: int = 1024
    halves: int = 100
    draws: int = 4096
    years: tuple[int, ...] = (2035, 2050)


FULL, QUICK = Plan(), Plan(factors=32, extras=0, points=24, design=256, halves=40, draws=1024)


@dataclass(frozen=True)
class PolicyRange:
    """How a package is sized in the discovery: the value of its change in whole steps, or the January it begins."""

    package: str
    words: str
    low: int
    high: int
    step: int = 1
    begins: bool = False

    def size(self, share: float) -> int:
        """Size at a share of the range, in whole steps."""
        return self.low + self.step * round(share * (self.high - self.low) / self.step)


RANGES = (
    PolicyRange("more-lis1", "LIS1 starts a year (lis1.state_posts)", 1250, 2000, 10),
    PolicyRange("relaxed-supervisor", "year the rule begins (alis.supervisor_rule)", 2027, 2033, begins=True),
    PolicyRange(
        "centrality6-double", "NOK a trainee and year (alis.centrality6_supplement_nok)", 250_000, 1_000_000, 10_000
    ),
)

# What nobody has counted, or has not published, that would tell a parameter. Others are described by their own text.
MISSING = {
    "abroad_intake_level": "Norwegians who begin medicine abroad, by country and year",
    "agreement_uptake_yearly": "ALIS agreements made in a year, over trainees without one at its start",
    "cap_drift_break_point": "list caps of the same GPs year by year, 2018-2022",
    "cap_drift_other": "list caps of the same GPs year by year, 2016-2017 and from 2023",
    "cap_class1_follows": "first list caps of new GPs in the largest cities, beside those of the GPs before them",
    "cap_new_ratio": "first list cap of new GPs beside the caps of sitting GPs in the municipality",
    "cap_peer_weight": "first list caps of new GPs, year by year, beside the caps of sitting GPs",
    "cap_supply_power": "first list caps of new GPs, beside the number of applicants to each list",
    "career_basic_grant": "a survey of LIS1 doctors: would a higher basic grant change the choice of specialty",
    "career_crowding": "a survey of LIS1 doctors after lists filled up: would fewer lists on offer change the choice",
    "career_gp_share": "what doctors who finish LIS1 do a year later, by year of finishing",
    "career_grant": "what doctors who finish LIS1 choose in municipalities with higher and lower ALIS grants",
    "exit_62_66": "GPs who leave the scheme in a year, by age",
    "exit_under_40": "GPs who leave the scheme in a year, by age and by years in the contract",
    "extra_applicants_yearly_2022": "first-time LIS1 applicants by country of education, every round from 2022",
    "foreign_applicants_yearly_2019": "first-time LIS1 applicants by country of education, every round from 2019",
    "hospital_pull_power": "doctors who finish LIS1 and take a hospital post, by trust, beside the posts on offer",
    "hospital_to_other_yearly": "hospital doctors who leave for work outside hospital and GP scheme in a year",
    "immigrant_specialists_yearly": "doctors from abroad who begin in hospitals in a year, specialists or not",
    "lis1_giveup_abroad": "applicants trained abroad who never apply again, by number of failed rounds",
    "lis1_giveup_other": "other applicants to LIS1 who never apply again, by number of failed rounds",
    "lis1_return_yearly": "LIS1 applicants who come back after a year or more without applying",
    "lis1_weight_abroad": "hiring of Norwegians trained abroad and at home with the same marks and practice",
    "lis1_weight_other": "hiring of other applicants and applicants trained at home with the same practice",
    "locum_to_gp_yearly": "locums who take a list of their own within a year",
    "market_centrality": "applicants to each advertised list, by centrality",
    "market_place_sd": "applicants to each advertised list, several lists of the same municipality",
    "market_stay_outside": "doctors without a list who were offered one and declined",
    "municipal_to_gp_yearly": "municipal doctors without a list who take one in a year",
    "open_shortage": "lists that municipalities decide to open, beside the people there without a GP",
    "salary_after_months": "months a list was vacant when salary was first offered",
    "training_pace": "months from the start of GP training to the specialty, with leave and part-time work",
    "training_start_off_list_yearly": "trainees in GP training who hold no list, new ones in a year",
    "career_grant_passed_on": "how municipalities spend the ALIS grant: pay, protected time, own cost",
    "experienced_years": "GPs without specialty by years in practice, and who of them would supervise",
    "external_supervisor": "trainees with a supervisor from another municipality, and exceptions given, by year",
    "willing_supervisor_share": "specialists in general practice with the supervisor's course who would take a trainee",
    "market_vacant_before": "applicants to each advertised list, beside the vacancies of past years",
    "market_grant": "applicants to each advertised training post, beside the grant passed on",
}


def missing_datum(name: str) -> str:
    """The datum that would tell a parameter, in words."""
    if name == DUMMY:
        return "none: it does nothing, its number is chance"
    parameter = REGISTRY[name]
    return MISSING.get(name, f"a count of: {parameter.text} ({parameter.unit})")


@dataclass(frozen=True)
class Question:
    """A number people ask about: a level in the base, or the paired effect of a branch. at: branch, outcome, year."""

    branch: str
    outcome: str
    year: int
    at: tuple[int, int, int]

    @property
    def column(self) -> str:
        """As the head of a column."""
        return f"{self.outcome} {self.year}, {self.branch}"

    @property
    def words(self) -> str:
        """As people say it."""
        return number_words(self.branch, self.outcome, self.year)


def number_words(branch: str, outcome: str, year: int | str) -> str:
    """A level of the base or an effect of a package, as people say it."""
    what = "GPs" if outcome == "gps" else "share without a GP"
    return f"{what} {year}" if branch == BASE else f"effect of {branch} on {what} {year}"


def questions(branches: Sequence[str], years: Sequence[int], base: Sequence[str] = (SHARE,)) -> tuple[Question, ...]:
    """Levels of the base for the outcomes in ``base``, then effects of the other branches on every outcome."""
    return tuple(
        Question(branch, outcome, year, (b, o, y))
        for b, branch in enumerate(branches) for o, outcome in enumerate(OUTCOMES)
        for y, year in enumerate(years) if b or outcome in base
    )  # fmt: skip


def answers(values: np.ndarray, branches: int, asked: Sequence[Question], years: int) -> np.ndarray:
    """Levels and paired effects [n, questions] of points' values; shares in percent(age points)."""
    levels = outcomes_of(values, branches, years)
    columns = []
    for question in asked:
        b, o, y = question.at
        number = levels[:, b, o, y] - (levels[:, 0, o, y] if b else 0.0)
        columns.append(number * (100.0 if is_share(question.outcome) else 1.0))
    return np.stack(columns, axis=1)
