"""How long a class waits for its runs on this machine (`bench --classroom`), without browser and pictures.

As the page asks for them: pressed as soon as it is there, pressed after a look at it (the base is run meanwhile), and
another scenario over the same base. Pictures and the browser take some of the same processors, about a tenth.
"""

from time import monotonic, sleep
from typing import Any

from model.geography import load_geography
from scenarios.classroom.gathered import Gathered
from scenarios.classroom.progress import Progress
from scenarios.classroom.runs import Runs
from scenarios.classroom.settings import Settings, base_tasks_of, cases_of, followed_of, tasks_of
from scenarios.classroom.turns import FAILURES, Told
from scenarios.classroom.words import words
from scenarios.classroom.years import map_of, national_years, same_run, warm_up
from scenarios.study import FIRST_YEARS, Case, StudyError
from scenarios.terminal import text_table

SCENARIOS = ("more-lis1", "relaxed-supervisor")
LOOK_SECONDS = 10  # at the page, before the button is pressed
GIVE_UP_SECONDS = 3_600


def timing(pairs: int, workers: int, end: int = 2050) -> tuple[str, Any]:
    """Measure; the text and the numbers as JSON values. StudyError for fewer than 1 worker."""
    if workers < 1:
        raise StudyError(f"--workers {workers}: expected 1 or more")
    first, second = (Settings(other=name, pairs=pairs, end=end) for name in SCENARIOS)
    with _warm(workers) as runs:
        at_once, same_base = _press(runs, first), _press(runs, second)
    with _warm(workers) as runs:
        runs.ahead("class", base_tasks_of(first, _cases(first)))
        sleep(LOOK_SECONDS)
        after_a_look = _press(runs, first)
    value = {
        "pairs": pairs, "years": end - FIRST_YEARS[first.start] + 1, "workers": workers, "look_seconds": LOOK_SECONDS,
        "at_once": at_once, "after_a_look": after_a_look, "same_base": same_base,
    }  # fmt: skip
    return timing_text(value), value


def timing_text(value: dict[str, Any]) -> str:
    """The numbers as a table."""
    titles = {
        "at_once": "pressed at once",
        "after_a_look": f"after {value['look_seconds']} s at the page",
        "same_base": "another scenario over the same base",
    }
    rows = [
        (title, *(f"{value[key][what]:.1f}" for what in ("first_year_seconds", "seconds")), f"{value[key]['before']}")
        for key, title in titles.items()
    ]
    what = f"{value['pairs']} pairs of {value['years']} years, {value['workers']} workers"
    table = text_table((what, "first year (s)", "all (s)", "runs made before"), rows)
    return f"{table}\n\nRuns alone: a browser and its pictures on the same machine take about a tenth more."


def _warm(workers: int) -> Runs:
    """Workers that have all loaded the model."""
    runs, end = Runs(national_years, workers, warm_up, same_run), monotonic() + GIVE_UP_SECONDS
    while not runs.all_ready and monotonic() < end:
        sleep(0.05)
    return runs


def _cases(settings: Settings) -> tuple[Case, Case]:
    return cases_of(settings, ("base", "other"), "")


def _press(runs: Runs, settings: Settings) -> dict[str, float]:
    """Seconds to the first year and to the end, and how many runs had been made before."""
    years, cases = range(FIRST_YEARS[settings.start], settings.end + 1), _cases(settings)
    progress = Progress(settings.pairs, years)
    gathered = Gathered(years, map_of(load_geography), followed_of(settings, cases))

    def tell(told: Told) -> None:
        gathered.tell(told)
        progress.tell(told)

    runs.ask("class", tasks_of(settings, cases), tell)
    while not progress.over and progress.seconds < GIVE_UP_SECONDS:
        sleep(0.02)
    if progress.errors or not progress.over:
        errors = [words("en", one) if one in FAILURES else one for one in progress.errors]
        raise StudyError(f"the runs of the classroom failed: {'; '.join(errors) or 'they did not end'}")
    return {
        "first_year_seconds": progress.first_year_after or 0.0, "seconds": progress.seconds,
        "before": progress.made_before,
    }  # fmt: skip
