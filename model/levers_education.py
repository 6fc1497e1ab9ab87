"""Levers of medical education: who is admitted, where, and how many."""

from agents.doctor import PLACES
from model.levers_base import RECORD_START, Dated, Lever, dated

_TOTALS = "total: Ekspertutvalget, preliminary report (1 Dec 2022) and Dagsavisen/NTB (4 Sep 2023)"
_SPLIT = "split over the universities: assumption"

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
        first_indicator="students",
        sign="+",
        lag_months=0,
        text="The intake of August. Graduates follow six years later and meet the LIS1 queue there. Left "
        "without where, the value holds for each of the four places, not for the four together.",
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
            dated(RECORD_START, 0.6, "Ekspertutvalget, preliminary report (1 Dec 2022)", place=("uit",)),
        ),
        first_indicator="gp_entries",
        sign="+",
        lag_months=90,
        text="Raises the share of students with a rural or northern origin; origin raises the taste for "
        "rural work (odds ratio 2.7, 2.1-3.5: Med J Aust 2020;213:228). The number of students stays; "
        "entries in centrality 5-6 and the north rise after six years of study and LIS1.",
    ),
)
