"""Scenario files: every mistake is named with file, line, key and how to mend it, all at once, in both languages."""

import pytest

from agents.months import month_index
from scenarios.scenario import ScenarioError, load_scenario, parse_set, resolved
from scenarios.scenario_checks import Lines
from tests.scenarios.files import END, GOOD, START, one
from tests.scenarios.norwegian import in_norwegian


def mistakes(name: str, **options) -> list:
    with pytest.raises(ScenarioError) as error:
        load_scenario(name, start=START, end=END, **options)
    assert str(error.value).startswith(str(len(error.value.problems)))
    for problem in error.value.problems:
        for part in (problem.file, problem.key, problem.given, problem.expected, problem.mend):
            assert part and part in str(error.value)
        assert in_norwegian(problem)
    return error.value.problems


# --- what is wrong: one case for each kind of mistake ---

GRANT, SHARE = "alis.grant_nok", "finance.basic_grant_share"
UNKNOWN_OR_MISSING_KEYS = [
    ('titel = "T"\n' + GOOD, 1, "titel", '"title"'),
    (one(form='"2027-01"'), 7, "change 1: form", '"from"'),
    (one(base='"baseline"'), 7, "change 1: base", "above the first [[change]]"),
    (GOOD + "[worlds]\n", 8, "worlds", '"world"'),
    (GOOD + '[world]\ndemografy = "high"\n', 9, "world.demografy", '"demography"'),
    (GOOD + '[world]\nswitches = { load_exit = "off" }\n', 9, "world.switches", "[switches]"),
    (GOOD.replace('title = "Test"', ""), 0, "title", "title ="),
    (one().replace("lever", "#"), 3, "change 1: lever", "lever ="),
    (one(value=""), 3, "change 1: value", "value ="),
    (one(from_=""), 3, "change 1: from", 'from = "2027-01"'),
]
LEVERS_TYPES_UNITS_RANGES = [
    (one("lis1.stat_posts"), 4, "change 1: lever", '"lis1.state_posts"'),
    (one().replace('"lis1.state_posts"', "1"), 4, "change 1: lever", "lis1.state_posts"),
    (one("finance.group_agreements"), 4, "change 1: lever", "not modelled"),
    (one(value='"1300"'), 6, "change 1: value", "without quotes"),
    (one(value='"1300 posts"'), 6, "change 1: value", "without quotes, unit or spaces"),
    (one(value="1300.0"), 6, "change 1: value", "1300, without decimals"),
    (one(value="true"), 6, "change 1: value", "whole number"),
    (one(GRANT, value="367"), 6, "change 1: value", "write 367000 for 367 thousand"),
    (one(GRANT, value="0.367"), 6, "change 1: value", "write 367000 for 0.367 million"),
    (one(GRANT, value='"367 000 NOK"'), 6, "change 1: value", "without quotes, unit or spaces"),
    (one(SHARE, value="40"), 6, "change 1: value", "0.4, not 40 percent"),
    (one("alis.supervisor_rule", value='"specialists"'), 6, "change 1: value", '"specialist"'),
    (one("alis.training_cooperation", value='"yes"'), 6, "change 1: value", "true or false"),
    (one(because="1"), 7, "change 1: because", "because ="),
    ("title = 3\n", 1, "title", "title ="),
    ('references = "a"\n' + GOOD, 1, "references", "references = ["),
    (one(value="3001"), 6, "change 1: value", "at most 3000"),
    (one(value="-1"), 6, "change 1: value", "at least 0"),
    (one("practice.capacity_per_gp", value="nan"), 6, "change 1: value", "finite"),
]
DATES = [
    (one(from_='"2027-13"'), 5, "change 1: from", "01 to 12"),
    (one(from_='"2027-1"'), 5, "change 1: from", "2027-01"),
    (one(from_='"2027-02-30"'), 5, "change 1: from", "2027-01"),
    (one(from_="2027-01-01"), 5, "change 1: from", "quotes"),
    (one(from_='"2025-12"'), 5, "change 1: from", "--start"),
    (one(from_='"2051-01"'), 5, "change 1: from", "--end"),
    (one(until='"2051-02"'), 7, "change 1: until", "--end"),
    (one(until='"2027-01"'), 7, "change 1: until", "later until"),
    (one(from_="", value='{ "2027-00" = 1300 }'), 5, "change 1: value", "01 to 12"),
    (one(from_="", value="{}"), 5, "change 1: value", '"2027-01" = 1300'),
    (one(value='{ "2027-01" = 1300 }'), 5, "change 1: from", "leave from out"),
]
AREAS = [
    (one(where="{ centrality = 5 }"), 7, "change 1: where.centrality", "leave where out"),
    (
        one("lis1.regional_split", value="2", where='{ county = "Oslo" }'),
        7,
        "change 1: where.county",
        "trust =",
    ),
    (
        one("education.rural_quota", value="0", where='{ place = "ntnuu" }'),
        7,
        "change 1: where.place",
        '"ntnu"',
    ),
    (one(GRANT, where='{ county = "Tromsø" }'), 7, "change 1: where.county", '"Troms"'),
    (one(GRANT, where="{ municipality = 301 }"), 7, "change 1: where.municipality", '"0301"'),
    (one(GRANT, where='{ municipality = "Osli" }'), 7, "change 1: where.municipality", '"Oslo"'),
    (one(GRANT, where="{ centralities = 6 }"), 7, "change 1: where.centralities", '"centrality"'),
    (one(GRANT, where='{ county = "Oslo", centrality = 6 }'), 7, "change 1: where", "widen"),
    (one(GRANT, where='"Oslo"'), 7, "change 1: where", "where = {"),
]
BASE_WORLD_FORM = [
    ('base = "basline"\n' + GOOD, 1, "base", '"baseline"'),
    ('base = ""\n' + GOOD, 1, "base", "base ="),
    (GOOD + '[world]\ndemography = "hihg"\n', 9, "world.demography", '"high"'),
    (GOOD + "[world]\nhospital_posts_growth = 2\n", 9, "world.hospital_posts_growth", "0.02"),
    (GOOD + "[world]\nneed_growth = 0.03\n", 9, "world.need_growth", "at most 0.02"),
    (GOOD + "[world]\nrates = { gp_exits = 1 }\n", 9, "world.rates.gp_exits", '"gp_exit"'),
    (GOOD + "[world.rates]\ngp_exit = 6\n", 8, "world.rates.gp_exit", "at most 5"),
    (GOOD + "[world]\nrates = 2\n", 9, "world.rates", "rates = {"),
    (GOOD + '[switches]\nload_exits = "off"\n', 9, "switches.load_exits", '"load_exit"'),
    (GOOD + "[switches]\nload_exit = false\n", 9, "switches.load_exit", '"off", in quotes'),
    ('switches = "off"\n' + GOOD, 1, "switches", "[switches]"),
    (GOOD.replace("[[change]]", "[change]"), 4, "change", "[[change]]"),
    ('title = "T"\nfrom = 2027-01\n', 2, "file", "quotes"),
    ('title = "T"\ntitle = "U"\n', 2, "file", "once"),
]


@pytest.mark.parametrize(
    "text, line, key, part",
    UNKNOWN_OR_MISSING_KEYS + LEVERS_TYPES_UNITS_RANGES + DATES + AREAS + BASE_WORLD_FORM,
)
def test_a_mistake_is_named_with_file_line_key_and_mend(write, text, line, key, part):
    found = mistakes(write(text))
    assert [(p.file, p.line, p.key) for p in found] == [("mine.toml", line, key)]
    assert part in found[0].mend


@pytest.mark.parametrize("text, part", [
    ("x = " + "[" * 9_000, "bracket"), ("title" + ".x" * 9_000 + " = 1", "bracket"),
    (one(value="9" * 9_000), "smaller"), (one(value="-" + "9" * 400), "smaller"),
    (one(value="1" + "0" * 18), "smaller"), (one(value="0x" + "f" * 9_000), "smaller"),
])  # fmt: skip
def test_what_is_beyond_all_measure_is_a_mistake_too(write, text, part):
    (problem,) = mistakes(write(text))
    assert problem.key == "file" and part in problem.mend and len(str(problem)) < 200


def test_all_mistakes_come_at_once(write):
    text = one("lis1.stat_posts", until='"2026-13"') + one(value="-1").replace('title = "Test"', "")
    text += '[world]\ndemography = "hihg"\n[switches]\nload = "off"\n'
    write(one(value="99999"), "parent.toml")
    found = mistakes(write('base = "parent"\n' + text), sets=["lis1.quarantine=99"])
    assert {(p.file, p.key) for p in found} == {
        ("mine.toml", "change 1: lever"),
        ("mine.toml", "change 1: until"),
        ("mine.toml", "change 2: value"),
        ("mine.toml", "world.demography"),
        ("mine.toml", "switches.load"),
        ("parent.toml", "change 1: value"),
        ("--set", "lis1.quarantine"),
    }


def test_overlaps_in_one_file_are_refused(write):
    second = '\n[[change]]\nlever = "lis1.state_posts"\nfrom = "2029-01"\nvalue = 1400\n'
    (problem,) = mistakes(write(GOOD + second))
    assert (problem.line, problem.key) == (11, "change 2: from")
    assert "change 1 (line 5)" in problem.given and "until" in problem.mend and "steps by date" in problem.mend
    steps = '{ "2027-01" = 1, "2028-01" = 2 }'
    twice = one(from_="", value=steps) + one(from_="", value=steps).replace('title = "Test"', "")
    (problem,) = mistakes(write(twice))
    assert problem.key == "change 2: from", "two changes that clash at every step are named once"
    parted = load_scenario(write(GOOD.replace("value", 'until = "2029-01"\nvalue') + second))
    assert [change.value for change in parted.changes] == [1300, 1400]


def test_areas_that_cross_are_refused_and_areas_apart_are_not(write):
    def grants(*areas: str) -> str:
        change = f'[[change]]\nlever = "{GRANT}"\nfrom = "2027-01"\nvalue = 1000\nwhere = {{{{ {{}} }}}}\n'
        return 'title = "T"\n' + "".join(change.format(area) for area in areas)

    (problem,) = mistakes(write(grants('county = "Nordland"', "centrality = 6")))
    assert problem.key == "change 2: from" and "county Nordland" in problem.given
    (problem,) = mistakes(write(grants("centrality = 6", "centrality = [6]")))
    assert problem.key == "change 2: from"
    assert len(load_scenario(write(grants("centrality = 5", "centrality = 6"))).changes) == 2


def test_a_circle_of_bases_is_refused(write):
    write('title = "A"\nbase = "b"\n', "a.toml")
    write('title = "B"\nbase = "c.toml"\n', "b.toml")
    write('title = "C"\nbase = "a"\n', "c.toml")
    (problem,) = mistakes("a.toml")
    assert (problem.file, problem.line, problem.key) == ("c.toml", 2, "base")
    assert problem.given == "a -> b -> c -> a" and "base" in problem.mend


def test_a_base_is_looked_for_beside_the_file_that_names_it(write, tmp_path):
    (tmp_path / "deep").mkdir()
    write(one(value="1100"), "deep/parent.toml")
    child = load_scenario(write('title = "C"\nbase = "parent.toml"\n', "deep/child.toml"))
    assert child.layers[0][0].change.value == 1100


def test_a_name_that_is_nothing(write):
    (problem,) = mistakes("more-lis")
    assert (problem.file, problem.key) == ("more-lis", "scenario") and '"more-lis1"' in problem.mend
    (problem,) = mistakes(".")
    assert problem.key == "scenario"


def test_a_file_that_is_no_text(write, tmp_path):
    (tmp_path / "bytes.toml").write_bytes(b'title = "\xff"')
    (problem,) = mistakes("bytes.toml")
    assert problem.key == "file" and "UTF-8" in problem.mend


def test_dates_are_held_against_the_run_that_is_made(write):
    scenario = load_scenario(write(GOOD))
    with pytest.raises(ScenarioError, match=r"mine.toml, line 5, change 1: from.*2026-01 to 2026-12") as error:
        resolved(scenario, START, month_index("2026-12"))
    (problem,) = error.value.problems
    assert "linje 5, endring 1: from: oppgitt" in in_norwegian(problem)
    until = load_scenario(write(one(until='"2030-01"')))
    assert resolved(until, START, month_index("2029-12"))[0].layers
    with pytest.raises(ScenarioError, match="until"):
        resolved(until, START, month_index("2029-11"))


def test_more_linked_posts_than_state_posts(write):
    (problem,) = mistakes(write(one(value="10")))
    assert problem.key == "lis1.gp_linked_posts" and "66" in problem.given and problem.file == "mine.toml"


def test_values_beyond_the_evidence_warn(write):
    assert load_scenario(write(one(value="1000"))).warnings == ()
    (warning,) = load_scenario(write(one(value="1500"))).warnings
    assert warning.startswith("mine.toml, line 4: lis1.state_posts = 1500") and "946 to 1219" in warning
    write(one(value="1500"), "parent.toml")
    child = load_scenario(write('title = "C"\nbase = "parent"\n'), sets=["lis1.gp_linked_posts=100"])
    assert [w.partition(":")[0] for w in child.warnings] == ["parent.toml, line 4", "--set"]
    (warning,) = load_scenario(write(one("education.study_places", value="200"))).warnings
    assert "each of uio, uib, ntnu, uit" in warning


def test_lines_are_found_past_long_texts_and_tables():
    text = 'title = """\n[[change]]\nlever = 1\n"""\n[[change]]\n"lever" = 1\n[change.where]\ncounty = 1\n'
    lines = Lines(text + "[[change]] # x\nlever=2\n")
    assert lines.of("change", 1, "lever") == 6 and lines.of("change", 1, "where") == 7
    assert lines.of("change", 2, "lever") == 10 and lines.of("change", 2, "value") == 9
    assert lines.of("", 0, "title") == 1 and lines.of("world", 0, "rates") == 0


# --- --set ---


@pytest.mark.parametrize(
    "text, part",
    [
        ("lis1.state_posts", "lis1.state_posts=1500@2027-01"),
        ("lis1.state_posts=", "lis1.state_posts=1500@2027-01"),
        ("lis1.state_posts=1500@", "lis1.state_posts=1500@2027-01"),
        ("=1500", "lis1.state_posts=1500@2027-01"),
        ("lis1.stat_posts=1500", '"lis1.state_posts"'),
        ("alis.svalbard=1", "not modelled"),
        ("lis1.state_posts=15oo", "number alone"),
        ("lis1.state_posts=1500.5", "without decimals"),
        ("lis1.state_posts=5000", "at most 3000"),
        ("alis.training_cooperation=yes", "true or false"),
        ("alis.supervisor_rule=specialists", '"specialist"'),
        ("practice.capacity_per_gp=nan", "finite"),
    ],
)
def test_wrong_sets(text, part):
    with pytest.raises(ScenarioError) as error:
        parse_set(text)
    (problem,) = error.value.problems
    assert problem.file == "--set" and problem.key and part in problem.mend


def test_all_wrong_sets_come_at_once():
    sets = [
        "lis1.state_posts=1@2051-01",
        "lis1.quarantine=2",
        "lis1.quarantine=3",
        "x=1",
        GRANT + "=1000@2030-14",
    ]
    with pytest.raises(ScenarioError) as error:
        load_scenario("baseline", start=START, end=END, sets=sets)
    assert [p.key for p in error.value.problems] == ["lis1.state_posts", "lis1.quarantine", "x", GRANT]
    assert "leave one" in error.value.problems[1].mend and "01 to 12" in error.value.problems[3].mend
