"""Lists, caps, people on lists, and the state of municipalities and trusts at the start."""

import numpy as np

from agents import luck
from agents.contract import SALARIED
from agents.luck import Decision
from agents.municipality import Towns, follows
from model import matching
from model.lists import Lists
from model.start_values import LIST_LENGTH_2015, OSLO, OSLO_LIST_LENGTH_2015, SALARIED_BY_CLASS, WITHOUT_GP_2015
from model.tables import read_table


def lis1_share(geo) -> np.ndarray:
    """Share of ordinary LIS1 posts by trust [T], table ``lis1_split`` (an assumption; see model/data/README.md).

    A LIS1 doctor has a right to a municipal place of the trust's area, so both parts follow the same weights, with the
    one published number (Ahus, 21 a round) put in. Copies of the map share what their original has.
    """
    table = read_table("lis1_split", geo.folder)
    share = dict(zip(table["trust"].tolist(), table["base_share"].tolist(), strict=True))
    weight = np.array([share[name] if name in share else share[name.rsplit(" ", 1)[0]] for name in geo.trusts])
    return weight / weight.sum()


def hospital_posts(w, values) -> np.ndarray:
    """Posts for trainees and specialists by trust [T] at the start: by inhabitants of the trust's area."""
    people = np.bincount(w.geo.trust, w.inhabitants, len(w.geo.trusts))
    total = (values.hospital_trainees + values.hospital_specialists) * w.scale
    return total * people / people.sum()


def build(w, start: str, values) -> None:
    """Lists by municipality, with a doctor and vacant; contract form; rows sorted by municipality."""
    geo = w.geo
    if start == "2026":
        filled, vacant = geo.lists_with_doctor.astype(np.int64), geo.lists_without_doctor.astype(np.int64)
    else:
        filled, vacant = back_cast(w, values)
    w.lists = Lists(len(geo.number))
    number = filled + vacant
    rows = w.lists.add(int(number.sum()), municipality=np.repeat(np.arange(len(number)), number))
    position = np.arange(len(rows)) - np.repeat(np.cumsum(number) - number, number)
    w.start_filled = rows[position < np.repeat(filled, number)]
    w.start_vacant = rows[position >= np.repeat(filled, number)]
    age = -1 - luck.uniform(w.key, list_ids(w, rows), 0, Decision.START_LIST) * 240
    w.lists.opened[rows] = w.start_month + np.floor(age).astype(np.int64)
    _vacant_since(w)
    _forms(w, rows, values)


def list_ids(w, rows: np.ndarray) -> np.ndarray:
    """Names of lists at start, for luck: municipality number, and ordinal in the municipality as entry month."""
    town = w.lists.municipality[rows].astype(np.int64)
    position = rows - np.searchsorted(w.lists.municipality[: w.lists.size], town)
    number = w.geo.number.astype(np.int64)[town]
    return luck.make_id(1 + position % 4000, luck.CHANNELS["municipality"], number % 16384)


def back_cast(w, values) -> tuple[np.ndarray, np.ndarray]:
    """Lists in January 2016 by municipality: listed people over the list length of the class, scaled to the nation.

    Oslo's list length was counted by itself, and is not scaled. Vacant lists by the share of people without a GP in the
    class (2015), drawn among its municipalities.
    """
    geo = w.geo
    listed = w.listed_now.astype(float) * geo.has_lists
    total = round((values.lists_with_doctor + values.lists_vacant) * w.scale)
    oslo = geo.number % 10000 == OSLO  # and its copies, on a larger map
    by_length = listed / _length_2015(geo)
    number = np.where(oslo, np.rint(by_length), 0).astype(np.int64)
    number += w.share_whole(total - int(number.sum()), np.where(oslo, 0.0, by_length))
    number[(number == 0) & geo.has_lists] = 1
    draw = luck.uniform(w.key, w.town_names, 0, Decision.START_VACANT)
    weight = listed * WITHOUT_GP_2015[geo.centrality - 1] * -np.log(draw)
    vacant = w.share_whole(round(values.lists_vacant * w.scale), weight)
    vacant = np.minimum(vacant, np.maximum(number - 1, 0))
    return number - vacant, vacant


def _length_2015(geo) -> np.ndarray:
    """Mean list length at the end of 2015 by municipality [M]: that of its class, or its own (Oslo)."""
    return np.where(geo.number % 10000 == OSLO, OSLO_LIST_LENGTH_2015, LIST_LENGTH_2015[geo.centrality - 1])


def _vacant_since(w) -> None:
    """A third of vacant lists have been so for more than a year (P 2019-23: 32-41 percent)."""
    rows = w.start_vacant
    months = -np.log(luck.uniform(w.key, list_ids(w, rows), 1, Decision.START_LIST)) * 10.5
    w.lists.vacant_since[rows] = w.start_month - 1 - np.floor(months).astype(np.int64)
    w.lists.opened[rows] = np.minimum(w.lists.opened[rows], w.lists.vacant_since[rows])


def _forms(w, rows: np.ndarray, values) -> None:
    """Salaried lists: the national share exactly, more where central places are far."""
    geo, lists = w.geo, w.lists
    of_vacant = min(1.0, 1.9 * values.salaried_share)  # vacant lists are salaried twice as often (P 2019-23)
    for part, share in ((w.start_filled, values.salaried_share), (w.start_vacant, of_vacant)):
        weight = SALARIED_BY_CLASS[geo.centrality[lists.municipality[part]] - 1]
        draw = luck.uniform(w.key, list_ids(w, part), 2, Decision.START_LIST)
        order = np.argsort(-np.log(draw) / weight, kind="stable")
        lists.form[part[order[: round(share * len(part))]]] = SALARIED


def set_caps_and_people(w, start: str, values) -> None:
    """Caps: older doctors have longer lists, salaried shorter; municipal totals as published, people in proportion."""
    geo, lists, people = w.geo, w.lists, w.people
    rows = w.start_filled
    doctors = lists.doctor[rows]
    age = (w.start_month - people.birth_month[doctors]) / 12.0
    weight = people.list_factor[doctors] * np.exp(0.008 * (age - 47.0))
    weight = weight * np.where(lists.form[rows] == SALARIED, w.parameters.cap_salaried_factor, 1.0)
    town = lists.municipality[rows]
    bounds = np.searchsorted(town, np.arange(len(geo.number) + 1))
    if start == "2026":
        caps, held, loose = geo.capacity, geo.patients_with, geo.patients_without
    else:
        vacant = np.bincount(lists.municipality[w.start_vacant], minlength=len(geo.number))
        loose = np.rint(vacant * _vacant_length(w, values)).astype(np.int64)
        held = w.listed_now - loose
        caps = np.rint(held * values.mean_cap_over_list).astype(np.int64)
    lists.cap[rows] = matching.share_out(caps.astype(np.int64), weight, bounds)
    lists.patients[rows] = matching.share_out(held.astype(np.int64), lists.cap[rows].astype(float), bounds)
    empty = w.start_vacant
    bounds = np.searchsorted(lists.municipality[empty], np.arange(len(geo.number) + 1))
    lists.patients[empty] = matching.share_out(loose.astype(np.int64), np.ones(len(empty)), bounds)


def _vacant_length(w, values) -> np.ndarray:
    """People on a vacant list by municipality [M]: the published mean, longer where lists are longer."""
    length = _length_2015(w.geo)
    town = w.lists.municipality[w.start_vacant]
    mean = length[town].mean() if len(town) else 1.0
    return np.minimum(values.patients_vacant * length / mean, 0.8 * w.listed_now)


def towns(w, start: str) -> Towns:
    """State of the municipalities: local list norm and the places they want per listed person, from the start."""
    geo, lists, p = w.geo, w.lists, w.parameters
    size = len(geo.number)
    rows = w.start_filled
    town = lists.municipality[rows]
    number = np.bincount(town, minlength=size)
    mean = lists.cap[rows].mean()
    class_mean = np.array([
        lists.cap[rows][geo.centrality[town] == c].mean() if (geo.centrality[town] == c).any() else mean
        for c in range(1, 7)
    ])[geo.centrality - 1]  # fmt: skip
    local = (np.bincount(town, lists.cap[rows], size) + 2 * class_mean) / (number + 2)
    norm = p.cap_new_ratio ** follows(w) * local
    vacant = np.bincount(lists.municipality[w.start_vacant], minlength=size)
    loose = np.bincount(lists.municipality[w.start_vacant], lists.patients[w.start_vacant], size)
    places = np.bincount(town, lists.cap[rows], size) + vacant * norm
    listed = np.maximum(w.listed_now, 1)
    buffer = _places_wanted(w, start, places, norm, number + vacant) / listed - p.open_shortage * loose / listed
    state = Towns(w, local / mean, buffer)
    state.cap_norm = norm
    salaried = 0.4  # half of new GPs were salaried in 2023 (P), fewer before
    share = vacant / np.maximum(number + vacant, 1)
    w.place_luck = w.place_luck - p.market_vacant_before * share / max(p.market_place_sd, 1e-9)
    state.form_mean = 1.0 - salaried * (1.0 - p.cap_salaried_factor)
    lists.cap[w.start_vacant] = np.rint(norm[lists.municipality[w.start_vacant]]).astype(np.int64)
    return state


def _places_wanted(w, start: str, places: np.ndarray, norm: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Places that municipalities want at the start [M], float64, from those they have: so many lists (``number``).

    In 2016 a little less, for few lists were opened then. In 2026 they stand in the midst of opening lists year after
    year, some about to, others just having done so: what they lack is that of runs from 2016 (docs/starts.md).
    """
    p = w.parameters
    if start != "2026":
        return p.places_wanted * places
    spread = luck.normal(w.key, w.town_names, 0, Decision.START_MISSING)
    return places + norm * (p.start_missing_share * number + p.start_missing_sd * spread)


def set_budgets(w) -> None:
    """A year's extra budget covers what the start structure costs, with some slack, and 40 NOK an inhabitant."""
    lists, towns_state, p = w.lists, w.towns, w.parameters
    size = len(w.geo.number)
    rows = lists.open_rows()
    salaried = rows[(lists.form[rows] == SALARIED) & (lists.doctor[rows] >= 0)]
    vacant = np.bincount(lists.municipality[w.start_vacant], minlength=size)
    cost = (
        np.bincount(lists.municipality[salaried], minlength=size) * p.salaried_net_cost_nok
        + vacant * (p.locum_week_nok * 48 - p.locum_income_nok) * p.locum_cover_max
        + vacant * p.subsidy_per_gp_nok * 2
    )
    yearly = np.rint(cost * (1.0 + p.budget_slack) + 40.0 * w.inhabitants + p.open_list_cost_nok)
    towns_state.budget_yearly, towns_state.budget_left = yearly, yearly.copy()
