"""An app over an index of two small crawls and an export, and what reads its pages."""

from __future__ import annotations

import shutil
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient
from tests.warc_by_hand import APRIL, MARCH, write_warc

import backlit
from backlit.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from backlit.web.jobs import Job

EXPORT = """source_url,target_url,anchor,first_seen
https://claims.example/a,https://shop.test/,Lamps,2026-02-01
https://claims.example/b,https://shop.test/lamps,"=cmd()",2026-02-03
no address <b>at all</b>,https://shop.test/,x,2026-02-01
https://claims.example/c,https://shop.test/,Lamps,
https://claims.example/c,https://shop.test/,Lamps,
"""
SAID = {"kind": "exports", "vendor": "some_tool", "property": "shop.test", "as_of": "2026-03-03"}
"""What is said of the export when it is sent."""
HERE = "http://127.0.0.1:8321"
BROWSER = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of what a page of ours sends."""
SECONDS = 30


class Page(HTMLParser):
    """A page as a reader sees it: its words, where its links lead, what its forms send where."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[tuple[str, str]] = []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        assert tag not in ("style", "iframe")
        assert not any(name.startswith("on") or name == "style" for name in named)
        if tag == "a":
            self.links.append(named.get("href") or "")
        if tag == "form":
            self.forms.append(((named.get("method") or "get").lower(), named.get("action") or ""))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index, not to be written to."""
    folder = tmp_path_factory.mktemp("pages")
    index = backlit.open(folder / "home")
    for name, pages, day in (("march", MARCH, "2026-03-01"), ("april", APRIL, "2026-04-01")):
        index.import_files([write_warc(folder / f"{name}.warc", pages, f"{day}T10:00:00Z")])
    export = folder / "claims.csv"
    export.write_text(EXPORT)
    index.import_exports([export], vendor="some_tool", property="shop.test", as_of="2026-03-03")
    index.rank(seeds=["news.example"])
    return folder / "home"


@pytest.fixture(scope="session")
def client(made_home: Path) -> Iterator[TestClient]:
    """Asks the app that nobody writes through."""
    with TestClient(create_app(backlit.open(made_home)), base_url=HERE, headers=BROWSER) as made:
        made.get("/data")  # which gives the cookie that a change needs
        yield made


@pytest.fixture
def own(made_home: Path, tmp_path: Path) -> Iterator[TestClient]:
    """An app with an index of its own, to write through."""
    with TestClient(
        create_app(backlit.open(shutil.copytree(made_home, tmp_path / "home"))), base_url=HERE, headers=BROWSER
    ) as made:
        made.get("/data")  # which gives the cookie that a change needs
        yield made


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    """An app without an index yet."""
    with TestClient(create_app(backlit.open(tmp_path / "home")), base_url=HERE, headers=BROWSER) as made:
        made.get("/data")  # which gives the cookie that a change needs
        yield made


@pytest.fixture
def ended() -> Callable[[TestClient], Job]:
    """Waits for the newest job of an app."""

    def wait(client: TestClient) -> Job:
        jobs = client.app.state.house.jobs  # type: ignore[attr-defined]
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            newest: Job = jobs.list()[0]
            if newest.ended and not client.app.state.house.index.running():  # type: ignore[attr-defined]
                return newest
            time.sleep(0.01)
        raise AssertionError("the job did not end")

    return wait
