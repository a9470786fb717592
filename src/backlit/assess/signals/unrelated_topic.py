"""The linking page is about something else than its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="unrelated_topic",
    family="topic",
    level="link",
    meaning="The texts around the link and on its page have next to no words in common with the target.",
    caution="Unrelated is not harmful: a small weight, never for trusted sites or for links that pass nothing on, and "
    "never where the texts are too thin or in another language, as words cannot agree then.",
    needs="P",
    source="Semrush Backlink Audit: irrelevant source; Majestic: topical Trust Flow",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each followed link whose relevance is known and near none."""
    return material.sql(
        """
        SELECT link, (1 - relevance / (2 * $1))::FLOAT AS strength,
            format('Its topic is far from the target''s: relevance {:.2f} of 1.', relevance) AS fact,
            [url] AS rows, 1::UINTEGER AS count
        FROM links l JOIN relevance USING (link) JOIN pages p ON p.page = l.source_page
        JOIN domains d ON d.domain = l.source_domain
        WHERE relevance <= $1 AND language_agrees IS DISTINCT FROM false AND coalesce(followed, true)
            AND coalesce(trust, 0) < $2""",
        [rule["relevance"], rule["trusted"]],
    )
