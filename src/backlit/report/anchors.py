"""Anchors: with which words the web links to the target, by the number of domains that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import Column, unknown_name
from backlit.report.grouped import Counting, count
from backlit.report.metrics import ANCHOR, beside
from backlit.report.notes import facts, notes
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.words import words

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

BY = ("anchor", "word")
"""What a row may be."""

COLUMNS = (
    Column(
        "anchor",
        "text",
        "text of the link, else its image's alt, else its title; empty where all are, null: not told",
        nullable=True,
    ),
    Column("links", "uint64", "links with this anchor"),
    Column("domain_rating", "float64", "highest Domain Rating among the domains that use it; null if unrated", True),
    Column("referring_domains", "uint64", "domains that use it"),
    Column("referring_pages", "uint64", "pages that use it"),
    Column("followed", "uint64", "of the links followed"),
    Column("images", "uint64", "of the links around an image, the anchor being its alt or title"),
    Column("target_pages", "uint64", "pages of the target that it leads to"),
    Column("first_seen", "time", "when the first of the links was first seen"),
    Column("last_seen", "time", "when a link was last seen"),
)
"""The columns of the report."""

COUNTING = Counting(
    which="backlinks",
    keys=("anchor",),
    columns=COLUMNS,
    sql={
        "links": "count(*)",
        "domain_rating": "max(source_domain_rating)",
        "referring_domains": "count(DISTINCT source_domain_id)",
        "referring_pages": "count(DISTINCT source_page)",
        "followed": "count(*) FILTER (followed)",
        "images": "count(*) FILTER (kind = 'image')",
        "target_pages": "count(DISTINCT target_page)",
        "first_seen": "min(first_seen)",
        "last_seen": "max(last_seen)",
    },
    texts=frozenset({"source_domain"}),
    reads=frozenset(
        {
            "source_domain_rating",
            "source_page",
            "target_page",
            "followed",
            "kind",
            "first_seen",
            "last_seen",
        }
    ),
    order="referring_domains DESC, links DESC, anchor",
)


def anchors(view: View, query: Query, by: str = "anchor") -> Report:
    """One row an anchor of the links to the target, or one a word of them. Raises QueryError for an unknown `by`."""
    if by not in BY:
        raise QueryError(unknown_name("row of anchors", by, BY), "by")
    return words(view, query) if by == "word" else _anchors(view, query)


@beside(ANCHOR)
def _anchors(view: View, query: Query) -> Report:
    """One row an anchor, exact to the letter."""
    query.only("anchors", group=False, metrics=True)
    found = count(view, query, "anchors", COUNTING)
    columns = query.shown(COLUMNS)
    told = notes(view, query, found.table, found.total)
    return Report("anchors", found.table, query, columns, found.total, facts(view), told, next=found.next)
