"""What people decided, apart from what was observed: users, tokens, views, projects, decisions about links.

The index can be made anew from its segments at any time, and is replaced as a whole; what is in here cannot, and
changes row by row. So it lives in a database of its own: SQLite beside the index, or PostgreSQL by address.
One module a subject; each holds its table, what a row is for others, and what can be done.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlit.state.database import ADDRESS_VARIABLE, FILE, Database, database_at, file_database, memory_database
from backlit.state.decisions import Decisions
from backlit.state.errors import StateError, StateUsageError
from backlit.state.migrating import migrate
from backlit.state.names import LOCAL, SCOPES, Scope, includes
from backlit.state.projects import Belongings, Projects
from backlit.state.revision import read_revision
from backlit.state.schema import now
from backlit.state.sessions import Sessions
from backlit.state.tokens import Token, Tokens
from backlit.state.uploads import Upload, Uploads
from backlit.state.users import User, Users
from backlit.state.views import SavedView, Views, is_own_address
from backlit.state.visits import Visit, Visits

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.state.schema import Clock

__all__ = [
    "LOCAL",
    "SCOPES",
    "Belongings",
    "SavedView",
    "Scope",
    "State",
    "StateError",
    "StateUsageError",
    "Token",
    "Upload",
    "User",
    "Visit",
    "includes",
    "is_own_address",
    "memory_state",
    "open_state",
]


class State:
    """The subjects of a database, in the form of this version. Safe to be shared by threads and processes."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        migrate(database)
        self._database = database
        self.users = Users(database, clock)
        self.tokens = Tokens(database, clock)
        self.sessions = Sessions(database, clock)
        self.views = Views(database, clock)
        self.projects = Projects(database, clock)
        self.decisions = Decisions(database, clock)
        self.uploads = Uploads(database, clock)
        self.visits = Visits(database, clock)

    @property
    def place(self) -> str:
        """The file, or the address without its password."""
        return self._database.place

    def revision(self) -> str:
        """A word that each change of projects, decisions and disavow lists replaces by another; cheap to ask."""
        return read_revision(self._database)

    def close(self) -> None:
        """Gives the connections back."""
        self._database.close()


def open_state(home: Path, address: str | None = None) -> State:
    """The state of a home folder: `state.db` in it, or the database that `address` or BACKLIT_STATE names.

    It is made if need be, and brought to the form of this version. Raises StateError where it cannot be used.
    """
    address = address or os.environ.get(ADDRESS_VARIABLE)
    return State(database_at(address) if address else file_database(home / FILE))


def memory_state(clock: Clock = now) -> State:
    """A state that is held in memory and ends with its object; for tests and for looking around."""
    return State(memory_database(), clock)
