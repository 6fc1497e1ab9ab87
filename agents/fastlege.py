"""The fastlege in practice: leaving the scheme, looking for another list, leave of absence.

Exit is a yearly hazard by age times named factors (model.md 5.6). A leaver gives half a year's notice, so that the
list can be taken over in time. Published anchors: exits 231 (2016) to 301 (2022); contract medians 2.75 years under
2 000 inhabitants and 8.37 in 50 000+ (2001-2014) fix the order by size; doctors with longer lists leave later.
"""

from math import exp, log

import numpy as np

from agents import contract, contract_loops, hospital, luck, practice
from agents import fastlege_loops as loops
from agents.country import Country
from agents.doctor import GP_STAGES, ON_THE_LOOKOUT, Cause, Event, Stage
from agents.luck import Decision
from agents.parameters import Parameter, declare, monthly
from agents.training_costs import fee_over_record

NOTICE_MONTHS = 6  # fastlegeforskriften § 12
SALARIED_NOTICE_MONTHS = 3  # arbeidsmiljøloven
OLD_FROM = 62 * 12  # months; from here on mostly retirement
SETTLED_FROM = 60 * 12  # months; from here on few look for another list

NO_LOAD = np.empty(0)  # the loads of today, no others
_AGE_BANDS = np.array([40, 50, 62, 67, 70], np.int16) * 12  # months; the parameters of exit by age
_AGE = "flow check: GP stock by age and sex 2001-2022"
declare(
    Parameter("exit_under_40", 0.055, "1/year", 0.03, 0.11, _AGE, "judgement", "exit from the scheme, under 40",
              informed_by=("gp_exits", "contract_median_years")),
    Parameter("exit_40_49", 0.026, "1/year", 0.006, 0.06, _AGE, "judgement", "exit, 40-49"),
    Parameter("exit_50_61", 0.018, "1/year", 0.003, 0.025, _AGE, "judgement", "exit, 50-61"),
    Parameter("exit_62_66", 0.072, "1/year", 0.04, 0.16, _AGE, "B", "exit, 62-66",
              informed_by=("gp_exits", "women_share")),
    Parameter("exit_67_69", 0.37, "1/year", 0.15, 0.56, _AGE, "B", "exit, 67-69"),
    Parameter("exit_70_74", 0.59, "1/year", 0.24, 0.87, _AGE, "B", "exit, 70 and over"),
    Parameter("exit_size_power", 0.17, "power", 0.05, 0.30, "contract medians by size 2001-2014", "A",
              "exit under 62 falls with (inhabitants / 20 000) to this power"),
    Parameter("exit_new_factor", 1.3, "ratio", 1.0, 2.0, "contract survival 2001-2014", "judgement",
              "exit in the first three years of a contract over later"),
    Parameter("exit_load", 0.6, "ln per unit load", 0.0, 1.5, "assumption; load against the doctor's own wish",
              "judgement", "patients and uncovered work over the agreed cap, less one"),
    Parameter("exit_oncall", 0.12, "ln per ln", 0.0, 0.4, "more than 50 duties a year predict leaving (Skyrud 2025)",
              "B", "on-call shifts per doctor in the district, log against 25 doctors"),
    Parameter("exit_no_supervisor", 0.4, "ln", 0.0, 1.0, "assumption", "judgement", "trainee without supervisor"),
    Parameter("exit_salaried", 0.1, "ln", -0.2, 0.6, "Skåne 20-40 percent turnover; ALIS-Vest stable", "judgement",
              "salaried over self-employed"),
    Parameter("exit_specialist", -0.15, "ln", -0.6, 0.0, "specialists stay longer (Skyrud 2025), sign", "A",
              "specialist over non-specialist, under 62"),
    Parameter("exit_fee", 0.05, "ln/100 NOK", 0.0, 0.2, "assumption; prior includes zero", "judgement",
              "100 NOK more a consultation for specialists, and staying"),
    Parameter("bond_stay_factor", 0.3, "ratio", 0.0, 1.0, "assumption: a breach costs; includes no effect",
              "judgement", "exit of a GP bound to the place over one not bound"),
    Parameter("exit_grant", 0.0, "ln/100 000 NOK", -0.15, 0.0, "80 percent of municipal staff believe so",
              "judgement", "ALIS grant passed on and staying"),
    Parameter("leaver_to_hospital", 0.22, "weight", 0.1, 0.4, "destinations not published", "judgement",
              "leavers under 62 to hospital work, at normal pull"),
    Parameter("leaver_to_municipal", 0.25, "weight", 0.1, 0.4, "destinations not published", "judgement",
              "leavers under 62 to municipal work without list"),
    Parameter("leaver_to_other", 0.20, "weight", 0.1, 0.4, "destinations not published", "judgement",
              "leavers under 62 to private and other work"),
    Parameter("leaver_to_locum", 0.15, "weight", 0.05, 0.3, "destinations not published", "judgement",
              "leavers under 62 to locum work, at normal price"),
    Parameter("leaver_to_abroad", 0.03, "weight", 0.0, 0.1, "emigration not found", "judgement",
              "leavers under 62 to other countries"),
    Parameter("leaver_to_leave", 0.15, "weight", 0.05, 0.3, "16 percent of entries are returners", "judgement",
              "leavers under 62 on leave, who may come back"),
    Parameter("leaver_old_at_work", 0.14, "share", 0.0, 0.3, "assumption", "judgement",
              "leavers from 62 who go on as municipal doctors or locums"),
    Parameter("gp_search_yearly", 0.09, "1/year", 0.05, 0.2, "moves 4.5 percent of the stock a year", "judgement",
              "sitting GPs who start to look for another list (for six months)"),
    Parameter("leave_parental_women", 0.13, "1/year", 0.06, 0.2, "assumption: fertility at 28-42", "judgement",
              "parental leave of women under 43, about ten months"),
    Parameter("leave_parental_men", 0.08, "1/year", 0.03, 0.15, "assumption", "judgement",
              "parental leave of men under 43, about four months"),
    Parameter("leave_sick", 0.05, "1/year", 0.02, 0.1, "locum days on lists with GP, three quarters of all (2023)",
              "judgement", "longer absence of other kinds, about three months"),
)  # fmt: skip

DESTINATIONS = (Stage.HOSPITAL_TRAINEE, Stage.MUNICIPAL, Stage.OTHER, Stage.LOCUM, Stage.ABROAD, Stage.LEAVE,
                Stage.RETIRED)  # fmt: skip
_GOALS = np.array(DESTINATIONS, np.uint32)
_CAUSES = np.zeros(len(Stage), np.int64)
for _stage, _cause in {Stage.HOSPITAL_TRAINEE: Cause.TO_HOSPITAL, Stage.MUNICIPAL: Cause.TO_MUNICIPAL,
                       Stage.OTHER: Cause.TO_OTHER, Stage.LOCUM: Cause.TO_LOCUM, Stage.ABROAD: Cause.TO_ABROAD,
                       Stage.LEAVE: Cause.TO_LEAVE, Stage.RETIRED: Cause.AGE}.items():  # fmt: skip
    _CAUSES[_stage] = _cause
# neither in hospital, where ``hire_in_hospital`` takes them to, nor in municipal practice
_ELSEWHERE = ~np.isin(np.arange(len(Stage)), (Stage.HOSPITAL_TRAINEE, Stage.MUNICIPAL, Stage.LOCUM))


def exit_hazard(w: Country, rows: np.ndarray) -> np.ndarray:
    """Yearly exit hazard of these GPs [n]: base by age times the named factors, which are logs until the end."""
    p, people, lists, towns = w.parameters, w.people, w.lists, w.towns
    frozen = NO_LOAD if w.switched_on("load_exit") else load(w, rows)
    (base, factors, bound), anybody_bound = loops.exit_factors(
        rows, people.municipality, people.list, people.birth_month, people.contract_since, people.specialist,
        people.in_training, people.supervised, people.alis_agreement, people.bonded_until, lists.form, lists.patients,
        lists.cap, towns.uncovered_per_gp, towns.need, practice.hours_freed(w), frozen, towns.log_size, towns.oncall,
        towns.grant_offered, _AGE_BANDS, _base_exit(w), p.exit_load, -p.exit_size_power, p.exit_oncall,
        p.exit_grant * p.career_grant_passed_on, w.money.level, log(p.exit_new_factor), _of_specialists(w),
        p.exit_no_supervisor, p.exit_salaried, OLD_FROM, w.month,
    )  # fmt: skip
    hazard: np.ndarray = base * np.exp(factors)
    return np.where(bound > 0, p.bond_stay_factor * hazard, hazard) if anybody_bound else hazard


def _of_specialists(w: Country) -> float:
    """Log of specialists' exit over that of others: a higher fee for specialists is a reason to stay (A17)."""
    p = w.parameters
    return p.exit_specialist - p.exit_fee * fee_over_record(w) / 100.0


def _base_exit(w: Country) -> np.ndarray:
    """Yearly hazard by age band before the factors, with the world's rates, float64 [6]."""
    p = w.parameters

    def base() -> np.ndarray:
        young, old = w.rate("gp_exit"), w.rate("gp_retirement")
        return np.array([
            p.exit_under_40 * young, p.exit_40_49 * young, p.exit_50_61 * young,
            p.exit_62_66 * old, p.exit_67_69 * old, p.exit_70_74 * old,
        ])  # fmt: skip

    return w.while_same("exit by age", (p, w.world), base)  # type: ignore[no-any-return]


def highest_exit(w: Country, rows: np.ndarray) -> float:
    """An upper bound of ``exit_hazard`` over these GPs: every factor at its largest at once."""
    p, towns = w.parameters, w.towns
    strain = p.exit_load * (highest_load(w, rows) - 1.0) + p.exit_oncall * float(towns.oncall.max())
    smallest = w.while_same("smallest place", (towns.log_size,), lambda: towns.log_size.min(keepdims=True))
    size = -p.exit_size_power * float(smallest[0])
    status = max(_of_specialists(w), 0.0) + p.exit_no_supervisor + max(p.exit_salaried, 0.0)
    base = _base_exit(w).tolist()
    strain = max(strain, 0.0)
    young = max(base[:3]) * exp(size + log(p.exit_new_factor) + status + strain)
    return max(young, max(base[3:]) * exp(strain / 2))


def load(w: Country, rows: np.ndarray) -> np.ndarray:
    """Patients and a share of the municipality's uncovered work, over the cap the doctor agreed to (1 = as wished).

    Each patient weighs what the inhabitants' age and the growth of need make of it, relative to the start; hours
    freed of paperwork ease it (F18).
    """
    carried, eased = load_carried(w, rows), practice.hours_freed(w)
    if w.switched_on("load_exit"):
        return carried / eased
    town, towns = w.people.municipality[rows], w.towns
    count = np.maximum(np.bincount(town, minlength=len(towns.ids)), 1)
    mean = np.bincount(town, carried, len(towns.ids)) / count
    return (
        w.loop("load_exit", "load", np.where(mean > 0, mean, 1.0))[town] / eased
    )  # the municipality's mean at run start


def load_carried(w: Country, rows: np.ndarray) -> np.ndarray:
    """The same before anything eases it, now, whatever loops are frozen."""
    lists, people, towns = w.lists, w.people, w.towns
    return loops.load_carried(  # type: ignore[no-any-return]
        rows, people.municipality, people.list, lists.patients, lists.cap, towns.uncovered_per_gp, towns.need
    )


def highest_load(w: Country, rows: np.ndarray) -> float:
    """No ``load`` of these GPs is higher."""
    lists, towns = w.lists, w.towns
    if not w.switched_on("load_exit"):
        return float(load(w, rows).max())
    return loops.highest_load(
        lists.doctor, lists.municipality, lists.patients, lists.cap, towns.uncovered_per_gp, towns.need
    ) / practice.hours_freed(w)


def give_notice(w: Country) -> None:
    """This month's decisions to leave the scheme. The list is advertised at once, the doctor goes after the notice.

    Nobody keeps a list beyond the age limit (F13): notice is given in time, at once by those above a lower limit.
    """
    people = w.people
    rows = people.rows(*GP_STAGES)
    if len(rows) == 0:
        return
    bound = monthly(highest_exit(w, rows) * (1 + 1e-9))
    leaves = luck.strikes(w.key, people.id, rows, w.month, Decision.GP_EXIT, bound,
                          lambda near: monthly(exit_hazard(w, near)))  # fmt: skip
    limit = w.timeline.national("contract.age_limit", w.month)
    too_old = loops.born_until(rows, people.birth_month, w.month + NOTICE_MONTHS - limit * 12)
    if len(too_old):
        leaves = np.union1d(leaves, too_old)
    leave_scheme(w, loops.staying(leaves, people.leaves_at, people.reserved))


def leave_scheme(w: Country, rows: np.ndarray) -> None:
    """Record notice: when, and for what (race among destinations; mostly retirement from 62)."""
    if len(rows) == 0:
        return
    people, lists = w.people, w.lists
    p = w.parameters
    to_hospital, locum = p.leaver_to_hospital * w.towns.hospital_pull, p.leaver_to_locum * w.towns.locum_price
    young = np.array(
        [to_hospital, p.leaver_to_municipal, p.leaver_to_other, locum, p.leaver_to_abroad, p.leaver_to_leave, 0.0]
    )
    at_work = p.leaver_old_at_work / 2  # from 62: most retire, a few go on as municipal doctors or locums
    old = np.array([0.0, at_work, 0.0, at_work, 0.0, 0.0, 1.0 - p.leaver_old_at_work])
    weights, normal = loops.destination_weights(
        rows, people.birth_month, people.specialist, young, old, OLD_FROM, p.leaver_to_hospital, w.month
    )
    picked = _GOALS[luck.race(w.key, people.id[rows], w.month, Decision.GP_DESTINATION, weights, _GOALS)]
    to = Stage.HOSPITAL_TRAINEE
    hospital.turn_away(w, rows, Decision.GP_DESTINATION, weights, _GOALS, picked, to, normal)
    loops.note_notice(
        rows, picked, people.list, lists.form, lists.doctor, lists.leaving_at, people.leaves_for, people.leaves_at,
        w.month, NOTICE_MONTHS, SALARIED_NOTICE_MONTHS,
    )  # fmt: skip
    w.ledger.event(Event.NOTICE_GIVEN, rows)


def leave(w: Country) -> None:
    """Notices that run out this month: the doctor goes to the destination, the list falls vacant."""
    people, lists = w.people, w.lists
    rows = contract_loops.notice_ends(lists.leaving_at, lists.doctor, people.leaves_at, w.month)
    if len(rows) == 0:
        return
    town, of_retired, cause, to_hospital, rest, goal, elsewhere = loops.depart(
        rows, people.municipality, people.leaves_for, people.away_until, people.at_institution, _CAUSES,
        int(Stage.RETIRED), int(Stage.HOSPITAL_TRAINEE), _ELSEWHERE,
    )  # fmt: skip
    w.ledger.flow("gp_exits", town)
    w.ledger.flow("gp_retirements", of_retired)
    if w.ledger.lives is not None:  # else what would be told is not worked out
        retired = people.leaves_for[rows] == Stage.RETIRED
        w.ledger.event(Event.GP_RETIRED, rows[retired], Cause.AGE)
        w.ledger.event(Event.GP_EXITED, rows[~retired], Cause.OWN_CHOICE)
    contract.vacate(w, rows, cause)
    w.hire_in_hospital(to_hospital)
    contract.leave_practice(w, elsewhere)
    w.ledger.transfer(rest, goal)


def look_around(w: Country) -> None:
    """Some sitting GPs look for another list for half a year; whether they go is decided in the market.

    Those bound to the place (lever E7) do not.
    """
    people, towns, p = w.people, w.towns, w.parameters
    chances = w.while_same("search chances", (towns.log_size, p, w.world), lambda: search_chances(w))
    looks = luck.strikes(w.key, people.id, people.rows(*GP_STAGES), w.month, Decision.MOVE,
                         float(chances.max()) * (1 + 1e-9),
                         lambda rows: loops.by_age(rows, people.birth_month, people.municipality, chances, SETTLED_FROM,
                                                   w.month))  # fmt: skip
    loops.begin_search(looks, people.leaves_at, people.reserved, people.bonded_until, people.searching_until, w.month,
                       w.month + ON_THE_LOOKOUT)  # fmt: skip


def search_chances(w: Country) -> np.ndarray:
    """Monthly chance that a GP of each municipality starts to look, under 60 and from 60 on, float64 (2, M)."""
    base = w.parameters.gp_search_yearly * w.rate("gp_move")
    yearly = base * np.exp(-w.parameters.exit_size_power * w.towns.log_size)
    return monthly(np.array([yearly * 1.0, yearly * 0.2]))  # type: ignore[no-any-return]


def take_leave(w: Country) -> None:
    """Parental, sick and other leave: the list is kept, a locum is wanted, training stands still."""
    p, people = w.parameters, w.people

    def parental(rows: np.ndarray) -> np.ndarray:
        return loops.parental(  # type: ignore[no-any-return]
            rows, people.birth_month, people.female, p.leave_parental_women, p.leave_parental_men, 43 * 12, w.month
        )

    bound = monthly((max(p.leave_parental_women, p.leave_parental_men) + p.leave_sick) * (1 + 1e-9))
    practice = people.rows(*GP_STAGES, Stage.MUNICIPAL, Stage.LOCUM)
    goes = luck.strikes(w.key, people.id, practice, w.month, Decision.LEAVE, bound,
                        lambda rows: monthly(parental(rows) + p.leave_sick))  # fmt: skip
    with_child = parental(goes)
    reason = with_child / (with_child + p.leave_sick)
    drawn = luck.uniform(w.key, people.id[goes], w.month, Decision.LEAVE_LENGTH)
    gone = loops.begin_leave(goes, reason, drawn, people.female, people.away_until, people.at_institution, w.month)
    w.ledger.event(Event.LEAVE_STARTED, gone)
