"""A real headless browser for the tests of the report: Debian's chromium, driven by Playwright.

Pages are opened from disk. Every request that is not the page itself is counted and aborted, so a page that needs
anything from outside fails. No chromium is a failure, not a skip: `.ci/run` installs it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def chromium_path() -> str:
    """Where chromium is; AssertionError saying how to get it if it is not there."""
    wanted = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else PLACES
    found = [path for path in wanted if Path(path).is_file()]
    assert found, (
        f"no chromium at {', '.join(wanted)}: the tests of the report need a browser; install it with "
        "`apt-get install chromium`, or name one in the environment variable CHROMIUM"
    )
    return found[0]


@dataclass
class Opened:
    """A page on the screen: the page, what it said in the console, and what it asked for beyond itself."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser for a module of tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=chromium_path(), headless=True, args=list(FLAGS))
        yield started
        started.close()


@contextmanager
def opened(started: Any, path: Path, width: int = 1200, height: int = 900) -> Iterator[Opened]:
    """A file of disk in a window of this size, without scripts of its own."""
    window = started.new_context(viewport={"width": width, "height": height})
    page = window.new_page()
    found = Opened(page)
    address = path.resolve().as_uri()

    def watch(route: Any) -> None:
        if route.request.url.partition("#")[0] == address:
            route.continue_()
        else:
            found.requests.append(route.request.url)
            route.abort()

    page.route("**/*", watch)
    page.on("console", lambda message: found.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.goto(address)
    yield found
    window.close()
