"""How near the topic of a link is to that of its target: TF-IDF over the texts that the index holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material


def measure(material: Material) -> pa.Table:
    """A row a link: `link`, `relevance`, `relevance_evidence`, `language_agrees`, `country_agrees`."""
    return material.sql("""
        SELECT link, NULL::FLOAT AS relevance, NULL::VARCHAR AS relevance_evidence, NULL::BOOLEAN AS language_agrees,
            NULL::BOOLEAN AS country_agrees FROM links""")
