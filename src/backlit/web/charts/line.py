"""Lines over time: one or several series, an axis of values from zero, an axis of dates, gaps where nothing is known.

The drawing has no size of its own: positions are shares of its width, and only the paths are stretched, so that texts
and strokes are as large on a telephone as on a wall. What is hovered over is a column a date; the script reads its row
in the table behind (`data-row`), without scripts its title tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from backlit.web.charts.behind import Count, details
from backlit.web.charts.scale import short, ticks, time_ticks
from backlit.web.charts.svg import day, element, isolated, number, percent, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from markupsafe import Markup

SERIES = 10
"""Lines that can be told apart on one chart."""
_WIDE, _HIGH = 10_000, 1_000


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a date; None where nobody knows. `href` leads to the rows behind it."""

    at: date
    value: float | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name and its points in the order of time."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where a date and a value stand, as shares of the width and the height (from above)."""

    start: date
    days: int
    top: float

    def x(self, at: date) -> float:
        return (at - self.start).days / self.days if self.days else 0.5

    def y(self, value: float) -> float:
        return 1 - value / self.top


def line(series: Sequence[Series], *, label: str, unit: str) -> Markup:
    """The chart. Raises ValueError for more series than can be told apart."""
    if len(series) > SERIES:
        raise ValueError(f"{len(series)} lines on one chart: {SERIES} can be told apart.")
    known = [point for one in series for point in one.points if point.value is not None]
    if not known:
        return element("p", f"{label}: nothing is known yet.", class_="empty")
    dates = sorted({point.at for one in series for point in one.points})
    values = ticks(max(point.value or 0 for point in known))
    axes = _Axes(dates[0], (dates[-1] - dates[0]).days, values[-1])
    by_date = [{point.at: point for point in one.points} for one in series]
    drawing = element(
        "svg",
        element("desc", _description(series, dates)),
        *_grid(axes, values),
        *_dates(axes, dates),
        element(
            "svg", *_paths(axes, series), class_="c-stretch", viewBox=f"0 0 {_WIDE} {_HIGH}", preserveAspectRatio="none"
        ),
        *_dots(axes, series),
        element("line", class_="c-cross", y1="0", y2="100%", visibility="hidden"),
        *_columns(axes, dates, series, by_date, unit),
        class_="c-svg",
        role="img",
        aria_label=_label(label, unit, series),
    )
    rows = (
        (day(at), [Count(p.value, p.href) if (p := points.get(at)) else Count(None) for points in by_date])
        for at in reversed(dates)
    )
    names = [one.name for one in series]
    return element(
        "figure",
        element(
            "figcaption",
            element("b", label),
            " ",
            element("span", unit, class_="muted"),
            *_legend(series),
        ),
        element("p", _shown(dates[-1], series, by_date), class_="c-read", aria_hidden="true"),
        element("div", drawing, class_="c-frame"),
        details(f"{label} by date, {unit}", ["Date", *names], rows),
        class_="chart c-lines",
    )


def _grid(axes: _Axes, values: Iterable[float]) -> list[Markup]:
    drawn = []
    for value in values:
        y = percent(axes.y(value))
        kind = "c-grid" if value else "c-axis"
        drawn.append(element("line", class_=kind, x1="0", x2="100%", y1=y, y2=y))
        drawn.append(element("text", short(value), class_="c-tick c-left", x="-8", y=y))
    return drawn


def _dates(axes: _Axes, dates: Sequence[date]) -> list[Markup]:
    drawn = []
    for n, (at, text) in enumerate(time_ticks(dates[0], dates[-1])):
        x = percent(axes.x(at))
        odd = " c-odd" if n % 2 else ""
        drawn.append(element("line", class_=f"c-axis{odd}", x1=x, x2=x, y1="100%", y2="100%", stroke_linecap="square"))
        drawn.append(element("text", text, class_=f"c-tick c-below{odd}", x=x, y="100%"))
    return drawn


def _runs(points: Iterable[Point]) -> list[list[Point]]:
    """The points without the gaps: each run is drawn as one piece."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.value is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _paths(axes: _Axes, series: Sequence[Series]) -> list[Markup]:
    drawn = []
    for n, one in enumerate(series):
        pieces = [[f"{axes.x(p.at) * _WIDE:.0f} {axes.y(p.value or 0) * _HIGH:.0f}" for p in run]
                  for run in _runs(one.points) if len(run) > 1]  # fmt: skip
        if len(series) == 1:
            areas = "".join(f"M{p[0].split()[0]} {_HIGH}L{'L'.join(p)}L{p[-1].split()[0]} {_HIGH}Z" for p in pieces)
            drawn.append(element("path", class_="c-area", d=areas))
        drawn.append(element("path", class_=f"c-line c-{n}", d="".join(f"M{'L'.join(piece)}" for piece in pieces)))
    return drawn


def _dots(axes: _Axes, series: Sequence[Series]) -> list[Markup]:
    """A dot for a point that has no neighbour to draw a line to."""
    return [
        element("circle", class_=f"c-dot c-{n}", cx=percent(axes.x(run[0].at)), cy=percent(axes.y(run[0].value or 0)),
                r="3")
        for n, one in enumerate(series)
        for run in _runs(one.points)
        if len(run) == 1
    ]  # fmt: skip


def _columns(
    axes: _Axes, dates: Sequence[date], series: Sequence[Series], by_date: Sequence[dict[date, Point]], unit: str
) -> list[Markup]:
    """What can be hovered over: each date's column reaches half way to its neighbours."""
    places = [axes.x(at) for at in dates]
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(places)), 1.0]
    return [
        element(
            "rect",
            element("title", f"{_read_out(at, series, by_date)} {unit}"),
            class_="c-hit",
            x=percent(edges[n]),
            width=percent(edges[n + 1] - edges[n]),
            height="100%",
            data_row=len(dates) - 1 - n,
            data_x=percent(places[n]),
        )
        for n, at in enumerate(dates)
    ]


def _read_out(at: date, series: Sequence[Series], by_date: Sequence[dict[date, Point]]) -> str:
    parts = []
    for one, points in zip(series, by_date, strict=True):
        value = number(points[at].value if at in points else None)
        parts.append(value if len(series) == 1 else f"{told(one.name)} {value}")
    return f"{day(at)}: {', '.join(parts)}"


def _shown(at: date, series: Sequence[Series], by_date: Sequence[dict[date, Point]]) -> str:
    """What stands above the drawing: the date, and the value where no legend has it."""
    return _read_out(at, series, by_date) if len(series) == 1 else "last known"


def _legend(series: Sequence[Series]) -> list[Markup]:
    if len(series) == 1:
        return []
    items = [
        element(
            "li",
            element("svg", element("line", class_=f"c-line c-{n}", x1="1", x2="23", y1="6", y2="6"), class_="c-key",
                    width="24", height="12", aria_hidden="true"),
            " ",
            isolated(one.name),
            " ",
            element("span", number(_last(one)), class_="c-value"),
        )
        for n, one in enumerate(series)
    ]  # fmt: skip
    return [element("ul", *items, class_="c-legend")]


def _last(series: Series) -> float | None:
    return next((point.value for point in reversed(series.points) if point.value is not None), None)


def _label(label: str, unit: str, series: Sequence[Series]) -> str:
    if len(series) > 1:
        return f"{label} of {len(series)} targets over time, {unit}"
    known = [point for point in series[0].points if point.value is not None]
    first, last = known[0], known[-1]
    if first is last:
        return f"{label}: {number(last.value)} on {day(last.at)}"
    return f"{label} over time: {number(first.value)} on {day(first.at)}, {number(last.value)} on {day(last.at)}"


def _description(series: Sequence[Series], dates: Sequence[date]) -> str:
    lines = "A line" if len(series) == 1 else f"{len(series)} lines"
    return f"{lines} from {day(dates[0])} to {day(dates[-1])}; the table behind has every value."
