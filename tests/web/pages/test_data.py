"""The page Data: what is in the index is all told there, and what it changes is what the commands change."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING

import pytest
from tests.warc_by_hand import MARCH, write_warc
from tests.web.pages.conftest import EXPORT, SAID, Page

import backlit
from backlit.index import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.testclient import TestClient

    from backlit.index import Listener
    from backlit.web.jobs import Job

    Ended = Callable[[TestClient], Job]


def read(client: TestClient, address: str, status: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == status
    return Page(answer.text)


def index_of(client: TestClient) -> backlit.Index:
    index: backlit.Index = client.app.state.house.index  # type: ignore[attr-defined]
    return index


def test_all_imports_stand_there_with_what_they_brought(client: TestClient) -> None:
    page = read(client, "/data")
    for row in index_of(client).segments():
        assert f"/data/imports/{row['import_id']}" in page.links
        assert f"/data/imports/{row['import_id']}/undo" in page.links
    for said in ("march.warc", "april.warc", "claims.csv", "some tool", "2026-03-01", "3 claims"):
        assert said in page.text
    assert "/data/imports/0003#rejects" in page.links


def test_totals_are_those_of_the_status(client: TestClient) -> None:
    page, status = read(client, "/data"), index_of(client).status()
    assert f"Links {status.links:,}" in page.text
    assert f"Pages {status.pages:,}" in page.text
    assert f"of {status.rows:,} rows; {status.rejected:,} refused" in page.text
    assert "They know all imports." in page.text


def test_imports_come_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlit.web.pages.data.IMPORTS", 2)
    first = read(client, "/data")
    assert "/data/imports/0003" in first.links
    assert "/data/imports/0001" not in first.links
    assert "/data?before=0002#imports" in first.links
    second = read(client, "/data?before=0002")
    assert "/data/imports/0001" in second.links
    assert "/data/imports/0002" not in second.links
    assert not any("before=" in link for link in second.links)


def test_an_import_shows_its_rejects_with_line_and_reason(client: TestClient) -> None:
    page = read(client, "/data/imports/3")
    assert "1 row refused" in page.text
    assert "4 the source address does not parse" in page.text
    assert "no address <b>at all</b>" in page.text


def test_an_import_that_is_not_there(client: TestClient) -> None:
    for address in ("/data/imports/0009", "/data/imports/x%20y", "/data/imports/0009/undo"):
        assert "There is no import" in read(client, address, 404).text


def test_damage_is_listed_where_it_is(own: TestClient, tmp_path: Path) -> None:
    torn = write_warc(tmp_path / "torn.warc", MARCH, "2026-05-01T10:00:00Z")
    torn.write_bytes(torn.read_bytes()[:-40])
    told = index_of(own).import_files([torn]).damage
    assert told
    assert "/data/imports/0004#damage" in read(own, "/data").links
    page = read(own, "/data/imports/0004")
    for place in told:
        assert f"torn.warc {place.offset:,} {place.reason}" in page.text


def test_an_empty_index_says_what_to_do(empty: TestClient) -> None:
    page = read(empty, "/data")
    assert "Nothing is imported yet" in page.text
    assert "backlit import" in page.text
    assert ("post", "/data/uploads") in page.forms


def test_an_export_is_shown_before_it_is_imported(empty: TestClient, ended: Ended) -> None:
    sent = empty.post("/data/uploads", data=SAID, files={"files": ("claims.csv", EXPORT)}, follow_redirects=False)
    assert sent.status_code == 303
    address = sent.headers["location"]
    page = read(empty, address)
    assert "5 rows: 3 accepted (3 links), 1 refused, 1 duplicate." in page.text
    assert "property: shop.test, as told" in page.text
    assert "as of: 2026-03-03 00:00:00, as told" in page.text
    assert "4 the source address does not parse" in page.text
    with pytest.raises(backlit.NoIndexError):
        index_of(empty).status()
    assert empty.post(f"{address}/import", data=SAID, follow_redirects=False).headers["location"] == "/data#jobs"
    job = ended(empty)
    assert job.state == "done", job.error
    assert job.result.startswith("Import 0001: 1 file, 5 rows: 3 accepted (3 links), 1 refused, 1 duplicate.")
    assert "/data/imports/0001" in read(empty, "/data/jobs").links
    assert "not here any more" in read(empty, address, 404).text
    assert not list((index_of(empty).path / "uploads").iterdir())


def test_what_is_said_later_counts(empty: TestClient) -> None:
    files = {"files": ("claims.csv", EXPORT.replace("source_url", "where it stands"))}
    address = empty.post("/data/uploads", data={"kind": "exports"}, files=files, follow_redirects=False).headers[
        "location"
    ]
    page = read(empty, address, 400)
    assert "claims.csv" in page.text
    assert str(index_of(empty).path) not in page.text
    assert ("post", f"{address}/import") not in page.forms
    said = "?vendor=some_tool&property=shop.test&columns=where+it+stands%3Dsource_url"
    mended = read(empty, address + said)
    assert "where it stands source_url" in mended.text
    assert ("post", f"{address}/import") in mended.forms


def test_archives_and_pages_by_upload_are_those_of_the_command(empty: TestClient, ended: Ended, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "march.warc", MARCH, "2026-03-01T10:00:00Z").read_bytes()
    html = b"<a href='https://shop.test/'>shop</a>"
    sent = [("files", ("march.warc", archive)), ("files", ("a b.html", html))]
    said = {"kind": "archives", "base": "https://site.example/blog/", "as_of": "2026-03-02"}
    address = empty.post("/data/uploads", data=said, files=sent, follow_redirects=False).headers["location"]
    assert "https://site.example/blog/a%20b.html" in read(empty, address).text
    empty.post(f"{address}/import", data=said)
    assert ended(empty).state == "done"
    (tmp_path / "a b.html").write_bytes(html)
    other = backlit.open(tmp_path / "other")
    other.import_files([tmp_path / "march.warc", tmp_path / "a b.html"], base=said["base"], as_of=said["as_of"])
    assert list(index_of(empty).backlinks("shop.test", history="all")) == list(
        other.backlinks("shop.test", history="all")
    )


def test_a_file_of_no_known_kind_is_refused_with_the_words_of_the_command(empty: TestClient) -> None:
    sent = empty.post("/data/uploads", data={"kind": "archives"}, files={"files": ("notes.txt", b"hello")})
    assert sent.status_code == 400
    assert "notes.txt cannot be imported: it begins with b'hello'. Accepted are WARC" in Page(sent.text).text


def test_no_file_at_all(empty: TestClient) -> None:
    sent = empty.post("/data/uploads", data={"kind": "archives"}, files={"files": ("", b"")})
    assert sent.status_code == 400
    assert "No file was sent" in Page(sent.text).text


def test_a_discarded_upload_is_gone(empty: TestClient) -> None:
    sent = empty.post("/data/uploads", data=SAID, files={"files": ("c.csv", EXPORT)}, follow_redirects=False)
    address = sent.headers["location"]
    empty.post(f"{address}/discard")
    read(empty, address, 404)
    empty.post(f"{address}/import", data=SAID)
    assert not list((index_of(empty).path / "uploads").iterdir())


def test_an_import_that_fails_leaves_no_upload(empty: TestClient, ended: Ended) -> None:
    said = {"kind": "exports"}
    sent = empty.post("/data/uploads", data=said, files={"files": ("c.csv", b"a,b\n1,2\n")}, follow_redirects=False)
    empty.post(f"{sent.headers['location']}/import", data=said)
    job = ended(empty)
    assert job.state == "failed"
    assert "c.csv" in job.error
    assert str(index_of(empty).path) not in job.error
    assert job.error in read(empty, "/data/jobs").text
    assert not list((index_of(empty).path / "uploads").iterdir())


def test_undo_asks_first_and_then_takes_the_import_back(own: TestClient, ended: Ended) -> None:
    asked = read(own, "/data/imports/0002/undo")
    assert "april.warc" in asked.text
    assert len(index_of(own).segments()) == 3
    own.post("/data/imports/0002/undo")
    assert ended(own).result == "Import 0002 is undone: 1 file."
    assert [row["import_id"] for row in index_of(own).segments()] == ["0001", "0003"]
    assert "1 import was undone" in read(own, "/data").text
    assert "was undone before" in read(own, "/data/imports/0002/undo", 404).text
    assert own.post("/data/imports/0002/undo").status_code == 404


def test_ratings_and_the_check_are_jobs(own: TestClient, ended: Ended) -> None:
    own.post("/data/rank")
    assert "domains" in ended(own).result
    own.post("/data/verify", data={"deep": "true"})
    assert ended(own).result.endswith("bytes checked: sound.")
    segment = next((index_of(own).path / "segments" / "0001").glob("links-*.parquet"))
    segment.write_bytes(segment.read_bytes() + b"x")
    own.post("/data/verify")
    told = ended(own).result
    assert f"segments/0001/{segment.name}: has" in told
    assert told.splitlines()[0] in read(own, "/data").text


def test_running_jobs_are_shown_with_how_far_they_are(own: TestClient) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(listener: Listener) -> str:
        listener(Progress("extract", 5_000_000, 20_000_000, 1200, 34_000))
        begun.set()
        assert go.wait(30)
        return "done"

    job = own.app.state.house.jobs.start("import", "<b>bold</b>.warc\u202egz", work)  # type: ignore[attr-defined]
    assert begun.wait(30)
    answer = own.get("/data/jobs")
    assert 'data-going="yes"' in answer.text
    page = Page(answer.text)
    assert "Import: <b>bold</b>.warc\\u202egz running" in page.text
    assert "Reading links: 5 of 20 MB, 1,200 pages, 34,000 links" in page.text
    assert ("post", f"/data/jobs/{job.id}/stop") in page.forms
    own.post(f"/data/jobs/{job.id}/stop")
    go.set()


def test_a_writer_of_another_process_is_shown(own: TestClient) -> None:
    tmp = index_of(own).path / "tmp"
    tmp.mkdir()
    how_far = {"stage": "rows", "done": 1_000_000, "total": 4_000_000, "rows": 1234}
    told = {"process": os.getppid(), "started": 1_767_225_600, "progress": how_far}
    (tmp / "progress.json").write_text(json.dumps(told))
    answer = own.get("/data/jobs").text
    assert f"Process {os.getppid()} on this machine" in Page(answer).text
    assert "since 2026-01-01 00:00 UTC" in Page(answer).text
    assert "Reading rows: 1 of 4 MB, 1,234 rows" in Page(answer).text
    assert 'data-going="yes"' in answer
    (tmp / "progress.json").unlink()
    assert 'data-going="no"' in own.get("/data/jobs").text


@pytest.mark.parametrize("address", ["/data/rank", "/data/verify", "/data/uploads", "/data/imports/0001/undo"])
def test_another_site_may_not_write(own: TestClient, address: str) -> None:
    assert own.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not own.app.state.house.jobs.list()  # type: ignore[attr-defined]
    assert own.get(address).status_code in (404, 405) or address.endswith("/undo")
