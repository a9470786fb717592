"""The linking page is in a language that the target does not write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="foreign_language",
    family="topic",
    level="link",
    meaning="The page declares a language that no page of the target has, and its site is not of the target's country.",
    caution="People write about what they like in any language: a small weight, never for trusted sites, and never "
    "where one of the two declares none.",
    needs="P",
    source="Semrush Backlink Audit: language mismatch",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each followed link of a page in another language."""
    return material.sql(
        """
        WITH spoken AS (
            SELECT string_agg(DISTINCT split_part(lower(language), '-', 1), ', ') AS spoken FROM target_pages)
        SELECT link, 0.5::FLOAT AS strength,
            format('The page is in the language {}; the target has {}.', lower(p.language), spoken) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM links l JOIN relevance USING (link) JOIN pages p ON p.page = l.source_page
        JOIN domains d ON d.domain = l.source_domain, spoken
        WHERE language_agrees = false AND country_agrees IS DISTINCT FROM true AND coalesce(followed, true)
            AND coalesce(trust, 0) < $1 AND p.language IS NOT NULL AND spoken IS NOT NULL""",
        [rule["trusted"]],
    )
