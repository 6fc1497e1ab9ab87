"""The panels of the page in the order in which they stand."""

from scenarios.classroom import lesson_panel, lives_panel, map_panel, went_panel
from scenarios.classroom.panel import Panel

ABOVE: tuple[Panel, ...] = (lesson_panel.PANEL,)  # before the set-up, over the whole width
# After the table of what held back.
RESULT: tuple[Panel, ...] = (map_panel.PANEL, went_panel.PANEL, lives_panel.PANEL)
