"""Levers of the GP scheme's money and organisation: grants, contract forms, and what one doctor can carry."""

from model.levers_base import RECORD_START, Lever, dated

_H23 = "Helsedirektoratet, Allmennlegetjenesten, årsrapport 2023 (2024), hovedfunn"
_ST23 = "Meld. St. 23 (2024-2025) kap. 3"
_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"

FINANCE = (
    Lever(
        key="finance.basic_grant_share",
        row="F1",
        group="Finance and organisation",
        scope="national",
        kind="float",
        unit="share of the income of self-employed GPs",
        allowed=(0.0, 1.0),
        evidence=(0.27, 0.34),
        grade="A",
        today="About 0.34 (Meld. St. 23 (2024-2025) kap. 3). Three steps to 0.44 were planned for 2025, 2026 "
        "and 2027; whether they were carried out was not found, so they are not in the record.",
        history=(
            dated(RECORD_START, 0.27, f"27 percent of the scheme's cost in 2022 ({_H23}), carried back"),
            dated("2023-05", 0.32, f"32 percent of cost in 2023 after the rise of 1 May 2023 ({_H23})"),
            dated(
                "2024-01",
                0.34,
                f"34 percent of financing ({_ST23}): another base than cost, so the step may be smaller",
            ),
        ),
        first_indicator="gp_entries",
        sign="unknown",
        lag_months=1,
        text="The rest of the income is fees and co-payments, which fall as the share rises: the shift is "
        "neutral to the budget as a whole. Long lists gain, busy short ones lose. Young doctors prefer the "
        "sure part, yet high fee income goes with staying.",
    ),
    Lever(
        key="finance.centrality_supplement_nok",
        row="F3",
        group="Finance and organisation",
        scope="municipality",
        kind="float",
        unit="NOK per list patient and year (nominal to 2025, then 2025 kroner)",
        allowed=(0.0, 2000.0),
        evidence=None,
        grade="C",
        today="A supplement to the basic grant for patients in centrality 5-6 since 1 May 2023. The rate was "
        "not found: 60 NOK is an assumption. A move to the practice's municipality on 1 July 2026 was "
        "planned, not confirmed.",
        history=(
            dated(RECORD_START, 0.0, "no supplement"),
            dated("2023-05", 60.0, "rate not found: assumption", centrality=(5, 6)),
        ),
        first_indicator="cost_folketrygd_nok",
        sign="+",
        lag_months=0,
        text="Raises the income of self-employed GPs by list length. Income moves the choice of rural work "
        "less than non-money traits do (choice experiment, 2010).",
    ),
    Lever(
        key="contract.salaried_offer",
        row="F10, A12",
        group="Finance and organisation",
        scope="municipality",
        kind="enum",
        unit="rule",
        allowed=("never", "local", "always"),
        evidence=("local",),
        grade="A",
        today='"local": private practice is the main model and municipalities may employ; each decides by '
        "itself. 20.7 percent of GPs were salaried in May 2024 (Helsedirektoratet, årsrapport 2023).",
        history=(
            dated(
                RECORD_START,
                "local",
                "Fastlegeforskriften (FOR-2012-08-29-842, from 2026 FOR-2025-12-02-2405)",
            ),
        ),
        first_indicator="gps_salaried",
        sign="+",
        lag_months=1,
        text="never: only private practice is offered to new GPs. local: a list that stays vacant is offered "
        "with salary by the municipality's own rule. always: every vacant list may be had with a salary. "
        "Salaried GPs have shorter lists and the municipality bears the cost. Sign: from local to always.",
    ),
    Lever(
        key="practice.capacity_per_gp",
        row="F8, F9, F15",
        group="Finance and organisation",
        scope="municipality",
        kind="float",
        unit="times the list a GP can carry",
        allowed=(0.5, 2.0),
        evidence=None,
        grade="C",
        today="1.0: nurses' delegated consultations are paid since 1 January 2026 (FOR-2025-12-18-2683), and "
        "what they add to a GP's capacity is not known.",
        history=(dated(RECORD_START, 1.0, "the capacity the lists were measured with"),),
        first_indicator="capacity",
        sign="+",
        lag_months=3,
        text="A multiplier for other personnel, teams and shared work: the list a doctor agrees to when a "
        "contract begins. Contracts that run keep their caps, so it works as lists change hands.",
    ),
)
