"""Levers of the competence demand: who may work as a municipal doctor, how long, and on call alone."""

from model.levers_base import RECORD_START, Lever, dated

_COMPETENCE = "Kompetansekravforskriften (FOR-2017-02-17-192)"
_NEW = "FOR-2025-05-23-838, in force 1 January 2026"
_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"

COMPETENCE = (
    Lever(
        key="competence.exemption",
        row="C1, C2",
        group="Competence",
        scope="national",
        kind="enum",
        unit="rule",
        allowed=("none", "strict", "temporary", "limited"),
        evidence=("none", "strict", "temporary", "limited"),
        grade="A",
        today='"limited": from 1 January 2026 a doctor who is neither GP specialist nor in training may '
        f"work 12 months in all, or 4 months a calendar year, counted in days worked ({_COMPETENCE} § 4, as "
        "changed by FOR-2025-05-23-838); the clock started at 31 December 2025.",
        history=(
            dated(RECORD_START, "none", "no demand before 1 March 2017"),
            dated("2017-03", "strict", f"{_COMPETENCE}, in force 1 March 2017"),
            dated(
                "2020-05",
                "temporary",
                "regjeringen.no: exemption from 26 May 2020, widened 28 Oct 2022, to 31 Dec 2025",
            ),
            dated("2026-01", "limited", _NEW),
        ),
        trial="strict",
        first_indicator="locum_week_nok",
        sign="+",
        lag_months=0,
        text="none: no demand. strict: only GP specialists and doctors in training, locums up to "
        "competence.exemption_months in all. temporary: doctors without LIS1 may also work. limited: "
        "competence.exemption_months in all or competence.yearly_months a year. A "
        "stricter rule empties the pool of locums without LIS1 (about a fifth in 2022) and pushes others "
        "into training.",
    ),
    Lever(
        key="competence.exemption_months",
        row="C3",
        group="Competence",
        scope="national",
        kind="int",
        unit="months in all",
        allowed=(0, 120),
        evidence=(12, 12),
        grade="A",
        today=f"12 months in all, one or more posts together, counted in days worked ({_COMPETENCE} § 4, {_NEW}). "
        "Under the old rule locum posts of up to a year in all were exempt.",
        history=(
            dated(RECORD_START, 12, f"{_COMPETENCE}: locum posts up to one year in all"),
            dated("2026-01", 12, f"{_NEW}; the clock set to zero at 31 December 2025"),
        ),
        trial=3,
        first_indicator="locum_week_nok",
        sign="+",
        lag_months=0,
        text="How long a doctor with LIS1 may try municipal work before training. Locums who have used their "
        "months start training, or work only what competence.yearly_months allows, or turn to something "
        "else. No demand is counted under the rules none and temporary.",
    ),
    Lever(
        key="competence.yearly_months",
        row="C4",
        group="Competence",
        scope="national",
        kind="int",
        unit="months a calendar year",
        allowed=(0, 12),
        evidence=(0, 4),
        grade="A",
        today=f"4 months a calendar year, beside the 12 months in all ({_COMPETENCE} § 4, {_NEW}). "
        f"Helsedirektoratet and {_EU2022} had proposed 3.",
        history=(
            dated(RECORD_START, 0, "no such exemption"),
            dated("2026-01", 4, _NEW),
        ),
        trial=12,
        first_indicator="locum_week_nok",
        sign="-",
        lag_months=0,
        text="Recurring supply: locums who have used competence.exemption_months, and doctors who wait for "
        "LIS1, may still work this part of each year. In force under the rule limited.",
    ),
    Lever(
        key="competence.legevakt_months",
        row="C5",
        group="Competence",
        scope="national",
        kind="int",
        unit="months a calendar year in the out-of-hours service",
        allowed=(0, 12),
        evidence=(2, 6),
        grade="A",
        today=f"6 months a calendar year in legevakt ({_COMPETENCE} § 4, {_NEW}); 2 months before, for some "
        "doctors without LIS1.",
        history=(
            dated(RECORD_START, 2, f"{_COMPETENCE}: locums without LIS1, two months a year"),
            dated("2026-01", 6, _NEW),
        ),
        trial=0,
        first_indicator="oncall_shifts",
        sign="+",
        lag_months=0,
        text="Doctors who wait for LIS1 and locums take on-call shifts this part of the year, which relieves "
        "the GPs of the district. How many do was not found: the prior includes zero.",
    ),
    Lever(
        key="competence.oncall_alone",
        row="C6",
        group="Competence",
        scope="national",
        kind="enum",
        unit="who may be on call without back-up",
        allowed=("strict", "lis1_courses", "lis1"),
        evidence=("strict", "lis1_courses", "lis1"),
        grade="A",
        today='"lis1_courses": LIS1 goals and courses in emergency medicine and in violence and abuse '
        f"({_COMPETENCE} § 3a, {_NEW}); LIS1 was enough under the temporary rule of 2020-25.",
        history=(
            dated(RECORD_START, "strict", f"{_COMPETENCE} and the emergency regulation: specialists, or experience"),
            dated("2020-05", "lis1", "temporary rule 2020-25 (regjeringen.no)"),
            dated("2026-01", "lis1_courses", _NEW),
        ),
        trial="strict",
        first_indicator="oncall_shifts",
        sign="+",
        lag_months=0,
        text="Whoever may not be alone needs a GP as back-up, which is a duty too. strict: GPs under training "
        "and LIS1 doctors need back-up; lis1_courses: LIS1 doctors and part of the trainees; lis1: LIS1 "
        "doctors only. Hours saved were not found.",
    ),
    Lever(
        key="competence.other_municipal",
        row="C7",
        group="Competence",
        scope="national",
        kind="enum",
        unit="who may work as municipal doctor outside the GP scheme",
        allowed=("gp_training", "any_training"),
        evidence=("gp_training", "any_training"),
        grade="A",
        today='"any_training": a relevant specialty, or second or third part of training for it '
        f"({_COMPETENCE} § 3, {_NEW}); GP training was demanded before.",
        history=(
            dated(RECORD_START, "gp_training", _COMPETENCE),
            dated("2026-01", "any_training", _NEW),
        ),
        trial="gp_training",
        first_indicator="municipal_doctors_off_list",
        sign="-",
        lag_months=0,
        text="any_training: hospital trainees and other doctors may take nursing-home, legevakt and "
        "health-station posts; fewer of these doctors start GP training. Size not found: the prior includes zero.",
    ),
    Lever(
        key="competence.private_care",
        row="C8",
        group="Competence",
        scope="national",
        kind="bool",
        unit="the same demand in hospitals' and private clinics' general practice",
        allowed=(),
        evidence=(False,),
        grade="B",
        today=f"false: no demand outside the municipal service ({_EU2022} wants it studied).",
        history=(dated(RECORD_START, False, _EU2022),),
        trial=True,
        first_indicator="gp_seekers",
        sign="+",
        lag_months=0,
        text="Shuts an outside option: fewer doctors choose other, private work, at the end of LIS1 or when "
        "they leave a list, and some who are there look for a list. The number of private GPs was not found.",
    ),
)
