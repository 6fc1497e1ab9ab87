"""The map: 357 municipalities (2024 borders), their people, lists, hospital trust, neighbours.

``load_geography()`` reads the tables once. ``subset`` and ``replicate`` make smaller and larger maps of the
same kind, for tests and for measuring cost. Arrays are read-only, municipalities in ascending number.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from model.neighbours import distances_km, fit_legevakt_districts, fit_list_use, fit_margins, widen_seed
from model.tables import read_table

__all__ = ["AGE_BANDS", "Geography", "fit_legevakt_districts", "fit_list_use", "load_geography"]

FIRST_YEAR, LAST_YEAR = 2016, 2026  # the years of inhabitants in the table, 1 January
AGE_BANDS = ("0-5", "6-15", "16-19", "20-29", "30-49", "50-66", "67-79", "80-89", "90+")
AGE_COLUMNS = tuple("age_" + band.replace("-", "_").replace("+", "_plus") for band in AGE_BANDS)
SIZE_CLASSES = ("<2000", "2000-4999", "5000-9999", "10 000-19 999", "20 000-49 999", ">=50 000")
SIZE_EDGES = (2000, 5000, 10_000, 20_000, 50_000)
NEIGHBOURS = 12
# SSB, Kommunehelsetenesta 2015: turnus (LIS1) FTE per 10 000 inhabitants 2.6, 1.4, 0.8, 0.5 from the least to
# the most central of four classes. Assumption: they fit today's classes 6, 5, 4 and 3 to 1.
LIS1_PER_10_000 = {1: 0.5, 2: 0.5, 3: 0.5, 4: 0.8, 5: 1.4, 6: 2.6}
COPIES_APART_KM = 20_000.0  # copies of the map lie half a world apart: nobody moves between them
LIST_COLUMNS = (
    "lists_with_doctor",
    "lists_without_doctor",
    "lists_open",
    "patients_with",
    "patients_without",
    "capacity",
    "women_gps",
)
PER_MUNICIPALITY = (  # fields that hold one row per municipality and nothing that points elsewhere
    "number",
    "county",
    "health_region",
    "centrality",
    "centrality_index",
    "size_class",
    "labour_region",
    "minutes_to_centre",
    "lat",
    "lon",
    "by_age_2026",
    "has_lists",
    *LIST_COLUMNS,
    "lis1_municipal_weight",
)


@dataclass(frozen=True, eq=False)
class Geography:
    """M municipalities, T trusts; every array is read-only. Lists as they stood on 31 December 2025."""

    numbers: tuple[str, ...]  # four digits; copies made by replicate end in -2, -3, ...
    number: np.ndarray  # int32 (M) the permanent name of the place in draws; copies add 10 000
    names: tuple[str, ...]
    county: np.ndarray  # int8 (M) index in counties
    counties: tuple[str, ...]
    health_region: np.ndarray  # int8 (M) index in health_regions
    health_regions: tuple[str, ...]
    trust: np.ndarray  # int16 (M) index in trusts
    trusts: tuple[str, ...]
    trust_region: np.ndarray  # int8 (T) index in health_regions
    centrality: np.ndarray  # int8 (M) 1 most central to 6 (SSB 2024)
    centrality_index: np.ndarray  # int16 (M) 0-1000
    size_class: np.ndarray  # int8 (M) index in size_classes, by inhabitants 2026
    size_classes: tuple[str, ...]
    labour_region: np.ndarray  # int16 (M) index in labour_regions
    labour_regions: tuple[str, ...]
    minutes_to_centre: np.ndarray  # float64 (M) travel time to the centre of the labour-market region
    lat: np.ndarray  # float64 (M) degrees, municipal centre
    lon: np.ndarray
    distance_km: np.ndarray  # float32 (M, M) great circle between centres
    near: np.ndarray  # int16 (M, 12) nearest other municipalities with lists, nearest first; -1 = no more
    inhabitants_2016_2026: np.ndarray  # int64 (11, M) 1 January
    by_age_2026: np.ndarray  # int64 (M, 9) 1 January 2026, AGE_BANDS
    has_lists: np.ndarray  # bool (M)
    lists_with_doctor: np.ndarray  # int64 (M), this and the next six
    lists_without_doctor: np.ndarray
    lists_open: np.ndarray
    patients_with: np.ndarray
    patients_without: np.ndarray
    capacity: np.ndarray  # sum of caps of the lists with a doctor
    women_gps: np.ndarray
    legevakt_district: np.ndarray  # int16 (M) 0.., an assumption (model/neighbours.py)
    list_use: sparse.csr_array  # float64 (M residence, M list): share of the inhabitants with a list there
    lis1_municipal_weight: np.ndarray  # float64 (M) relative weight of municipal LIS1 slots; Norway sums to 1
    scale: float  # share of Norway's people on this map: 1.0, a subset less, a replicate more
    folder: Path | None = None  # the tables it was made from, and others of a run are read from; None: those of Legemod

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        for part in (self.list_use.data, self.list_use.indices, self.list_use.indptr):
            part.setflags(write=False)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def inhabitants_2026(self) -> np.ndarray:
        """Inhabitants on 1 January 2026, int64 (M)."""
        return self.inhabitants_2016_2026[-1]

    @property
    def patients(self) -> np.ndarray:
        """People on the lists of each municipality, with or without a doctor, int64 (M)."""
        return self.patients_with + self.patients_without

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What other rooms have worked out from this map for every run on it."""
        return {}

    @cached_property
    def log_distance(self) -> np.ndarray:
        """log(1 + km/60) to each municipality from every other, float64 (M, M + 1): side by side what a post needs.

        The last column is for nowhere: who is from there minds no distance.
        """
        far = np.log1p(self.distance_km.astype(float) / 60.0)
        return _read_only(np.ascontiguousarray(np.hstack([far.T, np.zeros((len(far), 1))])))

    @cached_property
    def nearness(self) -> np.ndarray:
        """-log(1 + km/50) between municipalities, float64 (M + 1, M), with a last row of zeros for "nowhere"."""
        return _read_only(-np.log1p(np.vstack([self.distance_km, np.zeros(len(self.number))]) / 50.0))

    @cached_property
    def copy_of_map(self) -> np.ndarray:
        """Which copy of the map a municipality lies in, int64 (M): all 0 on the real one; copies lie apart."""
        return _read_only(np.unique((self.distance_km < 10_000).argmax(axis=1), return_inverse=True)[1])

    @cached_property
    def _place(self) -> dict[str, int]:
        return {number: place for place, number in enumerate(self.numbers)}

    def index(self, number: str) -> int:
        """Place of a municipality number in the arrays; KeyError that names the nearest number."""
        if number not in self._place:
            near = [n for n in (number.zfill(4),) if n in self.numbers]
            near = near or difflib.get_close_matches(number, self.numbers, 1)
            hint = f"; did you mean {near[0]} ({self.names[self.numbers.index(near[0])]})?" if near else ""
            raise KeyError(
                f"no municipality {number!r}; expected four digits as text, for example '0301'{hint}"
            )
        return self._place[number]

    def subset(self, numbers: Sequence[str]) -> "Geography":
        """The map with only these municipalities: their people, lists, trusts; list use fitted again inside.

        Places that outsiders hold on lists inside go to those inside, so list_use.T @ inhabitants is still
        the number of people on lists. KeyError for an unknown number; ValueError for an empty choice,
        repeats, or no lists at all.
        """
        if not numbers or len(set(numbers)) != len(numbers):
            raise ValueError("a subset needs at least one municipality number, each once")
        rows = np.array(sorted(self.index(n) for n in numbers))
        has_lists, distance = self.has_lists[rows], self.distance_km[np.ix_(rows, rows)]
        if not has_lists.any():
            raise ValueError(
                "none of these municipalities has a GP list; add one that has (municipalities.csv)"
            )
        trusts = np.unique(self.trust[rows])
        changes: dict[str, Any] = {name: getattr(self, name)[rows] for name in PER_MUNICIPALITY}
        changes |= {
            "numbers": tuple(self.numbers[i] for i in rows),
            "names": tuple(self.names[i] for i in rows),
            "trust": np.searchsorted(trusts, self.trust[rows]).astype(np.int16),
            "trusts": tuple(self.trusts[t] for t in trusts),
            "trust_region": self.trust_region[trusts],
            "distance_km": distance,
            "near": _nearest(distance, has_lists),
            "inhabitants_2016_2026": self.inhabitants_2016_2026[:, rows],
            "legevakt_district": _dense(self.legevakt_district[rows]),
            "list_use": _refitted_use(self, rows, distance),
            "scale": self.scale * float(self.inhabitants_2026[rows].sum() / self.inhabitants_2026.sum()),
        }
        return replace(self, **changes)

    def replicate(self, k: int) -> "Geography":
        """k copies of this map side by side, own trusts and districts in each; numbers of copy 2 end in -2.

        Nobody moves between copies: they lie 20 000 km apart. ValueError unless k is 1 or more and
        this map is not replicated already.
        """
        if k < 1 or any("-" in number for number in self.numbers):
            raise ValueError(f"k must be 1 or more copies of a map that is no copy itself, given {k}")
        m, copies = len(self), range(k)
        apart = np.full((m * k, m * k), COPIES_APART_KM, dtype=np.float32)
        for c in copies:
            apart[c * m : (c + 1) * m, c * m : (c + 1) * m] = self.distance_km
        near = [np.where(self.near >= 0, self.near + c * m, -1) for c in copies]
        changes: dict[str, Any] = {
            name: np.concatenate([getattr(self, name)] * k) for name in PER_MUNICIPALITY
        }
        changes |= {
            "numbers": tuple(n + (f"-{c + 1}" if c else "") for c in copies for n in self.numbers),
            "number": np.concatenate([self.number + 10_000 * c for c in copies]).astype(np.int32),
            "names": _named_copies(self.names, k),
            "trust": _shifted_copies(self.trust, len(self.trusts), k),
            "trusts": _named_copies(self.trusts, k),
            "trust_region": np.tile(self.trust_region, k),
            "labour_region": _shifted_copies(self.labour_region, len(self.labour_regions), k),
            "labour_regions": _named_copies(self.labour_regions, k),
            "distance_km": apart,
            "near": np.concatenate(near).astype(np.int16),
            "inhabitants_2016_2026": np.tile(self.inhabitants_2016_2026, (1, k)),
            "legevakt_district": _shifted_copies(
                self.legevakt_district, int(self.legevakt_district.max()) + 1, k
            ),
            "list_use": sparse.csr_array(sparse.block_diag([self.list_use] * k, format="csr")),
            "scale": self.scale * k,
        }
        return replace(self, **changes)


def _named_copies(names: tuple[str, ...], k: int) -> tuple[str, ...]:
    """The names k times; those of copy 2 and on end in their number."""
    return tuple(name + (f" {c + 1}" if c else "") for c in range(k) for name in names)


def _shifted_copies(index: np.ndarray, size: int, k: int) -> np.ndarray:
    """k copies of an index into ``size`` things, each copy pointing to things of its own; int16."""
    return np.concatenate([index.astype(np.int64) + c * size for c in range(k)]).astype(np.int16)


def _read_only(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array


def _dense(labels: np.ndarray) -> np.ndarray:
    """Labels renumbered 0.. in their order, int16."""
    return np.unique(labels, return_inverse=True)[1].astype(np.int16)


def _nearest(distance: np.ndarray, has_lists: np.ndarray) -> np.ndarray:
    """Nearest other municipalities with lists, int16 (M, 12), -1 where there are no more."""
    away = np.where(has_lists[None, :], distance, np.inf)
    np.fill_diagonal(away, np.inf)
    order = np.argsort(away, axis=1, kind="stable")[:, :NEIGHBOURS]
    near = np.full((len(distance), NEIGHBOURS), -1, dtype=np.int16)
    near[:, : order.shape[1]] = np.where(np.isfinite(np.take_along_axis(away, order, axis=1)), order, -1)
    return near


def _refitted_use(geo: Geography, rows: np.ndarray, distance: np.ndarray) -> sparse.csr_array:
    """The list use among ``rows`` alone, fitted so that all people on their lists come from among them."""
    people = geo.inhabitants_2026[rows].astype(np.float64)
    patients = geo.patients[rows].astype(np.float64)
    seed = geo.list_use[rows][:, rows].toarray() * people[:, None]
    off_diagonal = distance + np.where(np.eye(len(rows), dtype=bool), np.inf, 0.0)
    seed = widen_seed(seed, off_diagonal, geo.has_lists[rows])
    fitted = fit_margins(seed, people * (patients.sum() / people.sum()), patients, steps=2000, close=1.0)
    return sparse.csr_array(fitted / people[:, None])


@lru_cache(maxsize=4)
def load_geography(folder: Path | None = None) -> Geography:
    """Norway as it is in the tables (or in those of ``folder``), cached. DataError when a table is wrong."""
    t = read_table("municipalities", folder)
    numbers = tuple(map(str, t["number"]))
    place = {number: i for i, number in enumerate(numbers)}
    trusts, trust = np.unique(t["trust"], return_inverse=True)
    regions, region = np.unique(t["health_region"], return_inverse=True)
    counties, county = np.unique(t["county"], return_inverse=True)
    labour_regions, labour_region = np.unique(t["labour_region"], return_inverse=True)
    inhabitants = np.stack([t[f"inhabitants_{y}"] for y in range(FIRST_YEAR, LAST_YEAR + 1)])
    distance = distances_km(t["lat"], t["lon"]).astype(np.float32)
    has_lists = (t["lists_with_doctor"] + t["lists_without_doctor"]) > 0
    turnus = np.array([LIS1_PER_10_000[int(c)] for c in t["centrality"]]) * inhabitants[-1] * has_lists
    return Geography(
        numbers=numbers,
        number=np.array(numbers, dtype=np.int32),
        names=tuple(map(str, t["name"])),
        county=county.astype(np.int8),
        counties=tuple(map(str, counties)),
        health_region=region.astype(np.int8),
        health_regions=tuple(map(str, regions)),
        trust=trust.astype(np.int16),
        trusts=tuple(map(str, trusts)),
        trust_region=np.array([region[np.argmax(trust == i)] for i in range(len(trusts))], dtype=np.int8),
        centrality=t["centrality"].astype(np.int8),
        centrality_index=t["centrality_index"].astype(np.int16),
        size_class=np.digitize(inhabitants[-1], SIZE_EDGES).astype(np.int8),
        size_classes=SIZE_CLASSES,
        labour_region=labour_region.astype(np.int16),
        labour_regions=tuple(map(str, labour_regions)),
        minutes_to_centre=t["minutes_to_centre"].copy(),
        lat=t["lat"].copy(),
        lon=t["lon"].copy(),
        distance_km=distance,
        near=_nearest(distance, has_lists),
        inhabitants_2016_2026=inhabitants,
        by_age_2026=np.stack([t[column] for column in AGE_COLUMNS], axis=1),
        has_lists=has_lists,
        legevakt_district=_districts(folder, place),
        list_use=_list_use(folder, place, inhabitants[-1]),
        lis1_municipal_weight=turnus / turnus.sum(),
        scale=1.0,
        folder=folder,
        **{column: t[column].copy() for column in LIST_COLUMNS},
    )


def _list_use(folder: Path | None, place: dict[str, int], inhabitants: np.ndarray) -> sparse.csr_array:
    """Share of the inhabitants (rows) with a list in each municipality (columns), from list_use.csv."""
    t = read_table("list_use", folder)
    rows = np.array([place[n] for n in t["residence"]])
    columns = np.array([place[n] for n in t["list_municipality"]])
    return sparse.csr_array((t["people"] / inhabitants[rows], (rows, columns)), shape=(len(place),) * 2)


def _districts(folder: Path | None, place: dict[str, int]) -> np.ndarray:
    """Legevakt district 0.. of each municipality, from legevakt_districts.csv."""
    t = read_table("legevakt_districts", folder)
    district = np.zeros(len(place), dtype=np.int64)
    district[[place[n] for n in t["number"]]] = t["district"]
    return _dense(district)
