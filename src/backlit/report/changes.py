"""Changes: which links to the target are new, which are lost and why, and which nobody looked at again.

The window is that of `since` and `until`, by default since the start of the newest crawl. A link that was found and
lost within it has two rows. Unseen links are no change and have no date: they are listed last, so that a shrinking
crawl is never taken for a shrinking profile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import LINKS, LOST_REASONS, NEW_REASONS, Column, Table
from backlit.report import filters, paging
from backlit.report.notes import facts, notes
from backlit.report.paging import Listing
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import IDENTITY, LASTS, RATED
from backlit.report.view import Held, bytes_of, conform, select, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlit.report.query import Query
    from backlit.report.view import View

NO_CRAWL = "No crawl yet, only exports: the window is all time. --since begins it later."
"""What stands where the window has no crawl to begin with."""

CHANGES = ("new", "lost", "unseen")
"""What can become of a link."""

_EVENT = (
    Column(
        "change", "word", "new, lost, or unseen: nobody looked at its page since the newest crawl began", words=CHANGES
    ),
    Column(
        "reason",
        "word",
        "how it is new or why it is lost; null for unseen, and for a first find before a later restoration",
        True,
        (*NEW_REASONS, *LOST_REASONS),
    ),
    Column("at", "time", "when the look that shows it took place; for unseen the last look that has the link"),
)
COLUMNS = (*_EVENT, *LINKS.columns)
"""The columns of the report: what happened, then the link."""
FIELDS = Table("changes", "one change of a backlink", (*LINKS.columns, *_EVENT), LINKS.short)
"""What filters know: the fields of links, which choose the links, and what happened, which chooses among changes."""

_READS = {"first_seen", "last_seen", "new_reason", "restored_at", "lost_at", "lost_reason", "state"}
_EVENTS = """
    SELECT pos, 'new' AS change, 1 AS part,
        CASE WHEN back THEN 'link_restored' WHEN new_reason <> 'link_restored' THEN new_reason END AS reason,
        CASE WHEN back THEN restored_at ELSE first_seen END AS "at" FROM fit WHERE back OR found
    UNION ALL SELECT pos, 'lost', 2, lost_reason, lost_at FROM fit WHERE gone
    UNION ALL SELECT pos, 'unseen', 3, NULL, last_seen FROM fit WHERE state = 'unseen'"""
_ORDER = 'part, "at" DESC, pos'


def changes(view: View, query: Query) -> Report:
    """One row a change of a backlink; `facts` has the counts by change, by reason and by day.

    The counts are of all changes of the links that fit, whatever filters say of the changes: they tell what there is to
    choose from.
    """
    if query.history not in ("live", "all"):
        raise QueryError("The report changes shows new, lost and unseen links alike: leave the history out.", "history")
    query.only("changes", group=False)
    columns = query.shown(COLUMNS)
    links = view.links("backlinks", query.target, "all", best=True)
    of_links = tuple(one for one in query.filters if one.column in filters.fields())
    of_changes = tuple(one for one in query.filters if one not in of_links)
    query.joins(of_links, of_changes)
    whole = replace(query.whole, sort=None, filters=of_links)
    events = view.shelf.one(("changes", whole), lambda: _events(view, whole, links), bytes_of)
    found = view.shelf.one(
        ("changes in order", query.whole), lambda: _ordered(view, query, links, events, of_changes), bytes_of
    )

    def fetch(start: int, stop: int, names: Sequence[str]) -> pa.Table:
        return _rows(view, links, found.slice(start, stop - start), names)

    page = paging.page(view, query, Listing(
        "changes", len(found), fetch, ("change", *IDENTITY), query.sorted_by(COLUMNS), LASTS | {"change"}, RATED
    ))  # fmt: skip
    table = fetch(page.start, page.stop, [column.name for column in columns])
    head = facts(view) | view.shelf.one(("summary", whole), lambda: summary(view, query, events), len)
    told = notes(view, query, table, len(found), None)
    if view.horizon is None and view.open_claims and query.since is None and len(events):
        told += (NO_CRAWL,)
    return Report("changes", conform(table, columns), query, columns, len(found), head, told, next=page.next)


def _rows(view: View, links: Held, events: pa.Table, names: Sequence[str]) -> pa.Table:
    """Columns of changes, and of the links that they are of."""
    of_events = {column.name for column in _EVENT}
    own = [name for name in names if name not in of_events]
    taken = view.snapshot.take(links.links, events.column("pos").combine_chunks())
    table = pa.table(view.snapshot.link_columns(taken, own)) if own else events
    for name in of_events.intersection(names) if own else ():
        table = table.append_column(name, events.column(name))
    return table.select(list(names))


def _events(view: View, query: Query, links: Held) -> pa.Table:
    condition, values = filters.where(query.filters, match=query.match)
    start, end = window(query.since, query.until, view.horizon)
    held = view.columns_of(links, sorted(_READS | filters.needs(query.filters)))
    inside = "coalesce({0} >= ? AND {0} < ?, false)"
    sql = f"""
        WITH fit AS MATERIALIZED (
            SELECT *, {inside.format("restored_at")} AS back, {inside.format("first_seen")} AS found,
                {inside.format("lost_at")} AS gone
            FROM held WHERE {condition})
        {_EVENTS}"""
    return select(sql, [start, end] * 3 + values, view.engine, held=held)


def _ordered(
    view: View, query: Query, links: Held, events: pa.Table, of_changes: tuple[filters.Filter, ...]
) -> pa.Table:
    condition, values = filters.where(of_changes, FIELDS, query.match)
    order = query.order(COLUMNS, _ORDER)
    sort = {one.column for one in query.sorted_by(COLUMNS)}.intersection(LINKS.names)
    joined = "JOIN held USING (pos)" if sort else ""
    held = view.columns_of(links, sorted(sort))
    sql = f'SELECT pos, change, reason, "at" FROM events {joined} WHERE {condition} ORDER BY {order}'
    return select(sql, values, view.engine, events=events, held=held)


def summary(view: View, query: Query, events: pa.Table) -> dict[str, Any]:
    """Counts of changes: in all, by reason, and by day (UTC)."""
    start, _ = window(query.since, query.until, view.horizon)
    counted = select("SELECT change, count(*) AS n FROM events GROUP BY change", (), view.engine, events=events)
    totals = {row["change"]: row["n"] for row in counted.to_pylist()}
    reasons = select(
        "SELECT change, reason, count(*) AS links FROM events WHERE change <> 'unseen' "
        "GROUP BY ALL ORDER BY change DESC, links DESC, reason NULLS LAST",
        (),
        view.engine,
        events=events,
    )
    days = select(
        "SELECT \"at\"::DATE AS day, count(*) FILTER (change = 'new') AS new, "
        "count(*) FILTER (change = 'lost') AS lost "
        "FROM events WHERE change <> 'unseen' GROUP BY day ORDER BY day",
        (),
        view.engine,
        events=events,
    )
    return {
        "since": start,
        "until": query.until,
        **{change: totals.get(change, 0) for change in CHANGES},
        "by_reason": reasons.to_pylist(),
        "by_day": days.to_pylist(),
    }
