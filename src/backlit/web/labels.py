"""What columns are called where people read: short heads for tables, as few abbreviations as the field has."""

from __future__ import annotations

LABELS = {
    "anchor": "Anchor",
    "anchor_class": "Class",
    "at": "When",
    "backlinks": "Backlinks",
    "checked_at": "Last checked",
    "context_left": "Text before",
    "context_right": "Text after",
    "ctr": "CTR",
    "decided_at": "Decided",
    "decided_by": "By",
    "domain_rating": "DR",
    "equity": "Takes of the rating",
    "example_url": "The best of them",
    "fact": "What fired it",
    "fetched_at": "Last look",
    "followed_share": "Followed",
    "high": "Usual to",
    "import_id": "Import",
    "internal_links": "Internal links",
    "kind": "Kind",
    "linked_domains": "Links to domains",
    "links": "Links",
    "links_out": "Links out",
    "lost_at": "Lost on",
    "lost_in_window": "Lost",
    "lost_reason": "Why lost",
    "low": "Usual from",
    "new_in_window": "New",
    "new_reason": "Why new",
    "only_witness": "Only seen by",
    "page_rating": "PR",
    "queued": "In the queue",
    "queued_links": "In the queue",
    "referring_domains": "Ref. domains",
    "referring_pages": "Ref. pages",
    "rel": "Rel",
    "related_topic": "Related topic",
    "reported": "Only reported",
    "row": "Row",
    "rows": "Where",
    "shared_referring_domains": "Shared",
    "shared_share": "Of the first",
    "source_domain": "Referring domain",
    "source_domain_rating": "DR",
    "source_host": "Referring host",
    "source_language": "Language",
    "source_linked_domains": "Links to domains",
    "source_page_rating": "PR",
    "source_referring_domains": "Ref. domains",
    "source_spam_mass": "Spam mass",
    "source_title": "Title",
    "source_trust": "Trust",
    "source_url": "Referring page",
    "target_assumed": "Target assumed",
    "target_domain_rating": "Target DR",
    "target_page_rating": "Target PR",
    "target_raw": "Target as written",
    "target_url": "Target",
    "told": "Finding",
    "ugc": "UGC",
    "url": "Page",
    "verdict": "What looks say",
}
"""Heads of columns; a column that is not here is called by its name."""

WHOLE = {
    "source_domain_rating": "Domain Rating",
    "domain_rating": "Domain Rating",
    "source_page_rating": "Page Rating",
    "page_rating": "Page Rating",
    "target_domain_rating": "Target's Domain Rating",
    "target_page_rating": "Target's Page Rating",
    "source_referring_domains": "Referring domains of the source",
    "source_linked_domains": "Domains that the source links to",
    "referring_domains": "Referring domains",
    "referring_pages": "Referring pages",
}
"""The same without abbreviations, where there is room: lists of fields, the facts of a row."""


def label(column: str) -> str:
    """The head of a column."""
    return LABELS.get(column) or column.replace("_", " ").replace(".", " ").capitalize()


def whole_label(column: str) -> str:
    """The name of a column in full."""
    return WHOLE.get(column) or label(column)
