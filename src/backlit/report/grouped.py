"""Counting links by something: by referring domain, anchor, target page or linked domain.

One statement serves these reports: links that fit the filters and the history, grouped by keys, with counts, and in
an order that is total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit.report import filters
from backlit.report.rows import Which, candidates, check_window, history_columns, history_sql
from backlit.report.view import conform, select

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.model import Column
    from backlit.report.query import Query
    from backlit.report.view import View


@dataclass(frozen=True)
class Counting:
    """What a counting report is: its columns, each but the keys with the SQL that makes it."""

    which: Which
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    sql: dict[str, str]
    """By column: an aggregate over the links of a group."""
    reads: frozenset[str]
    """The columns of links that the aggregates read."""
    order: str
    """The default order; it must end in the keys, so that it is total."""


@dataclass(frozen=True)
class Condition:
    """What a history asks, in place of the history of single links: of all links, and of each group."""

    links: Any
    having: str
    values: tuple[Any, ...]
    reads: frozenset[str]


def count(view: View, query: Query, counting: Counting, groups: Condition | None = None) -> tuple[pa.Table, int]:
    """The rows of a counting report, and how many there are without the limit."""
    check_window(query)
    columns = query.shown(counting.columns)
    order = query.order(counting.columns, counting.order)
    condition, values = filters.where(query.filters)
    names = filters.needs(query.filters) | counting.reads | set(counting.keys)
    if groups is None:
        history, dates = history_sql(query, view)
        links, having = candidates(view, query, counting.which), "true"
        names |= history_columns(query)
    else:
        history, links, having, dates = "true", groups.links, groups.having, list(groups.values)
        names |= groups.reads
    held = view.columns_of(links, sorted(names))
    parts = [f'{counting.sql.get(c.name, c.name)} AS "{c.name}"' for c in counting.columns]
    sql = (
        f"SELECT {', '.join(parts)} FROM held WHERE {condition} AND {history} "
        f"GROUP BY {', '.join(counting.keys)} HAVING {having} ORDER BY {order}"
    )
    found = select(sql, values + dates, held=held)
    shown = found.slice(0, query.limit) if query.limit else found
    return conform(shown, columns), len(found)
