"""Reading claims: the accepted rows of exports, of one version of the index.

The claims files of a version are one table: columns that a file lacks are null, a metric that is a number in one
vendor's files and text in another's is text, and the import and the file's name come with each row. Nothing is copied.
Queries of our own let DuckDB read the Parquet files, which is quick also where a few of millions of rows are wanted: it
reads the other columns for these alone. For statements that strangers write it may open no file, and gets the same
table from Arrow as a stream (see `sql`). Conditions on `property` or `vendor` skip what their statistics rule out.

An undo in another process moves segments. Where the files are is asked anew for each query, and a query that an undo
came across is asked again: a version answers the same however long it is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs
import pyarrow.parquet as pq

from backlit.store.home import DamagedError
from backlit.store.journal import read_journal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pyarrow.compute as pc

    from backlit.store.journal import Journal
    from backlit.store.reading import Version

RECORDS = ("link", "mention", "domain", "anchor", "page", "traffic_page", "traffic_day")
"""What a claim is about: a link, a mention without one, counts of a domain, anchor or page, traffic of a page or
day."""

Subject = Literal[
    "source_page", "source_domain", "target_page", "target_domain", "link", "domain", "anchor", "page", "day"
]
"""What a metric is about. `domain`, `anchor`, `page` and `day` are subjects of rows that are no links."""

BATCH = 1 << 15
"""Rows that are read at a time."""

METRIC = "metric."
"""How the names of columns with a vendor's own metrics begin: `metric.<subject>.<name>`."""

_TIME = pa.timestamp("us", "UTC")

_FIELDS: list[pa.Field[Any]] = [
    pa.field("import_id", pa.string()),
    pa.field("file", pa.string()),
    pa.field("line", pa.uint64()),
    pa.field("record", pa.string()),
    pa.field("vendor", pa.string()),
    pa.field("property", pa.string()),
    pa.field("as_of", _TIME),
    pa.field("source_url", pa.string()),
    pa.field("target_url", pa.string()),
    pa.field("target_assumed", pa.bool_()),
    pa.field("subject", pa.string()),
    pa.field("day", pa.date32()),
    pa.field("anchor", pa.string()),
    pa.field("first_seen", _TIME),
    pa.field("last_seen", _TIME),
    pa.field("lost_at", _TIME),
    pa.field("lost_reason", pa.string()),
    pa.field("page", pa.uint32()),
]
FIXED = pa.schema(_FIELDS)
"""The columns that every claims file has, after the import and the name of the file that a row came from."""


@dataclass(frozen=True, slots=True)
class ClaimsFile:
    """A claims file of a version: where it lies, its import, and the export that it came from."""

    path: Path
    import_id: str
    name: str
    vendor: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A vendor's own metric: what it is about, its name, and whether it is a number or text."""

    vendor: str
    subject: Subject
    name: str
    type: Literal["number", "text"]

    @property
    def column(self) -> str:
        """Its column in the view `claims`, in quotes for SQL."""
        return quoted(f"{METRIC}{self.subject}.{self.name}")

    @property
    def value(self) -> str:
        """Its value in SQL: a number is one even where another vendor's metric of this name is text."""
        return f"TRY_CAST({self.column} AS DOUBLE)" if self.type == "number" else f"CAST({self.column} AS VARCHAR)"


class Claims:
    """The claims of a version of the index. It answers the same however long it is kept."""

    def __init__(self, version: Version) -> None:
        self._version = version

    @cached_property
    def _journals(self) -> list[Journal]:
        """The journals of the imports that hold claims."""
        home = self._version.home
        return [read_journal(home, imported.id) for imported in self._version.manifest.imports if imported.claims]

    @cached_property
    def _schemas(self) -> list[pa.Schema]:
        """The schema of each file."""
        schemas = []
        for file in self.files():
            try:
                schemas.append(pq.read_schema(file.path))
            except (OSError, pa.ArrowInvalid) as error:
                raise DamagedError(
                    f"{file.path} is missing or damaged ({error}): restore it from a backup, or undo import "
                    f"{file.import_id} (`backlit undo {file.import_id}`) and import the file again."
                ) from error
        return schemas

    def files(self) -> list[ClaimsFile]:
        """The claims files, oldest import first, where they are now."""
        found = []
        for journal in self._journals:
            folder = self._version.home.standing_segment(journal.id)
            for file in journal.files:
                if file.export is not None and file.export.accepted:
                    found += [
                        ClaimsFile(folder / f"claims-{number:04d}.parquet", journal.id, file.name, file.export.vendor)
                        for number in file.export.numbers()
                    ]
        return found

    def metrics(self) -> list[Metric]:
        """The vendors' own metrics that there are, by vendor, subject and name."""
        types: dict[tuple[str, Subject, str], Literal["number", "text"]] = {}
        for file, schema in zip(self.files(), self._schemas, strict=True):
            for field in _metric_fields(schema):
                key = file.vendor, *_subject_and_name(field.name)
                text = not pa.types.is_floating(field.type)
                types[key] = "text" if text or types.get(key) == "text" else "number"
        return [Metric(*key, type=types[key]) for key in sorted(types)]

    def dataset(self) -> Stream:
        """All claims, with the columns of `FIXED` and then every metric column by name."""
        types: dict[str, pa.DataType] = {}
        for schema in self._schemas:
            for field in _metric_fields(schema):
                number = pa.types.is_floating(field.type) and types.get(field.name) != pa.string()
                types[field.name] = pa.float64() if number else pa.string()
        whole = pa.schema([*_FIELDS, *(pa.field(name, types[name]) for name in sorted(types))])
        form, disk = ds.ParquetFileFormat(), pyarrow.fs.LocalFileSystem()
        fragments = [
            form.make_fragment(
                str(file.path),
                disk,
                partition_expression=(ds.field("import_id") == file.import_id) & (ds.field("file") == file.name),
            )
            for file in self.files()
        ]
        return Stream(ds.FileSystemDataset(fragments, whole, form, disk))

    def query(self, statement: str, values: Sequence[Any] = (), **tables: pa.Table) -> pa.Table:
        """The rows of a statement of our own over the view `claims` and the tables given, by name.

        `values` stand for the `?` in it. Not for statements that strangers write: see `sql` for these.
        """
        return self.settled(lambda: self._ask(statement, values, tables))

    def settled(self, ask: Callable[[], pa.Table]) -> pa.Table:
        """What `ask` gives; it is asked once more if an undo moved files while it read them."""
        files = self.files()
        try:
            return ask()
        except (duckdb.Error, OSError):
            if files == self.files():
                raise
            return ask()

    def _ask(self, statement: str, values: Sequence[Any], tables: Mapping[str, pa.Table]) -> pa.Table:
        with duckdb.connect(":memory:") as connection:
            connection.execute("SET timezone = 'UTC'")
            connection.execute("SET python_enable_replacements = false")
            self._offer(connection)
            for name, table in tables.items():
                connection.register(name, table)
            rows: pa.Table = connection.sql(statement, params=list(values)).to_arrow_table()
            return rows

    def _offer(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the view `claims` over the files."""
        files = self.files()
        if not files:
            connection.register("claims", FIXED.empty_table())
            return
        named = [{"filename": str(file.path), "import_id": file.import_id, "file": file.name} for file in files]
        connection.register("_files", pa.Table.from_pylist(named))
        paths = ", ".join(text(re.sub(r"([*?[])", r"[\1]", str(file.path))) for file in files)
        connection.execute(
            "CREATE VIEW claims AS SELECT import_id, file, * EXCLUDE (import_id, file, filename) "
            f"FROM read_parquet([{paths}], union_by_name = true, filename = true) JOIN _files USING (filename)"
        )


class Stream(ds.Dataset):
    """A dataset that is read a few batches ahead and no more: Arrow reads so far ahead that it fills a gigabyte."""

    def __init__(self, files: ds.Dataset) -> None:
        # As with `scanning.Scan`, nothing of what Arrow's own constructor sets up is needed.
        self._files = files

    @property
    def schema(self) -> pa.Schema:
        """All columns."""
        return self._files.schema

    def scanner(  # type: ignore[override]  # of the options DuckDB gives these two
        self,
        columns: Sequence[str] | None = None,
        filter: pc.Expression | None = None,  # noqa: A002 (DuckDB calls it by this name)
        **_options: object,
    ) -> ds.Scanner:
        """The rows that fulfil `filter`, with `columns` (all if None)."""
        names = None if columns is None else list(columns)
        return self._files.scanner(
            columns=names, filter=filter, batch_size=BATCH, batch_readahead=2, fragment_readahead=1
        )


def claims(version: Version) -> Claims:
    """The claims of a version of the index."""
    return Claims(version)


def quoted(name: str) -> str:
    """A name as SQL takes it whatever it holds: a column of an export may be called anything."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def _subject_and_name(column: str) -> tuple[Subject, str]:
    subject, _, name = column.removeprefix(METRIC).partition(".")
    return cast("Subject", subject), name


def _metric_fields(schema: pa.Schema) -> list[pa.Field[Any]]:
    return [field for field in schema if field.name.startswith(METRIC)]
