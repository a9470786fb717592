"""`backlit user` and `backlit token`: what they print, ask, keep and refuse."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.warc_by_hand import Run

from backlit.cli import main
from backlit.state import open_state, passwords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return tmp_path / "people"


@pytest.fixture
def run(people: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    monkeypatch.setenv("BACKLIT_HOME", str(people))
    monkeypatch.delenv("BACKLIT_STATE", raising=False)
    monkeypatch.setattr(passwords, "COST", passwords.Cost(n=16, r=1, p=1))

    def command(*words: str, typed: str = "") -> Run:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capfd.readouterr()
        code = main(list(words))
        return Run(code, *capfd.readouterr())

    return command


def test_a_user_is_added_listed_changed_and_removed(run: Callable[..., Run], people: Path) -> None:
    added = run("user", "add", "ann", "--scope", "write", "--password-stdin", typed=f"{PASSWORD}\nmore\n")
    assert added == Run(0, "User ann may ask, import, undo and rank. Everyone has to sign in now.\n", "")
    shown = run("user", "list").out.split()
    assert shown[:5] == ["name", "scope", "created", "ann", "write"]
    state = open_state(people)
    assert state.users.check("ann", PASSWORD)
    changed = run("user", "password", "ann", "--password-stdin", typed="another password\r\n")
    assert (changed.code, changed.err) == (0, "")
    assert state.users.check("ann", "another password")
    removed = run("user", "remove", "ann")
    assert removed.out.splitlines()[0] == "User ann is removed."
    assert "without signing in" in removed.out
    assert not state.users.any()
    state.close()


def test_a_token_is_printed_once_and_alone(run: Callable[..., Run], people: Path) -> None:
    added = run("token", "add", "ci", "--scope", "read", "--expires", "7")
    assert added.code == 0
    assert added.out.startswith("blt_")
    assert len(added.out.split()) == 1
    assert "not shown again" in added.err
    assert added.out.strip() not in added.err
    state = open_state(people)
    found = state.tokens.check(added.out.strip())
    state.close()
    assert found is not None
    listed = json.loads(run("token", "list", "--format", "json").out)["rows"]
    assert [(row["name"], row["scope"]) for row in listed] == [("ci", "read")]
    assert list(listed[0]) == ["name", "scope", "created", "last_used", "expires"]
    assert listed[0]["last_used"] is not None
    assert added.out.strip() not in run("token", "list").out
    assert run("token", "revoke", "ci") == Run(0, "Token ci is revoked.\n", "")
    assert json.loads(run("token", "list", "--format", "json").out)["rows"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["user", "add", "ann", "--scope", "read"], "add --password-stdin"),
        (["user", "add", "Ann!", "--scope", "read", "--password-stdin"], "cannot be a name"),
        (["user", "add", "a\x1b[2J", "--scope", "read", "--password-stdin"], "cannot be a name"),
        (["user", "add", "local", "--scope", "read", "--password-stdin"], "is kept for"),
        (["user", "add", "ann", "--scope", "read", "--password-stdin"], "has 5 characters: take 10 or more"),
        (["user", "add", "ann", "--scope", "root", "--password-stdin"], "root"),
        (["user", "add", "ann"], "--scope"),
        (["user", "remove", "eve"], "no user 'eve'"),
        (["user", "password", "eve"], "no user 'eve'"),
        (["token", "add", "ci", "--scope", "read", "--expires", "0"], "cannot expire after 0 days"),
        (["token", "revoke", "ci\u202e"], "no token 'ci\\u202e'"),
    ],
)
def test_what_cannot_be_is_said_with_the_mend(run: Callable[..., Run], words: list[str], told: str) -> None:
    done = run(*words, typed="short\n")
    assert done.code == 2
    assert told in done.err
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err


def test_a_name_that_is_taken_is_refused_before_the_password_is_asked(run: Callable[..., Run]) -> None:
    run("user", "add", "ann", "--scope", "read", "--password-stdin", typed=PASSWORD)
    assert "a user ann already" in run("user", "add", "ann", "--scope", "read").err


def test_a_damaged_state_is_a_failure_and_not_a_riddle(run: Callable[..., Run], people: Path) -> None:
    people.mkdir()
    (people / "state.db").write_bytes(b"something else entirely" * 100)
    done = run("user", "list")
    assert done.code == 1
    assert "is damaged: put back a copy" in done.err


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ((PASSWORD, PASSWORD), 0, "User ann may do everything"),
        ((PASSWORD, "another thing"), 2, "not the same; nothing was changed"),
        (("\x04",), 2, "No password was typed"),
        (("\x03",), 130, "Stopped."),
    ],
)
def test_a_terminal_asks_twice_and_shows_nothing(people: Path, typed: tuple[str, ...], code: int, told: str) -> None:
    command = "import sys; from backlit.cli import main; sys.exit(main())"
    ours, theirs = pty.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-c", command, "--home", str(people), "user", "add", "ann", "--scope", "admin"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509 - the test has no threads
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    for prompt, line in zip((b"Password: ", b"Once more: "), typed, strict=False):
        while prompt not in seen:
            seen += os.read(ours, 1_000)
        os.write(ours, line.encode() + (b"" if line < " " else b"\n"))
    seen += rest(ours)
    os.close(ours)
    assert asking.wait(60) == code
    assert told in seen.decode()
    assert PASSWORD not in seen.decode()


def take_terminal() -> None:
    """Makes the terminal that of the process, so that Ctrl-C typed there reaches it."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def rest(terminal: int) -> bytes:
    """What is still to be read; the system tells the end as an error."""
    seen = b""
    try:
        while part := os.read(terminal, 1_000):
            seen += part
    except OSError:
        pass
    return seen
