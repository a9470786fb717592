"""The commands about who may use a server: user, token."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from backlit.cli import output
from backlit.cli.options import PRINTED, Home, Output, UsageError, open_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlit.state import State

Name = Annotated[str, Parameter(name="NAME")]
Scope = Literal["read", "write", "admin"]
Stdin = Annotated[bool, Parameter(name="--password-stdin", negative="")]


def user_add(name: Name, /, *, scope: Scope, password_stdin: Stdin = False, home: Home) -> None:
    """Add a user, who signs in with the name and a password. From the first user on everyone has to sign in.

    The password is asked for, twice and unseen. It has 10 characters or more.

    Parameters
    ----------
    name
        Small letters, digits, '.', '_' and '-', 64 at most.
    scope
        What the user may do: read asks every report; write also imports, undoes and ranks; admin everything.
    password_stdin
        Read the password from standard input, its first line.

    """
    with _state(home) as state:
        state.users.check_new(name)
        made = state.users.add(name, _password(password_stdin), scope)
    output.lines([f"User {made.name} may {_allowed(made.scope)}. Everyone has to sign in now."])


def user_list(*, home: Home, how: Output = PRINTED) -> None:
    """List the users: name, scope, when they were added."""
    with _state(home) as state:
        rows = [{"name": user.name, "scope": user.scope, "created": user.created} for user in state.users.all()]
    _table("users", rows, ("name", "scope", "created"), how)


def user_remove(name: Name, /, *, home: Home) -> None:
    """Remove a user, who is signed out at once; what the user saved goes too.

    Parameters
    ----------
    name
        The user.

    """
    with _state(home) as state:
        state.users.remove(name)
        left = state.users.any()
    output.lines([f"User {name} is removed."])
    if not left:
        output.lines(["There is no user any more: whoever uses this machine may use Backlit without signing in."])


def user_password(name: Name, /, *, password_stdin: Stdin = False, home: Home) -> None:
    """Give a user a new password; whoever is signed in with the old one is signed out.

    Parameters
    ----------
    name
        The user.
    password_stdin
        Read the password from standard input, its first line.

    """
    with _state(home) as state:
        state.users.check_known(name)
        state.users.change_password(name, _password(password_stdin))
    output.lines([f"User {name} has a new password, and has to sign in again."])


def token_add(
    name: Name,
    /,
    *,
    scope: Scope,
    expires: Annotated[int | None, Parameter(show_default=False)] = None,
    home: Home,
) -> None:
    """Add a token for a program, which sends it with each request: `Authorization: Bearer blt_…`.

    The token is printed once, alone on standard output, and cannot be shown again.

    Parameters
    ----------
    name
        What the token is for: small letters, digits, '.', '_' and '-', 64 at most.
    scope
        What the program may do: read asks every report; write also imports, undoes and ranks; admin everything.
    expires
        Days after which it is no longer good. Default: it is good until it is revoked.

    """
    with _state(home) as state:
        made, secret = state.tokens.add(name, scope, expires)
    until = "" if made.expires is None else f" until {made.expires:%Y-%m-%d %H:%M} UTC"
    output.warn(f"Token {made.name} may {_allowed(made.scope)}{until}. Keep it now, it is not shown again:")
    output.lines([secret])


def token_list(*, home: Home, how: Output = PRINTED) -> None:
    """List the tokens: name, scope, when each was made and last used, and when it expires."""
    columns = ("name", "scope", "created", "last_used", "expires")
    with _state(home) as state:
        rows = [{column: getattr(token, column) for column in columns} for token in state.tokens.all()]
    _table("tokens", rows, columns, how)


def token_revoke(name: Name, /, *, home: Home) -> None:
    """Revoke a token: it is no longer good at once.

    Parameters
    ----------
    name
        The token.

    """
    with _state(home) as state:
        state.tokens.revoke(name)
    output.lines([f"Token {name} is revoked."])


@contextmanager
def _state(home: str | None) -> Iterator[State]:
    from backlit.state import open_state

    state = open_state(open_index(home).path)
    try:
        yield state
    finally:
        state.close()


def _password(from_stdin: bool) -> str:
    """The password as it is typed; raises UsageError where nobody can be asked, or it was typed in two ways."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password: add --password-stdin and pipe it in.")
    try:
        first = getpass("Password: ")
        again = getpass("Once more: ")
    except EOFError:
        raise UsageError("No password was typed; nothing was changed.") from None
    if again != first:
        raise UsageError("The two passwords are not the same; nothing was changed.")
    return first


def _allowed(scope: str) -> str:
    return {"read": "ask every report", "write": "ask, import, undo and rank", "admin": "do everything"}[scope]


def _table(name: str, rows: Sequence[dict[str, Any]], columns: Sequence[str], how: Output) -> None:
    import pyarrow as pa

    from backlit.index import Rows

    time = pa.timestamp("us", "UTC")
    types = {"name": pa.string(), "scope": pa.string()}
    shape = pa.schema([(column, types.get(column, time)) for column in columns])
    output.table(Rows(name, pa.Table.from_pylist(list(rows), schema=shape)), how)


def register(app: App) -> None:
    """Adds the commands."""
    group = "The server"  # of `serve`, which stands before
    user = App(name="user", help="Who may sign in to the web app: add, list, remove, and their passwords.", group=group)
    user.command(user_add, name="add")
    user.command(user_list, name="list")
    user.command(user_remove, name="remove")
    user.command(user_password, name="password")
    token = App(name="token", help="What programs show to use the REST API: add, list, revoke.", group=group)
    token.command(token_add, name="add")
    token.command(token_list, name="list")
    token.command(token_revoke, name="revoke")
    app.command(user)
    app.command(token)
