"""Findings: the risk signals that fired for the links of a project, their pages and domains, each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.model.judgement import FINDINGS
from backlit.report.judged import rows
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit.report.judged import Judged
    from backlit.report.query import Query
    from backlit.report.view import View

TABLE = FINDINGS
"""The columns of the report."""


def findings(view: View, query: Query, judged: Judged) -> Report:
    """One row a finding, domain by domain, of each the heaviest first."""
    query.only("findings", history=False)
    columns = query.shown(TABLE.columns)
    shown, total, following = rows(
        view, query, "findings", TABLE, judged.judgement.table("findings"),
        order="place",
        identity=("signal", "source_domain", "source_url", "link"),
    )  # fmt: skip
    return Report(
        "findings", conform(shown, columns), query, columns, total, judged.facts(), judged.notes, next=following
    )
