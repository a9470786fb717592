"""The same words from an unusual share of the domains that link.

People who choose their words choose different ones; the target's name, its address and words such as "here" are what
repeats by itself, and so does the title of the page linked to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import ROWS, Signal, same_words, several_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="over_repeated_anchor",
    family="anchor",
    level="link",
    meaning="An unusual share of the referring domains link to the same page with the same words.",
    caution="Names, addresses, words that say nothing, single words and titles of the target's pages repeat by "
    "themselves: never these, and never few domains.",
    needs="P, G",
    source="Backlink audits of published tools; Google Search spam policies: link spam",
    whole=True,
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Links with such an anchor; full strength where half of the domains have it."""
    return material.sql(
        f"""
        WITH said AS (
            SELECT link, source_domain, target_page, {same_words("anchor")} AS words
            FROM links JOIN anchors USING (link)
            WHERE anchor_class IN ('exact_match', 'partial_match', 'other')),
        foreign_words AS (
            SELECT * FROM said WHERE {several_words("words")} AND words NOT IN
                (SELECT {same_words("title")} FROM target_pages WHERE title IS NOT NULL)),
        every AS (SELECT count(*) AS n FROM domains),
        repeated AS (
            SELECT words, target_page, count(*) AS d, list(name ORDER BY name)[:{ROWS}] AS names FROM
                (SELECT DISTINCT words, target_page, name FROM foreign_words JOIN domains ON domain = source_domain)
            GROUP BY ALL HAVING d >= $least)
        SELECT link, least(1.0, 2.0 * d / n) AS strength,
            format('{{}} of the {{}} referring domains ({{:.0f}} %) link to the same page with the words "{{}}".',
                d, n, 100.0 * d / n, words[:80]) AS fact, names AS rows, d AS count
        FROM foreign_words JOIN repeated USING (words, target_page), every WHERE d >= $share * n""",
        {name: rule[name] for name in ("share", "least")},
    )
