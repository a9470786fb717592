"""Files of nobody in particular: tables whose columns speak for themselves, and those that `--map` completes.

The names are those that tools and people use for the same things. The first layout that fits is taken, links before
traffic before counts, so that a list of links with a column of domains stays a list of links.
"""

from __future__ import annotations

from backlit.sources.exports.layout import Column, Layout, Record, key_of, may, need, number

UNKNOWN_VENDOR = "other"
"""Who made a list of links that tells nobody."""
ANALYTICS = "analytics"
"""Who made a table of traffic that tells nobody."""

_TARGET = (
    "target", "target url", "target page", "target address", "to", "url to", "to url", "destination", "destination url",
    "destination page", "link url", "link to", "links to", "linking to", "linked page", "linked url", "landing url",
    "href", "backlink target", "target link",
)  # fmt: skip

_SOURCE = need(
    "source", "source url", "source page", "source address", "from", "url from", "from url", "referring page",
    "referring page url", "referring url", "referring link", "referrer", "referer", "linking page", "linking page url",
    "linking url", "linking from", "link from", "backlink", "backlink url", "backlink page", "page linking",
    "external page", "origin url",
    field="source_url",
)  # fmt: skip

_OF_A_LINK = (
    may("source title", "referring page title", "page title", "title", "linking page title", field="source_title"),
    may("language", "source language", "lang", field="source_language"),
    may("source status", "http code", "status code", "referring page http code", field="source_status"),
    may("anchor", "anchor text", "link anchor", "link text", "anchor url text", field="anchor"),
    may("alt", "alt text", "image alt", field="alt"),
    may("rel", "rel attribute", "link rel", "attributes", field="rel"),
    may("followed", "follow", "dofollow", "do follow", "is dofollow", field="followed"),
    may("nofollow", "no follow", "is nofollow", "rel nofollow", field="nofollow"),
    may("sponsored", "is sponsored", "rel sponsored", field="sponsored"),
    may("ugc", "is ugc", "rel ugc", field="ugc"),
    may("kind", "link type", "type of link", "item type", field="kind"),
    may("placement", "link position", "link placement", "semantic location", field="placement"),
    may("context left", "left context", "text pre", "text before", field="context_left"),
    may("context right", "right context", "text post", "text after", field="context_right"),
    may(
        "first seen", "first seen date", "first found", "first indexed", "first crawled", "found", "found date",
        "date found", "discovered", "discovery date", "date first seen", "link found", "first check",
        field="first_seen",
    ),
    may(
        "last seen", "last seen date", "last checked", "last check", "last crawled", "last crawl", "last found",
        "date last seen", "crawl date", "checked", "checked at", "last updated",
        field="last_seen",
    ),
    may("lost", "lost date", "date lost", "lost at", "removed", "date removed", "disappeared", field="lost_at"),
    may("is lost", "link lost", "lost link", field="is_lost"),
    may("lost reason", "reason lost", "lost status", field="lost_reason"),
    may("mention", "is mention", "unlinked", field="mention"),
)  # fmt: skip

_NAMES_OF_TRAFFIC: dict[str, tuple[str, ...]] = {
    "clicks": ("clicks", "url clicks", "organic clicks", "google clicks"),
    "impressions": ("impressions", "organic impressions"),
    "ctr": ("ctr", "click through rate", "site ctr"),
    "position": ("position", "average position", "avg position", "avg. position", "rank"),
    "sessions": ("sessions", "visits", "organic sessions", "entrances"),
    "conversions": ("conversions", "key events", "goals", "goal completions", "transactions", "purchases", "leads"),
}

_ANY_TRAFFIC = frozenset(key_of(name) for names in _NAMES_OF_TRAFFIC.values() for name in names)

_PAGE = (
    "page", "pages", "top pages", "url", "page url", "address", "landing page", "landing page + query string",
    "landing page url", "page path", "page path and screen class", "page path + query string", "page location",
    "full page url", "final url", "entry page",
)  # fmt: skip
_DAY = ("date", "day", "nth day", "period")
_DOMAIN = (
    "domain", "domains", "referring domain", "referring domains", "root domain", "linking domain", "source domain",
    "site", "sites", "website", "linking site", "referring site", "linking root domain",
)  # fmt: skip


def _traffic(subject: str) -> tuple[Column, ...]:
    return tuple(number(*names, of=f"{subject}.{metric}") for metric, names in _NAMES_OF_TRAFFIC.items())


def _counts(subject: str) -> tuple[Column, ...]:
    """The usual counts beside a domain, an anchor or a page."""
    return (
        number("backlinks", "links", "inbound links", "incoming links", "external links", of=f"{subject}.backlinks"),
        number("linking pages", "referring pages", "ref pages", of=f"{subject}.linking_pages"),
        number("linking domains", "referring domains", "ref domains", "linking sites", of=f"{subject}.linking_domains"),
        may("first seen", "first seen date", "first found", "date found", field="first_seen"),
        may("last seen", "last seen date", "last checked", "last crawled", field="last_seen"),
        may("lost", "lost date", "date lost", field="lost_at"),
    )


def _generic(name: str, record: Record, *columns: Column, any_of: frozenset[str] = frozenset()) -> Layout:
    return Layout(
        ANALYTICS if record in ("traffic_page", "traffic_day") else UNKNOWN_VENDOR,
        name, record, columns, any_of=any_of,
    )  # fmt: skip


LAYOUTS = (
    _generic("links", "link", _SOURCE, may(*_TARGET, field="target_url"), *_OF_A_LINK),
    _generic(
        "links", "link", need("url", "page", "page url", field="source_url"),
        need(*_TARGET, field="target_url"), *_OF_A_LINK,
    ),
    _generic(
        "traffic of pages", "traffic_page", need(*_PAGE, field="subject", reading="url"),
        may(*_DAY, field="day"), *_traffic("page"), any_of=_ANY_TRAFFIC,
    ),
    _generic("traffic of days", "traffic_day", need(*_DAY, field="day"), *_traffic("day"), any_of=_ANY_TRAFFIC),
    _generic("referring domains", "domain", need(*_DOMAIN, field="subject"), *_counts("domain")),
    _generic(
        "anchors", "anchor", need("anchor", "anchor text", "link text", field="subject"), *_counts("anchor")
    ),
    _generic(
        "target pages", "page", need(*_TARGET, "url", "page", "page url", field="subject", reading="url"),
        *_counts("page"),
        any_of=frozenset(key_of(name) for column in _counts("page") if column.metric for name in column.names),
    ),
)  # fmt: skip

NAMES_FOR_USERS = {"page": "subject", "date": "day"}
"""What `--map` may also call a field: the page or the day that traffic is of."""
