"""The database of what people decided: SQLite in the home folder, or another that an address names.

SQLite runs with a write-ahead log, so that readers never wait for a writer, and every transaction that writes takes
the writer's place at its start (BEGIN IMMEDIATE): one that began to read first could not wait for another writer
(https://www.sqlite.org/isolation.html). So a command line and a server may use one file.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from backlit.state.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table

FILE = "state.db"
ADDRESS_VARIABLE = "BACKLIT_STATE"
BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another one."""


class Database:
    """Connections to a database, safe to be shared by threads. `place` is what errors name: a file, or an address."""

    def __init__(self, url: URL, place: str, **options: Any) -> None:
        self.place = place
        try:
            self.engine = create_engine(url, **options)
        except NoSuchModuleError:
            raise StateError(f"{ADDRESS_VARIABLE}: {place} is of no kind of database that is known.") from None
        except ModuleNotFoundError as error:
            raise StateError(
                f"{ADDRESS_VARIABLE}: the driver of {place} is missing ({error}); for PostgreSQL: "
                "pip install 'backlit[postgresql]'."
            ) from None
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._naming_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes; it waits for its turn, and is undone where an error leaves it."""
        with self._naming_errors(), self._writer.begin() as connection:
            yield connection

    def put(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
        """Writes a row, in place of the one that has the same primary key."""
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = make(table).values(**row)
        keys = [column.name for column in table.primary_key]
        others = {name: statement.excluded[name] for name in row if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()

    @contextmanager
    def _naming_errors(self) -> Iterator[None]:
        """Errors of the database as ours, with the place; that of a row that is there already is for the caller."""
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StateError(f"{self.place} cannot be used: {_told(error, self.place)}") from error


def file_database(path: Path) -> Database:
    """A SQLite file; made if need be, for its owner's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives its log and the index of the log the rights of the file itself.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StateError(
            f"{path} cannot be written ({error.strerror}): give this user the right to, or name another place with "
            f"{ADDRESS_VARIABLE}=sqlite:////folder/{FILE}."
        ) from error
    return Database(URL.create("sqlite", database=str(path)), str(path))


def database_at(address: str) -> Database:
    """The database that an address names: postgresql://user:password@host/name, or sqlite:////folder/state.db."""
    from pathlib import Path

    try:
        url = make_url(address)
    except ArgumentError:
        raise StateError(
            f"{ADDRESS_VARIABLE} is no address of a database: write postgresql://user:password@host/name."
        ) from None
    if url.drivername == "sqlite" and url.database:
        return file_database(Path(url.database).absolute())
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername != "postgresql+psycopg":
        raise StateError(f"{ADDRESS_VARIABLE} names {url.drivername}: it can be postgresql or sqlite.")
    return Database(url, url.render_as_string(hide_password=True), pool_pre_ping=True)


def memory_database() -> Database:
    """A database that lives as long as this object. It has one connection, which callers take in turn."""
    own = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
    return Database(URL.create("sqlite", database=":memory:"), "The state in memory", **own)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver thinks best
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _told(error: DBAPIError, place: str) -> str:
    """What the database said, and the mend."""
    said = str(error.orig).strip().split("\n")[0]
    mends = {
        "not a database": f"It is damaged: put back a copy, or move it away (with {place}-wal and {place}-shm) and "
        "add users and tokens again. The index is not concerned.",
        "locked": "Another process is writing to it: try again when that is done.",
        "readonly": "Give this user the right to write there.",
        "disk is full": "Make room on the disk.",
    }
    mends["malformed"] = mends["not a database"]
    mend = next((mend for sign, mend in mends.items() if sign in said), None)
    return f"{said}. {mend or f'See that the database answers; {ADDRESS_VARIABLE} names it.'}"
