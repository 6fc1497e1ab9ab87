"""What stands behind `run.py data update`: tables fetched anew, told as a table of what was before and what is now."""

from datetime import date
from pathlib import Path
from typing import Any

from model.refresh import Update, update
from model.refresh_sources import Asks
from model.refresh_web import Web
from scenarios.terminal import text_table

# Who asks and what day it is; tests put their own here.
web_of = Web
today_of = date.today


def update_data(out: Path | None, dry_run: bool) -> tuple[str, Any]:
    """Fetch the tables into ``out``, or into data-YYYY-MM-DD here; RefreshError where it cannot or should not be."""
    day = today_of()
    web: Asks = web_of()
    made = update(out or Path(f"data-{day.isoformat()}"), day, web, dry_run=dry_run)
    return update_text(made), update_values(made)


def update_text(made: Update) -> str:
    """What changed, what is not used, and how to use the new folder."""
    rows = [(what, f"{old:,}", f"{new:,}", f"{new - old:+,}" if new != old else "") for what, old, new in made.totals]
    table = text_table(("Norway", "before", "now", "change"), rows)
    changed = f"New cells in {', '.join(made.changed)}." if made.changed else "Not a cell is new."
    notes = [f"note: {note}" for note in made.notes]
    return "\n\n".join([table, "\n".join([changed, *notes]), _ending(made)])


def _ending(made: Update) -> str:
    if made.folder is None:
        return "Nothing was written (--dry-run)."
    return (
        f"{made.folder}: tables fetched on {made.day.isoformat()}, checked; README.md there says what is new. Use them "
        f"with\n  uv run run.py run baseline --data {made.folder}\nParameters and posterior stay those fitted to the "
        "embedded tables."
    )


def update_values(made: Update) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "folder": None if made.folder is None else str(made.folder),
        "fetched": made.day.isoformat(),
        "changed": list(made.changed),
        "totals": [{"what": what, "before": before, "now": now} for what, before, now in made.totals],
        "notes": list(made.notes),
        "digest": made.digest,
    }
