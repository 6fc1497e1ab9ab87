"""Parameter draws that come with Legemod: the posteriors of ``calibration/posterior/``, read with checks.

A posterior is a table (NAME.csv: draw, weight, one column for each free parameter) and its record (NAME.json: the
command that made it, what it was fitted to, of which model).

Some parameters are not free because history cannot tell them at all: at either end of their range 2016-2025 is the same
to the last count (``unseen.csv``, made by ``calibration/unseen.py``). Most are effects of levers nobody has pulled, and
prices. Their posterior is their prior, and independent of the rest, so every draw but the first (which is the central
one) takes them from it. All other parameters keep their central value.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
from agents import luck
from agents.names import Decision
from agents.parameters import REGISTRY, Parameters

FOLDER = Path(__file__).resolve().parent.parent / "calibration" / "posterior"
PROJECTION, BACKTEST = "until-2025", "until-2022"


class DrawsError(ValueError):
    """A posterior file is missing or broken; the text names file, row and what was expected."""


@dataclass(frozen=True)
class Posterior:
    """Draws of the free parameters: values [n, d] in the order of ``names``, weights [n] summing to 1, the record."""

    name: str
    names: tuple[str, ...]
    values: np.ndarray
    weights: np.ndarray
    record: Mapping[str, Any]

    def parameters(self, draw: int) -> Parameters:
        """One draw of all parameters."""
        return Parameters.centre().replace(**dict(zip(self.names, self.values[draw].tolist(), strict=True)))

    def chosen(self, count: int) -> np.ndarray:
        """``count`` draws that stand for the whole, by systematic sampling of the weights, int64 [count].

        The first is the draw nearest to the weighted mean, so that one draw alone is a central one.
        """
        centre = self.weights @ self.values
        spread = np.sqrt(np.maximum(self.weights @ (self.values - centre) ** 2, 1e-300))
        middle = int(np.argmin((((self.values - centre) / spread) ** 2).sum(axis=1)))
        at = (np.arange(count) + 0.5) / count
        picked = np.minimum(np.searchsorted(np.cumsum(self.weights), at), len(self.weights) - 1)
        return np.concatenate([[middle], picked[: count - 1]]) if count > 0 else picked


def posterior_of(start: str) -> str:
    """Which posterior a run begins with: a hindcast may not know what came after 2022."""
    return BACKTEST if start == "2016" else PROJECTION


@lru_cache(maxsize=4)
def _loaded(name: str, folder: Path) -> Posterior:
    return load_posterior(name, folder)


def parameters_of_draw(start: str, draw: int, draws: int) -> Parameters:
    """Parameters of one of ``draws`` draws; a study of one draw takes the central values set by hand."""
    if draws == 1:
        return Parameters.centre()
    posterior = _loaded(posterior_of(start), FOLDER)
    return posterior.parameters(int(posterior.chosen(draws)[draw])).replace(**unseen_draw(draw, draws, FOLDER))


def unseen_draw(draw: int, draws: int, folder: Path = FOLDER) -> dict[str, float]:
    """Values of the parameters history does not show, in one of ``draws`` draws; none for the first, the central one.

    A Latin hypercube (McKay and others 1979): the prior of each, uniform over its range, is cut into draws - 1 equal
    parts, and each draw takes the middle of another part, in an order of luck by the parameter's name. The same for
    every scenario and seed.
    """
    if draw == 0:
        return {}
    values = {}
    for name in (row["parameter"] for row in unseen_rows(folder)):
        digits = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
        ids = np.arange(draws - 1, dtype=np.uint32)
        order = np.argsort(luck.uniform(luck.key_of(1, 0), ids, 0, Decision.PRIOR_DRAW, digits), kind="stable")
        one = REGISTRY[name]
        share = (int(order[draw - 1]) + 0.5) / (draws - 1)
        values[name] = one.low + (one.high - one.low) * share
    return values


@lru_cache(maxsize=4)
def unseen_rows(folder: Path = FOLDER) -> tuple[Mapping[str, str], ...]:
    """Rows of unseen.csv: parameter, and whether it "acts" in the baseline or does "nothing" there.

    DrawsError for a parameter that is unknown, given twice or free in a fit, and for other words.
    """
    path = folder / "unseen.csv"
    if not path.is_file():
        raise DrawsError(f"{path} is missing; make it with `python -m calibration.unseen`")
    with path.open(newline="", encoding="utf-8") as file:
        rows = tuple(csv.DictReader(file))
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        name = str(row.get("parameter"))
        if name not in REGISTRY or REGISTRY[name].informed_by or name in seen:
            raise DrawsError(f"{path}, row {number}: {name!r}; expected a parameter of the model, not free, named once")
        if row.get("baseline") not in ("acts", "nothing"):
            raise DrawsError(
                f"{path}, row {number}, column baseline: {row.get('baseline')!r}; expected acts or nothing"
            )
        seen.add(name)
    return rows


def digest(start: str, folder: Path = FOLDER) -> str:
    """SHA-256 of the posterior's draws that a study of several draws from this start takes."""
    load_posterior(posterior_of(start), folder)
    return file_digest(posterior_of(start), folder)


def file_digest(name: str, folder: Path = FOLDER) -> str:
    """SHA-256 of a posterior's table as it stands, not checked."""
    return hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()


def unseen_digest(folder: Path = FOLDER) -> str:
    """SHA-256 of the list of parameters that a study of several draws takes from their prior."""
    unseen_rows(folder)
    return hashlib.sha256((folder / "unseen.csv").read_bytes()).hexdigest()


def draw_digests(start: str, draws: int) -> dict[str, str]:
    """Digests of all that the draws of a study from this start are taken from, by name; none for a single draw."""
    return {} if draws == 1 else {"posterior": digest(start), "unseen": unseen_digest()}


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the posteriors that come with Legemod."""
    return tuple(sorted(path.stem for path in folder.glob("*.csv") if path.with_suffix(".json").is_file()))


def load_posterior(name: str, folder: Path = FOLDER) -> Posterior:
    """A posterior by name. DrawsError naming file, row and column for anything that is not as it should be."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        near = get_close_matches(name, available(folder), 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise DrawsError(f"{path}: there is no posterior {name!r}{hint} (make one with `run.py calibrate`)")
    record = _record(path.with_suffix(".json"))
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header, rows = next(reader, []), list(reader)
    if header[:2] != ["draw", "weight"] or len(header) < 3:
        raise DrawsError(
            f"{path}, row 1: the columns begin with {', '.join(header[:2]) or 'nothing'}; expected draw, weight"
        )
    names = tuple(header[2:])
    _check_names(path, names, record)
    values = np.array([_numbers(path, number, row, header) for number, row in enumerate(rows, 2)])
    if not len(values):
        raise DrawsError(f"{path}: no draws; expected one row for each")
    weights, draws = values[:, 1], values[:, 2:]
    if (weights < 0).any() or not np.isclose(weights.sum(), 1.0, atol=1e-6):
        raise DrawsError(
            f"{path}, column weight: sums to {weights.sum():.6g}; expected weights of 0 or more that sum to 1"
        )
    for k, parameter in enumerate(names):
        low, high = REGISTRY[parameter].low, REGISTRY[parameter].high
        bad = np.flatnonzero((draws[:, k] < low) | (draws[:, k] > high))
        if len(bad):
            raise DrawsError(
                f"{path}, row {bad[0] + 2}, column {parameter}: {draws[bad[0], k]:g}; expected {low:g} to {high:g}"
            )
    return Posterior(name, names, draws, weights / weights.sum(), record)


def _record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DrawsError(f"{path}: the record of the posterior cannot be read ({error})") from None
    if not isinstance(record, dict) or "free" not in record:
        raise DrawsError(f"{path}: expected a JSON object with the names of the free parameters under 'free'")
    return record


def _check_names(path: Path, names: tuple[str, ...], record: Mapping[str, Any]) -> None:
    missing = [name for name in record["free"] if name not in names]
    if missing:
        raise DrawsError(f"{path}, row 1: column {', '.join(missing)} is missing; expected those of its record")
    unknown = [name for name in names if name not in REGISTRY]
    if unknown:
        raise DrawsError(
            f"{path}, row 1: {', '.join(unknown)} is no parameter of the model; fit again with this version"
        )


def _numbers(path: Path, number: int, row: list[str], header: list[str]) -> list[float]:
    if len(row) != len(header):
        raise DrawsError(f"{path}, row {number}: {len(row)} cells; expected {len(header)}")
    out = []
    for text, column in zip(row, header, strict=True):
        try:
            out.append(float(text))
        except ValueError:
            raise DrawsError(f"{path}, row {number}, column {column}: {text!r}; expected a number") from None
    if not np.isfinite(out).all():
        raise DrawsError(f"{path}, row {number}: expected finite numbers")
    return out
