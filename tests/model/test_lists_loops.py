"""The loops over lists, doctors and stages beside their plain twins and beside formulas on whole columns."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.contract_loops import held_by
from agents.doctor import NOBODY, Stage
from agents.forms import OFFICE, SALARIED
from agents.row_loops import with_value
from model import lists_loops as loops
from model.demography import _on_line
from model.geography import load_geography
from model.ledger import STAGES, Ledger, add_one_each, change_stage, count_stages

TOWNS, LISTS, DOCTORS, MONTH = 7, 90, 120, 1512
NO_ORDER = np.empty(0, np.int64), np.zeros(TOWNS + 1, np.int64), 0  # of no lists


def both(kernel, *given):
    """What the loop answers, compiled and plain, after checking that they agree; arguments may be written into."""
    copies = [one.copy() if isinstance(one, np.ndarray) else one for one in given]
    compiled, plain = kernel(*given), kernel.py_func(*copies)
    several = isinstance(compiled, tuple)
    for a, b in zip(compiled if several else [compiled], plain if several else [plain], strict=True):
        assert np.array_equal(a, b) and np.asarray(a).dtype == np.asarray(b).dtype
    for a, b in zip(given, copies, strict=True):
        assert np.array_equal(a, b)
    return compiled


@pytest.fixture(params=range(4))
def made_up(request):
    """Lists and doctors of nowhere; the last municipality has no list."""
    draw = np.random.default_rng(request.param)
    m = SimpleNamespace(draw=draw)
    m.municipality = draw.integers(0, TOWNS - 1, LISTS)
    m.closed = draw.random(LISTS) < 0.2
    m.doctor = np.where(draw.random(LISTS) < 0.3, -1, draw.integers(0, DOCTORS, LISTS))
    m.patients, m.cap = draw.integers(0, 1500, LISTS), draw.integers(0, 1500, LISTS)
    m.form = draw.integers(0, 3, LISTS).astype(np.int8)
    m.vacant_since = draw.integers(MONTH - 15, MONTH - 9, LISTS).astype(np.int16)
    m.locked_until = draw.integers(MONTH - 5, MONTH + 3, LISTS).astype(np.int16)
    m.away_until = draw.integers(MONTH - 3, MONTH + 3, DOCTORS).astype(np.int16)
    m.rows, m.start = loops.order_by_town(*NO_ORDER, m.municipality, m.closed)
    m.has = m.doctor[m.rows] >= 0
    m.town = m.municipality[m.rows]
    m.locked, m.room = m.locked_until[m.rows] >= MONTH, np.maximum(m.cap - m.patients, 0)
    return m


def test_the_order_of_open_lists(made_up):
    rows, start = both(loops.order_by_town, *NO_ORDER, made_up.municipality, made_up.closed)
    expected = np.flatnonzero(~made_up.closed)
    expected = expected[np.argsort(made_up.municipality[expected], kind="stable")]
    assert np.array_equal(rows, expected)
    assert np.array_equal(start, np.searchsorted(made_up.municipality[rows], np.arange(TOWNS + 1)))


def test_the_order_is_mended_as_lists_open_and_close(made_up):
    known, closed = 60, made_up.closed & (made_up.draw.random(LISTS) < 0.5)
    before, begin = loops.order_by_town(*NO_ORDER, made_up.municipality[:known], closed[:known])
    rows, start = both(loops.order_by_town, before, begin, known, made_up.municipality, made_up.closed)
    assert np.array_equal(rows, made_up.rows) and np.array_equal(start, made_up.start)
    assert (made_up.closed & ~closed)[:known].sum() > 0 and len(before) < len(rows)


def test_lists_without_a_doctor_and_lists_of_some_doctors(made_up):
    m = made_up
    assert np.array_equal(both(with_value, m.rows, m.doctor, NOBODY), m.rows[~m.has])
    promised = np.where(m.draw.random(LISTS) < 0.5, 3, -1)
    free = both(loops.unpromised, m.rows, m.doctor, promised)
    assert np.array_equal(free, m.rows[~m.has & (promised[m.rows] < 0)]) and 0 < len(free) < (~m.has).sum()
    holders = m.draw.choice(DOCTORS, 30, replace=False)
    assert np.array_equal(
        both(held_by, holders, m.doctor, DOCTORS), np.flatnonzero(np.isin(m.doctor, holders) & (m.doctor >= 0))
    )


def test_lists_on_offer_are_vacant_or_fall_free_and_are_promised_to_nobody(made_up):
    m = made_up
    successor, leaving_at = (np.where(m.draw.random(LISTS) < 0.5, 3, -1) for _ in range(2))
    expected = ~m.closed & (successor < 0) & ((m.doctor < 0) | (leaving_at >= 0))
    assert np.array_equal(both(loops.on_offer, m.closed, m.doctor, successor, leaving_at), np.flatnonzero(expected))
    assert 0 < expected.sum() < LISTS


def test_lists_counted_by_municipality(made_up):
    m = made_up
    counted, at_work = both(loops.count_lists, m.rows, m.start, m.doctor, m.patients, m.cap, m.form, m.vacant_since,
                            MONTH - 12, m.locked_until, m.away_until, MONTH, 0.9)  # fmt: skip

    def by_town(which, weight=None):
        return np.bincount(m.town[which], None if weight is None else weight[m.rows[which]], TOWNS)

    long = ~m.has & (MONTH - m.vacant_since[m.rows] > 12)
    everything = np.ones(len(m.rows), bool)
    salaried, office = (m.has & (m.form[m.rows] == form) for form in (SALARIED, OFFICE))
    expected = [by_town(everything), by_town(~m.has), by_town(long), by_town(m.has, m.patients),
                by_town(~m.has, m.patients), by_town(m.has, m.cap), by_town(salaried),
                by_town(office), by_town(m.has & m.locked, m.room)]  # fmt: skip
    assert np.array_equal(counted, expected) and (counted.sum(axis=1) > 0).all()
    present = m.has & (m.away_until[m.doctor[m.rows]] < MONTH)
    hours = np.where(m.form[m.rows] == SALARIED, 0.9, 1.0)
    assert np.array_equal(at_work, np.bincount(m.town, m.cap[m.rows] * present * hours, TOWNS))


def room_and_people(m):
    """What the loop answers, compiled and plain: its arrays by municipality, then its lists with places."""
    given = m.rows, m.start, m.doctor, m.cap, m.patients, m.locked_until, MONTH
    compiled, plain = loops.room_and_people(*given), loops.room_and_people.py_func(*given)
    for a, b in zip((*compiled[:3], *compiled[3]), (*plain[:3], *plain[3]), strict=True):
        assert np.array_equal(a, b) and a.dtype == b.dtype
    return compiled


def test_free_places_and_people(made_up):
    m = made_up
    free, listed, without_gp, _ = room_and_people(m)
    room = np.where(m.has & ~m.locked, m.room[m.rows], 0)
    assert np.array_equal(free, np.bincount(m.town, room, TOWNS))
    assert np.array_equal(listed, np.bincount(m.town, m.patients[m.rows], TOWNS))
    assert np.array_equal(without_gp, np.bincount(m.town[~m.has], m.patients[m.rows[~m.has]], TOWNS))


def test_the_lists_among_which_people_are_shared(made_up):
    m = made_up
    amount = np.array([5, 0, 3, 0, 8, 1, 2])
    wanted = amount[m.town] > 0
    has_vacant = (np.bincount(m.town[~m.has], minlength=TOWNS) > 0)[m.town]
    room, people = (m.cap - m.patients)[m.rows], m.patients[m.rows]
    some = people > 0
    for found, concerned, weight in (
        (room_and_people(m)[3], m.has & (room > 0) & ~m.locked, room),
        (both(loops.people_to_take, m.rows, m.start, m.doctor, m.patients, amount, False), wanted & some, people),
        (both(loops.people_to_take, m.rows, m.start, m.doctor, m.patients, amount, True), wanted & ~m.has & some,
         people),
        (both(loops.lists_to_crowd, m.rows, m.start, m.doctor, m.cap, amount), wanted & (m.has != has_vacant),
         np.maximum(m.cap, 1)[m.rows]),
    ):  # fmt: skip
        rows, weights, part = found
        assert np.array_equal(rows, m.rows[concerned]) and len(rows)
        assert np.array_equal(weights, weight[concerned])
        assert np.array_equal(part, np.searchsorted(m.municipality[rows], np.arange(TOWNS + 1)))


def test_people_leave_locked_lists_for_places_that_those_without_a_gp_leave(made_up):
    m = made_up
    before = m.patients.copy()
    m.doctor[m.rows[m.town == 0]] = 1  # nobody without a GP in one municipality
    m.cap[m.rows[m.town == 0]] += 100
    free, _, waiting, _ = room_and_people(m)
    left = both(loops.leave_locked, m.rows, m.start, m.doctor, m.patients, m.locked_until, free - waiting, 0.05, MONTH)
    gone = before - m.patients
    assert np.array_equal(left, np.bincount(m.town, gone[m.rows], TOWNS)) and left[0] > 0
    assert (left <= np.maximum(free - waiting, 0)).all()
    locked = m.locked_until >= MONTH
    assert (gone[~locked | (m.doctor < 0)] == 0).all() and (gone <= before * 0.05 + 0.5).all()


def test_people_are_placed_and_leave_vacant_and_locked_lists_alike_compiled_and_plain(made_up):
    """Growth beyond the free places, decline, a municipality that stays as it is, and one without lists."""
    m = made_up
    people = np.bincount(m.town, m.patients[m.rows], TOWNS).astype(np.int64)
    columns = m.rows, m.start, m.doctor, m.cap, m.patients, m.locked_until
    listed = people + np.array([9000, -500, 0, 37, -1, 20_000, 0])
    both(loops.place_everybody, *columns, listed, MONTH)
    assert np.array_equal(np.bincount(m.town, m.patients[m.rows], TOWNS), listed)
    placed = m.patients.copy()
    m.doctor[m.rows[m.start[:-2]]], m.cap[m.rows[m.start[:-2]]] = 1, 9000
    both(loops.leave_vacant, *columns, 0.03, MONTH)
    locked, busy = m.locked_until.copy(), np.array([True, True, False, True])
    own, leaves_at = np.arange(DOCTORS) % LISTS, np.full(DOCTORS, -1, np.int16)
    leaves_at[1], m.locked_until[:4] = MONTH, (MONTH - 1, MONTH - 1, MONTH - 1, MONTH + 9)
    locked[:4] = (MONTH + 11, MONTH - 1, MONTH - 1, MONTH + 9)  # gives notice, is not busy, is locked already
    both(loops.lock_and_change, *columns, 0.05, MONTH, np.arange(4), busy, own, leaves_at, MONTH + 11)
    assert np.array_equal(m.locked_until, locked)
    assert np.array_equal(np.bincount(m.town, m.patients[m.rows], TOWNS), listed) and (m.patients != placed).any()


def test_bonded_doctors_by_place_of_work_or_largest_municipality_of_the_trust(made_up):
    draw = made_up.draw
    stage = draw.choice([Stage.WAITING, Stage.LIS1_HOSPITAL, Stage.GP_TRAINING, Stage.DEAD], DOCTORS).astype(np.uint8)
    months = draw.choice([0, 36], DOCTORS).astype(np.int16)
    until = draw.integers(MONTH - 5, MONTH + 5, DOCTORS).astype(np.int16)
    municipality, trust = draw.integers(-1, TOWNS, DOCTORS), draw.integers(-1, 2, DOCTORS)
    centre = np.array([2, 5])
    found = both(loops.count_bonded, stage, months, until, municipality, trust, centre, TOWNS, MONTH)
    bound = ((months > 0) | (until >= MONTH)) & (stage != Stage.DEAD)
    place = np.where(municipality >= 0, municipality, np.where(trust >= 0, centre[trust], -1))
    assert np.array_equal(found, np.bincount(place[bound & (place >= 0)], minlength=TOWNS)) and found.all()


def test_capacity_is_what_doctors_at_work_and_others_give():
    """Also where supervision takes more than there is: nothing, not less."""
    local, number = np.linspace(900.0, 1100.0, TOWNS), np.arange(TOWNS)
    rows, municipality = np.array([0, 2, 3]), np.array([4, 9, 4, 0])
    trainees, slots = np.where(number == 0, 900, 2), np.full(TOWNS, 800)
    found = both(loops.capacity, number * 700.0, 1 + number / 100, 0.95, rows, municipality, 0.4, local, number * 0.5,
                 0.8, number[::-1].copy(), 0.6, trainees, slots, 0.05, 3.0)  # fmt: skip
    lis1 = np.bincount(municipality[rows], minlength=TOWNS)
    others = lis1 * 0.4 + number * 0.5 * 0.8 + number[::-1] * 0.6 - np.where(number == 0, 800, 2) * 0.05
    places = number * 700.0 * (1 + number / 100) * 0.95 + others * local
    assert np.allclose(found, np.maximum(places, 0.0) * 3.0, rtol=1e-12) and found[0] == 0.0 < found[1:].min()


def test_people_by_list_and_between_two_januaries():
    use = load_geography().list_use
    inhabitants = np.linspace(300.5, 9000.25, use.shape[0])
    listed = both(loops.people_by_list, use.indptr, use.indices, use.data, inhabitants)
    assert np.array_equal(listed, use.T @ inhabitants)  # to the last bit
    now, then = np.arange(18).reshape(2, 9), np.arange(18, 0, -1).reshape(2, 9)
    assert np.array_equal(both(_on_line, now, then, 5 / 12), now + (then - now) * (5 / 12))


def test_stages_change_and_are_counted():
    draw = np.random.default_rng(3)
    stage, since = draw.integers(0, STAGES, 501).astype(np.uint8), np.full(501, -1, np.int16)
    assert np.array_equal(both(count_stages, stage), np.bincount(stage, minlength=STAGES))
    was, rows = stage.copy(), draw.choice(501, 60, replace=False)
    after, moves = draw.integers(0, STAGES, 60).astype(np.uint8), np.zeros((STAGES + 1, STAGES), np.int64)
    moved, before = np.zeros(70, np.int64), np.zeros(70, np.uint8)
    both(change_stage, rows, after, stage, since, MONTH, moves, moved, before, 5)
    assert np.array_equal(moved[5:65], rows) and np.array_equal(before[5:65], was[rows]) and not before[:5].any()
    assert np.array_equal(stage[rows], after) and np.array_equal(np.flatnonzero(since == MONTH), np.sort(rows))
    expected = np.zeros_like(moves)
    np.add.at(expected, (was[rows], after), 1)
    assert np.array_equal(moves, expected)


def test_a_flow_counts_one_each_and_refuses_a_place_that_is_none():
    row = np.zeros(4)
    assert both(add_one_each, row, np.array([1, 3, 1])) == 0 and row.tolist() == [0, 2, 0, 1]
    ledger = Ledger(SimpleNamespace(geo=SimpleNamespace(number=np.arange(4))), np.array([MONTH]), False)
    ledger.t = 0
    ledger.flow("seen", np.empty(0, np.int64))
    assert ledger.municipal["seen"].tolist() == [[0, 0, 0, 0]]
    ledger.flow("seen", np.array([2, 2]))
    assert ledger.municipal["seen"].tolist() == [[0, 0, 2, 0]]
    for nowhere in (-1, 4):
        with pytest.raises(ValueError, match="flow seen: 1 of 2 lie in no municipality"):
            ledger.flow("seen", np.array([2, nowhere]))
