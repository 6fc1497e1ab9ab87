"""The library as a whole: both languages, documents, every lever in some scenario, packages as documented."""

import re
from pathlib import Path

import numpy as np
import pytest

from agents.months import month_index, month_text
from model.geography import load_geography
from model.levers import LEVERS
from model.levers_base import shown
from model.policy import Change, Policy, Timeline
from model.policy_areas import where_text
from scenarios.describe import levers_page
from scenarios.scenario import available, load_scenario, resolved
from tests.scenarios.files import END, START

DOCS = Path(__file__).parents[2] / "docs"
NAMES = [name for name, _ in available()]
PACKAGES = ("white-paper-2025", "expert-committee-2022")
WANTED = (
    "baseline", "baseline-2025-rules", "baseline-planned", "more-lis1", "lis1-for-all", "lis1-lottery",
    "lis1-municipality-first", "lis1-quarantine", "gp-linked-lis1", "lis1-own-posts-funded", "lis1-part-of-degree",
    "kbu-recognised", "rural-posts-first", "named-municipality", "residual-posts-direct", "relaxed-supervisor",
    "training-cooperation", "no-institution-service", "hospital-posts-for-alis", "alis-grant-up", "alis-grant-ends",
    "centrality6-double", "introduction-agreements-400", "salaried-training-posts", "whole-course-packages",
    "rural-quota", "decentralised-campuses", "gp-placements", "study-places-1076", "abroad-halved",
    "exemptions-end", "competence-strict", "basic-grant-plus-10", "equalisation-ends", "rural-income",
    "takeover-guarantee", "teams-and-nurses", "list-locking-ends", "oncall-relief", "locum-price-ceiling",
    "bonding-3-years", "hospital-growth-slows", "high-demand", "exit-shock", *PACKAGES,
)  # fmt: skip
# Levers that no scenario changes, with the reason; none today.
UNCOVERED: dict[str, str] = {}


def changes_of(name: str) -> list[Change]:
    """All changes of a library scenario, those of its bases included."""
    return [placed.change for layer in load_scenario(name, start=START, end=END).layers for placed in layer]


@pytest.fixture(scope="module")
def timelines():
    """The values of every lever month by month: of the record (under "") and of each library scenario."""
    geo = load_geography()
    policies = {"": Policy.of_record()}
    policies |= {name: resolved(load_scenario(name, start=START, end=END), START, END)[0] for name in NAMES}
    return {name: policy.compile(geo, START, END) for name, policy in policies.items()}


def moved(timelines, name: str) -> set[str]:
    """The levers whose values differ from the record's in some month and place of the run."""
    return {key for key in LEVERS if not same(timelines[""], timelines[name], key)}


def same(one: Timeline, other: Timeline, key: str) -> bool:
    """Whether a lever has the same values in every month."""
    reader = {"national": "national", "municipality": "municipal", "trust": "trust", "place": "place"}
    months = sorted({*one.months(key), *other.months(key)})
    read = [getattr(line, reader[LEVERS[key].scope]) for line in (one, other)]
    return all(np.array_equal(read[0](key, month), read[1](key, month)) for month in months)


# The files


def test_the_library_holds_what_it_should():
    assert set(WANTED) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_says_what_it_is_in_both_languages_with_documents(name):
    scenario = load_scenario(name, start=START, end=END)
    resolved(scenario, START, END)
    for text in (scenario.title, scenario.title_nb, scenario.text, scenario.text_nb):
        assert text.strip()
    assert scenario.title != scenario.title_nb and scenario.text.strip() != scenario.text_nb.strip()
    assert scenario.references and all(re.search(r"\d{4}", document) for document in scenario.references)
    assert (scenario.base is None) == (name == "baseline")


def test_the_rules_of_the_first_scenarios_stay_as_they_were():
    month = month_index("2027-09")
    assert changes_of("baseline") == []
    assert changes_of("more-lis1") == [Change("lis1.state_posts", month, None, 1500, {}, "what if the queue were gone")]
    relaxed = Change("alis.supervisor_rule", month_index("2027-01"), None, "experienced")
    assert changes_of("relaxed-supervisor") == [relaxed]


def test_the_baseline_speaks_of_every_group_of_levers():
    baseline = load_scenario("baseline")
    english = ("Education.", "LIS1.", "Competence.", "Training.", "Finance and organisation.")
    norwegian = ("Utdanning.", "LIS1.", "Kompetansekrav.", "Spesialisering.", "Finansiering og organisering.")
    for text, heads in ((baseline.text, english), (baseline.text_nb, norwegian)):
        paragraphs = text.strip().split("\n\n")
        for head in heads:
            (said,) = [part for part in paragraphs if part.startswith(head)]
            assert re.search(r"\(.*\d{4}.*\)", said, re.DOTALL), f"{head} names no document with a date"


# What the library covers


def test_every_lever_is_changed_by_some_scenario(timelines):
    covered = set().union(*(moved(timelines, name) for name in NAMES))
    assert set(UNCOVERED) <= set(LEVERS) and not set(UNCOVERED) & covered
    assert sorted(set(LEVERS) - covered) == sorted(UNCOVERED), "a scenario or a reason is missing"


# A change that states today's value on purpose.
STATED = {("bonding-3-years", "bonding.years")}


@pytest.mark.parametrize("name", NAMES)
def test_every_change_of_a_scenario_changes_something(timelines, name):
    still = {change.lever for change in changes_of(name)} - moved(timelines, name)
    assert still <= {key for scenario, key in STATED if scenario == name}


# The documented packages


def rows_of_page(name: str, page: str) -> list[tuple[str, ...]]:
    """Lever, from, value, where of each row of a package's first table in docs/packages.md."""
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    table = section.partition("| lever |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert all(len(row) == 6 and all(row) for row in cells), "six filled cells a row"
    return [(row[0].strip("`"), *row[1:4]) for row in cells]


def rows_of_scenario(changes: list[Change]) -> list[tuple[str, ...]]:
    """The same of resolved changes."""
    return [(c.lever, month_text(c.from_month), shown(c.value), where_text(c.where)) for c in changes]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_what_its_page_says(name):
    page = (DOCS / "packages.md").read_text(encoding="utf-8")
    changes = changes_of(name)
    documented = rows_of_page(name, page)
    assert len(documented) >= 12
    assert sorted(documented) == sorted(rows_of_scenario(changes))
    open_ended = all(
        c.until_month is None or any(d.lever == c.lever and d.from_month == c.until_month for d in changes)
        for c in changes
    )
    assert open_ended, "the page has no column for an end"


@pytest.mark.parametrize("cell", ["lis1.quarantine", "2028-02", "1400", '"municipality"', "| 0.45 | everywhere"])
def test_a_slip_on_the_page_is_seen(cell):
    """The comparison can fail: a lever, a date, a value or an area that is another on the page."""
    name = "expert-committee-2022"
    page = (DOCS / "packages.md").read_text(encoding="utf-8")
    head, mark, section = page.partition(f"\n## {name}\n")
    assert cell in section
    slipped = head + mark + section.replace(cell, "| 0.45 | centrality 6" if "every" in cell else "other", 1)
    assert sorted(rows_of_page(name, slipped)) != sorted(rows_of_scenario(changes_of(name)))


def test_the_page_names_only_scenarios_that_exist():
    page = (DOCS / "packages.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", page))
    assert named and named <= set(NAMES)


def test_the_page_of_levers_is_that_of_the_declarations():
    written = (DOCS / "levers.md").read_text(encoding="utf-8")
    assert written == levers_page(), "write it anew: uv run python -m scenarios.describe > docs/levers.md"
