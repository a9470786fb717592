"""Anchors that are the very terms that the target wants to be found for, from too many domains.

Which terms those are only the owner knows: without a project's `terms` nothing fires, and a single word is no
evidence: it may be the plain name of the thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import ROWS, Signal, several_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="exact_match_anchor",
    family="anchor",
    level="link",
    meaning="The words are a term that the target wants to be found for, and many of the referring domains link "
    "with such terms.",
    caution="It needs the project's brands and terms; a single word never counts, and a few such anchors are natural.",
    whole=True,
    needs="P, G",
    source="Backlink audits of published tools; Google Search spam policies: link spam",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Links with such an anchor; half as strong where the term stands among other words."""
    return material.sql(
        f"""
        WITH said AS (
            SELECT link, source_domain, trim(anchor) AS anchor, anchor_class = 'exact_match' AS exact
            FROM links JOIN anchors USING (link)
            WHERE anchor_class IN ('exact_match', 'partial_match')
                AND {several_words("trim(anchor)")}),
        every AS (SELECT count(*) AS n FROM domains),
        used AS (
            SELECT count(*) AS d, list(name ORDER BY name)[:{ROWS}] AS names
            FROM (SELECT DISTINCT name FROM said JOIN domains ON domain = source_domain))
        SELECT link, least(1.0, 0.5 + d / n) * if(exact, 1.0, 0.5) AS strength, names AS rows, d AS count,
            format('"{{}}" {{}} a term of the project; {{}} of the {{}} referring domains ({{:.0f}} %) link '
                || 'with such terms.',
                anchor[:80], if(exact, 'is', 'has'), d, n, 100.0 * d / n) AS fact
        FROM said, every, used WHERE d >= $share * n AND d >= $least""",
        {name: rule[name] for name in ("share", "least")},
    )
