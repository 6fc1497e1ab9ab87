"""The classroom with the toy model behind it, as a process of its own: ``python -m tests.scenarios.toy_classroom``.

TOY_YEAR_SECONDS: how long a toy year takes. With REAL_MODEL set, the national model stands behind it.
"""

import os

from scenarios.classroom import serve
from tests.scenarios import fake
from tests.scenarios.classroom_toy import toy_years


def toy_engine() -> serve.Engine:
    """The toy, which needs no warming up."""
    return serve.Engine(toy_years, fake.country)


if __name__ == "__main__":
    if not os.environ.get("REAL_MODEL"):
        serve.engine_of = toy_engine
    import run

    run.main()
