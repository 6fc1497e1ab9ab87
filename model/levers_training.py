"""Levers of specialist training in general practice (ALIS): grants, supervisors, service, cooperation."""

from model.levers_base import RECORD_START, Lever, dated

_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"
_RULE = "Spesialistforskriften (FOR-2016-12-08-1482)"
_PILOTS = "Fafo, NSDM and Agenda Kaupang for KS (2022)"
_REPORT_2021 = "Helsedirektoratet, Handlingsplan for allmennlegetjenesten, årsrapport 2021, kap. 6.2"

# Which municipalities took part in the pilots was not found: the less central ones of the region stand in.
_AREA = "; area: assumption"
_WEST: dict[str, tuple[str | int, ...]] = {"health_region": ("Helse Vest",), "centrality": (5, 6)}
_NORTH: dict[str, tuple[str | int, ...]] = {"health_region": ("Helse Nord",), "centrality": (5, 6)}

TRAINING = (
    Lever(
        key="alis.grant_nok",
        row="A1, A2",
        group="Training",
        scope="municipality",
        kind="int",
        unit="NOK per trainee and year at most (nominal to 2025, then 2025 kroner)",
        allowed=(0, 2_000_000),
        evidence=(0, 567_000),
        grade="B",
        today=f"At most 367 000 NOK per trainee and year since 17 March 2022 ({_EU2022}), to any "
        "municipality, in arrears. Rates for 2023-2026 were not found: the nominal amount is carried on "
        "unchanged to 2025.",
        history=(
            dated(RECORD_START, 0, "no state grant; ALIS-Vest (2017, 11 municipalities) is left out"),
            dated("2019-01", 150_000, f"ALIS-Vest, 31 posts, 19 municipalities ({_PILOTS}){_AREA}", **_WEST),
            dated("2019-01", 200_000, f"ALIS-Nord, 32 posts, 25 municipalities ({_PILOTS}){_AREA}", **_NORTH),
            dated("2020-01", 229_600, f"mean of 2020-21: 129.5 MNOK over 564 doctors ({_REPORT_2021})"),
            dated("2022-03", 367_000, f"national scheme from 17 March 2022 ({_EU2022})"),
        ),
        trial=0,
        first_indicator="alis_agreements",
        sign="-",
        lag_months=0,
        text="The most the state pays a municipality per doctor in training. How much is paid out and how "
        "many ask are taken up elsewhere (take-up of 3 percent in 2020, 93 in 2024): before 2020 the pilots "
        "reached a third of the places they are dated to here. A share is passed on as protected time. Sign: "
        "from today's grant to none.",
    ),
    Lever(
        key="alis.centrality6_supplement_nok",
        row="A2",
        group="Training",
        scope="municipality",
        kind="int",
        unit="NOK per trainee and year on top (nominal to 2025, then 2025 kroner)",
        allowed=(0, 2_000_000),
        evidence=(0, 200_000),
        grade="B",
        today=f"200 000 NOK in centrality 6, 0 elsewhere, since 17 March 2022 ({_EU2022}: 567 000 against 367 000).",
        history=(
            dated(RECORD_START, 0, "no supplement"),
            dated("2022-03", 200_000, _EU2022, centrality=(6,)),
        ),
        trial=0,
        first_indicator="cost_state_nok",
        sign="-",
        lag_months=0,
        text="Paid on top of alis.grant_nok in centrality 6, where that grant is above 0. Write "
        "where = { centrality = [6] } beside it.",
    ),
    Lever(
        key="alis.supervisor_rule",
        row="A5",
        group="Training",
        scope="municipality",
        kind="enum",
        unit="rule",
        allowed=("specialist", "experienced", "municipality"),
        evidence=("specialist",),
        grade="A",
        today='"specialist": the individual supervisor must be a GP specialist; exceptions by application '
        f"({_RULE}, text of autumn 2026). Leaving it to municipalities was proposed by {_EU2022}, not "
        "adopted.",
        history=(dated(RECORD_START, "specialist", f"{_RULE}; carried back before 1 March 2019"),),
        trial="experienced",
        first_indicator="alis_without_supervisor",
        sign="-",
        lag_months=0,
        text="experienced: also doctors with years in general practice but no specialty. municipality: also "
        "whom the municipality judges fit. More supervisors share the same hours; trainees who could not "
        "start can, and are supervisors themselves some seven years later. Sign: from today's rule to either "
        "of the others.",
    ),
    Lever(
        key="alis.supervisor_slots",
        row="A5, A6",
        group="Training",
        scope="municipality",
        kind="int",
        unit="trainees per supervisor",
        allowed=(1, 6),
        evidence=None,
        grade="C",
        today="2: an assumption. No rule sets the number; each trainee has a right to 42 hours of individual "
        "supervision a year (Meld. St. 23 (2024-2025) kap. 7). Supervisors and trainees per supervisor are "
        "not counted.",
        history=(dated(RECORD_START, 2, "assumption"),),
        trial=4,
        first_indicator="supervisor_slots",
        sign="+",
        lag_months=0,
        text="The most trainees one supervisor takes. Each takes 42 hours a year from patients.",
    ),
    Lever(
        key="alis.institution_service",
        row="A10",
        group="Training",
        scope="municipality",
        kind="int",
        unit="months",
        allowed=(0, 12),
        evidence=(6, 6),
        grade="B",
        today="6 months (or 3 + 3) in hospital or a specialised municipal institution, as a recommendation "
        f"for the learning goals ALM-055 and ALM-085, since 1 March 2019 ({_EU2022}).",
        history=(dated(RECORD_START, 6, f"{_EU2022}; carried back before 1 March 2019: assumption"),),
        trial=0,
        first_indicator="locum_months",
        sign="-",
        lag_months=0,
        text="Months a trainee is away from list and municipality before approval. Hospitals may be full, "
        "and some do not come back. 0 lets the learning goals be met at home.",
    ),
    Lever(
        key="alis.training_cooperation",
        row="A14",
        group="Training",
        scope="municipality",
        kind="bool",
        unit="neighbours share supervisors",
        allowed=(),
        evidence=None,
        grade="C",
        today="false: cooperation between municipalities is voluntary; how many share is not known "
        f"({_EU2022}; Meld. St. 23 (2024-2025) kap. 7).",
        history=(dated(RECORD_START, False, "voluntary; extent not found: assumption"),),
        trial=True,
        first_indicator="alis_without_supervisor",
        sign="-",
        lag_months=0,
        text="true: municipalities near one another of one labour-market region lend each other free "
        "supervisor slots. Sign: from false to true.",
    ),
)
