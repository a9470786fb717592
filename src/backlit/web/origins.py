"""Where a request of a browser comes from: this app, or another site that would use the browser of a person.

Three attacks, three rules. A site whose name is made to mean 127.0.0.1 (DNS rebinding) is told by the Host header. A
form or script of another site that sends with the person's cookie (cross-site request forgery) is told by
Sec-Fetch-Site (W3C, Fetch Metadata Request Headers), for older browsers and for plain http by Origin (RFC 6454). What
another site embeds or fetches from here it gets not at all; it may only link to pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from backlit.web.house import is_loopback

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.requests import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""
PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

_ELSEWHERE = "This request comes from another site, and was not done. Open the app itself and do it there."
_UNKNOWN = (
    "This request does not say where it comes from, and was not done. Programs send a token: "
    "`backlit token add NAME --scope write`, then the header Authorization: Bearer and the token."
)


def check_at_home(headers: Headers) -> None:
    """Refuses what has not come straight from this machine, for a server that lets its own person in unasked."""
    if any(name in headers for name in PROXY_HEADERS):
        raise HTTPException(
            403,
            "This request came through a proxy, and there is no user yet who could sign in: "
            "`backlit user add NAME --scope admin`.",
        )
    host = headers.get("host", "")
    if not is_loopback(_name(host)):
        raise HTTPException(
            403, f"Backlit answers here as localhost or 127.0.0.1, not as {host!r}. Open it by one of these names."
        )


def check_crossing(request: Request) -> None:
    """Refuses what another site had the browser send. For requests that a token does not vouch for."""
    headers = request.headers
    site = headers.get("sec-fetch-site")
    if request.method in SAFE_METHODS:
        if site in (None, "same-origin", "none") or _linked(headers):
            return
        raise HTTPException(403, "Another site asked for this. It may link to a page here, not embed or fetch it.")
    if site is not None:
        if site != "same-origin":
            raise HTTPException(403, _ELSEWHERE)
        return
    origin = headers.get("origin")
    if origin is None:
        raise HTTPException(403, _UNKNOWN)
    if not _same(origin, headers.get("host", "")):
        raise HTTPException(403, _ELSEWHERE)


def came_from_elsewhere(headers: Headers) -> bool:
    """Whether a page was perhaps opened by a link of another site: then the browser has kept back its cookie."""
    return headers.get("sec-fetch-site") not in ("same-origin", "none")


def _linked(headers: Headers) -> bool:
    """Whether a person follows a link, so that the answer becomes the page, and no other page can read it."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _same(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and host != "" and parts.netloc.lower() == host.lower()


def _name(host: str) -> str:
    """A Host header without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
