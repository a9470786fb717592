"""Every page about the besieged site, as a parser reads it: its elements and attributes are ours alone."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

import backlit
from backlit.report.text import UNSAFE
from backlit.sample.tricks import TARGET
from backlit.web import create_app
from backlit.web.navigation import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlit.sample import SampleWeb

REPORTS = [page.report for page in PAGES if page.about_target]
LARGEST = 600_000
"""Characters of a page of 250 rows: the title of one page in them has a million."""
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "srcset", "poster", "ping")
FOREIGN = {"iframe", "frame", "object", "embed", "base", "applet", "math", "video", "audio", "style", "template"}


class Judge(HTMLParser):
    """Whatever in a page could do something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in FOREIGN or (tag == "meta" and "http-equiv" in given):
            self.faults.append(self.get_starttag_text() or tag)
        if tag == "script" and not (given.get("src") or "").startswith("/static/app."):
            self.faults.append(self.get_starttag_text() or tag)
        for name, value in attrs:
            self.words.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.faults.append(f"{tag} {name}={value}")
            if name in ADDRESSES and urlsplit(value or "").scheme not in ("", "http", "https") and value != "data:,":
                self.faults.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.faults.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.faults.append(data)

    def handle_pi(self, data: str) -> None:
        self.faults.append(data)


@pytest.fixture(scope="module")
def besieged(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    index = backlit.open(tmp_path_factory.mktemp("besieged") / "home")
    index.import_files([sample.hostile])
    index.rank()
    with TestClient(create_app(index), base_url="http://127.0.0.1:8321") as made:
        yield made


def judged(text: str) -> Judge:
    judge = Judge()
    judge.feed(text)
    judge.close()
    return judge


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("more", ["", "&sort=anchor:asc", "&group=one_per_domain"])
def test_a_page_has_no_element_or_attribute_of_strangers(besieged: TestClient, report: str, more: str) -> None:
    got = besieged.get(f"/{report}?target={TARGET}&limit=250{more}")
    if more and got.status_code == 400:
        pytest.skip(f"{report} has no such order or grouping")
    assert got.status_code == 200
    assert len(got.text) < LARGEST
    judge = judged(got.text)
    assert judge.faults == []
    assert [word for word in judge.words if UNSAFE.search(word.replace("\n", ""))] == []
    assert len(set(judge.ids)) == len(judge.ids)
