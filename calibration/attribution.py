"""History in words: which dated changes of policy the model holds responsible for the GP shortage and its end.

Paired hindcasts: at each posterior draw the rules of record are run, and run again with the changes of one reform left
out (its levers keep the value they had before), with the same draw and the same luck on both sides. What differs is
the reform's effect in the model. Effects need not add up: reforms work through one another.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
from agents.doctor import PLACES
from agents.months import month_index, month_text
from agents.parameters import REGISTRY, Parameters
from calibration.hindcast import Job, yearly_names
from calibration.predictive import jobs_at, parameters_of, run_jobs
from calibration.scores import interval
from calibration.store import Runs, digest
from calibration.targets import CalibrationError
from model.geography import Geography, load_geography
from model.levers import LEVERS
from model.policy import Change, Policy
from model.world import World
from scenarios.draws import FOLDER, Posterior

FIRST, LAST = "2016-02", "2025-12"  # changes of this time; what is in force in January 2016 is the start
RECORD = "the record"
POLICY, TOGETHER, WORLD = "policy", "together", "world"
SHARE, GPS = "patients_without_gp_share", "gps"
YEARS = (2022, 2023, 2025)
FALL = "2023 to 2025"
FACTOR = {SHARE: 100.0, GPS: 1.0}
UNIT = {SHARE: "percentage points", GPS: "doctors"}


@dataclass(frozen=True)
class Reform:
    """Changes that are left out together. parts: (lever, first month, last month) of changes of the record.

    coefficients: parameters whose size decides what the reform does, beside what is counted (posts, places).
    parameters, switches: for what is no policy, the values that take it out of the world.
    """

    name: str
    parts: tuple[tuple[str, str, str], ...]
    coefficients: tuple[str, ...] = ()
    kind: str = POLICY
    parameters: Mapping[str, float] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)


def _one(name: str, parts: Sequence[tuple[str, ...]], *coefficients: str) -> Reform:
    """A reform of policy; a part with one month is a change of that month alone."""
    return Reform(name, tuple((part[0], part[1], part[-1]) for part in parts), coefficients)


REFORMS = (
    _one("the competence rule of 2017", [("competence.exemption", "2017-03")],
         "training_start_yearly", "external_supervisor"),
    _one("the exemption from the competence rule, 2020-25",
         [("competence.exemption", "2020-05"), ("competence.oncall_alone", "2020-05")],
         "external_supervisor", "locum_waiting_share", "oncall_backup"),
    _one("LIS1 demanded of doctors trained in the EEA, 2019", [("lis1.recognise_foreign", "2019-03")], "kbu_share"),
    _one("more LIS1 posts, 2020-25", [("lis1.state_posts", "2020-09", "2025-09")], "career_gp_share"),
    _one("LIS1 posts linked to GP training, 2024", [("lis1.gp_linked_posts", "2024-09")], "career_linked"),
    _one("municipalities' own LIS1 posts, 2025", [("lis1.own_posts", "2025-01")], "own_post_yearly"),
    _one("the municipal LIS1 grant of 2022", [("lis1.municipal_grant_nok", "2022-01")], "lis1_grant_fill"),
    _one("study places in Norway, 2016-24",
         [("education.study_places", "2016-08", "2024-08"), ("education.decentralised_share", "2019-08", "2024-08")],
         "student_finish_share", "campus_taste_gp"),
    _one("student numbers abroad, 2016-18", [("education.abroad_places", "2016-08", "2018-08")], "abroad_intake_level"),
    _one("ALIS pilots and packages, 2017-23",
         [("alis.grant_nok", "2019-01"), ("alis.whole_course", "2017-01", "2024-01")], "career_grant", "career_linked"),
    _one("ALIS grants of 2020 and 2022",
         [("alis.grant_nok", "2020-01", "2022-03"), ("alis.centrality6_supplement_nok", "2022-03")],
         "career_grant", "market_grant", "exit_grant", "agreement_uptake_yearly"),
    _one("agencies' locums barred from ALIS grants, 2024", [("alis.agency_exclusion", "2024-04")], "agency_share"),
    _one("introduction agreements, 2022", [("alis.introduction_agreements", "2022-03")],
         "introduction_fill_yearly", "introduction_seeks_yearly"),
    _one("ALIS offices, 2020-22", [("alis.office", "2020-04", "2022-09")],
         "office_external_loss", "office_small_uptake"),
    _one("group supervision paid by the state, 2025", [("alis.group_supervision", "2025-01")]),
    _one("the rise of the basic grant, 2023-24", [("finance.basic_grant_share", "2023-05", "2024-01")],
         "career_basic_grant"),
    _one("the patient-adjusted basic grant, 2023", [("finance.patient_adjustment", "2023-05")], "market_income"),
    _one("the centrality supplement, 2023", [("finance.centrality_supplement_nok", "2023-05")], "market_income"),
    _one("the break point of the basic grant, May 2020 to April 2023",
         [("finance.break_point_nok", "2020-05", "2023-05")], "cap_drift_break_point"),
    _one("support for short lists, 2020", [("finance.startup_list", "2020-01")],
         "startup_income_share", "market_income"),
    _one("study loans written off, 2025", [("finance.loan_writeoff_nok", "2025-01")],
         "loan_debt_share", "market_income"),
    _one("the on-call grant of 2022", [("oncall.grant_nok", "2022-01")], "oncall_grant_effect", "exit_oncall"),
    _one("less paperwork, 2025", [("practice.paperwork_hours", "2025-08")], "working_weeks_yearly"),
    _one("the campaign of 2023", [("campaign.general_practice", "2023-01", "2024-01")], "campaign_taste"),
)  # fmt: skip

# What history cannot tell apart, left out together; and the whole record of ten years.
MOVED_TOGETHER = (
    ("alis.grant_nok", "2022-03", "2022-03"), ("alis.centrality6_supplement_nok", "2022-03", "2022-03"),
    ("alis.introduction_agreements", "2022-03", "2022-03"), ("oncall.grant_nok", "2022-01", "2022-01"),
    ("lis1.state_posts", "2022-09", "2025-09"), ("finance.basic_grant_share", "2023-05", "2024-01"),
    ("finance.centrality_supplement_nok", "2023-05", "2023-05"), ("finance.patient_adjustment", "2023-05", "2023-05"),
)  # fmt: skip
JOINT = (
    Reform("the support of 2022-23 and LIS1 growth from 2022 together", MOVED_TOGETHER,
           ("career_basic_grant", "career_grant", "career_gp_share"), TOGETHER),
    Reform("every dated change of 2016-25 together", tuple(part for reform in REFORMS for part in reform.parts),
           (), TOGETHER),
)  # fmt: skip
OTHERS = (
    Reform("growth of hospital posts", (), ("hospital_growth_history",), WORLD, {"hospital_growth_history": 0.0}),
    Reform(
        "hospitals' pull following their open posts",
        (),
        ("hospital_pull_power",),
        WORLD,
        switches={"hospital_saturation": False},
    ),
)



# ---- what is left out --------------------------------------------------------------------------------------------


def recorded_changes(first: str = FIRST, last: str = LAST) -> tuple[tuple[str, int], ...]:
    """Every (lever, month) at which the record changes a lever from ``first`` to ``last``, both included."""
    window = range(month_index(first), month_index(last) + 1)
    return tuple((key, month) for key, lever in LEVERS.items()
                 for month in sorted({d.month for d in lever.history if d.month in window}))  # fmt: skip


def changes_of(reform: Reform) -> dict[str, list[int]]:
    """Months of the record's changes that a reform leaves out, by lever. CalibrationError for a part without any."""
    found: dict[str, list[int]] = {}
    for key, first, last in reform.parts:
        months = [month for lever, month in recorded_changes() if lever == key
                  and month_index(first) <= month <= month_index(last)]  # fmt: skip
        if not months:
            raise CalibrationError(
                f"{reform.name}: the record has no change of {key} from {first} to {last}; expected one of "
                f"{', '.join(month_text(m) for lever, m in recorded_changes() if lever == key) or 'none'}"
            )
        found[key] = sorted({*found.get(key, []), *months})
    return found


def check_reforms(reforms: Sequence[Reform] = REFORMS) -> None:
    """Every change of the record belongs to exactly one reform. CalibrationError naming those that do not."""
    belongs: dict[tuple[str, int], list[str]] = {change: [] for change in recorded_changes()}
    for reform in reforms:
        for key, months in changes_of(reform).items():
            for month in months:
                belongs[key, month].append(reform.name)
    wrong = [f"{key} of {month_text(month)}: {', '.join(names) or 'no reform'}"
             for (key, month), names in belongs.items() if len(names) != 1]  # fmt: skip
    if wrong:
        raise CalibrationError("changes of the record that belong to other than one reform: " + "; ".join(wrong))


def documents(reform: Reform) -> str:
    """Sources of the changes a reform leaves out, each once, as the record names them."""
    texts = [d.document for key, months in changes_of(reform).items() for d in LEVERS[key].history if d.month in months]
    return "; ".join(dict.fromkeys(texts))


def without(reform: Reform, geo: Geography) -> Policy:
    """The policy of record without the changes of a reform.

    From each of its changes until the next that stays, the lever keeps what the record had in the month before.
    """
    changes: list[Change] = []
    for key, months in changes_of(reform).items():
        every = sorted({d.month for d in LEVERS[key].history})
        open_at: int | None = None  # first month of the stretch that is left out
        for month in every:
            if month in months and open_at is None:
                open_at = month
            elif month not in months and open_at is not None:
                changes += _kept(key, geo, open_at, month)
                open_at = None
        if open_at is not None:
            changes += _kept(key, geo, open_at, None)
    return Policy.of_record().with_changes(changes)


def _kept(key: str, geo: Geography, first: int, until: int | None) -> list[Change]:
    """A lever keeps from ``first`` what it was the month before: one change for each value, with its places."""
    lever, value = LEVERS[key], Policy.of_record().at(key, geo, first - 1)
    if lever.scope == "national":
        return [Change(key, first, until, value)]
    codes = np.unique(value)
    if len(codes) == 1:
        return [Change(key, first, until, lever.decode(float(codes[0])))]
    names = np.array({"municipality": geo.numbers, "trust": geo.trusts, "place": PLACES}[lever.scope])
    return [
        Change(key, first, until, lever.decode(float(code)), {lever.scope: tuple(names[value == code].tolist())})
        for code in codes
    ]


# ---- the runs ----------------------------------------------------------------------------------------------------


def run_attribution(
    posterior: Posterior, folder: Path, mark: Mapping[str, Any], count: int, seed: int, workers: int,
    cluster: str | None = None, progress: Callable[[str, int, int], None] = lambda what, done, total: None,
    reforms: Sequence[Reform] = (*REFORMS, *JOINT, *OTHERS), geo: Geography | None = None,
    moved: Path | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Rows of ``table``: made or found in ``folder``, one store for each reform and one for the record.

    count: draws, each run once under the record and once without each reform. geo: a part of Norway for a trial.
    moved: the table that says which parameters history informed (by default that of the posterior).
    """
    check_reforms()
    draws = parameters_of(posterior, count)
    said = read_said(moved or FOLDER / f"{posterior.name}-moved.csv")

    def runs(name: str, jobs: Sequence[Job], what: Any) -> Runs:
        place_of_runs = "Norway" if geo is None else digest(geo.numbers)
        made = {**mark, "posterior": posterior.name, "map": place_of_runs, "left out": name, "what": digest(what)}
        place = folder / name.replace(" ", "-").replace(",", "").replace("'", "")
        return run_jobs(place, [replace(job, geography=geo) for job in jobs], (), made, workers, cluster,
                        partial(progress, name))  # fmt: skip

    record = runs(RECORD, jobs_at(draws, seed), [])
    others = {}
    for reform in reforms:
        policy = without(reform, geo or load_geography())
        world = World(switches=reform.switches)
        taken = [Parameters({**one, **reform.parameters}) for one in draws]  # what is switched off may leave its range
        what = [[str(c) for layer in policy.layers for c in layer], dict(reform.parameters), dict(reform.switches)]
        others[reform.name] = runs(reform.name, jobs_at(taken, seed, world, policy), what)
    return table(record, others, reforms, said)


def read_said(path: Path) -> dict[str, str] | None:
    """What the data said about each free parameter (informed, assumption, pinned), from a table of what moved.

    None where there is no such table.
    """
    if not path.is_file():
        return None
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"parameter", "said"} <= set(rows[0]):
        raise CalibrationError(f"{path}: expected columns parameter and said, as `run.py calibrate` writes them")
    return {row["parameter"]: row["said"] for row in rows}


def grounds(reform: Reform, said: Mapping[str, str] | None) -> str:
    """On what the size of an effect rests: *counted* (no coefficient), *informed*, *partly informed*, *assumption*.

    A coefficient that is not free, or whose posterior equals its prior, is an assumption.
    """
    unknown = [name for name in reform.coefficients if name not in REGISTRY]
    if unknown:
        raise CalibrationError(f"{reform.name}: {', '.join(unknown)} is no parameter; see `run.py parameters`")
    if not reform.coefficients:
        return "partly informed" if reform.kind == TOGETHER else "counted"
    if said is None:
        return "not said"
    informed = sum(said.get(name) == "informed" for name in reform.coefficients)
    return "informed" if informed == len(reform.coefficients) else "partly informed" if informed else "assumption"


# ---- the rows ----------------------------------------------------------------------------------------------------


def outcomes(runs: Runs, keys: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """(indicator, when) -> value of each of these runs [n], shares in percent; also the change from 2023 to 2025."""
    names, at = list(yearly_names(2016, 2025)), np.searchsorted(runs.keys, keys)
    by_year = {
        (name, year): FACTOR[name] * runs.values[at, names.index(f"{name}@{year}")]
        for name in (SHARE, GPS) for year in YEARS
    }  # fmt: skip
    found = {(name, str(year)): value for (name, year), value in by_year.items()}
    for name in (SHARE, GPS):
        found[name, FALL] = by_year[name, 2025] - by_year[name, 2023]
    return found


def table(
    record: Runs, others: Mapping[str, Runs], reforms: Sequence[Reform], said: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """One row for each reform, indicator and date: record less run without the reform, mean and 90 percent interval.

    Rows named ``the record`` hold the level. Pairs of which one run broke are left out.
    """
    rows = []
    for (name, when), values in outcomes(record, record.keys[record.good]).items():
        rows.append(_row(RECORD, "level", name, when, values, "", "", ""))
    for reform in reforms:
        other = others[reform.name]
        keys = np.intersect1d(record.keys[record.good], other.keys[other.good])
        if not len(keys):
            raise CalibrationError(f"{reform.name}: no pair of runs that did not break; see the column broken")
        with_it, left_out = outcomes(record, keys), outcomes(other, keys)
        about = (documents(reform), " ".join(reform.coefficients), grounds(reform, said))
        rows += [_row(reform.name, reform.kind, name, when, with_it[name, when] - left_out[name, when], *about)
                 for name, when in with_it]  # fmt: skip
    return rows


def _row(reform: str, kind: str, indicator: str, when: str, values: np.ndarray, document: str, coefficients: str,
         rests_on: str) -> dict[str, Any]:  # fmt: skip
    low, high = interval(values, 0.9)
    unit = "percent" if kind == "level" and indicator == SHARE and when != FALL else UNIT[indicator]
    return {
        "reform": reform, "kind": kind, "indicator": indicator, "when": when, "unit": unit,
        "pairs": len(values), "mean": float(values.mean()), "q05": low, "q95": high, "coefficients": coefficients,
        "rests_on": rests_on, "documents": document,
    }  # fmt: skip
