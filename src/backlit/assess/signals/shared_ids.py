"""Analytics and AdSense ids that several referring domains share: one account has one owner.

Which ids: those that a page's scripts tell, `core/src/html/trackers.rs`. Published tools for finding networks begin
with them; the rarer an id, the more it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess.signals import ROWS, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="shared_ids",
    family="identity",
    level="domain",
    meaning="Other domains that link to the target have the same analytics or AdSense id.",
    caution="Agencies share tag managers, and platforms have ids of their own: an id of very many domains says "
    "nothing, one of a tag manager half. Ids of the target's own pages do not count: a company's own "
    "sites share them.",
    whole=True,
    needs="P, D",
    source="Backlink audits of published tools; the ids' forms are their vendors'",
    address_based=True,
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """A domain by its rarest id: full strength up to `few` domains that have it, none from `most` on."""
    name = str(material.sql("SELECT name FROM target").column("name")[0])
    own = material.snapshot.page_columns(material.snapshot.pages("domain", name), ["analytics_ids", "ads_ids"])
    material.put("own_pages", pa.table(own))
    return material.sql(
        f"""
        WITH own AS (SELECT id FROM ({_accounts("own_pages", "NULL")})),
        told AS (SELECT * FROM ({_accounts("pages", "domain")}) WHERE id NOT IN (SELECT id FROM own)),
        sharing AS (
            SELECT id, count(*) AS n, list(name ORDER BY name)[:{ROWS + 1}] AS names
            FROM told JOIN domains USING (domain) GROUP BY id HAVING n BETWEEN 2 AND $most - 1),
        found AS (
            SELECT domain, id, n, list_filter(names, lambda other: other <> name) AS others,
                least(1.0, 1 - ln(n / $few) / ln($most / $few)) * if(id LIKE 'GTM-%', $tag_manager, 1.0) AS strength
            FROM told JOIN sharing USING (id) JOIN domains USING (domain))
        SELECT domain, strength, others[:{ROWS}] AS rows, n - 1 AS count,
            format('It has the id {{}}, as have {{}} other domains that link to the target.', id, n - 1) AS fact
        FROM found QUALIFY row_number() OVER (PARTITION BY domain ORDER BY strength DESC, id) = 1""",
        {name: rule[name] for name in ("few", "most", "tag_manager")},
    )


def _accounts(table: str, domain: str) -> str:
    """The accounts of pages' ids, each once a domain: those of Universal Analytics end in the number of a property."""
    return rf"""SELECT DISTINCT {domain} AS domain, regexp_replace(id, '^(UA-[0-9]+)-[0-9]+$', '\1') AS id
        FROM (SELECT *, unnest(analytics_ids || ads_ids) AS id FROM {table})"""
