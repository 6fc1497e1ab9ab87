"""The same changes on three baselines: what is laid, what is refused, and when a sign holds."""

import json

import pytest

from scenarios.numbers import MINUS
from scenarios.scenario import load_scenario
from scenarios.signs import BASES, SignsError, cases_on, sign_of, verdict
from tests.scenarios.test_door import ask, door  # noqa: F401  fixtures


def layers_of(name):
    return len(load_scenario(name).layers)


@pytest.mark.parametrize("base", BASES)
def test_own_changes_are_laid_on_each_baseline(base):
    plain, laid = cases_on(base, ["more-lis1"], "2026", 2030, ())
    assert (plain.name, laid.name) == (base, "more-lis1")
    assert laid.resolved["layers"][:-1] == plain.resolved["layers"] and len(plain.resolved["layers"]) == layers_of(base)
    assert [change["lever"] for change in laid.resolved["layers"][-1]] == ["lis1.state_posts"]


def test_a_chain_of_scenarios_and_a_world_come_along():
    plain, laid = cases_on("baseline-planned", ["bonding-5-years"], "2026", 2030, ())
    own = load_scenario("bonding-5-years").layers
    assert len(own) == 2 and len(laid.resolved["layers"]) == len(plain.resolved["layers"]) + 2
    assert cases_on("baseline-planned", ["exit-shock"], "2026", 2030, ())[1].world == load_scenario("exit-shock").world


def test_sets_alone_are_laid_too():
    plain, laid = cases_on("baseline-2025-rules", [], "2026", 2030, ["lis1.state_posts=1500@2027-09"])
    assert laid.name == "set" and len(laid.resolved["layers"]) == len(plain.resolved["layers"]) + 1


def test_a_scenario_on_another_baseline_is_refused(write):
    name = write('title = "t"\nbase = "baseline-planned"\n\n[[change]]\nlever = "lis1.state_posts"\n'
                 'from = "2027-01"\nvalue = 1300\n')  # fmt: skip
    with pytest.raises(SignsError, match="mine is built on baseline-planned"):
        cases_on("baseline", [name], "2026", 2030, ())
    with pytest.raises(SignsError, match="itself one of the three"):
        cases_on("baseline", ["baseline-planned"], "2026", 2030, ())


def test_when_a_sign_is_told_and_holds():
    assert [sign_of(*ends) for ends in ((1, 2), (-2, -1), (-1, 1), (0, 0), (0, 2))] == ["+", MINUS, "?", "0", "?"]
    assert sign_of(float("nan"), float("nan")) == "?"
    assert verdict(["+", "+", "+"]) == "holds" and verdict([MINUS] * 3) == "holds"
    assert verdict(["+", "?", MINUS]) == "turns" and verdict(["+", "+", "?"]) == "unclear"
    assert verdict(["0"] * 3) == "none" and verdict(["0", "+", "+"]) == "unclear"


def test_the_door_checks_signs_and_resumes(ask, tmp_path):  # noqa: F811
    words = ["compare", "baseline", "more-lis1", "--check-signs", "--end", "2027", "--draws", "1", "--replicates", "3",
             "--workers", "1", "--out", "there", "--json"]  # fmt: skip
    first = ask(*words)
    assert first.exit_code == 0, first.output
    rows = json.loads(first.output)["signs"]
    assert len(rows) == 6 * 3 and {row["base"] for row in rows} == set(BASES)
    assert all((tmp_path / "there" / base / "effects.csv").is_file() for base in BASES)
    before = (tmp_path / "there" / "signs.csv").read_bytes()
    (tmp_path / "there" / "signs.csv").unlink()
    assert ask(*words).output == first.output and (tmp_path / "there" / "signs.csv").read_bytes() == before
    refused = ask("compare", "baseline-planned", "more-lis1", "--check-signs")
    assert refused.exit_code == 2 and "expected baseline" in refused.output
    assert ask("compare", "baseline", "more-lis1", "--check-signs", "--precision", "gps@2030=1").exit_code == 2
