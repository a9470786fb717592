"""`backlit serve` in a process of its own: what it says, what it refuses, and how it ends."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from backlit.cli import main
from backlit.state import open_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def serving(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server and its port."""
    code = "import sys; from backlit.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "--home", str(home), "serve", "--port", "0", *words]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
    try:
        assert server.stdout is not None
        told = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
        assert found, told or server.communicate()[1]
        assert "Ctrl-C" in told
        yield server, int(found[1])
    finally:
        server.kill()
        server.communicate()


def environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


def get(port: int, path: str, headers: dict[str, str] | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers or {})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_at_once_what_need_not_exist_yet_and_stops_in_good_order(tmp_path: Path, how: int) -> None:
    with serving(tmp_path / "none-yet") as (server, port):
        assert get(port, "/nowhere") == 404
        server.send_signal(how)
        out, err = server.communicate(timeout=60)
        assert (server.returncode, err) == ((0, "") if how == signal.SIGINT else (-signal.SIGTERM, ""))
        assert out == ("Stopped.\n" if how == signal.SIGINT else "")
    with pytest.raises(ConnectionRefusedError):
        get(port, "/")


def test_a_port_in_use_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--home", str(tmp_path / "data"), "serve", "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"Port {port} of 127.0.0.1 is in use" in told
    assert "--port" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--port", "70000"], "--port is 70000"),
        (["--port", "-1"], "--port is -1"),
        (["--host", "no.such.invalid"], "no user or token yet"),
        (["--host", "192.0.2.1"], "no user or token yet"),
        (["--host", "0.0.0.0"], "no user or token yet"),  # noqa: S104 - what is refused
    ],
)
def test_what_cannot_be_served_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["--home", str(tmp_path / "data"), "serve", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("who", ["user", "token"])
def test_others_may_reach_it_once_there_is_somebody_to_let_in(tmp_path: Path, who: str) -> None:
    refused = start(tmp_path, "--host", "127.0.0.1.nip.invalid")
    assert refused.returncode == 2
    assert "no user or token yet: add one first with `backlit user add NAME --scope admin`" in refused.stderr
    state = open_state(tmp_path)
    if who == "user":
        state.users.add("ann", "correct horse battery", "read")
    else:
        state.tokens.add("ci", "read")
    state.close()
    # A name that is no address of this machine is refused only now: no test listens where others could reach it.
    warned = start(tmp_path, "--host", "127.0.0.1.nip.invalid")
    assert warned.returncode == 2
    assert "put a reverse proxy with TLS before Backlit" in warned.stderr
    assert "is no address of this machine" in warned.stderr


def start(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A server that is expected not to start."""
    code = "import sys; from backlit.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "--home", str(home), "serve", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, timeout=60)


def test_who_is_added_while_it_runs_is_asked_for_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, port):
        assert get(port, "/nowhere") == 404
        state = open_state(tmp_path)
        state.users.add("ann", "correct horse battery", "read")
        _, secret = state.tokens.add("ci", "read")
        assert get(port, "/nowhere") == 401
        assert get(port, "/nowhere", {"Authorization": f"Bearer {secret}"}) == 404
        state.tokens.revoke("ci")
        assert get(port, "/nowhere", {"Authorization": f"Bearer {secret}"}) == 401
        state.close()


def test_neither_server_nor_version_is_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        headers = {name.lower() for name, _ in connection.getresponse().getheaders()}
        connection.close()
    assert "server" not in headers
    assert "content-security-policy" in headers


def test_a_request_that_runs_may_end_when_the_server_stops(tmp_path: Path) -> None:
    body = b"name=ann&password=wrong-password"
    with serving(tmp_path) as (server, port), socket.create_connection(("127.0.0.1", port), 60) as sender:
        head = (
            f"POST /signin HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        sender.sendall(head.encode())
        assert sender.recv(1_000).startswith(b"HTTP/1.1 100 ")  # the app has begun to read
        server.send_signal(signal.SIGINT)
        while listens(port):
            pass
        sender.sendall(body)
        assert sender.recv(1_000).startswith(b"HTTP/1.1 403 ")
        assert server.communicate(timeout=60) == ("Stopped.\n", "")
        assert server.returncode == 0


def listens(port: int) -> bool:
    """Whether the server still takes connections."""
    try:
        socket.create_connection(("127.0.0.1", port), 60).close()
    except OSError:
        return False
    return True
