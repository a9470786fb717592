"""Light, dark, or what the system has: a choice kept in a cookie, so that the first byte of a page knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

THEMES = ("system", "light", "dark")
COOKIE = "backlit_theme"
YEAR = 31_536_000


def theme_of(request: HTTPConnection) -> str:
    """The theme that was chosen; the system's where none was."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in THEMES else THEMES[0]
