"""The hostile pages: they hold what they say, the core reads it whole, and no form of a report lets it do harm."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import islice
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pytest
from tests.sample.reading import read_warc

import backlit
from backlit import _core
from backlit.cli import main
from backlit.report.text import UNSAFE
from backlit.sample.tricks import ADDRESSES, TARGET, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.sample import SampleWeb

Row = dict[str, Any]
REPORTS = (
    "overview", "backlinks", "referring-domains", "anchors", "changes", "pages", "outlinks", "internal", "sources",
    "mentions", "similar", "neighbours",
)  # fmt: skip
SPACE = re.compile(r"[\x00-\x20\xa0]+")
"""What docs/extraction.md calls white space in titles and anchors."""
KEPT = 2000
"""The characters of an anchor that are kept, by the same page."""
NUMBER = re.compile(r"-?[0-9.]+(e[+-]?[0-9]+)?")


@pytest.fixture(scope="module")
def planted(sample: SampleWeb) -> dict[str, list[Row]]:
    """The links of the truth by page."""
    found: dict[str, list[Row]] = {}
    for row in sample.truth.hostile.to_pylist():
        found.setdefault(row["page_url"], []).append(row)
    return found


@pytest.fixture(scope="module")
def home(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "home"
    index = backlit.open(folder)
    index.import_files([sample.hostile])
    index.rank()
    return folder


class Reader(HTMLParser):
    """Title, language and links as the standard library's parser finds them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.language: str | None = ""
        self.links: list[list[str | None]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag
        if tag == "html":
            self.language = given["lang"]
        elif tag == "a":
            self.links.append([given["href"], "text", "", given.get("rel")])
        elif tag == "img":
            self.links[-1][1:3] = ["image", given["alt"]]
        assert tag not in ("script", "iframe", "style", "form", "base")
        assert not any(name.startswith("on") for name in given)

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag in ("a", "title") else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data
        elif self.inside == "a":
            self.links[-1][2] = f"{self.links[-1][2]}{data}"


def test_another_parser_finds_what_was_planted(sample: SampleWeb, planted: dict[str, list[Row]]) -> None:
    pages = [record for record in read_warc(sample.hostile) if record.headers["WARC-Type"] == "response"]
    assert len(pages) == len(planted) == len(TEXTS) + len(ADDRESSES) + 1
    for record in pages:
        reader = Reader()
        reader.feed(record.body.decode())
        reader.close()
        rows = planted[record.headers["WARC-Target-URI"]]
        assert (reader.title, reader.language) == (rows[0]["title"], rows[0]["language"])
        assert reader.links == [[row["written"], row["kind"], row["anchor"], row["rel"]] for row in rows]


def test_every_trick_stands_in_titles_anchors_and_alternative_texts(planted: dict[str, list[Row]]) -> None:
    rows = [row for links in planted.values() for row in links]
    assert {row["title"] for row in rows} >= set(TEXTS.values())
    assert {row["anchor"] for row in rows if row["kind"] == "text"} >= set(TEXTS.values())
    assert {row["anchor"] for row in rows if row["kind"] == "image"} >= {
        text for text in TEXTS.values() if len(text) < 10_000
    }
    assert {row["written"] for row in rows} >= {written for written, _ in ADDRESSES.values()}


def read(text: str, *, attribute: bool) -> str:
    """A planted text as the core should tell it; HTML turns NUL into U+FFFD in attributes and titles."""
    return SPACE.sub(" ", text.replace("\0", "\ufffd") if attribute else text).strip()


def test_the_core_reads_every_trick_whole(
    sample: SampleWeb, planted: dict[str, list[Row]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("segment")
    (result,) = _core.extract_files(
        [(str(sample.hostile), sample.hostile.name, None, None)], str(folder), 1, lambda *_: True
    )
    assert (result["damage"], result["pages"]) == ([], len(planted))
    for path in folder.glob("pages-*.parquet"):
        links = iter(pq.read_table(path.with_name(path.name.replace("pages", "links"))).to_pylist())
        for page in pq.read_table(path).to_pylist():
            rows, found = planted[page["url"]], list(islice(links, page["links"]))
            assert page["title"] == read(rows[0]["title"], attribute=True)
            assert page["language"] == rows[0]["language"].replace("\0", "\ufffd")
            for row, link in zip(rows, found, strict=True):
                anchor = read(row["anchor"], attribute=row["kind"] == "image")
                assert link["anchor"] == anchor[:KEPT]
                assert [link[name] for name in ("target_url", "kind", "rel")] == [
                    row[name] for name in ("target_url", "kind", "rel")
                ]


def test_the_index_has_the_links_to_the_target(home: Path, planted: dict[str, list[Row]]) -> None:
    told = Counter(row["target_url"] for row in backlit.open(home).backlinks(TARGET, history="all", limit=0))
    expected = Counter(
        row["target_url"].partition("#")[0].replace("user:secret@", "")  # a page's name holds no password
        for url, links in planted.items()
        for row in links
        if re.match(rf"https?://([^/@]*@)?{re.escape(TARGET)}[:/]", row["target_url"] or "")
        and not url.startswith(f"https://{TARGET}/")
    )
    assert told == expected


def told(home: Path, capfd: pytest.CaptureFixture[str], *words: str) -> str:
    capfd.readouterr()
    assert main(["--home", str(home), *words]) == 0
    return capfd.readouterr().out


@pytest.mark.parametrize("report", REPORTS)
def test_a_terminal_sees_nothing_that_moves_its_cursor_or_turns_its_text(
    home: Path, capfd: pytest.CaptureFixture[str], report: str
) -> None:
    shown = told(home, capfd, report, TARGET)
    assert len(shown) < 100_000
    assert not [char for char in UNSAFE.findall(shown) if char != "\n"]


@pytest.mark.parametrize("report", REPORTS)
def test_json_escapes_what_is_hidden_and_reads_back_as_it_was(
    home: Path, capfd: pytest.CaptureFixture[str], report: str
) -> None:
    rows = [json.loads(line) for line in told(home, capfd, report, TARGET, "--format", "jsonl").split("\n")[:-1]]
    raw = told(home, capfd, report, TARGET, "--format", "json")
    assert not [char for char in UNSAFE.findall(raw) if char != "\n"]
    assert json.loads(raw)["rows"] == rows


def cells(text: str) -> list[list[str]]:
    before = csv.field_size_limit(4 << 20)
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("report", REPORTS)
def test_no_spreadsheet_takes_a_cell_for_a_formula(
    home: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path, report: str
) -> None:
    rows = cells(told(home, capfd, report, TARGET, "--format", "csv"))
    assert {len(row) for row in rows} == {len(rows[0])}
    harmful = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert [cell for cell in harmful if not NUMBER.fullmatch(cell)] == []
    path = tmp_path / "report.xlsx"
    told(home, capfd, report, TARGET, "--output", str(path))
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert openpyxl.load_workbook(path).active.max_row == len(rows)  # type: ignore[union-attr]


def test_every_form_of_backlinks_holds_every_anchor(
    home: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    expected = {read(text, attribute=True)[:KEPT] for name, text in TEXTS.items() if len(text) < 10_000}
    path = tmp_path / "links.parquet"
    told(home, capfd, "backlinks", TARGET, "--limit", "0", "--output", str(path))
    rows = told(home, capfd, "backlinks", TARGET, "--limit", "0", "--format", "jsonl").split("\n")[:-1]
    assert {json.loads(row)["anchor"] for row in rows} >= expected
    assert set(pq.read_table(path)["anchor"].to_pylist()) >= expected
