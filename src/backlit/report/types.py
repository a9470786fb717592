"""Types: what the backlinks of a project are by how they came about, by the share of referring domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import Column, Table
from backlit.model.judgement import JUDGED, LINK_TYPES
from backlit.report.judged import rows
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

TABLE = Table(
    "types",
    "one type of the backlinks of a project",
    (
        JUDGED["type"],
        Column("meaning", "text", "what links of this type are"),
        Column("links", "uint64", "links of this type"),
        Column("referring_domains", "uint64", "domains that have one"),
        Column("share", "float64", "of all referring domains those that have one, 0 to 1: a domain may have several"),
        Column("followed", "uint64", "of the links followed"),
        Column("queued", "uint64", "of the links in the review queue"),
        Column("example_url", "text", "the page of the best of them"),
    ),
)
"""The columns of the report."""

_SQL = """
    SELECT type, meaning, links, referring_domains, referring_domains / all_domains AS share, followed, queued,
        example_url
    FROM (
        SELECT type, count(*) AS links, count(DISTINCT source_domain) AS referring_domains,
            count(*) FILTER (followed) AS followed, count(*) FILTER (queued) AS queued,
            arg_min(source_url, link) AS example_url
        FROM held GROUP BY type)
    JOIN meanings USING (type) CROSS JOIN (SELECT count(DISTINCT source_domain) AS all_domains FROM held)"""


def types(view: View, query: Query, judged: Judged) -> Report:
    """One row a type that there is, that of most referring domains first."""
    query.only("types", history=False)
    columns = query.shown(TABLE.columns)
    held = judged.judgement.table("judged")
    meanings = pa.table({"type": list(LINK_TYPES), "meaning": list(LINK_TYPES.values())})
    order = "referring_domains DESC, links DESC, type"
    shown, total, following = rows(
        view, query, "types", TABLE, held, order=order, identity=("type",), more={"meanings": meanings}, sql=_SQL
    )
    return Report("types", conform(shown, columns), query, columns, total, judged.facts(), judged.notes, next=following)
