"""Profile: whether the backlinks of a project look natural, aspect by aspect, against comparable targets.

There is no score: an aspect outside of the range of comparable targets is a reason to look at its links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import Column, Table
from backlit.report.aspects import listing, told
from backlit.report.judged import rows
from backlit.report.ranges import RANGE, compared
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

TABLE = Table(
    "profile",
    "one aspect of the backlinks of a project",
    (
        Column("aspect", "text", "what is looked at, such as followed_share, anchor_mix.generic, placement_mix.footer"),
        Column("value", "float64", "what the project has: a share (0 to 1), or as told; null: unknown", nullable=True),
        *RANGE,
        Column("told", "text", "the finding in one sentence"),
        Column("links", "uint64", "the links that it is about"),
        Column("referring_domains", "uint64", "the domains that these come from"),
        Column("rows", "texts", "the first of their pages, ten at most"),
        Column("report", "text", "the report that lists them all"),
        Column(
            "filters", "texts", "the filters that it lists them with; none: it is about all links, or there are none"
        ),
    ),
)
"""The columns of the report."""

REPORT = "quality"
"""The report that lists the links of every aspect."""
_ORDER = "verdict IN ('usual', 'unknown'), verdict = 'unknown', aspect"


def profile(view: View, query: Query, judged: Judged) -> Report:
    """One row an aspect, those outside of what comparable targets have first."""
    query.only("profile", history=False)
    columns = query.shown(TABLE.columns)
    held = judged.judgement.read("profile")
    aspects = held.to_pylist()
    shown, total, following = rows(
        view, query, "profile", TABLE, _sentences(held, aspects), order=_ORDER, identity=("aspect",)
    )
    facts, notes = compared(judged, aspects)
    head = judged.facts() | facts
    return Report("profile", conform(shown, columns), query, columns, total, head, judged.notes + notes, next=following)


def _sentences(held: pa.Table, aspects: list[dict[str, Any]]) -> pa.Table:
    """The columns of the report, of the figures."""
    texts = pa.list_(pa.string())
    made: dict[str, Any] = {
        "told": pa.array([told(row) for row in aspects], pa.string()),
        "report": pa.array([REPORT] * len(aspects), pa.string()),
        "filters": pa.array([listing(row) for row in aspects], texts),
        "links": held.column("found"),
        "referring_domains": held.column("named"),
    }
    table = held.drop_columns(["told", "found", "named", "words", "one"])
    for name, array in made.items():
        table = table.append_column(name, array)
    return table
