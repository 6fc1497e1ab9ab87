"""Scenario files: what is right resolves as written; the library; ``--set``."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents.months import month_index
from model.geography import load_geography
from model.policy import PLACES, Policy, World
from scenarios.scenario import (
    LIBRARY,
    available,
    content,
    load_scenario,
    new_template,
    parse_set,
    resolved,
    with_sets,
)
from tests.scenarios.files import END, GOOD, START, one

SHARE, GRANT = "finance.basic_grant_share", "alis.grant_nok"
EXAMPLE = """
title = "More LIS1 posts and a relaxed supervisor rule"
base = "baseline"

[[change]]
lever = "lis1.state_posts"        # starts a year, whole country
from = "2027-01"
value = 1500
because = "what if the queue were gone"

[[change]]
lever = "alis.supervisor_rule"
from = "2027-01"
until = "2035-01"                 # optional, exclusive
value = "experienced"
where = { centrality = [5, 6] }

[world]
demography = "high"
hospital_posts_growth = 0.02
rates = { gp_exit = 1.2 }

[switches]
load_exit = "off"
"""


def values_at(policy: Policy, lever: str, *months: str) -> list:
    steps = policy.national_steps(lever, START, END)
    return [steps.at(month_index(month)) for month in months]


# --- what is right ---


def test_the_documented_example_loads(write):
    scenario = load_scenario(write(EXAMPLE), start=START, end=END)
    assert (scenario.name, scenario.base, len(scenario.changes)) == ("mine", "baseline", 2)
    policy, world = resolved(scenario, START, END)
    geo = load_geography()
    line = policy.compile(geo, START, END)
    assert line.national("lis1.state_posts", month_index("2027-01")) == 1500
    relaxed = line.municipal("alis.supervisor_rule", month_index("2034-12"))
    assert (relaxed == (geo.centrality >= 5)).all()
    assert line.municipal("alis.supervisor_rule", month_index("2035-01")).max() == 0
    assert world == World("high", 0.02, rates={"gp_exit": 1.2}, switches={"load_exit": False})
    assert scenario.switches == {"load_exit": False}
    assert scenario.changes[0].because == "what if the queue were gone"
    assert len(scenario.warnings) == 2 and "mine.toml, line 6" in scenario.warnings[0]


def test_steps_by_date(write):
    steps = '{ "2029-01" = 1300, "2027-01" = 1250 }'
    policy, _ = resolved(load_scenario(write(one(from_="", value=steps, until='"2031-01"'))), START, END)
    months = ("2026-12", "2027-01", "2028-12", "2029-01", "2030-12", "2031-01")
    assert values_at(policy, "lis1.state_posts", *months) == [1219, 1250, 1250, 1300, 1300, 1219]


def test_a_child_replaces_its_base_from_its_own_date(write):
    write(one(value="1300"), "parent.toml")
    write('base = "parent"\n' + one(value="1500", from_='"2029-01"'), "child.toml")
    grown = load_scenario("child.toml", start=START, end=END, sets=["lis1.state_posts=900@2031-01"])
    policy, _ = resolved(grown, START, END)
    months = ("2026-12", "2027-01", "2029-01", "2031-01")
    assert values_at(policy, "lis1.state_posts", *months) == [1219, 1300, 1500, 900]
    assert len(grown.layers) == 3 and len(grown.changes) == 1


def test_a_child_takes_over_the_world_of_its_base(write):
    rates = "[world]\nneed_growth = 0.01\nrates = { gp_exit = 2, gp_move = 0.5 }\n"
    write('title = "P"\n' + rates + '[switches]\nload_exit = "off"\n', "parent.toml")
    own = '[world]\nrates = { gp_exit = 1 }\n[switches]\nload_exit = "on"\nsupply_caps = "off"\n'
    child = load_scenario(write('title = "C"\nbase = "parent"\n' + own, "child.toml"))
    switches = {"load_exit": True, "supply_caps": False}
    assert child.world == World(need_growth=0.01, rates={"gp_exit": 1, "gp_move": 0.5}, switches=switches)


def test_narrower_where_wins_inside_a_file(write):
    text = 'title = "T"\n'
    for value, where in (
        (1000, ""),
        (2000, "where = { centrality = 6 }"),
        (3000, 'where = { municipality = "Vardø" }'),
    ):
        text += f'[[change]]\nlever = "alis.grant_nok"\nfrom = "2027-01"\nvalue = {value}\n{where}\n'
    geo = load_geography()
    policy, _ = resolved(load_scenario(write(text)), START, END)
    grants = policy.compile(geo, START, END).municipal("alis.grant_nok", END)
    expected = np.where(geo.centrality == 6, 2000, 1000)
    expected[geo.names.index("Vardø")] = 3000
    assert (grants == expected).all()


def test_files_from_other_editors_load(write, tmp_path):
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.strip().replace("\n", "\r\n").encode())
    assert load_scenario("windows.toml").digest == load_scenario(write(GOOD)).digest


def test_a_file_may_have_the_name_of_a_library_scenario(write):
    name = write(GOOD.replace("1300", "1111"), "baseline.toml")
    assert load_scenario(name).changes[0].value == 1111
    assert load_scenario("baseline").changes == ()


# --- the digest ---


def test_the_digest_is_of_the_content_not_of_the_words(write):
    plain = load_scenario(write(GOOD))
    assert len(plain.digest) == 64 and plain.digest == load_scenario(write(GOOD, "other.toml")).digest
    assert plain.digest == load_scenario(write('text = "more words"\nbase = "baseline"\n' + GOOD)).digest
    dated = one(from_="", value='{ "2027-01" = 1300 }', because='"a reason"')
    assert plain.digest == load_scenario(write(dated)).digest
    second = '\n[[change]]\nlever = "lis1.quarantine"\nfrom = "2027-01"\nvalue = 6\n'
    turned = 'title = "Test"\n' + second + GOOD.replace('title = "Test"', "")
    assert load_scenario(write(GOOD + second)).digest == load_scenario(write(turned)).digest
    changed = (
        GOOD.replace("1300", "1301"),
        GOOD.replace("2027-01", "2027-02"),
        GOOD + "[world]\nneed_growth = 0.006",
    )
    for other in changed:
        assert plain.digest != load_scenario(write(other)).digest
    assert plain.digest != load_scenario(write(one(until='"2030-01"'))).digest
    assert plain.digest != with_sets(plain, ["lis1.quarantine=6"], START, END).digest


def test_the_digest_knows_areas_by_number_and_in_any_order(write):
    def area(where: str) -> str:
        return load_scenario(write(one("alis.grant_nok", where=where))).digest

    first = area('{ municipality = ["Oslo", "1103"], centrality = [2, 1] }')
    assert first == area('{ centrality = [1, 2], municipality = ["Stavanger", "0301"] }')
    assert area('{ county = "Oslo" }') == area('{ county = ["Oslo"] }') != first


def test_the_content_is_plain(write):
    said = content(load_scenario(write(GOOD)))
    change = {"lever": "lis1.state_posts", "from": "2027-01", "until": None, "value": 1300, "where": {}}
    assert said["layers"] == [[change]] and said["world"]["rates"] == {}


# --- --set ---


@pytest.mark.parametrize(
    "text, expected",
    [
        ("lis1.state_posts=1500", ("lis1.state_posts", 1500, None)),
        ("lis1.state_posts=1500@2027-01", ("lis1.state_posts", 1500, "2027-01")),
        (" practice.capacity_per_gp = 1 @ 2027-01 ", ("practice.capacity_per_gp", 1.0, "2027-01")),
        ("alis.training_cooperation=true", ("alis.training_cooperation", True, None)),
        ("alis.supervisor_rule=experienced", ("alis.supervisor_rule", "experienced", None)),
    ],
)
def test_parse_set(text, expected):
    found = parse_set(text)
    assert found == expected and type(found[1]) is type(expected[1])


def test_sets_are_the_topmost_layer():
    base = load_scenario("more-lis1", start=START, end=END)
    sets = ["lis1.state_posts=1000@2030-01", "lis1.state_posts=1100", "lis1.state_posts=1200@2032-01"]
    policy, _ = resolved(with_sets(base, sets, START, END), START, END)
    months = ("2026-01", "2027-09", "2029-12", "2030-01", "2032-01", "2050-12")
    assert values_at(policy, "lis1.state_posts", *months) == [1100, 1100, 1100, 1000, 1200, 1200]
    assert with_sets(base, [], START, END).digest == base.digest
    assert policy.compile(load_geography(), START, END).national("lis1.state_posts", END) == 1200


# --- the library ---

NAMES = [name for name, _ in available()]
FIRST_SET = (
    "baseline", "baseline-2025-rules", "more-lis1", "relaxed-supervisor", "lis1-lottery",
    "lis1-municipality-first", "alis-grant-up", "alis-grant-ends", "centrality6-double", "rural-quota",
    "study-places-1076", "training-cooperation", "no-institution-service", "salaried-training-posts",
    "high-demand", "hospital-growth-slows", "exit-shock", "exemptions-end", "gp-linked-lis1",
    "lis1-quarantine", "basic-grant-plus-10",
)  # fmt: skip


def test_the_library_lists_its_scenarios():
    assert set(FIRST_SET) <= set(NAMES) and NAMES[0] == "baseline"
    assert len(NAMES) == len(list(LIBRARY.glob("*.toml")))
    assert dict(available("nb"))["baseline"].startswith("Referansebane")


@pytest.mark.parametrize("name", NAMES)
def test_every_library_scenario_loads_and_resolves(name):
    scenario = load_scenario(name, start=START, end=END)
    assert scenario.name == name and scenario.path is None and scenario.references
    for text in (scenario.text, scenario.text_nb):
        assert text.strip().endswith(".")
    assert scenario.titled("nb") != scenario.titled("en") and len(scenario.title) < 70 > len(
        scenario.title_nb
    )
    policy, world = resolved(scenario, START, END)
    line = policy.compile(load_geography(), START, END)
    same = line == Policy.of_record().compile(load_geography(), START, END) and world == World()
    assert same == (name == "baseline"), "every scenario but the baseline changes something"


def test_no_two_library_scenarios_are_the_same():
    assert len({load_scenario(name).digest for name in NAMES}) == len(NAMES)


def test_baseline_2025_is_the_record_cut_at_december_2025():
    policy, _ = resolved(load_scenario("baseline-2025-rules"), START, END)
    geo = load_geography()
    assert policy.compile(geo, START, END) == Policy.of_record("2025-12").compile(geo, START, END)


def test_what_some_library_scenarios_change():
    def at_the_end(name: str):
        policy, world = resolved(load_scenario(name), START, END)
        return policy.compile(load_geography(), START, END), world

    assert at_the_end("study-places-1076")[0].place("education.study_places", END).sum() == 1076
    assert at_the_end("more-lis1")[0].national("lis1.state_posts", END) == 1500
    assert at_the_end("basic-grant-plus-10")[0].national(SHARE, END) == 0.44
    quota = at_the_end("rural-quota")[0].place("education.rural_quota", END)
    assert quota[PLACES.index("uit")] == 0.6 and quota.min() > 0
    supplement = "alis.centrality6_supplement_nok"
    assert at_the_end("alis-grant-ends")[0].municipal(supplement, END).max() == 0
    assert set(at_the_end("centrality6-double")[0].municipal(supplement, END)) == {0, 400_000}
    assert at_the_end("exit-shock")[1].rate("gp_exit") == 1.5
    assert at_the_end("high-demand")[1].demography == "high"


# --- a new file, and the time it takes ---


def test_the_template_loads_as_it_stands_and_with_all_its_examples(write):
    scenario = load_scenario(write(new_template()), start=START, end=END)
    assert scenario.base == "baseline" and len(scenario.changes) == 1
    lines = [line.removeprefix("# ") if _is_example(line) else line for line in new_template().splitlines()]
    whole = load_scenario(write("\n".join(lines)), start=START, end=END)
    assert len(whole.changes) == 5 and whole.text and whole.references
    assert whole.world.rate("gp_exit") == 1.2 and not whole.world.on("load_exit")


def _is_example(line: str) -> bool:
    key = line.removeprefix("# ").partition(" ")[0]
    return line.startswith("# ") and (key.startswith("[") or f"# {key} = " in line)


def test_listing_scenarios_reads_no_map_and_no_heavy_package():
    code = (
        "import sys, scenarios.scenario as s; s.available(); s.load_scenario('more-lis1'); "
        "heavy = ('model.geography', 'mesa', 'pandas', 'xarray', 'numba', 'scipy'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
