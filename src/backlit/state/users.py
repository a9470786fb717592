"""Users: who may sign in to the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from backlit.state.errors import StateUsageError
from backlit.state.names import Scope, checked_name, checked_scope, is_name
from backlit.state.passwords import checked_password, hashed, matches
from backlit.state.schema import METADATA, NAME_LENGTH, Moment, owned_columns

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.state.database import Database
    from backlit.state.schema import Clock

USERS = Table(
    "users",
    METADATA,
    Column("name", String(NAME_LENGTH), primary_key=True),
    Column("password", String(255), nullable=False),
    Column("scope", String(8), CheckConstraint("scope IN ('read', 'write', 'admin')", name="scope"), nullable=False),
    Column("created", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may sign in."""

    name: str
    scope: Scope
    created: datetime


SHOWN = USERS.c["name", "scope", "created"]


class Users:
    """The users of a state."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, password: str, scope: str) -> User:
        """A new user; raises StateUsageError where name, password or scope cannot be."""
        user = User(checked_name(name), checked_scope(scope), self._clock())
        row = {"name": name, "scope": user.scope, "created": user.created}
        kept = hashed(checked_password(password, name))
        try:
            with self._database.writing() as connection:
                connection.execute(insert(USERS).values(row | {"password": kept}))
        except IntegrityError:
            raise _taken(name) from None
        return user

    def all(self) -> list[User]:
        """All of them, by name."""
        with self._database.reading() as connection:
            return [User(*row) for row in connection.execute(select(*SHOWN).order_by(USERS.c.name))]

    def any(self) -> bool:
        """Whether there are any, so that everyone has to sign in."""
        with self._database.reading() as connection:
            return connection.execute(select(USERS.c.name).limit(1)).first() is not None

    def check(self, name: str, password: str) -> User | None:
        """The user whose name and password these are; None, after as much work, for a wrong one of either."""
        with self._database.reading() as connection:
            known = select(USERS).where(USERS.c.name == (name if is_name(name) else ""))
            row = connection.execute(known).one_or_none()
        if not matches(password, None if row is None else row.password) or row is None:
            return None
        return User(row.name, row.scope, row.created)

    def check_new(self, name: str) -> None:
        """Raises StateUsageError where nobody could be added under a name, before a password is asked for."""
        checked_name(name)
        if self._has(name):
            raise _taken(name)

    def check_known(self, name: str) -> None:
        """Raises StateUsageError where there is no such user."""
        if not self._has(name):
            raise _missing(name)

    def change_password(self, name: str, password: str) -> None:
        """A new password; whoever is signed in with the old one is signed out."""
        from backlit.state.sessions import SESSIONS

        kept = hashed(checked_password(password, name))
        with self._database.writing() as connection:
            done = connection.execute(update(USERS).where(USERS.c.name == name).values(password=kept))
            if not done.rowcount:
                raise _missing(name)
            connection.execute(delete(SESSIONS).where(SESSIONS.c.user == name))

    def remove(self, name: str) -> None:
        """Takes a user away, with the sessions and all that was the user's own."""
        with self._database.writing() as connection:
            if not connection.execute(delete(USERS).where(USERS.c.name == name)).rowcount:
                raise _missing(name)
            for column in owned_columns():
                connection.execute(delete(column.table).where(column == name))

    def _has(self, name: str) -> bool:
        with self._database.reading() as connection:
            return connection.execute(select(USERS.c.name).where(USERS.c.name == name)).first() is not None


def _taken(name: str) -> StateUsageError:
    return StateUsageError(
        f"There is a user {name} already: take another name. `backlit user password {name}` changes the password."
    )


def _missing(name: str) -> StateUsageError:
    return StateUsageError(f"There is no user {name!r}; `backlit user list` shows those there are.")
