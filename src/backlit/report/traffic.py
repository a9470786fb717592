"""Traffic: the target's pages with what exports say of their visits, beside their links.

Figures come from exports of Search Console (clicks, impressions, position), Bing, or any analytics (sessions,
conversions). Of each source the newest export that has an address counts; an address that is missing in a newer one
keeps its figures with their date, because an export is a sample. Where several files of a source with one date tell an
address for one day, the one that tells most counts, so that nothing counts twice.

A page is an address without scheme and without a slash at its end: figures and links of `http://example.com/a` and
`https://example.com/a/` stand in one row, under the address that the index knows best. Clicks, impressions, sessions
and conversions of these, and of several sources, are added; position is weighted by impressions.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import model
from backlit.model import Column, unknown_name
from backlit.report import filters
from backlit.report.claimed import PAGE, about_addresses, metric
from backlit.report.notes import coverage, facts, only_reported
from backlit.report.paging import cut
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.rows import candidates, check_window, history_columns, history_sql
from backlit.report.view import conform, database

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlit.report.query import Query
    from backlit.report.view import View
    from backlit.store.claims import Claims

NO_TRAFFIC = (
    "No export with traffic of these pages was imported: `backlit import-export FILE` takes Search Console's "
    "performance report and any analytics CSV."
)
"""What stands where nobody told of traffic."""

STANDINGS = ("links_no_traffic", "traffic_no_links", "both")
"""What a page has; traffic is a click or a session."""

FIGURES = ("clicks", "impressions", "sessions", "conversions")
"""What can be added up."""

COLUMNS = (
    Column("url", "text", "the page, under the address that the index knows best"),
    Column("standing", "word", "what it has; traffic is a click or a session", words=STANDINGS),
    Column("clicks", "float64", "clicks in search results; null: no source tells it", nullable=True),
    Column("impressions", "float64", "times that it stood in search results", nullable=True),
    Column("ctr", "float64", "clicks / impressions, 0 to 1", nullable=True),
    Column("position", "float64", "average place in search results, weighted by impressions", nullable=True),
    Column("sessions", "float64", "visits by an analytics export", nullable=True),
    Column("conversions", "float64", "conversions by an analytics export", nullable=True),
    Column("as_of", "time", "date of these figures, the oldest where several sources have them", nullable=True),
    Column("vendors", "texts", "the sources that have them", nullable=True),
    Column("backlinks", "uint64", "links to it from other domains"),
    Column("referring_domains", "uint64", "domains that these come from"),
    Column("followed", "uint64", "of the backlinks followed"),
    model.PAGE_RATING,
    Column("status", "uint16", "HTTP status of the last look, else as an export has it", nullable=True),
    Column("title", "text", "its title", nullable=True),
    Column("addresses", "uint32", "addresses that the row joins: http and https, with and without a slash at the end"),
)
"""The columns of the report, a row a page that has traffic or links."""

FIELDS = model.Table(
    "traffic",
    "one page of the target",
    (*model.LINKS.columns, *(column for column in COLUMNS if column.name not in model.LINKS)),
    model.LINKS.short,
)
"""What filters know: the fields of links, which choose the links that count, and the columns of the report."""

BY = ("page", "day", "month")
"""What a row can be."""

ORDER = (
    "greatest(coalesce(clicks, 0), coalesce(sessions, 0)) DESC, referring_domains DESC, backlinks DESC, "
    "impressions DESC NULLS LAST, url"
)
_KEY = "regexp_replace(regexp_replace({0}, '^https?://', ''), '/$', '')"
"""The SQL of what addresses of one page have in common."""
_OWN = ("url", "page_rating", "status", "title", "referring_domains")
_ADDED = ", ".join(f"sum({name}) AS {name}" for name in FIGURES)
_PLACE = "sum(places) AS places, sum(weight) AS weight"
_EXPORTS = f"""
    CREATE TEMP TABLE exports AS
    WITH files AS (
        SELECT address, vendor, as_of, day, property, file, import_id, {_ADDED}, {_PLACE} FROM claimed GROUP BY ALL),
    fullest AS (
        SELECT * FROM files QUALIFY row_number() OVER (
            PARTITION BY address, vendor, as_of, day ORDER BY impressions DESC NULLS LAST, clicks DESC NULLS LAST,
            sessions DESC NULLS LAST, conversions DESC NULLS LAST, property, file, import_id) = 1),
    newest AS (
        SELECT * FROM fullest QUALIFY rank() OVER (PARTITION BY address, vendor ORDER BY as_of DESC) = 1
            AND (day IS NULL OR count(*) FILTER (day IS NULL) OVER (PARTITION BY address, vendor, as_of) = 0))
    SELECT address, vendor, as_of, {_ADDED}, {_PLACE} FROM newest GROUP BY ALL"""
"""What counts of the claims: a source's newest figures of each address. The sum of a time is there before its days."""
_PAGES = f"""
    WITH told AS (
        SELECT {_KEY.format("address")} AS key, {_ADDED}, {_PLACE}, min(as_of) AS as_of,
            list_sort(list(DISTINCT vendor)) AS vendors
        FROM exports GROUP BY key),
    linked AS (
        SELECT {_KEY.format("target_url")} AS key, count(*) AS backlinks,
            count(DISTINCT source_domain_id) AS referring_domains, count(*) FILTER (followed) AS followed
        FROM held JOIN named_target_url USING (target_url_id) WHERE {{0}} GROUP BY key),
    known AS (
        SELECT url, {_KEY.format("url")} AS key, page_rating, status, title, referring_domains FROM page
        UNION ALL SELECT address, {_KEY.format("address")}, NULL, NULL, NULL, NULL FROM (
            SELECT DISTINCT address FROM exports) WHERE address NOT IN (SELECT url FROM page)),
    best AS (
        SELECT key, count(*) AS addresses, max(page_rating) AS page_rating,
            first(url ORDER BY place) AS url, first(status ORDER BY place) AS status,
            first(title ORDER BY place) AS title
        FROM (SELECT *, row_number() OVER (ORDER BY status = 200 DESC NULLS LAST,
            referring_domains DESC NULLS LAST, starts_with(url, 'https') DESC, url) AS place FROM known)
        GROUP BY key),
    joined AS (
        SELECT url, clicks, impressions, clicks / nullif(impressions, 0) AS ctr,
            places / nullif(weight, 0) AS position, sessions, conversions, as_of, vendors,
            coalesce(backlinks, 0) AS backlinks, coalesce(linked.referring_domains, 0) AS referring_domains,
            coalesce(followed, 0) AS followed, page_rating, status, title, addresses,
            coalesce(clicks, 0) > 0 OR coalesce(sessions, 0) > 0 AS visited
        FROM told FULL JOIN linked USING (key) JOIN best USING (key))
    SELECT *, CASE WHEN visited AND backlinks > 0 THEN 'both' WHEN visited THEN 'traffic_no_links'
        WHEN backlinks > 0 THEN 'links_no_traffic' END AS standing
    FROM joined"""


def traffic(view: View, query: Query, by: str = "page") -> Report:
    """One row a page with its traffic and links; by month or day one row a period, see `traffic_series`."""
    query.only("traffic", group=False)
    if by not in BY:
        raise QueryError(unknown_name("row of traffic", by, BY), "by")
    if by != "page":
        from backlit.report.traffic_series import series

        return series(view, query, by)
    check_window(query)
    columns, order = query.shown(COLUMNS), query.order(COLUMNS, ORDER)
    of_links = tuple(one for one in query.filters if one.column in filters.fields())
    of_rows = tuple(one for one in query.filters if one not in of_links)
    query.joins(of_links, of_rows)
    condition, values = filters.where(of_links, match=query.match)
    history, dates = history_sql(query, view)
    own = view.snapshot.pages(query.target.scope, query.target.text)
    page = pa.table(view.snapshot.page_columns(own, list(_OWN)))
    names = filters.needs(of_links) | history_columns(query) | {"followed"}
    links = view.numbered(candidates(view, query, "backlinks"), names, ("target_url", "source_domain"))
    with database(view.engine, claimed=_claimed(view, query), page=page, **links) as run:
        run(_EXPORTS)
        sql = f"CREATE TEMP TABLE whole AS {_PAGES.format(f'{condition} AND {history}')}"
        run(sql, values + dates)
        fits, bound = filters.where(of_rows, FIELDS, match=query.match)
        found = run(f"SELECT * FROM whole WHERE standing IS NOT NULL AND {fits} ORDER BY {order}", bound)
        told = _told(run)
    shown, following = cut(view, query, "traffic", found, ("url",), order=query.sorted_by(COLUMNS))
    notes = coverage(view, query, len(found)) + _notes(view, told)
    notes += only_reported(view, query) if len(found) else ()
    head = facts(view) | told
    return Report("traffic", conform(shown, columns), query, columns, len(found), head, notes, next=following)


def places(claims: Claims, subject: str) -> str:
    """The SQL of the figures of claims, with position as a sum over impressions and its weight."""
    position, impressions = metric(claims, subject, "position"), metric(claims, subject, "impressions")
    weight = f"CASE WHEN {position} IS NOT NULL THEN coalesce({impressions}, 1) END"
    listed = ", ".join(f"{metric(claims, subject, name)} AS {name}" for name in FIGURES)
    return f"{listed}, {position} * ({weight}) AS places, {weight} AS weight"


def no_claims(*texts: str) -> pa.Table:
    """The columns of figures, with these texts and no row: what there is without exports."""
    fields: list[tuple[str, pa.DataType]] = [(n, pa.string()) for n in (*texts, "vendor", "property", "file")]
    fields += [("import_id", pa.string()), ("as_of", pa.timestamp("us")), ("day", pa.date32())]
    fields += [(name, pa.float64()) for name in (*FIGURES, "places", "weight")]
    return pa.schema(fields).empty_table()


def _claimed(view: View, query: Query) -> pa.Table:
    """The rows of exports about pages of the target, an address a row (and a day, where they tell it)."""
    if view.open_claims is None:
        return no_claims("address")
    claims = view.open_claims()
    about = about_addresses(claims, "traffic_page", "subject", query.target)
    return claims.query(
        f"SELECT {PAGE.format('subject')} AS address, vendor, property, file, import_id, as_of, day, "
        f"{places(claims, 'page')} FROM claims WHERE {about.sql}",
        about.values,
        **about.tables,
    )


def _told(run: Callable[..., pa.Table]) -> dict[str, Any]:
    """Facts: pages by standing, sums, and the exports that the figures come from."""
    standings = {row["standing"]: row["n"] for row in run(
        "SELECT standing, count(*) AS n FROM whole GROUP BY standing").to_pylist()}  # fmt: skip
    sums = run(f"SELECT {_ADDED} FROM whole").to_pylist()[0]
    exports = run(
        "SELECT vendor, min(as_of) AS oldest, max(as_of) AS newest, count(*) AS addresses FROM exports "
        "GROUP BY vendor ORDER BY vendor"
    ).to_pylist()
    dated = [row | {name: row[name].replace(tzinfo=UTC) for name in ("oldest", "newest")} for row in exports]
    counts = {name: standings.get(name, 0) for name in STANDINGS} | {"neither": standings.get(None, 0)}
    return counts | sums | {"exports": dated}


def _notes(view: View, told: dict[str, Any]) -> tuple[str, ...]:
    exports: list[dict[str, Any]] = told["exports"]
    if view.open_claims is None or not exports:
        return (NO_TRAFFIC,)
    oldest = min(row["oldest"] for row in exports)
    newest = max(row["newest"] for row in exports)
    span = f"{oldest:%Y-%m-%d}" if oldest == newest else f"{oldest:%Y-%m-%d} to {newest:%Y-%m-%d}"
    sources = f"Traffic by {', '.join(row['vendor'] for row in exports)}, exports of {span}."
    left_out = f"Pages that exports name with neither a click nor a link are left out, {told['neither']:,} in all."
    return (sources, left_out) if told["neither"] else (sources,)
