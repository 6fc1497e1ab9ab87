"""What people read in a results folder: figures, report.html and tables.xlsx, all made from its tables alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scenarios.backtest_figure import draw_backtest
from scenarios.bottleneck_figure import draw_bottlenecks
from scenarios.centrality_figure import draw_centrality
from scenarios.effect_figure import draw_effects
from scenarios.figures import Drawn, Scene, draw_fans
from scenarios.flows import draw_flows
from scenarios.maps import draw_maps
from scenarios.report import write_report
from scenarios.tenure import draw_tenure
from scenarios.waiting import draw_waiting
from scenarios.words import Language
from scenarios.workbook import write_workbook

if TYPE_CHECKING:
    from scenarios.pipeline import Results

# Each draws none, one or several figures; the report shows them in this order, section by section.
FIGURES: tuple[Callable[[Scene], list[Drawn]], ...] = (
    draw_effects, draw_fans, draw_maps, draw_centrality, draw_waiting, draw_tenure, draw_flows, draw_bottlenecks,
    draw_backtest,
)  # fmt: skip


def make_pages(results: "Results", geography: Any) -> None:
    """Draw the figures and write the report and the workbook in the language of the study."""
    folder = results.folder / "figures"
    folder.mkdir(exist_ok=True)
    say = Language(results.study.lang)
    scene = Scene(folder, results.study, results.tables, geography, say)
    write_report(results, [drawn for draw in FIGURES for drawn in draw(scene)], say)
    write_workbook(results)
