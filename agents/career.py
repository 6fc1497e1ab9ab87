"""Career choice at the end of LIS1, and later changes of mind.

A logit choice made as an exponential race among general practice, hospital, municipal work without a list, locum
work, other work and abroad. What policy moves is what the doctor sees: a supervised post within reach, protected time
from the grant, income security, salary, strain, and how many hospital posts there are (model.md 5.2). Each reform has
a coefficient of its own with a prior that includes zero: history cannot split them.
"""

import numpy as np

from agents import career_loops as loops
from agents import hospital, luck, rule_turns
from agents.country import Country
from agents.doctor import Cause, Event, Stage
from agents.luck import Decision
from agents.municipality_loops import attraction_of_areas
from agents.parameters import Parameter, declare, monthly

GP, HOSPITAL, MUNICIPAL, LOCUM, OTHER, ABROAD = range(6)
CHOICES = np.array([GP, HOSPITAL, MUNICIPAL, LOCUM, OTHER, ABROAD], np.uint32)

_SHARE = "flow check: 0.285 first-time GP entries per completer 2016-2022 (0.26-0.31)"
declare(
    Parameter("career_gp_share", 0.255, "share", 0.10, 0.30, _SHARE, "B",
              "completers who turn to general practice at once, at the reference (no grant, enough supervisors)",
              informed_by=("gps", "gp_entries", "lists_vacant")),
    Parameter("career_municipal_share", 0.06, "share", 0.02, 0.12, "municipal doctor FTE 2015-2023", "judgement",
              "completers who take municipal work without a list"),
    Parameter("career_locum_share", 0.19, "share", 0.05, 0.22, "register: 1 157 locums 2017, 1 710 in 2021", "B",
              "completers who work as locums first"),
    Parameter("career_other_share", 0.04, "share", 0.01, 0.10, "assumption", "judgement",
              "completers who do other work"),
    Parameter("career_abroad_share", 0.015, "share", 0.0, 0.04, "emigration not found", "judgement",
              "completers who leave the country"),
    Parameter("career_grant", 0.03, "logit/100 000 NOK", 0.0, 0.15, "no counterfactual known; prior includes zero",
              "judgement", "ALIS grant a year, passed on as protected time and income",
              informed_by=("gps", "gp_entries")),
    Parameter("career_grant_passed_on", 0.6, "share", 0.0, 1.0, "grants go to municipalities, in arrears", "judgement",
              "share of the ALIS grant that reaches the trainee"),
    Parameter("career_supervision", 0.6, "logit", 0.0, 1.2, "survey 2022: supervision weighs most, 79 percent", "B",
              "chance of a supervised post within reach, none to certain"),
    Parameter("career_basic_grant", 0.10, "logit/10 points", 0.0, 0.3, "young doctors prefer less activity pay",
              "judgement", "income security: basic-grant share of income",
              informed_by=("gps", "gp_entries")),
    Parameter("career_salary", 0.25, "logit/logit", 0.0, 0.6, "82 percent want salary in training (2019)", "B",
              "wish for salary times the share of posts offered with salary"),
    Parameter("career_strain", 1.0, "logit", 0.0, 3.0, "assumption; workload not the main driver (Skyrud 2025)",
              "judgement", "share of lists vacant in the region"),
    Parameter("career_crowding", -0.05, "logit/ln", -0.6, 0.0, "lists ration GPs as much as doctors do", "judgement",
              "seekers per post, log over the start: a chance of a list that everybody sees",
              informed_by=("gps", "gp_entries")),
    Parameter("seeker_stop_yearly", 0.22, "1/year", 0.05, 0.6, "assumption", "judgement",
              "doctors who look for a list and turn to something else, at the start's seekers per post"),
    Parameter("seeker_stop_power", 0.5, "power", 0.0, 1.5, "assumption", "judgement",
              "turning away grows with seekers per post over the start's to this power"),
    Parameter("seeker_to_hospital", 0.45, "weight", 0.2, 0.6, "assumption", "judgement",
              "seekers who turn away: to hospital, at normal pull"),
    Parameter("seeker_to_municipal", 0.35, "weight", 0.1, 0.4, "assumption", "judgement",
              "seekers who turn away: to municipal work without list; the rest to other work"),
    Parameter("career_linked", 1.2, "logit", 0.0, 2.5, "ALIS-Vest and Helgeland packages, no control", "judgement",
              "LIS1 post linked to a GP training post"),
    Parameter("locum_to_gp_yearly", 0.11, "1/year", 0.05, 0.25, "flow check; +0.12 to +0.20 would explain 2023",
              "judgement", "locums who start to look for a list",
              informed_by=("gps", "locums_present")),
    Parameter("locum_to_hospital_yearly", 0.05, "1/year", 0.01, 0.10, "assumption", "judgement",
              "locums who turn to hospital"),
    Parameter("locum_to_municipal_yearly", 0.04, "1/year", 0.01, 0.10, "assumption", "judgement",
              "locums who take a municipal post without list"),
    Parameter("locum_to_other_yearly", 0.03, "1/year", 0.01, 0.10, "assumption", "judgement",
              "locums who turn to other work"),
    Parameter("trainee_to_gp_yearly", 0.006, "1/year", 0.0, 0.03, "flow check: +0.026 would explain 2023", "judgement",
              "hospital trainees who turn to general practice"),
    Parameter("hospital_to_other_yearly", 0.012, "1/year", 0.004, 0.02, "assumption", "judgement",
              "hospital doctors under 62 who leave for other work",
              informed_by=("gps", "locums_present")),
    Parameter("municipal_to_gp_yearly", 0.03, "1/year", 0.0, 0.08, "assumption", "judgement",
              "municipal doctors without list who look for one",
              informed_by=("gps", "gp_specialists")),
    Parameter("municipal_to_hospital_yearly", 0.02, "1/year", 0.0, 0.05, "assumption", "judgement",
              "municipal doctors without list who turn to hospital"),
    Parameter("municipal_to_other_yearly", 0.02, "1/year", 0.0, 0.05, "assumption", "judgement",
              "municipal doctors without list who turn to other work"),
    Parameter("other_to_gp_yearly", 0.05, "1/year", 0.01, 0.12, "16 percent of entries are returners", "B",
              "former GPs in other work, or abroad, who look for a list again"),
    Parameter("leave_to_gp_yearly", 0.6, "1/year", 0.2, 1.5, "assumption", "judgement",
              "former GPs on leave who look for a list again"),
    Parameter("leave_to_other_yearly", 0.05, "1/year", 0.0, 0.2, "assumption", "judgement",
              "former GPs on leave who turn to other work"),
    Parameter("retirement_62_yearly", 0.10, "1/year", 0.05, 0.2, "ages published for hospital doctors are wide",
              "judgement", "retirement of doctors without list, 62-66 (67-69 four times, from 70 eight times)"),
    Parameter("mortality_level", 0.7, "ratio", 0.5, 1.0, "doctors over all inhabitants", "judgement",
              "mortality of working doctors over 0.00003 exp(0.092 age)"),
    Parameter("trainee_to_municipal_yearly", 0.005, "1/year", 0.0, 0.02, "assumption; prior includes zero",
              "judgement", "hospital trainees who take a municipal post, where training of any kind will do"),
    Parameter("private_care_factor", 0.8, "ratio", 0.5, 1.0, "assumption; prior includes zero effect", "judgement",
              "weight of other work at the end of LIS1 where private care demands competence too"),
    Parameter("private_care_to_gp_yearly", 0.02, "1/year", 0.0, 0.06, "assumption; prior includes zero", "judgement",
              "former GPs in other work who look for a list because private care demands competence too"),
    Parameter("campaign_taste", 0.05, "logit", 0.0, 0.15, "seen by many, no more is known; prior includes zero",
              "judgement", "liking of general practice in those who choose while a campaign runs"),
)  # fmt: skip


def attraction(w: Country) -> np.ndarray:
    """What policy and strain add to general practice, logit by municipality [M], seen over the trust's area.

    Zero = no grant, supervisors for all, basic share 27 percent, no vacant list.
    """
    p, towns, geo = w.parameters, w.towns, w.geo
    secure = p.career_basic_grant * (w.timeline.national("finance.basic_grant_share", w.month) - 0.27) * 10
    crowded = p.career_crowding * np.log(max(towns.crowding_seen, 1e-3))
    value: np.ndarray = attraction_of_areas(
        towns.grant_offered, towns.slot_chance, towns.vacant_share, towns.lists_wanted, geo.trust, len(geo.trusts),
        w.money.level, p.career_grant_passed_on, p.career_grant, p.career_supervision, p.career_strain, secure, crowded,
    )  # fmt: skip
    return value


def choose(w: Country) -> None:
    """The month's choices: LIS1 completers, doctors who reconsider, and seekers who lose patience."""
    chosen = [_completers(w), *change_course(w), _turn_to_gp(rule_turns.foreign_specialists(w))]
    chosen = [choice for choice in chosen if len(choice[0])]
    if chosen:
        rows, picked = chosen[0] if len(chosen) == 1 else map(np.concatenate, zip(*chosen, strict=True))
        go(w, rows, picked)


Choice = tuple[np.ndarray, np.ndarray]  # rows, and what each of them picked, int64 [n] each
NOBODY_CHOOSES: Choice = (np.empty(0, np.int64), np.empty(0, np.int64))


def _turn_to_gp(rows: np.ndarray) -> Choice:
    return (rows, np.full(len(rows), GP)) if len(rows) else NOBODY_CHOOSES


def _completers(w: Country) -> Choice:
    rows = w.completers
    if len(rows) == 0:
        return NOBODY_CHOOSES
    w.completers = rows[:0]
    value = weights(w, rows)
    picked = luck.race(w.key, w.people.id[rows], w.month, Decision.CAREER, value, CHOICES)
    hospital.turn_away(w, rows, Decision.CAREER, value, CHOICES, picked, HOSPITAL, hospital_share(w))
    return rows, picked


def hospital_share(w: Country) -> float:
    """Weight of hospital at the end of LIS1 at a pull of 1: what the other five shares leave."""
    p = w.parameters
    return 1.0 - (p.career_gp_share + p.career_municipal_share + p.career_locum_share
                  + p.career_other_share + p.career_abroad_share)  # fmt: skip


def weights(w: Country, rows: np.ndarray) -> np.ndarray:
    """Weights float64 (n, 6) of the six choices for these doctors."""
    p, people = w.parameters, w.people
    gp = loops.liking_of_practice(
        rows, people.municipality, people.taste_gp, people.gp_linked, people.wish_salary, w.towns.attraction,
        w.towns.salaried_share, p.career_linked, p.career_salary,
    )  # fmt: skip
    if w.timeline.national("campaign.general_practice", w.month):
        gp = gp + p.campaign_taste
    private = p.private_care_factor if w.timeline.national("competence.private_care", w.month) else 1.0
    value = np.empty((len(rows), 6))
    value[:, HOSPITAL:] = (
        hospital_share(w) * w.towns.hospital_pull, p.career_municipal_share,
        p.career_locum_share * w.towns.locum_price**p.locum_price_pull, p.career_other_share * private,
        p.career_abroad_share,
    )  # fmt: skip
    # exp(taste) has mean exp(sd^2 / 2): divided out, so that the shares are those of the reference
    value[:, GP] = p.career_gp_share * np.exp(gp - p.taste_gp_sd**2 / 2 - p.lis1_good_placement_taste)
    return value


NEXT_STAGE = np.empty(len(CHOICES), np.uint8)  # who turns to general practice works as a locum meanwhile
NEXT_STAGE[[GP, HOSPITAL, MUNICIPAL, LOCUM, OTHER, ABROAD]] = (
    Stage.LOCUM, Stage.HOSPITAL_TRAINEE, Stage.MUNICIPAL, Stage.LOCUM, Stage.OTHER, Stage.ABROAD)  # fmt: skip
STARTS = {Stage.LOCUM: Event.LOCUM_STARTED, Stage.MUNICIPAL: Event.MUNICIPAL_STARTED, Stage.OTHER: Event.LEFT_OTHER,
          Stage.ABROAD: Event.EMIGRATED}  # fmt: skip


def go(w: Country, rows: np.ndarray, picked: np.ndarray) -> None:
    """Carry out choices: who turns to general practice looks for a list and works as a locum meanwhile."""
    people, ledger = w.people, w.ledger
    hospital.hire(w, rows[picked == HOSPITAL])
    rows, goals = loops.turn(
        rows, picked, NEXT_STAGE, people.stage, people.home, people.municipality, people.seeking, people.in_training,
        people.alis_agreement, int(Stage.LOCUM), int(Stage.MUNICIPAL), w.hospitals.centre[0],
    )  # fmt: skip
    if ledger.lives is not None:
        for stage, event in STARTS.items():
            ledger.event(event, rows[goals == stage])
    ledger.transfer(rows, goals)


def _hazards(w: Country) -> np.ndarray:
    """Yearly hazards of changing course by stage and choice, float64 (16, 6), before taste and policy."""
    p, stop, pull = w.parameters, w.rate("locum_stop"), w.towns.hospital_pull
    open_to_all = w.timeline.national("competence.other_municipal", w.month) == "any_training"
    private = w.timeline.national("competence.private_care", w.month)
    table: np.ndarray = w.while_same(
        "career hazards", (p, w.world, open_to_all, private), lambda: _steady_hazards(w, open_to_all, private)
    ).copy()
    table[Stage.LOCUM, GP] = p.locum_to_gp_yearly * stop / w.towns.locum_price**p.locum_price_pull
    table[Stage.LOCUM, HOSPITAL] = p.locum_to_hospital_yearly * stop * pull
    table[Stage.MUNICIPAL, HOSPITAL] = p.municipal_to_hospital_yearly * pull
    table[Stage.HOSPITAL_TRAINEE, GP] = p.trainee_to_gp_yearly / max(pull, 0.2)
    return table


def _steady_hazards(w: Country, open_to_all: bool, private: bool) -> np.ndarray:
    """Those of ``_hazards`` that follow from rules and parameters alone, the others 0."""
    p = w.parameters
    table = np.zeros((len(Stage), len(CHOICES)))
    table[Stage.LOCUM, [MUNICIPAL, OTHER]] = p.locum_to_municipal_yearly * w.rate("locum_stop"), p.locum_to_other_yearly
    table[Stage.MUNICIPAL, [GP, OTHER]] = p.municipal_to_gp_yearly, p.municipal_to_other_yearly
    table[Stage.HOSPITAL_TRAINEE, MUNICIPAL] = p.trainee_to_municipal_yearly if open_to_all else 0.0
    table[Stage.HOSPITAL_TRAINEE, OTHER] = p.hospital_to_other_yearly * w.rate("hospital_exit")
    table[Stage.LEAVE, [GP, OTHER]] = p.leave_to_gp_yearly, p.leave_to_other_yearly
    table[Stage.OTHER, GP] = table[Stage.ABROAD, GP] = p.other_to_gp_yearly
    if private:
        table[Stage.OTHER, GP] += p.private_care_to_gp_yearly
    return table


PRACTISING = (Stage.MUNICIPAL, Stage.HOSPITAL_TRAINEE, Stage.LOCUM)
ELSEWHERE = (Stage.LEAVE, Stage.OTHER, Stage.ABROAD)  # only former GPs under 62 come back from there
STAGES_OPEN = (*PRACTISING, *ELSEWHERE)


def change_course(w: Country) -> list[Choice]:
    """Doctors without a list: those who reconsider, seekers who lose patience, and locums whom a rule moves."""
    people, columns = w.people, hazard_columns(w)
    pull_at_most = keenest(w, columns)
    may, looking, barred = loops.choosers(
        people.rows(Stage.HOSPITAL_TRAINEE), people.stage, people.gp_before, people.seeking, people.reserved,
        people.birth_month, w.month - 62 * 12, *rule_turns.tied_locums(w), people.lis1_done, people.specialist,
    )  # fmt: skip
    changing, hazards = reconsider(w, may, columns, pull_at_most)
    giving_up, shares = lose_patience(w, looking)
    leaving = rule_turns.agency_locums(w, barred, columns, pull_at_most)
    if len(leaving):
        leaving = leaving[(leaving[:, None] != changing).all(axis=1)]
    return [_race_of_change(w, changing, hazards, giving_up, shares), _turn_to_gp(leaving)]


def hazard_columns(w: Country) -> tuple:
    """What the hazards of changing course come from: the arguments of ``career_loops.own_hazards`` after the rows."""
    people = w.people
    mean = w.parameters.taste_gp_sd**2 / 2  # see ``weights``
    return people.stage, people.home, people.taste_gp, people.specialist, _hazards(w), w.towns.attraction, mean


def keenest(w: Country, columns: tuple) -> float:
    """The pull of practice on the keenest doctor in the most attractive place: it bounds what any doctor feels."""
    *_, attraction, mean = columns
    return np.exp(float(attraction.max()) + float(w.people.taste_gp.max()) - mean)  # type: ignore[no-any-return]


def reconsider(w: Country, rows: np.ndarray, columns: tuple, pull_at_most: float) -> tuple[np.ndarray, np.ndarray]:
    """Later changes: locums, hospital trainees, municipal doctors and former GPs; competing yearly hazards.

    rows: doctors without a list (the first of ``career_loops.choosers``). columns: ``hazard_columns``; pull_at_most:
    ``keenest``. Returns the rows of those who change, and their hazards (n, 6), by which they choose.
    """
    people = w.people
    may = people.lis1_done, people.seeking, people.bonded_until, w.month
    bound = loops.bounds_of_change(columns[4], pull_at_most)
    changing = luck.strikes(w.key, people.id, rows, w.month, Decision.RECONSIDER, bound,
                            lambda near: loops.chances_of_change(near, *may, *columns), people.stage)  # fmt: skip
    return changing, loops.own_hazards(changing, *columns)


def lose_patience(w: Country, looking: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seekers without a list turn to hospital, municipal or other work, the sooner the more they are per post.

    Returns their rows and the weights (n, 6) by which they choose.
    """
    people, p = w.people, w.parameters
    yearly = p.seeker_stop_yearly * w.towns.crowding_seen**p.seeker_stop_power * w.rate("locum_stop")
    rows = luck.struck(w.key, people.id, looking, w.month, Decision.LOCUM_STOP, monthly(yearly))
    weight = np.array((0.0, p.seeker_to_hospital * w.towns.hospital_pull, p.seeker_to_municipal, 0.0,
                       1.0 - p.seeker_to_hospital - p.seeker_to_municipal, 0.0))  # fmt: skip
    return loops.turning_away(rows, people.bonded_until, people.specialist, w.month, weight)  # type: ignore[no-any-return]


def _race_of_change(w: Country, changing, hazards, giving_up, shares) -> Choice:  # type: ignore[no-untyped-def]
    """What doctors choose who change course, and then seekers who give up; one race.

    The seekers run twice where hospitals have too few openings: who would have chosen hospital is turned away.
    """
    people, first, number = w.people, len(changing), len(changing) + len(giving_up)
    full = w.towns.hospital_pull < 1.0 and len(giving_up) > 0
    rows, weights = [changing, giving_up], [hazards, shares]
    if full:
        rows.append(giving_up)
        weights.append(np.array(shares))
        weights[2][~people.specialist[giving_up], HOSPITAL] = w.parameters.seeker_to_hospital
    every = np.concatenate(rows)
    picked = luck.race(w.key, people.id[every], w.month, Decision.RECONSIDER_FOR, np.concatenate(weights), CHOICES)
    if full:
        would = (picked[number:] == HOSPITAL) & (picked[first:number] != HOSPITAL)
        hospital.note_turned_away(w, giving_up[would])
    return every[:number], picked[:number]


WITHOUT_LIST = np.isin(np.arange(len(Stage)), (*STAGES_OPEN, Stage.HOSPITAL_SPECIALIST))
NOT_GONE = np.arange(len(Stage)) < Stage.RETIRED
RETIREMENT_AGES = np.array([0, 62, 67, 70])  # from 67 four times as often as at 62, from 70 eight times
RETIREMENT_STEPS = np.array([0.0, 1.0, 4.0, 8.0])


def retire_and_die(w: Country) -> None:
    """Doctors without a list: retirement by age, hospital doctors' departures, and deaths. GPs retire in fastlege."""
    p, people = w.parameters, w.people
    chance = w.while_same("retirement", (p, w.world), lambda: _retirement(w))
    year = w.while_same("born in time", (w.arrivals,), lambda: _old_this_year(w))  # another object every year
    old, new = year[:-1], int(year[-1])
    came = loops.born_until(w.month - 62 * 12, people.birth_month, people.stage, WITHOUT_LIST, new)
    if len(came):
        old = np.concatenate([old, came])
    retired = luck.strikes(
        w.key, people.id, old, w.month, Decision.RETIREMENT, chance.max(), lambda near: loops.by_age_and_stage(
            near, people.stage, people.birth_month, w.month, RETIREMENT_AGES, chance)
    )  # fmt: skip
    switch = monthly(p.hospital_to_other_yearly * w.rate("hospital_exit"))
    specialists = people.rows(Stage.HOSPITAL_SPECIALIST)
    gone = luck.struck(w.key, people.id, specialists, w.month, Decision.HOSPITAL_SWITCH, switch)
    _end(w, retired, Stage.RETIRED, Event.RETIRED, Cause.AGE)
    gone = loops.born_after(w.month - 62 * 12, gone, people.birth_month, people.stage, int(Stage.HOSPITAL_SPECIALIST))
    _end(w, gone, Stage.OTHER, Event.LEFT_OTHER, Cause.TO_OTHER)
    die(w)


def _old_this_year(w: Country) -> np.ndarray:
    """Rows of doctors who are 62 before the year is out and have not left; and as the last the first row to come.

    Those who are younger or hold a list have no chance of retiring here (``_retirement``): to draw for them, too, is
    quicker than to pick the others every month.
    """
    people = w.people
    found = loops.born_until(w.month - 61 * 12, people.birth_month, people.stage, NOT_GONE, 0)
    return np.append(found, people.n)


def _retirement(w: Country) -> np.ndarray:
    """Monthly chances of retirement by step of age and stage, float64 (4, 16): none under 62 or with a list."""
    faster = WITHOUT_LIST.astype(float)
    faster[Stage.HOSPITAL_SPECIALIST] = w.rate("hospital_exit")
    chance: np.ndarray = monthly(w.parameters.retirement_62_yearly * RETIREMENT_STEPS[:, None] * faster)
    return chance


AGES = np.arange(12 * 95 + 1) / 12.0  # years; mortality rises no further for the few still working after the last


def die(w: Country) -> None:
    """Deaths of working doctors by age; a GP's list falls vacant at once."""
    people, p = w.people, w.parameters
    by_age = w.while_same("mortality", (p,), lambda: monthly(p.mortality_level * 0.00003 * np.exp(0.092 * AGES)))
    # drawn for everybody, who has left included: cheaper than to pick the working, and the same draws for them
    dead = luck.strikes(
        w.key, people.id, None, w.month, Decision.DEATH, by_age[-1], lambda near: loops.mortality(
            near, people.stage, people.birth_month, w.month, by_age, int(Stage.RETIRED))
    )  # fmt: skip
    if len(dead):
        w.vacate(dead[people.list[dead] >= 0], Cause.DEATH)
        _end(w, dead, Stage.DEAD, Event.DIED, Cause.DEATH)


def _end(w: Country, rows: np.ndarray, stage: Stage, event: Event, cause: Cause) -> None:
    if len(rows) == 0:
        return
    people = w.people
    w.ledger.event(event, rows, cause)  # where it happened is still known
    loops.quit_work(
        rows, people.reserved, w.lists.successor, people.starts_at, people.municipality, people.in_training,
        people.alis_agreement, people.seeking,
    )  # fmt: skip
    w.ledger.transfer(rows, stage)
