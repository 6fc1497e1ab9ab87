"""Ids, channels and decisions: names that never change."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import names
from agents.names import CHANNELS, Decision, id_text, make_id, parse_id

CONTRACT = (
    "uio uib ntnu uit abroad foreign imm_gp imm_spec start_gp start_lis1 start_wait start_alis start_locum"
    " start_htrainee start_hspec start_municipal start_outside municipality trust"
)


def test_each_decision_has_a_number_of_its_own():
    numbers = [int(decision) for decision in Decision.__members__.values()]
    assert len(numbers) == len(set(numbers))
    assert min(numbers) > 0


def test_numbers_that_published_results_rest_on():
    """One of each group: a renumbered decision would give every doctor other luck."""
    known = {
        "ABROAD_RETURN": 3,
        "BIRTH": 16,
        "MERIT": 30,
        "CAREER": 40,
        "MARKET": 51,
        "GRANT": 66,
        "GP_EXIT": 70,
    }
    assert {name: int(Decision[name]) for name in known} == known


def test_every_decision_is_drawn_somewhere():
    """A number that nothing draws is dropped, and never given again."""
    root = Path(names.__file__).parent.parent
    code = "".join(path.read_text("utf-8") for floor in ("agents", "model", "scenarios", "calibration")
                   for path in sorted((root / floor).glob("*.py")))  # fmt: skip
    assert [name for name in Decision.__members__ if not re.search(rf"Decision\.{name}\b", code)] == []


def test_channels_have_six_bits_and_codes_of_their_own():
    assert set(CONTRACT.split()) <= set(CHANNELS)
    assert len(set(CHANNELS.values())) == len(CHANNELS)
    assert all(0 <= code < 64 for code in CHANNELS.values())


@given(st.integers(0, 2400), st.sampled_from(sorted(CHANNELS)), st.integers(0, 16383))
def test_id_and_text_are_the_same_name(month, channel, ordinal):
    id = make_id(month, channel, ordinal)
    assert id.dtype == np.uint32
    assert int(id) == (month << 20) + (CHANNELS[channel] << 14) + ordinal
    assert parse_id(id_text(id)) == id


def test_id_reads_as_month_channel_and_ordinal():
    assert id_text(make_id(1579, "uit", 17)) == "2031-08/uit/017"
    assert parse_id("2026-01/start_hspec/16383") == make_id(1512, CHANNELS["start_hspec"], 16383)


def test_arrays_of_ids():
    ids = make_id(1512, "uib", np.arange(1000))
    assert ids.dtype == np.uint32
    assert np.unique(ids).size == 1000
    assert ids[7] == make_id(1512, "uib", 7)
    mixed = make_id(np.array([1, 2]), np.array([0, 63]), np.array([5, 16383], dtype=np.int16))
    assert mixed.tolist() == [(1 << 20) + 5, (2 << 20) + (63 << 14) + 16383]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((4096, "uio", 0), "entry month of an id must lie in 0..4095, got 4096"),
        ((-1, "uio", 0), "entry month"),
        ((0, 64, 0), "channel of an id must lie in 0..63, got 64"),
        ((0, "oslo", 0), "'oslo' is not a channel; expected one of uio"),
        ((0, "uio", 16384), "ordinal of an id must lie in 0..16383, got 16384"),
        ((0, "uio", np.array([3, -2])), "got -2"),
        ((0, "uio", 1.5), "must be whole numbers"),
    ],
)
def test_an_id_out_of_range_is_refused(parts, says):
    with pytest.raises(ValueError, match=says):
        make_id(*parts)


@pytest.mark.parametrize("text", ["", "2031-08/uit", "2031-08/uit/17", "2031-13/uit/017", "2031-08/oslo/017"])
def test_a_text_that_is_no_id_is_refused(text):
    with pytest.raises(ValueError, match="is not"):
        parse_id(text)


@pytest.mark.parametrize("number", [-1, 2**32, 40 << 14])
def test_a_number_that_is_no_id_is_refused(number):
    with pytest.raises(ValueError, match="is not an id"):
        id_text(number)
