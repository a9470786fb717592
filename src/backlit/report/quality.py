"""Quality: each backlink of a project with the seven answers, and a figure that is the sum of named parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.assess.answers import evidence
from backlit.model import Column, Table
from backlit.model.judgement import JUDGED, QUALITY_PARTS, QUESTIONS
from backlit.report.judged import rows
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

TABLE = Table(
    "quality",
    "one backlink of a project that is not lost",
    (
        *(
            JUDGED[name]
            for name in ("source_url", "source_domain", "source_title", "source_language", "target_url", "anchor")
        ),
        JUDGED["quality"],
        *(JUDGED[f"quality_{name}"] for name in QUALITY_PARTS),
        *(JUDGED[name] for name in QUESTIONS),
        *(Column(f"{name}_because", "text", f"what the answer {name} rests on") for name in QUESTIONS),
        *(
            JUDGED[name]
            for name in (
                "type", "type_confidence", "type_evidence", "anchor_class", "relevance", "relevance_evidence",
                "language_agrees", "country_agrees", "source_traffic", "source_domain_rating", "source_page_rating",
                "source_trust", "kind", "placement", "followed", "rel", "risk", "signals", "queued", "first_seen",
                "last_seen", "state",
            )
        ),
    ),
)  # fmt: skip
"""The columns of the report."""


def quality(view: View, query: Query, judged: Judged) -> Report:
    """One row a backlink, best first."""
    query.only("quality", history=False, group=False)
    columns = query.shown(TABLE.columns)
    held, identity = judged.judgement.table("judged"), ("source_url", "target_url", "anchor")
    # As the judgement is kept best first, its own order is that of the report.
    shown, total, following = rows(view, query, "quality", TABLE, held, order="link", identity=identity)
    shown = _with_evidence(shown, [column.name for column in columns])
    told = judged.facts()
    return Report("quality", conform(shown, columns), query, columns, total, told, judged.notes, next=following)


def _with_evidence(rows: pa.Table, wanted: list[str]) -> pa.Table:
    """The rows with what their answers rest on: worked out for the rows that are shown, and only where it is asked."""
    asked = [name for name in QUESTIONS if f"{name}_because" in wanted]
    told = [evidence(row) for row in rows.to_pylist()] if asked else []
    for name in asked:
        rows = rows.append_column(f"{name}_because", pa.array([one[name] for one in told], pa.string()))
    return rows
