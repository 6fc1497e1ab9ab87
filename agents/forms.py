"""Contract forms of a list: what a list on offer may be had as, and what is agreed (levers F10, A12).

Private practice, agreement 8.2 (self-employed in the municipality's office) and salary. A list keeps its form until
the contract begins for which another was agreed.
"""

import numba
import numpy as np

from agents.country import Country
from agents.doctor import NOBODY

PRIVATE, OFFICE, SALARIED = range(3)  # contract forms of a list; the first two are self-employed


def on_offer(w: Country) -> np.ndarray:
    """The form each list would be had in by whoever takes it now, int8 [lists] (lever F10).

    Salary for the time of a training goes with the doctor: the successor meets the list as it was before.
    """
    lists = w.lists
    offices = w.timeline.anywhere("contract.office_agreement", w.month)
    if not (offices or lists.training_salary.any() or (lists.form == OFFICE).any()):
        return lists.form
    office = w.timeline.municipal("contract.office_agreement", w.month) > 0
    own = np.where(office, OFFICE, PRIVATE).astype(lists.form.dtype)
    return np.where((lists.form == SALARIED) & ~lists.training_salary, lists.form, own[lists.municipality])


def agree(w: Country, target: np.ndarray, form: np.ndarray) -> None:
    """Lists promised now are had in these forms from the start of the contract; [n] each."""
    lists = w.lists
    note_forms(target, form, lists.form, lists.training_salary, lists.agreed_form)


def begin(w: Country, target: np.ndarray) -> None:
    """Contracts on these lists begin: the form agreed holds; salary agreed for a private list lasts the training.

    Whoever has become a specialist since has nothing to train for, and takes the list as it stands.
    """
    lists = w.lists
    changed = target[lists.agreed_form[target] != NOBODY]
    if len(changed) == 0:
        return
    agreed = lists.agreed_form[changed]
    trained = (agreed == SALARIED) & w.people.specialist[lists.successor[changed]]
    lists.form[changed] = np.where(trained, lists.form[changed], agreed)
    lists.training_salary[changed] = (agreed == SALARIED) & ~trained
    lists.agreed_form[changed] = NOBODY


@numba.njit(cache=True)
def note_forms(target, agreed, form, training_salary, agreed_form):  # type: ignore[no-untyped-def]
    """Write to ``agreed_form`` what was ``agreed`` for each list of ``target``; nothing for one had as it stands."""
    for i in range(target.size):
        held = target[i]
        # salary for a training ends before the successor begins: such a list does not keep the form it stands in
        stands = agreed[i] == form[held] and not training_salary[held]
        agreed_form[held] = NOBODY if stands else agreed[i]
