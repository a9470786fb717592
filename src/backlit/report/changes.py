"""Changes: which links to the target are new, which are lost and why, and which nobody looked at again.

The window is that of `since` and `until`, by default since the start of the newest crawl. A link that was found and
lost within it has two rows. Unseen links are no change and have no date: they are listed last, so that a shrinking
crawl is never taken for a shrinking profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import LINKS, LOST_REASONS, NEW_REASONS, Column
from backlit.report import filters
from backlit.report.notes import facts, notes
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import DEFAULT_ORDER, READS_ORDER
from backlit.report.view import conform, select, window

if TYPE_CHECKING:
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

_READS = {"first_seen", "last_seen", "new_reason", "restored_at", "lost_at", "lost_reason", "state"}
_READ = ", ".join(sorted(READS_ORDER))
_EVENTS = f"""
    SELECT pos, {_READ}, 'new' AS change, 1 AS part,
        CASE WHEN back THEN 'link_restored' WHEN new_reason <> 'link_restored' THEN new_reason END AS reason,
        CASE WHEN back THEN restored_at ELSE first_seen END AS "at" FROM fit WHERE back OR found
    UNION ALL SELECT pos, {_READ}, 'lost', 2, lost_reason, lost_at FROM fit WHERE gone
    UNION ALL SELECT pos, {_READ}, 'unseen', 3, NULL, last_seen FROM fit WHERE state = 'unseen'"""
_ORDER = f'part, "at" DESC, {DEFAULT_ORDER}'


def changes(view: View, query: Query) -> Report:
    """One row a change of a backlink; `facts` has the counts by change, by reason and by day."""
    if query.history not in ("live", "all"):
        raise QueryError("The report changes shows new, lost and unseen links alike: leave the history out.", "history")
    query.only("changes", group=False)
    columns = query.shown(COLUMNS)
    events, links = _events(view, query)
    order = _order(query)
    limit = f" LIMIT {query.limit}" if query.limit else ""
    found = select(f'SELECT pos, change, reason, "at" FROM events ORDER BY {order}{limit}', events=events)
    taken = view.snapshot.take(links, found.column("pos").to_pylist())
    own = [column.name for column in columns if column not in _EVENT]
    table = pa.table(view.snapshot.link_columns(taken, own)) if own else pa.table({"pos": found.column("pos")})
    for column in _EVENT:
        table = table.append_column(column.name, found.column(column.name))
    head = facts(view) | summary(view, query, events)
    told = notes(view, query, table, len(events), None)
    if view.horizon is None and view.open_claims and query.since is None and len(events):
        told += (NO_CRAWL,)
    return Report("changes", conform(table, columns), query, columns, len(events), head, told)


def _events(view: View, query: Query) -> tuple[pa.Table, Any]:
    links = view.snapshot.links("backlinks", view.snapshot.pages(query.target.scope, query.target.text), "all")
    condition, values = filters.where(query.filters)
    start, end = window(query.since, query.until, view.horizon)
    sort = LINKS.full_name(query.sort.column) if query.sort else ""
    extra = {sort} if sort in LINKS else set()
    held = view.columns_of(links, sorted(_READS | READS_ORDER | filters.needs(query.filters) | extra))
    inside = "coalesce({0} >= ? AND {0} < ?, false)"
    kept = "".join(f', fit."{name}" AS "{name}"' for name in sorted(extra - READS_ORDER))
    sql = f"""
        WITH fit AS (
            SELECT *, {inside.format("restored_at")} AS back, {inside.format("first_seen")} AS found,
                {inside.format("lost_at")} AS gone
            FROM held WHERE {condition})
        SELECT event.*{kept} FROM ({_EVENTS}) event JOIN fit USING (pos)"""
    return select(sql, [start, end] * 3 + values, held=held), links


def _order(query: Query) -> str:
    return query.order(COLUMNS, _ORDER)


def summary(view: View, query: Query, events: pa.Table) -> dict[str, Any]:
    """Counts of changes: in all, by reason, and by day (UTC)."""
    start, _ = window(query.since, query.until, view.horizon)
    totals = {row["change"]: row["n"] for row in select(
        "SELECT change, count(*) AS n FROM events GROUP BY change", events=events).to_pylist()}  # fmt: skip
    reasons = select(
        "SELECT change, reason, count(*) AS links FROM events WHERE change <> 'unseen' "
        "GROUP BY ALL ORDER BY change DESC, links DESC, reason NULLS LAST",
        events=events,
    )
    days = select(
        "SELECT \"at\"::DATE AS day, count(*) FILTER (change = 'new') AS new, "
        "count(*) FILTER (change = 'lost') AS lost "
        "FROM events WHERE change <> 'unseen' GROUP BY day ORDER BY day",
        events=events,
    )
    return {
        "since": start,
        "until": query.until,
        **{change: totals.get(change, 0) for change in CHANGES},
        "by_reason": reasons.to_pylist(),
        "by_day": days.to_pylist(),
    }
