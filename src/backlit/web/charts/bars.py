"""Distributions: a bar a row, drawn inside the table that tells its numbers.

A table with bars in it needs no second table behind: it is read aloud, copied and clicked as any table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlit.web.charts.svg import element, isolated, link, number, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name (None: nobody told), its number with the address of the rows behind, and what stands beside."""

    name: str | None
    value: float
    href: str | None = None
    share: float | None = None
    """Of all, 0 to 1."""
    beside: float | None = None
    """A second number, such as the domains that the links come from."""
    beside_href: str | None = None
    leads_to: str | None = None
    """Where the name itself leads."""
    short: str | None = None
    """The name as it is shown, where that is not whole; the whole one is its title."""


def bars(items: Sequence[Bar], *, label: str, of: str, unit: str, beside: str = "", wide: bool = False) -> Markup:
    """The chart: `of` heads the names, `unit` the numbers, `beside` the second ones. The longest bar is the largest.

    `wide` leaves more room to the names and less to the bars.
    """
    if not items:
        return element("p", f"{label}: nothing to count.", class_="empty")
    longest = max(*(item.value for item in items), 1e-9)
    shares = any(item.share is not None for item in items)
    heads = [(of, None), ("", "c-barcell"), (unit, "num")]
    heads += [("share", "num c-share")] if shares else []
    heads += [(beside, "num")] if beside else []
    rows = [_row(item, longest, shares=shares, beside=bool(beside)) for item in items]
    return element(
        "table",
        element("caption", label),
        element("thead", element("tr", *(_head(text, kind) for text, kind in heads))),
        element("tbody", *rows),
        class_="chart c-bars c-names" if wide else "chart c-bars",
    )


def _head(text: str, kind: str | None) -> Markup:
    return element("th", text, scope="col", class_=kind) if text else element("td", class_=kind)


def _row(item: Bar, longest: float, *, shares: bool, beside: bool) -> Markup:
    cells = [
        element("th", _name(item), scope="row", title=told(item.name)),
        element("td", _bar(item.value / longest), class_="c-barcell"),
        element("td", link(number(item.value), item.href if item.value else None), class_="num"),
    ]
    if shares:
        cells.append(element("td", "" if item.share is None else _share(item.share), class_="num muted c-share"))
    if beside:
        text = "" if item.beside is None else number(item.beside)
        cells.append(element("td", link(text, item.beside_href if item.beside else None), class_="num"))
    return element("tr", *cells)


def _name(item: Bar) -> Markup:
    name = isolated(item.short or item.name)
    return element("a", name, href=item.leads_to) if item.leads_to else name


def _share(share: float) -> str:
    return f"{share:.0%}" if share in (0, 1) or share >= 0.1 else f"{share:.1%}"


def _bar(share: float) -> Markup:
    filled = element("rect", class_="c-fill", width=max(share * 100, 0.6) if share else 0.0, height="10")
    return element("svg", element("rect", class_="c-track", width="100", height="10"), filled, class_="c-bar",
                   viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")  # fmt: skip
