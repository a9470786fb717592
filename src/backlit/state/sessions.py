"""Sessions: browsers in which a user has signed in. They end after 30 days without use, or by signing out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from backlit.state.errors import StateUsageError
from backlit.state.schema import METADATA, NAME_LENGTH, Moment
from backlit.state.secrets import HASH_LENGTH, hash_of, new_secret
from backlit.state.users import USERS, User

if TYPE_CHECKING:
    from backlit.state.database import Database
    from backlit.state.schema import Clock

UNUSED = timedelta(days=30)
TOUCHED_EACH = timedelta(minutes=10)
"""How exactly the last use is known."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", String(HASH_LENGTH), primary_key=True),
    Column(
        "user",
        String(NAME_LENGTH),
        ForeignKey("users.name", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("created", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)


class Sessions:
    """The sessions of a state."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def open(self, user: str) -> str:
        """A new session of a user; gives the secret that the browser keeps. Clears those that have ended."""
        secret, moment = new_secret(), self._clock()
        row = {"hash": hash_of(secret), "user": user, "created": moment, "last_seen": moment}
        try:
            with self._database.writing() as connection:
                connection.execute(delete(SESSIONS).where(SESSIONS.c.last_seen <= moment - UNUSED))
                connection.execute(insert(SESSIONS).values(row))
        except IntegrityError:
            raise StateUsageError(f"There is no user {user!r} any more.") from None
        return secret

    def user_of(self, secret: str) -> User | None:
        """Whose session it is; None where there is none, or it has ended."""
        moment, kept = self._clock(), hash_of(secret)
        asked = (
            select(USERS.c.name, USERS.c.scope, USERS.c.created, SESSIONS.c.last_seen)
            .join(SESSIONS, SESSIONS.c.user == USERS.c.name)
            .where(SESSIONS.c.hash == kept, SESSIONS.c.last_seen > moment - UNUSED)
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        if moment - row.last_seen >= TOUCHED_EACH:
            with self._database.writing() as connection:
                connection.execute(update(SESSIONS).where(SESSIONS.c.hash == kept).values(last_seen=moment))
        return User(row.name, row.scope, row.created)

    def close(self, secret: str) -> None:
        """Ends a session, if there is such a one."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == hash_of(secret)))
