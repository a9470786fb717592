"""How links and referring domains grew: how many stood at the end of each day, week or month, what came and what went.

A link stands from its first sight until it was lost, and again from where it was restored. What came and what went are
counted as they happened, so that a link found and lost in one period is in both. A domain stands at the end of a period
if one of its links does; it is new where it did not at the end of the period before, and lost the other way round: a
domain whose link moved from page to page within a crawl is neither. Both kinds of counts add up.

The history has its limits, and a note tells them where they matter. A link tells its last loss alone: one
that was lost, restored and lost again counts as standing up to the last loss. A link that nobody looked at again still
stands. First sight is when someone first looked, not when the link was made: the first crawl is a step in every curve.
Days, weeks (from Monday, ISO 8601) and months are those of UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import Column, unknown_name
from backlit.report import filters
from backlit.report.notes import coverage, facts, only_reported
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.view import conform, database

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from backlit.report.query import Query
    from backlit.report.view import View

BY = ("auto", "day", "week", "month")
"""What a period may be; auto is the shortest that gives few enough of them."""

AUTO_PERIODS = 120
"""Periods that a chart can show side by side: auto takes longer ones where there would be more."""

COLUMNS = (
    Column("period", "date", "first day of the period"),
    Column("links", "uint64", "links that stand at its end"),
    Column("referring_domains", "uint64", "domains with a link that stands at its end"),
    Column("new_links", "uint64", "links first seen in it, and links restored in it"),
    Column("lost_links", "uint64", "links lost in it"),
    Column(
        "new_referring_domains", "uint64", "domains with a link at its end and none at the end of the period before"
    ),
    Column(
        "lost_referring_domains", "uint64", "domains with a link at the end of the period before and none at its end"
    ),
)
"""The columns of the report, oldest period first."""

_READS = {"first_seen", "last_seen", "lost_at", "restored_at", "state"}
_SPAN = """
    SELECT min(first_seen) AS first, greatest(max(first_seen), max(last_seen), max(lost_at), max(restored_at)) AS last,
        count(lost_at) AS lost, count(*) FILTER (state = 'unseen') AS unseen
    FROM fit"""
_EVENTS = """
    CREATE TEMP TABLE events AS
    SELECT domain, date_trunc('{by}', moment)::DATE AS period, sum(came)::BIGINT AS came, sum(went)::BIGINT AS went
    FROM (
        SELECT source_domain_id AS domain, first_seen AS moment, 1 AS came, 0 AS went FROM fit
        UNION ALL SELECT source_domain_id, greatest(lost_at, first_seen), 0, 1 FROM fit WHERE lost_at IS NOT NULL
        UNION ALL SELECT source_domain_id, restored_at, 1, 0 FROM fit WHERE restored_at IS NOT NULL)
    GROUP BY ALL"""
"""What came and went of each domain in each period."""
_SERIES = """
    WITH periods AS (
        SELECT unnest(generate_series(date_trunc('{by}', ?::DATE)::DATE, ?::DATE, INTERVAL 1 {by}))::DATE AS period),
    links AS (SELECT period, sum(came) AS new_links, sum(went) AS lost_links FROM events GROUP BY ALL),
    standing AS (
        SELECT period, sum(came - went) OVER (PARTITION BY domain ORDER BY period) AS after, came - went AS change
        FROM events),
    domains AS (
        SELECT period, count(*) FILTER (after > 0 AND after = change) AS new_referring_domains,
            count(*) FILTER (after = 0 AND change < 0) AS lost_referring_domains
        FROM standing GROUP BY ALL)
    SELECT period, sum(coalesce(new_links - lost_links, 0)) OVER past AS links,
        sum(coalesce(new_referring_domains - lost_referring_domains, 0)) OVER past AS referring_domains,
        coalesce(new_links, 0) AS new_links, coalesce(lost_links, 0) AS lost_links,
        coalesce(new_referring_domains, 0) AS new_referring_domains,
        coalesce(lost_referring_domains, 0) AS lost_referring_domains
    FROM periods LEFT JOIN links USING (period) LEFT JOIN domains USING (period)
    WINDOW past AS (ORDER BY period)"""


def growth(view: View, query: Query, by: str = "auto") -> Report:
    """One row a period, from the first sight of a link to the last look or report; what changed not is filled in.

    `since` and `until` choose the periods that they touch, whole ones. Raises QueryError for another history than that
    of all links, or an unknown `by`.
    """
    query.only("growth", after=False)
    if query.history not in ("live", "all"):
        raise QueryError("The report growth counts links as they stood at each time: leave the history out.", "history")
    if by not in BY:
        raise QueryError(unknown_name("period", by, BY), "by")
    columns, order = query.shown(COLUMNS), query.order(COLUMNS, "period")
    links = view.links("backlinks", query.target, "all")
    held = view.numbered(links, _READS | filters.needs(query.filters), ("source_domain",))["held"]
    condition, values = filters.where(query.filters, match=query.match)
    with database(view.engine, held=held) as run:
        run(f"CREATE TEMP TABLE fit AS SELECT * FROM held WHERE {condition}", values)
        span = run(_SPAN).to_pylist()[0]
        ends = _ends(view, span)
        by = _period(query, ends) if by == "auto" else by
        found = _series(run, query, by, ends, order)
    shown = found.slice(0, query.limit) if query.limit else found
    told = facts(view) | {"by": by, "unseen": span["unseen"]}
    notes = coverage(view, query, len(found)) + (_notes(view, query, span) if len(found) else ())
    return Report("growth", conform(shown, columns), query, columns, len(found), told, notes)


def _ends(view: View, span: dict[str, Any]) -> tuple[date, date] | None:
    """The first sight of a link, and the last look of all or the last report of one; None without a link."""
    first: datetime | None = span["first"]
    if first is None:
        return None
    last: datetime = span["last"]
    newest = last if view.newest is None else view.newest
    return first.date(), max(last.date(), newest.date())


def _period(query: Query, ends: tuple[date, date] | None) -> str:
    """The shortest period that gives few enough of them within the window."""
    if ends is None:
        return "day"
    first, last = ends
    first = first if query.since is None else max(first, query.since.date())
    last = last if query.until is None else min(last, query.until.date())
    days = (last - first).days + 1
    return "day" if days <= AUTO_PERIODS else "week" if days <= 7 * (AUTO_PERIODS - 1) else "month"


def _series(
    run: Callable[..., pa.Table], query: Query, by: str, ends: tuple[date, date] | None, order: str
) -> pa.Table:
    """The periods within the window; what stands is counted from the first of all."""
    if ends is None:
        return pa.table({column.name: pa.array([], pa.null()) for column in COLUMNS})
    run(_EVENTS.format(by=by))
    window, bound = "true", []
    if query.since is not None:
        window += f" AND period >= date_trunc('{by}', ?::TIMESTAMP)::DATE"
        bound.append(query.since)
    if query.until is not None:
        window += " AND period < ?::TIMESTAMP"
        bound.append(query.until)
    sql = f"SELECT * FROM ({_SERIES.format(by=by)}) WHERE {window} ORDER BY {order}"
    return run(sql, [*ends, *bound])


def _notes(view: View, query: Query, span: dict[str, Any]) -> tuple[str, ...]:
    """What the curve cannot tell of these links."""
    told: tuple[str, ...] = ()
    if span["lost"]:
        told += ("Of a link that was lost more than once only the last loss is told: up to it the link stands.",)
    if span["unseen"]:
        told += (f"Among those that stand: {span['unseen']:,} that nobody looked at since the newest crawl began.",)
    return told + only_reported(view, query, history="all")
