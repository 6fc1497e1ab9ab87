"""Tables printed from the code into documents: current, filled in place, refused where a mark is wrong."""

import re

import pytest

from agents.doctor import COLUMNS
from agents.parameters import REGISTRY
from model.levers import LEVERS
from model.lists import COLUMNS as LIST_COLUMNS
from model.workforce import PROCESSES
from model.world import RATE_NAMES, SWITCH_NAMES
from scenarios import documents
from scenarios.documents import DocumentError, printed_anew, rooms_of_parameters
from scenarios.study import ROOT


def test_every_printed_part_of_the_documents_is_current():
    assert documents.renew(documents.documents(), write=False) == [], "uv run python -m scenarios.documents"


def test_every_part_is_printed_somewhere():
    text = "".join(page.read_text("utf-8") for page in documents.documents())
    assert {name for name in documents.PARTS if f"<!-- printed: {name} -->" not in text} == set()


def test_a_part_is_filled_in_place_and_is_then_current():
    page = "before\n<!-- printed: switches -->\nold\n<!-- end -->\nafter\n"
    text, stale = printed_anew(page)
    assert stale == ["switches"]
    assert text.startswith("before\n<!-- printed: switches -->\n\n| switch |")
    assert text.endswith("|\n\n<!-- end -->\nafter\n") and "old" not in text
    assert printed_anew(text) == (text, [])


def test_a_declaration_that_changes_makes_the_page_stale(monkeypatch):
    text, _ = printed_anew("<!-- printed: rates -->\n<!-- end -->\n")
    monkeypatch.setitem(documents.RATES, "gp_exit", "someone else")
    assert printed_anew(text)[1] == ["rates"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<!-- printed: swiches -->\n<!-- end -->\n", 'did you mean "switches"'),
        ("<!-- printed: rates -->\nno end\n", "no <!-- end -->"),
        ("<!-- printed: rates -->\n<!-- printed: world -->\n<!-- end -->\n", "no <!-- end -->"),
    ],
)
def test_a_wrong_mark_is_refused(page, said):
    with pytest.raises(DocumentError, match=said):
        printed_anew(page)


def test_check_changes_nothing_and_says_no(monkeypatch, tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("<!-- printed: stages -->\n<!-- end -->\n")
    monkeypatch.setattr(documents, "documents", lambda: [page])
    assert documents.main(["--check"]) == 1 and "page.md: stages: not current" in capsys.readouterr().out
    assert page.read_text() == "<!-- printed: stages -->\n<!-- end -->\n"
    assert documents.main([]) == 0 and documents.main(["--check"]) == 0
    assert documents.main(["--chek"]) == 2 and "expected nothing or --check" in capsys.readouterr().err


def test_every_parameter_has_a_room():
    rooms = rooms_of_parameters()
    assert set(rooms) >= set(REGISTRY)
    assert rooms["exit_under_40"] == "agents/fastlege.py" and rooms["market_centrality"] == "model/market.py"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("parameters.md", REGISTRY),
        ("odd.md", LEVERS),
        ("odd.md", SWITCH_NAMES),
        ("odd.md", RATE_NAMES),
        ("state-variables.md", [c.name for c in (*COLUMNS, *LIST_COLUMNS)]),
    ],
)
def test_a_page_names_all_that_is_declared(page, names):
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert [name for name in names if f"| `{name}` |" not in text and f"`{name}` (" not in text] == []


def test_the_month_is_printed_in_the_order_in_which_it_runs():
    lines = (ROOT / "docs" / "odd.md").read_text("utf-8").splitlines()
    places = [next(i for i, line in enumerate(lines) if f"| **{name}** |" in line) for name, _ in PROCESSES]
    assert places == sorted(places)


def test_numbers_of_processes_in_docstrings_are_their_places():
    for place, (name, process) in enumerate(PROCESSES, 1):
        assert process.__doc__.startswith(f"{place}. "), name


def test_the_odd_says_where_every_parameter_enters():
    """By its name, or by its tail in a row such as `leave_parental_women` ... `_men`."""
    text = (ROOT / "docs" / "odd.md").read_text("utf-8")
    tails = tuple(re.findall(r"`(_[a-z0-9_]+)`", text))
    assert [name for name in REGISTRY if name not in text and not name.endswith(tails)] == []
