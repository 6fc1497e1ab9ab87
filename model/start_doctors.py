"""Doctors at the start: GPs on their lists, and everybody else in the pipeline."""

import numpy as np

from agents import contract, institution, introduction, luck, old_scheme, recognition, student, training_costs
from agents.doctor import (
    ABROAD,
    FOREIGN,
    HOME_EDUCATED,
    PLACES,
    Stage,
)
from agents.luck import Decision
from agents.months import month_index
from model.start_values import AGE_FROM, SPECIALIST_BY_AGE, SPECIALIST_BY_SIZE_2015


def start_ids(w, channel: str, number: int, shift: int = 0) -> np.ndarray:
    """Names of a start stock: ordinals inside the channel, in the month before the start (and earlier ones)."""
    ordinal = np.arange(number) + shift
    return luck.make_id(w.start_month - 1 - ordinal // 16384, luck.CHANNELS[channel], ordinal % 16384)


def add(w, channel: str, number: int, shift: int = 0, **columns) -> np.ndarray:
    """A start stock with traits; origin by population unless given. Returns rows."""
    number = int(number)
    ids = start_ids(w, channel, number, shift)
    origin = columns.pop("origin", None)
    if origin is None:
        origin = draw_town(w, ids, Decision.ORIGIN)
    traits = student.draw_traits(w, ids, origin)
    traits.update(columns)
    traits.setdefault("graduates_at", w.start_month - 24)
    return w.people.add(number, id=ids, **traits)


def draw_town(w, ids: np.ndarray, decision: Decision) -> np.ndarray:
    """Municipality (index) drawn by inhabitants."""
    return luck.pick(w.key, ids, 0, decision, w.inhabitants)


def scaled(w, number: float) -> int:
    """A national count in this geography."""
    return round(number * w.scale)


def ages(w, ids: np.ndarray, low: float, high: float, power: float = 1.0) -> np.ndarray:
    """Birth months of people between two ages; power > 1 leans to the young end."""
    draw = luck.uniform(w.key, ids, 0, Decision.BIRTH)
    return np.floor(w.start_month - 12 * (low + (high - low) * draw**power)).astype(np.int64)


def gps(w, start: str, values) -> None:
    """GPs, one for each list with a doctor except the few who hold two, with age, sex, specialty and training."""
    geo, lists = w.geo, w.lists
    rows = w.start_filled
    second = _second_lists(w, rows, values)
    main = rows[~second]
    town = lists.municipality[main].astype(np.int64)
    ids = start_ids(w, "start_gp", len(main))
    female = _women(w, ids, town, start, values)
    birth = _births(w, ids, female, values)
    origin = np.where(luck.happens(w.key, ids, 0, Decision.START_PLACE, 0.4), town, draw_town(w, ids, Decision.ORIGIN))
    doctors = add(w, "start_gp", len(main), origin=origin, female=female, birth_month=birth, home=town,
                  municipality=town, list=main, lis1_done=True, lis1_hospital_done=True, gp_before=True,
                  education=_education(w, ids), stage=Stage.GP_UNTRAINED, since=w.start_month - 1)  # fmt: skip
    people = w.people
    people.taste_rural[doctors] += 0.25 * (geo.centrality[town] - 3.0)
    factor = np.where(female, w.parameters.list_factor_women, 2.0 - w.parameters.list_factor_women)
    part = np.where(female, w.parameters.part_time_share_women, w.parameters.part_time_share_women / 2)
    people.fte[doctors] = np.where(luck.happens(w.key, ids, 0, Decision.PART_TIME, part), 0.8, 1.0)
    people.list_factor[doctors] = factor * np.exp(
        w.parameters.list_factor_sd * luck.normal(w.key, ids, 0, Decision.WANTED_LIST)
    )
    lists.doctor[main] = doctors
    there = lists.municipality[rows[second]]
    rank = np.arange(len(there)) - np.searchsorted(there, there)  # each second list of a town has another owner
    lists.doctor[rows[second]] = doctors[np.searchsorted(town, there) + rank]
    _tenure(w, doctors)
    _specialists(w, doctors, values)
    _trainees(w, doctors, scaled(w, values.trainees_with_list), values.agreement_share)
    people.grandfathered[doctors] = people.gp_since[doctors] < contract.COMPETENCE_RULE


def _second_lists(w, rows: np.ndarray, values) -> np.ndarray:
    """Lists whose doctor has another list too: the last lists of the largest municipalities, bool [n]."""
    town = w.lists.municipality[rows]
    number = round((values.lists_with_doctor - values.gps) * w.scale)
    count = np.bincount(town, minlength=len(w.geo.number))
    per_town = w.share_whole(number, count.astype(float))
    per_town = np.minimum(per_town, count // 2)
    position_from_end = np.searchsorted(town, town, side="right") - 1 - np.arange(len(town))
    return position_from_end < per_town[town]


def _women(w, ids: np.ndarray, town: np.ndarray, start: str, values) -> np.ndarray:
    """Women by municipality as in the snapshot, else the national share drawn over all."""
    draw = luck.uniform(w.key, ids, 0, Decision.SEX)
    if start != "2026":
        female = np.zeros(len(ids), bool)
        female[np.argsort(draw, kind="stable")[: round(values.women_share * len(ids))]] = True
        return female
    order = np.lexsort((draw, town))
    rank = np.empty(len(ids), np.int64)
    rank[order] = np.arange(len(ids)) - np.searchsorted(town, town)[order]
    return rank < w.geo.women_gps[town]


def _births(w, ids: np.ndarray, female: np.ndarray, values) -> np.ndarray:
    """Birth months from the pyramid by sex: exact group sizes, dealt out by lot, uniform inside a group."""
    birth = np.zeros(len(ids), np.int64)
    lot = luck.uniform(w.key, ids, 0, Decision.START_STATE)
    inside = luck.uniform(w.key, ids, 0, Decision.BIRTH)
    for sex, share in ((False, values.men_by_age), (True, values.women_by_age)):
        who = np.flatnonzero(female == sex)
        sizes = w.share_whole(len(who), np.array(share))
        group = np.repeat(np.arange(len(AGE_FROM)), sizes)
        dealt = np.empty(len(who), np.int64)
        dealt[np.argsort(lot[who], kind="stable")] = group
        width = np.where(dealt == len(AGE_FROM) - 1, 4.0, 5.0)
        age = np.maximum(AGE_FROM[dealt] + width * inside[who], 26.5)
        birth[who] = np.floor(w.start_month - 12 * age)
    return birth


def _education(w, ids: np.ndarray) -> np.ndarray:
    """Place of education: 57 percent at home (2020), evenly over the four schools by size."""
    weight = np.array([0.22, 0.15, 0.10, 0.10, 0.25, 0.18])
    names = np.array([0, 1, 2, 3, ABROAD, FOREIGN], np.uint32)
    return names[luck.race(w.key, ids, 0, Decision.START_STAGE, weight, names)].astype(np.int64)


def _tenure(w, doctors: np.ndarray) -> None:
    """Start of the contract and of life as a GP: exponential with the class's elapsed median, capped by age."""
    people = w.people
    ids = people.id[doctors]
    age = (w.start_month - people.birth_month[doctors]) / 12.0
    small = w.geo.size_class[people.municipality[doctors]]
    median = np.array([4.6, 7.8, 6.8, 9.3, 9.3, 11.6])[small]  # elapsed years 2015 (published)
    since = -np.log(luck.uniform(w.key, ids, 1, Decision.START_LIST)) * median / np.log(2.0)
    tenure = np.minimum(since, np.maximum(age - 29.0, 0.3))
    people.contract_since[doctors] = w.start_month - 1 - np.floor(12 * tenure).astype(np.int64)
    earlier = luck.uniform(w.key, ids, 2, Decision.START_LIST) * np.maximum(age - 30.0 - tenure, 0.0)
    people.gp_since[doctors] = people.contract_since[doctors] - np.floor(12 * earlier).astype(np.int64)


def _specialists(w, doctors: np.ndarray, values) -> None:
    """The national number exactly; older doctors and larger municipalities more often."""
    people = w.people
    age = (w.start_month - people.birth_month[doctors]) / 12.0
    group = np.clip(np.searchsorted(AGE_FROM, age, side="right") - 1, 0, len(AGE_FROM) - 1)
    by_age = SPECIALIST_BY_AGE[group] / 100.0
    by_size = SPECIALIST_BY_SIZE_2015[w.geo.size_class[people.municipality[doctors]]] / 100.0
    draw = luck.uniform(w.key, people.id[doctors], 0, Decision.START_TRAINING)
    score = _logit(by_age) + _logit(by_size) + _logit(draw)
    number = round(values.specialists * len(doctors) / values.gps)
    chosen = doctors[np.argsort(-score, kind="stable")[:number]]
    people.specialist[chosen] = True
    w.ledger.transfer(chosen, Stage.GP_SPECIALIST)


def _logit(share: np.ndarray) -> np.ndarray:
    return np.log(share) - np.log1p(-share)


def _trainees(w, rows: np.ndarray, number: int, share_with_agreement: float) -> None:
    """The youngest non-specialists are in training, with months done spread over the course, thinned by dropout."""
    people = w.people
    rows = rows[~people.specialist[rows]]
    lot = luck.uniform(w.key, people.id[rows], 1, Decision.START_TRAINING)
    age = (w.start_month - people.birth_month[rows]) / 12.0
    chosen = rows[np.argsort(age + 12 * lot, kind="stable")[:number]]
    people.in_training[chosen] = True
    holders = chosen[people.list[chosen] >= 0]
    w.ledger.transfer(holders, Stage.GP_TRAINING)
    thin = w.parameters.training_dropout_yearly * 6.5
    draw = luck.uniform(w.key, people.id[chosen], 2, Decision.START_TRAINING)
    done = -np.log1p(-draw * (1.0 - np.exp(-thin))) / thin * 60.0
    since = w.start_month - people.gp_since[chosen]
    people.training_months[chosen] = done
    people.gp_since[chosen] = np.where(since < done, w.start_month - np.ceil(done / 0.85), people.gp_since[chosen])
    people.open_months[chosen] = done * 0.9
    # who is due waits for a place, and trains on meanwhile
    due = institution.SERVICE_AFTER_MONTHS + 12.0 / w.parameters.institution_place_yearly * w.parameters.training_pace
    serving = (done >= due) & (done < due + 6)
    people.institution_months[chosen] = np.where(done >= due + 6, 12, np.where(serving, np.floor(done - due), 0))
    people.away_until[chosen[serving]] = w.start_month + 5 - np.floor(done[serving] - due).astype(np.int64)
    people.at_institution[chosen[serving]] = True
    _under_old_rules(w, chosen)
    agreed = luck.happens(w.key, people.id[chosen], 0, Decision.GRANT, share_with_agreement)
    people.alis_agreement[chosen[agreed]] = True


def _under_old_rules(w, trainees: np.ndarray) -> None:
    """Trainees who began before March 2019: all of them before that date, later some who are half through or more."""
    people = w.people
    if w.start_month < old_scheme.NEW_RULES:
        people.old_scheme[trainees] = True
        return
    late = trainees[people.training_months[trainees] >= 30.0]
    lot = luck.uniform(w.key, people.id[late], 3, Decision.START_TRAINING)
    number = round(w.parameters.old_scheme_share * len(trainees))
    people.old_scheme[late[np.argsort(lot, kind="stable")[:number]]] = True


def others(w, start: str, values) -> None:
    """Students, the LIS1 queue, LIS1 doctors, locums, municipal and hospital doctors, and those outside."""
    _students(w, values)
    _queue(w, values)
    _lis1(w, values)
    _off_list(w, values)
    _hospital(w, values)
    _outside(w, values)
    w.first("group_supervision", training_costs.paid_by_state(w))  # what municipalities pay now is in their budgets


def _intake(w, year: int) -> np.ndarray:
    """Study places of August of a year, by place, from the policy of record."""
    month = month_index(f"{year}-08")
    return w.policy.at("education.study_places", w.geo, month)


def _students(w, values) -> None:
    """Six classes at home (Oslo with January classes) and abroad, thinned by dropout to the start."""
    first = w.start_month // 12 + 1900
    p = w.parameters
    for year in range(first - 6, first):
        places = _intake(w, year)
        for place, name in enumerate(PLACES):
            for january in (False, True):
                share = p.student_january_share if name == "uio" else 0.0
                if (january and (share == 0.0 or year == first - 1)):
                    continue
                entered = month_index(f"{year}-08") if not january else month_index(f"{year + 1}-01")
                number = places[place] * (share if january else 1.0 - share)
                if values.double_class and name == "uio" and year == first - 5 and january:
                    number += values.double_class
                years = (w.start_month - entered) / 12.0
                number = scaled(w, number * p.student_finish_share ** (years / 6.0))
                _class(w, name, place, entered, number, january)
        number = scaled(w, values.abroad_per_class[year - first + 6] * p.abroad_intake_level)
        _class(w, "abroad", ABROAD, month_index(f"{year}-08"), number, False)
    if w.timeline.national("lis1.recognise_foreign", w.start_month) != "none":
        number = scaled(w, values.abroad_per_class[0] * p.abroad_intake_level)
        _serving_abroad(w, month_index(f"{first - 7}-08"), number)


def _serving_abroad(w, entered: int, number: int) -> None:
    """Of last year's graduates abroad, those who do the service there that counts as LIS1 and come home afterwards."""
    ids = luck.make_id(entered, luck.CHANNELS["abroad"], np.arange(number))
    ids = ids[luck.happens(w.key, ids, 0, Decision.ABROAD_RETURN, w.parameters.abroad_apply_share)]
    ids = ids[luck.happens(w.key, ids, 0, Decision.KBU, w.parameters.kbu_share)]
    traits = student.draw_traits(w, ids, student.draw_origin(w, ids, None, 0.0))
    degree = entered + 70
    w.people.add(len(ids), id=ids, education=ABROAD, stage=Stage.ABROAD, since=degree, graduates_at=degree,
                 birth_month=ages(w, ids, 26, 29), applies_from=student.NOT_APPLYING,
                 away_until=degree + recognition.SERVICE_MONTHS, **traits)  # fmt: skip


def _class(w, channel: str, education: int, entered: int, number: int, january: bool) -> None:
    """One class that entered earlier; names carry the month of entry, as those of later classes do."""
    ids = luck.make_id(entered, luck.CHANNELS[channel], np.arange(number))
    quota = w.timeline.place("education.rural_quota", w.start_month)
    home = education < HOME_EDUCATED
    origin = student.draw_origin(w, ids, education if home else None, quota[education] if home else 0.0)
    graduates = np.full(number, entered + (71 if january else 70))
    traits = student.draw_traits(w, ids, origin)
    campus = w.policy.at("education.decentralised_share", w.geo, entered)[education] if home else 0.0
    student.add_campus(w, ids, np.full(number, campus), traits)
    draw = luck.uniform(w.key, ids, 0, Decision.BIRTH)
    birth = entered - 12 * (20 + np.floor(3 * draw**2)) - 6
    w.people.add(number, id=ids, education=education, stage=Stage.STUDENT, since=entered, birth_month=birth,
                 graduates_at=graduates, applies_from=student.first_application(w, ids, education, graduates),
                 **traits)  # fmt: skip


def _queue(w, values) -> None:
    """Doctors not hired in the last round, with failed rounds (geometric), and those accepted for 1 March."""
    shift = 0
    accepted = (0.56, 0.41, 0.03)  # hired by kind 2021 (F)
    for education, waiting, share in zip((0, ABROAD, FOREIGN), values.waiting, accepted, strict=True):
        for number, starts in ((scaled(w, waiting), -1), (scaled(w, values.lis1_accepted * share), w.start_month + 2)):
            ids = start_ids(w, "start_wait", number, shift)
            rounds = np.floor(-np.log(luck.uniform(w.key, ids, 0, Decision.START_STATE)) / np.log(2.0))
            rounds = rounds + (starts < 0)
            trust = w.geo.trust[draw_town(w, ids, Decision.START_PLACE)] if starts >= 0 else -1
            schools = luck.race(w.key, ids, 0, Decision.START_STAGE, np.array([0.38, 0.27, 0.18, 0.17]),
                                np.arange(4, dtype=np.uint32))  # fmt: skip
            add(w, "start_wait", number, shift, stage=Stage.WAITING, since=w.start_month - 6,
                education=schools if education == 0 else education, birth_month=ages(w, ids, 26, 31),
                applies_from=np.maximum(w.start_month - 6 * rounds - 4, 0), failed_rounds=np.minimum(rounds, 12),
                graduates_at=w.start_month - 7, starts_at=starts, trust=trust,
                origin=np.full(number, -1) if education == FOREIGN else None)  # fmt: skip
            shift += number


def _lis1(w, values) -> None:
    """LIS1 doctors under way: two groups in hospital, one in municipalities."""
    shift = 0
    trust_share = w.hospitals.lis1_share
    groups = ((values.lis1_hospital[0], Stage.LIS1_HOSPITAL, 9), (values.lis1_hospital[1], Stage.LIS1_HOSPITAL, 3),
              (values.lis1_municipality, Stage.LIS1_MUNICIPALITY, 3))  # fmt: skip
    for count, stage, done in groups:
        number = scaled(w, count)
        ids = start_ids(w, "start_lis1", number, shift)
        trust = np.repeat(np.arange(len(trust_share)), w.share_whole(number, trust_share))
        town = np.full(number, -1)
        if stage == Stage.LIS1_MUNICIPALITY:
            town = np.repeat(np.arange(len(w.geo.number)), w.share_whole(number, w.geo.lis1_municipal_weight))
            trust = w.geo.trust[town]
        education = np.array([0, 1, 2, 3, ABROAD, FOREIGN])[
            luck.race(w.key, ids, 0, Decision.START_STAGE, np.array([0.21, 0.15, 0.10, 0.10, 0.41, 0.03]),
                      np.arange(6, dtype=np.uint32))
        ]  # fmt: skip
        add(w, "start_lis1", number, shift, stage=stage, since=w.start_month - done - 1, trust=trust, municipality=town,
            lis1_months=done, lis1_hospital_done=stage == Stage.LIS1_MUNICIPALITY, education=education,
            birth_month=ages(w, ids, 26, 33), applies_from=w.start_month - 20)  # fmt: skip
        shift += number


def _off_list(w, values) -> None:
    """Locums and municipal doctors without list: part of them in training, some looking for a list."""
    for channel, count, stage in (("start_locum", values.locums, Stage.LOCUM),
                                  ("start_municipal", values.municipal, Stage.MUNICIPAL)):  # fmt: skip
        number = scaled(w, count)
        ids = start_ids(w, channel, number)
        town = draw_town(w, ids, Decision.START_PLACE)
        rows = add(w, channel, number, stage=stage, since=w.start_month - 12, home=town, municipality=town,
                   education=_education(w, ids), birth_month=ages(w, ids, 28, 58, 2.2), lis1_done=True,
                   lis1_hospital_done=True)  # fmt: skip
        people = w.people
        old = rows[people.birth_month[rows] < w.start_month - 42 * 12]
        people.specialist[old] = luck.happens(w.key, people.id[old], 0, Decision.START_STATE, 0.6)
        people.gp_before[old] = luck.happens(w.key, people.id[old], 1, Decision.START_STATE, 0.4)
        _trainees(w, rows, scaled(w, values.trainees_without_list / 2), values.agreement_share)
        if stage == Stage.LOCUM:
            lot = luck.uniform(w.key, people.id[rows], 2, Decision.START_STATE)
            people.seeking[rows[np.argsort(lot, kind="stable")[: scaled(w, values.seekers)]]] = True
        else:
            introduction.begin(w, rows)


def _hospital(w, values) -> None:
    """Hospital trainees (mean age 36) and specialists (mean 51.5, 38 percent aged 55-69; 2018), by trust."""
    share = w.hospitals.posts_at_start
    for channel, count, stage, low, high, power in (
        ("start_htrainee", values.hospital_trainees, Stage.HOSPITAL_TRAINEE, 29, 46, 1.3),
        ("start_hspec", values.hospital_specialists, Stage.HOSPITAL_SPECIALIST, 36, 67.5, 1.05),
    ):
        number = scaled(w, count)
        ids = start_ids(w, channel, number)
        trust = np.repeat(np.arange(len(share)), w.share_whole(number, share))
        home = w.hospitals.centre[trust]
        since = w.start_month - 1 - np.floor(84 * luck.uniform(w.key, ids, 0, Decision.START_TRAINING))
        add(w, channel, number, stage=stage, since=since, trust=trust, home=home, education=_education(w, ids),
            birth_month=ages(w, ids, low, high, power), lis1_done=True, lis1_hospital_done=True)  # fmt: skip


def _outside(w, values) -> None:
    """Doctors who gave up the LIS1 queue, and former GPs in other work who may come back."""
    number = scaled(w, values.gave_up)
    ids = start_ids(w, "start_outside", number)
    education = np.where(luck.happens(w.key, ids, 0, Decision.START_STAGE, 0.4), ABROAD, FOREIGN)
    add(w, "start_outside", number, stage=Stage.OTHER, since=w.start_month - 24, education=education, failed_rounds=3,
        birth_month=ages(w, ids, 28, 40), applies_from=student.NOT_APPLYING)  # fmt: skip
    former = scaled(w, values.former_gps)
    ids = start_ids(w, "start_outside", former, number)
    town = draw_town(w, ids, Decision.START_PLACE)
    rows = add(w, "start_outside", former, number, stage=Stage.OTHER, since=w.start_month - 24, home=town,
               education=_education(w, ids), birth_month=ages(w, ids, 33, 60), lis1_done=True,
               lis1_hospital_done=True, gp_before=True)  # fmt: skip
    w.people.specialist[rows] = luck.happens(w.key, ids, 0, Decision.START_STATE, 0.5)
