"""Counting links by something: by referring domain, anchor, target page or linked domain.

One statement serves these reports: links that fit the filters and the history, grouped by keys, with counts, and in
an order that is total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit.report.fitting import fitting
from backlit.report.paging import cut
from backlit.report.rows import candidates, check_window, history_columns, history_sql
from backlit.report.view import Held, Which, bytes_of, conform, select

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.model import Column
    from backlit.report.query import Query, Sort
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
    rated: frozenset[str] = frozenset()
    """The columns that are ratings of a group, whichever of its links count."""
    terms: tuple[Sort, ...] = ()
    """The first terms of the default order, where they are such ratings."""


@dataclass(frozen=True)
class Condition:
    """What a history asks, in place of the history of single links: of all links, and of each group."""

    links: Held
    having: str
    values: tuple[Any, ...]
    reads: frozenset[str]


@dataclass(frozen=True)
class Counted:
    """The rows that a counting report gives."""

    table: pa.Table
    total: int
    """How many there are without the limit."""
    next: str | None
    """The cursor of the next page."""


def count(view: View, query: Query, name: str, counting: Counting, groups: Condition | None = None) -> Counted:
    """The rows of a counting report; `name` is what it is called."""
    check_window(query)
    columns = query.shown(counting.columns)
    order = query.order(counting.columns, counting.order)
    names = set(counting.reads)
    if groups is None:
        history, dates = history_sql(query, view)
        links, having = candidates(view, query, counting.which), "true"
        names |= history_columns(query)
    else:
        history, links, having, dates = "true", groups.links, groups.having, list(groups.values)
        names |= groups.reads
    ids = ", ".join(f"{key}_id" for key in counting.keys)
    counts = ", ".join(f'{sql} AS "{name}"' for name, sql in counting.sql.items())
    named = " ".join(f"LEFT JOIN named_{key} USING ({key}_id)" for key in counting.keys)
    shown = ", ".join(f'"{column.name}"' for column in counting.columns)

    fits = fitting(view, links, query)

    def make() -> pa.Table:
        tables = view.numbered(links, names | fits.names, counting.texts.union(counting.keys), fits.columns)
        return select(sql, fits.values + dates, view.engine, **tables)

    sql = f"""
        WITH counted AS MATERIALIZED (
            SELECT {ids}, {counts} FROM held WHERE {fits.sql} AND {history} GROUP BY {ids} HAVING {having})
        SELECT {shown} FROM counted {named} ORDER BY {order}"""
    found = view.shelf.one((name, query.whole), make, bytes_of)
    terms = (*query.sorted_by(counting.columns), *counting.terms)
    rows, following = cut(view, query, name, found, counting.keys, order=terms, rated=counting.rated)
    return Counted(conform(rows, columns), len(found), following)
