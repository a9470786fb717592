"""Links that stand on every page of a site, or in places that nobody writes an article into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="sitewide_placement",
    family="placement",
    level="link",
    meaning="The same link stands on a large share of the site's pages, or the link stands in a footer or in "
    "the comments.",
    caution="The credit of who made a site or a widget stands on every page and is innocent in their own name: links "
    "in the words of a brand or an address are left out, comments where the site marks them by rel, footers of trusted "
    "sites, which may be references.",
    whole=True,
    needs="P, D",
    source="Google Search spam policies: widely distributed links in footers or templates, keyword-rich links in "
    "widgets, forum comments with optimised links",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each link that is sitewide, or in one of the places of `rule["places"]`, which have their strengths."""
    places = rule["places"]
    strengths = " ".join(f"WHEN '{place}' THEN {float(strength)}" for place, strength in sorted(places.items()))
    return material.sql(
        f"""
        WITH meant AS (
            SELECT link, source_page, source_domain, target_page, placement, l.ugc, l.nofollow,
                coalesce(lower(anchor), '') AS said, d.pages_looked_at, trust,
                anchor_class IN ('brand', 'naked_address') AS credit
            FROM links l JOIN anchors USING (link) JOIN domains d ON d.domain = l.source_domain
            WHERE kind IN ('text', 'image', 'area')),
        often AS (
            SELECT source_domain, target_page, said FROM meant WHERE NOT credit GROUP BY ALL HAVING count(*) >= $1),
        stands AS (
            SELECT DISTINCT source_domain, target_page, said, source_page, pages_looked_at
            FROM meant SEMI JOIN often USING (source_domain, target_page, said) WHERE NOT credit),
        spread AS (
            SELECT source_domain, target_page, said, count(*) AS pages, any_value(pages_looked_at) AS looked,
                (list(source_page ORDER BY source_page))[:3] AS first
            FROM stands GROUP BY ALL HAVING pages >= $1 AND pages >= $2 * looked),
        named AS (
            SELECT source_domain, target_page, said, many, looked, list(url ORDER BY url) AS rows
            FROM (SELECT * EXCLUDE (first, pages), spread.pages AS many, unnest(first) AS page FROM spread)
            JOIN pages USING (page) GROUP BY ALL)
        SELECT link, 1.0::FLOAT AS strength,
            format('The same link stands on {{}} of the {{}} pages of its site that were looked at.', many, looked)
                AS fact,
            rows, many::UINTEGER AS count
        FROM meant JOIN named USING (source_domain, target_page, said) WHERE NOT credit
        UNION ALL
        SELECT link, (CASE placement {strengths} END)::FLOAT,
            format('The link stands in the {{}} of the page.', placement), [url], 1
        FROM meant m JOIN pages p ON p.page = m.source_page
        ANTI JOIN named ON named.source_domain = m.source_domain AND named.target_page = m.target_page
            AND named.said = m.said
        WHERE placement IN ({", ".join(f"'{place}'" for place in sorted(places))}) AND NOT credit
            AND if(placement = 'comments', NOT coalesce(ugc, false) AND NOT coalesce(nofollow, false),
                coalesce(trust, 0) < $3)""",
        [rule["pages"], rule["share"], rule["trusted"]],
    )
