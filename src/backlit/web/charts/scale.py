"""Ticks of axes: round numbers from zero, and dates at which weeks, months and years begin.

Round numbers are those of P. Heckbert, "Nice Numbers for Graph Labels" (Graphics Gems, 1990): 1, 2 or 5 times a power
of ten. An axis of values always begins at zero, so that a small change never looks like a large one.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKS = 6
"""Dates on an axis at most: each takes as much room as ten digits."""
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


def ticks(top: float, wanted: int = 4) -> list[float]:
    """Round numbers from 0 to the first that is not below `top`, about `wanted` steps; whole ones from 1 on."""
    if top <= 0:
        return [0.0, 1.0]
    raw = top / wanted
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * times for times in (1, 2, 5, 10) if size * times >= raw * 0.999_999)
    if top >= 1:
        step = max(step, 1.0)
    return [round(step * n, 9) for n in range(math.ceil(top / step - 1e-9) + 1)]


def short(value: float) -> str:
    """A number of an axis in few characters: 1,500, 12k, 2.5M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"


def time_ticks(start: date, end: date, most: int = TICKS) -> list[tuple[date, str]]:
    """Dates from `start` to `end` at which days, weeks, months or years begin, `most` at most, each with its label."""
    span = (end - start).days
    for days in _DAYS:
        if span // days < most:
            found = list(_every_days(start, end, days))
            return [(at, f"{at:%Y-%m-%d}") for at in found]
    for months in _MONTHS:
        if span / 30.5 / months > most + 1:
            continue
        found = list(_every_months(start, end, months))
        if 1 < len(found) <= most:
            return [(at, f"{at:%Y}" if months >= 12 else f"{at:%Y-%m}") for at in found]
    return [(start, f"{start:%Y-%m-%d}"), (end, f"{end:%Y-%m-%d}")]


def _every_days(start: date, end: date, days: int) -> Iterator[date]:
    """Every `days`; weeks begin on Monday."""
    at = start + timedelta(days=-start.weekday() % 7) if days >= 7 else start
    while at <= end:
        yield at
        at += timedelta(days=days)


def _every_months(start: date, end: date, months: int) -> Iterator[date]:
    """The firsts of every `months`-th month since January of the year 0."""
    first = start.year * 12 + start.month - 1 + (start.day > 1)
    for month in range(first + -first % months, end.year * 12 + end.month, months):
        yield date(month // 12, month % 12 + 1, 1)
