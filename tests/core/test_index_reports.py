"""What exports say of links, in the index: one link with all its witnesses, and a look of ours outranks them all."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from tests.oracle import Oracle
from tests.segments import Link, Look, claimed, report, tables, write_segment

from backlit import _core, model
from backlit.graph.rank import settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PAGE = "https://www.blog.example/post"
TARGET = "https://shop.example/item"
SITE = "https://shop.example/"
LINK = Link(TARGET, anchor="The item", rel="nofollow", context_left="Buy", context_right="now")
WORDS = [*model.LINKS.names, "source_page", "target_page"]


def _go_on(*_: int) -> bool:
    return True


def index(folder: Path, imports: Sequence[Sequence[Look]], horizon: int | None = None, memory: int = 1 << 24) -> Any:
    """The index of imports, one after another."""
    parts: list[str] = []
    segments: list[tuple[int, str]] = []
    for number, held in enumerate(imports, 1):
        segments.append((number, str(write_segment(folder / f"segment-{number}", held))))
        part = folder / f"part-{number}"
        part.mkdir()
        told = _core.build_part(segments, parts, str(part), memory, _go_on)
        parts = [*(parts if told["kind"] == "delta" else []), str(part)]
    return _core.Snapshot(parts, segments, horizon)


def rows(snapshot: Any, which: str = "backlinks") -> list[dict[str, Any]]:
    links = snapshot.links(which, snapshot.pages("all"))
    return pa.table(snapshot.link_columns(links, WORDS)).to_pylist()


def only(snapshot: Any) -> dict[str, Any]:
    (row,) = rows(snapshot)
    return row


CRAWL = Look(PAGE, "2026-03-01", (LINK,))
AHREFS = report(PAGE, "2026-02-01", claimed(TARGET, anchor="The item", kind="text"), "ahrefs")
MAJESTIC = report(PAGE, "2026-04-01", claimed(TARGET, anchor="The item"), "majestic", refers_to_date="2025-06-01")
CONSOLE = report(PAGE, "2026-05-01", claimed(SITE), "search_console", assumed=True)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_one_link_in_three_exports_and_a_crawl_has_four_witnesses(tmp_path: Path, order: tuple[int, ...]) -> None:
    imports = [[CRAWL], [AHREFS], [MAJESTIC], [CONSOLE]]
    row = only(index(tmp_path, [imports[n] for n in order]))
    assert row["witnesses"] == ["ahrefs", "majestic", "search_console", "warc"]
    assert (row["target_url"], row["reported"], row["target_assumed"]) == (TARGET, False, False)
    assert (str(row["first_seen"])[:10], str(row["last_seen"])[:10]) == ("2025-06-01", "2026-05-01")
    assert str(row["checked_at"])[:10] == "2026-03-01"
    # What it looks like is what the crawl saw, with the text around it.
    told = [row[name] for name in ("anchor", "rel", "followed", "placement", "position", "context_left")]
    assert told == ["The item", "nofollow", False, "main", 0, "Buy"]
    assert row["import_id"] == f"{order.index(0) + 1:04d}"
    assert row["new_reason"] == "page_found"


def test_what_an_export_does_not_tell_is_null(tmp_path: Path) -> None:
    row = only(index(tmp_path, [[report(PAGE, "2026-05-01", claimed(TARGET), "moz")]]))
    unknown = ("anchor", "anchor_from", "rel", "followed", "nofollow", "sponsored", "ugc", "kind", "placement")
    more = ("position", "link_density", "hidden", "context_left", "source_title", "checked_at")
    assert [row[name] for name in (*unknown, *more)] == [None] * 15
    assert (row["reported"], row["witnesses"], row["state"]) == (True, ["moz"], "live")
    told = claimed(TARGET, anchor="", flags=(True, False, None, False), context_left="left", rel="")
    row = only(index(tmp_path / "told", [[report(PAGE, "2026-05-01", told, "moz", title="A post")]]))
    assert [row[name] for name in ("anchor", "followed", "nofollow", "sponsored", "ugc")] == [
        "",
        True,
        False,
        None,
        False,
    ]
    assert [row[name] for name in ("rel", "context_left", "source_title")] == ["", "left", "A post"]


def test_a_crawl_finds_reported_links_live_or_lost(tmp_path: Path) -> None:
    gone = report(PAGE, "2026-02-01", claimed("https://gone.example/", anchor="x"), "ahrefs")
    unread = report("https://www.blog.example/other", "2026-02-01", claimed(TARGET), "ahrefs")
    found = {
        (row["source_url"], row["target_domain"]): row
        for row in rows(index(tmp_path, [[AHREFS, gone, unread], [CRAWL]]))
    }
    live, lost = found[PAGE, "shop.example"], found[PAGE, "gone.example"]
    assert (live["state"], live["reported"], live["new_reason"]) == ("live", False, "page_found")
    assert (lost["state"], lost["reported"], lost["lost_reason"]) == ("lost", True, "removed_from_html")
    assert str(lost["lost_at"])[:10] == "2026-03-01"
    other = found["https://www.blog.example/other", "shop.example"]
    assert (other["state"], other["checked_at"]) == ("live", None)


def test_a_reported_loss_gives_way_to_a_crawl(tmp_path: Path) -> None:
    gone = report(PAGE, "2026-04-01", claimed(TARGET, anchor="The item"), "ahrefs", gone=True)
    row = only(index(tmp_path / "lost", [[CRAWL], [gone]]))
    assert (row["state"], row["lost_reason"], str(row["lost_at"])[:10]) == ("lost", "reported", "2026-04-01")
    assert (str(row["last_seen"])[:10], row["witnesses"]) == ("2026-03-01", ["ahrefs", "warc"])
    again = replace(CRAWL, at="2026-05-01")
    row = only(index(tmp_path / "live", [[CRAWL], [gone], [again]]))
    assert (row["state"], row["lost_reason"], row["new_reason"]) == ("live", None, "page_found")
    row = only(index(tmp_path / "early", [[gone], [replace(CRAWL, at="2026-03-15"), CRAWL]]))
    assert (row["state"], row["lost_reason"]) == ("lost", "reported")


def test_reports_move_no_horizon_and_hold_a_link_live(tmp_path: Path) -> None:
    horizon = 1_775_001_600  # 2026-04-01
    row = only(index(tmp_path / "crawl", [[CRAWL]], horizon))
    assert row["state"] == "unseen"
    row = only(index(tmp_path / "export", [[CRAWL], [MAJESTIC]], horizon))
    assert (row["state"], str(row["checked_at"])[:10]) == ("live", "2026-03-01")
    assert only(index(tmp_path / "old", [[AHREFS]], horizon))["state"] == "unseen"


def test_a_page_that_only_exports_tell_of_was_not_looked_at(tmp_path: Path) -> None:
    told = report(PAGE, "2026-02-01", claimed(TARGET), "ahrefs", title="A post", language="de", status=200)
    snapshot = index(tmp_path, [[told], [Look("https://a.example/", "2026-03-01", (LINK,))]])
    pages = {
        row["url"]: row for row in pa.table(snapshot.page_columns(snapshot.pages("all"), model.PAGES.names)).to_pylist()
    }
    page = pages[PAGE]
    nothing = ("fetched_at", "first_seen", "last_seen", "archive", "archive_offset", "canonical", "noindex")
    assert [page[name] for name in nothing] == [None] * 7
    assert [page[name] for name in ("look", "status", "title", "language", "looks")] == [
        "reported",
        200,
        "A post",
        "de",
        0,
    ]
    assert (page["import_id"], page["final_url"]) == ("0001", PAGE)
    assert snapshot.counts()["pages_looked_at"] == 1
    domains = {row["domain"]: row for row in pa.table(snapshot.domain_columns(model.DOMAINS.names)).to_pylist()}
    assert (domains["blog.example"]["pages_looked_at"], domains["blog.example"]["first_seen"]) == (0, None)
    assert domains["shop.example"]["referring_domains"] == 2
    # As soon as somebody of ours looks, the page is what the look found.
    snapshot = index(tmp_path / "looked", [[told], [replace(CRAWL, title="Other")]])
    (page,) = pa.table(snapshot.page_columns(snapshot.pages("exact", PAGE), model.PAGES.names)).to_pylist()
    assert [page[name] for name in ("look", "title", "looks", "archive")] == ["content", "Other", 1, "made.warc.gz"]


def test_totals_count_what_nobody_told_apart(tmp_path: Path) -> None:
    looks = [report(PAGE, "2026-05-01", claimed(TARGET), "moz"), Look("https://a.example/", "2026-03-01", (LINK,))]
    snapshot = index(tmp_path, [looks])
    totals = snapshot.totals(snapshot.pages("domain", "shop.example"), "all")
    assert (totals["links"], totals["followed"], totals["nofollow"]) == (2, 0, 1)
    assert totals["kinds"] == {"text": 1, None: 1}
    assert totals["placements"] == {"main": 1, None: 1}


def test_arcs_of_ratings_come_of_looks_alone(tmp_path: Path) -> None:
    crawl = [Look("https://a.example/", "2026-03-01", (Link(TARGET),)), Look("https://b.example/", "2026-03-01", ())]
    told = [
        report(
            "https://b.example/", "2026-05-01", claimed(TARGET, kind="text", flags=(True, False, False, False)), "moz"
        )
    ]
    told.append(report("https://a.example/", "2026-05-01", claimed(TARGET), "moz"))
    told.append(report("https://c.example/", "2026-05-01", claimed(TARGET, kind="redirect"), "moz"))

    def arcs(snapshot: Any) -> dict[str, set[tuple[str, str]]]:
        names = pa.table(snapshot.domain_columns(["domain"])).column("domain").to_pylist()
        pages = pa.table(snapshot.page_columns(snapshot.pages("all"), ["page", "url"])).to_pydict()
        urls = dict(zip(pages["page"], pages["url"], strict=True))
        domains = pa.table(_core.domain_graph(snapshot, json.dumps(settings()))).to_pylist()
        between = pa.table(_core.page_graph(snapshot, json.dumps(settings()))).to_pylist()
        return {
            "domains": {(names[arc["source"]], names[arc["target"]]) for arc in domains},
            "pages": {(urls[arc["source"]], urls[arc["target"]]) for arc in between},
        }

    alone, together = index(tmp_path / "crawl", [crawl]), index(tmp_path / "both", [crawl, told])
    assert arcs(together) == arcs(alone)
    assert arcs(alone)["domains"] == {("a.example", "shop.example")}
    assert sum(row["reported"] for row in rows(together)) == 2


def test_many_reports_in_little_memory_are_those_of_the_oracle(tmp_path: Path) -> None:
    pick = random.Random(4)  # noqa: S311 (no secret)
    pages = [f"https://www.source.example/{n}" for n in range(6)]
    targets = [SITE, TARGET, "https://shop.example/other", "https://other.test/"]
    told: list[Look] = []
    for line in range(240):
        link = claimed(
            pick.choice(targets),
            anchor=pick.choice([None, "one", "two", f"anchor {line % 9}"]),
            kind=pick.choice([None, "text", "image", "frame"]),
        )
        seen, vendor = pick.randrange(200), pick.choice(["ahrefs", "moz", "bing"])
        first = pick.choice([None, (20_000 + pick.randrange(seen + 1)) * 86_400])
        kind: dict[str, Any] = {"gone": True} if pick.random() < 0.2 else {"refers_to_date": first}
        at = (20_000 + seen) * 86_400
        told.append(report(pick.choice(pages), at, link, vendor, archive_offset=line, **kind))
    crawl = [
        Look(page, (20_000 + day) * 86_400, [Link(pick.choice(targets), anchor=pick.choice(["one", "two", "three"]))])
        for page in pages
        for day in (50, 150)
    ]
    imports = [told[:100], crawl, told[100:]]
    oracle = Oracle([(f"{n:04d}", *tables(held)) for n, held in enumerate(imports, 1)])
    columns = [name for name in model.LINKS.names if name not in ("row", "import_id")]
    expected = pa.table(oracle.link_columns(oracle.links("backlinks", oracle.pages("all")), columns)).to_pylist()
    assert len({row["lost_reason"] for row in expected}) >= 3
    for name, memory in (("roomy", 1 << 24), ("tight", 1)):
        snapshot = index(tmp_path / name, imports, oracle.horizon, memory)
        found = pa.table(snapshot.link_columns(snapshot.links("backlinks", snapshot.pages("all")), columns)).to_pylist()
        assert sorted(map(repr, found)) == sorted(map(repr, expected))


def test_very_many_reports_on_one_page_take_no_square_of_their_number(tmp_path: Path) -> None:
    """Ten times as many as would take minutes if each were held against all others; the suite's time limit judges."""
    told = [
        report(PAGE, 86_400 * (20_000 + n % 50), claimed(TARGET, anchor=f"{n}"), "moz", archive_offset=n)
        for n in range(20_000)
    ]
    snapshot = index(tmp_path, [told])
    assert snapshot.counts()["backlinks"] == 20_000


def test_too_many_sources_are_refused_by_name(tmp_path: Path) -> None:
    told = [report(PAGE, "2026-05-01", claimed(TARGET), f"vendor_{n}") for n in range(129)]
    with pytest.raises(ValueError, match=r"vendor_128.*128 different sources"):
        index(tmp_path, [told[:65], told[65:]])


def test_a_part_of_the_format_before_says_how_it_is_mended(tmp_path: Path) -> None:
    index(tmp_path, [[CRAWL]])
    place = tmp_path / "part-1" / "part.json"
    meta = json.loads(place.read_text("utf-8"))
    place.write_text(json.dumps(meta | {"format": 1}), "utf-8")
    with pytest.raises(ValueError, match=r"format 1.*backlit compact --rebuild"):
        _core.Snapshot([str(tmp_path / "part-1")], [], None)
