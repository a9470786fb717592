"""What the tables of all subjects have in common: their collection, their kind of time, and whose a row is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, String
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect

    Clock = Callable[[], datetime]

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""Every table. Constraints have names, so that a later migration can change them on every database."""

NAME_LENGTH = 64
PERSON_LENGTH = 80
"""A name, or `token:` and a name."""


class Moment(TypeDecorator[datetime]):
    """A time with its zone, which is UTC; SQLite itself keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Into the database, in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Out of it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def person_column(**options: Any) -> Column[str]:
    """Whose a row is: the name of a caller. The rows of a user go when the user is removed."""
    return Column("person", String(PERSON_LENGTH), nullable=False, info={"goes_with_user": True}, **options)


def owned_columns() -> list[Column[Any]]:
    """The columns that `person_column` made, of all tables."""
    columns = (column for table in METADATA.sorted_tables for column in table.columns)
    return [column for column in columns if column.info.get("goes_with_user")]


def project_column() -> Column[str]:
    """Which project a row belongs to. The rows go when the project is removed."""
    own = {"goes_with_project": True}
    return Column("project", String(NAME_LENGTH), ForeignKey("projects.name"), nullable=False, info=own)


def project_columns() -> list[Column[Any]]:
    """The columns that `project_column` made, of all tables."""
    columns = (column for table in METADATA.sorted_tables for column in table.columns)
    return [column for column in columns if column.info.get("goes_with_project")]
