"""What rows of exports come to: reported looks, links with what the file tells, nulls for what it does not."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from tests.core.exports_by_hand import AS_OF, Reading, plan, read_text

from backlit import _core

if TYPE_CHECKING:
    from pathlib import Path

LINK: dict[int | str, tuple[str, str]] = {0: ("source_url", "url"), 1: ("target_url", "url")}
ROW = "https://a.example/,https://b.example/"


def _day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _link(folder: Path, names: str, cells: str, **words: dict[str, str]) -> dict[str, Any]:
    """The one link of a row whose further columns are these fields (name:reading)."""
    fields = [name.split(":") for name in names.split()]
    columns = LINK | {2 + n: (field, read) for n, (field, read) in enumerate(fields)}
    made = plan(["s", "t", *(field for field, _ in fields)], columns)
    for column in made["columns"]:
        column["words"] = words.get(column["field"], {})
    reading = read_text(folder, f"{','.join(made['header'])}\n{ROW},{cells}\n", made)
    assert reading.told["accepted"] == 1, reading.told
    (link,) = reading.table("links")
    for path in reading.folder.iterdir():
        path.unlink()
    return link


def test_a_link_that_is_seen(tmp_path: Path) -> None:
    text = (
        "title,source,target,anchor,first,last,lang,code,left,right,score\n"
        '"A  title ",HTTPS://A.example:443/x y?q#f,https://b.example,"two\nlines",2026-01-02,2026-02-03 04:05:06,'
        'EN,200,be,"af ter","1,240"\n'
    )
    columns: dict[int | str, tuple[str, str]] = {
        0: ("source_title", "text"), 1: ("source_url", "url"), 2: ("target_url", "url"), 3: ("anchor", "text"),
        4: ("first_seen", "date"), 5: ("last_seen", "date"),
        6: ("source_language", "text"), 7: ("source_status", "number"),
        8: ("context_left", "text"), 9: ("context_right", "text"),
    }  # fmt: skip
    made = plan(text.split("\n", maxsplit=1)[0].split(","), columns)
    made["metrics"] = [{"index": 10, "name": "source_page.score", "type": "number"}]
    reading = read_text(tmp_path, text, made)
    (page,) = reading.table("pages")
    known = {name: value for name, value in page.items() if value not in (None, [])}
    assert known == {
        "url": "https://a.example/x%20y?q#f", "fetched_at": _day("2026-02-03T04:05:06"), "look": "reported",
        "refers_to_date": _day("2026-01-02"), "status": 200, "title": "A title", "language": "en", "source": "made_up",
        "archive": "export.csv", "archive_offset": 2, "links": 1, "truncated": False,
    }  # fmt: skip
    (link,) = reading.table("links")
    assert {name: value for name, value in link.items() if value is not None} == {
        "page": 0, "position": 0, "target_url": "https://b.example/", "anchor": "two lines"}  # fmt: skip
    assert reading.table("texts") == [{"target_raw": None, "context_left": "be", "context_right": "af ter"}]
    (claim,) = reading.table("claims")
    assert {name: value for name, value in claim.items() if value is not None} == {
        "line": 2, "record": "link", "vendor": "made_up", "as_of": dt.datetime.fromtimestamp(AS_OF / 1e6, dt.UTC),
        "source_url": "https://a.example/x%20y?q#f", "target_url": "https://b.example/", "target_assumed": False,
        "anchor": "two lines", "first_seen": _day("2026-01-02"), "last_seen": _day("2026-02-03T04:05:06"), "page": 0,
        "metric.source_page.score": 1240.0,
    }  # fmt: skip
    assert reading.told["sample"][0]["source_url"] == "https://a.example/x%20y?q#f"
    assert reading.told["sample"][0]["last_seen"] == "2026-02-03 04:05:06"


def test_segments_have_the_schemas_of_looks_of_ours(tmp_path: Path) -> None:
    made = tmp_path / "ours"
    made.mkdir()
    page = tmp_path / "a.html"
    page.write_text("<a href=/x>y</a>")
    _core.extract_files([(str(page), "a.html", "https://a.example/", 0)], str(made), 1, lambda *_: True)
    reading = read_text(tmp_path, f"s,t\n{ROW}\n", plan(["s", "t"], LINK))
    for name in ("pages", "links", "texts"):
        assert pq.read_schema(reading.folder / f"{name}-0000.parquet") == pq.read_schema(made / f"{name}-0000.parquet")


@pytest.mark.parametrize(
    ("names", "cells", "looks"),
    [
        ("last_seen:date lost_at:date", "2026-02-03,2026-03-01",
         [("reported", "2026-02-03"), ("reported_lost", "2026-03-01")]),
        ("first_seen:date is_lost:flag", "2026-01-02,true", [("reported", "2026-01-02"), ("reported_lost", "as of")]),
        ("last_seen:date is_lost:flag", "2026-02-03,true",
         [("reported", "2026-02-03"), ("reported_lost", "2026-02-03")]),
        ("is_lost:flag", "true", [("reported_lost", "as of")]),
        ("lost_at:date is_lost:set", "2026-03-01,", [("reported", "as of")]),
        ("lost_at:date", "-", [("reported", "as of")]),
        ("first_seen:date", "2026-01-02", [("reported", "2026-01-02")]),
        ("is_lost:flag", "perhaps", [("reported", "as of")]),
    ],
)  # fmt: skip
def test_looks_of_links_that_are_lost(names: str, cells: str, looks: list[tuple[str, str]], tmp_path: Path) -> None:
    fields = [name.split(":") for name in names.split()]
    columns = LINK | {2 + n: (field, read) for n, (field, read) in enumerate(fields)}
    made = plan(["s", "t", *(field for field, _ in fields)], columns)
    reading = read_text(tmp_path, f"{','.join(made['header'])}\n{ROW},{cells}\n", made)
    as_of = dt.datetime.fromtimestamp(AS_OF / 1e6, dt.UTC)
    told = [(page["look"], page["fetched_at"]) for page in reading.table("pages")]
    assert told == [(look, as_of if day == "as of" else _day(day)) for look, day in looks]
    assert [link["page"] for link in reading.table("links")] == list(range(len(looks)))
    assert (reading.told["links"], reading.told["lost"]) == (1, int(looks[-1][0] == "reported_lost"))
    assert [claim["page"] for claim in reading.table("claims")] == [0]


FLAGS = ("followed", "nofollow", "sponsored", "ugc")


@pytest.mark.parametrize(
    ("names", "cells", "flags"),
    [
        ("nofollow:flag", "true", (False, True, None, None)),
        ("nofollow:flag", "false", (True, False, None, None)),
        ("nofollow:flag", "", (None, None, None, None)),
        ("nofollow:flag", "?", (None, None, None, None)),
        ("nofollow:set", "", (True, False, None, None)),
        ("nofollow:set", "+", (False, True, None, None)),
        ("nofollow:flag sponsored:flag ugc:flag", "false,false,false", (True, False, False, False)),
        ("nofollow:flag sponsored:flag ugc:flag", "false,false,", (None, False, False, None)),
        ("nofollow:flag sponsored:flag ugc:flag", "false,,true", (False, False, None, True)),
        ("followed:flag", "false", (False, None, None, None)),
        ("followed:flag", "true", (True, None, None, None)),
        ("rel:text", "", (True, False, False, False)),
        ("rel:text", "noopener UGC", (False, False, False, True)),
        ("followed:flag rel:text", "false,noopener", (False, False, False, False)),
        ("anchor:text", "x", (None, None, None, None)),
    ],
)
def test_flags_that_are_not_told_are_unknown(
    names: str, cells: str, flags: tuple[bool | None, ...], tmp_path: Path
) -> None:
    link = _link(tmp_path, names, cells)
    assert tuple(link[flag] for flag in FLAGS) == flags


@pytest.mark.parametrize(
    ("names", "cells", "told"),
    [
        ("anchor:text", "", {"anchor": "", "anchor_from": None}),
        ("is_image:flag", "true", {"anchor": None, "anchor_from": None, "kind": "image"}),
        ("anchor:text alt:text", ",a cat", {"anchor": "a cat", "anchor_from": "alt"}),
        ("anchor:text alt:text", "cats,a cat", {"anchor": "cats", "anchor_from": "text"}),
        ("anchor:text alt_anchor:set", "cats,+", {"anchor": "cats", "anchor_from": "alt"}),
        ("is_text:flag is_frame:flag is_image:flag", "true,false,true", {"kind": "image"}),
        ("is_text:flag is_redirect:flag", "false,true", {"kind": "redirect"}),
        ("is_text:flag", "false", {"kind": None}),
        ("kind:word placement:word", "Hyperlink,Fußzeile", {"kind": "text", "placement": "footer"}),
        ("kind:word placement:word", "Script,nowhere", {"kind": None, "placement": None}),
    ],
)
def test_anchor_kind_and_placement(names: str, cells: str, told: dict[str, Any], tmp_path: Path) -> None:
    words = {"kind": {"hyperlink": "text"}, "placement": {"fußzeile": "footer"}}
    link = _link(tmp_path, names, cells, **words)
    assert {name: link[name] for name in told} == told


def test_words_of_flags_in_other_languages(tmp_path: Path) -> None:
    words = {"followed": {"ja": "true", "nein": "false", "כן": "true"}}
    for cell, told in (("Ja", True), ("NEIN", False), ("כן", True), ("vielleicht", None), ("true", True)):
        assert _link(tmp_path, "followed:flag", cell, **words)["followed"] is told


def test_a_target_that_is_only_known_as_a_site(tmp_path: Path) -> None:
    made = plan(["Linking page"], {0: ("source_url", "url")}, property="example.com")
    reading = read_text(tmp_path, "Linking page\nhttps://a.example/\n", made)
    assert reading.table("links")[0]["target_url"] == "https://example.com/"
    assert reading.table("pages")[0]["redirect_url"] == "assumed"
    (claim,) = reading.table("claims")
    assert (claim["target_assumed"], claim["property"]) == (True, "example.com")
    with pytest.raises(ValueError, match=r"export\.csv.*where the links lead"):
        Reading(tmp_path / "export.csv", made | {"property": None}, tmp_path / "other")


def test_compared_sites_are_a_claim_each(tmp_path: Path) -> None:
    sites = [{"index": 1, "site": "https://b.example/"}, {"index": 2, "site": "https://c.example"}]
    made = plan(["s", "b.example/", "c.example/"], {0: ("source_url", "url")}, targets=sites)
    reading = read_text(
        tmp_path,
        "s,b.example/,c.example/\nhttps://a.example/,2,1\nhttps://d.example/,0,3\nhttps://e.example/,0,\n",
        made,
    )
    assert [(row["line"], row["target_url"], row["page"]) for row in reading.table("claims")] == [
        (2, "https://b.example/", 0), (2, "https://c.example/", 1), (3, "https://c.example/", 2)]  # fmt: skip
    assert (reading.told["accepted"], reading.told["links"]) == (2, 3)
    assert reading.told["reasons"] == {"links to none of the compared sites": 1}


def test_a_mention_is_no_link(tmp_path: Path) -> None:
    made = plan(["s", "t", "m"], LINK | {2: ("mention", "set")})
    reading = read_text(tmp_path, f"s,t,m\n{ROW},+\nhttps://c.example/,,+\n{ROW},\n", made)
    assert [(row["record"], row["page"]) for row in reading.table("claims")] == [("mention", None)] * 2 + [("link", 0)]
    assert len(reading.table("pages")) == 1
    assert (reading.told["mentions"], reading.told["links"]) == (2, 1)


@pytest.mark.parametrize(
    ("record", "cells", "subjects", "rejected"),
    [
        (
            "domain",
            ["www.b.co.uk", "https://x.github.io/y", "1.2.3.4", "", "a b"],
            ["b.co.uk", "x.github.io", "1.2.3.4"],
            2,
        ),
        ("anchor", ["two  words", '""'], ["two words", ""], 0),
        (
            "page",
            ["https://b.example", "ftp://b.example/", "/p?q"],
            ["https://b.example/", "https://example.com/p?q"],
            1,
        ),
        ("traffic_page", ["/p", "p"], ["https://example.com/p"], 1),
    ],
)
def test_counts_give_claims_alone(
    record: str, cells: list[str], subjects: list[str], rejected: int, tmp_path: Path
) -> None:
    made = plan(["x", "Clicks"], {0: ("subject", "text")}, record=record, property="example.com")
    made["metrics"] = [{"index": 1, "name": "page.clicks", "type": "number"}]
    reading = read_text(tmp_path, "x,Clicks\n" + "".join(f"{cell},{n}\n" for n, cell in enumerate(cells)), made)
    claims = reading.table("claims")
    assert [claim["subject"] for claim in claims] == subjects
    assert {claim["record"] for claim in claims} == {record}
    assert all(claim["metric.page.clicks"] is not None for claim in claims)
    assert reading.told["rejected"] == rejected
    assert not reading.table("pages")
    assert not reading.table("links")


def test_days_of_traffic(tmp_path: Path) -> None:
    made = plan(["Date", "CTR"], {0: ("day", "date")}, record="traffic_day", property="example.com")
    made["metrics"] = [{"index": 1, "name": "day.ctr", "type": "number"}]
    reading = read_text(tmp_path, "Date,CTR\n2026-01-02,3.5%\nTotal,4%\n", made)
    assert [(row["day"], row["metric.day.ctr"]) for row in reading.table("claims")] == [(dt.date(2026, 1, 2), 3.5)]
    assert reading.told["reasons"] == {"no day that can be read": 1}


DEEP = {
    "status": "ok",
    "tasks": [
        {"id": 1, "result": [{"target": "b.example", "items": []}]},
        {"id": 2, "result": [{"items": [
            {"url_from": "https://a.example/1", "url_to": "https://b.example/", "anchor": None, "dofollow": False,
             "first_seen": "2019-11-15 12:57:46 +00:00", "attributes": ["nofollow", "ugc"], "rank": {"page": 7}},
            {"url_from": "https://a.example/2", "url_to": "https://b.example/", "anchor": "", "first_seen": 1700000000},
        ]}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", ["document", "indented", "lines"])
def test_json_rows_however_deep(form: str, tmp_path: Path) -> None:
    items: Any = DEEP["tasks"][1]["result"][0]["items"]  # type: ignore[index]
    text = {
        "document": json.dumps(DEEP),
        "indented": json.dumps(DEEP, indent=2),
        "lines": "\n".join(json.dumps(item) for item in items),
    }[form]
    path = tmp_path / "export.csv"
    path.write_text(text)
    head = _core.export_head(str(path))
    assert head["format"] == "json"
    assert head["rows"][0] == ["url_from", "url_to", "anchor", "dofollow", "first_seen", "attributes", "rank.page"]
    assert head["rows"][1][5:] == ["nofollow ugc", "7"]
    columns: dict[int | str, tuple[str, str]] = {
        "url_from": ("source_url", "url"), "url_to": ("target_url", "url"), "anchor": ("anchor", "text"),
        "dofollow": ("followed", "flag"), "first_seen": ("first_seen", "date"),
    }  # fmt: skip
    made = plan(head["rows"][0], columns, format="json", delimiter=None)
    made["metrics"] = [{"key": "rank.page", "name": "source_page.rank", "type": "number"}]
    reading = Reading(path, made, tmp_path / "segment")
    assert [row["source_url"] for row in reading.table("claims")] == ["https://a.example/1", "https://a.example/2"]
    assert [row["metric.source_page.rank"] for row in reading.table("claims")] == [7.0, None]
    assert [row["anchor"] for row in reading.table("links")] == [None, ""]
    assert [row["followed"] for row in reading.table("links")] == [False, None]
    seen = [_day("2019-11-15T12:57:46"), dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)]
    assert [row["first_seen"] for row in reading.table("claims")] == seen
    if form != "document":
        lines = [row["line"] for row in reading.table("claims")]
        places = [n for n, line in enumerate(text.splitlines(), 1) if "url_from" in line]
        assert lines == (places if form == "lines" else [place - 1 for place in places])


def test_the_apostrophe_of_our_own_csv_is_taken_off(tmp_path: Path) -> None:
    made = plan(["s", "t", "a"], LINK | {2: ("anchor", "text")}, unquote=True)
    reading = read_text(tmp_path, f"s,t,a\n{ROW},'=1+1\n{ROW},'tis\n{ROW},'-5\n", made)
    assert [link["anchor"] for link in reading.table("links")] == ["=1+1", "'tis", "-5"]


def test_a_dry_run_counts_alike(tmp_path: Path) -> None:
    made = plan(["s", "t"], LINK)
    text = f"s,t\n{ROW}\n{ROW}\nx,y\nhttps://c.example/,https://d.example/\n"
    reading = read_text(
        tmp_path,
        text,
        made,
    )
    dry = _core.read_export(str(tmp_path / "export.csv"), "x", json.dumps(made), None, 0, lambda _b, _r: True)
    assert dry | {"numbers": 1} == reading.told
    assert (dry["read"], dry["accepted"], dry["duplicates"], dry["rejected"], dry["bytes"]) == (4, 2, 1, 1, len(text))


def test_files_are_numbered_from_the_number_given(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("s,t\n")
    reading = Reading(path, plan(["s", "t"], LINK), tmp_path / "segment", number=7)
    assert reading.told["numbers"] == 8
    names = sorted(file.name for file in reading.folder.iterdir())
    assert names == [f"{name}-0007.parquet" for name in ("claims", "links", "pages", "rejects", "texts")]


def test_whoever_stops_it_has_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("s,t\n" + "".join(f"https://a.example/{n},https://b.example/\n" for n in range(100_000)))
    made = json.dumps(plan(["s", "t"], LINK))
    folder = tmp_path / "segment"
    folder.mkdir()
    told = _core.read_export(str(path), "a", made, str(folder), 0, lambda _bytes, rows: rows < 20_000)
    assert 20_000 <= told["accepted"] < 100_000
    assert pq.read_metadata(folder / "claims-0000.parquet").num_rows == told["accepted"]

    def interrupted(_bytes: int, _rows: int) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _core.read_export(str(path), "a", made, None, 0, interrupted)
