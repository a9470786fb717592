"""Signing in and out.

A wrong name and a wrong password get the same answer after the same work, and each further attempt has to wait.
"""

from __future__ import annotations

import math
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

from backlit.state import is_own_address
from backlit.web.access import COOKIE, LOOKING_UP, SIGN_IN, caller, give_session, take_session
from backlit.web.house import house
from backlit.web.limits import address_of
from backlit.web.origins import came_from_elsewhere
from backlit.web.rendering import render
from backlit.web.threads import Threads

router = APIRouter()

SIGN_OUT = "/signout"
WRONG = "This name and this password do not belong together."
NAME_MOST = 100
"""Characters of a name that are looked at, more than any user's name has."""
HASHING = Threads("passwords", 2)
"""Passwords that are looked at at a time: each takes 32 MB and a quarter of a second of a core."""


@router.get(SIGN_IN)
def sign_in_page(request: Request) -> Response:
    """The form; whoever is signed in is led on."""
    to = _destination(request.query_params.get("to"))
    if caller(request).how != "nobody":
        return RedirectResponse(to, 303)
    page = _form(request, to)
    if came_from_elsewhere(request.headers) and "again" not in request.query_params:
        # The browser keeps the cookie back while it follows a link of another site. Asked by this page it sends it.
        page.headers["Refresh"] = f"0; url={SIGN_IN}?{urlencode({'to': to, 'again': 1})}"
    return page


@router.post(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Opens a session for a name and a password."""
    here = house(request)
    async with request.form(max_files=0, max_fields=10) as form:
        name, password, to = (_text(form.get(field)) for field in ("name", "password", "to"))
    name, address = name.strip()[:NAME_MOST], address_of(request)
    wait = here.attempts.wait(name, address)
    if wait > 0:
        return _too_often(request, to, name, wait)
    here.attempts.begin(name, address)
    user = await HASHING.run(here.state.users.check, name, password)
    if user is None:
        return _form(request, _destination(to), name, WRONG, 403)
    here.attempts.succeed(name)
    before = request.cookies.get(COOKIE)
    if before is not None:
        await LOOKING_UP.run(here.state.sessions.close, before)
    answer = RedirectResponse(_destination(to), 303)
    give_session(answer, request, await LOOKING_UP.run(here.state.sessions.open, user.name))
    return answer


@router.get(SIGN_OUT)
def sign_out_page(request: Request) -> Response:
    """Says who is signed in, with the button that ends it."""
    found = caller(request)
    if found.how != "session":
        return RedirectResponse("/", 303)
    return render(request, "signout.html", title="Sign out", name=found.name, scope=found.scope)


@router.post(SIGN_OUT)
def sign_out(request: Request) -> Response:
    """Ends the session of this browser."""
    if caller(request).how == "session":
        house(request).state.sessions.close(request.cookies[COOKIE])
    answer = RedirectResponse(SIGN_IN, 303)
    take_session(answer)
    return answer


def _form(request: Request, to: str, name: str = "", wrong: str = "", status: int = 200) -> Response:
    return render(request, "signin.html", status, title="Sign in", to=to, name=name, wrong=wrong)


def _too_often(request: Request, to: str, name: str, wait: float) -> Response:
    seconds = math.ceil(wait)
    told = f"Too many attempts to sign in. Try again in {seconds} second{'s' * (seconds != 1)}."
    page = _form(request, _destination(to), name, told, 429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _destination(to: str | None) -> str:
    """Where to go after signing in: an address of this app, and never one that leads elsewhere."""
    return to if to and is_own_address(to) else "/"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
