"""What every doctor has: the columns, the stages of a working life, and the events that change it.

Numbers of stages, events and causes are written to result files and must never be reused.
"""

from dataclasses import dataclass
from enum import IntEnum

NOBODY = -1  # no municipality, no list, no trust
NEVER = -1  # no month set
ON_THE_LOOKOUT = 6  # months a sitting GP looks for another list


@dataclass(frozen=True)
class Column:
    """One column of the population: numpy dtype, value of a new row, unit and meaning."""

    name: str
    dtype: str
    default: float | int | bool
    unit: str
    text: str


class Stage(IntEnum):
    """Where in working life a doctor is (one at a time; model.md section 3)."""

    STUDENT = 0
    WAITING = 1
    LIS1_HOSPITAL = 2
    LIS1_MUNICIPALITY = 3
    GP_TRAINING = 4
    GP_UNTRAINED = 5
    GP_SPECIALIST = 6
    MUNICIPAL = 7
    HOSPITAL_TRAINEE = 8
    HOSPITAL_SPECIALIST = 9
    LOCUM = 10
    LEAVE = 11
    OTHER = 12
    ABROAD = 13
    RETIRED = 14
    DEAD = 15


GP_STAGES = (Stage.GP_TRAINING, Stage.GP_UNTRAINED, Stage.GP_SPECIALIST)


class Event(IntEnum):
    """What can happen in a life; the closed list of ``lives.parquet``."""

    ENROLLED = 0
    GRADUATED = 1
    LIS1_HIRED = 3
    LIS1_STARTED = 4
    LIS1_TO_MUNICIPALITY = 5
    LIS1_QUIT = 6
    LIS1_COMPLETED = 7
    LIS1_GAVE_UP = 8
    LIS1_RETURNED = 9
    GP_ENTERED = 10
    GP_RETURNED = 11
    CONTRACT_STARTED = 12
    CONTRACT_ENDED = 13
    GP_MOVED = 14
    GP_EXITED = 15
    GP_RETIRED = 16
    TRAINING_STARTED = 17
    TRAINING_LEFT = 18
    SPECIALIST_APPROVED = 19
    LOCUM_STARTED = 20
    HOSPITAL_STARTED = 21
    MUNICIPAL_STARTED = 22
    EMIGRATED = 23
    IMMIGRATED = 24
    DIED = 25
    RETIRED = 26
    LEFT_OTHER = 27
    LEAVE_STARTED = 28
    DROPPED_OUT = 29
    HOSPITAL_SPECIALIST_APPROVED = 30
    NOTICE_GIVEN = 31
    BONDED = 32
    BOND_BROKEN = 33
    INTRODUCTION_STARTED = 34


class Cause(IntEnum):
    """Why; printed beside the event."""

    NONE = 0
    HIRED = 1
    NOT_HIRED = 2
    OWN_CHOICE = 3
    AGE = 4
    COMPLETED = 6
    DROPOUT = 7
    MOVE = 8
    TO_HOSPITAL = 9
    TO_MUNICIPAL = 10
    TO_LOCUM = 11
    TO_OTHER = 12
    TO_ABROAD = 13
    TO_LEAVE = 14
    RULE = 15
    NEW_LIST = 16
    TAKE_OVER = 17
    DEATH = 20


PLACES = ("uio", "uib", "ntnu", "uit")
EDUCATION = (*PLACES, "abroad", "foreign", "imm_gp", "imm_spec")
HOME_EDUCATED = len(PLACES)  # education codes below this are Norwegian schools
ABROAD, FOREIGN, IMM_GP, IMM_SPEC = range(HOME_EDUCATED, HOME_EDUCATED + 4)

COLUMNS = (
    Column("id", "uint32", 0, "-", "permanent name: entry month, channel, ordinal (agents/luck.py)"),
    Column("birth_month", "int16", 0, "month", "month of birth, months since January 1900"),
    Column("female", "bool", False, "-", "woman"),
    Column("social", "float32", 0.0, "sd", "social origin, standard normal, higher = more privileged"),
    Column("origin", "int64", NOBODY, "municipality", "where the doctor grew up; -1 = outside Norway"),
    Column("home", "int64", NOBODY, "municipality", "where the doctor lives and has ties today"),
    Column("education", "uint8", 0, "code", "place of education, index into EDUCATION"),
    Column("taste_gp", "float32", 0.0, "logit", "own liking of general practice"),
    Column("taste_rural", "float32", 0.0, "logit", "own liking of rural places"),
    Column("wish_salary", "float32", 0.0, "logit", "liking of a salaried post over private practice"),
    Column("list_factor", "float32", 1.0, "ratio", "wanted list length over the local norm of a new GP"),
    Column("stage", "uint8", Stage.STUDENT, "code", "Stage"),
    Column("since", "int16", NEVER, "month", "month of the last change of stage"),
    Column("municipality", "int64", NOBODY, "municipality", "municipality of work"),
    Column("trust", "int64", NOBODY, "trust", "hospital trust of work or LIS1 post"),
    Column("list", "int64", NOBODY, "list row", "main list"),
    Column("graduates_at", "int16", NEVER, "month", "month of the degree (students)"),
    Column("applies_from", "int16", NEVER, "month", "first month in which the doctor applies for LIS1"),
    Column("starts_at", "int16", NEVER, "month", "month an accepted LIS1 post or list contract starts"),
    Column("failed_rounds", "uint8", 0, "rounds", "LIS1 rounds without an offer so far"),
    Column("lis1_done", "bool", False, "-", "LIS1 (or old turnus) completed"),
    Column("lis1_hospital_done", "bool", False, "-", "hospital part of LIS1 completed"),
    Column("lis1_months", "int8", 0, "months", "months done in the present part of LIS1"),
    Column("gp_linked", "bool", False, "-", "holds a LIS1 post linked to a GP training post"),
    Column("in_training", "bool", False, "-", "in GP specialty training"),
    Column("training_months", "float32", 0.0, "months", "months that count towards the GP specialty"),
    Column("open_months", "float32", 0.0, "months", "of them in open unselected practice"),
    Column("institution_months", "float32", 0.0, "months", "of them in institution service"),
    Column("away_until", "int16", NEVER, "month", "absent (leave, institution service) until this month"),
    Column("at_institution", "bool", False, "-", "absence is institution service"),
    Column("supervised", "bool", True, "-", "trainee has a supervisor this month"),
    Column("alis_agreement", "bool", False, "-", "holds an ALIS agreement that draws the state grant"),
    Column("specialist", "bool", False, "-", "GP specialist"),
    Column("grandfathered", "bool", False, "-", "GP before March 2017, not bound by the competence rule"),
    Column("willing", "bool", False, "-", "would supervise if eligible (course taken, wants to)"),
    Column("gp_before", "bool", False, "-", "has held a list"),
    Column("seeking", "bool", False, "-", "looks for a GP list"),
    Column("searching_until", "int16", NEVER, "month", "sitting GP on the lookout for another list until"),
    Column("contract_since", "int16", NEVER, "month", "start of the present list contract"),
    Column("gp_since", "int16", NEVER, "month", "first list contract"),
    Column("leaves_at", "int16", NEVER, "month", "notice given: leaves the list this month"),
    Column("leaves_for", "uint8", Stage.RETIRED, "code", "Stage after the notice runs out"),
    Column("fte", "float32", 1.0, "share", "working time share"),
    Column("reserved", "int64", NEVER, "list row", "list whose contract starts at starts_at"),
    Column("campus", "bool", False, "-", "studied at a decentralised campus"),
    Column("own_post", "bool", False, "-", "LIS1 in a post that municipality and hospital created themselves"),
    Column("lis1_town", "int64", NOBODY, "municipality", "municipality agreed for the municipal part of LIS1"),
    Column("municipal_first", "bool", False, "-", "municipal part of LIS1 done or being done first"),
    Column("bond_months", "int16", 0, "months", "duty accepted with a bonded LIS1 post, counted from the end of LIS1"),
    Column("bonded_until", "int16", NEVER, "month", "bound to municipalities of centrality 5-6 until this month"),
    Column("exempt_months", "float32", 0.0, "months", "municipal work under exemption from the competence demand"),
    Column("introduced_until", "int16", NEVER, "month", "in an introduction agreement until this month"),
    Column("old_scheme", "bool", False, "-", "in GP training since before March 2019: may finish by the old rules"),
)
