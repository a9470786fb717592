"""Anchor classes: what the words of a project's backlinks say, against what comparable targets of the index have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import Column, Table
from backlit.model.judgement import ANCHOR_CLASSES, JUDGED
from backlit.report.judged import rows
from backlit.report.result import Report
from backlit.report.shares import TOTALS, shared
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

VERDICTS: dict[str, str] = {
    "usual": "as comparable targets have it",
    "above": "more than comparable targets have",
    "below": "less than comparable targets have",
    "unknown": "too few comparable targets, or nothing to compare",
}
"""How a value stands to the range of comparable targets."""
TOP = 5
"""Anchors of a class that are named."""

RANGE = (
    Column("low", "float64", "what all but a twentieth of comparable targets have at least; null: too few", True),
    Column("high", "float64", "what all but a twentieth of comparable targets have at most; null: too few", True),
    Column("comparables", "uint32", "comparable targets of the index that this was learned from"),
    Column("verdict", "word", "how it stands to them", words=tuple(VERDICTS)),
)
"""What comparable targets have."""

TABLE = Table(
    "anchor-classes",
    "one class of anchors",
    (
        JUDGED["anchor_class"],
        Column("meaning", "text", "what anchors of this class say"),
        Column("links", "uint64", "links with such an anchor"),
        Column("referring_domains", "uint64", "domains that use one"),
        Column("share", "float64", "of all referring domains those that use one, 0 to 1; null without links", True),
        *RANGE,
        Column("top_anchors", "texts", f"the anchors of this class that most domains use, {TOP} at most"),
    ),
)
"""The columns of the report."""

_SQL = f"""
    SELECT anchor_class, meaning, coalesce(links, 0) AS links, coalesce(referring_domains, 0) AS referring_domains,
        coalesce(referring_domains, 0) / nullif(all_domains, 0) AS share, NULL::DOUBLE AS low, NULL::DOUBLE AS high,
        0 AS comparables, 'unknown' AS verdict, coalesce(top_anchors, []) AS top_anchors
    FROM meanings CROSS JOIN ({TOTALS})
    LEFT JOIN (
        SELECT anchor_class, count(*) AS links, count(DISTINCT source_domain) AS referring_domains
        FROM held GROUP BY 1) USING (anchor_class)
    LEFT JOIN (
        SELECT anchor_class, list(anchor ORDER BY place) AS top_anchors FROM (
            SELECT anchor_class, anchor, row_number() OVER (
                PARTITION BY anchor_class ORDER BY count(DISTINCT source_domain) DESC, anchor) AS place
            FROM held WHERE coalesce(anchor, '') <> '' GROUP BY anchor_class, anchor)
        WHERE place <= {TOP} GROUP BY 1) USING (anchor_class)"""


def anchor_classes(view: View, query: Query, judged: Judged) -> Report:
    """One row a class, that of most referring domains first."""
    query.only("anchor-classes", history=False)
    columns = query.shown(TABLE.columns)
    held = shared(judged, "anchor_class", "anchor", "source_domain")
    meanings = pa.table({"anchor_class": list(ANCHOR_CLASSES), "meaning": list(ANCHOR_CLASSES.values())})
    order = "referring_domains DESC, links DESC, anchor_class"
    shown, total, following = rows(
        view, query, "anchor-classes", TABLE, held, order=order, identity=("anchor_class",),
        more={"meanings": meanings}, sql=_SQL,
    )  # fmt: skip
    told = judged.facts() | {"over_optimised": []}
    return Report("anchor-classes", conform(shown, columns), query, columns, total, told, judged.notes, next=following)
