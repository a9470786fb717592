"""Archives to segments, judged by other readers' counts and by files that the tests write themselves."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backlit import _core

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
ARCHIVES = SHARED / "archives"
needs_archives = pytest.mark.skipif(not ARCHIVES.is_dir(), reason="the shared folder of real archives is not here")

# (records, looks at web pages). Counted with FastWARC 2.0.1 (records) and warcio 1.8.1 (records, and responses, revisits and
# resources with a web address); where one of them stops at the damage that the file is there for, the other's count.
COUNTS = {
    "apache+stormcrawler/test.warc.gz": (42, 20),
    "archivesunleashed+aut/example.arc.gz": (300, 261),
    "archivesunleashed+aut/example.warc.gz": (822, 261),
    "archivesunleashed+aut/issue-493.warc": (32, 15),
    "archivesunleashed+aut/issue-514.warc": (8, 2),
    "chatnoir-eu+chatnoir-resiliparse/block-sized-records.warc": (3, 0),
    "chatnoir-eu+chatnoir-resiliparse/block-sized-records.warc.gz": (3, 0),
    "chatnoir-eu+chatnoir-resiliparse/block-sized-records.warc.lz4": (3, 0),
    "chatnoir-eu+chatnoir-resiliparse/clipped.warc.gz": (1, 1),
    "chatnoir-eu+chatnoir-resiliparse/clueweb-quirk.warc.gz": (30, 29),
    "chatnoir-eu+chatnoir-resiliparse/warcfile.warc": (50, 16),
    "chatnoir-eu+chatnoir-resiliparse/warcfile.warc.gz": (50, 16),
    "chatnoir-eu+chatnoir-resiliparse/warcfile.warc.lz4": (50, 16),
    "commoncrawl+ia-web-commons/IAH-urls-wget.warc": (36, 16),
    "commoncrawl+ia-web-commons/IAH-urls-wget.warc.gz": (36, 16),
    "commoncrawl+ia-web-commons/html-lang-attribute.warc": (5, 5),
    "commoncrawl+ia-web-commons/link-extraction-test.warc": (10, 9),
    "commoncrawl+ia-web-commons/meta-itemprop.warc": (1, 1),
    "commoncrawl+ia-web-commons/mutliple-headers.warc": (1, 1),
    "commoncrawl+ia-web-commons/text-extraction-test.warc": (4, 2),
    "commoncrawl+ia-web-commons/title-extraction-embedded-SVG.warc": (1, 1),
    "commoncrawl+whirlwind-python/whirlwind.warc": (4, 1),
    "commoncrawl+whirlwind-python/whirlwind.warc.gz": (4, 1),
    # The WAT holds the request's record alone, the WET is text: both are read and neither has a look with links.
    "commoncrawl+whirlwind-python/whirlwind.warc.wat": (2, 0),
    "commoncrawl+whirlwind-python/whirlwind.warc.wat.gz": (2, 0),
    "commoncrawl+whirlwind-python/whirlwind.warc.wet": (2, 0),
    "commoncrawl+whirlwind-python/whirlwind.warc.wet.gz": (2, 0),
    "iipc+jwarc/cc.warc.gz": (1, 1),
    "iipc+jwarc/gzip_extra_sl.warc.gz": (1, 0),
    "webrecorder+warcio/example-bad-non-chunked.warc.gz": (6, 2),
    "webrecorder+warcio/example-digest.warc": (4, 0),
    "webrecorder+warcio/example-iana.org-chunked.warc": (3, 1),
    "webrecorder+warcio/example-resource.warc.gz": (3, 1),
    "webrecorder+warcio/example-space-in-target-uri.warc.gz": (2, 0),
    "webrecorder+warcio/example-space-in-url.arc": (2, 1),
    "webrecorder+warcio/example-trunc.warc": (4, 1),
    "webrecorder+warcio/example-wget-bad-target-uri.warc.gz": (6, 1),
    "webrecorder+warcio/example-wrong-chunks.warc.gz": (2, 1),
    "webrecorder+warcio/example.arc": (2, 1),
    "webrecorder+warcio/example.arc.gz": (2, 1),
    "webrecorder+warcio/example.warc": (6, 2),
    "webrecorder+warcio/example.warc.gz": (6, 2),
    "webrecorder+warcio/post-test.warc.gz": (6, 3),
}
# Files that no other reader gets through: what must be reported at least.
DAMAGED = {
    "apache+stormcrawler/unparsable-date.warc.gz": "no date",
    "archivesunleashed+aut/badexample.arc.gz": "no record begins here",
    "chatnoir-eu+chatnoir-resiliparse/clipped.warc.gz": "the file ends inside compressed data",
    "webrecorder+warcio/bad.arc": "no readable length",
    "webrecorder+warcio/example-trunc.warc": "no record begins here",
}


class Segment:
    """What came of some files."""

    def __init__(self, folder: Path, files: list[Path], threads: int = 1, as_of: int | None = None) -> None:
        folder.mkdir()
        self.folder = folder
        inputs = [(str(path), path.name, None, as_of) for path in files]
        self.results = _core.extract_files(inputs, str(folder), threads, lambda *_: True)

    def table(self, name: str) -> pa.Table:
        return pa.concat_tables(pq.read_table(path) for path in sorted(self.folder.glob(f"{name}-*.parquet")))

    def pages(self) -> list[dict[str, Any]]:
        return self.table("pages").to_pylist()

    def links(self) -> list[dict[str, Any]]:
        """Links with the address of their page."""
        pages = self.table("pages")["url"].to_pylist()
        return [row | {"source": pages[row["page"]]} for row in self.table("links").to_pylist()]

    def damage(self) -> list[tuple[int, str]]:
        return [damage for result in self.results for damage in result["damage"]]


def warc(
    kind: str, url: str, block: bytes, *, media: str = "application/http; msgtype=response", more: str = ""
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-15T00:00:00Z\r\n{more}"
        f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(url: str, body: bytes, head: str = "") -> bytes:
    return warc("response", url, f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode() + body)


def test_every_archive_is_known() -> None:
    if ARCHIVES.is_dir():
        there = {path.relative_to(ARCHIVES).as_posix() for path in ARCHIVES.glob("*/*")}
        truncated_arc = "commoncrawl+ia-web-commons/IAH-20080430204825-00000-blackbook-truncated.arc"
        assert there == COUNTS.keys() | DAMAGED.keys() | {truncated_arc}


@needs_archives
@pytest.mark.parametrize("name", COUNTS)
def test_every_readable_record_is_read(tmp_path: Path, name: str) -> None:
    segment = Segment(tmp_path / "s", [ARCHIVES / name])
    assert (segment.results[0]["records"], segment.results[0]["pages"]) == COUNTS[name]
    assert bool(segment.damage()) == (name in DAMAGED or name.endswith("space-in-url.arc"))


@needs_archives
@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_reported(tmp_path: Path, name: str) -> None:
    segment = Segment(tmp_path / "s", [ARCHIVES / name])
    assert any(DAMAGED[name] in reason for _, reason in segment.damage())


@needs_archives
def test_an_unreadable_date_is_replaced_on_request(tmp_path: Path) -> None:
    file = ARCHIVES / "apache+stormcrawler" / "unparsable-date.warc.gz"
    segment = Segment(tmp_path / "s", [file], as_of=1_500_000_000_000_000)
    assert [row["fetched_at"].isoformat() for row in segment.pages()] == ["2017-07-14T02:40:00+00:00"]
    assert segment.damage() == []


@needs_archives
def test_the_same_crawl_as_arc_and_as_warc_gives_the_same_links(tmp_path: Path) -> None:
    folder = ARCHIVES / "archivesunleashed+aut"
    arc, warc = (Segment(tmp_path / kind, [folder / f"example.{kind}.gz"]) for kind in ("arc", "warc"))
    assert len(arc.links()) > 30_000
    assert arc.links() == warc.links()
    assert arc.table("texts") == warc.table("texts")


@needs_archives
@pytest.mark.parametrize("other", ["warcfile.warc.gz", "warcfile.warc.lz4"])
def test_every_compression_gives_the_same(tmp_path: Path, other: str) -> None:
    folder = ARCHIVES / "chatnoir-eu+chatnoir-resiliparse"
    plain, packed = Segment(tmp_path / "a", [folder / "warcfile.warc"]), Segment(tmp_path / "b", [folder / other])
    assert plain.links() == packed.links()
    assert len(plain.links()) > 1000


@needs_archives
def test_the_cases_of_common_crawls_link_extraction(tmp_path: Path) -> None:
    # The documents say themselves what they hold; base, references and quirks of writing are what they test.
    file = ARCHIVES / "commoncrawl+ia-web-commons" / "link-extraction-test.warc"
    links = {
        (row["source"].rpartition("/")[2], row["kind"], row["target_url"], row["anchor"])
        for row in Segment(tmp_path / "s", [file]).links()
    }
    assert links >= {
        ("html4.html", "redirect", "http://www.example.com/redirected.html", ""),
        ("html4.html", "text", "http://www.example.com/a-href.html", "A@/href"),
        ("link-extraction-test-html5-video.html", "rss", "http://www.example.com/video.rss", "Videos"),
        ("poor_html5.html", "text", "http://www.example.com/", "link"),
        ("fb-video.html", "text", "https://www.facebook.com/facebook/", "Facebook"),
        ("data-href.examples.html", "frame", "http://www.youtube.com/v/itTskyFLSS8&rel=0&autohide=1&showinfo=0", ""),
        ("link-extraction-test-unescaped-entities.xhtml", "redirect", "http://www.example.com/redirected.html", ""),
        ("link-extraction-test-unescaped-entities.xhtml", "text", "http://www.example.com/view?id=logo&action=edit", "logo"),
        ("link-extraction-test-unescaped-entities.xhtml", "text", "http://www.example.com/search?q=examples&n=20", "Examples & more"),
        ("link-extraction-test-anchor-text.html", "text", "https://example.org/", "Anchor text with white space character entities and HTML block elements"),
    }  # fmt: skip
    assert not any("codecanyon" in (target or "") for _, _, target, _ in links), "data-href is no link"


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
        <p><a href="x?a=1#f" rel="nofollow ugc" title=t>An  anchor</a> <a href=//other.example/><img src=i.png alt="Alt"></a>
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
    facts = ("url", "fetched_at", "status", "look", "redirect_url", "content_type", "canonical", "noindex", "nofollow", "title",
             "links_internal", "links_external", "links")  # fmt: skip

    def sides(name: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
        del name
        return sorted(str([row[column] for column in columns]) for row in rows)

    assert sides("links", extract.links(), alike) == sides("links", whole.links(), alike)
    assert sides("pages", extract.pages(), facts) == sides("pages", whole.pages(), facts)
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
    (tmp_path / "plain").write_bytes(b"".join(pages).replace(b"Content-Length: 855", b"Content-Length: 9999", 2))
    for name in ("packed", "plain"):
        segment = Segment(tmp_path / f"{name}.s", [tmp_path / name])
        sound = {row["url"] for row in segment.pages() if not row["truncated"]}
        assert len(sound) >= 3, name
        assert segment.damage(), name


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
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/out\r\nWARC-Date: 2026-01-15T00:00:00Z\r\n"
        b"Content-Type: application/http\r\nContent-Length: 268435500\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
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
