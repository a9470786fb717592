"""The pages that belong to the frame: help, the choice of a theme, and what is said where a page is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

from backlit.web.navigation import KEYS
from backlit.web.rendering import render
from backlit.web.themes import COOKIE, THEMES, YEAR

if TYPE_CHECKING:
    from fastapi import FastAPI

router = APIRouter()


@router.get("/help", response_class=Response)
def help_page(request: Request) -> Response:
    """The keys, for those who look them up without a key."""
    return render(request, "help.html", title="Help", keys=KEYS)


@router.post("/theme", response_class=Response)
def choose_theme(request: Request, theme: Annotated[str, Form()] = THEMES[0]) -> Response:
    """Keeps the theme in a cookie and goes back to where the choice was made; the script does it without a trip."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "The theme is chosen on a page of this app.")
    answer = RedirectResponse(_back(request), 303)
    answer.set_cookie(COOKIE, theme if theme in THEMES else THEMES[0], max_age=YEAR, samesite="strict")
    return answer


def _back(request: Request) -> str:
    """The address within the app that the request came from; the start where no one tells."""
    asked = request.query_params.get("back", "/")
    return asked if asked.startswith("/") and not asked.startswith(("//", "/\\")) else "/"


def add_errors(app: FastAPI) -> None:
    """What people see where something is not, or went wrong. The API has its own answers."""

    def refused(request: Request, error: Any) -> Response:
        title = {404: "There is no such page", 403: "This may not be done from there"}.get(
            error.status_code, "This cannot be done"
        )
        said = "" if error.status_code == 404 else str(error.detail)
        answer = render(request, "error.html", error.status_code, title=title, text=said, actions=(("Start", "/"),))
        answer.headers.update(error.headers or {})
        return answer

    def failed(request: Request, error: Any) -> Response:  # noqa: ARG001 - the form of a handler
        said = "The server has written what happened to its log. The index was not changed by this."
        return render(request, "error.html", 500, title="Something went wrong", text=said, actions=(("Start", "/"),))

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, failed)
