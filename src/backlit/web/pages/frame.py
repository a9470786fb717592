"""The pages that belong to the frame: help, and the choice of a theme."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

from backlit.state import is_own_address
from backlit.web.navigation import KEYS
from backlit.web.rendering import render
from backlit.web.themes import COOKIE, THEMES, YEAR

router = APIRouter()


@router.get("/help", response_class=Response)
def help_page(request: Request) -> Response:
    """The keys, for those who look them up without a key."""
    return render(request, "help.html", title="Help", keys=KEYS)


@router.post("/theme", response_class=Response)
def choose_theme(request: Request, theme: Annotated[str, Form()] = THEMES[0]) -> Response:
    """Keeps the theme in a cookie and goes back to where the choice was made; the script does it without a trip."""
    answer = RedirectResponse(_back(request), 303)
    answer.set_cookie(COOKIE, theme if theme in THEMES else THEMES[0], max_age=YEAR, samesite="strict")
    return answer


def _back(request: Request) -> str:
    """The address within the app that the request came from; the start where no one tells."""
    asked = request.query_params.get("back", "/")
    return asked if is_own_address(asked) else "/"
