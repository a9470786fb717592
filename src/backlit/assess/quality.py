"""How good a link is, as a sum of named parts: a person can see which part gave how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model.judgement import QUALITY_PARTS

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material


def measure(material: Material) -> pa.Table:
    """A row a link: `link`, `quality` and `quality_NAME` for each of its parts."""
    parts = ", ".join(f"0::FLOAT AS quality_{name}" for name in QUALITY_PARTS)
    return material.sql(f"SELECT link, 0::FLOAT AS quality, {parts} FROM links")
