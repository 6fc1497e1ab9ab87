"""The model's counterparts of published statistics, against worlds small enough to count by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.doctor import Stage
from agents.months import month_index
from calibration.counterparts import counterparts, median_contract_years
from calibration.targets import load_targets

JANUARY = month_index("2016-01")
MONTHS = 120


def target(name: str):
    return next(t for t in load_targets() if t.id == name)


def tiny_world():
    """Two municipalities, of classes 1 and 6; numbers that change every month."""
    month = np.arange(MONTHS)[:, None]
    geo = SimpleNamespace(
        number=np.array([301, 5601]), numbers=("0301", "5601"), index=("0301", "5601").index,
        centrality=np.array([1, 6]), size_class=np.array([5, 0]),
        size_classes=("<2000", "2000-4999", "5000-9999", "10 000-19 999", "20 000-49 999", ">=50 000"),
    )  # fmt: skip
    run = SimpleNamespace(
        months=JANUARY + np.arange(MONTHS),
        municipal={
            "gps": month + np.array([100.0, 10.0]), "lists": month + np.array([110.0, 14.0]),
            "lists_vacant": np.broadcast_to([1.0, 3.0], (MONTHS, 2)),
            "patients_with_gp": np.broadcast_to([90_000.0, 5_000.0], (MONTHS, 2)),
            "patients_without_gp": np.broadcast_to([0.0, 1_000.0], (MONTHS, 2)),
            "gps_salaried": np.broadcast_to([5.0, 6.0], (MONTHS, 2)), "gp_exits": np.ones((MONTHS, 2)),
        },
        national={"lis1_applicants": np.arange(MONTHS) * 1.0, "new_gp_specialists": np.full(MONTHS, 2.0)},
        notes={"lis1_hired_home": np.full(MONTHS, 3.0), "lis1_applicants_home": np.full(MONTHS, 4.0)},
        stages=np.arange(MONTHS)[:, None] + np.arange(len(Stage)),
        contracts={  # begun eight years before the window of 2022; half end in its first month
            "begun": np.full(4, JANUARY - 24, np.int16), "municipality": np.array([0, 0, 1, 1], np.int16),
            "end": np.array([JANUARY + 72, JANUARY + 72, JANUARY + MONTHS, JANUARY + MONTHS], np.int16),
        },
    )  # fmt: skip
    return run, SimpleNamespace(geo=geo)


def value(name: str) -> float:
    run, workforce = tiny_world()
    return float(counterparts(run, workforce, [target(name)])[0])


def test_a_stock_is_that_of_its_month():
    december_2019 = 4 * 12 - 1
    assert value("gps-2019-12") == 2 * december_2019 + 110


def test_a_share_in_percent_divides_sums():
    december_2019 = 4 * 12 - 1
    assert value("salaried_share-2019-12") == pytest.approx(100 * 11 / (2 * december_2019 + 110))


def test_list_length_counts_lists_with_a_doctor_only():
    december_2022 = 7 * 12 - 1
    expected = 95_000 / (2 * december_2022 + 124 - 4)
    assert value("list_length_mean-2022-12") == pytest.approx(expected)


def test_a_class_is_counted_alone():
    assert value("patients_without_gp_share-class6-2022-12") == pytest.approx(100 * 1000 / 6000)


def test_a_municipality_is_counted_alone():
    assert value("list_length_mean-oslo-2022-12") == pytest.approx(90_000 / (83 + 110 - 1))


def test_a_flow_is_summed_over_its_months():
    assert value("gp_exits-2021-12") == 24
    assert value("new_gp_specialists-2022-12") == 72


def test_a_lis1_round_is_its_own_month_only():
    assert value("lis1_applicants-2021-02") == 5 * 12 + 1
    assert value("lis1_applicants-2021-09") == 5 * 12 + 8


def test_share_hired_by_education_and_locums():
    assert value("lis1_hired_share-home-2016-09") == 75.0
    assert value("locums_present-2022-12") == 83 + int(Stage.LOCUM)


def test_what_lies_after_the_run_has_no_value():
    run, workforce = tiny_world()
    run.months = run.months[:84]
    assert np.isnan(counterparts(run, workforce, [target("gps-2025-12")])[0])


def test_the_median_contract_is_read_from_the_contracts_of_the_run():
    assert value("contract_median_years-2022-12") == 8.0  # half of four end after 96 months


def test_median_duration_with_delayed_entry_by_hand():
    """Window months 100-199. Ten contracts begin at 100: five end after 24 months, five outlast the window: the curve
    reaches one half at 24 months. Older ones enter late: they are at risk only from the age they had."""
    begun, end = np.full(10, 100), np.array([124] * 5 + [500] * 5)
    area = np.ones(1, bool)
    where = np.zeros(10, np.int64)
    assert median_contract_years(begun, end, where, area, 100, 199) == 2.0
    # ten more, begun at 40 (60 months old at the window's start) and never ended: they enter after the drop
    begun, end = np.append(begun, np.full(10, 40)), np.append(end, np.full(10, 500))
    assert median_contract_years(begun, end, np.zeros(20, np.int64), area, 100, 199) == 2.0
    # were they counted from their own beginning without delayed entry, 5 of 20 would have ended: no median
    naive = 1 - 5 / 20
    assert naive > 0.5


def test_median_duration_not_reached_is_no_number():
    begun, end = np.full(4, 100), np.array([110, 500, 500, 500])
    assert np.isnan(median_contract_years(begun, end, np.zeros(4, np.int64), np.ones(1, bool), 100, 199))
