"""Who asks: what the guard has found out, for pages and routes to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from backlit.state import LOCAL

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from backlit.state import Scope

KEY = "backlit.caller"
"""Where the guard leaves the caller in the scope of a request."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. The name of a token is `token:` and its name, so that nobody takes it for a user."""

    name: str
    scope: Scope | Literal["none"]
    how: Literal["local", "session", "token", "nobody"]


NOBODY = Caller("", "none", "nobody")
"""Who has not signed in; nobody else gets further than the sign-in page."""
PERSON_HERE = Caller(LOCAL, "admin", "local")


def caller(request: HTTPConnection) -> Caller:
    """Who sent a request."""
    return cast("Caller", request.scope.get(KEY, NOBODY))
