"""Too many outlinks: a page that leads to many domains and says little about them.

Google's link spam policy names links from pages made for links; its old webmaster guidelines said "a reasonable
number of links (a few thousand at most)", and before "fewer than 100".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="outlink_load",
    family="links",
    level="page",
    meaning="The page links to many other domains, more often than to its own site, with little text for each link.",
    caution="Roundups and encyclopaedias are legitimate: they write about what they link to, link within more than "
    "outwards, or stand on trusted sites.",
    needs="P",
    source="Google Search spam policies: link spam; Moz Spam Score: large number of external links",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each linking page with more outlinks than text for them."""
    return material.sql(
        """
        WITH led AS (
            SELECT page, count(DISTINCT target_domain) AS led
            FROM outlinks SEMI JOIN (SELECT * FROM pages WHERE linking) USING (page) GROUP BY page)
        SELECT page, least(1, 0.5 + led / (4.0 * $1))::FLOAT AS strength,
            format('The page links to {} other domains, with {} links outwards, {} within its site and {} characters '
                || 'of text for each link outwards.', led, links_external, links_internal,
                text_length // links_external) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM pages p JOIN led USING (page) JOIN domains d USING (domain)
        WHERE linking AND led >= $1 AND links_external > links_internal AND text_length < $2 * links_external
            AND coalesce(trust, 0) < $3""",
        [rule["linked_domains"], rule["text_per_link"], rule["trusted"]],
    )
