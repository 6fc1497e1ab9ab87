"""Loops over doctors in municipal practice for ``agents.alis``, compiled.

``rows`` are rows of the population, the columns are read and written at them. What policy and places decide comes in
as small arrays by municipality [M] or as tables, composed by ``agents.alis``; the loops only look it up.
"""

import numba
import numpy as np

from agents.doctor import NEVER, Stage

SPECIALIST, EXPERIENCED, MUNICIPALITY = range(3)  # alis.supervisor_rule
# who may start training, by what their chance depends on; one more when past the age of starting (alis.start_rates)
BOUND, NEW, FREE, OFF_LIST = range(4)
NEW_GP_MONTHS, LATE_START_MONTHS = 60, 50 * 12
_LOCUM, _MUNICIPAL = int(Stage.LOCUM), int(Stage.MUNICIPAL)


@numba.njit(cache=True)
def look_at_practice(rows, stage, municipality, willing, specialist, in_training, lis1_done, gp_since, fit, rule, month,
                     experienced_years):  # type: ignore[no-untyped-def]  # fmt: skip
    """(supervisors int64 [M], learners int64, trainees int64, their number int64 [M], who could train int64).

    Who may and would supervise: specialists everywhere; by rule also experienced GPs outside training, or whom the
    municipality judges fit after two years. ``fit`` is read under that rule alone; ``rule`` [M]. Locums supervise
    nobody. Learners are those of ``rows`` who are in training, the trainees, and those who could be: with LIS1 done,
    neither specialist nor in training.
    """
    beyond = False  # may anybody but a specialist, anywhere?
    for town in range(rule.size):
        beyond |= rule[town] != SPECIALIST
    able, learners = np.empty(rows.size, np.uint64), np.empty(rows.size, np.int64)
    many = number = np.uint64(0)  # unsigned, as rows here: else each look-up asks first whether it is below 0
    for each in rows:  # few are left by this, without a branch that would be guessed wrong for every other doctor
        row = np.uint64(each)
        able[many], learners[number] = row, each
        many += np.uint64(willing[row] & (specialist[row] | beyond))
        number += np.uint64(in_training[row] | (lis1_done[row] & (not specialist[row])))
    supervisors, count = np.zeros(rule.size, np.int64), np.zeros(rule.size, np.int64)
    for row in able[:many]:
        town, may = municipality[row], specialist[row]
        if not may:
            years = (month - int(gp_since[row])) / 12.0 if gp_since[row] >= 0 else 0.0
            experienced = not in_training[row] and years >= experienced_years
            fits = rule[town] == MUNICIPALITY and fit[row] and years >= 2.0
            may = rule[town] != SPECIALIST and (experienced or fits)
        supervisors[town] += may and stage[row] != _LOCUM
    trainees, others = np.empty(number, np.int64), np.empty(number, np.int64)
    size, rest = np.uint64(0), np.uint64(0)
    for each in learners[:number]:
        row = np.uint64(each)
        trainees[size], others[rest] = each, each
        count[municipality[row]] += in_training[row]
        size += np.uint64(in_training[row])
        rest += np.uint64(not in_training[row])
    return supervisors, learners[:number].copy(), trainees[:size].copy(), count, others[:rest].copy()


@numba.njit(cache=True)
def in_training_among(rows, in_training):  # type: ignore[no-untyped-def]
    """Those of ``rows`` who are in training, int64."""
    found = np.empty(rows.size, np.int64)
    number = 0
    for row in rows:
        found[number] = row
        number += in_training[row]
    return found[:number].copy()


@numba.njit(cache=True)
def supervise(trainees, municipality, ids, training_months, supervised, places, number, external, trust, trusts):  # type: ignore[no-untyped-def]
    """Every trainee has a supervisor, but for the last in municipalities with too few ``places`` [M] and no help.

    ``number`` of trainees there [M]; ``external``: help is found outside [M]. First served is who has most months of
    training, then the lower id. Returns how many have no supervisor, float32 [M] as model/turned_away.py adds them up,
    the places left, int64 [M], and the chance of one, float64 [M]: that of a doctor who looks round the area of the
    trust, places over trainees if each municipality had one more.
    """
    towns = places.size
    begin, end = np.zeros(towns + 1, np.int64), np.zeros(towns, np.int64)  # of the line of each municipality
    for town in range(towns):
        waits = number[town] > places[town] and not external[town]
        begin[town + 1] = begin[town] + (number[town] if waits else 0)
        end[town] = begin[town]
    line = np.empty(begin[towns], np.int64)
    for row in trainees:
        supervised[row] = True
        town = municipality[row]
        if begin[town] == begin[town + 1]:
            continue
        at, months = end[town], training_months[row]
        while at > begin[town]:
            before = line[at - 1]
            if training_months[before] > months or (training_months[before] == months and ids[before] < ids[row]):
                break
            line[at] = before
            at -= 1
        line[at] = row
        end[town] += 1
    without = np.zeros(towns, np.float32)
    for town in range(towns):
        for at in range(begin[town] + max(places[town], 0), end[town]):
            supervised[line[at]] = False
            without[town] += np.float32(1.0)
    reach, need = np.zeros(trusts), np.zeros(trusts)
    free, chance = np.zeros(towns, np.int64), np.zeros(towns)
    for town in range(towns):
        free[town] = max(places[town] - number[town], 0)
        reach[trust[town]] += min(number[town] + 1, places[town])
        need[trust[town]] += number[town] + 1
    for town in range(towns):
        chance[town] = reach[trust[town]] / max(need[trust[town]], 1e-9)
    return without, free, chance


@numba.njit(cache=True)
def start_chances(rows, stage, municipality, held, grandfathered, training_months, gp_since, birth_month, chances,
                  possible, rule_binds, rota, municipal, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """The chance of each of ``rows`` to start training, float64 [rows].

    ``chances`` (4, 2) by group (BOUND, NEW, FREE, OFF_LIST) and whether over the age at which few start; 0 but where
    it is ``possible`` [M] since a supervisor is to be had; ``rule_binds``: GPs must train or be specialists. Who has
    once left training is tolerated in the list, as rules on losing it are not applied in practice. A locum on a
    ``rota`` whose months would not count does not start (nobody, if empty); ``municipal``: factor for municipal
    doctors.
    """
    chance = np.zeros(rows.size, np.float64)
    for i in range(rows.size):
        row = rows[i]
        if not possible[municipality[row]] or (stage[row] == _LOCUM and rota.size > 0 and rota[row]):
            continue
        never_trained = training_months[row] == 0
        if held[row] < 0:
            group = OFF_LIST
        elif rule_binds and never_trained and not grandfathered[row]:
            group = BOUND
        elif never_trained and month - int(gp_since[row]) < NEW_GP_MONTHS:
            group = NEW
        else:
            group = FREE
        late = 1 if month - int(birth_month[row]) >= LATE_START_MONTHS else 0
        chance[i] = chances[group, late] * (municipal if stage[row] == _MUNICIPAL else 1.0)
    return chance


@numba.njit(cache=True)
def begin(rows, in_training, supervised, old_scheme, held, old):  # type: ignore[no-untyped-def]
    """``rows`` are in training from now on, under the ``old`` scheme or not; those of them who have a list, int64."""
    listed, number = np.empty(rows.size, np.int64), 0
    for row in rows:
        in_training[row] = supervised[row] = True
        old_scheme[row] = old
        listed[number] = row
        number += held[row] >= 0
    return listed[:number].copy()


@numba.njit(cache=True)
def leave_training(rows, in_training, alis_agreement, old_scheme, held):  # type: ignore[no-untyped-def]
    """``rows`` are in training no longer and have no agreement; those of them who have a list, int64."""
    listed, number = np.empty(rows.size, np.int64), 0
    for row in rows:
        in_training[row] = alis_agreement[row] = old_scheme[row] = False
        listed[number] = row
        number += held[row] >= 0
    return listed[:number].copy()


@numba.njit(cache=True)
def approve(ready, in_training, specialist, away_until):  # type: ignore[no-untyped-def]
    """Those of ``ready`` who are still in training, int64, are specialists and no longer away."""
    done, number = np.empty(ready.size, np.int64), 0
    for row in ready:
        if in_training[row]:
            specialist[row] = True
            away_until[row] = NEVER
            done[number] = row
            number += 1
    return done[:number].copy()


@numba.njit(cache=True)
def still_without(rows, stage, municipality, specialist, in_training, practice, possible):  # type: ignore[no-untyped-def]
    """Which of ``rows`` could still start to train, in a stage marked ``practice`` [16], but for a supervisor; bool."""
    out = np.empty(rows.size, np.bool_)
    for i in range(rows.size):
        row = rows[i]
        could = practice[stage[row]] and not specialist[row] and not in_training[row]
        out[i] = could and not possible[municipality[row]]
    return out


@numba.njit(cache=True)
def without_agreement(trainees, stage, municipality, alis_agreement, offered, barred):  # type: ignore[no-untyped-def]
    """Trainees who have no agreement and could get one; where no grant is ``offered`` (NOK [M]), agreements end.

    So do those of locums who are ``barred`` as agencies' doctors (nobody, if empty).
    """
    somewhere_not = False
    for town in range(offered.size):
        somewhere_not |= offered[town] <= 0
    found = np.empty(trainees.size, np.int64)
    number = 0
    for row in trainees:  # as in ``look_at_practice``, without branches that would be guessed wrong
        ends = somewhere_not and offered[municipality[row]] <= 0
        if barred.size:
            ends |= (stage[row] == _LOCUM) & barred[row]
        alis_agreement[row] &= not ends
        found[number] = row
        number += not (ends | alis_agreement[row])
    return found[:number].copy()


@numba.njit(cache=True)
def count_months(trainees, municipality, stage, fte, away_until, at_institution, supervised, old_scheme,
                 introduced_until, training_months, open_months, institution_months, rota, usual_pace, old_pace,
                 rota_position, unsupervised, open_off_list, months_needed, open_needed, served, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """A month of training: service counts in full; presence by pace and working time, in part without supervisor.

    Paces: months that count per month at work, of most and of those under the old scheme; of that ``rota_position``
    for locums of the ``rota``. ``open_off_list``: the share in open practice of municipal doctors, who have no list;
    in an introduction agreement all of it. Returns those present who have every month that is needed, institution
    service ``served`` [M] included, int64.
    """
    ready = np.empty(trainees.size, np.int64)
    number = 0
    for each in trainees:  # choices between two values, no branches that would be guessed wrong
        row = np.uint64(each)
        present, serves = away_until[row] < month, at_institution[row]
        pace = old_pace if old_scheme[row] else usual_pace
        pace = pace * rota_position if (stage[row] == _LOCUM) & rota[row] else pace
        gain = (1.0 if supervised[row] else unsupervised) * float(fte[row]) * pace
        gain = gain if present else 0.0
        in_practice = (stage[row] != _MUNICIPAL) | (introduced_until[row] >= month)
        in_open = gain * (1.0 if in_practice else open_off_list)
        training_months[row] = float(training_months[row]) + (float(fte[row]) if serves else gain)
        open_months[row] = float(open_months[row]) + (0.0 if serves else in_open)
        institution_months[row] += 1.0 if serves else 0.0
        ready[number] = each
        number += (training_months[row] >= months_needed) & (open_months[row] >= open_needed) & present
    approved = 0
    for row in ready[:number]:
        ready[approved] = row
        approved += institution_months[row] >= served[municipality[row]]
    return ready[:approved].copy()
