"""Every lever of the model, gathered: ``LEVERS["lis1.state_posts"]``.

To add a lever, declare it in the room of its group (levers_education.py, levers_lis1.py, levers_lis1_rules.py,
levers_competence.py, levers_training.py, levers_training_support.py, levers_finance.py, levers_practice.py).
``RECORDS`` holds dated figures that belong to the rules but are nobody's lever.
``NOT_MODELLED`` names instruments people ask for which the model leaves out on purpose, with the reason.
"""

from agents.doctor import PLACES
from model.lever_rows import ROWS
from model.levers_base import GROUPS, Dated, Flaw, Lever, unknown
from model.levers_competence import COMPETENCE
from model.levers_education import EDUCATION
from model.levers_finance import FINANCE
from model.levers_lis1 import LIS1, LIS1_SPRING_SHARE
from model.levers_lis1_rules import LIS1_RULES
from model.levers_practice import PRACTICE
from model.levers_training import TRAINING
from model.levers_training_support import TRAINING_SUPPORT
from model.phrases import phrase

__all__ = ["GROUPS", "LEVERS", "NOT_MODELLED", "PLACES", "RECORDS", "ROWS", "Dated", "Flaw", "Lever", "lever_flaw"]


def _gather(*groups: tuple[Lever, ...]) -> dict[str, Lever]:
    levers: dict[str, Lever] = {}
    for lever in (lever for group in groups for lever in group):
        if lever.key in levers:
            raise ValueError(f"{lever.key} is declared twice; choose another key")
        levers[lever.key] = lever
    return levers


LEVERS: dict[str, Lever] = _gather(
    EDUCATION, LIS1, LIS1_RULES, COMPETENCE, TRAINING, TRAINING_SUPPORT, FINANCE, PRACTICE
)

RECORDS: dict[str, tuple[Dated, ...]] = {"lis1_spring_share": LIS1_SPRING_SHARE}

NOT_MODELLED: dict[str, str] = {
    "competence.reporting": "C9: the yearly report to the county governor moves no doctor",
    "alis.svalbard": "A19: the GP regulation does not apply there",
    "finance.quality_part": "F7: a quality part and simpler fees are to be studied; nothing says what they "
    "would change",
    "finance.group_agreements": "F11: group agreements are to be studied and company lists were rejected",
}


def lever_flaw(key: object) -> Flaw | None:
    """None when ``key`` names a lever, else what is wrong: not modelled on purpose, or not known."""
    if isinstance(key, str) and key in LEVERS:
        return None
    if isinstance(key, str) and key in NOT_MODELLED:
        mend = phrase("leave it out; not modelled: {reason}", reason=phrase(NOT_MODELLED[key]))
        return Flaw(f'"{key}"', phrase("a lever of the model"), mend)
    if not isinstance(key, str):
        mend = phrase("write for example {example}", example='lever = "lis1.state_posts"')
        return Flaw(f"{key}", phrase("the name of a lever in quotes"), mend)
    return unknown(key, LEVERS, phrase("a lever known to Legemod (`run.py levers` lists them)"))
