"""The golden yearly summary: what one national run of 2016-2018 gives, number by number.

``tests/model/test_golden.py`` compares a fresh run with ``tests/golden/yearly_2016.csv`` and fails when a single figure
has changed, whoever changed it and why. When the change is meant, say so in the commit and renew the file:

    uv run python -m tests.renew_golden

Whole numbers are kept as they are. Other numbers are kept to seven digits: their last bits depend on the processor.
"""

import csv
from pathlib import Path

import numpy as np

from agents.doctor import Stage
from model.geography import load_geography
from model.indicators import MUNICIPAL, NATIONAL, STOCK
from model.ledger import RunOutput
from tests.norway import country

COMMAND = "uv run python -m tests.renew_golden"
FILE = Path(__file__).parent / "golden" / "yearly_2016.csv"
YEARS = (2016, 2017, 2018)


def shown(value: float) -> str:
    """A whole number in full, another to seven digits."""
    return str(int(value)) if float(value).is_integer() else f"{value:.7g}"


def by_year(monthly: np.ndarray, stock: bool) -> list[str]:
    """December of each year of a stock, the sum of twelve months of a flow."""
    years = monthly.astype(float).reshape(-1, 12)
    return [shown(value) for value in (years[:, -1] if stock else years.sum(axis=1))]


def summary(out: RunOutput) -> list[list[str]]:
    """Rows of the file: indicator, kind, one value a year. Municipal variables are summed over the country."""
    rows = []
    for names, arrays in ((MUNICIPAL, out.municipal), (NATIONAL, out.national)):
        for name in sorted(names):
            stock = names[name].kind == STOCK
            monthly = arrays[name].sum(axis=1, dtype=float) if arrays[name].ndim == 2 else arrays[name]
            rows.append([name, "stock" if stock else "flow", *by_year(monthly, stock)])
    for stage in Stage:
        rows.append([f"stage {stage.name.lower()}", "stock", *by_year(out.stages[:, stage], True)])
    return rows


def golden_run() -> list[list[str]]:
    """The summary of the run that is on record: Norway from 2016, policy of record, seed 1, replicate 0."""
    return summary(country(start="2016", months=36, geography=load_geography(), seed=1, replicate=0).run())


def header() -> list[str]:
    return ["indicator", "kind", *map(str, YEARS)]


def main() -> None:
    """Write the file anew and say what has changed."""
    before = read() if FILE.exists() else []
    FILE.parent.mkdir(exist_ok=True)
    rows = golden_run()
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header(), *rows])
    changed = [row[0] for row in rows if row not in before]
    print(f"{FILE.name}: {len(changed)} of {len(rows)} indicators changed" + "".join(f"\n  {name}" for name in changed))


def read() -> list[list[str]]:
    """Rows of the file without its header; ValueError if there is no file or the header is another."""
    if not FILE.exists():
        raise ValueError(f"{FILE} is missing; write it with: {COMMAND}")
    with FILE.open(encoding="utf-8", newline="") as file:
        first, *rows = list(csv.reader(file))
    if first != header():
        raise ValueError(f"{FILE}: header {first}; expected {header()}; renew it with: {COMMAND}")
    return rows


if __name__ == "__main__":
    main()
