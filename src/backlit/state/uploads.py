"""The disavow lists that people uploaded to search engines, as they were.

An upload replaces the one before; that one stays here. What a list says is for `backlit.assess.disavow` to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, Integer, String, Table, Text, insert, select

from backlit.state import texts
from backlit.state.errors import StateUsageError
from backlit.state.projects import need_project
from backlit.state.revision import revise
from backlit.state.schema import METADATA, PERSON_LENGTH, Moment, project_column

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.state.database import Database
    from backlit.state.schema import Clock

FILE_MOST = 255
"""Characters of a file's name."""
LISTS_MOST = 200
"""Lists of a project."""

DISAVOW_LISTS = Table(
    "disavow_lists",
    METADATA,
    Column("number", Integer, primary_key=True),
    project_column(),
    Column("file", String(FILE_MOST), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(PERSON_LENGTH), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "project", "number"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A list that was uploaded."""

    number: int
    file: str
    text: str
    by: str
    at: datetime


_SHOWN = DISAVOW_LISTS.c["number", "file", "text", "by", "at"]


class Uploads:
    """The uploaded disavow lists of a state, project by project."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, project: str, file: str, text: str, by: str) -> Upload:
        """Keeps a list in place of the one before; the same text again changes nothing."""
        name = texts.line(file, "The name of the file", FILE_MOST)
        person = texts.line(by, "The name of who uploads", PERSON_LENGTH)
        row = {"project": project, "file": name, "text": text, "by": person, "at": self._clock()}
        with self._database.writing() as connection:
            need_project(connection, project)
            revise(self._database, connection)
            asked = select(*_SHOWN).where(DISAVOW_LISTS.c.project == project).order_by(DISAVOW_LISTS.c.number)
            known = connection.execute(asked).all()
            if not known or known[-1].text != text:
                if len(known) >= LISTS_MOST:
                    raise StateUsageError(f"There are {LISTS_MOST:,} lists of {project} already.")
                connection.execute(insert(DISAVOW_LISTS).values(row))
                known = connection.execute(asked).all()
        return Upload(*known[-1])

    def all(self, project: str) -> list[Upload]:
        """All of a project, the first one first."""
        asked = select(*_SHOWN).where(DISAVOW_LISTS.c.project == project).order_by(DISAVOW_LISTS.c.number)
        with self._database.reading() as connection:
            return [Upload(*row) for row in connection.execute(asked)]

    def newest(self, project: str) -> Upload | None:
        """The one that stands; None where none was uploaded."""
        asked = select(*_SHOWN).where(DISAVOW_LISTS.c.project == project).order_by(DISAVOW_LISTS.c.number.desc())
        with self._database.reading() as connection:
            row = connection.execute(asked.limit(1)).one_or_none()
        return None if row is None else Upload(*row)
