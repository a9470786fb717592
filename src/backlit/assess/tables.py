"""The steps' tables put together: a judged link with all its columns, a referring domain with its links' risks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.assess.risk import tell
from backlit.model import arrow_schema
from backlit.model.judgement import FINDINGS, JUDGED, QUALITY_PARTS, QUESTIONS, RISKY_DOMAINS

if TYPE_CHECKING:
    from backlit.assess.material import Material
    from backlit.model import Table


def checked(material: Material, step: str, table: pa.Table) -> pa.Table:
    """The table of a step, which tells of every link once: else a judgement would lose links without a word."""
    links = table.column("link")
    if len(links) != len(material) or len(links.unique()) != len(material):
        raise RuntimeError(f"the step {step} told of {len(links):,} links, not of each of {len(material):,} once")
    return table


def judged(material: Material) -> pa.Table:
    """Every judged link, with the columns of `JUDGED`, best quality first. `link` counts in this order."""
    asked = ", ".join(f"w.{name}" for name in QUESTIONS)
    parts = ", ".join(f"q.quality_{name}" for name in QUALITY_PARTS)
    material.put("placed", _placed(material))
    table = material.sql(f"""
        SELECT p.url AS source_url, d.name AS source_domain, p.title AS source_title, p.language AS source_language,
            d.domain_rating AS source_domain_rating, p.page_rating AS source_page_rating, d.trust AS source_trust,
            d.spam_mass AS source_spam_mass, named.url AS target_url, l.anchor, l.anchor_from, l.rel, l.followed,
            l.nofollow, l.sponsored, l.ugc, l.kind, l.placement, l.link_density, l.hidden, l.context_left,
            l.context_right, l.first_seen, l.last_seen, l.state, l.reported, n.place AS link, t.type,
            t.type_confidence, t.type_evidence, a.anchor_class, r.relevance, r.relevance_context,
            r.relevance_page, r.relevance_site, r.relevance_evidence, r.language_agrees, r.country_agrees,
            w.source_traffic, {asked}, q.quality, {parts}, k.risk, k.signals, k.families, k.queued
        FROM links l JOIN placed n USING (link) LEFT JOIN domains d ON d.domain = l.source_domain
        LEFT JOIN pages p ON p.page = l.source_page LEFT JOIN target_pages named ON named.page = l.target_page
        LEFT JOIN types t USING (link) LEFT JOIN anchors a USING (link) LEFT JOIN relevance r USING (link)
        LEFT JOIN answers w USING (link) LEFT JOIN quality q USING (link) LEFT JOIN risk k USING (link)
        ORDER BY n.place""")
    return _typed(checked(material, "judged", table), JUDGED)


def _placed(material: Material) -> pa.Table:
    """The place of each link among all: by what it says, so that the order lasts as long as that."""
    return material.sql("""
        SELECT l.link, (row_number() OVER (
            ORDER BY q.quality DESC NULLS LAST, p.url, named.url, l.kind, l.position, l.anchor, l.link) - 1)::UINTEGER
            AS place
        FROM links l JOIN quality q USING (link) LEFT JOIN pages p ON p.page = l.source_page
        LEFT JOIN target_pages named ON named.page = l.target_page""")


def kept_findings(material: Material) -> pa.Table:
    """Every finding, with the columns of `FINDINGS`, domain by domain, heaviest first. Reads the table `placed`."""
    table = material.sql("""
        SELECT f.* EXCLUDE (page, domain, link), n.place AS link FROM findings f LEFT JOIN placed n USING (link)
        ORDER BY source_domain, weight DESC, signal, source_url NULLS FIRST, n.place NULLS FIRST""")
    return _typed(table, FINDINGS)


def risky_domains(material: Material) -> pa.Table:
    """Every referring domain, with the columns of `RISKY_DOMAINS`, worst first."""
    material.put("told", tell(material))
    table = material.sql("""
        SELECT d.name AS source_domain, d.domain_rating AS source_domain_rating, d.trust AS source_trust,
            d.spam_mass AS source_spam_mass, count(*) AS links, count(DISTINCT l.source_page) AS pages,
            count(*) FILTER (queued) AS queued_links, max(risk) AS risk,
            list_sort(list_distinct(flatten(list(k.signals)))) AS signals, max(families) AS families,
            bool_or(queued) AS queued, any_value(platform) AS platform, any_value(g."group") AS "group",
            min(l.first_seen) AS first_seen, any_value(facts) AS facts, any_value(examples) AS examples
        FROM links l JOIN risk k USING (link) JOIN domains d ON d.domain = l.source_domain
        LEFT JOIN groups g ON g.domain = d.name JOIN told t ON t.domain = d.domain
        GROUP BY ALL ORDER BY queued DESC, risk DESC, source_domain""")
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
