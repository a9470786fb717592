"""How a request is refused: a page for a person, a problem document (RFC 9457) for a program.

All refusals of the guards are `HTTPException`, whose detail says what is wrong and what to do.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from backlit.report.text import visible
from backlit.state import StateError
from backlit.web import problems
from backlit.web.rendering import render

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

MISSING = "There is no such page."
BROKEN = "This is a fault of Backlit, not of yours; what happened is in the log of the server."


def for_person(request: Request) -> bool:
    """Whether a browser shows the answer to a person."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The answer that refuses a request, in the form that its sender can read."""
    if for_person(request):
        made = render(request, "refused.html", status, title=HTTPStatus(status).phrase, detail=detail)
    else:
        made = problems.of_status(status, visible(detail))
    made.headers.update(headers or {})
    return made


async def refused(request: Request, error: HTTPException) -> Response:
    """The answer to a refusal."""
    plain = error.detail == HTTPStatus(error.status_code).phrase
    detail = MISSING if plain and error.status_code == HTTPStatus.NOT_FOUND else error.detail
    return answer(request, error.status_code, detail, dict(error.headers or {}))


async def without_state(request: Request, error: Exception) -> Response:
    """The answer where the database of users and tokens cannot be used: nobody can be let in."""
    return answer(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error))


async def broken(request: Request, _error: Exception) -> Response:
    """The answer to a fault of ours; the server logs it."""
    return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)


def register(app: FastAPI) -> None:
    """Adds the answers to errors that nothing nearer has answered."""
    app.add_exception_handler(HTTPException, refused)  # type: ignore[arg-type]
    app.add_exception_handler(StateError, without_state)
    app.add_exception_handler(Exception, broken)
