"""Levers of the GP scheme's money: the basic grant and its supplements, and help to those who settle."""

from model.levers_base import RECORD_START, Lever, dated

_H23 = "Helsedirektoratet, Allmennlegetjenesten, årsrapport 2023 (2024), hovedfunn"
_ST23 = "Meld. St. 23 (2024-2025) kap. 3"
_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"
_TARIFF_2023 = "Fastlegetariffen 2023-2024, part II (Legeforeningen, Normaltariffen)"
_REGULATION = "Fastlegeforskriften (FOR-2025-12-02-2405)"
_NORD_TROMS = ("5534", "5536", "5538", "5540", "5542", "5544", "5546")

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
            dated("2001-06", 0.30, "30 percent when the scheme began (Ekspertutvalget 2022)"),
            dated(RECORD_START, 0.27, f"27 percent of the scheme's cost in 2022 ({_H23}), carried back"),
            dated("2023-05", 0.32, f"32 percent of cost in 2023 after the rise of 1 May 2023 ({_H23})"),
            dated(
                "2024-01",
                0.34,
                f"34 percent of financing ({_ST23}): another base than cost, so the step may be smaller",
            ),
        ),
        trial=0.6,
        first_indicator="gp_entries",
        sign="unknown",
        lag_months=4,
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
        trial=300.0,
        first_indicator="cost_folketrygd_nok",
        sign="+",
        lag_months=0,
        text="Raises the income of self-employed GPs by list length. Income moves the choice of rural work "
        "less than non-money traits do (choice experiment, 2010).",
    ),
    Lever(
        key="finance.patient_adjustment",
        row="F2",
        group="Finance and organisation",
        scope="national",
        kind="float",
        unit="share of the differences between patients that the basic grant follows",
        allowed=(0.0, 1.0),
        evidence=(0.0, 0.5),
        grade="B",
        today=f"0.5: since 1 May 2023 the grant follows patients' age, sex, health, centrality and area education, "
        f"with effects halved ({_ST23}). The end of the damping on 1 July 2026 was planned, not confirmed.",
        history=(
            dated(RECORD_START, 0.0, "one rate per patient"),
            dated("2023-05", 0.5, f"in force 1 May 2023, damped by half ({_ST23})"),
        ),
        trial=1.0,
        first_indicator="gp_income_nok",
        sign="unknown",
        lag_months=0,
        text="Moves basic grant between places by the contacts their inhabitants need over the national mean; the "
        "sum stays. Weights were not found: need by age stands in for them. In Denmark such money was taken out "
        "as pay or leisure.",
    ),
    Lever(
        key="finance.equalisation_list",
        row="F4",
        group="Finance and organisation",
        scope="municipality",
        kind="int",
        unit="patients of the reference list",
        allowed=(0, 2500),
        evidence=(0, 1200),
        grade="A",
        today=f"1 200 in municipalities under 5 000 inhabitants, kept in the regulation ({_REGULATION} § 13, text "
        f"of autumn 2026); 256 MNOK in 2023. The end planned for 1 July 2026 was not seen.",
        history=(
            dated("2001-06", 0, "no equalisation from 5 000 inhabitants on"),
            dated("2001-06", 1200, f"since 2001 ({_TARIFF_2023}; {_EU2022})", size=("<2000", "2000-4999")),
        ),
        trial=0,
        first_indicator="gp_income_nok",
        sign="-",
        lag_months=0,
        text="Each self-employed GP there has the mean rate of the basic grant for the difference between the "
        "reference list and the municipality's mean list. 0 ends it. Sizes are those of 2026.",
    ),
    Lever(
        key="finance.break_point_nok",
        row="F5",
        group="Finance and organisation",
        scope="national",
        kind="float",
        unit="NOK less per patient above 1 000 on a list and year (nominal to 2025, then 2025 kroner)",
        allowed=(0.0, 1000.0),
        evidence=(0.0, 131.0),
        grade="A",
        today="0: the break-point at 1 000 patients was abolished on 30 April 2023.",
        history=(
            dated(RECORD_START, 0.0, "one rate"),
            dated("2020-05", 131.0, f"675 NOK to 1 000 patients, 544 above, from 1 May 2020 ({_EU2022})"),
            dated("2023-05", 0.0, f"abolished 30 April 2023 ({_ST23})"),
        ),
        trial=131.0,
        first_indicator="list_capacity",
        sign="-",
        lag_months=0,
        text="Makes the last patients of a long list pay less: sitting GPs lower their caps each January. No "
        "reliable evidence (Ekspertutvalget 2022).",
    ),
    Lever(
        key="finance.startup_list",
        row="F6",
        group="Finance and organisation",
        scope="municipality",
        kind="int",
        unit="patients a new, short list is paid as",
        allowed=(0, 2500),
        evidence=(0, 500),
        grade="A",
        today=f"500: a self-employed GP whose list is shorter is paid the basic grant as for 500 patients, for up "
        f"to two years ({_TARIFF_2023}); 337 500 NOK in 2022, 420 900 in 2023.",
        history=(
            dated(RECORD_START, 0, "not found before 2020"),
            dated("2020-01", 500, f"first payments in Helsedirektoratet's table for 2020, 8.6 MNOK; {_EU2022}"),
        ),
        trial=1000,
        first_indicator="cost_municipal_nok",
        sign="+",
        lag_months=0,
        text="An income floor on new lists: a short vacant list becomes worth taking. Paid with the basic grant.",
    ),
    Lever(
        key="finance.loan_writeoff_nok",
        row="F22",
        group="Finance and organisation",
        scope="municipality",
        kind="int",
        unit="NOK of student debt a year (nominal to 2025, then 2025 kroner)",
        allowed=(0, 1_000_000),
        evidence=(0, 60_000),
        grade="A",
        today="25 000 NOK a year for who lives in centrality 5-6, 60 000 in Finnmark and Nord-Troms, earned from "
        "2025 (Lånekassen 2026; Finansavisen/NTB, 5 Dec 2024).",
        history=(
            dated(RECORD_START, 0, "no general scheme; 16 named municipalities had one for doctors until 2024"),
            dated(
                RECORD_START,
                25_000,
                "Finnmark and Nord-Troms, up to 25 000 (assumption; 30 000 in 2025)",
                county=("Finnmark",),
            ),
            dated(
                RECORD_START,
                25_000,
                "Finnmark and Nord-Troms, up to 25 000 (assumption; 30 000 in 2025)",
                municipality=_NORD_TROMS,
            ),
            dated("2025-01", 25_000, "Lånekassen, Sletting av gjeld i utvalgte kommuner (2026)", centrality=(5, 6)),
            dated("2025-01", 30_000, "Finansavisen/NTB (5 Dec 2024)", county=("Finnmark",)),
            dated("2025-01", 30_000, "Finansavisen/NTB (5 Dec 2024)", municipality=_NORD_TROMS),
            dated("2026-01", 60_000, "Finansavisen/NTB (5 Dec 2024); Utdanningsnytt (Oct 2025)", county=("Finnmark",)),
            dated(
                "2026-01", 60_000, "Finansavisen/NTB (5 Dec 2024); Utdanningsnytt (Oct 2025)", municipality=_NORD_TROMS
            ),
        ),
        trial=0,
        first_indicator="gp_income_nok",
        sign="-",
        lag_months=0,
        text="Income for living there, for doctors under 45, who have debt left; counted as pay by whoever chooses "
        "a place. Charged to the state.",
    ),
)
