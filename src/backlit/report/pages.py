"""Pages: the target's own pages by the links that they get ("best by links").

A filter on a field of links counts only links that fit; a field that begins with `page.` is asked of the pages
themselves: `page.status=404` shows which dead pages still have links (broken backlinks).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from backlit import model
from backlit.model import Column
from backlit.report import filters
from backlit.report.metrics import OWN_PAGE, beside
from backlit.report.notes import facts, notes
from backlit.report.paging import cut
from backlit.report.result import Report
from backlit.report.rows import candidates, check_window, history_columns, history_sql
from backlit.report.view import bytes_of, conform, select

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("url", "text", "the page"),
    model.PAGE_RATING,
    *model.DOMAIN_RATINGS,
    Column("backlinks", "uint64", "links to it from other domains"),
    Column("referring_domains", "uint64", "domains that these come from"),
    Column("followed", "uint64", "of the backlinks followed"),
    Column("internal_links", "uint64", "links to it from its own domain that are not lost"),
    Column("status", "uint16", "HTTP status of the last look, else as an export has it", nullable=True),
    Column("final_url", "text", "where its redirects lead in the end", nullable=True),
    Column("title", "text", "its title", nullable=True),
    Column("first_seen", "time", "when the first of the backlinks was first seen", nullable=True),
    Column("last_seen", "time", "when a backlink was last seen", nullable=True),
    Column("fetched_at", "time", "time of the last look at the page", nullable=True),
)
"""The columns of the report."""

FIELDS = model.Table(
    "pages",
    "one page of the target",
    (*model.LINKS.columns, *(replace(column, name=f"page_{column.name}") for column in model.PAGES.columns)),
    tuple((dict(model.LINKS.short) | {"page_rating": "page_page_rating"}).items()),
)
"""What filters know: the fields of links, and those of pages with `page.` before them. Page Rating is the page's own,
the other ratings are, as in all filters of links, the source's."""

ORDER = "referring_domains DESC, backlinks DESC, internal_links DESC, url"
_RATED = ("page_rating", *(column.name for column in model.DOMAIN_RATINGS))
_OWN = ("url", *_RATED, "internal_links", "status", "final_url", "title", "fetched_at")


@beside(OWN_PAGE)
def pages(view: View, query: Query) -> Report:
    """One row a page of the target that is linked to or was looked at."""
    query.only("pages", group=False, metrics=True)
    check_window(query)
    columns = query.shown(COLUMNS)
    of_pages = tuple(f for f in query.filters if f.column.startswith("page_"))
    of_links = tuple(f for f in query.filters if f not in of_pages)
    query.joins(of_pages, of_links)
    found = view.shelf.one(("pages", query.whole), lambda: _all(view, query, of_pages, of_links), bytes_of)
    order_by = query.sorted_by(COLUMNS)
    shown, following = cut(view, query, "pages", found, ("url",), order=order_by, rated=frozenset(_RATED))
    table = conform(shown, columns)
    told = notes(view, query, table, len(found))
    return Report("pages", table, query, columns, len(found), facts(view), told, next=following)


def _all(
    view: View, query: Query, of_pages: tuple[filters.Filter, ...], of_links: tuple[filters.Filter, ...]
) -> pa.Table:
    """All pages that fit, in order."""
    order = query.order(COLUMNS, ORDER)
    own = view.snapshot.pages(query.target.scope, query.target.text)
    names = sorted({*_OWN, *(f.column.removeprefix("page_") for f in of_pages)})
    condition, values = filters.where(of_pages, FIELDS, match=query.match)
    table = pa.table(view.snapshot.page_columns(own, names))
    table = table.rename_columns([name if name in _OWN else f"page_{name}" for name in names])
    for name in _OWN:
        if any(f.column == f"page_{name}" for f in of_pages):
            table = table.append_column(f"page_{name}", table.column(name))
    # A page without links that fit is shown only where nothing was asked of links.
    join = "LEFT JOIN" if not of_links and query.history in ("live", "all") else "JOIN"
    sql = f"""
        SELECT page.url, {", ".join(_RATED)}, coalesce(backlinks, 0) AS backlinks,
            coalesce(referring_domains, 0) AS referring_domains,
            coalesce(followed, 0) AS followed, internal_links, status, final_url, title,
            first_seen, last_seen, fetched_at
        FROM page {join} counted ON counted.url = page.url
        WHERE {condition} ORDER BY {order}"""
    return select(sql, values, view.engine, page=table, counted=_counted(view, query, of_links))


def _counted(view: View, query: Query, of_links: tuple[filters.Filter, ...]) -> pa.Table:
    """The links that fit, counted by the page that they lead to."""
    condition, values = filters.where(of_links, match=query.match)
    history, dates = history_sql(query, view)
    names = {"followed", "first_seen", "last_seen"} | filters.needs(of_links) | history_columns(query)
    tables = view.numbered(candidates(view, query, "backlinks"), names, ("target_url", "source_domain"))
    sql = f"""
        WITH counted AS (
            SELECT target_url_id, count(*) AS backlinks, count(DISTINCT source_domain_id) AS referring_domains,
                count(*) FILTER (followed) AS followed, min(first_seen) AS first_seen, max(last_seen) AS last_seen
            FROM held WHERE {condition} AND {history} GROUP BY target_url_id)
        SELECT target_url AS url, * EXCLUDE (target_url_id, target_url) FROM counted
        JOIN named_target_url USING (target_url_id)"""
    return select(sql, values + dates, view.engine, **tables)
