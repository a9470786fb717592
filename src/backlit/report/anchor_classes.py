"""Anchor classes: what the words of a project's backlinks say, against what comparable targets of the index have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import Column, Table
from backlit.model.judgement import ANCHOR_CLASSES, JUDGED
from backlit.report.aspects import any_of, figure
from backlit.report.judged import rows
from backlit.report.ranges import RANGE, compared
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

TOP = 5
"""Anchors of a class that are named."""

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
        coalesce(referring_domains, 0) / nullif(all_domains, 0) AS share, low, high,
        coalesce(comparables, 0) AS comparables, coalesce(verdict, 'unknown') AS verdict,
        coalesce(top_anchors, []) AS top_anchors
    FROM meanings CROSS JOIN (SELECT count(DISTINCT source_domain) AS all_domains FROM held)
    LEFT JOIN ranges ON aspect = 'anchor_mix.' || anchor_class
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
    held = judged.judgement.table("judged")
    meanings = pa.table({"anchor_class": list(ANCHOR_CLASSES), "meaning": list(ANCHOR_CLASSES.values())})
    profile = judged.judgement.read("profile").select(["aspect", "low", "high", "comparables", "verdict"])
    order = "referring_domains DESC, links DESC, anchor_class"
    shown, total, following = rows(
        view, query, "anchor-classes", TABLE, held, order=order, identity=("anchor_class",),
        more={"meanings": meanings, "ranges": profile}, sql=_SQL,
    )  # fmt: skip
    mix = [row for row in profile.to_pylist() if row["aspect"].startswith("anchor_mix.")]
    facts, notes = compared(judged, mix)
    named = over_optimised(judged)
    head = judged.facts() | facts | {"over_optimised": named}
    notes = judged.notes + notes + _named(named)
    return Report("anchor-classes", conform(shown, columns), query, columns, total, head, notes, next=following)


def over_optimised(judged: Judged) -> list[dict[str, Any]]:
    """Anchors that more domains use than comparable targets have of any, names and addresses aside; most used first.

    Each with its share, the most that is usual, pages that use it, and the filters of `quality` that list its links.
    """
    return [
        {
            "anchor": row["words"][0] if row["words"] else row["anchor"], "anchor_class": row["anchor_class"],
            "links": row["found"], "referring_domains": row["named"], "share": row["value"], "high": row["high"],
            "rows": row["rows"], "report": "quality", "filters": any_of("anchor", row["words"]),
        }
        for row in judged.judgement.read("overused").to_pylist()
    ]  # fmt: skip


def _named(found: list[dict[str, Any]]) -> tuple[str, ...]:
    if not found:
        return ()
    listed = [
        f"“{one['anchor']}” ({figure('share', one['share'])} of the referring domains, {one['anchor_class']})"
        for one in found[:TOP]
    ]
    usual = figure("share", found[0]["high"])
    more = f" and {len(found) - TOP:,} more" if len(found) > TOP else ""
    told = f"Over-optimised, as hardly a comparable target has such an anchor from more than {usual}"
    return (f"{told}: {', '.join(listed)}{more}.",)
