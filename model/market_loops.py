"""Compiled loops of the market: lists that fall free, who searches, how posts are liked, whom the race sends where.

What a post is liked for, and how much, is declared in model/market.py; here it is added up over posts [K] and doctors.
"""

import numba
import numpy as np

from agents.forms import OFFICE, SALARIED
from agents.luck_loops import PER_WORD
from agents.row_loops import marked
from model.lists_loops import on_offer

MIDDLE_CLASS = 3.5  # of centrality, from which tastes for rural places are counted
BONDED_FROM = 5  # the most central class a bonded doctor may work in
FORMS = 4  # a post is named 4 x municipality + contract form in these loops


@numba.njit(cache=True)
def find_openings(closed, doctor, successor, leaving_at, vacant_since, municipality, form, towns):  # type: ignore[no-untyped-def]
    """Lists promised to nobody that are vacant or fall free, by post, int64 (4, K), and their rows by post.

    Of a post its municipality, its contract form, how many lists, and where their rows begin: in each post the longest
    vacant comes first, of equal ones the older list.
    """
    number = np.zeros(FORMS * towns, np.int64)
    free = on_offer(closed, doctor, successor, leaving_at)
    since = np.empty(free.size, np.int64)
    size, total = 0, 0
    for i in range(free.size):
        row = free[i]
        since[i] = vacant_since[row] if doctor[row] < 0 else leaving_at[row]
        number[FORMS * municipality[row] + form[row]] += 1
    for post in range(number.size):
        size += number[post] > 0
    posts, first = np.empty((4, size), np.int64), np.zeros(number.size, np.int64)
    size = 0
    for post in range(number.size):
        if number[post] > 0:
            posts[0, size], posts[1, size], posts[2, size] = post // FORMS, post % FORMS, number[post]
            posts[3, size] = first[post] = total
            total += number[post]
            size += 1
    rows, dates = np.empty(free.size, np.int64), np.empty(free.size, np.int64)
    filled = np.zeros(number.size, np.int64)
    for i in range(free.size):
        post = FORMS * municipality[free[i]] + form[free[i]]
        place = first[post] + filled[post]
        while place > first[post] and dates[place - 1] > since[i]:
            rows[place], dates[place] = rows[place - 1], dates[place - 1]
            place -= 1
        rows[place], dates[place] = free[i], since[i]
        filled[post] += 1
    return posts, rows


@numba.njit(cache=True)
def choose_searchers(seeking, gps, searching_until, reserved, leaves_at, away_until, month):  # type: ignore[no-untyped-def]
    """Rows who can apply: seekers, then GPs on the lookout who have not given notice; and seekers without a promise.

    Nobody applies who is promised a list or away. ``seeking`` marks rows, ``gps`` are rows.
    """
    seekers = marked(seeking)
    rows = np.empty(seekers.size + gps.size, np.int64)
    found, waiting = 0, 0
    for row in seekers:
        if reserved[row] < 0:
            waiting += 1
            if away_until[row] < month:
                rows[found] = row
                found += 1
    for row in gps:
        if searching_until[np.uint64(row)] < month:
            continue
        if leaves_at[row] < 0 and reserved[row] < 0 and away_until[row] < month:
            rows[found] = row
            found += 1
    return rows[:found].copy(), waiting


@numba.njit(cache=True)
def still_looking(standing, searchers, list_held, seeking, reserved):  # type: ignore[no-untyped-def]
    """Who was turned away and looks on: rows of ``standing`` and of ``searchers`` without a list and without a promise.

    ``standing`` is ascending, ``searchers`` begin with seekers, ascending, and then come GPs; ascending, int64.
    """
    out = np.empty(standing.size + searchers.size, np.int64)
    i, j, size = 0, 0, 0
    while i < standing.size or j < searchers.size:
        if j < searchers.size and list_held[searchers[j]] >= 0:
            j += 1
            continue
        if j == searchers.size or (i < standing.size and standing[i] <= searchers[j]):
            row = standing[i]
            j += j < searchers.size and searchers[j] == row
            i += 1
        else:
            row = searchers[j]
            j += 1
        if seeking[row] and reserved[row] < 0:
            out[size] = row
            size += 1
    return out[:size].copy()


@numba.njit(cache=True)
def left_over(row, on_offer, doctor, successor, municipality):  # type: ignore[no-untyped-def]
    """Add one to ``row`` [M + 1] in the municipality of each list ``on_offer`` that is vacant and not promised."""
    for one in on_offer:
        if doctor[one] < 0 and successor[one] < 0:
            row[municipality[one]] += 1.0


@numba.njit(cache=True)
def value_places(town, form, income, usual, centrality, log_lists, oncall, luck, by_income, by_class, by_colleagues,
                 by_oncall, by_luck, by_office):  # type: ignore[no-untyped-def]  # fmt: skip
    """What every doctor sees alike in a post, logit [K]: what is declared about income, place, colleagues and office.

    By post: municipality, contract form. By form and municipality (3, M): income, and the usual one that it is compared
    with (NOK a year). By municipality [M]: class of centrality, log of the number of lists, strain of on-call work,
    lasting luck. Then the weight of each.
    """
    value = np.empty(town.size)
    for j in range(town.size):
        at = town[j]
        more = income[form[j], at] - usual[form[j], at]
        place = by_income * (more / 1e5) - by_class * (centrality[at] - 1.0) + by_colleagues * log_lists[at]
        value[j] = place - by_oncall * oncall[at] + by_luck * luck[at]
        if form[j] == OFFICE:
            value[j] += by_office
    return value


@numba.njit(cache=True)
def add_training(value, log_count, town, free_slots, grant, level, trains, by_supervisor, by_grant, passed_on):  # type: ignore[no-untyped-def]
    """What posts of this ``value`` [K], the more the more lists there are, are worth to specialists and others (2, K).

    Others see a supervisor's free slot and the part passed on of the grant (nominal NOK a year, at a price ``level``)
    in a municipality [M]; where nobody ``trains``, it may not hire them: -inf. Logit, with the log of the lists.
    """
    alike = np.empty((2, town.size))
    for j in range(town.size):
        at = town[j]
        training = (by_supervisor if free_slots[at] > 0 else 0.0) + by_grant * (grant[at] / level / 1e5 * passed_on)
        alike[0, j] = value[j] + log_count[j]
        alike[1, j] = alike[0, j] + (training if trains[at] else -np.inf)
    return alike


@numba.njit(cache=True)
def like_posts(rows, home, origin, municipality, list_held, specialist, bonded_until, taste_rural, wish_salary,
               rural_weight, salary_weight, distances, by_home, by_origin, town, form, centrality, alike,
               salary_gain, stay_gp, stay_outside, month):  # type: ignore[no-untyped-def]  # fmt: skip
    """How the doctors of these rows like every post and, in the last column, staying as they are, logit (n, K + 1).

    First columns of doctors, then weights of their tastes (float32, as the tastes); the distances to each municipality,
    the last from "nowhere", -1, (M, M + 1), and their weights from home and from where they grew up. By post [K]:
    municipality and contract form; class of centrality [M]; ``alike`` (2, K) what all see, specialists first and then
    the others; what salary would add for those who are no specialists, -inf where it is not offered (before the own
    wish; taken when it adds something). Staying: in a list, and without one.
    """
    value, rural = np.empty((rows.size, town.size + 1)), np.empty(town.size)
    nowhere = distances.shape[1] - 1
    from_home, from_origin = np.empty(rows.size, np.uint64), np.empty(rows.size, np.uint64)
    own_rural, own_salary = np.empty(rows.size), np.empty(rows.size)
    trains, bound = np.empty(rows.size, np.bool_), np.empty(rows.size, np.bool_)
    moves_from = np.empty(rows.size, np.int64)
    for i in range(rows.size):  # kept apart: what is far away in memory is fetched for several doctors at a time
        row = np.uint64(rows[i])
        from_home[i] = home[row] if home[row] >= 0 else nowhere
        from_origin[i] = origin[row] if origin[row] >= 0 else nowhere
        own_rural[i] = np.float64(rural_weight * taste_rural[row])
        own_salary[i] = np.float64(salary_weight * wish_salary[row])
        trains[i], bound[i] = not specialist[row], bonded_until[row] >= month
        moves_from[i] = municipality[row] if list_held[row] >= 0 else -1
        value[i, town.size] = stay_gp if list_held[row] >= 0 else stay_outside
    for j in range(town.size):  # post by post, so that few of the many distances are looked at
        rural[j] = centrality[town[j]] - MIDDLE_CLASS
        to = distances[town[j]]
        for i in range(rows.size):
            value[i, j] = by_home * to[from_home[i]] + by_origin * to[from_origin[i]]
    for i in range(rows.size):
        own, shared, wish = value[i], alike[1] if trains[i] else alike[0], own_salary[i]
        for j in range(town.size):  # two short loops run several lanes wide, one long one does not
            own[j] = own[j] + shared[j] + own_rural[i] * rural[j]
        for j in range(town.size):
            in_training = max(salary_gain[j] + wish, 0.0) if trains[i] else 0.0
            own[j] += wish if form[j] == SALARIED else in_training
        if moves_from[i] >= 0:
            for j in range(town.size):  # changing list inside the municipality gains little
                own[j] -= town[j] == moves_from[i]
        if bound[i]:  # a duty taken on with a LIS1 post is served in centrality 5-6
            for j in range(town.size):
                if centrality[town[j]] < BONDED_FROM:
                    own[j] = -np.inf
    return value


@numba.njit(cache=True)
def prefer_to_staying(drawn, weights, longest):  # type: ignore[no-untyped-def]
    """Who applies where: preferences int32 (n, longest), -1 ends a list; doctors who prefer each post to staying [K].

    ``drawn`` words and ``weights``, both (n, K + 1), *stay* last. The race of agents/luck.py: an alternative arrives
    at -log(u) / weight, and only posts that arrive before *stay* are listed, in order of arrival.
    """
    searchers, posts = weights.shape[0], weights.shape[1] - 1
    preferences = np.full((searchers, longest), -1, np.int32)
    applications = np.zeros(posts, np.int64)
    arrival = np.empty(longest)
    near = np.zeros(posts // 8 * 8 + 8, np.bool_)  # eight flags are looked at together, as one number
    eights = near.view(np.uint64)
    for i in range(searchers):
        stay = -np.log((drawn[i, posts] + 0.5) * PER_WORD) / weights[i, posts]
        for j in range(posts):  # kept apart, so that it runs several lanes wide
            # -log u > 1 - u by a margin far above rounding, so whoever fails here cannot arrive in time
            near[j] = 1.0 - (drawn[i, j] + 0.5) * PER_WORD < stay * weights[i, j]
        listed = 0
        for eight in range(eights.size):
            if eights[eight] == 0:
                continue
            for j in range(8 * eight, 8 * eight + 8):
                if not near[j]:
                    continue
                arrives = -np.log((drawn[i, j] + 0.5) * PER_WORD) / weights[i, j]
                if arrives >= stay:
                    continue
                applications[j] += 1
                place = listed
                while place > 0 and arrival[place - 1] > arrives:  # later ones move down; the last of a full list drops
                    if place < longest:
                        arrival[place], preferences[i, place] = arrival[place - 1], preferences[i, place - 1]
                    place -= 1
                if place < longest:
                    arrival[place], preferences[i, place] = arrives, j
                    listed = min(listed + 1, longest)
    return preferences, applications


@numba.njit(cache=True)
def who_apply(rows, preferences):  # type: ignore[no-untyped-def]
    """Doctors with any post in their ``preferences`` (n, longest), and these preferences."""
    found, own = np.empty(rows.size, np.int64), np.empty(preferences.shape, np.int32)
    size = 0
    for i in range(rows.size):
        if preferences[i, 0] >= 0:
            found[size] = rows[i]
            for place in range(preferences.shape[1]):
                own[size, place] = preferences[i, place]
            size += 1
    return found[:size].copy(), own[:size]


@numba.njit(cache=True)
def score_with_ties(rows, home, origin, specialist, talk, town, of_specialist, of_tie):  # type: ignore[no-untyped-def]
    """Score of each doctor in each post (n, K): of a specialist, of a tie by home or origin, of the interview [n]."""
    out = np.empty((rows.size, town.size))
    for i in range(rows.size):
        lives_in, grew_up_in = home[rows[i]], origin[rows[i]]
        own = of_specialist if specialist[rows[i]] else 0.0
        plain, tied = own + talk[i], own + of_tie + talk[i]
        for j in range(town.size):
            out[i, j] = tied if town[j] == lives_in or town[j] == grew_up_in else plain
    return out


@numba.njit(cache=True)
def promise(rows, ids, posts, lists_of_posts, first, successor, leaving_at, held, reserved, starts_at, of_mover,
            of_entrant):  # type: ignore[no-untyped-def]  # fmt: skip
    """Write the promises of lists to matched doctors, those of a post by name: (rows of the lists; who moves), [n].

    ``ids`` of the doctors and their ``posts`` [n]; then columns of lists and of doctors, and the first month in which
    one who has a list (``held``), or has none, can start: not before the sitting doctor leaves.
    """
    target, moves = np.empty(rows.size, np.int64), np.empty(rows.size, np.bool_)
    for i in range(rows.size):
        place = first[posts[i]]
        for j in range(rows.size):
            place += posts[j] == posts[i] and ids[j] < ids[i]
        target[i], moves[i] = lists_of_posts[place], held[rows[i]] >= 0
        successor[target[i]], reserved[rows[i]] = rows[i], target[i]
        starts_at[rows[i]] = max(of_mover if moves[i] else of_entrant, leaving_at[target[i]])
    return target, moves
