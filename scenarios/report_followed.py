"""The report on single doctors: where those went whose life differs, and what held back those who were turned away."""

from scenarios.bottleneck_words import sentences as bottleneck_sentences
from scenarios.bottlenecks import BOTTLENECKS
from scenarios.changes import only_posts
from scenarios.compare import national
from scenarios.destination_words import sentences as for_posts
from scenarios.destination_words import sentences_unscaled, whole_number
from scenarios.numbers import capital
from scenarios.report_blocks import Block, Page, figures, table, text
from scenarios.years import years_to_read


def destinations_blocks(page: Page) -> list[Block]:
    """Sentences and the picture of each scenario; nothing without a comparison."""
    changes = page.table("destination_changes")
    if changes is None:
        return []
    told = []
    for case in page.results.study.cases[1:]:
        tell = for_posts if only_posts(page.results.study.cases[0], case) else sentences_unscaled
        told.append(" ".join(tell(changes, page.results.effects, case.name, page.say)))
    return [*(text(words) for words in told), *figures(page, "destinations")]


def bottlenecks_blocks(page: Page) -> list[Block]:
    """Which gates held back most, by year and scenario."""
    found = page.table("bottlenecks")
    if found is None:
        return []
    told = [text(" ".join(bottleneck_sentences(found, name, page.say))) for name in page.names]
    return [*told, _gates_table(page, found), text(page.say("gate.note"), "note"), *figures(page, "bottlenecks")]


def _gates_table(page: Page, found: object) -> Block:
    """Mean number before each gate: a group of rows for each scenario, years as columns."""
    say, study = page.say, page.results.study
    years = sorted({study.years[0], *years_to_read(study.years)})
    groups = []
    for name in page.names:
        rows = national(found, scenario=name)
        means = rows.set_index(["bottleneck", "year"])["turned_away_mean"]
        cells = [
            [capital(say.of(BOTTLENECKS[gate])), *(whole_number(means[gate, year], say) for year in years)]
            for gate in BOTTLENECKS
        ]
        groups.append((name, cells))
    return table(say("gate.title"), [say("gate.who"), *map(str, years)], groups)
