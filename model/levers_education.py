"""Levers of medical education: who is admitted, where, how many, and what they see of general practice."""

from agents.doctor import PLACES
from model.levers_base import RECORD_START, Dated, Lever, dated

_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"
_TOTALS = f"total: {_EU2022} and Dagsavisen/NTB (4 Sep 2023)"
_SPLIT = "split over the universities: assumption"
_LAANEKASSEN = "Lånekassen, students abroad, over six years of study"

# New students a year at UiO, UiB, NTNU and UiT, the same as in model/data/study_places.csv. Totals of
# 2007, 2018 and 2022, 30 more at UiT in 2023 and 20 at UiO in 2024 are published; the years between lie on
# straight lines. The split is an assumption: as in 2000-03 (210, 150, 100, 85), with the known additions.
_PLACES_BY_YEAR = (
    (2007, (224, 160, 106, 90)),
    (2008, (226, 161, 107, 91)),
    (2009, (227, 163, 108, 92)),
    (2010, (229, 164, 109, 93)),
    (2011, (231, 165, 110, 94)),
    (2012, (233, 167, 111, 94)),
    (2013, (236, 168, 112, 95)),
    (2014, (237, 170, 113, 96)),
    (2015, (239, 171, 114, 97)),
    (2016, (241, 172, 115, 98)),
    (2017, (243, 174, 116, 98)),
    (2018, (245, 175, 117, 99)),
    (2019, (253, 181, 121, 103)),
    (2020, (262, 187, 124, 106)),
    (2021, (270, 193, 128, 109)),
    (2022, (276, 197, 131, 127)),
    (2023, (276, 197, 131, 157)),
    (2024, (296, 197, 131, 157)),
)


def _study_places() -> tuple[Dated, ...]:
    """The table above as history: the intake of August each year, place by place."""
    first = dated("2007-08", 0, "no value before the first place is dated")
    rows = [
        dated(f"{year}-08", count, f"{_TOTALS}; {_SPLIT}", place=(place,))
        for year, counts in _PLACES_BY_YEAR
        for place, count in zip(PLACES, counts, strict=True)
    ]
    return (first, *rows)


EDUCATION = (
    Lever(
        key="education.study_places",
        row="E1",
        group="Education",
        scope="place",
        kind="int",
        unit="new students a year at each place",
        allowed=(0, 1000),
        evidence=(85, 296),
        grade="B",
        today="781 places a year from autumn 2024: UiO 296, UiB 197, NTNU 131, UiT 157. The total is the "
        "published 731 of 2022 with the 30 and 20 added since; the split is an assumption (grade C). Places "
        "from 2025 on were not found.",
        history=_study_places(),
        trial=330,
        first_indicator="students",
        sign="+",
        lag_months=0,
        text="The intake of August. Graduates follow six years later and meet the LIS1 queue there. Left "
        "without where, the value holds for each of the four places, not for the four together.",
    ),
    Lever(
        key="education.abroad_places",
        row="E2",
        group="Education",
        scope="national",
        kind="int",
        unit="study places abroad a year with support from Lånekassen",
        allowed=(0, 2000),
        evidence=(303, 548),
        grade="B",
        today="517 a year: 3 100 Norwegians studied medicine abroad in 2018 with support from Lånekassen "
        "(six years of study). Numbers after 2019 were not found and are carried on.",
        history=(
            dated("2008-08", 397, f"{_LAANEKASSEN}: 2 383 in 2008"),
            dated("2012-08", 514, f"{_LAANEKASSEN}: 3 082 in 2012"),
            dated("2016-08", 548, f"{_LAANEKASSEN}: 3 288 in 2016"),
            dated("2018-08", 517, f"{_LAANEKASSEN}: 3 100 in 2018"),
        ),
        trial=258,
        first_indicator="students",
        sign="-",
        lag_months=0,
        text="The intake of August abroad. Most come home six years later and apply for LIS1, where they are "
        "hired less often than doctors trained in Norway.",
    ),
    Lever(
        key="education.rural_quota",
        row="E3",
        group="Education",
        scope="place",
        kind="float",
        unit="share of places",
        allowed=(0.0, 1.0),
        evidence=(0.0, 0.6),
        grade="B",
        today="UiT keeps 60 percent of its places for applicants from North Norway (with 8 places for "
        "Nord-Troms and Finnmark and up to 2 Sami inside them); the other three have no such quota. "
        "Ekspertutvalget, preliminary report (1 Dec 2022).",
        history=(
            dated(RECORD_START, 0.0, "no quota at UiO, UiB and NTNU"),
            dated(RECORD_START, 0.6, _EU2022, place=("uit",)),
        ),
        trial=0.6,
        first_indicator="students_rural_origin",
        sign="+",
        lag_months=0,
        text="Raises the share of students with a rural or northern origin; origin raises the taste for "
        "rural work (odds ratio 2.7, 2.1-3.5: Med J Aust 2020;213:228). The number of students stays; "
        "entries in centrality 5-6 and the north rise after six years of study and LIS1. Dates are those of "
        "an intake (August; one class in January).",
    ),
    Lever(
        key="education.decentralised_share",
        row="E4",
        group="Education",
        scope="place",
        kind="float",
        unit="share of places at decentralised campuses",
        allowed=(0.0, 1.0),
        evidence=(0.0, 0.26),
        grade="B",
        today="UiT: 24 a year in Bodø since 2009, 15 percent of its places of 2024; UiO: 20 a year in "
        "Kristiansand from 2024, 7 percent. Intakes in Finnmark, Levanger and Gjøvik were not found and are "
        f"left out ({_EU2022}; Dagsavisen/NTB, 4 Sep 2023).",
        history=(
            dated("2009-08", 0.0, "no decentralised campus"),
            dated("2009-08", 0.26, f"Bodø, 24 of 92 places ({_EU2022})", place=("uit",)),
            dated("2019-08", 0.23, f"Bodø, 24 of 103 places ({_EU2022})", place=("uit",)),
            dated("2023-08", 0.15, f"Bodø, 24 of 157 places ({_EU2022})", place=("uit",)),
            dated("2024-08", 0.07, "Kristiansand, 20 of 296 places (Dagsavisen/NTB, 4 Sep 2023)", place=("uio",)),
        ),
        trial=0.5,
        first_indicator="students_gp_inclined",
        sign="+",
        lag_months=0,
        text="Students of a decentralised campus have more taste for general practice and for rural places: "
        "35 percent of Bodø's graduates became GPs against 22-29 elsewhere, 67 percent of them in district "
        "municipalities. How much is selection is not known: the priors include zero.",
    ),
    Lever(
        key="education.gp_placement_weeks",
        row="E5",
        group="Education",
        scope="place",
        kind="float",
        unit="weeks in a GP office during the study",
        allowed=(0.0, 40.0),
        evidence=(6.0, 10.0),
        grade="A",
        today=f"6 weeks, 8 at UiT ({_EU2022}); the regulation wants 24 weeks of practice, 10 of them in primary care.",
        history=(
            dated(RECORD_START, 6.0, _EU2022),
            dated(RECORD_START, 8.0, _EU2022, place=("uit",)),
        ),
        trial=12.0,
        first_indicator="capacity",
        sign="-",
        lag_months=0,
        text="Each week with a student takes hours from the GP's patients at once; at the degree, each week "
        "beyond six adds a little taste for general practice (evidence is qualitative only). Travel support "
        "and FRONESIS are ways to get more places, not modelled by themselves.",
    ),
    Lever(
        key="education.abroad_gp_placement",
        row="E6",
        group="Education",
        scope="national",
        kind="bool",
        unit="GP placements in Norway offered to Norwegians who study abroad",
        allowed=(),
        evidence=(False,),
        grade="B",
        today=f"false: none ({_EU2022} calls them an important target group).",
        history=(dated(RECORD_START, False, _EU2022),),
        trial=True,
        first_indicator="lis1_first_applicants",
        sign="+",
        lag_months=1,
        text="Raises the taste for general practice of those who graduate abroad from then on, and how many "
        "come home to apply for LIS1. Nothing is known about the size: the priors include zero.",
    ),
    Lever(
        key="bonding.posts",
        row="E7",
        group="Education",
        scope="national",
        kind="int",
        unit="starts a year, on top of the state posts",
        allowed=(0, 1000),
        evidence=(0, 0),
        grade="B",
        today=f"0: no bonding in Norway. Helsedirektoratet advised against it for linked posts; {_EU2022} "
        "wants it studied.",
        history=(dated(RECORD_START, 0, _EU2022),),
        trial=100,
        first_indicator="bonded_doctors",
        sign="+",
        lag_months=0,
        text="Further LIS1 posts for doctors who bind themselves to municipalities of centrality 5-6 after "
        "LIS1. Offered to whom the ordinary round did not hire; accepted when the wait saved is worth more "
        "than the years bound. Bonded doctors look for lists there and may break the duty at a price. The date is "
        "that of the posts' start, and doctors are hired before it: in February for 1 September, in September for 1 "
        "March. A value from January 2027 is first met in September 2026: lives can part from the base before it.",
        lead_months=7,
    ),
    Lever(
        key="bonding.years",
        row="E7",
        group="Education",
        scope="national",
        kind="float",
        unit="years bound after LIS1",
        allowed=(0.0, 10.0),
        evidence=None,
        grade="C",
        today="3, once there are bonded posts: an assumption, since no length is in force.",
        history=(dated(RECORD_START, 3.0, "assumption; no bonding in force"),),
        trial=6.0,
        first_indicator="bonded_doctors",
        sign="-",
        lag_months=0,
        text="The longer the duty, the fewer accept it at first, and the longer those who do stay. Counts in "
        "the contract of doctors hired from then on: who was hired before the date, also for a post that starts on it, "
        "is bound as long as the rule of that month said.",
        beside={"bonding.posts": 200},
    ),
    Lever(
        key="bonding.breach_nok",
        row="E7",
        group="Education",
        scope="national",
        kind="int",
        unit="NOK to pay per year of duty broken off (2025 kroner)",
        allowed=(0, 5_000_000),
        evidence=None,
        grade="C",
        today="200 000, once there are bonded posts: an assumption, since none is in force.",
        history=(dated(RECORD_START, 200_000, "assumption; no bonding in force"),),
        trial=0,
        first_indicator="bonding_breaches",
        sign="+",
        lag_months=18,
        text="The price of leaving early: the lower, the more bonded doctors break the duty after LIS1 to "
        "work where they like. Paid to the state.",
        beside={"bonding.posts": 200},
    ),
)
