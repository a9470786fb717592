"""Targets side by side: the same totals of each, in a row each, and the referring domains that they share.

Every row is what the other reports say of that target with the same scope, filters and window. The first target is
the one that the others are compared with: what they share is counted against it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import DOMAIN_RATINGS, Column
from backlit.report import filters
from backlit.report.notes import NEVER_RANKED, coverage, facts, only_reported
from backlit.report.overview import ratings_of
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import history_sql
from backlit.report.view import conform, database, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.query import Query
    from backlit.report.view import View

TARGETS = 10
"""Targets at most: more lines cannot be told apart on one chart."""

COLUMNS = (
    Column("target", "text", "the target, as it was asked for"),
    *DOMAIN_RATINGS,
    Column("backlinks", "uint64", "links from other domains"),
    Column("referring_domains", "uint64", "domains that these come from"),
    Column("followed_share", "float64", "followed backlinks, as a share of those of which it is told, 0 to 1", True),
    Column("new_in_window", "uint64", "links first seen or restored in the window"),
    Column("lost_in_window", "uint64", "links lost in the window"),
    Column("first_seen", "time", "when the first of the backlinks was first seen; null without any", nullable=True),
    Column("last_seen", "time", "when a backlink was last seen; null without any", nullable=True),
    Column("shared_referring_domains", "uint64", "referring domains that it shares with the first target; all its own"),
    Column("shared_share", "float64", "these, as a share of the first target's; null where that has none", True),
)
"""The columns, a row a target, in the order that was asked for."""

_READS = {"followed", "first_seen", "last_seen", "restored_at", "lost_at", "state"}
_COUNTS = """
    SELECT count(*) FILTER (shown) AS backlinks, count(DISTINCT source_domain_id) FILTER (shown) AS referring_domains,
        count(*) FILTER (shown AND followed) / nullif(count(*) FILTER (shown AND followed IS NOT NULL), 0)
            AS followed_share,
        count(*) FILTER ((first_seen >= ? AND first_seen < ?) OR (restored_at >= ? AND restored_at < ?))
            AS new_in_window,
        count(*) FILTER (lost_at >= ? AND lost_at < ?) AS lost_in_window,
        min(first_seen) FILTER (shown) AS first_seen, max(last_seen) FILTER (shown) AS last_seen
    FROM links"""
_DOMAINS = """
    SELECT source_domain FROM named_source_domain
    WHERE source_domain_id IN (SELECT source_domain_id FROM links WHERE shown)"""


def compare(view: View, queries: Sequence[Query]) -> Report:
    """One row a target; the queries differ in their targets alone. Raises QueryError for too many or equal targets."""
    check(queries)
    first = queries[0]
    columns = first.shown(COLUMNS)
    rows, base = [], frozenset[str]()
    for query in queries:
        counts, domains = _counted(view, query)
        base = domains if query is first else base
        shared = len(domains & base)
        ratings = ratings_of(view, query)
        rows.append(
            {"target": query.target.text, **counts, "shared_referring_domains": shared}
            | {"shared_share": shared / len(base) if base else None}
            | {column.name: ratings[column.name] for column in DOMAIN_RATINGS}
        )
    schema = pa.schema([(column.name, _TYPES[column.type]) for column in COLUMNS])
    table = conform(pa.Table.from_pylist(rows, schema), columns)
    since, _ = window(first.since, first.until, view.horizon)
    told = facts(view) | {"since": since, "until": first.until}
    together = replace(first, target=replace(first.target, text=", ".join(one.target.text for one in queries)))
    return Report("compare", table, together, columns, len(rows), told, _notes(view, queries, rows))


_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(), "float64": pa.float64(), "uint64": pa.uint64(), "time": pa.timestamp("us"),
}  # fmt: skip


def check(queries: Sequence[Query]) -> None:
    """Refuses what cannot stand side by side."""
    if len(queries) > TARGETS:
        raise QueryError(f"{len(queries)} targets are too many: at most {TARGETS} can be compared.", "others")
    seen = set()
    for query in queries:
        query.only("compare", after=False)
        if query.target in seen:
            raise QueryError(f"The target {query.target.text} is named twice: each can be compared once.", "others")
        seen.add(query.target)
    if queries[0].history not in ("live", "all"):
        told = "The report compare counts live links, or all: new and lost ones have columns of their own."
        raise QueryError(told, "history")
    if queries[0].sort or queries[0].limit:
        raise QueryError("The report compare gives its targets as they were asked for: leave sort and limit out.")


def _counted(view: View, query: Query) -> tuple[dict[str, Any], frozenset[str]]:
    """The counts of a target, and its referring domains."""
    condition, values = filters.where(query.filters, match=query.match)
    history, dates = history_sql(query, view)
    start, end = window(query.since, query.until, view.horizon)
    links = view.links("backlinks", query.target, "all")
    tables = view.numbered(links, _READS | filters.needs(query.filters), ("source_domain",))
    with database(view.engine, **tables) as run:
        run(
            f"CREATE TEMP TABLE links AS SELECT *, coalesce({history}, false) AS shown FROM held WHERE {condition}",
            dates + values,
        )
        counts: dict[str, Any] = run(_COUNTS, [start, end] * 3).to_pylist()[0]
        return counts, frozenset(map(str, run(_DOMAINS).column("source_domain").to_pylist()))


def _notes(view: View, queries: Sequence[Query], rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    told: tuple[str, ...] = ()
    for query, row in zip(queries, rows, strict=True):
        of_target = coverage(view, query, row["backlinks"])
        if row["backlinks"]:
            of_target += only_reported(view, query)
        told += tuple(f"{query.target.text}: {note}" for note in of_target)
    return told + (() if view.snapshot.rated() is not None else (NEVER_RANKED,))
