"""How many lists municipalities lack after ten years of a run from 2016: what the start of 2026 takes over.

    uv run python -m calibration.lists_missing

prints it for ten draws of the posterior ``until-2025`` (one minute): the sum over the country, beside the lists opened
in 2025, and mean and spread over municipalities by number of lists. Parameters ``start_missing_share`` and
``start_missing_sd`` were set by it.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from agents.municipality import missing_lists
from model.policy import Policy
from model.workforce import Workforce
from scenarios.draws import PROJECTION, load_posterior

DRAWS = 10
SIZES = (1, 2, 4, 7, 12, 20, 40, 80, 1000)  # lists, from each to below the next


def standing(draws: int = DRAWS) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(lists lacked, lists on 1 January 2026, lists opened in 2025) by municipality with lists, [M] each, by draw."""
    posterior = load_posterior(PROJECTION)
    for replicate, draw in enumerate(posterior.chosen(draws).tolist()):
        w = Workforce(
            Policy.of_record(), parameters=posterior.parameters(draw), start="2016", end_year=2025, replicate=replicate
        )
        opened = w.run().municipal["lists_opened"][-12:].sum(axis=0)
        with_lists = w.geo.has_lists
        yield missing_lists(w)[with_lists], w.towns.lists_wanted[with_lists], opened[with_lists]


def table(lacked: np.ndarray, lists: np.ndarray, opened: np.ndarray) -> str:
    """Lines of the table. lacked, lists, opened: [draws, M]."""
    share = 100 * lacked.sum(axis=1) / lists.sum(axis=1)
    sums = {"lists opened in 2025": opened, "lists lacked": lacked}
    lines = [
        *(f"{name}, sum over the country, by draw: {', '.join(f'{one:.0f}' for one in values.sum(axis=1))}"
          for name, values in sums.items()),
        f"in percent of all lists: mean {share.mean():.2f}, from {share.min():.2f} to {share.max():.2f}",
        "",
        "lists        municipalities   mean lacked   standard deviation",
    ]
    for low, high in pairwise(SIZES):
        here = (lists >= low) & (lists < high)
        if here.any():
            label = f"{low} to {high - 1}" if high < SIZES[-1] else f"{low} and more"
            number, one = here.sum() / len(lists), lacked[here]
            lines.append(f"{label:12s} {number:14.1f} {one.mean():13.2f} {one.std():20.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(*map(np.array, zip(*standing(), strict=True))))
