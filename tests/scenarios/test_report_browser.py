"""The report in a real browser: nothing fetched, nothing complained of, readable on a phone, in print, and to all."""

import re
from itertools import pairwise

import pytest

from tests.scenarios.browser import browser, opened

PHONE = 360


@pytest.fixture(scope="module", params=["en", "nb"])
def page(request, drawn):
    """A finished folder's report in one language."""
    return drawn[request.param] / "report.html"


@pytest.fixture(scope="module")
def started():
    with browser() as one:
        yield one


def test_it_asks_for_nothing_and_complains_of_nothing(started, page):
    with opened(started, page) as found:
        assert found.page.locator("h1").is_visible()
    assert found.complaints == [] and found.requests == []


def test_a_request_to_the_outside_would_be_seen(started, drawn, tmp_path):
    page, spoilt = drawn["en"] / "report.html", tmp_path / "spoilt.html"
    spoilt.write_text(page.read_text("utf-8").replace("</h1>", '</h1><img src="https://example.invalid/a.png" alt="">'))
    with opened(started, spoilt) as found:
        pass
    assert found.requests == ["https://example.invalid/a.png"] and found.complaints


def test_axe_finds_no_barrier(started, page):
    """WCAG 2.2 A and AA and good practice, by axe-core: contrast, names, order of headings, landmarks, tables."""
    from axe_playwright_python.sync_playwright import Axe

    with opened(started, page) as found:
        found.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        violations = Axe().run(found.page).response["violations"]
    told = [(one["id"], one["help"], [node["html"][:120] for node in one["nodes"]][:3]) for one in violations]
    assert told == []


def test_axe_would_find_a_barrier(started, drawn, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    spoilt = tmp_path / "pale.html"
    spoilt.write_text((drawn["en"] / "report.html").read_text("utf-8").replace("color: #1a1a1a", "color: #bbb"))
    with opened(started, spoilt) as found:
        assert "color-contrast" in {one["id"] for one in Axe().run(found.page).response["violations"]}


def test_headings_are_in_order_and_there_is_one_title(started, page):
    with opened(started, page) as found:
        levels = found.page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_figure_has_a_name_and_a_description(started, page):
    with opened(started, page) as found:
        words = found.page.eval_on_selector_all(
            "figure svg",
            "all => all.map(one => one.getAttribute('aria-labelledby').split(' ')"
            ".map(id => document.getElementById(id).textContent))",
        )
    assert len(words) > 8 and all(len(title) > 10 and len(text) > 40 for title, text in words)


def test_a_phone_scrolls_tables_and_not_the_page(started, page):
    with opened(started, page, width=PHONE, height=740) as found:
        width, wide = found.page.evaluate(
            "[document.documentElement.scrollWidth,"
            " [...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth).length]"
        )
    assert width <= PHONE and wide > 0, "the page is no wider than the phone; wide tables scroll in their own box"


def test_the_first_key_leads_to_the_answer(started, page):
    with opened(started, page) as found:
        found.page.keyboard.press("Tab")
        assert found.page.evaluate("document.activeElement.className") == "skip"
        found.page.keyboard.press("Enter")
        assert found.page.url.endswith("#answer")


def test_print_is_a4_and_keeps_figures_whole(started, page):
    with opened(started, page) as found:
        pdf = found.page.pdf(prefer_css_page_size=True)
        found.page.emulate_media(media="print")
        kept, nav = found.page.evaluate(
            "[[...document.querySelectorAll('figure')].every(one => getComputedStyle(one).breakInside == 'avoid'),"
            " getComputedStyle(document.querySelector('nav')).display]"
        )
    sizes = {tuple(round(float(x)) for x in box.split()[2:]) for box in re.findall(rb"/MediaBox \[([^]]+)\]", pdf)}
    assert sizes == {(595, 842)} and kept and nav == "none"
    assert len(re.findall(rb"/Type /Page\b", pdf)) < 25


def test_scripts_are_not_needed(started, page):
    window = started.new_context(java_script_enabled=False)
    bare = window.new_page()
    bare.goto(page.resolve().as_uri())
    assert bare.locator("section").count() >= 8 and bare.locator("figure svg").first.is_visible()
    window.close()
