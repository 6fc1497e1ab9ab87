"""What pairing saves is measured on runs: a toy's table, and an inert change of the whole country."""

import math

import numpy as np
import pytest

from scenarios import pairing
from scenarios.collected import collect
from scenarios.commands import load_case
from scenarios.compare import effects_table
from scenarios.ensemble import national_engine, run_missing
from scenarios.pairing import pairing_text, saved
from scenarios.statistics import variance_saved
from scenarios.study import Study
from tests.scenarios import fake
from tests.scenarios.test_door import ask, door  # noqa: F401  fixtures


def test_the_table_says_what_pairing_saves(tmp_path):
    study = fake.study(fake.case("base"), fake.case("more", gps=1.0), replicates=4)
    run_missing(study, tmp_path, fake.engine(), workers=1)
    ensemble = collect(study, tmp_path, fake.country())
    rows = saved(ensemble)
    gps = ensemble.series([("gps", "nation", "Norway")])["gps", "nation", "Norway"][..., -1:]
    assert rows[0]["indicator"] == "gps" and rows[0]["variance_saved"] == variance_saved(gps[0], gps[1])[0]
    told = [row for row in rows if math.isfinite(row["variance_saved"])]  # none where every pair differs alike
    assert len(told) >= 4 and all(row["low"] <= row["variance_saved"] <= row["high"] for row in told)
    reached = sum(row["variance_saved"] >= 10 for row in rows)
    assert pairing_text(rows, study).endswith(f"{reached} of 6 save 10 times or more.")


def test_the_door_measures_it(ask, monkeypatch):  # noqa: F811
    monkeypatch.setattr(pairing, "REPLICATES", 3)
    monkeypatch.setattr(pairing, "LAST_YEAR", 2028)
    answer = ask("bench", "--pairing", "--workers", "1")
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("December 2028, 1 draw, 3 pairs") and "relaxed-supervisor" in answer.output
    assert ask("bench", "--pairing", "--workers", "0").exit_code == 2


@pytest.mark.slow
def test_an_inert_change_of_the_country_has_no_effect_and_no_interval(tmp_path):
    """Today's number of LIS1 posts written again: exactly nothing in every cell, though the worlds differ."""
    plain, inert = (load_case("baseline", "2026", 2026, sets, end) for sets, end in (((), ""), (INERT, "+same")))
    study = Study((plain, inert), end_year=2026, replicates=2)
    run_missing(study, tmp_path, national_engine(), workers=1)
    ensemble = collect(study, tmp_path, national_engine().geography())
    without = ("patients_without_gp", "nation", "Norway")
    assert np.ptp(ensemble.series([without])[without][0]) > 0
    effects = effects_table(ensemble)
    known = effects[effects["runs"] > 0]
    assert len(known) > 3500
    for column in ("diff_mean", "diff_q05", "diff_q25", "diff_q75", "diff_q95"):
        assert (known[column] == 0).all(), column
    assert (known[known["runs"] > 1]["mcse"] == 0).all() and not known["p_better"].dropna().ne(0.5).any()


INERT = ("lis1.state_posts=1219@2026-03",)
