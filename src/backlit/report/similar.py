"""Similar domains: those that the same domains link to (co-citation: Small 1973)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import Column
from backlit.report.notes import facts
from backlit.report.query import QueryError
from backlit.report.result import Report
from backlit.report.view import conform

if TYPE_CHECKING:
    from backlit._core import DomainGraph
    from backlit.report.query import Query
    from backlit.report.view import View

COLUMNS = (
    Column("domain", "text", "a domain that shares referring domains with the target's"),
    Column("cosine", "float64", "common / √(a · b) for a and b referring domains that count, 0 to 1"),
    Column("common", "uint32", "domains that link to both"),
    Column("referring", "uint32", "domains that link to it, with links that count"),
    Column("domain_rating", "float64", "its Domain Rating, 0 to 100", nullable=True),
)
"""The columns, a row a domain."""


def domain_only(name: str, query: Query) -> None:
    """Refuses what a report about whole domains cannot be asked."""
    query.only(name, history=False, after=False)
    if query.filters or query.sort:
        raise QueryError(f"The report {name} takes no filters and no order: it is of all links that count.")


def similar(view: View, graph: DomainGraph, query: Query) -> Report:
    """One row a domain, the most alike first; ties by more in common, then by rating."""
    domain_only("similar", query)
    columns = query.shown(COLUMNS)
    target = query.target
    pages = view.snapshot.pages(target.scope, target.text)
    if not len(pages):
        notes: tuple[str, ...] = (f"The index has no page of {target} ({target.scope}), looked at or linked to.",)
        empty = pa.table({column.name: pa.array([], pa.null()) for column in columns})
        return Report("similar", conform(empty, columns), query, columns, 0, facts(view), notes)
    found, total = graph.similar(pages, query.limit)
    notes = () if total else (f"No domain shares a referring domain with {target.domain}.",)
    return Report("similar", conform(pa.table(found), columns), query, columns, total, facts(view), notes)
