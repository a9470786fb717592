"""Filters over many links: those on texts are asked of each different text once, not of each link.

A million links to a target have some hundred thousand anchors, and far fewer titles and domains. Which links hold a
text that fits is one bit a link; the bits are kept with the columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.model import LINKS
from backlit.report import filters
from backlit.report.view import select

if TYPE_CHECKING:
    from backlit.report.filters import Filter
    from backlit.report.query import Query
    from backlit.report.view import Held, View

TEXTS = frozenset(column.name for column in LINKS.columns if column.type == "text" and not column.wide) - {"rel"}
"""Columns whose filters read nothing but the text."""


@dataclass(frozen=True)
class Fitting:
    """The condition of the filters of a query over the table `held`."""

    sql: str
    values: list[Any]
    names: frozenset[str]
    """The columns of links that it reads."""
    columns: dict[str, Any]
    """Columns that it reads besides."""


def fitting(view: View, links: Held, query: Query) -> Fitting:
    """The filters of a query as a condition on these links."""
    columns: dict[str, Any] = {}
    conditions, values, names = [], [], set()
    for n, one in enumerate(query.filters):
        bits = _bits(view, links, one) if one.column in TEXTS else None
        if bits is not None:
            columns[f"fits_{n}"] = bits
            conditions.append(f"fits_{n}")
            continue
        sql, bound = filters.where((one,))
        conditions.append(sql)
        values += bound
        names |= filters.needs((one,))
    joined = (" OR " if query.match == "any" else " AND ").join(conditions)
    return Fitting(f"({joined})" if conditions else "true", values, frozenset(names), columns)


def _bits(view: View, links: Held, one: Filter) -> Any:
    """Which links hold a text that fits; None where the texts are not kept by number."""
    column = view.column(links, one.column)
    if not pa.types.is_dictionary(column.type) or not len(column):
        return None

    def find() -> Any:
        texts: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        sql, values = filters.where((one,))
        asked = f"SELECT coalesce({sql}, false) AS fits FROM texts"
        known = pa.table({one.column: texts.dictionary.cast(pa.string())})
        unknown = pa.table({one.column: pa.array([None], pa.string())})
        fits = select(asked, values, view.engine, texts=known).column("fits").combine_chunks()
        of_null = select(asked, values, view.engine, texts=unknown).column("fits")[0]
        return fits.take(texts.indices).fill_null(of_null)

    return view.shelf.one(("fits", links.key, one), find, lambda bits: int(bits.nbytes))
