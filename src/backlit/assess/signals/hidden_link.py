"""Links that readers cannot see: hidden by CSS, of no size, or off the screen.

Google's spam policies, "Hidden text and links": https://developers.google.com/search/docs/essentials/spam-policies
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="hidden_link",
    family="placement",
    level="link",
    meaning="The link is hidden from readers: by CSS, of no size, or off the screen.",
    caution="Partial without rendering: menus that open on a click are hidden too, and frames of counters always: "
    "neither counts.",
    needs="P",
    source="Google Search spam policies: hidden text and links",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:  # noqa: ARG001 - it has no numbers of its own
    """Each hidden link outside menus."""
    return material.sql("""
        SELECT link, 1.0 AS strength, 'The link is hidden by markup or inline style.' AS fact,
            [pages.url] AS rows, 1 AS count
        FROM links JOIN pages ON page = source_page
        WHERE hidden AND kind IN ('text', 'image', 'area') AND placement NOT IN ('navigation', 'header')""")
