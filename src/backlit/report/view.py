"""What a report looks at: one consistent version of the index, and the SQL engine over columns taken from it.

Row ids first, wide columns later: a report asks the snapshot only for the columns that filter, sort and group, lets
DuckDB work on that Arrow table, and fetches the other columns for the rows that are shown.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from weakref import finalize

import duckdb
import pyarrow as pa

from backlit import model
from backlit.report.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from backlit._core import Snapshot
    from backlit.store.claims import Claims
    from backlit.store.rated import Past
    from backlit.urls import Target


Which = Literal["backlinks", "outlinks", "internal"]


@dataclass(frozen=True)
class Held:
    """Links of a target, and the key under which what is read of them is kept."""

    links: Any
    """The links as the snapshot has them."""
    key: tuple[str, ...] | None

    @property
    def is_best(self) -> bool:
        """Whether they are in the order of `Snapshot.top`."""
        return self.key is not None and self.key[-1] == "best"

    def __len__(self) -> int:
        """How many there are."""
        return len(self.links)


class Engine:
    """A database in memory, opened when it is first needed; each question has a connection of its own to it.

    To open a database takes longer than most questions. Files are out of its reach, whatever the SQL says.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened: list[duckdb.DuckDBPyConnection] = []
        # What is still open when Python ends is taken for a leak, and told on standard error.
        finalize(self, self._opened.clear)

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection, for one thread; its temporary tables and registered names are its own."""
        with self._lock:
            if not self._opened:
                self._opened.append(duckdb.connect(config={"enable_external_access": "false"}))
            return self._opened[0].cursor()


@dataclass(frozen=True)
class View:
    """One version of the index as the reports see it."""

    snapshot: Snapshot
    horizon: datetime | None
    """Start of the newest crawl; None while the index is empty."""
    newest: datetime | None = None
    """The last look of all, for what the dates of a report mean."""
    open_claims: Callable[[], Claims] | None = None
    """Opens what exports claim; None where no export was imported."""
    version: str = ""
    """Which version it is: no two that may answer differently have the same."""
    ratings: str = ""
    """Which ratings it has; as long as these are the same, a page or domain that is rated keeps its ratings."""
    ranked: datetime | None = None
    """When the ratings were computed; None without any."""
    first: datetime | None = None
    """The first look of all; None where nobody looked."""
    past_rating: Callable[[str, datetime], Past | None] | None = None
    """What the last rank said of a domain that knew no look from a moment on; None where no rank was kept."""

    shelf: Shelf = field(default_factory=Shelf, compare=False)
    """What is kept of answers."""
    engine: Engine = field(default_factory=Engine, compare=False)
    """What runs SQL."""

    def links(
        self, which: Which, target: Target, history: Literal["live", "lost", "all"], *, best: bool = False
    ) -> Held:
        """The links at a target; with `best` in the order of `Snapshot.top`, best rated source first."""
        key = ("links", which, target.scope, target.text, history)

        def find() -> Held:
            links = self.snapshot.links(which, self.snapshot.pages(target.scope, target.text), history)
            return Held(links, key)

        def order() -> Held:
            links = self.shelf.one(key, find, _links_bytes)
            return Held(self.snapshot.top(links.links, len(links)), (*key, "best"))

        if best or self.shelf.peek((*key, "best")) is not None:
            return self.shelf.one((*key, "best"), order, _links_bytes)
        return self.shelf.one(key, find, _links_bytes)

    def columns_of(self, links: Any, names: Sequence[str]) -> pa.Table:
        """Columns of links for filters over many rows, with the position of each row (`pos`) beside them."""
        return pa.table(self._columns(links, [*names, "pos"]))

    def column(self, links: Held, name: str) -> Any:
        """One column of links of a target, which is kept."""
        return self._columns(links, [name])[name]

    def _columns(self, links: Any, names: Sequence[str]) -> dict[str, Any]:
        """Columns by name, repeated strings as dictionaries; those of links of a target are kept."""
        if not isinstance(links, Held):
            links = Held(links, None)

        def read(lacking: list[str]) -> dict[str, Any]:
            own = [name for name in lacking if name != "pos"]
            table = pa.table(self.snapshot.link_columns(links.links, own, dictionary=True))
            found = {name: table.column(name) for name in own}
            return found | ({"pos": positions(len(links))} if "pos" in lacking else {})

        wanted = list(dict.fromkeys(names))
        if links.key is None:
            return read(wanted)
        return self.shelf.many(links.key, wanted, read, lambda column: int(column.nbytes))

    def numbered(
        self, links: Any, names: Iterable[str], texts: Iterable[str], more: Mapping[str, Any] | None = None
    ) -> dict[str, pa.Table]:
        """Columns of links as the table `held`, for counting over many rows: a database groups numbers, not words.

        Each column of `texts` is there as a number, `anchor_id` for `anchor`, and as words only where `names` has it
        too. For each there is a table from number to words, `named_anchor` with `anchor_id` and `anchor`. `more` are
        columns to put beside them.
        """
        words, numbers = set(names), sorted(texts)
        columns = self._columns(links, sorted(words.union(numbers)))
        held = {name: columns[name] for name in sorted(words)} | dict(more or {})
        tables = {}
        for name in numbers:
            encoded: Any = columns[name]
            if isinstance(encoded, pa.ChunkedArray):
                encoded = encoded.combine_chunks()
            if not pa.types.is_dictionary(encoded.type):
                encoded = encoded.dictionary_encode()
            held[f"{name}_id"] = encoded.indices
            ids = positions(len(encoded.dictionary))
            tables[f"named_{name}"] = pa.table({f"{name}_id": ids, name: encoded.dictionary})
        return {"held": pa.table(held), **tables}


def bytes_of(table: pa.Table) -> int:
    """What a table takes, for `Shelf`."""
    return int(table.nbytes)


def _links_bytes(links: Held) -> int:
    return 8 * len(links)


def positions(count: int) -> pa.Array[Any]:
    """The numbers from 0 on."""
    # Without NumPy, which takes longer to load than a report takes.
    return pa.Array.from_buffers(pa.uint32(), count, [None, pa.py_buffer(array("I", range(count)))])


@contextmanager
def database(engine: Engine | None = None, /, **tables: pa.Table) -> Iterator[Callable[..., pa.Table]]:
    """A database of its own over Arrow tables, named by their keywords; gives what runs a statement with its values.

    A statement that makes a table gives no rows. Times go in and come out as UTC without saying so: DuckDB's type
    with a time zone needs an extension.
    """
    with (engine or Engine()).connection() as connection:
        for name, table in tables.items():
            connection.register(name, _plain_times(table))

        def run(sql: str, values: Sequence[Any] = ()) -> pa.Table:
            bound = [v.astimezone(UTC).replace(tzinfo=None) if isinstance(v, datetime) else v for v in values]
            answer = connection.sql(sql, params=bound)
            rows: pa.Table = pa.table({}) if answer is None else answer.to_arrow_table()
            return rows

        yield run


def select(sql: str, values: Sequence[Any] = (), engine: Engine | None = None, /, **tables: pa.Table) -> pa.Table:
    """The rows of one statement over Arrow tables; see `database`."""
    with database(engine, **tables) as run:
        return run(sql, values)


def _plain_times(table: pa.Table) -> pa.Table:
    for n, one in enumerate(table.schema):
        if pa.types.is_timestamp(one.type) and one.type.tz is not None:
            table = table.set_column(n, one.name, table.column(n).cast(pa.timestamp(one.type.unit)))
    return table


def conform(table: pa.Table, columns: Sequence[model.Column]) -> pa.Table:
    """The columns in their order and declared types, with their meanings as field metadata."""
    schema = model.arrow_schema(columns)
    arrays = [_cast(table.column(field.name), field.type) for field in schema]
    return pa.table(arrays, schema=pa.schema([field.with_nullable(True) for field in schema]))


def _cast(array: pa.ChunkedArray[Any], wanted: pa.DataType) -> pa.ChunkedArray[Any]:
    if array.type == wanted:
        return array
    if pa.types.is_dictionary(wanted):
        # An empty table has no chunk to take a dictionary from.
        texts = array.cast(pa.string()).combine_chunks()
        return pa.chunked_array([pa.array(texts.to_pylist(), wanted)]) if not len(texts) else _encode(texts, wanted)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_timestamp(wanted) and pa.types.is_timestamp(array.type) and array.type.tz is None:
        array = array.cast(pa.timestamp(array.type.unit, "UTC"))
    return array.cast(wanted)


def _encode(texts: Any, wanted: pa.DataType) -> pa.ChunkedArray[Any]:
    encoded: pa.ChunkedArray[Any] = pa.chunked_array([texts]).dictionary_encode().cast(wanted)
    return encoded


def window(query_since: datetime | None, query_until: datetime | None, horizon: datetime | None) -> tuple[Any, Any]:
    """The window of a question: since the newest crawl unless told, without end unless told."""
    start = query_since or horizon or datetime.fromtimestamp(0, UTC)
    return start, query_until or datetime.max.replace(tzinfo=UTC, microsecond=0)
