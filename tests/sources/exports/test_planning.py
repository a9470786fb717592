"""From files to plans: files, folders, ZIPs, what is refused and why, and what the plan tells the core."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.sources import SourceError, find_files
from backlit.sources.exports import dry_run, plan_exports, unpacking

if TYPE_CHECKING:
    from pathlib import Path

LATEST = "Linking page,Last crawled\nhttps://news.example/a,2026-07-01\n"
PAGES = 'Die häufigsten Seiten,Klicks,Impressionen,CTR,Position\nhttps://shop.example/,"1.240",20000,"6,2%","7,5"\n'
QUERIES = "Top queries,Clicks,Impressions,CTR,Position\nlamps,1,2,50%,3\n"
GENERIC = "Backlink,Links to,Found\nhttps://news.example/a,https://shop.example/,03/04/2026\n"
WARC = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"


def written(path: Path, text: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def zipped(path: Path, members: dict[str, str]) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return str(path)


def core_plan(file: str, **options: Any) -> dict[str, Any]:
    [plan] = plan_exports([file], **options)
    told: dict[str, Any] = json.loads(plan.plan)
    return told


def test_a_plan_tells_all_that_the_core_needs(tmp_path: Path) -> None:
    file = written(tmp_path / "https___shop.example_-Latest links-2026-07-18.csv", LATEST)
    [plan] = plan_exports([file])
    assert (plan.vendor, plan.layout, plan.record) == ("search_console", "latest links", "link")
    assert (plan.name, plan.kind, plan.property) == (
        "https___shop.example_-Latest links-2026-07-18.csv", "export", "https://shop.example/",
    )  # fmt: skip
    assert plan.as_of == int(datetime(2026, 7, 18, tzinfo=UTC).timestamp()) * 1_000_000
    assert plan.mapping == (("Linking page", "source_url"), ("Last crawled", "last_seen"))
    told = json.loads(plan.plan)
    assert told["columns"] == [
        {"index": 0, "field": "source_url", "read": "url"},
        {"index": 1, "field": "last_seen", "read": "date"},
    ]
    assert (told["format"], told["encoding"], told["delimiter"], told["header_line"]) == ("delimited", "utf-8", ",", 1)
    assert (told["header"], told["property"], told["as_of"]) == (
        ["Linking page", "Last crawled"], "https://shop.example/", plan.as_of,
    )  # fmt: skip


def test_dates_and_numbers_are_told_from_the_first_rows(tmp_path: Path) -> None:
    told = core_plan(written(tmp_path / "shop.example-Seiten.csv", PAGES))
    assert (told["vendor"], told["record"], told["decimal"]) == ("search_console", "traffic_page", ",")
    month = GENERIC + "https://news.example/b,https://shop.example/,04/28/2026\n"
    told = core_plan(written(tmp_path / "links.csv", month))
    assert (told["vendor"], told["day_first"]) == ("other", False)
    [plan] = plan_exports([written(tmp_path / "links.csv", GENERIC)])
    assert any("check it" in note for note in plan.notes)
    assert any("--vendor" in note for note in plan.notes)


def test_what_the_user_says_goes_before_the_name_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path / "shop.example-Latest links-2026-07-18.csv", LATEST)
    told = core_plan(file, property="other.example", as_of="2026-08-01", vendor="my_tool")
    assert (told["property"], told["vendor"]) == ("other.example", "my_tool")
    assert told["as_of"] == int(datetime(2026, 8, 1, tzinfo=UTC).timestamp()) * 1_000_000


def test_the_time_of_the_file_is_the_last_resort(tmp_path: Path) -> None:
    file = written(tmp_path / "latest.csv", LATEST)
    os.utime(file, (1_780_000_000, 1_780_000_000))
    assert core_plan(file, property="shop.example")["as_of"] == 1_780_000_000_000_000


def test_addresses_with_commas_in_a_file_of_one_column(tmp_path: Path) -> None:
    file = written(tmp_path / "shop.example-links.csv", "Linking page\nhttps://news.example/a,b\n")
    [plan] = plan_exports([file])
    assert (plan.layout, plan.delimiter) == ("more sample links", None)
    done = dry_run(plan)
    assert (done.read, done.accepted, done.rejected) == (1, 1, 0)


def test_a_mapping_completes_what_is_not_known(tmp_path: Path) -> None:
    file = written(tmp_path / "notes.csv", "Von,Auf,Wert\nhttps://news.example/a,https://shop.example/,7\n")
    with pytest.raises(SourceError, match="Its columns: Von, Auf, Wert"):
        plan_exports([file])
    [plan] = plan_exports([file], columns=["Von=source_url", "Auf=target_url", "Wert=source_domain.Score"])
    assert plan.mapping == (("Von", "source_url"), ("Auf", "target_url"), ("Wert", "source_domain.score"))
    with pytest.raises(SourceError, match="has no column 'Nach'"):
        plan_exports([file], columns=["Von=source_url", "Nach=target_url"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("latest.csv", LATEST, "not what they link to.*Linking page, Last crawled.*--property example.com"),
        ("sites.csv", "Site,Linking pages\nnews.example,3\n", "which site it is about.*--property example.com"),
        ("days.csv", "Date,Clicks,Impressions\n2026-01-01,1,2\n", "which site it is about"),
        ("visits.csv", "Landing page,Sessions\n/blog/,3\n", "without their site: /blog/.*--property https://example"),
        ("notes.csv", "Name,Value\na,b\n", "no header that is known.*Name, Value.*--map Value=source_url"),
        ("queries.csv", QUERIES, "holds search queries, which say nothing"),
        ("crawl.csv", WARC, "is no export but a WARC archive. Bring it in with: backlit import "),
        ("page.csv", b"<!doctype html><title>x</title>", "an HTML page. Bring it in with: backlit import "),
        ("empty.csv", b"", "empty"),
    ],
)
def test_files_that_are_refused_say_why_and_how_to_mend_it(
    name: str, text: str | bytes, message: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=message):
        plan_exports([written(tmp_path / name, text)])


def test_patterns_that_match_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder"):
        plan_exports([str(tmp_path / "nowhere.csv")])
    with pytest.raises(SourceError, match="Nothing to import"):
        plan_exports([str(tmp_path)])


@pytest.mark.parametrize("vendor", ["Ahrefs", "a tool", "", "1x"])
def test_names_of_vendors_that_are_none(vendor: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no name"):
        plan_exports([written(tmp_path / "links.csv", GENERIC)], vendor=vendor)


@pytest.mark.parametrize("vendor", ["warc", "html", "crawl"])
def test_no_vendor_has_the_name_of_looks_of_ours(vendor: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="looks of ours"):
        plan_exports([written(tmp_path / "links.csv", GENERIC)], vendor=vendor)


def test_a_folder_gives_its_exports_and_passes_over_the_rest(tmp_path: Path) -> None:
    written(tmp_path / "Queries.csv", QUERIES)
    written(tmp_path / "sub" / "links.csv", GENERIC)
    written(tmp_path / "notes.txt", "hello\nworld\n")
    written(tmp_path / "crawl.warc", WARC)
    written(tmp_path / "picture.png", b"\x89PNG\r\n\x1a\n\x00\x00")
    plans = plan_exports([str(tmp_path), str(tmp_path / "sub" / "*.csv")])
    assert [plan.name for plan in plans] == ["sub/links.csv"]
    written(tmp_path / "strange.csv", "Name,Value\na,b\n")
    with pytest.raises(SourceError, match=r"strange\.csv has no header"):
        plan_exports([str(tmp_path)])


def test_a_zip_gives_the_tables_that_are_known(tmp_path: Path) -> None:
    members = {
        "Suchanfragen.csv": QUERIES, "Seiten.csv": PAGES, "Filter.csv": "Filter,Wert\nSuchtyp,Web\n",
        "Datum.csv": "Datum,Klicks,Impressionen,CTR,Position\n2026-07-01,1,2,50%,\"3,5\"\n", "__MACOSX/x.csv": PAGES,
    }  # fmt: skip
    file = zipped(tmp_path / "https___shop.example_-Performance-on-Search-2026-07-18.zip", members)
    plans = plan_exports([file])
    assert [(plan.name.rpartition("/")[2], plan.record, plan.property) for plan in plans] == [
        ("Seiten.csv", "traffic_page", "https://shop.example/"), ("Datum.csv", "traffic_day", "https://shop.example/"),
    ]  # fmt: skip
    assert {plan.as_of for plan in plans} == {int(datetime(2026, 7, 18, tzinfo=UTC).timestamp()) * 1_000_000}
    assert [dry_run(plan).accepted for plan in plans] == [1, 1]
    folder = plans[0].path.parent
    assert folder.exists()
    del plans
    assert not folder.exists()


def test_a_zip_that_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    """Encrypted by the flags in both of its headers; and LZMA that is none, of which only the data are torn."""
    zipped(tmp_path / "locked.zip", {"links.csv": LATEST})
    locked = bytearray((tmp_path / "locked.zip").read_bytes())
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match="encrypted ZIP"):
        plan_exports([written(tmp_path / "locked.zip", bytes(locked))])
    with zipfile.ZipFile(tmp_path / "torn.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("links.csv", LATEST * 50)
    torn = bytearray((tmp_path / "torn.zip").read_bytes())
    start = 30 + len("links.csv") + 4 + 5
    torn[start : start + 40] = b"\xff" * 40
    with pytest.raises(SourceError, match="cannot be unpacked"):
        plan_exports([written(tmp_path / "torn.zip", bytes(torn))])


def test_zips_that_hold_nothing_or_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match=r"holds no export.*Queries\.csv"):
        plan_exports([zipped(tmp_path / "a.zip", {"Queries.csv": QUERIES})])
    monkeypatch.setattr(unpacking, "MEMBERS", 2)
    with pytest.raises(SourceError, match="holds 3 files"):
        plan_exports([zipped(tmp_path / "b.zip", {f"{n}.csv": LATEST for n in range(3)})])
    monkeypatch.setattr(unpacking, "UNPACKED", 1 << 16)
    with pytest.raises(SourceError, match="Unpack it first"):
        plan_exports([zipped(tmp_path / "c.zip", {"bomb.csv": LATEST * 100_000})])
    whole = (tmp_path / "a.zip").read_bytes()
    with pytest.raises(SourceError):
        plan_exports([written(tmp_path / "torn.zip", whole[: len(whole) // 2])])
    broken = bytearray(whole)
    broken[40] ^= 0xFF
    with pytest.raises(SourceError):
        plan_exports([written(tmp_path / "broken.zip", bytes(broken))])


def test_a_dry_run_counts_and_stores_nothing(tmp_path: Path) -> None:
    rows = "https://news.example/a,https://shop.example/,2026-07-01\n" * 2
    file = written(tmp_path / "links.csv", f"Source URL,Target URL,First seen\n{rows}mailto:x,https://shop.example/,\n")
    [plan] = plan_exports([file], vendor="my_tool")
    done = dry_run(plan)
    assert (done.read, done.accepted, done.rejected, done.duplicates, done.links) == (3, 1, 1, 1, 1)
    assert sum(done.reasons.values()) == 1
    assert [line for line, _, _ in done.rejects] == [4]
    assert "https://news.example/a" in done.sample[0].values()
    assert [path.name for path in tmp_path.iterdir()] == ["links.csv"]


def test_import_names_the_command_for_exports(tmp_path: Path) -> None:
    file = written(tmp_path / "links.csv", GENERIC)
    with pytest.raises(SourceError, match=r"backlit import-export .*links\.csv"):
        find_files([file])


HEADS = st.sampled_from([
    "Linking page,Last crawled\n", "Source URL,Target URL,Anchor\n", '{"url_from":"', "[{", "\ufeffDate;Clicks\n",
    "PK\x03\x04", "Site,Linking pages\n", "URL\tTarget\n", "",
])  # fmt: skip


@given(HEADS, st.binary(max_size=300), st.sampled_from(["utf-8", "utf-16"]))
def test_whatever_the_bytes_there_is_a_plan_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, head: str, rest: bytes, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("hostile") / "file.csv"
    path.write_bytes(head.encode(encoding) + rest)
    why = ""
    done = []
    try:
        done = [dry_run(plan) for plan in plan_exports([path], property="shop.example")]
    except SourceError as error:
        why = str(error)
    assert done or path.name in why
    assert [one.accepted + one.rejected + one.duplicates for one in done] == [one.read for one in done]
