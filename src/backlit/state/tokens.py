"""Tokens: what programs show to be let in. The secret is shown once, when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, String, Table, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from backlit.state.errors import StateUsageError
from backlit.state.names import Scope, checked_name, checked_scope
from backlit.state.schema import METADATA, NAME_LENGTH, Moment
from backlit.state.secrets import HASH_LENGTH, hash_of, new_secret

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.state.database import Database
    from backlit.state.schema import Clock

PREFIX = "blt_"
"""How a secret begins, so that scanners of repositories know one that was committed by mistake."""
TOUCHED_EACH = timedelta(minutes=1)
"""How exactly the last use is known; a write for each request would be too much."""
MOST_DAYS = 36_500

TOKENS = Table(
    "tokens",
    METADATA,
    Column("name", String(NAME_LENGTH), primary_key=True),
    Column("hash", String(HASH_LENGTH), nullable=False, unique=True),
    Column("scope", String(8), CheckConstraint("scope IN ('read', 'write', 'admin')", name="scope"), nullable=False),
    Column("created", Moment, nullable=False),
    Column("last_used", Moment),
    Column("expires", Moment),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret."""

    name: str
    scope: Scope
    created: datetime
    last_used: datetime | None = None
    expires: datetime | None = None


SHOWN = TOKENS.c["name", "scope", "created", "last_used", "expires"]


class Tokens:
    """The tokens of a state."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, scope: str, days: int | None = None) -> tuple[Token, str]:
        """A new token, for some days or for good, and its secret, which nothing can tell again."""
        checked_name(name)
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise StateUsageError(f"A token cannot expire after {days:,} days: give 1 to {MOST_DAYS:,}.")
        created = self._clock()
        expires = None if days is None else created + timedelta(days=days)
        token = Token(name, checked_scope(scope), created, None, expires)
        secret = new_secret(PREFIX)
        row = {"name": name, "hash": hash_of(secret), "scope": scope, "created": created, "expires": expires}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(TOKENS).values(row))
        except IntegrityError:
            raise StateUsageError(
                f"There is a token {name} already: take another name, or `backlit token revoke {name}` first."
            ) from None
        return token, secret

    def all(self) -> list[Token]:
        """All of them, by name."""
        with self._database.reading() as connection:
            return [Token(*row) for row in connection.execute(select(*SHOWN).order_by(TOKENS.c.name))]

    def check(self, secret: str) -> Token | None:
        """The token of a secret; None where there is none, or it has expired."""
        moment = self._clock()
        good = or_(TOKENS.c.expires.is_(None), TOKENS.c.expires > moment)
        with self._database.reading() as connection:
            row = connection.execute(select(*SHOWN).where(TOKENS.c.hash == hash_of(secret), good)).one_or_none()
        if row is None:
            return None
        token = Token(*row)
        if token.last_used is None or moment - token.last_used >= TOUCHED_EACH:
            with self._database.writing() as connection:
                connection.execute(update(TOKENS).where(TOKENS.c.name == token.name).values(last_used=moment))
        return token

    def revoke(self, name: str) -> None:
        """Ends a token at once."""
        with self._database.writing() as connection:
            if not connection.execute(delete(TOKENS).where(TOKENS.c.name == name)).rowcount:
                raise StateUsageError(f"There is no token {name!r}; `backlit token list` shows those there are.")
