"""Which columns of a report matter most: where there is no room for all, the first of these are shown, in this order.

A table in a terminal and the repr of a report take them from here; a page may do so too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import RATINGS

if TYPE_CHECKING:
    import pyarrow as pa

PREFERRED: dict[str, tuple[str, ...]] = {
    "backlinks": (
        "links", "source_url", "anchor", "target_url", "source_domain_rating", "placement", "followed", "first_seen",
        "state", "source_page_rating", "source_trust", "source_spam_mass", "source_referring_domains", "rel",
        "last_seen",
        "lost_reason", "kind", "witnesses", "reported", "checked_at", "source_title", "source_language", "hidden",
    ),
    "referring-domains": (
        "source_domain", "domain_rating", "trust", "links", "followed", "spam_mass", "source_referring_domains",
        "linked_domains", "referring_pages", "target_pages", "first_seen", "last_seen", "state",
    ),
    "anchors": (
        "anchor", "referring_domains", "links", "followed", "domain_rating", "images", "referring_pages",
        "target_pages", "first_seen", "last_seen",
    ),
    "pages": (
        "url", "page_rating", "referring_domains", "backlinks", "followed", "internal_links", "status", "title",
        "first_seen", "last_seen", "fetched_at", "final_url",
    ),
    "internal": (
        "url", "depth", "page_rating", "internal_links", "linking_pages", "links_out", "orphan", "status", "title",
        "followed", "fetched_at",
    ),
    "changes": (
        "change", "at", "source_url", "anchor", "target_url", "reason", "source_domain_rating", "followed", "placement",
        "first_seen", "last_seen", "state",
    ),
    "traffic": (
        "url", "standing", "clicks", "sessions", "referring_domains", "backlinks", "impressions", "position", "ctr",
        "conversions", "followed", "page_rating", "status", "title", "as_of", "vendors", "addresses",
    ),
    "mentions": (
        "source_url", "text", "linked", "vendors", "last_seen", "target_url", "first_seen", "checked_at",
        "linked_since", "source_domain",
    ),
    "compare": (
        "target", "domain_rating", "referring_domains", "backlinks", "shared_referring_domains", "trust",
        "new_in_window", "lost_in_window", "followed_share", "spam_mass", "shared_share", "first_seen", "last_seen",
    ),
    "quality": (
        "source_url", "quality", "type", "related_topic", "has_readers", "in_main_content", "natural_anchor",
        "editorial_page", "trusted_site", "fits_context", "anchor", "target_url", "risk", "anchor_class", "relevance",
        "placement", "followed", "queued",
    ),
    "risk": (
        "source_domain", "risk", "queued_links", "links", "signals", "decision", "facts", "source_domain_rating",
        "source_trust", "group", "families", "platform", "first_seen",
    ),
    "findings": ("source_domain", "signal", "weight", "fact", "source_url", "count", "family", "level"),
    "diagnose": ("reason", "holds", "evidence", "advice", "rows", "meaning"),
    "types": ("type", "referring_domains", "share", "links", "followed", "queued", "example_url", "meaning"),
    "anchor-classes": (
        "anchor_class", "referring_domains", "share", "low", "high", "verdict", "top_anchors", "links", "comparables",
        "meaning",
    ),
    "profile": ("aspect", "value", "low", "high", "verdict", "told", "links", "comparables"),
    "rating": (
        "target", "part", "source", "share", "equity", "source_rating", "splits", "rating_if", "reasons", "links",
        "domain_rating", "page_rating", "trust", "spam_mass", "place", "domains", "worth", "harmonic", "page_trust",
        "coverage", "page_place", "pages", "page",
    ),
}  # fmt: skip
"""By report; a report that is not here has its columns by weight already."""


MAY_LACK = (*RATINGS, "clicks", "impressions", "ctr", "position", "sessions", "conversions")
"""Columns that an index may know nothing of."""
BEFORE_METRICS = 2
"""Columns that stand before vendors' metrics: what a row is about."""


def preferred(report: str, table: pa.Table, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The columns to show, most important first: all that were asked for, else those of the report's list.

    A rating or a figure of traffic that no row has takes no room: a note says why it is not there. Vendors' metrics,
    with a dot in their names, are there because someone asked: they stand after the first few.
    """
    names = table.column_names
    metrics = tuple(name for name in names if "." in name)
    if asked:
        return (*asked, *metrics)
    listed = [name for name in PREFERRED.get(report, names) if name in names and name not in metrics]
    listed = [name for name in listed if not (name.endswith(MAY_LACK) and _is_null(table, name))]
    return (*listed[:BEFORE_METRICS], *metrics, *listed[BEFORE_METRICS:])


def _is_null(table: pa.Table, name: str) -> bool:
    return bool(table.num_rows) and table.column(name).null_count == table.num_rows
