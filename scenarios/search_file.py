"""Search files: which levers may be turned how far, for what money, to make what better.

A search file is TOML like a scenario file (``new_template()`` shows all of it): a title, a base, two or three
objectives, a budget and levers with ranges. ``load_question`` reads one and refuses with every mistake at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agents.months import month_index, year_of
from model.levers import LEVERS, lever_flaw
from model.levers_base import Flaw, Value, mistakes, shown, unknown
from model.policy import Change, overlaps
from model.policy_areas import normal_where, where_flaws
from model.results import Layout
from scenarios.attain import Knob, knob_flaws, ladder, round_step
from scenarios.costs import PAYERS
from scenarios.goals import Target, parse_target
from scenarios.scenario import Scenario, load_scenario
from scenarios.scenario_checks import Lines, Problem, ScenarioError, Window, month_of, read_toml
from scenarios.study import FIRST_YEARS, LAST_YEARS

TOP_KEYS = ("title", "text", "base", "objectives", "budget_nok_a_year", "payers", "lever")
LEVER_KEYS = ("lever", "from", "between", "step", "values", "where", "because")
PUBLIC = ("state", "folketrygd", "municipal")  # who pays unless the file says otherwise: everybody but the patient
COST = "extra_cost"
YEARS = range(FIRST_YEARS["2026"], LAST_YEARS["2026"] + 1)
STEPS = 20  # a range has about so many values unless the file gives a step
SMALL_BUDGET = 100_000  # NOK a year: less is an amount in thousands or millions
FORM = "minimise INDICATOR [in AREA] by YEAR, maximise ..., or minimise extra_cost"


class SearchError(ValueError):
    """A search file that cannot be used; ``problems`` lists every mistake."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(mistakes(len(problems), "search file", problems))


@dataclass(frozen=True)
class Objective:
    """What shall become less (sign +1) or more (sign -1). target None: the extra cost a year.

    In every one of several areas, the worst of them counts; over several years, their mean.
    """

    text: str
    sign: int
    target: Target | None

    @property
    def indicator(self) -> str:
        """Its name in tables."""
        return self.target.indicator if self.target else COST

    def read(self, values: np.ndarray, layout: Layout) -> np.ndarray:
        """Yearly values (draws, replicates, rows, years) -> (draws, replicates), in the indicator's unit."""
        assert self.target is not None  # cost is a difference of two evaluations
        found = self.target.read(values, layout).mean(axis=3)
        return found.max(axis=2) if self.sign > 0 else found.min(axis=2)


@dataclass(frozen=True)
class Question:
    """A search file, checked: what it starts from, turns and wants, and for how much (budget: NOK of 2025 a year)."""

    title: str
    base: Scenario
    objectives: tuple[Objective, ...]
    budget: float
    payers: tuple[str, ...]
    knobs: tuple[Knob, ...]

    @property
    def end_year(self) -> int:
        """The last year that an objective looks at."""
        return max(one.target.years[-1] for one in self.objectives if one.target)

    @property
    def first_year(self) -> int:
        """The year of the first change: extra cost is a mean over the years from then on."""
        return year_of(min(knob.month for knob in self.knobs))

    @property
    def combinations(self) -> int:
        """How many packages the ranges allow."""
        return int(np.prod([len(knob.values) for knob in self.knobs], dtype=float))

    def changes(self, values: tuple[Value, ...]) -> list[Change]:
        """The changes of a package: one value for each lever."""
        return [Change(k.lever.key, k.month, None, v, k.where) for k, v in zip(self.knobs, values, strict=True)]

    def plain(self) -> dict[str, Any]:
        """As JSON: all that decides which packages are tried and how they are judged."""
        return {
            "objectives": [one.text for one in self.objectives], "budget_nok_a_year": self.budget,
            "payers": list(self.payers),
            "levers": [[knob.words, list(knob.values)] for knob in self.knobs],
        }  # fmt: skip


class _Draft:
    """One search file while it is read: what is wrong with it, with lines."""

    def __init__(self, file: str, text: str):
        self.file, self.problems = file, list[Problem]()
        self._lines = Lines(re.sub(r"(?m)^(\s*)\[\[\s*lever\s*\]\]", r"\1[[change]]", text))

    def wrong(self, key: str, flaw: Flaw, nth: int = 0) -> None:
        line = self._lines.of("change" if nth else "", nth, key.partition(".")[0])
        self.problems.append(Problem(self.file, line, f"lever {nth}: {key}" if nth else key, *flaw))


def load_question(file: str | Path, geography: Any) -> Question:
    """The question of a search file. SearchError lists every mistake in it, its base included."""
    path = Path(file)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        flaw = Flaw(str(error), "a search file in UTF-8", "begin one with `run.py new-search FILE`")
        raise SearchError([Problem(str(file), 0, "file", *flaw)]) from None
    data, problems = read_toml(str(file), text)
    if problems:
        raise SearchError(problems)
    draft = _Draft(str(file), text)
    _check_keys(draft, data)
    objectives = _objectives(draft, data.get("objectives"), geography)
    years = [one.target.years[-1] for one in objectives if one.target]
    window = Window(month_index("2026-01"), month_index(f"{max(years, default=YEARS[-1])}-12"))
    budget, payers = _budget(draft, data.get("budget_nok_a_year")), _payers(draft, data.get("payers", list(PUBLIC)))
    knobs = _knobs(draft, data.get("lever"), window, geography)
    base = _base(draft, data.get("base", "baseline"), window)
    if draft.problems or base is None:
        raise SearchError(draft.problems)
    return Question(str(data["title"]), base, tuple(objectives), budget, payers, tuple(knobs))


def _check_keys(draft: _Draft, data: Mapping[str, Any]) -> None:
    for key in data:
        if key not in TOP_KEYS:
            draft.wrong(key, unknown(key, TOP_KEYS, "a key of a search file (" + ", ".join(TOP_KEYS) + ")"))
    if not isinstance(data.get("title"), str) or not data["title"].strip():
        draft.wrong("title", Flaw(shown(data.get("title", "nothing")), "a title", 'write title = "..." at the top'))


def _base(draft: _Draft, given: object, window: Window) -> Scenario | None:
    if not isinstance(given, str):
        draft.wrong("base", Flaw(shown(given), "a scenario of the library or a file", 'write base = "baseline"'))
        return None
    try:
        return load_scenario(given, start=window.start, end=window.end)
    except ScenarioError as error:
        draft.problems += error.problems
        return None


def _objectives(draft: _Draft, given: object, geography: Any) -> list[Objective]:
    """Two or three objectives, no target twice."""
    texts = given if isinstance(given, list) and all(isinstance(one, str) for one in given) else []
    if not 2 <= len(texts) <= 3:
        mend = f'write objectives = ["{FORM.partition(",")[0]}", ...]'
        draft.wrong("objectives", Flaw(f"{len(texts)} of them", "two or three objectives in quotes", mend))
    found: list[Objective] = []
    for text in texts:
        one, flaws = parse_objective(text, geography)
        for flaw in flaws:
            draft.wrong("objectives", flaw._replace(given=f"{flaw.given} in {shown(text)}"))
        if one and (twin := next((o for o in found if (o.indicator, o.target) == (one.indicator, one.target)), None)):
            opposite = "in the opposite direction" if twin.sign != one.sign else "twice"
            mend = "leave one of the two out, or choose another indicator, area or year"
            draft.wrong(
                "objectives", Flaw(f"{shown(twin.text)} {opposite}: {shown(text)}", "each objective once", mend)
            )
        found += [one] if one else []
    if found and not any(one.target for one in found):
        draft.wrong("objectives", Flaw("extra_cost alone", "at least one objective with a year", "add an indicator"))
    return found


def parse_objective(text: str, geography: Any) -> tuple[Objective | None, list[Flaw]]:
    """One objective, or everything that is wrong with its text."""
    parts = re.fullmatch(r"\s*(minimi[sz]e|maximi[sz]e)\s+(\S+)\s*(.*)", text)
    if not parts:
        return None, [Flaw(shown(text), FORM, 'write for example "minimise lis1_waiting by 2035"')]
    sign = 1 if parts[1].startswith("min") else -1
    clean = " ".join(text.split())
    if parts[2] == COST:
        if sign < 0 or parts[3]:
            return None, [Flaw(clean, "minimise extra_cost", "the extra cost a year can only be made smaller")]
        return Objective(clean, sign, None), []
    target, flaws = parse_target(parts[2], parts[3], geography, YEARS)
    return (Objective(clean, sign, target) if target else None), flaws


def _budget(draft: _Draft, given: object) -> float:
    expected = "NOK of 2025 a year above 0: what the package may cost more than the base"
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 < given < float("inf"):
        flaw = Flaw(shown("nothing" if given is None else given), expected, "write budget_nok_a_year = 500_000_000")
        draft.wrong("budget_nok_a_year", flaw)
        return 0.0
    if given < SMALL_BUDGET:
        mend = f"the unit is NOK: write {given * 1e6:.0f} for {given:g} million"
        draft.wrong("budget_nok_a_year", Flaw(shown(given), expected, mend))
    return float(given)


def _payers(draft: _Draft, given: object) -> tuple[str, ...]:
    names = given if isinstance(given, list) else [given]
    for name in names or ["nothing"]:
        if name not in PAYERS:
            draft.wrong("payers", unknown(name, PAYERS, "whose cost counts (" + ", ".join(PAYERS) + ")"))
    return tuple(name for name in PAYERS if name in names)


def _knobs(draft: _Draft, given: object, window: Window, geography: Any) -> list[Knob]:
    """The [[lever]] tables; no lever twice in one place."""
    if not isinstance(given, list) or not given or not all(isinstance(table, dict) for table in given):
        flaw = Flaw(
            shown("nothing" if given is None else given), "tables [[lever]]", "write [[lever]] above each lever"
        )
        draft.wrong("lever", flaw)
        return []
    numbered = [(nth, _knob(draft, nth, table, window, geography)) for nth, table in enumerate(given, 1)]
    knobs = [(nth, knob) for nth, knob in numbered if knob]
    changes = [Change(knob.lever.key, knob.month, None, knob.values[0], knob.where) for _, knob in knobs]
    for first, second in overlaps(changes, geography):
        before = knobs[first][0]
        mend = "part their where, or leave one out"
        draft.wrong("lever", Flaw(f"{changes[second].lever}, as lever {before}", "each lever once in a place", mend),
                    knobs[second][0])  # fmt: skip
    return [knob for _, knob in knobs]


def _knob(draft: _Draft, nth: int, table: Mapping[str, Any], window: Window, geography: Any) -> Knob | None:
    """One [[lever]], all its keys checked; None when something is wrong."""
    before = len(draft.problems)
    for key in table:
        if key not in LEVER_KEYS:
            draft.wrong(key, unknown(key, LEVER_KEYS, "a key of a lever (" + ", ".join(LEVER_KEYS) + ")"), nth)
    month, flaw = month_of(table.get("from", "nothing"), window)
    if flaw:
        draft.wrong("from", flaw, nth)
    if flaw := lever_flaw(table.get("lever", "nothing")):
        draft.wrong("lever", flaw, nth)
        return None
    lever, where = LEVERS[table["lever"]], table.get("where", {})
    geo = geography if where and lever.scope in ("municipality", "trust") else None
    for key, flaw in where_flaws(where, lever.scope, geo):
        draft.wrong(key, flaw, nth)
    values = _values(draft, nth, table)
    if len(draft.problems) > before or month is None:
        return None
    return Knob(lever, month, normal_where(where, geo), values)


def _values(draft: _Draft, nth: int, table: Mapping[str, Any]) -> tuple[Value, ...]:
    """The values a lever may take: those listed, a range in steps, or all of its names."""
    lever = LEVERS[table["lever"]]
    names = lever.kind in ("bool", "enum")
    if "values" in table:
        given = table["values"] if isinstance(table["values"], list) else [table["values"]]
        flaws = [flaw for value in given if (flaw := lever.flaw(value))]
        if len(set(given)) < 2:
            flaws.append(
                Flaw(shown(given), "at least two different values", "list more values, or leave the lever out")
            )
        if "between" in table or "step" in table:
            flaws.append(Flaw("values beside between or step", "one of the two", "leave one of them out"))
        for flaw in flaws:
            draft.wrong("values", flaw, nth)
        return () if flaws else tuple(lever.normal(value) for value in given)
    if names and not {"between", "step"} & set(table):
        return tuple(lever.names) if lever.kind == "enum" else (False, True)
    between, step = table.get("between"), table.get("step")
    if not names and (not isinstance(between, list) or len(between) != 2):
        low, high = lever.bounds
        flaw = Flaw(shown("nothing" if between is None else between), "a range [lowest, highest]",
                    f"write between = [...], within {low:.12g} to {high:.12g}")  # fmt: skip
        draft.wrong("between", flaw, nth)
        return ()
    if step is not None and (isinstance(step, bool) or not isinstance(step, (int, float))):
        draft.wrong("step", Flaw(shown(step), "a number", "write for example step = 50"), nth)
        return ()
    flaws_by_key = knob_flaws(lever, between, step)
    for key, flaw in flaws_by_key:
        draft.wrong(key.lstrip("-"), flaw, nth)
    if flaws_by_key or between is None:
        return ()
    return ladder(lever, between[0], between[1], step or round_step((between[1] - between[0]) / STEPS))


def new_template() -> str:
    """A commented search file to begin from; it loads as it stands."""
    return (Path(__file__).parent / "search_template.toml").read_text("utf-8")
