"""Visits to linking pages, as exports of other tools tell them: the only look at readers that an index of links has.

Which metrics are visits to the referring page is told in `data/rules.toml`, section `answers`; docs/exports.md names
whose they are. Of an address that several exports tell of, the newest counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.store.claims import claims

if TYPE_CHECKING:
    from collections.abc import Collection

    from backlit.store import Version


def source_traffic(version: Version, metrics: Collection[str]) -> pa.Table:
    """`source_url` and `traffic`, visits a month, of each page that an export tells of."""
    told = claims(version)
    values = [
        one.value
        for one in told.metrics()
        if one.subject == "source_page" and one.name in metrics and one.type == "number"
    ]
    if not values:
        return pa.table({"source_url": pa.array([], pa.string()), "traffic": pa.array([], pa.float64())})
    visits = f"coalesce({', '.join(sorted(set(values)))})"
    return told.query(f"""
        SELECT split_part(source_url, '#', 1) AS source_url, arg_max({visits}, (as_of, import_id, line)) AS traffic
        FROM claims WHERE source_url IS NOT NULL AND {visits} IS NOT NULL GROUP BY 1 ORDER BY 1""")
