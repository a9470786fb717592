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
    texts: frozenset[str]
    """The texts that they read as numbers; see `View.numbered`. The keys are read so too."""
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
    names = filters.needs(query.filters) | counting.reads
    if groups is None:
        history, dates = history_sql(query, view)
        links, having = candidates(view, query, counting.which), "true"
        names |= history_columns(query)
    else:
        history, links, having, dates = "true", groups.links, groups.having, list(groups.values)
        names |= groups.reads
    tables = view.numbered(links, names, counting.texts.union(counting.keys))
    ids = ", ".join(f"{key}_id" for key in counting.keys)
    counts = ", ".join(f'{sql} AS "{name}"' for name, sql in counting.sql.items())
    named = " ".join(f"LEFT JOIN named_{key} USING ({key}_id)" for key in counting.keys)
    shown = ", ".join(f'"{column.name}"' for column in counting.columns)
    sql = f"""
        WITH counted AS MATERIALIZED (
            SELECT {ids}, {counts} FROM held WHERE {condition} AND {history} GROUP BY {ids} HAVING {having})
        SELECT {shown}, (SELECT count(*) FROM counted) AS total FROM counted {named} ORDER BY {order}"""
    found = select(sql + (f" LIMIT {query.limit}" if query.limit else ""), values + dates, **tables)
    return conform(found, columns), found.column("total")[0].as_py() if len(found) else 0
