"""Life records of a run as few bytes as is easy, for the way from a worker to the process that tells of them."""

import io
import zlib
from collections.abc import Mapping

import numpy as np

COLUMNS = ("doctor", "month", "event", "to_stage", "municipality", "cause", "contract_months", "born", "female")


def pack_lives(lives: Mapping[str, np.ndarray]) -> bytes:
    """The columns that are told of, by doctor; ages as months of birth, the same in all records of a doctor."""
    born = np.rint(lives["month"] - lives["age_years"].astype(np.float64) * 12).astype(np.int16)
    order = np.argsort(lives["doctor"], kind="stable")
    columns = {**lives, "born": born, "month": lives["month"].astype(np.int16)}
    whole = io.BytesIO()
    np.savez(whole, **{name: columns[name][order] for name in COLUMNS})  # type: ignore[arg-type]
    return zlib.compress(whole.getvalue(), 1)


def unpack_lives(packed: bytes) -> dict[str, np.ndarray]:
    """What ``pack_lives`` took, with ages in years again."""
    with np.load(io.BytesIO(zlib.decompress(packed))) as found:
        lives = {name: found[name] for name in COLUMNS}
    born = lives.pop("born").astype(np.int32)
    return {**lives, "age_years": ((lives["month"] - born) / 12.0).astype(np.float32)}
