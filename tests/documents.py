"""The commands and links that the documents hold, and the smoke form of each command.

``SMOKE`` is the declared size: the first row whose words a command begins with says how it is tried. A command in a
document that no row knows fails the test, so a new one needs a row here.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.study import ROOT

HOW_TO = ROOT / "docs" / "how-to"  # tests/test_how_to.py runs what stands there, in a copy of the project
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PLACE = re.compile(
    r"^(?:(?:agents|model|scenarios|calibration|docs|tests|notebooks)/[\w./*-]*|README\.md|CONTRIBUTING\.md|CHANGELOG\.md"
    r"|CITATION\.cff|LICENSE|pyproject\.toml|\.ci/run)$"
)

SMALL = ("--end", "2035", "--draws", "1", "--replicates", "1", "--workers", "1")
WORDS = {"NAME": "exit_under_40", "LEVER": "lis1.state_posts", "2031-08/uit/017": "2026-01/uit/002"}


@dataclass(frozen=True)
class Smoke:
    """How commands with these first words are tried.

    how: "run", in the door with ``more`` appended, the toy country behind it; "parse", its options are read and its
    --help printed (for what is long, needs a network or serves); "module", ``python -m`` of a room that has a main
    part; "tool", a program of the environment; "extra", extras of pyproject.toml.
    """

    begins: str
    how: str = "run"
    more: tuple[str, ...] = ()
    tag: str = ""


SMOKE = (
    Smoke("uv run run.py run baseline --data", "parse", tag="net"),  # a folder that data update would have made
    Smoke("uv run run.py data check --data", "parse", tag="net"),
    Smoke("uv run run.py run", more=SMALL),
    Smoke("uv run run.py compare", more=SMALL),
    Smoke("uv run run.py trace", more=("--end", "2027")),
    Smoke("uv run run.py scenarios"),
    Smoke("uv run run.py levers"),
    Smoke("uv run run.py parameters"),
    Smoke("uv run run.py data check"),
    Smoke("uv run run.py data update", "parse", tag="net"),
    Smoke("uv run run.py bench", "parse", tag="long"),
    Smoke("uv run run.py calibrate", "parse", tag="long"),
    Smoke("uv run run.py backtest", "parse", tag="long"),
    Smoke("uv run run.py history", "parse", tag="long"),
    Smoke("uv run run.py sensitivity", "parse", tag="long"),
    Smoke("uv run run.py attain", "parse", tag="long"),
    Smoke("uv run run.py search", "parse", tag="long"),
    Smoke("uv run run.py new-search"),
    Smoke("uv run run.py verify", "parse", tag="long"),
    Smoke("uv run run.py report", "parse", tag="long"),
    Smoke("uv run run.py classroom", "parse", tag="server"),
    Smoke("uv run python -m", "module"),
    Smoke("uv run pytest", "tool", tag="long"),
    Smoke("uv run ruff", "tool"),
    Smoke("uv run mypy", "tool"),
    Smoke("uv run lint-imports", "tool"),
    Smoke("uv sync", "extra", tag="net"),
)


def pages() -> list[Path]:
    """Every document of the project."""
    tops = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "model" / "data" / "README.md"]
    return [*tops, *sorted((ROOT / "docs").rglob("*.md"))]


def commands(text: str) -> Iterator[str]:
    """Commands of a page as typed: lines in fences and code in running text that begin with ``uv``."""
    for fence in FENCE.findall(text):
        yield from (bare(line) for line in fence.splitlines() if line.lstrip("$ ").startswith("uv "))
    for span in SPAN.findall(FENCE.sub("", text)):
        if re.match(r"uv (?:run|sync)\s", span):
            yield bare(" ".join(span.split()))


def bare(line: str) -> str:
    """A command without what it writes to and without the comment after it."""
    return re.split(r"\s+(?:#|>)\s", line.strip().removeprefix("$ "))[0].strip()


def documented() -> dict[str, list[str]]:
    """Commands by text, with the pages they stand on; those of the how-to pages apart."""
    found: dict[str, list[str]] = {}
    for page in pages():
        for command in commands(page.read_text("utf-8")) if HOW_TO not in page.parents else ():
            found.setdefault(command, []).append(page.relative_to(ROOT).as_posix())
    return found


def smoke_of(command: str) -> Smoke | None:
    """The first row that knows the command."""
    return next((row for row in SMOKE if f"{command} ".startswith(f"{row.begins} ")), None)


def words_of(command: str) -> list[str]:
    """The words after ``uv run run.py``, with names that stand for others replaced."""
    return [WORDS.get(word, word) for word in shlex.split(command)[3:]]


def links(text: str) -> Iterator[str]:
    """Links and pictures inside the project, and code in running text that is a path of it."""
    bare_text = FENCE.sub("", text)
    for pair in LINK.findall(bare_text):
        if not re.match(r"[a-z]+:", target := pair[0] or pair[1]):
            yield target
    yield from (f"/{span}" for span in SPAN.findall(bare_text) if PLACE.match(span))


def missing_link(target: str, page: Path) -> str | None:
    """None where a link leads somewhere, else what is missing. ``/x`` is a path from the root, ``*`` any name."""
    path, _, anchor = target.partition("#")
    place = ROOT / path[1:] if path.startswith("/") else page.parent / path
    if not path:
        place = page
    if not place.exists() and not list(ROOT.glob(path[1:] if path.startswith("/") else path)):
        return f"{page.relative_to(ROOT)}: {target}: no such file"
    if anchor and anchor not in anchors(place.read_text("utf-8")):
        return f"{page.relative_to(ROOT)}: {target}: no such heading"
    return None


def anchors(text: str) -> set[str]:
    """Headings of a page as links name them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
