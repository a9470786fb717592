"""Overview: a profile of the target on one screen. Totals, how the links are made, and the tops of each list.

The rows are of sections: `total`, then the links by `kind`, `rel` and `placement` (every one of them), then the first
of `referring_domain`, `anchor`, `page` and `tld`. The tokens of rel overlap: a link can be sponsored and nofollow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import Column
from backlit.report import filters
from backlit.report.notes import coverage, facts
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import check_window, history_sql
from backlit.report.view import conform, select, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.query import Query
    from backlit.report.view import View

SECTIONS = ("total", "kind", "rel", "placement", "referring_domain", "anchor", "page", "tld")
"""The sections, in order."""

TOP = 10
"""Rows of a list, where the limit does not say."""

COLUMNS = (
    Column("section", "word", "what the row is one of", words=SECTIONS),
    Column("name", "text", "the total, kind, rel, placement, domain, anchor, page or top-level domain", nullable=True),
    Column("count", "uint64", "the total, or backlinks"),
    Column("referring_domains", "uint64", "domains that these come from", nullable=True),
    Column("share", "float64", "share of all backlinks, 0 to 1", nullable=True),
)
"""The columns of the report."""

_READS = {
    "kind", "followed", "nofollow", "sponsored", "ugc", "placement", "anchor", "source_domain", "source_host",
    "source_page", "source_referring_domains", "target_url", "first_seen", "last_seen", "state", "lost_at",
    "restored_at",
}  # fmt: skip
_TOTALS = """
    SELECT count(*) AS backlinks, count(DISTINCT source_domain) AS referring_domains,
        count(DISTINCT source_host) AS referring_hosts, count(DISTINCT source_page) AS referring_pages,
        count(DISTINCT target_url) AS linked_pages, count(*) FILTER (followed) AS followed,
        count(*) FILTER (state = 'live') AS live, count(*) FILTER (state = 'unseen') AS unseen
    FROM held WHERE shown"""
_CHANGED = """
    SELECT count(*) FILTER (state = 'lost') AS lost,
        count(*) FILTER ((first_seen >= ? AND first_seen < ?) OR (restored_at >= ? AND restored_at < ?))
            AS new_in_window,
        count(*) FILTER (lost_at >= ? AND lost_at < ?) AS lost_in_window
    FROM held"""
_REL = " UNION ALL ".join(
    f"SELECT '{name}' AS name, {n} AS n, count(*) AS links, count(DISTINCT source_domain) AS domains "
    f"FROM held WHERE shown AND {name}"
    for n, name in enumerate(("followed", "nofollow", "sponsored", "ugc"))
)


def overview(view: View, query: Query) -> Report:
    """The profile of a target; the limit is that of each list of tops, 10 if it is 0."""
    query.only("overview", group=False)
    check_window(query)
    if query.sort is not None:
        raise QueryError("The overview has an order of its own: leave the sort out, or ask one of the other reports.")
    columns = query.shown(COLUMNS)
    held = _held(view, query)
    totals = select(_TOTALS, held=held).to_pylist()[0]
    start, end = window(query.since, query.until, view.horizon)
    changed = select(_CHANGED, [start, end] * 3, held=held).to_pylist()[0]
    dates = select("SELECT min(first_seen) AS first, max(last_seen) AS last FROM held WHERE shown", held=held)
    parts = [_rows("total", [(name, count, None) for name, count in (totals | changed).items()], 0)]
    parts += [_section(name, sql, held, totals["backlinks"]) for name, sql in _sections(query.limit or TOP).items()]
    table = conform(pa.concat_tables(parts), columns)
    dated = conform(dates, (Column("first", "time", "the first"), Column("last", "time", "the last")))
    head = facts(view) | totals | changed
    head |= {
        "first_seen": dated.column("first")[0].as_py(),
        "last_seen": dated.column("last")[0].as_py(),
        "since": start,
    }
    notes = coverage(view, query, totals["backlinks"])
    return Report("overview", table, query, columns, table.num_rows, head, notes)


def _held(view: View, query: Query) -> pa.Table:
    """The links that fit the filters, whatever their history; `shown` are those of the history asked for."""
    pages = view.snapshot.pages(query.target.scope, query.target.text)
    links = view.snapshot.links("backlinks", pages, "all")
    condition, values = filters.where(query.filters)
    history, dates = history_sql(query, view)
    held = view.columns_of(links, sorted(_READS | filters.needs(query.filters)))
    if not query.filters and query.history == "all":
        return held.append_column("shown", pa.array([True] * len(held), pa.bool_()))
    return select(
        f"SELECT *, coalesce({history}, false) AS shown FROM held WHERE {condition}", dates + values, held=held
    )


def _sections(top: int) -> dict[str, str]:
    """The statement of each section; it gives name, links and domains."""
    counts = "count(*) AS links, count(DISTINCT source_domain) AS domains"
    tld = "CASE WHEN regexp_matches(source_domain, '[0-9]$|\\]$') THEN NULL ELSE split_part(source_domain, '.', -1) END"
    best = "domains DESC, links DESC, name"
    return {
        "kind": f"SELECT kind AS name, {counts} FROM held WHERE shown GROUP BY kind ORDER BY links DESC, name",
        "rel": f"SELECT name, links, domains FROM ({_REL}) ORDER BY n",
        "placement": f"SELECT placement AS name, {counts} FROM held WHERE shown GROUP BY 1 ORDER BY links DESC, name",
        "referring_domain": "SELECT source_domain AS name, count(*) AS links, 1 AS domains FROM held WHERE shown "
        f"GROUP BY 1 ORDER BY any_value(source_referring_domains) DESC, links DESC, name LIMIT {top}",
        "anchor": f"SELECT anchor AS name, {counts} FROM held WHERE shown GROUP BY 1 ORDER BY {best} LIMIT {top}",
        "page": f"SELECT target_url AS name, {counts} FROM held WHERE shown GROUP BY 1 ORDER BY {best} LIMIT {top}",
        "tld": f"SELECT {tld} AS name, {counts} FROM held WHERE shown GROUP BY 1 ORDER BY {best} LIMIT {top}",
    }


def _section(section: str, sql: str, held: pa.Table, total: int) -> pa.Table:
    found = select(sql, held=held)
    return _rows(section, zip(*(found.column(n).to_pylist() for n in ("name", "links", "domains")), strict=True), total)


def _rows(section: str, rows: Any, total: int) -> pa.Table:
    listed: Sequence[tuple[Any, ...]] = list(rows)
    return pa.table({
        "section": pa.array([section] * len(listed), pa.string()),
        "name": pa.array([row[0] for row in listed], pa.string()),
        "count": pa.array([row[1] for row in listed], pa.uint64()),
        "referring_domains": pa.array([row[2] for row in listed], pa.uint64()),
        "share": pa.array([row[1] / total if total else None for row in listed], pa.float64()),
    })  # fmt: skip
