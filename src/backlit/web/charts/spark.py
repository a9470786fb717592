"""A line the size of a word: how a number came to be what it is, beside it. The chart with axes stands elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit.web.charts.svg import element, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup


def spark(values: Sequence[float | None], *, label: str) -> Markup:
    """The line of the values that are known; nothing where there are fewer than two."""
    known = [(n, value) for n, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return element("span", class_="c-spark")
    top = max(value for _, value in known) or 1
    last = len(values) - 1
    points = "L".join(f"{n / last * 100:.1f} {30 - value / top * 28:.1f}" for n, value in known)
    told = f"{label}: from {number(known[0][1])} to {number(known[-1][1])}"
    return element("svg", element("path", class_="c-line c-0", d=f"M{points}"), class_="c-spark", role="img",
                   aria_label=told, viewBox="0 0 100 32", preserveAspectRatio="none")  # fmt: skip
