"""Where the doctors went: every changed life has one way, and the ways sum to what the tables of effects say."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.doctor import GP_STAGES, Stage
from agents.stage_rows import NO_STAGE
from model.archive import census_of
from model.policy import Change, Policy
from model.results import ResultsError
from scenarios.collected import collect
from scenarios.compare import effects_table, national
from scenarios.destination_words import sentences
from scenarios.destinations import (
    DESTINATIONS,
    GP_LISTS,
    NAMES,
    changes_table,
    codes_of_stages,
    destinations_table,
    flows_of_pair,
)
from scenarios.ensemble import run_missing
from scenarios.figures import Scene
from scenarios.flows import draw_flow, draw_flows
from scenarios.words import Language
from scenarios.years import first_year, followed_by_study, followed_years
from tests.norway import change, country, output, passed, reform
from tests.scenarios import fake

CENTRALITY = np.array([1, 3, 6])


def census(*doctors: tuple[int, Stage, int]) -> dict[str, np.ndarray]:
    """One December: (name, stage, municipality) of each doctor."""
    names, stages, towns = zip(*doctors, strict=True)
    return {"year": np.array([2030]), "doctor": np.array(names, np.uint32),
            "stage": np.array([stages], np.uint8), "municipality": np.array([towns], np.int16)}  # fmt: skip


BASE = census(
    (1, Stage.GP_SPECIALIST, 0), (2, Stage.LOCUM, 1), (3, Stage.HOSPITAL_TRAINEE, -1), (4, Stage.GP_TRAINING, 2),
    (5, Stage.GP_UNTRAINED, 1), (6, Stage.DEAD, -1), (7, Stage.LOCUM, 0),
)  # fmt: skip
OTHER = census(
    (7, Stage.LOCUM, 2), (6, Stage.DEAD, -1), (5, Stage.GP_SPECIALIST, 1), (4, Stage.GP_TRAINING, 0),
    (3, Stage.HOSPITAL_SPECIALIST, -1), (2, Stage.GP_UNTRAINED, 2), (1, Stage.RETIRED, -1), (8, Stage.STUDENT, -1),
)  # fmt: skip


def ways(table: np.ndarray) -> dict[tuple[str, str], int]:
    return {(NAMES[i], NAMES[j]): int(table[i, j]) for i, j in zip(*np.nonzero(table), strict=True)}


def test_a_tiny_world_by_hand():
    """1 retires, 2 gets a list, 4 is a GP elsewhere, 8 is new; the others are where they were, or nearly."""
    nation, *classes = flows_of_pair(BASE, OTHER, [2030], CENTRALITY)[0]
    assert ways(nation) == {
        ("gp_1_2", "ended"): 1, ("locum", "gp_5_6"): 1, ("gp_5_6", "gp_1_2"): 1, ("not_in_model", "student"): 1,
    }  # fmt: skip
    assert ways(classes[0]) == {("gp_here", "ended"): 1, ("gp_elsewhere", "gp_here"): 1}
    assert ways(classes[5]) == {("locum", "gp_here"): 1, ("gp_here", "gp_elsewhere"): 1}
    assert not classes[2].any(), "who stays GP in class 3, or a locum there, has the same life"


def test_a_gp_who_only_changes_municipality_leads_another_life():
    there, here = census((1, Stage.GP_SPECIALIST, 0)), census((1, Stage.GP_SPECIALIST, 1))
    assert ways(flows_of_pair(there, here, [2030], np.array([3, 4]))[0, 0]) == {("gp_3_4", "gp_3_4"): 1}


def test_every_stage_has_one_destination_and_a_new_one_is_asked_for():
    table = codes_of_stages(Stage)
    assert all(NAMES[table[stage]] != "not_in_model" for stage in Stage)
    assert {NAMES[table[stage]] for stage in Stage if stage not in GP_STAGES} | {*GP_LISTS} == set(NAMES) - {
        "not_in_model", "gp_here", "gp_elsewhere"
    }  # fmt: skip
    with pytest.raises(ValueError, match="has no destination; give it one"):
        codes_of_stages([*Stage, 16])


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    study = fake.study(fake.case("base"), fake.case("same"), fake.case("more", gps=1.0), replicates=4, end_year=2037)
    folder = tmp_path_factory.mktemp("destinations")
    run_missing(study, folder, fake.engine(), workers=1)
    return collect(study, folder, fake.country())


@pytest.fixture(scope="module")
def tables(ensemble):
    return destinations_table(ensemble), changes_table(ensemble), effects_table(ensemble)


def test_the_destinations_sum_to_the_number_of_changed_lives(ensemble, tables):
    """Counted a second time, doctor by doctor with sets."""
    gross, changes, _ = tables
    lives = []
    for (_, base), (_, other) in zip(ensemble.runs(0), ensemble.runs(2), strict=True):
        found = []
        for run in (base, other):
            kept = run.census()
            at = kept["year"].tolist().index(2036)
            rows = zip(kept["doctor"], kept["stage"][at], kept["municipality"][at], strict=True)
            found.append({tuple(map(int, row)) for row in rows if row[1] != NO_STAGE})
        lives.append(len({doctor for doctor, *_ in found[0] ^ found[1]}))
    assert np.mean(lives) > 10
    rows = national(gross, scenario="more", year=2036)
    assert rows["doctors_mean"].sum() == pytest.approx(np.mean(lives))
    by_destination = national(changes, scenario="more", year=2036).set_index("destination")
    assert by_destination.loc["all", "base_mean"] == pytest.approx(np.mean(lives))
    for side in ("base_mean", "scenario_mean"):
        assert by_destination[side].drop("all").sum() == pytest.approx(np.mean(lives))
    assert by_destination["net_mean"].sum() == pytest.approx(0)


def test_net_changes_of_gps_are_those_of_the_effects_table(tables):
    _, changes, effects = tables
    gps = effects[(effects["scenario"] == "more") & (effects["indicator"] == "gps") & (effects["year"] == 2036)]
    rows = changes[(changes["scenario"] == "more") & (changes["year"] == 2036)]
    nation = rows[(rows["area_kind"] == "nation") & rows["destination"].isin(GP_LISTS)]["net_mean"].sum()
    assert nation == pytest.approx(national(gps)["diff_mean"].iloc[0])
    here = rows[rows["destination"] == "gp_here"].set_index("area")["net_mean"]
    by_class = gps[gps["area_kind"] == "centrality"].set_index("area")["diff_mean"]
    assert set(here.index) == set(by_class.index)
    assert here.to_dict() == pytest.approx(by_class.to_dict())


def test_the_same_policy_changes_no_life(tables):
    gross, changes, _ = tables
    assert (gross["scenario"] == "more").all()
    same = changes[changes["scenario"] == "same"]
    assert (same["destination"] == "all").all() and (same["base_mean"] == 0).all() and len(same)


def test_sentences_speak_of_a_hundred_posts_where_there_are_more(tables):
    _, changes, effects = tables
    posts = effects["indicator"] == "lis1_posts"
    plain = effects.assign(diff_mean=effects["diff_mean"].where(~posts, 0.0))
    more = effects.assign(diff_mean=effects["diff_mean"].where(~posts, 200.0))
    gps = national(effects, scenario="more", indicator="gps", year=2036)["diff_mean"].iloc[0]
    for lang, word in (("en", "100 extra posts a year"), ("nb", "100 ekstra stillinger i året")):
        assert not any(word in text for text in sentences(changes, plain, "more", Language(lang)))
        found = " ".join(sentences(changes, more, "more", Language(lang)))
        assert word in found and f" {round(gps / 2):,} ".replace(",", " ") in found
        assert "{" not in found and "nan" not in found
    assert Language()("went.nothing") in sentences(changes, plain, "same", Language())


def scene(ensemble, tables, folder, lang="en"):
    names = ("destinations", "destination_changes", "effects")
    return Scene(folder, ensemble.study, dict(zip(names, tables, strict=True)), fake.country(), Language(lang))


def test_the_picture_says_every_number_in_letters_and_is_the_same_twice(ensemble, tables, tmp_path):
    drawn = draw_flow(scene(ensemble, tables, tmp_path), 2)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(first) == {f"{drawn.name}.{end}" for end in ("svg", "png", "csv")}
    draw_flow(scene(ensemble, tables, tmp_path), 2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    text = first[f"{drawn.name}.svg"].decode()
    assert all(word in text for word in ("Norway, December 2036", "base", "GP list, centrality 5-6", "Hospital"))


def test_a_scenario_without_any_changed_life_is_drawn_too(ensemble, tables, tmp_path):
    same, more = draw_flows(scene(ensemble, tables, tmp_path, "nb"))
    assert "livet til 0 leger" in same.description and more.section == "destinations"
    assert "Sykehus" in (tmp_path / f"{more.name}.svg").read_text("utf-8")


# What a run keeps


def test_years_followed_are_those_after_the_first_change_and_those_read_first():
    dated = SimpleNamespace(name="dated", policy=Policy(((Change("alis.grant_nok", 1524, None, 0.0),),)))
    study = fake.study(fake.case("base"), end_year=2050)
    assert first_year(dated, study) == 2027
    assert followed_years(dated, study) == [2028, 2030, 2032, 2035, 2037, 2040, 2047, 2050]
    assert followed_by_study(study) == ()
    assert followed_by_study(fake.study(fake.case("base"), fake.case("other"), end_year=2031)) == (2027, 2030, 2031)


def test_only_the_years_asked_for_are_kept_and_a_missing_one_is_refused():
    run = fake.toy_run(np.arange(1512, 1512 + 48), 1)
    kept = census_of(run, (2027, 2029))
    assert kept["year"].tolist() == [2027, 2029] and kept["stage"].shape == (2, len(kept["doctor"]))
    assert census_of(run, ()) == {}
    with pytest.raises(ResultsError, match="no census of 2031; the run has those of 2026 to 2029"):
        census_of(run, (2027, 2031))


def test_the_census_of_a_run_is_the_population_of_december():
    w = passed(country(months=24), 24)
    found = output(w).census
    assert found["year"].tolist() == [2026, 2027]
    assert np.array_equal(found["doctor"], w.people.id)
    assert np.array_equal(found["stage"][1], w.people.stage)
    assert np.array_equal(found["municipality"][1], w.people.municipality)
    entered = found["stage"][0] != NO_STAGE
    assert entered.any() and not entered.all()
    gps = np.isin(found["stage"][0], GP_STAGES)
    roll = output(w).roll
    assert np.array_equal(found["doctor"][gps], roll["doctor"][roll["year"] == 2026])


def test_lives_are_the_same_until_the_rule_changes_and_differ_after():
    base = output(passed(country(months=36), 36)).census
    other = output(passed(country(reform(change("lis1.state_posts", 2500, "2027-09")), months=36), 36)).census
    centrality = np.arange(1, 7).repeat(3)  # of no matter here
    changed = flows_of_pair(base, other, (2026, 2027, 2028), centrality)[:, 0].sum(axis=(1, 2)).tolist()
    assert changed[0] == 0 and changed[2] > 10


def test_all_destinations_have_words_in_both_languages():
    assert all(len(words) == 2 and all(words) for words in DESTINATIONS.values())
