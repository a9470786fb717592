"""What a layout of links is: its header as the page of formats has it, and what it can tell of a link.

`cells` says how a column is filled from a saying; a column that is not in it is one that no field claims: it gets a
value found nowhere else in its row, which must come back as the vendor's own metric. `told` is what an import must
know afterwards; what is not in it must be unknown. `gone` is when a link was lost by a file that says so without a
date: at its last sight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.exports.truth import PROPERTY, Saying, day
from tests.exports.writing import UTF8, Cell, Writing

Fill = Callable[[Saying], Cell]
Told = Callable[[Saying], Any]


@dataclass(frozen=True)
class Either:
    """One of several answers that the rules leave open."""

    of: tuple[Any, ...]

    def __eq__(self, other: object) -> bool:
        return other in self.of

    def __hash__(self) -> int:
        return hash(self.of)


@dataclass(frozen=True)
class Layout:
    """One layout of one vendor's links."""

    name: str
    vendor: str
    header: tuple[str, ...]
    cells: dict[str, Fill]
    told: dict[str, Told]
    file: str = "export"
    """Name of the file without its ending: some say whom the file is about, and when it was made."""
    native: Writing = UTF8
    yes: str = "true"
    no: str = "false"
    dates: str = "%Y-%m-%d"
    preamble: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Columns of the vendor's own whose values are words."""
    open: tuple[str, ...] = ()
    """Columns that may be claimed by a field or kept."""
    holds: Callable[[Saying], bool] = lambda saying: not saying.mention
    wrap: Callable[[list[Any]], Any] | None = None
    """What stands around the rows of a JSON file."""
    renamed: dict[str, str] = field(default_factory=dict)

    def own(self, saying: Saying) -> dict[str, Cell]:
        """The values of the columns that no field claims."""
        values: dict[str, Cell] = {}
        for number, name in enumerate(self.header):
            if name in self.cells or name in self.open or not name:
                continue
            value = saying.n * 1000 + number
            values[name] = f"{name.strip().lower()} {value}" if name in self.words else value + 0.5
        return values

    def row(self, saying: Saying) -> list[Cell]:
        own = self.own(saying)
        return [self.cells[name](saying) if name in self.cells else own.get(name) for name in self.header]

    def text(self, value: Cell, decimal: str = ".") -> str:
        """A cell as this vendor writes it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, (int, float)):
            return str(value).replace(".", decimal)
        return value if isinstance(value, str) else value.strftime(self.dates)


def columns(text: str, separator: str = "|") -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(separator))


SOURCE: dict[str, Told] = {"source_url": lambda s: s.url}
TARGET: dict[str, Told] = {"target_url": lambda s: s.target}
ANCHOR: dict[str, Told] = {"anchor": lambda s: s.anchor}
TITLE: dict[str, Told] = {"title": lambda s: s.title}
ASSUMED: dict[str, Told] = {"target_url": lambda _: f"https://{PROPERTY}/", "target_assumed": lambda _: True}
ONLY_NOFOLLOW: dict[str, Told] = {"nofollow": lambda s: s.nofollow, "followed": lambda s: not s.nofollow}
ALL_FLAGS: dict[str, Told] = {
    "nofollow": lambda s: s.nofollow, "sponsored": lambda s: s.sponsored, "ugc": lambda s: s.ugc,
    "followed": lambda s: s.followed,
}  # fmt: skip
TIMES: dict[str, Told] = {"first_seen": lambda s: s.first, "last_seen": lambda s: s.last}
DAYS: dict[str, Told] = {"first_seen": lambda s: day(s.first), "last_seen": lambda s: day(s.last)}
