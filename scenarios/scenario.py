"""Scenario files: what if a rule were another from some month on, somewhere.

A scenario is a TOML file: a title, a base, dated changes of levers, settings of the world, switches
(``new_template()`` shows all of it). ``load_scenario`` reads one by library name or path, with its chain of
bases, and refuses with every mistake at once. ``resolved`` turns it into the Policy and World that a run
takes.

Layers. Each file is one layer: a child replaces its base from its own dates on, and ``--set`` replaces both.
Inside one file the narrower area wins over the wider.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from agents.months import month_text
from model.levers import LEVERS, lever_flaw
from model.levers_base import Flaw, nearest, shown
from model.phrases import phrase
from model.policy import PLACES, Change, Policy, World, impossible, overlaps
from model.policy_areas import normal_where, where_flaws
from scenarios.scenario_checks import (
    EARLIEST,
    LATEST,
    Draft,
    Lines,
    Problem,
    ScenarioError,
    Window,
    change_key,
    change_tables,
    check_change_keys,
    check_top,
    month_of,
    read_toml,
    steps_of,
    world_settings,
)
from scenarios.scenario_sets import parse_set, set_changes

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "available",
    "content",
    "load_scenario",
    "new_template",
    "parse_set",
    "resolved",
    "with_sets",
]

LIBRARY = Path(__file__).parent / "library"


class Placed(NamedTuple):
    """A change and where it was written: file, line (0 = not known) and number of its ``[[change]]``."""

    change: Change
    file: str
    line: int
    number: int


@dataclass(frozen=True)
class Scenario:
    """One scenario file with its bases.

    base: name of the base as written, None = the rules of record. changes: those of this file alone.
    layers: all changes that apply, base first. world, switches: settings of the whole chain.
    warnings: values outside the evidence, repeated by the report. path: None for a library scenario.
    """

    name: str
    title: str
    base: str | None
    changes: tuple[Change, ...]
    world: World
    layers: tuple[tuple[Placed, ...], ...] = ()
    path: Path | None = None
    warnings: tuple[str, ...] = ()
    title_nb: str = ""
    text: str = ""
    text_nb: str = ""
    references: tuple[str, ...] = ()

    @property
    def switches(self) -> dict[str, bool]:
        """Feedback loops that the scenario switches, by name; True is on."""
        return dict(self.world.switches)

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved content: equal for files that say the same in other words."""
        plain = json.dumps(content(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    def titled(self, lang: str = "en") -> str:
        """The title in English or, with "nb" and where one is given, in Norwegian."""
        return self.title_nb if lang == "nb" and self.title_nb else self.title


def available(lang: str = "en") -> list[tuple[str, str]]:
    """(name, title) of every scenario in the library; the baselines first, then by name."""
    titles = []
    for path in LIBRARY.glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        titles.append((path.stem, data["title_nb" if lang == "nb" else "title"]))
    return sorted(titles, key=lambda pair: (not pair[0].startswith("baseline"), pair[0]))


def load_scenario(
    name_or_path: str | Path,
    *,
    start: int | None = None,
    end: int | None = None,
    sets: Sequence[str] = (),
    geography: Any = None,
) -> Scenario:
    """The scenario of this library name or file.

    start, end: months of the run (both included) in which dates must lie; None = the widest possible run.
    sets: texts of ``--set``. geography: the map names are looked up on, by default Norway.
    ScenarioError lists every mistake in the file, its bases and the sets.
    """
    window = Window(EARLIEST if start is None else start, LATEST if end is None else end)
    reader = _Reader(window, _lazy(geography), [])
    scenario = reader.load(str(name_or_path), None, ())
    if scenario is not None and not reader.problems:
        return with_sets(scenario, sets, window.start, window.end)
    try:
        set_changes(sets, window)
    except ScenarioError as error:
        reader.problems += error.problems
    raise ScenarioError(reader.problems)


def resolved(scenario: Scenario, start: int, end: int) -> tuple[Policy, World]:
    """The policy and the world of a run from month ``start`` to ``end``, both included.

    ScenarioError when a date lies outside the run, or levers contradict one another.
    """
    window = Window(start, end)
    if problems := [p for layer in scenario.layers for placed in layer for p in _outside(placed, window)]:
        raise ScenarioError(problems)
    policy = _policy(scenario)
    if flaws := impossible(policy, start, end):
        raise ScenarioError([Problem(_file(scenario), 0, key, *flaw) for key, flaw in flaws])
    return policy, scenario.world


def _outside(placed: Placed, window: Window) -> list[Problem]:
    """The dates of a change that lie outside the run."""
    change, problems = placed.change, []
    for key, month in (("from", change.from_month), ("until", change.until_month)):
        _, flaw = month_of(month_text(month), window, key == "until") if month is not None else (None, None)
        if flaw:
            path = change_key(placed.number, key) if placed.number else f"{change.lever}: {key}"
            problems.append(Problem(placed.file, placed.line, path, *flaw))
    return problems


def content(scenario: Scenario) -> dict[str, Any]:
    """What the scenario resolves to, in plain JSON values: the layers of changes and the world."""
    world = scenario.world
    return {
        "layers": [sorted((_plain(p.change) for p in layer), key=repr) for layer in scenario.layers],
        "world": {
            "demography": world.demography,
            "hospital_posts_growth": world.hospital_posts_growth,
            "need_growth": world.need_growth,
            "rates": dict(world.rates),
            "switches": dict(world.switches),
        },
    }


def _plain(change: Change) -> dict[str, Any]:
    until = None if change.until_month is None else month_text(change.until_month)
    where = {key: list(names) for key, names in change.where.items()}
    start = month_text(change.from_month)
    return {"lever": change.lever, "from": start, "until": until, "value": change.value, "where": where}


def _policy(scenario: Scenario) -> Policy:
    policy = Policy.of_record()
    for layer in scenario.layers:
        policy = policy.with_changes(placed.change for placed in layer)
    return policy


def _file(scenario: Scenario) -> str:
    return _label(scenario.path or LIBRARY / f"{scenario.name}.toml")


def _lazy(geography: Any) -> Callable[[], Any]:
    """The map, read only when a place has to be looked up: it takes a third of a second."""

    def get() -> Any:
        if geography is not None:
            return geography
        from model.geography import load_geography

        return load_geography()

    return get


@dataclass
class _Reader:
    """Reads files and their bases, and gathers what is wrong with any of them."""

    window: Window
    geography: Callable[[], Any]
    problems: list[Problem]

    def load(self, name: str, child: Draft | None, chain: tuple[Path, ...]) -> Scenario | None:
        """The scenario of a name, None when it cannot be read; ``child``: the file that names it as base."""
        path = find(name, chain[-1].parent if chain else None)
        if path is None:
            self._missing(name, child)
            return None
        label = _label(path)
        if path in chain:
            ring = " -> ".join(p.stem for p in (*chain[chain.index(path) :], path))
            mend = phrase("leave base out of one of these files")
            assert child is not None  # a chain has a child
            child.wrong("base", Flaw(ring, phrase("bases that end in the rules of record"), mend))
            return None
        try:
            text = path.read_text(encoding="utf-8-sig")  # some editors put a mark before the text
        except UnicodeDecodeError:
            given, expected = phrase("bytes that are not UTF-8"), phrase("a text file in UTF-8")
            self.problems.append(Problem(label, 0, phrase("file"), given, expected, phrase("save the file as UTF-8")))
            return None
        data, problems = read_toml(label, text)
        if problems:
            self.problems += problems
            return None
        draft = Draft(label, Lines(text), self.window, self.geography)
        scenario = self._read(path, draft, data, chain)
        self.problems += draft.problems
        return scenario

    def _missing(self, name: str, child: Draft | None) -> None:
        names = [known for known, _ in available()]
        expected = phrase("a scenario of the library (`run.py scenarios list`) or a file")
        mend = nearest(name, names) or phrase("check the spelling of the name or path")
        flaw = Flaw(shown(name), expected, mend)
        if child is None:
            self.problems.append(Problem(name, 0, phrase("scenario"), *flaw))
        else:
            child.wrong("base", flaw)

    def _read(self, path: Path, draft: Draft, data: dict[str, Any], chain: tuple[Path, ...]) -> Scenario:
        """Everything one file says, checked; mistakes are noted in the draft."""
        check_top(draft, data)
        named = data.get("base")
        base = self.load(named, draft, (*chain, path)) if isinstance(named, str) and named.strip() else None
        layer = [p for nth, table in change_tables(draft, data) for p in _placed(draft, nth, table)]
        _check_overlaps(draft, layer)
        settings = world_settings(draft, data)
        texts = {k: v for k in ("title_nb", "text", "text_nb") if isinstance(v := data.get(k, ""), str)}
        title, references = data.get("title"), data.get("references", [])
        return Scenario(
            name=path.stem,
            title=title if isinstance(title, str) else path.stem,
            base=named if isinstance(named, str) else None,
            changes=tuple(placed.change for placed in layer),
            world=_merged(base.world if base else World(), settings),
            layers=(*(base.layers if base else ()), *([tuple(layer)] if layer else [])),
            path=None if path.parent == LIBRARY else path,
            warnings=(*(base.warnings if base else ()), *_warnings(layer)),
            references=tuple(references) if isinstance(references, list) else (),
            **texts,
        )


def find(name: str, folder: Path | None = None) -> Path | None:
    """The file of a scenario: a library name first, then a path from ``folder``, as written or with .toml."""
    if name and Path(name).name == name and (LIBRARY / f"{name}.toml").is_file():
        return LIBRARY / f"{name}.toml"
    for candidate in (Path(name), Path(f"{name}.toml")):
        path = (folder or Path()) / candidate
        if name and path.is_file():
            return path.resolve()
    return None


def _label(path: Path) -> str:
    """How a file is named in messages: from the library, from the current folder, or in full."""
    if path.parent == LIBRARY:
        return f"library/{path.name}"
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _placed(draft: Draft, nth: int, table: dict[str, Any]) -> list[Placed]:
    """One ``[[change]]`` as changes (one a step), all its keys checked; none when something is wrong."""
    before = len(draft.problems)
    check_change_keys(draft, nth, table)
    steps = steps_of(draft, nth, table)
    if "lever" not in table:
        return []
    if flaw := lever_flaw(table["lever"]):
        draft.wrong("lever", flaw, "change", nth)
        return []
    lever, where = LEVERS[table["lever"]], table.get("where", {})
    for wrong in [lever.flaw(value) for _, _, value in steps] if "value" in table else []:
        if wrong:
            draft.wrong("value", wrong, "change", nth)
    geo = draft.geography() if where and lever.scope in ("municipality", "trust") else None
    for key, wrong in where_flaws(where, lever.scope, geo):
        draft.wrong(key, wrong, "change", nth)
    if len(draft.problems) > before:
        return []
    line, because = draft.lines.of("change", nth, "lever"), table.get("because", "")
    area = normal_where(where, geo)
    changes = [Change(lever.key, m, until, v, area, because) for m, until, v in steps if m is not None]
    return [Placed(change, draft.file, line, nth) for change in changes]


def _check_overlaps(draft: Draft, layer: list[Placed]) -> None:
    """Changes of one lever in one file may meet in time only where one area lies wholly inside the other."""
    seen = set()
    for key in sorted({placed.change.lever for placed in layer}):
        several = [placed for placed in layer if placed.change.lever == key]
        if len({placed.number for placed in several}) < 2:  # the steps of one change follow one another
            continue
        geo = draft.geography() if LEVERS[key].scope in ("municipality", "trust") else None
        for i, j in overlaps([placed.change for placed in several], geo):
            first, second = several[i], several[j]
            if (first.number, second.number) not in seen:
                seen.add((first.number, second.number))
                draft.wrong("from", _overlap(first, second), "change", second.number)


def _overlap(first: Placed, second: Placed) -> Flaw:
    given = phrase(
        "{second}, while change {nth} (line {line}) says {first}",
        second=second.change.said(), nth=first.number, line=first.line, first=first.change.said(),
    )  # fmt: skip
    expected = phrase("changes of one lever that do not overlap, or one wholly inside the area of the other")
    steps = 'value = { "2027-01" = ..., "2029-01" = ... }'
    mend = phrase("give the earlier an until, write both as steps by date ({steps}), or part their where", steps=steps)
    return Flaw(given, expected, mend)


def _merged(base: World, settings: dict[str, Any]) -> World:
    """The base's world with a child's settings over it; rates and switches name by name."""
    merged = {**vars(base), **settings}
    merged["rates"] = {**base.rates, **settings.get("rates", {})}
    merged["switches"] = {**base.switches, **settings.get("switches", {})}
    return World(**merged)


def _warnings(layer: Iterable[Placed]) -> list[str]:
    """What runs but should be known: values beyond the evidence, one number for each of several places."""
    texts = []
    for change, file, line, _ in layer:
        lever, where = LEVERS[change.lever], f"{file}, line {line}" if line else file
        if beyond := lever.warning(change.value):
            texts.append(f"{where}: {change.lever} = {shown(change.value)}: {beyond}")
        if lever.scope == "place" and lever.kind == "int" and not change.where:
            texts.append(f"{where}: {change.lever} = {change.value} is given to each of {', '.join(PLACES)}")
    return texts


def with_sets(scenario: Scenario, texts: Sequence[str], start: int, end: int = LATEST) -> Scenario:
    """The scenario with ``--set`` texts as its topmost layer, everywhere; undated = from ``start``.

    ScenarioError lists every mistake, and levers that then contradict one another.
    """
    layer = tuple(Placed(change, "--set", 0, 0) for change in set_changes(texts, Window(start, end)))
    layers = (*scenario.layers, layer) if layer else scenario.layers
    scenario = replace(scenario, layers=layers, warnings=(*scenario.warnings, *_warnings(layer)))
    if flaws := impossible(_policy(scenario), start, end):
        raise ScenarioError([Problem(_file(scenario), 0, key, *flaw) for key, flaw in flaws])
    return scenario


def new_template() -> str:
    """A commented scenario file to begin from; it loads as it stands."""
    return (Path(__file__).parent / "template.toml").read_text(encoding="utf-8")
