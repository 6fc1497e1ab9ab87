"""What the two starts know: January 2016 and January 2026.

Every number carries its source in the comment beside it: P published, F from a flow check of published series (a
national stock-flow model fitted to them), J our judgement. What the hindcast start knows that was published after
2016 is listed in docs/starts.md.
"""

from dataclasses import dataclass

import numpy as np

# GP age pyramid, percent of all GPs: five-year groups 25-29 ... 65-69, 70+ (F)
AGE_FROM = np.array([25, 30, 35, 40, 45, 50, 55, 60, 65, 70])


@dataclass(frozen=True)
class StartValues:
    """Stocks on 1 January. Counts are persons in all of Norway."""

    gps: int
    lists_with_doctor: int
    lists_vacant: int
    patients_vacant: int  # people on a vacant list, mean
    specialists: int
    women_share: float
    salaried_share: float
    trainees_with_list: int
    trainees_without_list: int
    agreement_share: float  # trainees who hold an ALIS agreement with the state grant
    locums: int
    municipal: int
    hospital_trainees: int
    hospital_specialists: int
    hospital_openings: float  # doctors who leave hospitals in a year
    abroad_per_class: tuple[int, ...]  # Norwegian students abroad, year 6 to year 1
    double_class: int  # extra home students of the January class that graduates in December of the second year
    waiting: tuple[int, int, int]  # not hired in the last autumn round: home, abroad, other
    gave_up: int
    former_gps: int  # former GPs under 62 in other work, abroad or on leave
    lis1_hospital: tuple[int, int]  # started ten and four months ago
    lis1_municipality: int  # four months into the municipal part
    lis1_accepted: int  # start on 1 March
    seekers: int
    entries_yearly: float  # contracts of entrants agreed on before the start, a year
    moves_yearly: float  # contracts of moving GPs agreed on before the start, a year
    completers_yearly: float
    mean_cap_over_list: float | None
    men_by_age: tuple[float, ...]
    women_by_age: tuple[float, ...]


START_2016 = StartValues(
    gps=4599,  # F, from 4 387 (2013) and 4 741 (2017), P
    lists_with_doctor=4627,  # F; 4 668 at the end of 2016, P
    lists_vacant=45,  # F; "down to 50 lists", P
    patients_vacant=600,  # P 2019-20: 595
    specialists=2658,  # P 2015
    women_share=0.415,  # P: 38.6 percent (2013), 42.0 (2017)
    salaried_share=0.12,  # J: 5.9 percent of members (2014) is under-registered; 14.0 in 2019
    trainees_with_list=1400,  # J 1 300-1 750
    trainees_without_list=750,  # J 600-1 000
    agreement_share=0.0,  # P: no state grant before 2019
    locums=650,  # J 450-900
    municipal=750,  # J: municipal doctor FTE 5 324 less GPs' and turnus
    hospital_trainees=5900,  # P 6 305 in March 2018, back-cast by FTE growth
    hospital_specialists=9300,  # P FTE 15 189 (2015) less trainees
    hospital_openings=480.0,  # J
    abroad_per_class=(530, 540, 550, 550, 550, 545),  # F from Lånekassen 2008-16
    double_class=100,  # P: 673 home authorisations in 2017 against 540-560 around; a change of curriculum known before
    waiting=(63, 146, 82),  # F: 66, 160, 115 not hired, less those who then gave up
    gave_up=600,  # J 200-1 000
    former_gps=1100,  # J: 16 percent of entries are returners
    lis1_hospital=(490, 456),  # P
    lis1_municipality=456,  # P
    lis1_accepted=490,  # P
    seekers=250,  # J: entries a year times half a year
    entries_yearly=300.0,  # F 292 (2016)
    moves_yearly=150.0,  # J: 4.5 percent of the stock (F), fewer when few lists are vacant
    completers_yearly=965.0,  # F
    mean_cap_over_list=1.031,  # P 2019: 1 122 over 1 088
    men_by_age=(0.8, 4.2, 5.5, 5.2, 5.1, 7.3, 11.5, 12.7, 6.4, 0.6),
    women_by_age=(0.8, 4.5, 5.8, 5.4, 5.1, 5.8, 6.6, 4.9, 1.7, 0.1),
)

START_2026 = StartValues(
    gps=5715,  # F: 5 747 lists with a GP over 1.0056
    lists_with_doctor=5747,  # P
    lists_vacant=197,  # P
    patients_vacant=598,  # P 117 899 / 197; the snapshot gives each municipality's
    specialists=3600,  # F 63 percent
    women_share=0.499,  # P: 2 869 lists held by women of 5 747
    salaried_share=0.215,  # P 20.7 percent (May 2024), about 1 in 5 (March 2025); J for the end of 2025
    trainees_with_list=1600,  # F 1 300-1 900
    trainees_without_list=1090,  # F
    agreement_share=0.80,  # F 0.93 (0.81-1.03) of a stock that is itself uncertain
    locums=950,  # F 700-1 150
    municipal=1050,  # J: growth of municipal FTE
    hospital_trainees=7300,  # J: 2018 share of FTE, grown
    hospital_specialists=12600,  # J: FTE 18 997 (2023), grown 2.4 percent a year, less trainees
    hospital_openings=650.0,  # J
    abroad_per_class=(517, 517, 517, 517, 517, 517),  # F
    double_class=0,
    waiting=(10, 62, 128),  # F: 230 (160-350) not hired, less those who then gave up
    gave_up=700,  # J
    former_gps=1300,  # J
    lis1_hospital=(592, 610),  # P / F
    lis1_municipality=593,  # P
    lis1_accepted=609,  # F
    seekers=230,  # J: entries a year times half a year
    entries_yearly=480.0,  # F 551 (2025); J: what the model carries on
    moves_yearly=240.0,  # F 4.5 percent of the stock
    completers_yearly=1188.0,  # F
    mean_cap_over_list=None,  # caps by municipality are in the snapshot
    men_by_age=(1.1, 5.7, 7.5, 7.3, 6.7, 5.6, 4.9, 5.7, 5.2, 1.1),
    women_by_age=(1.2, 6.1, 7.9, 7.5, 7.0, 5.9, 4.9, 4.7, 3.1, 0.5),
)

STARTS = {"2016": START_2016, "2026": START_2026}

# Mean list length by centrality class at the end of 2015: a panel of 82 municipalities (1365, 1205, 1081, 933, 676 in
# classes 2 to 6; class 2 rests on two), carried over to one of 240 by the ratio of the two in 2020 (1199 / 1274, 1081 /
# 1121, 976 / 958, 830 / 866, 626 / 567; P). Class 1 without Oslo is in neither: as class 2 (J). And the share of listed
# people without a GP there, percent (P)
LIST_LENGTH_2015 = np.array([1285.0, 1285.0, 1162.0, 1101.0, 894.0, 746.0])
OSLO, OSLO_LIST_LENGTH_2015 = 301, 1328.0  # counted, P: the class 1 of both panels is Oslo alone
WITHOUT_GP_2015 = np.array([0.0, 0.0, 0.0, 1.6, 4.2, 7.2])
# Specialist share by municipality size 2015, percent (P): under 2 000, 2 000-4 999, 5 000-9 999, 10 000-49 999, 50 000+
SPECIALIST_BY_SIZE_2015 = np.array([32.6, 42.4, 48.6, 56.2, 56.2, 65.5])
# Specialist share by age at start of the group (J; under 40: 20.4 percent in 2015, 26.8 in 2021, P)
SPECIALIST_BY_AGE = np.array([1.0, 8.0, 38.0, 62.0, 75.0, 80.0, 84.0, 85.0, 85.0, 85.0])
# Salaried share by centrality relative to the mean (J; direction: FTE by contract form 2015, P: 47 percent in the least
# central old class, 12 in the most central)
SALARIED_BY_CLASS = np.array([0.5, 0.6, 0.8, 1.2, 1.9, 3.2])
