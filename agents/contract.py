"""List contracts: starting one, ending one, taking back an acceptance.

A contract ends for five reasons that must not be confused (model.md section 2): exit from the scheme, move, change of
form, re-contracting, death. Here a contract ends for a *cause*; the ledger counts by cause.
"""

import numpy as np

from agents import contract_loops as loops
from agents.country import Country
from agents.doctor import NEVER, NOBODY, Cause, Event
from agents.forms import PRIVATE, SALARIED, begin
from agents.months import month_index
from agents.parameters import Parameter, declare

COMPETENCE_RULE = month_index("2017-03")  # GPs from before are not bound by it (FOR-2017-02-17-192)

declare(
    Parameter("cap_new_ratio", 0.83, "ratio", 0.75, 0.95,
              "flow check 2016-2022: new GPs 850-970, leavers 1 100-1 200, mean cap 1 122-1 043", "judgement",
              "list cap a new GP wants over the usual cap of sitting GPs; local norms scale it",
              informed_by=("list_cap_mean", "list_length_mean", "lists")),
    Parameter("cap_class1_follows", 0.2, "power", 0.0, 1.0, "lists in Oslo 1 328 (2015) to 1 349 (2022), elsewhere "
              "9 to 13 percent shorter (SSB 12005, 82 municipalities)", "judgement",
              "shorter lists of new GPs count to this power in centrality 1: 0 not at all, 1 as elsewhere",
              informed_by=("list_length_mean",)),
    Parameter("cap_peer_weight", 0.5, "share", 0.0, 1.0, "list length 1 199 (2004) to 1 034 (2022)",
              "judgement", "what is usual now, against at run start, in what a new GP measures the wish by",
              informed_by=("list_cap_mean", "list_length_mean")),
    Parameter("cap_supply_power", 0.15, "power", 0.0, 0.3, "direction: more GPs became shorter lists",
              "judgement", "municipalities accept lower caps as seekers per post rise, to this power",
              informed_by=("list_cap_mean", "list_length_mean")),
    Parameter("cap_salaried_factor", 0.80, "ratio", 0.65, 0.95, "model design; ALIS-Vest lists about 700", "B",
              "list cap of a salaried GP over that of one in private practice"),
    Parameter("cap_shortage_pull", 0.3, "1", 0.0, 1.0, "assumption", "judgement",
              "short municipalities get new GPs to accept caps higher by this times the share without a GP"),
    Parameter("capacity_salaried_hours", 0.86, "ratio", 0.80, 0.95, "working hours 2018: 42.5 and 49.3", "A",
              "patient capacity of a salaried GP over a self-employed one"),
)  # fmt: skip


def new_cap(w: Country, rows: np.ndarray, town: np.ndarray, form: np.ndarray) -> np.ndarray:
    """List caps that these doctors agree on with their municipalities, whole patients [n].

    The local norm of a new GP times the doctor's own wish; salaried lists are shorter; a municipality short of GPs
    gets somewhat higher caps, and lower ones are accepted where doctors are plenty (loop ``supply_caps``, see
    ``agents.municipality.update_norm``). Helpers in the practice raise what one GP can carry (levers F8, F9); nobody
    agrees on more than the ceiling in force (F15).
    """
    p, towns = w.parameters, w.towns
    capacity = w.timeline.municipal("practice.capacity_per_gp", w.month)
    ceiling = w.timeline.municipal("practice.list_ceiling", w.month)
    return loops.caps_agreed(  # type: ignore[no-any-return]
        rows, town, form, w.people.list_factor, towns.cap_norm, towns.shortage_for_caps, capacity, towns.helpers,
        ceiling, p.cap_shortage_pull, SALARIED, p.cap_salaried_factor, towns.form_mean,
    )  # fmt: skip


def vacate(w: Country, rows: np.ndarray, cause: Cause | np.ndarray) -> None:
    """These doctors give up all their lists now, for one cause or one each; the lists are vacant from this month."""
    if len(rows) == 0:
        return
    people, lists = w.people, w.lists
    months = w.month - people.contract_since[rows]
    w.ledger.event(Event.CONTRACT_ENDED, rows, cause, contract_months=months)
    w.ledger.flow("contracts_ended", people.municipality[rows])
    loops.give_up(
        rows, people.list, people.leaves_at, people.searching_until, people.alis_agreement, lists.doctor,
        lists.vacant_since, lists.leaving_at, lists.locked_until, lists.form, lists.training_salary, w.month,
    )  # fmt: skip


def end_training_salary(w: Country, rows: np.ndarray) -> None:
    """These doctors are specialists now, or have left training: salary for the training ends (lever A12)."""
    lists = w.lists
    if lists.training_salary.any():
        held = w.lists_of(rows)
        ends = held[lists.training_salary[held]]
        lists.form[ends] = PRIVATE
        lists.training_salary[ends] = False


def leave_practice(w: Country, rows: np.ndarray) -> None:
    """These doctors no longer work in municipal practice: no place, no training, no agreement, no search."""
    people = w.people
    loops.leave_practice(rows, people.municipality, people.in_training, people.alis_agreement, people.seeking)


def cancel(w: Country, rows: np.ndarray) -> None:
    """Doctors who will not come after all: the list they had accepted is free again."""
    people = w.people
    promised = rows[people.reserved[rows] >= 0]
    w.lists.successor[people.reserved[promised]] = NOBODY
    people.reserved[promised] = NOBODY
    people.starts_at[promised] = NEVER


def start_contracts(w: Country) -> None:
    """Contracts agreed in the market begin: movers leave their old list, entrants enter the scheme."""
    people, lists = w.people, w.lists
    rows = loops.contracts_due(lists.successor, people.starts_at, w.month)
    if len(rows) == 0:
        return
    movers, target, town, left, new, entered, fresh, back = loops.look_at_contracts(
        rows, people.list, people.reserved, people.municipality, people.gp_before, people.gp_since, lists.municipality,
        w.month,
    )  # fmt: skip
    vacate(w, movers, Cause.MOVE)
    w.ledger.flow("gp_moves_out", left)
    w.ledger.flow("gp_moves_in", new)
    w.ledger.flow("gp_entries", entered)
    vacant_since = lists.vacant_since[target]
    begin(w, target)
    lists.set_doctor(target, rows, new_cap(w, rows, town, lists.form[target]))
    _settle(w, rows, target, town)
    w.ledger.note("gp_first_entries", len(fresh))
    w.ledger.note("gp_returns", len(back))
    if w.ledger.lives is not None:  # else what would be told is not worked out
        w.ledger.event(Event.GP_MOVED, movers, Cause.MOVE)
        w.ledger.event(Event.GP_ENTERED, fresh)
        w.ledger.event(Event.GP_RETURNED, back)
        takes_over = lists.opened[target] < vacant_since
        w.ledger.event(Event.CONTRACT_STARTED, rows, np.where(takes_over, Cause.TAKE_OVER, Cause.NEW_LIST))
    if w.month < COMPETENCE_RULE:
        people.grandfathered[rows] = True


def _settle(w: Country, rows: np.ndarray, target: np.ndarray, town: np.ndarray) -> None:
    people = w.people
    entering, stage = loops.settle(
        rows, target, town, people.stage, people.specialist, people.in_training, people.list, people.municipality,
        people.home, people.contract_since, people.reserved, people.starts_at, people.searching_until, people.seeking,
        people.gp_linked, people.trust, w.month,
    )  # fmt: skip
    w.ledger.transfer(entering, stage)
