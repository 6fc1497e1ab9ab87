"""The two starts: January 2016 (back-cast) and January 2026 (snapshot of 31 December 2025).

Lists first, then the doctors on them, then everybody else in the pipeline. Joint states that nobody published (age x
specialist x place) are drawn per replicate within the known margins. Flows in progress (notices, absences, accepted
lists, months of training, failed rounds) are filled so that the first months do not lurch.
"""

import numpy as np

from agents import alis, contract, fastlege, luck, municipality
from agents.doctor import NEVER
from agents.hospital import Hospitals
from agents.locum import work
from agents.luck import Decision
from model import lists, market, start_doctors, start_lists
from model.start_values import STARTS

MARKET_MONTHS = 5  # lists accepted before the start that begin after it: as long as a mover's lead
WARM_MONTHS = 6  # notices and searches already under way at the start
LOCK_MONTHS = 24  # of lists locked before the start; people change list inside their municipality alone


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
    w.towns = start_lists.towns(w, start)
    _see(w)
    _warm(w, values)
    start_lists.set_budgets(w)
    municipality.offer_subsidies(w, w.lists.unpromised())
    w.frozen.clear()  # loops freeze at what the first month sees
    w.loop("neighbour_competition", "subsidy", w.towns.subsidy)  # and outbidding at what is offered now


def _see(w) -> None:
    """Let everybody see the country once, so that loops have a value at run start."""
    municipality.look(w)
    w.money.renew()
    w.money.compare_with_now()
    alis.update_supervision(w)
    municipality.look(w)


def _warm(w, values) -> None:
    """Notices, searches, absences and acceptances of the months before the start; nothing is counted.

    Of the contracts agreed on in a month before the start as many stand as the published flows of a month: the first
    markets of the run meet a stock of seekers that nobody has turned down yet.
    """
    first = w.start_month
    for month in range(first - 9, first):
        w.month = month
        fastlege.take_leave(w)
    for month in range(first - WARM_MONTHS, first):
        w.month = month
        fastlege.look_around(w)
        fastlege.give_notice(w)
        _forget_past_notices(w)
        if month >= first - MARKET_MONTHS:
            before = w.people.reserved >= 0
            market.meet(w)
            _let_stand(w, np.flatnonzero((w.people.reserved >= 0) & ~before), values)
    w.month = first
    work(w)
    for month in range(first - LOCK_MONTHS, first):
        w.month = month
        lists.lock(w)
    w.month = first


def _forget_past_notices(w) -> None:
    """Salaried GPs whose shorter notice would have run out before the start: they are gone already, these stay."""
    people = w.people
    past = np.flatnonzero((people.leaves_at >= 0) & (people.leaves_at < w.start_month))
    people.leaves_at[past] = NEVER
    w.lists.leaving_at[w.lists_of(past)] = NEVER


def _let_stand(w, agreed: np.ndarray, values) -> None:
    """Keep this month's contracts that begin after the start, entrants and movers up to the monthly flow; by lot."""
    people = w.people
    lot = luck.uniform(w.key, people.id[agreed], w.month, Decision.NOTICE)
    agreed = agreed[np.argsort(lot, kind="stable")]
    late = people.starts_at[agreed] >= w.start_month
    moves = people.list[agreed] >= 0
    undone = [agreed[~late]]
    for group, yearly in ((agreed[late & ~moves], values.entries_yearly), (agreed[late & moves], values.moves_yearly)):
        undone.append(group[round(yearly * w.scale / 12.0) :])
    rows = np.concatenate(undone)
    contract.cancel(w, rows)
    w.lists.leaving_at[w.lists_of(rows[people.list[rows] >= 0])] = NEVER
