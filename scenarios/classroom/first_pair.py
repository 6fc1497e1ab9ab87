"""Life records of the first pair of runs: kept packed until some lives have been told, then forgotten."""

from dataclasses import dataclass
from threading import Lock

from agents.months import month_index
from agents.names import id_text
from scenarios.changed_lives import changed_lives
from scenarios.classroom.packed_lives import unpack_lives
from scenarios.classroom.turns import Told
from scenarios.classroom.years import Country, map_of
from scenarios.life import Life, life_of
from scenarios.study import FIRST_YEARS
from scenarios.words import Language

Packed = tuple[bytes, bytes]


class FirstPair:
    """Tasks 0 and 1 are the two runs of the first pair; told from another thread."""

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}
        self._lock = Lock()
        self.told = False  # whether they were forgotten because they had been told of

    def tell(self, told: Told) -> None:
        """A word of a worker."""
        detail = told.year.detail if told.year else None
        if told.task < 2 and detail is not None and detail.lives:
            with self._lock:
                self._kept[told.task] = detail.lives

    def packed(self) -> Packed | None:
        """Both sides' records, once both runs are finished and until they are forgotten."""
        with self._lock:
            return (self._kept[0], self._kept[1]) if {0, 1} <= set(self._kept) else None

    def forget(self) -> None:
        """All that is needed has been told."""
        with self._lock:
            self._kept.clear()
            self.told = True


@dataclass(frozen=True)
class Doctor:
    """A doctor to tell of: the id, and the life in the base and in the other scenario."""

    id: str
    lives: tuple[Life, Life]

    @property
    def who(self) -> str:
        """The doctor in words, from the run in which more is known."""
        return next((life.who for life in self.lives if life.moments), self.lives[0].who)


@dataclass(frozen=True)
class Lives:
    """What is told of a pair: how many lives differ of those known, how many are GPs on one side alone, and doctors."""

    changed: int
    known: int
    gained: int
    lost: int
    doctors: tuple[Doctor, ...]


def tell_lives(packed: Packed, country: Country, start: str, end: int, lang: str) -> Lives:
    """Choose doctors of a pair and tell their lives; for the drawing process."""
    base, other = (unpack_lives(one) for one in packed)
    first, last = month_index(f"{FIRST_YEARS[start]}-01"), month_index(f"{end}-12")
    places, say = map_of(country).names, Language(lang)
    found = changed_lives(base, other, last)
    doctors = []
    for number in found.doctors:
        one, two = (life_of(side, number, places, first, last, say) for side in (base, other))
        doctors.append(Doctor(id_text(number), (one, two)))
    return Lives(found.lives, found.known, found.counts["gained"], found.counts["lost"], tuple(doctors))
