"""The table behind a chart: the same numbers for who cannot see or hover, each leading to the rows behind it.

The scripts take a chart's read-outs from this table too, so that no number is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from backlit.web.charts.svg import element, isolated, link, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Count:
    """A number of a table, with the address of the rows behind it."""

    value: float | None
    href: str | None = None
    text: str = ""
    """The number as it is written, where that is not as `number` does."""


def details(label: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[Count]]]) -> Markup:
    """A table that opens: `heads` are its columns, the first that of the rows' names; the others are numbers."""
    return element(
        "details",
        element("summary", "Table", class_="button"),
        element("div", table(label, heads, rows), class_="scroll", tabindex="0", role="region", aria_label=label),
        class_="c-behind",
    )


def table(label: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[Count]]]) -> Markup:
    """The table itself."""
    first, *others = heads
    head = [element("th", first, scope="col")]
    head += [element("th", isolated(name), scope="col", class_="num") for name in others]
    body = Markup("\n").join(
        element("tr", element("th", name, scope="row"), *(_cell(count) for count in counts)) for name, counts in rows
    )
    return element(
        "table",
        element("caption", label, class_="visually-hidden"),
        element("thead", element("tr", *head)),
        element("tbody", body),
    )


def _cell(count: Count) -> Markup:
    if count.value is None:
        return element("td", number(None), class_="num muted")
    return element("td", link(count.text or number(count.value), count.href), class_="num")
