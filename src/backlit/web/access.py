"""Who asks, and what they may: a token, a user who has signed in, or whoever sits at this machine.

A guard around the whole app, so that no page can forget it. While a server is reached from this machine alone and has
no users, its person is let in unasked; a change then needs the cookie that came with the first page, which a program
that happens to know the port has not. Else everything but the sign-in page needs a token or a session.
What a caller may change is asked of each route with `require`.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from backlit.state import StateError, includes
from backlit.web.callers import KEY, NOBODY, PERSON_HERE, Caller, caller
from backlit.web.house import house
from backlit.web.origins import SAFE_METHODS, check_at_home, check_crossing
from backlit.web.refusing import for_person, refused, without_state
from backlit.web.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Send
    from starlette.types import Scope as Connection

    from backlit.state import Scope, State

__all__ = [
    "COOKIE",
    "LOOKING_UP",
    "SIGN_IN",
    "STATIC",
    "Access",
    "Caller",
    "caller",
    "give_session",
    "require",
    "take_session",
]

COOKIE = "backlit_session"
COOKIE_SECONDS = 400 * 86_400
"""As long as browsers keep a cookie at all (RFC 6265bis); the state ends a session long before."""
SIGN_IN = "/signin"
STATIC = "/static/"
LOOKING_UP = Threads("callers", 2)
_BEARER = "bearer "


def require(wanted: Scope) -> Callable[[Request], Awaitable[Caller]]:
    """A dependency of FastAPI that refuses callers without a scope: `Depends(require("write"))`; gives the caller."""

    async def allowed(request: Request) -> Caller:
        found = caller(request)
        if not includes(found.scope, wanted):
            raise HTTPException(
                403, f"This needs the scope {wanted}; {found.name or 'nobody'} has the scope {found.scope}."
            )
        return found

    return allowed


class Access:
    """The guard: finds the caller of a request, and refuses what may not pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._local_secret = token_urlsafe(32)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            found = await self._find(request)
            turned_away = self._turn_away(request, found)
        except HTTPException as error:
            turned_away = await refused(request, error)
        except StateError as error:
            turned_away = await without_state(request, error)
        if turned_away is not None:
            await turned_away(scope, receive, send)
            return
        scope[KEY] = found
        if found is PERSON_HERE and request.method == "GET" and not self._known(request):
            send = self._giving_cookie(send)
        await self.app(scope, receive, send)

    async def _find(self, request: Request) -> Caller:
        """The caller. Raises HTTPException for a token that is not good, and for what only this machine may send."""
        settings, state = house(request).settings, house(request).state
        bearer, cookie = _bearer(request), request.cookies.get(COOKIE)
        found = await LOOKING_UP.run(_look_up, state, bearer, cookie, settings.loopback)
        if found is None:
            raise HTTPException(
                401,
                "The token is not good: it was revoked, has expired, or never was. `backlit token add` gives one.",
                {"WWW-Authenticate": 'Bearer realm="Backlit", error="invalid_token"'},
            )
        if found is PERSON_HERE:
            check_at_home(request.headers)
        return found

    def _turn_away(self, request: Request, found: Caller) -> Response | None:
        """The answer to whoever has to sign in first. Raises HTTPException for what another site had sent."""
        if found.how == "token":
            return None
        check_crossing(request)
        if request.url.path == SIGN_IN:
            return None
        if found is NOBODY:
            return _to_sign_in(request)
        if found is PERSON_HERE and request.method not in SAFE_METHODS and not self._known(request):
            raise HTTPException(
                403,
                "A change needs a page of this server that is open, and its cookie: load the page again. Programs send "
                "a token: `backlit token add NAME --scope write`.",
            )
        return None

    def _known(self, request: Request) -> bool:
        given = request.cookies.get(COOKIE, "").encode("utf-8", "surrogatepass")
        return hmac.compare_digest(given, self._local_secret.encode())

    def _giving_cookie(self, send: Send) -> Send:
        """Gives the cookie with a page."""

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Set-Cookie", f"{COOKIE}={self._local_secret}; Path=/; HttpOnly; SameSite=Strict")
            await send(message)

        return with_cookie


def give_session(response: Response, request: Request, secret: str) -> None:
    """Has the browser keep the secret of a session."""
    # A proxy that ends TLS speaks http to us; the browser's own word says that the way from it is safe.
    safe = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
    response.set_cookie(COOKIE, secret, COOKIE_SECONDS, secure=safe, httponly=True, samesite="strict")


def take_session(response: Response) -> None:
    """Has the browser forget it."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def _look_up(state: State, bearer: str | None, cookie: str | None, loopback: bool) -> Caller | None:
    """The caller as the state knows them; None for a token that is not good."""
    if bearer is not None:
        token = state.tokens.check(bearer)
        return None if token is None else Caller(f"token:{token.name}", token.scope, "token")
    if loopback and not state.users.any():
        return PERSON_HERE
    user = None if cookie is None else state.sessions.user_of(cookie)
    return NOBODY if user is None else Caller(user.name, user.scope, "session")


def _bearer(request: Request) -> str | None:
    """The token of the Authorization header (RFC 6750)."""
    given = request.headers.get("authorization", "")
    return given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else None


def _to_sign_in(request: Request) -> Response:
    if request.method == "GET" and for_person(request):
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(SIGN_IN if asked == "/" else f"{SIGN_IN}?to={quote(asked, safe='')}", 303)
    raise HTTPException(
        HTTPStatus.UNAUTHORIZED,
        "Sign in, or send a token: `backlit token add NAME --scope read`, then the header Authorization: Bearer and "
        "the token.",
        {"WWW-Authenticate": 'Bearer realm="Backlit"'},
    )
