"""The public API: its names, an index from files to frames, and one page's links without an index."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import backlit
from backlit import model

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    "DamagedError", "DisavowError", "DiskFullError", "EmbeddingError", "ExchangeError", "Extract", "FilterError",
    "FormatError", "Index", "LockedError", "NoIndexError", "NotAssessedError", "QueryError", "RankError",
    "RankReport", "Report", "Rows", "SeedsError", "SourceError", "SourceUsageError", "SqlError", "StateError",
    "StateUsageError", "StoreError", "TargetError", "UnratedError", "extract", "open", "schema",
]  # fmt: skip

PAGE = b"""<html lang="de"><title> A  page </title><meta name=robots content="nofollow">
<link rel=canonical href="/p"><main><p>Text before the link <a href="../a?b#c" rel="Sponsored">the
 <b>anchor</b></a> and text after it.<a href="mailto:me@site.example"><img alt="a picture"></a></p></main>"""


def test_the_public_names_are_these_and_all_there() -> None:
    assert sorted(backlit.__all__) == sorted(NAMES)
    for name in NAMES:
        assert getattr(backlit, name).__doc__
    assert dir(backlit) == backlit.__all__
    with pytest.raises(AttributeError, match="no_such"):
        backlit.no_such  # noqa: B018


def test_errors_of_wrong_questions_are_value_errors() -> None:
    for error in (backlit.TargetError, backlit.FilterError, backlit.QueryError, backlit.SqlError, backlit.FormatError):
        assert issubclass(error, ValueError)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> backlit.Index:
    folder = tmp_path_factory.mktemp("site")
    (folder / "blog").mkdir()
    (folder / "blog" / "a.html").write_bytes(b"<p>see <a href='https://target.test/x'>X marks</a></p>")
    (folder / "index.html").write_bytes(b"<p><a href='/blog/a.html'>Blog</a></p>")
    index = backlit.open(folder.parent / f"{folder.name}-data")
    index.import_files([folder], base="https://site.example/", as_of="2026-03-01")
    return index


def test_files_in_and_links_out(index: backlit.Index) -> None:
    report = index.backlinks("target.test")
    assert [row["source_url"] for row in report] == ["https://site.example/blog/a.html"]
    assert report.arrow().num_rows == len(report) == report.total == 1
    assert report.df().loc[0, "anchor"] == "X marks"
    assert report.pl()["anchor"].to_list() == ["X marks"]
    assert "X marks" in repr(report)
    assert next(iter(report))["first_seen"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert index.backlinks("target.test", scope="exact").total == 0
    assert index.backlinks("https://target.test/x", scope="exact", filters=["anchor~marks"], columns=["anchor"]).total


def test_every_report_is_a_method(index: backlit.Index) -> None:
    for name in ("overview", "backlinks", "referring_domains", "anchors", "pages", "outlinks", "internal", "changes"):
        report = getattr(index, name)("site.example")
        assert isinstance(report, backlit.Report)
        assert report.name == name.replace("_", "-")
        assert getattr(backlit.Index, name).__doc__
    assert index.outlinks("site.example", by="page").arrow().column("target_url").to_pylist() == [
        "https://target.test/x"
    ]


def test_the_rest_of_the_index(index: backlit.Index) -> None:
    assert index.status().imports == 1
    assert len(index.segments()) == 1
    assert index.verify().sound
    index.compact()
    assert index.sql("SELECT count(*) AS n FROM links").arrow().column("n").to_pylist() == [2]
    assert {table.name for table in backlit.schema()} == {
        "links", "pages", "domains", "imports", "claims", "mentions", "traffic", "vendor_metrics",
    }  # fmt: skip
    assert str(index.path) in repr(index)


def test_sql_offers_every_column_of_the_model(index: backlit.Index) -> None:
    for table in backlit.schema():
        found = index.sql(f"SELECT * FROM {table.name}").arrow()
        assert tuple(found.column_names) == table.names


def test_a_new_import_is_seen_by_an_open_index(tmp_path: Path) -> None:
    first, second = backlit.open(tmp_path / "data"), backlit.open(tmp_path / "data")
    with pytest.raises(backlit.NoIndexError):
        first.backlinks("b.test")
    (tmp_path / "a.html").write_bytes(b"<a href='https://b.test/'>b</a>")
    second.import_files([tmp_path / "a.html"], base="https://a.test/", as_of="2026-01-01")
    assert first.backlinks("b.test").total == 1
    (tmp_path / "c.html").write_bytes(b"<a href='https://b.test/'>b</a>")
    second.import_files([tmp_path / "c.html"], base="https://c.test/", as_of="2026-01-02")
    assert first.backlinks("b.test").total == 2


def test_the_home_is_told_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BACKLIT_HOME", str(tmp_path / "there"))
    assert backlit.open().path == tmp_path / "there"
    monkeypatch.delenv("BACKLIT_HOME")
    monkeypatch.chdir(tmp_path)
    assert backlit.open().path == tmp_path / "backlit-data"


def test_wrong_dates_and_files_are_refused(tmp_path: Path) -> None:
    index = backlit.open(tmp_path / "data")
    with pytest.raises(backlit.SourceError, match="missing"):
        index.import_files([tmp_path / "missing.warc"])
    (tmp_path / "a.html").write_bytes(b"<a href=/x>")
    with pytest.raises(backlit.QueryError, match="2026-01-31"):
        index.import_files([tmp_path / "a.html"], base="https://a.test/", as_of="soon")


def test_extract_gives_the_facts_and_the_links_of_one_page() -> None:
    found = backlit.extract(PAGE, "https://www.site.example/dir/p")
    assert found.page["title"] == "A page"
    assert (found.page["host"], found.page["domain"]) == ("www.site.example", "site.example")
    assert (found.page["language"], found.page["nofollow"], found.page["noindex"]) == ("de", True, False)
    assert found.page["canonical"] == "https://www.site.example/p"
    assert set(found.page) - {"redirect_url"} <= set(model.PAGES.names)
    assert found.links.column_names == list(model.EXTRACTED)
    by_kind = {row["kind"]: row for row in found.links.to_pylist()}
    text, image = by_kind["text"], by_kind["image"]
    assert (text["target_url"], text["target_raw"]) == ("https://www.site.example/a?b#c", "../a?b#c")
    assert (text["anchor"], text["anchor_from"], text["rel"]) == ("the anchor", "text", "Sponsored")
    assert (text["followed"], text["sponsored"], text["nofollow"]) == (False, True, False)
    assert text["context_left"].endswith("before the link ")
    assert (image["target_url"], image["target_host"]) == ("mailto:me@site.example", None)
    assert (image["anchor"], image["anchor_from"]) == ("a picture", "alt")
    assert isinstance(found.links, pa.Table)
    assert "links" in repr(found)
    json.dumps(found.page)


def test_extract_takes_headers_and_refuses_what_is_no_address() -> None:
    found = backlit.extract(b"<p>x</p>", "https://a.test/", robots_tags=["noindex"], content_type="text/html")
    assert found.page["noindex"] is True
    assert found.links.num_rows == 0
    assert found.links.column_names == list(model.EXTRACTED)
    with pytest.raises(ValueError, match="address"):
        backlit.extract(b"", "not an address")
