"""A toy study with its pages in both languages, drawn once for all tests that look at pages: drawing is dear."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from scenarios.pipeline import Results, execute
from tests.scenarios import fake


def changed(lever, value, **more):
    """A change as run.json keeps it."""
    return {"lever": lever, "from": "2027-01", "until": None, "value": value, "where": {}, **more}


def cases():
    """A base and two scenarios, one of them with levers beyond the evidence and a title in both languages."""
    plain = fake.case("more", gps=1.0)
    world = {"hospital_posts_growth": 0.02}
    layers = [[changed("lis1.state_posts", 1500), changed("alis.supervisor_rule", "experienced")]]
    return (
        replace(fake.case("base"), resolved={"layers": [], "world": world}, title="Rules of today",
                title_nb="Dagens regler", text="What is in force.", text_nb="Det som gjelder."),
        replace(plain, resolved={"layers": layers, "world": world}, title="More posts", title_nb="Flere stillinger",
                text="Posts for all.", text_nb="Stillinger til alle.",
                warnings=("more.toml, line 3: lis1.state_posts = 1500: beyond the evidence",)),
        replace(fake.case("<b>odd & name</b>", gps=-0.5), title_nb="Rart <i>navn</i>"),
    )  # fmt: skip


def study_in(lang):
    """The study whose pages are looked at: three scenarios, eleven years, three runs each."""
    return fake.study(*cases(), end_year=2036, lang=lang, digests={"code": "c0ffee"})


@pytest.fixture(scope="session")
def drawn(tmp_path_factory) -> dict[str, Path]:
    """Finished folders by language, for reading only; one pair for all processes of a test session.

    The Norwegian one is the English one asked for again in Norwegian.
    """
    place = tmp_path_factory.getbasetemp()
    place = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    folders = {lang: place / "drawn" / lang for lang in ("en", "nb")}
    with FileLock(place / "drawn.lock"):
        if not (place / "drawn.done").exists():
            execute(study_in("en"), folders["en"], fake.engine(), workers=1)
            shutil.copytree(folders["en"], folders["nb"])
            execute(study_in("nb"), folders["nb"], fake.engine(), workers=1)
            (place / "drawn.done").touch()
    return folders


def results_of(drawn, lang) -> Results:
    """A drawn folder read back."""
    return execute(study_in(lang), drawn[lang], fake.engine(), workers=1)
