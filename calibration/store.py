"""Finished runs on disk: Parquet shards that are written whole or not at all, beside the record of what they are.

``kill -9`` loses the shards under way and nothing else: the same command reads what is there and makes what is missing.
A store belongs to one model: its fingerprint covers what the code does, the embedded tables, the priors and the
targets' names. A store of another model is refused.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from calibration.hindcast import Job, Row, output_names, run_job
from calibration.targets import CalibrationError, Target
from model.archive import replacing
from model.tables import data_digest
from scenarios.compile_ahead import compile_ahead
from scenarios.pool import parallel
from scenarios.study import digest_of

SHARD = 8  # runs a worker makes before it reports
RECORD = "store.json"


@dataclass(frozen=True)
class Runs:
    """Rows of a store in the order of their keys: keys [n], values [n, outputs], seconds [n], broken texts [n]."""

    keys: np.ndarray
    values: np.ndarray
    seconds: np.ndarray
    broken: tuple[str, ...]

    @property
    def good(self) -> np.ndarray:
        """Which runs did not break, bool [n]."""
        return np.array([not text for text in self.broken], bool)


class Store:
    """A folder of shards. record: plain values that say whose runs these are; another record is refused."""

    def __init__(self, folder: Path, record: Mapping[str, Any], names: Sequence[str]):
        self.folder, self.names = folder, tuple(names)
        self.record = {**record, "outputs": digest(self.names)}
        path = folder / RECORD
        if path.is_file():
            self._check(json.loads(path.read_text("utf-8")))
        elif folder.is_dir() and any(folder.iterdir()):
            raise CalibrationError(f"{folder} holds other files and no {RECORD}; choose another --out or empty it")
        else:
            folder.mkdir(parents=True, exist_ok=True)
            with replacing(path) as temporary:
                temporary.write_text(json.dumps(self.record, indent=1) + "\n", "utf-8")

    def _check(self, found: Mapping[str, Any]) -> None:
        other = sorted(name for name in {*found, *self.record} if found.get(name) != self.record.get(name))
        if other:
            raise CalibrationError(
                f"{self.folder}: its runs were made by another model ({', '.join(other)} differ); expected "
                f"{', '.join(f'{name} {self.record.get(name)!r}' for name in other)}. Choose another "
                "--out or remove it."
            )

    def read(self) -> Runs:
        """All finished rows, by key."""
        import pyarrow.parquet as pq

        parts = [pq.read_table(path) for path in sorted(self.folder.glob("runs-*.parquet"))]
        keys = [part["key"].to_numpy() for part in parts]
        order = np.argsort(np.concatenate(keys), kind="stable") if keys else np.empty(0, np.int64)
        flat = [np.array(part["values"].to_pylist(), float).reshape(-1, len(self.names)) for part in parts]
        broken = [text for part in parts for text in part["broken"].to_pylist()]
        return Runs(
            np.concatenate(keys)[order] if keys else np.empty(0, np.int64),
            np.concatenate(flat)[order] if flat else np.empty((0, len(self.names))),
            np.concatenate([part["seconds"].to_numpy() for part in parts])[order] if parts else np.empty(0),
            tuple(broken[i] for i in order),
        )

    def write(self, rows: Sequence[Row]) -> None:
        """Keep finished rows as one shard, named by its first key."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table({
            "key": pa.array([row.key for row in rows], pa.int64()),
            "values": pa.array([row.values.tolist() for row in rows], pa.list_(pa.float64())),
            "seconds": pa.array([row.seconds for row in rows], pa.float64()),
            "broken": pa.array([row.broken for row in rows], pa.string()),
        })  # fmt: skip
        with replacing(self.folder / f"runs-{rows[0].key:07d}.parquet") as temporary:
            pq.write_table(table, temporary)



def digest(value: Any) -> str:
    """The first 16 digits of the project's digest of plain values."""
    return digest_of(value)[:16]


def run_digest(run: Any, also: str) -> str:
    """Every array of a run, the embedded tables and a text, as 16 digits: what the model does."""
    total = hashlib.sha256(data_digest().encode())
    for arrays in (run.municipal, run.national, run.notes):
        for name in sorted(arrays):
            total.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    total.update(also.encode())
    return total.hexdigest()[:16]


def fill(
    store: Store, jobs: Sequence[Job], targets: tuple[Target, ...], workers: int, cluster: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Runs:  # fmt: skip
    """Make the jobs that the store lacks, and give all of its rows. progress(done, total) after each shard.

    workers: processes on this machine; cluster: address of a running Dask scheduler instead.
    """
    for job in jobs[:1]:
        if output_names(targets, job) != store.names:
            raise CalibrationError(f"{store.folder}: the jobs give other outputs than the store keeps")
    if cluster is None:
        compile_ahead(workers)
    return fill_with(store, jobs, partial(run_job, targets=targets), workers, cluster, progress)


def fill_with(
    store: Store, jobs: Sequence[Any], work: Callable[[Any], Row], workers: int, cluster: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None, shard: int = SHARD,
) -> Runs:  # fmt: skip
    """The same for jobs of any kind with a ``key``: work(job) makes the row of one; shard: jobs between two reports."""
    have = set(store.read().keys.tolist())
    missing = [job for job in jobs if job.key not in have]
    done = len(jobs) - len(missing)
    progress(done, len(jobs))
    shards = [(missing[i : i + shard], work) for i in range(0, len(missing), shard)]
    for rows in parallel(_run_shard, shards, workers, cluster):
        store.write(rows)
        done += len(rows)
        progress(done, len(jobs))
    return store.read()


def _run_shard(shard: Sequence[Any], work: Callable[[Any], Row]) -> list[Row]:
    return [work(job) for job in shard]
