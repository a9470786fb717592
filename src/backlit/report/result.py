"""What a report gives: an Arrow table with documented columns, and what is to be known about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from backlit.report import formats
from backlit.report.layout import preferred
from backlit.report.text import cut_end, cut_middle, display_width, number_of, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from backlit.model import Column
    from backlit.report.query import Query

REPR_ROWS = 10
REPR_WIDTH = 118


@dataclass(frozen=True, repr=False)
class Rows:
    """Rows of an Arrow table, ready to be read, written or shown: what SQL gives, and the base of reports.

    Iterating gives one dict a row, `len()` the number of rows.
    """

    name: str
    """What this is: sql, segments, or the report (backlinks, anchors …)."""
    table: pa.Table

    def arrow(self) -> pa.Table:
        """The rows as an Arrow table; in reports each field's metadata tells its meaning."""
        return self.table

    def df(self) -> pd.DataFrame:
        """The rows as a pandas data frame. ImportError where pandas is not installed (`pip install pandas`)."""
        return self.table.to_pandas()

    def pl(self) -> pl.DataFrame:
        """The rows as a polars data frame. ImportError where polars is not installed (`pip install polars`)."""
        import polars  # noqa: ICN001 - the method has the short name

        return polars.DataFrame(self.table)

    def write(self, path: str | Path, format: str | None = None) -> None:  # noqa: A002 - the word users know
        """Writes the rows to a file as csv, json, jsonl, parquet, xlsx or arrow; the name's ending is the default.

        Raises FormatError for an unknown format or more rows than a spreadsheet holds, and OSError where the file
        cannot be written.
        """
        formats.write(self, path, format)

    def write_to(self, file: IO[bytes], format: str) -> None:  # noqa: A002 - the word users know
        """Writes the rows to an open file of bytes; see `write`."""
        formats.write_to(self, file, format)

    def head(self) -> dict[str, Any]:
        """What stands beside the rows in JSON, as plain values."""
        return {"name": self.name}

    @property
    def preferred(self) -> tuple[str, ...]:
        """The columns to show where there is no room for all, most important first."""
        return tuple(self.table.column_names)

    def __len__(self) -> int:
        """The number of rows."""
        return self.table.num_rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """One dict a row."""
        for batch in self.table.to_batches(max_chunksize=1024):
            yield from batch.to_pylist()

    def __repr__(self) -> str:
        """What it is and the first rows, as a small table."""
        return "\n".join([f"{self.name}: {len(self):,} rows", *small_table(self.table.slice(0, REPR_ROWS), REPR_WIDTH)])


@dataclass(frozen=True, repr=False)
class Report(Rows):
    """The answer to a query: rows of documented columns, and what is to be known about them.

    `len()` is the number of rows that are here; `total` is how many there are without the limit.
    """

    query: Query
    columns: tuple[Column, ...]
    """The columns, each with type and meaning."""
    total: int
    """Rows that fit the query, whatever its limit."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Single facts beside the rows: the horizon, counts, which home page was found."""
    notes: tuple[str, ...] = ()
    """What a reader should know before trusting the rows: what was not looked at, what cannot be told."""
    next: str | None = field(default=None, kw_only=True)
    """The cursor of the next page, for `after`; None where these are the last rows."""

    def head(self) -> dict[str, Any]:
        """The query, the total, the facts and the notes as plain values: what stands beside the rows in JSON."""
        query = self.query
        return {
            "name": self.name,
            "target": query.target.text,
            "scope": query.target.scope,
            "history": query.history,
            "filters": [str(condition) for condition in query.filters],
            "match": query.match,
            "total": self.total,
            "next": self.next,
            "facts": self.facts,
            "notes": list(self.notes),
        }

    @property
    def preferred(self) -> tuple[str, ...]:
        """The columns to show where there is no room for all, most important first."""
        return preferred(self.name, self.table, self.query.columns)

    def __repr__(self) -> str:
        """The target, the totals and the first rows, as a small table."""
        query = self.query
        title = f"{self.name} of {query.target.text} ({query.target.scope}): {len(self):,}"
        title += f" of {self.total:,} rows" if self.total != len(self) else " rows"
        rows = self.table.slice(0, REPR_ROWS).select(list(self.preferred))
        return "\n".join([title, *small_table(rows, REPR_WIDTH), *self.notes])


def small_table(table: pa.Table, width: int) -> list[str]:
    """Lines of a table cut to `width` characters: as many columns as fit, addresses cut in the middle."""
    shown: list[list[str]] = []
    left = width
    for name in table.column_names:
        cells = [visible(name), *(_cell(value, name) for value in table.column(name).to_pylist())]
        wide = max(display_width(cell) for cell in cells)
        if wide + 2 > left:
            break
        shown.append([cell + " " * (wide - display_width(cell)) for cell in cells])
        left -= wide + 2
    return ["  ".join(cells).rstrip() for cells in zip(*shown, strict=True)]


def _cell(value: Any, name: str) -> str:
    if value is None:
        return "-"
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else number_of(name, value)
    text = visible(value if isinstance(value, str) else json.dumps(value))
    return cut_middle(text, 40) if name.endswith("url") else cut_end(text, 30)
