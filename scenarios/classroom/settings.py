"""What a reader has set: two scenarios, ten levers, feedback loops, sizes; as a link, as a scenario file, as runs.

The scenario file is the one truth: what is run is what ``load_scenario`` reads from the text that is saved. A link
holds the same settings and is checked by the same rules; of what is wrong in it nothing is used.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from model.levers import LEVERS
from model.levers_base import Value
from model.world import SWITCH_NAMES
from scenarios.changes import changes_of
from scenarios.classroom.lessons import LESSONS
from scenarios.classroom.refusals import Refusal, SettingsError, lever_refusal, refusal
from scenarios.classroom.years import Followed
from scenarios.destination_words import YEARS
from scenarios.ensemble import Task
from scenarios.scenario import ScenarioError, available
from scenarios.scenario_checks import read_toml
from scenarios.study import FIRST_YEARS, LAST_YEARS, Case, Study
from scenarios.words import LANGUAGES
from scenarios.years import first_year, followed_from

LONGEST_LINK, LONGEST_FILE = 2_000, 64_000  # characters, bytes
MOST_PAIRS = 50
FIRST_MONTH = "01"


@dataclass(frozen=True)
class Slider:
    """A lever on the page: lowest, highest, step, and today's value."""

    lever: str
    low: float
    high: float
    step: float
    today: float

    @property
    def id(self) -> str:
        """The lever as an HTML id and a key of a link."""
        return self.lever.replace(".", "_")

    def value(self, number: float) -> int | float:
        """A number of the slider as the lever takes it."""
        whole = LEVERS[self.lever].kind == "int"
        return round(number) if whole else round(float(number), 6)


# Ten numbers that hold for the whole country, along a doctor's way: into medicine, LIS1, training, and onto a list.
# Of 24 tried (docs/classroom.md) they moved GPs or people without one most at their step.
SLIDERS = (
    Slider("education.abroad_places", 17, 1017, 20, 517),
    Slider("lis1.state_posts", 619, 2019, 50, 1219),
    Slider("lis1.gp_linked_posts", 6, 606, 20, 66),
    Slider("bonding.posts", 0, 400, 20, 0),
    Slider("alis.grant_nok", 0, 1_000_000, 1_000, 367_000),
    Slider("alis.supervisor_slots", 1, 6, 1, 2),
    Slider("finance.basic_grant_share", 0.0, 1.0, 0.02, 0.34),
    Slider("finance.break_point_nok", 0, 300, 10, 0),
    Slider("practice.list_ceiling", 700, 2500, 50, 2500),
    Slider("practice.capacity_per_gp", 0.5, 1.5, 0.05, 1.0),
)


@dataclass(frozen=True)
class Settings:
    """One set-up of the page.

    base, other: names of library scenarios. levers: value by lever, on top of ``other`` from January of ``year``.
    off: feedback loops frozen in both. pairs: runs of each. end: last year.
    lesson: key of the lesson that is open, "" for none.
    """

    start: str = "2026"
    base: str = "baseline"
    other: str = "baseline"
    levers: Mapping[str, float] = field(default_factory=dict)
    year: int = 2027
    off: tuple[str, ...] = ()
    pairs: int = 10
    end: int = 2050
    lang: str = "nb"
    lesson: str = ""


@cache
def library() -> tuple[str, ...]:
    """Names of the scenarios to choose from."""
    return tuple(name for name, _ in available())


def last_year(start: str) -> int:
    """The year a run from this start ends in where nothing else is asked for."""
    return 2050 if start == "2026" else LAST_YEARS[start]


def checked(settings: Settings) -> Settings:
    """The same settings. SettingsError naming every one that is not allowed."""
    problems: list[Refusal | None] = []
    if settings.start not in FIRST_YEARS:
        raise SettingsError([refusal("one.of", "start", given=repr(settings.start), names=", ".join(FIRST_YEARS))])
    first, last = FIRST_YEARS[settings.start], LAST_YEARS[settings.start]
    for key in ("base", "other"):
        if (name := getattr(settings, key)) not in library():
            problems.append(refusal("library", key, given=repr(name)))
    problems += [lever_refusal(key, value) for key, value in settings.levers.items()]
    problems += [refusal("loop", "off", given=repr(name)) for name in settings.off if name not in SWITCH_NAMES]
    ranges = (("pairs", 1, MOST_PAIRS), ("end", first + 1, last), ("year", first, settings.end))
    for key, low, high in ranges:
        if not low <= (value := getattr(settings, key)) <= high:
            problems.append(refusal("between", key, given=value, low=low, high=high))
    if settings.lesson and settings.lesson not in LESSONS:
        problems.append(refusal("one.of", "lesson", given=repr(settings.lesson), names=", ".join(LESSONS)))
    if settings.lang not in LANGUAGES:
        problems.append(refusal("one.of", "lang", given=repr(settings.lang), names=", ".join(LANGUAGES)))
    if found := [problem for problem in problems if problem]:
        raise SettingsError(found)
    return settings


def beyond_evidence(cases: Iterable[Case]) -> tuple[tuple[str, Value], ...]:
    """(lever, value) of each change beyond the evidence, once each: of sliders, library and files alike."""
    changes = [change for case in cases for layer in case.resolved["layers"] for change in layer]
    found = [(one["lever"], one["value"]) for one in changes if LEVERS[one["lever"]].warning(one["value"])]
    return tuple(dict.fromkeys(found))


# A link


def query_of(settings: Settings) -> str:
    """The settings as a query string: what differs from a fresh page or the lesson's set-up, and the language."""
    fresh = Settings(**_set_up_of(settings.lesson))
    pairs = [("lesson", settings.lesson)] if settings.lesson else []
    pairs += [
        (key, str(getattr(settings, key)))
        for key in ("start", "base", "other", "year", "pairs", "end")
        if getattr(settings, key) != getattr(fresh, key)
    ]
    pairs += [(one.id, str(settings.levers[one.lever])) for one in SLIDERS if one.lever in settings.levers]
    pairs += [("off", name) for name in settings.off]
    return urlencode([*pairs, ("lang", settings.lang)])


def read_query(text: str) -> Settings:
    """The settings of a link. SettingsError naming everything in it that is not as it should be."""
    text = text.removeprefix("?")
    if len(text) > LONGEST_LINK:
        raise SettingsError([refusal("long", given=len(text), high=LONGEST_LINK)])
    try:
        given = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=60)
    except ValueError:
        raise SettingsError([refusal("unreadable")]) from None
    values: dict[str, Any] = {}
    levers: dict[str, float] = {}
    off: list[str] = []
    problems: list[Refusal] = []
    sliders = {slider.id: slider for slider in SLIDERS}
    for key, word in given:
        if key == "off":
            off.append(word)
        elif key in values or (key in sliders and sliders[key].lever in levers):
            problems.append(refusal("twice", _short(key)))
        elif key in sliders:
            number = _number(word)
            if number is None:
                problems.append(refusal("number", key, given=_short(word)))
            else:
                levers[sliders[key].lever] = sliders[key].value(number)
        elif key in ("year", "pairs", "end"):
            values[key] = int(word) if word.isascii() and word.isdecimal() and len(word) < 6 else word
            if isinstance(values[key], str):
                problems.append(refusal("whole", key, given=_short(word)))
        elif key in ("start", "base", "other", "lang", "lesson"):
            values[key] = word if len(word) < 80 else _short(word)
        else:
            problems.append(refusal("unknown", _short(key)))
    if problems:
        raise SettingsError(problems)
    values = {**_set_up_of(values.get("lesson", "")), **values}
    if values.get("start") == "2016":
        values = {"end": last_year("2016"), "year": 2018, **values}
    return checked(Settings(**values, levers=levers, off=tuple(dict.fromkeys(off))))


def _set_up_of(lesson: str) -> Mapping[str, Any]:
    """What a lesson sets; nothing for none, or for a name that is none (``checked`` refuses it)."""
    return LESSONS[lesson].set_up if lesson in LESSONS else {}


def _short(word: str) -> str:
    return repr(word[:40]) + ("..." if len(word) > 40 else "")


def _number(word: str) -> float | None:
    """A plain decimal number, None for anything else (also inf, nan and 1e999)."""
    try:
        number = float(word)
    except ValueError:
        return None
    return number if abs(number) < 1e9 and len(word) < 20 else None


# A scenario file


def scenario_text(settings: Settings, title: str, because: str) -> str:
    """The changed scenario as a TOML file that ``scenarios check`` takes and that is run."""
    lines = [f"title = {_quoted(title)}", f'base = "{settings.other}"']
    for key, value in settings.levers.items():
        lines += [
            "", "[[change]]", f'lever = "{key}"', f'from = "{settings.year}-{FIRST_MONTH}"',
            f"value = {value}", f"because = {_quoted(because)}",
        ]  # fmt: skip
    return "\n".join(lines + _switches(settings)) + "\n"


def base_text(settings: Settings) -> str:
    """The scenario it is compared with, with the same feedback loops frozen."""
    return "\n".join([f'title = "{settings.base}"', f'base = "{settings.base}"', *_switches(settings)]) + "\n"


def _switches(settings: Settings) -> list[str]:
    return ["", "[switches]", *(f'{name} = "off"' for name in settings.off)] if settings.off else []


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain = "".join(letter if letter >= " " and letter != "\x7f" else " " for letter in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def case_of_text(text: str, name: str, start: str, end: int) -> Case:
    """A scenario file's text ready to run, by ``load_scenario`` itself.

    Its base must be one of the library: a page may not make the server read other files. ScenarioError, SettingsError.
    """
    from scenarios.commands import load_case

    base = read_toml(name, text)[0].get("base", "")
    if isinstance(base, str) and base and base not in library():  # load_case says what else is wrong
        raise SettingsError([refusal("library", "base", given=_short(base))])
    with tempfile.TemporaryDirectory(prefix="legemod-") as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return load_case(str(path), start, end, ())
        except ScenarioError as error:
            named = [replace(one, file=one.file.replace(str(path), path.name)) for one in error.problems]
            raise SettingsError([refusal("file", given=one.said()) for one in named]) from None


def cases_of(settings: Settings, names: tuple[str, str], because: str, file: str = "") -> tuple[Case, Case]:
    """Both scenarios of a set-up, ready to run. SettingsError listing every mistake.

    file: text of a scenario file in place of the second; "" for what is set.
    """
    base = case_of_text(base_text(settings), "base", settings.start, settings.end)
    text = file or scenario_text(settings, names[1], because)
    other = case_of_text(text, "other", settings.start, settings.end)
    return replace(base, name=names[0]), replace(other, name=names[1])


def followed_of(settings: Settings, cases: tuple[Case, Case]) -> Followed | None:
    """When doctors are looked up: of the years an ensemble follows, the last within YEARS of the first change.

    Where nothing is changed yet, that of January of the year set: the base is then followed as it will be.
    """
    study = Study(cases, settings.start, settings.end)
    begins = first_year(cases[1], study) if changes_of(cases[1]) else settings.year
    years = followed_from(begins, study)
    within = [year for year in years if year - begins <= YEARS] or years[:1]
    return Followed(begins, within[-1]) if within else None


def draws_of(settings: Settings) -> int:
    """How many draws of the parameters the pairs are taken from: one alone would be the central values."""
    return max(settings.pairs, 2)


def tasks_of(settings: Settings, cases: tuple[Case, Case]) -> list[Task]:
    """The runs, pair by pair: each pair has another draw of the parameters and other luck, the same in both.

    Lives are recorded in the first.
    """
    when = followed_of(settings, cases)
    followed = () if when is None else (when.year,)
    return [
        Task(case, pair, pair, settings.start, settings.end, 1, pair == 0, draws_of(settings), followed)
        for pair in range(settings.pairs)
        for case in cases
    ]


def base_tasks_of(settings: Settings, cases: tuple[Case, Case]) -> list[Task]:
    """Those of them that run the base."""
    return [task for task in tasks_of(settings, cases) if task.case is cases[0]]
