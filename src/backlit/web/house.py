"""What a running server holds: the index, what people decided, and its settings; and how a request reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from backlit.web.jobs import Jobs

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from backlit.index import Index
    from backlit.web.assets import Assets


@dataclass(frozen=True)
class House:
    """What the requests of one server share. Nothing in it is global: two servers in a process have two."""

    index: Index
    assets: Assets
    jobs: Jobs = field(default_factory=Jobs)


def house(request: HTTPConnection) -> House:
    """The house that a request has come to."""
    return cast("House", request.app.state.house)
