"""Pages out of templates: all is escaped, strangers' text by the one rule for it, and only http links are links."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from backlit.report.text import number_of, visible
from backlit.web import amounts
from backlit.web.house import house
from backlit.web.navigation import PAGES

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request


UNKNOWN = "\u2013"
"""The dash that stands for unknown."""


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page; the templates know `assets`, the `pages` and the `caller` beside what they are given."""
    shared = {"assets": house(request).assets, "pages": PAGES, "path": request.url.path}
    return HTMLResponse(_environment().get_template(template).render(shared | context), status)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("backlit.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"visible": shown, "href": href, "count": count, "day": day, "rating": rating}
    made.filters |= amounts.FILTERS
    return made


def shown(text: str | None) -> str:
    """Strangers' text with control, bidirectional and invisible characters as escapes."""
    return "" if text is None else visible(text)


def href(address: str | None) -> str:
    """The address if a link may lead there, else nothing: only http and https."""
    return address if address and address.startswith(("http://", "https://")) else ""


def count(value: float | None) -> str:
    """A number with separators; a dash for unknown."""
    return UNKNOWN if value is None else f"{value:,}"


def day(value: datetime | None) -> str:
    """The day of a time in UTC; a dash for unknown."""
    return UNKNOWN if value is None else f"{value:%Y-%m-%d}"


def rating(value: float | None) -> str:
    """A rating with one decimal; a dash for unknown."""
    return UNKNOWN if value is None else number_of("rating", value)
