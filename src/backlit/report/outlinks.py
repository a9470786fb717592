"""Outlinks: where the target links to, by linked domain or linked page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import DOMAIN_RATINGS, PAGE_RATING, Column, unknown_name
from backlit.report.grouped import Counting, count
from backlit.report.notes import facts, notes
from backlit.report.query import QueryError
from backlit.report.result import Report

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

BY = ("domain", "page")
"""What rows can be."""

_COUNTS = (
    Column("links", "uint64", "links of the target to it"),
    Column("followed", "uint64", "of them followed"),
    Column("linking_pages", "uint64", "pages of the target with such a link"),
    Column("first_seen", "time", "when the first of the links was first seen"),
    Column("last_seen", "time", "when a link was last seen"),
)
COLUMNS_BY_DOMAIN = (
    Column("target_domain", "text", "the linked domain"),
    *DOMAIN_RATINGS,
    Column("linked_pages", "uint64", "its pages that are linked"),
    *_COUNTS,
)
"""The columns by domain."""
COLUMNS_BY_PAGE = (
    Column("target_url", "text", "the linked page"),
    Column("target_domain", "text", "its registrable domain"),
    PAGE_RATING,
    *DOMAIN_RATINGS,
    *_COUNTS,
)
"""The columns by page."""

_RATED = tuple(column.name for column in DOMAIN_RATINGS)
_SQL = {
    **{name: f"any_value(target_{name})" for name in (*_RATED, "page_rating")},
    "links": "count(*)",
    "followed": "count(*) FILTER (followed)",
    "linking_pages": "count(DISTINCT source_page)",
    "linked_pages": "count(DISTINCT target_page)",
    "first_seen": "min(first_seen)",
    "last_seen": "max(last_seen)",
}
_READS = frozenset(
    {
        *(f"target_{name}" for name in (*_RATED, "page_rating")),
        "followed",
        "source_page",
        "target_page",
        "first_seen",
        "last_seen",
    }
)
COUNTING = {
    "domain": Counting(
        "outlinks",
        ("target_domain",),
        COLUMNS_BY_DOMAIN,
        _SQL,
        _READS,
        frozenset(),
        "linking_pages DESC, links DESC, target_domain",
        frozenset(_RATED),
    ),
    "page": Counting(
        "outlinks",
        ("target_url", "target_domain"),
        COLUMNS_BY_PAGE,
        {name: sql for name, sql in _SQL.items() if name != "linked_pages"},
        _READS,
        frozenset(),
        "linking_pages DESC, links DESC, target_url",
        frozenset({*_RATED, "page_rating"}),
    ),
}


def outlinks(view: View, query: Query, by: str = "domain") -> Report:
    """One row a domain, or a page, of another domain that the target links to."""
    query.only("outlinks", group=False)
    if by not in COUNTING:
        raise QueryError(unknown_name("row of outlinks", by, BY), "by")
    found = count(view, query, f"outlinks by {by}", COUNTING[by])
    columns = query.shown(COUNTING[by].columns)
    told = notes(view, query, found.table, found.total, "outlinks")
    return Report("outlinks", found.table, query, columns, found.total, facts(view), told, next=found.next)
