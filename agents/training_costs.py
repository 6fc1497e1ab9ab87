"""What the levers around GP training cost, month by month and payer by payer (levers A13, A15, A17)."""

import numpy as np

from agents.country import Country
from agents.doctor import Stage
from agents.parameters import Parameter, declare

FEE_ON_RECORD = 120.0  # NOK a day consultation, fee 2dd (tariffs of 1 July 2025 and 2026)

declare(
    Parameter("alis_office_nok", 123_000.0, "NOK/year", 105_000.0, 140_000.0,
              "41 MNOK in 2023 (Meld. St. 23) over 357 municipalities, to 2025", "A",
              "state cost of the ALIS offices per municipality served, 2025 NOK"),
    Parameter("group_supervision_nok", 15_000.0, "NOK/year", 5_000.0, 40_000.0, "the amount was not found",
              "judgement", "group supervision of one trainee, 2025 NOK"),
)  # fmt: skip


def charge(w: Country) -> None:
    """Costs of the month."""
    _offices(w)
    _group_supervision(w)
    _specialist_fee(w)


def _offices(w: Country) -> None:
    """Six offices cost the state 41 MNOK in 2023: alike for every municipality they serve."""
    office = w.timeline.municipal("alis.office", w.month)
    served = len(w.while_same("offices", (office,), lambda: np.flatnonzero(office)))
    if served:
        w.money.owe("state", served * w.parameters.alis_office_nok / 12.0, "alis.office")


def _group_supervision(w: Country) -> None:
    """Paid by Helsedirektoratet, else by the trainee's municipality.

    What municipalities paid when the run starts is part of the extra spending that their budgets were set by: they
    are charged what comes on top, and relieved when the state takes over.
    """
    state = paid_by_state(w)
    at_start = w.first("group_supervision", state)  # asked for when the start is built
    if not state and not at_start:
        return
    by_town = w.towns.trainees * w.parameters.group_supervision_nok / 12.0
    if state:
        w.money.owe("state", by_town.sum(), "alis.group_supervision")
    if state != at_start:
        w.money.owe("municipal", -by_town if state else by_town, "alis.group_supervision")


def paid_by_state(w: Country) -> bool:
    """Does Helsedirektoratet run and pay group supervision?"""
    return bool(w.timeline.national("alis.group_supervision", w.month))


def fee_over_record(w: Country) -> float:
    """The specialist's fee less that on record, 2025 NOK a consultation."""
    fee = float(w.timeline.national("finance.specialist_fee_nok", w.month))
    return float(w.money.real(fee - FEE_ON_RECORD))


def _specialist_fee(w: Country) -> None:
    """The fee on record is part of the refunds that were measured: national insurance pays or saves the rest."""
    over = fee_over_record(w)
    if over == 0.0:
        return
    lists, people = w.lists, w.people
    held = w.lists_of(people.rows(Stage.GP_SPECIALIST))
    contacts = float(lists.patients[held].sum()) * w.parameters.contacts_per_patient_yearly
    w.money.owe("folketrygd", over * contacts / 12.0, "finance.specialist_fee_nok")
