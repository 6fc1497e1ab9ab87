"""What a process of the month may see: the country it acts in.

``model.workforce.Workforce`` is the one class that fits. Processes of this floor take it as an argument, so that the
floor itself knows nothing above it.
"""

from typing import Any, Protocol

from agents.parameters import Parameters


class Country(Protocol):
    """The world as the processes of doctors, municipalities and hospitals see it."""

    people: Any  # Population: every doctor, columns of agents/doctor.py
    lists: Any  # model.lists.Lists: every GP list
    towns: Any  # agents.municipality.Towns: state of the municipalities, arrays [M]
    hospitals: Any  # agents.hospital.Hospitals: state of the trusts, arrays [T]
    geo: Any  # model.geography.Geography
    timeline: Any  # model.policy.Timeline: the policy in force, by month
    ledger: Any  # model.ledger.Ledger: counts what changed
    demography: Any  # model.demography.Demography
    world: Any  # model.policy.World: rates and switches
    parameters: Parameters
    money: Any  # model.finance.Money: prices and incomes of the month
    matching: Any  # model.matching: pure functions on arrays
    listed_now: Any  # people whom each municipality's lists must hold this month, int64 [M]
    inhabitants: Any  # people by municipality this month, float64 [M]
    need: Any  # GP contacts a year that they need, float64 [M]
    by_region: Any  # municipalities sorted by labour-market region, int64 [M]
    country: Any  # which copy of the map a municipality lies in (all 0 on the real one), int64 [M]
    near_place: Any  # -log(1 + km/50) between municipalities, with a last row of zeros for "nowhere"
    residual_posts: list[tuple[int, int]]  # LIS1 places left by quitters: municipality, months left
    completers: Any  # rows of this month's LIS1 completers
    arrivals: dict[int, Any]  # doctors from other countries by month of the year, columns of ``people``
    arrived_in_hospital: int  # doctors from other countries who began hospital work this month
    key: Any  # luck key, uint32[2]
    month: int
    start_month: int
    scale: float  # share of the national population in this geography
    town_names: Any  # names of the municipalities for luck, uint32 [M]
    school_region: list[int]  # health region of each Norwegian medical school
    frozen: dict[str, Any]  # values of feedback loops at run start, used when their switch is off

    def loop(self, switch: str, name: str, value: Any) -> Any:
        """``value`` while the switch is on; the value first seen in this run when it is off."""
        ...

    def first(self, name: str, value: Any) -> Any:
        """The value seen first in this run under this name."""
        ...

    def lasting(self, decision: Any, share: float) -> Any:
        """Who has a trait of life that a share of doctors have, bool by row of ``people``."""
        ...

    def while_same(self, name: str, made_of: tuple[Any, ...], make: Any) -> Any:
        """What ``make`` gives, read-only, worked out anew when an object that it is made of is another one."""
        ...

    def share_whole(self, total: int, weight: Any) -> Any:
        """Whole shares of a total by weight, largest remainder."""
        ...

    def vacate(self, rows: Any, cause: Any) -> None:
        """These GPs are gone without notice."""
        ...

    def leave_scheme(self, rows: Any) -> None:
        """These GPs give notice."""
        ...

    def hire_in_hospital(self, rows: Any) -> None:
        """These doctors go to a hospital."""
        ...

    def lists_of(self, rows: Any) -> Any:
        """Rows of the lists these doctors hold (a few hold two)."""
        ...

    def switched_on(self, switch: str) -> bool:
        """Is this feedback loop on?"""
        ...

    def whole(self, name: str, amount: float) -> int:
        """Whole persons or posts of a yearly or monthly amount; the fraction is carried to the next call."""
        ...

    def rate(self, name: str) -> float:
        """Multiplier of the world settings on a named rate."""
        ...
