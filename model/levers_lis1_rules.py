"""Levers of the rules around LIS1: self-created posts, pools, order, recognition, grants, residual posts."""

from model.levers_base import RECORD_START, Lever, dated

_EU2022 = "Ekspertutvalget for allmennlegetjenesten, preliminary report (1 Dec 2022)"
_EU2023 = "Ekspertutvalget for allmennlegetjenesten, final report (Apr 2023)"
_RULE = "Spesialistforskriften (FOR-2016-12-08-1482), text of autumn 2026"
_OWN = "FOR-2024-12-16-3129 §§ 11, 12 and 16, in force 1 January 2025"
_GRANT = "LIS1 grants, 126 MNOK (2019) to 224 MNOK (2023)"

LIS1_RULES = (
    Lever(
        key="lis1.own_posts",
        row="L2",
        group="LIS1",
        scope="municipality",
        kind="bool",
        unit="municipality and hospital may create LIS1 posts of their own",
        allowed=(),
        evidence=(False, True),
        grade="A",
        today="true: municipality and hospital trust may agree on LIS1 posts beyond the number the ministry "
        f"sets, advertised at any time, without state grant ({_OWN}). How many were opened was not found.",
        history=(
            dated(RECORD_START, False, "posts only within the number set by the ministry"),
            dated("2025-01", True, _OWN),
        ),
        trial=False,
        first_indicator="lis1_own_posts",
        sign="-",
        lag_months=0,
        text="A municipality with a vacant list weighs what a post costs it against the locum it saves, and "
        "opens one for a waiting doctor with a tie to the place, who skips the national queue. Sign: from "
        "true to false.",
    ),
    Lever(
        key="lis1.own_posts_grant_nok",
        row="L2",
        group="LIS1",
        scope="municipality",
        kind="int",
        unit="NOK per self-created post from the state (nominal to 2025, then 2025 kroner)",
        allowed=(0, 3_000_000),
        evidence=(0, 0),
        grade="A",
        today=f"0: no state grant for self-created posts ({_OWN}). State money was proposed by {_EU2022}.",
        history=(dated(RECORD_START, 0, _OWN),),
        trial=1_000_000,
        first_indicator="lis1_own_posts",
        sign="+",
        lag_months=0,
        text="Lowers what a self-created post costs the municipality and its hospital.",
    ),
    Lever(
        key="lis1.rural_first",
        row="L6",
        group="LIS1",
        scope="national",
        kind="bool",
        unit="posts of rural trusts are filled in a round of their own, before the others",
        allowed=(),
        evidence=(False, True),
        grade="B",
        today="false: ordinary rounds only. In the rounds of 2013 hard-to-recruit posts were advertised first "
        "(pool 1; Legeforeningen 2013); Finnmark had early sign-up in 2005-14 (Gaski and Abelsen, NSDM 2014).",
        history=(
            dated(RECORD_START, False, "lottery, with early sign-up in Finnmark only"),
            dated("2013-01", True, "pool 1 of the 2013 rounds (Helsedirektoratet IS-2105); its end was not found"),
            dated("2014-01", False, "end assumed after the year it is known for"),
        ),
        trial=True,
        first_indicator="lis1_hired_with_tie",
        sign="+",
        lag_months=0,
        text="Those who prefer a rural trust meet it first, chosen there by local tie and taste; the others "
        "wait for the ordinary round. Rural: trusts with a third or more of their inhabitants in centrality "
        "5-6.",
    ),
    Lever(
        key="lis1.named_municipality",
        row="L7",
        group="LIS1",
        scope="national",
        kind="bool",
        unit="the municipality of the second part is named when the doctor is hired",
        allowed=(),
        evidence=(False,),
        grade="B",
        today=f"false: a right to some municipality of the trust's area, named late ({_EU2022}).",
        history=(dated(RECORD_START, False, _EU2022),),
        trial=True,
        first_indicator="lis1_quits",
        sign="-",
        lag_months=0,
        text="Doctors of the trust are placed where they have a tie rather than by lottery number, and fewer "
        "quit. Holds for municipal parts that begin from then on. The size is not known: prior includes zero.",
    ),
    Lever(
        key="lis1.order",
        row="L9",
        group="LIS1",
        scope="national",
        kind="enum",
        unit="order of the two parts in self-created posts",
        allowed=("hospital_first", "municipality_first"),
        evidence=("hospital_first",),
        grade="A",
        today=f'"hospital_first": twelve months in hospital before six in a municipality ({_RULE}); a '
        f"temporary deviation for self-created posts was proposed by {_EU2023}.",
        history=(dated(RECORD_START, "hospital_first", _RULE),),
        trial="municipality_first",
        first_indicator="lis1_municipality",
        sign="+",
        lag_months=1,
        text="municipality_first: a doctor in a self-created post begins in the municipality at once, which "
        "has the doctor a year earlier, and goes to hospital afterwards.",
        beside={"lis1.own_posts_grant_nok": 1_500_000},
    ),
    Lever(
        key="lis1.part_of_degree",
        row="L10",
        group="LIS1",
        scope="national",
        kind="bool",
        unit="LIS1 is the last part of the degree: the state offers each graduate in Norway a post",
        allowed=(),
        evidence=(False,),
        grade="A",
        today=f"false: licence at the degree since 2012-13, LIS1 afterwards by application ({_EU2022} names the "
        "alternative).",
        history=(dated(RECORD_START, False, _EU2022),),
        trial=True,
        first_indicator="lis1_hired_home_educated",
        sign="+",
        lag_months=1,
        text="Each doctor with a Norwegian degree who applies for the first time has a post waiting, on top of "
        "the state posts where these do not suffice; the others compete for what is left. Those already "
        "waiting keep their place in the queue. Capacity and EEA law are not modelled.",
    ),
    Lever(
        key="lis1.recognise_foreign",
        row="L11",
        group="LIS1",
        scope="national",
        kind="enum",
        unit="what Danish KBU and Swedish AT count for",
        allowed=("none", "hospital_training", "hospital_part", "all"),
        evidence=("none", "hospital_training"),
        grade="B",
        today='"none": not accepted as LIS1 since 2019. Oslo tingrett found the refusals invalid (reported 5 Nov '
        "2025) and the ministry said in October 2025 that KBU shall count for parts of LIS1; no start date or "
        "rule was found.",
        history=(
            dated(RECORD_START, "hospital_training", "EEA-trained doctors could begin hospital training without LIS1"),
            dated("2019-03", "none", "LIS1 demanded from 1 March 2019 (Overlegen 1-2018; Storting answer 2016)"),
        ),
        trial="all",
        first_indicator="lis1_waiting",
        sign="-",
        lag_months=0,
        text="hospital_training: who has done KBU or AT may train in hospital without LIS1. hospital_part: needs the "
        "municipal part only. all: nothing more; such doctors leave the queue and choose a career. About a ninth of "
        "Norwegians abroad study in Denmark (346 of 3 100 in 2018-19); how many have done the service there while "
        "waiting is assumed.",
    ),
    Lever(
        key="lis1.exempt_foreign_specialists",
        row="L12",
        group="LIS1",
        scope="national",
        kind="bool",
        unit="specialists trained abroad need no LIS1 to begin GP training",
        allowed=(),
        evidence=(False,),
        grade="B",
        today=f"false: specialists converted from abroad must do LIS1 for a second specialty ({_EU2022}; "
        "Helsedirektoratet agreed to a change in 2022).",
        history=(dated(RECORD_START, False, _EU2022),),
        trial=True,
        first_indicator="gp_seekers",
        sign="+",
        lag_months=0,
        text="A small inflow of hospital specialists with a foreign education who turn to general practice. How "
        "many would is not known.",
    ),
    Lever(
        key="lis1.municipal_grant_nok",
        row="L13",
        group="LIS1",
        scope="municipality",
        kind="int",
        unit="NOK per candidate and municipal half-year (nominal to 2025, then 2025 kroner)",
        allowed=(0, 2_000_000),
        evidence=(138_000, 140_000),
        grade="A",
        today=f"140 000 NOK per candidate for six months ({_EU2022}; {_GRANT}). Rates after 2022 were not found "
        "and the nominal amount is carried on to 2025. The wage grant for new posts was found as a total only.",
        history=(
            dated(RECORD_START, 138_000, f"{_EU2022}; carried back: assumption"),
            dated("2022-01", 140_000, _EU2022),
        ),
        trial=500_000,
        first_indicator="lis1_months_unfilled",
        sign="-",
        lag_months=0,
        text="Supervision grant: the more of a municipality's cost (200 000 to 1.4 million reported) it covers, "
        "the sooner residual posts are advertised and filled. Charged to the state.",
    ),
    Lever(
        key="lis1.residual_rule",
        row="L14",
        group="LIS1",
        scope="national",
        kind="enum",
        unit="how a vacated municipal part is filled",
        allowed=("advertise", "direct"),
        evidence=("advertise",),
        grade="A",
        today='"advertise": every vacated post must be advertised, or the grant is lost (since 2013; NSDM 2017 '
        "reports that it is laborious and that residual posts grow).",
        history=(dated(RECORD_START, "advertise", "since 2013 (NSDM 2017); carried back: assumption"),),
        trial="direct",
        first_indicator="lis1_months_unfilled",
        sign="-",
        lag_months=0,
        text="direct: a municipality may take a waiting doctor without advertising, so that a slot of six "
        "months is searched for a shorter time. Counts and fill rates were not found.",
    ),
    Lever(
        key="lis1.supervised_practice",
        row="L15",
        group="LIS1",
        scope="national",
        kind="bool",
        unit="doctors without LIS1 may only work under supervision",
        allowed=(),
        evidence=(False,),
        grade="B",
        today=f"false: no such demand in hospital or fully private care ({_EU2023} proposes it everywhere).",
        history=(dated(RECORD_START, False, _EU2023),),
        trial=True,
        first_indicator="lis1_waiting",
        sign="-",
        lag_months=1,
        text="Closes the outside option of the queue: doctors who wait no longer work alone as locums, and more "
        "of them give up after a failed round. 187 of about 900 locums lacked LIS1 in April 2022.",
    ),
)
