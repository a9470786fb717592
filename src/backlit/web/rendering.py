"""Pages out of templates: all is escaped, strangers' text by the one rule for it, and only http links are links.

A page is sent whole, or as the fragment that the script of a page asks for: then it is the same content without the
frame around it, which stands already. Text is compressed here, where its length is known, so that nothing buffers
what is streamed.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import Response

from backlit.web import amounts, filtering, tables
from backlit.web.callers import caller
from backlit.web.cells import UNKNOWN, cut, day, fact, href, out, rating, shown
from backlit.web.house import house
from backlit.web.navigation import HOME, PAGES, SAVED, SCOPES, letters
from backlit.web.themes import theme_of

if TYPE_CHECKING:
    from starlette.requests import Request

FRAGMENT = "X-Backlit-Fragment"
"""The header by which the script of a page asks for the content alone."""
LEVEL = 5
"""Of compression: pages are made for one reader each."""


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page, or its fragment where the script asks for that.

    Templates know `assets`, `caller`, `pages`, `path`, `theme`, `question` and `page` (its name in the navigation)
    beside what they are given.
    """
    alone = FRAGMENT.lower() in request.headers
    shared = {
        "assets": house(request).assets,
        "caller": caller(request),
        "fragment": alone,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "page": request.url.path.strip("/").partition("/")[0],
        "path": request.url.path,
        "question": None,
        "theme": theme_of(request),
        "title": "Backlit",
    }
    text = environment().get_template(template).render(shared | context)
    return answer(request, text.encode(), "text/html; charset=utf-8", status)


def answer(request: Request, content: bytes, media_type: str, status: int = 200) -> Response:
    """A text as it goes out: compressed for who can read that, kept by no one else than who asked."""
    headers = {"Vary": f"Accept-Encoding, Cookie, {FRAGMENT}", "Cache-Control": "private, no-cache"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = compressed(content, LEVEL)
    return Response(content, status, headers, media_type)


def compressed(content: bytes, level: int) -> bytes:
    """The content as gzip (RFC 1952) without a time in it: equal texts stay equal."""
    packer = zlib.compressobj(level, wbits=31)
    return packer.compress(content) + packer.flush()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, with the filters and functions that they know."""
    made = Environment(
        loader=PackageLoader("backlit.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"visible": shown, "href": href, "count": count, "day": day, "rating": rating, "cut": cut}
    made.globals |= {
        "fact": fact,
        "out": out,
        "made_table": tables.made_table,
        "filtering": filtering,
        "pages": PAGES,
        "home": HOME,
        "saved": SAVED,
        "letters": letters(),
        "scopes": SCOPES,
        "unknown": UNKNOWN,
    }
    made.filters |= amounts.FILTERS
    return made


def count(value: float | None) -> str:
    """A number with separators; a dash for unknown."""
    return UNKNOWN if value is None else f"{value:,}"
