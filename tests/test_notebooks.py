"""The notebooks run, give the outputs they were kept with, and tell nothing of the machine they were run on."""

import json
import re

import pytest

from tests.renew_notebooks import NOTEBOOKS, executed

PAGES = sorted(NOTEBOOKS.glob("*.ipynb"))


def texts(book) -> list[str]:
    """What the cells print or show as text, cell by cell; of pictures only that there is one."""
    return [
        "".join(
            out["text"] if out["output_type"] == "stream"
            else "[picture]" if "image/png" in out["data"] else str(out["data"].get("text/plain", ""))
            for out in cell["outputs"]
        )
        for cell in book["cells"] if cell["cell_type"] == "code"
    ]  # fmt: skip


def joined(book):
    """Outputs of a file, whose texts are lists of lines, as an executed notebook has them."""
    for cell in book["cells"]:
        for out in cell.get("outputs", ()):
            out["text"] = "".join(out.get("text", ""))
            out["data"] = {kind: "".join(value) for kind, value in out.get("data", {}).items()}
    return book


def test_there_is_one_for_the_library_and_one_for_the_calibration():
    assert [page.stem for page in PAGES] == ["calibration", "library"]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_notebook_gives_the_outputs_it_was_kept_with(page):
    kept = joined(json.loads(page.read_text("utf-8")))
    assert texts(executed(page)) == texts(kept), "uv run python -m tests.renew_notebooks"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_notebook_is_whole_and_knows_no_machine(page):
    book = joined(json.loads(page.read_text("utf-8")))
    assert all(cell["execution_count"] for cell in book["cells"] if cell["cell_type"] == "code")
    assert not any(out["output_type"] == "error" for cell in book["cells"] for out in cell.get("outputs", ()))
    assert "[picture]" in texts(book)
    assert not re.search(r"/tmp/|/home/|/root/|/Users/|[A-Z]:\\\\", page.read_text("utf-8").replace("https:", ""))
