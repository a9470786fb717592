"""A profile without the disorder of links that came by themselves: nearly all followed, and half with the same words.

Semrush's Authority Score lowers profiles that look made; natural ones mix anchors, and rel as their sites have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import ROWS, Signal, same_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="uniform_profile",
    family="anchor",
    level="link",
    meaning="Of many referring domains nearly all links are followed, and half or more have the same words.",
    caution="It says something of the profile and little of a link: small weight, and never names or addresses.",
    whole=True,
    needs="G, P",
    source="Semrush: Authority Score, natural profile",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """The links with those words."""
    return material.sql(
        f"""
        WITH said AS (
            SELECT link, source_domain, {same_words("anchor")} AS words
            FROM links JOIN anchors USING (link)
            WHERE anchor_class IN ('exact_match', 'partial_match', 'other')),
        whole AS (
            SELECT count(DISTINCT source_domain) AS n, avg(followed::INT) AS followed FROM links
            WHERE followed IS NOT NULL),
        top AS (
            SELECT words, count(DISTINCT name) AS d, list(DISTINCT name ORDER BY name)[:{ROWS}] AS names
            FROM said JOIN domains ON domain = source_domain GROUP BY words)
        SELECT link, 1.0 AS strength,
            format('{{:.0f}} % of the links are followed, and {{:.0f}} % of the {{}} referring domains link with '
                || 'the words "{{}}".', 100 * whole.followed, 100.0 * d / n, n, words[:80]) AS fact,
            names AS rows, d AS count
        FROM said JOIN top USING (words), whole
        WHERE n >= $least AND whole.followed >= $followed AND d >= $share * n""",
        {name: rule[name] for name in ("least", "followed", "share")},
    )
