"""What each link is by how it came about: a choice of the author, a paid post, a comment, an entry of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material


def classify(material: Material) -> pa.Table:
    """A row a link: `link`, `type`, `type_confidence`, `type_evidence`."""
    return material.sql("""
        SELECT link, if(placement = 'comments', 'forum_or_comment', 'editorial') AS type, 0.5 AS type_confidence,
            'It stands in ' || coalesce(placement, 'an unknown place') || '.' AS type_evidence FROM links""")
