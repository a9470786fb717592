"""Sources: who saw what, worked out by hand over a dozen links of three vendors and a crawl."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from tests.report.told import at, link, view_of

from backlit.report import backlinks, sources
from backlit.report.query import QueryError, build_query

SHOP = "https://shop.test/"
LINKS = [
    # Seen by all, live.
    link("https://a.example/1", SHOP, "ahrefs majestic semrush warc", "2026-01-01", "2026-03-02"),
    # The crawl's alone, by two kinds of look.
    link("https://a.example/2", SHOP, "warc wat", "2026-03-01", "2026-03-01"),
    # Two vendors say it; a look of ours came and had it no more, after one of ours that had it.
    link("https://b.example/", SHOP, "ahrefs majestic warc", "2026-01-05", "2026-02-01", state="lost",
         lost_reason="removed_from_html", lost_at=at("2026-03-01")),
    # Never there: our look came after and never had it.
    link("https://c.example/", SHOP, "ahrefs", "2026-01-06", "2026-02-02", state="lost",
         lost_reason="removed_from_html", lost_at=at("2026-03-01"), checked_at=at("2026-03-01")),
    # Reported lost by its vendor, never looked at.
    link("https://d.example/", SHOP, "ahrefs", "2026-01-07", "2026-02-03", state="lost", lost_reason="reported",
         lost_at=at("2026-02-10")),
    # Reported, our only look was before.
    link("https://e.example/", f"{SHOP}lamps", "majestic", "2026-04-01", "2026-04-02", checked_at=at("2026-03-01")),
    # Ours, live at our newest look; afterwards its vendor said it is lost.
    link("https://f.example/", SHOP, "ahrefs warc", "2026-01-01", "2026-03-01", state="lost", lost_reason="reported",
         lost_at=at("2026-03-09")),
]  # fmt: skip
COUNTS: list[dict[str, Any]] = [
    {"record": "domain", "vendor": "search_console", "property": "shop.test", "subject": name}
    for name in ("a.example", "c.example", "z.example", "shop.test")
] + [
    {"record": "domain", "vendor": "search_console", "property": "other.test", "subject": "y.example"},
    {"record": "domain", "vendor": "search_console", "property": None, "subject": "x.example"},
    {"record": "link", "vendor": "ahrefs", "property": "shop.test", "source_url": "https://w.example/"},
]  # fmt: skip


def ask(claims: list[dict[str, Any]] | None = COUNTS, **options: Any) -> Any:
    return sources.sources(view_of(LINKS, claims), build_query("shop.test", **options))


def section(report: Any, name: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in report if row["section"] == name]


def test_what_each_source_knows_and_what_it_alone_knows() -> None:
    columns = (
        "source", "links", "referring_domains", "referring_pages", "only_links", "only_referring_domains",
    )  # fmt: skip
    assert section(ask(), "source", *columns) == [
        ("crawl", 4, 3, 4, 1, 0),
        ("warc", 4, 3, 4, 0, 0),
        ("wat", 1, 1, 1, 0, 0),
        ("ahrefs", 5, 5, 5, 2, 1),
        ("majestic", 3, 3, 3, 1, 1),
        ("semrush", 1, 1, 1, 0, 0),
        ("search_console", 0, 3, 0, 0, 1),
    ]


def test_sights_are_those_of_each_source() -> None:
    told = [
        {"record": "link", "vendor": "majestic", "as_of": at("2026-05-01"), "target_url": target, **dates}
        for target, dates in (
            (SHOP, {"first_seen": at("2025-12-01")}),
            (f"{SHOP}lamps", {"last_seen": at("2026-03-20")}),
            ("https://other.test/", {"first_seen": at("2020-01-01"), "last_seen": at("2026-09-01")}),
        )
    ] + [{"record": "link", "vendor": "semrush", "as_of": at("2026-05-01"), "target_url": SHOP}]

    def dates(**options: Any) -> dict[str, tuple[Any, ...]]:
        rows = section(ask(COUNTS + told, **options), "source", "source", "first_seen", "last_seen")
        return {row[0]: row[1:] for row in rows}

    assert dates() == {
        "crawl": (at("2026-03-01"), at("2026-03-02")),
        "warc": (None, None),
        "wat": (None, None),
        "ahrefs": (at("2026-01-06"), at("2026-02-03")),
        "majestic": (at("2025-12-01"), at("2026-03-20")),
        "semrush": (at("2026-05-01"), at("2026-05-01")),
        "search_console": (None, None),
    }
    filtered = dates(filters=["target_url=https://shop.test/lamps"])
    assert filtered == {"majestic": (at("2026-04-01"), at("2026-04-02"))}


def test_counts_without_a_property_are_told() -> None:
    assert any(note.startswith("Rows of counts that name no property are left out, 1 in all") for note in ask().notes)


def test_overlap_of_each_pair_and_its_share_of_the_smaller() -> None:
    columns = ("source", "other", "links", "referring_domains", "share_of_links", "share_of_domains")
    assert section(ask(), "overlap", *columns) == [
        ("crawl", "ahrefs", 3, 3, 0.75, 1.0),
        ("crawl", "majestic", 2, 2, 2 / 3, 2 / 3),
        ("crawl", "semrush", 1, 1, 1.0, 1.0),
        ("crawl", "search_console", 0, 1, None, 1 / 3),
        ("ahrefs", "majestic", 2, 2, 2 / 3, 2 / 3),
        ("ahrefs", "semrush", 1, 1, 1.0, 1.0),
        ("ahrefs", "search_console", 0, 2, None, 2 / 3),
        ("majestic", "semrush", 1, 1, 1.0, 1.0),
        ("majestic", "search_console", 0, 1, None, 1 / 3),
        ("semrush", "search_console", 0, 1, None, 1.0),
    ]


def test_what_a_crawl_has_found_of_what_a_vendor_says() -> None:
    columns = ("source", "links", "live", "lost", "never_there", "unchecked")
    assert section(ask(), "verdict", *columns) == [
        ("ahrefs", 5, 2, 1, 1, 1),
        ("majestic", 3, 1, 1, 0, 1),
        ("semrush", 1, 1, 0, 0, 0),
    ]


def test_the_commands_in_the_notes_list_what_the_figures_count() -> None:
    report = ask(filters=["target_url=https://shop.test/"])
    told = [shlex.split(note.partition(": ")[2]) for note in report.notes if "backlit backlinks" in note]
    figures = []
    for words in told:
        assert words[:5] == ["backlit", "backlinks", "shop.test", "--history", "all"]
        filters = [value for option, value in zip(words[5::2], words[6::2], strict=True) if option == "--filter"]
        query = build_query("shop.test", history="all", filters=filters)
        figures.append(len(backlinks.backlinks(view_of(LINKS), query)))
    rows = {row["section"]: row for row in report if row["source"] == "ahrefs" and row["section"] != "overlap"}
    assert figures == [rows["source"]["only_links"], rows["verdict"]["never_there"]] == [2, 1]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["witnesses=ahrefs"], 5),
        (["witnesses!=ahrefs"], 2),
        (["witnesses=majestic,semrush"], 3),
        (["witnesses=crawl"], 4),
        (["witnesses!=crawl"], 3),
        (["only_witness=ahrefs"], 2),
        (["only_witness=crawl"], 1),
        (["only_witness=warc"], 0),
        (["only_witness!=ahrefs,majestic"], 4),
        (["witnesses=ahrefs", "verdict=live"], 2),
        (["verdict=lost,never_there"], 2),
        (["verdict!=unchecked"], 5),
        (["reported=yes"], 3),
        (["checked_at=null"], 1),
        (["checked_at>=2026-03-02"], 1),
    ],
)
def test_filters_by_witness(filters: list[str], count: int) -> None:
    assert len(backlinks.backlinks(view_of(LINKS), build_query("shop.test", history="all", filters=filters))) == count


def test_counts_of_sites_are_no_links_and_no_filter_can_judge_them() -> None:
    assert ask().facts["referring_domains"] == 7
    assert ask().facts["links"] == 7
    assert any("search_console names 3 referring domains" in note for note in ask().notes)
    assert "search_console" not in {row["source"] for row in ask(filters=["reported=yes"])}


def test_without_exports_the_crawl_stands_alone() -> None:
    report = sources.sources(view_of([LINKS[1]]), build_query("shop.test"))
    assert section(report, "source", "source", "only_links") == [("crawl", 1), ("warc", 0), ("wat", 0)]
    assert section(report, "verdict", "source") == section(report, "overlap", "source") == []
    assert "import-export" in report.notes[0]


def test_what_it_cannot_be_asked() -> None:
    for options in (
        {"history": "lost"},
        {"since": "2026-01-01"},
        {"sort": "links"},
        {"limit": 3},
        {"group": "similar"},
    ):
        with pytest.raises(QueryError):
            ask(**options)
    with pytest.raises(QueryError, match="metrics"):
        ask(metrics=["ahrefs"])


def test_a_target_that_nobody_knows() -> None:
    report = sources.sources(view_of(LINKS, COUNTS), build_query("nobody.test"))
    assert (len(report), report.facts["links"]) == (0, 0)
    assert "no page of nobody.test" in report.notes[0]
