"""Permanent names that luck is keyed by: ids of actors, channels of entry, decisions.

An id is the entry month, the channel and an ordinal, packed into 32 bits. It never depends on how many
others there are in other months or channels, so the seventeenth graduate of Tromsø in August 2031 is the same
person, with the same luck (agents/luck.py), in every run with the same seed.
"""

import operator
import re
from enum import IntEnum, unique
from typing import Any

import numpy as np

from agents.months import month_index, month_text


@unique
class Decision(IntEnum):
    """What a draw decides. The number is part of the draw: never change one, never use one again."""

    # education and arrival
    STUDENT_DROPOUT = 1
    ABROAD_RETURN = 3
    # who a doctor is
    SEX = 10
    ORIGIN = 11
    TASTE_GP = 12
    TASTE_RURAL = 13
    WISH_SALARY = 14
    WANTED_LIST = 15
    BIRTH = 16
    SOCIAL = 17
    START_STATE = 18
    START_PLACE = 19
    START_STAGE = 20
    # LIS1
    MERIT = 30
    LIS1_TRUST_TASTE = 31
    LIS1_LOTTERY = 32
    LIS1_GIVEUP = 34
    LIS1_RETURN = 35
    LIS1_MUNICIPALITY = 36
    LIS1_QUIT = 37
    LIS1_RESIDUAL = 38
    # the path after LIS1
    CAREER = 40
    LOCUM_STOP = 41
    HOSPITAL_SWITCH = 42
    # the market for lists
    SEARCH = 50
    MARKET = 51
    INTERVIEW = 52
    # specialist training
    TRAINING_START = 60
    TRAINING_DROPOUT = 61
    SUPERVISOR_EXTERNAL = 63
    INSTITUTION_RETURN = 65
    GRANT = 66
    # life as a GP
    GP_EXIT = 70
    GP_DESTINATION = 71
    RETIREMENT = 72
    MOVE = 73
    LEAVE = 74
    LEAVE_LENGTH = 75
    DEATH = 76
    NOTICE = 77
    WILLING = 90
    PART_TIME = 91
    ORIGIN_QUOTA = 92
    AUTUMN_FIRST = 93
    HOSPITAL_TRUST = 94
    HOSPITAL_APPROVAL = 95
    FIT_SUPERVISOR = 96
    RECONSIDER = 97
    RECONSIDER_FOR = 98
    START_LIST = 99
    START_TRAINING = 100
    START_VACANT = 101
    PLACE_LUCK = 102
    START_MISSING = 103
    # municipalities
    LIST_OPEN = 80
    # what policy instruments ask for
    CAMPUS = 110
    KBU = 111
    KBU_DONE = 112
    BOND_ACCEPT = 113
    BOND_BREACH = 114
    OWN_POST = 115
    OWN_POST_CHOICE = 116
    FOREIGN_SPECIALIST = 117
    AGENCY = 118
    AGENCY_LEAVES = 119
    INTRODUCTION = 120
    ORDERED_SUPERVISOR = 121
    ROTA = 122
    INSTITUTION_PLACE = 123
    LIST_LOCK = 124
    ONCALL_GRANT = 126
    EXEMPTION_END = 127
    # calibration, which draws outside any run
    DESIGN = 200
    CALIBRATION_NOISE = 201
    SAMPLER_NORMAL = 202
    SAMPLER_LEVEL = 203
    SAMPLER_ANGLE = 204
    PRIOR_DRAW = 205
    # the search for packages, which draws outside any run
    PACKAGE_SEARCH = 210


# How an actor came into the model. Numbers are part of ids: never change one, never use one again.
CHANNELS: dict[str, int] = {
    "uio": 0,  # graduates of the four medical schools at home
    "uib": 1,
    "ntnu": 2,
    "uit": 3,
    "abroad": 4,  # Norwegians who studied abroad
    "foreign": 5,  # other applicants to LIS1
    "imm_gp": 6,  # immigrant specialists in general practice
    "imm_spec": 7,  # immigrant specialists in other fields
    "imm_trainee": 8,  # immigrant doctors in hospital training
    "start_gp": 16,  # present when the run starts
    "start_lis1": 17,
    "start_wait": 18,
    "start_alis": 19,
    "start_locum": 20,
    "start_htrainee": 21,
    "start_hspec": 22,
    "start_municipal": 23,
    "start_outside": 24,
    "municipality": 60,  # places: the ordinal is the municipality's number or the trust's
    "trust": 61,
}
_CHANNEL_NAMES = {code: name for name, code in CHANNELS.items()}
_ID_PARTS = (("entry month", 20, 4095), ("channel", 14, 63), ("ordinal", 0, 16383))
_ID_TEXT = re.compile(r"(\d{4}-\d{2})/([a-z0-9_]+)/(\d{3,5})")


def make_id(entry_month: Any, channel: Any, ordinal: Any) -> Any:
    """Permanent id(s): 12 bits entry month, 6 bits channel, 14 bits ordinal.

    Each argument is a whole number or an array of them (broadcast together); ``channel`` may also be a name
    from CHANNELS. Returns numpy uint32, scalar if all arguments are. ValueError when a part is out of range.
    """
    if isinstance(channel, str):
        if channel not in CHANNELS:
            raise ValueError(f"{channel!r} is not a channel; expected one of {', '.join(CHANNELS)}")
        channel = CHANNELS[channel]
    total: Any = np.uint32(0)
    for (name, shift, top), given in zip(_ID_PARTS, (entry_month, channel, ordinal), strict=True):
        if type(given) is int and 0 <= given <= top:  # most are: the month and the channel of a whole class
            total = total | np.uint32(given << shift)
            continue
        part = np.asarray(given)
        if part.dtype.kind not in "iu":
            raise ValueError(f"the {name} of an id must be whole numbers, got {part.dtype}")
        if part.size and (part.min() < 0 or part.max() > top):
            worst = part.min() if part.min() < 0 else part.max()
            raise ValueError(f"the {name} of an id must lie in 0..{top}, got {worst}")
        total = total | (part.astype(np.uint32) << np.uint32(shift))
    return total


def id_text(id: Any) -> str:
    """The id as people read it: ``"2031-08/uit/017"`` (entry month, channel, ordinal)."""
    number = operator.index(id)
    channel = number >> 14 & 63
    if not 0 <= number < 2**32 or channel not in _CHANNEL_NAMES:
        raise ValueError(f"{number} is not an id made by make_id: no channel has the number {channel}")
    return f"{month_text(number >> 20)}/{_CHANNEL_NAMES[channel]}/{number & 16383:03d}"


def parse_id(text: str) -> int:
    """``"2031-08/uit/017"`` -> the id as a plain int. ValueError when the text is not an id."""
    match = _ID_TEXT.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not an id; expected YYYY-MM/channel/ordinal, as in 2031-08/uit/017")
    return int(make_id(month_index(match[1]), match[2], int(match[3])))
