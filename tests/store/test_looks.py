"""The looks at a page, against the crawls' own bytes; damage and undone segments."""

import gzip
import re
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from tests.store.crawls import FIRST, SECOND, THIRD
from tests.store.exports import link_rows, write_export

from backlit import store
from backlit.store.looks import looks_at

PAGE = "http://site3.example/page3"


def told_by(file):
    """Of each page of a crawl the targets of its links, read from the bytes with no help of ours; None where gone."""
    found = {}
    for record in gzip.decompress(file.path.read_bytes()).decode().split("WARC/1.1\r\n")[1:]:
        url = re.search(r"WARC-Target-URI: (\S+)", record)[1]
        found[url] = re.findall(r'href="([^"]+)"', record) if " 200 OK" in record else None
    return found


@pytest.fixture(scope="session")
def truth(crawl_files):
    return dict(zip((FIRST, SECOND, THIRD), map(told_by, crawl_files), strict=True))


def test_each_look_with_the_links_that_it_has(home_with, truth):
    version = store.snapshot(home_with(3))
    pages = list(truth[FIRST])[::7]
    for page in pages:
        targets = {target for crawl in truth.values() for target in crawl[page] or ()}
        for target in sorted(targets)[:3]:
            found = looks_at(version, [page], [target])
            assert found.damage == ()
            assert [(look.at, look.links) for look in found.looks] == [
                (when, (crawl[page] or []).count(target)) for when, crawl in truth.items()
            ]
            for look, crawl in zip(found.looks, truth.values(), strict=True):
                assert (look.look, look.status) == (("not_found", 404) if crawl[page] is None else ("content", 200))
                assert (look.url, look.source, look.reported) == (page, "warc", False)
    assert [look.import_id for look in looks_at(version, [PAGE], []).looks] == ["0001", "0002", "0003"]


def test_bytes_lie_where_a_look_says(home_with, crawl_files):
    look = looks_at(store.snapshot(home_with(1)), [PAGE], []).looks[0]
    assert look.archive == crawl_files[0].name
    record = gzip.decompress(crawl_files[0].path.read_bytes()[look.archive_offset :])
    assert f"WARC-Target-URI: {PAGE}\r\n".encode() in record.split(b"\r\n\r\n")[0] + b"\r\n"


def test_a_page_that_nobody_looked_at_and_names_that_begin_alike(home_with):
    version = store.snapshot(home_with(1))
    assert looks_at(version, ["http://site3.example/page"], []) == looks_at(version, [], [])
    # page3 is the start of page37.
    assert {look.url for look in looks_at(version, [PAGE, "http://nothere.example/"], []).looks} == {PAGE}


def test_reports_of_the_target_and_of_its_site(home_with, tmp_path):
    home = home_with(1)
    row = {"anchor": "x", "first_seen": "2026-05-01", "last_seen": "2026-10-02"}
    rows = [
        {"source_url": PAGE, "target_url": "http://site1.example/page1", **row},
        {"source_url": PAGE, "target_url": "http://site2.example/other", **row},
        {"source_url": "http://site3.example/page37", "target_url": "http://site1.example/page1", **row},
    ]
    store.import_exports(home, [write_export(tmp_path / "a.csv", rows, about="site1.example")])
    reports = [look for look in looks_at(store.snapshot(home), [PAGE], ["http://site1.example/page1"]).looks
               if look.reported]  # fmt: skip
    assert [(f"{look.at:%Y-%m-%d}", look.look, look.links, look.source) for look in reports] == [
        ("2026-05-01", "reported", 1, "ahrefs"),
        ("2026-10-02", "reported", 1, "ahrefs"),
    ]
    assert {(look.archive, look.archive_offset, look.import_id) for look in reports} == {("a.csv", 2, "0002")}


def test_undone_imports_are_gone_and_a_version_of_before_still_knows_them(home_with):
    home = home_with(2)
    before = store.snapshot(home)
    store.undo(home, ["0001"])
    assert [look.import_id for look in looks_at(store.snapshot(home), [PAGE], []).looks] == ["0002"]
    assert [look.import_id for look in looks_at(before, [PAGE], []).looks] == ["0001", "0002"]
    assert looks_at(before, [PAGE], []).damage == ()


@pytest.mark.parametrize("name", ["pages", "links"])
@pytest.mark.parametrize("harm", ["cut", "gone", "noise"])
def test_damage_is_told_and_the_other_looks_stand(home_with, name, harm):
    home = home_with(2)
    version = store.snapshot(home)
    file = home.segment("0001") / f"{name}-0000.parquet"
    if harm == "gone":
        file.unlink()
    else:
        held = file.read_bytes()
        file.write_bytes(held[: len(held) // 2] if harm == "cut" else b"PAR1" + b"\xff" * 500 + b"PAR1")
    found = looks_at(version, [PAGE], [])
    (damage,) = found.damage
    assert "0001" in damage
    assert "backlit verify" in damage
    if name == "pages":
        assert [look.import_id for look in found.looks] == ["0002"]
    else:
        assert [(look.import_id, look.links) for look in found.looks] == [("0001", None), ("0002", 0)]


def test_links_are_found_in_whichever_row_group_they_lie(home_with, truth):
    """The same segment with row groups of 50 links, which a look's links cross."""
    home = home_with(1)
    file = home.segment("0001") / "links-0000.parquet"
    pq.write_table(pq.read_table(file), file, row_group_size=50)
    version = store.snapshot(home)
    for page, targets in list(truth[FIRST].items())[::5]:
        target = (targets or ["http://nothere.example/"])[0]
        assert looks_at(version, [page], [target]).looks[0].links == (targets or []).count(target)


def test_seconds_are_whole_and_of_utc(home_with):
    for look in looks_at(store.snapshot(home_with(3)), [PAGE], []).looks:
        assert (look.at.microsecond, look.at.utcoffset()) == (0, timedelta(0))


def test_many_reports_of_one_page(home_with, tmp_path):
    home = home_with(1)
    rows = [row | {"source_url": PAGE} for row in link_rows(300, "site9.example")]
    store.import_exports(home, [write_export(tmp_path / "b.csv", rows, about="site9.example")])
    targets = {row["target_url"] for row in rows}
    found = looks_at(store.snapshot(home), [PAGE], targets)
    assert {look.archive_offset for look in found.looks if look.reported} == set(range(2, 302))
