"""The older reports where links are only reported: nobody told what they are, and no crawl ever began."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.report.told import at, link, view_of

from backlit.cli import profile
from backlit.report import anchors, backlinks, changes, internal, outlinks, overview, pages, referring_domains
from backlit.report.query import build_query

SHOP = "https://shop.test/"
CRAWLED = link("https://a.example/", SHOP, "warc", "2026-03-01", "2026-03-02", anchor="lamps")
REPORTED = [
    link("https://b.example/", SHOP, "ahrefs", "2026-01-01", "2026-02-01", anchor=None, followed=None),
    link("https://b.example/2", SHOP, "ahrefs", "2026-01-02", "2026-02-01", anchor="lamps", nofollow=False),
    link("https://c.example/", f"{SHOP}x", "majestic", "2026-01-03", "2026-02-01", anchor="", followed=False,
         nofollow=True, kind="image"),
    link("https://d.example/", SHOP, "majestic", "2026-01-04", "2026-02-01", state="lost", lost_at=at("2026-02-20"),
         lost_reason="reported"),
]  # fmt: skip


def view(*links: dict[str, Any], horizon: str | None = "2026-03-01") -> Any:
    return view_of(links, [], horizon=horizon)


MIXED = view(CRAWLED, *REPORTED)
ALONE = view(*REPORTED, horizon=None)


def ask(**options: Any) -> Any:
    return build_query("shop.test", **options)


def section(report: Any, name: str) -> dict[str | None, int]:
    return {row["name"]: row["count"] for row in report if row["section"] == name}


def test_the_overview_tells_what_nobody_knows() -> None:
    report = overview.overview(MIXED, ask())
    assert section(report, "rel") == {"followed": 1, "nofollow": 1, "sponsored": 0, "ugc": 0, "unknown": 2}
    assert section(report, "kind") == {"text": 1, "image": 1, None: 2}
    assert section(report, "placement") == {"main": 1, None: 3}
    assert section(report, "anchor") == {"lamps": 2, "": 1, None: 1}
    assert (report.facts["followed"], report.facts["follow_unknown"], report.facts["backlinks"]) == (1, 2, 4)
    assert report.notes[0].startswith("3 of 4 links (75%) are only reported")


def test_all_is_known_where_only_a_crawl_told() -> None:
    report = overview.overview(view_of([CRAWLED]), ask())
    assert "unknown" not in section(report, "rel")
    assert not any("reported" in note for note in report.notes)


def test_an_anchor_that_nobody_told_is_a_row_of_its_own() -> None:
    report = anchors.anchors(MIXED, ask())
    assert [(row["anchor"], row["links"], row["followed"]) for row in report] == [
        ("lamps", 2, 1), ("", 1, 0), (None, 1, 0),
    ]  # fmt: skip
    assert len(anchors.anchors(MIXED, ask(filters=["anchor=null"]))) == 1


@pytest.mark.parametrize(
    ("report", "options", "claimed"),
    [
        (backlinks.backlinks, {}, "3 of 4"),
        (backlinks.backlinks, {"history": "all"}, "4 of 5"),
        (backlinks.backlinks, {"filters": ["anchor=lamps"], "limit": 1}, "1 of 2"),
        (backlinks.backlinks, {"filters": ["reported=no"]}, ""),
        (referring_domains.referring_domains, {}, "3 of 4"),
        (anchors.anchors, {}, "3 of 4"),
        (pages.pages, {"filters": ["page.status=null", "anchor=lamps"], "fields": pages.FIELDS}, "1 of 2"),
    ],
)
def test_a_note_tells_the_share_that_is_only_reported(report: Any, options: dict[str, Any], claimed: str) -> None:
    told = [note for note in report(MIXED, ask(**options)).notes if "only reported" in note]
    assert bool(told) == bool(claimed)
    assert all(note.startswith(f"{claimed} links") for note in told)


def test_changes_without_any_crawl_are_those_of_all_time() -> None:
    report = changes.changes(ALONE, ask())
    assert [report.facts[name] for name in ("new", "lost", "unseen")] == [4, 1, 0]
    assert report.facts["by_reason"][-1] == {"change": "lost", "reason": "reported", "links": 1}
    assert changes.NO_CRAWL in report.notes
    later = changes.changes(ALONE, ask(since="2026-01-03"))
    assert [later.facts[name] for name in ("new", "lost")] == [2, 1]
    assert changes.NO_CRAWL not in later.notes


@pytest.mark.parametrize(("history", "count"), [("live", 3), ("lost", 1), ("new", 4), ("all", 4)])
def test_history_without_any_crawl(history: str, count: int) -> None:
    assert len(backlinks.backlinks(ALONE, ask(history=history))) == count
    window = backlinks.backlinks(ALONE, ask(history="new", since="2026-01-02", until="2026-01-03"))
    assert len(window) == 2
    assert [row["source_domain"] for row in referring_domains.referring_domains(ALONE, ask(history="lost"))] == [
        "d.example"
    ]


def test_an_index_of_exports_is_not_empty() -> None:
    for report in (backlinks.backlinks, anchors.anchors, outlinks.outlinks, internal.internal, overview.overview):
        notes = report(ALONE, build_query("nobody.test")).notes
        assert "The index has no page of nobody.test" in notes[0]


@pytest.mark.parametrize("of", [ALONE, MIXED])
def test_the_terminal_tells_what_is_known(of: Any) -> None:
    def lines(report: Any) -> list[str]:
        return ["".join(text for text, _ in line) for line in profile.of_report(report, 100)]

    told = "\n".join(lines(overview.overview(of, ask())))
    assert "where it is told" in told
    assert "(not told)" in told
    assert ("no crawl, only exports" in told) == (of is ALONE)
    changed = "\n".join(lines(changes.changes(of, ask())))
    assert ("of all time" in changed) == (of is ALONE)
    assert "1970" not in told + changed


def test_a_group_of_links_takes_the_one_that_is_known_to_be_followed() -> None:
    same = [{**row, "source_url": f"https://b.example/{n}", "source_domain": "b.example"}
            for n, row in enumerate((REPORTED[0], {**CRAWLED, "anchor": None}))]  # fmt: skip
    report = backlinks.backlinks(view(*same), ask(group="similar"))
    assert [(row["followed"], row["links"]) for row in report] == [(True, 2)]
    assert next(iter(report))["first_seen"] == datetime(2026, 3, 1, tzinfo=UTC)
