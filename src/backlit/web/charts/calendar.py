"""New and lost links day by day: weeks as columns, Monday above, a square a day.

In each square new links grow up from the middle and lost ones down, in four steps of height and shade: who cannot tell
the colours apart sees the direction. Steps are of the logarithm of the largest day, as one crawl finds most at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlit.web.charts.behind import Count, details
from backlit.web.charts.svg import day, element, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

WEEKS = 53
"""Columns at most: a year. Earlier days are left to the table of the report."""
STEPS = 4
_CELL, _SIZE = 18, 16
_LEFT, _ABOVE = 34, 18
_WEEKDAYS = ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))


@dataclass(frozen=True, slots=True)
class Day:
    """What changed on a day, with the addresses of the rows behind."""

    at: date
    new: int
    lost: int
    new_href: str | None = None
    lost_href: str | None = None


def calendar(days: Sequence[Day], *, label: str, until: date | None = None) -> Markup:
    """The chart of days in any order; it ends with the week of `until`, else of the last day of all."""
    changed = sorted((one for one in days if one.new or one.lost), key=lambda one: one.at)
    if not changed:
        return element("p", f"{label}: nothing is new or lost.", class_="empty")
    last = max(until or changed[-1].at, changed[-1].at)
    end = _monday(last)
    start = max(_monday(changed[0].at), end - timedelta(weeks=WEEKS - 1))
    shown = [one for one in changed if one.at >= start]
    weeks = (end - start).days // 7 + 1
    top = max(max(one.new, one.lost) for one in shown)
    wide, high = _LEFT + max(weeks, 3) * _CELL + 2, _ABOVE + 7 * _CELL
    drawing = element(
        "svg",
        element("desc", "A square a day, a column a week; new grow up, lost grow down. The table behind has all."),
        *_frame(start, weeks),
        element("path", class_="c-day", d=_squares(start, last)),
        *(part for n, one in enumerate(reversed(shown)) for part in _marks(one, n, start, top)),
        class_="c-days",
        role="img",
        aria_label=_summary(label, shown),
        width=wide,
        height=high,
        viewBox=f"0 0 {wide} {high}",
    )
    rows = ((day(one.at), [Count(one.new, one.new_href), Count(one.lost, one.lost_href)]) for one in reversed(shown))
    return element(
        "figure",
        element("figcaption", element("b", label), " ", element("span", "links", class_="muted"), _legend()),
        element("p", _summary(label, shown), class_="c-read", aria_hidden="true"),
        element("div", drawing, class_="scroll", tabindex="0", role="region", aria_label=f"{label}, the drawing"),
        details(f"{label}, links", ["Day", "new", "lost"], rows),
        class_="chart c-calendar",
    )


def _monday(at: date) -> date:
    return at - timedelta(days=at.weekday())


def _place(at: date, start: date) -> tuple[int, int]:
    weeks, weekday = divmod((at - start).days, 7)
    return _LEFT + weeks * _CELL, _ABOVE + weekday * _CELL


def _squares(start: date, last: date) -> str:
    places = (_place(start + timedelta(days=n), start) for n in range((last - start).days + 1))
    return "".join(f"M{x} {y}h{_SIZE}v{_SIZE}h-{_SIZE}z" for x, y in places)


def _frame(start: date, weeks: int) -> list[Markup]:
    """The names of weekdays and months; a month stands above its first whole week, where it has room."""
    drawn = [element("text", name, class_="c-tick", x="0", y=_ABOVE + row * _CELL + 12) for row, name in _WEEKDAYS]
    free = 0
    for week in range(weeks):
        monday = start + timedelta(weeks=week)
        if week >= free and (week == 0 or (monday.day <= 7 and week + 2 < weeks)):
            drawn.append(element("text", f"{monday:%Y-%m}", class_="c-tick", x=_LEFT + week * _CELL, y="11"))
            free = week + 3
    return drawn


def _marks(one: Day, row: int, start: date, top: int) -> list[Markup]:
    x, y = _place(one.at, start)
    middle, half = y + _SIZE // 2, _SIZE // 2
    parts = []
    if one.new:
        step = _step(one.new, top)
        tall = half * step // STEPS
        parts.append(element("rect", class_=f"c-new c-step{step}", x=x, y=middle - tall, width=_SIZE, height=tall))
    if one.lost:
        step = _step(one.lost, top)
        parts.append(
            element("rect", class_=f"c-lost c-step{step}", x=x, y=middle, width=_SIZE, height=half * step // STEPS)
        )
    title = element("title", f"{day(one.at)}: {number(one.new)} new, {number(one.lost)} lost")
    parts.append(element("rect", title, class_="c-hit", x=x, y=y, width=_SIZE, height=_SIZE, data_row=row))
    return parts


def _step(count: int, top: int) -> int:
    """1 to STEPS by the logarithm of the count, STEPS for the largest."""
    return max(1, math.ceil(STEPS * math.log1p(count) / math.log1p(top) - 1e-9))


def _summary(label: str, shown: Sequence[Day]) -> str:
    new, lost = sum(one.new for one in shown), sum(one.lost for one in shown)
    return f"{label}: {number(new)} new and {number(lost)} lost from {day(shown[0].at)} to {day(shown[-1].at)}"


def _legend() -> Markup:
    items = []
    for kind, y, text in (("new", 0, "new, upwards"), ("lost", 8, "lost, downwards")):
        square = element("rect", class_="c-day", width="16", height="16")
        mark = element("rect", class_=f"c-{kind} c-step4", y=y, width="16", height="8")
        key = element("svg", square, mark, class_="c-key", width="16", height="16", aria_hidden="true")
        items.append(element("li", key, " ", text))
    return element("ul", *items, class_="c-legend")
