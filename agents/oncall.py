"""On-call duty: how many shifts the doctors of a legevakt district take (levers C5, C6, F16, F17).

A district is staffed around the clock. Its doctors share what nobody else takes: locums and doctors who wait for LIS1
take some (C5), others are paid to (F16), and who may not be alone needs a GP behind, which is a duty too (C6). The rota
is the district's: what differs between its municipalities is weighted by their doctors and felt by all who share it,
and nothing outside the district changes.
"""

import numpy as np

from agents import luck
from agents import municipality_loops as loops
from agents.country import Country
from agents.doctor import GP_STAGES, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare

FREE_FROM = 60 * 12  # months of age: right to be free from on-call duty (agreement of KS and Legeforeningen)
SHIFTS_A_MONTH = 2 * 365.25 / 12  # a doctor on call by day and one by night
DOCTORS = 25.0  # strain is measured against a district of so many
GRANT_2022 = 770_000.0  # NOK a municipality and year, the grant whose effect the parameter gives
OTHERS = (Stage.LIS1_MUNICIPALITY, Stage.MUNICIPAL)  # on call beside the GPs
BACK_UP = {"strict": 1.0, "lis1_courses": 0.5, "lis1": 0.0}  # parts of the back-up duty under each rule (C6)
RULES_2016 = ("strict", 2)  # the rule of back-up and months of legevakt when what strain does was fitted

declare(
    Parameter("oncall_others_share", 0.10, "share", 0.0, 0.25, "assumption; prior includes zero", "judgement",
              "shifts that doctors waiting for LIS1 and locums would take if they might all year"),
    Parameter("oncall_backup", 0.10, "share", 0.0, 0.25, "assumption; prior includes zero", "judgement",
              "GPs' shifts as back-up for doctors who may not be alone, over their own, where trainees need it too"),
    Parameter("oncall_grant_asked", 0.4, "share", 0.2, 0.7, "65 municipalities had it (2023) of 163 that might", "B",
              "municipalities that ask for the grant for on-call duty"),
    Parameter("oncall_grant_effect", 0.10, "ln", 0.0, 0.3, "Helsedirektoratet: high (opinion); prior includes zero",
              "judgement", "fewer shifts for the GPs of a municipality that has the grant of 2022"),
    Parameter("oncall_shift_nok", 3000.0, "NOK/shift", 0.0, 8000.0, "assumption", "judgement",
              "municipal cost of a shift that another takes for a GP, beyond a GP's pay, 2025 NOK"),
    Parameter("oncall_strain_left", 0.10, "share", 0.02, 0.3, "assumption", "judgement",
              "strain of on-call duty that stays though others take every shift: illness, peaks, unfilled shifts"),
)  # fmt: skip


def strain(w: Country) -> np.ndarray:
    """Log of on-call shifts per doctor in the legevakt district, against 25 doctors under the rules of 2016 [M].

    Counts the month's shifts of GPs on the way (``oncall_shifts``). Loop ``oncall_exit`` freezes the doctors; what the
    rules do stays.
    """
    people, district = w.people, w.geo.legevakt_district
    lis1, others = (people.rows(stage) for stage in OTHERS)  # one by one: these groups are kept for others, too
    counts = loops.count_on_call(people.rows(*GP_STAGES), lis1, others, people.municipality, people.birth_month,
                                 w.month - FREE_FROM, district)  # fmt: skip
    seen = w.loop("oncall_exit", "oncall_doctors", counts[loops.DOCTORS])
    part = rota(municipal_part(w), seen, district)
    everywhere = national_part(w, *_rules(w))
    shifts = loops.share_shifts(
        counts, seen, part, district, SHIFTS_A_MONTH, everywhere, DOCTORS, everywhere / national_part(w, *RULES_2016),
        w.parameters.oncall_strain_left,
    )  # fmt: skip
    w.towns.oncall_shifts = shifts[0]
    w.ledger.add("oncall_shifts", shifts[1])
    few, eased = np.log(shifts[2:])
    return few + eased  # type: ignore[no-any-return]


def rota(part: np.ndarray, doctors: np.ndarray, district: np.ndarray) -> np.ndarray:
    """Shifts of a district over all there are: mean of its municipalities [M], weighted by doctors; 1 without any."""
    return loops.mean_of_district(district, doctors, part)  # type: ignore[no-any-return]


def municipal_part(w: Country) -> np.ndarray:
    """Shifts left to a municipality's doctors over those on its part, by duty (F17) and grant (F16) [M]."""
    part = w.timeline.municipal("oncall.gp_duty", w.month)
    grant = w.timeline.municipal("oncall.grant_nok", w.month)
    if not w.timeline.anywhere("oncall.grant_nok", w.month):
        return part

    def relieved() -> np.ndarray:
        relief = w.parameters.oncall_grant_effect * w.money.real(grant) / GRANT_2022
        return part * np.exp(-relief * asks(w))  # type: ignore[no-any-return]

    return w.while_same("oncall part", (part, grant, w.money.level), relieved)  # type: ignore[no-any-return]


def national_part(w: Country, alone: str, months: float) -> float:
    """GPs' shifts over all there are: less what others may take (C5), more the back-up of some of them (C6)."""
    p = w.parameters
    return (1.0 - p.oncall_others_share * months / 12.0) * (1.0 + p.oncall_backup * BACK_UP[alone])


def _rules(w: Country) -> tuple[str, int]:
    rule = w.timeline.national
    return rule("competence.oncall_alone", w.month), rule("competence.legevakt_months", w.month)


def asks(w: Country) -> np.ndarray:
    """Municipalities that ask for the grant when they may have it, bool [M]; a lasting trait, drawn once."""
    seen: np.ndarray | None = w.towns.asks_for_oncall_grant
    if seen is None:
        share = w.parameters.oncall_grant_asked
        seen = luck.happens(w.key, w.towns.ids, 0, Decision.ONCALL_GRANT, share) & w.geo.has_lists
        w.towns.asks_for_oncall_grant = seen
    return seen


def pay(w: Country) -> None:
    """The state's grant to the municipalities that ask (F16), and what others' shifts cost municipalities (F17)."""
    grant = w.timeline.municipal("oncall.grant_nok", w.month)
    if w.timeline.anywhere("oncall.grant_nok", w.month):
        who = asks(w)
        paid = w.while_same("oncall grants", (grant, w.money.level, who), lambda: w.money.real(grant) * who)
        w.money.owe("state", float(paid.sum()) / 12.0, "oncall.grant_nok")
    duty = w.timeline.municipal("oncall.gp_duty", w.month)
    if len(w.while_same("eased duty", (duty,), lambda: np.flatnonzero(duty != 1.0))):
        shifts = (1.0 - duty) * w.towns.oncall_shifts  # of the part that is the municipality's by its doctors
        w.money.owe("municipal", shifts * w.parameters.oncall_shift_nok, "oncall.gp_duty")
