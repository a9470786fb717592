"""Archives made to be hard, to segments: forms, damage, bombs, WAT against HTML, threads."""

import gzip
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.core.warcs import Segment, page, warc

from backlit import _core

DATE = "2026-01-15T00:00:00Z"


def wat(url: str, response: dict[str, Any]) -> bytes:
    record = {
        "Container": {"Filename": "x.warc.gz", "Offset": "0"},
        "Envelope": {
            "WARC-Header-Metadata": {
                "WARC-Type": "response",
                "WARC-Target-URI": url,
                "WARC-Date": "2026-01-15T00:00:00Z",
            },
            "Payload-Metadata": {"HTTP-Response-Metadata": response},
        },
    }
    return warc("metadata", url, json.dumps(record).encode(), media="application/json")


def test_warc_and_wat_agree_on_every_link_that_wat_can_hold(tmp_path: Path) -> None:
    html = b"""<base href="/sub/"><title> A  page </title><meta name=robots content="noindex">
        <link rel=canonical href=/c><link rel=alternate type=application/rss+xml title=Feed href=feed>
        <meta http-equiv=refresh content="9; url=/next">
        <p><a href="x?a=1#f" rel="nofollow ugc" title=t>An  anchor</a>
        <a href=//other.example/><img src=i.png alt="Alt"></a>
        <a href="mailto:a@b.example">mail</a> <a href="http://[">bad</a><iframe src=f.html></iframe>
        <form action=post.cgi></form>"""
    links = [
        {"path": "A@/href", "url": "x?a=1#f", "rel": "nofollow ugc", "title": "t", "text": "An  anchor"},
        {"path": "IMG@/src", "url": "i.png", "alt": "Alt"},
        {"path": "A@/href", "url": "//other.example/"},
        {},
        {"path": "A@/href", "url": "mailto:a@b.example", "text": "mail"},
        {"path": "A@/href", "url": "http://[", "text": "bad"},
        {"path": "IFRAME@/src", "url": "f.html"},
        {"path": "FORM@/action", "url": "post.cgi", "method": "get"},
        {"path": "STYLE/#text", "href": "no.css"},
    ]
    head = {
        "Base": "/sub/",
        "Title": " A  page ",
        "Metas": [{"name": "robots", "content": "noindex"}, {"http-equiv": "refresh", "content": "9; url=/next"}],
        "Link": [
            {"path": "LINK@/href", "url": "/c", "rel": "canonical"},
            {"path": "LINK@/href", "url": "feed", "rel": "alternate", "type": "application/rss+xml", "title": "Feed"},
        ],
    }
    header = {"Content-Type": "text/html", "X-Robots-Tag": ["noarchive", "bingbot: nofollow"]}
    url = "https://example.com/p"
    moved = {"Response-Message": {"Status": "301"}, "Headers": {"Location": "/new"}}
    answer = {
        "Response-Message": {"Status": "200"},
        "Headers": header,
        "HTML-Metadata": {"Head": head, "Links": links},
    }
    (tmp_path / "a.warc").write_bytes(
        page(url, html, "X-Robots-Tag: noarchive\r\nX-Robots-Tag: bingbot: nofollow\r\n")
        + warc("response", url + "2", b"HTTP/1.1 301 Moved\r\nLocation: /new\r\n\r\n")
    )
    (tmp_path / "a.wat").write_bytes(wat(url, answer) + wat(url + "2", moved))
    assert _core.sniff(str(tmp_path / "a.wat")) == "wat"
    whole, extract = Segment(tmp_path / "w", [tmp_path / "a.warc"]), Segment(tmp_path / "x", [tmp_path / "a.wat"])
    assert extract.damage() == []
    alike = ("source", "target_url", "anchor", "anchor_from", "rel", "followed", "nofollow", "sponsored", "ugc", "kind")
    facts = ("url", "fetched_at", "status", "look", "redirect_url", "content_type", "canonical", "noindex", "nofollow")
    counts = ("title", "links_internal", "links_external", "links")

    def side(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
        return sorted(str([row[column] for column in columns]) for row in rows)

    assert side(extract.links(), alike) == side(whole.links(), alike)
    assert side(extract.pages(), facts + counts) == side(whole.pages(), facts + counts)
    unknown = extract.table("links").select(["placement", "link_density", "hidden"]).columns
    assert all(column.null_count == len(column) for column in unknown)
    contexts = extract.table("texts").select(["context_left", "context_right"]).columns
    assert all(column.null_count == len(column) for column in contexts)


def many(count: int) -> list[bytes]:
    """Pages that do not compress, so that a file of them is larger than one stretch of work."""
    noise = zlib.compress(b"").hex()
    records = []
    for number in range(count):
        state, filler = number + 1, bytearray()
        while len(filler) < 6000:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            filler += state.to_bytes(8, "little")
        body = f"<a href=/{number}>{noise}</a><!--".encode() + filler.hex().encode() + b"-->"
        records.append(page(f"https://example.com/page{number}", body))
    return records


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    return many(1500)


def trapped(records: list[bytes]) -> bytes:
    """An archive with an archive inside: gzip stores what is compressed already as it is, so members show in it."""
    inner = b"".join(
        gzip.compress(page(f"https://trap.example/{n}", b"<a href=/x>x</a>"), mtime=0) for n in range(20000)
    )
    trap = warc("resource", "https://example.com/archive.warc.gz", inner, media="application/gzip")
    members = [gzip.compress(record, 6, mtime=0) for record in records]
    members.insert(700, gzip.compress(trap, 0, mtime=0))
    return b"".join(members)


def test_threads_change_nothing_even_with_an_archive_in_the_archive(tmp_path: Path, records: list[bytes]) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(trapped(records))
    assert file.stat().st_size > 2 * (4 << 20), "the file must be cut into stretches"
    one, two = Segment(tmp_path / "one", [file], 1), Segment(tmp_path / "two", [file], 2)
    assert one.results == two.results
    assert one.results[0]["records"] == len(records) + 1
    assert one.damage() == []
    for path in sorted(one.folder.iterdir()):
        assert path.read_bytes() == (two.folder / path.name).read_bytes()
    urls = [row["url"] for row in one.pages() if row["look"] == "content"]
    assert urls == [f"https://example.com/page{n}" for n in range(len(records))]
    offsets = one.table("pages")["archive_offset"].to_pylist()
    data = file.read_bytes()
    assert all(data[offset : offset + 3] == b"\x1f\x8b\x08" for offset in offsets)


@pytest.mark.parametrize("form", ["plain", "one member", "blocks", "zeros between"])
def test_members_need_not_be_records(tmp_path: Path, records: list[bytes], form: str) -> None:
    whole = b"".join(records)
    data = {
        "plain": lambda: whole,
        "one member": lambda: gzip.compress(whole, 1),
        "blocks": lambda: b"".join(gzip.compress(whole[at : at + 65280], 1) for at in range(0, len(whole), 65280)),
        "zeros between": lambda: b"\0\0\0".join(gzip.compress(record, 1) for record in records),
    }[form]()
    (tmp_path / "a").write_bytes(data)
    segment = Segment(tmp_path / "s", [tmp_path / "a"], 2)
    assert segment.damage() == []
    assert segment.results[0]["pages"] == segment.results[0]["links"] == len(records)
    assert [row["target_url"] for row in segment.links()] == [f"https://example.com/{n}" for n in range(len(records))]


def test_damage_costs_one_record(tmp_path: Path) -> None:
    pages = [page(f"https://example.com/{n}", b"<a href=/x>x</a>" * 50) for n in range(5)]
    members = [gzip.compress(record) for record in pages]
    members[2] = members[2][:60] + bytes(40) + members[2][100:]
    (tmp_path / "packed").write_bytes(b"".join(members))
    length = re.compile(rb"Content-Length: \d+")
    lies = [length.sub(b"Content-Length: 9999", pages[1]), length.sub(b"Content-Length: 400", pages[2])]
    (tmp_path / "plain").write_bytes(b"".join([pages[0], *lies, *pages[3:]]))
    for name in ("packed", "plain"):
        segment = Segment(tmp_path / f"{name}.s", [tmp_path / name])
        sound = {row["url"] for row in segment.pages() if not row["truncated"]}
        lost = {2} if name == "packed" else {1, 2}
        assert sound == {f"https://example.com/{n}" for n in set(range(5)) - lost}
        assert segment.damage()


def test_no_file_stops_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.warc").write_bytes(page("https://example.com/", b"<a href=/x>x</a>"))
    (tmp_path / "empty").touch()
    (tmp_path / "other").write_bytes(b"\x89PNG")
    files = [tmp_path / name for name in ("empty", "missing", "other", "good.warc")]
    segment = Segment(tmp_path / "s", files)
    assert [[reason for _, reason in result["damage"]] for result in segment.results] == [
        ["the file is empty"],
        ["the file cannot be opened"],
        ["neither WARC, ARC, WAT nor HTML by its first bytes"],
        [],
    ]
    assert len(segment.links()) == 1


def test_looks(tmp_path: Path) -> None:
    url = "https://example.com/"
    refers = "WARC-Refers-To-Target-URI: https://example.com/old\r\nWARC-Refers-To-Date: 2025-12-01T00:00:00Z\r\n"
    (tmp_path / "a.warc").write_bytes(
        page(url, b"<p>x")
        + warc("revisit", url, b"HTTP/1.1 200 OK\r\n\r\n", more=refers)
        + warc("revisit", url, b"HTTP/1.1 301 Moved\r\nLocation: /to\r\n\r\n", more=refers)
        + warc("response", url, b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<a href=/x>x</a>")
        + warc("response", url, b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4")
        + warc("resource", url, b"<a href=/x>x</a>", media="text/html")
        + warc("response", url, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>cut")
        + warc(
            "response", url, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", more="WARC-Truncated: length\r\n"
        )
        + warc("response", "dns:example.com", b"x", media="text/dns")
        + warc("request", url, b"GET / HTTP/1.1\r\n\r\n", media="application/http; msgtype=request")
    )
    segment = Segment(tmp_path / "s", [tmp_path / "a.warc"])
    looks = ["content", "not_modified", "redirect", "not_found", "other", "content", "content", "content"]
    assert [row["look"] for row in segment.pages()] == looks
    assert [row["truncated"] for row in segment.pages()] == [False] * 6 + [True] * 2
    revisit = segment.pages()[1]
    assert (revisit["refers_to_url"], revisit["refers_to_date"].year) == ("https://example.com/old", 2025)
    assert [row["kind"] for row in segment.links()] == ["redirect", "text"]
    assert segment.results[0]["records"] == 10


def test_html_under_an_address_that_is_no_web_address_is_damage(tmp_path: Path) -> None:
    lamp = page("https://example.com/", b"<a href=/x>x</a>")
    saved = page("hard::example.com-lamps.html", gzip.compress(b"<p>"), "Content-Encoding: gzip\r\n")
    quiet = (
        warc("response", "dns:example.com", b"20260115 example.com. 60 IN A 192.0.2.1", media="text/dns")
        + warc("resource", "urn:view:https://example.com/", b"\x89PNG", media="image/png")
        + warc("response", "hard::gone.html", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>")
        + warc("metadata", "hard::example.com-lamps.html", b"<p>", media="text/html")
    )
    (tmp_path / "a.warc").write_bytes(lamp + quiet + saved + lamp)
    answer = {"Response-Message": {"Status": "200"}, "Headers": {"Content-Type": "text/html"}}
    pages = [answer | {"HTML-Metadata": {"Head": {}}}, answer]
    (tmp_path / "a.wat").write_bytes(b"".join(wat("hard::example.com-lamps.html", page) for page in pages))
    segment = Segment(tmp_path / "s", [tmp_path / "a.warc", tmp_path / "a.wat"])
    reason = "HTML under an address that is no web address (http or https)"
    assert segment.damage() == [(len(lamp + quiet), reason), (0, reason)]
    assert [result["pages"] for result in segment.results] == [2, 0]


def test_an_html_file(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<!doctype html><a href=b>x</a>")
    (tmp_path / "s").mkdir()
    files = [(str(path), "a.html", "https://example.com/a", 0), (str(path), "a.html", None, 0)]
    results = _core.extract_files(files, str(tmp_path / "s"), 1, lambda *_: True)
    assert results[0]["links"] == 1
    assert "--base" in results[1]["damage"][0][1]
    assert pq.read_table(tmp_path / "s" / "links-0000.parquet")["target_url"].to_pylist() == ["https://example.com/b"]


def test_bombs_are_cut_off(tmp_path: Path) -> None:
    zeros = gzip.compress(bytes(256 << 20))
    inner = page("https://example.com/in", gzip.compress(b"<a href=/x>x</a>" + zeros), "Content-Encoding: gzip\r\n")
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/out\r\n"
        b"WARC-Date: 2026-01-15T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: 268435500\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    )
    outer = gzip.compress(head + b"<a href=/x>x</a>" + bytes(256 << 20))
    last = gzip.compress(page("https://example.com/last", b"<a href=/x>x</a>"))
    (tmp_path / "bomb.warc.gz").write_bytes(gzip.compress(inner) + outer + last)
    segment = Segment(tmp_path / "s", [tmp_path / "bomb.warc.gz"])
    urls = {row["url"].rpartition("/")[2]: row["truncated"] for row in segment.pages()}
    assert urls["out"] is True
    assert urls["last"] is False


def test_progress_is_told_and_can_stop(tmp_path: Path, records: list[bytes]) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(b"".join(records))
    told: list[tuple[int, int, int]] = []

    def listen(*counts: int) -> bool:
        told.append((counts[0], counts[1], counts[2]))
        return True

    (tmp_path / "s").mkdir()
    _core.extract_files([(str(file), "a", None, None)], str(tmp_path / "s"), 1, listen)
    assert told[-1] == (file.stat().st_size, len(records), len(records))
    assert told == sorted(told)

    def interrupt(*_: int) -> bool:
        raise KeyboardInterrupt

    (tmp_path / "i").mkdir()
    with pytest.raises(KeyboardInterrupt):
        _core.extract_files([(str(file), "a", None, None)], str(tmp_path / "i"), 1, interrupt)
    for path in (tmp_path / "i").iterdir():
        pq.read_table(path)


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(page("https://example.com/", b"<p>"))
    with pytest.raises(OSError, match="No such file or directory"):
        _core.extract_files([(str(file), "a", None, None)], str(tmp_path / "nowhere"), 1, lambda *_: True)
