"""Vendors' own metrics beside our columns, on request: what Ahrefs, Majestic and others say of the same things.

A metric stands under its vendor's name, `ahrefs.domain_rating`, and beside each vendor's metrics stands their date,
`ahrefs.as_of`. They are shown and never mixed into ours: no filter, order or rating of ours reads them. Of what a
vendor said of a thing more than once, the newest counts; files of counts are read only where they are about the target.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import Column, unknown_name
from backlit.report.claimed import HOST, PAGE, about_property
from backlit.report.query import QueryError
from backlit.report.traffic import FIGURES
from backlit.report.view import conform, select
from backlit.urls import domain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlit.report.query import Query
    from backlit.report.result import Report
    from backlit.report.view import View
    from backlit.store.claims import Claims, Metric


@dataclass(frozen=True)
class Thing:
    """What a row of a report has metrics of: by which column it is known, and what exports call it."""

    name: str
    key: str
    subjects: tuple[str, ...]


LINK = Thing("link", "source_url", ("link",))
SOURCE_PAGE = Thing("source_page", "source_url", ("source_page",))
SOURCE_DOMAIN = Thing("source_domain", "source_domain", ("source_domain", "domain"))
TARGET_PAGE = Thing("target_page", "target_url", ("target_page", "page"))
TARGET_DOMAIN = Thing("target_domain", "target_domain", ("target_domain",))
OWN_PAGE = Thing("target_page", "url", ("target_page", "page"))
ANCHOR = Thing("anchor", "anchor", ("anchor",))
OF_LINKS = (SOURCE_DOMAIN, SOURCE_PAGE, TARGET_PAGE, TARGET_DOMAIN, LINK)
"""What a link has metrics of. Of its own it is known by source, target and anchor together."""
_LINK_KEYS = ("source_url", "target_url", "target_domain", "anchor")

_KEYS = {
    "source_page": PAGE.format("source_url"),
    "source_domain": "hosts.domain",
    "domain": "subject",
    "target_page": f"CASE WHEN NOT coalesce(target_assumed, false) THEN {PAGE.format('target_url')} END",
    "page": PAGE.format("subject"),
    "target_domain": "hosts.domain",
    "anchor": "subject",
}
"""By subject the SQL of what it is known by in claims."""
_JOINED_BY_HOST = {"link": "target_url", "source_domain": "source_url", "target_domain": "target_url"}
"""By thing the address in claims whose domain is needed."""
_COUNTED = {"domain": "domain", "anchor": "anchor"}
"""Subjects of files of counts, with their record: what they say holds for the property of the file alone."""
_NEWEST = "ORDER BY as_of DESC, import_id DESC, file DESC, line DESC"
AS_OF = "as_of"


@dataclass(frozen=True)
class Shown:
    """A metric of a vendor that a report shows, under its name there."""

    name: str
    vendor: str
    thing: Thing
    metrics: tuple[Metric, ...]
    """The same metric by the names of the thing's subjects."""

    @property
    def column(self) -> Column:
        """The column of the report."""
        number = all(metric.type == "number" for metric in self.metrics)
        told = f"{self.metrics[0].name} of the {self.thing.name.replace('_', ' ')} as {self.vendor} has it"
        return Column(self.name, "float64" if number else "text", told, nullable=True)


def beside(*things: Thing) -> Callable[[Callable[[View, Query], Report]], Callable[[View, Query], Report]]:
    """A report whose rows are about these things takes the option `metrics`."""

    def wrapped(made: Callable[[View, Query], Report]) -> Callable[[View, Query], Report]:
        @wraps(made)
        def report(view: View, query: Query) -> Report:
            if not query.metrics:
                return made(view, query)
            claims = view.open_claims() if view.open_claims else None
            chosen = choose([] if claims is None else claims.metrics(), query.metrics, things)
            if claims is None or not chosen:
                return made(view, query)
            wanted = {key for one in chosen for key in (_LINK_KEYS if one.thing is LINK else (one.thing.key,))}
            more = tuple(sorted(wanted.difference(query.columns))) if query.columns else ()
            found = made(view, replace(query, columns=(*query.columns, *more)))
            table, columns = _with(claims, query, found.table, chosen)
            own = tuple(column for column in found.columns if column.name not in more)
            shown = table.select([column.name for column in (*own, *columns)])
            return replace(found, table=shown, query=query, columns=(*own, *columns))

        return report

    return wrapped


def choose(metrics: Iterable[Metric], asked: Sequence[str], things: Sequence[Thing]) -> list[Shown]:
    """The metrics that were asked for: of a vendor all, or one by name. QueryError with the known ones for others."""
    shown = offered(metrics, things)
    if not shown:
        raise QueryError("No export that was imported has metrics of a vendor for this report.", "metrics")
    vendors = sorted({one.vendor for one in shown})
    found: list[Shown] = []
    for text in asked:
        name = text.strip().lower()
        fits = [one for one in shown if name in _names(one)]
        if not fits:
            raise QueryError(unknown_name("metric", text, [*vendors, *(one.name for one in shown)]), "metrics")
        found += [one for one in fits if one not in found]
    return sorted(found, key=lambda one: (vendors.index(one.vendor), shown.index(one)))


def offered(metrics: Iterable[Metric], things: Sequence[Thing]) -> list[Shown]:
    """What vendors have of these things, by vendor. Where a name is told of two things, the thing stands in it."""
    grouped: dict[tuple[str, str, Thing], list[Metric]] = {}
    for metric in metrics:
        for thing in things:
            # Traffic has a report of its own, which adds days up.
            traffic = metric.subject == "page" and metric.name in (*FIGURES, "ctr", "position")
            if metric.subject in thing.subjects and not traffic:
                grouped.setdefault((metric.vendor, metric.name, thing), []).append(metric)
    told = [(vendor, name) for vendor, name, _ in grouped]
    found = []
    for (vendor, name, thing), same in grouped.items():
        alone = told.count((vendor, name)) == 1 and name != AS_OF
        full = f"{vendor}.{name}" if alone else f"{vendor}.{thing.name}.{name}"
        found.append(Shown(full, vendor, thing, tuple(same)))
    return sorted(found, key=lambda one: (one.vendor, things.index(one.thing)))


def _names(one: Shown) -> tuple[str, ...]:
    """How a metric may be asked for."""
    name = one.metrics[0].name
    return one.vendor, f"{one.vendor}.{name}".lower(), f"{one.vendor}.{one.thing.name}.{name}".lower()


def _with(
    claims: Claims, query: Query, table: pa.Table, chosen: Sequence[Shown]
) -> tuple[pa.Table, tuple[Column, ...]]:
    """The rows with the columns of the metrics, and after those of each vendor their date."""
    rows = pa.table({name: table.column(name) for name in table.column_names if name in _row_keys(chosen)})
    rows = rows.append_column("pos", pa.array(range(len(rows)), pa.uint32()))
    hosts = _hosts(claims, chosen, rows)
    columns: list[Column] = []
    for vendor in dict.fromkeys(one.vendor for one in chosen):
        own = [one for one in chosen if one.vendor == vendor]
        dates = []
        for thing in dict.fromkeys(one.thing for one in own):
            of_thing = [one for one in own if one.thing is thing]
            found = _values(claims, query, rows, hosts, of_thing)
            for n, one in enumerate(of_thing):
                table = table.append_column(one.name, conform(found.select([f"m{n}"]).rename_columns([one.name]),
                                                              [one.column]).column(0))  # fmt: skip
                columns.append(one.column)
            dates.append(found.column("oldest"))
        column = Column(
            f"{vendor}.{AS_OF}", "time", f"date of the export that {vendor}'s metrics are of, the oldest of these", True
        )
        table = table.append_column(column.name, _oldest(dates, column))
        columns.append(column)
    return table, tuple(columns)


def _row_keys(chosen: Sequence[Shown]) -> set[str]:
    return {one.thing.key for one in chosen} | (set(_LINK_KEYS) if any(one.thing is LINK for one in chosen) else set())


def _oldest(dates: list[Any], column: Column) -> Any:
    named = pa.table(dict(zip(map(str, range(len(dates))), dates, strict=True)))
    listed = ", ".join(f'"{name}"' for name in named.column_names)
    oldest = select(f"SELECT list_min([{listed}]) AS oldest FROM dates", dates=named)
    return conform(oldest.rename_columns([column.name]), [column]).column(0)


def _hosts(claims: Claims, chosen: Sequence[Shown], rows: pa.Table) -> pa.Table:
    """The registrable domain of each host that joins claims to things of the rows."""
    urls = {_JOINED_BY_HOST[one.thing.name] for one in chosen if one.thing.name in _JOINED_BY_HOST}
    vendors = pa.table({"vendor": pa.array(sorted({one.vendor for one in chosen}), pa.string())})
    told = " UNION ".join(
        f"SELECT DISTINCT {HOST.format(url)} AS host FROM claims WHERE vendor IN (SELECT vendor FROM vendors)"
        for url in sorted(urls)
    )
    found = claims.query(told, vendors=vendors).column("host").to_pylist() if urls else []
    domains = (rows.column(name) for name in rows.column_names if name.endswith("_domain"))
    known = {domain for column in domains for domain in column.to_pylist()}
    named = [(host, domain_of(host)) for host in found if host]
    joined = [(host, domain) for host, domain in named if domain in known]
    return pa.table({
        "host": pa.array([host for host, _ in joined], pa.string()),
        "domain": pa.array([domain for _, domain in joined], pa.string()),
    })  # fmt: skip


def _values(claims: Claims, query: Query, rows: pa.Table, hosts: pa.Table, chosen: Sequence[Shown]) -> pa.Table:
    """One row a row of the report: m0, m1 … the metrics of one thing, `oldest` the oldest of their dates."""
    thing = chosen[0].thing
    picks, dates = [], []
    for n in range(len(chosen)):
        picks.append(f"first(m{n} {{order}}) FILTER (m{n} IS NOT NULL) AS m{n}")
        dates.append(f"max(as_of) FILTER (m{n} IS NOT NULL)")
    oldest = f"least({', '.join(dates)}) AS oldest" if len(dates) > 1 else f"{dates[0]} AS oldest"
    names = ", ".join(f"m{n}" for n in range(len(chosen)))
    if thing is LINK:
        order = _NEWEST.replace("ORDER BY", "ORDER BY is_page DESC, is_anchor DESC,")
        told, values, tables = _of_links(chosen)
        by, join = "pos", "told USING (pos)"
    else:
        order = _NEWEST
        told, values, tables = _of_thing(claims, query, chosen)
        by, join = "key", f'told ON told.key = "{thing.key}"'
    picked = ", ".join(pick.format(order=order) for pick in picks)
    sql = f"""
        WITH told AS (SELECT {by}, {picked}, {oldest} FROM ({told}) GROUP BY {by})
        SELECT {names}, oldest FROM wanted LEFT JOIN {join} ORDER BY pos"""
    return claims.query(sql, values, wanted=rows, hosts=hosts, **tables)


def _of_thing(claims: Claims, query: Query, chosen: Sequence[Shown]) -> tuple[str, list[Any], dict[str, pa.Table]]:
    """The claims of a vendor about a thing, by its key, under each subject that exports have for it."""
    thing, parts = chosen[0].thing, []
    values: list[Any] = []
    tables: dict[str, pa.Table] = {}
    for subject in thing.subjects:
        own = {n: metric for n, one in enumerate(chosen) for metric in one.metrics if metric.subject == subject}
        if not own:
            continue
        listed = ", ".join(f"{own[n].value if n in own else _null(one)} AS m{n}" for n, one in enumerate(chosen))
        values.append(chosen[0].vendor)
        condition = "record = 'page'" if subject == "page" else "true"
        if subject in _COUNTED:
            about = about_property(claims, _COUNTED[subject], query.target)
            condition, tables = about.sql, tables | about.tables
            values += about.values
        url = _JOINED_BY_HOST.get(subject)
        join = f" JOIN hosts ON hosts.host = {HOST.format(url)}" if url else ""
        parts.append(
            f"SELECT {_KEYS[subject]} AS key, as_of, import_id, file, line, {listed} FROM claims{join} "
            f"WHERE vendor = ? AND {condition}"
        )
    union = " UNION ALL ".join(parts)
    return f'SELECT * FROM ({union}) WHERE key IN (SELECT "{thing.key}" FROM wanted)', values, tables


def _null(one: Shown) -> str:
    return "NULL::DOUBLE" if one.column.type == "float64" else "NULL::VARCHAR"


def _of_links(chosen: Sequence[Shown]) -> tuple[str, list[Any], dict[str, pa.Table]]:
    """The claims of a vendor about links, by the row that each fits: the same source and target, or its site."""
    listed = ", ".join(f"{one.metrics[0].value} AS m{n}" for n, one in enumerate(chosen))
    source, target, host = PAGE.format("source_url"), PAGE.format("target_url"), HOST.format("target_url")
    sql = f"""
        SELECT pos, as_of, import_id, file, line, {", ".join(f"m{n}" for n in range(len(chosen)))},
            target = wanted.target_url AS is_page, coalesce(claim.anchor = wanted.anchor, false) AS is_anchor
        FROM wanted JOIN (
            SELECT {source} AS source, {target} AS target, {host} AS host, target_assumed, anchor, as_of, import_id,
                file, line, {listed}
            FROM claims WHERE vendor = ? AND record = 'link') claim ON claim.source = wanted.source_url
        LEFT JOIN hosts USING (host)
        WHERE target = wanted.target_url OR target_assumed AND hosts.domain = wanted.target_domain"""
    return sql, [chosen[0].vendor], {}
