"""Property tests draw the same examples on every machine and every time."""

from hypothesis import settings

settings.register_profile("legemod", deadline=None, derandomize=True)
settings.load_profile("legemod")

# Files that take longest: they begin first, or one process would wait for the other's.
LONG = (
    "test_classroom_browser.py", "test_levers_paired.py", "test_notebooks.py", "test_report.py", "test_calibrate.py",
    "test_how_to.py", "test_conservation.py", "test_documents.py",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    """Long files first, each in its own order."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))
