"""Tables of the index as Arrow datasets, for DuckDB to pull what a query needs.

DuckDB takes any `pyarrow.dataset.Dataset`: it calls `scanner` with the columns that the query needs and the
condition that it could push down, and expects exactly the rows that fulfil it (Lance and others are read alike). The
condition arrives as an Arrow expression, which cannot be taken apart in Python but for two questions that Arrow
answers: which columns it fixes to a value (`get_partition_keys`), which gives the run of rows to read, and whether it
can be bound without a column, which tells the columns that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from backlit.model import DOMAINS, LINKS, PAGES, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow.compute as pc

    from backlit import _core

BATCH = 1 << 16
"""Rows given at a time: little against the memory, much against the cost of a call."""


class Run(Protocol):
    """Rows of the index that stand together, to be read in pieces."""

    def __len__(self) -> int:
        """How many rows."""

    def read(self, start: int, count: int, columns: Sequence[str]) -> pa.Table:
        """Columns of the `count` rows from `start` on."""

    def pick(self, start: int, positions: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Columns of the rows at `positions` (ascending), counted from `start`."""


@dataclass(frozen=True, slots=True)
class LinkRun:
    """Links of a version of the index."""

    core: _core.Snapshot
    links: _core.Links

    def __len__(self) -> int:
        """See `Run`."""
        return len(self.links)

    def read(self, start: int, count: int, columns: Sequence[str]) -> pa.Table:
        """See `Run`."""
        return self.pick(start, np.arange(count), columns)

    def pick(self, start: int, positions: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """See `Run`: only these rows are read."""
        return pa.table(self.core.link_columns(self.core.take(self.links, positions + start), columns))


@dataclass(frozen=True, slots=True)
class PageRun:
    """Pages of a version of the index."""

    core: _core.Snapshot
    pages: _core.Pages

    def __len__(self) -> int:
        """See `Run`."""
        return len(self.pages)

    def read(self, start: int, count: int, columns: Sequence[str]) -> pa.Table:
        """See `Run`."""
        return pa.table(self.core.page_columns(self.pages.slice(start, count), columns))

    def pick(self, start: int, positions: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """See `Run`."""
        return self.read(start, int(positions[-1]) + 1, columns).take(pa.array(positions))


@dataclass(frozen=True, slots=True)
class DomainRun:
    """The domains of a version of the index, read at once: they are few against pages and links."""

    core: _core.Snapshot

    def __len__(self) -> int:
        """See `Run`."""
        return self.core.counts()["domains"]

    def read(self, start: int, count: int, columns: Sequence[str]) -> pa.Table:
        """See `Run`."""
        return pa.table(self.core.domain_columns(columns)).slice(start, count)

    def pick(self, start: int, positions: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """See `Run`."""
        return self.read(start, int(positions[-1]) + 1, columns).take(pa.array(positions))


Runs = Callable[[Mapping[str, Any]], Sequence[Run]]
"""The rows to read, given the columns that a condition fixes to a value."""


class Scan(ds.Dataset):
    """A table of the index as a dataset: what `scanner` is asked for is read when it is pulled."""

    def __init__(self, table: Table, first: str, runs: Runs) -> None:
        # Arrow's own constructor makes datasets of files; a dataset that overrides `schema` and `scanner` needs none
        # of what it sets up.
        ordered = sorted(table.columns, key=lambda column: column.name != first)
        self._schema = arrow_schema(ordered)
        self._runs = runs

    @property
    def schema(self) -> pa.Schema:
        """All columns of the table."""
        return self._schema

    def scanner(  # type: ignore[override]  # of the options DuckDB gives these two, and takes any reader
        self,
        columns: Sequence[str] | None = None,
        filter: pc.Expression | None = None,  # noqa: A002 (DuckDB calls it by this name)
        **_options: object,
    ) -> Pulled:
        """The rows that fulfil `filter`, with `columns` (all if None), in the order of the index."""
        names = self._schema.names if columns is None else list(columns)
        schema = pa.schema([self._schema.field(name) for name in names])
        batches = self._all(names) if filter is None else self._filtered(names, filter)
        return Pulled(pa.RecordBatchReader.from_batches(schema, _as(schema, batches)))

    def _all(self, names: Sequence[str]) -> Iterator[pa.Table]:
        for run, start, count in _pieces(self._runs({})):
            yield run.read(start, count, names)

    def _filtered(self, names: Sequence[str], condition: pc.Expression) -> Iterator[pa.Table]:
        asked = self._columns_of(condition)
        for run, start, count in _pieces(self._runs(ds.get_partition_keys(condition))):
            rows = run.read(start, count, asked).append_column(POSITION, pa.array(np.arange(count)))
            rows = rows.filter(condition)
            if rows.num_rows == 0:
                continue
            positions = rows.column(POSITION).to_numpy()
            rest = [name for name in names if name not in asked]
            picked = run.pick(start, positions, rest) if rest else rows
            yield pa.table([(rows if name in asked else picked).column(name) for name in names], names=list(names))

    def _columns_of(self, condition: pc.Expression) -> list[str]:
        """The columns that a condition needs: those without which it cannot be bound."""
        needed = []
        for place, name in enumerate(self._schema.names):
            try:
                ds.dataset(self._schema.remove(place).empty_table()).scanner(filter=condition)
            except pa.ArrowInvalid:
                needed.append(name)
        return needed


POSITION = "\0position"
"""A column that no table has."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What DuckDB asks of a scanner."""

    reader: pa.RecordBatchReader

    def to_reader(self) -> pa.RecordBatchReader:
        """The rows as a stream of record batches."""
        return self.reader


def _pieces(runs: Sequence[Run]) -> Iterator[tuple[Run, int, int]]:
    for run in runs:
        total = len(run)
        for start in range(0, total, BATCH):
            yield run, start, min(BATCH, total - start)


def _as(schema: pa.Schema, tables: Iterator[pa.Table]) -> Iterator[pa.RecordBatch]:
    for table in tables:
        yield from table.cast(schema).to_batches()


SCOPES: tuple[tuple[Literal["exact", "host", "domain"], str], ...] = (
    ("exact", "url"),
    ("host", "host"),
    ("domain", "domain"),
)
"""Scopes of pages and the columns that fix them, the narrowest first."""


def link_scan(core: _core.Snapshot) -> Scan:
    """All links. One end fixed to a domain, a host or an address gives the links of these pages alone."""

    def runs(fixed: Mapping[str, Any]) -> list[Run]:
        ends = [links for end in (_to, _from) if (links := end(core, fixed)) is not None]
        everything = [core.links("all", core.pages("all"))]
        fewest = min(ends, key=lambda links: sum(map(len, links)), default=everything)
        return [LinkRun(core, links) for links in fewest]

    return Scan(LINKS, "row", runs)


def page_scan(core: _core.Snapshot) -> Scan:
    """All pages, or those of a domain or host, or one."""

    def runs(fixed: Mapping[str, Any]) -> list[Run]:
        return [PageRun(core, _pages(core, fixed, "") or core.pages("all"))]

    return Scan(PAGES, "looks", runs)


def domain_scan(core: _core.Snapshot) -> Scan:
    """All domains."""
    return Scan(DOMAINS, "pages", lambda _fixed: [DomainRun(core)])


def _fixed(fixed: Mapping[str, Any], end: str) -> tuple[Literal["exact", "host", "domain"], str] | None:
    """The narrowest scope that a condition fixes one end of a link (or a page) to, and the value."""
    for scope, column in SCOPES:
        value = fixed.get(end + column)
        if isinstance(value, str):
            return scope, value
    return None


def _pages(core: _core.Snapshot, fixed: Mapping[str, Any], end: str) -> _core.Pages | None:
    """The pages that a condition fixes one end to; None for all."""
    found = _fixed(fixed, end)
    try:
        return None if found is None else core.pages(*found)
    except ValueError:
        # No address or name at all: the condition, applied to all rows, says what that means.
        return None


def _to(core: _core.Snapshot, fixed: Mapping[str, Any]) -> list[_core.Links] | None:
    """The links to the pages that the target is fixed to."""
    pages = _pages(core, fixed, "target_")
    return None if pages is None else [core.links("backlinks", pages), core.links("internal", pages)]


def _from(core: _core.Snapshot, fixed: Mapping[str, Any]) -> list[_core.Links] | None:
    """The links from the pages that the source is fixed to, and all within their domain."""
    pages = _pages(core, fixed, "source_")
    found = _fixed(fixed, "source_")
    if pages is None or found is None:
        return None
    return [core.links("outlinks", pages), core.links("internal", core.pages("domain", found[1]))]
