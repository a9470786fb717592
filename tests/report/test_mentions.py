"""Unlinked mentions: who told, and whether the page links by now."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.told import at, link, view_of

from backlit.report import mentions
from backlit.report.query import QueryError, build_query

SHOP = "https://shop.test/"
LINKS = [
    link("https://links.example/now", f"{SHOP}lamps", "warc", "2026-03-01", "2026-03-01"),
    link("https://gone.example/", SHOP, "warc", "2026-01-01", "2026-02-01", state="lost", lost_at=at("2026-03-01")),
]
LOOKED = {
    "https://links.example/now": {"look": "content", "fetched_at": at("2026-03-01")},
    "https://gone.example/": {"look": "content", "fetched_at": at("2026-03-01")},
    "https://claimed.example/": {"look": "reported", "fetched_at": at("2026-03-02")},
}


def said(source: str, text: str | None, vendor: str = "majestic", target: str | None = SHOP, **more: Any) -> Any:
    return {
        "record": "mention", "vendor": vendor, "as_of": at("2026-03-05"), "source_url": source, "target_url": target,
        "anchor": text, **more,
    }  # fmt: skip


CLAIMS = [
    said("https://links.example/now#top", "the shop", first_seen=at("2026-01-01"), last_seen=at("2026-01-02")),
    said("https://links.example/now", "the shop", "ahrefs", last_seen=at("2026-02-02")),
    said("https://gone.example/", None, last_seen=at("2026-01-03")),
    said("https://claimed.example/", "=cmd|' /C calc'!A0"),
    said("https://by.site.example/", "Shop", target=None, property="shop.test", last_seen=at("2026-01-05")),
    said("https://other.example/", "Other", target="https://other.test/"),
    said("https://link.example/", "a link", record="link"),
]


def ask(claims: Any = CLAIMS, **options: Any) -> Any:
    query = build_query("shop.test", fields=mentions.FIELDS, **options)
    return mentions.mentions(view_of(LINKS, claims, LOOKED), query)


def test_mentions_and_whether_they_link_by_now() -> None:
    names = ("source_url", "text", "vendors", "linked", "checked_at")
    assert [tuple(row[name] for name in names) for row in ask()] == [
        ("https://claimed.example/", "=cmd|' /C calc'!A0", ["majestic"], None, None),
        ("https://links.example/now", "the shop", ["ahrefs", "majestic"], True, at("2026-03-01")),
        ("https://by.site.example/", "Shop", ["majestic"], None, None),
        ("https://gone.example/", None, ["majestic"], False, at("2026-03-01")),
    ]


def test_dates_and_domains() -> None:
    row = next(row for row in ask() if row["linked"])
    assert (row["first_seen"], row["last_seen"], row["linked_since"]) == (
        at("2026-01-01"), at("2026-02-02"), at("2026-03-01"),
    )  # fmt: skip
    assert {row["source_domain"] for row in ask()} == {
        "links.example", "gone.example", "claimed.example", "site.example",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "count"),
    [(["linked=no"], 1), (["linked=unknown"], 2), (["vendors=ahrefs"], 1), (["text~shop"], 2), (["text=null"], 1)],
)
def test_filters(filters: list[str], count: int) -> None:
    found = ask(filters=filters)
    assert len(found) == found.facts["mentions"] == count


def test_nothing_to_tell() -> None:
    assert "No export was imported" in ask(None).notes[0]
    assert "mentions of shop.test" in ask([CLAIMS[-1]]).notes[0]
    assert "filters" in ask(filters=["text=nobody"]).notes[0]


def test_what_it_cannot_be_asked() -> None:
    for options in ({"history": "all"}, {"since": "2026-01-01"}, {"group": "similar"}, {"metrics": ["moz"]}):
        with pytest.raises(QueryError):
            ask(**options)
