"""Mentions: pages that name the target without linking to it, as vendors say, and whether they link to it by now.

Exports tell of them (Majestic's `FlagMention`); they are no links and count nowhere else. A page that mentions and
links is no prospect any more: `linked` says so, from the links of the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit import model
from backlit.model import Column
from backlit.report import filters
from backlit.report.claimed import HOST, PAGE, about_addresses, about_property
from backlit.report.notes import facts
from backlit.report.paging import cut
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.view import conform, select
from backlit.urls import domain_of

if TYPE_CHECKING:
    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("source_url", "text", "the page that mentions the target"),
    Column("source_domain", "text", "its registrable domain"),
    Column("target_url", "text", "what is mentioned; null where only the property of the file tells it", nullable=True),
    Column("text", "text", "the words of the mention; null: not told", nullable=True),
    Column("vendors", "texts", "the sources that report it"),
    Column("first_seen", "time", "when one of them first saw it; null: not told", nullable=True),
    Column("last_seen", "time", "when one of them last saw it, else the date of its export"),
    Column(
        "linked",
        "bool",
        "the page has a link to the target by now; false: a look of ours has none; null: nobody looked",
        nullable=True,
    ),
    Column("linked_since", "time", "when that link was first seen", nullable=True),
    Column("checked_at", "time", "the last look of ours at the page", nullable=True),
)
"""The columns of the report, a row a page, target and text."""

FIELDS = model.Table("mentions", "one unlinked mention", COLUMNS)
"""What filters know."""

CLAIM_LOOKS = ("reported", "reported_lost")
"""Looks that are not ours."""
TIME = pa.timestamp("s", "UTC")
ORDER = "last_seen DESC, source_url, target_url NULLS LAST, text NULLS LAST"
_MENTIONS = f"""
    SELECT {PAGE.format("source_url")} AS source_url, {PAGE.format("target_url")} AS target_url, anchor AS text,
        {HOST.format("any_value(source_url)")} AS host, list_sort(list(DISTINCT vendor)) AS vendors,
        min(coalesce(first_seen, last_seen)) AS first_seen, max(coalesce(last_seen, first_seen, as_of)) AS last_seen
    FROM claims WHERE source_url IS NOT NULL AND {{0}} GROUP BY ALL"""
_JOINED = """
    SELECT mention.*, source_domain, since AS linked_since, checked_at,
        CASE WHEN linked_pages.source_url IS NOT NULL THEN true WHEN checked_at IS NOT NULL THEN false END AS linked
    FROM mention JOIN named USING (host) LEFT JOIN looked USING (source_url)
    LEFT JOIN (
        SELECT source_url, min(first_seen) AS since FROM held WHERE state <> 'lost' GROUP BY source_url) linked_pages
    USING (source_url)"""


def mentions(view: View, query: Query) -> Report:
    """One row a mention of the target, the newest sight first."""
    query.only("mentions", group=False)
    if query.history != "live" or query.since or query.until:
        raise QueryError("Mentions have no history: filter first_seen and last_seen.", "history")
    columns, order = query.shown(COLUMNS), query.order(COLUMNS, ORDER)
    mention = _told(view, query)
    pages = view.snapshot.pages(query.target.scope, query.target.text)
    held = view.columns_of(view.snapshot.links("backlinks", pages, "live"), ["source_url", "first_seen", "state"])
    hosts = _texts(mention, "host")
    domains = [domain_of(host) for host in hosts]
    named = pa.table({"host": pa.array(hosts, pa.string()), "source_domain": pa.array(domains, pa.string())})
    condition, values = filters.where(query.filters, FIELDS, match=query.match)
    found = select(
        f"SELECT * FROM ({_JOINED}) WHERE {condition} ORDER BY {order}",
        values,
        mention=mention,
        named=named,
        looked=_looked(view, mention),
        held=held,
    )
    order_by = query.sorted_by(COLUMNS)
    shown, following = cut(view, query, "mentions", found, ("source_url", "target_url", "text"), order=order_by)
    head = facts(view) | {"mentions": len(found), "linked": found.column("linked").to_pylist().count(True)}
    notes = () if len(found) else (_nothing(view, query, mention),)
    return Report("mentions", conform(shown, columns), query, columns, len(found), head, notes, next=following)


def _told(view: View, query: Query) -> pa.Table:
    """The mentions of the target, each once."""
    if view.open_claims is None:
        fields: list[tuple[str, pa.DataType]] = [(n, pa.string()) for n in ("source_url", "target_url", "text", "host")]
        fields += [("vendors", pa.list_(pa.string()))]
        return pa.schema([*fields, *((n, pa.timestamp("us")) for n in ("first_seen", "last_seen"))]).empty_table()
    claims = view.open_claims()
    named = about_addresses(claims, "mention", "target_url", query.target)
    site = about_property(claims, "mention", query.target)
    return claims.query(
        _MENTIONS.format(f"({named.sql} OR target_url IS NULL AND {site.sql})"),
        [*named.values, *site.values],
        **named.tables,
        **site.tables,
    )


def _looked(view: View, mention: pa.Table) -> pa.Table:
    """When we last looked at each page that mentions; pages that nobody looked at are not in it."""
    urls, times = [], []
    for url in _texts(mention, "source_url"):
        page = view.snapshot.pages("exact", url)
        for row in pa.table(view.snapshot.page_columns(page, ["look", "fetched_at"])).to_pylist():
            if row["fetched_at"] is not None and row["look"] not in CLAIM_LOOKS:
                urls.append(url)
                times.append(row["fetched_at"])
    return pa.table({"source_url": pa.array(urls, pa.string()), "checked_at": pa.array(times, TIME)})


def _texts(table: pa.Table, name: str) -> list[str]:
    """The distinct values of a column, in their order; nulls are left out."""
    return sorted({str(value) for value in table.column(name).to_pylist() if value is not None})


def _nothing(view: View, query: Query, mention: pa.Table) -> str:
    if len(mention):
        return "No mention fits the filters that were asked for."
    if view.open_claims is None:
        return "No export was imported: `backlit import-export FILE` takes files that tell of mentions (Majestic)."
    return f"No export that was imported tells of mentions of {query.target.text}."
