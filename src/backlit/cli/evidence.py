"""A link on the terminal: its facts under the look, report or count that each comes from, and the history of its page.

The machine forms have the same as `facts["from"]` and `facts["looks"]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.cli import table
from backlit.report.text import visible

if TYPE_CHECKING:
    from backlit.index import Report

LOOKS = ("at", "look", "has_link", "status", "followed", "reported_by", "archive", "archive_offset", "import_id")
"""The columns of the history, most important first."""


def lines(report: Report, width: int) -> list[list[tuple[str, str]]]:
    """The links one below the other, then the looks at the page that they stand on, oldest first."""
    found: list[list[tuple[str, str]]] = []
    for row, origins in zip(report, report.facts["from"], strict=False):
        found += [*_facts(row, origins), [("", "")]]
    looks = report.facts["looks"]
    if looks:
        listed = pa.table({name: pa.array([_plain(look[name]) for look in looks]) for name in LOOKS})
        found += [[("Looks at the page, and reports of exports (UTC)", "bold")]]
        found += [[(line, "")] for line in table.lines(listed, LOOKS, width)]
    return found


def _facts(row: dict[str, Any], origins: dict[str, str]) -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    wide = max(map(len, row), default=0)
    for origin in dict.fromkeys(origins.values()):
        found.append([(visible(origin), "bold")])
        names = [name for name in row if origins.get(name) == origin]
        found += [[(f"  {name:<{wide}}  ", "dim"), (_value(row[name]), "")] for name in names]
    return found


def _value(value: Any) -> str:
    return visible(_plain(value)) if hasattr(value, "strftime") else visible(table.cell(value))


def _plain(value: Any) -> Any:
    """A time with its seconds: looks of one day are told apart by them."""
    return f"{value:%Y-%m-%d %H:%M:%S}" if hasattr(value, "strftime") else value
