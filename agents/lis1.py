"""LIS1: twelve months in hospital, then six in a municipality of the trust's area (EU 2022; spesialistforskriften).

The round itself, who gets which post, is model/allocation.py. Here: starting, going on to the municipality, quitting,
residual posts, completing, giving up the queue and coming back to it. Posts that a municipality created itself
(agents/own_posts.py) name their municipality from the start and may put its half-year first (lever L9).
"""

import numpy as np

from agents import bonding, luck
from agents import lis1_loops as loops
from agents.country import Country
from agents.doctor import ABROAD, EDUCATION, HOME_EDUCATED, NEVER, NOBODY, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.row_loops import marked, with_value
from agents.student import FLOW_CHECK, NOT_APPLYING

HOSPITAL_MONTHS, MUNICIPAL_MONTHS = 12, 6
USUAL_GRANT_NOK = 140_000.0  # municipal grant per candidate (EU 2022), which the cost of a start holds already
RETURN_WITHIN = 60  # months: who has been out of the queue for five years is settled elsewhere (assumption)

declare(
    Parameter("lis1_giveup_home", 0.06, "probability/round", 0.0, 0.10, FLOW_CHECK, "B",
              "give-up per failed round at a hiring chance of one half, trained in Norway"),
    Parameter("lis1_giveup_abroad", 0.13, "probability/round", 0.02, 0.26, FLOW_CHECK, "B",
              "the same, Norwegians trained abroad",
              informed_by=("lis1_applicants", "lis1_hired_share")),
    Parameter("lis1_giveup_other", 0.38, "probability/round", 0.08, 0.58, FLOW_CHECK, "B",
              "the same, other applicants",
              informed_by=("lis1_applicants", "lis1_hired_share")),
    Parameter("lis1_giveup_power", 1.5, "power", 0.2, 3.7, FLOW_CHECK, "B",
              "give-up grows with ((1 - chance) / 0.5) to this power"),
    Parameter("lis1_giveup_per_failure", 0.15, "share", 0.0, 0.5, "assumption from the sticky queue of 2023",
              "judgement", "give-up grows by this share with each failed round before"),
    Parameter("lis1_return_yearly", 0.06, "1/year", 0.0, 0.12, "flow check: 3-6 percent a half-year when chances rise",
              "judgement", "doctors who gave up the queue and come back, at a hiring chance of one half"),
    Parameter("lis1_quit_yearly", 0.05, "1/year", 0.0, 0.15, "EU 2022: late quitting is common in less central places",
              "judgement", "quitting the municipal part, centrality 1-4 and no quarantine"),
    Parameter("lis1_quit_rural_factor", 2.5, "ratio", 1.0, 5.0, "EU 2022, direction only", "judgement",
              "quitting in centrality 5-6 over elsewhere"),
    Parameter("lis1_quarantine_effect", 0.10, "1/month", 0.0, 0.3, "assumption: six months halve quitting", "judgement",
              "fall in the log of quitting per month of quarantine"),
    Parameter("lis1_residual_fill_yearly", 1.5, "1/year", 1.0, 8.0, "residual posts: only their balance is seen",
              "judgement", "a doctor without the municipal part takes a residual post"),
    Parameter("lis1_grant_fill", 0.2, "ln/100 000 NOK", 0.0, 0.6, "assumption; prior includes zero", "judgement",
              "residual posts are filled faster per 100 000 NOK of municipal grant above 140 000"),
    Parameter("lis1_direct_fill", 1.5, "ratio", 1.0, 3.0, "advertising is laborious (NSDM 2017); prior includes none",
              "judgement", "residual posts are filled faster when a doctor may be taken without advertising"),
    Parameter("lis1_named_quit", 0.8, "ratio", 0.5, 1.0, "assumption; prior includes no effect", "judgement",
              "quitting the municipal part when its place was named at hiring, over otherwise"),
    Parameter("lis1_supervised_giveup", 0.3, "share", 0.0, 1.0, "assumption; prior includes zero", "judgement",
              "giving up the queue grows by this share when doctors without LIS1 may only work supervised"),
    Parameter("lis1_work_of_gp", 0.5, "GP", 0.3, 0.7, "model design", "judgement",
              "patient work of a LIS1 doctor in a municipality, in GPs"),
    Parameter("lis1_good_placement_taste", 0.15, "logit", 0.0, 0.4, "rural postgraduate training, odds ratio 4.57",
              "judgement", "rise in taste for general practice after a completed municipal part"),
)  # fmt: skip


KINDS = np.array([0 if code < HOME_EDUCATED else 1 if code == ABROAD else 2 for code in range(len(EDUCATION))])


def kind_of(education: np.ndarray) -> np.ndarray:
    """0 trained in Norway, 1 Norwegian trained abroad, 2 other, by place of education (code)."""
    return KINDS[education]


def trust_of(w: Country, towns: np.ndarray) -> np.ndarray:
    """Trust in whose area each of these municipalities lies, -1 for nowhere (-1); same shape."""
    return np.where(towns >= 0, w.geo.trust[towns], -1)


def give_up(w: Country, failed: np.ndarray, chance: float) -> None:
    """After a round: some of those without a post leave the queue, more readily the lower the chance was."""
    p, people = w.parameters, w.people
    chance = w.loop("queue_giveup", "lis1_chance", chance)
    base = np.array([p.lis1_giveup_home, p.lis1_giveup_abroad, p.lis1_giveup_other])[kind_of(people.education[failed])]
    rounds_before = people.failed_rounds[failed] - 1.0
    risk = base * (2.0 * (1.0 - chance)) ** p.lis1_giveup_power * (1 + p.lis1_giveup_per_failure * rounds_before)
    if w.timeline.national("lis1.supervised_practice", w.month):
        risk = risk * (1.0 + p.lis1_supervised_giveup)
    risk = 1.0 - np.exp(-risk * w.rate("lis1_giveup"))
    gone = failed[luck.happens(w.key, people.id[failed], w.month, Decision.LIS1_GIVEUP, risk)]
    w.ledger.waited(gone[people.stage[gone] == Stage.WAITING], started=False)
    people.applies_from[gone] = NOT_APPLYING
    w.ledger.event(Event.LIS1_GAVE_UP, gone, Cause.NOT_HIRED)
    w.ledger.note("lis1_gave_up", len(gone))
    w.ledger.transfer(gone[people.stage[gone] == Stage.WAITING], Stage.OTHER)


def come_back(w: Country, chance: float) -> None:
    """Before a round: doctors outside who never did LIS1 return to the queue, more when the last chance was good."""
    p, people = w.parameters, w.people
    # twice a year: no group of rows is kept for it
    rows = marked((people.stage == int(Stage.OTHER)) & (people.failed_rounds > 0))
    rows = rows[w.month - people.since[rows] < RETURN_WITHIN]
    rows = rows[~people.lis1_done[rows] & (people.graduates_at[rows] < w.month)]
    chance = w.loop("queue_giveup", "lis1_chance_back", chance)
    yearly = p.lis1_return_yearly * (2.0 * chance) ** 2 * w.rate("lis1_return")
    back = rows[luck.happens(w.key, people.id[rows], w.month, Decision.LIS1_RETURN, 1.0 - np.exp(-yearly / 2.0))]
    people.applies_from[back] = w.month
    w.ledger.transfer(back, Stage.WAITING)
    w.ledger.event(Event.LIS1_RETURNED, back)


def start_posts(w: Country) -> None:
    """Accepted doctors with a degree begin, of the rounds on 1 September and 1 March; posts of others stay empty."""
    people = w.people
    rows = with_value(people.rows(Stage.WAITING), people.starts_at, w.month)
    rows = rows[~people.lis1_hospital_done[rows]] if len(rows) else rows
    if len(rows) == 0:
        return
    own = people.own_post[rows]
    of_rounds = rows[~own]
    if len(of_rounds):
        waited = w.month - np.maximum(people.applies_from[of_rounds], people.graduates_at[of_rounds])
        w.ledger.nation("lis1_wait_months", float(np.maximum(waited, 0).sum()))
    w.ledger.waited(rows, started=True)
    if w.ledger.lives is not None:
        w.ledger.event(Event.LIS1_STARTED, rows, np.where(own, Cause.HIRED, Cause.NONE))
    people.lis1_months[rows] = 0
    municipal_first = people.municipal_first[rows]
    begin_hospital_part(w, rows[~municipal_first])
    begin_municipal_part(w, rows[municipal_first], people.lis1_town[rows[municipal_first]])


def progress(w: Country) -> None:
    """A month of LIS1: bonds kept or broken, quitting, residual posts, the end of either part, completion."""
    bonding.keep_or_break(w)
    quit_municipal_part(w)
    take_residual_posts(w)
    for stage, length, then in (
        (Stage.LIS1_MUNICIPALITY, MUNICIPAL_MONTHS, end_municipal_part),
        (Stage.LIS1_HOSPITAL, HOSPITAL_MONTHS, end_hospital_part),
    ):
        then(w, loops.pass_month(w.people.rows(stage), w.people.since, w.people.lis1_months, w.month, length))


def begin_hospital_part(w: Country, rows: np.ndarray) -> None:
    """Twelve months in the hospital trust of the post begin."""
    if len(rows):
        w.people.starts_at[rows] = NEVER
        w.ledger.transfer(rows, Stage.LIS1_HOSPITAL)


def end_hospital_part(w: Country, rows: np.ndarray) -> None:
    """On to the municipality, together with those who still lack its part; or done, where that part came first."""
    if len(rows) == 0:
        return
    people = w.people
    people.lis1_hospital_done[rows] = True
    done = people.municipal_first[rows]
    people.municipality[rows[done]] = people.lis1_town[rows[done]]
    complete(w, rows[done])
    rows = rows[~done]
    if not people.own_post[rows].all():  # a group of the rounds, whose trusts now share out places
        late = without_municipal_part(w)  # they wait: nobody is among both
        rows = np.sort(np.concatenate([rows, late]), kind="stable")  # merges what is in order already
    go_to_municipality(w, rows)


def without_municipal_part(w: Country) -> np.ndarray:
    """Doctors who quit the municipal part and may begin it anew with the next group: the right to a place remains."""
    people = w.people
    rows = people.rows(Stage.WAITING)
    return rows[people.lis1_hospital_done[rows] & (people.starts_at[rows] <= w.month)]


def go_to_municipality(w: Country, rows: np.ndarray) -> None:
    """Each trust's doctors share the places of its municipalities, unless a place was agreed on with the post.

    Places follow the weights of the geography (turnus FTE per 10 000 by centrality, SSB 2015): a doctor has a right to
    a place in the trust's area. Who chooses: near home, and central or rural by own taste.
    """
    if len(rows) == 0:
        return
    people = w.people
    town = people.lis1_town[rows]
    choosing = town < 0
    if choosing.any():
        town[choosing] = choose_places(w, rows[choosing])
    people.lis1_months[rows] = 0
    begin_municipal_part(w, rows, town)


def begin_municipal_part(w: Country, rows: np.ndarray, towns: np.ndarray, cause: Cause = Cause.NONE) -> None:
    """Doctors begin in these municipalities: with a promised training post where a whole course is offered (A16).

    The state pays what the grant of the municipality differs from the usual one, not for posts of its own.
    """
    if len(rows) == 0:
        return
    people = w.people
    people.municipality[rows] = towns
    people.starts_at[rows] = NEVER
    w.ledger.transfer(rows, Stage.LIS1_MUNICIPALITY)
    w.ledger.event(Event.LIS1_TO_MUNICIPALITY, rows, cause)
    if w.timeline.anywhere("alis.whole_course", w.month):
        offered = w.timeline.municipal("alis.whole_course", w.month)[towns] > 0
        people.gp_linked[rows[offered & has_local_tie(w, rows, towns)]] = True
    w.ledger.flow("lis1_linked", towns[people.gp_linked[rows]])
    granted = towns[~people.own_post[rows]]
    more = float((municipal_grant(w)[granted] - USUAL_GRANT_NOK).sum())
    if more:
        w.money.owe("state", more, "lis1.municipal_grant_nok")


def has_local_tie(w: Country, rows: np.ndarray, towns: np.ndarray) -> np.ndarray:
    """Who lives or grew up in the labour-market region of these municipalities, bool [n]."""
    region = np.append(w.geo.labour_region, -1)  # the last is nowhere
    return (region[w.people.home[rows]] == region[towns]) | (region[w.people.origin[rows]] == region[towns])


def municipal_grant(w: Country) -> np.ndarray:
    """Grant per candidate and municipal half-year, 2025 NOK [M] (lever L13)."""
    grant: np.ndarray = w.money.real(w.timeline.municipal("lis1.municipal_grant_nok", w.month))
    return grant


def choose_places(w: Country, rows: np.ndarray) -> np.ndarray:
    """Municipality (index) of each doctor: serial choice among the places of the own trust.

    In the order of a lottery; or, where places are named at hiring (L7), of the tie to the nearest of the places.
    """
    people, geo, hospitals = w.people, w.geo, w.hospitals
    trust = people.trust[rows]
    towns = hospitals.towns  # [T, most municipalities of a trust], padded with -1
    weight = np.where(towns >= 0, geo.lis1_municipal_weight[towns], 0.0)
    number = np.bincount(trust, minlength=len(towns))
    starts = np.arange(len(towns) + 1) * towns.shape[1]
    shared = w.matching.share_out(number, weight.ravel(), starts).reshape(towns.shape)
    places = np.bincount(towns[towns >= 0], shared[towns >= 0], len(geo.number)).astype(np.int64)
    mine = np.count_nonzero(towns >= 0, axis=1)[trust]
    ends = mine.cumsum()
    options, liking = loops.liking_of_places(
        people.home[rows], people.taste_rural[rows] * 0.5, trust, towns, int(ends[-1]), w.near_place,
        geo.centrality - 3.5,
    )  # fmt: skip
    # the race of agents/luck.py, run among the places of the own trust only: e / weight, first wins
    ids, names = np.repeat(people.id[rows], mine), geo.number[options].astype(np.uint32)
    scores = -np.log(luck.uniform(w.key, ids, w.month, Decision.LIS1_MUNICIPALITY, names)) / np.exp(liking)
    lottery = luck.uniform(w.key, people.id[rows], w.month, Decision.LIS1_LOTTERY)
    turns = [people.id[rows], lottery]
    if w.timeline.national("lis1.named_municipality", w.month):
        near = np.maximum.reduceat(w.near_place[np.repeat(people.home[rows], mine), options], ends - mine)
        turns.append(np.where(people.home[rows] >= 0, -near, np.inf))
    return loops.choose_in_turn(np.lexsort(turns), ends, options, scores, places)


def quit_municipal_part(w: Country) -> None:
    """Some leave the municipal part, more in small remote places, fewer under a quarantine; a place falls empty."""
    people = w.people
    quarantine = w.timeline.national("lis1.quarantine", w.month)
    chance = w.while_same("lis1 quitting", (quarantine, w.parameters), lambda: quitting_chance(w, quarantine))
    rows = people.rows(Stage.LIS1_MUNICIPALITY)
    gone = luck.strikes(w.key, people.id, rows, w.month, Decision.LIS1_QUIT, chance.max(),
                        lambda near: chance[place_was_named(w, near), people.municipality[near]])  # fmt: skip
    if len(gone) == 0:
        return
    town, left = people.municipality[gone], MUNICIPAL_MONTHS - people.lis1_months[gone]
    posts = zip(town.tolist(), left.tolist(), people.own_post[gone].tolist(), strict=True)
    # a post made for one doctor is gone with the doctor
    w.residual_posts.extend((at, months) for at, months, own in posts if not own)
    w.ledger.event(Event.LIS1_QUIT, gone, Cause.OWN_CHOICE)
    w.ledger.flow("lis1_quits", town)
    loops.leave_part(
        gone, people.municipality, people.starts_at, people.trust, people.own_post, people.municipal_first,
        people.lis1_town, people.lis1_hospital_done, w.month + max(1, quarantine),
    )  # fmt: skip
    w.ledger.transfer(gone, Stage.WAITING)


def quitting_chance(w: Country, quarantine: int) -> np.ndarray:
    """Monthly chance of leaving the municipal part (2, M): in a place not named at hiring, or named; municipality."""
    p = w.parameters
    rural = np.where(w.geo.centrality >= 5, p.lis1_quit_rural_factor, 1.0)
    yearly = p.lis1_quit_yearly * rural * np.exp(-p.lis1_quarantine_effect * quarantine) * w.rate("lis1_quit")
    chance: np.ndarray = monthly(yearly * np.array([1.0, p.lis1_named_quit])[:, None])
    return chance


def place_was_named(w: Country, rows: np.ndarray) -> np.ndarray:
    """Whose municipal part began under the rule that names its place at hiring (L7), 0 or 1 [n]."""
    began = [max(month, w.start_month) for month in w.people.since[rows].tolist()]
    return np.array([w.timeline.national("lis1.named_municipality", month) for month in began], np.int64)


def take_residual_posts(w: Country) -> None:
    """Doctors who lack the municipal part take the residual posts there are; empty ones count as unfilled months."""
    people, geo = w.people, w.geo
    if not w.residual_posts:
        return
    town, left = np.array([post[0] for post in w.residual_posts]), np.array([post[1] for post in w.residual_posts])
    # the most central posts go first: that is why the others are hard to fill
    order = np.lexsort((left, geo.number[town], geo.centrality[town]))
    town, left = town[order], left[order]
    chance = residual_chance(w)[town]
    highest = max(chance.tolist())
    takers = luck.struck(w.key, people.id, without_municipal_part(w), w.month, Decision.LIS1_RESIDUAL, highest)
    free = np.ones(len(town), bool)
    if len(takers):
        wants = np.ones((len(takers), len(town)), bool)  # who is struck wants each of the posts of highest chance
        if min(chance.tolist()) < highest:
            names, each = np.repeat(people.id[takers], len(town)), np.concatenate([chance] * len(takers))
            wants = luck.happens(w.key, names, w.month, Decision.LIS1_RESIDUAL, each).reshape(wants.shape)
        taker = loops.first_come(wants)  # who takes each post, -1 = nobody
        free = taker < 0
        begin_municipal_part(w, takers[taker[~free]], town[~free], Cause.RULE)
    posts = zip(town.tolist(), left.tolist(), free.tolist(), strict=True)
    w.residual_posts = [(at, months - 1) for at, months, empty in posts if empty and months > 1]
    w.ledger.flow("lis1_months_unfilled", town[free])


def residual_chance(w: Country) -> np.ndarray:
    """Monthly chance that a doctor who lacks the municipal part takes a residual post, by its municipality [M].

    Higher where the grant covers more of what the post costs (L13), and where posts need no advertising (L14).
    """
    p, rule = w.parameters, w.timeline.national("lis1.residual_rule", w.month)

    def of_rules() -> np.ndarray:
        yearly = p.lis1_residual_fill_yearly * np.exp(p.lis1_grant_fill * (municipal_grant(w) - USUAL_GRANT_NOK) / 1e5)
        chance: np.ndarray = monthly(yearly * p.lis1_direct_fill if rule == "direct" else yearly)
        return chance

    made_of = w.timeline.municipal("lis1.municipal_grant_nok", w.month), w.money.level, rule, p
    return w.while_same("lis1 residual posts", made_of, of_rules)  # type: ignore[no-any-return]


def end_municipal_part(w: Country, rows: np.ndarray) -> None:
    """LIS1 is done; or, where this part came first, its hospital part begins."""
    if len(rows) == 0:
        return
    people = w.people
    half = ~people.lis1_hospital_done[rows]
    complete(w, rows[~half])
    people.municipality[rows[half]] = NOBODY
    people.lis1_months[rows[half]] = 0
    begin_hospital_part(w, rows[half])


def complete(w: Country, rows: np.ndarray) -> None:
    """LIS1 done: a good municipal part leaves a liking for general practice and a tie to the place."""
    if len(rows) == 0:
        return
    people = w.people
    loops.complete(
        rows, people.lis1_done, people.taste_gp, people.home, people.municipality, people.own_post,
        people.municipal_first, people.lis1_town, w.parameters.lis1_good_placement_taste,
    )  # fmt: skip
    w.ledger.event(Event.LIS1_COMPLETED, rows, Cause.COMPLETED)
    w.ledger.nation("lis1_completed", len(rows))
    w.completers = np.concatenate([w.completers, bonding.begin_duty(w, rows)])
