"""Levers of LIS1, the eighteen months of service after the degree: how many posts, where, and for whom."""

from model.levers_base import RECORD_START, Dated, Lever, dated

_HDIR_2021 = "Helsedirektoratet, Handlingsplan allmennlegetjenesten, kvartalsrapport 3. og 4. kvartal 2021"
_HDIR_2022 = "Helsedirektoratet, Handlingsplan allmennlegetjenesten, statusrapport 2. tertial 2022"
_HDIR_2024 = "Helsedirektoratet, Allmennlegetjenesten, årsrapport 2023 kap. 2.2 og 7.1 (31 May 2024)"
_ST23 = "Meld. St. 23 (2024-2025) kap. 7"
_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"

# Starts by round, 1 September and the 1 March after it, as in model/data/lis1_rounds.csv. Autumn 2022 and
# the halves of 2014-20 and 2025 are an assumed split of published totals; the rest is published.
_ROUNDS = (
    ("2012-01", 456, 490, "Helsedirektoratet (2018), 456 in a spring round; about 950 a year 2013-19"),
    ("2020-09", 575, 510, _HDIR_2021),
    ("2021-09", 554, 525, _HDIR_2021),
    ("2022-09", 562, 548, _HDIR_2022),
    ("2023-09", 575, 587, _HDIR_2024),
    ("2024-09", 593, 592, _HDIR_2024),
    ("2025-09", 610, 609, _ST23),
)

LIS1_SPRING_SHARE: tuple[Dated, ...] = tuple(
    dated(month, september / (september + march), document) for month, september, march, document in _ROUNDS
)

LIS1 = (
    Lever(
        key="lis1.state_posts",
        row="L1",
        group="LIS1",
        scope="national",
        kind="int",
        unit="starts a year",
        allowed=(0, 3000),
        evidence=(946, 1219),
        grade="A",
        today="1 219 starts a year, set by the ministry (Meld. St. 23 (2024-2025) kap. 7). Totals for 2026 "
        "and 2027 were not found and are carried on.",
        history=tuple(dated(month, a + b, document) for month, a, b, document in _ROUNDS),
        trial=1500,
        first_indicator="lis1_posts",
        sign="+",
        lag_months=0,
        text="Posts of the two rounds that start on 1 September and 1 March; dates in the history are those "
        "of a round's start. More posts first drain the queue, then meet too few applicants. Completers "
        "follow after 18 months. A start costs the state about 2.05 million NOK.",
        lead_months=7,
    ),
    Lever(
        key="lis1.gp_linked_posts",
        row="L3",
        group="LIS1",
        scope="national",
        kind="int",
        unit="starts a year, out of the state posts",
        allowed=(0, 3000),
        evidence=(0, 66),
        grade="A",
        today="66 of the state's posts a year are tied to later GP training, without bonding (2024 budget; "
        "Helsedirektoratet, årsrapport 2023 kap. 2.2, 31 May 2024).",
        history=(
            dated(RECORD_START, 0, "no linked posts before the 2024 budget"),
            dated("2024-09", 66, f"{_HDIR_2024}; regjeringen.no (Oct 2023)"),
        ),
        trial=400,
        first_indicator="gp_entries",
        sign="+",
        lag_months=18,
        text="Post and a promised GP training post in one: hired on the motive for general practice, weakly "
        "recruited places first. How many stay after LIS1 is not known.",
        lead_months=7,
    ),
    Lever(
        key="lis1.regional_split",
        row="L4",
        group="LIS1",
        scope="trust",
        kind="float",
        unit="times the trust's ordinary share",
        allowed=(0.0, 5.0),
        evidence=None,
        grade="C",
        today="1.0: each trust has its ordinary share. Helsedirektoratet splits hospital posts by region and "
        "municipal posts by county (spesialistforskriften § 11, text of autumn 2026); a table by trust was "
        "not found.",
        history=(
            dated(
                RECORD_START,
                1.0,
                "ordinary shares: assumption from catchment and the 138 extra posts of 2020",
            ),
        ),
        trial=2.0,
        first_indicator="lis1_hired_with_tie",
        sign="unknown",
        lag_months=0,
        text="Relative weight: the national number is shared out by ordinary share times this factor, so "
        "doubling all trusts changes nothing. The municipal half follows the trust's partner municipalities.",
        lead_months=7,
        trial_where={"health_region": ("Helse Nord",)},
    ),
    Lever(
        key="lis1.allocation",
        row="L5, L7",
        group="LIS1",
        scope="national",
        kind="enum",
        unit="way of filling posts",
        allowed=("application", "lottery", "municipality_first"),
        evidence=("application", "lottery"),
        grade="A",
        today='"application": since 1 December 2012 (first start September 2013) hospitals hire among '
        "applicants; Legeforeningen, Turnusordning for leger (2013).",
        history=(
            dated(RECORD_START, "lottery", "Legeforeningen, Turnusordning for leger (2013)"),
            dated("2012-12", "application", "Helsedirektoratet IS-2105 (2013); first start September 2013"),
        ),
        trial="lottery",
        first_indicator="lis1_hired_home_educated",
        sign="-",
        lag_months=0,
        text="application: hospitals score country of education, months, local tie and merit. lottery: "
        "applicants choose in random order, the rule until 2012. municipality_first: municipalities choose "
        "on taste for general practice and local tie, with a right to a hospital post. Who is hired moves at "
        "once, how many does not.",
    ),
    Lever(
        key="lis1.quarantine",
        row="L8",
        group="LIS1",
        scope="national",
        kind="int",
        unit="months",
        allowed=(0, 24),
        evidence=None,
        grade="A",
        today=f"None for the municipal part: 0 months. {_EU2022} describes 6 months as a proposal.",
        history=(dated(RECORD_START, 0, _EU2022),),
        trial=6,
        first_indicator="lis1_quits",
        sign="-",
        lag_months=0,
        text="A LIS1 doctor who quits cannot start in another municipality for this long, so fewer quit in "
        "small places. How many quit today is not published.",
    ),
)
