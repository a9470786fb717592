"""The command that serves the web app and the REST API: serve."""

from __future__ import annotations

import errno
import gc
import os
import socket
from typing import TYPE_CHECKING

from cyclopts import App, Group

from backlit.cli import output
from backlit.cli.options import Home, UsageError, open_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlit.state import State

STOPPING_SECONDS = 10
"""How long running requests may go on when the server is told to stop."""
COLLECTING = (100_000, 50, 100)
"""When Python looks for cycles: an answer makes tens of thousands of small objects and hardly a cycle."""
WAITING = 2_048
"""Connections that may wait to be taken up."""


def serve(*, host: str = "127.0.0.1", port: int = 8321, home: Home) -> int:
    """Serve the web app and the REST API, until Ctrl-C.

    An index that does not exist yet is served too; the app then says what to do.

    Parameters
    ----------
    host
        Address to listen at. The default is reachable from this machine only; another one needs a user or a token
        first, and TLS by a reverse proxy before it.
    port
        Port to listen at; 0 takes one that is free.

    """
    if not 0 <= port <= 65_535:
        raise UsageError(f"--port is {port}; a port is a number from 1 to 65535, or 0 for one that is free.")
    import uvicorn

    from backlit.state import open_state
    from backlit.web import create_app
    from backlit.web.house import Settings, is_loopback

    gc.set_threshold(100_000, 50, 100)
    index = open_index(home)
    state = open_state(index.path)
    if not is_loopback(host):
        _check_open_to_others(state, host)
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    app = create_app(index, state, Settings(host=host, port=port))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=STOPPING_SECONDS,
    )
    output.lines(_told(host, port, index.path))
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn has stopped in good order and hands the signal on
    finally:
        state.close()
    output.lines(["Stopped."])
    return 0


def _check_open_to_others(state: State, host: str) -> None:
    """Refuses to be reached from elsewhere by whoever finds the port; warns of what TLS would be needed for."""
    if not (state.users.any() or state.tokens.all()):
        raise UsageError(
            f"--host {host} can be reached from elsewhere, and there is no user or token yet: add one first with "
            "`backlit user add NAME --scope admin` or `backlit token add NAME --scope read`."
        )
    output.warn(
        "Passwords and tokens go over the network as they are typed: put a reverse proxy with TLS before Backlit."
    )


def _told(host: str, port: int, home: os.PathLike[str]) -> Iterator[str]:
    name = f"[{host}]" if ":" in host else host
    yield f"Backlit serves {os.fspath(home)} at http://{name}:{port}/ - stop it with Ctrl-C."


def _listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on, so that the address that is printed answers."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise UsageError(f"--host {host} is no address of this machine: write 127.0.0.1, ::1 or 0.0.0.0.") from None
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(WAITING)
    except OSError as error:
        made.close()
        raise UsageError(_unusable(error, host, port)) from None
    return made


def _unusable(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use: stop what uses it, or choose another with --port {_next(port)}."
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to this user: choose one from 1024 on, such as --port 8321."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"--host {host} is no address of this machine: write 127.0.0.1, ::1 or 0.0.0.0."
    return f"{host}:{port} cannot be listened at: {error.strerror}."


def _next(port: int) -> int:
    return port + 1 if port < 65_535 else 8321


def register(app: App) -> None:
    """Adds the commands."""
    app.command(serve, group=Group("The server", sort_key=4))
