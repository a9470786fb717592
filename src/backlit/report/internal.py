"""Internal links: how the target's own pages link to each other, which are orphans, how deep each one lies.

Depth is the least number of links from the home page, by breadth-first search over the internal links that fit the
filters; the home page itself has depth 0. An orphan is a page that was looked at and that no other page of its domain
links to. By link, a row is one internal link to a page of the target: what the counts by page count.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import LINKS, PAGE_RATING, Column, Table, unknown_name
from backlit.report import filters, paging
from backlit.report.notes import coverage, facts, notes, ratings
from backlit.report.paging import cut
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import check_window, choose, fetch, history_columns, history_sql, listing
from backlit.report.view import conform, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.query import Query
    from backlit.report.view import View
    from backlit.urls import Target

BY = ("page", "link")
"""What rows can be."""

COLUMNS = (
    Column("url", "text", "the page"),
    Column(
        "depth", "uint32", "links from the home page to it, at least; null where it cannot be reached", nullable=True
    ),
    PAGE_RATING,
    Column("internal_links", "uint64", "links to it from other pages of its domain"),
    Column("linking_pages", "uint64", "pages that these stand on"),
    Column("followed", "uint64", "of the links followed"),
    Column("links_out", "uint64", "links on it to other pages of its domain"),
    Column("orphan", "bool", "looked at, not the home page, and without a link from another page of its domain"),
    Column("status", "uint16", "HTTP status of the last look, else as an export has it", nullable=True),
    Column("title", "text", "its title", nullable=True),
    Column("fetched_at", "time", "time of the last look; null if nobody looked", nullable=True),
)
"""The columns by page; by link they are those of links."""

FIELDS = Table(
    "internal",
    "one page of the target",
    (*LINKS.columns, *(column for column in COLUMNS if column.name not in LINKS)),
    LINKS.short,
)
"""What filters know: the fields of links, which choose the links that count, and the columns of the report."""

ORDER = "internal_links DESC, depth NULLS LAST, url"
UNREACHED = 0xFFFF_FFFF


def internal(view: View, query: Query, by: str = "page") -> Report:
    """One row a page of the target, with its in-links, its depth and whether it is an orphan; or one row a link."""
    query.only("internal", group=False)
    if by not in BY:
        raise QueryError(unknown_name("row of internal links", by, BY), "by")
    return _by_page(view, query) if by == "page" else _by_link(view, query)


def _by_link(view: View, query: Query) -> Report:
    alien = next((one for one in query.filters if one.column not in filters.fields()), None)
    if alien is not None:
        raise QueryError(f"By link the filters are on links, and {alien.column} is of pages: ask by page.", "filter")
    columns = query.shown(LINKS.columns)
    chosen = choose(view, query, "internal")
    page = paging.page(view, query, listing(view, query, chosen, "internal by link"))
    table = fetch(view, chosen.part(view, page.start, page.stop), columns)
    told = notes(view, query, table, chosen.total, "internal")
    return Report("internal", table, query, columns, chosen.total, facts(view), told, next=page.next)


def _by_page(view: View, query: Query) -> Report:
    check_window(query)
    columns, order = query.shown(COLUMNS), query.order(COLUMNS, ORDER)
    of_links = tuple(one for one in query.filters if one.column in filters.fields())
    of_pages = tuple(one for one in query.filters if one not in of_links)
    query.joins(of_links, of_pages)
    homes = _homes(query.target)
    whole = _pages(view, query, of_links, homes)
    condition, values = filters.where(of_pages, FIELDS, query.match)
    found = select(f"SELECT * FROM whole WHERE {condition} ORDER BY {order}", values, whole=whole)
    order_by = query.sorted_by(COLUMNS)
    shown, following = cut(view, query, "internal", found, ("url",), order=order_by, rated=frozenset({"page_rating"}))
    home = sorted(set(homes) & set(whole.column("url").to_pylist()))
    orphans = select("SELECT count(*) FILTER (orphan) AS n FROM whole", whole=whole).column("n")[0].as_py()
    head = facts(view) | {"home_pages": home, "orphans": orphans}
    told = coverage(view, query, len(found))
    if len(whole) and not home:
        told += (f"None of {', '.join(homes)} is in the index: the depth is unknown.",)
    told += ratings(view, shown) if len(found) else ()
    return Report("internal", conform(shown, columns), query, columns, len(found), head, told, next=following)


def _pages(view: View, query: Query, of_links: tuple[filters.Filter, ...], homes: Sequence[str]) -> pa.Table:
    """The pages of the target with what the internal links that fit make of them."""
    own = view.snapshot.pages(query.target.scope, query.target.text)
    page = pa.table(view.snapshot.page_columns(own, ["url", "page_rating", "status", "title", "fetched_at"]))
    edges = _edges(view, query, of_links)
    home = pa.table({"url": pa.array(homes, pa.string())})
    sql = """
        SELECT page.url, CASE WHEN page.url IN (FROM home) THEN 0 ELSE depth.depth END AS depth,
            page_rating, coalesce(internal_links, 0) AS internal_links, coalesce(linking_pages, 0) AS linking_pages,
            coalesce(followed, 0) AS followed, coalesce(links_out, 0) AS links_out,
            fetched_at IS NOT NULL AND linking_pages IS NULL AND page.url NOT IN (FROM home) AS orphan,
            status, title, fetched_at
        FROM page
        LEFT JOIN (SELECT target AS url, sum(links) AS internal_links, count(*) AS linking_pages,
            sum(followed) AS followed FROM edges GROUP BY target) AS inward ON inward.url = page.url
        LEFT JOIN (SELECT source AS url, sum(links) AS links_out FROM edges GROUP BY source) AS outward
            ON outward.url = page.url
        LEFT JOIN depth ON depth.url = page.url"""
    return select(sql, page=page, edges=edges, depth=_depths(edges, homes), home=home)


def _homes(target: Target) -> list[str]:
    """The addresses that can be the home page: the domain's, with and without www, or the host's own."""
    if target.scope == "domain":
        hosts = [target.text, f"www.{target.text}"]
    else:
        hosts = [target.text.rpartition("://")[2].partition("/")[0].partition("?")[0]]
    return [f"{scheme}://{host}/" for host in hosts for scheme in ("https", "http")]


def _edges(view: View, query: Query, of_links: tuple[filters.Filter, ...]) -> pa.Table:
    """The internal links of the whole domain that fit, one row a pair of pages."""
    pages = view.snapshot.pages("domain", query.target.domain)
    links = view.snapshot.links("internal", pages, "live" if query.history == "live" else "all")
    condition, values = filters.where(of_links, match=query.match)
    history, dates = history_sql(query, view)
    names = {"source_url", "target_url", "followed"} | filters.needs(of_links) | history_columns(query)
    sql = f"""
        SELECT source_url AS source, target_url AS target, count(*) AS links, count(*) FILTER (followed) AS followed
        FROM held WHERE {condition} AND {history} GROUP BY ALL"""
    return select(sql, values + dates, held=view.columns_of(links, sorted(names)))


def _depths(edges: pa.Table, homes: Sequence[str]) -> pa.Table:
    """The depth of each page that can be reached from the home pages."""
    names = select(
        "SELECT url, (row_number() OVER (ORDER BY url) - 1)::UINTEGER AS id "
        "FROM (SELECT source AS url FROM edges UNION SELECT target FROM edges)",
        edges=edges,
    )
    pairs = select(
        "SELECT source.id AS source, target.id AS target FROM edges JOIN names source ON source.url = edges.source "
        "JOIN names target ON target.url = edges.target ORDER BY source, target",
        edges=edges,
        names=names,
    )
    starts = select("SELECT id FROM names JOIN home USING (url)", names=names, home=pa.table({"url": list(homes)}))
    depth = breadth_first(
        len(names),
        _integers(pairs.column("source")),
        _integers(pairs.column("target")),
        [int(row["id"]) for row in starts.to_pylist()],
    )
    reached = pa.table({"id": pa.array(range(len(names)), pa.uint32()), "depth": pa.array(depth, pa.uint32())})
    return select(
        f"SELECT url, depth FROM names JOIN reached USING (id) WHERE depth <> {UNREACHED}", names=names, reached=reached
    )


def breadth_first(nodes: int, sources: Sequence[int], targets: Sequence[int], starts: Sequence[int]) -> array[int]:
    """The distance of each node from the nearest start over edges sorted by source; UNREACHED where there is none."""
    offsets = array("Q", bytes(8 * (nodes + 1)))
    for source in sources:
        offsets[source + 1] += 1
    for node in range(nodes):
        offsets[node + 1] += offsets[node]
    depth = array("I", [UNREACHED]) * nodes
    for node in starts:
        depth[node] = 0
    level, frontier = 0, list(starts)
    while frontier:
        level += 1
        reached: list[int] = []
        for node in frontier:
            for target in targets[offsets[node] : offsets[node + 1]]:
                if depth[target] == UNREACHED:
                    depth[target] = level
                    reached.append(target)
        frontier = reached
    return depth


def _integers(column: pa.ChunkedArray[Any]) -> Any:
    """The column as a sequence of integers over Arrow's own memory."""
    values = column.combine_chunks()
    flat = values if isinstance(values, pa.Array) else pa.concat_arrays(values.chunks)
    if not len(flat):
        return ()
    buffer = flat.buffers()[1]
    return memoryview(buffer).cast("I")[flat.offset : flat.offset + len(flat)] if buffer is not None else ()
