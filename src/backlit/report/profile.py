"""Profile: whether the backlinks of a project look natural, aspect by aspect, against comparable targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model import Column, Table
from backlit.report.anchor_classes import RANGE
from backlit.report.judged import rows
from backlit.report.result import Report
from backlit.report.shares import shared
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
        Column("rows", "texts", "the first of them: pages or domains, ten at most"),
        Column("report", "text", "the report that lists them all"),
        Column("filters", "texts", "the filters that it lists them with"),
    ),
)
"""The columns of the report."""

_SQL = """
    SELECT 'followed_share' AS aspect, count(DISTINCT source_domain) FILTER (followed)
            / nullif(count(DISTINCT source_domain) FILTER (followed IS NOT NULL), 0) AS value,
        NULL::DOUBLE AS low, NULL::DOUBLE AS high, 0 AS comparables, 'unknown' AS verdict,
        'Domains with a followed link.' AS told, count(*) FILTER (followed) AS links,
        coalesce(list(DISTINCT source_domain) FILTER (followed), [])[:10] AS rows, 'quality' AS report,
        ['followed=true'] AS filters
    FROM held"""


def profile(view: View, query: Query, judged: Judged) -> Report:
    """One row an aspect."""
    query.only("profile", history=False)
    columns = query.shown(TABLE.columns)
    held = shared(judged, "followed", "source_domain")
    shown, total, following = rows(view, query, "profile", TABLE, held, order="aspect", identity=("aspect",), sql=_SQL)
    return Report(
        "profile", conform(shown, columns), query, columns, total, judged.facts(), judged.notes, next=following
    )
