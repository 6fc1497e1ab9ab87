"""Students at home and abroad, and doctors who come from elsewhere.

A year of students enters in August (one school also in January), leaves by dropout, and takes the degree six years
later. Norwegians abroad come home with a probability; other doctors enter by route. What is decided about the study
(levers E1-E6) acts here: places, quotas, campuses, weeks in a GP office, placements for those who study abroad.
"""

import numpy as np

from agents import luck, recognition
from agents import student_loops as loops
from agents.country import Country
from agents.doctor import ABROAD, FOREIGN, HOME_EDUCATED, IMM_GP, IMM_SPEC, NOBODY, PLACES, Cause, Event, Stage
from agents.luck import Decision
from agents.months import month_index, month_of_year
from agents.parameters import Parameter, declare, monthly
from agents.row_loops import count_values, with_value

NOT_APPLYING = 32000  # applies_from of somebody who will never apply for LIS1
STUDY_YEARS = 6
USUAL_GP_WEEKS = 6.0  # weeks in a GP office at three of the four schools (EU 2022), what the taste parameters know

MONTH_2019, MONTH_2022 = month_index("2019-01"), month_index("2022-01")
FLOW_CHECK = "national flow check of published series 2013-2022"

declare(
    Parameter("student_finish_share", 0.96, "share", 0.93, 0.99, FLOW_CHECK, "B",
              "home students who take the degree within the normal time"),
    Parameter("student_january_share", 0.5, "share", 0.3, 0.7, FLOW_CHECK, "judgement",
              "share of Oslo's students in the January class, who first apply for LIS1 in autumn"),
    Parameter("abroad_intake_level", 1.0, "ratio", 0.87, 1.2,
              "Lånekassen: students abroad 2018 divided by six years, 517 (450-620)", "B",
              "Norwegians who start medical school abroad over the places abroad on record",
              informed_by=("lis1_applicants", "lis1_hired_share")),
    Parameter("abroad_apply_share", 0.90, "share", 0.79, 0.99, FLOW_CHECK, "B",
              "graduates from abroad who apply for LIS1 in Norway"),
    Parameter("abroad_autumn_share", 0.25, "share", 0.08, 0.39, FLOW_CHECK, "B",
              "of them, first application in the autumn round"),
    Parameter("abroad_gp_placement_return", 0.3, "logit", 0.0, 0.8, "assumption; prior includes zero", "judgement",
              "rise in how many come home to apply when those abroad are offered GP placements in Norway"),
    Parameter("abroad_gp_placement_taste", 0.1, "logit", 0.0, 0.3, "assumption; prior includes zero", "judgement",
              "rise in their taste for general practice after such a placement"),
    Parameter("gp_placement_taste", 0.01, "logit/week", 0.0, 0.04, "qualitative evidence only; prior includes zero",
              "judgement", "taste for general practice at the degree, per week in a GP office beyond six"),
    Parameter("gp_placement_hours", 4.0, "hours/week", 2.0, 8.0, "assumption: teaching and slower consultations",
              "judgement", "patient time that a week with a student takes from the GP"),
    Parameter("campus_taste_gp", 0.24, "logit", 0.0, 0.48,
              "35 percent of Bodø's graduates became GPs, 25 elsewhere (EU 2022); half taken as selection", "judgement",
              "taste for general practice of students of a decentralised campus; prior includes zero"),
    Parameter("campus_taste_rural", 0.4, "logit", 0.0, 1.0,
              "67 percent of Bodø's GPs in district municipalities (EU 2022); half taken as selection", "judgement",
              "rural taste of students of a decentralised campus; prior includes zero"),
    Parameter("foreign_applicants_yearly_2016", 100.0, "persons/year", 50.0, 145.0, FLOW_CHECK, "B",
              "first-time LIS1 applicants with other background a year, until 2018"),
    Parameter("foreign_applicants_yearly_2019", 130.0, "persons/year", 45.0, 250.0, FLOW_CHECK, "B",
              "the same from 2019, when LIS1 was demanded of EEA-trained doctors",
              informed_by=("lis1_applicants",)),
    Parameter("extra_applicants_yearly_2022", 0.0, "persons/year", 0.0, 125.0,
              "kept at zero: only the years 2016-2022 may speak", "judgement",
              "further first-time applicants from abroad a year from 2022",
              informed_by=("lis1_applicants",)),
    Parameter("immigrant_gps_yearly", 20.0, "persons/year", 5.0, 45.0,
              "Helsedirektoratet 2023: 20 of 336 new GPs were specialists already", "A",
              "GP specialists who come from other countries in a year"),
    Parameter("immigrant_specialists_yearly", 330.0, "persons/year", 150.0, 500.0,
              "Legeforeningen 2018: 22 percent foreign citizens among senior hospital doctors", "judgement",
              "other doctors who come from other countries to hospital work in a year",
              informed_by=("gps", "locums_present", "alis_agreements")),
    Parameter("immigrant_trainee_share", 0.5, "share", 0.2, 0.8, "assumption", "judgement",
              "of them, those who are not specialists yet"),
    Parameter("rural_origin_taste", 0.9, "logit", 0.5, 1.3,
              "odds ratio 2.71 (2.12-3.46), ten studies", "A",
              "rise in rural taste when the doctor grew up in centrality 5-6"),
    Parameter("taste_rural_sd", 0.8, "logit", 0.3, 1.3, "assumption", "judgement",
              "spread of rural taste between doctors"),
    Parameter("taste_gp_sd", 0.8, "logit", 0.3, 1.3, "assumption", "judgement",
              "spread of taste for general practice between doctors"),
    Parameter("wish_salary_mean", 0.6, "logit", 0.0, 1.2,
              "Oslo Economics 2022: 66 percent want municipal employment as new GP", "B",
              "mean liking of salary among new doctors"),
    Parameter("list_factor_sd", 0.16, "ln", 0.05, 0.30,
              "Helsedirektoratet: 44 percent of lists 501-1000, 11 percent above 1400 (2023)", "B",
              "spread of the wanted list length between doctors of one place"),
    Parameter("list_factor_women", 0.93, "ratio", 0.85, 1.0,
              "reference panel 2008: 1144 for women, 1278 for men", "A",
              "wanted list length of women over that of all"),
    Parameter("willing_supervisor_share", 0.55, "share", 0.3, 0.8, "number of supervisors not published", "judgement",
              "eligible doctors who have the course and want to supervise"),
    Parameter("women_share_new", 0.53, "share", 0.50, 0.60, "flow check: 0.52 of entries to 2022, 0.56 after", "B",
              "women among students and arriving doctors"),
    Parameter("part_time_share_women", 0.15, "share", 0.05, 0.3, "assumption", "judgement",
              "women who work four fifths; men half as often"),
)  # fmt: skip


TRAITS = (Decision.SEX, Decision.PART_TIME, Decision.WILLING, Decision.WANTED_LIST, Decision.SOCIAL,
          Decision.TASTE_GP, Decision.TASTE_RURAL, Decision.WISH_SALARY)  # fmt: skip
NORMAL = 3  # from here on as normal draws


def draw_traits(w: Country, ids: np.ndarray, origin: np.ndarray) -> dict[str, np.ndarray]:
    """Traits that last a life, keyed by the name alone. origin: municipality index, -1 outside Norway."""
    p = w.parameters
    drawn = luck.words_by_decision(w.key, ids, 0, TRAITS)
    sex, part_time, willing = drawn[:NORMAL]
    wanted, social, taste_gp, taste_rural, wish_salary = luck.as_normal(drawn[NORMAL:])
    female = luck.below(sex, p.women_share_new, Decision.SEX)
    rural = (origin >= 0) & (w.geo.centrality[origin] >= 5)
    women = np.where(female, p.list_factor_women, 2.0 - p.list_factor_women)
    part = np.where(female, p.part_time_share_women, p.part_time_share_women / 2)
    return {
        "female": female,
        "social": social.astype(np.float32),
        "origin": origin,
        "home": origin,
        "taste_gp": (p.taste_gp_sd * taste_gp).astype(np.float32),
        "taste_rural": (p.taste_rural_sd * taste_rural + p.rural_origin_taste * rural).astype(np.float32),
        "wish_salary": (p.wish_salary_mean + wish_salary).astype(np.float32),
        "list_factor": (np.exp(p.list_factor_sd * wanted) * women).astype(np.float32),
        "willing": luck.below(willing, p.willing_supervisor_share, Decision.WILLING),
        "fte": np.where(luck.below(part_time, part, Decision.PART_TIME), np.float32(0.8), np.float32(1.0)),
    }


def add_campus(w: Country, ids: np.ndarray, share: np.ndarray, traits: dict[str, np.ndarray]) -> None:
    """Some study at a decentralised campus (share by student) and like general practice and rural places more (E4)."""
    if not share.any():
        return
    p, campus = w.parameters, luck.happens(w.key, ids, 0, Decision.CAMPUS, share)
    traits["campus"] = campus
    traits["taste_gp"] += np.where(campus, np.float32(p.campus_taste_gp), np.float32(0.0))
    traits["taste_rural"] += np.where(campus, np.float32(p.campus_taste_rural), np.float32(0.0))


def draw_origin(w: Country, ids: np.ndarray, place: int | None, quota: float) -> np.ndarray:
    """Origin municipality (index): by population and school region; a quota share comes from the quota's area.

    The quota area is Northern Norway for Tromsø (its rule since the start) and centrality 5-6 elsewhere.
    """
    geo = w.geo
    people = geo.inhabitants_2016_2026[-1].astype(float)
    region = None if place is None else w.school_region[place]
    weight = people * (1.0 if region is None else np.where(geo.health_region == region, 3.0, 1.0))
    origin = luck.pick(w.key, ids, 0, Decision.ORIGIN, weight)
    if quota > 0:
        area = geo.health_region == region if place == PLACES.index("uit") else geo.centrality >= 5
        if area.any():
            inside = luck.happens(w.key, ids, 0, Decision.ORIGIN_QUOTA, quota)
            local = luck.pick(w.key, ids, 0, Decision.ORIGIN, people * area)
            origin = np.where(inside, local, origin)
    return origin


def enrol(w: Country) -> None:
    """August: new students at home by place and abroad; the January class of Oslo enters in January."""
    season = month_of_year(w.month)
    if season not in (1, 8):
        return
    places = w.timeline.place("education.study_places", w.month)
    quota = w.timeline.place("education.rural_quota", w.month)
    campus = w.timeline.place("education.decentralised_share", w.month)
    january = w.parameters.student_january_share
    classes = []
    for place, name in enumerate(PLACES):
        share = january if name == "uio" else 0.0
        number = places[place] * w.scale * (share if season == 1 else 1.0 - share)
        classes.append((name, place, w.whole("enrolled_" + name, number), quota[place], campus[place]))
    if season == 8:
        number = w.timeline.national("education.abroad_places", w.month) * w.parameters.abroad_intake_level * w.scale
        classes.append(("abroad", ABROAD, w.whole("enrolled_abroad", number), 0.0, 0.0))
    add_students(w, [one for one in classes if one[2] > 0])


# channel, education, number of students, share from the quota's area, share at a decentralised campus
Class = tuple[str, int, int, float, float]


def add_students(w: Country, classes: list[Class]) -> None:
    """New classes of students. They take the degree after six years."""
    if not classes:
        return
    month = w.month
    graduates = month + (71 if month_of_year(month) == 1 else 70)  # December, or June
    ids, origin, applies = [], [], []
    for channel, education, number, quota, _ in classes:
        mine = luck.make_id(month, luck.CHANNELS[channel], np.arange(number))
        ids.append(mine)
        origin.append(draw_origin(w, mine, education if education < HOME_EDUCATED else None, quota))
        applies.append(first_application(w, mine, education, np.full(number, graduates)))
    name = np.concatenate(ids)
    sizes = [len(mine) for mine in ids]
    place = np.repeat([education for _, education, *_ in classes], sizes)
    traits = draw_traits(w, name, np.concatenate(origin))
    add_campus(w, name, np.repeat([campus for *_, campus in classes], sizes), traits)
    age = 20 + np.floor(3 * luck.uniform(w.key, name, 0, Decision.BIRTH) ** 2)
    birth = month - 12 * age - np.floor(12 * luck.uniform(w.key, name, 0, Decision.BIRTH, 1))
    rows = w.people.add(
        len(name), id=name, education=place.astype(np.uint8), stage=Stage.STUDENT, since=month, birth_month=birth,
        graduates_at=graduates, applies_from=np.concatenate(applies), **traits,
    )  # fmt: skip
    w.ledger.arrive(rows)
    w.ledger.event(Event.ENROLLED, rows)


def first_application(w: Country, ids: np.ndarray, education: int, graduates: np.ndarray) -> np.ndarray:
    """Month of the first round applied to: the last before the degree lets one start, or the autumn after."""
    december = graduates % 12 == 11
    applies = np.where(december, graduates - 3, graduates - 4)  # September or February of the year
    if education == ABROAD:
        late = luck.happens(w.key, ids, 0, Decision.AUTUMN_FIRST, w.parameters.abroad_autumn_share)
        applies = np.where(late & ~december, graduates + 3, applies)
    return applies


def drop_out(w: Country) -> None:
    """Monthly dropout of students at home, a constant hazard that leaves the finishing share after six years."""
    people = w.people
    yearly = -np.log(w.parameters.student_finish_share) / 6.0 * w.rate("student_dropout")
    students = people.rows(Stage.STUDENT)
    gone = luck.struck(w.key, people.id, students, w.month, Decision.STUDENT_DROPOUT, monthly(yearly))
    gone = gone[people.education[gone] < HOME_EDUCATED]  # abroad, the share who apply covers dropout too
    if len(gone) == 0:
        return
    w.ledger.transfer(gone, Stage.OTHER)
    people.applies_from[gone] = NOT_APPLYING
    people.starts_at[gone] = -1
    w.ledger.event(Event.DROPPED_OUT, gone, Cause.DROPOUT)


def decide_return(w: Country) -> None:
    """January: which of this year's graduates abroad mean to come home, before they apply."""
    if month_of_year(w.month) != 1:
        return
    people = w.people
    rows = people.rows(Stage.STUDENT)
    rows = rows[(people.education[rows] == ABROAD) & (people.graduates_at[rows] < w.month + 12)]
    share = min(1.0, w.parameters.abroad_apply_share * w.rate("abroad_return"))
    if w.timeline.national("education.abroad_gp_placement", w.month):
        odds = share * np.exp(w.parameters.abroad_gp_placement_return)
        share = odds / (1.0 - share + odds)
        people.taste_gp[rows] += np.float32(w.parameters.abroad_gp_placement_taste)
    comes = luck.happens(w.key, people.id[rows], 0, Decision.ABROAD_RETURN, share)
    people.applies_from[rows[~comes]] = NOT_APPLYING
    serves = recognition.stays_to_serve(w, rows[comes])
    people.applies_from[serves] = NOT_APPLYING


def graduate(w: Country) -> None:
    """The degree is the licence: students wait for LIS1, or for the start of the post they already have."""
    people = w.people
    rows = with_value(people.rows(Stage.STUDENT), people.graduates_at, w.month)
    if len(rows) == 0:
        return
    waits = people.applies_from[rows] != NOT_APPLYING
    away = rows[~waits & (people.education[rows] == ABROAD)]
    w.ledger.transfer(rows[waits], Stage.WAITING)
    w.ledger.transfer(away, Stage.ABROAD)
    w.ledger.transfer(rows[~waits & (people.education[rows] != ABROAD)], Stage.OTHER)
    w.ledger.event(Event.GRADUATED, rows)
    w.ledger.event(Event.EMIGRATED, away, Cause.TO_ABROAD)
    w.ledger.nation("graduates", len(rows))
    home = rows[people.education[rows] < HOME_EDUCATED]
    weeks = w.timeline.place("education.gp_placement_weeks", w.month)[people.education[home]] - USUAL_GP_WEEKS
    people.taste_gp[home] += (w.parameters.gp_placement_taste * weeks).astype(np.float32)


def placement_hours(w: Country) -> float:
    """Hours a year that GPs give to students in their offices beyond six weeks a student, nationally (E5).

    The students of the day, each with the weeks of the whole study spread over its years.
    """
    weeks = w.timeline.place("education.gp_placement_weeks", w.month) - USUAL_GP_WEEKS
    if not weeks.any():
        return 0.0
    students = count_values(w.people.rows(Stage.STUDENT), w.people.education, HOME_EDUCATED)
    return float(students @ weeks) / STUDY_YEARS * w.parameters.gp_placement_hours


def count(w: Country) -> None:
    """Students in Norway who grew up in centrality 5-6 or in the north, and students with a taste for practice."""
    people = w.people
    area = w.while_same("rural or northern", (w.geo,), lambda: _rural_or_northern(w))
    rural, inclined = loops.count_students(
        people.rows(Stage.STUDENT), people.education, people.origin, people.taste_gp, area, HOME_EDUCATED
    )
    w.ledger.nation("students_rural_origin", rural)
    w.ledger.nation("students_gp_inclined", inclined)


def _rural_or_northern(w: Country) -> np.ndarray:
    geo = w.geo
    north = geo.health_region == geo.health_regions.index("Helse Nord") if "Helse Nord" in geo.health_regions else False
    area: np.ndarray = (geo.centrality >= 5) | north
    return area


# Routes from other countries in the order of their rows: channel, education, mean age, stage at once.
ROUTES = (
    ("imm_gp", IMM_GP, 38, Stage.LOCUM),
    ("imm_spec", IMM_SPEC, 38, Stage.HOSPITAL_SPECIALIST),
    ("imm_trainee", IMM_SPEC, 32, Stage.HOSPITAL_TRAINEE),
    ("foreign", FOREIGN, 29, Stage.WAITING),
)
ROUTE_CHANNEL = np.array([luck.CHANNELS[channel] for channel, *_ in ROUTES])
ROUTE_EDUCATION = np.array([education for _, education, *_ in ROUTES], np.uint8)
ROUTE_AGE = np.array([age for *_, age, _ in ROUTES])
ROUTE_STAGE = np.array([stage for *_, stage in ROUTES], np.uint8)


def immigrate(w: Country) -> None:
    """Doctors from other countries: GP specialists, hospital doctors, and basic degrees that need LIS1."""
    if w.month not in w.arrivals:
        w.arrivals = arrivals_until_december(w)
    columns = w.arrivals[w.month]
    w.arrived_in_hospital = int(np.count_nonzero(columns["trust"] != NOBODY))
    number = len(columns["id"])
    if number:
        rows = w.people.add(number, **columns)
        w.ledger.arrive(rows)
        w.ledger.event(Event.IMMIGRATED, rows)
        w.ledger.nation("immigrated", number)


def arrivals_until_december(w: Country) -> dict[int, dict[str, np.ndarray]]:
    """Columns of the arrivals of each month left of this year, by month.

    Drawn together, since who they are follows from their names alone.
    """
    months = np.arange(w.month, w.month + 13 - month_of_year(w.month))
    number = np.array([_number_of_arrivals(w, month) for month in months.tolist()])
    columns = _arrivals(w, months, number)
    ends = number.sum(axis=1).cumsum().tolist()
    return {
        month: {name: column[begin:end] for name, column in columns.items()}
        for month, begin, end in zip(months.tolist(), [0, *ends], ends, strict=False)
    }


def _number_of_arrivals(w: Country, month: int) -> list[int]:
    """Arrivals of a month by ROUTES, in whole persons; months are asked for in turn."""
    p, rate = w.parameters, w.rate("immigration") * w.scale / 12.0
    foreign = p.foreign_applicants_yearly_2016 if month < MONTH_2019 else p.foreign_applicants_yearly_2019
    foreign += p.extra_applicants_yearly_2022 * (month >= MONTH_2022)
    hospital, trainees = p.immigrant_specialists_yearly, p.immigrant_trainee_share
    yearly = (p.immigrant_gps_yearly, hospital * (1 - trainees), hospital * trainees, foreign)
    return [w.whole("arrived_" + route[0], amount * rate) for route, amount in zip(ROUTES, yearly, strict=True)]


def _arrivals(w: Country, months: np.ndarray, number: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of so many arrivals by month and ROUTES (months, routes), in this order."""
    size = number.ravel()
    month = np.repeat(months, number.sum(axis=1))
    route = np.repeat(np.tile(np.arange(len(ROUTES)), len(months)), size)
    ordinal = np.arange(len(route)) - np.repeat(np.cumsum(size) - size, size)
    ids = luck.make_id(month, ROUTE_CHANNEL[route], ordinal)
    age = ROUTE_AGE[route] + 4.0 * luck.normal(w.key, ids, 0, Decision.BIRTH)
    home = luck.pick(w.key, ids, 0, Decision.START_PLACE, w.geo.inhabitants_2016_2026[-1])
    stage = ROUTE_STAGE[route]
    done, gp = stage != Stage.WAITING, stage == Stage.LOCUM
    hospital = (stage == Stage.HOSPITAL_SPECIALIST) | (stage == Stage.HOSPITAL_TRAINEE)
    began, trust = month.astype(np.int16), w.geo.trust[home].astype(np.int64)
    return draw_traits(w, ids, np.full(len(ids), NOBODY)) | {
        "home": home, "id": ids, "education": ROUTE_EDUCATION[route], "stage": stage, "since": began,
        "birth_month": np.floor(month - 12 * np.maximum(age, 25)).astype(np.int16), "applies_from": began,
        "lis1_done": done, "lis1_hospital_done": done, "specialist": gp, "seeking": gp,
        "municipality": np.where(gp, home, NOBODY), "trust": np.where(hospital, trust, NOBODY),
    }  # fmt: skip
