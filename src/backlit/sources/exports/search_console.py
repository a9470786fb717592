"""Google Search Console: the Links report and the Performance report, in any of the languages of `headers`.

UTF-8 with commas. Most of the Links report names only the property as the target, so a link from it leads to the site,
not to a page. The tables on screen stop at 1,000 rows and exports at about 100,000; both are samples, and hold nofollow
and disavowed links too (https://support.google.com/webmasters/answer/9049606). Counts per site are observations about
domains, never links.
"""

from __future__ import annotations

from backlit.sources.exports.headers import wordings
from backlit.sources.exports.headers.search_console import SEARCH_CONSOLE
from backlit.sources.exports.layout import Column, Layout, Reading, may, need, number

VENDOR = "search_console"


def _named(column: str) -> tuple[str, ...]:
    return wordings(SEARCH_CONSOLE, column)


def _need(column: str, field: str | None = None, reading: Reading | None = None) -> Column:
    return need(*_named(column), field=field, reading=reading)


def _count(column: str, subject: str, *, required: bool = True) -> Column:
    return number(*_named(column), of=f"{subject}.{column}", required=required)


def _traffic(subject: str) -> tuple[Column, ...]:
    """Clicks, impressions, CTR and position of a page or a day; a part of them may be switched off on the screen."""
    return (
        _count("clicks", subject),
        _count("impressions", subject),
        _count("ctr", subject, required=False),
        _count("position", subject, required=False),
    )


def _unused(name: str, first: Column, what: str) -> Layout:
    """A part of the Performance report that says nothing about links or pages."""
    return Layout(VENDOR, name, "traffic_page", (first, *_traffic("page")), left_out=what)


LATEST_LINKS = Layout(
    VENDOR,
    "latest links",
    "link",
    (_need("linking_page", "source_url"), _need("last_crawled", "last_seen")),
    exact=True,
)

SAMPLE_LINKS = Layout(VENDOR, "more sample links", "link", (_need("linking_page", "source_url"),), exact=True)

LINKING_SITES = Layout(
    VENDOR,
    "top linking sites",
    "domain",
    (_need("site", "subject"), _count("linking_pages", "domain"), _count("target_pages", "domain", required=False)),
    exact=True,
)

TARGET_PAGES = Layout(
    VENDOR,
    "top target pages",
    "page",
    (
        _need("target_page", "subject", "url"),
        _count("incoming_links", "page"),
        _count("linking_sites", "page", required=False),
    ),
    exact=True,
)

LINKING_TEXT = Layout(VENDOR, "top linking text", "anchor", (_need("linking_text", "subject"),), exact=True)

PAGES = Layout(VENDOR, "performance, pages", "traffic_page", (_need("top_pages", "subject", "url"), *_traffic("page")))

DATES = Layout(VENDOR, "performance, dates", "traffic_day", (_need("date", "day"), *_traffic("day")))

LAYOUTS = (
    LATEST_LINKS,
    SAMPLE_LINKS,
    LINKING_SITES,
    TARGET_PAGES,
    LINKING_TEXT,
    PAGES,
    DATES,
    _unused("performance, queries", _need("top_queries"), "search queries"),
    _unused("performance, countries", _need("country"), "countries"),
    _unused("performance, devices", _need("device"), "devices"),
    _unused("performance, search appearance", _need("search_appearance"), "kinds of search results"),
    Layout(
        VENDOR,
        "filters",
        "traffic_page",
        (_need("filter"), may(*_named("value"))),
        exact=True,
        left_out="the filters of a report",
    ),
)
