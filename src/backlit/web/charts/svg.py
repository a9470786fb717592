"""Elements of SVG and HTML as escaped text, and numbers as charts write them.

Nothing here has a `style`: the Content-Security-Policy of the app forbids it, and a sheet can then give the same
drawing other colours in the dark and on paper. Strangers' text is shown by the one rule for it, `report.text.visible`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from backlit.report.text import visible

if TYPE_CHECKING:
    from datetime import date

NOT_KNOWN = "not known"
"""What is said of a value that nobody told."""
LONGEST = 300
"""Characters of a name that a chart shows."""


def element(tag: str, *children: str, **attributes: str | float | bool | None) -> Markup:
    """An element: an underscore in an attribute's name is a hyphen, one at the end is left out (`class_`, `data_row`).

    An attribute of None or False is left out, one of True has no value. Children that are no Markup are escaped.
    """
    # A drawing has some ten thousand elements: Markup's own join and format cost several times as much.
    written = "".join([_attribute(name, value) for name, value in attributes.items()])
    inner = "".join([child if type(child) is Markup else escape(child) for child in children])
    return Markup(f"<{tag}{written}>{inner}</{tag}>")  # noqa: S704 - every part is escaped by now


def _attribute(name: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = coordinate(value) if isinstance(value, float) else str(value)
    return f' {name}="{escape(text)}"'


def coordinate(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def percent(share: float) -> str:
    """A share of 1 as a coordinate that grows with the drawing: `12.5%`."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def number(value: float | None) -> str:
    """A number as tables and read-outs show it: separators, one decimal if it has any."""
    if value is None:
        return NOT_KNOWN
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def told(name: str | None) -> str:
    """A name as it is shown; what nobody told is said to be so."""
    if name is None:
        return NOT_KNOWN
    return visible(name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}\N{HORIZONTAL ELLIPSIS}")


def isolated(name: str | None) -> Markup:
    """A name that strangers may have written, kept from turning the direction of the text around it."""
    if name is None:
        return element("span", NOT_KNOWN, class_="muted")
    return element("bdi", told(name))


def link(text: str, href: str | None) -> Markup:
    """The text, as a link to the rows behind it where there is an address for them."""
    return element("a", text, href=href) if href else escape(text)


def day(value: date) -> str:
    """A day as it is written everywhere: 2026-01-31."""
    return f"{value:%Y-%m-%d}"
