"""Levers of medical education: who is admitted, where, and how many."""

from agents.doctor import PLACES
from model.levers_base import RECORD_START, Dated, Lever, dated

_TOTALS = "total: Ekspertutvalget, preliminary report (1 Dec 2022) and Dagsavisen/NTB (4 Sep 2023)"
_SPLIT = "split over the universities: assumption"

# New students a year at UiO, UiB, NTNU, UiT. Totals 580 (2007), 636 (2018), 731 (2022), +30 at UiT (2023) and
# +20 at UiO Campus Sør (2024) are published; the years between are interpolated, in even steps. How a total
# divides is an assumption between two published points: 210, 150, 100 and 85 in 2000-03, and 220 admitted a
# year at UiO about 2018; 15 of the 31 places of 2022 went to UiT.
_PLACES_BY_YEAR = (
    (2007, (212, 155, 115, 98)),
    (2010, (214, 158, 121, 102)),
    (2011, (215, 159, 122, 104)),
    (2012, (216, 160, 124, 105)),
    (2013, (217, 161, 126, 107)),
    (2014, (218, 162, 127, 109)),
    (2015, (219, 163, 129, 110)),
    (2016, (219, 164, 131, 112)),
    (2017, (220, 164, 133, 114)),
    (2018, (220, 165, 135, 116)),
    (2019, (225, 172, 142, 118)),
    (2020, (230, 180, 150, 119)),
    (2021, (235, 188, 157, 120)),
    (2022, (240, 193, 163, 135)),
    (2023, (240, 193, 163, 165)),
    (2024, (260, 193, 163, 165)),
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
        evidence=(85, 260),
        grade="B",
        today="781 places a year from autumn 2024: UiO 260, UiB 193, NTNU 163, UiT 165. The total is the "
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
