"""What a running server holds: the index, what people decided, and its settings; and how a request reaches it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from backlit.web.buckets import Attempts
from backlit.web.jobs import Jobs

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from backlit.index import Index
    from backlit.state import State
    from backlit.web.assets import Assets

HOST, PORT = "127.0.0.1", 8321


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server was started, and the bounds that it keeps."""

    host: str = HOST
    port: int = PORT
    threads: int = 4
    """Requests that are worked on at a time; the others wait. Bounds the memory that reports take together."""
    body_bytes: int = 1_000_000
    """Bytes of what is sent with a request."""
    upload_bytes: int = 4_000_000_000
    """Bytes of an upload of files, from someone who may write."""
    body_seconds: float = 30.0
    """Seconds that the next part of what is sent may take."""
    requests_a_minute: int = 1_200
    """What one caller may ask for over a minute; the person at this machine may ask for any number."""
    burst: int = 300
    """What one caller may ask for at once."""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


@dataclass(frozen=True)
class House:
    """What the requests of one server share. Nothing in it is global: two servers in a process have two."""

    index: Index
    assets: Assets
    state: State
    settings: Settings
    attempts: Attempts = field(default_factory=Attempts)
    jobs: Jobs = field(default_factory=Jobs)


def house(request: HTTPConnection) -> House:
    """The house that a request has come to."""
    return cast("House", request.app.state.house)


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine alone: 127.0.0.0/8, ::1, localhost (RFC 6761) and below it."""
    name = host.strip("[]").lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
