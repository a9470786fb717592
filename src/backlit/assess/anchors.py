"""What the words of each link say: the target's name, a term it wants to be found for, an address, nothing.

The classes are those that backlink tools use; the brand and the terms are what the project tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material


def classify(material: Material) -> pa.Table:
    """A row a link: `link`, `anchor_class`."""
    return material.sql("""
        SELECT link, CASE WHEN coalesce(anchor, '') = '' THEN if(kind = 'image', 'image', 'empty')
            ELSE 'other' END AS anchor_class
        FROM links""")
