"""A state whose time the test tells, in SQLite and in PostgreSQL, and passwords that cost less than they should."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests import postgresql

from backlit.state import State, passwords
from backlit.state.database import FILE, Database, database_at, file_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **how_far: float) -> datetime:
        self.time += timedelta(**how_far)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", passwords.Cost(n=16, r=1, p=1))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real server, with {name} for that of a database."""
    reason = postgresql.missing()
    if reason is not None:
        pytest.skip(reason)
    named = os.environ.get(postgresql.VARIABLE)
    if named:
        yield named
        return
    with postgresql.server() as address:
        yield address


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[Database]:
    """An empty database of the server."""
    address = postgresql.new_database(postgres, f"b{uuid.uuid4().hex}") if "{name}" in postgres else postgres
    database = database_at(address)
    yield database
    database.close()


@pytest.fixture
def sqlite_state(tmp_path: Path, clock: Clock) -> Iterator[State]:
    """A state in a file, for tests that look into it."""
    made = State(file_database(tmp_path / FILE), clock)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[State]:
    if request.param == "sqlite":
        database = file_database(tmp_path / FILE)
    else:
        database = request.getfixturevalue("postgres_database")
    made = State(database, clock)
    yield made
    made.close()
