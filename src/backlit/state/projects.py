"""Projects: what is judged and watched, under a name.

A project owns what was decided about its links and the disavow lists that were uploaded for it; they go when it goes,
and only when that was said (`remove`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, String, Table, Text, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from backlit.model import SCOPES, unknown_name
from backlit.model.judgement import Project
from backlit.state import texts
from backlit.state.errors import StateUsageError
from backlit.state.names import checked_name
from backlit.state.revision import revise
from backlit.state.schema import METADATA, NAME_LENGTH, Moment, project_columns

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
CHANGEABLE = ("target", "scope", "brands", "terms", "competitors", "country")
"""What may be changed of a project. Its name stays: addresses of pages name it."""

PROJECTS_MOST, WORDS_MOST, COMPETITORS_MOST = 1_000, 500, 50
"""Projects, brands or terms of one, and its competitors."""
WORD_MOST, TARGET_MOST = 100, 2_048
"""Characters of a brand or term, and of a target."""
_COUNTRY = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Belongings:
    """What goes with a project when it is removed."""

    decisions: int
    disavow_lists: int

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.decisions or self.disavow_lists)

    def __str__(self) -> str:
        """As a sentence has it."""
        kinds = ((self.decisions, "decision"), (self.disavow_lists, "uploaded disavow list"))
        return " and ".join(f"{count:,} {kind}{'s' * (count != 1)}" for count, kind in kinds if count) or "nothing"


class Projects:
    """The projects of a state. Targets come in as `backlit.urls` writes them; it is the index that checks them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, project: Project) -> Project:
        """Keeps a new project. Raises StateUsageError where the name is taken or a field cannot be."""
        row = _row(project) | {"name": checked_name(project.name), "created": self._clock()}
        try:
            with self._database.writing() as connection:
                if connection.execute(select(func.count()).select_from(PROJECTS)).scalar_one() >= PROJECTS_MOST:
                    raise StateUsageError(f"There are {PROJECTS_MOST:,} projects already: remove one first.")
                connection.execute(insert(PROJECTS).values(row))
                revise(self._database, connection)
        except IntegrityError:
            raise StateUsageError(
                f"There is a project {project.name} already: take another name, or change it with "
                f"`backlit project change {project.name}`."
            ) from None
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
            raise _missing(name)
        return _read(row)

    def change(self, name: str, /, **told: Any) -> Project:
        """Gives fields of a project new values, those of `CHANGEABLE`. Raises StateUsageError for what cannot be."""
        for field in told:
            if field not in CHANGEABLE:
                raise StateUsageError(unknown_name("field of a project to change", field, CHANGEABLE))
        row = _row(replace(self.get(name), **told))
        with self._database.writing() as connection:
            need_project(connection, name)
            if told:
                values = {field: row[field] for field in told}
                connection.execute(update(PROJECTS).where(PROJECTS.c.name == name).values(values))
            revise(self._database, connection)
        return self.get(name)

    def belongings(self, name: str) -> Belongings:
        """What would go with a project. Raises StateUsageError where there is none."""
        self.get(name)
        with self._database.reading() as connection:
            return _belongings(connection, name)

    def remove(self, name: str, *, with_belongings: bool = False) -> Belongings:
        """Forgets a project, and tells what went with it.

        Raises StateUsageError where there is none, or where decisions or disavow lists would go with it and
        `with_belongings` does not say that they may.
        """
        self.get(name)
        with self._database.writing() as connection:
            owned = _belongings(connection, name)
            if owned and not with_belongings:
                raise StateUsageError(
                    f"The project {name} has {owned}, which go with it and cannot be had back: "
                    f"`backlit decisions {name}` and `backlit disavow export {name}` show them, "
                    f"`backlit project remove {name} --yes` removes all."
                )
            for column in project_columns():
                connection.execute(delete(column.table).where(column == name))
            if not connection.execute(delete(PROJECTS).where(PROJECTS.c.name == name)).rowcount:
                raise _missing(name)
            revise(self._database, connection)
        return owned


def need_project(connection: Connection, name: str) -> None:
    """Raises StateUsageError where there is no such project, in the transaction that writes of it."""
    if connection.execute(select(PROJECTS.c.name).where(PROJECTS.c.name == name)).first() is None:
        raise _missing(name)


def _belongings(connection: Connection, name: str) -> Belongings:
    counts = {
        column.table.name: connection.execute(
            select(func.count()).select_from(column.table).where(column == name)
        ).scalar_one()
        for column in project_columns()
    }
    return Belongings(**{field.name: counts.get(field.name, 0) for field in fields(Belongings)})


def _row(project: Project) -> dict[str, Any]:
    """The fields that may be changed, checked, as they are kept."""
    if project.scope not in SCOPES:
        raise StateUsageError(unknown_name("scope", project.scope, SCOPES))
    checked = {
        "brands": texts.lines(project.brands, "brand", WORD_MOST, WORDS_MOST),
        "terms": texts.lines(project.terms, "term", WORD_MOST, WORDS_MOST),
        "competitors": texts.lines(project.competitors, "competitor", TARGET_MOST, COMPETITORS_MOST),
    }
    return {
        "target": texts.line(project.target, "The target", TARGET_MOST),
        "scope": project.scope,
        "country": _checked_country(project.country),
    } | {name: json.dumps(checked[name], ensure_ascii=False) for name in _LISTS}


def _checked_country(country: str | None) -> str | None:
    if country is None or not country.strip():
        return None
    code = country.strip().lower()
    if not _COUNTRY.fullmatch(code):
        raise StateUsageError(f"The country {country[:80]!r} is none: write the two letters of ISO 3166, such as de.")
    if code == "uk":
        raise StateUsageError("The country uk is written gb (ISO 3166).")
    return code


def _read(row: Any) -> Project:
    told = dict(zip(PROJECTS.c.keys(), row, strict=True))
    return Project(**told | {name: tuple(json.loads(told[name])) for name in _LISTS})


def _missing(name: str) -> StateUsageError:
    return StateUsageError(
        f"There is no project {name[:80]!r}; `backlit project list` shows those there are, "
        "`backlit project add NAME --target URL` makes one."
    )
