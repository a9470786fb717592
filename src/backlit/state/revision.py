"""Which revision the projects and decisions of a database are at, for whoever keeps answers that rest on them.

A row holds a word that each write replaces by a random one. A counter would say the same after a copy of the database
was put back and changed anew.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String, Table, select

from backlit.state.schema import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from backlit.state.database import Database

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("word", String(32), nullable=False),
)
"""One row."""


def read_revision(database: Database) -> str:
    """The word; empty where nothing was ever written."""
    with database.reading() as connection:
        return connection.execute(select(REVISIONS.c.word)).scalar_one_or_none() or ""


def revise(database: Database, connection: Connection) -> None:
    """Gives a new word, in the transaction that writes. In PostgreSQL this row makes writers take turns."""
    database.put(connection, REVISIONS, {"number": 1, "word": secrets.token_hex(16)})
