"""Sizes and times as pages say them: those that the index tells in bytes and in seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime

from backlit.index.telling import counted
from backlit.web.cells import UNKNOWN


def size(value: float) -> str:
    """Bytes, in the unit that people know: `412 kB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:,.0f} {unit}" if unit == "bytes" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"


def moment(seconds: int) -> str:
    """A time told in seconds since 1970, to the minute in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def moment_iso(seconds: int) -> str:
    """The same for machines."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def moment_day(seconds: int | None) -> str:
    """The day of such a time; a dash for unknown."""
    return UNKNOWN if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


FILTERS = {"counted": counted, "size": size, "moment": moment, "moment_iso": moment_iso, "moment_day": moment_day}
"""By their names in templates."""
