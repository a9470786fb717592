"""The same title on several referring domains: pages that were copied, or made by one hand.

Published link audits (Link Detox, the Search Console forums on private networks) name it beside shared ids and paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.rarity import TITLE_WORDS, repeated
from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="title_repeated",
    family="text",
    level="page",
    meaning="Pages of several referring domains have the same title, and its words are rare.",
    caution="Titles such as Home or Links are common: the rarity of the words weighs. Left out are copies of a press "
    "release, trusted sites, and the target's own titles, which others quote.",
    whole=True,
    needs="P, D",
    source="Risk signals of published link audit tools: title repetition",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each linking page whose title pages of other referring domains have."""
    quoted = "(SELECT lower(title) FROM target_pages WHERE title IS NOT NULL)"
    return repeated(material, f"if(lower(title) IN {quoted}, NULL, lower(title))", TITLE_WORDS, "title", rule)
