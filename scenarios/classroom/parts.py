"""Small parts of the page that its panels share."""

from collections.abc import Sequence

from htmltools import Tag, tags
from shiny import ui

from scenarios.classroom.charts import Chart


def wrong(head: str, problems: Sequence[str]) -> Tag:
    """A message with every mistake, which screen readers read out at once."""
    return tags.div(tags.p(head), tags.ul(*(tags.li(one) for one in problems)), role="alert", class_="note wrong")


def note(text: str) -> Tag:
    """A remark."""
    return tags.p(text, class_="note")


def downloads(figure: str, figure_text: str, data: str, data_text: str) -> Tag:
    """A button for a figure and one for its numbers, by the names of the outputs behind them."""
    return tags.p(ui.download_button(figure, figure_text), " ", ui.download_button(data, data_text))


def picture(made: Chart) -> Tag:
    """A figure that says in words what it shows."""
    return tags.img(src=made.address, alt=f"{made.title}. {made.description}")
