"""Link density: the text around the link is links itself, on a page that leads away more than it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="link_density",
    family="links",
    level="link",
    meaning="Nearly all text around the link is link text, with other sites' links side by side.",
    caution="Menus, and a button or a credit that stands alone, are links throughout too; lists of trusted sites and "
    "pages that link within more than outwards are not meant.",
    needs="P",
    source="Majestic: Link Density",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each link in running text or lists whose neighbours are links to other sites."""
    return material.sql(
        """
        WITH led AS (
            SELECT page, placement, count(*) AS links
            FROM outlinks SEMI JOIN (SELECT * FROM pages WHERE linking) USING (page) GROUP BY ALL)
        SELECT link, ((link_density - $1) / (1.0001 - $1) / 2 + 0.5)::FLOAT AS strength,
            format('{:.0f} % of the text around the link is link text, and the page has {} links to other sites in the '
                || 'same place.', 100 * link_density, led.links) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM links l JOIN pages p ON p.page = l.source_page JOIN domains d ON d.domain = l.source_domain
        JOIN led ON led.page = l.source_page AND led.placement IS NOT DISTINCT FROM l.placement
        WHERE link_density >= $1 AND led.links >= $2 AND links_external > links_internal AND kind IN ('text', 'image')
            AND coalesce(l.placement, 'unknown') IN ('main', 'sidebar', 'unknown') AND coalesce(trust, 0) < $3""",
        [rule["density"], rule["outlinks"], rule["trusted"]],
    )
