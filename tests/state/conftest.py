"""A state whose time the test tells, and passwords that cost less than they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from backlit.state import State, passwords
from backlit.state.database import FILE, file_database

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


@pytest.fixture
def state(tmp_path: Path, clock: Clock) -> Iterator[State]:
    made = State(file_database(tmp_path / FILE), clock)
    yield made
    made.close()
