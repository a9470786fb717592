"""What counts of judged links have in common: the columns that they read, and of how many domains a share is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.report.judged import Judged

TOTALS = "SELECT count(DISTINCT source_domain) AS all_domains FROM held"
"""How many referring domains there are, in SQL."""


def shared(judged: Judged, *columns: str) -> pa.Table:
    """These columns of all judged links."""
    return judged.judgement.table("judged").read(columns)
