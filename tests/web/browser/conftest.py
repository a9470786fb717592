"""A real browser over a real server: Debian's chromium, `backlit serve`, the sample web with its hostile pages.

The browser lives no longer than a module: the loop that drives it would be in the way of tests with loops of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.web.browser.visits import BESIEGED, TARGET, Visit

import backlit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from backlit.sample import SampleWeb

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no chromium: tests/web/browser/install gets it where apt-get can; then the pages are tried in a real browser"
SERVE = "import sys; from backlit.cli import main; sys.exit(main())"


@pytest.fixture(scope="session")
def program() -> str:
    """The path of the browser."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="session")
def home(program: str, sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - nothing is built in vain
    """An index of both crawls, of the hostile pages and of the exports, rated and with judged projects."""
    folder = tmp_path_factory.mktemp("browser")
    seeds = folder / "seeds.txt"
    trusted = sorted(site["domain"] for site in sample.truth.sites.to_pylist() if site["trusted"])
    seeds.write_text("\n".join(trusted[::2]), "utf-8")
    index = backlit.open(folder / "home")
    for archive in (*sample.crawls, sample.hostile):
        index.import_files([archive])
    index.rank(seeds=seeds)
    index.import_exports(list(sample.exports))
    index.add_project("lamps", TARGET, brands=["Harbourlight"], terms=["bicycle lamp"])
    index.add_project("cheap", "bestcheaplamps.test", terms=["cheap lamps"])
    index.add_project("besieged", BESIEGED, terms=["<b>lamp</b>"])
    index.assess()
    return folder / "home"


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a server over an index, as a process of its own on a free port."""
    command = [sys.executable, "-c", SERVE, "--home", str(home), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert " at http://" in told, f"the server said {told!r}"
            yield told.split(" at ")[1].split("/ ")[0]
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The server of all tests that change nothing, or nothing that another test looks at."""
    with serving(home) as address:
        yield address


@pytest.fixture(scope="module")
def browser(program: str, server: str) -> Iterator[Browser]:  # noqa: ARG001 - the server first: its loop is its own
    """One browser a module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program)
        yield made
        made.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Makes visits: a context each, as of a person who was never here; every one must end without a fault."""
    made: list[Visit] = []

    def begin(**options: object) -> Visit:
        made.append(Visit(browser, server, **options))
        return made[-1]

    yield begin
    for one in made:
        one.context.close()
    assert [fault for one in made for fault in one.faults] == []
