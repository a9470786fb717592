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
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from backlit.state.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

FILE = "state.db"
ADDRESS_VARIABLE = "BACKLIT_STATE"
BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another one."""


class Database:
    """Connections to a database, safe to be shared by threads. `place` is what errors name: a file, or an address."""

    def __init__(self, url: URL, place: str, options: dict[str, Any] | None = None) -> None:
        self.place = place
        try:
            self.engine = create_engine(url, **(options or {}))
        except NoSuchModuleError:
            raise StateError(f"{ADDRESS_VARIABLE}: {place} names a database that is not known.") from None
        except ModuleNotFoundError as error:
            raise StateError(
                f"{ADDRESS_VARIABLE}: the driver of {place} is missing ({error}); for PostgreSQL: "
                "pip install 'backlit[postgresql]'."
            ) from None
        if url.get_backend_name() == "sqlite":
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes; it waits for its turn, and is undone where an error leaves it."""
        with self._told(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the database as ours, with the place; those of a row that is there already are for the caller."""
        try:
            yield
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise StateError(f"{self.place} cannot be used ({error.orig}). {_mend(error, self.place)}") from error


def file_database(home: Path) -> Database:
    """The SQLite file of a home folder; made if need be, for its owner's eyes only."""
    path = home / FILE
    home.mkdir(parents=True, exist_ok=True)
    # SQLite gives its log and its index of the log the rights of the file itself.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    return Database(URL.create("sqlite", database=str(path)), str(path))


def database_at(address: str) -> Database:
    """The database that an address of SQLAlchemy names: postgresql://user:password@host/name."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StateError(
            f"{ADDRESS_VARIABLE} is no address of a database; write postgresql://user:password@host/name."
        ) from None
    if url.get_backend_name() == "postgresql" and url.get_driver_name() in ("", "psycopg2"):
        url = url.set(drivername="postgresql+psycopg")
    return Database(url, url.render_as_string(hide_password=True), {"pool_pre_ping": True})


def memory_database() -> Database:
    """A database that lives as long as this object. It has one connection, which callers take in turn."""
    options = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
    return Database(URL.create("sqlite", database=":memory:"), "The state in memory", options)


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


def _mend(error: DatabaseError, place: str) -> str:
    told = str(error.orig)
    if "not a database" in told or "malformed" in told:
        return (
            f"The file is damaged: put back a copy of it, or move it away (with {place}-wal and {place}-shm) and add "
            "users and tokens again. The index is not concerned."
        )
    if "locked" in told:
        return "Another process is writing to it: try again when it is done."
    if "readonly" in told or "unable to open" in told:
        return "Give this user the right to write there."
    if "disk is full" in told:
        return "Make room on the disk."
    return f"Check that the database answers, or unset {ADDRESS_VARIABLE}."
