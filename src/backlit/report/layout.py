"""Which columns of a report matter most: where there is no room for all, the first of these are shown, in this order.

A table in a terminal and the repr of a report take them from here; a page may do so too.
"""

from __future__ import annotations

PREFERRED: dict[str, tuple[str, ...]] = {
    "backlinks": (
        "links", "source_url", "anchor", "target_url", "placement", "followed", "first_seen", "state",
        "source_referring_domains", "rel", "last_seen",
        "lost_reason", "kind", "source_title", "source_language", "hidden",
    ),
    "referring-domains": (
        "source_domain", "source_referring_domains", "links", "followed", "referring_pages", "target_pages",
        "first_seen", "last_seen", "state",
    ),
    "anchors": (
        "anchor", "referring_domains", "links", "followed", "images", "referring_pages", "target_pages", "first_seen",
        "last_seen",
    ),
    "pages": (
        "url", "referring_domains", "backlinks", "followed", "internal_links", "status", "title", "first_seen",
        "last_seen", "fetched_at", "final_url",
    ),
    "internal": (
        "url", "depth", "internal_links", "linking_pages", "links_out", "orphan", "status", "title", "followed",
        "fetched_at",
    ),
    "changes": (
        "change", "at", "source_url", "anchor", "target_url", "reason", "followed", "placement", "first_seen",
        "last_seen", "state",
    ),
}  # fmt: skip
"""By report; a report that is not here has its columns by weight already."""


def preferred(report: str, names: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """The columns to show, most important first: all that were asked for, else those of the report's list."""
    return asked or tuple(name for name in PREFERRED.get(report, names) if name in names)
