"""The same path on several referring domains: pages that one program, or one hand, put up everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit.assess.rarity import PATH_WORDS, repeated
from backlit.assess.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from backlit.assess.material import Material

SIGNAL = Signal(
    name="path_repeated",
    family="text",
    level="page",
    meaning="Pages of several referring domains have the same path, and its words are rare.",
    caution="Paths such as /blog/ or /links are common: the rarity of the words weighs. Left out are copies of a press "
    "release and trusted sites.",
    whole=True,
    needs="G",
    source="Risk signals of published link audit tools: URL path repetition",
)


def fire(material: Material, rule: Mapping[str, Any]) -> pa.Table:
    """Each linking page whose path pages of other referring domains have."""
    return repeated(material, "lower(path)", PATH_WORDS, "path", rule)
