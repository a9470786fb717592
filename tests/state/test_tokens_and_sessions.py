"""Tokens and sessions: who they let in, and when they end."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from backlit.state import State, StateUsageError, Token

if TYPE_CHECKING:
    from pathlib import Path

    from tests.state.conftest import Clock

GOOD = "correct horse battery"


def test_a_token_lets_in_until_it_is_revoked(state: State, clock: Clock) -> None:
    made, secret = state.tokens.add("ci", "read")
    assert re.fullmatch(r"blt_[A-Za-z0-9_-]{43}", secret)
    assert made == Token("ci", "read", clock.time)
    assert state.tokens.check(secret) == made
    for wrong in ("", "blt_", secret[:-1], secret + "x", secret.upper(), "ci", "\x00", "\ud800"):
        assert state.tokens.check(wrong) is None
    state.tokens.revoke("ci")
    assert state.tokens.check(secret) is None
    with pytest.raises(StateUsageError, match="no token 'ci'"):
        state.tokens.revoke("ci")


def test_a_token_expires_to_the_second(state: State, clock: Clock) -> None:
    made, secret = state.tokens.add("ci", "write", 7)
    assert made.expires == clock.time + timedelta(days=7)
    clock.move(days=7, microseconds=-1)
    assert state.tokens.check(secret) is not None
    clock.move(microseconds=1)
    assert state.tokens.check(secret) is None
    assert [token.name for token in state.tokens.all()] == ["ci"]


@pytest.mark.parametrize("days", [0, -1, 36_501, 10**12])
def test_days_that_a_token_cannot_have(state: State, days: int) -> None:
    with pytest.raises(StateUsageError, match="cannot expire"):
        state.tokens.add("ci", "read", days)


def test_the_name_of_a_token_is_taken_once(state: State) -> None:
    state.tokens.add("ci", "read")
    with pytest.raises(StateUsageError, match=r"a token ci already.*revoke ci"):
        state.tokens.add("ci", "admin")


def test_the_last_use_is_told_to_the_minute(state: State, clock: Clock) -> None:
    _, secret = state.tokens.add("ci", "read")
    assert state.tokens.all()[0].last_used is None
    first = clock.move(hours=1)
    state.tokens.check(secret)
    clock.move(seconds=59)
    state.tokens.check(secret)
    assert state.tokens.all()[0].last_used == first
    clock.move(seconds=1)
    state.tokens.check(secret)
    assert state.tokens.all()[0].last_used == clock.time


def test_no_secret_is_kept(sqlite_state: State, tmp_path: Path) -> None:
    sqlite_state.users.add("ann", GOOD, "read")
    _, token = sqlite_state.tokens.add("ci", "read")
    session = sqlite_state.sessions.open("ann")
    sqlite_state.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"ann" in kept
    for secret in (GOOD, token, token.removeprefix("blt_"), session):
        assert secret.encode() not in kept


def test_a_session_ends_after_thirty_days_without_use(state: State, clock: Clock) -> None:
    ann = state.users.add("ann", GOOD, "write")
    session = state.sessions.open("ann")
    for _ in range(3):
        clock.move(days=29, hours=23)
        assert state.sessions.user_of(session) == ann
    clock.move(days=30)
    assert state.sessions.user_of(session) is None


def test_a_session_ends_by_signing_out_and_no_other_with_it(state: State) -> None:
    state.users.add("ann", GOOD, "write")
    one, other = state.sessions.open("ann"), state.sessions.open("ann")
    assert one != other
    state.sessions.close(one)
    state.sessions.close("never was")
    assert state.sessions.user_of(one) is None
    assert state.sessions.user_of(other) is not None


def test_sessions_that_have_ended_are_cleared(sqlite_state: State, clock: Clock, tmp_path: Path) -> None:
    sqlite_state.users.add("ann", GOOD, "write")
    sqlite_state.sessions.open("ann")
    clock.move(days=31)
    sqlite_state.sessions.open("ann")
    with sqlite3.connect(tmp_path / "state.db") as kept:
        assert kept.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
    kept.close()


def test_nobody_gets_a_session_who_is_no_user(state: State) -> None:
    with pytest.raises(StateUsageError, match="no user 'eve'"):
        state.sessions.open("eve")
