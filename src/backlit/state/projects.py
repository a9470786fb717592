"""Projects: what is judged and watched, under a name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table, Text, delete, insert, select
from sqlalchemy.exc import IntegrityError

from backlit.model.judgement import Project
from backlit.state.errors import StateUsageError
from backlit.state.names import checked_name
from backlit.state.schema import METADATA, NAME_LENGTH, Moment

if TYPE_CHECKING:
    from typing import Any

    from backlit.state.database import Database
    from backlit.state.schema import Clock

PROJECTS = Table(
    "projects",
    METADATA,
    Column("name", String(NAME_LENGTH), primary_key=True),
    Column("target", Text, nullable=False),
    Column("scope", String(8), nullable=False),
    Column("brands", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("competitors", Text, nullable=False),
    Column("country", String(2)),
    Column("created", Moment, nullable=False),
)
_LISTS = ("brands", "terms", "competitors")


class Projects:
    """The projects of a state. Targets come in as `backlit.urls` writes them; it is the index that checks them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, project: Project) -> Project:
        """Keeps a new project. Raises StateUsageError where the name cannot be, or is taken."""
        row: dict[str, Any] = {name: getattr(project, name) for name in ("target", "scope", "country")}
        row |= {name: json.dumps(getattr(project, name)) for name in _LISTS}
        row |= {"name": checked_name(project.name), "created": self._clock()}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(PROJECTS).values(row))
        except IntegrityError:
            raise StateUsageError(f"There is a project {project.name} already: take another name.") from None
        return self.get(project.name)

    def all(self) -> list[Project]:
        """All of them, by name."""
        with self._database.reading() as connection:
            return [_read(row) for row in connection.execute(select(PROJECTS).order_by(PROJECTS.c.name))]

    def get(self, name: str) -> Project:
        """The project of a name. Raises StateUsageError where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(PROJECTS).where(PROJECTS.c.name == name)).one_or_none()
        if row is None:
            raise StateUsageError(f"There is no project {name!r}: `backlit project add {name} --target URL` makes one.")
        return _read(row)

    def remove(self, name: str) -> None:
        """Forgets a project. Raises StateUsageError where there is none."""
        self.get(name)
        with self._database.writing() as connection:
            connection.execute(delete(PROJECTS).where(PROJECTS.c.name == name))


def _read(row: Any) -> Project:
    told = dict(zip(PROJECTS.c.keys(), row, strict=True))
    return Project(**told | {name: tuple(json.loads(told[name])) for name in _LISTS})
