"""How referring domains and traffic went over time, by month or by day.

A domain is live at the end of a period if one of its links is, as far as anyone has seen: from its first sight until it
was lost, and again from where it was restored. New are the domains that are live at the end of a period and were not at
the end of the one before; lost is the reverse, so that the counts add up. Of a link that was lost more than once the
index keeps the last loss only. Months and days are those of UTC; Search Console counts its days by Pacific time.

Figures of traffic are those that exports tell by day for a whole property. Of each source a day is told by its newest
export, and where a property lies within another that tells the same day, the wider one alone counts. Where a source
tells a day of pages only, these are added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import Column
from backlit.report import filters
from backlit.report.claimed import about_addresses, about_property, wider
from backlit.report.notes import coverage, facts, only_reported
from backlit.report.paging import cut
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.traffic import FIGURES, no_claims, places
from backlit.report.view import conform, database

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("period", "date", "first day of the month, or the day"),
    Column("referring_domains", "uint64", "domains with a link that stands at its end"),
    Column("new_domains", "uint64", "of them those without one at the end of the period before"),
    Column("lost_domains", "uint64", "domains with a link at the end of the period before and none at its end"),
    Column("clicks", "float64", "clicks in search results; null: no source tells it", nullable=True),
    Column("impressions", "float64", "times that pages stood in search results", nullable=True),
    Column("ctr", "float64", "clicks / impressions, 0 to 1", nullable=True),
    Column("position", "float64", "average place in search results, weighted by impressions", nullable=True),
    Column("sessions", "float64", "visits by an analytics export", nullable=True),
    Column("conversions", "float64", "conversions by an analytics export", nullable=True),
    Column("days", "uint32", "days of the period of which a source tells traffic"),
)
"""The columns of the report by month or day, oldest period first."""

_PERIOD = "date_trunc('{by}', {time})::DATE"
_SPANS = """
    CREATE TEMP TABLE spans AS
    SELECT source_domain_id AS domain, {first} AS start, {gone} AS stop FROM (
        SELECT source_domain_id, first_seen AS begun, lost_at AS ended FROM held WHERE {where}
        UNION ALL SELECT source_domain_id, restored_at, NULL FROM held WHERE restored_at IS NOT NULL AND {where})
    WHERE {gone} IS NULL OR {gone} > {first}"""
"""When links stood, in periods: from the period at whose end they did to the first at whose end they did not."""
_MERGED = """
    CREATE TEMP TABLE merged AS
    SELECT domain, min(start) AS start, CASE WHEN bool_or(stop IS NULL) THEN NULL ELSE max(stop) END AS stop FROM (
        SELECT *, sum(is_apart::INT) OVER (PARTITION BY domain ORDER BY start, number) AS island FROM (
            SELECT *, coalesce(start > max(coalesce(stop, 'infinity'::DATE)) OVER (
                PARTITION BY domain ORDER BY start, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true)
                AS is_apart
            FROM (SELECT *, row_number() OVER () AS number FROM spans)))
    GROUP BY domain, island"""
"""The same of domains: spans that overlap or meet are one."""
_DAYS = f"""
    CREATE TEMP TABLE days AS
    WITH files AS (
        SELECT vendor, property, as_of, file, import_id, day, {", ".join(f"sum({n}) AS {n}" for n in FIGURES)},
            sum(places) AS places, sum(weight) AS weight
        FROM claimed WHERE day IS NOT NULL GROUP BY ALL),
    newest AS (
        SELECT * FROM files QUALIFY row_number() OVER (PARTITION BY vendor, property, day ORDER BY as_of DESC,
            impressions DESC NULLS LAST, clicks DESC NULLS LAST, sessions DESC NULLS LAST, file, import_id) = 1)
    SELECT * FROM newest one WHERE NOT EXISTS (
        SELECT 1 FROM newest other WHERE other.vendor = one.vendor AND other.day = one.day
            AND (one.property IS NULL AND other.property IS NOT NULL
                OR EXISTS (SELECT 1 FROM wider WHERE wide = other.property AND property = one.property)))"""
"""What counts of the claims; a row without a property is the sum of pages."""
_SERIES = """
    WITH periods AS (
        SELECT unnest(generate_series({first}, greatest({last}, ?::DATE),
            INTERVAL 1 {by}))::DATE AS period FROM (
            SELECT (SELECT min(start) FROM merged) AS linked,
                (SELECT max(greatest(start, stop)) FROM merged) AS changed,
                (SELECT min(day) FROM days) AS told, (SELECT max(day) FROM days) AS told_last)),
    came AS (SELECT start AS period, count(*) AS new_domains FROM merged GROUP BY ALL),
    went AS (SELECT stop AS period, count(*) AS lost_domains FROM merged WHERE stop IS NOT NULL GROUP BY ALL),
    told AS (
        SELECT {day} AS period, sum(clicks) AS clicks, sum(impressions) AS impressions, sum(sessions) AS sessions,
            sum(conversions) AS conversions, sum(places) / nullif(sum(weight), 0) AS position,
            count(DISTINCT day) AS days
        FROM days GROUP BY ALL)
    SELECT period, sum(coalesce(new_domains, 0) - coalesce(lost_domains, 0)) OVER (ORDER BY period)
            AS referring_domains,
        coalesce(new_domains, 0) AS new_domains, coalesce(lost_domains, 0) AS lost_domains, clicks, impressions,
        clicks / nullif(impressions, 0) AS ctr, position, sessions, conversions, coalesce(days, 0) AS days
    FROM periods LEFT JOIN came USING (period) LEFT JOIN went USING (period) LEFT JOIN told USING (period)"""


def series(view: View, query: Query, by: str) -> Report:
    """One row a period; since and until choose the periods. The history is always all."""
    if query.history not in ("live", "all"):
        raise QueryError("Traffic over time counts links as they stood at each time: leave the history out.", "history")
    if any(one.column not in filters.fields() for one in query.filters):
        raise QueryError("Traffic over time takes filters on links only.", "filter")
    columns, order = query.shown(COLUMNS), query.order(COLUMNS, "period")
    pages = view.snapshot.pages(query.target.scope, query.target.text)
    links = view.snapshot.links("backlinks", pages, "all")
    names = filters.needs(query.filters) | {"first_seen", "lost_at", "restored_at"}
    held = view.numbered(links, names, ("source_domain",))["held"]
    claimed, wide, lacking = _claimed(view, query)
    with database(view.engine, held=held, claimed=claimed, wider=wide) as run:
        _spans(run, query, by)
        run(_DAYS)
        found = _periods(run, view, query, by, order)
        sources = run("SELECT vendor, min(day) AS first, max(day) AS last FROM days GROUP BY ALL ORDER BY vendor")
    shown, following = cut(view, query, f"traffic by {by}", found, ("period",))
    notes = coverage(view, query, len(found)) + _notes(sources.to_pylist(), lacking)
    notes += only_reported(view, query, history="all") if len(held) else ()
    told = facts(view) | {"by": by, "sources": sources.to_pylist()}
    return Report(f"traffic-by-{by}", conform(shown, columns), query, columns, len(found), told, notes, next=following)


def _spans(run: Callable[..., pa.Table], query: Query, by: str) -> None:
    condition, values = filters.where(query.filters, match=query.match)
    first, gone = (_PERIOD.format(by=by, time=time) for time in ("begun", "ended"))
    run(_SPANS.format(first=first, gone=gone, where=condition), values * 2)
    run(_MERGED)


def _periods(run: Callable[..., pa.Table], view: View, query: Query, by: str, order: str) -> pa.Table:
    """The periods from the first sight or told day to the last of all, within the window that was asked for."""
    first, told = "least(linked, {0})", _PERIOD.format(by=by, time="told")
    last, told_last = "greatest(changed, {0})", _PERIOD.format(by=by, time="told_last")
    sql = _SERIES.format(
        by=by, first=first.format(told), last=last.format(told_last), day=_PERIOD.format(by=by, time="day")
    )
    newest = None if view.newest is None else _start(view.newest.date(), by)
    window, bound = [], []
    for asked, sign in ((query.since, ">="), (query.until, "<")):
        if asked is not None:
            moment = asked.date() if sign == "<" and by == "day" else _start(asked.date(), by)
            window.append(f"period {sign} ?" if sign == ">=" or by == "day" else "period <= ?")
            bound.append(moment)
    where = f" WHERE {' AND '.join(window)}" if window else ""
    return run(f"SELECT * FROM ({sql}){where} ORDER BY {order}", [newest, *bound])


def _start(day: date, by: str) -> date:
    return day.replace(day=1) if by == "month" else day


def _claimed(view: View, query: Query) -> tuple[pa.Table, pa.Table, int]:
    """Traffic by day of properties and pages of the target, which lie within others, and rows without either."""
    pairs: list[tuple[str, str]] = []
    if view.open_claims is None:
        found, lacking = no_claims(), 0
    else:
        claims = view.open_claims()
        about = about_property(claims, "traffic_day", query.target)
        pages = about_addresses(claims, "traffic_page", "subject", query.target)
        found = claims.query(
            f"SELECT vendor, property, file, import_id, as_of, day, {places(claims, 'day')} FROM claims "
            f"WHERE {about.sql} UNION ALL "
            f"SELECT vendor, NULL, file, import_id, as_of, day, {places(claims, 'page')} FROM claims "
            f"WHERE {pages.sql} AND day IS NOT NULL",
            [*about.values, *pages.values],
            **about.tables,
            **pages.tables,
        )
        none = claims.query("SELECT count(*) AS n FROM claims WHERE record = 'traffic_day' AND property IS NULL")
        lacking = none.column("n")[0].as_py()
        pairs = wider(one for one in found.column("property").to_pylist() if one is not None)
    columns = (pa.array([pair[n] for pair in pairs], pa.string()) for n in (0, 1))
    return found, pa.table(dict(zip(("property", "wide"), columns, strict=True))), lacking


def _notes(sources: list[dict[str, object]], lacking: int) -> tuple[str, ...]:
    told: tuple[str, ...] = ()
    if lacking:
        lack = f"Rows of traffic by day that name no property are left out, {lacking:,} in all"
        told += (f"{lack}: undo their import and import the file again with --property.",)
    if not sources:
        return (*told, "No export with traffic by day of this target was imported.")
    spans = (f"{row['vendor']} {row['first']} to {row['last']}" for row in sources)
    return (*told, f"Traffic by day: {', '.join(spans)}.")
