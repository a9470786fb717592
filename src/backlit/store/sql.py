"""SQL over the index, by DuckDB, reading only.

The tables are datasets of their own kind: DuckDB tells which columns and which rows it wants, and the core gives just
these, batch by batch, out of the mapped arrays. Nothing is copied into a database, and a table of a hundred million
links costs what the query touches. A condition on `target_domain`, `source_domain` or a host or address with `=` is
turned into the run of rows that it means, because pages stand in the order of their reversed hosts. The tables of what
vendors say (see `claim_tables`) are read from the claims files of the segments in the same way, by Arrow: DuckDB itself
opens no file.

What strangers may type is kept in: no files, no network, no extensions, no settings, one SELECT at a time
(https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview).
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from duckdb.func import PythonUDFType
from duckdb.sqltypes import VARCHAR

from backlit import _core
from backlit.model import DOMAINS, LINKS, PAGES, Table
from backlit.store.claim_tables import CLAIM_TABLES, DOMAIN_OF, views
from backlit.store.claims import Claims
from backlit.store.scanning import domain_scan, link_scan, page_scan
from backlit.store.status import IMPORTS, imports_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlit.store.reading import Version

TABLES: tuple[Table, ...] = (LINKS, PAGES, DOMAINS, IMPORTS, *CLAIM_TABLES)
"""What SQL offers, with the meaning of each column."""

READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})
"""Kinds of statements that only read. DuckDB counts SHOW, DESCRIBE and SUMMARIZE as SELECT."""

CLOSED = {
    "timezone": "UTC",
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}
"""Settings that keep a statement inside the index; the last one keeps them as they are."""


class SqlError(ValueError):
    """A statement that DuckDB refuses, or that does not only read; the message says why."""


@contextmanager
def connect(version: Version, claims: Claims) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection with the views of `TABLES` over a version of the index and its claims.

    It can read nothing else and write nothing. Large sorts and joins spill into a private temporary folder, which is
    removed at the end.
    """
    with tempfile.TemporaryDirectory(prefix="backlit-sql-", ignore_cleanup_errors=True) as spill:
        # The folder must be known before external access is closed: from then on it cannot be set.
        connection = duckdb.connect(":memory:", config={"temp_directory": spill})
        with connection:
            sources: dict[str, Any] = {
                "links": link_scan(version.core),
                "pages": page_scan(version.core),
                "domains": domain_scan(version.core),
                "imports": imports_table(version.manifest),
            }
            for table in (LINKS, PAGES, DOMAINS, IMPORTS):
                connection.register(f"_{table.name}", sources[table.name])
                _offer(connection, table, f"SELECT * FROM _{table.name}")
            connection.register("_claims", claims.dataset())
            connection.create_function(DOMAIN_OF, _domains, [VARCHAR], VARCHAR, type=PythonUDFType.ARROW)
            for table, statement in views(claims):
                _offer(connection, table, statement)
            for setting, value in CLOSED.items():
                connection.execute(f"SET {setting} = '{value}'")
            yield connection


def query(version: Version, statement: str) -> pa.Table:
    """The rows of one SELECT (or EXPLAIN, SHOW, DESCRIBE, SUMMARIZE) over a version of the index.

    Raises SqlError, with the message of DuckDB where it refuses the statement.
    """
    try:
        statements = duckdb.extract_statements(statement)
        if len(statements) != 1 or statements[0].type not in READING:
            raise SqlError("Give one SELECT statement: the index is only read here. `backlit schema` tells the tables.")
        claims = Claims(version)
        return claims.settled(lambda: _rows(version, claims, statement))
    except duckdb.Error as error:
        raise SqlError(str(error)) from error


def _rows(version: Version, claims: Claims, statement: str) -> pa.Table:
    with connect(version, claims) as connection:
        rows: pa.Table = connection.sql(statement).to_arrow_table()
        return rows.rename_columns(_distinct(rows.column_names))


def _distinct(names: list[str]) -> list[str]:
    """Names of columns, those that came before with a number: a join of two tables has some twice."""
    given: list[str] = []
    for name in names:
        tries = (name if n == 0 else f"{name}_{n}" for n in range(len(names)))
        given.append(next(one for one in tries if one not in given and (one == name or one not in names)))
    return given


def _offer(connection: duckdb.DuckDBPyConnection, table: Table, statement: str) -> None:
    """Make a view with the columns in the order that the model tells, over the statement that gives them.

    The view is there for `count(*)`, for which DuckDB asks the first column of the source: the source puts its
    cheapest first.
    """
    columns = ", ".join(f'"{name}"' for name in table.names)
    connection.execute(f"CREATE VIEW {table.name} AS SELECT {columns} FROM ({statement})")


def _domains(urls: pa.StringArray) -> pa.StringArray:
    """Registrable domains of addresses: a function of SQL, for metrics that are about a domain."""
    told = urls.to_pylist()
    found = {url: None if url is None else _domain_of(url) for url in set(told)}
    return pa.array([found[url] for url in told], pa.string())


def _domain_of(url: str) -> str | None:
    """The registrable domain of an address; an IP address or a bare suffix is its own."""
    parts = _core.url_parts(url)
    return None if parts is None else _core.registrable_domain(parts["hostname"]) or parts["hostname"]
