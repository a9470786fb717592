"""Brings a database to the form of this version, by the migrations that ship with it (Alembic).

It happens when a state is opened, in one transaction, one process at a time. Ways back are not kept: an older version
refuses a newer database, and a copy of the file is the way back.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from backlit.state.errors import StateError
from backlit.state.migrations import HEAD, KNOWN

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from backlit.state.database import Database

LOCK = 0x6261_636B_6C69_74
"""The number of the lock that PostgreSQL holds meanwhile: `backlit` in ASCII."""


def migrate(database: Database) -> None:
    """Applies what has not been applied yet. Raises StateError where a newer version was here."""
    with database.reading() as connection:
        found = _version(connection)
    if found == HEAD:
        return
    if found is not None and found not in KNOWN:
        raise StateError(
            f"{database.place} was written by a newer version of Backlit (its form is {found}, this version knows "
            f"{HEAD}): update Backlit."
        )
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    with as_file(files("backlit.state.migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
