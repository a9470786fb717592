"""Sources: which source saw which links and referring domains, and what a crawl has since found of what others report.

The rows are of three sections. `source`: what each source knows, and what only it knows; `crawl` is all looks of ours
together, warc, arc, wat and html the kinds of them. `overlap`: what each pair of sources has in common. `verdict`: what
looks of ours say to the links of each vendor. All links count that were ever seen, lost ones too, because a link that
one source reports and another has seen lost is what this report is for. Files of counts per site make a vendor a
witness of referring domains, and of no link.

The index keeps when a link was first and last seen, not by whom. So the sights of a vendor are those that its exports
tell (where links are filtered: those of links that it alone saw), the sights of ours those of links that no vendor saw,
and the looks that found a link standing.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from backlit.model import Column
from backlit.report import filters
from backlit.report.claimed import about_addresses, about_property
from backlit.report.notes import coverage, facts, only_reported
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.view import conform, database
from backlit.report.witnesses import CRAWL, OURS, VERDICT_READS, VERDICT_SQL, VERDICTS

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

SECTIONS = ("source", "overlap", "verdict")
"""The sections, in order."""

COLUMNS = (
    Column("section", "word", "what the row is one of", words=SECTIONS),
    Column("source", "text", "a vendor, a kind of look of ours, or `crawl` for all of these"),
    Column("other", "text", "overlap: the other source", nullable=True),
    Column("links", "uint64", "links that it saw; overlap: that both saw"),
    Column("referring_domains", "uint64", "domains that it knows to link; overlap: that both know", True),
    Column("referring_pages", "uint64", "pages that its links stand on; source only", True),
    Column("only_links", "uint64", "links that no other source saw; source only", True),
    Column("only_referring_domains", "uint64", "referring domains that no other source knows; source only", True),
    Column("share_of_links", "float64", "overlap: share of the links of the source that has fewer, 0 to 1", True),
    Column("share_of_domains", "float64", "overlap: share of the domains of the one that knows fewer, 0 to 1", True),
    *(Column(name, "uint64", f"verdict: {meaning}", True) for name, meaning in VERDICTS.items()),
    Column("first_seen", "time", "source: when it first saw one of its links, as far as can be told", True),
    Column("last_seen", "time", "source: when it last saw one of its links, as far as can be told", True),
)
"""The columns of the report; null where the section has no such figure."""

_READS = {"witnesses", "source_page", "first_seen", "last_seen", "checked_at", *VERDICT_READS}
_LINKS = f"""
    CREATE TEMP TABLE links AS
    SELECT {{0}} AS witnesses, source_domain_id, source_page, first_seen, last_seen, checked_at,
        {VERDICT_SQL} AS verdict
    FROM held WHERE {{1}}"""
_SETS = """
    CREATE TEMP TABLE sets AS SELECT row_number() OVER (ORDER BY witnesses) AS id, witnesses
    FROM (SELECT DISTINCT witnesses FROM links)"""
_BY_SET = """
    CREATE TEMP TABLE by_set AS SELECT id, links.* EXCLUDE (witnesses) FROM links JOIN sets USING (witnesses)"""
_DOMAINS = """
    CREATE TEMP TABLE domains AS
    SELECT row_number() OVER () AS id, list(DISTINCT name) AS witnesses FROM (
        SELECT DISTINCT source_domain AS domain, unnest(witnesses) AS name
        FROM (SELECT DISTINCT source_domain_id, id FROM by_set) JOIN sets USING (id)
        JOIN named_source_domain USING (source_domain_id)
        UNION SELECT domain, vendor FROM counted)
    GROUP BY domain"""
_NAMED = f"""
    CREATE TEMP TABLE {{0}}_named AS
    SELECT id, unnest(witnesses) AS name, len(witnesses) = 1 AS alone FROM {{0}}
    UNION ALL SELECT id, '{CRAWL}', list_has_all({OURS}, witnesses) FROM {{0}} WHERE list_has_any({OURS}, witnesses)"""
"""Each set of witnesses under the name of each, and whether it is alone there. All looks of ours are one source."""
_KNOWN = f"""
    CREATE TEMP TABLE known AS
    SELECT name, coalesce(links, 0) AS links, coalesce(domains, 0) AS domains, coalesce(pages, 0) AS pages,
        coalesce(only_links, 0) AS only_links, coalesce(only_domains, 0) AS only_domains,
        coalesce(first_told, first_alone) AS first_seen, coalesce(last_told, last_alone) AS last_seen
    FROM (
        SELECT name, count(*) AS links, count(DISTINCT source_page) AS pages, count(*) FILTER (alone) AS only_links,
            min(first_seen) FILTER (alone) AS first_alone,
            greatest(max(last_seen) FILTER (alone), max(checked_at) FILTER (name = '{CRAWL}' AND verdict = 'live'))
                AS last_alone
        FROM by_set JOIN sets_named USING (id) GROUP BY name)
    FULL JOIN (
        SELECT name, count(*) AS domains, count(*) FILTER (alone) AS only_domains FROM domains_named GROUP BY name)
    USING (name) LEFT JOIN sights USING (name)"""
_PLACE = f"""
    CREATE TEMP TABLE placed AS SELECT *, row_number() OVER (
        ORDER BY CASE WHEN name = '{CRAWL}' THEN 0 WHEN name IN (SELECT unnest({OURS})) THEN 1 ELSE 2 END,
            links DESC, domains DESC, name) AS place,
        name IN (SELECT unnest({OURS})) AS is_kind FROM known"""
_SOURCE = """
    SELECT 'source' AS section, name AS source, NULL AS other, links, domains AS referring_domains,
        pages AS referring_pages, only_links, only_domains AS only_referring_domains, NULL AS share_of_links,
        NULL AS share_of_domains, NULL AS live, NULL AS lost, NULL AS never_there, NULL AS unchecked,
        first_seen, last_seen
    FROM placed ORDER BY place"""
_BOTH = """
    SELECT one.name AS source, other.name AS other, sum(n)::BIGINT AS both_know
    FROM (SELECT id, count(*) AS n FROM {1} GROUP BY id)
    JOIN {0}_named one USING (id) JOIN {0}_named other USING (id) GROUP BY ALL"""
_OVERLAP = f"""
    SELECT 'overlap' AS section, one.name AS source, other.name AS other, coalesce(linked.both_know, 0) AS links,
        coalesce(domains.both_know, 0) AS referring_domains, NULL AS referring_pages, NULL AS only_links,
        NULL AS only_referring_domains,
        coalesce(linked.both_know, 0) / nullif(least(one.links, other.links), 0) AS share_of_links,
        coalesce(domains.both_know, 0) / nullif(least(one.domains, other.domains), 0) AS share_of_domains,
        NULL AS live, NULL AS lost, NULL AS never_there, NULL AS unchecked, NULL AS first_seen, NULL AS last_seen
    FROM placed one JOIN placed other ON one.place < other.place AND NOT one.is_kind AND NOT other.is_kind
    LEFT JOIN ({_BOTH.format("sets", "by_set")}) linked ON linked.source = one.name AND linked.other = other.name
    LEFT JOIN ({_BOTH.format("domains", "domains")}) domains
        ON domains.source = one.name AND domains.other = other.name
    ORDER BY one.place, other.place"""
_VERDICT = f"""
    SELECT 'verdict' AS section, name AS source, NULL AS other, placed.links, NULL AS referring_domains,
        NULL AS referring_pages, NULL AS only_links, NULL AS only_referring_domains, NULL AS share_of_links,
        NULL AS share_of_domains, {", ".join(f"count(*) FILTER (verdict = '{one}') AS {one}" for one in VERDICTS)},
        NULL AS first_seen, NULL AS last_seen
    FROM placed JOIN sets_named USING (name) JOIN by_set USING (id)
    WHERE name <> '{CRAWL}' AND NOT is_kind GROUP BY name, placed.links, place ORDER BY place"""
_TOTALS = "SELECT (SELECT count(*) FROM links) AS links, (SELECT count(*) FROM domains) AS referring_domains"


def sources(view: View, query: Query) -> Report:
    """Which source knows what of the links to a target; `facts` has the totals over all sources."""
    query.only("sources", group=False, after=False)
    if query.history not in ("live", "all") or query.since or query.until:
        raise QueryError(
            "The report sources counts all links that were ever seen: leave history and window out.", "history"
        )
    if query.sort is not None or query.limit:
        raise QueryError("The report sources has an order of its own and few rows: leave sort and limit out.")
    columns = query.shown(COLUMNS)
    counted = _counted(view, query)
    pages = view.snapshot.pages(query.target.scope, query.target.text)
    links = view.snapshot.links("backlinks", pages, "all")
    condition, values = filters.where(query.filters, match=query.match)
    tables = view.numbered(links, filters.needs(query.filters) | _READS, {"source_domain"})
    with database(view.engine, counted=counted, sights=_sights(view, query), **tables) as run:
        run(_LINKS.format("list_sort(witnesses::VARCHAR[])", condition), values)
        for sql in (_SETS, _BY_SET, _DOMAINS, _NAMED.format("sets"), _NAMED.format("domains"), _KNOWN, _PLACE):
            run(sql)
        parts = [_typed(run(sql)) for sql in (_SOURCE, _OVERLAP, _VERDICT)]
        totals = run(_TOTALS).to_pylist()[0]
    table = conform(pa.concat_tables(parts), columns)
    told = coverage(view, query, totals["links"] or len(counted))
    told += _notes(view, query, parts[0], counted)
    return Report("sources", table, query, columns, len(table), facts(view) | totals, told)


def _counted(view: View, query: Query) -> pa.Table:
    """Referring domains that files of counts per site name: domain and vendor. Filters on links cannot judge them."""
    if view.open_claims is None or query.filters:
        return pa.table({"domain": pa.array([], pa.string()), "vendor": pa.array([], pa.string())})
    claims = view.open_claims()
    about = about_property(claims, "domain", query.target)
    sql = f"SELECT DISTINCT subject AS domain, vendor FROM claims WHERE subject IS NOT NULL AND {about.sql}"
    found = claims.query(sql, about.values, **about.tables)
    return found.filter(pc.field("domain") != query.target.domain)


def _sights(view: View, query: Query) -> pa.Table:
    """When each vendor first and last saw links to the target by its exports; nothing where links are filtered."""
    if view.open_claims is None or query.filters:
        fields: list[tuple[str, pa.DataType]] = [("name", pa.string())]
        fields += [(name, pa.timestamp("us")) for name in ("first_told", "last_told")]
        return pa.schema(fields).empty_table()
    claims = view.open_claims()
    about = about_addresses(claims, "link", "target_url", query.target)
    return claims.query(
        "SELECT vendor AS name, min(coalesce(first_seen, last_seen, as_of)) AS first_told, "
        f"max(coalesce(last_seen, first_seen, as_of)) AS last_told FROM claims WHERE {about.sql} GROUP BY vendor",
        about.values,
        **about.tables,
    )


def _typed(table: pa.Table) -> pa.Table:
    """The columns in the types of the report, so that sections of nulls stand below each other."""
    return conform(table, COLUMNS)


def _notes(view: View, query: Query, found: pa.Table, counted: pa.Table) -> tuple[str, ...]:
    vendors = [name for name in found.column("source").to_pylist() if name not in (CRAWL, *OURS)]
    if view.open_claims is None:
        return ("No export was imported: `backlit import-export FILE` brings in what other tools know.",)
    if not vendors:
        return ("No export that was imported has links to this target.",)
    told = only_reported(view, query, history="all")
    told += _nameless(view, query)
    for row in counted.group_by("vendor").aggregate([("domain", "count")]).sort_by("vendor").to_pylist():
        told += (f"{row['vendor']} names {row['domain_count']:,} referring domains in files of counts, without links.",)
    command = command_for(query)
    listed = f"{command} --filter only_witness={vendors[0]}"
    judged = f"{command} --filter witnesses={vendors[0]} --filter verdict=never_there"
    return (*told, f"What stands behind a figure: {listed}", f"What stands behind a verdict: {judged}")


def _nameless(view: View, query: Query) -> tuple[str, ...]:
    """A note on rows of counts that nobody can tell the target of."""
    if view.open_claims is None or query.filters:
        return ()
    sql = "SELECT count(*) AS n FROM claims WHERE record = 'domain' AND property IS NULL"
    rows = view.open_claims().query(sql).column("n")[0].as_py()
    lack = f"Rows of counts that name no property are left out, {rows:,} in all"
    return (f"{lack}: undo their import and import the file again with --property.",) if rows else ()


def command_for(query: Query) -> str:
    """The command that lists the links that a query counts, lost ones too, as a shell takes it."""
    words = ["backlit", "backlinks", query.target.text]
    if query.target.scope != "domain":
        words += ["--scope", query.target.scope]
    words += ["--history", "all"]
    for condition in query.filters:
        words += ["--filter", str(condition)]
    return shlex.join(words)
