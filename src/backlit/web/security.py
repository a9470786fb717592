"""The headers that hold a browser to what the app is: on every answer, errors and files included.

The policy (Content Security Policy Level 3, https://www.w3.org/TR/CSP3/) allows nothing but our own style sheet, our
own script and our own forms, so that a stranger's anchor that got past the escaping still could not run or fetch
anything. Trusted Types (https://www.w3.org/TR/trusted-types/) forbid to make markup of text in the script.
Written as plain ASGI: what wraps answers otherwise would hold streams back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
KEPT = "private, no-cache"
"""What a browser may keep of an answer that does not say so itself: for this person only, and asked for again."""


class Security:
    """Sets the headers on every answer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", KEPT)
            await send(message)

        await self.app(scope, receive, with_headers)
