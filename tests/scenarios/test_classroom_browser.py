"""The classroom in a real browser, with the toy model behind it, and once with the whole national model."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from scenarios.commands import check_scenario
from scenarios.study import ROOT
from tests.scenarios.browser import browser

PATIENCE = 60_000  # milliseconds
SMALL = "pairs=2&end=2030"


@contextmanager
def served(**environment: str) -> Iterator[tuple[Any, str]]:
    """The classroom as a process of its own: the process and its address."""
    command = [sys.executable, "-m", "tests.scenarios.toy_classroom", "classroom", "--port", "0", "--workers", "2"]
    known = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield process, found[0]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


@pytest.fixture(scope="module")
def address():
    with served(TOY_YEAR_SECONDS="0.01") as (_, found):
        yield found


@pytest.fixture(scope="module")
def started():
    with browser() as one:
        yield one


@dataclass
class Watched:
    """A page, what it complained of, and what it asked for elsewhere."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@contextmanager
def at(started: Any, address: str, query: str = "", width: int = 1280, height: int = 800) -> Iterator[Watched]:
    """The page in a window of its own; requests to anywhere else are counted and stopped."""
    window = started.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    window.set_default_timeout(PATIENCE)
    page = window.new_page()
    seen = Watched(page)

    def watch(route: Any) -> None:
        if route.request.url.startswith(f"{address}/"):
            route.continue_()
        else:
            seen.outside.append(route.request.url)
            route.abort()

    page.route(re.compile("^https?:"), watch)
    page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(f"{address}/?{query}")
    page.locator("#status p").first.wait_for()
    yield seen
    window.close()


def run_to_the_end(page: Any) -> str:
    """Press Run; the line above the result when it is over and the figures are there."""
    page.locator("#run").click()
    page.locator("#all img").first.wait_for()
    return str(page.locator("#status").inner_text())


def gps_of(page: Any) -> list[str]:
    """The row of GPs in the table of numbers."""
    return [cell.inner_text() for cell in page.locator("#numbers tbody tr").first.locator("td").all()]


@pytest.mark.parametrize(
    "lang, finished, head",
    [("nb", "Alle 2 par er ferdige", "klasserommet"), ("en", "All 2 pairs are finished", "classroom")],
)
def test_it_runs_to_the_end_in_both_languages_and_asks_for_nothing(started, address, lang, finished, head):
    with at(started, address, f"{SMALL}&lang={lang}&other=more-lis1") as seen:
        assert seen.page.locator("html").get_attribute("lang") == lang and head in seen.page.locator("h1").inner_text()
        assert finished in run_to_the_end(seen.page)
        assert seen.page.locator("#chart img").count() == 1 and seen.page.locator("#all img").count() == 5
        for image in seen.page.locator("#chart img, #all img").all():
            assert len(image.get_attribute("alt")) > 60
        assert seen.page.locator("#gates tbody tr").count() == 8
    assert seen.complaints == [] and seen.outside == []


def test_a_request_to_the_outside_would_be_seen(started, address):
    with at(started, address) as seen:
        seen.page.evaluate("fetch('http://example.invalid/a').catch(() => 0)")
        seen.page.wait_for_timeout(200)
    assert seen.outside == ["http://example.invalid/a"]


def test_a_slider_moved_by_keyboard_changes_the_result_the_link_and_the_saved_file(started, address, tmp_path):
    with at(started, address, f"{SMALL}&lang=en") as seen:
        page = seen.page
        run_to_the_end(page)
        assert gps_of(page)[2] == "0 (0 to 0)"
        page.locator("#lis1_state_posts").focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        page.locator("#share[href*='lis1_state_posts=1519']").wait_for()
        assert "1519" in page.locator("#lis1_state_posts_now").inner_text().replace(",", "")
        page.locator("#run").click()
        page.locator("#numbers th", has_text="with my levers").wait_for()
        page.locator("#all img").first.wait_for()
        page.wait_for_function("document.querySelector('#numbers tbody td:last-child').innerText.startsWith('+')")
        assert "beyond what has been seen" in page.locator("#remarks").inner_text()
        with page.expect_download() as saved:
            page.locator("#scenario").click()
        saved.value.save_as(tmp_path / "mine.toml")
        assert check_scenario(str(tmp_path / "mine.toml"))[0]
        for button, begin in (("#figure", b"\x89PNG"), ("#data", b"scenario,year")):
            with page.expect_download() as got:
                page.locator(button).click()
            assert got.value.path().read_bytes().startswith(begin)
        link = page.locator("#share").get_attribute("href")
    assert seen.complaints == []
    with at(started, address, link.removeprefix("?")) as again:
        assert again.page.locator("#lis1_state_posts").input_value() == "1519"
        assert again.page.locator("#pairs").input_value() == "2"


def test_a_hostile_link_changes_nothing_and_says_so(started, address):
    with at(started, address, "lang=en&base=../../etc/passwd&other=<script>alert(1)</script>&pairs=99999") as seen:
        told = seen.page.locator("[role=alert]").inner_text()
        assert all(word in told for word in ("base", "other", "pairs"))
        assert seen.page.locator("#pairs").input_value() == "10"
        assert seen.page.locator("main script").count() == 1  # the page's own
    assert seen.complaints == [] and seen.outside == []


def test_what_cannot_be_run_is_said_and_not_run(started, address):
    with at(started, address, f"{SMALL}&lang=en") as seen:
        seen.page.locator("#pairs").fill("0")
        seen.page.locator("#run").click()
        seen.page.locator("#status [role=alert]", has_text="expected 1 to 50").wait_for()
        assert seen.page.locator("#chart img").count() == 0


def test_a_page_elsewhere_cannot_reach_in_under_a_name_of_its_own(address):
    import urllib.error
    import urllib.request

    asked = urllib.request.Request(address, headers={"Host": "rebound.example"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(asked)


def test_with_every_loop_frozen_it_still_runs_and_the_link_says_so(started, address):
    with at(started, address, "pairs=1&end=2028&lang=en&off=load_exit") as seen:
        for box in seen.page.locator("#loops input").all():
            box.uncheck()
        seen.page.locator("#run").click()
        seen.page.locator("#status", has_text="finished, in").wait_for()
        seen.page.locator("#share[href*='off=supply_caps']").wait_for()
        assert seen.page.locator("#share").get_attribute("href").count("off=") == 9


def test_axe_finds_no_barrier_before_or_after_a_run(started, address):
    from axe_playwright_python.sync_playwright import Axe

    with at(started, address, f"{SMALL}&lang=nb&other=more-lis1") as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for _ in range(2):
            found = Axe().run(seen.page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
            run_to_the_end(seen.page)


def test_it_fits_a_phone_and_is_large_enough_to_read_from_afar(started, address):
    with at(started, address, f"{SMALL}&lang=nb", width=360, height=740) as seen:
        run_to_the_end(seen.page)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
        small = seen.page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.innerText && e.checkVisibility()"
            " && parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML.slice(0, 80))"
        )
    assert small == []


def test_the_keyboard_reaches_run_first_and_then_the_set_up_and_focus_is_seen(started, address):
    with at(started, address, "lang=en") as seen:
        reached = []
        for _ in range(18):
            seen.page.keyboard.press("Tab")
            reached.append(seen.page.evaluate("document.activeElement.id"))
            outline = seen.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert outline == "3px" or "selectized" in reached[-1], reached
    assert reached.index("run") < reached.index("lis1_state_posts")
    order = [name for name in reached if name.startswith(("education", "lis1", "bonding", "alis"))]
    assert order[:3] == ["education_abroad_places", "lis1_state_posts", "lis1_gp_linked_posts"]


def test_ten_readers_at_once_and_one_who_leaves(started):
    with served(TOY_YEAR_SECONDS="0.05") as (_, address):
        windows = [started.new_context() for _ in range(10)]
        pages = [window.new_page() for window in windows]
        for page in pages:
            page.set_default_timeout(PATIENCE)
            page.goto(f"{address}/?pairs=1&end=2035&lang=en")
        for page in pages:
            page.locator("#status p").first.wait_for()
            page.locator("#run").click()
        windows[0].close()
        for page in pages[1:]:
            page.locator("#status", has_text="finished, in").wait_for()
        begun = time.monotonic()
        pages[1].locator("#pairs").fill("0")
        pages[1].locator("#run").click()
        pages[1].locator("#status [role=alert]").wait_for()
        assert time.monotonic() - begun < 10  # nine others draw figures meanwhile
        for window in windows[1:]:
            window.close()


def test_ctrl_c_in_the_middle_of_a_run_ends_everything(started):
    with served(TOY_YEAR_SECONDS="0.3") as (process, address), at(started, address, "end=2050&lang=en") as seen:
        seen.page.locator("#run").click()
        seen.page.locator("#status", has_text="has come to").wait_for()
        children = children_of(process.pid)
        assert len(children) >= 3
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 130 and "Traceback" not in err + out, err
        assert [one for one in children if alive(one)] == []


def children_of(pid: int) -> list[int]:
    """Processes whose parent this is."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def alive(pid: int) -> bool:
    """Whether a process runs still."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and not found.stdout.strip().startswith("Z")


@pytest.mark.slow
def test_the_whole_national_model_stands_behind_it(started):
    query = "pairs=1&end=2028&other=more-lis1&lang=nb"
    with served(REAL_MODEL="1") as (_, address), at(started, address, query) as seen:
        seen.page.set_default_timeout(4 * PATIENCE)  # where nothing is compiled yet
        run_to_the_end(seen.page)
        row = gps_of(seen.page)
        assert 5_000 < int(row[0].replace(" ", "")) < 6_500
        assert "Bare det første paret" in seen.page.locator("#remarks").inner_text()
    assert seen.complaints == [] and seen.outside == []
