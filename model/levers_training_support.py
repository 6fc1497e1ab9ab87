"""Levers around GP training: agencies, introduction agreements, requirements, offices, packages, deadlines."""

from model.levers_base import RECORD_START, Lever, dated

_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"
_ST23 = "Meld. St. 23 (2024-2025) kap. 7"
_RULE = "Spesialistforskriften (FOR-2016-12-08-1482)"
_HDIR_2024 = "Helsedirektoratet, Allmennlegetjenesten, årsrapport 2023 (31 May 2024)"
_SCHEME = "Helsedirektoratet, Nasjonal ALIS og veiledning (16 May 2025)"
_PILOTS = "Fafo, NSDM and Agenda Kaupang for KS (2022)"
_LEGEFORENINGEN = "Legeforeningen, on the old scheme of specialisation"

TRAINING_SUPPORT = (
    Lever(
        key="alis.agency_exclusion",
        row="A3",
        group="Training",
        scope="national",
        kind="bool",
        unit="no ALIS grant for doctors hired through an agency",
        allowed=(),
        evidence=(False, True),
        grade="A",
        today="true: no grant for doctors employed by or tied to a locum agency or commercial actor, also for "
        f"part of the time ({_SCHEME}; full rule from April 2024).",
        history=(
            dated(RECORD_START, False, "no rule"),
            dated("2024-04", True, f"{_SCHEME}; agencies barred for locums by 2023"),
        ),
        trial=False,
        first_indicator="alis_agreements",
        sign="+",
        lag_months=0,
        text="Trainees who work as locums through an agency hold no agreement, so that municipal work gains on "
        "agency work: some leave the agencies and look for a list. The share affected was not found. Sign: "
        "from true to false.",
    ),
    Lever(
        key="alis.introduction_agreements",
        row="A4",
        group="Training",
        scope="national",
        kind="int",
        unit="agreements at most at a time",
        allowed=(0, 5000),
        evidence=(0, 65),
        grade="A",
        today=f"65 at most, for up to two years, since 15 March 2022 ({_EU2022}; {_HDIR_2024}); 49 in use in "
        "March 2024.",
        history=(
            dated(RECORD_START, 0, "no such agreement"),
            dated("2022-03", 65, f"from 15 March 2022 ({_EU2022})"),
        ),
        trial=400,
        first_indicator="introduction_agreements",
        sign="+",
        lag_months=0,
        text="A doctor in training without a list works on the lists of others with refunds: 57 percent of the "
        "work is extra capacity, all of it counts as open practice, and it costs 507 000 NOK a year. Such "
        "doctors look for a list afterwards, as others off lists do.",
    ),
    Lever(
        key="alis.supervision_hours",
        row="A6",
        group="Training",
        scope="national",
        kind="float",
        unit="hours of individual supervision per trainee and year",
        allowed=(0.0, 200.0),
        evidence=(42.0, 42.0),
        grade="A",
        today=f"42 hours a year on average ({_ST23}; the text still says 4 hours a month in 10.5 months, the same "
        f"sum: {_RULE} § 2, text of autumn 2026).",
        history=(dated(RECORD_START, 42.0, f"{_RULE}: 4 hours in 10.5 months; {_ST23}: 42 hours a year"),),
        trial=84.0,
        first_indicator="capacity",
        sign="-",
        lag_months=0,
        text="Hours a supervisor does not give to patients, for each trainee with a place.",
    ),
    Lever(
        key="alis.supervision_in_duty",
        row="A7",
        group="Training",
        scope="municipality",
        kind="bool",
        unit="supervision named in the 7.5 hours a week a municipality can order",
        allowed=(),
        evidence=(False,),
        grade="A",
        today="false: the duty of 7.5 hours a week is kept in the GP regulation of 2026 and does not name "
        "supervision (FOR-2025-12-02-2405 § 32; proposed in Meld. St. 23).",
        history=(dated(RECORD_START, False, f"not named ({_ST23})"),),
        trial=True,
        first_indicator="supervisor_slots",
        sign="+",
        lag_months=0,
        text="A municipality can order eligible GPs to supervise who would not have asked to. How many "
        "municipalities would is not known.",
    ),
    Lever(
        key="alis.open_practice_months",
        row="A8",
        group="Training",
        scope="national",
        kind="int",
        unit="months of open, unselected practice before approval",
        allowed=(0, 60),
        evidence=(24, 24),
        grade="A",
        today=f"24 months ({_RULE}, text of autumn 2026). {_EU2022} would let the learning goals decide.",
        history=(dated(RECORD_START, 24, f"{_RULE}, from 1 March 2019; carried back: assumption"),),
        trial=48,
        first_indicator="new_gp_specialists",
        sign="-",
        lag_months=0,
        text="Doctors in training without a list (nursing homes, legevakt) are not approved before they have had "
        "these months: on a list, in an introduction agreement, or in locum posts.",
    ),
    Lever(
        key="alis.minimum_position",
        row="A9",
        group="Training",
        scope="national",
        kind="float",
        unit="share of a full position at least, for open practice to count",
        allowed=(0.0, 1.0),
        evidence=(0.0, 0.5),
        grade="A",
        today=f"0.5: at least 50 percent ({_RULE} § 8, text of autumn 2026; Helsedirektoratet may exempt). The "
        f"repeal announced in {_ST23} was not seen in the text.",
        history=(dated(RECORD_START, 0.5, f"{_RULE} § 8; carried back before 1 March 2019"),),
        trial=0.0,
        first_indicator="alis",
        sign="+",
        lag_months=0,
        text="Rota doctors (two weeks on, four off, so a third of a position) work in remote municipalities; at "
        "0.5 their months do not count and they do not train there. Lower than a third lets months count at "
        "the share of the position. The number of rota doctors was not found.",
    ),
    Lever(
        key="alis.hospital_posts",
        row="A11",
        group="Training",
        scope="trust",
        kind="int",
        unit="hospital posts earmarked for the institution service of GP trainees, per trust",
        allowed=(0, 200),
        evidence=None,
        grade="C",
        today="0: none earmarked, but for a project in Helse Nord (2021) of unknown size. "
        f"{_ST23}: start with few; {_EU2022} doubtful.",
        history=(dated(RECORD_START, 0, "none; the Helse Nord project of 2021 was not found in numbers"),),
        trial=10,
        first_indicator="institution_waiting",
        sign="-",
        lag_months=0,
        text="Trainees due for institution service wait until a hospital has room; earmarked posts take them at "
        "once. Waiting times were not found.",
    ),
    Lever(
        key="alis.salaried_posts",
        row="A12",
        group="Training",
        scope="municipality",
        kind="bool",
        unit="salary during GP training offered with every vacant list",
        allowed=(),
        evidence=(False, True),
        grade="B",
        today="false: a local choice. The Storting asked in 2018 (decisions 466, 467) for a gradual rise and an "
        f"offer of salary; {_EU2022} recommends it.",
        history=(dated(RECORD_START, False, "local choice; extent not found"),),
        trial=True,
        first_indicator="gps_salaried",
        sign="+",
        lag_months=3,
        text="A doctor who is not yet a specialist may take a vacant list with salary while in training; the list "
        "is salaried as long as the training lasts. The municipality bears the net cost. 82 percent of students and "
        "LIS1 doctors wanted salary in training (2019), 66 percent (2022).",
    ),
    Lever(
        key="alis.office",
        row="A13",
        group="Training",
        scope="municipality",
        kind="bool",
        unit="served by an ALIS office",
        allowed=(),
        evidence=(False, True),
        grade="A",
        today="true: six offices serve the country (Bodø, Trondheim, Bergen, Kristiansand and Ringsaker 2020, Oslo "
        f"autumn 2022; {_EU2022}; {_ST23}), 41 MNOK in 2023. Which municipalities each serves: by county, an "
        "assumption.",
        history=(
            dated(RECORD_START, False, "no office"),
            dated("2020-04", True, f"five offices from spring 2020 ({_EU2022})"),
            dated("2020-04", False, "no office in Oslo before autumn 2022", county=("Oslo", "Akershus", "Østfold")),
            dated("2022-09", True, f"Oslo from autumn 2022 ({_EU2022})", county=("Oslo", "Akershus", "Østfold")),
        ),
        trial=False,
        first_indicator="cost_state_nok",
        sign="-",
        lag_months=0,
        text="An office lowers what training costs a small municipality: it finds external supervisors and helps "
        "with applications for the grant. Charged to the state per municipality served. Sign: from true to false.",
    ),
    Lever(
        key="alis.group_supervision",
        row="A15",
        group="Training",
        scope="national",
        kind="bool",
        unit="group supervision run and paid by Helsedirektoratet",
        allowed=(),
        evidence=(False, True),
        grade="A",
        today=f"true: run and paid by Helsedirektoratet since the 2025 budget ({_ST23}).",
        history=(
            dated(RECORD_START, False, "paid by trainees and municipalities"),
            dated("2025-01", True, f"2025 budget ({_ST23})"),
        ),
        trial=False,
        first_indicator="cost_municipal_nok",
        sign="+",
        lag_months=0,
        text="Moves the fixed cost of group supervision from municipalities to the state. The amount was not "
        "found. Sign: from true to false.",
    ),
    Lever(
        key="alis.whole_course",
        row="A16",
        group="Training",
        scope="municipality",
        kind="bool",
        unit="LIS1 and GP training contract in one place, for candidates with a local tie",
        allowed=(),
        evidence=(False, True),
        grade="B",
        today="false: packages ended with ALIS-Vest, ALIS-Nord and Helgelandslegen (2017-2023; "
        f"{_PILOTS}); 16, 15 and 32 posts, areas assumed.",
        history=(
            dated(RECORD_START, False, "no package"),
            dated(
                "2017-01",
                True,
                f"ALIS-Vest ({_PILOTS}); area: assumption",
                health_region=("Helse Vest",),
                centrality=(6,),
            ),
            dated(
                "2019-01",
                True,
                f"ALIS-Nord, Helgelandslegen ({_PILOTS}); area: assumption",
                trust=("Helgelandssykehuset HF",),
            ),
            dated("2024-01", False, f"packages ended 2023 ({_PILOTS})"),
        ),
        trial=True,
        first_indicator="lis1_linked",
        sign="+",
        lag_months=0,
        text="A LIS1 doctor with a tie to the place holds a promised GP training post there: a higher chance of "
        "general practice after LIS1. 7 doctors in post for five years, no control group.",
    ),
    Lever(
        key="finance.specialist_fee_nok",
        row="A17",
        group="Training",
        scope="national",
        kind="float",
        unit="NOK per consultation on top for a GP specialist (nominal to 2025, then 2025 kroner)",
        allowed=(0.0, 1000.0),
        evidence=(120.0, 120.0),
        grade="A",
        today="120 NOK per day consultation (fee 2dd, tariffs of 1 July 2025 and 1 July 2026), kept by "
        "re-certification every five years. Moving a part to the basic grant is to be studied.",
        history=(dated(RECORD_START, 120.0, "tariff of 1 July 2025; earlier rates not found and carried back"),),
        trial=0.0,
        first_indicator="cost_folketrygd_nok",
        sign="-",
        lag_months=0,
        text="The income step on specialising: a reason to finish training and to keep a list afterwards.",
    ),
    Lever(
        key="alis.old_scheme",
        row="A18",
        group="Training",
        scope="national",
        kind="bool",
        unit="doctors in training before March 2019 may finish by the old rules",
        allowed=(),
        evidence=(False, True),
        grade="A",
        today=f"true until 31 December 2026 (was 1 March 2025; {_LEGEFORENINGEN}).",
        history=(
            dated(RECORD_START, True, f"{_RULE}, transition rule"),
            dated("2027-01", False, f"deadline 31 December 2026 ({_LEGEFORENINGEN})"),
        ),
        trial=True,
        first_indicator="new_gp_specialists",
        sign="+",
        lag_months=0,
        text="Before the deadline those left hurry (all their months at work count); after it, those not done lose "
        "months to the conversion to the new rules. How many were left in 2026, and how many months, was not "
        "found. Acts a year before its date. Sign: the deadline put off.",
        lead_months=12,
    ),
)
