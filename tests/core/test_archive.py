"""Real archives to segments, judged by other readers' counts."""

from pathlib import Path

import pytest
from tests.core.warcs import Segment

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
ARCHIVES = SHARED / "archives"
needs_archives = pytest.mark.skipif(not ARCHIVES.is_dir(), reason="the shared folder of real archives is not here")

# (records, looks at web pages). Counted with FastWARC 2.0.1 (records) and warcio 1.8.1 (records, and responses,
# revisits and resources with a web address); where one stops at the damage that the file is there for, the other's.
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
        (row["source"].rpartition("/")[2].partition(".")[0], row["kind"], row["target_url"], row["anchor"])
        for row in Segment(tmp_path / "s", [file]).links()
    }
    references, anchors = "link-extraction-test-unescaped-entities", "link-extraction-test-anchor-text"
    assert links >= {
        ("html4", "redirect", "http://www.example.com/redirected.html", ""),
        ("html4", "text", "http://www.example.com/a-href.html", "A@/href"),
        ("link-extraction-test-html5-video", "rss", "http://www.example.com/video.rss", "Videos"),
        ("poor_html5", "text", "http://www.example.com/", "link"),
        ("fb-video", "text", "https://www.facebook.com/facebook/", "Facebook"),
        ("data-href", "frame", "http://www.youtube.com/v/itTskyFLSS8&rel=0&autohide=1&showinfo=0", ""),
        (references, "redirect", "http://www.example.com/redirected.html", ""),
        (references, "text", "http://www.example.com/view?id=logo&action=edit", "logo"),
        (references, "text", "http://www.example.com/search?q=examples&n=20", "Examples & more"),
        (
            anchors,
            "text",
            "https://example.org/",
            "Anchor text with white space character entities and HTML block elements",
        ),
    }
    assert not any("codecanyon" in (target or "") for _, _, target, _ in links), "data-href is no link"
