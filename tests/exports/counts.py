"""The layouts of the page of formats that are no lists of links: counts by domain, anchor and page, and traffic.

Each file is given row by row, with the claim that each row must make: its record, its subject, and the numbers under
the names that its header gives them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.exports.layout import Either
from tests.exports.truth import PROPERTY
from tests.exports.writing import UTF8, UTF16, Writing


@dataclass(frozen=True)
class Counts:
    """One file of counts: rows of cells, and what each must say."""

    name: str
    vendor: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], dict[str, Any]], ...]
    """Each row as the file has it, and its claim."""
    record: str
    file: str = "export"
    native: Writing = UTF8
    document: Any = None
    """The whole of a JSON file."""
    about: str | None = field(default=None)
    """The property, where neither file nor name tells it and the person does."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


COUNTS = (
    Counts(
        "ahrefs_referring_domains", "ahrefs",
        ("Domain", "DR", "Links to target", "Dofollow linked domains", "Dofollow links", "Is spam", "Traffic ",
         "First seen", "Lost"),
        (
            (("news.example", "71", "1,240", "305", "17", "false", "8800", "2024-05-06 07:08:09", ""),
             {"subject": "news.example", "first_seen": at("2024-05-06T07:08:09"), "domain_rating": 71.0,
              "links_to_target": 1240.0, "dofollow_linked_domains": 305.0, "dofollow_links": 17.0, "traffic": 8800.0}),
            (("Blog.News.Example", "3", "2", "1", "0", "true", "0", "2025-01-01 00:00:00", "2026-02-03 04:05:06"),
             {"subject": "news.example", "first_seen": at("2025-01-01"), "lost_at": at("2026-02-03T04:05:06"),
              "domain_rating": 3.0, "links_to_target": 2.0, "dofollow_links": 0.0}),
        ),
        "domain", f"{PROPERTY}-refdomains-subdomains_2026-07-18_10-00-00", UTF16,
    ),
    Counts(
        "ahrefs_anchors", "ahrefs",
        ("Anchor text", "Ref. domains", "Top DR", "Ref. pages", "Links to target", "New links", "Lost links",
         "Dofollow links", "First seen", "Lost"),
        (
            (("a good lamp", "12", "80", "31", "40", "3", "1", "22", "2024-05-06 07:08:09", ""),
             {"subject": "a good lamp", "first_seen": at("2024-05-06T07:08:09"), "top_dr": 80.0, "new_links": 3.0}),
            (("自転車 \"ライト\"", "1", "5", "1", "1", "0", "0", "0", "2025-02-03 00:00:00", ""),
             {"subject": "自転車 \"ライト\"", "first_seen": at("2025-02-03"), "top_dr": 5.0, "new_links": 0.0}),
        ),
        "anchor", f"{PROPERTY}-anchors-subdomains_2026-07-18_10-00-00", UTF16,
    ),
    Counts(
        "semrush_referring_domains", "semrush",
        ("Domain ascore", "Domain", "Backlinks", "IP Address", "Country", "First seen", "Last seen"),
        (
            (("55", "news.example", "1240", "198.51.100.7", "US", "2024-05-06", "2026-07-01"),
             {"subject": "news.example", "first_seen": at("2024-05-06"), "last_seen": at("2026-07-01"),
              "backlinks": 1240.0}),
            (("7", "blog.example", "1", "198.51.100.8", "DE", "2025-05-06", "2026-06-01"),
             {"subject": "blog.example", "first_seen": at("2025-05-06"), "last_seen": at("2026-06-01"),
              "backlinks": 1.0}),
        ),
        "domain", about=PROPERTY,
    ),
    Counts(
        "search_console_sites", "search_console", ("Site", "Linking pages", "Target pages"),
        (
            (("news.example", "1,240", "12"),
             {"subject": "news.example", "linking_pages": 1240.0, "target_pages": 12.0}),
            (("blog.example", "3", "1"), {"subject": "blog.example", "linking_pages": 3.0, "target_pages": 1.0}),
        ),
        "domain", f"{PROPERTY}-Top linking sites-2026-07-18",
    ),
    Counts(
        "search_console_target_pages", "search_console", ("Target page", "Incoming links", "Linking sites"),
        (
            (("https://shop.example/", "2,100", "80"),
             {"subject": "https://shop.example/", "incoming_links": 2100.0, "linking_sites": 80.0}),
            (("https://shop.example/lamp", "3", "2"),
             {"subject": "https://shop.example/lamp", "incoming_links": 3.0, "linking_sites": 2.0}),
        ),
        "page", f"{PROPERTY}-Top target pages-2026-07-18",
    ),
    Counts(
        "search_console_pages", "search_console", ("Top pages", "Clicks", "Impressions", "CTR", "Position"),
        (
            (("https://shop.example/", "1,204", "20,000", "6.02%", "7.5"),
             {"subject": "https://shop.example/", "clicks": 1204.0, "impressions": 20000.0,
              "ctr": Either((6.02, 0.0602)), "position": 7.5}),
            (("https://shop.example/lamp", "0", "12", "0%", "41"),
             {"subject": "https://shop.example/lamp", "clicks": 0.0, "impressions": 12.0, "ctr": 0.0,
              "position": 41.0}),
        ),
        "traffic_page", f"{PROPERTY}-Performance-pages-2026-07-18",
    ),
    Counts(
        "search_console_days", "search_console", ("Date", "Clicks", "Impressions", "CTR", "Position"),
        (
            (("2026-07-01", "10", "200", "5%", "8.25"),
             {"day": date(2026, 7, 1), "clicks": 10.0, "impressions": 200.0, "ctr": Either((5.0, 0.05)),
              "position": 8.25}),
            (("2026-07-02", "11", "210", "5.2%", "8"),
             {"day": date(2026, 7, 2), "clicks": 11.0, "impressions": 210.0, "ctr": Either((5.2, 0.052)),
              "position": 8.0}),
        ),
        "traffic_day", f"{PROPERTY}-Performance-dates-2026-07-18",
    ),
    Counts(
        "bing_link_counts", "bing", ("Url", "Count"),
        (
            (("https://shop.example/", "17"), {"subject": "https://shop.example/", "count": 17.0}),
            (("https://shop.example/lamp", "4"), {"subject": "https://shop.example/lamp", "count": 4.0}),
        ),
        "page", about=PROPERTY,
        document={
            "d": {
                "__type": "LinkCounts",
                "Links": [
                    {"Url": "https://shop.example/", "Count": 17}, {"Url": "https://shop.example/lamp", "Count": 4},
                ],
                "TotalPages": 1,
            }
        },
    ),
)  # fmt: skip
"""The columns whose name is not the header's are told by `renamed` in test_counts.py."""
