"""Charts as SVG, drawn on the server: pure functions from plain values to markup, for pages, reports on paper and mail.

No script is needed to see or to read them: each has a label, axes with units, titles where one points, and a table of
its numbers. Classes alone say how they look (`static/css/30-charts.css`).
"""

from backlit.web.charts.bars import Bar, bars
from backlit.web.charts.calendar import WEEKS, Day, calendar
from backlit.web.charts.line import SERIES, Point, Series, line
from backlit.web.charts.network import Node, legend, network
from backlit.web.charts.spark import spark

__all__ = [
    "SERIES",
    "WEEKS",
    "Bar",
    "Day",
    "Node",
    "Point",
    "Series",
    "bars",
    "calendar",
    "legend",
    "line",
    "network",
    "spark",
]
