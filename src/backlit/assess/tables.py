"""The steps' tables put together: a judged link with all its columns, a referring domain with its links' risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from backlit.assess.material import positions
from backlit.assess.risk import tell
from backlit.model import arrow_schema
from backlit.model.judgement import FINDINGS, JUDGED, RISKY_DOMAINS

if TYPE_CHECKING:
    from backlit.assess.material import Material
    from backlit.model import Table


PAGES = {
    "source_url": "url",
    "source_title": "title",
    "source_language": "language",
    "source_page_rating": "page_rating",
}
DOMAINS = {
    "source_domain": "name", "source_domain_rating": "domain_rating", "source_trust": "trust",
    "source_spam_mass": "spam_mass",
}  # fmt: skip
TARGET_PAGES = {"target_url": "url"}
STEP_TABLES = ("anchors", "relevance", "types", "risk", "answers", "quality")
"""The tables with a row a link: their columns are those of a judged link of the same names."""

_TABLES = ("links", "pages", "domains", "target_pages", *STEP_TABLES)
FEW = 10_000
"""So few links are read table by table: what a column of its own costs is then more than what it saves."""


def checked(material: Material, step: str, table: pa.Table) -> pa.Table:
    """The table of a step in the order of the links; it must tell of every link once.

    Else a judgement would lose links without a word.
    """
    links = table.column("link").cast(pa.uint32())
    numbers = pa.chunked_array([positions(len(material))])
    if links.equals(numbers):
        return table
    order = pc.sort_indices(links)
    if not links.take(order).equals(numbers):
        raise RuntimeError(f"the step {step} told of {len(links):,} links, not of each of {len(material):,} once")
    return table.take(order)


def placed(material: Material) -> pa.Array[Any]:
    """The links best first, by what they say, so that the order lasts as long as that."""
    found = material.sql("""
        WITH ranked AS (SELECT page, row_number() OVER (ORDER BY url) AS rank FROM pages WHERE linking),
        named AS (SELECT page, row_number() OVER (ORDER BY url) AS rank FROM target_pages)
        SELECT l.link FROM links l JOIN quality q USING (link)
        LEFT JOIN ranked r ON r.page = l.source_page LEFT JOIN named n ON n.page = l.target_page
        ORDER BY q.quality DESC NULLS LAST, r.rank, n.rank, l.kind, l.position, l.link""")
    return found.column("link").combine_chunks()


def judged(material: Material, order: pa.Array[Any]) -> pa.Table:
    """Every judged link, with the columns of `JUDGED`, in the order of `placed`, in which `link` counts.

    Column by column: a join of all tables would hold every text twice, and sort them too.
    """
    rows = {
        "pages": _rows(material, "source_page", "pages", "page").take(order),
        "domains": _rows(material, "source_domain", "domains", "domain").take(order),
        "target_pages": _rows(material, "target_page", "target_pages", "page").take(order),
    }
    sources = {name: (table, name) for table in STEP_TABLES for name in _names(material, table)}
    for table, names in (("pages", PAGES), ("domains", DOMAINS), ("target_pages", TARGET_PAGES)):
        sources |= {name: (table, own) for name, own in names.items()}
    few = {table: material.sql(f"SELECT * FROM {table}") for table in _TABLES} if len(order) <= FEW else None
    columns: dict[str, Any] = {}
    for name in JUDGED.names:
        table, own = sources.get(name, ("links", name))
        if name == "link":
            columns[name] = pa.chunked_array([positions(len(order))])
        else:
            column = _column(material, table, own) if few is None else few[table].column(own).combine_chunks()
            columns[name] = column.take(rows.get(table, order))
    return _typed(pa.table(columns), JUDGED)


def _names(material: Material, table: str) -> list[str]:
    return material.sql(f"SELECT * FROM {table} LIMIT 0").column_names


def _column(material: Material, table: str, name: str) -> Any:
    return material.sql(f"SELECT {name} FROM {table}").column(0).combine_chunks()


def _rows(material: Material, name: str, table: str, key: str) -> pa.Array[Any]:
    """For each link the row of a table that a column of it names; null where there is none."""
    found: pa.Array[Any] = pc.index_in(_column(material, "links", name), value_set=_column(material, table, key))
    return found


def kept_findings(material: Material, order: pa.Array[Any]) -> pa.Table:
    """Every finding, with the columns of `FINDINGS`, domain by domain, heaviest first; `link` as in `judged`."""
    rows = material.sql("""
        SELECT rowid FROM findings
        ORDER BY source_domain, weight DESC, signal, source_url NULLS FIRST, link NULLS FIRST""").column(0)
    found = material.sql("SELECT * EXCLUDE (page, domain) FROM findings")
    places = pc.sort_indices(order).cast(pa.uint32())
    columns: dict[str, Any] = {}
    for name in FINDINGS.names:
        column = found.column(name)
        columns[name] = (places.take(column.combine_chunks()) if name == "link" else column.combine_chunks()).take(rows)
    return _typed(pa.table(columns), FINDINGS)


def risky_domains(material: Material) -> pa.Table:
    """Every referring domain, with the columns of `RISKY_DOMAINS`, worst first."""
    material.put("told", tell(material))
    table = material.sql("""
        WITH counted AS (
            SELECT l.source_domain AS domain, count(*) AS links, count(DISTINCT l.source_page) AS pages,
                count(*) FILTER (queued) AS queued_links, max(risk) AS risk, max(families) AS families,
                bool_or(queued) AS queued, min(l.first_seen) AS first_seen
            FROM links l JOIN risk k USING (link) GROUP BY l.source_domain),
        said AS (
            SELECT DISTINCT l.source_domain AS domain, k.signals FROM links l JOIN risk k USING (link)
            WHERE len(k.signals) > 0),
        fired AS (
            SELECT domain, list_sort(list(DISTINCT signal)) AS signals
            FROM (SELECT domain, unnest(signals) AS signal FROM said) GROUP BY domain)
        SELECT d.name AS source_domain, d.domain_rating AS source_domain_rating, d.trust AS source_trust,
            d.spam_mass AS source_spam_mass, c.links, c.pages, queued_links, risk, coalesce(f.signals, []) AS signals,
            families, queued, platform, g."group", c.first_seen, t.facts, t.examples
        FROM domains d JOIN counted c ON c.domain = d.domain LEFT JOIN fired f ON f.domain = d.domain
        LEFT JOIN (SELECT domain AS name, any_value("group") AS "group" FROM groups GROUP BY domain) g
            ON g.name = d.name
        LEFT JOIN told t ON t.domain = d.domain
        ORDER BY queued DESC, risk DESC, source_domain""")
    return _typed(table, RISKY_DOMAINS)


def _typed(table: pa.Table, told: Table) -> pa.Table:
    schema = arrow_schema(told.columns)
    arrays = []
    for field in schema:
        column = table.column(field.name)
        if pa.types.is_timestamp(field.type):
            column = column.cast(pa.timestamp("s"))
        elif pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        arrays.append(column.cast(field.type))
    return pa.table(arrays, schema=pa.schema([field.with_nullable(True) for field in schema]))
