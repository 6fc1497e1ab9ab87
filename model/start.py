"""The two starts: January 2016 (back-cast) and January 2026 (snapshot of 31 December 2025).

Lists first, then the doctors on them, then everybody else in the pipeline. Joint states that nobody published (age x
specialist x place) are drawn per replicate within the known margins. Flows in progress (notices, absences, accepted
lists, months of training, failed rounds) are filled so that the first months do not lurch.
"""

import numpy as np

from agents import alis, fastlege, luck, municipality
from agents.hospital import Hospitals
from agents.locum import work
from agents.luck import Decision
from model import market, start_doctors, start_lists
from model.start_values import STARTS

MARKET_MONTHS = 3  # lists accepted before the start that begin after it: as long as an entrant's lead
WARM_MONTHS = 6  # notices and searches already under way at the start


def build(w, start: str) -> None:
    """Fill the country's stocks as of 1 January of the start year."""
    values = STARTS[start]
    w.population_of_month()
    w.hospitals = Hospitals(w, start_lists.lis1_share(w.geo), start_lists.hospital_posts(w, values))
    w.hospitals.completers_yearly = values.completers_yearly * w.scale
    w.hospitals.outflow_yearly = values.hospital_openings * w.scale
    w.hospitals.inflow_yearly = w.parameters.immigrant_specialists_yearly * w.scale * w.rate("immigration")
    w.hospitals.lis1_chance = 0.55
    w.arrived_in_hospital = 0
    start_lists.build(w, start, values)
    start_doctors.gps(w, start, values)
    start_lists.set_caps_and_people(w, start, values)
    start_doctors.others(w, start, values)
    w.towns = start_lists.towns(w)
    _see(w)
    _warm(w)
    start_lists.set_budgets(w)
    municipality.offer_subsidies(w)
    w.frozen.clear()  # loops freeze at what the first month sees


def _see(w) -> None:
    """Let everybody see the country once, so that loops have a value at run start."""
    municipality.look(w)
    w.money.renew()
    alis.update_supervision(w)
    municipality.look(w)


def _warm(w) -> None:
    """Notices, searches, absences and acceptances of the months before the start; nothing is counted."""
    first = w.start_month
    for month in range(first - 9, first):
        w.month = month
        fastlege.take_leave(w)
    for month in range(first - WARM_MONTHS, first):
        w.month = month
        fastlege.look_around(w)
        fastlege.give_notice(w)
        if month >= first - MARKET_MONTHS:
            market.meet(w)
            _not_before(w, first)
    w.month = first
    work(w)
    people = w.people
    gone = np.flatnonzero((people.leaves_at >= 0) & (people.leaves_at < first))
    people.leaves_at[gone] = first
    w.lists.leaving_at[np.flatnonzero((w.lists.leaving_at >= 0) & (w.lists.leaving_at < first))] = first


def _not_before(w, first: int) -> None:
    """Contracts agreed in the warm-up start in the run's first months, not before it."""
    people = w.people
    rows = np.flatnonzero((people.reserved >= 0) & (people.starts_at < first))
    late = luck.uniform(w.key, people.id[rows], 0, Decision.NOTICE)
    people.starts_at[rows] = first + np.floor(3 * late).astype(np.int64)


