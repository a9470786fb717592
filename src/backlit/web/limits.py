"""How much one caller may ask for and send, and how long the server waits for what is sent.

Rates are token buckets: a caller may ask for a burst at once, and then as fast as the bucket fills again. Answers say
how much is left, in the headers of the IETF's draft "RateLimit header fields for HTTP"; who asks for too much gets 429
(RFC 6585) with Retry-After.
"""

from __future__ import annotations

import ipaddress
import math
from typing import TYPE_CHECKING

from anyio import fail_after
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from backlit.state import includes
from backlit.web.access import STATIC, caller
from backlit.web.buckets import Buckets
from backlit.web.house import house
from backlit.web.refusing import refused

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from backlit.web.access import Caller
    from backlit.web.house import Settings


def address_of(request: HTTPConnection) -> str:
    """Where a request comes from: an IPv4 address, or the 64 bits of an IPv6 address that one subscriber has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Limits:
    """The guard that keeps the bounds of the settings. It stands within the one that finds the caller."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._buckets = Buckets(settings.burst, settings.requests_a_minute / 60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        found = caller(request)
        try:
            if found.how != "local":
                send = self._counted(request, found, send)
            receive = _bounded(request, found, receive)
        except HTTPException as error:
            answer = await refused(request, error)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _counted(self, request: Request, found: Caller, send: Send) -> Send:
        """Takes one from the caller's bucket. Raises HTTPException where it is empty."""
        buckets = self._buckets
        key = found.name or address_of(request)
        wait = buckets.wait(key)
        if wait > 0:
            raise HTTPException(429, *_too_fast(wait, buckets, "Too many requests"))
        buckets.take(key)
        told = self._headers(buckets.level(key))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(told)
            await send(message)

        return with_headers

    def _headers(self, level: float) -> dict[str, str]:
        return rate_headers(self._buckets, level)


def rate_headers(buckets: Buckets, level: float) -> dict[str, str]:
    """What is allowed, what is left of it, and in how many seconds it is whole again."""
    window = math.ceil(buckets.size / buckets.rate)
    whole = math.ceil((buckets.size - level) / buckets.rate)
    return {
        "RateLimit-Policy": f'"default";q={int(buckets.size)};w={window}',
        "RateLimit": f'"default";r={int(level)};t={whole}',
    }


def _too_fast(wait: float, buckets: Buckets, what: str) -> tuple[str, dict[str, str]]:
    seconds = math.ceil(wait)
    detail = f"{what}: at most {int(buckets.size)} at once and {buckets.rate * 60:g} a minute. Wait {seconds} seconds."
    return detail, {"Retry-After": str(seconds)} | rate_headers(buckets, 0)


def _bounded(request: Request, found: Caller, receive: Receive) -> Receive:
    """What reads a body, refusing one that is too long or too slow. Raises HTTPException for a length told before."""
    settings = house(request).settings
    uploads = request.headers.get("content-type", "").startswith("multipart/form-data")
    most = settings.upload_bytes if uploads and includes(found.scope, "write") else settings.body_bytes
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > most:
        raise _too_long(most)
    taken, whole = 0, False

    async def bounded() -> Message:
        nonlocal taken, whole
        if whole:
            return await receive()  # the app waits for the browser to go away
        try:
            with fail_after(settings.body_seconds):
                message = await receive()
        except TimeoutError:
            whole = True
            raise HTTPException(
                408, f"Nothing came for {settings.body_seconds:g} seconds; send it again.", {"Connection": "close"}
            ) from None
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > most:
            raise _too_long(most)
        return message

    return bounded


def _too_long(most: int) -> HTTPException:
    return HTTPException(413, f"What was sent is too long: at most {most:,} bytes.", {"Connection": "close"})
