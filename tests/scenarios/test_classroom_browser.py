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

PATIENCE = 180_000  # milliseconds; the machine may have other things to do
SMALL = "pairs=2&end=2030"


@contextmanager
def served(**environment: str) -> Iterator[tuple[Any, str]]:
    """The classroom as a process of its own: the process and its address."""
    command = [sys.executable, "-m", "tests.scenarios.toy_classroom", "classroom", "--port", "0", "--workers", "2"]
    known = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        said = process.stdout.readline()
        if "compiled here for the first time" in said:
            said += process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


@pytest.fixture(scope="module")
def server():
    """One classroom for all tests; the last of them ends it."""
    with served(TOY_YEAR_SECONDS="0.02") as found:
        yield found


@pytest.fixture(scope="module")
def address(server):
    return server[1]


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
    page.on("response", lambda one: seen.complaints.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(f"{address}/?{query}")
    page.locator("#status p").first.wait_for()
    yield seen
    window.close()


def run(page: Any, until: str) -> None:
    """Press Run and wait until this is on the page."""
    page.locator("#run").click()
    page.locator(until).first.wait_for()


def gps_of(page: Any) -> list[str]:
    """The row of GPs in the table of numbers."""
    page.locator("#numbers td").first.wait_for()
    return [cell.inner_text() for cell in page.locator("#numbers tbody tr").first.locator("td").all()]


def barriers(page: Any) -> list[tuple[str, str]]:
    """What axe finds, every part of the page unfolded."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page, options={"preload": False}).response["violations"]  # else it asks for style sheets itself
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found]


SMALL_PRINT = (
    "[...document.querySelectorAll('main *')].filter(e => e.innerText && e.checkVisibility()"
    " && parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML.slice(0, 80))"
)


def test_a_scenario_in_norwegian_to_the_end_without_barriers_on_a_large_screen_and_a_phone(started, address):
    with at(started, address, f"{SMALL}&lang=nb&other=more-lis1") as seen:
        page = seen.page
        assert page.locator("html").get_attribute("lang") == "nb" and "klasserommet" in page.locator("h1").inner_text()
        assert "scenarioet setter 1 500 fra 2027-09" in page.locator("#lis1_state_posts_known").inner_text()
        assert barriers(page) == []
        run(page, "#all img")
        assert "Alle 2 par er ferdige" in page.locator("#status").inner_text()
        for part in ("#map img", "#went img"):
            page.locator(part).wait_for()
        assert page.locator("#chart img").count() == 1 and page.locator("#all img").count() == 5
        for image in page.locator("#result ~ * img").all():
            assert len(image.get_attribute("alt")) > 60
        assert page.locator("#gates tbody tr").count() == 8
        assert "Par av kjøringer sammenlignet: 2" in page.locator("#went").inner_text()
        another_doctor_is_told_of_by_keyboard(page)
        assert barriers(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        page.wait_for_function("document.documentElement.scrollWidth <= 360")
        without, changed = (head.bounding_box() for head in page.locator("#life h4").all())
        assert without["x"] == changed["x"] and without["y"] < changed["y"]  # one above the other
        assert page.evaluate(SMALL_PRINT) == []
    assert seen.complaints == [] and seen.outside == []


def another_doctor_is_told_of_by_keyboard(page: Any) -> None:
    """Two columns beside each other; the button goes on to the next doctor and round, and keeps the focus."""
    page.locator("#life").wait_for()
    assert "Noen gang fastlege bare med endringene: 1" in page.locator("#lives_about").inner_text()
    assert "Her skilles livene, i mars 2027. Uten endringene: ingenting" in page.locator("#life").inner_text()
    assert [head.inner_text() for head in page.locator("#life h4").all()] == [
        "Uten endringene (referansebane)", "Med endringene (more-lis1)",
    ]  # fmt: skip
    boxes = [head.bounding_box() for head in page.locator("#life h4").all()]
    assert boxes[0]["y"] == boxes[1]["y"]
    page.locator("#lives_next").focus()
    for number in (2, 3, 1):
        page.keyboard.press("Enter")
        page.locator("[role=status] >> #lives_who", has_text=f"Lege {number} av 3: en kvinne").wait_for()
        assert page.evaluate("document.activeElement.id") == "lives_next"


def test_a_slider_moved_by_keyboard_changes_the_result_the_link_and_the_saved_file(started, address, tmp_path):
    with at(started, address, f"{SMALL}&lang=en") as seen:
        page = seen.page
        assert page.locator("html").get_attribute("lang") == "en" and "classroom" in page.locator("h1").inner_text()
        run(page, "#numbers td >> text='0 (0 to 0)'")
        assert gps_of(page)[2] == "0 (0 to 0)"
        page.locator("#lives_about", has_text="every doctor's life is the same").wait_for()
        assert page.locator("#lives_next").is_disabled()
        page.locator("#lis1_state_posts").focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        page.locator("#share[href*='lis1_state_posts=1519']").wait_for()
        assert page.locator("#lis1_state_posts_now").inner_text() == "1 519"
        run(page, "#numbers th >> text=with my levers")
        page.wait_for_function("document.querySelector('#numbers tbody td:last-child').innerText.startsWith('+')")
        page.locator("#status", has_text="All 2 pairs are finished").wait_for()
        assert "beyond what has been seen" in page.locator("#remarks").inner_text()
        link = page.locator("#share").get_attribute("href")
        with page.expect_download() as saved:
            page.locator("#scenario").click()
        saved.value.save_as(tmp_path / "mine.toml")
        assert check_scenario(str(tmp_path / "mine.toml"))[0]
        page.locator("#went_png").wait_for()
        for button, begin in (
            ("#figure", b"\x89PNG"), ("#data", b"scenario,year"), ("#map_png", b"\x89PNG"),
            ("#map_data", b"year,municipality"), ("#went_png", b"\x89PNG"), ("#went_data", b"scenario,base"),
        ):  # fmt: skip
            with page.expect_download() as got:
                page.locator(button).click()
            assert got.value.path().read_bytes().startswith(begin), button
        the_map_follows_the_keyboard(page)
    assert seen.complaints == []
    with at(started, address, link.removeprefix("?")) as again:
        assert again.page.locator("#lis1_state_posts").input_value() == "1519"
        assert again.page.locator("#pairs").input_value() == "2"


def the_map_follows_the_keyboard(page: Any) -> None:
    """Another year, the difference, another indicator; the map and its table follow."""
    page.locator("#map img[alt*='December 2030']").wait_for()
    page.locator("#map_year").focus()
    page.keyboard.press("ArrowLeft")
    page.locator("#map img[alt*='December 2029']").wait_for()
    assert page.locator("#map_year_now").inner_text() == "2029"
    page.locator("#map_side").select_option("difference")
    page.locator("#map img[alt*='with my levers less baseline, December 2029']").wait_for()
    page.locator("#map_what").select_option("gps_per_10000")
    page.locator("#map img[alt*='GPs per 10 000']").wait_for()
    caption = page.locator("#map_table caption", has_text="GPs per 10 000 inhabitants")
    caption.wait_for(state="attached")
    assert "December 2029, mean of 2 pairs" in caption.text_content()


def test_the_base_is_run_while_the_page_is_read_and_a_slider_moved_does_not_undo_it(started, address):
    with at(started, address, "pairs=3&end=2037&lang=en") as seen:
        page = seen.page
        page.locator("#base_made", has_text="is run: 3 of 3").wait_for()
        # a page that glides to the slider takes Run away from under the mouse
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        page.locator("#lis1_state_posts").focus()
        page.keyboard.press("ArrowRight")
        run(page, "#status >> text=All 3 pairs are finished")
        assert page.locator("#base_made").inner_text() == ""
        assert "3 of 6 runs had been made before you pressed" in page.locator("#status").inner_text()
        assert gps_of(page)[0] != gps_of(page)[1]
        assert seen.complaints == [] and seen.outside == []


def test_after_a_stop_nothing_more_is_run_until_something_is_set(started, address):
    with at(started, address, "pairs=50&end=2059&lang=en&other=more-lis1") as seen:
        page = seen.page
        run(page, "#status >> text=of 50 pairs are finished")
        page.locator("#alis_supervisor_slots").focus()
        page.keyboard.press("ArrowRight")
        page.locator("#base_made p").wait_for()
        page.locator("#stop").click()
        page.locator("#status", has_text="Stopped with").wait_for()
        page.locator("#base_made p").wait_for(state="detached")
        page.locator("#bonding_posts").focus()
        page.keyboard.press("ArrowRight")
        page.locator("#base_made p").wait_for()
        assert seen.complaints == [] and seen.outside == []


def test_sliders_follow_the_scenario_until_they_are_moved(started, address):
    with at(started, address, "lang=en&lis1_gp_linked_posts=150") as seen:
        page, posts, linked = seen.page, seen.page.locator("#lis1_state_posts_now"), "#lis1_gp_linked_posts"
        assert posts.inner_text() == "1 219" and page.locator(f"{linked}_now").inner_text() == "150"
        page.locator("#other").select_option("expert-committee-2022")
        page.locator("#lis1_state_posts_known", has_text="today 1 219; the scenario sets 1 400 from 2027-09").wait_for()
        assert posts.inner_text() == "1 400"
        page.locator("#share[href*='other=expert']").wait_for()
        assert page.locator("#share").get_attribute("href").count("=") == 3  # other, language and the one that is moved
        page.locator("#lis1_state_posts").focus()
        page.keyboard.press("ArrowLeft")
        page.locator("#share[href*='lis1_state_posts=']").wait_for()
        page.locator("#levers_back").click()
        page.locator("#share:not([href*='lis1'])").wait_for()
        assert posts.inner_text() == "1 400" and page.locator(f"{linked}_now").inner_text() == "150"
    assert seen.complaints == []


def test_a_hostile_link_changes_nothing_and_says_so_and_what_cannot_be_run_is_not(started, address):
    with at(started, address, "lang=en&base=../../etc/passwd&other=<script>alert(1)</script>&pairs=99999") as seen:
        page = seen.page
        told = page.locator("[role=alert]").inner_text()
        assert all(word in told for word in ("base", "other", "pairs"))
        assert page.locator("#pairs").input_value() == "10"
        assert page.locator("main script").count() == 1  # the page's own
        assert seen.complaints == [] and seen.outside == []
        page.locator("#pairs").fill("0")
        page.locator("#run").click()
        page.locator("#status [role=alert]", has_text="expected 1 to 50").wait_for()
        assert page.locator("#chart img").count() == 0
        page.evaluate("fetch('http://example.invalid/a').catch(() => 0)")
        assert seen.outside == ["http://example.invalid/a"]  # a request to the outside would be seen


HOSTILE = {
    "../elsewhere.toml": (b'title = "x"\nbase = "../../../etc/passwd"', "expected a scenario of the library"),
    "binary.toml": (b"\xff\xfe\x00", "no text in UTF-8"),
    "long.toml": (b"#" * 64_001, "expected a scenario file of at most 64000"),
    "<img src=x onerror=alert(1)>.toml": (b'title = "x"\nbase = "baseline"\n[[change]]\nlever = "<script>"', "change"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_changes_nothing_and_says_so(started, address, name):
    content, words = HOSTILE[name]
    with at(started, address, "pairs=1&end=2028&lang=en") as seen:
        seen.page.set_input_files("#file", files=[{"name": name, "mimeType": "text/plain", "buffer": content}])
        seen.page.locator("#status [role=alert]", has_text=words).wait_for()
        assert seen.page.locator("#file_away").count() == 0 and seen.page.locator("main img").count() == 0
    assert seen.complaints == [] and seen.outside == []


def test_a_file_stands_in_place_of_what_is_set_until_it_is_taken_away(started, address, tmp_path):
    text = b'title = "Mine"\nbase = "more-lis1"\n'
    with at(started, address, "pairs=1&end=2028&lang=en") as seen:
        page = seen.page
        page.set_input_files("#file", files=[{"name": "mine.toml", "mimeType": "text/plain", "buffer": text}])
        page.locator("#file_now", has_text="mine.toml stands in place of the scenario").wait_for()
        with page.expect_download() as saved:
            page.locator("#scenario").click()
        saved.value.save_as(tmp_path / "again.toml")
        assert (tmp_path / "again.toml").read_bytes() == text
        run(page, "#numbers th >> text=my file")
        page.locator("#file_away").click()
        page.locator("#file_away").wait_for(state="detached")
        run(page, "#remarks >> text=Both sides are the same")
        assert barriers(page) == []
    assert seen.complaints == [] and seen.outside == []


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


def children_of(pid: int) -> list[int]:
    """Processes whose parent this is."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def doing(pid: int) -> str:
    """The state of a process and its command; nothing where it is gone."""
    found = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def alive(pid: int) -> bool:
    """Whether a process runs still."""
    return bool(state := doing(pid)) and not state.startswith("Z")


def test_ten_readers_at_once_and_one_who_leaves(started, address):
    windows = [started.new_context() for _ in range(10)]
    pages = [window.new_page() for window in windows]
    for page in pages:
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/?pairs=1&end=2031&lang=en", wait_until="commit")
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


def test_a_lesson_asks_before_it_runs_and_explains_after(started, address):
    with at(started, address, "lang=nb", width=360, height=740) as seen:
        page = seen.page
        page.locator("#lesson_choice a").first.click()
        page.wait_for_url("**lesson=queue**")
        shut = page.locator("#run[disabled]")
        shut.wait_for()
        assert page.locator("#other").input_value() == "more-lis1" and page.locator("#end").input_value() == "2040"
        page.wait_for_function("document.getElementById('indicator').value === 'lis1_waiting'")
        assert page.locator("fieldset.predict legend").count() == 2
        page.evaluate("one => { one.disabled = false; one.click(); one.disabled = true }", page.query_selector("#run"))
        page.locator("#status [role=alert]", has_text="Svar på spørsmålene").wait_for()  # the server holds it too
        for question in ("line", "gps"):
            assert shut.count() == 1
            page.locator(f"#predict_{question} input").first.focus()
            page.keyboard.press("Space")
        page.locator("#run:not([disabled])").click()
        page.locator("#explained").wait_for()
        told = page.locator("[role=region] > [aria-live=polite]:has(#explained)").inner_text()
        assert "Du trodde: Over 100 færre" in told and "90 % intervall" in told and "docs/odd.md" in told
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("#share").get_attribute("href") == "?lesson=queue&lang=nb"
        assert page.locator("#language a").get_attribute("href") == "?lesson=queue&lang=en"
        assert seen.complaints == [] and seen.outside == []
        assert barriers(page) == []


@pytest.mark.slow
def test_the_whole_national_model_stands_behind_it(started):
    query = "pairs=1&end=2028&other=more-lis1&lang=nb"
    with served(REAL_MODEL="1") as (_, address), at(started, address, query) as seen:
        seen.page.set_default_timeout(4 * PATIENCE)  # where nothing is compiled yet
        run(seen.page, "#map img")
        assert "Kart over 357 kommuner" in seen.page.locator("#map img").get_attribute("alt")
        row = gps_of(seen.page)
        assert 5_000 < int(row[0].replace(" ", "")) < 6_500
        assert "Bare det første paret" in seen.page.locator("#remarks").inner_text()
    assert seen.complaints == [] and seen.outside == []


def test_ctrl_c_in_the_middle_of_a_run_ends_everything(started, server):
    """Stands last: the server of all tests is gone after it."""
    process, address = server
    with at(started, address, "end=2060&pairs=50&lang=en") as seen:
        run(seen.page, "#status >> text=of 50 pairs are finished")
        children = children_of(process.pid)
        assert len(children) >= 3
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 130 and "Traceback" not in err + out, err
        # Python's resource tracker hears of the end by a pipe that closes, so it goes a moment after the server.
        end = time.monotonic() + 10
        while (left := [one for one in children if alive(one)]) and time.monotonic() < end:
            time.sleep(0.05)
        assert left == [], [doing(one) for one in left]
