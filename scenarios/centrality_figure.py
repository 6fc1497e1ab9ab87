"""Small multiples by centrality class: levels of every scenario with their bands, one chart for each class."""

from typing import Any

from scenarios.figures import GREY, Drawn, Scene, bands_text, canvas, level_panel, save
from scenarios.numbers import is_share

SHOWN = ("patients_without_gp_share", "gps_per_10000")


def draw_centrality(scene: Scene) -> list[Drawn]:
    """The share without a regular GP, and GPs per 10 000 inhabitants."""
    return [_draw(scene, indicator) for indicator in SHOWN]


def _draw(scene: Scene, indicator: str) -> Drawn:
    say, table = scene.say, scene.yearly
    levels = table[(table["area_kind"] == "centrality") & (table["indicator"] == indicator)]
    classes = sorted(levels["area"].unique())
    title = say("centrality.title", name=say.name(indicator), unit=say.unit(indicator))
    drawn = Drawn(f"centrality-{indicator}", title, _text(scene, levels, indicator), "places")
    with canvas(7.2, 1.5 + 2.1 * -(-len(classes) // 3)) as figure:
        panels = figure.subplots(-(-len(classes) // 3), 3, sharex=True, sharey=True, squeeze=False).ravel()
        for axes, name in zip(panels, classes, strict=False):
            level_panel(axes, scene, levels[levels["area"] == name], indicator, most=4)
            axes.set_title(_label(scene, name), loc="left", fontsize=9)
        if is_share(indicator):
            panels[0].set_ylim(bottom=0)  # shared, and only now: it ends the choice of limits
        for axes in panels[len(classes) :]:
            axes.set_axis_off()
        _heading(figure, scene, drawn)
        if len(scene.names) > 1:
            handles, labels = panels[0].get_legend_handles_labels()
            columns = min(3, len(labels))
            figure.legend(
                handles, labels, loc="outside lower left", ncols=columns, fontsize=9, frameon=False, handlelength=3.2
            )
        return save(figure, scene.folder, drawn, levels)


def _heading(figure: Any, scene: Scene, drawn: Drawn) -> None:
    subtitle = f"{scene.say('centrality.subtitle', runs=scene.runs)}\n{bands_text(scene)}"
    figure.suptitle(f"{drawn.title}\n\n\n", x=0.01, ha="left", fontsize=11, fontweight="bold")
    height = figure.get_figheight()
    figure.text(0.01, 1 - 0.36 / height, subtitle, fontsize=9, color=GREY, va="top", linespacing=1.3)


def _label(scene: Scene, number: str) -> str:
    keys = {"1": "centrality.most", "6": "centrality.least"}
    return scene.say(keys.get(number, "centrality.class"), number=number)


def _text(scene: Scene, levels: Any, indicator: str) -> str:
    """The figure in words: the base in the last year by class."""
    say, base, year = scene.say, scene.names[0], scene.study.end_year
    rows = levels[(levels["scenario"] == base) & (levels["year"] == year)]
    texts = [
        say("centrality.text.one", number=row["area"], level=say.level(indicator, row["q50"]),
            interval=say.interval(say.level(indicator, row["q05"]), say.level(indicator, row["q95"])))
        for _, row in rows.iterrows()
    ]  # fmt: skip
    return say("centrality.text", base=base, year=year, levels="; ".join(texts))


