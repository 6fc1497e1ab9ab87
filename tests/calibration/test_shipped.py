"""What is shipped in ``calibration/posterior/``: it belongs to this model, and its tables follow from its runs."""

import csv
from functools import cache

import pytest

from calibration.bank import fingerprint
from calibration.hindcast import Job, run_job
from calibration.predictive import fit_table, kept_prediction
from calibration.priors import free_priors
from calibration.targets import load_targets
from calibration.validation import PAGE, page
from scenarios.draws import FOLDER, available, load_posterior

TARGETS = load_targets()
SHIPPED = available()


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def mark() -> str:
    return fingerprint(free_priors(), 1)


def test_the_posterior_of_the_backtest_is_shipped():
    assert "until-2022" in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_posterior_was_fitted_to_this_model(name):
    """A change of what a hindcast does, of the tables or of a prior asks for a new fit."""
    record = load_posterior(name).record
    assert record["model"] == mark(), f"fit again: {record['command']}"
    assert record["free"] == list(free_priors().names)
    assert 400 <= record["draws"] == len(load_posterior(name).values)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_fit_table_follows_from_the_predictive_runs(name):
    found = kept_prediction(name, TARGETS, 1)
    for row, shipped in zip(fit_table(found), rows_of(f"{name}-fit"), strict=True):
        assert row["id"] == shipped["id"] and str(row["inside"]) == shipped["inside"]
        for column in ("observed", "median", "q05", "q95", "z"):
            assert row[column] == pytest.approx(float(shipped[column]), rel=1e-4, abs=1e-3), (row["id"], column)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_predictive_runs_are_those_of_the_shipped_draws(name):
    """Two of them made again: the same statistics."""
    posterior = load_posterior(name)
    kept = rows_of(f"{name}-predictive")
    for row in (kept[0], kept[-1]):
        job = Job(0, posterior.parameters(int(row["draw"])), int(row["replicate"]))
        found = run_job(job, TARGETS).values[: len(TARGETS)]
        assert found == pytest.approx([float(row[t.id]) for t in TARGETS], rel=1e-5)


def test_the_validation_page_is_printed_from_the_tables():
    assert PAGE.read_text("utf-8") == page(), "uv run python -m calibration.validation > docs/validation.md"
